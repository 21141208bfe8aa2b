"""Records as rows of the dataset's tables, and back.

    >>> document_id("5d7c" * 16), document_id("5d7c" * 16, 2)
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
from typing import TYPE_CHECKING, Any, cast

from extractor import schema
from extractor.dataset.decimals import fits
from extractor.dataset.row_plan import plan, record_tables
from extractor.i18n import catalogue, sentence, severity
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Place
from extractor.model.extracted import Reading, Unit
from extractor.model.issues import Issue
from extractor.model.record import Record
from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.pipeline import Parsed

__all__ = ["Row", "Rows", "disclosure_rows", "document_id", "rows"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

_PROFILE = frozenset(field.name for field in dataclasses.fields(Profile))


def document_id(sha256: str, ordinal: int = 1) -> str:
    """Id of the n-th disclosure (from 1) of a file."""
    return sha256[:16] if ordinal == 1 else f"{sha256[:16]}-{ordinal}"


def rows(parsed: Parsed, path: str = "", lang: str = "zh") -> Rows:
    """All rows of one file: table -> rows; every table but the manifest is named, empty ones too.

    ``path`` is the name of the file in the dataset; ``lang`` the language of the messages of checks and issues.
    """
    found: Rows = {
        table.name: [] for table in schema.tables() if table.name != "manifest"
    }
    document = parsed.document
    for ordinal, disclosure in enumerate(parsed.disclosures, start=1):
        own = document_id(document.sha256, ordinal)
        one = disclosure_rows(
            disclosure,
            own,
            path,
            document.sha256,
            document.format,
            lang,
            document.quote,
        )
        for name, several in one.items():
            found[name] += several
    return found


def disclosure_rows(
    disclosure: Disclosure,
    document_id: str,
    path: str = "",
    sha256: str = "",
    format: str = "",
    lang: str = "zh",
    quote: Callable[[Place], str] | None = None,
) -> Rows:
    """All rows of one disclosure: table -> rows in the order of its records, every table but the manifest.

    ``quote`` gives the text at a place (``Document.quote``); without it the name of a unit stands for its text.
    """
    maker = _Maker(document_id, lang, disclosure, quote)
    found: Rows = {"documents": list(maker.rows("documents", (disclosure.profile,)))}
    for table in record_tables():
        found[table] = list(maker.rows(table, getattr(disclosure, table)))
    found["evidence"] = maker.evidence
    found["issues"] = list(maker.issues([*disclosure.issues, *maker.remarks]))
    facts = {
        "path": path,
        "sha256": sha256,
        "format": format,
        "n_checks_failed": sum(check.result == "fail" for check in disclosure.checks),
        "n_issues": len(found["issues"]),
        "extractor_version": __version__,
    }
    for name in schema.columns("documents"):
        if name in facts:
            found["documents"][0][name] = facts[name]
        elif name not in _PROFILE and name != "document_id":
            found["documents"][0][name] = getattr(disclosure, name, None)
    return found


@cache
def _referred_to() -> frozenset[str]:
    references = (
        column.reference.partition(".")
        for table in schema.tables()
        for column in table.columns
    )
    return frozenset(
        table for table, dot, _ in references if dot and table != "documents"
    )


@cache
def _short(table: str) -> str:
    return (schema.table(table).id_column or "").removesuffix("_id")


class _Maker:
    """Makes the rows of one disclosure; evidence and remarks gather beside them."""

    def __init__(
        self,
        document_id: str,
        lang: str,
        disclosure: Disclosure,
        quote: Callable[[Place], str] | None,
    ) -> None:
        self.document_id = document_id
        self.lang = lang
        self.evidence: list[Row] = []
        self.remarks: list[Issue] = []
        self._ids: dict[int, str] = {}
        self._equal: dict[Record, str] = {}
        for name in sorted(_referred_to()):
            for ordinal, record in enumerate(getattr(disclosure, name), start=1):
                self._ids[id(record)] = self._id(name, ordinal)
        self._disclosure = disclosure
        self._quote = quote

    def rows(self, table: str, several: Sequence[Record]) -> Iterator[Row]:
        """The rows of one table."""
        how = plan(table)
        for ordinal, record in enumerate(several, start=1):
            values = list(how.get(record))
            for position in how.absent:
                values[position] = None
            own = self.document_id
            if how.own is not None and table != "documents":
                own = values[how.own] = self._id(table, ordinal)
            if how.parent is not None:
                above = cast(Any, record).parent
                values[how.parent] = None if above is None else self._id_of(above)
            for position, column in how.readings:
                value = values[position]
                if value.__class__ is Reading:
                    values[position] = value.value
                    if value.raw:
                        self._read(
                            table,
                            own,
                            column,
                            value.raw,
                            value.place,
                            value.unit,
                            value.corrected,
                        )
            if how.unit is not None:
                unit = how.unit(record)
                if unit is not None and (raw := self._text_of(unit)):
                    self._read(table, own, "unit", raw, unit.place, unit)
            for position in how.places:
                values[position] = str(values[position])
            for position, column in how.decimals:
                value = values[position]
                if value is not None and not fits(value):
                    values[position] = None
                    self._too_long(record, table, column, value)
            if how.spoken is not None:
                code, details = values[how.spoken]
                values[how.spoken] = sentence(code, dict(details), self.lang)
            values[0] = self.document_id
            yield dict(zip(how.columns, values, strict=True))

    def issues(self, several: Iterable[Issue]) -> Iterator[Row]:
        """The rows of `issues`, messages in the language asked for."""
        for ordinal, issue in enumerate(several, start=1):
            rule = schema.rules().get(issue.code)
            known = rule is None or issue.code in catalogue()
            yield {
                "document_id": self.document_id,
                "issue_id": f"{self.document_id}-issue-{ordinal}",
                "code": issue.code,
                "severity": severity(issue.code)
                if known or rule is None
                else rule.severity,
                "message": sentence(issue.code, dict(issue.details), self.lang),
                "place": issue.place or None,
            }

    def _read(
        self,
        table: str,
        record_id: str,
        column: str,
        raw: str,
        place: Place,
        unit: Unit | None,
        corrected: str = "",
    ) -> None:
        self.evidence.append(
            {
                "document_id": self.document_id,
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

    def _text_of(self, unit: Unit) -> str:
        """What is printed where a unit was declared; '' where nothing is, as for a unit that was assumed."""
        try:
            return self._quote(unit.place) if self._quote else unit.name
        except KeyError:
            return ""

    def _too_long(
        self, record: Record, table: str, column: str, value: Decimal
    ) -> None:
        place = (
            getattr(record, "place", None)
            or getattr(record, "places", "").partition(";")[0]
        )
        self.remarks.append(
            Issue.of("NUMBER_TOO_LONG", place, table=table, column=column, value=value)
        )

    def _id(self, table: str, ordinal: int) -> str:
        return f"{self.document_id}-{_short(table)}-{ordinal}"

    def _id_of(self, record: Record) -> str:
        """Id of a record that another refers to: itself, or one that is equal to it."""
        known = self._ids.get(id(record))
        if known is None:
            if not self._equal:
                several = [
                    r
                    for name in _referred_to()
                    for r in getattr(self._disclosure, name)
                ]
                self._equal = {r: self._ids[id(r)] for r in several}
            known = self._equal.get(record)
            if known is not None:
                self._ids[id(record)] = known
        if known is None:
            raise LookupError(
                f"a {type(record).__name__} is referred to but is not among the records"
            )
        return known
