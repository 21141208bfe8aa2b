"""What differs between two datasets: values changed, rows added and removed.

Disclosures are paired by path, and by the hash of their file where the
path changed. Rows are paired by place (facts by their dimensions), so
that a new row in the middle of a document changes no other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extractor import schema
from extractor.dataclass import dataclass
from extractor.dataset.csv_cells import CSV_FORMATTERS
from extractor.dataset.dataset import Dataset
from extractor.dataset.load import convert_arrow_to_rows
from extractor.model.issues import ExtractorError
from extractor.schema import TableSchema

__all__ = [
    "COMPARED_TABLES",
    "DIFF_COLUMNS",
    "ValueDifference",
    "encode_differences_csv",
    "find_differences",
]

_TABLES_OF_THE_RUN = frozenset(
    {
        "blocks",
        "cells",
        "cross_document_checks",
        "evidence",
        "manifest",
        "quality",
        "sources",
    }
)
COMPARED_TABLES: tuple[str, ...] = tuple(
    table.name
    for table in schema.load_tables()
    if table.name not in _TABLES_OF_THE_RUN and table.name != "corrections"
)
"""Tables that are compared unless others are named: those that hold values."""

_IDENTITY_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "disclosures": (),
    "disclosure_files": ("file",),
    "checks": ("rule", "places"),
    "issues": ("code", "place"),
    "facts": (
        "concept",
        "entity",
        "entity_name",
        "fund",
        "scope",
        "function_code",
        "economic_code",
        "project",
        "fiscal_year",
        "stage",
        "as_of",
    ),
}
"""Columns that tell a row within its disclosure; for other tables ``place``."""
_UNCOMPARED_COLUMNS = frozenset({"extractor_version", "file", "path"})

Row = Mapping[str, Any]


@dataclass(frozen=True)
class ValueDifference:
    """One difference.

    ``kind`` is ``changed`` (a value), ``added`` or ``removed`` (a row;
    ``column``, ``old`` and ``new`` are empty then). ``row`` is what
    tells the row: its place, or the dimensions of a fact. Values are as
    CSV has them.
    """

    kind: str
    table: str
    path: str
    row: str
    column: str = ""
    old: str = ""
    new: str = ""


DIFF_COLUMNS: tuple[str, ...] = (
    "kind",
    "table",
    "path",
    "row",
    "column",
    "old",
    "new",
)
"""Columns of the differences as CSV."""


def find_differences(
    old: Dataset, new: Dataset, tables: Sequence[str] = COMPARED_TABLES
) -> Iterator[ValueDifference]:
    """Find what differs between two datasets.

    Args:
        old: the earlier dataset.
        new: the later one.
        tables: the tables to compare.

    Yields:
        Differences, table by table, in the order of the disclosures of ``new``, those
        that only ``old`` has behind them.

    Raises:
        ExtractorError: there is no such table (NO_SUCH_TABLE).
    """
    unknown = [name for name in tables if name not in _list_comparable_tables()]
    if unknown:
        known = ", ".join(_list_comparable_tables())
        raise ExtractorError("NO_SUCH_TABLE", table=unknown[0], tables=known)
    pairs = _pair_disclosures(old, new)
    for name in tables:
        old_rows, new_rows = _RowsByDisclosure(old, name), _RowsByDisclosure(new, name)
        for pair in pairs:
            rows_before = old_rows.list_rows(pair.old_id)
            rows_after = new_rows.list_rows(pair.new_id)
            yield from _compare_rows(name, pair.path, rows_before, rows_after)


def encode_differences_csv(differences: Iterable[ValueDifference]) -> bytes:
    """Encode differences as CSV: UTF-8 with a byte
    order mark, lines ended by CR LF."""
    format_cell = CSV_FORMATTERS["string"]
    lines = [",".join(DIFF_COLUMNS)]
    for difference in differences:
        cells = asdict(difference)
        lines.append(",".join(format_cell(cells[name]) for name in DIFF_COLUMNS))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


@dataclass(frozen=True)
class _DisclosurePair:
    """One disclosure in both datasets; an id is
    None where it has no counterpart."""

    path: str
    old_id: str | None
    new_id: str | None


def _pair_disclosures(old: Dataset, new: Dataset) -> list[_DisclosurePair]:
    """Pair the disclosures of two datasets by path, then by hash.

    A file with several disclosures has them in their order.
    """
    by_path = _group_disclosures(old, "path")
    by_hash = _group_disclosures(old, "sha256")
    new_rows = list(new.iter_rows("disclosures"))
    paths_of_new = {row["path"] for row in new_rows}
    used: set[str] = set()
    pairs: list[_DisclosurePair] = []
    for row in new_rows:
        moved = by_hash.get(row["sha256"], [])
        candidates = by_path.get(row["path"]) or [
            each for each in moved if each["path"] not in paths_of_new
        ]
        old_id = _take_unused(candidates, used)
        pairs.append(_DisclosurePair(row["path"], old_id, row["disclosure_id"]))
    pairs += [
        _DisclosurePair(row["path"], row["disclosure_id"], None)
        for row in old.iter_rows("disclosures")
        if row["disclosure_id"] not in used
    ]
    return pairs


def _take_unused(candidates: Iterable[Row], used: set[str]) -> str | None:
    """Take the first disclosure that has no counterpart yet."""
    for candidate in candidates:
        disclosure_id: str = candidate["disclosure_id"]
        if disclosure_id not in used:
            used.add(disclosure_id)
            return disclosure_id
    return None


def _group_disclosures(dataset: Dataset, column: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in dataset.iter_rows("disclosures"):
        groups[row[column]].append(row)
    return groups


class _RowsByDisclosure:
    """The rows of a table, found by disclosure; columnar until they are needed."""

    def __init__(self, dataset: Dataset, table: str) -> None:
        self._table = table
        self._data: pa.Table = dataset.read_arrow(table)
        self._ranges: dict[str, tuple[int, int]] = {}
        ids = pc.run_end_encode(self._data.column("disclosure_id").combine_chunks())
        start = 0
        runs = zip(ids.values.to_pylist(), ids.run_ends.to_pylist(), strict=True)
        for disclosure_id, end in runs:
            self._ranges[disclosure_id] = (start, end)
            start = end

    def list_rows(self, disclosure_id: str | None) -> Sequence[Row]:
        """List the rows of a disclosure; none for None."""
        if disclosure_id is None or disclosure_id not in self._ranges:
            return []
        start, end = self._ranges[disclosure_id]
        return convert_arrow_to_rows(self._table, self._data.slice(start, end - start))


def _compare_rows(
    name: str, path: str, old: Iterable[Row], new: Iterable[Row]
) -> Iterator[ValueDifference]:
    """Compare the rows of one disclosure in one table."""
    table = schema.get_table(name)
    compared = _list_compared_columns(table)
    old_groups = _group_by_identity(table, old)
    new_groups = _group_by_identity(table, new)
    for identity, after in new_groups.items():
        before = old_groups.pop(identity, [])
        before, after = _drop_equal_rows(compared, before, after)
        row = _describe_identity(identity)
        for old_row, new_row in zip(before, after, strict=False):
            yield from _compare_values(table, compared, path, row, old_row, new_row)
        for _ in after[len(before) :]:
            yield ValueDifference("added", name, path, row)
        for _ in before[len(after) :]:
            yield ValueDifference("removed", name, path, row)
    for identity, before in old_groups.items():
        for _ in before:
            row = _describe_identity(identity)
            yield ValueDifference("removed", name, path, row)


def _compare_values(
    table: TableSchema,
    compared: Sequence[str],
    path: str,
    row: str,
    old: Row,
    new: Row,
) -> Iterator[ValueDifference]:
    types = {column.name: column.type for column in table.columns}
    for name in compared:
        if old[name] != new[name]:
            before = _format_value(types[name], old[name])
            after = _format_value(types[name], new[name])
            yield ValueDifference("changed", table.name, path, row, name, before, after)


def _drop_equal_rows(
    compared: Sequence[str], old: Sequence[Row], new: Sequence[Row]
) -> tuple[list[Row], list[Row]]:
    """Drop the rows that both sides have; what is left may be a changed row."""
    if len(old) == len(new) == 1:
        return list(old), list(new)
    in_old = Counter(tuple(row[name] for name in compared) for row in old)
    in_new = Counter(tuple(row[name] for name in compared) for row in new)
    return _drop_rows(compared, old, in_new), _drop_rows(compared, new, in_old)


def _drop_rows(
    compared: Sequence[str], rows: Sequence[Row], dropped: Counter[tuple[Any, ...]]
) -> list[Row]:
    left = Counter(dropped)
    kept = []
    for row in rows:
        values = tuple(row[name] for name in compared)
        if left[values]:
            left[values] -= 1
        else:
            kept.append(row)
    return kept


def _group_by_identity(
    table: TableSchema, rows: Iterable[Row]
) -> dict[tuple[Any, ...], list[Row]]:
    columns = _IDENTITY_COLUMNS.get(table.name, ("place",))
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in columns)].append(row)
    return groups


def _describe_identity(identity: Sequence[Any]) -> str:
    return " ".join(str(part) for part in identity if part is not None)


def _list_compared_columns(table: TableSchema) -> list[str]:
    """List the columns that are values; ids are counted anew with each dataset."""
    identity = _IDENTITY_COLUMNS.get(table.name, ("place",))
    return [
        column.name
        for column in table.columns
        if not column.primary
        and "." not in column.reference
        and column.name not in _UNCOMPARED_COLUMNS
        and column.name not in identity
    ]


def _format_value(type: str, value: Any) -> str:
    if value is None:
        return ""
    if type == "string":
        return str(value)
    return CSV_FORMATTERS[type](value)


def _list_comparable_tables() -> list[str]:
    return [
        table.name
        for table in schema.load_tables()
        if any(column.name == "disclosure_id" for column in table.columns)
    ]
