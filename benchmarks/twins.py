"""One disclosure in several forms: Word, printed as PDF, prose and tables apart, both in an archive.

    python benchmarks/twins.py invent FOLDER [COUNT] [SEED]   documents of many forms as .docx
    python benchmarks/twins.py make WORD FOLDER               the other forms of the .docx files of WORD
    python benchmarks/twins.py compare FOLDER                 rows and panel of each form against those of Word

The invented documents differ in their system of headings, their sentences, the number of tables, their rulings, heads and
units, page sizes, running heads and page numbers. ``make`` prints with LibreOffice, all files in one start. ``compare``
runs the whole program over each form. A row is equal where all its values are; ids, places and what depends on the place
(``section``, ``unit_source``, paths) are apart.
"""

from __future__ import annotations

import csv
import random
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import docx  # noqa: E402
from docx.enum.section import WD_ORIENT  # noqa: E402
from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: E402
from docx.oxml import parse_xml  # noqa: E402
from docx.oxml.ns import nsdecls, qn  # noqa: E402
from docx.shared import Cm, Pt  # noqa: E402

from benchmarks.command_line import read_arguments
from benchmarks.synthetic import INVENTED_PLACES  # noqa: E402
from extractor.batch import run_batch  # noqa: E402
from extractor.dataset.dataset import open_dataset  # noqa: E402

FORMS = ("word", "pdf", "apart", "zip")
RECORD_TABLES = (
    "disclosures",
    "budget_lines",
    "amounts",
    "changes",
    "counts",
    "thresholds",
    "indicators",
    "goals",
    "duties",
    "activities",
    "procurement",
    "assets",
    "org_units",
    "nil_statements",
    "glossary",
    "facts",
    "checks",
)
APART = frozenset(
    {
        "path",
        "file",
        "sha256",
        "format",
        "unit_source",
        "section",
        "places",
        "whole_places",
        "conflict_places",
        "source_place",
        "message",
        "extractor_version",
        "text_boxes",
        "n_paragraphs",
        "n_tables",
        "n_issues",
        "n_numbers",
        "n_numbers_read",
        "share_characters",
        "share_numbers",
        "grade",
        "grade_reasons",
    }
)

# Invented documents

_BODIES = (
    "水务局",
    "教育局",
    "财政局",
    "卫生健康局",
    "司法局",
    "审计局",
    "民政局",
    "档案馆",
    "信访局",
    "农业农村局",
    "统计局",
    "商务局",
    "交通运输局",
)
_NUMERALS = "一二三四五六七八九十"
_CLASSES = (
    ("201", "一般公共服务支出", ("20103", "政府办公厅（室）及相关机构事务"), ("2010301", "行政运行")),
    ("208", "社会保障和就业支出", ("20805", "行政事业单位养老支出"), ("2080505", "机关事业单位基本养老保险缴费支出")),
    ("210", "卫生健康支出", ("21011", "行政事业单位医疗"), ("2101101", "行政单位医疗")),
    ("213", "农林水支出", ("21303", "水利"), ("2130306", "水利工程运行与维护")),
    ("221", "住房保障支出", ("22102", "住房改革支出"), ("2210201", "住房公积金")),
)  # fmt: skip
_ECONOMIC = (
    ("30101", "基本工资"),
    ("30102", "津贴补贴"),
    ("30108", "机关事业单位基本养老保险缴费"),
    ("30201", "办公费"),
    ("30206", "电费"),
    ("30211", "差旅费"),
    ("30231", "公务用车运行维护费"),
)
_TERMS = (
    ("一般公共预算拨款收入", "指财政部门当年拨付的资金。"),
    ("基本支出", "指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。"),
    ("项目支出", "指在基本支出之外为完成特定行政任务和事业发展目标所发生的支出。"),
    ("“三公”经费", "指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费，其中因公出国（境）费反映单位公务出国（境）的国际旅费、国外城市间交通费、住宿费、伙食费、培训费、公杂费等支出。"),
    ("机关运行经费", "指为保障行政单位（含参照公务员法管理的事业单位）运行用于购买货物和服务的各项资金，包括办公及印刷费、邮电费、差旅费、会议费、福利费、日常维修费、专用材料及一般设备购置费等。"),
)  # fmt: skip


