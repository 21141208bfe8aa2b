"""A table that carries on the one above it: behind a page break, or as a part of one grid below the same header."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import regex

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.issues import Issue
from extractor.tables.classify import classify_table
from extractor.tables.grid import GridCell
from extractor.tables.model import ParsedTable
from extractor.tables.parts import TablePart
from extractor.text.normalize import match_key

__all__ = [
    "inherit_from_previous",
]


def inherit_from_previous(
    parsed: ParsedTable, part: TablePart, previous: ParsedTable | None, lexicon: Lexicon
) -> ParsedTable:
    """The view with what the table above it says, where it carries that one on."""
    if (
        previous is None
        or previous.kind == "layout"
        or len(previous.header_texts) != len(parsed.header_texts)
    ):
        return parsed
    same_grid = previous.source_table is parsed.source_table
    known = part.caption.title_key
    if (
        known is not None
        and known != previous.table_key
        and _strip_continuation(parsed, lexicon)
        != _strip_continuation(previous, lexicon)
        and not (same_grid and not part.header_row)
    ):
        return parsed
    again = (
        bool(part.header_row)
        and parsed.header_texts == previous.header_texts
        and not parsed.form_rows
    )
    if part.header_row and not (
        again
        and (
            known is None
            or _strip_continuation(parsed, lexicon)
            == _strip_continuation(previous, lexicon)
        )
    ):
        return parsed
    kept = parsed if known is not None and parsed.kind != "unknown" else previous
    if not part.header_row:
        parsed = replace(
            parsed,
            header_texts=previous.header_texts,
            header_cells=previous.header_cells,
            column_units=previous.column_units,
        )
        fields = previous.fields
        if (
            same_grid and known is not None
        ):  # a part with its own title under the header of the part above
            slot_heads = tuple(
                tuple(
                    GridCell(cell, cell.row, cell.row, cell.column, cell.column)
                    for cell in path
                )
                for path in previous.header_cells
            )
            kind, key, fields = classify_table(
                slot_heads, part.caption, parsed.rows, lexicon
            )
            return replace(
                parsed,
                kind=kind,
                table_key=key,
                fields=fields,
                unit=parsed.unit or previous.unit,
            )
        parsed = replace(
            parsed, kind=previous.kind, table_key=previous.table_key, fields=fields
        )
    return replace(
        parsed,
        kind=kept.kind,
        table_key=kept.table_key,
        fields=kept.fields,
        title=parsed.title if known is not None else previous.title or parsed.title,
        unit=parsed.unit or previous.unit,
        entity=parsed.entity or previous.entity,
        as_of=parsed.as_of or previous.as_of,
        year=parsed.year or previous.year,
        title_key=parsed.title_key if known is not None else previous.title_key,
        continues=previous.source_table.path,
        issues=(
            *parsed.issues,
            Issue.build(
                "TABLE_CONTINUED",
                parsed.source_table.path,
                above=previous.source_table.path,
            ),
        ),
    )


@cache
def _compile_continuation_pattern(lexicon: Lexicon) -> regex.Pattern[str]:
    again = rf"(?:{build_alternation(lexicon.get_words('goes_on', 'word'))})[一二三四五六七八九十\d]*"
    return regex.compile(rf"[(\[]?{again}[)\]]?$|^{again}:?")


def _strip_continuation(parsed: ParsedTable, lexicon: Lexicon) -> str:
    """A table's title, without what says that it goes on: 收入总表（续）."""
    return (
        _compile_continuation_pattern(lexicon).sub("", match_key(parsed.title.value))
        if parsed.title
        else ""
    )
