"""What became of a file, and its rows as they pass from a worker to the run."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from extractor.batch.portraits import FilePortrait
from extractor.dataclass import dataclass
from extractor.dataset.csv_cells import CSV_FORMATTERS, encode_csv_columns
from extractor.dataset.to_rows import (
    ColumnsByTable,
    DatasetRow,
    list_rows,
)
from extractor.dataset.to_rows import (
    count_rows as count_table_rows,
)
from extractor.model.issues import ReadError
from extractor.schema import get_table
from extractor.validation.cross_document import (
    collect_comparable_facts,
    encode_facts,
)

__all__ = [
    "DisclosureHeads",
    "Outcome",
    "TaskData",
    "UnpackedRows",
    "build_failed_outcome",
    "build_path_token",
    "build_refused_outcome",
    "count_rows",
    "fill_in_paths",
    "pack_rows",
    "unpack_heads",
    "unpack_rows",
]

TaskData = bytes | tuple[tuple[bytes, str], ...]
"""The bytes of a file, or bytes and name of each file of a disclosure, the main text
first."""

_ROWS_OF_RUN = ("disclosures", "disclosure_files")
"""Tables whose rows the run completes, or makes."""
_HEAD_LENGTH_BYTES = 4


@dataclass(frozen=True)
class Outcome:
    """What became of one file. ``rows`` are packed (:func:`unpack`); seconds and peak
    (bytes) are volatile."""

    status: str
    format: str | None = None
    code: str = ""  # message code of the reason why there are no rows
    details: Mapping[str, str] = field(default_factory=dict)
    disclosure_ids: tuple[str, ...] = ()
    packed_rows: bytes = b""
    counts: Mapping[str, int] = field(
        default_factory=dict
    )  # rows by table; checks.<result> and the like, such as issues.<severity>
    seconds: float = 0.0
    peak_bytes: int = 0
    traceback: str = ""  # of an unexpected error
    portrait: FilePortrait | None = None  # what tells which files belong together
    rows_key: str = ""  # what kept rows are kept under
    digest: str = ""  # of a kept outcome and its rows, without what is volatile


def build_failed_outcome(status: str, code: str, **details: object) -> Outcome:
    """The outcome of a file that could not be
    read, with what its sentence needs."""
    return Outcome(
        status, code=code, details={name: str(value) for name, value in details.items()}
    )


def build_refused_outcome(error: ReadError) -> Outcome:
    """The outcome of bytes that are no readable document."""
    details = {
        name: value
        for name, value in error.details.items()
        if name not in ("status", "format")
    }
    return replace(
        build_failed_outcome(error.status, error.code, **details),
        format=error.format or None,
    )


def build_path_token(sha256: str) -> str:
    """What stands in rows for the path of a file, which only the run knows."""
    return f"file:{sha256}"


def fill_in_paths(text: bytes, paths: Mapping[str, str]) -> bytes:
    """Put paths in place of their tokens in lines of CSV.

    Args:
        text: The lines.
        paths: The path of each file by the hash of its bytes.
    """
    write = CSV_FORMATTERS["string"]
    for sha256, path in paths.items():
        token = build_path_token(sha256)
        text = text.replace(token.encode(), write(path).encode())
    return text


def count_rows(tables: ColumnsByTable) -> dict[str, int]:
    """Rows by table, and those of some tables by a value, such as checks.fail."""
    counts = {name: count_table_rows(found) for name, found in tables.items()}
    counts = {name: count for name, count in counts.items() if count}
    for name, column in (
        ("checks", "result"),
        ("issues", "severity"),
        ("disclosures", "grade"),
        ("corrections", "result"),
    ):
        for value, count in Counter(tables[name][column]).items():
            counts[f"{name}.{value}"] = count
    return dict(sorted(counts.items()))


def pack_rows(tables: ColumnsByTable) -> bytes:
    """Rows packed small: the one table that must still change as JSON, all others as
    lines of CSV, deflated.

    Includes the facts by which documents are compared, so that the
    parent need not parse the rows again. Both can be unpacked without
    the lines.
    """
    disclosures = list_rows(tables["disclosures"])
    documents = [
        {name: _to_json_value(value) for name, value in row.items()}
        for row in disclosures
    ]
    lines = {
        name: encode_csv_columns(name, found)
        for name, found in tables.items()
        if count_table_rows(found) and name not in _ROWS_OF_RUN
    }
    amounts, changes = list_rows(tables["amounts"]), list_rows(tables["changes"])
    head = {
        "disclosures": documents,
        "figures": [
            encode_facts(
                collect_comparable_facts(
                    row, _select_rows(row, amounts), _select_rows(row, changes)
                )
            )
            for row in disclosures
        ],
        "tables": {
            name: [count_table_rows(tables[name]), len(text)]
            for name, text in lines.items()
        },
    }
    packed_head = zlib.compress(json.dumps(head, ensure_ascii=False).encode(), 1)
    length = len(packed_head).to_bytes(_HEAD_LENGTH_BYTES, "big")
    return length + packed_head + zlib.compress(b"".join(lines.values()), 1)


def _select_rows(
    document: Mapping[str, Any], rows: Sequence[DatasetRow]
) -> list[DatasetRow]:
    """The rows of one document."""
    wanted = document["disclosure_id"]
    return [row for row in rows if row["disclosure_id"] == wanted]


class DisclosureHeads(NamedTuple):
    """What the run itself needs of packed rows.

    Rows of ``disclosures``, the figures of each as :func:`encode_facts`
    gives them, and numbers of rows and bytes of the other tables.
    """

    disclosure_rows: list[dict[str, Any]]
    comparison_facts: list[str]
    sizes: dict[str, list[int]]


class UnpackedRows(NamedTuple):
    """What :func:`pack_rows` packed.

    Rows of ``disclosures``, the figures of each, lines of CSV of the
    other tables, and how many rows they are.
    """

    disclosure_rows: list[dict[str, Any]]
    comparison_facts: list[str]
    csv_by_table: dict[str, bytes]
    row_counts: dict[str, int]


def unpack_heads(packed: bytes) -> DisclosureHeads:
    """What the run itself needs of the rows that :func:`pack_rows` packed."""
    facts = json.loads(
        zlib.decompress(packed[_HEAD_LENGTH_BYTES : _find_lines(packed)])
    )
    exact = _list_decimal_columns()
    documents = [
        row | {name: Decimal(row[name]) for name in exact if row.get(name) is not None}
        for row in facts["disclosures"]
    ]
    return DisclosureHeads(documents, facts["figures"], facts["tables"])


def unpack_rows(packed: bytes) -> UnpackedRows:
    """The rows that :func:`pack_rows` packed."""
    heads = unpack_heads(packed)
    text = zlib.decompress(packed[_find_lines(packed) :])
    lines: dict[str, bytes] = {}
    start = 0
    for name, (_, length) in heads.sizes.items():
        lines[name] = text[start : start + length]
        start += length
    counts = {name: count for name, (count, _) in heads.sizes.items()}
    return UnpackedRows(heads.disclosure_rows, heads.comparison_facts, lines, counts)


def _find_lines(packed: bytes) -> int:
    """Where the lines of CSV begin."""
    head = int.from_bytes(packed[:_HEAD_LENGTH_BYTES], "big")
    return _HEAD_LENGTH_BYTES + head


@cache
def _list_decimal_columns() -> tuple[str, ...]:
    columns = get_table("disclosures").columns
    return tuple(column.name for column in columns if column.type == "decimal")


def _to_json_value(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
