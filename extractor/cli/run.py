"""``extractor run PATH... -o outputs``: files and folders into a dataset, with a row of the manifest for each file."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click
from rich.text import Text

from extractor.batch.signals import capture_signals, check_signals
from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    build_translator,
    write_json,
)
from extractor.schema import load_tables

if TYPE_CHECKING:
    from extractor.batch import ManifestEntry, RunReport

__all__ = [
    "build_command",
]

PROGRESS_DELAY = 1.0  # seconds after which a run is worth a progress bar
PLAIN_PROGRESS_INTERVAL = (
    10.0  # seconds between two lines of progress where there is no terminal
)


def build_command(translate: Translator) -> click.Command:
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
        exclude: tuple[str, ...],
        timeout: float,
        memory: int,
        work: str | None,
        fresh: bool,
        log_jsonl: Path | None,
        templates: Path | None,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.batch import TaskLimits, run_batch

        chosen = tuple(
            dict.fromkeys(part.strip() for part in formats.split(",") if part.strip())
        )
        with ExitStack() as stack:
            stack.enter_context(capture_signals())
            log = (
                stack.enter_context(log_jsonl.open("w", encoding="utf-8"))
                if log_jsonl
                else None
            )
            watch = stack.enter_context(
                _ProgressReporter(translate, log, lang or "zh", quiet=as_json)
            )
            try:
                report = run_batch(
                    paths,
                    out,
                    formats=chosen,
                    jobs=jobs or max(2, os.cpu_count() or 1),
                    dask=dask,
                    lang=lang or "zh",
                    templates=templates,
                    corrections=corrections,
                    exclude=exclude,
                    limits=TaskLimits(timeout, memory << 20),
                    fresh=fresh,
                    on_progress=watch,
                    work_folder=work,
                )
            except OSError as error:
                if (
                    error.filename is None
                ):  # a full disk says so to a handle, and a handle has no name
                    error.filename = out
                raise
        if as_json:
            write_json(_build_json_report(report, lang or "zh"))
        else:
            _print_summary(
                report, translate if lang is None else build_translator(lang), chosen
            )
        return (
            ExitCode.NOTHING_READ
            if not report.files_read
            else ExitCode.SOME_FAILED
            if report.failed
            else ExitCode.OK
        )

    return click.command(
        "run", cls=LocalizedCommand, translate=translate, help=translate("HELP_RUN")
    )(run)


def _build_json_report(report: RunReport, lang: str) -> dict[str, Any]:
    found = asdict(report)
    found["failures"] = [entry.to_row(lang) for entry in report.failures]
    return found


def _print_summary(
    report: RunReport, translate: Translator, formats: tuple[str, ...]
) -> None:
    console = build_console()

    def line(head: str, facts: dict[str, int]) -> None:
        if facts:
            text = ", ".join(f"{name} {number:,}" for name, number in facts.items())
            console.print(Text.assemble((translate(head) + " ", "bold"), text))

    line("RUN_FILES", dict(sorted(report.statuses.items())))
    line(
        "RUN_ROWS",
        {
            table.name: report.rows[table.name]
            for table in load_tables()
            if table.name in report.rows
        },
    )
    line(
        "RUN_CHECKS",
        {
            name: report.checks[name]
            for name in ("pass", "rounding", "fail", "not_checkable")
            if name in report.checks
        },
    )
    line("RUN_GRADES", dict(sorted(report.grades.items())))
    line(
        "RUN_ISSUES",
        {
            name: report.issues[name]
            for name in ("error", "warning", "info")
            if name in report.issues
        },
    )
    for entry in report.failures:
        why = (
            f"{entry.code}: {translate(entry.code, **entry.details)}"
            if entry.code
            else ""
        )
        console.print(
            Text.assemble(
                ("  ! ", "bold red"), (entry.path, "bold"), f"  {entry.status}  {why}"
            ),
            soft_wrap=True,  # a path that somebody copies must stay whole
        )
    if report.failed > len(report.failures):
        console.print(
            translate("RUN_MORE_FAILURES", count=report.failed - len(report.failures))
        )
    others = sum(
        report.statuses.get(status, 0)
        for status in ("not_a_disclosure", "unsupported", "encrypted")
    )
    listed = sum(
        1
        for entry in report.failures
        if entry.status in ("not_a_disclosure", "unsupported", "encrypted")
    )
    if report.files_read and others > listed:
        console.print(translate("RUN_OTHERS", count=others - listed))
    if refused := report.corrections.get("refused"):
        console.print(translate("CORRECTIONS_REFUSED", count=refused))
    if report.corrections_idle:
        console.print(translate("CORRECTIONS_IDLE", count=report.corrections_idle))
    reused = translate("RUN_REUSED", count=report.reused) if report.reused else ""
    if not report.files_read:
        console.print(
            Text(f"NOTHING_READ: {translate('NOTHING_READ')}", style="yellow")
        )
    done = translate(
        "RUN_DONE",
        out=report.out,
        formats=", ".join(formats),
        seconds=f"{report.seconds:.1f}",
    )
    console.print(done + reused, soft_wrap=True)


class _ProgressReporter:
    """Progress: a bar on a terminal once the run takes a moment, plain lines elsewhere; the log on request."""

    def __init__(
        self, translate: Translator, log_file: IO[str] | None, lang: str, quiet: bool
    ) -> None:
        self._translate = translate
        self._log_file = log_file
        self._lang = lang
        self._start = self._last_printed_at = time.monotonic()
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
            self._log_file.write(
                json.dumps(_build_log_event(entry, self._lang), ensure_ascii=False)
                + "\n"
            )
            self._log_file.flush()
        if now - self._start < PROGRESS_DELAY:
            return
        if self._is_terminal:
            self._update_bar(report)
        elif not self._quiet and now - self._last_printed_at > PLAIN_PROGRESS_INTERVAL:
            self._last_printed_at = now
            rate = report.done / (now - self._start)
            left = (report.total - report.done) / rate if rate else 0.0
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
        rate = report.done / (time.monotonic() - self._start)
        failed = (
            self._translate("RUN_FAILED_SO_FAR", count=report.failed)
            if report.failed
            else ""
        )
        self._bar.update(
            self._bar_task,
            completed=report.done,
            total=report.total,
            rate=f"{rate:.1f}/s",
            failed=failed,
        )


def _build_log_event(entry: ManifestEntry, lang: str) -> dict[str, Any]:
    """One line of the log: the manifest's row and what is volatile about it."""
    volatile = {
        "seconds": round(entry.seconds, 4),
        "peak_mb": round(entry.peak_bytes / (1 << 20), 1),
        "reused": entry.reused,
    }
    return {
        **entry.to_row(lang),
        **volatile,
        **({"traceback": entry.traceback} if entry.traceback else {}),
    }
