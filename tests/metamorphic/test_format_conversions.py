"""The same document in the formats other programs write reads the same and gives the same records, rewritten before or not."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import reduce
from pathlib import Path
from random import Random

import pytest

from extractor.formats import read
from extractor.model.document import Document, Table
from extractor.pipeline import parse_file
from extractor.verify.completeness import ReadCompleteness, measure_completeness
from tests.metamorphic.character_rewrites import MATCH_KEY_TEXT
from tests.metamorphic.compare_records import (
    NO_CHANGES,
    AllowedChanges,
    compare_records,
    parse_cached,
)
from tests.metamorphic.docx_editor import DocxEditor, Rewrite
from tests.metamorphic.test_metamorphic import REWRITES, SAMPLES
from tests.office import OFFICE, convert_files

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")

UNCHANGED_SAMPLES = tuple(path for path in SAMPLES if path.stem.startswith(("内丘", "桃城区财政局2020", "黄骅")))
KINDS = ("odt", "fodt", "html", "rtf", "docx", "doc")

# Rewrites that LibreOffice carries over, done together; one file each.
REWRITE_MIXES: dict[str, tuple[str, ...]] = {
    "内丘": ("deleted_text_beside", "signs_from_symbol_fonts", "inserted_text"),
    "安国": ("cells_of_several_paragraphs", "headers_and_footers", "lists_by_style", "merges_of_old_programs"),
    "昌乐": ("numbers_made_by_word", "numbers_in_cells_made_by_word", "page_breaks", "outline_levels"),
    "昌黎县信访局2021": ("rubies", "typed_indents", "empty_paragraphs", "section_breaks"),
    "赞皇": ("whole_body_in_a_frame", "words_set_wide", "hyperlinks"),
    "桃城区财政局2018": ("tables_in_frames", "runs_split", "full_width_digits", "comments"),  # the last: LibreOffice 7 falls when it writes these frames twice
}
ONLY_ODT: dict[str, tuple[str, ...]] = {  # what LibreOffice 7 loses on the way to .doc and .rtf
    "围场": ("moved_paragraphs",),
    "桃城区财政局2019": ("deleted_paragraphs", "deleted_text_beside"),
    "黄骅": ("paragraphs_in_boxes", "deleted_paragraph_marks"),
}


def _find_sample(head: str) -> Path:
    return next(path for path in SAMPLES if path.stem.startswith(head))


def _find_rewrites(head: str) -> list[Rewrite]:
    named = {rewrite.name: rewrite for rewrite in REWRITES}
    return [named[name] for name in (REWRITE_MIXES | ONLY_ODT)[head]]


def _combine_allowed(head: str) -> AllowedChanges:
    return reduce(AllowedChanges.combine_with, (rewrite.allowed for rewrite in _find_rewrites(head)), NO_CHANGES)


@pytest.fixture(scope="module")
def converted_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Format -> the folder of the files in it: samples by their names, rewritten ones by the head of theirs."""
    folder = tmp_path_factory.mktemp("formats")
    for head in REWRITE_MIXES | ONLY_ODT:
        word = DocxEditor(_find_sample(head).read_bytes())
        for rewrite in _find_rewrites(head):
            rewrite.apply(word, Random(7))
        (folder / f"{head}.docx").write_bytes(word.data())
    pairs = [(path, folder / kind / f"{path.stem}.{kind}") for path in UNCHANGED_SAMPLES for kind in KINDS]
    pairs += [(folder / f"{head}.docx", folder / "odt" / f"{head}.odt") for head in ONLY_ODT]
    pairs += [(folder / f"{head}.docx", folder / kind / f"{head}.{kind}") for head in REWRITE_MIXES for kind in ("odt", "rtf", "doc")]
    convert_files(pairs, folder / "profile")
    return {kind: folder / kind for kind in KINDS}


def _read_converted(converted_folders: dict[str, Path], kind: str, name: str) -> bytes:
    path = converted_folders[kind] / f"{name}.{kind}"
    if not path.exists():  # the exit code says nothing
        pytest.skip(f"LibreOffice made no .{kind}")
    return path.read_bytes()


def list_visible_blocks(document: Document, collapse_white_space: bool) -> list[object]:
    """Labels with texts, and cells with their spans; empty paragraphs and blanks at line ends are the program's own.

    ``collapse_white_space`` compares as HTML can: white space is one, and the program writes 一、 as a plain 1.
    """

    def clean(text: str) -> str:
        return re.sub(r"[ \t\n]+", " ", text).strip() if collapse_white_space else text.rstrip()

    found: list[object] = []
    for block in document.blocks:
        if isinstance(block, Table):
            found.append([(c.row, c.column, c.row_span, c.column_span, clean(c.text)) for c in block.cells])
        elif block.text.strip():
            found.append(clean(block.text if collapse_white_space else block.list_label + block.text))
    return found


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "html"])
def test_a_file_reads_the_same_in_every_format(kind: str, converted_folders: dict[str, Path]) -> None:
    path = UNCHANGED_SAMPLES[0]
    data = _read_converted(converted_folders, kind, path.stem)
    document = read(data)
    assert document.format == kind
    assert measure_completeness(data, document) == ReadCompleteness(Decimal(1), Decimal(1))
    folded = kind == "html"
    assert list_visible_blocks(document, folded) == list_visible_blocks(read(path.read_bytes()), folded)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "html"])
@pytest.mark.parametrize("path", UNCHANGED_SAMPLES, ids=[path.stem for path in UNCHANGED_SAMPLES])
def test_a_document_says_the_same_in_every_format(kind: str, path: Path, converted_folders: dict[str, Path]) -> None:
    after = parse_file(_read_converted(converted_folders, kind, path.stem))
    assert compare_records(parse_cached(path.read_bytes()), after, NO_CHANGES) == []


@pytest.mark.parametrize("path", UNCHANGED_SAMPLES[1:], ids=[path.stem for path in UNCHANGED_SAMPLES[1:]])
def test_a_document_without_numbers_of_word_says_the_same_as_a_web_page(path: Path, converted_folders: dict[str, Path]) -> None:
    """LibreOffice writes 一、 of a list as a plain 1, and runs of spaces as one."""
    after = parse_file(_read_converted(converted_folders, "html", path.stem))
    assert compare_records(parse_cached(path.read_bytes()), after, MATCH_KEY_TEXT._replace(places="printed")) == []


REWRITTEN_CASES = [(head, kind) for head in REWRITE_MIXES for kind in ("doc", "rtf", "odt")] + [(head, "odt") for head in ONLY_ODT]


@pytest.mark.parametrize(("head", "kind"), REWRITTEN_CASES)
def test_a_rewritten_document_says_the_same_in_other_formats(head: str, kind: str, converted_folders: dict[str, Path]) -> None:
    after = parse_file(_read_converted(converted_folders, kind, head))
    assert compare_records(parse_cached(_find_sample(head).read_bytes()), after, _combine_allowed(head)) == []
