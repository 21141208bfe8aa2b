"""The package a Word file is: named parts in a zip (or in one flat XML file) tied together by relationships.

Nothing here is trusted: names may carry backslashes or the wrong case, the main part may lie anywhere, relationships
may lead nowhere, a declared size may lie. What is damaged is refused, never repaired.
"""

from __future__ import annotations

import base64
import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from typing import IO, NamedTuple
from urllib.parse import unquote

from lxml import etree

from extractor.formats.limits import consume_limit
from extractor.formats.xml import Element, parse_xml
from extractor.model.issues import ReadError

__all__ = [
    "Package",
    "Relationship",
    "read_directory_size",
    "open_flat_package",
    "find_overlapping_entry",
    "read_zip_entries",
    "open_zip_package",
]

# The largest of 2,773 honest files held 554 entries and 82 MB.
MAX_ENTRIES = 20_000
MAX_DIRECTORY_BYTES = (
    8 * 2**20
)  # bytes of the list of entries, looked at before it is read
MAX_PART_BYTES = 128 * 2**20
MAX_COMPRESSION_RATIO = (
    300  # honest parts stay below 40; a table of 100,000 like cells comes to 240
)
RATIO_CHECK_MIN_BYTES = 4 * 2**20  # below it the ratio does not matter
MAX_TEXT_NODE_BYTES = 4 * 2**20  # bytes of XML without a single tag

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"


class Relationship(NamedTuple):
    """One arrow from a part to another. ``kind`` is the last word of its type (``footnotes``, ``image``)."""

    id: str
    kind: str
    target: str  # name of a part, or an address outside the file
    external: bool


