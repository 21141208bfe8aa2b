"""The parser of RTF: groups, text by destination, paragraphs, cells, rows and fields.

One pass over the tokens. The effect of a control word is in ``control_words``; here is
the state they change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    NO_MARKS,
    Attachment,
    BlockAssembler,
    DraftBlock,
    DraftParagraph,
    EdgedCell,
    MarkedParts,
    RunMarks,
)
from extractor.formats.docx.fields import render_field_without_result
from extractor.formats.limits import consume_limit
from extractor.formats.rtf.charset import CharsetDecoder
from extractor.formats.spreadsheet import (
    WorkbookError,
    build_sheet_attachments,
    parse_ole1_object,
)
from extractor.model.issues import Issue, ReadError

__all__ = [
    "ControlWordHandler",
    "ParagraphFormat",
    "RtfCellEdge",
    "RtfDestination",
    "RtfField",
    "RtfGroupKind",
    "RtfParser",
    "RtfRow",
]

_TOKEN = re.compile(
    rb"(?P<brace>[{}])"
    rb"|(?P<words>(?:\\(?!bin(?![a-zA-Z])|u-?\d)[a-zA-Z]{1,40}(?:-?\d{1,10})? ?)+)"
    rb"|(?P<hex>(?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\u(?P<unicode>-?\d{1,10}) ?"
    rb"|(?P<binary>\\bin(-?\d{1,10})? ?)"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<plain>[^{}\\\r\n]+)"
    rb"|[\r\n]+",
    re.S,
)
"""One token: a run of control words or of bytes is one, for a document has hundreds of
thousands of them."""
_CONTROL_WORD = re.compile(rb"\\([a-zA-Z]{1,40})(-?\d{1,10})?")
# Characters, each with as many for readers without Unicode behind it.
_UNICODE_RUNS = {
    length: re.compile(
        rb"(?:\\u-?\d{1,10}+ ?+(?:\\'[0-9a-fA-F]{2}|[^{}\\\r\n]){%d})+" % length
    )
    for length in (1, 2)
}
_UNICODE_VALUE = re.compile(rb"\\u(-?\d{1,10})")
_MAX_GROUP_DEPTH = 10_000
_MAX_INSTRUCTION_PARTS = 100
_KEPT_RUNS = 4096
# twips; programs round the same edge differently by up to a point or so
_EDGE_TOLERANCE = 15
_DEFAULT_CELL_WIDTH = 1000  # twips, of a cell that its row does not define

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_TOC_STYLE = re.compile(r"(?:toc|目录)\s*[1-9]", re.I)
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
_SKIPPED_DESTINATION_NAMES = """
    colortbl info pict nonshppict annotation atnid atnauthor xe tc rxe bkmkstart bkmkend
    themedata datastore listtable listoverridetable revtbl rsidtbl generator filetbl
    shprslt ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn nonesttables sp mmathPr
    colorschememapping latentstyles xmlnstbl userprops docvar template passwordhash
    objclass objname pntxta pntxtb
"""
_SKIPPED_DESTINATIONS = frozenset(_SKIPPED_DESTINATION_NAMES.split())
# Destinations that are read though they are marked as ignorable (\*).
_READ_DESTINATION_NAMES = """
    shp shpinst shpgrp do dptxbx shptxt dptxbxtext nesttableprops listtext pntext fldinst
    ud
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


class RtfDestination(Enum):
    """Destinations of text."""

    PAGE = auto()
    LABEL = auto()  # the number of a list item, as Word wrote it out
    INSTRUCTION = auto()  # of a field
    OBJECT = auto()  # hexadecimal bytes of an embedded object
    STYLE = auto()
    FONT = auto()
    SKIPPED = auto()


class RtfGroupKind(Enum):
    """What ends with a group."""

    PLAIN = auto()
    STORY = auto()
    OBJECT = auto()
    FIELD = auto()
    STYLE = auto()
    STYLE_SHEET = auto()


@dataclass(slots=True)
class _GroupState:
    """What holds inside a group."""

    destination: RtfDestination = RtfDestination.PAGE
    group_kind: RtfGroupKind = RtfGroupKind.PLAIN
    font: int = -1
    hidden: bool = False
    deleted: bool = False
    marks: RunMarks = NO_MARKS
    # fallback characters behind a \u for readers without Unicode
    fallback_length: int = 1
    is_ignorable: bool = False
    # inside the result of a table of contents
    in_toc: bool = False
    # inside the properties of a nested row
    in_nested_row: bool = False

    def open_group(self, group_kind: RtfGroupKind) -> _GroupState:
        """What holds inside a group that begins here."""
        return _GroupState(
            self.destination,
            group_kind,
            self.font,
            self.hidden,
            self.deleted,
            self.marks,
            self.fallback_length,
            False,
            self.in_toc,
            self.in_nested_row,
        )


