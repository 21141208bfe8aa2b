"""A dataset that was written: its tables as frames, the panel, and its rows.

data = open_dataset("outputs/")
data.amounts                               # a DataFrame, read on access
data.panel()                               # departments by year, in yuan
data.panel(sources=True)                   # ... with the source of each value
data.compare("开平区信访局", [2019, 2020])   # concepts by year
"""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from extractor import schema, validation
from extractor.dataclass import dataclass
from extractor.dataset import panel
from extractor.dataset.datapackage import (
    DESCRIPTOR,
    compute_size_and_hash,
    get_row_count,
    iter_file_entries,
)
from extractor.dataset.frames import convert_arrow_to_frame
from extractor.dataset.from_rows import rows_to_records
from extractor.dataset.load import (
    build_arrow_schema,
    conform_to_schema,
    convert_arrow_to_rows,
    read_table,
)
from extractor.dataset.plots import plot_panel
from extractor.dataset.record_explanation import (
    explain_reference,
    load_stored_document,
)
from extractor.dataset.to_rows import DatasetRow, RowsByTable, records_to_rows
from extractor.facts import attach_facts
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.disclosure import UNCERTAIN_CODE
from extractor.model.enums import CellUsage
from extractor.model.issues import ExtractorError
from extractor.provenance.explain import Explanation
from extractor.provenance.page_view import PageView, build_page_view
from extractor.validation.cross_document import (
    CrossDocumentChecker,
    collect_comparable_facts,
)
from extractor.version import __version__

__all__ = [
    "Dataset",
    "UnreadSummary",
    "open_dataset",
]

_FORMAT_PREFERENCE = ("parquet", "csv", "jsonl")


_TABLES_OF_ALL_DISCLOSURES = (
    "disclosures",
    "manifest",
    "cross_document_checks",
    "sources",
)
"""Tables whose rows are not grouped by disclosure."""

_TABLES_OF_GIVEN_LISTS = frozenset({"corrections", "sources"})
"""Tables with a row for each line of a list that a run was given; a run without such a
list has no rows of it, so a dataset without the table has none either."""


