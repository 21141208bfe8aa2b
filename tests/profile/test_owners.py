"""Names of offices in titles of every kind: grammar finds them, whatever they end in."""

from __future__ import annotations

import pytest

from extractor.layout.lines import build_body_layout
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.pipeline import extract_disclosures, parse_file
from extractor.profile.profile import extract_profile
from tests.document_builders import build_document

BODY = ("一、基本情况", "负责有关工作。", "二、收支情况", "收入预算100万元，支出预算100万元。", "三、机关运行经费", "机关运行经费8万元。")
TITLES: list[tuple[str, str, int]] = [
    ("2022年云岭县财政局预算评审中心部门预算公开说明", "云岭县财政局预算评审中心", 2022),
    ("云岭县财政局预算评审中心2022年度单位决算", "云岭县财政局预算评审中心", 2022),
    ("云岭县东关学区2021年部门预算", "云岭县东关学区", 2021),
    ("云岭经济技术开发区管理委员会2020年部门预算", "云岭经济技术开发区管理委员会", 2020),
    ("中共云岭县委统一战线工作部（云岭县民族宗教事务局）2021年部门预算", "中共云岭县委统一战线工作部", 2021),
    ("共青团云岭县委员会2019年部门预算", "共青团云岭县委员会", 2019),
    ("共青团云岭县委2019年部门预算", "共青团云岭县委", 2019),
    ("云岭县机关事务管理局2023年“三公”经费预算公开", "云岭县机关事务管理局", 2023),
    ("明州市市级机关事务管理局2023年部门预算", "明州市市级机关事务管理局", 2023),
    ("云岭县水利局（本级）2022年单位预算公开", "云岭县水利局", 2022),
    ("云岭县水利局本级2022年单位预算公开", "云岭县水利局", 2022),
    ("云岭县水利局（汇总）2022年部门预算公开", "云岭县水利局", 2022),
    ("附件1：云岭县水利局2022年部门预算公开表", "云岭县水利局", 2022),
    ("附件：\n云岭县水利局2022年部门预算公开表", "云岭县水利局", 2022),
    ("关于云岭县水利局2022年部门预算的说明", "云岭县水利局", 2022),
    ("2022年部门预算公开说明（云岭县水利局）", "云岭县水利局", 2022),
    ("2022年部门预算公开说明——云岭县水利局", "云岭县水利局", 2022),
    ("云岭县城关镇2018年部门预算信息公开", "云岭县城关镇", 2018),
    ("云岭县城关镇人民政府2018年部门预算信息公开", "云岭县城关镇人民政府", 2018),
    ("云岭县西街街道办事处2018年度部门决算", "云岭县西街街道办事处", 2018),
    ("云岭县第一中学2020年度决算公开", "云岭县第一中学", 2020),
    ("云岭县实验小学2020年预算", "云岭县实验小学", 2020),
    ("云岭县人民医院2021年预算公开", "云岭县人民医院", 2021),
    ("云岭县老年大学2021年单位预算", "云岭县老年大学", 2021),
    ("云岭县计划生育协会2021年部门预算", "云岭县计划生育协会", 2021),
    ("云岭县工商业联合会（总商会）2021年部门预算", "云岭县工商业联合会", 2021),
    ("云岭县县直机关工委2021年部门预算", "云岭县县直机关工委", 2021),
    ("中国人民政治协商会议云岭县委员会办公室2017年部门预算", "中国人民政治协商会议云岭县委员会办公室", 2017),
    ("云岭县人大常委会办公室二○一九年部门预算公开", "云岭县人大常委会办公室", 2019),
    ("云岭县公安局交通警察大队2016年度部门决算", "云岭县公安局交通警察大队", 2016),
    ("国家税务总局云岭县税务局2022年度部门决算公开", "国家税务总局云岭县税务局", 2022),
    ("2019年度云岭县供销合作社联合社部门决算", "云岭县供销合作社联合社", 2019),
    ("云岭县融媒体中心（云岭县广播电视台）2022年度部门预算编制说明", "云岭县融媒体中心", 2022),
    ("云岭县地震局2015年部门预算及“三公”经费公开", "云岭县地震局", 2015),
    ("云岭县12345政务服务便民热线中心2022年预算", "云岭县12345政务服务便民热线中心", 2022),
    ("云岭县第12中学2022年单位预算", "云岭县第12中学", 2022),
    ("云岭县档案局、档案馆2021年部门预算", "云岭县档案局、档案馆", 2021),
    ("云岭县残联2021年预算信息公开目录", "云岭县残联", 2021),
    ("云岭县青龙山林场2020年部门预算", "云岭县青龙山林场", 2020),
    ("云岭县国营红旗农场2020年部门预算", "云岭县国营红旗农场", 2020),
    ("明州高新技术产业开发区2020年部门预算", "明州高新技术产业开发区", 2020),
    ("明州市产业集聚区2020年部门预算公开说明", "明州市产业集聚区", 2020),
    ("云岭县卫健系统2022年部门预算", "云岭县卫健系统", 2022),
    ("云岭县武装部2022年部门预算", "云岭县武装部", 2022),
    ("云岭县关工委2022年部门预算", "云岭县关工委", 2022),
    ("云岭县老干局2022年部门预算", "云岭县老干局", 2022),
    ("云岭县政协机关2022年部门预算", "云岭县政协机关", 2022),
    ("云岭县人民法院2018年度部门决算公开", "云岭县人民法院", 2018),
    ("云岭县人民检察院关于2018年部门预算的公开说明", "云岭县人民检察院", 2018),
    ("明州市第三十五中学校2019年度部门决算", "明州市第三十五中学校", 2019),
    ("明州职业技术学院2019年度部门决算报告", "明州职业技术学院", 2019),
    ("云岭县2019年水利局部门预算", "云岭县水利局", 2019),
    ("云岭县民政局关于2021年度部门整体支出预算的公开", "云岭县民政局", 2021),
    ("云岭县民政局2021年部门综合预算公开情况说明", "云岭县民政局", 2021),
    ("云岭县民政局2020—2021年度部门预算", "云岭县民政局", 2021),
    ("云岭县民政局部门预算（2021年）", "云岭县民政局", 2021),
    ("云岭县民政局2021年公开2020年度部门决算", "云岭县民政局", 2020),
    ("2021年部门预算\n云岭县民政局", "云岭县民政局", 2021),
    ("云岭县民政局\n2021年部门预算", "云岭县民政局", 2021),
    ("云岭县民政局\n2021年度\n部门决算", "云岭县民政局", 2021),
    ("2021年度\n云岭县民政局\n部门决算", "云岭县民政局", 2021),
    ("云岭县东关学区\n2021年部门预算公开说明", "云岭县东关学区", 2021),
    ("云岭县为民服务中心2021年部门预算", "云岭县为民服务中心", 2021),
    ("云岭县信息公开服务中心2021年预算公开", "云岭县信息公开服务中心", 2021),
    ("云岭县财政预算编审中心2021年预算公开", "云岭县财政预算编审中心", 2021),
    ("2021年云岭县国库支付中心预算公开", "云岭县国库支付中心", 2021),
    ("2021年度云岭县妇女联合会“三公”经费决算情况说明", "云岭县妇女联合会", 2021),
    ("云岭县妇联2021年“三公”经费", "云岭县妇联", 2021),
    ("云岭县水利局二〇二二年度部门预算", "云岭县水利局", 2022),
    ("云岭县水利局 2022 年 度 部 门 决 算", "云岭县水利局", 2022),
    ("云 岭 县 水 利 局 2022 年部门决算", "云岭县水利局", 2022),
    ("云岭县水利局2022年财政拨款收支预算说明", "云岭县水利局", 2022),
    ("云岭县水利局2022年机关运行经费预算安排说明", "云岭县水利局", 2022),
    ("云岭县水利局2022年部门预算公示稿", "云岭县水利局", 2022),
    ("2022年云岭县水利局部门预算公示稿", "云岭县水利局", 2022),
    ("2022年云岭县水利局部门预算（附表）", "云岭县水利局", 2022),
    ("内蒙古乌拉特草原保护区管理局2022年部门预算", "内蒙古乌拉特草原保护区管理局", 2022),
    ("云岭县气象局（人工影响天气中心）2022年部门预算", "云岭县气象局", 2022),
    ("云岭县综合行政执法大队(城关中队)2022年单位预算", "云岭县综合行政执法大队", 2022),
    ("云岭县水务局关于公开2022年部门预算的公告", "云岭县水务局", 2022),
    ("云岭县水务局部门预算2022", "云岭县水务局", 2022),
    ("云岭县水务局2022部门预算", "云岭县水务局", 2022),
    ("2022云岭县水务局部门预算", "云岭县水务局", 2022),
]


