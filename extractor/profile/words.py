"""The vocabularies that say who publishes and when, made ready: patterns over text, printed or squeezed.

Which words there are (局, 编制部门, 预算) is the template's; how they combine to a title or a caption is said here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Template, any_of

__all__ = ["CHINESE_YEAR", "Words", "words_of"]

CHINESE_YEAR = r"(?P<year>二[〇○零OＯ0][一二三四五六七八九〇○零OＯ0]{2})\s*年"
_CODE = r"[\[［]?(?P<code>\d{3,9})[\]］]?"
_NAME = r"(?P<name>[一-鿿（）()]{3,40}"


class Words(NamedTuple):
    """Patterns of one template. A name is the group ``name``, its code ``code``."""

    office: regex.Pattern[str]  # anywhere: what an office is called by
    ends_in_office: regex.Pattern[str]
    title_name: regex.Pattern[
        str
    ]  # the office in a title, before what follows it there
    last_name: regex.Pattern[str]  # the office at the end
    alone: regex.Pattern[str]  # an office alone on a line
    caption: regex.Pattern[str]
    coded_line: regex.Pattern[str]
    coded_cell: regex.Pattern[str]
    between: regex.Pattern[str]  # parts a title, not a word of the office's name
    subject: regex.Pattern[str]  # what the title of a disclosure speaks of
    kind: regex.Pattern[str]
    kind_spaced: regex.Pattern[str]  # the same, where the title is set wide
    kind_named: regex.Pattern[str]  # of a year or of the office: group kind
    behind_year: regex.Pattern[str]
    contents: tuple[str, ...]
    contents_end: regex.Pattern[str]  # 目录 behind a title in its own paragraph


@cache
def words_of(template: Template) -> Words:
    def of(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return template.words_of(vocabulary, key)

    def spaced(words: tuple[str, ...]) -> str:
        return (
            "|".join(r"\s*".join(map(regex.escape, word)) for word in words) or "(?!)"
        )

    budget, final, whose = (
        of("doc_type", "budget"),
        of("doc_type", "final"),
        any_of(of("doc_scope")),
    )
    office, kind = any_of(of("office", "ending")), any_of(budget, final)
    year = r"(?:19|20)\d{2}"
    scope = rf"(?:[（(](?:{any_of(of('office', 'scope'))})[）)])?"
    behind = any_of(
        of("office", "behind"),
        of("office", "scope"),
        of("doc_scope"),
        budget,
        final,
        of("doc_title", "other"),
    )
    return Words(
        office=regex.compile(office),
        ends_in_office=regex.compile(rf"(?:{office})(?:[（(].*)?$"),
        title_name=regex.compile(
            rf"(?P<name>[一-鿿（）()·]{{2,40}}?(?:{office})){scope}(?=(?:19|20)?\d|$|[(（]|[“\"]?(?:{behind}))"
        ),
        last_name=regex.compile(rf"(?P<name>[一-鿿()]{{2,40}}(?:{office}))$"),
        alone=regex.compile(
            rf"\s*(?:{year}\s*年?\s*度?)?\s*(?P<name>[一-鿿()\s]+(?:{office}))\s*"
        ),
        caption=regex.compile(
            rf"(?:{any_of(of('captions', 'entity'))})\s*[:：]\s*(?:{_CODE}|)[-_ ]?\s*{_NAME})"
        ),
        coded_line=regex.compile(rf"^\s*{_CODE}\s*[-_]?\s*{_NAME}?)(?=\s{{2,}}|\s*$)"),
        coded_cell=regex.compile(rf"^\s*{_CODE}\s*[-_]?\s*{_NAME})\s*$"),
        between=regex.compile(
            rf"{year}年?度?|{CHINESE_YEAR}度?|{any_of(of('office', 'between'))}"
        ),
        subject=regex.compile(any_of(budget, final, of("doc_title", "other"))),
        kind=regex.compile(kind),
        kind_spaced=regex.compile(spaced((*budget, *final))),
        kind_named=regex.compile(
            rf"{year}\s*年?度?\s*(?:{whose})?(?P<kind>{kind})|(?:{whose})(?P<named>{kind})"
        ),
        behind_year=regex.compile(
            rf"(?:{whose})?(?:{kind}|{any_of(of('doc_title', 'figures'))})"
        ),
        contents=of("contents", "word"),
        contents_end=regex.compile(rf"\s*(?:{spaced(of('contents', 'word'))})\s*$"),
    )
