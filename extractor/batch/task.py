"""One file, one task: bytes in, rows out, and in any case an outcome from the closed
list of the manifest.

The task is pure: no clock, no path, no other file. So the same work can
be done in this process, in a worker, on another machine, or taken from
what a former run finished.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractor.batch.memory import (
    LARGE_TASK_BYTES,
    measure_peak_memory,
    release_memory,
    reset_peak_memory,
)
from extractor.batch.outcome import (
    Outcome,
    TaskData,
    build_failed_outcome,
    build_path_token,
    build_refused_outcome,
    count_rows,
    pack_rows,
)
from extractor.batch.portraits import FilePortrait, portray_file
from extractor.dataset.to_rows import build_file_columns
from extractor.lexicon.lexicon import load_lexicons
from extractor.model.disclosure import ParsedFile
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ReadError
from extractor.pipeline import Options, parse_files
from extractor.provenance.corrections import CorrectionsByHash
from extractor.text.regex import save_patterns

__all__ = [
    "FileTask",
    "build_task",
]

FileTask = Callable[[TaskData, str], "Outcome"]


_STATUS_BY_CERTAINTY = {
    False: ManifestStatus.OK,
    True: ManifestStatus.UNCERTAIN,
}


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
        tables = build_file_columns(parsed, tokens[0], options.lang, tokens[1:])
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
        disclosure_ids=tuple(tables["disclosures"]["disclosure_id"]),
        packed_rows=pack_rows(tables),
        counts=count_rows(tables),
        portrait=portrait,
    )
