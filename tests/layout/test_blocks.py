"""The page, block by block, is in the dataset: every paragraph and every table, in the order they are read."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

import pytest

import extractor
from extractor.layout.sections import Outline, build_page_blocks
from extractor.model.document import Cell, Document, Paragraph, Span, Story, Table
from tests.paths import SAMPLES

SAMPLE_FILES = sorted(SAMPLES.glob("*.docx"))
NO_OUTLINE = Outline((), (), ())


def describe_blocks(document: Document, own: set[str], page_furniture: Set[str] = frozenset()) -> list[tuple[int, str, str | None, str]]:
    return [(b.position, b.kind, b.text, str(b.place)) for b in build_page_blocks(document, own, NO_OUTLINE, page_furniture)]


@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.stem)
def test_every_paragraph_and_every_table_of_a_sample_has_a_row_in_reading_order(path: Path) -> None:
    doc = extractor.read(path)
    rows = doc.rows["blocks"]
    blocks = [visit.top_block for visit in doc.document.walk_blocks()]
    wanted = [(block.path, getattr(block, "text", None)) for block in blocks]
    assert [(row["place"], row["text"]) for row in rows if "." not in row["place"]] == wanted
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["place"] for row in rows if row["kind"] == "table"} == {row["place"] for row in doc.rows["tables"]}


def test_the_outline_says_what_a_paragraph_is() -> None:
    doc = extractor.read(next(path for path in SAMPLE_FILES if path.stem.startswith("桃城区财政局2020")))
    kinds = {row["place"]: row["kind"] for row in doc.rows["blocks"]}
    assert [kinds[place] for place in ("b3", "b12", "b14", "b22", "b23")] == ["contents", "heading", "text", "title", "table"]
    assert {str(section.place).partition("-")[0] for section in doc.records[0].sections} <= set(kinds)


def test_text_boxes_stand_behind_their_paragraph_and_a_nested_table_behind_the_table_that_holds_it() -> None:
    inner = Table("b2.r1.c1.b2", 1, 1, (Cell.build("b2.r1.c1.b2", 1, 1, 1, 1, "", ()),))
    outer = Table("b2", 1, 1, (Cell.build("b2", 1, 1, 1, 1, "文", (Paragraph("b2.r1.c1.b1", "文"), inner)),))
    document = Document(
        (Paragraph("b1", "甲"), outer, Paragraph("b3", "- 1 -")),
        (Story("tx1", (Paragraph("tx1/b1", "框"),), "b1"), Story("ft1", (Paragraph("ft1/b1", "第1页"),))),
    )
    assert describe_blocks(document, {"b1", "b2", "b3", "tx1/b1", "ft1/b1"}, {"b3"}) == [
        (1, "text", "甲", "b1"),
        (2, "text", "框", "tx1/b1"),
        (3, "table", None, "b2"),
        (4, "table", None, "b2.r1.c1.b2"),
        (5, "margin", "- 1 -", "b3"),
        (6, "margin", "第1页", "ft1/b1"),
    ]
    assert describe_blocks(document, {"b3"}) == [(1, "text", "- 1 -", "b3")]
    assert [b.anchor for b in build_page_blocks(document, {"tx1/b1"}, NO_OUTLINE, set())] == ["b1"]
    assert Span.parse("b2.r1.c1") not in [b.place for b in build_page_blocks(document, {"b2"}, NO_OUTLINE, set())]
