"""``extractor run PATH... -o outputs``: files and folders into a dataset, with a row of
the manifest for each file."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from rich.text import Text

from extractor.batch.signals import capture_signals, check_signals
from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
    build_translator,
    name_code,
    write_json,
)
from extractor.cli.wrap import fill_lines
from extractor.model.enums import ManifestStatus

if TYPE_CHECKING:
    from extractor.batch import ManifestEntry, RunReport

__all__ = [
    "build_run_command",
]

PROGRESS_DELAY = 1.0
"""Seconds after which a run is worth a progress bar."""
PLAIN_PROGRESS_INTERVAL = 10.0
"""Seconds between two lines of progress where there is no terminal."""
_RESULT_ORDER = ("pass", "rounding", "fail", "not_checkable")
_SEVERITY_ORDER = ("error", "warning", "info")
_UNREAD_STATUSES = (
    ManifestStatus.NOT_A_DISCLOSURE,
    ManifestStatus.UNSUPPORTED,
    ManifestStatus.ENCRYPTED,
)
"""Statuses of files that are counted at the end; only the first of them are listed."""

_SOURCE_CODES = {
    "missing": "SOURCES_MISSING",
    "changed": "SOURCES_CHANGED",
    "unlisted": "SOURCES_UNLISTED",
}
"""Outcomes of lines of the list of sources that a person should look at."""


def build_run_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument("paths", metavar=translate("META_PATHS"), nargs=-1, required=True)
    @click.option(
        "-o",
        "--out",
        default="outputs",
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_OUT"),
    )
    @click.option(
        "-f",
        "--format",
        "formats",
        default="csv,parquet",
        metavar="csv,parquet",
        help=translate("HELP_OPT_FORMAT"),
    )
    @click.option(
        "-j",
        "--jobs",
        type=click.IntRange(1),
        metavar="N",
        help=translate("HELP_OPT_JOBS"),
    )
    @click.option(
        "--dask", metavar=translate("META_ADDRESS"), help=translate("HELP_OPT_DASK")
    )
    @click.option(
        "--corrections",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_CORRECTIONS"),
    )
    @click.option(
        "--sources",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_PUBLICATIONS"),
    )
    @click.option(
        "--exclude",
        multiple=True,
        metavar=translate("META_PATTERN"),
        help=translate("HELP_OPT_EXCLUDE"),
    )
    @click.option(
        "--timeout",
        type=click.FloatRange(0.1),
        default=120.0,
        metavar="S",
        help=translate("HELP_OPT_TIMEOUT"),
    )
    @click.option(
        "--memory",
        type=click.IntRange(16),
        default=2048,
        metavar="MB",
        help=translate("HELP_OPT_MEMORY"),
    )
    @click.option(
        "--work",
        type=click.Path(file_okay=False),
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_WORK"),
    )
    @click.option("--fresh", is_flag=True, help=translate("HELP_OPT_FRESH"))
    @click.option(
        "--one-file-one-disclosure",
        is_flag=True,
        help=translate("HELP_OPT_ONE_FILE"),
    )
    @click.option(
        "--log-jsonl",
        type=click.Path(path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_LOG"),
    )
    @add_shared_options(translate, "templates", "json", "lang")
    def run(
        paths: tuple[str, ...],
        out: str,
        formats: str,
        jobs: int | None,
        dask: str | None,
        corrections: Path | None,
        sources: Path | None,
        exclude: tuple[str, ...],
        timeout: float,
        memory: int,
        work: str | None,
        fresh: bool,
        one_file_one_disclosure: bool,
        log_jsonl: Path | None,
        templates: Path | None,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.batch import TaskLimits, run_batch

        chosen = _split_formats(formats)
        with ExitStack() as stack:
            stack.enter_context(capture_signals())
            log = None
            if log_jsonl:
                log = stack.enter_context(log_jsonl.open("w", encoding="utf-8"))
            reporter = _ProgressReporter(translate, log, lang or "zh", quiet=as_json)
            stack.enter_context(reporter)
            stack.enter_context(_name_failing_output(out))
            report = run_batch(
                paths,
                out,
                formats=chosen,
                jobs=jobs or max(2, os.cpu_count() or 1),
                dask=dask,
                lang=lang or "zh",
                templates=templates,
                corrections=corrections,
                sources=sources,
                exclude=exclude,
                limits=TaskLimits(timeout, memory << 20),
                fresh=fresh,
                one_file_one_disclosure=one_file_one_disclosure,
                on_progress=reporter,
                work_folder=work,
            )
        if as_json:
            write_json(_build_json_report(report, lang or "zh"))
        elif lang is None:
            _print_summary(report, translate, chosen)
        else:
            _print_summary(report, build_translator(lang), chosen)
        console_of_errors = build_console(stderr=True)
        for code, details in report.dropped_options:
            message = translate(code, **details)
            console_of_errors.print(Text(message, style="yellow"), soft_wrap=True)
        return _choose_exit_code(report)

    return build_command("run", translate, run)


def _split_formats(formats: str) -> tuple[str, ...]:
    """The names of a comma-separated list, each once, in their order."""
    names = (name.strip() for name in formats.split(","))
    return tuple(dict.fromkeys(name for name in names if name))


@contextmanager
def _name_failing_output(out: str) -> Iterator[None]:
    """Give an error of the disk the name of the output folder: a full disk reports to a
    handle, and a handle has no name."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = out
        raise


