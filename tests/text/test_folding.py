"""What a page says where its characters alone say something else."""

from __future__ import annotations

import random

import pytest

from extractor.model.document import CharacterMark, MarkKind
from extractor.text.folding import (
    FOLDED_CHARACTERS,
    FOLDING_HINT,
    MaskReason,
    fold_text,
)
from extractor.text.numbers import tokenize_numbers


def fold(text: str) -> str:
    """Fold a text in which {raised}, <lowered> and ~struck~ characters stand between signs."""
    kinds = {"{": MarkKind.RAISED, "}": MarkKind.RAISED, "<": MarkKind.LOWERED, ">": MarkKind.LOWERED, "~": MarkKind.STRUCK}
    plain, marks, start = "", [], -1
    for char in text:
        if char not in kinds:
            plain += char
        elif start < 0:
            start = len(plain)
        else:
            marks.append(CharacterMark(start, len(plain), kinds[char]))
            start = -1
    folded = fold_text(plain, marks)
    assert len(folded.text) == len(plain)
    return folded.text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("收入165.4{1}万元", "165.4"),
        ("收入161{2}万元", "161"),
        ("收入161{[2]}万元", "161"),
        ("收入161{注1}万元", "161"),
        ("收入161{①}万元", "161"),
        ("收入161<2>万元", "161"),
        ("收入~200~165.47万元", "165.47"),
        ("收入165.47~200.00~万元", "165.47"),
        ("收入165.4¹万元", "165.4"),
        ("收入165.4①万元", "165.4"),
        ("收入165.4*万元", "165.4"),
        ("收入165.4[1]万元", "165.4"),
        ("收入165.4〔注2〕万元", "165.4"),
        ("建筑面积8000m{2}", "8000"),
        ("建筑面积8000m²", "8000"),
    ],
)
def test_a_note_mark_or_a_struck_text_is_no_part_of_a_number(text: str, value: str) -> None:
    assert [str(number.value) for number in tokenize_numbers(fold(text))] == [value]


@pytest.mark.parametrize("text", ["1~6~5.47万元", "161{2}3万元", "5×10{8}立方米", "5×10⁸立方米", "161{.47}万元"])
def test_a_number_whose_digits_formatting_parts_is_not_read(text: str) -> None:
    values = [number.value for number in tokenize_numbers(fold(text))]
    assert str(values) in ("[]", "[Decimal('5')]")


@pytest.mark.parametrize("text", ["{165.47万元}", "{2021年部门预算}", "财预〔2019〕1号", "3*5", "CO<2>排放", "1、2、3", "2020年"])
def test_what_is_no_note_mark_stays(text: str) -> None:
    plain = text.translate(str.maketrans("", "", "{}<>~"))
    assert fold(text) == plain


def test_a_raised_digit_of_a_unit_is_written_raised() -> None:
    assert fold("8000m{2}，3000km{2}") == "8000m²，3000km²"


def test_radicals_and_compatibility_ideographs_are_the_characters_they_show() -> None:
    assert fold_text("青⽲县⽔务局⻋辆⾏政運行").text == "青禾县水务局车辆行政運行"
    assert fold_text("\uf90a\uf9d1").text == "金六"


@pytest.mark.parametrize("year", ["二〇二三", "二○二三", "二零二三", "二O二三", "二о二三", "二0二三", "2O23", "2О23"])
def test_a_year_is_read_whatever_stands_for_its_zero(year: str) -> None:
    assert FOLDED_CHARACTERS.search(f"某局{year}年预算")
    assert fold_text(f"某局{year}年预算").text == "某局2023年预算"


def test_a_text_says_what_was_masked_and_why() -> None:
    marks = [CharacterMark(0, 2, MarkKind.STRUCK), CharacterMark(4, 5, MarkKind.RAISED)]
    reasons = [mark.reason for mark in fold_text("20301", marks).masked]
    assert reasons == [MaskReason.STRUCK_OUT, MaskReason.NOTE_MARK]


def test_the_hint_of_folding_misses_nothing() -> None:
    """Short texts of the characters that matter, drawn at random: the pattern alone decides the same."""
    chance = random.Random(5)
    characters = " 1２2%元*＊※†①㉑❶[]［］〔〕【】(（)）注年二〇零Oo⁰₀³a号\n⻔预"
    found = 0
    for _ in range(5000):
        text = "".join(chance.choices(characters, k=chance.randint(1, 9)))
        expected = FOLDED_CHARACTERS.search(text) is not None
        assert FOLDING_HINT.search(text) or not expected, text
        found += expected
    assert 1000 < found < 4000
