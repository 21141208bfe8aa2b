"""Systems of headings as offices number them, each with the outline that stands on the page.

In ``heading_systems.txt`` a line begins with its role: ``1`` and ``2`` are headings of that level, ``.`` is no section,
``c`` a line of the table of contents, ``#`` a table; ``~`` parts two headings in one paragraph, ``|`` a number made by
the word processor.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor.layout.lines import build_body_layout
from extractor.layout.sections import build_outline
from extractor.lexicon.lexicon import load_bundled_lexicons
from tests.document_builders import build_document

BASE_LEXICON = load_bundled_lexicons()["base"]
SYSTEMS_FILE = Path(__file__).parent / "heading_systems.txt"
TABLE = [("项目", "预算数"), ("人员经费", "90.00")]


def iter_systems() -> Iterator[tuple[str, list[str]]]:
    for system in SYSTEMS_FILE.read_text(encoding="utf-8").split("## ")[1:]:
        name, *lines = system.rstrip("\n").split("\n")
        yield name, lines


SYSTEMS = dict(iter_systems())


@pytest.mark.parametrize("lines", SYSTEMS.values(), ids=SYSTEMS.keys())
def test_the_outline_is_the_one_of_the_page(lines: list[str]) -> None:
    blocks: list[object] = []
    sections: list[tuple[int, str]] = []
    contents: list[str] = []
    for number, line in enumerate(lines, 1):
        parts = line.split("~")
        blocks.append(TABLE if line.startswith("#") else "".join(part[1:] for part in parts))
        sections += [(int(part[0]), f"b{number}") for part in parts if part[0] in "12"]
        contents += [f"b{number}" for part in parts if part[0] == "c"]
    office = lines[0][1:].partition("20")[0]
    outline = build_outline(build_body_layout(build_document(*blocks)).elements, BASE_LEXICON, (office,))  # type: ignore[arg-type]
    assert [(section.level, section.place.path) for section in outline.sections] == sections
    assert [entry.element.path for entry in outline.entries if entry.kind == "toc"] == contents
