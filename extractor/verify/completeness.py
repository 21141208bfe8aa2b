"""Nothing lost on the way in: what a file stores, counted a second time without the reader.

A reader that drops a content control or a text box drops it in silence. So the stored text is found again by other
means (:mod:`extractor.verify`), and the counts are set against what the Document holds. Counted are visible
characters (no white space, no numbers Word makes) and number tokens, in the body, notes, headers, footers and text
boxes; embedded objects are not counted.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from extractor.model.document import Block, Document, Paragraph
from extractor.model.issues import Issue
from extractor.verify import extract_stored_lines

__all__ = [
    "ReadCompleteness",
    "TextCounts",
    "measure_completeness",
    "count_stored_text",
    "count_document_text",
    "find_lost_text",
]


class TextCounts(NamedTuple):
    """Visible characters and number tokens."""

    characters: int
    numbers: int


class ReadCompleteness(NamedTuple):
    """Shares of what the file stores that the Document holds, 1 for all; None where the format is not counted."""

    share_characters: Decimal | None
    share_numbers: Decimal | None
    issues: tuple[Issue, ...] = ()


def measure_completeness(data: bytes, document: Document) -> ReadCompleteness:
    """Set what the bytes store against what was read; where something lacks, an issue says how much and what."""
    source = count_stored_text(data, document.format)
    if source is None:
        return ReadCompleteness(None, None)
    have = count_document_text(document)
    characters = _compute_share(have.characters, source.characters)
    numbers = _compute_share(have.numbers, source.numbers)
    if characters == numbers == 1:
        return ReadCompleteness(characters, numbers)
    missing = list(
        _find_missing_lines(extract_stored_lines(data, document.format) or (), document)
    )
    issue = Issue.build(
        "TEXT_LOST",
        missing[0][0] if missing else "",
        characters=max(source.characters - have.characters, 0),
        numbers=max(source.numbers - have.numbers, 0),
        text="；".join(text[:60] for _, text in missing[:5]),
    )
    return ReadCompleteness(characters, numbers, (issue,))


def _compute_share(read_count: int, stored_count: int) -> Decimal:
    if read_count >= stored_count:
        return Decimal(1)
    return (Decimal(read_count) / stored_count).quantize(
        Decimal("0.000001"), rounding=ROUND_DOWN
    )


def count_stored_text(data: bytes, format: str) -> TextCounts | None:
    """What the bytes store; None for a format that is not counted, or for a file that takes its text from elsewhere."""
    lines = extract_stored_lines(data, format)
    return None if lines is None else _count_text(lines)


def count_document_text(document: Document) -> TextCounts:
    """What the Document holds of it."""
    return _count_text(paragraph.text for paragraph in _iter_paragraphs(document))


def find_lost_text(data: bytes, format: str, document: Document) -> list[str]:
    """The stored paragraphs (or their pieces between tabs) the Document lacks, as often as each is lacking.

    Slow: for files that fall short.
    """
    return [
        text
        for _, text in _find_missing_lines(
            extract_stored_lines(data, format) or (), document
        )
    ]


def _find_missing_lines(
    lines: Iterable[str], document: Document
) -> Iterator[tuple[str, str]]:
    """(address of the last paragraph before it that was read, text) of each stored line the Document lacks."""
    held: dict[str, deque[str]] = {}
    for paragraph in _iter_paragraphs(document):
        for part in re.split("[\n\t]", paragraph.text):
            held.setdefault("".join(part.split()), deque()).append(paragraph.path)
    before = ""
    for line in lines:
        for part in re.split("[\n\t]", line):
            text = "".join(part.split())
            if held.get(text):
                before = held[text].popleft()
            elif text:
                yield before, text


_NUMBER_TOKEN = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


def _count_text(lines: Iterable[str]) -> TextCounts:
    text = "\n".join(lines)
    return TextCounts(len("".join(text.split())), len(_NUMBER_TOKEN.findall(text)))


def _iter_paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the body, then of the flows that are counted, in order."""
    flows = [
        flow.blocks for flow in document.stories if not flow.name.startswith("ole")
    ]
    stack: list[Block] = [
        block for blocks in (document.blocks, *flows) for block in blocks
    ][::-1]
    while stack:
        block = stack.pop()
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in reversed(block.cells):
                stack.extend(reversed(cell.blocks))
