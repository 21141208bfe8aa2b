"""The few names a user meets: read one file, take its records alone, turn a folder into
a dataset.

doc = extractor.read("x.docx")       # a path, bytes, an open file, or a python-docx Document
doc.amounts, doc.indicators          # DataFrames, built on access
doc.document, doc.records           # the page as it was read; the records
print(doc.explain("b31.r4.c2"))      # the quote in context, and what was read from it
"""

from __future__ import annotations

import html
import io
import os
import sys
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from extractor import schema
from extractor.formats import read as read_bytes
from extractor.formats.source import read_regular_file
from extractor.garbage import relax_garbage_collection
from extractor.i18n import find_chosen_language, format_message
from extractor.model.disclosure import Disclosure, ParsedFile
from extractor.model.document import Document
from extractor.model.issues import ExtractorError, ReadError

if TYPE_CHECKING:
    import pandas as pd

    from extractor.batch import ManifestEntry, RunReport
    from extractor.dataset.dataset import Dataset
    from extractor.dataset.overview import Overview
    from extractor.dataset.to_rows import ColumnsByTable
    from extractor.pipeline import Options
    from extractor.provenance.explain import Explanation
    from extractor.provenance.page_view import PageView

__all__ = [
    "DisclosureFile",
    "convert",
    "extract",
    "read",
    "read_document",
]

DocumentSource = str | os.PathLike[str] | bytes | IO[bytes] | Any
"""A path, the bytes themselves, a file open for reading bytes, or a python-docx
``Document``."""


@relax_garbage_collection()
def read(
    source: DocumentSource | Sequence[DocumentSource],
    *,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
) -> DisclosureFile:
    """Read one file, or the files of one disclosure, and understand it.

    Args:
        source: a path, the bytes, a file open for reading bytes, or a python-docx
            ``Document``; a list of these for a disclosure of several files (prose and
            tables apart), in any order.
        lang: language of messages in the tables, zh or en.
        templates: folder of further lexicon files.
        corrections: CSV file of values to put right.

    Returns:
        The file with a DataFrame for each table; a document that is no disclosure has
        empty tables and gives the reason.

    Raises:
        ExtractorError: there is no such file, or an option is wrong.
        ReadError: the bytes are no readable document.

    Example:
        ``extractor.read("某局2020年部门预算.docx").amounts``
    """
    from extractor.pipeline import parse_files

    options = _build_options(lang, templates, corrections)
    if isinstance(source, list | tuple):
        files = _order_files([_load_bytes(one) for one in source], options)
    else:
        files = [_load_bytes(source)]
    names = [name for _, name in files]
    return DisclosureFile(parse_files(files, options), names[0], lang, names[1:])


def _order_files(
    files: Sequence[tuple[bytes, str]], options: Options
) -> list[tuple[bytes, str]]:
    """The files of a disclosure, prose before tables, then by name."""
    from extractor.batch.portraits import portray_file
    from extractor.pipeline import parse_file

    ranked: list[tuple[bool, str, int]] = []
    for index, (data, name) in enumerate(files):
        parsed = parse_file(data, name, options)
        portrait = portray_file(parsed, name, options.lexicons["base"])
        is_tables = portrait is None or not portrait.is_main_text
        ranked.append((is_tables, name, index))
    return [files[index] for _, _, index in sorted(ranked)]


@relax_garbage_collection()
def extract(
    source: DocumentSource,
    *,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
) -> tuple[Disclosure, ...]:
    """Read one file into records alone; pandas is not imported.

    Args:
        source: as for :func:`read`.
        lang: language of messages, zh or en.
        templates: folder of further lexicon files.

    Returns:
        One Disclosure for each unit that the file covers, none when it is no
        disclosure. Money keeps its printed unit; values are Decimal.

    Raises:
        ExtractorError: there is no such file, or an option is wrong.
        ReadError: the bytes are no readable document.
    """
    from extractor.pipeline import parse_file

    data, name = _load_bytes(source)
    return parse_file(data, name, _build_options(lang, templates)).disclosures


@relax_garbage_collection()
def read_document(source: DocumentSource) -> Document:
    """Read the document without interpreting it.

    Args:
        source: as for :func:`read`.

    Returns:
        The document: ``.text``, ``.tables`` (each with ``.grid()``), ``.headings``,
        ``.text_at(span)``.

    Raises:
        ExtractorError: there is no such file.
        ReadError: the bytes are no readable document.
    """
    data, name = _load_bytes(source)
    return read_bytes(data, name)