@dataclass
class Style:
    """How a document looks: drawn once, so that it is one throughout."""

    parts: bool
    size: float
    table_size: float
    font: str
    is_wide: bool
    repeats_head: bool
    has_running_head: bool
    page_number: str
    unit: str
    unit_in_table: bool
    separator: bool
    rulings: str


def draw_style(dice: random.Random) -> Style:
    """Draw the looks of a document."""
    return Style(
        parts=dice.random() < 0.5,
        size=dice.choice((12, 14, 16)),
        table_size=dice.choice((9, 10.5, 12)),
        font=dice.choice(("仿宋", "宋体", "黑体")),
        is_wide=dice.random() < 0.3,
        repeats_head=dice.random() < 0.4,
        has_running_head=dice.random() < 0.3,
        page_number=dice.choice(("", "{}", "- {} -", "第 {} 页")),
        unit=dice.choice(("万元", "万元", "元")),
        unit_in_table=dice.random() < 0.3,
        separator=dice.random() < 0.4,
        rulings=dice.choice(("all", "all", "all", "all", "rows", "none")),
    )


@dataclass
class Figures:
    """The figures of a disclosure, in hundredths of 万元."""

    total: int
    basic: int
    project: int
    prior: int
    classes: list[tuple[int, int]]
    economic: list[int]
    cars: int
    guests: int
    prior_cars: int
    purchases: list[int]


def draw_figures(dice: random.Random) -> Figures:
    """Draw figures that agree with each other."""
    classes = [
        (dice.randrange(1_000, 90_000), dice.randrange(0, 2) * dice.randrange(40_000))
        for _ in range(dice.randrange(2, len(_CLASSES) + 1))
    ]
    basic, project = sum(b for b, _ in classes), sum(p for _, p in classes)
    cuts = sorted(dice.randrange(1, basic) for _ in range(len(_ECONOMIC) - 1))
    economic = [b - a for a, b in zip([0, *cuts], [*cuts, basic], strict=True)]
    return Figures(
        total=basic + project,
        basic=basic,
        project=project,
        prior=basic + project + dice.randrange(-9_000, 9_000),
        classes=classes,
        economic=economic,
        cars=dice.randrange(1, 3_000),
        guests=dice.randrange(500),
        prior_cars=dice.randrange(1, 3_000),
        purchases=[dice.randrange(100, 30_000) for _ in range(dice.randrange(1, 5))],
    )


