"""Frozen dataclasses: compared and hashed by their fields, refused to be changed by the type checker."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from extractor.dataclass import dataclass
from extractor.model.document import Span
from extractor.model.records import Unit


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0


def test_frozen_objects_are_compared_and_hashed_by_their_fields() -> None:
    assert Point(1) == Point(1, 0) != Point(2)
    assert len({Point(1), Point(1), Point(2)}) == 2
    assert [field.name for field in fields(Point)] == ["x", "y"]
    assert replace(Point(1), y=3) == Point(1, 3)
    assert pickle.loads(pickle.dumps(Point(4))) == Point(4)


def test_records_are_hashable() -> None:
    (field, *_) = fields(Unit)
    assert field.name == "name"
    assert hash(Span("b1")) == hash(Span("b1"))


def test_a_type_checker_refuses_a_change(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    source = tmp_path / "change.py"
    source.write_text(
        "from extractor.model.records import Extracted\n\ndef change(one: Extracted[str]) -> None:\n    one.raw = ''\n", encoding="utf-8"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(source)]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert 'Property "raw" defined in "Extracted" is read-only' in found.stdout
