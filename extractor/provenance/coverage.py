"""The two laws, kept at run time: what is read is quoted exactly, and no number and no cell is lost.

Every number token of the document is inside the place of an evidence row or in ``leftovers`` with what it seems to be;
every cell of every table is in ``cells`` with its use. ``broken_quotes`` names evidence whose text is not at its place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, cast

import regex

from extractor.model.document import Cell, Document, Paragraph, Place, Table
from extractor.model.extracted import Reading
from extractor.model.page_records import CellUse, Leftover, TableRecord
from extractor.model.record import Record
from extractor.tables.model import TableView
from extractor.text.normalize import disguised, fold

__all__ = [
    "Evidence",
    "Read",
    "broken_quotes",
    "cells",
    "evidence",
    "leftovers",
    "tokens",
]

_TOKEN = regex.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?")
_CONTEXT = 16  # characters shown on each side of a leftover
_LABELS = frozenset(
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
    reading: Reading[object]


@cache
def _readable(kind: type[Any]) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


def evidence(records: Iterable[Record]) -> Iterator[Evidence]:
    """Every reading of every record, in order."""
    for record in records:
        for name in _readable(cast(Any, type(record))):
            value = getattr(record, name)
            if isinstance(value, Reading):
                yield Evidence(record.TABLE, name, value)


def broken_quotes(document: Document, found: Iterable[Evidence]) -> list[Evidence]:
    """Evidence whose raw text is not what stands at its place: always empty, or a bug."""
    broken = []
    for row in found:
        try:
            exact = document.quote(row.reading.place) == row.reading.raw
        except KeyError:
            exact = False
        if not exact:
            broken.append(row)
    return broken


class Read:
    """The places that were read, ready to be asked whether a token lies inside one."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._whole: set[str] = set()
        spans: dict[str, list[tuple[int, int]]] = {}
        for place in places:
            if place.start is None or place.end is None:
                self._whole.add(place.address)
            else:
                spans.setdefault(place.address, []).append((place.start, place.end))
        self._spans: dict[str, tuple[list[int], list[int]]] = {}
        for address, pairs in spans.items():
            pairs.sort()
            ends: list[int] = []
            for _, end in pairs:
                ends.append(max(end, ends[-1] if ends else 0))
            self._spans[address] = ([start for start, _ in pairs], ends)

    def whole(self, address: str) -> bool:
        """True when all of a paragraph or cell was read."""
        return address in self._whole

    def holds(self, address: str, start: int, end: int) -> bool:
        """True when a span lies inside one place that was read."""
        if address in self._whole:
            return True
        found = self._spans.get(address)
        if found is None:
            return False
        starts, ends = found
        at = bisect_right(starts, start)
        return at > 0 and bisect_left(ends, end) < at

    def touches(self, address: str) -> bool:
        """True when anything of a paragraph or cell was read."""
        return address in self._whole or address in self._spans


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the number tokens of a text."""
    found = [match.span() for match in _TOKEN.finditer(fold(text))]
    hidden = list(disguised(text))
    yield from sorted([*found, *hidden]) if hidden else found


def _texts(
    document: Document, frames: frozenset[str]
) -> Iterator[tuple[str, str, bool]]:
    """Address and text of every paragraph outside tables and of every cell, in reading order, all flows.

    A cell that only frames prose gives its paragraphs. The third of each says whether it is a cell.
    """
    for paragraph in document.paragraphs():
        yield paragraph.address, paragraph.text, False
    for table in document.tables:
        for cell in table.cells:
            if cell.address in frames:
                yield from (
                    (block.address, block.text, False)
                    for block in cell.blocks
                    if isinstance(block, Paragraph)
                )
            elif cell.text:
                yield cell.address, cell.text, True


def leftovers(
    document: Document,
    own: frozenset[str],
    read: Read,
    sections: dict[str, str | None],
    noise: dict[str, str],
) -> tuple[list[Leftover], int]:
    """Number tokens that nothing took up, and how many tokens the document has.

    ``own`` are the top-level blocks asked about, ``sections`` gives the section key by the address of each paragraph
    and table that was read as one, ``noise`` the reason for blocks that belong to the page.
    """
    found: list[Leftover] = []
    count = 0
    frames = frozenset(
        address.rpartition(".")[0] for address in sections if "." in address
    )
    for address, text, in_cell in _texts(document, frames):
        block = address.partition(".")[0]
        if block not in own:
            continue
        twin, aside = fold(text), _margin(address, text)
        for start, end in tokens(text):
            count += 1
            if read.holds(address, start, end):
                continue
            context = text[max(0, start - _CONTEXT) : end + _CONTEXT]
            reason = (
                noise.get(address) or aside or _reason(text, twin, start, end, in_cell)
            )
            section = _section(sections, address)
            found.append(
                Leftover(
                    section,
                    text[start:end],
                    context,
                    reason,
                    Place(address, start, end),
                )
            )
    return found, count


def _section(sections: dict[str, str | None], address: str) -> str | None:
    """The section of the nearest thing around an address that stands in one."""
    while address not in sections and "." in address:
        address = address.rpartition(".")[0]
    return sections.get(address)


def _margin(address: str, text: str) -> str:
    """What a number in a header or footer is."""
    if not address.startswith(("hd", "ft")):
        return ""
    return (
        "running_header"
        if any(char.isalpha() and char not in "第页共" for char in text)
        else "page_number"
    )


_REASONS: tuple[tuple[str, regex.Pattern[str]], ...] = (
    ("year", regex.compile(r"(?<!\d)(?:19|20)\d{2}\Z")),
    ("list_number", regex.compile(r"(?:\A|\n)\s*[(（第]?\s*\d{1,3}\Z")),
    ("table_number", regex.compile(r"[表图]\s*\d{1,2}\Z")),
)
_AROUND: tuple[tuple[str, regex.Pattern[str], regex.Pattern[str]], ...] = (
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
_NEAR = 64  # characters before a number that are looked at
_BEHIND: tuple[tuple[str, regex.Pattern[str]], ...] = (
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


def _reason(text: str, twin: str, start: int, end: int, in_cell: bool) -> str:
    """What an unread number seems to be: said to the reader, never used to drop it. ``twin`` is the folded text."""
    if (
        in_cell
        and len(twin) - (end - start) < _NEAR
        and twin.strip() == twin[start:end]
    ):
        return "cell"
    for reason, pattern in _REASONS:
        if (
            reason == "list_number"
            and start > _NEAR
            and "\n" not in twin[start - _NEAR : start]
        ):
            continue
        if pattern.search(
            twin[max(0, start - (4 if reason == "year" else _NEAR)) : end]
        ):
            return reason
    for reason, before, behind in _AROUND:
        if before.search(text[max(0, start - 12) : end]) and behind.match(
            twin, end, end + _NEAR
        ):  # a tab shows in the raw text alone
            return reason
    for reason, pattern in _BEHIND:
        if pattern.match(
            twin, end, end + _NEAR
        ):  # bounded: the engine looks ahead for what must come
            return reason
    if regex.search(r"[A-Za-z\d\-_.〔\[]$", twin[max(0, start - 2) : start]):
        return "code"
    return "cell" if in_cell else "other"


def cells(
    views: Iterable[tuple[TableRecord, Table, TableView | None]],
    read: Read,
    labels: set[str],
    aside: Collection[str],
) -> Iterator[CellUse]:
    """Every cell with its use. ``labels`` are the addresses of cells that name a row, ``aside`` those of line numbers,
    scores, rules of scoring, codes of empty rows, tables printed twice."""
    for record, table, view in views:
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
                _use(cell, headers, read, labels, known, aside),  # type: ignore[arg-type]
                Place(cell.address),
            )


def _use(
    cell: Cell,
    headers: set[int],
    read: Read,
    labels: set[str],
    known: bool,
    aside: Collection[str],
) -> str:
    if not cell.text.strip():
        return "blank"
    if cell.address in labels:
        return "label"
    if cell.row in headers:
        return "header"
    if read.touches(cell.address):
        return "value"
    if cell.address in aside:
        return "ignored"
    return (
        "ignored"
        if known and not any(char.isdigit() for char in cell.text)
        else "unread"
    )


def label_addresses(found: Iterable[Evidence]) -> set[str]:
    """Addresses of cells whose text names a row: read into a column of labels."""
    return {
        row.reading.place.address
        for row in found
        if row.column in _LABELS and "." in row.reading.place.address
    }
