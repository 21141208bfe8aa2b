"""Which table a title names."""

from __future__ import annotations

import regex

from extractor.lexicon.lexicon import Template
from extractor.text.brackets import BRACKETS
from extractor.text.normalize import squeeze

__all__ = ["title_key"]

_BUDGET = regex.compile(
    r"B(?:[1-9]|10|12|15)|F[1-9]"
)  # keys of tables of money, of which many a title is a longer one
_ALSO_FINAL = frozenset(f"B{n}" for n in range(1, 10))
_LONGEST_MARKED = 32
_SHORTEST_WORD = 4  # characters of a known title that another title may end with


def title_key(text: str, template: Template) -> str | None:
    """What the template says of a table's title: a statutory key or a kind; by the longest known title it ends with.

    Office and year stand before the title, ``（按功能分类科目）`` behind it: with the brackets first, then without. What stands
    right before it may make it another table (``项目|收入支出决算表``). A title that ends with none may still hold a mark of
    one; some marks count in the title of a sheet only (``…表``).
    """
    word = squeeze(text)
    known = template.words("tables")
    limits = template.words_of("title_limits", "word")
    limited = False
    for form in dict.fromkeys((word, BRACKETS.sub("", word))):
        for start in range(max(0, len(form) - _SHORTEST_WORD + 1)):
            key = known.get(form[start:])
            if (
                key is not None
                and _BUDGET.fullmatch(key)
                and form[:start].endswith(limits)
            ):
                limited = True
                break  # what ends shorter would be another table, too
            if key is not None:
                return key
    if len(word) > _LONGEST_MARKED:
        return "statutory" if limited else None
    found = [
        (len(mark), key)
        for mark, key in template.words("title_marks").items()
        if mark in word
    ]
    if found:
        return max(found)[1]
    bare = BRACKETS.sub("", word)
    sheets = template.words("sheet_marks") if bare.endswith("表") else {}
    held = [(len(mark), key) for mark, key in sheets.items() if _holds(bare, mark)]
    if held:
        key = max(held)[1]
        if any(
            word in bare for word in template.words_of("doc_type", "final")
        ) and key.startswith("B"):
            key = f"F{key[1:]}" if key in _ALSO_FINAL else "statutory"
        return key
    return "statutory" if limited else None


def _holds(word: str, mark: str) -> bool:
    """True when all parts of a mark (``政府性基金…三公``) stand in a title, in their order."""
    at = 0
    for part in mark.split("…"):
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True
