"""The visible text of a part of a Word package, walked: where bytes alone do not tell what is visible."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

__all__ = ["walked"]

_OFF = ("0", "false", "off")
_MAIN = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_HELD = ("p", "tc", "txbxContent")
_LOST = ("del", "moveFrom", "rt", "Fallback")


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: etree._Element, name: str = "val") -> str:
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).rpartition("}")[2] == name
        ),
        "",
    )


def walked(part: bytes, hiding: frozenset[str]) -> list[str]:
    """Visible text, a paragraph a line. ``hiding`` are the ids of styles that hide."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if (
        not part.lstrip().startswith((b"<?xml", b"<w:document", b"<w:hdr", b"<w:ftr"))
        and b"xmlns:w=" not in part
    ):
        part = b'<x xmlns:w="%s">%s</x>' % (
            _MAIN[0].encode(),
            b"<w:x " + part + b"</w:x>",
        )
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, recover=True
        )  # a note cut from its part
    walk = _Walk(hiding)
    walk.go(etree.fromstring(part, parser), False)
    walk.lines.append("".join(walk.carried + walk.line))
    return walk.lines


class _Walk:
    """Depth first through a part, with the few facts that decide whether a text shows."""

    def __init__(self, hiding: frozenset[str]) -> None:
        self.hiding = hiding
        self.lines: list[str] = []
        self.line: list[str] = []
        self.carried: list[str] = []  # text of paragraphs whose own mark is gone
        self.fields: list[bool] = []  # of each open field: whether its result has begun

    def go(self, element: etree._Element, hidden: bool) -> None:
        for child in element:
            name = _name(child)
            if (
                name in _LOST
                or (name == "tr" and self._row_gone(child))
                or (name == "tc" and self._cell_gone(child))
            ):
                continue
            if name == "fldChar":
                self._field(_value(child, "fldCharType"))
            elif name in ("t", "sym", "noBreakHyphen", "tab", "ptab", "br", "cr"):
                if not hidden and all(self.fields):
                    self.line.append(
                        {"t": child.text or "", "sym": "▯", "noBreakHyphen": "-"}.get(
                            name, "\n"
                        )
                    )
            elif name == "p":
                self._paragraph(child, hidden)
            elif name == "r":
                self.go(child, self._hides(child, hidden))
            elif name == "tc":
                self._end()
                self.go(child, hidden)
                self._end()
            elif name not in ("pPr", "rPr", "tabs", "instrText", "delText"):
                self.go(child, hidden)

    def _paragraph(self, element: etree._Element, hidden: bool) -> None:
        """A line of what runs on into the paragraph and of its own text; it may stand in a box of another one."""
        around, before = self.line, self.carried
        self.line, self.carried = [], []
        self.go(element, self._hides(element, hidden))
        self._end()
        whole, self.line = before + self.line, around
        if self._runs_on(element):
            self.carried = whole
        else:
            self.lines.append("".join(whole))

    def _end(self) -> None:
        """Nothing follows that a paragraph without a mark could run on into."""
        if self.carried:
            self.lines.append("".join(self.carried))
        self.carried = []

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif self.fields and kind == "separate":
            self.fields[-1] = True
        elif self.fields:
            self.fields.pop()

    def _properties(
        self, element: etree._Element, name: str
    ) -> Mapping[str, etree._Element]:
        found = next((child for child in element if _name(child) == name), None)
        return {} if found is None else {_name(child): child for child in found}

    def _hides(self, element: etree._Element, hidden: bool) -> bool:
        """Whether the text of a paragraph (by its style) or of a run (by itself or its style) is hidden."""
        if _name(element) == "p":
            style = self._properties(element, "pPr").get("pStyle")
            return style is not None and _value(style) in self.hiding
        said = self._properties(element, "rPr")
        if "vanish" in said:
            return _value(said["vanish"]) not in _OFF
        style = said.get("rStyle")
        return hidden != (style is not None and _value(style) in self.hiding)

    def _runs_on(self, paragraph: etree._Element) -> bool:
        mark = self._properties(paragraph, "pPr").get("rPr")
        names = {} if mark is None else {_name(child): _value(child) for child in mark}
        return (
            "del" in names
            or "moveFrom" in names
            or ("vanish" in names and names["vanish"] not in _OFF)
        )

    def _row_gone(self, row: etree._Element) -> bool:
        said = self._properties(row, "trPr")
        return "del" in said or (
            "hidden" in said and _value(said["hidden"]) not in _OFF
        )

    def _cell_gone(self, cell: etree._Element) -> bool:
        said = self._properties(cell, "tcPr")
        covered = any(
            name in said and _value(said[name]) in ("", "continue")
            for name in ("vMerge", "hMerge")
        )
        return covered or "cellDel" in said
