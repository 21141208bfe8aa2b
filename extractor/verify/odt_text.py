"""The visible text of an OpenDocument text, from the events of a parser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from extractor.verify import UncountableError

__all__ = [
    "extract_flat_odt_lines",
    "extract_odt_lines",
]

_MAX_PART_BYTES = 128 * 2**20  # of a part; the rest is not counted
_MAX_REPEATS = 16384
_MAX_STYLE_DEPTH = 32

_NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:%s:1.0 "
_OFFICE = _NAMESPACE % "office"
_STYLE = _NAMESPACE % "style"
_TEXT = _NAMESPACE % "text"
_TABLE = _NAMESPACE % "table"
_DRAW = _NAMESPACE % "drawing"
_SVG = _NAMESPACE % "svg-compatible"

# Elements that no page shows, that a program generates, or that belong to an object.
_SKIPPED_NAMES = {
    _TEXT: "tracked-changes note-citation ruby-text hidden-text number",
    _OFFICE: "annotation forms binary-data meta settings scripts",
    _DRAW: "object object-ole",
    _TABLE: "covered-table-cell",
    _SVG: "title desc",
}
_SKIPPED_ELEMENTS = frozenset(
    namespace + name
    for namespace, names in _SKIPPED_NAMES.items()
    for name in names.split()
)
_PARAGRAPH_ELEMENTS = frozenset([_TEXT + "p", _TEXT + "h"])
_SPACE_ELEMENTS = frozenset([_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"])
_REPEATED_ELEMENTS = frozenset([_TABLE + "table-row", _TABLE + "table-cell"])
_STORY_NAMES = "header header-left header-first footer footer-left footer-first"
_STORY_ELEMENTS = frozenset(
    [_OFFICE + "text", *(_STYLE + name for name in _STORY_NAMES.split())]
)
_STYLE_FAMILIES = {
    _TEXT + "span": "text",
    _TEXT + "p": "paragraph",
    _TEXT + "h": "paragraph",
}

_StartHandler = Callable[[str, dict[str, str]], None]


def extract_odt_lines(data: bytes) -> list[str]:
    """Extract the visible lines of an OpenDocument package.

    Args:
        data: The bytes of the file.

    Returns:
        One string a paragraph.

    Raises:
        UncountableError: A part has a document type declaration,
        which the format forbids. zipfile.BadZipFile: The archive is
        damaged. xml.parsers.expat.ExpatError: A part is no XML.
    """
    parts = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in ("styles.xml", "content.xml"):
            if name in archive.namelist():
                with archive.open(name) as stream:
                    parts.append(stream.read(_MAX_PART_BYTES))
    return _extract_lines(parts)


def extract_flat_odt_lines(data: bytes) -> list[str]:
    """Extract the visible lines of an OpenDocument text in one XML file.

    Args:
        data: The bytes of the file.

    Returns:
        One string a paragraph.

    Raises:
        UncountableError: The file has a document type declaration,
        which the format forbids. xml.parsers.expat.ExpatError: The
        bytes are no XML.
    """
    return _extract_lines([data])


def _extract_lines(parts: list[bytes]) -> list[str]:
    styles = _HiddenStyleCollector()
    for part in parts:
        _parse_part(part, styles.start_element, lambda name: None, lambda text: None)
    collector = _OdtLineCollector(frozenset(styles.iter_hidden_styles()))
    for part in parts:
        _parse_part(
            part, collector.start_element, collector.end_element, collector.add_text
        )
    return collector.lines


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


class _StyleKey(NamedTuple):
    family: str
    name: str


class _HiddenStyleCollector:
    """Whether each style hides its text, and the style it is based on."""

    def __init__(self) -> None:
        self._current_style = _StyleKey("", "")
        self._hidden_flags: dict[_StyleKey, bool] = {}
        self._parents: dict[_StyleKey, str] = {}

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        if name == _STYLE + "style":
            style = _StyleKey(
                attributes.get(_STYLE + "family", ""),
                attributes.get(_STYLE + "name", ""),
            )
            self._current_style = style
            self._parents[style] = attributes.get(_STYLE + "parent-style-name", "")
        elif name == _STYLE + "text-properties" and _TEXT + "display" in attributes:
            hides = attributes[_TEXT + "display"] in ("none", "true")
            self._hidden_flags[self._current_style] = hides

    def iter_hidden_styles(self) -> Iterator[_StyleKey]:
        """The styles that hide, by themselves or by a style they are based on."""
        for style in self._parents:
            if self._is_hidden(style):
                yield style

    def _is_hidden(self, style: _StyleKey) -> bool:
        for _ in range(_MAX_STYLE_DEPTH):
            if style in self._hidden_flags or not style.name:
                break
            style = _StyleKey(style.family, self._parents.get(style, ""))
        return self._hidden_flags.get(style, False)


class _OpenRepeat(NamedTuple):
    """An open row or cell that is repeated."""

    depth: int
    first_line: int
    times: int


class _OdtLineCollector:
    """The open elements that matter, and the lines so far.

    Text counts inside paragraphs of the body, headers and footers.
    """

    def __init__(self, hidden_styles: frozenset[_StyleKey]) -> None:
        self.lines: list[str] = []
        self._hidden_styles = hidden_styles
        # text of each open paragraph; a note or a text box is inside one
        self._open_paragraphs: list[list[str]] = []
        self._depth = 0
        # depth at which the outermost skipped element opened
        self._skip_depth = 0
        # depth at which the body, a header or a footer opened
        self._story_depth = 0
        self._open_repeats: list[_OpenRepeat] = []

    def start_element(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skip_depth:
            return
        if self._is_skipped(name, attributes):
            self._skip_depth = self._depth
        elif name in _STORY_ELEMENTS:
            self._story_depth = self._story_depth or self._depth
        elif name in _PARAGRAPH_ELEMENTS:
            self._open_paragraphs.append([])
        elif name in _SPACE_ELEMENTS and self._open_paragraphs:
            self._open_paragraphs[-1].append("\t")
        if name in _REPEATED_ELEMENTS:
            self._start_repeat(attributes)

    def _is_skipped(self, name: str, attributes: dict[str, str]) -> bool:
        if name in _SKIPPED_ELEMENTS or name.endswith("-source"):
            return True
        if name == _TEXT + "section" and attributes.get(_TEXT + "display") == "none":
            return True
        if name.startswith(_STYLE) and attributes.get(_STYLE + "display") == "false":
            return True
        family = _STYLE_FAMILIES.get(name)
        if family is None:
            return False
        style = _StyleKey(family, attributes.get(_TEXT + "style-name", ""))
        return style in self._hidden_styles

    def _start_repeat(self, attributes: dict[str, str]) -> None:
        times = attributes.get(_TABLE + "number-rows-repeated")
        times = times or attributes.get(_TABLE + "number-columns-repeated")
        if times:
            self._open_repeats.append(
                _OpenRepeat(self._depth, len(self.lines), min(int(times), _MAX_REPEATS))
            )

    def end_element(self, name: str) -> None:
        if self._skip_depth == self._depth:
            self._skip_depth = 0
        elif not self._skip_depth and name in _PARAGRAPH_ELEMENTS:
            self._end_paragraph()
        if self._open_repeats and self._open_repeats[-1].depth == self._depth:
            repeat = self._open_repeats.pop()
            self.lines += self.lines[repeat.first_line :] * (repeat.times - 1)
        if self._story_depth == self._depth:
            self._story_depth = 0
        self._depth -= 1

    def _end_paragraph(self) -> None:
        line = "".join(self._open_paragraphs.pop())
        if self._story_depth:
            self.lines.append(line)

    def add_text(self, text: str) -> None:
        if self._open_paragraphs and not self._skip_depth:
            self._open_paragraphs[-1].append(text)
