"""Other readers of Word files, each behind one function: bytes in, a ReaderOutput out.

``READER_ADAPTERS`` are the functions that the reading benchmarks time. ``USAGE_EXAMPLES`` are the calls of a user of each
tool: the call its first page shows, and the best one we found where that is another; public calls only, nothing repaired
afterwards. A tool is imported when it is first asked for, so that a missing one only leaves its column out.

    python benchmarks/adapters.py NAME PATH     read one file by one usage example, and import nothing else: a cold start
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import importlib
import importlib.metadata
import importlib.util
import io
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.command_line import read_arguments

FORMATTING_CHARACTERS = str.maketrans(
    "", "", " \t\n\r\u3000\xa0|#*\\`_-\ufeff\u200b\u2011\u00ad<>"
)  # white space and marks of Markdown, no text of a page

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
    if package == "budget-disclosures":  # also of a checkout that is not installed
        from extractor import __version__

        return __version__
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
    from extractor.model.document import Paragraph

    rows = [[""] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        lines = [
            block.list_label + block.text if isinstance(block, Paragraph) else ""
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


# xberg, docvortex


def _run_xberg(data: bytes, extension: str = ".docx") -> Any:
    """Its cache is off: a file that is read again is to be read."""
    import xberg

    return _extract_with_xberg(data, extension, xberg.ExtractionConfig(use_cache=False))


def _run_xberg_best(data: bytes, extension: str = ".docx") -> Any:
    import xberg

    config = xberg.ExtractionConfig(use_cache=False, output_format="markdown")
    return _extract_with_xberg(data, extension, config)


def _extract_with_xberg(data: bytes, extension: str, config: Any) -> Any:
    import xberg

    given = xberg.ExtractInput(
        kind="bytes", bytes=data, mime_type=find_mime_type(extension)
    )
    return asyncio.run(xberg.extract(given, config)).results[0]


def _run_docvortex(data: bytes, extension: str = ".docx") -> str:
    return _export_with_docvortex(data, extension, "markdown")


def _run_docvortex_best(data: bytes, extension: str = ".docx") -> str:
    return _export_with_docvortex(data, extension, "html")


def _export_with_docvortex(data: bytes, extension: str, output_format: str) -> str:
    import docvortex
    from loguru import logger

    logger.disable("docvortex")  # it tells of every step on the terminal
    result = docvortex.parse(data, file_suffix=extension[1:])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        result.export(path, output_format=output_format)
        return path.read_text(encoding="utf-8")


def _parse_html_page(page: Any) -> ReaderOutput:
    """What is between the tags of the body."""
    return parse_html(page.partition("<body")[2].partition(">")[2])


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
        "budget-disclosures",
        "paragraphs, grids, places",
        _read_document,
        convert_document,
    ),
    ReaderAdapter(
        "extractor, second count",
        "budget-disclosures",
        "characters and numbers",
        _count_stored_text,
        lambda _: ReaderOutput("", []),
    ),
    ReaderAdapter(
        "extractor.extract",
        "budget-disclosures",
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
        "xberg",
        "xberg",
        "text and tables (Rust)",
        _run_xberg,
        convert_kreuzberg,
    ),
    ReaderAdapter("docvortex", "docvortex", "Markdown", _run_docvortex, parse_markdown),
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
        if other.package != "budget-disclosures":
            try:
                get_version(other.package)
            except importlib.metadata.PackageNotFoundError:
                continue
        found.append(other)
    return found


class UsageExample(NamedTuple):
    """``form`` is "default" or "best"; ``says`` is the call in short; ``run`` does what a user does, ``show`` gives its result
    in one shape; ``own`` are the packages whose exceptions are this tool's own words; ``apart``: it starts a program for each file."""

    tool: str
    variant: str
    package: str
    call: str
    run: Callable[[bytes, str], Any]
    to_output: Callable[[Any], ReaderOutput]
    exception_packages: tuple[str, ...]
    is_external_program: bool = False

    @property
    def name(self) -> str:
        return (
            self.tool if self.variant == "default" else f"{self.tool} ({self.variant})"
        )


# extractor


def _run_read_document(data: bytes, extension: str) -> Any:
    import extractor

    return extractor.read_document(data)


# python-docx


def _build_docx_grid(table: Any, nested: list[TextGrid] | None) -> TextGrid:
    """A grid with the text of a merged cell at its origin; ``nested`` takes the tables within."""
    seen: set[Any] = set()
    grid = []
    for row in table.rows:
        texts = []
        for cell in row.cells:
            texts.append("" if cell._tc in seen else cell.text)
            if nested is not None and cell._tc not in seen:
                for inner in cell.tables:
                    nested.append(_build_docx_grid(inner, nested))
            seen.add(cell._tc)
        grid.append(texts)
    return grid


