"""What stands around a word of a label and is no part of it."""

from __future__ import annotations

import regex

from extractor.text.connectives import AMONG_HEAD
from extractor.text.list_numbers import ordinal

__all__ = ["BRACKETS", "unnumbered"]

BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")


def unnumbered(word: str) -> str:
    """A word without the list number and the 其中 before it, in either order.

    >>> unnumbered("1.其中:办公费"), unnumbered("其中:一、人员经费")
    ('办公费', '人员经费')
    """
    for _ in range(2):
        found = ordinal(word)
        word = AMONG_HEAD.sub("", word[found.end :] if found else word)
    return word
