"""Memory of one process that reads many large files, each smaller than the first.

    python benchmarks/memory.py [--cells 40000] [--files 10]

Prints, file by file, what the process holds when its disclosure is done with (MB resident), and what would be left if
the garbage were collected then. A process that bounds its memory holds after the last file no more than after the second.
"""

from __future__ import annotations

import argparse
import gc
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from extractor.batch.memory import release_memory
from extractor.garbage import relax_garbage_collection
from extractor.pipeline import parse_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
HEAD = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")


def build_file(n_cells: int, seed: int) -> bytes:
    """A disclosure with one table of so many cells; no two files share their texts."""
    paragraphs = [
        f"第{seed}县水利局2023年部门预算",
        "一、部门预算收支情况",
        "2023年收入预算165.47万元。",
        "支出预算总表",
        "单位：万元",
    ]
    paragraphs += [
        f"第{n}项说明（{seed}）：" + "根据工作需要安排资金，" * 12
        for n in range(n_cells // 40)
    ]
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    rows = [HEAD]
    for n in range(n_cells // len(HEAD)):
        basic, project = n % 97 + seed, n % 89
        rows.append(
            (
                str(2010101 + n),
                f"第{n}类支出（{seed}）",
                f"{basic + project}.00",
                f"{basic}.00",
                f"{project}.00",
            )
        )
    cells = [
        "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        for row in rows
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONSHIPS)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}{table}</w:body></w:document>',
        )
    return out.getvalue()


def measure_files(
    n_cells: int, n_files: int, release: bool
) -> Iterator[tuple[int, float, float]]:
    """Cells of each file, and MB resident behind it: as they are, and with the garbage collected."""
    process = psutil.Process()
    with relax_garbage_collection():
        for number in range(n_files):
            size = int(n_cells * (1 - number / (2 * n_files)))
            parsed = parse_file(build_file(size, number), f"{number}.docx")
            assert parsed.disclosures
            del parsed
            if release:
                release_memory()
            held = process.memory_info().rss / 2**20
            gc.collect()
            yield size, held, process.memory_info().rss / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=40_000)
    parser.add_argument("--files", type=int, default=10)
    parser.add_argument(
        "--keep",
        action="store_true",
        help="without giving memory back behind each file",
    )
    arguments = parser.parse_args()
    print("   cells  held MB  collected MB")
    for size, held, collected in measure_files(
        arguments.cells, arguments.files, not arguments.keep
    ):
        print(f"{size:>8,} {held:>8.0f} {collected:>13.0f}", flush=True)


if __name__ == "__main__":
    main()
