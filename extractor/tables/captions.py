"""What stands around a table's header: its title, whose it is, its unit, its date.

It stands in rows of the table itself (``289唐山市开平区信访局 | 单位：元``, ``编制部门：信访局 | 截止时间：…``), in a small table of
its own above, or in the paragraphs right above (``表03　支出总表`` / ``编制单位：某局　　单位：万元``), several lines of which a
converted file may hold in one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractor.lexicon.lexicon import Template
from extractor.model.document import Paragraph, Place
from extractor.model.extracted import Reading
from extractor.tables.caption import (
    UNIT_VALUE,
    Caption,
    Stretch,
    caption_of,
    dated,
    is_numbered,
    title_of,
    unit_of,
)
from extractor.tables.grid import Slot, is_blank, is_number
from extractor.text.dates import days
from extractor.text.normalize import fold, squeeze

__all__ = ["above", "inside"]

_PAGE = regex.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}[-—–\s]*(?:页)?\s*")
_CODED = regex.compile(r"\d{3,9}(?!年)[一-鿿][^表]*$")


def inside(
    rows: Sequence[Sequence[Slot]], template: Template, n_columns: int
) -> tuple[Caption, int]:
    """The caption in a table's own first rows, and the first row (from 1) behind them."""
    found = Caption()
    row = 1
    while row <= len(rows):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if labelled:
            here = _caption_row(labelled, template) or _title_row(
                rows, row, labelled, n_columns, template
            )
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
        numbered = is_numbered(slot.text, template)
        here = (
            None
            if numbered
            else caption_of(
                Stretch(slot.text, 0, slot.cell.address), "caption", template
            )
        )
        if here is not None:
            found, marked = found.filled(here), True
        elif numbered:
            marked = marked or len(labelled) == 1
        else:
            rest.append(slot)
    if not marked or len(rest) > 1 or any(is_number(slot.text) for slot in rest):
        return None
    if rest and found.entity is None:
        found = replace(
            found,
            entity=Stretch(rest[0].text, 0, rest[0].cell.address).reading(
                0, len(rest[0].text)
            ),
        )
    return found


def _paired(labelled: Sequence[Slot], template: Template) -> Caption | None:
    """Labels and values in cells of their own (``截止时间 | 2018年12月31日 | 单位 | 元``). Heads of columns are named by the
    same words, so one value at least must be a date, a year or a unit, and none may be another thing than its label says."""
    found = Caption()
    words = template.words("captions")
    for label, value in zip(labelled[::2], labelled[1::2], strict=False):
        key = words.get(squeeze(label.text))
        line, whole = Stretch(value.text, 0, value.cell.address), squeeze(value.text)
        day = next(iter(days(value.text)), None)
        if key == "unit" and UNIT_VALUE.fullmatch(fold(value.text)):
            found = replace(
                found,
                unit=unit_of(value.text, 0, len(value.text), line.address, "caption"),
            )
        elif (
            key == "as_of"
            and day is not None
            and squeeze(value.text[day.start : day.end]) == whole
        ):
            found = replace(
                found,
                as_of=Reading(
                    day.value,
                    value.text[day.start : day.end],
                    Place(line.address, day.start, day.end),
                ),
            )
        elif key == "entity" and not is_number(value.text):
            found = replace(found, entity=line.reading(0, len(value.text)))
        else:
            return None
    certain = found.unit is not None or found.as_of is not None
    return found if certain and len(labelled) % 2 == 0 else None


def _title_row(
    rows: Sequence[Sequence[Slot]],
    row: int,
    labelled: Sequence[Slot],
    n_columns: int,
    template: Template,
) -> Caption | None:
    """One text alone in its row, above rows of several."""
    if len(labelled) != 1 or is_number(labelled[0].text) or n_columns < 2:
        return None
    slot = labelled[0]
    alone = len(rows[row - 1]) == 1
    if slot.bottom > slot.row or not any(len(below) > 1 for below in rows[row:]):
        return None
    title = title_of(Stretch(slot.text, 0, slot.cell.address), "caption", template)
    if title is None or not (alone or title.key or squeeze(slot.text).endswith("表")):
        return None
    if title.key is None and _CODED.match(
        squeeze(slot.text)
    ):  # 415某局: whose table it is
        return replace(title, title=None, entity=title.title)
    return title


def above(before: Sequence[Paragraph], template: Template) -> Caption:
    """The caption in the paragraphs above a table, nearest last."""
    found = Caption()
    told = 0
    for paragraph in reversed(before):
        for line in _lines(paragraph):
            twin = fold(line.words)
            if (
                is_blank(twin)
                or _PAGE.fullmatch(twin)
                or is_numbered(line.words, template)
            ):
                continue
            here = caption_of(line, "paragraph", template)
            if here is None:
                here = title_of(line, "paragraph", template)
                told += 1
                if here is None:
                    here = Caption(
                        as_of=dated(line, template)
                    )  # 截至…，本单位固定资产…见下表。
                elif told > 1 and here.key is None:
                    here = None  # behind another line only a title that is known
            if here is not None:
                found = found.filled(here)
            if found.key is not None or told > 1:
                return found
    return found


def _lines(paragraph: Paragraph) -> Iterator[Stretch]:
    """The lines of a paragraph, last first; a tab parts a list number or a table number from what follows it."""
    start = 0
    found: list[Stretch] = []
    for line in paragraph.text.split("\n"):
        found.append(
            Stretch(paragraph.text[: start + len(line)], start, paragraph.address)
        )
        start += len(line) + 1
    yield from reversed(found)
