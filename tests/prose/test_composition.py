"""The label of an amount is a composition: owner, time, verb, fund, head and aspect in the order of any accountant.

Each sentence is of our own making: office, section, words, and the item of each amount in its order (``-`` where none is known).
"""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.labels import find_concept
from extractor.prose.mentions import AmountMention, LabelledThing, LineContext
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

LEXICON = load_bundled_lexicons()["base"]
YEAR = 2021
COURT = ("临泽县人民法院", "临泽县")
ZONE = ("宁远县高新技术产业开发区管理委员会", "宁远县")
SCHOOL = ("海曲市第二实验小学", "海曲市")
TOWN = ("双溪镇人民政府", "清河县")
FEDERATION = ("龙泉市残疾人联合会", "龙泉市")
BUREAU = ("沙河市水利局", "沙河市")
HOSPITAL = ("白塔县中医医院", "白塔县")
LEAGUE = ("共青团远安县委员会", "远安县")

HEADINGS = {
    "three_public": "“三公”经费",
    "procurement": "政府采购",
    "operating_expenses": "机关运行经费",
    "revenue": "收入预算",
    "expenditure": "支出预算",
}


def list_items(office: tuple[str, ...], key: str, text: str, final: bool = False) -> str:
    """Value and item of each amount that is a level of the present or another year."""
    title = HEADINGS.get(key)
    heading = LabelledThing(None, None)
    if title is not None:
        line = build_line(title)
        heading = LabelledThing(line.extract_text(0, len(title)), find_concept(LEXICON, title, key))
    context = LineContext(YEAR, final, key, heading, owner_names=office)
    mentions = parse_line(build_line(text), 0, context, LEXICON)
    amounts = [one for one in mentions if isinstance(one, AmountMention)]
    return "; ".join(f"{one.value.value} {one.subject.concept or '-'}" for one in amounts)


TOTALS = [
    (SCHOOL, "budget_overview", "学校全年预算总收入1860.5万元，预算总支出1860.5万元。", "1860.5 revenue.total; 1860.5 expenditure.total"),
    (COURT, "budget_overview", "今年本院落实收入预算3200万元。", "3200 revenue.total"),
    (ZONE, "budget_overview", "2021年高新区管委会编列支出预算2.35亿元。", "2.35 expenditure.total"),
    (TOWN, "budget_overview", "镇本级2021年度财政收入预算合计5210万元。", "5210 -"),
    (FEDERATION, "budget_overview", "市残联本年度部门预算收入总规模412.6万元。", "412.6 revenue.total"),
    (BUREAU, "changes", "2021年收入2210万元，支出2208万元。", "2210 revenue.total; 2208 expenditure.total"),
    (BUREAU, "expenditure", "2021年支出共计990.15万元。", "990.15 expenditure.total"),
    (BUREAU, "revenue", "全年收入为1,006.7万元，上年为980万元。", "1006.7 revenue.total; 980 revenue.total"),
    (HOSPITAL, "budget_overview", "我院收入预算总计8800万元，与之对应的支出预算总计8800万元。", "8800 revenue.total; 8800 expenditure.total"),
    (LEAGUE, "budget_overview", "团县委2021年预算收支总额均为186.4万元。", "186.4 revenue.total; 186.4 expenditure.total"),
    (LEAGUE, "budget_overview", "年内总收入为190万元，总支出为185.5万元，年末结余4.5万元。", "190 revenue.total; 185.5 expenditure.total; 4.5 expenditure.carryforward"),
    (COURT, "budget_overview", "本院当年预计实现收入3005万元。", "3005 revenue.total"),
    (COURT, "budget_overview", "按照综合预算的原则，我院所有收入和支出均纳入部门预算管理，2021年收支总预算3005万元。", "3005 revenue.total; 3005 expenditure.total"),
    (BUREAU, "budget_overview", "支出预算核定为1,200.00万元，其中：基本支出核定700万元，项目支出核定500万元。", "1200.00 expenditure.total; 700 expenditure.basic; 500 expenditure.project"),
    (BUREAU, "budget_overview", "全局拟安排基本支出653.2万元。", "653.2 expenditure.basic"),
    (BUREAU, "budget_overview", "市水利局本级计划安排项目支出430万元。", "430 expenditure.project"),
    (SCHOOL, "budget_overview", "我校预算内用于人员的经费1500万元。", "1500 expenditure.personnel"),
    (HOSPITAL, "budget_overview", "医院年初部门预算支出规模为1.2亿元。", "1.2 expenditure.total"),
    (ZONE, "budget_overview", "管委会全口径支出总计4.6亿元。", "4.6 expenditure.total"),
    (ZONE, "budget_overview", "本年度管委会及所属单位预算支出总规模达3.1亿元。", "3.1 expenditure.total"),
]

