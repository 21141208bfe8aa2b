"""The scores of all cases: as a report to read, as plain data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from unicodedata import east_asian_width

from extractor.evaluation.gold import Row
from extractor.evaluation.score import Case, Difference, Score
from extractor.i18n import sentence

__all__ = ["Report"]

SHOWN = 5  # rows shown of each kind and table in the printed report; --json has all


@dataclass(frozen=True)
class Report:
    """What :func:`~extractor.evaluation.evaluate` found; ``str()`` is for reading, ``as_dict()`` for programs."""

    cases: tuple[Case, ...]
    lang: str = "en"

    @cached_property
    def scores(self) -> dict[str, Score]:
        """The tables over all cases; ``places`` is among them."""
        total: dict[str, Score] = {}
        for case in self.cases:
            for score in case.scores:
                total[score.table] = (
                    total[score.table] + score if score.table in total else score
                )
        return total

    @property
    def unit_mistakes(self) -> list[tuple[str, Difference]]:
        """Rows whose money is off by a power of ten, with their table."""
        return [
            (s.table, one)
            for s in self.scores.values()
            for one in s.missing
            if one.unit_mistake
        ]

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
            return sentence(
                code, {name: str(value) for name, value in details.items()}, self.lang
            )

        yield " " * 16 + "".join(
            _right(head, 10) for head in say("EVALUATE_HEAD").split("|")
        )
        for name, score in self.scores.items():
            counts = f"{name:<16}{score.gold:>10}{score.found:>10}{score.matched:>10}"
            yield (
                counts
                + f"{score.precision:>10.4f}{score.recall:>10.4f}{score.f1:>10.4f}"
            )
        for case in self.cases:
            if not case.document_ids:
                yield say("EVALUATE_NO_DOCUMENT", gold=case.gold)
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
                        for line in _cut([_shown(one) for one in score.missing])
                    )
                if score.beyond:
                    paired = [one.nearest for one in score.missing]
                    alone = [
                        _text(row)
                        for row in score.beyond
                        if all(row is not other for other in paired)
                    ]
                    yield say(
                        "EVALUATE_BEYOND",
                        path=case.path,
                        table=score.table,
                        count=len(score.beyond),
                    )
                    yield from (f"  + {line}" for line in _cut(alone))
        if self.unit_mistakes:
            yield say("EVALUATE_UNIT_MISTAKES", count=len(self.unit_mistakes))
        elif self.perfect:
            yield say("EVALUATE_PERFECT", count=len(self.cases))


def _plain(row: Row | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        k: v if v is None or isinstance(v, str | int | bool) else _number(v)
        for k, v in row.items()
    }


def _number(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def _text(row: Row) -> str:
    return "  ".join(
        f"{name}={'∅' if value is None else value}" for name, value in row.items()
    )


def _shown(one: Difference) -> str:
    if one.nearest is None:
        return _text(one.wanted)
    same = {
        name: value
        for name, value in one.wanted.items()
        if name not in one.columns and value is not None
    }
    changed = "  ".join(
        f"{name}: {one.wanted[name]!s} ≠ {one.nearest[name]!s}" for name in one.columns
    )
    return f"{changed}   ({_text(dict(list(same.items())[:4]))})"


def _right(text: str, width: int) -> str:
    """Text at the right of a field; a Chinese character is two columns wide."""
    return (
        " " * (width - sum(2 if east_asian_width(c) in "WF" else 1 for c in text))
        + text
    )


def _cut(lines: Sequence[str]) -> Iterator[str]:
    yield from lines[:SHOWN]
    if len(lines) > SHOWN:
        yield f"… {len(lines) - SHOWN}"
