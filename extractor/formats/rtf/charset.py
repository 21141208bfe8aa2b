r"""Bytes into characters: ``\'d2\'bb`` in the code page of their font, ``\u19968?`` in Unicode, signs of symbol fonts."""

from __future__ import annotations

from extractor.formats.symbols import SYMBOL_FONTS, symbols

__all__ = ["Letters"]

_CODE_PAGES = {
    936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    10008: "gb18030",
}
_CHARSETS = {
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    204: "cp1251",
    161: "cp1253",
    162: "cp1254",
}
_SYMBOL = 2  # the character set of symbol fonts
_LONGEST_NAME = 20  # pieces of a font's name


class Letters:
    """The fonts of a file and the bytes that wait to be understood in one of them."""

    def __init__(self) -> None:
        self.code_page = "cp1252"
        self.default_font = -1
        self.lost = (
            0  # characters of the page whose bytes mean nothing in their code page
        )
        self.halves = 0  # halves of characters of the page that stand alone
        self._charsets: dict[
            int, str
        ] = {}  # code page of a font, '' where it is the file's, symbol
        self._names: dict[int, list[str]] = {}
        self._bytes = bytearray()
        self._pass = 0  # characters still to pass over behind a \u
        self._half = 0  # first half of a character beyond the basic plane

    def declare(self, code_page: int) -> None:
        """``\\ansicpg``: the code page of the file."""
        self.code_page = _CODE_PAGES.get(
            code_page,
            f"cp{code_page}" if code_page in range(1250, 1259) else self.code_page,
        )

    def begin_font(self, font: int) -> None:
        """A font of the font table: its name follows."""
        self._names[font] = []

    def name_font(self, font: int, text: str) -> None:
        """A piece of a font's name."""
        names = self._names.setdefault(font, [])
        if len(names) < _LONGEST_NAME:
            names.append(text.removesuffix(";"))

    def set_charset(self, font: int, charset: int) -> None:
        """``\\fcharset`` of a font."""
        self._charsets[font] = (
            "symbol" if charset == _SYMBOL else _CHARSETS.get(charset, "")
        )

    def add(self, raw: bytes) -> None:
        """Bytes of words, less those that repeat a ``\\u`` for readers that know no Unicode."""
        if self._pass:
            passed = min(self._pass, len(raw))
            self._pass -= passed
            raw = raw[passed:]
        self._bytes += raw

    def skip(self, characters: int) -> None:
        """Pass over as many characters of what comes next."""
        self._pass = characters

    def taken(self, font: int | None, counted: bool) -> str:
        """The words gathered so far, in a font (None: in the file's own code page); ``counted`` where a loss is the page's."""
        if not self._bytes:
            return ""
        raw, self._bytes = bytes(self._bytes), bytearray()
        signs = self._signs(font)
        if signs is not None:
            return symbols(raw.decode("latin-1"), signs)
        encoding = (
            self._charsets.get(font) if font is not None else ""
        ) or self.code_page
        text = raw.decode(encoding, "replace")
        self.lost += text.count("\ufffd") if counted else 0
        return text

    def unicode(self, unit: int, font: int | None, counted: bool) -> str:
        """The character of a ``\\u``; nothing yet at the first half of one beyond the basic plane."""
        half, self._half = self._half, 0
        if 0xDC00 <= unit < 0xE000 and half:
            unit, half = 0x10000 + (half - 0xD800 << 10) + unit - 0xDC00, 0
        before = self._alone(counted) if half else ""
        if 0xD800 <= unit < 0xDC00:
            self._half = unit
            return before
        if 0xDC00 <= unit < 0xE000:
            return before + self._alone(counted)
        signs = self._signs(font)
        return before + (symbols(chr(unit), signs) if signs is not None else chr(unit))

    def rest(self, counted: bool) -> str:
        """What shows for half a character that something else follows."""
        if not self._half:
            return ""
        self._half = 0
        return self._alone(counted)

    def _alone(self, counted: bool) -> str:
        """Half a character: no text can hold it, so it shows as what it is."""
        self.halves += counted
        return "\ufffd"

    def _signs(self, font: int | None) -> str | None:
        """Name of a symbol font; None for an ordinary one."""
        if font is None or font not in self._names:
            return None
        name = "".join(self._names[font]).strip()
        return (
            name
            if self._charsets.get(font) == "symbol" or name.lower() in SYMBOL_FONTS
            else None
        )
