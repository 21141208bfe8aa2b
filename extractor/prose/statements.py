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

from extractor.layout.lines import TextLine
from extractor.lexicon.lexicon import Lexicon
from extractor.model.records import Extracted, Unit
from extractor.prose.amounts import emit_amount
from extractor.prose.changes import emit_change, emit_change_versus_budget, emit_percent
from extractor.prose.ends import end_clause
from extractor.prose.flats import emit_no_change
from extractor.prose.mentions import LineContext, Mention
from extractor.prose.patterns import (
    AMOUNT_OR_PERCENT_END,
    THRESHOLD_SUFFIX,
    TOKEN,
    UNIT_ABBREVIATIONS,
)
from extractor.prose.reasons import attach_reasons
from extractor.prose.scope import ClauseNumber, ClauseState, ParserState, start_parsing
from extractor.text.numbers import parse_decimal

__all__ = [
    "parse_line",
]

_SENTENCE = regex.compile("[^。;]+[。;]?")
_COMMA_OR_COLON = regex.compile("[,:]")
_BRACKET = regex.compile("[()]")


def parse_line(
    line: TextLine, start: int, context: LineContext, lexicon: Lexicon
) -> Iterator[Mention]:
    """What the running text of a line says, from ``start`` on, in the order it stands."""
    now = start_parsing(line, start, context, lexicon)
    if any(char.isdigit() for char in now.text):
        _parse_tokens(now)
    else:
        _parse_line_without_digits(now)
    finished = attach_reasons(now.mentions, now.text, now.patterns, now.extract_text)
    yield from (one.mention for one in sorted(finished, key=lambda one: one.start))


def _parse_tokens(state: ParserState) -> None:
    opened = _find_statement_brackets(state.text)
    for match in TOKEN.finditer(state.text):
        kind = match.lastgroup
        if kind == "comma" or kind == "mark":
            end_clause(state, match.start(), match.end(), False)
        elif kind == "stop":
            end_clause(state, match.start(), match.end(), match.group() == "。")
        elif kind == "unit":
            _emit_money(state, match)
        elif kind == "sign":
            emit_percent(state, match)
        elif kind == "open" and match.start() in opened:
            emit_no_change(state, state.clause.clause_start, match.start())
            state.clause_stack.append(
                ClauseState(
                    match.end(), state.clause.last_subject, state.clause.last_subject
                )
            )
        elif (
            kind == "close" and match.start() in opened and len(state.clause_stack) > 1
        ):
            end_clause(state, match.start(), match.end(), True)
            state.clause_stack.pop()
            state.clause.clause_start = match.end()
    end_clause(state, len(state.text), len(state.text), True)


def _parse_line_without_digits(state: ParserState) -> None:
    """A line without any digit may still say 与上年持平."""
    for match in _SENTENCE.finditer(state.text):
        state.clause.clause_start = match.start()
        for stop in [m.start() for m in _COMMA_OR_COLON.finditer(match.group())] + [
            len(match.group())
        ]:
            end = match.start() + stop
            end_clause(state, end, min(end + 1, len(state.text)), False)


def _find_statement_brackets(text: str) -> set[int]:
    """Positions of brackets that hold statements of their own; others (（境）, （2080101）) are part of a name."""
    stack: list[int] = []
    figures = [match.start() for match in AMOUNT_OR_PERCENT_END.finditer(text)]
    found: set[int] = set()
    for match in _BRACKET.finditer(text):
        i = match.start()
        if match.group() == "(":
            stack.append(i)
        elif stack:
            start = stack.pop()
            at = bisect_left(figures, start)
            if (
                at < len(figures)
                and figures[at] < i
                and not THRESHOLD_SUFFIX.match(text, i + 1)
            ):
                found |= {start, i}
    return found


def _emit_money(state: ParserState, match: regex.Match[str]) -> None:
    """A sum: a change where a verb of change stands before it, else an amount."""
    start, end = match.start("money"), match.end("unit")
    if THRESHOLD_SUFFIX.match(state.text, end):
        return
    whole = state.extract_text(start, end)
    name = UNIT_ABBREVIATIONS.get(match["unit"], match["unit"])
    unit = Unit(
        name,
        "number",
        state.line.locate_span(
            state.offsets[match.start("unit")], state.offsets[end - 1] + 1
        ),
    )
    reading: Extracted[Decimal | None] = Extracted(
        parse_decimal(match["money"]), whole.raw, whole.place, unit
    )
    figure = ClauseNumber(reading, state.clause.clause_start, start, end)
    left = state.text[figure.clause_start : start]
    if (found := state.patterns.versus_budget.search(left)) is not None:
        emit_change_versus_budget(state, found, figure)
    elif (found := state.patterns.change.search(left)) is not None:
        emit_change(state, found, figure)
    else:
        emit_amount(state, figure)
    state.clause.clause_start = end
