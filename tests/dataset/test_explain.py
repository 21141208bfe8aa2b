"""What a dataset holds is explained by its id, without the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import extractor
from extractor.cli import main
from extractor.dataset.record_explanation import load_disclosure_rows
from extractor.dataset.stored_document import build_stored_document
from extractor.review import write_review
from tests.paths import SAMPLES

NAME = "桃城区财政局2020年部门预算公开.docx"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> extractor.Dataset:
    return extractor.convert(SAMPLES / NAME, tmp_path_factory.mktemp("outputs") / "ds", formats=("csv",))


@pytest.fixture(scope="module")
def fact(data: extractor.Dataset) -> dict[str, object]:
    facts = data.facts
    return dict(facts[facts["item"] == "three_public.total"].iloc[0])


def test_the_stored_page_has_every_place_of_the_dataset_with_its_quote(data: extractor.Dataset) -> None:
    (rows,) = data.iter_disclosure_rows()
    page = build_stored_document(rows)
    assert {row["place"]: page.text_at(row["place"]) for row in rows["evidence"]} == {
        row["place"]: row["raw"] for row in rows["evidence"]
    }
    original = extractor.read_document(SAMPLES / NAME)
    assert page.sha256 == original.sha256
    assert [table.grid() for table in page.tables] == [table.grid() for table in original.tables]


def test_the_rows_of_one_disclosure_are_those_of_the_whole_reading(data: extractor.Dataset) -> None:
    (rows,) = data.iter_disclosure_rows()
    loaded = load_disclosure_rows(data, rows["disclosures"][0]["disclosure_id"])
    assert {name: loaded[name] for name in rows} == rows


def test_a_fact_is_explained_with_file_quote_unit_and_link(data: extractor.Dataset, fact: dict[str, object]) -> None:
    answer = data.explain(str(fact["fact_id"]), "en")
    assert (answer.file, answer.quote, answer.place) == (NAME, answer.quote, fact["place"])
    assert answer.link.startswith(f"review.html#d={fact['disclosure_id']}&p=b")
    assert {"facts", "amounts"} <= {table for table, _ in answer.records}
    assert {value.unit for value in answer.values if value.column == "value"} == {"万元"}
    assert "TP_SUM" in {check["rule"] for check in answer.checks}
    assert f"file: {NAME}" in str(answer)


def test_a_cell_of_the_panel_is_named_by_disclosure_and_item_in_any_words(
    data: extractor.Dataset, fact: dict[str, object]
) -> None:
    for words in ("three_public.total", "三公经费"):
        assert data.explain(f"{fact['disclosure_id']}:{words}").place == fact["place"]
    assert data.explain(f"{fact['disclosure_id']}:{fact['place']}").place == fact["place"]


def test_records_and_checks_are_explained_too(data: extractor.Dataset) -> None:
    amount = data.amounts.iloc[0]
    assert data.explain(amount["amount_id"]).place == amount["place"]
    check = data.checks[data.checks["rule"] == "TP_SUM"].iloc[0]
    answer = data.explain(check["check_id"])
    assert [each["check_id"] for each in answer.checks] == [check["check_id"]]
    assert len(answer.values) >= 4
    title = data.explain(data.disclosures["disclosure_id"].iloc[0])
    assert "disclosures" in {table for table, _ in title.records}


def test_what_the_dataset_has_not_is_said(data: extractor.Dataset, fact: dict[str, object]) -> None:
    owner = fact["disclosure_id"]
    for reference, code in (
        (f"{owner}-fact-9999", "NO_SUCH_RECORD"),
        ("0123456789abcdef-fact-1", "NO_SUCH_RECORD"),
        ("b12", "NO_SUCH_RECORD"),
        (f"{owner}:b999", "NO_SUCH_PLACE"),
        (f"{owner}:没有的项目", "NO_SUCH_ITEM"),
    ):
        with pytest.raises(extractor.ExtractorError) as problem:
            data.explain(reference)
        assert problem.value.code == code, reference


def test_a_page_is_shown_at_the_place_without_the_file(data: extractor.Dataset, fact: dict[str, object]) -> None:
    shown = data.page(str(fact["fact_id"]))
    assert "<mark>" in shown._repr_html_()
    assert "【" in str(shown)


def test_the_command_takes_dataset_and_id_in_either_order(
    data: extractor.Dataset, fact: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for words in ([str(data.folder), str(fact["fact_id"])], [str(fact["fact_id"]), str(data.folder)]):
        assert main(["explain", *words, "--json", "--lang", "en"]) == 0
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1]
    assert (told[0]["file"], told[0]["place"]) == (NAME, fact["place"])
    assert main(["explain", str(data.folder), "nothing", "--lang", "en"]) == 2
    assert "has no id nothing" in capsys.readouterr().err


def test_the_link_leads_to_the_review_page_that_is_there(
    data: extractor.Dataset, fact: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("review.html").write_text("a page of something else")
    unwritten = data.explain(str(fact["fact_id"]), "en")
    assert not unwritten.has_page and f"extractor review {Path(data.folder).as_posix()}" in str(unwritten)
    for name in ("审阅.html", "pages/index.html"):
        page = Path(name)
        write_review(data, page if page.name != "index.html" else page.parent)
        answer = data.explain(str(fact["fact_id"]), "en")
        assert answer.link.startswith(page.resolve().as_uri() + "#d=") and answer.has_page
        page.unlink()


def test_a_page_of_a_former_dataset_is_not_linked(
    data: extractor.Dataset, fact: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    former = extractor.Dataset(data.folder, {**data.package, "version": "0.0.1+0"}, data._resources)
    write_review(former, Path("review.html"))
    assert not data.explain(str(fact["fact_id"])).has_page


def test_an_explanation_ends_with_the_line_that_would_correct_the_value(
    data: extractor.Dataset, fact: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", str(data.folder), str(fact["fact_id"]), "--lang", "zh"]) == 0
    header, line = capsys.readouterr().out.splitlines()[-2:]
    (tmp_path / "c.csv").write_text(f"{header}\n{line}9.99\n", encoding="utf-8")
    again = extractor.convert(SAMPLES / NAME, tmp_path / "ds", formats=("csv",), corrections=tmp_path / "c.csv")
    assert list(again.corrections["result"]) == ["applied"]
    assert again.explain(str(fact["fact_id"])).as_dict()["correction"]["old"] == data.explain(str(fact["fact_id"])).quote


def test_codes_are_told_in_words_to_readers_of_chinese(data: extractor.Dataset, fact: dict[str, object]) -> None:
    told = str(data.explain(str(fact["fact_id"]), "zh"))
    assert "来源 叙述文字" in told and "是否整体 是" in told and "TP_SUM：完全相符" in told
    assert " prose" not in told and " True" not in told


def test_the_long_form_carries_the_link_of_each_fact(data: extractor.Dataset, fact: dict[str, object]) -> None:
    long = data.long(["three_public"], whole=True)
    assert set(long["link"].str.partition("#")[0]) == {"review.html"}


def test_a_dataset_that_lacks_a_table_says_which_version_wrote_it(data: extractor.Dataset) -> None:
    resources = {name: found for name, found in data._resources.items() if name != "facts"}
    old = extractor.Dataset(data.folder, data.package, resources)
    with pytest.raises(extractor.ExtractorError) as problem:
        old.panel()
    assert problem.value.code == "DATASET_OF_OTHER_VERSION"


@pytest.mark.parametrize("reference", ["桃城区财政局2020:三公经费", "桃城区财政局 2020年：three_public.total", "桃城区财政局:三公经费"])
def test_a_cell_of_the_panel_is_named_by_office_year_and_item(
    data: extractor.Dataset, fact: dict[str, object], reference: str
) -> None:
    assert data.explain(reference).place == fact["place"]


def test_an_office_that_is_not_there_or_not_in_that_year_is_refused(data: extractor.Dataset) -> None:
    for reference in ("教育局2020:三公经费", "桃城区财政局2019:三公经费"):
        with pytest.raises(extractor.ExtractorError) as refused:
            data.explain(reference)
        assert refused.value.code == "NO_SUCH_RECORD"


def test_an_office_of_several_years_is_asked_for_the_year() -> None:
    outputs = extractor.open_dataset(SAMPLES.parent / "outputs")
    with pytest.raises(extractor.ExtractorError) as refused:
        outputs.explain("桃城区财政局:三公经费")
    assert refused.value.code == "OFFICE_AMBIGUOUS"
    assert "2018" in str(refused.value) and "2020" in str(refused.value)
    assert outputs.explain("桃城区财政局2018:三公经费").file.startswith("桃城区财政局2018")


def test_the_explanation_names_columns_in_chinese_for_chinese_readers(
    data: extractor.Dataset, fact: dict[str, object]
) -> None:
    shown = str(data.explain(str(fact["fact_id"]), "zh"))
    assert "事实 facts：" in shown and "部门名称 " in shown and "department_name" not in shown
    assert "department_name" in str(data.explain(str(fact["fact_id"]), "en"))
    assert "据 — 命名" not in shown


@pytest.mark.parametrize("name", ["sources", "corrections"])
def test_a_table_of_a_list_that_no_run_was_given_is_empty_where_it_is_missing(data: extractor.Dataset, name: str) -> None:
    resources = {table: found for table, found in data._resources.items() if table != name}
    old = extractor.Dataset(data.folder, data.package, resources)
    assert len(old[name]) == 0 and list(old[name].columns) == list(data[name].columns)
    assert list(old.iter_rows(name)) == []
    assert len(old.panel()) == len(data.panel())
    assert [rows["facts"] for rows in old.iter_disclosure_rows()] == [rows["facts"] for rows in data.iter_disclosure_rows()]
