"""``datapackage.json``: the contents of the folder of a dataset.

By the Data Package specification, version 1 (Frictionless Data).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.i18n import format_message
from extractor.schema import ColumnSchema, TableSchema
from extractor.version import __version__

__all__ = [
    "DESCRIPTOR",
    "build_datapackage",
    "compute_size_and_hash",
    "get_row_count",
    "iter_file_entries",
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
_TABULAR_FORMATS = frozenset({"csv", "jsonl"})
"""Formats that the specification and its programs read as tables; any other is a file
to them, whose hash is checked and whose rows are not."""


def build_datapackage(
    version: str,
    lang: str,
    counts: Mapping[str, int],
    entries: Mapping[str, Sequence[Mapping[str, Any]]],
    exports: Sequence[Mapping[str, Any]] = (),
    edition: str = "",
) -> dict[str, Any]:
    """Build the data package of a dataset.

    Args:
        version: version of the dataset.
        lang: language of titles and messages, zh or en.
        counts: table -> number of rows.
        entries: table -> its files, the first of them the resource, the others the
            same rows in other formats.
        exports: the files and folders that hold all tables.
        edition: names what made the rows besides the files.

    Returns:
        The descriptor as JSON holds it.
    """
    resources = [
        _build_resource(table, lang, counts[table.name], entries[table.name])
        for table in schema.load_tables()
    ]
    package: dict[str, Any] = {
        "profile": _choose_package_profile(resources),
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
        "resources": resources,
    }
    if edition:
        package["extractor"]["edition"] = edition
    if exports:
        package["books"] = list(exports)
    return package


def compute_size_and_hash(path: Path) -> tuple[int, str]:
    """Compute size and hash of a file or folder.

    Args:
        path: a file; of a folder the sizes are added up, and the hash is taken over
            the names and hashes of its files.

    Returns:
        Bytes, and the hash as ``sha256:`` and hexadecimal digits.
    """
    if not path.is_dir():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return path.stat().st_size, f"sha256:{digest}"
    total_size = 0
    folder_hash = hashlib.sha256()
    names = {file.relative_to(path).as_posix(): file for file in path.rglob("*")}
    for name in sorted(names):
        if names[name].is_file():
            size, file_hash = compute_size_and_hash(names[name])
            total_size += size
            folder_hash.update(f"{file_hash} {name}\n".encode())
    return total_size, f"sha256:{folder_hash.hexdigest()}"


def iter_file_entries(package: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Iterate over the entries of a data package, one for each file and folder of its
    dataset."""
    for resource in package["resources"]:
        yield resource
        yield from resource.get("other_formats", ())
    yield from package.get("books", ())


def get_row_count(resource: Mapping[str, Any]) -> int | None:
    """Get the number of rows of a table by its entry in the data package; None where it
    is not told."""
    count = resource.get("rows", resource.get(_ROW_COUNT))
    if count is None:
        return None
    return int(count)


_ROW_COUNT = "row_count"
"""Name of the number of rows of a file; as ``rows`` it would be checked."""


def _choose_package_profile(resources: Sequence[Mapping[str, Any]]) -> str:
    if all(each["profile"] == "tabular-data-resource" for each in resources):
        return "tabular-data-package"
    return "data-package"


def _build_resource(
    table: TableSchema,
    lang: str,
    count: int,
    entries: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    first, *others = entries
    resource: dict[str, Any] = {
        "name": table.name,
        "profile": "tabular-data-resource",
        **_build_titles(table, lang),
        **first,
    }
    if first["format"] == "csv":
        resource |= {"encoding": "utf-8", "dialect": _DIALECT}
    if first["format"] in _TABULAR_FORMATS:
        resource["rows"] = count
    else:
        resource |= {"profile": "data-resource", "type": "file", _ROW_COUNT: count}
    resource["schema"] = _build_table_schema(table, lang)
    if others:
        resource["other_formats"] = others
    return resource


def _build_table_schema(table: TableSchema, lang: str) -> dict[str, Any]:
    built: dict[str, Any] = {
        "fields": [_build_field(column, lang) for column in table.columns],
        "missingValues": [""],
    }
    if table.primary_key:
        built["primaryKey"] = list(table.primary_key)
    foreign_keys = list(_iter_foreign_keys(table))
    if foreign_keys:
        built["foreignKeys"] = foreign_keys
    return built


def _iter_foreign_keys(table: TableSchema) -> Iterator[dict[str, Any]]:
    for column in table.columns:
        resource, dot, field = column.reference.partition(".")
        if not dot:
            continue
        if resource == table.name:
            resource = ""  # so the specification names the resource itself
        reference = {"resource": resource, "fields": field}
        yield {"fields": column.name, "reference": reference}


def _build_field(column: ColumnSchema, lang: str) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        **_build_titles(column, lang),
    }
    if column.type == "decimal":
        field["type"] = "number"
    if column.type == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.primary:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
        if column.type == "integer":
            constraints["enum"] = list(map(int, column.values))
    if constraints:
        field["constraints"] = constraints
    return field


def _build_titles(described: TableSchema | ColumnSchema, lang: str) -> dict[str, Any]:
    return {
        "title": described.get_label(lang),
        "description": described.get_description(lang),
        "titles": {each: described.get_label(each) for each in _LANGUAGES},
        "descriptions": {each: described.get_description(each) for each in _LANGUAGES},
    }
