"""Automatic numbers of a binary Word file: list definitions (LSTF, LVL) and the overrides paragraphs name (LFO).

A paragraph names an override by its place in the table, from 1. Lists of one definition count together.
"""

from __future__ import annotations

import struct

from extractor.formats.doc.container import WordFile
from extractor.formats.doc.formatting import DocFormatting, parse_sprms
from extractor.formats.docx.numbering import ListDefinition, ListLevel
from extractor.formats.number_formats import find_format_name

__all__ = [
    "read_lists",
]


def read_lists(file: WordFile, formatting: DocFormatting) -> dict[int, ListDefinition]:
    """Lists by the number paragraphs name (``sprmPIlfo``)."""
    definitions = _read_list_definitions(file, formatting)
    part = file.read_structure("list_overrides")
    if len(part) < 4:
        return {}
    (count,) = struct.unpack_from("<I", part)
    lists: dict[int, ListDefinition] = {}
    at = 4 + 16 * count
    for n in range(count):
        if 4 + 16 * (n + 1) > len(part):
            break
        (key,) = struct.unpack_from("<i", part, 4 + 16 * n)
        overrides = part[4 + 16 * n + 12]
        levels = dict(definitions.get(key, {}))
        starts: dict[int, int] = {}
        at += 4  # the position of a paragraph, for undoing only
        for _ in range(overrides):
            if at + 8 > len(part):
                break
            start, flags = struct.unpack_from("<iI", part, at)
            at += 8
            index = flags & 15
            if flags & 0x20:
                level, at = _parse_list_level(part, at, formatting)
                if level is not None:
                    levels[index] = level
                    if flags & 0x10:
                        starts[index] = level.start
            elif flags & 0x10:
                starts[index] = start
        lists[n + 1] = ListDefinition(str(key), levels, starts)
    return lists


def _read_list_definitions(
    file: WordFile, formatting: DocFormatting
) -> dict[int, dict[int, ListLevel]]:
    """The levels of each definition. They stand behind the table of definitions, outside the length the FIB gives."""
    part = file.read_structure("lists")
    if len(part) < 2:
        return {}
    (count,) = struct.unpack_from("<H", part)
    offset, length = file.structure_locations["lists"]
    table, at = file.table_stream, offset + max(length, 2 + 28 * count)
    if length != 2 + 28 * count and length > 2 + 28 * count:
        at = offset + 2 + 28 * count  # programs that count the levels in
    found: dict[int, dict[int, ListLevel]] = {}
    for n in range(count):
        if 2 + 28 * (n + 1) > len(part):
            break
        (key,) = struct.unpack_from("<i", part, 2 + 28 * n)
        simple = part[2 + 28 * n + 26] & 1
        levels: dict[int, ListLevel] = {}
        for index in range(1 if simple else 9):
            level, at = _parse_list_level(table, at, formatting)
            if level is None:
                return found
            levels[index] = level
        found[key] = levels
    return found


def _parse_list_level(
    data: bytes, at: int, formatting: DocFormatting
) -> tuple[ListLevel | None, int]:
    """One level (LVL) and the position behind it; None where the bytes end."""
    if at + 28 > len(data):
        return None, len(data)
    start, code, flags = struct.unpack_from("<iBB", data, at)
    character_size, paragraph_size, limit = data[at + 24], data[at + 25], data[at + 26]
    at += 28 + paragraph_size
    character = data[at : at + character_size]
    at += character_size
    if at + 2 > len(data):
        return None, len(data)
    (length,) = struct.unpack_from("<H", data, at)
    text = data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    font, hidden = "", False
    for sprm, operand in parse_sprms(character):
        if sprm in (0x4A4F, 0x4A51) and not font:
            number = operand[0] | operand[1] << 8
            font = formatting.fonts[number] if number < len(formatting.fonts) else ""
        elif sprm == 0x083C:
            hidden = operand[0] == 1
    format = find_format_name(code)
    level = ListLevel(
        start=start,
        format=format,
        text="".join(f"%{ord(sign) + 1}" if sign < "\t" else sign for sign in text),
        restart_after=limit
        if flags & 8
        else None,  # with this flag the limit tells behind which levels it starts anew
        legal=bool(flags & 4),
        font=font,
        hidden=hidden,
    )
    return level, at + 2 + 2 * length
