"""Writes three further documents of the blind set: other headings, labels, verbs, orders and places of units than the first six."""

from tests.blind.build import (
    BUY,
    EXP,
    REV,
    RUN,
    TP,
    VEH,
    DisclosureBuilder,
    SpannedCell,
    amount_fact,
    change_fact,
    count_fact,
    no_change_fact,
    write,
)


def dingxing():
    """Water: 调增/核减, shares of a table's unit in its title, duties 一是…, unit in the stub of the head, 类别 in two rows of head, blank continuation."""
    d = DisclosureBuilder("定兴县水利局2019年部门预算", "2019年定兴县水利局部门预算公开文本", 2019, "定兴县水利局", "water", ("河北省", "保定市", "定兴县", "130626"))
    d.title()
    d.p("定兴县水利局", align="center")
    d.p("2019年3月", align="center")
    d.p("根据县财政局批复，将我局2019年部门预算及有关情况向社会公布。")
    d.h1("一", "机构职责和设置", "duties_and_organization")
    d.h2("一", "承担的职责", "duties")
    d.p("定兴县水利局贯彻落实国家水利工作方针，主要承担：")
    d.duties([("1", "统筹全县水资源的开发利用，组织节约用水。"), ("2", "负责河道、堤防、闸涵的日常管护和防汛抗旱。"), ("3", "组织农田水利和农村饮水工程建设。"),
              ("4", "实施水土保持监督，查处水事违法行为。")], "{}、{}")
    d.h2("二", "内设科室及下属单位", "organization")
    d.p("我局共有内设科室[[3个]]，下属事业单位[[2个]]，具体如下表所列：", count_fact("内设科室"), count_fact("事业单位"))
    d.org_units(["序号", "单位名称", "性质", "级别", "经费形式"], [None, "name", "nature", "rank", "funding"], [
        ("办公室", "行政", "股级", "财政拨款"), ("规划建设股", "行政", "股级", "财政拨款"), ("水政水资源股", "行政", "股级", "财政拨款"),
        ("防汛抗旱办公室", "事业", "股级", "财政性资金基本保证"), ("农村供水站", "事业", "股级", "财政性资金定额或定项补助")])
    d.h1("二", "国有资产有关信息", "state_assets")
    d.p("上年末（2018年12月31日）本部门固定资产金额[[428.6万元]]，其中房屋[[1850平方米]]、车辆[[4辆]]。本年拟购置固定资产金额为[[9.6万元]]。",
        amount_fact("assets.fixed.total", "固定资产金额", 2018, "stock"), count_fact("房屋"), count_fact("车辆"), amount_fact("assets.planned_purchase", "拟购置固定资产金额"))
    d.p("固定资产占用情况一览表（单位：元）", align="center")
    d.assets([[SpannedCell("截止时间", 1), SpannedCell("2018年12月31日", 2)], ["资产项目", "实有数量", "账面价值"]], [
        ("item", "assets.fixed.buildings", "房屋（平方米）", "1,850", "2,960,000"),
        ("item", "assets.fixed.vehicles", "汽车（辆）", "4", "486,000"),
        ("item", "assets.fixed.large_equipment", "单价20万元以上设备（台）", "1", "260,000"),
        ("item", "assets.fixed.other", "其他资产", "--", "580,000"),
        ("total", "assets.fixed.total", "合计", "--", "4,286,000")], "元", "2018-12-31", title="固定资产占用情况一览表")
    d.h1("三", "年度收支预算总体说明", "budget_overview")
    d.h2("一", "关于收入", "revenue")
    d.p("2019年度收入预算[[1436.28万元]]，全部由财政安排，即一般公共预算财政拨款[[1186.28万元]]、政府性基金预算财政拨款[[250万元]]。",
        amount_fact(REV + "total", "收入预算"), amount_fact(REV + "general_public_budget", "一般公共预算财政拨款"), amount_fact(REV + "government_funds", "政府性基金预算财政拨款"))
    d.h2("二", "关于支出", "expenditure")
    d.p("2019年度支出预算[[1436.28万元]]。其中，基本支出[[706.28万元]]，项目支出[[730万元]]。基本支出包括人员经费支出[[641.5万元]]、日常公用支出[[64.78万元]]。",
        amount_fact(EXP + "total", "支出预算"), amount_fact(EXP + "basic", "基本支出"), amount_fact(EXP + "project", "项目支出"), amount_fact(EXP + "personnel", "人员经费支出"),
        amount_fact(EXP + "public", "日常公用支出"))
    d.h2("三", "关于增减变化", "changes")
    d.p("2019年度支出预算较2018年净增[[156.4万元]]。人员经费支出调增[[37.2万元]]，增加原因为工资标准提高；日常公用支出调减[[10.8万元]]，减少原因为压缩会议差旅；"
        "项目支出调增[[130万元]]，增加原因为新增地下水超采治理任务。",
        change_fact(EXP + "total", "支出预算", "+"), change_fact(EXP + "personnel", "人员经费支出", "+", "工资标准提高"), change_fact(EXP + "public", "日常公用支出", "-", "压缩会议差旅"),
        change_fact(EXP + "project", "项目支出", "+", "新增地下水超采治理任务"))
    d.h1("四", "机关运行经费有关说明", "operating_expenses")
    d.p("2019年度我局机关运行经费共计安排[[64.78万元]]，用来购置日常货物和服务。", amount_fact("operating_expenses.total", "机关运行经费"))
    d.h1("五", "“三公”经费有关说明", "three_public")
    d.p("2019年度“三公”经费财政拨款共计[[14.2万元]]，比2018年核减[[0.8万元]]。", amount_fact(TP + "total", "“三公”经费财政拨款"),
        change_fact(TP + "total", "“三公”经费财政拨款", "-"))
    d.p("（一）因公出国（境）费用。2019年度没有此项安排，计[[0万元]]，[[与2018年一样]]。", amount_fact(TP + "overseas", "因公出国（境）费用"),
        no_change_fact(TP + "overseas", "因公出国（境）费用"))
    d.p("（二）公务用车购置及运维费。2019年度安排[[13万元]]，[[与2018年一样]]。其中，公务用车购置费[[0万元]]，公务用车运行维护费[[13万元]]。",
        amount_fact(VEH, "公务用车购置及运维费"), no_change_fact(VEH, "公务用车购置及运维费"), amount_fact(BUY, "公务用车购置费"), amount_fact(RUN, "公务用车运行维护费"))
    d.p("（三）公务接待费。2019年度安排[[1.2万元]]，比2018年核减[[0.8万元]]，核减原因是严格执行接待标准。", amount_fact(TP + "hospitality", "公务接待费"),
        change_fact(TP + "hospitality", "公务接待费", "-", "严格执行接待标准"))
    d.h1("六", "政府采购有关说明", "procurement")
    d.p("2019年度，我局共安排政府采购项目[[2个]]，合计金额[[9.6万元]]，详见下表：", count_fact("政府采购项目"), amount_fact("procurement.total", "政府采购项目"))
    d.p("政府采购预算明细（单位：元）", align="center")
    head = [[SpannedCell("采购项目来源", 2), SpannedCell("采购物品", 2), SpannedCell("计量", 2), SpannedCell("单价", vm="r"), SpannedCell("政府采购金额", 3)],
            ["项目名称", "预算资金", "物品名称", "目录编码", "数量", "单位", SpannedCell("", vm="c"), "总计", "其中：当年预算安排", "其中：其他渠道"]]
    d.procurement(head, "project_name project_funds item_name catalog_code quantity quantity_unit unit_price total current_year other_channels".split(), [
        ("item", None, dict(project_name="河道管护", project_funds="1,200,000", item_name="割草机", catalog_code="", quantity="8", quantity_unit="台",
                            unit_price="5,500", total="44,000", current_year="44,000")),
        ("item", None, dict(project_name="日常公用支出", project_funds="647,800", item_name="台式计算机", catalog_code="A02010104", quantity="10", quantity_unit="台",
                            unit_price="5,200", total="52,000", current_year="52,000")),
        ("total", "合计", dict(total="96,000", current_year="96,000"))], "元", title="政府采购预算明细")
    d.h1("七", "绩效目标有关说明", "performance")
    d.goal("保障城乡供水安全和河道安澜，地下水超采量逐年下降，水利工程良性运行。", lead="总体目标")
    d.p("各项职责活动及绩效标准（单位：万元）", align="center")
    head = [[SpannedCell("职责与活动", vm="r"), SpannedCell("指标及标准", 5), SpannedCell("预算数", vm="r"), SpannedCell("工作描述", vm="r"), SpannedCell("目标", vm="r")],
            [SpannedCell("", vm="c"), "指标", *"优良中差", SpannedCell("", vm="c"), SpannedCell("", vm="c"), SpannedCell("", vm="c")]]
    d.performance(head, ["act", "ind", *"优良中差", "budget", "desc", "goal"], [
        ("一", "河道与堤防管理", "420", "堤防巡查、清障、绿化。", "行洪通畅。", [
            ("河道管护", "120", "聘用管护员，清理河道。", "河面无漂浮物。", [
                ("河道巡查次数", 1, ["≥48次", "≥40次", "≥36次", "<36次"]), ("河道保洁合格率", 1, ["≥98%", "≥95%", "≥90%", "<90%"])]),
            ("堤防加固", "300", "险工险段加固。", "标准内洪水不出险。", [("完工长度", 1, ["≥12公里", "≥10公里", "≥8公里", "<8公里"])])]),
        ("二", "水资源管理", "310", "取水许可、节水宣传、超采治理。", "用水总量受控。", [
            ("地下水超采治理", "310", "关停自备井，水源置换。", "压采任务完成。", [
                ("压采量", 1, ["≥260万立方米", "≥240万立方米", "≥220万立方米", "<220万立方米"]),
                ("关停自备井投诉率", 1, ["≤1%", "≤2%", "≤3%", ">3%"])])]),
    ], "万元", title="各项职责活动及绩效标准")
    d.h1("八", "其他需特别说明的问题", "other_matters")
    d.nil_statement("我局2019年没有国有资本经营预算，国有资本经营预算财政拨款支出预算表是空表。", "国有资本经营预算", "国有资本经营预算财政拨款支出预算表", "1、{}")
    d.h1("九", "部分名词解释", "glossary")
    d.terms([("地下水超采", "地下水开采量超过可开采量，造成水位持续下降的状况。"), ("项目支出", "为完成特定工作任务安排的支出。")], "（{}）{}：{}")
    return d, ("REV_SUM EXP_SUM BASIC_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_TOTAL_SUM "
               "PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE VEHICLE_RUNNING_WITH_VEHICLE "
               "ORG_COUNT_ADMIN ORG_COUNT_INST THR_MONOTONE YEAR_CONSISTENT")


