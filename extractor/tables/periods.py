"""The period of a column or row: whose year it is, which stage, or a difference between
two.

A header says it in any order and in other words each year: ``2025年预算数``, ``上年决算``,
``今年``, ``年初预算安排数``. It is read word by word, and is a period only where nothing else is
left.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    build_repeated_alternation,
)
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import cache_words, match_key

__all__ = [
    "NO_LEVELS",
    "PRIOR_STAGES",
    "PeriodMention",
    "is_period",
    "parse_ending_period",
    "parse_period",
]

_MOST_WORDS = 8  # of a period: 2022年度 | 全年预算 | 安排 | 数
_YEAR = rf"(?P<year>{YEAR_DIGITS})年?度?"
_PRINTED_YEAR = regex.compile(rf"(?<!\d){YEAR_DIGITS}(?=年)")
# The words that tell a stage, the strongest first, and the stage.
_STAGES: Mapping[str, str] = {
    "adjusted_budget": "adjusted_budget",
    "annual_budget": "adjusted_budget",
    "executed": "executed",
    "budget": "budget",
    "spent": "executed",
}
_WHOLE_STAGES = ("adjusted_budget", "annual_budget", "executed", "budget")
PRIOR_STAGES: Mapping[str, str] = {
    "budget": "prior_budget",
    "executed": "prior_executed",
}
"""The stage of the year before that is told like one of the year."""
NO_LEVELS = ("difference", "rate", "share", "several_years")
"""What a column may hold that is no level of one year."""


class PeriodMention(NamedTuple):
    """The period that some words give.

    Attributes:
        stage: A stage, or ``difference``, ``rate`` of change or ``share`` of what is no
            level, ``several_years`` of what is none of one year; None where none is
            said.
        year: The printed year.
        is_prior: The words say that it is the year before.
        is_initial: The words say that it is the budget of the beginning of the year.
        is_annual: The words say that it is the
        budget of the whole year, which is the
            adjusted one where the year is over.
    """

    stage: str | None = None
    year: int | None = None
    is_prior: bool = False
    is_initial: bool = False
    is_annual: bool = False

    @property
    def is_level(self) -> bool:
        """False for a difference, a share or a rate."""
        return self.stage not in NO_LEVELS


@lru_cache(4096)
def parse_period(text: str, is_header: bool, lexicon: Lexicon) -> PeriodMention:
    """Parse the period that a header or label gives.

    Args:
        text: The words as printed.
        is_header: They head a column, where a keyword of a difference is enough.
        lexicon: The words of periods.

    Returns:
        The mention; an empty one where the words name something else.

    >>> from extractor.lexicon.lexicon import load_bundled_lexicons
    >>> parse_period("去年决算数", True, load_bundled_lexicons()["base"])
    PeriodMention(stage='executed', year=None, is_prior=True, is_initial=False, is_annual=False)
    """
    word = _drop_sum(match_key(text), lexicon)
    bare = BRACKETED_TEXT.sub("", word)
    stage = _find_comparison(bare, lexicon)
    if stage is None and is_header:
        stage = _find_stage_keyword(word, lexicon)
    if stage is None and is_header and _heads_difference(bare, lexicon):
        stage = "difference"
    if stage in NO_LEVELS:
        return PeriodMention(stage)
    mention = _parse_words(bare, lexicon)
    if mention is None and not bare:
        mention = _parse_words(word.strip("()[]"), lexicon)
    return mention or PeriodMention(stage)


@cache_words
def is_period(text: str, lexicon: Lexicon) -> bool:
    """True for a header that says the period of its figures and nothing else.

    Args:
        text: The header.
        lexicon: The words of periods.
    """
    return _parse_words(BRACKETED_TEXT.sub("", match_key(text)), lexicon) is not None


@cache_words
def parse_ending_period(text: str, lexicon: Lexicon) -> PeriodMention:
    """Parse the period that a name ends in: ``同名项目上年预算执行数``.

    Args:
        text: The name as printed.
        lexicon: The words of periods.

    Returns:
        The mention of the longest ending that is a period; an empty one where none is.
    """
    word = BRACKETED_TEXT.sub("", match_key(text))
    match = _compile_ending_period(lexicon).search(word)
    return _build_mention(match, lexicon) or PeriodMention()


def _drop_sum(word: str, lexicon: Lexicon) -> str:
    """One year of 本年合计, which is no sum of years as 三年合计 is."""
    for end in lexicon.get_vocabulary("rows.sums"):
        year = word.removesuffix(end)
        if year != word and _parse_words(year, lexicon) is not None:
            return year
    return word


def _find_comparison(word: str, lexicon: Lexicon) -> str | None:
    """What a name of periods that are held against
    each other says: 决算比预算增减."""
    known = lexicon.find_key("column_phase", word)
    match = _compile_comparison(lexicon).fullmatch(word)
    if known is not None or match is None:
        return known
    return next(kind for kind in NO_LEVELS if match[kind])


@lru_cache(64)
def _compile_comparison(lexicon: Lexicon) -> regex.Pattern[str]:
    keys = ("own", "prior", *_WHOLE_STAGES, "figures", "against")
    words = (lexicon.get_words("period_words", key) for key in keys)
    kinds = "|".join(
        f"(?P<{kind}>{build_alternation(lexicon.get_words('column_phase', kind))})"
        for kind in NO_LEVELS
    )
    period = f"(?:{YEAR_DIGITS}年?度?|{build_alternation(*words)})"
    ends = build_alternation(lexicon.get_words("period_words", "figures"))
    around = f"{{1,{_MOST_WORDS}}}"
    return regex.compile(f"{period}{around}(?:{kinds})(?:{ends}){{0,2}}")


def _heads_difference(word: str, lexicon: Lexicon) -> bool:
    """True for two years in one header, and for 节约 alone."""
    if _compares_years(word):
        return True
    return _compile_change(lexicon).fullmatch(word) is not None


@lru_cache(64)
def _compile_change(lexicon: Lexicon) -> regex.Pattern[str]:
    changes = (
        *lexicon.get_words("change", "increase"),
        *lexicon.get_words("change", "decrease"),
    )
    around = (
        *lexicon.get_words("period_words", "own"),
        *lexicon.get_words("period_words", "figures"),
    )
    rest = f"(?:{build_repeated_alternation(around)})*"
    verbs = build_repeated_alternation(changes)
    return regex.compile(f"{rest}(?:{verbs})+{rest}")


def _compares_years(word: str) -> bool:
    """True for two years in one header: 2022年比2021年."""
    return len(set(_PRINTED_YEAR.findall(word))) > 1


def _parse_words(word: str, lexicon: Lexicon) -> PeriodMention | None:
    """The period of a text that consists of such words alone."""
    return _build_mention(_compile_period(lexicon).fullmatch(word), lexicon)


def _build_mention(
    match: regex.Match[str] | None, lexicon: Lexicon
) -> PeriodMention | None:
    """The period of the words that fit, where one of them says one."""
    if match is None:
        return None
    named = [name for name, found in match.groupdict().items() if found]
    if not named:
        return None
    stage = next((_STAGES[name] for name in _STAGES if name in named), None)
    year: int | None = None
    if "year" in named:
        year = int(match["year"])
    is_initial = any(opening in match[0] for opening in lexicon.get_words("opening"))
    is_annual = "annual_budget" in named
    return PeriodMention(stage, year, "prior" in named, is_initial, is_annual)


@lru_cache(64)
def _compile_period(lexicon: Lexicon) -> regex.Pattern[str]:
    def alternate(key: str) -> str:
        return build_alternation(lexicon.get_words("period_words", key))

    named = "|".join(
        f"(?P<{key}>{alternate(key)})" for key in ("own", "prior", *_WHOLE_STAGES)
    )
    # 上年支出 is what was spent in that year, 支出 alone a side
    spent = f"(?P<spent>(?<=(?:{alternate('prior')})度?)(?:{alternate('spent')}))"
    # 2011年支出数 is what its year had of the table's stage
    of_year = f"(?:(?<={YEAR_DIGITS}年?度?)(?:{alternate('spent')}))"
    words = f"{_YEAR}|{named}|{spent}|{of_year}|(?:{alternate('figures')})"
    # 全年预算 is 全年 and 预算, too: without a bound each doubles the ways to cut a text
    return regex.compile(f"(?:{words}){{1,{_MOST_WORDS}}}")


@lru_cache(64)
def _compile_ending_period(lexicon: Lexicon) -> regex.Pattern[str]:
    return regex.compile(_compile_period(lexicon).pattern + r"\Z")


def _find_stage_keyword(word: str, lexicon: Lexicon) -> str | None:
    """What the longest keyword in a header says that its figures are."""
    keywords = lexicon.get_vocabulary("column_phase_marks")
    matches = [(len(name), key) for name, key in keywords.items() if name in word]
    return max(matches)[1] if matches else None
