"""The codebook: every table and column in words, and what a dataset holds of it.

Without a dataset it says what the words mean; with one it also counts rows, values that are there, and how each closed
list is used. Markdown or an Excel workbook, in Chinese or English.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from extractor import schema
from extractor.i18n import format_message
from extractor.schema.concepts import load_concepts

if TYPE_CHECKING:
    from extractor.dataset.dataset import Dataset

__all__ = [
    "CodebookPage",
    "TableStatistics",
    "build_pages",
    "compute_table_statistics",
    "render_codebook",
    "write_codebook",
]


@dataclass
class TableStatistics:
    """What a dataset holds of one table: its rows, the values by column, the uses of closed lists and items."""

    n_rows: int = 0
    non_null_counts: Counter[str] = field(default_factory=Counter)
    usage_counts: dict[str, Counter[str]] = field(default_factory=dict)


def compute_table_statistics(dataset: Dataset) -> dict[str, TableStatistics]:
    """Count every table of a dataset, one row group at a time."""
    found: dict[str, TableStatistics] = {}
    for table in schema.load_tables():
        own = found[table.name] = TableStatistics()
        listed = [
            column.name
            for column in table.columns
            if column.values or column.reference in ("items", "rules")
        ]
        for data in dataset.iter_batches(table.name):
            own.n_rows += len(data)
            for column in table.columns:
                own.non_null_counts[column.name] += (
                    len(data) - data.column(column.name).null_count
                )
            for name in listed:
                counted = Counter(
                    str(value)
                    for value in data.column(name).to_pylist()
                    if value is not None
                )
                own.usage_counts[name] = own.usage_counts.get(name, Counter()) + counted
    return found


class CodebookPage(NamedTuple):
    """One table of the codebook: of the dataset's columns, of items, of rules. The last column is of numbers."""

    name: str
    title: str
    note: str
    header: list[str]
    rows: list[list[str]]


def render_codebook(
    dataset: Dataset | str | os.PathLike[str] | None = None, lang: str = "zh"
) -> str:
    """The codebook as Markdown in ``lang`` (zh or en), with counts when a dataset is given.

    Raises ExtractorError when the dataset cannot be opened.
    """
    opened = _open_if_path(dataset)
    lines = [
        f"# {_format_codebook_message('TITLE', lang)}",
        "",
        _format_codebook_message("INTRODUCTION", lang),
    ]
    if opened is not None:
        lines += ["", _format_codebook_message("VERSION", lang, version=opened.version)]
    for page in build_pages(
        compute_table_statistics(opened) if opened is not None else None, lang
    ):
        lines += ["", f"## {page.title}", ""]
        lines += [page.note, ""] if page.note else []
        lines += [
            _format_markdown_row(page.header),
            _format_markdown_row(["---"] * len(page.header)),
            *map(_format_markdown_row, page.rows),
        ]
    return "\n".join(lines) + "\n"


