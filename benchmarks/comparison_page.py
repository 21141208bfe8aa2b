"""The page beside other tools, in both languages, from what benchmarks/comparison.py has measured. No figure of it is typed in."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks import fidelity
from benchmarks.adapters import USAGE_EXAMPLES

FULL_PIPELINE = "extractor.extract"

SAMPLES_GROUP = "samples"

SIGNS = {"yes": "✓", "partly": "~", "no": "·", "": "–"}

GROUP_LABELS = {  # as benchmarks/comparison.py is told them → zh
    "samples": "样本", "the example": "例文", "other wordings": "另一组叫法", "budgets converted from PDF": "由 PDF 转成的预算",
    "annual reports, tenders": "年报、招标文件",
}  # fmt: skip

OUTCOME_LABELS = {
    "read": ("读出", "read"), "refused": ("说明原因后拒绝", "refused with a reason"), "silent": ("无声地缺失或不同", "silently less or other"),
    "raw": ("程序自身的异常", "raw exception"), "memory": ("超过 1 GiB", "over 1 GiB"), "hang": ("超过 60 秒", "over 60 s"), "died": ("进程终止", "process died"),
}  # fmt: skip

ComparisonData = dict[str, Any]


def sort_names(names: list[str]) -> list[str]:
    return [way.name for way in USAGE_EXAMPLES if way.name in names]


def format_name(name: str) -> str:
    return f"**{name}**" if name.startswith("extractor") or name == "ours" else name


def render_table(head: list[str], rows: list[list[str]], left: int = 1) -> list[str]:
    marks_ = "|" + "---|" * left + "---:|" * (len(head) - left)
    return [
        "| " + " | ".join(head) + " |",
        marks_,
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
    ]


def compute_median_ratio(
    data: ComparisonData, name: str, group: str = SAMPLES_GROUP
) -> float:
    return statistics.median(data["reading"]["ways"][name][group]["ratios"])


def join_names(names: list[str], zh: bool) -> str:
    return ("、" if zh else ", ").join(names)


def render_page(data: ComparisonData, lang: str) -> str:
    """The whole page."""
    zh = lang == "zh"
    lines = _render_intro(data, zh) + _render_weaknesses(data, zh)
    for part, write in (
        ("reading", _render_reading),
        ("marks", _render_probes),
        ("attacks", _render_hostile_files),
        ("table", _render_procurement),
    ):
        if part in data:
            lines += write(data, zh)
    return "\n".join(lines + _render_sizes_and_exclusions(data, zh))


def _render_intro(data: ComparisonData, zh: bool) -> list[str]:
    days = sorted(set(data.get("days", {}).values()))
    rows = []
    for way in USAGE_EXAMPLES:
        version = data.get("versions", {}).get(way.name)
        if version and way.name not in data.get("failed", {}):
            form = {
                "default": ("默认", "default"),
                "best": ("找到的最好方式", "best we found"),
            }[way.variant][0 if zh else 1]
            rows.append([format_name(way.tool), version, form, f"`{way.call}`"])
    if zh:
        text = [
            "# 与其他工具比较", "",
            "本页由 `python benchmarks/comparison.py` 生成，数字都来自 `benchmarks/comparison.json`，不要手改。比较由本程序的作者所做，题目也由作者所选：",
            "先看[我们不如别人的地方](#worse)，再看数字。每个工具先用它首页的默认方式；我们找到更好的方式时另列一行（best）。对所有工具、对我们自己用同一条规则。", "",
            f"测于 {'、'.join(days)}；{data.get('machine', '')}。机器同时还有别的任务，所以用 CPU 时间和同一次运行内的比值。", "",
        ]  # fmt: skip
        return text + render_table(["工具", "版本", "方式", "调用"], rows, 4)
    text = [
        "# Beside other tools", "",
        "Written by `python benchmarks/comparison.py` from `benchmarks/comparison.json`; run it again rather than editing it. The comparison is made by the",
        "authors of this program, who chose the questions too: read [where we lose](#worse) first. Each tool is used as its first page",
        "shows; where we found a better way it has a line of its own (best). One rule holds for all tools, ours among them.", "",
        f"Measured {', '.join(days)}; {data.get('machine', '')}. The machine had other work, hence CPU time, and ratios within one run.", "",
    ]  # fmt: skip
    return text + render_table(["tool", "version", "way", "call"], rows, 4)


def _render_weaknesses(data: ComparisonData, zh: bool) -> list[str]:
    lines = [
        "## 我们不如别人的地方 {#worse}" if zh else "## Where we lose {#worse}",
        "",
    ]
    if "reading" in data:
        own, whole = (
            compute_median_ratio(data, "extractor"),
            compute_median_ratio(data, FULL_PIPELINE),
        )
        others = [
            name
            for name in sort_names(list(data["reading"]["ways"]))
            if name != "extractor" and SAMPLES_GROUP in data["reading"]["ways"][name]
        ]
        quick = [
            f"{name} {compute_median_ratio(data, name):.2f}"
            for name in others
            if compute_median_ratio(data, name) < own
        ]
        under = [
            f"{name} {compute_median_ratio(data, name):.2f}"
            for name in others
            if compute_median_ratio(data, name) < whole
        ]
        lines.append(
            f"- **纯读取的速度。** 样本上读一个文件，我们是底线的 {own:.2f} 倍；更快的有：{join_names(quick, zh) or '无'}。"
            f"我们全部做完（各表、核验）是 {whole:.2f} 倍；只要文字或表格的人，用下列工具都更快：{join_names(under, zh)}。"
            if zh else
            f"- **Plain reading.** A sample takes us {own:.2f} times the floor; faster are: {join_names(quick, zh) or 'none'}. Our whole work (all tables, "
            f"checks) takes {whole:.2f}; who wants text or grids alone is served faster by: {join_names(under, zh)}."
        )  # fmt: skip
    if "cold" in data:
        cold = data["cold"]
        own = cold[FULL_PIPELINE][1]
        quick = [
            f"{name} {cold[name][1]:.2f}"
            for name in sort_names(list(cold))
            if name != "extractor" and cold[name][1] < own
        ]
        lines.append(
            f"- **冷启动。** 新进程读第一个文件，我们全部做完用 {own:.2f} CPU 秒；更少的有：{join_names(quick, zh) or '无'}。"
            if zh else
            f"- **Cold start.** The first file of a new process takes our whole work {own:.2f} CPU seconds; less: {join_names(quick, zh) or 'none'}."
        )  # fmt: skip
    if "table" in data:
        found = data["table"]["ways"]
        ours = found["ours"][SAMPLES_GROUP]
        same = [
            name
            for name in sort_names(list(found))
            if name != "extractor"
            and found[name][SAMPLES_GROUP]["yuan"][1] >= ours["yuan"][1]
        ]
        least = min((found[name][SAMPLES_GROUP]["ms"] for name in same), default=0)
        lines.append(
            f"- **采购表，叫法熟悉时。** 在样本上，一段约百行的查找代码接在 {join_names(same, zh)} 后面，数字与我们同样全对（{ours['yuan'][1]}/{ours['yuan'][0]}），"
            f"最快只用 {least:.1f} 毫秒，我们 {ours['ms']:.1f} 毫秒。只要这一张表、文件又都是一个样子的人，不需要我们。"
            if zh else
            f"- **The procurement table, where the wordings are known.** On the samples some hundred lines of finder behind {join_names(same, zh)} get the same "
            f"figures as we do ({ours['yuan'][1]} of {ours['yuan'][0]}), the quickest in {least:.1f} ms, we in {ours['ms']:.1f}. Who wants this one table from "
            "files of one look does not need us."
        )  # fmt: skip
    if "marks" in data:
        own_marks = data["marks"]["extractor"]
        for item in fidelity.PROBES:
            for at, question in enumerate(
                (("文字", "text"), ("次序", "order"), ("单元格", "cell"))
            ):
                better = [
                    name
                    for name in sort_names(list(data["marks"]))
                    if data["marks"][name][item.key][at] == "yes"
                ]
                if own_marks[item.key][at] in ("no", "partly"):
                    sign = SIGNS[own_marks[item.key][at]]
                    lines.append(
                        f"- **{item.label_zh}**（{question[0]}）：我们 {sign}；做到的有：{join_names(better, zh) or '无'}。" if zh else
                        f"- **{item.label_en}** ({question[1]}): we {sign}; kept by: {join_names(better, zh) or 'none'}."
                    )  # fmt: skip
    if "attacks" in data:
        missed = find_unique_refusals(data)
        lines.append(
            f"- **拒绝得多。** 坏文件中有 {len(missed)} 个被我们拒绝，而至少一个工具完整读出了（其中 {sum(n >= 5 for _, n in missed)} 个被五个以上的工具读出）："
            f"{join_names([f'`{name}`' for name, _ in missed[:8]], zh)} 等。多半是有意的（重复的部件、DTD、校验和），但急着要文字的人会觉得我们挑剔。"
            if zh else
            f"- **We refuse more.** {len(missed)} of the broken files are refused by us and read whole by one tool at least ({sum(n >= 5 for _, n in missed)} of them by five or more): "
            f"{join_names([f'`{name}`' for name, _ in missed[:8]], zh)} and others. Most of it is meant (parts stored twice, document types, checksums), but who wants the text at once finds us fussy."
        )  # fmt: skip
    if "sizes" in data:
        own_size = data["sizes"]["extractor"]
        small = [
            f"{tool} {one['mb'] or '<1'} MB"
            for tool, one in data["sizes"].items()
            if one["mb"] < own_size["mb"]
        ]
        known = [
            f"{tool} {one['releases']}"
            for tool, one in data["sizes"].items()
            if one["releases"]
        ]
        lines += [
            f"- **大小。** 安装后 {own_size['mb']} MB、{own_size['packages']} 个包（主要是 pandas 和 pyarrow）；更小的有：{join_names(small, zh)}。" if zh else
            f"- **Size.** {own_size['mb']} MB and {own_size['packages']} packages once installed (pandas and pyarrow most of it); smaller: {join_names(small, zh)}.",
            f"- **成熟程度。** 我们没有发布过版本，也不知道有谁在用。包索引上的版本数：{join_names(known, zh)}。LibreOffice 和 pandoc 有更长的历史。" if zh else
            f"- **Maturity.** We have no published release and know of no users. Releases on the package index: {join_names(known, zh)}. LibreOffice and pandoc have longer histories still.",
        ]  # fmt: skip
    lines += (
        [
            "- **其他格式。** 我们不读扫描件、图片、PPT；docling、docvortex、kreuzberg、markitdown、unstructured、xberg 的文档说它们读其中一些（这里没有测）。PDF 只读由文字处理程序导出的，Excel 只读表；政府网站上的预算很多是扫描的。",
            "- **其他输出。** 我们不给 Markdown、HTML，不给图片、字体、颜色、版面；pandoc、mammoth、markitdown、docling 正是为此而做。",
            "- **其他内容。** 各表、核验、叫法只为中国的部门预决算公开而写；对别的文件只有文字和表格。", "",
        ] if zh else [
            "- **Other formats.** We read no scan, picture or slides; docling, docvortex, kreuzberg, markitdown, unstructured and xberg say that they read some of these (not measured here). Of PDF we read what a word processor exported, of Excel the tables; many budgets are published as scans.",
            "- **Other outputs.** We give no Markdown or HTML, no pictures, fonts, colours or layout; pandoc, mammoth, markitdown and docling are made for that.",
            "- **Other contents.** Tables, checks and words are for Chinese budget disclosures; of any other file there is text and grids alone.", "",
        ]
    )  # fmt: skip
    return lines


def find_unique_refusals(data: ComparisonData) -> list[tuple[str, int]]:
    """(file, how many others read it) of those that we refuse, most read first."""
    attacks = data["attacks"]
    read, ours = (
        str(attacks["outcomes"].index("read")),
        attacks["ways"]["extractor"]["outcomes"],
    )
    found = []
    for at, (_, name) in enumerate(attacks["files"]):
        count = sum(
            one["outcomes"][at] == read
            for tool, one in attacks["ways"].items()
            if tool != "extractor"
        )
        if ours[at] != read and count:
            found.append((name, count))
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _render_reading(data: ComparisonData, zh: bool) -> list[str]:
    reading, cold = data["reading"], data.get("cold", {})
    groups = list(reading["files"])
    names = sorted(
        reading["ways"],
        key=lambda name: (
            compute_median_ratio(data, name)
            if SAMPLES_GROUP in reading["ways"][name]
            else 1e9
        ),
    )
    lines = ["## 读取速度" if zh else "## Reading speed", ""]
    lines += (
        [
            "同样的文件，倍数以底线为一（任何忠实的读取都要解析的部分，见 `benchmarks/speed.py`），热进程，每个工具一个进程，与底线交替测，取中位；",
            "括号内是各文件的最小和最大。越低越好。毫秒是样本的中位。右边两列是冷启动：新的 Python 进程，导入工具，读一个样本（CPU 秒、经过的秒）。",
            f"只有 `{FULL_PIPELINE}` 做完全部工作；别的行都只给文字、表格或标记。pandoc 每个文件启动一次程序。样本上超过底线 20 倍的方式不读别的大组（–）。",
            "样本文字少而样式表大，不读样式的工具在样本上显得快；右边真实的文件更说明问题。", "",
        ] if zh else [
            "The same files; multiples of the floor (what any faithful reader has to parse, see `benchmarks/speed.py`), warm, each tool in a process of its own in",
            "turn with the floor, median; in brackets the least and the most over the files. Lower is better. Milliseconds: median of the samples. On the right the",
            "cold start: a new Python process that imports the tool and reads one sample (CPU seconds, elapsed seconds).",
            f"`{FULL_PIPELINE}` alone does the whole work; every other line gives text, grids or markup. pandoc starts a program for each file. A way that takes over 20 times the floor on the samples reads no other large group (–).",
            "The samples hold little text beside large style sheets, which favours tools that read no styles; real files, where there are some, tell more.", "",
        ]
    )  # fmt: skip
    head = [
        "方式" if zh else "way",
        *(
            f"{GROUP_LABELS.get(group, group) if zh else group} ({reading['files'][group]})"
            for group in groups
        ),
        "ms",
        "CPU s",
        "s",
    ]
    rows = []
    for name in names:
        cells = []
        for group in groups:
            ratios = reading["ways"][name].get(group, {}).get("ratios")
            cells.append(
                f"{statistics.median(ratios):.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
                if ratios
                else "–"
            )
        ms = reading["ways"][name].get(SAMPLES_GROUP, {}).get("ms")
        first = cold.get(name)
        rows.append(
            [
                format_name(name),
                *cells,
                f"{ms:.1f}" if ms else "–",
                *([f"{first[1]:.2f}", f"{first[0]:.2f}"] if first else ["–"] * 2),
            ]
        )
    lines += render_table(head, rows)
    lines += _render_note(data, "reading", zh)
    if "" in cold:
        lines += [
            f"Python 自身：{cold[''][1]:.2f} CPU 秒。"
            if zh
            else f"Python alone: {cold[''][1]:.2f} CPU seconds.",
            "",
        ]
    return lines


def _render_probes(data: ComparisonData, zh: bool) -> list[str]:
    names = sort_names(list(data["marks"]))
    lines = ["## 保真度" if zh else "## Fidelity", ""]
    lines += (
        [
            "一个文件一个特征，里面有记号，由程序找（`benchmarks/fidelity.py`）。每格三个符号：文字、次序、单元格；✓ 做到，~ 部分，· 没有，– 不适用。",
            "文字：页面上看得见的都在（连同 Word 自动给的编号和符号），看不见的（删除、隐藏）不在。次序：记号按页面的次序，各一次。单元格：在自己的行和列。",
            "特征由我们按预算文件的需要选，我们的读取程序也是照着这类特征写的；最后三行（地址、替代文字、加粗）是我们知道自己不做的。更长的一套见[保真度](fidelity.md)。", "",
        ] if zh else [
            "One file for each feature, with marks in it that a program looks for (`benchmarks/fidelity.py`). Three signs a cell: text, order, cell; ✓ kept, ~ partly, · not, – does not apply.",
            "Text: what is seen on the page is there (with the numbers and symbols that Word makes), what nobody sees (deleted, hidden) is not. Order: the marks in the order of the page,",
            "once each. Cell: in their own row and column. We chose the features by what budget files hold, and our reader was written with such features in view; the last three",
            "(address, alternative text, bold) are there because we know that we lack them. A longer set: [fidelity](fidelity.md).", "",
        ]
    )  # fmt: skip
    sums = []
    for name in names:
        found = data["marks"][name].values()
        sums.append(
            "/".join(str(sum(one[at] == "yes" for one in found)) for at in range(3))
        )
    asked = "/".join(
        str(sum(one[at] != "" for one in data["marks"]["extractor"].values()))
        for at in range(3)
    )
    rows = [[f"**✓ {'共' if zh else 'of'} {asked}**", *(f"**{one}**" for one in sums)]]
    for item in fidelity.PROBES:
        label = (item.label_zh if zh else item.label_en).replace("<", "&lt;")
        rows.append(
            [
                label,
                *(
                    "".join(SIGNS[one] for one in data["marks"][name][item.key])
                    for name in names
                ),
            ]
        )
    head = ["", *(format_name(name) for name in names)]
    return lines + render_table(head, rows)


def _render_hostile_files(data: ComparisonData, zh: bool) -> list[str]:
    attacks = data["attacks"]
    count = len(attacks["files"])
    bombs = [
        at for at, (category, _) in enumerate(attacks["files"]) if category == "bombs"
    ]
    lines = ["## 坏文件" if zh else "## Broken and hostile files", ""]
    lines += (
        [
            f"`tests/hostile` 中的 {count} 个 .docx（只差地址的链接各取一个，因此不是全部），其中 {len(bombs)} 个要耗尽时间或内存。每个工具一种方式，在被监视的子进程里读：",
            "60 秒、比开始时多 1 GiB。规则见 `benchmarks/robustness.py`：“读出”指可解析的正文里的原句一句不少，受损后还读的与原文相同；“无声”指没有异常而文字缺少、不同或为空；",
            "“程序自身的异常”指 KeyError 一类，BadZipFile、XML 错误、ValueError 都算说明原因的拒绝。文件是我们为自己的测试写的，我们的程序是对着它们改好的：我们那一行不是预测，只是现状。",
            "", "",
        ] if zh else [
            f"The {count} .docx of `tests/hostile` (of links that differ in their address one each, so not the whole set), {len(bombs)} of them meant to exhaust time or memory. One way a tool, in a watched child:",
            "60 seconds, 1 GiB above its start. The rule is in `benchmarks/robustness.py`: *read* means that no valid sentence of a well-formed main part is missing, and what is read of a damaged package",
            "equals the whole; *silent* that there is no error and text is missing, other or empty; *raw* a KeyError and its like, while BadZipFile, an XML error or a ValueError count as a reason. We wrote",
            "the files for our own tests and mended our program on them: our line is no forecast, it is how things stand.", "",
        ]
    )  # fmt: skip
    head = [
        "方式" if zh else "way",
        *(OUTCOME_LABELS[one][0 if zh else 1] for one in attacks["outcomes"]),
        "其中资源类：超限" if zh else "of the resource files over a limit",
        "异常" if zh else "exceptions",
    ]
    rows = []
    over = {str(attacks["outcomes"].index(one)) for one in ("memory", "hang", "died")}
    for name in sort_names(list(attacks["ways"])):
        one = attacks["ways"][name]
        counts = [
            str(one["outcomes"].count(str(n))) for n in range(len(attacks["outcomes"]))
        ]
        hit = sum(one["outcomes"][at] in over for at in bombs)
        rows.append(
            [
                format_name(name),
                *counts,
                f"{hit}/{len(bombs)}",
                ", ".join(f"{error} {n}" for error, n in one["errors"].items()) or "–",
            ]
        )
    return lines + render_table(head, rows) + _render_note(data, "attacks", zh)


def _render_note(data: ComparisonData, part: str, zh: bool) -> list[str]:
    """What was done otherwise in this measuring than the script does by itself."""
    note = data.get("notes", {}).get(part)
    return [note["zh" if zh else "en"], ""] if note else []


def _render_procurement(data: ComparisonData, zh: bool) -> list[str]:
    found = data["table"]
    groups = list(found["files"])
    lines = [
        "## 从 Word 到采购表" if zh else "## From Word to the procurement table",
        "",
    ]
    lines += (
        [
            "每个工具的表格交给同一段查找代码（`benchmarks/comparison.py`）：按表头的词找表，合并多行表头，向下带项目，找“单位：”。它用的是我们模板里的词，这对别的工具是优待。",
            "“对”是与标准答案相同的数字（行名、列、值），“错”是给出而答案没有的；先按印出的数，再按元。毫秒是从字节到行的 CPU，中位，含查找。",
            "“ours” 是我们直接给的表；“extractor” 是只用我们的表格加同一段查找代码。**样本**是我们编写的，叫法常见。**另一组叫法**（`tests/blind`）也是我们编写的，写时模板里没有这些词，",
            "但初次运行之后我们的程序已照它们改过；查找代码没有逐份照改。所以这一列只说明“改好之后能到哪里”，不是对陌生文件的预测。", "",
        ] if zh else [
            "The grids of each tool go to one finder (`benchmarks/comparison.py`): it looks for the table by the words of its header, joins header rows, carries the project down, looks for 单位：. It has the",
            "words of our templates, which is a favour to the others. *Right* are figures as in the gold (row, column, value), *wrong* those given that the gold has not; as printed, then in yuan. Milliseconds:",
            "CPU from bytes to rows, median, the finder included. *ours* is the table we give; *extractor* our grids with the same finder. The **samples** are authored by us in common wordings. **Other",
            "wordings** (`tests/blind`) are authored by us too, in words no template had then; but our program has been mended on them since the first run, the finder has not been fitted to each: the column",
            "tells what mending reaches and is no forecast for strange files.", "",
        ]
    )  # fmt: skip
    right, wrong = ("对", "错") if zh else ("right", "wrong")
    yuan = "元" if zh else "in yuan"
    head = ["方式" if zh else "way"]
    for group in groups:
        label = f"{GROUP_LABELS.get(group, group) if zh else group} ({found['files'][group]})"
        head += [f"{label}: {right}", wrong, f"{yuan}: {right}", wrong, "ms"]
    rows = []
    for name in ["ours", *sort_names(list(found["ways"]))]:
        row = [format_name(name)]
        for group in groups:
            one = found["ways"][name].get(group)
            row += (
                [
                    f"{one['printed'][1]}/{one['printed'][0]}",
                    str(one["printed"][2]),
                    str(one["yuan"][1]),
                    str(one["yuan"][2]),
                    f"{one['ms']:.1f}",
                ]
                if one
                else ["–"] * 5
            )
        rows.append(row)
    return lines + render_table(head, rows)


def _render_sizes_and_exclusions(data: ComparisonData, zh: bool) -> list[str]:
    failed = [f"{name}: {reason}" for name, reason in data.get("failed", {}).items()]
    lines = []
    if "sizes" in data:
        lines = ["## 大小" if zh else "## Size", ""]
        head = (
            ["工具", "包", "MB", "发布过的版本"]
            if zh
            else ["tool", "packages", "MB", "releases"]
        )
        lines += render_table(
            head,
            [
                [
                    format_name(tool),
                    str(one["packages"]),
                    str(one["mb"] or "<1"),
                    str(one["releases"] or "–"),
                ]
                for tool, one in data["sizes"].items()
            ],
        )
        lines += _render_note(data, "sizes", zh)
    lines += (
        [
            "## 没有比较的", "",
            "- Apache Tika、Aspose、Spire、Word 自身、各家大模型：这里没有，或要付费、要网络。",
            "- PDF 和扫描件：我们不读，没有可比的。",
            "- 用户自己的工时，以及读错之后发现错误的代价：没有办法由程序量出。",
            *(["- LibreOffice：脚本认得它（`soffice`），但每个文件要几秒，这次没有时间。它在[保真度](fidelity.md)那一页上。"] if "LibreOffice" not in data.get("versions", {}) else []),
            *(f"- 装上而没有运行：{one}" for one in failed), "",
            "## 再运行", "",
        ] if zh else [
            "## Not compared", "",
            "- Apache Tika, Aspose, Spire, Word itself, language models: not at hand here, or paid for, or behind a network.",
            "- PDF and scans: we do not read them, so there is nothing to compare.",
            "- A user's own hours, and what an unnoticed error costs: no program can measure these.",
            *(["- LibreOffice: the script knows it (`soffice`), but it takes seconds for each file and there was no time. It is on the page of [fidelity](fidelity.md)."] if "LibreOffice" not in data.get("versions", {}) else []),
            *(f"- Installed but not run: {one}" for one in failed), "",
            "## To run it again", "",
        ]
    )  # fmt: skip
    lines += [
        "```",
        "pip install -r benchmarks/requirements.txt",
        "python benchmarks/comparison.py --measure all",
        "python benchmarks/comparison.py --measure reading,table --inputs NAME=FOLDER --gold NAME=FILE.docx=GOLD.json",
        "```",
        "",
    ]
    return lines
