"""``extractor evaluate DATASET GOLD...``: a dataset against hand-checked rows, table by table."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.argument(
        "gold",
        metavar=say("META_GOLD"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    @shared(say, "json", "lang")
    def evaluate(
        dataset: Path, gold: tuple[Path, ...], as_json: bool, lang: str | None
    ) -> int:
        from extractor.evaluation import evaluate as compare

        result = compare(dataset, _files(gold), lang or say("LANG"))
        if as_json:
            data_out(result.as_dict())
        else:
            screen().print(result)
        return Exit.OK if result.perfect else Exit.SOME_FAILED

    return click.command("evaluate", cls=Command, say=say, help=say("HELP_EVALUATE"))(
        evaluate
    )


def _files(named: Iterable[Path]) -> Iterator[Path]:
    """The files that the words of a command mean: those of a folder, the matches of a pattern that a shell left alone."""
    for path in named:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
        elif glob.has_magic(str(path)) and not path.exists():
            yield from map(Path, sorted(glob.glob(str(path))) or [str(path)])  # noqa: PTH207 - it may be absolute
        else:
            yield path
