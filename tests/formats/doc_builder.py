"""Authors small binary Word files (.doc) for tests: a compound file, a FIB, one or more pieces, formatted pages.

Only what a test says is in the file; everything else is as plain as the format allows.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

FREE_SECTOR, END_OF_CHAIN, FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT_OFFSET = 0x800

# Modifiers (sprm) that tests use, by what they say.
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = struct.pack("<HB", 0x2417, 1)
INNER_CELL = struct.pack("<HB", 0x244B, 1)
INNER_ROW_END = struct.pack("<HB", 0x244C, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
INSERTED = struct.pack("<HB", 0x0801, 1)
SPECIAL = struct.pack("<HB", 0x0855, 1)


def build_table_depth(level: int) -> bytes:
    return struct.pack("<Hi", 0x6649, level)


def build_list_modifiers(number: int, level: int = 0) -> bytes:
    return struct.pack("<HH", 0x460B, number) + struct.pack("<HB", 0x260A, level)


def build_outline_level(level: int) -> bytes:
    return struct.pack("<HB", 0x2640, level)


def build_symbol(font: int, character: int) -> bytes:
    return struct.pack("<HHH", 0x6A09, font, character) + SPECIAL


def build_object_modifiers(number: int) -> bytes:
    return struct.pack("<HI", 0x6A03, number) + struct.pack("<HB", 0x080A, 1) + SPECIAL


def build_row_definition(*cells: tuple[int, int]) -> bytes:
    """A row definition: (width in twips, merge flags) of each cell; 0x60 begins a vertical merge, 0x20 goes on."""
    edges = [0]
    for width, _ in cells:
        edges.append(edges[-1] + width)
    operand = bytes([len(cells)]) + struct.pack(f"<{len(edges)}h", *edges)
    operand += b"".join(struct.pack("<H18x", flags) for _, flags in cells)
    return struct.pack("<HH", 0xD608, len(operand) + 1) + operand


@dataclass
class DocParagraph:
    """A paragraph: runs of (text, modifiers), its own modifiers, style and mark with the mark's modifiers."""

    runs: str | list[tuple[str, bytes]]
    papx: bytes = b""
    style: int = 0
    mark: str = "\r"
    mark_chpx: bytes = b""

    def list_runs(self) -> list[tuple[str, bytes]]:
        runs = [(self.runs, b"")] if isinstance(self.runs, str) else self.runs
        return [*runs, (self.mark, self.mark_chpx)]

    def count_code_units(self) -> int:
        return sum(len(text.encode("utf-16-le")) // 2 for text, _ in self.list_runs())


def build_cell(text: str, papx: bytes = b"") -> DocParagraph:
    return DocParagraph(text, IN_TABLE + papx, mark="\x07")


def build_row_end(*cells: tuple[int, int]) -> DocParagraph:
    return DocParagraph("", IN_TABLE + ROW_END + build_row_definition(*cells), mark="\x07")


@dataclass
class DocFile:
    """The parts of a file: stories of paragraphs and the lists that tie them."""

    body: list[DocParagraph]
    footnotes: list[list[DocParagraph]] = field(default_factory=list)
    headers: list[list[DocParagraph]] = field(default_factory=list)  # from the seventh on they are headers and footers
    text_boxes: list[list[DocParagraph]] = field(default_factory=list)  # one for each 0x08 of the body
    styles: list[tuple[int, str, int, bytes]] = field(default_factory=lambda: [(0, "Normal", 0xFFF, b"")])
    levels: list[tuple[int, int, str]] = field(default_factory=list)  # (start, format code, text) of one list
    fonts: tuple[str, ...] = ("宋体",)
    objects: dict[int, dict[str, bytes]] = field(default_factory=dict)
    flags: int = 0x0200
    version: int = 0xC1
    eight_bit: bool = False
    shuffled: bool = False

    def to_bytes(self) -> bytes:
        stories = [self.body, _flatten_stories(self.footnotes), _flatten_stories(self.headers), [], [], [], _flatten_stories(self.text_boxes), []]
        if any(stories[1:]):  # every story but the body is followed by a last mark
            for story in stories[1:]:
                if story:
                    story.append(DocParagraph(""))
        lengths = [sum(p.count_code_units() for p in story) for story in stories]
        paragraphs = [p for story in stories for p in story]
        main, table, clx = self._text(paragraphs, lengths)
        pairs: dict[int, tuple[int, int]] = {}

        def put(index: int, data: bytes) -> None:
            pairs[index] = (len(table), len(data))
            table.extend(data)

        put(33, clx)
        put(1, _build_stylesheet(self.styles))
        put(15, _build_font_table(self.fonts))
        put(12, _write_bin_table(main, _list_runs(paragraphs, self._at, chars=True), entry=1))
        put(13, _write_bin_table(main, _list_runs(paragraphs, self._at, chars=False), entry=13))
        text = "".join(text for p in self.body for text, _ in p.list_runs())
        if self.footnotes:
            marks = [at for at, sign in enumerate(text) if sign == "\x02"]
            put(2, struct.pack(f"<{len(marks) + 1}I", *marks, lengths[0]) + b"\1\0" * len(marks))
            put(3, _list_positions(self.footnotes))
        if self.headers:
            put(11, _list_positions(self.headers))
        if self.text_boxes:
            marks = [at for at, sign in enumerate(text) if sign == "\x08"]
            shapes = range(1025, 1025 + len(marks))
            put(40, struct.pack(f"<{len(marks) + 1}I", *marks, lengths[0]) + b"".join(struct.pack("<I22x", n) for n in shapes))
            ends = _list_positions(self.text_boxes)
            records = b"".join(struct.pack("<iiHIII", 1, 0, 0, 0, n, 0) for n in shapes)
            put(56, ends[:-4] + records if len(ends) == 4 * (len(marks) + 2) else ends + records)
        if self.levels:
            definition = struct.pack("<H", 1) + struct.pack("<ii18sBB", 77, 1, b"\xff\x0f" * 9, 0, 0)
            put(73, definition)
            table.extend(b"".join(_build_list_level(*level) for level in (self.levels + [(1, 0, "")] * 9)[:9]))
            put(74, struct.pack("<I", 1) + struct.pack("<iiiBBBB", 77, 0, 0, 0, 0, 0, 0) + struct.pack("<I", 0xFFFFFFFF))
        fib = self._fib(lengths, pairs)
        main[: len(fib)] = fib
        streams = {"WordDocument": bytes(main), "1Table": bytes(table)}
        for number, parts in self.objects.items():
            for name, data in parts.items():
                streams[f"ObjectPool/_{number}/{name}"] = data
        return build_compound_file(streams)

    def _text(self, paragraphs: list[DocParagraph], lengths: list[int]) -> tuple[bytearray, bytearray, bytes]:
        """The stream with its text, an empty table stream and the piece table."""
        encoding = "cp1252" if self.eight_bit else "utf-16-le"
        width = 1 if self.eight_bit else 2
        text = "".join(text for p in paragraphs for text, _ in p.list_runs()).encode(encoding)
        total = sum(lengths)
        main = bytearray(TEXT_OFFSET)
        half = total // 2
        if self.shuffled:  # the second half is written first
            parts = [(0, half, TEXT_OFFSET + (total - half) * width), (half, total, TEXT_OFFSET)]
            main += text[half * width :] + text[: half * width]
        else:
            parts = [(0, total, TEXT_OFFSET)]
            main += text
        self._at = lambda cp: next(fc + (cp - a) * width for a, b, fc in parts if a <= cp < b or (cp == b == total))
        main += bytes(-len(main) % 512)
        positions = [part[0] for part in parts] + [total]
        table = struct.pack(f"<{len(positions)}I", *positions)
        for _, _, fc in parts:
            table += struct.pack("<HIH", 0, fc * 2 | 0x40000000 if self.eight_bit else fc, 0)
        return main, bytearray(), b"\2" + struct.pack("<I", len(table)) + table

    def _fib(self, lengths: list[int], pairs: dict[int, tuple[int, int]]) -> bytes:
        fib = bytearray(0x9A + 8 * 93)
        struct.pack_into("<HH", fib, 0, 0xA5EC, self.version)
        struct.pack_into("<H", fib, 10, self.flags)
        struct.pack_into("<H", fib, 0x20, 14)
        struct.pack_into("<H", fib, 0x3E, 22)
        struct.pack_into("<8i", fib, 0x4C, *lengths)
        struct.pack_into("<H", fib, 0x98, 93)
        for index, pair in pairs.items():
            struct.pack_into("<II", fib, 0x9A + 8 * index, *pair)
        return bytes(fib)


def _flatten_stories(stories: list[list[DocParagraph]]) -> list[DocParagraph]:
    return [p for story in stories for p in story]


def _list_positions(stories: list[list[DocParagraph]]) -> bytes:
    ends = [0]
    for story in stories:
        ends.append(ends[-1] + sum(p.count_code_units() for p in story))
    return struct.pack(f"<{len(ends) + 1}I", *ends, ends[-1] + 1)


def _list_runs(paragraphs: list[DocParagraph], at, chars: bool) -> list[tuple[int, int, bytes]]:
    """(first byte, byte behind, modifiers) of each run or paragraph, in the order of the stream."""
    found = []
    cp = 0
    for p in paragraphs:
        if chars:
            for text, chpx in p.list_runs():
                units = len(text.encode("utf-16-le")) // 2
                if units:
                    found.extend(_split_at_pieces(at, cp, cp + units, chpx))
                    cp += units
        else:
            found.extend(_split_at_pieces(at, cp, cp + p.count_code_units(), struct.pack("<H", p.style) + p.papx))
            cp += p.count_code_units()
    width = at(1) - at(0) if cp > 1 else 2
    return sorted((first, last + width, data) for first, last, data in found)


def _split_at_pieces(at, first: int, behind: int, data: bytes):
    """A run of characters as runs of bytes: the pieces may tear it."""
    start = first
    for cp in range(first + 1, behind + 1):
        if cp == behind or abs(at(cp) - at(cp - 1)) > 2 or at(cp) < at(cp - 1):
            yield at(start), at(cp - 1), data
            start = cp


def _write_bin_table(main: bytearray, runs: list[tuple[int, int, bytes]], entry: int) -> bytes:
    """Write the runs into pages at the end of the stream; the table that finds the pages."""
    pages: list[list[tuple[int, int, bytes]]] = [[]]
    free_bytes = 500
    for run in runs:
        need = 4 + entry + len(run[2]) + 4
        if need > free_bytes:
            pages.append([])
            free_bytes = 500
        free_bytes -= need
        pages[-1].append(run)
    firsts, numbers = [], []
    for page in pages:
        firsts.append(page[0][0])
        numbers.append(len(main) // 512)
        main += _build_formatted_page(page, entry)
    return struct.pack(f"<{len(firsts) + 1}I", *firsts, runs[-1][1]) + struct.pack(f"<{len(numbers)}I", *numbers)


def _build_formatted_page(runs: list[tuple[int, int, bytes]], entry: int) -> bytes:
    page = bytearray(512)
    page[511] = len(runs)
    struct.pack_into(f"<{len(runs) + 1}I", page, 0, *[run[0] for run in runs], runs[-1][1])
    top = 510
    for n, (_, _, data) in enumerate(runs):
        if entry == 13:
            packed = bytes([(len(data) + 1) // 2]) + data if len(data) % 2 else bytes([0, len(data) // 2]) + data
        else:
            packed = bytes([len(data)]) + data
        top = (top - len(packed)) // 2 * 2
        page[top : top + len(packed)] = packed
        page[4 * (len(runs) + 1) + entry * n] = top // 2
    return bytes(page)


def _build_stylesheet(styles: list[tuple[int, str, int, bytes]]) -> bytes:
    """Paragraph styles: (built-in number, name, base, modifiers)."""
    data = struct.pack("<H", 18) + struct.pack("<HHHHHHHHH", len(styles), 10, 1, 0, 15, 0, 0, 0, 0)
    for index, (number, name, base, papx) in enumerate(styles):
        record = struct.pack("<HHHHH", number, base << 4 | 1, 2, 0, 0)
        record += struct.pack("<H", len(name)) + name.encode("utf-16-le") + b"\0\0"
        own = struct.pack("<H", index) + papx
        record += struct.pack("<H", len(own)) + own + bytes(len(own) % 2) + struct.pack("<H", 0)
        data += struct.pack("<H", len(record)) + record
    return data


def _build_font_table(fonts: tuple[str, ...]) -> bytes:
    data = struct.pack("<HH", len(fonts), 0)
    for name in fonts:
        record = bytes(39) + name.encode("utf-16-le") + b"\0\0"
        data += bytes([len(record)]) + record
    return data


def _build_list_level(start: int, code: int, text: str) -> bytes:
    """One level of a list; its text holds the characters 0 to 8 where counters stand."""
    head = struct.pack("<iBB9sBiiBBBB", start, code, 0, bytes(9), 0, 0, 0, 0, 0, 0, 0)
    return head + struct.pack("<H", len(text)) + text.encode("utf-16-le")


def build_compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file of 512-byte sectors; streams are padded so that none is a small one."""
    entries: list[list] = [["Root Entry", 5, b"", []]]
    folders = {"": 0}
    for path, data in streams.items():
        parts = path.split("/")
        for n in range(1, len(parts)):
            folder = "/".join(parts[:n])
            if folder not in folders:
                folders[folder] = len(entries)
                entries[folders["/".join(parts[: n - 1])]][3].append(len(entries))
                entries.append([parts[n - 1], 1, b"", []])
        entries[folders["/".join(parts[:-1])]][3].append(len(entries))
        entries.append([parts[-1], 2, data + bytes(max(4096 - len(data), 0)), []])
    sectors = bytearray()
    fat: list[int] = []

    def add(data: bytes) -> int:
        first, count = len(fat), -(-len(data) // 512)
        fat.extend(range(first + 1, first + count))
        fat.append(END_OF_CHAIN)
        sectors.extend(data + bytes(-len(data) % 512))
        return first

    starts = [add(entry[2]) if entry[1] == 2 else (END_OF_CHAIN if entry[1] == 5 else 0) for entry in entries]
    siblings = [FREE_SECTOR] * len(entries)
    for entry in entries:
        for left, right in zip(entry[3], entry[3][1:], strict=False):
            siblings[left] = right
    directory = b""
    for n, (name, kind, data, children) in enumerate(entries):
        raw = name.encode("utf-16-le") + b"\0\0"
        directory += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        directory += struct.pack("<III", FREE_SECTOR, siblings[n], children[0] if children else FREE_SECTOR)
        directory += bytes(36) + struct.pack("<IQ", starts[n], len(data) if kind == 2 else 0)
    first_directory = add(directory + bytes(-len(directory) % 512))
    count = 1
    while 128 * count < len(fat) + count:
        count += 1
    first_fat = len(fat)
    fat.extend([FAT_SECTOR] * count)
    fat.extend([FREE_SECTOR] * (128 * count - len(fat)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, count, first_directory, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack(f"<{count}I", *range(first_fat, first_fat + count)) + b"\xff" * (4 * (109 - count))
    return header + bytes(sectors) + struct.pack(f"<{len(fat)}I", *fat)
