"""A dataset as one review page, or as a folder of pages with an index.

A page is one self-contained HTML file: style, script and data inside.
The data of each document is deflated by itself and unpacked when it is
looked at, so that a page of hundreds opens at once. Text of a document
is never markup: data is base64, and the script sets text as text. The
policy (CSP) names the hashes of the one script and the one style of the
page; nothing else runs, and no request is made.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from extractor.dataset.review_links import build_version_tag
from extractor.i18n import format_message
from extractor.model.issues import ExtractorError
from extractor.review.disclosure_data import (
    build_disclosure_data,
    build_list_entry,
    rank_entry,
    to_json_value,
)
from extractor.review.figures import draw_figures
from extractor.review.page_texts import collect_page_texts
from extractor.review.report import build_report
from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "WrittenReview",
    "write_review",
    "encode_data",
    "render_page",
]

DOCUMENTS_PER_PAGE = 25
"""Documents of one page of a folder."""


class WrittenReview(NamedTuple):
    """What was written: the page to open, all files, how many documents."""

    page: Path
    files: tuple[Path, ...]
    document_count: int


class _EncodedDocument(NamedTuple):
    entry: Mapping[str, Any]
    offset: int
    length: int


_FOREIGN_ENDINGS = frozenset(
    {".csv", ".doc", ".docx", ".json", ".md", ".pdf", ".png", ".txt", ".xls", ".xlsx"}
)
"""Endings that promise something else than a page or a folder."""


def write_review(
    data: Dataset,
    out: str | os.PathLike[str],
    *,
    lang: str | None = None,
    figures_folder: str | os.PathLike[str] | None = None,
) -> WrittenReview:
    """Write the review of a dataset: one page when ``out`` ends in .html, else a folder
    with ``index.html``.

    Args:
        data: the dataset.
        out: the page or the folder of pages.
        lang: language the page opens in, zh or en; the dataset's by default.
        figures_folder: folder for the figures of the report as SVG files; a folder
            of pages has them in ``figures`` by default.

    Returns:
        What was written.

    Raises:
        ExtractorError: the dataset kept no page (it is of an earlier version), or
            the output is of the wrong kind.
    """
    target = Path(out)
    is_single = target.suffix.lower() in (".html", ".htm")
    _check_target(target, is_single)
    if not data.has_table("blocks"):
        raise ExtractorError("DATASET_WITHOUT_PAGE", path=data.folder)
    figures = draw_figures(data)
    initial_data = _build_initial_data(data, lang or data.lang, figures)
    with tempfile.TemporaryFile() as store:
        documents = list(_encode_documents(data, store))
        documents.sort(key=lambda document: rank_entry(document.entry))
        writer = _PageWriter(initial_data, lang or data.lang, store)
        if is_single:
            target.parent.mkdir(parents=True, exist_ok=True)
            written = [writer.write_page(target, documents, {})]
        else:
            written = writer.write_folder(target, documents)
    if figures_folder is not None:
        written += _write_figures(figures, Path(figures_folder))
    elif not is_single:
        written += _write_figures(figures, target / "figures")
    return WrittenReview(written[0], tuple(written), len(documents))


def _check_target(target: Path, is_single: bool) -> None:
    """Refuse a folder where a page is wanted, a file where a folder is wanted, and the
    ending of another kind of file."""
    if target.suffix.lower() in _FOREIGN_ENDINGS:
        raise ExtractorError("OUT_IS_NO_PAGE", path=target)
    is_wrong = target.is_file()
    if is_single:
        is_wrong = target.is_dir()
    if is_wrong:
        raise ExtractorError("OUT_IS_NO_REVIEW", path=target)


def _build_initial_data(
    data: Dataset, lang: str, figures: Mapping[str, str]
) -> dict[str, Any]:
    """What a page needs before any document is unpacked."""
    corrections = [
        {name: to_json_value(value) for name, value in row.items()}
        for row in data.iter_rows("corrections")
    ]
    return {
        "lang": lang,
        "version": data.version,
        "program": __version__,
        "words": collect_page_texts(),
        "report": build_report(data),
        "figures": figures,
        "corrections": corrections,
    }


def _write_figures(figures: Mapping[str, str], folder: Path) -> list[Path]:
    written: list[Path] = []
    if figures:
        folder.mkdir(parents=True, exist_ok=True)
    for name, svg in sorted(figures.items()):
        path = folder / f"{name}.svg"
        path.write_text(svg, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def _encode_documents(
    data: Dataset, encoded_file: IO[bytes]
) -> Iterator[_EncodedDocument]:
    """Each document written to the file, so that memory holds the list alone."""
    cross_checks: dict[str, list[Mapping[str, Any]]] = {}
    for row in data.iter_rows("cross_document_checks"):
        cross_checks.setdefault(row["disclosure_id"], []).append(row)
    for rows in data.iter_disclosure_rows():
        own_checks = cross_checks.get(rows["disclosures"][0]["disclosure_id"], ())
        encoded = encode_data(build_disclosure_data(rows, own_checks))
        offset = encoded_file.tell()
        length = encoded_file.write(encoded.encode("ascii"))
        entry = build_list_entry(rows, own_checks)
        yield _EncodedDocument(entry, offset, length)


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
        parts: dict[str, list[_EncodedDocument]] = {}
        for start in range(0, len(documents), DOCUMENTS_PER_PAGE):
            name = f"part-{start // DOCUMENTS_PER_PAGE + 1:04}.html"
            parts[name] = documents[start : start + DOCUMENTS_PER_PAGE]
        entries = [
            {**document.entry, "page": name}
            for name, part in parts.items()
            for document in part
        ]
        written = [self.write_page(target / "index.html", [], {"entries": entries})]
        overrides: dict[str, Any] = {
            "report": None,
            "figures": {},
            "corrections": [],
            "index": "index.html",
        }
        for name, part in parts.items():
            written.append(self.write_page(target / name, part, overrides))
        former = set(target.glob("part-[0-9][0-9][0-9][0-9].html"))
        for stale in former - set(written):
            stale.unlink()
        return written

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
        title = format_message("REVIEW_TITLE", {}, self.lang)
        no_script_text = format_message("REVIEW_SCRIPT_OFF", {}, self.lang)
        encoded = map(self._read_encoded, documents)
        draft = path.with_name(f".{path.name}.tmp")
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(
                    render_page(title, self.lang, head, encoded, no_script_text)
                )
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path

    def _read_encoded(self, document: _EncodedDocument) -> str:
        self.encoded_file.seek(document.offset)
        return self.encoded_file.read(document.length).decode("ascii")


STYLE_FILES = ("page.css", "print.css")
SCRIPT_FILES = (
    "base.js",
    "places.js",
    "corrections.js",
    "meaning.js",
    "documents.js",
    "sheet.js",
    "printed.js",
    "panel.js",
    "report.js",
    "main.js",
)


def encode_data(data: object) -> str:
    """Data as the page holds it: JSON, deflated (zlib), base64."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    deflated = zlib.compress(text.encode("utf-8", "surrogatepass"), 9)
    return base64.b64encode(deflated).decode("ascii")


