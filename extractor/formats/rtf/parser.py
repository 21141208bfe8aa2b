"""The walk over the tokens: groups open and close, words go where their group sends them, paragraphs and rows end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from extractor.formats.builder import Attachment, DraftParagraph
from extractor.formats.docx.fields import render_field_without_result
from extractor.formats.limits import consume_limit
from extractor.formats.rtf.charset import CharsetDecoder
from extractor.formats.rtf.state import (
    GroupState,
    RowDefinition,
    RtfStory,
    RtfStyle,
    build_row_cells,
)
from extractor.formats.spreadsheet import (
    WorkbookError,
    build_sheet_attachments,
    parse_ole1_object,
)
from extractor.model.issues import Issue, ReadError

__all__ = [
    "ControlWordHandler",
    "RtfReader",
]

_TOKEN = re.compile(
    rb"[{}]|\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,40})(-?\d{1,10})? ?|([^a-zA-Z]))|([^{}\\\r\n]+)|[\r\n]+",
    re.S,
)
_MAX_GROUP_DEPTH = 10_000  # groups in groups
_CONTROL_WORD_TEXT = {
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
_SKIPPED_DESTINATION_NAMES = """
    colortbl info pict nonshppict annotation atnid atnauthor xe tc rxe bkmkstart bkmkend themedata datastore
    listtable listoverridetable revtbl rsidtbl generator filetbl shprslt ftnsep ftnsepc ftncn aftnsep aftnsepc
    aftncn nonesttables sp mmathPr colorschememapping latentstyles xmlnstbl userprops docvar template passwordhash
    objclass objname pntxta pntxtb
"""
_SKIPPED_DESTINATIONS = frozenset(_SKIPPED_DESTINATION_NAMES.split())
_READ_DESTINATION_NAMES = """
    shp shpinst shpgrp do dptxbx shptxt dptxbxtext nesttableprops listtext pntext fldinst ud
