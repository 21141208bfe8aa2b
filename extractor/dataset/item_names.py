"""Items and offices by the names people use: keys, labels in two languages, wordings
of the lexicon; a part of the name of an office."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import cache

from extractor.lexicon.label_parser import parse_label
from extractor.lexicon.lexicon import load_bundled_lexicons
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import load_concepts

__all__ = ["resolve_items", "select_offices"]

_UNREAD_CHARACTERS = re.compile(r"[\s“”\"'‘’（）()《》、,，]+")
_SUGGESTIONS = 3


def resolve_items(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Resolve names of items to their keys.

    >>> resolve_items(["三公经费", "revenue.total"], ["revenue.total", "three_public.total"])
    ['three_public.total', 'revenue.total']

    Args:
        names: keys (``three_public.total``), labels in Chinese or English, or wordings
            that the lexicon knows (``公务接待费``).
        known: the keys that may be meant.

    Raises:
        ExtractorError: a name is none of them (NO_SUCH_ITEM), with those that are near.
    """
    allowed = set(known)
    return [_resolve_item(name, allowed) for name in names]


def _resolve_item(name: str, known: set[str]) -> str:
    if name in known:
        return name
    by_label = _index_labels()
    item = by_label.get(_simplify(name))
    if item is None:
        item = parse_label(load_bundled_lexicons()["base"], name).item
    if item is not None and item in known:
        return item
    near = difflib.get_close_matches(_simplify(name), by_label, _SUGGESTIONS, 0.4)
    keys = [by_label[label] for label in near if by_label[label] in known]
    keys += difflib.get_close_matches(name, known, _SUGGESTIONS)
    suggestions = ", ".join(dict.fromkeys(keys)) or "—"
    raise ExtractorError("NO_SUCH_ITEM", item=name, near=suggestions)


@cache
def _index_labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for concept in load_concepts().values():
        for label in (concept.label_zh, concept.label_en, concept.id):
            labels.setdefault(_simplify(label), concept.id)
    return labels


def _simplify(text: str) -> str:
    return _UNREAD_CHARACTERS.sub("", text).casefold()


def select_offices(names: Iterable[str], wanted: str) -> set[str]:
    """Select the offices that a name may mean.

    Args:
        names: full names of offices.
        wanted: a full name, or a part of one.

    Returns:
        The office of that name, else those whose names hold it.
    """
    known = set(names)
    if wanted in known:
        return {wanted}
    return {name for name in known if wanted in name}
