"""The grid of a table: which header is above which column, and the tables in one grid.

An office draws a stacked header with merged cells; a careless copy leaves blanks in
their place; a text dump leaves the cells out altogether::

    职责活动 | 年度预算数 | 绩效指标 | 评价标准                    职责活动 | 年度预算数 | 绩效指标 | 评价标准 | | |
             |            |          | 优 | 良 | 中 | 差

All three mean the same: a header cell spans the run of labels below it, and a blank
below means that it continues. Rows and columns are counted from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Table
from extractor.tables.caption import Caption, find_title_key, parse_caption_rows
from extractor.tables.cells import GridCell, is_blank, is_number, is_value_text
from extractor.tables.periods import is_period, parse_period
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import cache_words, match_key, normalize

__all__ = [
    "are_class_codes",
    "GridRows",
    "HeaderRows",
    "TablePart",
    "align_header",
    "build_grid_rows",
    "build_header_paths",
    "drop_empty_columns",
    "find_part_header",
    "is_filler_row",
    "remove_whitespace",
    "split_grid",
]

GridRows = tuple[tuple[GridCell, ...], ...]
"""The cells of a table by their row of origin."""

HeaderPath = tuple[GridCell, ...]
"""The header cells above a column, from top to bottom."""

_FILLER_CHARACTERS = frozenset("*＊×xX")
# What a column number is made of that tells which columns it sums.
_SUM_CHARACTERS = frozenset("0123456789+-=()")
_INDICATOR_FIELDS = frozenset({"level1", "level2", "name", "target"})
_FORM_KEYS = ("project", "goal", "funds", "plain")
_MIN_HEADS = 2  # heads of columns beside a title
_HEAD_VOCABULARIES = (
    "columns.statutory",
    "columns.fixed_assets",
    "columns.procurement",
    "columns.org_units",
)
_DIGITS = "0123456789"
_MAX_HEADER_ROWS = 4
_MIN_REFINED = 3  # columns of a header that a second one refines
# 类 of the classifications: functional 2, economic of departments 3, of the government 5.
_CLASS_CODE = regex.compile(r"[235]\d{2}(?:\d{2})?")


@cache_words
def remove_whitespace(text: str) -> str:
    """A header text as one word: white space and line breaks are only layout.

    >>> remove_whitespace("事业 \\n收入")
    '事业收入'
    """
    return "".join(text.split())


def _list_filled_cells(row: Iterable[GridCell]) -> list[GridCell]:
    return [cell for cell in row if (text := cell.cell.text) and not text.isspace()]


# --- rows and columns


def build_grid_rows(table: Table) -> GridRows:
    """List the cells of each row at the positions that the file gives.

    Args:
        table: A table of the document.

    Returns:
        One tuple a row, empty where all cells continue from above.
    """
    rows: list[list[GridCell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        _, row, column, n_rows, n_columns, _, _ = cell
        last_row, last_column = row, column
        if n_rows > 1:
            last_row = min(row + n_rows - 1, table.n_rows)
        if n_columns > 1:
            last_column = min(column + n_columns - 1, table.n_columns)
        rows[row - 1].append(GridCell(cell, row, last_row, column, last_column))
    return tuple(map(tuple, rows))


def drop_empty_columns(
    rows: GridRows, n_columns: int, previous_columns: Sequence[int] = ()
) -> tuple[GridRows, tuple[int, ...]]:
    """Drop the columns at which no filled cell begins.

    A grid drawn by hand, or by conversion, has such columns.

    Args:
        rows: The cells of the table.
        n_columns: The width of the grid.
        previous_columns: The columns of a table that this one may continue: they are
            kept where they hold all its words.

    Returns:
        The rows over the columns kept, and which grid columns these are; ``()`` for
        all.
    """
    filled = {cell.first_column for row in rows for cell in _list_filled_cells(row)}
    if previous_columns and filled <= set(previous_columns):
        filled = set(previous_columns)
    if not filled or len(filled) == n_columns:
        return rows, ()
    n_kept = [0]  # kept columns up to each grid column
    for column in range(1, n_columns + 1):
        n_kept.append(n_kept[-1] + (column in filled))
    narrow_rows = tuple(tuple(_narrow_cells(row, n_kept)) for row in rows)
    return narrow_rows, tuple(sorted(filled))


def _narrow_cells(row: Sequence[GridCell], n_kept: Sequence[int]) -> Iterator[GridCell]:
    """Cells over the kept columns; those over none are left out."""
    for cell in row:
        first = n_kept[cell.first_column - 1] + 1
        last = n_kept[cell.last_column]
        if first <= last:
            yield cell._replace(first_column=first, last_column=last)


# --- headers of text dumps


def align_header(
    rows: GridRows, n_columns: int, first_row: int
) -> tuple[GridRows, bool]:
    """Give the short header rows of a text dump their columns.

    Args:
        rows: The cells of the table.
        n_columns: The width of the grid.
        first_row: The first row that is no caption.

    Returns:
        The rows, and whether some header cell could be distributed in more than one
        way.
    """
    full_row = _find_full_row(rows, n_columns, first_row)
    if full_row is None or full_row == first_row:
        return rows, False
    if any(cell.is_merged for cell in rows[full_row - 1]):
        return rows, False
    aligned = list(rows)
    is_ambiguous = False
    for row in range(full_row - 1, first_row - 1, -1):
        alignment = _align_header_row(rows[row - 1], aligned[row])
        if alignment is None:
            return rows, False
        aligned[row - 1], is_row_ambiguous = alignment
        is_ambiguous = is_ambiguous or is_row_ambiguous
    return tuple(aligned), is_ambiguous


def _find_full_row(rows: GridRows, n_columns: int, first_row: int) -> int | None:
    """The first row that covers all columns."""
    for row in range(first_row, len(rows) + 1):
        if _count_covered_columns(rows, row) >= n_columns:
            return row
    return None


def _count_covered_columns(rows: GridRows, row: int) -> int:
    """How many columns of a row some cell covers."""
    return sum(
        cell.n_columns
        for above in rows[:row]
        for cell in above
        if cell.first_row <= row <= cell.last_row
    )


def _align_header_row(
    upper: Sequence[GridCell], lower: Sequence[GridCell]
) -> tuple[tuple[GridCell, ...], bool] | None:
    """The cells of a header row over the cells of the row below."""
    if not upper or any(cell.is_merged for cell in upper):
        return None
    distributed = _distribute_labels(
        [cell.text for cell in upper], [cell.text for cell in lower]
    )
    if distributed is None:
        return None
    runs, is_ambiguous = distributed
    aligned = tuple(
        cell._replace(
            first_column=lower[start].first_column,
            last_column=lower[end - 1].last_column,
        )
        for cell, (start, end) in zip(upper, runs, strict=True)
    )
    return aligned, is_ambiguous


def _distribute_labels(
    upper: Sequence[str], lower: Sequence[str]
) -> tuple[list[tuple[int, int]], bool] | None:
    """Runs of the lower row below each cell of the upper.

    A run is one blank, or the labels that the cell spans (evenly where that is open).
    """
    blanks = [is_blank(text) for text in lower]
    n_ways = _count_distributions(upper, blanks)
    if not n_ways[0][0]:
        return None
    runs: list[tuple[int, int]] = []
    start = 0
    for index, text in enumerate(upper):
        ends = [
            end
            for end in _iterate_run_ends(text, blanks, start)
            if n_ways[index + 1][end]
        ]
        n_labels_above = sum(not is_blank(other) for other in upper[index:])
        n_labels_below = blanks[start:].count(False)
        even_end = start + n_labels_below / max(n_labels_above, 1)
        end = _find_nearest(ends, even_end)
        runs.append((start, end))
        start = end
    return runs, n_ways[0][0] > 1


def _find_nearest(ends: Iterable[int], wanted: float) -> int:
    """The end nearest to a position; of two the first."""
    return min(ends, key=lambda end: (abs(end - wanted), end))


def _count_distributions(
    upper: Sequence[str], blanks: Sequence[bool]
) -> list[list[int]]:
    """In how many ways, at most 2, the cells from
    i on fit the lower row from j on."""
    n_ways = [[0] * (len(blanks) + 1) for _ in range(len(upper) + 1)]
    n_ways[len(upper)][len(blanks)] = 1
    for i in range(len(upper) - 1, -1, -1):
        for start in range(len(blanks), -1, -1):
            ends = _iterate_run_ends(upper[i], blanks, start)
            n_ways[i][start] = min(2, sum(n_ways[i + 1][end] for end in ends))
    return n_ways


def _iterate_run_ends(text: str, blanks: Sequence[bool], start: int) -> Iterator[int]:
    """Where the run below a cell that begins above lower cell `start` may end.

    A blank cell spans no label: the label would have no header.
    """
    if start >= len(blanks):
        return
    if blanks[start]:
        yield start + 1
        return
    if is_blank(text):
        return
    end = start
    while end < len(blanks) and not blanks[end]:
        end += 1
        yield end


# --- header paths


def build_header_paths(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> tuple[HeaderPath, ...]:
    """List the header cells above each column.

    Args:
        rows: The cells of the table.
        first_row: The first row of the header.
        last_row: Its last row; less than the first where there is no header.
        n_columns: The width of the grid.

    Returns:
        One path a column, each cell once; empty paths where there is no header.
    """
    if last_row < first_row:
        return ((),) * n_columns
    owners = _fill_header_cells(rows, first_row, last_row, n_columns)
    paths: list[HeaderPath] = []
    for column in range(n_columns):
        path: list[GridCell] = []
        for line in owners:
            cell = line[column]
            if cell is not None and (not path or path[-1] is not cell):
                path.append(cell)
        paths.append(tuple(path))
    return tuple(paths)


CellLine = list[GridCell | None]
"""The cell over each column of a row, None where there is none."""


def _fill_header_cells(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> list[CellLine]:
    """For each header row the labelled cell over each column; blanks filled."""
    cover = _cover_columns(rows, first_row, last_row, n_columns)
    owners: list[CellLine] = []
    for depth in range(len(cover)):
        line: CellLine = []
        for column in range(n_columns):
            line.append(_find_owner(cover, owners, line, depth, column, first_row))
        owners.append(line)
    return owners


def _cover_columns(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> list[CellLine]:
    """For each header row the cell that covers each column."""
    cover: list[CellLine] = [[None] * n_columns for _ in range(first_row, last_row + 1)]
    for cell in (cell for row in rows[:last_row] for cell in row):
        columns = slice(cell.first_column - 1, cell.last_column)
        start = max(cell.first_row, first_row)
        end = min(cell.last_row, last_row)
        for row in range(start, end + 1):
            cover[row - first_row][columns] = [cell] * cell.n_columns
    return cover


def _find_owner(
    cover: Sequence[CellLine],
    owners: Sequence[CellLine],
    line: CellLine,
    depth: int,
    column: int,
    first_row: int,
) -> GridCell | None:
    """The header cell of a position: its own, the one above, or the one to the left.

    The one to the left must not be merged downwards (such a cell has its width) and
    must are under the same header, and labels must follow below.
    """
    if _is_filled(cover[depth][column]):
        return cover[depth][column]
    above = owners[depth - 1][column] if depth else None
    left = line[column - 1] if column else None
    if left is None or not left.first_row == left.last_row == depth + first_row:
        return above
    if depth == 0:
        return left
    if above is None or owners[depth - 1][column - 1] is not above:
        return above
    return left if _is_labelled_below(cover, depth, column) else above


def _is_labelled_below(cover: Sequence[CellLine], depth: int, column: int) -> bool:
    return any(_is_filled(lower[column]) for lower in cover[depth + 1 :])


def _is_filled(cell: GridCell | None) -> bool:
    return cell is not None and not is_blank(cell.text)


# --- header rows


class HeaderRows(NamedTuple):
    """The rows of a header; those behind the last row of labels only count the
    columns."""

    first_row: int
    last_label_row: int
    last_row: int


def find_part_header(
    rows: GridRows, first_row: int, last_row: int, n_columns: int, lexicon: Lexicon
) -> HeaderRows:
    """Find the rows of the header that begins in a row.

    A row below belongs to the header when every label it begins is under a header cell
    that spans several columns, or under none, or when a cell of the header reaches down
    into it; so do blank remnants, filler rows (``栏次 1 2 3``, ``** ** **``) and the codes
    of the classes above them (``501 502``).

    Args:
        rows: The cells of the table.
        first_row: The first row of the header.
        last_row: The last row of the part of the grid.
        n_columns: The width of the grid.
        lexicon: Holds the words of filler rows.

    Returns:
        The rows of the header.
    """
    is_filler_word = partial(_is_filler_word, lexicon)
    rows = rows[:last_row]
    last_label_row = first_row
    while last_label_row < len(rows) and _continues_header(
        rows, first_row, last_label_row, n_columns, lexicon
    ):
        last_label_row += 1
    last = last_label_row
    while last < len(rows) and (
        is_filler_row(rows[last], is_filler_word)
        or _prints_class_codes(rows, first_row, last, n_columns, lexicon)
    ):
        last += 1
    return HeaderRows(first_row, last_label_row, last)


def _is_filler_word(lexicon: Lexicon, text: str) -> bool:
    return match_key(text) in lexicon.get_vocabulary("fillers")


def _continues_header(
    rows: GridRows,
    first_row: int,
    last_row: int,
    n_columns: int,
    lexicon: Lexicon,
) -> bool:
    """True when the row behind the last header row belongs to the header."""
    row = rows[last_row]
    if not row:
        return True  # every cell continues from above
    labels = _list_filled_cells(row)
    if not labels:
        return any(_list_filled_cells(later) for later in rows[row[0].first_row :])
    if _holds_figures(row, lexicon):
        return False
    if _is_reached_by_header(rows, first_row, last_row):
        return True
    if last_row == first_row and _refines_header(rows[first_row - 1], row):
        return True
    spans = _find_open_spans(rows, first_row, last_row, n_columns)
    if _head_figures_alone(labels, spans, rows[last_row + 1 :]):
        return True
    unlabelled = _find_unlabelled_columns(rows, first_row, last_row, n_columns)
    return _fit_below_header(labels, spans, unlabelled, lexicon)


def _head_figures_alone(
    labels: Sequence[GridCell], spans: dict[int, tuple[int, int]], below: GridRows
) -> bool:
    """True for words above figures alone that label all that a wide cell spans.

    ``合计 | 一般公共预算 | 单位资金`` above ``拨款 | 事业收入 | 其他收入``: a row of the body would
    have figures there, and a name.
    """
    columns = {cell.first_column for cell in labels}
    if not spans or not spans.keys() <= columns or 1 in columns:
        return False
    filled = chain.from_iterable(map(_list_filled_cells, below))
    texts = [cell.text for cell in filled if cell.first_column in columns]
    return any(map(is_number, texts)) and all(map(is_value_text, texts))


def _holds_figures(row: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """True for a row with a number, and for one that counts the columns."""
    is_filler_word = partial(_is_filler_word, lexicon)
    return any(is_number(cell.text) for cell in row) or is_filler_row(
        row, is_filler_word
    )


def _is_reached_by_header(rows: GridRows, first_row: int, last_row: int) -> bool:
    """True where a label of the header, but the first, is merged with a cell of the
    row behind it.

    A label down the side of a table or of its groups is no such one.
    """
    header = (cell for row in rows[first_row - 1 : last_row] for cell in row)
    return any(
        cell.last_row > last_row and cell.last_row - cell.first_row < _MAX_HEADER_ROWS
        for cell in header
        if cell.first_column > 1 and not is_blank(cell.text)
    )


def _refines_header(header: Sequence[GridCell], row: Sequence[GridCell]) -> bool:
    """True for words below each cell of a header, some of them printed again.

    ``项目编号 | A | B | 合计`` above ``项目 | 货物 | 工程 | 合计``.
    """
    if len(row) < _MIN_REFINED or len(row) != len(header):
        return False
    if any(is_blank(cell.text) for cell in (*header, *row)):
        return False
    pairs = [(upper.text, lower.text) for upper, lower in zip(header, row, strict=True)]
    n_same = sum(match_key(upper) == match_key(lower) for upper, lower in pairs[1:])
    return 0 < n_same < len(row) - 1


def _prints_class_codes(
    rows: GridRows, first_row: int, last_row: int, n_columns: int, lexicon: Lexicon
) -> bool:
    """True for the codes of classes right below their names.

    Words before them divide a wide cell of the header, or say that they are codes:
    科目编码 | 科目名称 | 501 | 502.
    """
    cells = rows[last_row]
    n_words = _count_words_before(cells)
    if cells and cells[0].first_column == 1 and not n_words:
        return False  # a row with a cell of its own that names it
    words = _list_filled_cells(cells[:n_words])
    if words:
        spans = _find_open_spans(rows, first_row, last_row, n_columns)
        marks = lexicon.get_words("column_marks.statutory", "code")
        for cell in words:
            is_code_head = match_key(cell.text).endswith(marks)
            if cell.first_column not in spans and not is_code_head:
                return False
    return are_class_codes(_list_filled_cells(cells)[len(words) :])


def are_class_codes(cells: Sequence[GridCell]) -> bool:
    """Tell whether cells are codes of classes of one classification, in their order.

    Args:
        cells: The filled cells.

    Returns:
        True for 301, 302, 303; one alone may be a figure.
    """
    texts = [remove_whitespace(cell.text) for cell in cells]
    is_ascending = all(upper < lower for upper, lower in pairwise(texts))
    return len(texts) > 1 and is_ascending and all(map(_CLASS_CODE.fullmatch, texts))


def _count_words_before(cells: Sequence[GridCell]) -> int:
    """Count the cells of a row before its first number."""
    texts = [remove_whitespace(cell.text) for cell in cells]
    return next((at for at, text in enumerate(texts) if text.isdecimal()), 0)


def _fit_below_header(
    labels: Sequence[GridCell],
    spans: dict[int, tuple[int, int]],
    unlabelled: set[int],
    lexicon: Lexicon,
) -> bool:
    """True for labels that divide each wide header cell above them, from its first
    column on.

    Behind them one may say what the figures below a narrow header are: 增减%; or be
    merged with the header rows below it.
    """
    others = [c for c in labels if not _fits_below_header(c, spans, unlabelled)]
    if labels[0] in others or not _tell_figures(others, labels, lexicon):
        return False
    label_columns = {cell.first_column for cell in labels}
    open_columns = {spans[c][0] for c in label_columns if c in spans}
    return bool(open_columns) and open_columns <= label_columns


def _tell_figures(
    others: Sequence[GridCell], labels: Sequence[GridCell], lexicon: Lexicon
) -> bool:
    """True where each is a period, a difference or a rate, or goes on below, or is a
    sum that is printed again: 小计 below one year, 小计 and 基本支出 below the next."""
    columns = {cell.first_column for cell in others}
    inner = [cell for cell in labels if cell.first_column not in columns]
    words = {match_key(cell.text) for cell in inner}
    return all(
        _tells_figures(cell, lexicon) or _repeats_sum(cell, words, lexicon)
        for cell in others
    )


def _repeats_sum(cell: GridCell, words: Set[str], lexicon: Lexicon) -> bool:
    word = match_key(cell.text)
    return word in words and lexicon.find_key("rows.sums", word) is not None


def _tells_figures(cell: GridCell, lexicon: Lexicon) -> bool:
    if cell.last_row > cell.first_row or is_period(cell.text, lexicon):
        return True
    return not parse_period(cell.text, True, lexicon).is_level


def _fits_below_header(
    cell: GridCell, spans: dict[int, tuple[int, int]], unlabelled: set[int]
) -> bool:
    """True for a label under part of a wide header cell, or under none."""
    span = spans.get(cell.first_column)
    if span is None:
        return set(range(cell.first_column, cell.last_column + 1)) <= unlabelled
    covers_span = (cell.first_column, cell.last_column) == span
    return cell.last_column <= span[1] and not covers_span


def _find_unlabelled_columns(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> set[int]:
    """Columns over which the header has no label yet."""
    columns = set(range(1, n_columns + 1))
    for row in rows[first_row - 1 : last_row]:
        for cell in _list_filled_cells(row):
            columns.difference_update(range(cell.first_column, cell.last_column + 1))
    return columns


def _find_open_spans(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> dict[int, tuple[int, int]]:
    """Column -> first and last column of the lowest header cell above it.

    Only of cells that span several columns and end in the last header row.
    """
    owners = _list_lowest_owners(rows, first_row, last_row, n_columns)
    open_spans: dict[int, tuple[int, int]] = {}
    start = 0
    while start < n_columns:
        cell = owners[start]
        end = start
        while end < n_columns and owners[end] is cell:
            end += 1
        if cell is not None and end - start > 1 and cell.last_row <= last_row:
            columns = range(start + 1, end + 1)
            open_spans |= dict.fromkeys(columns, (start + 1, end))
        start = end
    return open_spans


def _list_lowest_owners(
    rows: GridRows, first_row: int, last_row: int, n_columns: int
) -> CellLine:
    """The lowest header cell over each column.

    A blank in the last header row may continue the label on its left: the row below
    decides.
    """
    owners = list(_fill_header_cells(rows, first_row, last_row, n_columns)[-1])
    for cell in rows[last_row - 1]:
        column = cell.first_column
        if column < 2 or cell.first_row != last_row or not is_blank(cell.text):
            continue
        left = owners[column - 2]
        if left is not None and left.first_row == left.last_row == last_row:
            owners[column - 1] = left
    return owners


def is_filler_row(
    row: Sequence[GridCell], is_filler_word: Callable[[str], bool]
) -> bool:
    """Tell whether a row only counts the columns: ``栏次 | 1 | 2``, ``** | ** | 1``.

    Args:
        row: The cells of the row.
        is_filler_word: Whether a word is one of such rows (栏次).

    Returns:
        True for a filler row.
    """
    digits: list[str] = []
    has_others = has_words = False
    for cell in _list_filled_cells(row):
        text = _get_column_number(cell.cell.text)
        if text.isdecimal():
            digits.append(text)
            continue
        has_others = True
        if set(text) <= _FILLER_CHARACTERS:
            continue
        has_words = True
        if not is_filler_word(text):
            return False
    if digits:
        return _counts_columns(digits, has_other_texts=has_others)
    return has_others and not has_words


def _get_column_number(text: str) -> str:
    """The number of a column that sums others (``1=2+3``); another text is kept."""
    compact = remove_whitespace(text)
    number, sign, parts = match_key(compact).partition("=")
    is_sum = number.isdecimal() and bool(sign)
    return number if is_sum and set(parts) <= _SUM_CHARACTERS else compact


def _counts_columns(digits: Sequence[str], has_other_texts: bool) -> bool:
    """True for numbers that count from 0 or 1; two alone might be anything."""
    if any(len(text) > 2 for text in digits):
        return False
    numbers = [int(text) for text in digits]
    if numbers[0] not in (0, 1):
        return False
    if len(numbers) < 3 and not has_other_texts:
        return False
    return all(right == left + 1 for left, right in pairwise(numbers))


# --- tables of one grid


class TablePart(NamedTuple):
    """Rows of a grid that are one table.

    Attributes:
        first_row: Its first row, with its title.
        first_content_row: The first row behind the title.
        header_row: The first row of its header; 0 where it has none.
        last_row: Its last row.
        caption: Its caption.
    """

    first_row: int
    first_content_row: int
    header_row: int
    last_row: int
    caption: Caption


class _PartStart(NamedTuple):
    """Where a table of a grid begins."""

    first_row: int
    first_content_row: int
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
    """Split a grid into its tables.

    It is cut at known titles over the full width, and at forms that begin again.

    Args:
        rows: The cells of the grid.
        first_row: The first row behind the caption of the grid.
        n_columns: The width of the grid.
        own_caption: The caption in the grid's own rows.
        outer_caption: The caption above the grid.
        lexicon: The words.
        starts_header: Whether a row, below a caption, reads as the first of a header.

    Returns:
        The tables, at least one, from top to bottom.
    """
    indicator_rows = _find_indicator_rows(rows, first_row, lexicon)
    first_start = _PartStart(first_row, first_row, own_caption)
    starts = _find_part_starts(rows, first_start, n_columns, indicator_rows, lexicon)
    last_rows = [start.first_row - 1 for start in starts[1:]] + [len(rows)]
    parts = []
    for start, last_row in zip(starts, last_rows, strict=True):
        caption = start.caption.fill_missing(outer_caption)
        if len(starts) > 1:
            caption = replace(
                caption,
                title=outer_caption.title or own_caption.title,
                title_key=start.caption.title_key or outer_caption.title_key,
            )
        row = start.first_content_row
        header_row = _find_indicator_header(
            rows, row, last_row, n_columns, indicator_rows, lexicon
        )
        if not header_row and row <= last_row and starts_header(row, caption):
            header_row = row
        parts.append(TablePart(start.first_row, row, header_row, last_row, caption))
    parts[0] = parts[0]._replace(first_row=1)
    return parts


def _find_part_starts(
    rows: GridRows,
    first_start: _PartStart,
    n_columns: int,
    indicator_rows: Sequence[int],
    lexicon: Lexicon,
) -> list[_PartStart]:
    starts = [first_start]
    for row in range(first_start.first_row + 1, len(rows) + 1):
        filled = _list_filled_cells(rows[row - 1])
        start = _parse_titled_start(rows, row, filled, n_columns, lexicon)
        is_caption = row < starts[-1].first_content_row
        if start is not None and (start.caption.title_key or not is_caption):
            starts.append(start)
            continue
        if not filled or is_caption:
            continue  # the unit of the title above
        is_form = _is_project_label(filled[0], lexicon)
        if is_form and _lies_between_indicators(
            row, starts[-1].first_row, indicator_rows
        ):
            starts.append(_PartStart(row, row, Caption()))
    return starts


def _parse_titled_start(
    rows: GridRows,
    row: int,
    filled: Sequence[GridCell],
    n_columns: int,
    lexicon: Lexicon,
) -> _PartStart | None:
    """The table that begins with a title, alone
    in its row or the first of a head."""
    if row == len(rows):
        return None
    if len(filled) == 1 and len(rows[row - 1]) == 1:
        return _parse_title_start(rows, row, n_columns, lexicon)
    return _parse_head_start(rows, row, filled, lexicon)


def _parse_head_start(
    rows: GridRows, row: int, filled: Sequence[GridCell], lexicon: Lexicon
) -> _PartStart | None:
    """The table whose head begins with its title: ``国有资产情况｜行次｜数量｜价值``."""
    others = filled[1:]
    if len(others) < _MIN_HEADS:
        return None
    if not all(_heads_column(cell.text, lexicon) for cell in others):
        return None
    key = find_title_key(filled[0].text, lexicon)
    if key is None:
        return None
    return _PartStart(row, row, Caption(title_key=key))


def _heads_column(text: str, lexicon: Lexicon) -> bool:
    return any(lexicon.find_key(name, text) for name in _HEAD_VOCABULARIES)


def _parse_title_start(
    rows: GridRows, row: int, n_columns: int, lexicon: Lexicon
) -> _PartStart | None:
    """The table that begins with a title over the full width: a known one, or above a
    head."""
    text = rows[row - 1][0].text
    list_number = parse_list_number(text)
    if list_number:
        text = text[list_number.end :]
    bare = BRACKETED_TEXT.sub("", normalize(text))
    key = find_title_key(text, lexicon) or find_title_key(bare, lexicon)
    if key is None and not _announces_header(rows, row, n_columns, lexicon):
        return None
    caption, behind = parse_caption_rows(rows[row - 1 :], lexicon, n_columns)
    first_content_row = max(row - 1 + behind, row + 1)
    return _PartStart(row, first_content_row, replace(caption, title_key=key))


def _announces_header(
    rows: GridRows, row: int, n_columns: int, lexicon: Lexicon
) -> bool:
    """True for words over the full width above a row of words that head columns."""
    cell = rows[row - 1][0]
    heads = [
        head
        for head in _list_filled_cells(rows[row])
        if not is_period(head.text, lexicon)
    ]
    if cell.n_columns < n_columns or len(_list_filled_cells(rows[row])) < _MIN_HEADS:
        return False
    return bool(heads) and all(_heads_column(head.text, lexicon) for head in heads)


def _lies_between_indicators(
    row: int, first_row: int, indicator_rows: Sequence[int]
) -> bool:
    """True for a row behind the indicators of one
    form and before those of another."""
    return any(first_row <= at < row for at in indicator_rows) and any(
        at > row for at in indicator_rows
    )


def _is_project_label(cell: GridCell, lexicon: Lexicon) -> bool:
    """True for the label that opens a form: 项目名称."""
    return lexicon.find_key("form", _build_label_key(cell.text)) == "project"


def _find_indicator_header(
    rows: GridRows,
    first_row: int,
    last_row: int,
    n_columns: int,
    indicator_rows: Sequence[int],
    lexicon: Lexicon,
) -> int:
    """The first row of the header of indicators; 0 where a part has none.

    The words of indicators may be the lowest row of a stacked header.
    """
    found = [row for row in indicator_rows if first_row <= row <= last_row]
    if not found:
        return 0
    row = found[0]
    if row == first_row or _is_form_row(rows[first_row - 1], lexicon):
        return row
    stacked = find_part_header(rows, first_row, last_row, n_columns, lexicon)
    return first_row if stacked.last_label_row >= row else row


def _is_form_row(row: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """True for a row of a form: a known label, and what is filled in."""
    filled = _list_filled_cells(row)
    if len(filled) < 2:
        return False
    word = _build_label_key(filled[0].text).rstrip(_DIGITS)
    return lexicon.find_key("form", word) in _FORM_KEYS


def _find_indicator_rows(rows: GridRows, first_row: int, lexicon: Lexicon) -> list[int]:
    return [
        row
        for row in range(first_row, len(rows) + 1)
        if _is_indicator_header(rows[row - 1], lexicon)
    ]


def _is_indicator_header(row: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """True for a row with two words or more that head columns of indicators."""
    texts = [cell.cell.text for cell in row]
    if len(texts) < 2 or any(map(is_number, texts)):
        return False
    found = {lexicon.find_key("columns.performance_targets", text) for text in texts}
    return len(found & _INDICATOR_FIELDS) >= 2


def _build_label_key(text: str) -> str:
    return match_key(text).rstrip(":")
