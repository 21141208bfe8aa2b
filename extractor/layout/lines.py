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

from extractor.model.document import Block, Document, Paragraph, Span, Table
from extractor.model.records import Extracted
from extractor.text.list_numbers import ListNumber, parse_list_number
from extractor.text.normalize import match_key, normalize

__all__ = [
    "TextLine",
    "PageFurniture",
    "LineSegment",
    "BodyLayout",
    "build_body_layout",
]

_PAGE_NUMBER = regex.compile(  # possessive: a line of ten thousand spaces is no page number, and is told so at once
    r"\s*+(?:第\s*+)?+[-—–_·\s]*+\d{1,4}+[-—–_·\s]*+(?:页(?:\s*+共\s*+\d++\s*+页)?+)?+\s*+(?:/\s*+\d++)?+\s*+"
)
_SENTENCE_END = "。；;：:！？!?"
_LINE_BREAK = regex.compile(r"\n|\t+(?=\s*\S)")
_LEADING_LIST_NUMBER = regex.compile(
    r"第\s*[一二三四五六七八九十\d]+\s*部分|[(（]?[一二三四五六七八九十\d]{1,3}\s*[、.．)）]|[①-⑳]"
)
_AMOUNT = regex.compile(r"[\d,]+(?:\.\d+)?\s*[万亿]?\s*元")
_PRINTED_YEAR = regex.compile(r"(?:19|20)\d{2}\s*年")
_LEADING_UNIT = regex.compile(r"[万亿千]?\s*元|%|％")
_LIST_NUMBER_WINDOW = 64  # characters that hold any list number; the rest of a line, which may be a whole book, is not looked at for one
_MAX_SEGMENTS = 200  # paragraphs put together to one line; no sentence is cut more often, and each look at it costs its length
_MIN_RUNNING_TEXT = 26  # characters of a line that plainly is running text, not a title


class LineSegment(NamedTuple):
    """A stretch of a line and the paragraph it stands in: ``line[at:at+length]`` is ``paragraph[start:start+length]``."""

    line_offset: int
    length: int
    path: str
    paragraph_offset: int


