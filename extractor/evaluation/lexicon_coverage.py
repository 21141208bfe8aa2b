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

from extractor.layout.titles import plain_title
from extractor.lexicon.lexicon import Template, any_of, built_in
from extractor.model.disclosure import Disclosure
from extractor.model.statements import Amount, Change
from extractor.schema.codelists import rows
from extractor.text.normalize import squeeze

__all__ = ["KINDS", "Unknown", "unknown_words"]

KINDS = ("heading", "label", "column", "table", "phrase")
_PLACES = 3  # places kept of each word


@dataclass
class Unknown:
    """One word no template knows: where it stands first, and how often in how many files."""

    kind: str
    text: str
    count: int = 0
    files: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)  # file and place


def unknown_words(
    found: Iterable[tuple[str, Disclosure]],
    templates: Mapping[str, Template] | None = None,
) -> list[Unknown]:
    """Unknown words of disclosures (each with the path of its file), the commonest first; of the shipped templates when
    no others are given."""
    known = built_in() if templates is None else templates
    words: dict[tuple[str, str], Unknown] = {}
    for path, disclosure in found:
        template = known.get(disclosure.profile.template or "", known["base"])
        for kind, text, place in _of(disclosure, template):
            same = plain_title(text, template) if kind == "heading" else squeeze(text)
            one = words.setdefault((kind, same), Unknown(kind, text.strip()))
            one.count += 1
            one.files.add(path)
            if len(one.places) < _PLACES:
                one.places.append(f"{path} {place}")
    return sorted(
        words.values(),
        key=lambda one: (-len(one.files), -one.count, KINDS.index(one.kind), one.text),
    )


def _of(
    disclosure: Disclosure, template: Template
) -> Iterator[tuple[str, str, object]]:
    for section in disclosure.sections:
        if section.key is None and not plain_title(
            section.title.value, template
        ).endswith("表"):
            yield "heading", section.title.value, section.place
    stated: tuple[Amount | Change, ...] = (*disclosure.amounts, *disclosure.changes)
    for row in stated:
        if (
            row.item is None
            and row.label is not None
            and not _classified(squeeze(row.label.value), template)
        ):
            yield "label", row.label.value, row.place
    for issue in disclosure.issues:
        if issue.code == "COLUMN_UNKNOWN":
            yield "column", dict(issue.details)["column"], issue.place
    for table in disclosure.tables:
        if table.kind == "unknown" and table.title is not None:
            yield "table", table.title.value, table.place
    for leftover in disclosure.leftovers:
        if leftover.reason == "money":
            yield "phrase", leftover.context, leftover.place


_LISTS = ("functional_classification", "economic_department", "economic_government")


@cache
def _names() -> frozenset[str]:
    found = (
        row.get(column) or ""
        for name in _LISTS
        for row in rows(name)
        for column in ("name", "former_name")
    )
    return frozenset(
        squeeze(name) for several in found for name in several.split(";") if name
    )


def _classified(label: str, template: Template) -> bool:
    """True for a name of the classifications, alone or behind those above it (住房保障支出（类）…住房公积金（项）)."""
    spending = any_of(template.words_of("spending", "word"))
    bare = regex.sub(rf"(?:{spending})$", "", label)
    if regex.search(
        rf"\((?:{any_of(template.words_of('class_level', 'word'))})\)$", bare
    ):
        return True
    level = rf"\((?:{any_of(tuple(template.words('class_level')))})\)"
    last = next(
        (
            piece
            for piece in reversed(regex.split(level, label))
            if piece and piece not in template.words("spending")
        ),
        "",
    )
    return last in _names() or regex.sub(rf"(?:{spending})$", "", last) in _names()
