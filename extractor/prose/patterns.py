"""The vocabularies of a template made ready for one pass: patterns over the squeezed, folded text of a line.

Words come from the template; what stands here is only how they combine: base, thing and verb of a change (比|2019年|预算数|增加),
a flat phrase (与上年持平), the lead of a reason, a number of things with its unit.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Template, any_of

__all__ = [
    "BASE_KINDS", "FIGURE", "LED", "LIMIT", "NOUN", "NUMBER", "SPLICED", "TOKEN", "WHOLE_UNIT", "YEAR", "Words", "words_of",
]  # fmt: skip

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
TOKEN = regex.compile(
    rf"""(?P<money>(?<![\d.A-Za-z]){NUMBER})(?:为)?(?P<unit>亿元|百万元|万元|千元|元|万(?=[。,;，；]|$))
       | (?P<percent>(?<![\d.A-Za-z]){NUMBER})(?P<sign>%|个百分点)
       | (?P<stop>[。;!?])
       | (?P<comma>,(?!\d{{3}}(?!\d))|(?<!\d),|:)
       | (?P<open>\() | (?P<close>\))
       | (?P<mark>[①-⑳⑴-⒇])
    """,
    regex.VERBOSE,
)
LIMIT = regex.compile(r"(?:\(含\))?(?:及|及其)?(?:以上|以下|以内|起)|/")
SPLICED = regex.compile(
    r"(?<=[^\d\-—–])[-—–]\d{1,3}[-—–](?=\d+[\d.,]*(?:万|亿)?元)|(?<=[一-鿿])[-—–](?=\d)"
)
YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?|(?=[一-鿿]))")
FIGURE = regex.compile(
    r"(?<=\d)(?:(?:万|亿)?元|%)"
)  # told by its end: a digit of a long number is looked at once
NOUN = regex.compile(
    r"(?P<noun>[一-鿿][一-鿿()]{1,19}?)(?=[,、。;和及]|$|\d)"
)  # the thing right behind its number
LED = ("的", "对", "等")  # before a number: the thing it counts stands behind it
WHOLE_UNIT = {"万": "万元"}  # short for

BASE_KINDS = (
    "initial_budget",
    "adjusted_budget",
    "prior_year_executed",
    "prior_year_budget",
)


class Words(NamedTuple):
    """The vocabularies of a template, made ready: patterns over squeezed, folded text."""

    lead: regex.Pattern[str]
    tail: regex.Pattern[str]
    change: regex.Pattern[str]
    beyond: regex.Pattern[str]  # 大于预算数: the verb stands before the base
    rate: regex.Pattern[str]
    flat: regex.Pattern[str]
    base: regex.Pattern[str]
    compared: regex.Pattern[
        str
    ]  # a base at the end of a clause of its own (与2018年度决算相比，)
    against: regex.Pattern[
        str
    ]  # a base with anything behind it: what is said of it is not known
    opens: regex.Pattern[str]  # what ends a base before the thing that changed is named
    own: regex.Pattern[str]
    funds: regex.Pattern[str]
    reason: regex.Pattern[str]
    own_base: regex.Pattern[
        str
    ]  # a reason for a difference from the year's own budget (小于预算数的主要原因)
    prior_base: regex.Pattern[str]  # the same, from another year (较上年减少的主要原因)
    things: regex.Pattern[str]
    ends: regex.Pattern[str]
    count_head: regex.Pattern[str]
    count_verb: regex.Pattern[str]
    reason_stop: regex.Pattern[str]
    reason_opens: regex.Pattern[str]
    each: regex.Pattern[str]  # one verb for two things (各增加)
    divides: regex.Pattern[
        str
    ]  # what follows are parts of what the sentence named first
    divides_line: regex.Pattern[str]  # the same, of what the line named first
    budget: regex.Pattern[str]
    kind: regex.Pattern[str]  # a budget or final accounts
    done: regex.Pattern[str]  # a budget that was carried out
    timed: regex.Pattern[str]  # says of itself which year or phase is meant
    last_year: regex.Pattern[str]
    carried: regex.Pattern[
        str
    ]  # money that came over from the year before is of this year's budget
    spending: regex.Pattern[str]
    class_end: regex.Pattern[str]  # 一般行政管理事务（项）


@cache
def words_of(template: Template) -> Words:
    def of(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return template.words_of(vocabulary, key)

    any_own = f"(?=(?:{any_of(of('base_when', 'own'))}))"
    when = rf"(?:{any_of(of('base_when', 'prior'))}|(?:19|20)\d{{2}}年?度?)"
    against = r"(?:同比|相比于?|相较于?|对比|比较|比|较|与|同|和)"
    base = rf"(?:{against}{when}|(?:比|较|与){any_own})"
    verb = "|".join(
        f"(?P<{name}>{any_of(of('change', key))})"
        for name, key in (
            ("undecided", "undecided"),
            ("up", "increase"),
            ("down", "decrease"),
        )
    )
    moved = any_of(
        of("change", "increase"), of("change", "decrease")
    )  # 由2020年的306万元提高到2021年的321万元
    after = r"(?:了|额|数|额度|各|率|幅度?|约|为|:){0,2}"
    kinds = any_of(
        *(template.words_of("base_kind", key) for key in BASE_KINDS),
        of("prose.generic"),
        of("prose.qualifier"),
    )
    level = rf"(?:[一-鿿\"()]{{0,24}}?(?:{kinds}))?(?:数|额|总额)?(?:的|为|是|:)?"
    flat = any_of(of("change", "flat"))
    kept = any_of(
        tuple(word for word in of("change", "flat") if word[0] in "未无没不维保")
    )  # says by itself that time changed nothing
    acts = any_of(
        of("prose.lead"), of("prose.owner"), of("counts", "verb"), of("prose.generic")
    )
    whose, held = any_of(of("prose.whose")), any_of(of("counts", "verb"))
    leads = any_of(of("reason", "lead"))
    second = any_of(tuple(word for word in of("reason", "lead") if len(word) > 1))
    return Words(
        lead=regex.compile(
            rf"^(?:{any_of(of('prose.lead'), of('prose.owner'))}|(?:{any_of(of('prose.time'))})(?={acts}))"
        ),
        tail=regex.compile(rf"(?:{any_of(of('prose.tail'))})$"),
        change=regex.compile(
            rf"(?:(?P<base>{base})(?P<what>[^。;]*?)|(?P<alike>同比)(?:上年|去年)?|)(?:{verb}){after}$"
        ),
        beyond=regex.compile(
            rf"(?:(?P<up>{any_of(of('excess', 'above'))})|(?P<down>{any_of(of('excess', 'below'))}))"
            rf"(?P<what>(?:{any_of(of('base_when', 'own'))}))(?:的|为)?$"
        ),
        rate=regex.compile(rf"(?:{verb}){after}$"),
        flat=regex.compile(
            rf"(?:(?P<base>{base}|同比)(?P<what>[^。;,]{{0,30}}?)(?:相比|对比|比较)?,?(?:基本)?(?:{flat})|(?:(?<=[,:;。)])|^)(?:基本)?(?:{flat})|(?P<kept>{kept}))(?=[。,;:)(]|$)"
        ),
        against=regex.compile(rf"{base}(?P<what>[^。;,]*)$"),
        opens=regex.compile("相比|对比|比较|相较"),
        own=regex.compile(any_of(of("base_when", "own"))),
        funds=regex.compile(any_of(of("funds"))),
        base=regex.compile(rf"{base}(?P<what>{level})$"),
        compared=regex.compile(
            rf"(?P<base>{base})(?P<what>{level})(?:相比|对比|比较|相较|比)?$"
        ),
        reason=regex.compile(
            rf"(?:(?<=[。,;:)])|^)[^。,;:()]{{0,16}}?(?!{any_of(of('reason', 'not'))})(?:{leads})(?:(?<=原因)[是为])?[:]?(?:(?:{second})[:]?)?"
        ),
        own_base=regex.compile(
            rf"(?:{any_of(of('excess', 'above'), of('excess', 'below'))}|比|较|与)(?:{any_of(of('base_when', 'own'))})"
        ),
        prior_base=regex.compile(rf"{against}{when}"),
        things=regex.compile(
            rf"(?<![\d.A-Za-z第/表])(?P<n>{NUMBER})(?P<unit>{any_of(of('counts', 'unit'))})(?![月年日元目])"
        ),
        ends=regex.compile(
            rf"(?:[由从]?{when}(?:{any_of(of('prose.generic'))})?的|(?:{moved})[到至为](?:{when})?的?|"
            rf"(?:19|20)\d{{2}}年?度?(?:{any_of(of('prose.generic'))})?|{NUMBER}(?:{any_of(of('counts', 'unit'))})[、,]?)$"
        ),
        count_head=regex.compile(
            rf"^(?:{whose})(?={held})|^[、,]?(?:(?:19|20)\d{{2}}年?)?(?:{any_of(of('prose.owner'), of('counts', 'owner'))})?(?:{held})"
        ),
        count_verb=regex.compile(rf"^.*(?:{any_of(of('counts', 'verb'))})$"),
        reason_stop=regex.compile(rf"[。;]|,(?={any_of(of('reason_end'))})"),
        reason_opens=regex.compile(any_of(of("reason_end", "opens"))),
        each=regex.compile(rf"各(?:{moved})"),
        divides=regex.compile(any_of(of("divides", "sentence"))),
        divides_line=regex.compile(
            any_of(of("divides", "sentence"), of("divides", "line"))
        ),
        budget=regex.compile(any_of(of("doc_type", "budget"))),
        kind=regex.compile(any_of(of("doc_type", "budget"), of("doc_type", "final"))),
        done=regex.compile(any_of(of("doc_type", "final"), of("phase", "executed"))),
        timed=regex.compile(
            any_of(
                *(of("doc_type", kind) for kind in ("budget", "final")),
                of("phase", "executed"),
                of("phase", "prior"),
            )
        ),
        last_year=regex.compile(any_of(of("phase", "prior"))),
        carried=regex.compile(any_of(of("phase", "carried"))),
        spending=regex.compile(any_of(of("spending"))),
        class_end=regex.compile(
            rf"\((?:{any_of(of('class_level', 'top'), of('class_level'))})\)$"
        ),
    )
