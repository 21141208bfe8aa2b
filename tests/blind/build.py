"""Writes the six documents of the blind set and what each of them says."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from samples.authoring import (
    DisclosureBuilder,
    SpannedCell,
    amount_fact,
    change_fact,
    count_fact,
    no_change_fact,
    verify_checks,
)

REV, EXP, TP = "revenue.", "expenditure.", "three_public."
VEH, BUY, RUN = TP + "vehicles.total", TP + "vehicles.purchase", TP + "vehicles.running"


def cixian():
    """Audit office: 元 tables, fields merged in the procurement head, 项目 last."""
    d = DisclosureBuilder("磁县审计局2019年部门预算", "磁县审计局2019年部门预算信息公开说明", 2019, "磁县审计局", "audit",
            ("河北省", "邯郸市", "磁县", "130427"))
    d.title()
    d.p("为增强预算透明度，接受社会监督，现就我局2019年部门预算作如下说明：")
    d.h1("一", "单位职能及内设机构", "duties_and_organization")
    d.h2("一", "主要职能", "duties")
    d.duties([("1", "主管全县审计工作，对财政财务收支的真实、合法和效益依法实施监督。"),
              ("2", "制定年度审计项目计划并组织落实，向县政府报告计划执行结果。"),
              ("3", "对乡镇和县直部门主要领导干部开展经济责任审计。"),
              ("4", "对政府投资建设项目的概算执行和竣工决算进行审计。"),
              ("5", "指导、检查全县内部审计业务，做好审计整改的跟踪督促。")], "{}．{}")
    d.h2("二", "内设机构", "organization")
    d.p("我局现设[[4个]]股室，下设事业单位[[1个]]，基本情况列示如下：", count_fact("股室"), count_fact("事业单位"))
    d.p("机构情况一览表", align="center")
    d.org_units(["序号", "机构名称", "机构性质", "经费来源", "机构级别"], [None, "name", "nature", "funding", "rank"], [
        ("办公室", "行政", "股级", "财政拨款"), ("财政金融审计股", "行政", "股级", "财政拨款"), ("经济责任审计股", "行政", "股级", "财政拨款"),
        ("法规审理股", "行政", "股级", "财政拨款"), ("政府投资审计中心", "事业", "股级", "财政性资金基本保证")], title="机构情况一览表")
    d.h1("二", "收支预算安排说明", "budget_overview")
    d.h2("一", "收入预算情况", "revenue")
    d.p("本部门2019年收入合计[[412.36万元]]，其中：一般公共预算拨款[[412.36万元]]；政府性基金[[0万元]]；财政专户资金[[0万元]]；其他收入[[0万元]]。",
        amount_fact(REV + "total", "收入合计"), amount_fact(REV + "general_public_budget", "一般公共预算拨款"), amount_fact(REV + "government_funds", "政府性基金"),
        amount_fact(REV + "fiscal_special_account", "财政专户资金"), amount_fact(REV + "other", "其他收入"))
    d.h2("二", "支出预算情况", "expenditure")
    d.p("本部门2019年支出合计[[412.36万元]]，其中：人员支出[[298.4万元]]；公用支出[[61.96万元]]；专项支出[[52万元]]。",
        amount_fact(EXP + "total", "支出合计"), amount_fact(EXP + "personnel", "人员支出"), amount_fact(EXP + "public", "公用支出"), amount_fact(EXP + "project", "专项支出"))
    d.h2("三", "与上年对比", "changes")
    d.p("2019年支出预算较上年增长[[18.24万元]]。具体看：人员支出上升[[15.04万元]]，主要原因是落实工资正常晋升；公用支出下降[[2.8万元]]，"
        "主要原因是压缩一般性开支；专项支出上升[[6万元]]，主要原因是承担的政府投资审计任务增多。",
        change_fact(EXP + "total", "支出预算", "+"), change_fact(EXP + "personnel", "人员支出", "+", "落实工资正常晋升"),
        change_fact(EXP + "public", "公用支出", "-", "压缩一般性开支"), change_fact(EXP + "project", "专项支出", "+", "承担的政府投资审计任务增多"))
    d.h1("三", "机关运行经费的安排", "operating_expenses")
    d.p("2019年机关运行费[[61.96万元]]，保障办公、水电、取暖、差旅、培训及车辆运行等日常开销。", amount_fact("operating_expenses.total", "机关运行费"))
    d.h1("四", "“三公”经费预算及变化说明", "three_public")
    d.p("2019年“三公”经费合计[[6.5万元]]，较上年下降[[0.5万元]]，主要原因是从严控制接待标准。分项情况：",
        amount_fact(TP + "total", "“三公”经费合计"), change_fact(TP + "total", "“三公”经费合计", "-", "从严控制接待标准"))
    d.p("1．因公出国（境）费用[[0万元]]，[[与去年一致]]。", amount_fact(TP + "overseas", "因公出国（境）费用"), no_change_fact(TP + "overseas", "因公出国（境）费用"))
    d.p("2．公务用车购置及运行维护费[[5.5万元]]，[[与去年一致]]。其中：公务用车购置费[[0万元]]，[[与去年一致]]；公务用车运行维护费[[5.5万元]]，[[与去年一致]]。",
        amount_fact(VEH, "公务用车购置及运行维护费"), no_change_fact(VEH, "公务用车购置及运行维护费"), amount_fact(BUY, "公务用车购置费"), no_change_fact(BUY, "公务用车购置费"),
        amount_fact(RUN, "公务用车运行维护费"), no_change_fact(RUN, "公务用车运行维护费"))
    d.p("3．公务接待费[[1万元]]，较上年下降[[0.5万元]]，主要原因是接待批次减少。", amount_fact(TP + "hospitality", "公务接待费"),
        change_fact(TP + "hospitality", "公务接待费", "-", "接待批次减少"))
    d.h1("五", "部门预算绩效目标", "performance")
    d.h2("一", "总体目标", "overall_goal")
    d.goal("围绕县委、县政府中心任务，有重点、有步骤地推进审计监督，全年完成计划内审计项目，促进财政资金规范高效使用，推动被审计单位整改到位。")
    d.h2("二", "职责活动绩效指标", None)
    d.p("部门职责及工作活动绩效指标表", align="center")
    d.p("编制单位：磁县审计局　　　　　　　　　　　　　　单位：元")
    head = [[SpannedCell("职责及工作活动", vm="r"), SpannedCell("活动内容", vm="r"), SpannedCell("预期目标", vm="r"), SpannedCell("预算金额", vm="r"), SpannedCell("指标名称", vm="r"), SpannedCell("指标评价标准", 4)],
            [SpannedCell("", vm="c")] * 5 + list("优良中差")]
    d.performance(head, ["act", "desc", "goal", "budget", "ind", *"优良中差"], [
        ("一", "审计监督", "520000", "依照法定职权开展各类审计并出具审计结论。", "查准问题，摸清底数，提出可行建议。", [
            ("预算执行及财务收支审计", "200000", "审查县本级预算执行和部门单位收支。", "按计划完成，结论客观。", [
                ("审计项目完成率", 1, ["≥95%", "≥90%", "≥80%", "＜80%"]), ("出具审计报告数量", 1, ["≥12份", "≥10份", "≥8份", "＜8份"])]),
            ("政府投资项目审计", "320000", "对重点工程的结算、决算进行复核。", "核减不实造价，节约建设资金。", [
                ("平均审计周期", 1, ["≤60天", "≤75天", "≤90天", "＞90天"]), ("送审造价核减额", 1, ["≥300万元", "≥200万元", "≥100万元", "＜100万元"])])]),
        ("二", "审计整改督促", "", "建立问题台账，逐项销号。", "问题整改及时到位。", [
            ("整改情况回访", "", "对被审计单位开展回访检查。", "整改不走过场。", [("问题整改率、建议采纳率", 2, ["95%", "90%", "85%", "80%"])])]),
    ], "元", title="部门职责及工作活动绩效指标表", entity="磁县审计局")
    d.h1("六", "政府采购安排", "procurement")
    d.p("2019年拟实施政府采购[[2类]]，政府采购预算总额[[5.3万元]]，明细见表。", count_fact("政府采购"), amount_fact("procurement.total", "政府采购预算总额"))
    d.p("政府采购预算明细表", align="center")
    d.p("编制单位：磁县审计局　　　　　　　　　　　　　　单位：元")
    head = [[SpannedCell("采购内容", vm="r"), SpannedCell("目录编码", vm="r"), SpannedCell("数量", vm="r"), SpannedCell("计量单位", vm="r"), SpannedCell("单价", vm="r"), SpannedCell("采购金额", 6), SpannedCell("资金对应项目", 2)],
            [SpannedCell("", vm="c")] * 5 + [SpannedCell("总计", vm="r"), SpannedCell("当年预算资金", 4), SpannedCell("其他渠道资金", vm="r"), SpannedCell("项目名称", vm="r"), SpannedCell("预算资金", vm="r")],
            [SpannedCell("", vm="c")] * 6 + ["合计", "一般公共预算", "政府性基金", "其他来源", SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("", vm="c")]]
    columns = ("item_name catalog_code quantity quantity_unit unit_price total current_year general_public_budget government_funds other_sources "
               "other_channels project_name project_funds").split()
    d.procurement(head, columns, [
        ("total", "总计", dict(total="53000.00", current_year="53000.00", general_public_budget="53000.00")),
        ("item", None, dict(item_name="便携式计算机", catalog_code="A02010105", quantity="6", quantity_unit="台", unit_price="6500.00", total="39000.00",
                            current_year="39000.00", general_public_budget="39000.00", project_name="政府投资项目审计", project_funds="320000.00")),
        ("item", None, dict(item_name="复印机", catalog_code="A020201", quantity="1", quantity_unit="台", unit_price="14000.00", total="14000.00",
                            current_year="14000.00", general_public_budget="14000.00", project_name="公用支出", project_funds="619600.00")),
    ], "元", title="政府采购预算明细表", entity="磁县审计局")
    d.h1("七", "国有资产占有使用情况", "state_assets")
    d.p("截至2018年12月31日，我局固定资产总额为[[186.75万元]]，各类资产情况见下表。2019年计划购置固定资产[[5.3万元]]，已列入政府采购预算。",
        amount_fact("assets.fixed.total", "固定资产总额", 2018, "stock"), amount_fact("assets.planned_purchase", "计划购置固定资产"))
    d.p("固定资产情况表", align="center")
    d.p("编制单位：磁县审计局　　　截止时间：2018年12月31日　　　金额单位：万元")
    d.assets([["资产类别", "数量", "金额"]], [
        ("total", "assets.fixed.total", "固定资产总额", "──", "186.75"),
        ("item", "assets.fixed.buildings", "1.房屋（平方米）", "640", "96.40"),
        ("item", "assets.fixed.vehicles", "2.车辆（辆）", "2", "31.60"),
        ("item", "assets.fixed.large_equipment", "3.单价50万元以上通用设备（台）", "0", "0"),
        ("item", "assets.fixed.other", "4.其他固定资产", "──", "58.75")], "万元", "2018-12-31", title="固定资产情况表", entity="磁县审计局")
    d.h1("八", "需要说明的其他事项", "other_matters")
    d.nil_statement("2019年我局没有使用政府性基金预算安排的支出，政府性基金预算支出表无数据。", "政府性基金预算", "政府性基金预算支出表", "（一）{}")
    d.nil_statement("2019年我局没有使用国有资本经营预算安排的支出，国有资本经营预算支出表无数据。", "国有资本经营预算", "国有资本经营预算支出表", "（二）{}")
    d.h1("九", "有关名词解释", "glossary")
    d.terms([("一般公共预算拨款", "县财政用当年一般预算财力安排给本部门的资金。"), ("专项支出", "为办理审计专门事项，在基本支出以外另行安排的支出。"),
             ("机关运行费", "机关用于购买日常货物、服务以维持运转的公用开支。")], "{}．{}：{}")
    return d, ("REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM PROC_TOTAL_SUM "
               "PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE ASSET_PURCHASE_EQ_PROC "
               "VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


def pingquan():
    """Archives: lists in brackets, 万元 everywhere, unit in column heads, other order of sections, one department with no overseas row label short."""
    d = DisclosureBuilder("平泉市档案馆2018年部门预算情况", "平泉市档案馆2018年部门预算情况公开", 2018, "平泉市档案馆", "archives",
            ("河北省", "承德市", "平泉市", "130881"))
    d.title()
    d.h1("一", "部门概况", "duties_and_organization")
    d.run_in_heading("主要职责", "duties")
    d.duties([("一", "接收、收集、整理全市各机关单位形成的具有保存价值的档案。"), ("二", "保管馆藏档案，改善库房条件，维护档案完整与安全。"),
              ("三", "开展档案编研，做好查阅利用服务。"), ("四", "推进馆藏档案数字化和电子档案备份。"), ("五", "承办市委、市政府交办的其他事项。")],
             "（{}）{}")
    d.run_in_heading("内设机构", "organization", "本馆内设科室[[3个]]，无下属单位，具体设置见下。", count_fact("科室"))
    d.org_units(["科室名称", "经费保障", "性质", "规格"], ["name", "funding", "nature", "rank"], [
        ("综合科", "事业", "股级", "财政性资金基本保证"), ("保管利用科", "事业", "股级", "财政性资金基本保证"), ("技术科", "事业", "股级", "财政性资金基本保证")])
    d.h1("二", "2018年收支总体情况", "budget_overview")
    d.h2("1", "收入", "revenue", printed="1．收入")
    d.p("2018年总收入[[168.05万元]]，来源包括：（一）公共财政预算拨款[[156.05万元]]；（二）上级补助收入[[10.0万元]]；（三）上年结转[[2.0万元]]。",
        amount_fact(REV + "total", "总收入"), amount_fact(REV + "general_public_budget", "公共财政预算拨款"), amount_fact(REV + "superior_subsidy", "上级补助收入"),
        amount_fact(REV + "carryover", "上年结转"))
    d.h2("2", "支出", "expenditure", printed="2．支出")
    d.p("2018年总支出[[168.05万元]]，按用途包括：（一）基本支出[[126.05万元]]，内含工资性支出[[108.85万元]]、公用经费[[17.20万元]]；（二）项目经费[[42.00万元]]。",
        amount_fact(EXP + "total", "总支出"), amount_fact(EXP + "basic", "基本支出"), amount_fact(EXP + "personnel", "工资性支出"), amount_fact(EXP + "public", "公用经费"),
        amount_fact(EXP + "project", "项目经费"))
    d.h2("3", "增减", "changes", printed="3．增减")
    d.p("2018年总支出比2017年预算多[[20.55万元]]，即：工资性支出多[[8.15万元]]，原因是在职人员增资；公用经费少[[0.60万元]]，原因是人员退休；"
        "项目经费多[[13.00万元]]，原因是启动第二批档案数字化。",
        change_fact(EXP + "total", "总支出", "+"), change_fact(EXP + "personnel", "工资性支出", "+", "在职人员增资"), change_fact(EXP + "public", "公用经费", "-", "人员退休"),
        change_fact(EXP + "project", "项目经费", "+", "启动第二批档案数字化"))
    d.h1("三", "名词释义", "glossary")
    d.terms([("上级补助收入", "从主管部门和上级单位取得的非财政性补助资金。"), ("上年结转", "以前年度没有完成、本年按原用途接着使用的资金。"),
             ("工资性支出", "发给职工的工资、津贴以及按规定缴纳的社会保险等。")], "（{}）{}：{}")
    d.h1("四", "“三公”经费情况", "three_public")
    d.p("2018年“三公”经费财政拨款预算[[1.80万元]]，同比减少[[0.40万元]]，原因是车辆老化后少出车。其中公务用车购置[[0万元]]，[[同比无变化]]；"
        "公务用车运行维护[[1.50万元]]，同比减少[[0.40万元]]，原因是拼车下乡；公务接待支出[[0.30万元]]，[[同比无变化]]；因公出国费[[0万元]]，[[同比无变化]]。",
        amount_fact(TP + "total", "“三公”经费财政拨款预算"), change_fact(TP + "total", "“三公”经费财政拨款预算", "-", "车辆老化后少出车"),
        amount_fact(BUY, "公务用车购置"), no_change_fact(BUY, "公务用车购置"), amount_fact(RUN, "公务用车运行维护"), change_fact(RUN, "公务用车运行维护", "-", "拼车下乡"),
        amount_fact(TP + "hospitality", "公务接待支出"), no_change_fact(TP + "hospitality", "公务接待支出"), amount_fact(TP + "overseas", "因公出国费"), no_change_fact(TP + "overseas", "因公出国费"))
    d.h1("五", "运行经费", "operating_expenses")
    d.p("我馆为参照公务员法管理的事业单位，2018年安排机关运行经费[[17.20万元]]，开支范围有印刷、邮寄、库房水电、空调维护等。",
        amount_fact("operating_expenses.total", "机关运行经费"))
    d.h1("六", "资产情况", "state_assets")
    d.p("2017年末本馆固定资产原值[[74.30万元]]。", amount_fact("assets.fixed.total", "固定资产原值", 2017, "stock"))
    d.assets([[SpannedCell("2017年末固定资产构成", 4)], [SpannedCell("单位：平泉市档案馆", 2), SpannedCell("截止日期：2017年12月31日", 2)], ["类别", "计量单位", "数量", "账面原值（万元）"]], [
        ("item", "assets.fixed.buildings", "土地、房屋及构筑物", "", "", "平方米"),
        ("item", None, "通用设备", "46", "37.90", "台"),
        ("item", None, "专用设备", "5", "21.10", "台"),
        ("item", None, "家具、用具", "120", "15.30", "件"),
        ("total", "assets.fixed.total", "合计", "", "74.30", "")],
        "万元", "2017-12-31", title="2017年末固定资产构成", entity="平泉市档案馆", columns=("label", "unit", "quantity", "value"))
    d.h1("七", "采购预算", "procurement")
    d.p("2018年政府采购总额[[22.60万元]]，包括货物采购[[4.60万元]]、服务采购[[18.00万元]]。", amount_fact("procurement.total", "政府采购总额"),
        amount_fact("procurement.goods", "货物采购"), amount_fact("procurement.services", "服务采购"))
    head = [["项目名称", "预算资金（万元）", "采购品目", "目录序号", "单位", "数量", "单价（万元）", "金额合计（万元）", "当年安排（万元）", "其中：一般公共预算（万元）",
             "其中：其他来源（万元）", "其他渠道（万元）"]]
    d.procurement(head, ("project_name project_funds item_name catalog_code quantity_unit quantity unit_price total current_year "
                         "general_public_budget other_sources other_channels").split(), [
        ("item", None, dict(project_name="档案数字化", project_funds="30.00", item_name="档案扫描加工服务", catalog_code="C0203", quantity_unit="项", quantity="1",
                            unit_price="18.00", total="18.00", current_year="16.00", general_public_budget="16.00", other_channels="2.00")),
        ("item", None, dict(project_name="档案数字化", project_funds="30.00", item_name="扫描仪", catalog_code="A0201060901", quantity_unit="台", quantity="4",
                            unit_price="0.65", total="2.60", current_year="2.60", general_public_budget="2.60")),
        ("item", None, dict(project_name="库房改善", project_funds="12.00", item_name="空调机", catalog_code="A0206180203", quantity_unit="台", quantity="5",
                            unit_price="0.40", total="2.00", current_year="2.00", general_public_budget="1.50", other_sources="0.50")),
        ("total", "合计", dict(total="22.60", current_year="20.60", general_public_budget="20.10", other_sources="0.50", other_channels="2.00")),
    ], "万元")
    d.h1("八", "绩效管理情况", "performance")
    d.goal("年内完成馆藏重点档案扫描加工，库房温湿度全年达标，群众查档做到随到随查。", lead="年度总体目标")
    d.performance([["工作职责", "年度预算（万元）", "主要内容", "要达到的目标", "考核指标", "优", "良", "中", "差"]],
                  ["act", "budget", "desc", "goal", "ind", *"优良中差"], [
        ("一", "档案保管与利用", "42.00", "库房日常管理、查阅接待、数字化加工。", "管得好、查得快。", [
            ("馆藏数字化", "30.00", "对民生类档案扫描著录。", "按批次验收合格。", [
                ("扫描页数", 1, ["≥40万页", "≥35万页", "≥30万页", "＜30万页"]), ("著录差错率", 1, ["≤0.3%", "≤0.5%", "≤1%", "＞1%"]),
                ("验收合格率", 1, ["100%", "98%", "95%", "90%"])]),
            ("库房改善", "12.00", "更换空调，加装温湿度监测。", "库房环境稳定。", [("库房温湿度达标天数", 1, ["≥360天", "≥350天", "≥340天", "＜340天"])])]),
    ], "万元", cont="vmerge", forms=("{}、{}", "{}.{}"))
    d.h1("九", "其他说明", "other_matters")
    d.nil_statement("本馆2018年不涉及政府性基金收支，附表中政府性基金预算支出情况表为空表。", "政府性基金预算", "政府性基金预算支出情况表")
    d.nil_statement("本馆2018年不涉及国有资本经营收支，附表中国有资本经营预算支出情况表为空表。", "国有资本经营预算", "国有资本经营预算支出情况表")
    return d, ("REV_SUM EXP_SUM BASIC_SUM REV_EXP_BALANCE DELTA_SUM TP_FOUR_WAY OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM PROC_TOTAL_SUM "
               "PROC_TEXT_TABLE PROC_KIND_SUM PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE NIL_CONSISTENT "
               "THR_MONOTONE YEAR_CONSISTENT")


def xianxian():
    """Justice: 同比 with percent, both years printed, numbers 100%及以上 and 不低于, merged heads by blanks."""
    d = DisclosureBuilder("献县司法局2021年预算公开", "献县司法局2021年部门预算公开情况", 2021, "沧州市献县司法局", "justice",
            ("河北省", "沧州市", "献县", "130929"), code="367")
    d.title()
    d.p("根据预算法及信息公开有关要求，我局将2021年部门预算情况公布如下。")
    d.h1("一", "机构职能与设置", "duties_and_organization")
    d.h2("一", "职能", "duties", printed="（一）职能。")
    d.p("沧州市献县司法局承担以下职能：")
    d.duties([("1", "统筹推进法治献县建设，承担县委依法治县办日常事务。"), ("2", "负责行政规范性文件合法性审查和行政复议应诉。"),
              ("3", "组织实施普法规划，指导基层人民调解。"), ("4", "管理社区矫正，指导安置帮教。"),
              ("5", "规划公共法律服务体系，监督管理律师、公证和法律援助。")], "{}.{}")
    d.h2("二", "设置", "organization", printed="（二）设置。")
    d.p("局机关设[[5个]]内设股室，所属事业单位[[2个]]。", count_fact("内设股室"), count_fact("事业单位"))
    d.org_units(["名称", "机构规格", "机构性质", "经费供给方式"], ["name", "rank", "nature", "funding"], [
        ("办公室", "行政", "正股级", "财政拨款"), ("法治调研股", "行政", "正股级", "财政拨款"), ("复议应诉股", "行政", "正股级", "财政拨款"),
        ("普法与基层股", "行政", "正股级", "财政拨款"), ("社区矫正股", "行政", "正股级", "财政拨款"),
        ("法律援助中心", "事业", "正股级", "财政性资金基本保证"), ("公证处", "事业", "副科级", "财政性资金零补助")])
    d.h1("二", "预算收支及变动", "budget_overview")
    d.h2("一", "收入安排", "revenue")
    d.p("2021年收入总额[[1,262.4万元]]，2020年为[[1,200万元]]，同比增加[[62.4万元]]，增长[[%5.2%]]，增加的主要原因是中央政法转移支付提前下达。"
        "收入构成：一般公共预算财政拨款[[1,212.4万元]]，政府性基金预算拨款[[0.0万元]]，事业收入[[50.0万元]]。",
        amount_fact(REV + "total", "收入总额"), amount_fact(REV + "total", "收入总额", 2020), change_fact(REV + "total", "收入总额", "+", "中央政法转移支付提前下达"),
        amount_fact(REV + "general_public_budget", "一般公共预算财政拨款"), amount_fact(REV + "government_funds", "政府性基金预算拨款"),
        amount_fact(REV + "institution_service", "事业收入"))
    d.h2("二", "支出安排", "expenditure")
    d.p("2021年支出总额[[1,262.4万元]]，其中：基本支出[[1,012.4万元]]（人员经费[[861.7万元]]，日常公用支出[[150.7万元]]），项目支出[[250.0万元]]。",
        amount_fact(EXP + "total", "支出总额"), amount_fact(EXP + "basic", "基本支出"), amount_fact(EXP + "personnel", "人员经费"), amount_fact(EXP + "public", "日常公用支出"),
        amount_fact(EXP + "project", "项目支出"))
    d.p("与2020年预算相比，支出总额增加[[62.4万元]]，其中人员经费减少[[7.6万元]]，系人员调出；日常公用支出[[与上年预算数相同]]；"
        "项目支出增加[[70.0万元]]，系新增社区矫正中心建设。",
        change_fact(EXP + "total", "支出总额", "+"), change_fact(EXP + "personnel", "人员经费", "-", "人员调出"), no_change_fact(EXP + "public", "日常公用支出"),
        change_fact(EXP + "project", "项目支出", "+", "新增社区矫正中心建设"))
    d.h1("三", "机关运行经费说明", "operating_expenses")
    d.p("2021年，局机关运行经费支出安排[[150.7万元]]，用于办公费、邮电费、取暖费、物业管理费、工会经费等。", amount_fact("operating_expenses.total", "机关运行经费支出"))
    d.h1("四", "政府采购情况说明", "procurement")
    d.p("2021年共编报政府采购预算[[38.52万元]]，涉及[[3种]]货物。", amount_fact("procurement.total", "政府采购预算"), count_fact("货物"))
    d.p("政府采购计划表", align="center")
    head = [[SpannedCell("367献县司法局", 6), SpannedCell("金额单位：元", 6)],
            ["项目", "", "品名", "采购目录序号", "数量", "单位", "单价", "政府采购金额", "", "", "", ""],
            ["名称", "预算资金", "", "", "", "", "", "总计", "当年安排合计", "一般公共预算拨款", "其他来源收入", "其他渠道资金"]]
    columns = ("project_name project_funds item_name catalog_code quantity quantity_unit unit_price total current_year general_public_budget "
               "other_sources other_channels").split()
    d.procurement(head, columns, [
        ("total", "合　　计", dict(total="385,200.00", current_year="385,200.00", general_public_budget="365,200.00", other_sources="20,000.00")),
        ("subtotal", "献县司法局（本级）小计", dict(total="365,200.00", current_year="365,200.00", general_public_budget="365,200.00")),
        ("item", None, dict(project_name="社区矫正中心建设", project_funds="1,500,000.00", item_name="视频会议控制台", catalog_code="A02080801", quantity="2",
                            quantity_unit="套", unit_price="98,000.00", total="196,000.00", current_year="196,000.00", general_public_budget="196,000.00")),
        ("item", None, dict(project_name="社区矫正中心建设", project_funds="1,500,000.00", item_name="台式计算机", catalog_code="A02010104", quantity="36",
                            quantity_unit="台", unit_price="4,700.00", total="169,200.00", current_year="169,200.00", general_public_budget="169,200.00")),
        ("subtotal", "献县公证处小计", dict(total="20,000.00", current_year="20,000.00", other_sources="20,000.00")),
        ("item", None, dict(project_name="公证业务", project_funds="500,000.00", item_name="多功能一体机", catalog_code="A020204", quantity="4",
                            quantity_unit="台", unit_price="5,000.00", total="20,000.00", current_year="20,000.00", other_sources="20,000.00")),
    ], "元", title="政府采购计划表", entity="367献县司法局")
    d.h1("五", "国有资产占用使用情况说明", "state_assets")
    d.p("截止2020年12月31日，全局固定资产总额[[634.85万元]]，其中车辆[[6辆]]。", amount_fact("assets.fixed.total", "固定资产总额", 2020, "stock"), count_fact("车辆"))
    d.assets([[SpannedCell("固定资产占有使用表", 3)], [SpannedCell("部门：献县司法局", 2), "截止时间：2020年12月31日"], ["项目", "数量", "价值（万元）"]], [
        ("total", "assets.fixed.total", "固定资产合计", "——", "634.85"),
        ("item", "assets.fixed.buildings", "房屋及构筑物（平方米）", "2,310.5", "402.60"),
        ("item", "assets.fixed.vehicles", "车辆（台、辆）", "6", "84.25"),
        ("item", "assets.fixed.large_equipment", "单价100万元以上专用设备（台、套）", "", ""),
        ("item", "assets.fixed.other", "其他固定资产", "——", "148.00")], "万元", "2020-12-31", title="固定资产占有使用表", entity="献县司法局")
    d.h1("六", "“三公”经费说明", "three_public")
    d.p("2021年，财政拨款安排“三公”经费[[24.6万元]]，比上年下降[[1.4万元]]，下降[[%5.4%]]。",
        amount_fact(TP + "total", "“三公”经费"), change_fact(TP + "total", "“三公”经费", "-"))
    d.p("因公出国（境）经费[[0万元]]，[[保持不变]]。", amount_fact(TP + "overseas", "因公出国（境）经费"), no_change_fact(TP + "overseas", "因公出国（境）经费"))
    d.p("公务接待费用[[3.6万元]]，比上年下降[[1.4万元]]，原因：落实过紧日子要求。", amount_fact(TP + "hospitality", "公务接待费用"),
        change_fact(TP + "hospitality", "公务接待费用", "-", "落实过紧日子要求"))
    d.p("公务用车购置及运行费[[21.0万元]]（公务用车购置费[[0万元]]，公务用车运行费[[21.0万元]]），[[与上年基本持平]]。",
        amount_fact(VEH, "公务用车购置及运行费"), amount_fact(BUY, "公务用车购置费"), amount_fact(RUN, "公务用车运行费"), no_change_fact(VEH, "公务用车购置及运行费"))
    d.h1("七", "绩效目标说明", "performance")
    d.goal("推动依法行政水平稳步提高，社区矫正对象监管无脱漏，公共法律服务覆盖城乡，让群众就近得到法律帮助。", lead="绩效总目标")
    head = [[SpannedCell("367沧州市献县司法局", 5), SpannedCell("金额单位：万元", 5)],
            ["职责/活动", "预算安排", "工作内容", "绩效目标", "绩效指标", "计量单位", "评价标准", "", "", ""],
            ["", "", "", "", "", "", *"优良中差"]]
    d.performance(head, ["act", "budget", "desc", "goal", "ind", "unit", *"优良中差"], [
        ("一", "社区矫正与安置帮教", "150.00", "对社区矫正对象实施监督管理和教育帮扶。", "监管到位，重新犯罪率低。", [
            ("社区矫正中心建设", "150.00", "建设场所、配备设备。", "年内投入使用。", [
                ("建设任务完成率", 1, ["100", "不低于95", "不低于90", "低于90"], "%"), ("矫正对象脱管人数", 1, ["≤1", "≤2", "≤3", "＞3"], "人")])]),
        ("二", "公共法律服务", "100.00", "法律援助、公证、人民调解。", "便民利民。", [
            ("公证业务", "50.00", "办理公证事项。", "质量可靠。", [("公证文书合格率", 1, ["100", "不低于99", "不低于98", "低于98"], "%")]),
            ("法律援助", "50.00", "为困难群众提供援助。", "应援尽援。", [
                ("办理援助案件数", 1, ["200及以上", "180及以上", "150及以上", "150以下"], "件"), ("受援人满意度", 1, ["95", "90", "85", "80"], "%")])]),
    ], "万元", title=None, entity="367沧州市献县司法局", forms=("{}、{}", "（{}）{}"))
    low = next(r for r in d.gold["thresholds"] if r["text"] == "150以下")
    low.update(operator="<", lower=None, upper=150, lower_inclusive=None, upper_inclusive=False, unit="件")
    d.h1("八", "其他情况", "other_matters")
    d.nil_statement("我局2021年未安排政府性基金预算拨款支出，相应表格无数字。", "政府性基金预算", None, "1.{}")
    d.nil_statement("我局2021年无国有资本经营预算拨款，相应表格无数字。", "国有资本经营预算", None, "2.{}")
    d.h1("九", "专业名词解释", "glossary")
    d.terms([("事业收入", "公证处等所属单位依法办理业务取得的收费收入。"), ("基本支出", "保障人员工资福利和机构日常运转的支出。"),
             ("社区矫正经费", "用于社区矫正对象监督管理、教育帮扶等工作的经费。")], "{}.{}：{}")
    return d, ("REV_SUM EXP_SUM BASIC_SUM REV_EXP_BALANCE DELTA_SUM DELTA_LEVEL PCT_RECOMPUTE TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE "
               "PROC_SOURCE_SUM PROC_TOTAL_SUM PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE "
               "VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


def hongtong():
    """Shanxi, medical insurance: headings 一. without 、, sentence 收、支, both years, percent only."""
    d = DisclosureBuilder("洪洞县医疗保障局2020年预算说明", "洪洞县医疗保障局2020年度部门预算说明", 2020, "洪洞县医疗保障局", "medical_insurance",
            ("山西省", "临汾市", "洪洞县", "141024"))
    d.title()
    d.h1("一", "单位基本情况", "duties_and_organization", printed="一、 单位基本情况")
    d.h2("一", "单位职责", "duties", printed="（一） 单位职责")
    d.duties([("①", "贯彻国家和省、市医疗保障政策，拟订本县实施办法。"), ("②", "监督管理医保基金，查处欺诈骗保。"),
              ("③", "组织药品和医用耗材集中采购的落地执行。"), ("④", "落实医疗救助，减轻困难群众就医负担。")], "{}{}")
    for row, n in zip(d.gold["duties"], "1234"):
        row["number"] = n
    d.h2("二", "单位构成", "organization", printed="（二） 单位构成")
    d.p("我局内设[[3个]]股室，所属事业单位[[1个]]，即县医疗保险服务中心。", count_fact("股室"), count_fact("事业单位"))
    d.p("机构设置表")
    d.org_units(["单位名称", "经费保障形式", "单位规格", "单位性质"], ["name", "funding", "rank", "nature"], [
        ("办公室", "行政", "股级", "全额"), ("待遇保障股", "行政", "股级", "全额"), ("基金监督股", "行政", "股级", "全额"),
        ("医疗保险服务中心", "事业", "副科级", "全额")], title="机构设置表")
    d.h1("二", "部门收支预算情况", "budget_overview", printed="二、 部门收支预算情况")
    d.h2("一", "收入预算", "revenue", printed="（一） 收入预算")
    d.p("2020年，我局收入预算总额为[[252.48万元]]。按来源分：一般公共预算拨款收入[[252.48万元]]，政府性基金收入[[0.00万元]]，其他资金[[0.00万元]]。",
        amount_fact(REV + "total", "收入预算总额"), amount_fact(REV + "general_public_budget", "一般公共预算拨款收入"), amount_fact(REV + "government_funds", "政府性基金收入"),
        amount_fact(REV + "other", "其他资金"))
    d.h2("二", "支出预算", "expenditure", printed="（二） 支出预算")
    d.p("2020年，我局支出预算总额为[[252.48万元]]。按用途分：人员经费[[171.30万元]]，公用经费[[21.18万元]]，项目支出[[60.00万元]]。",
        amount_fact(EXP + "total", "支出预算总额"), amount_fact(EXP + "personnel", "人员经费"), amount_fact(EXP + "public", "公用经费"), amount_fact(EXP + "project", "项目支出"))
    d.h2("三", "预算变动情况", "changes", printed="（三） 预算变动情况")
    d.p("2019年支出预算总额为[[240.00万元]]，2020年较其增加[[12.48万元]]，增幅[[%5.20%]]。其中，人员经费增加[[5.30万元]]，由于新招录两名公务员；"
        "公用经费增加[[1.18万元]]，由于办公场所搬迁；项目支出增加[[6.00万元]]，由于开展打击骗保专项行动。",
        amount_fact(EXP + "total", "支出预算总额", 2019), change_fact(EXP + "total", "支出预算总额", "+"), change_fact(EXP + "personnel", "人员经费", "+", "新招录两名公务员"),
        change_fact(EXP + "public", "公用经费", "+", "办公场所搬迁"), change_fact(EXP + "project", "项目支出", "+", "开展打击骗保专项行动"))
    d.h1("三", "机关运行费用情况", "operating_expenses", printed="三、 机关运行费用情况")
    d.p("本年度机关运行经费预算[[21.18万元]]，较上年增长[[5.9%]]，主要原因是办公场所租赁和维修开支增多。", amount_fact("operating_expenses.total", "机关运行经费预算"),
        change_fact("operating_expenses.total", "机关运行经费预算", "+", "办公场所租赁和维修开支增多"))
    d.h1("四", "“三公”经费安排", "three_public", printed="四、 “三公”经费安排")
    d.p("本年度“三公”经费[[1.2万元]]，[[较上年未发生增减变化]]，其中：公务接待费[[0.2万元]]；公务用车购置及运行维护费[[1万元]]（均为公务用车运行维护费）；因公出国（境）费[[0万元]]。",
        amount_fact(TP + "total", "“三公”经费"), no_change_fact(TP + "total", "“三公”经费"), amount_fact(TP + "hospitality", "公务接待费"), amount_fact(VEH, "公务用车购置及运行维护费"),
        amount_fact(TP + "overseas", "因公出国（境）费"))
    d.h1("五", "预算绩效", "performance", printed="五、 预算绩效")
    d.h2("一", "总体绩效", "overall_goal", printed="（一） 总体绩效")
    d.goal("医保基金运行平稳，参保率巩固在较高水平，打击骗保保持高压，群众就医结算更加便捷。")
    d.h2("二", "分项绩效", None, printed="（二） 分项绩效")
    d.p("职责和活动绩效表", align="center")
    d.p("单位：万元", align="right")
    head = [[SpannedCell("职责活动", vm="r"), SpannedCell("绩效指标", vm="r"), SpannedCell("评价标准", 4), SpannedCell("年度预算", vm="r"), SpannedCell("绩效目标", vm="r"), SpannedCell("备注", vm="r")],
            [SpannedCell("", vm="c"), SpannedCell("", vm="c"), *"优良中差", SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("", vm="c")]]
    d.performance(head, ["act", "ind", *"优良中差", "budget", "goal", "note"], [
        ("一", "医保基金监管", "35.00", "", "基金安全，支出合理。", [
            ("打击欺诈骗保", "20.00", "", "定点机构检查全覆盖。", [
                ("检查定点机构家数", 1, ["≥120家", "≥110家", "≥100家", "＜100家"]), ("举报线索办结率", 1, ["≥98%", "≥95%", "≥90%", "＜90%"])]),
            ("基金运行分析", "15.00", "", "按季形成分析报告。", [("分析报告", 1, ["4次", "3次", "2次", "1次"])])]),
        ("二", "医保经办服务", "25.00", "", "群众少跑腿。", [
            ("异地就医结算", "25.00", "", "平台运行稳定。", [("系统故障恢复时间", 1, ["≤2小时", "≤4小时", "≤8小时", "＞8小时"]), ("群众满意情况", 1, ["满意", "较满意", "基本满意", "不满意"])])]),
    ], "万元", title="职责和活动绩效表", entity=None, forms=("{}、{}", " {}、{}"))
    d.h1("六", "政府采购预算说明", "procurement", printed="六、 政府采购预算说明")
    d.p("我局本年度政府采购预算金额为[[9.95万元]]，其中政府采购货物预算[[3.95万元]]，政府采购服务预算[[6.00万元]]，政府采购工程预算[[0万元]]。",
        amount_fact("procurement.total", "政府采购预算金额"), amount_fact("procurement.goods", "政府采购货物预算"), amount_fact("procurement.services", "政府采购服务预算"),
        amount_fact("procurement.works", "政府采购工程预算"))
    d.p("政府采购预算表")
    head = [[SpannedCell("部门：洪洞县医疗保障局", 5), SpannedCell("单位：元", 5)],
            [SpannedCell("采购项目名称", vm="r"), SpannedCell("采购品目", 2), SpannedCell("数量", vm="r"), SpannedCell("计量单位", vm="r"), SpannedCell("单价", vm="r"), SpannedCell("采购预算", 4)],
            [SpannedCell("", vm="c"), "编码", "名称", SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("", vm="c"), "总计", "当年部门预算安排", "一般公共预算拨款", "其他渠道资金"]]
    columns = ("project_name catalog_code item_name quantity quantity_unit unit_price total current_year general_public_budget other_channels").split()
    d.procurement(head, columns, [
        ("item", None, dict(project_name="异地就医结算", catalog_code="A02010104", item_name="台式计算机", quantity="5", quantity_unit="台", unit_price="4300",
                            total="21500", current_year="21500", general_public_budget="21500")),
        ("item", None, dict(project_name="异地就医结算", catalog_code="A0201060104", item_name="针式打印机", quantity="6", quantity_unit="台", unit_price="3000",
                            total="18000", current_year="18000", general_public_budget="18000")),
        ("item", None, dict(project_name="打击欺诈骗保", catalog_code="C0803", item_name="第三方稽核服务", quantity="1", quantity_unit="批", unit_price="60000",
                            total="60000", current_year="50000", general_public_budget="50000", other_channels="10000")),
        ("total", "总　计", dict(total="99500", current_year="89500", general_public_budget="89500", other_channels="10000")),
    ], "元", title="政府采购预算表", entity="洪洞县医疗保障局")
    d.h1("七", "国有资产情况说明", "state_assets", printed="七、 国有资产情况说明")
    d.p("截至2019年12月31日，单位固定资产价值共计[[41.26万元]]（见下表）。本年拟新增固定资产[[3.95万元]]。", amount_fact("assets.fixed.total", "固定资产价值", 2019, "stock"),
        amount_fact("assets.planned_purchase", "拟新增固定资产"))
    d.p("固定资产表")
    d.assets([["资产名称", "价值（元）", "数量"]], [
        ("item", "assets.fixed.vehicles", "汽车", "1", "126,000"), ("item", None, "办公设备", "58", "204,600"), ("item", None, "家具用具", "97", "82,000"),
        ("total", "assets.fixed.total", "合计", "", "412,600")], "元", "2019-12-31", title="固定资产表", columns=("label", "value", "quantity"))
    d.h1("八", "其他需要说明的情况", "other_matters", printed="八、 其他需要说明的情况")
    d.nil_statement("本部门无政府性基金预算安排的收支，该表以空表公开。", "政府性基金预算", None, "（一）{}")
    d.nil_statement("本部门无国有资本经营预算安排的收支，该表以空表公开。", "国有资本经营预算", None, "（二）{}")
    d.h1("九", "名词解释", "glossary", printed="九、 名词解释")
    d.terms([("一般公共预算拨款收入", "县级财政安排给我局的当年拨款。"), ("医疗救助", "对符合条件的困难群众，就其参保缴费和医疗费用给予的补助。"),
             ("三公经费", "公务接待、公务用车和因公出国（境）三项开支的合称。")], "{}、{}：{}")
    return d, ("REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM DELTA_LEVEL PCT_RECOMPUTE TP_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM "
               "PROC_TOTAL_SUM PROC_TEXT_TABLE PROC_KIND_SUM PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE ORG_COUNT_ADMIN "
               "ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


def neixiang():
    """Henan, veterans: automatic numbers, decreases everywhere, commas, 三公 before 运行, nil in one sentence each."""
    d = DisclosureBuilder("内乡县退役军人事务局2021年预算", "2021年内乡县退役军人事务局部门预算公开", 2021, "内乡县退役军人事务局", "veterans",
            ("河南省", "南阳市", "内乡县", "411325"))
    top = d.numbering(("chineseCounting", "%1、"))
    sub = d.numbering(("chineseCounting", "（%1）"))
    sub2 = d.numbering(("chineseCounting", "（%1）"))
    duty = d.numbering(("decimal", "%1."))
    terms = d.numbering(("decimal", "%1、"))
    nils = d.numbering(("chineseCounting", "（%1）"))
    d.title(style="Title")
    d.h1("一", "部门职能职责及机构设置", "duties_and_organization", num=(top, 0))
    d.h2("一", "职能职责", "duties", num=(sub, 0))
    d.duties([("1", "拟订全县退役军人安置、服务保障的工作计划并组织实施。"), ("2", "负责军队转业干部、退役士兵的移交接收。"),
              ("3", "组织退役军人教育培训和就业创业扶持。"), ("4", "落实优抚对象抚恤补助，承担拥军优属有关事项。"),
              ("5", "负责烈士褒扬和烈士纪念设施管护。")], "{}.{}", num=(duty, 0))
    d.h2("二", "机构设置", "organization", num=(sub, 0))
    d.p("单位内设机构[[4个]]，直属事业单位[[2个]]。详见：", count_fact("内设机构"), count_fact("事业单位"))
    d.org_units([SpannedCell("机构名称"), "单位性质", "保障形式"], ["name", "nature", "funding"], [
        ("综合股", "行政", None, "财政拨款"), ("移交安置股", "行政", None, "财政拨款"), ("就业创业股", "行政", None, "财政拨款"),
        ("拥军优抚股", "行政", None, "财政拨款"), ("军用饮食供应站", "事业", None, "财政拨款"), ("烈士陵园管理所", "事业", None, "财政拨款")])
    d.h1("二", "收支预算总体说明", "budget_overview", num=(top, 0))
    d.h2("一", "收支规模", None, num=(sub2, 0))
    d.p("2021年，部门预算总收入[[3,485.17万元]]，其中一般公共预算收入[[3,465.17万元]]、财政专户核拨收入[[0万元]]、其他收入[[20万元]]；"
        "部门预算总支出[[3,485.17万元]]，其中人员经费支出[[1,027.44万元]]、日常公用经费[[98.73万元]]、项目支出[[2,359万元]]。",
        amount_fact(REV + "total", "部门预算总收入"), amount_fact(REV + "general_public_budget", "一般公共预算收入"), amount_fact(REV + "fiscal_special_account", "财政专户核拨收入"),
        amount_fact(REV + "other", "其他收入"), amount_fact(EXP + "total", "部门预算总支出"), amount_fact(EXP + "personnel", "人员经费支出"), amount_fact(EXP + "public", "日常公用经费"),
        amount_fact(EXP + "project", "项目支出"))
    d.h2("二", "增减变化", "changes", num=(sub2, 0))
    d.p("同上年相比，部门预算总支出减少[[316.62万元]]，其中：人员经费支出减少[[11.35万元]]，减少原因：机构改革划转人员；日常公用经费减少[[5.27万元]]，"
        "减少原因：公用定额调低；项目支出减少[[300.00万元]]，减少原因：一次性安置项目已完成。",
        change_fact(EXP + "total", "部门预算总支出", "-"), change_fact(EXP + "personnel", "人员经费支出", "-", "机构改革划转人员"),
        change_fact(EXP + "public", "日常公用经费", "-", "公用定额调低"), change_fact(EXP + "project", "项目支出", "-", "一次性安置项目已完成"))
    d.h1("三", "“三公”经费增减变化情况", "three_public", num=(top, 0))
    d.p("2021年“三公”经费预算合计[[18.00万元]]，同上年相比减少[[4.00万元]]，减少原因：公车报废一辆、接待费压减。",
        amount_fact(TP + "total", "“三公”经费预算合计"), change_fact(TP + "total", "“三公”经费预算合计", "-", "公车报废一辆、接待费压减"))
    d.p("① 因公出国（境）费[[0万元]]，[[同上年持平]]；② 公务用车费[[13.00万元]]，减少[[3.00万元]]，其中公车购置费[[0万元]]，[[同上年持平]]，"
        "公车运行维护费[[13.00万元]]，减少[[3.00万元]]，减少原因：公车报废一辆；③ 接待费[[5.00万元]]，减少[[1.00万元]]，减少原因：接待费压减。",
        amount_fact(TP + "overseas", "因公出国（境）费"), no_change_fact(TP + "overseas", "因公出国（境）费"), amount_fact(VEH, "公务用车费"), change_fact(VEH, "公务用车费", "-"),
        amount_fact(BUY, "公车购置费"), no_change_fact(BUY, "公车购置费"), amount_fact(RUN, "公车运行维护费"), change_fact(RUN, "公车运行维护费", "-", "公车报废一辆"),
        amount_fact(TP + "hospitality", "接待费"), change_fact(TP + "hospitality", "接待费", "-", "接待费压减"))
    d.h1("四", "机关运行经费支出情况", "operating_expenses", num=(top, 0))
    d.p("全年机关运行经费[[98.73万元]]，比上年降低[[5.27万元]]，原因为公用定额调低。", amount_fact("operating_expenses.total", "机关运行经费"),
        change_fact("operating_expenses.total", "机关运行经费", "-", "公用定额调低"))
    d.h1("五", "绩效目标设置情况", "performance", num=(top, 0))
    d.goal("优抚资金按月足额发放，符合条件的退役士兵妥善安置，退役军人的获得感、荣誉感不断增强。", lead="总体绩效目标")
    d.p("职责—工作活动绩效目标表", align="center")
    head = [[SpannedCell("编制部门：内乡县退役军人事务局", 6), SpannedCell("单位：万元", 3)],
            [SpannedCell("绩效目标", vm="r"), SpannedCell("职责活动", vm="r"), SpannedCell("内容描述", vm="r"), SpannedCell("年度预算数", vm="r"), SpannedCell("绩效指标", vm="r"), SpannedCell("评价标准", 4)],
            [SpannedCell("", vm="c")] * 5 + list("优良中差")]
    d.performance(head, ["goal", "act", "desc", "budget", "ind", *"优良中差"], [
        ("一", "退役军人优抚", "1,859.00", "发放各类优待抚恤金。", "对象准确、标准到位。", [
            ("优抚对象补助发放", "1,859.00", "核查对象，按月发放。", "不错发、不漏发。", [
                ("补助发放及时率", 1, ["≥99.5%", "≥99%", "≥98%", "＜98%"]), ("优抚对象投诉件数", 1, ["≤5件", "≤8件", "≤12件", "＞12件"])])]),
        ("二", "退役士兵安置", "500.00", "接收安置和技能培训。", "安置率高、就业面广。", [
            ("移交安置", "320.00", "选岗安置，发放补助。", "当年任务当年完成。", [("安置任务完成率", 1, ["100%", "95%", "90%", "85%"])]),
            ("技能培训", "180.00", "组织适应性培训和技能班。", "学有所成。", [
                ("培训人次", 1, ["≥260人次", "≥230人次", "≥200人次", "＜200人次"]), ("人均培训成本", 1, ["≤0.6万元", "≤0.7万元", "≤0.8万元", "＞0.8万元"])])]),
    ], "万元", title="职责—工作活动绩效目标表", entity="内乡县退役军人事务局", cont="vmerge")
    d.h1("六", "政府采购预算安排", "procurement", num=(top, 0))
    d.p("2021年编制政府采购预算[[12.64万元]]。其中：一般公共预算安排[[11.64万元]]、其他渠道安排[[1万元]]。", amount_fact("procurement.total", "政府采购预算"),
        amount_fact(None, "一般公共预算"), amount_fact(None, "其他渠道"))
    d.p("政府采购预算表", align="center")
    head = [[SpannedCell("编制部门：内乡县退役军人事务局", 7), SpannedCell("单位：元", 6)],
            [SpannedCell("采购物品", vm="r"), SpannedCell("采购目录编号", vm="r"), SpannedCell("政府采购项目来源", 2), SpannedCell("计量单位", vm="r"), SpannedCell("单价", vm="r"), SpannedCell("数量", vm="r"), SpannedCell("采购金额", 6)],
            [SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("项目名称", vm="r"), SpannedCell("项目资金", vm="r"), SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("其他渠道资金", vm="r"),
             SpannedCell("当年部门预算资金", 4), SpannedCell("总计", vm="r")],
            [SpannedCell("", vm="c")] * 8 + ["一般公共预算拨款", "财政专户核拨", "其他来源收入", "合计", SpannedCell("", vm="c")]]
    columns = ("item_name catalog_code project_name project_funds quantity_unit unit_price quantity other_channels general_public_budget "
               "fiscal_special_account other_sources current_year total").split()
    d.procurement(head, columns, [
        ("total", "合 计", dict(total="126400.00", current_year="116400.00", general_public_budget="116400.00", other_channels="10000.00")),
        ("item", None, dict(item_name="投影仪", catalog_code="A020202", project_name="技能培训", project_funds="1800000.00", quantity_unit="台", unit_price="8800.00",
                            quantity="3.00", total="26400.00", current_year="26400.00", general_public_budget="26400.00")),
        ("item", None, dict(item_name="木质柜类", catalog_code="A060501", project_name="移交安置", project_funds="3200000.00", quantity_unit="组", unit_price="1250.00",
                            quantity="80.00", total="100000.00", current_year="90000.00", general_public_budget="90000.00", other_channels="10000.00")),
    ], "元", title="政府采购预算表", entity="内乡县退役军人事务局")
    d.h1("七", "国有资产占有使用及购置情况", "state_assets", num=(top, 0))
    d.p("2020年底，固定资产价值[[587.02万元]]。2021年度新增资产配置[[12.64万元]]，全部列入政府采购预算。", amount_fact("assets.fixed.total", "固定资产价值", 2020, "stock"),
        amount_fact("assets.planned_purchase", "新增资产配置"))
    d.assets([[SpannedCell("固定资产占用明细", 4)], [SpannedCell("截止时间：2020年12月31日", 2), SpannedCell("单位：万元", 2)], ["序号", "项目", "数量", "价值"]], [
        ("item", "assets.fixed.buildings", "土地、房屋及构筑物（平方米）", "3180", "402.18"),
        ("item", "assets.fixed.vehicles", "车辆（辆）", "5", "71.90"),
        ("item", None, "专用设备（台）", "7", "33.26"),
        ("item", "assets.fixed.other", "其他固定资产", "——", "79.68"),
        ("total", "assets.fixed.total", "总计", "——", "587.02")], "万元", "2020-12-31", title="固定资产占用明细", entity=None,
        columns=("no", "label", "quantity", "value"))
    d.h1("八", "其他有关情况", "other_matters", num=(top, 0))
    d.nil_statement("2021年我单位政府性基金预算未作安排，对应表格为空。", "政府性基金预算", None, num=(nils, 0))
    d.nil_statement("2021年我单位国有资本经营预算未作安排，对应表格为空。", "国有资本经营预算", None, num=(nils, 0))
    d.h1("九", "专业性名词解释", "glossary", num=(top, 0))
    d.terms([("财政专户核拨收入", "缴入财政专户、再由财政核拨给单位使用的非税收入。"), ("优待抚恤金", "依据政策发给优抚对象的生活补助和抚恤款项。"),
             ("公务用车费", "公务用车的购置、租用、燃油、维修、保险等各项花费。")], num=(terms, 0))
    return d, ("REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM PROC_TOTAL_SUM "
               "PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE ASSET_PURCHASE_EQ_PROC "
               "VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


def shacheng():
    """Township: 元 in prose with commas and full decimals, 收入/支出 under level 1 without level 2, ranges, lists 一是…二是."""
    d = DisclosureBuilder("沙城镇人民政府2020年部门预算", "怀来县沙城镇人民政府2020年部门预算公开说明", 2020, "怀来县沙城镇人民政府", "township",
            ("河北省", "张家口市", "怀来县", "130730"), code="601")
    d.title()
    d.p("现将我镇2020年度部门预算向社会公开，具体如下。")
    d.h1("一", "部门基本情况", "duties_and_organization", printed="一、部门基本情况：")
    d.p("镇政府的职责主要有：")
    d.duties([("1", "执行上级决定和命令，管理本行政区域内的经济社会事务。"), ("2", "组织村镇建设和人居环境整治。"), ("3", "做好民政、社保、卫生健康等民生服务。"),
              ("4", "化解矛盾纠纷，维护社会安定。"), ("5", "落实防灾减灾和安全生产责任。")], "（{}）{}")
    d.p("全镇设综合性办公室[[4个]]、事业站所[[2个]]。", count_fact("综合性办公室"), count_fact("事业站所"))
    d.org_units([SpannedCell("机构", vm=None), "经费保障方式", "规格", "性质"], ["name", "funding", "rank", "nature"], [
        ("党政综合办公室", "行政", "股级", "财政拨款"), ("经济发展办公室", "行政", "股级", "财政拨款"), ("社会事务办公室", "行政", "股级", "财政拨款"),
        ("平安建设办公室", "行政", "股级", "财政拨款"), ("农业综合服务中心", "事业", "股级", "财政补助"), ("文化服务站", "事业", "股级", "财政补助")])
    d.h1("二", "名词解释", "glossary")
    d.terms([("日常公用支出", "用于办公、水电、差旅、维修等维持机关运转的支出。"), ("村级运转经费", "补助各村用于办公、服务群众的资金。")], "{}．{}：{}")
    d.h1("三", "部门预算收支情况", "budget_overview")
    d.p("收入：2020年本年收入合计[[18,356,420.00元]]，包括一般公共预算财政拨款收入[[17,956,420.00元]]，上级补助收入[[400,000.00元]]。",
        amount_fact(REV + "total", "本年收入合计"), amount_fact(REV + "general_public_budget", "一般公共预算财政拨款收入"), amount_fact(REV + "superior_subsidy", "上级补助收入"))
    d.p("支出：2020年本年支出合计[[18,356,420.00元]]，包括基本支出[[11,206,420.00元]]，项目支出[[7,150,000.00元]]。基本支出中，人员经费[[9,871,300.50元]]，日常公用支出[[1,335,119.50元]]。",
        amount_fact(EXP + "total", "本年支出合计"), amount_fact(EXP + "basic", "基本支出"), amount_fact(EXP + "project", "项目支出"), amount_fact(EXP + "personnel", "人员经费"),
        amount_fact(EXP + "public", "日常公用支出"))
    for title, key in (("收入", "revenue"), ("支出", "expenditure")):
        d.gold["sections_level2"].append(dict(number=None, number_source="none", title=title, key=key))
    d.run_in_heading("增减情况", "changes", "本年支出合计较去年增加[[868,119.50元]]，一是人员经费增加[[420,000.00元]]，原因是补发绩效奖金；二是日常公用支出减少[[51,880.50元]]，原因是会议合并召开；"
           "三是项目支出增加[[500,000.00元]]，原因是增设垃圾清运点。", change_fact(EXP + "total", "本年支出合计", "+"), change_fact(EXP + "personnel", "人员经费", "+", "补发绩效奖金"),
           change_fact(EXP + "public", "日常公用支出", "-", "会议合并召开"), change_fact(EXP + "project", "项目支出", "+", "增设垃圾清运点"))
    d.h1("四", "行政经费（机关运行经费）情况", "operating_expenses")
    d.p("行政运行经费[[1,335,119.50元]]，主要保障镇机关和站所日常运转。", amount_fact("operating_expenses.total", "行政运行经费"))
    d.h1("五", "三公经费预算情况", "three_public")
    d.p("三公经费预算[[86,000.00元]]，较去年减少[[4,000.00元]]，原因是公务接待从简。", amount_fact(TP + "total", "三公经费预算"),
        change_fact(TP + "total", "三公经费预算", "-", "公务接待从简"))
    d.p("一是因公出国（境）费[[0元]]，[[较去年无增减]]；", amount_fact(TP + "overseas", "因公出国（境）费"), no_change_fact(TP + "overseas", "因公出国（境）费"))
    d.p("二是公务用车购置及运行费[[80,000.00元]]，[[较去年无增减]]（购置费[[0元]]，运行费[[80,000.00元]]）；", amount_fact(VEH, "公务用车购置及运行费"),
        no_change_fact(VEH, "公务用车购置及运行费"), amount_fact(BUY, "购置费"), amount_fact(RUN, "运行费"))
    d.p("三是公务接待费[[6,000.00元]]，较去年减少[[4,000.00元]]，原因是公务接待从简。", amount_fact(TP + "hospitality", "公务接待费"),
        change_fact(TP + "hospitality", "公务接待费", "-", "公务接待从简"))
    d.h1("六", "国有资产占用情况", "state_assets")
    d.p("2019年末，镇政府账面固定资产合计[[5,204,310.00元]]。", amount_fact("assets.fixed.total", "固定资产合计", 2019, "stock"))
    d.p("固定资产占用表　　　　单位：元", align="center")
    d.assets([[SpannedCell("项目（截止时间：2019年12月31日）"), "数量", "价值"]], [
        ("total", "assets.fixed.total", "资产总计", "—", "5,204,310.00"),
        ("item", "assets.fixed.buildings", "其中：房屋（平方米）", "2,860.00", "3,980,000.00"),
        ("item", "assets.fixed.vehicles", "汽车（辆）", "3", "356,310.00"),
        ("item", "assets.fixed.large_equipment", "单价在20万元以上的设备（台）", "", ""),
        ("item", "assets.fixed.other", "其它固定资产", "—", "868,000.00")], "元", "2019-12-31", title="固定资产占用表")
    d.h1("七", "政府采购", "procurement")
    d.p("2020年采购[[3类]]物品，政府采购金额[[133,000.00元]]。", count_fact("物品"), amount_fact("procurement.total", "政府采购金额"))
    d.p("政府采购预算　　　　单位：元", align="center")
    head = [[SpannedCell("项目", 2), SpannedCell("采购物品", 2), SpannedCell("数量单价", 3), SpannedCell("金额", 4)],
            ["项目名称", "预算资金", "名称", "目录序号", "单位", "数量", "单价", "总计", "当年预算合计", "一般公共预算拨款", "其他来源收入"]]
    columns = ("project_name project_funds item_name catalog_code quantity_unit quantity unit_price total current_year general_public_budget "
               "other_sources").split()
    d.procurement(head, columns, [
        ("subtotal", "人居环境整治小计", dict(total="108,000.00", current_year="108,000.00", general_public_budget="58,000.00", other_sources="50,000.00")),
        ("item", None, dict(project_name="人居环境整治", project_funds="3,650,000.00", item_name="垃圾桶", catalog_code="", quantity_unit="个", quantity="400",
                            unit_price="145.00", total="58,000.00", current_year="58,000.00", general_public_budget="58,000.00")),
        ("item", None, dict(project_name="人居环境整治", project_funds="3,650,000.00", item_name="电动三轮清运车", catalog_code="", quantity_unit="辆", quantity="4",
                            unit_price="12,500.00", total="50,000.00", current_year="50,000.00", other_sources="50,000.00")),
        ("subtotal", "日常公用支出小计", dict(total="25,000.00", current_year="25,000.00", general_public_budget="25,000.00")),
        ("item", None, dict(project_name="日常公用支出", project_funds="1,335,119.50", item_name="复印纸", catalog_code="A090101", quantity_unit="箱", quantity="125",
                            unit_price="200.00", total="25,000.00", current_year="25,000.00", general_public_budget="25,000.00")),
        ("total", "总计", dict(total="133,000.00", current_year="133,000.00", general_public_budget="83,000.00", other_sources="50,000.00")),
    ], "元", title="政府采购预算")
    d.h1("八", "预算绩效目标", "performance")
    d.goal("镇域环境明显改善，民生事项按时办结，村级组织运转有保障，群众安居乐业。", lead="本年度总体目标")
    d.p("601怀来县沙城镇人民政府　　　　单位：元")
    head = [["工作活动", "绩效指标", "评价标准", "", "", "", "预算数", "绩效目标", "内容描述"], ["", "", *"优良中差", "", "", ""]]
    d.performance(head, ["act", "ind", *"优良中差", "budget", "goal", "desc"], [
        ("一", "村镇建设管理", "3,650,000.00", "清扫保洁、垃圾清运、厕所改造。", "村容整洁。", [
            ("人居环境整治", "3,650,000.00", "配齐设施，聘用保洁员。", "全域达标。", [
                ("村庄保洁覆盖率", 1, ["100%", "≥95%", "≥90%", "＜90%"]), ("改造户厕数量", 1, ["≥500座", "450座", "400座", "＜400座"]),
                ("村民满意度", 1, ["90%—100%", "80%—89%", "70%—79%", "＜70%"])])]),
        ("二", "基层政权运转", "3,500,000.00", "村级办公、干部补贴。", "运转有序。", [
            ("村级运转经费", "3,500,000.00", "按月拨付到村。", "专款专用。", [("拨付及时率", 1, ["100%", "≥95%", "≥90%", "＜90%"]),
                                                                        ("村均补助标准", 1, ["≥9.5万元", "≥9万元", "≥8万元", "＜8万元"])])]),
    ], "元", title=None, entity="601怀来县沙城镇人民政府")
    d.h1("九", "其他说明事项", "other_matters")
    d.nil_statement("我镇2020年政府性基金预算支出为零，表格空白。", "政府性基金预算", None, "（1）{}")
    d.nil_statement("我镇2020年国有资本经营预算支出为零，表格空白。", "国有资本经营预算", None, "（2）{}")
    return d, ("REV_SUM EXP_SUM BASIC_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM "
               "PROC_TOTAL_SUM PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE "
               "VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


def write(*authors):
    """Each document, and its gold beside it."""
    for author in authors:
        document, rules = author()
        document.save(HERE, HERE / f"{document.name}.gold.json", verify_checks(document.gold, rules))


if __name__ == "__main__":
    write(cixian, pingquan, xianxian, hongtong, neixiang, shacheng)
