"""The few public names: one file read, its records alone, a folder to a dataset."""

from __future__ import annotations

import io
import warnings
from decimal import Decimal
from pathlib import Path

import docx
import pandas as pd
import pytest

import extractor
from extractor import schema
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key


@pytest.fixture(scope="module")
def disclosure_file(samples: list[Path]) -> extractor.DisclosureFile:
    return extractor.read(samples[0])


def test_every_table_of_the_schema_is_a_frame_with_its_columns(disclosure_file: extractor.DisclosureFile) -> None:
    for table in schema.load_tables():
        frame = disclosure_file[table.name]
        assert isinstance(frame, pd.DataFrame)
        assert tuple(frame.columns) == schema.list_column_names(table.name)
        assert len(frame) == len(disclosure_file.rows.get(table.name, []))
    assert set(dir(disclosure_file)) >= {table.name for table in schema.load_tables()}
    assert disclosure_file.amounts is disclosure_file.amounts is disclosure_file["amounts"]


def test_a_frame_holds_the_values_of_the_records(disclosure_file: extractor.DisclosureFile) -> None:
    (disclosure,) = disclosure_file.records
    assert [str(place) for place in disclosure_file.amounts.place] == [str(amount.place) for amount in disclosure.amounts]
    assert [None if pd.isna(v) else Decimal(str(v)) for v in disclosure_file.amounts.value] == [
        amount.value.value for amount in disclosure.amounts
    ]


def test_a_path_a_string_bytes_an_open_file_and_a_python_docx_document_are_one(samples: list[Path]) -> None:
    path = samples[0]
    whole = extractor.extract(path)
    assert whole
    assert extractor.extract(str(path)) == whole
    assert extractor.extract(path.read_bytes()) == whole
    with path.open("rb") as handle:
        assert extractor.extract(handle) == whole
    assert extractor.extract(io.BytesIO(path.read_bytes())) == whole
    assert extractor.extract(docx.Document(str(path))) == whole


def test_the_page_alone_has_text_tables_and_headings(samples: list[Path]) -> None:
    page = extractor.read_document(samples[0])
    grid = page.tables[0].grid()
    assert {len(row) for row in grid} == {page.tables[0].n_columns}
    assert all(isinstance(cell, str) for row in grid for cell in row)
    assert page.text_at(page.tables[0].cells[0].path) == page.tables[0].cells[0].text
    assert page.tables[0].cells[0].text in page.text


def test_explain_quotes_the_place_and_names_value_record_and_unit(disclosure_file: extractor.DisclosureFile) -> None:
    row = disclosure_file.amounts.iloc[0]
    answer = disclosure_file.explain(row["place"])
    assert answer.quote == row["raw"]
    (read,) = [r for r in answer.values if r.column == "value"]
    assert (read.table, read.record_id, read.raw, read.unit) == ("amounts", row["amount_id"], row["raw"], row["unit"])
    assert read.unit_source == row["unit_source"] and read.unit_quote == row["unit"]
    assert f"【{row['raw']}】" in str(answer)
    assert [table for table, _ in answer.records] == ["amounts"]
    assert {check["rule"] for check in answer.checks} == {
        check.rule for check in disclosure_file.records[0].checks if row["place"] in check.places.split(";")
    }


def test_explain_names_the_item_and_the_word_that_named_it(disclosure_file: extractor.DisclosureFile) -> None:
    """In prose the label before the amount; in a table the label of the row and the head of the column."""
    row = disclosure_file.amounts[disclosure_file.amounts.item.eq("three_public.total")].iloc[0]
    (named,) = disclosure_file.explain(row["place"]).concepts
    label = load_concepts()["three_public.total"].label_zh
    assert (named.record_id, named.item, named.label) == (row["amount_id"], "three_public.total", label)
    assert disclosure_file.document.text_at(named.place) == named.word
    assert match_key(named.word) == match_key(row["label"])
    assert f"three_public.total（{named.label}），据 {named.place} “{named.word}” 命名" in str(
        disclosure_file.explain(row["place"])
    )


def test_explaining_a_cell_shows_its_row(disclosure_file: extractor.DisclosureFile) -> None:
    place = disclosure_file.assets.place[0]
    row = disclosure_file.document.text_at(place).split("\t")
    answer = disclosure_file.explain(f"{place}.c1")
    assert answer.quote == row[0]
    assert answer.after.strip(" │").startswith(row[1].strip())


