"""Statements that there is nothing, in many words; what only sounds like one."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

OPENING = ("青龙县水务局2021年部门预算公开", "一、收支情况", "2021年收入预算90.00万元，支出预算90.00万元。", "二、其他事项")


def list_nil_subjects(text: str) -> list[str]:
    disclosure = extract_disclosures(build_document(*OPENING, text))[0]
    return [one.subject.value for one in disclosure.nil_statements if one.subject]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("本单位无公务用车。", ["公务用车"]),
        ("2021年我局没有设置绩效目标。", ["绩效目标"]),
        ("本年度未购置专用设备。", ["专用设备"]),
        ("我局不涉及政府购买服务支出。", ["政府购买服务支出"]),
        ("公务接待费2.00万元，无出国计划。", ["出国计划"]),
        ("会议费未发生支出。", ["会议费"]),
        ("没有委托业务费预算。", ["委托业务费"]),
        ("2021年未安排政府性基金预算。", ["政府性基金预算"]),
        ("无会议费、培训费和差旅费。", ["会议费", "培训费", "差旅费"]),
        ("会议费、培训费及差旅费均未发生支出。", ["会议费", "培训费", "差旅费"]),
        ("我局无政府性基金预算，也没有安排会议费。", ["政府性基金预算", "会议费"]),
        ("不承担外事接待任务。", ["外事接待任务"]),
        ("无单价20万元以上的专用设备。", ["单价20万元以上的专用设备"]),
        ("我局不在机关运行经费统计范围内。", ["机关运行经费"]),
        ("未举办庆典、论坛活动。", ["庆典、论坛活动"]),
    ],
)
def test_a_thing_is_said_to_be_missing_whatever_its_name(text: str, subjects: list[str]) -> None:
    assert list_nil_subjects(text) == subjects


@pytest.mark.parametrize(
    "text",
    [
        "无公害蔬菜推广经费3.00万元。",
        "不动产登记工作正常开展。",
        "未成年人保护宣传经费1.00万元。",
        "公务接待费与上年相比无变化。",
        "本年预算无以前年度结转结余。",
        "公务接待费减少，主要原因是本年没有接待任务安排的支出。",
        "政府采购预算9.00万元，不含涉密采购。",
    ],
)
def test_what_only_begins_like_a_denial_is_none(text: str) -> None:
    assert list_nil_subjects(text) == []
