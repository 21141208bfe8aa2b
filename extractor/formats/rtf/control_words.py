"""Control words and what each does to the walk."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.formats.rtf.parser import ControlWordHandler, RtfReader
from extractor.formats.rtf.state import ParagraphFormat, RowDefinition

__all__ = [
    "HANDLERS",
]


def _make_toggle_handler(attribute: str) -> ControlWordHandler:
    def handle(reader: RtfReader, value: int | None) -> None:
        setattr(reader.state, attribute, value != 0)

    return handle


def _make_merge_handler(direction: str) -> ControlWordHandler:
    def handle(reader: RtfReader, value: int | None) -> None:
        reader.get_row_definition().pending_merge += direction

    return handle


def _make_destination_handler(
    destination: str, group_kind: str = ""
) -> ControlWordHandler:
    def handle(reader: RtfReader, value: int | None) -> None:
        reader.state.destination = destination
        reader.state.group_kind = group_kind or reader.state.group_kind

    return handle


def _set_code_page(reader: RtfReader, value: int | None) -> None:
    reader.decoder.set_code_page(value or 0)


def _set_font(reader: RtfReader, value: int | None) -> None:
    reader.state.font = value if value is not None else -1
    if reader.state.destination == "font":
        reader.decoder.start_font_name(reader.state.font)


def _set_font_charset(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "font":
        reader.decoder.set_font_charset(reader.state.font, value or 0)


def _reset_character_format(reader: RtfReader, value: int | None) -> None:
    reader.state.hidden = reader.state.deleted = False
    reader.state.font = reader.decoder.default_font


def _set_default_font(reader: RtfReader, value: int | None) -> None:
    reader.decoder.default_font = reader.state.font = value if value is not None else -1


def _reset_paragraph_format(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.stories[-1].paragraph_format = ParagraphFormat()


def _set_in_table(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.stories[-1].paragraph_format.table_depth = max(
            reader.stories[-1].paragraph_format.table_depth, 1
        )


def _set_table_depth(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.stories[-1].paragraph_format.table_depth = max(value or 0, 0)


def _set_style(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "style":
        reader.style_entry = [value or 0, 0]
    elif reader.state.destination == "page":
        reader.stories[-1].paragraph_format.style = value or 0


def _set_outline_level(reader: RtfReader, value: int | None) -> None:
    level = (value or 0) + 1 if 0 <= (value or 0) <= 8 else 0
    if reader.state.destination == "style":
        reader.style_entry[1] = level
    elif reader.state.destination == "page":
        reader.stories[-1].paragraph_format.outline = level


def _set_in_list(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.stories[-1].paragraph_format.in_list = bool(value)


def _skip_style_entry(reader: RtfReader, value: int | None) -> None:
    reader.state.destination = "nowhere"  # styles of characters, sections and tables
    reader.style_entry = [-1, 0]


def _start_row_definition(reader: RtfReader, value: int | None) -> None:
    reader.stories[-1].row_definitions[reader.find_row_depth()] = RowDefinition()


def _set_row_left(reader: RtfReader, value: int | None) -> None:
    reader.get_row_definition().left = value or 0


def _add_cell_edge(reader: RtfReader, value: int | None) -> None:
    row = reader.get_row_definition()
    if len(row.cells) < 4096:
        row.cells.append((value or 0, row.pending_merge))
    row.pending_merge = ""


def _end_cell(reader: RtfReader, value: int | None) -> None:
    reader.end_cell(1)


def _end_nested_cell(reader: RtfReader, value: int | None) -> None:
    reader.end_cell(max(reader.stories[-1].paragraph_format.table_depth, 2))


def _end_row(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.end_row(1)


def _start_nested_properties(reader: RtfReader, value: int | None) -> None:
    reader.state.in_nested_row = True


def _end_nested_row(reader: RtfReader, value: int | None) -> None:
    reader.end_row(max(reader.stories[-1].paragraph_format.table_depth, 2))


def _start_field(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.state.group_kind = "field"
        reader.field_instructions.append([])
        reader.field_result_starts.append(-1)


def _start_field_result(reader: RtfReader, value: int | None) -> None:
    if reader.field_result_starts:
        reader.field_result_starts[-1] = len(reader.stories[-1].text_parts)
    if (
        reader.state.destination == "page"
        and reader.field_instructions
        and "".join(reader.field_instructions[-1]).split()[:1] == ["TOC"]
    ):
        reader.state.in_toc = True


def _convert_to_endnote(reader: RtfReader, value: int | None) -> None:
    if reader.stories[-1].kind == "fn":
        reader.stories[-1].kind = "en"


def _start_label(reader: RtfReader, value: int | None) -> None:
    if reader.state.destination == "page":
        reader.state.destination = "label"
        reader.stories[-1].label_parts.clear()


def _set_fallback_length(reader: RtfReader, value: int | None) -> None:
    reader.state.fallback_length = min(max(value if value is not None else 1, 0), 16)


def _skip_ansi_copy(reader: RtfReader, value: int | None) -> None:
    reader.state.destination = (
        "nowhere"  # \upr: a copy in bytes first, then one in Unicode
    )


def _start_unicode_copy(reader: RtfReader, value: int | None) -> None:
    reader.state.destination = reader.outer_state.destination


HANDLERS: Mapping[str, ControlWordHandler] = {
    "ansicpg": _set_code_page,
    "mac": lambda reader, value: setattr(reader.decoder, "code_page", "mac-roman"),
    "deff": _set_default_font,
    "uc": _set_fallback_length,
    "fonttbl": _make_destination_handler("font"),
    "f": _set_font,
    "fcharset": _set_font_charset,
    "stylesheet": _make_destination_handler("style", "sheet"),
    "s": _set_style,
    "cs": lambda reader, value: (
        _skip_style_entry(reader, value)
        if reader.state.destination == "style"
        else None
    ),
    "ds": lambda reader, value: (
        _skip_style_entry(reader, value)
        if reader.state.destination == "style"
        else None
    ),
    "ts": lambda reader, value: (
        _skip_style_entry(reader, value)
        if reader.state.destination == "style"
        else None
    ),
    "outlinelevel": _set_outline_level,
    "ls": _set_in_list,
    "plain": _reset_character_format,
    "v": _make_toggle_handler("hidden"),
    "deleted": _make_toggle_handler("deleted"),
    "pard": _reset_paragraph_format,
    "par": RtfReader.handle_par,
    "sect": RtfReader.handle_sect,
    "intbl": _set_in_table,
    "itap": _set_table_depth,
    "trowd": _start_row_definition,
    "trleft": _set_row_left,
    "clmgf": lambda reader, value: None,
    "clmrg": _make_merge_handler("cross_document_checks"),
    "clvmgf": lambda reader, value: None,
    "clvmrg": _make_merge_handler("down"),
    "cellx": _add_cell_edge,
    "cell": _end_cell,
    "row": _end_row,
    "nestcell": _end_nested_cell,
    "nesttableprops": _start_nested_properties,
    "nestrow": _end_nested_row,
    "field": _start_field,
    "fldinst": _make_destination_handler("code"),
    "fldrslt": _start_field_result,
    "ftnalt": _convert_to_endnote,
    "objdata": lambda reader, value: (
        _make_destination_handler("object", "object")(reader, value)
        if reader.state.destination == "page"
        else None
    ),
    "listtext": _start_label,
    "pntext": _start_label,
    "upr": _skip_ansi_copy,
    "ud": _start_unicode_copy,
}
