"""The visible lines of Word's XML of 2003: events of a parser, each text asked for what stands open around it."""

from __future__ import annotations

from xml.parsers import expat

from extractor.verify.unclear import UncountableError

__all__ = [
    "extract_wordml_lines",
]

_W = "http://schemas.microsoft.com/office/word/2003/wordml "
_AML = "http://schemas.microsoft.com/aml/2001/core "
_SKIPPED_ELEMENTS = frozenset(
    _W + name
    for name in (
        "styles",
        "lists",
        "fonts",
        "docPr",
        "instrText",
        "rt",
        "delText",
        "binData",
    )
)
_OFF_VALUES = ("off", "0", "false")


def extract_wordml_lines(data: bytes) -> list[str]:
    """The lines of the file. Raises Unclear, or what the parser raises."""
    page = _WordmlLineCollector()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = page.start_element
    parser.EndElementHandler = page.end_element
    parser.CharacterDataHandler = page.add_text
    parser.StartDoctypeDeclHandler = page.refuse_doctype
    parser.Parse(data, True)
    return "".join(page.text_parts).split("\n")


class _WordmlLineCollector:
    """Words with line feeds at the ends of paragraphs. A cell, run or margin that turns out not to show is taken back."""

    def __init__(self) -> None:
        self.text_parts: list[str] = []
        self._open_elements: list[str] = []
        self._element_starts: list[
            int
        ] = []  # how many words there were when each open element began
        self._open_fields: list[
            bool
        ] = []  # of each open field: whether its result has begun
        self._skip_depth = (
            0  # how many stood open when the outermost silent element opened
        )
        self._discarded_depths: set[int] = (
            set()
        )  # depths of open elements whose words are to be taken back

    def refuse_doctype(self, *arguments: object) -> None:
        """A document type is in no honest file."""
        raise UncountableError

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._open_elements.append(name)
        self._element_starts.append(len(self.text_parts))
        if self._skip_depth:
            if name == _W + "vanish" and _W + "styles" in self._open_elements:
                raise UncountableError  # whom a style hides is beyond this count
            return
        value = attributes.get(_W + "val", "")
        if name in _SKIPPED_ELEMENTS or (
            name == _AML + "annotation"
            and attributes.get(_W + "type", "").endswith("Deletion")
        ):
            if _W + "rPr" in self._open_elements and _W + "pPr" in self._open_elements:
                raise UncountableError  # the mark of a paragraph is deleted: it runs on into the next
            if _W + "trPr" in self._open_elements:
                self._discard_element(_W + "tr")
            self._skip_depth = len(self._open_elements)
        elif name in (_W + "vmerge", _W + "hmerge"):
            if value != "restart":
                self._discard_element(_W + "tc")
        elif name == _W + "vanish" and value not in _OFF_VALUES:
            if _W + "pPr" in self._open_elements:
                raise UncountableError
            self._discard_element(_W + "r")
        elif name == _W + "titlePg" or attributes.get(_W + "type") in ("first", "even"):
            raise UncountableError  # which pages have it is beyond this count
        elif name == _W + "fldChar":
            self._track_field(attributes.get(_W + "fldCharType", ""))
        elif all(self._open_fields) and _W + "r" in self._open_elements:
            self.text_parts.append(_ELEMENT_TEXT.get(name, ""))

    def _discard_element(self, name: str) -> None:
        self._discarded_depths.add(
            len(self._open_elements) - 1 - self._open_elements[::-1].index(name)
        )

    def _track_field(self, kind: str) -> None:
        if kind == "begin":
            self._open_fields.append(False)
        elif self._open_fields and kind == "separate":
            self._open_fields[-1] = True
        elif self._open_fields:
            self._open_fields.pop()

    def end_element(self, name: str) -> None:
        if self._skip_depth == len(self._open_elements):
            self._skip_depth = 0
        self._open_elements.pop()
        begun = self._element_starts.pop()
        if len(self._open_elements) in self._discarded_depths:
            self._discarded_depths.remove(len(self._open_elements))
            del self.text_parts[begun:]
        if name in (_W + "p", _W + "tc"):
            self.text_parts.append("\n")

    def add_text(self, text: str) -> None:
        if (
            self._open_elements[-1] == _W + "t"
            and not self._skip_depth
            and all(self._open_fields)
        ):
            self.text_parts.append(text)


_ELEMENT_TEXT = {
    _W + "tab": "\n",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "sym": "?",
}
_ELEMENT_TEXT |= dict.fromkeys(
    (_W + "txbxContent", _W + "footnote", _W + "endnote"), "\n"
)
