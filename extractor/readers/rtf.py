r"""Rich Text Format: braces, control words and bytes in the code page of their font.

Text of twenty years is written in all its ways: ``\'d2\'bb`` (GBK of the font), ``\u19968?`` and raw bytes. Groups keep
formatting local; a group that opens with a name is a destination, of which only those that reach the page are read.
Numbers made by Word stand ready in ``\listtext`` groups; a row's grid is told by ``\trowd ... \cellx`` before ``\row``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractor.document import Document
from extractor.issues import Issue, ReadError
from extractor.readers.bounds import spent
from extractor.readers.draft import Assembly, Beside, DraftBlock, DraftParagraph, RowCell, finished
from extractor.readers.fields import shown_without_result
from extractor.readers.objects import WorkbookError, native_data, sheet_flows
from extractor.readers.symbols import SYMBOL_FONTS, symbols

__all__ = ["read_rtf"]

_TOKEN = re.compile(
    rb"[{}]|\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,40})(-?\d{1,10})? ?|([^a-zA-Z]))|([^{}\\\r\n]+)|[\r\n]+", re.S
)
_SLACK = 15  # twips: programs round the same edge differently by up to a point or so
_DEEPEST = 10_000  # groups in groups
_CODE_PAGES = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 65001: "utf-8", 10008: "gb18030"}
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 204: "cp1251", 161: "cp1253", 162: "cp1254"}

_WORDS = {
    "tab": "\t",
    "line": "\n",
    "page": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
# Destinations by what becomes of their words; an unknown one behind \* is passed over.
_SKIPPED_WORDS = """
    colortbl info pict nonshppict annotation atnid atnauthor xe tc rxe bkmkstart bkmkend themedata datastore
    listtable listoverridetable revtbl rsidtbl generator filetbl shprslt ftnsep ftnsepc ftncn aftnsep aftnsepc
    aftncn nonesttables sp mmathPr colorschememapping latentstyles xmlnstbl userprops docvar template passwordhash
    objclass objname pntxta pntxtb
"""
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_SEEN_WORDS = """
    shp shpinst shpgrp do dptxbx shptxt dptxbxtext nesttableprops listtext pntext fldinst ud