class _RtfStyle(NamedTuple):
    name: str = ""
    outline: int = 0


@dataclass(slots=True)
class _OpenStyle:
    """The entry of the style sheet that is being read."""

    number: int = 0
    outline: int = 0
    name_parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RtfField:
    """An open field."""

    instruction_parts: list[str] = field(default_factory=list)
    # where its result begins among the text of its paragraph, -1: it has none so far
    result_start: int = -1

    @property
    def instruction(self) -> str:
        """The instruction so far."""
        return "".join(self.instruction_parts)


@dataclass(slots=True)
class ParagraphFormat:
    """What ``\\pard`` resets."""

    style: int = 0
    table_depth: int = 0
    outline: int | None = None
    in_list: bool = False


class RtfCellEdge(NamedTuple):
    """The right edge of a cell (twips), and which cells it is merged with."""

    right: int
    merges_left: bool = False
    merges_up: bool = False


@dataclass(slots=True)
class RtfRow:
    """The definition of a row from ``\\trowd`` on."""

    left: int = 0
    cells: list[RtfCellEdge] = field(default_factory=list)
    merges_left: bool = False  # of the next cell
    merges_up: bool = False

    def build_cells(self, cells: list[list[DraftBlock]]) -> list[EdgedCell]:
        """Give the cells of a row the edges and merges that it defines."""
        row: list[EdgedCell] = []
        left = self.left
        for index, blocks in enumerate(cells):
            edge = RtfCellEdge(left + _DEFAULT_CELL_WIDTH)
            if index < len(self.cells):
                edge = self.cells[index]
            if edge.merges_left and row:
                row[-1].cover_blocks(blocks, edge.right)
            else:
                row.append(EdgedCell(left, edge.right, blocks, edge.merges_up))
            left = edge.right
        return row


@dataclass(slots=True)
class _RtfStory:
    """The body, a note, a header or footer, or a text box while it is read."""

    kind: str = ""
    assembly: BlockAssembler = field(
        default_factory=lambda: BlockAssembler(_EDGE_TOLERANCE)
    )
    paragraph_format: ParagraphFormat = field(default_factory=ParagraphFormat)
    rows_by_depth: dict[int, RtfRow] = field(default_factory=dict)
    # of the open paragraph
    text_parts: list[str] = field(default_factory=list)
    marked_parts: MarkedParts = field(default_factory=MarkedParts)
    label_parts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    in_toc: bool = False

    @property
    def has_open_paragraph(self) -> bool:
        """Whether anything came since the last paragraph ended."""
        return bool(self.text_parts or self.label_parts or self.attachments)


# What a control word does; the number is the one written behind it.
ControlWordHandler = Callable[["RtfParser", "int | None"], None]


