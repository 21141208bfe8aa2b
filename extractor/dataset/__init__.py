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
from extractor.dataset.datapackage import DESCRIPTOR, digest_of, entries_of
from extractor.dataset.frames import frame_of_arrow
from extractor.dataset.from_rows import records_from_rows
from extractor.dataset.load import conformed, exact_rows, read_table
from extractor.dataset.to_rows import Row, Rows, disclosure_rows
from extractor.lexicon.lexicon import built_in
from extractor.model.issues import ExtractorError
from extractor.validation.cross_document import Across, figures_of

__all__ = ["Dataset", "Unread", "open_dataset"]

_PREFERRED = ("parquet", "csv", "jsonl")


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Open a dataset by its folder or its ``datapackage.json``; no table is read yet.

    Raises ExtractorError when there is none, or when writing it was never finished.
    """
    folder = Path(path)
    if folder.name == DESCRIPTOR:
        folder = folder.parent
    if not folder.exists():
        raise ExtractorError("NOT_FOUND", path=folder)
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return Dataset(
            folder,
            package,
            {resource["name"]: resource for resource in package["resources"]},
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExtractorError("NO_DATASET", path=folder) from error


class Unread(NamedTuple):
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
        if name not in _tables():
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}; tables: {', '.join(_tables())}"
            )
        return self[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.table(name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_tables()})

    # --- tables and rows ----------------------------------------------------------------------------------------------

    def table(self, name: str, *, exact: bool = False) -> pd.DataFrame:
        """A table as a new DataFrame; with ``exact`` decimals stay decimal. Raises KeyError when there is none."""
        return frame_of_arrow(name, self.arrow(name), exact=exact)

    def arrow(self, name: str) -> pa.Table:
        """A table as Arrow holds it, lossless. Raises KeyError when there is none."""
        path, form = self._file(name)
        return read_table(path, name, form)

    def rows(self, name: str) -> Iterator[Row]:
        """Rows as they were made: Decimal, int, str, bool, date, None; Parquet a row group at a time. Raises KeyError."""
        for data in self.groups(name):
            yield from exact_rows(name, data)

    def groups(self, name: str) -> Iterator[pa.Table]:
        """A table piece by piece, as Parquet keeps it; in one piece from other formats. Raises KeyError."""
        path, form = self._file(name)
        if form != "parquet":
            yield read_table(path, name, form)
            return
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield conformed(name, file.read_row_group(group))

    def documents_rows(self) -> Iterator[Rows]:
        """The rows of one document after the other, in the order of the dataset; memory holds few at a time."""
        beside = (
            "documents",
            "manifest",
            "across",
        )  # tables that are not read along with each document
        streams = {
            name: _Stream(self.rows(name)) for name in _tables() if name not in beside
        }
        for document in self.rows("documents"):
            own = document["document_id"]
            yield {
                "documents": [document],
                **{name: stream.take(own) for name, stream in streams.items()},
            }

    def _file(self, name: str) -> tuple[Path, str]:
        """The file to read a table from, of those that are there, and its format."""
        resource = self._resources[name]
        entries = {
            entry["format"]: entry["path"]
            for entry in (resource, *resource.get("other_formats", ()))
        }
        for form in _PREFERRED:
            if form in entries and (self.folder / entries[form]).exists():
                return self.folder / entries[form], form
        raise ExtractorError("NOT_FOUND", path=self.folder / str(resource["path"]))

    # --- what can be asked of it --------------------------------------------------------------------------------------

    @cached_property
    def _stated(self) -> pd.DataFrame:
        return panel.stated(self["documents"], self["amounts"], self["budget_lines"])

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
        return panel.panel(self["documents"], self._stated, items, sources=sources)

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
        return panel.compare(self.panel(), department, years, doc_type)

    def check(self, lang: str | None = None) -> list[Row]:
        """Try the identities again on the rows, without the documents: rows like those of ``checks``.

        Messages are in the language of the dataset unless told.

        Documents read with a template that is not shipped are checked with the words of ``base``.
        """
        found: list[Row] = []
        for rows in self.documents_rows():
            disclosure = records_from_rows(rows)
            template = built_in().get(disclosure.profile.template, built_in()["base"])
            tried, _ = validation.run(disclosure, template)
            again = replace(disclosure, checks=tuple(tried))
            found += disclosure_rows(
                again, rows["documents"][0]["document_id"], lang=lang or self.lang
            )["checks"]
        return found

    def check_across(self, lang: str | None = None) -> list[Row]:
        """Compare the documents with one another again, on the rows: rows like those of ``across``.

        A department's earlier year, a unit in its department's file and its own, versions of one disclosure.
        """
        beside = Across()
        try:
            streams = {
                name: _Stream(self.rows(name)) for name in ("amounts", "changes")
            }
            for document in self.rows("documents"):
                own = (
                    stream.take(document["document_id"]) for stream in streams.values()
                )
                beside.add(document, figures_of(document, *own))
            return list(beside.rows(lang or self.lang))
        finally:
            beside.close()

    def unread(self, examples: int = 3) -> list[Unread]:
        """What no record took up, by kind over all documents: numbers (``leftovers.reason``), cells of use ``unread``.

        The most frequent first; of each kind the first ``examples`` in the order of the dataset.
        """
        found: dict[
            tuple[str, str], tuple[list[int], set[str], list[tuple[str, str, str]]]
        ] = {}
        cells = (
            {**row, "reason": "cell", "context": row["text"]}
            for row in self.rows("cells")
            if row["use"] == "unread"
        )
        for what, rows in (("number", self.rows("leftovers")), ("cell", cells)):
            for row in rows:
                count, documents, shown = found.setdefault(
                    (what, row["reason"]), ([0], set(), [])
                )
                count[0] += 1
                documents.add(row["document_id"])
                if len(shown) < examples:
                    shown.append((row["document_id"], row["place"], row["context"]))
        kinds = [
            Unread(*key, count[0], len(documents), tuple(shown))
            for key, (count, documents, shown) in found.items()
        ]
        return sorted(kinds, key=lambda kind: (-kind.times, kind.what, kind.reason))

    def verify(self) -> list[str]:
        """Names of files that are missing or not what the data package says (sha256); none in a sound dataset."""
        return [
            str(entry["path"])
            for entry in entries_of(self.package)
            if entry["hash"] != _hash(self.folder / str(entry["path"]))
        ]

    # --- how it shows itself ------------------------------------------------------------------------------------------

    def _contents(self) -> list[tuple[str, str, int]]:
        named = (
            (table, self._resources.get(table.name, {})) for table in schema.tables()
        )
        return [
            (t.name, t.label(self.lang), found["rows"])
            for t, found in named
            if found.get("rows")
        ]

    def __repr__(self) -> str:
        lines = [f"<Dataset {self.folder.as_posix()} {self.version}>"]
        lines += [
            f"  .{name:<16} {count:>9}  {label}"
            for name, label, count in self._contents()
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>.{name}</code></td><td>{html.escape(label)}</td>"
            f"<td style='text-align:right'>{count:,}</td></tr>"
            for name, label, count in self._contents()
        )
        return f"<p><b>{html.escape(str(self.folder))}</b> {html.escape(self.version)}</p><table>{rows}</table>"


class _Stream:
    """Rows of a table, taken a document at a time; documents come in one order in all tables."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, document_id: str) -> list[Row]:
        taken = []
        while self._next is not None and self._next["document_id"] == document_id:
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken


@cache
def _tables() -> tuple[str, ...]:
    return tuple(table.name for table in schema.tables())


def _hash(path: Path) -> str:
    try:
        return digest_of(path)[1]
    except OSError:
        return ""
