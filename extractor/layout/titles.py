"""Titles of sections without year, office, remark and qualifiers.

``（三）关于湖州市财政局2026年收入预算情况说明（详见表1-3）`` is 收入预算情况说明, which is 收入 with qualifiers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.text import regex
from extractor.text.affixes import strip_affixes
from extractor.text.dates import LEADING_YEAR, YEAR_DIGITS
from extractor.text.normalize import match_key, normalize

__all__ = [
    "LONGEST_TITLE",
    "NAMELESS",
    "TitleNames",
    "TOP_LEVEL_KINDS",
    "ends_as_table",
    "extract_core_title",
    "is_known_title",
    "is_sentence",
    "find_section_keys",
    "look_up_title",
    "looks_like_title",
    "name_title",
    "normalize_title",
    "strip_toc_leader",
]

_TOC_LEADERS = regex.compile(  # a run of dots or spaces is tried once, from where it begins
    r"(?<![.…·_\-—])[.…·_\-—]{2,}+\s*+[(（]?\d{0,3}[)）]?\s*$|(?<!\s)\s++(?:[(（]?\d{1,3}[)）]?\s*)?$"
)
# What is left of the fields of a generated table of contents, in a copy of its text.
_FIELD_RESIDUE = regex.compile(
    r"\s*+PAGEREF\b.*$|^\s*+(?:TOC\s[^一-鿿]*)?HYPERLINK\s[^一-鿿]*+(?=[第(（一-鿿])|^\s*+TOC\s+\\[^一-鿿]*+"
)
_SHORTEST_TITLE = 6  # characters of a title that may match a longer one
# Characters of the longest title met (关于…的情况说明), white space left out.
LONGEST_TITLE = 42
TOP_LEVEL_KINDS = (
    "part",
    "subpart",
    "roman",
    "small_roman",
    "chinese",
    "chinese_bracket",
    "decimal",
    "unmarked",
)
_BRACKETED_SCOPE = regex.compile(r"^[(（][^()（）]{2,12}[)）]")
_SENTENCE_MARK = regex.compile(r"[。；;!?]|[,，].*[,，]")
_CLAUSE_MARK = regex.compile(r"[，。；]")
_CLOSING_NOTE = regex.compile(r"[(（][^()（）]*[)）]$")
_CONTAINER_SECTIONS = (
    None,
    "basic_situation",
    "budget_overview",
    "results_overview",
    "other_matters",
)


class _TitlePatterns(NamedTuple):
    conjunction: regex.Pattern[str]  # between two subjects of one title
    remark: regex.Pattern[str]
    compared_year: regex.Pattern[str]
    all_tables: regex.Pattern[str]  # the part that holds the tables
    about_words: tuple[str, ...]
    prior_year_word: str  # replaces a printed year behind 与


@cache
def _compile_title_patterns(lexicon: Lexicon) -> _TitlePatterns:
    def get_words(key: str) -> tuple[str, ...]:
        return lexicon.get_words("title_words", key)

    return _TitlePatterns(
        conjunction=regex.compile(build_alternation(get_words("and"))),
        remark=regex.compile(
            rf"[(（](?:{build_alternation(get_words('remark'), get_words('see'))}).*?[)）]\s*$"
        ),
        # 与2019年对比 is 与上年对比.
        compared_year=regex.compile(rf"(?<=[与比较同]){YEAR_DIGITS}年?度?"),
        all_tables=_compile_tables_title(lexicon),
        about_words=get_words("about"),
        prior_year_word=next(iter(get_words("last_year")), ""),
    )


def _compile_tables_title(lexicon: Lexicon) -> regex.Pattern[str]:
    """The title of all tables of a disclosure: whose budget or accounts, and that
    they are tables (部门决算公开报表).
    """
    scope = build_alternation(lexicon.get_words("doc_scope", "word"))
    whole = build_alternation(lexicon.get_words("volumes", "whole"))
    kind = build_alternation(tuple(lexicon.get_vocabulary("doc_type")))
    end = build_alternation(lexicon.get_words("volumes", "end"))
    table = build_alternation(lexicon.get_words("table_ends", "word"))
    return regex.compile(rf"(?:{scope})?(?:{whole})?(?:{kind})(?:{end})*(?:{table})")


def _strip_department(
    normalized_title: str, lexicon: Lexicon, name_variants: Sequence[str]
) -> str:
    """A plain title without the office, text in brackets behind it
    (本级), 关于, and the year.
    """
    for name in name_variants:
        before, matched, behind = normalized_title.partition(name)
        if matched:
            behind = _BRACKETED_SCOPE.sub("", behind)
            normalized_title = (before + behind).replace(name, "")
            for word in _compile_title_patterns(lexicon).about_words:
                normalized_title = normalized_title.removeprefix(word)
    return LEADING_YEAR.sub("", normalized_title)


def strip_toc_leader(title: str) -> str:
    """A title without the leader, page number and field codes of a table of
    contents.
    """
    if "PAGEREF" in title or "HYPERLINK" in title or "TOC" in title:
        title = _FIELD_RESIDUE.sub("", title)
    return _TOC_LEADERS.sub("", title)


_FRAMED_TITLE = regex.compile(r"^[\[<《](?P<title>[^\[\]<>《》]+)[\]>》]$")
"""A title that brackets set off: 【部门概况】."""


@lru_cache(maxsize=16384)
def normalize_title(title: str, lexicon: Lexicon) -> str:
    """A title without year, remark in brackets, 关于 and trailing marks,
    folded and squeezed.
    """
    words = _compile_title_patterns(lexicon)
    text = strip_toc_leader(normalize(title)).rstrip()
    if text.endswith((")", "）")):
        text = words.remark.sub("", text)
    text = _FRAMED_TITLE.sub(r"\g<title>", match_key(text))
    for word in words.about_words:
        text = text.removeprefix(word)
    previous = ""
    while text != previous:
        previous = text
        text = LEADING_YEAR.sub("", text).rstrip(":;。、,")
    return words.compared_year.sub(words.prior_year_word, text)


def extract_core_title(
    title: str, lexicon: Lexicon, name_variants: Sequence[str]
) -> str:
    """A plain title without the office, by its name or called 部门."""
    plain = _strip_department(normalize_title(title, lexicon), lexicon, name_variants)
    for word in lexicon.get_words("doc_scope", "word"):
        plain = plain.removeprefix(word)
    return plain


def find_section_keys(
    title: str,
    lexicon: Lexicon,
    name_variants: Sequence[str],
    level: int = 1,
    parent: str | None = None,
) -> tuple[str | None, ...]:
    """Find the keys of the sections that a title names.

    Args:
        title: The title as printed, without its number.
        lexicon: The words of titles.
        name_variants: Match keys of the department's name, longest first.
        level: 1 or 2.
        parent: Key of the section above; one with a single subject is
            not divided by
            words inside a title.

    Returns:
        One key where the title is known, several where a merged heading
        names several,
        () when none.
    """
    plain = _strip_department(normalize_title(title, lexicon), lexicon, name_variants)
    vocabularies = ("sub_headings", "headings") if level == 2 else ("headings",)
    key = _find_whole_key(plain, lexicon, vocabularies)
    if key is not None:
        return (key,)
    if level == 2 and parent not in _CONTAINER_SECTIONS:
        return ()
    if _names_whole_budget(plain, lexicon):
        return ()
    ranks_by_key: dict[str, int] = {}
    for word, marked in lexicon.get_vocabulary("heading_marks").items():
        at = plain.find(word)
        if at >= 0:
            ranks_by_key[marked] = min(ranks_by_key.get(marked, at), at)
    if level == 2:
        ranks_by_key.pop(parent or "", None)
    return tuple(sorted(ranks_by_key, key=lambda k: (ranks_by_key[k], k)))


def _names_whole_budget(title: str, lexicon: Lexicon) -> bool:
    """True for 单位预算及“三公”经费预算: the whole budget, and a part of it beside it."""
    kinds = tuple(lexicon.get_vocabulary("doc_type"))
    scopes = lexicon.get_words("doc_scope", "word")
    wholes = {scope + kind for scope in scopes for kind in kinds}
    parts = _compile_title_patterns(lexicon).conjunction.split(title)
    return len(parts) > 1 and not wholes.isdisjoint(parts)


def _find_whole_key(
    title: str, lexicon: Lexicon, vocabularies: Iterable[str]
) -> str | None:
    """Key of a title as a whole, with or without
    the note in brackets at its end."""
    for form in dict.fromkeys((title, _CLOSING_NOTE.sub("", title))):
        for vocabulary in vocabularies:
            key = look_up_title(form, lexicon, vocabulary)
            if key is not None:
                return key
        if _compile_title_patterns(lexicon).all_tables.fullmatch(form):
            return "budget_tables"
    return None


class TitleNames(NamedTuple):
    """The keys of the sections that a title names, and whether a lexicon knows the
    title as a whole.
    """

    keys: tuple[str | None, ...]
    is_known: bool


NAMELESS = TitleNames((), False)


def name_title(
    title: str, lexicon: Lexicon, name_variants: Sequence[str]
) -> TitleNames:
    """Find the sections that a title names.

    Args:
        title: The title as printed, without its number.
        lexicon: The words of titles.
        name_variants: Match keys of the department's name, longest first.

    Returns:
        Their keys. A title that only has a known word in it is not known.
    """
    keys = find_section_keys(title, lexicon, name_variants)
    return TitleNames(keys, is_known_title(title, lexicon, name_variants))


@lru_cache(maxsize=16384)
def look_up_title(
    normalized_title: str, lexicon: Lexicon, vocabulary: str
) -> str | None:
    """Key of a title, as it is or without qualifiers (情况, 说明, 安排) at either end."""
    words = lexicon.get_vocabulary(vocabulary)
    qualifiers = lexicon.get_vocabulary("heading_qualifiers")

    def find_key(text: str) -> str | None:
        for form in strip_affixes(text, qualifiers, qualifiers):
            if form in words:
                return words[form]
        return None

    def find_shared_key(text: str) -> str | None:
        """The key that all parts of a title have: 内设科室及下属单位."""
        parts = _compile_title_patterns(lexicon).conjunction.split(text)
        keys = {find_key(part) for part in parts}
        if len(parts) == 1 or len(keys) > 1:
            return None
        return keys.pop()

    key = find_key(normalized_title) or find_shared_key(normalized_title)
    if key is not None:
        return key
    short_titles = _build_short_titles(lexicon, vocabulary)
    ends = lexicon.get_words("heading_ends", "word")
    for form in strip_affixes(normalized_title, ends):
        if form in short_titles:
            return short_titles[form]
    return None


@lru_cache(maxsize=64)
def _build_short_titles(lexicon: Lexicon, vocabulary: str) -> dict[str, str]:
    """Known titles without what closes them: 国有资产占用使用 of 国有资产占用使用情况说明;
    those of two keys left out.
    """
    keys_by_title: dict[str, set[str]] = {}
    for word, key in lexicon.get_vocabulary(vocabulary).items():
        for form in strip_affixes(word, lexicon.get_words("heading_ends", "word")):
            if len(form) >= _SHORTEST_TITLE:
                keys_by_title.setdefault(form, set()).add(key)
    return {form: keys.pop() for form, keys in keys_by_title.items() if len(keys) == 1}


def is_known_title(title: str, lexicon: Lexicon, name_variants: Sequence[str]) -> bool:
    plain = _strip_department(normalize_title(title, lexicon), lexicon, name_variants)
    key = _find_whole_key(plain, lexicon, ("headings", "sub_headings"))
    return key is not None


def looks_like_title(text: str) -> bool:
    plain = match_key(text)
    if not 0 < len(plain) <= LONGEST_TITLE:
        return False
    return _SENTENCE_MARK.search(plain.rstrip(":。")) is None


def ends_as_table(title: str, lexicon: Lexicon) -> bool:
    """True for the title of a table, with or without
    a note in brackets behind it."""
    words = lexicon.get_words("table_ends", "word")
    return _CLOSING_NOTE.sub("", match_key(title)).endswith(words)


def is_sentence(text: str) -> bool:
    return text.rstrip().endswith("。") or len(_CLAUSE_MARK.findall(text)) >= 2
