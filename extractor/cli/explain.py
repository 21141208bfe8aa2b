"""``extractor explain FILE PLACE``: the quote in its context, and what was read from it."""

from __future__ import annotations

from pathlib import Path

import click
from rich.padding import Padding

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    write_json,
)
from extractor.cli.wrap import WrappedText

__all__ = [
    "build_command",
]


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @add_shared_options(translate, "json", "templates", "lang")
    @click.argument(
        "file", metavar=translate("META_FILE"), type=click.Path(path_type=Path)
    )
    @click.argument("place", metavar=translate("META_PLACE"))
    def explain(
        file: Path, place: str, as_json: bool, templates: Path | None, lang: str | None
    ) -> int:
        from extractor.api import read

        answer = read(
            file, lang=lang or translate("LANG"), templates=templates
        ).explain(place)
        if as_json:
            write_json(answer.as_dict())
            return ExitCode.OK
        console = build_console()
        first, *others = answer.format_lines()
        head = WrappedText.assemble(
            (answer.place, "cyan"),
            "  ",
            answer.before,
            (answer.quote, "bold reverse"),
            answer.after,
        )
        shown = (
            head if console.is_terminal and not console.no_color else WrappedText(first)
        )
        console.print(
            Padding(shown, 0)
        )  # printed by itself it would wrap as any text does
        for line in others:
            text = line.lstrip(" ")
            console.print(Padding(WrappedText(text), (0, 0, 0, len(line) - len(text))))
        return ExitCode.OK

    return click.command(
        "explain",
        cls=LocalizedCommand,
        translate=translate,
        help=translate("HELP_EXPLAIN"),
    )(explain)
