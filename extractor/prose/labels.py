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

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.records import Extracted
from extractor.prose.mentions import UNLABELLED, LabelledThing, LineContext
from extractor.prose.patterns import YEAR, compile_prose_patterns
from extractor.schema.concepts import load_concepts
from extractor.text.affixes import strip_affixes
from extractor.text.normalize import match_key

__all__ = [
    "LABEL_EDGE_CHARACTERS",
    "MASK",
    "LabelResolver",
    "find_concept",
    "find_concept_pair",
]

MASK = "\ufffc"
LABEL_EDGE_CHARACTERS = " 、,，;；:：。.-—–…·)）》/" + MASK
_LEADING_CODE = regex.compile(r"^\d{3,7}[-—–.、]?(?=[一-鿿“\"])")
_LONGEST_LABEL_CONTEXT = 1000  # characters of a stretch in which a name is looked for; none is nearly as long
_LIST_MARK = regex.compile(
    r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九]是)"
)


_SINGLE_SUBJECT_SECTIONS = frozenset(
    {"operating_expenses", "three_public", "performance", "procurement", "state_assets"}
)
_DEPARTMENT_REVENUE_PREFIXES = ("revenue.", "fiscal_appropriation.")
"""Below a heading of one subject, a source of money (一般公共预算拨款) is that of the purchase or the project, never the
office's own revenue."""


@lru_cache(maxsize=16384)
def find_concept(
    lexicon: Lexicon,
    label: str,
    section_key: str | None = None,
    value_kind: str = "money",
) -> str | None:
    """Item of a printed label: its words as they are, else without qualifiers (预算, 总额) at either end; None when
    no template knows it. A section's own vocabulary (``labels_in.<key>``) goes first. ``kind`` is money or count: a
    number of people is never the item of a sum."""
    spent = any(
        word in label for word in lexicon.get_words("spending", "word")
    )  # an expenditure is never a revenue, whatever is left of its name
    names = (f"labels_in.{section_key}", "labels") if section_key else ("labels",)
    start = _compile_label_patterns(lexicon).bracketed_remark.sub("", match_key(label))
    for phrase in strip_affixes(
        start,
        lexicon.get_vocabulary("prose.qualifier"),
        lexicon.get_vocabulary("prose.qualifier_head"),
    ):
        for name in names:
            found = lexicon.get_vocabulary(name).get(phrase)
            if found is None or (spent and found.startswith("revenue.")):
                continue
            if value_kind == "count" or load_concepts()[found].kind != "count":
                return found
    return None


@lru_cache(maxsize=16384)
def find_concept_pair(lexicon: Lexicon, label: str) -> tuple[str, ...]:
    """The two items of a phrase that names two things at once (收、支预算总计), () for any other."""
    for phrase in strip_affixes(
        match_key(label),
        lexicon.get_vocabulary("prose.qualifier"),
        lexicon.get_vocabulary("prose.qualifier_head"),
    ):
        found = lexicon.get_vocabulary("pairs").get(phrase)
        if found is not None:
            return tuple(found.split(";"))
    return ()


class _LabelPatterns(NamedTuple):
    """Where a stretch of words may be cut to leave a name."""

    leading_verb: regex.Pattern[str]
    introducing_word: regex.Pattern[str]
    separator: regex.Pattern[str]
    boundary: regex.Pattern[str]
    bracketed_remark: regex.Pattern[
        str
    ]  # brackets inside a label that are no part of its name
    trailing_bracket: regex.Pattern[
        str
    ]  # a remark or a code in brackets at the end of a name
    short_name: regex.Pattern[str]  # (以下简称“三公”经费)


