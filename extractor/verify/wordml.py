"""The visible lines of Word's XML of 2003: events of a parser, each text asked for what stands open around it."""

from __future__ import annotations

from xml.parsers import expat

from extractor.verify.unclear import Unclear

__all__ = ["in_wordml"]

_W = "http://schemas.microsoft.com/office/word/2003/wordml "
_AML = "http://schemas.microsoft.com/aml/2001/core "
_SILENT = frozenset(
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
_OFF = ("off", "0", "false")


def in_wordml(data: bytes) -> list[str]:
    """The lines of the file. Raises Unclear, or what the parser raises."""
    page = _Page()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = page.start
    parser.EndElementHandler = page.end
    parser.CharacterDataHandler = page.say
    parser.StartDoctypeDeclHandler = page.refuse
    parser.Parse(data, True)
    return "".join(page.words).split("\n")


class _Page:
    """Words with line feeds at the ends of paragraphs. A cell, run or margin that turns out not to show is taken back."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._open: list[str] = []
        self._begun: list[
            int
        ] = []  # how many words there were when each open element began
        self._fields: list[
            bool
        ] = []  # of each open field: whether its result has begun
        self._silent = 0  # how many stood open when the outermost silent element opened
        self._back: set[int] = (
            set()
        )  # depths of open elements whose words are to be taken back

    def refuse(self, *said: object) -> None:
        """A document type is in no honest file."""
        raise Unclear

    def start(self, name: str, said: dict[str, str]) -> None:
        self._open.append(name)
        self._begun.append(len(self.words))
        if self._silent:
            if name == _W + "vanish" and _W + "styles" in self._open:
                raise Unclear  # whom a style hides is beyond this count
            return
        value = said.get(_W + "val", "")
        if name in _SILENT or (
            name == _AML + "annotation"
            and said.get(_W + "type", "").endswith("Deletion")
        ):
            if _W + "rPr" in self._open and _W + "pPr" in self._open:
                raise Unclear  # the mark of a paragraph is deleted: it runs on into the next
            if _W + "trPr" in self._open:
                self._take_back(_W + "tr")
            self._silent = len(self._open)
        elif name in (_W + "vmerge", _W + "hmerge"):
            if value != "restart":
                self._take_back(_W + "tc")
        elif name == _W + "vanish" and value not in _OFF:
            if _W + "pPr" in self._open:
                raise Unclear
            self._take_back(_W + "r")
        elif name == _W + "titlePg" or said.get(_W + "type") in ("first", "even"):
            raise Unclear  # which pages have it is beyond this count
        elif name == _W + "fldChar":
            self._field(said.get(_W + "fldCharType", ""))
        elif all(self._fields) and _W + "r" in self._open:
            self.words.append(_SIGNS.get(name, ""))

    def _take_back(self, name: str) -> None:
        self._back.add(len(self._open) - 1 - self._open[::-1].index(name))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif self._fields and kind == "separate":
            self._fields[-1] = True
        elif self._fields:
            self._fields.pop()

    def end(self, name: str) -> None:
        if self._silent == len(self._open):
            self._silent = 0
        self._open.pop()
        begun = self._begun.pop()
        if len(self._open) in self._back:
            self._back.remove(len(self._open))
            del self.words[begun:]
        if name in (_W + "p", _W + "tc"):
            self.words.append("\n")

    def say(self, text: str) -> None:
        if self._open[-1] == _W + "t" and not self._silent and all(self._fields):
            self.words.append(text)


_SIGNS = {
    _W + "tab": "\n",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
    _W + "sym": "?",
}
_SIGNS |= dict.fromkeys((_W + "txbxContent", _W + "footnote", _W + "endnote"), "\n")
