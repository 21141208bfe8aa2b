"""One document of several files: a disclosure published as prose and tables apart.

The blocks of the second file keep their places behind ``f2/``, those of the third
behind ``f3/``. A table that an earlier file prints with the same figures is marked, so
that none counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import NamedTuple

from extractor.formats.spreadsheet import MIN_NUMBERS, count_numbers
from extractor.model.document import (
    SHEET_NAME,
    Block,
    Cell,
    CharacterMark,
    Document,
    Paragraph,
    PlacedLine,
    Story,
    StoryKind,
    Table,
)
from extractor.text.normalize import match_key

__all__ = [
    "join_documents",
]

_N_LINES_ABOVE = 3  # among which the title of a table is looked for
_MIN_TITLE, _MAX_TITLE = 4, 40  # characters


def join_documents(documents: Sequence[Document]) -> Document:
    """Join the files of one disclosure.

    Args:
        documents: The files, the main text first.

    Returns:
        A document with the blocks and stories of all files in their order, the format
        and the hash of the first.
    """
    first, *others = documents
    renamed = [first, *map(_rename_blocks, others, count(2))]
    marks: dict[str, tuple[CharacterMark, ...]] = {}
    lines: dict[str, tuple[PlacedLine, ...]] = {}
    for one in renamed:
        marks.update(one.marks)
        lines.update(one.lines)
    return replace(
        first,
        blocks=tuple(chain.from_iterable(one.blocks for one in renamed)),
        stories=tuple(chain.from_iterable(one.stories for one in renamed)),
        issues=tuple(chain.from_iterable(one.issues for one in renamed)),
        metadata=tuple(chain.from_iterable(one.metadata for one in renamed)),
        marks=marks,
        lines=lines,
        repeats=dict(_find_repeats(renamed)),
    )


def _rename_blocks(document: Document, ordinal: int) -> Document:
    prefix = f"f{ordinal}/"
    return replace(
        document,
        blocks=_rename(document.blocks, prefix),
        stories=tuple(_rename_story(story, prefix) for story in document.stories),
        metadata=tuple(_rename_story(story, prefix) for story in document.metadata),
        marks={prefix + path: marks for path, marks in document.marks.items()},
        lines={prefix + path: lines for path, lines in document.lines.items()},
        issues=tuple(issue.move_to_file(ordinal) for issue in document.issues),
    )


def _rename(blocks: Sequence[Block], prefix: str) -> tuple[Block, ...]:
    renamed: list[Block] = []
    for block in blocks:
        path = prefix + block.path
        if isinstance(block, Paragraph):
            renamed.append(block._replace(path=path))
            continue
        cells = tuple(_rename_cell(cell, path, prefix) for cell in block.cells)
        renamed.append(replace(block, path=path, cells=cells))
    return tuple(renamed)


def _rename_cell(cell: Cell, path: str, prefix: str) -> Cell:
    blocks = _rename(cell.blocks, prefix)
    return cell._replace(span=cell.span._replace(path=path), blocks=blocks)


def _rename_story(story: Story, prefix: str) -> Story:
    anchor = story.anchor
    if anchor:
        anchor = prefix + anchor
    return story._replace(
        name=prefix + story.name, blocks=_rename(story.blocks, prefix), anchor=anchor
    )


class _PrintedTable(NamedTuple):
    """A table of the body: its figures, and the texts that may be its title."""

    path: str
    numbers: frozenset[tuple[str, int]]
    titles: frozenset[str]

    def repeats(self, other: _PrintedTable) -> bool:
        """True for the same figures under the same title, where both have one."""
        if self.numbers != other.numbers:
            return False
        if not self.titles or not other.titles:
            return True
        return any(
            one.endswith(another) or another.endswith(one)
            for one in self.titles
            for another in other.titles
        )


def _find_repeats(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Tables of later files that an earlier file
    prints, each of which counts once."""
    known: list[_PrintedTable] = []
    for document in documents:
        found = list(_list_printed_tables(document))
        free = list(known)
        for table in found:
            original = next((one for one in free if table.repeats(one)), None)
            if original is None:
                known.append(table)
            else:
                free.remove(original)
                yield table.path, original.path


def _list_printed_tables(document: Document) -> Iterator[_PrintedTable]:
    above: list[str] = []
    names = [one for one in document.metadata if one.description == SHEET_NAME]
    sheet_names = iter(names)
    for block in document.iter_body_blocks():
        if isinstance(block, Paragraph):
            above.append(block.text)
            continue
        texts = above[-_N_LINES_ABOVE:]
        if block.span.story_kind is StoryKind.SHEET:
            texts += [one.text for one in _list_paragraphs(next(sheet_names))]
        numbers = count_numbers(block)
        if numbers.total() >= MIN_NUMBERS:
            titles = _find_titles([*texts, *_list_title_rows(block)])
            yield _PrintedTable(block.path, frozenset(numbers.items()), titles)
        above = []


def _list_paragraphs(story: Story) -> list[Paragraph]:
    return [block for block in story.blocks if isinstance(block, Paragraph)]


def _find_titles(texts: Sequence[str]) -> frozenset[str]:
    keys = {match_key(text) for text in texts}
    return frozenset(key for key in keys if _may_be_title(key))


def _list_title_rows(table: Table) -> Iterator[str]:
    """The texts of the first rows that fill one cell."""
    for row in table.rows()[:_N_LINES_ABOVE]:
        filled = [cell.text for cell in row if cell.text.strip()]
        if len(filled) == 1:
            yield filled[0]


def _may_be_title(text: str) -> bool:
    """True for a short text that declares nothing (单位：万元) and names more than a
    sheet."""
    is_short = _MIN_TITLE <= len(text) <= _MAX_TITLE
    return is_short and ":" not in text and not text.isascii()