@pytest.mark.parametrize("place", ["b999", "nonsense", "b1[5", "b1[3:1]", "b1[0:99999]", "", "b1.r1.c1"])
def test_a_place_that_is_none_says_so(disclosure_file: extractor.DisclosureFile, place: str) -> None:
    with pytest.raises(extractor.ExtractorError, match="NO_SUCH_PLACE"):
        disclosure_file.explain(place)


def test_a_doc_shows_itself(disclosure_file: extractor.DisclosureFile) -> None:
    assert repr(disclosure_file).splitlines()[0] == f"<DisclosureFile {disclosure_file.name}>"
    assert f".amounts            {len(disclosure_file.amounts):>6}" in repr(disclosure_file)
    assert "<table>" in disclosure_file._repr_html_()
    assert "<mark>" in disclosure_file.explain(disclosure_file.amounts.place[0])._repr_html_()


def test_a_document_without_a_disclosure_has_a_page_and_empty_frames(tmp_path: Path) -> None:
    letter = docx.Document()
    letter.add_paragraph("尊敬的各位同事：感谢来信。")
    letter.save(str(tmp_path / "letter.docx"))
    doc = extractor.read(tmp_path / "letter.docx")
    assert (doc.records, len(doc.amounts), doc.document.text) == ((), 0, "尊敬的各位同事：感谢来信。")


def test_errors_carry_a_code(tmp_path: Path) -> None:
    (tmp_path / "empty.docx").touch()
    for source, code in [
        (tmp_path / "none.docx", "NOT_FOUND"),
        (tmp_path, "IS_A_FOLDER"),
        (tmp_path / "empty.docx", "EMPTY_FILE"),
        (b"%PDF-1.7", "FILE_DAMAGED"),
        (io.StringIO("text"), "TEXT_MODE"),
        (42, "NO_SOURCE"),
    ]:
        with pytest.raises(extractor.ExtractorError) as caught:
            extractor.read(source)
        assert caught.value.code == code
    with pytest.raises(extractor.ExtractorError, match="NO_SUCH_LANGUAGE"):
        extractor.read(b"x", lang="fr")


def test_public_names_are_there_and_others_are_not() -> None:
    for name in extractor.__all__:
        assert getattr(extractor, name) is not None
    with pytest.raises(AttributeError):
        extractor.nothing  # noqa: B018


def test_convert_writes_a_dataset_and_opens_it(samples: list[Path], tmp_path: Path) -> None:
    data = extractor.convert(samples[:2], tmp_path / "out", formats=["csv"])
    assert list(data.manifest.status) == ["ok", "ok"]
    assert len(data.amounts) == sum(len(extractor.read(path).amounts) for path in samples[:2])
    assert len(extractor.open_dataset(tmp_path / "out").disclosures) == 2


def test_a_public_name_is_the_function_even_after_its_module_was_imported() -> None:
    import extractor.dataset.frames
    import extractor.evaluation
    import extractor.provenance.explain

    modules = {path.stem for path in Path(extractor.__file__).parent.glob("*.py")}
    assert modules & set(extractor.__all__) == set()
    assert callable(extractor.evaluate)


def test_names_that_are_none_are_told_with_those_that_are(disclosure_file: extractor.DisclosureFile) -> None:
    with pytest.raises(KeyError, match="tables: disclosures, facts, sections"):
        disclosure_file["amount"]
    with pytest.raises(extractor.ExtractorError, match="NO_SUCH_LANGUAGE"):
        extractor.labels(disclosure_file.amounts, "fr")
    assert "import_module" not in dir(extractor)
    assert {"read", "convert", "schema"} <= set(dir(extractor))


def test_an_explanation_shows_where_its_context_is_cut(disclosure_file: extractor.DisclosureFile) -> None:
    block, text = next(
        (str(place), words) for place in disclosure_file.blocks.place if len(words := disclosure_file.document.text_at(str(place))) > 100
    )
    told = disclosure_file.explain(f"{block}[50:52]")
    assert (told.before[-41:], told.after[:41]) == ("…" + text[10:50], text[52:92] + "…")
    told = disclosure_file.explain(f"{block}[0:{len(text)}]")
    assert "…" not in (told.before[-1:], told.after[:1])


