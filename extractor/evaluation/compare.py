"""Rows of a dataset against rows of the gold, as multisets: a row counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
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
    """One gold file against the rows of the documents that it is about."""
    ids = tuple(row["disclosure_id"] for row in disclosures)
    joined = {
        table.name: [row for one in tables for row in one.get(table.name, ())]
        for table in schema.load_tables()
    }
    joined = {
        name: [row for row in rows if gold.covers_row(name, row)]
        for name, rows in joined.items()
    }
    scores = [
        _score_table(
            name, rows, _select_rows(name, rows, joined), columns_by_table.get(name)
        )
        for name, rows in gold.tables.items()
    ]
    if gold.places:
        scores.append(_score_places(gold.places, joined["evidence"]))
    return GoldComparison(
        gold.name,
        disclosures[0]["path"] or ids[0] if disclosures else "",
        ids,
        tuple(scores),
    )


def _select_rows(
    name: str, gold_rows: Sequence[DatasetRow], tables: RowsByTable
) -> Sequence[DatasetRow]:
    """The rows that stand against a table of the gold, which writes the two levels of sections apart."""
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
    known = (
        set(schema.list_column_names(table))
        if chosen_columns is None
        else set(chosen_columns)
    )
    columns = list(
        dict.fromkeys(column for row in gold_rows for column in row if column in known)
    )
    if table == "checks":
        columns = [column for column in columns if column in ("rule", "result")]

    def key(row: DatasetRow) -> tuple[Any, ...]:
        return tuple(
            normalize_value(row.get(column), column, table) for column in columns
        )

    here = Counter(map(key, dataset_rows))
    missing_rows = []
    matched = 0
    for row in gold_rows:
        if here[key(row)] > 0:
            here[key(row)] -= 1
            matched += 1
        else:
            missing_rows.append({column: row.get(column) for column in columns})
    beyond = []
    for row in reversed(dataset_rows):  # of equal rows the last are the ones beyond
        if here[key(row)] > 0:
            here[key(row)] -= 1
            beyond.append(
                {
                    column: row.get(column)
                    for column in columns or schema.list_column_names(table)
                }
            )
    beyond.reverse()
    if table == "checks":
        return TableScore(
            name,
            len(gold_rows),
            matched,
            matched,
            tuple(_pair_differences(missing_rows, (), columns, table)),
        )
    return TableScore(
        name,
        len(gold_rows),
        len(dataset_rows),
        matched,
        tuple(_pair_differences(missing_rows, beyond, columns, table)),
        tuple(beyond),
    )


def _pair_differences(
    missing: Sequence[DatasetRow],
    extra: Sequence[DatasetRow],
    columns: Sequence[str],
    table: str,
) -> Iterator[RowDifference]:
    """Each missing row with the row beyond that shares most columns with it, half of them at least."""
    free = list(extra)
    for row in missing:
        differing = [
            (
                [
                    c
                    for c in columns
                    if normalize_value(row[c], c, table)
                    != normalize_value(other[c], c, table)
                ],
                index,
            )
            for index, other in enumerate(free)
        ]
        best = min(differing, key=lambda pair: (len(pair[0]), pair[1]), default=None)
        if best is None or 2 * len(best[0]) > len(columns):
            yield RowDifference(row, None, (), False)
            continue
        other = free.pop(best[1])
        mistaken = any(
            _differs_by_power_of_ten(row[c], other[c])
            for c in best[0]
            if _is_yuan_column(table, c)
        )
        yield RowDifference(row, other, tuple(best[0]), mistaken)


def _is_yuan_column(table: str, column: str) -> bool:
    return (
        next(c.unit for c in schema.get_table(table).columns if c.name == column)
        == "元"
    )


def _differs_by_power_of_ten(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    first, second = Decimal(str(one)), Decimal(str(other))
    if not first or not second or first == second:
        return False
    return (first / second).normalize().as_tuple().digits == (1,)


def _score_places(
    gold_rows: Sequence[DatasetRow], evidence: Sequence[DatasetRow]
) -> TableScore:
    names = ("table", "column", "raw", "place")
    here = {tuple(row[name] for name in names) for row in evidence}
    missing = []
    for row in gold_rows:
        if tuple(row.get(name) for name in names) not in here:
            own = [
                e
                for e in evidence
                if (e["table"], e["column"]) == (row.get("table"), row.get("column"))
            ]
            near = next(
                (
                    e
                    for e in own
                    if e["place"] == row["place"] or e["raw"] == row.get("raw")
                ),
                None,
            )
            differs = tuple(
                name
                for name in names
                if near is not None and near[name] != row.get(name)
            )
            nearest = None if near is None else {name: near[name] for name in names}
            missing.append(
                RowDifference(
                    {name: row.get(name) for name in (*names, "item")},
                    nearest,
                    differs,
                    False,
                )
            )
    matched = len(gold_rows) - len(missing)
    return TableScore("places", len(gold_rows), matched, matched, tuple(missing))
