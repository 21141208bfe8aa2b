"""What stands around a word of a label and is no part of it."""

from __future__ import annotations

import regex

from extractor.text.connectives import LEADING_OF_WHICH
from extractor.text.list_numbers import parse_list_number

__all__ = [
    "BRACKETED_TEXT",
    "strip_list_number_and_connective",
]

BRACKETED_TEXT = regex.compile(r"[(\[][^()\[\]]*[)\]]")


def strip_list_number_and_connective(word: str) -> str:
    """A word without the list number and the 其中 before it, in either order.

    >>> unnumbered("1.其中:办公费"), unnumbered("其中:一、人员经费")
    ('办公费', '人员经费')
    """
    for _ in range(2):
        found = parse_list_number(word)
        word = LEADING_OF_WHICH.sub("", word[found.end :] if found else word)
    return word
