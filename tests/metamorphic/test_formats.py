"""The same document in the formats other programs write gives the same records, rewritten before or not."""

from __future__ import annotations

import shutil
import subprocess
from functools import reduce
from pathlib import Path
from random import Random

import pytest

from extractor.pipeline import parse_file
from tests.metamorphic.facts import SAME, Allowed, difference, understood
from tests.metamorphic.spelling import SQUEEZED
from tests.metamorphic.test_metamorphic import REWRITES, SAMPLES
from tests.metamorphic.word import Rewrite, Word

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

PLAIN = tuple(path for path in SAMPLES if path.stem.startswith(("内丘", "桃城区财政局2020", "黄骅")))
KINDS = ("doc", "rtf", "odt", "fodt", "docx", "html")

# Rewrites that LibreOffice carries over, done together; one file each.
MIXED: dict[str, tuple[str, ...]] = {
    "内丘": ("deleted_text_beside", "signs_from_symbol_fonts", "inserted_text"),
    "安国": ("cells_of_several_paragraphs", "headers_and_footers", "lists_by_style", "merges_of_old_programs"),
    "昌乐": ("numbers_made_by_word", "numbers_in_cells_made_by_word", "page_breaks", "outline_levels"),
    "昌黎县信访局2021": ("rubies", "typed_indents", "empty_paragraphs", "section_breaks"),
    "桃城区财政局2018": ("tables_in_frames", "runs_split", "full_width_digits", "comments"),
    "赞皇": ("whole_body_in_a_frame", "words_set_wide", "hyperlinks"),
}
ONLY_ODT: dict[str, tuple[str, ...]] = {  # what LibreOffice 7 loses on the way to .doc and .rtf
    "围场": ("moved_paragraphs",),
    "桃城区财政局2019": ("deleted_paragraphs", "deleted_text_beside"),
    "黄骅": ("paragraphs_in_boxes", "deleted_paragraph_marks"),
}


def _sample(head: str) -> Path:
    return next(path for path in SAMPLES if path.stem.startswith(head))


def _rewrites(head: str) -> list[Rewrite]:
    named = {rewrite.name: rewrite for rewrite in REWRITES}
    return [named[name] for name in (MIXED | ONLY_ODT)[head]]


def _allowed(head: str) -> Allowed:
    return reduce(Allowed.and_also, (rewrite.allowed for rewrite in _rewrites(head)), SAME)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Format -> the folder of the files in it: samples by their names, rewritten ones by the head of theirs."""
    folder = tmp_path_factory.mktemp("formats")
    for head in MIXED | ONLY_ODT:
        word = Word(_sample(head).read_bytes())
        for rewrite in _rewrites(head):
            rewrite.does(word, Random(7))
        (folder / f"{head}.docx").write_bytes(word.data())
    found: dict[str, Path] = {}
    for kind in KINDS:
        heads = MIXED if kind in ("doc", "rtf") else MIXED | ONLY_ODT if kind == "odt" else ()
        files = [*map(str, PLAIN), *(str(folder / f"{head}.docx") for head in heads)]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder / kind), *files]
        subprocess.run(command, capture_output=True, timeout=180, check=False)
        found[kind] = folder / kind
    return found


def _read(converted: dict[str, Path], kind: str, name: str) -> bytes:
    path = converted[kind] / f"{name}.{kind}"
    if not path.exists():  # the exit code says nothing
        pytest.skip(f"LibreOffice made no .{kind}")
    return path.read_bytes()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "html"])
@pytest.mark.parametrize("path", PLAIN, ids=[path.stem for path in PLAIN])
def test_a_document_says_the_same_in_every_format(kind: str, path: Path, converted: dict[str, Path]) -> None:
    after = parse_file(_read(converted, kind, path.stem))
    assert difference(understood(path.read_bytes()), after, SAME) == []


@pytest.mark.parametrize("path", PLAIN[1:], ids=[path.stem for path in PLAIN[1:]])
def test_a_document_without_numbers_of_word_says_the_same_as_a_web_page(path: Path, converted: dict[str, Path]) -> None:
    """LibreOffice writes 一、 of a list as a plain 1, and runs of spaces as one."""
    after = parse_file(_read(converted, "html", path.stem))
    assert difference(understood(path.read_bytes()), after, SQUEEZED._replace(places="printed")) == []


CARRIED = [(head, kind) for head in MIXED for kind in ("doc", "rtf", "odt")] + [(head, "odt") for head in ONLY_ODT]


@pytest.mark.parametrize(("head", "kind"), CARRIED)
def test_a_rewritten_document_says_the_same_in_other_formats(head: str, kind: str, converted: dict[str, Path]) -> None:
    after = parse_file(_read(converted, kind, head))
    assert difference(understood(_sample(head).read_bytes()), after, _allowed(head)) == []
