"""The codebook: every table and column in words, and what a dataset holds of it.

Without a dataset it describes the columns; with one it also counts
rows, values that are there, and how often each value of a closed list
is used. Markdown or an Excel workbook, in Chinese or English.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from extractor import schema
from extractor.dataclass import dataclass
from extractor.dataset.dataset import Dataset, open_dataset
from extractor.dataset.formats import create_workbook
from extractor.i18n import format_message
from extractor.model.issues import ExtractorError
from extractor.schema import ColumnSchema, TableSchema
from extractor.schema.concepts import load_concept_definitions, load_concepts

__all__ = [
    "CodebookPage",
    "TableStatistics",
    "build_pages",
    "compute_table_statistics",
    "render_codebook",
    "write_codebook",
]


_ENDINGS = (".md", ".txt", ".xlsx", "")


@dataclass
class TableStatistics:
    """What a dataset holds of one table.

    ``non_null_counts`` are values by column, ``usage_counts`` the uses
    of the values of closed lists, concepts and rules by column.
    """

    n_rows: int = 0
    non_null_counts: Counter[str] = field(default_factory=Counter)
    usage_counts: dict[str, Counter[str]] = field(default_factory=dict)

    def count_uses(self, column: str) -> Counter[str]:
        """Count the uses of each value of a column;
        none for a column not counted."""
        return self.usage_counts.get(column, Counter())


class CodebookPage(NamedTuple):
    """One page: the columns of a table, the concepts, or the rules.

    With a dataset the last column of ``rows`` holds numbers.
    """

    name: str
    title: str
    note: str
    header: list[str]
    rows: list[list[str]]


def compute_table_statistics(dataset: Dataset) -> dict[str, TableStatistics]:
    """Count the rows and values of every table of
    a dataset, a row group at a time."""
    found: dict[str, TableStatistics] = {}
    for table in schema.load_tables():
        statistics = found[table.name] = TableStatistics()
        for column in table.columns:
            if column.values or column.reference in ("items", "rules"):
                statistics.usage_counts[column.name] = Counter()
        for data in dataset.iter_batches(table.name):
            _add_batch(statistics, data)
    return found


def _add_batch(statistics: TableStatistics, data: pa.Table) -> None:
    statistics.n_rows += len(data)
    for name in data.column_names:
        filled = len(data) - data.column(name).null_count
        statistics.non_null_counts[name] += filled
    for name, uses in statistics.usage_counts.items():
        values = data.column(name).to_pylist()
        uses.update(str(value) for value in values if value is not None)


def render_codebook(
    dataset: Dataset | str | os.PathLike[str] | None = None, lang: str = "zh"
) -> str:
    """Render the codebook as Markdown.

    Args:
        dataset: a dataset or its folder, to count what it holds.
        lang: zh or en.

    Raises:
        ExtractorError: the dataset cannot be opened.
    """
    opened = _open_if_path(dataset)
    lines = [
        f"# {_format_codebook_message('TITLE', lang)}",
        "",
        _format_codebook_message("INTRODUCTION", lang),
    ]
    if opened is not None:
        version = _format_codebook_message("VERSION", lang, version=opened.version)
        lines += ["", version]
    for page in _build_counted_pages(opened, lang):
        lines += ["", f"## {page.title}", ""]
        if page.note:
            lines += [page.note, ""]
        lines.append(_format_markdown_row(page.header))
        lines.append(_format_markdown_row(["---"] * len(page.header)))
        lines += map(_format_markdown_row, page.rows)
    return "\n".join(lines) + "\n"


def write_codebook(
    path: str | os.PathLike[str],
    dataset: Dataset | str | os.PathLike[str] | None = None,
    lang: str = "zh",
) -> None:
    """Write the codebook to a file.

    Args:
        path: Markdown (.md, .txt), or a workbook with a sheet a table (.xlsx).
        dataset: a dataset or its folder, to count what it holds.
        lang: zh or en.

    Raises:
        ExtractorError: another ending (OUT_IS_NO_CODEBOOK), the dataset cannot be
            opened, or xlsxwriter is not installed.
    """
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise ExtractorError("OUT_IS_NO_CODEBOOK", path=path)
    if ending == ".xlsx":
        pages = _build_counted_pages(_open_if_path(dataset), lang)
        _write_workbook(Path(path), pages)
    else:
        Path(path).write_bytes(render_codebook(dataset, lang).encode())


def _write_workbook(path: Path, pages: Iterable[CodebookPage]) -> None:
    workbook = create_workbook(path)
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for page in pages:
        sheet = workbook.add_worksheet(page.name)
        sheet.write_string(0, 0, page.title, bold)
        sheet.write_string(1, 0, page.note)
        sheet.set_column(0, 2, 20)
        sheet.set_column(3, 3, 80)
        _write_sheet_row(sheet, 3, page.header, bold)
        for row, cells in enumerate(page.rows, start=4):
            _write_sheet_row(sheet, row, cells, wrapped)
    workbook.close()


def _write_sheet_row(
    sheet: Any, row: int, cells: Sequence[str], cell_format: Any
) -> None:
    for column, text in enumerate(cells):
        sheet.write_string(row, column, _strip_markdown(text), cell_format)


def _strip_markdown(text: str) -> str:
    return text.replace("**", "").replace("`", "")


def _open_if_path(dataset: Dataset | str | os.PathLike[str] | None) -> Dataset | None:
    if isinstance(dataset, str | os.PathLike):
        return open_dataset(dataset)
    return dataset


def _build_counted_pages(dataset: Dataset | None, lang: str) -> Iterator[CodebookPage]:
    if dataset is None:
        return build_pages(None, lang)
    return build_pages(compute_table_statistics(dataset), lang)


def build_pages(
    statistics: Mapping[str, TableStatistics] | None, lang: str
) -> Iterator[CodebookPage]:
    """Build the codebook page by page: the tables, the concepts, the rules.

    Args:
        statistics: table -> what a dataset holds of it; None without a dataset.
        lang: zh or en.
    """
    for table in schema.load_tables():
        if statistics is None:
            yield _build_table_page(table, None, lang)
        else:
            yield _build_table_page(table, statistics[table.name], lang)
    yield _build_item_page(statistics, lang)
    yield _build_concept_page(statistics, lang)
    yield _build_rule_page(statistics, lang)


def _build_table_page(
    table: TableSchema, statistics: TableStatistics | None, lang: str
) -> CodebookPage:
    note = table.get_description(lang)
    codes = ["COLUMN", "LABEL", "TYPE", "MEANING"]
    rows = [
        [
            f"`{column.name}`",
            column.get_label(lang),
            _format_type(column, lang),
            _describe_meaning(column, statistics, lang),
        ]
        for column in table.columns
    ]
    if statistics is not None:
        count = f"{statistics.n_rows:,}"
        note += _format_codebook_message("ROWS", lang, count=count)
        codes.append("FILLED")
        for column, row in zip(table.columns, rows, strict=True):
            filled = statistics.non_null_counts[column.name]
            row.append(_format_share(filled, statistics.n_rows))
    title = f"{table.name} · {table.get_label(lang)}"
    return CodebookPage(table.name, title, note, _format_header(codes, lang), rows)


def _build_item_page(
    statistics: Mapping[str, TableStatistics] | None, lang: str
) -> CodebookPage:
    codes = ["ITEM", "LABEL", "GFSM"]
    concepts = load_concepts().values()
    rows = [[f"`{c.id}`", c.get_label(lang), c.gfsm2014] for c in concepts]
    if statistics is not None:
        uses = Counter[str]()
        for of_table in statistics.values():
            uses += of_table.count_uses("item")
        codes.append("USED")
        for concept, row in zip(concepts, rows, strict=True):
            row.append(f"{uses[concept.id]:,}")
    title = _format_codebook_message("ITEMS", lang)
    return CodebookPage("items", title, "", _format_header(codes, lang), rows)


def _build_concept_page(
    statistics: Mapping[str, TableStatistics] | None, lang: str
) -> CodebookPage:
    codes = ["CONCEPT", "PARENT", "LABEL", "KIND", "MEANING", "SOURCE"]
    concepts = load_concept_definitions().values()
    rows = [
        [
            f"`{concept.id}`",
            _format_code(concept.parent),
            concept.get_label(lang),
            concept.kind,
            concept.get_definition(lang),
            concept.source,
        ]
        for concept in concepts
    ]
    if statistics is not None:
        uses = statistics["facts"].count_uses("concept")
        codes.append("USED")
        for concept, row in zip(concepts, rows, strict=True):
            row.append(f"{uses[concept.id]:,}")
    title = _format_codebook_message("CONCEPTS", lang)
    return CodebookPage("concepts", title, "", _format_header(codes, lang), rows)


def _format_code(name: str) -> str:
    if not name:
        return ""
    return f"`{name}`"


def _build_rule_page(
    statistics: Mapping[str, TableStatistics] | None, lang: str
) -> CodebookPage:
    codes = ["RULE", "MEANING", "KIND"]
    rules = schema.load_rules().values()
    rows = [
        [f"`{rule.id}`", rule.get_text(lang), f"{rule.kind}, {rule.severity}"]
        for rule in rules
    ]
    if statistics is not None:
        uses = statistics["checks"].count_uses("rule")
        codes.append("USED")
        for rule, row in zip(rules, rows, strict=True):
            row.append(f"{uses[rule.id]:,}")
    title = _format_codebook_message("RULES", lang)
    return CodebookPage("rules", title, "", _format_header(codes, lang), rows)


def _format_codebook_message(code: str, lang: str, **details: object) -> str:
    texts = {name: str(value) for name, value in details.items()}
    return format_message(f"CODEBOOK_{code}", texts, lang)


def _format_header(codes: list[str], lang: str) -> list[str]:
    return [_format_codebook_message(code, lang) for code in codes]


def _format_type(column: ColumnSchema, lang: str) -> str:
    name = _format_codebook_message(f"TYPE_{column.type.upper()}", lang)
    if column.unit in ("元", "%"):
        return f"{name} ({column.unit})"
    return name


def _describe_meaning(
    column: ColumnSchema, statistics: TableStatistics | None, lang: str
) -> str:
    """Describe a column: its meaning, its closed
    list with uses, what it refers to."""
    lines = [column.get_description(lang)]
    if column.values:
        uses = Counter[str]()
        if statistics is not None:
            uses = statistics.count_uses(column.name)
        listed = [_format_use(f"`{value}`", uses[value]) for value in column.values]
        # highlights values outside the list
        unlisted = [
            _format_use(f"**`{value}`**", uses[value])
            for value in sorted(set(uses) - set(column.values))
        ]
        lines.append(", ".join(listed + unlisted))
    if "." in column.reference:
        lines.append(f"→ `{column.reference}`")
    return "\n".join(lines)


def _format_use(value: str, count: int) -> str:
    if count == 0:
        return value
    return f"{value} {count:,}"


def _format_share(filled: int, n_rows: int) -> str:
    if n_rows == 0:
        return "—"
    return f"{100 * filled / n_rows:.1f}%"


def _format_markdown_row(cells: list[str]) -> str:
    escaped = [cell.replace("|", r"\|").replace("\n", "<br>") for cell in cells]
    return f"| {' | '.join(escaped)} |"
