"""Internal and affiliated units: the table 部门机构设置情况.

Its columns are 单位名称, 单位性质, 单位规格 and 经费保障形式.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.records import OrgUnit
from extractor.tables.cells import locate_row
from extractor.tables.model import ParsedTable
from extractor.tables.row_mapper import map_rows

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
            yield from _extract_rows(parsed, context.lexicon)


def _extract_rows(parsed: ParsedTable, lexicon: Lexicon) -> Iterator[OrgUnit]:
    for row in chain.from_iterable(map_rows(parsed, lexicon)):
        name = row.texts["name"]
        if name is None or lexicon.find_key("rows.sums", name.value) is not None:
            continue
        yield OrgUnit(
            name=name,
            nature=row.texts["nature"],
            rank=row.texts["rank"],
            funding=row.texts["funding"],
            place=locate_row(row.first_cell),
        )
