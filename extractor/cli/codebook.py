"""``extractor codebook [DATASET]``: every table and column in words, and what a dataset holds of it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from extractor import schema
from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    write_json,
)
from extractor.schema.concepts import load_concepts

__all__ = [
    "build_command",
]


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset",
        metavar=f"[{translate('META_DATASET')}]",
        required=False,
        type=click.Path(path_type=Path),
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_CODEBOOK"),
    )
    @add_shared_options(translate, "json", "lang")
    def codebook(
        dataset: Path | None, out: Path | None, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.codebook import render_codebook as made
        from extractor.dataset.codebook import write_codebook

        if as_json:
            if out is not None:
                write_codebook(out, dataset, lang or "zh")
            tables = [
                table._asdict() | {"columns": [c._asdict() for c in table.columns]}
                for table in schema.load_tables()
            ]
            items = [
                {
                    name: getattr(item, name)
                    for name in ("id", "parent", "label_zh", "label_en", "gfsm2014")
                }
                for item in load_concepts().values()
            ]
            write_json(
                {
                    "tables": tables,
                    "items": items,
                    "rules": [rule._asdict() for rule in schema.load_rules().values()],
                }
            )
        elif out is None:
            sys.stdout.buffer.write(
                made(dataset, translate("LANG")).encode()
            )  # read on the spot: as the terminal speaks
            sys.stdout.buffer.flush()
        else:
            write_codebook(out, dataset, lang or "zh")
            build_console().print(translate("WRITTEN_TO", path=out), soft_wrap=True)
        return ExitCode.OK

    return click.command(
        "codebook",
        cls=LocalizedCommand,
        translate=translate,
        help=translate("HELP_CODEBOOK"),
    )(codebook)
