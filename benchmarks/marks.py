"""One Word file for each feature, with marks in it, and a program that looks for the marks: the same rule for every tool.

Three questions of each file, each answered yes, partly or no:

- **text**: the marks a reader of the page sees are in the text, with the numbers and symbols Word puts there, and those that
  nobody sees (deleted, hidden) are not;
- **order**: they stand in the order of the page, among the marks around them, each once (in tables also repeated);
- **cell**: in one of the tables each stands in its row and column (partly: the marks of a row stand in one row). A merged cell
  may give its text once, at its origin, or again in each place that it covers.

    python benchmarks/marks.py [names of ways]
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.others import Grid, Output
from benchmarks.ways import WAYS, ways
from tests.readers import features
from tests.readers.authored import (
    SPACES,
    R,
    W,
    docx,
    level,
    numbered,
    numbering,
    p,
    parts_of,
    r,
    tbl,
    tc,
    tr,
    zipped,
)

YES, PARTLY, NO, NONE = "yes", "partly", "no", ""
_CORE = re.compile(r"Q[A-Z]\d\d")
_DROPPED = re.compile(r"[\s\\*|#`\u200b\ufeff]")


class Marked(NamedTuple):
    """``shown`` in the order of the page, with ``around`` before and behind it; ``absent`` must show nowhere; ``grid`` by row and
    column from 0; ``beside``: no place in the order of the body; ``raw``: looked for in what the tool gave, not in its text."""

    key: str
    zh: str
    en: str
    data: bytes
    shown: tuple[str, ...] = ()
    around: tuple[str, str] = ("", "")
    absent: tuple[str, ...] = ()
    grid: Mapping[tuple[int, int], str] = {}
    beside: bool = False
    raw: bool = False
    ending: str = ".docx"


def fold(text: str) -> str:
    return _DROPPED.sub("", text)


def cores(marks: tuple[str, ...]) -> list[str]:
    """The letters of the marks without what Word made beside them (numbers, symbols): these tell order and cell."""
    return [core for mark in marks for core in (_CORE.findall(mark) or [mark]) if core]


def text_kept(item: Marked, text: str) -> str:
    """yes where all is there and nothing that must not be; partly where the letters are, a number, a symbol or some are not."""
    if item.raw:
        return YES if all(re.search(mark, text) for mark in item.shown) else NO
    given = fold(text)
    there = [fold(mark) in given for mark in cores(item.shown)]
    whole = all(fold(mark) in given for mark in item.shown) and not any(
        fold(mark) in given for mark in item.absent
    )
    return NO if not any(there) else YES if whole and all(there) else PARTLY


def order_kept(item: Marked, text: str) -> str:
    """yes where the marks follow one another as on the page; partly where all are there in another order or twice."""
    if item.beside or item.raw or not item.shown:
        return NONE
    given, marks = fold(text), [fold(mark) for mark in cores(item.shown)]
    if any(mark not in given for mark in marks):
        return NO
    at = -1
    for mark in (item.around[0], *marks, item.around[1]):
        if not mark:
            continue
        at = given.find(mark, at + 1)
        if at < 0 or (not item.grid and given.count(mark) > 1):
            return PARTLY
    return YES


def cells_kept(item: Marked, grids: list[Grid]) -> str:
    """yes where one grid has each mark in its cell."""
    if not item.grid:
        return NONE
    wanted = {at: cores((mark,))[0] for at, mark in item.grid.items()}
    best = NO
    for grid in grids:
        if all(_holds(grid, at, wanted) for at in wanted):
            return YES
        rows = [[fold("\t".join(row))] for row in grid]
        if all(
            any(
                all(
                    fold(mark) in row[0]
                    for (y, _), mark in wanted.items()
                    if y == number
                )
                for row in rows
            )
            for number in {y for y, _ in wanted}
        ):
            best = PARTLY
    return best


def _holds(
    grid: Grid, at: tuple[int, int], wanted: Mapping[tuple[int, int], str]
) -> bool:
    row, column = at
    if row >= len(grid) or column >= len(grid[row]):
        return False
    text = fold(grid[row][column])
    return fold(wanted[at]) in text and not any(
        fold(one) in text for one in wanted.values() if one != wanted[at]
    )


def judged(item: Marked, output: Output, raw: str) -> tuple[str, str, str]:
    """(text, order, cell) of an output."""
    text = raw if item.raw else output.text
    return text_kept(item, text), order_kept(item, text), cells_kept(item, output.grids)


# The files


def _between(middle: str, **more: object) -> bytes:
    return docx(p("QA01") + middle + p("QZ09"), **more)


AROUND = ("QA01", "QZ09")
_span = '<w:gridSpan w:val="2"/>'
_start, _on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
_list = numbering(level(0, "%1、", "chineseCounting") + level(1, "（%2）", "chineseCounting"), level(0, "%1.") + level(1, "%1.%2"),
                  level(0, "%1", "decimalEnclosedCircle"))  # fmt: skip
_box = features._either(
    features._box(p("QB11") + p("QB12")), features._pict(p("QB11") + p("QB12"))
)
_drawn = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="x" descr="QI11"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="0" name="x.png" descr="QI11"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP"/></pic:blipFill><pic:spPr/></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_pixel = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)


def _strict() -> bytes:
    """The ISO strict edition: other namespaces throughout."""
    parts = parts_of(
        p("QA01") + tbl(tr("QS11", "QS12"), tr("QS21", "QS22")) + p("QZ09")
    )
    return zipped({
        name: str(text).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in parts.items()
    })  # fmt: skip


def _binary() -> bytes:
    """Written by LibreOffice 7.4 (MS Word 97): the .doc that our own tests author byte by byte is read by few tools."""
    return (HERE / "marked.doc").read_bytes()


def _workbook() -> bytes:
    body = parts_of(
        p("QA01", features._OBJECT) + p("QZ09"),
        arrows=(("rIdX", "package", "embeddings/book.xlsx"),),
    )
    return zipped({**body, "word/embeddings/book.xlsx": features._xlsx()})


def _chunk() -> bytes:
    body = parts_of(
        p("QA01") + '<w:altChunk r:id="rIdA"/>' + p("QZ09"),
        arrows=(("rIdA", "aFChunk", "afchunk.htm"),),
    )
    return zipped(
        {
            **body,
            "word/afchunk.htm": b"<html><body><p>QH11</p><p>QH12</p></body></html>",
        }
    )


def _edges() -> bytes:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/><w:footerReference w:type="default" r:id="rIdF"/></w:sectPr>'
    named = {
        "header1.xml": f"<w:hdr {SPACES}>{p('QE11')}</w:hdr>",
        "footer1.xml": f"<w:ftr {SPACES}>{p('QE12')}</w:ftr>",
    }
    return docx(
        p("QA01") + section,
        parts=named,
        arrows=(("rIdH", "header", "header1.xml"), ("rIdF", "footer", "footer1.xml")),
    )


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


_link = '<w:hyperlink r:id="rIdL">' + r("QL11") + "</w:hyperlink>"
_arrow = {
    "arrows": (("rIdL", "hyperlink", "https://example.org/QL12"),),
    "external": ("rIdL",),
}
_ins, _del = '<w:ins w:id="9" w:author="x">', '<w:del w:id="9" w:author="x">'
_note = "<w:r><w:footnoteReference w:id='2'/></w:r>"
_symbol = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'

FILES: tuple[Marked, ...] = (
    Marked("plain", "普通表格", "plain table", _between(tbl(tr("QP11", "QP12"), tr("QP21", "QP22"))), ("QP11", "QP12", "QP21", "QP22"), AROUND,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP21", (1, 1): "QP22"}),
    Marked("span", "横向合并", "cell across columns", _between(tbl(tr(tc("QP11", _span), "QP13"), tr("QP21", "QP22", "QP23"))), ("QP11", "QP13", "QP21", "QP22", "QP23"), AROUND,
           grid={(0, 0): "QP11", (0, 2): "QP13", (1, 0): "QP21", (1, 1): "QP22", (1, 2): "QP23"}),
    Marked("vmerge", "纵向合并", "cell down rows", _between(tbl(tr(tc("QP11", _start), "QP12"), tr(tc("", _on), "QP22"), tr("QP31", "QP32"))), ("QP11", "QP12", "QP22", "QP31", "QP32"), AROUND,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 1): "QP22", (2, 0): "QP31", (2, 1): "QP32"}),
    Marked("both", "横纵都合并的表头", "header merged both ways", _between(tbl(
        tr(tc("QP11", _span + _start), tc("QP13", _span)), tr(tc("", _span + _on), "QP23", "QP24"), tr("QP31", "QP32", "QP33", "QP34"))), ("QP11", "QP13", "QP23", "QP24", "QP31", "QP34"), AROUND,
           grid={(0, 0): "QP11", (0, 2): "QP13", (1, 2): "QP23", (1, 3): "QP24", (2, 1): "QP32", (2, 3): "QP34"}),
    Marked("before", "行首空出的列", "row that skips its first columns", _between(tbl(tr("QP11", "QP12", "QP13"), tr("QP23", props='<w:gridBefore w:val="2"/>'))), ("QP11", "QP12", "QP13", "QP23"), AROUND,
           grid={(0, 0): "QP11", (0, 1): "QP12", (0, 2): "QP13", (1, 2): "QP23"}),
    Marked("nested", "表中表", "table in a cell", _between(tbl(tr(tc(p("QP11") + tbl(tr("QN11", "QN12"), tr("QN21", "QN22")) + p("")), "QP12"))), ("QP11", "QN11", "QN12", "QN21", "QN22", "QP12"), AROUND,
           grid={(0, 0): "QN11", (0, 1): "QN12", (1, 0): "QN21", (1, 1): "QN22"}),
    Marked("control row", "内容控件包住的行", "row within a content control", _between(tbl(tr("QP11", "QP12"), features._sdt(tr("QP21", "QP22")), columns=2)), ("QP11", "QP12", "QP21", "QP22"), AROUND,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP21", (1, 1): "QP22"}),
    Marked("deleted row", "修订：删除的行", "tracked: deleted row", _between(tbl(tr("QP11", "QP12"), tr(tc(p(f"{_del}<w:r><w:delText>QX21</w:delText></w:r></w:del>")), tc(p(f"{_del}<w:r><w:delText>QX22</w:delText></w:r></w:del>")), props='<w:del w:id="1" w:author="x"/>'), tr("QP31", "QP32"))),
           ("QP11", "QP12", "QP31", "QP32"), AROUND, ("QX21", "QX22"), {(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP31", (1, 1): "QP32"}),
    Marked("less", "格中的 <70%", "<70% in a cell", _between(tbl(tr("QP11", "&lt;70%"), tr("QP21", "&gt;90%"))), ("<70%", ">90%"), AROUND, grid={(0, 1): "<70%", (1, 1): ">90%"}),
    Marked("cell numbers", "格中的自动编号 ①", "automatic ① in cells", _between(tbl(tr(tc(p("QP11", props=numbered(3))), "QP12"), tr(tc(p("QP21", props=numbered(3))), "QP22")), parts={"numbering.xml": _list}), ("①QP11", "②QP21"), AROUND,
           grid={(0, 0): "①QP11", (1, 0): "②QP21"}),
    Marked("chinese numbers", "自动编号 一、（一）", "automatic 一、（一）", _between(p("QM11", props=numbered(1)) + p("QM12", props=numbered(1, 1)) + p("QM13", props=numbered(1)), parts={"numbering.xml": _list}), ("一、QM11", "（一）QM12", "二、QM13"), AROUND),
    Marked("numbers", "自动编号 1. 1.1", "automatic 1. 1.1", _between(p("QM11", props=numbered(2)) + p("QM12", props=numbered(2, 1)) + p("QM13", props=numbered(2)), parts={"numbering.xml": _list}), ("1.QM11", "1.1QM12", "2.QM13"), AROUND),
    Marked("box", "文本框", "text box", _between(p(f"<w:r>{_box}</w:r>")), ("QB11", "QB12"), AROUND),
    Marked("control", "内容控件中的段落", "paragraph within a content control", _between(features._sdt(p("QC11"))), ("QC11",), AROUND),
    Marked("control run", "内容控件中的文字", "words within a content control", _between(p("QC10", features._sdt(r("QC11")), "QC12")), ("QC10QC11QC12",), AROUND),
    Marked("field", "复杂域的结果", "result of a field", _between(p(_field("begin"), features._instruction(" =QX11 "), _field("separate"), r("QF11"), _field("end"))), ("QF11",), AROUND, ("QX11",)),
    Marked("simple field", "简单域的结果", "result of a simple field", _between(p('<w:fldSimple w:instr=" QX11 ">' + r("QF11") + "</w:fldSimple>")), ("QF11",), AROUND, ("QX11",)),
    Marked("inserted", "修订：插入", "tracked: insertion", _between(p("QT10", f"{_ins}{r('QT11')}</w:ins>", "QT12")), ("QT10QT11QT12",), AROUND),
    Marked("deleted", "修订：删除", "tracked: deletion", _between(p("QT10", f"{_del}<w:r><w:delText>QX11</w:delText></w:r></w:del>", "QT12")), ("QT10QT12",), AROUND, ("QX11",)),
    Marked("moved", "修订：移动", "tracked: move", _between(p(f'<w:moveFrom w:id="5" w:author="x">{r("QT11")}</w:moveFrom>', "QT10") + p(f'<w:moveTo w:id="6" w:author="x">{r("QT11")}</w:moveTo>')), ("QT10", "QT11"), AROUND),
    Marked("hidden", "隐藏文字", "hidden text", _between(p("QV10", r("QX11", "<w:vanish/>"), "QV12")), ("QV10QV12",), AROUND, ("QX11",)),
    Marked("symbol", "Symbol 字体的 ≥（w:sym）", "≥ as w:sym of the font Symbol", _between(p("QY11", _symbol, "95%")), ("QY11≥95%",), AROUND),
    Marked("private", "Symbol 字体的 ≥（专用区字符）", "≥ as a private character", _between(p("QY11", r("\uf0b3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), "95%")), ("QY11≥95%",), AROUND),
    Marked("equation", "公式中的文字", "words of an equation", _between(p("<m:oMath><m:r><m:t>QG11</m:t></m:r></m:oMath>")), ("QG11",), AROUND),
    Marked("link", "超链接的文字", "words of a hyperlink", _between(p(_link), **_arrow), ("QL11",), AROUND),
    Marked("note", "脚注", "footnote", docx(p("QA01", _note), parts={"footnotes.xml": features._NOTES(SPACES, p("<w:r><w:footnoteRef/></w:r>", "QK11"))}), ("QK11",), beside=True),
    Marked("edges", "页眉和页脚", "header and footer", _edges(), ("QE11", "QE12"), beside=True),
    Marked("chunk", "写入文档的 HTML（altChunk）", "HTML written in (altChunk)", _chunk(), ("QH11", "QH12"), AROUND),
    Marked("workbook", "嵌入的工作簿", "embedded workbook", _workbook(), ("合计", "占比"), beside=True, grid={(1, 0): "合计", (2, 0): "占比"}),
    Marked("strict", "严格版 OOXML", "strict OOXML", _strict(), ("QS11", "QS12", "QS21", "QS22"), AROUND, grid={(0, 0): "QS11", (0, 1): "QS12", (1, 0): "QS21", (1, 1): "QS22"}),
    Marked("doc", "旧格式 .doc", "binary .doc", _binary(), ("QD11", "QD12", "QD21", "QD22"), AROUND, grid={(0, 0): "QD11", (0, 1): "QD12", (1, 0): "QD21", (1, 1): "QD22"}, ending=".doc"),
    Marked("doc named docx", "名为 .docx 的 .doc", ".doc named .docx", _binary(), ("QD11", "QD12", "QD21", "QD22"), AROUND, grid={(0, 0): "QD11", (0, 1): "QD12", (1, 0): "QD21", (1, 1): "QD22"}),
    Marked("address", "超链接的地址", "address of a hyperlink", _between(p(_link), **_arrow), (r"example\.org/QL12",), raw=True),
    Marked("picture", "图片的替代文字", "alternative text of a picture", _between(p(_drawn), parts={"word/media/x.png": _pixel}, arrows=(("rIdP", "image", "media/x.png"),)), ("QI11",), raw=True),
    Marked("bold", "加粗的标记", "bold marked as bold", _between(p("QO10 ", r("QO11", "<w:b/>"), " QO12")), (r"(\*\*|__|<strong>|<b>)\s*QO11",), raw=True),
)  # fmt: skip


def raw_of(result: Any) -> str:
    """What a tool gave, as one text: its markup where it gives markup."""
    return str(getattr(result, "content", result))


def _child(name: str) -> None:
    warnings.filterwarnings("ignore")
    way = next(one for one in WAYS if one.name == name)
    for item in FILES:
        try:
            result = way.run(item.data, item.ending)
            found = judged(item, way.show(result), raw_of(result))
        except Exception:
            found = (
                NO,
                NONE if item.beside or item.raw or not item.shown else NO,
                NO if item.grid else NONE,
            )
        print("\1" + json.dumps([item.key, found]), flush=True)


def measured(name: str) -> dict[str, list[str]]:
    """The answers of one way, each file in turn in a child of its own tool."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", name]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=900,
        check=True,
    )
    return dict(
        json.loads(line[1:]) for line in done.stdout.splitlines() if line[:1] == "\1"
    )


if __name__ == "__main__":
    importlib.import_module("ways")
    if sys.argv[1:2] == ["--child"]:
        _child(sys.argv[2])
    else:
        for way in ways(",".join(sys.argv[1:])):
            found = measured(way.name)
            print(
                way.name,
                [sum(answer[i] == YES for answer in found.values()) for i in range(3)],
                {k: v for k, v in found.items() if NO in v or PARTLY in v},
            )
