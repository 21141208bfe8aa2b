"""Records as a notebook shows them: small HTML tables, every text escaped, values beside what was printed and where."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

__all__ = [
    "render_counts_html",
    "render_record_html",
    "render_cell",
]

_RESULT_SYMBOLS = {"fail": "✗", "pass": "✓", "rounding": "≈", "not_checkable": "–"}


def render_cell(value: Any) -> str:
    """A value in plain words; of a reading its value, or the printed text where it has none."""
    if hasattr(value, "raw") and hasattr(value, "place"):
        return render_cell(value.value) if value.value is not None else str(value.raw)
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def render_record_html(title: str, rows: Iterable[tuple[str, Any]]) -> str:
    """One record: its name, then a line for each attribute that says something, a reading with its text and place."""
    lines = []
    for name, value in rows:
        if value is None or value == "" or value == ():
            continue
        printed = ""
        if hasattr(value, "raw") and hasattr(value, "place"):
            quote = (
                f"“{escape(_shorten_text(value.raw))}” "
                if value.raw != render_cell(value)
                else ""
            )
            printed = f"<td style='text-align:left'>{quote}<code>{escape(str(value.place))}</code></td>"
        shown = escape(_shorten_text(render_cell(value)))
        lines.append(
            f"<tr><th style='text-align:left'>{escape(name)}</th><td style='text-align:left'>{shown}</td>{printed}</tr>"
        )
    return f"<div><b>{escape(title)}</b><table>{''.join(lines)}</table></div>"


def render_counts_html(
    title: str,
    counts: Iterable[tuple[str, str, int]],
    results: Iterable[tuple[str, int]] = (),
) -> str:
    """A head, then (attribute, label, number) of what is there, then how the checks came out."""
    rows = "".join(
        f"<tr><td style='text-align:left'><code>.{escape(name)}</code></td><td style='text-align:left'>{escape(label)}</td>"
        f"<td style='text-align:right'>{number:,}</td></tr>"
        for name, label, number in counts
        if number
    )
    checks = " · ".join(
        f"{_RESULT_SYMBOLS.get(result, '')} {escape(result)} {number:,}"
        for result, number in results
    )
    return f"<div><b>{escape(title)}</b><table>{rows}</table>{f'<p>{checks}</p>' if checks else ''}</div>"


def _shorten_text(text: str, max_length: int = 120) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= max_length else flat[: max_length - 1] + "…"
