"""The two laws, kept at run time: what is read is quoted exactly, and no number and no cell is lost.

Every number token of the document is inside the place of an evidence row or in ``unmatched_numbers`` with what it seems to be;
every cell of every table is in ``cells`` with its use. ``broken_quotes`` names evidence whose text is not at its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import fields
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple, cast

import regex

from extractor.layout.blocks import find_prose_cells
from extractor.model.document import (
    MARGIN_KINDS,
    Cell,
    Document,
    Paragraph,
    Span,
    Table,
)
from extractor.model.records import (
    CellUse,
    Extracted,
    Record,
    TableRecord,
    UnmatchedNumber,
)
from extractor.tables.model import ParsedTable
from extractor.text.normalize import find_obfuscated_numbers, normalize
from extractor.text.numbers import find_number_spans, has_odd_grouping

__all__ = [
    "Evidence",
    "ReadSpans",
    "find_invalid_quotes",
    "classify_cells",
    "collect_evidence",
    "find_unmatched_numbers",
    "find_label_cells",
    "find_number_tokens",
]

_CONTEXT_CHARACTERS = 16  # characters shown on each side of an unmatched number
_LABEL_COLUMNS = frozenset(
    {
        "label",
        "row_label",
        "name",
        "number",
        "item_name",
        "project_name",
        "term",
        "title",
        "entity",
        "level1",
        "level2",
        "activity",
    }
)


class Evidence(NamedTuple):
    """One reading of one record: the column it fills and where it stands."""

    table: str
    column: str
    extracted: Extracted[object]


@cache
def _list_field_names(record_type: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(record_type))


def collect_evidence(records: Iterable[Record]) -> Iterator[Evidence]:
    """Every reading of every record, in order."""
    for record in records:
        for name in _list_field_names(cast(Any, type(record))):
            value = getattr(record, name)
            if isinstance(value, Extracted):
                yield Evidence(record.TABLE, name, value)


def find_invalid_quotes(
    document: Document, evidence: Iterable[Evidence]
) -> list[Evidence]:
    """Evidence whose raw text is not what stands at its place: always empty, or a bug."""
    broken = []
    for row in evidence:
        try:
            exact = document.text_at(row.extracted.place) == row.extracted.raw
        except KeyError:
            exact = False
        if not exact:
            broken.append(row)
    return broken


class ReadSpans:
    """The places that were read, ready to be asked whether a token lies inside one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._whole: set[Span] = set()
        offsets: dict[Span, list[tuple[int, int]]] = {}
        for span in spans:
            if span.start is None or span.end is None:
                self._whole.add(span)
            else:
                offsets.setdefault(span.element, []).append((span.start, span.end))
        self._offsets: dict[Span, tuple[list[int], list[int]]] = {}
        for element, pairs in offsets.items():
            pairs.sort()
            starts = [start for start, _ in pairs]
            self._offsets[element] = (
                starts,
                list(accumulate((e for _, e in pairs), max)),
            )

    def covers_whole(self, element: Span) -> bool:
        """True when all of a paragraph or cell was read."""
        return element in self._whole

    def contains_span(self, element: Span, start: int, end: int) -> bool:
        """True when characters of a paragraph or cell lie inside one span that was read."""
        if element in self._whole:
            return True
        found = self._offsets.get(element)
        if found is None:
            return False
        starts, ends = found
        at = bisect_right(starts, start)
        return at > 0 and bisect_left(ends, end) < at

    def has_any_span(self, element: Span) -> bool:
        """True when anything of a paragraph or cell was read."""
        return element in self._whole or element in self._offsets


