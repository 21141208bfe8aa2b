"""Documents with as much markup as Word writes: rsids, fonts on every run, borders on every cell, runs split anywhere."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_FILLER_TEXT = "一般公共预算拨款收入支出人员经费日常公用项目安排万元较上年增加减少主要原因是本单位机关运行政府采购固定资产"


def _build_run_properties(size: int) -> str:
    return (
        '<w:rPr><w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:cs="宋体" w:hint="eastAsia"/>'
        f'<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
    )


class _WordLikeWriter:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def text(self, length: int) -> str:
        start = self.random.randrange(len(_FILLER_TEXT))
        return ((_FILLER_TEXT + "，") * 9)[
            start : start + length
        ] + f"{self.random.randrange(10**7) / 100:.2f}万元"

    def run(self, text: str, size: int) -> str:
        id = f"00{self.random.randrange(16**6):06X}"
        return f'<w:r w:rsidRPr="{id}">{_build_run_properties(size)}<w:t xml:space="preserve">{text}</w:t></w:r>'

    def paragraph(self, text: str, size: int = 32, style: str = "") -> str:
        cut = self.random.randrange(1, len(text)) if len(text) > 8 else 0
        runs = "".join(
            self.run(piece, size) for piece in (text[:cut], text[cut:]) if piece
        )
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return (
            '<w:p w:rsidR="00A77B3E" w:rsidRDefault="00C61ACB" w:rsidP="00B1524C"><w:pPr>'
            f'{named}<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
            f"{_build_run_properties(size)}</w:pPr>{runs}</w:p>"
        )

    def cell(self, text: str, merge: str = "") -> str:
        line = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="1500" w:type="dxa"/>{merge}<w:tcBorders><w:top {line}/><w:left {line}/>'
            f'<w:bottom {line}/><w:right {line}/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="auto"/>'
            f'<w:vAlign w:val="center"/></w:tcPr>{self.paragraph(text, 18)}</w:tc>'
        )

    def table(self, rows: int, columns: int) -> str:
        lines = []
        for i in range(rows):
            cells = []
            for j in range(columns):
                down = (
                    "<w:vMerge/>"
                    if j == 0 and i % 3
                    else '<w:vMerge w:val="restart"/>'
                    if j == 0
                    else ""
                )
                text = (
                    ""
                    if j == 0 and i % 3
                    else f"{self.random.randrange(10**6) / 100:.2f}"
                    if j > 1
                    else self.text(6)
                )
                cells.append(self.cell(text, down))
            height = '<w:trPr><w:trHeight w:val="454" w:hRule="atLeast"/><w:jc w:val="center"/></w:trPr>'
            lines.append(f'<w:tr w:rsidR="00A77B3E">{height}{"".join(cells)}</w:tr>')
        grid = '<w:gridCol w:w="1500"/>' * columns
        return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'

    def body(self, paragraphs: int, tables: int) -> Iterator[str]:
        for n in range(paragraphs):
            style = "Heading1" if n % 12 == 0 else ""
            yield self.paragraph(
                self.text(12 if style else self.random.randrange(20, 90)), style=style
            )
            if tables and n % max(paragraphs // tables, 1) == 3:
                yield self.table(
                    self.random.randrange(6, 24), self.random.randrange(4, 11)
                )


def build_word_like_document(
    seed: int, paragraphs: int = 60, tables: int = 5, copies: int = 1
) -> bytes:
    """A .docx; ``copies`` repeats its body (for size)."""
    inner = "".join(_WordLikeWriter(seed).body(paragraphs, tables)) * copies
    return build_package(inner)


def build_large_table(count: int, columns: int = 20) -> bytes:
    """A .docx of one plain table with that many cells."""
    cell = '<w:tc><w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr><w:p><w:r><w:t>12.50</w:t></w:r></w:p></w:tc>'
    return build_package(
        f"<w:tbl><w:tblPr/><w:tblGrid/>{('<w:tr>' + cell * columns + '</w:tr>') * (count // columns)}</w:tbl>"
    )


def build_package(body: str) -> bytes:
    """Parts around a body, with a styles.xml as large as Word's own."""
    style = (
        '<w:style w:type="table" w:styleId="T{0}"><w:name w:val="Grid Table {0}"/><w:basedOn w:val="a"/><w:tblPr>'
        '<w:tblStyleRowBandSize w:val="1"/></w:tblPr>'
        + "".join(
            f'<w:tblStylePr w:type="{part}"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:tcBorders>'
            '<w:top w:val="single" w:sz="8" w:color="4F81BD"/><w:left w:val="single" w:sz="8" w:color="4F81BD"/>'
            '</w:tcBorders><w:shd w:val="clear" w:fill="4F81BD"/></w:tcPr></w:tblStylePr>'
            for part in (
                "firstRow",
                "lastRow",
                "firstCol",
                "lastCol",
                "band1Vert",
                "band1Horz",
                "band2Vert",
                "band2Horz",
            )
        )
        + "</w:style>"
    )
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        + "".join(map(style.format, range(150)))
        + "</w:styles>"
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="rId1" Type="{R}/styles" '
        'Target="styles.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        "word/styles.xml": styles,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(
                name,
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content,
            )
    return out.getvalue()
