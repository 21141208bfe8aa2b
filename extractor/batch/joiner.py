"""From files to disclosures: what the run does between understanding files and writing
rows.

Every file is understood by itself first, and its result is kept under
its hash. Then the portraits tell which files make one disclosure; each
such group is understood once more, as one, and that result is kept
under the hashes of all. So a file that is added changes the results of
its own disclosure alone.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import (
    Callable,
    Container,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    Sized,
)
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from extractor.batch.grouping import FileDoubt, FileGroup, FileGrouping, PortraitStore
from extractor.batch.outcome import Outcome, TaskData
from extractor.batch.source_file import SourceFile
from extractor.dataclass import dataclass
from extractor.dataset.to_rows import build_membership
from extractor.i18n import find_severity, format_message
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ReadError

if TYPE_CHECKING:
    from extractor.batch.fetch import SourceLoader
    from extractor.batch.staging import ResultStore

__all__ = [
    "FileJoiner",
    "JoinedFile",
    "PendingFile",
    "PrepareItem",
    "SourceList",
    "build_doubt_rows",
    "iter_membership_rows",
]

T = TypeVar("T")

_DOUBT_CODE = "JOIN_DOUBTFUL"
_READ = (ManifestStatus.OK, ManifestStatus.UNCERTAIN, ManifestStatus.PARTIAL)


@dataclass
class PendingFile:
    """One source on its way from feeder to writer; ``name`` is under which its result
    holds."""

    source: SourceFile
    size: int | None = None
    sha256: str = ""
    outcome: Outcome | None = None
    """Of a source that needs no work, or whose work cannot be kept."""
    done: bool = False
    reused: bool = False
    name: str = ""

    def set_outcome(self, outcome: Outcome) -> None:
        """Finish it without work."""
        self.outcome = outcome
        self.done = True


PrepareItem = Callable[[T, Container[str]], tuple[PendingFile, TaskData | None]]


class SourceList(Sized, Iterable[SourceFile], Protocol):
    """Sources whose number is known."""


class FileScheduler(Protocol):
    """What gives work to workers: all that joining needs of it."""

    store: ResultStore
    loader: SourceLoader

    @property
    def joins_files(self) -> bool:
        """False where each file is a disclosure of its own."""

    def describe_conditions(self, pending: PendingFile) -> str:
        """What the rows of a file depend on besides its bytes."""

    def load_outcome(self, sha256: str) -> Outcome:
        """A finished outcome from the store."""

    def report_progress(self) -> None:
        """Tell that a file is done."""

    def process_sources(self, sources: SourceList) -> Generator[PendingFile]:
        """The files in the order of the sources, each when it is done."""

    def process_items(
        self, items: Iterable[T], total: int, prepare: PrepareItem[T]
    ) -> Generator[PendingFile]:
        """Process sources or groups of them in their order."""


class FileMember(NamedTuple):
    """One file of a disclosure."""

    path: str
    sha256: str
    format: str | None
    joined_by: str | None


@dataclass(frozen=True)
class JoinedFile:
    """One file with the disclosure it belongs to.

    ``outcome`` is that of the disclosure; ``files`` are its files, the
    main text first.
    """

    pending: PendingFile
    outcome: Outcome
    files: tuple[FileMember, ...]
    joined_to: str | None = None
    joined_by: str | None = None
    doubts: tuple[FileDoubt, ...] = ()

    @property
    def path(self) -> str:
        """Its name in the dataset."""
        return self.pending.source.path

    @property
    def is_part(self) -> bool:
        """True for a part of the disclosure of another file."""
        return self.joined_to is not None


class FileJoiner:
    """Finds the files of each disclosure. Close it after use."""

    def __init__(self, scheduler: FileScheduler) -> None:
        self._scheduler = scheduler
        self._portraits = PortraitStore()
        # Files that are done, in their order: a hundred thousand are memory too.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("CREATE TABLE files (path TEXT, sha256 TEXT, pending BLOB)")
        self._grouping = FileGrouping()
        self._keys: dict[str, str] = {}
        self._mains: dict[str, str] = {}

    def close(self) -> None:
        """Let the temporary files go."""
        self._portraits.close()
        self._db.close()

    def process_sources(self, sources: SourceList) -> Generator[JoinedFile]:
        """The files in their order, each with its disclosure, when all that it needs is
        done."""
        scheduler = self._scheduler
        files = scheduler.process_sources(sources)
        if not scheduler.joins_files:
            for pending in files:
                yield self._build_single(pending, self._load_outcome(pending))
            return
        for pending in files:
            self._keep(pending)
            scheduler.report_progress()
        self._grouping = self._portraits.group_files()
        self._process_groups()
        self._db.execute("CREATE INDEX by_path ON files (path)")
        for (blob,) in self._db.execute("SELECT pending FROM files ORDER BY rowid"):
            yield self._join(pickle.loads(blob))  # noqa: S301 - written by this process

    def _keep(self, pending: PendingFile) -> None:
        """Keep a file until the others of its disclosure are known."""
        path, sha256 = pending.source.path, pending.sha256
        outcome = self._load_outcome(pending)
        if outcome.portrait is not None and sha256:
            self._portraits.add_portrait(path, outcome.portrait, sha256)
        values = path, sha256, pickle.dumps(pending)
        self._db.execute("INSERT INTO files VALUES (?,?,?)", values)

    def _load_outcome(self, pending: PendingFile) -> Outcome:
        return pending.outcome or self._scheduler.load_outcome(pending.sha256)

    def _load_pending(self, path: str) -> PendingFile:
        query = "SELECT pending FROM files WHERE path = ? ORDER BY rowid LIMIT 1"
        ((blob,),) = self._db.execute(query, (path,))
        pending: PendingFile = pickle.loads(blob)  # noqa: S301 - written by this process
        return pending

    # Groups

    def _process_groups(self) -> None:
        groups = self._grouping.list_groups()
        if not groups:
            return
        items = self._scheduler.process_items(groups, len(groups), self._prepare_group)
        for group, pending in zip(groups, items, strict=True):
            outcome = self._load_outcome(pending)
            if outcome.status not in _READ:
                self._grouping.remove_group(group, outcome.code or outcome.status)
                continue
            self._keys[group.main] = pending.sha256
            for path in group.paths:
                self._mains[self._load_pending(path).sha256] = group.main

    def _prepare_group(
        self, group: FileGroup, in_progress: Container[str]
    ) -> tuple[PendingFile, TaskData | None]:
        """Load the files of a group, unless its result is kept."""
        members = [self._load_pending(path) for path in group.paths]
        key = self._build_key(members)
        main = members[0].source
        pending = PendingFile(main, sha256=key)
        store = self._scheduler.store
        if store.has(key, ""):
            pending.done = True
        store.mark_seen(key)
        if pending.done:
            return pending, None
        data: list[tuple[bytes, str]] = []
        for member in members:
            loaded = self._load_member(member)
            if loaded is None:
                outcome = Outcome(ManifestStatus.IO_ERROR, code="FILE_CHANGES")
                pending.set_outcome(outcome)
                return pending, None
            data.append((loaded, member.source.path))
        return pending, tuple(data)

    def _build_key(self, members: list[PendingFile]) -> str:
        """What the result of a group is kept under: hash, name and corrections of each
        file."""
        digest = hashlib.sha256()
        for member in members:
            conditions = self._scheduler.describe_conditions(member)
            digest.update(f"{member.sha256} {conditions}\n".encode())
        return f"joined-{digest.hexdigest()}"

    def _load_member(self, member: PendingFile) -> bytes | None:
        """The bytes of a file once more; None where they are others by now."""
        try:
            data, _, sha256 = self._scheduler.loader.load(member.source)
        except (ReadError, OSError):
            return None
        if sha256 != member.sha256:
            return None
        return data

    # Files

    def _join(self, pending: PendingFile) -> JoinedFile:
        path = pending.source.path
        own = self._load_outcome(pending)
        doubts = tuple(self._grouping.doubts.get(path, ()))
        main = self._mains.get(pending.sha256)
        if main is None:
            return replace(self._build_single(pending, own), doubts=doubts)
        outcome = self._scheduler.load_outcome(self._keys[main])
        group = self._grouping.groups[main]
        files = tuple(self._list_members(group))
        if path == main:
            joined = JoinedFile(pending, outcome, files, doubts=doubts)
            return replace(joined, outcome=replace(outcome, format=own.format))
        outcome = Outcome(
            ManifestStatus.OK, own.format, disclosure_ids=outcome.disclosure_ids
        )
        if path not in group.parts:
            # A copy of one of the files: its row names the disclosure.
            return JoinedFile(pending, outcome, files)
        reason = group.reasons[group.parts.index(path)]
        outcome = replace(outcome, seconds=own.seconds, peak_bytes=own.peak_bytes)
        return JoinedFile(pending, outcome, files, main, reason, doubts)

    def _list_members(self, group: FileGroup) -> Iterator[FileMember]:
        reasons = (None, *group.reasons)
        for path, reason in zip(group.paths, reasons, strict=True):
            pending = self._load_pending(path)
            outcome = self._load_outcome(pending)
            yield FileMember(path, pending.sha256, outcome.format, reason)

    def _build_single(self, pending: PendingFile, outcome: Outcome) -> JoinedFile:
        path = pending.source.path
        member = FileMember(path, pending.sha256, outcome.format, None)
        return JoinedFile(pending, outcome, (member,))


def iter_membership_rows(
    disclosures: Iterable[Mapping[str, Any]], joined: JoinedFile
) -> Iterator[dict[str, Any]]:
    """The rows of ``disclosure_files`` of a main text.

    Args:
        disclosures: Its disclosures.
        joined: The main text with its files.
    """
    for disclosure in disclosures:
        for ordinal, (path, sha256, format, reason) in enumerate(joined.files, 1):
            disclosure_id = disclosure["disclosure_id"]
            yield build_membership(disclosure_id, ordinal, path, sha256, format, reason)


def build_doubt_rows(
    disclosures: list[Mapping[str, Any]] | list[dict[str, Any]],
    joined: JoinedFile,
    lang: str,
) -> list[dict[str, Any]]:
    """The issues of files that may belong to a disclosure, but were not joined.

    Args:
        disclosures: The rows of the disclosures of a file; the first has the issues.
        joined: The file.
        lang: Language of the messages, zh or en.
    """
    first = disclosures[0]
    rows: list[dict[str, Any]] = []
    for number, doubt in enumerate(joined.doubts, first["n_issues"] + 1):
        other = doubt.other
        if other == joined.path:
            other = doubt.path
        details = {"other": other, "reason": doubt.reason}
        rows.append(
            {
                "disclosure_id": first["disclosure_id"],
                "issue_id": f"{first['disclosure_id']}-issue-{number}",
                "code": _DOUBT_CODE,
                "severity": find_severity(_DOUBT_CODE),
                "message": format_message(_DOUBT_CODE, details, lang),
                "place": None,
                "file": joined.path,
            }
        )
    return rows
