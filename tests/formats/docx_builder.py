"""Word files written by hand, one feature each: parts of XML put into a package, and documents put into plain lists."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from extractor.model.document import Block, Document, Paragraph, Table

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_MAIN_TYPE = f"{_WORD}.document.main+xml"
_KINDS = {"styles", "numbering", "settings", "footnotes", "endnotes", "header", "footer", "comments"}

RenderedGrid = list[list[object]]


def p(*runs: str, props: str = "") -> str:
    """A paragraph of plain texts or ready runs (anything that begins with ``<``)."""
    inner = "".join(text if text.startswith("<") else r(text) for text in runs)
    return f"<w:p>{f'<w:pPr>{props}</w:pPr>' if props else ''}{inner}</w:p>"


def r(text: str, props: str = "") -> str:
    """A run."""
    return f'<w:r>{f"<w:rPr>{props}</w:rPr>" if props else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", props: str = "") -> str:
    """A cell of one plain paragraph, or of ready blocks."""
    inner = content if content.startswith("<") else p(content) if content else "<w:p/>"
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, props: str = "") -> str:
    """A row of texts or ready cells."""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{props}</w:trPr>' if props else ''}{inner}</w:tr>"


def tbl(*rows: str, columns: int | None = None) -> str:
    """A table; its grid declares the columns its rows need unless told otherwise."""
    grid = '<w:gridCol w:w="1000"/>' * (max(map(_count_columns, rows), default=0) if columns is None else columns)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _count_columns(row: str) -> int:
    own = re.sub(r"<w:tbl>.*</w:tbl>", "", row)
    skipped = sum(map(int, re.findall(r'<w:grid(?:Before|After) w:val="(\d{1,2})"', own)))
    return own.count("<w:tc>") + skipped + sum(int(span) - 1 for span in re.findall(r'gridSpan w:val="(\d{1,2})"', own))


def build_numbering_properties(list_id: int, level: int = 0) -> str:
    """Properties of a paragraph that Word numbers."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def level(index: int, text: str, format: str = "decimal", start: int = 1, more: str = "") -> str:
    """One level of a list definition."""
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{format}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def build_numbering_part(*definitions: str, lists: Mapping[int, str | int] | None = None) -> str:
    """numbering.xml: definitions 0, 1, ... from their levels; lists 1, 2, ... each of its definition unless told.

    ``lists`` gives for a ``numId`` the definition's number or the whole inside of the ``w:num``.
    """
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{text}</w:abstractNum>' for n, text in enumerate(definitions)
    )
    entries = lists or {n: n - 1 for n in range(1, len(definitions) + 1)}
    nums = "".join(
        f'<w:num w:numId="{id}">{target if isinstance(target, str) else f"""<w:abstractNumId w:val="{target}"/>"""}</w:num>'
        for id, target in entries.items()
    )
    return f"<w:numbering {NAMESPACES}>{abstract}{nums}</w:numbering>"


def build_styles_part(*entries: str) -> str:
    """styles.xml."""
    return f"<w:styles {NAMESPACES}>{''.join(entries)}</w:styles>"


def style(id: str, name: str, inner: str = "", kind: str = "paragraph", default: bool = False) -> str:
    """One style."""
    first = ' w:default="1"' if default else ""
    return f'<w:style w:type="{kind}"{first} w:styleId="{id}"><w:name w:val="{name}"/>{inner}</w:style>'


def build_document_part(body: str) -> str:
    """document.xml."""
    return f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"


def build_relationships(*arrows: tuple[str, str, str], external: tuple[str, ...] = ()) -> str:
    """A .rels part from (id, last word of the type, target)."""
    entries = "".join(
        f'<Relationship Id="{id}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if id in external else "")
        + "/>"
        for id, kind, target in arrows
    )
    return f'<Relationships xmlns="{_RELS}">{entries}</Relationships>'


def build_content_types(main: str, content_type: str = _MAIN_TYPE, others: tuple[str, ...] = ()) -> str:
    """[Content_Types].xml; ``others`` are further parts, whose kind their name tells."""
    kinds = "".join(
        f'<Override PartName="/{name}" ContentType="{_WORD}.{kind}+xml"/>'
        for name in others
        if (kind := name.rpartition("/")[2].removesuffix(".xml").rstrip("0123456789")) in _KINDS
    )
    return (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="htm" ContentType="text/html"/><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        f'<Default Extension="docx" ContentType="{_WORD}.document"/>'
        f'<Override PartName="/{main}" ContentType="{content_type}"/>{kinds}</Types>'
    )


def pack_zip(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts; a text becomes UTF-8 with an XML declaration."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content if isinstance(content, bytes) else (_HEAD + content).encode())
    return out.getvalue()


def build_parts(
    body: str,
    *,
    parts: Mapping[str, str | bytes] | None = None,
    arrows: tuple[tuple[str, str, str], ...] = (),
    external: tuple[str, ...] = (),
    content_type: str = _MAIN_TYPE,
) -> dict[str, str | bytes]:
    """Parts of a package with the body given; ``styles.xml``, ``numbering.xml`` and the like are tied to it by name."""
    named = dict(parts or {})
    usual = {"styles.xml": "styles", "numbering.xml": "numbering", "settings.xml": "settings"}
    usual |= {"footnotes.xml": "footnotes", "endnotes.xml": "endnotes"}
    ties = [(f"u{n}", usual[name], name) for n, name in enumerate(named) if name in usual]
    return {
        "[Content_Types].xml": build_content_types("word/document.xml", content_type, tuple(f"word/{name}" for name in named)),
        "_rels/.rels": build_relationships(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": build_document_part(body),
        "word/_rels/document.xml.rels": build_relationships(*ties, *arrows, external=external),
        **{name if "/" in name else f"word/{name}": content for name, content in named.items()},
    }


def build_docx(body: str, **more: object) -> bytes:
    """A .docx with the body given; further arguments as for :func:`parts_of`."""
    return pack_zip(build_parts(body, **more))  # type: ignore[arg-type]


def render_blocks(blocks: tuple[Block, ...]) -> list[object]:
    """Blocks as lists: a paragraph its text (``一、¦text`` where Word numbers it), a table a grid of such texts.

    In a grid ``<`` goes on from the left, ``^`` from above, None is no cell at all; a cell that holds more than one
    paragraph is a list of its blocks.
    """
    return [_render_paragraph(block) if isinstance(block, Paragraph) else _render_table(block) for block in blocks]


def _render_paragraph(paragraph: Paragraph) -> str:
    return f"{paragraph.list_label}¦{paragraph.text}" if paragraph.list_label else paragraph.text


def _render_table(table: Table) -> RenderedGrid:
    grid: RenderedGrid = [[None] * table.n_columns for _ in range(table.n_rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert grid[row - 1][column - 1] is None, f"two cells at {row}, {column}"
                grid[row - 1][column - 1] = "^" if row > cell.row else "<"
        inner = render_blocks(cell.blocks)
        grid[cell.row - 1][cell.column - 1] = inner[0] if len(inner) == 1 else inner if inner else ""
    return grid


def render_stories(document: Document) -> dict[str, object]:
    """Flows as lists, by name and anchor: ``fn1@b2``."""
    return {f"{flow.name}@{flow.anchor}" if flow.anchor else flow.name: render_blocks(flow.blocks) for flow in document.stories}
