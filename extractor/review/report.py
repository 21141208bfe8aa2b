"""What a run gave, in counts: what was covered, which checks failed, what became of the
files, how the main items spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from extractor.review.disclosure_data import to_json_value

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "MAIN_CONCEPTS",
    "CHECK_RESULTS",
    "build_report",
]

CHECK_RESULTS = ("pass", "rounding", "fail", "not_checkable")

MAIN_CONCEPTS = (
    "revenue.total",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.personnel",
    "expenditure.public",
    "expenditure.project",
    "operating_expenses.total",
    "three_public.total",
    "procurement.total",
    "assets.fixed.total",
)
"""The items whose distribution is shown."""


def build_report(data: Dataset) -> dict[str, Any]:
    """All counts as plain JSON; lists are in the order they are shown."""
    documents = list(data.iter_rows("disclosures"))
    manifest = list(data.iter_rows("manifest"))
    years = sorted(
        {row["fiscal_year"] for row in documents if row["fiscal_year"] is not None}
    )
    return {
        "documents": len(documents),
        "files": len(manifest),
        "years": years,
        "kinds": _count_by_year(documents, years, "doc_type"),
        "offices": _count_by_year(documents, years, "department_type"),
        "counties": _count_by_year(documents, years, "province", "city", "county"),
        "outcomes": _count_pairs(
            (row["format"] or "—", row["status"]) for row in manifest
        ),
        "rules": _count_rule_results(data),
        "unmatched_numbers": Counter(
            row["reason"] for row in data.iter_rows("unmatched_numbers")
        ).most_common(),
        "items": _compute_distributions(data),
        "numbers": [
            sum(row[name] or 0 for row in documents)
            for name in ("n_numbers", "n_numbers_read")
        ],
    }


def _count_by_year(
    documents: Iterable[dict[str, Any]], years: Sequence[int], *columns: str
) -> list[list[Any]]:
    """[what, documents of each year, all, those without a year included], the most
    frequent first."""
    counts: dict[tuple[str, ...], Counter[int | None]] = {}
    for row in documents:
        key = tuple(row[name] for name in columns if row[name] is not None)
        counts.setdefault(key, Counter())[row["fiscal_year"]] += 1
    rows = [
        [list(key), [counts_by_year[year] for year in years], counts_by_year.total()]
        for key, counts_by_year in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row[2], row[0]))


def _count_pairs(pairs: Iterable[tuple[str, str]]) -> list[list[Any]]:
    return [
        [*pair, count]
        for pair, count in sorted(
            Counter(pairs).items(), key=lambda one: (-one[1], one[0])
        )
    ]


def _count_rule_results(data: Dataset) -> list[list[Any]]:
    """[rule, times passed, rounded, failed, not
    checkable], what failed most first."""
    counts: dict[str, Counter[str]] = {}
    for table in ("checks", "cross_document_checks"):
        for row in data.iter_rows(table):
            if row["result"] in CHECK_RESULTS:
                counts.setdefault(row["rule"], Counter())[row["result"]] += 1
    rows = [
        [rule, *(counts_by_result[result] for result in CHECK_RESULTS)]
        for rule, counts_by_result in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row[3], -sum(row[1:]), row[0]))


def _compute_distributions(data: Dataset) -> list[list[Any]]:
    """[item, documents that state more than 0, that state 0, least, quartiles and most
    of the former, in yuan]."""
    panel = data.panel(MAIN_CONCEPTS)
    rows = []
    for item in MAIN_CONCEPTS:
        stated = [Decimal(str(value)) for value in panel[item].dropna()]
        values = sorted(value for value in stated if value > 0)
        if stated:
            spread = (
                [
                    to_json_value(_compute_quantile(values, part))
                    for part in (0, 25, 50, 75, 100)
                ]
                if values
                else [None] * 5
            )
            rows.append(
                [item, len(values), sum(value == 0 for value in stated), *spread]
            )
    return rows


def _compute_quantile(values: Sequence[Decimal], percent: int) -> Decimal:
    """Between the two values around it, in proportion."""
    at, rest = divmod((len(values) - 1) * percent, 100)
    below = values[at]
    return below if not rest else below + (values[at + 1] - below) * rest / 100
