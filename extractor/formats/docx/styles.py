"""Styles as far as reading needs them: name, outline level, number, symbol font,
hidden, raised and struck text.

Word's styles.xml is often larger than the document itself. Then it is not parsed as a
whole: each style the document names is cut from the bytes and parsed alone, with the
    styles it is based on.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from extractor.formats.builder import NO_MARKS, RunMarks
from extractor.formats.symbols import SYMBOL_FONTS
from extractor.formats.xml import (
    Element,
    W,
    escape_attribute,
    get_child_value,
    is_off,
    normalize_xml,
    parse_integer,
    parse_xml,
    unescape_attribute,
)

__all__ = [
    "PLAIN_STYLE",
    "ResolvedStyle",
    "Styles",
    "find_symbol_font",
    "parse_list_reference",
    "parse_outline_level",
    "parse_run_marks",
]

_ALIGNMENT, _POSITION, _VAL = W + "vertAlign", W + "position", W + "val"
_STRIKES = frozenset((W + "strike", W + "dstrike"))
_ROOT_TAG = re.compile(rb"<w:styles\b[^>]*>")
_STYLE_ID = re.compile(rb'w:styleId="([^"]*)"')
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TOC_NAME = re.compile(r"(?:toc|目录)\s*[1-9]$", re.IGNORECASE)
# What is looked for in the bytes of a style: the id of the one it is based on, a word by
# which its text may differ.
_STYLE_WORDS = re.compile(
    rb'<w:(?:basedOn w:val="([^"]+)"'
    rb"|(vanish\b|d?strike\b|vertAlign\b|position\b|rFonts\b"
    rb'(?=[^<>]*?w:(?:ascii|hAnsi)="(?i:Symbol|Wingdings|Webdings))))'
)
# Bytes that are sooner parsed than searched.
_SMALL_PART_BYTES = 100_000
# Styles searched for; a document that uses more has them parsed.
_MAX_STYLE_SEARCHES = 100
# Styles based on one another; longer chains are circles.
_MAX_INHERITANCE_DEPTH = 64
_DEFAULT_ATTRIBUTE = b'w:default="1"'
_STYLE_TAG = b"<w:style "
# Styles of tables, the longest; no paragraph and no run names one.
_TABLE_ATTRIBUTE = b'w:type="table"'


class ResolvedStyle(NamedTuple):
    """A style with what it inherits.

    ``outline_level`` is 1 to 9, 0 for body text; ``list_style_id`` is the style that
    names the list; ``symbol_font`` is '' where the text has an ordinary font.
    """

    name: str = ""
    outline_level: int = 0
    list_id: str = ""
    list_level: int | None = None
    hidden: bool = False
    is_toc: bool = False
    list_style_id: str = ""
    symbol_font: str = ""
    marks: RunMarks = NO_MARKS


PLAIN_STYLE = ResolvedStyle()
_StyleIds = dict[bytes, list[bytes]]
_StyleWords = tuple[_StyleIds, _StyleIds]


class Styles:
    """Styles by id, resolved on access. Unknown ids give the plain style."""

    def __init__(self, data: bytes | None, part: str = "") -> None:
        """Take the bytes of styles.xml, None where the file has none; ``part`` is its
        name, for messages."""
        self._data = b""
        if data:
            self._data = normalize_xml(data, part)
        self._part = part
        self._resolved_styles: dict[str, ResolvedStyle] = {}
        self._n_searches = 0
        # Empty where the prefix of the namespace is not w, so that the search in the
        # bytes does not apply.
        self._root_tag = b""
        root = _ROOT_TAG.search(self._data[:20000])
        if root is not None:
            self._root_tag = root[0]
        self._base_style = PLAIN_STYLE._replace(hidden=self._has_hidden_default())

    def find_style(self, id: str) -> ResolvedStyle:
        """Find the style of an id (paragraph, character or numbering), with what it
        inherits."""
        known = self._resolved_styles.get(id)
        if known is None:
            known = self._resolved_styles[id] = self._resolve_style(id, 0)
        return known

    @cached_property
    def hiding_style_ids(self) -> frozenset[str]:
        """Ids of the styles that may hide their text."""
        return self._find_style_ids(b"vanish")

    @cached_property
    def symbol_style_ids(self) -> frozenset[str]:
        """Ids of the styles that may set their text in a symbol font."""
        return self._find_style_ids(b"rFonts")

    @cached_property
    def marking_style_ids(self) -> frozenset[str]:
        """Ids of the styles that may raise, lower or strike out their text."""
        return self._find_style_ids(b"strike", b"dstrike", b"vertAlign", b"position")

    def _find_style_ids(self, *words: bytes) -> frozenset[str]:
        """Styles that hold one of the words and those based on them."""
        if not self._root_tag:
            if any(word in self._data for word in words):
                return frozenset(self._elements)
            return frozenset()
        ids_by_word, derived_ids = _find_style_words(self._data)
        style_ids = [id for word in words for id in ids_by_word.get(word, ())]
        seen: set[bytes] = set()
        # The list grows while it is walked.
        for id in style_ids:
            if id and id not in seen:
                seen.add(id)
                style_ids.extend(derived_ids.get(id, ()))
        return frozenset(map(_decode_attribute, seen))

    @cached_property
    def default(self) -> ResolvedStyle:
        """The style of paragraphs that name none."""
        id = self._find_default_id()
        if not id:
            return self._base_style
        return self.find_style(id)

    def _find_default_id(self) -> str:
        if not self._root_tag:
            return ""
        at = self._data.find(_DEFAULT_ATTRIBUTE)
        while at >= 0:
            tag = self._data[self._data.rfind(b"<", 0, at) : self._data.find(b">", at)]
            if b'w:type="paragraph"' in tag:
                id = _STYLE_ID.search(tag)
                if id is None:
                    return ""
                return id[1].decode("utf-8", "replace")
            at = self._data.find(_DEFAULT_ATTRIBUTE, at + 1)
        return ""

    def _resolve_style(self, id: str, depth: int) -> ResolvedStyle:
        if not id or depth > _MAX_INHERITANCE_DEPTH:
            return self._base_style
        element = self._find_element(id)
        if element is None:
            return self._base_style
        style = self._inherit_style(element, depth)
        name = get_child_value(element, "name") or id
        style = style._replace(name=name, is_toc=_TOC_NAME.match(name) is not None)
        heading = _HEADING_NAME.match(name)
        if heading is not None:
            style = style._replace(outline_level=int(heading[1]))
        properties = element.find(W + "pPr")
        if properties is not None:
            style = _apply_paragraph_properties(style, properties, id)
        run_properties = element.find(W + "rPr")
        if run_properties is not None:
            style = _apply_run_properties(style, run_properties)
        return style

    def _inherit_style(self, element: Element, depth: int) -> ResolvedStyle:
        """The style that a style is based on."""
        base = get_child_value(element, "basedOn")
        if base is None:
            return self._base_style
        resolved = self._resolved_styles.get(base)
        if resolved is None:
            resolved = self._resolve_style(base, depth + 1)
        return resolved

    def _has_hidden_default(self) -> bool:
        """Whether the defaults of the document hide
        text that no style shows again."""
        start = self._data.find(b"docDefaults>")
        if start < 0:
            return False
        end = self._data.find(b"docDefaults>", start + 1)
        if b"vanish" not in self._data[start:end]:
            return False
        vanish = parse_xml(self._data, self._part).find(
            f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}vanish"
        )
        return vanish is not None and not is_off(vanish)

    def _find_element(self, id: str) -> Element | None:
        self._n_searches += 1
        if (
            self._root_tag
            and "_elements" not in self.__dict__
            and len(self._data) > _SMALL_PART_BYTES
            and self._n_searches <= _MAX_STYLE_SEARCHES
        ):
            element = self._cut_element(id)
            if element is not None:
                return element
        return self._elements.get(id)

    def _cut_element(self, id: str) -> Element | None:
        """A style cut from the bytes and parsed alone; None where it cannot be cut
        safely."""
        key = b'w:styleId="' + escape_attribute(id).encode() + b'"'
        at = self._data.find(key)
        if at < 0:
            return None
        start = self._data.rfind(b"<w:style ", 0, at)
        end = self._data.find(b"</w:style>", at)
        empty_end = self._data.find(b"/>", at, at + 200)
        is_empty = empty_end >= 0 and self._data.find(b">", at) == empty_end + 1
        if start < 0 or end < 0 or is_empty:
            return None
        cut = self._root_tag + self._data[start:end] + b"</w:style></w:styles>"
        return parse_xml(cut, self._part)[0]

    @cached_property
    def _elements(self) -> dict[str, Element]:
        """All styles, parsed; of several with one id the first."""
        elements: dict[str, Element] = {}
        if self._data:
            root = parse_xml(self._data, self._part)
            for element in root.iterchildren(W + "style"):
                elements.setdefault(element.get(W + "styleId", ""), element)
        return elements


@lru_cache(maxsize=4)  # documents of one office share them
def _find_style_words(data: bytes) -> _StyleWords:
    """Ids of styles by the words they hold, and by the style they are based on."""
    ids_by_word: dict[bytes, list[bytes]] = {}
    derived_ids: dict[bytes, list[bytes]] = {}
    for style in data.split(_STYLE_TAG)[1:]:
        tag = style[: style.find(b">")]
        id = _STYLE_ID.search(tag)
        if id is None or _TABLE_ATTRIBUTE in tag:
            continue
        for base, word in _STYLE_WORDS.findall(style):
            if word:
                ids_by_word.setdefault(word, []).append(id[1])
            else:
                derived_ids.setdefault(base, []).append(id[1])
    return ids_by_word, derived_ids


def _decode_attribute(value: bytes) -> str:
    return unescape_attribute(value.decode("utf-8", "replace"))


def find_symbol_font(fonts: Element, inherited: str) -> str:
    """Find the symbol font that ``w:rFonts`` names.

    Args:
        fonts: the element.
        inherited: the symbol font that holds where the element names no font.

    Returns:
        The name; '' for an ordinary font.
    """
    name = fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
    if name is None:
        return inherited
    if name.lower() not in SYMBOL_FONTS:
        return ""
    return name


def parse_outline_level(element: Element) -> int:
    """The level of ``w:outlineLvl``, 1 to 9; 0 for body text."""
    value = parse_integer(element.get(W + "val"), 9)
    if 0 <= value <= 8:
        return value + 1
    return 0


def parse_list_reference(properties: Element) -> tuple[str | None, int | None]:
    """List id and level of ``w:numPr``, each None where it is not given."""
    list_id: str | None = None
    level: int | None = None
    for child in properties:
        if child.tag == W + "numId":
            list_id = child.get(W + "val", "")
        elif child.tag == W + "ilvl":
            level = parse_integer(child.get(W + "val"), 0)
    return list_id, level


def _apply_paragraph_properties(
    style: ResolvedStyle, properties: Element, id: str
) -> ResolvedStyle:
    level = properties.find(W + "outlineLvl")
    if level is not None:
        style = style._replace(outline_level=parse_outline_level(level))
    numbered = properties.find(W + "numPr")
    if numbered is not None:
        list_id, list_level = parse_list_reference(numbered)
        if list_id is not None:
            style = style._replace(list_id=list_id, list_style_id=id)
        if list_level is not None:
            style = style._replace(list_level=list_level)
    return style


def _apply_run_properties(style: ResolvedStyle, properties: Element) -> ResolvedStyle:
    vanish = properties.find(W + "vanish")
    if vanish is not None:
        style = style._replace(hidden=not is_off(vanish))
    fonts = properties.find(W + "rFonts")
    if fonts is not None:
        font = find_symbol_font(fonts, style.symbol_font)
        style = style._replace(symbol_font=font)
    return style._replace(marks=parse_run_marks(properties, style.marks))


def parse_run_marks(properties: Element, inherited: RunMarks) -> RunMarks:
    """Parse how ``w:rPr`` sets its text apart.

    Args:
        properties: the element.
        inherited: what holds where it says nothing.

    Returns:
        What holds for its text.
    """
    alignment, position, struck = inherited
    strikes: list[bool] = []
    for child in properties:
        tag = child.tag
        if tag == _ALIGNMENT:
            alignment = child.get(_VAL, "")
        elif tag == _POSITION:
            position = parse_integer(child.get(_VAL), 0)
        elif tag in _STRIKES:
            strikes.append(not is_off(child))
    if strikes:
        struck = any(strikes)
    marks = RunMarks(alignment, position, struck)
    if marks == inherited:
        return inherited
    return marks
