"""Markup nobody reads, taken out of a part's bytes before they are parsed.

Two thirds of a document.xml are fonts, sizes, borders and widths, the same few blocks over and over. Cutting the bytes
at each block's opening tag and judging every distinct block once costs a tenth of parsing them. What is kept is kept to
the letter; a part that could be misread this way (another prefix, comments, CDATA) is returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

__all__ = ["slim"]

_MAIN = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SMALL = 4096  # not worth the look

# What a block must hold to be kept. A nested block of the same name (rPrChange) leaves its halves, which are kept too.
_RUN = re.compile(rb"vanish|<w:(?:ins|del|moveFrom|moveTo)\b|Symbol|Wingdings|Webdings")
_RUN_STYLED = re.compile(_RUN.pattern + rb"|<w:rStyle\b")
_PARAGRAPH = re.compile(rb"<w:(?:pStyle|outlineLvl|numPr|sectPr|rPr|pPrChange)\b")
_CELL = re.compile(rb"<w:(?:gridSpan|vMerge|hMerge|cellDel|cellMerge|tcPrChange)\b")
_NEVER = re.compile(rb"(?!)")

# Inside a kept block: single elements without meaning for the text.
_PARAGRAPH_NOISE = re.compile(
    rb"<w:(?:spacing|ind|jc|wordWrap|keepNext|keepLines|widowControl|adjustRightInd|snapToGrid|autoSpaceDE|autoSpaceDN|"
    rb"overflowPunct|topLinePunct|kinsoku|pageBreakBefore|contextualSpacing|textAlignment|bidi|shd)\b[^<>]*/>"
)
_CELL_NOISE = re.compile(rb"<w:(?:tcW|vAlign|noWrap|shd|textDirection|hideMark|tcFitText)\b[^<>]*/>")


def slim(data: bytes, hidden_styles: bool) -> bytes:
    """The part without formatting. ``hidden_styles``: some style hides text, so character styles must stay."""
    if len(data) < _SMALL or data.count(b"xmlns:w=") != 1 or _MAIN not in data or b"<![CDATA[" in data:
        return data
    if b"<!--" in data:
        return data
    data = _thinned(data, b"rPr", _RUN_STYLED if hidden_styles else _RUN, None)
    data = _thinned(data, b"tcPr", _CELL, _CELL_NOISE)
    data = _thinned(data, b"pPr", _PARAGRAPH, _PARAGRAPH_NOISE)
    if b"<w:tblPrEx>" in data:
        data = _thinned(data, b"tblPrEx", _NEVER, None)
    return data


def _thinned(data: bytes, name: bytes, wanted: re.Pattern[bytes], noise: re.Pattern[bytes] | None) -> bytes:
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    keep: Callable[[bytes], object] = wanted.search
    judged: dict[bytes, bytes] = {}
    pieces = data.split(opening)
    out = [pieces[0]]
    for piece in pieces[1:]:
        block, end, rest = piece.partition(closing)
        if not end:  # another block of that name opens inside this one
            out.append(opening + piece)
            continue
        kept = judged.get(block)
        if kept is None:
            kept = b""
            if keep(block) is not None:
                kept = opening + (block if noise is None else noise.sub(b"", block)) + closing
            judged[block] = kept
        if kept:
            out.append(kept)
        out.append(rest)
    return b"".join(out)
