"""Writes the notebooks from the cells below, executed: this file is what one reviews, not the JSON.

    python docs/notebooks/build.py          # needs: pip install -e ".[notebook]"

What a run would change without need is left out of the notebook: times, versions, paths of the machine. The plot is also
written to ``docs/images``.
"""

from __future__ import annotations

import base64
import os
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).resolve().parent
PANEL_NOTEBOOK = HERE / "from_samples_to_panel.ipynb"
DOCUMENT_NOTEBOOK = HERE / "one_document.ipynb"
PLOT = HERE.parent / "images" / "three_years.png"

# (kind, text) of each cell in order
PANEL_CELLS: tuple[tuple[str, str], ...] = (
    (
        "markdown",
        """
# 从样例到面板

把 `samples/` 里的部门预算公开读成数据集，得到“部门 × 年度”的面板，画一张图，并说明其中一个数从哪里来。
样例中的数字均属虚构。

*From the disclosures of `samples/` to a panel of departments and years, a plot, and the place that one value came
from. The figures of the samples are invented.*
""",
    ),
    (
        "code",
        """
import tempfile
from pathlib import Path

import extractor

samples = Path("../../samples")
outputs = Path(tempfile.mkdtemp()) / "outputs"

data = extractor.convert(samples.glob("*.docx"), outputs)
data.manifest[["path", "format", "status"]]
""",
    ),
    (
        "markdown",
        """
`convert` 把文件读进一个文件夹（CSV、Parquet 和 `datapackage.json`），再打开它。`manifest` 中一个输入文件占一行，读没读成都在。
以后直接 `extractor.open_dataset(...)` 打开即可。

*`convert` writes the dataset to a folder and opens it; every input file has its row in `manifest`.*
""",
    ),
    (
        "markdown",
        """
## 金额

一行是文件里说出的一个金额：印出的数值和单位、折合元、年度、规范项目、出处。

*One row is one stated amount: the value as printed, its unit, yuan, year, canonical item and place.*
""",
    ),
    (
        "code",
        """
amounts = data.amounts[["label", "item", "value", "unit", "value_yuan", "fiscal_year", "place"]]
amounts.head(8)
""",
    ),
    (
        "markdown",
        """
列名可以换成中文。

*Columns can be named for readers, in Chinese or English.*
""",
    ),
    ("code", 'amounts.head(3).pipe(extractor.labels, "zh")'),
    (
        "markdown",
        """
## 面板

`panel()`：一个部门一个年度一行，主要项目各占一列，单位元。不相加、不填补：文件没有说的是空值（`<NA>`），说了零才是 0。

*One row per department and year, the main items as columns, in yuan. Nothing is added up or filled in: what a document
does not state is null, 0 is a stated zero.*
""",
    ),
    (
        "code",
        """
panel = data.panel()
main = ["department_name", "fiscal_year", "revenue.total", "expenditure.personnel", "expenditure.public",
        "expenditure.project", "three_public.total", "procurement.total"]
panel[main].pipe(extractor.labels, "zh")
""",
    ),
    (
        "markdown",
        """
## 桃城区财政局的三年

`compare` 把一个部门的各年排成列，并给出增减和增减百分比。

*One department, its years as columns, with change and percent.*
""",
    ),
    (
        "code",
        """
years = data.compare("桃城区财政局")
years.loc[["revenue.total", "expenditure.total", "expenditure.personnel", "expenditure.public",
           "expenditure.project", "three_public.total", "procurement.total"]].astype(float).round(1)
""",
    ),
    (
        "markdown",
        """
文件自己也说比上年增减多少、为什么。把说的增减与前后两年的数相减，应当一致：

*The documents state changes and their reasons themselves. What they state should be the difference of two years' levels:*
""",
    ),
    (
        "code",
        """
names = data.disclosures.set_index("disclosure_id")
own = data.changes[data.changes.disclosure_id.map(names.department_name) == "衡水市桃城区财政局"]
stated = own.assign(fiscal_year=own.disclosure_id.map(names.fiscal_year)).dropna(subset=["item"])
stated["change"] = stated.value_yuan.where(stated.direction != "decrease", -stated.value_yuan)

levels = panel[panel.department_name == "衡水市桃城区财政局"].set_index("fiscal_year")
stated = stated[stated.fiscal_year > levels.index.min()]
stated["levels"] = [
    levels.loc[year][item] - levels.loc[year - 1][item]
    for year, item in zip(stated.fiscal_year, stated.item, strict=True)
]

print((stated.change == stated.levels).value_counts(dropna=False).to_dict())
stated[stated.fiscal_year == 2020][["label", "change", "levels", "reason"]]
""",
    ),
    (
        "markdown",
        """
`change` 是文件说的，`levels` 是两年之差，单位元：处处相同，三年的数字前后衔接。`reason` 为空的，文件没有另说原因。

*`change` is what the document states, `levels` the difference of two documents: they agree everywhere. Where `reason` is
null the document gives none of its own.*
""",
    ),
    (
        "markdown",
        """
## 核验

每份文件都对着自己核验过：收入各项相加、收支相等、正文与表格、上下级活动金额……通过的也保留。
`rounding` 是四舍五入可以解释的差，`fail` 是解释不了的。

*Every document was tried against itself; what holds is kept too. `rounding` is a difference that rounding explains.*
""",
    ),
    ("code", "data.checks.result.value_counts().to_frame()"),
    (
        "code",
        """
inexact = data.checks[data.checks.result == "rounding"]
for path, row in zip(inexact.disclosure_id.map(names.path), inexact.itertuples(), strict=True):
    print(path, row.rule, row.message, sep="\\n    ")
""",
    ),
    (
        "markdown",
        """
## 一个数从哪里来

面板里的每个值都能追到 `amounts` 的一行，再追到原文的一处。

*Every value of the panel leads to a row of `amounts`, and from there to a place in the document.*
""",
    ),
    (
        "code",
        """
chosen = data.panel(["three_public.total"], sources=True)
chosen = chosen[(chosen.department_name == "衡水市桃城区财政局") & (chosen.fiscal_year == 2020)].iloc[0]
print("元 / yuan:", chosen["three_public.total"], " 来源 / source:", chosen["three_public.total__source"])

record = data.facts.set_index("fact_id").loc[chosen["three_public.total__fact"]]
print("出处 / place:", record.place, " 原文 / text:", record.label, record.value, record.unit)
""",
    ),
    (
        "markdown",
        """
打开那份文件，问它这个位置：上下文、单位从哪来、参与了哪些核验。`b34[14:21]` 是正文第 34 段的第 15 到 21 个字。

*Ask the document about the place: its context, what declared the unit, the checks it took part in.*
""",
    ),
    (
        "code",
        """
doc = extractor.read(samples / names.path[chosen.disclosure_id])
print(doc.explain(record.place))
""",
    ),
    (
        "markdown",
        """
## 一张图

用 matplotlib：图存在笔记本里就是一张图片，哪里都能看，不需要联网或脚本。中文字体取本机已有的第一种
（Linux 的 Noto Sans CJK、Windows 的微软雅黑、macOS 的苹方等）。

*matplotlib, because a stored picture shows everywhere, without scripts. The font is the first Chinese one that this
machine has.*
""",
    ),
    (
        "code",
        """
import matplotlib.pyplot as plt
from matplotlib import font_manager

chinese = ["Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Noto Sans CJK JP", "Microsoft YaHei", "PingFang SC",
           "Hiragino Sans GB", "Heiti TC", "WenQuanYi Micro Hei", "SimHei", "Arial Unicode MS"]
here = {font.name for font in font_manager.fontManager.ttflist}
plt.rcParams["font.family"] = [name for name in chinese if name in here][:1] or ["sans-serif"]

wan = levels.sort_index()[["expenditure.personnel", "expenditure.public", "expenditure.project"]].astype(float) / 10_000
parts = {"expenditure.personnel": ("人员支出  personnel", "#2f5d8a"),
         "expenditure.public": ("公用支出  running costs", "#8fb8d9"),
         "expenditure.project": ("项目支出  projects", "#e0a04c")}

figure, axes = plt.subplots(figsize=(7.2, 3.6), dpi=150, layout="constrained")
bottom = wan.iloc[:, 0] * 0
for item, (name, colour) in parts.items():
    axes.bar(wan.index.astype(str), wan[item], bottom=bottom, color=colour, width=0.55, label=name)
    for x, (low, height) in enumerate(zip(bottom, wan[item], strict=True)):
        ink = "white" if item == "expenditure.personnel" else "#1a1a1a"
        axes.text(x, low + height / 2, f"{height:,.2f}", ha="center", va="center", fontsize=9, color=ink)
    bottom = bottom + wan[item]
for x, total in enumerate(bottom):
    axes.text(x, total + 12, f"{total:,.2f}", ha="center", fontsize=10, fontweight="bold")
axes.set_title("桃城区财政局：支出预算，万元  (expenditure budget, 10,000 yuan)", fontsize=11, loc="left")
axes.set_ylim(0, 1000)
axes.set_yticks([])
axes.spines[["top", "right", "left"]].set_visible(False)
axes.tick_params(length=0)
handles, entries = axes.get_legend_handles_labels()
axes.legend(handles[::-1], entries[::-1], frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
""",
    ),
)


