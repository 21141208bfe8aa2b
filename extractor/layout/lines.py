"""Lines: the prose of a document as a person reads it on, whatever the page did to it.

A paragraph of a converted file may hold several lines (breaks, tabs before a list number), and one sentence may be cut by
a page foot. A :class:`Line` is one heading, item or paragraph put together again; every character knows the paragraph it
came from. Page numbers and running headers are set apart as noise, never dropped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import regex

from extractor.model.document import Block, Document, Paragraph, Place, Table
from extractor.model.extracted import Reading
from extractor.text.list_numbers import Ordinal, ordinal
from extractor.text.normalize import fold, squeeze

__all__ = ["Line", "Noise", "Piece", "Sequence", "read_on"]

_PAGE_NUMBER = regex.compile(  # possessive: a line of ten thousand spaces is no page number, and is told so at once
    r"\s*+(?:第\s*+)?+[-—–_·\s]*+\d{1,4}+[-—–_·\s]*+(?:页(?:\s*+共\s*+\d++\s*+页)?+)?+\s*+(?:/\s*+\d++)?+\s*+"
)
_SENTENCE_END = "。；;：:！？!?"
_CUTS = regex.compile(r"\n|\t+(?=\s*\S)")
_OPENS = regex.compile(
    r"第\s*[一二三四五六七八九十\d]+\s*部分|[(（]?[一二三四五六七八九十\d]{1,3}\s*[、.．)）]|[①-⑳]"
)
_AMOUNT = regex.compile(r"[\d,]+(?:\.\d+)?\s*[万亿]?\s*元")
_DATED = regex.compile(r"(?:19|20)\d{2}\s*年")
_UNIT = regex.compile(r"[万亿千]?\s*元|%|％")
_HEAD = 64  # characters that hold any list number; the rest of a line, which may be a whole book, is not looked at for one
_MOST_PIECES = 200  # paragraphs put together to one line; no sentence is cut more often, and each look at it costs its length
_LONG = 26  # characters of a line that plainly is running text, not a title


class Piece(NamedTuple):
    """A stretch of a line and the paragraph it stands in: ``line[at:at+length]`` is ``paragraph[start:start+length]``."""

    at: int
    length: int
    address: str
    start: int


@dataclass(frozen=True)
class Line:
    """One line of prose. ``label`` is the number Word made for it, '' where there is none."""

    text: str
    pieces: tuple[Piece, ...]
    label: str = ""
    outline: int = 0
    toc: bool = False

    @cached_property
    def twin(self) -> str:
        """The folded text; same offsets."""
        return fold(self.text)

    @cached_property
    def ordinal(self) -> Ordinal | None:
        """The list number at its head, typed or made by Word (then it ends at 0)."""
        if self.label:
            made = ordinal(self.label) or ordinal(self.label.rstrip() + "、")
            if made is not None:
                return made._replace(start=0, stop=0, end=0)
        blank = len(self.text) - len(self.text.lstrip())
        return ordinal(self.text[: blank + _HEAD])

    @property
    def number(self) -> Reading[str] | str | None:
        """The bare numeral at its head: a reading where it is typed, plain where Word made it."""
        if self.ordinal is None:
            return None
        if self.label:
            return self.ordinal.numeral
        typed = self.reading(self.ordinal.start, self.ordinal.stop)
        return Reading(self.ordinal.numeral, typed.raw, typed.place)

    @property
    def address(self) -> str:
        """Address of the paragraph it begins in."""
        return self.pieces[0].address

    def clip(self, start: int, end: int) -> tuple[int, int]:
        """The part of a span that lies in one paragraph: in the first that holds any of it."""
        piece = self.pieces[
            max(0, bisect_right(self.pieces, start, key=lambda p: p.at) - 1)
        ]
        return max(start, piece.at), max(start, min(end, piece.at + piece.length))

    def place(self, start: int, end: int) -> Place:
        """Place of a span (clipped to one paragraph)."""
        start, end = self.clip(start, end)
        piece = self.pieces[
            max(0, bisect_right(self.pieces, start, key=lambda p: p.at) - 1)
        ]
        offset = piece.start - piece.at
        return Place(piece.address, start + offset, end + offset)

    def reading(self, start: int, end: int) -> Reading[str]:
        """The text of a span as a reading of itself; white space at both ends is left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = self.clip(start, end)
        return Reading(
            self.text[start:end], self.text[first:last], self.place(start, end)
        )


class Noise(NamedTuple):
    """A line that belongs to the page, not to the text: ``page_number`` or ``running_header``."""

    reason: str
    address: str
    start: int
    end: int


@dataclass(frozen=True)
class Sequence:
    """The body in reading order as lines and tables, and what was set apart."""

    items: tuple[Line | Table, ...]
    noise: tuple[Noise, ...] = field(default=())


def _opened(table: Table) -> Iterator[Block]:
    """The blocks of a table that only frames what stands in it, and of such a table inside it."""
    for cell in table.cells:
        for inner in cell.blocks:
            if isinstance(inner, Table) and _frames(inner):
                yield from _opened(inner)
            else:
                yield inner


