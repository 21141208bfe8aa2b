"""``extractor review DATASET``: a page in which a dataset is looked at beside its documents, and put right."""

from __future__ import annotations

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

MAX_SINGLE_PAGE_DOCUMENTS = (
    1000  # documents of one page, unless a name says what is wanted
)


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "dataset", metavar=translate("META_DATASET"), type=click.Path(path_type=Path)
    )
    @click.option(
        "-o",
        "--out",
        type=click.Path(path_type=Path),
        metavar="page.html",
        help=translate("HELP_OPT_REVIEW", most=MAX_SINGLE_PAGE_DOCUMENTS),
    )
    @click.option(
        "--figures",
        type=click.Path(path_type=Path),
        metavar=translate("META_FOLDER"),
        help=translate("HELP_OPT_FIGURES"),
    )
    @add_shared_options(translate, "json", "lang")
    def review(
        dataset: Path,
        out: Path | None,
        figures: Path | None,
        as_json: bool,
        lang: str | None,
    ) -> int:
        from extractor.dataset.dataset import open_dataset
        from extractor.review import write_review

        data = open_dataset(dataset)
        target = out or Path(
            "review.html"
            if data.read_arrow("disclosures").num_rows <= MAX_SINGLE_PAGE_DOCUMENTS
            else "review"
        )
        written = write_review(data, target, lang=lang, figures_folder=figures)
        if as_json:
            write_json(
                {
                    "page": written.page.as_posix(),
                    "files": [path.as_posix() for path in written.files],
                    "documents": written.document_count,
                    "figures": written.has_figures,
                }
            )
            return ExitCode.OK
        build_console().print(
            translate(
                "REVIEW_DONE", path=written.page, documents=written.document_count
            ),
            soft_wrap=True,
        )
        if not written.has_figures:
            build_console().print(translate("REVIEW_PLAIN"))
        return ExitCode.OK

    return click.command(
        "review",
        cls=LocalizedCommand,
        translate=translate,
        help=translate("HELP_REVIEW"),
    )(review)