def render_page(
    title: str,
    lang: str,
    initial_data: Mapping[str, Any],
    encoded_documents: Iterable[str],
    no_script_text: str,
) -> Iterator[str]:
    """Render one page.

    Args:
        title: title of the page.
        lang: zh or en.
        initial_data: what the page needs before any document is unpacked.
        encoded_documents: the documents, each as :func:`encode_data` gives it.
        no_script_text: what is shown where scripts do not run.

    Returns:
        The pieces of the file in order.
    """
    html_lang = "zh-CN" if lang == "zh" else "en"
    style, script = _read_assets(STYLE_FILES), _read_assets(SCRIPT_FILES)
    policy = (
        f"default-src 'none'; script-src '{_hash_source(script)}'; style-src '{_hash_source(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield (
        f'<!DOCTYPE html>\n<html lang="{html_lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"{build_version_tag(str(initial_data.get('version', '')))}\n"
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<noscript>{escape(no_script_text)}</noscript>\n"
    )
    yield f'<script type="text/plain" id="head">{encode_data(initial_data)}</script>\n'
    for number, data in enumerate(encoded_documents):
        yield f'<script type="text/plain" id="d{number}">{data}</script>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


@cache
def _read_assets(names: tuple[str, ...]) -> str:
    folder = files("extractor").joinpath("review", "assets")
    return "\n" + "".join(
        folder.joinpath(name).read_text(encoding="utf-8") for name in names
    )


def _hash_source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
