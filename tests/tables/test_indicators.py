"""Cells of indicators: several in one, bounds behind names, levels behind levels."""

from __future__ import annotations

import pytest

from extractor.model.document import Span
from extractor.model.records import Extracted
from extractor.tables.indicators import parse_levels, split_indicators
from extractor.text.thresholds import find_bound
from tests.table_builders import BASE_LEXICON


def make_text(raw: str) -> Extracted[str]:
    return Extracted(raw.strip(), raw, Span.parse("b1.r1.c1"))


def split(name: str, target: str | None) -> list[tuple[str, str | None]]:
    found = split_indicators(make_text(name), make_text(target) if target else None, BASE_LEXICON)
    for indicator in found:
        for part in (indicator.name, indicator.target):
            if part is not None and part.place.start is not None:
                printed = name if part is indicator.name or target is None else target
                assert printed[part.place.start : part.place.end] == part.raw
    return [(i.name.value, i.target.value if i.target else None) for i in found]


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("参训人数\n合格率", "≥50人\n≥90%", [("参训人数", "≥50人"), ("合格率", "≥90%")]),
        ("指标1：参训人数\n指标2：合格率", "50人\n90%", [("参训人数", "50人"), ("合格率", "90%")]),
        ("1、参训人数\n2、合格率", "1.50人\n2.90%", [("参训人数", "50人"), ("合格率", "90%")]),
        ("①参训人数\n②合格率", "按时\n达标", [("参训人数", "按时"), ("合格率", "达标")]),
        ("群众满\n意度", "≥90%", [("群众满\n意度", "≥90%")]),
        ("群众满\n意度", "显著\n提升", [("群众满\n意度", "显著\n提升")]),
        ("5.19 旅游日活动", "1场", [("5.19 旅游日活动", "1场")]),
        ("新建站点≥2个；培训场次不少于10场", None, [("新建站点", "≥2个"), ("培训场次", "不少于10场")]),
        ("完善制度；加强管理", None, [("完善制度；加强管理", None)]),
        ("6月底前完成", None, [("6月底前完成", None)]),
        ("验收合格率达到100%", None, [("验收合格率", "达到100%")]),
    ],
)
def test_a_cell_gives_its_indicators(name: str, target: str | None, expected: list[tuple[str, str | None]]) -> None:
    assert split(name, target) == expected


@pytest.mark.parametrize(
    ("raw", "levels"),
    [
        ("产出指标", ("产出", None)),
        ("二、效益指标（30分）", ("效益", None)),
        ("产出指标-数量指标", ("产出", "数量指标")),
        ("满意度指标：服务对象满意度", ("满意度", "服务对象满意度")),
        ("数量指标", None),
        ("办件数", None),
    ],
)
def test_a_level_may_have_a_second_one_behind_it(raw: str, levels: tuple[str, str | None] | None) -> None:
    found = parse_levels(make_text(raw), BASE_LEXICON)
    assert (found and (found.level1.value, found.level2.value if found.level2 else None)) == levels


def test_a_bound_stands_behind_a_name() -> None:
    assert find_bound("≥90%") is None
    assert find_bound("出勤率≥90%") == 3
