"""Other readers of .docx, each behind one function: bytes in, what it gives out.

A reader is imported when it is first asked for, so that a missing one only leaves its column out.
"""

from __future__ import annotations

import contextlib
import html
import importlib
import importlib.metadata
import io
import re
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

TextGrid = list[list[str]]


class ReaderOutput(NamedTuple):
    """The text in reading order and the tables as grids (a merged cell's text at its origin, or repeated)."""

    text: str
    grids: list[TextGrid]


class ReaderAdapter(NamedTuple):
    """``run`` does what a user would do to get the text and nothing more; ``show`` gives it in one shape."""

    name: str
    package: str
    output_kind: str
    run: Callable[[bytes], Any]
    to_output: Callable[[Any], ReaderOutput]


def get_version(package: str) -> str:
    """The installed version; raises PackageNotFoundError when there is none."""
    return importlib.metadata.version(package)


@contextlib.contextmanager
def _write_temporary_docx(data: bytes) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        path.write_bytes(data)
        yield path


# extractor


def _read_document(data: bytes) -> Any:
    from extractor.formats import read

    return read(data)


def _count_stored_text(data: bytes) -> Any:
    from extractor.verify.completeness import count_stored_text

    return count_stored_text(data, "docx")


def _extract_disclosure(data: bytes) -> Any:
    from extractor import extract

    return extract(data)


def convert_document(document: Any) -> ReaderOutput:
    grids = [build_document_grid(table) for table in document.tables]
    return ReaderOutput(document.text, grids)


def build_document_grid(table: Any) -> TextGrid:
    """A table of ours with the numbers Word made, as the page shows it."""
    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        lines = [
            block.label + block.text if hasattr(block, "label") else ""
            for block in cell.blocks
        ]
        rows[cell.row - 1][cell.column - 1] = "\n".join(lines)
    return rows


# python-docx


def _read_python_docx_blocks(data: bytes) -> Any:
    import docx

    document = docx.Document(io.BytesIO(data))
    found: list[Any] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            seen: set[Any] = set()
            rows = []
            for row in block.rows:
                texts = []
                for cell in row.cells:
                    texts.append("" if cell._tc in seen else cell.text)
                    seen.add(cell._tc)
                rows.append(texts)
            found.append(rows)
        else:
            found.append(block.text)
    return found


def _read_python_docx_styles(data: bytes) -> Any:
    """The bare walk with the name of each paragraph's style."""
    import docx

    document = docx.Document(io.BytesIO(data))
    found: list[Any] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                for cell in row.cells:
                    found.extend((p.style.name, p.text) for p in cell.paragraphs)
        else:
            found.append((block.style.name, block.text))
    return found


def _convert_blocks(blocks: Any) -> ReaderOutput:
    lines = [
        "\n".join("\t".join(row) for row in thing) if isinstance(thing, list) else thing
        for thing in blocks
    ]
    return ReaderOutput(
        "\n".join(lines), [thing for thing in blocks if isinstance(thing, list)]
    )


# docx2python, docx2txt


def run_docx2python(data: bytes, extension: str = ".docx") -> Any:
    import docx2python

    with docx2python.docx2python(io.BytesIO(data)) as result:
        return result.text, result.body


def convert_docx2python(result: Any) -> ReaderOutput:
    text, body = result
    grids = []
    for table in body:
        if len(table) > 1 or any(len(row) > 1 for row in table):
            grids.append([["\n".join(cell) for cell in row] for row in table])
    return ReaderOutput(text, grids)


def run_docx2txt(data: bytes, extension: str = ".docx") -> Any:
    import docx2txt

    return docx2txt.process(io.BytesIO(data))


# HTML and Markdown


def run_mammoth(data: bytes, extension: str = ".docx") -> Any:
    import mammoth

    return mammoth.convert_to_html(io.BytesIO(data)).value


def run_oxide_html(data: bytes, extension: str = ".docx") -> Any:
    from office_oxide import Document

    return Document.from_bytes(data, extension[1:]).to_html()


def run_oxide_text(data: bytes, extension: str = ".docx") -> Any:
    from office_oxide import Document

    return Document.from_bytes(data, extension[1:]).plain_text()


_markitdown_cache: list[Any] = []


def run_markitdown(data: bytes, extension: str = ".docx") -> Any:
    from markitdown import MarkItDown

    if not _markitdown_cache:
        _markitdown_cache.append(MarkItDown())
    return (
        _markitdown_cache[0]
        .convert_stream(io.BytesIO(data), file_extension=extension)
        .text_content
    )


def find_mime_type(extension: str) -> str:
    """What kreuzberg asks for in place of an ending."""
    return (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        if extension == ".docx"
        else "application/msword"
    )


def run_kreuzberg(data: bytes, extension: str = ".docx") -> Any:
    import kreuzberg

    return kreuzberg.extract_bytes_sync(data, find_mime_type(extension))


def convert_kreuzberg(result: Any) -> ReaderOutput:
    return ReaderOutput(
        result.content, [[list(row) for row in table.cells] for table in result.tables]
    )


