"""A dataset that was written opens table by table, makes the panel, and can be checked again without the documents."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from extractor import schema
from extractor.dataset.dataset import Dataset, open_dataset
from extractor.dataset.frames import labels
from extractor.dataset.from_rows import rows_to_records
from extractor.dataset.panel import IDENTITY_COLUMNS
from extractor.dataset.to_rows import build_file_rows, records_to_rows
from extractor.dataset.writer import DatasetWriter
from extractor.facts import attach_facts
from extractor.lexicon.label_parser import describe_item
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.disclosure import Disclosure, Profile
from extractor.model.document import Span
from extractor.model.enums import Fund, Scope
from extractor.model.issues import ExtractorError
from extractor.model.records import Amount, BudgetLine, FigureContext, TableRecord
from extractor.pipeline import parse_file
from tests.example_disclosure import amount, disclosure, make_extracted, money, text


def write_and_open(
    folder: Path, *several: Disclosure, formats: tuple[str, ...] = ("csv", "parquet")
) -> Dataset:
    with DatasetWriter(folder, formats) as writer:
        for number, one in enumerate(several, start=1):
            known = one
            if not one.facts:
                known = attach_facts(one, load_bundled_lexicons()["base"])
            writer.add_rows(records_to_rows(known, f"d{number}", f"{number}.docx"))
    return open_dataset(folder)


def make_budget(
    name: str,
    year: int,
    *amounts: Amount,
    kind: str = "department_budget",
    **other: object,
) -> Disclosure:
    profile = Profile(
        department_name=text(name, "b1"),
        fiscal_year=make_extracted(year, str(year), "b2"),
        doc_type=kind,
        province="河北省",
    )
    return Disclosure(profile=profile, amounts=amounts, **other)  # type: ignore[arg-type]


def test_tables_are_attributes_and_items_and_come_the_same_from_every_format(
    tmp_path: Path,
) -> None:
    whole = [
        write_and_open(tmp_path / form, disclosure(), formats=(form,))
        for form in ("parquet", "csv", "jsonl")
    ]
    for table in schema.load_tables():
        frames = [data[table.name] for data in whole]
        assert getattr(whole[0], table.name) is frames[0]
        for other in frames[1:]:
            pd.testing.assert_frame_equal(frames[0], other)
    assert {table.name for table in schema.load_tables()} <= set(dir(whole[0]))


def test_a_missing_parquet_file_is_read_from_csv(tmp_path: Path) -> None:
    data = write_and_open(tmp_path, disclosure())
    (tmp_path / "amounts.parquet").unlink()
    assert len(data.amounts) == 2
    assert data.verify() == ["amounts.parquet"]
    (tmp_path / "amounts.csv").unlink()
    with pytest.raises(ExtractorError, match="NOT_FOUND"):
        data.read_frame("amounts")


def test_what_is_no_dataset_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ExtractorError, match="NO_DATASET"):
        open_dataset(tmp_path)
    with pytest.raises(ExtractorError, match="NOT_FOUND"):
        open_dataset(tmp_path / "nowhere")
    (tmp_path / "datapackage.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ExtractorError, match="NO_DATASET"):
        open_dataset(tmp_path / "datapackage.json")
    with pytest.raises(AttributeError):
        _ = write_and_open(tmp_path).no_such_table


def test_rows_come_back_as_they_were_made_document_by_document(tmp_path: Path) -> None:
    made = [
        records_to_rows(disclosure(), "d1", "1.docx"),
        records_to_rows(disclosure(), "d2", "2.docx"),
    ]
    assert (
        list(
            write_and_open(tmp_path, disclosure(), disclosure()).iter_disclosure_rows()
        )
        == made
    )


def test_the_panel_has_a_row_per_department_and_year_and_says_where_values_come_from(
    tmp_path: Path,
) -> None:
    table = TableRecord("statutory", "B1", None, None, None, 2, 2, 1, Span("b9"))
    lines = tuple(
        BudgetLine(
            table,
            "B1",
            None,
            None,
            None,
            None,
            item,
            money(value, value, "b9.r1.c2"),
            "reported",
            2020,
            "budget",
            context=describe_item(item),
        )
        for item, value in (("revenue.total", "99.00"), ("expenditure.total", "7.00"))
    )
    data = write_and_open(
        tmp_path,
        make_budget(
            "乙局",
            2020,
            amount("revenue.total", "99.5", "b3", source="table"),
            amount("revenue.total", "100", "b4"),
            amount("revenue.total", "80", "b5", fiscal_year=2019, phase="executed"),
            amount(None, "1", "b6"),
            amount(
                "training", "0", "b7", value=money(None, "", "b7"), value_status="blank"
            ),
            budget_lines=lines,
            tables=(table,),
        ),
        make_budget(
            "甲局",
            2020,
            amount("revenue.total", "5", "b3", phase="executed"),
            kind="department_final",
        ),
        make_budget("甲局", 2019),
    )
    expected = pd.DataFrame(
        {
            "disclosure_id": ["d1", "d3", "d2"],
            "department_name": ["乙局", "甲局", "甲局"],
            "fiscal_year": [2020, 2019, 2020],
            "path": ["1.docx", "3.docx", "2.docx"],
            "revenue.total": [990_000.0, pd.NA, 50_000.0],
            "revenue.total__source": ["table", pd.NA, "prose"],
            "revenue.total__fact": ["d1-fact-1", pd.NA, "d2-fact-1"],
            "revenue.total__place": ["b9.r1.c2", pd.NA, "b3"],
            "revenue.total__spread": [10_000.0, pd.NA, 0.0],
            "revenue.total__link": [
                "review.html#d=d1&p=b9.r1.c2",
                pd.NA,
                "review.html#d=d2&p=b3",
            ],
            "expenditure.total": [70_000.0, pd.NA, pd.NA],
            "expenditure.total__source": ["table", pd.NA, pd.NA],
            "flags": ["conflict:revenue.total", pd.NA, pd.NA],
        }
    )
    panel = data.panel(sources=True)
    pd.testing.assert_frame_equal(
        panel[list(expected.columns)], expected, check_dtype=False
    )
    assert str(panel["revenue.total"].dtype) == "Float64"
    identity = len(IDENTITY_COLUMNS)
    assert list(data.panel().columns[identity:]) == [
        "revenue.total",
        "expenditure.total",
        "flags",
    ]
    chosen = data.panel(["training", "revenue.total"]).columns[identity:]
    assert chosen.tolist() == ["training", "revenue.total", "flags"]
    assert data.panel(unit="wan")["revenue.total"].dropna().tolist() == [99.0, 5.0]
    assert list(data.panel(sources=True).pipe(labels).columns[identity:][:6]) == [
        "收入总计", "收入总计（来源）", "收入总计（事实编号）", "收入总计（出处）", "收入总计（所述数值的差距）",
        "收入总计（复核页）",
    ]  # fmt: skip
    with pytest.raises(ExtractorError, match="NO_SUCH_ITEM"):
        data.panel(["revenue"])


def test_an_empty_dataset_has_an_empty_panel(tmp_path: Path) -> None:
    assert write_and_open(tmp_path).panel(["revenue.total"], sources=True).shape == (
        0,
        len(IDENTITY_COLUMNS) + 7,
    )


def test_years_of_a_department_are_compared(tmp_path: Path) -> None:
    data = write_and_open(
        tmp_path,
        make_budget(
            "甲县乙局",
            2019,
            amount("revenue.total", "100", "b3", fiscal_year=2019),
            amount("training", "0", "b4", fiscal_year=2019),
        ),
        make_budget(
            "甲县乙局",
            2020,
            amount("revenue.total", "125", "b3"),
            amount("training", "2", "b4"),
        ),
        make_budget("甲县丙局", 2020, amount("revenue.total", "7", "b3")),
    )
    made = data.compare("乙局")
    assert list(made.columns) == [2019, 2020, "2019→2020", "2019→2020 %"]
    assert made.loc["revenue.total"].tolist() == [1_000_000, 1_250_000, 250_000, 25]
    assert made.loc["training"].isna().tolist() == [False, False, False, True]
    assert list(data.compare("乙局", [2020, 2021]).columns) == [
        2020,
        2021,
        "2020→2021",
        "2020→2021 %",
    ]
    with pytest.raises(
        ExtractorError, match="DEPARTMENT_AMBIGUOUS.*甲县丙局、甲县乙局"
    ):
        data.compare("甲县")
    with pytest.raises(ExtractorError, match="DEPARTMENT_NOT_FOUND"):
        data.compare("丁局")


def test_two_documents_of_a_year_are_not_mixed(tmp_path: Path) -> None:
    data = write_and_open(
        tmp_path,
        make_budget("甲局", 2020, amount("revenue.total", "100", "b3")),
        make_budget(
            "甲局",
            2020,
            amount("revenue.total", "90", "b3", phase="executed"),
            kind="department_final",
        ),
    )
    with pytest.raises(ExtractorError, match="YEAR_AMBIGUOUS"):
        data.compare("甲局")
    assert data.compare("甲局", doc_type="department_final")[2020].tolist() == [900_000]


def test_it_shows_itself(tmp_path: Path) -> None:
    data = write_and_open(tmp_path, disclosure())
    assert ".amounts                  2  金额" in repr(data)
    assert (
        "<td><code>.amounts</code></td><td>金额</td><td style='text-align:right'>2</td>"
        in data._repr_html_()
    )
    assert data.version.startswith("0.")


def test_checks_tried_again_on_the_rows_are_those_that_were_stored(
    tmp_path: Path, samples: list[Path]
) -> None:
    with DatasetWriter(tmp_path) as writer:
        for path in samples[:4]:
            writer.add_rows(
                build_file_rows(parse_file(path.read_bytes(), path.name), path.name)
            )
    data = open_dataset(tmp_path)
    again = data.check()
    assert again == list(data.iter_rows("checks"))
    assert len(again) > 100


def test_a_table_cut_by_pages_and_a_text_box_are_told_when_checked_again(
    tmp_path: Path,
) -> None:
    """Whether two tables are one decides on the precision of their numbers and on where a unit must stand."""
    from extractor.pipeline import extract_disclosures
    from tests.document_builders import build_document

    head = [
        ["2020年部门收支总表", "", "", ""],
        ["单位：万元", "", "", ""],
        ["收入", "", "支出", ""],
        ["项目", "预算数", "项目", "预算数"],
    ]
    first = [*head, ["一般公共预算拨款收入", "165.47", "一般公共服务支出", "100"]]
    document = build_document(
        "昌黎县信访局2020年部门预算", "一、部门收支情况", "收入总计165.47万元。", first, "- 3 -",
        [["本年收入合计", "165.47", "住房保障支出", "65.47"], ["收入总计", "165.47", "支出总计", "165.47"]], "二、名词解释",
    )  # fmt: skip
    (found,) = extract_disclosures(document)
    assert [(t.place.path, t.continues) for t in found.tables] == [
        ("b4", None),
        ("b6", "b4"),
    ]
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(records_to_rows(replace(found, text_boxes="tx1=b2"), "d1"))
    data = open_dataset(tmp_path)
    assert data.check() == list(data.iter_rows("checks"))
    (again,) = (rows_to_records(rows) for rows in data.iter_disclosure_rows())
    assert (again.table_predecessors, again.text_box_anchors) == (
        {"b6": "b4"},
        {"tx1": Span("b2")},
    )


def test_a_digit_changed_in_the_dataset_fails_a_check(
    tmp_path: Path, samples: list[Path]
) -> None:
    found = build_file_rows(parse_file(samples[0].read_bytes(), samples[0].name))
    total = next(row for row in found["amounts"] if row["item"] == "revenue.total")
    total["value"] += Decimal(1)
    with DatasetWriter(tmp_path) as writer:
        writer.add_rows(found)
    failed = [row for row in open_dataset(tmp_path).check() if row["result"] == "fail"]
    assert any(total["place"] in row["places"] for row in failed)


def test_a_dataset_of_the_former_names_says_so(tmp_path: Path) -> None:
    package = {"resources": [{"name": "documents", "path": "documents.csv"}], "version": "0.1.0"}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(ExtractorError, match="DATASET_OF_OLD_NAMES"):
        open_dataset(tmp_path)


def test_only_what_speaks_of_the_whole_is_in_the_panel_and_parts_are_held_against_totals(
    tmp_path: Path,
) -> None:
    of_one_fund = FigureContext("expenditure.basic", Fund.GENERAL_PUBLIC_BUDGET)
    of_the_year = FigureContext("revenue", Fund.ALL, Scope.YEAR)
    a_class = FigureContext("expenditure", Fund.ALL, function_code="205")
    data = write_and_open(
        tmp_path,
        make_budget(
            "甲局",
            2020,
            amount("revenue.total", "120", "b3"),
            amount("revenue.total", "100", "b4", context=of_the_year),
            amount("expenditure.total", "120", "b5"),
            amount("expenditure.basic", "90", "b6", context=of_one_fund),
            amount("expenditure.project", "130", "b7"),
            amount("expenditure.functional", "60", "b8", context=a_class),
        ),
    )
    (row,) = data.panel().to_dict("records")
    assert row["revenue.total"] == 1_200_000
    assert row["revenue.year"] == 1_000_000
    assert "expenditure.basic" not in row
    assert "expenditure.functional" not in row
    assert row["flags"] == "expenditure.project>expenditure.total"
    long = data.long(["expenditure.basic", "revenue.total"])
    assert long["value_yuan"].tolist() == [1_000_000, 1_200_000, 900_000]
    assert long["province"].tolist() == ["河北省"] * 3
    assert data.long(["expenditure.basic"], whole=True).empty
    with pytest.raises(ExtractorError, match="NO_SUCH_ITEM"):
        data.long(["revenue.of.all"])


def test_the_sum_over_whole_facts_is_the_sum_of_the_panel(tmp_path: Path) -> None:
    data = write_and_open(
        tmp_path,
        make_budget("甲局", 2020, amount("three_public.total", "3.50", "b3")),
        make_budget("乙局", 2020, amount("three_public.total", "1.25", "b3")),
    )
    facts = data.facts
    whole = facts[facts["is_whole"] & (facts["item"] == "three_public.total")]
    assert whole["value_yuan"].sum() == data.panel()["three_public.total"].sum() == 47_500


def test_copies_and_versions_of_one_disclosure_are_one_row_on_demand(
    tmp_path: Path,
) -> None:
    budget = make_budget("甲局", 2020, amount("revenue.total", "100", "b3"))
    fuller = make_budget(
        "甲局",
        2020,
        amount("revenue.total", "100", "b3"),
        amount("training", "2", "b4"),
    )
    data = write_and_open(tmp_path, budget, fuller, make_budget("乙局", 2020))
    assert len(data.panel()) == 3
    kept = data.panel(per_office_year=True).set_index("department_name")
    assert kept["path"].to_dict() == {"乙局": "3.docx", "甲局": "2.docx"}
    assert kept["versions"].fillna("").to_dict() == {"乙局": "", "甲局": "1.docx"}
