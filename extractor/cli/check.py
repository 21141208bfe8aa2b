"""``extractor check DATASET``: try the identities again on the rows of a dataset, without the Word files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

if TYPE_CHECKING:
    from extractor.dataset import Unread

__all__ = ["command"]

_ORDER = (
    "pass",
    "rounding",
    "fail",
    "not_checkable",
    "revision",
)  # as the summary of a run has them


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option("--leftovers", is_flag=True, help=say("HELP_OPT_LEFTOVERS"))
    @shared(say, "json", "lang")
    def check(dataset: Path, leftovers: bool, as_json: bool, lang: str | None) -> int:
        from extractor.dataset import open_dataset

        data = open_dataset(dataset)
        if leftovers:
            _unread(data.unread(), as_json, say)
            return Exit.OK
        spoken = say("LANG")  # of the terminal; the dataset may be in the other
        results = data.check(spoken) + data.check_across(spoken)
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
                        (row["rule"], "bold red"),
                        f"  {row['document_id']}  {row['places']}  {row['message']}",
                    )
                )
            console.print(
                say(
                    "CHECK_DONE",
                    counts=", ".join(
                        f"{name} {counts[name]:,}" for name in _ORDER if name in counts
                    ),
                )
            )
        return Exit.SOME_FAILED if failed else Exit.OK

    return click.command("check", cls=Command, say=say, help=say("HELP_CHECK"))(check)


def _unread(found: Sequence[Unread], as_json: bool, say: Say) -> None:
    """Print what nothing took up, by kind, with the first places of each."""
    if as_json:
        data_out([kind._asdict() for kind in found])
        return
    console = screen()
    for kind in found:
        head = say(
            "LEFTOVERS_KIND",
            what=kind.what,
            reason=kind.reason,
            count=kind.times,
            documents=kind.documents,
        )
        console.print(Text(head, style="bold"))
        for document, place, words in kind.examples:
            console.print(
                Text(f"  {document}  {place}  {' '.join(words.split())[:60]}"),
                soft_wrap=True,
            )
    if not found:
        console.print(say("LEFTOVERS_NONE"))
