"""Where and when files were published: the user's list of sources beside the files.

A line of the list names a file by the hash of its bytes or by its path,
and says on which page, at which address, by whom and when it was
published and when it was fetched. The list is read before any file is.
What it says becomes the table ``sources``; what it contradicts becomes
an issue of the disclosure.

A department publishes its budget and final accounts within twenty days
of their approval (预算法, article 14, since 2015; its units likewise,
预算法实施条例 of 2020, article 6).
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from extractor.batch.urls import is_remote, to_local_path
from extractor.dataclass import dataclass
from extractor.formats.source import read_user_text
from extractor.i18n import find_severity, format_message
from extractor.model.enums import SourceStatus, Timeliness
from extractor.model.issues import ExtractorError
from extractor.schema import get_table

__all__ = [
    "SOURCE_COLUMNS",
    "DisclosureYear",
    "PublishedFile",
    "PublicationRegister",
    "Timing",
    "build_issue_rows",
    "judge_timeliness",
    "load_publications",
]

_TEXTS = ("path", "sha256", "landing_page", "file_url", "publisher")
_DATES = ("publication_date", "approval_date", "retrieval_date")
SOURCE_COLUMNS = (*_TEXTS, *_DATES)
"""The columns of the list, in any order; one of the first two is required."""
_ADDRESSES = ("landing_page", "file_url")
_SCHEMES = ("http", "https", "ftp")
_TABLE = "sources"
_ARCHIVE = "!/"
_SHA256 = re.compile(r"[0-9a-f]{64}")
# 2026-02-10, 2026/2/10, 2026年2月10日, 20260210; a spreadsheet may add midnight.
_DATE = re.compile(
    r"(\d{4})(?:\D?(\d{2})\D?(\d{2})|\D(\d{1,2})\D(\d{1,2}))\D?"
    r"(?:\s*0{1,2}:00(?::00)?)?"
)
MAX_DAYS = 20
"""Days from the approval to the publication: 预算法, article 14."""
RULE_SINCE = date(2015, 1, 1)
"""From when on the law has had this rule."""


@dataclass(frozen=True)
class PublishedFile:
    """One line of the list. ``path`` has ``/``
    between its parts; '' is not stated."""

    line: int
    path: str = ""
    sha256: str = ""
    landing_page: str = ""
    file_url: str = ""
    publisher: str = ""
    publication_date: date | None = None
    approval_date: date | None = None
    retrieval_date: date | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """The file and its addresses: no two lines may have the same."""
        return self.sha256, self.path, self.landing_page, self.file_url


# The list


def load_publications(path: str | os.PathLike[str]) -> tuple[PublishedFile, ...]:
    """Load the list of sources.

    Args:
        path: CSV in UTF-8, with or without BOM. The header has names of
            SOURCE_COLUMNS or the Chinese labels of the table ``sources``.

    Returns:
        Its lines; empty ones are left out.

    Raises:
        ExtractorError: The file cannot be opened or decoded, has an unknown column or
            none that names a file, or a line of it is wrong.
    """
    text = read_user_text(path, "SOURCES_ENCODING")
    reader = csv.reader(io.StringIO(text, newline=""))
    found: dict[tuple[str, ...], PublishedFile] = {}
    try:
        header = _parse_header(path, next(reader, []))
        for values in reader:
            texts = dict(zip_longest(header, map(str.strip, values), fillvalue=""))
            if not any(texts.values()):
                continue
            one = _parse_line(path, reader.line_num, texts)
            first = found.setdefault(one.identity, one)
            if first is not one:
                raise ExtractorError(
                    "SOURCES_TWICE", path=path, line=one.line, other=first.line
                )
    except csv.Error as error:
        raise ExtractorError(
            "SOURCES_LINE", path=path, line=reader.line_num, value=error
        ) from error
    return tuple(found.values())


def _parse_header(path: str | os.PathLike[str], header: Sequence[str]) -> list[str]:
    """The names of the columns; labels become names."""
    columns = [one for one in get_table(_TABLE).columns if one.name in SOURCE_COLUMNS]
    names = {one.label_zh: one.name for one in columns}
    names |= {one.name: one.name for one in columns}
    known = ", ".join(SOURCE_COLUMNS)
    parsed: list[str] = []
    for text in header:
        name = names.get(text.strip())
        if name is None or name in parsed:
            raise ExtractorError("SOURCES_COLUMN", path=path, name=text, known=known)
        parsed.append(name)
    if not {"path", "sha256"} & set(parsed):
        name = "path, sha256"
        raise ExtractorError("SOURCES_COLUMN", path=path, name=name, known=known)
    return parsed


def _parse_line(
    path: str | os.PathLike[str], line: int, texts: Mapping[str, str]
) -> PublishedFile:
    """One line of the list.

    Raises:
        ExtractorError: it names no file, or a hash, address or date is none.
    """
    sha256 = texts.get("sha256", "").lower()
    if not sha256 and not texts.get("path"):
        raise ExtractorError("SOURCES_NO_FILE", path=path, line=line)
    dates = {name: _parse_date(texts.get(name, "")) for name in _DATES}
    for value in _iter_wrong_values(texts, dates):
        raise ExtractorError("SOURCES_LINE", path=path, line=line, value=value)
    return PublishedFile(
        line,
        _normalize_path(texts.get("path", "")),
        sha256,
        texts.get("landing_page", ""),
        texts.get("file_url", ""),
        texts.get("publisher", ""),
        dates["publication_date"],
        dates["approval_date"],
        dates["retrieval_date"],
    )


def _iter_wrong_values(
    texts: Mapping[str, str], dates: Mapping[str, date | None]
) -> Iterator[str]:
    """What is no hash, no address or no date, though it stands for one."""
    if texts.get(""):
        yield texts[""]  # more values than columns
    sha256 = texts.get("sha256", "")
    if sha256 and not _SHA256.fullmatch(sha256.lower()):
        yield sha256
    for name in _ADDRESSES:
        if not _is_address(texts.get(name, "")):
            yield texts[name]
    for name, day in dates.items():
        if day is None and texts.get(name):
            yield texts[name]


def _is_address(text: str) -> bool:
    """True for an address of a page or file, and where none is stated."""
    if not text:
        return True
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.netloc)


def _parse_date(text: str) -> date | None:
    """A day; None for what is none."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, *rest = filter(None, match.groups())
    month, day = rest
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _normalize_path(text: str) -> str:
    path = unicodedata.normalize("NFC", text.replace("\\", "/"))
    while path.startswith("./"):
        path = path.removeprefix("./")
    return path


