"""Parquet files of one schema joined into one, byte by byte: no value is decoded.

A Parquet file is its row groups one after the other and a footer that
says where each of their columns begins. So row groups can be taken from
another file as they are, if those places are moved. The footer is in
the compact protocol of Thrift; the numbers of fields are those of
``parquet.thrift``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import IO, NamedTuple, Self

__all__ = [
    "MAGIC",
    "ParquetFooter",
    "RowGroup",
]

MAGIC = b"PAR1"
_LENGTH_BYTES = 4
_TAIL_BYTES = _LENGTH_BYTES + len(MAGIC)

# types of the compact protocol
_STOP, _TRUE, _FALSE, _BYTE, _I16, _I32, _I64 = range(7)
_DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(7, 13)
_LONG_LIST = 15

# fields of FileMetaData
_N_ROWS, _ROW_GROUPS = 3, 4
# fields of RowGroup
_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _ORDINAL = 1, 3, 5, 7
# fields of ColumnChunk
_CHUNK_OFFSET, _CHUNK_METADATA, _OFFSET_INDEX, _COLUMN_INDEX = 2, 3, 4, 6
_MOVED_IN_CHUNK = frozenset({_CHUNK_OFFSET, _OFFSET_INDEX, _COLUMN_INDEX})
# fields of ColumnMetaData: data page, index page, dictionary page, bloom filter
_MOVED_IN_METADATA = frozenset({9, 10, 11, 14})


class RowGroup(NamedTuple):
    """One row group of a footer: how many rows, and its metadata as they stand
    there."""

    n_rows: int
    metadata: bytes

    def move(self, distance: int, ordinal: int) -> RowGroup:
        """The same row group at another place of another file.

        Args:
            distance: Bytes by which its columns begin later.
            ordinal: Its number in the file, from 0.
        """
        patches = _list_patches(self.metadata, distance, ordinal)
        return RowGroup(self.n_rows, _apply_patches(self.metadata, patches))


class ParquetFooter(NamedTuple):
    """A footer: where it begins, what it says, and its row groups.

    ``before`` and ``after`` are the metadata round the number of rows
    and the row groups, as they stand in the file.
    """

    start: int
    row_groups: tuple[RowGroup, ...]
    before: bytes
    after: bytes

    @classmethod
    def parse(cls, file: IO[bytes]) -> Self:
        """Parse the footer of a file that can seek.

        Raises:
            ValueError: It is no Parquet file, or not one that this module wrote.
        """
        end = file.seek(-_TAIL_BYTES, io.SEEK_END)
        tail = file.read(_TAIL_BYTES)
        length = int.from_bytes(tail[:_LENGTH_BYTES], "little")
        if tail[_LENGTH_BYTES:] != MAGIC or length > end:
            raise ValueError("no Parquet file")
        start = end - length
        file.seek(start)
        return cls._parse_metadata(file.read(length), start)

    @classmethod
    def _parse_metadata(cls, data: bytes, start: int) -> Self:
        reader = _ThriftReader(data)
        groups: list[RowGroup] = []
        first = last = 0
        for field, kind in reader.iter_fields():
            if field == _N_ROWS:
                first = reader.position
            if field != _ROW_GROUPS:
                reader.skip(kind)
                continue
            for _ in range(reader.read_list_header()[0]):
                groups.append(_read_row_group(reader))
            last = reader.position
        if not 0 < first < last:
            raise ValueError("no rows and row groups one after the other")
        return cls(start, tuple(groups), data[:first], data[last:])

    def build(self, groups: list[RowGroup]) -> bytes:
        """Build the end of a file with the schema of this one and other row groups.

        Args:
            groups: All row groups of the file, each at its place.

        Returns:
            Footer, its length, and the mark of the format.
        """
        n_rows = sum(group.n_rows for group in groups)
        header = bytes([1 << 4 | _LIST]) + _encode_list_header(len(groups), _STRUCT)
        metadata = b"".join(group.metadata for group in groups)
        rows = _encode_integer(n_rows)
        footer = self.before + rows + header + metadata + self.after
        return footer + len(footer).to_bytes(_LENGTH_BYTES, "little") + MAGIC


def _read_row_group(reader: _ThriftReader) -> RowGroup:
    start = reader.position
    n_rows = 0
    for field, kind in reader.iter_fields():
        if field == _GROUP_ROWS:
            n_rows = reader.read_integer()
        else:
            reader.skip(kind)
    return RowGroup(n_rows, reader.data[start : reader.position])


class _Patch(NamedTuple):
    """Other bytes for those between two positions."""

    start: int
    end: int
    encoded: bytes


def _apply_patches(data: bytes, patches: Iterator[_Patch]) -> bytes:
    pieces: list[bytes] = []
    position = 0
    for patch in patches:
        pieces += [data[position : patch.start], patch.encoded]
        position = patch.end
    pieces.append(data[position:])
    return b"".join(pieces)


def _list_patches(data: bytes, distance: int, ordinal: int) -> Iterator[_Patch]:
    reader = _ThriftReader(data)
    for field, kind in reader.iter_fields():
        if field == _COLUMNS:
            for _ in range(reader.read_list_header()[0]):
                yield from _patch_chunk(reader, distance)
        elif field == _GROUP_OFFSET:
            yield reader.move_integer(distance)
        elif field == _ORDINAL:
            start = reader.position
            reader.skip(kind)
            yield _Patch(start, reader.position, _encode_integer(ordinal))
        else:
            reader.skip(kind)


def _patch_chunk(reader: _ThriftReader, distance: int) -> Iterator[_Patch]:
    for field, kind in reader.iter_fields():
        if field in _MOVED_IN_CHUNK:
            yield reader.move_integer(distance)
        elif field == _CHUNK_METADATA:
            for inner, inner_kind in reader.iter_fields():
                if inner in _MOVED_IN_METADATA:
                    yield reader.move_integer(distance)
                else:
                    reader.skip(inner_kind)
        else:
            reader.skip(kind)


class _ThriftReader:
    """Steps through values of the compact protocol of Thrift."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def iter_fields(self) -> Iterator[tuple[int, int]]:
        """Number and type of each field of a struct; the caller reads its value before
        the next."""
        field = 0
        while (header := self._read_byte()) != _STOP:
            step, kind = header >> 4, header & 0x0F
            if step:
                field += step
            else:
                field = self.read_integer()
            yield field, kind

    def read_integer(self) -> int:
        """A whole number of any size (zigzag)."""
        number = self._read_varint()
        return number >> 1 ^ -(number & 1)

    def move_integer(self, distance: int) -> _Patch:
        """Read a place; one of 0 or less is none and stays."""
        start = self.position
        place = self.read_integer()
        if place > 0:
            place += distance
        return _Patch(start, self.position, _encode_integer(place))

    def read_list_header(self) -> tuple[int, int]:
        """Number and type of the members of a list."""
        header = self._read_byte()
        size, kind = header >> 4, header & 0x0F
        if size == _LONG_LIST:
            size = self._read_varint()
        return size, kind

    def skip(self, kind: int) -> None:
        """Step over the value of a field."""
        _SKIPPERS[kind](self)

    def skip_nothing(self) -> None:
        """A truth value is in its type."""

    def skip_byte(self) -> None:
        self.position += 1

    def skip_double(self) -> None:
        self.position += 8

    def skip_integer(self) -> None:
        while self.data[self.position] & 0x80:
            self.position += 1
        self.position += 1

    def skip_binary(self) -> None:
        length = self._read_varint()
        self.position += length

    def skip_list(self) -> None:
        size, kind = self.read_list_header()
        for _ in range(size):
            self._skip_member(kind)

    def skip_map(self) -> None:
        size = self._read_varint()
        if not size:
            return
        kinds = self._read_byte()
        for _ in range(size):
            self._skip_member(kinds >> 4)
            self._skip_member(kinds & 0x0F)

    def skip_struct(self) -> None:
        for _, kind in self.iter_fields():
            self.skip(kind)

    def _skip_member(self, kind: int) -> None:
        if kind in (_TRUE, _FALSE):
            kind = _BYTE
        self.skip(kind)

    def _read_byte(self) -> int:
        self.position += 1
        return self.data[self.position - 1]

    def _read_varint(self) -> int:
        number = shift = 0
        while (byte := self._read_byte()) & 0x80:
            number |= (byte & 0x7F) << shift
            shift += 7
        return number | byte << shift


_SKIPPERS: Mapping[int, Callable[[_ThriftReader], None]] = {
    _TRUE: _ThriftReader.skip_nothing,
    _FALSE: _ThriftReader.skip_nothing,
    _BYTE: _ThriftReader.skip_byte,
    _I16: _ThriftReader.skip_integer,
    _I32: _ThriftReader.skip_integer,
    _I64: _ThriftReader.skip_integer,
    _DOUBLE: _ThriftReader.skip_double,
    _BINARY: _ThriftReader.skip_binary,
    _LIST: _ThriftReader.skip_list,
    _SET: _ThriftReader.skip_list,
    _MAP: _ThriftReader.skip_map,
    _STRUCT: _ThriftReader.skip_struct,
}


def _encode_varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    encoded.append(number)
    return bytes(encoded)


def _encode_integer(number: int) -> bytes:
    """A whole number of up to 64 bits as a zigzag varint."""
    return _encode_varint((number << 1 ^ number >> 63) & 0xFFFFFFFFFFFFFFFF)


def _encode_list_header(size: int, kind: int) -> bytes:
    if size < _LONG_LIST:
        return bytes([size << 4 | kind])
    return bytes([_LONG_LIST << 4 | kind]) + _encode_varint(size)
