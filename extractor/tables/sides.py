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

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell, Place
from extractor.model.extracted import Reading
from extractor.tables.cells import is_figure, plain
from extractor.tables.grid import is_blank
from extractor.tables.model import Line, TableView
from extractor.text.brackets import unnumbered
from extractor.text.normalize import fold, squeeze

__all__ = [
    "Label",
    "Side",
    "code_cells",
    "digits_of",
    "label_of",
    "last",
    "sides",
    "word",
]

_GLUED = regex.compile(
    r"\s*[\d,]+\.\d+\s*(?=[一二三四五六七八九十]+、)"
)  # 0.00二、外交支出: the figure of the cell before
_CODE_FIRST = regex.compile(
    r"\s*\[?(?P<code>\d{3}(?:\d{2}){0,3})\]?\s*[-—–_:]?\s*(?=[^\d\s.,、)])"
)
_CODE_LAST = regex.compile(r"[(\[](?P<code>\d{3}(?:\d{2}){0,3})[)\]]\s*$")
_CODE = regex.compile(r"\d+(?:\.\d{2}){0,3}")
_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_NAMING = ("label", "code", "unit_name", "unit_code", "year")
_APART = (
    "text",
    "goal",
    "line",
    "unit",
)  # columns that neither name a row nor hold its figures


@dataclass(frozen=True)
class Side:
    """The columns that belong together: labels and codes, then the figures behind them."""

    labels: tuple[int, ...]
    codes: tuple[int, ...]
    units: tuple[int, ...]
    years: tuple[int, ...]
    values: tuple[int, ...]
    name: str | None  # revenue, expenditure, None where the table has one side only
    more: tuple[int, ...] = ()  # a second run of codes, which names the row again


class Label(NamedTuple):
    """A row's label, the code printed in it, and the word it is known by."""

    reading: Reading[str]
    code: Reading[str] | None
    word: str


def sides(view: TableView, template: Template) -> tuple[Side, ...]:
    """The sides of a table, left to right; those without figures are none."""
    groups: list[list[int]] = []
    for column, name in enumerate(view.fields, 1):
        if name is None or name in _APART:
            continue
        valued = bool(groups) and any(view.fields[c - 1] == "value" for c in groups[-1])
        if not groups or (name in _NAMING and valued):
            groups.append([])
        groups[-1].append(column)
    found = []
    for columns in groups:
        names = {
            template.find("sides", cell.text)
            for column in columns
            for cell in view.heads[column - 1]
        } - {None}
        codes, more, labels = _runs(view, columns)
        at = {
            kind: tuple(c for c in columns if view.fields[c - 1] == kind)
            for kind in ("unit_name", "year", "value")
        }
        name = names.pop() if len(names) == 1 and len(groups) > 1 else None
        found.append(
            Side(labels, codes, at["unit_name"], at["year"], at["value"], name, more)
        )
    return tuple(side for side in found if side.values)


def _runs(
    view: TableView, columns: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """The columns of codes, those of a second run behind a label, and of labels.

    Codes of two classifications of one kind (``301`` and ``501``) say the same: the first and its label are taken.
    """
    codes = [c for c in columns if view.fields[c - 1] == "code"]
    labels = [c for c in columns if view.fields[c - 1] == "label"]
    between = next(
        (label for label in labels if codes and codes[0] < label < codes[-1]), None
    )
    if between is None:
        return tuple(codes), (), tuple(labels)
    first, second = [c for c in codes if c < between], [c for c in codes if c > between]
    if _functional(view, first) != _functional(view, second):
        return tuple(first), tuple(second), tuple(labels)
    return tuple(first), (), tuple(label for label in labels if label < second[0])


def _functional(view: TableView, columns: Sequence[int]) -> bool:
    """True where most codes of a run begin as functional ones do."""
    printed = [
        plain(cell.text)
        for row in view.body
        if (cell := row[columns[0] - 1]) is not None
    ]
    codes = [text for text in printed if text.isdigit()]
    return sum(text.startswith("2") for text in codes) * 2 > len(codes)


def label_of(side: Side, covered: Line) -> Label | None:
    """What names a row of a side: a year, a label, a unit; a sum may begin in the column of the codes."""
    cell = (
        last(side.years, covered)
        or last(side.labels, covered)
        or last(side.units, covered)
    )
    if cell is None:
        cell = next(
            (
                found
                for c in side.codes
                if (found := covered[c - 1]) and _is_words(found)
            ),
            None,
        )
    if cell is None:
        return None
    at = covered.index(cell)
    beside = covered[at - 1] if at else None
    return _labelled(
        cell,
        plain(beside.text) if beside is not None and is_figure(beside.text) else "",
    )


def last(columns: Sequence[int], line: Line) -> Cell | None:
    """The last cell of some columns that holds words."""
    return next(
        (
            cell
            for c in reversed(columns)
            if (cell := line[c - 1]) is not None and _is_words(cell)
        ),
        None,
    )


def _is_words(cell: Cell) -> bool:
    return (
        not is_blank(cell.text)
        and not is_figure(cell.text)
        and not plain(cell.text).isdigit()
    )


def code_cells(columns: Sequence[int], covered: Line) -> dict[int, Cell]:
    """The cells of a row's code by column; a merged cell once."""
    found: dict[int, Cell] = {}
    for c in columns:
        cell = covered[c - 1]
        if cell is not None and digits_of(cell) and cell not in found.values():
            found[c] = cell
    return found


def digits_of(cell: Cell) -> str:
    """The digits of a cell that holds a code; '' for any other: ``206.01.01`` is printed for 2060101."""
    text = fold(plain(cell.text))
    return text.replace(".", "") if _CODE.fullmatch(text) else ""


def _labelled(cell: Cell, beside: str) -> Label:
    """``[201]一般公共服务支出`` is a code and a label; ``0.00二、外交支出`` a label behind the figure of the cell ``beside`` it."""
    twin = fold(cell.text)
    start, end = 0, len(twin)
    code: Reading[str] | None = None
    glued = _GLUED.match(twin)
    if glued is not None:
        start = glued.end()
    elif beside and "." in beside and twin.lstrip().startswith(fold(beside)):
        start = len(twin) - len(twin.lstrip()) + len(beside)
    first, behind = _CODE_FIRST.match(twin), _CODE_LAST.search(twin)
    match = first or behind
    if match is not None and match["code"][0] in "235":
        code = Reading(
            match["code"],
            cell.text[slice(*match.span("code"))],
            Place(cell.address, *match.span("code")),
        )
        start, end = (match.end(), end) if first is not None else (start, match.start())
    if (start, end) == (0, len(twin)):
        reading = Reading(plain(cell.text), cell.text, Place(cell.address))
    else:
        raw = cell.text[start:end]
        reading = Reading(plain(raw), raw, Place(cell.address, start, end))
    return Label(reading, code, word(reading.value))


@lru_cache(4096)
def word(label: str) -> str:
    """The word a label or head is known by: without list numbers, 其中, brackets."""
    twin = unnumbered(squeeze(label))
    bare = _BRACKET.sub("", twin)
    return bare or twin