SOURCES = [
    (SCHOOL, "revenue", "学校当年一般公共预算财政拨款收入1700万元。", "1700 revenue.general_public_budget"),
    (SCHOOL, "revenue", "本年预计取得事业收入120万元，其他收入8万元。", "120 revenue.institution_service; 8 revenue.other"),
    (SCHOOL, "revenue", "收入预算1,990万元，由财政拨款1,800万元、事业收入150万元和上年结转40万元构成。", "1990 revenue.total; 1800 revenue.fiscal_appropriation; 150 revenue.institution_service; 40 revenue.carryover"),
    (FEDERATION, "revenue", "市残联2021年争取上级补助收入35万元。", "35 revenue.superior_subsidy"),
    (ZONE, "revenue", "管委会收入预算2亿元，其中公共财政预算拨款9,000万元，政府性基金1.1亿元。", "2 revenue.total; 9000 revenue.general_public_budget; 1.1 revenue.government_funds"),
    (BUREAU, "revenue", "上年结转资金编入预算66万元。", "66 revenue.carryover"),
    (HOSPITAL, "revenue", "我院全年拟实现事业收入7,600万元，占总收入的86.4%。", "7600 revenue.institution_service"),
    (COURT, "revenue", "财政拨款收入完成2,980万元，比上年增收120万元。", "2980 revenue.fiscal_appropriation"),
    (COURT, "revenue", "收到一般公共预算财政拨款收入2,960万元。", "2960 revenue.general_public_budget"),
    (TOWN, "revenue", "我镇2021年动用上年结转12万元。", "12 revenue.carryover"),
    (LEAGUE, "revenue", "年初结转结余3.2万元，全年收入150万元。", "3.2 revenue.carryover; 150 revenue.total"),
    (BUREAU, "revenue", "年末财政拨款结转结余15.5万元。", "15.5 expenditure.carryforward"),
    (BUREAU, "revenue", "年终结转和结余合计28.14万元。", "28.14 expenditure.carryforward"),
    (BUREAU, "results_overview", "支出总计1300万元，其中本年支出1270万元，年末结转结余30万元。", "1300 expenditure.total; 1270 expenditure.total; 30 expenditure.carryforward"),
    (ZONE, "revenue", "国有资本经营预算拨款收入预计200万元。", "200 revenue.state_capital"),
    (SCHOOL, "revenue", "纳入财政专户管理的教育收费安排收入96万元。", "96 revenue.fiscal_special_account"),
]

