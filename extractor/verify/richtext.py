r"""The visible lines of an RTF: cut at its braces and backslashes, with the few switches that tell what shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.verify.unclear import Unclear

__all__ = ["in_rich_text"]

_CUT = re.compile(
    rb"([{}])|\\([a-zA-Z]+)(-?[0-9]*) ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([^{}\\\r\n]+)"
)

# Groups whose words are on no page, or are made by the program, or belong to an object.
_SILENT = frozenset(
    rb"""colortbl stylesheet info pict annotation atnid atnauthor xe tc rxe bkmkstart bkmkend themedata datastore
    listtable listoverridetable revtbl rsidtbl generator filetbl shprslt ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn
    nonesttables sp mmathPr colorschememapping latentstyles xmlnstbl userprops docvar template passwordhash objclass
    objname objdata pntxta pntxtb listtext pntext fldinst nonshppict""".split()
)
_SHOWN = frozenset(
    rb"shppict shpinst shptxt nesttableprops ud".split()
)  # groups behind \* that hold words all the same
_FLOWS = frozenset(
    rb"shptxt footnote header headerl headerr headerf footer footerl footerr footerf".split()
)
_ENDS = (
    frozenset(rb"par sect line page column tab cell nestcell row nestrow".split())
    | _FLOWS
)
_SIGNS = {
    b"emdash": "—",
    b"endash": "–",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_SIGNS |= {
    b"bullet": "•",
    b"emspace": " ",
    b"enspace": " ",
    b"qmspace": " ",
    b"_": "-",
    b"~": " ",
}
_SIGNS |= {b"\\": "\\", b"{": "{", b"}": "}", b"zwj": "\u200d", b"zwnj": "\u200c"}
_CHARSETS = {
    b"128": "cp932",
    b"129": "cp949",
    b"134": "gb18030",
    b"136": "cp950",
    b"204": "cp1251",
    b"161": "cp1253",
}
_CHARSETS |= {b"162": "cp1254", b"2": "latin-1"}
_PAGES = {
    b"936": "gb18030",
    b"950": "cp950",
    b"932": "cp932",
    b"949": "cp949",
    b"65001": "utf-8",
    b"10008": "gb18030",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a brace closes."""

    silent: bool = False
    vanished: bool = False
    deleted: bool = False
    font: bytes = b""
    passed: int = 1  # characters behind a \u that repeat it
    fonts: bool = False  # the table of fonts
    nested: bool = False  # what is said of a row of a table in a cell


def in_rich_text(data: bytes) -> list[str]:
    """The lines of the file. Raises Unclear when its braces do not match."""
    count = _Count()
    at = 0
    while at < len(data):
        found = _CUT.match(data, at)
        if found is None:
            at += 1
            continue
        at = found.end()
        brace, word, value, byte, sign, plain = found.groups()
        if brace is not None:
            if not count.brace(brace):
                return count.lines()
        elif word is not None:
            if word == b"bin":
                at += int(value or 0)
            count.word(word, value)
        elif sign is not None:
            count.sign(sign)
        else:
            count.bytes(bytes([int(byte, 16)]) if byte is not None else plain)
    raise Unclear