# The files of a run


class DisclosureYear(NamedTuple):
    """Year and kind of a disclosure; either is None where it is not known."""

    fiscal_year: int | None
    doc_type: str | None


class _KnownFile(NamedTuple):
    """A file of the run that a line of the list is about."""

    path: str
    sha256: str


class _LineOutcome(NamedTuple):
    """What became of a line, and the other line that this has to do with."""

    status: SourceStatus
    other: PublishedFile | None = None


class PublicationRegister:
    """The lines of the list with the files of a run that they are about.

    Args:
        publications: the lines.
        folder: that of the list; paths on the disk are relative to it.
    """

    def __init__(
        self, publications: Sequence[PublishedFile] = (), folder: Path = Path()
    ) -> None:
        self.publications = publications
        self.n_unlisted = 0
        self._by_hash: dict[str, list[PublishedFile]] = {}
        self._by_path: dict[str, list[PublishedFile]] = {}
        self._by_address: dict[str, list[PublishedFile]] = {}
        self._claimed: dict[str, list[PublishedFile]] = {}
        self._files: dict[int, _KnownFile] = {}
        self._disclosure_ids: dict[str, str] = {}
        self._years: dict[str, DisclosureYear] = {}
        for one in publications:
            if one.sha256:
                self._by_hash.setdefault(one.sha256, []).append(one)
            if one.file_url:
                self._by_address.setdefault(one.file_url, []).append(one)
            if one.path:
                place = _resolve(folder / one.path)
                for path in {one.path, place}:
                    self._by_path.setdefault(path, []).append(one)

    @classmethod
    def load(cls, path: str | os.PathLike[str] | None) -> PublicationRegister:
        """Load a list; None gives a register that knows nothing."""
        if path is None:
            return cls()
        return cls(load_publications(path), Path(path).absolute().parent)

    def compute_digest(self) -> str:
        """A digest of all lines, part of what a dataset is made from; '' without
        any."""
        if not self.publications:
            return ""
        digest = hashlib.sha256(repr(self.publications).encode()).hexdigest()
        return f"sources {digest[:16]}"

    def add_file(self, path: str, location: str, sha256: str) -> None:
        """Take a file of the run.

        Args:
            path: its name in the dataset.
            location: its path or URL; that of the archive for a member.
            sha256: hash of its bytes, '' where they cannot be read.
        """
        if not self.publications:
            return
        file = _KnownFile(path, sha256)
        for one in self._by_hash.get(sha256, ()):
            known = self._files.get(one.line)
            if known is None or known.sha256 != sha256 or one.path == path:
                self._files[one.line] = file
        for one in self._find_by_path(path, location):
            if one.line not in self._files:
                self._files[one.line] = file
                self._claimed.setdefault(sha256, []).append(one)

    def _find_by_path(self, path: str, location: str) -> Iterator[PublishedFile]:
        yield from self._by_path.get(path, ())
        if is_remote(location):
            return
        _, mark, member = path.partition(_ARCHIVE)
        place = _resolve(Path(to_local_path(location))) + mark + member
        yield from self._by_path.get(place, ())

    def add_disclosures(
        self, disclosures: Iterable[Mapping[str, Any]], hashes: Iterable[str]
    ) -> None:
        """Take the disclosures of a main text.

        Args:
            disclosures: their rows.
            hashes: the hashes of its files.
        """
        if not self.publications:
            return
        first: str | None = None
        for row in disclosures:
            first = first or row["disclosure_id"]
            year = DisclosureYear(row["fiscal_year"], row["doc_type"])
            self._years[row["disclosure_id"]] = year
        for sha256 in hashes:
            if first is not None:
                self._disclosure_ids.setdefault(sha256, first)

    def find_publications(self, sha256: str) -> list[PublishedFile]:
        """The lines about a file, in the order of the list."""
        candidates = [*self._by_hash.get(sha256, ()), *self._claimed.get(sha256, ())]
        found = {
            one.line: one
            for one in candidates
            if self._files[one.line].sha256 == sha256
        }
        return [found[line] for line in sorted(found)]

    def _compare(self, one: PublishedFile) -> _LineOutcome:
        """A line against the files of the run and against the other lines."""
        known = self._files.get(one.line)
        if known is None:
            return _LineOutcome(SourceStatus.MISSING)
        for other in self._by_address.get(one.file_url, ()):
            theirs = self._files.get(other.line)
            if theirs is not None and theirs.sha256 != known.sha256:
                return _LineOutcome(SourceStatus.CHANGED, other)
        if one.sha256 and one.sha256 != known.sha256:
            return _LineOutcome(SourceStatus.CHANGED)
        for other in self.find_publications(known.sha256):
            if other.line < one.line:
                return _LineOutcome(SourceStatus.DUPLICATE, other)
        return _LineOutcome(SourceStatus.MATCHED)

    # Issues and rows

    def list_issues(
        self, files: Iterable[tuple[str, str]], year: DisclosureYear
    ) -> Iterator[tuple[str, str, dict[str, str]]]:
        """What the list says against a disclosure, or does not say of it.

        Args:
            files: path and hash of each of its files.
            year: its year and kind.

        Yields:
            Path of the file, code and details of each issue.
        """
        if not self.publications:
            return
        is_listed = True
        for path, sha256 in files:
            found = self.find_publications(sha256)
            is_listed = is_listed and bool(found)
            if not found:
                yield path, "SOURCE_UNLISTED", {"file": path}
            for one in found:
                yield from self._list_contradictions(path, one, year)
        self.n_unlisted += not is_listed

    def _list_contradictions(
        self, path: str, one: PublishedFile, year: DisclosureYear
    ) -> Iterator[tuple[str, str, dict[str, str]]]:
        details = {"line": str(one.line), "file": path, "other": one.file_url}
        outcome = self._compare(one)
        if outcome.status is SourceStatus.CHANGED:
            code = "SOURCE_CHANGED"
            if outcome.other is not None:
                code = "SOURCE_REPLACED"
                details["other"] = self._files[outcome.other.line].path
            yield path, code, details
        timeliness, days = judge_timeliness(one, year)
        code = _CODES_BY_TIMELINESS.get(timeliness, "")
        if code:
            details |= {"published": str(one.publication_date), "days": str(days or "")}
            details |= {"approved": str(one.approval_date or year.fiscal_year)}
            yield path, code, details

    def count_statuses(self) -> dict[str, int]:
        """Numbers of lines by status, and of disclosures that no line is about."""
        counts: dict[str, int] = {}
        for one in self.publications:
            status = self._compare(one).status
            counts[status] = counts.get(status, 0) + 1
        if self.n_unlisted:
            counts["unlisted"] = self.n_unlisted
        return dict(sorted(counts.items()))

    def iter_rows(self) -> Iterator[dict[str, Any]]:
        """The rows of the table ``sources``, once all files are known."""
        for one in self.publications:
            yield self._build_row(one)

    def _build_row(self, one: PublishedFile) -> dict[str, Any]:
        status, other = self._compare(one)
        known = self._files.get(one.line, _KnownFile("", one.sha256))
        disclosure_id = self._disclosure_ids.get(known.sha256)
        year = self._years.get(disclosure_id or "", DisclosureYear(None, None))
        timeliness, days = judge_timeliness(one, year)
        return {
            "line": one.line,
            "path": known.path or one.path or None,
            "sha256": known.sha256 or None,
            "disclosure_id": disclosure_id,
            "landing_page": one.landing_page or None,
            "file_url": one.file_url or None,
            "publisher": one.publisher or None,
            "publication_date": one.publication_date,
            "approval_date": one.approval_date,
            "retrieval_date": one.retrieval_date,
            "status": status,
            "other_line": other and other.line,
            "days_to_publication": days,
            "timeliness": timeliness,
        }


