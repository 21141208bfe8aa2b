"""Corrections: values that a person who compared the page with the dataset put right,
and why.

A correction identifies its value as evidence does (table, column,
place) and gives the former text. It is applied to the records before
they are checked, so the checks see the corrected value; ``raw`` and
place stay those of the page. Where the page has another value by now,
or no value was read, it is refused with an issue.

The file is CSV with the columns of :data:`COLUMNS`; ``sha256`` is that
of the document (``disclosures.sha256``), ``old`` the text at the place
as in ``evidence.raw``, ``new`` what should be printed there, numbers
with or without their unit.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields, replace
from datetime import date as Day
from decimal import Decimal
from typing import Any, NamedTuple, cast

from extractor.formats.source import read_user_text
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Document, Span
from extractor.model.enums import CorrectionRefusal, CorrectionResult
from extractor.model.issues import ExtractorError, Issue
from extractor.model.records import CorrectionOutcome, Extracted, Record
from extractor.provenance.meaning_corrections import (
    PROFILE_COLUMNS,
    ROW_COLUMN,
    MeaningError,
    add_amount,
    change_meaning,
    correct_profile,
    is_meaning_column,
    remove_record,
)
from extractor.schema.concepts import list_procurement_money_columns
from extractor.text.numbers import parse_number, tokenize_numbers

__all__ = [
    "COLUMNS",
    "SOURCES_OF_DERIVED_COLUMNS",
    "Correction",
    "CorrectionsByHash",
    "apply_corrections",
    "apply_profile_corrections",
    "compute_digest",
    "load_corrections",
    "refuse_misplaced_corrections",
    "replace_extracted",
]

COLUMNS = ("sha256", "table", "place", "column", "old", "new", "reason", "who", "date")
"""The header of the file, in any order; the last three may be lacking or empty."""

_REQUIRED_COLUMNS = COLUMNS[:6]

# Other columns are derived from these, by words and by context, and would stay as they
# were.
SOURCES_OF_DERIVED_COLUMNS = frozenset(
    {
        ("assets", "label"),
        ("counts", "subject"),
        ("thresholds", "text"),
        ("sections", "title"),
        ("procurement", "catalog_code"),
        ("procurement", "row_label"),
        ("tables", "title"),
        ("disclosures", "title"),
        ("nil_statements", "text"),
        ("nil_statements", "table_name"),
    }
)


class Correction(NamedTuple):
    """One line of the file. ``sha256`` is in lower case."""

    sha256: str
    table: str
    place: str
    column: str
    old: str
    new: str
    reason: str = ""
    who: str = ""
    date: Day | None = None

    @property
    def target(self) -> tuple[str, str, str]:
        """What it corrects: table, column and place."""
        return self.table, self.column, self.place

    @property
    def is_about_profile(self) -> bool:
        """Whether it puts office, year or kind right."""
        return self.table == "disclosures" and self.column in PROFILE_COLUMNS

    @property
    def is_about_meaning(self) -> bool:
        """Whether it puts right what a value means, rather than its text."""
        return self.is_about_profile or is_meaning_column(self.table, self.column)

    @property
    def block_path(self) -> str:
        """The block of its story that holds the
        place; '' for a place that is none."""
        try:
            return Span.parse(self.place).top_path
        except ValueError:
            return ""


CorrectionsByHash = Mapping[str, tuple[Correction, ...]]
"""Corrections by the hash of their document, in the order of the file."""


def load_corrections(path: str | os.PathLike[str]) -> CorrectionsByHash:
    """Load a file of corrections.

    Args:
        path: The file: CSV in UTF-8, with or without BOM.

    Returns:
        Its corrections; empty lines are left out.

    Raises:
        ExtractorError: The file cannot be opened or decoded, lacks a column, or holds a
            date that is none.
    """
    text = read_user_text(path, "CORRECTIONS_ENCODING")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    header = reader.fieldnames or ()
    lacking = [name for name in _REQUIRED_COLUMNS if name not in header]
    if lacking:
        names = ", ".join(lacking)
        raise ExtractorError("CORRECTIONS_COLUMNS", path=path, lacking=names)
    by_hash: dict[str, list[Correction]] = {}
    for row in reader:
        values = {name: row.get(name) or "" for name in COLUMNS}
        if not any(values.values()):
            continue
        correction = _parse_correction(path, reader.line_num, values)
        by_hash.setdefault(correction.sha256, []).append(correction)
    return {sha256: tuple(several) for sha256, several in by_hash.items()}


def _parse_correction(
    path: str | os.PathLike[str], line: int, values: Mapping[str, str]
) -> Correction:
    """One line of the file, which ends at the number ``line``."""
    written = values["date"].strip()
    day = _parse_date(written)
    if written and day is None:
        raise ExtractorError(
            "CORRECTIONS_UNREADABLE", path=path, line=line, reason=written
        )
    return Correction(
        sha256=values["sha256"].strip().lower(),
        table=values["table"].strip(),
        place=values["place"].strip(),
        column=values["column"].strip(),
        old=values["old"],
        new=values["new"],
        reason=values["reason"],
        who=values["who"],
        date=day,
    )


def compute_digest(corrections: CorrectionsByHash) -> str:
    """Compute a digest of all corrections: part of what a dataset was made from.

    Returns:
        The digest; '' where there are no corrections.
    """
    if not corrections:
        return ""
    lines = sorted(
        (sha256, [tuple(map(str, correction)) for correction in several])
        for sha256, several in corrections.items()
    )
    digest = hashlib.sha256(repr(lines).encode()).hexdigest()
    return f"corrections {digest[:16]}"


_ExtractedKey = tuple[str, str, Span]
"""Table, column and place of an extracted value."""

_Replacements = dict[_ExtractedKey, Extracted[Any]]

FindSuccessor = Callable[[_ExtractedKey, Extracted[Any]], Extracted[Any]]
"""Gives what replaces a value, the value itself where nothing does."""


def apply_corrections(
    document: Document, disclosure: Disclosure, corrections: Sequence[Correction]
) -> tuple[Disclosure, Disclosure]:
    """Apply the corrections of a document to one of its disclosures.

    Args:
        document: The document that holds the disclosure.
        disclosure: The disclosure with its records.
        corrections: Corrections whose place is in the disclosure.

    Returns:
        The corrected disclosure with what became of each correction, and its form for
        the checks: the new text in place of the raw one.
    """
    if not corrections:
        return disclosure, disclosure
    values = [each for each in corrections if not each.is_about_meaning]
    meanings = [each for each in corrections if each.is_about_meaning]
    disclosure, meaning_outcomes = _apply_meanings(document, disclosure, meanings)
    replacements: _Replacements = {}
    outcomes = tuple(
        _build_outcome(correction, refusal)
        for correction, refusal in _try_corrections(
            document, disclosure, values, replacements
        )
    )
    outcomes += meaning_outcomes
    corrected = replace(
        replace_extracted(disclosure, replacements.get),
        corrections=outcomes,
        issues=(*disclosure.issues, *_build_issues(outcomes)),
    )
    checked = {
        key: replace(extracted, raw=extracted.corrected)
        for key, extracted in replacements.items()
    }
    return corrected, replace_extracted(disclosure, checked.get)


def apply_profile_corrections(
    profile: Profile, document: Document, corrections: Iterable[Correction]
) -> Profile:
    """Put office, year and kind right, before the document is understood with them.

    Args:
        profile: what was found.
        document: the document.
        corrections: the corrections of the disclosure.
    """
    wanted = [
        (correction.column, correction.place, correction.new)
        for correction in corrections
        if correction.is_about_profile
    ]
    return correct_profile(profile, document, wanted)


def _apply_meanings(
    document: Document, disclosure: Disclosure, corrections: Sequence[Correction]
) -> tuple[Disclosure, tuple[CorrectionOutcome, ...]]:
    """Apply the corrections of what values mean, in the order of the file."""
    outcomes: list[CorrectionOutcome] = []
    for correction in corrections:
        result = _try_meaning(document, disclosure, correction)
        if isinstance(result, CorrectionRefusal):
            outcomes.append(_build_outcome(correction, result))
        else:
            disclosure = result
            outcomes.append(_build_outcome(correction, None))
    return disclosure, tuple(outcomes)


def _try_meaning(
    document: Document, disclosure: Disclosure, correction: Correction
) -> Disclosure | CorrectionRefusal:
    try:
        place = Span.parse(correction.place)
        text = document.text_at(place)
    except (KeyError, ValueError):
        return CorrectionRefusal.NO_SUCH_PLACE
    if correction.is_about_profile:
        return _confirm_profile(disclosure, correction)
    try:
        return _change_row(document, disclosure, correction, place, text)
    except MeaningError:
        return CorrectionRefusal.NO_VALUE


def _confirm_profile(
    disclosure: Disclosure, correction: Correction
) -> Disclosure | CorrectionRefusal:
    """The profile was put right before; a value that is none was left out then."""
    found = getattr(disclosure.profile, correction.column)
    value = getattr(found, "value", found)
    if str(value) != correction.new.strip():
        return CorrectionRefusal.NO_VALUE
    return disclosure


def _change_row(
    document: Document,
    disclosure: Disclosure,
    correction: Correction,
    place: Span,
    text: str,
) -> Disclosure | CorrectionRefusal:
    table, column, new = correction.table, correction.column, correction.new.strip()
    if column != ROW_COLUMN:
        old = correction.old.strip()
        changed = change_meaning(disclosure, table, place, column, old, new)
        return changed or CorrectionRefusal.NOT_READ
    if not _is_same_text(text, correction.old):
        return CorrectionRefusal.TEXT_CHANGED
    if not new:
        return remove_record(disclosure, table, place) or CorrectionRefusal.NOT_READ
    if table != "amounts":
        return CorrectionRefusal.NO_VALUE
    return add_amount(disclosure, document, place, new)


def _try_corrections(
    document: Document,
    disclosure: Disclosure,
    corrections: Sequence[Correction],
    replacements: _Replacements,
) -> Iterator[tuple[Correction, CorrectionRefusal | None]]:
    """Each correction with why it is refused; the others put their value into
    ``replacements``."""
    new_texts: dict[tuple[str, str, str], set[str]] = {}
    for correction in corrections:
        new_texts.setdefault(correction.target, set()).add(correction.new)
    done: set[tuple[str, str, str]] = set()
    for correction in corrections:
        if len(new_texts[correction.target]) > 1:
            yield correction, CorrectionRefusal.CONFLICT
        elif correction.target in done:
            yield correction, CorrectionRefusal.DUPLICATE
        else:
            yield (
                correction,
                _try_correction(document, disclosure, correction, replacements),
            )
        done.add(correction.target)


def refuse_misplaced_corrections(
    disclosure: Disclosure, corrections: Iterable[Correction], block_paths: Set[str]
) -> Disclosure:
    """Refuse the corrections at places that no disclosure of a file holds.

    Args:
        disclosure: The first disclosure of the file.
        corrections: All corrections of the file.
        block_paths: Paths of the blocks of all its disclosures.

    Returns:
        The disclosure with the refusals.
    """
    refused = tuple(
        _build_outcome(correction, CorrectionRefusal.NO_SUCH_PLACE)
        for correction in corrections
        if correction.block_path not in block_paths
    )
    return replace(
        disclosure,
        corrections=(*disclosure.corrections, *refused),
        issues=(*disclosure.issues, *_build_issues(refused)),
    )


def _build_outcome(
    correction: Correction, refusal: CorrectionRefusal | None
) -> CorrectionOutcome:
    result = CorrectionResult.APPLIED
    if refusal is not None:
        result = CorrectionResult.REFUSED
    return CorrectionOutcome(
        correction.table,
        correction.place,
        correction.column,
        correction.old,
        correction.new,
        correction.reason or None,
        correction.who or None,
        correction.date,
        result,
        refusal,
    )


def _build_issues(outcomes: Iterable[CorrectionOutcome]) -> Iterator[Issue]:
    for outcome in outcomes:
        if outcome.result == CorrectionResult.REFUSED:
            yield Issue.build(
                "CORRECTION_REFUSED",
                outcome.place,
                table=outcome.table,
                column=outcome.column,
                new=outcome.new,
                because=outcome.because,
            )


def _try_correction(
    document: Document,
    disclosure: Disclosure,
    correction: Correction,
    replacements: _Replacements,
) -> CorrectionRefusal | None:
    """Why a correction cannot be applied; None when it can.

    ``replacements`` then holds the new value.
    """
    try:
        place = Span.parse(correction.place)
        text = document.text_at(place)
    except (KeyError, ValueError):
        return CorrectionRefusal.NO_SUCH_PLACE
    if not _is_same_text(text, correction.old):
        return CorrectionRefusal.TEXT_CHANGED
    table, column = correction.table, correction.column
    extracted = _find_extracted(disclosure, table, column, place)
    if extracted is None:
        return CorrectionRefusal.NOT_READ
    if (table, column) in SOURCES_OF_DERIVED_COLUMNS:
        return CorrectionRefusal.DERIVED
    value = _parse_value(extracted, correction)
    if value is None:
        return CorrectionRefusal.NO_VALUE
    replacements[table, column, place] = replace(
        extracted, value=value, corrected=correction.new
    )
    return None


def _is_same_text(text: str, old: str) -> bool:
    """True where the former text of a correction is the one at the place.

    A spreadsheet rewrites the numbers of a file that it saves
    (``77,997.00`` becomes 77997), so that a bare number need only be
    the same number.
    """
    if text.strip() == old.strip():
        return True
    numbers = [parse_number(each.strip()) for each in (text, old)]
    return None not in numbers and numbers[0] == numbers[1]


def _find_extracted(
    disclosure: Disclosure, table: str, column: str, place: Span
) -> Extracted[Any] | None:
    """The value of a column that was read at a place."""
    for record in _list_records(disclosure, table):
        extracted = getattr(record, column, None)
        if isinstance(extracted, Extracted) and extracted.place == place:
            return extracted
    return None


def _list_records(disclosure: Disclosure, table: str) -> tuple[Record, ...]:
    """The records of a table; () where the dataset has no such table."""
    if table == "disclosures":
        return (disclosure.profile,)
    records = getattr(disclosure, table, ())
    if not isinstance(records, tuple):
        return ()
    return records


_NUMBER_COLUMNS = frozenset(
    {
        "value",
        "percent",
        "budget",
        "project_funds",
        "quantity",
        "unit_price",
        *list_procurement_money_columns(),
    }
)


def _parse_value(extracted: Extracted[Any], correction: Correction) -> Any:
    """The new value in the kind and unit of the old one; None when the new text holds
    none."""
    text = correction.new.strip()
    if correction.column in _NUMBER_COLUMNS:
        # The direction of a change has a column of its own.
        may_be_negative = correction.table != "changes"
        return _parse_number(extracted, text, may_be_negative)
    if isinstance(extracted.value, str):
        return text or None
    if isinstance(extracted.value, Day):
        return _parse_date(text)
    return None


_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
"""``2026-03-01``, and as spreadsheets write it: ``2026/3/1``."""


def _parse_date(text: str) -> Day | None:
    written = _DATE.fullmatch(text)
    if written is None:
        return None
    try:
        return Day(int(written[1]), int(written[3]), int(written[4]))
    except ValueError:
        return None


def _parse_number(
    extracted: Extracted[Any], text: str, may_be_negative: bool
) -> Decimal | None:
    """The one number of a text.

    None where it holds none, several, one of an odd grouping, or one of
    another unit than the one in force.
    """
    whole = parse_number(text)
    if whole is None:
        value = _parse_only_number(extracted, text)
    else:
        value = whole[0]
    if value is None or (value < 0 and not may_be_negative):
        return None
    return value


def _parse_only_number(extracted: Extracted[Any], text: str) -> Decimal | None:
    """The value of the only number token of a text, where its unit is the one in
    force."""
    tokens = list(tokenize_numbers(text))
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.value is None:
        return None
    if token.unit and (extracted.unit is None or token.unit != extracted.unit.name):
        return None
    if token.sign == "-":
        return -token.value
    return token.value


def replace_extracted(
    disclosure: Disclosure, find_successor: FindSuccessor
) -> Disclosure:
    """Replace values of a disclosure; what refers to a changed record refers to its
    successor.

    Args:
        disclosure: The disclosure.
        find_successor: Gives what replaces the value of a key, the second argument
            where nothing does.

    Returns:
        The disclosure with the other values.
    """
    replacer = _RecordReplacer(find_successor)
    changes: dict[str, Any] = {
        "profile": replacer.replace_record(disclosure.profile),
    }
    for field in fields(disclosure):
        records = getattr(disclosure, field.name)
        if isinstance(records, tuple) and records and isinstance(records[0], Record):
            changes[field.name] = tuple(map(replacer.replace_record, records))
    return replace(disclosure, **changes)


class _RecordReplacer:
    """Records with other values, each built once."""

    def __init__(self, find_successor: FindSuccessor) -> None:
        self._find_successor = find_successor
        self._successors: dict[int, Record] = {}

    def replace_record(self, record: Record) -> Record:
        """The successor of a record; the record itself where nothing changes."""
        successor = self._successors.get(id(record))
        if successor is None:
            changes = self._collect_changes(record)
            successor = record
            if changes:
                successor = replace(cast(Any, record), **changes)
            self._successors[id(record)] = successor
        return successor

    def _collect_changes(self, record: Record) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        for field in fields(cast(Any, record)):
            value = getattr(record, field.name)
            if isinstance(value, Extracted):
                new = self._find_successor(
                    (record.TABLE, field.name, value.place), value
                )
                if new is value:
                    continue
                changes[field.name] = new
                if new.value != value.value:
                    changes |= _update_status(record, field.name, new)
            elif field.name == "parent" and isinstance(value, Record):
                parent = self.replace_record(value)
                if parent is not value:
                    changes["parent"] = parent
        return changes


def _update_status(
    record: Record, column: str, extracted: Extracted[Any]
) -> dict[str, str]:
    """The column for whether a number was reported, where the record has one."""
    name = f"{column}_status"
    if not hasattr(record, name) or not isinstance(extracted.value, Decimal):
        return {}
    if extracted.value:
        return {name: "reported"}
    return {name: "reported_zero"}
