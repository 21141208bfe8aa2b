"""The words of the document: years, names, placeholders left in, terms with a character missing, odd precision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Span
from extractor.model.issues import Issue
from extractor.model.records import Check
from extractor.text.dates import find_years
from extractor.text.normalize import match_key, normalize
from extractor.text.numbers import count_decimals
from extractor.validation.context import CheckContext, iter_money_values
from extractor.validation.tolerance import equals

__all__ = [
    "check_department_names",
    "flag_placeholders",
    "flag_excess_precision",
    "flag_misspelled_terms",
    "check_years",
]

_CITATION = re.compile(
    r"《[^》]{0,200}》|\([^)]{0,200}号\)"
)  # bounded: brackets in brackets cost no more than they are
_LEADING_CODE = re.compile(r"^[\[(]?\d{3,12}[\])]?[-_—]?")
_BRACKETS = re.compile(r"[(][^)]*[)]")
_ALPHANUMERIC = re.compile(r"[0-9A-Za-z]")
_MAX_DECIMALS_BY_UNIT = {"元": 2, "千元": 5, "万元": 2, "亿元": 8}


def check_years(context: CheckContext) -> Iterator[Check]:
    """YEAR_CONSISTENT: the title's year is the body's; a budget or final account of another year is the year before's.

    Looked at are the years that name a budget or final account (``2018年部门预算``) and those of amounts and changes;
    years in 《》, of plans and of history are none of these.
    """
    if context.year is None:
        return
    profile = context.disclosure.profile
    read: list[Span] = [profile.fiscal_year.place] if profile.fiscal_year else []
    odd: dict[int, Span] = {}
    if profile.title is not None:
        read.append(profile.title.place)
        named = [y.value for y in find_years(profile.title.value)]
        if named and context.year not in named:
            odd[named[0]] = profile.title.place
    allowed = {context.year, context.year - 1}
    for section in context.disclosure.sections:
        if section.level == 1:
            for year in _find_budget_years(context, section.text):
                if year not in allowed:
                    odd.setdefault(year, section.place)
    for amount in context.ordered_amounts:
        if (
            amount.fiscal_year is not None
            and amount.fiscal_year not in allowed
            and amount.phase != "stock"
        ):
            odd.setdefault(amount.fiscal_year, amount.place)
    for change in context.disclosure.changes:
        for value in (change.fiscal_year, change.base_year):
            if value is not None and value not in allowed:
                odd.setdefault(value, change.place)
    others = "、".join(map(str, sorted(odd)))
    text = f"{context.year}" + (f" / {others}" if odd else "")
    yield equals("YEAR_CONSISTENT", not odd, [*read, *odd.values()], text)


def _find_budget_years(context: CheckContext, text: str) -> Iterator[int]:
    """Years that a passage gives to a budget or final account."""
    twin = normalize(text)
    bare = _CITATION.sub(lambda m: " " * len(m.group()), twin)
    words = context.lexicon.get_vocabulary("checks.year_of")
    for year in find_years(bare):
        behind = match_key(bare[year.suffix_end : year.suffix_end + 24])
        if any(behind.startswith(word) for word in words):
            yield year.value


def _strip_name(name: str) -> str:
    return _BRACKETS.sub("", _LEADING_CODE.sub("", match_key(name)))


def check_department_names(context: CheckContext) -> Iterator[Check]:
    """NAME_CONSISTENT: short forms and forms with a code (``289唐山市开平区信访局``, ``信访局``) are one name."""
    full = context.disclosure.profile.department_name
    if full is None:
        return
    whole = _strip_name(full.value)
    units = [_strip_name(u.name.value) for u in context.disclosure.org_units]
    seen: set[str] = set()
    for table in context.disclosure.tables:
        if table.entity is None:
            continue
        name = _strip_name(table.entity.value)
        if not name or name in seen:
            continue
        seen.add(name)
        one = (
            _is_abbreviation(name, whole)
            or _is_abbreviation(whole, name)
            or any(
                _is_abbreviation(name, u) or _is_abbreviation(u, name) for u in units
            )
        )
        yield equals(
            "NAME_CONSISTENT",
            one,
            [full.place, table.entity.place],
            f"{full.value} / {table.entity.value}",
        )


def _is_abbreviation(short: str, long: str) -> bool:
    """True when the characters of one name stand in the other in their order (信访局 in 唐山市开平区信访局)."""
    rest = iter(long)
    return all(char in rest for char in short)


# ------------------------------------------------------------------------------------------------- flags


def flag_placeholders(context: CheckContext) -> Iterator[Issue]:
    """PLACEHOLDER: XX, ××, 待填写 left in the text."""
    for place, text in context.section_texts:
        for line in text.splitlines():
            twin = match_key(_CITATION.sub("", normalize(line)))
            for word in context.lexicon.get_vocabulary("checks.placeholder"):
                at = twin.find(word)
                if at < 0 or (
                    word.isascii()
                    and _ALPHANUMERIC.search(
                        twin[max(0, at - 1) : at] + twin[at + len(word) :][:1]
                    )
                ):
                    continue
                yield Issue.build(
                    "PLACEHOLDER",
                    place,
                    word=word,
                    context=twin[max(0, at - 10) : at + len(word) + 10],
                )
                break


@cache
def _build_misspellings(lexicon: Lexicon) -> dict[str, str]:
    """Each known term with one inner character missing -> the term, where that is no known word itself."""
    known = [
        *lexicon.get_vocabulary("labels"),
        *lexicon.get_vocabulary("checks.variant"),
        *lexicon.get_vocabulary("headings"),
    ]
    terms = list(lexicon.get_vocabulary("checks.term"))
    found: dict[str, str] = {}
    for term in sorted(
        terms, key=len, reverse=True
    ):  # the longest term names the slip best
        for i in range(1, len(term) - 1):
            short = term[:i] + term[i + 1 :]
            if not any(short in word for word in (*known, *terms)):
                found.setdefault(short, term)
    return found


def flag_misspelled_terms(context: CheckContext) -> Iterator[Issue]:
    """TYPO_TERM: a known term with a character missing: 一般共预算."""
    terms = {match_key(t.term.value): t.term.place for t in context.disclosure.glossary}
    flagged: set[Span] = set()
    for wrong, right in _build_misspellings(context.lexicon).items():
        named = [place for term, place in terms.items() if wrong in term]
        spots = named or [
            place for place, text in context.section_texts if wrong in match_key(text)
        ]
        for place in spots:
            if place not in flagged:
                flagged.add(place)
                yield Issue.build("TYPO_TERM", place, found=wrong, term=right)


def flag_excess_precision(context: CheckContext) -> Iterator[Issue]:
    """PRECISION: more decimals than the unit is printed with (万元 and 元 two): once for each section or table."""
    found: dict[tuple[str, str], tuple[Span, str, int]] = {}
    for reading in iter_money_values(context.disclosure):
        if reading.value is None or reading.unit is None:
            continue
        unit = reading.unit.name
        if count_decimals(reading.raw) > _MAX_DECIMALS_BY_UNIT.get(unit, 9):
            key = context.find_precision_group(reading.place), unit
            place, raw, n = found.get(key, (reading.place, reading.raw, 0))
            found[key] = place, raw, n + 1
    for (_, unit), (place, raw, n) in found.items():
        yield Issue.build("PRECISION", place, raw=raw.strip(), unit=unit, n=n)
