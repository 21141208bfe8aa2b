"""The field of each column of a table, by its header and by the cells below.

A header that no word of the lexicon names may hold a keyword that does (``科室性质``: the
keyword that ends last decides, as the head of a Chinese compound does). A column of a
statutory table that has neither is named by its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from math import inf

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.schema.codelists import index_codelist
from extractor.tables.cells import (
    GridCell,
    is_blank,
    is_number,
    is_value_text,
    read_number,
)
from extractor.tables.forms import find_period_rank
from extractor.tables.periods import is_period
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT, LEADING_OF_WHICH
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import cache_words, match_key

__all__ = [
    "CellRows",
    "FieldNames",
    "HeaderForms",
    "HeaderPaths",
    "choose_quantity",
    "collect_header_words",
    "count_matches",
    "find_last_keyword",
    "has_money_headers",
    "list_column_texts",
    "list_header_forms",
    "match_header_forms",
    "match_headers",
    "match_keywords",
    "name_assets",
    "name_purchases",
    "resolve_purchases",
    "split_header",
]

FieldNames = tuple[str | None, ...]
"""The field of each column; None where it has none."""

HeaderPaths = Sequence[Sequence[GridCell]]
HeaderForms = Sequence[Sequence[str]]
"""The header cells above each column, from top to bottom."""

CellRows = Sequence[Sequence[Cell | None]]
"""The cells of each row, one a column."""

_CLASS_CODE = regex.compile(r"[235]\d{2}(?:\.?\d{2}){0,2}")
_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")
_STARTS_WITH_CODE = regex.compile(r"\s*\[?[ABC]\d")
_KIND_CODE = regex.compile(r"[ABC]")  # goods, works and services
_CATALOG_NAME = regex.compile(r"\s*\[?[ABC]\d{2,12}\D")
_ECONOMIC_CODELISTS = ("economic_department", "economic_government")
_PAIR = ("name", "target")
_PRICE_FIELDS = ("unit_price", "price")
_TOTAL_FIELDS = ("total", "value")
_ASSET_FIGURES = ("quantity", "value")
_FACTORS = ("quantity", "price")
_CLASS_FIELDS = (None, "item_name", "catalog_name")
_WORDS = regex.compile(r"\p{Han}+")
_HALF_CENT = Decimal("0.005")
_MAX_LINE_NUMBER_LENGTH = 3
_SUMS_OF_FUNDS = frozenset({"total", "current_year"})
_FUNDS_OF_PURCHASES = (
    "general_public_budget",
    "government_funds",
    "fiscal_special_account",
    "other_sources",
    "other_channels",
)
_FUND_FIELDS = ("general_public_budget", "government_funds")
_HEADER_VOCABULARIES = ("sides", "column_phase", "header_words")
# What statutory tables have for columns of money: 合计, 基本支出, 预算数.
_MONEY_HEADER_VOCABULARIES = (
    "lines.revenue",
    "lines.expenditure",
    "lines.appropriation",
    "lines.three_public",
    "column_phase",
)


# --- by words


def match_headers(header_cells: HeaderPaths, kind: str, lexicon: Lexicon) -> FieldNames:
    """Name the columns whose headers are words of a kind of tables.

    Args:
        header_cells: The header cells above each column.
        kind: The kind of tables.
        lexicon: The words.

    Returns:
        The field of each column; None where no word names it.
    """
    return match_header_forms(list_header_forms(header_cells), kind, lexicon)


def list_header_forms(header_cells: HeaderPaths) -> HeaderForms:
    """List the words by which each column may be known.

    Args:
        header_cells: The header cells above each column.

    Returns:
        The words of each column, most particular first.
    """
    return tuple(
        _list_lookup_forms(tuple([cell.cell.text for cell in path]))
        for path in header_cells
    )


def match_header_forms(forms: HeaderForms, kind: str, lexicon: Lexicon) -> FieldNames:
    """Name the columns one of whose words is of a kind of tables.

    Args:
        forms: The words by which each column may be known.
        kind: The kind of tables.
        lexicon: The words.

    Returns:
        The field of each column; None where no word names it.
    """
    words = lexicon.get_vocabulary(f"columns.{kind}")
    return tuple([_match_forms(one, words) for one in forms])


def _match_forms(forms: Iterable[str], words: Mapping[str, str]) -> str | None:
    for form in forms:
        if form in words:
            return words[form]
    return None


@lru_cache(maxsize=4096)
def _list_lookup_forms(path: tuple[str, ...]) -> tuple[str, ...]:
    """The words a column may be known by, most particular first.

    The whole path, its lower parts; then the same without brackets, years and 其中.
    """
    texts = [match_key(text) for text in path]
    bare_texts = [_strip_header(text) for text in texts]
    if bare_texts == texts:
        bare_texts = []
    return (
        *("/".join(texts[start:]) for start in range(len(texts))),
        *("/".join(bare_texts[start:]) for start in range(len(bare_texts))),
    )


@cache_words
def _strip_header(text: str) -> str:
    """A header without brackets, year and 其中."""
    text = BRACKETED_TEXT.sub("", text)
    return LEADING_OF_WHICH.sub("", LEADING_YEAR.sub("", text))


def collect_header_words(lexicon: Lexicon) -> frozenset[str]:
    """Collect every word that heads a column of any kind.

    Args:
        lexicon: The words.

    Returns:
        The words, of header paths the lowest.
    """
    found: set[str] = set()
    for name, words in lexicon.vocabularies.items():
        if name.startswith("columns.") or name in _HEADER_VOCABULARIES:
            found.update(word.rpartition("/")[2] for word in words)
    return frozenset(found)


def count_matches(
    row: Sequence[GridCell], words: frozenset[str], lexicon: Lexicon
) -> int:
    """Count the cells of a row that are words of headers.

    Args:
        row: The cells.
        words: The words.
        lexicon: The words of periods.

    Returns:
        The number of cells that are one, with or without brackets, year and 其中, or a
        period.
    """
    count = 0
    for cell in row:
        text = match_key(cell.text)
        is_word = text in words or _strip_header(text) in words
        count += is_word or is_period(text, lexicon)
    return count


# --- by keywords


def match_keywords(
    fields: FieldNames, header_cells: HeaderPaths, kind: str, lexicon: Lexicon
) -> FieldNames:
    """Name the columns that have no field yet by the keywords in their headers.

    Args:
        fields: The fields so far.
        header_cells: The header cells above each column.
        kind: The kind of tables.
        lexicon: The words.

    Returns:
        The fields; none is given to two columns.
    """
    matched_fields = list(fields)
    for vocabulary in ("column_marks", "weak_marks"):
        keywords = lexicon.get_vocabulary(f"{vocabulary}.{kind}")
        if not keywords:
            continue
        _match_column_keywords(matched_fields, header_cells, keywords, lexicon)
        if kind == "procurement":
            _infer_by_position(matched_fields, header_cells, lexicon)
        if kind == "fixed_assets":
            _add_later_periods(matched_fields, header_cells, keywords, lexicon)
            _value_at_net(matched_fields)
    if kind == "performance_grades":
        _infer_indicator_column(matched_fields)
    if kind == "performance_targets":
        _drop_duplicate_fields(matched_fields, header_cells)
    return tuple(matched_fields)


def _match_column_keywords(
    fields: list[str | None],
    header_cells: HeaderPaths,
    keywords: Mapping[str, str],
    lexicon: Lexicon,
) -> None:
    for column, path in enumerate(header_cells):
        if fields[column] is not None or not path:
            continue
        name = _find_header_keyword(path, keywords, lexicon)
        # Several columns may be known to have no field.
        if name == "other" or name not in fields:
            fields[column] = name


def _value_at_net(fields: list[str | None]) -> None:
    """What is left of the cost is the value where no column has the cost."""
    if "value" in fields:
        return
    for column, name in enumerate(fields):
        if name == "net_value":
            fields[column] = "value"


def _add_later_periods(
    fields: list[str | None],
    header_cells: HeaderPaths,
    keywords: Mapping[str, str],
    lexicon: Lexicon,
) -> None:
    """Name the later of two dates of a field: 期初原值 | 期末原值."""
    ranks = [
        find_period_rank([cell.text for cell in path], True, lexicon)
        for path in header_cells
    ]
    for column, path in enumerate(header_cells):
        if fields[column] is not None or not path:
            continue
        name = _find_header_keyword(path, keywords, lexicon)
        if name is not None and ranks[column] > _find_last_rank(fields, name, ranks):
            fields[column] = name


def _find_last_rank(
    fields: Sequence[str | None], name: str, ranks: Sequence[int]
) -> float:
    """The last period of the columns of a field."""
    found = [rank for rank, other in zip(ranks, fields, strict=True) if other == name]
    return max(found, default=inf)


def _find_header_keyword(
    path: Sequence[GridCell], keywords: Mapping[str, str], lexicon: Lexicon
) -> str | None:
    """The field that the lowest header names; 小计 and a period are named by the one
    above them."""
    words = []
    for cell in path:
        text = match_key(cell.text)
        words.append(BRACKETED_TEXT.sub("", text) or text)
    name = find_last_keyword(words[-1], keywords)
    if len(words) < 2 or not _names_no_field(words[-1], lexicon):
        return name
    parent_name = find_last_keyword(words[-2], keywords)
    if parent_name in (None, "project_name"):
        return name
    return parent_name


def _names_no_field(word: str, lexicon: Lexicon) -> bool:
    """True for 小计, and for a period or the end of one alone: 期初数."""
    if lexicon.find_key("rows.sums", word) is not None or is_period(word, lexicon):
        return True
    ends = (*lexicon.get_words("opening"), *lexicon.get_words("closing"))
    rests = ("", *lexicon.get_words("period_words", "figures"))
    return any(word.startswith(end) and word.removeprefix(end) in rests for end in ends)


def find_last_keyword(text: str, keywords: Mapping[str, str]) -> str | None:
    """The key of the keyword that ends last in a text; of two that end together the
    longer."""
    matches = [
        (text.rfind(word) + len(word), len(word), key)
        for word, key in keywords.items()
        if word in text
    ]
    return max(matches)[2] if matches else None


def _infer_indicator_column(fields: list[str | None]) -> None:
    """The indicator is the column right before
    its grades, for any header (考核内容)."""
    if "indicator" in fields or "优" not in fields:
        return
    column = fields.index("优") - 1
    while column >= 0 and fields[column] == "unit":
        column -= 1
    if column >= 0 and fields[column] is None:
        fields[column] = "indicator"


def _drop_earlier_terms(fields: list[str | None]) -> None:
    """Of targets beside each other the last are those of the year: 实施期目标 | 年度目标."""
    pairs = [c for c in range(len(fields)) if tuple(fields[c : c + 2]) == _PAIR]
    for column, following in zip(pairs, pairs[1:], strict=False):
        if following == column + len(_PAIR):
            fields[column:following] = ["rubric", "rubric"]


def _drop_duplicate_fields(fields: list[str | None], header_cells: HeaderPaths) -> None:
    """Of columns of indicators with one field the first is meant, others explain it.

    三级指标 before 指标内容; the column left of the first level (``绩效指标`` down the side of a
    form) names none.
    """
    _drop_earlier_terms(fields)
    for column, name in enumerate(fields):
        is_first = name == "name" and "name" in fields[column + 1 :]
        if is_first and "level1" in fields[column:]:
            fields[column] = None
    for column, name in enumerate(fields):
        first = fields.index(name)
        is_duplicate = name in ("name", "target") and first != column
        if is_duplicate and header_cells[first] != header_cells[column]:
            fields[column] = "rubric"


# --- by arithmetic


def choose_quantity(
    fields: FieldNames, header_cells: HeaderPaths, rows: CellRows, lexicon: Lexicon
) -> FieldNames:
    """Choose the number of things that are bought: 存量数量 | 新增数量 | 单价 | 金额.

    Args:
        fields: The fields of a table of purchases or assets.
        header_cells: The header cells above each column.
        rows: The cells below the header.
        lexicon: The words that head quantities.

    Returns:
        The fields; of several numbers of things the one that makes the amounts at
        their prices, the others are of no field of a record.
    """
    price = _find_field(fields, _PRICE_FIELDS)
    total = _find_field(fields, _TOTAL_FIELDS)
    if "quantity" not in fields or price is None or total is None:
        return fields
    counts = _list_quantities(header_cells, lexicon)
    scores = {c: _count_products(rows, (c, price), total) for c in counts}
    if len(counts) < 2 or not any(scores.values()):
        return fields
    chosen = list(fields)
    for column in counts:
        chosen[column] = "other"
    chosen[max(counts, key=lambda column: scores[column])] = "quantity"
    return tuple(chosen)


def prices_things(fields: FieldNames, rows: CellRows) -> bool:
    """True where the number of things and their price make the total of most rows.

    Args:
        fields: The fields of a table of purchases.
        rows: The cells of each row below the header.
    """
    columns = [_find_field(fields, [name]) for name in ("quantity", "unit_price")]
    total = _find_field(fields, ("total", "current_year", "general_public_budget"))
    if total is None or None in columns:
        return False
    first, second = (column or 0 for column in columns)
    return _makes_products(rows, (first, second), total)


def _makes_products(rows: CellRows, factors: tuple[int, int], product: int) -> bool:
    """True where a column holds the product
    of two others in most of their rows."""
    n_filled = sum(all(_is_filled(row, c) for c in factors) for row in rows)
    n_products = _count_products(rows, factors, product)
    return n_products > 0 and n_products * 2 > n_filled


def _list_quantities(header_cells: HeaderPaths, lexicon: Lexicon) -> list[int]:
    """The columns whose lowest header ends in a word of quantities."""
    heads = lexicon.get_words("column_marks.procurement", "quantity")
    paths = enumerate(header_cells)
    return [c for c, path in paths if path and match_key(path[-1].text).endswith(heads)]


def _find_field(fields: FieldNames, names: Sequence[str]) -> int | None:
    return next((fields.index(name) for name in names if name in fields), None)


def _count_products(rows: CellRows, factors: tuple[int, int], product: int) -> int:
    """How many rows hold two numbers and their product."""
    n_products = 0
    for row in rows:
        numbers = [read_number(row[column]) for column in (*factors, product)]
        if None in numbers or not all(numbers):
            continue
        first, second, whole = map(Decimal, numbers)  # type: ignore[arg-type]
        n_products += abs(first * second - whole) <= _HALF_CENT
    return n_products


# --- by position


def _infer_by_position(
    fields: list[str | None], header_cells: HeaderPaths, lexicon: Lexicon
) -> None:
    """Columns of a procurement table that are known by their position."""
    funds = [column for column, name in enumerate(fields) if name in _FUND_FIELDS]
    column = _find_sum_of_funds(fields, header_cells, funds, lexicon)
    if column is not None:
        fields[column] = "current_year"
    column = _find_column_before_funds(fields, funds)
    if column is not None and "current_year" not in fields:
        fields[column] = "current_year"
    if fields and fields[0] is None and "project_name" not in fields:
        fields[0] = "project_name"


def _find_sum_of_funds(
    fields: Sequence[str | None],
    header_cells: HeaderPaths,
    funds: Sequence[int],
    lexicon: Lexicon,
) -> int | None:
    """The column that sums the funds next to it, where another one is the total."""
    if "current_year" in fields:
        return None
    fund_parents = [header_cells[column][-2:-1] for column in funds]
    for column, path in enumerate(header_cells):
        if fields[column] not in (None, "total") or len(path) < 2:
            continue
        if lexicon.find_key("rows.sums", path[-1].text) is None:
            continue
        other_fields = [*fields[:column], *fields[column + 1 :]]
        if path[-2:-1] in fund_parents and "total" in other_fields:
            return column
    return None


def _find_column_before_funds(
    fields: Sequence[str | None], funds: Sequence[int]
) -> int | None:
    """The unnamed column between the total and the funds."""
    for column in range(1, len(fields)):
        if (
            fields[column] is None
            and fields[column - 1] == "total"
            and column + 1 in funds
        ):
            return column
    return None


# --- by content


def split_header(
    fields: FieldNames, header_cells: HeaderPaths, rows: CellRows
) -> FieldNames:
    """Tell columns apart that one header names.

    Args:
        fields: The fields.
        header_cells: The header cells above each column.
        rows: The cells below the header.

    Returns:
        The fields, with line numbers, codes of the procurement catalogue and duties
        where the cells show them.
    """
    new_fields = list(fields)
    for column in range(1, len(fields)):
        # A header may span labels and line numbers: 项目 | | 统计数.
        is_spanned = header_cells[column] == header_cells[column - 1]
        is_label = fields[column - 1] == fields[column] == "label"
        if is_label and is_spanned:
            _name_spanned_columns(new_fields, rows, column)
        elif is_label and not is_spanned:
            new_fields[_find_general_column(rows, column)] = None
    _name_catalog_columns(new_fields, rows)
    # Duties and their activities may have columns of their own.
    if new_fields.count("activity") == 2:
        new_fields[new_fields.index("activity")] = "duty"
    return tuple(new_fields)


def _name_spanned_columns(
    fields: list[str | None], rows: CellRows, column: int
) -> None:
    """Name the line numbers, or the codes, that share a header with labels."""
    if _has_line_numbers(list_column_texts(rows, column)):
        fields[column] = "line"
    elif _holds_class_codes(rows, column - 1):
        fields[column - 1] = "code"


def _holds_class_codes(rows: CellRows, column: int) -> bool:
    """True for codes of the classification beside their names below one head: 功能科目."""
    texts = [word for word in map(match_key, list_column_texts(rows, column)) if word]
    codes = [word for word in texts if word[0].isdigit()]
    return bool(codes) and all(map(_CLASS_CODE.fullmatch, codes))


def _find_general_column(rows: CellRows, column: int) -> int:
    """Of a column of labels and the one on its left that which does not name the rows.

    资产类别 is above 资产名称; 功能科目名称 repeats itself beside 项目名称. A cell over
    several rows names a group of them.
    """
    named = [
        _list_keys(row[column - 1 : column + 1])
        for row in rows
        if _names_both(row, column)
    ]
    n_left, n_right = len({keys[0] for keys in named}), len({keys[1] for keys in named})
    if n_left > n_right and not _groups_rows(rows, column - 1):
        return column
    return column - 1


def _list_keys(cells: Sequence[Cell | None]) -> list[str]:
    return [match_key(cell.text) for cell in cells if cell is not None]


def _names_both(row: Sequence[Cell | None], column: int) -> bool:
    """True where a column, from 0, and the one on its left are filled."""
    cells = row[column - 1 : column + 1]
    return len(cells) > 1 and all(cell and not is_blank(cell.text) for cell in cells)


def _groups_rows(rows: CellRows, column: int) -> bool:
    """True for a column, from 0, with a filled cell over several rows."""
    cells = (row[column] for row in rows if column < len(row))
    return any(
        cell is not None and cell.row_span > 1 and not is_blank(cell.text)
        for cell in cells
    )


def _name_catalog_columns(fields: list[str | None], rows: CellRows) -> None:
    for name in ("item_name", "catalog_name"):
        if name in fields and "catalog_code" not in fields:
            column = fields.index(name)
            texts = list_column_texts(rows, column)
            fields[column] = _name_catalog_column(name, texts)


def _name_catalog_column(name: str, texts: Sequence[str]) -> str:
    """采购目录 heads the classes in one form, their codes in another."""
    if _holds_catalog_codes(texts):
        return "catalog_code"
    if name == "catalog_name" and all(map(_CATALOG_NAME.match, texts)):
        return "item_name"
    return name


def resolve_purchases(
    fields: FieldNames, header_cells: HeaderPaths, rows: CellRows, lexicon: Lexicon
) -> FieldNames:
    """Tell what is bought from the project and the class that it belongs to.

    采购项目 is what is bought, unless a column beside it names things
    (品目名称): then it is the project. 采购目录 is either only alone.

    Args:
        fields: The fields of a table of purchases so far.
        header_cells: The header cells above each column.
        rows: The cells of each row below the header.
        lexicon: The words.

    Returns:
        The fields, without the two that only a neighbour decides.
    """
    names = list(fields)
    _take_purchase_for_item(names, rows, lexicon)
    _take_purchase_before_class(names, header_cells, rows, lexicon)
    _take_class_below_purchase(names, rows, lexicon)
    names_things = _names_things(names, header_cells, lexicon)
    for open_name in ("purchase", "catalog_name"):
        if open_name in names:
            column = names.index(open_name)
            names_things = names_things or "item_name" in names
            names[column] = _choose_purchase_field(open_name, names, names_things)
    if {"project_funds", "total"} <= set(names):
        total, funds = names.index("total"), names.index("project_funds")
        if not any(map(is_number, list_column_texts(rows, total))):
            # 采购预算 | 采购金额: what was bought is not yet known.
            names[total], names[funds] = "other", "total"
    return tuple(names)


def _take_purchase_for_item(
    names: list[str | None], rows: CellRows, lexicon: Lexicon
) -> None:
    """采购项目 behind its project or class is what is bought, 采购目录 its class."""
    if "purchase" not in names:
        return
    purchase = names.index("purchase")
    classes = [
        column
        for column, name in enumerate(names)
        if name in _CLASS_FIELDS and _holds_classes(rows, column, lexicon)
    ]
    has_project = "project_name" in names or _holds_words(rows, purchase - 1)
    if classes and has_project:
        names[purchase], names[classes[0]] = "item_name", "catalog_code"


def _take_purchase_before_class(
    names: list[str | None], header_cells: HeaderPaths, rows: CellRows, lexicon: Lexicon
) -> None:
    """采购项目名称 that is another in each row is what is bought, 品目 beside it its class.

    One that several rows repeat is their project, as is one that says what is done with
    the thing beside it: 执法记录仪购置 | 执法记录仪.
    """
    if "purchase" not in names or "item_name" not in names:
        return
    purchase, item = names.index("purchase"), names.index("item_name")
    heads = [match_key(header_cells[column][-1].text) for column in (purchase, item)]
    if not _head_name_and_class(heads, lexicon) or _holds_classes(rows, item, lexicon):
        return
    if _names_acts(rows, purchase, item):
        return
    if _names_each_row(rows, purchase, item):
        names[purchase], names[item] = "item_name", "catalog_code"


def _take_class_below_purchase(
    names: list[str | None], rows: CellRows, lexicon: Lexicon
) -> None:
    """采购目录 that is another in each row is
    what is bought where 采购项目 beside it
    repeats: 办公设备更新 | 台式计算机."""
    if not {"purchase", "catalog_name"} <= set(names) or "item_name" in names:
        return
    purchase, things = names.index("purchase"), names.index("catalog_name")
    if any(map(_STARTS_WITH_CODE.match, _list_things(rows, things, lexicon))):
        return
    purchases = list(map(match_key, list_column_texts(rows, purchase)))
    is_repeated = len(set(purchases)) < len(purchases)
    if is_repeated and _names_each_row(rows, things, purchase):
        names[things] = "item_name"


def _names_acts(rows: CellRows, column: int, beside: int) -> bool:
    """True where a name of a column, from 0, is that of the thing beside it with more
    words: 台式计算机更新."""
    pairs = [
        _list_keys([row[column], row[beside]])
        for row in rows
        if _is_filled(row, column) and _is_filled(row, beside)
    ]
    return any(
        name.startswith(thing) and _WORDS.fullmatch(name, len(thing))
        for name, thing in pairs
    )


def _names_each_row(rows: CellRows, column: int, beside: int) -> bool:
    """True where a column, from 0, has another name for each of the rows with a
    class."""
    named = [row for row in rows if _is_filled(row, beside)]
    keys = _list_keys([row[column] for row in named if _is_filled(row, column)])
    return len(named) > 1 and len(set(keys)) == len(named)


def _head_name_and_class(heads: Sequence[str], lexicon: Lexicon) -> bool:
    """True for 采购项目名称 before 采购品目."""
    name, purchase_class = heads
    if not name.endswith(lexicon.get_words("purchase_heads", "name")):
        return False
    classes = lexicon.get_words("purchase_heads", "class")
    return any(word in purchase_class for word in classes)


def _is_filled(row: Sequence[Cell | None], column: int) -> bool:
    cells = [cell for cell in row[column : column + 1] if cell is not None]
    return any(not is_blank(cell.text) for cell in cells)


def _holds_classes(rows: CellRows, column: int, lexicon: Lexicon) -> bool:
    """True for a column of codes of the catalogue with their names."""
    texts = _list_things(rows, column, lexicon)
    return bool(texts) and all(map(_CATALOG_NAME.match, texts))


def name_purchases(fields: FieldNames, rows: CellRows) -> FieldNames:
    """Name what is bought where it stands below 项目名称.

    Args:
        fields: The fields of a table of purchases.
        rows: The cells of each row below the header.

    Returns:
        The fields; a project is what is bought where nothing else names it and it has
        a price, or a code of the catalogue beside it. Codes of economic classes are no
        codes of the catalogue.
    """
    fields = _take_item_codes(fields, rows)
    fields = _drop_economic_codes(fields, rows)
    fields = _take_funds_for_total(fields, rows)
    if "project_name" not in fields or "item_name" in fields:
        return fields
    if "catalog_code" in fields:
        codes = list_column_texts(rows, fields.index("catalog_code"))
        is_bought = _holds_catalog_codes(codes)
    else:
        is_bought = "unit_price" in fields
    if not is_bought:
        return fields
    names = list(fields)
    names[names.index("project_name")] = "item_name"
    return tuple(names)


def _take_item_codes(fields: FieldNames, rows: CellRows) -> FieldNames:
    """品目 above codes alone heads no names:
    A, A02010105."""
    names = list(fields)
    _name_catalog_columns(names, rows)
    return tuple(names)


def _take_funds_for_total(fields: FieldNames, rows: CellRows) -> FieldNames:
    """采购预算 that sums the funds beside it is
    what a purchase costs, where no column says so."""
    if "project_funds" not in fields or not _SUMS_OF_FUNDS.isdisjoint(fields):
        return fields
    column = fields.index("project_funds")
    parts = [c for c, name in enumerate(fields) if name in _FUNDS_OF_PURCHASES]
    filled = [row for row in rows if read_number(row[column]) is not None]
    n_sums = sum(_adds_up(row, parts, column) for row in filled)
    if not parts or n_sums * 2 <= len(filled):
        return fields
    return (*fields[:column], "total", *fields[column + 1 :])


def _adds_up(row: Sequence[Cell | None], parts: Sequence[int], whole: int) -> bool:
    """True where the figures of some
    columns are together that of another."""
    values = [read_number(row[column]) or Decimal(0) for column in parts]
    return sum(values, Decimal(0)) == read_number(row[whole])


def _drop_economic_codes(fields: FieldNames, rows: CellRows) -> FieldNames:
    """经济科目编码 | 30209 tells the class of the money, no class of the catalogue."""
    if "catalog_code" not in fields:
        return fields
    column = fields.index("catalog_code")
    codes = {match_key(text) for text in list_column_texts(rows, column)}
    if not codes or not codes <= _list_economic_codes():
        return fields
    return (*fields[:column], "other", *fields[column + 1 :])


@cache
def _list_economic_codes() -> frozenset[str]:
    return frozenset(
        code for name in _ECONOMIC_CODELISTS for code in index_codelist(name)
    )


def _list_things(rows: CellRows, column: int, lexicon: Lexicon) -> list[str]:
    """The texts of a column without the words of sums."""
    texts = list_column_texts(rows, column)
    return [text for text in texts if lexicon.find_key("rows.sums", text) is None]


def _holds_words(rows: CellRows, column: int) -> bool:
    """True for a column, from 0, all cells of which are words."""
    if column < 0:
        return False
    texts = list_column_texts(rows, column)
    return bool(texts) and not any(map(is_value_text, texts))


def _names_things(
    names: Sequence[str | None], header_cells: HeaderPaths, lexicon: Lexicon
) -> bool:
    """True where a column is headed by a keyword of things, at any height of its
    head."""
    if "item_name" in names:
        return True
    marks = lexicon.get_vocabulary("column_marks.procurement")
    for column, path in enumerate(header_cells):
        found = {find_last_keyword(match_key(cell.text), marks) for cell in path}
        is_item = "item_name" in found and "catalog_code" not in found
        if names[column] is None and is_item:
            return True
    return False


def _choose_purchase_field(
    open_name: str, names: Sequence[str | None], names_things: bool
) -> str:
    if not names_things:
        return "item_name"
    if open_name == "purchase" and "project_name" not in names:
        return "project_name"
    return "other"


def name_assets(fields: FieldNames, rows: CellRows) -> FieldNames:
    """Name the column of words before the figures of a list of assets.

    Args:
        fields: The fields so far.
        rows: The cells below the header.

    Returns:
        The fields; the first column of words is the label of the rows, whatever its
        head is (栏次), where none is. What number and price make is the value.
    """
    fields = _value_at_product(fields, rows)
    figures = [c for c, name in enumerate(fields) if name in _ASSET_FIGURES]
    if "label" in fields or not figures:
        return fields
    for column in range(figures[0]):
        texts = list_column_texts(rows, column)
        n_words = sum(not is_value_text(text) for text in texts)
        if fields[column] is None and n_words * 2 > len(rows):
            return (*fields[:column], "label", *fields[column + 1 :])
    return fields


def _value_at_product(fields: FieldNames, rows: CellRows) -> FieldNames:
    """What a number of things costs at its
    price is its value, whatever heads it."""
    factors = [fields.index(name) for name in _FACTORS if name in fields]
    if "value" in fields or len(factors) < len(_FACTORS):
        return fields
    first, second = factors
    for column, name in enumerate(fields):
        if name is None and _makes_products(rows, (first, second), column):
            return (*fields[:column], "value", *fields[column + 1 :])
    return fields


def list_column_texts(rows: CellRows, column: int) -> list[str]:
    """The texts of a column, blanks left out."""
    cells = [row[column] for row in rows if column < len(row)]
    return [
        text
        for cell in cells
        if cell is not None and (text := cell.text) and not text.isspace()
    ]


def _has_line_numbers(texts: Iterable[str]) -> bool:
    compact = ["".join(text.split()) for text in texts]
    return bool(compact) and all(
        text.isdigit() and len(text) <= _MAX_LINE_NUMBER_LENGTH for text in compact
    )


def _holds_catalog_codes(texts: Sequence[str]) -> bool:
    """True for codes of the catalogue alone, and for A above those of goods."""
    words = [word for word in map(match_key, texts) if word]
    codes = [word for word in words if not _KIND_CODE.fullmatch(word)]
    return _has_catalog_codes(codes)


def _has_catalog_codes(texts: Iterable[str]) -> bool:
    words = [word for word in map(match_key, texts) if word]
    return bool(words) and all(_CATALOG_CODE.fullmatch(word) for word in words)


# --- money


def has_money_headers(header_cells: HeaderPaths, lexicon: Lexicon) -> bool:
    """True where two headers or more are what statutory tables have for columns of
    money."""
    n_money = 0
    for path in header_cells:
        if not path:
            continue
        word = LEADING_YEAR.sub("", match_key(path[-1].text))
        word = BRACKETED_TEXT.sub("", word)
        n_money += is_period(word, lexicon) or any(
            lexicon.find_key(name, word) is not None
            for name in _MONEY_HEADER_VOCABULARIES
        )
    return n_money > 1
