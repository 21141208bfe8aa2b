"""OpenDocument text (.odt, and the same as one flat XML file), as LibreOffice and WPS save it.

Deleted text stands apart in ``text:tracked-changes`` and is never visited. A merged cell stands at its origin and the
cells it covers are written as covered ones. White space folds as in HTML; spaces and tabs that count are elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    Attachment,
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
    build_document,
)
from extractor.formats.limits import consume_limit
from extractor.formats.number_formats import format_counter
from extractor.formats.opc import open_zip_package
from extractor.formats.spreadsheet import WorkbookError, build_sheet_attachments
from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text
from extractor.formats.xml import Element, parse_xml
from extractor.model.document import Document
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_flat_odt",
    "read_odt",
]

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, STYLE, TEXT, TABLE = (
    _NS % name for name in ("office", "style", "text", "table")
)
DRAW, FO = _NS % "drawing", _NS % "xsl-fo-compatible"
MANIFEST = _NS % "manifest"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

MAX_COLUMNS, MAX_ROWS = (
    1024,
    16384,
)  # repeats of cells and rows beyond this are no table of a text

MAX_LIST_LEVELS = 10

# The first sign of a numbering format -> its name in the Word standard.
NUMBER_FORMATS = {
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
_SPACE_PLACEHOLDER, _TAB_PLACEHOLDER = (
    "\ufdd0",
    "\ufdd1",
)  # stand for spaces and tabs that folding leaves alone

# Elements that are no text of their own; all that are in none of these tables are looked through.
_SKIPPED_TAGS = frozenset(
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
_SHAPE_TAGS = frozenset(
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
    package = open_zip_package(data)
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

    return _build_document(roots, "odt", stored)


def read_flat_odt(data: bytes, name: str = "") -> Document:
    """An OpenDocument text kept in one XML file (.fodt). Raises ReadError."""
    return _build_document([parse_xml(data, name)], "flat_odt", lambda reference: None)


def _build_document(
    roots: list[Element], format: str, read_part: Callable[[str], bytes | None]
) -> Document:
    body = roots[0].find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ReadError("FILE_DAMAGED", format=format, what="no office:text")
    reader = _OdtReader(roots, read_part)
    blocks = reader.read_blocks(body)
    pictures = sum(1 for _ in body.iter(DRAW + "image"))
    margins = list(reader.read_headers_footers(roots))
    if pictures:
        reader.issues.append(Issue.build("NOT_READ", what="picture", count=pictures))
    return build_document(blocks, margins, format=format, issues=reader.issues)


@dataclass(slots=True)
class _OdfStyle:
    """What a style says itself: None where it is silent and its parent speaks."""

    parent: str = ""
    display_name: str = ""
    hidden: bool | None = None
    outline_level: int | None = None
    font: str = ""


@dataclass(slots=True)
class _ListItem:
    """The list item that is open: its list's style and counters, how deep it lies and whether its number is due."""

    list_style: str
    level: int
    counters: list[int]  # last number given, by level; -1 where none was
    needs_number: bool = False
    start_value: int | None = None


