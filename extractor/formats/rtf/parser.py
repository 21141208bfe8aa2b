"""The walk over the tokens: groups open and close, words go where their group sends them, paragraphs and rows end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from extractor.formats.builder import Beside, DraftParagraph
from extractor.formats.docx.fields import shown_without_result
from extractor.formats.limits import spent
from extractor.formats.objects import WorkbookError, native_data, sheet_flows
from extractor.formats.rtf.charset import Letters
from extractor.formats.rtf.state import Flow, Row, State, Style, edged
from extractor.model.issues import Issue, ReadError

__all__ = ["Handler", "Reader"]

_TOKEN = re.compile(
    rb"[{}]|\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,40})(-?\d{1,10})? ?|([^a-zA-Z]))|([^{}\\\r\n]+)|[\r\n]+",
    re.S,
)
_DEEPEST = 10_000  # groups in groups
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


Handler = Callable[["Reader", "int | None"], None]
"""What a control word does; the number is the one written behind it."""


class Reader:
    """What is known while a file is walked over; ``handlers`` says what a control word does to it."""

    def __init__(self, data: bytes, handlers: Mapping[str, Handler]) -> None:
        self._data = data
        self._handlers = handlers
        self.letters = Letters()
        self.flows = [Flow()]
        self.loose: list[Beside] = []
        self.states: list[State] = []
        self.state = State()
        self._styles: dict[int, Style] = {}
        self.style = [0, 0]  # number and outline of the style being learnt
        self._name: list[str] = []
        self.codes: list[list[str]] = []  # codes of open fields
        self.results: list[
            int
        ] = []  # where the result of each begins among the words of its paragraph, -1: nowhere
        self.issues: list[Issue] = []
        self.pictures = 0
        self.listed = 0  # paragraphs that belong to lists
        self.labelled = False  # some number is written out
        self.object_digits: list[str] = []  # of the embedded object at hand

    @property
    def outer(self) -> State:
        """What held where the group that holds the open one began (the place of ``\\upr``)."""
        return self.states[-2] if len(self.states) > 1 else State()

    def read(self) -> None:
        """Walk the tokens to the end of the outermost group."""
        data, at = self._data, 0
        spent(
            "tags", (data.count(b"\\") + data.count(b"{")) // 2
        )  # a Chinese character is two of them
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
                self.letters.add(bytes([int(match[1], 16)]))
            elif match[4] is not None:
                self._sign(match[4])
            elif match[5] is not None:
                self.letters.add(match[5])
        raise ReadError(
            "FILE_DAMAGED", format="rtf", what="groups are left open: the file is cut"
        )

    def _open(self) -> None:
        self._flush()
        if len(self.states) > _DEEPEST:
            raise ReadError("TOO_DEEP", "refused_limit", format="rtf", depth=_DEEPEST)
        self.letters.skip(0)
        self.states.append(self.state)
        opens = "style" if self.state.opens == "sheet" else ""
        if opens:
            self.style, self._name = [0, 0], []
        self.state = replace(self.state, starred=False, opens=opens)

    def _close(self) -> None:
        self._flush()
        self.letters.skip(0)
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
            self._styles[self.style[0]] = Style(
                name, self.style[1] or (int(heading[1]) if heading else 0)
            )
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
            self.issues.append(
                Issue.of("PART_NOT_READ", part=program or "objdata", reason=reason)
            )

    def _end_field(self, code: str) -> None:
        begun = self.results.pop()
        empty = (
            code.split()[:1] == ["EQ"] and len(self.flows[-1].words) == begun
        )  # a result that says nothing
        if begun >= 0 and not empty:
            return
        shown = shown_without_result(code)
        if shown is None:
            self.issues.append(Issue.of("FIELD_NOT_SHOWN", field=code.strip()))
        elif shown:
            self._say(shown)

    @property
    def font(self) -> int | None:
        """The font that words stand in now; None while fonts are declared."""
        return None if self.state.to == "font" else self.state.font

    @property
    def on_page(self) -> bool:
        """Whether words go to the page now."""
        return self.state.to == "page"

    def _flush(self) -> None:
        """What waits as bytes becomes words, before anything else happens."""
        text = self.letters.taken(self.font, self.on_page)
        if text:
            self._say(text)

    def _say(self, text: str) -> None:
        self._put(self.letters.rest(self.on_page) + text)

    def _put(self, text: str) -> None:
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
            self.letters.name_font(state.font, text)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.state.starred = True
        elif sign in (b"\\", b"{", b"}"):
            self.letters.add(sign)
        elif sign in (b"~", b"_"):
            self._flush()
            self._say("\xa0" if sign == b"~" else "-")
        elif sign in (b"\r", b"\n"):
            self._word("par", None)

    def _word(self, word: str, value: int | None) -> None:
        state = self.state
        if word == "u" and value is not None:
            self._flush()
            text = self.letters.unicode(value & 0xFFFF, self.font, self.on_page)
            if text:
                self._put(text)
            self.letters.skip(state.fallback)
            return
        self._flush()
        self.letters.skip(0)
        if word in _SKIPPED:
            self.pictures += word == "pict" and state.to == "page"
            state.to = "nowhere"
        elif state.to == "nowhere" and word != "ud":
            return
        elif word in _FLOWS and state.to == "page":
            self._begin_flow(_FLOWS[word])
            return
        elif state.starred and word not in _SEEN and word not in self._handlers:
            state.to = "nowhere"
            return
        state.starred = False  # it spoke of this word alone
        if word in _WORDS:
            self._say(_WORDS[word])
        else:
            handler = self._handlers.get(word)
            if handler is not None:
                handler(self, value)

    def _begin_flow(self, kind: str) -> None:
        self.state.opens = "flow"
        self.state.to = "page"
        self.state.hidden = self.state.deleted = self.state.contents = False
        self.flows.append(Flow(kind=kind))

    def _end_flow(self) -> None:
        flow = self.flows[-1]
        if flow.words or flow.label or flow.beside:
            self.end_paragraph()
        self.flows.pop()
        blocks = flow.assembly.finished()
        if not any(
            not isinstance(b, DraftParagraph) or b.text.strip() or b.beside
            for b in blocks
        ):
            return
        if flow.kind in ("hd", "ft"):
            self.loose.append(Beside(flow.kind, blocks))
        else:
            self.flows[-1].beside.append(Beside(flow.kind, blocks))

    def end_paragraph(self) -> None:
        """The words so far are a paragraph of the open flow."""
        if rest := self.letters.rest(self.on_page):
            self._put(rest)
        flow = self.flows[-1]
        style = self._styles.get(flow.format.style, Style())
        outline = (
            flow.format.outline if flow.format.outline is not None else style.outline
        )
        toc = (
            flow.contents
            or re.match(r"(?:toc|目录)\s*[1-9]", style.name, re.I) is not None
        )
        label = "".join(flow.label).strip("\t \xa0\n")
        name = (
            style.name if flow.format.style else ""
        )  # number 0 is the style of paragraphs that name none
        paragraph = DraftParagraph(
            "".join(flow.words), label, name, outline, toc, flow.beside
        )
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
        definition = flow.rows.get(level, Row())
        flow.assembly.end_row(level, lambda cells: edged(cells, definition))

    def row_level(self) -> int:
        """How deep in tables the row lies that is being defined: a nested row is defined in a group of its own."""
        return max(self.flows[-1].format.level, 1) if self.state.nested else 1

    def defined(self) -> Row:
        """The definition of the row at hand."""
        return self.flows[-1].rows.setdefault(self.row_level(), Row())
