"""The work list for the next line of a template."""

from __future__ import annotations

import json
from pathlib import Path

from extractor.cli import main
from extractor.evaluation.lexicon_coverage import find_unknown_words
from extractor.pipeline import extract_disclosures
from tests.document_builders import build_document

UNKNOWN_WORDING = build_document(
    "开平区信访局2020年部门预算", "一、部门概况", "略。", "二、万物生长之事", "风雅费3万元，机关运行经费2万元。", "三、名词解释", "略。"
)


def test_unknown_headings_and_labels_are_counted_with_their_places() -> None:
    (disclosure,) = extract_disclosures(UNKNOWN_WORDING)
    words = {(w.kind, w.text): w for w in find_unknown_words([("a.docx", disclosure), ("b.docx", disclosure)])}
    assert set(words) == {("heading", "万物生长之事"), ("label", "风雅费")}
    assert words["label", "风雅费"].count == 2
    assert words["label", "风雅费"].files == {"a.docx", "b.docx"}
    assert words["heading", "万物生长之事"].places == ["a.docx b4", "b.docx b4"]


def test_names_of_the_classifications_and_titles_of_tables_are_no_work() -> None:
    lines = (
        "二、2020年万物生长之事", "行政运行3万元，住房保障支出（类）住房改革支出（款）住房公积金（项）2万元。",
        "三、万物收支总表", "略。", "四、名词解释", "略。",
    )  # fmt: skip
    found = extract_disclosures(build_document("开平区信访局2020年部门预算", "一、部门概况", "略。", *lines))
    later = extract_disclosures(build_document("开平区信访局2021年部门预算", "一、部门概况", "略。", "二、2021年万物生长之事", "行政运行3万元。", "三、名词解释"))
    words = [(w.kind, w.text, w.count) for w in find_unknown_words([("a", found[0]), ("b", later[0])])]
    assert words == [("heading", "2020年万物生长之事", 2)]


def test_the_command_lists_what_a_folder_holds_that_no_template_knows(tmp_path: Path, samples: list[Path], capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.docx").write_bytes(samples[0].read_bytes())
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 cut")
    assert main(["templates", "coverage", str(tmp_path), "--json", "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert {row["kind"] for row in json.loads(out.out)} <= {"heading", "label", "column", "table", "phrase"}
    assert "broken.docx" in out.err
