"""One small disclosure, invented, in every format: what good files stand for among bad ones."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

from tests.formats.doc_builder import DocFile, DocParagraph, build_cell, build_row_end
from tests.formats.docx_builder import build_docx, build_parts, p, tbl, tr
from tests.formats.pdf_builder import PdfPageBuilder, build_pdf
from tests.hostile.mutate import Seed
from tests.paths import ROOT
from tests.workbook_builder import build_workbook

PlainBlock = str | list[list[str]]

DISCLOSURE_BLOCKS: tuple[PlainBlock, ...] = (
    "南岭县档案馆2020年部门预算公开",
    "一、部门职责",
    "负责全县档案的接收、保管和利用。",
    "二、收入预算",
    "2020年收入预算165.47万元，比上年增加15.79万元，增长10.55%，主要原因是人员经费增加。其中：一般公共预算拨款收入160.00万元，其他收入5.47万元。",
    "三、支出预算",
    "2020年支出预算165.47万元，其中：基本支出120.40万元，项目支出45.07万元。",
    [
        ["部门收支预算总表", "", "", "单位：万元"],
        ["收入", "预算数", "支出", "预算数"],
        ["一般公共预算拨款收入", "160.00", "一般公共服务支出", "150.00"],
        ["其他收入", "5.47", "社会保障和就业支出", "15.47"],
        ["收入总计", "165.47", "支出总计", "165.47"],
    ],
    "四、“三公”经费预算",
    "2020年“三公”经费预算3.20万元，其中：因公出国（境）费0万元，公务接待费1.20万元，公务用车运行维护费2万元。",
    "五、政府采购预算",
    "2020年政府采购预算12万元。",
    [["序号", "采购项目名称", "数量", "单价", "金额（元）"], ["1", "档案密集架", "2", "30000", "60000"], ["2", "扫描仪", "4", "15000", "60000"]],
    "六、绩效目标",
    [["绩效指标", "优", "良", "中", "差"], ["档案数字化率", "≥90%", "≥80%", "≥70%", "<70%"], ["查档满意度", "≥95%", "≥90%", "≥85%", "<85%"]],
    "七、国有资产占有情况",
    "截至2019年底，固定资产总额157.86万元，房屋1200平方米，车辆2辆。",
)  # fmt: skip

ODF_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "style", "text", "table")
)


def build_docx_body() -> str:
    """The disclosure as the inside of ``w:body``."""
    return "".join(p(escape(b)) if isinstance(b, str) else tbl(*(tr(*map(escape, row)) for row in b)) for b in DISCLOSURE_BLOCKS)


def render_docx() -> bytes:
    return build_docx(build_docx_body())


def render_doc() -> bytes:
    return DocFile(build_doc_paragraphs()).to_bytes()


def build_doc_paragraphs() -> list[DocParagraph]:
    """The disclosure as paragraphs of a binary file."""
    paragraphs: list[DocParagraph] = []
    for block in DISCLOSURE_BLOCKS:
        if isinstance(block, str):
            paragraphs.append(DocParagraph(block))
            continue
        for row in block:
            paragraphs += [build_cell(text) for text in row] + [build_row_end(*[(2000, 0)] * len(row))]
    return paragraphs


def render_rtf() -> bytes:
    out = [rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 SimSun;}}\f0 "]
    for block in DISCLOSURE_BLOCKS:
        if isinstance(block, str):
            out.append(encode_rtf_text(block) + rb"\par\pard ")
            continue
        for row in block:
            edges = b"".join(b"\\cellx%d" % (2000 * n) for n in range(1, len(row) + 1))
            out.append(rb"\trowd" + edges + rb"\intbl " + b"".join(encode_rtf_text(text) + rb"\cell " for text in row) + rb"\row ")
        out.append(rb"\pard ")
    return b"".join(out) + b"}"


def encode_rtf_text(text: str) -> bytes:
    """A text as RTF writes it in its code page."""
    return b"".join(b"\\'%02x" % byte for byte in text.encode("gb18030"))


def _build_odf_text(more: str = "") -> str:
    found = []
    for block in DISCLOSURE_BLOCKS:
        if isinstance(block, str):
            found.append(f"<text:p>{escape(block)}</text:p>")
            continue
        rows = "".join(
            "<table:table-row>" + "".join(f"<table:table-cell><text:p>{escape(t)}</text:p></table:table-cell>" for t in row) + "</table:table-row>"
            for row in block
        )
        found.append(f'<table:table><table:table-column table:number-columns-repeated="{len(block[0])}"/>{rows}</table:table>')
    return f"<office:body><office:text>{''.join(found)}{more}</office:text></office:body>"


def build_odf_content(more: str = "") -> str:
    """The content of an .odt: the disclosure and what follows it."""
    return f'<office:document-content {ODF_NAMESPACES} office:version="1.2">{_build_odf_text(more)}</office:document-content>'


def render_odt(content: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content or build_odf_content())
        archive.writestr("META-INF/manifest.xml", '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>')
    return out.getvalue()


def render_fodt() -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?><office:document {ODF_NAMESPACES} office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
    return f"{head}{_build_odf_text()}</office:document>".encode()


def render_html(encoding: str = "utf-8") -> bytes:
    found = []
    for block in DISCLOSURE_BLOCKS:
        if isinstance(block, str):
            found.append(f"<p>{escape(block)}</p>\n")
        else:
            rows = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>\n" for row in block)
            found.append(f"<table>{rows}</table>\n")
    page = f"<html><head><meta charset={encoding}></head><body>{''.join(found)}</body></html>"
    return page.encode(encoding)


def render_mht() -> bytes:
    packed = base64.encodebytes(render_html()).decode()
    return (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="xx"\r\n\r\n--xx\r\nContent-Type: text/html; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: base64\r\nContent-Location: file:///C:/a.htm\r\n\r\n{packed}\r\n--xx--\r\n"
    ).encode()


def render_wordml() -> bytes:
    inside = build_docx_body()
    space = "http://schemas.microsoft.com/office/word/2003/wordml"
    return f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="{space}"><w:body>{inside}</w:body></w:wordDocument>'.encode()


def render_flat_opc() -> bytes:
    parts = []
    for name, content in build_parts(build_docx_body()).items():
        assert isinstance(content, str)
        parts.append(f'<pkg:part pkg:name="/{name}" pkg:contentType="x"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>')
    space = "http://schemas.microsoft.com/office/2006/xmlPackage"
    return f'<?xml version="1.0"?><pkg:package xmlns:pkg="{space}">{"".join(parts)}</pkg:package>'.encode()


def render_txt(encoding: str = "utf-8") -> bytes:
    lines = []
    for block in DISCLOSURE_BLOCKS:
        lines += [block] if isinstance(block, str) else ["\t".join(row) for row in block]
    return "\n".join(lines).encode(encoding)


def render_xlsx() -> bytes:
    return build_workbook({"表": (["某局2020年部门预算收支总表>2"], ["单位：万元", None], ["项目", "预算数"], ["收入总计", 165.47])})


def render_xls() -> bytes:
    return (ROOT / "tests" / "formats" / "forms.xls").read_bytes()


def render_pdf() -> bytes:
    page = PdfPageBuilder()
    pages = [page]
    for block in DISCLOSURE_BLOCKS:
        if page.y < 250:
            page = PdfPageBuilder()
            pages.append(page)
        if isinstance(block, str):
            page.paragraph(block, 14)
        else:
            width = 415 / len(block[0])
            page.table(block, [90 + width * column for column in range(len(block[0]) + 1)])
    return build_pdf(pages)


FORMATS = {
    "docx": render_docx, "doc": render_doc, "rtf": render_rtf, "odt": render_odt, "flat_odt": render_fodt, "html": render_html, "mht": render_mht,
    "wordml": render_wordml, "flat_opc": render_flat_opc, "txt": render_txt, "xlsx": render_xlsx, "xls": render_xls, "pdf": render_pdf,
}  # fmt: skip


def list_disclosure_seeds() -> list[Seed]:
    """The disclosure in every format."""
    return [Seed(f"disclosure.{kind}", kind, make()) for kind, make in FORMATS.items()]


def _iter_texts() -> Iterator[str]:
    for block in DISCLOSURE_BLOCKS:
        if isinstance(block, str):
            yield block
        else:
            yield from (text for row in block for text in row)


TEXTS = tuple(_iter_texts())
