r"""Decoding of RTF text.

``\'d2\'bb`` is encoded in the code page of its font, ``\u19968?`` is a UTF-16 unit,
text in a symbol font is a place in that font.
"""

from __future__ import annotations

from extractor.formats.symbols import SYMBOL_FONTS, decode_symbol_text

__all__ = [
    "CharsetDecoder",
]

_CODE_PAGES = {
    437: "cp437",
    850: "cp850",
    852: "cp852",
    866: "cp866",
    874: "cp874",
    10000: "mac-roman",
    932: "cp932",
    936: "gb18030",
    949: "cp949",
    950: "cp950",
    1361: "johab",
    10008: "gb18030",
    65001: "utf-8",
}
_WINDOWS_CODE_PAGES = range(1250, 1259)
_CHARSET_ENCODINGS = {
    2: "symbol",  # the character set of symbol fonts
    77: "mac-roman",
    78: "cp932",
    79: "cp949",
    80: "gb18030",
    81: "cp950",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gb18030",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
# The bytes A3 A0, a blank of old texts in GB encodings.
_GB_BLANK = "\ue5e5"
_MAX_NAME_PARTS = 20  # pieces of the name of a font


class CharsetDecoder:
    """The fonts of a file, and the bytes that are to be decoded in one of them."""

    def __init__(self) -> None:
        self.code_page = "cp1252"
        self.default_font = -1
        # of the page: characters that their code page does not have, unpaired
        # surrogates
        self.undecodable_count = 0
        self.lone_surrogate_count = 0
        # encoding by font, '' for the one of the file
        self._font_encodings: dict[int, str] = {}
        self._font_names: dict[int, list[str]] = {}
        self._pending_bytes = bytearray()
        self._skip_count = 0  # characters still to be skipped behind a \u
        self._high_surrogate = 0

    def set_code_page(self, code_page: int) -> None:
        """Set the code page of the file (``\\ansicpg``)."""
        self.code_page = _find_code_page(code_page) or self.code_page

    def start_font_name(self, font: int) -> None:
        """Start the name of a font of the font table."""
        self._font_names[font] = []

    def append_font_name(self, font: int, text: str) -> None:
        """Append a piece of the name of a font."""
        parts = self._font_names.setdefault(font, [])
        if len(parts) < _MAX_NAME_PARTS:
            parts.append(text.removesuffix(";"))

    def set_font_charset(self, font: int, charset: int) -> None:
        """Set the character set of a font (``\\fcharset``)."""
        self._font_encodings[font] = _CHARSET_ENCODINGS.get(charset, "")

    def set_font_code_page(self, font: int, code_page: int) -> None:
        """Set the code page of a font (``\\cpg``), which goes before its character
        set."""
        encoding = _find_code_page(code_page)
        if encoding:
            self._font_encodings[font] = encoding

    def add_bytes(self, raw: bytes) -> None:
        r"""Add bytes of text, without those that repeat a ``\u``."""
        if self._skip_count:
            skipped = min(self._skip_count, len(raw))
            self._skip_count -= skipped
            raw = raw[skipped:]
        self._pending_bytes += raw

    @property
    def has_bytes(self) -> bool:
        """Whether bytes wait to be decoded."""
        return bool(self._pending_bytes)

    def set_skip_count(self, count: int) -> None:
        """Skip as many characters of what comes next."""
        self._skip_count = count

    def take_text(self, font: int | None, count_losses: bool) -> str:
        """Decode the bytes so far.

        Args:
            font: Number of their font, None for the encoding of the file.
            count_losses: Count what cannot be decoded.

        Returns:
            The text, '' where there are no bytes.
        """
        if not self._pending_bytes:
            return ""
        raw, self._pending_bytes = bytes(self._pending_bytes), bytearray()
        symbol_font = self._find_symbol_font(font)
        if symbol_font is not None:
            return decode_symbol_text(raw.decode("latin-1"), symbol_font)
        encoding = self.code_page
        if font is not None:
            encoding = self._font_encodings.get(font) or encoding
        text = raw.decode(encoding, "replace").replace(_GB_BLANK, "\u3000")
        if count_losses:
            self.undecodable_count += text.count("\ufffd")
        return text

    def decode_unicode(
        self, code_unit: int, font: int | None, count_losses: bool
    ) -> str:
        r"""Decode a ``\u``.

        Args:
            code_unit: A UTF-16 unit.
            font: Number of its font, None for none.
            count_losses: Count unpaired surrogates.

        Returns:
            The character; '' for the first half of one beyond the basic plane.
        """
        high, self._high_surrogate = self._high_surrogate, 0
        is_low = 0xDC00 <= code_unit < 0xE000
        if high and is_low:
            code_point = 0x10000 + (high - 0xD800 << 10) + code_unit - 0xDC00
            return self._decode_code_point(code_point, font)
        unpaired = ""
        if high:
            unpaired = self._replace_lone_surrogate(count_losses)
        if 0xD800 <= code_unit < 0xDC00:
            self._high_surrogate = code_unit
            return unpaired
        if is_low:
            return unpaired + self._replace_lone_surrogate(count_losses)
        return unpaired + self._decode_code_point(code_unit, font)

    def _decode_code_point(self, code_point: int, font: int | None) -> str:
        symbol_font = self._find_symbol_font(font)
        if symbol_font is None:
            return chr(code_point)
        return decode_symbol_text(chr(code_point), symbol_font)

    def flush_surrogate(self, count_losses: bool) -> str:
        """Take what shows for a high surrogate that no low one follows."""
        if not self._high_surrogate:
            return ""
        self._high_surrogate = 0
        return self._replace_lone_surrogate(count_losses)

    def _replace_lone_surrogate(self, count_losses: bool) -> str:
        self.lone_surrogate_count += count_losses
        return "\ufffd"

    def _find_symbol_font(self, font: int | None) -> str | None:
        """Name of a symbol font; None for an ordinary one."""
        if font is None or font not in self._font_names:
            return None
        name = "".join(self._font_names[font]).strip()
        is_symbol = self._font_encodings.get(font) == "symbol"
        if is_symbol or name.lower() in SYMBOL_FONTS:
            return name
        return None


def _find_code_page(number: int) -> str:
    """Name of a code page; '' for an unknown one."""
    if number in _WINDOWS_CODE_PAGES:
        return f"cp{number}"
    return _CODE_PAGES.get(number, "")
