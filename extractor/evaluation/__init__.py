"""How good is a dataset? Its rows against rows written by hand (:mod:`extractor.evaluation.gold`), table by table.

Only the columns that the gold lists are compared, or those of them that the caller names; rows as multisets: a row counts
once. Of checks the gold is the least that must be there, further ones are no error. A place counts when evidence has
the same table, column, text and place. The worst mistake is money off by a power of ten, a unit taken wrongly; it is
counted apart.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from extractor import schema
from extractor.evaluation.gold import LEVEL2, Gold, load, matches, normal
from extractor.messages import sentence, terminal_language

if TYPE_CHECKING:
    from extractor.dataset import Dataset

__all__ = ["Case", "Report", "Score", "evaluate"]

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]
Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]

SHOWN = 5  # rows shown of each kind and table in the printed report; --json has all


def evaluate(
    dataset: Dataset | Tables | str | os.PathLike[str],
    gold: Paths,
    lang: str | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> Report:
    """Compare a dataset (a folder, an open one, or rows by table) with gold files.

    ``lang`` (zh or en) is the language the report prints in. ``columns`` names by table the columns to compare, for a
    looser look; a table that it does not name is compared in all columns of the gold. Raises ExtractorError when the
    dataset or a gold file cannot be read.
    """
    wanted = load([gold] if isinstance(gold, str | os.PathLike) else gold)
    source = _source(dataset)
    documents = list(source.rows("documents"))
    pairs = [(one, rows) for one in wanted for rows in matches(one, documents)]
    needed = {row["document_id"] for _, rows in pairs for row in rows}
    by_id = dict(source.documents(needed))
    only = columns or {}
    cases = [_case(one, rows, [by_id[row["document_id"]] for row in rows], only) for one, rows in pairs]
    cases += [_case(one, (), (), only) for one in wanted if all(one is not pair[0] for pair in pairs)]
    return Report(tuple(cases), lang or terminal_language())


@dataclass(frozen=True)
class Difference:
    """A row of the gold that is missing, and the row nearest to it that is there, None when none is near."""

    wanted: Row
    nearest: Row | None
    columns: tuple[str, ...]  # in which the two differ
    unit_mistake: bool  # money differs by a power of ten


@dataclass(frozen=True)
class Score:
    """One table: rows in the gold, rows found, rows in both; what is missing, what is beyond."""

    table: str
    gold: int
    found: int
    matched: int
    missing: tuple[Difference, ...] = ()
    beyond: tuple[Row, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the rows found that are right; 1 when none was found."""
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold's rows that were found; 1 when it has none."""
        return self.matched / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def __add__(self, other: Score) -> Score:
        both = (self.missing + other.missing, self.beyond + other.beyond)
        return Score(self.table, self.gold + other.gold, self.found + other.found, self.matched + other.matched, *both)

    def as_dict(self) -> dict[str, Any]:
        """Counts and measures as plain data."""
        counts = {"gold": self.gold, "found": self.found, "matched": self.matched}
        return counts | {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}