FUNDS = [
    (BUREAU, "expenditure", "本年支出合计1,280万元。其中：财政拨款安排1,200万元，单位资金安排80万元。", "1280 expenditure.total; 1200 fiscal_appropriation.total; 80 expenditure.total"),
    (ZONE, "expenditure", "管委会2021年一般公共预算支出5,100万元，其中基本支出2,000万元。", "5100 fiscal_appropriation.general_public_budget; 2000 expenditure.basic"),
    (ZONE, "expenditure", "高新区管委会全年一般公共预算财政拨款支出预算6,600万元。", "6600 fiscal_appropriation.general_public_budget"),
    (TOWN, "expenditure", "镇级2021年政府性基金预算安排支出300万元。", "300 fiscal_appropriation.government_funds"),
    (COURT, "expenditure", "全院财政拨款支出2,990万元，完成预算的99%。", "2990 fiscal_appropriation.total"),
    (HOSPITAL, "expenditure", "本年财政拨款支出共计1,530.2万元。", "1530.2 fiscal_appropriation.total"),
    (BUREAU, "expenditure", "当年使用一般公共预算拨款安排的支出为905万元。", "905 fiscal_appropriation.general_public_budget"),
    (BUREAU, "expenditure", "国有资本经营预算支出安排20万元。", "20 fiscal_appropriation.state_capital"),
    (TOWN, "expenditure", "2021年镇本级预算内支出安排410万元。", "410 fiscal_appropriation.general_public_budget"),
]

THREE_PUBLIC = [
    (COURT, "three_public", "全年拟开支“三公”经费38万元：公务用车运行30万元、接待8万元。", "38 three_public.total; 30 three_public.vehicles.running; 8 three_public.hospitality"),
    (COURT, "three_public", "“三公”经费预算控制在6.5万元以内，比上年7万元减少0.5万元。", "6.5 three_public.total; 7 three_public.total"),
    (LEAGUE, "three_public", "2021年三公经费压缩至2万元，其中车1.5万元，接待0.5万元。", "2 three_public.total; 1.5 three_public.vehicles.total; 0.5 three_public.hospitality"),
    (BUREAU, "three_public", "“三公”经费总支出15万元，包括出国3万元，用车10万元，公务接待2万元。", "15 three_public.total; 3 three_public.overseas; 10 three_public.vehicles.total; 2 three_public.hospitality"),
    (BUREAU, "three_public", "公务用车运行费今年12万元，去年13万元。", "12 three_public.vehicles.running; 13 three_public.vehicles.running"),
    (BUREAU, "three_public", "车辆8万元，接待1.2万元，出国为零。", "8 three_public.vehicles.total; 1.2 three_public.hospitality"),
    (HOSPITAL, "three_public", "我院今年用于公务接待的支出1.6万元。", "1.6 three_public.hospitality"),
    (TOWN, "three_public", "双溪镇2021年度“三公”经费年初预算数为22.4万元，支出决算为20.1万元。", "22.4 three_public.total; 20.1 three_public.total"),
    (TOWN, "three_public", "全年发生因公出国（境）费0万元；发生公务用车运行维护费18万元；发生公务接待费2.1万元。", "0 three_public.overseas; 18 three_public.vehicles.running; 2.1 three_public.hospitality"),
    (ZONE, "three_public", "招商接待和公务接待合计列支12万元。", "12 -"),
    (ZONE, "three_public", "管委会机关“三公”经费开支总额46万元，控制在年初预算50万元以内。", "46 three_public.total; 50 three_public.total"),
    (FEDERATION, "three_public", "市残联三公经费年度预算4万元，上年执行3.6万元。", "4 three_public.total; 3.6 three_public.total"),
    (BUREAU, "three_public", "年内共支付公务用车购置费18.9万元。", "18.9 three_public.vehicles.purchase"),
    (BUREAU, "three_public", "2021年车辆运行费开支9.7万元，购车支出0万元。", "9.7 three_public.vehicles.running; 0 three_public.vehicles.purchase"),
    (SCHOOL, "three_public", "学校“三公”经费0.8万元，全部为公务接待费0.8万元。", "0.8 three_public.total; 0.8 three_public.hospitality"),
    (COURT, "three_public", "会议费、培训费预算分别为2万元、5万元。", "2 conference; 5 training"),
    (COURT, "three_public", "全年计划召开会议4次，安排会议费3.2万元。", "3.2 conference"),
    (COURT, "three_public", "拟举办法官培训6期，编列培训费9万元。", "9 training"),
]

