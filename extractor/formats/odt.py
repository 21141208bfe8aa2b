"""OpenDocument text (.odt, and the same as one flat XML file), as LibreOffice and WPS save it.

Deleted text stands apart in ``text:tracked-changes`` and is never visited. A merged cell stands at its origin and the
cells it covers are written as covered ones. White space folds as in HTML; spaces and tabs that count are elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.formats.builder import (
    DEEPEST,
    Beside,
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
    finished,
)
from extractor.formats.limits import spent
from extractor.formats.number_formats import written
from extractor.formats.objects import WorkbookError, sheet_flows
from extractor.formats.opc import zip_package
from extractor.formats.symbols import SYMBOL_FONTS, symbols
from extractor.formats.xml import Element, parse_xml
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = ["read_flat_odt", "read_odt"]

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, STYLE, TEXT, TABLE = (
    _NS % name for name in ("office", "style", "text", "table")
)
DRAW, FO = _NS % "drawing", _NS % "xsl-fo-compatible"
MANIFEST = _NS % "manifest"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

MOST_COLUMNS, MOST_ROWS = (
    1024,
    16384,
)  # repeats of cells and rows beyond this are no table of a text

LEVELS = 10

# The first sign of a numbering format -> its name in the Word standard.
FORMATS = {
    "1": "decimal",
    "01": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCountingThousand",
    "壹": "chineseLegalSimplified",
    "壱": "japaneseLegal",
    "①": "decimalEnclosedCircle",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "１": "decimalFullWidth",
    "ア": "aiueo",
    "イ": "iroha",
}

_SPACE = re.compile(r"[ \t\r\n]+")
_BLANK, _TAB = "\ufdd0", "\ufdd1"  # stand for spaces and tabs that folding leaves alone

# Elements that are no text of their own; all that are in none of these tables are looked through.
_SILENT = frozenset(
    [
        TEXT + name
        for name in (
            "tracked-changes",
            "sequence-decls",
            "variable-decls",
            "user-field-decls",
            "script",
        )
    ]
    + [
        TEXT + name
        for name in (
            "note-citation",
            "ruby-text",
            "hidden-text",
            "index-entry-template",
            "dde-connection-decls",
        )
    ]
    + [
        OFFICE + name
        for name in (
            "annotation",
            "annotation-end",
            "forms",
            "event-listeners",
            "binary-data",
        )
    ]
    + [
        TEXT + name + "-source"
        for name in (
            "table-of-content",
            "illustration-index",
            "table-index",
            "object-index",
        )
    ]
    + [
        TEXT + name + "-source"
        for name in ("user-index", "alphabetical-index", "bibliography")
    ]
    + [
        "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}" + name
        for name in ("title", "desc")
    ]
)
_SHAPES = frozenset(
    DRAW + name
    for name in (
        "rect",
        "ellipse",
        "circle",
        "custom-shape",
        "line",
        "polygon",
        "path",
        "caption",
        "connector",
    )
)


def read_odt(data: bytes, name: str = "") -> Document:
    """Bytes of an .odt package as a Document. Raises ReadError (encrypted, corrupt, refused_limit)."""
    package = zip_package(data)
    if "META-INF/manifest.xml" in package:
        manifest = parse_xml(
            package.read("META-INF/manifest.xml"), "META-INF/manifest.xml"
        )
        if next(manifest.iter(MANIFEST + "encryption-data"), None) is not None:
            raise ReadError("ENCRYPTED", "encrypted", "odt")
    if "content.xml" not in package:
        raise ReadError("FILE_DAMAGED", format="odt", what="no content.xml")
    roots = [
        parse_xml(package.read(part), part)
        for part in ("content.xml", "styles.xml")
        if part in package
    ]

    def stored(reference: str) -> bytes | None:
        part = reference.removeprefix("./")
        return package.read(part) if part in package else None

    return _read(roots, "odt", stored)


def read_flat_odt(data: bytes, name: str = "") -> Document:
    """An OpenDocument text kept in one XML file (.fodt). Raises ReadError."""
    return _read([parse_xml(data, name)], "flat_odt", lambda reference: None)


def _read(
    roots: list[Element], format: str, stored: Callable[[str], bytes | None]
) -> Document:
    body = roots[0].find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ReadError("FILE_DAMAGED", format=format, what="no office:text")
    reader = _Reader(roots, stored)
    blocks = reader.blocks(body)
    pictures = sum(1 for _ in body.iter(DRAW + "image"))
    margins = list(reader.margins(roots))
    if pictures:
        reader.issues.append(Issue.of("NOT_READ", what="picture", count=pictures))
    return finished(blocks, margins, format=format, issues=reader.issues)


@dataclass(slots=True)
class _Style:
    """What a style says itself: None where it is silent and its parent speaks."""

    parent: str = ""
    display: str = ""
    hidden: bool | None = None
    outline: int | None = None
    font: str = ""


@dataclass(slots=True)
class _Item:
    """The list item that is open: its list's style and counters, how deep it lies and whether its number is due."""

    style: str
    level: int
    counters: list[int]  # last number given, by level; -1 where none was
    due: bool = False
    start: int | None = None


