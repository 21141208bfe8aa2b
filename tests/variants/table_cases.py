"""Forms of tables that offices publish, with the rows that they must give.

A case of ``*.txt``::

    ### what it is
    final 2021                      (or: budget 2022; the document around the table)
    > 收支总表                       a paragraph
    | 收入>2 | 支出>2                a row of a table; >n spans columns, ^n rows, a cell that continues from above is left out
    = statutory B1                  kind and statutory key of each table
    = 事业收入 @ 收入/预算数 = 5.00 万元 -> revenue.institution_service

The last lines are all rows that the tables give, as ``render_rows`` writes them. A paragraph, or ``---``, between two tables
parts them. Figures are invented.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.model.disclosure import Disclosure
from extractor.model.document import Block, Document, Paragraph, Table
from extractor.model.records import (
    Amount,
    Asset,
    BudgetLine,
    Count,
    Extracted,
    Goal,
    Indicator,
    Procurement,
    Threshold,
)
from extractor.pipeline import extract_disclosures
from tests.table_builders import build_merged_table

__all__ = ["TableCase", "parse_cases", "build_case_document", "render_rows"]

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class TableCase:
    name: str
    final: bool
    year: int
    blocks: tuple[str | tuple[tuple[str, ...], ...], ...]  # paragraphs and grids
    expected: tuple[str, ...]


def parse_cases(path: Path) -> Iterator[TableCase]:
    """The cases of one file."""
    for text in path.read_text(encoding="utf-8").split("\n### ")[1:]:
        name, about, *lines = [line for line in text.splitlines() if line.strip() and not line.startswith("//")]
        kind, year = about.split()
        blocks: list[str | tuple[tuple[str, ...], ...]] = []
        grid: list[tuple[str, ...]] = []
        expected: list[str] = []
        for line in (*lines, "---"):
            if line.startswith("|"):
                grid.append(tuple(cell.strip(" ").replace("\\n", "\n") for cell in line[1:].split("|")))
                continue
            if grid:
                blocks.append(tuple(grid))
                grid = []
            if line.startswith("> "):
                blocks.append(line[2:])
            elif line.startswith("= "):
                expected.append(line[2:])
        yield TableCase(name, kind == "final", int(year), tuple(blocks), tuple(expected))


def build_case_document(case: TableCase) -> Document:
    """A small disclosure around the tables."""
    what = "决算" if case.final else "预算"
    blocks: list[Block] = [
        Paragraph("b1", f"青原县科学技术局{case.year}年部门{what}公开"),
        Paragraph("b2", "第一部分 部门概况"),
        Paragraph("b3", "一、主要职责"),
        Paragraph("b4", "贯彻执行科学技术工作的方针政策。"),
        Paragraph("b5", f"第二部分 {case.year}年部门{what}表"),
    ]
    for block in case.blocks:
        address = f"b{len(blocks) + 1}"
        blocks.append(Paragraph(address, block) if isinstance(block, str) else build_merged_table(*block, address=address))
    blocks.append(Paragraph(f"b{len(blocks) + 1}", "第三部分 名词解释"))
    blocks.append(Paragraph(f"b{len(blocks) + 1}", "一、财政拨款收入：指财政当年拨付的资金。"))
    return Document(tuple(blocks), format="docx", sha256="0" * 64)


def render_rows(case: TableCase) -> tuple[str, ...]:
    """The rows that the tables of a case give, a line a row."""
    (found,) = extract_disclosures(build_case_document(case))
    kinds = [
        f"{table.kind} {table.table_key or '-'}{'' if table.place.path not in found.table_predecessors else ' continued'}"
        for table in found.tables
    ]
    return (", ".join(kinds), *_iter_rows(found, case))


def _iter_rows(found: Disclosure, case: TableCase) -> Iterator[str]:
    for line in found.budget_lines:
        yield _format_budget_line(line, case)
    limits: dict[int, list[Threshold]] = {}
    for limit in found.thresholds:
        limits.setdefault(id(limit.parent), []).append(limit)
    for indicator in found.indicators:
        yield _format_indicator(indicator, limits.get(id(indicator), ()))
    for bought in found.procurement:
        yield _format_procurement(bought)
    for asset in found.assets:
        yield _format_asset(asset)
    for unit in found.org_units:
        yield f"unit {unit.name.value}"
    for amount in found.amounts:
        if amount.source == "table":
            yield _format_amount(amount, case)
    for goal in found.goals:
        yield _format_goal(goal)
    for count in found.counts:
        if count.value.place.row is not None:
            yield _format_count(count)


def _format_value(value: Extracted[object] | None) -> str:
    if value is None:
        return ""
    unit = f" {value.unit.name}" if value.unit else ""
    return f"{value.raw.strip()}{unit}"


def _format_period(year: int | None, phase: str | None, case: TableCase) -> str:
    usual = "executed" if case.final else "budget"
    parts = [str(year)] if year != case.year else []
    parts += [str(phase)] if phase != usual else []
    return f" ({' '.join(parts)})" if parts else ""


def _format_budget_line(line: BudgetLine, case: TableCase) -> str:
    code = line.functional_code or line.economic_code
    number = f" [{code.value}]" if code else ""
    name = line.row_label.value if line.row_label else "-"
    unit = f" {{{line.unit_name.value}}}" if line.unit_name else ""
    item = f" -> {line.item}" if line.item else ""
    return f"{name}{number}{unit} @ {line.column_label} = {_format_value(line.value)}{item}{_format_period(line.fiscal_year, line.phase, case)}"


def _format_indicator(indicator: Indicator, limits: Sequence[Threshold]) -> str:
    level1 = indicator.level1.value if indicator.level1 else "-"
    level2 = indicator.level2.value if indicator.level2 else "-"
    bounds = "; ".join(
        f"{'' if limit.grade == '目标' else limit.grade + ' '}{limit.operator or '~'} {limit.lower if limit.lower is not None else ''}"
        f"..{limit.upper if limit.upper is not None else ''} {limit.unit.value if limit.unit else ''}".rstrip()
        for limit in limits
    )
    activity = indicator.activity.value if isinstance(indicator.activity, Extracted) else indicator.activity
    of = f" {{{activity}}}" if activity else ""
    return f"{level1} / {level2} / {indicator.name.value}{of}: {bounds}".rstrip()


def _format_procurement(row: Procurement) -> str:
    names = (
        "project_name", "project_funds", "item_name", "catalog_code", "quantity", "quantity_unit", "unit_price", "total",
        "current_year", "general_public_budget", "government_funds", "fiscal_special_account", "other_sources",
        "other_channels",
    )  # fmt: skip
    parts = [f"{name}={_format_value(getattr(row, name))}" for name in names if getattr(row, name) is not None]
    label = f" {row.row_label.value}" if row.row_label else ""
    return f"{row.row_type}{label}: {', '.join(parts)}".rstrip()


def _format_asset(asset: Asset) -> str:
    number = f" n={asset.quantity.raw.strip()}" if asset.quantity else ""
    unit = f" {asset.quantity_unit.value}" if asset.quantity_unit else ""
    worth = f" v={_format_value(asset.value)}" if asset.value else ""
    return f"{asset.row_type} {asset.label.value}{number}{unit}{worth}{f' -> {asset.item}' if asset.item else ''}"


def _format_amount(amount: Amount, case: TableCase) -> str:
    label = amount.label.value if amount.label else "-"
    item = f" -> {amount.item}" if amount.item else ""
    return f"amount {label} = {_format_value(amount.value)}{item}{_format_period(amount.fiscal_year, amount.phase, case)}"


def _format_count(count: Count) -> str:
    subject = count.subject.value if count.subject else "-"
    return f"count {subject} = {count.value.raw.strip()} {count.unit or ''}".rstrip()


def _format_goal(goal: Goal) -> str:
    return f"goal {goal.text.value}"


def iter_tables(document: Document) -> Iterator[Table]:
    return (block for block in document.blocks if isinstance(block, Table))
