"""``extractor evaluate DATASET GOLD...``: a dataset against hand-checked rows, table by table."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    write_json,
)

__all__ = [
    "build_command",
]


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.argument(
        "gold",
        metavar=translate("META_GOLD"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    @add_shared_options(translate, "json", "lang")
    def evaluate(
        dataset: Path, gold: tuple[Path, ...], as_json: bool, lang: str | None
    ) -> int:
        from extractor.evaluation import evaluate as compare

        result = compare(dataset, _expand_paths(gold), lang or translate("LANG"))
        if as_json:
            write_json(result.as_dict())
        else:
            build_console().print(result)
        return ExitCode.OK if result.is_perfect else ExitCode.SOME_FAILED

    return click.command(
        "evaluate",
        cls=LocalizedCommand,
        translate=translate,
        help=translate("HELP_EVALUATE"),
    )(evaluate)


def _expand_paths(paths: Iterable[Path]) -> Iterator[Path]:
    """The files that the words of a command mean: those of a folder, the matches of a pattern that a shell left alone."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.json"))
        elif glob.has_magic(str(path)) and not path.exists():
            yield from map(Path, sorted(glob.glob(str(path))) or [str(path)])  # noqa: PTH207 - it may be absolute
        else:
            yield path
