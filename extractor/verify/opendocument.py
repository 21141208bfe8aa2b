"""The visible lines of an OpenDocument text: the events of a parser heard in order, no tree."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from xml.parsers import expat

from extractor.verify.unclear import UncountableError

__all__ = [
    "extract_flat_odt_lines",
    "extract_odt_lines",
]

_MAX_PART_BYTES = 128 * 2**20  # bytes of a part that are looked at
_MAX_REPEATS = 16384

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0 "
_OFFICE, _STYLE, _TEXT, _TABLE, _DRAW = (
    _NAMESPACE % name for name in ("office", "style", "text", "table", "drawing")
)

# What is never on the page, or is made by the program, or belongs to an object that is counted nowhere.
_SKIPPED_ELEMENTS = frozenset(
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
_PARAGRAPH_ELEMENTS = frozenset([_TEXT + "p", _TEXT + "h"])
_SPACE_ELEMENTS = frozenset([_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"])
_StartHandler = Callable[[str, dict[str, str]], None]
_HEADER_FOOTER_NAMES = (
    "header",
    "header-left",
    "header-first",
    "footer",
    "footer-left",
    "footer-first",
)


def extract_odt_lines(data: bytes) -> list[str]:
    """The lines of a package. Raises Unclear, or what the zip or the parser raises."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = []
        for name in ("styles.xml", "content.xml"):
            if name in archive.namelist():
                with archive.open(name) as stream:
                    parts.append(stream.read(_MAX_PART_BYTES))
    return _extract_lines(parts)


def extract_flat_odt_lines(data: bytes) -> list[str]:
    """The lines of a text kept in one XML file."""
    return _extract_lines([data])


def _extract_lines(parts: list[bytes]) -> list[str]:
    hidden = _HiddenStyleCollector()
    for part in parts:
        _parse_part(part, hidden.start_element, lambda name: None, lambda text: None)
    page = _OdtLineCollector(frozenset(hidden.find_hidden_styles()))
    for part in parts:
        _parse_part(part, page.start_element, page.end_element, page.add_text)
    return page.lines


def _parse_part(
    part: bytes,
    handle_start: _StartHandler,
    handle_end: Callable[[str], None],
    handle_text: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handle_start
    parser.EndElementHandler = handle_end
    parser.CharacterDataHandler = handle_text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.Parse(part, True)


def _refuse_doctype(*arguments: object) -> None:
    raise UncountableError


class _HiddenStyleCollector:
    """Which styles hide their text: the switch of each and the style it is based on."""

    def __init__(self) -> None:
        self._current_style: tuple[str, str] = ("", "")
        self._hidden_flags: dict[tuple[str, str], bool] = {}
        self._parents: dict[tuple[str, str], str] = {}

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name == _STYLE + "style":
            self._current_style = (
                attributes.get(_STYLE + "family", ""),
                attributes.get(_STYLE + "name", ""),
            )
            self._parents[self._current_style] = attributes.get(
                _STYLE + "parent-style-name", ""
            )
        elif name == _STYLE + "text-properties" and _TEXT + "display" in attributes:
            self._hidden_flags[self._current_style] = attributes[_TEXT + "display"] in (
                "none",
                "true",
            )

    def find_hidden_styles(self) -> Iterator[tuple[str, str]]:
        """(family, name) of each style that hides."""
        for family, name in self._parents:
            base, turns = name, 0
            while (family, base) not in self._hidden_flags and base and turns < 32:
                base, turns = self._parents.get((family, base), ""), turns + 1
            if self._hidden_flags.get((family, base)):
                yield family, name


class _OdtLineCollector:
    """What stands open, and the lines so far. Text counts inside paragraphs of the body and of page margins."""

    def __init__(self, hidden_styles: frozenset[tuple[str, str]]) -> None:
        self.lines: list[str] = []
        self._hidden_styles = hidden_styles
        self._open_paragraphs: list[
            list[str]
        ] = []  # words of open paragraphs; a note or a box lies inside one
        self._depth = 0
        self._skip_depth = 0  # depth at which the outermost silent element opened
        self._visible_depth = 0  # depth at which the body or a margin opened
        self._open_repeats: list[
            tuple[int, int, int]
        ] = []  # depth, first line, times of open rows and cells that repeat

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skip_depth:
            return
        if (
            name in _SKIPPED_ELEMENTS
            or name.endswith("-source")
            or self._is_hidden(name, attributes)
        ):
            self._skip_depth = self._depth
        elif name == _OFFICE + "text" or (
            name.startswith(_STYLE) and name[len(_STYLE) :] in _HEADER_FOOTER_NAMES
        ):
            self._visible_depth = self._visible_depth or self._depth
        elif name in _PARAGRAPH_ELEMENTS:
            self._open_paragraphs.append([])
        elif name in _SPACE_ELEMENTS and self._open_paragraphs:
            self._open_paragraphs[-1].append("\t")
        times = attributes.get(_TABLE + "number-rows-repeated") or attributes.get(
            _TABLE + "number-columns-repeated"
        )
        if times and name in (_TABLE + "table-row", _TABLE + "table-cell"):
            self._open_repeats.append(
                (self._depth, len(self.lines), min(int(times), _MAX_REPEATS))
            )

    def _is_hidden(self, name: str, attributes: dict[str, str]) -> bool:
        if name == _TEXT + "section" and attributes.get(_TEXT + "display") == "none":
            return True
        if name.startswith(_STYLE) and attributes.get(_STYLE + "display") == "false":
            return True
        family = (
            "text"
            if name == _TEXT + "span"
            else "paragraph"
            if name in _PARAGRAPH_ELEMENTS
            else ""
        )
        return (
            bool(family)
            and (family, attributes.get(_TEXT + "style-name", ""))
            in self._hidden_styles
        )

    def end_element(self, name: str) -> None:
        if self._skip_depth == self._depth:
            self._skip_depth = 0
        elif not self._skip_depth and name in _PARAGRAPH_ELEMENTS:
            line = "".join(self._open_paragraphs.pop())
            if self._visible_depth:
                self.lines.append(line)
        if self._open_repeats and self._open_repeats[-1][0] == self._depth:
            _, first, times = self._open_repeats.pop()
            self.lines += self.lines[first:] * (times - 1)
        if self._visible_depth == self._depth:
            self._visible_depth = 0
        self._depth -= 1

    def add_text(self, text: str) -> None:
        if self._open_paragraphs and not self._skip_depth:
            self._open_paragraphs[-1].append(text)
