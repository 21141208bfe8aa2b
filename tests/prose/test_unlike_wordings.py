"""Figures that an order, a legend, a rate or a verb gives their meaning: columns told of ahead, rates apart from their sums, shares of a
whole, what is bought by its last word, sides that change alike. Every sentence is of our own making."""

from __future__ import annotations

import pytest

from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

GOODS, SERVICES, WORKS = (
    f"procurement.{one}" for one in ("goods", "services", "works")
)
OPERATING = "operating_expenses.total"

BUDGETS = [
    # what is bought, by its last word or by what stands behind its sum
    (
        "五、政府采购",
        "今年要采购的东西有：办公家具12万元、机房空调6万元，属货物；档案扫描外包服务30万元，库房防水工程18万元。合计66万元。",
        ["None 12", "None 6", f"{SERVICES} 30", f"{WORKS} 18", "procurement.total 66"],
    ),
    (
        "五、政府采购",
        "需要采购的项目有3个：检测仪表20万元，属货物；测绘15万元，为服务；围墙9万元，属于工程。",
        [f"{GOODS} 20", f"{SERVICES} 15", f"{WORKS} 9"],
    ),
    # a sum below its parts is that of the heading
    (
        "（四）一般公共预算支出",
        "教育支出100万元；社会保障和就业支出20万元；某项缴费5万元；卫生健康支出3万元。以上共128万元。",
        [
            "expenditure.functional 100",
            "expenditure.functional 20",
            "None 5",
            "expenditure.functional 3",
            "fiscal_appropriation.general_public_budget 128",
        ],
    ),
    # columns that are told of ahead
    (
        "（三）“三公”经费",
        "按本年预算、上年预算、增减额依次列示：公务接待费5万元，4万元，增加1万元；公务用车运行费8万元，9万元，减少1万元；总计，13万元，12万元，增加1万元。",
        [
            "three_public.hospitality 5",
            "three_public.hospitality 4 2020",
            "three_public.vehicles.running 8",
            "three_public.vehicles.running 9 2020",
            "three_public.total 13",
            "three_public.total 12 2020",
            "three_public.hospitality increase 1 None",
            "three_public.vehicles.running decrease 1 None",
            "three_public.total increase 1 None",
        ],
    ),
    # both sides go on, or change alike
    (
        "一、收支预算总体情况",
        "收、支预算2020年均为70万元，2021年均为75万元。",
        [
            "revenue.total 70 2020",
            "expenditure.total 70 2020",
            "revenue.total 75",
            "expenditure.total 75",
        ],
    ),
    (
        "一、收支预算总体情况",
        "与上年相比，收入预算增加5万元，增长10%，支出预算同额增加，预算均为55万元。上年预算是50万元。",
        [
            "revenue.total 55",
            "expenditure.total 55",
            "expenditure.total 50 2020",
            "revenue.total 50 2020",
            "revenue.total increase 5 10",
            "expenditure.total increase 5 10",
        ],
    ),
    (
        "三、支出",
        "基本支出比上年增加2万元，项目支出比上年减少3万元，前者安排60万元，后者安排40万元，分别占全部支出100万元的60%和40%。",
        [
            "expenditure.basic 60",
            "expenditure.project 40",
            "expenditure.total 100",
            "expenditure.basic increase 2 None",
            "expenditure.project decrease 3 None",
        ],
    ),
    # a list in full after its total; what moved most
    (
        "二、收支情况",
        "总收入100万元，财政给的经费90万元，其他收入10万元。总支出100万元，教职工工资福利80万元，公用20万元。公用增加最多，比上年多了2万元。",
        [
            "revenue.total 100",
            "revenue.fiscal_appropriation 90",
            "revenue.other 10",
            "expenditure.total 100",
            "None 80",
            "expenditure.public 20",
            "expenditure.public increase 2 None",
        ],
    ),
    (
        "三、项目支出安排",
        "与去年相比，驻村帮扶项目增加20万元（去年30万元），厕所改造奖补减少9万元，新增水质检测4万元。",
        [
            "expenditure.project 30 2020",
            "expenditure.project 4",
            "expenditure.project increase 20 None",
            "expenditure.project decrease 9 None",
        ],
    ),
    (
        "四、基本支出",
        "单位：元。基本支出900,000，其中公用经费80,000。公用经费里办公费30,000，邮寄费8,000。",
        [
            "expenditure.basic 900000",
            "expenditure.public 80000",
            "expenditure.economic 30000",
            "None 8000",
        ],
    ),
]

