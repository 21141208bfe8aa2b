"""``extractor check DATASET``: try the identities again on the rows of a dataset, without the Word files."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument("dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path))
    @shared(say, "json", "lang")
    def check(dataset: Path, as_json: bool, lang: str | None) -> int:
        from extractor.dataset import open_dataset

        data = open_dataset(dataset)
        results = data.check() + data.check_across()
        failed = [row for row in results if row["result"] == "fail"]
        counts: dict[str, int] = {}
        for row in results:
            counts[row["result"]] = counts.get(row["result"], 0) + 1
        if as_json:
            data_out({"counts": counts, "failed": failed})
        else:
            console = screen()
            for row in failed:
                console.print(
                    Text.assemble(
                        (row["rule"], "bold red"), f"  {row['document_id']}  {row['places']}  {row['message']}"
                    )
                )
            console.print(
                say("CHECK_DONE", counts=", ".join(f"{name} {number}" for name, number in sorted(counts.items())))
            )
        return Exit.SOME_FAILED if failed else Exit.OK

    return click.command("check", cls=Command, say=say, help=say("HELP_CHECK"))(check)
