"""Who and when: the office, its place, the year and the kind, from titles of many shapes."""

from __future__ import annotations

import pytest

from extractor.model.disclosure import Profile
from extractor.pipeline import Options, _extract_disclosures, extract_disclosures
from tests.document_builders import build_document

BODY = (
    "一、部门职责及机构设置情况",
    "贯彻执行有关政策。",
    "二、{kind}情况说明",
    "收入{kind}100万元，支出{kind}100万元。",
    "三、机关运行经费情况",
    "机关运行经费10万元。",
)


def parse_profile(*title: str) -> Profile:
    kind = "决算" if "决算" in "".join(title).replace("一般公共预算", "") else "预算"
    return extract_disclosures(build_document(*title, *(text.format(kind=kind) for text in BODY)))[0].profile


TITLES = [
    (("滦州市水务局（本级）2022年度部门决算",), "滦州市水务局", 2022, "department_final", "130284"),
    (("2023年度滦州市古城街道办事处", "部门决算"), "滦州市古城街道办事处", 2023, "department_final", "130284"),
    (("政协滦州市委员会", "2024年部门预算"), "政协滦州市委员会", 2024, "department_budget", "130284"),
    (("中共滦州市委宣传部2021年部门预算公开",), "中共滦州市委宣传部", 2021, "department_budget", "130284"),
    (("国家税务总局滦州市税务局2021年单位预算",), "国家税务总局滦州市税务局", 2021, "unit_budget", "130284"),
    (("滦州市政府办2019年度部门决算",), "滦州市政府办", 2019, "department_final", "130284"),
    (("滦州市水务局（滦州市河长办）2021年度部门决算",), "滦州市水务局", 2021, "department_final", "130284"),
    (("滦州市自来水厂2020年单位预算",), "滦州市自来水厂", 2020, "unit_budget", "130284"),
    (("二〇二一年滦州市水务局部门预算",), "滦州市水务局", 2021, "department_budget", "130284"),
    (("滦州市水务局2021年公开2020年度部门决算",), "滦州市水务局", 2020, "department_final", "130284"),
    (("2023年滦州市水务局一般公共预算财政拨款“三公”经费支出决算情况说明",), "滦州市水务局", 2023, "department_final", "130284"),
    (("鄂托克前旗上海庙镇人民政府2022年部门预算公开报告",), "鄂托克前旗上海庙镇人民政府", 2022, "department_budget", "150623"),
    (("新疆生产建设兵团第一师阿拉尔市水利局2023年部门预算",), "新疆生产建设兵团第一师阿拉尔市水利局", 2023, "department_budget", "659002"),
]


@pytest.mark.parametrize(("title", "name", "year", "kind", "code"), TITLES, ids=["/".join(t[0]) for t in TITLES])
def test_a_title_says_who_and_when(title: tuple[str, ...], name: str, year: int, kind: str, code: str) -> None:
    found = parse_profile(*title)
    assert found.department_name is not None and found.fiscal_year is not None
    assert (found.department_name.value, found.fiscal_year.value, found.doc_type, found.division_code) == (name, year, kind, code)


def test_of_two_titles_without_an_office_the_first_counts_and_the_office_stands_on_a_line_of_its_own() -> None:
    found = parse_profile("2022年预算公开", "预算说明", "（二〇二二年一月编印于局机关办公室，供公开使用，内容以正式批复为准，不作其他用途，请予留意）", "滦州市水务局")
    assert found.title is not None and found.department_name is not None
    assert (found.title.value, found.department_name.value) == ("2022年预算公开", "滦州市水务局")


@pytest.mark.parametrize(
    ("year", "code", "match"), [(2014, "341521", "exact"), (2015, None, "ambiguous"), (2016, "340422", "exact")]
)
def test_a_county_that_went_to_another_city_has_the_code_of_the_year(year: int, code: str | None, match: str) -> None:
    found = parse_profile(f"寿县水利局{year}年部门预算")
    assert (found.division_code, found.division_match) == (code, match)


def test_an_office_that_stands_for_one_place_in_another_belongs_to_none_by_the_other() -> None:
    assert parse_profile("某集团驻天津市办事处2022年部门预算").division_code is None


