"""The closed lists of the dataset as enums: one class for each list that code names.

A member is the text that the dataset holds. The lists themselves are in
``extractor/schema/data/columns.csv``; both are compared when
:mod:`extractor.dataset.row_mapping` is imported.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "CLOSED_LISTS",
    "Agreement",
    "AmountSource",
    "BaseKind",
    "BlockKind",
    "CellUsage",
    "CheckResult",
    "ClosedList",
    "CorrectionRefusal",
    "CorrectionResult",
    "Direction",
    "DivisionMatch",
    "DocumentType",
    "Entity",
    "Fund",
    "Grade",
    "ManifestStatus",
    "Nature",
    "NumberSource",
    "Phase",
    "Qualifier",
    "QualityAspect",
    "RowType",
    "Scope",
    "Severity",
    "SourceStatus",
    "Stage",
    "TableKind",
    "ThresholdOperator",
    "Timeliness",
    "UnitSource",
    "ValueStatus",
    "WholeBy",
]


class DocumentType(StrEnum):
    """Budget or final accounts, of a whole department or of one unit."""

    DEPARTMENT_BUDGET = "department_budget"
    DEPARTMENT_FINAL = "department_final"
    UNIT_BUDGET = "unit_budget"
    UNIT_FINAL = "unit_final"


class DivisionMatch(StrEnum):
    """How the administrative division of a disclosure was found."""

    EXACT = "exact"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"
    NONE = "none"


class Grade(StrEnum):
    """Quality of a disclosure: A the best, D to be reviewed before use."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class NumberSource(StrEnum):
    """Whether the number of a heading is typed or made by the word processor."""

    TYPED = "typed"
    AUTO = "auto"
    NONE = "none"


class UnitSource(StrEnum):
    """Where a unit of measure was declared."""

    NUMBER = "number"
    CELL = "cell"
    COLUMN = "column"
    CAPTION = "caption"
    PARAGRAPH = "paragraph"
    DOCUMENT = "document"
    TEMPLATE = "template"


class ValueStatus(StrEnum):
    """Contents of a cell in which a value is expected."""

    REPORTED = "reported"
    REPORTED_ZERO = "reported_zero"
    BLANK = "blank"
    DASH = "dash"
    DECLARED_NONE = "declared_none"
    STUB_REFERENCE = "stub_reference"
    UNPARSED = "unparsed"
    RANGE = "range"


