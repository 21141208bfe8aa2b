"""Render one document for the terminal: profile, sections and figures with their
places.

The ``rich`` renderables are built from records alone; the caller
decides on width, colour and language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.cli.wrap import WrappedText
from extractor.i18n import find_severity, format_message
from extractor.model.disclosure import Disclosure, ParsedFile, Profile
from extractor.model.enums import CheckResult
from extractor.model.records import Check, Extracted

__all__ = [
    "render_parsed",
]

Translator = Callable[..., str]


class DisplayColumn(NamedTuple):
    """One column on screen: the message code of its header, and its kind."""

    header_code: str
    kind: str = "text"  # text, number, place


class RowContext(NamedTuple):
    """What the rows of a section need besides their record."""

    disclosure: Disclosure
    translate: Translator
    lang: str


class DisplaySection(NamedTuple):
    """One table on screen: message code of its title, columns, and its rows."""

    title_code: str
    columns: tuple[DisplayColumn, ...]
    build_rows: Callable[[RowContext], list[list[Any]]]


def render_parsed(parsed: ParsedFile, name: str, lang: str = "zh") -> RenderableType:
    """Render a file: its disclosures, or the message that it holds none.

    Args:
        parsed: the file.
        name: its name, printed as the heading.
        lang: zh or en.
    """

    def translate(code: str, **details: object) -> str:
        return format_message(
            code, {key: str(value) for key, value in details.items()}, lang
        )

    parts: list[RenderableType] = [Text(name, style="bold")]
    if not parsed.disclosures:
        reason = parsed.explain_rejection(lang)
        message = translate(parsed.rejection_code, why=reason)
        parts.append(Text(f"{parsed.rejection_code}: {message}", style="yellow"))
    for disclosure in parsed.disclosures:
        parts.extend(_render_disclosure(disclosure, translate, lang))
    return Group(*parts)


def _render_disclosure(
    disclosure: Disclosure, translate: Translator, lang: str
) -> Iterator[RenderableType]:
    yield Text(_format_headline(disclosure.profile, translate), style="bold cyan")
    yield Text(
        translate(
            "SHOW_COUNTS",
            paragraphs=disclosure.n_paragraphs,
            tables=disclosure.n_tables,
            numbers=disclosure.n_numbers,
            read=disclosure.n_numbers_read,
            left=len(disclosure.unmatched_numbers),
        )
    )
    if disclosure.grade is not None:
        yield _render_grade(disclosure, translate, lang)
    context = RowContext(disclosure, translate, lang)
    for section in _SECTIONS:
        rows = section.build_rows(context)
        if rows:
            yield _render_table(
                f"{translate(section.title_code)} ({len(rows)})",
                [(translate(c.header_code), c.kind) for c in section.columns],
                rows,
            )


def _render_grade(disclosure: Disclosure, translate: Translator, lang: str) -> Text:
    """The grade in one line, with the metrics that are worse than A."""
    grade = disclosure.grade or ""
    line = Text(translate("SHOW_GRADE", grade=grade), _GRADE_STYLES[grade])
    scores = [score for score in disclosure.quality if score.grade != "A"]
    for score in sorted(scores, key=lambda score: score.grade, reverse=True):
        code, details = score.message
        message = format_message(code, dict(details), lang)
        line.append(f" · {score.grade} {message}", "default")
    return line


def _format_headline(profile: Profile, translate: Translator) -> str:
    place = "".join(
        part for part in (profile.province, profile.city, profile.county) if part
    )
    year = translate("SHOW_NO_YEAR")
    if profile.fiscal_year:
        year = translate("SHOW_YEAR", year=profile.fiscal_year.value)
    doc_type = translate("SHOW_NO_DOC_TYPE")
    if profile.doc_type:
        doc_type = translate(f"DOC_TYPE_{profile.doc_type}")
    department = translate("SHOW_NO_DEPARTMENT")
    if profile.department_name:
        department = profile.department_name.value
    return " · ".join(part for part in (department, year, doc_type, place) if part)


_GRADE_STYLES = {
    "A": "bold green",
    "B": "bold green",
    "C": "bold yellow",
    "D": "bold red",
}
_RESULT_STYLES = {
    "pass": "green",
    "rounding": "green",
    "fail": "bold red",
    "not_checkable": "dim",
}
_SEVERITY_STYLES = {"info": "dim", "warning": "yellow", "error": "bold red"}


def _indent(level: int) -> str:
    return "  " if level > 1 else ""


def _build_section_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            _indent(section.level) + _format_value(section.number),
            section.title,
            section.key or "—",
            section.place,
        ]
        for section in context.disclosure.sections
    ]


def _build_amount_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            _format_label(amount.label, amount.item),
            _format_money(amount.value, amount.value_status),
            _format_year(amount.fiscal_year, amount.phase, context.translate),
            amount.place,
        ]
        for amount in context.disclosure.amounts
    ]


def _build_change_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            _format_label(change.label, change.item),
            _format_change(change.direction, change.value, change.stated),
            change.base_year or "—",
            change.place,
        ]
        for change in context.disclosure.changes
    ]


def _build_activity_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            _format_value(activity.number),
            _indent(activity.level) + activity.name.value,
            _format_money(activity.budget),
            activity.place,
        ]
        for activity in context.disclosure.activities
    ]


def _build_indicator_rows(context: RowContext) -> list[list[Any]]:
    thresholds = _format_thresholds(context.disclosure)
    return [
        [indicator.name, thresholds.get(id(indicator), "—"), indicator.place]
        for indicator in context.disclosure.indicators
    ]


def _build_procurement_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            item.item_name or item.row_label,
            item.quantity,
            _format_money(item.total),
            item.place,
        ]
        for item in context.disclosure.procurement
    ]


def _build_asset_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            _format_label(asset.label, asset.item),
            _format_quantity(asset.quantity, asset.quantity_unit),
            _format_money(asset.value),
            asset.place,
        ]
        for asset in context.disclosure.assets
    ]


def _build_budget_line_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            line.table_key or "—",
            _join_labels(line.row_label, line.column_label),
            _format_money(line.value),
            line.place,
        ]
        for line in context.disclosure.budget_lines
    ]


def _build_issue_rows(context: RowContext) -> list[list[Any]]:
    return [
        [
            Text(issue.code, _SEVERITY_STYLES[find_severity(issue.code)]),
            format_message(issue.code, dict(issue.details), context.lang),
            issue.place,
        ]
        for issue in context.disclosure.issues
    ]


def _build_check_rows(context: RowContext) -> list[list[Any]]:
    """A row for each check that does not hold exactly; one row a rule for the others.

    The row of a rule gives the number of its checks and the place of
    the first.
    """
    translate, lang = context.translate, context.lang
    rows: list[list[Any]] = []
    passed: dict[str, list[Check]] = {}
    for check in context.disclosure.checks:
        if check.result == CheckResult.PASS:
            passed.setdefault(check.rule, []).append(check)
            continue
        code, details = check.message
        message = format_message(code, dict(details), lang)
        result = Text(
            translate(f"REVIEW_RESULT_{check.result}"), _RESULT_STYLES[check.result]
        )
        rows.append(
            [result, f"{check.rule}\n{message}", check.places.replace(";", " ")]
        )
    for rule, checks in passed.items():
        result_text = translate("REVIEW_RESULT_pass")
        if len(checks) > 1:
            result_text = f"{result_text} ×{len(checks)}"
        first_places = checks[0].places.replace(";", " ")
        rows.append([Text(result_text, "green"), rule, first_places])
    return rows


_LABEL = DisplayColumn("COL_LABEL")
_NAME = DisplayColumn("COL_NAME")
_NUMBER = DisplayColumn("COL_NUMBER")
_VALUE = DisplayColumn("COL_VALUE", "number")
_QUANTITY = DisplayColumn("COL_QUANTITY", "number")
_PLACE = DisplayColumn("COL_PLACE", "place")

# The sections of the page, in order.
_SECTIONS = (
    DisplaySection(
        "SHOW_SECTIONS",
        (_NUMBER, DisplayColumn("COL_TITLE"), DisplayColumn("COL_KEY"), _PLACE),
        _build_section_rows,
    ),
    DisplaySection(
        "SHOW_AMOUNTS",
        (_LABEL, _VALUE, DisplayColumn("COL_YEAR"), _PLACE),
        _build_amount_rows,
    ),
    DisplaySection(
        "SHOW_CHANGES",
        (_LABEL, _VALUE, DisplayColumn("COL_AGAINST"), _PLACE),
        _build_change_rows,
    ),
    DisplaySection(
        "SHOW_ACTIVITIES", (_NUMBER, _NAME, _VALUE, _PLACE), _build_activity_rows
    ),
    DisplaySection(
        "SHOW_INDICATORS",
        (_NAME, DisplayColumn("COL_THRESHOLDS"), _PLACE),
        _build_indicator_rows,
    ),
    DisplaySection(
        "SHOW_PROCUREMENT",
        (_NAME, _QUANTITY, DisplayColumn("COL_TOTAL", "number"), _PLACE),
        _build_procurement_rows,
    ),
    DisplaySection(
        "SHOW_ASSETS", (_LABEL, _QUANTITY, _VALUE, _PLACE), _build_asset_rows
    ),
    DisplaySection(
        "SHOW_BUDGET_LINES",
        (DisplayColumn("COL_TABLE"), _LABEL, _VALUE, _PLACE),
        _build_budget_line_rows,
    ),
    DisplaySection(
        "SHOW_CHECKS",
        (DisplayColumn("COL_RESULT"), DisplayColumn("COL_RULE"), _PLACE),
        _build_check_rows,
    ),
    DisplaySection(
        "SHOW_ISSUES",
        (DisplayColumn("COL_CODE"), DisplayColumn("COL_MESSAGE"), _PLACE),
        _build_issue_rows,
    ),
)


def _render_table(
    title: str, columns: list[tuple[str, str]], rows: Iterable[list[Any]]
) -> RenderableType:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        padding=(0, 2, 0, 0),
        pad_edge=False,
        header_style="dim",
    )
    for head, kind in columns:
        table.add_column(
            head,
            justify="right" if kind == "number" else "left",
            overflow="fold",
            no_wrap=kind == "number",
            style="cyan" if kind == "place" else "",
            max_width=26 if kind == "place" else None,
        )
    for row in rows:
        table.add_row(
            *(
                cell if isinstance(cell, Text) else WrappedText(_format_value(cell))
                for cell in row
            )
        )
    return Padding(table, (1, 0, 0, 0))


def _format_value(value: object) -> str:
    if value is None:
        return "—"
    if isinstance(value, Extracted):
        return _format_value(value.value) if value.value is not None else value.raw
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def _format_label(label: Extracted[str] | None, concept: str | None) -> Text:
    text = WrappedText(label.value if label else "—")
    if concept:
        text.append(f" {concept}", "dim")
    return text


def _format_money(
    value: Extracted[Decimal | None] | None, status: str | None = None
) -> str:
    if value is None:
        return "—"
    if value.value is None:
        return status or value.raw or "—"
    return f"{value.value:,f}{value.unit.name if value.unit else ''}"


def _format_change(
    direction: str | None, value: Extracted[Decimal | None], stated: bool
) -> str:
    sign = {"increase": "+", "decrease": "-", "flat": "±", None: "?"}[direction]
    return sign + _format_money(value) if stated else value.raw  # 与上年持平


def _format_quantity(
    quantity: Extracted[Decimal | None] | None, unit: Extracted[str] | str | None
) -> str:
    if quantity is None or quantity.value is None or not unit:
        return _format_value(quantity)
    return _format_value(quantity) + _format_value(unit)


def _format_year(year: int | None, phase: str | None, translate: Translator) -> str:
    return f"{year or '—'} {translate(f'PHASE_{phase}') if phase else ''}".strip()


def _join_labels(row: Extracted[str] | None, column: str | None) -> str:
    return " / ".join(part for part in (row.value if row else "", column or "") if part)


def _format_thresholds(disclosure: Disclosure) -> dict[int, str]:
    """The grades of each indicator in one line,
    by the identity of the indicator."""
    grades_by_indicator: dict[int, list[str]] = {}
    for threshold in disclosure.thresholds:
        grades = grades_by_indicator.setdefault(id(threshold.parent), [])
        grades.append(f"{threshold.grade} {threshold.text.value}")
    return {key: " ".join(grades) for key, grades in grades_by_indicator.items()}
