"""How good is a dataset? Its rows against rows written by hand
(:mod:`extractor.evaluation.gold`), table by table.

Only the columns that the gold lists are compared, or those of them that the caller
names; rows as multisets: a row counts once. Of checks the gold is the least that must
be there, further ones are no error. A place counts when evidence has the same table,
column, text and place. The worst mistake is money off by a power of ten, a unit taken
wrongly; it is counted apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from extractor.dataclass import dataclass
from extractor.evaluation.compare import RowsByTable, compare_with_gold
from extractor.evaluation.gold import (
    DatasetRow,
    GoldFile,
    load_gold,
    match_disclosures,
)
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
    """Compare a dataset with gold files, table by table.

    Args:
        dataset: a folder, an open dataset, or rows by table.
        gold: one gold file or several.
        lang: language of the report, zh or en; that of the terminal by default.
        columns: by table the columns to compare, for a looser look; a table that it
            does not name is compared in all columns of the gold.

    Returns:
        A report that prints and, by ``as_dict``, serves programs.

    Raises:
        ExtractorError: the dataset or a gold file cannot be read.
    """
    paths = [gold] if isinstance(gold, str | os.PathLike) else gold
    source = _wrap_dataset(dataset)
    disclosures = list(source.read_rows("disclosures"))
    pairs = _pair_gold(load_gold(paths), disclosures)
    needed = {row["disclosure_id"] for _, rows in pairs for row in rows}
    tables_by_id = dict(source.iter_disclosures(needed))
    comparisons = []
    for gold_file, rows in pairs:
        tables = [tables_by_id[row["disclosure_id"]] for row in rows]
        comparisons.append(compare_with_gold(gold_file, rows, tables, columns or {}))
    return EvaluationReport(tuple(comparisons), lang or detect_terminal_language())


def _pair_gold(
    gold_files: Iterable[GoldFile], disclosures: Sequence[DatasetRow]
) -> list[tuple[GoldFile, list[DatasetRow]]]:
    """Each gold file with the rows of each file it is about; those without a file come
    last, with no row."""
    pairs: list[tuple[GoldFile, list[DatasetRow]]] = []
    unmatched: list[tuple[GoldFile, list[DatasetRow]]] = []
    for gold_file in gold_files:
        matches = match_disclosures(gold_file, disclosures)
        pairs += [(gold_file, rows) for rows in matches]
        if not matches:
            unmatched.append((gold_file, []))
    return pairs + unmatched


@dataclass(frozen=True)
class _DatasetRows:
    dataset: Dataset | None
    tables: RowsByTable

    def read_rows(self, name: str) -> Iterable[DatasetRow]:
        if self.dataset is None:
            return self.tables.get(name, ())
        return self.dataset.iter_rows(name)

    def iter_disclosures(
        self, disclosure_ids: set[str]
    ) -> Iterator[tuple[str, RowsByTable]]:
        """The rows of the disclosures needed, id by id."""
        if self.dataset is None:
            for disclosure_id in disclosure_ids:
                yield disclosure_id, self._select_rows(disclosure_id)
            return
        for rows in self.dataset.iter_disclosure_rows():
            disclosure_id = rows["disclosures"][0]["disclosure_id"]
            if disclosure_id in disclosure_ids:
                yield disclosure_id, rows

    def _select_rows(self, disclosure_id: str) -> RowsByTable:
        return {
            name: [row for row in rows if row.get("disclosure_id") == disclosure_id]
            for name, rows in self.tables.items()
        }


def _wrap_dataset(
    dataset: Dataset | RowsByTable | str | os.PathLike[str],
) -> _DatasetRows:
    if isinstance(dataset, Mapping):
        return _DatasetRows(None, dataset)
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset.dataset import open_dataset

        return _DatasetRows(open_dataset(dataset), {})
    return _DatasetRows(dataset, {})
