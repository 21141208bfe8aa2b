"""The figures of the report as SVG, written without a plotting library.

Text is stored as text with a list of fonts, so Chinese shows wherever
the reader has a Chinese font. The width of labels is estimated in
cells. There are no inline styles, since the page's content security
policy forbids them; the text colour is ``currentColor``, for light and
dark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

from extractor.i18n import format_message
from extractor.review.report import build_report
from extractor.schema.codelists import load_codelist as code_rows
from extractor.schema.concepts import load_concepts

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "FONTS",
    "draw_figures",
]

FONTS = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Hiragino Sans GB', 'WenQuanYi Micro Hei', "
    "SimHei, sans-serif"
)
SVG_NAMESPACE = "http://www.w3.org/2000/svg"
MAX_BARS = 24  # bars of one figure

# lengths in units of the drawing
_WIDTH = 548
_CELL = 5.0  # of a label, for one cell
_MARGIN = 18
_ROW = 17.0
_BOX_ROW = 19.5
_BAR = 11.6
_TITLE_SIZE = 11
_TEXT_SIZE = 9
_TOTALS_WIDTH = 46
_HEAD = 30
_LEGEND = 17

MUTED_COLOR = "#767672"
# pass, rounding, fail, not checkable
RESULT_COLORS = ("#7fa99b", "#b9cfc4", "#b5432f", "#cfcac0")
SERIES_COLORS = ("#3f6c8f", "#8db3cf", "#b98b45", "#dcc39a", "#9a9a94")
# lines over the colour of a series, as paths in a square of 6: told apart without
# colour
_HATCHES = ("", "M0 6L6 0", "M0 0L6 6M0 6L6 0", "M0 3H6", "M0 0L6 6")
_HATCH_SIZE = 6

Translator = Callable[..., str]


class _Series(NamedTuple):
    """One part of each bar: its name, a number for each label, colour and hatch."""

    name: str
    values: Sequence[float]
    color: str
    hatch: int = 0


class _Drawing:
    """Collects the elements of one figure."""

    def __init__(self, name: str, title: str, height: float) -> None:
        self._name = name
        self._title = title
        self._height = height
        self._elements: list[str] = []
        self._patterns: dict[str, str] = {}
        self.add_text(4, 14, title, size=_TITLE_SIZE, weight="bold")

    def add_text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        size: float = _TEXT_SIZE,
        color: str = "currentColor",
        weight: str = "normal",
    ) -> None:
        """Add a text; ``y`` is its base line."""
        self._elements.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}" font-weight="{weight}" fill="{color}">'
            f"{escape(text)}</text>"
        )

    def add_bar(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        color: str,
        hatch: int = 0,
        opacity: float = 1,
    ) -> None:
        """Add a filled rectangle, its hatch over it."""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        self._elements.append(
            f'<rect {place} fill="{color}" fill-opacity="{opacity:.2f}"/>'
        )
        if _HATCHES[hatch]:
            pattern = self._use_pattern(hatch)
            self._elements.append(f'<rect {place} fill="url(#{pattern})"/>')

    def add_line(
        self,
        ends: tuple[float, float, float, float],
        color: str,
        width: float,
    ) -> None:
        """Add a line from x and y to x and y."""
        x1, y1, x2, y2 = ends
        self._elements.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{color}" stroke-width="{width}"/>'
        )

    def _use_pattern(self, hatch: int) -> str:
        # several figures stand in one page, so a name is of one figure
        name = f"{self._name}-hatch-{hatch}"
        self._patterns[name] = (
            f'<pattern id="{name}" width="{_HATCH_SIZE}" height="{_HATCH_SIZE}" '
            f'patternUnits="userSpaceOnUse"><path d="{_HATCHES[hatch]}" '
            f'stroke="#ffffff" stroke-width="0.8" fill="none"/></pattern>'
        )
        return name

    def render(self) -> str:
        """Render the figure as one self-contained element."""
        patterns = "".join(self._patterns.values())
        definitions = ""
        if patterns:
            definitions = f"<defs>{patterns}</defs>"
        return (
            f'<svg xmlns="{SVG_NAMESPACE}" viewBox="0 0 {_WIDTH} {self._height:.0f}" '
            f'font-family="{escape(FONTS)}" color="#1d2126">'
            f"<title>{escape(self._title)}</title>{definitions}"
            + "\n".join(self._elements)
            + "</svg>\n"
        )


def draw_figures(data: Dataset) -> dict[str, str]:
    """Draw the figures of the report: ``name.lang`` -> SVG."""
    report = build_report(data)
    figures: dict[str, str] = {}
    for lang in ("zh", "en"):
        translate = _build_translator(lang)
        for name, draw in _FIGURES:
            drawing = draw(name, report, translate, lang)
            if drawing is not None:
                figures[f"{name}.{lang}"] = drawing.render()
    return figures


def _build_translator(lang: str) -> Translator:
    return lambda code, **details: format_message(
        f"REVIEW_{code}", {k: str(v) for k, v in details.items()}, lang
    )


def _draw_bars(
    name: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[_Series],
    show_totals: bool = True,
) -> _Drawing:
    """Draw bars from left to right, the parts of each one behind another."""
    head = _HEAD
    if len(series) > 1:
        head += _LEGEND
    drawing = _Drawing(name, title, head + _ROW * len(labels) + 6)
    if len(series) > 1:
        _draw_legend(drawing, series)
    left = _estimate_label_width(labels)
    highest = max(map(sum, zip(*(one.values for one in series), strict=True)))
    scale = (_WIDTH - left - _TOTALS_WIDTH) / (highest or 1)
    for row, label in enumerate(labels):
        base = head + _ROW * row + _BAR - 2
        drawing.add_text(left - 6, base, label, anchor="end")
        end = left
        for one in series:
            width = one.values[row] * scale
            if width:
                drawing.add_bar(end, base - 9.6, width, _BAR, one.color, one.hatch)
            end += width
        if show_totals:
            total = sum(one.values[row] for one in series)
            drawing.add_text(end + 4, base, f"{total:,.0f}", size=8)
    return drawing


def _draw_legend(drawing: _Drawing, series: Sequence[_Series]) -> None:
    x = 4.0
    for one in series:
        drawing.add_bar(x, _HEAD - 7, 14, 9, one.color, one.hatch)
        drawing.add_text(x + 18, _HEAD + 1, one.name, size=8)
        x += 34 + _measure_cells(one.name) * _CELL


def _draw_years(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    years = [str(year) for year in report["years"]]
    if not years:
        return None
    series = [
        _Series(
            _format_doc_type(doc_type, translate, lang),
            counts,
            SERIES_COLORS[n % 5],
            n % 5,
        )
        for n, (doc_type, counts, _) in enumerate(report["kinds"])
    ]
    return _draw_bars(name, translate("FIGURE_YEARS"), years, series)


def _format_doc_type(doc_type: list[str], translate: Translator, lang: str) -> str:
    if not doc_type:
        return translate("NOT_KNOWN")
    return format_message(f"DOC_TYPE_{doc_type[0]}", {}, lang)


def _draw_department_types(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    offices = report["offices"][:MAX_BARS]
    if not offices:
        return None
    name_column = {"zh": "canonical_zh", "en": "label_en"}[lang]
    names = {row["type"]: row[name_column] for row in code_rows("department_types")}
    labels = []
    for key, _, _ in offices:
        # The key is empty where the type of the department is unknown.
        label = translate("NOT_KNOWN")
        if key:
            label = names.get(key[0], key[0])
        labels.append(_truncate_text(label))
    totals = [total for *_, total in offices]
    series = [_Series(translate("DOCUMENTS"), totals, SERIES_COLORS[0])]
    return _draw_bars(name, translate("FIGURE_OFFICES"), labels, series)


def _draw_counties(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    """Draw places by year; the darker, the more documents, with the number in each
    field."""
    counties, years = report["counties"][:MAX_BARS], report["years"]
    if not counties or not years:
        return None
    labels = [_label_county(names, translate) for names, _, _ in counties]
    left = _estimate_label_width(labels)
    width = min((_WIDTH - left - 8) / len(years), 46)
    head = _HEAD + 16
    title = translate("FIGURE_COUNTIES")
    drawing = _Drawing(name, title, head + _ROW * len(labels) + 6)
    for column, year in enumerate(years):
        middle = left + width * (column + 0.5)
        drawing.add_text(middle, head - 5, str(year), anchor="middle")
    highest = max(max(counts, default=0) for _, counts, _ in counties) or 1
    for row, (_, counts, _) in enumerate(counties):
        top = head + _ROW * row
        drawing.add_text(left - 6, top + 11, labels[row], anchor="end")
        for column, count in enumerate(counts):
            field = (left + width * column, top, width)
            _draw_count(drawing, field, count, count / highest)
    return drawing


def _label_county(names: list[str], translate: Translator) -> str:
    """City and county, or the province where it is the only name."""
    return _truncate_text("".join(names[1:] or names) or translate("NOT_KNOWN"), 34)


def _draw_count(
    drawing: _Drawing, field: tuple[float, float, float], count: int, share: float
) -> None:
    """Draw one field of the grid; ``share`` is of the highest count."""
    x, y, width = field
    middle = x + width / 2
    if not count:
        drawing.add_text(middle, y + 11, "·", anchor="middle", color=MUTED_COLOR)
        return
    opacity = 0.25 + 0.75 * share
    drawing.add_bar(
        x + 1, y + 1, width - 2, _ROW - 2, SERIES_COLORS[0], opacity=opacity
    )
    color = "currentColor"
    if share > _DARK_SHARE:
        color = "#ffffff"
    drawing.add_text(middle, y + 11, str(count), anchor="middle", size=8, color=color)


_DARK_SHARE = 0.6
"""Share of the highest count from which a field is dark enough for white digits."""


def _draw_rules(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    rules = report["rules"][:MAX_BARS]
    if not rules:
        return None
    results = ("pass", "rounding", "fail", "not_checkable")
    hatches = (0, 0, 2, 1)
    series = []
    for at, result in enumerate(results):
        shares = [100 * row[at + 1] / (sum(row[1:]) or 1) for row in rules]
        label = translate(f"RESULT_{result}")
        series.append(_Series(label, shares, RESULT_COLORS[at], hatches[at]))
    labels = [rule for rule, *_ in rules]
    title = translate("FIGURE_RULES")
    return _draw_bars(name, title, labels, series, show_totals=False)


def _draw_outcomes(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    formats = list(dict.fromkeys(row[0] for row in report["outcomes"]))[:MAX_BARS]
    if not formats:
        return None
    statuses = list(dict.fromkeys(row[1] for row in report["outcomes"]))
    counts = {(form, status): count for form, status, count in report["outcomes"]}
    series = [
        _Series(
            translate(f"STATUS_{status}"),
            [counts.get((form, status), 0) for form in formats],
            SERIES_COLORS[n % 5],
            n % 5,
        )
        for n, status in enumerate(statuses)
    ]
    return _draw_bars(name, translate("FIGURE_OUTCOMES"), formats, series)


def _draw_concepts(
    name: str, report: dict[str, Any], translate: Translator, lang: str
) -> _Drawing | None:
    """Draw boxes on a logarithmic axis, in 万元: minimum, quartiles, maximum of what is
    above zero."""
    shown = [
        (concept, n, [float(v) / 10_000 for v in values])
        for concept, n, _, *values in report["items"]
        if n
    ]
    if not shown:
        return None
    labels = [f"{_label_concept(concept, lang)}  n={n}" for concept, n, _ in shown]
    left = _estimate_label_width(labels)
    bottom = _HEAD + _BOX_ROW * len(shown)
    drawing = _Drawing(name, translate("FIGURE_ITEMS"), bottom + 20)
    low, decade = _draw_axis(drawing, left, bottom, [values for *_, values in shown])
    for row, (_, _, values) in enumerate(shown):
        middle = _HEAD + _BOX_ROW * row + 7
        drawing.add_text(left - 6, middle + 3, labels[row], anchor="end")
        places = [left + decade * (log10(value) - low) for value in values]
        _draw_box(drawing, middle, places)
    return drawing


def _draw_axis(
    drawing: _Drawing, left: float, bottom: float, spreads: Sequence[Sequence[float]]
) -> tuple[int, float]:
    """Draw the axis of powers of ten; its least power, and the width of one."""
    low = floor(log10(min(values[0] for values in spreads)))
    high = ceil(log10(max(values[-1] for values in spreads)))
    decade = (_WIDTH - left - 24) / max(high - low, 1)
    for power in range(low, high + 1):
        x = left + decade * (power - low)
        drawing.add_line((x, _HEAD - 4, x, bottom), MUTED_COLOR, 0.3)
        drawing.add_text(x, bottom + 12, _format_tick(power), anchor="middle", size=8)
    return low, decade


def _label_concept(key: str, lang: str) -> str:
    concept = load_concepts()[key]
    if lang == "zh":
        return concept.label_zh
    return _truncate_text(concept.label_en)


def _draw_box(drawing: _Drawing, y: float, places: Sequence[float]) -> None:
    """Draw one box; ``places`` are minimum, quartiles and maximum in ascending
    order."""
    minimum, first_quartile, median, third_quartile, maximum = places
    drawing.add_line((minimum, y, maximum, y), SERIES_COLORS[0], 1)
    width = max(third_quartile - first_quartile, 1)
    drawing.add_bar(first_quartile, y - 5, width, 10, SERIES_COLORS[1])
    drawing.add_line((median, y - 5, median, y + 5), "currentColor", 2)


def _format_tick(power: int) -> str:
    if power >= 0:
        return f"{10**power:,}"
    return f"{10.0**power:g}"


_FIGURES: tuple[
    tuple[
        str,
        Callable[[str, dict[str, Any], Translator, str], _Drawing | None],
    ],
    ...,
] = (
    ("years", _draw_years),
    ("counties", _draw_counties),
    ("offices", _draw_department_types),
    ("rules", _draw_rules),
    ("outcomes", _draw_outcomes),
    ("items", _draw_concepts),
)


def _estimate_label_width(labels: Sequence[str]) -> float:
    """Width that the longest of the labels takes, margins included."""
    cells = max(map(_measure_cells, labels), default=1)
    return cells * _CELL + _MARGIN


def _measure_cells(text: str) -> int:
    """Width of a text in cells: a Chinese character is two."""
    return sum(1 + (east_asian_width(char) in "WF") for char in text)


def _truncate_text(text: str, max_cells: int = 44) -> str:
    while _measure_cells(text) > max_cells:
        text = text.removesuffix("…")[:-1] + "…"
    return text