class Package:
    """Named parts, fetched when asked for. Names are compared without regard to case, as the standard says."""

    def __init__(
        self,
        names: Mapping[str, str],
        fetch: Callable[[str], bytes],
        read_relationships: Callable[[str], dict[str, Relationship]] | None = None,
    ) -> None:
        self._stored_names = names  # folded name -> name as stored
        self._fetch = fetch
        self._read_relationships = (
            self._parse_relationships
            if read_relationships is None
            else read_relationships
        )
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self.dangling_relationships: list[
            Relationship
        ] = []  # those met so far that lead nowhere

    def __contains__(self, name: str) -> bool:
        return _normalize_part_name(name) in self._stored_names

    @property
    def names(self) -> tuple[str, ...]:
        """Folded names of all parts, in stored order."""
        return tuple(self._stored_names)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError when there is none, ReadError when it is damaged or too large."""
        return self._fetch(self._stored_names[_normalize_part_name(name)])

    def load_relationships(self, part: str) -> dict[str, Relationship]:
        """The arrows that leave a part ('' for the package itself), by id; those that lead nowhere are left out."""
        if part not in self._relationships:
            self._relationships[part] = self._read_relationships(part)
        return self._relationships[part]

    def find_related_part(self, part: str, kind: str) -> str | None:
        """Name of the first part of that kind a part leads to."""
        for arrow in self.load_relationships(part).values():
            if arrow.kind == kind and not arrow.external:
                return arrow.target
        return None

    def find_main_part(self) -> str:
        """Name of the document itself: by relationship, else by its usual name, wherever it lies."""
        found = self.find_related_part("", "officeDocument")
        if found is not None:
            return found
        for name in self._stored_names:
            if name == "word/document.xml" or name.endswith("/word/document.xml"):
                return name
        raise ReadError("NO_MAIN_PART", status="corrupt", format="docx")

    def _parse_relationships(self, part: str) -> dict[str, Relationship]:
        folder, _, base = part.rpartition("/")
        name = f"{folder}/_rels/{base}.rels".lstrip("/")
        if name not in self:
            return {}
        arrows: dict[str, Relationship] = {}
        for element in parse_xml(self.read(name), name):
            target = element.get("Target")
            kind = (element.get("Type") or "").rpartition("/")[2]
            if not target or not isinstance(element.tag, str):
                continue
            external = element.get("TargetMode") == "External"
            if not external:
                target = self._resolve_target(folder, target)
                if target not in self:
                    self.dangling_relationships.append(
                        Relationship(element.get("Id") or "", kind, target, False)
                    )
                    continue
            arrows[element.get("Id") or ""] = Relationship(
                element.get("Id") or "", kind, target, external
            )
        return arrows

    def _resolve_target(self, folder: str, target: str) -> str:
        target = target.replace("\\", "/").partition("#")[0]
        for candidate in (target, unquote(target)):
            name = (
                candidate
                if candidate.startswith("/")
                else posixpath.join(folder, candidate)
            )
            name = _normalize_part_name(posixpath.normpath(name))
            if name in self._stored_names:
                return name
        return name


def _normalize_part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def read_zip_entries(data: bytes) -> list[zipfile.ZipInfo]:
    """The directory of a zip. Raises ReadError: ZIP_BROKEN (corrupt), ZIP_ENTRIES (refused_limit)."""
    end = data.rfind(b"PK\5\6")
    if end >= 0 and MAX_DIRECTORY_BYTES < int.from_bytes(
        data[end + 12 : end + 16], "little"
    ) <= len(data):
        raise ReadError(
            "ZIP_ENTRIES", status="refused_limit", format="docx", limit=MAX_ENTRIES
        )
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
        raise ReadError(
            "ZIP_BROKEN", status="corrupt", format="docx", reason=error
        ) from None
    if len(entries) > MAX_ENTRIES:
        raise ReadError(
            "ZIP_ENTRIES", status="refused_limit", format="docx", limit=MAX_ENTRIES
        )
    _check_directory(data, end, len(entries))
    return entries


def _check_directory(data: bytes, end: int, n_entries: int) -> None:
    """The directory lies where its end says and holds as many entries.

    zipfile forgives both; a cut package may then pass for one that was stored inside it, or lose parts in silence.
    """
    (count, size, offset) = struct.unpack("<HII", data[end + 10 : end + 20])
    wide = count == 0xFFFF or 0xFFFFFFFF in (
        size,
        offset,
    )  # the true figures stand in the record of zip64
    if not wide and (count != n_entries or offset + size != end):
        raise ReadError(
            "ZIP_BROKEN", status="corrupt", format="docx", reason="central directory"
        )


def open_zip_package(data: bytes) -> Package:
    """Open a zip. Raises ReadError as :func:`zip_entries` does, and ZIP_TWICE (refused_policy).

    Reading a part raises ZIP_CHECKSUM (corrupt), ZIP_ENCRYPTED, ZIP_LIMIT (refused_limit) or ZIP_METHOD.
    """
    entries = read_zip_entries(data)
    if part := find_overlapping_entry(entries):
        raise ReadError(
            "ZIP_OVERLAP", status="refused_policy", format="docx", part=part
        )
    names: dict[str, str] = {}
    infos: dict[str, zipfile.ZipInfo] = {}
    for info in entries:
        _check_local_name(data, info)
        if not info.filename or info.is_dir():
            continue
        folded = _normalize_part_name(info.filename)
        if folded in names:
            raise ReadError(
                "ZIP_TWICE", status="refused_policy", format="docx", part=info.filename
            )
        names[folded] = info.filename
        infos[info.filename] = info
    return Package(names, lambda name: _inflate_entry(data, infos[name]))


def read_directory_size(handle: IO[bytes]) -> int:
    """Bytes of the list of entries of an archive, as its end says; 0 where it says nothing."""
    size = handle.seek(0, io.SEEK_END)
    handle.seek(max(size - 65_557, 0))  # the end and the longest comment behind it
    tail = handle.read()
    handle.seek(0)
    end = tail.rfind(b"PK\5\6")
    told = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    wide = tail.rfind(b"PK\6\6")  # the record of zip64
    return (
        int.from_bytes(tail[wide + 40 : wide + 48], "little")
        if told == 0xFFFFFFFF and wide >= 0
        else min(told, size)
    )


def find_overlapping_entry(entries: list[zipfile.ZipInfo]) -> str:
    """Name of an entry that shares its bytes with another, '' where none does: so much is made of little."""
    behind = 0
    for info in sorted(entries, key=lambda info: info.header_offset):
        if info.header_offset < behind:
            return info.filename or "?"
        behind = info.header_offset + 30 + len(info.orig_filename) + info.compress_size
    return ""


def _check_local_name(data: bytes, info: zipfile.ZipInfo) -> None:
    """An entry has one name, told twice: a damaged directory would otherwise hide a part."""
    start = info.header_offset + 30
    told = info.orig_filename.encode(
        "utf-8" if info.flag_bits & 0x800 else "cp437", "surrogatepass"
    )
    (length,) = struct.unpack("<H", data[start - 4 : start - 2].ljust(2, b"\0"))
    if (
        data[start - 30 : start - 26] != b"PK\x03\x04"
        or data[start : start + length] != told
    ):
        raise ReadError(
            "ZIP_BROKEN", status="corrupt", format="docx", reason=info.filename
        )


def _inflate_entry(data: bytes, info: zipfile.ZipInfo) -> bytes:
    """One entry, never more than it declares: the declared size bounds the work and must be met to the byte.

    So inflating stops at the bound, and what is declared beyond it is not inflated at all.
    """
    name = info.filename
    if info.flag_bits & 1:
        raise ReadError("ZIP_ENCRYPTED", status="encrypted", format="docx", part=name)
    if info.file_size > MAX_PART_BYTES:
        raise ReadError(
            "ZIP_LIMIT",
            status="refused_limit",
            format="docx",
            part=name,
            limit=f"{MAX_PART_BYTES >> 20} MB",
        )
    if info.file_size > max(
        RATIO_CHECK_MIN_BYTES, MAX_COMPRESSION_RATIO * info.compress_size
    ):
        raise ReadError(
            "ZIP_BOMB",
            status="refused_limit",
            format="docx",
            part=name,
            limit=MAX_COMPRESSION_RATIO,
        )
    consume_limit("inflated", info.file_size, name)
    header = data[info.header_offset : info.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise ReadError("ZIP_BROKEN", status="corrupt", format="docx", reason=name)
    start = info.header_offset + 30 + sum(struct.unpack("<HH", header[26:30]))
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = bytes(packed)
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-15).decompress(packed, info.file_size + 1)
        except zlib.error as error:
            raise ReadError(
                "ZIP_BROKEN", status="corrupt", format="docx", reason=f"{name}: {error}"
            ) from None
    else:
        raise ReadError("ZIP_METHOD", status="unsupported", format="docx", part=name)
    if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
        raise ReadError("ZIP_CHECKSUM", status="corrupt", format="docx", part=name)
    if len(content) > MAX_TEXT_NODE_BYTES and name.lower().endswith((".xml", ".rels")):
        _check_text_nodes(content, name)
    return content


def _check_text_nodes(content: bytes, name: str) -> None:
    """A text node of millions of letters is no text (the parser's own bound falls with large parts)."""
    at = 0
    sign = b"<\0" if b"<\0" in content[:100] else b"<"
    while len(content) - at > MAX_TEXT_NODE_BYTES:
        found = content.rfind(sign, at, at + MAX_TEXT_NODE_BYTES)
        if found < at:
            raise ReadError(
                "TOO_MUCH",
                status="refused_limit",
                format="docx",
                part=name,
                what="text",
            )
        at = found + 1


def open_flat_package(data: bytes) -> Package:
    """Open a Word file saved as one XML file (flat OPC): every part stands in a ``pkg:part``."""
    parts: dict[str, bytes | Element] = {}
    names: dict[str, str] = {}
    for part in parse_xml(data, "flat OPC").iterchildren(_PKG + "part"):
        name = part.get(_PKG + "name") or ""
        for holder in part:
            if holder.tag == _PKG + "xmlData" and len(holder):
                parts[name] = holder[0]
            elif holder.tag == _PKG + "binaryData":
                try:
                    parts[name] = base64.b64decode(holder.text or "")
                except ValueError:  # no base64, or letters that are no ASCII
                    raise ReadError(
                        "ZIP_CHECKSUM", status="corrupt", format="flat_opc", part=name
                    ) from None
        if name in parts:
            names[_normalize_part_name(name)] = name

    def fetch(name: str) -> bytes:
        content = parts[name]
        return (
            content
            if isinstance(content, bytes)
            else etree.tostring(content, encoding="UTF-8", with_tail=False)
        )

    return Package(names, fetch)
