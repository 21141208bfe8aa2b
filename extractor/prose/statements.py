"""One pass over one line: numbers in the order they stand, each with its role, told by the words right before it.

A table of contents: the walk over numbers, ends and brackets is here, each trade has its room. ``scope`` what is open,
``when`` years and bases, ``amounts`` ``changes`` ``flats`` ``counts`` what is said, ``parts`` what 其中 opens, ``ends`` where a
clause closes, ``naming`` what is spoken of, ``reasons`` why.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

import regex

from extractor.layout.lines import Line
from extractor.lexicon.lexicon import Template
from extractor.model.extracted import Reading, Unit
from extractor.prose.amounts import amount
from extractor.prose.changes import beyond, change, percent
from extractor.prose.ends import end_clause
from extractor.prose.flats import flat
from extractor.prose.mentions import Said, Setting
from extractor.prose.patterns import FIGURE, LIMIT, TOKEN, WHOLE_UNIT
from extractor.prose.reasons import with_reasons
from extractor.prose.scope import Figure, Pass, Scope, begin
from extractor.text.numbers import decimal_of

__all__ = ["read_line"]

_SENTENCE = regex.compile("[^。;]+[。;]?")
_BREAK = regex.compile("[,:]")
_BRACKET = regex.compile("[()]")


def read_line(
    line: Line, start: int, setting: Setting, template: Template
) -> Iterator[Said]:
    """What the running text of a line says, from ``start`` on, in the order it stands."""
    now = begin(line, start, setting, template)
    if any(char.isdigit() for char in now.text):
        _walk(now)
    else:
        _walk_without_digits(now)
    finished = with_reasons(now.stated, now.text, now.words, now.reading)
    yield from (one.said for one in sorted(finished, key=lambda one: one.start))


def _walk(now: Pass) -> None:
    opened = _brackets(now.text)
    for match in TOKEN.finditer(now.text):
        kind = match.lastgroup
        if kind == "comma" or kind == "mark":
            end_clause(now, match.start(), match.end(), False)
        elif kind == "stop":
            end_clause(now, match.start(), match.end(), match.group() == "。")
        elif kind == "unit":
            _money(now, match)
        elif kind == "sign":
            percent(now, match)
        elif kind == "open" and match.start() in opened:
            flat(now, now.scope.clause, match.start())
            now.scopes.append(Scope(match.end(), now.scope.last, now.scope.last))
        elif kind == "close" and match.start() in opened and len(now.scopes) > 1:
            end_clause(now, match.start(), match.end(), True)
            now.scopes.pop()
            now.scope.clause = match.end()
    end_clause(now, len(now.text), len(now.text), True)


def _walk_without_digits(now: Pass) -> None:
    """A line without any digit may still say 与上年持平."""
    for match in _SENTENCE.finditer(now.text):
        now.scope.clause = match.start()
        for stop in [m.start() for m in _BREAK.finditer(match.group())] + [
            len(match.group())
        ]:
            end = match.start() + stop
            end_clause(now, end, min(end + 1, len(now.text)), False)


def _brackets(text: str) -> set[int]:
    """Positions of brackets that hold statements of their own; others (（境）, （2080101）) are part of a name."""
    stack: list[int] = []
    figures = [match.start() for match in FIGURE.finditer(text)]
    found: set[int] = set()
    for match in _BRACKET.finditer(text):
        i = match.start()
        if match.group() == "(":
            stack.append(i)
        elif stack:
            start = stack.pop()
            at = bisect_left(figures, start)
            if at < len(figures) and figures[at] < i and not LIMIT.match(text, i + 1):
                found |= {start, i}
    return found


def _money(now: Pass, match: regex.Match[str]) -> None:
    """A sum: a change where a verb of change stands before it, else an amount."""
    start, end = match.start("money"), match.end("unit")
    if LIMIT.match(now.text, end):
        return
    whole = now.reading(start, end)
    name = WHOLE_UNIT.get(match["unit"], match["unit"])
    unit = Unit(
        name, "number", now.line.place(now.at[match.start("unit")], now.at[end - 1] + 1)
    )
    reading: Reading[Decimal | None] = Reading(
        decimal_of(match["money"]), whole.raw, whole.place, unit
    )
    figure = Figure(reading, now.scope.clause, start, end)
    left = now.text[figure.left : start]
    if (found := now.words.beyond.search(left)) is not None:
        beyond(now, found, figure)
    elif (found := now.words.change.search(left)) is not None:
        change(now, found, figure)
    else:
        amount(now, figure)
    now.scope.clause = end
