"""The words are data, and the data is tested."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import schema
from extractor.issues import ExtractorError
from extractor.pipeline import Options, parse
from extractor.template import built_in, choose, load

from .pages import page


def test_every_word_says_where_it_was_seen() -> None:
    for template in built_in().values():
        assert all(seen.strip() for seen in template.seen.values()), template.name


def test_labels_name_known_items() -> None:
    for template in built_in().values():
        for vocabulary in (name for name in template.vocabularies if name.startswith("labels")):
            assert set(template.words(vocabulary).values()) <= set(schema.items()), vocabulary


def test_words_are_compared_without_white_space_width_and_quotes() -> None:
    base = built_in()["base"]
    assert base.find("labels", "因公 出国(境)费") == "three_public.overseas"
    assert base.find("labels", "三公经费") == base.find("labels", "“三公” 经费") == "three_public.total"


def test_one_word_under_two_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "twice.toml").write_text('name = "twice"\n[headings.a]\n"甲" = "x"\n[headings.b]\n"甲" = "x"\n', "utf-8")
    with pytest.raises(ExtractorError, match="TEMPLATE_WORD_TWICE"):
        load(tmp_path)


def test_a_template_that_extends_nothing_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lost.toml").write_text('name = "lost"\nextends = "nowhere"\n', "utf-8")
    with pytest.raises(ExtractorError, match="TEMPLATE_EXTENDS"):
        load(tmp_path)


COUNTY = """
name = "made-up"
extends = "base"
[applies]
county = ["开平区"]
[headings.duties_and_organization]
"吾署所司" = "made up"
[headings.operating_expenses]
"衙门度支" = "made up"
[headings.glossary]
"释名" = "made up"
[labels."operating_expenses.total"]
"度支之数" = "made up"
[labels."revenue.total"]
"岁入" = "made up"
"""


def test_a_county_with_its_own_words_takes_one_file(tmp_path: Path) -> None:
    from extractor.pipeline import understand

    document = page(
        "开平区信访局2020年部门预算", "一、吾署所司", "略。", "二、衙门度支", "度支之数15.79万元，岁入20万元。", "三、释名", "略。"
    )
    (tmp_path / "made-up.toml").write_text(COUNTY, "utf-8")
    (found,) = understand(document, Options(templates=load(tmp_path)))
    assert [section.key for section in found.sections] == ["duties_and_organization", "operating_expenses", "glossary"]
    assert [amount.item for amount in found.amounts] == ["operating_expenses.total", "revenue.total"]
    assert found.profile.template == "made-up"


def test_the_most_particular_template_that_fits_is_chosen() -> None:
    templates = built_in()
    assert choose(templates.values(), {"province": "月球省"}).name == "base"


def test_a_letter_is_no_disclosure() -> None:
    from extractor.pipeline import understand

    assert understand(page("张先生：", "您好！随信寄上照片3张。", "此致敬礼")) == ()
    assert parse is not None