@pytest.mark.parametrize(("title", "name", "year"), TITLES, ids=[title.replace("\n", "/") for title, _, _ in TITLES])
def test_a_title_names_its_owner(title: str, name: str, year: int) -> None:
    profile = extract_disclosures(build_document(*title.split("\n"), *BODY))[0].profile
    assert profile.department_name is not None and profile.fiscal_year is not None
    assert (profile.department_name.value, profile.fiscal_year.value) == (name, year)


WITHOUT_OWNER = ["云岭县2022年部门预算公开", "云岭县本级2022年部门预算公开", "2022年部门预算公开说明", "云岭县各部门2022年部门预算", "本部门2022年预算"]


@pytest.mark.parametrize("title", WITHOUT_OWNER)
def test_a_place_a_level_and_a_pronoun_are_no_office(title: str) -> None:
    document = build_document(title, *BODY)
    reading = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document)
    assert reading.profile.department_name is None
    assert "DEPARTMENT_UNKNOWN" in [issue.code for issue in reading.issues]


Page = tuple[tuple[str, ...], str | None, int, str]
PAGES: list[Page] = [
    (("一、部门职责", "云岭县老龄服务中心是县卫健局下属事业单位，负责老龄工作。", "二、收支", "2019年度收入合计10万元，比2018年决算数增加1万元。"), "云岭县老龄服务中心", 2019, "final"),
    (("第一部分 云岭县蚕桑站概况", "一、主要职能", "推广蚕桑。", "第二部分 云岭县蚕桑站2020年部门决算情况说明", "2020年收入10万元。"), "云岭县蚕桑站", 2020, "final"),
    (("根据要求，云岭县老龄办现公开2023年度部门决算如下。", "一、收入", "2023年收入合计10万元。", "城乡社区支出年初预算5万元，完成年初预算的95%。"), "云岭县老龄办", 2023, "final"),
    (("公开日期：2021年9月1日", "“三公”经费支出说明", "2020年，县妇联“三公”经费支出合计2万元，比2019年减少1万元，较2019年下降，同2019年相比减少。"), "县妇联", 2020, "budget"),
    (("部门预算说明", "根据县财政局批复，2023年我校收入预算500万元。", "单位名称：云岭县第四中学", "较2022年增加3万元，与2022年相比。"), "云岭县第四中学", 2023, "budget"),
    (("2024年单位预算公开", "一、云岭县殡仪馆主要职能", "二、机构设置", "云岭县殡仪馆内设三个股室。", "2024年收入预算50万元，比2023年增加。"), "云岭县殡仪馆", 2024, "budget"),
    (("一、收支预算总体情况", "纳入云岭县农机校2018年部门预算编制范围的单位1个。", "2018年收入预算20万元。", "2017年收入预算19万元。"), "云岭县农机校", 2018, "budget"),
    (("云岭县人民政府", "2022年部门预算公开说明", "一、部门职责", "云岭县人民政府办公室主要职责是服务。", "编制单位：云岭县人民政府办公室", "二、收支", "云岭县人民政府办公室2022年收入预算3万元"), "云岭县人民政府办公室", 2022, "budget"),
    (("云岭县政务公开", "首页", "通知公告", "2022年部门预算公开", "一、主要职责", "县红十字会负责救助。", "二、收支情况", "2022年县红十字会收入预算30万元，支出预算30万元。"), "县红十字会", 2022, "budget"),
]


