"""The sides of a statutory table: labels and codes, then the figures behind them.

Revenue stands beside expenditure in one grid, 人员经费 beside 公用经费; they share rows only by position. On each side a row
is named by a label, a code in one column or in three (类 款 项), a unit or a year. Two runs of codes before one run of
figures name the same row twice: the function beside the economic subject, the department's subject beside the
government's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.model.records import Extracted
from extractor.tables.cells import clean_cell_text, is_value_text
from extractor.tables.grid import is_blank
from extractor.tables.model import CellRow, ParsedTable
from extractor.text.affixes import strip_list_number_and_connective
from extractor.text.normalize import match_key, normalize

__all__ = [
    "RowLabel",
    "Side",
    "find_code_cells",
    "parse_code_digits",
    "find_row_label",
    "find_last_text_cell",
    "find_sides",
    "build_lookup_word",
]

_GLUED_NUMBER = regex.compile(
    r"\s*[\d,]+\.\d+\s*(?=[一二三四五六七八九十]+、)"
)  # 0.00二、外交支出: the figure of the cell before
_LEADING_CODE = regex.compile(
    r"\s*\[?(?P<code>\d{3}(?:\d{2}){0,3})\]?\s*[-—–_:]?\s*(?=[^\d\s.,、)])"
)
_TRAILING_CODE = regex.compile(r"[(\[](?P<code>\d{3}(?:\d{2}){0,3})[)\]]\s*$")
_CODE = regex.compile(r"\d+(?:\.\d{2}){0,3}")
_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_LABEL_FIELDS = ("label", "code", "unit_name", "unit_code", "year")
_EXCLUDED_FIELDS = (
    "text",
    "goal",
    "line",
    "unit",
)  # columns that neither name a row nor hold its figures


@dataclass(frozen=True)
class Side:
    """The columns that belong together: labels and codes, then the figures behind them."""

    label_columns: tuple[int, ...]
    code_columns: tuple[int, ...]
    unit_name_columns: tuple[int, ...]
    year_columns: tuple[int, ...]
    value_columns: tuple[int, ...]
    name: str | None  # revenue, expenditure, None where the table has one side only
    second_code_columns: tuple[
        int, ...
    ] = ()  # a second run of codes, which names the row again


class RowLabel(NamedTuple):
    """A row's label, the code printed in it, and the word it is known by."""

    extracted: Extracted[str]
    code: Extracted[str] | None
    lookup_word: str


def find_sides(parsed: ParsedTable, lexicon: Lexicon) -> tuple[Side, ...]:
    """The sides of a table, left to right; those without figures are none."""
    groups: list[list[int]] = []
    for column, name in enumerate(parsed.fields, 1):
        if name is None or name in _EXCLUDED_FIELDS:
            continue
        valued = bool(groups) and any(
            parsed.fields[c - 1] == "value" for c in groups[-1]
        )
        if not groups or (name in _LABEL_FIELDS and valued):
            groups.append([])
        groups[-1].append(column)
    found = []
    for columns in groups:
        names = {
            lexicon.find_key("sides", cell.text)
            for column in columns
            for cell in parsed.header_cells[column - 1]
        } - {None}
        codes, more, labels = _split_code_runs(parsed, columns)
        at = {
            kind: tuple(c for c in columns if parsed.fields[c - 1] == kind)
            for kind in ("unit_name", "year", "value")
        }
        name = names.pop() if len(names) == 1 and len(groups) > 1 else None
        found.append(
            Side(labels, codes, at["unit_name"], at["year"], at["value"], name, more)
        )
    return tuple(side for side in found if side.value_columns)


