"""Several disclosures in one file."""

from __future__ import annotations

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

DEPARTMENT = ("唐山市开平区信访局2022年部门预算信息公开", "一、部门概况", "略。", "二、机关运行经费安排情况", "机关运行经费5万元。",
              "三、政府采购预算情况", "政府采购预算1万元。", "四、名词解释", "略。")  # fmt: skip
UNIT = ("唐山市开平区信访服务中心2022年单位预算信息公开", "一、单位概况", "略。", "二、机关运行经费安排情况", "机关运行经费2万元。",
        "三、政府采购预算情况", "政府采购预算3万元。", "四、名词解释", "略。")  # fmt: skip


def test_a_department_and_its_unit_in_one_file_are_two_disclosures() -> None:
    document = build_document(*DEPARTMENT, *UNIT)
    first, second = extract_disclosures(document)
    assert [d.profile.department_name.value for d in (first, second) if d.profile.department_name] == [
        "唐山市开平区信访局",
        "唐山市开平区信访服务中心",
    ]
    assert [[str(a.value.value) for a in d.amounts] for d in (first, second)] == [["5", "1"], ["2", "3"]]
    assert first.profile.doc_type == "department_budget"
    assert second.profile.doc_type == "unit_budget"
    assert first.n_paragraphs + second.n_paragraphs == len(document.blocks)
    left = [str(number.place) for d in (first, second) for number in d.unmatched_numbers]
    assert len(left) == len(set(left))


def test_a_title_repeated_on_a_cover_is_no_second_disclosure() -> None:
    assert len(extract_disclosures(build_document(DEPARTMENT[0], *DEPARTMENT))) == 1


def test_a_second_title_without_an_outline_of_its_own_is_no_second_disclosure() -> None:
    assert len(extract_disclosures(build_document(*DEPARTMENT, UNIT[0], "见附表。"))) == 1


def test_a_title_of_another_office_begins_another_disclosure_however_short_both_are() -> None:
    first = ("云岭县档案馆2021年部门预算", "一、部门职责", "保管档案。", "二、收支预算情况", "收入预算6万元，支出预算6万元。")
    second = ("云岭县史志办2021年部门预算", "一、部门职责", "编修志书。", "二、收支预算情况", "收入预算4万元，支出预算4万元。")
    found = extract_disclosures(build_document(*first, *second))
    assert [d.profile.department_name.value for d in found if d.profile.department_name] == ["云岭县档案馆", "云岭县史志办"]


def test_a_second_title_of_the_same_office_begins_none() -> None:
    lines = ("一、部门职责", "保管档案。", "二、收支预算情况", "收入预算6万元，支出预算6万元。")
    document = build_document("云岭县档案馆2021年部门预算", *lines, "档案馆2021年单位预算", *lines)
    assert len(extract_disclosures(document)) == 1
