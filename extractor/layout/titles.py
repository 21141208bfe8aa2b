"""Titles: the words over a section, without what stands around them - year, office, remark, qualifiers.

``（三）关于湖州市财政局2026年收入预算情况说明（详见表1-3）`` is 收入预算情况说明, which is 收入 with qualifiers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Template, any_of
from extractor.text.affixes import without
from extractor.text.dates import YEAR_HEAD
from extractor.text.normalize import fold, squeeze

__all__ = [
    "LEADERS", "LONGEST", "TOP_KINDS", "core_title", "is_known", "is_sentence", "keys_of", "look_up", "looks_like_title",
    "plain_title",
]  # fmt: skip

LEADERS = regex.compile(  # a run of dots or spaces is tried once, from where it begins
    r"(?<![.…·_\-—])[.…·_\-—]{2,}+\s*+[(（]?\d{0,3}[)）]?\s*$|(?<!\s)\s++(?:[(（]?\d{1,3}[)）]?\s*)?$"
)
_SHORTEST = 6  # characters of a title that may stand for a longer one
LONGEST = (
    42  # characters of the longest title met (关于…的情况说明), white space left out
)
TOP_KINDS = ("part", "chinese", "chinese_bracket", "decimal")
_SCOPE = regex.compile(r"^[(（][^()（）]{2,12}[)）]")
_CONTAINERS = (
    None,
    "basic_situation",
    "budget_overview",
    "results_overview",
    "other_matters",
)


class _Words(NamedTuple):
    both: regex.Pattern[str]  # between two subjects of one title
    remark: regex.Pattern[str]
    against: regex.Pattern[str]
    about: tuple[str, ...]
    last_year: str  # what stands for a printed year behind 与


@cache
def _words(template: Template) -> _Words:
    def of(key: str) -> tuple[str, ...]:
        return template.words_of("title_words", key)

    return _Words(
        both=regex.compile(any_of(of("and"))),
        remark=regex.compile(
            rf"[(（](?:{any_of(of('remark'), of('see'))}).*?[)）]\s*$"
        ),
        against=regex.compile(
            r"(?<=[与比较同])(?:19|20)\d{2}年?度?"
        ),  # 与2019年对比 is 与上年对比
        about=of("about"),
        last_year=next(iter(of("last_year")), ""),
    )


def _without_office(plain: str, names: Sequence[str]) -> str:
    """A plain title without the office, what stands in brackets behind it (本级), and the year."""
    for name in names:
        before, found, behind = plain.partition(name)
        plain = before + _SCOPE.sub("", behind) if found else plain
        plain = plain.replace(name, "")
    return YEAR_HEAD.sub("", plain)


@lru_cache(maxsize=16384)
def plain_title(title: str, template: Template) -> str:
    """A title without year, remark in brackets, 关于 and trailing marks, folded and squeezed."""
    words = _words(template)
    text = LEADERS.sub("", fold(title)).rstrip()
    text = squeeze(words.remark.sub("", text) if text.endswith((")", "）")) else text)
    for word in words.about:
        text = text.removeprefix(word)
    previous = ""
    while text != previous:
        previous = text
        text = YEAR_HEAD.sub("", text).rstrip(":;。、,")
    return words.against.sub(words.last_year, text)


def core_title(title: str, template: Template, names: Sequence[str]) -> str:
    """A plain title without the office, by its name or called 部门."""
    plain = _without_office(plain_title(title, template), names)
    for word in template.words_of("doc_scope", "word"):
        plain = plain.removeprefix(word)
    return plain


def keys_of(
    title: str,
    template: Template,
    names: Sequence[str],
    level: int = 1,
    parent: str | None = None,
) -> tuple[str | None, ...]:
    """Keys of a title: one where its words are known; several where a merged heading names several; () when none.

    Below a section that holds one subject only, words inside a title name nothing new."""
    plain = _without_office(plain_title(title, template), names)
    for vocabulary in ("sub_headings", "headings") if level == 2 else ("headings",):
        key = look_up(plain, template, vocabulary)
        if key is not None:
            return (key,)
    if level == 2 and parent not in _CONTAINERS:
        return ()
    found: dict[str, int] = {}
    for word, marked in template.words("heading_marks").items():
        at = plain.find(word)
        if at >= 0:
            found[marked] = min(found.get(marked, at), at)
    if level == 2:
        found.pop(parent or "", None)
    return tuple(sorted(found, key=lambda k: (found[k], k)))


def look_up(plain: str, template: Template, vocabulary: str) -> str | None:
    """Key of a title, as it is or without qualifiers (情况, 说明, 安排) at either end."""
    words = template.words(vocabulary)
    qualifiers = template.words("heading_qualifiers")

    def one(text: str) -> str | None:
        return next(
            (
                words[form]
                for form in without(text, qualifiers, qualifiers)
                if form in words
            ),
            None,
        )

    parts = _words(template).both.split(plain)
    shared = {one(part) for part in parts} if len(parts) > 1 else set()
    key = one(plain) or (
        shared.pop() if len(shared) == 1 else None
    )  # 内设科室及下属单位: two words of one key
    if key is not None:
        return key
    short, ends = (
        _short_forms(template, vocabulary),
        template.words_of("heading_ends", "word"),
    )
    return next((short[form] for form in without(plain, ends) if form in short), None)


@lru_cache(maxsize=64)
def _short_forms(template: Template, vocabulary: str) -> dict[str, str]:
    """Known titles without what closes them: 国有资产占用使用 of 国有资产占用使用情况说明; those of two keys left out."""
    found: dict[str, set[str]] = {}
    for word, key in template.words(vocabulary).items():
        for form in without(word, template.words_of("heading_ends", "word")):
            if len(form) >= _SHORTEST:
                found.setdefault(form, set()).add(key)
    return {form: keys.pop() for form, keys in found.items() if len(keys) == 1}


def is_known(title: str, template: Template, names: Sequence[str]) -> bool:
    plain = _without_office(plain_title(title, template), names)
    return any(
        look_up(plain, template, name) is not None
        for name in ("headings", "sub_headings")
    )


def looks_like_title(text: str) -> bool:
    plain = squeeze(text)
    return 0 < len(plain) <= LONGEST and not regex.search(
        r"[。；;!?]|[,，].*[,，]", plain.rstrip(":。")
    )


def is_sentence(text: str) -> bool:
    return text.rstrip().endswith("。") or len(regex.findall(r"[，。；]", text)) >= 2