def _choose_exit_code(report: RunReport) -> int:
    if not report.files_read:
        return ExitCode.NOTHING_READ
    if report.failed:
        return ExitCode.SOME_FAILED
    return ExitCode.OK


def _build_json_report(report: RunReport, lang: str) -> dict[str, Any]:
    fields = asdict(report)
    fields["failures"] = [entry.to_row(lang) for entry in report.failures]
    del fields["dropped_options"]  # told on stderr
    return fields


def _print_summary(
    report: RunReport, translate: Translator, formats: tuple[str, ...]
) -> None:
    """Counts of files, rows, checks, grades and issues; failures; skipped files; the
    path of the dataset."""
    from extractor.schema import load_tables

    console = build_console()
    tables = [table.name for table in load_tables()]
    for code, closed_list, counts in (
        ("RUN_FILES", ("manifest", "status"), dict(sorted(report.statuses.items()))),
        ("RUN_ROWS", None, _select_counts(report.rows, tables)),
        (
            "RUN_CHECKS",
            ("checks", "result"),
            _select_counts(report.checks, _RESULT_ORDER),
        ),
        ("RUN_GRADES", None, dict(sorted(report.grades.items()))),
        (
            "RUN_ISSUES",
            ("issues", "severity"),
            _select_counts(report.issues, _SEVERITY_ORDER),
        ),
        (
            "RUN_SOURCES",
            ("sources", "status"),
            _name_unlisted(report.sources, translate),
        ),
    ):
        if counts:
            parts = _format_counts(counts, closed_list, translate)
            lines = fill_lines(
                [f"{translate(code)} {parts[0]}", *parts[1:]], console.width
            )
            listed = Text("\n".join(lines))
            listed.stylize("bold", 0, len(translate(code)))
            console.print(listed, soft_wrap=True)
    for entry in report.failures:
        # a path to be copied must not be broken
        console.print(_format_failure(entry, translate), soft_wrap=True)
    for code, count in _count_omissions(report):
        console.print(translate(code, count=count))
    if not report.files_read:
        text = f"NOTHING_READ: {translate('NOTHING_READ')}"
        console.print(Text(text, style="yellow"))
    last_line = translate(
        "RUN_DONE",
        out=report.out,
        formats=", ".join(formats),
        seconds=f"{report.seconds:.1f}",
    )
    if report.reused:
        last_line += translate("RUN_REUSED", count=report.reused)
    console.print(last_line, soft_wrap=True)
    if report.checks.get("fail"):
        n_failed = report.checks["fail"]
        advice = translate("RUN_FAILED_CHECKS", count=n_failed, out=report.out)
        console.print(advice, soft_wrap=True)


def _format_counts(
    counts: Mapping[str, int],
    closed_list: tuple[str, str] | None,
    translate: Translator,
) -> list[str]:
    """Names with their numbers; codes of a closed list (table, column) with what they
    mean."""
    parts: list[str] = []
    for name, number in counts.items():
        shown = name
        if closed_list is not None:
            shown = name_code(*closed_list, name, translate)
        parts.append(f"{shown} {number:,}")
    return parts


def _name_unlisted(counts: Mapping[str, int], translate: Translator) -> dict[str, int]:
    """The counts of lines of sources, and of files that no line is of, which no column
    tells."""
    named = {"unlisted": translate("RUN_UNLISTED")}
    return {named.get(name, name): count for name, count in counts.items()}