PROCUREMENT = [
    (COURT, "procurement", "年内政府采购支出总额120万元。从品类看，货物60万元、工程20万元、服务40万元。", "120 procurement.total; 60 procurement.goods; 20 procurement.works; 40 procurement.services"),
    (ZONE, "procurement", "管委会政府采购预算3,200万元，货物类200万元，工程类2,300万元，服务类700万元。", "3200 procurement.total; 200 procurement.goods; 2300 procurement.works; 700 procurement.services"),
    (TOWN, "procurement", "我镇编制政府采购计划85万元。", "85 procurement.total"),
    (BUREAU, "procurement", "今年列入政府采购预算的项目共计66万元。", "66 procurement.total"),
    (SCHOOL, "procurement", "学校全年实施政府采购32.6万元，授予中小企业合同金额30万元，其中授予小微企业20万元。", "32.6 procurement.total; 30 procurement.sme_reserved; 20 procurement.micro_reserved"),
    (HOSPITAL, "procurement", "2021年我院政府采购规模为1,860万元，上年为1,500万元。", "1860 procurement.total; 1500 procurement.total"),
    (FEDERATION, "procurement", "专门面向中小企业采购的项目预留36万元，其中小微企业30万元。", "36 procurement.sme_reserved; 30 procurement.micro_reserved"),
    (FEDERATION, "procurement", "市残联安排政府购买服务预算88万元，去年为80万元。", "88 government_purchase_of_services; 80 government_purchase_of_services"),
    (BUREAU, "procurement", "拟采购货物12万元，拟采购服务8万元。", "12 procurement.goods; 8 procurement.services"),
    (BUREAU, "procurement", "政府采购预算153万元：水泵2台88万元，试剂45万元。", "153 procurement.total; 88 -; 45 -"),
]

OPERATION = [
    (BUREAU, "operating_expenses", "本级机关和下属3个管理站的机关运行经费预算400万元。其中：局本级180万元；管理站220万元。", "400 operating_expenses.total; 180 operating_expenses.total; 220 operating_expenses.total"),
    (COURT, "operating_expenses", "我院机关运行经费支出决算310.2万元，年初预算330万元，上年决算305万元。", "310.2 operating_expenses.total; 330 operating_expenses.total; 305 operating_expenses.total"),
    (TOWN, "operating_expenses", "镇政府机关运行经费全年控制在95万元以内。", "95 operating_expenses.total"),
    (LEAGUE, "operating_expenses", "2021年度团县委用于机关运行的经费为12.4万元。", "12.4 operating_expenses.total"),
    (ZONE, "operating_expenses", "管委会机关运行经费安排460万元，主要用于办公费80万元、水电费60万元。", "460 operating_expenses.total; 80 expenditure.economic; 60 -"),
    (BUREAU, "operating_expenses", "2021年度，局机关开支运行经费73.5万元。", "73.5 operating_expenses.total"),
]

CLASSES = [
    (SCHOOL, "expenditure", "支出共计800万元。从经济分类看工资福利支出600万元，商品服务支出150万元，资本性支出50万元。", "800 expenditure.total; 600 expenditure.economic; 150 expenditure.economic; 50 expenditure.economic"),
    (BUREAU, "expenditure", "按功能分类，农林水支出900万元，社保就业支出80万元，卫生健康支出30万元，住房保障支出60万元。", "900 expenditure.functional; 80 expenditure.functional; 30 expenditure.functional; 60 expenditure.functional"),
    (SCHOOL, "expenditure", "2021年支出2,100万元。教育支出1,900万元，其中小学教育1,880万元；住房保障支出200万元。", "2100 expenditure.total; 1900 expenditure.functional; 1880 expenditure.functional; 200 expenditure.functional"),
    (BUREAU, "expenditure", "今年委托业务费预算86万元，去年为90万元。", "86 expenditure.economic; 90 expenditure.economic"),
    (BUREAU, "expenditure", "全年列支办公费12.5万元，印刷费3万元。", "12.5 expenditure.economic; 3 expenditure.economic"),
    (COURT, "expenditure", "安排公共安全支出2,600万元。", "2600 expenditure.functional"),
    (HOSPITAL, "expenditure", "医院全年卫生健康支出8,500万元。", "8500 expenditure.functional"),
    (TOWN, "expenditure", "城乡社区支出完成320万元，比预算少12万元。", "320 expenditure.functional"),
    (BUREAU, "expenditure", "对个人和家庭补助支出安排27.3万元。", "27.3 expenditure.economic"),
]

