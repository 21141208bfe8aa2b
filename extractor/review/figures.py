"""The figures of the report as SVG, drawn by matplotlib; without it there are none.

Text is stored as text with a list of fonts, so Chinese shows wherever the reader has a
Chinese font, whatever fonts the machine had that drew it. The width of labels is
estimated in cells. Inline styles become SVG attributes, since the page's content
security policy forbids them; the text colour becomes ``currentColor``, for light and
dark.
"""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

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
FIGURE_WIDTH = 7.6  # inches; 72 units an inch in the SVG
CELL_WIDTH = 0.068  # inches of a label for one cell
LABEL_MARGIN = 0.25  # inches around a label
MAX_BARS = 24  # bars of one figure
TEXT_COLOR = "#1d2126"
MUTED_COLOR = "#9a9a94"
# pass, rounding, fail, not checkable
RESULT_COLORS = ("#7fa99b", "#b9cfc4", "#b5432f", "#cfcac0")
SERIES_COLORS = ("#3f6c8f", "#8db3cf", "#b98b45", "#dcc39a", MUTED_COLOR)
# Series are distinguishable without colour.
HATCHES = ("", "//", "xx", "--", "\\\\")
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

Translator = Callable[..., str]


def draw_figures(data: Dataset) -> dict[str, str]:
    """``name.lang`` -> SVG; empty where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        return {}
    report = build_report(data)
    figures: dict[str, str] = {}
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "extractor",
        "hatch.linewidth": 0.5,
        "font.size": 9,
    }
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with warnings.catch_warnings(), matplotlib.rc_context(settings):
        # A machine without Chinese fonts warns of missing glyphs.
        warnings.simplefilter("ignore")
        for lang in ("zh", "en"):
            for name, draw in _FIGURES:
                figure = draw(report, _build_translator(lang), lang)
                if figure is not None:
                    figures[f"{name}.{lang}"] = _render_svg(figure)
    return figures


def _build_translator(lang: str) -> Translator:
    return lambda code, **details: format_message(
        f"REVIEW_{code}", {k: str(v) for k, v in details.items()}, lang
    )


def _draw_bars(
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float], str, str]],
    title: str,
    show_totals: bool = True,
) -> Any:
    """Bars from left to right, stacked; a part is (name, a number for each label, colour, hatch)."""
    from matplotlib.figure import Figure

    label_width = _estimate_label_width(labels)
    head = 0.66 if len(series) > 1 else 0.42
    height = head + 0.12 + 0.235 * max(len(labels), 1)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    axes = figure.add_axes(
        (
            label_width / FIGURE_WIDTH,
            0.12 / height,
            (FIGURE_WIDTH - label_width - 0.65) / FIGURE_WIDTH,
            1 - (head + 0.12) / height,
        )
    )
    left = [0.0] * len(labels)
    for name, values, colour, hatch in series:
        axes.barh(
            range(len(labels)), values, left=left, color=colour, hatch=hatch, edgecolor="#ffffff", height=0.68, label=name,
            linewidth=0,
        )  # fmt: skip
        left = [a + b for a, b in zip(left, values, strict=True)]
    if show_totals:
        for row, total in enumerate(left):
            axes.text(
                total + 0.008 * max(left),
                row,
                f"{total:,.0f}",
                va="center",
                ha="left",
                color=TEXT_COLOR,
                fontsize=8,
            )
    axes.set_yticks(range(len(labels)), labels, color=TEXT_COLOR)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_xlim(0, max(left, default=1) * 1.02 or 1)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _draw_title(figure, title, height)
    if len(series) > 1:
        figure.legend(
            loc="upper left", bbox_to_anchor=(0.0, 1 - 0.3 / height), ncols=len(series), frameon=False, fontsize=8,
            handlelength=1.4, columnspacing=2.4, borderpad=0.1, labelcolor=TEXT_COLOR,
        )  # fmt: skip
    return figure


def _draw_title(figure: Any, title: str, height: float) -> None:
    figure.text(
        0.008,
        1 - 0.06 / height,
        title,
        ha="left",
        va="top",
        color=TEXT_COLOR,
        fontsize=10.5,
        fontweight="bold",
    )


def _draw_years(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    years = [str(year) for year in report["years"]]
    if not years:
        return None
    parts = [
        (
            _format_doc_type(doc_type, translate, lang),
            counts,
            SERIES_COLORS[n % 5],
            HATCHES[n % 5],
        )
        for n, (doc_type, counts, _) in enumerate(report["kinds"])
    ]
    return _draw_bars(years, parts, translate("FIGURE_YEARS"))


def _format_doc_type(doc_type: list[str], translate: Translator, lang: str) -> str:
    if not doc_type:
        return translate("NOT_KNOWN")
    return format_message(f"DOC_TYPE_{doc_type[0]}", {}, lang)


def _draw_department_types(
    report: dict[str, Any], translate: Translator, lang: str
) -> Any:
    offices = report["offices"][:MAX_BARS]
    if not offices:
        return None
    name_column = {"zh": "canonical_zh", "en": "label_en"}[lang]
    names = {row["type"]: row[name_column] for row in code_rows("department_types")}
    labels = []
    for key, _, _ in offices:
        # The key is empty where the type of the department is unknown.
        name = names.get(key[0], key[0]) if key else translate("NOT_KNOWN")
        labels.append(_truncate_text(name))
    totals = [total for *_, total in offices]
    series = [(translate("DOCUMENTS"), totals, SERIES_COLORS[0], "")]
    return _draw_bars(labels, series, translate("FIGURE_OFFICES"))


def _draw_counties(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    """Places by year; the darker, the more documents, with the number in each field."""
    from matplotlib.figure import Figure

    counties, years = report["counties"][:MAX_BARS], report["years"]
    if not counties or not years:
        return None
    labels = [_label_county(names, translate) for names, _, _ in counties]
    label_width = _estimate_label_width(labels)
    height = 0.72 + 0.235 * len(labels)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    grid_width = min(FIGURE_WIDTH - label_width - 0.2, 0.62 * len(years))
    axes = figure.add_axes(
        (
            label_width / FIGURE_WIDTH,
            0.1 / height,
            grid_width / FIGURE_WIDTH,
            (height - 0.72) / height,
        )
    )
    counts_by_row = [counts for _, counts, _ in counties]
    highest = max(max(counts, default=0) for counts in counts_by_row) or 1
    for row, counts in enumerate(counts_by_row):
        for column, count in enumerate(counts):
            _draw_count(axes, row, column, count, count / highest)
    axes.set_yticks(range(len(labels)), labels, color=TEXT_COLOR)
    axes.set_xticks(range(len(years)), [str(year) for year in years], color=TEXT_COLOR)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _draw_title(figure, translate("FIGURE_COUNTIES"), height)
    return figure


def _label_county(names: list[str], translate: Translator) -> str:
    """City and county, or the province where it is the only name."""
    return _truncate_text("".join(names[1:] or names) or translate("NOT_KNOWN"), 34)


def _draw_count(axes: Any, row: int, column: int, count: int, share: float) -> None:
    """One field of the grid; ``share`` is of the highest count."""
    if not count:
        _draw_field_text(axes, row, column, "·", MUTED_COLOR)
        return
    axes.barh(
        row,
        0.94,
        left=column - 0.47,
        height=0.86,
        color=SERIES_COLORS[0],
        alpha=0.25 + 0.75 * share,
    )
    color = "#ffffff" if share > 0.45 else TEXT_COLOR
    _draw_field_text(axes, row, column, str(count), color)


def _draw_field_text(axes: Any, row: int, column: int, text: str, color: str) -> None:
    axes.text(column, row, text, ha="center", va="center", fontsize=8, color=color)


def _draw_rules(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    rules = report["rules"][:MAX_BARS]
    if not rules:
        return None
    names = [
        translate(f"RESULT_{name}")
        for name in ("pass", "rounding", "fail", "not_checkable")
    ]
    series = []
    for at, name in enumerate(names):
        shares = [100 * row[at + 1] / (sum(row[1:]) or 1) for row in rules]
        series.append((name, shares, RESULT_COLORS[at], ("", "", "xx", "//")[at]))
    labels = [rule for rule, *_ in rules]
    return _draw_bars(labels, series, translate("FIGURE_RULES"), show_totals=False)


def _draw_outcomes(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    formats = list(dict.fromkeys(row[0] for row in report["outcomes"]))[:MAX_BARS]
    if not formats:
        return None
    statuses = list(dict.fromkeys(row[1] for row in report["outcomes"]))
    counts = {(form, status): count for form, status, count in report["outcomes"]}
    parts = [
        (
            translate(f"STATUS_{status}"),
            [counts.get((form, status), 0) for form in formats],
            SERIES_COLORS[n % 5],
            HATCHES[n % 5],
        )
        for n, status in enumerate(statuses)
    ]
    return _draw_bars(formats, parts, translate("FIGURE_OUTCOMES"))


def _draw_concepts(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    """Boxes on a logarithmic axis, in 万元: minimum, quartiles, maximum of what is above zero."""
    from matplotlib.figure import Figure

    shown = [
        (concept, n, [float(v) / 10_000 for v in values])
        for concept, n, _, *values in report["items"]
        if n
    ]
    if not shown:
        return None
    labels = [f"{_label_concept(concept, lang)}  n={n}" for concept, n, _ in shown]
    label_width = _estimate_label_width(labels)
    height = 0.95 + 0.27 * len(shown)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    axes = figure.add_axes(
        (
            label_width / FIGURE_WIDTH,
            0.36 / height,
            (FIGURE_WIDTH - label_width - 0.3) / FIGURE_WIDTH,
            (height - 0.75) / height,
        )
    )
    for row, (_, _, values) in enumerate(shown):
        _draw_box(axes, row, values)
    axes.set_yticks(range(len(labels)), labels, color=TEXT_COLOR)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    _set_logarithmic_ticks(axes)
    axes.grid(axis="x", color=MUTED_COLOR, linewidth=0.3)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _draw_title(figure, translate("FIGURE_ITEMS"), height)
    return figure


def _label_concept(key: str, lang: str) -> str:
    concept = load_concepts()[key]
    if lang == "zh":
        return concept.label_zh
    return _truncate_text(concept.label_en)


def _draw_box(axes: Any, row: int, values: Sequence[float]) -> None:
    """One box: ``values`` are minimum, quartiles and maximum in ascending order."""
    minimum, first_quartile, median, third_quartile, maximum = values
    axes.plot([minimum, maximum], [row, row], color=SERIES_COLORS[0], linewidth=0.9)
    axes.barh(
        row,
        third_quartile - first_quartile,
        left=first_quartile,
        height=0.52,
        color=SERIES_COLORS[1],
        edgecolor=SERIES_COLORS[0],
        linewidth=0.8,
    )
    axes.plot(
        [median, median], [row - 0.26, row + 0.26], color=TEXT_COLOR, linewidth=1.8
    )


def _set_logarithmic_ticks(axes: Any) -> None:
    """A tick at every power of ten in the range of the axis."""
    axes.set_xscale("log")
    low, high = axes.get_xlim()
    ticks = [10.0**n for n in range(-2, 12) if low <= 10.0**n <= high]
    axes.set_xticks(ticks, [_format_tick(tick) for tick in ticks], color=TEXT_COLOR)
    axes.minorticks_off()


def _format_tick(tick: float) -> str:
    if tick >= 1:
        return f"{tick:,.0f}"
    return f"{tick:g}"


_FIGURES: tuple[tuple[str, Callable[[dict[str, Any], Translator, str], Any]], ...] = (
    ("years", _draw_years),
    ("counties", _draw_counties),
    ("offices", _draw_department_types),
    ("rules", _draw_rules),
    ("outcomes", _draw_outcomes),
    ("items", _draw_concepts),
)


def _estimate_label_width(labels: Sequence[str]) -> float:
    """Inches that the longest of the labels takes, margins included."""
    cells = max(map(_measure_cells, labels), default=1)
    return cells * CELL_WIDTH + LABEL_MARGIN


def _measure_cells(text: str) -> int:
    """Width of a text in cells: a Chinese character is two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _truncate_text(text: str, max_cells: int = 44) -> str:
    while _measure_cells(text) > max_cells:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _render_svg(figure: Any) -> str:
    """The figure as self-contained SVG: no style, no fonts of the machine, no date."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer,
        format="svg",
        transparent=True,
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
    )
    ElementTree.register_namespace("", SVG_NAMESPACE)
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (
                f"{{{SVG_NAMESPACE}}}metadata",
                f"{{{SVG_NAMESPACE}}}style",
            ):
                parent.remove(child)
        for name, value in _parse_style(parent.attrib.pop("style", "")):
            parent.set(name, value)
        for name, value in parent.attrib.items():
            if value.lower() == TEXT_COLOR:
                parent.set(name, "currentColor")
    root.attrib.pop("height", None)
    root.attrib.pop("width", None)
    root.set("stroke-linejoin", "round")
    root.set("font-family", FONTS)
    root.set("color", TEXT_COLOR)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _parse_style(style: str) -> list[tuple[str, str]]:
    """A style as attributes; the font family is dropped, the shorthand ``font`` split."""
    attributes = []
    for part in filter(None, map(str.strip, style.split(";"))):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name == "font":
            words = value.split(" ")
            size = next(at for at, word in enumerate(words) if word.endswith("px"))
            attributes.append(("font-size", words[size]))
            attributes += [
                ("font-weight", word)
                for word in words[:size]
                if word in ("bold", "700")
            ]
        elif name != "font-family":
            attributes.append((name, value))
    return attributes
