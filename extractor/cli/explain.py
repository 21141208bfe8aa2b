"""``extractor explain FILE PLACE``: the quote in its context, and what was read from it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.padding import Padding

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared
from extractor.cli.wrap import Prose

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @shared(say, "json", "templates", "lang")
    @click.argument("file", metavar=say("META_FILE"), type=click.Path(path_type=Path))
    @click.argument("place", metavar=say("META_PLACE"))
    def explain(
        file: Path, place: str, as_json: bool, templates: Path | None, lang: str | None
    ) -> int:
        from extractor.api import read

        answer = read(file, lang=lang or say("LANG"), templates=templates).explain(
            place
        )
        if as_json:
            data_out(answer.as_dict())
            return Exit.OK
        console = screen()
        first, *others = answer.lines()
        head = Prose.assemble(
            (answer.place, "cyan"),
            "  ",
            answer.before,
            (answer.quote, "bold reverse"),
            answer.after,
        )
        shown = head if console.is_terminal and not console.no_color else Prose(first)
        console.print(
            Padding(shown, 0)
        )  # printed by itself it would wrap as any text does
        for line in others:
            text = line.lstrip(" ")
            console.print(Padding(Prose(text), (0, 0, 0, len(line) - len(text))))
        return Exit.OK

    return click.command("explain", cls=Command, say=say, help=say("HELP_EXPLAIN"))(
        explain
    )
