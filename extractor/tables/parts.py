"""The tables of one grid: where each begins and ends, its caption, and where its header stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.lexicon.lexicon import Template
from extractor.tables.caption import Caption
from extractor.tables.captions import inside
from extractor.tables.grid import Header, Rows, Slot, header_of, is_blank, is_number
from extractor.tables.titles import title_key
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import squeeze

__all__ = ["Part", "header_at", "parts_of"]


class Part(NamedTuple):
    """Rows of a grid that are one table: its first row with its title, the first behind the title, its header's first
    row (0: none), its last row, and its caption."""

    top: int
    first: int
    header: int
    last: int
    caption: Caption


def parts_of(
    rows: Rows,
    first: int,
    n_columns: int,
    own: Caption,
    outer: Caption,
    template: Template,
    heads: Callable[[int, Caption], bool],
) -> list[Part]:
    """The tables of one grid: cut at full-width titles that are known, and at forms that begin again.

    ``heads`` says whether a row reads as the first of a header, below a caption.
    """
    starts: list[tuple[int, int, Caption]] = [
        (first, first, own)
    ]  # first row, first row behind the title, caption
    indicators = [
        row
        for row in range(first, len(rows) + 1)
        if _heads_indicators(rows[row - 1], template)
    ]
    for row in range(first + 1, len(rows) + 1):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if len(labelled) == 1 and len(rows[row - 1]) == 1 and row < len(rows):
            key = title_key(_unnumbered(labelled[0].text), template)
            if key is not None:
                caption, behind = inside(rows[row - 1 :], template, n_columns)
                starts.append(
                    (row, max(row - 1 + behind, row + 1), replace(caption, key=key))
                )
                continue
            if row < starts[-1][1]:
                continue  # its unit
        begun = any(starts[-1][0] <= at < row for at in indicators) and any(
            at > row for at in indicators
        )
        if (
            labelled
            and begun
            and template.find("form", _label(labelled[0].text)) == "project"
        ):
            starts.append((row, row, Caption()))
    several = len(starts) > 1
    parts = []
    for index, (row, behind, caption) in enumerate(starts):
        last = starts[index + 1][0] - 1 if index + 1 < len(starts) else len(rows)
        full = caption.filled(outer)
        if several:
            full = replace(
                full, title=outer.title or own.title, key=caption.key or outer.key
            )
        header = next((at for at in indicators if behind <= at <= last), 0)
        if (
            header > behind
            and not _forms(rows[behind - 1], template)
            and header_at(rows, behind, last, n_columns, template).labels >= header
        ):
            header = (
                behind  # the indicators' words are the lowest row of a stacked header
            )
        if not header and behind <= last and heads(behind, full):
            header = behind
        parts.append(Part(1 if index == 0 else row, behind, header, last, full))
    return parts


def _forms(row: Sequence[Slot], template: Template) -> bool:
    """True for a row of a form: a label that it knows, and what is filled in."""
    labelled = [slot for slot in row if not is_blank(slot.text)]
    word = _label(labelled[0].text).rstrip("0123456789") if labelled else ""
    return len(labelled) > 1 and template.find("form", word) in (
        "project",
        "goal",
        "funds",
        "plain",
    )


def _heads_indicators(row: Sequence[Slot], template: Template) -> bool:
    if any(is_number(slot.text) for slot in row):
        return False
    found = {template.find("columns.performance_targets", slot.text) for slot in row}
    return len(found & {"level1", "level2", "name", "target"}) >= 2


def header_at(
    rows: Rows, row: int, last: int, n_columns: int, template: Template
) -> Header:
    """The header that begins in a row, as far as words that only fill do not end it."""
    fillers = template.words("fillers")
    return header_of(rows[:last], row, n_columns, lambda text: squeeze(text) in fillers)


def _label(text: str) -> str:
    return squeeze(text).rstrip(":")


def _unnumbered(text: str) -> str:
    found = ordinal(text)
    return text[found.end :] if found else text
