"""What is not searched for holds nothing: a text without the signs of a pattern has no match of it."""

from __future__ import annotations

import json

import pytest

from extractor.lexicon.lexicon import collect_signs, load_bundled_lexicons
from extractor.prose.labels import may_open_mark
from extractor.prose.patterns import (
    APPROVAL_SIGN,
    ARRIVALS,
    BASE_SIGNS,
    COORDINATING_SIGNS,
    DASHES,
    EXTENT_SIGNS,
    INNER_SIGNS,
    ITEM_MARK,
    PAYING_SIGNS,
    SPEAKER_HEADS,
    SPLICED_PAGE_NUMBER,
    UNIT_PRICE,
    UNIT_PRICE_SIGNS,
    YEAR,
    compile_prose_patterns,
)
from extractor.text.normalize import match_key
from tests.paths import ROOT

WORDINGS = [
    "与上年基本一致", "同上年水平", "较上年变化不大", "差异甚微", "与去年相差无几", "和上年差不多", "丝毫不差", "保持上年规模不变", "不增不减",
    "维持原水平", "接近上年", "与上年相仿", "预决算相等", "较上年大了", "翻了一番", "比预算结余", "少花三成", "略有下滑", "明显收窄", "有所追加",
    "因人员调动", "主要系退休", "由于搬迁", "减少的原因是", "主要为补助",
]  # fmt: skip


def list_clauses() -> list[str]:
    clauses = set(WORDINGS)
    for path in sorted((ROOT / "tests" / "first_readings").glob("prose*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            text = match_key(json.loads(line)["text"])
            clauses.update(text.replace("。", ",").replace(";", ",").split(","))
    return sorted(clauses)


@pytest.mark.parametrize(
    ("signs", "names"),
    [
        ("flat_signs", ("no_change",)),
        ("change_signs", ("change", "short_change", "vague_change", "change_of_object")),
        ("reason_signs", ("reason_lead",)),
    ],
)
def test_a_clause_without_the_signs_of_a_pattern_has_no_match_of_it(signs: str, names: tuple[str, ...]) -> None:
    clauses = list_clauses()
    for lexicon in load_bundled_lexicons().values():
        patterns = compile_prose_patterns(lexicon)
        bare = [clause for clause in clauses if getattr(patterns, signs).isdisjoint(clause)]
        assert len(bare) > len(clauses) / 3
        for name in names:
            assert [clause for clause in bare if getattr(patterns, name).search(clause)] == []


SIGNS = [
    (APPROVAL_SIGN, "approval"),
    (BASE_SIGNS, "comparison_clause"),
    (COORDINATING_SIGNS, "both_stages"),
    (EXTENT_SIGNS, "moves_most"),
    (INNER_SIGNS, "inner_whole"),
    (PAYING_SIGNS, "paid_clause"),
    ("0123456789", "counted_thing"),
]
OF_SIGNS = [
    "经上级批准", "经县政府核定后", "与上年相比", "较2020年决算数", "同比", "对比年初预算", "在上年基础上", "以上年为基数", "预算和决算", "预算、决算数", "办公费增加最多",
    "会议费下降明显", "培训费增长较大", "差旅费增幅居首", "基本支出中", "从项目支出里列支", "运行费用由事业收入列支", "采购在专项中解决", "5个科室", "车辆3辆",
]  # fmt: skip


def test_a_clause_without_the_constant_signs_of_a_pattern_has_no_match_of_it() -> None:
    clauses = [*list_clauses(), *OF_SIGNS]
    for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
        for signs, name in SIGNS:
            found = [clause for clause in clauses if getattr(patterns, name).search(clause)]
            assert [clause for clause in found if frozenset(signs).isdisjoint(clause)] == []
            assert found or name == "paid_clause"


def test_what_has_no_head_of_a_time_or_a_scope_names_none() -> None:
    for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
        for clause in [*list_clauses(), "本级", "（本级）", "系统内", "机关运行", "上年末", "年度", "期间"]:
            if patterns.period_heads.isdisjoint(clause) and not any(map(str.isdigit, clause)):
                assert patterns.period.search(clause) is None
            if patterns.scope_heads.isdisjoint(clause):
                assert patterns.owner_scope.search(clause) is None


def test_a_level_without_a_word_of_arrival_needs_a_verb_of_change() -> None:
    for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
        for clause in [*list_clauses(), "压减为", "较上年下降至", "同比增加到", "与去年相比缩减成", "费用走低为", "控制在"]:
            if ARRIVALS.isdisjoint(clause) and patterns.change_signs.isdisjoint(clause):
                assert patterns.moved_to.search(clause) is None


def test_only_what_holds_a_dash_holds_a_page_number() -> None:
    for text in ("收入-3-165.47万元", "收入—12—5元", "收入–2–88亿元", "收入165.47万元"):
        assert (SPLICED_PAGE_NUMBER.search(text) is None) == DASHES.isdisjoint(text)


def test_what_does_not_end_as_trailing_words_do_has_none_and_no_price_lacks_its_signs() -> None:
    heads = {clause[:end] for clause in list_clauses() for end in range(2, min(len(clause), 30))}
    for clause in heads:
        if UNIT_PRICE_SIGNS.isdisjoint(clause):
            assert UNIT_PRICE.search(clause) is None
        for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
            if clause[-1:] not in patterns.tail_ends:
                assert patterns.trailing_words.search(clause) is None


def test_a_word_with_another_in_it_needs_no_sign_of_its_own() -> None:
    assert collect_signs(("主要原因是", "原因", "由于"), 0) == frozenset("原由")


def test_what_may_open_no_mark_opens_none() -> None:
    for clause in [*list_clauses(), *("1.", "(一)", "十、", "①", "⑴", "2020年", "⑳"), *"本我该全"]:
        if not may_open_mark(clause[:1]):
            assert ITEM_MARK.match(clause) is None
            assert YEAR.match(clause) is None
        for patterns in map(compile_prose_patterns, load_bundled_lexicons().values()):
            if clause[:1] not in SPEAKER_HEADS:
                assert patterns.speaker.match(clause) is None
                assert patterns.owner_form.match(clause) is None