@dataclass(frozen=True)
class TextLine:
    """One line of prose. ``label`` is the number Word made for it, '' where there is none."""

    text: str
    segments: tuple[LineSegment, ...]
    list_label: str = ""
    outline_level: int = 0
    in_toc: bool = False

    @cached_property
    def normalized(self) -> str:
        """The folded text; same offsets."""
        return normalize(self.text)

    @cached_property
    def list_number(self) -> ListNumber | None:
        """The list number at its head, typed or made by Word (then it ends at 0)."""
        if self.list_label:
            made = parse_list_number(self.list_label) or parse_list_number(
                self.list_label.rstrip() + "、"
            )
            if made is not None:
                return made._replace(numeral_start=0, numeral_end=0, end=0)
        blank = len(self.text) - len(self.text.lstrip())
        return parse_list_number(self.text[: blank + _LIST_NUMBER_WINDOW])

    @property
    def numeral(self) -> Extracted[str] | str | None:
        """The bare numeral at its head: a reading where it is typed, plain where Word made it."""
        if self.list_number is None:
            return None
        if self.list_label:
            return self.list_number.numeral
        typed = self.extract_text(
            self.list_number.numeral_start, self.list_number.numeral_end
        )
        return Extracted(self.list_number.numeral, typed.raw, typed.place)

    @property
    def path(self) -> str:
        """Address of the paragraph it begins in."""
        return self.segments[0].path

    def clip_span(self, start: int, end: int) -> tuple[int, int]:
        """The part of a span that lies in one paragraph: in the first that holds any of it."""
        piece = self.segments[
            max(0, bisect_right(self.segments, start, key=lambda p: p.line_offset) - 1)
        ]
        return max(start, piece.line_offset), max(
            start, min(end, piece.line_offset + piece.length)
        )

    def locate_span(self, start: int, end: int) -> Span:
        """Place of a span (clipped to one paragraph)."""
        start, end = self.clip_span(start, end)
        piece = self.segments[
            max(0, bisect_right(self.segments, start, key=lambda p: p.line_offset) - 1)
        ]
        offset = piece.paragraph_offset - piece.line_offset
        return Span(piece.path, None, None, start + offset, end + offset)

    def extract_text(self, start: int, end: int) -> Extracted[str]:
        """The text of a span as a reading of itself; white space at both ends is left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        first, last = self.clip_span(start, end)
        return Extracted(
            self.text[start:end], self.text[first:last], self.locate_span(start, end)
        )


class PageFurniture(NamedTuple):
    """A line that belongs to the page, not to the text: ``page_number`` or ``running_header``."""

    kind: str
    path: str
    start: int
    end: int


@dataclass(frozen=True)
class BodyLayout:
    """The body in reading order as lines and tables, and what was set apart."""

    elements: tuple[TextLine | Table, ...]
    page_furniture: tuple[PageFurniture, ...] = field(default=())


def _iter_framed_blocks(table: Table) -> Iterator[Block]:
    """The blocks of a table that only frames what stands in it, and of such a table inside it."""
    for cell in table.cells:
        for inner in cell.blocks:
            if isinstance(inner, Table) and _is_layout_table(inner):
                yield from _iter_framed_blocks(inner)
            else:
                yield inner


def _is_layout_table(table: Table) -> bool:
    """True for a table of one column whose cells hold text that is read on, or tables, rather than a value each."""
    if table.n_columns != 1:
        return False
    running = filled = 0
    for cell in table.cells:
        holds = any(isinstance(block, Table) for block in cell.blocks)
        filled += holds or not cell.text.isspace() and cell.text != ""
        running += (
            holds
            or len(cell.text) > _MIN_RUNNING_TEXT
            or (len(cell.blocks) > 1 and cell.text != "")
        )
    return running * 2 > filled


def _iter_line_blocks(document: Document) -> Iterator[Block]:
    for block in document.iter_body_blocks():
        if isinstance(block, Table) and _is_layout_table(block):
            yield from _iter_framed_blocks(block)
        else:
            yield block


def _split_paragraph(paragraph: Paragraph) -> Iterator[TextLine]:
    """The lines of one paragraph: cut at breaks, and at tabs that lead to a list number."""
    text = paragraph.text
    if "\n" not in text and "\t" not in text:
        yield TextLine(
            text,
            (LineSegment(0, len(text), paragraph.path, 0),),
            paragraph.list_label,
            paragraph.outline_level,
            paragraph.in_toc,
        )
        return
    start = 0
    label = paragraph.list_label
    ends = [
        m.start()
        for m in _LINE_BREAK.finditer(text)
        if m.group() == "\n" or _LEADING_LIST_NUMBER.match(text[m.end() :].lstrip())
    ]
    for end in [*ends, len(text)]:
        stretch = text[start:end]
        if stretch.strip():
            yield TextLine(
                stretch,
                (LineSegment(0, len(stretch), paragraph.path, start),),
                label,
                paragraph.outline_level,
                paragraph.in_toc,
            )
            label = ""
        start = end + 1 if text[end : end + 1] == "\n" else end


def _is_continued(line: TextLine, next_line: TextLine, cut_by_page: bool) -> bool:
    """True when the second line plainly continues the first: a sentence cut by the page or by a hard wrap."""
    if len(line.segments) >= _MAX_SEGMENTS:
        return False
    head, tail = line.normalized.rstrip(), next_line.normalized.lstrip()
    if (
        not head
        or not tail
        or next_line.list_label
        or head[-1] in _SENTENCE_END
        or line.in_toc
        or next_line.in_toc
    ):
        return False
    if head[-1].isdigit() and _LEADING_UNIT.match(tail):
        return True
    if _LEADING_LIST_NUMBER.match(tail) and not tail[0].isdigit():
        return False
    if tail[0].isdigit() and next_line.list_number is not None:
        return False
    said = head[line.list_number.end :] if line.list_number else head
    if (
        line.list_number is not None
        and head.endswith("情况说明")
        and not any(mark in said for mark in "，。；,;")
    ):
        return (
            False  # 九、“三公”经费、会议费、培训费预算情况说明 is a title however long
        )
    sentence = any(mark in said for mark in "，。；,;、")
    if (
        line.list_number is None
        and _PRINTED_YEAR.search(head)
        and "\u4e00" <= head[-1] <= "\u9fff"
        and _AMOUNT.match(tail)
    ):
        return True
    if cut_by_page:
        return sentence or len(head) > _MIN_RUNNING_TEXT
    return (
        sentence
        and len(head) >= 15
        and next_line.text[:1].strip() != ""
        and head[-1] not in "）)"
    )


def _join_two_lines(first: TextLine, second: TextLine) -> TextLine:
    """One line of two. White space that only the page made between them is left where it stands."""
    at = len(first.text)
    moved = tuple(
        piece._replace(line_offset=piece.line_offset + at) for piece in second.segments
    )
    return TextLine(
        first.text + second.text,
        first.segments + moved,
        first.list_label,
        first.outline_level,
        first.in_toc,
    )


def _find_running_headers(blocks: Iterable[Block]) -> set[str]:
    """Short texts that stand three times or more right behind a page number."""
    seen: Counter[str] = Counter()
    behind_page = False
    for block in blocks:
        if isinstance(block, Table):
            behind_page = False
        elif block.text.strip():
            if behind_page and len(block.text) < 60:
                seen[match_key(block.text)] += 1
            behind_page = bool(_PAGE_NUMBER.fullmatch(normalize(block.text)))
    return {
        text
        for text, times in seen.items()
        if times >= 3 and not any(c in text for c in "。；")
    }


def build_body_layout(document: Document) -> BodyLayout:
    """The body of a document as lines and tables in reading order."""
    blocks = list(_iter_line_blocks(document))
    headers = _find_running_headers(blocks)
    items: list[TextLine | Table] = []
    noise: list[PageFurniture] = []
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
            cut = cut or block.path.startswith("b")
            continue
        for line in _split_paragraph(block):
            reason = _classify_page_furniture(line, headers)
            if reason == "running_header" and match_key(line.text) in titles:
                titles.discard(match_key(line.text))
                reason = reason if paged else ""
            paged = reason == "page_number"
            if reason:
                piece = line.segments[0]
                noise.append(
                    PageFurniture(
                        reason,
                        piece.path,
                        piece.paragraph_offset,
                        piece.paragraph_offset + piece.length,
                    )
                )
                cut = True
                continue
            last = items[-1] if items else None
            if isinstance(last, TextLine) and _is_continued(last, line, cut):
                items[-1] = _join_two_lines(last, line)
            else:
                items.append(line)
            cut = False
    return BodyLayout(tuple(items), tuple(noise))


def _classify_page_furniture(line: TextLine, running_headers: set[str]) -> str:
    if len(line.text) > 60:
        return ""
    if not line.list_label and _PAGE_NUMBER.fullmatch(line.normalized):
        return "page_number"
    return (
        "running_header"
        if running_headers and match_key(line.text) in running_headers
        else ""
    )
