"""``extractor templates``: the words the program knows, for whom, and what a folder holds that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    LocalizedGroup,
    Translator,
    add_shared_options,
    build_console,
    print_issue,
    write_json,
)
from extractor.formats.source import read_regular_file
from extractor.model.issues import ExtractorError, Issue, ReadError

if TYPE_CHECKING:
    from extractor.lexicon.lexicon import Lexicon
    from extractor.model.disclosure import Disclosure

__all__ = [
    "build_command",
]


def build_command(translate: Translator) -> click.Command:
    """The group in one language."""
    group = LocalizedGroup(
        "templates", translate=translate, help=translate("HELP_TEMPLATES")
    )

    @add_shared_options(translate, "json", "templates", "lang")
    def list_(as_json: bool, templates: Path | None, lang: str | None) -> int:
        from extractor.lexicon.lexicon import load_bundled_lexicons, load_lexicons

        known = load_lexicons(templates) if templates else load_bundled_lexicons()
        rows = [
            {
                "name": name,
                "applies": {
                    key: list(values)
                    for key, values in sorted(template.conditions.items())
                },
                "vocabularies": len(template.vocabularies),
                "words": sum(len(words) for words in template.vocabularies.values()),
            }
            for name, template in sorted(known.items())
        ]
        if as_json:
            write_json(rows)
            return ExitCode.OK
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head in ("COL_TEMPLATE", "COL_APPLIES", "COL_WORDS"):
            table.add_column(
                translate(head),
                justify="right" if head == "COL_WORDS" else "left",
                overflow="fold",
            )
        for name, template in sorted(known.items()):
            applies = "; ".join(
                f"{key}: {'、'.join(values)}"
                for key, values in sorted(template.conditions.items())
            )
            table.add_row(
                name,
                applies or "—",
                str(sum(len(words) for words in template.vocabularies.values())),
            )
        build_console().print(table)
        return ExitCode.OK

    @click.argument(
        "paths",
        metavar=translate("META_PATHS"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    @click.option(
        "--most",
        default=40,
        type=click.IntRange(1),
        metavar="N",
        help=translate("HELP_OPT_MOST"),
    )
    @add_shared_options(translate, "json", "templates", "lang")
    def coverage(
        paths: tuple[Path, ...],
        most: int,
        as_json: bool,
        templates: Path | None,
        lang: str | None,
    ) -> int:
        from extractor.evaluation.lexicon_coverage import find_unknown_words
        from extractor.lexicon.lexicon import load_bundled_lexicons, load_lexicons

        known = load_lexicons(templates) if templates else load_bundled_lexicons()
        words = find_unknown_words(_read_disclosures(paths, known, translate), known)
        if as_json:
            write_json(
                [
                    {
                        "kind": w.kind,
                        "text": w.text,
                        "files": len(w.files),
                        "count": w.count,
                        "places": w.places,
                    }
                    for w in words
                ]
            )
            return ExitCode.OK
        if not words:
            build_console().print(translate("COVERAGE_ALL_KNOWN"))
            return ExitCode.OK
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head, numeric in (
            ("COL_KIND", False), ("COL_FILES", True), ("COL_TIMES", True), ("COL_WORD", False), ("COL_WHERE", False),
        ):  # fmt: skip
            table.add_column(
                translate(head), justify="right" if numeric else "left", overflow="fold"
            )
        for word in words[:most]:
            kind = translate(f"KIND_{word.kind.upper()}")
            table.add_row(
                kind, str(len(word.files)), str(word.count), word.text, word.places[0]
            )
        build_console().print(table)
        return ExitCode.OK

    group.add_command(
        click.command(
            "coverage",
            cls=LocalizedCommand,
            translate=translate,
            help=translate("HELP_TEMPLATES_COVERAGE"),
        )(coverage)
    )
    group.add_command(
        click.command(
            "list",
            cls=LocalizedCommand,
            translate=translate,
            help=translate("HELP_TEMPLATES_LIST"),
        )(list_)
    )
    return group


def _read_disclosures(
    paths: Iterable[Path], lexicons: Mapping[str, Lexicon], translate: Translator
) -> Iterator[tuple[str, Disclosure]]:
    """Every disclosure below the paths with the name of its file; what cannot be read is said and left out."""
    from extractor.pipeline import Options, parse_file

    options = Options(lexicons=lexicons)
    for path in paths:
        if not path.exists():
            raise ExtractorError("NOT_FOUND", path=path)
        for file in (
            sorted(p for p in path.rglob("*") if p.is_file())
            if path.is_dir()
            else [path]
        ):
            if file.name.startswith(("~$", "._")):
                continue
            try:
                parsed = parse_file(read_regular_file(file), file.name, options)
            except (ReadError, OSError) as error:
                print_issue(
                    Issue.build("COVERAGE_UNREAD", path=file, reason=error), translate
                )
                continue
            for disclosure in parsed.disclosures:
                yield file.name, disclosure