def _join_cells(grid: TextGrid) -> str:
    return "\n".join("\t".join(row) for row in grid)


def _run_python_docx(data: bytes, extension: str) -> Any:
    import docx

    document = docx.Document(io.BytesIO(data))
    grids = [_build_docx_grid(table, None) for table in document.tables]
    return ReaderOutput(
        "\n".join(
            [p.text for p in document.paragraphs]
            + [_join_cells(grid) for grid in grids]
        ),
        grids,
    )


def _run_python_docx_best(data: bytes, extension: str) -> Any:
    import docx

    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    grids: list[TextGrid] = []
    for block in document.iter_inner_content():
        if not hasattr(block, "rows"):
            lines.append(block.text)
            continue
        nested: list[TextGrid] = []
        grid = _build_docx_grid(block, nested)
        grids += [grid, *nested]
        lines += [_join_cells(one) for one in (grid, *nested)]
    for section in document.sections:
        for edge in (section.header, section.footer):
            if not edge.is_linked_to_previous:
                lines += [p.text for p in edge.paragraphs]
    return ReaderOutput("\n".join(lines), grids)


_converters: dict[str, Any] = {}


# docling


def _convert_with_docling(data: bytes, extension: str) -> Any:
    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    if "docling" not in _converters:
        _converters["docling"] = DocumentConverter()
    return (
        _converters["docling"]
        .convert(DocumentStream(name=f"x{extension}", stream=io.BytesIO(data)))
        .document
    )


def _run_docling(data: bytes, extension: str) -> Any:
    return _convert_with_docling(data, extension).export_to_markdown()


def _run_docling_best(data: bytes, extension: str) -> Any:
    from docling_core.types.doc import ContentLayer

    document = _convert_with_docling(data, extension)
    text = document.export_to_markdown(
        included_content_layers=set(ContentLayer) - {ContentLayer.INVISIBLE}
    )
    return text, [_build_docling_grid(table) for table in document.tables]


def _build_docling_grid(table: Any) -> TextGrid:
    """The grid of docling's own model, a merged cell at its origin."""
    grid = [[""] * table.data.num_cols for _ in range(table.data.num_rows)]
    for cell in table.data.table_cells:
        grid[cell.start_row_offset_idx][cell.start_col_offset_idx] = cell.text
    return grid


def _convert_docling_best(result: Any) -> ReaderOutput:
    text, grids = result
    return ReaderOutput(parse_markdown(text).text, grids)


# kreuzberg


def _run_kreuzberg_best(data: bytes, extension: str) -> Any:
    import kreuzberg

    return kreuzberg.extract_bytes_sync(
        data,
        find_mime_type(extension),
        config=kreuzberg.ExtractionConfig(output_format="markdown"),
    )


def _convert_kreuzberg_markdown(result: Any) -> ReaderOutput:
    return ReaderOutput(
        parse_markdown(result.content).text, convert_kreuzberg(result).grids
    )


# unstructured


def _run_unstructured(data: bytes, extension: str) -> Any:
    if extension == ".docx":
        from unstructured.partition.docx import partition_docx as partition
    else:
        from unstructured.partition.doc import partition_doc as partition
    return partition(file=io.BytesIO(data))


def _convert_unstructured(elements: Any) -> ReaderOutput:
    grids: list[TextGrid] = []
    lines = []
    for element in elements:
        page = (
            getattr(element.metadata, "text_as_html", None)
            if element.category == "Table"
            else None
        )
        shown = parse_html(page) if page else ReaderOutput(element.text, [])
        lines.append(shown.text)
        grids += shown.grids
    return ReaderOutput("\n".join(lines), grids)


# programs


