"""Line breaks of Chinese text in the terminal.

Chinese breaks between any two characters, but no line begins with ``，``
or ends with ``（``. ``rich`` breaks at white space only, so a Chinese
sentence with one number in it would leave half a line empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

__all__ = [
    "WrappedText",
    "fill_lines",
]

_NO_LINE_START = frozenset("，。；：、！？）】》”’％…·,.;:!?)]}%>")
_NO_LINE_END = frozenset("（【《“‘([{<")


class WrappedText(Text):
    """Text that wraps by the rules of Chinese typesetting."""

    def wrap(self, console: Any, width: int, **options: Any) -> Lines:
        """Wrap the text to a width; overrides :meth:`rich.text.Text.wrap`."""
        if options.get("no_wrap") or options.get("overflow") == "ignore":
            return super().wrap(console, width, **options)
        lines = Lines()
        for line in self.split(allow_blank=True):
            parts = line.divide(find_line_breaks(line.plain, width))
            for part in parts:
                part.rstrip_end(width)
            if options.get("justify"):
                parts.justify(
                    console,
                    width,
                    justify=options["justify"],
                    overflow=options.get("overflow") or "fold",
                )
            lines.extend(parts)
        return lines


def find_line_breaks(text: str, width: int) -> list[int]:
    """Find the offsets at which the second and later lines begin.

    Args:
        text: one paragraph.
        width: cells of a line; a Chinese character takes two.

    >>> find_line_breaks("一个指标含 2 项内容，共用", 12)
    [8]
    """
    breaks: list[int] = []
    used_cells = offset = 0
    for piece in _split_unbreakable(text):
        visible_cells = cell_len(piece.rstrip())
        if used_cells and used_cells + visible_cells > width:
            breaks.append(offset)
            used_cells = 0
        if visible_cells <= width:
            used_cells += cell_len(piece)
            offset += len(piece)
            continue
        # A word longer than a line breaks between any two characters.
        for char in piece:
            if used_cells + cell_len(char) > width:
                breaks.append(offset)
                used_cells = 0
            used_cells += cell_len(char)
            offset += 1
    return breaks


def fill_lines(parts: Iterable[str], width: int) -> list[str]:
    """Fill lines with parts, none of which is broken, commas between them.

    Args:
        parts: what is to be listed.
        width: cells of a line; a Chinese character takes two.

    >>> fill_lines(["disclosures 11", "facts 319", "issues 2"], 28)
    ['disclosures 11, facts 319,', 'issues 2']
    """
    lines: list[str] = []
    for part in parts:
        longer = part
        if lines:
            longer = f"{lines[-1]}, {part}"
        if lines and cell_len(longer) < width:
            lines[-1] = longer
        elif lines:
            lines[-1] += ","
            lines.append(part)
        else:
            lines.append(part)
    return lines


def _split_unbreakable(text: str) -> Iterator[str]:
    """Split into words and wide characters, each with its punctuation and white
    space."""
    piece = ""
    for char in text:
        if piece and _can_break(piece[-1], char):
            yield piece
            piece = ""
        piece += char
    if piece:
        yield piece


def _can_break(left: str, right: str) -> bool:
    """Whether a line may end between two characters."""
    if right.isspace() or right in _NO_LINE_START or left in _NO_LINE_END:
        return False
    return left.isspace() or cell_len(left) > 1 or cell_len(right) > 1
