"""Documents beside one another: what an office says of last year against what it published last year.

``比2019年增加23.53万元`` of 2020 is checked against the totals that the files of 2020 and 2019 print; ``2018年预算数845.63
万元`` of 2019 against the file of 2018; a unit inside its department's file against the unit's own file; and two files of
one office, year and kind are versions of one disclosure.

Seen are rows of ``disclosures``, ``amounts`` and ``changes``, so a run and a written dataset are compared in one way. What a
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

from extractor.i18n import format_message
from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import YUAN_PER_UNIT, Check
from extractor.text.normalize import match_key, normalize
from extractor.text.numbers import count_decimals
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    best_of,
    compute_half_step,
    format_decimal,
    report_not_checkable,
    strip_zeros,
)

__all__ = [
    "CrossDocumentChecker",
    "collect_comparable_facts",
    "build_office_key",
]

DatasetRow = Mapping[str, Any]

_CLASSIFIED_CONCEPTS = (
    "expenditure.functional",
    "expenditure.economic",
)  # one item, many classes: only the same class compares
_REPORT_TYPE_AND_PHASE_BY_BASE_KIND = {  # form of the document, kind of base -> form and phase of the earlier document's figure
    ("budget", "prior_year_budget"): ("budget", "budget"),
    ("budget", "initial_budget"): ("budget", "budget"),
    ("budget", "unstated"): ("budget", "budget"),
    ("budget", "prior_year_executed"): ("final", "executed"),
    ("budget", "adjusted_budget"): ("final", "adjusted_budget"),
    ("final", "prior_year_executed"): ("final", "executed"),
    ("final", "unstated"): ("final", "executed"),
}
_REPORT_TYPE_AND_PHASE_BY_PRIOR_PHASE = {
    "prior_budget": ("budget", "budget"),
    "prior_executed": ("final", "executed"),
}
_OWN_PHASE_BY_REPORT_TYPE = {"budget": "budget", "final": "executed"}
MAX_CACHED_DISCLOSURES = 32  # documents held at a time, so that the years of one office do not have each read again for each other


class _StoredFact(NamedTuple):
    """An amount, or a change with its sign, as it is kept: yuan, half a unit of its last digit, and where it stands."""

    concept: str
    label: str
    year: int | None
    phase_or_base_kind: str  # phase of an amount, base_kind of a change
    base_year: int | None  # base year of a change, None for an amount
    value: str
    half_step: str
    printed: str
    unit: str
    place: str

    def build_term(self, disclosure_id: str) -> EquationTerm:
        place = Span.parse(self.place).within_document(disclosure_id)
        return EquationTerm(
            self.label,
            Decimal(self.value),
            Decimal(self.half_step),
            self.printed,
            self.unit,
            place,
        )


@dataclass(frozen=True)
class _StoredDisclosure:
    """What is kept of one document."""

    ordinal: int
    disclosure_id: str
    sha256: str
    year: int
    doc_type: str
    shares_file: bool  # its file holds other disclosures too
    facts: tuple[_StoredFact, ...]

    @property
    def entity_type(self) -> str:
        return self.doc_type.partition("_")[0]

    @property
    def report_type(self) -> str:
        return self.doc_type.rpartition("_")[2]

    @cached_property
    def _amounts_by_key(
        self,
    ) -> Mapping[tuple[str, str, int | None], list[_StoredFact]]:
        found: dict[tuple[str, str, int | None], list[_StoredFact]] = defaultdict(list)
        for figure in self.facts:
            if figure.base_year is None:
                found[figure.concept, figure.phase_or_base_kind, figure.year].append(
                    figure
                )
        return found

    def find_amount_terms(
        self, concept: str, label: str, phase: str, year: int
    ) -> list[EquationTerm]:
        """Distinct amounts of an item: under the same name where there is one."""
        found = self._amounts_by_key.get((concept, phase, year), [])
        same = [f for f in found if match_key(f.label) == match_key(label)]
        chosen = same or ([] if concept in _CLASSIFIED_CONCEPTS else found)
        return [
            f.build_term(self.disclosure_id)
            for f in {(f.value, f.half_step): f for f in reversed(chosen)}.values()
        ][::-1]


def build_office_key(disclosure: DatasetRow) -> str | None:
    """What tells one office from all others over the years; None where division or name is not known.

    >>> office_of({"division_code": "131102", "department_name": "衡水市桃城区财政局", "city": "衡水市", "county": "桃城区"})
    '131102 财政局'
    """
    code, name = disclosure.get("division_code"), disclosure.get("department_name")
    if not code or not name:
        return None
    bare = match_key(normalize(str(name)))
    for level in ("province", "city", "county"):
        above = match_key(normalize(str(disclosure.get(level) or "")))
        bare = bare.removeprefix(above) or bare
    return f"{code} {bare}"


class CrossDocumentChecker:
    """Takes documents in the order of the dataset, then gives the rows of the table ``cross_document_checks`` in that order.

    Needs no more memory for more documents. Close it after use; what it kept goes with it.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("")  # a temporary file of SQLite's own
        self._db.execute(
            "CREATE TABLE pages (n INTEGER PRIMARY KEY, document TEXT, sha256 TEXT, office TEXT, year INTEGER, kind TEXT, "
            "figures TEXT, shared INTEGER)"
        )
        self._n_disclosures = 0
        self._load_cached_disclosure = lru_cache(MAX_CACHED_DISCLOSURES)(
            self._load_disclosure
        )
        self._count_cached_versions = lru_cache(MAX_CACHED_DISCLOSURES)(
            self._count_versions
        )

    def add_disclosure(
        self, disclosure: DatasetRow, comparable_facts: Sequence[Sequence[Any]]
    ) -> None:
        """One document with its :func:`figures_of`; one whose office, year or kind is not known is compared with none."""
        self._n_disclosures += 1
        facts = (
            disclosure["disclosure_id"],
            disclosure["sha256"],
            _build_comparable_office_key(disclosure),
            disclosure["fiscal_year"],
            disclosure["doc_type"],
        )
        figures_text = json.dumps(comparable_facts, ensure_ascii=False)
        self._db.execute(
            "INSERT INTO pages VALUES (?,?,?,?,?,?,?,0)",
            (self._n_disclosures, *facts, figures_text),
        )

    def iter_rows(self, lang: str) -> Iterator[dict[str, Any]]:
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
            page = self._load_cached_disclosure(n)
            found = list(self._compare_disclosure(page, office))
            for ordinal, (other, item, check) in enumerate(found, 1):
                yield _build_row(page, other, item, check, ordinal, lang)

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()

    def _find_disclosures(
        self, condition: str, *values: object, limit: int = -1
    ) -> list[_StoredDisclosure]:
        found = self._db.execute(
            f"SELECT n FROM pages WHERE {condition} ORDER BY n LIMIT {limit}", values
        ).fetchall()
        return [self._load_cached_disclosure(n) for (n,) in found]

    def _load_disclosure(self, ordinal: int) -> _StoredDisclosure:
        query = "SELECT n, document, sha256, year, kind, shared, figures FROM pages WHERE n = ?"
        ((_, document, sha256, year, kind, several, figures),) = self._db.execute(
            query, (ordinal,)
        )
        return _StoredDisclosure(
            ordinal,
            document,
            sha256,
            year,
            kind,
            bool(several),
            tuple(_StoredFact(*one) for one in json.loads(figures)),
        )

    def _compare_disclosure(
        self, disclosure: _StoredDisclosure, office_key: str
    ) -> Iterator[tuple[_StoredDisclosure, str | None, Check]]:
        for earlier in self._find_disclosures(
            "office = ? AND year = ?", office_key, disclosure.year - 1
        ):
            if earlier.entity_type == disclosure.entity_type:
                yield from (
                    (earlier, item, check)
                    for item, check in _compare_with_prior_year(disclosure, earlier)
                )
        where = "office = ? AND year = ? AND shared = ?"
        for other in self._find_disclosures(
            f"{where} AND sha256 <> ? AND n < ?",
            office_key,
            disclosure.year,
            not disclosure.shares_file,
            disclosure.sha256,
            disclosure.ordinal,
        ):
            if other.report_type == disclosure.report_type:
                yield from (
                    (other, item, check)
                    for item, check in _compare_same_unit(disclosure, other)
                )
        group = office_key, disclosure.year, disclosure.shares_file, disclosure.doc_type
        for first in self._find_disclosures(
            f"{where} AND kind = ? AND sha256 <> ?", *group, disclosure.sha256, limit=1
        ):
            yield (
                first,
                None,
                _build_revision_check(
                    disclosure, first, self._count_cached_versions(*group)
                ),
            )

    def _count_versions(self, *version_key: object) -> int:
        """How many files hold a version of one disclosure."""
        where = "office = ? AND year = ? AND shared = ? AND kind = ?"
        ((count,),) = self._db.execute(
            f"SELECT count(DISTINCT sha256) FROM pages WHERE {where}", version_key
        )
        return int(count)


