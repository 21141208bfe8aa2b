"""One authored file in all formats: what an office program makes of the .docx reads the same.

Runs where LibreOffice is installed; the formats' own tests need none.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from extractor.formats import read
from extractor.model.document import Document, Table
from extractor.verify.completeness import ReadCompleteness, measure_completeness

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")


def list_visible_blocks(document: Document, collapse_white_space: bool) -> list[object]:
    """Labels with texts, and cells with their spans; empty paragraphs and blanks at line ends are the program's own.

    ``folded`` compares as HTML can: white space is one, and the program writes 一、 as a plain 1.
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


@pytest.fixture(scope="module")
def converted_files(tmp_path_factory: pytest.TempPathFactory, samples: list[Path]) -> dict[str, Path]:
    """Format -> the first sample converted to it, with a profile of its own."""
    folder = tmp_path_factory.mktemp("converted")
    paths: dict[str, Path] = {}
    for kind in ("doc", "rtf", "odt", "html"):
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(OFFICE), profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(samples[0])]
        subprocess.run(command, capture_output=True, timeout=900, check=False)
        path = folder / f"{samples[0].stem}.{kind}"
        if not path.exists():  # the exit code says nothing
            pytest.skip(f"LibreOffice made no .{kind}")
        paths[kind] = path
    return paths


@pytest.mark.parametrize("kind", ["doc", "rtf", "odt", "html"])
def test_a_file_reads_the_same_in_every_format(kind: str, converted_files: dict[str, Path], samples: list[Path]) -> None:
    data = converted_files[kind].read_bytes()
    document = read(data)
    assert document.format == kind
    assert measure_completeness(data, document) == ReadCompleteness(Decimal(1), Decimal(1))
    folded = kind == "html"
    assert list_visible_blocks(document, folded) == list_visible_blocks(read(samples[0].read_bytes()), folded)