def _resolve(path: Path) -> str:
    return unicodedata.normalize("NFC", path.absolute().resolve().as_posix())


# The twenty days


class Timing(NamedTuple):
    """Whether a publication was in time; days from
    the approval, None without it."""

    timeliness: Timeliness
    days: int | None = None


_CODES_BY_TIMELINESS = {
    Timeliness.LATE: "PUBLISHED_LATE",
    Timeliness.EARLY: "PUBLISHED_EARLY",
}


def judge_timeliness(publication: PublishedFile, year: DisclosureYear) -> Timing:
    """Judge whether a disclosure was published within twenty days of its approval.

    Without the day of the approval little is certain: a budget is
    approved before its year ends, so twenty days after the year it is
    late; final accounts of a year that has not ended are too early.

    Args:
        publication: what the list says.
        year: year and kind of the disclosure.

    Returns:
        In time, late, too early, or not to be judged.

    >>> days = {"publication_date": date(2026, 3, 5), "approval_date": date(2026, 2, 6)}
    >>> judge_timeliness(PublishedFile(2, **days), DisclosureYear(2026, None)).days
    27
    """
    published, approved = publication.publication_date, publication.approval_date
    if published is None or published < RULE_SINCE:
        return Timing(Timeliness.NOT_CHECKABLE)
    if approved is None:
        return Timing(_judge_by_year(published, year))
    days = (published - approved).days
    if days < 0:
        return Timing(Timeliness.EARLY, days)
    if days > MAX_DAYS:
        return Timing(Timeliness.LATE, days)
    return Timing(Timeliness.IN_TIME, days)


