"""``extractor evaluate DATASET GOLD...``: a dataset against hand-checked rows, table by table."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument("dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path))
    @click.argument("gold", metavar=say("META_GOLD"), nargs=-1, required=True, type=click.Path(path_type=Path))
    @shared(say, "json", "lang")
    def evaluate(dataset: Path, gold: tuple[Path, ...], as_json: bool, lang: str | None) -> int:
        from extractor.evaluation import evaluate as compare

        result = compare(dataset, gold, lang or say("LANG"))
        if as_json:
            data_out(result.as_dict())
        else:
            screen().print(result)
        return Exit.OK if result.perfect else Exit.SOME_FAILED

    return click.command("evaluate", cls=Command, say=say, help=say("HELP_EVALUATE"))(evaluate)
