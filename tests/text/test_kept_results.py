"""What a function of a word returned is kept; what it returned for a paragraph is not."""

from __future__ import annotations

from extractor.model.enums import Phase
from extractor.text.affixes import strip_affixes
from extractor.text.normalize import cache_paragraphs, cache_words, match_key


def test_a_word_is_looked_at_once_and_a_paragraph_each_time() -> None:
    seen = []

    @cache_words
    def count(text: str, factor: int) -> int:
        seen.append(text)
        return len(text) * factor

    paragraph = "预算" * 200
    assert [count("合计", 2), count("合计", 2), count("合计", 3)] == [4, 4, 6]
    assert [count(paragraph, 1), count(paragraph, 1)] == [400, 400]
    assert seen == ["合计", "合计", paragraph, paragraph]


def test_a_paragraph_is_looked_at_once_where_several_ask_for_it() -> None:
    seen = []

    @cache_paragraphs
    def count(text: str, factor: int) -> int:
        seen.append(len(text))
        return len(text) * factor

    word, paragraph, whole_file = "合计", "预算" * 200, "预算" * 20000
    for text in (word, paragraph, whole_file):
        assert [count(text, 2), count(text, 2)] == [len(text) * 2] * 2
    assert seen == [2, 2, 400, 40000, 40000]


def test_a_name_without_qualifiers_has_one_form() -> None:
    assert list(strip_affixes("差旅费", ("预算", "总额"), ("本年",))) == ["差旅费"]


def test_qualifiers_go_from_both_ends_longest_form_first() -> None:
    forms = list(strip_affixes("本年差旅费预算总额", ("预算", "总额"), ("本年",)))
    assert forms == ["本年差旅费预算总额", "差旅费预算总额", "本年差旅费预算", "差旅费预算", "本年差旅费", "差旅费"]


def test_a_key_of_a_member_of_an_enumeration_is_plain_text() -> None:
    assert type(match_key(Phase.STOCK)) is str
    assert type(match_key("stock")) is str
