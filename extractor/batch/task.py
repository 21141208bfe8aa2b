"""One file, one task: bytes in, rows out, and in any case an outcome from the closed
list of the manifest.

The task is pure: no clock, no path, no other file. So the same work can be done in this
process, in a worker, on another machine, or taken from what a former run finished.
"""

from __future__ import annotations

import json
import time
import traceback
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from extractor.batch.memory import (
    LARGE_TASK_BYTES,
    measure_peak_memory,
    release_memory,
    reset_peak_memory,
)
from extractor.batch.portraits import FilePortrait, portray_file
from extractor.dataset.csv_cells import CSV_FORMATTERS, encode_csv_lines
from extractor.dataset.to_rows import build_file_rows as make_rows
from extractor.lexicon.lexicon import load_lexicons
from extractor.model.disclosure import ParsedFile
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ReadError
from extractor.pipeline import Options, parse_files
from extractor.provenance.corrections import CorrectionsByHash
from extractor.schema import get_table
from extractor.text.regex import save_patterns
from extractor.validation.cross_document import collect_comparable_facts

__all__ = [
    "Outcome",
    "RowsByTable",
    "FileTask",
    "TaskData",
    "UnpackedRows",
    "build_failed_outcome",
    "pack_rows",
    "build_refused_outcome",
    "build_path_token",
    "build_task",
    "fill_in_paths",
    "unpack_rows",
]

RowsByTable = Mapping[str, list[dict[str, Any]]]
TaskData = bytes | tuple[tuple[bytes, str], ...]
"""The bytes of a file, or bytes and name of each file of a disclosure, the main text
first."""
FileTask = Callable[[TaskData, str], "Outcome"]


_ROWS_OF_RUN = ("disclosures", "disclosure_files")
"""Tables whose rows the run completes, or makes."""
_STATUS_BY_CERTAINTY = {
    False: ManifestStatus.OK,
    True: ManifestStatus.UNCERTAIN,
}


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


def build_task(
    lang: str, templates: str | None, corrections: CorrectionsByHash | None = None
) -> FileTask:
    """The function of bytes and name that does one file; called once in each
    process."""
    options = Options(lang=lang, corrections=corrections or {})
    if templates is not None:
        options = replace(options, lexicons=load_lexicons(Path(templates)))

    def work(data: TaskData, name: str) -> Outcome:
        reset_peak_memory()
        memory_before = measure_peak_memory()
        start = time.perf_counter()
        outcome = _process_file(data, name, options)
        peak = measure_peak_memory()
        if peak - memory_before > LARGE_TASK_BYTES:
            release_memory()
        seconds = time.perf_counter() - start
        save_patterns()  # a worker is ended, it does not end
        return replace(outcome, seconds=seconds, peak_bytes=peak)

    return work


def build_failed_outcome(status: str, code: str, **details: object) -> Outcome:
    """The outcome of a file that could not be read, with what its sentence needs."""
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


def _describe_rejection(parsed: ParsedFile) -> dict[str, str]:
    """Why a file is no disclosure; the sentence is made where it is told, in the
    language of its reader."""
    reason = parsed.rejection_reason
    if reason is None:
        return {"why": ""}
    return {"why_code": reason.message_code, "word": reason.matched_word}


