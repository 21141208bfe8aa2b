"""One walk over the tree of a page: blocks, cells by their spans, notes, list numbers, white space as it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extractor.formats.builder import (
    DEEPEST,
    Beside,
    DraftBlock,
    DraftParagraph,
    spread,
)
from extractor.formats.html.css import HIDING, hidden_selectors, symbol_font
from extractor.formats.symbols import symbols
from extractor.model.issues import ReadError

__all__ = ["Page"]

_BLOCKS_WORDS = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary ul caption
"""
_BLOCKS = frozenset(_BLOCKS_WORDS.split())
_SKIPPED_WORDS = """
    head script style title template noscript xml object applet iframe frame frameset select datalist input button
    rt rp del svg math audio video canvas map meta link base
"""
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_ELEMENT = re.compile(
    r"mso-element\s*:\s*(footnote|endnote|header|footer)\b(?!-)", re.I
)
_NOTE = re.compile(r"mso-(?:footnote|endnote)-id\s*:\s*([\w-]+)", re.I)
_TABS = re.compile(r"mso-tab-count\s*:\s*(\d+)", re.I)
_RUN = re.compile(r"mso-(?:spacerun\s*:\s*yes|tab-count)", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK, _TAB = (
    "\ufdd0",
    "\ufdd1",
)  # a space and a tab that folding leaves alone (characters no text may hold)
_KINDS = {"footnote": "fn", "endnote": "en", "header": "hd", "footer": "ft"}


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being gathered."""

    words: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    outline: int = 0
    style: str = ""
    toc: bool = False
    filled: bool = (
        False  # holds something that gives it a line of its own, be it a no-break space
    )
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[tuple[int, int, list[DraftBlock]]]] = field(default_factory=list)
    group: int = (
        0  # index of the first row of the open row group: spans stop at its end
    )
    row_open: bool = False


@dataclass(slots=True)
class _List:
    kind: str
    number: int


class Page:
    """One walk over the tree; containers (the body, a cell, a note) hold blocks and one open paragraph."""

    def __init__(self, root: etree._Element) -> None:
        self.blocks: list[DraftBlock] = []
        self.loose: list[Beside] = []
        self.pictures = 0
        self._containers: list[list[DraftBlock]] = [self.blocks]
        self._open: list[_Paragraph] = [_Paragraph()]
        self._tables: list[_Table | None] = [None]
        self._lists: list[_List] = []
        self._labels = 0  # depth inside a number that Word made
        self._runs: list[str] = []  # styles of open spans that stand for spaces or tabs
        self._raw = 0  # depth inside <pre>
        self._fonts = [
            ""
        ]  # the symbol font of each open element that names a font, '' for an ordinary one
        self._noted: dict[str, DraftParagraph] = {}
        self._notes: list[tuple[str, str, list[DraftBlock]]] = []
        self._hidden = hidden_selectors(root)
        self._walk(root)
        self._flush()
        for kind, name, blocks in self._notes:
            if kind in ("hd", "ft"):
                self.loose.append(Beside(kind, blocks))
            elif name in self._noted:
                self._noted[name].beside.append(Beside(kind, blocks))
            else:
                self.loose.append(Beside(kind, blocks))

    def _walk(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walker:
            if event == "start":
                if skipped is not None:
                    continue
                if not isinstance(element.tag, str) or self._gone(element):
                    skipped = element
                    continue
                self._start(element.tag.lower(), element)
                if element.text:
                    self._say(element.text)
                continue
            if skipped is not None:
                if skipped is not element:
                    continue
                skipped = None
            else:
                self._end(element.tag.lower(), element)
            if element.tail:
                self._say(element.tail)

    def _gone(self, element: etree._Element) -> bool:
        """Whether an element and all in it stay off the page."""
        tag = element.tag.lower()
        if tag in _SKIPPED or element.get("hidden") is not None:
            return True
        if tag == "tr" and element.get("height") == "0":
            return True  # Word's ruler: a row of no height that only sets the widths
        style = element.get("style")
        if style and (
            HIDING.search(style)
            or "mso-special-character:footnote" in style.replace(" ", "")
        ):
            return True
        if not self._hidden:
            return False
        names = [tag] + [f".{name}" for name in (element.get("class") or "").split()]
        if element.get("id"):
            names.append(f"#{element.get('id')}")
        return any(
            name in self._hidden or f"{tag}{name}" in self._hidden for name in names
        )

    def _start(self, tag: str, element: etree._Element) -> None:
        style = element.get("style") or ""
        if tag == "table":
            self._flush()
            if len(self._containers) > DEEPEST:
                raise ReadError(
                    "TOO_DEEP", "refused_limit", format="html", depth=DEEPEST
                )
            self._tables.append(_Table())
        elif tag == "tr":
            self._row()
        elif tag in ("tbody", "thead", "tfoot"):
            self._group()
        elif tag in ("td", "th"):
            self._enter()
        elif tag == "br":
            self._break(style)
        elif tag in _BLOCKS:
            self._block(tag, element, style)
        elif tag == "img":
            self.pictures += 1
        elif tag == "span" and _RUN.search(style):
            self._runs.append(style)
            tabs = _TABS.search(style)
            if tabs:
                (self._open[-1].label if self._labels else self._open[-1].words).append(
                    _TAB * min(int(tabs[1]), 50)
                )
        if tag == "font" or "font" in style:
            self._fonts.append(symbol_font(element, style, self._fonts[-1]))
        if "mso-list" in style and re.search(r"mso-list\s*:\s*ignore", style, re.I):
            self._labels += 1
        note = _NOTE.search(style)
        if note:
            self._open[-1].notes.append(note[1])

    def _end(self, tag: str, element: etree._Element) -> None:
        style = element.get("style") or ""
        if tag == "table":
            table = self._tables.pop()
            if table is not None and table.rows:
                self._group_end(table)
                self._flush()
                self._containers[-1].append(spread(table.rows))
        elif tag in ("tbody", "thead", "tfoot"):
            self._group()
        elif tag == "tr":
            table = self._tables[-1]
            if table is not None:
                table.row_open = False
        elif tag in ("td", "th"):
            self._leave(element)
        elif tag == "span" and _RUN.search(style):
            self._runs.pop()
        elif tag in _BLOCKS:
            if _ELEMENT.search(style):
                self._flush()
                self._containers.pop()
                self._open.pop()
                self._tables.pop()
            else:
                self._flush()
            if tag in ("ol", "ul", "menu", "dir") and self._lists:
                self._lists.pop()
            if tag == "pre":
                self._raw -= 1
        if "mso-list" in style and re.search(r"mso-list\s*:\s*ignore", style, re.I):
            self._labels -= 1
        if tag == "font" or "font" in style:
            self._fonts.pop()

    def _block(self, tag: str, element: etree._Element, style: str) -> None:
        self._flush(opening=True)
        aside = _ELEMENT.search(style)
        if aside:
            blocks: list[DraftBlock] = []
            self._notes.append(
                (_KINDS[aside[1].lower()], element.get("id") or "", blocks)
            )
            self._containers.append(blocks)
            self._open.append(_Paragraph())
            self._tables.append(None)
        paragraph = self._open[-1]
        names = (element.get("class") or "").split()
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            paragraph.outline, paragraph.style = int(tag[1]), f"heading {tag[1]}"
        elif tag == "p" and names:
            paragraph.style = names[0]
            paragraph.toc = names[0].lower().startswith("msotoc")
            level = re.search(r"mso-outline-level\s*:\s*([1-9])\b", style)
            if level:
                paragraph.outline = int(level[1])
        elif tag in ("ol", "ul", "menu", "dir"):
            kind = "bullet" if tag != "ol" else element.get("type") or "1"
            css = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", style)
            self._lists.append(
                _List(css[1].lower() if css else kind, _number(element.get("start"), 1))
            )
        elif tag == "li":
            paragraph.label.append(self._item(element))
        elif tag == "pre":
            self._raw += 1

    def _item(self, element: etree._Element) -> str:
        if not self._lists:
            return ""
        found = self._lists[-1]
        number = found.number = _number(element.get("value"), found.number)
        found.number += 1
        return _item_label(found.kind, number)

    def _row(self) -> None:
        table = self._tables[-1]
        if table is not None:
            table.rows.append([])
            table.row_open = True

    def _group(self) -> None:
        table = self._tables[-1]
        if table is not None:
            self._group_end(table)

    def _group_end(self, table: _Table) -> None:
        """Cells that span rows end with their group."""
        last = len(table.rows)
        for index in range(table.group, last):
            row = table.rows[index]
            row[:] = [
                (min(span or last, last - index), columns, blocks)
                for span, columns, blocks in row
            ]
        table.group = last

    def _enter(self) -> None:
        table = self._tables[-1]
        if table is None:
            self._flush()  # a cell outside any table is a paragraph
        elif not table.row_open:
            self._row()
        self._containers.append([])
        self._open.append(_Paragraph())
        self._tables.append(None)

    def _leave(self, element: etree._Element) -> None:
        self._flush()
        blocks = self._containers.pop()
        self._open.pop()
        self._tables.pop()
        table = self._tables[-1]
        if table is None:
            self._containers[-1].extend(blocks)
            return
        rows = min(max(_number(element.get("rowspan"), 1), 0), 65534)
        columns = min(max(_number(element.get("colspan"), 1), 1), 1000)
        table.rows[-1].append((rows, columns, blocks or [DraftParagraph("")]))

    def _break(self, style: str) -> None:
        paragraph = self._open[-1]
        if "page-break-before" in style and not paragraph.filled:
            return  # between paragraphs: the next one begins a page
        paragraph.words.append("\v")
        paragraph.filled = True

    def _say(self, text: str) -> None:
        paragraph = self._open[-1]
        if self._fonts[-1]:
            text = "\xa0".join(
                symbols(part, self._fonts[-1]) for part in text.split("\xa0")
            )
        if self._runs:
            tabs = _TABS.search(self._runs[-1])  # they are written already
            text = (
                ""
                if tabs
                else _SPACE.sub(" ", text).replace("\xa0", _BLANK).replace(" ", _BLANK)
            )
        if self._labels:
            paragraph.label.append(text)
            return
        if self._raw:
            text = (
                text.replace("\r\n", "\n")
                .replace("\n", "\v")
                .replace(" ", _BLANK)
                .replace("\t", _TAB)
            )
        if text.strip(" \t\r\n\f"):
            paragraph.filled = True
        paragraph.words.append(text)

    def _flush(self, opening: bool = False) -> None:
        """End the open paragraph; one that holds nothing was none (and lends its number to the block it opens)."""
        paragraph = self._open[-1]
        if opening and not paragraph.filled:
            paragraph.words.clear()
            return
        if paragraph.filled or paragraph.notes or "".join(paragraph.label).strip():
            text = _folded("".join(paragraph.words))
            if not text.strip("\xa0"):
                text = ""  # Word keeps an empty paragraph open with a no-break space
            label = _folded("".join(paragraph.label)).strip("\xa0 \n\t")
            draft = DraftParagraph(
                text, label, paragraph.style, paragraph.outline, paragraph.toc
            )
            for name in paragraph.notes:
                self._noted.setdefault(name, draft)
            self._containers[-1].append(draft)
        if (
            paragraph.words
            or paragraph.filled
            or paragraph.label
            or paragraph.style
            or paragraph.outline
        ):
            self._open[-1] = _Paragraph()


def _folded(text: str) -> str:
    """White space as a page shows it: runs become one space, none at the ends of a line."""
    text = _SPACE.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\v"))
    return text.removesuffix("\n").replace(_BLANK, " ").replace(_TAB, "\t")


def _number(text: str | None, default: int) -> int:
    match = re.match(r"\s*([+-]?\d{1,9})", text or "")
    return int(match[1]) if match else default


def _item_label(kind: str, number: int) -> str:
    """What a browser prints before a list item."""
    if kind == "none":
        return ""
    if kind in ("bullet", "disc", "circle", "square"):
        return {"circle": "◦", "square": "▪"}.get(kind, "•")
    return f"{number}."
