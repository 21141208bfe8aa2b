"""OpenDocument text (.odt, and as one flat XML file), as LibreOffice and WPS save it.

Deleted text is kept in ``text:tracked-changes`` and is never visited. A merged cell
is written at its origin, and the cells that it covers are written as covered ones.
White space folds as in HTML; spaces and tabs that count are elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    Attachment,
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
    FileTitle,
    MarkedParts,
    build_document,
    move_marks,
)
from extractor.formats.limits import consume_limit
from extractor.formats.number_formats import format_counter
from extractor.formats.opc import open_zip_package
from extractor.formats.spreadsheet import WorkbookError, build_sheet_attachments
from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text
from extractor.formats.xml import Element, parse_xml
from extractor.model.document import Document, MarkKind
from extractor.model.issues import Issue, ReadError

__all__ = [
    "read_flat_odt",
    "read_odt",
]

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE = _NS % "office"
_TITLE_PROPERTY = "{http://purl.org/dc/elements/1.1/}title"
STYLE = _NS % "style"
TEXT = _NS % "text"
TABLE = _NS % "table"
DRAW = _NS % "drawing"
FO = _NS % "xsl-fo-compatible"
SVG = _NS % "svg-compatible"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

# Repeats of cells and rows beyond this are no table of a text.
MAX_COLUMNS, MAX_ROWS = 1024, 16384
MAX_LIST_LEVELS = 10
_MAX_STYLE_DEPTH = 20
_MAX_SPACES = 1000
_MAX_OUTLINE_LEVEL = 9
_OUTLINE_STYLE = "\0outline"  # the list style of headings, which has no name

# First character of a numbering format -> its name in WordprocessingML.
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

_ENCRYPTED_ENTRY = re.compile(rb"<(?:[\w.-]+:)?encryption-data\b")
_WHITE_SPACE = re.compile(r"[ \t\r\n]+")
# A space and a tab that folding leaves alone (characters that no text may hold).
_SPACE_PLACEHOLDER, _TAB_PLACEHOLDER = "\ufdd0", "\ufdd1"
_AUTOMATIC_STYLE = re.compile(r"P\d+")

# Elements that hold no text of a page.
_SKIPPED_NAMES = {
    TEXT: """
        tracked-changes sequence-decls variable-decls user-field-decls script
        note-citation ruby-text hidden-text index-entry-template dde-connection-decls
        table-of-content-source illustration-index-source table-index-source
        object-index-source user-index-source alphabetical-index-source
        bibliography-source
    """,
    OFFICE: "annotation annotation-end forms event-listeners binary-data",
    SVG: "title desc",
}
_SKIPPED_TAGS = frozenset(
    namespace + name
    for namespace, names in _SKIPPED_NAMES.items()
    for name in names.split()
)
_SHAPE_NAMES = """
    rect ellipse circle custom-shape line polygon path caption connector
