r"""The visible lines of an RTF: cut at its braces and backslashes, with the few switches that tell what shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.verify.unclear import UncountableError

__all__ = [
    "extract_rtf_lines",
]

_TOKEN = re.compile(
    rb"([{}])|\\([a-zA-Z]+)(-?[0-9]*) ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([^{}\\\r\n]+)"
)

# Groups whose words are on no page, or are made by the program, or belong to an object.
_SKIPPED_DESTINATIONS = frozenset(
    rb"""colortbl stylesheet info pict annotation atnid atnauthor xe tc rxe bkmkstart bkmkend themedata datastore
    listtable listoverridetable revtbl rsidtbl generator filetbl shprslt ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn
    nonesttables sp mmathPr colorschememapping latentstyles xmlnstbl userprops docvar template passwordhash objclass
    objname objdata pntxta pntxtb listtext pntext fldinst nonshppict""".split()
)
_VISIBLE_DESTINATIONS = frozenset(
    rb"shppict shpinst shptxt nesttableprops ud".split()
)  # groups behind \* that hold words all the same
_STORY_DESTINATIONS = frozenset(
    rb"shptxt footnote header headerl headerr headerf footer footerl footerr footerf".split()
)
_LINE_END_WORDS = (
    frozenset(rb"par sect line page column tab cell nestcell row nestrow".split())
    | _STORY_DESTINATIONS
)
_SYMBOL_TEXT = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_SYMBOL_TEXT |= {
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"_": "-",
    b"~": " ",
}
_SYMBOL_TEXT |= {b"\\": "\\", b"{": "{", b"}": "}", b"zwj": "\u200d", b"zwnj": "\u200c"}
_CHARSET_ENCODINGS = {
    b"128": "cp932",
    b"129": "cp949",
    b"134": "gb18030",
    b"136": "cp950",
    b"204": "cp1251",
    b"161": "cp1253",
}
_CHARSET_ENCODINGS |= {b"162": "cp1254", b"2": "latin-1"}
_CODE_PAGES = {
    b"936": "gb18030",
    b"950": "cp950",
    b"932": "cp932",
    b"949": "cp949",
    b"65001": "utf-8",
    b"10008": "gb18030",
}


@dataclass(frozen=True, slots=True)
class _RtfGroup:
    """What holds until a brace closes."""

    skipped: bool = False
    hidden: bool = False
    deleted: bool = False
    font: bytes = b""
    fallback_length: int = 1  # characters behind a \u that repeat it
    in_font_table: bool = False  # the table of fonts
    in_nested_row: bool = False  # what is said of a row of a table in a cell


def extract_rtf_lines(data: bytes) -> list[str]:
    """The lines of the file. Raises Unclear when its braces do not match."""
    count = _RtfLineCollector()
    at = 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            at += 1
            continue
        at = found.end()
        brace, word, value, byte, sign, plain = found.groups()
        if brace is not None:
            if not count.handle_brace(brace):
                return count.build_lines()
        elif word is not None:
            if word == b"bin":
                at += int(value or 0)
            count.handle_control_word(word, value)
        elif sign is not None:
            count.handle_control_symbol(sign)
        else:
            count.add_bytes(bytes([int(byte, 16)]) if byte is not None else plain)
    raise UncountableError


class _RtfLineCollector:
    """The words so far, and for the row at hand which of its cells another one covers."""

    def __init__(self) -> None:
        self._group = _RtfGroup()
        self._outer_groups: list[_RtfGroup] = []
        self._text_parts: list[str] = []
        self._pending_bytes = b""
        self._is_ignorable = False
        self._skip_count = 0
        self._code_page = "cp1252"
        self._font_encodings: dict[bytes, str] = {}
        self._cell_ends: list[
            int
        ] = []  # how many words there were when each cell of the open row began
        self._covered_cells: list[bool] = []
        self._pending_merge = False
        self._row_start = 0  # how many words there were when the open row began

    def build_lines(self) -> list[str]:
        """All lines so far."""
        units = "".join(self._text_parts).encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "replace").split("\n")

    def handle_brace(self, brace: bytes) -> bool:
        """A group opens or closes; whether any is open."""
        self._decode_bytes()
        self._skip_count, self._is_ignorable = 0, False
        if brace == b"{":
            self._outer_groups.append(self._group)
        elif self._outer_groups:
            self._group = self._outer_groups.pop()
        return bool(self._outer_groups)

    def handle_control_word(self, word: bytes, value: bytes) -> None:
        """A control word: most say nothing of what shows."""
        if word == b"u" and value:
            self._decode_bytes()
            self._add_text(chr(int(value) & 0xFFFF))
            self._skip_count = self._group.fallback_length
            return
        self._decode_bytes()
        self._skip_count = 0
        star, self._is_ignorable = self._is_ignorable, False
        if (
            word in _SKIPPED_DESTINATIONS
            or (star and word not in _VISIBLE_DESTINATIONS)
            or word == b"upr"
        ):
            self._group = replace(self._group, skipped=True)
        elif word == b"ud":
            self._group = replace(
                self._group,
                skipped=len(self._outer_groups) > 1 and self._outer_groups[-2].skipped,
            )
        elif word in (b"v", b"deleted"):
            on = value != b"0"
            self._group = (
                replace(self._group, hidden=on)
                if word == b"v"
                else replace(self._group, deleted=on)
            )
        elif word == b"plain":
            self._group = replace(self._group, hidden=False, deleted=False)
        elif word == b"nesttableprops":
            self._group = replace(self._group, in_nested_row=True)
        elif word == b"fonttbl":
            self._group = replace(self._group, skipped=True, in_font_table=True)
        elif word == b"f":
            self._group = replace(self._group, font=value)
        elif word == b"fcharset" and self._group.in_font_table:
            self._font_encodings[self._group.font] = _CHARSET_ENCODINGS.get(value, "")
        elif word == b"ansicpg":
            self._code_page = _CODE_PAGES.get(
                value, f"cp{value.decode()}" if value[:3] == b"125" else self._code_page
            )
        elif word == b"mac":
            self._code_page = "mac-roman"
        elif word == b"uc":
            self._group = replace(self._group, fallback_length=int(value or 1))
        elif word in _SYMBOL_TEXT:
            self._add_text(_SYMBOL_TEXT[word])
        elif word in _LINE_END_WORDS:
            self._end_line(word)
        else:
            self._define_row(word)

    def _end_line(self, word: bytes) -> None:
        if word in (b"par", b"sect") and (self._group.deleted or self._group.hidden):
            return  # a paragraph without a mark runs on
        if word in _STORY_DESTINATIONS:
            self._group = replace(self._group, hidden=False, deleted=False)
        self._text_parts.append("\n")
        if word == b"cell" and not self._group.skipped:
            self._cell_ends.append(len(self._text_parts))
        elif word == b"row" and self._cell_ends:
            begins = [self._row_start, *self._cell_ends]
            for index in reversed(
                range(min(len(self._cell_ends), len(self._covered_cells)))
            ):
                if self._covered_cells[index]:
                    del self._text_parts[begins[index] : begins[index + 1]]
            self._cell_ends.clear()

    def _define_row(self, word: bytes) -> None:
        """What is said of a row of the outermost table, before its cells or behind them."""
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

    def handle_control_symbol(self, symbol: bytes) -> None:
        """A backslash before something that is no letter."""
        if symbol in b"{}\\":
            self.add_bytes(symbol)
            return
        self._decode_bytes()
        if symbol == b"*":
            self._is_ignorable = True
        elif symbol in b"\r\n":
            self._text_parts.append("\n")
        else:
            self._add_text(_SYMBOL_TEXT.get(symbol, ""))

    def add_bytes(self, raw: bytes) -> None:
        """Bytes in the code page of their font."""
        passed = min(self._skip_count, len(raw))
        self._skip_count -= passed
        self._pending_bytes += raw[passed:]

    def _decode_bytes(self) -> None:
        if self._pending_bytes:
            raw, self._pending_bytes = self._pending_bytes, b""
            self._add_text(
                raw.decode(
                    self._font_encodings.get(self._group.font) or self._code_page,
                    "replace",
                )
            )

    def _add_text(self, text: str) -> None:
        if not (self._group.skipped or self._group.hidden or self._group.deleted):
            self._text_parts.append(text)
