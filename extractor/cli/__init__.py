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
from extractor.cli.base import Exit, Group, Say, error, language, remark, speaker
from extractor.model.issues import ExtractorError, ReadError
from extractor.version import __version__

__all__ = ["build", "main"]

COMMANDS: tuple[Callable[[Say], click.Command], ...] = (
    run.command,
    show.command,
    explain.command,
    review.command,
    check.command,
    evaluate.command,
    panel.command,
    codebook.command,
    templates.command,
    doctor.command,
    completion.command,
)


def build(lang: str) -> click.Group:
    """The whole command line in one language."""
    say = speaker(lang)
    group = Group(
        "extractor",
        say=say,
        help=say("HELP_EXTRACTOR"),
        epilog=say("HELP_EXIT_CODES"),
        no_args_is_help=True,
    )
    for make in COMMANDS:
        group.add_command(make(say))
    return click.version_option(
        __version__, message="extractor %(version)s", help=say("HELP_OPT_VERSION")
    )(group)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (see :class:`extractor.cli.base.Exit`)."""
    words = list(sys.argv[1:] if argv is None else argv)
    lang = language(words)
    say = speaker(lang)
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # a terminal that lacks a character shows its code instead of failing
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        group = build(lang)
        if asked := os.environ.get(
            completion.VARIABLE
        ):  # the shell wants words, not a command
            return shell_complete(group, {}, "extractor", completion.VARIABLE, asked)
        with group.make_context("extractor", words) as context:
            code = group.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else Exit.OK
    except click.exceptions.Exit as end:  # --help, --version
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        print(problem.ctx.get_help() if problem.ctx else "", file=sys.stderr)
        return Exit.USAGE
    except click.UsageError as problem:
        _usage(problem, say)
        return Exit.USAGE
    except ReadError as problem:
        remark(problem, say)
        return Exit.NOTHING_READ
    except ExtractorError as problem:
        remark(problem, say)
        return (
            Exit.NOTHING_READ
            if problem.code in _NOT_READ
            else Exit.STOPPED
            if problem.code in _STOPPED
            else Exit.USAGE
        )
    except BrokenPipeError:  # the reader of a pipe has seen enough
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except OSError as problem:
        code = (
            "CANNOT_WRITE" if words[:1] == ["run"] else "CANNOT_WRITE_FILE"
        )  # only a run can go on
        error(
            code,
            say(code, path=problem.filename or "", reason=problem.strerror or problem),
        )
        return Exit.STOPPED
    except (KeyboardInterrupt, click.Abort):
        error("INTERRUPTED", say("INTERRUPTED"))
        return Exit.INTERRUPTED
    except Exception as problem:  # a fault of ours: say what to do, and show where
        traceback.print_exc()
        frame = traceback.extract_tb(problem.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        error("UNEXPECTED", say("UNEXPECTED", kind=type(problem).__name__, where=where))
        return Exit.STOPPED


_NOT_READ = frozenset(
    {
        "NO_INPUT",
        "NOT_FOUND",
        "IS_A_FOLDER",
        "CANNOT_OPEN",
        "NOT_A_DISCLOSURE",
        "WEB_ERROR_PAGE",
    }
)
_STOPPED = frozenset(
    {
        "LOCKED", "LOCKED_ELSEWHERE", "WORKERS_DO_NOT_START", "NO_DATASET", "OUT_IS_NO_REVIEW",
        "DATASET_WITHOUT_PAGE", "OUT_IS_A_FILE", "OUT_IS_A_URL", "FILE_IN_USE",
        "NO_SCHEDULER", "SCHEDULER_GONE", "WORKER_DIFFERS", "CLUSTER_TASK",
    }
)  # fmt: skip


def _usage(problem: click.UsageError, say: Say) -> None:
    """What click found wrong with the words of the command, in our words."""
    where = problem.ctx.command_path if problem.ctx else "extractor"
    name = (
        problem.param.get_error_hint(problem.ctx)
        if isinstance(problem, click.BadParameter) and problem.param
        else ""
    )
    if isinstance(problem, click.MissingParameter):
        text = say("USAGE_MISSING", name=name or problem.param_hint or "")
    elif isinstance(problem, click.NoSuchOption):
        text = say("USAGE_NO_OPTION", name=problem.option_name)
    elif isinstance(problem, click.BadParameter):
        text = _bad_value(problem, name, say)
    elif lacking := re.match(r"No such command '(.+?)'", problem.message):
        text = say("USAGE_NO_COMMAND", name=lacking[1])
    else:
        text = say("USAGE_OTHER", reason=problem.format_message())
    gap = "" if text.endswith("。") else " "
    error("USAGE", f"{text}{gap}{say('USAGE_SEE', command=where)}")


def _bad_value(problem: click.BadParameter, name: str, say: Say) -> str:
    """The same for a value; click quotes the value first and has the rest in English only."""
    kind = problem.param.type if problem.param else None
    value = found[1] if (found := re.search("'(.*?)'", problem.message)) else ""
    if isinstance(kind, click.Choice) and value:
        return say(
            "USAGE_CHOICES",
            name=name,
            value=value,
            choices=", ".join(map(str, kind.choices)),
        )
    if isinstance(kind, click.Path) and value:
        return say("USAGE_NO_PATH", name=name, path=value)
    if (
        isinstance(kind, click.types.IntParamType | click.types.FloatParamType)
        and "not a valid" in problem.message
    ):
        return say("USAGE_NUMBER", name=name, value=value)
    if limits := re.search(r"(\S+) is not in the range (.+?)\.?$", problem.message):
        return say("USAGE_RANGE", name=name, value=limits[1], range=limits[2])
    return say("USAGE_BAD_VALUE", name=name, reason=problem.message)


if __name__ == "__main__":
    sys.exit(main())