class _Count:
    """The words so far, and for the row at hand which of its cells another one covers."""

    def __init__(self) -> None:
        self._now = _Group()
        self._outer: list[_Group] = []
        self._words: list[str] = []
        self._raw = b""
        self._star = False
        self._pass = 0
        self._page = "cp1252"
        self._charsets: dict[bytes, str] = {}
        self._cells: list[
            int
        ] = []  # how many words there were when each cell of the open row began
        self._covered: list[bool] = []
        self._merged = False
        self._begun = 0  # how many words there were when the open row began

    def lines(self) -> list[str]:
        """All lines so far."""
        units = "".join(self._words).encode("utf-16-le", "surrogatepass")
        return units.decode("utf-16-le", "replace").split("\n")

    def brace(self, brace: bytes) -> bool:
        """A group opens or closes; whether any is open."""
        self._decode()
        self._pass, self._star = 0, False
        if brace == b"{":
            self._outer.append(self._now)
        elif self._outer:
            self._now = self._outer.pop()
        return bool(self._outer)

    def word(self, word: bytes, value: bytes) -> None:
        """A control word: most say nothing of what shows."""
        if word == b"u" and value:
            self._decode()
            self._say(chr(int(value) & 0xFFFF))
            self._pass = self._now.passed
            return
        self._decode()
        self._pass = 0
        star, self._star = self._star, False
        if word in _SILENT or (star and word not in _SHOWN) or word == b"upr":
            self._now = replace(self._now, silent=True)
        elif word == b"ud":
            self._now = replace(
                self._now, silent=len(self._outer) > 1 and self._outer[-2].silent
            )
        elif word in (b"v", b"deleted"):
            on = value != b"0"
            self._now = (
                replace(self._now, vanished=on)
                if word == b"v"
                else replace(self._now, deleted=on)
            )
        elif word == b"plain":
            self._now = replace(self._now, vanished=False, deleted=False)
        elif word == b"nesttableprops":
            self._now = replace(self._now, nested=True)
        elif word == b"fonttbl":
            self._now = replace(self._now, silent=True, fonts=True)
        elif word == b"f":
            self._now = replace(self._now, font=value)
        elif word == b"fcharset" and self._now.fonts:
            self._charsets[self._now.font] = _CHARSETS.get(value, "")
        elif word == b"ansicpg":
            self._page = _PAGES.get(
                value, f"cp{value.decode()}" if value[:3] == b"125" else self._page
            )
        elif word == b"mac":
            self._page = "mac-roman"
        elif word == b"uc":
            self._now = replace(self._now, passed=int(value or 1))
        elif word in _SIGNS:
            self._say(_SIGNS[word])
        elif word in _ENDS:
            self._end(word)
        else:
            self._row(word)

    def _end(self, word: bytes) -> None:
        if word in (b"par", b"sect") and (self._now.deleted or self._now.vanished):
            return  # a paragraph without a mark runs on
        if word in _FLOWS:
            self._now = replace(self._now, vanished=False, deleted=False)
        self._words.append("\n")
        if word == b"cell" and not self._now.silent:
            self._cells.append(len(self._words))
        elif word == b"row" and self._cells:
            begins = [self._begun, *self._cells]
            for index in reversed(range(min(len(self._cells), len(self._covered)))):
                if self._covered[index]:
                    del self._words[begins[index] : begins[index + 1]]
            self._cells.clear()

    def _row(self, word: bytes) -> None:
        """What is said of a row of the outermost table, before its cells or behind them."""
        if self._now.nested or self._now.silent:
            return
        if word == b"trowd":
            self._covered = []
            if not self._cells:
                self._begun = len(self._words)
        elif word in (b"clmrg", b"clvmrg"):
            self._merged = True
        elif word == b"cellx":
            self._covered.append(self._merged)
            self._merged = False

    def sign(self, sign: bytes) -> None:
        """A backslash before something that is no letter."""
        if sign in b"{}\\":
            self.bytes(sign)
            return
        self._decode()
        if sign == b"*":
            self._star = True
        elif sign in b"\r\n":
            self._words.append("\n")
        else:
            self._say(_SIGNS.get(sign, ""))

    def bytes(self, raw: bytes) -> None:
        """Bytes in the code page of their font."""
        passed = min(self._pass, len(raw))
        self._pass -= passed
        self._raw += raw[passed:]

    def _decode(self) -> None:
        if self._raw:
            raw, self._raw = self._raw, b""
            self._say(
                raw.decode(self._charsets.get(self._now.font) or self._page, "replace")
            )

    def _say(self, text: str) -> None:
        if not (self._now.silent or self._now.vanished or self._now.deleted):
            self._words.append(text)
