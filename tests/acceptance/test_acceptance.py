"""What is accepted, what is kept as uncertain, and what is refused, by all evidence."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from extractor.model.document import Document
from extractor.pipeline import extract_disclosures, parse_file
from tests.acceptance.non_disclosures import generate_documents, generate_texts
from tests.acceptance.openings import OPENINGS
from tests.document_builders import build_document

MAX_UNCERTAIN = 3  # of all that is none


def build_page(lines: Iterable[str]) -> Document:
    """Lines as paragraphs; neighbouring lines with tabs as one table."""
    blocks: list[str | list[list[str]]] = []
    for line in lines:
        if "\t" not in line:
            blocks.append(line)
        elif blocks and isinstance(blocks[-1], list):
            blocks[-1].append(line.split("\t"))
        else:
            blocks.append([line.split("\t")])
    return build_document(*blocks)


def judge(document: Document) -> str:
    """``accepted``, ``uncertain`` or ``refused``."""
    found = extract_disclosures(document)
    if not found:
        return "refused"
    uncertain = any(issue.code == "ACCEPTANCE_UNCERTAIN" for one in found for issue in one.issues)
    return "uncertain" if uncertain else "accepted"


def test_of_three_hundred_other_documents_none_is_accepted_and_hardly_any_is_kept() -> None:
    samples = list(generate_documents())
    assert len(samples) >= 300
    verdicts = [(judge(build_page(sample.lines)), sample) for sample in samples]
    assert [sample for verdict, sample in verdicts if verdict == "accepted"] == []
    assert len([sample for verdict, sample in verdicts if verdict == "uncertain"]) <= MAX_UNCERTAIN


def test_files_of_data_beside_the_documents_are_none() -> None:
    for sample in generate_texts():
        parsed = parse_file("\n".join(sample.lines).encode(), "data.txt")
        assert parsed.disclosures == ()
        assert parsed.rejection_reason == ("WHY_NOT_DATA", sample.kind)


@pytest.mark.parametrize("text", OPENINGS, ids=[text.partition("\n")[0] for text in OPENINGS])
def test_a_short_or_oddly_titled_disclosure_is_accepted(text: str) -> None:
    assert judge(build_page(text.split("\n"))) == "accepted"


def test_a_document_between_the_limits_is_kept_and_says_so() -> None:
    found = extract_disclosures(build_document("2022年预算公开说明", "收入预算8万元。"))
    codes = [issue.code for issue in found[0].issues]
    assert "ACCEPTANCE_UNCERTAIN" in codes and found[0].amounts


@pytest.mark.parametrize(
    "text",
    [
        "截至2020年末，本局共有车辆3辆，其中：应急保障用车1辆、其他用车2辆。",
        "核定事业编制20名，在职人员18人，退休人员9人。",
        "本局为行政机关，国有资产由机关事务中心统一管理。",
    ],
)
def test_a_titled_section_that_tells_of_things_alone_is_kept(text: str) -> None:
    lines = ["青龙县水务局", "2021年部门预算公开说明", "八、国有资产占用情况", text]
    assert judge(build_page(lines)) != "refused"
