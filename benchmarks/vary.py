"""Thousands of disclosures out of a few: every copy of a sample is of an office of its own and has other figures.

    python benchmarks/vary.py FOLDER COUNT [SAMPLES]
    python benchmarks/vary.py FOLDER COUNT small

Each figure with decimals in the text of the document gets another last digit, which keeps the form of the file and the
size of its parts; the office's name gets two characters in front, else thousands of files would be versions of one
disclosure. ``small`` makes disclosures of a title and five paragraphs instead. The same arguments give the same files.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

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
    generate_documents(*sys.argv[1:])
