"""``extractor codebook [DATASET]``: every table and column in words, and what a dataset holds of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from extractor import schema
from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset",
        metavar=f"[{say('META_DATASET')}]",
        required=False,
        type=click.Path(path_type=Path),
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=say("META_FILE"),
        help=say("HELP_OPT_CODEBOOK"),
    )
    @shared(say, "json", "lang")
    def codebook(
        dataset: Path | None, out: Path | None, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.codebook import codebook as made
        from extractor.dataset.codebook import write_codebook

        if as_json:
            if out is not None:
                write_codebook(out, dataset, lang or "zh")
            tables = [
                table._asdict() | {"columns": [c._asdict() for c in table.columns]}
                for table in schema.tables()
            ]
            items = [item._asdict() for item in schema.items().values()]
            data_out(
                {
                    "tables": tables,
                    "items": items,
                    "rules": [rule._asdict() for rule in schema.rules().values()],
                }
            )
        elif out is None:
            sys.stdout.buffer.write(
                made(dataset, say("LANG")).encode()
            )  # read on the spot: as the terminal speaks
            sys.stdout.buffer.flush()
        else:
            write_codebook(out, dataset, lang or "zh")
            screen().print(say("WRITTEN_TO", path=out), soft_wrap=True)
        return Exit.OK

    return click.command("codebook", cls=Command, say=say, help=say("HELP_CODEBOOK"))(
        codebook
    )