@dataclass(frozen=True)
class Case:
    """One gold file against one file of the dataset; ``document_ids`` is empty when the dataset has no such file."""

    gold: str
    path: str
    document_ids: tuple[str, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Report:
    """What :func:`evaluate` found; ``str()`` is for reading, ``as_dict()`` for programs."""

    cases: tuple[Case, ...]
    lang: str = "en"

    @cached_property
    def scores(self) -> dict[str, Score]:
        """The tables over all cases; ``places`` is among them."""
        total: dict[str, Score] = {}
        for case in self.cases:
            for score in case.scores:
                total[score.table] = total[score.table] + score if score.table in total else score
        return total

    @property
    def unit_mistakes(self) -> list[tuple[str, Difference]]:
        """Rows whose money is off by a power of ten, with their table."""
        return [(s.table, one) for s in self.scores.values() for one in s.missing if one.unit_mistake]

    @property
    def perfect(self) -> bool:
        """True when nothing is missing and nothing is beyond."""
        return all(case.document_ids for case in self.cases) and not any(
            score.missing or score.beyond for score in self.scores.values()
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "perfect": self.perfect,
            "unit_mistakes": len(self.unit_mistakes),
            "tables": {name: score.as_dict() for name, score in self.scores.items()},
            "cases": [
                {
                    "gold": case.gold,
                    "path": case.path,
                    "document_ids": list(case.document_ids),
                    "tables": {
                        score.table: score.as_dict()
                        | {
                            "missing": [
                                {
                                    "row": _plain(one.wanted),
                                    "nearest": _plain(one.nearest),
                                    "differs_in": list(one.columns),
                                    "unit_mistake": one.unit_mistake,
                                }
                                for one in score.missing
                            ],
                            "beyond": [_plain(row) for row in score.beyond],
                        }
                        for score in case.scores
                    },
                }
                for case in self.cases
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def __rich__(self) -> str:
        return str(self).replace("[", r"\[")

    def lines(self) -> Iterator[str]:
        """The report line by line, within 80 columns but for the rows themselves."""

        def say(code: str, **details: object) -> str:
            return sentence(code, {name: str(value) for name, value in details.items()}, self.lang)

        yield " " * 16 + "".join(_right(head, 10) for head in say("EVALUATE_HEAD").split("|"))
        for name, score in self.scores.items():
            counts = f"{name:<16}{score.gold:>10}{score.found:>10}{score.matched:>10}"
            yield counts + f"{score.precision:>10.4f}{score.recall:>10.4f}{score.f1:>10.4f}"
        for case in self.cases:
            if not case.document_ids:
                yield say("EVALUATE_NO_DOCUMENT", gold=case.gold)
                continue
            for score in case.scores:
                if score.missing:
                    yield say("EVALUATE_MISSING", path=case.path, table=score.table, count=len(score.missing))
                    yield from (f"  - {line}" for line in _cut([_shown(one) for one in score.missing]))
                if score.beyond:
                    paired = [one.nearest for one in score.missing]
                    alone = [_text(row) for row in score.beyond if all(row is not other for other in paired)]
                    yield say("EVALUATE_BEYOND", path=case.path, table=score.table, count=len(score.beyond))
                    yield from (f"  + {line}" for line in _cut(alone))
        if self.unit_mistakes:
            yield say("EVALUATE_UNIT_MISTAKES", count=len(self.unit_mistakes))
        elif self.perfect:
            yield say("EVALUATE_PERFECT", count=len(self.cases))


# --- the comparison ---------------------------------------------------------------------------------------------------


def _case(gold: Gold, documents: Sequence[Row], found: Sequence[Tables], only: Mapping[str, Sequence[str]]) -> Case:
    ids = tuple(row["document_id"] for row in documents)
    joined = {table.name: [row for one in found for row in one.get(table.name, ())] for table in schema.tables()}
    joined = {name: [row for row in rows if gold.covers(name, row)] for name, rows in joined.items()}
    scores = [_score(name, rows, _rows_of(name, rows, joined), only.get(name)) for name, rows in gold.tables.items()]
    if gold.places:
        scores.append(_places(gold.places, joined["evidence"]))
    return Case(gold.name, documents[0]["path"] or ids[0] if documents else "", ids, tuple(scores))


def _rows_of(name: str, wanted: Sequence[Row], found: Tables) -> Sequence[Row]:
    """The rows that stand against a table of the gold, which writes the two levels of sections apart."""
    if name == LEVEL2:
        return [row for row in found["sections"] if row["level"] == 2]
    if name == "sections" and all(row.get("level", 1) == 1 for row in wanted):
        return [row for row in found["sections"] if row["level"] == 1]
    return found[name]


def _score(name: str, wanted: Sequence[Row], found: Sequence[Row], only: Sequence[str] | None) -> Score:
    table = "sections" if name == LEVEL2 else name
    known = set(schema.columns(table)) if only is None else set(only)
    columns = list(dict.fromkeys(column for row in wanted for column in row if column in known))
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
            beyond.append({column: row.get(column) for column in columns or schema.columns(table)})
    beyond.reverse()
    if table == "checks":
        return Score(name, len(wanted), matched, matched, tuple(_differences(missing_rows, (), columns, table)))
    return Score(
        name, len(wanted), len(found), matched, tuple(_differences(missing_rows, beyond, columns, table)), tuple(beyond)
    )


def _differences(
    missing: Sequence[Row], beyond: Sequence[Row], columns: Sequence[str], table: str
) -> Iterator[Difference]:
    """Each missing row with the row beyond that shares most columns with it, half of them at least."""
    free = list(beyond)
    for row in missing:
        differing = [
            ([c for c in columns if normal(row[c], c, table) != normal(other[c], c, table)], index)
            for index, other in enumerate(free)
        ]
        best = min(differing, key=lambda pair: (len(pair[0]), pair[1]), default=None)
        if best is None or 2 * len(best[0]) > len(columns):
            yield Difference(row, None, (), False)
            continue
        other = free.pop(best[1])
        mistaken = any(_power_of_ten(row[c], other[c]) for c in best[0] if _is_yuan(table, c))
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
            own = [e for e in evidence if (e["table"], e["column"]) == (row.get("table"), row.get("column"))]
            near = next((e for e in own if e["place"] == row["place"] or e["raw"] == row.get("raw")), None)
            differs = tuple(name for name in names if near is not None and near[name] != row.get(name))
            nearest = None if near is None else {name: near[name] for name in names}
            missing.append(Difference({name: row.get(name) for name in (*names, "item")}, nearest, differs, False))
    matched = len(wanted) - len(missing)
    return Score("places", len(wanted), matched, matched, tuple(missing))


# --- where rows come from, how they print -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Source:
    dataset: Dataset | None
    tables: Tables

    def rows(self, name: str) -> Iterable[Row]:
        return self.tables.get(name, ()) if self.dataset is None else self.dataset.rows(name)

    def documents(self, needed: set[str]) -> Iterator[tuple[str, Tables]]:
        """The rows of the documents needed, id by id."""
        if self.dataset is not None:
            for found in self.dataset.documents_rows():
                own = found["documents"][0]["document_id"]
                if own in needed:
                    yield own, found
            return
        for own in needed:
            rows = {n: [r for r in several if r.get("document_id") == own] for n, several in self.tables.items()}
            yield own, rows


def _source(dataset: Dataset | Tables | str | os.PathLike[str]) -> _Source:
    if isinstance(dataset, Mapping):
        return _Source(None, dataset)
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset import open_dataset

        return _Source(open_dataset(dataset), {})
    return _Source(dataset, {})


def _plain(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {k: v if v is None or isinstance(v, str | int | bool) else _number(v) for k, v in row.items()}


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _text(row: Row) -> str:
    return "  ".join(f"{name}={'∅' if value is None else value}" for name, value in row.items())


def _shown(one: Difference) -> str:
    if one.nearest is None:
        return _text(one.wanted)
    same = {name: value for name, value in one.wanted.items() if name not in one.columns and value is not None}
    changed = "  ".join(f"{name}: {one.wanted[name]!s} ≠ {one.nearest[name]!s}" for name in one.columns)
    return f"{changed}   ({_text(dict(list(same.items())[:4]))})"


def _right(text: str, width: int) -> str:
    """Text at the right of a field; a Chinese character is two columns wide."""
    return " " * (width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text)) + text


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"… {len(lines) - SHOWN}"
