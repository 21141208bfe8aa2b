"""What stands around a table's header: its title, whose it is, its unit, its date.

It stands in rows of the table itself (``289唐山市开平区信访局 | 单位：元``, ``编制部门：信访局 | 截止时间：…``), in a small table of
its own above, or in the paragraphs right above (``表03　支出总表`` / ``编制单位：某局　　单位：万元``), several lines of which a
converted file may hold in one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Paragraph
from extractor.model.enums import UnitSource
from extractor.model.records import Extracted
from extractor.tables.caption import (
    MONEY_UNIT_PATTERN,
    Caption,
    TextSlice,
    is_table_number,
    parse_as_of,
    parse_caption,
    parse_title,
    parse_unit_value,
)
from extractor.tables.grid import GridCell, is_blank, is_number
from extractor.text.dates import find_dates
from extractor.text.normalize import match_key, normalize

__all__ = [
    "parse_caption_above",
    "parse_caption_rows",
]

_PAGE_NUMBER = regex.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}[-—–\s]*(?:页)?\s*")
_CODED_OFFICE = regex.compile(r"\d{3,9}(?!年)[一-鿿][^表]*$")


def parse_caption_rows(
    rows: Sequence[Sequence[GridCell]], lexicon: Lexicon, n_columns: int
) -> tuple[Caption, int]:
    """The caption in a table's own first rows, and the first row (from 1) behind them."""
    found = Caption()
    row = 1
    while row <= len(rows):
        labelled = [slot for slot in rows[row - 1] if not is_blank(slot.text)]
        if labelled:
            here = _parse_caption_row(labelled, lexicon) or _parse_title_row(
                rows, row, labelled, n_columns, lexicon
            )
            if here is None:
                break
            found = found.fill_missing(here)
        row += 1
    return (found, row) if found != Caption() or row <= len(rows) else (found, 1)


def _parse_caption_row(
    filled_cells: Sequence[GridCell], lexicon: Lexicon
) -> Caption | None:
    """The fields of a caption row: every cell is a labelled field, a table number, or the name of the office."""
    if len(filled_cells) > 4:
        return None
    paired = _parse_paired_cells(filled_cells, lexicon)
    if paired is not None:
        return paired
    found = Caption()
    marked = False
    rest: list[GridCell] = []
    for slot in filled_cells:
        numbered = is_table_number(slot.text, lexicon)
        here = (
            None
            if numbered
            else parse_caption(
                TextSlice(slot.text, 0, slot.cell.span), UnitSource.CAPTION, lexicon
            )
        )
        if here is not None:
            found, marked = found.fill_missing(here), True
        elif numbered:
            marked = marked or len(filled_cells) == 1
        else:
            rest.append(slot)
    if not marked or len(rest) > 1 or any(is_number(slot.text) for slot in rest):
        return None
    if rest and found.entity is None:
        found = replace(
            found,
            entity=TextSlice(rest[0].text, 0, rest[0].cell.span).extract_span(
                0, len(rest[0].text)
            ),
        )
    return found


def _parse_paired_cells(
    filled_cells: Sequence[GridCell], lexicon: Lexicon
) -> Caption | None:
    """Labels and values in cells of their own (``截止时间 | 2018年12月31日 | 单位 | 元``). Heads of columns are named by the
    same words, so one value at least must be a date, a year or a unit, and none may be another thing than its label says."""
    found = Caption()
    words = lexicon.get_vocabulary("captions")
    for label, value in zip(filled_cells[::2], filled_cells[1::2], strict=False):
        key = words.get(match_key(label.text))
        line, whole = TextSlice(value.text, 0, value.cell.span), match_key(value.text)
        day = next(iter(find_dates(value.text)), None)
        if key == "unit" and MONEY_UNIT_PATTERN.fullmatch(normalize(value.text)):
            found = replace(
                found,
                unit=parse_unit_value(
                    value.text, 0, len(value.text), line.element, UnitSource.CAPTION
                ),
            )
        elif (
            key == "as_of"
            and day is not None
            and match_key(value.text[day.start : day.end]) == whole
        ):
            found = replace(
                found,
                as_of=Extracted(
                    day.value,
                    value.text[day.start : day.end],
                    line.element.slice(day.start, day.end),
                ),
            )
        elif key == "entity" and not is_number(value.text):
            found = replace(found, entity=line.extract_span(0, len(value.text)))
        else:
            return None
    certain = found.unit is not None or found.as_of is not None
    return found if certain and len(filled_cells) % 2 == 0 else None


def _parse_title_row(
    rows: Sequence[Sequence[GridCell]],
    row: int,
    filled_cells: Sequence[GridCell],
    n_columns: int,
    lexicon: Lexicon,
) -> Caption | None:
    """One text alone in its row, above rows of several."""
    if len(filled_cells) != 1 or is_number(filled_cells[0].text) or n_columns < 2:
        return None
    slot = filled_cells[0]
    alone = len(rows[row - 1]) == 1
    if slot.last_row > slot.first_row or not any(
        len(below) > 1 for below in rows[row:]
    ):
        return None
    title = parse_title(
        TextSlice(slot.text, 0, slot.cell.span), UnitSource.CAPTION, lexicon
    )
    if title is None or not (
        alone or title.title_key or match_key(slot.text).endswith("表")
    ):
        return None
    if title.title_key is None and _CODED_OFFICE.match(
        match_key(slot.text)
    ):  # 415某局: whose table it is
        return replace(title, title=None, entity=title.title)
    return title


def parse_caption_above(preceding: Sequence[Paragraph], lexicon: Lexicon) -> Caption:
    """The caption in the paragraphs above a table, nearest last."""
    found = Caption()
    told = 0
    for paragraph in reversed(preceding):
        for line in _split_lines_backwards(paragraph):
            twin = normalize(line.line_text)
            if (
                is_blank(twin)
                or _PAGE_NUMBER.fullmatch(twin)
                or is_table_number(line.line_text, lexicon)
            ):
                continue
            here = parse_caption(line, UnitSource.PARAGRAPH, lexicon)
            if here is None:
                here = parse_title(line, UnitSource.PARAGRAPH, lexicon)
                told += 1
                if here is None:
                    here = Caption(
                        as_of=parse_as_of(line, lexicon)
                    )  # 截至…，本单位固定资产…见下表。
                elif told > 1 and here.title_key is None:
                    here = None  # behind another line only a title that is known
            if here is not None:
                found = found.fill_missing(here)
            if found.title_key is not None or told > 1:
                return found
    return found


def _split_lines_backwards(paragraph: Paragraph) -> Iterator[TextSlice]:
    """The lines of a paragraph, last first; a tab parts a list number or a table number from what follows it."""
    start = 0
    found: list[TextSlice] = []
    for line in paragraph.text.split("\n"):
        found.append(
            TextSlice(paragraph.text[: start + len(line)], start, paragraph.span)
        )
        start += len(line) + 1
    yield from reversed(found)