def _split_code_runs(
    parsed: ParsedTable, columns: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The columns of codes, those of a second run behind a label, and of labels.

    Codes of two classifications of one kind (``301`` and ``501``) say the same: the first and its label are taken.
    """
    codes = [c for c in columns if parsed.fields[c - 1] == "code"]
    labels = [c for c in columns if parsed.fields[c - 1] == "label"]
    between = next(
        (label for label in labels if codes and codes[0] < label < codes[-1]), None
    )
    if between is None:
        return tuple(codes), (), tuple(labels)
    first, second = [c for c in codes if c < between], [c for c in codes if c > between]
    if _has_functional_codes(parsed, first) != _has_functional_codes(parsed, second):
        return tuple(first), tuple(second), tuple(labels)
    return tuple(first), (), tuple(label for label in labels if label < second[0])


def _has_functional_codes(parsed: ParsedTable, columns: Sequence[int]) -> bool:
    """True where most codes of a run begin as functional ones do."""
    printed = [
        clean_cell_text(cell.text)
        for row in parsed.rows
        if (cell := row[columns[0] - 1]) is not None
    ]
    codes = [text for text in printed if text.isdigit()]
    return sum(text.startswith("2") for text in codes) * 2 > len(codes)


def find_row_label(side: Side, filled_row: CellRow) -> RowLabel | None:
    """What names a row of a side: a year, a label, a unit; a sum may begin in the column of the codes."""
    cell = (
        find_last_text_cell(side.year_columns, filled_row)
        or find_last_text_cell(side.label_columns, filled_row)
        or find_last_text_cell(side.unit_name_columns, filled_row)
    )
    if cell is None:
        cell = next(
            (
                found
                for c in side.code_columns
                if (found := filled_row[c - 1]) and _is_text_cell(found)
            ),
            None,
        )
    if cell is None:
        return None
    at = filled_row.index(cell)
    beside = filled_row[at - 1] if at else None
    return _parse_label(
        cell,
        clean_cell_text(beside.text)
        if beside is not None and is_value_text(beside.text)
        else "",
    )


def find_last_text_cell(columns: Sequence[int], row: CellRow) -> Cell | None:
    """The last cell of some columns that holds words."""
    return next(
        (
            cell
            for c in reversed(columns)
            if (cell := row[c - 1]) is not None and _is_text_cell(cell)
        ),
        None,
    )


def _is_text_cell(cell: Cell) -> bool:
    return (
        not is_blank(cell.text)
        and not is_value_text(cell.text)
        and not clean_cell_text(cell.text).isdigit()
    )


def find_code_cells(columns: Sequence[int], filled_row: CellRow) -> dict[int, Cell]:
    """The cells of a row's code by column; a merged cell once."""
    found: dict[int, Cell] = {}
    for c in columns:
        cell = filled_row[c - 1]
        if cell is not None and parse_code_digits(cell) and cell not in found.values():
            found[c] = cell
    return found


def parse_code_digits(cell: Cell) -> str:
    """The digits of a cell that holds a code; '' for any other: ``206.01.01`` is printed for 2060101."""
    text = normalize(clean_cell_text(cell.text))
    return text.replace(".", "") if _CODE.fullmatch(text) else ""


def _parse_label(cell: Cell, left_text: str) -> RowLabel:
    """``[201]一般公共服务支出`` is a code and a label; ``0.00二、外交支出`` a label behind the figure of the cell ``beside`` it."""
    twin = normalize(cell.text)
    start, end = 0, len(twin)
    code: Extracted[str] | None = None
    glued = _GLUED_NUMBER.match(twin)
    if glued is not None:
        start = glued.end()
    elif (
        left_text
        and "." in left_text
        and twin.lstrip().startswith(normalize(left_text))
    ):
        start = len(twin) - len(twin.lstrip()) + len(left_text)
    first, behind = _LEADING_CODE.match(twin), _TRAILING_CODE.search(twin)
    match = first or behind
    if match is not None and match["code"][0] in "235":
        code = Extracted(
            match["code"],
            cell.text[slice(*match.span("code"))],
            cell.span.slice(*match.span("code")),
        )
        start, end = (match.end(), end) if first is not None else (start, match.start())
    if (start, end) == (0, len(twin)):
        reading = Extracted(clean_cell_text(cell.text), cell.text, cell.span)
    else:
        raw = cell.text[start:end]
        reading = Extracted(clean_cell_text(raw), raw, cell.span.slice(start, end))
    return RowLabel(reading, code, build_lookup_word(reading.value))


@lru_cache(4096)
def build_lookup_word(label: str) -> str:
    """The word a label or head is known by: without list numbers, 其中, brackets."""
    twin = strip_list_number_and_connective(match_key(label))
    bare = _TRAILING_BRACKET.sub("", twin)
    return bare or twin
