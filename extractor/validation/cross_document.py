"""Documents compared: figures for the previous year against those published then.

``比2019年增加23.53万元`` of 2020 is checked against the totals that the files
of 2020 and 2019 print; ``2018年预算数845.63万元`` of 2019 against the file of
2018; a unit inside its department's file against the unit's own file;
and two files of one office, year and kind are versions of one
disclosure.

Looked at are rows of ``disclosures``, ``amounts`` and ``changes``, so a
run and a written dataset are compared in one way. What a document is
compared by waits in a temporary SQLite file, so memory does not grow
with the number of documents.

An office is known by its division code and its name without blanks and
the names of its province, prefecture and county, full width and half
width being one. Without a division code nothing is compared: there is a
财政局 in every county.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from extractor.dataclass import dataclass
from extractor.i18n import format_message
from extractor.model.document import Span
from extractor.model.enums import CheckResult
from extractor.model.records import YUAN_PER_UNIT, Check
from extractor.schema.concepts import list_concepts_by_breakdown
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
    "encode_facts",
]

DatasetRow = Mapping[str, Any]


class _Source(NamedTuple):
    """Where the figure of another year is printed:
    type of report, and phase in it."""

    report_type: str
    phase: str


_BUDGET = _Source("budget", "budget")
_FINAL = _Source("final", "executed")
_ADJUSTED = _Source("final", "adjusted_budget")

# Type of the report and kind of a change's base -> the earlier document's figure.
_SOURCE_BY_BASE_KIND = {
    ("budget", "prior_year_budget"): _BUDGET,
    ("budget", "initial_budget"): _BUDGET,
    ("budget", "unstated"): _BUDGET,
    ("budget", "prior_year_executed"): _FINAL,
    ("budget", "adjusted_budget"): _ADJUSTED,
    ("final", "prior_year_executed"): _FINAL,
    ("final", "unstated"): _FINAL,
}
_SOURCE_BY_PRIOR_PHASE = {"prior_budget": _BUDGET, "prior_executed": _FINAL}
_OWN_PHASE_BY_REPORT_TYPE = {"budget": "budget", "final": "executed"}

MAX_CACHED_DISCLOSURES = 32
"""Documents held at a time, so that those of one office are not read again for each
other."""

_CREATE_TABLE = """
CREATE TABLE pages (
    n INTEGER PRIMARY KEY, document TEXT, sha256 TEXT, office TEXT, year INTEGER,
    kind TEXT, figures TEXT, shared INTEGER
)
"""
_MARK_SHARED_FILES = """
UPDATE pages SET shared = EXISTS (
    SELECT 1 FROM pages AS others
    WHERE others.sha256 = pages.sha256 AND others.n <> pages.n
)
"""
# An office with one document alone has nothing to be compared with.
_LIST_COMPARED = """
SELECT n, office FROM pages WHERE office IS NOT NULL AND EXISTS (
    SELECT 1 FROM pages AS others
    WHERE others.office = pages.office AND others.n <> pages.n
) ORDER BY n
"""


class _StoredFact(NamedTuple):
    """An amount, or a change with its sign, as it is kept.

    Value and half a unit of its last digit are in yuan.
    ``phase_or_base_kind`` is the phase of an amount or the base kind of
    a change; ``base_year`` is None for an amount.
    """

    concept: str
    label: str
    year: int | None
    phase_or_base_kind: str
    base_year: int | None
    value: str
    half_step: str
    printed: str
    unit: str
    place: str

    def build_term(self, disclosure_id: str) -> EquationTerm:
        """The fact as a term whose place includes its document."""
        return EquationTerm(
            self.label,
            Decimal(self.value),
            Decimal(self.half_step),
            self.printed,
            self.unit,
            Span.parse(self.place).qualify_with_disclosure(disclosure_id),
        )


class _Comparison(NamedTuple):
    """A check between two documents, and the concept it is of."""

    concept: str | None
    check: Check


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
        """department or unit: the first word of the type of document."""
        return self.doc_type.partition("_")[0]

    @property
    def report_type(self) -> str:
        """budget or final: the last word of the type of document."""
        return self.doc_type.rpartition("_")[2]

    @property
    def own_source(self) -> _Source:
        """The source that this document is for its own year."""
        return _Source(self.report_type, _OWN_PHASE_BY_REPORT_TYPE[self.report_type])

    @property
    def amounts(self) -> Iterator[_StoredFact]:
        """The facts that are no changes."""
        return (fact for fact in self.facts if fact.base_year is None)

    @cached_property
    def _amounts_by_key(
        self,
    ) -> Mapping[tuple[str, str, int | None], list[_StoredFact]]:
        facts_by_key: dict[tuple[str, str, int | None], list[_StoredFact]] = (
            defaultdict(list)
        )
        for fact in self.amounts:
            facts_by_key[fact.concept, fact.phase_or_base_kind, fact.year].append(fact)
        return facts_by_key

    def find_amount_terms(
        self, concept: str, label: str, phase: str, year: int
    ) -> list[EquationTerm]:
        """Distinct amounts of a concept: under the same label where there is one.

        A concept that repeats by class is compared under the same label
        only.
        """
        found = self._amounts_by_key.get((concept, phase, year), [])
        same = [fact for fact in found if match_key(fact.label) == match_key(label)]
        if not same and concept not in list_concepts_by_breakdown():
            same = found
        distinct: dict[tuple[str, str], _StoredFact] = {}
        for fact in reversed(same):
            distinct[fact.value, fact.half_step] = fact
        facts = reversed(distinct.values())
        return [fact.build_term(self.disclosure_id) for fact in facts]


def build_office_key(disclosure: DatasetRow) -> str | None:
    """What tells one office from all others over the years.

    Args:
        disclosure: a row of the table ``disclosures``.

    Returns:
        Division code and name; None where either is not known.

    >>> row = {"division_code": "131102", "department_name": "衡水市桃城区财政局"}
    >>> build_office_key(row | {"city": "衡水市", "county": "桃城区"})
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


