"""Rows of a dataset against rows of the gold, as multisets: a row counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from extractor import schema
from extractor.evaluation.gold import (
    LEVEL2_SECTIONS,
    DatasetRow,
    GoldFile,
    normalize_value,
)
from extractor.evaluation.score import GoldComparison, RowDifference, TableScore

__all__ = [
    "RowsByTable",
    "compare_with_gold",
]

RowsByTable = Mapping[str, Sequence[DatasetRow]]


def compare_with_gold(
    gold: GoldFile,
    disclosures: Sequence[DatasetRow],
    tables: Sequence[RowsByTable],
    columns_by_table: Mapping[str, Sequence[str]],
) -> GoldComparison:
    """Compare one gold file with the rows of the documents that it is about.

    Args:
        gold: the gold file.
        disclosures: rows of table ``disclosures``, none where the dataset has no such
            file.
        tables: the rows of each of these disclosures by table.
        columns_by_table: the columns to compare, of the tables that are named.

    Returns:
        The scores of the tables of the gold; ``places`` is among them where it lists
        places.
    """
    covered = {
        table.name: _select_covered(gold, table.name, tables)
        for table in schema.load_tables()
    }
    scores = []
    for name, gold_rows in gold.tables.items():
        rows = _select_rows(name, gold_rows, covered)
        scores.append(_score_table(name, gold_rows, rows, columns_by_table.get(name)))
    if gold.places:
        scores.append(_score_places(gold.places, covered["evidence"]))
    ids = tuple(row["disclosure_id"] for row in disclosures)
    path = ""
    if disclosures:
        path = disclosures[0]["path"] or ids[0]
    return GoldComparison(gold.name, path, ids, tuple(scores))


def _select_covered(
    gold: GoldFile, name: str, tables: Sequence[RowsByTable]
) -> list[DatasetRow]:
    rows = chain.from_iterable(one.get(name, ()) for one in tables)
    return [row for row in rows if gold.covers_row(name, row)]


def _select_rows(
    name: str,
    gold_rows: Sequence[DatasetRow],
    tables: Mapping[str, list[DatasetRow]],
) -> list[DatasetRow]:
    """The rows that are compared with a table of the gold, which writes the two levels
    of sections apart."""
    if name == LEVEL2_SECTIONS:
        return [row for row in tables["sections"] if row["level"] == 2]
    if name == "sections" and all(row.get("level", 1) == 1 for row in gold_rows):
        return [row for row in tables["sections"] if row["level"] == 1]
    return tables[name]


def _score_table(
    name: str,
    gold_rows: Sequence[DatasetRow],
    dataset_rows: Sequence[DatasetRow],
    chosen_columns: Sequence[str] | None,
) -> TableScore:
    table = "sections" if name == LEVEL2_SECTIONS else name
    columns = _choose_columns(table, gold_rows, chosen_columns)

    def make_key(row: DatasetRow) -> tuple[Any, ...]:
        return tuple(normalize_value(row.get(c), c, table) for c in columns)

    unmatched = Counter(map(make_key, dataset_rows))
    missing = []
    for row in gold_rows:
        key = make_key(row)
        if unmatched[key] > 0:
            unmatched[key] -= 1
        else:
            missing.append({column: row.get(column) for column in columns})
    n_matched = len(gold_rows) - len(missing)
    if table == "checks":  # the least that must be there: further ones are no error
        differences = tuple(_pair_differences(missing, (), columns, table))
        return TableScore(name, len(gold_rows), n_matched, n_matched, differences)
    shown = columns or schema.list_column_names(table)
    extra = []
    for row in reversed(dataset_rows):  # of equal rows the last are the extra ones
        key = make_key(row)
        if unmatched[key] > 0:
            unmatched[key] -= 1
            extra.append({column: row.get(column) for column in shown})
    extra.reverse()
    return TableScore(
        name,
        len(gold_rows),
        len(dataset_rows),
        n_matched,
        tuple(_pair_differences(missing, extra, columns, table)),
        tuple(extra),
    )


def _choose_columns(
    table: str, gold_rows: Sequence[DatasetRow], chosen: Sequence[str] | None
) -> list[str]:
    """The columns to compare: those of the gold, within those of the table or those
    that the caller names."""
    known = set(schema.list_column_names(table) if chosen is None else chosen)
    if table == "checks":
        known &= {"rule", "result"}
    columns = dict.fromkeys(column for row in gold_rows for column in row)
    return [column for column in columns if column in known]


def _pair_differences(
    missing: Sequence[DatasetRow],
    extra: Sequence[DatasetRow],
    columns: Sequence[str],
    table: str,
) -> Iterator[RowDifference]:
    """Each missing row with the extra row that shares most columns with it, half of
    them at least."""

    def list_differing(row: DatasetRow, other: DatasetRow) -> list[str]:
        return [
            column
            for column in columns
            if normalize_value(row[column], column, table)
            != normalize_value(other[column], column, table)
        ]

    free = list(extra)
    for row in missing:
        differing = [list_differing(row, other) for other in free]
        if not differing:
            yield RowDifference(row, None, (), False)
            continue
        nearest = min(range(len(free)), key=lambda index: len(differing[index]))
        different = differing[nearest]
        if 2 * len(different) > len(columns):
            yield RowDifference(row, None, (), False)
            continue
        other = free.pop(nearest)
        money = [column for column in different if _is_yuan_column(table, column)]
        unit_mistake = any(_differs_by_power_of_ten(row[c], other[c]) for c in money)
        yield RowDifference(row, other, tuple(different), unit_mistake)


def _is_yuan_column(table: str, column: str) -> bool:
    columns = schema.get_table(table).columns
    return next(c.unit for c in columns if c.name == column) == "元"


def _differs_by_power_of_ten(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    first, second = Decimal(str(one)), Decimal(str(other))
    if not first or not second or first == second:
        return False
    return (first / second).normalize().as_tuple().digits == (1,)


_PLACE_COLUMNS = ("table", "column", "raw", "place")


def _score_places(
    gold_rows: Sequence[DatasetRow], evidence: Sequence[DatasetRow]
) -> TableScore:
    places = {tuple(row[name] for name in _PLACE_COLUMNS) for row in evidence}
    missing = [
        _describe_missing_place(row, evidence)
        for row in gold_rows
        if tuple(row.get(name) for name in _PLACE_COLUMNS) not in places
    ]
    n_matched = len(gold_rows) - len(missing)
    return TableScore("places", len(gold_rows), n_matched, n_matched, tuple(missing))


def _describe_missing_place(
    row: DatasetRow, evidence: Sequence[DatasetRow]
) -> RowDifference:
    """A place of the gold with the first evidence of its column that has its place or
    its text."""
    wanted = {name: row.get(name) for name in (*_PLACE_COLUMNS, "item")}
    for one in evidence:
        if (one["table"], one["column"]) != (row.get("table"), row.get("column")):
            continue
        if one["place"] == row["place"] or one["raw"] == row.get("raw"):
            nearest = {name: one[name] for name in _PLACE_COLUMNS}
            columns = [name for name in _PLACE_COLUMNS if one[name] != row.get(name)]
            return RowDifference(wanted, nearest, tuple(columns), False)
    return RowDifference(wanted, None, (), False)