BUDGETS += [
    # a change behind both sides is of both
    (
        "二、收支预算总体情况",
        "收入总预算60万元，支出总预算60万元，同比增加10万元，增长20%。",
        [
            "revenue.total 60",
            "expenditure.total 60",
            "revenue.total increase 10 20",
            "expenditure.total increase 10 20",
        ],
    ),
    (
        "二、收入",
        "收入90万元，其中一般预算拨款60万元，水利建设基金20万元，其他收入10万元。",
        [
            "revenue.total 90",
            "revenue.general_public_budget 60",
            "revenue.government_funds 20",
            "revenue.other 10",
        ],
    ),
    (
        "（五）一般公共预算支出（按功能科目）",
        "一般公共预算财政拨款89万元。",
        ["fiscal_appropriation.general_public_budget 89"],
    ),
    (
        "（五）“三公”经费",
        "“三公”经费限额22万元，上年25万元。",
        ["three_public.total 22", "three_public.total 25 2020"],
    ),
]

BUDGETS += [
    # a fund is spent where its parts or its purpose say so
    (
        "四、政府性基金预算",
        "政府性基金预算安排60万元，较2020年减少14万元。其中土地出让收入安排的支出50万元，配套费安排的支出10万元。",
        [
            "fiscal_appropriation.government_funds 60",
            "None 50",
            "None 10",
            "fiscal_appropriation.government_funds decrease 14 None",
        ],
    ),
    (
        "五、国有资本经营预算",
        "国有资本经营预算安排30万元，用于退休人员社会化管理。",
        ["fiscal_appropriation.state_capital 30"],
    ),
    # what a project is, is not its name
    (
        "七、重点项目",
        "1.道路养护。安排68万元。2.交通执法装备。新增项目，安排45万元。",
        ["expenditure.project 68", "expenditure.project 45"],
    ),
    (
        "二、收入",
        "预算收入90万元，来自财政的有80万元，其余10万元为利息等其他收入。",
        ["revenue.total 90", "revenue.fiscal_appropriation 80", "revenue.other 10"],
    ),
]

ACCOUNTS = [
    # a year beside what is denied holds for its sum alone
    (
        "（三）三公经费",
        "因公出国（境）没有支出，上年支出4万元；公务用车运行维护费8万元，上年9万元；公务接待费1万元，上年2万元。三项合计9万元。",
        [
            "three_public.overseas 4 2020",
            "three_public.vehicles.running 8",
            "three_public.vehicles.running 9 2020",
            "three_public.hospitality 1",
            "three_public.hospitality 2 2020",
            "three_public.total 9",
        ],
    ),
    (
        "（三）三公经费",
        "全年三公经费12万元：燃油、维修、保险、过路费等11万元；招待1万元。",
        [
            "three_public.total 12",
            "three_public.vehicles.running 11",
            "three_public.hospitality 1",
        ],
    ),
    # who has the purchases, by any verb
    (
        "六、政府采购",
        "采购支出50万元，其中小微企业得20万元，中小企业拿到合同40万元。",
        [
            "procurement.total 50",
            "procurement.micro_reserved 20",
            "procurement.sme_reserved 40",
        ],
    ),
    (
        "二、财政拨款支出",
        "财政拨款支出90万元，其中一般公共服务70万元，医疗9万元，住房11万元。",
        [
            "fiscal_appropriation.total 90",
            "expenditure.functional 70",
            "expenditure.functional 9",
            "expenditure.functional 11",
        ],
    ),
    (
        "三、财政拨款收、支",
        "财政拨款收入决算、支出决算分别为19万元、18万元。",
        ["revenue.fiscal_appropriation 19", "fiscal_appropriation.total 18"],
    ),
    (
        "八、三公",
        "公务接待费支出2.2万元。其中：国内公务接待37批次，264人次（不包括陪同人员），共计支出2.2万元。",
        ["three_public.hospitality 2.2", "three_public.hospitality 2.2"],
    ),
    (
        "（七）机关运行经费",
        "机关运行经费支出200万元；上年210.5万元；减少10.5万元；降幅4.99%。",
        [f"{OPERATING} 200", f"{OPERATING} 210.5 2020", f"{OPERATING} decrease 10.5 4.99"],
    ),
    (
        "（七）机关运行经费",
        "比2020年减少10.5万元（2020年210.5万元），本年支出200万元，下降的4.99%主要是会议少了。",
        [f"{OPERATING} 210.5 2020", f"{OPERATING} 200", f"{OPERATING} decrease 10.5 4.99"],
    ),
    (
        "（五）机关运行",
        "44万元。降3.2%，电费省了。",
        [f"{OPERATING} 44", f"{OPERATING} decrease None 3.2"],
    ),
    (
        "二、收入",
        "全年收入50万元。拨款46万元，其他4万元。其他收入是上级给的劳务费，上年为6万元，减33.3%。",
        [
            "revenue.total 50",
            "revenue.fiscal_appropriation 46",
            "revenue.other 4",
            "revenue.other 6 2020",
            "revenue.other decrease None 33.3",
        ],
    ),
    (
        "（二）收入与支出",
        "本年收进50万元：财政40万元，其他10万元。本年支出48万元。收比上年少4%，支比上年少2%。",
        [
            "revenue.total 50",
            "revenue.fiscal_appropriation 40",
            "revenue.other 10",
            "expenditure.total 48",
            "revenue.total decrease None 4",
            "expenditure.total decrease None 2",
        ],
    ),
    (
        "二、财政拨款收支",
        "财政拨款收入90万元。财政拨款支出95万元，差额用年初结转8万元解决，年末还结转3万元。",
        [
            "revenue.fiscal_appropriation 90",
            "fiscal_appropriation.total 95",
            "revenue.carryover 8",
            "expenditure.carryforward 3",
        ],
    ),
    (
        "二、支出决算",
        "项目支出决算90万元。支出较多的几项：农田管护50万元、咖啡种植20万元。",
        ["expenditure.project 90", "expenditure.project 50", "expenditure.project 20"],
    ),
]

