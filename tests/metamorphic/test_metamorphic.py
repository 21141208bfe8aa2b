"""A page written otherwise gives the same records: every rewrite on some samples, several at once, any file name."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from random import Random

import pytest

from extractor.model.disclosure import ParsedFile
from extractor.pipeline import parse_file
from extractor.verify.completeness import count_document_text, count_stored_text
from tests.metamorphic.block_rewrites import BLOCK_REWRITES
from tests.metamorphic.character_rewrites import CHARACTER_REWRITES
from tests.metamorphic.compare_records import (
    NO_CHANGES,
    AllowedChanges,
    compare_records,
    parse_cached,
    parse_rewritten,
    render_records,
)
from tests.metamorphic.docx_editor import DocxEditor, Rewrite
from tests.metamorphic.package_rewrites import PACKAGE_REWRITES
from tests.metamorphic.revision_rewrites import REVISION_REWRITES
from tests.metamorphic.run_rewrites import RUN_REWRITES
from tests.metamorphic.table_rewrites import TABLE_REWRITES

SAMPLES = sorted((Path(__file__).resolve().parents[2] / "samples").glob("*.docx"))
REWRITES: tuple[Rewrite, ...] = (*RUN_REWRITES, *REVISION_REWRITES, *BLOCK_REWRITES, *TABLE_REWRITES, *CHARACTER_REWRITES, *PACKAGE_REWRITES)
SAMPLES_OF_ANY = 4  # rewrites begin at other samples, so that every kind of them meets all
SAMPLES_OF_THE_SAME_PAGE = 2  # for a page that reads the same to the letter; all samples are rewritten so, several ways at once
REWRITES_AT_ONCE = 6  # rewrites of the text that are done one after the other


@lru_cache
def _read_document_xml(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read("word/document.xml").decode()


def _list_cases() -> list[object]:
    """Each rewrite on as many samples as it asks for, up to a few, beginning at another sample each time."""
    cases = []
    for n, rewrite in enumerate(REWRITES):
        turned = [SAMPLES[(3 * n + i) % len(SAMPLES)] for i in range(len(SAMPLES))]
        most = SAMPLES_OF_THE_SAME_PAGE if rewrite.allowed == NO_CHANGES else SAMPLES_OF_ANY
        fit = [path for path in turned if rewrite.is_applicable(_read_document_xml(path))]
        for path in fit[: min(rewrite.sample_count, most)]:
            marks = [pytest.mark.xfail(reason=rewrite.known_failure, strict=True)] if rewrite.known_failure else []
            cases.append(pytest.param(rewrite, path, id=f"{rewrite.name}-{path.stem}", marks=marks))
    return cases


@pytest.mark.parametrize(("rewrite", "path"), _list_cases())
def test_a_page_written_otherwise_gives_the_same_records(rewrite: Rewrite, path: Path) -> None:
    word = DocxEditor(path.read_bytes())
    assert rewrite.apply(word, Random(zlib.crc32(path.name.encode()))) > 0
    data = word.data()
    before = parse_cached(path.read_bytes())
    after = parse_rewritten(data, before)
    assert compare_records(before, after, rewrite.allowed) == []
    assert count_stored_text(data, after.document.format) in (count_document_text(after.document), None)


def choose_rewrites(path: Path, seed: int) -> list[Rewrite]:
    """Some rewrites that leave every place where it was, and one of the package at the end."""
    rng = Random(seed)
    kept = [r for r in REWRITES if r.allowed == NO_CHANGES and not r.known_failure and not r.exclusive and r.is_applicable(_read_document_xml(path))]
    return [*rng.sample([r for r in kept if r not in PACKAGE_REWRITES], REWRITES_AT_ONCE), rng.choice([r for r in kept if r in PACKAGE_REWRITES])]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_several_rewrites_at_once_give_the_same_records(path: Path, seed: int) -> None:
    word = DocxEditor(path.read_bytes())
    chosen = choose_rewrites(path, zlib.crc32(path.name.encode()) + seed)
    for rewrite in chosen:
        rewrite.apply(word, Random(seed))
    before = parse_cached(path.read_bytes())
    found = compare_records(before, parse_rewritten(word.data(), before), NO_CHANGES)
    assert found == [], " ".join(rewrite.name for rewrite in chosen)


NAMES = ("", "a.docx", "C:\\公开\\武汉市信访局2099年决算.doc", "~$x.txt", "../第一部分 (1).zip", "2020-01-01_预算.html", "无.PDF")


@pytest.mark.parametrize("path", SAMPLES[:2], ids=[path.stem for path in SAMPLES[:2]])
def test_the_name_of_a_file_changes_no_record_where_the_text_names_office_and_year(path: Path) -> None:
    data = path.read_bytes()
    once = render_records(drop_name_issues(parse_cached(data)))
    assert all(render_records(drop_name_issues(parse_file(data, name))) == once for name in NAMES)


def drop_name_issues(parsed: ParsedFile) -> ParsedFile:
    """The same without the issue that says that the name of the file differs."""
    disclosures = (
        replace(one, issues=tuple(issue for issue in one.issues if issue.code != "FILE_NAME_DIFFERS"))
        for one in parsed.disclosures
    )
    return replace(parsed, disclosures=tuple(disclosures))


def test_every_rewrite_has_a_name_and_says_what_it_does() -> None:
    names = [rewrite.name for rewrite in REWRITES]
    assert len(set(names)) == len(names)
    assert [rewrite.name for rewrite in REWRITES if not rewrite.apply.__doc__] == []


def test_a_page_that_says_something_else_gives_other_records() -> None:
    """What the comparison would miss were it blind: a digit, a unit, a heading, a row."""
    path = SAMPLES[0]
    for old, new in (("42.00", "42.01"), ("单位：万元", "单位：元"), ("绩效预算信息", "其他"), ("办公室", "")):
        word = DocxEditor(path.read_bytes())
        for text in word.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
            text.text = (text.text or "").replace(old, new)
        assert compare_records(parse_cached(path.read_bytes()), parse_file(word.data()), AllowedChanges(places="left out", compare_raw=False)) != []
