"""A page written otherwise gives the same records: every rewrite on some samples, several at once, any file name."""

from __future__ import annotations

import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from extractor.pipeline import parse_file
from extractor.verify.completeness import count_document_text, count_stored_text
from tests.metamorphic.facts import SAME, Allowed, difference, facts, understood
from tests.metamorphic.grids import GRIDS
from tests.metamorphic.packages import PACKAGES
from tests.metamorphic.revisions import REVISIONS
from tests.metamorphic.runs import RUNS
from tests.metamorphic.shapes import SHAPES
from tests.metamorphic.spelling import SPELLING
from tests.metamorphic.word import Rewrite, Word

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.docx"))
REWRITES: tuple[Rewrite, ...] = (*RUNS, *REVISIONS, *SHAPES, *GRIDS, *SPELLING, *PACKAGES)
TOGETHER = 6  # rewrites of the text that are done one after the other


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
    after = parse_file(data)
    assert difference(understood(path.read_bytes()), after, rewrite.allowed) == []
    assert count_stored_text(data, after.document.format) in (count_document_text(after.document), None)


def several(path: Path, seed: int) -> list[Rewrite]:
    """Some rewrites that leave every place where it was, and one of the package at the end."""
    rng = Random(seed)
    kept = [r for r in REWRITES if r.allowed == SAME and not r.known and not r.alone and r.fits(_xml(path))]
    return [*rng.sample([r for r in kept if r not in PACKAGES], TOGETHER), rng.choice([r for r in kept if r in PACKAGES])]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_several_rewrites_at_once_give_the_same_records(path: Path, seed: int) -> None:
    word = Word(path.read_bytes())
    chosen = several(path, zlib.crc32(path.name.encode()) + seed)
    for rewrite in chosen:
        rewrite.does(word, Random(seed))
    found = difference(understood(path.read_bytes()), parse_file(word.data()), SAME)
    assert found == [], " ".join(rewrite.name for rewrite in chosen)


NAMES = ("", "a.docx", "C:\\公开\\武汉市信访局2099年决算.doc", "~$x.txt", "../第一部分 (1).zip", "2020-01-01_预算.html", "无.PDF")


@pytest.mark.parametrize("path", SAMPLES[:2], ids=[path.stem for path in SAMPLES[:2]])
def test_the_name_of_a_file_says_nothing(path: Path) -> None:
    data = path.read_bytes()
    once = facts(understood(data))
    assert all(facts(parse_file(data, name)) == once for name in NAMES)


def test_every_rewrite_has_a_name_and_says_what_it_does() -> None:
    names = [rewrite.name for rewrite in REWRITES]
    assert len(set(names)) == len(names)
    assert [rewrite.name for rewrite in REWRITES if not rewrite.does.__doc__] == []


def test_a_page_that_says_something_else_gives_other_records() -> None:
    """What the comparison would miss were it blind: a digit, a unit, a heading, a row."""
    path = SAMPLES[0]
    for old, new in (("42.00", "42.01"), ("单位：万元", "单位：元"), ("绩效预算信息", "其他"), ("办公室", "")):
        word = Word(path.read_bytes())
        for text in word.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            text.text = (text.text or "").replace(old, new)
        assert difference(understood(path.read_bytes()), parse_file(word.data()), Allowed(places="left out", raws=False)) != []
