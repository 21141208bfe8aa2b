r"""The visible text of an RTF file, cut at its braces and backslashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from extractor.verify import UncountableError

__all__ = [
    "extract_rtf_lines",
]

_TOKEN = re.compile(
    rb"(?P<brace>[{}])"
    rb"|\\(?P<word>[a-zA-Z]+)(?P<value>-?[0-9]*) ?"
    rb"|\\'(?P<byte>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<plain>[^{}\\\r\n]+)"
)

# Groups that no page shows, that a program generates, or that belong to an object.
_SKIPPED_DESTINATION_NAMES = rb"""
    colortbl stylesheet info pict annotation atnid atnauthor xe tc rxe
    bkmkstart bkmkend themedata datastore listtable listoverridetable
    revtbl rsidtbl generator filetbl shprslt ftnsep ftnsepc ftncn
    aftnsep aftnsepc aftncn nonesttables sp mmathPr colorschememapping
    latentstyles xmlnstbl userprops docvar template passwordhash
    objclass objname objdata pntxta pntxtb listtext pntext fldinst
    nonshppict upr
"""
_SKIPPED_DESTINATIONS = frozenset(_SKIPPED_DESTINATION_NAMES.split())
# Groups marked as ignorable (\*) that hold visible text all the same.
_VISIBLE_DESTINATIONS = frozenset(rb"shppict shpinst shptxt nesttableprops ud".split())
_STORY_DESTINATION_NAMES = rb"""
    shptxt footnote header headerl headerr headerf footer footerl
    footerr footerf
