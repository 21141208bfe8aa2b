"""Markup nobody reads, taken out of a part's bytes before they are parsed.

Two thirds of a document.xml are fonts, sizes, borders and widths, the same few blocks over and over. Cutting the bytes
at each block's opening tag and judging every distinct block once costs a tenth of parsing them. What is kept is kept to
the letter; a part that could be misread this way (another prefix, comments, CDATA) is returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.sax.saxutils import escape

__all__ = ["slim"]

_MAIN = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SMALL = 4096  # not worth the look

# What a block must hold to be kept. A nested block of the same name (rPrChange) leaves its halves, which are kept too.
_RUN = rb"vanish|<w:(?:ins|del|moveFrom|moveTo)\b|Symbol|Wingdings|Webdings"
_PARAGRAPH = re.compile(rb"<w:(?:pStyle|outlineLvl|numPr|sectPr|rPr|pPrChange)\b")
_CELL = re.compile(rb"<w:(?:gridSpan|vMerge|hMerge|cellDel|cellMerge|tcPrChange)\b")
_ROW = re.compile(rb"<w:(?:gridBefore|del|hidden|trPrChange)\b")
_CONTROL = re.compile(rb"<w:docPart(?:Obj|List|Gallery)\b")
_NEVER = re.compile(rb"(?!)")

# Inside a kept block: elements without meaning for the text.
_PARAGRAPH_NOISE = re.compile(
    rb"<w:(?:spacing|ind|jc|wordWrap|keepNext|keepLines|widowControl|adjustRightInd|snapToGrid|autoSpaceDE|autoSpaceDN|"
    rb"overflowPunct|topLinePunct|kinsoku|pageBreakBefore|contextualSpacing|textAlignment|bidi|shd)\b[^<>]*/>"
)
_CELL_NOISE = re.compile(
    rb"<w:(?:tcW|vAlign|noWrap|shd|textDirection|hideMark|tcFitText)\b[^<>]*/>"
    rb"|<w:(tcBorders|tcMar)>(?:<w:\w+\b[^<>]*/>)*</w:\1>"
)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)


def slim(data: bytes, hiding: frozenset[str]) -> bytes:
    """The part without formatting. ``hiding``: ids of styles that hide text, whose mention must stay."""
    if len(data) < _SMALL or data.count(b"xmlns:w=") != 1 or _MAIN not in data or b"<![CDATA[" in data:
        return data
    if b"<!--" in data:
        data = _COMMENT.sub(b"", data)
        if b"<!--" in data:
            return data
    run = _RUN
    if hiding:
        ids = b"|".join(re.escape(escape(id, {'"': "&quot;"}).encode()) for id in sorted(hiding))
        run += rb'|<w:rStyle w:val="(?:' + ids + rb')"'
    data = _thinned(data, b"rPr", re.compile(run), None)
    data = _thinned(data, b"tcPr", _CELL, _CELL_NOISE)
    data = _thinned(data, b"pPr", _PARAGRAPH, _PARAGRAPH_NOISE)
    for name, wanted in ((b"trPr", _ROW), (b"tblPrEx", _NEVER), (b"sdtPr", _CONTROL)):
        data = _thinned(data, name, wanted, None)
    return data


def _thinned(data: bytes, name: bytes, wanted: re.Pattern[bytes], noise: re.Pattern[bytes] | None) -> bytes:
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    keep: Callable[[bytes], object] = wanted.search
    judged: dict[bytes, bytes] = {}
    pieces = data.split(opening)
    if len(pieces) == 1:
        return data
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
