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
    Grid,
    Output,
    docx2python_show,
    extractor_show,
    html_show,
    kreuzberg_show,
    markdown_show,
    mime_of,
    run_docx2python,
    run_docx2txt,
    run_kreuzberg,
    run_mammoth,
    run_markitdown,
    run_oxide_html,
    run_oxide_text,
)


class Way(NamedTuple):
    """``form`` is "default" or "best"; ``says`` is the call in short; ``run`` does what a user does, ``show`` gives its result
    in one shape; ``own`` are the packages whose exceptions are this tool's own words; ``apart``: it starts a program for each file."""

    tool: str
    form: str
    package: str
    says: str
    run: Callable[[bytes, str], Any]
    show: Callable[[Any], Output]
    own: tuple[str, ...]
    apart: bool = False

    @property
    def name(self) -> str:
        return self.tool if self.form == "default" else f"{self.tool} ({self.form})"


# extractor


def _extractor(data: bytes, ending: str) -> Any:
    import extractor

    return extractor.read_document(data)


# python-docx


def _cells(table: Any, nested: list[Grid] | None) -> Grid:
    """A grid with the text of a merged cell at its origin; ``nested`` takes the tables within."""
    seen: set[Any] = set()
    grid = []
    for row in table.rows:
        texts = []
        for cell in row.cells:
            texts.append("" if cell._tc in seen else cell.text)
            if nested is not None and cell._tc not in seen:
                for inner in cell.tables:
                    nested.append(_cells(inner, nested))
            seen.add(cell._tc)
        grid.append(texts)
    return grid


def _tabs(grid: Grid) -> str:
    return "\n".join("\t".join(row) for row in grid)


def _python_docx(data: bytes, ending: str) -> Any:
    import docx

    document = docx.Document(io.BytesIO(data))
    grids = [_cells(table, None) for table in document.tables]
    return Output(
        "\n".join(
            [p.text for p in document.paragraphs] + [_tabs(grid) for grid in grids]
        ),
        grids,
    )


def _python_docx_best(data: bytes, ending: str) -> Any:
    import docx

    document = docx.Document(io.BytesIO(data))
    lines: list[str] = []
    grids: list[Grid] = []
    for block in document.iter_inner_content():
        if not hasattr(block, "rows"):
            lines.append(block.text)
            continue
        nested: list[Grid] = []
        grid = _cells(block, nested)
        grids += [grid, *nested]
        lines += [_tabs(one) for one in (grid, *nested)]
    for section in document.sections:
        for edge in (section.header, section.footer):
            if not edge.is_linked_to_previous:
                lines += [p.text for p in edge.paragraphs]
    return Output("\n".join(lines), grids)


_kept: dict[str, Any] = {}


# docling


def _docling(data: bytes, ending: str) -> Any:
    from docling.datamodel.base_models import DocumentStream
    from docling.document_converter import DocumentConverter

    if "docling" not in _kept:
        _kept["docling"] = DocumentConverter()
    return (
        _kept["docling"]
        .convert(DocumentStream(name=f"x{ending}", stream=io.BytesIO(data)))
        .document
    )


def _docling_text(data: bytes, ending: str) -> Any:
    return _docling(data, ending).export_to_markdown()


def _docling_best(data: bytes, ending: str) -> Any:
    from docling_core.types.doc import ContentLayer

    document = _docling(data, ending)
    text = document.export_to_markdown(
        included_content_layers=set(ContentLayer) - {ContentLayer.INVISIBLE}
    )
    return text, [_docling_grid(table) for table in document.tables]


def _docling_grid(table: Any) -> Grid:
    """The grid of docling's own model, a merged cell at its origin."""
    grid = [[""] * table.data.num_cols for _ in range(table.data.num_rows)]
    for cell in table.data.table_cells:
        grid[cell.start_row_offset_idx][cell.start_col_offset_idx] = cell.text
    return grid


def _docling_best_show(result: Any) -> Output:
    text, grids = result
    return Output(markdown_show(text).text, grids)


# kreuzberg


def _kreuzberg_best(data: bytes, ending: str) -> Any:
    import kreuzberg

    return kreuzberg.extract_bytes_sync(
        data,
        mime_of(ending),
        config=kreuzberg.ExtractionConfig(output_format="markdown"),
    )


def _kreuzberg_markdown_show(result: Any) -> Output:
    return Output(markdown_show(result.content).text, kreuzberg_show(result).grids)


# unstructured


def _unstructured(data: bytes, ending: str) -> Any:
    if ending == ".docx":
        from unstructured.partition.docx import partition_docx as partition
    else:
        from unstructured.partition.doc import partition_doc as partition
    return partition(file=io.BytesIO(data))


