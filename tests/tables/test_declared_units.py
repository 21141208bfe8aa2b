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
