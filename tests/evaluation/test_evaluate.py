"""A dataset is measured against rows written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractor.dataset.to_rows import build_file_rows
from extractor.evaluation import EvaluationReport, evaluate
from extractor.model.issues import ExtractorError
from extractor.pipeline import parse_file
from tests.example_disclosure import SHA, disclosure, make_parsed
from tests.paths import SHARED

FOUND = build_file_rows(make_parsed(), "甲县/预算.docx")
DOCUMENT = {"title": "甲县信访局2020年部门预算", "fiscal_year": 2020}
AMOUNT = {"item": "revenue.total", "label": "收入", "value": 1234.5, "unit": "万元", "value_yuan": 12345000, "phase": "budget"}
BLANK = {"item": None, "label": None, "value": None, "unit": "万元", "value_yuan": None, "phase": "budget"}


def evaluate_gold(folder: Path, gold: dict[str, Any], *more: Path, name: str = "g.json") -> EvaluationReport:
    path = folder / name
    path.write_text(json.dumps({"disclosures": [DOCUMENT], **gold}, ensure_ascii=False), encoding="utf-8")
    return evaluate(FOUND, [path, *more], "en")


def test_rows_agree_in_the_columns_that_the_gold_lists(tmp_path: Path) -> None:
    report = evaluate_gold(
        tmp_path,
        {
            "amounts": [AMOUNT, BLANK],
            "sections": [{"level": 1, "number": "一", "title": "基本 情况"}],
            "sections_level2": [{"number": "１", "title": "职责"}],
            "activities": [{"name": "信访", "parent": None}, {"name": "接访", "parent": "信访"}],
            "assets": [{"as_of": "2019-12-31", "value": 103.60}],
            "changes": [{"stated": False, "value": 0, "reason": None}],
            "checks": [{"rule": "REV_SUM", "result": "pass", "message": "any"}],
            "counts": [{"value": "2"}],
        },
    )
    assert report.is_perfect, str(report)
    assert report.as_dict()["tables"]["amounts"] == {
        "gold": 2, "found": 2, "matched": 2, "precision": 1.0, "recall": 1.0, "f1": 1.0,
    }  # fmt: skip
    assert "agree row by row" in str(report)


def test_what_is_missing_and_what_is_beyond_is_named(tmp_path: Path) -> None:
    report = evaluate_gold(tmp_path, {"amounts": [AMOUNT, {**AMOUNT, "item": "training"}], "goals": []})
    score = report.scores["amounts"]
    assert (score.n_gold, score.n_found, score.n_matched) == (2, 2, 1)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert score.missing[0].gold_row["item"] == "training"
    assert score.missing[0].nearest_row is None
    assert score.extra == (BLANK,)
    assert report.scores["goals"].precision == 0
    assert not report.is_perfect
    assert "  - item=training" in str(report)
    assert "  + item=∅" in str(report)


def test_equal_rows_count_once_each(tmp_path: Path) -> None:
    score = evaluate_gold(tmp_path, {"amounts": [{"unit": "万元"}] * 3}).scores["amounts"]
    assert (score.n_gold, score.n_found, score.n_matched) == (3, 2, 2)


def test_money_off_by_a_power_of_ten_is_counted_apart(tmp_path: Path) -> None:
    report = evaluate_gold(tmp_path, {"amounts": [{**AMOUNT, "unit": "元", "value_yuan": 1234.5}, BLANK]})
    (mistake,) = [difference for _, difference in report.unit_mistakes]
    assert mistake.columns == ("unit", "value_yuan")
    assert report.as_dict()["unit_mistakes"] == 1
    assert evaluate_gold(tmp_path, {"amounts": [{**AMOUNT, "value_yuan": 12340000}, BLANK]}).unit_mistakes == []
    assert "unit: 元 ≠ 万元  value_yuan: 1234.5 ≠ 12345000.00" in str(report)


def test_of_checks_the_gold_is_the_least(tmp_path: Path) -> None:
    report = evaluate_gold(tmp_path, {"checks": [{"rule": "TP_SUM", "result": "pass"}]})
    assert report.scores["checks"].recall == 0
    assert report.scores["checks"].precision == 1
    assert evaluate_gold(tmp_path, {"checks": [{"rule": "TP_SUM", "result": "fail"}]}).is_perfect


def test_places_must_stand_in_evidence(tmp_path: Path) -> None:
    right = {"table": "amounts", "item": "revenue.total", "column": "value", "raw": "1,234.50万元", "place": "b10[3:13]"}
    assert evaluate_gold(tmp_path, {"places": [right]}).is_perfect
    report = evaluate_gold(tmp_path, {"places": [right, {**right, "place": "b10[4:13]"}]})
    assert (report.scores["places"].n_gold, report.scores["places"].n_matched) == (2, 1)
    assert report.scores["places"].missing[0].columns == ("place",)
    apart = tmp_path / "places.json"
    apart.write_text(json.dumps([right]), encoding="utf-8")
    assert evaluate_gold(tmp_path, {"amounts": [AMOUNT, BLANK]}, apart).scores["places"].n_matched == 1


@pytest.mark.parametrize(
    ("gold", "name"),
    [
        ({"sha256": SHA, "disclosures": []}, "g.json"),
        ({"file": "somewhere/预算.docx", "disclosures": []}, "g.json"),
        ({"disclosures": []}, "预算.gold.json"),
        ({"disclosures": [{"department_name": "甲县信访局", "fiscal_year": 2020}]}, "g.json"),
        ({"disclosures": []}, "anything.json"),
    ],
)
def test_a_gold_finds_its_document(tmp_path: Path, gold: dict[str, Any], name: str) -> None:
    (case,) = evaluate_gold(tmp_path, {"goals": [{"text": "做好"}], **gold}, name=name).comparisons
    assert len(case.disclosure_ids) == 1


def test_a_gold_without_its_document_is_no_success(tmp_path: Path) -> None:
    report = evaluate_gold(tmp_path, {"disclosures": [{"title": "乙局", "fiscal_year": 2020}], "goals": [{"text": "好"}]})
    assert not report.is_perfect
    assert report.scores["goals"].recall == 0
    assert "g.json: the dataset has no such document." in str(report)


def test_a_gold_may_hold_part_of_a_table_and_a_reader_may_look_at_some_columns(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    place = FOUND["amounts"][0]["place"]
    gold = {"disclosures": [DOCUMENT], "amounts": [AMOUNT], "parts": {"amounts": [place]}}
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    assert evaluate(FOUND, path).is_perfect
    gold["parts"] = {"amounts": [place.partition("[")[0]]}
    gold["amounts"] = [{**AMOUNT, "label": "财政收入"}]
    path.write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    assert evaluate(FOUND, path).scores["amounts"].n_matched == 0
    assert evaluate(FOUND, path, columns={"amounts": ("item", "value")}).scores["amounts"].n_matched == 1
    score = evaluate_gold(tmp_path, {"amounts": [BLANK], "only": {"amounts": {"item": None}}}).scores["amounts"]
    assert (score.n_gold, score.n_found, score.n_matched) == (1, 1, 1)


def test_every_copy_of_a_document_is_measured_and_several_disclosures_of_a_file_as_one(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_text(json.dumps({"disclosures": [DOCUMENT, DOCUMENT], "goals": [{"text": "做好"}] * 2}), encoding="utf-8")
    whole = build_file_rows(make_parsed(disclosure(), disclosure()), "a.docx")
    other = build_file_rows(make_parsed(disclosure(), disclosure()), "b.doc")
    for several in other.values():
        for row in several:
            row["disclosure_id"] = row["disclosure_id"].replace("0123", "4567")
    for row in other["disclosures"]:
        row["sha256"] = "f" * 64
    report = evaluate({name: whole[name] + other[name] for name in whole}, path)
    assert [(case.path, len(case.disclosure_ids)) for case in report.comparisons] == [("a.docx", 2), ("b.doc", 2)]
    assert report.scores["goals"].n_matched == 4
    assert report.is_perfect


def test_files_that_are_no_gold_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    for content in ("{", '{"a": 1}', "[1]"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(ExtractorError, match="GOLD_UNREADABLE"):
            evaluate(FOUND, path)
    with pytest.raises(ExtractorError, match="NOT_FOUND"):
        evaluate(FOUND, tmp_path / "none.json")


def test_the_samples_measure_themselves(samples: list[Path]) -> None:
    path = samples[0]
    report = evaluate(
        build_file_rows(parse_file(path.read_bytes(), path.name), path.name), path.parent / "expected" / f"{path.stem}.json", "zh"
    )
    assert report.scores["disclosures"].f1 == 1
    assert report.scores["places"].n_gold > 50


@pytest.mark.skipif(not SHARED.exists(), reason="the example document is not beside this checkout")
def test_the_example_document_gives_its_gold_and_its_places() -> None:
    (path,) = (SHARED / "seed").glob("*.docx")
    found = build_file_rows(parse_file(path.read_bytes(), path.name), path.name)
    report = evaluate(found, [SHARED / "seed" / "gold.json", SHARED / "seed" / "places.json"])
    assert report.is_perfect, str(report)