class DocumentWriter:
    """Writes one document with python-docx."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.document = docx.Document()
        normal = self.document.styles["Normal"]
        normal.font.name = style.font
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), style.font)
        normal.font.size = Pt(style.size)
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if style.is_wide:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)

    def add_line(self, text: str, align: Any = None, bold: bool = False) -> None:
        """A line that stands alone: a title, a heading, a caption."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(text).bold = bold
        paragraph.alignment = align

    def add_text(self, text: str) -> None:
        """A paragraph of prose, indented by two characters."""
        paragraph = self.document.add_paragraph(text)
        paragraph.paragraph_format.first_line_indent = Pt(2 * self.style.size)
        paragraph.paragraph_format.line_spacing = Pt(1.75 * self.style.size)

    def format(self, value: int, unit: str = "") -> str:
        """A figure as this document writes it, in its unit."""
        if (unit or self.style.unit) == "元":
            return f"{value * 100:,}" if self.style.separator else f"{value * 100}"
        return f"{value / 100:,.2f}" if self.style.separator else f"{value / 100:.2f}"

    def add_table(self, title: str, rows: Sequence[Sequence[str]], office: str) -> None:
        """A table under its title; ``>`` goes on from the left, ``^`` from above."""
        unit = f"单位：{self.style.unit}"
        self.add_line(title, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        width = len(rows[0])
        if self.style.unit_in_table and self.style.rulings == "all":
            rows = [[f"编制单位：{office}", *[">"] * (width - 2), unit], *rows]
        else:
            self.add_line(f"编制单位：{office}　　　　{unit}")
        table = self.document.add_table(len(rows), width)
        self._draw_rulings(table)
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                self._fill_cell(table, i, j, text)
        _merge_cells(table, rows)
        if self.style.repeats_head:
            properties = table.rows[0]._tr.get_or_add_trPr()
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        self.document.add_paragraph("")

    def _fill_cell(self, table: Any, row: int, column: int, text: str) -> None:
        if text in (">", "^"):
            return
        paragraph = table.cell(row, column).paragraphs[0]
        paragraph.add_run(text).font.size = Pt(self.style.table_size)
        if text.replace(",", "").replace(".", "").isdigit():
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _draw_rulings(self, table: Any) -> None:
        sides = {
            "all": ("top", "left", "bottom", "right", "insideH", "insideV"),
            "rows": ("top", "bottom", "insideH"),
            "none": (),
        }[self.style.rulings]
        lines = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in sides)
        borders = f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"
        table._tbl.tblPr.append(parse_xml(borders))

    def finish(self, path: Path, title: str) -> None:
        """Add what every page repeats, and save."""
        section = self.document.sections[0]
        if self.style.has_running_head:
            section.header.paragraphs[0].text = title
        before, mark, after = self.style.page_number.partition("{}")
        if mark:
            paragraph = section.footer.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(before)
            field = f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'
            paragraph._p.append(parse_xml(field))
            paragraph.add_run(after)
        self.document.save(str(path))


