"""Synthetic documents: copies of the samples that differ, small disclosures, and documents with the markup of Word.

    python benchmarks/synthetic.py FOLDER COUNT [SAMPLES]
    python benchmarks/synthetic.py FOLDER COUNT small

Every copy of a sample is of an office of its own and has other figures: each figure with decimals in the text of the
document gets another last digit, which keeps the form of the file and the size of its parts; the office's name gets two
characters in front, else thousands of files would be versions of one disclosure. ``small`` makes disclosures of a title
and five paragraphs instead. The same arguments give the same files.

Documents with as much markup as Word writes have rsids, fonts on every run, borders on every cell, runs split anywhere.
"""

from __future__ import annotations

import io
import random
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"

_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# Of no county of the country; twins.py and grouping.py name offices by them
INVENTED_PLACES = (
    "青山县",
    "白河县",
    "临溪市",
    "石门区",
    "东岭县",
    "南浦区",
    "云台县",
    "永安市",
)

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


FIGURE_PATTERN = re.compile(rb"(\d)(\.\d*)(\d)(?=[^\d<>]{0,8}<)")

OFFICE_PATTERN = re.compile(
    r"[县市区](\w+?[乡镇]|\w+?(?=\d{4}年))"
)  # of a file's name: what stands between the county and the year

NAME_CHARACTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"


def vary_document(sample: Path, number: int, office: str, new: str) -> bytes:
    """The bytes of one copy."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(sample) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(office.encode(), new.encode())
                pieces = FIGURE_PATTERN.split(
                    data
                )  # text, first digits, point and digits, last digit, text ...
                for turn, at in enumerate(range(3, len(pieces), 4)):
                    pieces[at] = str((int(pieces[at]) + number + turn) % 10).encode()
                data = b"".join(pieces)
                data = data.replace(
                    b"</w:body>", f"<!-- {number} --></w:body>".encode()
                )
            made.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)

RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)

WORDML_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def build_small_document(number: int) -> bytes:
    """The bytes of a disclosure of a few paragraphs, its office and figures those of the number."""
    office = (
        "桃城区"
        + "".join(
            NAME_CHARACTERS[
                number // len(NAME_CHARACTERS) ** power % len(NAME_CHARACTERS)
            ]
            for power in range(4)
        )
        + "局"
    )
    total = 100 + number % 900 + (number % 97) / 100
    lines = (
        f"{office}2020年部门预算公开",
        "一、部门职责",
        "负责本区财政收支管理。",
        "二、部门预算安排的总体情况",
        f"2020年支出预算{total:.2f}万元，其中基本支出{total - 20:.2f}万元，项目支出20.00万元。",
        f"2020年收入预算{total:.2f}万元，比2019年增加{number % 50 + 1}.00万元。",
    )
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": RELATIONSHIPS,
        "word/document.xml": f'<w:document xmlns:w="{WORDML_NAMESPACE}"><w:body>{body}</w:body></w:document>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def generate_documents(
    folder: str, count: str, samples: str = str(Path(__file__).parents[1] / "samples")
) -> None:
    """Write the files, a thousand a folder."""
    known = sorted(Path(samples).glob("*.docx"))
    for number in range(int(count)):
        if samples == "small":
            path = Path(folder) / f"{number // 1000:03}" / f"{number:06}.docx"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(build_small_document(number))
            continue
        sample = known[number % len(known)]
        turn = number // len(known)
        named = OFFICE_PATTERN.search(sample.name)
        office = named[1] if named else sample.stem
        new = (
            NAME_CHARACTERS[turn // len(NAME_CHARACTERS) % len(NAME_CHARACTERS)]
            + NAME_CHARACTERS[turn % len(NAME_CHARACTERS)]
            + office
        )
        path = (
            Path(folder)
            / f"{number // 1000:03}"
            / f"{number:06} {sample.name.replace(office, new)}"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(vary_document(sample, number, office, new))


if __name__ == "__main__":
    generate_documents(*read_arguments(__doc__))
