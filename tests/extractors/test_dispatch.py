"""Extractors are called for what a disclosure holds, and for nothing else."""

from __future__ import annotations

import pytest

from extractor.extractors import EXTRACTORS, RecordExtractor
from extractor.extractors.context import Context
from extractor.model.document import Document, Paragraph
from extractor.pipeline import extract_disclosures
from tests.variants.table_cases import HERE, build_case_document, parse_cases

CASES = [case for path in sorted(HERE.glob("*.txt")) for case in parse_cases(path)]


def test_prose_alone_calls_no_extractor_of_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    applies_to = RecordExtractor.applies_to

    def record_call(entry: RecordExtractor, context: Context) -> bool:
        applies = applies_to(entry, context)
        if applies:
            called.append(entry.extract.__name__)
        return applies

    monkeypatch.setattr(RecordExtractor, "applies_to", record_call)
    texts = ("青原县信访局2020年部门预算公开", "一、部门预算收支情况", "2020年一般公共预算收入165.47万元。")
    paragraphs = tuple(Paragraph(f"b{number}", text) for number, text in enumerate(texts, 1))
    (found,) = extract_disclosures(Document(paragraphs, format="docx", sha256="0" * 64))
    assert [amount.value.raw for amount in found.amounts] == ["165.47万元"]
    assert called == ["extract_narrative_amounts", "extract_nil_statements"]


def test_an_extractor_that_is_not_called_would_have_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [build_case_document(case) for case in CASES]
    found = [extract_disclosures(document) for document in documents]
    monkeypatch.setattr(RecordExtractor, "applies_to", lambda entry, context: True)
    assert [extract_disclosures(document) for document in documents] == found


def test_every_extractor_says_what_it_reads() -> None:
    assert [entry for entry in EXTRACTORS if not (entry.reads_prose or entry.section_keys or entry.table_kinds)] == []