# One document, looked at: the other notebook.
DOCUMENT_CELLS: tuple[tuple[str, str], ...] = (
    (
        "markdown",
        """
# 细看一份文件

读一份部门预算公开，看它说了什么、每个值从哪里来、哪些勾稽关系成立、还剩下什么没有读。样例中的数字均属虚构。

*One disclosure: what it says, where each value comes from, which identities hold, and what was left. The figures are
invented.*
""",
    ),
    (
        "code",
        """
import extractor

doc = extractor.read("../../samples/桃城区财政局2020年部门预算公开.docx")
doc
""",
    ),
    (
        "markdown",
        """
一个文件可以有几份公开（部门和所属单位），这里只有一份。记录在笔记本里显示成小表：值、原文、出处。

*A file may hold several disclosures; here it is one. Records show themselves: the value, the text, the place.*
""",
    ),
    ("code", "disclosure = doc.records[0]\ndisclosure"),
    ("code", "disclosure.sections[0]"),
    (
        "markdown",
        """
## 金额

每张表都是 DataFrame；列名可换成中文或英文。

*Every table is a DataFrame; columns can be named in Chinese or English.*
""",
    ),
    (
        "code",
        'doc.amounts[["item", "label", "value", "unit", "value_yuan", "place"]].pipe(extractor.labels, "zh").head(10)',
    ),
    (
        "code",
        'doc.changes[["label", "direction", "value", "unit", "reason"]].pipe(extractor.labels, "en").head(6)',
    ),
    (
        "markdown",
        """
## 绩效指标

一个指标一行，优、良、中、差各一行标准。

*One row an indicator, one row a grade.*
""",
    ),
    (
        "code",
        """
grades = doc.thresholds.pivot(index="indicator_id", columns="grade", values="text")
doc.indicators[["indicator_id", "activity", "name"]].merge(grades, on="indicator_id").drop(columns="indicator_id")
""",
    ),
    (
        "markdown",
        """
## 核验

*Checks.*
""",
    ),
    ("code", 'doc.checks.groupby("rule").result.value_counts().unstack(fill_value=0)'),
    ("code", "disclosure.checks[0]"),
    (
        "markdown",
        """
## 一个值的来历

*Where one value comes from.*
""",
    ),
    ("code", "doc.explain(doc.amounts.place[0])"),
    (
        "markdown",
        """
## 没有读的数

每个数字要么在某条出处里，要么在这里，并说明看来是什么。

*Every number is in some evidence or here, with what it seems to be.*
""",
    ),
    ("code", "doc.unmatched_numbers.reason.value_counts().to_frame()"),
    (
        "markdown",
        """
## 版面

`blocks` 按阅读顺序保存每一段；审阅页（`extractor review`）就由它和 `cells` 重现版面，不再需要原文件。

*`blocks` keeps every paragraph in reading order; the review page is made of it and of `cells`, without the file.*
""",
    ),
    ("code", 'doc.blocks[["position", "kind", "text", "place"]].iloc[23:30]'),
)

