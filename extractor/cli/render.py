"""One document in the terminal: what it is, its sections, its figures, each with the place it was read from.

Renderables of ``rich`` are made from records alone; who prints them decides on width, colour and language.
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
    """One column on screen: code of its head in the catalogue, and whether it is a number, a place or running text."""

    header_code: str
    kind: str = "text"  # text, number, place


def render_parsed(parsed: ParsedFile, name: str, lang: str = "zh") -> RenderableType:
    """The whole file: its disclosures one below the other, or the sentence that it holds none."""

    def say(code: str, **details: object) -> str:
        return format_message(
            code, {key: str(value) for key, value in details.items()}, lang
        )

    parts: list[RenderableType] = [Text(name, style="bold")]
    if not parsed.disclosures:
        parts.append(
            Text(
                f"{parsed.rejection_code}: {say(parsed.rejection_code, why=parsed.explain_rejection(lang))}",
                style="yellow",
            )
        )
    for disclosure in parsed.disclosures:
        parts.extend(_render_disclosure(disclosure, say, lang))
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
    for title, columns, rows in _build_sections(disclosure, translate, lang):
        if rows:
            yield _render_table(
                f"{translate(title)} ({len(rows)})",
                [(translate(c.header_code), c.kind) for c in columns],
                rows,
            )


def _render_grade(disclosure: Disclosure, translate: Translator, lang: str) -> Text:
    """The grade in one line with the aspects that keep it from being an A."""
    grade = disclosure.grade or ""
    line = Text(translate("SHOW_GRADE", grade=grade), _GRADE_STYLES[grade])
    told = [mark for mark in disclosure.quality if mark.grade != "A"]
    for mark in sorted(told, key=lambda mark: mark.grade, reverse=True):
        line.append(
            f" · {mark.grade} {format_message(mark.message[0], dict(mark.message[1]), lang)}",
            "default",
        )
    return line


def _format_headline(profile: Profile, translate: Translator) -> str:
    place = "".join(
        part for part in (profile.province, profile.city, profile.county) if part
    )
    year = (
        translate("SHOW_YEAR", year=profile.fiscal_year.value)
        if profile.fiscal_year
        else translate("SHOW_NO_YEAR")
    )
    kind = (
        translate(f"DOC_TYPE_{profile.doc_type}")
        if profile.doc_type
        else translate("SHOW_NO_DOC_TYPE")
    )
    department = (
        profile.department_name.value
        if profile.department_name
        else translate("SHOW_NO_DEPARTMENT")
    )
    return " · ".join(part for part in (department, year, kind, place) if part)


def _build_sections(
    d: Disclosure, translate: Translator, lang: str
) -> Iterator[tuple[str, list[DisplayColumn], list[list[Any]]]]:
    """Every part of the page in order: code of its title, its columns, its rows."""
    place = DisplayColumn("COL_PLACE", "place")
    text = DisplayColumn
    number = DisplayColumn("COL_VALUE", "number")
    grades = _format_thresholds(d)
    yield (
        "SHOW_SECTIONS",
        [text("COL_NUMBER"), text("COL_TITLE"), text("COL_KEY"), place],
        [
            [
                ("  " if s.level > 1 else "") + _format_value(s.number),
                s.title,
                s.key or "—",
                s.place,
            ]
            for s in d.sections
        ],
    )
    yield (
        "SHOW_AMOUNTS",
        [text("COL_LABEL"), number, text("COL_YEAR"), place],
        [
            [
                _format_label(a.label, a.item),
                _format_money(a.value, a.value_status),
                _format_year(a.fiscal_year, a.phase, translate),
                a.place,
            ]
            for a in d.amounts
        ],
    )
    yield (
        "SHOW_CHANGES",
        [text("COL_LABEL"), number, text("COL_AGAINST"), place],
        [
            [
                _format_label(c.label, c.item),
                _format_change(c.direction, c.value, c.stated),
                c.base_year or "—",
                c.place,
            ]
            for c in d.changes
        ],
    )
    yield (
        "SHOW_ACTIVITIES",
        [text("COL_NUMBER"), text("COL_NAME"), number, place],
        [
            [
                _format_value(a.number),
                ("  " if a.level > 1 else "") + a.name.value,
                _format_money(a.budget),
                a.place,
            ]
            for a in d.activities
        ],
    )
    yield (
        "SHOW_INDICATORS",
        [text("COL_NAME"), text("COL_THRESHOLDS"), place],
        [[i.name, grades.get(id(i), "—"), i.place] for i in d.indicators],
    )
    yield (
        "SHOW_PROCUREMENT",
        [
            text("COL_NAME"),
            DisplayColumn("COL_QUANTITY", "number"),
            DisplayColumn("COL_TOTAL", "number"),
            place,
        ],
        [
            [p.item_name or p.row_label, p.quantity, _format_money(p.total), p.place]
            for p in d.procurement
        ],
    )
    yield (
        "SHOW_ASSETS",
        [text("COL_LABEL"), DisplayColumn("COL_QUANTITY", "number"), number, place],
        [
            [
                _format_label(a.label, a.item),
                _format_quantity(a.quantity, a.quantity_unit),
                _format_money(a.value),
                a.place,
            ]
            for a in d.assets
        ],
    )
    yield (
        "SHOW_BUDGET_LINES",
        [text("COL_TABLE"), text("COL_LABEL"), number, place],
        [
            [
                b.table_key or "—",
                _join_labels(b.row_label, b.column_label),
                _format_money(b.value),
                b.place,
            ]
            for b in d.budget_lines
        ],
    )
    yield (
        "SHOW_CHECKS",
        [text("COL_RESULT"), text("COL_RULE"), place],
        _build_check_rows(d.checks, translate, lang),
    )
    yield (
        "SHOW_ISSUES",
        [text("COL_CODE"), text("COL_MESSAGE"), place],
        [
            [
                Text(i.code, _SEVERITY_STYLES[find_severity(i.code)]),
                format_message(i.code, dict(i.details), lang),
                i.place,
            ]
            for i in d.issues
        ],
    )


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


def _build_check_rows(
    checks: tuple[Check, ...], translate: Translator, lang: str
) -> list[list[Any]]:
    """What does not hold exactly one by one, with its sentence; what holds, a line a rule: how often, where first."""
    rows: list[list[Any]] = []
    passed: dict[str, list[Check]] = {}
    for check in checks:
        if check.result == CheckResult.PASS:
            passed.setdefault(check.rule, []).append(check)
            continue
        code, details = check.message
        told = format_message(code, dict(details), lang)
        result = Text(
            translate(f"REVIEW_RESULT_{check.result}"), _RESULT_STYLES[check.result]
        )
        rows.append([result, f"{check.rule}\n{told}", check.places.replace(";", " ")])
    for rule, found in passed.items():
        where = found[0].places.replace(";", " ")
        word = translate("REVIEW_RESULT_pass")
        rows.append(
            [
                Text(f"{word} ×{len(found)}" if len(found) > 1 else word, "green"),
                rule,
                where,
            ]
        )
    return rows


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
    found = WrappedText(label.value if label else "—")
    return found.append(f" {concept}", "dim") if concept else found


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
    return _format_value(quantity) + (
        _format_value(unit)
        if quantity is not None and quantity.value is not None and unit
        else ""
    )


def _format_year(year: int | None, phase: str | None, translate: Translator) -> str:
    return f"{year or '—'} {translate(f'PHASE_{phase}') if phase else ''}".strip()


def _join_labels(row: Extracted[str] | None, column: str | None) -> str:
    return " / ".join(part for part in (row.value if row else "", column or "") if part)


def _format_thresholds(disclosure: Disclosure) -> dict[int, str]:
    """The grades of each indicator in one line, by the identity of the indicator."""
    found: dict[int, list[str]] = {}
    for threshold in disclosure.thresholds:
        found.setdefault(id(threshold.parent), []).append(
            f"{threshold.grade} {threshold.text.value}"
        )
    return {key: " ".join(grades) for key, grades in found.items()}