def convert(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    formats: Iterable[str] = ("csv", "parquet"),
    jobs: int = 1,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
    sources: str | os.PathLike[str] | None = None,
    exclude: Iterable[str] = (),
    one_file_one_disclosure: bool = False,
    progress: bool = False,
) -> Dataset:
    """Read files and folders into a dataset directory and open it.

    Every file found is one row of ``manifest``, read or not; nothing that a file holds
    can stop the run.

    Args:
        paths: files, folders, patterns, or URLs.
        out: the dataset directory.
        formats: csv, parquet, jsonl, duckdb, xlsx, partitioned.
        jobs: worker processes; 1 does the work in this process. More than 1 from a
            script needs the usual ``if __name__ == "__main__":``.
        lang: language of messages in the dataset, zh or en.
        templates: folder of further lexicon files.
        corrections: CSV file of values to put right.
        sources: CSV file of where and when the files were published.
        exclude: patterns of file names not to be read.
        one_file_one_disclosure: join no files, whatever they say.
        progress: show on stderr how many files are done.

    Returns:
        The dataset. Where the one that it replaces was made with corrections, templates
        or sources that are not given now, a warning says so.

    Raises:
        ExtractorError: no path leads to a file (NO_INPUT), the output folder is in use
            by another run, or it is a URL.
    """
    from extractor.batch import run_batch
    from extractor.batch.urls import is_remote, to_local_path
    from extractor.dataset.dataset import open_dataset

    if is_remote(os.fspath(out)):
        raise ExtractorError("OUT_IS_A_URL", path=out)
    input_paths = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    on_progress = None
    if progress:
        on_progress = _show_progress
    try:
        report = run_batch(
            input_paths,
            out,
            formats=tuple(formats),
            jobs=jobs,
            lang=lang,
            templates=templates,
            corrections=corrections,
            sources=sources,
            exclude=tuple(exclude),
            one_file_one_disclosure=one_file_one_disclosure,
            on_progress=on_progress,
        )
    finally:
        if progress:
            print(file=sys.stderr)
    for code, details in report.dropped_options:
        texts = {name: str(value) for name, value in details.items()}
        message = format_message(code, texts, find_chosen_language() or lang)
        warnings.warn(message, stacklevel=2)
    return open_dataset(to_local_path(os.fspath(out)))


def _show_progress(report: RunReport, entry: ManifestEntry | None) -> None:
    """Show how many files are done, in one line that is written anew."""
    line = f"\r{report.done}/{report.total}"
    print(line, end="", file=sys.stderr, flush=True)


