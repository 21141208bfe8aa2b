"""The command line: ``extractor run``, ``show``, ``explain``, ``check``, ``evaluate``, ``review``, ``panel``, ``codebook``
and more.

One module a command, each with a function that makes the command in one language; all texts stand in the catalogue.
"""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import click
from click.shell_completion import shell_complete

from extractor.cli import (
    check,
    codebook,
    completion,
    doctor,
    evaluate,
    explain,
    panel,
    review,
    run,
    show,
    templates,
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
    run.build_command,
    show.build_command,
    explain.build_command,
    review.build_command,
    check.build_command,
    evaluate.build_command,
    panel.build_command,
    codebook.build_command,
    templates.build_command,
    doctor.build_command,
    completion.build_command,
)


def build_cli(lang: str) -> click.Group:
    """The whole command line in one language."""
    say = build_translator(lang)
    group = LocalizedGroup(
        "extractor",
        translate=say,
        help=say("HELP_EXTRACTOR"),
        epilog=say("HELP_EXIT_CODES"),
        no_args_is_help=True,
    )
    for make in COMMAND_BUILDERS:
        group.add_command(make(say))
    return click.version_option(
        __version__, message="extractor %(version)s", help=say("HELP_OPT_VERSION")
    )(group)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (see :class:`extractor.cli.base.Exit`)."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = detect_language(words)
    say = build_translator(lang)
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # a terminal that lacks a character shows its code instead of failing
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        group = build_cli(lang)
        if asked := os.environ.get(
            completion.COMPLETION_VARIABLE
        ):  # the shell wants words, not a command
            return shell_complete(
                group, {}, "extractor", completion.COMPLETION_VARIABLE, asked
            )
        with group.make_context("extractor", words) as context:
            code = group.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else ExitCode.OK
    except click.exceptions.Exit as end:  # --help, --version
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        print(problem.ctx.get_help() if problem.ctx else "", file=sys.stderr)
        return ExitCode.USAGE
    except click.UsageError as problem:
        _print_usage_error(problem, say)
        return ExitCode.USAGE
    except ReadError as problem:
        print_issue(problem, say)
        return ExitCode.NOTHING_READ
    except ExtractorError as problem:
        print_issue(problem, say)
        return (
            ExitCode.NOTHING_READ
            if problem.code in _NOTHING_READ_CODES
            else ExitCode.STOPPED
            if problem.code in _STOPPED_CODES
            else ExitCode.USAGE
        )
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except OSError as problem:
        code = (
            "CANNOT_WRITE" if words[:1] == ["run"] else "CANNOT_WRITE_FILE"
        )  # only a run can go on
        print_error(
            code,
            say(code, path=problem.filename or "", reason=problem.strerror or problem),
        )
        return ExitCode.STOPPED
    except (KeyboardInterrupt, click.Abort):
        print_error("INTERRUPTED", say("INTERRUPTED"))
        return ExitCode.INTERRUPTED
    except Exception as problem:  # a fault of ours: say what to do, and show where
        traceback.print_exc()
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        print_error(
            "UNEXPECTED", say("UNEXPECTED", kind=type(problem).__name__, where=where)
        )
        return ExitCode.STOPPED


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
        "LOCKED", "LOCKED_ELSEWHERE", "WORKERS_DO_NOT_START", "NO_DATASET", "DATASET_OF_OLD_NAMES", "OUT_IS_NO_REVIEW",
        "DATASET_WITHOUT_PAGE", "OUT_IS_A_FILE", "OUT_IS_A_URL", "FILE_IN_USE",
        "NO_SCHEDULER", "SCHEDULER_GONE", "WORKER_DIFFERS", "CLUSTER_TASK",
    }
)  # fmt: skip


def _print_usage_error(problem: click.UsageError, translate: Translator) -> None:
    """What click found wrong with the words of the command, in our words."""
    where = problem.ctx.command_path if problem.ctx else "extractor"
    name = (
        problem.param.get_error_hint(problem.ctx)
        if isinstance(problem, click.BadParameter) and problem.param
        else ""
    )
    if isinstance(problem, click.MissingParameter):
        text = translate("USAGE_MISSING", name=name or problem.param_hint or "")
    elif isinstance(problem, click.NoSuchOption):
        text = translate("USAGE_NO_OPTION", name=problem.option_name)
    elif isinstance(problem, click.BadParameter):
        text = _describe_bad_value(problem, name, translate)
    elif lacking := re.match(r"No such command '(.+?)'", problem.message):
        text = translate("USAGE_NO_COMMAND", name=lacking[1])
    else:
        text = translate("USAGE_OTHER", reason=problem.format_message())
    gap = "" if text.endswith("。") else " "
    print_error("USAGE", f"{text}{gap}{translate('USAGE_SEE', command=where)}")


def _describe_bad_value(
    problem: click.BadParameter, name: str, translate: Translator
) -> str:
    """The same for a value; click quotes the value first and has the rest in English only."""
    kind = problem.param.type if problem.param else None
    value = found[1] if (found := re.search("'(.*?)'", problem.message)) else ""
    if isinstance(kind, click.Choice) and value:
        return translate(
            "USAGE_CHOICES",
            name=name,
            value=value,
            choices=", ".join(map(str, kind.choices)),
        )
    if isinstance(kind, click.Path) and value:
        return translate("USAGE_NO_PATH", name=name, path=value)
    if (
        isinstance(kind, click.types.IntParamType | click.types.FloatParamType)
        and "not a valid" in problem.message
    ):
        return translate("USAGE_NUMBER", name=name, value=value)
    if limits := re.search(r"(\S+) is not in the range (.+?)\.?$", problem.message):
        return translate("USAGE_RANGE", name=name, value=limits[1], range=limits[2])
    return translate("USAGE_BAD_VALUE", name=name, reason=problem.message)


if __name__ == "__main__":
    sys.exit(main())
