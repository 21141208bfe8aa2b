"""What one line around a table says: labelled values (``编制单位：某局　单位：万元``), a date, a unit, a title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Span
from extractor.model.enums import UnitSource
from extractor.model.records import Extracted, Unit
from extractor.tables.titles import find_title_key
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.dates import find_dates
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize, with_offsets
from extractor.text.numbers import find_declared_unit

__all__ = [
    "MONEY_UNIT_PATTERN",
    "Caption",
    "TextSlice",
    "parse_declared_unit",
    "parse_caption",
    "parse_as_of",
    "is_table_number",
    "parse_title",
    "parse_unit_value",
]

MONEY_UNIT_PATTERN = regex.compile(
    r"\s*(?:人\s*民\s*币)?\s*(亿\s*元|万\s*元|千\s*元|元)"
)
_YEAR_END = regex.compile(
    r"((?:19|20)\d{2})\s*年\s*(?:度\s*)?(?:末|底|年末|年底)"
)  # by definition the last day of that year
_MAX_TITLE_LENGTH = 60
_MAX_JUSTIFIED_GAP = (
    3  # places from one character of a justified word to the next: 编  制  部  门
)


@dataclass(frozen=True)
class Caption:
    """What was found around a header; None where nothing says it. ``key`` is that of a title the template knows.

    ``against`` is a second declaration of the unit that says another one.
    """

    title: Extracted[str] | None = None
    title_key: str | None = None
    entity: Extracted[str] | None = None
    unit: Unit | None = None
    as_of: Extracted[date] | None = None
    year: Extracted[int] | None = None
    conflicting_unit: Unit | None = None

    def fill_missing(self, other: Caption) -> Caption:
        """This caption, with the other's fields where this one has none; a title that is known before one that is not."""
        titled = (
            other
            if self.title is None
            or (self.title_key is None and other.title_key is not None)
            else self
        )
        differ = (
            self.unit is not None
            and other.unit is not None
            and self.unit.name != other.unit.name
        )
        return Caption(
            titled.title,
            titled.title_key,
            self.entity or other.entity,
            self.unit or other.unit,
            self.as_of or other.as_of,
            self.year or other.year,
            self.conflicting_unit or (other.unit if differ else other.conflicting_unit),
        )


class _CaptionPatterns(NamedTuple):
    table_number: regex.Pattern[str]  # the number of a table, and nothing else
    table_number_prefix: regex.Pattern[str]  # the same before a title
    sentence: regex.Pattern[str]  # a sentence or a note, no title
    unit_statement: regex.Pattern[str]  # 本表金额单位为万元


@cache
def _compile_caption_patterns(lexicon: Lexicon) -> _CaptionPatterns:
    """What a caption says besides its labels, by the words of the template."""

    def build_key_alternation(key: str, vocabulary: str = "table_number") -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    digits = r"\d{1,2}?(?:-\d{1,2})?(?=(?:19|20)\d{2}|\D|$)"  # 表1, not 表12026年
    number = (
        rf"(?:(?:{build_key_alternation('before')})\s*(?:{digits}|[一二三四五六七八九十]{{1,3}}(?=[:、.\s]|$))"
        rf"|(?:{build_key_alternation('around')})\s*\d+\s*表|(?:{build_key_alternation('annex')})\s*\d+)"  # 公开02表
    )
    unit, all_of = (
        build_key_alternation("label", "unit_said"),
        build_key_alternation("all", "unit_said"),
    )
    return _CaptionPatterns(
        regex.compile(
            rf"(?:.{{0,12}}(?:{build_key_alternation('part')}).{{0,14}})?{number}[:、.]?"
        ),
        regex.compile(rf"\s*{number}\s*[:、.]?\s*"),
        regex.compile(
            rf"[。;,！？]|^\s*(?:{build_key_alternation('colon', 'note')})\s*[:：]|^\s*(?:{build_key_alternation('alone', 'note')})"
        ),
        regex.compile(
            rf"(?:{unit})(?:{all_of})?[为是](?:人民币)?\s*(亿元|万元|千元|元)(?![/\p{{L}}])"
        ),
    )


