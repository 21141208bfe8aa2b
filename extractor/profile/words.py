"""The vocabularies that say who publishes and when, made ready: patterns over text, printed or squeezed.

Which words there are (局, 编制部门, 预算) is the template's; how they combine to a title or a caption is said here.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Lexicon, build_alternation

__all__ = [
    "CHINESE_YEAR",
    "ProfilePatterns",
    "compile_profile_patterns",
]

CHINESE_YEAR = r"(?P<year>二[〇○零OＯ0][一二三四五六七八九〇○零OＯ0]{2})\s*年"
_UNIT_CODE = r"[\[［]?(?P<code>\d{3,9})[\]］]?"
_DEPARTMENT_NAME = r"(?P<name>[一-鿿（）()]{3,40}"


class ProfilePatterns(NamedTuple):
    """Patterns of one template. A name is the group ``name``, its code ``code``."""

    department_word: regex.Pattern[str]  # anywhere: what an office is called by
    trailing_department_word: regex.Pattern[str]
    title_department: regex.Pattern[
        str
    ]  # the office in a title, before what follows it there
    trailing_department: regex.Pattern[str]  # the office at the end
    department_line: regex.Pattern[str]  # an office alone on a line
    department_caption: regex.Pattern[str]
    line_with_unit_code: regex.Pattern[str]
    cell_with_unit_code: regex.Pattern[str]
    title_separator: regex.Pattern[
        str
    ]  # parts a title, not a word of the office's name
    disclosure_subject: regex.Pattern[str]  # what the title of a disclosure speaks of
    document_kind: regex.Pattern[str]
    spaced_document_kind: regex.Pattern[str]  # the same, where the title is set wide
    qualified_document_kind: regex.Pattern[
        str
    ]  # of a year or of the office: group kind
    year_suffix: regex.Pattern[str]
    toc_headings: tuple[str, ...]
    trailing_toc_heading: regex.Pattern[str]  # 目录 behind a title in its own paragraph


@cache
def compile_profile_patterns(lexicon: Lexicon) -> ProfilePatterns:
    def get_words(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return lexicon.get_words(vocabulary, key)

    def build_spaced_pattern(words: tuple[str, ...]) -> str:
        return (
            "|".join(r"\s*".join(map(regex.escape, word)) for word in words) or "(?!)"
        )

    budget, final, whose = (
        get_words("doc_type", "budget"),
        get_words("doc_type", "final"),
        build_alternation(get_words("doc_scope")),
    )
    office, kind = (
        build_alternation(get_words("office", "ending")),
        build_alternation(budget, final),
    )
    year = r"(?:19|20)\d{2}"
    scope = rf"(?:[（(](?:{build_alternation(get_words('office', 'scope'))})[）)])?"
    behind = build_alternation(
        get_words("office", "behind"),
        get_words("office", "scope"),
        get_words("doc_scope"),
        budget,
        final,
        get_words("doc_title", "other"),
    )
    return ProfilePatterns(
        department_word=regex.compile(office),
        trailing_department_word=regex.compile(rf"(?:{office})(?:[（(].*)?$"),
        title_department=regex.compile(
            rf"(?P<name>[一-鿿（）()·]{{2,40}}?(?:{office})){scope}(?=(?:19|20)?\d|$|[(（]|[“\"]?(?:{behind}))"
        ),
        trailing_department=regex.compile(rf"(?P<name>[一-鿿()]{{2,40}}(?:{office}))$"),
        department_line=regex.compile(
            rf"\s*(?:{year}\s*年?\s*度?)?\s*(?P<name>[一-鿿()\s]+(?:{office}))\s*"
        ),
        department_caption=regex.compile(
            rf"(?:{build_alternation(get_words('captions', 'entity'))})\s*[:：]\s*(?:{_UNIT_CODE}|)[-_ ]?\s*{_DEPARTMENT_NAME})"
        ),
        line_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME}?)(?=\s{{2,}}|\s*$)"
        ),
        cell_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME})\s*$"
        ),
        title_separator=regex.compile(
            rf"{year}年?度?|{CHINESE_YEAR}度?|{build_alternation(get_words('office', 'between'))}"
        ),
        disclosure_subject=regex.compile(
            build_alternation(budget, final, get_words("doc_title", "other"))
        ),
        document_kind=regex.compile(kind),
        spaced_document_kind=regex.compile(build_spaced_pattern((*budget, *final))),
        qualified_document_kind=regex.compile(
            rf"{year}\s*年?度?\s*(?:{whose})?(?P<kind>{kind})|(?:{whose})(?P<named>{kind})"
        ),
        year_suffix=regex.compile(
            rf"(?:{whose})?(?:{kind}|{build_alternation(get_words('doc_title', 'figures'))})"
        ),
        toc_headings=get_words("contents", "word"),
        trailing_toc_heading=regex.compile(
            rf"\s*(?:{build_spaced_pattern(get_words('contents', 'word'))})\s*$"
        ),
    )
