"""The figures of the report as SVG, drawn by matplotlib; where it is not installed there are none.

Text stays text with a row of fonts, so that Chinese shows wherever the reader has a Chinese font, whatever the machine that
drew it had; room for labels is reckoned by their width in cells. Style attributes become attributes of their own, since the page
lets no inline style in, and ink becomes the colour of the text around, for light and dark.
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
MAX_BARS = 24  # bars of one figure
TEXT_COLOR = "#1d2126"
RESULT_COLORS = (
    "#7fa99b",
    "#b9cfc4",
    "#b5432f",
    "#cfcac0",
)  # pass, rounding, fail, not checkable
SERIES_COLORS = ("#3f6c8f", "#8db3cf", "#b98b45", "#dcc39a", "#9a9a94")
HATCHES = ("", "//", "xx", "--", "\\\\")  # told apart without colour, too
SVG_NAMESPACE = "http://www.w3.org/2000/svg"

Translator = Callable[..., str]


def draw_figures(data: Dataset) -> dict[str, str]:
    """``name.lang`` -> SVG; empty where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        return {}
    found = build_report(data)
    made: dict[str, str] = {}
    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "extractor",
        "hatch.linewidth": 0.5,
        "font.size": 9,
    }
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    with warnings.catch_warnings(), matplotlib.rc_context(settings):
        warnings.simplefilter(
            "ignore"
        )  # glyphs that a machine without Chinese fonts lacks
        for lang in ("zh", "en"):
            for name, draw in _FIGURES:
                figure = draw(found, _build_translator(lang), lang)
                if figure is not None:
                    made[f"{name}.{lang}"] = _render_svg(figure)
    return made


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

    room = max((_measure_cells(label) for label in labels), default=1) * 0.068 + 0.25
    head = 0.66 if len(series) > 1 else 0.42
    height = head + 0.12 + 0.235 * max(len(labels), 1)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    axes = figure.add_axes(
        (
            room / FIGURE_WIDTH,
            0.12 / height,
            (FIGURE_WIDTH - room - 0.65) / FIGURE_WIDTH,
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
        for at, total in enumerate(left):
            axes.text(
                total + 0.008 * max(left),
                at,
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
    parts = [
        (
            _format_doc_type(what, translate, lang),
            counts,
            SERIES_COLORS[n % 5],
            HATCHES[n % 5],
        )
        for n, (what, counts, _) in enumerate(report["kinds"])
    ]
    return _draw_bars(years, parts, translate("FIGURE_YEARS")) if years else None


def _format_doc_type(doc_type: list[str], translate: Translator, lang: str) -> str:
    return (
        format_message(f"DOC_TYPE_{doc_type[0]}", {}, lang)
        if doc_type
        else translate("NOT_KNOWN")
    )


def _draw_department_types(
    report: dict[str, Any], translate: Translator, lang: str
) -> Any:
    names = {
        row["type"]: row["canonical_zh" if lang == "zh" else "label_en"]
        for row in code_rows("department_types")
    }
    shown = report["offices"][:MAX_BARS]
    labels = [
        _truncate_text(names.get(what[0], what[0]) if what else translate("NOT_KNOWN"))
        for what, _, _ in shown
    ]
    part = [
        (translate("DOCUMENTS"), [total for *_, total in shown], SERIES_COLORS[0], "")
    ]
    return _draw_bars(labels, part, translate("FIGURE_OFFICES")) if shown else None


def _draw_counties(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    """Places by year; the darker, the more documents, with the number in each field."""
    from matplotlib.figure import Figure

    shown, years = report["counties"][:MAX_BARS], report["years"]
    if not shown or not years:
        return None
    labels = [
        _truncate_text("".join(what[1:] or what) or translate("NOT_KNOWN"), 34)
        for what, _, _ in shown
    ]
    room = max(map(_measure_cells, labels)) * 0.068 + 0.25
    height = 0.72 + 0.235 * len(labels)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    wide = min(FIGURE_WIDTH - room - 0.2, 0.62 * len(years))
    axes = figure.add_axes(
        (
            room / FIGURE_WIDTH,
            0.1 / height,
            wide / FIGURE_WIDTH,
            (height - 0.72) / height,
        )
    )
    most = max(max(counts, default=0) for _, counts, _ in shown) or 1
    for row, (_, counts, _) in enumerate(shown):
        for column, count in enumerate(counts):
            if count:
                axes.barh(
                    row,
                    0.94,
                    left=column - 0.47,
                    height=0.86,
                    color=SERIES_COLORS[0],
                    alpha=0.25 + 0.75 * count / most,
                )
                ink = "#ffffff" if count / most > 0.45 else TEXT_COLOR
                axes.text(
                    column,
                    row,
                    str(count),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color=ink,
                )
            else:
                axes.text(
                    column,
                    row,
                    "·",
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="#9a9a94",
                )
    axes.set_yticks(range(len(labels)), labels, color=TEXT_COLOR)
    axes.set_xticks(range(len(years)), [str(year) for year in years], color=TEXT_COLOR)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _draw_title(figure, translate("FIGURE_COUNTIES"), height)
    return figure


def _draw_rules(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    shown = report["rules"][:MAX_BARS]
    names = [
        translate(f"RESULT_{name}")
        for name in ("pass", "rounding", "fail", "not_checkable")
    ]
    parts = []
    for at, name in enumerate(names):
        shares = [100 * row[at + 1] / (sum(row[1:]) or 1) for row in shown]
        parts.append((name, shares, RESULT_COLORS[at], ("", "", "xx", "//")[at]))
    return (
        _draw_bars(
            [rule for rule, *_ in shown],
            parts,
            translate("FIGURE_RULES"),
            show_totals=False,
        )
        if shown
        else None
    )


def _draw_outcomes(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    formats = list(dict.fromkeys(row[0] for row in report["outcomes"]))[:MAX_BARS]
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
    return _draw_bars(formats, parts, translate("FIGURE_OUTCOMES")) if formats else None


def _draw_concepts(report: dict[str, Any], translate: Translator, lang: str) -> Any:
    """Boxes on a logarithmic axis, in 万元: least, quarters, median, most of what is above zero."""
    from matplotlib.figure import Figure

    shown = [
        (item, n, [float(v) / 10_000 for v in values])
        for item, n, _, *values in report["items"]
        if n
    ]
    if not shown:
        return None
    items = load_concepts()
    labels = [
        f"{items[i].label_zh if lang == 'zh' else _truncate_text(items[i].label_en)}  n={n}"
        for i, n, _ in shown
    ]
    room = max(map(_measure_cells, labels)) * 0.068 + 0.25
    height = 0.95 + 0.27 * len(shown)
    figure = Figure(figsize=(FIGURE_WIDTH, height))
    axes = figure.add_axes(
        (
            room / FIGURE_WIDTH,
            0.36 / height,
            (FIGURE_WIDTH - room - 0.3) / FIGURE_WIDTH,
            (height - 0.75) / height,
        )
    )
    for at, (_, _, (least, low, middle, high, most)) in enumerate(shown):
        axes.plot([least, most], [at, at], color=SERIES_COLORS[0], linewidth=0.9)
        axes.barh(
            at,
            high - low,
            left=low,
            height=0.52,
            color=SERIES_COLORS[1],
            edgecolor=SERIES_COLORS[0],
            linewidth=0.8,
        )
        axes.plot(
            [middle, middle], [at - 0.26, at + 0.26], color=TEXT_COLOR, linewidth=1.8
        )
    axes.set_xscale("log")
    axes.set_yticks(range(len(labels)), labels, color=TEXT_COLOR)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    low, high = axes.get_xlim()
    ticks = [10.0**n for n in range(-2, 12) if low <= 10.0**n <= high]
    axes.set_xticks(
        ticks,
        [f"{tick:,.0f}" if tick >= 1 else f"{tick:g}" for tick in ticks],
        color=TEXT_COLOR,
    )
    axes.minorticks_off()
    axes.grid(axis="x", color="#9a9a94", linewidth=0.3)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _draw_title(figure, translate("FIGURE_ITEMS"), height)
    return figure


_FIGURES: tuple[tuple[str, Callable[[dict[str, Any], Translator, str], Any]], ...] = (
    ("years", _draw_years),
    ("counties", _draw_counties),
    ("offices", _draw_department_types),
    ("rules", _draw_rules),
    ("outcomes", _draw_outcomes),
    ("items", _draw_concepts),
)


def _measure_cells(text: str) -> int:
    """Width of a text in cells: a Chinese character is two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _truncate_text(text: str, max_cells: int = 44) -> str:
    while _measure_cells(text) > max_cells:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _render_svg(figure: Any) -> str:
    """The figure as SVG that asks nothing of its surroundings: no style, no fonts of the machine, no date."""
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
    """A style as attributes; the family is the figure's, the shorthand ``font`` is taken apart."""
    found = []
    for part in filter(None, map(str.strip, style.split(";"))):
        name, _, value = (piece.strip() for piece in part.partition(":"))
        if name == "font":
            words = value.split(" ")
            size = next(at for at, word in enumerate(words) if word.endswith("px"))
            found.append(("font-size", words[size]))
            found += [
                ("font-weight", word)
                for word in words[:size]
                if word in ("bold", "700")
            ]
        elif name != "font-family":
            found.append((name, value))
    return found
