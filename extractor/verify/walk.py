"""The visible text of a part of a Word package, walked: where bytes alone do not tell what is visible."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

__all__ = [
    "parse_part_lines",
]

_OFF_VALUES = ("0", "false", "off")
_MAIN_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_CONTAINER_ELEMENTS = ("p", "tc", "txbxContent")
_SKIPPED_ELEMENTS = ("del", "moveFrom", "rt", "Fallback")


def _get_local_name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _get_attribute(element: etree._Element, name: str = "val") -> str:
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).rpartition("}")[2] == name
        ),
        "",
    )


def parse_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    """Visible text, a paragraph a line. ``hiding`` are the ids of styles that hide."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    if (
        not part.lstrip().startswith((b"<?xml", b"<w:document", b"<w:hdr", b"<w:ftr"))
        and b"xmlns:w=" not in part
    ):
        part = b'<x xmlns:w="%s">%s</x>' % (
            _MAIN_NAMESPACES[0].encode(),
            b"<w:x " + part + b"</w:x>",
        )
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, recover=True
        )  # a note cut from its part
    walk = _PartWalker(hidden_styles)
    walk.walk_element(etree.fromstring(part, parser), False)
    walk.lines.append("".join(walk.pending_parts + walk.line_parts))
    return walk.lines


class _PartWalker:
    """Depth first through a part, with the few facts that decide whether a text shows."""

    def __init__(self, hidden_styles: frozenset[str]) -> None:
        self.hidden_styles = hidden_styles
        self.lines: list[str] = []
        self.line_parts: list[str] = []
        self.pending_parts: list[str] = []  # text of paragraphs whose own mark is gone
        self.open_fields: list[
            bool
        ] = []  # of each open field: whether its result has begun

    def walk_element(self, element: etree._Element, hidden: bool) -> None:
        for child in element:
            name = _get_local_name(child)
            if (
                name in _SKIPPED_ELEMENTS
                or (name == "tr" and self._is_row_hidden(child))
                or (name == "tc" and self._is_cell_hidden(child))
            ):
                continue
            if name == "fldChar":
                self._track_field(_get_attribute(child, "fldCharType"))
            elif name in ("t", "sym", "noBreakHyphen", "tab", "ptab", "br", "cr"):
                if not hidden and all(self.open_fields):
                    self.line_parts.append(
                        {"t": child.text or "", "sym": "▯", "noBreakHyphen": "-"}.get(
                            name, "\n"
                        )
                    )
            elif name == "p":
                self._read_paragraph(child, hidden)
            elif name == "r":
                self.walk_element(child, self._is_hidden(child, hidden))
            elif name == "tc":
                self._flush_pending()
                self.walk_element(child, hidden)
                self._flush_pending()
            elif name not in ("pPr", "rPr", "tabs", "instrText", "delText"):
                self.walk_element(child, hidden)

    def _read_paragraph(self, element: etree._Element, hidden: bool) -> None:
        """A line of what runs on into the paragraph and of its own text; it may stand in a box of another one."""
        around, before = self.line_parts, self.pending_parts
        self.line_parts, self.pending_parts = [], []
        self.walk_element(element, self._is_hidden(element, hidden))
        self._flush_pending()
        whole, self.line_parts = before + self.line_parts, around
        if self._has_hidden_mark(element):
            self.pending_parts = whole
        else:
            self.lines.append("".join(whole))

    def _flush_pending(self) -> None:
        """Nothing follows that a paragraph without a mark could run on into."""
        if self.pending_parts:
            self.lines.append("".join(self.pending_parts))
        self.pending_parts = []

    def _track_field(self, kind: str) -> None:
        if kind == "begin":
            self.open_fields.append(False)
        elif self.open_fields and kind == "separate":
            self.open_fields[-1] = True
        elif self.open_fields:
            self.open_fields.pop()

    def _find_properties(
        self, element: etree._Element, name: str
    ) -> Mapping[str, etree._Element]:
        found = next(
            (child for child in element if _get_local_name(child) == name), None
        )
        return (
            {} if found is None else {_get_local_name(child): child for child in found}
        )

    def _is_hidden(self, element: etree._Element, hidden: bool) -> bool:
        """Whether the text of a paragraph (by its style) or of a run (by itself or its style) is hidden."""
        if _get_local_name(element) == "p":
            style = self._find_properties(element, "pPr").get("pStyle")
            return style is not None and _get_attribute(style) in self.hidden_styles
        said = self._find_properties(element, "rPr")
        if "vanish" in said:
            return _get_attribute(said["vanish"]) not in _OFF_VALUES
        style = said.get("rStyle")
        return hidden != (
            style is not None and _get_attribute(style) in self.hidden_styles
        )

    def _has_hidden_mark(self, paragraph: etree._Element) -> bool:
        mark = self._find_properties(paragraph, "pPr").get("rPr")
        names = (
            {}
            if mark is None
            else {_get_local_name(child): _get_attribute(child) for child in mark}
        )
        return (
            "del" in names
            or "moveFrom" in names
            or ("vanish" in names and names["vanish"] not in _OFF_VALUES)
        )

    def _is_row_hidden(self, row: etree._Element) -> bool:
        said = self._find_properties(row, "trPr")
        return "del" in said or (
            "hidden" in said and _get_attribute(said["hidden"]) not in _OFF_VALUES
        )

    def _is_cell_hidden(self, cell: etree._Element) -> bool:
        said = self._find_properties(cell, "tcPr")
        covered = any(
            name in said and _get_attribute(said[name]) in ("", "continue")
            for name in ("vMerge", "hMerge")
        )
        return covered or "cellDel" in said
