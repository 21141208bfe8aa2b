"""Running text for the terminal: Chinese breaks between any two characters, but no line begins with ``，`` or ends with ``（``.

``rich`` breaks at white space alone, so a Chinese sentence with one number in it would leave half a line empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from rich.containers import Lines
from rich.text import Text

__all__ = [
    "WrappedText",
]

_NO_LINE_START = frozenset("，。；：、！？）】》”’％…·,.;:!?)]}%>")
_NO_LINE_END = frozenset("（【《“‘([{<")


class WrappedText(Text):
    """Text that wraps as a Chinese page does."""

    def wrap(self, console: Any, width: int, **options: Any) -> Lines:
        """The lines of the text at a width, as :meth:`rich.text.Text.wrap` gives them."""
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
    """Where the lines behind the first begin.

    >>> breaks("一个指标含 2 项内容，共用", 12)
    [8]
    """
    found: list[int] = []
    used = at = 0
    for piece in _split_unbreakable(text):
        bare, whole = cell_len(piece.rstrip()), cell_len(piece)
        if used and used + bare > width:
            found.append(at)
            used = 0
        if bare > width:  # a word that no line can hold
            for char in piece:
                if used + cell_len(char) > width:
                    found.append(at)
                    used = 0
                used, at = used + cell_len(char), at + 1
            continue
        used, at = used + whole, at + len(piece)
    return found


def _split_unbreakable(text: str) -> Iterator[str]:
    """What no break may part: a word, a wide character, each with the marks and the white space that cling to it."""
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
