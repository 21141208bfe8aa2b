"""Terms and their definitions."""

from __future__ import annotations

from extractor.pipeline import Options, extract_disclosures
from tests.document_builders import build_document


def extract_terms(*lines: str) -> list[tuple[str | None, str, str]]:
    """(number, term, definition) of each term of a glossary."""
    made = build_document("某县水利局2020年部门预算公开", "一、机关运行经费安排情况", "机关运行经费15万元。", "二、名词解释", *lines)
    (disclosure,) = extract_disclosures(made, Options())
    return [(getattr(t.number, "value", t.number), t.term.value, t.definition.value) for t in disclosure.glossary]


def test_a_term_ends_at_a_colon_or_before_is_meant() -> None:
    assert extract_terms("1、基本支出：指保障运转的支出。", "2、项目支出指完成特定任务的支出。") == [
        ("1", "基本支出", "指保障运转的支出。"),
        ("2", "项目支出", "指完成特定任务的支出。"),
    ]


def test_a_numbered_term_may_end_at_a_full_stop_or_a_dash() -> None:
    assert extract_terms("（1）生均公用经费。按学生人数核定，是指日常支出的标准。", "2．公共预算拨款——财政安排的资金。") == [
        ("1", "生均公用经费", "按学生人数核定，是指日常支出的标准。"),
        ("2", "公共预算拨款", "财政安排的资金。"),
    ]


def test_sentences_around_the_terms_are_none() -> None:
    assert extract_terms("以下名词在本文中出现。供参考。", "1、基本支出：指保障运转的支出。") == [("1", "基本支出", "指保障运转的支出。")]