def jize():
    """Education: headings 1. and 1.1, amounts as bullets 「label：figure」, both years beside one another, 元 in the goals table, percent only."""
    d = DisclosureBuilder("鸡泽县教育体育局2021年部门预算", "鸡泽县教育体育局2021年部门预算情况的说明", 2021, "鸡泽县教育体育局", "education",
            ("河北省", "邯郸市", "鸡泽县", "130431"))
    d.title()
    d.h1("1", "部门基本职责与机构", "duties_and_organization", printed="1. 部门基本职责与机构")
    d.h2("1.1", "部门职责", "duties", printed="1.1 部门职责")
    d.duties([("1", "研究拟订全县教育体育事业发展规划并组织实施。"), ("2", "管理全县中小学和幼儿园，负责教师队伍建设。"),
              ("3", "统筹教育经费，监督经费的使用。"), ("4", "组织开展群众性体育活动和青少年体育训练。")], "（{}）{}")
    d.h2("1.2", "机构情况", "organization", printed="1.2 机构情况")
    d.p("局机关内设股室[[4个]]，直属事业单位[[3个]]。", count_fact("股室"), count_fact("事业单位"))
    d.org_units(["机构名称", "人员性质", "规格", "经费来源"], ["name", "nature", "rank", "funding"], [
        ("综合股", "行政", "股级", "财政全额"), ("基础教育股", "行政", "股级", "财政全额"), ("计财股", "行政", "股级", "财政全额"), ("体育股", "行政", "股级", "财政全额"),
        ("教研室", "事业", "股级", "财政全额"), ("学生资助中心", "事业", "股级", "财政全额"), ("县第一中学", "事业", "正科级", "财政全额")], blank=True)
    d.h1("2", "部门预算总体安排", "budget_overview", printed="2. 部门预算总体安排")
    d.h2("2.1", "收入总体安排", "revenue", printed="2.1 收入总体安排")
    d.p("2021年我局收入预算合计[[3.2156亿元]]：", amount_fact(REV + "total", "收入预算合计"))
    d.p("①一般公共预算拨款：[[30,956万元]]；", amount_fact(REV + "general_public_budget", "一般公共预算拨款"))
    d.p("②纳入专户管理的事业收入：[[1,200万元]]。", amount_fact(REV + "fiscal_special_account", "纳入专户管理的事业收入"))
    d.h2("2.2", "支出总体安排", "expenditure", printed="2.2 支出总体安排")
    d.p("2021年我局支出预算合计[[3.2156亿元]]：", amount_fact(EXP + "total", "支出预算合计"))
    d.p("①人员经费：[[27,310万元]]；", amount_fact(EXP + "personnel", "人员经费"))
    d.p("②公用经费：[[1,846万元]]；", amount_fact(EXP + "public", "公用经费"))
    d.p("③专项资金支出：[[3,000万元]]。", amount_fact(EXP + "project", "专项资金支出"))
    d.h2("2.3", "与2020年比较", "changes", printed="2.3 与2020年比较")
    d.p("支出预算合计由2020年的[[30,806万元]]提高到2021年的[[32,156万元]]，增加[[1,350万元]]，增长[[%4.4%]]，主要是由于教师绩效工资提标。"
        "人员经费增加[[1,150万元]]，公用经费减少[[50万元]]，专项资金支出增加[[250万元]]。",
        amount_fact(EXP + "total", "支出预算合计", 2020), amount_fact(EXP + "total", "支出预算合计"), change_fact(EXP + "total", "支出预算合计", "+", "教师绩效工资提标"),
        change_fact(EXP + "personnel", "人员经费", "+"), change_fact(EXP + "public", "公用经费", "-"), change_fact(EXP + "project", "专项资金支出", "+"))
    d.h1("3", "政府采购计划安排", "procurement", printed="3. 政府采购计划安排")
    d.p("2021年列入政府采购预算的金额为[[86.5万元]]，其中货物类[[61.5万元]]，工程类[[25万元]]。", amount_fact("procurement.total", "政府采购预算"),
        amount_fact("procurement.goods", "货物类"), amount_fact("procurement.works", "工程类"))
    d.p("表1  政府采购预算一览表")
    d.p("填报单位：鸡泽县教育体育局                    计量单位：万元")
    head = [["采购品目名称", "品目编码", "对应项目", "项目资金", "采购数量", "计量单位", "单位价格", "采购预算", "", ""],
            ["", "", "", "", "", "", "", "合计", "当年一般公共预算拨款", "财政专户核拨"]]
    d.procurement(head, "item_name catalog_code project_name project_funds quantity quantity_unit unit_price total general_public_budget fiscal_special_account".split(), [
        ("total", "总计", dict(total="86.50", general_public_budget="61.50", fiscal_special_account="25.00")),
        ("item", None, dict(item_name="教学一体机", catalog_code="A02020800", project_name="薄弱学校改造", project_funds="1600.00", quantity="30",
                            quantity_unit="台", unit_price="1.50", total="45.00", general_public_budget="45.00")),
        ("item", None, dict(item_name="课桌椅", catalog_code="A060205", project_name="薄弱学校改造", project_funds="1600.00", quantity="550",
                            quantity_unit="套", unit_price="0.03", total="16.50", general_public_budget="16.50")),
        ("item", None, dict(item_name="操场维修", catalog_code="B08", project_name="一中操场维修", project_funds="200.00", quantity="1", quantity_unit="项",
                            unit_price="25.00", total="25.00", fiscal_special_account="25.00"))], "万元", title="政府采购预算一览表", entity="鸡泽县教育体育局")
    d.h1("4", "“三公”经费支出安排", "three_public", printed="4. “三公”经费支出安排")
    d.p("2021年“三公”经费支出安排[[5.8万元]]，[[维持上年水平]]：", amount_fact(TP + "total", "“三公”经费支出"), no_change_fact(TP + "total", "“三公”经费支出"))
    d.p("4.1因公出国（境）支出[[0万元]]，上年[[0万元]]，[[无变化]]。", amount_fact(TP + "overseas", "因公出国（境）支出"), amount_fact(TP + "overseas", "因公出国（境）支出", 2020),
        no_change_fact(TP + "overseas", "因公出国（境）支出"))
    d.p("4.2公务用车购置支出[[0万元]]，上年[[0万元]]，[[无变化]]；公务用车运行维护支出[[4.8万元]]，上年[[4.3万元]]，增加[[0.5万元]]，原因是燃油价格上涨。",
        amount_fact(BUY, "公务用车购置支出"), amount_fact(BUY, "公务用车购置支出", 2020), no_change_fact(BUY, "公务用车购置支出"),
        amount_fact(RUN, "公务用车运行维护支出"), amount_fact(RUN, "公务用车运行维护支出", 2020), change_fact(RUN, "公务用车运行维护支出", "+", "燃油价格上涨"))
    d.p("4.3公务接待支出[[1万元]]，上年[[1.5万元]]，减少[[0.5万元]]，原因是来访批次减少。", amount_fact(TP + "hospitality", "公务接待支出"),
        amount_fact(TP + "hospitality", "公务接待支出", 2020), change_fact(TP + "hospitality", "公务接待支出", "-", "来访批次减少"))
    d.h1("5", "机关运行经费支出安排", "operating_expenses", printed="5. 机关运行经费支出安排")
    d.p("局机关及参公单位运行经费安排[[1,846万元]]，较2020年下降[[2.64%]]，主要是大力压缩非刚性支出。", amount_fact("operating_expenses.total", "运行经费"),
        change_fact("operating_expenses.total", "运行经费", "-", "大力压缩非刚性支出"))
    d.h1("6", "预算绩效目标安排", "performance", printed="6. 预算绩效目标安排")
    d.h2("6.1", "总体绩效目标", "overall_goal", printed="6.1 总体绩效目标")
    d.goal("义务教育优质均衡发展水平提升，办学条件改善，学生体质健康优良率提高。")
    d.h2("6.2", "工作活动绩效目标", None, printed="6.2 工作活动绩效目标")
    d.p("表2  部门职责－工作活动绩效目标表")
    d.p("填报单位：鸡泽县教育体育局                    计量单位：元")
    head = [[SpannedCell("职责", vm="r"), SpannedCell("预算", vm="r"), SpannedCell("描述", vm="r"), SpannedCell("绩效目标", vm="r"), SpannedCell("考核内容", vm="r"), SpannedCell("考核标准", 4)],
            [SpannedCell("", vm="c")] * 5 + ["优秀", "良好", "中等", "较差"]]
    d.performance(head, ["act", "budget", "desc", "goal", "ind", *"优良中差"], [
        ("一", "学校建设", "18,000,000.00", "校舍改造、设备配备。", "办学条件达标。", [
            ("薄弱学校改造", "16,000,000.00", "实施校舍、操场和设备改造。", "按期竣工。", [
                ("工程验收合格率", 1, ["100%", "≥98%", "≥95%", "＜95%"]), ("改造学校数量", 1, ["≥15所", "12所—14所", "10所—11所", "＜10所"])]),
            ("一中操场维修", "2,000,000.00", "操场塑胶面层修复。", "暑期完工。", [("工期", 1, ["≤40天", "≤50天", "≤60天", "＞60天"])])]),
        ("二", "教育管理", "12,000,000.00", "学生资助、教师培训。", "管理规范。", [
            ("学生资助", "8,500,000.00", "发放各学段助学金。", "应助尽助。", [("资助政策知晓率", 1, ["95%以上", "90%以上", "85%以上", "85%以下"])]),
            ("教师培训", "3,500,000.00", "组织全员培训。", "教学能力提升。", [("培训教师人次", 1, ["2000人次及以上", "1800人次及以上", "1500人次及以上", "不足1500人次"])])]),
    ], "元", title="部门职责－工作活动绩效目标表", entity="鸡泽县教育体育局", cont="vmerge", forms=("{}、{}", "（{}）{}"))
    for text, unit, sign, value in (("95%以上", "%", ">=", 95), ("90%以上", "%", ">=", 90), ("85%以上", "%", ">=", 85)):
        row = next(r for r in d.gold["thresholds"] if r["text"] == text)
        row.update(operator=sign, lower=value, upper=None, lower_inclusive=True, upper_inclusive=None, unit=unit)
    low = next(r for r in d.gold["thresholds"] if r["text"] == "85%以下")
    low.update(operator="<", lower=None, upper=85, lower_inclusive=None, upper_inclusive=False, unit="%")
    low = next(r for r in d.gold["thresholds"] if r["text"] == "不足1500人次")
    low.update(operator="<", lower=None, upper=1500, lower_inclusive=None, upper_inclusive=False, unit="人次")
    d.h1("7", "国有资产占用及配置安排", "state_assets", printed="7. 国有资产占用及配置安排")
    d.p("至2020年底，全系统固定资产账面价值[[2.1亿元]]。2021年计划新增固定资产[[61.5万元]]。", amount_fact("assets.fixed.total", "固定资产账面价值", 2020, "stock"),
        amount_fact("assets.planned_purchase", "新增固定资产"))
    d.p("表3  固定资产占用表")
    d.p("填报单位：鸡泽县教育体育局    截止日期：2020年12月31日    计量单位：万元")
    d.assets([["资产名称", "占用数量", "占用金额"]], [
        ("total", "assets.fixed.total", "资产总额", "─", "21,000"),
        ("item", "assets.fixed.buildings", "1、房屋建筑物（平方米）", "96,500", "16,400"),
        ("item", "assets.fixed.vehicles", "2、机动车（辆）", "3", "48"),
        ("item", "assets.fixed.large_equipment", "3、单价在20万元以上的设备（台）", "2", "52"),
        ("item", "assets.fixed.other", "4、其他固定资产", "─", "4,500")], "万元", "2020-12-31", title="固定资产占用表", entity="鸡泽县教育体育局")
    d.h1("8", "其他说明事项", "other_matters", printed="8. 其他说明事项")
    d.nil_statement("我局2021年未编制政府性基金预算，政府性基金支出表无内容。", "政府性基金预算", "政府性基金支出表", "（1）{}")
    d.nil_statement("我局2021年未编制国有资本经营预算，国有资本经营预算支出表无内容。", "国有资本经营预算", "国有资本经营预算支出表", "（2）{}")
    d.h1("9", "名词的解释", "glossary", printed="9. 名词的解释")
    d.terms([("生均公用经费", "按在校学生人数核定的日常公用支出标准。"), ("财政专户资金", "实行专户管理、专款专用的教育收费等资金。")], "（{}）{}。{}")
    return d, ("REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM DELTA_LEVEL PCT_RECOMPUTE TP_FOUR_WAY OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_TOTAL_SUM PROC_KIND_SUM "
               "PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE ORG_COUNT_ADMIN ORG_COUNT_INST NIL_CONSISTENT "
               "THR_MONOTONE YEAR_CONSISTENT")


