"""From Word to the procurement table, as a user of each tool would write it: find the table by its header, name its columns.

One finder for all, over the grids and the text a tool gives. It knows the words of our templates, whole or within a header,
joins headers of several rows, carries a project down over the rows merged with it, and looks for 单位：元 in the table, its
headers or else the text before it: what a careful user adds in an afternoon. What it makes is held against the figures that
the gold of each document has.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.others import ReaderOutput, TextGrid
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.text.normalize import match_key

MONEY_COLUMNS = (
    "unit_price", "total", "current_year", "general_public_budget", "government_funds", "fiscal_special_account",
    "other_sources", "other_channels", "project_funds",
)  # fmt: skip
FIGURE_COLUMNS = ("quantity", *MONEY_COLUMNS)
YUAN_PER_UNIT = {"元": 1, "千元": 1000, "万元": 10000, "亿元": 100000000}
_UNIT_DECLARATION = re.compile(r"单位[:：]\s*(元|千元|万元|亿元)")
_UNIT_OF_HEADER = re.compile(r"[（(](元|千元|万元|亿元)[)）]")
_BRACKETED_TEXT = re.compile(r"[（(][^（）()]*[)）]|^其中[:：]?")

ProcurementFigure = tuple[str, str, Decimal]  # (what names the row, column, value)


class FigureScore(NamedTuple):
    """Figures of the gold, those found, those found that the gold has not."""

    gold: int
    right: int
    wrong: int


def load_header_words() -> dict[str, tuple[str, ...]]:
    """The words that head each column, as our templates have them."""
    base = load_bundled_lexicons()["base"]
    columns = ("item_name", *FIGURE_COLUMNS)
    found = {
        column: tuple(
            match_key(w) for w in base.get_words("columns.procurement", column)
        )
        for column in columns
    }
    found["item_name"] = (
        *found["item_name"],
        "采购物品",
        "物品名称",
        "品名",
    )  # our reader finds these without a word for them
    return found


def parse_number(text: str) -> Decimal | None:
    try:
        value = Decimal(match_key(text).replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def match_columns(
    grid: TextGrid, header_words: Mapping[str, tuple[str, ...]]
) -> tuple[int, dict[str, int]]:
    """(the first row of figures, which column is which): a row of figures has a number, the header is what stands above."""
    first = next(
        (
            n
            for n, row in enumerate(grid)
            if any(parse_number(cell) is not None for cell in row)
        ),
        len(grid),
    )
    names = {word: column for column, own in header_words.items() for word in own}
    head = [[match_key(cell) for cell in row] for row in grid[:first]]
    filled = [list(row) for row in head]
    for row in filled:  # what stands over several columns is given once by some tools, again in each by others
        for at in range(1, len(row)):
            row[at] = row[at] or row[at - 1]
    found: dict[str, int] = {}
    likely: dict[str, int] = {}
    for at in range(max(map(len, head), default=0)):
        own = [n for n, row in enumerate(head) if at < len(row) and row[at]]
        if not own:
            continue
        lowest = head[own[-1]][at]
        above = [
            row[at] for row in filled[: own[-1]] if at < len(row) and row[at] != lowest
        ]
        column = names.get(f"{above[-1]}/{lowest}" if above else "") or names.get(
            lowest
        )
        if column:
            found.setdefault(column, at)
        elif maybe := match_partial_header(lowest, names):
            likely.setdefault(maybe, at)
    return first, likely | found


def match_partial_header(header: str, names: Mapping[str, str]) -> str | None:
    """The column whose word is the longest within a header, brackets left out: 金额合计（万元） is an 金额."""
    text = _BRACKETED_TEXT.sub("", header)
    within = [
        word
        for word in names
        if word in text and not text.endswith(("编号", "编码", "序号", "代码"))
    ]
    return names[max(within, key=len)] if within else None


def find_procurement_rows(
    output: ReaderOutput, header_words: Mapping[str, tuple[str, ...]]
) -> tuple[list[dict[str, Any]], int | None]:
    """(rows of the procurement table, how many yuan its unit is): of all tables the one with most known headers, three at least."""
    best = max(
        output.grids,
        key=lambda grid: len(match_columns(grid, header_words)[1]),
        default=[],
    )
    first, columns = match_columns(best, header_words)
    if len(columns) < 3 or "item_name" not in columns:
        return [], None
    rows = []
    carried: str = ""
    for cells in best[first:]:

        def cell(column: str, cells: list[str] = cells) -> str:
            at = columns.get(column, len(cells))
            return cells[at] if at < len(cells) else ""

        name = match_key(cell("item_name"))
        row: dict[str, Any] = {
            column: parse_number(cell(column)) for column in FIGURE_COLUMNS
        }
        if name:
            carried = cell("project_funds") or carried
            row["project_funds"] = parse_number(carried)
        row["name"] = name or next(
            (match_key(text) for text in cells if text.strip()), ""
        )
        rows.append(row)
    return rows, find_table_unit(best, output.text)


def find_table_unit(grid: TextGrid, text: str) -> int | None:
    """Yuan in the unit that the table tells, or the last one told before the table."""
    said = [_UNIT_DECLARATION.search(match_key(cell)) for row in grid for cell in row]
    headers = [
        _UNIT_OF_HEADER.search(match_key(cell)) for row in grid[:4] for cell in row
    ]
    inside = [match for match in said if match] or [match for match in headers if match]
    if not inside:
        head = next((cell.strip() for row in grid for cell in row if cell.strip()), "")
        at = text.find(head.split("\n")[0])
        inside = list(_UNIT_DECLARATION.finditer(text[: at if at >= 0 else 0]))[-1:]
    return YUAN_PER_UNIT[inside[0].group(1)] if inside else None


def load_gold_figures(
    path: Path,
) -> tuple[list[ProcurementFigure], list[ProcurementFigure]]:
    """The figures of a document as printed, and in yuan."""
    printed, yuan = [], []
    for row in json.loads(path.read_text(encoding="utf-8"))["procurement"]:
        name = match_key(row["item_name"] or row["row_label"] or "")
        for column in FIGURE_COLUMNS:
            if name and row.get(column) is not None:
                value = Decimal(str(row[column]))
                printed.append((name, column, value))
                yuan.append(
                    (
                        name,
                        column,
                        value
                        * (
                            YUAN_PER_UNIT[row["unit"]] if column in MONEY_COLUMNS else 1
                        ),
                    )
                )
    return printed, yuan


def iter_figures(
    rows: list[dict[str, Any]], unit: int | None = 1
) -> Iterator[ProcurementFigure]:
    """The figures of found rows; money is left out where its unit is not known."""
    for row in rows:
        for column in FIGURE_COLUMNS:
            if row[column] is not None and (unit or column == "quantity"):
                yield (
                    row["name"],
                    column,
                    row[column] * (unit if unit and column in MONEY_COLUMNS else 1),
                )


def score_figures(
    wanted: list[ProcurementFigure], given: list[ProcurementFigure]
) -> FigureScore:
    left, had = Counter(wanted), Counter(given)
    right = sum((left & had).values())
    return FigureScore(len(wanted), right, len(given) - right)


def extract_own_figures(
    data: bytes,
) -> tuple[list[ProcurementFigure], list[ProcurementFigure]]:
    """The same of the table that we give: printed, and in yuan by the unit of each row."""
    import extractor

    printed, yuan = [], []
    for row in extractor.read(data).rows["procurement"]:
        name = match_key(row["item_name"] or row["row_label"] or "")
        for column in FIGURE_COLUMNS:
            value = row.get(column)
            if name and value is not None:
                printed.append((name, column, Decimal(value)))
                if row["unit"] or column == "quantity":
                    yuan.append(
                        (
                            name,
                            column,
                            Decimal(value)
                            * (
                                YUAN_PER_UNIT[row["unit"]]
                                if column in MONEY_COLUMNS
                                else 1
                            ),
                        )
                    )
    return printed, yuan