def _build_comparable_office_key(disclosure: DatasetRow) -> str | None:
    """The office of a document that can be compared: its year and kind are known too."""
    return (
        None
        if disclosure["fiscal_year"] is None or disclosure["doc_type"] is None
        else build_office_key(disclosure)
    )


def collect_comparable_facts(
    disclosure: DatasetRow, amounts: Iterable[DatasetRow], changes: Iterable[DatasetRow]
) -> list[list[Any]]:
    """What is kept of a document, as JSON can hold it: its amounts and changes with an item and a value.

    A pure function of its rows, so a worker can do it. One precision for what stands in one table or section.
    """
    if _build_comparable_office_key(disclosure) is None:
        return []
    return [
        list(figure)
        for figure in _build_stored_facts(
            list(amounts), list(changes), disclosure["fiscal_year"]
        )
    ]


def _build_stored_facts(
    amounts: Sequence[DatasetRow], changes: Sequence[DatasetRow], year: int
) -> list[_StoredFact]:
    finest: dict[tuple[str, str], int] = {}
    rows = [
        row
        for row in (*amounts, *changes)
        if row["value"] is not None and row["unit"] in YUAN_PER_UNIT
    ]
    for row in rows:
        key = _find_precision_group(row), row["unit"]
        finest[key] = max(finest.get(key, 0), count_decimals(row["raw"]))
    found = []
    for row in (*amounts, *changes):
        if row["item"] is None or row["value_yuan"] is None:
            continue
        change = "base_year" in row
        if change and row["direction"] is None:
            continue
        value = strip_zeros(row["value_yuan"]) * (
            -1 if change and row["direction"] == "decrease" else 1
        )
        unit = row["unit"] or ""
        exact = value == 0 or unit not in YUAN_PER_UNIT
        half = (
            Decimal(0)
            if exact
            else compute_half_step(
                finest[_find_precision_group(row), unit], YUAN_PER_UNIT[unit]
            )
        )
        found.append(
            _StoredFact(
                concept=row["item"],
                label=row["label"] or "",
                year=row["fiscal_year"] or year,
                phase_or_base_kind=row["base_kind"] if change else row["phase"],
                base_year=(row["base_year"] or 0) if change else None,
                value=str(value),
                half_step=str(half),
                printed=format_decimal(
                    abs(strip_zeros(row["value"]))
                ),  # a dataset that was written keeps no needless zeros
                unit=unit,
                place=row["place"],
            )
        )
    return found


