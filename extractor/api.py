"""The few names a user meets: read one file, take its records alone, turn a folder into a dataset.

doc = extractor.read("x.docx")       # a path, bytes, an open file, or a python-docx Document
doc.amounts, doc.indicators          # DataFrames, made when asked for
doc.document, doc.disclosures        # the page as it was read; the records
print(doc.explain("b31.r4.c2"))      # the quote in context, and what was read from it
"""

from __future__ import annotations

import html
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from extractor import schema
from extractor.dataset.to_rows import build_file_rows as make_rows
from extractor.formats import read as read_bytes
from extractor.formats.source import read_regular_file
from extractor.model.disclosure import Disclosure, ParsedFile
from extractor.model.document import Document
from extractor.model.issues import ExtractorError
from extractor.pipeline import Options, parse_file
from extractor.provenance.corrections import load_corrections
from extractor.provenance.explain import Explanation, explain_place
from extractor.text.unicode_anomalies import escape_invisible

if TYPE_CHECKING:
    import pandas as pd

    from extractor.dataset.dataset import Dataset

__all__ = [
    "DisclosureFile",
    "convert",
    "extract",
    "read",
    "read_document",
]

DocumentSource = str | os.PathLike[str] | bytes | IO[bytes] | Any
"""A path, the bytes themselves, a file open for reading bytes, or a python-docx ``Document``."""


def read(
    source: DocumentSource,
    *,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
    corrections: str | os.PathLike[str] | None = None,
) -> DisclosureFile:
    """Read one file into a :class:`Doc`.

    ``lang`` (zh or en) is the language of messages in the tables; ``templates`` a folder of further template files;
    ``corrections`` a CSV file of values to put right. A document that is no disclosure gives a Doc without disclosures.
    Raises ExtractorError when the path is not there, ReadError when the bytes are no readable document.
    """
    data, name = _load_bytes(source)
    return DisclosureFile(
        parse_file(data, name, _build_options(lang, templates, corrections)), name, lang
    )


def extract(
    source: DocumentSource,
    *,
    lang: str = "zh",
    templates: str | os.PathLike[str] | None = None,
) -> tuple[Disclosure, ...]:
    """The records alone: one Disclosure for each unit the file speaks of, none when it is no disclosure.

    pandas is not imported. Raises as :func:`read` does.
    """
    data, name = _load_bytes(source)
    return parse_file(data, name, _build_options(lang, templates)).disclosures


