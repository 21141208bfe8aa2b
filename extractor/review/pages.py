"""``write``: a dataset into one page, or into a folder of pages with an index."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from extractor.i18n import format_message
from extractor.model.issues import ExtractorError
from extractor.review.figures import draw_figures
from extractor.review.model import (
    build_disclosure_data,
    build_list_entry,
    rank_entry,
    to_json_value,
)
from extractor.review.page import encode_data, render_page
from extractor.review.report import build_report
from extractor.review.words import collect_page_texts
from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "WrittenReview",
    "write_review",
]

DOCUMENTS_PER_PAGE = 25  # documents of one page of a folder


class WrittenReview(NamedTuple):
    """What was written: the page to open, all files, how many documents, whether the figures of the report are in."""

    page: Path
    files: tuple[Path, ...]
    document_count: int
    has_figures: bool


class _EncodedDocument(NamedTuple):
    entry: Mapping[str, Any]
    offset: int
    length: int


def write_review(
    data: Dataset,
    out: str | os.PathLike[str],
    *,
    lang: str | None = None,
    figures_folder: str | os.PathLike[str] | None = None,
) -> WrittenReview:
    """Write the review of a dataset: one page when ``out`` ends in .html, else a folder with ``index.html``.

    ``lang`` is the language the page opens in (zh or en; the dataset's unless told), ``drawings`` a folder for the
    figures of the report as SVG files (in a folder of pages they are in ``figures``). Raises ExtractorError when the
    dataset is of an earlier version that kept no page, or the output is of the wrong kind.
    """
    target = Path(out)
    single = target.suffix.lower() in (".html", ".htm")
    if target.is_dir() if single else target.is_file():
        raise ExtractorError("OUT_IS_NO_REVIEW", path=target)
    try:
        data.read_arrow("blocks")
    except KeyError:
        raise ExtractorError("DATASET_WITHOUT_PAGE", path=data.folder) from None
    chosen = lang or data.lang
    drawn = draw_figures(data)
    head = {
        "lang": chosen,
        "version": data.version,
        "program": __version__,
        "words": collect_page_texts(),
        "report": build_report(data),
        "figures": drawn,
        "corrections": [
            {k: to_json_value(v) for k, v in row.items()}
            for row in data.iter_rows("corrections")
        ],
    }
    with tempfile.TemporaryFile() as store:
        packed = sorted(
            _encode_documents(data, store), key=lambda one: rank_entry(one.entry)
        )
        made = _PageWriter(head, chosen, store)
        if single:
            target.parent.mkdir(parents=True, exist_ok=True)
            done = [made.write_page(target, packed, {})]
        else:
            done = made.write_folder(target, packed)
    folder = (
        Path(figures_folder)
        if figures_folder is not None
        else None
        if single
        else target / "figures"
    )
    if folder is not None and drawn:
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in sorted(drawn.items()):
            done.append(folder / f"{name}.svg")
            done[-1].write_text(svg, encoding="utf-8", newline="\n")
    return WrittenReview(done[0], tuple(done), len(packed), bool(drawn))


def _encode_documents(
    data: Dataset, encoded_file: IO[bytes]
) -> Iterator[_EncodedDocument]:
    """Each document packed into the store, so that memory holds the list alone."""
    across: dict[str, list[Mapping[str, Any]]] = {}
    for row in data.iter_rows("cross_document_checks"):
        across.setdefault(row["disclosure_id"], []).append(row)
    for rows in data.iter_disclosure_rows():
        beside = across.get(rows["disclosures"][0]["disclosure_id"], ())
        start = encoded_file.tell()
        length = encoded_file.write(
            encode_data(build_disclosure_data(rows, beside)).encode("ascii")
        )
        yield _EncodedDocument(build_list_entry(rows, beside), start, length)


class _PageWriter:
    """Writes pages that share one head."""

    def __init__(
        self, initial_data: Mapping[str, Any], lang: str, encoded_file: IO[bytes]
    ) -> None:
        self.initial_data = initial_data
        self.lang = lang
        self.encoded_file = encoded_file

    def write_folder(
        self, target: Path, documents: list[_EncodedDocument]
    ) -> list[Path]:
        """An index of all documents, and pages of some each."""
        target.mkdir(parents=True, exist_ok=True)
        parts = [
            documents[at : at + DOCUMENTS_PER_PAGE]
            for at in range(0, len(documents), DOCUMENTS_PER_PAGE)
        ]
        names = [f"part-{number:04}.html" for number in range(1, len(parts) + 1)]
        listed = [
            {**one.entry, "page": name}
            for name, part in zip(names, parts, strict=True)
            for one in part
        ]
        done = [self.write_page(target / "index.html", [], {"entries": listed})]
        few: dict[str, Any] = {
            "report": None,
            "figures": {},
            "corrections": [],
            "index": "index.html",
        }
        done += [
            self.write_page(target / name, part, few)
            for name, part in zip(names, parts, strict=True)
        ]
        for stale in set(target.glob("part-[0-9][0-9][0-9][0-9].html")) - set(done):
            stale.unlink()
        return done

    def write_page(
        self,
        path: Path,
        documents: list[_EncodedDocument],
        overrides: Mapping[str, Any],
    ) -> Path:
        """One page with its documents; it is there wholly or not at all."""
        head = {
            **self.initial_data,
            "entries": [one.entry for one in documents],
            **overrides,
        }
        title, off = (
            format_message(code, {}, self.lang)
            for code in ("REVIEW_TITLE", "REVIEW_SCRIPT_OFF")
        )
        draft = path.with_name(f".{path.name}.tmp")
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(
                    render_page(
                        title, self.lang, head, map(self._read_encoded, documents), off
                    )
                )
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path

    def _read_encoded(self, document: _EncodedDocument) -> str:
        self.encoded_file.seek(document.offset)
        return self.encoded_file.read(document.length).decode("ascii")