class _Reader:
    def __init__(
        self, roots: list[Element], stored: Callable[[str], bytes | None]
    ) -> None:
        self._stored = stored
        self.issues: list[Issue] = []
        self._styles: dict[tuple[str, str], _Style] = {}
        self._list_styles: dict[str, dict[int, Element]] = {}
        for root in reversed(roots):
            self._learn(root)
        self._contents = 0  # depth inside a table of contents
        self._lists: dict[str, list[int]] = {}  # counters of each list, by its id
        self._latest: dict[
            str, list[int]
        ] = {}  # counters of the latest list of each style
        self._headings = [-1] * LEVELS
        self._depth = 0

    def _learn(self, root: Element) -> None:
        for element in root.iter(
            STYLE + "style", TEXT + "list-style", TEXT + "outline-style"
        ):
            name = element.get(STYLE + "name") or ""
            if element.tag != STYLE + "style":
                levels = {
                    _count(level.get(TEXT + "level"), 1): level
                    for level in element
                    if level.get(TEXT + "level")
                }
                self._list_styles[
                    "\0outline" if element.tag == TEXT + "outline-style" else name
                ] = levels
                continue
            properties = element.find(STYLE + "text-properties")
            hidden = (
                properties.get(TEXT + "display") if properties is not None else None
            )
            outline = element.get(STYLE + "default-outline-level")
            self._styles[element.get(STYLE + "family") or "", name] = _Style(
                element.get(STYLE + "parent-style-name") or "",
                element.get(STYLE + "display-name") or name,
                None if hidden is None else hidden in ("none", "true"),
                None if outline is None else _count(outline, 0),
                _font(properties),
            )

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        for _ in range(20):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def _hidden(self, family: str, name: str | None) -> bool:
        return next(
            (
                style.hidden
                for style in self._chain(family, name or "")
                if style.hidden is not None
            ),
            False,
        )

    def _font(self, family: str, name: str) -> str:
        return next(
            (style.font for style in self._chain(family, name) if style.font), ""
        )

    def margins(self, roots: list[Element]) -> Iterator[Beside]:
        """Headers and footers of the page styles, those with words only."""
        for root in roots:
            for page in root.iter(STYLE + "master-page"):
                for element in page:
                    kind = (
                        element.tag.removeprefix(STYLE).partition("-")[0]
                        if isinstance(element.tag, str)
                        else ""
                    )
                    if (
                        kind in ("header", "footer")
                        and element.get(STYLE + "display") != "false"
                    ):
                        blocks = self.blocks(element)
                        if any(
                            not isinstance(b, DraftParagraph)
                            or b.text.strip()
                            or b.beside
                            for b in blocks
                        ):
                            yield Beside("hd" if kind == "header" else "ft", blocks)

    def blocks(self, container: Element) -> list[DraftBlock]:
        """The blocks of a body, cell, note or box."""
        found: list[DraftBlock] = []
        self._depth += 1
        if self._depth > DEEPEST:
            raise ReadError("TOO_DEEP", "refused_limit", format="odt", depth=DEEPEST)
        self._visit(container, found, None)
        self._depth -= 1
        return found

    def _visit(
        self, container: Element, found: list[DraftBlock], item: _Item | None
    ) -> None:
        for element in container:
            tag = element.tag
            if tag == TEXT + "p" or tag == TEXT + "h":
                self._paragraph(element, found, item)
            elif tag == TABLE + "table":
                found.append(self._table(element))
            elif tag == TEXT + "list":
                self._list(element, found, item)
            elif tag in _SILENT or not isinstance(tag, str):
                continue
            elif tag == TEXT + "table-of-content":
                self._contents += 1
                self._visit(element, found, item)
                self._contents -= 1
            elif tag == DRAW + "frame" or tag == DRAW + "g" or tag in _SHAPES:
                boxes = list(
                    self._boxes(element)
                )  # anchored to the page: it hangs on a paragraph of its own
                if boxes:
                    found.append(DraftParagraph("", beside=boxes))
            elif tag == TEXT + "section" and element.get(TEXT + "display") == "none":
                continue
            elif len(element):
                self._visit(element, found, item)

    def _paragraph(
        self, element: Element, found: list[DraftBlock], item: _Item | None
    ) -> None:
        name = element.get(TEXT + "style-name") or ""
        pieces: list[str] = []
        beside: list[Beside] = []
        hidden = self._hidden("paragraph", name)
        self._words(element, pieces, beside, hidden, self._font("paragraph", name))
        text = _folded("".join(pieces))
        if hidden and not text and not beside:
            return
        label = self._label(element, item)
        chain = list(self._chain("paragraph", name))
        outline = next(
            (style.outline for style in chain if style.outline is not None), 0
        )
        if element.tag == TEXT + "h":
            outline = _count(element.get(TEXT + "outline-level"), 1)
        style = next(
            (
                style.display
                for style in chain
                if not re.fullmatch(r"P\d+", style.display)
            ),
            name,
        )
        toc = bool(self._contents) or style.lower().startswith(("contents", "toc"))
        found.append(
            DraftParagraph(text, label, style, min(outline or 0, 9), toc, beside)
        )

    def _words(
        self,
        element: Element,
        pieces: list[str],
        beside: list[Beside],
        hidden: bool,
        font: str,
    ) -> None:
        """What a paragraph says, its notes and boxes put aside; ``font`` is the symbol font it stands in, if any."""
        if element.text and not hidden:
            pieces.append(symbols(element.text, font))
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SILENT:
                pass
            elif tag == TEXT + "s":
                if not hidden:
                    pieces.append(_BLANK * min(_count(child.get(TEXT + "c"), 1), 1000))
            elif tag == TEXT + "tab":
                if not hidden:
                    pieces.append(_TAB)
            elif tag == TEXT + "line-break":
                if not hidden:
                    pieces.append("\v")
            elif tag == TEXT + "note":
                inside = child.find(TEXT + "note-body")
                if inside is not None and not hidden:
                    kind = "en" if child.get(TEXT + "note-class") == "endnote" else "fn"
                    beside.append(Beside(kind, self.blocks(inside)))
            elif tag == DRAW + "frame" or tag == DRAW + "g" or tag in _SHAPES:
                beside.extend(self._boxes(child))
            elif tag == TEXT + "span":
                name = child.get(TEXT + "style-name") or ""
                inner = hidden or self._hidden("text", name)
                self._words(
                    child, pieces, beside, inner, self._font("text", name) or font
                )
            else:
                self._words(child, pieces, beside, hidden, font)
            if child.tail and not hidden:
                pieces.append(symbols(child.tail, font))

    def _boxes(self, element: Element) -> Iterator[Beside]:
        """The text boxes in a frame, shape or group; of several ways to show a frame the first with words."""
        if element.tag in _SHAPES:
            blocks = self.blocks(element)
            if any(not isinstance(b, DraftParagraph) or b.text.strip() for b in blocks):
                yield Beside("tx", blocks)
            return
        for child in element:
            if child.tag == DRAW + "text-box":
                blocks = self.blocks(child)
                if any(
                    not isinstance(b, DraftParagraph) or b.text.strip() or b.beside
                    for b in blocks
                ):
                    yield Beside("tx", blocks)
                if element.tag == DRAW + "frame":
                    return
            elif child.tag in (DRAW + "object", DRAW + "object-ole"):
                yield from self._embedded(child)
                return
            elif (
                child.tag in (DRAW + "frame", DRAW + "g", DRAW + "a")
                or child.tag in _SHAPES
            ):
                yield from self._boxes(child)

    def _embedded(self, element: Element) -> Iterator[Beside]:
        """The sheets of an embedded workbook; any other object is said to be unread."""
        name = (element.get(XLINK + "href") or "").removeprefix("./").rstrip("/")
        inner = self._stored(f"{name}/content.xml")
        try:
            if inner is None:
                yield from sheet_flows(self._stored(name) or b"", name)
                return
            book = parse_xml(inner, f"{name}/content.xml").find(
                f"{OFFICE}body/{OFFICE}spreadsheet"
            )
            if book is None:
                raise WorkbookError("not a workbook")
            for sheet in book.iterchildren(TABLE + "table"):
                table = self._sheet(sheet)
                if table.cells:
                    yield Beside(
                        "ole", [table], f"{name}!{sheet.get(TABLE + 'name') or ''}"
                    )
        except WorkbookError as error:
            self.issues.append(Issue.of("PART_NOT_READ", part=name, reason=error))

    def _sheet(self, element: Element) -> DraftTable:
        """A sheet down to its last row and column with words; sheets are padded with a million empty rows."""
        cells: list[DraftCell] = []
        row = n_rows = n_columns = 0
        for line in _rows(element):
            repeats = _count(line.get(TABLE + "number-rows-repeated"), 1)
            filled = next(line.iter(TEXT + "p"), None) is not None
            for _ in range(min(repeats, MOST_ROWS) if filled else 0):
                row += 1
                n_columns = max(n_columns, self._sheet_row(line, row, cells))
                n_rows = row
            row += 0 if filled else repeats
        for cell in cells:
            cell.row_span = min(cell.row_span, n_rows - cell.row + 1)
            cell.column_span = min(cell.column_span, n_columns - cell.column + 1)
        if n_rows > MOST_ROWS:
            raise WorkbookError(f"{n_rows} rows")
        return DraftTable(n_rows, n_columns, cells)

    def _sheet_row(self, line: Element, row: int, cells: list[DraftCell]) -> int:
        """Add the cells of a row that hold words; the last column with any."""
        column = last = 0
        for cell in line:
            repeats = _count(cell.get(TABLE + "number-columns-repeated"), 1)
            if cell.tag != TABLE + "table-cell" or cell.find(TEXT + "p") is None:
                column += repeats
                continue
            for _ in range(min(repeats, MOST_COLUMNS)):
                column += 1
                down = _count(cell.get(TABLE + "number-rows-spanned"), 1)
                across = _count(cell.get(TABLE + "number-columns-spanned"), 1)
                spent("cells", 1)
                cells.append(DraftCell(row, column, down, across, self.blocks(cell)))
                last = column + across - 1
        if last > MOST_COLUMNS:
            raise WorkbookError(f"{last} columns")
        return last

    def _list(
        self, element: Element, found: list[DraftBlock], outer: _Item | None
    ) -> None:
        style = element.get(TEXT + "style-name") or (outer.style if outer else "")
        if outer is not None:
            level, counters = outer.level + 1, outer.counters
        else:
            level, counters = 1, self._counters(element, style)
        if level > LEVELS:
            raise ReadError("TOO_DEEP", "refused_limit", format="odt", depth=LEVELS)
        for child in element:
            item = _Item(style, level, counters, child.tag == TEXT + "list-item")
            if child.get(TEXT + "start-value"):
                item.start = _count(child.get(TEXT + "start-value"), 1)
            self._visit(child, found, item)

    def _counters(self, element: Element, style: str) -> list[int]:
        """The counters of a list: its own, or those of the list it goes on with."""
        continued = element.get(TEXT + "continue-list")
        if continued in self._lists:
            counters = self._lists[continued]
        elif (
            element.get(TEXT + "continue-numbering") == "true" and style in self._latest
        ):
            counters = self._latest[style]
        else:
            counters = [-1] * LEVELS
        self._lists[element.get(XML_ID) or ""] = self._latest[style] = counters
        return counters

    def _label(self, element: Element, item: _Item | None) -> str:
        if item is not None:
            if not item.due:
                return ""
            item.due = False
            return _numbered(
                self._list_styles.get(item.style, {}),
                item.level,
                item.counters,
                item.start,
            )
        if element.tag == TEXT + "h" and element.get(TEXT + "is-list-header") != "true":
            level = _count(element.get(TEXT + "outline-level"), 1)
            if 1 <= level <= LEVELS:
                return _numbered(
                    self._list_styles.get("\0outline", {}), level, self._headings, None
                )
        return ""

    def _table(self, element: Element) -> DraftTable:
        cells: list[DraftCell] = []
        row = 0
        width = 0
        for line in _rows(element):
            repeats = min(
                _count(line.get(TABLE + "number-rows-repeated"), 1), MOST_ROWS
            )
            for _ in range(repeats):
                row += 1
                if row > MOST_ROWS:
                    raise ReadError(
                        "TABLE_LIMIT",
                        "refused_limit",
                        "odt",
                        rows=MOST_ROWS,
                        columns=MOST_COLUMNS,
                    )
                width = max(width, self._cells(line, row, cells))
        for cell in cells:  # a span may promise more than the table has
            cell.row_span = min(cell.row_span, row - cell.row + 1)
            cell.column_span = min(cell.column_span, width - cell.column + 1)
        return DraftTable(row, width, cells)

    def _cells(self, line: Element, row: int, cells: list[DraftCell]) -> int:
        """Add the cells of a row; the number of columns it takes."""
        column = 1
        for cell in line:
            if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            for _ in range(_count(cell.get(TABLE + "number-columns-repeated"), 1)):
                if column > MOST_COLUMNS:
                    raise ReadError(
                        "TABLE_LIMIT",
                        "refused_limit",
                        "odt",
                        rows=MOST_ROWS,
                        columns=MOST_COLUMNS,
                    )
                if cell.tag == TABLE + "table-cell":
                    down = _count(cell.get(TABLE + "number-rows-spanned"), 1)
                    across = _count(cell.get(TABLE + "number-columns-spanned"), 1)
                    spent("cells", 1)
                    blocks = self.blocks(cell)
                    cells.append(
                        DraftCell(
                            row, column, down, across, blocks or [DraftParagraph("")]
                        )
                    )
                column += 1
        return column - 1


