"""``write``: a dataset into one page, or into a folder of pages with an index."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from extractor.i18n import sentence
from extractor.model.issues import ExtractorError
from extractor.review.figures import figures
from extractor.review.model import document, entry, plain, rank
from extractor.review.page import pack, page
from extractor.review.report import report
from extractor.review.words import words
from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.dataset import Dataset

__all__ = ["Written", "write"]

PART = 25  # documents of one page of a folder


class Written(NamedTuple):
    """What was written: the page to open, all files, how many documents, whether the figures of the report are in."""

    page: Path
    files: tuple[Path, ...]
    documents: int
    figures: bool


class _Packed(NamedTuple):
    entry: Mapping[str, Any]
    start: int
    length: int


def write(
    data: Dataset,
    out: str | os.PathLike[str],
    *,
    lang: str | None = None,
    drawings: str | os.PathLike[str] | None = None,
) -> Written:
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
        data.arrow("blocks")
    except KeyError:
        raise ExtractorError("DATASET_WITHOUT_PAGE", path=data.folder) from None
    chosen = lang or data.lang
    drawn = figures(data)
    head = {
        "lang": chosen,
        "version": data.version,
        "program": __version__,
        "words": words(),
        "report": report(data),
        "figures": drawn,
        "corrections": [
            {k: plain(v) for k, v in row.items()} for row in data.rows("corrections")
        ],
    }
    with tempfile.TemporaryFile() as store:
        packed = sorted(_packed(data, store), key=lambda one: rank(one.entry))
        made = _Pages(head, chosen, store)
        if single:
            target.parent.mkdir(parents=True, exist_ok=True)
            done = [made.write(target, packed, {})]
        else:
            done = made.folder(target, packed)
    folder = (
        Path(drawings)
        if drawings is not None
        else None
        if single
        else target / "figures"
    )
    if folder is not None and drawn:
        folder.mkdir(parents=True, exist_ok=True)
        for name, svg in sorted(drawn.items()):
            done.append(folder / f"{name}.svg")
            done[-1].write_text(svg, encoding="utf-8", newline="\n")
    return Written(done[0], tuple(done), len(packed), bool(drawn))


def _packed(data: Dataset, store: IO[bytes]) -> Iterator[_Packed]:
    """Each document packed into the store, so that memory holds the list alone."""
    across: dict[str, list[Mapping[str, Any]]] = {}
    for row in data.rows("across"):
        across.setdefault(row["document_id"], []).append(row)
    for rows in data.documents_rows():
        beside = across.get(rows["documents"][0]["document_id"], ())
        start = store.tell()
        length = store.write(pack(document(rows, beside)).encode("ascii"))
        yield _Packed(entry(rows, beside), start, length)


class _Pages:
    """Writes pages that share one head."""

    def __init__(self, head: Mapping[str, Any], lang: str, store: IO[bytes]) -> None:
        self.head = head
        self.lang = lang
        self.store = store

    def folder(self, target: Path, packed: list[_Packed]) -> list[Path]:
        """An index of all documents, and pages of some each."""
        target.mkdir(parents=True, exist_ok=True)
        parts = [packed[at : at + PART] for at in range(0, len(packed), PART)]
        names = [f"part-{number:04}.html" for number in range(1, len(parts) + 1)]
        listed = [
            {**one.entry, "page": name}
            for name, part in zip(names, parts, strict=True)
            for one in part
        ]
        done = [self.write(target / "index.html", [], {"entries": listed})]
        few: dict[str, Any] = {
            "report": None,
            "figures": {},
            "corrections": [],
            "index": "index.html",
        }
        done += [
            self.write(target / name, part, few)
            for name, part in zip(names, parts, strict=True)
        ]
        for stale in set(target.glob("part-[0-9][0-9][0-9][0-9].html")) - set(done):
            stale.unlink()
        return done

    def write(self, path: Path, packed: list[_Packed], more: Mapping[str, Any]) -> Path:
        """One page with its documents; it is there wholly or not at all."""
        head = {**self.head, "entries": [one.entry for one in packed], **more}
        title, off = (
            sentence(code, {}, self.lang)
            for code in ("REVIEW_TITLE", "REVIEW_SCRIPT_OFF")
        )
        draft = path.with_name(f".{path.name}.tmp")
        try:
            with draft.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(
                    page(title, self.lang, head, map(self._read, packed), off)
                )
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        return path

    def _read(self, one: _Packed) -> str:
        self.store.seek(one.start)
        return self.store.read(one.length).decode("ascii")
