"""The prose against itself: sections, counts, repeated amounts, forms, years, names,
words.

An item that is stated twice is one figure; operating expenses are
public expenditure; stated offices are rows of the table of units; the
year of the title is that of the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span
from extractor.model.enums import AmountSource, CheckResult, Phase
from extractor.model.issues import Issue
from extractor.model.records import (
    Amount,
    Asset,
    Check,
    Count,
    Extracted,
    NilStatement,
    OrgUnit,
)
from extractor.schema.concepts import list_concepts_by_breakdown
from extractor.text.dates import find_years
from extractor.text.normalize import is_abbreviation, match_key, normalize
from extractor.text.numbers import count_decimals
from extractor.validation.context import CheckContext, iter_money_values
from extractor.validation.tolerance import (
    Dimensions,
    EquationTerm,
    NearestTerms,
    balances,
    best_of,
    describe_dimensions,
    equals,
    mark_not_checkable,
    report_not_checkable,
)

__all__ = [
    "check_department_names",
    "check_institution_count",
    "check_institutions_without_operating_expenses",
    "check_office_count",
    "check_operating_expenses_equal_public",
    "check_public_expenditure_in_procurement",
    "check_repeated_amounts",
    "check_whole_counts",
    "check_years",
    "flag_excess_precision",
    "flag_misspelled_terms",
    "flag_placeholders",
]

# A rule of its own: revenue and expenditure of appropriations (财政拨款收支) are one figure,
# which the prose calls by one name.
_EQUIVALENT_CONCEPTS = {"fiscal_appropriation.total": "revenue.fiscal_appropriation"}
# A citation of a document; bounded, so that brackets in brackets cost no more.
_CITATION = re.compile(r"《[^》]{0,200}》|\([^)]{0,200}号\)")
_LEADING_CODE = re.compile(r"^[\[(]?\d{3,12}[\])]?[-_—]?")
_BRACKETS = re.compile(r"[(][^)]*[)]")
_ALPHANUMERIC = re.compile(r"[0-9A-Za-z]")
# Decimals that a unit of money is printed with: to the cent, in 万元 to the 100 yuan.
_MAX_DECIMALS_BY_UNIT = {"元": 2, "千元": 5, "万元": 2, "亿元": 8}
_DEFAULT_MAX_DECIMALS = 9
_YEAR_SUFFIX_LENGTH = 24
_PLACEHOLDER_CONTEXT = 10


# --- operating and public expenditure -------------------------------------------------


def _find_natures(context: CheckContext) -> list[str | None]:
    """What each unit is by its nature: admin, inst, None where no word is known."""
    find = context.lexicon.find_key
    return [find("checks.nature", nature.value) for nature in _list_natures(context)]


def check_operating_expenses_equal_public(context: CheckContext) -> Iterator[Check]:
    """OPEX_EQ_PUBLIC: an office's operating expenses = its public expenditure.

    Institutions have public expenditure and no operating expenses:
    unless all units are offices, differing figures are no
    contradiction.
    """
    operating = context.find_current_terms("operating_expenses.total")[:1]
    public = context.find_current_terms("expenditure.public")
    if not operating or not public:
        return
    check = best_of(balances("OPEX_EQ_PUBLIC", operating, [term]) for term in public)
    if check.result == CheckResult.FAIL and set(_find_natures(context)) != {"admin"}:
        check = mark_not_checkable(check, "OPERATING_EXPENSES_SCOPE")
    yield check


def check_institutions_without_operating_expenses(
    context: CheckContext,
) -> Iterator[Check]:
    """OPEX_ZERO_FOR_INSTITUTION: institutions alone print 0 or state that there are
    none.

    A figure is no failure: 事业 may mean an institution under the civil
    service law, which has them.
    """
    if not _has_institutions_alone(context):
        return
    amounts = context.find_current_amounts("operating_expenses.total")
    printed = [amount for amount in amounts if amount.value.value]
    stated = printed or amounts or _find_operating_nil_statements(context)
    evidence = (*stated, *_list_natures(context))
    places = [record.place for record in evidence]
    shown = _join_raw(amounts) or "—"
    rule = "OPEX_ZERO_FOR_INSTITUTION"
    if printed:
        yield report_not_checkable(rule, "CIVIL_SERVICE_UNKNOWN", places, printed=shown)
    elif stated:
        yield equals(rule, True, places, shown)


def _join_raw(amounts: Iterable[Amount]) -> str:
    """The printed text of several amounts."""
    return "、".join(amount.raw for amount in amounts)


def _list_natures(context: CheckContext) -> list[Extracted[str]]:
    """The printed natures of the units."""
    units = context.disclosure.org_units
    return [unit.nature for unit in units if unit.nature]


def _has_institutions_alone(context: CheckContext) -> bool:
    """True when every unit is an institution, none of them under the civil service
    law."""
    if set(_find_natures(context)) != {"inst"}:
        return False
    texts = [nature.value for nature in _list_natures(context)]
    return context.find_vocabulary_word("checks.civil_service", texts) is None


def _find_operating_nil_statements(context: CheckContext) -> list[NilStatement]:
    """Statements that there are no operating expenses."""
    words = context.lexicon.get_words("checks.nil_subject", "operating_expenses")
    statements = []
    for statement in context.disclosure.nil_statements:
        subject = match_key(statement.subject.value) if statement.subject else ""
        if any(word in subject for word in words):
            statements.append(statement)
    return statements


def check_public_expenditure_in_procurement(context: CheckContext) -> Iterator[Check]:
    """PUBLIC_TEXT_TABLE: public expenditure in the prose = funds of 日常公用经费 in the
    procurement table."""
    public = context.find_current_terms("expenditure.public")[:1]
    if not public:
        return
    found: dict[str, EquationTerm] = {}
    for row in context.disclosure.procurement:
        name = row.project_name.value if row.project_name else ""
        if context.lexicon.find_key("labels", name) == "expenditure.public":
            funds = context.build_money_term(row.project_funds, name)
            if funds is not None:
                found.setdefault(funds.printed, funds)
    for funds in found.values():
        yield balances("PUBLIC_TEXT_TABLE", public, [funds])


# --- counts ---------------------------------------------------------------------------


def check_office_count(context: CheckContext) -> Iterator[Check]:
    """ORG_COUNT_ADMIN: stated number of offices = rows of the table whose nature is
    行政."""
    counts = _find_counts(context, "checks.org_admin")
    has_offices = "admin" in _find_natures(context)
    nature = "admin"
    if not has_offices and not _find_counts(context, "checks.org_inst"):
        # An institution: its own offices are of its nature.
        nature = ""
    yield from _check_unit_count(context, "ORG_COUNT_ADMIN", counts, nature)


def check_institution_count(context: CheckContext) -> Iterator[Check]:
    """ORG_COUNT_INST: stated number of institutions = rows of the table whose nature is
    事业."""
    counts = _find_counts(context, "checks.org_inst")
    yield from _check_unit_count(context, "ORG_COUNT_INST", counts, "inst")


def _find_counts(context: CheckContext, vocabulary: str) -> list[Count]:
    """Counts of units in the section of organization whose subject is in a
    vocabulary."""
    words = context.lexicon.get_vocabulary(vocabulary)
    return [
        count
        for count in context.disclosure.counts
        if count.section in ("duties_and_organization", None)
        and count.subject
        and match_key(count.subject.value) in words
    ]


def _check_unit_count(
    context: CheckContext, rule: str, counts: Sequence[Count], nature: str
) -> Iterator[Check]:
    """A stated count against the rows of a nature; '' for all rows."""
    units = [unit for unit in context.disclosure.org_units if unit.nature]
    if not counts or not units:
        return
    count = counts[0]
    natures = _find_natures(context)
    if None in natures:
        unknown = units[natures.index(None)].nature
        name = unknown.value if unknown else ""
        yield report_not_checkable(rule, "NATURE_UNKNOWN", [count.place], nature=name)
        return
    pairs = zip(units, natures, strict=True)
    members = [unit for unit, found in pairs if nature in ("", found)]
    yield _compare_unit_count(rule, count, members)


def _compare_unit_count(rule: str, count: Count, members: Sequence[OrgUnit]) -> Check:
    subject = count.subject.value if count.subject else ""
    formula = f"{subject} {count.raw} / {len(members)}".strip()
    stated, n_members = count.value.value, len(members)
    places = [count.place, *(unit.nature.place for unit in members if unit.nature)]
    return equals(rule, stated == n_members, places, formula, n_members, stated)


class _CountedThing(NamedTuple):
    """A quantity in a table with the words for its unit and its name."""

    quantity: Extracted[Decimal | None]
    unit: str
    name: str


def _iter_counted_things(context: CheckContext) -> Iterator[_CountedThing]:
    """Quantities of what is bought, then of what is owned."""
    for row in context.disclosure.procurement:
        if row.quantity is not None:
            unit = row.quantity_unit.value if row.quantity_unit else ""
            name = row.item_name.value if row.item_name else ""
            yield _CountedThing(row.quantity, unit, name)
    for asset in context.disclosure.assets:
        if asset.quantity is not None:
            name = asset.label.value
            yield _CountedThing(asset.quantity, _get_unit(asset), name)


def _get_unit(asset: Asset) -> str:
    """The printed unit of an asset's quantity, '' without one."""
    unit = asset.quantity_unit
    if isinstance(unit, Extracted):
        return unit.value
    return unit or ""


