"""The scores of all cases: as a report to read, as plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from unicodedata import east_asian_width

from extractor.dataclass import dataclass
from extractor.evaluation.gold import DatasetRow
from extractor.evaluation.score import GoldComparison, RowDifference, TableScore
from extractor.i18n import format_message

__all__ = [
    "EvaluationReport",
]

MAX_ROWS_SHOWN = 5
"""Rows of each kind and table in the printed report; ``--json`` has all."""


@dataclass(frozen=True)
class EvaluationReport:
    """What :func:`~extractor.evaluation.evaluate` found; ``str()`` is for reading,
    ``as_dict()`` for programs."""

    comparisons: tuple[GoldComparison, ...]
    lang: str = "en"

    @cached_property
    def scores(self) -> dict[str, TableScore]:
        """The tables over all cases; ``places`` is among them."""
        total: dict[str, TableScore] = {}
        for case in self.comparisons:
            for score in case.scores:
                if score.table in total:
                    score = total[score.table] + score
                total[score.table] = score
        return total

    @property
    def unit_mistakes(self) -> list[tuple[str, RowDifference]]:
        """Rows whose money is off by a power of ten, with their table."""
        return [
            (s.table, one)
            for s in self.scores.values()
            for one in s.missing
            if one.unit_mistake
        ]

    @property
    def is_perfect(self) -> bool:
        """True without missing and without surplus rows."""
        return all(case.disclosure_ids for case in self.comparisons) and not any(
            score.missing or score.extra for score in self.scores.values()
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "perfect": self.is_perfect,
            "unit_mistakes": len(self.unit_mistakes),
            "tables": {name: score.as_dict() for name, score in self.scores.items()},
            "cases": [_describe_comparison(one) for one in self.comparisons],
        }

    def __str__(self) -> str:
        return "\n".join(self.format_lines())

    def __rich__(self) -> str:
        return str(self).replace("[", r"\[")

    def format_lines(self) -> Iterator[str]:
        """The report line by line, within 80 columns
        but for the rows themselves."""

        heads = self._translate("EVALUATE_HEAD").split("|")
        yield " " * 16 + "".join(_align_right(head, 10) for head in heads)
        for name, score in self.scores.items():
            counts = (score.n_gold, score.n_found, score.n_matched)
            measures = (score.precision, score.recall, score.f1)
            yield (
                f"{name:<16}"
                + "".join(f"{count:>10}" for count in counts)
                + "".join(f"{measure:>10.4f}" for measure in measures)
            )
        for comparison in self.comparisons:
            yield from self._format_comparison(comparison)
        if self.unit_mistakes:
            yield self._translate(
                "EVALUATE_UNIT_MISTAKES", count=len(self.unit_mistakes)
            )
        elif self.is_perfect:
            yield self._translate("EVALUATE_PERFECT", count=len(self.comparisons))

    def _translate(self, code: str, **details: object) -> str:
        texts = {name: str(value) for name, value in details.items()}
        return format_message(code, texts, self.lang)

    def _format_comparison(self, comparison: GoldComparison) -> Iterator[str]:
        """The rows that are missing (-) and the extra ones that are near none of these
        (+)."""
        if not comparison.disclosure_ids:
            yield self._translate("EVALUATE_NO_DOCUMENT", gold=comparison.gold_name)
            return
        for score in comparison.scores:
            head = {"path": comparison.path, "table": score.table}
            if score.missing:
                n_missing = len(score.missing)
                yield self._translate("EVALUATE_MISSING", **head, count=n_missing)
                missing = [_format_difference(one) for one in score.missing]
                yield from (f"  - {line}" for line in _truncate_lines(missing))
            if score.extra:
                n_extra = len(score.extra)
                yield self._translate("EVALUATE_BEYOND", **head, count=n_extra)
                alone = [_format_row(row) for row in _select_unpaired(score)]
                yield from (f"  + {line}" for line in _truncate_lines(alone))


def _select_unpaired(score: TableScore) -> list[DatasetRow]:
    """The extra rows that are not the nearest of a missing row."""
    paired = {id(one.nearest_row) for one in score.missing}
    return [row for row in score.extra if id(row) not in paired]


def _describe_comparison(comparison: GoldComparison) -> dict[str, Any]:
    tables = {}
    for score in comparison.scores:
        tables[score.table] = score.as_dict() | {
            "missing": [_describe_difference(one) for one in score.missing],
            "beyond": [_to_json_row(row) for row in score.extra],
        }
    return {
        "gold": comparison.gold_name,
        "path": comparison.path,
        "disclosure_ids": list(comparison.disclosure_ids),
        "tables": tables,
    }


def _describe_difference(difference: RowDifference) -> dict[str, Any]:
    return {
        "row": _to_json_row(difference.gold_row),
        "nearest": _to_json_row(difference.nearest_row),
        "differs_in": list(difference.columns),
        "unit_mistake": difference.unit_mistake,
    }


def _to_json_row(row: DatasetRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {name: _to_json_value(value) for name, value in row.items()}


def _to_json_value(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def _format_row(row: DatasetRow) -> str:
    shown = {name: "∅" if value is None else value for name, value in row.items()}
    return "  ".join(f"{name}={value}" for name, value in shown.items())


def _format_difference(difference: RowDifference) -> str:
    if difference.nearest_row is None:
        return _format_row(difference.gold_row)
    same = {
        name: value
        for name, value in difference.gold_row.items()
        if name not in difference.columns and value is not None
    }
    changed = "  ".join(
        f"{name}: {difference.gold_row[name]!s} ≠ {difference.nearest_row[name]!s}"
        for name in difference.columns
    )
    return f"{changed}   ({_format_row(dict(list(same.items())[:4]))})"


def _align_right(text: str, width: int) -> str:
    """Text at the right of a field; a Chinese character is two columns wide."""
    wide = sum(east_asian_width(character) in "WF" for character in text)
    return " " * (width - len(text) - wide) + text


def _truncate_lines(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MAX_ROWS_SHOWN]
    if len(lines) > MAX_ROWS_SHOWN:
        yield f"… {len(lines) - MAX_ROWS_SHOWN}"