class _OdtReader:
    def __init__(
        self, roots: list[Element], read_part: Callable[[str], bytes | None]
    ) -> None:
        self._read_part = read_part
        self.issues: list[Issue] = []
        self._styles: dict[tuple[str, str], _OdfStyle] = {}
        self._list_styles: dict[str, dict[int, Element]] = {}
        for root in reversed(roots):
            self._read_styles(root)
        self._toc_depth = 0  # depth inside a table of contents
        self._counters_by_list: dict[
            str, list[int]
        ] = {}  # counters of each list, by its id
        self._latest_counters_by_style: dict[
            str, list[int]
        ] = {}  # counters of the latest list of each style
        self._heading_counters = [-1] * MAX_LIST_LEVELS
        self._block_depth = 0

    def _read_styles(self, root: Element) -> None:
        for element in root.iter(
            STYLE + "style", TEXT + "list-style", TEXT + "outline-style"
        ):
            name = element.get(STYLE + "name") or ""
            if element.tag != STYLE + "style":
                levels = {
                    _parse_count(level.get(TEXT + "level"), 1): level
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
            self._styles[element.get(STYLE + "family") or "", name] = _OdfStyle(
                element.get(STYLE + "parent-style-name") or "",
                element.get(STYLE + "display-name") or name,
                None if hidden is None else hidden in ("none", "true"),
                None if outline is None else _parse_count(outline, 0),
                _find_font_name(properties),
            )

    def _iter_style_chain(self, family: str, name: str) -> Iterator[_OdfStyle]:
        for _ in range(20):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def _is_hidden(self, family: str, name: str | None) -> bool:
        return next(
            (
                style.hidden
                for style in self._iter_style_chain(family, name or "")
                if style.hidden is not None
            ),
            False,
        )

    def _find_font(self, family: str, name: str) -> str:
        return next(
            (
                style.font
                for style in self._iter_style_chain(family, name)
                if style.font
            ),
            "",
        )

    def read_headers_footers(self, roots: list[Element]) -> Iterator[Attachment]:
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
                        blocks = self.read_blocks(element)
                        if any(
                            not isinstance(b, DraftParagraph)
                            or b.text.strip()
                            or b.attachments
                            for b in blocks
                        ):
                            yield Attachment("hd" if kind == "header" else "ft", blocks)

    def read_blocks(self, container: Element) -> list[DraftBlock]:
        """The blocks of a body, cell, note or box."""
        found: list[DraftBlock] = []
        self._block_depth += 1
        if self._block_depth > MAX_TABLE_DEPTH:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="odt", depth=MAX_TABLE_DEPTH
            )
        self._read_children(container, found, None)
        self._block_depth -= 1
        return found

    def _read_children(
        self, container: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        for element in container:
            tag = element.tag
            if tag == TEXT + "p" or tag == TEXT + "h":
                self._read_paragraph(element, blocks, item)
            elif tag == TABLE + "table":
                blocks.append(self._read_table(element))
            elif tag == TEXT + "list":
                self._read_list(element, blocks, item)
            elif tag in _SKIPPED_TAGS or not isinstance(tag, str):
                continue
            elif tag == TEXT + "table-of-content":
                self._toc_depth += 1
                self._read_children(element, blocks, item)
                self._toc_depth -= 1
            elif tag == DRAW + "frame" or tag == DRAW + "g" or tag in _SHAPE_TAGS:
                boxes = list(
                    self._read_text_boxes(element)
                )  # anchored to the page: it hangs on a paragraph of its own
                if boxes:
                    blocks.append(DraftParagraph("", attachments=boxes))
            elif tag == TEXT + "section" and element.get(TEXT + "display") == "none":
                continue
            elif len(element):
                self._read_children(element, blocks, item)

    def _read_paragraph(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        name = element.get(TEXT + "style-name") or ""
        pieces: list[str] = []
        beside: list[Attachment] = []
        hidden = self._is_hidden("paragraph", name)
        self._read_inline(
            element, pieces, beside, hidden, self._find_font("paragraph", name)
        )
        text = _collapse_white_space("".join(pieces))
        if hidden and not text and not beside:
            return
        label = self._generate_list_label(element, item)
        chain = list(self._iter_style_chain("paragraph", name))
        outline = next(
            (style.outline_level for style in chain if style.outline_level is not None),
            0,
        )
        if element.tag == TEXT + "h":
            outline = _parse_count(element.get(TEXT + "outline-level"), 1)
        style = next(
            (
                style.display_name
                for style in chain
                if not re.fullmatch(r"P\d+", style.display_name)
            ),
            name,
        )
        toc = bool(self._toc_depth) or style.lower().startswith(("contents", "toc"))
        blocks.append(
            DraftParagraph(text, label, style, min(outline or 0, 9), toc, beside)
        )

    def _read_inline(
        self,
        element: Element,
        pieces: list[str],
        attachments: list[Attachment],
        hidden: bool,
        font: str,
    ) -> None:
        """What a paragraph says, its notes and boxes put aside; ``font`` is the symbol font it stands in, if any."""
        if element.text and not hidden:
            pieces.append(decode_symbol_text(element.text, font))
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _SKIPPED_TAGS:
                pass
            elif tag == TEXT + "s":
                if not hidden:
                    pieces.append(
                        _SPACE_PLACEHOLDER
                        * min(_parse_count(child.get(TEXT + "c"), 1), 1000)
                    )
            elif tag == TEXT + "tab":
                if not hidden:
                    pieces.append(_TAB_PLACEHOLDER)
            elif tag == TEXT + "line-break":
                if not hidden:
                    pieces.append("\v")
            elif tag == TEXT + "note":
                inside = child.find(TEXT + "note-body")
                if inside is not None and not hidden:
                    kind = "en" if child.get(TEXT + "note-class") == "endnote" else "fn"
                    attachments.append(Attachment(kind, self.read_blocks(inside)))
            elif tag == DRAW + "frame" or tag == DRAW + "g" or tag in _SHAPE_TAGS:
                attachments.extend(self._read_text_boxes(child))
            elif tag == TEXT + "span":
                name = child.get(TEXT + "style-name") or ""
                inner = hidden or self._is_hidden("text", name)
                self._read_inline(
                    child,
                    pieces,
                    attachments,
                    inner,
                    self._find_font("text", name) or font,
                )
            else:
                self._read_inline(child, pieces, attachments, hidden, font)
            if child.tail and not hidden:
                pieces.append(decode_symbol_text(child.tail, font))

    def _read_text_boxes(self, element: Element) -> Iterator[Attachment]:
        """The text boxes in a frame, shape or group; of several ways to show a frame the first with words."""
        if element.tag in _SHAPE_TAGS:
            blocks = self.read_blocks(element)
            if any(not isinstance(b, DraftParagraph) or b.text.strip() for b in blocks):
                yield Attachment("tx", blocks)
            return
        for child in element:
            if child.tag == DRAW + "text-box":
                blocks = self.read_blocks(child)
                if any(
                    not isinstance(b, DraftParagraph) or b.text.strip() or b.attachments
                    for b in blocks
                ):
                    yield Attachment("tx", blocks)
                if element.tag == DRAW + "frame":
                    return
            elif child.tag in (DRAW + "object", DRAW + "object-ole"):
                yield from self._read_embedded_object(child)
                return
            elif (
                child.tag in (DRAW + "frame", DRAW + "g", DRAW + "a")
                or child.tag in _SHAPE_TAGS
            ):
                yield from self._read_text_boxes(child)

    def _read_embedded_object(self, element: Element) -> Iterator[Attachment]:
        """The sheets of an embedded workbook; any other object is said to be unread."""
        name = (element.get(XLINK + "href") or "").removeprefix("./").rstrip("/")
        inner = self._read_part(f"{name}/content.xml")
        try:
            if inner is None:
                yield from build_sheet_attachments(self._read_part(name) or b"", name)
                return
            book = parse_xml(inner, f"{name}/content.xml").find(
                f"{OFFICE}body/{OFFICE}spreadsheet"
            )
            if book is None:
                raise WorkbookError("not a workbook")
            for sheet in book.iterchildren(TABLE + "table"):
                table = self._read_sheet(sheet)
                if table.cells:
                    yield Attachment(
                        "ole", [table], f"{name}!{sheet.get(TABLE + 'name') or ''}"
                    )
        except WorkbookError as error:
            self.issues.append(Issue.build("PART_NOT_READ", part=name, reason=error))

    def _read_sheet(self, element: Element) -> DraftTable:
        """A sheet down to its last row and column with words; sheets are padded with a million empty rows."""
        cells: list[DraftCell] = []
        row = n_rows = n_columns = 0
        for line in _iter_rows(element):
            repeats = _parse_count(line.get(TABLE + "number-rows-repeated"), 1)
            filled = next(line.iter(TEXT + "p"), None) is not None
            for _ in range(min(repeats, MAX_ROWS) if filled else 0):
                row += 1
                n_columns = max(n_columns, self._read_sheet_row(line, row, cells))
                n_rows = row
            row += 0 if filled else repeats
        for cell in cells:
            cell.row_span = min(cell.row_span, n_rows - cell.row + 1)
            cell.column_span = min(cell.column_span, n_columns - cell.column + 1)
        if n_rows > MAX_ROWS:
            raise WorkbookError(f"{n_rows} rows")
        return DraftTable(n_rows, n_columns, cells)

    def _read_sheet_row(
        self, row_element: Element, row: int, cells: list[DraftCell]
    ) -> int:
        """Add the cells of a row that hold words; the last column with any."""
        column = last = 0
        for cell in row_element:
            repeats = _parse_count(cell.get(TABLE + "number-columns-repeated"), 1)
            if cell.tag != TABLE + "table-cell" or cell.find(TEXT + "p") is None:
                column += repeats
                continue
            for _ in range(min(repeats, MAX_COLUMNS)):
                column += 1
                down = _parse_count(cell.get(TABLE + "number-rows-spanned"), 1)
                across = _parse_count(cell.get(TABLE + "number-columns-spanned"), 1)
                consume_limit("cells", 1)
                cells.append(
                    DraftCell(row, column, down, across, self.read_blocks(cell))
                )
                last = column + across - 1
        if last > MAX_COLUMNS:
            raise WorkbookError(f"{last} columns")
        return last

    def _read_list(
        self, element: Element, blocks: list[DraftBlock], outer: _ListItem | None
    ) -> None:
        style = element.get(TEXT + "style-name") or (outer.list_style if outer else "")
        if outer is not None:
            level, counters = outer.level + 1, outer.counters
        else:
            level, counters = 1, self._find_counters(element, style)
        if level > MAX_LIST_LEVELS:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="odt", depth=MAX_LIST_LEVELS
            )
        for child in element:
            item = _ListItem(style, level, counters, child.tag == TEXT + "list-item")
            if child.get(TEXT + "start-value"):
                item.start_value = _parse_count(child.get(TEXT + "start-value"), 1)
            self._read_children(child, blocks, item)

    def _find_counters(self, element: Element, style: str) -> list[int]:
        """The counters of a list: its own, or those of the list it goes on with."""
        continued = element.get(TEXT + "continue-list")
        if continued in self._counters_by_list:
            counters = self._counters_by_list[continued]
        elif (
            element.get(TEXT + "continue-numbering") == "true"
            and style in self._latest_counters_by_style
        ):
            counters = self._latest_counters_by_style[style]
        else:
            counters = [-1] * MAX_LIST_LEVELS
        self._counters_by_list[
            element.get(XML_ID) or ""
        ] = self._latest_counters_by_style[style] = counters
        return counters

    def _generate_list_label(self, element: Element, item: _ListItem | None) -> str:
        if item is not None:
            if not item.needs_number:
                return ""
            item.needs_number = False
            return _generate_number(
                self._list_styles.get(item.list_style, {}),
                item.level,
                item.counters,
                item.start_value,
            )
        if element.tag == TEXT + "h" and element.get(TEXT + "is-list-header") != "true":
            level = _parse_count(element.get(TEXT + "outline-level"), 1)
            if 1 <= level <= MAX_LIST_LEVELS:
                return _generate_number(
                    self._list_styles.get("\0outline", {}),
                    level,
                    self._heading_counters,
                    None,
                )
        return ""

    def _read_table(self, element: Element) -> DraftTable:
        cells: list[DraftCell] = []
        row = 0
        width = 0
        for line in _iter_rows(element):
            repeats = min(
                _parse_count(line.get(TABLE + "number-rows-repeated"), 1), MAX_ROWS
            )
            for _ in range(repeats):
                row += 1
                if row > MAX_ROWS:
                    raise ReadError(
                        "TABLE_LIMIT",
                        "refused_limit",
                        "odt",
                        rows=MAX_ROWS,
                        columns=MAX_COLUMNS,
                    )
                width = max(width, self._read_row_cells(line, row, cells))
        for cell in cells:  # a span may promise more than the table has
            cell.row_span = min(cell.row_span, row - cell.row + 1)
            cell.column_span = min(cell.column_span, width - cell.column + 1)
        return DraftTable(row, width, cells)

    def _read_row_cells(
        self, row_element: Element, row: int, cells: list[DraftCell]
    ) -> int:
        """Add the cells of a row; the number of columns it takes."""
        column = 1
        for cell in row_element:
            if cell.tag not in (TABLE + "table-cell", TABLE + "covered-table-cell"):
                continue
            for _ in range(
                _parse_count(cell.get(TABLE + "number-columns-repeated"), 1)
            ):
                if column > MAX_COLUMNS:
                    raise ReadError(
                        "TABLE_LIMIT",
                        "refused_limit",
                        "odt",
                        rows=MAX_ROWS,
                        columns=MAX_COLUMNS,
                    )
                if cell.tag == TABLE + "table-cell":
                    down = _parse_count(cell.get(TABLE + "number-rows-spanned"), 1)
                    across = _parse_count(cell.get(TABLE + "number-columns-spanned"), 1)
                    consume_limit("cells", 1)
                    blocks = self.read_blocks(cell)
                    cells.append(
                        DraftCell(
                            row, column, down, across, blocks or [DraftParagraph("")]
                        )
                    )
                column += 1
        return column - 1


def _generate_number(
    levels: dict[int, Element], level: int, counters: list[int], start: int | None
) -> str:
    """Count one item on and print its number, with those of the levels above where the style shows them."""
    for n in range(level - 1):
        if counters[n] < 0:
            counters[n] = _find_start_value(levels.get(n + 1))
    held = counters[level - 1]
    counters[level - 1] = (
        start
        if start is not None
        else held + 1
        if held >= 0
        else _find_start_value(levels.get(level))
    )
    counters[level:] = [-1] * (MAX_LIST_LEVELS - level)
    style = levels.get(level)
    if style is None:
        return ""
    if style.tag == TEXT + "list-level-style-bullet":
        return style.get(TEXT + "bullet-char") or ""
    numbers = {
        n: _format_level_number(counters[n - 1], levels.get(n))
        for n in range(1, level + 1)
    }
    pattern = style.get(LOEXT + "num-list-format")
    if pattern is not None:
        return re.sub(r"%(\d+)%", lambda match: numbers.get(int(match[1]), ""), pattern)
    if not style.get(STYLE + "num-format"):
        return (style.get(STYLE + "num-prefix") or "") + (
            style.get(STYLE + "num-suffix") or ""
        )
    shown = range(
        max(level - _parse_count(style.get(TEXT + "display-levels"), 1), 0) + 1,
        level + 1,
    )
    number = ".".join(numbers[n] for n in shown if numbers[n])
    return (
        (style.get(STYLE + "num-prefix") or "")
        + number
        + (style.get(STYLE + "num-suffix") or "")
    )


def _find_start_value(style: Element | None) -> int:
    return _parse_count(style.get(TEXT + "start-value"), 1) if style is not None else 1


def _format_level_number(number: int, style: Element | None) -> str:
    if style is None or style.tag != TEXT + "list-level-style-number":
        return ""
    format = (style.get(STYLE + "num-format") or "").partition(",")[0].strip()
    if not format:
        return ""
    return format_counter(number, NUMBER_FORMATS.get(format, "decimal")) or str(number)


def _find_font_name(properties: Element | None) -> str:
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


def _iter_rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in (
            TABLE + "table-header-rows",
            TABLE + "table-rows",
            TABLE + "table-row-group",
        ):
            yield from _iter_rows(child)


def _collapse_white_space(text: str) -> str:
    return (
        _SPACE.sub(" ", text)
        .lstrip(" ")
        .replace("\v", "\n")
        .replace(_SPACE_PLACEHOLDER, " ")
        .replace(_TAB_PLACEHOLDER, "\t")
    )


def _parse_count(text: str | None, default: int) -> int:
    """A count as written, at least one; the default where none is written."""
    return (
        max(int(text), 0) if text and text.isdecimal() and len(text) < 10 else default
    )