@pytest.mark.parametrize(("lines", "name", "year", "kind"), PAGES, ids=[page[1] for page in PAGES])
def test_without_a_name_in_the_title_other_witnesses_name_the_office(lines: tuple[str, ...], name: str, year: int, kind: str) -> None:
    document = build_document(*lines)
    profile = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document).profile
    assert profile.department_name is not None and profile.fiscal_year is not None and profile.doc_type is not None
    assert (profile.department_name.value, profile.fiscal_year.value, profile.doc_type.split("_")[1]) == (name, year, kind)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("共青团云岭县委2022年部门预算", "一、中国共产主义青年团云岭县委员会概况", "2022年收入预算5万元。"), "中国共产主义青年团云岭县委员会"),
        (("青石镇2022年“三公”经费支出情况", "2022年“三公”经费支出5万元。", "青石镇人民政府"), "青石镇人民政府"),
        (("云岭县残联2022年部门预算", "一、云岭县残疾人联合会概况", "2022年收入预算5万元。"), "云岭县残疾人联合会"),
        (("云岭县教育局2022年部门预算", "一、基本情况", "2022年收入预算5万元。", "云岭县教育局招生办公室"), "云岭县教育局"),
        (("云岭县人社局2022年部门预算", "一、云岭县人力资源和社会保障局概况", "2022年收入预算5万元。"), "云岭县人力资源和社会保障局"),
        (("云岭县水利局2022年部门预算", "一、云岭县水利局概况", "二、云岭县水利工程管理局概况", "2022年收入预算5万元。"), "云岭县水利局"),
        (("云岭县水利局2022年部门预算", "一、基本情况", "2022年收入预算5万元。", "云岭县水利工程管理局"), "云岭县水利局"),
        (("湖南省桃源县教育局2022年部门预算", "一、基本情况", "2022年收入预算5万元。", "湖南省桃花源县教育局"), "湖南省桃源县教育局"),
        (("滦州市残联2022年部门预算", "现将唐山市滦州市残疾人联合会2022年部门预算公开如下：", "2022年收入预算5万元。"), "唐山市滦州市残疾人联合会"),
        (("云岭县发改委2022年部门预算", "根据要求，现将云岭县发展和改革委员会2022年部门预算公开如下：", "2022年收入预算5万元。"), "云岭县发展和改革委员会"),
        (("云岭县文旅局2022年部门预算", "云岭县文化市场和旅游执法局归口管理。", "2022年收入预算5万元。"), "云岭县文旅局"),
        (("云岭县水利局2022年部门预算", "云岭县水利工程管理局2022年并入。", "2022年收入预算5万元。"), "云岭县水利局"),
        (("云岭县文联2022年部门预算", "一、基本情况", "2022年收入预算5万元。", "云岭县文学联合会（云岭县作协）"), "云岭县文联"),
    ],
)
def test_a_name_that_the_title_shortens_is_given_in_full(lines: tuple[str, ...], name: str) -> None:
    document = build_document(*lines)
    reading = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document)
    assert reading.profile.department_name is not None
    assert reading.profile.department_name.value == name
    assert not [issue for issue in reading.issues if issue.code == "OFFICE_CONFLICT"]


