"""What was left unread over a whole dataset, by kind."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import extractor
from extractor.cli import main
from extractor.dataset.dataset import Dataset


@pytest.fixture(scope="module")
def dataset(samples: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return extractor.convert(samples[:3], tmp_path_factory.mktemp("unread") / "out", formats=["parquet"])


def test_every_number_and_cell_left_unread_is_counted_in_its_kind(dataset: Dataset) -> None:
    numbers = Counter(("number", row["reason"]) for row in dataset.iter_rows("unmatched_numbers"))
    cells = Counter(("cell", "cell") for row in dataset.iter_rows("cells") if row["use"] == "unread")
    found = dataset.summarize_unread(examples=2)
    assert {(kind.what, kind.reason): kind.times for kind in found} == {**numbers, **cells}
    assert [kind.times for kind in found] == sorted((kind.times for kind in found), reverse=True)
    assert all(len(kind.examples) == min(2, kind.times) and 1 <= kind.documents <= 3 for kind in found)
    first = next(iter(dataset.iter_rows("unmatched_numbers")))
    kind = next(kind for kind in found if (kind.what, kind.reason) == ("number", first["reason"]))
    assert kind.examples[0] == (first["disclosure_id"], first["place"], first["context"])


def test_the_command_prints_them_and_gives_them_as_json(dataset: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(dataset.folder), "--unmatched-numbers", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(kind["what"], kind["times"]) for kind in found] == [(kind.what, kind.times) for kind in dataset.summarize_unread()]
    assert main(["check", str(dataset.folder), "--unmatched-numbers"]) == 0
    text = capsys.readouterr().out
    assert all(f"{kind['what']} {kind['reason']}" in text for kind in found)
