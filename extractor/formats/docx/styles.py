"""Styles as far as reading needs them: a name, an outline level, a number, a symbol font, whether the text is hidden.

Word's styles.xml is often larger than the document itself. Then it is not parsed as a whole: each style the document
names is cut from the bytes and parsed alone, with the styles it is based on.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

from extractor.formats.symbols import SYMBOL_FONTS
from extractor.formats.xml import (
    Element,
    W,
    is_off,
    normalize_xml,
    parse_integer,
    parse_xml,
)

__all__ = [
    "PLAIN_STYLE",
    "ResolvedStyle",
    "Styles",
    "find_symbol_font",
    "parse_list_reference",
    "parse_outline_level",
]

_ROOT_TAG = re.compile(rb"<w:styles\b[^>]*>")
_STYLE_ID = re.compile(rb'w:styleId="([^"]*)"')
_BASED_ON = re.compile(rb'<w:basedOn w:val="([^"]*)"')
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TOC_NAME = re.compile(r"(?:toc|目录)\s*[1-9]$", re.IGNORECASE)
_VANISH = re.compile(rb"<w:vanish\b")
_SYMBOL_FONT = re.compile(
    rb'<w:rFonts\b[^>]*w:(?:ascii|hAnsi)="(?:Symbol|Wingdings|Webdings)', re.IGNORECASE
)
_SMALL_PART_BYTES = 100_000  # bytes that are sooner parsed than searched
_MAX_STYLE_SEARCHES = (
    100  # styles searched for; a document that uses more has them parsed
)
_MAX_INHERITANCE_DEPTH = 64  # a chain of styles; longer ones are circles


class ResolvedStyle(NamedTuple):
    """A style with what it takes from those it is based on. ``outline`` 1-9, 0 for body text; ``list`` '' for none."""

    name: str = ""
    outline_level: int = 0
    list_id: str = ""
    list_level: int | None = None
    hidden: bool = False
    is_toc: bool = False
    list_style_id: str = ""  # id of the style that names the list
    symbol_font: str = ""  # the symbol font its text stands in, '' for an ordinary one


PLAIN_STYLE = ResolvedStyle()


class Styles:
    """Styles by id, looked up when asked for. Ids that are not there give the plain style."""

    def __init__(self, data: bytes | None, part: str = "") -> None:
        self._data = normalize_xml(data, part) if data else b""
        self._part = part
        self._resolved_styles: dict[str, ResolvedStyle] = {}
        self._elements: dict[str, Element] | None = None
        root = _ROOT_TAG.search(self._data[:20000])
        self._root_tag = root[0] if root is not None else b""
        self._default: ResolvedStyle | None = None
        self._hiding_style_ids: frozenset[str] | None = None
        self._symbol_style_ids: frozenset[str] | None = None
        self._base_style = (
            PLAIN_STYLE._replace(hidden=self._has_hidden_default())
            if b"vanish" in self._data
            else PLAIN_STYLE
        )
        self._n_searches = 0

    def find_style(self, id: str) -> ResolvedStyle:
        """The style of that id (paragraph, character or numbering), inherited properties filled in."""
        known = self._resolved_styles.get(id)
        if known is None:
            known = self._resolved_styles[id] = self._resolve_style(id, 0)
        return known

    @property
    def hiding_style_ids(self) -> frozenset[str]:
        """Ids of the styles that may hide their text."""
        if self._hiding_style_ids is None:
            self._hiding_style_ids = (
                self._find_style_ids(_VANISH)
                if b"vanish" in self._data
                else frozenset()
            )
        return self._hiding_style_ids

    @property
    def symbol_style_ids(self) -> frozenset[str]:
        """Ids of the styles that may set their text in a symbol font."""
        if self._symbol_style_ids is None:
            likely = b"ymbol" in self._data or b"dings" in self._data
            self._symbol_style_ids = (
                self._find_style_ids(_SYMBOL_FONT) if likely else frozenset()
            )
        return self._symbol_style_ids

    def _find_style_ids(self, pattern: re.Pattern[bytes]) -> frozenset[str]:
        """Styles that hold a sign and those based on them, found in the bytes."""
        if not self._root_tag:
            return frozenset(
                id
                for id in self._parse_elements()
                if self.find_style(id).hidden or self.find_style(id).symbol_font
            )
        children: dict[bytes, list[bytes]] = {}
        found: list[bytes] = []
        for entry in self._data.split(b"<w:style ")[1:]:
            id = _STYLE_ID.search(entry)
            if id is not None:
                base = _BASED_ON.search(entry)
                if base is not None:
                    children.setdefault(base[1], []).append(id[1])
                if pattern.search(entry) is not None:
                    found.append(id[1])
        for id_bytes in found:  # grows while we go
            found.extend(children.pop(id_bytes, ()))
        return frozenset(
            unescape(id.decode("utf-8", "replace"), {"&quot;": '"'}) for id in found
        )

    @property
    def default(self) -> ResolvedStyle:
        """The style of paragraphs that name none."""
        if self._default is None:
            id = self._find_default_id() if self._root_tag else ""
            self._default = self.find_style(id) if id else self._base_style
        return self._default

    def _find_default_id(self) -> str:
        at = self._data.find(b'w:default="1"')
        while at >= 0:
            tag = self._data[self._data.rfind(b"<", 0, at) : self._data.find(b">", at)]
            if b'w:type="paragraph"' in tag:
                found = _STYLE_ID.search(tag)
                return found[1].decode("utf-8", "replace") if found is not None else ""
            at = self._data.find(b'w:default="1"', at + 1)
        return ""

    def _resolve_style(self, id: str, depth: int) -> ResolvedStyle:
        element = self._find_element(id) if id else None
        if element is None or depth > _MAX_INHERITANCE_DEPTH:
            return self._base_style
        based = element.find(W + "basedOn")
        parent = self._base_style
        if based is not None:
            base = based.get(W + "val", "")
            parent = self._resolved_styles.get(base) or self._resolve_style(
                base, depth + 1
            )
        name_element = element.find(W + "name")
        name = name_element.get(W + "val", "") if name_element is not None else ""
        own = parent._replace(name=name or id)
        own = own._replace(is_toc=_TOC_NAME.match(own.name) is not None)
        properties = element.find(W + "pPr")
        heading = _HEADING_NAME.match(own.name)
        if heading is not None:
            own = own._replace(outline_level=int(heading[1]))
        if properties is not None:
            own = _apply_paragraph_properties(own, properties, id)
        run = element.find(W + "rPr")
        vanish = run.find(W + "vanish") if run is not None else None
        if vanish is not None:
            own = own._replace(hidden=not is_off(vanish))
        fonts = run.find(W + "rFonts") if run is not None else None
        if fonts is not None:
            own = own._replace(symbol_font=find_symbol_font(fonts, own.symbol_font))
        return own

    def _has_hidden_default(self) -> bool:
        """Whether the defaults of the document hide text that no style shows again."""
        defaults = self._data.find(b"docDefaults>")
        if (
            b"vanish"
            not in self._data[defaults : self._data.find(b"docDefaults>", defaults + 1)]
        ):
            return False
        vanish = parse_xml(self._data, self._part).find(
            f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}vanish"
        )
        return vanish is not None and not is_off(vanish)

    def _find_element(self, id: str) -> Element | None:
        self._n_searches += 1
        if (
            self._elements is None
            and self._root_tag
            and len(self._data) > _SMALL_PART_BYTES
            and self._n_searches <= _MAX_STYLE_SEARCHES
        ):
            key = b'w:styleId="' + escape(id, {'"': "&quot;"}).encode() + b'"'
            at = self._data.find(key)
            if at >= 0:
                start = self._data.rfind(b"<w:style ", 0, at)
                end = self._data.find(b"</w:style>", at)
                empty = self._data.find(b"/>", at, at + 200)
                if (
                    start >= 0
                    and end >= 0
                    and (empty < 0 or self._data.find(b">", at) != empty + 1)
                ):
                    cut = (
                        self._root_tag
                        + self._data[start:end]
                        + b"</w:style></w:styles>"
                    )
                    return parse_xml(cut, self._part)[0]
        return self._parse_elements().get(id)

    def _parse_elements(self) -> dict[str, Element]:
        """All styles, parsed."""
        if self._elements is None:
            self._elements = {}
            if self._data:
                for element in parse_xml(self._data, self._part).iterchildren(
                    W + "style"
                ):
                    self._elements.setdefault(element.get(W + "styleId", ""), element)
        return self._elements


def find_symbol_font(fonts: Element, inherited: str) -> str:
    """The symbol font that ``w:rFonts`` names, '' for an ordinary font; ``before`` where it names none."""
    name = fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
    if name is None:
        return inherited
    return name if name.lower() in SYMBOL_FONTS else ""


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
