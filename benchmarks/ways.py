"""The ways a user takes with each tool: the one its first page shows, and the best one we found where that is another.

A way that the other benchmarks take too stands in ``others``. Every way is bytes in, :class:`others.Output` out, by public
calls only. Nothing is repaired on the way: what a tool leaves out of its text or its tables is left out. A tool is imported
when it is first asked for.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))

from benchmarks.others import (
    ReaderOutput,
    TextGrid,
    convert_document,
    convert_docx2python,
    convert_kreuzberg,
    find_mime_type,
    parse_html,
    parse_markdown,
    run_docx2python,
    run_docx2txt,
    run_kreuzberg,
    run_mammoth,
    run_markitdown,
    run_oxide_html,
    run_oxide_text,
)


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
    UsageExample("extractor", "default", "extractor", "read_document(f)", _run_read_document, convert_document, ("extractor",)),
    UsageExample("office_oxide", "default", "office_oxide", "Document.plain_text()", run_oxide_text, _wrap_text, ("office_oxide",)),
    UsageExample("office_oxide", "best", "office_oxide", "Document.to_html()", run_oxide_html, parse_html, ("office_oxide",)),
    UsageExample("kreuzberg", "default", "kreuzberg", "extract_bytes_sync(f, mime)", run_kreuzberg, convert_kreuzberg, ("kreuzberg",)),
    UsageExample("kreuzberg", "best", "kreuzberg", 'output_format="markdown", .tables', _run_kreuzberg_best, _convert_kreuzberg_markdown, ("kreuzberg",)),
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
            return importlib.metadata.version(package)
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


if (
    __name__ == "__main__"
):  # one file by one way in a process that loads nothing else: what a cold start costs
    _name, _path = sys.argv[1:]
    if _name == "extractor.extract":
        import extractor

        extractor.extract(Path(_path).read_bytes())
    else:
        next(_one for _one in USAGE_EXAMPLES if _one.name == _name).run(
            Path(_path).read_bytes(), ".docx"
        )