def _unstructured_show(elements: Any) -> Output:
    grids: list[Grid] = []
    lines = []
    for element in elements:
        page = (
            getattr(element.metadata, "text_as_html", None)
            if element.category == "Table"
            else None
        )
        shown = html_show(page) if page else Output(element.text, [])
        lines.append(shown.text)
        grids += shown.grids
    return Output("\n".join(lines), grids)


# programs


def _program(command: list[str], data: bytes | None = None) -> bytes:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.decode("utf-8", "replace")[:500])
    return done.stdout


def pandoc() -> str:
    """The pandoc of this environment, '' when there is none."""
    if importlib.util.find_spec("pypandoc"):
        import pypandoc

        try:
            return str(pypandoc.get_pandoc_path())
        except OSError:
            return ""
    return shutil.which("pandoc") or ""


def _pandoc(data: bytes, ending: str) -> Any:
    if ending != ".docx":
        raise ValueError("pandoc reads no .doc")
    return _program([pandoc(), "-f", "docx", "-t", "html"], data).decode("utf-8")


def _libreoffice(data: bytes, ending: str) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"x{ending}"
        path.write_bytes(data)
        profile = (
            f"-env:UserInstallation=file://{tempfile.gettempdir()}/comparison-profile"
        )
        _program(
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


def _text_show(text: Any) -> Output:
    return Output(text, [])


def _as_is(output: Any) -> Output:
    return output  # type: ignore[no-any-return]


WAYS: tuple[Way, ...] = (
    Way("extractor", "default", "extractor", "read_document(f)", _extractor, extractor_show, ("extractor",)),
    Way("office_oxide", "default", "office_oxide", "Document.plain_text()", run_oxide_text, _text_show, ("office_oxide",)),
    Way("office_oxide", "best", "office_oxide", "Document.to_html()", run_oxide_html, html_show, ("office_oxide",)),
    Way("kreuzberg", "default", "kreuzberg", "extract_bytes_sync(f, mime)", run_kreuzberg, kreuzberg_show, ("kreuzberg",)),
    Way("kreuzberg", "best", "kreuzberg", 'output_format="markdown", .tables', _kreuzberg_best, _kreuzberg_markdown_show, ("kreuzberg",)),
    Way("docx2txt", "default", "docx2txt", "process(f)", run_docx2txt, _text_show, ("docx2txt",)),
    Way("python-docx", "default", "python-docx", ".paragraphs, .tables", _python_docx, _as_is, ("docx",)),
    Way("python-docx", "best", "python-docx", ".iter_inner_content(), nested tables, headers", _python_docx_best, _as_is, ("docx",)),
    Way("docx2python", "default", "docx2python", ".text, .body", run_docx2python, docx2python_show, ("docx2python",)),
    Way("docling", "default", "docling", "DocumentConverter().convert(f), Markdown", _docling_text, markdown_show, ("docling", "docling_core")),
    Way("docling", "best", "docling", "all content layers, .tables", _docling_best, _docling_best_show, ("docling", "docling_core")),
    Way("mammoth", "default", "mammoth", "convert_to_html(f)", run_mammoth, html_show, ("mammoth",)),
    Way("markitdown", "default", "markitdown", "MarkItDown().convert_stream(f)", run_markitdown, markdown_show, ("markitdown",)),
    Way("unstructured", "default", "unstructured", "partition_docx(f), text_as_html", _unstructured, _unstructured_show, ("unstructured",)),
    Way("pandoc", "default", "pypandoc_binary", "pandoc -f docx -t html", _pandoc, html_show, (), True),
    Way("LibreOffice", "default", "soffice", "soffice --headless --convert-to html", _libreoffice, html_show, (), True),
)  # fmt: skip


def installed(way: Way) -> str:
    """The version that is here, '' when the tool is not."""
    if way.package == "soffice":
        if not shutil.which("soffice"):
            return ""
        words = subprocess.run(
            ["soffice", "--version"], capture_output=True, text=True, check=False
        ).stdout.split()
        return words[1] if len(words) > 1 else ""
    if way.tool == "pandoc":
        path = pandoc()
        return (
            _program([path, "--version"]).decode().split("\n")[0].split()[1]
            if path
            else ""
        )
    for package in (way.package, f"{way.package}-slim"):
        try:
            return importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return ""


def ways(only: str = "") -> Iterator[Way]:
    """The ways whose tool is installed here; ``only``: names, comma separated."""
    wanted = set(filter(None, only.split(",")))
    for way in WAYS:
        if (not wanted or way.name in wanted or way.tool in wanted) and installed(way):
            yield way


if (
    __name__ == "__main__"
):  # one file by one way in a process that loads nothing else: what a cold start costs
    _name, _path = sys.argv[1:]
    if _name == "extractor.extract":
        import extractor

        extractor.extract(Path(_path).read_bytes())
    else:
        next(_one for _one in WAYS if _one.name == _name).run(
            Path(_path).read_bytes(), ".docx"
        )
