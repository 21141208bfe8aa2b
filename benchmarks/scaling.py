"""Twice the document, twice the work: documents with N and with 2N of a thing, read and understood in one run.

    python benchmarks/scaling.py [--only WORD] [--repeats 5] [--profile] [--write docs/robustness-scaling.md]

Each figure is the least CPU time of several repeats in one process; only their ratio is told to mean something. What costs
more than 2.3 times for twice the size is named, and the exit code is 1. ``read`` is bytes to page; ``all`` is bytes to
packed rows, with the second count of the text, the records and the audit. What they cost before anything grows (N = 1)
is taken off both, so that a fixed share cannot hide what grows.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.bilingual import write_pages
from extractor.batch.task import FileTask, build_task
from extractor.formats import read
from extractor.garbage import relax_garbage_collection
from tests.formats.doc_builder import DocFile, DocParagraph, build_cell, build_row_end
from tests.formats.docx_builder import (
    build_docx,
    build_numbering_part,
    build_numbering_properties,
    level,
    p,
    r,
    tbl,
    tc,
    tr,
)
from tests.hostile.valid_files import (
    DISCLOSURE_BLOCKS,
    build_doc_paragraphs,
    build_docx_body,
    build_odf_content,
    encode_rtf_text,
    render_odt,
    render_rtf,
)

MAX_RATIO = 2.3  # times the work for twice the size
MIN_SECONDS = 0.008  # seconds that 2N must cost for a ratio to say anything
PREAMBLE = "".join(p(line) for line in DISCLOSURE_BLOCKS[:5] if isinstance(line, str))


class GrowthCase(NamedTuple):
    """What grows: its name, how many of it the smaller document has, and how one is made."""

    name: str
    count: int
    build: Callable[[int], bytes]


def _build_docx(content: str) -> bytes:
    return build_docx(build_docx_body() + p("八、其他需要说明情况") + content)


def _paragraphs(n: int) -> bytes:
    return _build_docx(
        "".join(
            p(f"（1）第{i}项工作已经完成，办理{i}件，支出{i}.50万元。")
            for i in range(n)
        )
    )


def _rows(n: int) -> bytes:
    return _build_docx(
        tbl(*(tr(f"项目{i}", f"{i}.10", f"{i}.20", "") for i in range(n)))
    )


def _cells(n: int) -> bytes:
    wide = 60  # as many as a real table has
    return _build_docx(
        tbl(*(tr(*(f"{i * c}.{c:02}" for c in range(wide))) for i in range(n // wide)))
    )


def _columns(n: int) -> bytes:
    return _build_docx(tbl(*(tr(*(f"{i}{c}" for c in range(n))) for i in range(3))))


def _runs(n: int) -> bytes:
    return _build_docx(
        p(
            *(
                r(
                    f"支出{i}万元，" if i % 50 == 0 else "工作",
                    "<w:b/>" if i % 2 else "",
                )
                for i in range(n)
            )
        )
    )


def _column_spans(n: int) -> bytes:
    return _build_docx(
        tbl(
            *(
                tr(
                    tc(f"项目{i}", '<w:gridSpan w:val="3"/>'),
                    f"{i}.10",
                    tc("", '<w:gridSpan w:val="2"/>'),
                )
                for i in range(n)
            ),
            columns=6,
        )
    )


_RESTART = '<w:vMerge w:val="restart"/>'


def _one_row_span(n: int) -> bytes:
    rows = [
        tr(
            tc("项目" if i == 0 else "", _RESTART if i == 0 else "<w:vMerge/>"),
            f"{i}.10",
            "1",
        )
        for i in range(n)
    ]
    return _build_docx(tbl(*rows))


def _small_firms(n: int) -> bytes:
    return _build_docx(
        "".join(
            p(f"政府采购支出总额{i}.50万元，授予中小企业合同金额{i}.10万元。")
            for i in range(n)
        )
    )


def _row_spans(n: int) -> bytes:
    rows = [
        tr(tc("项目", "<w:vMerge/>" if i % 3 else _RESTART), f"{i}.10", "1")
        for i in range(n)
    ]
    return _build_docx(tbl(*rows))


def _headings(n: int) -> bytes:
    return build_docx(
        PREAMBLE
        + build_docx_body()
        + "".join(
            p(f"{_format_chinese_numeral(i + 8)}、其他事项{i}") + p(f"说明{i}。")
            for i in range(n)
        )
    )


def _subheadings(n: int) -> bytes:
    return _build_docx(
        "".join(p(f"{i + 1}.事项的说明") + p("本年支出12万元。") for i in range(n))
    )


def _numbered(n: int) -> bytes:
    items = "".join(
        p(f"负责第{i}项工作。", props=build_numbering_properties(1)) for i in range(n)
    )
    return build_docx(
        build_docx_body() + p("八、其他需要说明情况") + items,
        parts={"numbering.xml": build_numbering_part(level(0, "%1."))},
    )


def _amounts_in_paragraph(n: int) -> bytes:
    return _build_docx(p("、".join(f"第{i}项支出{i}.50万元" for i in range(n)) + "。"))


def _bare_numbers(n: int) -> bytes:
    return _build_docx(p("，".join(f"{i}.5" for i in range(n)) + "。"))


def _changes(n: int) -> bytes:
    return _build_docx(
        p(
            "；".join(
                f"第{i}项支出{i}.50万元，比上年增加{i}.20万元，主要原因是人员增加"
                for i in range(n)
            )
            + "。"
        )
    )


def _build_paragraph(*items: str, mark: str = "；") -> bytes:
    return _build_docx(p(mark.join(items) + "。"))


def _unnamed_changes(n: int) -> bytes:
    return _build_paragraph(*(f"比上年增加{i}.20万元，增长{i}%" for i in range(n)))


def _joint_reasons(n: int) -> bytes:
    items = (f"收支各增加{i}.20万元，均因人员增加" for i in range(n))
    return _build_paragraph(*items, mark="，")


def _reason_lists(n: int) -> bytes:
    return _build_paragraph(
        *(
            f"第{i}项支出{i}.50万元，比上年增加{i}.20万元，主要原因是：一是人员增加，二是项目增加"
            for i in range(n)
        )
    )


def _changes_in_open_brackets(n: int) -> bytes:
    items = (f"支出{i}万元（比上年增加{i}万元" for i in range(n))
    return _build_paragraph(*items, mark="，")


def _changes_without_marks(n: int) -> bytes:
    items = (f"第{i}项支出{i}万元比上年增加{i}万元" for i in range(n))
    return _build_paragraph(*items, mark="")


def _shares(n: int) -> bytes:
    items = (f"第{i}项支出{i}.5万元，占{i % 100}.5%" for i in range(n))
    return _build_paragraph(*items)


def _shares_of_classes(n: int) -> bytes:
    items = (f"社会保障和就业支出{i}.5万元，占{i % 100}.1%" for i in range(n))
    return _build_paragraph(*items, mark="，")


def _parts_of_one_sum(n: int) -> bytes:
    items = (f"第{i}项支出{i}万元" for i in range(n))
    return _build_paragraph("支出合计500万元，其中：办公费1万元", *items, mark="，")


def _brackets(n: int) -> bytes:
    return _build_docx(p("（" * n + "）" * n))


def _long_word(n: int) -> bytes:
    return _build_docx(p("经费" * n) + p("1" * n) + p("一" * n) + p(" " * n + "万元"))


def _nested(n: int) -> bytes:
    one = tbl(tr("科目", "金额"), tr("办公费", "3.10"))
    return _build_docx(tbl(*(tr(tc(one + p("")), "1.00") for _ in range(n))))


def _boxes(n: int) -> bytes:
    shape = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    return _build_docx(
        "".join(p(shape.format(p(f"框内文字{i}，支出{i}万元。"))) for i in range(n))
    )


def _boxes_of_one(n: int) -> bytes:
    shape = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    return _build_docx(p(*(shape.format(p(f"框内文字{i}。")) for i in range(n))))


_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF a{0}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{1}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def _fields(n: int) -> bytes:
    return _build_docx("".join(p(_FIELD.format(i, r(f"见第{i}页"))) for i in range(n)))


def _fields_of_one(n: int) -> bytes:
    return _build_docx(p(*(_FIELD.format(i, r(f"{i}")) for i in range(n))))


def _bookmarks(n: int) -> bytes:
    return _build_docx(
        "".join(
            p(
                r(f"文字{i}"),
                f'<w:bookmarkStart w:id="{i}" w:name="a{i}"/><w:bookmarkEnd w:id="{i}"/>',
            )
            for i in range(n)
        )
    )


def _indicators(n: int) -> bytes:
    graded = tc("评价标准", '<w:gridSpan w:val="4"/>')
    head = [
        tr("职责活动", "年度预算数", "内容描述", "绩效目标", "绩效指标", graded),
        tr("", "", "", "", "", "优", "良", "中", "差"),
    ]
    rows = [
        tr(
            f"{i + 1}、第{i}项活动",
            "500000",
            f"内容{i}",
            f"目标{i}",
            f"指标{i}",
            "≥95%",
            "≥90%",
            "≥85%",
            "＜85%",
        )
        for i in range(n)
    ]
    return build_docx(
        build_docx_body()
        + p("部门职责-工作活动绩效目标")
        + p("单位：元")
        + tbl(*head, *rows)
    )


def _targets(n: int) -> bytes:
    rows = [
        tr("产出指标" if i % 2 else "效益指标", "数量指标", f"指标{i}", f"≥{i % 100}%")
        for i in range(n)
    ]
    return build_docx(
        build_docx_body()
        + p("项目支出绩效目标表")
        + tbl(tr("一级指标", "二级指标", "三级指标", "指标值"), *rows)
    )


def _procurement(n: int) -> bytes:
    head = tr(
        "序号",
        "采购项目名称",
        "政府采购目录序号",
        "计量单位",
        "数量",
        "单价",
        "金额（元）",
    )
    rows = [
        tr(str(i + 1), f"设备{i}", "A0201", "台", "2", f"{i}", f"{2 * i}")
        for i in range(n)
    ]
    return build_docx(build_docx_body() + p("部门政府采购预算") + tbl(head, *rows))


def _statutory(n: int) -> bytes:
    rows = [
        tr(f"{2010100 + i}", f"科目{i}", f"{i}.10", f"{i}.10", "0.00") for i in range(n)
    ]
    return build_docx(
        build_docx_body()
        + p("部门支出总表")
        + p("单位：万元")
        + tbl(tr("科目编码", "科目名称", "合计", "基本支出", "项目支出"), *rows)
    )


def _two_sided_rows(n: int) -> bytes:
    rows = [tr(f"收入{i}", f"{i}.10", f"支出{i}", f"{i}.10") for i in range(n)]
    return build_docx(
        build_docx_body()
        + p("部门收支预算总表")
        + p("单位：万元")
        + tbl(tr("收入", "预算数", "支出", "预算数"), *rows)
    )


def _tables(n: int) -> bytes:
    one = tbl(
        tr("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        tr("2010301", "行政运行", "3.10", "3.10", "0.00"),
    )
    return build_docx(
        build_docx_body()
        + "".join(p("部门支出总表") + p("单位：万元") + one for i in range(n))
    )


def _assets(n: int) -> bytes:
    rows = [tr(f"设备{i}（台）", f"{i}", f"{i}.20") for i in range(n)]
    return build_docx(
        build_docx_body()
        + p("固定资产占用情况表")
        + tbl(tr("项   目", "数量", "价值（金额单位：万元）"), *rows)
    )


def _org_units(n: int) -> bytes:
    rows = [tr(f"第{i}科", "行政", "股级", "财政拨款") for i in range(n)]
    return build_docx(
        build_docx_body()
        + p("部门机构设置情况")
        + tbl(tr("单位名称", "单位性质", "单位规格", "经费保障形式"), *rows)
    )


def _glossary(n: int) -> bytes:
    return build_docx(
        build_docx_body()
        + p("八、名词解释")
        + "".join(p(f"（{i + 1}）名词{i}：指用来说明第{i}项的文字。") for i in range(n))
    )


def _disguised_numbers(n: int) -> bytes:
    return _build_docx(
        "".join(p(f"第{i}项支出1\u200b{i}.50万元，\ue000\u202e") for i in range(n))
    )


def _lines_with_lost_text(n: int) -> bytes:
    lost = "<w:p><w:unknown><w:t>甲</w:t></w:unknown></w:p>"
    return _build_docx(p("同") * n + lost * (n // 10) + p("同") * n)


def _build_html_row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def _build_html(content: str) -> bytes:
    head = "".join(
        f"<p>{line}</p>" for line in DISCLOSURE_BLOCKS if isinstance(line, str)
    )
    return f"<html><head><meta charset=utf-8></head><body>{head}{content}</body></html>".encode()


def _html_rows(n: int) -> bytes:
    return _build_html(
        "<table>"
        + "".join(
            f"<tr><td>项目{i}</td><td>{i}.10</td><td></td></tr>" for i in range(n)
        )
        + "</table>"
    )


def _html_cells(n: int) -> bytes:
    return _build_html(
        "<table>"
        + "".join(
            "<tr>" + "".join(f"<td>{i}{c}</td>" for c in range(60)) + "</tr>"
            for i in range(n // 60)
        )
        + "</table>"
    )


def _html_spans(n: int) -> bytes:
    return _build_html(
        "<table>"
        + "".join(
            f"<tr><td colspan=3>项目{i}</td><td>{i}.10</td></tr>" for i in range(n)
        )
        + "</table>"
    )


def _html_row_spans(n: int) -> bytes:
    rows = (f"<td>项目{i}</td><td>{i}.10</td></tr>" for i in range(n))
    return _build_html(
        f"<table><tr><td rowspan={n}>甲</td>" + "<tr>".join(rows) + "</table>"
    )


def _html_paragraphs(n: int) -> bytes:
    return _build_html("".join(f"<p>第{i}项<b>支出</b>{i}.50万元。" for i in range(n)))


def _html_runs(n: int) -> bytes:
    return _build_html("<p>" + "<b>工作</b><span>内容</span>" * n + "</p>")


def _html_open(n: int) -> bytes:
    return _build_html("<b><i><font>文字" * 20 + "<p>文字</b></i>" * n)


def _build_rtf(content: bytes) -> bytes:
    return render_rtf()[:-1] + content + b"}"


def _rtf_rows(n: int) -> bytes:
    edges = b"\\trowd\\cellx2000\\cellx4000\\cellx6000\\intbl "
    return _build_rtf(
        b"".join(
            edges + encode_rtf_text(f"项目{i}") + b"\\cell %d.10\\cell \\cell\\row " % i
            for i in range(n)
        )
        + b"\\pard "
    )


def _rtf_cells(n: int) -> bytes:
    edges = (
        b"\\trowd"
        + b"".join(b"\\cellx%d" % (500 * (c + 1)) for c in range(60))
        + b"\\intbl "
    )
    return _build_rtf(
        b"".join(
            edges + b"".join(b"%d\\cell " % c for c in range(60)) + b"\\row "
            for _ in range(n // 60)
        )
        + b"\\pard "
    )


def _rtf_spans(n: int) -> bytes:
    head = b"\\trowd\\clvmgf\\cellx2000\\cellx4000\\cellx6000\\intbl "
    edges = b"\\trowd\\clvmrg\\cellx2000\\clmgf\\cellx4000\\clmrg\\cellx6000\\intbl "
    return _build_rtf(
        b"".join(
            (edges if i else head) + b"a\\cell %d.10\\cell \\cell\\row " % i
            for i in range(n)
        )
        + b"\\pard "
    )


def _rtf_paragraphs(n: int) -> bytes:
    return _build_rtf(
        b"".join(
            encode_rtf_text(f"第{i}项支出{i}.50万元。") + b"\\par " for i in range(n)
        )
    )


def _rtf_groups(n: int) -> bytes:
    return _build_rtf(b"{\\b a}{\\i b}" * n + b"\\par ")


def _build_odt(content: str) -> bytes:
    return render_odt(build_odf_content(content))


def _odt_rows(n: int) -> bytes:
    return _build_odt(
        "<table:table>"
        + "".join(
            _build_html_row(_build_odt_cell(f"项目{i}") + _build_odt_cell(f"{i}.10"))
            for i in range(n)
        )
        + "</table:table>"
    )


def _odt_cells(n: int) -> bytes:
    wide = _build_html_row("".join(_build_odt_cell(str(c)) for c in range(60)))
    return _build_odt(f"<table:table>{wide * (n // 60)}</table:table>")


def _odt_spans(n: int) -> bytes:
    covered = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    spanning = ' table:number-columns-spanned="3"'
    rows = "".join(
        _build_html_row(
            _build_odt_cell(f"项目{i}", spanning) + covered + _build_odt_cell("1")
        )
        for i in range(n)
    )
    return _build_odt(f"<table:table>{rows}</table:table>")


def _odt_row_spans(n: int) -> bytes:
    first = _build_odt_cell("甲", f' table:number-rows-spanned="{n}"')
    rows = "".join(
        f"<table:table-row>{first if i == 0 else '<table:covered-table-cell/>'}{_build_odt_cell(f'{i}')}</table:table-row>"
        for i in range(n)
    )
    return _build_odt(f"<table:table>{rows}</table:table>")


def _build_odt_cell(text: str, more: str = "") -> str:
    return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"


def _odt_paragraphs(n: int) -> bytes:
    return _build_odt(
        "".join(
            f"<text:p>第{i}项<text:span>支出</text:span>{i}.50万元。</text:p>"
            for i in range(n)
        )
    )


def _doc_rows(n: int) -> bytes:
    rows = [
        q
        for i in range(n)
        for q in (
            build_cell(f"项目{i}"),
            build_cell(f"{i}.10"),
            build_cell(""),
            build_row_end((2000, 0), (2000, 0), (2000, 0)),
        )
    ]
    return DocFile([*build_doc_paragraphs(), *rows, DocParagraph("完")]).to_bytes()


def _doc_paragraphs(n: int) -> bytes:
    return DocFile(
        [
            *build_doc_paragraphs(),
            *(DocParagraph(f"第{i}项支出{i}.50万元。") for i in range(n)),
        ]
    ).to_bytes()


def _txt_lines(n: int) -> bytes:
    text = [
        block if isinstance(block, str) else "\n".join("\t".join(row) for row in block)
        for block in DISCLOSURE_BLOCKS
    ]
    return "\n".join([*text, *(f"项目{i}\t{i}.10\t{i}.20" for i in range(n))]).encode()


def _format_chinese_numeral(n: int) -> str:
    digits = "零一二三四五六七八九"
    if n < 10:
        return digits[n]
    if n < 100:
        return (
            (digits[n // 10] if n >= 20 else "")
            + "十"
            + (digits[n % 10] if n % 10 else "")
        )
    rest = n % 100
    return (
        _format_chinese_numeral(n // 100)
        + "百"
        + (
            ("零" if rest < 10 else "一" if rest < 20 else "")
            + _format_chinese_numeral(rest)
            if rest
            else ""
        )
    )


GROWTH_CASES = (
    GrowthCase("paragraphs", 1500, _paragraphs), GrowthCase("table rows", 2000, _rows), GrowthCase("cells of wide rows", 9000, _cells),
    GrowthCase("columns of a table", 1200, _columns), GrowthCase("runs of a paragraph", 8000, _runs), GrowthCase("spans over columns", 1500, _column_spans),
    GrowthCase("one span over all rows", 2000, _one_row_span), GrowthCase("spans over rows", 2000, _row_spans), GrowthCase("headings", 400, _headings),
    GrowthCase("sub-headings", 800, _subheadings), GrowthCase("numbered list items", 1500, _numbered),
    GrowthCase("amounts in one paragraph", 1500, _amounts_in_paragraph), GrowthCase("bare numbers in one paragraph", 3000, _bare_numbers),
    GrowthCase("changes in one paragraph", 600, _changes), GrowthCase("changes that name nothing", 400, _unnamed_changes),
    GrowthCase("changes with one reason for both sides", 300, _joint_reasons), GrowthCase("changes with a list of reasons", 200, _reason_lists),
    GrowthCase("changes in brackets left open", 200, _changes_in_open_brackets), GrowthCase("changes without punctuation", 500, _changes_without_marks),
    GrowthCase("shares in one paragraph", 400, _shares), GrowthCase("shares of classes", 300, _shares_of_classes),
    GrowthCase("parts of one sum", 500, _parts_of_one_sum), GrowthCase("brackets in brackets", 4000, _brackets),
    GrowthCase("one long word, one long number", 20000, _long_word), GrowthCase("nested tables", 400, _nested),
    GrowthCase("text boxes", 800, _boxes), GrowthCase("text boxes of one paragraph", 1500, _boxes_of_one), GrowthCase("fields", 1500, _fields),
    GrowthCase("fields of one paragraph", 2500, _fields_of_one), GrowthCase("bookmarks", 2000, _bookmarks),
    GrowthCase("indicators with grades", 400, _indicators), GrowthCase("indicators with targets", 800, _targets),
    GrowthCase("sums for small firms", 800, _small_firms),
    GrowthCase("procurement rows", 600, _procurement), GrowthCase("statutory rows", 800, _statutory),
    GrowthCase("statutory rows of two sides", 800, _two_sided_rows), GrowthCase("statutory tables", 100, _tables), GrowthCase("asset rows", 1000, _assets),
    GrowthCase("offices", 1500, _org_units), GrowthCase("glossary", 800, _glossary), GrowthCase("disguised numbers", 1000, _disguised_numbers),
    GrowthCase("lines all alike, and some lost", 6000, _lines_with_lost_text),
    GrowthCase("html rows", 2000, _html_rows), GrowthCase("html cells", 9000, _html_cells), GrowthCase("html column spans", 2000, _html_spans),
    GrowthCase("html one row span", 2000, _html_row_spans), GrowthCase("html paragraphs", 1500, _html_paragraphs), GrowthCase("html runs", 6000, _html_runs),
    GrowthCase("html tags left open", 800, _html_open),
    GrowthCase("rtf rows", 2000, _rtf_rows), GrowthCase("rtf cells", 9000, _rtf_cells), GrowthCase("rtf merged cells", 2000, _rtf_spans),
    GrowthCase("rtf paragraphs", 1500, _rtf_paragraphs), GrowthCase("rtf groups", 8000, _rtf_groups),
    GrowthCase("odt rows", 2000, _odt_rows), GrowthCase("odt cells", 9000, _odt_cells), GrowthCase("odt column spans", 2000, _odt_spans),
    GrowthCase("odt one row span", 2000, _odt_row_spans), GrowthCase("odt paragraphs", 1500, _odt_paragraphs),
    GrowthCase("doc rows", 2000, _doc_rows), GrowthCase("doc paragraphs", 1500, _doc_paragraphs), GrowthCase("txt rows", 2000, _txt_lines),
)  # fmt: skip


def _time_call(work: Callable[[], object]) -> float:
    """CPU time of one go."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


