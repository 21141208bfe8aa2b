"""Formatting without meaning for the text, stripped from a part's bytes before they are
parsed.

Two thirds of a document.xml are fonts, sizes, borders and widths, the same few blocks
over and over. Cutting the bytes at each block's opening tag and filtering every
distinct block once costs a tenth of parsing them. Attributes that tell of editing
sessions go as well, and plain runs side by side become one. What is kept stays
unchanged; a part that could be misread this way (another prefix, comments, CDATA) is
returned as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.formats.xml import escape_attribute

__all__ = [
    "strip_formatting",
    "strip_comments",
]

_WORD_NAMESPACE = (
    b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
)
# Smaller parts are sooner parsed than stripped.
_MIN_BYTES = 4096
# Styles looked for one by one.
_MAX_STYLES = 100

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
    # Wingdings, Webdings
    b"dings",
    b"<w:vertAlign",
    # strike, dstrike
    b"trike",
    b"<w:position",
)
_ROW_MARKERS = (b"<w:gridBefore", b"<w:del", b"<w:hidden")
_CONTROL_MARKERS = (b"docPartGallery",)

# Inside a kept block: elements without meaning for the text.
_CELL_NOISE = re.compile(
    rb"<w:(?:tcW|vAlign|noWrap|shd|textDirection|hideMark|tcFitText)\b[^<>]*/>"
    rb"|<w:(tcBorders|tcMar)>(?:<w:\w+\b[^<>]*/>)*</w:\1>"
)
# Some programs say of every run that it is not set apart.
_RUN_NOISE = re.compile(
    rb'<w:(?:strike|dstrike) w:val="(?:0|false|off)"/>'
    rb'|<w:vertAlign w:val="baseline"/>|<w:position w:val="0"/>'
)
_PARAGRAPH_NOISE = re.compile(
    rb"<w:(?:spacing|ind|jc|wordWrap|keepNext|keepLines|widowControl|adjustRightInd|snapToGrid|autoSpaceDE|autoSpaceDN|"
    rb"overflowPunct|topLinePunct|kinsoku|pageBreakBefore|contextualSpacing|textAlignment|bidi|shd)\b[^<>]*/>"
)

# Attributes that tell in which editing session an element was made.
_SESSIONS = re.compile(
    rb" w(?:(?<=<w:[pr] w)|(?<=<w:tr w))(?::rsid\w+|14:\w+Id)"
    rb'="\w*"(?: w(?::rsid\w+|14:\w+Id)="\w*")*'
)
_PLAIN_RUN = b"<w:r><w:t>"
_RUN_SEAM = b"</w:t></w:r>" + _PLAIN_RUN


def strip_formatting(
    data: bytes, keep_style_ids: frozenset[str] = frozenset(), keep_fonts: bool = False
) -> bytes:
    """Strip the formatting of a part.

    Args:
        data: bytes of the part.
        keep_style_ids: ids of styles that hide text, set it apart or in a symbol font;
            their mention stays.
        keep_fonts: whether every font stays, for an ordinary one may end what a style
            began.

    Returns:
        The bytes without formatting; as they are where that is not safe.
    """
    if len(data) < _MIN_BYTES or _WORD_NAMESPACE not in data[:_MIN_BYTES]:
        return data
    # The single character is found much faster, and is rare.
    if b"!" in data and b"<!" in data:
        data = strip_comments(data)
        if b"<!" in data:
            return data
    stripped = _strip_property_blocks(data, keep_style_ids, keep_fonts)
    # Further down the prefix may mean something else.
    if stripped.count(b"xmlns:w=") != 1:
        return data
    stripped = _SESSIONS.sub(b"", stripped)
    # White space is kept everywhere.
    return _join_runs(stripped.replace(b'<w:t xml:space="preserve">', b"<w:t>"))


def _strip_property_blocks(
    data: bytes, keep_style_ids: frozenset[str], keep_fonts: bool
) -> bytes:
    run_markers = [*_RUN_MARKERS]
    if len(keep_style_ids) > _MAX_STYLES:
        run_markers.append(b"<w:rStyle")
    else:
        for id in keep_style_ids:
            value = escape_attribute(id).encode()
            run_markers.append(b'<w:rStyle w:val="' + value + b'"')
    if keep_fonts:
        run_markers.append(b"<w:rFonts")
    data = _filter_blocks(data, b"tcPr", _CELL_MARKERS, _CELL_NOISE)
    # With the rPr of paragraph marks.
    data = _filter_blocks(data, b"pPr", _PARAGRAPH_MARKERS, _PARAGRAPH_NOISE)
    # What a style began may be ended here.
    run_noise = None if keep_style_ids else _RUN_NOISE
    data = _filter_blocks(data, b"rPr", run_markers, run_noise)
    data = _filter_blocks(data, b"trPr", _ROW_MARKERS)
    data = _filter_blocks(data, b"tblPrEx", ())
    return _filter_blocks(data, b"sdtPr", _CONTROL_MARKERS)


def _join_runs(data: bytes) -> bytes:
    """The part with each plain run joined to the plain run before it."""
    pieces = data.split(_RUN_SEAM)
    out = [pieces[0]]
    for before, piece in pairwise(pieces):
        # None where all before is the text of a run that begins with a seam.
        tag = before.rfind(b"<")
        if tag >= 0 and not before.startswith(_PLAIN_RUN, max(tag - 5, 0)):
            out.append(_RUN_SEAM)
        out.append(piece)
    return b"".join(out)


def strip_comments(data: bytes) -> bytes:
    """Strip the comments of a part; what is left of one that never ends stays."""
    pieces: list[bytes] = []
    position = 0
    while (start := data.find(b"<!--", position)) >= 0:
        end = data.find(b"-->", start + 4)
        if end < 0:
            break
        pieces.append(data[position:start])
        position = end + 3
    return b"".join([*pieces, data[position:]])


def _filter_blocks(
    data: bytes,
    name: bytes,
    keep_markers: Sequence[bytes],
    noise: re.Pattern[bytes] | None = None,
) -> bytes:
    """The part with only those blocks of one name that hold a marker; blocks without
    attributes, as Word writes them.

    Where a block opens inside another (the former properties of a revision) the outer
    one stays as it is.
    """
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    pieces = data.split(opening)
    if len(pieces) == 1:
        return data
    filtered: dict[bytes, bytes] = {}
    out = [pieces[0]]
    last_block = filtered_block = b""
    for piece in pieces[1:]:
        block, end, rest = piece.partition(closing)
        if not end:
            out.append(opening + piece)
            continue
        if block != last_block:
            last_block = block
            if block not in filtered:
                content = _filter_block(block, keep_markers, noise)
                filtered[block] = content and opening + content + closing
            filtered_block = filtered[block]
        if filtered_block:
            out.append(filtered_block)
        out.append(rest)
    return b"".join(out)


def _filter_block(
    block: bytes, keep_markers: Sequence[bytes], noise: re.Pattern[bytes] | None
) -> bytes:
    """The content of a block without noise, empty where it holds no marker."""
    if not _holds_marker(block, keep_markers):
        return b""
    if noise is None:
        return block
    content = noise.sub(b"", block)
    if not _holds_marker(content, keep_markers):
        return b""
    return content


def _holds_marker(block: bytes, markers: Sequence[bytes]) -> bool:
    # A loop, for most of many blocks hold none.
    for marker in markers:  # noqa: SIM110
        if marker in block:
            return True
    return False
