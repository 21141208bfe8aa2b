"""What stands around a table's header: its title, whose it is, its unit, its date.

It stands in rows of the table itself (``289唐山市开平区信访局 | 单位：元``, ``编制部门：信访局 | 截止时间：…``), in a small table of
its own above, or in the paragraphs right above (``表03　支出总表`` / ``编制单位：某局　　单位：万元``), several lines of which a
converted file may hold in one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from extractor.document import Paragraph, Place
from extractor.language.fold import fold, squeeze, squeezed
from extractor.language.money import unit_in
from extractor.language.numerals import ordinal
from extractor.language.periods import days
from extractor.records import Reading, Unit, UnitSource
from extractor.tables.grid import Slot, is_blank, is_number
from extractor.template import Template, any_of

__all__ = ["Caption", "above", "bracket_unit", "inside", "title_key"]

_PAGE = regex.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}[-—–\s]*(?:页)?\s*")
_UNIT_VALUE = regex.compile(r"\s*(?:人\s*民\s*币)?\s*(亿\s*元|万\s*元|千\s*元|元)")
_BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")
_CODED = regex.compile(r"\d{3,9}(?!年)[一-鿿][^表]*$")
_YEAR_END = regex.compile(
    r"((?:19|20)\d{2})\s*年\s*(?:度\s*)?(?:末|底|年末|年底)"
)  # the last day of that year, by definition
_BUDGET = regex.compile(r"B(?:[1-9]|10|12|15)|F[1-9]")  # keys of tables of money, of which many a title is a longer one
_ALSO_FINAL = frozenset(f"B{n}" for n in range(1, 10))
_LONGEST_TITLE = 60
_LONGEST_MARKED = 32
_SHORTEST_WORD = 4  # characters of a known title that another title may end with


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
        titled = other if self.title is None or (self.key is None and other.key is not None) else self
        differ = self.unit is not None and other.unit is not None and self.unit.name != other.unit.name
        return Caption(
            titled.title,
            titled.key,
            self.entity or other.entity,
            self.unit or other.unit,
            self.as_of or other.as_of,
            self.year or other.year,
            self.against or (other.unit if differ else other.against),
        )
_JUSTIFIED = 3  # places from one character of a justified word to the next: 编  制  部  门


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
        regex.compile(rf"[。;,！？]|^\s*(?:{of('colon', 'note')})\s*[:：]|^\s*(?:{of('alone', 'note')})"),
        regex.compile(rf"(?:{unit})(?:{all_of})?[为是](?:人民币)?\s*(亿元|万元|千元|元)(?![/\p{{L}}])"),
    )


class _Field(NamedTuple):
    key: str  # entity, unit, as_of, year
    label: int  # where its label begins
    start: int  # span of the value in the raw text
    end: int


def title_key(text: str, template: Template) -> str | None:
    """What the template says of a table's title: a statutory key or a kind; by the longest known title it ends with.

    Office and year stand before the title, ``（按功能分类科目）`` behind it: with the brackets first, then without. What stands
    right before it may make it another table (``项目|收入支出决算表``). A title that ends with none may still hold a mark of
    one; some marks count in the title of a sheet only (``…表``).
    """
    word = squeeze(text)
    known = template.words("tables")
    limits = template.words_of("title_limits", "word")
    limited = False
    for form in dict.fromkeys((word, _BRACKETS.sub("", word))):
        for start in range(max(0, len(form) - _SHORTEST_WORD + 1)):
            key = known.get(form[start:])
            if key is not None and _BUDGET.fullmatch(key) and form[:start].endswith(limits):
                limited = True
                break  # what ends shorter would be another table, too
            if key is not None:
                return key
    if len(word) > _LONGEST_MARKED:
        return "statutory" if limited else None
    found = [(len(mark), key) for mark, key in template.words("title_marks").items() if mark in word]
    if found:
        return max(found)[1]
    bare = _BRACKETS.sub("", word)
    sheets = template.words("sheet_marks") if bare.endswith("表") else {}
    held = [(len(mark), key) for mark, key in sheets.items() if _holds(bare, mark)]
    if held:
        key = max(held)[1]
        if any(w in bare for w in template.words_of("doc_type", "final")) and key.startswith("B"):
            key = f"F{key[1:]}" if key in _ALSO_FINAL else "statutory"
        return key
    return "statutory" if limited else None


def _holds(word: str, mark: str) -> bool:
    """True when all parts of a mark (``政府性基金…三公``) stand in a title, in their order."""
    at = 0
    for part in mark.split("…"):
        at = word.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _fields(text: str, template: Template) -> Iterator[_Field]:
    """``编制部门：信访局　单位：万元`` -> its labelled values. A label is a known word before a colon."""
    twin, kept = squeezed(text)
    words = template.words("captions")
    marks: list[tuple[int, int, str]] = []
    for match in regex.finditer(":", twin):
        for length in range(min(10, match.start()), 0, -1):
            first = match.start() - length
            key = words.get(squeeze(twin[first : match.start()]))
            whole = all(kept[i + 1] - kept[i] <= _JUSTIFIED for i in range(first, match.start() - 1))
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


def _unit(text: str, start: int, end: int, address: str, source: UnitSource) -> Unit | None:
    match = _UNIT_VALUE.match(fold(text)[:end], start)
    if match is None:
        return None
    return Unit("".join(match[1].split()), source, Place(address, match.start(1), match.end(1)))


class _Stretch(NamedTuple):
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


def _caption(line: _Stretch, source: UnitSource, template: Template) -> Caption | None:
    """The caption fields of one cell or line; None when it has none."""
    found = Caption()
    first: int | None = None
    for field in _fields(line.words, template):
        key, label, start, end = field.key, *(line.start + at for at in field[1:])
        first = label if first is None else first
        unit = _unit(line.text, start, end, line.address, source) if key in ("unit", "entity") else None
        if unit is not None:
            found = replace(found, unit=found.unit or unit)
        elif key in ("unit", "entity"):
            found = replace(found, entity=found.entity or line.reading(start, end))
        elif key == "as_of":
            found = replace(found, as_of=_dated(line, template))
        elif key == "year":
            year = regex.compile(r"(?:19|20)\d{2}").search(fold(line.text), start, end)
            if year is not None:
                place = Place(line.address, *year.span())
                found = replace(found, year=Reading(int(year.group()), line.text[year.start() : year.end()], place))
    if found.as_of is None:
        found = replace(found, as_of=_dated(line, template))
    if first is not None:
        return _before(line, first, found, template)
    if found.as_of is not None and _is_date(line.words, found.as_of.raw, template):
        return found
    said = _words(template).unit_said.search(fold(line.text), line.start)
    if said is not None:
        return replace(found, unit=Unit(said[1], source, Place(line.address, *said.span(1))))
    bare = bracket_unit(line.words, line.address, source)
    if bare is not None and squeeze(_BRACKETS.sub("", fold(line.words))) in ("", bare.name):
        start, end = (at + line.start for at in (bare.place.start or 0, bare.place.end or 0))
        return Caption(unit=Unit(bare.name, source, Place(line.address, start, end)))
    return None


def _is_date(words: str, dated: str, template: Template) -> bool:
    """True for a line that says its date and nothing else."""
    left = squeeze(words).replace(squeeze(dated), "")
    for word in template.words_of("as_of", "word"):
        left = left.replace(word, "")
    return len(left.strip("()（）:：,，")) <= 2


def _dated(line: _Stretch, template: Template) -> Reading[date] | None:
    """A date that a line without labels makes the table's: ``截至2019年12月31日``."""
    words = squeeze(line.words)
    if not any(word in words for word in template.words("as_of")):
        return None
    day = next((d for d in days(line.text) if d.start >= line.start), None)
    if day is not None:
        return Reading(day.value, line.text[day.start : day.end], Place(line.address, day.start, day.end))
    ends = _YEAR_END.search(fold(line.text), line.start)
    if ends is None:
        return None
    place = Place(line.address, *ends.span())
    return Reading(date(int(ends[1]), 12, 31), line.text[ends.start() : ends.end()], place)