def check_whole_counts(context: CheckContext) -> Iterator[Check]:
    """COUNT_WHOLE: vehicles, machines and the like come in whole numbers.

    A column in the wrong place shows here.
    """
    units = context.lexicon.get_vocabulary("checks.whole_unit")
    for quantity, unit, name in _iter_counted_things(context):
        value = quantity.value
        if value is None or match_key(unit).rstrip("….") not in units:
            continue
        formula = f"{name} {quantity.raw.strip()} {unit}"
        is_whole = value == value.to_integral_value()
        yield equals("COUNT_WHOLE", is_whole, [quantity.place], formula)


# --- repeated amounts and forms -------------------------------------------------------


def check_repeated_amounts(context: CheckContext) -> Iterator[Check]:
    """TEXT_REPEAT: an item stated more than once for one year and phase is one
    figure."""
    for terms in _group_repeated_terms(context):
        earlier = NearestTerms(terms[:1])
        for term in terms[1:]:
            near = earlier.find_nearest(term.value)
            check = best_of(balances("TEXT_REPEAT", [term], [one]) for one in near)
            earlier.add(term)
            if check.result == CheckResult.FAIL:
                check = mark_not_checkable(check, "SCOPE_UNCLEAR")
            yield check


def _group_repeated_terms(context: CheckContext) -> Iterable[list[EquationTerm]]:
    """Amounts of the prose by concept, year, phase and dimensions.

    A class is another one each time.
    """
    repeating = list_concepts_by_breakdown()
    terms_by_key: dict[
        tuple[str, int | None, str | None, Dimensions], list[EquationTerm]
    ] = {}
    for amount in context.ordered_amounts:
        if (
            not amount.item
            or amount.item in repeating
            or amount.context.project is not None
            or amount.source != AmountSource.PROSE
        ):
            continue
        term = context.build_amount_term(amount)
        if term is not None:
            concept = _EQUIVALENT_CONCEPTS.get(amount.item, amount.item)
            dimensions = describe_dimensions(amount)
            key = concept, amount.fiscal_year, amount.phase, dimensions
            terms_by_key.setdefault(key, []).append(term)
    return terms_by_key.values()


