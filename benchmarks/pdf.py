"""PDF: cells of labelled pages, twins in Word, boxes against their quotes, time, memory, hostile files.

    python benchmarks/pdf.py cells FOLDER          cells of FOLDER/tables.json that are read right
    python benchmarks/pdf.py twins WORD PDF        rows of two folders of like-named files that are equal, places apart
    python benchmarks/pdf.py print WORD PDF        print WORD with LibreOffice into PDF, then as twins
    python benchmarks/pdf.py boxes FOLDER          values whose text, as PDFium itself finds it in their boxes, is their quote
    python benchmarks/pdf.py time FOLDER           milliseconds a page, read alone and understood
    python benchmarks/pdf.py hostile               outcome, seconds and memory of files made to hurt

A place, an id and the source of a unit are apart: a Word file keeps a caption in the table where the page prints it above.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments
from extractor.batch.memory import measure_peak_memory
from extractor.dataset.to_rows import build_file_rows
from extractor.formats import read
from extractor.formats.pdf.page_layout import LaidTable, lay_out_page
from extractor.formats.pdf.pdfium import read_pages
from extractor.model.issues import ReadError
from extractor.pipeline import parse_file
from tests.formats.pdf_builder import PdfPageBuilder, assemble_pdf, build_pdf

WORD_SUFFIXES = (".docx", ".doc", ".rtf", ".odt")
TWIN_TABLES = (
    "budget_lines", "amounts", "changes", "counts", "thresholds", "indicators", "procurement", "assets", "activities", "duties", "nil_statements",
    "facts", "checks",
)  # fmt: skip


# Cells


def fill_grid(table: LaidTable) -> list[list[str]]:
    """Texts of a table; ``<`` and ``^`` where a cell from the left or from above goes on."""
    draft = table.draft()
    grid = [[""] * draft.n_columns for _ in range(draft.n_rows)]
    for cell in draft.cells:
        for row in range(cell.row_span):
            for column in range(cell.column_span):
                text = (
                    "<"
                    if column
                    else "^"
                    if row
                    else "".join(
                        "".join(getattr(b, "text", "") for b in cell.blocks).split()
                    )
                )
                grid[cell.row - 1 + row][cell.column - 1 + column] = text
    return grid


def count_cells(folder: Path) -> tuple[int, int]:
    """Cells read right, and all."""
    right = total = 0
    for page in json.loads((folder / "tables.json").read_text(encoding="utf-8")):
        data = (folder / page["file"]).read_bytes()
        tables = [
            lay_out_page(p).tables for p in read_pages(data) if p.number == page["page"]
        ][0]
        grid = max(map(fill_grid, tables), key=len)
        for row, texts in enumerate(page["grid"]):
            for column, text in enumerate(texts):
                total += 1
                found = (
                    grid[row][column]
                    if row < len(grid) and column < len(grid[row])
                    else None
                )
                right += found == "".join(text.split())
    return right, total


# Twins


def compare_twins(word: Path, pdf: Path) -> dict[str, list[int]]:
    """Table -> equal rows, rows of Word, rows of PDF."""
    # Here, for the memory of hostile files is that of the reader alone.
    from benchmarks.twins import iter_keys

    totals = {table: [0, 0, 0] for table in TWIN_TABLES}
    for file in sorted(word.rglob("*")):
        twin = pdf / f"{file.stem}.pdf"
        if file.suffix not in WORD_SUFFIXES or not twin.exists():
            continue
        ours, theirs = (
            build_file_rows(parse_file(path.read_bytes(), file.name))
            for path in (file, twin)
        )
        for table, total in totals.items():
            first, second = (
                Counter(iter_keys(ours[table])),
                Counter(iter_keys(theirs[table])),
            )
            for index, count in enumerate(
                ((first & second).total(), first.total(), second.total())
            ):
                total[index] += count
    return totals


def print_files(word: Path, pdf: Path) -> None:
    """Print Word files with LibreOffice."""
    files = [
        str(path) for path in sorted(word.rglob("*")) if path.suffix in WORD_SUFFIXES
    ]
    with tempfile.TemporaryDirectory() as profile:
        command = [
            "soffice",
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(pdf),
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True)


# Boxes


def count_boxes(folder: Path) -> tuple[int, int, list[str]]:
    """Values whose boxes hold their quote, all values, and the first quotes that do not."""
    right = total = 0
    odd: list[str] = []
    for file in sorted(folder.rglob("*.pdf")):
        data = file.read_bytes()
        rows = build_file_rows(parse_file(data, file.name))["evidence"]
        pages = list_page_characters(data)
        for row in rows:
            if row["page"] is None:
                # The name of the file is a witness that no page prints.
                right, total = right + row["place"].startswith("md"), total + 1
                continue
            boxes = [
                (row["page"], *(float(row[side]) for side in ("x0", "y0", "x1", "y1")))
            ]
            boxes += [
                tuple(map(float, box.split()))
                for box in (row["more_boxes"] or "").split(";")
                if box
            ]
            text = "".join(find_text(pages[int(box[0])], box[1:]) for box in boxes)
            is_right = sorted(text) == sorted("".join(row["raw"].split()))
            right, total = right + is_right, total + 1
            if not is_right and len(odd) < 8:
                odd.append(f"{file.name} {row['place']}: {row['raw']!r} {text!r}")
    return right, total, odd


def list_page_characters(data: bytes) -> dict[int, list[tuple[str, float, float]]]:
    """Characters of each page with their middles, as PDFium gives them."""
    import ctypes

    import pypdfium2.raw as pdfium

    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    pages: dict[int, list[tuple[str, float, float]]] = {}
    box = pdfium.FS_RECTF()
    for index in range(pdfium.FPDF_GetPageCount(document)):
        page = pdfium.FPDF_LoadPage(document, index)
        text_page = pdfium.FPDFText_LoadPage(page)
        found = pages.setdefault(index + 1, [])
        for at in range(pdfium.FPDFText_CountChars(text_page)):
            char = chr(pdfium.FPDFText_GetUnicode(text_page, at)).replace("\x02", "-")
            if char.strip():
                pdfium.FPDFText_GetLooseCharBox(text_page, at, ctypes.byref(box))
                found.append(
                    (char, (box.left + box.right) / 2, (box.bottom + box.top) / 2)
                )
        pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)
    pdfium.FPDF_CloseDocument(document)
    return pages


def find_text(
    characters: Sequence[tuple[str, float, float]], box: Sequence[float]
) -> str:
    """The characters whose middle lies in a box."""
    x0, y0, x1, y1 = box
    return "".join(char for char, x, y in characters if x0 <= x <= x1 and y0 <= y <= y1)


# Time


def time_pages(folder: Path) -> tuple[int, float, float, float]:
    """Pages; the median over files of milliseconds a page to read and to understand; the median of reading a page alone."""
    n_pages, reading, understanding, pages = 0, [], [], []
    for file in sorted(folder.rglob("*.pdf")):
        data = file.read_bytes()
        start = time.process_time()
        for page in read_pages(data):
            lay_out_page(page)
            pages.append(1000 * (time.process_time() - start))
            start = time.process_time()
        count = sum(1 for _ in read_pages(data))
        n_pages += count
        for times, action in ((reading, read), (understanding, parse_file)):
            start = time.process_time()
            action(data, file.name)
            times.append(1000 * (time.process_time() - start) / count)
    return (
        n_pages,
        statistics.median(reading),
        statistics.median(understanding),
        statistics.median(pages),
    )


# Files made to hurt


def build_hostile_files() -> dict[str, bytes]:
    """Files that are too long, circular, cut, locked or packed beyond measure."""
    page = PdfPageBuilder().paragraph("2020年收入预算165.47万元，比上年增加15.79万元。")
    good = build_pdf([page])
    bomb = zlib.compress(b"0 0 m 1 1 l S\n" * 20_000_000, 9)
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    loop = b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1000000000 >>"
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>\nstream\n/F Do\nendstream"
    self_page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /F 5 0 R >> >> /Contents 4 0 R >>"
    stream = (
        f"<< /Length {len(bomb)} /Filter /FlateDecode >>\nstream\n".encode()
        + bomb
        + b"\nendstream"
    )
    picture = b"<< /Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream"
    image_page = self_page.replace(b"/F 5", b"/I 5")
    many = PdfPageBuilder()
    many.content.append("0 0 m 9 9 l S " * 200_000)
    grid = PdfPageBuilder()
    for index in range(4000):
        grid.line(0, index / 5, 595, index / 5).line(index / 7, 0, index / 7, 842)
    deep = b"[" * 100_000 + b"]" * 100_000
    locked = (
        b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <"
        + b"28" * 32
        + b"> /U <"
        + b"29" * 32
        + b"> /P -4 >> /ID [<00> <00>]"
    )
    return {
        "10,000 pages": build_pdf([PdfPageBuilder().text(90, 700, "收入")] * 10_000),
        "2,000 pages": build_pdf([page] * 2_000),
        "page tree that holds itself": assemble_pdf([catalog, loop, leaf, b"<< /Length 0 >>\nstream\n\nendstream"]),
        "form that draws itself": assemble_pdf([catalog, tree, self_page, b"<< /Length 5 >>\nstream\n/F Do\nendstream", form]),
        "stream of 280 MB packed in 0.4": assemble_pdf([catalog, tree, leaf, stream]),
        "picture of 30 GB": assemble_pdf([catalog, tree, image_page, b"<< /Length 5 >>\nstream\n/I Do\nendstream", picture]),
        "200,000 objects on a page": build_pdf([many]),
        "grid of 4,000 by 4,000": build_pdf([grid]),
        "nested 100,000 deep": assemble_pdf([catalog, tree, leaf, deep]),
        "broken cross references": good.replace(b"0000000", b"9999999"),
        "cut": good[: len(good) // 2],
        "no trailer": good[: good.rindex(b"xref\n0")],
        "a head alone": b"%PDF-1.7\n",
        "noise": b"%PDF-1.7\n" + bytes(range(256)) * 4000,
        "locked": assemble_pdf([catalog, tree, leaf, b"<< /Length 0 >>\nstream\n\nendstream"], locked.decode()),
    }  # fmt: skip


def try_hostile_file(path: Path) -> str:
    """What becomes of a file."""
    start = time.perf_counter()
    try:
        document = parse_file(path.read_bytes(), path.name).document
        outcome = f"read, {len(document.blocks)} blocks"
    except ReadError as error:
        outcome = f"{error.status} {error.code}"
    peak = measure_peak_memory() / (1 << 20)
    return f"{outcome}, {time.perf_counter() - start:.1f} s, {peak:.0f} MB"


def run_hostile_files() -> None:
    """Try each file in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in build_hostile_files().items():
            path = Path(folder) / "a.pdf"
            path.write_bytes(data)
            run = subprocess.run(
                [sys.executable, __file__, "one", str(path)],
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            print(
                f"{name:34s} {len(data) / 1024:9,.0f} KB  {run.stdout.strip() or f'process ended with {run.returncode}'}",
                flush=True,
            )


def main(arguments: Sequence[str]) -> None:
    """Run one measurement."""
    name, paths = arguments[0], [Path(argument) for argument in arguments[1:]]
    if name == "cells":
        print("{} of {} cells".format(*count_cells(paths[0])))
    elif name in ("twins", "print"):
        if name == "print" and shutil.which("soffice"):
            print_files(paths[0], paths[1])
        totals = compare_twins(paths[0], paths[1])
        for table, (equal, ours, theirs) in totals.items():
            print(
                f"{table:15s} {equal:6d} equal of {ours:6d} in Word, {theirs:6d} in PDF"
            )
        equal, ours, theirs = map(sum, zip(*totals.values(), strict=True))
        print(f"{100 * equal / max(ours, theirs, 1):.2f} % of all")
    elif name == "boxes":
        right, total, odd = count_boxes(paths[0])
        print(f"{right} of {total} values", *odd, sep="\n")
    elif name == "time":
        print(
            "{} pages; medians of files: {:.1f} ms a page read, {:.1f} understood; of pages read alone {:.1f}".format(
                *time_pages(paths[0])
            )
        )
    elif name == "hostile":
        run_hostile_files()
    elif name == "one":
        print(try_hostile_file(paths[0]))


if __name__ == "__main__":
    main(read_arguments(__doc__))