def test_a_name_may_stand_in_the_signature_or_its_place_above_the_title() -> None:
    body = ("一、收支情况", "2022年收入预算5万元。")
    for lines, name in (
        (("2022年部门预算公开说明", *body, "云岭县城关学区"), "云岭县城关学区"),
        (("云岭县", "水利局2022年部门预算公开", *body), "云岭县水利局"),
    ):
        document = build_document(*lines)
        profile = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document).profile
        assert profile.department_name is not None
        assert profile.department_name.value == name


def test_two_offices_and_two_years_are_read_and_both_are_named() -> None:
    lines = ("云岭县水利局2022年部门预算", "一、收支情况", "2021年收入预算5万元。", "2021年支出预算5万元。", "编制单位：云岭县林业局")
    document = build_document(*lines)
    reading = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document)
    details = {issue.code: dict(issue.details) for issue in reading.issues}
    assert (details["OFFICE_CONFLICT"]["found"], details["OFFICE_CONFLICT"]["other"]) == ("云岭县水利局", "云岭县林业局")
    assert details["OFFICE_CONFLICT"]["other_place"] == "b5[5:11]"
    assert (details["YEAR_CONFLICT"]["found"], details["YEAR_CONFLICT"]["other"]) == ("2022", "2021")
    assert details["YEAR_CONFLICT"]["other_place"] == "b3[0:4]"


def test_the_name_on_a_sign_board_is_a_variant_that_labels_lose() -> None:
    document = build_document("定兴县发展和改革局（定兴县粮食和物资储备局）2022年部门预算", *BODY)
    reading = extract_profile(build_body_layout(document).elements, load_bundled_lexicons()["base"], document)
    assert reading.profile.department_name is not None
    assert reading.profile.department_name.value == "定兴县发展和改革局"
    assert {"定兴县粮食和物资储备局", "县发展和改革局", "发展和改革局"} <= set(reading.name_variants)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("县供销合作社联合社2014年度“三公”经费情况", "云岭县供销合作社联合社2014年度“三公”经费实际支出6.85万元。"), "云岭县供销合作社联合社"),
        (("农业农村局预算公开（2022）", "云岭县农业农村局2022年收入预算90万元，支出预算90万元。"), "云岭县农业农村局"),
        (("农业农村局2022年预算公开", "2022年云岭县农业农村局收入预算90万元，支出预算90万元。"), "云岭县农业农村局"),
        (("农业农村局2022年预算公开", "云岭县所属农业农村局2022年收入预算90万元，支出预算90万元。"), "农业农村局"),
    ],
)
def test_a_short_name_in_the_title_gets_the_place_that_a_clause_prints_before_it(lines: tuple[str, ...], name: str) -> None:
    profile = extract_disclosures(build_document(*lines))[0].profile
    assert profile.department_name is not None
    assert profile.department_name.value == name


def test_a_text_that_tells_what_was_spent_is_of_final_accounts() -> None:
    lines = ("云岭县供销社2014年度“三公”经费情况", "云岭县供销社2014年度“三公”经费实际支出6.85万元。")
    assert extract_disclosures(build_document(*lines))[0].profile.doc_type == "department_final"


