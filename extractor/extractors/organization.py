"""Internal and affiliated units: the table 部门机构设置情况.

Its columns are 单位名称, 单位性质, 单位规格 and 经费保障形式.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.extractors.context import Context
from extractor.model.records import OrgUnit
from extractor.tables.cells import extract_text, locate_row
from extractor.tables.model import ParsedTable

__all__ = [
    "extract_org_units",
]


def extract_org_units(context: Context) -> Iterator[OrgUnit]:
    """Extract the units of the department.

    Args:
        context: The disclosure.

    Returns:
        One record a row with a name, of each table of units.
    """
    for parsed in context.tables:
        if parsed.kind == "org_units":
            yield from _extract_rows(parsed)


def _extract_rows(parsed: ParsedTable) -> Iterator[OrgUnit]:
    for row in parsed.filled_rows:
        cells = {
            field: cell for field, cell in zip(parsed.fields, row, strict=True) if field
        }
        cell = cells.get("name")
        name = extract_text(cell)
        if cell is None or name is None:
            continue
        yield OrgUnit(
            name=name,
            nature=extract_text(cells.get("nature")),
            rank=extract_text(cells.get("rank")),
            funding=extract_text(cells.get("funding")),
            place=locate_row(cell),
        )