# --- years and names ------------------------------------------------------------------


def check_years(context: CheckContext) -> Iterator[Check]:
    """YEAR_CONSISTENT: the title's year is the body's; another year is the year before.

    Looked at are the years that name a budget or final account
    (``2018年部门预算``) and those of amounts and changes; years in 《》, of
    plans and of history are none of these.
    """
    if context.year is None:
        return
    profile = context.disclosure.profile
    places: list[Span] = []
    if profile.fiscal_year:
        places.append(profile.fiscal_year.place)
    if profile.title is not None:
        places.append(profile.title.place)
    odd: dict[int, Span] = {}
    for year, place in _iter_odd_years(context, context.year):
        odd.setdefault(year, place)
    formula = str(context.year)
    if odd:
        formula += " / " + "、".join(map(str, sorted(odd)))
    yield equals("YEAR_CONSISTENT", not odd, [*places, *odd.values()], formula)


def _iter_odd_years(context: CheckContext, own: int) -> Iterator[tuple[int, Span]]:
    """Years that are neither the document's own nor the one before, with their
    places."""
    title = context.disclosure.profile.title
    if title is not None:
        named = [year.value for year in find_years(title.value)]
        if named and own not in named:
            yield named[0], title.place
    for year, place in _iter_stated_years(context):
        if year is not None and year not in (own, own - 1):
            yield year, place


def _iter_stated_years(context: CheckContext) -> Iterator[tuple[int | None, Span]]:
    """Years of budgets in the prose, of amounts, of changes and of their bases."""
    for place, text in context.section_texts:
        for year in _find_budget_years(context, text):
            yield year, place
    for amount in context.ordered_amounts:
        if amount.phase != Phase.STOCK:
            yield amount.fiscal_year, amount.place
    for change in context.disclosure.changes:
        yield change.fiscal_year, change.place
        yield change.base_year, change.place


def _find_budget_years(context: CheckContext, text: str) -> Iterator[int]:
    """Years that a passage gives to a budget or final account."""
    bare = _CITATION.sub(lambda m: " " * len(m.group()), normalize(text))
    words = context.lexicon.get_vocabulary("checks.year_of")
    for year in find_years(bare):
        end = year.suffix_end + _YEAR_SUFFIX_LENGTH
        suffix = match_key(bare[year.suffix_end : end])
        if any(suffix.startswith(word) for word in words):
            yield year.value


