"""One walk over the tree of a page: blocks, cells by their spans, notes, list numbers, white space as it is shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    Attachment,
    DraftBlock,
    DraftParagraph,
    SpannedCell,
    build_table_from_spans,
)
from extractor.formats.html.css import (
    HIDING_CSS,
    find_hidden_selectors,
    find_symbol_font,
)
from extractor.formats.symbols import decode_symbol_text
from extractor.model.issues import ReadError

__all__ = [
    "HtmlBlockBuilder",
]

_BLOCK_TAG_NAMES = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p pre section summary ul caption
"""
_BLOCK_TAGS = frozenset(_BLOCK_TAG_NAMES.split())
_SKIPPED_TAG_NAMES = """
    head script style title template noscript xml object applet iframe frame frameset select datalist input button
    rt rp del svg math audio video canvas map meta link base
"""
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_MSO_ELEMENT = re.compile(
    r"mso-element\s*:\s*(footnote|endnote|header|footer)\b(?!-)", re.I
)
_MSO_NOTE_ID = re.compile(r"mso-(?:footnote|endnote)-id\s*:\s*([\w-]+)", re.I)
_MSO_TAB_COUNT = re.compile(r"mso-tab-count\s*:\s*(\d+)", re.I)
_MSO_SPACE_RUN = re.compile(r"mso-(?:spacerun\s*:\s*yes|tab-count)", re.I)
_WHITESPACE = re.compile(r"[ \t\r\n\f]+")
_SPACE_PLACEHOLDER, _TAB_PLACEHOLDER = (
    "\ufdd0",
    "\ufdd1",
)  # a space and a tab that folding leaves alone (characters no text may hold)
_STORY_KINDS = {"footnote": "fn", "endnote": "en", "header": "hd", "footer": "ft"}


@dataclass(slots=True)
class _HtmlParagraph:
    """A paragraph being gathered."""

    text_parts: list[str] = field(default_factory=list)
    label_parts: list[str] = field(default_factory=list)
    outline: int = 0
    style: str = ""
    toc: bool = False
    has_content: bool = (
        False  # holds something that gives it a line of its own, be it a no-break space
    )
    note_ids: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _HtmlTable:
    rows: list[list[SpannedCell]] = field(default_factory=list)
    group_start: int = (
        0  # index of the first row of the open row group: spans stop at its end
    )
    row_open: bool = False


@dataclass(slots=True)
class _HtmlList:
    marker_type: str
    next_number: int


