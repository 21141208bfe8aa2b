"""What a comparison counts: rows in the gold, rows found, rows in both, table by
table."""

from __future__ import annotations

from typing import Any

from extractor.dataclass import dataclass
from extractor.evaluation.gold import DatasetRow

__all__ = [
    "GoldComparison",
    "RowDifference",
    "TableScore",
]


@dataclass(frozen=True)
class RowDifference:
    """A row of the gold that is missing, and the row nearest to it that is there, None
    when none is near."""

    gold_row: DatasetRow
    nearest_row: DatasetRow | None
    columns: tuple[str, ...]  # in which the two differ
    unit_mistake: bool  # money differs by a power of ten


@dataclass(frozen=True)
class TableScore:
    """One table: rows in the gold, rows found, rows in both; what is missing, what is
    beyond."""

    table: str
    n_gold: int
    n_found: int
    n_matched: int
    missing: tuple[RowDifference, ...] = ()
    extra: tuple[DatasetRow, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the rows found that are right; 1 when none was found."""
        if not self.n_found:
            return 1.0
        return self.n_matched / self.n_found

    @property
    def recall(self) -> float:
        """Share of the gold's rows that were found; 1 when it has none."""
        if not self.n_gold:
            return 1.0
        return self.n_matched / self.n_gold

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        if not total:
            return 0.0
        return 2 * self.precision * self.recall / total

    def __add__(self, other: TableScore) -> TableScore:
        both = (self.missing + other.missing, self.extra + other.extra)
        return TableScore(
            self.table,
            self.n_gold + other.n_gold,
            self.n_found + other.n_found,
            self.n_matched + other.n_matched,
            *both,
        )

    def as_dict(self) -> dict[str, Any]:
        """Counts and measures as plain data."""
        counts = {"gold": self.n_gold, "found": self.n_found, "matched": self.n_matched}
        return counts | {
            name: round(getattr(self, name), 4)
            for name in ("precision", "recall", "f1")
        }


@dataclass(frozen=True)
class GoldComparison:
    """One gold file against one file of the dataset; ``disclosure_ids`` is empty when
    the dataset has no such file."""

    gold_name: str
    path: str
    disclosure_ids: tuple[str, ...]
    scores: tuple[TableScore, ...]
