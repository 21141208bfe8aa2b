"""The codebook names every table, column, item and rule, and counts what a dataset holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor import schema
from extractor.dataset.codebook import render_codebook, write_codebook
from extractor.dataset.dataset import open_dataset
from extractor.dataset.to_rows import build_file_rows
from extractor.dataset.writer import DatasetWriter
from extractor.schema.concepts import load_concept_definitions, load_concepts
from tests.example_disclosure import make_parsed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_there_is_has_its_line(lang: str) -> None:
    text = render_codebook(lang=lang)
    for table in schema.load_tables():
        assert f"## {table.name} · {table.get_label(lang)}\n\n{table.get_description(lang)}\n" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.get_label(lang)} | " in text
    assert all(f"| `{name}` | " in text for name in [*load_concepts(), *load_concept_definitions(), *schema.load_rules()])
    assert "CODEBOOK_" not in text


def test_a_dataset_is_counted_and_values_outside_their_list_stand_out(tmp_path: Path) -> None:
    found = build_file_rows(make_parsed())
    found["amounts"][1]["value_status"] = "strange"
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(found)
    text = render_codebook(tmp_path, "en")
    assert text == render_codebook(open_dataset(tmp_path), "en")
    assert "one stated amount of money (2 rows)" in text
    assert "| `item` | Item | text | id of the canonical item; null when the label is not known (the row stays) | 50.0% |" in text
    assert "`reported` 1, `reported_zero`, `blank`, `dash`, `declared_none`, `stub_reference`, `unparsed`, `range`, **`strange`** 1 |" in text
    assert "| `revenue.total` | Total revenue | 1 Revenue | 4 |" in text
    assert "| `TP_SUM` | " in text
    assert open_dataset(tmp_path).version in text


def test_it_is_written_as_markdown_or_as_a_workbook(tmp_path: Path) -> None:
    pytest.importorskip("xlsxwriter", reason="xlsxwriter is not installed")
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    with DatasetWriter(tmp_path / "data") as writer:
        writer.add_rows(build_file_rows(make_parsed()))
    write_codebook(tmp_path / "codebook.md", tmp_path / "data")
    assert (tmp_path / "codebook.md").read_text(encoding="utf-8") == render_codebook(tmp_path / "data")
    write_codebook(tmp_path / "codebook.xlsx", tmp_path / "data", "en")
    book = openpyxl.load_workbook(tmp_path / "codebook.xlsx")
    assert book.sheetnames == [*[table.name for table in schema.load_tables()], "items", "concepts", "rules"]
    lines = list(book["amounts"].iter_rows(values_only=True))
    assert lines[3] == ("Column", "Label", "Type", "Meaning", "Filled")
    assert lines[6][:3] == ("item", "Item", "text")
    assert lines[6][4] == "50.0%"
