"""``extractor completion SHELL``: the lines that let a shell complete commands, options and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from extractor.cli.base import Command, Exit, Say, shared

__all__ = ["VARIABLE", "command"]

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_EXTRACTOR_COMPLETE"  # set by the shell when it asks for words


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument("shell", type=click.Choice(SHELLS))
    @shared(say, "lang")
    def completion(shell: str, lang: str | None) -> int:
        made = get_completion_class(shell)
        assert made is not None
        click.echo(made(click.Group(), {}, "extractor", VARIABLE).source())
        return Exit.OK

    return click.command(
        "completion", cls=Command, say=say, help=say("HELP_COMPLETION")
    )(completion)
