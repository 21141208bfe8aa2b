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

from extractor import schema
from extractor.i18n import sentence
from extractor.review.report import report
from extractor.schema.codelists import rows as code_rows

if TYPE_CHECKING:
    from extractor.dataset import Dataset

__all__ = ["FONTS", "figures"]

FONTS = (
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Hiragino Sans GB', 'WenQuanYi Micro Hei', "
    "SimHei, sans-serif"
)
WIDTH = 7.6  # inches; 72 units an inch in the SVG
MOST = 24  # bars of one figure
INK = "#1d2126"
RESULTS = (
    "#7fa99b",
    "#b9cfc4",
    "#b5432f",
    "#cfcac0",
)  # pass, rounding, fail, not checkable
KINDS = ("#3f6c8f", "#8db3cf", "#b98b45", "#dcc39a", "#9a9a94")
HATCHES = ("", "//", "xx", "--", "\\\\")  # told apart without colour, too
SVG = "http://www.w3.org/2000/svg"

Say = Callable[..., str]


def figures(data: Dataset) -> dict[str, str]:
    """``name.lang`` -> SVG; empty where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        return {}
    found = report(data)
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
                figure = draw(found, _speaker(lang), lang)
                if figure is not None:
                    made[f"{name}.{lang}"] = _svg(figure)
    return made


def _speaker(lang: str) -> Say:
    return lambda code, **details: sentence(
        f"REVIEW_{code}", {k: str(v) for k, v in details.items()}, lang
    )


def _bars(
    labels: Sequence[str],
    parts: Sequence[tuple[str, Sequence[float], str, str]],
    title: str,
    totals: bool = True,
) -> Any:
    """Bars from left to right, stacked; a part is (name, a number for each label, colour, hatch)."""
    from matplotlib.figure import Figure

    room = max((_cells(label) for label in labels), default=1) * 0.068 + 0.25
    head = 0.66 if len(parts) > 1 else 0.42
    height = head + 0.12 + 0.235 * max(len(labels), 1)
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes(
        (
            room / WIDTH,
            0.12 / height,
            (WIDTH - room - 0.65) / WIDTH,
            1 - (head + 0.12) / height,
        )
    )
    left = [0.0] * len(labels)
    for name, values, colour, hatch in parts:
        axes.barh(
            range(len(labels)), values, left=left, color=colour, hatch=hatch, edgecolor="#ffffff", height=0.68, label=name,
            linewidth=0,
        )  # fmt: skip
        left = [a + b for a, b in zip(left, values, strict=True)]
    if totals:
        for at, total in enumerate(left):
            axes.text(
                total + 0.008 * max(left),
                at,
                f"{total:,.0f}",
                va="center",
                ha="left",
                color=INK,
                fontsize=8,
            )
    axes.set_yticks(range(len(labels)), labels, color=INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xticks([])
    axes.set_xlim(0, max(left, default=1) * 1.02 or 1)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _headed(figure, title, height)
    if len(parts) > 1:
        figure.legend(
            loc="upper left", bbox_to_anchor=(0.0, 1 - 0.3 / height), ncols=len(parts), frameon=False, fontsize=8,
            handlelength=1.4, columnspacing=2.4, borderpad=0.1, labelcolor=INK,
        )  # fmt: skip
    return figure


def _headed(figure: Any, title: str, height: float) -> None:
    figure.text(
        0.008,
        1 - 0.06 / height,
        title,
        ha="left",
        va="top",
        color=INK,
        fontsize=10.5,
        fontweight="bold",
    )


def _years(found: dict[str, Any], say: Say, lang: str) -> Any:
    years = [str(year) for year in found["years"]]
    parts = [
        (_kind(what, say, lang), counts, KINDS[n % 5], HATCHES[n % 5])
        for n, (what, counts, _) in enumerate(found["kinds"])
    ]
    return _bars(years, parts, say("FIGURE_YEARS")) if years else None


def _kind(what: list[str], say: Say, lang: str) -> str:
    return sentence(f"DOC_TYPE_{what[0]}", {}, lang) if what else say("NOT_KNOWN")


def _offices(found: dict[str, Any], say: Say, lang: str) -> Any:
    names = {
        row["type"]: row["canonical_zh" if lang == "zh" else "label_en"]
        for row in code_rows("department_types")
    }
    shown = found["offices"][:MOST]
    labels = [
        _cut(names.get(what[0], what[0]) if what else say("NOT_KNOWN"))
        for what, _, _ in shown
    ]
    part = [(say("DOCUMENTS"), [total for *_, total in shown], KINDS[0], "")]
    return _bars(labels, part, say("FIGURE_OFFICES")) if shown else None


def _counties(found: dict[str, Any], say: Say, lang: str) -> Any:
    """Places by year; the darker, the more documents, with the number in each field."""
    from matplotlib.figure import Figure

    shown, years = found["counties"][:MOST], found["years"]
    if not shown or not years:
        return None
    labels = [
        _cut("".join(what[1:] or what) or say("NOT_KNOWN"), 34) for what, _, _ in shown
    ]
    room = max(map(_cells, labels)) * 0.068 + 0.25
    height = 0.72 + 0.235 * len(labels)
    figure = Figure(figsize=(WIDTH, height))
    wide = min(WIDTH - room - 0.2, 0.62 * len(years))
    axes = figure.add_axes(
        (room / WIDTH, 0.1 / height, wide / WIDTH, (height - 0.72) / height)
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
                    color=KINDS[0],
                    alpha=0.25 + 0.75 * count / most,
                )
                ink = "#ffffff" if count / most > 0.45 else INK
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
    axes.set_yticks(range(len(labels)), labels, color=INK)
    axes.set_xticks(range(len(years)), [str(year) for year in years], color=INK)
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(years) - 0.5)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _headed(figure, say("FIGURE_COUNTIES"), height)
    return figure


def _rules(found: dict[str, Any], say: Say, lang: str) -> Any:
    shown = found["rules"][:MOST]
    names = [
        say(f"RESULT_{name}") for name in ("pass", "rounding", "fail", "not_checkable")
    ]
    parts = []
    for at, name in enumerate(names):
        shares = [100 * row[at + 1] / (sum(row[1:]) or 1) for row in shown]
        parts.append((name, shares, RESULTS[at], ("", "", "xx", "//")[at]))
    return (
        _bars([rule for rule, *_ in shown], parts, say("FIGURE_RULES"), totals=False)
        if shown
        else None
    )


def _outcomes(found: dict[str, Any], say: Say, lang: str) -> Any:
    formats = list(dict.fromkeys(row[0] for row in found["outcomes"]))[:MOST]
    statuses = list(dict.fromkeys(row[1] for row in found["outcomes"]))
    counts = {(form, status): count for form, status, count in found["outcomes"]}
    parts = [
        (
            say(f"STATUS_{status}"),
            [counts.get((form, status), 0) for form in formats],
            KINDS[n % 5],
            HATCHES[n % 5],
        )
        for n, status in enumerate(statuses)
    ]
    return _bars(formats, parts, say("FIGURE_OUTCOMES")) if formats else None


def _items(found: dict[str, Any], say: Say, lang: str) -> Any:
    """Boxes on a logarithmic axis, in 万元: least, quarters, median, most of what is above zero."""
    from matplotlib.figure import Figure

    shown = [
        (item, n, [float(v) / 10_000 for v in values])
        for item, n, _, *values in found["items"]
        if n
    ]
    if not shown:
        return None
    items = schema.items()
    labels = [
        f"{items[i].label_zh if lang == 'zh' else _cut(items[i].label_en)}  n={n}"
        for i, n, _ in shown
    ]
    room = max(map(_cells, labels)) * 0.068 + 0.25
    height = 0.95 + 0.27 * len(shown)
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes(
        (
            room / WIDTH,
            0.36 / height,
            (WIDTH - room - 0.3) / WIDTH,
            (height - 0.75) / height,
        )
    )
    for at, (_, _, (least, low, middle, high, most)) in enumerate(shown):
        axes.plot([least, most], [at, at], color=KINDS[0], linewidth=0.9)
        axes.barh(
            at,
            high - low,
            left=low,
            height=0.52,
            color=KINDS[1],
            edgecolor=KINDS[0],
            linewidth=0.8,
        )
        axes.plot([middle, middle], [at - 0.26, at + 0.26], color=INK, linewidth=1.8)
    axes.set_xscale("log")
    axes.set_yticks(range(len(labels)), labels, color=INK)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    low, high = axes.get_xlim()
    ticks = [10.0**n for n in range(-2, 12) if low <= 10.0**n <= high]
    axes.set_xticks(
        ticks,
        [f"{tick:,.0f}" if tick >= 1 else f"{tick:g}" for tick in ticks],
        color=INK,
    )
    axes.minorticks_off()
    axes.grid(axis="x", color="#9a9a94", linewidth=0.3)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    _headed(figure, say("FIGURE_ITEMS"), height)
    return figure


_FIGURES: tuple[tuple[str, Callable[[dict[str, Any], Say, str], Any]], ...] = (
    ("years", _years),
    ("counties", _counties),
    ("offices", _offices),
    ("rules", _rules),
    ("outcomes", _outcomes),
    ("items", _items),
)


def _cells(text: str) -> int:
    """Width of a text in cells: a Chinese character is two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def _cut(text: str, most: int = 44) -> str:
    while _cells(text) > most:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _svg(figure: Any) -> str:
    """The figure as SVG that asks nothing of its surroundings: no style, no fonts of the machine, no date."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer,
        format="svg",
        transparent=True,
        metadata={"Date": None, "Creator": None, "Format": None, "Type": None},
    )
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(buffer.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style"):
                parent.remove(child)
        for name, value in _attributes(parent.attrib.pop("style", "")):
            parent.set(name, value)
        for name, value in parent.attrib.items():
            if value.lower() == INK:
                parent.set(name, "currentColor")
    root.attrib.pop("height", None)
    root.attrib.pop("width", None)
    root.set("stroke-linejoin", "round")
    root.set("font-family", FONTS)
    root.set("color", INK)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _attributes(style: str) -> list[tuple[str, str]]:
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