def _read_docling_markdown(data: bytes) -> Any:
    from docling.backend.msword_backend import MsWordDocumentBackend
    from docling.datamodel.base_models import InputFormat
    from docling.datamodel.document import InputDocument

    given = InputDocument(
        path_or_stream=io.BytesIO(data),
        format=InputFormat.DOCX,
        backend=MsWordDocumentBackend,
        filename="x.docx",
    )
    return given._backend.convert().export_to_markdown()


def parse_html(page: Any) -> ReaderOutput:
    """Text and grids of a page; list items of ``ol`` get the number a browser shows."""
    from lxml import html as parser

    root = parser.fromstring(f"<div>{page}</div>")
    for unwanted in root.xpath("//style|//script|//head/title"):
        unwanted.drop_tree()
    for number_list in root.iter("ol"):
        for number, item in enumerate(
            number_list.iterchildren("li"), int(number_list.get("start") or 1)
        ):
            item.text = f"{number}." + (item.text or "")
    for cell in root.iter("td", "th"):
        cell.tail = "\t" + (cell.tail or "")
    for block in root.iter("p", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"):
        block.tail = "\n" + (block.tail or "")
    return ReaderOutput(
        root.text_content(), [_build_html_grid(table) for table in root.iter("table")]
    )


def _build_html_grid(table: Any) -> TextGrid:
    grid: dict[tuple[int, int], str] = {}
    for i, row in enumerate(table.xpath("./tr|./*/tr")):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (i, column) in grid:
                column += 1
            across, down = (
                min(int(cell.get("colspan") or 1), 100),
                min(int(cell.get("rowspan") or 1), 100),
            )
            for at in ((i + y, column + x) for y in range(down) for x in range(across)):
                grid[at] = ""
            grid[i, column] = cell.text_content()
    height = max((row for row, _ in grid), default=-1) + 1
    width = max((column for _, column in grid), default=-1) + 1
    return [
        [grid.get((row, column), "") for column in range(width)]
        for row in range(height)
    ]


def parse_markdown(text: Any) -> ReaderOutput:
    grids: list[TextGrid] = []
    rows: TextGrid = []
    for line in [*str(text).split("\n"), ""]:
        if line.strip().startswith("|"):
            cells = [
                cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))
            ]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                rows.append(cells)
        elif rows:
            grids.append([row for row in rows if any(row)] if len(rows) > 1 else rows)
            rows = []
    clean = re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~])", r"\1", str(text))
    return ReaderOutput(html.unescape(clean), grids)


READER_ADAPTERS: tuple[ReaderAdapter, ...] = (
    ReaderAdapter(
        "extractor",
        "extractor",
        "paragraphs, grids, places",
        _read_document,
        convert_document,
    ),
    ReaderAdapter(
        "extractor, second count",
        "extractor",
        "characters and numbers",
        _count_stored_text,
        lambda _: ReaderOutput("", []),
    ),
    ReaderAdapter(
        "extractor.extract",
        "extractor",
        "all records and checks, both counts",
        _extract_disclosure,
        lambda _: ReaderOutput("", []),
    ),
    ReaderAdapter(
        "office_oxide text",
        "office_oxide",
        "flat text (Rust)",
        run_oxide_text,
        lambda text: ReaderOutput(text, []),
    ),
    ReaderAdapter(
        "office_oxide html", "office_oxide", "HTML (Rust)", run_oxide_html, parse_html
    ),
    ReaderAdapter(
        "kreuzberg",
        "kreuzberg",
        "text and tables (Rust)",
        run_kreuzberg,
        convert_kreuzberg,
    ),
    ReaderAdapter(
        "docx2txt",
        "docx2txt",
        "flat text",
        run_docx2txt,
        lambda text: ReaderOutput(text, []),
    ),
    ReaderAdapter(
        "python-docx",
        "python-docx",
        "paragraphs, cells",
        _read_python_docx_blocks,
        _convert_blocks,
    ),
    ReaderAdapter(
        "python-docx, style names",
        "python-docx",
        "the same with styles",
        _read_python_docx_styles,
        _convert_blocks,
    ),
    ReaderAdapter(
        "docx2python",
        "docx2python",
        "nested lists",
        run_docx2python,
        convert_docx2python,
    ),
    ReaderAdapter(
        "docling", "docling-slim", "Markdown", _read_docling_markdown, parse_markdown
    ),
    ReaderAdapter("mammoth", "mammoth", "HTML", run_mammoth, parse_html),
    ReaderAdapter(
        "markitdown", "markitdown", "Markdown", run_markitdown, parse_markdown
    ),
)


def list_available_adapters() -> list[ReaderAdapter]:
    """The readers that are installed here, ours first."""
    warnings.filterwarnings("ignore")
    found = []
    for other in READER_ADAPTERS:
        if other.package != "extractor":
            try:
                get_version(other.package)
            except importlib.metadata.PackageNotFoundError:
                continue
        found.append(other)
    return found
