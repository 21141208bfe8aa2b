"""Which lines are headings."""

from __future__ import annotations

from extractor.layout.lines import build_body_layout
from extractor.layout.sections import Outline, build_outline
from extractor.layout.titles import find_section_keys
from extractor.lexicon.lexicon import load_bundled_lexicons
from tests.document_builders import build_document

BASE_LEXICON = load_bundled_lexicons()["base"]


def parse_outline(*blocks: object, names: tuple[str, ...] = ()) -> Outline:
    return build_outline(build_body_layout(build_document(*blocks)).elements, BASE_LEXICON, names)  # type: ignore[arg-type]


def list_headings(found: Outline) -> list[tuple[int, str | None, str, str | None]]:
    numbers = [getattr(s.number, "value", s.number) for s in found.sections]
    return [(s.level, number, s.title.value, s.key) for s, number in zip(found.sections, numbers, strict=True)]


def test_numbered_headings_of_the_top_are_sections_and_list_items_are_not() -> None:
    found = parse_outline(
        "一、部门职责及机构设置情况",
        "（一）研究提出工作思路，拟订方针政策。",
        "二、机关运行经费安排情况",
        "机关运行经费15万元。",
        "三、名词解释",
        "一、事业收入：指事业单位取得的收入。",
    )
    assert list_headings(found) == [
        (1, "一", "部门职责及机构设置情况", "duties_and_organization"),
        (1, "二", "机关运行经费安排情况", "operating_expenses"),
        (1, "三", "名词解释", "glossary"),
    ]


def test_numbers_made_by_word_count_like_typed_ones() -> None:
    found = parse_outline("一、|部门概况", "二、|政府采购情况", "三、|名词解释")
    assert [(s.number, s.number_source) for s in found.sections] == [("一", "auto"), ("二", "auto"), ("三", "auto")]


def test_a_table_of_contents_is_no_outline() -> None:
    found = parse_outline(
        "目录", "一、部门概况……1", "二、政府采购情况……3", "三、名词解释……4",
        "一、部门概况", "我局是行政单位。", "二、政府采购情况", "无。", "三、名词解释", "略。",
    )  # fmt: skip
    assert [s.place.path for s in found.sections] == ["b5", "b7", "b9"]


def test_parts_are_the_top_and_restarting_numbers_stand_below_them() -> None:
    found = parse_outline(
        "第一部分 部门概况", "一、主要职责", "承担统计工作。", "第二部分 2026年部门预算情况说明",
        "一、机关运行经费安排情况", "15万元。", "第三部分 名词解释", "一、事业收入：指收入。",
    )  # fmt: skip
    assert list_headings(found) == [
        (1, "一", "部门概况", "duties_and_organization"),
        (2, "一", "主要职责", "duties"),
        (1, "二", "2026年部门预算情况说明", "budget_overview"),
        (2, "一", "机关运行经费安排情况", "operating_expenses"),
        (1, "三", "名词解释", "glossary"),
    ]


def test_a_part_number_alone_takes_the_next_line_for_its_title() -> None:
    found = parse_outline("第一部分", "部门概况", "略。", "第二部分", "名词解释", "略。")
    assert list_headings(found) == [(1, "一", "部门概况", "duties_and_organization"), (1, "二", "名词解释", "glossary")]


def test_a_lead_in_label_is_a_section_of_the_second_level() -> None:
    found = parse_outline("一、绩效预算信息", "总体绩效目标：提高效率。", "二、名词解释", "略。")
    assert list_headings(found)[1] == (2, None, "总体绩效目标", "overall_goal")


def test_numbers_of_two_parts_open_sections_of_the_second_level() -> None:
    found = parse_outline(
        "1. 部门概况", "1.1 承担的职责", "略。", "1.2 内设科室及下属单位", "略。", "2. 部门预算安排情况", "2.1 与2019年比较", "略。",
        "3. “三公”经费情况", "3.1因公出国（境）费0万元，与上年持平。", "4. 名词解释", "略。",
    )  # fmt: skip
    assert list_headings(found) == [
        (1, "1", "部门概况", "duties_and_organization"),
        (2, "1.1", "承担的职责", "duties"),
        (2, "1.2", "内设科室及下属单位", "organization"),
        (1, "2", "部门预算安排情况", "budget_overview"),
        (2, "2.1", "与2019年比较", "changes"),
        (1, "3", "“三公”经费情况", "three_public"),
        (1, "4", "名词解释", "glossary"),
    ]


def test_a_list_inside_a_section_does_not_break_the_outline() -> None:
    found = parse_outline(
        "一、部门主要职责", "略。", "二、2019年部门主要工作任务", "一、注重科学施策", "略。", "二、构建产业体系", "略。",
        "三、部门预算单位构成", "略。", "四、名词解释", "略。",
    )  # fmt: skip
    assert [s.title.value for s in found.sections if s.level == 1] == [
        "部门主要职责", "2019年部门主要工作任务", "部门预算单位构成", "名词解释",
    ]  # fmt: skip


