"""The words of an office, a province, a year: literal, reviewable, each with its
evidence.

A lexicon (for its users: a template) is a TOML file of vocabularies. A vocabulary maps
words to keys; words are compared
normalized and without white space, so ``合　计`` and ``合计`` are one word and nothing here
is a pattern::

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

``headings`` and ``labels`` are vocabularies with the keys ``operating_expenses`` and
``revenue.total``;
``columns.procurement`` is one with the key ``item_name``. Which vocabularies and keys
there are is declared in
``vocabularies.py``. The value of a word is its evidence: a place and year, or
``common:`` and a reason. A lexicon may be
parted into several files of the same ``name``, as ``base`` is; one without ``extends``
extends ``base``.
"""

from __future__ import annotations

import marshal
import re
import sys
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from extractor import schema
from extractor.dataclass import dataclass
from extractor.lexicon.vocabularies import (
    Form,
    KeySource,
    UnknownVocabularyError,
    get_declaration,
)
from extractor.model.issues import ExtractorError
from extractor.schema import codelists
from extractor.schema.concepts import load_concepts
from extractor.text.normalize import match_key
from extractor.user_cache import load_entry, store_entry

__all__ = [
    "Lexicon",
    "build_alternation",
    "collect_signs",
    "build_repeated_alternation",
    "choose_lexicon",
    "find_sum_key",
    "load_bundled_lexicons",
    "load_lexicons",
    "validate_lexicons",
]

