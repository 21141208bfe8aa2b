"""Internal and affiliated units: the table 部门机构设置情况 (单位名称｜单位性质｜单位规格｜经费保障形式)."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.issues import Issue
from extractor.model.statements import OrgUnit
from extractor.tables.cells import row_place, text
from extractor.tables.model import TableView

__all__ = ["read"]


def read(context: Context) -> Iterator[OrgUnit | Issue]:
    """One record for each named unit."""
    for view in context.tables:
        if view.kind == "org_units":
            yield from _units(view)


def _units(view: TableView) -> Iterator[OrgUnit]:
    for row in view.cover:
        cells = {
            field: cell for field, cell in zip(view.fields, row, strict=True) if field
        }
        cell = cells.get("name")
        name = text(cell)
        if cell is not None and name is not None:
            nature, rank, funding = (
                text(cells.get(field)) for field in ("nature", "rank", "funding")
            )
            yield OrgUnit(name, nature, rank, funding, row_place(cell))
