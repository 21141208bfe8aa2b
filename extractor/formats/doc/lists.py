"""Automatic numbers of a binary Word file: list definitions (LSTF, LVL), overrides
(LFO).

A paragraph names an override by its place in the table, from 1. Lists of one definition
share their counters.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from extractor.formats.doc.container import WordFile
from extractor.formats.doc.formatting import DocFormatting, Sprm, parse_sprms
from extractor.formats.docx.numbering import ListDefinition, ListLevel
from extractor.formats.number_formats import find_format_name

__all__ = [
    "read_lists",
]

_LSTF_SIZE, _LFO_SIZE, _LFOLVL_SIZE, _LVLF_SIZE = 28, 16, 8, 28
_MAX_LEVELS = 9


def read_lists(file: WordFile, formatting: DocFormatting) -> dict[int, ListDefinition]:
    """Read the lists of a file.

    Args:
        file: The file.
        formatting: Its fonts.

    Returns:
        Lists by the number that paragraphs name (``sprmPIlfo``).
    """
    definitions = _read_list_definitions(file, formatting)
    overrides = file.read_structure("list_overrides")
    if len(overrides) < 4:
        return {}
    (count,) = struct.unpack_from("<I", overrides)
    lists: dict[int, ListDefinition] = {}
    at = 4 + _LFO_SIZE * count
    for index in range(count):
        lfo = overrides[4 + _LFO_SIZE * index :][:_LFO_SIZE]
        if len(lfo) < _LFO_SIZE:
            break
        (key,) = struct.unpack_from("<i", lfo)
        definition = ListDefinition(str(key), dict(definitions.get(key, {})), {})
        at += 4  # the position of a paragraph, for undoing only
        lists[index + 1], at = _apply_overrides(
            definition, overrides, at, lfo[12], formatting
        )
    return lists


def _apply_overrides(
    definition: ListDefinition,
    overrides: bytes,
    at: int,
    count: int,
    formatting: DocFormatting,
) -> tuple[ListDefinition, int]:
    """The definition with levels and start values overridden, and the position
    behind."""
    levels = dict(definition.levels)
    starts: dict[int, int] = {}
    for _ in range(count):
        if at + _LFOLVL_SIZE > len(overrides):
            break
        start, flags = struct.unpack_from("<iI", overrides, at)
        at += _LFOLVL_SIZE
        index = flags & 15
        if flags & 0x20:  # fFormatting: a whole level follows
            parsed = _parse_list_level(overrides, at, formatting)
            at = parsed.end
            if parsed.level is None:
                continue
            levels[index] = parsed.level
            start = parsed.level.start
        if flags & 0x10:  # fStartAt
            starts[index] = start
    return definition._replace(levels=levels, start_overrides=starts), at


def _read_list_definitions(
    file: WordFile, formatting: DocFormatting
) -> dict[int, dict[int, ListLevel]]:
    """The levels of each definition by its id.

    They follow the table of definitions, outside of the length that the FIB gives;
    some programs count them in.
    """
    structure = file.read_structure("lists")
    if len(structure) < 2:
        return {}
    (count,) = struct.unpack_from("<H", structure)
    offset, _ = file.structure_locations["lists"]
    at = offset + 2 + _LSTF_SIZE * count
    definitions: dict[int, dict[int, ListLevel]] = {}
    for index in range(count):
        lstf = structure[2 + _LSTF_SIZE * index :][:_LSTF_SIZE]
        if len(lstf) < _LSTF_SIZE:
            break
        (key,) = struct.unpack_from("<i", lstf)
        is_simple = lstf[26] & 1
        levels: dict[int, ListLevel] = {}
        for level_index in range(1 if is_simple else _MAX_LEVELS):
            level, at = _parse_list_level(file.table_stream, at, formatting)
            if level is None:
                return definitions
            levels[level_index] = level
        definitions[key] = levels
    return definitions


class _ParsedLevel(NamedTuple):
    """A level and the position behind it; None where the bytes end."""

    level: ListLevel | None
    end: int


def _parse_list_level(data: bytes, at: int, formatting: DocFormatting) -> _ParsedLevel:
    if at + _LVLF_SIZE > len(data):
        return _ParsedLevel(None, len(data))
    start, code, flags = struct.unpack_from("<iBB", data, at)
    character_size, paragraph_size, limit = data[at + 24 : at + 27]
    character_at = at + _LVLF_SIZE + paragraph_size
    text_at = character_at + character_size
    if text_at + 2 > len(data):
        return _ParsedLevel(None, len(data))
    (length,) = struct.unpack_from("<H", data, text_at)
    end = text_at + 2 + 2 * length
    text = data[text_at + 2 : end].decode("utf-16-le", "replace")
    level = ListLevel(
        start=start,
        format=find_format_name(code),
        text="".join(_convert_placeholder(character) for character in text),
        # fNoRestart: the limit gives the levels behind which it restarts
        restart_after=limit if flags & 8 else None,
        legal=bool(flags & 4),
    )
    character_sprms = data[character_at:text_at]
    return _ParsedLevel(_apply_font(level, character_sprms, formatting), end)


def _convert_placeholder(character: str) -> str:
    """A level number in the text of a level, from
    0, as ``%1``; else the character."""
    if character < "\t":
        return f"%{ord(character) + 1}"
    return character


def _apply_font(
    level: ListLevel, grpprl: bytes, formatting: DocFormatting
) -> ListLevel:
    """The level with the font and the visibility of its number."""
    for sprm, operand in parse_sprms(grpprl):
        if sprm in (Sprm.C_FONT, Sprm.C_OTHER_FONT) and not level.font:
            index = operand[0] | operand[1] << 8
            if index < len(formatting.fonts):
                level = level._replace(font=formatting.fonts[index])
        elif sprm == Sprm.C_HIDDEN:
            level = level._replace(hidden=operand[0] == 1)
    return level
