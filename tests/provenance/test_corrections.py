"""Corrections of a person: applied, recorded, checked, and refused where the page has changed."""

from __future__ import annotations

import csv
import datetime
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

import extractor
from extractor.batch import run_batch
from extractor.dataset.datapackage import get_row_count
from extractor.model.issues import ExtractorError
from extractor.provenance.corrections import (
    COLUMNS,
    Correction,
    _is_same_text,
    load_corrections,
)

DAY = datetime.date(2026, 3, 1)


@pytest.fixture(scope="module")
def disclosure_file(sample: Path) -> extractor.DisclosureFile:
    return extractor.read(sample)


@pytest.fixture(scope="module")
def checked_amount(disclosure_file: extractor.DisclosureFile) -> dict[str, Any]:
    """An amount in a sum that a check tried and found right."""
    passed = {place for row in disclosure_file.rows["checks"] if row["result"] == "pass" for place in row["places"].split(";")}
    return next(row for row in disclosure_file.rows["amounts"] if row["place"] in passed and row["item"] == "revenue.total")


def make_correction(disclosure_file: extractor.DisclosureFile, row: dict[str, Any], new: str, **other: Any) -> Correction:
    """A correction of the value of a row."""
    made = Correction(
        disclosure_file.document.sha256, "amounts", row["place"], "value", row["raw"], new, "scan of the page", "A. Reader", DAY
    )
    return made._replace(**other)


def write_corrections(path: Path, *lines: Correction) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(lines)
    return path


def apply_corrections(sample: Path, path: Path, *lines: Correction) -> tuple[extractor.DisclosureFile, list[tuple[str, str | None]]]:
    doc = extractor.read(sample, corrections=write_corrections(path, *lines))
    return doc, [(row["result"], row["because"]) for row in doc.rows["corrections"]]


def test_a_corrected_value_is_the_row_s_and_the_page_s_text_stays(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path
) -> None:
    one = make_correction(disclosure_file, checked_amount, "999.50万元")
    again, told = apply_corrections(sample, tmp_path / "c.csv", one)
    assert told == [("applied", None)]
    assert again.rows["corrections"] == [
        {
            "disclosure_id": checked_amount["disclosure_id"],
            "correction_id": f"{checked_amount['disclosure_id']}-correction-1",
            **dict(zip(COLUMNS[1:], one[1:], strict=True)),
            "result": "applied",
            "because": None,
            "file": disclosure_file.name,
        }
    ]
    row = next(row for row in again.rows["amounts"] if row["amount_id"] == checked_amount["amount_id"])
    assert row == {**checked_amount, "value": row["value"], "value_yuan": row["value_yuan"]}
    assert (str(row["value"]), int(row["value_yuan"])) == ("999.50", 9_995_000)
    marked = [
        (e["table"], e["record_id"], e["column"], e["corrected"]) for e in again.rows["evidence"] if e["corrected"]
    ]
    assert marked == [("amounts", checked_amount["amount_id"], "value", "999.50万元")]


def test_checks_see_the_corrected_value_now_and_when_the_dataset_is_checked_again(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path
) -> None:
    path = write_corrections(tmp_path / "c.csv", make_correction(disclosure_file, checked_amount, "999.50万元"))
    data = extractor.convert(sample, tmp_path / "out", corrections=path)
    kept = list(data.iter_rows("checks"))
    assert not any(row["result"] == "fail" and checked_amount["place"] in row["places"] for row in disclosure_file.rows["checks"])
    assert any(row["result"] == "fail" and checked_amount["place"] in row["places"].split(";") for row in kept)
    assert data.check() == kept


