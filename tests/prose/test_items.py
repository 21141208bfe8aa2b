"""Items of a list that have their own year, subject or way, and sums that stand for a whole by what is around them: sentences of our
own making, read below their heading."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

TOTAL, BASIC, PROJECT = "expenditure.total", "expenditure.basic", "expenditure.project"
PERSONNEL, PUBLIC = "expenditure.personnel", "expenditure.public"
THREE, OVERSEAS, HOSPITALITY = "three_public.total", "three_public.overseas", "three_public.hospitality"
VEHICLES, RUNNING, BOUGHT = "three_public.vehicles.total", "three_public.vehicles.running", "three_public.vehicles.purchase"
PURCHASES, GOODS, WORKS, SERVICES = (f"procurement.{one}" for one in ("total", "goods", "works", "services"))
BOUGHT_SERVICES = "government_purchase_of_services"
FUNDS, GENERAL = "fiscal_appropriation.government_funds", "fiscal_appropriation.general_public_budget"


def list_figures(heading: str, text: str, kind: str = "预算") -> list[str]:
    """``item value year`` of each amount, ``item direction value base-year`` of each change."""
    (disclosure,) = extract_disclosures(build_document(f"滦州市水务局2021年部门{kind}", heading, text))
    found = [f"{one.item} {one.value.value} {one.fiscal_year}" for one in disclosure.amounts]
    return found + [f"{one.item} {one.direction} {one.value.value} {one.base_year}" for one in disclosure.changes]


YEARS = [
    (
        "三、支出预算",
        "2020年支出预算90万元，其中基本支出60万元、项目支出30万元；2021年支出预算100万元，其中基本支出65万元、项目支出35万元。",
        [f"{TOTAL} 90 2020", f"{BASIC} 60 2020", f"{PROJECT} 30 2020", f"{TOTAL} 100 2021", f"{BASIC} 65 2021", f"{PROJECT} 35 2021"],
    ),
    (
        "三、支出预算",
        "上年支出90万元，其中：基本支出60万元，项目支出30万元；本年支出100万元，其中：基本支出65万元，项目支出35万元。",
        [f"{TOTAL} 90 2020", f"{BASIC} 60 2020", f"{PROJECT} 30 2020", f"{TOTAL} 100 2021", f"{BASIC} 65 2021", f"{PROJECT} 35 2021"],
    ),
    (
        "三、支出预算",
        "2021年支出预算100万元，其中基本支出65万元、项目支出35万元；2020年支出预算90万元，包括基本支出60万元、项目支出30万元。",
        [f"{TOTAL} 100 2021", f"{BASIC} 65 2021", f"{PROJECT} 35 2021", f"{TOTAL} 90 2020", f"{BASIC} 60 2020", f"{PROJECT} 30 2020"],
    ),
    (
        "五、“三公”经费",
        "2020年“三公”经费9万元，其中接待费3万元、用车费6万元；2021年“三公”经费8万元，其中接待费2万元、用车费6万元。",
        [f"{THREE} 9 2020", f"{HOSPITALITY} 3 2020", f"{VEHICLES} 6 2020", f"{THREE} 8 2021", f"{HOSPITALITY} 2 2021", f"{VEHICLES} 6 2021"],
    ),
    # a level of another year among the parts does not move them
    (
        "五、“三公”经费",
        "2021年“三公”经费8万元，其中接待费2万元，2020年接待费3万元，用车费6万元。",
        [f"{THREE} 8 2021", f"{HOSPITALITY} 2 2021", f"{HOSPITALITY} 3 2020", f"{VEHICLES} 6 2021"],
    ),
]

WAYS = [
    (
        "五、“三公”经费",
        "与上年持平的有：出国费0万元、购车费0万元。减少的有：用车运行费，减少2万元，为3万元；接待费，减少1万元，为4万元。",
        [
            *(f"{OVERSEAS} 0 2021", f"{BOUGHT} 0 2021", f"{RUNNING} 3 2021", f"{HOSPITALITY} 4 2021"),
            *(f"{OVERSEAS} flat 0 2020", f"{BOUGHT} flat 0 2020"),
            *(f"{RUNNING} decrease 2 2020", f"{HOSPITALITY} decrease 1 2020"),
        ],
    ),
    (
        "五、主要支出",
        "与2020年预算相比没有变化的有：会议费5万元；培训费6万元。",
        ["conference 5 2021", "training 6 2021", "conference flat 0 2020", "training flat 0 2020"],
    ),
    (
        "五、主要支出",
        "增加的有：会议费，增加2万元，增长50%，为6万元；培训费，增加1万元，为4万元。",
        ["conference 6 2021", "training 4 2021", "conference increase 2 2020", "training increase 1 2020"],
    ),
    # an item of its own behind others
    (
        "五、“三公”经费",
        "接待费5万元，比上年减少1万元。用车运行费，比上年减少2万元，为8万元。",
        [f"{HOSPITALITY} 5 2021", f"{RUNNING} 8 2021", f"{HOSPITALITY} decrease 1 2020", f"{RUNNING} decrease 2 2020"],
    ),
    (
        "五、“三公”经费",
        "接待费5万元，比上年减少1万元。出国费，与上年持平。",
        [f"{HOSPITALITY} 5 2021", f"{HOSPITALITY} decrease 1 2020", f"{OVERSEAS} flat 0 2020"],
    ),
    # a list by its heading alone stays a list of changes
    (
        "五、主要支出",
        "减少的有：会议费2万元、培训费1万元。",
        ["conference decrease 2 2020", "training decrease 1 2020"],
    ),
    # a part that has increased by nothing is not the whole
    (
        "五、“三公”经费",
        "“三公”经费9万元，比上年增加1万元，具体如下：出国费0万元，较上年增加0万元。接待费9万元，较上年增加1万元。",
        [
            *(f"{THREE} 9 2021", f"{OVERSEAS} 0 2021", f"{HOSPITALITY} 9 2021"),
            *(f"{THREE} increase 1 2020", f"{OVERSEAS} flat 0 2020", f"{HOSPITALITY} increase 1 2020"),
        ],
    ),
    # short names, counted
    (
        "四、基本支出",
        "基本支出90万元，其中人员经费60万元、公用经费30万元。人员、公用两项与上年相比分别增加5万元、减少2万元。",
        [
            *(f"{BASIC} 90 2021", f"{PERSONNEL} 60 2021", f"{PUBLIC} 30 2021"),
            *(f"{PERSONNEL} increase 5 2020", f"{PUBLIC} decrease 2 2020"),
        ],
    ),
    (
        "四、基本支出",
        "基本支出90万元，其中人员经费60万元、公用经费30万元。人员和公用分别比上年增加5万元、2万元。",
        [
            *(f"{BASIC} 90 2021", f"{PERSONNEL} 60 2021", f"{PUBLIC} 30 2021"),
            *(f"{PERSONNEL} increase 5 2020", f"{PUBLIC} increase 2 2020"),
        ],
    ),
]

WHOLES = [
    # what is bought with the other kinds adds up to the purchases
    (
        "七、政府采购",
        "政府采购预算90万元，其中：采购货物50万元、采购工程30万元、购买服务10万元。",
        [f"{PURCHASES} 90 2021", f"{GOODS} 50 2021", f"{WORKS} 30 2021", f"{SERVICES} 10 2021"],
    ),
    (
        "七、政府采购",
        "政府采购预算90万元，其中：购买服务支出40万元、货物50万元。",
        [f"{PURCHASES} 90 2021", f"{SERVICES} 40 2021", f"{GOODS} 50 2021"],
    ),
    (
        "七、政府采购",
        "政府采购预算90万元，其中货物50万元、服务40万元，政府购买服务20万元。",
        [f"{PURCHASES} 90 2021", f"{GOODS} 50 2021", f"{SERVICES} 40 2021", f"{BOUGHT_SERVICES} 20 2021"],
    ),
    # receptions at home are all, where there are no others
    (
        "五、“三公”经费",
        "“三公”经费9万元，其中国内公务接待支出3万元，用车运行费6万元。",
        [f"{THREE} 9 2021", f"{HOSPITALITY} 3 2021", f"{RUNNING} 6 2021"],
    ),
    (
        "五、“三公”经费",
        "“三公”经费9万元，其中国内接待费3万元，外事接待费6万元。",
        [f"{THREE} 9 2021", "None 3 2021", "None 6 2021"],
    ),
    # a remark within the name of a fund
    (
        "三、财政拨款支出情况",
        "一般公共预算拨款90万元，政府性基金（彩票公益金）拨款10万元。",
        [f"{GENERAL} 90 2021", f"{FUNDS} 10 2021"],
    ),
    # projects: of one, in quotes, by the lower of two titles
    (
        "六、重点项目绩效目标",
        "上年该项目预算30万元；全县实现农业总产值5亿元。",
        [f"{PROJECT} 30 2020"],
    ),
    (
        "一、主要工作",
        "围绕饮水安全，安排“水质监测经费”30万元，“两污”治理20万元，河道保洁费10万元。",
        [f"{PROJECT} 30 2021", f"{PROJECT} 20 2021", f"{PROJECT} 10 2021"],
    ),
    (
        "三、支出预算（二）项目支出情况",
        "用于保障机构完成特定任务的专项工作的经费支出90万元。其中：河道保洁60万元；水库除险30万元。与上年对比增加20万元。",
        [f"{PROJECT} 90 2021", f"{PROJECT} 60 2021", f"{PROJECT} 30 2021", f"{PROJECT} increase 20 2020"],
    ),
]


@pytest.mark.parametrize(("heading", "text", "expected"), [*YEARS, *WAYS, *WHOLES])
def test_each_item_has_its_own_year_subject_and_way(heading: str, text: str, expected: list[str]) -> None:
    assert list_figures(heading, text) == expected
