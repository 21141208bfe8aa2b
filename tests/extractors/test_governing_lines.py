"""What a line of a list, the line that leads it in and the headings above it say of the figures below."""

from __future__ import annotations

from extractor.model.enums import Fund
from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

TITLE = ("清河县水利局", "2021年部门决算公开")


def list_figures(*lines: str) -> list[tuple[str | None, Fund | None, str]]:
    """Item, fund and value of each amount of the prose."""
    (found,) = extract_disclosures(build_document(*TITLE, *lines))
    return [(one.item, one.context.fund, str(one.value.value)) for one in found.amounts]


def test_a_class_named_by_a_line_alone_governs_the_figures_below_it() -> None:
    found = list_figures(
        "六、一般公共预算财政拨款支出决算情况说明",
        "（一）支出决算具体情况",
        "1、农林水支出（类）水利（款）行政运行（项）。",
        "年初预算为310万元，支出决算为325.5万元，完成年初预算的105%。",
        "2、住房保障支出（类）住房改革支出（款）住房公积金（项）。",
        "年初预算为20万元，支出决算为21万元。",
    )
    fund = Fund.GENERAL_PUBLIC_BUDGET
    assert found == [("expenditure.functional", fund, value) for value in ("310", "325.5", "20", "21")]


def test_a_budget_that_the_heading_names_is_that_of_the_three_expenses() -> None:
    found = list_figures("七、一般公共预算“三公”经费支出情况", "“三公”经费支出5万元，其中公务接待费2万元。")
    assert found == [
        ("three_public.total", Fund.GENERAL_PUBLIC_BUDGET, "5"),
        ("three_public.hospitality", Fund.GENERAL_PUBLIC_BUDGET, "2"),
    ]


def test_a_list_is_of_the_fund_of_the_line_that_leads_it_in() -> None:
    found = list_figures(
        "三、支出情况",
        "2021年政府性基金预算财政拨款支出100万元，其中：",
        "（1）城乡社区支出（类）60万元。",
        "（2）农林水支出（类）40万元。",
    )
    assert [fund for _, fund, _ in found] == [Fund.GOVERNMENT_FUNDS] * 3


def test_a_line_without_a_figure_that_ends_in_a_colon_leads_its_list_in() -> None:
    found = list_figures(
        "三、支出情况",
        "财政拨款支出主要内容如下：",
        "1.“教育支出”科目60万元。",
        "2.“住房保障支出”科目4万元。",
    )
    assert [fund for _, fund, _ in found] == [Fund.FISCAL_APPROPRIATION] * 2


def test_a_line_that_goes_on_with_the_one_before_is_of_its_fund() -> None:
    found = list_figures(
        "三、支出情况",
        "2021年一般公共预算支出80万元，其中：工资福利支出60万元，",
        "商品和服务支出20万元。",
        "其中：①人员经费：工资福利支出60万元。",
    )
    assert [fund for _, fund, _ in found] == [Fund.GENERAL_PUBLIC_BUDGET] * 4


def test_what_is_left_is_carried_out_and_a_purpose_is_what_the_heading_names() -> None:
    found = list_figures(
        "五、支出决算情况", "支出决算80万元，剩余15万元结转下年。",
        "六、基本支出情况", "用于保障机构正常运转的日常支出60万元。",
    )  # fmt: skip
    assert [item for item, _, _ in found] == ["expenditure.total", "expenditure.carryforward", "expenditure.basic"]


def test_a_side_that_is_divided_anew_leaves_the_fund_of_the_list_before() -> None:
    found = list_figures(
        "二、财政拨款收支情况说明",
        "2021年财政拨款收支总决算90万元。收入包括：一般公共预算拨款收入70万元、政府性基金拨款收入20万元；支出包括：农林水支出60万元、住房保障支出30万元。",
    )
    assert [fund for item, fund, _ in found if item == "expenditure.functional"] == [Fund.FISCAL_APPROPRIATION] * 2


def test_a_class_that_no_classification_has_is_no_total_of_its_fund() -> None:
    title = ("清河县水利局", "2021年部门决算公开")
    text = "2021年财政拨款支出90万元，其中：工资福利支出60万元，对个人和家庭补助30万元。"
    (found,) = extract_disclosures(build_document(*title, "三、支出决算说明", text))
    assert [fact.value for fact in found.facts if fact.is_whole and fact.context.concept == "expenditure"] == [90]


def test_what_explains_a_change_is_no_figure_of_the_whole() -> None:
    title = ("清河县水利局", "2021年部门决算公开")
    text = "2021年支出决算900万元，较上年增加300万元，主要原因为：新增一个单位（灌区中心）专项业务经费270万元。"
    (found,) = extract_disclosures(build_document(*title, "三、支出决算说明", text))
    (project,) = [fact for fact in found.facts if fact.context.concept == "expenditure.project"]
    assert not project.is_whole


def test_the_last_sentence_of_a_line_that_leads_in_a_list_names_its_fund() -> None:
    found = list_figures(
        "三、支出决算说明",
        "支出决算100万元，其中：财政拨款支出90万元；政府性基金拨款支出0万元。财政拨款支出主要内容如下：",
        "1、教育支出80万元。",
        "2、住房保障支出10万元。",
    )
    fund = Fund.FISCAL_APPROPRIATION
    assert found[-2:] == [("expenditure.functional", fund, value) for value in ("80", "10")]
