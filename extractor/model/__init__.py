"""What a disclosure says, as records: each value beside the text it was read from and the place of that text.

A record's attributes are the columns of its table (:mod:`extractor.schema`). An attribute that was read from the page is
a :class:`Reading`, and makes one row of evidence; what is derived (codes, yuan, keys) is plain. Records refer to one
another as objects; ids are given when rows are made (:mod:`extractor.dataset.rows`). Money is Decimal throughout.
"""

from __future__ import annotations

from extractor.model.audit_records import Check, Corrected, Mark
from extractor.model.disclosure import Disclosure, Profile, record_types
from extractor.model.extracted import UNIT_YUAN, Reading, Status, Unit, UnitSource, yuan
from extractor.model.page_records import (
    CellUse,
    Leftover,
    PageBlock,
    Section,
    TableRecord,
)
from extractor.model.record import Record
from extractor.model.statements import (
    Amount,
    Change,
    Count,
    Duty,
    Goal,
    NilStatement,
    OrgUnit,
    Term,
)
from extractor.model.table_rows import (
    Activity,
    Asset,
    BudgetLine,
    Indicator,
    Procurement,
    Threshold,
)

__all__ = [
    "Activity", "Amount", "Asset", "BudgetLine", "CellUse", "Change", "Check", "Corrected", "Count", "Disclosure", "Duty", "Goal",
    "Indicator", "Leftover", "Mark", "NilStatement", "OrgUnit", "PageBlock", "Procurement", "Profile", "Reading", "Record",
    "Section", "Status", "TableRecord", "Term", "Threshold", "UNIT_YUAN", "Unit", "UnitSource", "record_types", "yuan",
]  # fmt: skip
