"""Words that no lexicon has: headings, labels, columns, tables and phrases of a folder,
by frequency.

This is the work list for the next line of TOML: the commonest unknown words first, each
with places to look at. Names that the classifications list (行政运行, 住房公积金) have no item
to go under, and titles of tables are known by the tables; both are left out. Headings
that differ only by year count together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache

from extractor.dataclass import dataclass
from extractor.layout.titles import normalize_title
from extractor.lexicon.lexicon import Lexicon, build_alternation, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.records import Amount, Change
from extractor.schema.codelists import load_codelist
from extractor.text import regex
from extractor.text.normalize import match_key

__all__ = [
    "WORD_KINDS",
    "UnknownWord",
    "find_unknown_words",
]

WORD_KINDS = ("heading", "label", "column", "table", "phrase")
_MAX_PLACES = 3  # places kept of each word


@dataclass
class UnknownWord:
    """One word that no lexicon has: its first place, its frequency, its number of
    files."""

    kind: str
    text: str
    count: int = 0
    files: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)  # file and place


def find_unknown_words(
    disclosures: Iterable[tuple[str, Disclosure]],
    lexicons: Mapping[str, Lexicon] | None = None,
) -> list[UnknownWord]:
    """Find the words of disclosures that no lexicon has.

    Args:
        disclosures: each with the path of its file.
        lexicons: the lexicons by name; the bundled ones by default.

    Returns:
        The words, those of the most files first.
    """
    known = lexicons
    if known is None:
        known = load_bundled_lexicons()
    words: dict[tuple[str, str], UnknownWord] = {}
    for path, disclosure in disclosures:
        lexicon = known.get(disclosure.profile.template or "", known["base"])
        for kind, text, place in _collect_unknown_words(disclosure, lexicon):
            key = match_key(text)
            if kind == "heading":
                key = normalize_title(text, lexicon)
            word = words.setdefault((kind, key), UnknownWord(kind, text.strip()))
            word.count += 1
            word.files.add(path)
            if len(word.places) < _MAX_PLACES:
                word.places.append(f"{path} {place}")
    return sorted(words.values(), key=_rank_word)


def _rank_word(word: UnknownWord) -> tuple[int, int, int, str]:
    return -len(word.files), -word.count, WORD_KINDS.index(word.kind), word.text


def _collect_unknown_words(
    disclosure: Disclosure, lexicon: Lexicon
) -> Iterator[tuple[str, str, object]]:
    """Kind, text and place of each, in the order of the tables."""
    for section in disclosure.sections:
        title = section.title.value
        is_table_title = normalize_title(title, lexicon).endswith("表")
        if section.key is None and not is_table_title:
            yield "heading", title, section.place
    stated: tuple[Amount | Change, ...] = (*disclosure.amounts, *disclosure.changes)
    for row in stated:
        if row.item is not None or row.label is None:
            continue
        if not _is_class_name(match_key(row.label.value), lexicon):
            yield "label", row.label.value, row.place
    yield from _collect_unknown_names(disclosure)


def _collect_unknown_names(
    disclosure: Disclosure,
) -> Iterator[tuple[str, str, object]]:
    """Columns and tables without a name, phrases with unmatched money."""
    for issue in disclosure.issues:
        if issue.code == "COLUMN_UNKNOWN":
            yield "column", dict(issue.details)["column"], issue.place
    for table in disclosure.tables:
        if table.kind == "unknown" and table.title is not None:
            yield "table", table.title.value, table.place
    for number in disclosure.unmatched_numbers:
        if number.reason == "money":
            yield "phrase", number.context, number.place


_CLASSIFICATION_LISTS = (
    "functional_classification",
    "economic_department",
    "economic_government",
)


@cache
def _load_class_names() -> frozenset[str]:
    found = (
        row.get(column) or ""
        for name in _CLASSIFICATION_LISTS
        for row in load_codelist(name)
        for column in ("name", "former_name")
    )
    return frozenset(
        match_key(name) for names in found for name in names.split(";") if name
    )


def _is_class_name(label: str, lexicon: Lexicon) -> bool:
    """True for a name of the classifications, alone or behind those above it
    (住房保障支出（类）…住房公积金（项）)."""
    spending = build_alternation(lexicon.get_words("spending", "word"))
    spending_end = rf"(?:{spending})$"
    words = build_alternation(lexicon.get_words("class_level", "word"))
    bare = regex.sub(spending_end, "", label)
    if regex.search(rf"\((?:{words})\)$", bare):
        return True
    levels = build_alternation(tuple(lexicon.get_vocabulary("class_level")))
    pieces = regex.split(rf"\((?:{levels})\)", label)
    known = lexicon.get_vocabulary("spending")
    names = [piece for piece in pieces if piece and piece not in known]
    last = names[-1] if names else ""
    class_names = _load_class_names()
    return last in class_names or regex.sub(spending_end, "", last) in class_names
