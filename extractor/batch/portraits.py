"""What is kept of a file to tell which files make one disclosure.

A portrait says whose and of which year a file is, what it holds (prose,
tables), and which figures it states. It is made where the file was
read, from its bytes and its name alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import Disclosure, ParsedFile
from extractor.model.enums import AmountSource
from extractor.model.records import Fact
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import match_key

__all__ = [
    "FilePortrait",
    "find_name_stem",
    "portray_file",
    "state_same_figures",
]

MAX_FIGURES = 300
"""Facts that are kept of one file."""
_MIN_STEM = 2
_MIN_OFFICE = 3
_MIN_SAME_FIGURES = 2
_SITE_NUMBER = re.compile(r"\d{6}")
_YEAR = re.compile(rf"{YEAR_DIGITS}(?!\d)")
# Numbers of parts (附件2, 表3, _1) say nothing; longer ones may be of a case.
_PART_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_LIST_NUMERAL = re.compile(r"第?[一二三四五六七八九十]{1,3}(?:部分|[、.章])")
_SEPARATOR = re.compile(r"[^0-9a-z㐀-鿿]+")
_ARCHIVE = "!/"
_PROSE_TABLES = ("changes", "nil_statements", "duties", "goals", "glossary")


class FilePortrait(NamedTuple):
    """What one file says of itself; '' or None where it does not.

    ``sections`` and ``tables`` name what it holds; ``figures`` are its
    facts: value in yuan and half a unit of the last digit. ``n_prose``
    counts what its sentences state.
    """

    office: str
    unit_code: str
    year: int | None
    kind: str
    level: str
    coverage: str
    stem: str
    n_disclosures: int
    n_prose: int
    sections: tuple[str, ...]
    tables: tuple[str, ...]
    figures: Mapping[str, tuple[str, str]]

    @property
    def office_tail(self) -> str:
        """The end of the office's name, which all its forms share."""
        return self.office[-_MIN_OFFICE:]

    @property
    def is_main_text(self) -> bool:
        """True for a file that tells in prose what a disclosure tells."""
        return self.n_prose >= 2 and bool(self.n_disclosures)

    @property
    def holds_anything(self) -> bool:
        """True for a file that may be a part of a disclosure."""
        return bool(self.tables or self.n_prose or len(self.sections) > 1)

    @classmethod
    def parse_json(cls, fields: Iterable[Any]) -> FilePortrait:
        """Build a portrait from what JSON keeps of one."""
        one = cls(*fields)
        figures = {name: (value[0], value[1]) for name, value in one.figures.items()}
        return one._replace(
            sections=tuple(one.sections), tables=tuple(one.tables), figures=figures
        )


def portray_file(
    parsed: ParsedFile, name: str, lexicon: Lexicon
) -> FilePortrait | None:
    """Portray a file.

    Args:
        parsed: The file as it was understood by itself.
        name: Its name.
        lexicon: The words of titles.

    Returns:
        The portrait; None for what is plainly no part of a disclosure.
    """
    disclosure = parsed.refused
    if parsed.disclosures:
        disclosure = parsed.disclosures[0]
    if disclosure is None:
        return None
    profile = disclosure.profile
    office = code = title = ""
    if profile.department_name is not None:
        office = match_key(profile.department_name.value)
    if profile.budget_unit_code is not None:
        code = profile.budget_unit_code.value
    if profile.title is not None:
        title = match_key(profile.title.value)
    year = None
    if profile.fiscal_year is not None:
        year = profile.fiscal_year.value
    titles = f"{match_key(_strip_ending(name))}\n{title}"
    return FilePortrait(
        office,
        code,
        year,
        _find_kind(disclosure),
        _find_level(titles, lexicon),
        _find_key(titles, "doc_coverage", lexicon),
        find_name_stem(name, lexicon),
        len(parsed.disclosures),
        _count_prose(disclosure),
        tuple(sorted({one.key for one in disclosure.sections if one.key})),
        tuple(sorted(set(_name_tables(disclosure)))),
        dict(_list_figures(disclosure)),
    )


def _find_kind(disclosure: Disclosure) -> str:
    """budget or final; '' where it was assumed."""
    if any(issue.code == "KIND_ASSUMED" for issue in disclosure.issues):
        return ""
    return (disclosure.profile.doc_type or "").rpartition("_")[2]


def _find_level(titles: str, lexicon: Lexicon) -> str:
    """department or unit, where the file's title or name says so."""
    return _find_key(titles, "doc_level", lexicon, ("unit", "department"))


