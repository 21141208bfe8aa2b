"""Styles as far as reading needs them: a name, an outline level, a number, a symbol font, whether the text is hidden.

Word's styles.xml is often larger than the document itself. Then it is not parsed as a whole: each style the document
names is cut from the bytes and parsed alone, with the styles it is based on.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.sax.saxutils import escape, unescape

from extractor.formats.symbols import SYMBOL_FONTS
from extractor.formats.xml import Element, W, integer, normal_xml, off, parse_xml

__all__ = ["PLAIN", "Style", "Styles", "symbol_font"]

_ROOT = re.compile(rb"<w:styles\b[^>]*>")
_STYLE_ID = re.compile(rb'w:styleId="([^"]*)"')
_BASED_ON = re.compile(rb'<w:basedOn w:val="([^"]*)"')
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]$", re.IGNORECASE)
_VANISH = re.compile(rb"<w:vanish\b")
_SIGNS = re.compile(
    rb'<w:rFonts\b[^>]*w:(?:ascii|hAnsi)="(?:Symbol|Wingdings|Webdings)', re.IGNORECASE
)
_SMALL = 100_000  # bytes that are sooner parsed than searched
_FEW = 100  # styles searched for; a document that uses more has them parsed
_DEEPEST = 64  # a chain of styles; longer ones are circles


class Style(NamedTuple):
    """A style with what it takes from those it is based on. ``outline`` 1-9, 0 for body text; ``list`` '' for none."""

    name: str = ""
    outline: int = 0
    list: str = ""
    level: int | None = None
    hidden: bool = False
    toc: bool = False
    source: str = ""  # id of the style that names the list
    font: str = ""  # the symbol font its text stands in, '' for an ordinary one


PLAIN = Style()


class Styles:
    """Styles by id, looked up when asked for. Ids that are not there give the plain style."""

    def __init__(self, data: bytes | None, part: str = "") -> None:
        self._data = normal_xml(data, part) if data else b""
        self._part = part
        self._known: dict[str, Style] = {}
        self._all: dict[str, Element] | None = None
        root = _ROOT.search(self._data[:20000])
        self._opening = root[0] if root is not None else b""
        self._default: Style | None = None
        self._hiding: frozenset[str] | None = None
        self._signing: frozenset[str] | None = None
        self._plain = (
            PLAIN._replace(hidden=self._all_hidden())
            if b"vanish" in self._data
            else PLAIN
        )
        self._asked = 0

    def style(self, id: str) -> Style:
        """The style of that id (paragraph, character or numbering), inherited properties filled in."""
        known = self._known.get(id)
        if known is None:
            known = self._known[id] = self._resolved(id, 0)
        return known

    @property
    def hiding(self) -> frozenset[str]:
        """Ids of the styles that may hide their text."""
        if self._hiding is None:
            self._hiding = (
                self._found(_VANISH) if b"vanish" in self._data else frozenset()
            )
        return self._hiding

    @property
    def signing(self) -> frozenset[str]:
        """Ids of the styles that may set their text in a symbol font."""
        if self._signing is None:
            likely = b"ymbol" in self._data or b"dings" in self._data
            self._signing = self._found(_SIGNS) if likely else frozenset()
        return self._signing

    def _found(self, sign: re.Pattern[bytes]) -> frozenset[str]:
        """Styles that hold a sign and those based on them, found in the bytes."""
        if not self._opening:
            return frozenset(
                id
                for id in self._tree()
                if self.style(id).hidden or self.style(id).font
            )
        children: dict[bytes, list[bytes]] = {}
        found: list[bytes] = []
        for entry in self._data.split(b"<w:style ")[1:]:
            id = _STYLE_ID.search(entry)
            if id is not None:
                base = _BASED_ON.search(entry)
                if base is not None:
                    children.setdefault(base[1], []).append(id[1])
                if sign.search(entry) is not None:
                    found.append(id[1])
        for id_bytes in found:  # grows while we go
            found.extend(children.pop(id_bytes, ()))
        return frozenset(
            unescape(id.decode("utf-8", "replace"), {"&quot;": '"'}) for id in found
        )

    @property
    def default(self) -> Style:
        """The style of paragraphs that name none."""
        if self._default is None:
            id = self._default_id() if self._opening else ""
            self._default = self.style(id) if id else self._plain
        return self._default

    def _default_id(self) -> str:
        at = self._data.find(b'w:default="1"')
        while at >= 0:
            tag = self._data[self._data.rfind(b"<", 0, at) : self._data.find(b">", at)]
            if b'w:type="paragraph"' in tag:
                found = _STYLE_ID.search(tag)
                return found[1].decode("utf-8", "replace") if found is not None else ""
            at = self._data.find(b'w:default="1"', at + 1)
        return ""

    def _resolved(self, id: str, depth: int) -> Style:
        element = self._element(id) if id else None
        if element is None or depth > _DEEPEST:
            return self._plain
        based = element.find(W + "basedOn")
        parent = self._plain
        if based is not None:
            base = based.get(W + "val", "")
            parent = self._known.get(base) or self._resolved(base, depth + 1)
        name_element = element.find(W + "name")
        name = name_element.get(W + "val", "") if name_element is not None else ""
        own = parent._replace(name=name or id)
        own = own._replace(toc=_CONTENTS.match(own.name) is not None)
        properties = element.find(W + "pPr")
        heading = _HEADING.match(own.name)
        if heading is not None:
            own = own._replace(outline=int(heading[1]))
        if properties is not None:
            own = _with_paragraph_properties(own, properties, id)
        run = element.find(W + "rPr")
        vanish = run.find(W + "vanish") if run is not None else None
        if vanish is not None:
            own = own._replace(hidden=not off(vanish))
        fonts = run.find(W + "rFonts") if run is not None else None
        if fonts is not None:
            own = own._replace(font=symbol_font(fonts, own.font))
        return own

    def _all_hidden(self) -> bool:
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
        return vanish is not None and not off(vanish)

    def _element(self, id: str) -> Element | None:
        self._asked += 1
        if (
            self._all is None
            and self._opening
            and len(self._data) > _SMALL
            and self._asked <= _FEW
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
                        self._opening + self._data[start:end] + b"</w:style></w:styles>"
                    )
                    return parse_xml(cut, self._part)[0]
        return self._tree().get(id)

    def _tree(self) -> dict[str, Element]:
        """All styles, parsed."""
        if self._all is None:
            self._all = {}
            if self._data:
                for element in parse_xml(self._data, self._part).iterchildren(
                    W + "style"
                ):
                    self._all.setdefault(element.get(W + "styleId", ""), element)
        return self._all


def symbol_font(fonts: Element, before: str) -> str:
    """The symbol font that ``w:rFonts`` names, '' for an ordinary font; ``before`` where it names none."""
    name = fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
    if name is None:
        return before
    return name if name.lower() in SYMBOL_FONTS else ""


def _with_paragraph_properties(style: Style, properties: Element, id: str) -> Style:
    level = properties.find(W + "outlineLvl")
    if level is not None:
        value = integer(level.get(W + "val"), 9)
        style = style._replace(outline=value + 1 if 0 <= value <= 8 else 0)
    numbered = properties.find(W + "numPr")
    if numbered is not None:
        list_id, index = numbered.find(W + "numId"), numbered.find(W + "ilvl")
        if list_id is not None:
            style = style._replace(list=list_id.get(W + "val", ""), source=id)
        if index is not None:
            style = style._replace(level=integer(index.get(W + "val"), 0))
    return style
