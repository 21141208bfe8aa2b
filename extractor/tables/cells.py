"""One cell to one value: its text, its number, and what a blank, a 0 and a dash say.

A reading of a cell quotes the whole cell; only a unit or a list number inside it has a span of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import regex

from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading, Status, Unit
from extractor.tables.grid import is_blank
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import fold
from extractor.text.numbers import numbers, printed_number

__all__ = [
    "is_figure",
    "is_note",
    "money",
    "named",
    "plain",
    "row_place",
    "status",
    "text",
]

_DASH = regex.compile(r"\s*(?:[-—–―─－_]+|/|\\)\s*")
_NONE = regex.compile(r"\s*(?:无|未安排|不适用|不涉及)\s*")
_JOINT = regex.compile(r"(?<=[^\x00-\x7f])\s*\n\s*|\s*\n\s*(?=[^\x00-\x7f])")
_NOTE = regex.compile(r"\s*(?:注|备注|说明)\s*[:：]")
_MONEY = regex.compile(
    r"\s*[¥￥]?\s*-?\s*[\d,]+(?:\.\d+)?\s*(?:亿|千万|百万|万|千)?元\s*"
)


def plain(value: str) -> str:
    """A cell's text without the white space around it; lines that only the cell's width broke are joined.

    >>> plain(" 一般公共\\n预算拨款 ")
    '一般公共预算拨款'
    """
    return " ".join(line for line in _JOINT.sub("", value.strip()).split("\n"))


def text(cell: Cell | None) -> Reading[str] | None:
    """A cell's text; None when it is blank."""
    if cell is None or is_blank(cell.text):
        return None
    return Reading(plain(cell.text), cell.text, Place(cell.address))


def status(cell: Cell | None) -> Status:
    """What a cell for a number says: a number, 0, nothing, a dash, or something that is none of these."""
    if cell is None or is_blank(cell.text):
        return "blank"
    if _DASH.fullmatch(cell.text):
        return "dash"
    if _NONE.fullmatch(cell.text):
        return "declared_none"
    found = money(cell, None)
    if found is None or found.value is None:
        return "unparsed"
    return "reported" if found.value else "reported_zero"


def is_figure(text: str) -> bool:
    """True for what stands where a number is due: a number, money, a dash, 无.

    >>> is_figure("3,600.00"), is_figure("20万元"), is_figure("——"), is_figure("合计")
    (True, True, True, False)
    """
    return (
        printed_number(text) is not None
        or _MONEY.fullmatch(fold(text)) is not None
        or _DASH.fullmatch(text) is not None
        or _NONE.fullmatch(text) is not None
    )


def money(cell: Cell | None, unit: Unit | None) -> Reading[Decimal | None] | None:
    """A cell's number in the unit printed with it, else in the unit in force; None when the cell is blank.

    Dashes and words are readings without a value: they are shown, not dropped.
    """
    if cell is None or is_blank(cell.text):
        return None
    place = Place(cell.address)
    found = printed_number(cell.text)
    if found is not None:
        value, sign = found
        if sign == "%":
            at = fold(cell.text).index("%")
            unit = Unit("%", "cell", Place(cell.address, at, at + 1))
        return Reading(value, cell.text, place, unit)
    if _MONEY.fullmatch(fold(cell.text)):
        number = next(numbers(cell.text))
        value = (
            -number.value if "-" in fold(cell.text)[: number.start] else number.value
        )
        return Reading(
            value,
            cell.text,
            place,
            Unit(number.unit, "cell", Place(cell.address, number.end, number.unit_end)),
        )
    return Reading(None, cell.text, place)


def named(cell: Cell) -> tuple[Reading[str] | None, Reading[str]]:
    """The list number and the name of a cell such as ``　　1、信访业务办理``; both are spans of the cell.

    Without a list number the name is the whole cell.
    """
    found = ordinal(cell.text)
    if found is None or is_blank(cell.text[found.end :]):
        return None, Reading(plain(cell.text), cell.text, Place(cell.address))
    end = len(cell.text.rstrip())
    number = Reading(
        found.numeral,
        cell.text[found.start : found.stop],
        Place(cell.address, found.start, found.stop),
    )
    name = cell.text[found.end : end]
    return number, Reading(plain(name), name, Place(cell.address, found.end, end))


def is_note(row: Iterable[Cell | None]) -> bool:
    """True for a row that holds a note on the table (``注：本表反映…``)."""
    first = next(
        (cell for cell in row if cell is not None and not is_blank(cell.text)), None
    )
    return first is not None and _NOTE.match(first.text) is not None


def row_place(cell: Cell) -> Place:
    """The row a cell begins in."""
    return Place(cell.address.rpartition(".c")[0])
