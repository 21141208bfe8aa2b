"""What a year is named for: what governs it decides."""

from __future__ import annotations

import pytest

from extractor.text.dates import find_year_mentions, find_years

ROLES = [
    ("2020年收入预算8万元", ["OPENING"]),
    ("我局2020年度支出8万元，2019年支出7万元", ["OPENING", "OPENING"]),
    ("比2019年预算减少1万元", ["COMPARED"]),
    ("与 2019 年相比", ["COMPARED"]),
    ("同2019年决算数比", ["COMPARED"]),
    ("截至2019年12月31日", ["DATE"]),
    ("公开日期：2021年8月30日", ["DATE"]),
    ("2019年底在编10人", ["DATE"]),
    ("2022年初预算为3万元", ["OPENING"]),
    ("成立于1958年，2016年修正", ["TIME", "TIME"]),
    ("到2025年建成，自2022年起执行", ["TIME", "TIME"]),
    ("减少的主要原因是2019年购置车辆", ["REASON"]),
    ("关于2018年部门预算的说明", ["OPENING"]),
    ("二○二一年收入", ["OPENING"]),
]


@pytest.mark.parametrize(("text", "roles"), ROLES, ids=[text for text, _ in ROLES])
def test_the_role_of_a_year(text: str, roles: list[str]) -> None:
    assert [role.name for _, role in find_year_mentions(text)] == roles


@pytest.mark.parametrize("zero", "〇○零OＯ0０ОоΟ◯")
def test_any_sign_may_stand_for_the_zero_of_a_year_in_chinese_digits(zero: str) -> None:
    assert [(y.value, y.start, y.end) for y in find_years(f"二{zero}二一年")] == [
        (2021, 0, 4)
    ]