def _build_comparable_office_key(disclosure: DatasetRow) -> str | None:
    """The office of a document that can be compared: its year and type are known
    too."""
    if disclosure["fiscal_year"] is None or disclosure["doc_type"] is None:
        return None
    return build_office_key(disclosure)


class CrossDocumentChecker:
    """Takes documents in the order of the dataset, gives their comparisons in that
    order.

    These are the rows of the table ``cross_document_checks``. More
    documents need no more memory. Close it after use; its contents are
    deleted then.
    """

    def __init__(self) -> None:
        # A database without a name is a temporary file of SQLite's own.
        self._db = sqlite3.connect("")
        self._db.execute(_CREATE_TABLE)
        self._n_disclosures = 0
        cache = lru_cache(MAX_CACHED_DISCLOSURES)
        self._load_cached_disclosure = cache(self._load_disclosure)
        self._count_cached_versions = cache(self._count_versions)

    def add_disclosure(
        self, disclosure: DatasetRow, comparable_facts: Sequence[Sequence[Any]]
    ) -> None:
        """Take one document.

        One whose office, year or type is not known is compared with
        none.

        Args:
            disclosure: its row of the table ``disclosures``.
            comparable_facts: what :func:`collect_comparable_facts` keeps of it.
        """
        self.add_encoded(disclosure, encode_facts(comparable_facts))

    def add_encoded(self, disclosure: DatasetRow, encoded_facts: str) -> None:
        """Take one document whose facts :func:`encode_facts` has encoded."""
        self._n_disclosures += 1
        values = (
            self._n_disclosures,
            disclosure["disclosure_id"],
            disclosure["sha256"],
            _build_comparable_office_key(disclosure),
            disclosure["fiscal_year"],
            disclosure["doc_type"],
            encoded_facts,
        )
        self._db.execute("INSERT INTO pages VALUES (?,?,?,?,?,?,?,0)", values)

    def iter_rows(self, lang: str) -> Iterator[dict[str, Any]]:
        """The rows, document by document.

        Args:
            lang: language of the messages, zh or en.
        """
        self._db.execute("CREATE INDEX IF NOT EXISTS files ON pages (sha256)")
        self._db.execute(_MARK_SHARED_FILES)
        self._db.execute(
            "CREATE INDEX IF NOT EXISTS offices ON pages (office, year, shared, kind)"
        )
        for n, office in self._db.execute(_LIST_COMPARED):
            disclosure = self._load_cached_disclosure(n)
            comparisons = self._compare_disclosure(disclosure, office)
            # The cache may change while a row is out, so all are made first.
            for ordinal, (other, comparison) in enumerate(list(comparisons), 1):
                yield _build_row(disclosure, other, comparison, ordinal, lang)

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()

    def _find_disclosures(
        self, condition: str, *values: object, limit: int = -1
    ) -> list[_StoredDisclosure]:
        query = f"SELECT n FROM pages WHERE {condition} ORDER BY n LIMIT {limit}"
        rows = self._db.execute(query, values).fetchall()
        return [self._load_cached_disclosure(n) for (n,) in rows]

    def _load_disclosure(self, ordinal: int) -> _StoredDisclosure:
        columns = "n, document, sha256, year, kind, shared, figures"
        query = f"SELECT {columns} FROM pages WHERE n = ?"
        (row,) = self._db.execute(query, (ordinal,))
        _, disclosure_id, sha256, year, doc_type, shares_file, figures = row
        facts = tuple(_StoredFact(*one) for one in json.loads(figures))
        return _StoredDisclosure(
            ordinal, disclosure_id, sha256, year, doc_type, bool(shares_file), facts
        )

    def _compare_disclosure(
        self, disclosure: _StoredDisclosure, office_key: str
    ) -> Iterator[tuple[_StoredDisclosure, _Comparison]]:
        """One document against last year's, against its department's, against
        versions."""
        year, shares_file = disclosure.year, disclosure.shares_file
        last_year = "office = ? AND year = ?"
        for earlier in self._find_disclosures(last_year, office_key, year - 1):
            if earlier.entity_type == disclosure.entity_type:
                for comparison in _compare_with_prior_year(disclosure, earlier):
                    yield earlier, comparison
        condition = "office = ? AND year = ? AND shared = ?"
        for other in self._find_disclosures(
            f"{condition} AND sha256 <> ? AND n < ?",
            office_key,
            year,
            not shares_file,
            disclosure.sha256,
            disclosure.ordinal,
        ):
            if other.report_type == disclosure.report_type:
                for comparison in _compare_same_unit(disclosure, other):
                    yield other, comparison
        version_key = office_key, year, shares_file, disclosure.doc_type
        for first in self._find_disclosures(
            f"{condition} AND kind = ? AND sha256 <> ?",
            *version_key,
            disclosure.sha256,
            limit=1,
        ):
            n_versions = self._count_cached_versions(*version_key)
            yield first, _compare_version(disclosure, first, n_versions)

    def _count_versions(self, *version_key: object) -> int:
        """How many files hold a version of one disclosure."""
        condition = "office = ? AND year = ? AND shared = ? AND kind = ?"
        query = f"SELECT count(DISTINCT sha256) FROM pages WHERE {condition}"
        ((count,),) = self._db.execute(query, version_key)
        return int(count)


