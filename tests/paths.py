"""Where the repository, its samples and the documents beside it lie."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "samples"
SHARED = ROOT.parent / "shared"
"""Real documents to measure on; tests that need them skip where they are absent."""