def _find_precision_group(row: DatasetRow) -> str:
    return Span.parse(row["place"]).table_path or f"section {row['section']}"


def _compare_with_prior_year(
    disclosure: _StoredDisclosure, earlier: _StoredDisclosure
) -> Iterator[tuple[str, Check]]:
    """PRIOR_YEAR_CHANGE and PRIOR_YEAR_LEVEL: what is said of the year before, against the document of that year."""
    for figure in disclosure.facts:
        own = figure.build_term(disclosure.disclosure_id)
        if figure.base_year is None:
            form, phase = _REPORT_TYPE_AND_PHASE_BY_PRIOR_PHASE.get(
                figure.phase_or_base_kind, ("", "")
            )
            if (
                figure.phase_or_base_kind
                == _OWN_PHASE_BY_REPORT_TYPE[disclosure.report_type]
            ):
                form, phase = (
                    disclosure.report_type,
                    figure.phase_or_base_kind,
                )  # the own phase of an earlier year
            if form != earlier.report_type or figure.year != earlier.year:
                continue
            before = earlier.find_amount_terms(
                figure.concept, figure.label, phase, earlier.year
            )
            yield (
                figure.concept,
                _choose_check("PRIOR_YEAR_LEVEL", [own], [[n] for n in before]),
            )
        elif figure.base_year == earlier.year and figure.year == disclosure.year:
            form, phase = _REPORT_TYPE_AND_PHASE_BY_BASE_KIND.get(
                (disclosure.report_type, figure.phase_or_base_kind), ("", "")
            )
            if form != earlier.report_type:
                continue
            now = disclosure.find_amount_terms(
                figure.concept,
                figure.label,
                _OWN_PHASE_BY_REPORT_TYPE[disclosure.report_type],
                disclosure.year,
            )
            before = earlier.find_amount_terms(
                figure.concept, figure.label, phase, earlier.year
            )
            pairs = [[a, b.negate()] for a in now for b in before]
            yield figure.concept, _choose_check("PRIOR_YEAR_CHANGE", [own], pairs)