def _frames(table: Table) -> bool:
    """True for a table of one column whose cells hold text that is read on, or tables, rather than a value each."""
    if table.n_columns != 1:
        return False
    running = filled = 0
    for cell in table.cells:
        holds = any(isinstance(block, Table) for block in cell.blocks)
        filled += holds or not cell.text.isspace() and cell.text != ""
        running += (
            holds
            or len(cell.text) > _LONG
            or (len(cell.blocks) > 1 and cell.text != "")
        )
    return running * 2 > filled


def _blocks(document: Document) -> Iterator[Block]:
    for block in document.reading_order():
        if isinstance(block, Table) and _frames(block):
            yield from _opened(block)
        else:
            yield block


def _split(paragraph: Paragraph) -> Iterator[Line]:
    """The lines of one paragraph: cut at breaks, and at tabs that lead to a list number."""
    text = paragraph.text
    if "\n" not in text and "\t" not in text:
        yield Line(
            text,
            (Piece(0, len(text), paragraph.address, 0),),
            paragraph.label,
            paragraph.outline,
            paragraph.toc,
        )
        return
    start = 0
    label = paragraph.label
    ends = [
        m.start()
        for m in _CUTS.finditer(text)
        if m.group() == "\n" or _OPENS.match(text[m.end() :].lstrip())
    ]
    for end in [*ends, len(text)]:
        stretch = text[start:end]
        if stretch.strip():
            yield Line(
                stretch,
                (Piece(0, len(stretch), paragraph.address, start),),
                label,
                paragraph.outline,
                paragraph.toc,
            )
            label = ""
        start = end + 1 if text[end : end + 1] == "\n" else end


def _runs_on(before: Line, after: Line, cut_by_page: bool) -> bool:
    """True when the second line plainly continues the first: a sentence cut by the page or by a hard wrap."""
    if len(before.pieces) >= _MOST_PIECES:
        return False
    head, tail = before.twin.rstrip(), after.twin.lstrip()
    if (
        not head
        or not tail
        or after.label
        or head[-1] in _SENTENCE_END
        or before.toc
        or after.toc
    ):
        return False
    if head[-1].isdigit() and _UNIT.match(tail):
        return True
    if _OPENS.match(tail) and not tail[0].isdigit():
        return False
    if tail[0].isdigit() and after.ordinal is not None:
        return False
    said = head[before.ordinal.end :] if before.ordinal else head
    if (
        before.ordinal is not None
        and head.endswith("情况说明")
        and not any(mark in said for mark in "，。；,;")
    ):
        return (
            False  # 九、“三公”经费、会议费、培训费预算情况说明 is a title however long
        )
    sentence = any(mark in said for mark in "，。；,;、")
    if (
        before.ordinal is None
        and _DATED.search(head)
        and "\u4e00" <= head[-1] <= "\u9fff"
        and _AMOUNT.match(tail)
    ):
        return True
    if cut_by_page:
        return sentence or len(head) > _LONG
    return (
        sentence
        and len(head) >= 15
        and after.text[:1].strip() != ""
        and head[-1] not in "）)"
    )


def _join(first: Line, second: Line) -> Line:
    """One line of two. White space that only the page made between them is left where it stands."""
    at = len(first.text)
    moved = tuple(piece._replace(at=piece.at + at) for piece in second.pieces)
    return Line(
        first.text + second.text,
        first.pieces + moved,
        first.label,
        first.outline,
        first.toc,
    )


def _running_headers(blocks: Iterable[Block]) -> set[str]:
    """Short texts that stand three times or more right behind a page number."""
    seen: Counter[str] = Counter()
    behind_page = False
    for block in blocks:
        if isinstance(block, Table):
            behind_page = False
        elif block.text.strip():
            if behind_page and len(block.text) < 60:
                seen[squeeze(block.text)] += 1
            behind_page = bool(_PAGE_NUMBER.fullmatch(fold(block.text)))
    return {
        text
        for text, times in seen.items()
        if times >= 3 and not any(c in text for c in "。；")
    }


def read_on(document: Document) -> Sequence:
    """The body of a document as lines and tables in reading order."""
    blocks = list(_blocks(document))
    headers = _running_headers(blocks)
    items: list[Line | Table] = []
    noise: list[Noise] = []
    cut = paged = False
    titles = set(
        headers
    )  # not met yet: the title itself is no running header, its repetitions are
    for block in blocks:
        if isinstance(block, Table):
            items.append(block)
            cut = paged = False
            continue
        if not block.text.strip():
            cut = cut or block.address.startswith("b")
            continue
        for line in _split(block):
            reason = _noise(line, headers)
            if reason == "running_header" and squeeze(line.text) in titles:
                titles.discard(squeeze(line.text))
                reason = reason if paged else ""
            paged = reason == "page_number"
            if reason:
                piece = line.pieces[0]
                noise.append(
                    Noise(
                        reason, piece.address, piece.start, piece.start + piece.length
                    )
                )
                cut = True
                continue
            last = items[-1] if items else None
            if isinstance(last, Line) and _runs_on(last, line, cut):
                items[-1] = _join(last, line)
            else:
                items.append(line)
            cut = False
    return Sequence(tuple(items), tuple(noise))


def _noise(line: Line, headers: set[str]) -> str:
    if len(line.text) > 60:
        return ""
    if not line.label and _PAGE_NUMBER.fullmatch(line.twin):
        return "page_number"
    return "running_header" if headers and squeeze(line.text) in headers else ""