UNITS = [
    # what the title calls it
    (("云岭县职业教育中心2021年单位综合预算公开",), "unit_budget"),
    (("云岭县水务局2021年部门预算公开",), "department_budget"),
    # a kind of office that a department has below it, where nothing calls it either
    (("云岭县环境卫生管理站", "2021年预算公开说明"), "unit_budget"),
    (("云岭县图书馆2021年预算公开说明",), "unit_budget"),
    (("云岭县档案馆2021年预算公开说明",), "department_budget"),
    (("云岭县财政所2021年预算公开说明",), "department_budget"),
]


@pytest.mark.parametrize(("lines", "kind"), UNITS)
def test_a_unit_is_told_from_a_department(lines: tuple[str, ...], kind: str) -> None:
    text = ("一、收支情况", "收入预算88万元，支出预算88万元。")
    assert extract_disclosures(build_document(*lines, *text))[0].profile.doc_type == kind


def test_what_is_signed_after_its_year_tells_of_what_was_spent() -> None:
    lines = ("云岭县侨联2013年“三公”经费使用情况", "“三公”经费共计18万元，其中公务接待费18万元。", "二〇一四年六月")
    assert extract_disclosures(build_document(*lines))[0].profile.doc_type == "department_final"


def test_a_note_without_a_title_is_of_whom_it_begins_with() -> None:
    lines = ("云岭镇人民政府2017年度“三公”经费支出共计18万元，其中公务接待费18万元。", "特此说明。", "云岭镇财政分局  2018年9月14日")
    profile = extract_disclosures(build_document(*lines))[0].profile
    assert profile.department_name is not None and profile.department_name.value == "云岭镇人民政府"
    assert profile.doc_type == "department_final"


def test_who_approves_a_budget_is_not_the_office() -> None:
    lines = ("经市财政局核定，共青团云岭市委员会2014年安排“三公”经费18万元，较2013年减少2万元。", "公务接待费5万元，与上年持平。")
    name = extract_disclosures(build_document(*lines))[0].profile.department_name
    assert name is not None and name.value == "共青团云岭市委员会"


def test_the_office_may_stand_at_the_end_of_a_long_title_of_a_page() -> None:
    crumbs = "政府信息公开目录 &gt; 财政信息 &gt; 预算决算及三公经费 &gt; 部门预算公开专栏 &gt; 各部门各单位历年公开 &gt; 县级各部门 &gt; 2024年桃源县水利局部门预算公开"
    page = f"<html><head><title>{crumbs}</title></head><body><p>一、收入支出情况</p><p>2024年收入总计30万元，支出总计30万元。</p></body></html>"
    (found,) = parse_file(page.encode(), "a.html").disclosures
    assert found.profile.department_name is not None
    assert found.profile.department_name.value == "桃源县水利局"


@pytest.mark.parametrize("label", ["单位：", "单位:", "单位（公章）：", "编制单位："])
def test_a_line_of_the_unit_names_the_office_where_it_names_one(label: str) -> None:
    lines = ("2013年“三公”经费财政拨款预算公示", f"{label}赣西县科学技术协会", "我单位2013年度“三公”经费预算4.3万元。", "公务接待费2.1万元。")
    name = extract_disclosures(build_document(*lines))[0].profile.department_name
    assert name is not None and name.value == "赣西县科学技术协会"


def test_the_unit_of_money_is_no_office() -> None:
    lines = ("2013年“三公”经费财政拨款预算公示", "单位：人民币万元", "我单位2013年度“三公”经费预算4.3万元。", "公务接待费2.1万元。")
    assert extract_disclosures(build_document(*lines))[0].profile.department_name is None


def test_a_caption_ends_with_its_paragraph() -> None:
    lines = ("2020年支出预算165.47万元，其中：基本支出120.40万元，项目支出45.07万元。", "<![CDATA[三、支出预算", "部门收支预算总表\t\t\t单位：万元", "云岭县林业局2020年部门预算公开")
    (found,) = parse_file("\n".join(lines).encode(), "a.txt").disclosures
    name = found.profile.department_name
    assert name is None or name.value == "云岭县林业局"


def test_the_office_without_its_units_is_a_unit_where_the_title_calls_it_no_department() -> None:
    levels = [extract_disclosures(build_document(title, *BODY))[0].profile.doc_type for title in ("2020年度明州市文学艺术界联合会本级决算", "明州市文学艺术界联合会（部门本级）2020年部门决算")]
    assert levels == ["unit_final", "department_final"]