def _compare_same_unit(
    disclosure: _StoredDisclosure, other: _StoredDisclosure
) -> Iterator[tuple[str, Check]]:
    """SAME_UNIT: a unit inside its department's file and in its own file states one figure an item."""
    for figure in disclosure.facts:
        if (
            figure.base_year is None
            and figure.phase_or_base_kind
            == _OWN_PHASE_BY_REPORT_TYPE[disclosure.report_type]
            and figure.year == disclosure.year
        ):
            theirs = other.find_amount_terms(
                figure.concept, figure.label, figure.phase_or_base_kind, disclosure.year
            )
            if theirs:
                number = figure.build_term(disclosure.disclosure_id)
                yield (
                    figure.concept,
                    _choose_check("SAME_UNIT", [number], [[n] for n in theirs]),
                )


def _choose_check(
    rule: str, left: list[EquationTerm], alternatives: list[list[EquationTerm]]
) -> Check:
    """The best of the ways; where several figures are stated for the item, a failure is not certain."""
    if not alternatives:
        return report_not_checkable(
            rule,
            "ACROSS_NO_LEVEL",
            [left[0].place],
            label=left[0].label,
            printed=_format_term(left[0]),
        )
    check = best_of(balances(rule, left, right) for right in alternatives)
    if check.result == "fail" and len(alternatives) > 1:
        read = dict.fromkeys(
            n.place for n in (*left, *(n for right in alternatives for n in right))
        )
        return report_not_checkable(
            rule,
            "ACROSS_SEVERAL",
            read,
            label=left[0].label,
            printed=_format_term(left[0]),
        )
    return check


def _build_revision_check(
    disclosure: _StoredDisclosure, other: _StoredDisclosure, versions: int
) -> Check:
    """REVISION: another version of the same disclosure, with the amounts stated in both that differ.

    One row a version, held against the first of them in the order of the dataset (the first against the second): each
    against each other would be a thousand rows for thirty-two versions, and says no more about which one holds.
    """
    both, unlike, differ = 0, 0, []
    for figure in disclosure.facts:
        if figure.base_year is None and figure.year is not None:
            theirs = other.find_amount_terms(
                figure.concept, figure.label, figure.phase_or_base_kind, figure.year
            )
            both += bool(theirs)
            if theirs and all(n.value != Decimal(figure.value) for n in theirs):
                unlike += 1
                differ += [figure.build_term(disclosure.disclosure_id), *theirs]
    details = (
        ("both", str(both)),
        ("differ", str(unlike)),
        ("versions", str(versions)),
    )
    read = tuple(dict.fromkeys(n.place for n in differ))
    return Check(
        "REVISION",
        CheckResult.NOT_CHECKABLE,
        None,
        None,
        None,
        None,
        ("REVISION", details),
        read,
    )


def _format_term(term: EquationTerm) -> str:
    sign = "-" if term.value < 0 else ""
    return f"{sign}{term.printed}{term.unit}"


def _build_row(
    disclosure: _StoredDisclosure,
    other: _StoredDisclosure,
    concept: str | None,
    check: Check,
    ordinal: int,
    lang: str,
) -> dict[str, Any]:
    code, details = check.message
    theirs = {f"{other.disclosure_id}:{f.place}": Decimal(f.value) for f in other.facts}
    read = [theirs[str(place)] for place in check.spans if str(place) in theirs]
    return {
        "disclosure_id": disclosure.disclosure_id,
        "cross_document_check_id": f"{disclosure.disclosure_id}-cross_document_check-{ordinal}",
        "other_disclosure_id": other.disclosure_id,
        "rule": check.rule,
        "result": "revision" if check.rule == "REVISION" else check.result,
        "item": concept,
        "other_value": read[0] if check.difference is not None else None,
        "expected": check.expected,
        "actual": check.actual,
        "difference": check.difference,
        "tolerance": check.tolerance,
        "message": format_message(
            code, {**dict(details), "other": other.disclosure_id}, lang
        ),
        "places": check.places or None,
    }
