"""``extractor panel DATASET``: departments by year, the main items as columns, into a file or onto the terminal."""

from __future__ import annotations

import json
import sys
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
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=translate("META_FILE"),
        help=translate("HELP_OPT_PANEL"),
    )
    @click.option(
        "--item",
        "items",
        multiple=True,
        metavar="ITEM",
        help=translate("HELP_OPT_ITEM"),
    )
    @click.option("--sources", is_flag=True, help=translate("HELP_OPT_SOURCES"))
    @add_shared_options(translate, "json", "lang")
    def panel(
        dataset: Path,
        out: Path | None,
        items: tuple[str, ...],
        sources: bool,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.dataset.panel import encode_panel_csv, write_panel

        made = open_dataset(dataset).panel(items or None, sources=sources)
        if as_json and out is None:
            write_json(json.loads(made.to_json(orient="records", double_precision=4)))
        elif out is None:
            sys.stdout.buffer.write(encode_panel_csv(made))
            sys.stdout.buffer.flush()
        else:
            write_panel(made, out)
            if as_json:
                write_json({"path": out.as_posix(), "rows": len(made)})
                return ExitCode.OK
            build_console().print(translate("WRITTEN_TO", path=out), soft_wrap=True)
        return ExitCode.OK

    return click.command(
        "panel", cls=LocalizedCommand, translate=translate, help=translate("HELP_PANEL")
    )(panel)
