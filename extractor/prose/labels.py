"""Naming: the thing that the words before a number speak of.

``2020年我部门“三公”经费预算安排`` names “三公”经费预算: list marks, years, speakers (我部门, the office's own name) and lead words
(其中) go from the head, verbs (安排) and years from the end, until a known name or nothing more can go. Whether a known
item is meant is told by the words of the name alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Template, any_of
from extractor.model.extracted import Reading
from extractor.prose.mentions import NOTHING, Setting, Subject
from extractor.prose.patterns import YEAR, words_of
from extractor.schema import items
from extractor.text.affixes import without
from extractor.text.normalize import squeeze

__all__ = ["EDGE", "MASK", "Namer", "item_of", "pair_of"]

MASK = "\ufffc"
EDGE = " 、,，;；:：。.-—–…·)）》/" + MASK
_CODE_HEAD = regex.compile(r"^\d{3,7}[-—–.、]?(?=[一-鿿“\"])")
_LONGEST = 1000  # characters of a stretch in which a name is looked for; none is nearly as long
_ITEM_MARK = regex.compile(
    r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九]是)"
)


_ONE_SUBJECT = frozenset(
    {"operating_expenses", "three_public", "performance", "procurement", "state_assets"}
)
_OF_THE_OFFICE = ("revenue.", "fiscal_appropriation.")
"""Below a heading of one subject, a source of money (一般公共预算拨款) is that of the purchase or the project, never the
office's own revenue."""


@lru_cache(maxsize=16384)
def item_of(
    template: Template, label: str, key: str | None = None, kind: str = "money"
) -> str | None:
    """Item of a printed label: its words as they are, else without qualifiers (预算, 总额) at either end; None when
    no template knows it. A section's own vocabulary (``labels_in.<key>``) goes first. ``kind`` is money or count: a
    number of people is never the item of a sum."""
    spent = any(
        word in label for word in template.words_of("spending", "word")
    )  # an expenditure is never a revenue, whatever is left of its name
    names = (f"labels_in.{key}", "labels") if key else ("labels",)
    start = _cuts(template).aside.sub("", squeeze(label))
    for phrase in without(
        start, template.words("prose.qualifier"), template.words("prose.qualifier_head")
    ):
        for name in names:
            found = template.words(name).get(phrase)
            if found is None or (spent and found.startswith("revenue.")):
                continue
            if kind == "count" or items()[found].gfsm2014 != "count":
                return found
    return None


@lru_cache(maxsize=16384)
def pair_of(template: Template, label: str) -> tuple[str, ...]:
    """The two items of a phrase that names two things at once (收、支预算总计), () for any other."""
    for phrase in without(
        squeeze(label),
        template.words("prose.qualifier"),
        template.words("prose.qualifier_head"),
    ):
        found = template.words("pairs").get(phrase)
        if found is not None:
            return tuple(found.split(";"))
    return ()


class _Cuts(NamedTuple):
    """Where a stretch of words may be cut to leave a name."""

    verb: regex.Pattern[str]
    into: regex.Pattern[str]
    split: regex.Pattern[str]
    any: regex.Pattern[str]
    aside: regex.Pattern[str]  # brackets inside a label that are no part of its name
    bracket: regex.Pattern[str]  # a remark or a code in brackets at the end of a name
    short: regex.Pattern[str]  # (以下简称“三公”经费)


@cache
def _cuts(template: Template) -> _Cuts:
    verb, into, split = (
        any_of(template.words_of("prose." + key, "word"))
        for key in ("verb_head", "into", "split")
    )
    anywhere = (
        rf"{split}|的|{any_of(template.words_of('prose.owner_end', 'word'))}|[:,]"
    )
    remark, short = (
        any_of(template.words_of("remark", "in_name")),
        any_of(template.words_of("remark", "short")),
    )
    level, among = (
        any_of(template.words_of(*key))
        for key in (("class_level", "top"), ("remark", "in_label"))
    )
    aside = rf"\((?:\d+|万元|元|(?:{among})[^()]*|{level})\)"
    bracket = rf"\((?:\d{{3,7}}|(?:{remark}|{among})[^()]*)\)$"
    return _Cuts(
        *map(
            regex.compile,
            (
                verb,
                into,
                split,
                anywhere,
                aside,
                bracket,
                rf"\((?:{short})(?P<name>[^()]+)\)",
            ),
        )
    )


