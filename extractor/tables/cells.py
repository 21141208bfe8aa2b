"""One cell to one value: its text, its number, and what a blank, a 0 and a dash say.

A reading of a cell quotes the whole cell; only a unit or a list number inside it has a span of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import regex

from extractor.model.document import Cell, Span
from extractor.model.enums import UnitSource, ValueStatus
from extractor.model.records import Extracted, Unit
from extractor.tables.grid import is_blank
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import normalize
from extractor.text.numbers import parse_money, parse_number

__all__ = [
    "is_value_text",
    "is_note_row",
    "extract_number",
    "split_list_number",
    "clean_cell_text",
    "locate_row",
    "determine_value_status",
    "extract_text",
]

_DASH = regex.compile(r"\s*(?:[-—–―─－_]+|/|\\)\s*")
_DECLARED_NONE = regex.compile(r"\s*(?:无|未安排|不适用|不涉及)\s*")
_WRAPPED_LINE_BREAK = regex.compile(
    r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])"
)
_NOTE_LABEL = regex.compile(r"\s*(?:注|备注|说明)\s*[:：]")


def clean_cell_text(value: str) -> str:
    """A cell's text without the white space around it; lines that only the cell's width broke are joined.

    >>> plain(" 一般公共\\n预算拨款 ")
    '一般公共预算拨款'
    """
    return " ".join(
        line for line in _WRAPPED_LINE_BREAK.sub("", value.strip()).split("\n")
    )


def extract_text(cell: Cell | None) -> Extracted[str] | None:
    """A cell's text; None when it is blank."""
    if cell is None or is_blank(cell.text):
        return None
    return Extracted(clean_cell_text(cell.text), cell.text, cell.span)


def determine_value_status(cell: Cell | None) -> ValueStatus:
    """What a cell for a number says: a number, 0, nothing, a dash, or something that is none of these."""
    if cell is None or is_blank(cell.text):
        return ValueStatus.BLANK
    if _DASH.fullmatch(cell.text):
        return ValueStatus.DASH
    if _DECLARED_NONE.fullmatch(cell.text):
        return ValueStatus.DECLARED_NONE
    found = extract_number(cell, None)
    if found is None or found.value is None:
        return ValueStatus.UNPARSED
    if found.value:
        return ValueStatus.REPORTED
    return ValueStatus.REPORTED_ZERO


def is_value_text(text: str) -> bool:
    """True for what stands where a number is due: a number, money, a dash, 无.

    >>> is_figure("3,600.00"), is_figure("20万元"), is_figure("——"), is_figure("合计")
    (True, True, True, False)
    """
    return (
        parse_number(text) is not None
        or parse_money(text) is not None
        or _DASH.fullmatch(text) is not None
        or _DECLARED_NONE.fullmatch(text) is not None
    )


def extract_number(
    cell: Cell | None, unit: Unit | None
) -> Extracted[Decimal | None] | None:
    """A cell's number in the unit printed with it, else in the unit in force; None when the cell is blank.

    Dashes and words are readings without a value: they are shown, not dropped.
    """
    if cell is None or is_blank(cell.text):
        return None
    place = cell.span
    found = parse_number(cell.text)
    if found is not None:
        value, sign = found
        if sign == "%":
            at = normalize(cell.text).index("%")
            unit = Unit("%", UnitSource.CELL, cell.span.slice(at, at + 1))
        return Extracted(value, cell.text, place, unit)
    money = parse_money(cell.text)
    if money is not None:
        unit_span = cell.span.slice(money.end, money.unit_end)
        printed_unit = Unit(money.unit, UnitSource.CELL, unit_span)
        return Extracted(money.value, cell.text, place, printed_unit)
    return Extracted(None, cell.text, place)


def split_list_number(cell: Cell) -> tuple[Extracted[str] | None, Extracted[str]]:
    """The list number and the name of a cell such as ``　　1、信访业务办理``; both are spans of the cell.

    Without a list number the name is the whole cell.
    """
    found = parse_list_number(cell.text)
    if found is None or is_blank(cell.text[found.end :]):
        return None, Extracted(clean_cell_text(cell.text), cell.text, cell.span)
    end = len(cell.text.rstrip())
    number = Extracted(
        found.numeral,
        cell.text[found.numeral_start : found.numeral_end],
        cell.span.slice(found.numeral_start, found.numeral_end),
    )
    name = cell.text[found.end : end]
    return number, Extracted(
        clean_cell_text(name), name, cell.span.slice(found.end, end)
    )


def is_note_row(row: Iterable[Cell | None]) -> bool:
    """True for a row that holds a note on the table (``注：本表反映…``)."""
    first = next(
        (cell for cell in row if cell is not None and not is_blank(cell.text)), None
    )
    return first is not None and _NOTE_LABEL.match(first.text) is not None


def locate_row(cell: Cell) -> Span:
    """The row a cell begins in."""
    return cell.span.row_span