def _before(line: _Stretch, first: int, found: Caption, template: Template) -> Caption:
    """What stands before the first label of a caption line: the title, or the office (``289某局　单位：元``)."""
    head = line.reading(line.start, first)
    if head is None or _words(template).numbered.fullmatch(squeeze(head.raw)):
        return found
    end = line.start + len(fold(line.text[line.start : first]).rstrip(" ([\n\t"))
    bracketed = any(char in "([" for char in fold(line.text[end:first]))  # 收支总表（单位：万元）
    title = _title(_Stretch(line.text[:end], line.start, line.address), "caption", template)
    if title is not None and (title.key is not None or bracketed or squeeze(head.raw).endswith("表")):
        return found.filled(title)
    if found.unit is not None and found.entity is None and len(head.raw) <= _LONGEST_TITLE:
        return replace(found, entity=head)
    return found


def inside(rows: Sequence[Sequence[Slot]], template: Template, n_columns: int) -> tuple[Caption, int]:
    """The caption in a table's own first rows, and the first row (from 1) behind them."""
    found = Caption()
    row = 1
    while row <= len(rows):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if labelled:
            here = _caption_row(labelled, template) or _title_row(rows, row, labelled, n_columns, template)
            if here is None:
                break
            found = found.filled(here)
        row += 1
    return (found, row) if found != Caption() or row <= len(rows) else (found, 1)