class Qualifier(StrEnum):
    """How exact a printed number is."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"


class Phase(StrEnum):
    """The stage of the budget that an amount belongs
    to, of this year or the last."""

    BUDGET = "budget"
    PRIOR_BUDGET = "prior_budget"
    ADJUSTED_BUDGET = "adjusted_budget"
    EXECUTED = "executed"
    PRIOR_EXECUTED = "prior_executed"
    STOCK = "stock"


class Fund(StrEnum):
    """Which money a figure is about."""

    ALL = "all"
    FISCAL_APPROPRIATION = "fiscal_appropriation"
    GENERAL_PUBLIC_BUDGET = "general_public_budget"
    GOVERNMENT_FUNDS = "government_funds"
    STATE_CAPITAL = "state_capital"
    FISCAL_SPECIAL_ACCOUNT = "fiscal_special_account"
    UNIT_FUNDS = "unit_funds"
    INSTITUTION_SERVICE = "institution_service"
    INSTITUTION_BUSINESS = "institution_business"
    SUPERIOR_SUBSIDY = "superior_subsidy"
    AFFILIATED_REMITTANCE = "affiliated_remittance"
    OTHER = "other"
    CARRYOVER = "carryover"


class Scope(StrEnum):
    """Whether a figure is that of the year alone or holds what is carried over."""

    YEAR = "year"
    ALL = "all"


class Entity(StrEnum):
    """Whose figure it is: the disclosure's office,
    the office alone, or one unit."""

    WHOLE = "whole"
    OWN = "own"
    UNIT = "unit"


class Nature(StrEnum):
    """Of which expenditure a class is stated:
    basic or project expenditure alone."""

    BASIC = "basic"
    PROJECT = "project"


class Stage(StrEnum):
    """The stage of the budget of a fact; its year is a dimension of its own."""

    BUDGET = "budget"
    ADJUSTED_BUDGET = "adjusted_budget"
    EXECUTED = "executed"


class Agreement(StrEnum):
    """Whether the sources of a fact agree."""

    SINGLE = "single"
    AGREES = "agrees"
    CONFLICT = "conflict"


class WholeBy(StrEnum):
    """Why a fact speaks of the office as a whole."""

    STATED = "stated"
    EQUAL_TOTAL = "equal_total"


class AmountSource(StrEnum):
    """Whether an amount was read from prose or from a table."""

    PROSE = "prose"
    TABLE = "table"


class BaseKind(StrEnum):
    """What a change is measured against."""

    PRIOR_YEAR_BUDGET = "prior_year_budget"
    PRIOR_YEAR_EXECUTED = "prior_year_executed"
    INITIAL_BUDGET = "initial_budget"
    ADJUSTED_BUDGET = "adjusted_budget"
    UNSTATED = "unstated"


class Direction(StrEnum):
    """The direction of a change."""

    INCREASE = "increase"
    DECREASE = "decrease"
    FLAT = "flat"


class ThresholdOperator(StrEnum):
    """How a measured value is compared with the numbers of a threshold."""

    AT_LEAST = ">="
    MORE = ">"
    AT_MOST = "<="
    LESS = "<"
    EQUAL = "="
    RANGE = "range"
    BARE = "bare"


class RowType(StrEnum):
    """What a row of a procurement or asset table
    holds; assets have no subtotals."""

    TOTAL = "total"
    SUBTOTAL = "subtotal"
    ITEM = "item"


class TableKind(StrEnum):
    """What a table of the document holds."""

    ORG_UNITS = "org_units"
    PERFORMANCE_GRADES = "performance_grades"
    PERFORMANCE_TARGETS = "performance_targets"
    PROCUREMENT = "procurement"
    FIXED_ASSETS = "fixed_assets"
    STATUTORY = "statutory"
    LAYOUT = "layout"
    UNKNOWN = "unknown"


class CellUsage(StrEnum):
    """What the text of a cell was used for."""

    HEADER = "header"
    LABEL = "label"
    VALUE = "value"
    BLANK = "blank"
    IGNORED = "ignored"
    UNREAD = "unread"


class BlockKind(StrEnum):
    """What a block of the page is."""

    HEADING = "heading"
    TITLE = "title"
    CONTENTS = "contents"
    TEXT = "text"
    MARGIN = "margin"
    TABLE = "table"


class CheckResult(StrEnum):
    """The result of a check; a revision only where two documents are compared."""

    PASS = "pass"
    ROUNDING = "rounding"
    FAIL = "fail"
    NOT_CHECKABLE = "not_checkable"
    REVISION = "revision"


class QualityAspect(StrEnum):
    """What a score of quality is about."""

    CHECKS_FAILED = "checks_failed"
    MONEY_UNCHECKED = "money_unchecked"
    NUMBERS_UNREAD = "numbers_unread"
    UNITS_ASSUMED = "units_assumed"
    HEADINGS_GUESSED = "headings_guessed"
    NAMES_UNKNOWN = "names_unknown"
    FACTS_MISSING = "facts_missing"
    SOURCE_DAMAGED = "source_damaged"


class CorrectionResult(StrEnum):
    """What became of a requested correction."""

    APPLIED = "applied"
    REFUSED = "refused"


class CorrectionRefusal(StrEnum):
    """Why a requested correction was refused."""

    TEXT_CHANGED = "text_changed"
    NO_SUCH_PLACE = "no_such_place"
    NOT_READ = "not_read"
    DERIVED = "derived"
    NO_VALUE = "no_value"
    CONFLICT = "conflict"
    DUPLICATE = "duplicate"


class Severity(StrEnum):
    """How serious an issue is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class ManifestStatus(StrEnum):
    """What became of an input file."""

    OK = "ok"
    PARTIAL = "partial"
    UNCERTAIN = "uncertain"
    DUPLICATE = "duplicate"
    NOT_A_DISCLOSURE = "not_a_disclosure"
    SKIPPED = "skipped"
    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    REFUSED_LIMIT = "refused_limit"
    REFUSED_POLICY = "refused_policy"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    IO_ERROR = "io_error"


