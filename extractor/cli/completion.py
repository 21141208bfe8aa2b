"""``extractor completion SHELL``: the lines that let a shell complete commands, options
and their values."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
)

__all__ = [
    "COMPLETION_VARIABLE",
    "build_completion_command",
]

SHELLS = ("bash", "zsh", "fish")
COMPLETION_VARIABLE = "_EXTRACTOR_COMPLETE"  # set by the shell to request completions


def build_completion_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument("shell", type=click.Choice(SHELLS))
    @add_shared_options(translate, "lang")
    def completion(shell: str, lang: str | None) -> int:
        completer = get_completion_class(shell)
        assert completer is not None
        click.echo(
            completer(click.Group(), {}, "extractor", COMPLETION_VARIABLE).source()
        )
        return ExitCode.OK

    return build_command("completion", translate, completion)