def _run_program(command: list[str], data: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace")[:500])
    return done.stdout


def find_pandoc() -> str:
    """The pandoc of this environment, '' when there is none."""
    if importlib.util.find_spec("pypandoc"):
        import pypandoc

        try:
            return str(pypandoc.get_pandoc_path())
        except OSError:
            return ""
    return shutil.which("pandoc") or ""


def _run_pandoc(data: bytes, extension: str) -> Any:
    if extension != ".docx":
        raise ValueError("pandoc reads no .doc")
    return _run_program([find_pandoc(), "-f", "docx", "-t", "html"], data).decode(
        "utf-8"
    )


def _run_libreoffice(data: bytes, extension: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{extension}"
        path.write_bytes(data)
        profile = (
            f"-env:UserInstallation=file://{tempfile.gettempdir()}/comparison-profile"
        )
        _run_program(
            [
                "soffice",
                profile,
                "--headless",
                "--convert-to",
                "html:HTML:EmbedImages",
                "--outdir",
                folder,
                str(path),
            ]
        )
        page = path.with_suffix(".html")
        if not page.exists():
            raise ValueError("no page was written")
        return (
            page.read_bytes()
            .decode("utf-8", "replace")
            .partition("<body")[2]
            .partition(">")[2]
        )


def _wrap_text(text: Any) -> ReaderOutput:
    return ReaderOutput(text, [])


def _return_unchanged(output: Any) -> ReaderOutput:
    return output  # type: ignore[no-any-return]


USAGE_EXAMPLES: tuple[UsageExample, ...] = (
    UsageExample("extractor", "default", "budget-disclosures", "read_document(f)", _run_read_document, convert_document, ("extractor",)),
    UsageExample("office_oxide", "default", "office_oxide", "Document.plain_text()", run_oxide_text, _wrap_text, ("office_oxide",)),
    UsageExample("office_oxide", "best", "office_oxide", "Document.to_html()", run_oxide_html, parse_html, ("office_oxide",)),
    UsageExample("kreuzberg", "default", "kreuzberg", "extract_bytes_sync(f, mime)", run_kreuzberg, convert_kreuzberg, ("kreuzberg",)),
    UsageExample("kreuzberg", "best", "kreuzberg", 'output_format="markdown", .tables', _run_kreuzberg_best, _convert_kreuzberg_markdown, ("kreuzberg",)),
    UsageExample("xberg", "default", "xberg", "extract(ExtractInput(bytes=f)), no cache", _run_xberg, convert_kreuzberg, ("xberg",)),
    UsageExample("xberg", "best", "xberg", 'output_format="markdown", .tables', _run_xberg_best, _convert_kreuzberg_markdown, ("xberg",)),
    UsageExample("docvortex", "default", "docvortex", "parse(f).export(Markdown)", _run_docvortex, parse_markdown, ("docvortex",)),
    UsageExample("docvortex", "best", "docvortex", "parse(f).export(HTML)", _run_docvortex_best, _parse_html_page, ("docvortex",)),
    UsageExample("docx2txt", "default", "docx2txt", "process(f)", run_docx2txt, _wrap_text, ("docx2txt",)),
    UsageExample("python-docx", "default", "python-docx", ".paragraphs, .tables", _run_python_docx, _return_unchanged, ("docx",)),
    UsageExample("python-docx", "best", "python-docx", ".iter_inner_content(), nested tables, headers", _run_python_docx_best, _return_unchanged, ("docx",)),
    UsageExample("docx2python", "default", "docx2python", ".text, .body", run_docx2python, convert_docx2python, ("docx2python",)),
    UsageExample("docling", "default", "docling", "DocumentConverter().convert(f), Markdown", _run_docling, parse_markdown, ("docling", "docling_core")),
    UsageExample("docling", "best", "docling", "all content layers, .tables", _run_docling_best, _convert_docling_best, ("docling", "docling_core")),
    UsageExample("mammoth", "default", "mammoth", "convert_to_html(f)", run_mammoth, parse_html, ("mammoth",)),
    UsageExample("markitdown", "default", "markitdown", "MarkItDown().convert_stream(f)", run_markitdown, parse_markdown, ("markitdown",)),
    UsageExample("unstructured", "default", "unstructured", "partition_docx(f), text_as_html", _run_unstructured, _convert_unstructured, ("unstructured",)),
    UsageExample("pandoc", "default", "pypandoc_binary", "pandoc -f docx -t html", _run_pandoc, parse_html, (), True),
    UsageExample("LibreOffice", "default", "soffice", "soffice --headless --convert-to html", _run_libreoffice, parse_html, (), True),
)  # fmt: skip


def find_installed_version(example: UsageExample) -> str:
    """The version that is here, '' when the tool is not."""
    if example.package == "soffice":
        if not shutil.which("soffice"):
            return ""
        words = subprocess.run(
            ["soffice", "--version"], capture_output=True, text=True, check=False
        ).stdout.split()
        return words[1] if len(words) > 1 else ""
    if example.tool == "pandoc":
        path = find_pandoc()
        return (
            _run_program([path, "--version"]).decode().split("\n")[0].split()[1]
            if path
            else ""
        )
    for package in (example.package, f"{example.package}-slim"):
        try:
            return get_version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def list_usage_examples(only: str = "") -> Iterator[UsageExample]:
    """The ways whose tool is installed here; ``only``: names, comma separated."""
    wanted = set(filter(None, only.split(",")))
    for way in USAGE_EXAMPLES:
        if (
            not wanted or way.name in wanted or way.tool in wanted
        ) and find_installed_version(way):
            yield way


def main(name: str, path: str) -> None:
    """Read one file in a process that imports one tool: what a cold start costs."""
    data = Path(path).read_bytes()
    if name == "extractor.extract":
        import extractor

        extractor.extract(data)
        return
    next(one for one in USAGE_EXAMPLES if one.name == name).run(data, ".docx")


if __name__ == "__main__":
    main(*read_arguments(__doc__))
