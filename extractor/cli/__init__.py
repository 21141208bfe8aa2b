"""The command line: ``extractor run``, ``show``, ``explain``, ``check``, ``evaluate``,
``review``, ``panel``, ``codebook`` and more.

Commands are made by functions in one language at a time; all texts are
in the message catalogue.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import shell_complete

from extractor.cli import (
    completion,
    dataset_commands,
    doctor,
    document_commands,
    lexicon_commands,
    project,
    release_commands,
    run_command,
)
from extractor.cli.base import (
    ExitCode,
    LocalizedGroup,
    Translator,
    build_translator,
    detect_language,
    print_error,
    print_issue,
)
from extractor.model.issues import ExtractorError, ReadError
from extractor.version import __version__

__all__ = [
    "build_cli",
    "main",
]

COMMAND_BUILDERS: tuple[Callable[[Translator], click.Command], ...] = (
    project.build_init_command,
    run_command.build_run_command,
    document_commands.build_show_command,
    document_commands.build_explain_command,
    dataset_commands.build_review_command,
    dataset_commands.build_check_command,
    dataset_commands.build_evaluate_command,
    dataset_commands.build_panel_command,
    dataset_commands.build_codebook_command,
    release_commands.build_export_command,
    release_commands.build_diff_command,
    release_commands.build_release_command,
    lexicon_commands.build_templates_command,
    doctor.build_doctor_command,
    completion.build_completion_command,
)


def build_cli(lang: str) -> click.Group:
    """Build the whole command line in one language.

    Args:
        lang: zh or en.

    Returns:
        The group with all commands.
    """
    translate = build_translator(lang)
    group = LocalizedGroup(
        "extractor",
        translate=translate,
        help=translate("HELP_EXTRACTOR"),
        epilog=translate("HELP_EXIT_CODES"),
        no_args_is_help=True,
    )
    for build_command in COMMAND_BUILDERS:
        group.add_command(build_command(translate))
    add_version_option = click.version_option(
        __version__,
        message="extractor %(version)s",
        help=translate("HELP_OPT_VERSION"),
    )
    return add_version_option(group)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command of the command line.

    Args:
        argv: the words behind the program's name; those of the process by default.

    Returns:
        The exit code, see :class:`extractor.cli.base.ExitCode`.
    """
    words = list(argv) if argv is not None else sys.argv[1:]
    lang = detect_language(words)
    # a terminal that lacks a character shows its code instead of failing
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        return _invoke_command(lang, words)
    except (Exception, KeyboardInterrupt) as problem:
        return _report_problem(problem, words, build_translator(lang))


def _invoke_command(lang: str, words: list[str]) -> int:
    group = build_cli(lang)
    request = os.environ.get(completion.COMPLETION_VARIABLE)
    if request:  # the shell wants words, not a command
        return shell_complete(
            group, {}, "extractor", completion.COMPLETION_VARIABLE, request
        )
    options = {}
    if "run" in words and "--help" not in words:
        options = project.load_project(Path.cwd())
    with group.make_context(
        "extractor", words, default_map={"run": options}
    ) as context:
        code = group.invoke(context)
    sys.stdout.flush()
    return code if isinstance(code, int) else ExitCode.OK


def _report_problem(
    problem: BaseException, words: list[str], translate: Translator
) -> int:
    """Print the reason why the command ended to stderr.

    Returns:
        The exit code.
    """
    for kind, report in _PROBLEM_REPORTERS:
        if isinstance(problem, kind):
            return report(problem, words, translate)
    return _report_unexpected(problem, words, translate)


def _report_exit(problem: Any, words: list[str], translate: Translator) -> int:
    code: int = problem.exit_code  # --help, --version
    return code


def _report_no_arguments(problem: Any, words: list[str], translate: Translator) -> int:
    print(problem.ctx.get_help() if problem.ctx else "", file=sys.stderr)
    return ExitCode.USAGE


def _report_usage_error(problem: Any, words: list[str], translate: Translator) -> int:
    _print_usage_error(problem, translate)
    return ExitCode.USAGE


def _report_read_error(problem: Any, words: list[str], translate: Translator) -> int:
    print_issue(problem, translate)
    return ExitCode.NOTHING_READ


def _report_extractor_error(
    problem: Any, words: list[str], translate: Translator
) -> int:
    print_issue(problem, translate)
    if problem.code in _NOTHING_READ_CODES:
        return ExitCode.NOTHING_READ
    if problem.code in _STOPPED_CODES:
        return ExitCode.STOPPED
    return ExitCode.USAGE


