"""Valid files to begin from: small ones made here, and those of a folder."""

from __future__ import annotations

from pathlib import Path

from extractor.formats import READERS, detect_format
from tests.hostile.mutate import Seed


def list_builtin_seeds() -> list[Seed]:
    """One file a feature, one small disclosure a format."""
    from tests.formats.docx_features import FEATURES
    from tests.hostile.valid_files import list_disclosure_seeds

    features = [Seed(f"feature: {feature.name}", detect_format(feature.data), feature.data) for feature in FEATURES]
    return [seed for seed in features if seed.kind in READERS] + list_disclosure_seeds()


def load_seeds(path: Path) -> list[Seed]:
    """The files of a folder that some reader reads, by name."""
    found = [Seed(p.name, detect_format(data := p.read_bytes()), data) for p in sorted(path.iterdir()) if p.is_file()]
    return [seed for seed in found if seed.kind in READERS]
