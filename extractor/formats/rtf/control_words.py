"""What each control word of RTF does to the state of the parser."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.formats.builder import NO_MARKS
from extractor.formats.rtf.parser import (
    ControlWordHandler,
    ParagraphFormat,
    RtfCellEdge,
    RtfDestination,
    RtfField,
    RtfGroupKind,
    RtfParser,
    RtfRow,
)

__all__ = [
    "HANDLERS",
]

_MAX_ROW_CELLS = 4096
_MAX_FALLBACK_LENGTH = 16
_DEFAULT_SHIFT = 6  # half points


# --- Characters and fonts ---


def _set_code_page(parser: RtfParser, value: int | None) -> None:
    parser.decoder.set_code_page(value or 0)


def _set_mac_code_page(parser: RtfParser, value: int | None) -> None:
    parser.decoder.code_page = "mac-roman"


def _start_font_table(parser: RtfParser, value: int | None) -> None:
    parser.state.destination = RtfDestination.FONT


def _parse_font(value: int | None) -> int:
    """The number of a font, -1 where none is written."""
    if value is None:
        return -1
    return value


def _set_font(parser: RtfParser, value: int | None) -> None:
    parser.state.font = _parse_font(value)
    if parser.state.destination is RtfDestination.FONT:
        parser.decoder.start_font_name(parser.state.font)


def _set_font_charset(parser: RtfParser, value: int | None) -> None:
    if parser.state.destination is RtfDestination.FONT:
        parser.decoder.set_font_charset(parser.state.font, value or 0)


def _set_font_code_page(parser: RtfParser, value: int | None) -> None:
    if parser.state.destination is RtfDestination.FONT:
        parser.decoder.set_font_code_page(parser.state.font, value or 0)


def _set_dos_code_page(code_page: int) -> ControlWordHandler:
    """A handler for a character set of the whole file."""

    def set_code_page(parser: RtfParser, value: int | None) -> None:
        parser.decoder.set_code_page(code_page)

    return set_code_page


def _set_default_font(parser: RtfParser, value: int | None) -> None:
    parser.decoder.default_font = parser.state.font = _parse_font(value)


def _set_hidden(parser: RtfParser, value: int | None) -> None:
    parser.state.hidden = value != 0


def _set_deleted(parser: RtfParser, value: int | None) -> None:
    parser.state.deleted = value != 0


def _set_alignment(alignment: str) -> ControlWordHandler:
    """A handler that raises or lowers text; 0 behind the word ends it."""

    def align_text(parser: RtfParser, value: int | None) -> None:
        named = alignment * (value != 0)
        parser.state.marks = parser.state.marks._replace(alignment=named)

    return align_text


def _set_position(sign: int) -> ControlWordHandler:
    """A handler that moves text by half points."""

    def move_text(parser: RtfParser, value: int | None) -> None:
        position = _DEFAULT_SHIFT
        if value is not None:
            position = value
        parser.state.marks = parser.state.marks._replace(position=sign * position)

    return move_text


def _strike_text(parser: RtfParser, value: int | None) -> None:
    parser.state.marks = parser.state.marks._replace(struck=value != 0)


def _reset_character_format(parser: RtfParser, value: int | None) -> None:
    parser.state.hidden = parser.state.deleted = False
    parser.state.marks = NO_MARKS
    parser.state.font = parser.decoder.default_font


def _set_fallback_length(parser: RtfParser, value: int | None) -> None:
    length = 1
    if value is not None:
        length = min(max(value, 0), _MAX_FALLBACK_LENGTH)
    parser.state.fallback_length = length


def _skip_ansi_copy(parser: RtfParser, value: int | None) -> None:
    r"""``\upr`` holds a copy in bytes, then one in Unicode (``\ud``)."""
    parser.state.destination = RtfDestination.SKIPPED


def _start_unicode_copy(parser: RtfParser, value: int | None) -> None:
    parser.state.destination = parser.outer_destination


# --- Styles ---


def _start_style_sheet(parser: RtfParser, value: int | None) -> None:
    parser.state.destination = RtfDestination.STYLE
    parser.state.group_kind = RtfGroupKind.STYLE_SHEET


def _set_style(parser: RtfParser, value: int | None) -> None:
    if parser.state.destination is RtfDestination.STYLE:
        parser.open_style.number = value or 0
        parser.open_style.outline = 0
    elif parser.is_on_page:
        parser.story.paragraph_format.style = value or 0


def _skip_style(parser: RtfParser, value: int | None) -> None:
    """Styles of characters, sections and tables are not needed."""
    if parser.state.destination is RtfDestination.STYLE:
        parser.state.destination = RtfDestination.SKIPPED
        parser.open_style.number = -1
        parser.open_style.outline = 0


def _set_outline_level(parser: RtfParser, value: int | None) -> None:
    level = (value or 0) + 1
    if not 1 <= level <= 9:
        level = 0
    if parser.state.destination is RtfDestination.STYLE:
        parser.open_style.outline = level
    elif parser.is_on_page:
        parser.story.paragraph_format.outline = level


# --- Paragraphs and lists ---


def _reset_paragraph_format(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.story.paragraph_format = ParagraphFormat()


def _end_paragraph(parser: RtfParser, value: int | None) -> None:
    parser.end_marked_paragraph()


def _end_section(parser: RtfParser, value: int | None) -> None:
    """A section ends its last paragraph, unless that has just ended by itself."""
    if parser.story.has_open_paragraph:
        parser.end_marked_paragraph()


def _set_in_list(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.story.paragraph_format.in_list = bool(value)


def _start_label(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.state.destination = RtfDestination.LABEL
        parser.story.label_parts.clear()


# --- Tables ---


def _set_in_table(parser: RtfParser, value: int | None) -> None:
    format = parser.story.paragraph_format
    if parser.is_on_page:
        format.table_depth = max(format.table_depth, 1)


def _set_table_depth(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.story.paragraph_format.table_depth = max(value or 0, 0)


def _start_row_definition(parser: RtfParser, value: int | None) -> None:
    parser.story.rows_by_depth[parser.find_row_depth()] = RtfRow()


def _set_row_left(parser: RtfParser, value: int | None) -> None:
    parser.get_row().left = value or 0


def _merge_left(parser: RtfParser, value: int | None) -> None:
    parser.get_row().merges_left = True


def _merge_up(parser: RtfParser, value: int | None) -> None:
    parser.get_row().merges_up = True


def _add_cell_edge(parser: RtfParser, value: int | None) -> None:
    row = parser.get_row()
    if len(row.cells) < _MAX_ROW_CELLS:
        row.cells.append(RtfCellEdge(value or 0, row.merges_left, row.merges_up))
    row.merges_left = row.merges_up = False


def _end_cell(parser: RtfParser, value: int | None) -> None:
    parser.end_cell(1)


def _end_row(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.end_row(1)


def _start_nested_row(parser: RtfParser, value: int | None) -> None:
    parser.state.in_nested_row = True


def _end_nested_cell(parser: RtfParser, value: int | None) -> None:
    parser.end_cell(max(parser.story.paragraph_format.table_depth, 2))


def _end_nested_row(parser: RtfParser, value: int | None) -> None:
    parser.end_row(max(parser.story.paragraph_format.table_depth, 2))


def _keep_cell(parser: RtfParser, value: int | None) -> None:
    """The first cell of a merge needs no mark of its own."""


# --- Fields, objects and notes ---


def _start_field(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.state.group_kind = RtfGroupKind.FIELD
        parser.open_fields.append(RtfField())


def _start_field_instruction(parser: RtfParser, value: int | None) -> None:
    parser.state.destination = RtfDestination.INSTRUCTION


def _start_field_result(parser: RtfParser, value: int | None) -> None:
    if not parser.open_fields:
        return
    field = parser.open_fields[-1]
    field.result_start = len(parser.story.text_parts)
    if parser.is_on_page and field.instruction.split()[:1] == ["TOC"]:
        parser.state.in_toc = True


def _start_object_data(parser: RtfParser, value: int | None) -> None:
    if parser.is_on_page:
        parser.state.destination = RtfDestination.OBJECT
        parser.state.group_kind = RtfGroupKind.OBJECT


def _convert_to_endnote(parser: RtfParser, value: int | None) -> None:
    if parser.story.kind == "fn":
        parser.story.kind = "en"


HANDLERS: Mapping[str, ControlWordHandler] = {
    "ansicpg": _set_code_page,
    "mac": _set_mac_code_page,
    "pc": _set_dos_code_page(437),
    "pca": _set_dos_code_page(850),
    "cpg": _set_font_code_page,
    "deff": _set_default_font,
    "uc": _set_fallback_length,
    "fonttbl": _start_font_table,
    "f": _set_font,
    "fcharset": _set_font_charset,
    "stylesheet": _start_style_sheet,
    "s": _set_style,
    "cs": _skip_style,
    "ds": _skip_style,
    "ts": _skip_style,
    "outlinelevel": _set_outline_level,
    "ls": _set_in_list,
    "plain": _reset_character_format,
    "v": _set_hidden,
    "deleted": _set_deleted,
    "super": _set_alignment("superscript"),
    "sub": _set_alignment("subscript"),
    "nosupersub": _set_alignment(""),
    "up": _set_position(1),
    "dn": _set_position(-1),
    "strike": _strike_text,
    "striked": _strike_text,
    "pard": _reset_paragraph_format,
    "par": _end_paragraph,
    "sect": _end_section,
    "intbl": _set_in_table,
    "itap": _set_table_depth,
    "trowd": _start_row_definition,
    "trleft": _set_row_left,
    "clmgf": _keep_cell,
    "clmrg": _merge_left,
    "clvmgf": _keep_cell,
    "clvmrg": _merge_up,
    "cellx": _add_cell_edge,
    "cell": _end_cell,
    "row": _end_row,
    "nestcell": _end_nested_cell,
    "nesttableprops": _start_nested_row,
    "nestrow": _end_nested_row,
    "field": _start_field,
    "fldinst": _start_field_instruction,
    "fldrslt": _start_field_result,
    "ftnalt": _convert_to_endnote,
    "objdata": _start_object_data,
    "listtext": _start_label,
    "pntext": _start_label,
    "upr": _skip_ansi_copy,
    "ud": _start_unicode_copy,
}
