"""Documents beside one another: what an office says of last year against what it published last year.

``比2019年增加23.53万元`` of 2020 is checked against the totals that the files of 2020 and 2019 print; ``2018年预算数845.63
万元`` of 2019 against the file of 2018; a unit inside its department's file against the unit's own file; and two files of
one office, year and kind are versions of one disclosure.

Seen are rows of ``documents``, ``amounts`` and ``changes``, so a run and a written dataset are compared in one way. What a
document is compared by waits in a temporary SQLite file, so memory does not grow with the number of documents.

An office is known by its division code and its name without blanks and the names of its province, prefecture and
county, full width and half width being one. Without a division code nothing is compared: there is a 财政局 in every county.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from extractor.i18n import sentence
from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.extracted import UNIT_YUAN
from extractor.text.normalize import fold, squeeze
from extractor.text.numbers import decimals
from extractor.validation.context import table_of
from extractor.validation.tolerance import (
    Number,
    balance,
    best,
    half_step,
    not_checkable,
    plain,
    tidy,
)

__all__ = ["Across", "figures_of", "office_of"]

Row = Mapping[str, Any]

_SPLIT = (
    "expenditure.functional",
    "expenditure.economic",
)  # one item, many classes: only the same class compares
_BASE = {  # form of the document, kind of base -> form and phase of the earlier document's figure
    ("budget", "prior_year_budget"): ("budget", "budget"),
    ("budget", "initial_budget"): ("budget", "budget"),
    ("budget", "unstated"): ("budget", "budget"),
    ("budget", "prior_year_executed"): ("final", "executed"),
    ("budget", "adjusted_budget"): ("final", "adjusted_budget"),
    ("final", "prior_year_executed"): ("final", "executed"),
    ("final", "unstated"): ("final", "executed"),
}
_PRIOR = {"prior_budget": ("budget", "budget"), "prior_executed": ("final", "executed")}
_OWN = {"budget": "budget", "final": "executed"}
PAGES = 32  # documents held at a time, so that the years of one office do not have each read again for each other


class _Figure(NamedTuple):
    """An amount, or a change with its sign, as it is kept: yuan, half a unit of its last digit, and where it stands."""

    item: str
    label: str
    year: int | None
    kind: str  # phase of an amount, base_kind of a change
    base: int | None  # base year of a change, None for an amount
    value: str
    half: str
    printed: str
    unit: str
    place: str

    def number(self, document: str) -> Number:
        place = Place(f"{document}:{self.place}")  # says of which document it is
        return Number(
            self.label,
            Decimal(self.value),
            Decimal(self.half),
            self.printed,
            self.unit,
            place,
        )


@dataclass(frozen=True)
class _Page:
    """What is kept of one document."""

    order: int
    document: str
    sha256: str
    year: int
    kind: str
    shared: bool  # its file holds other disclosures too
    figures: tuple[_Figure, ...]

    @property
    def scope(self) -> str:
        return self.kind.partition("_")[0]

    @property
    def form(self) -> str:
        return self.kind.rpartition("_")[2]

    @cached_property
    def _amounts(self) -> Mapping[tuple[str, str, int | None], list[_Figure]]:
        found: dict[tuple[str, str, int | None], list[_Figure]] = defaultdict(list)
        for figure in self.figures:
            if figure.base is None:
                found[figure.item, figure.kind, figure.year].append(figure)
        return found

    def levels(self, item: str, label: str, phase: str, year: int) -> list[Number]:
        """Distinct amounts of an item: under the same name where there is one."""
        found = self._amounts.get((item, phase, year), [])
        same = [f for f in found if squeeze(f.label) == squeeze(label)]
        chosen = same or ([] if item in _SPLIT else found)
        return [
            f.number(self.document)
            for f in {(f.value, f.half): f for f in reversed(chosen)}.values()
        ][::-1]


def office_of(document: Row) -> str | None:
    """What tells one office from all others over the years; None where division or name is not known.

    >>> office_of({"division_code": "131102", "department_name": "衡水市桃城区财政局", "city": "衡水市", "county": "桃城区"})
    '131102 财政局'
    """
    code, name = document.get("division_code"), document.get("department_name")
    if not code or not name:
        return None
    bare = squeeze(fold(str(name)))
    for level in ("province", "city", "county"):
        above = squeeze(fold(str(document.get(level) or "")))
        bare = bare.removeprefix(above) or bare
    return f"{code} {bare}"


class Across:
    """Takes documents in the order of the dataset, then gives the rows of the table ``across`` in that order.

    Needs no more memory for more documents. Close it after use; what it kept goes with it.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a temporary file of SQLite's own
        self._db.execute(
            "CREATE TABLE pages (n INTEGER PRIMARY KEY, document TEXT, sha256 TEXT, office TEXT, year INTEGER, kind TEXT, "
            "figures TEXT, shared INTEGER)"
        )
        self._count = 0
        self._page = lru_cache(PAGES)(self._read)
        self._versions = lru_cache(PAGES)(self._counted)

    def add(self, document: Row, figures: Sequence[Sequence[Any]]) -> None:
        """One document with its :func:`figures_of`; one whose office, year or kind is not known is compared with none."""
        self._count += 1
        facts = (
            document["document_id"],
            document["sha256"],
            _known(document),
            document["fiscal_year"],
            document["doc_type"],
        )
        figures_text = json.dumps(figures, ensure_ascii=False)
        self._db.execute(
            "INSERT INTO pages VALUES (?,?,?,?,?,?,?,0)",
            (self._count, *facts, figures_text),
        )

    def rows(self, lang: str) -> Iterator[dict[str, Any]]:
        """The rows, document by document; messages in zh or en."""
        self._db.execute("CREATE INDEX IF NOT EXISTS files ON pages (sha256)")
        several = "SELECT 1 FROM pages AS others WHERE others.sha256 = pages.sha256 AND others.n <> pages.n"
        self._db.execute(f"UPDATE pages SET shared = EXISTS ({several})")
        self._db.execute(
            "CREATE INDEX IF NOT EXISTS offices ON pages (office, year, shared, kind)"
        )
        for n, office in self._db.execute(
            "SELECT n, office FROM pages WHERE office IS NOT NULL ORDER BY n"
        ):
            page = self._page(n)
            found = list(self._compared(page, office))
            for ordinal, (other, item, check) in enumerate(found, 1):
                yield _row(page, other, item, check, ordinal, lang)

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()

    def _pages(self, where: str, *values: object, most: int = -1) -> list[_Page]:
        found = self._db.execute(
            f"SELECT n FROM pages WHERE {where} ORDER BY n LIMIT {most}", values
        ).fetchall()
        return [self._page(n) for (n,) in found]

    def _read(self, n: int) -> _Page:
        query = "SELECT n, document, sha256, year, kind, shared, figures FROM pages WHERE n = ?"
        ((_, document, sha256, year, kind, several, figures),) = self._db.execute(
            query, (n,)
        )
        return _Page(
            n,
            document,
            sha256,
            year,
            kind,
            bool(several),
            tuple(_Figure(*one) for one in json.loads(figures)),
        )

    def _compared(
        self, page: _Page, office: str
    ) -> Iterator[tuple[_Page, str | None, Check]]:
        for earlier in self._pages("office = ? AND year = ?", office, page.year - 1):
            if earlier.scope == page.scope:
                yield from (
                    (earlier, item, check) for item, check in _against(page, earlier)
                )
        where = "office = ? AND year = ? AND shared = ?"
        for other in self._pages(
            f"{where} AND sha256 <> ? AND n < ?",
            office,
            page.year,
            not page.shared,
            page.sha256,
            page.order,
        ):
            if other.form == page.form:
                yield from (
                    (other, item, check) for item, check in _same_unit(page, other)
                )
        group = office, page.year, page.shared, page.kind
        for first in self._pages(
            f"{where} AND kind = ? AND sha256 <> ?", *group, page.sha256, most=1
        ):
            yield first, None, _revision(page, first, self._versions(*group))

    def _counted(self, *group: object) -> int:
        """How many files hold a version of one disclosure."""
        where = "office = ? AND year = ? AND shared = ? AND kind = ?"
        ((count,),) = self._db.execute(
            f"SELECT count(DISTINCT sha256) FROM pages WHERE {where}", group
        )
        return int(count)


