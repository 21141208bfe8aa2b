"""Quotes are exact, and no number and no cell is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import regex

from extractor.dataset.row_mapping import ROW_MAPPINGS
from extractor.model.disclosure import Disclosure
from extractor.model.records import Extracted
from extractor.pipeline import parse_file
from extractor.provenance.coverage import collect_evidence, find_number_tokens
from tests.paths import ROOT, SAMPLES, SHARED

FILES = sorted(SAMPLES.glob("*.docx"))
FILES += sorted((ROOT / "tests" / "blind").glob("*.docx"))
if SHARED.exists():
    FILES += sorted((SHARED / "corpus").glob("*.doc*")) + sorted((SHARED / "seed").glob("*.[dt]*"))

# every table whose records quote the page; the others tell of the reading itself
TABLES = tuple(sorted(set(ROW_MAPPINGS) - {"disclosures", "cells", "blocks", "unmatched_numbers", "corrections", "checks", "quality"}))


def list_evidence(disclosure: Disclosure) -> list[Extracted[object]]:
    records = [disclosure.profile, *(record for name in TABLES for record in getattr(disclosure, name))]
    return [row.extracted for row in collect_evidence(records)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_reading_is_quoted_from_its_place_and_no_number_is_lost(path: Path) -> None:
    parsed = parse_file(path.read_bytes(), path.name)
    document = parsed.document
    assert parsed.disclosures
    for disclosure in parsed.disclosures:
        readings = list_evidence(disclosure)
        for reading in readings:
            assert document.text_at(reading.place) == reading.raw
        left = {str(number.place) for number in disclosure.unmatched_numbers}
        read = [reading.place for reading in readings]
        texts = [(p.span, p.text) for p in document.iter_paragraphs()]
        texts += [(c.span, c.text) for t in document.tables for c in t.cells]
        numbers = 0
        for element, text in texts:
            for start, end in find_number_tokens(text):
                numbers += 1
                inside = any(
                    place.element == element
                    and (place.start is None or (place.start <= start and end <= (place.end or 0)))
                    for place in read
                )
                assert inside or str(element.slice(start, end)) in left, (element, text[start:end])
        assert numbers == disclosure.n_numbers == disclosure.n_numbers_read + len(left)
        cells = {use.place for use in disclosure.cells}
        assert cells == {cell.span for table in document.tables for cell in table.cells}
        assert not [issue for issue in disclosure.issues if issue.code == "QUOTE_BROKEN"]


def test_a_token_is_what_a_person_calls_one_number() -> None:
    text = "2019年１２.5万元，1,935.36元，A0201、3"
    assert [text[start:end] for start, end in find_number_tokens(text)] == ["2019", "１２.5", "1,935.36", "0201", "3"]
    assert regex.search(r"\d", text)