class Namer:
    """Names within one text. Positions are those of the squeezed twin; ``reading`` leads back to the line."""

    def __init__(
        self,
        text: str,
        reading: Callable[[int, int], Reading[str]],
        setting: Setting,
        template: Template,
    ) -> None:
        self.text, self.reading, self.setting, self.template = (
            text,
            reading,
            setting,
            template,
        )
        self.words = words_of(template)
        self.labels, self.labels_here = (
            template.words("labels"),
            template.words(f"labels_in.{setting.key}"),
        )
        self.generic = template.words("prose.generic")
        self.cuts = _cuts(template)
        self.nouns = template.words_of("counts", "noun")

    def name(self, start: int, stop: int, counted: bool = False) -> Subject:
        """The thing that a stretch of text names, or NOTHING when it names none; ``counted`` things may be named by words
        that only lead to a sum of money (行政编制25人)."""
        span = self.trim(start, stop, counted=counted)
        if span is None:
            return NOTHING
        first, last = span
        phrase = self.text[first:last]
        if self._generic(phrase) and not self.known(phrase):
            return NOTHING
        item = self.item(phrase)
        if item is not None and not self.known(phrase):
            first = self._without_owner(first, last, item)
        if item is None and (cut := self.cut(first, last)) is not None:
            first, last = cut
            item = self.item(self.text[first:last])
        return Subject(self.reading(first, last), item)

    def _without_owner(self, first: int, last: int, item: str) -> int:
        """Where a name begins behind the word that says whose it is, when it names the same item without it."""
        for word in self.template.words_of("prose.whose", "word"):
            rest = first + len(word)
            if (
                self.text.startswith(word, first)
                and last - rest > 1
                and self.item(self.text[rest:last]) == item
            ):
                return rest
        return first

    def bare(self, start: int, stop: int) -> Reading[str] | None:
        """A phrase that names nothing by itself (支出), as it is printed."""
        span = self.trim(start, stop, generic=True)
        return self.reading(*span) if span else None

    def _generic(self, phrase: str) -> bool:
        """True for words that name nothing by themselves: 金额; 上年, which only says when."""
        word = squeeze(phrase)
        return word in self.generic or word in self.template.words("prose.time")

    def item(self, phrase: str) -> str | None:
        found = item_of(self.template, phrase, self.setting.key)
        one_subject = (
            self.setting.key in _ONE_SUBJECT
            and found is not None
            and found.startswith(_OF_THE_OFFICE)
        )
        return None if one_subject and found not in self.labels_here.values() else found

    def cut(self, first: int, last: int) -> tuple[int, int] | None:
        """The name behind a word like 安排; else a known one before a word like 为, or at the end behind 的."""
        cuts = self.cuts
        restricts = self.template.words_of("prose.restricts", "word")
        phrase = self.text[first:last]
        short = cuts.short.search(phrase)
        if short is not None:
            span = self.trim(first + short.start("name"), first + short.end("name"))
            if span and self.item(self.text[slice(*span)]):
                return span
        verb = cuts.verb.match(phrase)
        if verb is not None:
            span = self.trim(first + verb.end(), last)
            if span and self.item(self.text[slice(*span)]):
                return span
        for match in cuts.into.finditer(phrase):
            span = self.trim(first + match.end(), last)
            if span and span[1] - span[0] > 2 and self.name(*span).label is not None:
                return span
        for match in cuts.split.finditer(phrase):
            if match.start() > 1:
                span = self.trim(first, first + match.start())
                if span and self.item(self.text[slice(*span)]):
                    return span
        for match in cuts.any.finditer(phrase):
            owner = self.trim(first, first + match.start())
            if match.group() == "的" and owner and self.item(self.text[slice(*owner)]):
                # 政府采购预算的金额 is its owner, 上年结转的一般公共预算收入 neither
                return (
                    owner
                    if self._generic(self.text[first + match.end() : last])
                    else None
                )
            if match.group() == "的" and any(
                word in phrase[: match.start()] for word in restricts
            ):
                return None  # 预留给小微企业的政府采购预算 is not the whole
            span = self.trim(first + match.end(), last)
            if span and self.item(self.text[slice(*span)]):
                return span
        return None

    def trim(
        self, start: int, stop: int, generic: bool = False, counted: bool = False
    ) -> tuple[int, int] | None:
        """The name within a stretch: without list marks, years, speakers, lead words, and the verb before the number."""
        text = self.text
        if stop - start > _LONGEST:
            return None
        while start < stop:
            if text[start] in EDGE:
                start += 1
                continue
            if text[stop - 1] in EDGE and text[stop - 1] not in ")）》":
                stop -= 1
                continue
            phrase = text[start:stop]
            if self.known(phrase):
                break
            if squeeze(phrase) in self.generic:
                if generic:
                    break
                return None
            mark = (
                _ITEM_MARK.match(phrase)
                or YEAR.match(phrase)
                or _CODE_HEAD.match(phrase)
            )
            owner = next(
                (name for name in self.setting.names if phrase.startswith(name)), ""
            )
            if (mark and mark.end()) or owner:
                start += mark.end() if mark else len(owner)
                continue
            opened = self.words.lead.match(phrase)
            if (
                opened is not None
                and opened.end()
                and self.known(phrase[opened.end() :])
            ):
                start += opened.end()
                break
            end = (
                self.cuts.bracket.search(phrase)
                or self.words.tail.search(phrase)
                or self.words.ends.search(phrase)
            )
            if (
                end is not None
                and end.start() < len(phrase)
                and not (counted and end.group() in self.nouns)
            ):
                stop -= len(phrase) - end.start()
                continue
            lead = self.words.lead.match(phrase)
            if lead is not None and lead.end():
                start += lead.end()
                continue
            if phrase.startswith("(") and ")" in phrase and not self.known(phrase):
                start += phrase.index(")") + 1
                continue
            break
        while start < stop and text[start] in EDGE:
            start += 1
        if stop <= start or not any(
            "\u4e00" <= c <= "\u9fff" for c in text[start:stop]
        ):
            return None
        if text[start - 1 : start] == '"' and '"' in text[start:stop]:
            start -= 1
        if (
            text[start] == text[stop - 1] == '"' and stop - start > 2
        ):  # “农林水支出”: the quotes are not the name's
            start, stop = start + 1, stop - 1
        return start, stop

    def known(self, phrase: str) -> bool:
        plain = squeeze(phrase)
        return plain in self.labels or plain in self.labels_here