def _numbered(
    levels: dict[int, Element], level: int, counters: list[int], start: int | None
) -> str:
    """Count one item on and print its number, with those of the levels above where the style shows them."""
    for n in range(level - 1):
        if counters[n] < 0:
            counters[n] = _first(levels.get(n + 1))
    held = counters[level - 1]
    counters[level - 1] = (
        start
        if start is not None
        else held + 1
        if held >= 0
        else _first(levels.get(level))
    )
    counters[level:] = [-1] * (LEVELS - level)
    style = levels.get(level)
    if style is None:
        return ""
    if style.tag == TEXT + "list-level-style-bullet":
        return style.get(TEXT + "bullet-char") or ""
    numbers = {n: _sign(counters[n - 1], levels.get(n)) for n in range(1, level + 1)}
    pattern = style.get(LOEXT + "num-list-format")
    if pattern is not None:
        return re.sub(r"%(\d+)%", lambda match: numbers.get(int(match[1]), ""), pattern)
    if not style.get(STYLE + "num-format"):
        return (style.get(STYLE + "num-prefix") or "") + (
            style.get(STYLE + "num-suffix") or ""
        )
    shown = range(
        max(level - _count(style.get(TEXT + "display-levels"), 1), 0) + 1, level + 1
    )
    number = ".".join(numbers[n] for n in shown if numbers[n])
    return (
        (style.get(STYLE + "num-prefix") or "")
        + number
        + (style.get(STYLE + "num-suffix") or "")
    )


