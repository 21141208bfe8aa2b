"""The words are data, and the data is tested."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from extractor.lexicon.lexicon import (
    choose_lexicon,
    load_bundled_lexicons,
    load_lexicons,
    validate_lexicons,
)
from extractor.model.issues import ExtractorError
from extractor.pipeline import Options, extract_disclosures
from extractor.schema.concepts import load_concepts
from tests.document_builders import build_document
from tests.paths import ROOT

EVIDENCE = re.compile(r"(?:[A-Z][A-Za-z' ]+|[a-z]+\.com) (?:19|20)\d{2}|common: [a-z].{6,}")


def test_the_evidence_of_a_word_is_a_place_and_year_or_says_why_none_is_needed() -> None:
    for template in load_bundled_lexicons().values():
        odd = {evidence for evidence in template.attestations.values() if not EVIDENCE.fullmatch(evidence)}
        assert odd == set(), template.name


@pytest.mark.parametrize("evidence", ["public disclosures", "2026", "Guangzhou", "common: ", "common"])
def test_a_vague_evidence_is_neither(evidence: str) -> None:
    assert EVIDENCE.fullmatch(evidence) is None


def test_labels_name_known_items() -> None:
    for template in load_bundled_lexicons().values():
        for vocabulary in (name for name in template.vocabularies if name.startswith("labels")):
            assert set(template.get_vocabulary(vocabulary).values()) <= set(load_concepts()), vocabulary


def test_words_are_compared_without_white_space_width_and_quotes() -> None:
    base = load_bundled_lexicons()["base"]
    assert base.find_key("labels", "因公 出国(境)费") == "three_public.overseas"
    assert base.find_key("labels", "三公经费") == base.find_key("labels", "“三公” 经费") == "three_public.total"


def test_one_word_under_two_keys_is_refused(tmp_path: Path) -> None:
    (tmp_path / "twice.toml").write_text('name = "twice"\n[headings.glossary]\n"甲" = "x"\n[headings.performance]\n"甲" = "x"\n', "utf-8")
    with pytest.raises(ExtractorError, match="TEMPLATE_WORD_TWICE"):
        load_lexicons(tmp_path)


def test_every_bundled_lexicon_can_be_chosen() -> None:
    assert validate_lexicons(load_bundled_lexicons()) is load_bundled_lexicons()


def test_each_shipped_template_of_a_place_is_seen_in_a_sample() -> None:
    with (ROOT / "outputs" / "disclosures.csv").open(encoding="utf-8-sig", newline="") as handle:
        seen = {row["template"] for row in csv.DictReader(handle)}
    extended = {template.extends for template in load_bundled_lexicons().values()}
    assert sorted(set(load_bundled_lexicons()) - seen - extended) == []


VALID_LEXICON = """name = "one"
[applies]
province = ["青海省"]
[headings.operating_expenses]
"甲" = "x"
[labels."operating_expenses.total"]
"乙" = "x"
[columns.procurement.total]
"丙" = "x"
"""


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("[headings.", "[heading.", "TEMPLATE_KEY_UNKNOWN"),
        ("headings.operating_expenses", "headings.operating_expence", "TEMPLATE_KEY_UNKNOWN"),
        ("operating_expenses.total", "operating_expenses.totl", "TEMPLATE_KEY_UNKNOWN"),
        ("procurement.total", "procurement.totel", "TEMPLATE_KEY_UNKNOWN"),
        ("columns.procurement", "columns.procurment", "TEMPLATE_KEY_UNKNOWN"),
        ("province =", "provinz =", "TEMPLATE_FACT_UNKNOWN"),
        ("青海省", "青海", "TEMPLATE_FACT_UNKNOWN"),
        ('province = ["青海省"]', 'doc_type = "budget"', "TEMPLATE_FACT_UNKNOWN"),
        ('[applies]\nprovince = ["青海省"]\n', "", "TEMPLATE_NEVER_CHOSEN"),
    ],
)
def test_a_misspelled_name_is_refused(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    file = tmp_path / "one.toml"
    file.write_text(VALID_LEXICON, "utf-8")
    assert load_lexicons(tmp_path)["one"].find_key("headings", "甲") == "operating_expenses"
    assert load_lexicons(tmp_path)["one"].find_key("labels", "三公经费") == "three_public.total"  # base holds where the file has no word
    file.write_text(VALID_LEXICON.replace(right, wrong), "utf-8")
    with pytest.raises(ExtractorError, match=code):
        load_lexicons(tmp_path)


def test_a_template_that_extends_nothing_known_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lost.toml").write_text('name = "lost"\nextends = "nowhere"\n', "utf-8")
    with pytest.raises(ExtractorError, match="TEMPLATE_EXTENDS"):
        load_lexicons(tmp_path)


def test_a_template_may_name_its_province_as_a_word_or_as_a_list(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text('name = "one"\n[applies]\nprovince = "河北省"\nfiscal_year = 2020\n', "utf-8")
    assert load_lexicons(tmp_path)["one"].conditions == {"province": ("河北省",), "fiscal_year": ("2020",)}


SECTIONS = {
    "duties_and_organization": "吾署所司", "budget_overview": "岁计大要", "operating_expenses": "衙门度支",
    "three_public": "三项之费", "performance": "功效之期", "procurement": "官中买办", "state_assets": "公家之产",
    "other_matters": "余事", "glossary": "释名",
}  # fmt: skip
LABELS = {
    "revenue.total": "岁入", "revenue.general_public_budget": "正项之入", "expenditure.total": "岁出",
    "expenditure.personnel": "俸给之费", "expenditure.public": "办公之费", "expenditure.project": "专项之费",
    "operating_expenses.total": "度支之数", "three_public.hospitality": "待客之费", "procurement.total": "买办之数",
    "assets.fixed.total": "公产之值",
}  # fmt: skip


def write_custom_lexicon() -> str:
    """A template file whose words for all nine sections and ten names are its own."""
    lines = ['name = "made-up"', 'extends = "base"', "[applies]", 'county = ["开平区"]']
    for vocabulary, words in (("headings", SECTIONS), ("labels", LABELS)):
        for key, word in words.items():
            lines += [f'[{vocabulary}."{key}"]', f'"{word}" = "made up"']
    return "\n".join(lines)


def test_a_county_with_its_own_words_takes_one_file(tmp_path: Path) -> None:
    sections, labels = list(SECTIONS.values()), list(LABELS.values())
    labels_by_section = {1: labels[:6], 2: labels[6:7], 3: labels[7:8], 5: labels[8:9], 6: labels[9:]}
    blocks = ["开平区信访局2020年部门预算"]
    for index, title in enumerate(sections):
        amounts = "，".join(f"{label}{number}万元" for number, label in enumerate(labels_by_section.get(index, ()), 3))
        blocks += [f"{'一二三四五六七八九'[index]}、{title}", f"{amounts}。" if amounts else "略。"]
    document = build_document(*blocks)
    (unknown,) = extract_disclosures(document)  # not one word of its sections and names is known
    assert {section.key for section in unknown.sections} | {amount.item for amount in unknown.amounts} == {None}
    (tmp_path / "made-up.toml").write_text(write_custom_lexicon(), "utf-8")
    (found,) = extract_disclosures(document, Options(lexicons=load_lexicons(tmp_path)))
    assert [section.key for section in found.sections] == list(SECTIONS)
    assert [amount.item for amount in found.amounts] == list(LABELS)
    assert found.profile.template == "made-up"


def test_the_most_particular_template_that_fits_is_chosen() -> None:
    templates = load_bundled_lexicons()
    assert choose_lexicon(templates.values(), {"province": "月球省"}).name == "base"


def test_a_letter_is_no_disclosure() -> None:
    assert extract_disclosures(build_document("张先生：", "您好！随信寄上照片3张。", "此致敬礼")) == ()


def test_a_word_without_a_key_is_an_error_and_not_dropped(tmp_path: Path) -> None:
    text = 'name = "hainan"\n[applies]\nfiscal_year = [2020]\n[headings]\n"机关日常运转费用" = "Haikou 2021"\n'
    (tmp_path / "hainan.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ExtractorError, match="TEMPLATE_WORD_WITHOUT_KEY"):
        load_lexicons(tmp_path)