class HtmlBlockBuilder:
    """One walk over the tree; containers (the body, a cell, a note) hold blocks and one open paragraph."""

    def __init__(self, root: etree._Element) -> None:
        self.blocks: list[DraftBlock] = []
        self.unanchored: list[Attachment] = []
        self.picture_count = 0
        self._containers: list[list[DraftBlock]] = [self.blocks]
        self._open_paragraphs: list[_HtmlParagraph] = [_HtmlParagraph()]
        self._tables: list[_HtmlTable | None] = [None]
        self._lists: list[_HtmlList] = []
        self._label_depth = 0  # depth inside a number that Word made
        self._space_run_styles: list[
            str
        ] = []  # styles of open spans that stand for spaces or tabs
        self._pre_depth = 0  # depth inside <pre>
        self._symbol_fonts = [
            ""
        ]  # the symbol font of each open element that names a font, '' for an ordinary one
        self._paragraphs_by_note: dict[str, DraftParagraph] = {}
        self._notes: list[tuple[str, str, list[DraftBlock]]] = []
        self._hidden_selectors = find_hidden_selectors(root)
        self._walk_tree(root)
        self._flush_paragraph()
        for kind, name, blocks in self._notes:
            if kind in ("hd", "ft"):
                self.unanchored.append(Attachment(kind, blocks))
            elif name in self._paragraphs_by_note:
                self._paragraphs_by_note[name].attach(Attachment(kind, blocks))
            else:
                self.unanchored.append(Attachment(kind, blocks))

    def _walk_tree(self, root: etree._Element) -> None:
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped: etree._Element | None = None
        for event, element in walker:
            if event == "start":
                if skipped is not None:
                    continue
                if not isinstance(element.tag, str) or self._is_hidden(element):
                    skipped = element
                    continue
                self._start_element(element.tag.lower(), element)
                if element.text:
                    self._add_text(element.text)
                continue
            if skipped is not None:
                if skipped is not element:
                    continue
                skipped = None
            else:
                self._end_element(element.tag.lower(), element)
            if element.tail:
                self._add_text(element.tail)

    def _is_hidden(self, element: etree._Element) -> bool:
        """Whether an element and all in it stay off the page."""
        tag = element.tag.lower()
        if tag in _SKIPPED_TAGS or element.get("hidden") is not None:
            return True
        if tag == "tr" and element.get("height") == "0":
            return True  # Word's ruler: a row of no height that only sets the widths
        style = element.get("style")
        if style and (
            HIDING_CSS.search(style)
            or "mso-special-character:footnote" in style.replace(" ", "")
        ):
            return True
        if not self._hidden_selectors:
            return False
        names = [tag] + [f".{name}" for name in (element.get("class") or "").split()]
        if element.get("id"):
            names.append(f"#{element.get('id')}")
        return any(
            name in self._hidden_selectors or f"{tag}{name}" in self._hidden_selectors
            for name in names
        )

    def _start_element(self, tag: str, element: etree._Element) -> None:
        style = element.get("style") or ""
        if tag == "table":
            self._flush_paragraph()
            if len(self._containers) > MAX_TABLE_DEPTH:
                raise ReadError(
                    "TOO_DEEP", "refused_limit", format="html", depth=MAX_TABLE_DEPTH
                )
            self._tables.append(_HtmlTable())
        elif tag == "tr":
            self._start_row()
        elif tag in ("tbody", "thead", "tfoot"):
            self._end_row_group()
        elif tag in ("td", "th"):
            self._enter_cell()
        elif tag == "br":
            self._add_line_break(style)
        elif tag in _BLOCK_TAGS:
            self._start_block(tag, element, style)
        elif tag == "img":
            self.picture_count += 1
        elif tag == "span" and _MSO_SPACE_RUN.search(style):
            self._space_run_styles.append(style)
            tabs = _MSO_TAB_COUNT.search(style)
            if tabs:
                (
                    self._open_paragraphs[-1].label_parts
                    if self._label_depth
                    else self._open_paragraphs[-1].text_parts
                ).append(_TAB_PLACEHOLDER * min(int(tabs[1]), 50))
        if tag == "font" or "font" in style:
            self._symbol_fonts.append(
                find_symbol_font(element, style, self._symbol_fonts[-1])
            )
        if "mso-list" in style and re.search(r"mso-list\s*:\s*ignore", style, re.I):
            self._label_depth += 1
        note = _MSO_NOTE_ID.search(style)
        if note:
            self._open_paragraphs[-1].note_ids.append(note[1])

    def _end_element(self, tag: str, element: etree._Element) -> None:
        style = element.get("style") or ""
        if tag == "table":
            table = self._tables.pop()
            if table is not None and table.rows:
                self._clip_row_spans(table)
                self._flush_paragraph()
                self._containers[-1].append(build_table_from_spans(table.rows))
        elif tag in ("tbody", "thead", "tfoot"):
            self._end_row_group()
        elif tag == "tr":
            table = self._tables[-1]
            if table is not None:
                table.row_open = False
        elif tag in ("td", "th"):
            self._leave_cell(element)
        elif tag == "span" and _MSO_SPACE_RUN.search(style):
            self._space_run_styles.pop()
        elif tag in _BLOCK_TAGS:
            if _MSO_ELEMENT.search(style):
                self._flush_paragraph()
                self._containers.pop()
                self._open_paragraphs.pop()
                self._tables.pop()
            else:
                self._flush_paragraph()
            if tag in ("ol", "ul", "menu", "dir") and self._lists:
                self._lists.pop()
            if tag == "pre":
                self._pre_depth -= 1
        if "mso-list" in style and re.search(r"mso-list\s*:\s*ignore", style, re.I):
            self._label_depth -= 1
        if tag == "font" or "font" in style:
            self._symbol_fonts.pop()

    def _start_block(self, tag: str, element: etree._Element, style: str) -> None:
        self._flush_paragraph(opens_block=True)
        aside = _MSO_ELEMENT.search(style)
        if aside:
            blocks: list[DraftBlock] = []
            self._notes.append(
                (_STORY_KINDS[aside[1].lower()], element.get("id") or "", blocks)
            )
            self._containers.append(blocks)
            self._open_paragraphs.append(_HtmlParagraph())
            self._tables.append(None)
        paragraph = self._open_paragraphs[-1]
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
                _HtmlList(
                    css[1].lower() if css else kind,
                    _parse_integer(element.get("start"), 1),
                )
            )
        elif tag == "li":
            paragraph.label_parts.append(self._generate_item_label(element))
        elif tag == "pre":
            self._pre_depth += 1

    def _generate_item_label(self, element: etree._Element) -> str:
        if not self._lists:
            return ""
        found = self._lists[-1]
        number = found.next_number = _parse_integer(
            element.get("value"), found.next_number
        )
        found.next_number += 1
        return _format_item_label(found.marker_type, number)

    def _start_row(self) -> None:
        table = self._tables[-1]
        if table is not None:
            table.rows.append([])
            table.row_open = True

    def _end_row_group(self) -> None:
        table = self._tables[-1]
        if table is not None:
            self._clip_row_spans(table)

    def _clip_row_spans(self, table: _HtmlTable) -> None:
        """Cells that span rows end with their group."""
        last = len(table.rows)
        for index in range(table.group_start, last):
            row = table.rows[index]
            row[:] = [
                cell._replace(row_span=min(cell.row_span or last, last - index))
                for cell in row
            ]
        table.group_start = last

    def _enter_cell(self) -> None:
        table = self._tables[-1]
        if table is None:
            self._flush_paragraph()  # a cell outside any table is a paragraph
        elif not table.row_open:
            self._start_row()
        self._containers.append([])
        self._open_paragraphs.append(_HtmlParagraph())
        self._tables.append(None)

    def _leave_cell(self, element: etree._Element) -> None:
        self._flush_paragraph()
        blocks = self._containers.pop()
        self._open_paragraphs.pop()
        self._tables.pop()
        table = self._tables[-1]
        if table is None:
            self._containers[-1].extend(blocks)
            return
        rows = min(max(_parse_integer(element.get("rowspan"), 1), 0), 65534)
        columns = min(max(_parse_integer(element.get("colspan"), 1), 1), 1000)
        table.rows[-1].append(
            SpannedCell(rows, columns, blocks or [DraftParagraph("")])
        )

    def _add_line_break(self, style: str) -> None:
        paragraph = self._open_paragraphs[-1]
        if "page-break-before" in style and not paragraph.has_content:
            return  # between paragraphs: the next one begins a page
        paragraph.text_parts.append("\v")
        paragraph.has_content = True

    def _add_text(self, text: str) -> None:
        paragraph = self._open_paragraphs[-1]
        if self._symbol_fonts[-1]:
            text = "\xa0".join(
                decode_symbol_text(part, self._symbol_fonts[-1])
                for part in text.split("\xa0")
            )
        if self._space_run_styles:
            tabs = _MSO_TAB_COUNT.search(
                self._space_run_styles[-1]
            )  # they are written already
            text = (
                ""
                if tabs
                else _WHITESPACE.sub(" ", text)
                .replace("\xa0", _SPACE_PLACEHOLDER)
                .replace(" ", _SPACE_PLACEHOLDER)
            )
        if self._label_depth:
            paragraph.label_parts.append(text)
            return
        if self._pre_depth:
            text = (
                text.replace("\r\n", "\n")
                .replace("\n", "\v")
                .replace(" ", _SPACE_PLACEHOLDER)
                .replace("\t", _TAB_PLACEHOLDER)
            )
        if text.strip(" \t\r\n\f"):
            paragraph.has_content = True
        paragraph.text_parts.append(text)

    def _flush_paragraph(self, opens_block: bool = False) -> None:
        """End the open paragraph; one that holds nothing was none (and lends its number to the block it opens)."""
        paragraph = self._open_paragraphs[-1]
        if opens_block and not paragraph.has_content:
            paragraph.text_parts.clear()
            return
        if (
            paragraph.has_content
            or paragraph.note_ids
            or "".join(paragraph.label_parts).strip()
        ):
            text = _collapse_white_space("".join(paragraph.text_parts))
            if not text.strip("\xa0"):
                text = ""  # Word keeps an empty paragraph open with a no-break space
            label = _collapse_white_space("".join(paragraph.label_parts)).strip(
                "\xa0 \n\t"
            )
            draft = DraftParagraph(
                text, label, paragraph.style, paragraph.outline, paragraph.toc
            )
            for name in paragraph.note_ids:
                self._paragraphs_by_note.setdefault(name, draft)
            self._containers[-1].append(draft)
        if (
            paragraph.text_parts
            or paragraph.has_content
            or paragraph.label_parts
            or paragraph.style
            or paragraph.outline
        ):
            self._open_paragraphs[-1] = _HtmlParagraph()


def _collapse_white_space(text: str) -> str:
    """White space as a page shows it: runs become one space, none at the ends of a line."""
    text = _WHITESPACE.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\v"))
    return (
        text.removesuffix("\n")
        .replace(_SPACE_PLACEHOLDER, " ")
        .replace(_TAB_PLACEHOLDER, "\t")
    )


def _parse_integer(text: str | None, default: int) -> int:
    match = re.match(r"\s*([+-]?\d{1,9})", text or "")
    return int(match[1]) if match else default


def _format_item_label(marker_type: str, number: int) -> str:
    """What a browser prints before a list item."""
    if marker_type == "none":
        return ""
    if marker_type in ("bullet", "disc", "circle", "square"):
        return {"circle": "◦", "square": "▪"}.get(marker_type, "•")
    return f"{number}."
