"""What a run tells of each file and of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Self

from extractor.dataclass import dataclass
from extractor.formats.detect import is_misnamed
from extractor.i18n import format_message
from extractor.model.enums import ManifestStatus

__all__ = [
    "FAILED_STATUSES",
    "ManifestEntry",
    "RunReport",
]

FAILED_STATUSES = frozenset(
    {
        ManifestStatus.ENCRYPTED,
        ManifestStatus.CORRUPT,
        ManifestStatus.REFUSED_LIMIT,
        ManifestStatus.REFUSED_POLICY,
        ManifestStatus.TIMEOUT,
        ManifestStatus.MEMORY,
        ManifestStatus.CRASH,
        ManifestStatus.IO_ERROR,
    }
)
"""Outcomes that mean: somebody wanted this file and did not get it."""

_READ_STATUSES = (
    ManifestStatus.OK,
    ManifestStatus.PARTIAL,
    ManifestStatus.UNCERTAIN,
    ManifestStatus.DUPLICATE,
)
_FAILURES_OF_NAMED_FILES = frozenset(
    {
        ManifestStatus.UNSUPPORTED,
        ManifestStatus.NOT_A_DISCLOSURE,
        ManifestStatus.SKIPPED,
    }
)
"""Outcomes that are a failure where the user named the very file."""

MAX_FAILURES_OF_A_KIND = 5
MAX_LISTED_FAILURES = 20
_SUMS = (
    "rows",
    "checks",
    "issues",
    "grades",
    "corrections",
    "corrections_idle",
    "sources",
)


@dataclass(frozen=True)
class ManifestEntry:
    """One row of the manifest and what is volatile about it."""

    path: str
    bytes: int | None
    sha256: str | None
    format: str | None
    status: str
    code: str
    details: Mapping[str, str]
    disclosure_ids: tuple[str, ...]
    seconds: float = 0.0
    peak_bytes: int = 0
    reused: bool = False
    explicit: bool = False
    traceback: str = ""
    joined_to: str | None = None
    joined_by: str | None = None

    @property
    def content(self) -> tuple[Any, ...]:
        """All that a dataset holds of it."""
        return (
            self.path,
            self.bytes,
            self.sha256,
            self.format,
            self.status,
            self.code,
            sorted(self.details.items()),
            self.disclosure_ids,
            self.joined_to,
            self.joined_by,
        )

    def to_json(self) -> dict[str, Any]:
        """The entry as JSON can hold it."""
        return dict(vars(self))

    @classmethod
    def parse_json(cls, values: Mapping[str, Any]) -> Self:
        """An entry of a former run, as :meth:`to_json` gave it."""
        ids = tuple(values["disclosure_ids"])
        entry = cls(**{**values, "disclosure_ids": ids})
        return replace(entry, seconds=0.0, peak_bytes=0)

    def describe_failure(self, lang: str) -> str:
        """Describe in one language why the file was not read; '' where it was."""
        if not self.code:
            return ""
        details = dict(self.details)
        if "why_code" in details:
            words = {"word": details.pop("word", "")}
            details["why"] = format_message(details.pop("why_code"), words, lang)
        return format_message(self.code, details, lang)

    def to_row(self, lang: str) -> dict[str, Any]:
        """The row of the table ``manifest``, its sentence in the language of the
        dataset."""
        error = None
        if self.code:
            error = f"{self.code}: {self.describe_failure(lang)}"
        return {
            "path": self.path,
            "bytes": self.bytes,
            "sha256": self.sha256,
            "format": self.format,
            "status": self.status,
            "error": error,
            "disclosure_ids": ";".join(self.disclosure_ids) or None,
            "misnamed": is_misnamed(self.path, self.format),
            "joined_to": self.joined_to,
            "joined_by": self.joined_by,
        }


@dataclass
class RunReport:
    """What a run did: files by outcome, rows by table, checks by result, issues by
    severity, documents by grade, the first failures."""

    out: str
    total: int = 0
    done: int = 0
    reused: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    checks: dict[str, int] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    failures: list[ManifestEntry] = field(default_factory=list)
    """The first files that failed; of files that the user named also those that are no
    disclosure."""
    failed: int = 0
    corrections: dict[str, int] = field(default_factory=dict)
    """Numbers of corrections applied and refused."""
    corrections_idle: int = 0
    """Corrections of documents that gave no rows in this run."""
    sources: dict[str, int] = field(default_factory=dict)
    """Numbers of lines of the list of sources by status, and of disclosures it
    lacks."""
    dropped_options: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    """Codes of the catalogue, with their details, of what the dataset in this place was
    made with and the run was not given."""
    seconds: float = 0.0

    def add_entry(self, entry: ManifestEntry, counts: Mapping[str, int]) -> None:
        """Take one written file into the sums."""
        self.reused += entry.reused
        self.statuses[entry.status] = self.statuses.get(entry.status, 0) + 1
        for name, number in counts.items():
            counter, key = self._find_counter(name)
            counter[key] = counter.get(key, 0) + number
        is_failure = entry.status in FAILED_STATUSES
        if entry.explicit and entry.status in _FAILURES_OF_NAMED_FILES:
            is_failure = True
        if is_failure:
            self.failed += 1
            if self._wants_failure(entry):
                self.failures.append(entry)

    def _wants_failure(self, entry: ManifestEntry) -> bool:
        """Whether a failure is to be listed: hundreds of one kind would hide those of
        other kinds."""
        kind = (entry.status, entry.code)
        alike = sum((each.status, each.code) == kind for each in self.failures)
        is_full = len(self.failures) >= MAX_LISTED_FAILURES
        return not is_full and alike < MAX_FAILURES_OF_A_KIND

    def _find_counter(self, name: str) -> tuple[dict[str, int], str]:
        """The sums that a count belongs to: rows of a table, or of one table by a value
        (``checks.fail``)."""
        table, dot, value = name.partition(".")
        if not dot:
            return self.rows, table
        counters = {
            "checks": self.checks,
            "issues": self.issues,
            "disclosures": self.grades,
            "corrections": self.corrections,
        }
        return counters[table], value

    def get_sums(self) -> dict[str, Any]:
        """The sums that are not made of entries, as JSON can hold them."""
        return {name: getattr(self, name) for name in _SUMS}

    def take_sums(self, sums: Mapping[str, Any]) -> None:
        """Take the sums that :meth:`get_sums` of
        the report of a former run gave."""
        for name, value in sums.items():
            setattr(self, name, value)

    @property
    def files_read(self) -> int:
        """Files that gave rows."""
        return sum(self.statuses.get(status, 0) for status in _READ_STATUSES)
