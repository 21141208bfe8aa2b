"""``extractor panel DATASET``: departments by year, the main items as columns, into a file or onto the terminal."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar=say("META_FILE"),
        help=say("HELP_OPT_PANEL"),
    )
    @click.option(
        "--item", "items", multiple=True, metavar="ITEM", help=say("HELP_OPT_ITEM")
    )
    @click.option("--sources", is_flag=True, help=say("HELP_OPT_SOURCES"))
    @shared(say, "json", "lang")
    def panel(
        dataset: Path,
        out: Path | None,
        items: tuple[str, ...],
        sources: bool,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset import open_dataset
        from extractor.dataset.panel import panel_csv, write_panel

        made = open_dataset(dataset).panel(items or None, sources=sources)
        if as_json and out is None:
            data_out(json.loads(made.to_json(orient="records", double_precision=4)))
        elif out is None:
            sys.stdout.buffer.write(panel_csv(made))
            sys.stdout.buffer.flush()
        else:
            write_panel(made, out)
            if as_json:
                data_out({"path": out.as_posix(), "rows": len(made)})
                return Exit.OK
            screen().print(say("WRITTEN_TO", path=out), soft_wrap=True)
        return Exit.OK

    return click.command("panel", cls=Command, say=say, help=say("HELP_PANEL"))(panel)
