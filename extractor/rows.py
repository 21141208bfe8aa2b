"""Records as rows of the dataset's tables, and back: ids are given here, readings part into value and evidence.

    >>> document_id("5d7c" * 16), document_id("5d7c" * 16, 2)
    ('5d7c5d7c5d7c5d7c', '5d7c5d7c5d7c5d7c-2')

A row is a dict of the schema's columns in their order; values are str, int, Decimal, bool, date or None. The columns
say which attributes of a record are asked for; no record type is known here by name but those that are no plain
records: the profile, checks and issues. What was read from the page makes one row of evidence besides; where nothing
is printed (a blank cell) there is none to give.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from extractor import records, schema
from extractor.document import Place
from extractor.issues import Issue
from extractor.language.fold import fold
from extractor.messages import catalogue, sentence, severity
from extractor.records import Disclosure, Profile, Reading, Record, Unit
from extractor.version import __version__

if TYPE_CHECKING:
    from extractor.pipeline import Parsed

__all__ = ["DECIMALS", "DIGITS", "Row", "Rows", "disclosure_rows", "document_id", "fits", "records_from_rows", "rows"]

Row = dict[str, Any]
Rows = dict[str, list[Row]]

DIGITS, DECIMALS = 38, 18
"""A decimal of the dataset has up to 38 digits, 18 of them behind the point; one that needs more becomes an issue."""

_EXACT = Context(prec=400)
_OTHERWISE = ("documents", "evidence", "issues", "manifest", "across")  # tables that are not one tuple of records each
_PROFILE = frozenset(field.name for field in dataclasses.fields(Profile))


def document_id(sha256: str, ordinal: int = 1) -> str:
    """Id of the n-th disclosure (from 1) of a file."""
    return sha256[:16] if ordinal == 1 else f"{sha256[:16]}-{ordinal}"


def rows(parsed: Parsed, path: str = "", lang: str = "zh") -> Rows:
    """All rows of one file: table -> rows; every table but the manifest is named, empty ones too.

    ``path`` is the name of the file in the dataset; ``lang`` the language of the messages of checks and issues.
    """
    found: Rows = {table.name: [] for table in schema.tables() if table.name != "manifest"}
    document = parsed.document
    for ordinal, disclosure in enumerate(parsed.disclosures, start=1):
        own = document_id(document.sha256, ordinal)
        one = disclosure_rows(disclosure, own, path, document.sha256, document.format, lang, document.quote)
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
    for table in _record_tables():
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


@lru_cache(maxsize=8192)
def fits(value: Decimal) -> bool:
    """True when the dataset can hold a number to its last digit.

    >>> fits(Decimal("157856.40")), fits(Decimal(1) / 3)
    (True, False)
    """
    if not value.is_finite():
        return False
    least = cast(int, value.normalize(_EXACT).as_tuple().exponent)
    return least >= -DECIMALS and value.adjusted() < DIGITS - DECIMALS


class _Plan(NamedTuple):
    """How records of one type become rows: one getter for all columns, then the few positions that need a hand."""

    columns: tuple[str, ...]
    get: Callable[[Any], tuple[Any, ...]]
    own: int | None  # the id of the record itself
    parent: int | None  # the id of ``record.parent``
    absent: tuple[int, ...]  # columns of which the record knows nothing
    readings: tuple[tuple[int, str], ...]
    unit: Callable[[Any], Unit | None] | None  # the unit declared for the whole record
    places: tuple[int, ...]
    decimals: tuple[tuple[int, str], ...]
    spoken: int | None  # a code of the catalogue and its details


_PLANS: dict[type[Record], _Plan] = {}


@cache
def _record_tables() -> tuple[str, ...]:
    return tuple(table.name for table in schema.tables() if table.name not in _OTHERWISE)


@cache
def _referred_to() -> frozenset[str]:
    references = (column.reference.partition(".") for table in schema.tables() for column in table.columns)
    return frozenset(table for table, dot, _ in references if dot and table != "documents")


@cache
def _short(table: str) -> str:
    return (schema.table(table).id_column or "").removesuffix("_id")


def _plan(kind: type[Record]) -> _Plan:
    found = _PLANS.get(kind)
    if found is None:
        found = _PLANS[kind] = _planned(kind)
    return found


def _planned(kind: type[Record]) -> _Plan:
    table = schema.table(kind.TABLE)
    hints = _hints(kind)
    declared = next((name for name, hint in hints.items() if hint.startswith("Unit")), None)
    places, readings, absent, decimals = [], [], [], []
    names = []
    own = parent = spoken = None
    for position, column in enumerate(table.columns):
        hint = hints.get(column.name)
        names.append(column.name if hint is not None else "TABLE")
        if column.name == table.id_column and hint is None:
            own = position
        elif "." in column.reference and not column.reference.startswith("documents.") and hint is None:
            parent = position
        elif hint is None:
            absent.append(position)
        elif "Reading" in hint:
            readings.append((position, column.name))
        elif hint == "Place":
            places.append(position)
        elif column.name == "message":
            spoken = position
        if column.type == "decimal" and hint is not None:
            decimals.append((position, column.name))
    return _Plan(
        schema.columns(table.name),
        attrgetter(*names),
        own,
        parent,
        tuple(absent),
        tuple(readings),
        attrgetter(declared) if declared else None,
        tuple(places),
        tuple(decimals),
        spoken,
    )


def _hints(kind: type[Record]) -> dict[str, str]:
    """Attribute -> its annotation as written, of fields and of properties."""
    hints = {field.name: str(field.type) for field in dataclasses.fields(cast(Any, kind))}
    for name, thing in ((name, thing) for base in reversed(kind.__mro__) for name, thing in vars(base).items()):
        if isinstance(thing, property) and thing.fget is not None:
            hints[name] = str(thing.fget.__annotations__.get("return", ""))
    return hints


class _Maker:
    """Makes the rows of one disclosure; evidence and remarks gather beside them."""

    def __init__(
        self, document_id: str, lang: str, disclosure: Disclosure, quote: Callable[[Place], str] | None
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
        for ordinal, record in enumerate(several, start=1):
            plan = _plan(type(record))
            values = list(plan.get(record))
            for position in plan.absent:
                values[position] = None
            own = self.document_id
            if plan.own is not None and table != "documents":
                own = values[plan.own] = self._id(table, ordinal)
            if plan.parent is not None:
                above = cast(Any, record).parent
                values[plan.parent] = None if above is None else self._id_of(above)
            for position, column in plan.readings:
                value = values[position]
                if value.__class__ is Reading:
                    values[position] = value.value
                    if value.raw:
                        self._read(table, own, column, value.raw, value.place, value.unit, value.corrected)
            if plan.unit is not None:
                unit = plan.unit(record)
                if unit is not None and (raw := self._text_of(unit)):
                    self._read(table, own, "unit", raw, unit.place, unit)
            for position in plan.places:
                values[position] = str(values[position])
            for position, column in plan.decimals:
                value = values[position]
                if value is not None and not fits(value):
                    values[position] = None
                    self._too_long(record, table, column, value)
            if plan.spoken is not None:
                code, details = values[plan.spoken]
                values[plan.spoken] = sentence(code, dict(details), self.lang)
            values[0] = self.document_id
            yield dict(zip(plan.columns, values, strict=True))

    def issues(self, several: Iterable[Issue]) -> Iterator[Row]:
        """The rows of `issues`, messages in the language asked for."""
        for ordinal, issue in enumerate(several, start=1):
            rule = schema.rules().get(issue.code)
            known = rule is None or issue.code in catalogue()
            yield {
                "document_id": self.document_id,
                "issue_id": f"{self.document_id}-issue-{ordinal}",
                "code": issue.code,
                "severity": severity(issue.code) if known or rule is None else rule.severity,
                "message": sentence(issue.code, dict(issue.details), self.lang),
                "place": issue.place or None,
            }

    def _read(
        self, table: str, record_id: str, column: str, raw: str, place: Place, unit: Unit | None, corrected: str = ""
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

    def _too_long(self, record: Record, table: str, column: str, value: Decimal) -> None:
        place = getattr(record, "place", None) or getattr(record, "places", "").partition(";")[0]
        self.remarks.append(Issue.of("NUMBER_TOO_LONG", place, table=table, column=column, value=value))

    def _id(self, table: str, ordinal: int) -> str:
        return f"{self.document_id}-{_short(table)}-{ordinal}"

    def _id_of(self, record: Record) -> str:
        """Id of a record that another refers to: itself, or one that is equal to it."""
        known = self._ids.get(id(record))
        if known is None:
            if not self._equal:
                several = [r for name in _referred_to() for r in getattr(self._disclosure, name)]
                self._equal = {r: self._ids[id(r)] for r in several}
            known = self._equal.get(record)
            if known is not None:
                self._ids[id(record)] = known
        if known is None:
            raise LookupError(f"a {type(record).__name__} is referred to but is not among the records")
        return known


# --- and back --------------------------------------------------------------------------------------------------------

_COUNTS = ("n_paragraphs", "n_tables", "n_numbers", "n_numbers_read")
_FACTS = ("share_characters", "share_numbers", "text_boxes")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def records_from_rows(found: Mapping[str, Iterable[Mapping[str, Any]]]) -> Disclosure:
    """The records that rows of one document were made from, so that they can be checked again.

    ``found`` is what :func:`disclosure_rows` gave or what was loaded of it, values as there (Decimal, int, bool, date,
    str, None). Readings come back from evidence, decimals with the digits printed. Not restored: checks, quality
    and issues (checking makes them again) and readings of blank cells in columns that may be null.
    """
    return _Restorer(found).disclosure()


@cache
def _types() -> dict[str, type[Record]]:
    several = [thing for thing in vars(records).values() if isinstance(thing, type) and issubclass(thing, Record)]
    return {kind.TABLE: kind for kind in several if dataclasses.is_dataclass(kind)}


class _Restorer:
    def __init__(self, found: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self.found = {name: list(several) for name, several in found.items()}
        self.evidence: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
        for row in self.found.get("evidence", ()):
            self.evidence.setdefault((row["table"], row["record_id"]), {})[row["column"]] = row
        self.by_id: dict[str, Mapping[str, Any]] = {}
        for name in _record_tables():
            own = schema.table(name).id_column
            for row in self.found.get(name, ()):
                if own is not None:
                    self.by_id[row[own]] = row
        self.made: dict[int, Record] = {}

    def disclosure(self) -> Disclosure:
        document = next(iter(self.found.get("documents", ())), {})
        tables = {
            name: tuple(self.record(name, row) for row in self.found.get(name, ()))
            for name in _record_tables()
            if name not in ("checks", "quality")
        }
        counts = {name: document[name] or 0 for name in _COUNTS if document}
        facts = {name: document.get(name) for name in _FACTS if document}
        profile = cast(Profile, self.record("documents", document)) if document else Profile()
        return Disclosure(profile=profile, **tables, **counts, **facts)  # type: ignore[arg-type]

    def record(self, table: str, row: Mapping[str, Any]) -> Record:
        """The record of a row; the same one each time it is asked for."""
        if id(row) not in self.made:
            kind = _types()[table]
            own = row.get(schema.table(table).id_column or "", "")
            read = self.evidence.get((table, own), {})
            values = {
                field.name: self._value(field, table, row, read) for field in dataclasses.fields(cast(Any, kind))
            }
            self.made[id(row)] = kind(**values)
        return self.made[id(row)]

    def _value(
        self, field: dataclasses.Field[Any], table: str, row: Mapping[str, Any], read: Mapping[str, Mapping[str, Any]]
    ) -> Any:
        hint = str(field.type)
        if field.name == "parent":
            return self._parent(table, row)
        if hint.startswith("Unit"):
            return self._unit(row, read)
        value = row.get(field.name)
        if "Reading" in hint and field.name in read:
            evidence = read[field.name]
            raw = evidence.get("corrected") or evidence["raw"]  # checks see what was corrected, not what is printed
            return Reading(_as_printed(value, raw), raw, _place(evidence["place"]), _unit(evidence))
        if "Reading" in hint and "None" not in hint.partition("]")[2]:  # a blank cell, where there must be a reading
            return Reading(value, "", _place(row["place"]), self._unit(row, read))
        if hint == "Place":
            return _place(row[field.name])
        return "" if hint == "str" and value is None else value

    def _parent(self, table: str, row: Mapping[str, Any]) -> Record | None:
        for column in schema.table(table).columns:
            above, dot, _ = column.reference.partition(".")
            if dot and above != "documents":
                wanted = row[column.name]
                return None if wanted is None else self.record(above, self.by_id[wanted])
        return None

    def _unit(self, row: Mapping[str, Any], read: Mapping[str, Mapping[str, Any]]) -> Unit | None:
        """The unit in force in a row, also of a blank value."""
        name = row.get("unit")
        if "unit" in read or name is None:
            return _unit(read["unit"]) if "unit" in read else None
        return Unit(name, row.get("unit_source") or "document", _place(row.get("unit_place") or row["place"]))


def _place(text: str) -> Place:
    return Place.parse(text)


def _unit(evidence: Mapping[str, Any]) -> Unit | None:
    if evidence["unit"] is None:
        return None
    return Unit(evidence["unit"], evidence["unit_source"], _place(evidence["unit_place"]))


def _as_printed(value: Any, raw: str) -> Any:
    """A number with the decimals printed: files keep 3600, the page says 3600.00, and tolerance hangs on that."""
    if not isinstance(value, Decimal):
        return value
    for match in _NUMBER.finditer(fold(raw)):
        printed = Decimal(match[0].replace(",", ""))
        if printed == abs(value):
            return printed.copy_sign(value)
    return value
