"""The scores of all cases: as a report to read, as plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from unicodedata import east_asian_width

from extractor.evaluation.gold import DatasetRow
from extractor.evaluation.score import GoldComparison, RowDifference, TableScore
from extractor.i18n import format_message

__all__ = [
    "EvaluationReport",
]

MAX_ROWS_SHOWN = (
    5  # rows shown of each kind and table in the printed report; --json has all
)


@dataclass(frozen=True)
class EvaluationReport:
    """What :func:`~extractor.evaluation.evaluate` found; ``str()`` is for reading, ``as_dict()`` for programs."""

    comparisons: tuple[GoldComparison, ...]
    lang: str = "en"

    @cached_property
    def scores(self) -> dict[str, TableScore]:
        """The tables over all cases; ``places`` is among them."""
        total: dict[str, TableScore] = {}
        for case in self.comparisons:
            for score in case.scores:
                total[score.table] = (
                    total[score.table] + score if score.table in total else score
                )
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
        """True when nothing is missing and nothing is beyond."""
        return all(case.disclosure_ids for case in self.comparisons) and not any(
            score.missing or score.extra for score in self.scores.values()
        )

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain data for JSON."""
        return {
            "perfect": self.is_perfect,
            "unit_mistakes": len(self.unit_mistakes),
            "tables": {name: score.as_dict() for name, score in self.scores.items()},
            "cases": [
                {
                    "gold": case.gold_name,
                    "path": case.path,
                    "disclosure_ids": list(case.disclosure_ids),
                    "tables": {
                        score.table: score.as_dict()
                        | {
                            "missing": [
                                {
                                    "row": _to_json_row(one.gold_row),
                                    "nearest": _to_json_row(one.nearest_row),
                                    "differs_in": list(one.columns),
                                    "unit_mistake": one.unit_mistake,
                                }
                                for one in score.missing
                            ],
                            "beyond": [_to_json_row(row) for row in score.extra],
                        }
                        for score in case.scores
                    },
                }
                for case in self.comparisons
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self.format_lines())

    def __rich__(self) -> str:
        return str(self).replace("[", r"\[")

    def format_lines(self) -> Iterator[str]:
        """The report line by line, within 80 columns but for the rows themselves."""

        def say(code: str, **details: object) -> str:
            return format_message(
                code, {name: str(value) for name, value in details.items()}, self.lang
            )

        yield " " * 16 + "".join(
            _align_right(head, 10) for head in say("EVALUATE_HEAD").split("|")
        )
        for name, score in self.scores.items():
            counts = (
                f"{name:<16}{score.n_gold:>10}{score.n_found:>10}{score.n_matched:>10}"
            )
            yield (
                counts
                + f"{score.precision:>10.4f}{score.recall:>10.4f}{score.f1:>10.4f}"
            )
        for case in self.comparisons:
            if not case.disclosure_ids:
                yield say("EVALUATE_NO_DOCUMENT", gold=case.gold_name)
                continue
            for score in case.scores:
                if score.missing:
                    yield say(
                        "EVALUATE_MISSING",
                        path=case.path,
                        table=score.table,
                        count=len(score.missing),
                    )
                    yield from (
                        f"  - {line}"
                        for line in _truncate_lines(
                            [_format_difference(one) for one in score.missing]
                        )
                    )
                if score.extra:
                    paired = [one.nearest_row for one in score.missing]
                    alone = [
                        _format_row(row)
                        for row in score.extra
                        if all(row is not other for other in paired)
                    ]
                    yield say(
                        "EVALUATE_BEYOND",
                        path=case.path,
                        table=score.table,
                        count=len(score.extra),
                    )
                    yield from (f"  + {line}" for line in _truncate_lines(alone))
        if self.unit_mistakes:
            yield say("EVALUATE_UNIT_MISTAKES", count=len(self.unit_mistakes))
        elif self.is_perfect:
            yield say("EVALUATE_PERFECT", count=len(self.comparisons))


def _to_json_row(row: DatasetRow | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        k: v if v is None or isinstance(v, str | int | bool) else _to_json_value(v)
        for k, v in row.items()
    }


def _to_json_value(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _format_row(row: DatasetRow) -> str:
    return "  ".join(
        f"{name}={'∅' if value is None else value}" for name, value in row.items()
    )


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
    return (
        " " * (width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text))
        + text
    )


def _truncate_lines(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:MAX_ROWS_SHOWN]
    if len(lines) > MAX_ROWS_SHOWN:
        yield f"… {len(lines) - MAX_ROWS_SHOWN}"
