"""Every word of the page in Chinese and English: the schema's labels, items, rules, and the sentences of the catalogue."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from extractor import schema
from extractor.i18n import load_catalogue
from extractor.provenance.corrections import SOURCES_OF_DERIVED_COLUMNS
from extractor.schema.codelists import load_codelist
from extractor.schema.concepts import load_concepts

__all__ = [
    "collect_page_texts",
]

_MESSAGE_PREFIXES = ("REVIEW_", "DOC_TYPE_", "UNIT_SOURCE_")


@cache
def collect_page_texts() -> dict[str, Any]:
    """Pairs of (Chinese, English) by what they name."""
    tables = schema.load_tables()
    return {
        "say": {
            code.removeprefix("REVIEW_"): [entry["zh"], entry["en"]]
            for code, entry in load_catalogue().items()
            if code.startswith(_MESSAGE_PREFIXES)
        },
        "tables": {table.name: [table.label_zh, table.label_en] for table in tables},
        "columns": {
            f"{table.name}.{column.name}": [
                column.label_zh,
                column.label_en,
                column.type,
                column.unit,
            ]
            for table in tables
            for column in table.columns
        },
        "values": {
            f"{table.name}.{column.name}": found
            for table in tables
            for column in table.columns
            if (found := _parse_value_labels(column))
        },
        "items": {
            item.id: [item.label_zh, item.label_en] for item in load_concepts().values()
        },
        "rules": {
            rule.id: [rule.text_zh, rule.text_en, rule.severity]
            for rule in schema.load_rules().values()
        },
        "offices": {
            row["type"]: [row["canonical_zh"], row["label_en"]]
            for row in load_codelist("department_types")
        },
        "derived": sorted(
            f"{table}.{column}" for table, column in SOURCES_OF_DERIVED_COLUMNS
        ),
    }


def _parse_value_labels(column: schema.ColumnSchema) -> dict[str, str]:
    """What the Chinese description says each value of a closed list is: ``reported 有数，blank 空白``."""
    found = {}
    for value in column.values:
        said = re.search(
            rf"(?<![A-Za-z_]){re.escape(value)} ([^，；。（]+)", column.description_zh
        )
        if said and value.isascii():
            found[value] = said[1].strip()
    return found