WordMap = Mapping[str, str]
_FAMILY_MEMBERS = {
    "labels_in": KeySource.SECTIONS,
    "beside": KeySource.CONCEPTS,
}
"""What the vocabularies of a family are named after."""
_DECLARATIONS = (
    "lexicon/lexicon.py",
    "lexicon/vocabularies.py",
    "schema/data/columns.csv",
    "schema/data/items.csv",
    "text/normalize.py",
)
"""What a word, a vocabulary and a key may be."""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Vocabularies by name, each from match key of a word to key, on top of those of
    the lexicon it extends."""

    name: str
    vocabularies: Mapping[str, WordMap]
    attestations: Mapping[tuple[str, str], str] = field(repr=False)
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extends: str = ""
    digest: str = ""

    def find_key(self, vocabulary: str, text: str) -> str | None:
        """Find the key of a word.

        Args:
            vocabulary: A declared vocabulary.
            text: The word as it is printed.

        Returns:
            Its key; None when the vocabulary lacks the word.

        Raises:
            UnknownVocabularyError: No vocabulary of that name is declared.
        """
        words = self.vocabularies.get(vocabulary)
        if words is None:
            words = self.get_vocabulary(vocabulary)
        return words.get(match_key(text))

    def get_vocabulary(self, vocabulary: str) -> WordMap:
        """Get one vocabulary, from match key to key; empty where this lexicon has no
        word of it.

        Raises:
            UnknownVocabularyError: No vocabulary of that name is declared.
        """
        words = self.vocabularies.get(vocabulary)
        if words is None:
            get_declaration(vocabulary)
            return _NO_WORDS
        return words

    @cached_property
    def _words_by_key(self) -> dict[tuple[str, str], tuple[str, ...]]:
        words_by_key: dict[tuple[str, str], list[str]] = {}
        for name, words in self.vocabularies.items():
            for word, key in words.items():
                words_by_key.setdefault((name, key), []).append(word)
        return {
            name_and_key: tuple(sorted(words, key=lambda w: (-len(w), w)))
            for name_and_key, words in words_by_key.items()
        }

    def get_words(self, vocabulary: str, key: str = "word") -> tuple[str, ...]:
        """Get the match keys of all words of one key, longest first.

        Raises:
            UnknownVocabularyError: The vocabulary or its key is not declared.
        """
        words = self._words_by_key.get((vocabulary, key))
        if words is None:
            if key not in _list_allowed_keys(vocabulary):
                raise UnknownVocabularyError(vocabulary, key)
            return ()
        return words


_NO_WORDS: WordMap = MappingProxyType({})


def find_sum_key(lexicon: Lexicon, text: str) -> str | None:
    """Find what a label says that its row sums.

    Args:
        lexicon: The words of sums, and of offices.
        text: A label: 合计, 小计, 部门合计.

    Returns:
        total or subtotal; None for a label that says anything else.
    """
    key = lexicon.find_key("rows.sums", text)
    if key is not None:
        return key
    word = match_key(text)
    for owner in lexicon.get_words("doc_scope", "word"):
        if word.startswith(owner):
            return lexicon.find_key("rows.sums", word.removeprefix(owner))
    return None


@lru_cache(maxsize=4096)
def build_alternation(*word_groups: tuple[str, ...]) -> str:
    """Build a pattern that any of the words fits, longest first; one that never matches
    where there is no word."""
    words = {re.escape(word) for words in word_groups for word in words}
    return "|".join(sorted(words, key=lambda word: (-len(word), word))) or "(?!)"


def collect_signs(words: Iterable[str], at: int) -> frozenset[str]:
    """Collect characters of which a text has one wherever it has one of the words.

    Args:
        words: The words.
        at: Which character of a word to take.

    Returns:
        One character of each word that holds no other of them.
    """
    shortest: list[str] = []
    for word in sorted(words, key=len):
        if not any(known in word for known in shortest):
            shortest.append(word)
    return frozenset(word[at] for word in shortest)


def build_repeated_alternation(*word_groups: tuple[str, ...]) -> str:
    """Build the alternation of a pattern that repeats it: ``(?:...)+``.

    A word that others make up (预算数 beside 预算 and 数) is left out: the repetition
    fits the same texts without it, and in one way. With it, a text that does not fit
    at its end is tried in as many ways as it can be cut, which double with each word.
    """
    words = {word for words in word_groups for word in words}
    return build_alternation(
        tuple(word for word in words if not _is_compound(word, words - {word}))
    )


def _is_compound(word: str, parts: Collection[str]) -> bool:
    """True where some of the parts, one behind the other, are the word."""
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in parts for start in reached):
            reached.add(end)
    return len(word) in reached


# --- Reading -------------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """One line of a TOML file."""

    vocabulary: str
    key: str
    word: str
    evidence: str


class _LexiconSource(NamedTuple):
    """A TOML file: its name, for messages, and what it holds."""

    name: str
    data: Mapping[str, Any]

    @property
    def lexicon(self) -> str:
        """Name of the lexicon that the file is a part of."""
        return str(self.data.get("name", self.name))

    @property
    def conditions(self) -> dict[str, tuple[str, ...]]:
        """What a document must be for the lexicon to be chosen."""
        applies = self.data.get("applies", {})
        return {fact: _ensure_tuple(values) for fact, values in applies.items()}

    def iter_entries(self) -> Iterator[_Entry]:
        """All words with their vocabulary and key."""
        for name, value in self.data.items():
            if isinstance(value, dict) and name != "applies":
                yield from self._iter_table(value, (name,))

    def _iter_table(
        self, data: Mapping[str, Any], path: tuple[str, ...]
    ) -> Iterator[_Entry]:
        for name, value in data.items():
            if isinstance(value, dict):
                yield from self._iter_table(value, (*path, name))
            elif len(path) >= 2:
                yield _Entry(".".join(path[:-1]), path[-1], name, str(value))
            else:
                raise ExtractorError(
                    "TEMPLATE_WORD_WITHOUT_KEY",
                    template=self.name,
                    vocabulary=path[0],
                    word=name,
                )


def _ensure_tuple(values: object) -> tuple[str, ...]:
    """One value or a list of them; a word alone is one value, not its letters."""
    if isinstance(values, list):
        return tuple(map(str, values))
    return (str(values),)


def _build_lexicon(
    name: str, sources: Sequence[_LexiconSource], parent: Lexicon | None
) -> Lexicon:
    """Build one lexicon of all the files that have its name."""
    vocabularies: dict[str, dict[str, str]] = {}
    attestations: dict[tuple[str, str], str] = {}
    if parent is not None:
        for vocabulary, words in parent.vocabularies.items():
            vocabularies[vocabulary] = dict(words)
        attestations = dict(parent.attestations)
    conditions: dict[str, tuple[str, ...]] = {}
    own_keys: dict[tuple[str, str], str] = {}
    for source in sources:
        conditions |= source.conditions
        for entry in source.iter_entries():
            word = match_key(entry.word)
            _check_entry(source, entry, own_keys.get((entry.vocabulary, word)))
            own_keys[entry.vocabulary, word] = entry.key
            vocabularies.setdefault(entry.vocabulary, {})[word] = entry.key
            attestations[entry.vocabulary, word] = entry.evidence
    return Lexicon(
        name=name,
        vocabularies=MappingProxyType(
            {key: MappingProxyType(words) for key, words in vocabularies.items()}
        ),
        attestations=MappingProxyType(attestations),
        conditions=conditions,
        extends=parent.name if parent else "",
    )


def _check_entry(source: _LexiconSource, entry: _Entry, other_key: str | None) -> None:
    """Refuse a word under two keys, and a vocabulary or key that no code uses."""
    if other_key not in (None, entry.key):
        raise ExtractorError(
            "TEMPLATE_WORD_TWICE",
            template=source.name,
            vocabulary=entry.vocabulary,
            word=entry.word,
        )
    try:
        known = entry.key in _list_allowed_keys(entry.vocabulary)
    except UnknownVocabularyError:
        known = False
    if not known:
        raise ExtractorError(
            "TEMPLATE_KEY_UNKNOWN",
            template=source.name,
            vocabulary=entry.vocabulary,
            key=entry.key,
        )


@cache
def _list_allowed_keys(vocabulary: str) -> frozenset[str]:
    """The keys that a declared vocabulary may have.

    Raises:
        UnknownVocabularyError: It is not declared, or named after no concept or
            section.
    """
    declared = get_declaration(vocabulary)
    if declared.name.endswith(".*"):
        head, _, member = vocabulary.partition(".")
        if member not in _list_source(_FAMILY_MEMBERS[head]):
            raise UnknownVocabularyError(vocabulary)
    keys = frozenset(declared.keys)
    if declared.source is not None:
        keys |= _list_source(declared.source)
    if declared.form is Form.PAIRS:
        keys = frozenset(f"{one};{other}" for one in keys for other in keys)
    return keys


@cache
def _list_source(source: KeySource) -> frozenset[str]:
    if source is KeySource.SECTIONS:
        return _get_closed_list("sections", "key")
    return frozenset(load_concepts())


def _build_lexicons(texts: Mapping[str, str]) -> dict[str, Lexicon]:
    """Build all lexicons of a set of TOML files (name of the file -> its text), parents
    before their children."""
    sources: dict[str, list[_LexiconSource]] = {}
    for file_name, text in sorted(texts.items()):
        try:
            source = _LexiconSource(file_name, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            raise ExtractorError(
                "TEMPLATE_UNREADABLE", template=file_name, reason=error
            ) from error
        sources.setdefault(source.lexicon, []).append(source)
    built: dict[str, Lexicon] = {}
    for name in sorted(sources):
        _build_with_parents(name, (), sources, built)
    return built


def _build_with_parents(
    name: str,
    children: tuple[str, ...],
    sources: Mapping[str, Sequence[_LexiconSource]],
    built: dict[str, Lexicon],
) -> Lexicon:
    if name in built:
        return built[name]
    if name not in sources or name in children:
        raise ExtractorError(
            "TEMPLATE_EXTENDS", template=[*children, name][-2:][0], parent=name
        )
    extended = [source.data.get("extends") for source in sources[name]]
    parent_name = next(filter(None, extended), None)
    if parent_name is None and name != "base" and "base" in sources:
        parent_name = "base"
    parent = None
    if parent_name:
        chain = (*children, name)
        parent = _build_with_parents(str(parent_name), chain, sources, built)
    built[name] = _build_lexicon(name, sources[name], parent)
    return built[name]


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
    """Load the lexicons that ship with the package, by name.

    Built once for all processes of a user, as long as the files are the same.

    Raises:
        ExtractorError: A file has a vocabulary or key that is not declared, or one word
            under two keys.
    """
    texts = _read_bundled_files()
    entry = f"lexicons-{_compute_digest(texts)}-{sys.implementation.cache_tag}"
    content = load_entry(entry)
    if content is not None:
        packed = marshal.loads(content)
        return MappingProxyType({one[0]: _unpack_lexicon(*one) for one in packed})
    lexicons = _build_lexicons(texts)
    packed = [_pack_lexicon(lexicon) for lexicon in lexicons.values()]
    store_entry(entry, marshal.dumps(packed))
    return MappingProxyType(lexicons)


def _compute_digest(texts: Mapping[str, str]) -> str:
    """A digest of the words, and of what decides whether they are declared."""
    package = files("extractor")
    declarations = (
        package.joinpath(*path.split("/")).read_bytes() for path in _DECLARATIONS
    )
    words = (f"{name} {text}".encode() for name, text in sorted(texts.items()))
    return sha256(b"\0".join((*words, *declarations))).hexdigest()[:24]


def _pack_lexicon(lexicon: Lexicon) -> tuple[Any, ...]:
    """What a lexicon is made of, in types that every process can load."""
    vocabularies = {name: dict(map_) for name, map_ in lexicon.vocabularies.items()}
    return (
        lexicon.name,
        vocabularies,
        dict(lexicon.attestations),
        lexicon.conditions,
        lexicon.extends,
    )


def _unpack_lexicon(
    name: str,
    vocabularies: dict[str, dict[str, str]],
    attestations: dict[tuple[str, str], str],
    conditions: dict[str, tuple[str, ...]],
    extends: str,
) -> Lexicon:
    proxies = {key: MappingProxyType(words) for key, words in vocabularies.items()}
    return Lexicon(
        name=name,
        vocabularies=MappingProxyType(proxies),
        attestations=MappingProxyType(attestations),
        conditions=conditions,
        extends=extends,
    )


def load_lexicons(folder: str | Path) -> Mapping[str, Lexicon]:
    """Load the bundled lexicons and those of a folder of TOML files.

    Args:
        folder: Where the files are; their names do not matter.

    Returns:
        All lexicons by name.

    Raises:
        ExtractorError: There is no file, a file is no TOML, extends what is not there,
            has one word under two keys, a
            vocabulary or key that is not declared, or conditions that no document
            fulfils.
    """
    own_files = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(Path(folder).glob("*.toml"))
    }
    if not own_files:
        raise ExtractorError("TEMPLATE_FOLDER_EMPTY", path=folder)
    return validate_lexicons(
        MappingProxyType(_build_lexicons({**_read_bundled_files(), **own_files}))
    )


def validate_lexicons(lexicons: Mapping[str, Lexicon]) -> Mapping[str, Lexicon]:
    """Check that every lexicon can be chosen.

    Args:
        lexicons: Lexicons by name, ``base`` among them.

    Returns:
        The same.

    Raises:
        ExtractorError: A lexicon is never chosen, or has a condition that no document
            meets.
    """
    extended = {lexicon.extends for lexicon in lexicons.values()}
    for name, lexicon in lexicons.items():
        if name == "base":
            continue
        if not lexicon.conditions and name not in extended:
            raise ExtractorError("TEMPLATE_NEVER_CHOSEN", template=name)
        for fact, values in lexicon.conditions.items():
            for value in values:
                _check_condition(name, fact, value)
    return lexicons


def _check_condition(name: str, fact: str, value: str) -> None:
    known = _list_condition_values().get(fact)
    if known is None or (known and value not in known):
        raise ExtractorError(
            "TEMPLATE_FACT_UNKNOWN", template=name, fact=fact, value=value
        )


def _get_closed_list(table: str, column: str) -> frozenset[str]:
    """The closed list of a column."""
    return frozenset(
        next(c.values for c in schema.get_table(table).columns if c.name == column)
    )


@cache
def _list_condition_values() -> Mapping[str, frozenset[str]]:
    """Conditions of ``applies`` -> the values a document may have; empty where any may
    be."""
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
    """Choose the lexicon of a document.

    Args:
        lexicons: All lexicons, ``base`` among them.
        attributes: What is known of the document: province, city, county, fiscal_year,
            doc_type.

    Returns:
        The lexicon with the most conditions of those whose conditions all hold;
        ``base`` when there is none.
    """
    by_name = {lexicon.name: lexicon for lexicon in lexicons}
    best: tuple[int, str] = (0, "base")
    for lexicon in by_name.values():
        fits = all(
            (attributes.get(name) or "") in values
            for name, values in lexicon.conditions.items()
        )
        if lexicon.conditions and fits:
            best = max(best, (len(lexicon.conditions), lexicon.name))
    return by_name[best[1]]