def is_table_number(text: str, lexicon: Lexicon) -> bool:
    """True for the number of a table and nothing else: 表03, 公开02表."""
    return (
        _compile_caption_patterns(lexicon).table_number.fullmatch(match_key(text))
        is not None
    )


class _LabelledValue(NamedTuple):
    key: str  # entity, unit, as_of, year
    label_start: int  # where its label begins
    start: int  # span of the value in the raw text
    end: int


def _parse_labelled_values(text: str, lexicon: Lexicon) -> Iterator[_LabelledValue]:
    """``编制部门：信访局　单位：万元`` -> its labelled values. A label is a known word before a colon."""
    twin, kept = with_offsets(text)
    words = lexicon.get_vocabulary("captions")
    marks: list[tuple[int, int, str]] = []
    for match in regex.finditer(":", twin):
        for length in range(min(10, match.start()), 0, -1):
            first = match.start() - length
            key = words.get(match_key(twin[first : match.start()]))
            whole = all(
                kept[i + 1] - kept[i] <= _MAX_JUSTIFIED_GAP
                for i in range(first, match.start() - 1)
            )
            if key is not None and whole:
                marks.append((first, match.end(), key))
                break
    for index, (label, begin, key) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(twin)
        if begin < stop:
            yield _LabelledValue(key, kept[label], kept[begin], kept[stop - 1] + 1)
        else:
            yield _LabelledValue(key, kept[label], len(text), len(text))


def parse_declared_unit(text: str, element: Span, source: UnitSource) -> Unit | None:
    """The unit of money that a header declares in brackets or after 单位: ``价值（金额单位：万元）``."""
    found = find_declared_unit(text)
    if found is None:
        return None
    name, start, end = found
    return Unit(name, source, element.slice(start, end))


def parse_unit_value(
    text: str, start: int, end: int, element: Span, source: UnitSource
) -> Unit | None:
    match = MONEY_UNIT_PATTERN.match(normalize(text)[:end], start)
    if match is None:
        return None
    return Unit(
        "".join(match[1].split()), source, element.slice(match.start(1), match.end(1))
    )


class TextSlice(NamedTuple):
    """Part of a cell or paragraph: one line of it."""

    source_text: str  # from the start of the cell or paragraph to the end of the line: offsets stay true
    start: int
    element: Span

    @property
    def line_text(self) -> str:
        return self.source_text[self.start :]

    def extract_span(self, start: int, end: int) -> Extracted[str] | None:
        """The text between two offsets without the white space around it; None when there is none."""
        while start < end and self.source_text[start].isspace():
            start += 1
        while end > start and self.source_text[end - 1].isspace():
            end -= 1
        if start == end:
            return None
        raw = self.source_text[start:end]
        return Extracted(" ".join(raw.split()), raw, self.element.slice(start, end))


def parse_caption(
    line: TextSlice, source: UnitSource, lexicon: Lexicon
) -> Caption | None:
    """The caption fields of one cell or line; None when it has none."""
    found = Caption()
    first: int | None = None
    for field in _parse_labelled_values(line.line_text, lexicon):
        key, label, start, end = field.key, *(line.start + at for at in field[1:])
        first = label if first is None else first
        unit = (
            parse_unit_value(line.source_text, start, end, line.element, source)
            if key in ("unit", "entity")
            else None
        )
        if unit is not None:
            found = replace(found, unit=found.unit or unit)
        elif key in ("unit", "entity"):
            found = replace(found, entity=found.entity or line.extract_span(start, end))
        elif key == "as_of":
            found = replace(found, as_of=parse_as_of(line, lexicon))
        elif key == "year":
            year = regex.compile(r"(?:19|20)\d{2}").search(
                normalize(line.source_text), start, end
            )
            if year is not None:
                place = line.element.slice(*year.span())
                found = replace(
                    found,
                    year=Extracted(
                        int(year.group()),
                        line.source_text[year.start() : year.end()],
                        place,
                    ),
                )
    if found.as_of is None:
        found = replace(found, as_of=parse_as_of(line, lexicon))
    if first is not None:
        return _parse_leading_text(line, first, found, lexicon)
    if found.as_of is not None and _is_date_only(
        line.line_text, found.as_of.raw, lexicon
    ):
        return found
    said = _compile_caption_patterns(lexicon).unit_statement.search(
        normalize(line.source_text), line.start
    )
    if said is not None:
        return replace(
            found, unit=Unit(said[1], source, line.element.slice(*said.span(1)))
        )
    bare = parse_declared_unit(line.line_text, line.element, source)
    if bare is not None and match_key(
        BRACKETED_TEXT.sub("", normalize(line.line_text))
    ) in (
        "",
        bare.name,
    ):
        start, end = (
            at + line.start for at in (bare.place.start or 0, bare.place.end or 0)
        )
        return Caption(unit=Unit(bare.name, source, line.element.slice(start, end)))
    return None