def qinghe():
    """Market supervision: full-width ordinals, performance first, the unit only in the heads of columns, procurement in 千 steps, no total of procurement."""
    d = DisclosureBuilder("清河县市场监督管理局2018年部门预算", "清河县市场监督管理局部门预算公开（2018年度）", 2018, "清河县市场监督管理局", "market_regulation",
            ("河北省", "邢台市", "清河县", "130534"), code="415")
    d.title()
    d.p("依照县政府办公室关于部门预算公开的通知，公开如下：")
    d.h1("一", "本部门的职责", "duties_and_organization", printed="一、本部门的职责")
    d.p("（一）贯彻市场监督管理法律法规，负责市场主体登记。")
    d.p("（二）规范市场秩序，查处不正当竞争和价格违法行为。")
    d.p("（三）负责食品、药品、特种设备安全监督。")
    d.p("（四）受理消费者投诉举报，保护消费者权益。")
    for n, text in (("一", "贯彻市场监督管理法律法规，负责市场主体登记。"), ("二", "规范市场秩序，查处不正当竞争和价格违法行为。"),
                    ("三", "负责食品、药品、特种设备安全监督。"), ("四", "受理消费者投诉举报，保护消费者权益。")):
        d.gold["duties"].append(dict(number=n, text=text))
    d.h1("二", "本部门的机构", "duties_and_organization", printed="二、本部门的机构")
    d.p("内设科室[[4个]]，所属事业机构[[1个]]，构成如下。", count_fact("科室"), count_fact("事业机构"))
    d.org_units(["单位全称", "单位规格", "经费保障形式", "单位性质"], ["name", "rank", "funding", "nature"], [
        ("办公室", "行政", "股级", "财政拨款"), ("注册登记股", "行政", "股级", "财政拨款"), ("食品监管股", "行政", "股级", "财政拨款"), ("执法稽查队", "行政", "股级", "财政拨款"),
        ("检验检测所", "事业", "股级", "财政性资金基本保证")])
    d.h1("三", "绩效目标及评价标准", "performance", printed="三、绩效目标及评价标准")
    d.goal("市场主体平稳增长，重大食品药品安全事故零发生，投诉举报件件有回音。", lead="全年绩效目标")
    head = [[SpannedCell("职责/工作活动", vm="r"), SpannedCell("内容", vm="r"), SpannedCell("绩效目标", vm="r"), SpannedCell("指标", vm="r"), SpannedCell("评价等次", 4), SpannedCell("年度预算（元）", vm="r")],
            [SpannedCell("", vm="c")] * 4 + ["优", "良", "中", "差"] + [SpannedCell("", vm="c")]]
    d.performance(head, ["act", "desc", "goal", "ind", *"优良中差", "budget"], [
        ("一", "食品药品安全监管", "680000", "日常检查、抽样检验。", "不发生重大事故。", [
            ("食品抽样检验", "480000", "按计划抽检各类食品。", "问题食品及时处置。", [
                ("抽检批次", 1, ["600批次以上", "550—599批次", "500—549批次", "500批次以下"]), ("抽检合格率", 1, ["≥97%", "≥95%", "≥93%", "＜93%"])]),
            ("药品经营监管", "200000", "检查药店、诊所。", "药品来源可溯。", [("检查覆盖率", 1, ["100", "95", "90", "85"])])]),
        ("二", "消费维权", "120000", "处理投诉，开展宣传。", "群众满意。", [
            ("投诉举报处置", "120000", "接听、登记、办理、回复。", "按时办结。", [("投诉平均办理时限", 1, ["≤5日", "≤7日", "≤10日", "＞10日"])])]),
    ], "元", forms=("{}、{}", "{}、{}"))
    for text, how in (("600批次以上", dict(operator=">=", lower=600, lower_inclusive=True, upper=None, upper_inclusive=None)),
                      ("500批次以下", dict(operator="<", lower=None, lower_inclusive=None, upper=500, upper_inclusive=False))):
        next(r for r in d.gold["thresholds"] if r["text"] == text).update(unit="批次", **how)
    d.h1("四", "收支预算", "budget_overview", printed="四、收支预算")
    d.p("1.收入情况：全年收入[[796.44万元]]，构成为公共预算拨款[[776.44万元]]，其他收入[[20万元]]。", amount_fact(REV + "total", "收入"),
        amount_fact(REV + "general_public_budget", "公共预算拨款"), amount_fact(REV + "other", "其他收入"))
    d.p("2.支出情况：全年支出[[796.44万元]]，构成为人员支出[[652.04万元]]，公用支出[[64.4万元]]，项目支出[[80万元]]。", amount_fact(EXP + "total", "支出"),
        amount_fact(EXP + "personnel", "人员支出"), amount_fact(EXP + "public", "公用支出"), amount_fact(EXP + "project", "项目支出"))
    d.p("3.变化情况：全年支出同2017年比，上升[[56.34万元]]。人员支出上升[[46.34万元]]，因机构合并人员增加；公用支出[[未作调整]]；项目支出上升[[10万元]]，因抽检任务加重。",
        change_fact(EXP + "total", "支出", "+"), change_fact(EXP + "personnel", "人员支出", "+", "机构合并人员增加"), no_change_fact(EXP + "public", "公用支出"),
        change_fact(EXP + "project", "项目支出", "+", "抽检任务加重"))
    for n, title, key in (("1", "收入情况", "revenue"), ("2", "支出情况", "expenditure"), ("3", "变化情况", "changes")):
        d.gold["sections_level2"].append(dict(number=n, number_source="typed", title=title, key=key))
    d.h1("五", "机关运行经费", "operating_expenses", printed="五、机关运行经费")
    d.p("全年机关运行经费为[[64.4万元]]（不含检验检测所）。", amount_fact("operating_expenses.total", "机关运行经费"))
    d.h1("六", "一般公共预算“三公”经费", "three_public", printed="六、一般公共预算“三公”经费")
    d.p("全年“三公”经费为[[17.5万元]]，同2017年比[[没有增减]]。包括：因公出国（境）经费[[0万元]]、公务接待经费[[1.5万元]]、公务用车经费[[16万元]]（含公务用车购置经费[[0万元]]、"
        "公务用车运行维护经费[[16万元]]）。", amount_fact(TP + "total", "“三公”经费"), no_change_fact(TP + "total", "“三公”经费"),
        amount_fact(TP + "overseas", "因公出国（境）经费"), amount_fact(TP + "hospitality", "公务接待经费"), amount_fact(VEH, "公务用车经费"), amount_fact(BUY, "公务用车购置经费"),
        amount_fact(RUN, "公务用车运行维护经费"))
    d.h1("七", "政府采购预算", "procurement", printed="七、政府采购预算")
    d.p("全年政府采购预算为[[73600元]]。", amount_fact("procurement.total", "政府采购预算"))
    head = [[SpannedCell("415清河县市场监督管理局", 11)],
            ["项目名称", "项目预算（元）", "采购物品", "采购目录", "数量", "单位", "单价（元）", "总计（元）", "当年安排（元）", "", ""],
            ["", "", "", "", "", "", "", "", "小计", "一般公共预算", "其他来源收入"]]
    d.procurement(head, ("project_name project_funds item_name catalog_code quantity quantity_unit unit_price total current_year general_public_budget "
                         "other_sources").split(), [
        ("item", None, dict(project_name="食品抽样检验", project_funds="480000", item_name="便携式计算机", catalog_code="A02010105", quantity="6", quantity_unit="台",
                            unit_price="6000", total="36000", current_year="36000", general_public_budget="36000")),
        ("item", None, dict(project_name="药品经营监管", project_funds="200000", item_name="激光打印机", catalog_code="A0201060102", quantity="4", quantity_unit="台",
                            unit_price="1900", total="7600", current_year="7600", general_public_budget="7600")),
        ("item", None, dict(project_name="药品经营监管", project_funds="200000", item_name="冷藏箱", catalog_code="", quantity="10", quantity_unit="个",
                            unit_price="3000", total="30000", current_year="30000", general_public_budget="10000", other_sources="20000")),
        ("total", "合计", dict(total="73600", current_year="73600", general_public_budget="53600", other_sources="20000"))], "元",
        entity="415清河县市场监督管理局")
    d.h1("八", "国有资产", "state_assets", printed="八、国有资产")
    d.p("2017年末，固定资产总值为[[318.25万元]]（见下表）。", amount_fact("assets.fixed.total", "固定资产总值", 2017, "stock"))
    d.assets([[SpannedCell("固定资产情况（2017年12月31日）", 4)], ["名称", "单位", "数量", "价值（万元）"]], [
        ("total", "assets.fixed.total", "总值", "", "318.25", ""),
        ("item", "assets.fixed.buildings", "其中：房屋", "1260", "189.00", "平方米"),
        ("item", "assets.fixed.vehicles", "车辆", "7", "92.75", "辆"),
        ("item", "assets.fixed.other", "其他", "", "36.50", "")], "万元", "2017-12-31", title="固定资产情况（2017年12月31日）", columns=("label", "unit", "quantity", "value"))
    d.h1("九", "特别说明", "other_matters", printed="九、特别说明")
    d.nil_statement("本部门2018年度未安排政府性基金预算，政府性基金预算支出表为空。", "政府性基金预算", "政府性基金预算支出表")
    d.nil_statement("本部门2018年度未安排国有资本经营预算，国有资本经营预算支出表为空。", "国有资本经营预算", "国有资本经营预算支出表")
    d.h1("十", "名词注释", "glossary", printed="十、名词注释")
    d.terms([("机关运行经费", "保障机关运行用于购买货物和服务的资金。"), ("公共预算拨款", "财政部门安排给本部门的一般公共预算资金。")], "{}．{}——{}")
    return d, ("REV_SUM EXP_SUM REV_EXP_BALANCE DELTA_SUM TP_SUM TP_VEHICLE_SUM OPEX_EQ_PUBLIC PROC_QTY_PRICE PROC_SOURCE_SUM PROC_TOTAL_SUM "
               "PROC_TEXT_TABLE PROC_FUND_LE_BUDGET PERF_PARENT_CHILD PERF_PROJECT ASSET_SUM ASSET_TEXT_TABLE VEHICLE_RUNNING_WITH_VEHICLE ORG_COUNT_ADMIN "
               "ORG_COUNT_INST NIL_CONSISTENT THR_MONOTONE YEAR_CONSISTENT")


if __name__ == "__main__":
    write(dingxing, jize, qinghe)
