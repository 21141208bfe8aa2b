"""What one line around a table says: labelled values (``编制单位：某局　单位：万元``), a date, a unit, a title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Place
from extractor.model.extracted import Reading, Unit, UnitSource
from extractor.tables.titles import title_key
from extractor.text.brackets import BRACKETS
from extractor.text.dates import days
from extractor.text.list_numbers import ordinal
from extractor.text.normalize import fold, squeeze, squeezed
from extractor.text.numbers import unit_in

__all__ = [
    "UNIT_VALUE",
    "Caption",
    "Stretch",
    "bracket_unit",
    "caption_of",
    "dated",
    "is_numbered",
    "title_of",
    "unit_of",
]

UNIT_VALUE = regex.compile(r"\s*(?:人\s*民\s*币)?\s*(亿\s*元|万\s*元|千\s*元|元)")
_YEAR_END = regex.compile(
    r"((?:19|20)\d{2})\s*年\s*(?:度\s*)?(?:末|底|年末|年底)"
)  # by definition the last day of that year
_LONGEST_TITLE = 60
_JUSTIFIED = (
    3  # places from one character of a justified word to the next: 编  制  部  门
)


@dataclass(frozen=True)
class Caption:
    """What was found around a header; None where nothing says it. ``key`` is that of a title the template knows.

    ``against`` is a second declaration of the unit that says another one.
    """

    title: Reading[str] | None = None
    key: str | None = None
    entity: Reading[str] | None = None
    unit: Unit | None = None
    as_of: Reading[date] | None = None
    year: Reading[int] | None = None
    against: Unit | None = None

    def filled(self, other: Caption) -> Caption:
        """This caption, with the other's fields where this one has none; a title that is known before one that is not."""
        titled = (
            other
            if self.title is None or (self.key is None and other.key is not None)
            else self
        )
        differ = (
            self.unit is not None
            and other.unit is not None
            and self.unit.name != other.unit.name
        )
        return Caption(
            titled.title,
            titled.key,
            self.entity or other.entity,
            self.unit or other.unit,
            self.as_of or other.as_of,
            self.year or other.year,
            self.against or (other.unit if differ else other.against),
        )


class _Words(NamedTuple):
    numbered: regex.Pattern[str]  # the number of a table, and nothing else
    prefix: regex.Pattern[str]  # the same before a title
    sentence: regex.Pattern[str]  # a sentence or a note, no title
    unit_said: regex.Pattern[str]  # 本表金额单位为万元


@cache
def _words(template: Template) -> _Words:
    """What a caption says besides its labels, by the words of the template."""

    def of(key: str, vocabulary: str = "table_number") -> str:
        return any_of(template.words_of(vocabulary, key))

    digits = r"\d{1,2}?(?:-\d{1,2})?(?=(?:19|20)\d{2}|\D|$)"  # 表1, not 表12026年
    number = (
        rf"(?:(?:{of('before')})\s*(?:{digits}|[一二三四五六七八九十]{{1,3}}(?=[:、.\s]|$))"
        rf"|(?:{of('around')})\s*\d+\s*表|(?:{of('annex')})\s*\d+)"  # 公开02表
    )
    unit, all_of = of("label", "unit_said"), of("all", "unit_said")
    return _Words(
        regex.compile(rf"(?:.{{0,12}}(?:{of('part')}).{{0,14}})?{number}[:、.]?"),
        regex.compile(rf"\s*{number}\s*[:、.]?\s*"),
        regex.compile(
            rf"[。;,！？]|^\s*(?:{of('colon', 'note')})\s*[:：]|^\s*(?:{of('alone', 'note')})"
        ),
        regex.compile(
            rf"(?:{unit})(?:{all_of})?[为是](?:人民币)?\s*(亿元|万元|千元|元)(?![/\p{{L}}])"
        ),
    )


def is_numbered(words: str, template: Template) -> bool:
    """True for the number of a table and nothing else: 表03, 公开02表."""
    return _words(template).numbered.fullmatch(squeeze(words)) is not None


class _Field(NamedTuple):
    key: str  # entity, unit, as_of, year
    label: int  # where its label begins
    start: int  # span of the value in the raw text
    end: int


def _fields(text: str, template: Template) -> Iterator[_Field]:
    """``编制部门：信访局　单位：万元`` -> its labelled values. A label is a known word before a colon."""
    twin, kept = squeezed(text)
    words = template.words("captions")
    marks: list[tuple[int, int, str]] = []
    for match in regex.finditer(":", twin):
        for length in range(min(10, match.start()), 0, -1):
            first = match.start() - length
            key = words.get(squeeze(twin[first : match.start()]))
            whole = all(
                kept[i + 1] - kept[i] <= _JUSTIFIED
                for i in range(first, match.start() - 1)
            )
            if key is not None and whole:
                marks.append((first, match.end(), key))
                break
    for index, (label, begin, key) in enumerate(marks):
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(twin)
        if begin < stop:
            yield _Field(key, kept[label], kept[begin], kept[stop - 1] + 1)
        else:
            yield _Field(key, kept[label], len(text), len(text))


def bracket_unit(text: str, address: str, source: UnitSource) -> Unit | None:
    """The unit of money that a header declares in brackets or after 单位: ``价值（金额单位：万元）``."""
    found = unit_in(text)
    if found is None:
        return None
    name, start, end = found
    return Unit(name, source, Place(address, start, end))


def unit_of(
    text: str, start: int, end: int, address: str, source: UnitSource
) -> Unit | None:
    match = UNIT_VALUE.match(fold(text)[:end], start)
    if match is None:
        return None
    return Unit(
        "".join(match[1].split()), source, Place(address, match.start(1), match.end(1))
    )


