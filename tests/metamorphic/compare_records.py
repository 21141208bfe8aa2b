"""What a file says, told without what a rewrite is allowed to change: the records of its disclosures as plain rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from unittest import mock

from extractor import pipeline
from extractor.model.disclosure import Disclosure, ParsedFile
from extractor.model.document import Document, Span
from extractor.model.issues import Issue
from extractor.model.records import (
    Extracted,
    QualityScore,
    Record,
    TableRecord,
    Unit,
    UnmatchedNumber,
)
from extractor.pipeline import parse_file

_MAX_ROWS_SHOWN = 6  # rows of a difference that are told


_PLACE_MODES = ("printed", "by words", "left out")


class AllowedChanges(NamedTuple):
    """What of the records a rewrite may change.

    ``places``: as they are printed, told by the words of their block and where in it (for blocks that stand elsewhere), or
    left out. ``form`` is the form in which texts are compared. ``without`` names tables
    (``cells``) and columns (``sections.text``) left out. ``numbers``: False compares list numbers by their value alone and
    leaves out who made them. ``aside`` are reasons of unmatched_numbers, kinds of tables and codes of issues that may come and go.
    """

    places: Literal["printed", "by words", "left out"] = "printed"
    normalizer: Callable[[str], str] | None = None
    compare_raw: bool = True
    ignored_columns: frozenset[str] = frozenset()
    compare_numbers: bool = True
    ignored_kinds: frozenset[str] = frozenset()

    def combine_with(self, other: AllowedChanges) -> AllowedChanges:
        """What two rewrites, one after the other, may change."""
        forms = [form for form in (self.normalizer, other.normalizer) if form is not None]
        return AllowedChanges(
            max(self.places, other.places, key=_PLACE_MODES.index),
            (lambda text: forms[-1](forms[0](text))) if forms else None,
            self.compare_raw and other.compare_raw,
            self.ignored_columns | other.ignored_columns,
            self.compare_numbers and other.compare_numbers,
            self.ignored_kinds | other.ignored_kinds,
        )


COUNT_COLUMNS = frozenset({"disclosures.n_paragraphs", "disclosures.n_tables", "disclosures.n_numbers", "disclosures.n_numbers_read"})
PAGE_COUNT_COLUMNS = frozenset({"quality.n", "quality.total", "quality.message"})
"""Counted over all that the page prints, page numbers and running headers with it; the grade that follows must not change."""
NO_CHANGES = AllowedChanges()
PLACES_MOVED = AllowedChanges(places="by words", ignored_columns=COUNT_COLUMNS)
"""Blocks stand elsewhere: in a frame, behind new empty ones."""


_DOCUMENT_FIELDS = tuple(field.name for field in fields(Document) if field.name != "sha256")
_extract_from_document = pipeline._extract_disclosures
_extracted: dict[str, Any] = {}
"""What the pipeline made of a document, by the hash of its file."""


@lru_cache(maxsize=64)
def parse_cached(data: bytes) -> ParsedFile:
    """A file as the pipeline gives it."""

    def extract(document: Document, options: pipeline.Options) -> Any:
        _extracted[document.sha256] = _extract_from_document(document, options)
        return _extracted[document.sha256]

    with mock.patch.object(pipeline, "_extract_disclosures", extract):
        return parse_file(data)


def parse_rewritten(data: bytes, before: ParsedFile) -> ParsedFile:
    """A rewritten file as the pipeline gives it.

    Its bytes are read and counted anew. Records are made from the document alone, so they are made again only where it
    differs from the document of before.
    """

    def extract(document: Document, options: pipeline.Options) -> Any:
        if is_same_document(document, before.document):
            return _extracted[before.document.sha256]
        return _extract_from_document(document, options)

    with mock.patch.object(pipeline, "_extract_disclosures", extract):
        return parse_file(data)


def is_same_document(document: Document, other: Document) -> bool:
    """Whether all that was read is the same: text, structure, marks, titles and issues."""
    return all(getattr(document, name) == getattr(other, name) for name in _DOCUMENT_FIELDS)


def render_records(parsed: ParsedFile, allowed: AllowedChanges = NO_CHANGES) -> list[dict[str, list[Any]]]:
    """Each disclosure as tables of rows; a row is a tuple of (column, what it says)."""
    return [_RecordRenderer(parsed.document, disclosure, allowed).render_tables() for disclosure in parsed.disclosures]


def compare_records(before: ParsedFile, after: ParsedFile, allowed: AllowedChanges) -> list[str]:
    """Rows that are not the same: ``-`` are lost, ``+`` are new."""
    if _are_same_records(before, after):
        return []
    old, new = _render_once(before, allowed), render_records(after, allowed)
    if len(old) != len(new):
        return [f"{len(old)} disclosures became {len(new)}"]
    return [line for one, two in zip(old, new, strict=True) for name in one for line in _compare_rows(name, one[name], two[name])]


_rendered: dict[tuple[int, AllowedChanges], tuple[ParsedFile, list[dict[str, list[Any]]]]] = {}
"""Files that are compared again and again, by identity; each is kept, so that no other gets its number."""


def _render_once(parsed: ParsedFile, allowed: AllowedChanges) -> list[dict[str, list[Any]]]:
    """The records of the first of two files, which many rewritten ones are compared with."""
    key = (id(parsed), allowed)
    if key not in _rendered:
        _rendered[key] = (parsed, render_records(parsed, allowed))
    return _rendered[key][1]


def _are_same_records(before: ParsedFile, after: ParsedFile) -> bool:
    """Whether every record is the very object it was, in the same document: what it refers to is then the same too."""
    if len(before.disclosures) != len(after.disclosures) or not is_same_document(before.document, after.document):
        return False
    pairs = zip(before.disclosures, after.disclosures, strict=True)
    return all(_has_same_fields(one, other) for one, other in pairs)


def _has_same_fields(one: Disclosure, other: Disclosure) -> bool:
    return all(
        _is_same_value(getattr(one, field.name), getattr(other, field.name)) for field in fields(Disclosure)
    )


def _is_same_value(one: Any, other: Any) -> bool:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_is_same_value, one, other))
    is_made_again = isinstance(one, QualityScore) or not isinstance(one, Record)  # grades follow the count of the bytes
    return one is other or (is_made_again and bool(one == other))


def _compare_rows(name: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    if old == new:
        return
    before, after = Counter(map(repr, old)), Counter(map(repr, new))
    lost, found = list((before - after).elements()), list((after - before).elements())
    for sign, rows in (("-", lost), ("+", found)):
        yield from (f"{sign} {name}: {row}" for row in rows[:_MAX_ROWS_SHOWN])
        if len(rows) > _MAX_ROWS_SHOWN:
            yield f"{sign} {name}: and {len(rows) - _MAX_ROWS_SHOWN} more"
    if not lost and not found:
        yield f"! {name}: in another order"


class _RecordRenderer:
    """One disclosure while it is told."""

    def __init__(self, document: Document, disclosure: Disclosure, allowed: AllowedChanges) -> None:
        self.document = document
        self.allowed = allowed
        self.rows: dict[str, list[Any]] = {"disclosures": [disclosure.profile]}
        self.counts: list[Any] = []
        for field in fields(Disclosure):
            rows = getattr(disclosure, field.name)
            if isinstance(rows, int) and f"disclosures.{field.name}" not in allowed.ignored_columns:
                self.counts.append((field.name, rows))
            elif field.name == "blocks":
                continue  # the page itself, which is what a rewrite changes
            elif isinstance(rows, tuple) and field.name not in allowed.ignored_columns:
                self.rows[field.name] = [row for row in rows if not _is_ignored(row, allowed)]
        known = [(name, n, row) for name, rows in self.rows.items() for n, row in enumerate(rows)]
        self.record_index: dict[Any, Any] = {id(row): (name, n) for name, n, row in known}
        self.record_index |= {(name, row.place): (name, n) for name, n, row in reversed(known) if isinstance(row, TableRecord)}

    def render_tables(self) -> dict[str, list[Any]]:
        told = {name: [self._render_row(row, name) for row in rows] for name, rows in self.rows.items()}
        if self.allowed.places != "printed" and "unmatched_numbers" in told:  # those of tables follow those of prose
            told["unmatched_numbers"].sort(key=repr)
        return told | {"counted": self.counts}

    def _render_row(self, record: Any, table: str) -> tuple[Any, ...]:
        row = []
        for field in fields(record):
            if f"{table}.{field.name}" in self.allowed.ignored_columns or f"{table}.{field.name}" in PAGE_COUNT_COLUMNS:
                continue
            if field.name == "number_source" and not self.allowed.compare_numbers:
                continue
            value = getattr(record, field.name)
            if field.name == "number" and not self.allowed.compare_numbers and isinstance(value, Extracted):
                value = value.value
            if field.name == "place" and isinstance(value, str):
                value = Span.parse(value) if value else None
            if table == "issues" and field.name == "details":
                value = tuple((name, Span.parse(said) if name == "above" else said) for name, said in value)
            row.append((field.name, self._render_value(value)))
        return tuple(row)

    def _render_place(self, place: Span) -> Any:
        if self.allowed.places == "printed":
            return str(place)
        if self.allowed.places == "left out":
            return "somewhere"
        words = self.document.text_at(place.element)
        return (self._render_value(words), place.start, place.end)

    def _render_value(self, value: Any) -> Any:
        if isinstance(value, Span):
            return self._render_place(value)
        if isinstance(value, Extracted):
            raw = self._render_value(value.raw) if self.allowed.compare_raw else "printed"
            return (raw, *(self._render_value(part) for part in (value.value, value.place, value.unit)))
        if isinstance(value, Unit):
            return (value.name, value.source, self._render_value(value.place))
        if isinstance(value, Record):
            return self.record_index.get(id(value)) or self.record_index.get((value.TABLE, getattr(value, "place", None)), "aside")
        if isinstance(value, str):
            return self.allowed.normalizer(value) if self.allowed.normalizer else value
        if isinstance(value, tuple):
            return tuple(self._render_value(part) for part in value)
        return value if value is None or isinstance(value, bool) else str(value)


def _is_ignored(row: Any, allowed: AllowedChanges) -> bool:
    kinds = ((UnmatchedNumber, "reason"), (TableRecord, "kind"), (Issue, "code"))
    return any(isinstance(row, type) and getattr(row, name) in allowed.ignored_kinds for type, name in kinds)
