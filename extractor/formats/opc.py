"""Open Packaging Conventions: named parts in a zip (or in one flat XML file) tied
together by relationships.

All input is untrusted: names may hold backslashes or the wrong case, the main part may
have any name, relationships may lead nowhere, a declared size may be false. What is
damaged is refused, never repaired. Source: ECMA-376 Part 2.
"""

from __future__ import annotations

import base64
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO, NamedTuple
from urllib.parse import unquote

from lxml import etree

from extractor.formats.limits import consume_limit
from extractor.formats.xml import Element, parse_xml
from extractor.model.issues import ReadError

__all__ = [
    "OLE_MAGIC",
    "Package",
    "Relationship",
    "read_directory_size",
    "open_flat_package",
    "find_overlapping_entry",
    "read_zip_entries",
    "open_zip_package",
]

# First bytes of a compound file, the container that OPC replaced.
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The largest of 2,773 real files holds 554 entries and 82 MB.
MAX_ENTRIES = 20_000
# Bytes of the list of entries, looked at before it is read.
MAX_DIRECTORY_BYTES = 8 * 2**20
# Of a packed part: it is inflated at once, in a fraction
# of the time, as it cannot grow beyond all bounds.
_MAX_WHOLE_BYTES = 2**16
MAX_PART_BYTES = 128 * 2**20
# Parts of real files stay below 40; a table of 100,000 like cells comes to 240.
MAX_COMPRESSION_RATIO = 300
# Bytes of a part below which the ratio does not matter.
RATIO_CHECK_MIN_BYTES = 4 * 2**20
# Bytes of XML without a single tag.
MAX_TEXT_NODE_BYTES = 4 * 2**20

_END_SIGNATURE, _ZIP64_END_SIGNATURE = b"PK\5\6", b"PK\6\6"
_ENTRY_SIGNATURE = b"PK\x03\x04"
_ENTRY_HEADER_BYTES = 30
# Flag bits of an entry (APPNOTE.TXT 4.4.4).
_ENCRYPTED_FLAG, _UTF8_FLAG = 0x1, 0x800
# The value of a field whose true value is in the zip64 record.
_ZIP64_COUNT, _ZIP64_SIZE = 0xFFFF, 0xFFFFFFFF
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


class Relationship(NamedTuple):
    """One relationship of a part; ``target`` is the name of a part or an address
    outside the file.

    ``kind`` is the last word of its type (``footnotes``, ``image``).
    """

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """Named parts, read on access. Names are compared case-insensitively, as the
    standard requires."""

    def __init__(
        self,
        names: Mapping[str, str],
        fetch: Callable[[str], bytes],
        read_relationships: Callable[[str], dict[str, Relationship]] | None = None,
    ) -> None:
        """Make a package.

        Args:
            names: normalized names of the parts -> names as stored.
            fetch: gives the bytes of a part by its stored name.
            read_relationships: gives the relationships of a part; by default those of
                its ``.rels`` part.
        """
        self._stored_names = names
        self._fetch = fetch
        self._read_relationships = read_relationships
        self._relationships: dict[str, dict[str, Relationship]] = {}
        # Relationships met so far that lead nowhere.
        self.dangling_relationships: list[Relationship] = []

    def __contains__(self, name: str) -> bool:
        return _normalize_part_name(name) in self._stored_names

    @property
    def names(self) -> tuple[str, ...]:
        """Normalized names of all parts, in stored order."""
        return tuple(self._stored_names)

    def read(self, name: str) -> bytes:
        """Give the bytes of a part. Raises KeyError when there is none, ReadError when
        it is damaged or too large."""
        return self._fetch(self._stored_names[_normalize_part_name(name)])

    def load_relationships(self, part: str) -> dict[str, Relationship]:
        """Give the relationships of a part ('' for the package itself) by id, without
        those that lead nowhere."""
        if part not in self._relationships:
            read = self._read_relationships or self._parse_relationships
            self._relationships[part] = read(part)
        return self._relationships[part]

    def find_related_part(self, part: str, kind: str) -> str | None:
        """Find the first part of a kind that a part leads to; gives its name or
        None."""
        for relationship in self.load_relationships(part).values():
            if relationship.kind == kind and not relationship.external:
                return relationship.target
        return None

    def find_main_part(self) -> str:
        """Find the part of the document itself: by relationship, else by its usual name
        in any folder.

        Returns:
            Its name.

        Raises:
            ReadError: NO_MAIN_PART.
        """
        part_name = self.find_related_part("", "officeDocument")
        if part_name is not None:
            return part_name
        for name in self._stored_names:
            if name == "word/document.xml" or name.endswith("/word/document.xml"):
                return name
        raise ReadError("NO_MAIN_PART", status="corrupt", format="docx")

    def _parse_relationships(self, part: str) -> dict[str, Relationship]:
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels".lstrip("/")
        if name not in self:
            return {}
        relationships: dict[str, Relationship] = {}
        for element in parse_xml(self.read(name), name):
            target = element.get("Target")
            if not target or not isinstance(element.tag, str):
                continue
            id = element.get("Id") or ""
            kind = (element.get("Type") or "").rpartition("/")[2]
            external = element.get("TargetMode") == "External"
            if not external:
                target = self._resolve_target(folder, target)
            relationship = Relationship(id, kind, target, external)
            if external or target in self:
                relationships[id] = relationship
            else:
                self.dangling_relationships.append(relationship)
        return relationships

    def _resolve_target(self, folder: str, target: str) -> str:
        """Name of the part that a reference means, be it written plainly or with
        escapes."""
        target = target.replace("\\", "/").partition("#")[0]
        for candidate in (target, unquote(target)):
            path = candidate
            if not candidate.startswith("/"):
                path = posixpath.join(folder, candidate)
            name = _normalize_part_name(posixpath.normpath(path))
            if name in self._stored_names:
                return name
        return name