# --- what is kept of a document -------------------------------------------------------


def collect_comparable_facts(
    disclosure: DatasetRow, amounts: Iterable[DatasetRow], changes: Iterable[DatasetRow]
) -> list[list[Any]]:
    """What is kept of a document, as JSON can hold it.

    A pure function of its rows, so a worker can do it.

    Args:
        disclosure: its row of the table ``disclosures``.
        amounts: its rows of ``amounts``.
        changes: its rows of ``changes``.

    Returns:
        Its amounts and changes with a concept and a value; text in one table or
        section has one precision. Empty where the document is compared with none.
    """
    if _build_comparable_office_key(disclosure) is None:
        return []
    records = [*amounts, *changes]
    decimals = _find_finest_decimals(records)
    facts = (
        _build_stored_fact(record, disclosure["fiscal_year"], decimals)
        for record in records
    )
    return [list(fact) for fact in facts if fact is not None]


def encode_facts(comparable_facts: Sequence[Sequence[Any]]) -> str:
    """What :func:`collect_comparable_facts` keeps, as a checker stores it."""
    return json.dumps(comparable_facts, ensure_ascii=False)


def _find_finest_decimals(
    records: Iterable[DatasetRow],
) -> Mapping[tuple[str, str], int]:
    """The finest number of decimals by table or section, and unit."""
    finest: dict[tuple[str, str], int] = {}
    for record in records:
        unit = record["unit"]
        if record["value"] is not None and unit in YUAN_PER_UNIT:
            key = _find_precision_group(record), unit
            finest[key] = max(finest.get(key, 0), count_decimals(record["raw"]))
    return finest