def _known(document: Row) -> str | None:
    """The office of a document that can be compared: its year and kind are known too."""
    return (
        None
        if document["fiscal_year"] is None or document["doc_type"] is None
        else office_of(document)
    )


def figures_of(
    document: Row, amounts: Iterable[Row], changes: Iterable[Row]
) -> list[list[Any]]:
    """What is kept of a document, as JSON can hold it: its amounts and changes with an item and a value.

    A pure function of its rows, so a worker can do it. One precision for what stands in one table or section.
    """
    if _known(document) is None:
        return []
    return [
        list(figure)
        for figure in _figures(list(amounts), list(changes), document["fiscal_year"])
    ]


def _figures(
    amounts: Sequence[Row], changes: Sequence[Row], year: int
) -> list[_Figure]:
    finest: dict[tuple[str, str], int] = {}
    rows = [
        row
        for row in (*amounts, *changes)
        if row["value"] is not None and row["unit"] in UNIT_YUAN
    ]
    for row in rows:
        key = _group(row), row["unit"]
        finest[key] = max(finest.get(key, 0), decimals(row["raw"]))
    found = []
    for row in (*amounts, *changes):
        if row["item"] is None or row["value_yuan"] is None:
            continue
        change = "base_year" in row
        if change and row["direction"] is None:
            continue
        value = tidy(row["value_yuan"]) * (
            -1 if change and row["direction"] == "decrease" else 1
        )
        unit = row["unit"] or ""
        exact = value == 0 or unit not in UNIT_YUAN
        half = (
            Decimal(0)
            if exact
            else half_step(finest[_group(row), unit], UNIT_YUAN[unit])
        )
        found.append(
            _Figure(
                item=row["item"],
                label=row["label"] or "",
                year=row["fiscal_year"] or year,
                kind=row["base_kind"] if change else row["phase"],
                base=(row["base_year"] or 0) if change else None,
                value=str(value),
                half=str(half),
                printed=plain(
                    abs(tidy(row["value"]))
                ),  # a dataset that was written keeps no needless zeros
                unit=unit,
                place=row["place"],
            )
        )
    return found


