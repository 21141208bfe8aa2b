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
from extractor.verify import stored

__all__ = ["Conservation", "SourceCount", "compare", "count", "held", "lost"]


class SourceCount(NamedTuple):
    """Visible characters and number tokens."""

    characters: int
    numbers: int


class Conservation(NamedTuple):
    """Shares of what the file stores that the Document holds, 1 for all; None where the format is not counted."""

    characters: Decimal | None
    numbers: Decimal | None
    issues: tuple[Issue, ...] = ()


def compare(data: bytes, document: Document) -> Conservation:
    """Set what the bytes store against what was read; where something lacks, an issue says how much and what."""
    source = count(data, document.format)
    if source is None:
        return Conservation(None, None)
    have = held(document)
    characters = _share(have.characters, source.characters)
    numbers = _share(have.numbers, source.numbers)
    if characters == numbers == 1:
        return Conservation(characters, numbers)
    missing = list(_missing(stored(data, document.format) or (), document))
    issue = Issue.of(
        "TEXT_LOST",
        missing[0][0] if missing else "",
        characters=max(source.characters - have.characters, 0),
        numbers=max(source.numbers - have.numbers, 0),
        text="；".join(text[:60] for _, text in missing[:5]),
    )
    return Conservation(characters, numbers, (issue,))


def _share(read: int, stored: int) -> Decimal:
    if read >= stored:
        return Decimal(1)
    return (Decimal(read) / stored).quantize(Decimal("0.000001"), rounding=ROUND_DOWN)


def count(data: bytes, format: str) -> SourceCount | None:
    """What the bytes store; None for a format that is not counted, or for a file that takes its text from elsewhere."""
    lines = stored(data, format)
    return None if lines is None else _counted(lines)


def held(document: Document) -> SourceCount:
    """What the Document holds of it."""
    return _counted(paragraph.text for paragraph in _paragraphs(document))


def lost(data: bytes, format: str, document: Document) -> list[str]:
    """The stored paragraphs (or their pieces between tabs) the Document lacks, as often as each is lacking.

    Slow: for files that fall short.
    """
    return [text for _, text in _missing(stored(data, format) or (), document)]


def _missing(lines: Iterable[str], document: Document) -> Iterator[tuple[str, str]]:
    """(address of the last paragraph before it that was read, text) of each stored line the Document lacks."""
    held: dict[str, deque[str]] = {}
    for paragraph in _paragraphs(document):
        for part in re.split("[\n\t]", paragraph.text):
            held.setdefault("".join(part.split()), deque()).append(paragraph.address)
    before = ""
    for line in lines:
        for part in re.split("[\n\t]", line):
            text = "".join(part.split())
            if held.get(text):
                before = held[text].popleft()
            elif text:
                yield before, text


_NUMBER = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


def _counted(lines: Iterable[str]) -> SourceCount:
    text = "\n".join(lines)
    return SourceCount(len("".join(text.split())), len(_NUMBER.findall(text)))


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the body, then of the flows that are counted, in order."""
    flows = [flow.blocks for flow in document.flows if not flow.name.startswith("ole")]
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
