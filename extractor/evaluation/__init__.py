"""How good is a dataset? Its rows against rows written by hand (:mod:`extractor.evaluation.gold`), table by table.

Only the columns that the gold lists are compared, or those of them that the caller names; rows as multisets: a row counts
once. Of checks the gold is the least that must be there, further ones are no error. A place counts when evidence has
the same table, column, text and place. The worst mistake is money off by a power of ten, a unit taken wrongly; it is
counted apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.evaluation.compare import RowsByTable, compare_with_gold
from extractor.evaluation.gold import DatasetRow, load_gold, match_disclosures
from extractor.evaluation.score import GoldComparison, TableScore
from extractor.evaluation.score_report import EvaluationReport
from extractor.i18n import detect_terminal_language

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "GoldComparison",
    "EvaluationReport",
    "TableScore",
    "evaluate",
]

GoldPaths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


def evaluate(
    dataset: Dataset | RowsByTable | str | os.PathLike[str],
    gold: GoldPaths,
    lang: str | None = None,
    columns: Mapping[str, Sequence[str]] | None = None,
) -> EvaluationReport:
    """Compare a dataset (a folder, an open one, or rows by table) with gold files.

    ``lang`` (zh or en) is the language the report prints in. ``columns`` names by table the columns to compare, for a
    looser look; a table that it does not name is compared in all columns of the gold. Raises ExtractorError when the
    dataset or a gold file cannot be read.
    """
    wanted = load_gold([gold] if isinstance(gold, str | os.PathLike) else gold)
    source = _wrap_dataset(dataset)
    documents = list(source.read_rows("disclosures"))
    pairs = [
        (one, rows) for one in wanted for rows in match_disclosures(one, documents)
    ]
    needed = {row["disclosure_id"] for _, rows in pairs for row in rows}
    by_id = dict(source.iter_disclosures(needed))
    only = columns or {}
    cases = [
        compare_with_gold(
            one, rows, [by_id[row["disclosure_id"]] for row in rows], only
        )
        for one, rows in pairs
    ]
    cases += [
        compare_with_gold(one, (), (), only)
        for one in wanted
        if all(one is not pair[0] for pair in pairs)
    ]
    return EvaluationReport(tuple(cases), lang or detect_terminal_language())


@dataclass(frozen=True)
class _DatasetRows:
    dataset: Dataset | None
    tables: RowsByTable

    def read_rows(self, name: str) -> Iterable[DatasetRow]:
        return (
            self.tables.get(name, ())
            if self.dataset is None
            else self.dataset.iter_rows(name)
        )

    def iter_disclosures(
        self, disclosure_ids: set[str]
    ) -> Iterator[tuple[str, RowsByTable]]:
        """The rows of the documents needed, id by id."""
        if self.dataset is not None:
            for found in self.dataset.iter_disclosure_rows():
                own = found["disclosures"][0]["disclosure_id"]
                if own in disclosure_ids:
                    yield own, found
            return
        for own in disclosure_ids:
            rows = {
                n: [r for r in several if r.get("disclosure_id") == own]
                for n, several in self.tables.items()
            }
            yield own, rows


def _wrap_dataset(
    dataset: Dataset | RowsByTable | str | os.PathLike[str],
) -> _DatasetRows:
    if isinstance(dataset, Mapping):
        return _DatasetRows(None, dataset)
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset.dataset import open_dataset

        return _DatasetRows(open_dataset(dataset), {})
    return _DatasetRows(dataset, {})
