"""What no template knows: headings, labels, columns, tables and phrases of a folder, by how often they stand there.

This is the work list for the next line of TOML: the commonest unknown words first, each with places to look at. Names that
the classifications list (行政运行, 住房公积金) have no item to go under, and titles of tables are known by the tables; both are
left out. Headings count together whatever year they bear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import regex

from extractor.layout.titles import normalize_title
from extractor.lexicon.lexicon import Lexicon, build_alternation, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.records import Amount, Change
from extractor.schema.codelists import load_codelist
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
    """One word no template knows: where it stands first, and how often in how many files."""

    kind: str
    text: str
    count: int = 0
    files: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)  # file and place


def find_unknown_words(
    disclosures: Iterable[tuple[str, Disclosure]],
    lexicons: Mapping[str, Lexicon] | None = None,
) -> list[UnknownWord]:
    """Unknown words of disclosures (each with the path of its file), the commonest first; of the shipped templates when
    no others are given."""
    known = load_bundled_lexicons() if lexicons is None else lexicons
    words: dict[tuple[str, str], UnknownWord] = {}
    for path, disclosure in disclosures:
        template = known.get(disclosure.profile.template or "", known["base"])
        for kind, text, place in _collect_unknown_words(disclosure, template):
            same = (
                normalize_title(text, template)
                if kind == "heading"
                else match_key(text)
            )
            one = words.setdefault((kind, same), UnknownWord(kind, text.strip()))
            one.count += 1
            one.files.add(path)
            if len(one.places) < _MAX_PLACES:
                one.places.append(f"{path} {place}")
    return sorted(
        words.values(),
        key=lambda one: (
            -len(one.files),
            -one.count,
            WORD_KINDS.index(one.kind),
            one.text,
        ),
    )


def _collect_unknown_words(
    disclosure: Disclosure, lexicon: Lexicon
) -> Iterator[tuple[str, str, object]]:
    for section in disclosure.sections:
        if section.key is None and not normalize_title(
            section.title.value, lexicon
        ).endswith("表"):
            yield "heading", section.title.value, section.place
    stated: tuple[Amount | Change, ...] = (*disclosure.amounts, *disclosure.changes)
    for row in stated:
        if (
            row.item is None
            and row.label is not None
            and not _is_class_name(match_key(row.label.value), lexicon)
        ):
            yield "label", row.label.value, row.place
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
        match_key(name) for several in found for name in several.split(";") if name
    )


def _is_class_name(label: str, lexicon: Lexicon) -> bool:
    """True for a name of the classifications, alone or behind those above it (住房保障支出（类）…住房公积金（项）)."""
    spending = build_alternation(lexicon.get_words("spending", "word"))
    bare = regex.sub(rf"(?:{spending})$", "", label)
    if regex.search(
        rf"\((?:{build_alternation(lexicon.get_words('class_level', 'word'))})\)$", bare
    ):
        return True
    level = (
        rf"\((?:{build_alternation(tuple(lexicon.get_vocabulary('class_level')))})\)"
    )
    last = next(
        (
            piece
            for piece in reversed(regex.split(level, label))
            if piece and piece not in lexicon.get_vocabulary("spending")
        ),
        "",
    )
    return (
        last in _load_class_names()
        or regex.sub(rf"(?:{spending})$", "", last) in _load_class_names()
    )