def _caption_row(labelled: Sequence[Slot], template: Template) -> Caption | None:
    """The fields of a caption row: every cell is a labelled field, a table number, or the name of the office."""
    if len(labelled) > 4:
        return None
    paired = _paired(labelled, template)
    if paired is not None:
        return paired
    found = Caption()
    marked = False
    rest: list[Slot] = []
    for slot in labelled:
        numbered = _words(template).numbered.fullmatch(squeeze(slot.text)) is not None
        here = None if numbered else _caption(_Stretch(slot.text, 0, slot.cell.address), "caption", template)
        if here is not None:
            found, marked = found.filled(here), True
        elif numbered:
            marked = marked or len(labelled) == 1
        else:
            rest.append(slot)
    if not marked or len(rest) > 1 or any(is_number(slot.text) for slot in rest):
        return None
    if rest and found.entity is None:
        found = replace(found, entity=_Stretch(rest[0].text, 0, rest[0].cell.address).reading(0, len(rest[0].text)))
    return found


def _paired(labelled: Sequence[Slot], template: Template) -> Caption | None:
    """Labels and values in cells of their own (``截止时间 | 2018年12月31日 | 单位 | 元``). Heads of columns are named by the
    same words, so one value at least must be a date, a year or a unit, and none may be another thing than its label says."""
    found = Caption()
    words = template.words("captions")
    for label, value in zip(labelled[::2], labelled[1::2], strict=False):
        key = words.get(squeeze(label.text))
        line, whole = _Stretch(value.text, 0, value.cell.address), squeeze(value.text)
        day = next(iter(days(value.text)), None)
        if key == "unit" and _UNIT_VALUE.fullmatch(fold(value.text)):
            found = replace(found, unit=_unit(value.text, 0, len(value.text), line.address, "caption"))
        elif key == "as_of" and day is not None and squeeze(value.text[day.start : day.end]) == whole:
            found = replace(found, as_of=Reading(day.value, value.text[day.start : day.end], Place(line.address, day.start, day.end)))
        elif key == "entity" and not is_number(value.text):
            found = replace(found, entity=line.reading(0, len(value.text)))
        else:
            return None
    certain = found.unit is not None or found.as_of is not None
    return found if certain and len(labelled) % 2 == 0 else None


def _title_row(
    rows: Sequence[Sequence[Slot]], row: int, labelled: Sequence[Slot], n_columns: int, template: Template
) -> Caption | None:
    """One text alone in its row, above rows of several."""
    if len(labelled) != 1 or is_number(labelled[0].text) or n_columns < 2:
        return None
    slot = labelled[0]
    alone = len(rows[row - 1]) == 1
    if slot.bottom > slot.row or not any(len(below) > 1 for below in rows[row:]):
        return None
    title = _title(_Stretch(slot.text, 0, slot.cell.address), "caption", template)
    if title is None or not (alone or title.key or squeeze(slot.text).endswith("表")):
        return None
    if title.key is None and _CODED.match(squeeze(slot.text)):  # 415某局: whose table it is
        return replace(title, title=None, entity=title.title)
    return title


def _lines(paragraph: Paragraph) -> Iterator[_Stretch]:
    """The lines of a paragraph, last first; a tab parts a list number or a table number from what follows it."""
    start = 0
    found: list[_Stretch] = []
    for line in paragraph.text.split("\n"):
        found.append(_Stretch(paragraph.text[: start + len(line)], start, paragraph.address))
        start += len(line) + 1
    yield from reversed(found)


def above(before: Sequence[Paragraph], template: Template) -> Caption:
    """The caption in the paragraphs above a table, nearest last."""
    found = Caption()
    told = 0
    for paragraph in reversed(before):
        for line in _lines(paragraph):
            twin = fold(line.words)
            if is_blank(twin) or _PAGE.fullmatch(twin) or _words(template).numbered.fullmatch(squeeze(line.words)):
                continue
            here = _caption(line, "paragraph", template)
            if here is None:
                here = _title(line, "paragraph", template)
                told += 1
                if here is None:
                    here = Caption(as_of=_dated(line, template))  # 截至…，本单位固定资产…见下表。
                elif told > 1 and here.key is None:
                    here = None  # behind another line only a title that is known
            if here is not None:
                found = found.filled(here)
            if found.key is not None or told > 1:
                return found
    return found


def _title(line: _Stretch, source: UnitSource, template: Template) -> Caption | None:
    """A short line without a sentence in it; its list number and table number are left out."""
    twin = fold(line.text)
    found = ordinal(line.text, line.start)
    start = found.end if found is not None else line.start
    prefix = _words(template).prefix.match(twin, start)
    if prefix is not None:
        start = prefix.end()
    words = twin[start:].strip()
    if not 0 < len(words) <= _LONGEST_TITLE or _words(template).sentence.search(words) or words.endswith(":"):
        return None
    title = line.reading(start, len(line.text))
    unit: Unit | None = None
    for match in _BRACKETS.finditer(twin, start):  # 收支总表（万元）
        unit = unit or bracket_unit(line.text[: match.end()][match.start() :], line.address, source)
        if unit is not None and unit.place.start is not None and unit.place.end is not None:
            place = Place(line.address, unit.place.start + match.start(), unit.place.end + match.start())
            unit = Unit(unit.name, source, place)
            break
    return Caption(title=title, key=title_key(words, template), unit=unit, as_of=_dated(line, template))