"""
_READ_DESTINATIONS = frozenset(_READ_DESTINATION_NAMES.split())
_STORY_KINDS = {
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


ControlWordHandler = Callable[["RtfReader", "int | None"], None]
"""What a control word does; the number is the one written behind it."""


class RtfReader:
    """What is known while a file is walked over; ``handlers`` says what a control word does to it."""

    def __init__(self, data: bytes, handlers: Mapping[str, ControlWordHandler]) -> None:
        self._data = data
        self._handlers = handlers
        self.decoder = CharsetDecoder()
        self.stories = [RtfStory()]
        self.unanchored: list[Attachment] = []
        self.outer_states: list[GroupState] = []
        self.state = GroupState()
        self._styles: dict[int, RtfStyle] = {}
        self.style_entry = [0, 0]  # number and outline of the style being learnt
        self._style_name: list[str] = []
        self.field_instructions: list[list[str]] = []  # codes of open fields
        self.field_result_starts: list[
            int
        ] = []  # where the result of each begins among the words of its paragraph, -1: nowhere
        self.issues: list[Issue] = []
        self.picture_count = 0
        self.list_paragraph_count = 0  # paragraphs that belong to lists
        self.has_labels = False  # some number is written out
        self.object_hex: list[str] = []  # of the embedded object at hand

    @property
    def outer_state(self) -> GroupState:
        """What held where the group that holds the open one began (the place of ``\\upr``)."""
        return self.outer_states[-2] if len(self.outer_states) > 1 else GroupState()

    def read_tokens(self) -> None:
        """Walk the tokens to the end of the outermost group."""
        data, at = self._data, 0
        consume_limit(
            "tags", (data.count(b"\\") + data.count(b"{")) // 2
        )  # a Chinese character is two of them
        while at < len(data):
            match = _TOKEN.match(data, at)
            if match is None:
                raise ReadError("FILE_DAMAGED", format="rtf", what=f"byte {at}")
            at = match.end()
            first = match[0][:1]
            if first == b"{":
                self._open_group()
            elif first == b"}":
                self._close_group()
                if not self.outer_states:
                    return
            elif match[2] is not None:
                word = match[2].decode("ascii")
                value = int(match[3]) if match[3] is not None else None
                if word == "bin":
                    at += max(value or 0, 0)
                else:
                    self._handle_control_word(word, value)
            elif match[1] is not None:
                self.decoder.add_bytes(bytes([int(match[1], 16)]))
            elif match[4] is not None:
                self._handle_control_symbol(match[4])
            elif match[5] is not None:
                self.decoder.add_bytes(match[5])
        raise ReadError(
            "FILE_DAMAGED", format="rtf", what="groups are left open: the file is cut"
        )

    def _open_group(self) -> None:
        self._flush_bytes()
        if len(self.outer_states) > _MAX_GROUP_DEPTH:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="rtf", depth=_MAX_GROUP_DEPTH
            )
        self.decoder.set_skip_count(0)
        self.outer_states.append(self.state)
        opens = "style" if self.state.group_kind == "sheet" else ""
        if opens:
            self.style_entry, self._style_name = [0, 0], []
        self.state = replace(self.state, is_ignorable=False, group_kind=opens)

    def _close_group(self) -> None:
        self._flush_bytes()
        self.decoder.set_skip_count(0)
        opened = self.state.group_kind
        if opened == "flow":
            self._end_story()
        elif opened == "object":
            self._end_object()
        elif opened == "field" and self.field_instructions:
            self._end_field("".join(self.field_instructions.pop()))
        elif opened == "style":
            name = "".join(self._style_name).strip().removesuffix(";")
            heading = re.fullmatch(r"(?:heading|标题)\s*([1-9])", name, re.I)
            self._styles[self.style_entry[0]] = RtfStyle(
                name, self.style_entry[1] or (int(heading[1]) if heading else 0)
            )
        self.state = self.outer_states.pop() if self.outer_states else self.state

    def _end_object(self) -> None:
        """The sheets of an embedded workbook hang on the open paragraph; any other object is said to be unread."""
        digits, self.object_hex = "".join("".join(self.object_hex).split()), []
        program = ""
        try:
            program, data = parse_ole1_object(bytes.fromhex(digits))
            self.stories[-1].attachments.extend(build_sheet_attachments(data, program))
        except (ValueError, WorkbookError) as error:
            reason = f"{program} {error}".strip()
            self.issues.append(
                Issue.build("PART_NOT_READ", part=program or "objdata", reason=reason)
            )

    def _end_field(self, instruction: str) -> None:
        begun = self.field_result_starts.pop()
        empty = (
            instruction.split()[:1] == ["EQ"]
            and len(self.stories[-1].text_parts) == begun
        )  # a result that says nothing
        if begun >= 0 and not empty:
            return
        shown = render_field_without_result(instruction)
        if shown is None:
            self.issues.append(
                Issue.build("FIELD_NOT_SHOWN", field=instruction.strip())
            )
        elif shown:
            self._write_text(shown)

    @property
    def current_font(self) -> int | None:
        """The font that words stand in now; None while fonts are declared."""
        return None if self.state.destination == "font" else self.state.font

    @property
    def is_on_page(self) -> bool:
        """Whether words go to the page now."""
        return self.state.destination == "page"

    def _flush_bytes(self) -> None:
        """What waits as bytes becomes words, before anything else happens."""
        text = self.decoder.take_text(self.current_font, self.is_on_page)
        if text:
            self._write_text(text)

    def _write_text(self, text: str) -> None:
        self._route_text(self.decoder.flush_surrogate(self.is_on_page) + text)

    def _route_text(self, text: str) -> None:
        state, flow = self.state, self.stories[-1]
        if state.destination == "page":
            if not (state.hidden or state.deleted):
                flow.text_parts.append(text)
                flow.in_toc = flow.in_toc or state.in_toc
        elif state.destination == "label":
            flow.label_parts.append(text)
        elif state.destination == "code":
            if self.field_instructions and len(self.field_instructions[-1]) < 100:
                self.field_instructions[-1].append(text)
        elif state.destination == "object":
            self.object_hex.append(text)
        elif state.destination == "style":
            self._style_name.append(text)
        elif state.destination == "font":
            self.decoder.append_font_name(state.font, text)

    def _handle_control_symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.state.is_ignorable = True
        elif symbol in (b"\\", b"{", b"}"):
            self.decoder.add_bytes(symbol)
        elif symbol in (b"~", b"_"):
            self._flush_bytes()
            self._write_text("\xa0" if symbol == b"~" else "-")
        elif symbol in (b"\r", b"\n"):
            self._handle_control_word("par", None)

    def _handle_control_word(self, word: str, value: int | None) -> None:
        state = self.state
        if word == "u" and value is not None:
            self._flush_bytes()
            text = self.decoder.decode_unicode(
                value & 0xFFFF, self.current_font, self.is_on_page
            )
            if text:
                self._route_text(text)
            self.decoder.set_skip_count(state.fallback_length)
            return
        self._flush_bytes()
        self.decoder.set_skip_count(0)
        if word in _SKIPPED_DESTINATIONS:
            self.picture_count += word == "pict" and state.destination == "page"
            state.destination = "nowhere"
        elif state.destination == "nowhere" and word != "ud":
            return
        elif word in _STORY_KINDS and state.destination == "page":
            self._start_story(_STORY_KINDS[word])
            return
        elif (
            state.is_ignorable
            and word not in _READ_DESTINATIONS
            and word not in self._handlers
        ):
            state.destination = "nowhere"
            return
        state.is_ignorable = False  # it spoke of this word alone
        if word in _CONTROL_WORD_TEXT:
            self._write_text(_CONTROL_WORD_TEXT[word])
        else:
            handler = self._handlers.get(word)
            if handler is not None:
                handler(self, value)

    def _start_story(self, kind: str) -> None:
        self.state.group_kind = "flow"
        self.state.destination = "page"
        self.state.hidden = self.state.deleted = self.state.in_toc = False
        self.stories.append(RtfStory(kind=kind))

    def _end_story(self) -> None:
        flow = self.stories[-1]
        if flow.text_parts or flow.label_parts or flow.attachments:
            self.end_paragraph()
        self.stories.pop()
        blocks = flow.assembly.finish_blocks()
        if not any(
            not isinstance(b, DraftParagraph) or b.text.strip() or b.attachments
            for b in blocks
        ):
            return
        if flow.kind in ("hd", "ft"):
            self.unanchored.append(Attachment(flow.kind, blocks))
        else:
            self.stories[-1].attachments.append(Attachment(flow.kind, blocks))

    def end_paragraph(self) -> None:
        """The words so far are a paragraph of the open flow."""
        if rest := self.decoder.flush_surrogate(self.is_on_page):
            self._route_text(rest)
        flow = self.stories[-1]
        style = self._styles.get(flow.paragraph_format.style, RtfStyle())
        outline = (
            flow.paragraph_format.outline
            if flow.paragraph_format.outline is not None
            else style.outline
        )
        toc = (
            flow.in_toc
            or re.match(r"(?:toc|目录)\s*[1-9]", style.name, re.I) is not None
        )
        label = "".join(flow.label_parts).strip("\t \xa0\n")
        name = (
            style.name if flow.paragraph_format.style else ""
        )  # number 0 is the style of paragraphs that name none
        paragraph = DraftParagraph(
            "".join(flow.text_parts), label, name, outline, toc, flow.attachments
        )
        flow.assembly.add_paragraph(flow.paragraph_format.table_depth, paragraph)
        self.list_paragraph_count += flow.paragraph_format.in_list and bool(
            paragraph.text.strip()
        )
        self.has_labels = self.has_labels or bool(label)
        flow.text_parts, flow.label_parts, flow.attachments, flow.in_toc = (
            [],
            [],
            [],
            False,
        )

    def handle_par(self, value: int | None) -> None:
        """A paragraph ends, unless its mark is deleted or hidden: then it goes on."""
        if self.state.destination != "page":
            return
        flow = self.stories[-1]
        if self.state.deleted or (self.state.hidden and not flow.attachments):
            return
        self.end_paragraph()

    def handle_sect(self, value: int | None) -> None:
        """A section ends and a paragraph with it, unless the paragraph has just ended by itself."""
        flow = self.stories[-1]
        if flow.text_parts or flow.label_parts or flow.attachments:
            self.handle_par(value)

    def end_cell(self, table_depth: int) -> None:
        """A cell ends on this level of tables."""
        if self.state.destination != "page":
            return
        flow = self.stories[-1]
        flow.paragraph_format.table_depth = table_depth
        self.end_paragraph()
        flow.assembly.end_cell(table_depth)

    def end_row(self, table_depth: int) -> None:
        """A row ends on this level of tables."""
        flow = self.stories[-1]
        definition = flow.row_definitions.get(table_depth, RowDefinition())
        flow.assembly.end_row(
            table_depth, lambda cells: build_row_cells(cells, definition)
        )

    def find_row_depth(self) -> int:
        """How deep in tables the row lies that is being defined: a nested row is defined in a group of its own."""
        return (
            max(self.stories[-1].paragraph_format.table_depth, 1)
            if self.state.in_nested_row
            else 1
        )

    def get_row_definition(self) -> RowDefinition:
        """The definition of the row at hand."""
        return self.stories[-1].row_definitions.setdefault(
            self.find_row_depth(), RowDefinition()
        )