def _group(row: Row) -> str:
    return table_of(Place.parse(row["place"])) or f"section {row['section']}"


def _against(page: _Page, earlier: _Page) -> Iterator[tuple[str, Check]]:
    """PRIOR_YEAR_CHANGE and PRIOR_YEAR_LEVEL: what is said of the year before, against the document of that year."""
    for figure in page.figures:
        own = figure.number(page.document)
        if figure.base is None:
            form, phase = _PRIOR.get(figure.kind, ("", ""))
            if figure.kind == _OWN[page.form]:
                form, phase = page.form, figure.kind  # the own phase of an earlier year
            if form != earlier.form or figure.year != earlier.year:
                continue
            before = earlier.levels(figure.item, figure.label, phase, earlier.year)
            yield (
                figure.item,
                _decided("PRIOR_YEAR_LEVEL", [own], [[n] for n in before]),
            )
        elif figure.base == earlier.year and figure.year == page.year:
            form, phase = _BASE.get((page.form, figure.kind), ("", ""))
            if form != earlier.form:
                continue
            now = page.levels(figure.item, figure.label, _OWN[page.form], page.year)
            before = earlier.levels(figure.item, figure.label, phase, earlier.year)
            pairs = [[a, b.negated()] for a in now for b in before]
            yield figure.item, _decided("PRIOR_YEAR_CHANGE", [own], pairs)


def _same_unit(page: _Page, other: _Page) -> Iterator[tuple[str, Check]]:
    """SAME_UNIT: a unit inside its department's file and in its own file states one figure an item."""
    for figure in page.figures:
        if (
            figure.base is None
            and figure.kind == _OWN[page.form]
            and figure.year == page.year
        ):
            theirs = other.levels(figure.item, figure.label, figure.kind, page.year)
            if theirs:
                number = figure.number(page.document)
                yield (
                    figure.item,
                    _decided("SAME_UNIT", [number], [[n] for n in theirs]),
                )


def _decided(rule: str, left: list[Number], ways: list[list[Number]]) -> Check:
    """The best of the ways; where several figures are stated for the item, a failure is not certain."""
    if not ways:
        return not_checkable(
            rule,
            "ACROSS_NO_LEVEL",
            [left[0].place],
            label=left[0].label,
            printed=_printed(left[0]),
        )
    check = best(balance(rule, left, right) for right in ways)
    if check.result == "fail" and len(ways) > 1:
        read = dict.fromkeys(
            n.place for n in (*left, *(n for right in ways for n in right))
        )
        return not_checkable(
            rule, "ACROSS_SEVERAL", read, label=left[0].label, printed=_printed(left[0])
        )
    return check


def _revision(page: _Page, other: _Page, versions: int) -> Check:
    """REVISION: another version of the same disclosure, with the amounts stated in both that differ.

    One row a version, held against the first of them in the order of the dataset (the first against the second): each
    against each other would be a thousand rows for thirty-two versions, and says no more about which one holds.
    """
    both, unlike, differ = 0, 0, []
    for figure in page.figures:
        if figure.base is None and figure.year is not None:
            theirs = other.levels(figure.item, figure.label, figure.kind, figure.year)
            both += bool(theirs)
            if theirs and all(n.value != Decimal(figure.value) for n in theirs):
                unlike += 1
                differ += [figure.number(page.document), *theirs]
    details = (
        ("both", str(both)),
        ("differ", str(unlike)),
        ("versions", str(versions)),
    )
    read = tuple(dict.fromkeys(n.place for n in differ))
    return Check(
        "REVISION", "not_checkable", None, None, None, None, ("REVISION", details), read
    )


def _printed(number: Number) -> str:
    sign = "-" if number.value < 0 else ""
    return f"{sign}{number.printed}{number.unit}"


def _row(
    page: _Page, other: _Page, item: str | None, check: Check, ordinal: int, lang: str
) -> dict[str, Any]:
    code, details = check.message
    theirs = {f"{other.document}:{f.place}": Decimal(f.value) for f in other.figures}
    read = [theirs[str(place)] for place in check.places_read if str(place) in theirs]
    return {
        "document_id": page.document,
        "across_id": f"{page.document}-across-{ordinal}",
        "other_document_id": other.document,
        "rule": check.rule,
        "result": "revision" if check.rule == "REVISION" else check.result,
        "item": item,
        "other_value": read[0] if check.difference is not None else None,
        "expected": check.expected,
        "actual": check.actual,
        "difference": check.difference,
        "tolerance": check.tolerance,
        "message": sentence(code, {**dict(details), "other": other.document}, lang),
        "places": check.places or None,
    }
