"""Captions of tables: title, entity, unit, date.

A caption is in rows of the table itself (``289唐山市开平区信访局 | 单位：元``, ``编制部门：信访局 |
截止时间：…``), in a small table of its own above, or in the paragraphs right above (``表03　支出总表`` /
``编制单位：某局　　单位：万元``), several lines of which a converted file may hold in one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain, pairwise
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.lexicon.label_parser import is_economic_class
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Paragraph, Span
from extractor.model.enums import UnitSource
from extractor.model.records import Extracted, Unit
from extractor.tables.cells import GridCell, is_blank, is_number
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.dates import LEADING_YEAR, YEAR_DIGITS, find_dates
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize, with_offsets
from extractor.text.numbers import find_declared_unit

__all__ = [
    "Caption",
    "find_title_key",
    "parse_caption_above",
    "parse_caption_rows",
    "parse_declared_unit",
    "strip_title",
]

# Units of things may stand beside that of money: 单位：人、元.
_MONEY_UNIT = regex.compile(
    r"\s*(?:人\s*民\s*币)?\s*(?:\p{Han}{1,4}\s*[、,/]\s*){0,3}?(亿\s*元|万\s*元|千\s*元|元)"
)
# By definition the last day of that year.
_YEAR_END = regex.compile(rf"({YEAR_DIGITS})\s*年\s*(?:度\s*)?(?:末|底|年末|年底)")
_YEAR = regex.compile(YEAR_DIGITS)
_PAGE_NUMBER = regex.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}[-—–\s]*(?:页)?\s*")
# 415某局: the entity with its code, no title.
_CODED_ENTITY = regex.compile(r"\d{3,9}(?!年)[一-鿿][^表]*$")
_MAX_TITLE_LENGTH = 60
_MAX_LABEL_LENGTH = 10
# Places from one character of a justified word to the next: 编  制  部  门.
_MAX_JUSTIFIED_GAP = 3
_MAX_CAPTION_CELLS = 4

# Keys of tables of money, the titles of which other tables' titles may end with.
_MONEY_TABLE_KEY = regex.compile(r"B(?:[1-9]|10|12|15)|F[1-9]")
_KEYS_WITH_FINAL_ACCOUNTS = frozenset(f"B{n}" for n in range(1, 10))
_KEYS_OF_ALL_FUNDS = frozenset({"B1", "B2", "B3", "F1", "F2", "F3"})
_KEYS_OF_EXPENDITURE = frozenset({"B3", "F3"})
_UNNUMBERED_KEY = "statutory"  # a statutory table of no numbered form
# What a sheet lists and of which money; where a title says several the first counts.
_SHEET_KINDS = (
    "three_public",
    "purchased_services",
    "operating_expenses",
    "government_economic",
    "project",
    "basic",
    "both",
    "expenditure",
    "revenue",
    "transfers",
)
_UNLIMITED_KINDS = ("three_public", "purchased_services", "government_economic")
_SHEET_FUNDS = (
    "other",
    "state_capital",
    "government_funds",
    "general_public_budget",
    "appropriation",
)
# Money ('' for all of it) and kind -> statutory key; other tables have no number.
_KEY_BY_FUND_AND_KIND = {
    ("", "both"): "B1",
    ("", "revenue"): "B2",
    ("", "expenditure"): "B3",
    ("", "basic"): "B6",
    ("", "project"): "B10",
    ("", "three_public"): "B7",
    ("", "purchased_services"): "B12",
    ("", "government_economic"): "B15",
    ("appropriation", "both"): "B4",
    ("appropriation", "three_public"): "B7",
    ("appropriation", "purchased_services"): "B12",
    ("appropriation", "government_economic"): "B15",
    ("appropriation", "project"): "B10",
    ("general_public_budget", "both"): "B5",
    ("general_public_budget", "expenditure"): "B5",
    ("general_public_budget", "basic"): "B6",
    ("general_public_budget", "three_public"): "B7",
    ("general_public_budget", "government_economic"): "B15",
    ("government_funds", "both"): "B8",
    ("government_funds", "expenditure"): "B8",
    ("state_capital", "both"): "B9",
    ("state_capital", "expenditure"): "B9",
}
_MAX_KEYWORD_TITLE_LENGTH = 32
# Characters of a known title that another title may end with.
_MIN_KNOWN_TITLE_LENGTH = 4


@dataclass(frozen=True)
class Caption:
    """The declarations around a header; None where there is none.

    Attributes:
        title: The title.
        title_key: Its key, where the lexicon has it.
        entity: Whose table it is.
        unit: The unit of all figures.
        as_of: The date of all figures.
        year: The budget year.
        conflicting_unit: A second, different declaration of the unit.
    """

    title: Extracted[str] | None = None
    title_key: str | None = None
    entity: Extracted[str] | None = None
    unit: Unit | None = None
    as_of: Extracted[date] | None = None
    year: Extracted[int] | None = None
    conflicting_unit: Unit | None = None

    @property
    def names_sheet(self) -> bool:
        """True for the title of a sheet of its own: ``…表``, with or without a
        remark."""
        if self.title is None:
            return False
        return BRACKETED_TEXT.sub("", match_key(self.title.value)).endswith("表")

    def fill_missing(self, other: Caption) -> Caption:
        """This caption, with the other's fields where this one has none.

        A title of the lexicon takes precedence.
        """
        is_better_known = self.title_key is None and other.title_key is not None
        titled = self
        if self.title is None or is_better_known:
            titled = other
        return Caption(
            title=titled.title,
            title_key=titled.title_key,
            entity=self.entity or other.entity,
            unit=self.unit or other.unit,
            as_of=self.as_of or other.as_of,
            year=self.year or other.year,
            conflicting_unit=self._find_conflicting_unit(other),
        )

    def _find_conflicting_unit(self, other: Caption) -> Unit | None:
        if self.conflicting_unit is not None:
            return self.conflicting_unit
        if (
            self.unit is not None
            and other.unit is not None
            and self.unit.name != other.unit.name
        ):
            return other.unit
        return other.conflicting_unit


class _TextSlice(NamedTuple):
    """One line of a cell or paragraph.

    `source_text` runs from the start of the cell or paragraph to the end of the line,
    so that offsets are those of `element`.
    """

    source_text: str
    start: int
    element: Span

    @property
    def line_text(self) -> str:
        return self.source_text[self.start :]

    @classmethod
    def build(cls, cell: GridCell) -> _TextSlice:
        return cls(cell.text, 0, cell.cell.span)

    def extract_span(self, start: int, end: int) -> Extracted[str] | None:
        """The text between two offsets without the
        white space around it, if any."""
        text = self.source_text[start:end]
        raw = text.strip()
        if not raw:
            return None
        start += len(text) - len(text.lstrip())
        place = self.element.slice(start, start + len(raw))
        return Extracted(" ".join(raw.split()), raw, place)


# --- titles


class _KnownEnding(NamedTuple):
    """The known title that a title ends with.

    `is_limited`: the words before it make the title one of another table.
    """

    key: str | None
    is_limited: bool = False


def find_title_key(text: str, lexicon: Lexicon) -> str | None:
    """Find which table a title names.

    The longest known title that it ends with decides: office and year are before the
    title, ``（按功能分类科目）`` behind it. The words right before it may make it another table
    (``项目|收入支出决算表``). A title that ends with none may hold a keyword; some keywords
    count in the title of a sheet only (``…表``).

    Args:
        text: A title.
        lexicon: The known titles and keywords.

    Returns:
        A statutory key (B1 ... F9), a kind, or None.
    """
    word = match_key(text)
    key = _match_title(word, lexicon)
    if key in _KEYS_OF_EXPENDITURE and _titles_class(word, lexicon):
        return _UNNUMBERED_KEY
    return key


def _match_title(word: str, lexicon: Lexicon) -> str | None:
    bare = BRACKETED_TEXT.sub("", word)
    fallback: str | None = None
    for form in dict.fromkeys((word, bare)):
        ending = _match_known_ending(form, lexicon)
        if ending.key is not None:
            return ending.key
        if ending.is_limited:
            fallback = _UNNUMBERED_KEY
    if len(bare) > _MAX_KEYWORD_TITLE_LENGTH:
        return fallback
    return (
        _find_title_keyword(word, lexicon)
        or _parse_sheet_title(word, lexicon)
        or fallback
    )


def _match_known_ending(title: str, lexicon: Lexicon) -> _KnownEnding:
    known = lexicon.get_vocabulary("tables")
    limits = lexicon.get_words("title_limits", "word")
    for start in range(max(0, len(title) - _MIN_KNOWN_TITLE_LENGTH + 1)):
        key = known.get(title[start:])
        if key is None:
            continue
        before = title[:start]
        is_limited = before.endswith(limits)
        if key in _KEYS_OF_ALL_FUNDS:
            is_limited = is_limited or bool(_find_words(before, "sheet_funds", lexicon))
        if _MONEY_TABLE_KEY.fullmatch(key) and is_limited:
            return _KnownEnding(None, is_limited=True)
        return _KnownEnding(key)
    return _KnownEnding(None)


def _titles_class(title: str, lexicon: Lexicon) -> bool:
    """True for the title of one economic class: 差旅费支出情况表, 工资福利支出预算表."""
    return is_economic_class(lexicon, strip_title(title, lexicon))


def strip_title(title: str, lexicon: Lexicon) -> str:
    """Strip the year of a title and the
    words that only say what it heads.

    Args:
        title: The title, as a match key.
        lexicon: The words at the ends of titles.

    Returns:
        培训费支出 of 2021年培训费支出明细公示表.
    """
    name = LEADING_YEAR.sub("", title)
    words = ("table_ends", "list_ends")
    ends = tuple(end for key in words for end in lexicon.get_words(key))
    while name.endswith(ends):
        for end in ends:
            name = name.removesuffix(end)
    return name


def _find_title_keyword(title: str, lexicon: Lexicon) -> str | None:
    """The key of the longest keyword in a title, of several the first."""
    keywords = lexicon.get_vocabulary("title_marks")
    matches = [
        (len(word), -title.find(word), key)
        for word, key in keywords.items()
        if word in title
    ]
    return max(matches)[2] if matches else None


def _parse_sheet_title(title: str, lexicon: Lexicon) -> str | None:
    """The key of a sheet, by the money its title speaks of and by what it lists of it.

    Words that restrict it to a part of a form (会议费, 人员经费) make it a table of no number.
    """
    bare = BRACKETED_TEXT.sub("", title) or title
    if not bare.endswith(lexicon.get_words("sheet_ends")):
        return None
    kinds = _find_words(bare, "sheet_kinds", lexicon)
    # 支出预算表（政府经济分类科目）
    kinds |= _find_words(title, "sheet_kinds", lexicon) & {"government_economic"}
    kind = _select_first(_SHEET_KINDS, kinds)
    if not kind:
        return None
    if "limited" in kinds and kind not in _UNLIMITED_KINDS:
        return _UNNUMBERED_KEY
    fund = _select_first(_SHEET_FUNDS, _find_words(bare, "sheet_funds", lexicon))
    key = _KEY_BY_FUND_AND_KIND.get((fund, kind), _UNNUMBERED_KEY)
    is_final = any(word in title for word in lexicon.get_words("doc_type", "final"))
    if not is_final or not key.startswith("B"):
        return key
    return f"F{key[1:]}" if key in _KEYS_WITH_FINAL_ACCOUNTS else _UNNUMBERED_KEY


def _select_first(ranked: Sequence[str], found: Set[str]) -> str:
    """The first of ranked keys that was found; '' where none was."""
    return next((key for key in ranked if key in found), "")


def _find_words(title: str, vocabulary: str, lexicon: Lexicon) -> set[str]:
    """The keys of a vocabulary of which a word, or its parts in their order, is in a
    title."""
    return {
        key
        for word, key in lexicon.get_vocabulary(vocabulary).items()
        if _contains_in_order(title, word.split("…"))
    }


def _contains_in_order(title: str, parts: Sequence[str]) -> bool:
    """True when all parts of a keyword (``政府性基金…三公``) are in a title, in their
    order."""
    position = 0
    for part in parts:
        position = title.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return True


def _parse_title(
    line: _TextSlice, source: UnitSource, lexicon: Lexicon
) -> Caption | None:
    """A short line without a sentence in it, without its list number and table
    number."""
    patterns = _compile_caption_patterns(lexicon)
    text = normalize(line.source_text)
    list_number = parse_list_number(line.source_text, line.start)
    start = list_number.end if list_number else line.start
    table_number = patterns.table_number_prefix.match(text, start)
    if table_number is not None:
        start = table_number.end()
    words = text[start:].strip()
    if not 0 < len(words) <= _MAX_TITLE_LENGTH:
        return None
    if patterns.sentence.search(words) or words.endswith(":"):
        return None
    return Caption(
        title=line.extract_span(start, len(line.source_text)),
        title_key=find_title_key(words, lexicon),
        unit=_find_bracketed_unit(line, start, source),
        as_of=_parse_as_of(line, lexicon),
    )


def _find_bracketed_unit(
    line: _TextSlice, start: int, source: UnitSource
) -> Unit | None:
    """The unit that a title declares in brackets: ``收支总表（万元）``."""
    for match in BRACKETED_TEXT.finditer(normalize(line.source_text), start):
        bracketed = line.source_text[match.start() : match.end()]
        declared_unit = find_declared_unit(bracketed)
        if declared_unit is not None:
            name, unit_start, unit_end = declared_unit
            place = line.element.slice(
                unit_start + match.start(), unit_end + match.start()
            )
            return Unit(name, source, place)
    return None


# --- one line of a caption


class _CaptionPatterns(NamedTuple):
    """What a caption holds besides its labels, by the words of the lexicon.

    Attributes:
        table_number: The number of a table only.
        table_number_prefix: The same before a title.
        sentence: A sentence or a note, no title.
        unit_statement: 本表金额单位为万元.
    """

    table_number: regex.Pattern[str]
    table_number_prefix: regex.Pattern[str]
    sentence: regex.Pattern[str]
    unit_statement: regex.Pattern[str]


@cache
def _compile_caption_patterns(lexicon: Lexicon) -> _CaptionPatterns:
    def alternate(vocabulary: str, key: str) -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    digits = rf"\d{{1,2}}?(?:-\d{{1,2}})?(?={YEAR_DIGITS}|\D|$)"  # 表1, not 表12026年
    numerals = r"[一二三四五六七八九十]{1,3}(?=[:、.\s]|$)"
    behind_word = (
        rf"(?:{alternate('table_number', 'before')})\s*(?:{digits}|{numerals})"
    )
    in_word = rf"(?:{alternate('table_number', 'around')})\s*\d+\s*表"  # 公开02表
    annex = rf"(?:{alternate('table_number', 'annex')})\s*\d+"
    number = rf"(?:{behind_word}|{in_word}|{annex})"
    part = rf"(?:.{{0,12}}(?:{alternate('table_number', 'part')}).{{0,14}})?"
    note = rf"^\s*(?:{alternate('note', 'colon')})\s*[:：]|^\s*(?:{alternate('note', 'alone')})"
    unit = rf"(?:{alternate('unit_said', 'label')})(?:{alternate('unit_said', 'all')})?"
    money = r"(?:人民币)?\s*(亿元|万元|千元|元)(?![/\p{L}])"
    return _CaptionPatterns(
        table_number=regex.compile(rf"{part}{number}[:、.]?"),
        table_number_prefix=regex.compile(rf"\s*{number}\s*[:、.]?\s*"),
        sentence=regex.compile(rf"[。;,！？]|{note}"),
        unit_statement=regex.compile(rf"{unit}[为是]{money}"),
    )


def _is_table_number(text: str, lexicon: Lexicon) -> bool:
    """True for the number of a table only: 表03, 公开02表."""
    pattern = _compile_caption_patterns(lexicon).table_number
    return pattern.fullmatch(match_key(text)) is not None


class _LabelledValue(NamedTuple):
    """A value behind a label (entity, unit, as_of,
    year), with offsets in its line."""

    key: str
    label_start: int
    start: int
    end: int


def _parse_labelled_values(text: str, lexicon: Lexicon) -> Iterator[_LabelledValue]:
    """``编制部门：信访局　单位：万元`` -> its labelled values."""
    compact, offsets = with_offsets(text)
    labels = _find_labels(compact, offsets, lexicon)
    for index, (key, label_start, start) in enumerate(labels):
        end = len(compact)
        if index + 1 < len(labels):
            end = labels[index + 1][1]
        if start < end:
            span = (offsets[start], offsets[end - 1] + 1)
        else:
            span = (len(text), len(text))
        yield _LabelledValue(key, offsets[label_start], *span)


def _find_labels(
    compact: str, offsets: Sequence[int], lexicon: Lexicon
) -> list[tuple[str, int, int]]:
    """Key, start and end (behind the colon) of each known word before a colon."""
    words = lexicon.get_vocabulary("captions")
    labels: list[tuple[str, int, int]] = []
    colons = [index for index, char in enumerate(compact) if char == ":"]
    for colon in colons:
        for start in range(max(0, colon - _MAX_LABEL_LENGTH), colon):
            key = words.get(match_key(compact[start:colon]))
            if key is not None and _is_one_word(offsets[start:colon]):
                labels.append((key, start, colon + 1))
                break
    return labels


def _is_one_word(offsets: Sequence[int]) -> bool:
    """True where no gap between characters is wider than justification makes it."""
    return all(
        right - left <= _MAX_JUSTIFIED_GAP
        for left, right in zip(offsets, offsets[1:], strict=False)
    )


def parse_declared_unit(text: str, element: Span, source: UnitSource) -> Unit | None:
    """Parse the unit of money that a text declares in brackets or after 单位.

    Args:
        text: The whole text of a cell or paragraph: ``价值（金额单位：万元）``.
        element: The span of that cell or paragraph.
        source: What the text is.

    Returns:
        The unit with its span; None where the text declares none.
    """
    declared_unit = find_declared_unit(text)
    if declared_unit is None:
        return None
    name, start, end = declared_unit
    return Unit(name, source, element.slice(start, end))


def _parse_unit_value(
    line: _TextSlice, start: int, end: int, source: UnitSource
) -> Unit | None:
    """The unit of money that a labelled value begins with."""
    match = _MONEY_UNIT.match(normalize(line.source_text)[:end], start)
    if match is None:
        return None
    return Unit("".join(match[1].split()), source, line.element.slice(*match.span(1)))


def _parse_caption(
    line: _TextSlice, source: UnitSource, lexicon: Lexicon
) -> Caption | None:
    """The caption fields of one cell or line; None when it has none."""
    caption = Caption()
    fields = list(_parse_labelled_values(line.line_text, lexicon))
    for field in fields:
        caption = _add_labelled_value(caption, field, line, source, lexicon)
    as_of = caption.as_of or _parse_as_of(line, lexicon)
    if as_of is not caption.as_of:
        caption = replace(caption, as_of=as_of)
    if fields:
        label_start = line.start + fields[0].label_start
        return _parse_leading_text(line, label_start, caption, lexicon)
    if caption.as_of is not None and _is_date_only(
        line.line_text, caption.as_of.raw, lexicon
    ):
        return caption
    return _parse_unit_statement(line, caption, source, lexicon)


def _add_labelled_value(
    caption: Caption,
    field: _LabelledValue,
    line: _TextSlice,
    source: UnitSource,
    lexicon: Lexicon,
) -> Caption:
    start, end = line.start + field.start, line.start + field.end
    if field.key == "as_of":
        return replace(caption, as_of=_parse_as_of(line, lexicon))
    if field.key == "year":
        return replace(caption, year=_parse_year(line, start, end) or caption.year)
    if field.key not in ("unit", "entity"):
        return caption
    # 单位 is the label of both: the unit of measure, and the office.
    unit = _parse_unit_value(line, start, end, source)
    if unit is not None:
        return replace(caption, unit=caption.unit or unit)
    return replace(caption, entity=caption.entity or line.extract_span(start, end))


def _parse_year(line: _TextSlice, start: int, end: int) -> Extracted[int] | None:
    year = _YEAR.search(normalize(line.source_text), start, end)
    if year is None:
        return None
    raw = line.source_text[year.start() : year.end()]
    return Extracted(int(year.group()), raw, line.element.slice(*year.span()))


def _parse_unit_statement(
    line: _TextSlice, caption: Caption, source: UnitSource, lexicon: Lexicon
) -> Caption | None:
    """A unit without a label: ``本表金额单位为万元``; alone: ``（万元）``, ``某局<tab>万元``."""
    statement = _compile_caption_patterns(lexicon).unit_statement.search(
        normalize(line.source_text), line.start
    )
    if statement is not None:
        place = line.element.slice(*statement.span(1))
        return replace(caption, unit=Unit(statement[1], source, place))
    part_start = line.line_text.rfind("\t") + 1
    part = line.line_text[part_start:]
    declared_unit = find_declared_unit(part)
    if declared_unit is None:
        return None
    name, start, end = declared_unit
    rest = match_key(BRACKETED_TEXT.sub("", normalize(part)))
    if rest not in ("", name):
        return None
    part_start += line.start
    place = line.element.slice(start + part_start, end + part_start)
    caption = Caption(unit=Unit(name, source, place))
    return _parse_leading_text(line, part_start, caption, lexicon)


def _is_date_only(text: str, date_text: str, lexicon: Lexicon) -> bool:
    """True for a line that is only a date."""
    rest = match_key(text).replace(match_key(date_text), "")
    for word in lexicon.get_words("as_of", "word"):
        rest = rest.replace(word, "")
    return len(rest.strip("()（）:：,，")) <= 2


def _parse_as_of(line: _TextSlice, lexicon: Lexicon) -> Extracted[date] | None:
    """The date of the figures: ``截至2019年12月31日``, ``2019年末``."""
    words = match_key(line.line_text)
    if not any(word in words for word in lexicon.get_vocabulary("as_of")):
        return None
    for day in find_dates(line.source_text):
        if day.start >= line.start:
            raw = line.source_text[day.start : day.end]
            return Extracted(day.value, raw, line.element.slice(day.start, day.end))
    year_end = _YEAR_END.search(normalize(line.source_text), line.start)
    if year_end is None:
        return None
    raw = line.source_text[year_end.start() : year_end.end()]
    place = line.element.slice(*year_end.span())
    return Extracted(date(int(year_end[1]), 12, 31), raw, place)


def _parse_leading_text(
    line: _TextSlice, label_start: int, caption: Caption, lexicon: Lexicon
) -> Caption:
    """The text before the first label: the title,
    or the entity (``289某局　单位：元``)."""
    leading = line.extract_span(line.start, label_start)
    if leading is None or _is_table_number(leading.raw, lexicon):
        return caption
    text = normalize(line.source_text[line.start : label_start])
    end = line.start + len(text.rstrip(" ([\n\t"))
    title = _parse_title(
        _TextSlice(line.source_text[:end], line.start, line.element),
        UnitSource.CAPTION,
        lexicon,
    )
    # 收支总表（单位：万元）
    opens_bracket = any(char in "([" for char in text[end - line.start :])
    ends_as_title = opens_bracket or match_key(leading.raw).endswith("表")
    if title is not None and (title.title_key is not None or ends_as_title):
        return caption.fill_missing(title)
    return _add_leading_entity(caption, leading)


def _add_leading_entity(caption: Caption, leading: Extracted[str]) -> Caption:
    """A short text before a unit, where no label names the entity."""
    if caption.unit is None or caption.entity is not None:
        return caption
    if len(leading.raw) > _MAX_TITLE_LENGTH:
        return caption
    return replace(caption, entity=leading)


# --- rows of the table


def parse_caption_rows(
    rows: Sequence[Sequence[GridCell]], lexicon: Lexicon, n_columns: int
) -> tuple[Caption, int]:
    """Parse the caption in a table's own first rows.

    Args:
        rows: The cells of the table by row of origin.
        lexicon: The words.
        n_columns: The width of the grid.

    Returns:
        The caption, and the first row (from 1) behind it. Where every row would be a
        empty caption, the first row is 1.
    """
    found = Caption()
    for number, row in enumerate(rows, 1):
        filled = [cell for cell in row if not is_blank(cell.text)]
        if not filled:
            continue
        caption = _parse_caption_row(filled, lexicon)
        if caption is None:
            caption = _parse_title_row(rows, number, filled, n_columns, lexicon)
        if caption is None:
            return found, number
        found = found.fill_missing(caption)
    if found == Caption():
        return found, 1
    return found, len(rows) + 1


def _parse_caption_row(
    filled_cells: Sequence[GridCell], lexicon: Lexicon
) -> Caption | None:
    """A row of which each cell is a labelled field,
    a table number, or the entity."""
    if len(filled_cells) > _MAX_CAPTION_CELLS:
        return None
    paired = _parse_paired_cells(filled_cells, lexicon)
    if paired is not None:
        return paired
    cells = [cell for cell in filled_cells if not _is_table_number(cell.text, lexicon)]
    if cells:
        return _parse_labelled_cells(cells, lexicon)
    # A table number is a caption where it is alone.
    return Caption() if len(filled_cells) == 1 else None


def _parse_labelled_cells(
    cells: Sequence[GridCell], lexicon: Lexicon
) -> Caption | None:
    """Labelled fields, and one other text at most: the entity."""
    found = Caption()
    unlabelled_cells: list[GridCell] = []
    for cell in cells:
        line = _TextSlice.build(cell)
        caption = _parse_caption(line, UnitSource.CAPTION, lexicon)
        if caption is None:
            unlabelled_cells.append(cell)
        else:
            found = found.fill_missing(caption)
    if len(unlabelled_cells) == len(cells) or len(unlabelled_cells) > 1:
        return None
    if not unlabelled_cells:
        return found
    text = unlabelled_cells[0].text
    if is_number(text):
        return None
    entity = _TextSlice.build(unlabelled_cells[0]).extract_span(0, len(text))
    return replace(found, entity=found.entity or entity)


def _parse_paired_cells(
    filled_cells: Sequence[GridCell], lexicon: Lexicon
) -> Caption | None:
    """Labels and values in cells of their own: ``截止时间 | 2018年12月31日 | 单位 | 元``.

    The same words head columns, so one value at least must be a date or a unit, and
    none may be anything else than the value of its label.
    """
    if len(filled_cells) % 2:
        return None
    found = Caption()
    words = lexicon.get_vocabulary("captions")
    for label, value in zip(filled_cells[::2], filled_cells[1::2], strict=True):
        caption = _parse_cell_value(words.get(match_key(label.text)), value)
        if caption is None:
            return None
        found = caption.fill_missing(found)
    if found.unit is None and found.as_of is None:
        return None
    return replace(found, conflicting_unit=None)


def _parse_cell_value(key: str | None, cell: GridCell) -> Caption | None:
    """The caption field of a value in a cell of its own; None for another thing."""
    line = _TextSlice.build(cell)
    text = cell.text
    if key == "unit" and _MONEY_UNIT.fullmatch(normalize(text)):
        return Caption(unit=_parse_unit_value(line, 0, len(text), UnitSource.CAPTION))
    day = next(iter(find_dates(text)), None)
    if key == "as_of" and day is not None:
        raw = text[day.start : day.end]
        if match_key(raw) != match_key(text):
            return None
        place = line.element.slice(day.start, day.end)
        return Caption(as_of=Extracted(day.value, raw, place))
    if key == "entity" and not is_number(text):
        return Caption(entity=line.extract_span(0, len(text)))
    return None


def _parse_title_row(
    rows: Sequence[Sequence[GridCell]],
    row: int,
    filled_cells: Sequence[GridCell],
    n_columns: int,
    lexicon: Lexicon,
) -> Caption | None:
    """One text alone in its row, above rows of several cells."""
    cell = filled_cells[0]
    if len(filled_cells) != 1 or n_columns < 2 or is_number(cell.text):
        return None
    if cell.last_row > cell.first_row:
        return None
    if not any(len(below) > 1 for below in rows[row:]):
        return None
    is_full_width = len(rows[row - 1]) == 1
    return _parse_title_cell(cell, is_full_width, lexicon)


def _parse_title_cell(
    cell: GridCell, is_full_width: bool, lexicon: Lexicon
) -> Caption | None:
    """The title in a cell, or the entity with its code (415某局)."""
    title = _parse_title(_TextSlice.build(cell), UnitSource.CAPTION, lexicon)
    if title is None:
        return None
    word = match_key(cell.text)
    if title.title_key:
        return title
    if not is_full_width and not word.endswith("表"):
        return None
    if _CODED_ENTITY.match(word):
        return replace(title, title=None, entity=title.title)
    return title


# --- paragraphs above the table


def parse_caption_above(preceding: Sequence[Paragraph], lexicon: Lexicon) -> Caption:
    """Parse the caption in the paragraphs above a table.

    Args:
        preceding: The paragraphs, nearest last.
        lexicon: The words.

    Returns:
        The caption; empty where there is none above.
    """
    found = Caption()
    n_other_lines = 0
    lines = (
        line
        for line in _iter_lines_backwards(preceding)
        if not _is_skipped_line(line.line_text, lexicon)
    )
    for line, above in pairwise(chain(lines, (None,))):
        if line is None:
            break
        caption = _parse_caption(line, UnitSource.PARAGRAPH, lexicon)
        if caption is None:
            n_other_lines += 1
            caption = _parse_title_line(line, n_other_lines, lexicon)
            caption = _join_cut_title(caption, above, lexicon)
        found = found.fill_missing(caption)
        if found.title_key is not None or n_other_lines > 1:
            return found
    return found


def _join_cut_title(
    caption: Caption, above: _TextSlice | None, lexicon: Lexicon
) -> Caption:
    """The whole title where the line above holds its first part.

    The quote is that of the second part.
    """
    if caption.title is None or above is None:
        return caption
    upper = _parse_title(above, UnitSource.PARAGRAPH, lexicon)
    if upper is None or upper.title is None:
        return caption
    first_part, second_part = upper.title.value, caption.title.value
    if not _is_cut_title(first_part, second_part, above, lexicon):
        return caption
    if _parse_caption(above, UnitSource.PARAGRAPH, lexicon) is not None:
        return caption
    joined = first_part + second_part
    return replace(
        caption,
        title=replace(caption.title, value=joined),
        title_key=find_title_key(joined, lexicon),
    )


def _is_cut_title(
    first_part: str, second_part: str, above: _TextSlice, lexicon: Lexicon
) -> bool:
    """True for a bracket that the line above opens, or for the money that it alone
    names."""
    first, second = match_key(first_part), match_key(second_part)
    if first.count("(") > first.count(")") and second.count(")") > second.count("("):
        return True
    if parse_list_number(above.source_text, above.start) is not None:
        return False
    if first.endswith(lexicon.get_words("sheet_ends")):
        return False
    return bool(_find_words(first, "sheet_funds", lexicon)) and second.endswith(
        lexicon.get_words("sheet_ends")
    )


def _iter_lines_backwards(preceding: Sequence[Paragraph]) -> Iterator[_TextSlice]:
    """The lines of paragraphs, last first."""
    for paragraph in reversed(preceding):
        lines: list[_TextSlice] = []
        start = 0
        for line in paragraph.text.split("\n"):
            end = start + len(line)
            lines.append(_TextSlice(paragraph.text[:end], start, paragraph.span))
            start = end + 1
        yield from reversed(lines)


def _is_skipped_line(text: str, lexicon: Lexicon) -> bool:
    """True for a blank line, a page number or a table number."""
    normalized = normalize(text)
    return (
        is_blank(normalized)
        or _PAGE_NUMBER.fullmatch(normalized) is not None
        or _is_table_number(text, lexicon)
    )


def _parse_title_line(line: _TextSlice, n_lines: int, lexicon: Lexicon) -> Caption:
    """The title of a line, else its date (截至…，本单位固定资产…见下表。).

    Above another line only a title of the lexicon counts.
    """
    title = _parse_title(line, UnitSource.PARAGRAPH, lexicon)
    if title is None:
        return Caption(as_of=_parse_as_of(line, lexicon))
    if n_lines > 1 and title.title_key is None:
        return Caption()
    return title