NOTEBOOKS = ((PANEL_NOTEBOOK, PANEL_CELLS), (DOCUMENT_NOTEBOOK, DOCUMENT_CELLS))


def build_notebook(cells: tuple[tuple[str, str], ...] = PANEL_CELLS) -> NotebookNode:
    """A notebook as its cells say it, without outputs."""
    made = {"markdown": new_markdown_cell, "code": new_code_cell}
    book = new_notebook(cells=[made[kind](text.strip("\n")) for kind, text in cells])
    for number, cell in enumerate(book.cells, 1):
        cell["id"] = f"cell-{number:02}"
    book.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
        # what the tables of the outputs were printed by; another one may print them in another way
        "printed_by": f"pandas {'.'.join(version('pandas').split('.')[:2])}",
    }
    return book


def execute_notebook(cells: tuple[tuple[str, str], ...] = PANEL_CELLS) -> NotebookNode:
    """A notebook with the outputs of a run in this folder; nothing of the run itself remains."""
    book = build_notebook(cells)
    metadata = dict(book.metadata)
    client = NotebookClient(
        book,
        timeout=None,  # a busy machine takes its time
        startup_timeout=1800,
        iopub_timeout=1800,
        record_timing=False,
        resources={"metadata": {"path": str(HERE)}},
    )
    client.execute(
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])}
    )  # the package of this checkout
    book.metadata = metadata
    return book


def list_output_texts(notebook: NotebookNode) -> list[str]:
    """What each output says in plain text, white space aside; pictures and warnings are no text."""
    return [
        " ".join(text.split())
        for output in _iter_outputs(notebook)
        if (text := _extract_output_text(output))
    ]


def list_output_pictures(notebook: NotebookNode) -> list[bytes]:
    """The pictures among the outputs, as PNG."""
    return [
        base64.b64decode(o.data["image/png"])
        for o in _iter_outputs(notebook)
        if "image/png" in o.get("data", {})
    ]


def _iter_outputs(notebook: NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def _extract_output_text(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.text) if output.name == "stdout" else ""
    data = output.get("data", {})
    return "" if "image/png" in data else str(data.get("text/plain", ""))


def main() -> None:
    for path, cells in NOTEBOOKS:
        book = execute_notebook(cells)
        nbformat.validate(book)
        path.write_bytes((nbformat.writes(book) + "\n").encode())
        if path == PANEL_NOTEBOOK:
            PLOT.parent.mkdir(exist_ok=True)
            PLOT.write_bytes(list_output_pictures(book)[0])


if __name__ == "__main__":
    main()