def test_the_first_display_tells_office_year_kind_grade_totals_and_failed_checks(disclosure_file: extractor.DisclosureFile) -> None:
    (disclosure,) = disclosure_file.disclosures.to_dict("records")
    panel = disclosure_file.panel().iloc[0]
    for shown in (repr(disclosure_file), disclosure_file._repr_html_()):
        assert f"{disclosure['department_name']} · {disclosure['fiscal_year']} · 部门预算 · 质量等级 {disclosure['grade']}" in shown
        for item in ("revenue.total", "expenditure.total", "three_public.total"):
            assert f"{panel[item]:,.2f}".rstrip("0").rstrip(".") in shown, item
        assert "不符的核验 0 项" in shown
    assert len(repr(disclosure_file)) < 3000


def test_a_file_that_is_none_shows_the_reason() -> None:
    shown = repr(extractor.read("今天天气很好。".encode()))
    assert "NOT_A_DISCLOSURE" in shown


def test_the_panel_and_long_form_of_one_file_are_those_of_a_dataset(disclosure_file: extractor.DisclosureFile) -> None:
    assert list(disclosure_file.panel(["三公经费", "revenue.total"], unit="wan").columns[-3:]) == ["three_public.total", "revenue.total", "flags"]
    assert set(disclosure_file.long(whole=True).concept) <= set(disclosure_file.facts.concept)


def test_a_page_shows_a_place_among_its_neighbours_or_in_its_table(disclosure_file: extractor.DisclosureFile) -> None:
    prose = disclosure_file.facts[disclosure_file.facts.source == "prose"].place.iloc[0]
    view = disclosure_file.page(prose)
    raw = disclosure_file.document.text_at(prose)
    assert f"【{raw}】" in str(view) and f"<mark>{raw}</mark>" in view._repr_html_()
    table = disclosure_file.document.tables[0]
    cell = table.cells[0]
    assert str(disclosure_file.page(cell.path)).startswith(f"【{cell.text}】")
    assert disclosure_file.page(cell.path)._repr_html_().count("<mark>") == 1
    with pytest.raises(extractor.ExtractorError, match="NO_SUCH_PLACE"):
        disclosure_file.page("b9999")
    with pytest.raises(extractor.ExtractorError, match="NO_SUCH_PLACE"):
        disclosure_file.page("somewhere")


def test_a_document_and_its_tables_show_short_and_become_frames(disclosure_file: extractor.DisclosureFile) -> None:
    document = disclosure_file.document
    assert len(repr(document)) < 100 and len(repr(document.tables[0])) < 60
    assert "<table" in document._repr_html_() and "<td" in document.tables[0]._repr_html_()
    frame = document.tables[0].to_pandas()
    assert frame.shape == (document.tables[0].n_rows - 1, document.tables[0].n_columns) or frame.shape[0] < document.tables[0].n_rows
    assert document.tables[0].to_pandas(header_rows=0).shape == (document.tables[0].n_rows, document.tables[0].n_columns)


def test_heads_over_several_rows_become_one_name_each() -> None:
    markup = "<table><tr><td rowspan=2>项目</td><td colspan=2>支出</td></tr><tr><td>基本</td><td>项目</td></tr><tr><td>合计</td><td>1</td><td>2</td></tr></table>"
    (table,) = extractor.read_document(f"<html><body>{markup}</body></html>".encode()).tables
    frame = table.to_pandas()
    assert list(frame.columns) == ["项目", "支出/基本", "支出/项目"]
    assert frame.iloc[0].tolist() == ["合计", "1", "2"]


def test_a_name_of_an_item_that_is_none_gives_near_ones(disclosure_file: extractor.DisclosureFile) -> None:
    with pytest.raises(extractor.ExtractorError, match="three_public"):
        disclosure_file.panel(["三公经费的总额度"])


def test_a_conversion_without_the_corrections_of_the_former_dataset_warns(sample: Path, tmp_path: Path) -> None:
    doc = extractor.read(sample)
    row = doc.rows["amounts"][0]
    (tmp_path / "c.csv").write_text(
        f"sha256,table,column,place,old,new\n{doc.document.sha256},amounts,value,{row['place']},{row['raw']},9.99\n", encoding="utf-8"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        extractor.convert(sample, tmp_path / "out", corrections=tmp_path / "c.csv")
    with pytest.warns(UserWarning, match="1 条更正"):
        extractor.convert(sample, tmp_path / "out")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        extractor.convert(sample, tmp_path / "out")


def test_a_conversion_shows_its_progress_only_where_it_is_wanted(
    samples: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    extractor.convert(samples[:2], tmp_path / "quiet")
    assert capsys.readouterr().err == ""
    extractor.convert(samples[:2], tmp_path / "told", progress=True)
    told = capsys.readouterr().err
    assert told.endswith("\r2/2\n") and told.count("\n") == 1