class SourceStatus(StrEnum):
    """What became of a line of the list of sources."""

    MATCHED = "matched"
    MISSING = "missing"
    CHANGED = "changed"
    DUPLICATE = "duplicate"


class Timeliness(StrEnum):
    """Whether a disclosure was published in the time that the law sets."""

    IN_TIME = "in_time"
    LATE = "late"
    EARLY = "early"
    NOT_CHECKABLE = "not_checkable"


class ClosedList(NamedTuple):
    """An enum and the columns of the dataset (``table.column``) that hold its values.

    ``left_out`` are members that these columns never hold.
    """

    enum: type[StrEnum]
    columns: tuple[str, ...]
    left_out: frozenset[str] = frozenset()


_FIGURE_TABLES = ("facts", "amounts", "changes", "budget_lines")
"""Tables whose rows have the dimensions of a figure."""

CLOSED_LISTS: tuple[ClosedList, ...] = (
    ClosedList(DocumentType, ("disclosures.doc_type",)),
    ClosedList(DivisionMatch, ("disclosures.division_match",)),
    ClosedList(Grade, ("disclosures.grade", "quality.grade")),
    ClosedList(NumberSource, ("sections.number_source",)),
    ClosedList(
        UnitSource,
        (
            "amounts.unit_source",
            "changes.unit_source",
            "activities.unit_source",
            "procurement.unit_source",
            "assets.unit_source",
            "budget_lines.unit_source",
            "tables.unit_source",
            "evidence.unit_source",
        ),
    ),
    ClosedList(
        ValueStatus,
        (
            "amounts.value_status",
            "activities.budget_status",
            "procurement.project_funds_status",
            "procurement.quantity_status",
            "procurement.unit_price_status",
            "procurement.total_status",
            "procurement.current_year_status",
            "procurement.general_public_budget_status",
            "procurement.government_funds_status",
            "procurement.fiscal_special_account_status",
            "procurement.other_sources_status",
            "procurement.other_channels_status",
            "assets.quantity_status",
            "assets.value_status",
            "budget_lines.value_status",
            "counts.value_status",
            "facts.value_status",
        ),
    ),
    ClosedList(
        Qualifier,
        (
            "amounts.qualifier",
            "changes.qualifier",
            "changes.percent_qualifier",
            "counts.qualifier",
            "budget_lines.qualifier",
        ),
    ),
    ClosedList(Phase, ("amounts.phase", "budget_lines.phase")),
    *(
        ClosedList(enum, tuple(f"{table}.{column}" for table in _FIGURE_TABLES))
        for enum, column in (
            (Fund, "fund"),
            (Scope, "scope"),
            (Entity, "entity"),
            (Nature, "nature"),
        )
    ),
    ClosedList(Stage, ("facts.stage",)),
    ClosedList(Agreement, ("facts.agreement",)),
    ClosedList(WholeBy, ("facts.whole_by",)),
    ClosedList(AmountSource, ("amounts.source", "facts.source")),
    ClosedList(BaseKind, ("changes.base_kind",)),
    ClosedList(Direction, ("changes.direction",)),
    ClosedList(ThresholdOperator, ("thresholds.operator",)),
    ClosedList(RowType, ("procurement.row_type",)),
    ClosedList(RowType, ("assets.row_type",), frozenset({RowType.SUBTOTAL})),
    ClosedList(TableKind, ("tables.kind",)),
    ClosedList(CellUsage, ("cells.use",)),
    ClosedList(BlockKind, ("blocks.kind",)),
    ClosedList(CheckResult, ("checks.result",), frozenset({CheckResult.REVISION})),
    ClosedList(CheckResult, ("cross_document_checks.result",)),
    ClosedList(QualityAspect, ("quality.aspect",)),
    ClosedList(CorrectionResult, ("corrections.result",)),
    ClosedList(CorrectionRefusal, ("corrections.because",)),
    ClosedList(Severity, ("issues.severity",)),
    ClosedList(ManifestStatus, ("manifest.status",)),
    ClosedList(SourceStatus, ("sources.status",)),
    ClosedList(Timeliness, ("sources.timeliness",)),
)
"""All enums of closed lists with their columns."""
