"""Classify tables by their columns and their title.

Each kind has signatures: names of columns that it cannot do without. A statutory table
is known by its title, or by a column of subjects next to columns of money.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.lexicon.label_parser import SIDE_CONCEPTS, parse_label
from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import Fund
from extractor.model.records import YUAN_PER_UNIT
from extractor.schema.codelists import list_class_names
from extractor.tables.axes import assign_money_fields
from extractor.tables.caption import Caption
from extractor.tables.cells import GridCell, prints_money
from extractor.tables.column_roles import (
    CellRows,
    FieldNames,
    HeaderForms,
    HeaderPaths,
    choose_quantity,
    has_money_headers,
    list_column_texts,
    list_header_forms,
    match_header_forms,
    match_keywords,
    name_assets,
    name_purchases,
    prices_things,
    resolve_purchases,
    split_header,
)
from extractor.tables.forms import (
    FORMS,
    Signatures,
    drop_contradicted_fields,
    infer_main_value,
)
from extractor.tables.indicators import (
    infer_level_fields,
    name_level_column,
    name_project_column,
)
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT, strip_list_number_and_connective
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import match_key
from extractor.text.numbers import find_declared_unit

__all__ = [
    "KIND_BY_TABLE_KEY",
    "TABLE_KINDS",
    "Classification",
    "classify_table",
]

TABLE_KINDS = tuple(FORMS)
"""Kinds of tables that are known by their columns."""

KIND_BY_TABLE_KEY: Mapping[str, str] = {
    "B11": "procurement",
    "B13": "performance_targets",
    "B14": "performance_targets",
    "B16": "performance_grades",
    "B17": "fixed_assets",
    "B18": "org_units",
}
"""Statutory keys whose numbers have a table of their own; all other keys are budget
lines."""

_MAX_SMALL_TABLE_VALUES = 3  # columns of figures of a small table
_DECIMALS = regex.compile(r"\s*-?[\d,，]+\.\d{2,}\s*")
_OTHER_TITLE_KEY = "other"  # of titles of tables that are of no kind
_THREE_PUBLIC_TABLE_KEY = "B7"
_THREE_PUBLIC_KEYS = ("B7", "F7")
_SERVICES_TABLE_KEY = "B12"
_UNIT_TRAITS = frozenset({"nature", "rank", "funding"})
_MIN_ASSET_COLUMNS = 3  # columns that are kinds of assets
_MIN_KINDS = 2  # columns that are kinds of purchases
_THREE_PUBLIC_CONCEPTS = frozenset(
    {"three_public.overseas", "three_public.hospitality"}
)
_VEHICLE_CONCEPTS = frozenset(
    {"three_public.vehicles.running", "three_public.vehicles.total"}
)
_KEYS_BY_FUNCTION = frozenset({"B3", "B5", "F3", "F5"})
_PURCHASES = "procurement"
# Columns of a list of things that are bought.
_THINGS = frozenset({"item_name", "quantity", "unit_price", "catalog_code"})
_LEGAL_EXPENSES = ("operating_expenses", "three_public")
_FINAL_KEY_BY_BUDGET_KEY = {f"B{n}": f"F{n}" for n in range(1, 10)}


class Classification(NamedTuple):
    """Kind and statutory key of a table, and the name of each column."""

    kind: str
    table_key: str | None
    fields: FieldNames


def classify_table(
    header_cells: HeaderPaths, caption: Caption, rows: CellRows, lexicon: Lexicon
) -> Classification:
    """Classify a table and name its columns.

    Args:
        header_cells: The header cells above each column, from top to bottom.
        caption: The caption, of which the key of the title counts.
        rows: The cells of each row below the header, one a column.
        lexicon: The words that head columns.

    Returns:
        The kind (unknown where no rule applies), the statutory key and the columns.
    """
    table = _UnclassifiedTable(header_cells, caption, rows, lexicon)
    for rule in _RULES:
        kind = rule(table)
        if kind is not None:
            return kind
    return Classification("unknown", None, table.unnamed_fields)


@dataclass(frozen=True)
class _UnclassifiedTable:
    """A table of which the form is known."""

    header_cells: HeaderPaths
    caption: Caption
    rows: CellRows
    lexicon: Lexicon

    @property
    def title_key(self) -> str | None:
        """The key of the title."""
        return self.caption.title_key

    @property
    def titled_kind(self) -> str | None:
        """The kind that the title names, no statutory table of money."""
        key = self.title_key or ""
        if key in FORMS:
            return key
        return KIND_BY_TABLE_KEY.get(key)

    @property
    def statutory_key(self) -> str | None:
        """The key of the title where it is a number of the statutory forms."""
        key = self.title_key
        if key is not None and key[:1] in "BF" and key[1:].isdigit():
            return key
        return None

    @property
    def has_money_title(self) -> bool:
        """True where the title names a table of money."""
        return self.title_key is not None and self.titled_kind is None

    @property
    def unnamed_fields(self) -> FieldNames:
        return (None,) * len(self.header_cells)

    @cached_property
    def money_fields(self) -> FieldNames:
        """The columns, if it is a table of money."""
        return assign_money_fields(self.header_cells, self.rows, self.lexicon)

    @cached_property
    def _header_forms(self) -> HeaderForms:
        return list_header_forms(self.header_cells)

    def match_words(self, kind: str) -> FieldNames:
        """The columns that are words of a kind as they are printed."""
        return match_header_forms(self._header_forms, kind, self.lexicon)

    def match_headers(self, kind: str) -> FieldNames:
        """The columns that the words of a kind name."""
        fields = self.match_words(kind)
        fields = split_header(fields, self.header_cells, self.rows)
        if kind == "performance_targets":
            return name_level_column(fields, self.rows, self.lexicon)
        if kind != "procurement":
            return fields
        return resolve_purchases(fields, self.header_cells, self.rows, self.lexicon)

    def match_keywords(self, kind: str, fields: FieldNames) -> FieldNames:
        """The same with the columns that keywords name."""
        fields = match_keywords(fields, self.header_cells, kind, self.lexicon)
        if kind == "performance_targets":
            fields = name_project_column(fields, self.header_cells, self.lexicon)
            fields = infer_level_fields(
                fields, self.header_cells, self.rows, self.lexicon
            )
        if kind in ("procurement", "fixed_assets"):
            fields = choose_quantity(fields, self.header_cells, self.rows, self.lexicon)
        if kind == "procurement":
            fields = name_purchases(fields, self.rows)
        if kind == "fixed_assets":
            fields = name_assets(fields, self.rows)
        return drop_contradicted_fields(kind, fields, self.rows)

    def select_key(self, kind: str) -> str | None:
        """The key of the title, where it is one of the kind's."""
        key = self.title_key
        if key is not None and KIND_BY_TABLE_KEY.get(key) == kind:
            return key
        return None


