"""A date that only the prose states."""

from __future__ import annotations

from datetime import date

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document


def test_a_table_without_a_date_takes_the_day_that_the_prose_of_its_section_states() -> None:
    document = build_document(
        "洪洞县医疗保障局2020年部门预算", "一、部门概况", "略。", "二、国有资产占用情况",
        "截至2019年12月31日，固定资产总额为41.26万元。",
        [["资产名称", "数量", "价值（元）"], ["汽车", "1", "126000"], ["合计", "", "126000"]],
        "三、名词解释", "略。",
    )  # fmt: skip
    (disclosure,) = extract_disclosures(document)
    (first, _) = disclosure.assets
    assert first.as_of is not None
    assert (first.as_of.value, str(first.as_of.place)) == (date(2019, 12, 31), "b5[2:13]")
