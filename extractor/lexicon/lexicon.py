"""The words of an office, a province, a year: literal, reviewable, each with where it was seen.

A template is a TOML file of vocabularies. A vocabulary maps words to keys; words are compared folded and without white
space, so ``合　计`` and ``合计`` are one word and nothing here is a pattern::

    name = "hebei"
    extends = "base"
    [applies]
    province = ["河北省"]
    [headings.operating_expenses]
    "机关运行经费安排情况" = "Kaiping 2020"
    [labels."revenue.total"]
    "预算收入" = "Kaiping 2020"
    [columns.procurement.item_name]
    "采购物品名称" = "Kaiping 2020"

``headings`` and ``labels`` are vocabularies with the keys ``operating_expenses`` and ``revenue.total``;
``columns.procurement`` is one with the key ``item_name``. The value of a word says where it was seen. A template may be
parted into several files of the same ``name``, as ``base`` is; one that says nothing of ``extends`` extends ``base``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from extractor import schema
from extractor.model.issues import ExtractorError
from extractor.schema import codelists
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key

__all__ = [
    "Lexicon",
    "build_alternation",
    "load_bundled_lexicons",
    "choose_lexicon",
    "load_lexicons",
    "validate_lexicons",
]

Vocabulary = Mapping[str, str]

_LOCAL_VOCABULARIES = frozenset(
    {"assumed_unit"}
)  # vocabularies that base leaves to the templates of a place


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Vocabularies by name, each from squeezed word to key, with the words of ``extends`` beneath its own."""

    name: str
    vocabularies: Mapping[str, Vocabulary]
    attestations: Mapping[tuple[str, str], str] = field(repr=False)
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extends: str = ""
    digest: str = ""

    def find_key(self, vocabulary: str, text: str) -> str | None:
        """Key of a word, folded and without white space; None when the vocabulary lacks it."""
        return self.vocabularies.get(vocabulary, {}).get(match_key(text))

    def get_vocabulary(self, vocabulary: str) -> Vocabulary:
        """Squeezed word -> key of one vocabulary; empty when there is none of that name."""
        return self.vocabularies.get(vocabulary, {})

    @cached_property
    def _words_by_key(self) -> dict[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for name, words in self.vocabularies.items():
            for word, key in words.items():
                found.setdefault((name, key), []).append(word)
        return {
            place: tuple(sorted(words, key=lambda w: (-len(w), w)))
            for place, words in found.items()
        }

    def get_words(self, vocabulary: str, key: str) -> tuple[str, ...]:
        """All squeezed words of one key, longest first."""
        return self._words_by_key.get((vocabulary, key), ())


@cache
def build_alternation(*word_groups: tuple[str, ...]) -> str:
    """Words as the alternatives of a pattern, longest first; a pattern that nothing fits where there is no word."""
    words = {re.escape(word) for words in word_groups for word in words}
    return "|".join(sorted(words, key=lambda word: (-len(word), word))) or "(?!)"


def _iterate_words(
    data: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, str, str]]:
    """(vocabulary, key, word, seen) for every word below ``data``."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _iterate_words(value, (*path, name))
        elif len(path) >= 2:
            yield ".".join(path[:-1]), path[-1], name, str(value)


def _ensure_tuple(values: object) -> tuple[str, ...]:
    """One value or a list of them; a word alone is one value, not its letters."""
    return tuple(map(str, values)) if isinstance(values, list) else (str(values),)


def _build_lexicon(
    name: str,
    parsed_files: Sequence[tuple[str, Mapping[str, Any]]],
    parent: Lexicon | None,
) -> Lexicon:
    """One template of all the files that bear its name."""
    vocabularies: dict[str, dict[str, str]] = {}
    seen: dict[tuple[str, str], str] = {}
    applies: dict[str, tuple[str, ...]] = {}
    if parent is not None:
        vocabularies = {
            vocabulary: dict(words) for vocabulary, words in parent.vocabularies.items()
        }
        seen = dict(parent.attestations)
    own: dict[tuple[str, str], str] = {}
    for source, data in parsed_files:
        applies |= {
            fact: _ensure_tuple(values)
            for fact, values in data.get("applies", {}).items()
        }
        body = {
            key: value
            for key, value in data.items()
            if isinstance(value, dict) and key != "applies"
        }
        for vocabulary, key, word, where in _iterate_words(body):
            squeezed = match_key(word)
            if own.get((vocabulary, squeezed), key) != key:
                raise ExtractorError(
                    "TEMPLATE_WORD_TWICE",
                    template=source,
                    vocabulary=vocabulary,
                    word=word,
                )
            own[vocabulary, squeezed] = key
            vocabularies.setdefault(vocabulary, {})[squeezed] = key
            seen[vocabulary, squeezed] = where
    return Lexicon(
        name=name,
        vocabularies=MappingProxyType(
            {key: MappingProxyType(words) for key, words in vocabularies.items()}
        ),
        attestations=MappingProxyType(seen),
        conditions=applies,
        extends=parent.name if parent else "",
    )


def _build_lexicons(sources: Mapping[str, str]) -> dict[str, Lexicon]:
    raw: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    for source, text in sorted(sources.items()):
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ExtractorError(
                "TEMPLATE_UNREADABLE", template=source, reason=error
            ) from error
        raw.setdefault(str(data.get("name", source)), []).append((source, data))
    done: dict[str, Lexicon] = {}

    def build_with_parents(name: str, chain: tuple[str, ...]) -> Lexicon:
        if name in done:
            return done[name]
        if name not in raw or name in chain:
            raise ExtractorError(
                "TEMPLATE_EXTENDS", template=chain[-1] if chain else name, parent=name
            )
        usual = "base" if name != "base" and "base" in raw else None
        parent = next(
            (data["extends"] for _, data in raw[name] if data.get("extends")), usual
        )
        done[name] = _build_lexicon(
            name,
            raw[name],
            build_with_parents(str(parent), (*chain, name)) if parent else None,
        )
        return done[name]

    for name in sorted(raw):
        build_with_parents(name, ())
    return done


@cache
def _read_bundled_files() -> Mapping[str, str]:
    folder = files("extractor").joinpath("lexicon")
    return {
        item.name: item.read_text(encoding="utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    }


@cache
def load_bundled_lexicons() -> Mapping[str, Lexicon]:
    """Templates that ship with the package, by name."""
    return MappingProxyType(_build_lexicons(_read_bundled_files()))


def load_lexicons(folder: str | Path) -> Mapping[str, Lexicon]:
    """The shipped templates and those of a folder of TOML files.

    Raises ExtractorError when a file is no TOML, extends what is not there, has one word under two keys, says nowhere
    what it applies to, or says a name that nothing asks for (see :func:`reviewed`).
    """
    own = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(Path(folder).glob("*.toml"))
    }
    if not own:
        raise ExtractorError("TEMPLATE_FOLDER_EMPTY", path=folder)
    return validate_lexicons(
        MappingProxyType(_build_lexicons({**_read_bundled_files(), **own}))
    )


def validate_lexicons(lexicons: Mapping[str, Lexicon]) -> Mapping[str, Lexicon]:
    """The same templates, each held against ``base``: a misspelled name would be a word that is never asked for.

    Raises ExtractorError for a template that is never chosen, one that asks for what no document has, and a vocabulary
    or key that neither ``base`` nor the schema knows.
    """
    base = lexicons["base"]
    extended = {template.extends for template in lexicons.values()}
    for name, template in lexicons.items():
        if name == "base":
            continue
        if not template.conditions and name not in extended:
            raise ExtractorError("TEMPLATE_NEVER_CHOSEN", template=name)
        for fact, values in template.conditions.items():
            known = _list_condition_values().get(fact)
            for value in values:
                if known is None or (known and value not in known):
                    raise ExtractorError(
                        "TEMPLATE_FACT_UNKNOWN", template=name, fact=fact, value=value
                    )
        for vocabulary, words in template.vocabularies.items():
            if vocabulary in _LOCAL_VOCABULARIES:
                continue
            keys = _list_allowed_keys(base, vocabulary)
            for key in sorted(set(words.values())):
                if key not in keys:
                    raise ExtractorError(
                        "TEMPLATE_KEY_UNKNOWN",
                        template=name,
                        vocabulary=vocabulary,
                        key=key,
                    )
    return lexicons


def _list_allowed_keys(base: Lexicon, vocabulary: str) -> frozenset[str]:
    """The keys that a vocabulary may have; none for one that nothing asks for."""
    head, _, section = vocabulary.partition(".")
    sections = _get_closed_list("sections", "key")
    if vocabulary not in base.vocabularies and not (
        head == "labels_in" and section in sections
    ):
        return frozenset()
    more = (
        sections
        if head == "headings"
        else load_concepts()
        if head in ("labels", "labels_in", "rows")
        else ()
    )
    return frozenset(base.get_vocabulary(vocabulary).values()) | frozenset(more)


def _get_closed_list(table: str, column: str) -> frozenset[str]:
    """The closed list of a column."""
    return frozenset(
        next(c.values for c in schema.get_table(table).columns if c.name == column)
    )


@cache
def _list_condition_values() -> Mapping[str, frozenset[str]]:
    """What ``applies`` may ask for, and the values a document may have; empty where any may be."""
    places = codelists.load_codelist("divisions")
    names = frozenset(row["name"] for row in places) | {
        n for row in places for n in (row["former_names"] or "").split(";") if n
    }
    return {
        **dict.fromkeys(("province", "city", "county"), names),
        "fiscal_year": frozenset(),
        "doc_type": _get_closed_list("disclosures", "doc_type"),
    }


def choose_lexicon(
    lexicons: Iterable[Lexicon], attributes: Mapping[str, str | None]
) -> Lexicon:
    """The most particular template whose ``applies`` all hold for the facts (province, city, county, fiscal_year,
    doc_type); ``base`` when none does."""
    best: tuple[int, str] = (0, "base")
    by_name = {template.name: template for template in lexicons}
    for template in by_name.values():
        fits = all(
            (attributes.get(name) or "") in values
            for name, values in template.conditions.items()
        )
        if template.conditions and fits:
            best = max(best, (len(template.conditions), template.name))
    return by_name[best[1]]