"""
_STORY_DESTINATIONS = frozenset(_STORY_DESTINATION_NAMES.split())
_LINE_END_WORD_NAMES = rb"par sect line page column tab cell nestcell row nestrow"
_LINE_END_WORDS = frozenset(_LINE_END_WORD_NAMES.split()) | _STORY_DESTINATIONS
_SYMBOL_TEXT = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"zwj": "\u200d",
    b"zwnj": "\u200c",
    b"_": "-",
    b"~": " ",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
}
_CHARSET_ENCODINGS = {
    b"2": "latin-1",
    b"128": "cp932",
    b"129": "cp949",
    b"134": "gb18030",
    b"136": "cp950",
    b"161": "cp1253",
    b"162": "cp1254",
    b"177": "cp1255",
    b"178": "cp1256",
    b"186": "cp1257",
    b"204": "cp1251",
    b"222": "cp874",
    b"238": "cp1250",
}
_CODE_PAGES = {
    b"932": "cp932",
    b"936": "gb18030",
    b"949": "cp949",
    b"950": "cp950",
    b"10008": "gb18030",
    b"65001": "utf-8",
}


def extract_rtf_lines(data: bytes) -> list[str]:
    """Extract the visible lines of an RTF file.

    Args:
        data: The bytes of the file.

    Returns:
        One string a paragraph, or a piece of one between tabs and
        line breaks.

    Raises:
        UncountableError: The braces do not match: the file is cut.
    """
    collector = _RtfLineCollector()
    at = 0
    while at < len(data):
        token = _TOKEN.match(data, at)
        if token is None:
            at += 1
            continue
        at = token.end()
        if token["word"] == b"bin":
            at += int(token["value"] or 0)
        collector.handle_token(token)
        if token["brace"] and collector.is_complete:
            return collector.build_lines()
    raise UncountableError


@dataclass(frozen=True, slots=True)
class _RtfGroup:
    """What holds until a brace closes."""

    skipped: bool = False
    hidden: bool = False
    deleted: bool = False
    font: bytes = b""
    fallback_length: int = 1  # characters behind a \u that repeat it
    in_font_table: bool = False
    in_nested_row: bool = False  # inside the definition of a row of a nested table


_GROUP_UPDATES: Mapping[bytes, Callable[[_RtfGroup, bytes], _RtfGroup]] = {
    b"v": lambda group, value: replace(group, hidden=value != b"0"),
    b"deleted": lambda group, value: replace(group, deleted=value != b"0"),
    b"plain": lambda group, value: replace(group, hidden=False, deleted=False),
    b"nesttableprops": lambda group, value: replace(group, in_nested_row=True),
    b"fonttbl": lambda group, value: replace(group, skipped=True, in_font_table=True),
    b"f": lambda group, value: replace(group, font=value),
    b"uc": lambda group, value: replace(group, fallback_length=int(value or 1)),
}


class _RtfLineCollector:
    """The text so far, and which cells of the open row a merge covers."""

    def __init__(self) -> None:
        self._group = _RtfGroup()
        self._outer_groups: list[_RtfGroup] = []
        self._text_parts: list[str] = []
        self._pending_bytes = b""
        self._is_ignorable = False
        self._skip_count = 0
        self._code_page = "cp1252"
        self._font_encodings: dict[bytes, str] = {}
        # how many pieces of text there were when the open row began, and when each
        # cell of it ended
        self._row_start = 0
        self._cell_ends: list[int] = []
        self._covered_cells: list[bool] = []
        self._pending_merge = False

    @property
    def is_complete(self) -> bool:
        """Whether no group is open."""
        return not self._outer_groups

    def build_lines(self) -> list[str]:
        """All lines so far."""
        units = "".join(self._text_parts).encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "replace").split("\n")

    def handle_token(self, token: re.Match[bytes]) -> None:
        """Handle one token by its kind."""
        brace, word, value, byte, symbol, plain = token.groups()
        if brace is not None:
            self._handle_brace(brace)
        elif word is not None:
            self._handle_control_word(word, value)
        elif symbol is not None:
            self._handle_control_symbol(symbol)
        elif byte is not None:
            self._add_bytes(bytes([int(byte, 16)]))
        else:
            self._add_bytes(plain)

    def _handle_brace(self, brace: bytes) -> None:
        self._decode_bytes()
        self._skip_count, self._is_ignorable = 0, False
        if brace == b"{":
            self._outer_groups.append(self._group)
        elif self._outer_groups:
            self._group = self._outer_groups.pop()

    def _handle_control_word(self, word: bytes, value: bytes) -> None:
        self._decode_bytes()
        if word == b"u" and value:
            self._add_text(chr(int(value) & 0xFFFF))
            self._skip_count = self._group.fallback_length
            return
        self._skip_count = 0
        is_ignorable, self._is_ignorable = self._is_ignorable, False
        is_skipped = is_ignorable and word not in _VISIBLE_DESTINATIONS
        if is_skipped or word in _SKIPPED_DESTINATIONS:
            self._group = replace(self._group, skipped=True)
        elif word == b"ud":
            self._start_unicode_destination()
        elif word in _GROUP_UPDATES:
            self._group = _GROUP_UPDATES[word](self._group, value)
        elif word in _SYMBOL_TEXT:
            self._add_text(_SYMBOL_TEXT[word])
        elif word in _LINE_END_WORDS:
            self._end_line(word)
        else:
            self._set_encoding(word, value)
            self._define_row(word)

    def _start_unicode_destination(self) -> None:
        r"""The Unicode half of ``\upr`` is as visible as the group around the pair."""
        is_skipped = len(self._outer_groups) > 1 and self._outer_groups[-2].skipped
        self._group = replace(self._group, skipped=is_skipped)

    def _set_encoding(self, word: bytes, value: bytes) -> None:
        """Set the encoding of a font or of the file."""
        if word == b"fcharset" and self._group.in_font_table:
            self._font_encodings[self._group.font] = _CHARSET_ENCODINGS.get(value, "")
        elif word == b"cpg" and self._group.in_font_table:
            self._font_encodings[self._group.font] = _CODE_PAGES.get(value, "")
        elif word == b"mac":
            self._code_page = "mac-roman"
        elif word == b"ansicpg" and value in _CODE_PAGES:
            self._code_page = _CODE_PAGES[value]
        elif word == b"ansicpg" and value.startswith(b"125"):
            self._code_page = f"cp{value.decode()}"

    def _end_line(self, word: bytes) -> None:
        if word in (b"par", b"sect") and (self._group.deleted or self._group.hidden):
            return  # a paragraph without a mark runs on
        if word in _STORY_DESTINATIONS:
            self._group = replace(self._group, hidden=False, deleted=False)
        self._text_parts.append("\n")
        if word == b"cell" and not self._group.skipped:
            self._cell_ends.append(len(self._text_parts))
        elif word == b"row" and self._cell_ends:
            self._drop_covered_cells()

    def _drop_covered_cells(self) -> None:
        """End a row: text of cells that a merge covers is not visible."""
        starts = [self._row_start, *self._cell_ends]
        cells = list(zip(starts, self._cell_ends, self._covered_cells, strict=False))
        for start, end, is_covered in reversed(cells):
            if is_covered:
                del self._text_parts[start:end]
        self._cell_ends.clear()

    def _define_row(self, word: bytes) -> None:
        """Read the definition of a row of an outermost table, before or behind its
        cells."""
        if self._group.in_nested_row or self._group.skipped:
            return
        if word == b"trowd":
            self._covered_cells = []
            if not self._cell_ends:
                self._row_start = len(self._text_parts)
        elif word in (b"clmrg", b"clvmrg"):
            self._pending_merge = True
        elif word == b"cellx":
            self._covered_cells.append(self._pending_merge)
            self._pending_merge = False

    def _handle_control_symbol(self, symbol: bytes) -> None:
        """A backslash before a character that is no letter."""
        if symbol in b"{}\\":
            self._add_bytes(symbol)
            return
        self._decode_bytes()
        if symbol == b"*":
            self._is_ignorable = True
        elif symbol in b"\r\n":
            self._text_parts.append("\n")
        else:
            self._add_text(_SYMBOL_TEXT.get(symbol, ""))

    def _add_bytes(self, raw: bytes) -> None:
        """Bytes in the encoding of their font."""
        skipped = min(self._skip_count, len(raw))
        self._skip_count -= skipped
        self._pending_bytes += raw[skipped:]

    def _decode_bytes(self) -> None:
        if not self._pending_bytes:
            return
        raw, self._pending_bytes = self._pending_bytes, b""
        encoding = self._font_encodings.get(self._group.font) or self._code_page
        # A3 A0 is a blank in old GB encodings.
        self._add_text(raw.decode(encoding, "replace").replace("\ue5e5", " "))

    def _add_text(self, text: str) -> None:
        if not (self._group.skipped or self._group.hidden or self._group.deleted):
            self._text_parts.append(text)