def _normalize_part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def read_zip_entries(data: bytes) -> list[zipfile.ZipInfo]:
    """Read the directory of a zip.

    Args:
        data: bytes of the file.

    Returns:
        Its entries in stored order.

    Raises:
        ReadError: ZIP_BROKEN (corrupt), ZIP_ENTRIES (refused_limit).
    """
    end = data.rfind(_END_SIGNATURE)
    directory_bytes = int.from_bytes(data[end + 12 : end + 16], "little")
    if end >= 0 and MAX_DIRECTORY_BYTES < directory_bytes <= len(data):
        raise _refuse_zip("ZIP_ENTRIES", "refused_limit", limit=MAX_ENTRIES)
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise _refuse_zip("ZIP_BROKEN", "corrupt", reason=error) from None
    if len(entries) > MAX_ENTRIES:
        raise _refuse_zip("ZIP_ENTRIES", "refused_limit", limit=MAX_ENTRIES)
    _check_directory(data, end, len(entries))
    return entries


def _refuse_zip(code: str, status: str, **details: object) -> ReadError:
    return ReadError(code, status=status, format="docx", **details)


def _check_directory(data: bytes, end: int, n_entries: int) -> None:
    """Check that the directory has the position and the number of entries of its end
    record.

    zipfile forgives both; a cut package may then pass for one that was stored inside
    it, or lose parts without an error.
    """
    (count, size, offset) = struct.unpack("<HII", data[end + 10 : end + 20])
    if count == _ZIP64_COUNT or _ZIP64_SIZE in (size, offset):
        return
    if count != n_entries or offset + size != end:
        raise _refuse_zip("ZIP_BROKEN", "corrupt", reason="central directory")


def open_zip_package(data: bytes) -> Package:
    """Open a zip as a package.

    Args:
        data: bytes of the file.

    Returns:
        The package; reading a part of it raises ReadError: ZIP_CHECKSUM (corrupt),
        ZIP_ENCRYPTED, ZIP_LIMIT (refused_limit) or ZIP_METHOD.

    Raises:
        ReadError: as :func:`read_zip_entries` does, and ZIP_OVERLAP, ZIP_TWICE
            (refused_policy).
    """
    entries = read_zip_entries(data)
    if part := find_overlapping_entry(entries):
        raise _refuse_zip("ZIP_OVERLAP", "refused_policy", part=part)
    names: dict[str, str] = {}
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        _check_local_name(data, info)
        if not info.filename or info.is_dir():
            continue
        normalized = _normalize_part_name(info.filename)
        if normalized in names:
            raise _refuse_zip("ZIP_TWICE", "refused_policy", part=info.filename)
        names[normalized] = info.filename
        infos[info.filename] = info
    return Package(names, lambda name: _inflate_entry(data, infos[name]))


def read_directory_size(handle: IO[bytes]) -> int:
    """Read the size of an archive's list of entries from its end record.

    Args:
        handle: the archive, open for reading; it is left at its start.

    Returns:
        Bytes; 0 where the archive does not record it.
    """
    size = handle.seek(0, io.SEEK_END)
    # The end record and the longest comment behind it.
    handle.seek(max(size - 65_557, 0))
    tail = handle.read()
    handle.seek(0)
    end = tail.rfind(_END_SIGNATURE)
    if end < 0:
        return 0
    directory_bytes = int.from_bytes(tail[end + 12 : end + 16], "little")
    zip64_end = tail.rfind(_ZIP64_END_SIGNATURE)
    if directory_bytes == _ZIP64_SIZE and zip64_end >= 0:
        return int.from_bytes(tail[zip64_end + 40 : zip64_end + 48], "little")
    return min(directory_bytes, size)


def find_overlapping_entry(entries: list[zipfile.ZipInfo]) -> str:
    """Find an entry that shares its bytes with another, as archives do that inflate
    without bound.

    Args:
        entries: the directory of a zip.

    Returns:
        Its name; '' where none does.
    """
    next_offset = 0
    for info in sorted(entries, key=lambda info: info.header_offset):
        if info.header_offset < next_offset:
            return info.filename or "?"
        header_bytes = _ENTRY_HEADER_BYTES + len(info.orig_filename)
        next_offset = info.header_offset + header_bytes + info.compress_size
    return ""