def _judge_by_year(published: date, year: DisclosureYear) -> Timeliness:
    """What the year alone makes certain."""
    if year.fiscal_year is None or year.doc_type is None:
        return Timeliness.NOT_CHECKABLE
    last_day = date(year.fiscal_year, 12, 31)
    if year.doc_type.endswith("final"):
        if published <= last_day:
            return Timeliness.EARLY
    elif published > last_day + timedelta(MAX_DAYS):
        return Timeliness.LATE
    return Timeliness.NOT_CHECKABLE


def build_issue_rows(
    register: PublicationRegister,
    disclosure: Mapping[str, Any],
    files: Iterable[tuple[str, str]],
    first_number: int,
    lang: str,
) -> list[dict[str, Any]]:
    """The issues of a disclosure that come from the list of sources.

    Args:
        register: the list with the files of the run.
        disclosure: the row of the disclosure.
        files: path and hash of each of its files.
        first_number: the number of the first issue.
        lang: language of the messages, zh or en.
    """
    disclosure_id = disclosure["disclosure_id"]
    year = DisclosureYear(disclosure["fiscal_year"], disclosure["doc_type"])
    found = register.list_issues(files, year)
    return [
        {
            "disclosure_id": disclosure_id,
            "issue_id": f"{disclosure_id}-issue-{number}",
            "code": code,
            "severity": find_severity(code),
            "message": format_message(code, details, lang),
            "place": None,
            "file": path,
        }
        for number, (path, code, details) in enumerate(found, first_number)
    ]