class Stretch(NamedTuple):
    """Part of a cell or paragraph: one line of it."""

    text: str  # from the start of the cell or paragraph to the end of the line: offsets stay true
    start: int
    address: str

    @property
    def words(self) -> str:
        return self.text[self.start :]

    def reading(self, start: int, end: int) -> Reading[str] | None:
        """The text between two offsets without the white space around it; None when there is none."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == end:
            return None
        raw = self.text[start:end]
        return Reading(" ".join(raw.split()), raw, Place(self.address, start, end))


def caption_of(line: Stretch, source: UnitSource, template: Template) -> Caption | None:
    """The caption fields of one cell or line; None when it has none."""
    found = Caption()
    first: int | None = None
    for field in _fields(line.words, template):
        key, label, start, end = field.key, *(line.start + at for at in field[1:])
        first = label if first is None else first
        unit = (
            unit_of(line.text, start, end, line.address, source)
            if key in ("unit", "entity")
            else None
        )
        if unit is not None:
            found = replace(found, unit=found.unit or unit)
        elif key in ("unit", "entity"):
            found = replace(found, entity=found.entity or line.reading(start, end))
        elif key == "as_of":
            found = replace(found, as_of=dated(line, template))
        elif key == "year":
            year = regex.compile(r"(?:19|20)\d{2}").search(fold(line.text), start, end)
            if year is not None:
                place = Place(line.address, *year.span())
                found = replace(
                    found,
                    year=Reading(
                        int(year.group()), line.text[year.start() : year.end()], place
                    ),
                )
    if found.as_of is None:
        found = replace(found, as_of=dated(line, template))
    if first is not None:
        return _before(line, first, found, template)
    if found.as_of is not None and _is_date(line.words, found.as_of.raw, template):
        return found
    said = _words(template).unit_said.search(fold(line.text), line.start)
    if said is not None:
        return replace(
            found, unit=Unit(said[1], source, Place(line.address, *said.span(1)))
        )
    bare = bracket_unit(line.words, line.address, source)
    if bare is not None and squeeze(BRACKETS.sub("", fold(line.words))) in (
        "",
        bare.name,
    ):
        start, end = (
            at + line.start for at in (bare.place.start or 0, bare.place.end or 0)
        )
        return Caption(unit=Unit(bare.name, source, Place(line.address, start, end)))
    return None


def _is_date(words: str, raw: str, template: Template) -> bool:
    """True for a line that says its date and nothing else."""
    left = squeeze(words).replace(squeeze(raw), "")
    for word in template.words_of("as_of", "word"):
        left = left.replace(word, "")
    return len(left.strip("()（）:：,，")) <= 2


def dated(line: Stretch, template: Template) -> Reading[date] | None:
    """A date that a line without labels makes the table's: ``截至2019年12月31日``."""
    words = squeeze(line.words)
    if not any(word in words for word in template.words("as_of")):
        return None
    day = next((d for d in days(line.text) if d.start >= line.start), None)
    if day is not None:
        return Reading(
            day.value,
            line.text[day.start : day.end],
            Place(line.address, day.start, day.end),
        )
    ends = _YEAR_END.search(fold(line.text), line.start)
    if ends is None:
        return None
    place = Place(line.address, *ends.span())
    return Reading(
        date(int(ends[1]), 12, 31), line.text[ends.start() : ends.end()], place
    )


def _before(line: Stretch, first: int, found: Caption, template: Template) -> Caption:
    """What stands before the first label of a caption line: the title, or the office (``289某局　单位：元``)."""
    head = line.reading(line.start, first)
    if head is None or is_numbered(head.raw, template):
        return found
    end = line.start + len(fold(line.text[line.start : first]).rstrip(" ([\n\t"))
    bracketed = any(
        char in "([" for char in fold(line.text[end:first])
    )  # 收支总表（单位：万元）
    title = title_of(
        Stretch(line.text[:end], line.start, line.address), "caption", template
    )
    if title is not None and (
        title.key is not None or bracketed or squeeze(head.raw).endswith("表")
    ):
        return found.filled(title)
    if (
        found.unit is not None
        and found.entity is None
        and len(head.raw) <= _LONGEST_TITLE
    ):
        return replace(found, entity=head)
    return found


def title_of(line: Stretch, source: UnitSource, template: Template) -> Caption | None:
    """A short line without a sentence in it; its list number and table number are left out."""
    twin = fold(line.text)
    found = ordinal(line.text, line.start)
    start = found.end if found is not None else line.start
    prefix = _words(template).prefix.match(twin, start)
    if prefix is not None:
        start = prefix.end()
    words = twin[start:].strip()
    if (
        not 0 < len(words) <= _LONGEST_TITLE
        or _words(template).sentence.search(words)
        or words.endswith(":")
    ):
        return None
    title = line.reading(start, len(line.text))
    unit: Unit | None = None
    for match in BRACKETS.finditer(twin, start):  # 收支总表（万元）
        unit = unit or bracket_unit(
            line.text[: match.end()][match.start() :], line.address, source
        )
        if (
            unit is not None
            and unit.place.start is not None
            and unit.place.end is not None
        ):
            place = Place(
                line.address,
                unit.place.start + match.start(),
                unit.place.end + match.start(),
            )
            unit = Unit(unit.name, source, place)
            break
    return Caption(
        title=title,
        key=title_key(words, template),
        unit=unit,
        as_of=dated(line, template),
    )
