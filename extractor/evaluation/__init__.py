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

from extractor.evaluation.compare import Tables, compared
from extractor.evaluation.gold import Row, load, matches
from extractor.evaluation.score import Case, Score
from extractor.evaluation.score_report import Report
from extractor.i18n import terminal_language

if TYPE_CHECKING:
    from extractor.dataset import Dataset

__all__ = ["Case", "Report", "Score", "evaluate"]

Paths = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


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
    cases = [
        compared(one, rows, [by_id[row["document_id"]] for row in rows], only)
        for one, rows in pairs
    ]
    cases += [
        compared(one, (), (), only)
        for one in wanted
        if all(one is not pair[0] for pair in pairs)
    ]
    return Report(tuple(cases), lang or terminal_language())


@dataclass(frozen=True)
class _Source:
    dataset: Dataset | None
    tables: Tables

    def rows(self, name: str) -> Iterable[Row]:
        return (
            self.tables.get(name, ())
            if self.dataset is None
            else self.dataset.rows(name)
        )

    def documents(self, needed: set[str]) -> Iterator[tuple[str, Tables]]:
        """The rows of the documents needed, id by id."""
        if self.dataset is not None:
            for found in self.dataset.documents_rows():
                own = found["documents"][0]["document_id"]
                if own in needed:
                    yield own, found
            return
        for own in needed:
            rows = {
                n: [r for r in several if r.get("document_id") == own]
                for n, several in self.tables.items()
            }
            yield own, rows


def _source(dataset: Dataset | Tables | str | os.PathLike[str]) -> _Source:
    if isinstance(dataset, Mapping):
        return _Source(None, dataset)
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset import open_dataset

        return _Source(open_dataset(dataset), {})
    return _Source(dataset, {})
