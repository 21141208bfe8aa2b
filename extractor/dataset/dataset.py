"""A dataset that was written: its tables as frames, the panel researchers ask for first, its rows as they are.

data = open_dataset("outputs/")
data.amounts                               # a DataFrame, read when asked for
data.panel()                               # a row per department and year, the main items as columns, in yuan
data.panel(sources=True)                   # ... and where each value comes from
data.compare("开平区信访局", [2019, 2020])   # items by year
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from extractor import schema, validation
from extractor.dataset import panel
from extractor.dataset.datapackage import (
    DESCRIPTOR,
    compute_size_and_hash,
    iter_file_entries,
)
from extractor.dataset.frames import convert_arrow_to_frame
from extractor.dataset.from_rows import rows_to_records
from extractor.dataset.load import conform_to_schema, convert_arrow_to_rows, read_table
from extractor.dataset.to_rows import DatasetRow, RowsByTable, records_to_rows
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.issues import ExtractorError
from extractor.validation.cross_document import (
    CrossDocumentChecker,
    collect_comparable_facts,
)

__all__ = [
    "Dataset",
    "UnreadSummary",
    "open_dataset",
]

_FORMAT_PREFERENCE = ("parquet", "csv", "jsonl")


_FORMER_DISCLOSURE_TABLE = "documents"
"""What the table ``disclosures`` was called before version 0.2."""


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Open a dataset by its folder or its ``datapackage.json``; no table is read yet.

    Raises ExtractorError when there is none, when writing it was never finished, or when its tables bear the names
    from before version 0.2.
    """
    folder = Path(path)
    if folder.name == DESCRIPTOR:
        folder = folder.parent
    if not folder.exists():
        raise ExtractorError("NOT_FOUND", path=folder)
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        resources = {resource["name"]: resource for resource in package["resources"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtractorError("NO_DATASET", path=folder) from error
    if _FORMER_DISCLOSURE_TABLE in resources:
        raise ExtractorError("DATASET_OF_OLD_NAMES", path=folder)
    return Dataset(folder, package, resources)


class UnreadSummary(NamedTuple):
    """A kind of thing that no record took up: ``what`` is number or cell; examples are (document, place, words)."""

    what: str
    reason: str
    times: int
    documents: int
    examples: tuple[tuple[str, str, str], ...]


class Dataset:
    """Tables as attributes (``data.amounts``) or items (``data["amounts"]``), each read once, when asked for."""

    def __init__(
        self,
        folder: Path,
        package: Mapping[str, Any],
        resources: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self.folder = folder
        self.package = package
        self._resources = resources
        self._frames: dict[str, pd.DataFrame] = {}

    @property
    def version(self) -> str:
        """Version of the program that made it and a digest of what went in."""
        return str(self.package["version"])

    @property
    def lang(self) -> str:
        """Language of the messages in it."""
        return str(self.package.get("extractor", {}).get("lang", "zh"))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in _list_table_names():
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}; tables: {', '.join(_list_table_names())}"
            )
        return self[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.read_frame(name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_list_table_names()})

    # --- tables and rows ----------------------------------------------------------------------------------------------

    def read_frame(self, name: str, *, exact: bool = False) -> pd.DataFrame:
        """A table as a new DataFrame; with ``exact`` decimals stay decimal. Raises KeyError when there is none."""
        return convert_arrow_to_frame(name, self.read_arrow(name), exact=exact)

    def read_arrow(self, name: str) -> pa.Table:
        """A table as Arrow holds it, lossless. Raises KeyError when there is none."""
        path, form = self._find_file(name)
        return read_table(path, name, form)

    def iter_rows(self, name: str) -> Iterator[DatasetRow]:
        """Rows as they were made: Decimal, int, str, bool, date, None; Parquet a row group at a time. Raises KeyError."""
        for data in self.iter_batches(name):
            yield from convert_arrow_to_rows(name, data)

    def iter_batches(self, name: str) -> Iterator[pa.Table]:
        """A table piece by piece, as Parquet keeps it; in one piece from other formats. Raises KeyError."""
        path, form = self._find_file(name)
        if form != "parquet":
            yield read_table(path, name, form)
            return
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield conform_to_schema(name, file.read_row_group(group))

    def iter_disclosure_rows(self) -> Iterator[RowsByTable]:
        """The rows of one document after the other, in the order of the dataset; memory holds few at a time."""
        beside = (
            "disclosures",
            "manifest",
            "cross_document_checks",
        )  # tables that are not read along with each document
        streams = {
            name: _DisclosureRowStream(self.iter_rows(name))
            for name in _list_table_names()
            if name not in beside
        }
        for document in self.iter_rows("disclosures"):
            own = document["disclosure_id"]
            yield {
                "disclosures": [document],
                **{name: stream.take_rows(own) for name, stream in streams.items()},
            }

    def _find_file(self, name: str) -> tuple[Path, str]:
        """The file to read a table from, of those that are there, and its format."""
        resource = self._resources[name]
        entries = {
            entry["format"]: entry["path"]
            for entry in (resource, *resource.get("other_formats", ()))
        }
        for form in _FORMAT_PREFERENCE:
            if form in entries and (self.folder / entries[form]).exists():
                return self.folder / entries[form], form
        raise ExtractorError("NOT_FOUND", path=self.folder / str(resource["path"]))

    # --- what can be asked of it --------------------------------------------------------------------------------------

    @cached_property
    def _stated_values(self) -> pd.DataFrame:
        return panel.select_stated_values(
            self["disclosures"], self["amounts"], self["budget_lines"]
        )

    def panel(
        self, items: Sequence[str] | None = None, *, sources: bool = False
    ) -> pd.DataFrame:
        """One row per department, year and kind of document, the items as columns, in yuan.

        A value is the budget of the document's own year (executed, in final accounts): from prose where prose states
        it, else from a small table, else from the statutory tables. Nothing is added up; what is not stated is null.
        ``items`` fixes the columns; without it they are the items that occur, in the order of the list of items.

        With ``sources`` each item has three more columns: ``<item>__source`` (prose, table, budget_lines),
        ``<item>__record`` (id of that row of amounts or budget_lines, the key to evidence) and ``<item>__spread`` (how
        far apart, in yuan, the values stated for it lie; 0 when they agree). Raises ExtractorError for an unknown item.
        """
        return panel.build_panel(
            self["disclosures"], self._stated_values, items, sources=sources
        )

    def compare(
        self,
        department: str,
        years: Iterable[int] | None = None,
        *,
        doc_type: str | None = None,
    ) -> pd.DataFrame:
        """Items (rows) by year (columns, in yuan) of one department, with change and percent between the years.

        ``department`` is the full name, or a part that only one department has. Raises ExtractorError when there is
        none or are several, or when a year has several documents and ``doc_type`` does not tell which.
        """
        return panel.compare_years(self.panel(), department, years, doc_type)

    def check(self, lang: str | None = None) -> list[DatasetRow]:
        """Try the identities again on the rows, without the documents: rows like those of ``checks``.

        Messages are in the language of the dataset unless told.

        Documents read with a template that is not shipped are checked with the words of ``base``.
        """
        found: list[DatasetRow] = []
        for rows in self.iter_disclosure_rows():
            disclosure = rows_to_records(rows)
            template = load_bundled_lexicons().get(
                disclosure.profile.template, load_bundled_lexicons()["base"]
            )
            tried, _ = validation.run_checks(disclosure, template)
            again = replace(disclosure, checks=tuple(tried))
            found += records_to_rows(
                again, rows["disclosures"][0]["disclosure_id"], lang=lang or self.lang
            )["checks"]
        return found

    def check_across_documents(self, lang: str | None = None) -> list[DatasetRow]:
        """Compare the documents with one another again, on the rows: rows like those of ``cross_document_checks``.

        A department's earlier year, a unit in its department's file and its own, versions of one disclosure.
        """
        beside = CrossDocumentChecker()
        try:
            streams = {
                name: _DisclosureRowStream(self.iter_rows(name))
                for name in ("amounts", "changes")
            }
            for document in self.iter_rows("disclosures"):
                own = (
                    stream.take_rows(document["disclosure_id"])
                    for stream in streams.values()
                )
                beside.add_disclosure(
                    document, collect_comparable_facts(document, *own)
                )
            return list(beside.iter_rows(lang or self.lang))
        finally:
            beside.close()

    def summarize_unread(self, examples: int = 3) -> list[UnreadSummary]:
        """What no record took up, by kind over all documents: numbers (``unmatched_numbers.reason``), cells of use ``unread``.

        The most frequent first; of each kind the first ``examples`` in the order of the dataset.
        """
        found: dict[
            tuple[str, str], tuple[list[int], set[str], list[tuple[str, str, str]]]
        ] = {}
        cells = (
            {**row, "reason": "cell", "context": row["text"]}
            for row in self.iter_rows("cells")
            if row["use"] == "unread"
        )
        for what, rows in (
            ("number", self.iter_rows("unmatched_numbers")),
            ("cell", cells),
        ):
            for row in rows:
                count, documents, shown = found.setdefault(
                    (what, row["reason"]), ([0], set(), [])
                )
                count[0] += 1
                documents.add(row["disclosure_id"])
                if len(shown) < examples:
                    shown.append((row["disclosure_id"], row["place"], row["context"]))
        kinds = [
            UnreadSummary(*key, count[0], len(documents), tuple(shown))
            for key, (count, documents, shown) in found.items()
        ]
        return sorted(kinds, key=lambda kind: (-kind.times, kind.what, kind.reason))

    def verify(self) -> list[str]:
        """Names of files that are missing or not what the data package says (sha256); none in a sound dataset."""
        return [
            str(entry["path"])
            for entry in iter_file_entries(self.package)
            if entry["hash"] != _hash_file(self.folder / str(entry["path"]))
        ]

    # --- how it shows itself ------------------------------------------------------------------------------------------

    def _count_rows(self) -> list[tuple[str, str, int]]:
        named = (
            (table, self._resources.get(table.name, {}))
            for table in schema.load_tables()
        )
        return [
            (t.name, t.get_label(self.lang), found["rows"])
            for t, found in named
            if found.get("rows")
        ]

    def __repr__(self) -> str:
        lines = [f"<Dataset {self.folder.as_posix()} {self.version}>"]
        lines += [
            f"  .{name:<16} {count:>9}  {label}"
            for name, label, count in self._count_rows()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>.{name}</code></td><td>{html.escape(label)}</td>"
            f"<td style='text-align:right'>{count:,}</td></tr>"
            for name, label, count in self._count_rows()
        )
        return f"<p><b>{html.escape(str(self.folder))}</b> {html.escape(self.version)}</p><table>{rows}</table>"


class _DisclosureRowStream:
    """Rows of a table, taken a document at a time; documents come in one order in all tables."""

    def __init__(self, rows: Iterator[DatasetRow]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take_rows(self, disclosure_id: str) -> list[DatasetRow]:
        taken = []
        while self._next is not None and self._next["disclosure_id"] == disclosure_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


@cache
def _list_table_names() -> tuple[str, ...]:
    return tuple(table.name for table in schema.load_tables())


def _hash_file(path: Path) -> str:
    try:
        return compute_size_and_hash(path)[1]
    except OSError:
        return ""
