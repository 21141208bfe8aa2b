"""Resolve labels: the thing that the words before a number name.

``2020年我部门“三公”经费预算安排`` names “三公”经费预算: list marks, years, speakers (我部门, the office's own name) and lead words
(其中) are removed from the head, verbs (安排) and years from the end, until a known label is left or nothing more can be removed. Which
concept is meant is decided by the words of the label alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from extractor.lexicon.label_parser import (
    find_item_by_name,
    has_fund_clause,
    iterate_unqualified_forms,
    parse_label,
)
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.records import Extracted
from extractor.prose.mentions import UNLABELLED, LabelledThing, LineContext
from extractor.prose.patterns import (
    COORDINATOR,
    COPULA,
    LIST_END,
    YEAR,
    compile_prose_patterns,
)
from extractor.text.normalize import match_key

__all__ = [
    "LABEL_EDGE_CHARACTERS",
    "MASK",
    "SINGLE_SUBJECT_SECTIONS",
    "LabelResolver",
    "find_concept",
    "find_concept_pair",
]

MASK = "\ufffc"
LABEL_EDGE_CHARACTERS = " 、,，;；:：。.-—–…·)）》/" + MASK
_TRAILING_EDGE_CHARACTERS = frozenset(LABEL_EDGE_CHARACTERS) - frozenset(")）》")
_LEADING_CODE = regex.compile(r"^\d{3,7}[-—–.、]?(?=[一-鿿“\"])")
_HAN = regex.compile("[\u4e00-\u9fff]")
_CODE_BEHIND = regex.compile(r"\((\d{3,7})\)")
_CLASS_ITEMS = frozenset({"expenditure.functional", "expenditure.economic"})
_SHORTEST_COMMON_HEAD = 3  # characters that a short form shares with the name
_LONGEST_LABEL_CONTEXT = 1000  # characters of a stretch in which a name is looked for; none is nearly as long
_LIST_MARK = regex.compile(
    r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九]是)"
)
# Sections of one subject. A source of money (一般公共预算拨款) below their heading is that of the purchase or the project,
# never the revenue of the department.
SINGLE_SUBJECT_SECTIONS = frozenset(
    {"operating_expenses", "three_public", "performance", "procurement", "state_assets"}
)
_DEPARTMENT_REVENUE_PREFIXES = ("revenue.", "fiscal_appropriation.")


@lru_cache(maxsize=16384)
def find_concept(
    lexicon: Lexicon,
    label: str,
    section_key: str | None = None,
    value_kind: str = "money",
) -> str | None:
    """Find the concept of a printed label.

    Args:
        lexicon: The words to look it up in.
        label: The label as it is printed; qualifiers (预算, 总额) may go from its ends.
        section_key: Its section, whose labels take precedence.
        value_kind: ``money`` or ``count``: a number of people is never the concept of a sum.

    Returns:
        The key of the concept; None when the label is in no lexicon.
    """
    if has_fund_clause(lexicon, label):
        return find_item_by_name(lexicon, label, section_key, value_kind)
    return parse_label(lexicon, label, section_key, value_kind).item


@lru_cache(maxsize=16384)
def find_concept_pair(lexicon: Lexicon, label: str) -> tuple[str, ...]:
    """Find the two concepts of a label that names two things at once (收、支预算总计).

    Returns:
        The keys of both; () for any other label.
    """
    pairs = lexicon.get_vocabulary("pairs")
    for form in iterate_unqualified_forms(lexicon, match_key(label)):
        if form in pairs:
            return tuple(pairs[form].split(";"))
    return ()


class _LabelPatterns(NamedTuple):
    """Where a stretch of words may be cut to leave a label."""

    leading_verb: regex.Pattern[str]
    introducing_word: regex.Pattern[str]
    separator: regex.Pattern[str]
    boundary: regex.Pattern[str]
    # a remark or a code in brackets at the end of a name
    trailing_bracket: regex.Pattern[str]
    # （以下简称“三公”经费）
    short_name: regex.Pattern[str]


@cache
def _compile_label_patterns(lexicon: Lexicon) -> _LabelPatterns:
    def alternate(vocabulary: str, key: str = "word") -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    separator = alternate("prose.split")
    opens_remark = alternate("remark", "in_label")
    opens_any_remark = f"{alternate('remark', 'in_name')}|{opens_remark}"
    return _LabelPatterns(
        leading_verb=regex.compile(alternate("prose.verb_head")),
        introducing_word=regex.compile(alternate("prose.into")),
        separator=regex.compile(separator),
        boundary=regex.compile(
            rf"{separator}|的|{LIST_END}|{alternate('prose.owner_end')}|[:,]"
        ),
        trailing_bracket=regex.compile(
            rf"\((?:\d{{3,7}}|(?:{opens_any_remark})[^()]*)\)$"
        ),
        short_name=regex.compile(
            rf"\((?:{alternate('remark', 'short')})(?P<name>[^()]+)\)"
        ),
    )


def _abbreviates(words: str, name: str) -> bool:
    """True for a name with characters left out behind its first ones: 新区管委会."""
    if not words.startswith(name[:_SHORTEST_COMMON_HEAD]):
        return False
    rest = iter(name)
    return all(char in rest for char in words)


LabelSpan = tuple[int, int]
"""Start and end of a label in the compact text."""


class LabelResolver:
    """Resolves the labels of one text; positions are those of the compact text.

    ``extract_text`` leads from a span of the compact text to the printed line.
    """

    def __init__(
        self,
        text: str,
        extract_text: Callable[[int, int], Extracted[str]],
        context: LineContext,
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.extract_text = extract_text
        self.context = context
        self.lexicon = lexicon
        self.patterns = compile_prose_patterns(lexicon)
        self.label_patterns = _compile_label_patterns(lexicon)
        self.labels = lexicon.get_vocabulary("labels")
        self.section_labels = lexicon.get_vocabulary(f"labels_in.{context.section_key}")
        self.generic_words = lexicon.get_vocabulary("prose.generic")
        self.count_nouns = lexicon.get_words("counts", "noun")

    def resolve_label(
        self, start: int, stop: int, is_counted: bool = False
    ) -> LabelledThing:
        """Resolve the thing that a piece of text names.

        Args:
            start: Where the stretch begins.
            stop: Where it ends: at the number.
            is_counted: The number counts things. These may be named by words that only lead to a sum of money
                (行政编制25人).

        Returns:
            Its label and concept; ``UNLABELLED`` when it names nothing.
        """
        span = self.trim_label(start, stop, is_counted=is_counted)
        if span is None:
            return UNLABELLED
        first, last = span
        phrase = self.text[first:last]
        code = _CODE_BEHIND.match(self.text, last, stop)
        if code is not None:
            concept = self.find_concept(phrase + code.group())
            if concept in _CLASS_ITEMS:
                label = self.extract_text(first, last)
                return LabelledThing(label, concept, class_code=code[1])
        is_known = self.is_known_label(phrase)
        if not is_known and self._is_generic(phrase):
            return UNLABELLED
        concept = self.find_concept(phrase)
        if concept is not None and not is_known:
            first = self._skip_owner(first, last, concept)
        if concept is None:
            cut = self._cut_to_known_label(first, last)
            if cut is not None:
                first, last = cut
                concept = self.find_concept(self.text[first:last])
        return LabelledThing(self.extract_text(first, last), concept)

    def resolve_coordination(self, start: int, stop: int) -> tuple[LabelledThing, ...]:
        """Resolve several names that share one statement: 收入总计、支出总计均为.

        Args:
            start: Where the stretch begins.
            stop: Where it ends: at the number.

        Returns:
            The things in their order, two or more; () where there is one name or none.
        """
        span = self.trim_label(start, stop)
        if span is None:
            return ()
        phrase = self.text[slice(*span)]
        pair = find_concept_pair(self.lexicon, phrase)
        if pair:
            label = self.extract_text(*span)
            return tuple(LabelledThing(label, concept) for concept in pair)
        if self.find_concept(phrase) is not None:
            return ()
        spans = self._split_coordination(*span)
        things = [self.resolve_label(*one) for one in spans]
        if len(things) < 2 or any(one.label is None for one in things):
            return ()
        first, last_phrase = things[0], self.text[slice(*spans[-1])]
        return tuple(
            self._complete_coordinated_name(one, first, last_phrase) for one in things
        )

    def _split_coordination(self, first: int, last: int) -> list[LabelSpan]:
        """The names between coordinators; a name that holds one (购置和运行费) stays whole."""
        text = self.text
        cuts = [
            (first + match.start(), first + match.end())
            for match in COORDINATOR.finditer(text[first:last])
            if text.count("(", first, first + match.start())
            == text.count(")", first, first + match.start())
        ]
        starts = [first, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), last]
        spans: list[LabelSpan] = []
        at = 0
        while at < len(starts):
            known = (
                until
                for until in range(len(ends) - 1, at, -1)
                if self._names_concept((starts[at], ends[until]))
            )
            until = next(known, at)
            spans.append((starts[at], ends[until]))
            at = until + 1
        return [(start, end) for start, end in spans if start < end]

    def _complete_coordinated_name(
        self, thing: LabelledThing, first: LabelledThing, last_phrase: str
    ) -> LabelledThing:
        """A name with what it shares with the others: 财政拨款收入和支出, 人员和公用经费."""
        label = thing.label
        if label is None or thing is first and thing.concept is not None:
            return thing
        if first.concept is not None:
            beside = self.lexicon.find_key(f"beside.{first.concept}", label.value)
            if beside is not None:
                return LabelledThing(label, beside)
        if thing.concept is not None:
            return thing
        for cut in range(1, len(last_phrase)):
            concept = self.find_concept(label.value + last_phrase[cut:])
            if concept is not None:
                return LabelledThing(label, concept)
        return thing

    def extract_generic_label(self, start: int, stop: int) -> Extracted[str] | None:
        """Extract a generic phrase (支出), as it is printed."""
        span = self.trim_label(start, stop, allow_generic=True)
        if span is None:
            return None
        return self.extract_text(*span)

    def is_known_label(self, phrase: str) -> bool:
        """True for a label that the lexicon has in exactly this form."""
        word = match_key(phrase)
        return word in self.labels or word in self.section_labels

    def find_concept(self, phrase: str) -> str | None:
        """Find the concept of a label in the section of the line."""
        concept = find_concept(self.lexicon, phrase, self.context.section_key)
        if concept is None or concept in self.section_labels.values():
            return concept
        in_one_subject = self.context.section_key in SINGLE_SUBJECT_SECTIONS
        if in_one_subject and concept.startswith(_DEPARTMENT_REVENUE_PREFIXES):
            return None
        return concept

    def _is_generic(self, phrase: str) -> bool:
        """True for generic words: 金额; 上年, which is only a period."""
        if self._names_nothing(phrase):
            return True
        word = match_key(phrase)
        return word in self.lexicon.get_vocabulary("prose.time")

    def _is_aspect(self, word: str) -> bool:
        """True for 调整预算数, 实际支出: what a figure is, not of what."""
        if self.patterns.aspect.fullmatch(word) is None:
            return False
        return self.find_concept(word) is None

    def _names_concept(self, span: LabelSpan | None) -> bool:
        return (
            span is not None and self.find_concept(self.text[slice(*span)]) is not None
        )

    def _skip_owner(self, first: int, last: int, concept: str) -> int:
        """Where a label begins behind the word for its owner, when it names the
        same concept without it.
        """
        for word in self.lexicon.get_words("prose.whose"):
            rest = first + len(word)
            if not self.text.startswith(word, first) or last - rest <= 1:
                continue
            if self.find_concept(self.text[rest:last]) == concept:
                return rest
        return first

    # --- Cutting: a known label inside a phrase --------------------------------

    def _cut_to_known_label(self, first: int, last: int) -> LabelSpan | None:
        """The known label inside a phrase: its short name; behind a word like
        安排; before a word like 为; around 的.
        """
        return (
            self._cut_short_name(first, last)
            or self._cut_remark(first, last)
            or self._cut_behind_verb(first, last)
            or self._cut_behind_introducing_word(first, last)
            or self._cut_before_separator(first, last)
            or self._cut_at_boundary(first, last)
        )

    def _cut_short_name(self, first: int, last: int) -> LabelSpan | None:
        short = self.label_patterns.short_name.search(self.text[first:last])
        if short is None:
            return None
        span = self.trim_label(first + short.start("name"), first + short.end("name"))
        return span if self._names_concept(span) else None

    def _cut_remark(self, first: int, last: int) -> LabelSpan | None:
        """其他收入（利息）: the name before a remark."""
        opened = self.text.find("(", first, last)
        if opened <= first or not self.text.endswith(")", first, last):
            return None
        span = first, opened
        return span if self._names_concept(span) else None

    def _cut_behind_verb(self, first: int, last: int) -> LabelSpan | None:
        verb = self.label_patterns.leading_verb.match(self.text[first:last])
        if verb is None:
            return None
        span = self.trim_label(first + verb.end(), last)
        return span if self._names_concept(span) else None

    def _cut_behind_introducing_word(self, first: int, last: int) -> LabelSpan | None:
        phrase = self.text[first:last]
        for match in self.label_patterns.introducing_word.finditer(phrase):
            span = self.trim_label(first + match.end(), last)
            if span is None or span[1] - span[0] <= 2:
                continue
            # 专项债务收入安排的支出（款） is one name
            needs_concept = self.text.startswith("的", first + match.end())
            subject = self.resolve_label(*span)
            if subject.concept or (subject.label and not needs_concept):
                return span
        return None

    def _cut_before_separator(self, first: int, last: int) -> LabelSpan | None:
        phrase = self.text[first:last]
        for match in self.label_patterns.separator.finditer(phrase):
            if match.start() > 1:
                span = self.trim_label(first, first + match.start())
                if self._names_concept(span):
                    return span
        return None

    def _cut_at_boundary(self, first: int, last: int) -> LabelSpan | None:
        """A known label at the end of a phrase; or its owner before 的, where
        nothing is named behind it.
        """
        phrase = self.text[first:last]
        restrictions = self.lexicon.get_words("prose.restricts")
        for match in self.label_patterns.boundary.finditer(phrase):
            behind = first + match.end()
            if match.group() == "的":
                owner = self.trim_label(first, first + match.start())
                if self._names_concept(owner):
                    # 政府采购预算的金额 is its owner, 上年结转的一般公共预算收入 neither
                    names_nothing = self._is_generic(self.text[behind:last])
                    return owner if names_nothing else None
                if any(word in phrase[: match.start()] for word in restrictions):
                    return None  # 预留给小微企业的政府采购预算 is not the whole
            span = self.trim_label(behind, last)
            if self._names_concept(span):
                return span
        return None

    # --- Trimming: what is no part of a label at its ends ----------------------

    def trim_label(
        self,
        start: int,
        stop: int,
        allow_generic: bool = False,
        is_counted: bool = False,
    ) -> LabelSpan | None:
        """Trim a stretch of text to its label.

        Args:
            start: Where the stretch begins.
            stop: Where it ends.
            allow_generic: A generic phrase is a label, too.
            is_counted: The number behind the label counts things.

        Returns:
            The label without list marks, years, speakers and lead words before it and verbs behind it; None when
            nothing is left.
        """
        if stop - start > _LONGEST_LABEL_CONTEXT:
            return None
        while True:
            start, stop = self._trim_edges(start, stop)
            phrase = self.text[start:stop]
            if self.is_known_label(phrase) or match_key(phrase) in self.generic_words:
                break
            head, tail = self._measure_affix(phrase, is_counted)
            if not head and not tail:
                break
            start, stop = start + head, stop - tail
        if not _HAN.search(phrase):
            return None
        if not allow_generic and self._names_nothing(phrase):
            return None
        return self._trim_quotes(start, stop)

    def _names_nothing(self, phrase: str) -> bool:
        """True for 金额, 调整预算数: words that are no label by themselves."""
        if self.is_known_label(phrase):
            return False
        word = match_key(phrase)
        if word in self.generic_words or self._is_aspect(word):
            return True
        # 上年决算
        return any(
            phrase.startswith(period) and self._names_nothing(phrase[len(period) :])
            for period in self.lexicon.get_words("prose.time")
        )

    def _trim_edges(self, start: int, stop: int) -> LabelSpan:
        text = self.text
        while start < stop and text[start] in LABEL_EDGE_CHARACTERS:
            start += 1
        while start < stop and text[stop - 1] in _TRAILING_EDGE_CHARACTERS:
            stop -= 1
        return start, stop

    def _measure_affix(self, phrase: str, is_counted: bool) -> tuple[int, int]:
        """How many characters at the head or at the end of a phrase are no part
        of its label: the first kind that fits.
        """
        head = self._measure_mark_or_owner(phrase)
        if head:
            return head, 0
        head = self._measure_period(phrase)
        if head:
            return head, 0
        head = self._measure_lead(phrase)
        if head and self.is_known_label(phrase[head:]):
            return head, 0
        tail = self._measure_trailing_words(phrase, is_counted)
        if tail:
            return 0, tail
        if not head and phrase.startswith("(") and ")" in phrase:
            head = phrase.index(")") + 1
        return head, 0

    def _measure_lead(self, phrase: str) -> int:
        """Length of the words that lead to a name; of none without which it is no name (年末结余)."""
        lead = self.patterns.leading_words.match(phrase)
        if lead is not None:
            rest = phrase[lead.end() :]
            is_part = self.find_concept(phrase) and not self.find_concept(rest)
            return 0 if is_part else lead.end()
        opening = COORDINATOR.match(phrase)
        if opening is not None and self.find_concept(phrase[opening.end() :]):
            return opening.end()
        if COPULA.match(phrase) and self._names_nothing(phrase[1:]):
            return 1
        return 0

    def _measure_mark_or_owner(self, phrase: str) -> int:
        """Length of a list mark, a year, a code or the department's name before a label."""
        for pattern in (_LIST_MARK, YEAR, _LEADING_CODE):
            mark = pattern.match(phrase)
            if mark is not None:
                return mark.end()
        for name in self.context.owner_names:
            if phrase.startswith(name):
                return len(name)
        return self._measure_owner(phrase)

    def _measure_owner(self, phrase: str) -> int:
        """Length of an owner before a name that is known without it: 县幼儿园（本级）, 本园, 机关; of none that begins a
        known name (机关运行经费)."""
        if self.find_concept(phrase) is not None:
            return 0
        form = self.patterns.owner_form.match(phrase)
        ends = [] if form is None else [form.end()]
        ends += [
            match.end()
            for match in self.patterns.office_ending.finditer(phrase)
            if self._is_part_of_owner(phrase[: match.end()])
        ]
        for end in [*sorted(ends, reverse=True), 0]:
            scope = self.patterns.owner_scope.match(phrase, end)
            for length in (end if scope is None else scope.end(), end):
                rest = YEAR.sub("", phrase[length:])
                if length and self.find_concept(rest) is not None:
                    return length
        return 0

    def _is_part_of_owner(self, words: str) -> bool:
        # 政府 of a people's government begins 政府采购, too
        return len(words) > 2 and any(
            words in name or _abbreviates(words, name)
            for name in self.context.owner_names
        )

    def _measure_period(self, phrase: str) -> int:
        """Length of a word of time before a name that is known without it
        (上年公务接待费), but not with it (上年结转).
        """
        for word in self.lexicon.get_words("prose.time"):
            rest = phrase[len(word) :]
            if not phrase.startswith(word) or self.find_concept(phrase) is not None:
                continue
            if self.find_concept(rest) is not None:
                return len(word)
        return 0

    def _measure_trailing_words(self, phrase: str, is_counted: bool) -> int:
        """Length of a remark in brackets, a verb, a period or a count behind a label."""
        match = (
            self.label_patterns.trailing_bracket.search(phrase)
            or self.patterns.trailing_words.search(phrase)
            or self.patterns.trailing_period_or_count.search(phrase)
        )
        if match is None or (is_counted and match.group() in self.count_nouns):
            return 0
        return len(phrase) - match.start()

    def _trim_quotes(self, start: int, stop: int) -> LabelSpan:
        """Take a quotation mark in that belongs to the label; leave out those around the whole."""
        text = self.text
        if text[start - 1 : start] == '"' and '"' in text[start:stop]:
            start -= 1
        # “农林水支出”: the quotes are not the label's
        if text[start] == text[stop - 1] == '"' and stop - start > 2:
            start, stop = start + 1, stop - 1
        return start, stop