def test_a_correction_is_refused_with_an_issue_that_says_why(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path
) -> None:
    right = make_correction(disclosure_file, checked_amount, "999.50万元")
    label = next(row for row in disclosure_file.rows["evidence"] if row["table"] == "amounts" and row["column"] == "label")
    title = next(row for row in disclosure_file.rows["evidence"] if row["table"] == "sections" and row["column"] == "title")
    refusals = [
        (right._replace(old="1.00万元"), "text_changed"),
        (right._replace(place="b9999[0:3]"), "no_such_place"),
        (right._replace(place="somewhere [a:b]"), "no_such_place"),
        (right._replace(column="percent"), "not_read"),
        (right._replace(table="nothing"), "not_read"),
        (right._replace(new="999.50元"), "no_value"),
        (right._replace(new="a lot"), "no_value"),
        (right._replace(table="sections", column="title", place=title["place"], old=title["raw"], new="x"), "derived"),
        (right._replace(column="label", place=label["place"], old=label["raw"], new=""), "no_value"),
        (right._replace(column="label", place=label["place"], old="another", new="x"), "not_read"),
    ]
    for one, because in refusals:
        again, told = apply_corrections(sample, tmp_path / "c.csv", one)
        assert told == [("refused", because)]
        assert again.rows["amounts"] == disclosure_file.rows["amounts"]
        assert [row["place"] for row in again.rows["issues"] if row["code"] == "CORRECTION_REFUSED"] == [one.place]


@pytest.mark.parametrize("new", ["999.50元", "a lot", "", "1和2"])
def test_a_text_that_is_no_value_in_that_unit_is_refused(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path, new: str
) -> None:
    assert apply_corrections(sample, tmp_path / "c.csv", make_correction(disclosure_file, checked_amount, new))[1] == [("refused", "no_value")]


def test_two_that_differ_are_both_refused_and_a_second_like_the_first_is_told(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path
) -> None:
    one, other = make_correction(disclosure_file, checked_amount, "1.00万元"), make_correction(disclosure_file, checked_amount, "2.00万元")
    assert apply_corrections(sample, tmp_path / "c.csv", one, other)[1] == [("refused", "conflict")] * 2
    assert apply_corrections(sample, tmp_path / "c.csv", one, one)[1] == [("applied", None), ("refused", "duplicate")]


def test_the_data_package_shows_them_and_a_second_run_gives_the_same_bytes(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path
) -> None:
    path = write_corrections(tmp_path / "c.csv", make_correction(disclosure_file, checked_amount, "999.50万元"), make_correction(disclosure_file, checked_amount, "1", sha256="0" * 64))
    out = tmp_path / "out"
    plain = run_batch([sample], out)
    before = json.loads((out / "datapackage.json").read_bytes())
    first = run_batch([sample], out, corrections=path)
    package = json.loads((out / "datapackage.json").read_bytes())
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.glob("[!.]*.*")}
    second = run_batch([sample], out, corrections=path)
    assert (plain.reused, first.reused, second.reused) == (0, 0, 1)
    assert (first.corrections_idle, second.corrections_idle) == (1, 1)
    assert digests == {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in out.glob("[!.]*.*")}
    rows = {resource["name"]: get_row_count(resource) for resource in package["resources"]}
    assert (rows["corrections"], package["version"] != before["version"]) == (1, True)


