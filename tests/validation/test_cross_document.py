"""Documents beside one another: last year's file, the unit's own file, another version."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractor.batch.run import run_batch
from extractor.dataset.dataset import open_dataset
from extractor.validation.cross_document import (
    CrossDocumentChecker,
    build_office_key,
    collect_comparable_facts,
)
from tests.paths import SAMPLES

EARLIER, LATER = "昌黎县信访局2020年部门预算公开.docx", "昌黎县信访局2021年部门预算公开.docx"
LINKED_FILES = [EARLIER, LATER, *(f"桃城区财政局{year}年部门预算公开.docx" for year in (2018, 2019, 2020))]

DatasetRow = dict[str, Any]


def make_document_row(ident: str, year: int, **more: object) -> DatasetRow:
    return {
        "disclosure_id": ident, "sha256": ident.partition("-")[0], "doc_type": "department_budget", "fiscal_year": year,
        "department_name": "昌黎县信访局", "division_code": "130322", "province": "河北省", "city": "秦皇岛市",
        "county": "昌黎县", **more,
    }  # fmt: skip


def make_amount_row(value: str, year: int = 2020, phase: str = "budget", item: str | None = "expenditure.total") -> DatasetRow:
    number = Decimal(value)
    return {
        "item": item, "label": "支出合计", "value": number, "unit": "万元", "value_yuan": number * 10000,
        "fiscal_year": year, "phase": phase, "section": "budget_overview", "raw": f"{value}万元", "place": "b3[4:9]",
    }  # fmt: skip


def make_change_row(value: str, direction: str = "increase", kind: str = "unstated") -> DatasetRow:
    number = Decimal(value)
    return {
        "item": "expenditure.total", "label": "支出合计", "value": number, "unit": "万元", "value_yuan": number * 10000,
        "fiscal_year": 2020, "base_year": 2019, "base_kind": kind, "direction": direction,
        "section": "budget_overview", "raw": f"{value}万元", "place": "b4[9:15]",
    }  # fmt: skip


def compare_disclosures(*disclosures: tuple[DatasetRow, list[DatasetRow], list[DatasetRow]]) -> list[DatasetRow]:
    beside = CrossDocumentChecker()
    for one in disclosures:
        beside.add_disclosure(one[0], collect_comparable_facts(*one))
    found = list(beside.iter_rows("en"))
    beside.close()
    return found


def list_results(*disclosures: tuple[DatasetRow, list[DatasetRow], list[DatasetRow]]) -> list[tuple[str, str, str, str]]:
    return [(r["disclosure_id"], r["other_disclosure_id"], r["rule"], r["result"]) for r in compare_disclosures(*disclosures)]


LAST_YEAR = (make_document_row("aaa", 2019), [make_amount_row("165.46", 2019)], [])


def test_a_stated_change_is_the_figure_of_this_year_less_that_of_last_years_file() -> None:
    assert compare_disclosures(LAST_YEAR, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("23.53")])) == [
        {
            "disclosure_id": "bbb",
            "cross_document_check_id": "bbb-cross_document_check-1",
            "other_disclosure_id": "aaa",
            "rule": "PRIOR_YEAR_CHANGE",
            "result": "pass",
            "item": "expenditure.total",
            "other_value": Decimal("1654600.00"),
            "expected": Decimal(235300),
            "actual": Decimal(235300),
            "difference": Decimal(0),
            "tolerance": Decimal(150),
            "message": "The stated change against the document of the year before (aaa): "
            "支出合计 23.53 = 188.99 - 165.46 万元",
            "places": "bbb:b4[9:15];bbb:b3[4:9];aaa:b3[4:9]",
        }
    ]


@pytest.mark.parametrize(
    ("stated", "result"),
    [
        (make_change_row("23.54"), "rounding"),
        (make_change_row("23.55"), "fail"),
        (make_change_row("23.53", "decrease"), "fail"),
        (make_change_row("33.53", kind="prior_year_budget"), "fail"),
    ],
)
def test_a_change_beyond_rounding_fails(stated: DatasetRow, result: str) -> None:
    both = LAST_YEAR, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [stated])
    assert list_results(*both) == list_results(*both[::-1]) == [("bbb", "aaa", "PRIOR_YEAR_CHANGE", result)]


def test_a_change_without_a_figure_or_with_several_is_not_decided() -> None:
    several = (make_document_row("aaa", 2019), [make_amount_row("165.46", 2019), make_amount_row("100.00", 2019)], [])
    assert list_results(LAST_YEAR, (make_document_row("bbb", 2020), [], [make_change_row("23.53")]))[0][3] == "not_checkable"
    assert list_results(several, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("9.00")]))[0][3] == "not_checkable"
    assert list_results(several, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("23.53")]))[0][3] == "pass"


def test_a_budget_against_what_was_executed_waits_for_the_final_accounts() -> None:
    final = (make_document_row("fff", 2019, doc_type="department_final"), [make_amount_row("150.00", 2019, "executed")], [])
    this = (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("38.99", kind="prior_year_executed")])
    assert list_results(LAST_YEAR, this) == []
    assert list_results(LAST_YEAR, final, this) == [("bbb", "fff", "PRIOR_YEAR_CHANGE", "pass")]


@pytest.mark.parametrize(("printed", "result"), [("165.46", "pass"), ("165.64", "fail")])
def test_a_printed_figure_of_last_year_is_that_of_last_years_file(printed: str, result: str) -> None:
    this = (make_document_row("bbb", 2020), [make_amount_row("188.99"), make_amount_row(printed, 2019, "prior_budget")], [])
    assert list_results(LAST_YEAR, this) == [("bbb", "aaa", "PRIOR_YEAR_LEVEL", result)]


def test_two_files_of_one_office_year_and_kind_are_versions_and_both_are_marked() -> None:
    found = compare_disclosures((make_document_row("bbb", 2020), [make_amount_row("188.99")], []), (make_document_row("ccc", 2020), [make_amount_row("188.98")], []))
    assert [(r["disclosure_id"], r["other_disclosure_id"], r["rule"], r["result"], r["places"]) for r in found] == [
        ("bbb", "ccc", "REVISION", "revision", "bbb:b3[4:9];ccc:b3[4:9]"),
        ("ccc", "bbb", "REVISION", "revision", "ccc:b3[4:9];bbb:b3[4:9]"),
    ]
    message = "ccc is another version of the same disclosure (one of 2): 1 amounts stand in both, 1 of"
    assert found[0]["message"].startswith(message)


def test_rows_grow_with_the_versions_and_not_with_their_pairs() -> None:
    versions = [(make_document_row(f"v{number:02}", 2020), [make_amount_row(f"188.{number:02}")], []) for number in range(40)]
    found = compare_disclosures(*versions)
    named = [(r["disclosure_id"], r["other_disclosure_id"]) for r in found]
    assert named == [("v00", "v01"), *((f"v{number:02}", "v00") for number in range(1, 40))]
    assert all("(one of 40)" in r["message"] and r["rule"] == "REVISION" for r in found)


def test_disclosures_of_one_file_are_no_versions_of_one_another() -> None:
    """A file that holds two is one version, held against the first other file."""
    two = [(make_document_row(ident, 2020), [make_amount_row("188.99")], []) for ident in ("bbb", "bbb-2", "ccc", "ccc-2")]
    found = [(r["disclosure_id"], r["other_disclosure_id"]) for r in compare_disclosures(*two) if r["rule"] == "REVISION"]
    assert found == [("bbb", "ccc"), ("bbb-2", "ccc"), ("ccc", "bbb"), ("ccc-2", "bbb")]
    assert all("(one of 2 files)" in r["message"] for r in compare_disclosures(*two) if r["rule"] == "REVISION")


def test_each_version_of_last_year_is_compared() -> None:
    versions = LAST_YEAR, (make_document_row("abc", 2019), [make_amount_row("165.00", 2019)], [])
    found = list_results(*versions, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("23.53")]))
    assert found[2:] == [("bbb", "aaa", "PRIOR_YEAR_CHANGE", "pass"), ("bbb", "abc", "PRIOR_YEAR_CHANGE", "fail")]


@pytest.mark.parametrize(("own", "result"), [("188.99", "pass"), ("188.89", "fail")])
def test_a_unit_in_its_departments_file_agrees_with_its_own_file(own: str, result: str) -> None:
    head = (make_document_row("ddd", 2020, department_name="昌黎县政府办公室"), [make_amount_row("500.00")], [])
    inside = (make_document_row("ddd-2", 2020, doc_type="unit_budget"), [make_amount_row("188.99")], [])
    alone = (make_document_row("eee", 2020), [make_amount_row(own)], [])
    assert list_results(head, inside, alone) == [("eee", "ddd-2", "SAME_UNIT", result)]


@pytest.mark.parametrize(
    "other",
    [
        {"division_code": "130304"}, {"division_code": None}, {"department_name": "昌黎县教育局"},
        {"department_name": None}, {"doc_type": "unit_budget"}, {"fiscal_year": 2018},
    ],
)  # fmt: skip
def test_another_office_kind_or_year_is_not_compared(other: DatasetRow) -> None:
    last = (make_document_row("aaa", 2019) | other, *LAST_YEAR[1:])
    assert list_results(last, (make_document_row("bbb", 2020), [make_amount_row("188.99")], [make_change_row("99.99")])) == []


def test_an_office_is_one_with_and_without_the_names_above_it() -> None:
    names = ["河北省秦皇岛市昌黎县信访局", "昌黎县信访局", "信访局", " 昌黎县 信访局"]
    assert {build_office_key(make_document_row("aaa", 2019, department_name=name)) for name in names} == {"130322 信访局"}


# --- over a run -------------------------------------------------------------------------------------------------------


def replace_text(data: bytes, old: str, new: str) -> bytes:
    """The same file with one text of its document changed once."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert part.count(old.encode()) >= 1
                part = part.replace(old.encode(), new.encode(), 1)
            target.writestr(name, part)
    return out.getvalue()


