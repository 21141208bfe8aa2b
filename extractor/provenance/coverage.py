"""The two laws, kept at run time: what is read is quoted exactly, and no number and no cell is lost.

Every number token of the document is inside the place of an evidence row or in ``unmatched_numbers`` with what it seems to be;
every cell of every table is in ``cells`` with its use. ``broken_quotes`` names evidence whose text is not at its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, cast

import regex

from extractor.model.document import Cell, Document, Paragraph, Span, Table
from extractor.model.records import (
    CellUse,
    Extracted,
    Record,
    TableRecord,
    UnmatchedNumber,
)
from extractor.tables.model import ParsedTable
from extractor.text.normalize import find_obfuscated_numbers, normalize

__all__ = [
    "Evidence",
    "ReadSpans",
    "find_invalid_quotes",
    "classify_cells",
    "collect_evidence",
    "find_unmatched_numbers",
    "find_number_tokens",
]

_NUMBER_TOKEN = regex.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
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

    def __init__(self, places: Iterable[Span]) -> None:
        self._whole_paths: set[str] = set()
        spans: dict[str, list[tuple[int, int]]] = {}
        for place in places:
            if place.start is None or place.end is None:
                self._whole_paths.add(place.path)
            else:
                spans.setdefault(place.path, []).append((place.start, place.end))
        self._spans_by_path: dict[str, tuple[list[int], list[int]]] = {}
        for address, pairs in spans.items():
            pairs.sort()
            ends: list[int] = []
            for _, end in pairs:
                ends.append(max(end, ends[-1] if ends else 0))
            self._spans_by_path[address] = ([start for start, _ in pairs], ends)

    def covers_whole(self, path: str) -> bool:
        """True when all of a paragraph or cell was read."""
        return path in self._whole_paths

    def contains_span(self, path: str, start: int, end: int) -> bool:
        """True when a span lies inside one place that was read."""
        if path in self._whole_paths:
            return True
        found = self._spans_by_path.get(path)
        if found is None:
            return False
        starts, ends = found
        at = bisect_right(starts, start)
        return at > 0 and bisect_left(ends, end) < at

    def has_any_span(self, path: str) -> bool:
        """True when anything of a paragraph or cell was read."""
        return path in self._whole_paths or path in self._spans_by_path


def find_number_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the number tokens of a text."""
    found = [match.span() for match in _NUMBER_TOKEN.finditer(normalize(text))]
    hidden = list(find_obfuscated_numbers(text))
    yield from sorted([*found, *hidden]) if hidden else found


def _iter_texts(
    document: Document, frame_paths: frozenset[str]
) -> Iterator[tuple[str, str, bool]]:
    """Address and text of every paragraph outside tables and of every cell, in reading order, all flows.

    A cell that only frames prose gives its paragraphs. The third of each says whether it is a cell.
    """
    for paragraph in document.iter_paragraphs():
        yield paragraph.path, paragraph.text, False
    for table in document.tables:
        for cell in table.cells:
            if cell.path in frame_paths:
                yield from (
                    (block.path, block.text, False)
                    for block in cell.blocks
                    if isinstance(block, Paragraph)
                )
            elif cell.text:
                yield cell.path, cell.text, True


def find_unmatched_numbers(
    document: Document,
    block_paths: frozenset[str],
    read_spans: ReadSpans,
    sections: dict[str, str | None],
    noise_reasons: dict[str, str],
) -> tuple[list[UnmatchedNumber], int]:
    """Number tokens that nothing took up, and how many tokens the document has.

    ``own`` are the top-level blocks asked about, ``sections`` gives the section key by the address of each paragraph
    and table that was read as one, ``noise`` the reason for blocks that belong to the page.
    """
    found: list[UnmatchedNumber] = []
    count = 0
    frames = frozenset(
        address.rpartition(".")[0] for address in sections if "." in address
    )
    for address, text, in_cell in _iter_texts(document, frames):
        block = address.partition(".")[0]
        if block not in block_paths:
            continue
        twin, aside = normalize(text), _classify_margin_number(address, text)
        for start, end in find_number_tokens(text):
            count += 1
            if read_spans.contains_span(address, start, end):
                continue
            context = text[
                max(0, start - _CONTEXT_CHARACTERS) : end + _CONTEXT_CHARACTERS
            ]
            reason = (
                noise_reasons.get(address)
                or aside
                or _classify_number(text, twin, start, end, in_cell)
            )
            section = _find_section(sections, address)
            found.append(
                UnmatchedNumber(
                    section,
                    text[start:end],
                    context,
                    reason,
                    Span(address, start, end),
                )
            )
    return found, count


def _find_section(sections: dict[str, str | None], path: str) -> str | None:
    """The section of the nearest thing around an address that stands in one."""
    while path not in sections and "." in path:
        path = path.rpartition(".")[0]
    return sections.get(path)


def _classify_margin_number(path: str, text: str) -> str:
    """What a number in a header or footer is."""
    if not path.startswith(("hd", "ft")):
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
    label_paths: set[str],
    ignored_paths: Collection[str],
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
                _classify_cell(
                    cell, headers, read_spans, label_paths, known, ignored_paths
                ),  # type: ignore[arg-type]
                Span(cell.path),
            )


def _classify_cell(
    cell: Cell,
    header_rows: set[int],
    read_spans: ReadSpans,
    label_paths: set[str],
    table_known: bool,
    ignored_paths: Collection[str],
) -> str:
    if not cell.text.strip():
        return "blank"
    if cell.path in label_paths:
        return "label"
    if cell.row in header_rows:
        return "header"
    if read_spans.has_any_span(cell.path):
        return "value"
    if cell.path in ignored_paths:
        return "ignored"
    return (
        "ignored"
        if table_known and not any(char.isdigit() for char in cell.text)
        else "unread"
    )


def find_label_paths(evidence: Iterable[Evidence]) -> set[str]:
    """Addresses of cells whose text names a row: read into a column of labels."""
    return {
        row.extracted.place.path
        for row in evidence
        if row.column in _LABEL_COLUMNS and "." in row.extracted.place.path
    }
