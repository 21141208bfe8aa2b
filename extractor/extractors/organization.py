"""Internal and affiliated units: the table 部门机构设置情况 (单位名称｜单位性质｜单位规格｜经费保障形式)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.statements import OrgUnit
from extractor.tables.cells import extract_text, locate_row
from extractor.tables.model import ParsedTable

__all__ = [
    "extract_org_units",
]


def extract_org_units(context: Context) -> Iterator[OrgUnit | Issue]:
    """One record for each named unit."""
    for view in context.tables:
        if view.kind == "org_units":
            yield from _extract_rows(view)


def _extract_rows(parsed: ParsedTable) -> Iterator[OrgUnit]:
    for row in parsed.filled_rows:
        cells = {
            field: cell for field, cell in zip(parsed.fields, row, strict=True) if field
        }
        cell = cells.get("name")
        name = extract_text(cell)
        if cell is not None and name is not None:
            nature, rank, funding = (
                extract_text(cells.get(field))
                for field in ("nature", "rank", "funding")
            )
            yield OrgUnit(name, nature, rank, funding, locate_row(cell))