def count_results(folder: Path) -> Counter[tuple[str, str]]:
    return Counter((row["rule"], row["result"]) for row in open_dataset(folder).iter_rows("cross_document_checks"))


def test_the_samples_of_several_years_agree_with_one_another(tmp_path: Path) -> None:
    run_batch([SAMPLES / name for name in LINKED_FILES], tmp_path)
    assert count_results(tmp_path) == {
        ("PRIOR_YEAR_CHANGE", "pass"): 29, ("PRIOR_YEAR_CHANGE", "not_checkable"): 1, ("PRIOR_YEAR_LEVEL", "pass"): 1,
    }  # fmt: skip
    data = open_dataset(tmp_path)
    assert data.check_across_documents() == list(data.iter_rows("cross_document_checks"))


def test_a_planted_change_fails_and_a_revision_is_kept_the_same_for_any_number_of_jobs(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    first = (SAMPLES / LATER).read_bytes()
    (folder / "1.docx").write_bytes((SAMPLES / EARLIER).read_bytes())
    (folder / "2.docx").write_bytes(first)
    (folder / "3.docx").write_bytes(replace_text(first, "7.68", "8.68"))
    for jobs in (1, 2):
        run_batch([folder], tmp_path / f"out{jobs}", formats=("csv",), jobs=jobs)
    one, two = ((tmp_path / f"out{jobs}" / "cross_document_checks.csv").read_bytes() for jobs in (1, 2))
    assert one == two
    assert count_results(tmp_path / "out1") == {
        ("PRIOR_YEAR_CHANGE", "pass"): 17, ("PRIOR_YEAR_CHANGE", "fail"): 1, ("PRIOR_YEAR_CHANGE", "not_checkable"): 2,
        ("REVISION", "revision"): 2,
    }  # fmt: skip
    assert len(open_dataset(tmp_path / "out1").panel(copies=True)) == 3
    assert open_dataset(tmp_path / "out1").panel()["flags"].dropna().tolist() == ["copy:3.docx"]
