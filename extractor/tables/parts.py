"""The tables of one grid: where each begins and ends, its caption, and where its header stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.tables.caption import Caption, find_title_key, parse_caption_rows
from extractor.tables.grid import (
    GridCell,
    GridRows,
    HeaderRows,
    find_header_rows,
    is_blank,
    is_number,
)
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key

__all__ = [
    "TablePart",
    "find_part_header",
    "split_grid",
]


class TablePart(NamedTuple):
    """Rows of a grid that are one table: its first row with its title, the first behind the title, its header's first
    row (0: none), its last row, and its caption."""

    first_row: int
    first_content_row: int
    header_row: int
    last_row: int
    caption: Caption


def split_grid(
    rows: GridRows,
    first_row: int,
    n_columns: int,
    own_caption: Caption,
    outer_caption: Caption,
    lexicon: Lexicon,
    starts_header: Callable[[int, Caption], bool],
) -> list[TablePart]:
    """The tables of one grid: cut at full-width titles that are known, and at forms that begin again.

    ``heads`` says whether a row reads as the first of a header, below a caption.
    """
    starts: list[tuple[int, int, Caption]] = [
        (first_row, first_row, own_caption)
    ]  # first row, first row behind the title, caption
    indicators = [
        row
        for row in range(first_row, len(rows) + 1)
        if _is_indicator_header(rows[row - 1], lexicon)
    ]
    for row in range(first_row + 1, len(rows) + 1):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if len(labelled) == 1 and len(rows[row - 1]) == 1 and row < len(rows):
            key = find_title_key(_strip_list_number(labelled[0].text), lexicon)
            if key is not None:
                caption, behind = parse_caption_rows(
                    rows[row - 1 :], lexicon, n_columns
                )
                starts.append(
                    (
                        row,
                        max(row - 1 + behind, row + 1),
                        replace(caption, title_key=key),
                    )
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
            and lexicon.find_key("form", _build_label_key(labelled[0].text))
            == "project"
        ):
            starts.append((row, row, Caption()))
    several = len(starts) > 1
    parts = []
    for index, (row, behind, caption) in enumerate(starts):
        last = starts[index + 1][0] - 1 if index + 1 < len(starts) else len(rows)
        full = caption.fill_missing(outer_caption)
        if several:
            full = replace(
                full,
                title=outer_caption.title or own_caption.title,
                title_key=caption.title_key or outer_caption.title_key,
            )
        header = next((at for at in indicators if behind <= at <= last), 0)
        if (
            header > behind
            and not _is_form_row(rows[behind - 1], lexicon)
            and find_part_header(rows, behind, last, n_columns, lexicon).last_label_row
            >= header
        ):
            header = (
                behind  # the indicators' words are the lowest row of a stacked header
            )
        if not header and behind <= last and starts_header(behind, full):
            header = behind
        parts.append(TablePart(1 if index == 0 else row, behind, header, last, full))
    return parts


def _is_form_row(row: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """True for a row of a form: a label that it knows, and what is filled in."""
    labelled = [slot for slot in row if not is_blank(slot.text)]
    word = _build_label_key(labelled[0].text).rstrip("0123456789") if labelled else ""
    return len(labelled) > 1 and lexicon.find_key("form", word) in (
        "project",
        "goal",
        "funds",
        "plain",
    )


def _is_indicator_header(row: Sequence[GridCell], lexicon: Lexicon) -> bool:
    if any(is_number(slot.text) for slot in row):
        return False
    found = {lexicon.find_key("columns.performance_targets", slot.text) for slot in row}
    return len(found & {"level1", "level2", "name", "target"}) >= 2


def find_part_header(
    rows: GridRows, row: int, last_row: int, n_columns: int, lexicon: Lexicon
) -> HeaderRows:
    """The header that begins in a row, as far as words that only fill do not end it."""
    fillers = lexicon.get_vocabulary("fillers")
    return find_header_rows(
        rows[:last_row], row, n_columns, lambda text: match_key(text) in fillers
    )


def _build_label_key(text: str) -> str:
    return match_key(text).rstrip(":")


def _strip_list_number(text: str) -> str:
    found = parse_list_number(text)
    return text[found.end :] if found else text
