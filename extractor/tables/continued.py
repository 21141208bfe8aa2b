"""A table that carries on the one above it: behind a page break, or as a part of one grid below the same header."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import regex

from extractor.lexicon.lexicon import Template, any_of
from extractor.model.issues import Issue
from extractor.tables.classify import kind_of
from extractor.tables.grid import Slot
from extractor.tables.model import TableView
from extractor.tables.parts import Part
from extractor.text.normalize import squeeze

__all__ = ["continued"]


def continued(
    done: TableView, part: Part, last: TableView | None, template: Template
) -> TableView:
    """The view with what the table above it says, where it carries that one on."""
    if last is None or last.kind == "layout" or len(last.columns) != len(done.columns):
        return done
    same_grid = last.table is done.table
    known = part.caption.key
    if (
        known is not None
        and known != last.key
        and _title(done, template) != _title(last, template)
        and not (same_grid and not part.header)
    ):
        return done
    again = bool(part.header) and done.columns == last.columns and not done.form
    if part.header and not (
        again and (known is None or _title(done, template) == _title(last, template))
    ):
        return done
    kept = done if known is not None and done.kind != "unknown" else last
    if not part.header:
        done = replace(
            done, columns=last.columns, heads=last.heads, column_units=last.column_units
        )
        fields = last.fields
        if (
            same_grid and known is not None
        ):  # a part with its own title under the header of the part above
            slot_heads = tuple(
                tuple(
                    Slot(cell, cell.row, cell.row, cell.column, cell.column)
                    for cell in path
                )
                for path in last.heads
            )
            kind, key, fields = kind_of(slot_heads, part.caption, done.body, template)
            return replace(
                done, kind=kind, key=key, fields=fields, unit=done.unit or last.unit
            )
        done = replace(done, kind=last.kind, key=last.key, fields=fields)
    return replace(
        done,
        kind=kept.kind,
        key=kept.key,
        fields=kept.fields,
        title=done.title if known is not None else last.title or done.title,
        unit=done.unit or last.unit,
        entity=done.entity or last.entity,
        as_of=done.as_of or last.as_of,
        year=done.year or last.year,
        topic=done.topic if known is not None else last.topic,
        continues=last.table.address,
        issues=(
            *done.issues,
            Issue.of("TABLE_CONTINUED", done.table.address, above=last.table.address),
        ),
    )


@cache
def _goes_on(template: Template) -> regex.Pattern[str]:
    again = (
        rf"(?:{any_of(template.words_of('goes_on', 'word'))})[一二三四五六七八九十\d]*"
    )
    return regex.compile(rf"[(\[]?{again}[)\]]?$|^{again}:?")


def _title(view: TableView, template: Template) -> str:
    """A table's title, without what says that it goes on: 收入总表（续）."""
    return _goes_on(template).sub("", squeeze(view.title.value)) if view.title else ""
