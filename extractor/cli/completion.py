"""``extractor completion SHELL``: the lines that let a shell complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
)

__all__ = [
    "COMPLETION_VARIABLE",
    "build_command",
]

SHELLS = ("bash", "zsh", "fish")
COMPLETION_VARIABLE = "_EXTRACTOR_COMPLETE"  # set by the shell when it asks for words


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument("shell", type=click.Choice(SHELLS))
    @add_shared_options(translate, "lang")
    def completion(shell: str, lang: str | None) -> int:
        made = get_completion_class(shell)
        assert made is not None
        click.echo(made(click.Group(), {}, "extractor", COMPLETION_VARIABLE).source())
        return ExitCode.OK

    return click.command(
        "completion",
        cls=LocalizedCommand,
        translate=translate,
        help=translate("HELP_COMPLETION"),
    )(completion)
