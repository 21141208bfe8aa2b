"""The work list for the next line of a template."""

from __future__ import annotations

import json
from pathlib import Path

from extractor.cli import main
from extractor.coverage import unknown_words
from extractor.pipeline import understand

from .pages import page

STRANGE = page(
    "开平区信访局2020年部门预算", "一、部门概况", "略。", "二、万物生长之事", "风雅费3万元，机关运行经费2万元。", "三、名词解释", "略。"
)


def test_unknown_headings_and_labels_are_counted_with_their_places() -> None:
    (disclosure,) = understand(STRANGE)
    words = {(w.kind, w.text): w for w in unknown_words([("a.docx", disclosure), ("b.docx", disclosure)])}
    assert set(words) == {("heading", "万物生长之事"), ("label", "风雅费")}
    assert words["label", "风雅费"].count == 2
    assert words["label", "风雅费"].files == {"a.docx", "b.docx"}
    assert words["heading", "万物生长之事"].places == ["a.docx b4", "b.docx b4"]


def test_the_command_lists_what_a_folder_holds_that_no_template_knows(tmp_path: Path, samples: list[Path], capsys) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.docx").write_bytes(samples[0].read_bytes())
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 cut")
    assert main(["templates", "coverage", str(tmp_path), "--json", "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert {row["kind"] for row in json.loads(out.out)} <= {"heading", "label", "column", "table", "phrase"}
    assert "broken.docx" in out.err
