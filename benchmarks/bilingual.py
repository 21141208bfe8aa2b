"""Measured pages in two languages: the same figures, block by block, through a catalogue.

    python benchmarks/bilingual.py    write the Chinese of every measured page anew

The scripts write a page once, in English. What it says stands in ``pages.zh.toml`` in
Chinese: whole paragraphs, where ``{}`` stands for what varies, and the words of cells.
Figures pass as they are, so both pages show the same measurement. A sentence that the
catalogue lacks is an error that names it: no page is half in one language.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments
from extractor import schema

DOCS = ROOT / "docs"
CATALOGUE_FILE = HERE / "pages.zh.toml"
MEASURED_PAGES = (
    "accuracy",
    "benchmarks-batch",
    "benchmarks-reading",
    "benchmarks-review",
    "fidelity",
    "robustness-results",
    "robustness-scaling",
    "validation",
)

# code, and places such as b31.r4.c2[0:5]
_CODE = re.compile(r"`[^`]*`|\b[a-z]{1,3}\d+(?:[./][a-z]+\d+)*(?:\[\d+:\d+\])?")
_LATIN = re.compile(r"[A-Za-z]")
_ALIGNMENT = re.compile(r"\|[-:| ]+\|")
_CELL_BORDER = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"(\*{1,2})(.+)\1")
_COUNTED = re.compile(r"(.+?) ([\d.,/ ]+%?)")
_BRACKETED = re.compile(r"(.+?) \(([\d,]+)\)")
_PLACEHOLDER = re.compile(r"\{=?\}")
_LIST_ITEM = re.compile(r"(- |\d+\. )(.*)", re.DOTALL)


class Sentence(NamedTuple):
    """What a block or cell may say.

    Attributes:
        pattern: It in English, a group for each thing that varies.
        verbatim: Which groups pass as they are; the others are translated.
        chinese: It in Chinese, with the groups by number.
    """

    pattern: re.Pattern[str]
    verbatim: tuple[bool, ...]
    chinese: str


class Catalogue(NamedTuple):
    """Chinese of what the measured pages say.

    Attributes:
        sentences: Whole blocks, in the order of the file.
        terms: Words of cells.
        names: What is written the same way in both languages.
    """

    sentences: tuple[Sentence, ...]
    terms: dict[str, str]
    names: frozenset[str]


class UntranslatedError(LookupError):
    """A page says what the catalogue does not know."""


@cache
def load_catalogue() -> Catalogue:
    """Read the catalogue, with tables, columns and rules by the names of the schema."""
    data = tomllib.loads(CATALOGUE_FILE.read_text(encoding="utf-8"))
    tables = schema.load_tables()
    terms = {
        column.name: f"`{column.name}`" for table in tables for column in table.columns
    }
    terms |= {rule: f"`{rule}`" for rule in schema.load_rules()}
    terms |= {table.name: _name_table(table.name) for table in tables}
    terms |= data["terms"]
    sentences = tuple(_compile_sentence(*both) for both in data["sentences"].items())
    return Catalogue(sentences, terms, frozenset(data["names"]))


def _name_table(name: str) -> str:
    table = next(table for table in schema.load_tables() if table.name == name)
    return f"{table.get_label('zh')} `{name}`"


def _compile_sentence(english: str, chinese: str) -> Sentence:
    words = _PLACEHOLDER.split(english)
    pattern = re.compile("(.+?)".join(map(re.escape, words)))
    verbatim = tuple(mark == "{=}" for mark in _PLACEHOLDER.findall(english))
    return Sentence(pattern, verbatim, chinese)


def translate_page(english: str) -> str:
    """Give the Chinese of a measured page.

    Args:
        english: The page as a script wrote it.

    Returns:
        The page with the same blocks in the same order.

    Raises:
        UntranslatedError: The catalogue lacks some of its sentences or words.
    """
    missing: list[str] = []
    blocks = [_translate_block(block, missing) for block in split_blocks(english)]
    if missing:
        lacking = "\n".join(dict.fromkeys(missing))
        raise UntranslatedError(f"{CATALOGUE_FILE.name} lacks:\n{lacking}")
    return "\n".join(blocks) + "\n"


def split_blocks(text: str) -> Iterator[str]:
    """Yield blocks: headings, rows of tables, list items and paragraphs on one line each,
    and the empty lines between them.

    Args:
        text: A page in Markdown without blocks of code.

    Yields:
        One block.
    """
    waiting: list[str] = []
    for line in text.rstrip("\n").split("\n"):
        alone = not line.strip() or line.startswith(("#", "|"))
        if waiting and (alone or _LIST_ITEM.match(line)):
            yield " ".join(waiting)
            waiting = []
        if alone:
            yield line
        else:
            waiting.append(line.strip())
    if waiting:
        yield " ".join(waiting)


def _translate_block(block: str, missing: list[str]) -> str:
    if not block.strip() or _ALIGNMENT.fullmatch(block):
        return block
    if block.startswith("|"):
        cells = _CELL_BORDER.split(block.strip("|"))
        translated = [_translate_words(cell.strip(), missing) for cell in cells]
        return "| " + " | ".join(translated) + " |"
    item = _LIST_ITEM.fullmatch(block)
    if item:
        return item[1] + _translate_words(item[2], missing)
    return _translate_words(block, missing)


def _translate_words(text: str, missing: list[str]) -> str:
    found = _find_translation(text)
    if found is None:
        missing.append(text)
        return text
    return found


def _find_translation(text: str) -> str | None:
    catalogue = load_catalogue()
    if text in catalogue.terms:
        return catalogue.terms[text]
    if text in catalogue.names or not _LATIN.search(_CODE.sub("", text)):
        return text
    emphasis = _EMPHASIS.fullmatch(text)
    if emphasis:
        inner = _find_translation(emphasis[2])
        return inner and f"{emphasis[1]}{inner}{emphasis[1]}"
    return _fill_sentence(text) or _translate_list(text)


def _fill_sentence(text: str) -> str | None:
    for sentence in load_catalogue().sentences:
        found = sentence.pattern.fullmatch(text)
        if found:
            return _fill_groups(sentence, found.groups())
    return None


def _fill_groups(sentence: Sentence, groups: Sequence[str]) -> str | None:
    parts: list[str] = []
    for same, group in zip(sentence.verbatim, groups, strict=True):
        part = group if same else _find_translation(group)
        if part is None:
            return None
        parts.append(part)
    return sentence.chinese.format(*parts)


def _translate_list(text: str) -> str | None:
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed:
        name = _find_translation(bracketed[1])
        return name and f"{name}（{bracketed[2]}）"
    for separator, joint in (("; ", "；"), (", ", "、")):
        if separator in text:
            parts = [_find_translation(part) for part in text.split(separator)]
            known = [part for part in parts if part is not None]
            return joint.join(known) if len(known) == len(parts) else None
    counted = _COUNTED.fullmatch(text)
    if counted:
        name = _find_translation(counted[1])
        return name and f"{name} {counted[2]}"
    return None


def write_pages(page: Path, english: str) -> None:
    """Write a measured page in both languages.

    Args:
        page: The Chinese page, ``NAME.md``; the English one is ``NAME.en.md`` beside it.
        english: What the script wrote.

    Raises:
        UntranslatedError: The catalogue lacks something; the English page is written.
    """
    english = english.rstrip("\n") + "\n"
    page.with_suffix(".en.md").write_text(english, encoding="utf-8", newline="\n")
    page.write_text(translate_page(english), encoding="utf-8", newline="\n")


def list_written_pages() -> list[str]:
    """List the measured pages that stand in English under a name of their own."""
    return [name for name in MEASURED_PAGES if (DOCS / f"{name}.en.md").exists()]


def main() -> None:
    """Write the Chinese of every measured page from the English one."""
    for name in list_written_pages():
        english = (DOCS / f"{name}.en.md").read_text(encoding="utf-8")
        write_pages(DOCS / f"{name}.md", english)


if __name__ == "__main__":
    read_arguments(__doc__)
    main()
