"""Acceptance: whether what was read is the disclosure of one office, by all evidence
for and against.

Each witness has a weight: the title, the office, each concept with a figure, each
statutory table, each known section, the office speaking of itself; against it the
titles and phrases of other documents, the sums of a whole region, the lack of any
figure. Between the two limits a document is kept, and an issue says that it may be
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from extractor.extractors.context import Context
from extractor.layout.lines import TextLine
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.lexicon.vocabularies import OTHER_GENRES
from extractor.model.disclosure import UNCERTAIN_CODE, RejectionReason
from extractor.model.document import Document
from extractor.model.issues import Issue
from extractor.model.records import (
    Amount,
    Asset,
    BudgetLine,
    Change,
    Count,
    Indicator,
    NilStatement,
    OrgUnit,
    Procurement,
    Record,
)
from extractor.profile.profile import find_titled_place
from extractor.text import regex
from extractor.text.normalize import match_key

__all__ = [
    "Acceptance",
    "Argument",
    "Verdict",
    "find_rejection_code",
    "judge_disclosure",
]

# Characters; the error page of a web server is shorter.
_LONGEST_ERROR_PAGE = 600

ACCEPTANCE_LIMIT = 5
"""The score from which a document is a disclosure: a title with its office and a
figure, or a few concepts of an office that speaks of itself."""
UNCERTAINTY_LIMIT = 3
"""The score from which a document may be one."""

_TITLE_WEIGHT = (
    3  # a title of one office that says whose budget it is (部门预算, 单位决算)
)
_VAGUE_TITLE_WEIGHT = 2  # 预算, 决算 or “三公” alone
_OFFICE_WEIGHT = 1
_TABLE_WEIGHT = 2
_MAX_TABLES = 3
_MAX_FORMS = 2  # other tables of the field, each of weight 1
_FIGURE_WEIGHT = 1  # some sum of money, named or not
_MAX_CONCEPTS = 5  # each of weight 1
_MAX_SECTIONS = 4  # each of weight 1
_MIN_SELF_REFERENCES = 3  # that weigh 2, one weighs 1
_OTHER_TITLE_WEIGHT = -8
_REGION_WEIGHT = -6
_REGION_BESIDE_OFFICE_WEIGHT = -4  # sums of a region in a document that names an office
_NO_FIGURE_WEIGHT = -6
_NO_FIGURE_IN_SECTIONS_WEIGHT = -3  # the tables of a text with sections may be pictures
_ONLY_COUNTS_WEIGHT = -1  # a titled section may tell of vehicles or persons alone
_ONLY_WORDS_WEIGHT = -2  # or only say something of the office
_MIN_TEXT_SECTIONS = 2
_FEW_GENRE_WORDS_WEIGHT = -3
_GENRE_WEIGHT = -7
_MIN_GENRE_WORDS = 2  # one may stand in any disclosure
_MANY_GENRE_WORDS = 3
_MAX_AGAINST_TEXT = -2 * _GENRE_WEIGHT  # beyond which a text cannot change the verdict
_LONGEST_TITLE_LINE = 60
_CLAUSE_MARK = regex.compile("[。;,]")
_LEAD_IN = ":"
_TITLE_LINES = 3  # first lines that may be a title where none is known
_FIGURE_RECORDS = (Amount, Change, BudgetLine, Asset, Procurement, Indicator)
# What a form of units or persons counts, without any money.
_COUNT_RECORDS = (Count, OrgUnit)
_NATURES = frozenset({"expenditure.basic", "expenditure.project"})
_DATA_TABLE_KINDS = frozenset({"unknown", "layout", "statutory"})


class Verdict(Enum):
    """What the evidence says."""

    ACCEPTED = auto()
    UNCERTAIN = auto()
    REFUSED = auto()


class Argument(NamedTuple):
    """One thing that speaks for a disclosure or, with a negative weight, against it.

    ``code`` is that of its message, ``word`` the word that decided.
    """

    code: str
    weight: int
    word: str = ""


class Acceptance(NamedTuple):
    """The verdict on a document, with all evidence."""

    arguments: tuple[Argument, ...]

    @property
    def score(self) -> int:
        """The sum of all weights."""
        return sum(one.weight for one in self.arguments)

    @property
    def verdict(self) -> Verdict:
        """What the score says."""
        if self.score >= ACCEPTANCE_LIMIT:
            return Verdict.ACCEPTED
        if self.score >= UNCERTAINTY_LIMIT:
            return Verdict.UNCERTAIN
        return Verdict.REFUSED

    @property
    def reason(self) -> RejectionReason:
        """What speaks most against a disclosure; that little speaks for it where
        nothing does."""
        against = min(self.arguments, key=lambda one: one.weight, default=None)
        if against is not None and against.weight < 0:
            return RejectionReason(against.code, against.word)
        if any(one.code == "FOR_TITLE" for one in self.arguments):
            return RejectionReason("WHY_NOT_SECTIONS")
        return RejectionReason("WHY_NOT_WORDS")

    def build_issue(self) -> Issue:
        """The issue of a document that may be none."""
        return Issue.build(
            UNCERTAIN_CODE,
            score=self.score,
            limit=ACCEPTANCE_LIMIT,
            evidence=";".join(f"{one.code} {one.weight:+d}" for one in self.arguments),
        )


def judge_disclosure(context: Context, records: Sequence[Record]) -> Acceptance:
    """Judge whether a document is the disclosure of one office.

    Args:
        context: The document as it was read.
        records: All that was read from it.

    Returns:
        The verdict with all arguments, what speaks against it at the end.
    """
    favourable = [
        *_weigh_title(context),
        *_weigh_concepts(records),
        *_weigh_tables(context, records),
        *_weigh_sections(context),
    ]
    adverse = [*_weigh_other_title(context, records), *_weigh_figures(context, records)]
    found = Acceptance((*favourable, *adverse))
    if found.score - _MAX_AGAINST_TEXT >= ACCEPTANCE_LIMIT:
        return found
    text = match_key(context.document.text)
    favourable += _weigh_self_references(context, text)
    adverse += [*_weigh_region(context, text), *_weigh_genres(context.lexicon, text)]
    return Acceptance((*favourable, *adverse))


# For a disclosure


def _weigh_title(context: Context) -> Iterator[Argument]:
    """The title and the office."""
    title = _get_title(context)
    kinds = context.lexicon.get_words("disclosure", "kind")
    has_office = context.profile.department_name is not None
    if _is_titled_by_office(context):
        yield Argument("FOR_TITLE", _TITLE_WEIGHT)
    elif any(kind in title for kind in kinds) or _leads_in_own_budget(context):
        yield Argument("FOR_TITLE", _VAGUE_TITLE_WEIGHT)
    if has_office:
        yield Argument("FOR_OFFICE", _OFFICE_WEIGHT)


def _weigh_concepts(records: Sequence[Record]) -> Iterator[Argument]:
    """Each concept that stands with a figure."""
    concepts = {
        record.item
        for record in records
        if isinstance(record, Amount | BudgetLine) and record.item
    }
    if concepts:
        yield Argument("FOR_CONCEPTS", min(len(concepts), _MAX_CONCEPTS))
    if any(isinstance(record, Amount | BudgetLine) for record in records):
        yield Argument("FOR_FIGURES", _FIGURE_WEIGHT)


def _weigh_tables(context: Context, records: Iterable[Record]) -> Iterator[Argument]:
    """Each statutory table with figures, and other tables of the field."""
    filled = {
        record.value.place.path
        for record in records
        if isinstance(record, BudgetLine) and record.value.value is not None
    }
    keyed = {
        parsed.source_table.path
        for parsed in context.tables
        if parsed.table_key and parsed.source_table.path in filled
    }
    if keyed:
        yield Argument("FOR_TABLES", _TABLE_WEIGHT * min(len(keyed), _MAX_TABLES))
    forms = context.table_kinds - _DATA_TABLE_KINDS
    if forms:
        yield Argument("FOR_FORMS", min(len(forms), _MAX_FORMS))


def _weigh_sections(context: Context) -> Iterator[Argument]:
    """Each known section that holds text or a table."""
    known = _list_filled_sections(context)
    if known:
        yield Argument("FOR_SECTIONS", min(len(known), _MAX_SECTIONS))


def _list_filled_sections(context: Context) -> set[str]:
    """Keys of known sections with text or a table."""
    keys: set[str] = set()
    for entry in context.outline.entries:
        has_text = (
            entry.kind == "heading" and entry.line.text[entry.text_start :].strip()
        )
        if entry.kind == "title" and entry.title_key:
            keys.add(entry.title_key)
        if entry.kind in ("prose", "table") or has_text:
            keys |= {key for key in (entry.section_key, entry.heading_key) if key}
    return keys


def _weigh_self_references(context: Context, text: str) -> Iterator[Argument]:
    """The office speaking of itself: 我局, 本部门, or its name as that of its own
    figures."""
    words = context.lexicon.get_words("prose.owner")
    count = sum(text.count(word) for word in words)
    names = context.name_variants[:1]
    count += sum(text.count(match_key(name)) > 1 for name in names)
    if count:
        yield Argument("FOR_SELF", 1 + (count >= _MIN_SELF_REFERENCES))


def _leads_in_own_budget(context: Context) -> bool:
    """True where the office opens a text without a
    title by its name and leads in its budget:
    …协会2019年预算已经理事会审议，现公开如下：
    """
    name = context.profile.department_name
    if name is None or context.profile.title is not None:
        return False
    kinds = context.lexicon.get_words("disclosure", "kind")
    lines = [
        match_key(entry.element.text)
        for entry in context.outline.entries[:_TITLE_LINES]
        if isinstance(entry.element, TextLine)
    ]
    return any(
        match_key(name.value) in line
        and line.endswith(_LEAD_IN)
        and any(kind in line for kind in kinds)
        for line in lines
    )


# Against it


def _get_title(context: Context) -> str:
    """The title; the first short lines that are
    no sentences where none is known."""
    if context.profile.title is not None:
        return match_key(context.profile.title.value)
    lines = [
        match_key(entry.element.text)
        for entry in context.outline.entries[:_TITLE_LINES]
        if isinstance(entry.element, TextLine)
    ]
    return "\n".join(line for line in lines if _may_be_title(line))


def _may_be_title(line: str) -> bool:
    return len(line) <= _LONGEST_TITLE_LINE and _CLAUSE_MARK.search(line) is None


def _lists_natures(context: Context, records: Iterable[Record]) -> bool:
    """True where lines of an office are its basic and its project expenditure, which
    no sum of a region is parted into."""
    if context.profile.department_name is None:
        return False
    concepts = {
        record.context.concept for record in records if isinstance(record, BudgetLine)
    }
    return concepts >= _NATURES


def _weigh_other_title(
    context: Context, records: Sequence[Record]
) -> Iterator[Argument]:
    """A word by which the title names another kind of document, or a government."""
    title = _get_title(context)
    head = _drop_office(title, context)
    if head != title and title.endswith(context.lexicon.get_words("table_ends")):
        head = _drop_budgets(head, context.lexicon)
    word = _find_word(context, "title", head)
    if word is not None and _lists_natures(context, records):
        return
    if word is None and _find_word(context, "unless", head) is None:
        word = _find_word(context, "government", head)
    if word is not None:
        yield Argument("WHY_NOT_TITLE", _OTHER_TITLE_WEIGHT, word)


def _drop_office(title: str, context: Context) -> str:
    """A title without the office that it names.

    巡察工作领导小组办公室 has a budget like any other; a government has that of its place.
    """
    whole = context.lexicon.get_words("not_disclosure", "whole")
    for name in context.name_variants:
        if not name.endswith(whole):
            title = title.replace(name, "")
    return title


def _drop_budgets(title: str, lexicon: Lexicon) -> str:
    """The title of a table without the budget that it is of: 公共财政预算."""
    names = lexicon.get_words("funds_named", "general_public_budget")
    for name in sorted(names, key=len, reverse=True):
        title = title.replace(name, "")
    return title


def _find_word(context: Context, key: str, text: str) -> str | None:
    """The first word of a vocabulary of other documents that occurs in a text."""
    words = context.lexicon.get_words("not_disclosure", key)
    return next((word for word in words if word in text), None)


def _weigh_figures(context: Context, records: Sequence[Record]) -> Iterator[Argument]:
    """The lack of any figure or target, and of any statement that there is none."""
    if any(isinstance(record, (*_FIGURE_RECORDS, NilStatement)) for record in records):
        return
    weight = _NO_FIGURE_WEIGHT
    is_titled = _is_titled_by_office(context)
    if is_titled and any(isinstance(record, _COUNT_RECORDS) for record in records):
        weight = _ONLY_COUNTS_WEIGHT
    elif is_titled and _speaks_in_section(context):
        weight = _ONLY_WORDS_WEIGHT
    elif len(_list_filled_sections(context)) >= _MIN_TEXT_SECTIONS:
        weight = _NO_FIGURE_IN_SECTIONS_WEIGHT
    yield Argument("WHY_NOT_FIGURES", weight)


def _is_titled_by_office(context: Context) -> bool:
    """True for a title of one office that says whose budget it is."""
    marks = context.lexicon.get_words("disclosure", "title")
    title = _get_title(context)
    has_office = context.profile.department_name is not None
    return has_office and any(mark in title for mark in marks)


def _speaks_in_section(context: Context) -> bool:
    """True where the office fills a known section with sentences of its own."""
    text = match_key(context.document.text)
    owners = context.lexicon.get_words("prose.owner")
    return bool(_list_filled_sections(context)) and any(w in text for w in owners)


def _weigh_region(context: Context, text: str) -> Iterator[Argument]:
    """Sums of all offices of a place: 全县“三公”经费620万元, 市财政局汇总."""
    match = _compile_region_pattern(context.lexicon).search(text)
    if context.profile.department_name is None:
        place = find_titled_place(_get_title(context), context.lexicon)
        word = _find_word(context, "summed", text) or place
        word = word or (match and match.group())
        if word:
            yield Argument("WHY_NOT_SUMMED", _REGION_WEIGHT, word)
    elif match is not None:
        yield Argument("WHY_NOT_SUMMED", _REGION_BESIDE_OFFICE_WEIGHT, match.group())


@cache
def _compile_region_pattern(lexicon: Lexicon) -> regex.Pattern[str]:
    """A region as the owner of a sum: 全县一般公共预算收入12亿元, 全市58个部门“三公”经费620万元."""
    region = build_alternation(lexicon.get_words("not_disclosure", "region"))
    money = build_alternation(
        lexicon.get_words("disclosure", "kind"),
        lexicon.get_words("doc_title", "figures"),
    )
    return regex.compile(
        rf"(?:{region})[^。;,:]{{0,12}}?(?:{money})[^。;,:]{{0,12}}?\d+(?:\.\d+)?[万亿]"
    )


def _weigh_genres(lexicon: Lexicon, text: str) -> Iterator[Argument]:
    """Phrases of other kinds of documents, by the kind of which most occur."""
    has_all_of = frozenset(text).issuperset  # far fewer
    for genre in OTHER_GENRES:
        words = lexicon.get_words("other_documents", genre)
        found = [word for word in words if has_all_of(word) and word in text]
        if len(found) >= _MANY_GENRE_WORDS:
            yield Argument("WHY_NOT_GENRE", _GENRE_WEIGHT, "、".join(found[:3]))
        elif len(found) >= _MIN_GENRE_WORDS:
            yield Argument("WHY_NOT_GENRE", _FEW_GENRE_WORDS_WEIGHT, "、".join(found))


def find_rejection_code(document: Document, base_lexicon: Lexicon) -> str:
    """The code of a document without a disclosure.

    A download that failed is a page of a few words, saved under the name of the file.
    """
    text = match_key(document.text).lower()
    marks = base_lexicon.get_words("error_page", "mark")
    is_short_page = (
        document.format in ("html", "mht", "txt") and len(text) < _LONGEST_ERROR_PAGE
    )
    if is_short_page and any(mark.lower() in text for mark in marks):
        return "WEB_ERROR_PAGE"
    return "NOT_A_DISCLOSURE"