# --- rules


def _match_other_title(table: _UnclassifiedTable) -> Classification | None:
    if table.title_key != _OTHER_TITLE_KEY:
        return None
    fields = table.money_fields
    if "label" in fields and _has_money_evidence(table, fields):
        return Classification("statutory", None, fields)
    return Classification("unknown", None, table.unnamed_fields)


def _match_three_public_columns(table: _UnclassifiedTable) -> Classification | None:
    """The three expenses below a title that seems to name records.

    政府采购中心2015年部门决算 is of an office.
    """
    if table.titled_kind is None:
        return None
    fields = table.money_fields
    if not _is_three_public(table, fields) or not _lists_money(table, fields):
        return None
    key = _resolve_final_key(_THREE_PUBLIC_TABLE_KEY, table)
    return Classification("statutory", key, fields)


def _match_strong_signature(table: _UnclassifiedTable) -> Classification | None:
    for kind, form in FORMS.items():
        fields = table.match_headers(kind)
        if not _matches_signature(fields, form.strong):
            continue
        if kind == table.titled_kind or _fits_content(kind, fields, table):
            fields = table.match_keywords(kind, fields)
            return Classification(kind, table.select_key(kind), fields)
    return None


def _match_purchase_kinds(table: _UnclassifiedTable) -> Classification | None:
    """A table of purchases whose columns are their kinds, or money of each: 货物 | 服务."""
    if table.titled_kind not in (None, "procurement"):
        return None
    fields = table.money_fields
    kinds = {
        match_key(cell.text)
        for path, name in zip(table.header_cells, fields, strict=True)
        for cell in path
        if name == "value"
        and table.lexicon.find_key("rows.procurement", cell.text) == "kind"
    }
    if len(kinds) < _MIN_KINDS or not _lists_money(table, fields):
        return None
    return Classification("statutory", table.statutory_key, fields)


