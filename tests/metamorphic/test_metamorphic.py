"""A page written otherwise gives the same records."""

from __future__ import annotations

import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from extractor.pipeline import parse
from extractor.readers.conservation import count, held

from .facts import difference, understood
from .grids import GRIDS
from .packages import PACKAGES
from .revisions import REVISIONS
from .runs import RUNS
from .shapes import SHAPES
from .spelling import SPELLING
from .word import Rewrite, Word

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.docx"))
REWRITES: tuple[Rewrite, ...] = (*RUNS, *REVISIONS, *SHAPES, *GRIDS, *SPELLING, *PACKAGES)


@lru_cache
def _xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml").decode()


def _cases() -> list[object]:
    """Each rewrite on as many samples as it asks for, beginning at another sample each time."""
    cases = []
    for n, rewrite in enumerate(REWRITES):
        turned = [SAMPLES[(3 * n + i) % len(SAMPLES)] for i in range(len(SAMPLES))]
        for path in [path for path in turned if rewrite.fits(_xml(path))][: rewrite.on]:
            marks = [pytest.mark.xfail(reason=rewrite.known, strict=True)] if rewrite.known else []
            cases.append(pytest.param(rewrite, path, id=f"{rewrite.name}-{path.stem}", marks=marks))
    return cases


@pytest.mark.parametrize(("rewrite", "path"), _cases())
def test_a_page_written_otherwise_gives_the_same_records(rewrite: Rewrite, path: Path) -> None:
    word = Word(path.read_bytes())
    assert rewrite.does(word, Random(zlib.crc32(path.name.encode()))) > 0
    data = word.data()
    after = parse(data)
    assert difference(understood(path.read_bytes()), after, rewrite.allowed) == []
    assert count(data, after.document.format) in (held(after.document), None)