def _process_file(data: TaskData, name: str, options: Options) -> Outcome:
    files = data
    if isinstance(files, bytes):
        files = ((files, name),)
    portrait: FilePortrait | None = None
    try:
        parsed = parse_files(files, options)
        if len(files) == 1:
            portrait = portray_file(parsed, name, options.lexicons["base"])
        if not parsed.disclosures:
            outcome = build_failed_outcome(
                ManifestStatus.NOT_A_DISCLOSURE,
                parsed.rejection_code,
                **_describe_rejection(parsed),
            )
            format = parsed.document.format
            return replace(outcome, format=format, portrait=portrait)
        tokens = [build_path_token(one.sha256) for one in parsed.files]
        rows = make_rows(parsed, tokens[0], options.lang, tokens[1:])
    except ReadError as error:
        return build_refused_outcome(error)
    except MemoryError:
        raise
    except (
        Exception
    ) as error:  # an internal error; the run continues and the row has its location
        frames = traceback.extract_tb(error.__traceback__)
        location = (
            f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
        )
        outcome = build_failed_outcome(
            ManifestStatus.CRASH,
            "UNEXPECTED",
            kind=type(error).__name__,
            where=location,
        )
        return replace(outcome, traceback="".join(traceback.format_exception(error)))
    return Outcome(
        status=_STATUS_BY_CERTAINTY[parsed.is_uncertain],
        format=parsed.document.format,
        disclosure_ids=tuple(row["disclosure_id"] for row in rows["disclosures"]),
        packed_rows=pack_rows(rows),
        counts=_count_rows(rows),
        portrait=portrait,
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


def _count_rows(rows: RowsByTable) -> dict[str, int]:
    counts = {name: len(found) for name, found in rows.items() if found}
    for name, column in (
        ("checks", "result"),
        ("issues", "severity"),
        ("disclosures", "grade"),
        ("corrections", "result"),
    ):
        for row in rows.get(name, ()):
            key = f"{name}.{row[column]}"
            counts[key] = counts.get(key, 0) + 1
    return dict(sorted(counts.items()))


def pack_rows(rows: RowsByTable) -> bytes:
    """Rows packed small: the one table that must still change as JSON, all others as
    lines of CSV, deflated.

    Includes the facts by which documents are compared, so that the parent need not
    parse the rows again.
    """
    documents = [
        {name: _to_json_value(value) for name, value in row.items()}
        for row in rows["disclosures"]
    ]
    lines = {
        name: encode_csv_lines(name, found)
        for name, found in rows.items()
        if found and name not in _ROWS_OF_RUN
    }
    head = {
        "disclosures": documents,
        "figures": [
            collect_comparable_facts(
                row, *_select_rows(row, rows, "amounts", "changes")
            )
            for row in rows["disclosures"]
        ],
        "tables": {name: [len(rows[name]), len(text)] for name, text in lines.items()},
    }
    return zlib.compress(
        b"\n".join(
            [json.dumps(head, ensure_ascii=False).encode(), b"".join(lines.values())]
        ),
        1,
    )


def _select_rows(
    document: Mapping[str, Any], rows: RowsByTable, *tables: str
) -> Iterator[list[dict[str, Any]]]:
    """The rows of one document, table by table."""
    for name in tables:
        yield [
            row
            for row in rows.get(name, ())
            if row["disclosure_id"] == document["disclosure_id"]
        ]


class UnpackedRows(NamedTuple):
    """What :func:`pack` packed.

    Rows of ``disclosures``, the figures of each, lines of CSV of the other tables, and
    how many rows they are.
    """

    disclosure_rows: list[dict[str, Any]]
    comparison_facts: list[list[list[Any]]]
    csv_by_table: dict[str, bytes]
    row_counts: dict[str, int]


def unpack_rows(packed: bytes) -> UnpackedRows:
    """The rows that :func:`pack` packed."""
    head, _, text = zlib.decompress(packed).partition(b"\n")
    facts = json.loads(head)
    lines: dict[str, bytes] = {}
    start = 0
    for name, (_, length) in facts["tables"].items():
        lines[name] = text[start : start + length]
        start += length
    exact = [
        column.name
        for column in get_table("disclosures").columns
        if column.type == "decimal"
    ]
    documents = [
        row | {name: Decimal(row[name]) for name in exact if row.get(name) is not None}
        for row in facts["disclosures"]
    ]
    counts = {name: count for name, (count, _) in facts["tables"].items()}
    return UnpackedRows(documents, facts["figures"], lines, counts)


def _to_json_value(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | bool) else str(value)