PROJECTS = [
    (HOSPITAL, "expenditure", "项目支出110万元占12.1%（设备购置80万元，病房楼防水30万元）。", "110 expenditure.project; 80 expenditure.project; 30 expenditure.project"),
    (BUREAU, "expenditure", "项目支出500万元，其中：河道清淤300万元，水库除险加固200万元。", "500 expenditure.project; 300 expenditure.project; 200 expenditure.project"),
    (BUREAU, "expenditure", "项目支出500万元，分别为“河长制工作经费”200万元、“防汛物资”300万元。", "500 expenditure.project; 200 expenditure.project; 300 expenditure.project"),
    (BUREAU, "expenditure", "项目支出12,000万元。按单位划分：局机关3,000万元，5个管理站9,000万元。", "12000 expenditure.project; 3000 expenditure.project; 9000 expenditure.project"),
    (TOWN, "expenditure", "全镇安排项目经费210万元，具体为：村级运转100万元，环境整治110万元。", "210 expenditure.project; 100 expenditure.project; 110 expenditure.project"),
    (COURT, "performance", "我院项目支出全部编报绩效目标，涉及项目6个、财政资金318万元。", "318 performance.project_amount"),
    (SCHOOL, "performance", "组织对5个项目开展绩效自评，涉及资金201万元。", "201 performance.project_amount"),
]

ASSETS = [
    (ZONE, "state_assets", "年末管委会账面资产合计36.2亿元，其中固定资产6,000万元。", "36.2 assets.total; 6000 assets.fixed.total"),
    (SCHOOL, "state_assets", "截至2020年底学校固定资产原值9,000万元。房屋建筑物7,000万元；设备1,500万元。", "9000 assets.fixed.total; 7000 assets.fixed.buildings; 1500 -"),
    (COURT, "state_assets", "我院2020年末资产总额2,310.5万元。", "2310.5 assets.total"),
    (BUREAU, "state_assets", "全局占有国有资产总额1.35亿元。", "1.35 assets.total"),
    (TOWN, "state_assets", "计划购置固定资产12万元。", "12 assets.planned_purchase"),
]

UNKNOWN = [
    (BUREAU, "expenditure", "食品抽检经费62万元。", "62 -"),
    (BUREAU, "expenditure", "职业教育培训费30万元。", "30 -"),
    (BUREAU, "expenditure", "防汛会议费补助2万元。", "2 -"),
    (BUREAU, "expenditure", "安排专家差旅费1万元。", "1 -"),
    (BUREAU, "expenditure", "农村人口基本支出100万元。", "100 -"),
    (SCHOOL, "expenditure", "“校园维修”项目预算120万元，执行118.6万元。", "120 expenditure.project; 118.6 expenditure.project"),
    (TOWN, "expenditure", "村级公用经费补助36万元。", "36 -"),
    (BUREAU, "expenditure", "企业收入1200万元。", "1200 -"),
    (BUREAU, "expenditure", "全市水利投资总支出3亿元。", "3 -"),
    (ZONE, "expenditure", "全区税收收入12亿元。", "12 -"),
    (ZONE, "revenue", "土地出让收入3亿元。", "3 -"),
    (HOSPITAL, "revenue", "门诊收入3000万元。", "3000 -"),
    (HOSPITAL, "revenue", "药品收入1200万元，医疗收入3000万元。", "1200 -; 3000 revenue.institution_service"),
    (COURT, "expenditure", "聘用人员经费86万元。", "86 -"),
    (COURT, "expenditure", "审判业务公用经费12万元。", "12 -"),
    (BUREAU, "three_public", "接待外宾餐费0.3万元。", "0.3 -"),
]