def test_three_public_expenses_alone_are_a_disclosure() -> None:
    found = extract_disclosures(build_document("滦州市古马镇2020年“三公”经费决算", "古马镇“三公”经费决算数共计5万元，其中公务接待费5万元。"))
    assert [d.profile.doc_type for d in found] == ["department_final"]
    assert [(a.item, a.value.value) for a in found[0].amounts] == [("three_public.total", 5), ("three_public.hospitality", 5)]


@pytest.mark.parametrize("entry", ["预算年度：2020", "编制单位：滦州市水务局　年度:2020", "预算年份：2020年"])
def test_a_year_may_be_entered_behind_its_name(entry: str) -> None:
    found = extract_disclosures(build_document("滦州市水务局部门预算", entry, "截止时间：2019年12月31日", "支出预算6万元，其中基本支出6万元。"))
    assert [d.profile.fiscal_year and d.profile.fiscal_year.value for d in found] == [2020]


def test_one_paragraph_under_a_title_that_names_the_office_is_a_disclosure() -> None:
    found = extract_disclosures(build_document("2017年滦州市水务局“三公”经费变动", "滦州市水务局“三公”经费支出6万元，公务接待费6万元。"))
    assert [d.profile.department_name.value for d in found if d.profile.department_name] == ["滦州市水务局"]


def test_a_text_without_a_title_that_leads_in_the_budget_of_its_office_is_a_disclosure() -> None:
    lead = "滦州市古马镇商会是群众组织。2019年单位预算已经理事会通过，现公开如下："
    found = extract_disclosures(build_document(lead, "一、收入9万元。", "二、支出9万元。房租5万元，水电4万元。"))
    assert [d.profile.department_name.value for d in found if d.profile.department_name] == ["滦州市古马镇商会"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2013年“三公”经费共计9万元，上年为12万元，其中公务接待费9万元。", "department_final"),
        ("2013年安排“三公”经费9万元，其中公务接待费9万元。", "department_budget"),
    ],
)
def test_a_title_of_what_was_spent_over_a_text_that_plans_nothing_is_of_final_accounts(text: str, kind: str) -> None:
    found = extract_disclosures(build_document("滦州市古马镇人民政府2013年“三公”经费支出情况", text))
    assert [d.profile.doc_type for d in found] == [kind]


REFUSED = [
    (("关于滦州市2023年预算执行情况和2024年预算草案的报告", "一般公共预算收入53亿元，“三公”经费下降5%。"), "WHY_NOT_TITLE"),
    (("滦州市2021年度政府决算公开", "一、机关运行经费", "二、“三公”经费", "三公经费100万元。"), "WHY_NOT_TITLE"),
    (("关于批复2020年市本级部门预算的通知", "现将部门预算批复如下：支出预算100万元。"), "WHY_NOT_TITLE"),
    (("2020年“三公”经费情况", "经市财政局汇总，市本级“三公”经费预算为400万元。"), "WHY_NOT_SUMMED"),
    (("关于召开座谈会的通知", "定于本周五召开座谈会，请准时参加。"), "WHY_NOT_WORDS"),
]


@pytest.mark.parametrize(("lines", "code"), REFUSED, ids=[lines[0] for lines, _ in REFUSED])
def test_what_is_no_disclosure_of_an_office_is_refused_and_says_why(lines: tuple[str, ...], code: str) -> None:
    disclosures, rejection = _extract_disclosures(build_document(*lines), Options())
    assert disclosures == []
    assert rejection.reason is not None and rejection.reason.message_code == code


@pytest.mark.parametrize("name", ["中共滦州市委巡察工作领导小组办公室", "滦州市招标投标中心", "滦州市古马镇人民政府"])
def test_the_name_of_an_office_refuses_nothing(name: str) -> None:
    assert extract_disclosures(build_document(f"{name}预算公开（2020年）", *(text.format(kind="预算") for text in BODY)))


def test_a_report_on_an_office_s_final_accounts_is_a_disclosure() -> None:
    assert extract_disclosures(build_document("滦州市林业局2019年部门决算报告", *(text.format(kind="决算") for text in BODY)))
