"""The rules by which tools are compared, on tiny cases; no other tool is needed."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks import comparison, comparison_page, fidelity, robustness
from benchmarks.adapters import ReaderOutput
from benchmarks.fidelity import NO, NOT_APPLICABLE, PARTLY, YES, Probe

ROOT = Path(__file__).resolve().parents[1]
GRID = {(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP21", (1, 1): "QP22"}
TABLE = Probe("t", "", "", b"", ("QP11", "QP12", "QP21", "QP22"), ("QA01", "QZ09"), grid=GRID)
NUMBERED = Probe("n", "", "", b"", ("一、QM11", "二、QM12"), ("QA01", "QZ09"))
DELETED = Probe("d", "", "", b"", ("QT10QT12",), ("QA01", "QZ09"), ("QX11",))


@pytest.mark.parametrize(
    ("item", "text", "kept"),
    [
        (NUMBERED, "QA01 一、 QM11\n二、QM12 QZ09", YES),
        (NUMBERED, "QA01 QM11 QM12 QZ09", PARTLY),  # the letters without Word's numbers
        (NUMBERED, "QA01 QZ09", NO),
        (DELETED, "QA01 QT10 QT12 QZ09", YES),
        (DELETED, "QA01 QT10QX11QT12 QZ09", PARTLY),  # what was deleted shows
        (DELETED, "QX11", NO),
        (DELETED, "", NO),
    ],
)
def test_text_is_kept_when_all_that_shows_is_there_and_nothing_else(item: Probe, text: str, kept: str) -> None:
    assert fidelity.judge_text(item, text) == kept


@pytest.mark.parametrize(
    ("item", "text", "kept"),
    [
        (NUMBERED, "QA01 QM11 QM12 QZ09", YES),  # order asks for the letters alone
        (NUMBERED, "QA01 QM12 QM11 QZ09", PARTLY),
        (NUMBERED, "QA01 QM11 QM12 QM11 QZ09", PARTLY),  # twice
        (NUMBERED, "QM11 QA01 QM12 QZ09", PARTLY),
        (NUMBERED, "QA01 QM11 QZ09", NO),
        (TABLE, "QA01 QP11 QP11 QP12 QP21 QP22 QZ09", YES),  # a merged cell given again
        (NUMBERED._replace(unordered=True), "QM12 QM11", NOT_APPLICABLE),
    ],
)
def test_order_is_that_of_the_page(item: Probe, text: str, kept: str) -> None:
    assert fidelity.judge_order(item, text) == kept


@pytest.mark.parametrize(
    ("grids", "kept"),
    [
        ([[["QP11", "QP12"], ["QP21", "QP22"]]], YES),
        ([[["x"]], [["QP11", "QP12"], ["QP21", "QP22", "more"]]], YES),
        ([[["QP11", "", "QP12"], ["QP21", "QP22", ""]]], PARTLY),  # rows hold together, columns do not
        ([[["", ""], ["QP11", "QP12"], ["QP21", "QP22"]]], PARTLY),
        ([[["QP11 QP12", "QP12"], ["QP21", "QP22"]]], PARTLY),  # two marks in a cell
        ([[["QP11", "QP12"]], [["QP21", "QP22"]]], NO),
        ([], NO),
    ],
)
def test_cells_are_kept_when_one_grid_has_each_in_its_place(grids: list[list[list[str]]], kept: str) -> None:
    assert fidelity.judge_cells(TABLE, grids) == kept
    assert fidelity.judge_cells(NUMBERED, grids) == NOT_APPLICABLE


def test_markup_is_looked_for_in_what_the_tool_gave() -> None:
    item = next(one for one in fidelity.PROBES if one.key == "bold")
    assert fidelity.judge_output(item, ReaderOutput("QO10 QO11 QO12", []), "QO10 **QO11** QO12") == (YES, NOT_APPLICABLE, NOT_APPLICABLE)
    assert fidelity.judge_output(item, ReaderOutput("QO10 QO11 QO12", []), "QO10 QO11 QO12") == (NO, NOT_APPLICABLE, NOT_APPLICABLE)


def test_every_marked_file_is_a_file_with_marks_of_its_own() -> None:
    assert len({item.key for item in fidelity.PROBES}) == len(fidelity.PROBES) >= 30
    for item in fidelity.PROBES:
        assert item.expected and not set(item.expected) & set(item.forbidden), item.key
        if item.data[:2] == b"PK":
            assert zipfile.ZipFile(io.BytesIO(item.data)).testzip() is None, item.key


@pytest.mark.parametrize(
    ("error", "own", "text", "wanted", "same", "outcome"),
    [
        ("", False, "甲 乙", ["甲", "乙"], False, "read"),
        ("", False, "甲", ["甲", "乙"], False, "silent"),
        ("", False, "", None, False, "silent"),  # nothing given of what is no document, and nothing said
        ("", False, "words", None, False, "read"),
        ("", False, "甲乙", None, True, "read"),
        ("", False, "甲丙", None, True, "silent"),  # damaged, and read as something else
        ("BadZipFile", False, "", None, False, "refused"),
        ("KeyError", False, "", None, False, "raw"),
        ("KeyError", True, "", None, False, "refused"),  # a word of the tool's own
        ("MemoryError", False, "", None, False, "memory"),
    ],
)
def test_outcomes_of_broken_files(error: str, own: bool, text: str, wanted: list[str] | None, same: bool, outcome: str) -> None:
    assert robustness.classify_outcome(error, own, text, "甲乙", wanted, same) == outcome


def test_what_a_broken_file_must_yield_is_read_without_any_of_the_tools() -> None:
    from tests.hostile.valid_files import TEXTS, render_docx

    assert robustness.find_expected_texts(render_docx()) == list(TEXTS)
    assert robustness.find_expected_texts(b"%PDF-1.7") is None


HEADS = {"item_name": ("物品",), "quantity": ("数量",), "unit_price": ("单价",), "total": ("总计",), "current_year": ("当年/合计",)}
ORIGINS = [
    ["某局", "", "单位：万元", "", ""],
    ["物品", "数量", "单价", "金额", ""],
    ["", "", "", "总计", "当年"],
    ["", "", "", "", "合计"],
    ["合计", "", "", "6.00", "5.00"],
    ["桌", "2", "3.00", "6.00", "5.00"],
]
REPEATED = [["某局", "某局", "单位：万元", "", ""], ["物品", "数量", "单价", "金额", "金额"], ["物品", "数量", "单价", "总计", "当年"], ["物品", "数量", "单价", "总计", "合计"], *ORIGINS[4:]]


@pytest.mark.parametrize("grid", [ORIGINS, REPEATED])
def test_the_finder_reads_headers_of_several_rows_given_once_or_again(grid: list[list[str]]) -> None:
    rows, unit = comparison.find_procurement_rows(ReaderOutput("", [[["x", "1"]], grid]), HEADS)
    assert unit == 10000
    assert [row["name"] for row in rows] == ["合计", "桌"]
    assert rows[1]["quantity"] == 2 and rows[1]["total"] == 6 and rows[1]["current_year"] == 5
    given = set(comparison.iter_figures(rows, unit))
    assert ("桌", "unit_price", Decimal(30000)) in given and ("桌", "quantity", Decimal(2)) in given


def test_the_finder_takes_the_unit_from_a_header_or_the_text_before_and_invents_none() -> None:
    grid = [["物品", "数量", "单价"], ["桌", "2", "3"]]
    assert comparison.find_table_unit(grid, "单位：万元\n甲\n单位：元\n物品\n单位：亿元") == 1
    assert comparison.find_table_unit([["物品", "单价（万元）"]], "") == 10000
    assert comparison.find_table_unit(grid, "物品") is None
    rows, unit = comparison.find_procurement_rows(ReaderOutput("物品", [grid]), HEADS)
    assert list(comparison.iter_figures(rows, unit)) == [("桌", "quantity", Decimal(2))]


def test_figures_are_scored_each_once() -> None:
    wanted = [("桌", "total", Decimal(6)), ("椅", "total", Decimal(1))]
    assert comparison.score_figures(wanted, [("桌", "total", Decimal("6.00"))] * 2) == (2, 1, 1)


def test_the_pages_are_those_of_the_figures_measured() -> None:
    data = json.loads((ROOT / "benchmarks" / "comparison.json").read_text(encoding="utf-8"))
    for lang, name in (("zh", "comparison.md"), ("en", "comparison.en.md")):
        assert (ROOT / "docs" / name).read_text(encoding="utf-8") == comparison_page.render_page(data, lang)
    ours = data["table"]["ways"]["ours"]
    assert all(one["printed"][0] >= one["printed"][1] for one in ours.values())
    assert "–" in comparison_page.SIGNS.values() and "{#worse}" in comparison_page.render_page(data, "en")