"""
_SEEN = frozenset(_SEEN_WORDS.split())
_FLOWS = {
    "footnote": "fn",
    "header": "hd",
    "headerl": "hd",
    "headerr": "hd",
    "headerf": "hd",
    "footer": "ft",
    "footerl": "ft",
    "footerr": "ft",
    "footerf": "ft",
    "shptxt": "tx",
    "dptxbxtext": "tx",
}


class _Style(NamedTuple):
    name: str = ""
    outline: int = 0


@dataclass(slots=True)
class _State:
    """What holds inside a group."""

    to: str = "page"  # where words go: page, label, code (of a field), object, font, style, nowhere
    font: int = -1
    hidden: bool = False
    deleted: bool = False
    fallback: int = 1  # characters that follow a \u for readers that know no Unicode
    starred: bool = False
    opens: str = ""  # what ends with this group: flow, field, result, listtext
    contents: bool = False  # inside the result of a table of contents
    nested: bool = False  # inside the properties of a nested row


@dataclass(slots=True)
class _Format:
    """What ``\\pard`` resets."""

    style: int = 0
    level: int = 0
    outline: int | None = None
    listed: bool = False


@dataclass(slots=True)
class _Row:
    """The definition of a row as gathered from ``\\trowd`` on: for each cell its right edge and how it is merged."""

    left: int = 0
    cells: list[tuple[int, str]] = field(default_factory=list)
    merged: str = ""


@dataclass(slots=True)
class _Flow:
    """The body or a flow beside it while it is gathered."""

    assembly: Assembly = field(default_factory=lambda: Assembly(_SLACK))
    words: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    format: _Format = field(default_factory=_Format)
    contents: bool = False
    kind: str = ""
    rows: dict[int, _Row] = field(default_factory=dict)  # definitions by depth


def read_rtf(data: bytes, name: str = "") -> Document:
    """Bytes of an .rtf as a Document. Raises ReadError (corrupt) when its groups do not end."""
    reader = _Reader(data)
    reader.read()
    body = reader.flows[0]
    if body.words or body.label or body.beside:
        reader.end_paragraph()
    issues = reader.issues
    if reader.halves:
        issues.append(Issue.of("BYTES_UNDECODABLE", count=reader.halves, encoding="utf-16"))
    if reader.lost:
        issues.append(Issue.of("BYTES_UNDECODABLE", count=reader.lost, encoding=reader.code_page))
    if reader.pictures:
        issues.append(Issue.of("NOT_READ", what="picture", count=reader.pictures))
    if reader.listed and not reader.labelled:  # Word would count; other programs write its numbers out
        issues.append(Issue.of("NOT_READ", what="list number", count=reader.listed))
    return finished(body.assembly.finished(), reader.loose, format="rtf", issues=issues)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self.code_page = "cp1252"
        self.flows = [_Flow()]
        self.loose: list[Beside] = []
        self.lost = 0  # characters whose bytes mean nothing in their code page
        self.states: list[_State] = []
        self.state = _State()
        self._bytes = bytearray()
        self.fonts: dict[int, str] = {}
        self.font_names: dict[int, list[str]] = {}
        self.default_font = -1
        self._styles: dict[int, _Style] = {}
        self.style = [0, 0]  # number and outline of the style being learnt
        self._name: list[str] = []
        self.codes: list[list[str]] = []  # codes of open fields
        self.results: list[int] = []  # where the result of each begins among the words of its paragraph, -1: nowhere
        self.issues: list[Issue] = []
        self.pictures = 0
        self.listed = 0  # paragraphs that belong to lists
        self.labelled = False  # some number is written out
        self.object_digits: list[str] = []  # of the embedded object at hand
        self._pass = 0  # characters still to pass over behind a \u
        self.halves = 0  # halves of such characters that stand alone
        self._half = 0  # first half of a character beyond the basic plane

    @property
    def outer(self) -> _State:
        """What held where the group that holds the open one began (the place of ``\\upr``)."""
        return self.states[-2] if len(self.states) > 1 else _State()

    def read(self) -> None:
        """Walk the tokens to the end of the outermost group."""
        data, at = self._data, 0
        spent("tags", (data.count(b"\\") + data.count(b"{")) // 2)  # a Chinese character is two of them
        while at < len(data):
            match = _TOKEN.match(data, at)
            if match is None:
                raise ReadError("FILE_DAMAGED", format="rtf", what=f"byte {at}")
            at = match.end()
            first = match[0][:1]
            if first == b"{":
                self._open()
            elif first == b"}":
                self._close()
                if not self.states:
                    return
            elif match[2] is not None:
                word = match[2].decode("ascii")
                value = int(match[3]) if match[3] is not None else None
                if word == "bin":
                    at += max(value or 0, 0)
                else:
                    self._word(word, value)
            elif match[1] is not None:
                self._raw(bytes([int(match[1], 16)]))
            elif match[4] is not None:
                self._sign(match[4])
            elif match[5] is not None:
                self._raw(match[5])
        raise ReadError("FILE_DAMAGED", format="rtf", what="groups are left open: the file is cut")

    def _open(self) -> None:
        self._decode()
        if len(self.states) > _DEEPEST:
            raise ReadError("TOO_DEEP", "refused_limit", format="rtf", depth=_DEEPEST)
        self._pass = 0
        self.states.append(self.state)
        opens = "style" if self.state.opens == "sheet" else ""
        if opens:
            self.style, self._name = [0, 0], []
        self.state = replace(self.state, starred=False, opens=opens)

    def _close(self) -> None:
        self._decode()
        self._pass = 0
        opened = self.state.opens
        if opened == "flow":
            self._end_flow()
        elif opened == "object":
            self._end_object()
        elif opened == "field" and self.codes:
            self._end_field("".join(self.codes.pop()))
        elif opened == "style":
            name = "".join(self._name).strip().removesuffix(";")
            heading = re.fullmatch(r"(?:heading|标题)\s*([1-9])", name, re.I)
            self._styles[self.style[0]] = _Style(name, self.style[1] or (int(heading[1]) if heading else 0))
        self.state = self.states.pop() if self.states else self.state

    def _end_object(self) -> None:
        """The sheets of an embedded workbook hang on the open paragraph; any other object is said to be unread."""
        digits, self.object_digits = "".join("".join(self.object_digits).split()), []
        program = ""
        try:
            program, data = native_data(bytes.fromhex(digits))
            self.flows[-1].beside.extend(sheet_flows(data, program))
        except (ValueError, WorkbookError) as error:
            reason = f"{program} {error}".strip()
            self.issues.append(Issue.of("PART_NOT_READ", part=program or "objdata", reason=reason))

    def _end_field(self, code: str) -> None:
        begun = self.results.pop()
        empty = code.split()[:1] == ["EQ"] and len(self.flows[-1].words) == begun  # a result that says nothing
        if begun >= 0 and not empty:
            return
        shown = shown_without_result(code)
        if shown is None:
            self.issues.append(Issue.of("FIELD_NOT_SHOWN", field=code.strip()))
        elif shown:
            self._say(shown)

    def _raw(self, text: bytes) -> None:
        if self._pass:
            passed = min(self._pass, len(text))
            self._pass -= passed
            text = text[passed:]
        self._bytes += text

    def _decode(self) -> None:
        """Turn the bytes gathered so far into words: their code page is that of the font they stand in."""
        if not self._bytes:
            return
        raw, self._bytes = bytes(self._bytes), bytearray()
        signs = self.signs()
        if signs is not None:
            self._say(symbols(raw.decode("latin-1"), signs))
            return
        encoding = (self.fonts.get(self.state.font) if self.state.to != "font" else "") or self.code_page
        text = raw.decode(encoding, "replace")
        self.lost += text.count("\ufffd") if self.state.to == "page" else 0
        self._say(text)

    def signs(self) -> str | None:
        """Name of the symbol font that words stand in now; None in an ordinary font."""
        if self.state.to == "font" or self.state.font not in self.font_names:
            return None
        name = "".join(self.font_names[self.state.font]).strip()
        return name if self.fonts.get(self.state.font) == "symbol" or name.lower() in SYMBOL_FONTS else None

    def _alone(self) -> None:
        """Half a character: no text can hold it, so it shows as what it is."""
        self.halves += self.state.to == "page"
        self._say("\ufffd")

    def _say(self, text: str) -> None:
        if self._half:
            self._half = 0
            self._alone()
        state, flow = self.state, self.flows[-1]
        if state.to == "page":
            if not (state.hidden or state.deleted):
                flow.words.append(text)
                flow.contents = flow.contents or state.contents
        elif state.to == "label":
            flow.label.append(text)
        elif state.to == "code":
            if self.codes and len(self.codes[-1]) < 100:
                self.codes[-1].append(text)
        elif state.to == "object":
            self.object_digits.append(text)
        elif state.to == "style":
            self._name.append(text)
        elif state.to == "font":
            names = self.font_names.setdefault(state.font, [])
            if len(names) < 20:
                names.append(text.removesuffix(";"))

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.state.starred = True
        elif sign in (b"\\", b"{", b"}"):
            self._raw(sign)
        elif sign in (b"~", b"_"):
            self._decode()
            self._say("\xa0" if sign == b"~" else "-")
        elif sign in (b"\r", b"\n"):
            self._word("par", None)

    def _word(self, word: str, value: int | None) -> None:
        state = self.state
        if word == "u" and value is not None:
            self._decode()
            self._unicode(value & 0xFFFF)
            self._pass = state.fallback
            return
        self._decode()
        self._pass = 0
        if word in _SKIPPED:
            self.pictures += word == "pict" and state.to == "page"
            state.to = "nowhere"
        elif state.to == "nowhere" and word != "ud":
            return
        elif word in _FLOWS and state.to == "page":
            self._begin_flow(_FLOWS[word])
            return
        elif state.starred and word not in _SEEN and word not in _HANDLERS:
            state.to = "nowhere"
            return
        state.starred = False  # it spoke of this word alone
        if word in _WORDS:
            self._say(_WORDS[word])
        else:
            handler = _HANDLERS.get(word)
            if handler is not None:
                handler(self, value)

    def _unicode(self, unit: int) -> None:
        half, self._half = self._half, 0
        if 0xDC00 <= unit < 0xE000 and half:
            unit, half = 0x10000 + (half - 0xD800 << 10) + unit - 0xDC00, 0
        if half:
            self._alone()
        if 0xD800 <= unit < 0xDC00:
            self._half = unit
            return
        if 0xDC00 <= unit < 0xE000:
            self._alone()
            return
        text = chr(unit)
        signs = self.signs()
        if signs is not None:
            text = symbols(text, signs)
        self._say(text)

    def _begin_flow(self, kind: str) -> None:
        self.state.opens = "flow"
        self.state.to = "page"
        self.state.hidden = self.state.deleted = self.state.contents = False
        self.flows.append(_Flow(kind=kind))

    def _end_flow(self) -> None:
        flow = self.flows[-1]
        if flow.words or flow.label or flow.beside:
            self.end_paragraph()
        self.flows.pop()
        blocks = flow.assembly.finished()
        if not any(not isinstance(b, DraftParagraph) or b.text.strip() or b.beside for b in blocks):
            return
        if flow.kind in ("hd", "ft"):
            self.loose.append(Beside(flow.kind, blocks))
        else:
            self.flows[-1].beside.append(Beside(flow.kind, blocks))

    def end_paragraph(self) -> None:
        """The words so far are a paragraph of the open flow."""
        if self._half:
            self._half = 0
            self._alone()
        flow = self.flows[-1]
        style = self._styles.get(flow.format.style, _Style())
        outline = flow.format.outline if flow.format.outline is not None else style.outline
        toc = flow.contents or re.match(r"(?:toc|目录)\s*[1-9]", style.name, re.I) is not None
        label = "".join(flow.label).strip("\t \xa0\n")
        name = style.name if flow.format.style else ""  # number 0 is the style of paragraphs that name none
        paragraph = DraftParagraph("".join(flow.words), label, name, outline, toc, flow.beside)
        flow.assembly.paragraph(flow.format.level, paragraph)
        self.listed += flow.format.listed and bool(paragraph.text.strip())
        self.labelled = self.labelled or bool(label)
        flow.words, flow.label, flow.beside, flow.contents = [], [], [], False

    def par(self, value: int | None) -> None:
        """A paragraph ends, unless its mark is deleted or hidden: then it goes on."""
        if self.state.to != "page":
            return
        flow = self.flows[-1]
        if self.state.deleted or (self.state.hidden and not flow.beside):
            return
        self.end_paragraph()

    def section(self, value: int | None) -> None:
        """A section ends and a paragraph with it, unless the paragraph has just ended by itself."""
        flow = self.flows[-1]
        if flow.words or flow.label or flow.beside:
            self.par(value)

    def cell(self, level: int) -> None:
        """A cell ends on this level of tables."""
        if self.state.to != "page":
            return
        flow = self.flows[-1]
        flow.format.level = level
        self.end_paragraph()
        flow.assembly.end_cell(level)

    def row(self, level: int) -> None:
        """A row ends on this level of tables."""
        flow = self.flows[-1]
        definition = flow.rows.get(level, _Row())
        flow.assembly.end_row(level, lambda cells: _edged(cells, definition))

    def row_level(self) -> int:
        """How deep in tables the row lies that is being defined: a nested row is defined in a group of its own."""
        return max(self.flows[-1].format.level, 1) if self.state.nested else 1

    def defined(self) -> _Row:
        """The definition of the row at hand."""
        return self.flows[-1].rows.setdefault(self.row_level(), _Row())


def _edged(cells: list[list[DraftBlock]], definition: _Row) -> list[RowCell]:
    row: list[RowCell] = []
    left = definition.left
    for index, blocks in enumerate(cells):
        right, merged = definition.cells[index] if index < len(definition.cells) else (left + 1000, "")
        if "across" in merged and row:
            row[-1].cover(blocks, right)
        else:
            row.append(RowCell(left, right, blocks, "down" in merged))
        left = right
    return row


Handler = Callable[[_Reader, "int | None"], None]


def _toggle(name: str) -> Handler:
    def handle(reader: _Reader, value: int | None) -> None:
        setattr(reader.state, name, value != 0)

    return handle


def _merge(kind: str) -> Handler:
    def handle(reader: _Reader, value: int | None) -> None:
        reader.defined().merged += kind

    return handle


def _to(where: str, opens: str = "") -> Handler:
    def handle(reader: _Reader, value: int | None) -> None:
        reader.state.to = where
        reader.state.opens = opens or reader.state.opens

    return handle


def _code_page(reader: _Reader, value: int | None) -> None:
    reader.code_page = _CODE_PAGES.get(value or 0, f"cp{value}" if value in range(1250, 1259) else reader.code_page)


def _font(reader: _Reader, value: int | None) -> None:
    reader.state.font = value if value is not None else -1
    if reader.state.to == "font":
        reader.font_names[reader.state.font] = []


def _charset(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "font":
        reader.fonts[reader.state.font] = "symbol" if value == 2 else _CHARSETS.get(value or 0, "")


def _plain(reader: _Reader, value: int | None) -> None:
    reader.state.hidden = reader.state.deleted = False
    reader.state.font = reader.default_font


def _default_font(reader: _Reader, value: int | None) -> None:
    reader.default_font = reader.state.font = value if value is not None else -1


def _paragraph_default(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format = _Format()


def _in_table(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.level = max(reader.flows[-1].format.level, 1)


def _depth(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.level = max(value or 0, 0)


def _style(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "style":
        reader.style = [value or 0, 0]
    elif reader.state.to == "page":
        reader.flows[-1].format.style = value or 0


def _outline(reader: _Reader, value: int | None) -> None:
    level = (value or 0) + 1 if 0 <= (value or 0) <= 8 else 0
    if reader.state.to == "style":
        reader.style[1] = level
    elif reader.state.to == "page":
        reader.flows[-1].format.outline = level


def _listed(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.listed = bool(value)


def _style_entry(reader: _Reader, value: int | None) -> None:
    reader.state.to = "nowhere"  # styles of characters, sections and tables
    reader.style = [-1, 0]


def _row_start(reader: _Reader, value: int | None) -> None:
    reader.flows[-1].rows[reader.row_level()] = _Row()


def _row_left(reader: _Reader, value: int | None) -> None:
    reader.defined().left = value or 0


def _cell_edge(reader: _Reader, value: int | None) -> None:
    row = reader.defined()
    if len(row.cells) < 4096:
        row.cells.append((value or 0, row.merged))
    row.merged = ""


def _cell(reader: _Reader, value: int | None) -> None:
    reader.cell(1)


def _nested_cell(reader: _Reader, value: int | None) -> None:
    reader.cell(max(reader.flows[-1].format.level, 2))


def _row(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.row(1)


def _nested_properties(reader: _Reader, value: int | None) -> None:
    reader.state.nested = True


def _nested_row(reader: _Reader, value: int | None) -> None:
    reader.row(max(reader.flows[-1].format.level, 2))


def _field(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.state.opens = "field"
        reader.codes.append([])
        reader.results.append(-1)


def _result(reader: _Reader, value: int | None) -> None:
    if reader.results:
        reader.results[-1] = len(reader.flows[-1].words)
    if reader.state.to == "page" and reader.codes and "".join(reader.codes[-1]).split()[:1] == ["TOC"]:
        reader.state.contents = True


def _endnote(reader: _Reader, value: int | None) -> None:
    if reader.flows[-1].kind == "fn":
        reader.flows[-1].kind = "en"


def _label(reader: _Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.state.to = "label"
        reader.flows[-1].label.clear()


def _fallback(reader: _Reader, value: int | None) -> None:
    reader.state.fallback = min(max(value if value is not None else 1, 0), 16)


def _both_ways(reader: _Reader, value: int | None) -> None:
    reader.state.to = "nowhere"  # \upr: a copy in bytes first, then one in Unicode


def _in_unicode(reader: _Reader, value: int | None) -> None:
    reader.state.to = reader.outer.to


_HANDLERS: Mapping[str, Handler] = {
    "ansicpg": _code_page,
    "mac": lambda reader, value: setattr(reader, "code_page", "mac-roman"),
    "deff": _default_font,
    "uc": _fallback,
    "fonttbl": _to("font"),
    "f": _font,
    "fcharset": _charset,
    "stylesheet": _to("style", "sheet"),
    "s": _style,
    "cs": lambda reader, value: _style_entry(reader, value) if reader.state.to == "style" else None,
    "ds": lambda reader, value: _style_entry(reader, value) if reader.state.to == "style" else None,
    "ts": lambda reader, value: _style_entry(reader, value) if reader.state.to == "style" else None,
    "outlinelevel": _outline,
    "ls": _listed,
    "plain": _plain,
    "v": _toggle("hidden"),
    "deleted": _toggle("deleted"),
    "pard": _paragraph_default,
    "par": _Reader.par,
    "sect": _Reader.section,
    "intbl": _in_table,
    "itap": _depth,
    "trowd": _row_start,
    "trleft": _row_left,
    "clmgf": lambda reader, value: None,
    "clmrg": _merge("across"),
    "clvmgf": lambda reader, value: None,
    "clvmrg": _merge("down"),
    "cellx": _cell_edge,
    "cell": _cell,
    "row": _row,
    "nestcell": _nested_cell,
    "nesttableprops": _nested_properties,
    "nestrow": _nested_row,
    "field": _field,
    "fldinst": _to("code"),
    "fldrslt": _result,
    "ftnalt": _endnote,
    "objdata": lambda reader, value: _to("object", "object")(reader, value) if reader.state.to == "page" else None,
    "listtext": _label,
    "pntext": _label,
    "upr": _both_ways,
    "ud": _in_unicode,
}