def _find_precision_group(record: DatasetRow) -> str:
    table = Span.parse(record["place"]).table_path
    return table or f"section {record['section']}"


def _build_stored_fact(
    record: DatasetRow, year: int, decimals: Mapping[tuple[str, str], int]
) -> _StoredFact | None:
    """A row of amounts or changes as it is kept;
    None without a concept or a value."""
    if record["item"] is None or record["value_yuan"] is None:
        return None
    is_change = "base_year" in record
    if is_change and record["direction"] is None:
        return None
    value = _find_signed_value(record)
    kind, base_year = _find_period(record)
    # A dataset that was written keeps no needless zeros of the printed number.
    printed = format_decimal(abs(strip_zeros(record["value"])))
    return _StoredFact(
        record["item"],
        record["label"] or "",
        record["fiscal_year"] or year,
        kind,
        base_year,
        str(value),
        str(_find_half_step(record, value, decimals)),
        printed,
        record["unit"] or "",
        record["place"],
    )


def _find_period(record: DatasetRow) -> tuple[str, int | None]:
    """The phase of an amount; base kind and base year of a change, 0 where none is
    stated."""
    if "base_year" in record:
        return record["base_kind"], record["base_year"] or 0
    return record["phase"] or "", None


def _find_signed_value(record: DatasetRow) -> Decimal:
    """The value in yuan, less than 0 for a decrease."""
    value = strip_zeros(record["value_yuan"])
    if record.get("direction") == "decrease":
        return value * -1
    return value


def _find_half_step(
    record: DatasetRow, value: Decimal, decimals: Mapping[tuple[str, str], int]
) -> Decimal:
    """Half a unit of the last digit in yuan; 0 for
    a printed zero and for no money."""
    unit = record["unit"]
    if value == 0 or unit not in YUAN_PER_UNIT:
        return Decimal(0)
    digits = decimals[_find_precision_group(record), unit]
    return compute_half_step(digits, YUAN_PER_UNIT[unit])


# --- comparisons ----------------------------------------------------------------------


def _compare_with_prior_year(
    disclosure: _StoredDisclosure, earlier: _StoredDisclosure
) -> Iterator[_Comparison]:
    """PRIOR_YEAR_CHANGE and PRIOR_YEAR_LEVEL: figures for the year before, against the
    document of that year."""
    for fact in disclosure.facts:
        if fact.base_year is None:
            yield from _compare_level(disclosure, earlier, fact)
        elif fact.base_year == earlier.year and fact.year == disclosure.year:
            yield from _compare_change(disclosure, earlier, fact)


def _compare_level(
    disclosure: _StoredDisclosure, earlier: _StoredDisclosure, fact: _StoredFact
) -> Iterator[_Comparison]:
    """A printed figure of an earlier year."""
    source = _SOURCE_BY_PRIOR_PHASE.get(fact.phase_or_base_kind)
    if fact.phase_or_base_kind == disclosure.own_source.phase:
        source = disclosure.own_source
    if source is None or source.report_type != earlier.report_type:
        return
    if fact.year != earlier.year:
        return
    before = earlier.find_amount_terms(
        fact.concept, fact.label, source.phase, earlier.year
    )
    own_term = fact.build_term(disclosure.disclosure_id)
    check = _choose_check("PRIOR_YEAR_LEVEL", own_term, [[term] for term in before])
    yield _Comparison(fact.concept, check)


def _compare_change(
    disclosure: _StoredDisclosure, earlier: _StoredDisclosure, fact: _StoredFact
) -> Iterator[_Comparison]:
    """A stated change against the levels of both documents."""
    key = disclosure.report_type, fact.phase_or_base_kind
    source = _SOURCE_BY_BASE_KIND.get(key)
    if source is None or source.report_type != earlier.report_type:
        return
    concept, label = fact.concept, fact.label
    own_phase = disclosure.own_source.phase
    now = disclosure.find_amount_terms(concept, label, own_phase, disclosure.year)
    before = earlier.find_amount_terms(concept, label, source.phase, earlier.year)
    pairs = [[this, last.negate()] for this in now for last in before]
    own_term = fact.build_term(disclosure.disclosure_id)
    yield _Comparison(concept, _choose_check("PRIOR_YEAR_CHANGE", own_term, pairs))


