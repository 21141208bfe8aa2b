"""Texts that lie, carried through every output: each keeps them, none is broken or steered by them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from extractor.batch import run_batch
from extractor.cli import main
from extractor.dataset.dataset import open_dataset
from tests.formats.docx_builder import build_docx
from tests.hostile.deceptive_text import (
    CHARACTER_KINDS,
    SENTENCE,
    build_deceptive_sentence,
    iter_cases,
)
from tests.hostile.valid_files import (
    build_docx_body,
    render_docx,
    render_html,
    render_rtf,
    render_txt,
)

# What no page of XML can hold stands in .txt, .html and .rtf alone.
DUTY = "负责全县档案的接收、保管和利用。"
DECEPTIVE_CHARACTERS = "".join(word for words in CHARACTER_KINDS.values() for word in words)
TERMINAL_CONTROLS = ("\x1b", "\x07", "\x9b", "\x08", "\u202e", "\u2066", "\x00", "\x7f", "\x85")


@pytest.fixture(scope="module")
def deceptive_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in every format of a folder of deceptive text."""
    home = tmp_path_factory.mktemp("lies")
    folder = home / "in"
    folder.mkdir()
    for case in iter_cases():
        (folder / case.name).write_bytes(case.data)
    (folder / "good.docx").write_bytes(render_docx())
    run_batch([folder], home / "out", formats=("csv", "parquet", "jsonl", "xlsx", "duckdb"))
    return home


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_every_format_has_the_rows_of_every_other(deceptive_dataset: Path) -> None:
    duckdb, openpyxl = pytest.importorskip("duckdb"), pytest.importorskip("openpyxl")
    import pyarrow.parquet as pq

    out = deceptive_dataset / "out"
    package = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    paths = {resource["name"]: str(Path(resource["path"]).with_suffix("")) for resource in package["resources"]}
    names = list(paths)
    assert package["resources"] and len(names) > 15
    base = duckdb.connect(str(next(out.glob("*.duckdb"))), read_only=True)
    book = openpyxl.load_workbook(next(out.glob("*.xlsx")), read_only=True)
    for name in names:
        count = pq.read_table(out / f"{paths[name]}.parquet").num_rows
        assert "audit" in paths[name] or len(_read_rows(out / f"{name}.csv")) == count, name
        with (out / f"{paths[name]}.jsonl").open(encoding="utf-8", newline="\n") as handle:
            assert sum(json.loads(line) is not None for line in handle) == count, name
        assert base.sql(f'SELECT count(*) FROM "{name}"').fetchall() == [(count,)], name
        if name in book.sheetnames:
            assert sum(1 for _ in book[name].iter_rows(min_row=2)) == count, name
    base.close()


def test_no_lying_number_is_a_value_and_each_is_said(deceptive_dataset: Path) -> None:
    out = deceptive_dataset / "out"
    paths = {row["disclosure_id"]: row["path"] for row in _read_rows(out / "disclosures.csv")}
    disguised: dict[str, set[str]] = {}
    for issue in _read_rows(out / "issues.csv"):
        if issue["disclosure_id"] in paths:
            disguised.setdefault(paths[issue["disclosure_id"]], set()).add(issue["code"])
    for kind in ("zero_width", "bidi"):
        for format in ("docx", "txt", "html", "rtf"):
            assert "NUMBER_DISGUISED" in disguised[f"lie.{kind}.{format}"], (kind, format)
    for format in ("html", "rtf"):
        assert disguised[f"lie.surrogates.{format}"] & {"BYTES_UNDECODABLE", "TEXT_UNCLEAR", "TEXT_MISLEADS"}
        assert disguised[f"lie.private.{format}"] & {"TEXT_UNCLEAR"}


def test_what_a_document_says_stays_letter_for_letter(deceptive_dataset: Path) -> None:
    blocks = open_dataset(deceptive_dataset / "out").iter_rows("blocks")
    kept = "\n".join(row["text"] for row in blocks if row["text"])
    for kind in ("zero_width", "bidi", "digits", "private"):
        for word in CHARACTER_KINDS[kind]:
            assert build_deceptive_sentence(word) in kept, (kind, word)
    assert SENTENCE in kept


def test_nothing_lying_reaches_the_terminal(deceptive_dataset: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = deceptive_dataset / "out"
    commands = [["show", str(deceptive_dataset / "in" / f"lie.{kind}.{format}")] for kind in CHARACTER_KINDS for format in ("txt", "html")]
    commands += [["explain", str(deceptive_dataset / "in" / f"lie.{kind}.rtf"), "b5"] for kind in CHARACTER_KINDS]
    commands += [["check", str(out)], ["run", str(deceptive_dataset / "in" / "no\x1b[2J.docx"), "-o", str(deceptive_dataset / "other")]]
    for words in commands:
        main(words)
        said = capfd.readouterr()
        assert [sign for sign in TERMINAL_CONTROLS if sign in said.out + said.err] == [], words


def test_the_review_page_holds_lies_as_data_alone(deceptive_dataset: Path) -> None:
    assert main(["review", str(deceptive_dataset / "out"), "-o", str(deceptive_dataset / "review.html")]) == 0
    page = (deceptive_dataset / "review.html").read_text(encoding="utf-8")
    assert page.count("<script") == page.count("</script>")
    assert "<script>alert(1)</script>" not in page
    assert [sign for sign in TERMINAL_CONTROLS if sign in page] == []


def test_a_duty_that_lies_is_a_row_with_all_it_says(tmp_path: Path) -> None:
    """A record, not an unmatched number: what is written where values stand."""
    word = "\u200b\u202e\ue000=1+1"
    (tmp_path / "a.docx").write_bytes(build_docx(build_docx_body().replace(DUTY, escape(DUTY + word))))
    (tmp_path / "b.txt").write_bytes(render_txt().decode().replace(DUTY, DUTY + "\x1b[31m\x00").encode())
    (tmp_path / "c.html").write_bytes(render_html().decode().replace(DUTY, DUTY + word).encode())
    (tmp_path / "d.rtf").write_bytes(render_rtf())
    run_batch([tmp_path], tmp_path / "out", formats=("csv",))
    texts = [row["text"] for row in _read_rows(tmp_path / "out" / "audit" / "blocks.csv")]
    assert texts.count(DUTY + word) == 2
    assert {row["path"]: row["status"] for row in _read_rows(tmp_path / "out" / "manifest.csv")}["d.rtf"] == "ok"
