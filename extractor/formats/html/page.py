"""The blocks of a web page: one walk over its tree.

Cells are laid out by their spans, white space is folded as it is shown, list numbers
are generated as a browser does, notes are attached to the paragraphs that refer to
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import NamedTuple

from lxml import etree

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    MAX_TABLE_DEPTH,
    Attachment,
    DraftBlock,
    DraftParagraph,
    FileTitle,
    MarkedParts,
    SpannedCell,
    build_table_from_spans,
    move_marks,
)
from extractor.formats.html.css import (
    StyleSheets,
    find_marks_of_style,
    find_symbol_font,
    is_hidden_by_style,
    list_selectors,
    parse_style_sheets,
)
from extractor.formats.limits import consume_limit
from extractor.formats.symbols import decode_symbol_text
from extractor.model.document import MarkKind
from extractor.model.issues import ReadError

__all__ = [
    "HtmlPage",
    "is_page_cut",
    "parse_page",
]

_BLOCK_TAG_NAMES = """
    address article aside blockquote body center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav
    ol p pre section summary ul caption
"""
_SKIPPED_TAG_NAMES = """
    head script style title template noscript xml object applet iframe frame frameset
    select datalist input button rt rp svg math audio video canvas map meta link base
"""
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_LIST_TAGS = frozenset(["ol", "ul", "menu", "dir"])
_MARKING_TAGS: Mapping[str, tuple[MarkKind, ...]] = {
    "sup": (MarkKind.RAISED,),
    "sub": (MarkKind.LOWERED,),
    **dict.fromkeys(("s", "strike", "del"), (MarkKind.STRUCK,)),
}
# What vertical-align places in its row, not on its line.
_ROW_TAGS = frozenset(
    ["table", "thead", "tbody", "tfoot", "tr", "td", "th", "col", "img"]
)
# Names of meta elements that hold the title of the article (GB standards for sites of
# public bodies, and Dublin Core).
_ARTICLE_TITLE_NAMES = frozenset(["articletitle", "title", "dc.title"])

_MSO_ELEMENT = re.compile(
    r"mso-element\s*:\s*(footnote|endnote|header|footer)\b(?!-)", re.I
)
_MSO_NOTE_ID = re.compile(r"mso-(?:footnote|endnote)-id\s*:\s*([\w-]+)", re.I)
_MSO_TAB_COUNT = re.compile(r"mso-tab-count\s*:\s*(\d+)", re.I)
_MSO_SPACE_RUN = re.compile(r"mso-(?:spacerun\s*:\s*yes|tab-count)", re.I)
_MSO_LIST_LABEL = re.compile(r"mso-list(?i:\s*:\s*ignore)")
_MSO_OUTLINE_LEVEL = re.compile(r"mso-outline-level\s*:\s*([1-9])\b")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_INTEGER = re.compile(r"\s*([+-]?\d{1,9})")
_STORY_KINDS = {"footnote": "fn", "endnote": "en", "header": "hd", "footer": "ft"}

_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
# A space and a tab that folding leaves alone (characters that no text may hold).
_SPACE_PLACEHOLDER, _TAB_PLACEHOLDER = "\ufdd0", "\ufdd1"

_MAX_TREE_DEPTH = 2048  # the parser drops deeper elements
_MAX_TABS = 50
_MAX_ROW_SPAN = 65534
_MAX_COLUMN_SPAN = 1000


class HtmlPage(NamedTuple):
    """The content of a page."""

    blocks: list[DraftBlock]
    unanchored: list[Attachment]  # headers, footers, notes without a reference
    picture_count: int
    titles: tuple[FileTitle, ...] = ()


def parse_page(text: str) -> HtmlPage:
    """Parse the text of a page into blocks.

    Args:
        text: The decoded page.

    Returns:
        Its blocks, its notes, headers and footers.

    Raises:
        ReadError: FILE_DAMAGED, no element; TOO_DEEP or TOO_MUCH, beyond a limit.
    """
    root = _parse_tree(text)
    builder = _HtmlBlockBuilder(parse_style_sheets(root))
    builder.walk_tree(root)
    unanchored = builder.attach_notes()
    titles = tuple(_iter_titles(root))
    return HtmlPage(builder.blocks, unanchored, builder.picture_count, titles)


def _iter_titles(root: etree._Element) -> Iterator[FileTitle]:
    """The titles in the head of a page: of the article, as sites of offices state it,
    and of the page."""
    for element in root.iter("meta"):
        if (element.get("name") or "").lower() in _ARTICLE_TITLE_NAMES:
            yield FileTitle("article_title", element.get("content") or "")
    title = root.find(".//title")
    if title is not None:
        yield FileTitle("page_title", "".join(map(str, title.itertext())))


def is_page_cut(text: str) -> bool:
    """Whether a page opens with an ``html`` element that does not end."""
    return "<html" in text[:4096].lower() and "</html" not in text[-4096:].lower()


def _parse_tree(text: str) -> etree._Element:
    text = text.replace("\0", "\ufffd")  # the parser would end there
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    consume_limit("tags", 2 * text.count("<"))  # the parser ends every element itself
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("FILE_DAMAGED", format="html", what=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(
            "TOO_DEEP", "refused_limit", format="html", depth=_MAX_TREE_DEPTH
        )
    if root is None:
        raise ReadError("FILE_DAMAGED", format="html", what="no element")
    return root


@dataclass(slots=True)
class _HtmlParagraph:
    """A paragraph while its text is collected."""

    text_parts: list[str] = field(default_factory=list)
    marked_parts: MarkedParts = field(default_factory=MarkedParts)
    label_parts: list[str] = field(default_factory=list)
    outline: int = 0
    style: str = ""
    in_toc: bool = False
    # holds something that takes up a line, be it a no-break space
    has_content: bool = False
    note_ids: list[str] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        """Whether a page shows it."""
        if self.has_content or self.note_ids:
            return True
        return bool("".join(self.label_parts).strip())

    @property
    def is_started(self) -> bool:
        """Whether anything was collected for it."""
        if self.text_parts or self.label_parts or self.has_content:
            return True
        return bool(self.style or self.outline)


@dataclass(slots=True)
class _HtmlTable:
    rows: list[list[SpannedCell]] = field(default_factory=list)
    # index of the first row of the open row group, at whose end spans stop
    group_start: int = 0
    has_open_row: bool = False

    def start_row(self) -> None:
        self.rows.append([])
        self.has_open_row = True

    def end_row_group(self) -> None:
        """Clip the cells that span rows beyond their group; a span of 0 means to its
        end."""
        last = len(self.rows)
        for index in range(self.group_start, last):
            self.rows[index] = [
                cell._replace(row_span=min(cell.row_span or last, last - index))
                for cell in self.rows[index]
            ]
        self.group_start = last


@dataclass(slots=True)
class _HtmlList:
    marker_type: str
    next_number: int


@dataclass(slots=True)
class _HtmlContainer:
    """The body, a cell, a note, a header or footer:
    blocks and one open paragraph."""

    blocks: list[DraftBlock] = field(default_factory=list)
    paragraph: _HtmlParagraph = field(default_factory=_HtmlParagraph)
    open_tables: list[_HtmlTable] = field(default_factory=list)


class _HtmlNote(NamedTuple):
    """A note, header or footer; ``id`` is what a reference to a note names."""

    kind: str
    id: str
    blocks: list[DraftBlock]


class _HtmlBlockBuilder:
    """The state of one walk over the tree of a page."""

    def __init__(self, style_sheets: StyleSheets) -> None:
        self._style_sheets = style_sheets
        self._containers = [_HtmlContainer()]
        self.blocks = self._containers[0].blocks
        self.picture_count = 0
        self._lists: list[_HtmlList] = []
        self._notes: list[_HtmlNote] = []
        self._paragraphs_by_note: dict[str, DraftParagraph] = {}
        # styles of open spans that represent spaces or tabs
        self._space_run_styles: list[str] = []
        # symbol font of each open element that names a font, '' for an ordinary one
        self._symbol_fonts = [""]
        # open elements that set their text apart, with what holds in them
        self._marking_elements: list[tuple[etree._Element, tuple[MarkKind, ...]]] = []
        self._label_depth = 0  # inside a list number that Word generated
        self._pre_depth = 0  # inside <pre>

    @property
    def _container(self) -> _HtmlContainer:
        return self._containers[-1]

    def attach_notes(self) -> list[Attachment]:
        """Attach notes to their paragraphs; return
        headers, footers and other notes."""
        unanchored: list[Attachment] = []
        for note in self._notes:
            attachment = Attachment(note.kind, note.blocks)
            paragraph = self._paragraphs_by_note.get(note.id)
            if paragraph is None or note.kind in ("hd", "ft"):
                unanchored.append(attachment)
            else:
                paragraph.attach(attachment)
        return unanchored

    def walk_tree(self, root: etree._Element) -> None:
        """Read all that a page shows."""
        skipped: etree._Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None and (event == "start" or element is not skipped):
                continue
            if event == "start":
                if self._is_hidden(element):
                    skipped = element
                else:
                    self._start_element(element)
                continue
            if skipped is None:
                self._end_element(element)
            skipped = None
            if element.tail:
                self._add_text(element.tail)
        self._flush_paragraph()

    def _is_hidden(self, element: etree._Element) -> bool:
        """Whether an element and all in it stay off the page."""
        if not isinstance(element.tag, str):
            return True
        tag = element.tag.lower()
        if tag in _SKIPPED_TAGS or element.get("hidden") is not None:
            return True
        if _is_unseen_element(tag, element):
            return True
        if is_hidden_by_style(element.get("style") or ""):
            return True
        hidden = self._style_sheets.hidden
        return bool(hidden) and not hidden.isdisjoint(list_selectors(tag, element))

    # --- Elements ---

    def _start_element(self, element: etree._Element) -> None:
        tag = element.tag.lower()
        style = element.get("style") or ""
        start = _ELEMENT_STARTS.get(tag)
        if start is not None:
            start(self, element, style)
        if tag == "font" or "font" in style:
            font = find_symbol_font(element, style, self._symbol_fonts[-1])
            self._symbol_fonts.append(font)
        if _MSO_LIST_LABEL.search(style):
            self._label_depth += 1
        note = _MSO_NOTE_ID.search(style)
        if note:
            self._container.paragraph.note_ids.append(note[1])
        self._start_marks(tag, element, style)
        if element.text:
            self._add_text(element.text)

    def _start_marks(self, tag: str, element: etree._Element, style: str) -> None:
        """Note an element that sets its text apart, as do those around it."""
        kinds = _MARKING_TAGS.get(tag, ())
        sheet_marks = self._style_sheets.marks
        if sheet_marks and tag not in _ROW_TAGS:
            for selector in list_selectors(tag, element):
                kinds += sheet_marks.get(selector, ())
        if style and tag not in _ROW_TAGS:
            kinds += find_marks_of_style(style)
        if kinds:
            if self._marking_elements:
                kinds += self._marking_elements[-1][1]
            self._marking_elements.append((element, kinds))

    def _end_element(self, element: etree._Element) -> None:
        if self._marking_elements and self._marking_elements[-1][0] is element:
            self._marking_elements.pop()
        tag = element.tag.lower()
        style = element.get("style") or ""
        end = _ELEMENT_ENDS.get(tag)
        if end is not None:
            end(self, element, style)
        if _MSO_LIST_LABEL.search(style):
            self._label_depth -= 1
        if tag == "font" or "font" in style:
            self._symbol_fonts.pop()

    def start_picture(self, element: etree._Element, style: str) -> None:
        self.picture_count += 1

    def add_line_break(self, element: etree._Element, style: str) -> None:
        paragraph = self._container.paragraph
        if "page-break-before" in style and not paragraph.has_content:
            return  # between paragraphs: the next one begins a page
        paragraph.text_parts.append("\v")
        paragraph.has_content = True

    def start_space_run(self, element: etree._Element, style: str) -> None:
        """A span may represent spaces or tabs, which must not be collapsed."""
        if not _MSO_SPACE_RUN.search(style):
            return
        self._space_run_styles.append(style)
        tabs = _MSO_TAB_COUNT.search(style)
        if tabs:
            parts = self._container.paragraph.text_parts
            if self._label_depth:
                parts = self._container.paragraph.label_parts
            parts.append(_TAB_PLACEHOLDER * min(int(tabs[1]), _MAX_TABS))

    def end_space_run(self, element: etree._Element, style: str) -> None:
        if _MSO_SPACE_RUN.search(style):
            self._space_run_styles.pop()

    # --- Tables ---

    def start_table(self, element: etree._Element, style: str) -> None:
        self._flush_paragraph()
        if len(self._containers) > MAX_TABLE_DEPTH:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="html", depth=MAX_TABLE_DEPTH
            )
        self._container.open_tables.append(_HtmlTable())

    def end_table(self, element: etree._Element, style: str) -> None:
        table = self._container.open_tables.pop()
        if table.rows:
            table.end_row_group()
            self._flush_paragraph()
            self._container.blocks.append(build_table_from_spans(table.rows))

    def _get_table(self) -> _HtmlTable | None:
        """The table whose rows are being read; None outside of any and inside a
        cell."""
        if self._container.open_tables:
            return self._container.open_tables[-1]
        return None

    def change_row_group(self, element: etree._Element, style: str) -> None:
        table = self._get_table()
        if table is not None:
            table.end_row_group()

    def start_row(self, element: etree._Element, style: str) -> None:
        table = self._get_table()
        if table is not None:
            table.start_row()

    def end_row(self, element: etree._Element, style: str) -> None:
        table = self._get_table()
        if table is not None:
            table.has_open_row = False

    def start_cell(self, element: etree._Element, style: str) -> None:
        table = self._get_table()
        if table is None:
            self._flush_paragraph()  # a cell outside any table is a paragraph
        elif not table.has_open_row:
            table.start_row()
        self._containers.append(_HtmlContainer())

    def end_cell(self, element: etree._Element, style: str) -> None:
        self._flush_paragraph()
        blocks = self._containers.pop().blocks
        table = self._get_table()
        if table is None:
            self._container.blocks.extend(blocks)
            return
        rows = _parse_integer(element.get("rowspan"), 1)
        columns = _parse_integer(element.get("colspan"), 1)
        cell = SpannedCell(
            min(max(rows, 0), _MAX_ROW_SPAN),
            min(max(columns, 1), _MAX_COLUMN_SPAN),
            blocks or [DraftParagraph("")],
        )
        table.rows[-1].append(cell)

    # --- Blocks ---

    def start_block(self, element: etree._Element, style: str) -> None:
        self._flush_paragraph(opens_block=True)
        story = _MSO_ELEMENT.search(style)
        if story:
            container = _HtmlContainer()
            kind = _STORY_KINDS[story[1].lower()]
            note = _HtmlNote(kind, element.get("id") or "", container.blocks)
            self._notes.append(note)
            self._containers.append(container)

    def end_block(self, element: etree._Element, style: str) -> None:
        self._flush_paragraph()
        if _MSO_ELEMENT.search(style):
            self._containers.pop()

    def start_heading(self, element: etree._Element, style: str) -> None:
        self.start_block(element, style)
        level = element.tag[1]
        self._container.paragraph.outline = int(level)
        self._container.paragraph.style = f"heading {level}"

    def start_paragraph(self, element: etree._Element, style: str) -> None:
        self.start_block(element, style)
        names = (element.get("class") or "").split()
        if not names:
            return
        paragraph = self._container.paragraph
        paragraph.style = names[0]
        paragraph.in_toc = names[0].lower().startswith("msotoc")
        level = _MSO_OUTLINE_LEVEL.search(style)
        if level:
            paragraph.outline = int(level[1])

    def start_list(self, element: etree._Element, style: str) -> None:
        self.start_block(element, style)
        marker_type = "bullet"
        if element.tag.lower() == "ol":
            marker_type = element.get("type") or "1"
        list_style = _LIST_STYLE.search(style)
        if list_style:
            marker_type = list_style[1].lower()
        first_number = _parse_integer(element.get("start"), 1)
        self._lists.append(_HtmlList(marker_type, first_number))

    def end_list(self, element: etree._Element, style: str) -> None:
        self.end_block(element, style)
        if self._lists:
            self._lists.pop()

    def start_item(self, element: etree._Element, style: str) -> None:
        self.start_block(element, style)
        label = ""
        if self._lists:
            innermost = self._lists[-1]
            number = _parse_integer(element.get("value"), innermost.next_number)
            innermost.next_number = number + 1
            label = _format_item_label(innermost.marker_type, number)
        self._container.paragraph.label_parts.append(label)

    def start_preformatted(self, element: etree._Element, style: str) -> None:
        self.start_block(element, style)
        self._pre_depth += 1

    def end_preformatted(self, element: etree._Element, style: str) -> None:
        self.end_block(element, style)
        self._pre_depth -= 1

    # --- Text ---

    def _add_text(self, text: str) -> None:
        paragraph = self._container.paragraph
        symbol_font = self._symbol_fonts[-1]
        if symbol_font:
            parts = [decode_symbol_text(p, symbol_font) for p in text.split("\xa0")]
            text = "\xa0".join(parts)
        if self._space_run_styles:
            text = _keep_space_run(text, self._space_run_styles[-1])
        if self._label_depth:
            paragraph.label_parts.append(text)
            return
        if self._pre_depth:
            text = text.replace("\r\n", "\n").replace("\n", "\v")
            text = text.replace(" ", _SPACE_PLACEHOLDER)
            text = text.replace("\t", _TAB_PLACEHOLDER)
        if text.strip(" \t\r\n\f"):
            paragraph.has_content = True
        paragraph.text_parts.append(text)
        if self._marking_elements:
            n_parts = len(paragraph.text_parts)
            kinds = frozenset(self._marking_elements[-1][1])
            paragraph.marked_parts.add_run(n_parts - 1, n_parts, kinds)

    def _flush_paragraph(self, opens_block: bool = False) -> None:
        """End the open paragraph; an empty one gives its list number to a block
        inside."""
        paragraph = self._container.paragraph
        if opens_block and not paragraph.has_content:
            paragraph.text_parts.clear()
            paragraph.marked_parts = MarkedParts()
            return
        if paragraph.is_shown:
            draft = _build_paragraph(paragraph)
            for id in paragraph.note_ids:
                self._paragraphs_by_note.setdefault(id, draft)
            self._container.blocks.append(draft)
        if paragraph.is_started:
            self._container.paragraph = _HtmlParagraph()


_ElementHandler = Callable[[_HtmlBlockBuilder, etree._Element, str], None]

_ELEMENT_STARTS: Mapping[str, _ElementHandler] = {
    **dict.fromkeys(_BLOCK_TAG_NAMES.split(), _HtmlBlockBuilder.start_block),
    **dict.fromkeys(_LIST_TAGS, _HtmlBlockBuilder.start_list),
    **{f"h{level}": _HtmlBlockBuilder.start_heading for level in range(1, 7)},
    "p": _HtmlBlockBuilder.start_paragraph,
    "li": _HtmlBlockBuilder.start_item,
    "pre": _HtmlBlockBuilder.start_preformatted,
    "table": _HtmlBlockBuilder.start_table,
    "tbody": _HtmlBlockBuilder.change_row_group,
    "thead": _HtmlBlockBuilder.change_row_group,
    "tfoot": _HtmlBlockBuilder.change_row_group,
    "tr": _HtmlBlockBuilder.start_row,
    "td": _HtmlBlockBuilder.start_cell,
    "th": _HtmlBlockBuilder.start_cell,
    "br": _HtmlBlockBuilder.add_line_break,
    "img": _HtmlBlockBuilder.start_picture,
    "span": _HtmlBlockBuilder.start_space_run,
}
_ELEMENT_ENDS: Mapping[str, _ElementHandler] = {
    **dict.fromkeys(_BLOCK_TAG_NAMES.split(), _HtmlBlockBuilder.end_block),
    **dict.fromkeys(_LIST_TAGS, _HtmlBlockBuilder.end_list),
    "pre": _HtmlBlockBuilder.end_preformatted,
    "table": _HtmlBlockBuilder.end_table,
    "tbody": _HtmlBlockBuilder.change_row_group,
    "thead": _HtmlBlockBuilder.change_row_group,
    "tfoot": _HtmlBlockBuilder.change_row_group,
    "tr": _HtmlBlockBuilder.end_row,
    "td": _HtmlBlockBuilder.end_cell,
    "th": _HtmlBlockBuilder.end_cell,
    "span": _HtmlBlockBuilder.end_space_run,
}


def _is_unseen_element(tag: str, element: etree._Element) -> bool:
    """True for a tracked deletion, and for Word's ruler: a row of no height that only
    sets the widths."""
    if tag == "del":
        return bool(element.get("datetime") or element.get("cite"))
    return tag == "tr" and element.get("height") == "0"


def _build_paragraph(paragraph: _HtmlParagraph) -> DraftParagraph:
    written = "".join(paragraph.text_parts)
    text = _collapse_white_space(written)
    marks = paragraph.marked_parts.take_marks(paragraph.text_parts)
    if marks:
        marks = move_marks(marks, written, text)
    if not text.strip("\xa0"):
        text = ""  # Word keeps an empty paragraph open with a no-break space
    label = _collapse_white_space("".join(paragraph.label_parts))
    return DraftParagraph(
        text,
        label.strip("\xa0 \n\t"),
        paragraph.style,
        paragraph.outline,
        paragraph.in_toc,
        marks=marks,
    )


def _keep_space_run(text: str, style: str) -> str:
    """The text of a span that represents spaces; tabs are written at its start."""
    if _MSO_TAB_COUNT.search(style):
        return ""
    text = _WHITE_SPACE.sub(" ", text)
    return text.replace("\xa0", _SPACE_PLACEHOLDER).replace(" ", _SPACE_PLACEHOLDER)


def _collapse_white_space(text: str) -> str:
    """White space as a page shows it: one space for a run, none at the ends of a
    line."""
    text = _WHITE_SPACE.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\v")).removesuffix("\n")
    return text.replace(_SPACE_PLACEHOLDER, " ").replace(_TAB_PLACEHOLDER, "\t")


def _parse_integer(text: str | None, default: int) -> int:
    match = _INTEGER.match(text or "")
    if match is None:
        return default
    return int(match[1])


def _format_item_label(marker_type: str, number: int) -> str:
    """What a browser prints before a list item."""
    if marker_type == "none":
        return ""
    if marker_type in ("bullet", "disc", "circle", "square"):
        return {"circle": "◦", "square": "▪"}.get(marker_type, "•")
    return f"{number}."
