"""``extractor check DATASET``: try the identities again on the rows of a dataset, without the Word files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    write_json,
)

if TYPE_CHECKING:
    from extractor.dataset.dataset import UnreadSummary

__all__ = [
    "build_command",
]

_RESULT_ORDER = (
    "pass",
    "rounding",
    "fail",
    "not_checkable",
    "revision",
)  # as the summary of a run has them


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "--unmatched-numbers",
        is_flag=True,
        help=translate("HELP_OPT_UNMATCHED_NUMBERS"),
    )
    @add_shared_options(translate, "json", "lang")
    def check(
        dataset: Path, unmatched_numbers: bool, as_json: bool, lang: str | None
    ) -> int:
        from extractor.dataset.dataset import open_dataset

        data = open_dataset(dataset)
        if unmatched_numbers:
            _print_unmatched(data.summarize_unread(), as_json, translate)
            return ExitCode.OK
        spoken = translate("LANG")  # of the terminal; the dataset may be in the other
        results = data.check(spoken) + data.check_across_documents(spoken)
        failed = [row for row in results if row["result"] == "fail"]
        counts: dict[str, int] = {}
        for row in results:
            counts[row["result"]] = counts.get(row["result"], 0) + 1
        if as_json:
            write_json({"counts": counts, "failed": failed})
        else:
            console = build_console()
            for row in failed:
                console.print(
                    Text.assemble(
                        (row["rule"], "bold red"),
                        f"  {row['disclosure_id']}  {row['places']}  {row['message']}",
                    )
                )
            console.print(
                translate(
                    "CHECK_DONE",
                    counts=", ".join(
                        f"{name} {counts[name]:,}"
                        for name in _RESULT_ORDER
                        if name in counts
                    ),
                )
            )
        return ExitCode.SOME_FAILED if failed else ExitCode.OK

    return click.command(
        "check", cls=LocalizedCommand, translate=translate, help=translate("HELP_CHECK")
    )(check)


def _print_unmatched(
    unmatched: Sequence[UnreadSummary], as_json: bool, translate: Translator
) -> None:
    """Print what nothing took up, by kind, with the first places of each."""
    if as_json:
        write_json([kind._asdict() for kind in unmatched])
        return
    console = build_console()
    for kind in unmatched:
        head = translate(
            "UNMATCHED_NUMBERS_KIND",
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
    if not unmatched:
        console.print(translate("UNMATCHED_NUMBERS_NONE"))