def _check_local_name(data: bytes, info: zipfile.ZipInfo) -> None:
    """An entry has the same name in the directory and before its bytes: a damaged
    directory would hide a part."""
    encoding = "cp437"
    if info.flag_bits & _UTF8_FLAG:
        encoding = "utf-8"
    directory_name = info.orig_filename.encode(encoding, "surrogatepass")
    offset = info.header_offset
    start = offset + _ENTRY_HEADER_BYTES
    (length,) = struct.unpack("<H", data[start - 4 : start - 2].ljust(2, b"\0"))
    signature = data[offset : offset + 4]
    local_name = data[start : start + length]
    if signature != _ENTRY_SIGNATURE or local_name != directory_name:
        raise _refuse_zip("ZIP_BROKEN", "corrupt", reason=info.filename)


def _inflate_entry(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """One entry, never more than it declares: the declared size bounds the work and
    must be met to the byte.

    So inflating stops at the bound, and what is declared beyond it is not inflated at
    all.
    """
    name = info.filename
    _check_entry_limits(info)
    consume_limit("inflated", info.file_size, name)
    content = _decompress_entry(_slice_packed_bytes(data, info), info)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise _refuse_zip("ZIP_CHECKSUM", "corrupt", part=name)
    if len(content) > MAX_TEXT_NODE_BYTES and name.lower().endswith((".xml", ".rels")):
        _check_text_nodes(content, name)
    return content


def _check_entry_limits(info: zipfile.ZipInfo) -> None:
    name = info.filename
    if info.flag_bits & _ENCRYPTED_FLAG:
        raise _refuse_zip("ZIP_ENCRYPTED", "encrypted", part=name)
    if info.file_size > MAX_PART_BYTES:
        limit = f"{MAX_PART_BYTES >> 20} MB"
        raise _refuse_zip("ZIP_LIMIT", "refused_limit", part=name, limit=limit)
    plausible_bytes = MAX_COMPRESSION_RATIO * info.compress_size
    if info.file_size > max(RATIO_CHECK_MIN_BYTES, plausible_bytes):
        limit = str(MAX_COMPRESSION_RATIO)
        raise _refuse_zip("ZIP_BOMB", "refused_limit", part=name, limit=limit)


def _slice_packed_bytes(data: bytes, info: zipfile.ZipInfo) -> memoryview:
    """The bytes of an entry as they are stored, behind its header, name and extra
    field."""
    start = info.header_offset + _ENTRY_HEADER_BYTES
    header = data[info.header_offset : start]
    if len(header) < _ENTRY_HEADER_BYTES or not header.startswith(_ENTRY_SIGNATURE):
        raise _refuse_zip("ZIP_BROKEN", "corrupt", reason=info.filename)
    start += sum(struct.unpack("<HH", header[26:30]))
    return memoryview(data)[start : start + info.compress_size]


def _decompress_entry(packed: memoryview, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type == zipfile.ZIP_STORED:
        return bytes(packed)
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise _refuse_zip("ZIP_METHOD", "unsupported", part=info.filename)
    if info.compress_size <= _MAX_WHOLE_BYTES:
        with suppress(zlib.error):
            return zlib.decompress(packed, -15, info.file_size)
    try:
        return zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
    except zlib.error as error:
        reason = f"{info.filename}: {error}"
        raise _refuse_zip("ZIP_BROKEN", "corrupt", reason=reason) from None


def _check_text_nodes(content: bytes, name: str) -> None:
    """Limit the size of text nodes; the parser's
    own limit is off for large parts."""
    position = 0
    tag_start = b"<"
    if b"<\0" in content[:100]:
        tag_start = b"<\0"
    while len(content) - position > MAX_TEXT_NODE_BYTES:
        found = content.rfind(tag_start, position, position + MAX_TEXT_NODE_BYTES)
        if found < position:
            raise _refuse_zip("TOO_MUCH", "refused_limit", part=name, what="text")
        position = found + 1


def open_flat_package(data: bytes) -> Package:
    """Open a Word file saved as one XML file (flat OPC): every part is a ``pkg:part``.

    Args:
        data: bytes of the file.

    Returns:
        The package.

    Raises:
        ReadError: the XML is broken or refused, or a binary part is damaged
            (ZIP_CHECKSUM).
    """
    parts: dict[str, bytes | Element] = {}
    names: dict[str, str] = {}
    for part in parse_xml(data, "flat OPC").iterchildren(_PKG + "part"):
        name = part.get(_PKG + "name") or ""
        for holder in part:
            if holder.tag == _PKG + "xmlData" and len(holder):
                parts[name] = holder[0]
            elif holder.tag == _PKG + "binaryData":
                parts[name] = _decode_binary_part(holder.text or "", name)
        if name in parts:
            names[_normalize_part_name(name)] = name

    def fetch(name: str) -> bytes:
        content = parts[name]
        if isinstance(content, bytes):
            return content
        return etree.tostring(content, encoding="UTF-8", with_tail=False)

    return Package(names, fetch)


def _decode_binary_part(text: str, name: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:  # no base64, or characters that are not ASCII
        raise ReadError(
            "ZIP_CHECKSUM", status="corrupt", format="flat_opc", part=name
        ) from None