def open_dataset(path: str | os.PathLike[str]) -> Dataset:
    """Open a dataset; no table is read yet.

    Args:
        path: its folder, or its ``datapackage.json``.

    Raises:
        ExtractorError: there is none, it was never finished, or its tables have the
            names from before version 0.2.
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
    if not resources.keys().isdisjoint(schema.FORMER_TABLE_NAMES):
        raise ExtractorError("DATASET_OF_OLD_NAMES", path=folder)
    return Dataset(folder, package, resources)


class UnreadExample(NamedTuple):
    """An unmatched number or cell: its disclosure, place and text."""

    disclosure_id: str
    place: str
    context: str


class UnreadSummary(NamedTuple):
    """A kind of unmatched numbers or cells: ``what`` is number or cell."""

    what: str
    reason: str
    times: int
    documents: int
    examples: tuple[UnreadExample, ...]


class Dataset:
    """The tables of a dataset, each read once, on access.

    They are attributes (``data.amounts``) and items
    (``data["amounts"]``).
    """

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
        """Version of the program that wrote it and a digest of its inputs."""
        return str(self.package["version"])

    @property
    def lang(self) -> str:
        """Language of its messages, zh or en."""
        return str(self.package.get("extractor", {}).get("lang", "zh"))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in _list_table_names():
            tables = ", ".join(_list_table_names())
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}; "
                f"tables: {tables}"
            )
        return self[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:
            self._frames[name] = self.read_frame(name)
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_list_table_names()})

    # --- tables and rows ------------------------------------------------------

    def read_frame(self, name: str, *, exact: bool = False) -> pd.DataFrame:
        """Read a table as a new DataFrame.

        Args:
            name: the table.
            exact: keep decimals decimal.

        Raises:
            KeyError: there is no such table.
        """
        return convert_arrow_to_frame(name, self.read_arrow(name), exact=exact)

    def read_arrow(self, name: str) -> pa.Table:
        """Read a table as Arrow holds it, without loss.

        Raises:
            KeyError: there is no such table.
            ExtractorError: another version of the program wrote the dataset, without
                this table (DATASET_OF_OTHER_VERSION).
        """
        if self._is_left_out(name):
            return build_arrow_schema(name).empty_table()
        path, file_format = self._find_file(name)
        return read_table(path, name, file_format)

    def iter_rows(self, name: str) -> Iterator[DatasetRow]:
        """Iterate over rows: values are Decimal, int, str, bool, date or None.

        Raises:
            KeyError: there is no such table.
        """
        for data in self.iter_batches(name):
            yield from convert_arrow_to_rows(name, data)

    def iter_batches(self, name: str) -> Iterator[pa.Table]:
        """Iterate over the row groups of a table; formats other than Parquet give one.

        Raises:
            KeyError: there is no such table.
        """
        if self._is_left_out(name):
            return
        path, file_format = self._find_file(name)
        if file_format != "parquet":
            yield read_table(path, name, file_format)
            return
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                yield conform_to_schema(name, file.read_row_group(group))

    def iter_disclosure_rows(self) -> Iterator[RowsByTable]:
        """Iterate over the disclosures in their order: table -> rows of each of them.

        Memory holds the rows of few disclosures at a time.
        """
        streams = {
            name: _DisclosureRowStream(self.iter_rows(name))
            for name in _list_table_names()
            if name not in _TABLES_OF_ALL_DISCLOSURES
        }
        for disclosure in self.iter_rows("disclosures"):
            rows: RowsByTable = {"disclosures": [disclosure]}
            for name, stream in streams.items():
                rows[name] = stream.take_rows(disclosure["disclosure_id"])
            yield rows

    def has_table(self, name: str) -> bool:
        """Tell whether the dataset has a table; one
        of another version may lack it."""
        return name in self._resources

    def _is_left_out(self, name: str) -> bool:
        """Tell whether the dataset lacks a table that may be left out."""
        return name in _TABLES_OF_GIVEN_LISTS and not self.has_table(name)

    def _find_file(self, name: str) -> tuple[Path, str]:
        """Find the file to read a table from, and its format."""
        if name not in self._resources and name in _list_table_names():
            raise ExtractorError(
                "DATASET_OF_OTHER_VERSION",
                path=self.folder,
                table=name,
                version=self.version.partition("+")[0],
                own=__version__,
            )
        resource = self._resources[name]
        paths_by_format = {
            entry["format"]: entry["path"]
            for entry in (resource, *resource.get("other_formats", ()))
        }
        for file_format in _FORMAT_PREFERENCE:
            if file_format in paths_by_format:
                path = self.folder / paths_by_format[file_format]
                if path.exists():
                    return path, file_format
        raise ExtractorError("NOT_FOUND", path=self.folder / str(resource["path"]))

    # --- panel, checks, completeness ------------------------------------------

    @cached_property
    def _whole_values(self) -> pd.DataFrame:
        return panel.select_whole_values(self["disclosures"], self["facts"])

    def panel(
        self,
        items: Sequence[str] | None = None,
        *,
        sources: bool = False,
        uncertain: bool = False,
        unit: str = "yuan",
        per_office_year: bool = False,
        copies: bool = False,
    ) -> pd.DataFrame:
        """Build the panel: a row per department, year and kind of disclosure, in yuan.

        A value is that of a fact of the office as a whole
        (``facts.is_whole``): the budget of the own year of the
        disclosure (executed, in final accounts), stocks and head
        counts. Nothing is added up; what is not stated is null. What
        does not fit is named in the last column, ``flags``.

        Args:
            items: the concepts that are columns; by default those that occur, in the
                order of the schema.
            sources: add five columns to each concept: ``<item>__source`` (prose or
                table), ``<item>__fact`` (id of the row of `facts`), ``<item>__place``,
                ``<item>__spread`` (how far apart, in yuan, the values stated for it
                are; 0 when they agree) and ``<item>__link`` to the review page.
            unit: ``yuan`` or ``wan`` (万元).
            per_office_year: keep one row for each office, year and kind of disclosure;
                ``versions`` names the files left out.
            uncertain: keep rows of files that may be no disclosure.
            copies: keep a row for each file that states what another does; else one
                row is kept and ``flags`` names the others (``copy:``). What differs is
                a revision and stays (``revision:``).

        Raises:
            ExtractorError: there is no such concept or unit.
        """
        disclosures, values = self["disclosures"], self._whole_values
        if not uncertain:
            issues = self["issues"]
            doubtful = issues["disclosure_id"][issues["code"] == UNCERTAIN_CODE]
            disclosures, values = (
                frame[~frame["disclosure_id"].isin(doubtful)]
                for frame in (disclosures, values)
            )
        made = panel.build_panel(disclosures, values, items, sources=sources, unit=unit)
        if not copies:
            versions = panel.find_versions(disclosures, self["facts"])
            made = panel.mark_versions(made, versions, disclosures)
        if per_office_year:
            return panel.select_office_years(made)
        return made

    def long(
        self, concepts: Sequence[str] | None = None, *, whole: bool = False
    ) -> pd.DataFrame:
        """Build the long form of the panel: a row per fact, with its office.

        Args:
            concepts: concepts (``expenditure.basic``) or items
                (``revenue.general_public_budget``); by default all.
            whole: keep only facts of the office as a whole.

        Returns:
            The columns of `facts`, those that tell the disclosure before them, and
            last ``link``, the address on the review page.

        Raises:
            ExtractorError: there is no such concept (NO_SUCH_ITEM).
        """
        return panel.build_long_frame(
            self["disclosures"], self["facts"], concepts, whole=whole
        )

    def compare(
        self,
        department: str,
        years: Iterable[int] | None = None,
        *,
        doc_type: str | None = None,
    ) -> pd.DataFrame:
        """Compare the years of one department.

        Args:
            department: full name, or a part that only one department has.
            years: the years; by default all there are.
            doc_type: kind of disclosure, where a year has several.

        Returns:
            Concepts as rows, years as columns, in yuan, with change and percent
            between the years.

        Raises:
            ExtractorError: no department or several have that name, or a year has
                several disclosures.
        """
        return panel.compare_years(self.panel(), department, years, doc_type)

    def plot(
        self,
        items: Sequence[str],
        departments: Sequence[str] | None = None,
        *,
        doc_type: str | None = None,
        unit: str = "wan",
        lang: str | None = None,
    ) -> Any:
        """Plot items of the panel over the years, a line for each office and item;
        of more than ten lines their medians.

        Chinese characters are written in the first Chinese font that the machine has;
        :func:`extractor.use_chinese_font` does the same for plots of one's own.

        Args:
            items: items or their names (三公经费), as for :meth:`panel`.
            departments: full names, or parts of them; by default all.
            doc_type: kind of disclosure; by default each kind has its line.
            unit: ``yuan`` or ``wan`` (万元).
            lang: language of the labels; by default that of the dataset.

        Returns:
            The matplotlib axes, to be changed or saved (``.figure.savefig(...)``).

        Raises:
            ExtractorError: there is no such item, unit or department, or matplotlib is
                not installed.
        """
        made = self.panel(items, unit=unit, per_office_year=True)
        if doc_type is not None:
            made = made[made["doc_type"] == doc_type]
        columns = panel.list_item_columns(made)
        return plot_panel(made, columns, departments, unit=unit, lang=lang or self.lang)

    def explain(self, reference: str, lang: str | None = None) -> Explanation:
        """Explain a fact, a cell of the panel, a record or a check.

        Args:
            reference: its id (``panel(sources=True)`` has those of facts), or the id of
                a disclosure with an item or a place: ``4b1d…:three_public.total``; or
                the office, its year and an item: ``桃城区财政局2020:三公经费``.
            lang: language of the messages; by default that of the dataset.

        Returns:
            The quote in its context, the rows that state it, their units and checks,
            its file, and the address on the review page.

        Raises:
            ExtractorError: there is no such row, item or place.
        """
        return explain_reference(self, reference, lang or self.lang)

    def page(self, reference: str) -> PageView:
        """Show the paragraph or table that something is printed in.

        Args:
            reference: as for :meth:`explain`.

        Raises:
            ExtractorError: there is no such row, item or place.
        """
        return build_page_view(*load_stored_document(self, reference))

    def check(self, lang: str | None = None) -> list[DatasetRow]:
        """Validate the rows again, without the documents.

        Disclosures read with a template that is not bundled are checked
        with the words of ``base``.

        Args:
            lang: language of the messages; by default that of the dataset.

        Returns:
            Rows like those of ``checks``.
        """
        check_rows: list[DatasetRow] = []
        lexicons = load_bundled_lexicons()
        for rows in self.iter_disclosure_rows():
            disclosure = rows_to_records(rows)
            lexicon = lexicons.get(disclosure.profile.template, lexicons["base"])
            disclosure = attach_facts(disclosure, lexicon)
            checks, _ = validation.run_checks(disclosure, lexicon)
            checked = replace(disclosure, checks=tuple(checks))
            disclosure_id = rows["disclosures"][0]["disclosure_id"]
            built = records_to_rows(checked, disclosure_id, lang=lang or self.lang)
            check_rows += built["checks"]
        return check_rows

    def check_across_documents(self, lang: str | None = None) -> list[DatasetRow]:
        """Compare the disclosures with one another again, on the rows.

        A department's earlier year, a unit in its department's file and
        its own, and versions of one disclosure.

        Args:
            lang: language of the messages; by default that of the dataset.

        Returns:
            Rows like those of ``cross_document_checks``.
        """
        checker = CrossDocumentChecker()
        try:
            amounts = _DisclosureRowStream(self.iter_rows("amounts"))
            changes = _DisclosureRowStream(self.iter_rows("changes"))
            for disclosure in self.iter_rows("disclosures"):
                own_id = disclosure["disclosure_id"]
                facts = collect_comparable_facts(
                    disclosure, amounts.take_rows(own_id), changes.take_rows(own_id)
                )
                checker.add_disclosure(disclosure, facts)
            return list(checker.iter_rows(lang or self.lang))
        finally:
            checker.close()

    def summarize_unread(self, examples: int = 3) -> list[UnreadSummary]:
        """Summarize what no record holds, by kind.

        Numbers are those of ``unmatched_numbers``, cells those of use
        ``unread``.

        Args:
            examples: how many of each kind to show, the first ones of the dataset.

        Returns:
            The kinds, the most frequent first.
        """
        counters: dict[tuple[str, str], _UnreadCounter] = {}
        for row in self.iter_rows("unmatched_numbers"):
            counter = counters.setdefault(("number", row["reason"]), _UnreadCounter())
            counter.add_row(row, row["context"], examples)
        for row in self.iter_rows("cells"):
            if row["use"] == CellUsage.UNREAD:
                counter = counters.setdefault(("cell", "cell"), _UnreadCounter())
                counter.add_row(row, row["text"], examples)
        summaries = [
            UnreadSummary(
                what,
                reason,
                counter.times,
                len(counter.disclosure_ids),
                tuple(counter.examples),
            )
            for (what, reason), counter in counters.items()
        ]
        return sorted(summaries, key=lambda kind: (-kind.times, kind.what, kind.reason))

    def verify(self) -> list[str]:
        """List the files that are missing, or whose hash the data package
        contradicts."""
        return [
            str(entry["path"])
            for entry in iter_file_entries(self.package)
            if entry["hash"] != _hash_file(self.folder / str(entry["path"]))
        ]

    # --- representation -------------------------------------------------------

    def _iter_row_counts(self) -> Iterator[tuple[str, str, int]]:
        """Iterate over name, label and number of
        rows of the tables that have any."""
        for table in schema.load_tables():
            count = get_row_count(self._resources.get(table.name, {}))
            if count:
                yield table.name, table.get_label(self.lang), count

    def __repr__(self) -> str:
        lines = [f"<Dataset {self.folder.as_posix()} {self.version}>"]
        for name, label, count in self._iter_row_counts():
            lines.append(f"  .{name:<16} {count:>9}  {label}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>.{name}</code></td><td>{html.escape(label)}</td>"
            f"<td style='text-align:right'>{count:,}</td></tr>"
            for name, label, count in self._iter_row_counts()
        )
        folder, version = html.escape(str(self.folder)), html.escape(self.version)
        return f"<p><b>{folder}</b> {version}</p><table>{rows}</table>"


@dataclass
class _UnreadCounter:
    """Counts the things of one kind that no record holds."""

    times: int = 0
    disclosure_ids: set[str] = field(default_factory=set)
    examples: list[UnreadExample] = field(default_factory=list)

    def add_row(self, row: DatasetRow, context: str, max_examples: int) -> None:
        self.times += 1
        self.disclosure_ids.add(row["disclosure_id"])
        if len(self.examples) < max_examples:
            example = UnreadExample(row["disclosure_id"], row["place"], context)
            self.examples.append(example)


class _DisclosureRowStream:
    """Rows of a table, taken a disclosure at a time.

    All tables have the disclosures in one order.
    """

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
