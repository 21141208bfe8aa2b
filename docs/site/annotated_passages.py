"""Figures of the pages on understanding: a paragraph or table of a sample with what the program read from it.

A hook of MkDocs. A line ``{{ read: FILE PLACE }}`` in a page becomes that piece of the sample, every value marked with its
column; the program is run while the site is built, so that the figure is what it does, not what it once did.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import extractor
from extractor.model.document import Paragraph, Table

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
DIRECTIVE = re.compile(r"^\{\{ read: (\S+) (\S+) \}\}$", re.MULTILINE)


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the figures in."""
    return DIRECTIVE.sub(lambda found: render_passage(found[1], found[2]), markdown)


def render_passage(name: str, place: str) -> str:
    """A block of a sample as HTML, its values marked. Raises StopIteration where there is no such block."""
    doc = _read_sample(name)
    block = next(
        block for block in doc.document.iter_body_blocks() if block.path == place
    )
    read = [
        (row["place"], f"{row['table']}.{row['column']}")
        for row in doc.rows["evidence"]
    ]
    prose = isinstance(block, Paragraph)
    body = (
        f"<p>{_mark_spans(block.text, place, read)}</p>"
        if prose
        else _render_table(block, doc.rows, read)
    )
    return f'<figure class="read">{body}<figcaption>{escape(name)} · <code>{place}</code></figcaption></figure>'


@cache
def _read_sample(name: str) -> Any:
    return extractor.read(SAMPLES / name)


def _mark_spans(text: str, place: str, read: list[tuple[str, str]]) -> str:
    """Text with a mark around each span that something was read from; of spans one inside the other the inner."""
    spans: dict[tuple[int, int], str] = {}
    for where, what in read:
        found = re.fullmatch(re.escape(place) + r"\[(\d+):(\d+)\]", where)
        if found:
            spans.setdefault((int(found[1]), int(found[2])), what)
    out, at = [], 0
    for start, end in sorted(spans, key=lambda span: (span[0], span[1] - span[0])):
        if start < at:
            continue
        out += [
            escape(text[at:start]),
            f"<ruby>{escape(text[start:end])}<rt>{spans[start, end]}</rt></ruby>",
        ]
        at = end
    return "".join(out) + escape(text[at:])


def _render_table(table: Table, rows: Any, read: list[tuple[str, str]]) -> str:
    uses = {row["place"]: row["use"] for row in rows["cells"]}
    what = {where.partition("[")[0]: column for where, column in read}
    lines: dict[int, list[str]] = {}
    for cell in table.cells:
        spans = "".join(
            f' {name}="{size}"'
            for name, size in (
                ("colspan", cell.column_span),
                ("rowspan", cell.row_span),
            )
            if size > 1
        )
        note = f' title="{escape(what[cell.path])}"' if cell.path in what else ""
        use = escape(str(uses.get(cell.path, "")))
        lines.setdefault(cell.row, []).append(
            f'<td class="{use}"{spans}{note}>{escape(cell.text)}</td>'
        )
    return (
        "<table>"
        + "".join(f"<tr>{''.join(cells)}</tr>" for cells in lines.values())
        + "</table>"
    )
