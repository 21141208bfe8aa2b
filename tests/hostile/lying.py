"""Texts that are not what they seem, or that break what carries them, in every format that can hold them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.hostile.case import CORRUPT, READ, UNSUPPORTED, Case
from tests.hostile.honest import as_html, as_rtf, as_txt, body
from tests.hostile.words import (
    BIDI,
    BREAKING,
    CONTROLS,
    DIGITS,
    ENDS,
    NONCHARACTERS,
    PRIVATE,
    SURROGATES,
    ZERO_WIDTH,
)
from tests.readers.authored import docx

KINDS = {
    "zero_width": ZERO_WIDTH, "bidi": BIDI, "digits": DIGITS, "private": PRIVATE, "controls": CONTROLS, "ends": ENDS, "surrogates": SURROGATES,
    "noncharacters": NONCHARACTERS, "breaking": BREAKING,
}  # fmt: skip
SENTENCE = "一般公共预算拨款收入160.00万元"


def told(word: str) -> str:
    """A sentence of the disclosure with a word in its number, and one with it in its name."""
    return SENTENCE.replace("160.00", f"16{word}0.00") + f"，{word}其他{word}收入"


def cases() -> Iterator[Case]:
    """All of them: a kind of word in a format each."""
    for kind, words in KINDS.items():
        text = "；".join(told(word) for word in words)
        xml = escape("".join(char for char in text if char.isprintable() or char in "\t\n\r" or ord(char) > 0x9F and not 0xD800 <= ord(char) < 0xE000 and ord(char) not in (0xFFFE, 0xFFFF)))
        yield Case(f"lie.{kind}.docx", docx(body().replace(SENTENCE, xml)), READ)
        plain = as_txt().decode().replace(SENTENCE, text).encode("utf-8", "surrogatepass")
        yield Case(f"lie.{kind}.txt", plain, READ | UNSUPPORTED)
        page = as_html().decode().replace(SENTENCE, "".join(f"&#{ord(char)};" for char in text))
        yield Case(f"lie.{kind}.html", page.encode(), READ)
        units = "".join(f"\\u{unit if unit < 0x8000 else unit - 0x10000}?" for unit in _units(text))
        rtf = as_rtf()
        yield Case(f"lie.{kind}.rtf", rtf[:-1] + units.encode() + b"\\par}", READ)
    yield Case("lie.raw_control.docx", docx(body().replace("160.00", "16\x010.00")), CORRUPT)


def _units(text: str) -> list[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "little") for at in range(0, len(raw), 2)]
