"""Plots of the panel, with labels that a Chinese font writes."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import extractor
from tests.paths import SAMPLES


@pytest.fixture(scope="module")
def outputs() -> extractor.Dataset:
    return extractor.open_dataset(SAMPLES.parent / "outputs")


@pytest.fixture
def pyplot() -> Iterator[Any]:
    matplotlib = pytest.importorskip("matplotlib", reason='pip install -e ".[notebook]"')
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        yield plt
    plt.close("all")


def test_a_plot_has_a_line_for_each_office_and_item_in_the_unit_asked_for(outputs: extractor.Dataset, pyplot: Any) -> None:
    axes = outputs.plot(["三公经费", "人员经费"], ["桃城区财政局"], unit="wan", lang="zh")
    assert [line.get_label() for line in axes.lines] == ["“三公”经费", "人员经费"]
    compared = outputs.compare("桃城区财政局")
    personnel = axes.lines[1]
    assert list(personnel.get_xdata()) == [2018, 2019, 2020]
    in_yuan = [float(compared.loc["expenditure.personnel", year]) for year in (2018, 2019, 2020)]
    assert list(personnel.get_ydata()) == pytest.approx([value / 10_000 for value in in_yuan])
    assert axes.get_ylabel() == "万元"


def test_many_offices_are_medians_with_each_office_faintly_behind(outputs: extractor.Dataset, pyplot: Any) -> None:
    axes = outputs.plot(["三公经费", "人员经费"], lang="zh")
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names == ["“三公”经费 部门预算：8 个部门的中位数", "人员经费 部门预算：8 个部门的中位数"]
    panel = outputs.panel(["three_public.total"], unit="wan")
    (medians,) = (line for line in axes.lines if line.get_label() == names[0])
    expected = panel.groupby("fiscal_year")["three_public.total"].median().astype(float)
    assert list(medians.get_ydata()) == pytest.approx(list(expected))
    assert len(axes.lines) == 2 * (8 + 1)


def test_one_item_of_several_offices_is_told_by_office(outputs: extractor.Dataset, pyplot: Any) -> None:
    axes = outputs.plot(["expenditure.total"], lang="en", unit="yuan")
    names = [line.get_label() for line in axes.lines]
    assert len(names) == len(set(names)) > 5
    assert axes.get_title() == extractor.labels(outputs.panel(["expenditure.total"]), "en").columns[-2]


def test_an_office_that_is_not_there_is_refused(outputs: extractor.Dataset, pyplot: Any) -> None:
    with pytest.raises(extractor.ExtractorError) as refused:
        outputs.plot(["三公经费"], ["没有的局"])
    assert refused.value.code == "DEPARTMENT_NOT_FOUND"


def test_chinese_is_written_without_a_missing_glyph(pyplot: Any) -> None:
    family = extractor.use_chinese_font()
    if not family:
        pytest.skip("no Chinese font is installed")
    figure, axes = pyplot.subplots()
    axes.set_title("部门预算 −1")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.canvas.draw()
