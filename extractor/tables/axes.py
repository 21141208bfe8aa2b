"""The columns of a table of money by where they stand: what names its rows, and what is
counted.

A text column left of columns of figures names their rows, whatever its header says, and
a table has as many sides as it has such columns. Words decide between several text
columns of one side only: a column that tells the nature of the rows (资金性质, 备注) names
none where another one does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from extractor.lexicon.label_parser import find_fund
from extractor.lexicon.lexicon import Lexicon, find_sum_key
from extractor.model.records import YUAN_PER_UNIT
from extractor.tables.cells import is_value_text, prints_money
from extractor.tables.column_roles import (
    CellRows,
    FieldNames,
    HeaderPaths,
    find_last_keyword,
    list_column_texts,
    match_headers,
    split_header,
)
from extractor.tables.row_mapper import is_counting_unit
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.normalize import cache_words, match_key

__all__ = [
    "ROW_FIELDS",
    "assign_money_fields",
    "group_sides",
    "names_projects",
]

ROW_FIELDS = ("label", "code", "unit_name", "unit_code", "year")
"""Fields of columns that name the rows of a side."""

# Columns that neither name a row nor hold its figures.
_EXCLUDED_FIELDS = ("text", "goal", "line", "unit")
# 政府收支分类科目: functional 2, economic of departments 3, of the government 5.
_CLASSIFICATION_CODE = regex.compile(r"[235]\d{2}(?:\.?\d{2}){0,2}")
_DIGIT = regex.compile(r"\d")
_DECIMALS = regex.compile(r"\d[.]\d\d?$|\d,\d{3}")
_LETTER = regex.compile(r"\p{L}")
_CODE_PART = regex.compile(r"\d{2,3}")
# A column of text whose words are fewer than this share of its rows says their nature.
_MIN_DISTINCT_SHARE = 0.5
_MIN_COUNTED = 4  # rows that a column of numbers counts


class _Column(NamedTuple):
    """What decides the field of a column.

    Attributes:
        texts: The texts of its cells, blanks left out.
        keyword: The field that a keyword of its header names.
        has_header: Some header is above it.
        heads_units: Its header is one of units: 单位, 部门.
        heads_projects: Its header is one of projects: 项目名称 beside 科目名称.
    """

    texts: Sequence[str]
    keyword: str | None
    has_header: bool
    heads_units: bool = False
    heads_projects: bool = False

    @property
    def holds_text(self) -> bool:
        """True where most cells are neither numbers nor dashes."""
        n_figures = sum(map(_is_figure, self.texts))
        return n_figures * 2 < len(self.texts)

    @property
    def n_distinct(self) -> int:
        return len(set(map(match_key, self.texts)))

    @property
    def tells_rows_apart(self) -> bool:
        """True where most rows have words of their own."""
        if self.keyword in ("code", "text"):
            return False
        return self.n_distinct > len(self.texts) * _MIN_DISTINCT_SHARE


def assign_money_fields(
    header_cells: HeaderPaths, rows: CellRows, lexicon: Lexicon
) -> FieldNames:
    """Name the columns of a table of money.

    Args:
        header_cells: The header cells above each column.
        rows: The cells below the header.
        lexicon: The words.

    Returns:
        The field of each column, none of them None. A side without a column of text has
        no label.
    """
    columns = _describe_columns(header_cells, rows, lexicon)
    names = match_headers(header_cells, "statutory", lexicon)
    names = split_header(names, header_cells, rows)
    fields = [
        name or _infer_field(column)
        for name, column in zip(names, columns, strict=True)
    ]
    _mark_line_columns(fields, columns)
    _mark_measure_columns(fields, columns, lexicon)
    _mark_project_columns(fields, columns, lexicon)
    _drop_text_from_values(fields, columns, header_cells)
    _restore_values(fields, columns)
    for side in group_sides(fields, _find_label_candidates(fields, columns)):
        _name_side(fields, side, columns, lexicon)
    return tuple(fields)


def _describe_columns(
    header_cells: HeaderPaths, rows: CellRows, lexicon: Lexicon
) -> list[_Column]:
    columns = []
    for index, path in enumerate(header_cells):
        texts = list_column_texts(rows, index)
        if path:
            described = _describe_header(path[-1].text, lexicon)
            columns.append(_Column(texts, *described))
        else:
            columns.append(_Column(texts, None, False))
    return columns


@cache_words
def _describe_header(
    text: str, lexicon: Lexicon
) -> tuple[str | None, bool, bool, bool]:
    """What a column is by its header: the fields of a column behind its texts."""
    keywords = lexicon.get_vocabulary("column_marks.statutory")
    header = match_key(text)
    bare = BRACKETED_TEXT.sub("", header) or header
    keyword = find_last_keyword(bare, keywords)
    heads_units = _names_units(text, lexicon)
    return keyword, True, heads_units, names_projects(text, lexicon)


def _names_units(header: str, lexicon: Lexicon) -> bool:
    """True for a header that captions have before
    the name of an office: 单位, 部门名称."""
    keys = ("entity", "unit")
    return lexicon.find_key("captions", header) in keys


def names_projects(header: str, lexicon: Lexicon) -> bool:
    """Find whether a header is one of projects, in its brackets, too.

    Args:
        header: The header, as it is printed.
        lexicon: The words.

    Returns:
        True for 项目名称 and 单位名称（专项名称）.
    """
    brackets = BRACKETED_TEXT.findall(match_key(header))
    names = (header, *(text.strip("()") for text in brackets))
    return any(lexicon.find_key("project_heads", name) for name in names)


def _infer_field(column: _Column) -> str:
    """The field of a column that no whole header names."""
    if column.keyword == "code" and _holds_codes(column.texts):
        return "code"
    if column.keyword in ("code", "text"):
        return "text"
    if not column.has_header and not column.texts:
        return "text"
    if column.holds_text:
        return "text"
    return "code" if _holds_nested_codes(column.texts) else "value"


def _holds_codes(texts: Iterable[str]) -> bool:
    """True where all cells but totals are codes of the classification, or parts of such
    codes."""
    compact = [_compact(text) for text in texts]
    digits = [text for text in compact if text[:1].isdigit()]
    if not digits:
        # An empty form, with its total or without; no codes of purchases (A0601).
        return not any(text[:1].isascii() for text in compact)
    whole = all(map(_CLASSIFICATION_CODE.fullmatch, digits))
    return whole or all(map(_CODE_PART.fullmatch, digits))


def _holds_nested_codes(texts: Iterable[str]) -> bool:
    """True for whole codes below one another: 208, 20805, 2080505."""
    digits = [_compact(text) for text in texts]
    if not digits or not all(map(_CLASSIFICATION_CODE.fullmatch, digits)):
        return False
    return any(
        len(lower) > len(upper) and lower.startswith(upper)
        for upper, lower in pairwise(digits)
    )


def _compact(text: str) -> str:
    return "".join(text.split())


@cache_words
def _is_figure(text: str) -> bool:
    """True for a value, and for digits that another mark or a line break spoils."""
    if is_value_text(text):
        return True
    return _DIGIT.search(text) is not None and _LETTER.search(text) is None


def _mark_line_columns(fields: list[str], columns: Sequence[_Column]) -> None:
    """Columns that count the rows of one side and go on beside the next hold no
    figures: 1 to 7, 8 to 14."""
    last = 0
    for index, column in enumerate(columns):
        if fields[index] != "value" or len(column.texts) < _MIN_COUNTED:
            continue
        texts = [_compact(text) for text in column.texts]
        counted = range(last + 1, last + 1 + len(texts))
        if texts == [str(number) for number in counted]:
            fields[index] = "line"
            last = counted[-1]


def _mark_measure_columns(
    fields: list[str], columns: Sequence[_Column], lexicon: Lexicon
) -> None:
    """A column of units of measure names no office,
    though 单位 heads it: 万元, 辆, 人次."""
    for index, column in enumerate(columns):
        if column.texts and all(_is_measure(text, lexicon) for text in column.texts):
            fields[index] = "unit"


def _mark_project_columns(
    fields: list[str], columns: Sequence[_Column], lexicon: Lexicon
) -> None:
    """Projects name the rows below 单位名称（专项名称） where no units stand there."""
    suffixes = lexicon.get_words("units", "tail")
    for index, column in enumerate(columns):
        is_open = fields[index] == "unit_name" and column.heads_projects
        if is_open and not _lists_units(column, suffixes):
            fields[index] = "label"


def _is_measure(text: str, lexicon: Lexicon) -> bool:
    word = match_key(text)
    return word in YUAN_PER_UNIT or is_counting_unit(word, lexicon)


def _drop_text_from_values(
    fields: list[str], columns: Sequence[_Column], header_cells: HeaderPaths
) -> None:
    """A column of words holds no figures, whatever its header says; words below the
    header of the figures beside them name these."""
    for index, column in enumerate(columns):
        if fields[index] == "value" and column.texts and column.holds_text:
            is_label = _opens_header(index, header_cells) and column.tells_rows_apart
            fields[index] = "label" if is_label else "text"


def _opens_header(index: int, header_cells: HeaderPaths) -> bool:
    """True for the first of several columns below one header cell."""
    path = header_cells[index]
    behind = header_cells[index + 1 : index + 2]
    before = header_cells[max(index - 1, 0) : index]
    return bool(path) and path in behind and path not in before


def _restore_values(fields: list[str], columns: Sequence[_Column]) -> None:
    """A column in which most cells print money is one of figures, whatever its header
    says."""
    for index, column in enumerate(columns):
        if fields[index] == "label" and _are_sums(column.texts):
            fields[index] = "value"  # 项目 beside 基本
        if fields[index] != "text":
            continue
        n_sums = sum(map(prints_money, column.texts))
        if n_sums * 2 > len(column.texts):
            fields[index] = "value"


def _are_sums(texts: Sequence[str]) -> bool:
    """True for figures alone, with decimals."""
    return all(map(_is_figure, texts)) and any(map(_DECIMALS.search, texts))


# --- sides


def group_sides(
    fields: Sequence[str | None], label_columns: Set[int] = frozenset()
) -> list[list[int]]:
    """Group columns by side: a side ends where what names rows follows figures.

    Args:
        fields: The field of each column.
        label_columns: Columns of text, from 0, that may name rows.

    Returns:
        The columns of each side, from 0; those of no use are left out.
    """
    groups: list[list[int]] = []
    has_values = False
    for column, name in enumerate(fields):
        names_rows = name in ROW_FIELDS or column in label_columns
        if name is None or (name in _EXCLUDED_FIELDS and not names_rows):
            continue
        if not groups or (names_rows and has_values):
            groups.append([])
            has_values = False
        groups[-1].append(column)
        has_values = has_values or name == "value"
    return groups


def _find_label_candidates(
    fields: Sequence[str], columns: Sequence[_Column]
) -> frozenset[int]:
    """Columns of text that may name rows.

    Before the first figures any may; behind figures one that tells its rows apart.
    """
    first_value = len(fields)
    if "value" in fields:
        first_value = fields.index("value")
    return frozenset(
        column
        for column, name in enumerate(fields)
        if name == "text" and (column < first_value or columns[column].tells_rows_apart)
    )


def _name_side(
    fields: list[str],
    side: Sequence[int],
    columns: Sequence[_Column],
    lexicon: Lexicon,
) -> None:
    """Find the columns of text that name the rows of a side."""
    names = [fields[column] for column in side]
    if "value" not in names:
        return
    before = side[: names.index("value")]
    texts = [c for c in before if fields[c] == "text" and columns[c].texts]
    labels = _list_behind_codes(fields, columns, texts)
    if labels:
        labels += _list_projects_behind(labels[-1], columns, texts)
    texts = _drop_repeated_funds(texts, columns, lexicon)
    if not labels and not _names_rows(fields, side, texts, columns):
        labels = _choose_labels(fields, side, texts, columns)
    for column in labels:
        fields[column] = "label"
    _find_unit_names(fields, side, texts, columns, lexicon)
    _find_unit_labels(fields, side, columns, lexicon)


def _drop_repeated_funds(
    texts: Sequence[int], columns: Sequence[_Column], lexicon: Lexicon
) -> list[int]:
    """The columns of text without those that print the same funds for each name in
    another: 公务接待费 beside 小计, 一般公共预算, 政府性基金."""
    repeated = {
        column for column in texts if _repeats_funds(columns[column].texts, lexicon)
    }
    kept = [column for column in texts if column not in repeated]
    if any(columns[column].keyword in (None, "label") for column in kept):
        return kept
    return list(texts)


def _repeats_funds(texts: Sequence[str], lexicon: Lexicon) -> bool:
    words = Counter(map(match_key, texts))
    funds = {word for word in words if find_fund(lexicon, word) is not None}
    if not funds or all(count < 2 for count in words.values()):
        return False
    return all(find_sum_key(lexicon, word) for word in words.keys() - funds)


def _names_rows(
    fields: Sequence[str],
    side: Sequence[int],
    texts: Sequence[int],
    columns: Sequence[_Column],
) -> bool:
    """True where a label names the rows, or a year each of them.

    A year over several rows leaves it to the words beside it to tell them apart.
    """
    if any(fields[column] == "label" for column in side):
        return True
    years = [columns[c].texts for c in side if fields[c] == "year"]
    if not years:
        return False
    n_rows = max((len(columns[column].texts) for column in texts), default=0)
    return len(years[0]) >= n_rows


def _list_behind_codes(
    fields: Sequence[str], columns: Sequence[_Column], texts: Sequence[int]
) -> list[int]:
    """The columns right of codes, which hold their names."""
    return [
        column
        for column in texts
        if column and fields[column - 1] == "code" and columns[column].keyword != "code"
    ]


def _list_projects_behind(
    label: int, columns: Sequence[_Column], texts: Sequence[int]
) -> list[int]:
    """The column of projects behind the name of
    their class, which tells rows apart."""
    return [
        column
        for column in texts
        if column > label
        and columns[column].heads_projects
        and columns[column].tells_rows_apart
    ][:1]


def _choose_labels(
    fields: Sequence[str],
    side: Sequence[int],
    texts: Sequence[int],
    columns: Sequence[_Column],
) -> list[int]:
    """The column of text that tells the rows of a side apart, if any.

    Columns that a keyword calls a remark or a number are taken where no other names the
    rows; a column of units names them where the others only say their nature.
    """
    named = _list_by_keyword(texts, columns, "label")
    units = [column for column in side if fields[column] == "unit_name"]
    if named or not units:
        plain = named or _list_by_keyword(texts, columns, None)
        remarks = _list_remarks(fields, side, texts, columns)
        return _select_distinct(plain or remarks, columns)
    # Text of the same nature in many rows names none of them beside a unit.
    n_units = max(columns[column].n_distinct for column in units)
    plain = _list_by_keyword(texts, columns, None)
    distinct = [column for column in plain if columns[column].n_distinct > n_units]
    return _select_distinct(distinct, columns)


def _list_by_keyword(
    texts: Sequence[int], columns: Sequence[_Column], keyword: str | None
) -> list[int]:
    return [column for column in texts if columns[column].keyword == keyword]


def _select_distinct(
    candidates: Sequence[int], columns: Sequence[_Column]
) -> list[int]:
    """The first column of most different words, if there is any."""
    ranked = sorted(candidates, key=lambda column: -columns[column].n_distinct)
    return ranked[:1]


def _list_remarks(
    fields: Sequence[str],
    side: Sequence[int],
    texts: Sequence[int],
    columns: Sequence[_Column],
) -> list[int]:
    """Columns of remarks, where no code names the rows either."""
    if any(fields[column] == "code" for column in side):
        return []
    return _list_by_keyword(texts, columns, "text")


def _find_unit_names(
    fields: list[str],
    side: Sequence[int],
    texts: Sequence[int],
    columns: Sequence[_Column],
    lexicon: Lexicon,
) -> None:
    """A column of text beside the label that lists units is that of the units."""
    if "unit_name" in {fields[column] for column in side}:
        return
    suffixes = lexicon.get_words("units", "tail")
    for column in texts:
        if fields[column] == "text" and _lists_units(columns[column], suffixes):
            fields[column] = "unit_name"
            return


def _find_unit_labels(
    fields: list[str],
    side: Sequence[int],
    columns: Sequence[_Column],
    lexicon: Lexicon,
) -> None:
    """The only column that names the rows is one of units where its header or the codes
    of units beside it, and its words, say so."""
    names = {column: fields[column] for column in side if fields[column] in ROW_FIELDS}
    labels = [column for column, name in names.items() if name == "label"]
    if len(labels) != 1 or not set(names.values()) <= {"label", "unit_code"}:
        return
    column = columns[labels[0]]
    is_of_units = column.heads_units or len(names) > 1
    suffixes = lexicon.get_words("units", "tail")
    if is_of_units and _lists_units(column, suffixes):
        fields[labels[0]] = "unit_name"


def _lists_units(column: _Column, suffixes: tuple[str, ...]) -> bool:
    names = [BRACKETED_TEXT.sub("", match_key(text)) for text in column.texts]
    return sum(name.endswith(suffixes) for name in names) * 2 > len(names)