def _report_broken_pipe(problem: Any, words: list[str], translate: Translator) -> int:
    """A closed pipe is no error."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ExitCode.OK


def _report_os_error(problem: Any, words: list[str], translate: Translator) -> int:
    code = "CANNOT_WRITE_FILE"
    if words[:1] == ["run"]:  # only a run can go on
        code = "CANNOT_WRITE"
    reason = problem.strerror or problem
    print_error(code, translate(code, path=problem.filename or "", reason=reason))
    return ExitCode.STOPPED


def _report_interrupt(problem: Any, words: list[str], translate: Translator) -> int:
    print_error("INTERRUPTED", translate("INTERRUPTED"))
    return ExitCode.INTERRUPTED


def _report_unexpected(problem: Any, words: list[str], translate: Translator) -> int:
    """Print an internal error: what to do, and the traceback."""
    traceback.print_exception(problem)
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    location = f"{Path(frame.filename).name}:{frame.lineno}"
    kind = type(problem).__name__
    print_error("UNEXPECTED", translate("UNEXPECTED", kind=kind, where=location))
    return ExitCode.STOPPED


ProblemReporter = Callable[[Any, list[str], Translator], int]

_PROBLEM_REPORTERS: tuple[
    tuple[type[BaseException] | tuple[type[BaseException], ...], ProblemReporter], ...
] = (
    (click.exceptions.Exit, _report_exit),
    (click.exceptions.NoArgsIsHelpError, _report_no_arguments),
    (click.UsageError, _report_usage_error),
    (ReadError, _report_read_error),
    (ExtractorError, _report_extractor_error),
    (BrokenPipeError, _report_broken_pipe),
    (OSError, _report_os_error),
    ((KeyboardInterrupt, click.Abort), _report_interrupt),
)
"""What ends a command -> how it is reported; the first that fits is taken."""

_NOTHING_READ_CODES = frozenset(
    {
        "NO_INPUT",
        "NOT_FOUND",
        "IS_A_FOLDER",
        "CANNOT_OPEN",
        "NOT_A_DISCLOSURE",
        "WEB_ERROR_PAGE",
    }
)
_STOPPED_CODES = frozenset(
    {
        "LOCKED",
        "LOCKED_ELSEWHERE",
        "WORKERS_DO_NOT_START",
        "NO_DATASET",
        "DATASET_OF_OLD_NAMES",
        "OUT_IS_NO_REVIEW",
        "DATASET_WITHOUT_PAGE",
        "OUT_IS_NO_RELEASE",
        "OUT_IS_A_FILE",
        "OUT_IS_A_URL",
        "FILE_IN_USE",
        "NO_SCHEDULER",
        "SCHEDULER_GONE",
        "WORKER_DIFFERS",
        "CLUSTER_TASK",
    }
)


def _print_usage_error(problem: click.UsageError, translate: Translator) -> None:
    """Print what click found wrong with the words of the command, in our words."""
    command = "extractor"
    if problem.ctx:
        command = problem.ctx.command_path
    text = _describe_usage_error(problem, translate)
    gap = "" if text.endswith("。") else " "
    print_error("USAGE", f"{text}{gap}{translate('USAGE_SEE', command=command)}")


def _describe_usage_error(problem: click.UsageError, translate: Translator) -> str:
    name = ""
    if isinstance(problem, click.BadParameter) and problem.param:
        name = problem.param.get_error_hint(problem.ctx)
    if isinstance(problem, click.MissingParameter):
        return translate("USAGE_MISSING", name=name or problem.param_hint or "")
    if isinstance(problem, click.NoSuchOption):
        return translate("USAGE_NO_OPTION", name=problem.option_name)
    if isinstance(problem, click.BadParameter):
        return _describe_bad_value(problem, name, translate)
    unknown = re.match(r"No such command '(.+?)'", problem.message)
    if unknown:
        return translate("USAGE_NO_COMMAND", name=unknown[1])
    return translate("USAGE_OTHER", reason=problem.format_message())


def _describe_bad_value(
    problem: click.BadParameter, name: str, translate: Translator
) -> str:
    """The same for a value; click quotes the value first and has the rest in English
    only."""
    kind = problem.param.type if problem.param else None
    quoted = re.search("'(.*?)'", problem.message)
    value = quoted[1] if quoted else ""
    if isinstance(kind, click.Choice) and value:
        choices = ", ".join(map(str, kind.choices))
        return translate("USAGE_CHOICES", name=name, value=value, choices=choices)
    if isinstance(kind, click.Path) and value:
        return translate("USAGE_NO_PATH", name=name, path=value)
    numeric = click.types.IntParamType | click.types.FloatParamType
    if isinstance(kind, numeric) and "not a valid" in problem.message:
        return translate("USAGE_NUMBER", name=name, value=value)
    limits = re.search(r"(\S+) is not in the range (.+?)\.?$", problem.message)
    if limits:
        return translate("USAGE_RANGE", name=name, value=limits[1], range=limits[2])
    return translate("USAGE_BAD_VALUE", name=name, reason=problem.message)


if __name__ == "__main__":
    sys.exit(main())
