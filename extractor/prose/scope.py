"""What is open while a line is read: the pass over it, the scopes (a bracket in a bracket), and what each carries on.

The rooms beside this one are functions over a ``Pass``: they look at the scope, state what a number says, and leave in the
scope what a later number may mean. Positions are those of the squeezed twin; ``at`` leads back to the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from extractor.layout.lines import Line
from extractor.lexicon.lexicon import Template
from extractor.model.extracted import Reading
from extractor.prose.labels import MASK, Namer, pair_of
from extractor.prose.mentions import NOTHING, CountSaid, Said, Setting, Subject
from extractor.prose.patterns import SPLICED, Words, words_of
from extractor.prose.reasons import Stated

__all__ = ["Figure", "Pass", "Scope", "begin", "inherited", "say", "sentence_start"]


@dataclass(slots=True)
class Scope:
    """What is open while reading on: the clause, the last and the first subject of the sentence, what is pending."""

    clause: int = 0  # where the present clause begins
    last: Subject = NOTHING
    head: Subject = NOTHING
    topic: Subject = (
        NOTHING  # named without a number: 公务用车购置及运行费。共计安排2万元
    )
    base: tuple[int | None, str] | None = (
        None  # base named in an earlier clause of the sentence
    )
    parts: bool = False  # 其中 was met: later numbers are parts of the head
    whole: tuple[int | None, str | None] | None = (
        None  # year and phase of the amount that 其中 divides
    )
    changed: set[int] = field(
        default_factory=set
    )  # indexes of changes of this sentence
    line_head: Subject = NOTHING  # the first subject of the line
    line_parts: bool = False  # later sentences spoke of its parts
    opening: bool = True  # no number was met in this sentence
    year: int | None = None
    before: tuple[int | None, str] | None = (
        None  # base of the sentence before: 其中 goes on with it
    )
    amounts: list[tuple[Subject, Decimal | None]] = field(
        default_factory=list
    )  # stated in this sentence
    items: dict[str, None] = field(
        default_factory=dict
    )  # of these amounts, the one stated last at the end
    counted: Reading[str] | None = None  # the thing counted last in this sentence

    def end_sentence(self) -> None:
        """A full stop: what was said of this sentence alone is over."""
        if self.parts or self.last.label is None:
            self.last = self.head if self.head.label else self.last
        self.before = self.base or self.before
        self.head, self.base, self.parts, self.changed, self.opening = (
            NOTHING,
            None,
            False,
            set(),
            True,
        )
        self.amounts, self.items, self.counted, self.whole = [], {}, None, None

    def end_half(self) -> None:
        """A semicolon: a change stated before it waits for nothing more; a base goes on among parts only."""
        self.base = self.base if self.parts else None
        self.changed = set()


class Figure(NamedTuple):
    """A number that was met: its reading, where its clause begins, and its own span."""

    reading: Reading[Decimal | None]
    left: int
    start: int
    end: int


@dataclass(slots=True)
class Pass:
    """One line on its way: its text, what was stated so far, and the scopes that are open, the innermost last."""

    line: Line
    at: Sequence[int]
    text: str
    setting: Setting
    template: Template
    words: Words
    reading: Callable[[int, int], Reading[str]]
    namer: Namer
    stated: list[Stated] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=lambda: [Scope()])

    @property
    def scope(self) -> Scope:
        return self.scopes[-1]


def begin(line: Line, start: int, setting: Setting, template: Template) -> Pass:
    """A pass over a line, from ``start`` on."""
    twin = line.twin
    at = [i for i in range(start, len(twin)) if not twin[i].isspace()]
    text = SPLICED.sub(
        lambda m: MASK * len(m.group()), "".join(map(twin.__getitem__, at))
    )

    def reading(first: int, last: int) -> Reading[str]:
        return line.reading(at[first], at[last - 1] + 1)

    return Pass(
        line,
        at,
        text,
        setting,
        template,
        words_of(template),
        reading,
        Namer(text, reading, setting, template),
    )


def sentence_start(text: str, position: int) -> int:
    """Where the sentence of a position begins."""
    return text.rfind("。", 0, position) + 1


def inherited(now: Pass, fresh: bool = False) -> Subject:
    """The thing meant where a number's own clause names none: named before it in the line, else the heading."""
    scope = now.scope
    order = (
        (scope.topic, scope.last, scope.head)
        if fresh
        else (scope.last, scope.topic, scope.head)
    )
    for subject in order:
        if subject.label is not None:
            return subject
    for outer in reversed(now.scopes[:-1]):
        if outer.last.label is not None:
            return outer.last
    return now.setting.heading


def say(now: Pass, said: Said, start: int, end: int) -> None:
    """State one thing; a phrase for two things (收、支总计) states both."""
    if not isinstance(said, CountSaid) and said.subject.label is not None:
        label = said.subject.label
        if both := pair_of(now.template, label.value):
            now.stated += [
                Stated(replace(said, subject=Subject(label, item)), start, end)
                for item in both
            ]
            return
    now.stated.append(Stated(said, start, end))