"""
_SHAPE_TAGS = frozenset(DRAW + name for name in _SHAPE_NAMES.split())
_FRAME_TAGS = _SHAPE_TAGS | {DRAW + "frame", DRAW + "g"}
_ROW_GROUP_TAGS = frozenset(
    TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group")
)
_CELL_TAGS = frozenset([TABLE + "table-cell", TABLE + "covered-table-cell"])


def read_odt(data: bytes, name: str = "") -> Document:
    """Read an OpenDocument package.

    Args:
        data: The bytes of the file.
        name: Not used.

    Returns:
        The document.

    Raises:
        ReadError: ENCRYPTED, FILE_DAMAGED, or beyond a limit.
    """
    package = open_zip_package(data)
    if "META-INF/manifest.xml" in package:
        # Looked through, not parsed: programs of 2005 declare a document type in it.
        manifest = package.read("META-INF/manifest.xml").replace(b"\0", b"")
        if _ENCRYPTED_ENTRY.search(manifest) is not None:
            raise ReadError("ENCRYPTED", "encrypted", "odt")
    if "content.xml" not in package:
        raise ReadError("FILE_DAMAGED", format="odt", what="no content.xml")
    roots = [
        parse_xml(package.read(part), part)
        for part in ("content.xml", "styles.xml")
        if part in package
    ]

    def read_part(reference: str) -> bytes | None:
        part = reference.removeprefix("./")
        if part not in package:
            return None
        return package.read(part)

    if "meta.xml" in package:
        meta = parse_xml(package.read("meta.xml"), "meta.xml")
        return _build_document(roots, "odt", read_part, meta)
    return _build_document(roots, "odt", read_part)


def read_flat_odt(data: bytes, name: str = "") -> Document:
    """Read an OpenDocument text in one XML file (.fodt).

    Args:
        data: The bytes of the file.
        name: Name of the file, for messages.

    Returns:
        The document.

    Raises:
        ReadError: FILE_DAMAGED, or beyond a limit.
    """
    return _build_document([parse_xml(data, name)], "flat_odt", lambda reference: None)


def _build_document(
    roots: list[Element],
    format: str,
    read_part: Callable[[str], bytes | None],
    meta: Element | None = None,
) -> Document:
    body = roots[0].find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise ReadError("FILE_DAMAGED", format=format, what="no office:text")
    reader = _OdtReader(roots, read_part)
    blocks = reader.read_blocks(body)
    picture_count = sum(1 for _ in body.iter(DRAW + "image"))
    headers_footers = list(reader.read_headers_footers(roots))
    issues = reader.issues
    if picture_count:
        issues.append(Issue.build("NOT_READ", what="picture", count=picture_count))
    elements = (
        e
        for root in (meta, roots[0])
        if root is not None
        for e in root.iter(_TITLE_PROPERTY)
    )
    properties = [FileTitle("properties", e.text or "") for e in elements]
    return build_document(
        blocks, headers_footers, format=format, issues=issues, titles=properties
    )


# --- Styles ---


@dataclass(slots=True)
class _OdfStyle:
    """Properties set by a style itself; None and '' where they are inherited."""

    parent: str = ""
    display_name: str = ""
    hidden: bool | None = None
    outline_level: int | None = None
    font: str = ""
    baseline: str | None = None
    struck: bool | None = None


class _OdfStyles:
    """The styles of paragraphs, text and lists."""

    def __init__(self, roots: list[Element]) -> None:
        self._styles: dict[tuple[str, str], _OdfStyle] = {}
        self._list_styles: dict[str, dict[int, Element]] = {}
        for root in reversed(roots):
            for element in root.iter(STYLE + "style"):
                family = element.get(STYLE + "family") or ""
                name = element.get(STYLE + "name") or ""
                self._styles[family, name] = _parse_style(element)
            for element in root.iter(TEXT + "list-style"):
                name = element.get(STYLE + "name") or ""
                self._list_styles[name] = _index_levels(element)
            for element in root.iter(TEXT + "outline-style"):
                self._list_styles[_OUTLINE_STYLE] = _index_levels(element)

    def get_list_levels(self, name: str) -> Mapping[int, Element]:
        """The levels of a list style by their numbers, from 1."""
        return self._list_styles.get(name, {})

    def iter_chain(self, family: str, name: str) -> Iterator[_OdfStyle]:
        """A style and those that it is based on."""
        for _ in range(_MAX_STYLE_DEPTH):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def is_hidden(self, family: str, name: str) -> bool:
        """Whether a style hides its text."""
        for style in self.iter_chain(family, name):
            if style.hidden is not None:
                return style.hidden
        return False

    def find_font(self, family: str, name: str) -> str:
        """The font of a style, '' where it names none."""
        for style in self.iter_chain(family, name):
            if style.font:
                return style.font
        return ""

    def find_baseline(self, family: str, name: str) -> str | None:
        """How a style raises or lowers its text; None where it does not say."""
        for style in self.iter_chain(family, name):
            if style.baseline is not None:
                return style.baseline
        return None

    def is_struck(self, family: str, name: str) -> bool | None:
        """Whether a style strikes out its text; None where it does not say."""
        for style in self.iter_chain(family, name):
            if style.struck is not None:
                return style.struck
        return None

    def find_outline_level(self, name: str) -> int:
        """The outline level of a paragraph style, 0 for ordinary text."""
        for style in self.iter_chain("paragraph", name):
            if style.outline_level is not None:
                return style.outline_level
        return 0

    def find_display_name(self, name: str) -> str:
        """The name of a paragraph style as the user interface shows it, without
        automatic styles."""
        for style in self.iter_chain("paragraph", name):
            if not _AUTOMATIC_STYLE.fullmatch(style.display_name):
                return style.display_name
        return name


def _parse_style(element: Element) -> _OdfStyle:
    name = element.get(STYLE + "name") or ""
    style = _OdfStyle(
        element.get(STYLE + "parent-style-name") or "",
        element.get(STYLE + "display-name") or name,
    )
    outline = element.get(STYLE + "default-outline-level")
    if outline is not None:
        style.outline_level = _parse_count(outline, 0)
    properties = element.find(STYLE + "text-properties")
    if properties is not None:
        style.font = _find_font_name(properties)
        display = properties.get(TEXT + "display")
        if display is not None:
            style.hidden = display in ("none", "true")
        style.baseline = properties.get(STYLE + "text-position")
        line = properties.get(STYLE + "text-line-through-style")
        line = properties.get(STYLE + "text-line-through-type") or line
        if line is not None:
            style.struck = line != "none"
    return style


def _classify_baseline(position: str | None) -> tuple[MarkKind, ...]:
    """How text at a position (``super 58%``, ``-33% 100%``) stands to the text around
    it."""
    shift = (position or "").split(maxsplit=1)[:1]
    if not shift or shift[0] in ("0%", "0"):
        return ()
    if shift[0] == "sub" or shift[0].startswith("-"):
        return (MarkKind.LOWERED,)
    return (MarkKind.RAISED,)


def _find_font_name(properties: Element) -> str:
    """The font that text properties name, by its
    face or, quoted or not, its family."""
    name = properties.get(STYLE + "font-name")
    name = name or properties.get(FO + "font-family") or ""
    if name.lower() in SYMBOL_FONTS:
        return name
    return re.sub(r"(?<=\D)\d$", "", name.strip("'\""))


def _index_levels(list_style: Element) -> dict[int, Element]:
    return {
        _parse_count(level.get(TEXT + "level"), 1): level
        for level in list_style
        if level.get(TEXT + "level")
    }


# --- Lists ---


@dataclass(slots=True)
class _ListItem:
    """An open list item."""

    list_style: str
    level: int
    counters: list[int]  # last number given, by level; -1 where none was
    needs_number: bool = False
    start_value: int | None = None


def _generate_number(
    levels: Mapping[int, Element], level: int, counters: list[int], start: int | None
) -> str:
    """Count one item and print its number, with those of the levels above it."""
    _count_item(levels, level, counters, start)
    style = levels.get(level)
    if style is None:
        return ""
    if style.tag == TEXT + "list-level-style-bullet":
        return style.get(TEXT + "bullet-char") or ""
    numbers = _format_numbers(levels, level, counters)
    pattern = style.get(LOEXT + "num-list-format")
    if pattern is not None:
        return re.sub(r"%(\d+)%", lambda match: numbers.get(int(match[1]), ""), pattern)
    n_shown = _parse_count(style.get(TEXT + "display-levels"), 1)
    if not style.get(STYLE + "num-format"):
        n_shown = 0
    shown = range(max(level - n_shown, 0) + 1, level + 1)
    number = ".".join(numbers[n] for n in shown if numbers[n])
    prefix = style.get(STYLE + "num-prefix") or ""
    suffix = style.get(STYLE + "num-suffix") or ""
    return prefix + number + suffix


def _count_item(
    levels: Mapping[int, Element], level: int, counters: list[int], start: int | None
) -> None:
    """Count one item on its level; higher levels are started, deeper ones reset."""
    for n in range(1, level):
        if counters[n - 1] < 0:
            counters[n - 1] = _find_start_value(levels.get(n))
    if start is not None:
        counters[level - 1] = start
    elif counters[level - 1] >= 0:
        counters[level - 1] += 1
    else:
        counters[level - 1] = _find_start_value(levels.get(level))
    counters[level:] = [-1] * (MAX_LIST_LEVELS - level)


def _find_start_value(style: Element | None) -> int:
    if style is None:
        return 1
    return _parse_count(style.get(TEXT + "start-value"), 1)


def _format_numbers(
    levels: Mapping[int, Element], level: int, counters: list[int]
) -> dict[int, str]:
    """The numbers of a level and of those above it, each in its own format."""
    return {
        n: _format_level_number(counters[n - 1], levels.get(n))
        for n in range(1, level + 1)
    }


def _format_level_number(number: int, style: Element | None) -> str:
    if style is None or style.tag != TEXT + "list-level-style-number":
        return ""
    format = (style.get(STYLE + "num-format") or "").partition(",")[0].strip()
    if not format:
        return ""
    return format_counter(number, NUMBER_FORMATS.get(format, "decimal")) or str(number)


# --- Blocks ---


class _InlineContext(NamedTuple):
    """What holds for the text of an element."""

    hidden: bool
    font: str  # '' for none that is named
    baseline: tuple[MarkKind, ...] = ()
    struck: bool = False

    @property
    def marks(self) -> tuple[MarkKind, ...]:
        """How it is set apart."""
        if self.struck:
            return (*self.baseline, MarkKind.STRUCK)
        return self.baseline


@dataclass(slots=True)
class _InlineContent:
    """The text of a paragraph, and what is anchored to it."""

    text_parts: list[str] = field(default_factory=list)
    marked_parts: MarkedParts = field(default_factory=MarkedParts)
    attachments: list[Attachment] = field(default_factory=list)

    def append_text(self, text: str | None, context: _InlineContext) -> None:
        """Append text unless it is hidden."""
        if not text or context.hidden:
            return
        self.text_parts.append(decode_symbol_text(text, context.font))
        if context.struck or context.baseline:
            n_parts = len(self.text_parts)
            self.marked_parts.add_run(n_parts - 1, n_parts, context.marks)


class _OdtReader:
    def __init__(
        self, roots: list[Element], read_part: Callable[[str], bytes | None]
    ) -> None:
        self._read_part = read_part
        self.issues: list[Issue] = []
        self._styles = _OdfStyles(roots)
        self._toc_depth = 0
        self._block_depth = 0
        # of each list by its id, of the latest list of each style, of headings
        self._counters_by_list: dict[str, list[int]] = {}
        self._latest_counters_by_style: dict[str, list[int]] = {}
        self._heading_counters = [-1] * MAX_LIST_LEVELS

    def read_headers_footers(self, roots: list[Element]) -> Iterator[Attachment]:
        """Headers and footers of the page styles, those with content only."""
        for root in roots:
            for page in root.iter(STYLE + "master-page"):
                for element in page:
                    kind = _get_story_kind(element)
                    if kind:
                        blocks = self.read_blocks(element)
                        if _has_content(blocks):
                            yield Attachment(kind, blocks)

    def read_blocks(self, container: Element) -> list[DraftBlock]:
        """The blocks of a body, cell, note or text box."""
        blocks: list[DraftBlock] = []
        self._block_depth += 1
        if self._block_depth > MAX_TABLE_DEPTH:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="odt", depth=MAX_TABLE_DEPTH
            )
        self._read_children(container, blocks, None)
        self._block_depth -= 1
        return blocks

    def _read_children(
        self, container: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        for element in container:
            tag = element.tag
            if not isinstance(tag, str) or tag in _SKIPPED_TAGS:
                continue
            read = _BLOCK_READERS.get(tag)
            if read is not None:
                read(self, element, blocks, item)
            elif len(element):
                self._read_children(element, blocks, item)

    def _read_section(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        if element.get(TEXT + "display") != "none":
            self._read_children(element, blocks, item)

    def _read_table_of_contents(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        self._toc_depth += 1
        self._read_children(element, blocks, item)
        self._toc_depth -= 1

    def _read_page_frame(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        """A frame anchored to the page gets a paragraph of its own."""
        text_boxes = list(self._read_text_boxes(element))
        if text_boxes:
            blocks.append(DraftParagraph("", attachments=text_boxes))

    def _read_paragraph(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        name = element.get(TEXT + "style-name") or ""
        content = _InlineContent()
        context = _InlineContext(
            self._styles.is_hidden("paragraph", name),
            self._styles.find_font("paragraph", name),
            _classify_baseline(self._styles.find_baseline("paragraph", name)),
            bool(self._styles.is_struck("paragraph", name)),
        )
        self._read_inline(element, content, context)
        written = "".join(content.text_parts)
        text = _collapse_white_space(written)
        marks = content.marked_parts.take_marks(content.text_parts)
        if marks:
            marks = move_marks(marks, written, text)
        if context.hidden and not text and not content.attachments:
            return
        style = self._styles.find_display_name(name)
        outline_level = self._styles.find_outline_level(name)
        if element.tag == TEXT + "h":
            outline_level = _parse_count(element.get(TEXT + "outline-level"), 1)
        paragraph = DraftParagraph(
            text,
            self._generate_list_label(element, item),
            style,
            min(outline_level, _MAX_OUTLINE_LEVEL),
            self._toc_depth > 0 or style.lower().startswith(("contents", "toc")),
            content.attachments,
            marks=marks,
        )
        blocks.append(paragraph)

    def _read_inline(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        """Append the text of an element, and what is anchored in it."""
        content.append_text(element.text, context)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED_TAGS:
                read = _INLINE_READERS.get(child.tag, _OdtReader._read_inline)
                read(self, child, content, context)
            content.append_text(child.tail, context)

    def _read_spaces(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        count = min(_parse_count(element.get(TEXT + "c"), 1), _MAX_SPACES)
        if not context.hidden:
            content.text_parts.append(_SPACE_PLACEHOLDER * count)

    def _read_tab(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        if not context.hidden:
            content.text_parts.append(_TAB_PLACEHOLDER)

    def _read_line_break(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        if not context.hidden:
            content.text_parts.append("\v")

    def _read_note(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        body = element.find(TEXT + "note-body")
        if body is None or context.hidden:
            return
        kind = "fn"
        if element.get(TEXT + "note-class") == "endnote":
            kind = "en"
        content.attachments.append(Attachment(kind, self.read_blocks(body)))

    def _read_inline_frame(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        content.attachments.extend(self._read_text_boxes(element))

    def _read_span(
        self, element: Element, content: _InlineContent, context: _InlineContext
    ) -> None:
        name = element.get(TEXT + "style-name") or ""
        baseline, struck = context.baseline, context.struck
        position = self._styles.find_baseline("text", name)
        if position is not None:
            baseline = _classify_baseline(position)
        is_struck = self._styles.is_struck("text", name)
        if is_struck is not None:
            struck = is_struck
        inner = _InlineContext(
            context.hidden or self._styles.is_hidden("text", name),
            self._styles.find_font("text", name) or context.font,
            baseline,
            struck,
        )
        self._read_inline(element, content, inner)

    # --- Text boxes and objects ---

    def _read_text_boxes(self, element: Element) -> Iterator[Attachment]:
        """The text boxes in a frame, shape or group.

        Of several ways to show a frame the first one is read.
        """
        if element.tag in _SHAPE_TAGS:
            blocks = self.read_blocks(element)
            if _has_text(blocks):
                yield Attachment("tx", blocks)
            return
        for child in element:
            if child.tag == DRAW + "text-box":
                blocks = self.read_blocks(child)
                if _has_content(blocks):
                    yield Attachment("tx", blocks)
                if element.tag == DRAW + "frame":
                    return
            elif child.tag in (DRAW + "object", DRAW + "object-ole"):
                yield from self._read_embedded_object(child)
                return
            elif child.tag in _FRAME_TAGS or child.tag == DRAW + "a":
                yield from self._read_text_boxes(child)

    def _read_embedded_object(self, element: Element) -> Iterator[Attachment]:
        """The sheets of an embedded workbook; an issue names any other object."""
        name = (element.get(XLINK + "href") or "").removeprefix("./").rstrip("/")
        content = self._read_part(f"{name}/content.xml")
        try:
            if content is None:
                yield from build_sheet_attachments(self._read_part(name) or b"", name)
                return
            root = parse_xml(content, f"{name}/content.xml")
            workbook = root.find(f"{OFFICE}body/{OFFICE}spreadsheet")
            if workbook is None:
                raise WorkbookError("not a workbook")
            for sheet in workbook.iterchildren(TABLE + "table"):
                table = self._read_sheet(sheet)
                if table.cells:
                    description = f"{name}!{sheet.get(TABLE + 'name') or ''}"
                    yield Attachment("ole", [table], description)
        except WorkbookError as error:
            self.issues.append(Issue.build("PART_NOT_READ", part=name, reason=error))

    def _read_sheet(self, element: Element) -> DraftTable:
        """A sheet to its last row and column with text, without its million empty
        rows."""
        cells: list[DraftCell] = []
        row = n_rows = n_columns = 0
        for row_element in _iter_rows(element):
            repeats = _parse_count(row_element.get(TABLE + "number-rows-repeated"), 1)
            if next(row_element.iter(TEXT + "p"), None) is None:
                row += repeats
                continue
            for _ in range(min(repeats, MAX_ROWS)):
                row += 1
                width = self._read_sheet_row(row_element, row, cells)
                n_columns = max(n_columns, width)
                n_rows = row
        if n_rows > MAX_ROWS:
            raise WorkbookError(f"{n_rows} rows")
        return _build_clipped_table(n_rows, n_columns, cells)

    def _read_sheet_row(
        self, row_element: Element, row: int, cells: list[DraftCell]
    ) -> int:
        """Add the cells of a row that hold text;
        return the last column with any."""
        column = last = 0
        for element in row_element:
            repeats = _parse_count(element.get(TABLE + "number-columns-repeated"), 1)
            is_filled = element.find(TEXT + "p") is not None
            if element.tag != TABLE + "table-cell" or not is_filled:
                column += repeats
                continue
            consume_limit("cells", min(repeats, MAX_COLUMNS))
            for _ in range(min(repeats, MAX_COLUMNS)):
                column += 1
                cell = self._read_cell(element, row, column)
                cells.append(cell)
                last = column + cell.column_span - 1
        if last > MAX_COLUMNS:
            raise WorkbookError(f"{last} columns")
        return last

    # --- Lists ---

    def _read_list(
        self, element: Element, blocks: list[DraftBlock], outer: _ListItem | None
    ) -> None:
        style = element.get(TEXT + "style-name") or ""
        if outer is None:
            item = _ListItem(style, 1, self._find_counters(element, style))
        else:
            style = style or outer.list_style
            item = _ListItem(style, outer.level + 1, outer.counters)
        if item.level > MAX_LIST_LEVELS:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="odt", depth=MAX_LIST_LEVELS
            )
        for child in element:
            child_item = replace(item, needs_number=child.tag == TEXT + "list-item")
            start_value = child.get(TEXT + "start-value")
            if start_value:
                child_item.start_value = _parse_count(start_value, 1)
            self._read_children(child, blocks, child_item)

    def _find_counters(self, element: Element, style: str) -> list[int]:
        """The counters of a list: its own, or those
        of the list that it continues."""
        counters = None
        continued = element.get(TEXT + "continue-list")
        if continued is not None:
            counters = self._counters_by_list.get(continued)
        if counters is None and element.get(TEXT + "continue-numbering") == "true":
            counters = self._latest_counters_by_style.get(style)
        if counters is None:
            counters = [-1] * MAX_LIST_LEVELS
        self._counters_by_list[element.get(XML_ID) or ""] = counters
        self._latest_counters_by_style[style] = counters
        return counters

    def _generate_list_label(self, element: Element, item: _ListItem | None) -> str:
        """The number of a list item before its first paragraph, or of a heading."""
        if item is not None:
            if not item.needs_number:
                return ""
            item.needs_number = False
            levels = self._styles.get_list_levels(item.list_style)
            return _generate_number(levels, item.level, item.counters, item.start_value)
        if element.tag != TEXT + "h" or element.get(TEXT + "is-list-header") == "true":
            return ""
        level = _parse_count(element.get(TEXT + "outline-level"), 1)
        if not 1 <= level <= MAX_LIST_LEVELS:
            return ""
        levels = self._styles.get_list_levels(_OUTLINE_STYLE)
        return _generate_number(levels, level, self._heading_counters, None)

    # --- Tables ---

    def _read_table(
        self, element: Element, blocks: list[DraftBlock], item: _ListItem | None
    ) -> None:
        cells: list[DraftCell] = []
        row = width = 0
        for row_element in _iter_rows(element):
            repeats = _parse_count(row_element.get(TABLE + "number-rows-repeated"), 1)
            repeats = min(repeats, MAX_ROWS)
            consume_limit("cells", repeats * _count_row_cells(row_element))
            for _ in range(repeats):
                row += 1
                if row > MAX_ROWS:
                    raise _build_table_limit_error()
                width = max(width, self._read_row_cells(row_element, row, cells))
        blocks.append(_build_clipped_table(row, width, cells))

    def _read_row_cells(
        self, row_element: Element, row: int, cells: list[DraftCell]
    ) -> int:
        """Add the cells of a row; return the number of columns that it takes."""
        column = 1
        for element in row_element:
            if element.tag not in _CELL_TAGS:
                continue
            repeats = _parse_count(element.get(TABLE + "number-columns-repeated"), 1)
            for _ in range(repeats):
                if column > MAX_COLUMNS:
                    raise _build_table_limit_error()
                if element.tag == TABLE + "table-cell":
                    cell = self._read_cell(element, row, column)
                    cell.content = cell.content or [DraftParagraph("")]
                    cells.append(cell)
                column += 1
        return column - 1

    def _read_cell(self, element: Element, row: int, column: int) -> DraftCell:
        row_span = _parse_count(element.get(TABLE + "number-rows-spanned"), 1)
        column_span = _parse_count(element.get(TABLE + "number-columns-spanned"), 1)
        return DraftCell(row, column, row_span, column_span, self.read_blocks(element))


_BlockReader = Callable[[_OdtReader, Element, list[DraftBlock], _ListItem | None], None]
_BLOCK_READERS: Mapping[str, _BlockReader] = {
    TEXT + "p": _OdtReader._read_paragraph,
    TEXT + "h": _OdtReader._read_paragraph,
    TEXT + "list": _OdtReader._read_list,
    TEXT + "section": _OdtReader._read_section,
    TEXT + "table-of-content": _OdtReader._read_table_of_contents,
    TABLE + "table": _OdtReader._read_table,
    **dict.fromkeys(_FRAME_TAGS, _OdtReader._read_page_frame),
}

_InlineReader = Callable[[_OdtReader, Element, _InlineContent, _InlineContext], None]
# The text of any other element counts as that of the element around it.
_INLINE_READERS: Mapping[str, _InlineReader] = {
    TEXT + "s": _OdtReader._read_spaces,
    TEXT + "tab": _OdtReader._read_tab,
    TEXT + "line-break": _OdtReader._read_line_break,
    TEXT + "note": _OdtReader._read_note,
    TEXT + "span": _OdtReader._read_span,
    **dict.fromkeys(_FRAME_TAGS, _OdtReader._read_inline_frame),
}


def _get_story_kind(element: Element) -> str:
    """The kind of a header or footer that is
    displayed, '' for any other element."""
    if not isinstance(element.tag, str) or element.get(STYLE + "display") == "false":
        return ""
    name = element.tag.removeprefix(STYLE).partition("-")[0]
    return {"header": "hd", "footer": "ft"}.get(name, "")


def _has_content(blocks: list[DraftBlock]) -> bool:
    """Whether blocks hold text, a table or anything anchored."""
    if _has_text(blocks):
        return True
    return any(isinstance(b, DraftParagraph) and b.attachments for b in blocks)


def _has_text(blocks: list[DraftBlock]) -> bool:
    """Whether blocks hold text or a table."""
    return any(not isinstance(b, DraftParagraph) or b.text.strip() for b in blocks)


def _iter_rows(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in _ROW_GROUP_TAGS:
            yield from _iter_rows(child)


def _build_clipped_table(
    n_rows: int, n_columns: int, cells: list[DraftCell]
) -> DraftTable:
    """A table whose spans end with it: a cell may promise more."""
    for cell in cells:
        cell.row_span = min(cell.row_span, n_rows - cell.row + 1)
        cell.column_span = min(cell.column_span, n_columns - cell.column + 1)
    return DraftTable(n_rows, n_columns, cells)


def _count_row_cells(row_element: Element) -> int:
    """The cells of a row with their repetitions, counted before any is made."""
    return sum(
        min(_parse_count(cell.get(TABLE + "number-columns-repeated"), 1), MAX_COLUMNS)
        for cell in row_element.iterchildren(TABLE + "table-cell")
    )


def _build_table_limit_error() -> ReadError:
    return ReadError(
        "TABLE_LIMIT", "refused_limit", "odt", rows=MAX_ROWS, columns=MAX_COLUMNS
    )


def _collapse_white_space(text: str) -> str:
    """White space as a page shows it: one space for a run, none at the start."""
    text = _WHITE_SPACE.sub(" ", text).lstrip(" ").replace("\v", "\n")
    return text.replace(_SPACE_PLACEHOLDER, " ").replace(_TAB_PLACEHOLDER, "\t")


def _parse_count(text: str | None, default: int) -> int:
    """A count as written; the default where no count is written."""
    if text and text.isdecimal() and len(text) < 10:
        return max(int(text), 0)
    return default