def read_document(source: DocumentSource) -> Document:
    """The page alone, nothing understood: ``.text``, ``.tables`` (each with ``.grid()``), ``.headings``, ``.quote()``.

    Raises as :func:`read` does.
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
    exclude: Iterable[str] = (),
) -> Dataset:
    """Read files and folders into a dataset directory and open it.

    Every file found is one row of ``manifest``, read or not; nothing a file holds can stop the run. ``jobs`` worker
    processes share the work; with 1 it is done in this process (more than 1 from a script needs the usual
    ``if __name__ == "__main__":``). Raises ExtractorError when no path leads to a file (NO_INPUT), when the output folder is in
    use by another run, or is a URL.
    """
    from extractor.batch import run_batch
    from extractor.batch.urls import is_remote, to_local_path
    from extractor.dataset.dataset import open_dataset

    if is_remote(os.fspath(out)):
        raise ExtractorError("OUT_IS_A_URL", path=out)
    several = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    run_batch(
        several,
        out,
        formats=tuple(formats),
        jobs=jobs,
        lang=lang,
        templates=templates,
        corrections=corrections,
        exclude=tuple(exclude),
    )
    return open_dataset(to_local_path(os.fspath(out)))


class DisclosureFile:
    """One file as it was understood: a DataFrame for each table as attribute, the records and the page behind them."""

    def __init__(self, parsed: ParsedFile, name: str = "", lang: str = "zh") -> None:
        self.document = parsed.document
        self.disclosures = parsed.disclosures
        self.rejection_reason = (
            parsed.rejection_code
        )  # the code that says why there are none, '' where there are
        self.name = name
        self.rejection_message = parsed.explain_rejection(
            lang
        )  # why it holds no disclosure, '' when it does
        self._parsed = parsed
        self._lang = lang
        self._frames: dict[str, pd.DataFrame] = {}

    @cached_property
    def rows(self) -> Mapping[str, list[dict[str, Any]]]:
        """Rows of each table of the dataset as plain dicts: Decimal, int, str, bool, date, None."""
        return make_rows(self._parsed, path=Path(self.name).name, lang=self._lang)

    def __getattr__(self, name: str) -> pd.DataFrame:
        known = [t.name for t in schema.load_tables()]
        if name.startswith("_") or name not in known:
            hint = "" if name.startswith("_") else f"; tables: {', '.join(known)}"
            raise AttributeError(
                f"{type(self).__name__!r} object has no attribute {name!r}{hint}"
            )
        if name not in self._frames:
            from extractor.dataset.frames import build_frame

            self._frames[name] = build_frame(name, self.rows.get(name, []))
        return self._frames[name]

    def __getitem__(self, name: str) -> pd.DataFrame:
        """A table by its name, as a Dataset has it. Raises KeyError when there is none."""
        known = [t.name for t in schema.load_tables()]
        if name not in known:
            raise KeyError(f"{name}; tables: {', '.join(known)}")
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(t.name for t in schema.load_tables())})

    def explain(self, place: str) -> Explanation:
        """The quote of a place in its context, and what was read from it. Raises ExtractorError: no such place."""
        return explain_place(self.document, self.rows, place, self._lang)

    def _count_rows(self) -> list[tuple[str, str, int]]:
        return [
            (t.name, t.get_label(self._lang), len(self.rows[t.name]))
            for t in schema.load_tables()
            if self.rows.get(t.name)
        ]

    def _list_titles(self) -> list[str]:
        found = []
        for disclosure in self.disclosures:
            profile = disclosure.profile
            parts = (profile.fiscal_year, profile.department_name)
            found.append(
                " ".join(str(part.value) for part in parts if part is not None) or "?"
            )
        return found

    def __repr__(self) -> str:
        lines = [
            f"<Doc {self.name or self.document.format}: {'; '.join(self._list_titles()) or 'no disclosure'}>"
        ]
        lines += [
            f"  .{name:<16} {count:>6}  {title}"
            for name, title, count in self._count_rows()
        ]
        return escape_invisible("\n".join(lines))

    def _repr_html_(self) -> str:
        head = html.escape("; ".join(self._list_titles()) or "no disclosure")
        rows = "".join(
            f"<tr><td><code>.{name}</code></td><td>{html.escape(title)}</td><td align='right'>{count}</td></tr>"
            for name, title, count in self._count_rows()
        )
        return f"<p><b>{html.escape(self.name)}</b> {head}</p><table>{rows}</table>"

    def __rich__(self) -> Any:
        from extractor.cli.render import render_parsed

        return render_parsed(self._parsed, self.name, self._lang)


def _build_options(
    lang: str,
    templates: str | os.PathLike[str] | None,
    corrections: str | os.PathLike[str] | None = None,
) -> Options:
    if lang not in ("zh", "en"):
        raise ExtractorError("NO_SUCH_LANGUAGE", lang=lang)
    options = (
        Options(lang=lang)
        if corrections is None
        else Options(lang=lang, corrections=load_corrections(corrections))
    )
    if templates is None:
        return options
    from extractor.lexicon.lexicon import load_lexicons

    return replace(options, lexicons=load_lexicons(Path(templates)))


def _load_bytes(source: DocumentSource) -> tuple[bytes, str]:
    """The bytes of a source and its name ('' where it has none)."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source), ""
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        try:
            return read_regular_file(path), path.name
        except FileNotFoundError:
            raise ExtractorError("NOT_FOUND", path=path) from None
        except IsADirectoryError:
            raise ExtractorError("IS_A_FOLDER", path=path) from None
        except OSError as error:
            raise ExtractorError(
                "CANNOT_OPEN", path=path, reason=error.strerror or error
            ) from error
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
