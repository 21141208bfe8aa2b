"""Whatever a grid holds, it is parsed without an error, and every value is the text at its span."""

from __future__ import annotations

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.extractors import (
    activities,
    assets,
    organization,
    performance,
    procurement,
    statutory,
)
from extractor.model.document import Table
from extractor.model.issues import Issue
from extractor.model.records import Extracted, Unit
from tests.table_builders import build_extractor_context, build_merged_table

WORDS = (
    "", " ", "项目", "科目编码", "科目名称", "合计", "总计", "小计", "预算数", "2025年预算数", "收入", "支出", "行次", "类", "款", "项", "单位名称", "单位性质",
    "一级指标", "二级指标", "三级指标", "指标值", "目标值", "度量单位", "指标性质", "优", "良", "中", "差", "绩效指标", "职责活动", "采购物品名称",
    "数量", "单价", "价值（万元）", "一、职责", "1、活动", "（一）房屋（平方米）", "201", "03", "2010301", "[201]一般公共服务支出", "10.00", "0", "——",
    "无", "≥90%", "12月底前", "20万元", "31.4%", "栏次", "**", "1", "2", "单位：万元", "编制部门：某局", "截止时间：2019年12月31日", "项目名称", "资金总额",
    "年度目标", "注：说明", "0.00二、外交支出", "三公经费\n合计", "一、政府采购情况", "公务接待费", "年度", "绩效目标", "附表1", "第\u3000二",
)  # fmt: skip
TITLES = ("", "收支总表", "支出总表", "“三公”经费预算表", "政府采购预算表", "固定资产占用情况表", "部门职责-工作活动绩效目标", "项目支出绩效目标表\n单位：万元", "某局 单位：元")
EXTRACTORS = (activities.extract_activities, organization.extract_org_units, performance.extract_performance, procurement.extract_procurement, assets.extract_assets, statutory.extract_budget_lines)


@st.composite
def draw_table(draw: st.DrawFn, address: str) -> Table:
    width = draw(st.integers(1, 6))
    cells = st.sampled_from(WORDS)
    spans = st.sampled_from(["", "", "", ">2", "^2", ">3"])
    rows = []
    for _ in range(draw(st.integers(1, 7))):
        row, used = [], 0
        while used < width:
            span = draw(spans)
            columns = int(span[1:]) if span.startswith(">") else 1
            row.append(draw(cells) + (span if used + columns <= width else ""))
            used += columns if used + columns <= width else 1
        rows.append(row)
    return build_merged_table(*rows, address=address)


def list_extracted(thing: object) -> list[Extracted[object]]:
    found = [getattr(thing, field.name) for field in dataclasses.fields(thing)]  # type: ignore[arg-type]
    return [value for value in found if isinstance(value, Extracted)]


@settings(max_examples=300, deadline=None)
@given(draw_table("b2"), st.sampled_from(TITLES), draw_table("b4"), st.sampled_from(TITLES))
def test_any_two_tables_are_parsed_and_every_value_is_the_text_at_its_span(
    first: Table, above_first: str, second: Table, above_second: str
) -> None:
    context = build_extractor_context((first, above_first), (second, above_second))
    document = context.document
    for parsed in context.tables:
        width = len(parsed.grid_columns) or parsed.source_table.n_columns
        assert len(parsed.header_texts) == len(parsed.fields) == len(parsed.column_units) == width
        assert all(len(row) == width for row in (*parsed.rows, *parsed.filled_rows))
        for value in (parsed.title, parsed.entity, parsed.as_of, parsed.year):
            assert value is None or document.text_at(value.place) == value.raw
    for extract in EXTRACTORS:
        for record in extract(context):
            if isinstance(record, Issue):
                continue
            for value in list_extracted(record):
                assert document.text_at(value.place) == value.raw
                if isinstance(value.unit, Unit):
                    printed = "".join(document.text_at(value.unit.place).split())
                    assert printed.replace("％", "%") in (value.unit.name, *"％")
