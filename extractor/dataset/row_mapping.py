"""How the records of each table are written as rows and read back: one declaration.

A column of a table has one role, which determines where its value comes
from, how it is written and how it is read back. The declaration is
compared with the schema and with the records when this module is
imported.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from enum import Enum, StrEnum, auto
from operator import attrgetter
from typing import Any, NamedTuple, cast

from extractor import schema
from extractor.dataclass import dataclass
from extractor.model import records
from extractor.model.disclosure import Profile
from extractor.model.enums import CLOSED_LISTS
from extractor.model.records import Record
from extractor.schema import TableSchema

__all__ = [
    "COUNT_COLUMNS",
    "DISCLOSURE_COLUMNS",
    "ENUMS",
    "NULLABLE_COLUMNS",
    "ROW_MAPPINGS",
    "ColumnMapping",
    "ColumnRole",
    "RowMapping",
]


class ColumnRole(Enum):
    """How a column is written from a record, and how it is read back."""

    DISCLOSURE_ID = auto()
    """The id of the disclosure."""
    RECORD_ID = auto()
    """The id of the row, made from its position."""
    PARENT_ID = auto()
    """The id of ``record.parent``; read back as that record."""
    PLAIN = auto()
    """The attribute as it is."""
    TEXT = auto()
    """The attribute as it is; null is read back as ''."""
    EXTRACTED = auto()
    """The value of an extracted value, its text and span in a row of evidence.

    A row without evidence is read back as an extracted value without text: a blank
    cell.
    """
    OPTIONAL = auto()
    """The same; a row without evidence is read back as the plain value, or None."""
    SPAN = auto()
    """A span, as text."""
    DERIVED = auto()
    """A property of the record: not read back."""
    MESSAGE = auto()
    """A message in the language of the dataset: not read back."""
    CONTEXT = auto()
    """One dimension of the context of the figure; read back as a part of it."""
    FILE = auto()
    """Nothing that the record knows: added by :mod:`extractor.dataset.to_rows`."""


class ColumnMapping(NamedTuple):
    """One column, its role, and the attribute of the record that it is written from.

    ``enum`` is the enum of its closed list; rows hold the plain text of
    the member.
    """

    name: str
    role: ColumnRole
    attribute: str
    is_decimal: bool
    enum: type[StrEnum] | None


@dataclass(frozen=True)
class RowMapping:
    """The columns of one table in the order of the schema.

    ``fields`` are the fields of the record, ``parent_table`` is the
    table of the record that it refers to ('' where it refers to none).
    ``unit`` is the attribute that holds the unit of the whole record,
    '' where there is none. ``restored`` is False for what is computed
    again instead of read back.
    """

    record_type: type[Record]
    fields: frozenset[str]
    columns: tuple[ColumnMapping, ...]
    get_values: Callable[[Record], tuple[Any, ...]]
    parent_table: str
    unit: str
    restored: bool


COUNT_COLUMNS = ("n_paragraphs", "n_tables", "n_numbers", "n_numbers_read")
"""Columns of `disclosures` that are attributes of the Disclosure, read back as 0."""
NULLABLE_COLUMNS = ("share_characters", "share_numbers", "text_boxes")
"""Columns of `disclosures` that are attributes of the Disclosure and may be null."""
DISCLOSURE_COLUMNS = (*COUNT_COLUMNS, *NULLABLE_COLUMNS, "grade", "grade_reasons")
"""All columns of `disclosures` that are attributes of the Disclosure."""

_FILE_COLUMNS = "path sha256 format n_checks_failed n_issues extractor_version"
_UNIT = "unit unit_source unit_place"
_CLASSES = "function_code function_name economic_name project nature"
_CONTEXT = f"concept fund scope entity entity_name {_CLASSES}"
_BOUNDS = "qualifier lower upper"
_PROCUREMENT_MONEY = (
    "project_funds unit_price total current_year general_public_budget "
    "government_funds fiscal_special_account other_sources other_channels"
)
_PROCUREMENT_STATUSES = " ".join(
    f"{name}_status" for name in (*_PROCUREMENT_MONEY.split(), "quantity")
)
FILE_COLUMN = "file"
"""Column of each table of places: the file that the place is in."""
_COMPUTED_TABLES = {
    "cross_document_checks",
    "disclosure_files",
    "evidence",
    "issues",
    "manifest",
    "sources",
}
"""Tables whose rows are no records of one disclosure."""


def _map_columns(
    record_type: type[Record],
    *,
    record_id: str = "",
    parent_id: str = "",
    plain: str = "",
    text: str = "",
    extracted: str = "",
    optional: str = "",
    span: str = "place",
    derived: str = "",
    message: str = "",
    context: str = "",
    file: str = "",
    unit: str = "",
    restored: bool = True,
) -> RowMapping:
    """Declare the rows of one record type: names of columns by role.

    Raises:
        ImportError: the schema or the record has other columns than are declared.
    """
    table = schema.get_table(record_type.TABLE)
    names_by_role = {
        ColumnRole.DISCLOSURE_ID: "disclosure_id",
        ColumnRole.RECORD_ID: record_id,
        ColumnRole.PARENT_ID: parent_id,
        ColumnRole.PLAIN: plain,
        ColumnRole.TEXT: text,
        ColumnRole.EXTRACTED: extracted,
        ColumnRole.OPTIONAL: optional,
        ColumnRole.SPAN: span,
        ColumnRole.DERIVED: derived,
        ColumnRole.MESSAGE: message,
        ColumnRole.CONTEXT: context,
        ColumnRole.FILE: _add_file_column(table.name, file),
    }
    if record_type is Profile:  # its own id is the id of the disclosure
        del names_by_role[ColumnRole.RECORD_ID]
    roles = {
        name: role for role, names in names_by_role.items() for name in names.split()
    }
    _require_same_names(table, set(roles))
    columns = tuple(
        ColumnMapping(
            column.name,
            roles[column.name],
            _name_attribute(column.name, roles[column.name]),
            column.type == "decimal" and roles[column.name] is not ColumnRole.FILE,
            ENUMS.get((table.name, column.name)),
        )
        for column in table.columns
    )
    mapping = RowMapping(
        record_type,
        frozenset(field.name for field in dataclasses.fields(cast(Any, record_type))),
        columns,
        attrgetter(*(column.attribute for column in columns)),
        "".join(
            column.reference.partition(".")[0]
            for column in table.columns
            if column.name == parent_id
        ),
        unit,
        restored,
    )
    _require_all_fields(mapping)
    return mapping


def _add_file_column(table: str, names: str) -> str:
    if FILE_COLUMN in schema.list_column_names(table):
        return f"{names} {FILE_COLUMN}"
    return names


def _name_attribute(column: str, role: ColumnRole) -> str:
    """Name the attribute of a column; TABLE is the default where the record has
    none."""
    if role in (ColumnRole.DISCLOSURE_ID, ColumnRole.RECORD_ID, ColumnRole.FILE):
        return "TABLE"
    if role is ColumnRole.PARENT_ID:
        return "parent"
    if role is ColumnRole.CONTEXT:
        return f"context.{column}"
    return column


def _require_same_names(table: TableSchema, declared: set[str]) -> None:
    listed = {column.name for column in table.columns}
    if declared != listed:
        names = ", ".join(sorted(declared ^ listed))
        raise ImportError(
            f"columns of table {table.name} that stand in only one of "
            "extractor/schema/data/columns.csv and extractor/dataset/row_mapping.py: "
            f"{names}"
        )


def _require_all_fields(mapping: RowMapping) -> None:
    """Every attribute must be there, and every
    field that is read back be declared."""
    name = mapping.record_type.__name__
    attributes = {column.attribute.partition(".")[0] for column in mapping.columns}
    missing = [a for a in attributes if not hasattr(mapping.record_type, a)]
    if missing:
        raise ImportError(
            f"extractor/model/records.py: {name} has no attribute for the columns "
            f"{', '.join(sorted(missing))} of extractor/dataset/row_mapping.py"
        )
    left = mapping.fields - attributes - {mapping.unit}
    if left and mapping.restored:
        raise ImportError(
            f"extractor/dataset/row_mapping.py: no column for the fields "
            f"{', '.join(sorted(left))} of {name} in extractor/model/records.py"
        )


def _declare_mappings() -> Iterator[RowMapping]:
    """Declare all mappings, in the order of the tables in the schema."""
    yield _map_columns(
        Profile,
        optional="title fiscal_year department_name budget_unit_code",
        plain="doc_type department_type province city county division_code",
        text="division_match template",
        span="",
        file=f"{_FILE_COLUMNS} {' '.join(DISCLOSURE_COLUMNS)}",
    )
    yield _map_columns(
        records.Fact,
        record_id="fact_id",
        plain="item label fiscal_year stage as_of value unit value_yuan precision "
        "value_status source n_sources agreement spread_yuan is_whole whole_by "
        "whole_places conflict_places",
        context=f"{_CONTEXT} economic_code",
        file="path department_name division_code",
        restored=False,
    )
    yield _map_columns(
        records.Section,
        record_id="section_id",
        parent_id="parent_id",
        plain="level number_source key",
        text="text",
        extracted="title",
        optional="number",
    )
    yield _map_columns(
        records.Duty,
        record_id="duty_id",
        extracted="text",
        optional="number",
    )
    yield _map_columns(
        records.OrgUnit,
        record_id="org_unit_id",
        extracted="name",
        optional="nature rank funding",
    )
    yield _map_columns(
        records.Amount,
        record_id="amount_id",
        plain="item value_status fiscal_year phase source section",
        extracted="value",
        optional="label",
        derived=f"{_UNIT} {_BOUNDS} value_yuan raw",
        context=f"{_CONTEXT} economic_code",
        file="is_whole fact_id",
    )
    yield _map_columns(
        records.Change,
        record_id="change_id",
        plain="item fiscal_year base_year direction stated section",
        text="base_kind",
        extracted="value",
        optional="label percent reason",
        derived=f"{_UNIT} {_BOUNDS} percent_qualifier value_yuan raw",
        context=f"{_CONTEXT} economic_code",
        file="is_whole fact_id",
    )
    yield _map_columns(records.Goal, record_id="goal_id", extracted="text")
    yield _map_columns(
        records.Activity,
        record_id="activity_id",
        parent_id="parent_id",
        plain="level budget_status",
        extracted="name",
        optional="number budget description goal",
        derived=f"{_UNIT} budget_yuan",
        file="fact_id",
        unit="unit_in_force",
    )
    yield _map_columns(
        records.Indicator,
        record_id="indicator_id",
        parent_id="activity_id",
        plain="duty n_measures",
        extracted="name",
        optional="activity level1 level2",
    )
    yield _map_columns(
        records.Threshold,
        record_id="threshold_id",
        parent_id="indicator_id",
        plain="grade_order operator lower upper lower_inclusive upper_inclusive",
        text="grade",
        extracted="text",
        optional="unit",
        derived="indicator",
    )
    yield _map_columns(
        records.Procurement,
        record_id="procurement_id",
        plain=f"row_type catalog_name {_PROCUREMENT_STATUSES}",
        optional="row_label project_name item_name catalog_code quantity_unit quantity "
        + _PROCUREMENT_MONEY,
        derived=f"{_UNIT} total_yuan",
        file="fact_id",
        unit="unit_in_force",
    )
    yield _map_columns(
        records.Asset,
        record_id="asset_id",
        plain="row_type item quantity_status value_status",
        extracted="label",
        optional="quantity quantity_unit value as_of net_value accumulated_depreciation",
        derived=f"{_UNIT} value_yuan",
        file="fact_id",
        unit="unit_in_force",
    )
    yield _map_columns(
        records.NilStatement,
        record_id="nil_id",
        plain="fiscal_year",
        extracted="text",
        optional="subject table_name",
    )
    yield _map_columns(
        records.Term,
        record_id="term_id",
        extracted="term definition",
        optional="number",
    )
    yield _map_columns(
        records.Count,
        record_id="count_id",
        plain="unit section",
        extracted="value",
        optional="subject",
        derived=f"{_BOUNDS} value_status raw",
        file="fact_id",
    )
    yield _map_columns(
        records.BudgetLine,
        record_id="line_id",
        parent_id="table_id",
        plain="table_key column_label item value_status fiscal_year phase",
        extracted="value",
        optional="row_label functional_code economic_code class_code group_code "
        "unit_name",
        derived=f"{_UNIT} {_BOUNDS} value_yuan",
        context=_CONTEXT,
        file="is_whole fact_id",
    )
    yield _map_columns(
        records.TableRecord,
        record_id="table_id",
        plain="table_key n_rows n_columns n_header_rows continues",
        text="kind",
        optional="title entity",
        derived=_UNIT,
        unit="unit_declared",
    )
    yield _map_columns(
        records.CellUse,
        parent_id="table_id",
        plain="row column row_span column_span use",
        text="text",
    )
    yield _map_columns(
        records.PageBlock,
        plain="position kind number level text anchor",
    )
    yield _map_columns(
        records.UnmatchedNumber,
        plain="section",
        text="raw context reason",
    )
    yield _map_columns(
        records.CorrectionOutcome,
        record_id="correction_id",
        plain="reason who date result because",
        text="table place column old new",
        span="",
    )
    yield _map_columns(
        records.Check,
        record_id="check_id",
        plain="result expected actual difference tolerance",
        text="rule",
        span="",
        derived="places",
        message="message",
        restored=False,
    )
    yield _map_columns(
        records.QualityScore,
        record_id="mark_id",
        plain="grade n total",
        text="aspect",
        span="",
        message="message",
        restored=False,
    )


def _collect_enums() -> Mapping[tuple[str, str], type[StrEnum]]:
    """Collect the enums of closed lists by table and column.

    Raises:
        ImportError: an enum and the closed list of its column hold different values.
    """
    values_by_column = {
        (table.name, column.name): set(column.values)
        for table in schema.load_tables()
        for column in table.columns
    }
    enums: dict[tuple[str, str], type[StrEnum]] = {}
    for closed_list in CLOSED_LISTS:
        members = set(map(str, closed_list.enum)) - closed_list.left_out
        for name in closed_list.columns:
            table, _, column = name.partition(".")
            differing = members ^ values_by_column.get((table, column), set())
            if differing:
                raise ImportError(
                    f"closed list of {name}: values that stand in only one of "
                    "extractor/schema/data/columns.csv and extractor/model/enums.py "
                    f"({closed_list.enum.__name__}): {', '.join(sorted(differing))}"
                )
            enums[table, column] = closed_list.enum
    return enums


def _collect_mappings() -> Mapping[str, RowMapping]:
    """Collect the mappings by table.

    Raises:
        ImportError: a table of the schema has no mapping, or a mapping no table.
    """
    mappings = {mapping.record_type.TABLE: mapping for mapping in _declare_mappings()}
    listed = {table.name for table in schema.load_tables()} - _COMPUTED_TABLES
    if set(mappings) != listed:
        names = ", ".join(sorted(set(mappings) ^ listed))
        raise ImportError(
            "tables that stand in only one of extractor/schema/data/columns.csv and "
            f"extractor/dataset/row_mapping.py: {names}"
        )
    return {
        t.name: mappings[t.name] for t in schema.load_tables() if t.name in mappings
    }


ENUMS = _collect_enums()
"""(table, column) -> the enum of its closed list, where it has one."""

ROW_MAPPINGS = _collect_mappings()
"""Table -> how its records are rows, in the order of the schema."""