@cache
def _compile_label_patterns(lexicon: Lexicon) -> _LabelPatterns:
    verb, into, split = (
        build_alternation(lexicon.get_words("prose." + key, "word"))
        for key in ("verb_head", "into", "split")
    )
    anywhere = rf"{split}|的|{build_alternation(lexicon.get_words('prose.owner_end', 'word'))}|[:,]"
    remark, short = (
        build_alternation(lexicon.get_words("remark", "in_name")),
        build_alternation(lexicon.get_words("remark", "short")),
    )
    level, among = (
        build_alternation(lexicon.get_words(*key))
        for key in (("class_level", "top"), ("remark", "in_label"))
    )
    aside = rf"\((?:\d+|万元|元|(?:{among})[^()]*|{level})\)"
    bracket = rf"\((?:\d{{3,7}}|(?:{remark}|{among})[^()]*)\)$"
    return _LabelPatterns(
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


class LabelResolver:
    """Names within one text. Positions are those of the squeezed twin; ``reading`` leads back to the line."""

    def __init__(
        self,
        text: str,
        extract_text: Callable[[int, int], Extracted[str]],
        context: LineContext,
        lexicon: Lexicon,
    ) -> None:
        self.text, self.extract_text, self.context, self.lexicon = (
            text,
            extract_text,
            context,
            lexicon,
        )
        self.patterns = compile_prose_patterns(lexicon)
        self.labels, self.section_labels = (
            lexicon.get_vocabulary("labels"),
            lexicon.get_vocabulary(f"labels_in.{context.section_key}"),
        )
        self.generic_words = lexicon.get_vocabulary("prose.generic")
        self.label_patterns = _compile_label_patterns(lexicon)
        self.count_nouns = lexicon.get_words("counts", "noun")

    def resolve_label(
        self, start: int, stop: int, is_counted: bool = False
    ) -> LabelledThing:
        """The thing that a stretch of text names, or NOTHING when it names none; ``counted`` things may be named by words
        that only lead to a sum of money (行政编制25人)."""
        span = self.trim_label(start, stop, is_counted=is_counted)
        if span is None:
            return UNLABELLED
        first, last = span
        phrase = self.text[first:last]
        if self._is_generic(phrase) and not self.is_known_label(phrase):
            return UNLABELLED
        item = self.find_concept(phrase)
        if item is not None and not self.is_known_label(phrase):
            first = self._skip_owner(first, last, item)
        if item is None and (cut := self.cut_to_known_label(first, last)) is not None:
            first, last = cut
            item = self.find_concept(self.text[first:last])
        return LabelledThing(self.extract_text(first, last), item)

    def _skip_owner(self, first: int, last: int, concept: str) -> int:
        """Where a name begins behind the word that says whose it is, when it names the same item without it."""
        for word in self.lexicon.get_words("prose.whose", "word"):
            rest = first + len(word)
            if (
                self.text.startswith(word, first)
                and last - rest > 1
                and self.find_concept(self.text[rest:last]) == concept
            ):
                return rest
        return first

    def extract_generic_label(self, start: int, stop: int) -> Extracted[str] | None:
        """A phrase that names nothing by itself (支出), as it is printed."""
        span = self.trim_label(start, stop, allow_generic=True)
        return self.extract_text(*span) if span else None

    def _is_generic(self, phrase: str) -> bool:
        """True for words that name nothing by themselves: 金额; 上年, which only says when."""
        word = match_key(phrase)
        return word in self.generic_words or word in self.lexicon.get_vocabulary(
            "prose.time"
        )

    def find_concept(self, phrase: str) -> str | None:
        found = find_concept(self.lexicon, phrase, self.context.section_key)
        one_subject = (
            self.context.section_key in _SINGLE_SUBJECT_SECTIONS
            and found is not None
            and found.startswith(_DEPARTMENT_REVENUE_PREFIXES)
        )
        return (
            None if one_subject and found not in self.section_labels.values() else found
        )

    def cut_to_known_label(self, first: int, last: int) -> tuple[int, int] | None:
        """The name behind a word like 安排; else a known one before a word like 为, or at the end behind 的."""
        cuts = self.label_patterns
        restricts = self.lexicon.get_words("prose.restricts", "word")
        phrase = self.text[first:last]
        short = cuts.short_name.search(phrase)
        if short is not None:
            span = self.trim_label(
                first + short.start("name"), first + short.end("name")
            )
            if span and self.find_concept(self.text[slice(*span)]):
                return span
        verb = cuts.leading_verb.match(phrase)
        if verb is not None:
            span = self.trim_label(first + verb.end(), last)
            if span and self.find_concept(self.text[slice(*span)]):
                return span
        for match in cuts.introducing_word.finditer(phrase):
            span = self.trim_label(first + match.end(), last)
            if (
                span
                and span[1] - span[0] > 2
                and self.resolve_label(*span).label is not None
            ):
                return span
        for match in cuts.separator.finditer(phrase):
            if match.start() > 1:
                span = self.trim_label(first, first + match.start())
                if span and self.find_concept(self.text[slice(*span)]):
                    return span
        for match in cuts.boundary.finditer(phrase):
            owner = self.trim_label(first, first + match.start())
            if (
                match.group() == "的"
                and owner
                and self.find_concept(self.text[slice(*owner)])
            ):
                # 政府采购预算的金额 is its owner, 上年结转的一般公共预算收入 neither
                return (
                    owner
                    if self._is_generic(self.text[first + match.end() : last])
                    else None
                )
            if match.group() == "的" and any(
                word in phrase[: match.start()] for word in restricts
            ):
                return None  # 预留给小微企业的政府采购预算 is not the whole
            span = self.trim_label(first + match.end(), last)
            if span and self.find_concept(self.text[slice(*span)]):
                return span
        return None

    def trim_label(
        self,
        start: int,
        stop: int,
        allow_generic: bool = False,
        is_counted: bool = False,
    ) -> tuple[int, int] | None:
        """The name within a stretch: without list marks, years, speakers, lead words, and the verb before the number."""
        text = self.text
        if stop - start > _LONGEST_LABEL_CONTEXT:
            return None
        while start < stop:
            if text[start] in LABEL_EDGE_CHARACTERS:
                start += 1
                continue
            if (
                text[stop - 1] in LABEL_EDGE_CHARACTERS
                and text[stop - 1] not in ")）》"
            ):
                stop -= 1
                continue
            phrase = text[start:stop]
            if self.is_known_label(phrase):
                break
            if match_key(phrase) in self.generic_words:
                if allow_generic:
                    break
                return None
            mark = (
                _LIST_MARK.match(phrase)
                or YEAR.match(phrase)
                or _LEADING_CODE.match(phrase)
            )
            owner = next(
                (name for name in self.context.owner_names if phrase.startswith(name)),
                "",
            )
            if (mark and mark.end()) or owner:
                start += mark.end() if mark else len(owner)
                continue
            opened = self.patterns.leading_words.match(phrase)
            if (
                opened is not None
                and opened.end()
                and self.is_known_label(phrase[opened.end() :])
            ):
                start += opened.end()
                break
            end = (
                self.label_patterns.trailing_bracket.search(phrase)
                or self.patterns.trailing_words.search(phrase)
                or self.patterns.trailing_period_or_count.search(phrase)
            )
            if (
                end is not None
                and end.start() < len(phrase)
                and not (is_counted and end.group() in self.count_nouns)
            ):
                stop -= len(phrase) - end.start()
                continue
            lead = self.patterns.leading_words.match(phrase)
            if lead is not None and lead.end():
                start += lead.end()
                continue
            if (
                phrase.startswith("(")
                and ")" in phrase
                and not self.is_known_label(phrase)
            ):
                start += phrase.index(")") + 1
                continue
            break
        while start < stop and text[start] in LABEL_EDGE_CHARACTERS:
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

    def is_known_label(self, phrase: str) -> bool:
        plain = match_key(phrase)
        return plain in self.labels or plain in self.section_labels