class GrowthMeasurement(NamedTuple):
    """CPU seconds for N and for 2N, by what was done."""

    shape: GrowthCase
    status: str
    read: tuple[float, float]
    total: tuple[float, float]

    @property
    def ratios(self) -> tuple[float, float]:
        """0 where the time is too short to say anything."""
        one, two = (
            (b / a if b > MIN_SECONDS and a > 0 else 0.0)
            for a, b in (self.read, self.total)
        )
        return one, two


def measure_growth(
    growth_case: GrowthCase, work: FileTask, repeats: int
) -> GrowthMeasurement:
    """One line of the table."""
    sizes = [
        growth_case.build(n) for n in (1, growth_case.count, 2 * growth_case.count)
    ]
    reads, wholes = [float("inf")] * 3, [float("inf")] * 3
    for _ in range(
        repeats
    ):  # in turn, so that a busy moment of the machine meets all three
        for at, data in enumerate(sizes):
            reads[at] = min(reads[at], _time_call(lambda data=data: read(data)))  # type: ignore[misc]
            wholes[at] = min(
                wholes[at], _time_call(lambda data=data: work(data, growth_case.name))
            )  # type: ignore[misc]
    statuses = {work(data, growth_case.name).status for data in sizes[1:]}
    status = "/".join(sorted(statuses))
    return GrowthMeasurement(
        growth_case,
        status,
        (reads[1] - reads[0], reads[2] - reads[0]),
        (wholes[1] - wholes[0], wholes[2] - wholes[0]),
    )


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--only", default="")
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument(
        "--scale", type=int, default=1, help="times as many of everything"
    )
    arguments.add_argument(
        "--profile",
        action="store_true",
        help="say where the larger document spends its time",
    )
    arguments.add_argument("--write", type=Path, default=None)
    options = arguments.parse_args()
    with relax_garbage_collection():  # as in a run
        return _measure_cases(options)


