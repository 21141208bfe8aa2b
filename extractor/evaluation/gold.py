"""Gold: the contents of a document, annotated by hand, to measure a dataset by.

A gold file is JSON, the rows of one document by table, each with the columns that its
author cared to write::

    {"disclosures": [{"title": "...", "fiscal_year": 2020}],
     "sections": [{"level": 1, "number": "一", "title": "..."}],          level 1 rows
     "sections_level2": [{"number": null, "title": "部门职责"}],           level 2 rows of the same table
     "amounts": [{"item": "revenue.total", "value": 165.47, "unit": "万元"}],
     "checks": [{"rule": "REV_SUM", "result": "pass"}],                    the least that must be there
     "places": [{"table": "amounts", "column": "value", "raw": "165.47万元", "place":
     "b21[11:19]"}]}

``file`` or ``sha256`` may name the document.
``"parts": {"budget_lines": ["b41", "b57.r6.c5"]}`` declares that of a table the gold
holds only what is at those places, ``"only": {"amounts": {"source": "prose"}}`` only
rows with those values; other rows are then neither right nor wrong. A file that is a
list holds places of the gold file next to it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.dataclass import dataclass
from extractor.model.document import Span
from extractor.model.issues import ExtractorError
from extractor.text.normalize import normalize

__all__ = [
    "GoldFile",
    "DatasetRow",
    "load_gold",
    "match_disclosures",
    "normalize_value",
]

DatasetRow = Mapping[str, Any]

LEVEL2_SECTIONS = "sections_level2"


@dataclass(frozen=True)
class GoldFile:
    """One gold file. ``tables`` holds rows by name, ``sections_level2`` among the
    names."""

    name: str
    folder: Path
    tables: Mapping[str, Sequence[DatasetRow]]
    places: tuple[DatasetRow, ...] = ()
    sha256: str = ""
    file: str = ""
    covered_places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    covered_values: Mapping[str, DatasetRow] = field(default_factory=dict)

    @property
    def names_document(self) -> bool:
        """True when the gold names its document."""
        return bool(self.sha256 or self.file or self.tables.get("disclosures"))

    def covers_row(self, table: str, row: DatasetRow) -> bool:
        """True when the gold covers such a row of this table."""
        wanted = self.covered_values.get(table, {})
        if any(row.get(column) != value for column, value in wanted.items()):
            return False
        if table not in self.covered_places:
            return True
        place = row["place"] or ""
        return any(_is_within(place, part) for part in self.covered_places[table])


def load_gold(paths: Iterable[str | os.PathLike[str]]) -> tuple[GoldFile, ...]:
    """Read gold files; a list of places joins the gold of its folder, or is used alone
    when there is none.

    Raises ExtractorError when a file is missing, is no gold, or holds places that may
    belong to several.
    """
    files: list[GoldFile] = []
    place_lists: list[tuple[Path, list[DatasetRow]]] = []
    for path in map(Path, paths):
        data = _rename_former_tables(_read_json(path))
        if _is_place_list(data):
            place_lists.append((path, data))
        elif _has_table(data):
            files.append(_parse_gold(path, data))
        else:
            reason = "no rows of a table"
            raise ExtractorError("GOLD_UNREADABLE", path=path, reason=reason)
    for path, places in place_lists:
        _attach_places(files, path, places)
    return tuple(files)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except FileNotFoundError as error:
        raise ExtractorError("NOT_FOUND", path=path) from error
    except (OSError, ValueError) as error:
        raise ExtractorError("GOLD_UNREADABLE", path=path, reason=error) from error


def _is_place_list(data: Any) -> bool:
    if not isinstance(data, list):
        return False
    return all(isinstance(row, dict) and "place" in row for row in data)


def _has_table(data: Any) -> bool:
    return isinstance(data, dict) and not _list_table_names().isdisjoint(data)


def _attach_places(files: list[GoldFile], path: Path, places: list[DatasetRow]) -> None:
    """Give places to the gold file of their folder, or keep them alone where there is
    none."""
    neighbours = [
        index for index, gold in enumerate(files) if gold.folder == path.parent
    ]
    if len(neighbours) > 1:
        raise ExtractorError("GOLD_PLACES", path=path)
    if neighbours:
        gold = files[neighbours[0]]
        files[neighbours[0]] = replace(gold, places=(*gold.places, *places))
    else:
        files.append(GoldFile(path.name, path.parent, {}, tuple(places)))


def _rename_former_tables(data: Any) -> Any:
    """Gold written before version 0.2 has the former names of tables."""
    if not isinstance(data, dict):
        return data
    names = schema.FORMER_TABLE_NAMES
    return {names.get(name, name): value for name, value in data.items()}


def _parse_gold(path: Path, data: Mapping[str, Any]) -> GoldFile:
    tables = {
        name: rows
        for name, rows in data.items()
        if name in _list_table_names() and isinstance(rows, list)
    }
    named = str(data.get("file") or data.get("document") or "")
    parts = {
        name: tuple(map(str, several))
        for name, several in data.get("parts", {}).items()
    }
    places = tuple(data.get("places", ()))
    return GoldFile(
        path.name,
        path.parent,
        tables,
        places,
        str(data.get("sha256", "")),
        named,
        parts,
        data.get("only", {}),
    )


def _is_within(place: str, container: str) -> bool:
    """True when a printed place is in another one; what is no place is in none."""
    try:
        return Span.parse(place).is_within(Span.parse(container))
    except ValueError:
        return False


def _list_table_names() -> set[str]:
    return {table.name for table in schema.load_tables()} | {LEVEL2_SECTIONS}


def match_disclosures(
    gold: GoldFile, disclosures: Sequence[DatasetRow]
) -> list[list[DatasetRow]]:
    """The files that a gold covers, each as its rows of ``disclosures`` (a file may
    hold several).

    Matched by sha256, by the name of the file, by the name of the gold, or by title,
    department and year. A gold that names no document belongs to the only file there
    is.
    """
    files: dict[str, list[DatasetRow]] = {}
    for row in disclosures:
        files.setdefault(row["sha256"] or row["disclosure_id"], []).append(row)
    for is_match in _MATCHERS:
        chosen = [rows for rows in files.values() if is_match(gold, rows)]
        if chosen:
            return chosen
    if len(files) == 1 and not gold.names_document:
        return list(files.values())
    return []


def _has_same_hash(gold: GoldFile, rows: Sequence[DatasetRow]) -> bool:
    return bool(gold.sha256) and rows[0]["sha256"] == gold.sha256


def _has_stated_file_name(gold: GoldFile, rows: Sequence[DatasetRow]) -> bool:
    if not gold.file:
        return False
    return _extract_basename(rows[0]["path"]) == _extract_basename(gold.file)


def _has_name_of_gold(gold: GoldFile, rows: Sequence[DatasetRow]) -> bool:
    stem = gold.name.removesuffix(".json").removesuffix(".gold")
    return Path(_extract_basename(rows[0]["path"])).stem == stem


def _has_same_profile(gold: GoldFile, rows: Sequence[DatasetRow]) -> bool:
    wanted = gold.tables.get("disclosures", ())
    return any(_is_same_disclosure(one, row) for one in wanted for row in rows)


_MATCHERS = (
    _has_same_hash,
    _has_stated_file_name,
    _has_name_of_gold,
    _has_same_profile,
)
"""Ways to find the file of a gold, the surest first."""


def _extract_basename(path: str | None) -> str:
    return (path or "").replace("\\", "/").rpartition("/")[2]


def _is_same_disclosure(gold_row: DatasetRow, row: DatasetRow) -> bool:
    def is_equal(column: str) -> bool:
        if gold_row.get(column) is None:
            return False
        wanted = normalize_value(gold_row[column], column)
        return bool(wanted == normalize_value(row.get(column), column))

    same_year = is_equal("fiscal_year")
    if gold_row.get("fiscal_year") is not None and not same_year:
        return False
    return is_equal("title") or (is_equal("department_name") and same_year)


def normalize_value(value: Any, column: str, table: str = "disclosures") -> Any:
    """A value as it is compared: numbers as decimals, texts folded in width and without
    white space, '' as null."""
    kind = next(
        (c.type for c in schema.get_table(table).columns if c.name == column), "string"
    )
    if value is None or isinstance(value, bool):
        return value
    if kind in ("decimal", "integer"):
        try:
            return Decimal(str(value))
        except ArithmeticError:
            return str(value)
    return "".join(normalize(str(value)).split()) or None
