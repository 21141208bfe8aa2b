"""Web pages, as Word and WPS save them under the name of a document (.doc, .htm, .mht), and any other page.

The page is read as it is shown: white space folded, what is not displayed left out, cells laid out by their spans.
Word marks what HTML has no word for in styles of its own: ``mso-list:Ignore`` around a number it made, ``mso-hide``
for hidden text, ``mso-spacerun`` and ``mso-tab-count`` for spaces and tabs, ``mso-element`` for notes and headers.
Nothing is ever fetched.
"""

from __future__ import annotations

import codecs
import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import Message

from lxml import etree

from extractor.document import Document
from extractor.issues import Issue, ReadError
from extractor.readers.bounds import spent
from extractor.readers.draft import DEEPEST, Beside, DraftBlock, DraftParagraph, finished, spread
from extractor.readers.symbols import SYMBOL_FONTS, symbols

__all__ = ["read_html", "read_mht"]

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
_HIDING = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|mso-element\s*:\s*comment-list", re.I
)
_SIMPLE = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)?", re.I)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""", re.I)
_ELEMENT = re.compile(r"mso-element\s*:\s*(footnote|endnote|header|footer)\b(?!-)", re.I)
_NOTE = re.compile(r"mso-(?:footnote|endnote)-id\s*:\s*([\w-]+)", re.I)
_TABS = re.compile(r"mso-tab-count\s*:\s*(\d+)", re.I)
_RUN = re.compile(r"mso-(?:spacerun\s*:\s*yes|tab-count)", re.I)
_FONT = re.compile(r"""(?<![\w-])font(?:-family\s*:\s*["']?([^;,"']+)|\s*:[^;"']*["']([^;"']+))""", re.I)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_BLANK, _TAB = "\ufdd0", "\ufdd1"  # a space and a tab that folding leaves alone (characters no text may hold)
_KINDS = {"footnote": "fn", "endnote": "en", "header": "hd", "footer": "ft"}


def read_html(data: bytes, name: str = "", charset: str = "") -> Document:
    """Bytes of a page as a Document; ``charset`` is what a surrounding message declares. Raises ReadError."""
    text, issues = _decoded(data, charset)
    page = _Page(_tree(text))
    if "<html" in text[:4096].lower() and "</html" not in text[-4096:].lower():
        issues.append(Issue.of("HTML_CUT"))
    if page.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=page.pictures))
    return finished(page.blocks, page.loose, format="html", issues=issues)