def write_codebook(
    path: str | os.PathLike[str],
    dataset: Dataset | str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> None:
    """Write the codebook to a file: a workbook where its name ends in .xlsx (a sheet a table), else Markdown.

    Raises ExtractorError when the dataset cannot be opened, or for .xlsx when xlsxwriter is not installed.
    """
    if Path(path).suffix.lower() != ".xlsx":
        Path(path).write_bytes(render_codebook(dataset, lang).encode())
        return
    from extractor.dataset.formats import create_workbook

    book = create_workbook(Path(path))
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    opened = _open_if_path(dataset)
    for page in build_pages(
        compute_table_statistics(opened) if opened is not None else None, lang
    ):
        sheet = book.add_worksheet(page.name)
        sheet.write_string(0, 0, page.title, bold)
        sheet.write_string(1, 0, page.note)
        sheet.set_column(0, 2, 20)
        sheet.set_column(3, 3, 80)
        for row, cells in enumerate([page.header, *page.rows], start=3):
            for column, text in enumerate(cells):
                sheet.write_string(
                    row, column, _strip_markdown(text), bold if row == 3 else wrapped
                )
    book.close()


def _open_if_path(dataset: Dataset | str | os.PathLike[str] | None) -> Dataset | None:
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset.dataset import open_dataset

        return open_dataset(dataset)
    return dataset


def _strip_markdown(text: str) -> str:
    """Text without the marks of Markdown."""
    return text.replace("**", "").replace("`", "")


def build_pages(
    statistics: Mapping[str, TableStatistics] | None, lang: str
) -> Iterator[CodebookPage]:
    """The codebook page by page: every table of the dataset, the canonical items, the rules."""
    for table in schema.load_tables():
        own = statistics[table.name] if statistics else None
        note = table.get_description(lang) + (
            _format_codebook_message("ROWS", lang, count=f"{own.n_rows:,}")
            if own
            else ""
        )
        rows = [
            [
                f"`{column.name}`",
                column.get_label(lang),
                _format_type(column, lang),
                _describe_meaning(column, own, lang),
            ]
            + (
                [_format_share(own.non_null_counts[column.name], own.n_rows)]
                if own
                else []
            )
            for column in table.columns
        ]
        heads = _format_header(
            ["COLUMN", "LABEL", "TYPE", "MEANING", *(["FILLED"] if own else [])], lang
        )
        yield CodebookPage(
            table.name, f"{table.name} · {table.get_label(lang)}", note, heads, rows
        )
    used = Counter[str]()
    for one in (statistics or {}).values():
        used += one.usage_counts.get("item", Counter())
    rows = [
        [
            f"`{item.id}`",
            item.label_zh if lang == "zh" else item.label_en,
            item.gfsm2014,
        ]
        + ([f"{used[item.id]:,}"] if statistics else [])
        for item in load_concepts().values()
    ]
    heads = _format_header(
        ["ITEM", "LABEL", "GFSM", *(["USED"] if statistics else [])], lang
    )
    yield CodebookPage(
        "items", _format_codebook_message("ITEMS", lang), "", heads, rows
    )
    tried = (
        statistics["checks"].usage_counts.get("rule", Counter[str]())
        if statistics
        else Counter[str]()
    )
    rows = [
        [
            f"`{rule.id}`",
            rule.text_zh if lang == "zh" else rule.text_en,
            f"{rule.kind}, {rule.severity}",
        ]
        + ([f"{tried[rule.id]:,}"] if statistics else [])
        for rule in schema.load_rules().values()
    ]
    heads = _format_header(
        ["RULE", "MEANING", "KIND", *(["USED"] if statistics else [])], lang
    )
    yield CodebookPage(
        "rules", _format_codebook_message("RULES", lang), "", heads, rows
    )


def _format_codebook_message(code: str, lang: str, **details: object) -> str:
    return format_message(
        f"CODEBOOK_{code}", {name: str(value) for name, value in details.items()}, lang
    )


def _format_header(codes: list[str], lang: str) -> list[str]:
    return [_format_codebook_message(code, lang) for code in codes]


def _format_type(column: schema.ColumnSchema, lang: str) -> str:
    kind = _format_codebook_message(f"TYPE_{column.type.upper()}", lang)
    return f"{kind} ({column.unit})" if column.unit in ("元", "%") else kind


def _describe_meaning(
    column: schema.ColumnSchema, statistics: TableStatistics | None, lang: str
) -> str:
    """The description, the closed list with its uses, and where a key leads."""
    lines = [column.get_description(lang)]
    if column.values:
        used = (
            statistics.usage_counts.get(column.name, Counter[str]())
            if statistics
            else Counter[str]()
        )
        values = [
            f"`{value}` {used[value]:,}" if used[value] else f"`{value}`"
            for value in column.values
        ]
        values += [
            f"**`{value}`** {used[value]:,}"
            for value in sorted(set(used) - set(column.values))
        ]
        lines.append(", ".join(values))
    if "." in column.reference:
        lines.append(f"→ `{column.reference}`")
    return "\n".join(lines)


def _format_share(filled: int, rows: int) -> str:
    return f"{100 * filled / rows:.1f}%" if rows else "—"


def _format_markdown_row(cells: list[str]) -> str:
    return (
        "| "
        + " | ".join(cell.replace("|", r"\|").replace("\n", "<br>") for cell in cells)
        + " |"
    )
