"""Plots of a panel with matplotlib, in a font that has Chinese characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import pandas as pd

from extractor.dataset.format_libraries import import_library
from extractor.dataset.frames import labels
from extractor.dataset.item_names import select_offices
from extractor.i18n import format_message
from extractor.model.issues import ExtractorError

__all__ = ["plot_panel", "use_chinese_font"]

_EXTRA = "notebook"
_MOST_NAMED_LINES = 10
"""Lines with a name and a colour each; matplotlib has ten colours."""
_CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Heiti TC",
    "STHeiti",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "DengXian",
    "SimSun",
    "Noto Sans CJK JP",
    "Noto Sans CJK TC",
    "Noto Serif CJK SC",
    "Arial Unicode MS",
)
"""Families with simplified Chinese, those for screens first."""


def use_chinese_font() -> str:
    """Make matplotlib write in the first installed font that has Chinese characters.

    Returns:
        The family, '' where the machine has none that is known.

    Raises:
        ExtractorError: matplotlib is not installed (EXTRA_MISSING).
    """
    matplotlib = import_library("matplotlib", _EXTRA)
    manager = import_library("matplotlib.font_manager", _EXTRA).fontManager
    installed = {font.name for font in manager.ttflist}
    family = next((name for name in _CHINESE_FONTS if name in installed), "")
    if family:
        others = matplotlib.rcParams["font.sans-serif"]
        matplotlib.rcParams["font.family"] = ["sans-serif"]
        matplotlib.rcParams["font.sans-serif"] = [
            family,
            *(other for other in others if other != family),
        ]
        # few Chinese fonts have the minus sign of mathematics
        matplotlib.rcParams["axes.unicode_minus"] = False
    return family


def plot_panel(
    panel_frame: pd.DataFrame,
    items: Iterable[str],
    departments: Iterable[str] | None,
    *,
    unit: str,
    lang: str,
) -> Any:
    """Plot items over years; see :meth:`extractor.dataset.dataset.Dataset.plot`.

    Args:
        panel_frame: a panel of one row for each office, year and kind.
        items: columns of it.
        departments: parts of names of offices; by default all.
        unit: unit of its money, yuan or wan.
        lang: language of the labels, zh or en.

    Returns:
        The matplotlib axes.

    Raises:
        ExtractorError: matplotlib is not installed (EXTRA_MISSING), or no office has
            one of these names (DEPARTMENT_NOT_FOUND).
    """
    pyplot = import_library("matplotlib.pyplot", _EXTRA)
    use_chinese_font()
    rows = _select_offices(panel_frame, departments)
    columns = [str(item) for item in items]
    titles = dict(zip(columns, labels(panel_frame[columns], lang).columns, strict=True))
    n_offices = rows["department_name"].nunique()
    _, axes = pyplot.subplots(layout="constrained")
    n_lines = len(columns) * len(rows.groupby(["department_name", "doc_type"]))
    if n_lines > _MOST_NAMED_LINES:
        _plot_many(axes, rows, titles, lang)
        n_offices = 0
    else:
        _plot_each(axes, rows, titles, lang)
    axes.set_xticks(sorted(rows["fiscal_year"].dropna().astype(int).unique()))
    axes.set_ylabel(format_message(f"PLOT_UNIT_{unit.upper()}", {}, lang))
    if len(columns) == 1:
        axes.set_title(titles[columns[0]])
    if n_offices == 1:
        axes.set_title(rows["department_name"].iloc[0])
    axes.legend(frameon=False)
    return axes


def _plot_each(
    axes: Any, rows: pd.DataFrame, columns: Mapping[str, str], lang: str
) -> None:
    """Plot a line for each office, kind and item, under its name."""
    n_offices = rows["department_name"].nunique()
    n_kinds = rows["doc_type"].nunique()
    for (office, kind), years in rows.groupby(["department_name", "doc_type"]):
        by_year = years.sort_values("fiscal_year")
        kind_name = format_message(f"DOC_TYPE_{kind}", {}, lang)
        for column, title in columns.items():
            name = [
                part
                for part, is_told_by in (
                    (str(office), n_offices > 1),
                    (title, len(columns) > 1 or n_offices == 1),
                    (kind_name, n_kinds > 1),
                )
                if is_told_by
            ]
            axes.plot(
                by_year["fiscal_year"].astype(int),
                by_year[column].astype(float),
                marker="o",
                label=" ".join(name),
            )


def _plot_many(
    axes: Any, rows: pd.DataFrame, columns: Mapping[str, str], lang: str
) -> None:
    """Plot the medians of many offices by kind and item, each office faintly behind
    them; so many names could not be read."""
    kinds = rows.groupby("doc_type")
    for number, (kind, column) in enumerate(product(kinds.groups, columns)):
        of_kind = kinds.get_group(kind).dropna(subset=[column])
        if of_kind.empty:
            continue
        values = of_kind.assign(
            fiscal_year=of_kind["fiscal_year"].astype(int),
            value=of_kind[column].astype(float),
        )
        color = f"C{number}"
        for _, years in values.sort_values("fiscal_year").groupby("department_name"):
            faint = {"color": color, "alpha": 0.3, "linewidth": 0.8, "markersize": 3}
            axes.plot(years["fiscal_year"], years["value"], marker="o", **faint)
        medians = values.groupby("fiscal_year")["value"].median()
        name = format_message(
            "PLOT_MEDIAN",
            {
                "item": columns[column],
                "kind": format_message(f"DOC_TYPE_{kind}", {}, lang),
                "count": str(values["department_name"].nunique()),
            },
            lang,
        )
        axes.plot(medians, marker="D", linewidth=2, color=color, label=name)


def _select_offices(
    panel_frame: pd.DataFrame, departments: Iterable[str] | None
) -> pd.DataFrame:
    """The rows of the offices that the names are part of."""
    known = panel_frame.dropna(subset=["department_name", "fiscal_year"])
    if departments is None:
        return known
    names = known["department_name"]
    wanted: set[str] = set()
    for department in departments:
        found = select_offices(names, department)
        if not found:
            raise ExtractorError(
                "DEPARTMENT_NOT_FOUND", department=department, found=""
            )
        wanted |= found
    return known[names.isin(wanted)]
