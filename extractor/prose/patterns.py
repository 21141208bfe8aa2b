"""The vocabularies of a template made ready for one pass: patterns over the squeezed, folded text of a line.

Words come from the template; what stands here is only how they combine: base, thing and verb of a change (比|2019年|预算数|增加),
a flat phrase (与上年持平), the lead of a reason, a number of things with its unit.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.enums import BaseKind
from extractor.text.numbers import NUMBER_PATTERN

__all__ = [
    "BASE_KINDS",
    "AMOUNT_OR_PERCENT_END",
    "NOUN_FOLLOWS_MARKERS",
    "PUNCTUATION",
    "THRESHOLD_SUFFIX",
    "COUNTED_NOUN",
    "SPLICED_PAGE_NUMBER",
    "YEAR",
    "ProsePatterns",
    "compile_prose_patterns",
]

# A comma inside a number (1,935) separates nothing.
PUNCTUATION = regex.compile(
    r"""(?P<stop>[。;!?])
      | (?P<comma>,(?!\d{3}(?!\d))|(?<!\d),|:)
      | (?P<open>\() | (?P<close>\))
      | (?P<mark>[①-⑳⑴-⒇])
    """,
    regex.VERBOSE,
)
THRESHOLD_SUFFIX = regex.compile(r"(?:\(含\))?(?:及|及其)?(?:以上|以下|以内|起)|/")
SPLICED_PAGE_NUMBER = regex.compile(
    r"(?<=[^\d\-—–])[-—–]\d{1,3}[-—–](?=\d+[\d.,]*(?:万|亿)?元)|(?<=[一-鿿])[-—–](?=\d)"
)
YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|(?=[一-鿿]))")
AMOUNT_OR_PERCENT_END = regex.compile(
    r"(?<=\d)(?:(?:万|亿)?元|%)"
)  # told by its end: a digit of a long number is looked at once
COUNTED_NOUN = regex.compile(
    r"(?P<noun>[一-鿿][一-鿿()]{1,19}?)(?=[,、。;和及]|$|\d)"
)  # the thing right behind its number
NOUN_FOLLOWS_MARKERS = (
    "的",
    "对",
    "等",
)  # before a number: the thing it counts stands behind it

BASE_KINDS = (
    BaseKind.INITIAL_BUDGET,
    BaseKind.ADJUSTED_BUDGET,
    BaseKind.PRIOR_YEAR_EXECUTED,
    BaseKind.PRIOR_YEAR_BUDGET,
)


class ProsePatterns(NamedTuple):
    """The vocabularies of a template, made ready: patterns over squeezed, folded text."""

    leading_words: regex.Pattern[str]
    trailing_words: regex.Pattern[str]
    change: regex.Pattern[str]
    versus_budget: regex.Pattern[str]  # 大于预算数: the verb stands before the base
    change_verb: regex.Pattern[str]
    no_change: regex.Pattern[str]
    base_level: regex.Pattern[str]
    comparison_clause: regex.Pattern[
        str
    ]  # a base at the end of a clause of its own (与2018年度决算相比，)
    unknown_comparison: regex.Pattern[
        str
    ]  # a base with anything behind it: what is said of it is not known
    comparison_word: regex.Pattern[
        str
    ]  # what ends a base before the thing that changed is named
    own_budget: regex.Pattern[str]
    fund_name: regex.Pattern[str]
    reason_lead: regex.Pattern[str]
    own_budget_reason: regex.Pattern[
        str
    ]  # a reason for a difference from the year's own budget (小于预算数的主要原因)
    prior_year_reason: regex.Pattern[
        str
    ]  # the same, from another year (较上年减少的主要原因)
    counted_number: regex.Pattern[str]
    trailing_period_or_count: regex.Pattern[str]
    count_lead_in: regex.Pattern[str]
    count_verb: regex.Pattern[str]
    reason_end: regex.Pattern[str]
    sentence_initial_reason: regex.Pattern[str]
    change_of_each: regex.Pattern[str]  # one verb for two things (各增加)
    breakdown_lead: regex.Pattern[
        str
    ]  # what follows are parts of what the sentence named first
    line_breakdown_lead: regex.Pattern[str]  # the same, of what the line named first
    budget_word: regex.Pattern[str]
    document_kind: regex.Pattern[str]  # a budget or final accounts
    executed_word: regex.Pattern[str]  # a budget that was carried out
    stage_word: regex.Pattern[str]  # says of itself which year or phase is meant
    prior_year_word: regex.Pattern[str]
    carryover_word: regex.Pattern[
        str
    ]  # money that came over from the year before is of this year's budget
    expenditure_word: regex.Pattern[str]
    class_level_suffix: regex.Pattern[str]  # 一般行政管理事务（项）


@cache
def compile_prose_patterns(lexicon: Lexicon) -> ProsePatterns:
    def get_words(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return lexicon.get_words(vocabulary, key)

    any_own = f"(?=(?:{build_alternation(get_words('base_when', 'own'))}))"
    when = rf"(?:{build_alternation(get_words('base_when', 'prior'))}|(?:19|20)\d{{2}}年?度?)"
    against = r"(?:同比|相比于?|相较于?|对比|比较|比|较|与|同|和)"
    base = rf"(?:{against}{when}|(?:比|较|与){any_own})"
    verb = "|".join(
        f"(?P<{name}>{build_alternation(get_words('change', key))})"
        for name, key in (
            ("undecided", "undecided"),
            ("up", "increase"),
            ("down", "decrease"),
        )
    )
    moved = build_alternation(
        get_words("change", "increase"), get_words("change", "decrease")
    )  # 由2020年的306万元提高到2021年的321万元
    after = r"(?:了|额|数|额度|各|率|幅度?|约|为|:){0,2}"
    kinds = build_alternation(
        *(lexicon.get_words("base_kind", key) for key in BASE_KINDS),
        get_words("prose.generic"),
        get_words("prose.qualifier"),
    )
    level = rf"(?:[一-鿿\"()]{{0,24}}?(?:{kinds}))?(?:数|额|总额)?(?:的|为|是|:)?"
    flat = build_alternation(get_words("change", "flat"))
    kept = build_alternation(
        tuple(word for word in get_words("change", "flat") if word[0] in "未无没不维保")
    )  # says by itself that time changed nothing
    acts = build_alternation(
        get_words("prose.lead"),
        get_words("prose.owner"),
        get_words("counts", "verb"),
        get_words("prose.generic"),
    )
    whose, held = (
        build_alternation(get_words("prose.whose")),
        build_alternation(get_words("counts", "verb")),
    )
    leads = build_alternation(get_words("reason", "lead"))
    second = build_alternation(
        tuple(word for word in get_words("reason", "lead") if len(word) > 1)
    )
    return ProsePatterns(
        leading_words=regex.compile(
            rf"^(?:{build_alternation(get_words('prose.lead'), get_words('prose.owner'))}|(?:{build_alternation(get_words('prose.time'))})(?={acts}))"
        ),
        trailing_words=regex.compile(
            rf"(?:{build_alternation(get_words('prose.tail'))})$"
        ),
        change=regex.compile(
            rf"(?:(?P<base>{base})(?P<what>[^。;]*?)|(?P<alike>同比)(?:上年|去年)?|)(?:{verb}){after}$"
        ),
        versus_budget=regex.compile(
            rf"(?:(?P<up>{build_alternation(get_words('excess', 'above'))})|(?P<down>{build_alternation(get_words('excess', 'below'))}))"
            rf"(?P<what>(?:{build_alternation(get_words('base_when', 'own'))}))(?:的|为)?$"
        ),
        change_verb=regex.compile(rf"(?:{verb}){after}$"),
        no_change=regex.compile(
            rf"(?:(?P<base>{base}|同比)(?P<what>[^。;,]{{0,30}}?)(?:相比|对比|比较)?,?(?:基本)?(?:{flat})|(?:(?<=[,:;。)])|^)(?:基本)?(?:{flat})|(?P<kept>{kept}))(?=[。,;:)(]|$)"
        ),
        unknown_comparison=regex.compile(rf"{base}(?P<what>[^。;,]*)$"),
        comparison_word=regex.compile("相比|对比|比较|相较"),
        own_budget=regex.compile(build_alternation(get_words("base_when", "own"))),
        fund_name=regex.compile(build_alternation(get_words("funds"))),
        base_level=regex.compile(rf"{base}(?P<what>{level})$"),
        comparison_clause=regex.compile(
            rf"(?P<base>{base})(?P<what>{level})(?:相比|对比|比较|相较|比)?$"
        ),
        reason_lead=regex.compile(
            rf"(?:(?<=[。,;:)])|^)[^。,;:()]{{0,16}}?(?!{build_alternation(get_words('reason', 'not'))})(?:{leads})(?:(?<=原因)[是为])?[:]?(?:(?:{second})[:]?)?"
        ),
        own_budget_reason=regex.compile(
            rf"(?:{build_alternation(get_words('excess', 'above'), get_words('excess', 'below'))}|比|较|与)(?:{build_alternation(get_words('base_when', 'own'))})"
        ),
        prior_year_reason=regex.compile(rf"{against}{when}"),
        counted_number=regex.compile(
            rf"(?<![\d.A-Za-z第/表])(?P<n>{NUMBER_PATTERN})(?P<unit>{build_alternation(get_words('counts', 'unit'))})(?![月年日元目])"
        ),
        trailing_period_or_count=regex.compile(
            rf"(?:[由从]?{when}(?:{build_alternation(get_words('prose.generic'))})?的|(?:{moved})[到至为](?:{when})?的?|"
            rf"(?:19|20)\d{{2}}年?度?(?:{build_alternation(get_words('prose.generic'))})?|{NUMBER_PATTERN}(?:{build_alternation(get_words('counts', 'unit'))})[、,]?)$"
        ),
        count_lead_in=regex.compile(
            rf"^(?:{whose})(?={held})|^[、,]?(?:(?:19|20)\d{{2}}年?)?(?:{build_alternation(get_words('prose.owner'), get_words('counts', 'owner'))})?(?:{held})"
        ),
        count_verb=regex.compile(
            rf"^.*(?:{build_alternation(get_words('counts', 'verb'))})$"
        ),
        reason_end=regex.compile(
            rf"[。;]|,(?={build_alternation(get_words('reason_end'))})"
        ),
        sentence_initial_reason=regex.compile(
            build_alternation(get_words("reason_end", "opens"))
        ),
        change_of_each=regex.compile(rf"各(?:{moved})"),
        breakdown_lead=regex.compile(
            build_alternation(get_words("divides", "sentence"))
        ),
        line_breakdown_lead=regex.compile(
            build_alternation(
                get_words("divides", "sentence"), get_words("divides", "line")
            )
        ),
        budget_word=regex.compile(build_alternation(get_words("doc_type", "budget"))),
        document_kind=regex.compile(
            build_alternation(
                get_words("doc_type", "budget"), get_words("doc_type", "final")
            )
        ),
        executed_word=regex.compile(
            build_alternation(
                get_words("doc_type", "final"), get_words("phase", "executed")
            )
        ),
        stage_word=regex.compile(
            build_alternation(
                *(get_words("doc_type", kind) for kind in ("budget", "final")),
                get_words("phase", "executed"),
                get_words("phase", "prior"),
            )
        ),
        prior_year_word=regex.compile(build_alternation(get_words("phase", "prior"))),
        carryover_word=regex.compile(build_alternation(get_words("phase", "carried"))),
        expenditure_word=regex.compile(build_alternation(get_words("spending"))),
        class_level_suffix=regex.compile(
            rf"\((?:{build_alternation(get_words('class_level', 'top'), get_words('class_level'))})\)$"
        ),
    )
