"""The visible text of a Word 2003 XML file, from the events of a parser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from xml.parsers import expat

from extractor.verify import UncountableError

__all__ = [
    "extract_wordml_lines",
]

_W = "http://schemas.microsoft.com/office/word/2003/wordml "
_AML = "http://schemas.microsoft.com/aml/2001/core "
_SKIPPED_ELEMENT_NAMES = "styles lists fonts docPr instrText rt delText binData"
_SKIPPED_ELEMENTS = frozenset(_W + name for name in _SKIPPED_ELEMENT_NAMES.split())
_TEXT_BY_ELEMENT = {
    _W + "tab": "\n",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "sym": "?",
    _W + "txbxContent": "\n",
    _W + "footnote": "\n",
    _W + "endnote": "\n",
}
_OFF_VALUES = ("off", "0", "false")


def extract_wordml_lines(data: bytes) -> list[str]:
    """Extract the visible lines of a Word 2003 XML file.

    Args:
        data: The bytes of the file.

    Returns:
        One string a paragraph, or a piece of one between tabs and line breaks.

    Raises:
        UncountableError: The visible text cannot be determined.
        xml.parsers.expat.ExpatError: The bytes are no XML.
    """
    collector = _WordmlLineCollector()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = collector.start_element
    parser.EndElementHandler = collector.end_element
    parser.CharacterDataHandler = collector.add_text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(data, True)
    return "".join(collector.text_parts).split("\n")


def _refuse_doctype(*arguments: object) -> None:
    raise UncountableError


class _OpenElement(NamedTuple):
    name: str
    text_start: int  # how many pieces of text there were when it began


class _WordmlLineCollector:
    """Pieces of text with line feeds at the ends of paragraphs.

    A cell, row or run that turns out to be hidden is discarded at its
    end.
    """

    def __init__(self) -> None:
        self.text_parts: list[str] = []
        self._open_elements: list[_OpenElement] = []
        # of each open field: whether its result has begun
        self._open_fields: list[bool] = []
        # depth at which the outermost skipped element opened
        self._skip_depth = 0
        # indexes of open elements whose text is discarded at their end
        self._discarded_indexes: set[int] = set()

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._open_elements.append(_OpenElement(name, len(self.text_parts)))
        if self._skip_depth:
            if name == _W + "vanish" and self._is_inside("styles"):
                raise UncountableError  # text that a style hides is not followed here
            return
        handler = _ELEMENT_HANDLERS.get(name)
        if name in _SKIPPED_ELEMENTS or _is_deletion(name, attributes):
            self._skip_element()
        elif handler is not None:
            handler(self, attributes)
        elif attributes.get(_W + "type") in ("first", "even"):
            raise UncountableError  # which pages have this header is not followed here
        elif name in _TEXT_BY_ELEMENT and self._is_inside("r"):
            self._add_field_text(_TEXT_BY_ELEMENT[name])

    def _is_inside(self, name: str) -> bool:
        return any(element.name == _W + name for element in self._open_elements)

    def _skip_element(self) -> None:
        if self._is_inside("rPr") and self._is_inside("pPr"):
            # the mark of a paragraph is deleted: it runs on into the next
            raise UncountableError
        if self._is_inside("trPr"):
            self._discard_element("tr")
        self._skip_depth = len(self._open_elements)

    def handle_merge(self, attributes: Mapping[str, str]) -> None:
        """Discard a cell that continues a merge: another one covers it."""
        if attributes.get(_W + "val", "") != "restart":
            self._discard_element("tc")

    def handle_vanish(self, attributes: Mapping[str, str]) -> None:
        """Discard a hidden run."""
        if attributes.get(_W + "val", "") in _OFF_VALUES:
            return
        if self._is_inside("pPr"):
            raise UncountableError
        self._discard_element("r")

    def refuse_title_page(self, attributes: Mapping[str, str]) -> None:
        """Which pages have which header is not followed here."""
        raise UncountableError

    def track_field(self, attributes: Mapping[str, str]) -> None:
        """A field begins, comes to its result, or ends."""
        kind = attributes.get(_W + "fldCharType", "")
        if kind == "begin":
            self._open_fields.append(False)
        elif self._open_fields and kind == "separate":
            self._open_fields[-1] = True
        elif self._open_fields:
            self._open_fields.pop()

    def _discard_element(self, name: str) -> None:
        """Mark the innermost open element of a name."""
        for index in reversed(range(len(self._open_elements))):
            if self._open_elements[index].name == _W + name:
                self._discarded_indexes.add(index)
                return
        raise UncountableError

    def end_element(self, name: str) -> None:
        if self._skip_depth == len(self._open_elements):
            self._skip_depth = 0
        element = self._open_elements.pop()
        index = len(self._open_elements)
        if index in self._discarded_indexes:
            self._discarded_indexes.remove(index)
            del self.text_parts[element.text_start :]
        if name in (_W + "p", _W + "tc"):
            self.text_parts.append("\n")

    def add_text(self, text: str) -> None:
        if self._skip_depth or self._open_elements[-1].name != _W + "t":
            return
        self._add_field_text(text)

    def _add_field_text(self, text: str) -> None:
        """Text counts outside of fields and in their results."""
        if all(self._open_fields):
            self.text_parts.append(text)


def _is_deletion(name: str, attributes: Mapping[str, str]) -> bool:
    if name != _AML + "annotation":
        return False
    return attributes.get(_W + "type", "").endswith("Deletion")


_ELEMENT_HANDLERS: Mapping[
    str, Callable[[_WordmlLineCollector, Mapping[str, str]], None]
] = {
    _W + "vmerge": _WordmlLineCollector.handle_merge,
    _W + "hmerge": _WordmlLineCollector.handle_merge,
    _W + "vanish": _WordmlLineCollector.handle_vanish,
    _W + "titlePg": _WordmlLineCollector.refuse_title_page,
    _W + "fldChar": _WordmlLineCollector.track_field,
}