def _measure_cases(options: argparse.Namespace) -> int:
    work = build_task("zh", None)
    work(build_docx(build_docx_body()), "warm")
    figures = []
    for shape in GROWTH_CASES:
        if options.only not in shape.name:
            continue
        shape = shape._replace(count=shape.count * options.scale)
        figure = measure_growth(shape, work, options.repeats)
        figures.append(figure)
        print(_format_row(figure), flush=True)
        if options.profile:
            data, profile = shape.build(2 * shape.count), cProfile.Profile()
            profile.runcall(work, data, "x")
            pstats.Stats(profile).sort_stats("tottime").print_stats(12)
    over = [
        f.shape.name for f in figures if max(f.ratios) > MAX_RATIO or f.status != "ok"
    ]
    verdict = (
        f"{len(figures)} shapes, {len(figures) - len(over)} within {MAX_RATIO} times, {len(over)} beyond"
        + (f": {', '.join(over)}." if over else ".")
    )
    print(verdict)
    if options.write:
        head = (
            "# Twice the size, twice the work: measured\n\nWritten by `python benchmarks/scaling.py --write docs/robustness-scaling.md`; "
            "run it again rather than editing it.\n\nCPU milliseconds for N and 2N of a thing in an otherwise small disclosure, what that "
            "disclosure costs by itself taken off, the least of several repeats. *Read* is bytes to page; *all* is bytes to packed rows. "
            f"No ratio may be beyond {MAX_RATIO}; below {MIN_SECONDS * 1000:.0f} milliseconds none is given.\n\n"
            "| what grows | N | read N | read 2N | ratio | all N | all 2N | ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|\n"
        )
        rows = "\n".join(map(_format_row, figures))
        write_pages(options.write, head + rows + f"\n\n{verdict}\n")
    return 1 if over else 0


def _format_row(figure: GrowthMeasurement) -> str:
    (r1, r2), (a1, a2) = figure.read, figure.total
    x, y = (f"{ratio:.2f}" if ratio else "–" for ratio in figure.ratios)
    odd = "" if figure.status == "ok" else f" ({figure.status})"
    return (
        f"| {figure.shape.name}{odd} | {figure.shape.count:,} | {r1 * 1000:.0f} | {r2 * 1000:.0f} | {x} "
        f"| {a1 * 1000:.0f} | {a2 * 1000:.0f} | {y} |"
    )


if __name__ == "__main__":
    sys.exit(main())