def test_a_heading_no_template_knows_keeps_its_place_without_a_key() -> None:
    found = parse_outline("一、部门概况", "略。", "二、万物生长之事", "略。", "三、名词解释", "略。")
    assert list_headings(found)[1] == (1, "二", "万物生长之事", None)
    assert [(issue.code, issue.place) for issue in found.issues] == [("HEADING_UNKNOWN", "b3")]


def test_titles_may_carry_the_name_of_the_office() -> None:
    found = parse_outline("一、湖州市财政局概况", "略。", "二、关于湖州市财政局2026年收入预算情况说明", "略。", names=("湖州市财政局",))
    assert [s.key for s in found.sections] == ["duties_and_organization", "budget_overview"]


def test_titles_of_the_contents_that_stand_without_their_number_are_the_top() -> None:
    found = parse_outline(
        "目录", "一、单位主要职能", "二、名词解释", "三、单位预算编制说明", "四、其他相关情况说明",
        "某办公室主要职能", "略。", "名词解释", "略。", "2026年单位预算编制说明", "略。", "其他相关情况说明",
        "一、机关运行经费预算", "本单位无机关运行经费。", "二、政府采购预算情况", "略。",
        names=("某办公室",),
    )  # fmt: skip
    assert [(s.level, s.key) for s in found.sections] == [
        (1, "duties_and_organization"), (1, "glossary"), (1, "budget_overview"), (1, "other_matters"),
        (2, "operating_expenses"), (2, "procurement"),
    ]  # fmt: skip


def test_a_table_of_contents_without_a_title_is_no_outline() -> None:
    titles = ("第一部分 单位概况", "一、主要职能", "二、机构设置", "第二部分 预算情况说明", "一、收入预算情况说明", "第三部分 名词解释")
    found = parse_outline(*titles, *(text for title in titles for text in (title, "略。")))
    assert [s.place.path for s in found.sections if s.level == 1] == ["b7", "b13", "b17"]


def test_a_numbered_title_may_close_like_a_sentence() -> None:
    found = parse_outline(
        "第一部分 部门决算情况说明",
        "一、收入决算情况。",
        "本年收入50万元。",
        "二、支出决算情况说明。",
        "三、贯彻执行上级决定，完成交办工作。",
        "第二部分 名词解释",
    )
    assert list_headings(found) == [
        (1, "一", "部门决算情况说明", "results_overview"),
        (2, "一", "收入决算情况", "revenue"),
        (2, "二", "支出决算情况说明", "expenditure"),
        (1, "二", "名词解释", "glossary"),
    ]


def test_text_behind_a_title_that_closes_like_one_is_running_text() -> None:
    found = parse_outline(
        "一、部门概况",
        "二、其他重要事项的情况说明",
        "（一）国有资产占用使用情况。共有车辆2辆。",
        "（二）项目支出绩效目标设置情况。共3个项目。",
        "三、名词解释",
    )
    assert [(title, key) for level, _, title, key in list_headings(found) if level == 2] == [
        ("国有资产占用使用情况", "state_assets"),
        ("项目支出绩效目标设置情况", "performance"),
    ]


def test_what_stands_in_brackets_behind_the_office_is_no_part_of_a_title() -> None:
    found = parse_outline(
        "第一部分 滦州市教育局（乡镇学校）概况",
        "第二部分 滦州市教育局（乡镇学校）2018年度部门决算情况说明",
        names=("滦州市教育局", "教育局"),
    )
    assert [key for _, _, _, key in list_headings(found)] == ["duties_and_organization", "results_overview"]


def test_a_title_of_the_whole_budget_and_a_part_of_it_is_not_of_the_part() -> None:
    for title in ("单位预算及“三公”经费预算情况说明", "部门决算和“三公”经费决算情况"):
        assert find_section_keys(title, BASE_LEXICON, ()) == ()
    assert find_section_keys("“三公”经费预算及增减变化情况", BASE_LEXICON, ()) == ("three_public",)


def test_the_title_of_the_whole_is_no_heading() -> None:
    document = build_document("云岭县水务局2021年“三公”经费预算情况说明", "一、总体情况", "预算8万元。", "二、分项情况", "公务接待费8万元。")
    elements = build_body_layout(document).elements
    title = elements[0]
    assert not hasattr(title, "rows")
    found = build_outline(elements, BASE_LEXICON, ("云岭县水务局",), title.path)
    assert list_headings(found) == [(1, "一", "总体情况", "three_public"), (1, "二", "分项情况", "three_public")]


def test_titles_that_count_from_one_again_are_below_the_title_above_them() -> None:
    found = parse_outline("一、部门概况", "办理事务。", "二、其他相关情况说明", "一、政府采购情况", "无。", "二、绩效目标设置情况", "无。")
    assert [(s.level, s.title.value) for s in found.sections] == [
        (1, "部门概况"), (1, "其他相关情况说明"), (2, "政府采购情况"), (2, "绩效目标设置情况"),
    ]  # fmt: skip


