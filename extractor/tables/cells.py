"""One cell to one value: its text, its number, and the meaning of a blank, a 0 and a
dash.

The span of a value is the whole cell; only a unit or a list number inside it has a span
of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from extractor.model.document import Cell, Span
from extractor.model.enums import UnitSource, ValueStatus
from extractor.model.records import EXACT, YUAN_PER_UNIT, Bounds, Extracted, Unit
from extractor.text import regex
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import cache_words
from extractor.text.numbers import parse_cell_number

__all__ = [
    "GridCell",
    "clean_cell_text",
    "describe_number",
    "determine_value_status",
    "extract_exact_number",
    "extract_number",
    "extract_text",
    "is_blank",
    "is_note",
    "is_note_row",
    "is_number",
    "is_value_text",
    "locate_row",
    "prints_money",
    "read_number",
    "split_list_number",
]

_DASH = regex.compile(r"\s*(?:[-—–―─－_]+|/|\\)\s*")
_DECLARED_NONE = regex.compile(r"\s*(?:无|未安排|不适用|不涉及)\s*")
_WRAPPED_LINE_BREAK = regex.compile(
    r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])"
)
_NOTE_LABEL = regex.compile(r"\s*(?:注|备注|说明)\s*[:：]")


class GridCell(NamedTuple):
    """A cell and the rows and columns of the grid it covers, from 1."""

    cell: Cell
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def n_columns(self) -> int:
        return self.last_column - self.first_column + 1

    @property
    def is_merged(self) -> bool:
        """True for a cell that covers several rows or columns."""
        return self.last_row > self.first_row or self.last_column > self.first_column


def is_blank(text: str) -> bool:
    return not text or text.isspace()


@cache_words
def is_number(text: str) -> bool:
    """True for a text that is exactly one number, wrapped in its cell or not."""
    if not any(map(str.isdigit, text)):
        return False
    number = parse_cell_number(text)
    return number is not None and number.is_plain


@cache_words
def clean_cell_text(value: str) -> str:
    """Strip a cell's text and join the lines that only the cell's width broke.

    >>> clean_cell_text(" 一般公共\\n预算拨款 ")
    '一般公共预算拨款'
    """
    return _WRAPPED_LINE_BREAK.sub("", value.strip()).replace("\n", " ")


def extract_text(cell: Cell | None) -> Extracted[str] | None:
    """Extract a cell's text.

    Args:
        cell: The cell, None where the grid has none.

    Returns:
        The text as one line; None when the cell is blank.
    """
    if cell is None or is_blank(cell.text):
        return None
    return Extracted(clean_cell_text(cell.text), cell.text, cell.span)


def determine_value_status(cell: Cell | None) -> ValueStatus:
    """Determine what a cell holds where a number is expected.

    Args:
        cell: The cell, None where the grid has none.

    Returns:
        Whether it holds a number, 0, nothing, a dash, 无, or something else.
    """
    if cell is None:
        return ValueStatus.BLANK
    return _classify_value_text(cell.text)


@cache_words
def _classify_value_text(text: str) -> ValueStatus:
    if is_blank(text):
        return ValueStatus.BLANK
    if _DASH.fullmatch(text):
        return ValueStatus.DASH
    if _DECLARED_NONE.fullmatch(text):
        return ValueStatus.DECLARED_NONE
    number = parse_cell_number(text)
    if number is None or number.value is None or not number.is_exact:
        return ValueStatus.UNPARSED
    if number.value == 0:
        return ValueStatus.REPORTED_ZERO
    return ValueStatus.REPORTED


def describe_number(
    cell: Cell | None, number: Extracted[Decimal | None]
) -> ValueStatus:
    """What a cell holds, with ranges: 10-20 is none of the statuses of an exact
    number."""
    if number.qualifier is None:
        return determine_value_status(cell)
    return number.value_status


@cache_words
def is_value_text(text: str) -> bool:
    """True for what may be printed where a number is expected: a number, money, a dash,
    无.

    >>> [is_value_text(text) for text in ("3,600.00", "20万元", "——", "合计")]
    [True, True, True, False]
    """
    return (
        (any(map(str.isdigit, text)) and parse_cell_number(text) is not None)
        or _DASH.fullmatch(text) is not None
        or _DECLARED_NONE.fullmatch(text) is not None
    )


def prints_money(text: str) -> bool:
    """True for a number with a unit of money behind it: 20万元."""
    if not any(map(str.isdigit, text)):
        return False
    number = parse_cell_number(text)
    return number is not None and number.unit in YUAN_PER_UNIT


def read_number(cell: Cell | None) -> Decimal | None:
    """Read the value of a cell to compute with; None where it prints no number."""
    if cell is None:
        return None
    number = parse_cell_number(cell.text)
    return number and number.value


def extract_number(
    cell: Cell | None, unit: Unit | None
) -> Extracted[Decimal | None] | None:
    """Extract a cell's number.

    Args:
        cell: The cell, None where the grid has none.
        unit: The unit in force; a unit printed in the cell takes precedence.

    Returns:
        The number with its unit. Dashes and words are values of None: they are kept,
        not dropped. None when the cell is blank.
    """
    if cell is None or is_blank(cell.text):
        return None
    number = parse_cell_number(cell.text)
    if number is None:
        return Extracted(None, cell.text, cell.span)
    if number.unit:
        place = cell.span.slice(number.unit_start, number.unit_end)
        unit = Unit(number.unit, UnitSource.CELL, place)
    bounds = EXACT
    if not number.is_exact:
        bounds = Bounds(number.qualifier, number.lower, number.upper)
    return Extracted(number.value, cell.text, cell.span, unit, bounds=bounds)


def extract_exact_number(
    cell: Cell | None, unit: Unit | None
) -> Extracted[Decimal | None] | None:
    """Extract a cell's number for a column that says nothing of how exact it is.

    Args:
        cell: The cell, None where the grid has none.
        unit: The unit in force; a unit printed in the cell takes precedence.

    Returns:
        As :func:`extract_number`, without a value for 约146 and 10-20.
    """
    number = extract_number(cell, unit)
    if number is None or number.bounds is EXACT:
        return number
    return replace(number, value=None, bounds=EXACT)


def split_list_number(cell: Cell) -> tuple[Extracted[str] | None, Extracted[str]]:
    """Split the list number from the name in a cell such as ``　　1、信访业务办理``.

    Args:
        cell: A cell with text.

    Returns:
        The number, None where there is none, and the name, then the whole cell; both
        are spans of the cell.
    """
    text = cell.text
    list_number = parse_list_number(text)
    if list_number is None or is_blank(text[list_number.end :]):
        return None, Extracted(clean_cell_text(text), text, cell.span)
    number = Extracted(
        list_number.numeral,
        text[list_number.numeral_start : list_number.numeral_end],
        cell.span.slice(list_number.numeral_start, list_number.numeral_end),
    )
    end = len(text.rstrip())
    raw = text[list_number.end : end]
    place = cell.span.slice(list_number.end, end)
    return number, Extracted(clean_cell_text(raw), raw, place)


def is_note_row(row: Iterable[Cell | None]) -> bool:
    """True for a row that holds a note on the table (``注：本表反映…``)."""
    for cell in row:
        if cell is not None and not is_blank(cell.text):
            return is_note(cell.text)
    return False


def is_note(text: str) -> bool:
    """True for a note on a table: ``备注：本表金额单位为元。``."""
    return _NOTE_LABEL.match(text) is not None


def locate_row(cell: Cell) -> Span:
    """The row a cell begins in."""
    return cell.span.row_span
