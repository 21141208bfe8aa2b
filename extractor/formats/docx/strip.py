"""Markup nobody reads, taken out of a part's bytes before they are parsed.

Two thirds of a document.xml are fonts, sizes, borders and widths, the same few blocks over and over. Cutting the bytes
at each block's opening tag and judging every distinct block once costs a tenth of parsing them. What is kept is kept to
the letter; a part that could be misread this way (another prefix, comments, CDATA) is returned as it is.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

__all__ = [
    "strip_formatting",
    "strip_comments",
]

_WORD_NAMESPACE = (
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
_MIN_BYTES = 4096  # bytes; not worth the look
_MAX_STYLES = 100  # styles looked for one by one

# A block is kept when it holds one of these.
_CELL_MARKERS = (b"<w:gridSpan", b"Merge", b"<w:cellDel")
_PARAGRAPH_MARKERS = (
    b"<w:pStyle",
    b"<w:outlineLvl",
    b"<w:numPr",
    b"<w:sectPr",
    b"<w:ins",
    b"<w:del",
    b"<w:move",
    b"<w:vanish",
)
_RUN_MARKERS = (
    b"vanish",
    b"<w:ins",
    b"<w:del",
    b"<w:move",
    b"Symbol",
    b"dings",
)  # Wingdings, Webdings
_ROW_MARKERS = (b"<w:gridBefore", b"<w:del", b"<w:hidden")
_CONTROL_MARKERS = (b"docPartGallery",)

# Inside a kept block: elements without meaning for the text.
_CELL_NOISE = re.compile(
    rb"<w:(?:tcW|vAlign|noWrap|shd|textDirection|hideMark|tcFitText)\b[^<>]*/>"
    rb"|<w:(tcBorders|tcMar)>(?:<w:\w+\b[^<>]*/>)*</w:\1>"
)
_PARAGRAPH_NOISE = re.compile(
    rb"<w:(?:spacing|ind|jc|wordWrap|keepNext|keepLines|widowControl|adjustRightInd|snapToGrid|autoSpaceDE|autoSpaceDN|"
    rb"overflowPunct|topLinePunct|kinsoku|pageBreakBefore|contextualSpacing|textAlignment|bidi|shd)\b[^<>]*/>"
)


def strip_formatting(
    data: bytes, keep_style_ids: frozenset[str] = frozenset(), keep_fonts: bool = False
) -> bytes:
    """The part without formatting. ``telling``: ids of styles that hide text or set it in signs, whose mention must stay.

    ``fonts``: every font must stay, for an ordinary one may end what a style began.
    """
    if len(data) < _MIN_BYTES or _WORD_NAMESPACE not in data[:_MIN_BYTES]:
        return data
    if (
        b"!" in data and b"<!" in data
    ):  # the single character is found much faster, and is rare
        data = strip_comments(data)
        if b"<!" in data:
            return data
    lean = _strip_property_blocks(data, keep_style_ids, keep_fonts)
    return (
        lean if lean.count(b"xmlns:w=") == 1 else data
    )  # the prefix may mean something else further down


def _strip_property_blocks(
    data: bytes, keep_style_ids: frozenset[str], keep_fonts: bool
) -> bytes:
    styles = tuple(
        b'<w:rStyle w:val="' + escape(id, {'"': "&quot;"}).encode() + b'"'
        for id in keep_style_ids
    )
    if len(styles) > _MAX_STYLES:
        styles = (b"<w:rStyle",)
    data = _filter_blocks(data, b"tcPr", _CELL_MARKERS, _CELL_NOISE)
    data = _filter_blocks(
        data, b"pPr", _PARAGRAPH_MARKERS, _PARAGRAPH_NOISE
    )  # with the rPr of paragraph marks
    data = _filter_blocks(
        data, b"rPr", _RUN_MARKERS + styles + ((b"<w:rFonts",) if keep_fonts else ())
    )
    data = _filter_blocks(data, b"trPr", _ROW_MARKERS)
    data = _filter_blocks(data, b"tblPrEx", ())
    return _filter_blocks(data, b"sdtPr", _CONTROL_MARKERS)


def strip_comments(data: bytes) -> bytes:
    """The part without its comments; what is left of one that never ends stays."""
    out = []
    behind = 0
    while (start := data.find(b"<!--", behind)) >= 0:
        end = data.find(b"-->", start + 4)
        if end < 0:
            break
        out.append(data[behind:start])
        behind = end + 3
    return b"".join([*out, data[behind:]])


def _filter_blocks(
    data: bytes,
    name: bytes,
    keep_markers: tuple[bytes, ...],
    noise: re.Pattern[bytes] | None = None,
) -> bytes:
    """The part with each block of one name judged; blocks without attributes only, as Word writes them.

    Where a block opens inside another (the former properties of a revision) the outer one stays as it is.
    """
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    pieces = data.split(opening)
    if len(pieces) == 1:
        return data
    judged: dict[bytes, bytes] = {}
    out = [pieces[0]]
    for piece in pieces[1:]:
        block, end, rest = piece.partition(closing)
        if not end:
            out.append(opening + piece)
            continue
        kept = judged.get(block)
        if kept is None:
            kept = b""
            if any(word in block for word in keep_markers):
                kept = (
                    opening
                    + (block if noise is None else noise.sub(b"", block))
                    + closing
                )
            judged[block] = kept
        if kept:
            out.append(kept)
        out.append(rest)
    return b"".join(out)