def test_a_file_without_its_columns_or_with_no_date_is_the_caller_s_error(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    head = ",".join(COLUMNS)
    for text, encoding, code in (
        ("a,b\n1,2\n", "utf-8", "CORRECTIONS_COLUMNS"),
        (head + "\n" + "x," * 8 + "yesterday\n", "utf-8", "CORRECTIONS_UNREADABLE"),
        (head + "\n更正\n", "gb18030", "CORRECTIONS_ENCODING"),
    ):
        path.write_text(text, encoding=encoding)
        with pytest.raises(ExtractorError) as error:
            load_corrections(path)
        assert error.value.code == code
    with pytest.raises(ExtractorError) as error:
        load_corrections(tmp_path / "none.csv")
    assert error.value.code == "NOT_FOUND"


def test_a_run_says_how_many_were_refused_and_a_check_speaks_the_terminal_s_language(
    sample: Path, disclosure_file: extractor.DisclosureFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    from extractor.cli import main

    total = disclosure_file.amounts[disclosure_file.amounts.item == "three_public.total"].iloc[0]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS[:6])
    told = {"sha256": hashlib.sha256(sample.read_bytes()).hexdigest(), "table": "amounts", "column": "value"}
    for old, new, place in ((total.raw, "99999万元", total.place), ("not there", "1万元", disclosure_file.amounts.place[0])):
        row = {**told, "old": old, "new": new, "place": place}
        writer.writerow([row[name] for name in COLUMNS[:6]])
    (tmp_path / "c.csv").write_text(text.getvalue(), encoding="utf-8")
    words = ["run", str(sample), "-j1", "-o", str(tmp_path / "o"), "--corrections", str(tmp_path / "c.csv")]
    assert main(words) in (0, 1)
    assert main(["check", str(tmp_path / "o"), "--lang", "en"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "1 corrections were refused" in said or "1 条更正未采用" in said
    assert "Three public expenses against" in said


def test_item_fund_year_and_stage_of_a_value_are_put_right_and_its_fact_follows(sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path) -> None:
    one = make_correction(disclosure_file, checked_amount, "", column="item")
    lines = [
        one._replace(column="item", old="revenue.total", new="revenue.other"),
        one._replace(column="fiscal_year", old=str(checked_amount["fiscal_year"]), new="2001"),
        one._replace(column="phase", old="budget", new="executed"),
    ]
    again, told = apply_corrections(sample, tmp_path / "c.csv", *lines)
    assert told == [("applied", None)] * 3
    row = next(row for row in again.rows["amounts"] if row["place"] == checked_amount["place"])
    assert (row["item"], row["fund"], row["fiscal_year"], row["phase"]) == ("revenue.other", "other", 2001, "executed")
    fact = next(fact for fact in again.rows["facts"] if fact["fact_id"] == row["fact_id"])
    assert (fact["concept"], fact["fiscal_year"], fact["stage"], fact["value_yuan"]) == ("revenue", 2001, "executed", row["value_yuan"])


def test_a_value_that_is_none_goes_and_its_number_is_unmatched(sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path) -> None:
    one = make_correction(disclosure_file, checked_amount, "", column="row")
    again, told = apply_corrections(sample, tmp_path / "c.csv", one)
    assert told == [("applied", None)]
    assert checked_amount["place"] not in [row["place"] for row in again.rows["amounts"]]
    assert (checked_amount["place"], "corrected") in [(row["place"], row["reason"]) for row in again.rows["unmatched_numbers"]]


def test_a_value_that_was_missed_is_added_with_its_meaning(sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path) -> None:
    gone = make_correction(disclosure_file, checked_amount, "", column="row")
    added = gone._replace(new="item=three_public.total; fund=fiscal_appropriation; phase=budget")
    again, told = apply_corrections(sample, tmp_path / "c.csv", gone, added)
    assert told == [("applied", None)] * 2
    row = next(row for row in again.rows["amounts"] if row["place"] == checked_amount["place"])
    assert (row["item"], row["fund"], row["value_yuan"], row["fiscal_year"]) == ("three_public.total", "fiscal_appropriation", checked_amount["value_yuan"], checked_amount["fiscal_year"])
    assert checked_amount["place"] not in [number["place"] for number in again.rows["unmatched_numbers"]]


def test_another_office_and_year_are_known_before_anything_is_understood(sample: Path, disclosure_file: extractor.DisclosureFile, tmp_path: Path) -> None:
    (disclosure,) = disclosure_file.rows["disclosures"]
    place = disclosure_file.records[0].profile.title.place
    title = disclosure_file.document.text_at(place)
    one = Correction(disclosure_file.document.sha256, "disclosures", str(place), "fiscal_year", title, "2031")
    lines = [one, one._replace(column="department_name", new="石家庄市教育局")]
    again, told = apply_corrections(sample, tmp_path / "c.csv", *lines)
    assert told == [("applied", None)] * 2
    (row,) = again.rows["disclosures"]
    assert (row["fiscal_year"], row["department_name"], row["city"]) == (2031, "石家庄市教育局", "石家庄市")
    assert {amount["fiscal_year"] for amount in again.rows["amounts"] if amount["item"] == "revenue.total"} >= {disclosure["fiscal_year"]} or 2031 in {
        amount["fiscal_year"] for amount in again.rows["amounts"]
    }


@pytest.mark.parametrize(
    ("column", "old", "new", "because"),
    [
        ("item", "revenue.total", "revenue.nonsense", "no_value"),
        ("item", "expenditure.total", "revenue.other", "not_read"),
        ("fund", "all", "nobody", "no_value"),
        ("fiscal_year", "1999", "2000", "not_read"),
    ],
)
def test_a_meaning_that_is_none_or_of_another_value_is_refused(
    sample: Path, disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], tmp_path: Path, column: str, old: str, new: str, because: str
) -> None:
    one = make_correction(disclosure_file, checked_amount, new, column=column, old=old)
    _, told = apply_corrections(sample, tmp_path / "c.csv", one)
    assert told == [("refused", because)]


def test_a_label_is_corrected_and_the_dataset_checks_the_same_again(
    sample: Path, disclosure_file: extractor.DisclosureFile, tmp_path: Path
) -> None:
    label = next(row for row in disclosure_file.rows["evidence"] if row["table"] == "amounts" and row["column"] == "label")
    correction = make_correction(disclosure_file, disclosure_file.rows["amounts"][0], "收入预算总额")._replace(
        column="label", place=label["place"], old=label["raw"]
    )
    data = extractor.convert(sample, tmp_path / "out", corrections=write_corrections(tmp_path / "c.csv", correction))
    assert [row["result"] for row in data.iter_rows("corrections")] == ["applied"]
    corrected = [row for row in data.iter_rows("evidence") if row["corrected"]]
    assert {(row["column"], row["raw"], row["corrected"]) for row in corrected} == {("label", label["raw"], "收入预算总额")}
    assert "收入预算总额" in set(data.amounts["label"])
    assert data.check() == list(data.iter_rows("checks"))


@pytest.mark.parametrize("written", ["2026-03-01", "2026/3/1", "2026.03.01", "2026-3-1"])
def test_a_date_may_be_written_as_a_spreadsheet_writes_it(written: str, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"sha256,table,place,column,old,new,date\nx,amounts,b1,value,1,2,{written}\n", encoding="utf-8")
    assert load_corrections(path)["x"][0].date == DAY


@pytest.mark.parametrize("written", ["2026-3/1", "2026-13-01", "3/1/2026", "yesterday"])
def test_a_date_that_is_none_or_may_be_two_is_refused(written: str, tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text(f"sha256,table,place,column,old,new,date\nx,amounts,b1,value,1,2,{written}\n", encoding="utf-8")
    with pytest.raises(ExtractorError) as refused:
        load_corrections(path)
    assert refused.value.code == "CORRECTIONS_UNREADABLE"


@pytest.mark.parametrize(
    ("printed", "saved", "is_applied"),
    [("77,997.00", "77997", True), ("77,997.00", " 77,997.00 ", True), ("0.50", "0.5", True), ("77,997.00", "77997.1", False), ("12%", "12", False)],
)
def test_the_former_number_may_be_written_as_a_spreadsheet_saves_it(printed: str, saved: str, is_applied: bool) -> None:
    assert _is_same_text(printed, saved) == is_applied


def test_a_correction_costs_no_work_on_other_files_and_without_it_the_value_returns(
    samples: list[Path], disclosure_file: extractor.DisclosureFile, checked_amount: dict[str, Any], sample: Path, tmp_path: Path
) -> None:
    paths = [sample, *(path for path in samples if path != sample)][:3]
    out, fresh = tmp_path / "out", tmp_path / "fresh"
    run_batch(paths, out, jobs=1, formats=("csv",))
    plain = (out / "amounts.csv").read_bytes()
    corrections = write_corrections(tmp_path / "c.csv", make_correction(disclosure_file, checked_amount, "999.50万元"))
    assert run_batch(paths, out, jobs=1, formats=("csv",), corrections=corrections).reused == 2
    run_batch(paths, fresh, jobs=1, formats=("csv",), corrections=corrections)
    for path in (*fresh.glob("*.csv"), *fresh.glob("audit/*.csv")):
        assert path.read_bytes() == (out / path.relative_to(fresh)).read_bytes(), path.name
    assert run_batch(paths, out, jobs=1, formats=("csv",)).reused == 2
    assert (out / "amounts.csv").read_bytes() == plain