def _compare_same_unit(
    disclosure: _StoredDisclosure, other: _StoredDisclosure
) -> Iterator[_Comparison]:
    """SAME_UNIT: a unit inside its department's file and in its own file states one
    figure a concept."""
    own_phase, year = disclosure.own_source.phase, disclosure.year
    for fact in disclosure.amounts:
        if fact.phase_or_base_kind != own_phase or fact.year != year:
            continue
        theirs = other.find_amount_terms(fact.concept, fact.label, own_phase, year)
        if theirs:
            own_term = fact.build_term(disclosure.disclosure_id)
            check = _choose_check("SAME_UNIT", own_term, [[term] for term in theirs])
            yield _Comparison(fact.concept, check)


def _choose_check(
    rule: str, own: EquationTerm, alternatives: list[list[EquationTerm]]
) -> Check:
    """The best of several comparisons.

    Where several figures are stated for the concept, a failure is not
    certain.
    """
    label, printed = own.label, _format_term(own)
    if not alternatives:
        return report_not_checkable(
            rule, "ACROSS_NO_LEVEL", [own.place], label=label, printed=printed
        )
    check = best_of(balances(rule, [own], right) for right in alternatives)
    if check.result == CheckResult.FAIL and len(alternatives) > 1:
        others = (term.place for right in alternatives for term in right)
        places = [own.place, *others]
        return report_not_checkable(
            rule, "ACROSS_SEVERAL", places, label=label, printed=printed
        )
    return check


def _compare_version(
    disclosure: _StoredDisclosure, other: _StoredDisclosure, n_versions: int
) -> _Comparison:
    """REVISION: another version of the same disclosure, with the amounts that differ.

    One row a version, compared with the first of them in the order of
    the dataset (the first with the second): each with each other would
    be a thousand rows for thirty-two versions, and does not decide
    which one holds.
    """
    n_both, n_different = 0, 0
    places: list[Span] = []
    for fact in disclosure.amounts:
        if fact.year is None:
            continue
        theirs = other.find_amount_terms(
            fact.concept, fact.label, fact.phase_or_base_kind, fact.year
        )
        n_both += bool(theirs)
        if theirs and all(term.value != Decimal(fact.value) for term in theirs):
            n_different += 1
            terms = (fact.build_term(disclosure.disclosure_id), *theirs)
            places += [term.place for term in terms]
    message = "REVISION"
    if n_both and not n_different:
        message = "REVISION_EQUAL"
    check = report_not_checkable(
        "REVISION",
        message,
        places,
        both=str(n_both),
        differ=str(n_different),
        versions=str(n_versions),
    )
    return _Comparison(None, check)


def _format_term(term: EquationTerm) -> str:
    sign = "-" if term.value < 0 else ""
    return f"{sign}{term.printed}{term.unit}"


def _build_row(
    disclosure: _StoredDisclosure,
    other: _StoredDisclosure,
    comparison: _Comparison,
    ordinal: int,
    lang: str,
) -> dict[str, Any]:
    """A row of the table ``cross_document_checks``."""
    concept, check = comparison
    code, details = check.message
    message = {**dict(details), "other": other.disclosure_id}
    disclosure_id = disclosure.disclosure_id
    return {
        "disclosure_id": disclosure_id,
        "cross_document_check_id": f"{disclosure_id}-cross_document_check-{ordinal}",
        "other_disclosure_id": other.disclosure_id,
        "rule": check.rule,
        "result": "revision" if check.rule == "REVISION" else check.result,
        "item": concept,
        "other_value": _find_other_value(other, check),
        "expected": check.expected,
        "actual": check.actual,
        "difference": check.difference,
        "tolerance": check.tolerance,
        "message": format_message(code, message, lang),
        "places": check.places or None,
    }


def _find_other_value(other: _StoredDisclosure, check: Check) -> Decimal | None:
    """The figure of the other document that a check compared, where it came to a
    result."""
    if check.difference is None:
        return None
    values = {f"{other.disclosure_id}:{f.place}": f.value for f in other.facts}
    places = map(str, check.spans)
    return next(Decimal(values[place]) for place in places if place in values)