def _select_counts(counts: Mapping[str, int], order: Iterable[str]) -> dict[str, int]:
    """The counts of the names of an order that are there, in that order."""
    return {name: counts[name] for name in order if name in counts}


def _format_failure(entry: ManifestEntry, translate: Translator) -> Text:
    reason = ""
    if entry.code:
        reason = f"{entry.code}: {entry.describe_failure(translate('LANG'))}"
    return Text.assemble(
        ("  ! ", "bold red"), (entry.path, "bold"), f"  {entry.status}  {reason}"
    )


def _count_omissions(report: RunReport) -> Iterator[tuple[str, int]]:
    """Codes of the catalogue with the numbers of what the summary leaves out or a
    person should look at."""
    if report.failed > len(report.failures):
        yield "RUN_MORE_FAILURES", report.failed - len(report.failures)
    unread = sum(report.statuses.get(status, 0) for status in _UNREAD_STATUSES)
    listed = sum(entry.status in _UNREAD_STATUSES for entry in report.failures)
    if report.files_read and unread > listed:
        yield "RUN_OTHERS", unread - listed
    refused = report.corrections.get("refused")
    if refused:
        yield "CORRECTIONS_REFUSED", refused
    if report.corrections_idle:
        yield "CORRECTIONS_IDLE", report.corrections_idle
    for status, code in _SOURCE_CODES.items():
        if status in report.sources:
            yield code, report.sources[status]


class _ProgressReporter:
    """Progress: a bar on a terminal once the run takes a moment, plain lines elsewhere;
    the log on request."""

    def __init__(
        self, translate: Translator, log_file: IO[str] | None, lang: str, quiet: bool
    ) -> None:
        self._translate = translate
        self._log_file = log_file
        self._lang = lang
        self._start = self._last_printed_at = time.monotonic()
        self._printed = (-1, 0)
        self._is_terminal = sys.stderr.isatty()
        self._quiet = quiet and not self._is_terminal
        self._bar: Any = None
        self._bar_task: Any = None

    def __enter__(self) -> _ProgressReporter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, report: RunReport, entry: ManifestEntry | None) -> None:
        check_signals()
        now = time.monotonic()
        if entry is not None and self._log_file is not None:
            event = _build_log_event(entry, self._lang)
            self._log_file.write(json.dumps(event, ensure_ascii=False) + "\n")
            self._log_file.flush()
        if now - self._start < PROGRESS_DELAY:
            return
        if self._is_terminal:
            self._update_bar(report)
        elif not self._quiet and now - self._last_printed_at > PLAIN_PROGRESS_INTERVAL:
            self._last_printed_at = now
            if (report.done, report.failed) != self._printed:
                self._print_line(report, now)
            self._printed = (report.done, report.failed)

    def _print_line(self, report: RunReport, now: float) -> None:
        rate = report.done / (now - self._start)
        left = 0.0
        if rate:
            left = (report.total - report.done) / rate
        text = self._translate(
            "RUN_PROGRESS",
            done=report.done,
            total=report.total,
            rate=f"{rate:.1f}",
            left=f"{left:.0f}",
            failed=report.failed,
        )
        with suppress(OSError):
            print(text, file=sys.stderr, flush=True)

    def _update_bar(self, report: RunReport) -> None:
        if self._bar is None:
            self._start_bar(report)
        rate = report.done / (time.monotonic() - self._start)
        failed = ""
        if report.failed:
            failed = self._translate("RUN_FAILED_SO_FAR", count=report.failed)
        self._bar.update(
            self._bar_task,
            completed=report.done,
            total=report.total,
            rate=f"{rate:.1f}/s",
            failed=failed,
        )

    def _start_bar(self, report: RunReport) -> None:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[failed]}"),
            console=build_console(stderr=True),
            transient=True,
        )
        self._bar_task = self._bar.add_task(
            self._translate("RUN_READING"), total=report.total, rate="", failed=""
        )
        self._bar.start()


def _build_log_event(entry: ManifestEntry, lang: str) -> dict[str, Any]:
    """One line of the log: the manifest's row and what differs from run to run."""
    event = {
        **entry.to_row(lang),
        "seconds": round(entry.seconds, 4),
        "peak_mb": round(entry.peak_bytes / (1 << 20), 1),
        "reused": entry.reused,
    }
    if entry.traceback:
        event["traceback"] = entry.traceback
    return event
