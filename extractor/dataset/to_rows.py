"""Records as rows of the dataset's tables, and back.

    >>> disclosure_id("5d7c" * 16), disclosure_id("5d7c" * 16, 2)
    ('5d7c5d7c5d7c5d7c', '5d7c5d7c5d7c5d7c-2')

A row is a dict of the schema's columns in their order; values are str, int, Decimal, bool, date or None. The columns
say which attributes of a record are asked for; no record type is known here by name but those that are no plain
records: the profile, checks and issues. What was read from the page makes one row of evidence besides; where nothing
is printed (a blank cell) there is none to give.

Records as rows: ids are given here, readings part into value and evidence.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, cast

from extractor import schema
from extractor.dataset.decimals import is_in_range
from extractor.dataset.row_plan import build_row_plan, list_record_tables
from extractor.i18n import find_severity, format_message, load_catalogue
from extractor.model.disclosure import Disclosure, ParsedFile, Profile
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Record, Unit
from extractor.version import __version__

__all__ = [
    "DatasetRow",
    "RowsByTable",
    "records_to_rows",
    "format_disclosure_id",
    "build_file_rows",
]

DatasetRow = dict[str, Any]
RowsByTable = dict[str, list[DatasetRow]]

_PROFILE_FIELDS = frozenset(field.name for field in dataclasses.fields(Profile))


def format_disclosure_id(sha256: str, ordinal: int = 1) -> str:
    """Id of the n-th disclosure (from 1) of a file."""
    return sha256[:16] if ordinal == 1 else f"{sha256[:16]}-{ordinal}"


def build_file_rows(
    parsed: ParsedFile, path: str = "", lang: str = "zh"
) -> RowsByTable:
    """All rows of one file: table -> rows; every table but the manifest is named, empty ones too.

    ``path`` is the name of the file in the dataset; ``lang`` the language of the messages of checks and issues.
    """
    found: RowsByTable = {
        table.name: [] for table in schema.load_tables() if table.name != "manifest"
    }
    document = parsed.document
    for ordinal, disclosure in enumerate(parsed.disclosures, start=1):
        own = format_disclosure_id(document.sha256, ordinal)
        one = records_to_rows(
            disclosure,
            own,
            path,
            document.sha256,
            document.format,
            lang,
            document.text_at,
        )
        for name, several in one.items():
            found[name] += several
    return found


def records_to_rows(
    disclosure: Disclosure,
    disclosure_id: str,
    path: str = "",
    sha256: str = "",
    format: str = "",
    lang: str = "zh",
    text_at: Callable[[Span], str] | None = None,
) -> RowsByTable:
    """All rows of one disclosure: table -> rows in the order of its records, every table but the manifest.

    ``quote`` gives the text at a place (``Document.quote``); without it the name of a unit stands for its text.
    """
    maker = _RowBuilder(disclosure_id, lang, disclosure, text_at)
    found: RowsByTable = {
        "disclosures": list(maker.build_rows("disclosures", (disclosure.profile,)))
    }
    for table in list_record_tables():
        found[table] = list(maker.build_rows(table, getattr(disclosure, table)))
    found["evidence"] = maker.evidence
    found["issues"] = list(
        maker.build_issue_rows([*disclosure.issues, *maker.range_issues])
    )
    facts = {
        "path": path,
        "sha256": sha256,
        "format": format,
        "n_checks_failed": sum(check.result == "fail" for check in disclosure.checks),
        "n_issues": len(found["issues"]),
        "extractor_version": __version__,
    }
    for name in schema.list_column_names("disclosures"):
        if name in facts:
            found["disclosures"][0][name] = facts[name]
        elif name not in _PROFILE_FIELDS and name != "disclosure_id":
            found["disclosures"][0][name] = getattr(disclosure, name, None)
    return found


@cache
def _list_referenced_tables() -> frozenset[str]:
    references = (
        column.reference.partition(".")
        for table in schema.load_tables()
        for column in table.columns
    )
    return frozenset(
        table for table, dot, _ in references if dot and table != "disclosures"
    )


@cache
def _derive_id_stem(table: str) -> str:
    return (schema.get_table(table).id_column or "").removesuffix("_id")


class _RowBuilder:
    """Makes the rows of one disclosure; evidence and remarks gather beside them."""

    def __init__(
        self,
        disclosure_id: str,
        lang: str,
        disclosure: Disclosure,
        text_at: Callable[[Span], str] | None,
    ) -> None:
        self.disclosure_id = disclosure_id
        self.lang = lang
        self.evidence: list[DatasetRow] = []
        self.range_issues: list[Issue] = []
        self._ids_by_identity: dict[int, str] = {}
        self._ids_by_equality: dict[Record, str] = {}
        for name in sorted(_list_referenced_tables()):
            for ordinal, record in enumerate(getattr(disclosure, name), start=1):
                self._ids_by_identity[id(record)] = self._format_id(name, ordinal)
        self._disclosure = disclosure
        self._text_at = text_at

    def build_rows(self, table: str, records: Sequence[Record]) -> Iterator[DatasetRow]:
        """The rows of one table."""
        how = build_row_plan(table)
        for ordinal, record in enumerate(records, start=1):
            values = list(how.get_values(record))
            for position in how.missing_positions:
                values[position] = None
            own = self.disclosure_id
            if how.id_position is not None and table != "disclosures":
                own = values[how.id_position] = self._format_id(table, ordinal)
            if how.parent_position is not None:
                above = cast(Any, record).parent
                values[how.parent_position] = (
                    None if above is None else self._find_id(above)
                )
            for position, column in how.extracted_columns:
                value = values[position]
                if value.__class__ is Extracted:
                    values[position] = value.value
                    if value.raw:
                        self._add_evidence(
                            table,
                            own,
                            column,
                            value.raw,
                            value.place,
                            value.unit,
                            value.corrected,
                        )
            if how.get_unit is not None:
                unit = how.get_unit(record)
                if unit is not None and (raw := self._read_unit_text(unit)):
                    self._add_evidence(table, own, "unit", raw, unit.place, unit)
            for position in how.span_positions:
                values[position] = str(values[position])
            for position, column in how.decimal_columns:
                value = values[position]
                if value is not None and not is_in_range(value):
                    values[position] = None
                    self._report_out_of_range(record, table, column, value)
            if how.message_position is not None:
                code, details = values[how.message_position]
                values[how.message_position] = format_message(
                    code, dict(details), self.lang
                )
            values[0] = self.disclosure_id
            yield dict(zip(how.columns, values, strict=True))

    def build_issue_rows(self, issues: Iterable[Issue]) -> Iterator[DatasetRow]:
        """The rows of `issues`, messages in the language asked for."""
        for ordinal, issue in enumerate(issues, start=1):
            rule = schema.load_rules().get(issue.code)
            known = rule is None or issue.code in load_catalogue()
            yield {
                "disclosure_id": self.disclosure_id,
                "issue_id": f"{self.disclosure_id}-issue-{ordinal}",
                "code": issue.code,
                "severity": find_severity(issue.code)
                if known or rule is None
                else rule.severity,
                "message": format_message(issue.code, dict(issue.details), self.lang),
                "place": issue.place or None,
            }

    def _add_evidence(
        self,
        table: str,
        record_id: str,
        column: str,
        raw: str,
        place: Span,
        unit: Unit | None,
        corrected: str = "",
    ) -> None:
        self.evidence.append(
            {
                "disclosure_id": self.disclosure_id,
                "table": table,
                "record_id": record_id,
                "column": column,
                "raw": raw,
                "place": str(place),
                "unit": unit.name if unit else None,
                "unit_source": unit.source if unit else None,
                "unit_place": str(unit.place) if unit else None,
                "corrected": corrected or None,
            }
        )

    def _read_unit_text(self, unit: Unit) -> str:
        """What is printed where a unit was declared; '' where nothing is, as for a unit that was assumed."""
        try:
            return self._text_at(unit.place) if self._text_at else unit.name
        except KeyError:
            return ""

    def _report_out_of_range(
        self, record: Record, table: str, column: str, value: Decimal
    ) -> None:
        place = (
            getattr(record, "place", None)
            or getattr(record, "places", "").partition(";")[0]
        )
        self.range_issues.append(
            Issue.build(
                "NUMBER_TOO_LONG", place, table=table, column=column, value=value
            )
        )

    def _format_id(self, table: str, ordinal: int) -> str:
        return f"{self.disclosure_id}-{_derive_id_stem(table)}-{ordinal}"

    def _find_id(self, record: Record) -> str:
        """Id of a record that another refers to: itself, or one that is equal to it."""
        known = self._ids_by_identity.get(id(record))
        if known is None:
            if not self._ids_by_equality:
                several = [
                    r
                    for name in _list_referenced_tables()
                    for r in getattr(self._disclosure, name)
                ]
                self._ids_by_equality = {
                    r: self._ids_by_identity[id(r)] for r in several
                }
            known = self._ids_by_equality.get(record)
            if known is not None:
                self._ids_by_identity[id(record)] = known
        if known is None:
            raise LookupError(
                f"a {type(record).__name__} is referred to but is not among the records"
            )
        return known
