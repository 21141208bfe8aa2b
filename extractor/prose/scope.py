"""What is open while a line is read: the pass over it, the scopes (a bracket in a bracket), and what each carries on.

The rooms beside this one are functions over a ``Pass``: they look at the scope, state what a number says, and leave in the
scope what a later number may mean. Positions are those of the squeezed twin; ``at`` leads back to the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from extractor.layout.lines import TextLine
from extractor.lexicon.lexicon import Lexicon
from extractor.model.records import Extracted
from extractor.prose.labels import MASK, LabelResolver, find_concept_pair
from extractor.prose.mentions import (
    UNLABELLED,
    CountMention,
    LabelledThing,
    LineContext,
    Mention,
)
from extractor.prose.patterns import (
    SPLICED_PAGE_NUMBER,
    ProsePatterns,
    compile_prose_patterns,
)
from extractor.prose.reasons import LocatedMention

__all__ = [
    "ClauseNumber",
    "ParserState",
    "ClauseState",
    "start_parsing",
    "inherit_subject",
    "emit_mention",
    "find_sentence_start",
]


@dataclass(slots=True)
class ClauseState:
    """What is open while reading on: the clause, the last and the first subject of the sentence, what is pending."""

    clause_start: int = 0  # where the present clause begins
    last_subject: LabelledThing = UNLABELLED
    first_subject: LabelledThing = UNLABELLED
    topic: LabelledThing = (
        UNLABELLED  # named without a number: 公务用车购置及运行费。共计安排2万元
    )
    base: tuple[int | None, str] | None = (
        None  # base named in an earlier clause of the sentence
    )
    in_breakdown: bool = False  # 其中 was met: later numbers are parts of the head
    whole_period: tuple[int | None, str | None] | None = (
        None  # year and phase of the amount that 其中 divides
    )
    change_indexes: set[int] = field(
        default_factory=set
    )  # indexes of changes of this sentence
    line_first_subject: LabelledThing = UNLABELLED  # the first subject of the line
    line_in_breakdown: bool = False  # later sentences spoke of its parts
    at_sentence_start: bool = True  # no number was met in this sentence
    mentioned_year: int | None = None
    previous_base: tuple[int | None, str] | None = (
        None  # base of the sentence before: 其中 goes on with it
    )
    sentence_amounts: list[tuple[LabelledThing, Decimal | None]] = field(
        default_factory=list
    )  # stated in this sentence
    sentence_concepts: dict[str, None] = field(
        default_factory=dict
    )  # of these amounts, the one stated last at the end
    counted_subject: Extracted[str] | None = (
        None  # the thing counted last in this sentence
    )

    def end_sentence(self) -> None:
        """A full stop: what was said of this sentence alone is over."""
        if self.in_breakdown or self.last_subject.label is None:
            self.last_subject = (
                self.first_subject if self.first_subject.label else self.last_subject
            )
        self.previous_base = self.base or self.previous_base
        (
            self.first_subject,
            self.base,
            self.in_breakdown,
            self.change_indexes,
            self.at_sentence_start,
        ) = (
            UNLABELLED,
            None,
            False,
            set(),
            True,
        )
        (
            self.sentence_amounts,
            self.sentence_concepts,
            self.counted_subject,
            self.whole_period,
        ) = [], {}, None, None

    def end_semicolon_clause(self) -> None:
        """A semicolon: a change stated before it waits for nothing more; a base goes on among parts only."""
        self.base = self.base if self.in_breakdown else None
        self.change_indexes = set()


class ClauseNumber(NamedTuple):
    """A number that was met: its reading, where its clause begins, and its own span."""

    extracted: Extracted[Decimal | None]
    clause_start: int
    start: int
    end: int


@dataclass(slots=True)
class ParserState:
    """One line on its way: its text, what was stated so far, and the scopes that are open, the innermost last."""

    line: TextLine
    offsets: Sequence[int]
    text: str
    context: LineContext
    lexicon: Lexicon
    patterns: ProsePatterns
    extract_text: Callable[[int, int], Extracted[str]]
    label_resolver: LabelResolver
    mentions: list[LocatedMention] = field(default_factory=list)
    clause_stack: list[ClauseState] = field(default_factory=lambda: [ClauseState()])

    @property
    def clause(self) -> ClauseState:
        return self.clause_stack[-1]


def start_parsing(
    line: TextLine, start: int, context: LineContext, lexicon: Lexicon
) -> ParserState:
    """A pass over a line, from ``start`` on."""
    twin = line.normalized
    at = [i for i in range(start, len(twin)) if not twin[i].isspace()]
    text = SPLICED_PAGE_NUMBER.sub(
        lambda m: MASK * len(m.group()), "".join(map(twin.__getitem__, at))
    )

    def extract_text(first: int, last: int) -> Extracted[str]:
        return line.extract_text(at[first], at[last - 1] + 1)

    return ParserState(
        line,
        at,
        text,
        context,
        lexicon,
        compile_prose_patterns(lexicon),
        extract_text,
        LabelResolver(text, extract_text, context, lexicon),
    )


def find_sentence_start(text: str, position: int) -> int:
    """Where the sentence of a position begins."""
    return text.rfind("。", 0, position) + 1


def inherit_subject(state: ParserState, prefer_topic: bool = False) -> LabelledThing:
    """The thing meant where a number's own clause names none: named before it in the line, else the heading."""
    scope = state.clause
    order = (
        (scope.topic, scope.last_subject, scope.first_subject)
        if prefer_topic
        else (scope.last_subject, scope.topic, scope.first_subject)
    )
    for subject in order:
        if subject.label is not None:
            return subject
    for outer in reversed(state.clause_stack[:-1]):
        if outer.last_subject.label is not None:
            return outer.last_subject
    return state.context.heading


def emit_mention(state: ParserState, mention: Mention, start: int, end: int) -> None:
    """State one thing; a phrase for two things (收、支总计) states both."""
    if not isinstance(mention, CountMention) and mention.subject.label is not None:
        label = mention.subject.label
        if both := find_concept_pair(state.lexicon, label.value):
            state.mentions += [
                LocatedMention(
                    replace(mention, subject=LabelledThing(label, item)), start, end
                )
                for item in both
            ]
            return
    state.mentions.append(LocatedMention(mention, start, end))