class DisclosureFile:
    """One file as it was understood: a DataFrame for each table, the records and the
    page behind them.

    Tables are attributes (``doc.amounts``) or items (``doc["amounts"]``), made when
    they are accessed; money columns that end with ``_yuan`` are in yuan.

    Attributes:
        document: the page as it was read.
        records: one Disclosure for each unit the file covers.
        name: name of the file, of several that of the main text, '' where it has none.
        rejection_reason: issue code of the reason why there is no disclosure, '' where
            there is one.
        rejection_message: the same in words.
    """

    def __init__(
        self,
        parsed: ParsedFile,
        name: str = "",
        lang: str = "zh",
        further_names: Sequence[str] = (),
    ) -> None:
        self.document = parsed.document
        self.records = parsed.disclosures
        self.name = name
        self.rejection_reason = parsed.rejection_code
        self.rejection_message = parsed.explain_rejection(lang)
        self._parsed = parsed
        self._lang = lang
        self._further_names = tuple(further_names)
        self._frames: dict[str, pd.DataFrame] = {}

    @cached_property
    def rows(self) -> Mapping[str, list[dict[str, Any]]]:
        """Rows of each table of the dataset as plain dicts: Decimal, int, str, bool,
        date, None."""
        from extractor.dataset.to_rows import list_rows

        return {name: list_rows(columns) for name, columns in self._columns.items()}

    @cached_property
    def _columns(self) -> ColumnsByTable:
        from extractor.dataset.to_rows import build_file_columns

        return build_file_columns(
            self._parsed, Path(self.name).name, self._lang, self._further_names
        )

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError as error:
            message = f"{type(self).__name__!r} object has no attribute {error.args[0]}"
            raise AttributeError(message) from None

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table by its name, as a Dataset has it. Raises KeyError when there is
        none."""
        if name not in _list_table_names():
            raise KeyError(f"{name}; tables: {', '.join(_list_table_names())}")
        if name not in self._frames:
            from extractor.dataset.frames import build_frame

            self._frames[name] = build_frame(name, self._columns.get(name, ()))
        return self._frames[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_list_table_names()})

    def explain(self, place: str) -> Explanation:
        """Explain what was read at a place.

        Args:
            place: as the columns ``place`` print it (``b31.r4.c2``).

        Returns:
            The quote in its context, and the records that were read from it.

        Raises:
            ExtractorError: the document has no such place.
        """
        from extractor.provenance.explain import explain_place

        return explain_place(self.document, self.rows, place, self._lang)

    def panel(
        self,
        items: Sequence[str] | None = None,
        *,
        sources: bool = False,
        unit: str = "yuan",
    ) -> pd.DataFrame:
        """Build the panel of this file: a row for each disclosure, a column an item.

        Args:
            items: the items that are columns; by default those that occur.
            sources: add source, fact, place, spread and link of each value.
            unit: yuan or wan (万元).

        Returns:
            A frame as :meth:`extractor.dataset.dataset.Dataset.panel` gives it.

        Raises:
            ExtractorError: there is no such item or unit.
        """
        from extractor.dataset.panel import build_panel, select_whole_values

        disclosures = self["disclosures"]
        values = select_whole_values(disclosures, self["facts"])
        return build_panel(disclosures, values, items, sources=sources, unit=unit)

    def long(
        self, concepts: Sequence[str] | None = None, *, whole: bool = False
    ) -> pd.DataFrame:
        """Build the long form of the panel: a row per fact, with its office.

        Args:
            concepts: concepts or items; by default all.
            whole: keep only facts of the office as a whole.

        Raises:
            ExtractorError: there is no such concept (NO_SUCH_ITEM).
        """
        from extractor.dataset.panel import build_long_frame

        disclosures, facts = self["disclosures"], self["facts"]
        return build_long_frame(disclosures, facts, concepts, whole=whole)

    def page(self, place: str) -> PageView:
        """Show what stands at a place: its paragraph or table as laid out.

        Args:
            place: as the columns ``place`` print it (``b31.r4.c2``).

        Returns:
            A view that a notebook shows as HTML and a terminal as text.

        Raises:
            ExtractorError: the document has no such place.
        """
        from extractor.provenance.page_view import build_page_view

        return build_page_view(self.document, place)

    def _count_rows(self) -> list[tuple[str, str, int]]:
        counts = []
        for table in schema.load_tables():
            rows = self.rows.get(table.name)
            if rows:
                counts.append((table.name, table.get_label(self._lang), len(rows)))
        return counts

    def _list_overviews(self) -> list[Overview]:
        from extractor.dataset.overview import build_overviews

        if not self.records:
            return []
        return build_overviews(self.rows, self.panel(), self._lang)

    def __repr__(self) -> str:
        from extractor.dataset.overview import render_overview_text

        name = self.name or self.document.format
        lines = [f"<{type(self).__name__} {name}>"]
        if not self.records:
            lines.append(f"{self.rejection_reason}: {self.rejection_message}")
        for overview in self._list_overviews():
            lines += render_overview_text(overview, self._lang)
        for table, label, count in self._count_rows():
            lines.append(f"  .{table:<18} {count:>6}  {label}")
        from extractor.text.normalize import escape_invisible

        return escape_invisible("\n".join(lines))

    def _repr_html_(self) -> str:
        from extractor.dataset.overview import render_overview_html

        shown = [f"<p>{html.escape(self.name)}</p>"]
        if not self.records:
            reason = f"{self.rejection_reason}: {self.rejection_message}"
            shown.append(f"<p>{html.escape(reason)}</p>")
        for overview in self._list_overviews():
            shown.append(render_overview_html(overview, self._lang))
        rows = "".join(
            f"<tr><td style='text-align:left'><code>.{table}</code></td>"
            f"<td style='text-align:left'>{html.escape(label)}</td>"
            f"<td style='text-align:right'>{count:,}</td></tr>"
            for table, label, count in self._count_rows()
        )
        return "".join(shown) + f"<table>{rows}</table>"

    def __rich__(self) -> Any:
        from extractor.cli.render import render_parsed

        return render_parsed(self._parsed, self.name, self._lang)


def _build_options(
    lang: str,
    templates: str | os.PathLike[str] | None,
    corrections: str | os.PathLike[str] | None = None,
) -> Options:
    from extractor.pipeline import Options

    if lang not in ("zh", "en"):
        raise ExtractorError("NO_SUCH_LANGUAGE", lang=lang)
    options = Options(lang=lang)
    if corrections is not None:
        from extractor.provenance.corrections import load_corrections

        options = replace(options, corrections=load_corrections(corrections))
    if templates is not None:
        from extractor.lexicon.lexicon import load_lexicons

        options = replace(options, lexicons=load_lexicons(Path(templates)))
    return options


@cache
def _list_table_names() -> tuple[str, ...]:
    return tuple(table.name for table in schema.load_tables())


_LOCK_FILE_PREFIX = "~$"
"""What office programs put before the name of a file that is open."""


def _load_bytes(source: DocumentSource) -> tuple[bytes, str]:
    """The bytes of a source and its name ('' where it has none)."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), ""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        if path.name.startswith(_LOCK_FILE_PREFIX):
            raise ReadError("SKIP_LOCK_FILE")
        return _read_path(path), path.name
    if hasattr(source, "read"):
        data = source.read()
        if not isinstance(data, bytes):
            raise ExtractorError("TEXT_MODE")
        return data, Path(str(getattr(source, "name", ""))).name
    if hasattr(source, "save") and hasattr(source, "element"):  # a python-docx Document
        buffer = io.BytesIO()
        source.save(buffer)
        return buffer.getvalue(), ""
    raise ExtractorError("NO_SOURCE", kind=type(source).__name__)


def _read_path(path: Path) -> bytes:
    try:
        return read_regular_file(path)
    except FileNotFoundError:
        raise ExtractorError("NOT_FOUND", path=path) from None
    except IsADirectoryError:
        raise ExtractorError("IS_A_FOLDER", path=path) from None
    except OSError as error:
        reason = error.strerror or error
        raise ExtractorError("CANNOT_OPEN", path=path, reason=reason) from error
