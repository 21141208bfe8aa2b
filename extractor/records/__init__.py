"""What a disclosure says, as records: each value beside the text it was read from and the place of that text.

A record's attributes are the columns of its table (:mod:`extractor.schema`). An attribute that was read from the page is
a :class:`Reading`, and makes one row of evidence; what is derived (codes, yuan, keys) is plain. Records refer to one
another as objects; ids are given when rows are made (:mod:`extractor.rows`). Money is Decimal throughout.
"""

from __future__ import annotations

from extractor.records.audit import Check, Corrected, Mark
from extractor.records.base import Record
from extractor.records.disclosure import Disclosure, Profile, record_types
from extractor.records.page import CellUse, Leftover, PageBlock, Section, TableRecord
from extractor.records.readings import (
    UNIT_YUAN,
    Reading,
    Status,
    Unit,
    UnitSource,
    yuan,
)
from extractor.records.sheets import (
    Activity,
    Asset,
    BudgetLine,
    Indicator,
    Procurement,
    Threshold,
)
from extractor.records.statements import (
    Amount,
    Change,
    Count,
    Duty,
    Goal,
    NilStatement,
    OrgUnit,
    Term,
)

__all__ = [
    "Activity", "Amount", "Asset", "BudgetLine", "CellUse", "Change", "Check", "Corrected", "Count", "Disclosure", "Duty", "Goal",
    "Indicator", "Leftover", "Mark", "NilStatement", "OrgUnit", "PageBlock", "Procurement", "Profile", "Reading", "Record",
    "Section", "Status", "TableRecord", "Term", "Threshold", "UNIT_YUAN", "Unit", "UnitSource", "record_types", "yuan",
]  # fmt: skip