def find_number_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the number tokens of a text."""
    found = find_number_spans(text)
    hidden = list(find_obfuscated_numbers(text))
    yield from sorted([*found, *hidden]) if hidden else found


def _iter_texts(
    document: Document, block_paths: Set[str], prose_cells: Set[Span]
) -> Iterator[tuple[Span, str, bool]]:
    """Every paragraph outside tables, then every cell, each with its text and whether it is a cell.

    A cell that only frames prose gives its paragraphs.
    """
    for paragraph in document.iter_paragraphs():
        if paragraph.path in block_paths:
            yield paragraph.span, paragraph.text, False
    for table in document.tables:
        if table.span.top_path not in block_paths:
            continue
        for cell in table.cells:
            if cell.span in prose_cells:
                for block in cell.blocks:
                    if isinstance(block, Paragraph):
                        yield block.span, block.text, False
            elif cell.text:
                yield cell.span, cell.text, True


def find_unmatched_numbers(
    document: Document,
    block_paths: Set[str],
    read_spans: ReadSpans,
    sections: Mapping[str, str | None],
    noise_reasons: Mapping[Span, str],
) -> tuple[list[UnmatchedNumber], int]:
    """Number tokens that nothing took up, and how many tokens the document has.

    ``own`` are the top-level blocks asked about, ``sections`` gives the section key by the address of each paragraph
    and table that was read as one, ``noise`` the reason for blocks that belong to the page.
    """
    found: list[UnmatchedNumber] = []
    count = 0
    prose_cells = find_prose_cells(sections)
    for element, text, in_cell in _iter_texts(document, block_paths, prose_cells):
        twin, aside = normalize(text), _classify_margin_number(element, text)
        for start, end in find_number_tokens(text):
            count += 1
            # an odd grouping is no number, even inside a text that was read
            odd = has_odd_grouping(text[start:end])
            if not odd and read_spans.contains_span(element, start, end):
                continue
            context = text[
                max(0, start - _CONTEXT_CHARACTERS) : end + _CONTEXT_CHARACTERS
            ]
            reason = (
                noise_reasons.get(element)
                or aside
                or _classify_number(text, twin, start, end, in_cell)
            )
            section = _find_section(sections, element)
            found.append(
                UnmatchedNumber(
                    section,
                    text[start:end],
                    context,
                    reason,
                    element.slice(start, end),
                )
            )
    return found, count


def _find_section(sections: Mapping[str, str | None], element: Span) -> str | None:
    """The section of the nearest block around an element that stands in one."""
    block: Span | None = element
    while block is not None:
        if block.path in sections:
            return sections[block.path]
        block = block.parent_cell
    return None


def _classify_margin_number(element: Span, text: str) -> str:
    """What a number in a header or footer is."""
    if element.story_kind not in MARGIN_KINDS:
        return ""
    return (
        "running_header"
        if any(char.isalpha() and char not in "第页共" for char in text)
        else "page_number"
    )


_REASONS_BY_PREFIX: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("year", regex.compile(r"(?<!\d)(?:19|20)\d{2}\Z")),
    ("list_number", regex.compile(r"(?:\A|\n)\s*[(（第]?\s*\d{1,3}\Z")),
    ("table_number", regex.compile(r"[表图]\s*\d{1,2}\Z")),
)
_REASONS_BY_BOTH_SIDES: tuple[
    tuple[str, regex.Pattern[str], regex.Pattern[str]], ...
] = (
    (
        "page_number",
        regex.compile(r"(?:\t|[.·…]{4,})\s*[(（]?\d{1,4}\Z"),
        regex.compile(r"\s*[)]?\s*(?:\n|\Z)"),
    ),  # 目录
    # 项：1.一般公共预算 and 元;2、财政专项: an item of a list that runs on in its paragraph
    (
        "list_number",
        regex.compile(r"(?:[:：;；,，。、\s]|元|[)）])[(（]?\d{1,2}\Z"),
        regex.compile(r"[.、)]\s*[^\d\s]"),
    ),
    # （一）2010301-行政运行, 行政运行（2010401）: a class of expenditure by its code
    (
        "code",
        regex.compile(r"(?<!\d)(?:[2-5]\d{2}|2\d{4}|2\d{6})\Z"),
        regex.compile(r"\s*[-—_)]"),
    ),
)
_WINDOW_CHARACTERS = 64  # characters before a number that are looked at
_REASONS_BY_SUFFIX: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("date", regex.compile(r"\s*[月日号]")),
    (
        "limit",
        regex.compile(
            r"\s*(?:亿|万|千)?元?(?:/|[(（]含[)）])?\s*(?:及|\(含\))?(?:以上|以下|以内|起)"
        ),
    ),
    ("percent", regex.compile(r"\s*%")),
    ("money", regex.compile(r"\s*(?:亿|万|千)?\s*元")),
    ("ordinal", regex.compile(r"\s*(?:号|条|期|届|次会议|部分)")),
    (
        "cell",
        regex.compile(r"\s*[一二三四五六七八九十]+、"),
    ),  # 0.00二、外交支出: the figure of the cell before
    ("count", regex.compile(r"\s*[一-鿿]")),
)


def _classify_number(
    text: str, normalized: str, start: int, end: int, in_cell: bool
) -> str:
    """What an unread number seems to be: said to the reader, never used to drop it. ``twin`` is the folded text."""
    if (
        in_cell
        and len(normalized) - (end - start) < _WINDOW_CHARACTERS
        and normalized.strip() == normalized[start:end]
    ):
        return "cell"
    for reason, pattern in _REASONS_BY_PREFIX:
        if (
            reason == "list_number"
            and start > _WINDOW_CHARACTERS
            and "\n" not in normalized[start - _WINDOW_CHARACTERS : start]
        ):
            continue
        if pattern.search(
            normalized[
                max(0, start - (4 if reason == "year" else _WINDOW_CHARACTERS)) : end
            ]
        ):
            return reason
    for reason, before, behind in _REASONS_BY_BOTH_SIDES:
        if before.search(text[max(0, start - 12) : end]) and behind.match(
            normalized, end, end + _WINDOW_CHARACTERS
        ):  # a tab shows in the raw text alone
            return reason
    for reason, pattern in _REASONS_BY_SUFFIX:
        if pattern.match(
            normalized, end, end + _WINDOW_CHARACTERS
        ):  # bounded: the engine looks ahead for what must come
            return reason
    if regex.search(r"[A-Za-z\d\-_.〔\[]$", normalized[max(0, start - 2) : start]):
        return "code"
    return "cell" if in_cell else "other"


def classify_cells(
    parsed_tables: Iterable[tuple[TableRecord, Table, ParsedTable | None]],
    read_spans: ReadSpans,
    labels: Set[Span],
    ignored: Set[Span],
) -> Iterator[CellUse]:
    """Every cell with its use. ``labels`` are the addresses of cells that name a row, ``aside`` those of line numbers,
    scores, rules of scoring, codes of empty rows, tables printed twice."""
    for record, table, view in parsed_tables:
        headers = set(view.header_rows) if view is not None else set()
        known = view is not None and view.kind not in ("unknown", "layout")
        for cell in table.cells:
            yield CellUse(
                record,
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                cell.text,
                _classify_cell(cell, headers, read_spans, labels, known, ignored),  # type: ignore[arg-type]
                cell.span,
            )


def _classify_cell(
    cell: Cell,
    header_rows: set[int],
    read_spans: ReadSpans,
    labels: Set[Span],
    table_known: bool,
    ignored: Set[Span],
) -> str:
    if not cell.text.strip():
        return "blank"
    element = cell.span
    if element in labels:
        return "label"
    if cell.row in header_rows:
        return "header"
    if read_spans.has_any_span(element):
        return "value"
    if element in ignored:
        return "ignored"
    return (
        "ignored"
        if table_known and not any(char.isdigit() for char in cell.text)
        else "unread"
    )


def find_label_cells(evidence: Iterable[Evidence]) -> set[Span]:
    """The cells whose text names a row: read into a column of labels."""
    return {
        row.extracted.place.element for row in evidence if row.column in _LABEL_COLUMNS
    }