BUDGETS += [
    # an item opens with its name, a comma before the sum
    (
        "4．政府采购预算",
        "货物，85万元；工程，空白；服务，15万元；三者之和，100万元。",
        [f"{GOODS} 85", f"{SERVICES} 15", "procurement.total 100"],
    ),
    (
        "二、收支",
        "财政拨款，100万元；事业收入，20万元；合起来，120万元。",
        [
            "revenue.fiscal_appropriation 100",
            "revenue.institution_service 20",
            "revenue.total 120",
        ],
    ),
    (
        "三、基本支出",
        "基本支出50万元，用于人的部分（即人员经费）40万元，用于公的部分（也就是公用经费）10万元。",
        ["expenditure.basic 50", "expenditure.personnel 40", "expenditure.public 10"],
    ),
    (
        "四、支出变化",
        "与2020年预算相比，人员支出增加33万元，公用支出减少8万元，项目支出减少120万元，净减95万元。",
        [
            "expenditure.personnel increase 33 None",
            "expenditure.public decrease 8 None",
            "expenditure.project decrease 120 None",
            "expenditure.total decrease 95 None",
        ],
    ),
]
ACCOUNTS += [
    (
        "五、三公",
        "由财政拨款负担的“三公”经费实际列支38万元。两年里，车辆购置及运行费分别是19万元、18万元。",
        [
            "three_public.total 38",
            "three_public.vehicles.total 19 2020",
            "three_public.vehicles.total 18",
        ],
    ),
    (
        "（六）公务接待",
        "公务接待费决算9万元，支出反而降低1万元。",
        [
            "three_public.hospitality 9",
            "three_public.hospitality decrease 1 None",
        ],
    ),
    (
        "八、政府采购",
        "工程类占大头，为84万元；服务类次之，为37万元；货物类最少，仅5万元。",
        [f"{WORKS} 84", f"{SERVICES} 37", f"{GOODS} 5"],
    ),
    (
        "（四）公务用车",
        "我院现有警车18辆。本年购置费62万元，运行维护费75万元，合起来公务用车耗费137万元。",
        [
            "three_public.vehicles.purchase 62",
            "three_public.vehicles.running 75",
            "three_public.vehicles.total 137",
        ],
    ),
]


def _list_figures(heading: str, text: str, kind: str) -> list[str]:
    """Amounts with another year than the document's, then changes."""
    document = build_document(f"滦州市水务局2021年部门{kind}", heading, text)
    (disclosure,) = extract_disclosures(document)
    found = [
        f"{one.item} {one.value.value}" + f" {one.fiscal_year}" * (one.fiscal_year != 2021)
        for one in disclosure.amounts
    ]
    return found + [
        f"{one.item} {one.direction} {one.value.value} {one.percent and one.percent.value}"
        for one in disclosure.changes
    ]


@pytest.mark.parametrize(("heading", "text", "expected"), BUDGETS)
def test_unlike_wordings_of_a_budget(
    heading: str, text: str, expected: list[str]
) -> None:
    assert _list_figures(heading, text, "预算") == expected


@pytest.mark.parametrize(("heading", "text", "expected"), ACCOUNTS)
def test_unlike_wordings_of_accounts(
    heading: str, text: str, expected: list[str]
) -> None:
    assert _list_figures(heading, text, "决算") == expected


@pytest.mark.parametrize(
    ("heading", "text", "subjects"),
    [
        ("二、政府采购", "货物支出41万元，工程支出没有发生。", ["工程支出"]),
        ("二、政府采购", "货物支出41万元，无工程。", ["工程"]),
        ("二、公务用车", "支出5万元，全部用于运行维护，本年度未购置公务用车。", ["公务用车"]),
        ("二、三公", "因公出国（境）：预算决算都没有。", ["因公出国（境）"]),
        ("二、项目支出", "项目支出9万元，用于排水。其余项目不编入年度绩效目标。", []),
    ],
)
def test_denials_by_any_verb(heading: str, text: str, subjects: list[str]) -> None:
    document = build_document("滦州市水务局2021年部门决算", heading, text)
    (disclosure,) = extract_disclosures(document)
    assert [one.subject.value for one in disclosure.nil_statements] == subjects
