"""``datapackage.json``: what is in the folder, by the Data Package specification, version 1 (Frictionless)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.dataset.table_writers import EXPORT_FORMATS, TABLE_FORMATS
from extractor.i18n import format_message
from extractor.version import __version__

__all__ = [
    "DESCRIPTOR",
    "build_datapackage",
    "compute_size_and_hash",
    "iter_file_entries",
    "list_package_files",
]

DESCRIPTOR = "datapackage.json"
_DIALECT = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\r\n",
    "header": True,
}
_LANGUAGES = ("zh", "en")


def build_datapackage(
    version: str,
    lang: str,
    counts: Mapping[str, int],
    entries: Mapping[str, Sequence[Mapping[str, Any]]],
    exports: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """The data package of a dataset.

    ``counts`` are rows by table; ``entries`` the files of each table, the first of them the resource proper, the others
    the same rows in other formats; ``books`` the files and folders that hold all tables.
    """
    made = {
        "profile": "tabular-data-package",
        "name": "department-budget-disclosures",
        "title": format_message("PACKAGE_TITLE", lang=lang),
        "description": format_message("PACKAGE_DESCRIPTION", lang=lang),
        "titles": {
            each: format_message("PACKAGE_TITLE", lang=each) for each in _LANGUAGES
        },
        "descriptions": {
            each: format_message("PACKAGE_DESCRIPTION", lang=each)
            for each in _LANGUAGES
        },
        "version": version,
        "extractor": {"version": __version__, "lang": lang},
        "resources": [
            _build_resource(table, lang, counts[table.name], entries[table.name])
            for table in schema.load_tables()
        ],
    }
    return made | ({"books": list(exports)} if exports else {})


def compute_size_and_hash(path: Path) -> tuple[int, str]:
    """Size and sha256 of a file; of a folder the sum, and the sha256 over the names and hashes of its files."""
    if not path.is_dir():
        with path.open("rb") as handle:
            return (
                path.stat().st_size,
                f"sha256:{hashlib.file_digest(handle, 'sha256').hexdigest()}",
            )
    total, whole = 0, hashlib.sha256()
    for file in sorted(
        path.rglob("*"), key=lambda file: file.relative_to(path).as_posix()
    ):
        if file.is_file():
            size, digest = compute_size_and_hash(file)
            total += size
            whole.update(f"{digest} {file.relative_to(path).as_posix()}\n".encode())
    return total, f"sha256:{whole.hexdigest()}"


def list_package_files(folder: Path) -> set[str]:
    """Names of the files that a folder's data package lists; only names that a dataset can have."""
    try:
        package = json.loads((folder / DESCRIPTOR).read_bytes())
        named = {entry["path"] for entry in iter_file_entries(package)}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    possible = {
        table.name + form.extension
        for table in schema.load_tables()
        for form in TABLE_FORMATS.values()
    }
    return named & (possible | {book.name for book in EXPORT_FORMATS.values()})


def iter_file_entries(package: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a data package says of every file and folder of its dataset."""
    for resource in package["resources"]:
        yield from (resource, *resource.get("other_formats", ()))
    yield from package.get("books", ())


def _build_resource(
    table: schema.TableSchema,
    lang: str,
    count: int,
    entries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    own, *others = entries
    made = {
        "name": table.name,
        "profile": "tabular-data-resource",
        **_build_titles(table, lang),
        **own,
    }
    if own["format"] == "csv":
        made |= {"encoding": "utf-8", "dialect": _DIALECT}
    made |= {"rows": count, "schema": _build_table_schema(table, lang)}
    return made | ({"other_formats": others} if others else {})


def _build_table_schema(table: schema.TableSchema, lang: str) -> dict[str, Any]:
    foreign = []
    for column in table.columns:
        above, dot, name = column.reference.partition(".")
        if dot:
            there = {"resource": "" if above == table.name else above, "fields": name}
            foreign.append({"fields": column.name, "reference": there})
    made: dict[str, Any] = {
        "fields": [_build_field(column, lang) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary_key:
        made["primaryKey"] = list(table.primary_key)
    return made | ({"foreignKeys": foreign} if foreign else {})


def _build_field(column: schema.ColumnSchema, lang: str) -> dict[str, Any]:
    kind = "number" if column.type == "decimal" else column.type
    made = {"name": column.name, "type": kind, **_build_titles(column, lang)}
    if column.type == "boolean":
        made |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.unit:
        made["unit"] = column.unit
    constraints: dict[str, Any] = {"required": True} if column.primary else {}
    if column.values:
        constraints["enum"] = [
            int(value) if kind == "integer" else value for value in column.values
        ]
    return made | ({"constraints": constraints} if constraints else {})


def _build_titles(
    thing: schema.TableSchema | schema.ColumnSchema, lang: str
) -> dict[str, Any]:
    return {
        "title": thing.get_label(lang),
        "description": thing.get_description(lang),
        "titles": {each: thing.get_label(each) for each in _LANGUAGES},
        "descriptions": {each: thing.get_description(each) for each in _LANGUAGES},
    }