def read_mht(data: bytes, name: str = "") -> Document:
    """A page packed with its pictures as one MIME message (.mht, Word's "single file web page"). Raises ReadError."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        root = _root(message)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except (ValueError, LookupError, RecursionError) as error:
        raise ReadError("FILE_DAMAGED", format="mht", what=str(error)) from error
    if root is None:
        raise ReadError("FILE_DAMAGED", format="mht", what="no text/html part")
    text, issues = _decoded(_payload(root), root.get_content_charset() or "")
    page = _Page(_tree(text))
    loose = list(page.loose)
    for part in pages:  # headers and footers stand in a page of their own
        if part is not root and "header" in (part.get("Content-Location") or "").rpartition("/")[2].lower():
            other, _ = _decoded(_payload(part), part.get_content_charset() or "")
            loose.extend(_Page(_tree(other)).loose)
    if message.defects or root.defects or ("<html" in text[:4096].lower() and "</html" not in text[-4096:].lower()):
        issues.append(Issue.of("HTML_CUT"))
    if page.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=page.pictures))
    return finished(page.blocks, loose, format="mht", issues=issues)


def _root(message: Message) -> Message | None:
    """The page of the message: the part its header names, else the first page in it."""
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    start = message.get_param("start")
    for part in pages:
        if isinstance(start, str) and part.get("Content-ID") == start:
            return part
    return pages[0] if pages else None


def _payload(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(data: bytes, charset: str = "") -> tuple[str, list[Issue]]:
    """The text of a page and what is to be said of it. Zeros that only fill up the file are no text."""
    text, issues = _text(data.rstrip(b"\0") if data[1:2] != b"\0" else data, charset)
    if zeros := text.count("\0"):
        issues.append(Issue.of("CONTROLS_REPLACED", count=zeros))
    return text, issues


def _text(data: bytes, charset: str) -> tuple[str, list[Issue]]:
    """The text of a page: by its mark, else what it declares where that fits, else what fits."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _lenient(data, encoding)
    if data[:1] == b"\0" or data[1:2] == b"\0":
        return _lenient(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    match = _CHARSET.search(data[:4096])
    declared = _known(charset) or _known((match[1] or match[2]).decode("ascii") if match else "")
    if declared.lower().replace("_", "-") in ("gb2312", "gbk", "gb-2312", "x-gbk", "cp936", "936", "gb2312-80"):
        declared = "gb18030"  # what calls itself gb2312 often goes beyond it
    for encoding in (declared, "utf-8", "gb18030"):
        if encoding and not encoding.lower().startswith("utf-16"):
            try:
                return data.decode(encoding), []
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    try:
        return _lenient(data, declared or "utf-8")
    except LookupError:
        return _lenient(data, "gb18030")


_NO_CHARSET = ("escape", "utf-7", "idna", "punycode", "undefined", "mbcs", "oem")


def _known(name: str) -> str:
    """The name of an encoding if it is one that pages have; '' for a name nobody knows and for what is Python's own."""
    try:
        found = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    odd = not found._is_text_encoding or any(word in found.name.replace("_", "-") for word in _NO_CHARSET)
    return "" if odd else name.strip()


def _lenient(data: bytes, encoding: str) -> tuple[str, list[Issue]]:
    text = data.decode(encoding, "replace")
    lost = text.count("\ufffd")
    return text, [Issue.of("BYTES_UNDECODABLE", count=lost, encoding=encoding)] if lost else []


def _tree(text: str) -> etree._Element:
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", "\ufffd"))  # the parser would end there
    spent("tags", 2 * text.count("<"))  # the parser ends every element itself
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("FILE_DAMAGED", format="html", what=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError("TOO_DEEP", "refused_limit", format="html", depth=2048)  # the parser drops what lies deeper
    if root is None:
        raise ReadError("FILE_DAMAGED", format="html", what="no element")
    return root


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being gathered."""

    words: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    outline: int = 0
    style: str = ""
    toc: bool = False
    filled: bool = False  # holds something that gives it a line of its own, be it a no-break space
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    rows: list[list[tuple[int, int, list[DraftBlock]]]] = field(default_factory=list)
    group: int = 0  # index of the first row of the open row group: spans stop at its end
    row_open: bool = False


@dataclass(slots=True)
class _List:
    kind: str
    number: int


class _Page:
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
        self._fonts = [""]  # the symbol font of each open element that names a font, '' for an ordinary one
        self._noted: dict[str, DraftParagraph] = {}
        self._notes: list[tuple[str, str, list[DraftBlock]]] = []
        self._hidden = _hidden_selectors(root)
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
        if style and (_HIDING.search(style) or "mso-special-character:footnote" in style.replace(" ", "")):
            return True
        if not self._hidden:
            return False
        names = [tag] + [f".{name}" for name in (element.get("class") or "").split()]
        if element.get("id"):
            names.append(f"#{element.get('id')}")
        return any(name in self._hidden or f"{tag}{name}" in self._hidden for name in names)

    def _start(self, tag: str, element: etree._Element) -> None:
        style = element.get("style") or ""
        if tag == "table":
            self._flush()
            if len(self._containers) > DEEPEST:
                raise ReadError("TOO_DEEP", "refused_limit", format="html", depth=DEEPEST)
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
                (self._open[-1].label if self._labels else self._open[-1].words).append(_TAB * min(int(tabs[1]), 50))
        if tag == "font" or "font" in style:
            self._fonts.append(_symbol_font(element, style, self._fonts[-1]))
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
            self._notes.append((_KINDS[aside[1].lower()], element.get("id") or "", blocks))
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
            self._lists.append(_List(css[1].lower() if css else kind, _number(element.get("start"), 1)))
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
            row[:] = [(min(span or last, last - index), columns, blocks) for span, columns, blocks in row]
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
            text = "\xa0".join(symbols(part, self._fonts[-1]) for part in text.split("\xa0"))
        if self._runs:
            tabs = _TABS.search(self._runs[-1])  # they are written already
            text = "" if tabs else _SPACE.sub(" ", text).replace("\xa0", _BLANK).replace(" ", _BLANK)
        if self._labels:
            paragraph.label.append(text)
            return
        if self._raw:
            text = text.replace("\r\n", "\n").replace("\n", "\v").replace(" ", _BLANK).replace("\t", _TAB)
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
            draft = DraftParagraph(text, label, paragraph.style, paragraph.outline, paragraph.toc)
            for name in paragraph.notes:
                self._noted.setdefault(name, draft)
            self._containers[-1].append(draft)
        if paragraph.words or paragraph.filled or paragraph.label or paragraph.style or paragraph.outline:
            self._open[-1] = _Paragraph()


def _folded(text: str) -> str:
    """White space as a page shows it: runs become one space, none at the ends of a line."""
    text = _SPACE.sub(" ", text)
    text = "\n".join(line.strip(" ") for line in text.split("\v"))
    return text.removesuffix("\n").replace(_BLANK, " ").replace(_TAB, "\t")


def _symbol_font(element: etree._Element, style: str, around: str) -> str:
    """The symbol font an element sets its text in, '' for an ordinary one; the one around it where it names none."""
    face = element.get("face") or ""
    named = _FONT.search(style)
    name = ((named[1] or named[2]) if named else face.partition(",")[0]).strip(" '\"\t\r\n").lower()
    if not name:
        return around
    return name if name in SYMBOL_FONTS else ""


def _hidden_selectors(root: etree._Element) -> frozenset[str]:
    """The simple selectors (``p``, ``.x``, ``p.x``, ``#y``) that style sheets of the page hide."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        text = _uncommented((sheet.text or "").replace("<!--", " ").replace("-->", " "))
        for rule in text.split("}"):
            selectors, _, properties = rule.partition("{")
            if _HIDING.search(properties):
                found.update(one.strip() for one in selectors.split(",") if _SIMPLE.fullmatch(one.strip()))
    return frozenset(found - {""})


def _uncommented(sheet: str) -> str:
    """A style sheet without its comments."""
    parts: list[str] = []
    at = 0
    while (start := sheet.find("/*", at)) >= 0:
        parts.append(sheet[at:start])
        end = sheet.find("*/", start + 2)
        at = len(sheet) if end < 0 else end + 2
    return "".join([*parts, sheet[at:]])


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
