"""Shared by all tests: where the authored samples lie."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


@pytest.fixture(scope="session")
def samples() -> list[Path]:
    """The authored disclosures, sorted by name."""
    return sorted(SAMPLES.glob("*.docx"))


@pytest.fixture(scope="session")
def sample(samples: list[Path]) -> Path:
    """One of them."""
    return samples[0]