def _first(style: Element | None) -> int:
    return _count(style.get(TEXT + "start-value"), 1) if style is not None else 1


def _sign(number: int, style: Element | None) -> str:
    if style is None or style.tag != TEXT + "list-level-style-number":
        return ""
    format = (style.get(STYLE + "num-format") or "").partition(",")[0].strip()
    if not format:
        return ""
    return written(number, FORMATS.get(format, "decimal")) or str(number)


def _font(properties: Element | None) -> str:
    """The font that text properties name, as its family or, quoted or not, as its face."""
    if properties is None:
        return ""
    name = (
        properties.get(STYLE + "font-name") or properties.get(FO + "font-family") or ""
    )
    return (
        re.sub(r"(?<=\D)\d$", "", name.strip("'\""))
        if name.lower() not in SYMBOL_FONTS
        else name
    )


def _rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in (
            TABLE + "table-header-rows",
            TABLE + "table-rows",
            TABLE + "table-row-group",
        ):
            yield from _rows(child)


def _folded(text: str) -> str:
    return (
        _SPACE.sub(" ", text)
        .lstrip(" ")
        .replace("\v", "\n")
        .replace(_BLANK, " ")
        .replace(_TAB, "\t")
    )


def _count(text: str | None, default: int) -> int:
    """A count as written, at least one; the default where none is written."""
    return (
        max(int(text), 0) if text and text.isdecimal() and len(text) < 10 else default
    )
