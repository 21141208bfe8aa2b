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
from extractor.i18n import sentence

if TYPE_CHECKING:
    from extractor.dataset import Dataset

__all__ = ["Coverage", "Page", "codebook", "coverage", "pages", "write_codebook"]


@dataclass
class Coverage:
    """What a dataset holds of one table: its rows, the values by column, the uses of closed lists and items."""

    rows: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    used: dict[str, Counter[str]] = field(default_factory=dict)


def coverage(dataset: Dataset) -> dict[str, Coverage]:
    """Count every table of a dataset, one row group at a time."""
    found: dict[str, Coverage] = {}
    for table in schema.tables():
        own = found[table.name] = Coverage()
        listed = [
            column.name
            for column in table.columns
            if column.values or column.reference in ("items", "rules")
        ]
        for data in dataset.groups(table.name):
            own.rows += len(data)
            for column in table.columns:
                own.filled[column.name] += (
                    len(data) - data.column(column.name).null_count
                )
            for name in listed:
                counted = Counter(
                    str(value)
                    for value in data.column(name).to_pylist()
                    if value is not None
                )
                own.used[name] = own.used.get(name, Counter()) + counted
    return found


class Page(NamedTuple):
    """One table of the codebook: of the dataset's columns, of items, of rules. The last column is of numbers."""

    name: str
    title: str
    note: str
    heads: list[str]
    rows: list[list[str]]


def codebook(
    dataset: Dataset | str | os.PathLike[str] | None = None, lang: str = "zh"
) -> str:
    """The codebook as Markdown in ``lang`` (zh or en), with counts when a dataset is given.

    Raises ExtractorError when the dataset cannot be opened.
    """
    opened = _opened(dataset)
    lines = [f"# {_say('TITLE', lang)}", "", _say("INTRODUCTION", lang)]
    if opened is not None:
        lines += ["", _say("VERSION", lang, version=opened.version)]
    for page in pages(coverage(opened) if opened is not None else None, lang):
        lines += ["", f"## {page.title}", ""]
        lines += [page.note, ""] if page.note else []
        lines += [
            _row(page.heads),
            _row(["---"] * len(page.heads)),
            *map(_row, page.rows),
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
        Path(path).write_bytes(codebook(dataset, lang).encode())
        return
    from extractor.dataset.formats import open_workbook

    book = open_workbook(Path(path))
    bold, wrapped = (
        book.add_format({"bold": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    opened = _opened(dataset)
    for page in pages(coverage(opened) if opened is not None else None, lang):
        sheet = book.add_worksheet(page.name)
        sheet.write_string(0, 0, page.title, bold)
        sheet.write_string(1, 0, page.note)
        sheet.set_column(0, 2, 20)
        sheet.set_column(3, 3, 80)
        for row, cells in enumerate([page.heads, *page.rows], start=3):
            for column, text in enumerate(cells):
                sheet.write_string(
                    row, column, _unmarked(text), bold if row == 3 else wrapped
                )
    book.close()


def _opened(dataset: Dataset | str | os.PathLike[str] | None) -> Dataset | None:
    if isinstance(dataset, str | os.PathLike):
        from extractor.dataset import open_dataset

        return open_dataset(dataset)
    return dataset


def _unmarked(text: str) -> str:
    """Text without the marks of Markdown."""
    return text.replace("**", "").replace("`", "")


def pages(counted: Mapping[str, Coverage] | None, lang: str) -> Iterator[Page]:
    """The codebook page by page: every table of the dataset, the canonical items, the rules."""
    for table in schema.tables():
        own = counted[table.name] if counted else None
        note = table.description(lang) + (
            _say("ROWS", lang, count=f"{own.rows:,}") if own else ""
        )
        rows = [
            [
                f"`{column.name}`",
                column.label(lang),
                _type(column, lang),
                _meaning(column, own, lang),
            ]
            + ([_share(own.filled[column.name], own.rows)] if own else [])
            for column in table.columns
        ]
        heads = _heads(
            ["COLUMN", "LABEL", "TYPE", "MEANING", *(["FILLED"] if own else [])], lang
        )
        yield Page(table.name, f"{table.name} · {table.label(lang)}", note, heads, rows)
    used = Counter[str]()
    for one in (counted or {}).values():
        used += one.used.get("item", Counter())
    rows = [
        [
            f"`{item.id}`",
            item.label_zh if lang == "zh" else item.label_en,
            item.gfsm2014,
        ]
        + ([f"{used[item.id]:,}"] if counted else [])
        for item in schema.items().values()
    ]
    heads = _heads(["ITEM", "LABEL", "GFSM", *(["USED"] if counted else [])], lang)
    yield Page("items", _say("ITEMS", lang), "", heads, rows)
    tried = (
        counted["checks"].used.get("rule", Counter[str]())
        if counted
        else Counter[str]()
    )
    rows = [
        [
            f"`{rule.id}`",
            rule.text_zh if lang == "zh" else rule.text_en,
            f"{rule.kind}, {rule.severity}",
        ]
        + ([f"{tried[rule.id]:,}"] if counted else [])
        for rule in schema.rules().values()
    ]
    heads = _heads(["RULE", "MEANING", "KIND", *(["USED"] if counted else [])], lang)
    yield Page("rules", _say("RULES", lang), "", heads, rows)


def _say(code: str, lang: str, **details: object) -> str:
    return sentence(
        f"CODEBOOK_{code}", {name: str(value) for name, value in details.items()}, lang
    )


def _heads(codes: list[str], lang: str) -> list[str]:
    return [_say(code, lang) for code in codes]


def _type(column: schema.Column, lang: str) -> str:
    kind = _say(f"TYPE_{column.type.upper()}", lang)
    return f"{kind} ({column.unit})" if column.unit in ("元", "%") else kind


def _meaning(column: schema.Column, own: Coverage | None, lang: str) -> str:
    """The description, the closed list with its uses, and where a key leads."""
    lines = [column.description(lang)]
    if column.values:
        used = own.used.get(column.name, Counter[str]()) if own else Counter[str]()
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


def _share(filled: int, rows: int) -> str:
    return f"{100 * filled / rows:.1f}%" if rows else "—"


def _row(cells: list[str]) -> str:
    return (
        "| "
        + " | ".join(cell.replace("|", r"\|").replace("\n", "<br>") for cell in cells)
        + " |"
    )
