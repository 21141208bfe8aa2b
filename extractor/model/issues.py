"""Issues, problems of a document as data, and the two exceptions.

An :class:`Issue` has a code and the values of its message; the message itself is in the
catalogue (:mod:`extractor.i18n`) in Chinese and English. Leaf functions yield issues in
one stream with their records.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from extractor.dataclass import dataclass

__all__ = [
    "ExtractorError",
    "Issue",
    "ReadError",
    "partition",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark on a document.

    ``place`` is a printed span or ''; ``details`` fill the sentence of the message
    catalogue.
    """

    code: str
    place: str = ""
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def build(cls, code: str, place: object = "", **details: object) -> Issue:
        """Build an issue.

        Args:
            code: Code of its message.
            place: Where it is, a span or a printed one; '' for the document.
            details: What the message names; each is kept as text.
        """
        return cls(
            code,
            str(place),
            tuple((name, str(value)) for name, value in details.items()),
        )

    def move_to_file(self, ordinal: int) -> Issue:
        """Move an issue of a file to its place among the files of a disclosure."""
        if ordinal == 1 or not self.place:
            return self
        return Issue(self.code, f"f{ordinal}/{self.place}", self.details)


class ExtractorError(Exception):
    """The caller erred: a path that is not there, a place that is none. ``code`` names
    the sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = {name: str(value) for name, value in details.items()}

    def __str__(self) -> str:
        from extractor.i18n import find_chosen_language, format_message

        lang = find_chosen_language() or "zh"
        return f"{self.code}: {format_message(self.code, self.details, lang)}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_error, (type(self), self.code, self.details))


class ReadError(ExtractorError):
    """The bytes are no readable document. ``status`` is the outcome for the
    manifest."""

    def __init__(
        self, code: str, status: str = "corrupt", format: str = "", **details: object
    ) -> None:
        super().__init__(code, **details)
        self.status = status
        self.format = format

    def __reduce__(self) -> tuple[object, ...]:
        return (
            _rebuild_error,
            (
                type(self),
                self.code,
                {**self.details, "status": self.status, "format": self.format},
            ),
        )


def _rebuild_error(
    error_type: type[ExtractorError], code: str, details: dict[str, str]
) -> ExtractorError:
    return error_type(code, **details)


def partition(stream: Iterable[T | Issue]) -> tuple[list[T], list[Issue]]:
    """Separate the records of a stream from its issues.

    Args:
        stream: Records and issues, mixed.

    Returns:
        The records and the issues, each in order.
    """
    records: list[T] = []
    issues: list[Issue] = []
    for entry in stream:
        if isinstance(entry, Issue):
            issues.append(entry)
        else:
            records.append(entry)
    return records, issues
