"""Where the tables of a document are: in the body, in cells, in embedded workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.layout.sections import Outline, OutlineEntry
from extractor.model.document import (
    SHEET_NAME,
    Document,
    Paragraph,
    Span,
    Story,
    StoryKind,
    Table,
    is_nested,
)
from extractor.tables.model import ParsedTable

__all__ = [
    "PlacedTable",
    "find_ignored_cells",
    "iterate_body_tables",
    "iterate_embedded_tables",
]

_N_PARAGRAPHS_ABOVE = 4  # in which the caption of a table is looked for
_N_PARAGRAPHS_BELOW = 3  # in which notes on a table are looked for


class PlacedTable(NamedTuple):
    """A table, the paragraphs right above it (nearest last), the key of its section,
    and the paragraphs below it."""

    table: Table
    preceding: Sequence[Paragraph]
    section_key: str | None
    following: Sequence[Paragraph] = ()


def iterate_body_tables(document: Document, outline: Outline) -> Iterator[PlacedTable]:
    """Iterate over the tables of the body, nested ones behind the table that holds
    them.

    Args:
        document: The document.
        outline: The lines and tables of one disclosure.

    Returns:
        The tables in reading order, with the paragraphs above and the section.
    """
    paragraphs = _index_paragraphs(document, outline)
    sheet_names = _index_sheet_names(document)
    above: list[Paragraph] = []
    for index, entry in enumerate(outline.entries):
        if entry.element.path in document.repeats:
            above = []
        elif isinstance(entry.element, Table):
            preceding = tuple(above[-_N_PARAGRAPHS_ABOVE:])
            if entry.element.path in sheet_names:
                preceding = (sheet_names[entry.element.path],)
            below = outline.entries[index + 1 : index + 1 + _N_PARAGRAPHS_BELOW]
            following = _list_following(below, paragraphs)
            yield PlacedTable(entry.element, preceding, entry.section_key, following)
            for nested in entry.element.iter_nested_tables():
                yield PlacedTable(nested, (), entry.section_key)
            above = []
        elif not _is_section_heading(entry):
            for segment in entry.element.segments:
                paragraph = paragraphs.get(segment.path)
                if paragraph and paragraph not in above[-2:]:
                    above.append(paragraph)


def _list_following(
    entries: Iterable[OutlineEntry], paragraphs: Mapping[str, Paragraph]
) -> tuple[Paragraph, ...]:
    """The paragraphs up to the next table."""
    found: list[Paragraph] = []
    for entry in entries:
        if isinstance(entry.element, Table):
            break
        paths = (segment.path for segment in entry.element.segments)
        found.extend(paragraphs[path] for path in paths if path in paragraphs)
    return tuple(found)


def _index_sheet_names(document: Document) -> dict[str, Paragraph]:
    """The name of its sheet by the path of the table that is the sheet."""
    sheets = (story for story in document.stories if story.kind is StoryKind.SHEET)
    names = (one for one in document.metadata if one.description == SHEET_NAME)
    return {
        block.path: paragraph
        for sheet, name in zip(sheets, names, strict=False)
        for block in sheet.blocks
        for paragraph in name.blocks
        if isinstance(paragraph, Paragraph)
    }


def _is_section_heading(entry: OutlineEntry) -> bool:
    """True for a heading that names a section (七、政府采购) and no table below it."""
    if entry.kind not in ("heading", "title"):
        return False
    line = entry.line
    if entry.text_start < len(line.text):
        return False
    return line.list_number is not None and "表" not in line.text


def _index_paragraphs(document: Document, outline: Outline) -> dict[str, Paragraph]:
    """Paragraphs by their path, those in frames
    too where prose was read from some."""
    paragraphs = {paragraph.path: paragraph for paragraph in document.iter_paragraphs()}
    if any(is_nested(entry.element.path) for entry in outline.entries):
        for visit in document.walk():
            if visit.cell is not None and isinstance(visit.item, Paragraph):
                paragraphs[visit.item.path] = visit.item
    return paragraphs


def iterate_embedded_tables(document: Document) -> Iterator[PlacedTable]:
    """Iterate over the tables of embedded workbooks that the body does not repeat.

    Args:
        document: The document.

    Returns:
        The tables, without paragraphs above or a section.
    """
    for story in document.stories:
        if _is_embedded(story) and not _is_repeated(story):
            for block in story.blocks:
                if isinstance(block, Table):
                    yield PlacedTable(block, (), None)


def find_ignored_cells(
    document: Document, parsed_tables: Iterable[ParsedTable]
) -> dict[Span, str]:
    """Find the cells that hold no value of their own.

    Args:
        document: The document.
        parsed_tables: Its tables, with the cells that parsing left out.

    Returns:
        The span of each such cell, also those of tables that another table of
        the disclosure repeats, with what it is.
    """
    ignored: dict[Span, str] = {}
    for parsed in parsed_tables:
        ignored.update(parsed.ignored)
    for table in _iterate_repeated_tables(document):
        ignored.update((cell.span, "repeated") for cell in table.cells)
    return ignored


def _iterate_repeated_tables(document: Document) -> Iterator[Table]:
    if document.repeats:
        yield from (one for one in document.tables if one.path in document.repeats)
    for story in document.stories:
        if _is_embedded(story) and _is_repeated(story):
            yield from (block for block in story.blocks if isinstance(block, Table))


def _is_embedded(story: Story) -> bool:
    return story.kind is StoryKind.EMBEDDED


def _is_repeated(story: Story) -> bool:
    return "(repeats " in story.description
