"""Texts that are not what they seem, or that break what carries them, in every format that can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.formats.docx_builder import build_docx
from tests.hostile.deceptive_characters import (
    BIDI,
    CONFUSABLE_DIGITS,
    CONTROLS,
    INJECTION_TEXTS,
    LINE_ENDS,
    NONCHARACTERS,
    PRIVATE_USE,
    SURROGATES,
    ZERO_WIDTH,
)
from tests.hostile.hostile_file import CORRUPT, READ, UNSUPPORTED, HostileFile
from tests.hostile.valid_files import (
    build_docx_body,
    render_html,
    render_rtf,
    render_txt,
)

CHARACTER_KINDS = {
    "zero_width": ZERO_WIDTH, "bidi": BIDI, "digits": CONFUSABLE_DIGITS, "private": PRIVATE_USE, "controls": CONTROLS, "ends": LINE_ENDS, "surrogates": SURROGATES,
    "noncharacters": NONCHARACTERS, "breaking": INJECTION_TEXTS,
}  # fmt: skip
SENTENCE = "一般公共预算拨款收入160.00万元"


def build_deceptive_sentence(characters: str) -> str:
    """A sentence of the disclosure with a word in its number, and one with it in its name."""
    return SENTENCE.replace("160.00", f"16{characters}0.00") + f"，{characters}其他{characters}收入"


def iter_cases() -> Iterator[HostileFile]:
    """All of them: a kind of word in a format each."""
    for kind, words in CHARACTER_KINDS.items():
        text = "；".join(build_deceptive_sentence(word) for word in words)
        xml = escape("".join(char for char in text if char.isprintable() or char in "\t\n\r" or ord(char) > 0x9F and not 0xD800 <= ord(char) < 0xE000 and ord(char) not in (0xFFFE, 0xFFFF)))
        yield HostileFile(f"lie.{kind}.docx", build_docx(build_docx_body().replace(SENTENCE, xml)), READ)
        plain = render_txt().decode().replace(SENTENCE, text).encode("utf-8", "surrogatepass")
        yield HostileFile(f"lie.{kind}.txt", plain, READ | UNSUPPORTED)
        page = render_html().decode().replace(SENTENCE, "".join(f"&#{ord(char)};" for char in text))
        yield HostileFile(f"lie.{kind}.html", page.encode(), READ)
        units = "".join(f"\\u{unit if unit < 0x8000 else unit - 0x10000}?" for unit in _encode_utf16_units(text))
        rtf = render_rtf()
        yield HostileFile(f"lie.{kind}.rtf", rtf[:-1] + units.encode() + b"\\par}", READ)
    yield HostileFile("lie.raw_control.docx", build_docx(build_docx_body().replace("160.00", "16\x010.00")), CORRUPT)


def _encode_utf16_units(text: str) -> list[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2)]
