"""What a comparison counts: rows in the gold, rows found, rows in both, table by table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from extractor.evaluation.gold import Row

__all__ = ["Case", "Difference", "Score"]


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
        return Score(
            self.table,
            self.gold + other.gold,
            self.found + other.found,
            self.matched + other.matched,
            *both,
        )

    def as_dict(self) -> dict[str, Any]:
        """Counts and measures as plain data."""
        counts = {"gold": self.gold, "found": self.found, "matched": self.matched}
        return counts | {
            name: round(getattr(self, name), 4)
            for name in ("precision", "recall", "f1")
        }


@dataclass(frozen=True)
class Case:
    """One gold file against one file of the dataset; ``document_ids`` is empty when the dataset has no such file."""

    gold: str
    path: str
    document_ids: tuple[str, ...]
    scores: tuple[Score, ...]