def _merge_cells(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            right, down = j, i
            while right + 1 < len(row) and row[right + 1] == ">":
                right += 1
            while down + 1 < len(rows) and rows[down + 1][j] == "^":
                down += 1
            if text not in (">", "^") and (right, down) != (j, i):
                table.cell(i, j).merge(table.cell(down, right))


def invent_document(path: Path, office: str, year: int, dice: random.Random) -> None:
    """Write one document."""
    kind = dice.choice(("预算", "预算", "决算"))
    writer = DocumentWriter(draw_style(dice))
    title = f"{office}{year}年部门{kind}公开"
    writer.add_line(title, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
    figures = draw_figures(dice)
    sections = list(_iter_sections(writer, office, year, kind, figures, dice))
    if dice.random() < 0.3:
        sections[1:1] = [sections.pop()]
    for number, (heading, write) in enumerate(sections):
        if writer.style.parts:
            label = f"第{_NUMERALS[number]}部分　"
        else:
            label = f"{_NUMERALS[number]}、"
        writer.add_line(label + heading, bold=True)
        write()
    writer.finish(path, title)


def _iter_sections(
    writer: DocumentWriter,
    office: str,
    year: int,
    kind: str,
    figures: Figures,
    dice: random.Random,
) -> Iterator[tuple[str, Any]]:
    yield "部门概况", lambda: _write_overview(writer, office, dice)
    yield (
        f"{year}年部门{kind}情况说明",
        lambda: _write_account(writer, year, kind, figures, dice),
    )
    yield (
        f"{year}年部门{kind}表",
        lambda: _write_tables(writer, office, kind, figures, dice),
    )
    yield "名词解释", lambda: _write_glossary(writer, dice)


def _write_overview(writer: DocumentWriter, office: str, dice: random.Random) -> None:
    writer.add_line("（一）主要职责")
    for number, duty in enumerate(
        (
            f"贯彻执行国家、省、市有关法律法规和方针政策，拟订全县{office[3:-1]}工作规划、年度计划并组织实施，协调解决工作中的重大问题。",
            "负责本系统行政审批、执法监督和安全生产的监督管理，组织开展专项检查。",
            "承办县委、县政府交办的其他事项。",
        ),
        1,
    ):
        writer.add_text(f"{number}.{duty}")
    writer.add_line("（二）机构设置")
    writer.add_text(
        f"{office}内设{dice.randrange(3, 9)}个股室，行政编制{dice.randrange(10, 40)}名，实有在职人员{dice.randrange(10, 40)}人，退休人员{dice.randrange(1, 30)}人。"
    )


def _write_account(
    writer: DocumentWriter, year: int, kind: str, f: Figures, dice: random.Random
) -> None:
    def say(value: int) -> str:
        return writer.format(abs(value), "万元")

    way = "增加" if f.total >= f.prior else "减少"
    writer.add_line("（一）收支总体情况")
    writer.add_text(
        f"{year}年收入{kind}{say(f.total)}万元，其中：一般公共预算拨款收入{say(f.total)}万元。比{year - 1}年{way}{say(f.total - f.prior)}万元，主要原因是人员经费和项目经费调整。"
    )
    writer.add_text(
        f"{year}年支出{kind}{say(f.total)}万元，其中：基本支出{say(f.basic)}万元，占{100 * f.basic / f.total:.2f}%；项目支出{say(f.project)}万元，占{100 * f.project / f.total:.2f}%。"
    )
    writer.add_line("（二）“三公”经费情况")
    turn = "增加" if f.cars >= f.prior_cars else "减少"
    writer.add_text(
        f"{year}年“三公”经费{kind}{say(f.cars + f.guests)}万元，其中：因公出国（境）费0万元；公务用车运行维护费{say(f.cars)}万元，比上年{turn}{say(f.cars - f.prior_cars)}万元；公务接待费{say(f.guests)}万元。"
    )
    writer.add_line("（三）政府采购情况")
    if dice.random() < 0.3:
        writer.add_text(f"{year}年我单位未安排政府采购预算。")
    else:
        writer.add_text(
            f"{year}年政府采购{kind}总额{say(sum(f.purchases))}万元，其中：政府采购货物{say(f.purchases[0])}万元。"
        )
    writer.add_line("（四）国有资产占用情况")
    writer.add_text(
        f"截至{year - 1}年12月31日，本部门共有车辆{dice.randrange(1, 9)}辆，单价50万元以上通用设备{dice.randrange(3)}台（套）。"
    )


def _write_tables(
    writer: DocumentWriter,
    office: str,
    kind: str,
    f: Figures,
    dice: random.Random,
) -> None:
    write, head = writer.format, f"{kind}数"
    lines = [
        ["收入", ">", "支出", ">"],
        ["项目", head, "项目", head],
    ]
    for number, (basic, project) in enumerate(f.classes):
        left = ["", ""]
        if not number:
            left = ["一、一般公共预算拨款收入", write(f.total)]
        label = f"{_NUMERALS[number]}、{_CLASSES[number][1]}"
        lines.append([*left, label, write(basic + project)])
    lines.append(["收入总计", write(f.total), "支出总计", write(f.total)])
    writer.add_table("部门收支总表", lines, office)
    for title in ("部门支出总表", "一般公共预算支出表"):
        lines = [
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["合计", ">", write(f.total), write(f.basic), write(f.project)],
        ]
        if dice.random() < 0.5:
            lines.insert(0, ["功能分类科目", ">", head, ">", ">"])
        for (code, name, *below), (basic, project) in zip(
            _CLASSES, f.classes, strict=False
        ):
            amounts = [write(basic + project), write(basic), write(project)]
            lines += [[*one, *amounts] for one in ((code, name), *below)]
        writer.add_table(title, lines, office)
    lines = [["经济分类编码", "经济分类名称", "合计"], ["合计", ">", write(f.basic)]]
    for (code, name), value in zip(_ECONOMIC, f.economic, strict=True):
        lines.append([code, name, write(value)])
    writer.add_table("一般公共预算基本支出表", lines, office)
    lines = [
        ["合计", "因公出国（境）费", "公务用车购置及运行费", ">", ">", "公务接待费"],
        ["^", "^", "小计", "公务用车购置费", "公务用车运行费", "^"],
        [
            *map(write, (f.cars + f.guests, 0, f.cars, 0, f.cars, f.guests)),
        ],
    ]
    writer.add_table("一般公共预算“三公”经费支出表", lines, office)


def _write_glossary(writer: DocumentWriter, dice: random.Random) -> None:
    form = dice.choice(("{}、{}：{}", "{}.{}：{}", "（{}）{}：{}"))
    for number, (term, meaning) in enumerate(_TERMS):
        label = _NUMERALS[number]
        if form.startswith("{}."):
            label = str(number + 1)
        writer.add_text(form.format(label, term, meaning))


def invent_documents(folder: Path, count: int = 100, seed: int = 1) -> None:
    """Write invented documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    dice = random.Random(seed)
    offices = [place + body for place in INVENTED_PLACES for body in _BODIES]
    cases = [(office, year) for office in offices for year in (2018, 2021, 2024)]
    for office, year in dice.sample(cases, count):
        invent_document(folder / f"{office}{year}年公开.docx", office, year, dice)


# The other forms


def make_forms(word: Path, folder: Path) -> None:
    """Write each document in all forms, a folder a form."""
    for form in FORMS:
        (folder / form).mkdir(parents=True, exist_ok=True)
    files = sorted(word.glob("*.docx"))
    for file in files:
        shutil.copy(file, folder / "word")
        text, tables = split_document(file, folder / "apart")
        with zipfile.ZipFile(folder / "zip" / f"{file.stem}.zip", "w") as archive:
            for part in (text, tables):
                archive.write(part, part.name)
    print_files(files, folder / "pdf")


def print_files(files: Sequence[Path], folder: Path) -> None:
    """Print files as PDF with LibreOffice."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", str(folder), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True)


def split_document(file: Path, folder: Path) -> tuple[Path, Path]:
    """Write the prose of a document as Word and its tables, with what stands above them, as a workbook."""
    from xlsxwriter import Workbook

    document = docx.Document(str(file))
    body = [
        element
        for element in document.element.body
        if element.tag in (qn("w:p"), qn("w:tbl"))
    ]
    text = folder / f"{file.stem}说明.docx"
    tables = folder / f"{file.stem}公开表.xlsx"
    with Workbook(str(tables)) as workbook:
        for index, element in enumerate(body):
            if element.tag != qn("w:tbl"):
                continue
            captions = _find_captions(body[:index])
            table = docx.table.Table(element, document)
            _write_sheet(workbook, [_read_text(one) for one in captions], table)
            for one in (*captions, element):
                one.getparent().remove(one)
    document.save(str(text))
    return text, tables


def _read_text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t"))).strip()


def _find_captions(above: Sequence[Any]) -> list[Any]:
    """The paragraphs right above a table that are its title or name its unit."""
    captions: list[Any] = []
    for element in reversed(above):
        if element.tag != qn("w:p") or element.getparent() is None:
            break
        text = _read_text(element)
        if text and not text.endswith("表") and "单位：" not in text:
            break
        if text:
            captions.append(element)
    return captions[::-1]


def _write_sheet(workbook: Any, captions: Sequence[str], table: Any) -> None:
    sheet = workbook.add_worksheet()
    width = len(table.columns)
    for row, text in enumerate(captions):
        if width > 1:
            sheet.merge_range(row, 0, row, width - 1, text)
        else:
            sheet.write_string(row, 0, text)
    origins: dict[Any, list[tuple[int, int]]] = {}
    for i in range(len(table.rows)):
        for j in range(width):
            origins.setdefault(table.cell(i, j)._tc, []).append((i, j))
    first = len(captions)
    for cell, places in origins.items():
        text = "\n".join(
            _read_text(one) for one in cell.iter(qn("w:p")) if _read_text(one)
        )
        (top, left), (bottom, right) = min(places), max(places)
        if len(places) > 1:
            sheet.merge_range(first + top, left, first + bottom, right, text)
        else:
            sheet.write_string(first + top, left, text)


# Comparison


def read_form(folder: Path, out: Path) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Run over one form. Returns the rows of each disclosure by the name of its document."""
    run_batch([folder], out, formats=("csv",), jobs=2)
    data = open_dataset(out)
    names = {
        row["disclosure_id"]: _name(row["path"])
        for row in data.iter_rows("disclosures")
    }
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for table in RECORD_TABLES:
        for row in data.iter_rows(table):
            tables = found.setdefault(names[row["disclosure_id"]], {})
            tables.setdefault(table, []).append(row)
    return found


def _name(path: str) -> str:
    """The name of the document that a file is a form of."""
    name = path.partition("!/")[0].rpartition("/")[2].rpartition(".")[0]
    return name.removesuffix("说明").removesuffix("公开表")


def iter_keys(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], ...]]:
    """Rows without what tells where they were read."""
    for row in rows:
        yield tuple(
            (name, "".join(str(value).split()))
            for name, value in row.items()
            if name not in APART and not name.endswith(("_id", "place"))
        )


def read_panel(folder: Path) -> Counter[tuple[tuple[str, str], ...]]:
    """The rows of the panel of a dataset."""
    panel = open_dataset(folder).panel()
    columns = [
        name
        for name in panel.columns
        if name not in APART and not name.endswith("_id") and name != "flags"
    ]
    return Counter(
        tuple((name, str(row[name])) for name in columns if str(row[name]) != "nan")
        for row in panel.reset_index()[columns].to_dict("records")
    )


def compare_forms(folder: Path, out: Path) -> None:
    """Print what of each form differs from Word, and write all differences to differences.csv."""
    forms = {form: read_form(folder / form, out / form) for form in FORMS}
    panels = {form: read_panel(out / form) for form in FORMS}
    word = forms["word"]
    with (out / "differences.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for form in FORMS[1:]:
            print(f"{form}: {len(forms[form])} of {len(word)} documents")
            sums = Counter[str]()
            for table in RECORD_TABLES:
                equal, ours, theirs = _compare_table(
                    word, forms[form], table, form, writer
                )
                sums.update(equal=equal, ours=ours, theirs=theirs)
                share = 100 * equal / max(ours, theirs, 1)
                print(
                    f"  {table:20s} {equal:6d} of {ours:6d}, {theirs:6d}  {share:6.2f} %"
                )
            share = 100 * sums["equal"] / max(sums["ours"], sums["theirs"], 1)
            both = (panels["word"] & panels[form]).total()
            print(f"  all {share:.2f} %; panel {both} of {panels['word'].total()} rows")


def _compare_table(
    word: Any, other: Any, table: str, form: str, writer: Any
) -> tuple[int, int, int]:
    equal = ours = theirs = 0
    for name in sorted(word.keys() | other.keys()):
        first = Counter(iter_keys(word.get(name, {}).get(table, ())))
        second = Counter(iter_keys(other.get(name, {}).get(table, ())))
        equal += (first & second).total()
        ours += first.total()
        theirs += second.total()
        for sign, rows in (("<", first - second), (">", second - first)):
            for row in rows.elements():
                values = " | ".join(f"{k}={v}" for k, v in row if v != "None")
                writer.writerow([form, table, name, sign, values])
    return equal, ours, theirs


def main(arguments: Sequence[str]) -> None:
    """Run one step."""
    step, *rest = arguments
    if step == "invent":
        invent_documents(Path(rest[0]), *map(int, rest[1:]))
    elif step == "make":
        make_forms(Path(rest[0]), Path(rest[1]))
    elif step == "compare":
        folder = Path(rest[0])
        compare_forms(folder, folder / "out")


if __name__ == "__main__":
    main(read_arguments(__doc__))
