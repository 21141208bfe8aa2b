"""The directory of a compound file (OLE), as far as programs write it in ways of their
own.

Word, WPS and Pages open files whose names have other cases, or bytes left behind their
end, and whose header holds a class id. The library that reads the streams wants all
three as the specification has them. Source: [MS-CFB].
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

__all__ = [
    "clean_compound_file",
    "list_stream_names",
]

_HEADER_BYTES = 512
_CLASS_ID = slice(8, 24)
_SECTOR_SHIFT, _FIRST_DIRECTORY_SECTOR = 30, 48
_FIRST_DIFAT_SECTOR, _DIFAT = 68, 76
_N_HEADER_DIFAT = 109
_ENTRY_BYTES, _NAME_BYTES = 128, 64
_LAST_SECTOR = 0xFFFFFFFA


def list_stream_names(data: bytes) -> list[str]:
    """List the names of a compound file's streams and folders, as far as its directory
    can be followed."""
    return [_get_name(data, offset) for offset in _iterate_entries(data)]


def clean_compound_file(data: bytes) -> bytes:
    """Clear what a compound file may not hold: a class id in its header, bytes behind
    the end of a name.

    Args:
        data: Bytes of the file.

    Returns:
        The same file; the bytes as they are where nothing is to be cleared.
    """
    patches: dict[int, bytes] = {}
    if any(data[_CLASS_ID]):
        patches[_CLASS_ID.start] = bytes(_CLASS_ID.stop - _CLASS_ID.start)
    for offset in _iterate_entries(data):
        name = _get_name(data, offset).encode("utf-16-le", "surrogatepass")
        if not name:
            continue
        clean = name.ljust(_NAME_BYTES, b"\0") + struct.pack("<H", len(name) + 2)
        if data[offset : offset + len(clean)] != clean:
            patches[offset] = clean
    if not patches:
        return data
    cleaned = bytearray(data)
    for offset, patch in patches.items():
        cleaned[offset : offset + len(patch)] = patch
    return bytes(cleaned)


def _get_name(data: bytes, offset: int) -> str:
    """The name of an entry, without what is left behind its end; '' for an entry that
    is not in use."""
    raw = data[offset : offset + _NAME_BYTES - 2]
    name = raw.decode("utf-16-le", "surrogatepass")
    return name.partition("\0")[0]


def _iterate_entries(data: bytes) -> Iterator[int]:
    """Offsets of the directory's entries."""
    if len(data) < _HEADER_BYTES:
        return
    shift = int.from_bytes(data[_SECTOR_SHIFT : _SECTOR_SHIFT + 2], "little")
    if shift not in (9, 12):
        return
    sector_bytes = 1 << shift
    fat_sectors = _list_fat_sectors(data, sector_bytes)
    sector = _get_integer(data, _FIRST_DIRECTORY_SECTOR)
    followed: set[int] = set()
    while sector not in followed:
        followed.add(sector)
        start = (sector + 1) * sector_bytes
        if sector >= _LAST_SECTOR or start + sector_bytes > len(data):
            return
        yield from range(start, start + sector_bytes, _ENTRY_BYTES)
        index, position = divmod(sector, sector_bytes // 4)
        if index >= len(fat_sectors):
            return
        next_sector = (fat_sectors[index] + 1) * sector_bytes + 4 * position
        sector = _get_integer(data, next_sector)


def _list_fat_sectors(data: bytes, sector_bytes: int) -> list[int]:
    """Numbers of the sectors that hold the allocation table."""
    sectors = list(struct.unpack_from(f"<{_N_HEADER_DIFAT}I", data, _DIFAT))
    per_sector = sector_bytes // 4
    difat = _get_integer(data, _FIRST_DIFAT_SECTOR)
    followed: set[int] = set()
    while difat not in followed:
        followed.add(difat)
        start = (difat + 1) * sector_bytes
        if difat >= _LAST_SECTOR or start + sector_bytes > len(data):
            break
        *more, difat = struct.unpack_from(f"<{per_sector}I", data, start)
        sectors.extend(more)
    return sectors


def _get_integer(data: bytes, offset: int) -> int:
    """The number at an offset; that of no sector behind the end of the file."""
    raw = data[offset : offset + 4]
    if len(raw) < 4:
        return _LAST_SECTOR
    return int.from_bytes(raw, "little")
