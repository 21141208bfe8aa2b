"""Rows of a dataset against rows of the gold, as multisets: a row counts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractor import schema
from extractor.evaluation.gold import LEVEL2, Gold, Row, normal
from extractor.evaluation.score import Case, Difference, Score

__all__ = ["Tables", "compared"]

Tables = Mapping[str, Sequence[Row]]


def compared(
    gold: Gold,
    documents: Sequence[Row],
    found: Sequence[Tables],
    only: Mapping[str, Sequence[str]],
) -> Case:
    """One gold file against the rows of the documents that it is about."""
    ids = tuple(row["document_id"] for row in documents)
    joined = {
        table.name: [row for one in found for row in one.get(table.name, ())]
        for table in schema.tables()
    }
    joined = {
        name: [row for row in rows if gold.covers(name, row)]
        for name, rows in joined.items()
    }
    scores = [
        _score(name, rows, _rows_of(name, rows, joined), only.get(name))
        for name, rows in gold.tables.items()
    ]
    if gold.places:
        scores.append(_places(gold.places, joined["evidence"]))
    return Case(
        gold.name,
        documents[0]["path"] or ids[0] if documents else "",
        ids,
        tuple(scores),
    )


def _rows_of(name: str, wanted: Sequence[Row], found: Tables) -> Sequence[Row]:
    """The rows that stand against a table of the gold, which writes the two levels of sections apart."""
    if name == LEVEL2:
        return [row for row in found["sections"] if row["level"] == 2]
    if name == "sections" and all(row.get("level", 1) == 1 for row in wanted):
        return [row for row in found["sections"] if row["level"] == 1]
    return found[name]


def _score(
    name: str, wanted: Sequence[Row], found: Sequence[Row], only: Sequence[str] | None
) -> Score:
    table = "sections" if name == LEVEL2 else name
    known = set(schema.columns(table)) if only is None else set(only)
    columns = list(
        dict.fromkeys(column for row in wanted for column in row if column in known)
    )
    if table == "checks":
        columns = [column for column in columns if column in ("rule", "result")]

    def key(row: Row) -> tuple[Any, ...]:
        return tuple(normal(row.get(column), column, table) for column in columns)

    here = Counter(map(key, found))
    missing_rows = []
    matched = 0
    for row in wanted:
        if here[key(row)] > 0:
            here[key(row)] -= 1
            matched += 1
        else:
            missing_rows.append({column: row.get(column) for column in columns})
    beyond = []
    for row in reversed(found):  # of equal rows the last are the ones beyond
        if here[key(row)] > 0:
            here[key(row)] -= 1
            beyond.append(
                {column: row.get(column) for column in columns or schema.columns(table)}
            )
    beyond.reverse()
    if table == "checks":
        return Score(
            name,
            len(wanted),
            matched,
            matched,
            tuple(_differences(missing_rows, (), columns, table)),
        )
    return Score(
        name,
        len(wanted),
        len(found),
        matched,
        tuple(_differences(missing_rows, beyond, columns, table)),
        tuple(beyond),
    )


def _differences(
    missing: Sequence[Row], beyond: Sequence[Row], columns: Sequence[str], table: str
) -> Iterator[Difference]:
    """Each missing row with the row beyond that shares most columns with it, half of them at least."""
    free = list(beyond)
    for row in missing:
        differing = [
            (
                [
                    c
                    for c in columns
                    if normal(row[c], c, table) != normal(other[c], c, table)
                ],
                index,
            )
            for index, other in enumerate(free)
        ]
        best = min(differing, key=lambda pair: (len(pair[0]), pair[1]), default=None)
        if best is None or 2 * len(best[0]) > len(columns):
            yield Difference(row, None, (), False)
            continue
        other = free.pop(best[1])
        mistaken = any(
            _power_of_ten(row[c], other[c]) for c in best[0] if _is_yuan(table, c)
        )
        yield Difference(row, other, tuple(best[0]), mistaken)


def _is_yuan(table: str, column: str) -> bool:
    return next(c.unit for c in schema.table(table).columns if c.name == column) == "元"


def _power_of_ten(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    first, second = Decimal(str(one)), Decimal(str(other))
    if not first or not second or first == second:
        return False
    return (first / second).normalize().as_tuple().digits == (1,)


def _places(wanted: Sequence[Row], evidence: Sequence[Row]) -> Score:
    names = ("table", "column", "raw", "place")
    here = {tuple(row[name] for name in names) for row in evidence}
    missing = []
    for row in wanted:
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
                Difference(
                    {name: row.get(name) for name in (*names, "item")},
                    nearest,
                    differs,
                    False,
                )
            )
    matched = len(wanted) - len(missing)
    return Score("places", len(wanted), matched, matched, tuple(missing))
