"""What stands around a table's header: its title, whose it is, its unit, its date.

It stands in rows of the table itself (``289唐山市开平区信访局 | 单位：元``, ``编制部门：信访局 | 截止时间：2019年12月31日``) or in the
paragraphs right above it (``部门收支总表`` / ``编制单位：某局　　单位：万元``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import regex

from extractor.document import Paragraph, Place
from extractor.grid import Slot, is_blank, is_number
from extractor.language.fold import fold, squeeze, squeezed
from extractor.language.money import unit_in
from extractor.language.numerals import ordinal
from extractor.language.periods import days
from extractor.records import Reading, Unit, UnitSource
from extractor.template import Template

__all__ = ["Caption", "above", "bracket_unit", "inside"]

_NUMBERED = regex.compile(r"(?:附件?|公开|预算|决算|财决)*(?:公开|附)?表?第?[\d一二三四五六七八九十]{1,3}(?:-\d+)?表?")
_SENTENCE = regex.compile(r"[。；;，,！？]")
_PAGE = regex.compile(r"\s*[-—–\s]*\d{1,4}[-—–\s]*")
_UNIT_VALUE = regex.compile(r"\s*(?:人民币)?\s*(亿\s*元|万\s*元|千\s*元|元)")
_BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")
_LONGEST_TITLE = 48


@dataclass(frozen=True)
class Caption:
    """What was found around a header; None where nothing says it."""

    title: Reading[str] | None = None
    entity: Reading[str] | None = None
    unit: Unit | None = None
    as_of: Reading[date] | None = None
    year: Reading[int] | None = None

    def filled(self, other: Caption) -> Caption:
        """This caption, with the other's fields where this one has none."""
        return Caption(
            self.title or other.title,
            self.entity or other.entity,
            self.unit or other.unit,
            self.as_of or other.as_of,
            self.year or other.year,
        )


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
            key = words.get(squeeze(twin[match.start() - length : match.start()]))
            if key is not None:
                marks.append((match.start() - length, match.end(), key))
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


def _caption(text: str, address: str, source: UnitSource, template: Template) -> Caption | None:
    """The caption fields of one cell or paragraph; None when it has none."""
    found = Caption()
    fields = list(_fields(text, template))
    for key, _, start, end in fields:
        unit = _unit(text, start, end, address, source) if key in ("unit", "entity") else None
        if unit is not None:
            found = replace(found, unit=found.unit or unit)
        elif key in ("unit", "entity"):
            found = replace(found, entity=found.entity or _name(text, start, end, address))
        elif key == "as_of":
            day = next((d for d in days(text) if start <= d.start < end), None)
            if day is not None:
                place = Place(address, day.start, day.end)
                found = replace(found, as_of=Reading(day.value, text[day.start : day.end], place))
        elif key == "year":
            year = regex.search(r"(?:19|20)\d{2}", fold(text)[start:end])
            if year is not None:
                place = Place(address, start + year.start(), start + year.end())
                found = replace(found, year=Reading(int(year.group()), text[place.start : place.end], place))
    if fields:
        if found.unit is not None and found.entity is None:  # 289某局　单位：元
            found = replace(found, entity=_name(text, 0, fields[0].label, address))
        return found
    bare = bracket_unit(text, address, source)
    if bare is not None and squeeze(_BRACKETS.sub("", fold(text))) in ("", bare.name):
        return Caption(unit=bare)  # （万元） alone
    return None


def _name(text: str, start: int, end: int, address: str) -> Reading[str] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if _NUMBERED.fullmatch(squeeze(text[start:end])) or start == end:
        return None
    return Reading(text[start:end], text[start:end], Place(address, start, end))


def inside(rows: Sequence[Sequence[Slot]], template: Template, n_columns: int) -> tuple[Caption, int]:
    """The caption in a table's own first rows, and the first row (from 1) behind them."""
    found = Caption()
    row = 1
    while row < len(rows):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if not labelled:
            if row > 1 or not rows[row - 1]:
                row += 1
                continue
            break
        here = _caption_row(labelled, template)
        if here is not None:
            found = found.filled(here)
        elif _is_title(rows, row, labelled, n_columns, template):
            cell = labelled[0].cell
            if found.title is None and not _NUMBERED.fullmatch(squeeze(cell.text)):
                found = replace(found, title=Reading(cell.text.strip(), cell.text, Place(cell.address)))
        else:
            break
        row += 1
    return found, row


def _caption_row(labelled: Sequence[Slot], template: Template) -> Caption | None:
    """The fields of a caption row: every cell is a labelled field, a table number, or the name of the office."""
    if len(labelled) > 4:
        return None
    found = Caption()
    marked = False
    rest: list[Slot] = []
    for slot in labelled:
        here = _caption(slot.text, slot.cell.address, "caption", template)
        if here is not None:
            found, marked = found.filled(here), True
        elif not _NUMBERED.fullmatch(squeeze(slot.text)):
            rest.append(slot)
    if not marked or len(rest) > 1 or any(is_number(slot.text) for slot in rest):
        return None
    if rest and found.entity is None:
        cell = rest[0].cell
        found = replace(found, entity=Reading(cell.text.strip(), cell.text, Place(cell.address)))
    return found


def _is_title(
    rows: Sequence[Sequence[Slot]], row: int, labelled: Sequence[Slot], n_columns: int, template: Template
) -> bool:
    """One text alone in its row, above rows of several."""
    if len(labelled) != 1 or is_number(labelled[0].text) or n_columns < 2:
        return False
    slot = labelled[0]
    if slot.bottom > slot.row or len(slot.text) > _LONGEST_TITLE or _SENTENCE.search(slot.text):
        return False
    return any(len(below) > 1 for below in rows[row:]) and (
        len(rows[row - 1]) == 1 or squeeze(slot.text).endswith("表")
    )


def above(before: Sequence[Paragraph], template: Template) -> Caption:
    """The caption in the paragraphs above a table, nearest last."""
    found = Caption()
    for paragraph in reversed(before):
        twin = fold(paragraph.text)
        if is_blank(twin) or _PAGE.fullmatch(twin) or _NUMBERED.fullmatch(squeeze(paragraph.text)):
            continue
        here = _caption(paragraph.text, paragraph.address, "paragraph", template)
        if here is not None:
            found = found.filled(here)
            continue
        title = _title(paragraph, twin)
        if title is not None:
            found = replace(found, title=title)
        break
    return found


def _title(paragraph: Paragraph, twin: str) -> Reading[str] | None:
    """A short line without a sentence in it; its list number is left out."""
    found = ordinal(paragraph.text)
    start = found.end if found is not None else len(twin) - len(twin.lstrip())
    end = len(twin.rstrip())
    if not 0 < end - start <= _LONGEST_TITLE or _SENTENCE.search(twin, start, end) or twin[end - 1] == ":":
        return None
    return Reading(
        " ".join(paragraph.text[start:end].split()), paragraph.text[start:end], Place(paragraph.address, start, end)
    )
