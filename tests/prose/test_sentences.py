"""Sentences as accountants write them: what is read from each, all of our own making."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.mentions import AmountMention, ChangeMention, LineContext, Mention
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

BASE_LEXICON = load_bundled_lexicons()["base"]
YEAR = 2021
OWNER_NAMES = ("青龙县水务局", "青龙县", "水务局")


def describe_mention(one: Mention) -> str:
    """``A item value year phase [label of an unknown item]``; ``C item direction value base-year percent R<reason>``;
    ``N label count``."""
    if isinstance(one, AmountMention):
        subject = one.subject
        label = None if subject.label is None else subject.label.value
        behind = "" if subject.concept else f" [{label}]"
        return f"A {subject.concept or '-'} {one.value.value} {one.year} {one.stage}{behind}"
    if isinstance(one, ChangeMention):
        percent = None if one.percent is None else one.percent.value
        reason = f" R<{one.reason.value}>" if one.reason else ""
        return f"C {one.subject.concept or '-'} {one.direction} {one.value.value} {one.base_year} {percent}{reason}"
    return f"N {None if one.subject is None else one.subject.value} {one.value.value}{one.unit}"


def list_mentions(text: str, key: str = "budget_overview", final: bool = False) -> list[str]:
    line = build_line(text)
    start = line.list_number.end if line.list_number else 0
    context = LineContext(YEAR, final, key, owner_names=OWNER_NAMES)
    return [describe_mention(one) for one in parse_line(line, start, context, BASE_LEXICON)]


SENTENCES: list[tuple[str, str, bool, list[str]]] = [
    ('2021年公用经费12万元，较上年少安排3万元，主要原因是压减开支。', 'budget_overview', False, ['A expenditure.public 12 2021 budget', 'C expenditure.public decrease 3 2020 None R<压减开支>']),
    ('项目支出40万元，比2020年多安排5.5万元，增幅15.94%。', 'budget_overview', False, ['A expenditure.project 40 2021 budget', 'C expenditure.project increase 5.5 2020 15.94']),
    ('会议费3万元，同比压减1万元（25%）。', 'budget_overview', False, ['A conference 3 2021 budget', 'C conference decrease 1 2020 25']),
    ('培训费4万元，较2020年预算核减0.5万元。', 'budget_overview', False, ['A training 4 2021 budget', 'C training decrease 0.5 2020 None']),
    ('公务接待费2万元，同比下降20%。', 'budget_overview', False, ['A three_public.hospitality 2 2021 budget', 'C three_public.hospitality decrease None 2020 20']),
    ('“三公”经费预算6万元，比上年有所减少。', 'budget_overview', False, ['A three_public.total 6 2021 budget', 'C three_public.total decrease None 2020 None']),
    ('机关运行经费20万元，与上年变化不大。', 'budget_overview', False, ['A operating_expenses.total 20 2021 budget', 'C operating_expenses.total flat None 2020 None']),
    ('差旅费5万元，同比基本持平。', 'budget_overview', False, ['A travel 5 2021 budget', 'C travel flat None 2020 None']),
    ('差旅费5万元，较去年略有增长。', 'budget_overview', False, ['A travel 5 2021 budget', 'C travel increase None 2020 None']),
    ('2021年收入预算100万元，较2020年增收10万元，增长率11.11%。', 'budget_overview', False, ['A revenue.total 100 2021 budget', 'C revenue.total increase 10 2020 11.11']),
    ('支出总计100万元，比上年增支8万元。', 'budget_overview', False, ['A expenditure.total 100 2021 budget', 'C expenditure.total increase 8 2020 None']),
    ('公务用车运行维护费由2020年的6万元减少到5万元。', 'budget_overview', False, ['A three_public.vehicles.running 6 2020 prior_budget', 'A three_public.vehicles.running 5 2021 budget']),
    ('培训费从上年的3.5万元压减至2.8万元，减少0.7万元，降幅20%。', 'budget_overview', False, ['A training 3.5 2020 prior_budget', 'A training 2.8 2021 budget', 'C training decrease 0.7 2020 20']),
    ('机关运行经费30万元，较上年预算追加4万元，增加15.38%，主要是新增人员。', 'budget_overview', False, ['A operating_expenses.total 30 2021 budget', 'C operating_expenses.total increase 4 2020 15.38 R<新增人员>']),
    ('因公出国（境）费0万元，与上年相同。', 'budget_overview', False, ['A three_public.overseas 0 2021 budget', 'C three_public.overseas flat 0 2020 None']),
    ('基本支出80万元，较上年增加5万元（增长6.67%），项目支出20万元，较上年减少2万元（下降9.09%）。', 'budget_overview', False, ['A expenditure.basic 80 2021 budget', 'C expenditure.basic increase 5 2020 6.67', 'A expenditure.project 20 2021 budget', 'C expenditure.project decrease 2 2020 9.09']),
    ('人员经费60万元，比去年同期净增3万元。', 'budget_overview', False, ['A expenditure.personnel 60 2021 budget', 'C expenditure.personnel increase 3 2020 None']),
    ('公务接待费1万元，比上年降低0.2万元，降低率16.67%。', 'budget_overview', False, ['A three_public.hospitality 1 2021 budget', 'C three_public.hospitality decrease 0.2 2020 16.67']),
    ('会议费2万元，较上年预算数缩减50%。', 'budget_overview', False, ['A conference 2 2021 budget', 'C conference decrease None 2020 50']),
    ('收入总计300万元，与2020年相比，增加30万元，上升11.1%。', 'budget_overview', False, ['A revenue.total 300 2021 budget', 'C revenue.total increase 30 2020 11.1']),
    ('公用经费15万元，同比增减变化不大。', 'budget_overview', False, ['A expenditure.public 15 2021 budget', 'C expenditure.public flat None 2020 None']),
    ('公务用车购置费0万元，上年为18万元，减少18万元，主要原因是本年未购车。', 'budget_overview', False, ['A three_public.vehicles.purchase 0 2021 budget', 'A three_public.vehicles.purchase 18 2020 prior_budget', 'C three_public.vehicles.purchase decrease 18 2020 None R<本年未购车>']),
    ('2021年收入总计、支出总计均为500万元。', 'budget_overview', False, ['A revenue.total 500 2021 budget', 'A expenditure.total 500 2021 budget']),
    ('收入、支出总计各500万元，与2020年相比，各增加20万元，增长4.17%。', 'budget_overview', False, ['A revenue.total 500 2021 budget', 'A expenditure.total 500 2021 budget', 'C revenue.total increase 20 2020 4.17', 'C expenditure.total increase 20 2020 4.17']),
    ('会议费、培训费、差旅费分别为1万元、2万元、3万元。', 'budget_overview', False, ['A conference 1 2021 budget', 'A training 2 2021 budget', 'A travel 3 2021 budget']),
    ('基本支出和项目支出预算分别为80万元和20万元，分别较上年增加5万元和减少2万元。', 'budget_overview', False, ['A expenditure.basic 80 2021 budget', 'A expenditure.project 20 2021 budget', 'C expenditure.basic increase 5 2020 None', 'C expenditure.project decrease 2 2020 None']),
    ('收入、支出总计分别为500.1万元、480.2万元，比上年分别增加10万元、9万元。', 'budget_overview', False, ['A revenue.total 500.1 2021 budget', 'A expenditure.total 480.2 2021 budget', 'C revenue.total increase 10 2020 None', 'C expenditure.total increase 9 2020 None']),
    ('因公出国（境）费、公务用车购置费、公务接待费预算均为0万元。', 'budget_overview', False, ['A three_public.overseas 0 2021 budget', 'A three_public.vehicles.purchase 0 2021 budget', 'A three_public.hospitality 0 2021 budget']),
    ('2021年财政拨款收入总计与支出总计均为200万元，均比上年减少5万元。', 'budget_overview', False, ['A revenue.fiscal_appropriation 200 2021 budget', 'A fiscal_appropriation.total 200 2021 budget', 'C revenue.fiscal_appropriation decrease 5 2020 None', 'C fiscal_appropriation.total decrease 5 2020 None']),
    ('2020年收入预算90万元，2021年收入预算100万元，增加10万元。', 'budget_overview', False, ['A revenue.total 90 2020 prior_budget', 'A revenue.total 100 2021 budget', 'C revenue.total increase 10 2020 None']),
    ('2020年“三公”经费支出5万元，其中公务接待费2万元，公务用车运行维护费3万元。', 'budget_overview', False, ['A three_public.total 5 2020 prior_budget', 'A three_public.hospitality 2 2020 prior_budget', 'A three_public.vehicles.running 3 2020 prior_budget']),
    ('上年公务接待费决算1.5万元，今年预算1.2万元，减少0.3万元。', 'budget_overview', False, ['A three_public.hospitality 1.5 2020 prior_executed', 'A three_public.hospitality 1.2 2021 budget', 'C three_public.hospitality decrease 0.3 2020 None']),
    ('2021年度公务接待费年初预算3万元，支出决算2万元，完成预算的66.67%，比2020年度减少1万元，下降33.33%。', 'three_public', True, ['A three_public.hospitality 3 2021 budget', 'A three_public.hospitality 2 2021 executed', 'C three_public.hospitality decrease 1 2020 33.33']),
    ('2021年一般公共预算财政拨款支出年初预算为50万元，调整预算60万元，支出决算为55万元，完成调整预算的91.67%。', 'results_overview', True, ['A fiscal_appropriation.general_public_budget 50 2021 budget', 'A fiscal_appropriation.general_public_budget 60 2021 adjusted_budget', 'A fiscal_appropriation.general_public_budget 55 2021 executed']),
    ('公务用车运行维护费全年预算数8万元，实际支出7.5万元，执行率93.75%。', 'three_public', True, ['A three_public.vehicles.running 8 2021 adjusted_budget', 'A three_public.vehicles.running 7.5 2021 executed']),
    ('2021年预算执行数40万元。2022年预算50万元。', 'three_public', True, ['A - 40 2021 executed [None]', 'A - 50 2022 budget [None]']),
    ('上年结转和结余30万元。', 'budget_overview', False, ['A revenue.carryover 30 2021 budget']),
    ('年初结转结余资金30万元，年末结转和结余20万元。', 'budget_overview', False, ['A revenue.carryover 30 2021 budget', 'A expenditure.carryforward 20 2021 budget']),
    ('以前年度结转资金12万元。', 'budget_overview', False, ['A revenue.carryover 12 2021 budget']),
    ('一般公共预算财政拨款结转3万元。', 'budget_overview', False, ['A revenue.carryover 3 2021 budget']),
    ('财政拨款结转3万元。', 'budget_overview', True, ['A expenditure.carryforward 3 2021 executed']),
    ('公车运行及维护费用4万元，公务车辆购置费0万元。', 'budget_overview', False, ['A three_public.vehicles.running 4 2021 budget', 'A three_public.vehicles.purchase 0 2021 budget']),
    ('公务用车购置和运行经费9万元。', 'budget_overview', False, ['A three_public.vehicles.total 9 2021 budget']),
    ('出国（境）费用预算2万元，接待费预算1万元。', 'budget_overview', False, ['A three_public.overseas 2 2021 budget', 'A three_public.hospitality 1 2021 budget']),
    ('我局本级机关运行经费财政拨款预算11万元。', 'budget_overview', False, ['A operating_expenses.total 11 2021 budget']),
    ('水务局2021年度部门总收入100万元，总支出100万元。', 'budget_overview', False, ['A revenue.total 100 2021 budget', 'A expenditure.total 100 2021 budget']),
    ('青龙县水务局机关2021年财政拨款“三公”经费预算总额为8万元。', 'budget_overview', False, ['A three_public.total 8 2021 budget']),
    ('财政拨款安排的基本支出75万元，财政拨款安排的项目支出25万元。', 'budget_overview', False, ['A expenditure.basic 75 2021 budget', 'A expenditure.project 25 2021 budget']),
    ('按支出功能分类：教育支出类20万元，社会保障和就业支出（类）10万元，卫生健康（210）支出5万元。', 'budget_overview', False, ['A expenditure.functional 20 2021 budget', 'A expenditure.functional 10 2021 budget', 'A expenditure.functional 5 2021 budget']),
    ('一般公共服务支出（类）财政事务（款）行政运行（项）2021年预算数为44万元，比上年增加4万元。', 'budget_overview', False, ['A expenditure.functional 44 2021 budget', 'C expenditure.functional increase 4 2020 None']),
    ('政府采购预算总额50万元，其中：政府采购货物预算20万元，政府采购工程预算10万元，政府采购服务预算20万元。', 'procurement', False, ['A procurement.total 50 2021 budget', 'A procurement.goods 20 2021 budget', 'A procurement.works 10 2021 budget', 'A procurement.services 20 2021 budget']),
    ('政府采购支出总额50万元，其中货物支出20万元、工程支出10万元、服务支出20万元。授予中小企业合同金额40万元，占政府采购支出总额的80%，其中：授予小微企业合同金额30万元，占授予中小企业合同金额的75%。', 'procurement', True, ['A procurement.total 50 2021 executed', 'A procurement.goods 20 2021 executed', 'A procurement.works 10 2021 executed', 'A procurement.services 20 2021 executed', 'A procurement.sme_reserved 40 2021 executed', 'A procurement.micro_reserved 30 2021 executed']),
    ('集中采购15万元，分散采购5万元，采购货物类12万元、服务类8万元。', 'procurement', False, ['A - 15 2021 budget [集中采购]', 'A - 5 2021 budget [分散采购]', 'A procurement.goods 12 2021 budget', 'A procurement.services 8 2021 budget']),
    ('事业收入10万元，事业单位经营收入2万元，其他收入1万元，上级补助收入3万元，附属单位上缴收入0万元。', 'budget_overview', False, ['A revenue.institution_service 10 2021 budget', 'A revenue.institution_business 2 2021 budget', 'A revenue.other 1 2021 budget', 'A revenue.superior_subsidy 3 2021 budget', 'A revenue.affiliated_remittance 0 2021 budget']),
    ('结转下年使用资金5万元，结余分配1万元。', 'budget_overview', False, ['A expenditure.carryforward 5 2021 budget', 'A expenditure.surplus_distribution 1 2021 budget']),
    ('人员类项目支出30万元，运转类公用经费项目支出10万元。', 'budget_overview', False, ['A expenditure.personnel 30 2021 budget', 'A - 10 2021 budget [运转类公用经费项目支出]']),
    ('计划生育家庭奖励20万元，高标准农田建设补助资金30万元。', 'budget_overview', False, ['A - 20 2021 budget [计划生育家庭奖励]', 'A - 30 2021 budget [高标准农田建设补助资金]']),
    ('共青团活动经费3万元，其它日常经费2万元，本级重点项目4万元，含氟物质治理5万元，由拳镇道路维修6万元。', 'budget_overview', False, ['A - 3 2021 budget [共青团活动经费]', 'A - 2 2021 budget [其它日常经费]', 'A expenditure.project 4 2021 budget', 'A - 5 2021 budget [含氟物质治理]', 'A - 6 2021 budget [由拳镇道路维修]']),
    ('公务接待费2万元，较上年减少0.5万元，下降20%，接待批次20批，接待人数180人，减少的原因是落实过紧日子要求。', 'budget_overview', False, ['A three_public.hospitality 2 2021 budget', 'C three_public.hospitality decrease 0.5 2020 20 R<落实过紧日子要求>', 'N 接待批次 20批', 'N 接待人数 180人']),
    ('收入预算100万元，比上年增加5万元，主要用于人员经费支出。', 'budget_overview', False, ['A revenue.total 100 2021 budget', 'C revenue.total increase 5 2020 None']),
    ('项目支出20万元，主要是用于河道清淤，比上年减少3万元，系项目完工。', 'budget_overview', False, ['A expenditure.project 20 2021 budget', 'C expenditure.project decrease 3 2020 None R<项目完工>']),
    ('受疫情影响，会议费比上年减少1万元。', 'budget_overview', False, ['C conference decrease 1 2020 None']),
    ('因人员增加，人员经费较上年增加6万元。', 'budget_overview', False, ['C expenditure.personnel increase 6 2020 None R<人员增加>']),
    ('办公楼建筑面积3.5万平方米，占地120亩，绿化面积0.8万m2，车库600平米。', 'state_assets', False, ['N 办公楼建筑面积 3.5万平方米', 'N 占地 120亩', 'N 绿化面积 0.8万m2', 'N 车库 600平米']),
    ('房屋1200㎡，公务用车3辆，单价50万元以上通用设备2台（套），图书10万册。', 'state_assets', False, ['N 房屋 1200㎡', 'N 公务用车 3辆', 'N 单价50万元以上通用设备 2台(套)', 'N 图书 10万册']),
    ('原因是2021人员经费提标。', 'budget_overview', False, []),
    ('2021年编制人数30人，实有在职28人，退休12人。', 'organization', False, ['N 编制人数 30人', 'N 实有在职 28人', 'N 退休 12人']),
    ('截至2020年12月31日，本部门固定资产总额500万元，其中车辆4辆价值60万元。', 'state_assets', False, ['A assets.fixed.total 500 2020 stock', 'N 车辆 4辆', 'A assets.fixed.vehicles 60 2020 stock']),
    ('一般公共预算当年拨款支出100万元，其中：人员经费60万元、公用经费10万元、项目支出30万元。', 'budget_overview', False, ['A fiscal_appropriation.general_public_budget 100 2021 budget', 'A expenditure.personnel 60 2021 budget', 'A expenditure.public 10 2021 budget', 'A expenditure.project 30 2021 budget']),
    ('本年收入合计90万元，其中：财政拨款收入80万元，占88.89%；事业收入10万元，占11.11%。', 'results_overview', True, ['A revenue.total 90 2021 executed', 'A revenue.fiscal_appropriation 80 2021 executed', 'A revenue.institution_service 10 2021 executed']),
    ('部门预算总收入100万元（其中财政拨款90万元、单位资金10万元）。', 'budget_overview', False, ['A revenue.total 100 2021 budget', 'A revenue.fiscal_appropriation 90 2021 budget', 'A revenue.unit_funds 10 2021 budget']),
    ('我局2021年预算总收支1000万元。', 'budget_overview', False, ['A revenue.total 1000 2021 budget', 'A expenditure.total 1000 2021 budget']),
    ('2021年部门预算收入为1000万元，其中经费拨款900万元，纳入预算管理的非税收入100万元。', 'budget_overview', False, ['A revenue.total 1000 2021 budget', 'A - 900 2021 budget [经费拨款]', 'A - 100 2021 budget [纳入预算管理的非税收入]']),
    ('收入决算数110万元，比年初预算数增加10万元，增长10%，主要原因是年中追加。', 'results_overview', True, ['A revenue.total 110 2021 executed', 'C revenue.total increase 10 2021 10 R<年中追加>']),
    ('“三公”经费财政拨款支出决算4万元，比预算数减少1万元，主要原因是厉行节约；比2020年减少0.5万元，主要原因是公务活动减少。', 'three_public', True, ['A three_public.total 4 2021 executed', 'C three_public.total decrease 1 2021 None R<厉行节约>', 'C three_public.total decrease 0.5 2020 None R<公务活动减少>']),
    ('公务接待费支出0.8万元。其中：国内接待12批次，95人次，主要用于上级检查。', 'three_public', True, ['A three_public.hospitality 0.8 2021 executed', 'N 国内接待 12批次', 'N 国内接待 95人次']),
    ('年初预算安排会议费2万元、培训费3万元。', 'budget_overview', False, ['A conference 2 2021 budget', 'A training 3 2021 budget']),
    ('与上年相比，收入预算增加12万元，支出预算增加12万元。', 'budget_overview', False, ['C revenue.total increase 12 2020 None', 'C expenditure.total increase 12 2020 None']),
    ('其中，基本支出占80%，项目支出占20%。', 'budget_overview', False, []),
    ('占本年支出合计的98.2%。', 'budget_overview', False, []),
    ('比上年增长0.5个百分点。', 'budget_overview', False, []),
    ('人员经费增长5.2%，公用经费下降3%。', 'budget_overview', False, ['C expenditure.personnel increase None 2020 5.2', 'C expenditure.public decrease None 2020 3']),
    ('农林水支出（类）水利（款）水利工程建设（项）（2130305）300万元。', 'budget_overview', False, ['A expenditure.functional 300 2021 budget']),
    ('2130305水利工程建设300万元。', 'budget_overview', False, ['A expenditure.functional 300 2021 budget']),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "final", "expected"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_a_sentence_is_read_as_it_is_meant(text: str, key: str, final: bool, expected: list[str]) -> None:
    assert list_mentions(text, key, final) == expected