def check_department_names(context: CheckContext) -> Iterator[Check]:
    """NAME_CONSISTENT: short forms and forms with a code are one name.

    ``289唐山市开平区信访局``, ``信访局``.
    """
    full = context.disclosure.profile.department_name
    if full is None:
        return
    units = (unit.name.value for unit in context.disclosure.org_units)
    known = [_strip_name(name) for name in (full.value, *units)]
    printed: dict[str, Extracted[str]] = {}
    for table in context.disclosure.tables:
        if table.entity is not None:
            printed.setdefault(_strip_name(table.entity.value), table.entity)
    for name, entity in printed.items():
        if not name:
            continue
        fits = any(_is_same_name(name, one) for one in known)
        formula = f"{full.value} / {entity.value}"
        places = [full.place, entity.place]
        yield equals("NAME_CONSISTENT", fits, places, formula)


def _strip_name(name: str) -> str:
    """A name without its code and brackets."""
    return _BRACKETS.sub("", _LEADING_CODE.sub("", match_key(name)))


def _is_same_name(name: str, other: str) -> bool:
    """True when either name abbreviates the other."""
    return is_abbreviation(name, other) or is_abbreviation(other, name)


# --- flags ----------------------------------------------------------------------------


def flag_placeholders(context: CheckContext) -> Iterator[Issue]:
    """PLACEHOLDER: XX, ××, 待填写 left in the text."""
    words = context.lexicon.get_vocabulary("checks.placeholder")
    for place, text in context.section_texts:
        for line in text.splitlines():
            key = match_key(_CITATION.sub("", normalize(line)))
            for word in words:
                start = key.find(word)
                if start < 0 or _is_inside_word(key, start, word):
                    continue
                end = start + len(word) + _PLACEHOLDER_CONTEXT
                near = key[max(0, start - _PLACEHOLDER_CONTEXT) : end]
                yield Issue.build("PLACEHOLDER", place, word=word, context=near)
                break


def _is_inside_word(text: str, start: int, word: str) -> bool:
    """True when Latin letters or digits go on before or behind a Latin word."""
    if not word.isascii():
        return False
    before = text[max(0, start - 1) : start]
    after = text[start + len(word) :][:1]
    return _ALPHANUMERIC.search(before + after) is not None


@cache
def _build_misspellings(lexicon: Lexicon) -> dict[str, str]:
    """Each known term with one inner character missing -> the term.

    Not where the rest is a known word itself.
    """
    terms = list(lexicon.get_vocabulary("checks.term"))
    known = [
        *lexicon.get_vocabulary("labels"),
        *lexicon.get_vocabulary("checks.variant"),
        *lexicon.get_vocabulary("headings"),
        *terms,
    ]
    misspellings: dict[str, str] = {}
    # The longest term names the mistake best.
    for term in sorted(terms, key=len, reverse=True):
        for i in range(1, len(term) - 1):
            short = term[:i] + term[i + 1 :]
            if not any(short in word for word in known):
                misspellings.setdefault(short, term)
    return misspellings


def flag_misspelled_terms(context: CheckContext) -> Iterator[Issue]:
    """TYPO_TERM: a known term with a character missing: 一般共预算."""
    glossary = context.disclosure.glossary
    terms = [(match_key(one.term.value), one.term.place) for one in glossary]
    texts = [(match_key(text), place) for place, text in context.section_texts]
    misspelled: dict[Span, tuple[str, str]] = {}
    everything = "\n".join(text for text, _ in (*terms, *texts))
    for wrong, right in _build_misspellings(context.lexicon).items():
        if wrong not in everything:
            continue
        places = _find_places(wrong, terms) or _find_places(wrong, texts)
        for place in places:
            misspelled.setdefault(place, (wrong, right))
    for place, (wrong, right) in misspelled.items():
        yield Issue.build("TYPO_TERM", place, found=wrong, term=right)


def _find_places(word: str, texts: Iterable[tuple[str, Span]]) -> list[Span]:
    """The places of the texts that hold a word."""
    return [place for text, place in texts if word in text]


class _ExcessPrecision(NamedTuple):
    """The first number of a group with too many
    decimals, and how many there are."""

    place: Span
    raw: str
    n: int


def flag_excess_precision(context: CheckContext) -> Iterator[Issue]:
    """PRECISION: more decimals than the unit is printed with (万元 and 元 two).

    Once for each section or table.
    """
    excess_by_key: dict[tuple[str, str], _ExcessPrecision] = {}
    for value in iter_money_values(context.disclosure):
        if value.value is None or value.unit is None:
            continue
        unit = value.unit.name
        limit = _MAX_DECIMALS_BY_UNIT.get(unit, _DEFAULT_MAX_DECIMALS)
        if count_decimals(value.raw) <= limit:
            continue
        key = context.find_precision_group(value.place), unit
        known = excess_by_key.get(key, _ExcessPrecision(value.place, value.raw, 0))
        excess_by_key[key] = known._replace(n=known.n + 1)
    for (_, unit), (place, raw, n) in excess_by_key.items():
        yield Issue.build("PRECISION", place, raw=raw.strip(), unit=unit, n=n)
