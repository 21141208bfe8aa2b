"""The words of the document: years, names, placeholders left in, terms with a character missing, odd precision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractor.lexicon.lexicon import Template
from extractor.model.audit_records import Check
from extractor.model.document import Place
from extractor.model.issues import Issue
from extractor.text.dates import years
from extractor.text.normalize import fold, squeeze
from extractor.text.numbers import decimals
from extractor.validation.context import Case, readings
from extractor.validation.tolerance import holds

__all__ = [
    "names_agree", "placeholders_left", "precision_beyond_the_unit", "terms_with_a_character_missing", "years_agree",
]  # fmt: skip

_CITED = re.compile(
    r"《[^》]{0,200}》|\([^)]{0,200}号\)"
)  # bounded: brackets in brackets cost no more than they are
_CODE = re.compile(r"^[\[(]?\d{3,12}[\])]?[-_—]?")
_BRACKETS = re.compile(r"[(][^)]*[)]")
_LATIN = re.compile(r"[0-9A-Za-z]")
_FINEST = {"元": 2, "千元": 5, "万元": 2, "亿元": 8}


def years_agree(case: Case) -> Iterator[Check]:
    """YEAR_CONSISTENT: the title's year is the body's; a budget or final account of another year is the year before's.

    Looked at are the years that name a budget or final account (``2018年部门预算``) and those of amounts and changes;
    years in 《》, of plans and of history are none of these.
    """
    if case.year is None:
        return
    profile = case.disclosure.profile
    read: list[Place] = [profile.fiscal_year.place] if profile.fiscal_year else []
    odd: dict[int, Place] = {}
    if profile.title is not None:
        read.append(profile.title.place)
        named = [y.value for y in years(profile.title.value)]
        if named and case.year not in named:
            odd[named[0]] = profile.title.place
    allowed = {case.year, case.year - 1}
    for section in case.disclosure.sections:
        if section.level == 1:
            for year in _budget_years(case, section.text):
                if year not in allowed:
                    odd.setdefault(year, section.place)
    for amount in case.amounts:
        if (
            amount.fiscal_year is not None
            and amount.fiscal_year not in allowed
            and amount.phase != "stock"
        ):
            odd.setdefault(amount.fiscal_year, amount.place)
    for change in case.disclosure.changes:
        for value in (change.fiscal_year, change.base_year):
            if value is not None and value not in allowed:
                odd.setdefault(value, change.place)
    others = "、".join(map(str, sorted(odd)))
    text = f"{case.year}" + (f" / {others}" if odd else "")
    yield holds("YEAR_CONSISTENT", not odd, [*read, *odd.values()], text)


def _budget_years(case: Case, text: str) -> Iterator[int]:
    """Years that a passage gives to a budget or final account."""
    twin = fold(text)
    bare = _CITED.sub(lambda m: " " * len(m.group()), twin)
    words = case.template.words("checks.year_of")
    for year in years(bare):
        behind = squeeze(bare[year.stop : year.stop + 24])
        if any(behind.startswith(word) for word in words):
            yield year.value


def _bare_name(name: str) -> str:
    return _BRACKETS.sub("", _CODE.sub("", squeeze(name)))


def names_agree(case: Case) -> Iterator[Check]:
    """NAME_CONSISTENT: short forms and forms with a code (``289唐山市开平区信访局``, ``信访局``) are one name."""
    full = case.disclosure.profile.department_name
    if full is None:
        return
    whole = _bare_name(full.value)
    units = [_bare_name(u.name.value) for u in case.disclosure.org_units]
    seen: set[str] = set()
    for table in case.disclosure.tables:
        if table.entity is None:
            continue
        name = _bare_name(table.entity.value)
        if not name or name in seen:
            continue
        seen.add(name)
        one = (
            _within(name, whole)
            or _within(whole, name)
            or any(_within(name, u) or _within(u, name) for u in units)
        )
        yield holds(
            "NAME_CONSISTENT",
            one,
            [full.place, table.entity.place],
            f"{full.value} / {table.entity.value}",
        )


def _within(short: str, long: str) -> bool:
    """True when the characters of one name stand in the other in their order (信访局 in 唐山市开平区信访局)."""
    rest = iter(long)
    return all(char in rest for char in short)


# ------------------------------------------------------------------------------------------------- flags


def placeholders_left(case: Case) -> Iterator[Issue]:
    """PLACEHOLDER: XX, ××, 待填写 left in the text."""
    for place, text in case.prose:
        for line in text.splitlines():
            twin = squeeze(_CITED.sub("", fold(line)))
            for word in case.template.words("checks.placeholder"):
                at = twin.find(word)
                if at < 0 or (
                    word.isascii()
                    and _LATIN.search(
                        twin[max(0, at - 1) : at] + twin[at + len(word) :][:1]
                    )
                ):
                    continue
                yield Issue.of(
                    "PLACEHOLDER",
                    place,
                    word=word,
                    context=twin[max(0, at - 10) : at + len(word) + 10],
                )
                break


@cache
def _misspelled(template: Template) -> dict[str, str]:
    """Each known term with one inner character missing -> the term, where that is no known word itself."""
    known = [
        *template.words("labels"),
        *template.words("checks.variant"),
        *template.words("headings"),
    ]
    terms = list(template.words("checks.term"))
    found: dict[str, str] = {}
    for term in sorted(
        terms, key=len, reverse=True
    ):  # the longest term names the slip best
        for i in range(1, len(term) - 1):
            short = term[:i] + term[i + 1 :]
            if not any(short in word for word in (*known, *terms)):
                found.setdefault(short, term)
    return found


def terms_with_a_character_missing(case: Case) -> Iterator[Issue]:
    """TYPO_TERM: a known term with a character missing: 一般共预算."""
    terms = {squeeze(t.term.value): t.term.place for t in case.disclosure.glossary}
    flagged: set[Place] = set()
    for wrong, right in _misspelled(case.template).items():
        named = [place for term, place in terms.items() if wrong in term]
        spots = named or [place for place, text in case.prose if wrong in squeeze(text)]
        for place in spots:
            if place not in flagged:
                flagged.add(place)
                yield Issue.of("TYPO_TERM", place, found=wrong, term=right)


def precision_beyond_the_unit(case: Case) -> Iterator[Issue]:
    """PRECISION: more decimals than the unit is printed with (万元 and 元 two): once for each section or table."""
    found: dict[tuple[str, str], tuple[Place, str, int]] = {}
    for reading in readings(case.disclosure):
        if reading.value is None or reading.unit is None:
            continue
        unit = reading.unit.name
        if decimals(reading.raw) > _FINEST.get(unit, 9):
            key = case.group(reading.place), unit
            place, raw, n = found.get(key, (reading.place, reading.raw, 0))
            found[key] = place, raw, n + 1
    for (_, unit), (place, raw, n) in found.items():
        yield Issue.of("PRECISION", place, raw=raw.strip(), unit=unit, n=n)