class RtfParser:
    """The state of parsing one file.

    Args:
        data: The bytes of the file.
        handlers: What each control word does.
    """

    def __init__(self, data: bytes, handlers: Mapping[str, ControlWordHandler]) -> None:
        self._data = data
        self._handlers = handlers
        self.decoder = CharsetDecoder()
        self.stories = [_RtfStory()]
        self.unanchored: list[Attachment] = []
        self.state = _GroupState()
        self._outer_states: list[_GroupState] = []
        self._styles: dict[int, _RtfStyle] = {}
        self.open_style = _OpenStyle()
        self.open_fields: list[RtfField] = []
        self._object_hex: list[str] = []
        self.issues: list[Issue] = []
        self.picture_count = 0
        self.list_paragraph_count = 0
        self.has_labels = False  # some list number is written out

    @property
    def story(self) -> _RtfStory:
        """The innermost open story."""
        return self.stories[-1]

    @property
    def outer_destination(self) -> RtfDestination:
        r"""The destination around the parent of the open group (``\upr``)."""
        if len(self._outer_states) < 2:
            return RtfDestination.PAGE
        return self._outer_states[-2].destination

    @property
    def is_on_page(self) -> bool:
        """Whether text belongs to the page now."""
        return self.state.destination is RtfDestination.PAGE

    # --- Tokens ---

    def parse_tokens(self) -> None:
        """Parse to the end of the outermost group.

        Raises:
            ReadError: FILE_DAMAGED, a group is left open; TOO_DEEP.
        """
        data, at = self._data, 0
        # a Chinese character is two of them
        consume_limit("tags", (data.count(b"\\") + data.count(b"{")) // 2)
        while at < len(data):
            token = _TOKEN.match(data, at)
            if token is None:
                raise ReadError("FILE_DAMAGED", format="rtf", what=f"byte {at}")
            at = token.end()
            kind = token.lastgroup
            if kind is not None:
                at = _TOKEN_HANDLERS[kind](self, token)
            if kind == "brace" and not self._outer_states:
                self._end_last_paragraph()
                return
        raise ReadError(
            "FILE_DAMAGED", format="rtf", what="groups are left open: the file is cut"
        )

    def _handle_brace(self, token: re.Match[bytes]) -> int:
        if token[0] == b"{":
            self._open_group()
        else:
            self._close_group()
        return token.end()

    def _handle_words(self, token: re.Match[bytes]) -> int:
        words = _parse_control_words(token[0])
        self._flush_bytes()
        self.decoder.set_skip_count(0)
        for word, value in words:
            if self.state.is_ignorable or self._has_effect(word):
                self._handle_control_word(word, value)
        return token.end()

    def _has_effect(self, word: str) -> bool:
        if word in self._handlers or word in _CONTROL_WORD_TEXT:
            return True
        return word in _SKIPPED_DESTINATIONS or word in _STORY_KINDS

    def _handle_hex(self, token: re.Match[bytes]) -> int:
        self.decoder.add_bytes(bytes.fromhex(token[0].replace(b"\\'", b"").decode()))
        return token.end()

    def _handle_plain(self, token: re.Match[bytes]) -> int:
        self.decoder.add_bytes(token[0])
        return token.end()

    def _handle_binary(self, token: re.Match[bytes]) -> int:
        """Skip bytes that are no text."""
        number = _CONTROL_WORD.match(token[0])
        assert number is not None
        return token.end() + max(int(number[2] or 0), 0)

    def _handle_unicode(self, token: re.Match[bytes]) -> int:
        """Read a character, on the page all that follow one another."""
        self._flush_bytes()
        run = None
        pattern = _UNICODE_RUNS.get(self.state.fallback_length)
        if pattern is not None and self.is_on_page:
            run = pattern.match(self._data, token.start())
        if run is None:
            self._write_characters([int(token["unicode"])])
            self.decoder.set_skip_count(self.state.fallback_length)
            return token.end()
        self._write_characters(map(int, _UNICODE_VALUE.findall(run[0])))
        self.decoder.set_skip_count(0)
        return run.end()

    def _write_characters(self, values: Iterable[int]) -> None:
        font, is_on_page = self._get_font(), self.is_on_page
        decode = self.decoder.decode_unicode
        text = "".join(decode(value & 0xFFFF, font, is_on_page) for value in values)
        if text:
            self._route_text(text)

    def _handle_symbol(self, token: re.Match[bytes]) -> int:
        self._write_symbol(token["symbol"])
        return token.end()

    def _write_symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.state.is_ignorable = True
        elif symbol in (b"\\", b"{", b"}"):
            self.decoder.add_bytes(symbol)
        elif symbol == b"~":
            self._flush_bytes()
            self._write_text("\xa0")
        elif symbol == b"_":
            self._flush_bytes()
            self._write_text("-")
        elif symbol in (b"\r", b"\n"):
            self._flush_bytes()
            self.decoder.set_skip_count(0)
            self._handle_control_word("par", None)

    def _handle_control_word(self, word: str, value: int | None) -> None:
        state = self.state
        if word in _SKIPPED_DESTINATIONS:
            self._skip_destination(word)
        elif state.destination is RtfDestination.SKIPPED and word != "ud":
            return
        elif word in _STORY_KINDS and self.is_on_page:
            self._start_story(_STORY_KINDS[word])
        elif state.is_ignorable and not self._is_known_destination(word):
            state.destination = RtfDestination.SKIPPED
        else:
            state.is_ignorable = False  # it is about this word alone
            self._apply_control_word(word, value)

    def _skip_destination(self, word: str) -> None:
        if word == "pict" and self.is_on_page:
            self.picture_count += 1
        self.state.destination = RtfDestination.SKIPPED
        self.state.is_ignorable = False

    def _is_known_destination(self, word: str) -> bool:
        return word in _READ_DESTINATIONS or word in self._handlers

    def _apply_control_word(self, word: str, value: int | None) -> None:
        if word in _CONTROL_WORD_TEXT:
            self._write_text(_CONTROL_WORD_TEXT[word])
        elif word in self._handlers:
            self._handlers[word](self, value)

    # --- Groups ---

    def _open_group(self) -> None:
        self._flush_bytes()
        if len(self._outer_states) > _MAX_GROUP_DEPTH:
            raise ReadError(
                "TOO_DEEP", "refused_limit", format="rtf", depth=_MAX_GROUP_DEPTH
            )
        self.decoder.set_skip_count(0)
        self._outer_states.append(self.state)
        group_kind = RtfGroupKind.PLAIN
        if self.state.group_kind is RtfGroupKind.STYLE_SHEET:
            group_kind = RtfGroupKind.STYLE
            self.open_style = _OpenStyle()
        self.state = self.state.open_group(group_kind)

    def _close_group(self) -> None:
        self._flush_bytes()
        self.decoder.set_skip_count(0)
        end_group = _GROUP_ENDS.get(self.state.group_kind)
        if end_group is not None:
            end_group(self)
        if self._outer_states:
            self.state = self._outer_states.pop()

    def _end_style(self) -> None:
        style = self.open_style
        name = "".join(style.name_parts).strip().removesuffix(";")
        outline = style.outline
        heading = _HEADING_STYLE.fullmatch(name)
        if heading and not outline:
            outline = int(heading[1])
        self._styles[style.number] = _RtfStyle(name, outline)

    def _end_object(self) -> None:
        """Attach the sheets of an embedded workbook; an issue names any other
        object."""
        digits, self._object_hex = "".join("".join(self._object_hex).split()), []
        program = ""
        try:
            program, data = parse_ole1_object(bytes.fromhex(digits))
            self.story.attachments.extend(build_sheet_attachments(data, program))
        except (ValueError, WorkbookError) as error:
            reason = f"{program} {error}".strip()
            self.issues.append(
                Issue.build("PART_NOT_READ", part=program or "objdata", reason=reason)
            )

    def _end_field(self) -> None:
        """Write what a field without a result shows."""
        if not self.open_fields:
            return
        ended = self.open_fields.pop()
        instruction = ended.instruction
        # programs write an empty result for a formula that they cannot print
        is_empty_formula = (
            instruction.split()[:1] == ["EQ"]
            and len(self.story.text_parts) == ended.result_start
        )
        if ended.result_start >= 0 and not is_empty_formula:
            return
        shown = render_field_without_result(instruction)
        if shown is None:
            self.issues.append(
                Issue.build("FIELD_NOT_SHOWN", field=instruction.strip())
            )
        elif shown:
            self._write_text(shown)

    # --- Text ---

    def _get_font(self) -> int | None:
        """The font of the text; None for names of fonts, which have none."""
        if self.state.destination is RtfDestination.FONT:
            return None
        return self.state.font

    def _flush_bytes(self) -> None:
        """Decode the bytes so far, before anything else happens."""
        if not self.decoder.has_bytes:
            return
        text = self.decoder.take_text(self._get_font(), self.is_on_page)
        if text:
            self._write_text(text)

    def _write_text(self, text: str) -> None:
        self._route_text(self.decoder.flush_surrogate(self.is_on_page) + text)

    def _route_text(self, text: str) -> None:
        write = _TEXT_WRITERS.get(self.state.destination)
        if write is not None:
            write(self, text)

    def _write_page_text(self, text: str) -> None:
        if self.state.hidden or self.state.deleted:
            return
        self.story.text_parts.append(text)
        if self.state.marks is not NO_MARKS:
            n_parts = len(self.story.text_parts)
            kinds = self.state.marks.kinds
            self.story.marked_parts.add_run(n_parts - 1, n_parts, kinds)
        self.story.in_toc = self.story.in_toc or self.state.in_toc

    def _write_label_text(self, text: str) -> None:
        self.story.label_parts.append(text)

    def _write_instruction(self, text: str) -> None:
        if not self.open_fields:
            return
        parts = self.open_fields[-1].instruction_parts
        if len(parts) < _MAX_INSTRUCTION_PARTS:
            parts.append(text)

    def _write_object_hex(self, text: str) -> None:
        self._object_hex.append(text)

    def _write_style_name(self, text: str) -> None:
        self.open_style.name_parts.append(text)

    def _write_font_name(self, text: str) -> None:
        self.decoder.append_font_name(self.state.font, text)

    # --- Stories and paragraphs ---

    def _start_story(self, kind: str) -> None:
        self.state.group_kind = RtfGroupKind.STORY
        self.state.hidden = self.state.deleted = self.state.in_toc = False
        self.state.marks = NO_MARKS
        self.stories.append(_RtfStory(kind))

    def _end_story(self) -> None:
        if self.story.has_open_paragraph:
            self.end_paragraph()
        story = self.stories.pop()
        blocks = story.assembly.finish_blocks()
        if not any(_has_content(block) for block in blocks):
            return
        attachment = Attachment(story.kind, blocks)
        if story.kind in ("hd", "ft"):
            self.unanchored.append(attachment)
        else:
            self.story.attachments.append(attachment)

    def _end_last_paragraph(self) -> None:
        if self.stories[0].has_open_paragraph:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """End the open paragraph of the open story."""
        if unpaired := self.decoder.flush_surrogate(self.is_on_page):
            self._route_text(unpaired)
        story, format = self.story, self.story.paragraph_format
        style = self._styles.get(format.style, _RtfStyle())
        label = "".join(story.label_parts).strip("\t \xa0\n")
        paragraph = DraftParagraph(
            "".join(story.text_parts),
            label,
            style.name,
            style.outline,
            story.in_toc or _TOC_STYLE.match(style.name) is not None,
            story.attachments,
            marks=story.marked_parts.take_marks(story.text_parts),
        )
        if format.outline is not None:
            paragraph.outline_level = format.outline
        if not format.style:
            paragraph.style = ""  # number 0 is the style of paragraphs that name none
        story.assembly.add_paragraph(format.table_depth, paragraph)
        if format.in_list and paragraph.text.strip():
            self.list_paragraph_count += 1
        self.has_labels = self.has_labels or bool(label)
        story.text_parts, story.label_parts, story.attachments = [], [], []
        story.in_toc = False

    def end_marked_paragraph(self) -> None:
        """End a paragraph at its mark; at a deleted or hidden mark it continues."""
        if not self.is_on_page or self.state.deleted:
            return
        if not self.state.hidden or self.story.attachments:
            self.end_paragraph()

    # --- Tables ---

    def end_cell(self, table_depth: int) -> None:
        """End a cell at a depth of tables."""
        if not self.is_on_page:
            return
        story = self.story
        story.paragraph_format.table_depth = table_depth
        self.end_paragraph()
        story.assembly.end_cell(table_depth)

    def end_row(self, table_depth: int) -> None:
        """End a row at a depth of tables."""
        row = self.story.rows_by_depth.get(table_depth, RtfRow())
        self.story.assembly.end_row(table_depth, row.build_cells)

    def find_row_depth(self) -> int:
        """The depth of nested tables of the row that is being defined.

        A nested row is defined in a group of its own.
        """
        if not self.state.in_nested_row:
            return 1
        return max(self.story.paragraph_format.table_depth, 1)

    def get_row(self) -> RtfRow:
        """The definition of the row that is being defined."""
        return self.story.rows_by_depth.setdefault(self.find_row_depth(), RtfRow())


@lru_cache(maxsize=_KEPT_RUNS)
def _parse_control_words(run: bytes) -> tuple[tuple[str, int | None], ...]:
    """The control words of a run, each with its number; runs repeat from cell to
    cell."""
    words: list[tuple[str, int | None]] = []
    for word, number in _CONTROL_WORD.findall(run):
        value = None
        if number:
            value = int(number)
        words.append((word.decode("ascii"), value))
    return tuple(words)


def _has_content(block: DraftBlock) -> bool:
    if not isinstance(block, DraftParagraph):
        return True
    return bool(block.text.strip() or block.attachments)


_GROUP_ENDS: Mapping[RtfGroupKind, Callable[[RtfParser], None]] = {
    RtfGroupKind.STORY: RtfParser._end_story,
    RtfGroupKind.OBJECT: RtfParser._end_object,
    RtfGroupKind.FIELD: RtfParser._end_field,
    RtfGroupKind.STYLE: RtfParser._end_style,
}

_TEXT_WRITERS: Mapping[RtfDestination, Callable[[RtfParser, str], None]] = {
    RtfDestination.PAGE: RtfParser._write_page_text,
    RtfDestination.LABEL: RtfParser._write_label_text,
    RtfDestination.INSTRUCTION: RtfParser._write_instruction,
    RtfDestination.OBJECT: RtfParser._write_object_hex,
    RtfDestination.STYLE: RtfParser._write_style_name,
    RtfDestination.FONT: RtfParser._write_font_name,
}

_TOKEN_HANDLERS: Mapping[str, Callable[[RtfParser, re.Match[bytes]], int]] = {
    "brace": RtfParser._handle_brace,
    "words": RtfParser._handle_words,
    "hex": RtfParser._handle_hex,
    "unicode": RtfParser._handle_unicode,
    "binary": RtfParser._handle_binary,
    "symbol": RtfParser._handle_symbol,
    "plain": RtfParser._handle_plain,
}
"""What each kind of token does; each gives the position behind what it took."""