CHANGED = [
    (BUREAU, "revenue", "收入由上年的268万元增至301万元，支出由259万元增至300万元。", "268 revenue.total; 301 revenue.total; 259 expenditure.total; 300 expenditure.total"),
    (TOWN, "budget_overview", "（一）收入：当年收入860万元，比上年执行数820万元增长4.9%。", "860 revenue.total; 820 revenue.total"),
    (TOWN, "budget_overview", "（二）支出：当年支出855万元，比上年执行数810万元增长5.6%。", "855 expenditure.total; 810 expenditure.total"),
    (BUREAU, "expenditure", "全年支出为600万元，增长率为12%（上年536万元）。", "600 expenditure.total; 536 expenditure.total"),
    (BUREAU, "expenditure", "人员经费预算由350万元调整为380万元。", "350 expenditure.personnel; 380 expenditure.personnel"),
    (SCHOOL, "expenditure", "公用经费：2020年45万元，2021年50万元。", "45 expenditure.public; 50 expenditure.public"),
    (SCHOOL, "expenditure", "人员经费511万元占56%，公用经费284万元占31%，项目支出110万元占12%。", "511 expenditure.personnel; 284 expenditure.public; 110 expenditure.project"),
]

VERBS = [
    "安排", "拟安排", "计划安排", "共安排", "拟开支", "编列", "列支", "核定", "落实", "下达", "预计支出", "实际支出", "共支付", "累计发生",
    "需", "计划使用", "实际完成", "统筹安排", "予以安排", "合计列支", "申报", "测算",
]
OWNERS = ["", "我院", "本院", "全院", "临泽县法院", "临泽县人民法院", "县法院", "法院", "本单位", "机关", "院机关", "临泽县人民法院（本级）"]
TIMES = ["", "2021年", "2021年度", "今年", "本年度", "全年", "年内", "2021年全年", "截至2021年底，", "当年", "2021年1至12月"]
COPULAS = ["", "为", "是", "共计", "合计为", "达", "达到", "预算为", "预算数为", "安排", "计划为", "总额为", "约"]
HEADS = {
    "人员经费": "expenditure.personnel",
    "日常公用经费": "expenditure.public",
    "项目支出": "expenditure.project",
    "机关运行经费": "operating_expenses.total",
    "“三公”经费": "three_public.total",
    "公务接待费": "three_public.hospitality",
    "公务用车运行维护费": "three_public.vehicles.running",
    "会议费": "conference",
    "政府采购": "procurement.total",
    "政府购买服务": "government_purchase_of_services",
    "财政拨款收入": "revenue.fiscal_appropriation",
    "上年结转": "revenue.carryover",
    "商品和服务支出": "expenditure.economic",
    "公共安全支出": "expenditure.functional",
    "固定资产": "assets.fixed.total",
}


def compose_sentences() -> list[tuple[str, str]]:
    """Sentences of every head, each with other owners, times, verbs and copulas."""
    sentences = []
    for index, (head, item) in enumerate(HEADS.items()):
        for step in range(22):
            owner = OWNERS[(index + step) % len(OWNERS)]
            time = TIMES[(index * 3 + step) % len(TIMES)]
            verb = VERBS[(index * 5 + step) % len(VERBS)] if step % 2 else ""
            copula = COPULAS[(index * 7 + step) % len(COPULAS)]
            first, second = (owner, time) if step % 3 else (time, owner)
            if item.startswith("assets") or "收入" in head or item == "revenue.carryover":
                verb = ""
            sentences.append((f"{first}{second}{verb}{head}{copula}31.5万元。", f"31.5 {item}"))
    return sentences


