"""The unit of a table: which declaration counts, which issue another one gives, what a lexicon may assume."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from extractor.lexicon.lexicon import load_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.document import Document
from extractor.pipeline import Options, extract_disclosures
from tests.document_builders import build_document

CUSTOM_LEXICON = """
name = "somewhere"
extends = "base"
[applies]
doc_type = ["department_budget"]
[assumed_unit."万元"]
fixed_assets = "Somewhere 2019: no table prints a unit, the prose agrees"
"""


def build_asset_document(*paragraphs: str, caption: str = "") -> Document:
    head = [["固定资产占用情况表", "", ""], *([[caption, "", ""]] if caption else []), ["项目", "数量", "价值"]]
    rows = [["资产总额", "", "12.50"], ["（一）房屋（平方米）", "80", "12.50"]]
    return build_document("昌黎县信访局2020年部门预算", "七、国有资产信息", "固定资产情况如下。", *paragraphs, [*head, *rows], "八、名词解释")


def parse_disclosure(document: Document, options: Options | None = None) -> Disclosure:
    (found,) = extract_disclosures(document, options)
    return found


def list_units(disclosure: Disclosure) -> list[tuple[str | None, str | None, Decimal | None]]:
    return [(asset.unit, asset.unit_source, asset.value_yuan) for asset in disclosure.assets]


def list_unit_codes(disclosure: Disclosure) -> list[str]:
    return [issue.code for issue in disclosure.issues if issue.code.startswith("UNIT_")]


def test_a_unit_that_nothing_declares_is_not_assumed() -> None:
    found = parse_disclosure(build_asset_document())
    assert list_units(found) == [(None, None, None)] * 2
    assert list_unit_codes(found) == []


def test_a_lexicon_may_assume_a_unit_and_an_issue_marks_it(tmp_path: Path) -> None:
    (tmp_path / "somewhere.toml").write_text(CUSTOM_LEXICON, encoding="utf-8")
    found = parse_disclosure(build_asset_document(), Options(lexicons=load_lexicons(tmp_path)))
    assert list_units(found) == [("万元", "template", Decimal(125_000))] * 2
    assert list_unit_codes(found) == ["UNIT_ASSUMED"]
    assert [(c.result, c.rule) for c in found.checks if c.rule == "UNIT_STATED"] == [("fail", "UNIT_STATED")]
    declared = parse_disclosure(build_asset_document("单位：元"), Options(lexicons=load_lexicons(tmp_path)))
    assert list_units(declared) == [("元", "paragraph", Decimal("12.50"))] * 2
    assert list_unit_codes(declared) == []


def test_of_two_declarations_that_differ_the_nearer_counts_and_an_issue_names_both() -> None:
    found = parse_disclosure(build_asset_document("单位：元", caption="单位：万元"))
    assert list_units(found) == [("万元", "caption", Decimal(125_000))] * 2
    assert list_unit_codes(found) == ["UNIT_CONFLICT"]
    assert list_unit_codes(parse_disclosure(build_asset_document("单位：万元", caption="单位：万元"))) == []


def build_expense_document(note: str, unit: str = "") -> Document:
    rows = [["合计", "公务接待费", "公务用车运行维护费"], ["52,000.00", "20,000.00", "32,000.00"]]
    above = ["昌黎县信访局2020年部门预算", "“三公”经费支出预算表", *([unit] if unit else [])]
    return build_document(*above, rows, note)


def list_line_units(document: Document) -> set[tuple[str | None, str | None]]:
    return {(line.unit, line.unit_source) for line in parse_disclosure(document).budget_lines}


def test_a_note_below_a_table_declares_its_unit() -> None:
    for note in ("备注：本表金额单位为元。", "注：本表单位：元", "说明：1.本表以“元”为单位；2.空表表示没有支出。"):
        assert list_line_units(build_expense_document(note)) == {("元", "paragraph")}


def test_a_unit_above_a_table_takes_precedence_over_a_note_below() -> None:
    assert list_line_units(build_expense_document("注：本表金额单位为元。", "单位：万元")) == {("万元", "paragraph")}


def test_what_is_no_note_declares_no_unit_of_the_table_above() -> None:
    for below in ("单位：万元", "注：本套报表金额单位转换时可能存在尾数误差。"):
        assert list_line_units(build_expense_document(below)) == {(None, None)}


def test_brackets_of_a_row_declare_the_unit_of_its_figures() -> None:
    head = ["年度", "合计", "公务接待费", "公务用车运行维护费"]
    rows = [head, ["2019年预算（元）", "52,000", "20,000", "32,000"], ["2020年预算（万元）", "5", "2", "3"]]
    document = build_document("昌黎县信访局2020年部门预算", "“三公”经费支出预算表", rows)
    lines = parse_disclosure(document).budget_lines
    assert {(line.fiscal_year, line.unit) for line in lines} == {(2019, "元"), (2020, "万元")}