def test_a_digit_before_a_year_numbers_a_title() -> None:
    found = parse_outline("1．主要职能", "办理事务。", "2．机构和人员", "编制8名。", "3．2016年收支预算", "收入预算8万元。")
    assert [s.title.value for s in found.sections] == ["主要职能", "机构和人员", "2016年收支预算"]


def test_words_of_a_title_below_it_open_its_text() -> None:
    found = parse_outline(
        "一、部门概况", "办理事务。", "二、政府性基金、国有资本经营预算支出情况", "政府性基金预算支出15万元，主要用于道路建设。", "三、其他重要事项", "无。",
    )  # fmt: skip
    assert [s.title.value for s in found.sections] == ["部门概况", "政府性基金、国有资本经营预算支出情况", "其他重要事项"]


def test_numerals_of_cheques_number_what_stands_above_digits() -> None:
    found = parse_outline(
        "壹、单位概况", "承担垦区社会管理。", "贰、收支决算的说明", "1.收入决算的说明", "收入80万元。",
        "2.支出决算的说明", "支出79万元。", "叁、名词解释", "基本支出：指日常支出。",
    )  # fmt: skip
    assert [(level, number) for level, number, _, _ in list_headings(found)] == [
        (1, "壹"), (1, "贰"), (2, "1"), (2, "2"), (1, "叁"),
    ]  # fmt: skip


def test_the_numbered_title_right_above_its_table_is_no_heading() -> None:
    table = [["项目", "金额"], ["合计", "12.00"]]
    found = parse_outline(
        "第一部分 部门概况", "一、主要职责", "承担统计工作。", "第二部分 2026年部门预算表", "一、收支总表",
        "公开01表", "单位：万元", table, "二、收入总表", "2026年部门收入总表", table,
        "第三部分 名词解释", "事业收入：指收入。",
    )  # fmt: skip
    titles = [title for _, _, title, _ in list_headings(found)]
    assert titles == ["部门概况", "主要职责", "2026年部门预算表", "收入总表", "名词解释"]


def test_known_titles_without_numbers_stand_above_numbers_that_begin_anew_below_each() -> None:
    found = parse_outline(
        "部门概况", "（一）主要职责", "负责统计。", "（二）机构设置", "内设3科。",
        "部门预算情况说明", "（一）收支总体情况", "收支总预算100.00万元。", "（二）“三公”经费预算情况", "无。",
        "名词解释", "财政拨款：指拨款。",
    )  # fmt: skip
    assert [(level, title) for level, _, title, _ in list_headings(found)] == [
        (1, "部门概况"), (2, "主要职责"), (2, "机构设置"),
        (1, "部门预算情况说明"), (2, "收支总体情况"), (2, "“三公”经费预算情况"), (1, "名词解释"),
    ]  # fmt: skip


def test_a_dotted_number_may_stand_before_a_quoted_title_and_brackets_may_set_a_title_off() -> None:
    dotted = parse_outline("1 部门概况", "1.1 主要职责", "负责统计。", "2 预算情况说明", "2.1 收支总体情况", "略。", "2.2 “三公”经费", "无。", "3 名词解释", "略。")
    assert (2, "2.2", "“三公”经费", "three_public") in list_headings(dotted)
    framed = parse_outline("【部门概况】", "负责统计。", "【“三公”经费】", "无。", "【名词解释】", "略。")
    assert [key for *_, key in list_headings(framed)] == ["duties_and_organization", "three_public", "glossary"]


def test_titles_in_frames_are_headings_where_several_stand_and_one_is_known() -> None:
    blocks = ("【总量】", "收支总预算5万元。", "【机关运行经费】", "无。", "【人】", "在职3人。")
    assert list_headings(parse_outline(*blocks)) == [
        (1, None, "总量", None),
        (1, None, "机关运行经费", "operating_expenses"),
        (1, None, "人", None),
    ]
    assert list_headings(parse_outline("【总量】", "收支总预算5万元。", "【人】", "在职3人。")) == []


def test_parts_may_be_called_by_other_words() -> None:
    found = parse_outline("第一编　部门概况", "承担统计工作。", "第二编　政府采购情况", "无。", "第三板块 编外", "无。")
    assert [one[:2] for one in list_headings(found)] == [(1, "一"), (1, "二"), (1, "三")]


def test_bare_numbers_that_the_contents_list_are_headings() -> None:
    contents = ("目录", "1 预算表格　2", "2 文字补充　5", "3 释义　7")
    found = parse_outline(*contents, "1 预算表格", "略。", "2 文字补充", "在职3人。", "3 释义", "略。")
    assert [one[:3] for one in list_headings(found)] == [(1, "1", "预算表格"), (1, "2", "文字补充"), (1, "3", "释义")]


def test_a_title_behind_the_office_and_about_names_the_section() -> None:
    title = "青山县统计局关于2020年度“三公”经费决算的说明"
    assert find_section_keys(title, BASE_LEXICON, ("青山县统计局",)) == ("three_public",)
