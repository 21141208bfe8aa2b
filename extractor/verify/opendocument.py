"""The visible lines of an OpenDocument text: the events of a parser heard in order, no tree."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from extractor.verify.unclear import Unclear

__all__ = ["in_flat_opendocument", "in_opendocument"]

_LARGEST = 128 * 2**20  # bytes of a part that are looked at
_MOST_REPEATS = 16384

_NS = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0 "
_OFFICE, _STYLE, _TEXT, _TABLE, _DRAW = (
    _NS % name for name in ("office", "style", "text", "table", "drawing")
)

# What is never on the page, or is made by the program, or belongs to an object that is counted nowhere.
_SILENT = frozenset(
    [
        _TEXT + name
        for name in (
            "tracked-changes",
            "note-citation",
            "ruby-text",
            "hidden-text",
            "number",
        )
    ]
    + [
        _OFFICE + name
        for name in (
            "annotation",
            "forms",
            "binary-data",
            "meta",
            "settings",
            "scripts",
        )
    ]
    + [_DRAW + "object", _DRAW + "object-ole", _TABLE + "covered-table-cell"]
    + [
        "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0 " + name
        for name in ("title", "desc")
    ]
)
_LINES = frozenset([_TEXT + "p", _TEXT + "h"])
_SPACES = frozenset([_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"])
_Start = Callable[[str, dict[str, str]], None]
_MARGINS = (
    "header",
    "header-left",
    "header-first",
    "footer",
    "footer-left",
    "footer-first",
)


def in_opendocument(data: bytes) -> list[str]:
    """The lines of a package. Raises Unclear, or what the zip or the parser raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = []
        for name in ("styles.xml", "content.xml"):
            if name in archive.namelist():
                with archive.open(name) as stream:
                    parts.append(stream.read(_LARGEST))
    return _heard(parts)


def in_flat_opendocument(data: bytes) -> list[str]:
    """The lines of a text kept in one XML file."""
    return _heard([data])


def _heard(parts: list[bytes]) -> list[str]:
    hidden = _Hidden()
    for part in parts:
        _parse(part, hidden.start, lambda name: None, lambda text: None)
    page = _Page(frozenset(hidden.names()))
    for part in parts:
        _parse(part, page.start, page.end, page.say)
    return page.lines


def _parse(
    part: bytes, start: _Start, end: Callable[[str], None], say: Callable[[str], None]
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = say
    parser.StartDoctypeDeclHandler = _refused
    parser.Parse(part, True)


def _refused(*said: object) -> None:
    raise Unclear


class _Hidden:
    """Which styles hide their text: the switch of each and the style it is based on."""

    def __init__(self) -> None:
        self._style: tuple[str, str] = ("", "")
        self._switches: dict[tuple[str, str], bool] = {}
        self._bases: dict[tuple[str, str], str] = {}

    def start(self, name: str, said: dict[str, str]) -> None:
        if name == _STYLE + "style":
            self._style = said.get(_STYLE + "family", ""), said.get(_STYLE + "name", "")
            self._bases[self._style] = said.get(_STYLE + "parent-style-name", "")
        elif name == _STYLE + "text-properties" and _TEXT + "display" in said:
            self._switches[self._style] = said[_TEXT + "display"] in ("none", "true")

    def names(self) -> Iterator[tuple[str, str]]:
        """(family, name) of each style that hides."""
        for family, name in self._bases:
            base, turns = name, 0
            while (family, base) not in self._switches and base and turns < 32:
                base, turns = self._bases.get((family, base), ""), turns + 1
            if self._switches.get((family, base)):
                yield family, name


class _Page:
    """What stands open, and the lines so far. Text counts inside paragraphs of the body and of page margins."""

    def __init__(self, hidden: frozenset[tuple[str, str]]) -> None:
        self.lines: list[str] = []
        self._hidden = hidden
        self._open: list[
            list[str]
        ] = []  # words of open paragraphs; a note or a box lies inside one
        self._depth = 0
        self._silent = 0  # depth at which the outermost silent element opened
        self._shown = 0  # depth at which the body or a margin opened
        self._rows: list[
            tuple[int, int, int]
        ] = []  # depth, first line, times of open rows and cells that repeat

    def start(self, name: str, said: dict[str, str]) -> None:
        self._depth += 1
        if self._silent:
            return
        if name in _SILENT or name.endswith("-source") or self._hides(name, said):
            self._silent = self._depth
        elif name == _OFFICE + "text" or (
            name.startswith(_STYLE) and name[len(_STYLE) :] in _MARGINS
        ):
            self._shown = self._shown or self._depth
        elif name in _LINES:
            self._open.append([])
        elif name in _SPACES and self._open:
            self._open[-1].append("\t")
        times = said.get(_TABLE + "number-rows-repeated") or said.get(
            _TABLE + "number-columns-repeated"
        )
        if times and name in (_TABLE + "table-row", _TABLE + "table-cell"):
            self._rows.append(
                (self._depth, len(self.lines), min(int(times), _MOST_REPEATS))
            )

    def _hides(self, name: str, said: dict[str, str]) -> bool:
        if name == _TEXT + "section" and said.get(_TEXT + "display") == "none":
            return True
        if name.startswith(_STYLE) and said.get(_STYLE + "display") == "false":
            return True
        family = (
            "text" if name == _TEXT + "span" else "paragraph" if name in _LINES else ""
        )
        return (
            bool(family)
            and (family, said.get(_TEXT + "style-name", "")) in self._hidden
        )

    def end(self, name: str) -> None:
        if self._silent == self._depth:
            self._silent = 0
        elif not self._silent and name in _LINES:
            line = "".join(self._open.pop())
            if self._shown:
                self.lines.append(line)
        if self._rows and self._rows[-1][0] == self._depth:
            _, first, times = self._rows.pop()
            self.lines += self.lines[first:] * (times - 1)
        if self._shown == self._depth:
            self._shown = 0
        self._depth -= 1

    def say(self, text: str) -> None:
        if self._open and not self._silent:
            self._open[-1].append(text)
