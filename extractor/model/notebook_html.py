"""Records as a notebook shows them: small HTML tables with every text escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

__all__ = [
    "render_counts_html",
    "render_grid_html",
    "render_record_html",
    "render_value",
]

_RESULT_SYMBOLS = {"fail": "✗", "pass": "✓", "rounding": "≈", "not_checkable": "–"}
_LEFT = "style='text-align:left'"
_RIGHT = "style='text-align:right'"


def render_value(value: Any) -> str:
    """Render a value as plain text.

    Args:
        value: any value of a record; of an extracted one its value is rendered, or its
            text where it has no value.
    """
    if _is_extracted(value):
        if value.value is None:
            return str(value.raw)
        return render_value(value.value)
    if hasattr(value, "as_tuple"):
        return f"{value:f}"
    return str(value)


def render_record_html(title: str, rows: Iterable[tuple[str, Any]]) -> str:
    """Render one record as an HTML table.

    Args:
        title: the name of the record.
        rows: label and value of each attribute; empty values are left out, extracted
            values come with their text and place.
    """
    lines = [
        _render_attribute(label, value)
        for label, value in rows
        if value is not None and value not in ("", ())
    ]
    return f"<div><b>{escape(title)}</b><table>{''.join(lines)}</table></div>"


def render_counts_html(
    title: str,
    counts: Iterable[tuple[str, str, int]],
    results: Iterable[tuple[str, int]] = (),
) -> str:
    """Render how many records each table has.

    Args:
        title: the name of the disclosure.
        counts: attribute, label and number of records; zeros are left out.
        results: result of checks and number of checks with it.
    """
    rows = "".join(
        f"<tr><td {_LEFT}><code>.{escape(name)}</code></td>"
        f"<td {_LEFT}>{escape(label)}</td><td {_RIGHT}>{number:,}</td></tr>"
        for name, label, number in counts
        if number
    )
    checks = " · ".join(
        f"{_RESULT_SYMBOLS.get(result, '')} {escape(result)} {number:,}"
        for result, number in results
    )
    if checks:
        checks = f"<p>{checks}</p>"
    return f"<div><b>{escape(title)}</b><table>{rows}</table>{checks}</div>"


def render_grid_html(
    table: Any, render_cell: Callable[[Any, str], str] | None = None
) -> str:
    """Render a table of a document with its merged cells.

    Args:
        table: the table.
        render_cell: gives the HTML of a cell from its span and text; by default the
            escaped text.
    """
    rows = []
    for cells in table.rows():
        shown = []
        for cell in cells:
            text = escape(cell.text)
            if render_cell is not None:
                text = render_cell(cell.span, cell.text)
            text = text.replace("\n", "<br>")
            size = f"rowspan='{cell.row_span}' colspan='{cell.column_span}'"
            shown.append(f"<td {size} {_LEFT}>{text}</td>")
        rows.append(f"<tr>{''.join(shown)}</tr>")
    return f"<table border='1'>{''.join(rows)}</table>"


def _is_extracted(value: Any) -> bool:
    """Tell an extracted value by its attributes: its class is defined above this
    module."""
    return hasattr(value, "raw") and hasattr(value, "place")


def _render_attribute(label: str, value: Any) -> str:
    shown = escape(_shorten_text(render_value(value)))
    cells = f"<th {_LEFT}>{escape(label)}</th><td {_LEFT}>{shown}</td>"
    if _is_extracted(value):
        quote = ""
        if value.raw != render_value(value):
            quote = f"“{escape(_shorten_text(value.raw))}” "
        place = escape(str(value.place))
        cells += f"<td {_LEFT}>{quote}<code>{place}</code></td>"
    return f"<tr>{cells}</tr>"


def _shorten_text(text: str, max_length: int = 120) -> str:
    flat = " ".join(text.split())
    if len(flat) <= max_length:
        return flat
    return flat[: max_length - 1] + "…"
