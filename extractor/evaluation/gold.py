"""Gold: what a document says, written down by hand, to measure a dataset by.

A gold file is JSON, the rows of one document by table, each with the columns that its author cared to write::

    {"documents": [{"title": "...", "fiscal_year": 2020}],
     "sections": [{"level": 1, "number": "一", "title": "..."}],          level 1 rows
     "sections_level2": [{"number": null, "title": "部门职责"}],           level 2 rows of the same table
     "amounts": [{"item": "revenue.total", "value": 165.47, "unit": "万元"}],
     "checks": [{"rule": "REV_SUM", "result": "pass"}],                    the least that must be there
     "places": [{"table": "amounts", "column": "value", "raw": "165.47万元", "place": "b21[11:19]"}]}

``file`` or ``sha256`` may name the document. ``"parts": {"budget_lines": ["b41", "b57.r6.c5"]}`` says that of a table the
gold holds only what stands at those places, ``"only": {"amounts": {"source": "prose"}}`` only rows with those values; other
rows are then neither right nor wrong. A file that is a list holds places of the gold file beside it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.model.issues import ExtractorError
from extractor.text.normalize import fold

__all__ = ["Gold", "Row", "load", "matches", "normal"]

Row = Mapping[str, Any]

LEVEL2 = "sections_level2"


@dataclass(frozen=True)
class Gold:
    """One gold file. ``tables`` holds rows by name, ``sections_level2`` among the names."""

    name: str
    folder: Path
    tables: Mapping[str, Sequence[Row]]
    places: tuple[Row, ...] = ()
    sha256: str = ""
    file: str = ""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    only: Mapping[str, Row] = field(default_factory=dict)

    def covers(self, table: str, row: Row) -> bool:
        """True when the gold speaks of such a row of this table."""
        if any(
            row.get(column) != value
            for column, value in self.only.get(table, {}).items()
        ):
            return False
        return table not in self.parts or any(
            _within(row["place"] or "", part) for part in self.parts[table]
        )


def load(paths: Iterable[str | os.PathLike[str]]) -> tuple[Gold, ...]:
    """Read gold files; a list of places joins the gold of its folder, or stands alone when there is none.

    Raises ExtractorError when a file is missing, is no gold, or holds places that may belong to several.
    """
    found: list[Gold] = []
    lists: list[tuple[Path, list[Row]]] = []
    for path in map(Path, paths):
        try:
            data = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
        except FileNotFoundError as error:
            raise ExtractorError("NOT_FOUND", path=path) from error
        except (OSError, ValueError) as error:
            raise ExtractorError("GOLD_UNREADABLE", path=path, reason=error) from error
        if isinstance(data, list) and all(
            isinstance(row, dict) and "place" in row for row in data
        ):
            lists.append((path, data))
        elif isinstance(data, dict) and any(name in _names() for name in data):
            found.append(_gold(path, data))
        else:
            raise ExtractorError(
                "GOLD_UNREADABLE", path=path, reason="no rows of a table"
            )
    for path, places in lists:
        near = [index for index, gold in enumerate(found) if gold.folder == path.parent]
        if len(near) == 1:
            own = found[near[0]]
            found[near[0]] = replace(own, places=(*own.places, *places))
        elif near:
            raise ExtractorError("GOLD_PLACES", path=path)
        else:
            found.append(Gold(path.name, path.parent, {}, tuple(places)))
    return tuple(found)


def _gold(path: Path, data: Mapping[str, Any]) -> Gold:
    tables = {
        name: rows
        for name, rows in data.items()
        if name in _names() and isinstance(rows, list)
    }
    named = str(data.get("file") or data.get("document") or "")
    parts = {
        name: tuple(map(str, several))
        for name, several in data.get("parts", {}).items()
    }
    places = tuple(data.get("places", ()))
    return Gold(
        path.name,
        path.parent,
        tables,
        places,
        str(data.get("sha256", "")),
        named,
        parts,
        data.get("only", {}),
    )


def _within(place: str, part: str) -> bool:
    return place == part or place.startswith((f"{part}.", f"{part}["))


def _names() -> set[str]:
    return {table.name for table in schema.tables()} | {LEVEL2}


def matches(gold: Gold, documents: Sequence[Row]) -> list[list[Row]]:
    """The files that a gold speaks of, each as its rows of ``documents`` (a file may hold several).

    Told by sha256, by the name of the file, by the name of the gold, or by title, department and year. A gold that says
    nothing of its document belongs to the only file there is.
    """
    files: dict[str, list[Row]] = {}
    for row in documents:
        files.setdefault(row["sha256"] or row["document_id"], []).append(row)
    several = list(files.values())
    stem = gold.name.removesuffix(".json").removesuffix(".gold")
    ways = (
        lambda rows: bool(gold.sha256) and rows[0]["sha256"] == gold.sha256,
        lambda rows: (
            bool(gold.file) and _basename(rows[0]["path"]) == _basename(gold.file)
        ),
        lambda rows: Path(_basename(rows[0]["path"])).stem == stem,
        lambda rows: any(
            _same_document(wanted, row)
            for wanted in gold.tables.get("documents", ())
            for row in rows
        ),
    )
    for way in ways:
        chosen = [rows for rows in several if way(rows)]
        if chosen:
            return chosen
    silent = not (gold.sha256 or gold.file or gold.tables.get("documents"))
    return several if silent and len(several) == 1 else []


def _basename(path: str | None) -> str:
    return (path or "").replace("\\", "/").rpartition("/")[2]


def _same_document(wanted: Row, row: Row) -> bool:
    def same(column: str) -> bool:
        return wanted.get(column) is not None and normal(
            wanted[column], column
        ) == normal(row.get(column), column)

    year_differs = wanted.get("fiscal_year") is not None and not same("fiscal_year")
    return not year_differs and (
        same("title") or (same("department_name") and same("fiscal_year"))
    )


def normal(value: Any, column: str, table: str = "documents") -> Any:
    """A value as it is compared: numbers as decimals, texts folded in width and without white space, '' as null."""
    kind = next(
        (c.type for c in schema.table(table).columns if c.name == column), "string"
    )
    if value is None or isinstance(value, bool):
        return value
    if kind in ("decimal", "integer"):
        try:
            return Decimal(str(value))
        except ArithmeticError:
            return str(value)
    return "".join(fold(str(value)).split()) or None
