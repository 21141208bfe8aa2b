"""The visible text of a part of a Word package, by cutting its bytes: no tree, no walk, a third of the time."""

from __future__ import annotations

import re
from html import unescape

from extractor.verify.unclear import UncountableError

__all__ = [
    "scan_part_lines",
]

_OFF_VALUES = ("0", "false", "off")
_MAX_HIDDEN_STYLES = 100  # hiding styles looked for one by one
_WORD_ART_TEXT = re.compile(rb'<v:textpath\b[^>]*\bstring="([^"]*)"')

# Signs that stand for text, as the text they are counted as; the end of a paragraph is the end of a line.
_TEXT_SUBSTITUTES = (
    (b"</w:p>", b"\n"),
    (b"<w:txbxContent>", b"\n"),
    (b"<w:sym ", b"?"),
    (b"<w:noBreakHyphen", b"-"),
    (b"<w:tab/>", b"\n"),
    (b"<w:ptab ", b"\n"),
    (b"<w:br/>", b"\n"),
    (b"<w:br ", b"\n"),
    (b"<w:cr/>", b"\n"),
)


def scan_part_lines(part: bytes, hidden_styles: frozenset[str]) -> list[str]:
    """Visible text, a paragraph a line. Raises Unclear where the bytes cannot be cut safely: walk the part then."""
    if b"<w:" not in part or len(hidden_styles) > _MAX_HIDDEN_STYLES:
        raise UncountableError
    slim, cells = _drop_property_blocks(
        part, b"tcPr"
    )  # two thirds of the bytes are properties, and hold no text
    slim, paragraphs = _drop_property_blocks(slim, b"pPr")
    bare, runs = _drop_property_blocks(slim, b"rPr")
    if b"<w:del " in paragraphs or b"<w:moveFrom " in paragraphs:
        raise UncountableError  # a paragraph that runs on into the next one
    if b"<w:vanish" in paragraphs or any(
        b'<w:pStyle w:val="%s"' % id.encode() in paragraphs for id in hidden_styles
    ):
        raise UncountableError
    signs = [
        b"<w:vanish",
        *(b'<w:rStyle w:val="%s"' % id.encode() for id in hidden_styles),
    ]
    if any(sign in runs for sign in signs):
        for sign in signs:
            slim = _drop_hidden_runs(slim, sign)
        bare, _ = _drop_property_blocks(slim, b"rPr")
    merges = [
        name for name in (b"<w:vMerge", b"<w:hMerge", b"<w:cellMerge") if name in cells
    ]
    if b"<w:cellDel" in cells or any(_has_covered_text(part, name) for name in merges):
        raise UncountableError
    if b"<![CDATA[" in bare:
        raise UncountableError
    if b"<!--" in bare:
        bare = _drop_elements(bare, b"<!--", b"-->")
    if b"<w:del " in bare or b"<w:hidden" in bare:
        rows = [
            piece.partition(b"</w:trPr>")[0] for piece in bare.split(b"<w:trPr>")[1:]
        ]
        if any(b"<w:del " in row or b"<w:hidden" in row for row in rows):
            raise UncountableError
    for name in (b"w:del", b"w:moveFrom", b"w:rt", b"mc:Fallback"):
        bare = _drop_elements(bare, b"<" + name, b"</" + name + b">")
    if b"fldChar" in bare:
        marks = re.findall(rb'fldCharType="(\w)', bare)
        if any(pair == (b"b", b"b") for pair in zip(marks, marks[1:], strict=False)):
            raise UncountableError  # a field inside another one's instruction
    for sign, text in _TEXT_SUBSTITUTES:
        if sign in bare:
            bare = bare.replace(sign, b"<w:t>" + text + b"</w:t>" + sign)
    if b"<m:t" in bare:
        bare = (
            bare.replace(b"<m:t>", b"<w:t>")
            .replace(b"<m:t ", b"<w:t ")
            .replace(b"</m:t>", b"</w:t>")
        )
    pieces = []
    for piece in bare.split(b"</w:t>")[:-1]:
        pieces.append(piece[piece.find(b">", piece.rfind(b"<w:t")) + 1 :])
    words = b"".join(pieces).decode()
    lines = (unescape(words) if "&" in words else words).split("\n")
    if b"textpath" in bare:
        lines += [unescape(found.decode()) for found in _WORD_ART_TEXT.findall(bare)]
    return lines


def _drop_property_blocks(part: bytes, name: bytes) -> tuple[bytes, bytes]:
    """The part without its property blocks of one name, and what the different blocks say, each once.

    Where a block opens inside another (former properties of a revision) the outer one stays.
    """
    opening, closing = b"<w:" + name + b">", b"</w:" + name + b">"
    pieces = part.split(opening)
    out, blocks = [pieces[0]], set()
    for piece in pieces[1:]:
        at = piece.find(closing)
        if at < 0:
            out.append(opening + piece)
        else:
            blocks.add(piece[:at])
            out.append(piece[at + len(closing) :])
    return b"".join(out), b"".join(blocks)


def _has_covered_text(part: bytes, merge: bytes) -> bool:
    """Whether a cell that goes on from another one holds text (or may hold some)."""
    for piece in part.split(merge)[1:]:
        if b"restart" not in piece[: piece.find(b">")]:
            end = piece.find(b"</w:tc>")
            if any(
                piece.find(sign, 0, end) >= 0
                for sign in (b"<w:t>", b"<w:t ", b"<w:sym")
            ):
                return True
    return False


def _drop_hidden_runs(part: bytes, marker: bytes) -> bytes:
    """The part without the runs that a sign in their properties hides."""
    out: list[bytes] = []
    behind = 0
    at = part.find(marker)
    while at >= 0:
        start = max(part.rfind(b"<w:r>", behind, at), part.rfind(b"<w:r ", behind, at))
        end = part.find(b"</w:r>", at) + 6
        run = part[start:end]
        if (
            start < 0
            or end < 6
            or run.count(b"<w:rPr>") != 1
            or run.count(b"</w:r>") != 1
            or b"rPrChange" in run
        ):
            raise UncountableError
        switched = re.search(rb'<w:vanish w:val="(\w*)"', run)
        if run.count(b"<w:vanish") + run.count(b"<w:rStyle") > 1 or (
            switched and switched[1].decode() in _OFF_VALUES
        ):
            raise UncountableError
        out.append(part[behind:start])
        behind = end
        at = part.find(marker, end)
    return b"".join([*out, part[behind:]])


def _drop_elements(part: bytes, opening: bytes, closing: bytes) -> bytes:
    """The part without the elements of one name, nested ones with them."""
    if closing not in part:
        return part
    pieces = part.split(opening)
    out = [pieces[0]]
    depth = 0
    for piece in pieces[1:]:
        if opening == b"<!--":
            depth = 1
        elif piece[:1] not in b" >/":  # a longer name
            piece = opening + piece
        else:
            tag, _, piece = piece.partition(b">")
            depth += not tag.endswith(b"/")
        while depth and closing in piece:
            piece = piece.partition(closing)[2]
            depth -= 1
        if not depth:
            out.append(piece)
    return b"".join(out)
