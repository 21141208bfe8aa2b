"""Which table a title names."""

from __future__ import annotations

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.normalize import match_key

__all__ = [
    "find_title_key",
]

_MONEY_TABLE_KEY = regex.compile(
    r"B(?:[1-9]|10|12|15)|F[1-9]"
)  # keys of tables of money, of which many a title is a longer one
_KEYS_WITH_FINAL_ACCOUNTS = frozenset(f"B{n}" for n in range(1, 10))
_MAX_KEYWORD_TITLE_LENGTH = 32
_MIN_KNOWN_TITLE_LENGTH = (
    4  # characters of a known title that another title may end with
)


def find_title_key(text: str, lexicon: Lexicon) -> str | None:
    """What the template says of a table's title: a statutory key or a kind; by the longest known title it ends with.

    Office and year stand before the title, ``（按功能分类科目）`` behind it: with the brackets first, then without. What stands
    right before it may make it another table (``项目|收入支出决算表``). A title that ends with none may still hold a mark of
    one; some marks count in the title of a sheet only (``…表``).
    """
    word = match_key(text)
    known = lexicon.get_vocabulary("tables")
    limits = lexicon.get_words("title_limits", "word")
    limited = False
    for form in dict.fromkeys((word, BRACKETED_TEXT.sub("", word))):
        for start in range(max(0, len(form) - _MIN_KNOWN_TITLE_LENGTH + 1)):
            key = known.get(form[start:])
            if (
                key is not None
                and _MONEY_TABLE_KEY.fullmatch(key)
                and form[:start].endswith(limits)
            ):
                limited = True
                break  # what ends shorter would be another table, too
            if key is not None:
                return key
    if len(word) > _MAX_KEYWORD_TITLE_LENGTH:
        return "statutory" if limited else None
    found = [
        (len(mark), key)
        for mark, key in lexicon.get_vocabulary("title_marks").items()
        if mark in word
    ]
    if found:
        return max(found)[1]
    bare = BRACKETED_TEXT.sub("", word)
    sheets = lexicon.get_vocabulary("sheet_marks") if bare.endswith("表") else {}
    held = [
        (len(mark), key)
        for mark, key in sheets.items()
        if _contains_keyword_parts(bare, mark)
    ]
    if held:
        key = max(held)[1]
        if any(
            word in bare for word in lexicon.get_words("doc_type", "final")
        ) and key.startswith("B"):
            key = f"F{key[1:]}" if key in _KEYS_WITH_FINAL_ACCOUNTS else "statutory"
        return key
    return "statutory" if limited else None


def _contains_keyword_parts(title: str, keyword: str) -> bool:
    """True when all parts of a mark (``政府性基金…三公``) stand in a title, in their order."""
    at = 0
    for part in keyword.split("…"):
        at = title.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
