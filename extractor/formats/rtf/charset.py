r"""Bytes into characters: ``\'d2\'bb`` in the code page of their font, ``\u19968?`` in Unicode, signs of symbol fonts."""

from __future__ import annotations

from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text

__all__ = [
    "CharsetDecoder",
]

_CODE_PAGES = {
    936: "gb18030",
    950: "cp950",
    932: "cp932",
    949: "cp949",
    65001: "utf-8",
    10008: "gb18030",
}
_CHARSET_ENCODINGS = {
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "cp950",
    204: "cp1251",
    161: "cp1253",
    162: "cp1254",
}
_SYMBOL_CHARSET = 2  # the character set of symbol fonts
_MAX_NAME_PARTS = 20  # pieces of a font's name


class CharsetDecoder:
    """The fonts of a file and the bytes that wait to be understood in one of them."""

    def __init__(self) -> None:
        self.code_page = "cp1252"
        self.default_font = -1
        self.undecodable_count = (
            0  # characters of the page whose bytes mean nothing in their code page
        )
        self.lone_surrogate_count = (
            0  # halves of characters of the page that stand alone
        )
        self._font_encodings: dict[
            int, str
        ] = {}  # code page of a font, '' where it is the file's, symbol
        self._font_names: dict[int, list[str]] = {}
        self._pending_bytes = bytearray()
        self._skip_count = 0  # characters still to pass over behind a \u
        self._high_surrogate = 0  # first half of a character beyond the basic plane

    def set_code_page(self, code_page: int) -> None:
        """``\\ansicpg``: the code page of the file."""
        self.code_page = _CODE_PAGES.get(
            code_page,
            f"cp{code_page}" if code_page in range(1250, 1259) else self.code_page,
        )

    def start_font_name(self, font: int) -> None:
        """A font of the font table: its name follows."""
        self._font_names[font] = []

    def append_font_name(self, font: int, text: str) -> None:
        """A piece of a font's name."""
        names = self._font_names.setdefault(font, [])
        if len(names) < _MAX_NAME_PARTS:
            names.append(text.removesuffix(";"))

    def set_font_charset(self, font: int, charset: int) -> None:
        """``\\fcharset`` of a font."""
        self._font_encodings[font] = (
            "symbol"
            if charset == _SYMBOL_CHARSET
            else _CHARSET_ENCODINGS.get(charset, "")
        )

    def add_bytes(self, raw: bytes) -> None:
        """Bytes of words, less those that repeat a ``\\u`` for readers that know no Unicode."""
        if self._skip_count:
            passed = min(self._skip_count, len(raw))
            self._skip_count -= passed
            raw = raw[passed:]
        self._pending_bytes += raw

    def set_skip_count(self, count: int) -> None:
        """Pass over as many characters of what comes next."""
        self._skip_count = count

    def take_text(self, font: int | None, count_losses: bool) -> str:
        """The words gathered so far, in a font (None: in the file's own code page); ``counted`` where a loss is the page's."""
        if not self._pending_bytes:
            return ""
        raw, self._pending_bytes = bytes(self._pending_bytes), bytearray()
        signs = self._find_symbol_font(font)
        if signs is not None:
            return decode_symbol_text(raw.decode("latin-1"), signs)
        encoding = (
            self._font_encodings.get(font) if font is not None else ""
        ) or self.code_page
        text = raw.decode(encoding, "replace")
        self.undecodable_count += text.count("\ufffd") if count_losses else 0
        return text

    def decode_unicode(
        self, code_unit: int, font: int | None, count_losses: bool
    ) -> str:
        """The character of a ``\\u``; nothing yet at the first half of one beyond the basic plane."""
        half, self._high_surrogate = self._high_surrogate, 0
        if 0xDC00 <= code_unit < 0xE000 and half:
            code_unit, half = 0x10000 + (half - 0xD800 << 10) + code_unit - 0xDC00, 0
        before = self._replace_lone_surrogate(count_losses) if half else ""
        if 0xD800 <= code_unit < 0xDC00:
            self._high_surrogate = code_unit
            return before
        if 0xDC00 <= code_unit < 0xE000:
            return before + self._replace_lone_surrogate(count_losses)
        signs = self._find_symbol_font(font)
        return before + (
            decode_symbol_text(chr(code_unit), signs)
            if signs is not None
            else chr(code_unit)
        )

    def flush_surrogate(self, count_losses: bool) -> str:
        """What shows for half a character that something else follows."""
        if not self._high_surrogate:
            return ""
        self._high_surrogate = 0
        return self._replace_lone_surrogate(count_losses)

    def _replace_lone_surrogate(self, count_losses: bool) -> str:
        """Half a character: no text can hold it, so it shows as what it is."""
        self.lone_surrogate_count += count_losses
        return "\ufffd"

    def _find_symbol_font(self, font: int | None) -> str | None:
        """Name of a symbol font; None for an ordinary one."""
        if font is None or font not in self._font_names:
            return None
        name = "".join(self._font_names[font]).strip()
        return (
            name
            if self._font_encodings.get(font) == "symbol"
            or name.lower() in SYMBOL_FONTS
            else None
        )