def _find_key(
    text: str, name: str, lexicon: Lexicon, keys: Iterable[str] = ("own", "sum")
) -> str:
    """The first key of a vocabulary of which a word occurs."""
    for key in keys:
        if any(word in text for word in lexicon.get_words(name, key)):
            return key
    return ""


def _count_prose(disclosure: Disclosure) -> int:
    n_amounts = sum(one.source is AmountSource.PROSE for one in disclosure.amounts)
    return n_amounts + sum(len(getattr(disclosure, name)) for name in _PROSE_TABLES)


def _name_tables(disclosure: Disclosure) -> Iterator[str]:
    """Statutory key, else title, of each table that holds figures."""
    for table in disclosure.tables:
        if table.table_key:
            yield table.table_key
        elif table.kind not in ("unknown", "layout"):
            title = ""
            if table.title is not None:
                title = match_key(table.title.value)
            yield f"{table.kind} {title}".rstrip()


def _list_figures(disclosure: Disclosure) -> Iterator[tuple[str, tuple[str, str]]]:
    for fact in disclosure.facts[:MAX_FIGURES]:
        if fact.value_yuan is not None:
            yield _digest_fact(fact), (str(fact.value_yuan), str(fact.precision))


def _digest_fact(fact: Fact) -> str:
    key = f"{fact.context} {fact.fiscal_year} {fact.stage} {fact.as_of}"
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def agree_on_figures(one: FilePortrait, other: FilePortrait) -> bool | None:
    """Tell whether two files state the same figures; None where they share none.

    One in ten may differ: a slip of a source is no other disclosure.
    """
    shared = one.figures.keys() & other.figures.keys()
    if not shared:
        return None
    n_equal = sum(_is_equal(one.figures[name], other.figures[name]) for name in shared)
    return n_equal * 10 >= len(shared) * 9


def state_same_figures(one: FilePortrait, other: FilePortrait) -> bool:
    """Tell whether two files share figures that are hardly equal by chance."""
    shared = one.figures.keys() & other.figures.keys()
    stated = [name for name in shared if Decimal(one.figures[name][0])]
    return len(stated) >= _MIN_SAME_FIGURES and bool(agree_on_figures(one, other))


def has_other_name(one: FilePortrait, other: FilePortrait) -> bool:
    """Tell whether the names of two files speak of different things.

    A long number is that of a web site (P020240315123456) and says
    nothing.
    """
    stems = sorted((one.stem, other.stem), key=len)
    if not stems[0] or any(map(_SITE_NUMBER.search, stems)):
        return False
    return stems[0] not in stems[1]


def match_offices(one: str, other: str) -> bool | None:
    """Tell whether two names are of one office; None where one is not known.

    A name may leave out the places before it: 衡水市桃城区财政局, 桃城区财政局.
    """
    if not one or not other:
        return None
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and len(shorter) >= _MIN_OFFICE


def _is_equal(one: tuple[str, str], other: tuple[str, str]) -> bool:
    tolerance = max(Decimal(one[1]), Decimal(other[1]))
    return abs(Decimal(one[0]) - Decimal(other[0])) <= tolerance


# Names of files


def find_name_stem(name: str, lexicon: Lexicon) -> str:
    """What a file's name says beside its year, its part and words of any disclosure.

    Args:
        name: The name, with its folders or without.
        lexicon: The words of titles.

    Returns:
        The stem; '' where nothing is left that could tell one file from others.
    """
    text = _LIST_NUMERAL.sub(" ", match_key(_strip_ending(name)))
    text = _YEAR.sub(" ", text)
    for word in _list_title_words(lexicon):
        text = text.replace(word, " ")
    text = _SEPARATOR.sub("", _PART_NUMBER.sub(" ", text).lower())
    if len(text) < _MIN_STEM:
        return ""
    return text


@cache
def _list_title_words(lexicon: Lexicon) -> tuple[str, ...]:
    """Words of the names of all disclosures, the longest first."""
    words = {
        *lexicon.get_vocabulary("tables"),
        *lexicon.get_words("doc_title", "tail"),
        *lexicon.get_words("doc_title", "about"),
        *lexicon.get_words("doc_title", "other"),
        *lexicon.get_words("doc_scope"),
        *lexicon.get_vocabulary("doc_type"),
        *lexicon.get_words("file_name"),
    }
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _strip_ending(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    stem, _, _ = last.rpartition(".")
    return stem or last


def split_folder(path: str) -> str:
    """The folder of a path in the dataset; an archive is a folder, too."""
    folder, _, _ = path.replace(_ARCHIVE, "/").rpartition("/")
    return folder
