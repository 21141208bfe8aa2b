"""Sums of several names, in the order of the names: in their clause, or before it."""

from __future__ import annotations

import pytest

from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.prose.labels import find_concept
from extractor.prose.mentions import AmountMention, LabelledThing, LineContext
from extractor.prose.statements import parse_line
from tests.document_builders import build_line

LEXICON = load_bundled_lexicons()["base"]


def list_amounts(title: str, section: str | None, text: str) -> str:
    """Value, concept and year of each amount below a heading."""
    heading = LabelledThing(build_line(title).extract_text(0, len(title)), find_concept(LEXICON, title, section))
    context = LineContext(2021, False, section, heading)
    mentions = parse_line(build_line(text), 0, context, LEXICON)
    amounts = [one for one in mentions if isinstance(one, AmountMention)]
    return "; ".join(f"{one.value.value} {one.subject.concept or '-'} {one.year}" for one in amounts)


CASES = [
    # both sides of a year or of a fund
    ("收支预算", None, "今年收、支预算总额分别为90万元、80万元，上年收、支预算总额分别为70万元、60万元。", "90 revenue.total 2021; 80 expenditure.total 2021; 70 revenue.total 2020; 60 expenditure.total 2020"),
    ("收支情况", None, "政府性基金预算财政拨款收入和支出分别为9万元、8万元。", "9 revenue.government_funds 2021; 8 fiscal_appropriation.government_funds 2021"),
    # projects below their heading
    ("项目支出", None, "河道保洁经费、堤防巡查经费分别为5万元、4万元。", "5 expenditure.project 2021; 4 expenditure.project 2021"),
    ("项目支出", None, "河道保洁经费、堤防巡查经费、水质监测经费均为重点项目，预算分别为5万元、4万元、3万元。", "5 expenditure.project 2021; 4 expenditure.project 2021; 3 expenditure.project 2021"),
    ("项目支出", None, "河道保洁经费5万元、堤防巡查经费4万元；2020年上述两个项目分别为3万元、2万元。", "5 expenditure.project 2021; 4 expenditure.project 2021; 3 expenditure.project 2020; 2 expenditure.project 2020"),
    # known things of the clause before
    ("其他", None, "会议费、培训费为压减重点，分别为5万元、4万元。", "5 conference 2021; 4 training 2021"),
]


@pytest.mark.parametrize(("title", "section", "text", "expected"), CASES, ids=[case[2] for case in CASES])
def test_each_sum_of_a_list_has_its_name(title: str, section: str | None, text: str, expected: str) -> None:
    assert list_amounts(title, section, text) == expected
