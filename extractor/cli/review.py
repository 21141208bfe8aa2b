"""``extractor review DATASET``: a page in which a dataset is looked at beside its documents, and put right."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared

__all__ = ["command"]

MOST = 1000  # documents of one page, unless a name says what is wanted


def command(say: Say) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=say("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar="page.html",
        help=say("HELP_OPT_REVIEW", most=MOST),
    )
    @click.option(
        "--figures",
        type=click.Path(path_type=Path),
        metavar=say("META_FOLDER"),
        help=say("HELP_OPT_FIGURES"),
    )
    @shared(say, "json", "lang")
    def review(
        dataset: Path,
        out: Path | None,
        figures: Path | None,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset import open_dataset
        from extractor.review import write

        data = open_dataset(dataset)
        target = out or Path(
            "review.html" if data.arrow("documents").num_rows <= MOST else "review"
        )
        written = write(data, target, lang=lang, drawings=figures)
        if as_json:
            data_out(
                {
                    "page": written.page.as_posix(),
                    "files": [path.as_posix() for path in written.files],
                    "documents": written.documents,
                    "figures": written.figures,
                }
            )
            return Exit.OK
        screen().print(
            say("REVIEW_DONE", path=written.page, documents=written.documents),
            soft_wrap=True,
        )
        if not written.figures:
            screen().print(say("REVIEW_PLAIN"))
        return Exit.OK

    return click.command("review", cls=Command, say=say, help=say("HELP_REVIEW"))(
        review
    )
