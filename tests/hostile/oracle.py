"""What must hold of any bytes: an outcome of the closed list, and rows that keep the guarantees. Names what does not."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from extractor import schema
from extractor.batch.outcome import Outcome, unpack_rows
from extractor.batch.task import build_task
from extractor.formats import read
from extractor.i18n import load_catalogue
from extractor.model.issues import ReadError
from tests.hostile.hostile_file import HostileFile
from tests.hostile.mutate import Mutant, make_mutant
from tests.hostile.seeds import list_builtin_seeds, load_seeds
from tests.hostile.valid_files import FORMATS

STATUSES = frozenset(
    "ok partial duplicate uncertain not_a_disclosure skipped unsupported encrypted corrupt refused_limit refused_policy timeout memory crash io_error".split()
)


class CaseResult(NamedTuple):
    """Of one case: ``wrong`` is empty when all held."""

    status: str
    violation: str
    cpu: float
    peak: int  # megabytes of this process


def find_violation(outcome: Outcome) -> str:
    """What is wrong with an outcome; '' when nothing is."""
    if outcome.traceback:
        return outcome.traceback
    if outcome.status not in STATUSES or outcome.status == "crash":
        return f"status {outcome.status}"
    if outcome.status not in ("ok", "uncertain"):
        return "" if outcome.code in load_catalogue() else f"no sentence for {outcome.code}"
    rows = unpack_rows(outcome.packed_rows)
    csv.field_size_limit(2**30)
    json.dumps(rows.disclosure_rows, default=str).encode("utf-8")
    for name, lines in rows.csv_by_table.items():
        text = lines.decode("utf-8")
        table = list(csv.reader(io.StringIO(text, newline="")))
        width = len(schema.get_table(name).columns)
        if len(table) != rows.row_counts[name] or any(len(row) != width for row in table):
            return f"{name}: {len(table)} lines of CSV for {rows.row_counts[name]} rows"
        if name == "issues" and any("QUOTE_BROKEN" in row for row in table):
            return "QUOTE_BROKEN"
    return ""


def find_undetected_damage(damaged: Mutant) -> str:
    """A damaged package is refused, reads as the file it was, or says which part is not read."""
    try:
        document = read(damaged.data)
    except ReadError:
        return ""
    if document.format != damaged.seed.kind or any(issue.code == "PART_NOT_READ" for issue in document.issues):
        return ""
    valid = read(damaged.seed.data)
    same = (document.blocks, document.stories) == (valid.blocks, valid.stories)
    return "" if same else "damaged, yet read as another text"


def build_fuzz_worker(seeds: str | None) -> Callable[[bytes, str], CaseResult]:
    """The work of one process: a case is its number."""
    files = list_builtin_seeds() + (load_seeds(Path(seeds)) if seeds else [])
    work = build_task("zh", None)

    def one(data: bytes, name: str) -> CaseResult:
        found = make_mutant(files, int(name))
        start = time.process_time()
        outcome = work(found.data, "x")
        cpu = time.process_time() - start
        wrong = find_violation(outcome)
        if not wrong and found.strict and outcome.status in ("ok", "not_a_disclosure"):
            wrong = find_undetected_damage(found)
        return CaseResult(outcome.status, wrong, cpu, outcome.peak_bytes >> 20)

    return one


def find_text_difference(case: HostileFile, status: str) -> str:
    """Of a damaged package that was read all the same: whether it is another text than the valid one."""
    if not case.must_match_original or status not in ("ok", "not_a_disclosure"):
        return ""
    document = read(case.data)
    if document.format not in FORMATS:
        return ""
    valid = read(FORMATS[document.format]())
    return "" if (document.blocks, document.stories) == (valid.blocks, valid.stories) else "damaged, yet read as another text"
