"""What a reader asks first of a file: whose it is, which year, the totals, what fails.

As text for a terminal and as HTML for a notebook.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from extractor.dataclass import dataclass
from extractor.i18n import format_message
from extractor.schema.concepts import load_concepts

__all__ = [
    "Overview",
    "build_overviews",
    "render_overview_html",
    "render_overview_text",
]

MAIN_ITEMS = ("revenue.total", "expenditure.total", "three_public.total")
"""The items of an overview; one that is not stated is said to be none."""
_MAX_FAILED_CHECKS = 5


@dataclass(frozen=True)
class Overview:
    """One disclosure at a glance.

    ``title`` has office, year and kind; ``figures`` label and value of
    the main items; ``failed_checks`` the sentences of the first of
    them, of ``n_failed_checks``.
    """

    title: str
    grade: str
    figures: tuple[tuple[str, str], ...]
    failed_checks: tuple[str, ...]
    n_failed_checks: int


def build_overviews(
    rows: Mapping[str, Sequence[Mapping[str, Any]]], panel: pd.DataFrame, lang: str
) -> list[Overview]:
    """Build the overview of each disclosure of a file.

    Args:
        rows: rows of each table.
        panel: the panel of the same disclosures, in yuan.
        lang: zh or en.
    """
    values = panel.set_index("disclosure_id")
    overviews = []
    for disclosure in rows.get("disclosures", ()):
        disclosure_id = disclosure["disclosure_id"]
        failed = [
            f"{row['rule']} {row['message']}"
            for row in rows.get("checks", ())
            if row["disclosure_id"] == disclosure_id and row["result"] == "fail"
        ]
        overview = Overview(
            _format_title(disclosure, lang),
            disclosure["grade"] or "",
            tuple(_list_figures(values.loc[disclosure_id], lang)),
            tuple(failed[:_MAX_FAILED_CHECKS]),
            len(failed),
        )
        overviews.append(overview)
    return overviews


def render_overview_text(overview: Overview, lang: str) -> list[str]:
    """Render an overview as lines of text."""
    figures = " · ".join(f"{label} {value}" for label, value in overview.figures)
    lines = [f"{overview.title} · {_format_grade(overview, lang)}", f"  {figures}"]
    lines.append(f"  {_format_failures(overview, lang)}")
    lines += [f"    {text}" for text in overview.failed_checks]
    return lines


def render_overview_html(overview: Overview, lang: str) -> str:
    """Render an overview as HTML; all texts are escaped."""
    cells = "".join(
        f"<tr><td style='text-align:left'>{html.escape(label)}</td>"
        f"<td style='text-align:right'>{html.escape(value)}</td></tr>"
        for label, value in overview.figures
    )
    failures = "".join(
        f"<li style='text-align:left'>{html.escape(text)}</li>"
        for text in overview.failed_checks
    )
    title = html.escape(f"{overview.title} · {_format_grade(overview, lang)}")
    checks = html.escape(_format_failures(overview, lang))
    return (
        f"<p><b>{title}</b></p><table>{cells}</table><p>{checks}</p><ul>{failures}</ul>"
    )


def _format_title(disclosure: Mapping[str, Any], lang: str) -> str:
    kind = disclosure["doc_type"]
    parts = [
        disclosure["department_name"] or format_message("OVERVIEW_NO_OFFICE", {}, lang),
        str(disclosure["fiscal_year"] or format_message("OVERVIEW_NO_YEAR", {}, lang)),
    ]
    if kind:
        parts.append(format_message(f"DOC_TYPE_{kind}", {}, lang))
    return " · ".join(parts)


def _list_figures(values: pd.Series[Any], lang: str) -> list[tuple[str, str]]:
    figures = []
    for item in MAIN_ITEMS:
        value = values.get(item)
        text = format_message("OVERVIEW_NOT_STATED", {}, lang)
        if value is not None and not pd.isna(value):
            amount = f"{float(value):,.2f}".rstrip("0").rstrip(".")
            text = format_message("OVERVIEW_AMOUNT", {"amount": amount}, lang)
        figures.append((load_concepts()[item].get_label(lang), text))
    return figures


def _format_grade(overview: Overview, lang: str) -> str:
    return format_message("SHOW_GRADE", {"grade": overview.grade}, lang)


def _format_failures(overview: Overview, lang: str) -> str:
    details = {"count": str(overview.n_failed_checks)}
    return format_message("OVERVIEW_FAILED", details, lang)