def _match_sums_of_purchases(table: _UnclassifiedTable) -> Classification | None:
    """A list of sums, those of purchases
    among others: 机关运行经费, 政府采购支出."""
    if table.titled_kind != _PURCHASES:
        return None
    names = table.match_keywords(_PURCHASES, table.match_headers(_PURCHASES))
    if not _THINGS.isdisjoint(names):
        return None
    fields = table.money_fields
    if not _lists_money(table, fields) or not _names_other_sums(table, fields):
        return None
    return Classification("statutory", None, fields)


def _names_other_sums(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True where rows are sums of purchases
    and of what the law counts besides."""
    labels = [
        strip_list_number_and_connective(match_key(text))
        for text in _list_column_texts(fields, "label", table.rows)
    ]
    said = [parse_label(table.lexicon, label).context for label in labels]
    families = {(one.concept or "").partition(".")[0] for one in said}
    return _PURCHASES in families and not families.isdisjoint(_LEGAL_EXPENSES)


def _match_titled_signature(table: _UnclassifiedTable) -> Classification | None:
    kind = table.titled_kind
    if kind is None:
        return None
    fields = table.match_keywords(kind, table.match_headers(kind))
    if not _matches_signature(fields, FORMS[kind].titled):
        return None
    return Classification(kind, table.statutory_key, fields)


def _match_titled_figures(table: _UnclassifiedTable) -> Classification | None:
    """A table whose title names the kind and whose
    column of money no word names."""
    kind = table.titled_kind
    if kind is None:
        return None
    fields = table.match_keywords(kind, table.match_headers(kind))
    fields = infer_main_value(
        kind, fields, table.header_cells, table.rows, table.lexicon
    )
    if not _matches_signature(fields, FORMS[kind].titled):
        return None
    return Classification(kind, table.statutory_key, fields)


def _match_asset_columns(table: _UnclassifiedTable) -> Classification | None:
    """A table of assets whose kinds are columns; no title of another kind is above
    it."""
    if table.titled_kind not in (None, "fixed_assets") or table.has_money_title:
        return None
    fields = tuple(
        "asset" if _heads_asset_column(path, table.lexicon) else None
        for path in table.header_cells
    )
    if fields.count("asset") < _MIN_ASSET_COLUMNS:
        return None
    is_titled = table.titled_kind is not None
    if not is_titled and not _values_assets_alone(table, fields):
        return None
    return Classification("fixed_assets", table.statutory_key, fields)


def _values_assets_alone(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True where all columns of figures are kinds of assets, some of them no things.

    固定资产 and 流动资产 have values alone, 车辆 may be a number of cars.
    """
    money = table.money_fields
    figures = [name for name, use in zip(fields, money, strict=True) if use == "value"]
    words = table.lexicon.get_vocabulary("assets_across")
    has_class = any(
        match_key(path[0].text) in words for path in table.header_cells if path
    )
    return has_class and figures.count("asset") * 2 > len(figures)


def _match_keyword_signature(table: _UnclassifiedTable) -> Classification | None:
    if table.has_money_title:
        return None
    for kind, form in FORMS.items():
        if table.titled_kind not in (None, kind):
            continue
        fields = table.match_keywords(kind, table.match_headers(kind))
        if not _matches_signature(fields, form.keyword):
            continue
        if kind == table.titled_kind or _fits_content(kind, fields, table):
            return Classification(kind, table.select_key(kind), fields)
    return None


def _match_priced_things(table: _UnclassifiedTable) -> Classification | None:
    """A list of things with their number and price, whatever money its title names.

    Number and price make the total of most rows: no column of numbers is one of money.
    """
    if table.statutory_key != _SERVICES_TABLE_KEY:
        return None
    fields = table.match_keywords("procurement", table.match_headers("procurement"))
    if not _matches_signature(fields, FORMS["procurement"].keyword):
        return None
    if not prices_things(fields, table.rows):
        return None
    return Classification("procurement", table.statutory_key, fields)


def _match_unit_list(table: _UnclassifiedTable) -> Classification | None:
    """A list of units with names only."""
    fields = table.match_words("org_units")
    if "name" not in fields or not set(fields) <= {"name", "index"}:
        return None
    return Classification("org_units", table.select_key("org_units"), fields)


def _match_weak_signature(table: _UnclassifiedTable) -> Classification | None:
    if table.has_money_title:
        return None
    for kind, form in FORMS.items():
        fields = table.match_words(kind)
        if not _matches_signature(fields, form.weak):
            continue
        if _fits_content(kind, fields, table):
            return Classification(kind, None, fields)
    return None


def _match_statutory(table: _UnclassifiedTable) -> Classification | None:
    """A statutory table, or a small table of labels
    and values of no statutory form."""
    fields = table.money_fields
    if table.title_key is None:
        is_three = _is_three_public(table, fields)
        if is_three and not _lists_both_sides(table, fields):
            key = _resolve_final_key(_THREE_PUBLIC_TABLE_KEY, table)
            return Classification("statutory", key, fields)
        if _is_small_table(fields) and not _is_list(table, fields):
            return Classification("unknown", None, fields)
    if not table.has_money_title and not _lists_money(table, fields):
        return None
    key = None
    if not _is_of_no_number(table, fields):
        key = _resolve_final_key(table.statutory_key, table)
    return Classification("statutory", key, fields)


def _is_of_no_number(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True for a form that is another
    one than its title says."""
    if table.titled_kind is not None or _spreads_economic_classes(table):
        return True
    return _lists_more_than_three(table, fields)


def _lists_more_than_three(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True for both sides of a budget below
    a title that names the three expenses,
    too."""
    is_of_three = table.statutory_key in _THREE_PUBLIC_KEYS
    return is_of_three and _lists_both_sides(table, fields)


def _spreads_economic_classes(table: _UnclassifiedTable) -> bool:
    """True for a form by function whose columns are economic classes: one of no
    number."""
    if table.statutory_key not in _KEYS_BY_FUNCTION:
        return False
    words = {match_key(path[0].text) for path in table.header_cells if path}
    return len(words & list_class_names("economic_department")) > 1


_RULES: tuple[Callable[[_UnclassifiedTable], Classification | None], ...] = (
    _match_other_title,
    _match_three_public_columns,
    _match_purchase_kinds,
    _match_asset_columns,
    _match_priced_things,
    _match_strong_signature,
    _match_sums_of_purchases,
    _match_titled_signature,
    _match_titled_figures,
    _match_keyword_signature,
    _match_unit_list,
    _match_weak_signature,
    _match_statutory,
)
"""All rules, in the order they are tried."""


# --- evidence


def _matches_signature(fields: FieldNames, signatures: Signatures) -> bool:
    return any(signature <= set(fields) for signature in signatures)


def _lists_money(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True for columns of labels or codes next to columns of money."""
    if "value" not in fields:
        return False
    if not _has_money_evidence(table, fields):
        # A known word alone may name the rows, no other column of text.
        fields = table.match_headers("statutory")
        return "label" in fields or "code" in fields
    return not {"label", "code", "unit_name", "year"}.isdisjoint(fields)


def _has_money_evidence(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True where a unit of money is declared, headers are of money, or figures have
    cents."""
    if table.caption.unit is not None:
        return True
    headers = {cell.text for path in table.header_cells for cell in path}
    if any(find_declared_unit(text) for text in headers):
        return True
    if has_money_headers(table.header_cells, table.lexicon):
        return True
    if _prints_unit(fields, table.rows):
        return True
    return _has_cents(fields, table.rows) or _prints_money(fields, table.rows)


def _prints_unit(fields: FieldNames, rows: CellRows) -> bool:
    """True where a column of units says
    that some figures are money."""
    columns = [column for column, name in enumerate(fields) if name == "unit"]
    units = [text for c in columns for text in list_column_texts(rows, c)]
    return any(match_key(unit) in YUAN_PER_UNIT for unit in units)


def _prints_money(fields: FieldNames, rows: CellRows) -> bool:
    """True where half of the figures have a unit of money behind them."""
    columns = [column for column, name in enumerate(fields) if name == "value"]
    figures = [text for c in columns for text in list_column_texts(rows, c)]
    return sum(map(prints_money, figures)) * 2 > len(figures)


def _has_cents(fields: FieldNames, rows: CellRows) -> bool:
    """True where half of the figures have two decimals or more."""
    columns = [column for column, name in enumerate(fields) if name == "value"]
    figures = [text for c in columns for text in list_column_texts(rows, c)]
    n_decimals = sum(_DECIMALS.fullmatch(text) is not None for text in figures)
    return n_decimals * 2 > len(figures)


def _is_small_table(fields: FieldNames) -> bool:
    """True for one column of labels next to few
    columns of figures, without codes."""
    return (
        "code" not in fields
        and fields.count("label") == 1
        and 0 < fields.count("value") <= _MAX_SMALL_TABLE_VALUES
    )


def _lists_classes(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True where most rows are classes of expenditure, by function or economic
    purpose."""
    labels = [
        strip_list_number_and_connective(match_key(text))
        for text in _list_column_texts(fields, "label", table.rows)
    ]
    rows = [label for label in labels if not _names_sum(label, table.lexicon)]
    classes = [label for label in rows if _is_class_name(label, table.lexicon)]
    return len(rows) > 1 and len(classes) * 2 > len(rows)


def _is_list(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True for a small table that is a statutory one by its title or its rows."""
    if table.caption.names_sheet or _lists_classes(table, fields):
        return True
    return _lists_both_sides(table, fields)


def _lists_both_sides(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True where totals of revenue and of expenditure are rows: 收入总计, 支出总计."""
    labels = [
        strip_list_number_and_connective(match_key(text))
        for text in _list_column_texts(fields, "label", table.rows)
    ]
    contexts = [parse_label(table.lexicon, label).context for label in labels]
    sides = {said.concept for said in contexts if said.fund is Fund.ALL}
    return sides >= set(SIDE_CONCEPTS) and len(labels) > len(SIDE_CONCEPTS)


def _names_sum(label: str, lexicon: Lexicon) -> bool:
    return lexicon.find_key("rows.sums", label) is not None


def _is_class_name(label: str, lexicon: Lexicon) -> bool:
    context = parse_label(lexicon, label).context
    return bool(context.function_name or context.economic_name)


def _fits_content(kind: str, fields: FieldNames, table: _UnclassifiedTable) -> bool:
    """True when the contents of a table agree with the kind of its columns.

    名称, 数量 and 金额 head many a table.
    """
    if kind == "fixed_assets":
        return table.title_key is None and _lists_assets(fields, table)
    if kind == "org_units":
        n_traits = len(_UNIT_TRAITS & set(table.match_headers(kind)))
        return n_traits > 1 or _lists_units(fields, table)
    return True


def _lists_assets(fields: FieldNames, table: _UnclassifiedTable) -> bool:
    """True where some label holds a keyword of assets, or a column values them.

    Numbers of things alone are assets where half of the labels are.
    """
    labels = _list_column_texts(fields, "label", table.rows)
    if "value" not in fields:
        things = table.lexicon.get_words("asset_things")
        return _count_endings(labels, things) * 2 >= len(labels)
    if _heads_book_value(fields, table):
        return True
    keywords = [
        word
        for word, concept in table.lexicon.get_vocabulary(
            "row_marks.fixed_assets"
        ).items()
        if concept != "assets.fixed.other"
    ]
    for text in labels:
        label = strip_list_number_and_connective(match_key(text))
        if any(word in label for word in keywords):
            return True
    return False


def _heads_book_value(fields: FieldNames, table: _UnclassifiedTable) -> bool:
    """True where the head of the value is one that only assets have (原值)."""
    words = table.lexicon.get_words("book_values")
    path = table.header_cells[fields.index("value")]
    return any(word in match_key(cell.text) for cell in path for word in words)


def _count_endings(texts: Sequence[str], ends: tuple[str, ...]) -> int:
    """Count the texts that end in some words, without what stands in brackets."""
    names = [BRACKETED_TEXT.sub("", match_key(text)) for text in texts]
    return sum(name.endswith(ends) for name in names)


def _lists_units(fields: FieldNames, table: _UnclassifiedTable) -> bool:
    """True where half of the names end as names of units do."""
    suffixes = table.lexicon.get_words("units", "tail")
    names = _list_column_texts(fields, "name", table.rows)
    return _count_endings(names, suffixes) * 2 >= len(names)


def _list_column_texts(fields: FieldNames, name: str, rows: CellRows) -> list[str]:
    """The texts of the first column of a name, blanks left out."""
    if name not in fields:
        return []
    return list_column_texts(rows, fields.index(name))


def _heads_asset_column(path: Sequence[GridCell], lexicon: Lexicon) -> bool:
    """True for a kind of assets: ``资产总额``, ``固定资产[小计 | 房屋 | 车辆]``."""
    words = [match_key(cell.text) for cell in path]
    while len(words) > 1 and lexicon.find_key("rows.sums", words[-1]) is not None:
        words.pop()
    if not words:
        return False
    for vocabulary in ("rows.fixed_assets", "assets_across"):
        if words[-1] in lexicon.get_vocabulary(vocabulary):
            return True
    keywords = lexicon.get_vocabulary("row_marks.fixed_assets")
    return any(keyword in word for word in words for keyword in keywords)


def _is_three_public(table: _UnclassifiedTable, fields: FieldNames) -> bool:
    """True when the columns, or the rows, are the three expenses, for any title."""
    if "value" not in fields:
        return False
    headers = {
        LEADING_YEAR.sub("", match_key(cell.text))
        for path in table.header_cells
        for cell in path
    }
    if _names_three_public(headers, table.lexicon):
        return True
    labels = {
        strip_list_number_and_connective(match_key(text))
        for text in _list_column_texts(fields, "label", table.rows)
    }
    return _names_three_public(labels, table.lexicon)


def _names_three_public(words: set[str], lexicon: Lexicon) -> bool:
    concepts = {lexicon.find_key("lines.three_public", word) for word in words}
    names_vehicles = not _VEHICLE_CONCEPTS.isdisjoint(concepts)
    return names_vehicles and concepts >= _THREE_PUBLIC_CONCEPTS


def _resolve_final_key(key: str | None, table: _UnclassifiedTable) -> str | None:
    """The key of the final accounts' table where it has a column of 决算.

    The title of a budget's table is then short for it.
    """
    final_key = _FINAL_KEY_BY_BUDGET_KEY.get(key or "")
    if final_key is None:
        return key
    words = table.lexicon.get_words("doc_type", "final")
    for cell in (cell for path in table.header_cells for cell in path):
        text = match_key(cell.text)
        if any(word in text for word in words):
            return final_key
    return key
