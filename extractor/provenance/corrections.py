"""What a person who compared the page with the dataset put right: one value at one place, and why.

A correction identifies its value as evidence does (table, column, place) and gives the former value.
It is applied to the records before they are checked, so the checks see the corrected value; ``raw`` and place stay
those of the page. Where the page has another value by now, or no value was read, it is refused with an issue.

The file is CSV with the columns of :data:`COLUMNS`; ``sha256`` is that of the document (``disclosures.sha256``), ``old``
the text at the place as in ``evidence.raw``, ``new`` what should be printed there, numbers with or without their unit.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import fields, replace
from datetime import date
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

from extractor.model.disclosure import Disclosure
from extractor.model.document import Document, Span
from extractor.model.enums import CorrectionRefusal, CorrectionResult
from extractor.model.issues import ExtractorError, Issue
from extractor.model.records import CorrectionOutcome, Extracted, Record
from extractor.schema.concepts import list_procurement_money_columns
from extractor.text.numbers import parse_number, tokenize_numbers

__all__ = [
    "COLUMNS",
    "SOURCES_OF_DERIVED_COLUMNS",
    "Correction",
    "CorrectionsByHash",
    "apply_corrections",
    "compute_digest",
    "load_corrections",
    "refuse_misplaced_corrections",
]

COLUMNS = ("sha256", "table", "place", "column", "old", "new", "reason", "who", "date")
"""The header of the file, in any order; ``reason``, ``who`` and ``date`` may be empty."""

# Other columns are derived from these, by words and by context; a new text would leave those as they were.
SOURCES_OF_DERIVED_COLUMNS = frozenset(
    {
        ("amounts", "label"), ("changes", "label"), ("assets", "label"), ("counts", "subject"), ("thresholds", "text"),
        ("sections", "title"), ("procurement", "catalog_code"), ("procurement", "row_label"), ("tables", "title"),
        ("budget_lines", "row_label"), ("disclosures", "fiscal_year"), ("disclosures", "department_name"),
        ("disclosures", "title"), ("nil_statements", "text"), ("nil_statements", "table_name"),
    }
)  # fmt: skip


class Correction(NamedTuple):
    """One line of the file."""

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
    def block_path(self) -> str:
        """The block of its story that holds the place; '' for a place that is none."""
        try:
            return Span.parse(self.place).top_path
        except ValueError:
            return ""


CorrectionsByHash = Mapping[str, tuple[Correction, ...]]
"""Corrections by the hash of their document, in the order of the file."""


def load_corrections(path: str | os.PathLike[str]) -> CorrectionsByHash:
    """Read the file (UTF-8, with or without BOM). Raises ExtractorError: not there, no such columns, no date."""
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ExtractorError("NOT_FOUND", path=path) from None
    except OSError as error:
        raise ExtractorError(
            "CANNOT_OPEN", path=path, reason=error.strerror or error
        ) from error
    except UnicodeDecodeError:
        raise ExtractorError("CORRECTIONS_ENCODING", path=path) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    lacking = [name for name in COLUMNS[:6] if name not in (reader.fieldnames or ())]
    if lacking:
        raise ExtractorError(
            "CORRECTIONS_COLUMNS", path=path, lacking=", ".join(lacking)
        )
    corrections_by_file: dict[str, list[Correction]] = {}
    for row in reader:
        values = {name: row.get(name) or "" for name in COLUMNS}
        if not any(values.values()):
            continue
        try:
            day = (
                date.fromisoformat(values["date"].strip())
                if values["date"].strip()
                else None
            )
        except ValueError:
            raise ExtractorError(
                "CORRECTIONS_UNREADABLE",
                path=path,
                line=reader.line_num,
                reason=values["date"],
            ) from None
        one = Correction(
            values["sha256"].strip().lower(), values["table"].strip(), values["place"].strip(),
            values["column"].strip(), values["old"], values["new"], values["reason"], values["who"], day,
        )  # fmt: skip
        corrections_by_file.setdefault(one.sha256, []).append(one)
    return {
        sha256: tuple(corrections)
        for sha256, corrections in corrections_by_file.items()
    }


def compute_digest(corrections: CorrectionsByHash) -> str:
    """A digest of all of them, '' where there are none: part of what a dataset was made from."""
    if not corrections:
        return ""
    canonical_text = repr(
        sorted(
            (sha256, [tuple(map(str, c)) for c in file_corrections])
            for sha256, file_corrections in corrections.items()
        )
    )
    return f"corrections {hashlib.sha256(canonical_text.encode()).hexdigest()[:16]}"


def apply_corrections(
    document: Document, disclosure: Disclosure, corrections: Sequence[Correction]
) -> tuple[Disclosure, Disclosure]:
    """The disclosure with what was corrected, and the form for the checks: the new text in place of the raw one."""
    if not corrections:
        return disclosure, disclosure
    asked = Counter((c.table, c.column, c.place) for c in corrections)
    meant = {
        key: {c.new for c in corrections if (c.table, c.column, c.place) == key}
        for key in asked
    }
    applied_keys: set[tuple[str, str, str]] = set()
    results: list[CorrectionOutcome] = []
    changed: dict[tuple[str, str, Span], Extracted[Any]] = {}
    for correction in corrections:
        key = (correction.table, correction.column, correction.place)
        if len(meant[key]) > 1:
            because: CorrectionRefusal | None = CorrectionRefusal.CONFLICT
        elif key in applied_keys:
            because = CorrectionRefusal.DUPLICATE
        else:
            because = _try_correction(document, disclosure, correction, changed)
        applied_keys.add(key)
        results.append(_build_result(correction, because))
    correction_rows = tuple(results)
    issues = (*disclosure.issues, *_build_issues(correction_rows))
    corrected = replace(
        _replace_extracted(disclosure, lambda *key: changed.get(key)),
        corrections=correction_rows,
        issues=issues,
    )
    seen_by_checks = {
        key: replace(new, raw=new.corrected) for key, new in changed.items()
    }
    return corrected, _replace_extracted(
        disclosure, lambda *key: seen_by_checks.get(key)
    )


def refuse_misplaced_corrections(
    disclosure: Disclosure, corrections: Iterable[Correction], block_paths: Set[str]
) -> Disclosure:
    """The disclosure with the refusal of corrections at places outside some blocks.

    It is the first of a file, and the blocks are those of all its disclosures.
    """
    refused = tuple(
        _build_result(correction, CorrectionRefusal.NO_SUCH_PLACE)
        for correction in corrections
        if correction.block_path not in block_paths
    )
    return replace(
        disclosure,
        corrections=(*disclosure.corrections, *refused),
        issues=(*disclosure.issues, *_build_issues(refused)),
    )


def _build_result(
    correction: Correction, because: CorrectionRefusal | None
) -> CorrectionOutcome:
    _, *target_fields, reason, author, day = correction
    table, place, column, old, new = cast(tuple[str, ...], tuple(target_fields))
    result = CorrectionResult.REFUSED if because else CorrectionResult.APPLIED
    return CorrectionOutcome(
        table,
        place,
        column,
        old,
        new,
        reason or None,
        author or None,
        day,
        result,
        because,
    )


def _build_issues(results: Iterable[CorrectionOutcome]) -> list[Issue]:
    return [
        Issue.build(
            "CORRECTION_REFUSED",
            one.place,
            table=one.table,
            column=one.column,
            new=one.new,
            because=one.because,
        )
        for one in results
        if one.result == "refused"
    ]


def _try_correction(
    document: Document,
    disclosure: Disclosure,
    correction: Correction,
    replacements: dict[tuple[str, str, Span], Extracted[Any]],
) -> CorrectionRefusal | None:
    """Why a correction cannot be applied; None when it can, and then what it makes is in ``changed``."""
    try:
        place = Span.parse(correction.place)
        text = document.text_at(place)
    except (KeyError, ValueError):
        return CorrectionRefusal.NO_SUCH_PLACE
    if text != correction.old:
        return CorrectionRefusal.TEXT_CHANGED
    reading = next(
        (
            r
            for r in _iter_extracted(disclosure, correction.table, correction.column)
            if r.place == place
        ),
        None,
    )
    if reading is None:
        return CorrectionRefusal.NOT_READ
    if (correction.table, correction.column) in SOURCES_OF_DERIVED_COLUMNS:
        return CorrectionRefusal.DERIVED
    value = _parse_value(reading, correction)
    if value is None:
        return CorrectionRefusal.NO_VALUE
    replacements[correction.table, correction.column, place] = replace(
        reading, value=value, corrected=correction.new
    )
    return None


def _iter_extracted(
    disclosure: Disclosure, table: str, column: str
) -> Iterable[Extracted[Any]]:
    records: Sequence[Record] = (
        (disclosure.profile,)
        if table == "disclosures"
        else getattr(disclosure, table, ())
    )
    for record in records if isinstance(records, tuple) else ():
        reading = getattr(record, column, None)
        if isinstance(reading, Extracted):
            yield reading


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
    """The new value in the kind and unit of the old one; None when the new text holds none."""
    new = correction.new.strip()
    if correction.column in _NUMBER_COLUMNS:
        return _parse_number(extracted, new, signed=correction.table != "changes")
    if isinstance(extracted.value, str):
        return new or None
    if isinstance(extracted.value, date):
        try:
            return date.fromisoformat(new)
        except ValueError:
            return None
    return None


def _parse_number(extracted: Extracted[Any], text: str, signed: bool) -> Decimal | None:
    """The one number of a text; None where it has none, several, an odd grouping, or another unit than the one in force."""
    whole = parse_number(text)
    value = _parse_only_number(extracted, text) if whole is None else whole[0]
    if value is None or (value < 0 and not signed):
        return None
    return value


def _parse_only_number(extracted: Extracted[Any], text: str) -> Decimal | None:
    tokens = list(tokenize_numbers(text))
    if len(tokens) != 1:
        return None
    token = tokens[0]
    if token.value is None:
        return None
    unit_in_force = extracted.unit.name if extracted.unit else None
    if token.unit and token.unit != unit_in_force:
        return None
    return -token.value if token.sign == "-" else token.value


def _replace_extracted(
    disclosure: Disclosure,
    find_replacement: Callable[[str, str, Span], Extracted[Any] | None],
) -> Disclosure:
    """The disclosure with other readings; records that refer to a changed record refer to its successor."""
    replacements: dict[int, Record] = {}

    def swap(record: Record) -> Record:
        if id(record) not in replacements:
            changes: dict[str, Any] = {}
            for field in fields(cast(Any, record)):
                value = getattr(record, field.name)
                if isinstance(value, Extracted):
                    other = find_replacement(record.TABLE, field.name, value.place)
                    if other is not None:
                        changes[field.name] = other
                        status = f"{field.name}_status"
                        if hasattr(record, status) and isinstance(other.value, Decimal):
                            changes[status] = (
                                "reported" if other.value else "reported_zero"
                            )
                elif field.name == "parent" and isinstance(value, Record):
                    above = swap(value)
                    if above is not value:
                        changes["parent"] = above
            replacements[id(record)] = (
                replace(cast(Any, record), **changes) if changes else record
            )
        return replacements[id(record)]

    changed_fields: dict[str, Any] = {"profile": swap(disclosure.profile)}
    for field in fields(disclosure):
        value = getattr(disclosure, field.name)
        if isinstance(value, tuple) and value and isinstance(value[0], Record):
            changed_fields[field.name] = tuple(swap(record) for record in value)
    return replace(disclosure, **changed_fields)