def _is_date_only(text: str, date_text: str, lexicon: Lexicon) -> bool:
    """True for a line that says its date and nothing else."""
    left = match_key(text).replace(match_key(date_text), "")
    for word in lexicon.get_words("as_of", "word"):
        left = left.replace(word, "")
    return len(left.strip("()（）:：,，")) <= 2


def parse_as_of(line: TextSlice, lexicon: Lexicon) -> Extracted[date] | None:
    """A date that a line without labels makes the table's: ``截至2019年12月31日``."""
    words = match_key(line.line_text)
    if not any(word in words for word in lexicon.get_vocabulary("as_of")):
        return None
    day = next((d for d in find_dates(line.source_text) if d.start >= line.start), None)
    if day is not None:
        return Extracted(
            day.value,
            line.source_text[day.start : day.end],
            line.element.slice(day.start, day.end),
        )
    ends = _YEAR_END.search(normalize(line.source_text), line.start)
    if ends is None:
        return None
    place = line.element.slice(*ends.span())
    return Extracted(
        date(int(ends[1]), 12, 31), line.source_text[ends.start() : ends.end()], place
    )


def _parse_leading_text(
    line: TextSlice, label_start: int, caption: Caption, lexicon: Lexicon
) -> Caption:
    """What stands before the first label of a caption line: the title, or the office (``289某局　单位：元``)."""
    head = line.extract_span(line.start, label_start)
    if head is None or is_table_number(head.raw, lexicon):
        return caption
    end = line.start + len(
        normalize(line.source_text[line.start : label_start]).rstrip(" ([\n\t")
    )
    bracketed = any(
        char in "([" for char in normalize(line.source_text[end:label_start])
    )  # 收支总表（单位：万元）
    title = parse_title(
        TextSlice(line.source_text[:end], line.start, line.element),
        UnitSource.CAPTION,
        lexicon,
    )
    if title is not None and (
        title.title_key is not None or bracketed or match_key(head.raw).endswith("表")
    ):
        return caption.fill_missing(title)
    if (
        caption.unit is not None
        and caption.entity is None
        and len(head.raw) <= _MAX_TITLE_LENGTH
    ):
        return replace(caption, entity=head)
    return caption


def parse_title(
    line: TextSlice, source: UnitSource, lexicon: Lexicon
) -> Caption | None:
    """A short line without a sentence in it; its list number and table number are left out."""
    twin = normalize(line.source_text)
    found = parse_list_number(line.source_text, line.start)
    start = found.end if found is not None else line.start
    prefix = _compile_caption_patterns(lexicon).table_number_prefix.match(twin, start)
    if prefix is not None:
        start = prefix.end()
    words = twin[start:].strip()
    if (
        not 0 < len(words) <= _MAX_TITLE_LENGTH
        or _compile_caption_patterns(lexicon).sentence.search(words)
        or words.endswith(":")
    ):
        return None
    title = line.extract_span(start, len(line.source_text))
    unit: Unit | None = None
    for match in BRACKETED_TEXT.finditer(twin, start):  # 收支总表（万元）
        unit = unit or parse_declared_unit(
            line.source_text[: match.end()][match.start() :], line.element, source
        )
        if (
            unit is not None
            and unit.place.start is not None
            and unit.place.end is not None
        ):
            place = line.element.slice(
                unit.place.start + match.start(),
                unit.place.end + match.start(),
            )
            unit = Unit(unit.name, source, place)
            break
    return Caption(
        title=title,
        title_key=find_title_key(words, lexicon),
        unit=unit,
        as_of=parse_as_of(line, lexicon),
    )