GOVERNED = [
    # short words of a part take their meaning from what is divided
    (COURT, "other_matters", "全年拟安排“三公”经费12万元，其中接待5万元，用车7万元。", "12 three_public.total; 5 three_public.hospitality; 7 three_public.vehicles.total"),
    (BUREAU, "other_matters", "全年政府采购总预算96万元，即货物30万元加服务66万元。", "96 procurement.total; 30 procurement.goods; 66 procurement.services"),
    (BUREAU, "other_matters", "采购：全年采购88万元，工程类80万元，服务类8万元。", "88 procurement.total; 80 procurement.works; 8 procurement.services"),
    (SCHOOL, "other_matters", "固定资产原值880万元，房屋2400平方米，账面700万元；车辆2辆，账面35万元。", "880 assets.fixed.total; 700 assets.fixed.buildings; 35 assets.fixed.vehicles"),
    (SCHOOL, "budget_overview", "人员类210万元，公用类22万元，项目类9万元。", "210 expenditure.personnel; 22 expenditure.public; 9 expenditure.project"),
    # what is listed behind projects is a project each
    (TOWN, "budget_overview", "项目支出96万元。主要项目有：①河道保洁60万元；②网格员补贴36万元。", "96 expenditure.project; 60 expenditure.project; 36 expenditure.project"),
    (ZONE, "performance", "3个项目设定绩效目标，涉及资金90万元，分别为路灯改造（50万元）、雨污分流（30万元）和绿化提升（10万元）。", "90 performance.project_amount; 50 expenditure.project; 30 expenditure.project; 10 expenditure.project"),
    (LEAGUE, "budget_overview", "青年之家运营项目20万元，志愿服务专项经费5万元。", "20 expenditure.project; 5 expenditure.project"),
    (LEAGUE, "revenue", "收入合计60万元，其中上级专项资金8万元。", "60 revenue.total; 8 -"),
    # names behind their numbers
    (FEDERATION, "budget_overview", "120万元是财政拨款收入，30万元为事业收入。", "120 revenue.fiscal_appropriation; 30 revenue.institution_service"),
    (FEDERATION, "three_public", "全年3万元，全是公务接待费。", "3 three_public.total"),
    # sides and sums
    (COURT, "changes", "收入方面，年初预算900万元，决算950万元；支出方面，年初预算900万元。", "900 revenue.total; 950 revenue.total; 900 expenditure.total"),
    (SCHOOL, "budget_overview", "1、收入：财政拨款收入80万元；经营收入20万元；合计100万元。", "80 revenue.fiscal_appropriation; 20 revenue.institution_business; 100 revenue.total"),
    (BUREAU, "expenditure", "（一）205教育支出科目：12万元。", "12 expenditure.functional"),
    # a price is no sum
    (SCHOOL, "budget_overview", "生均650元，人均标准不高于300元，培训费2万元。", "2 training"),
]

WRITTEN = [*GOVERNED, *TOTALS, *SOURCES, *FUNDS, *THREE_PUBLIC, *PROCUREMENT, *OPERATION, *CLASSES, *PROJECTS, *ASSETS, *UNKNOWN, *CHANGED]


@pytest.mark.parametrize(("office", "key", "text", "expected"), WRITTEN)
def test_each_amount_of_a_sentence_is_named_by_its_composition(office: tuple[str, ...], key: str, text: str, expected: str) -> None:
    assert list_items(office, key, text) == expected


@pytest.mark.parametrize(("text", "expected"), compose_sentences())
def test_a_head_is_known_between_any_owner_time_verb_and_copula(text: str, expected: str) -> None:
    assert list_items(COURT, "budget_overview", text) == expected
