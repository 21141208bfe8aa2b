"""Every text of the review page in Chinese and English: the schema's labels, items,
rules, and the sentences of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from extractor import schema
from extractor.i18n import load_catalogue
from extractor.provenance.corrections import SOURCES_OF_DERIVED_COLUMNS
from extractor.provenance.meaning_corrections import (
    MEANING_TABLES,
    PROFILE_COLUMNS,
    list_meaning_columns,
)
from extractor.schema.codelists import load_codelist
from extractor.schema.concepts import (
    Concept,
    ConceptDefinition,
    load_concept_definitions,
    load_concepts,
)
from extractor.schema.value_labels import list_value_labels

__all__ = [
    "collect_page_texts",
]

_MESSAGE_PREFIXES = ("REVIEW_", "DOC_TYPE_", "UNIT_SOURCE_")


@cache
def collect_page_texts() -> dict[str, Any]:
    """Collect every text of the page.

    Returns:
        Pairs of Chinese and English by what they name, in groups.
    """
    columns: dict[str, list[str]] = {}
    values: dict[str, Mapping[str, str]] = {}
    for table in schema.load_tables():
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            labels = [column.label_zh, column.label_en]
            columns[name] = [*labels, column.type, column.unit]
            value_labels = list_value_labels(table.name).get(column.name)
            if value_labels:
                values[name] = value_labels
    derived = (f"{table}.{column}" for table, column in SOURCES_OF_DERIVED_COLUMNS)
    return {
        "say": _collect_messages(),
        "tables": {t.name: [t.label_zh, t.label_en] for t in schema.load_tables()},
        "columns": columns,
        "values": values,
        "items": _collect_labels(load_concepts().values()),
        "concepts": _collect_labels(load_concept_definitions().values()),
        "rules": {
            rule.id: [rule.text_zh, rule.text_en, rule.severity]
            for rule in schema.load_rules().values()
        },
        "offices": {
            row["type"]: [row["canonical_zh"], row["label_en"]]
            for row in load_codelist("department_types")
        },
        "derived": sorted(derived),
        "meanings": {table: list_meaning_columns(table) for table in MEANING_TABLES},
        "profile": list(PROFILE_COLUMNS),
    }


def _collect_labels(
    concepts: Iterable[Concept | ConceptDefinition],
) -> dict[str, list[str]]:
    return {one.id: [one.label_zh, one.label_en] for one in concepts}


def _collect_messages() -> dict[str, list[str]]:
    return {
        code.removeprefix("REVIEW_"): [entry["zh"], entry["en"]]
        for code, entry in load_catalogue().items()
        if code.startswith(_MESSAGE_PREFIXES)
    }
