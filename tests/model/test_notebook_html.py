"""How records show themselves in a notebook: as small tables, with the text they were read from, and never as markup."""

from __future__ import annotations

import re

from extractor.model.records import Section
from tests.example_disclosure import disclosure, text


def strip_markup(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_disclosure_shows_who_it_is_of_what_it_holds_and_how_its_checks_came_out() -> None:
    shown = strip_markup(disclosure()._repr_html_())
    assert "2020" in shown and ".amounts 金额 " in shown and "✗ fail 1" in shown and "✓ pass 1" in shown


def test_a_section_and_a_check_show_their_columns_in_words_with_text_and_place() -> None:
    section = Section(1, text("一", "b1[0:1]"), "typed", text("收入<b>", "b1[2:7]"), None, "正文", text("x", "b1-b2").place)
    assert "<b>收入" not in section._repr_html_()
    assert "标题 收入&lt;b&gt; b1[2:7]" in strip_markup(section._repr_html_())
    shown = strip_markup(disclosure().checks[0]._repr_html_())
    assert shown.startswith("收入总计 = 同一列举中各项收入之和") and "结果 pass" in shown
