"""``extractor templates``: the words the program knows, for whom, and what a folder holds that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from extractor.cli.base import (
    Command,
    Exit,
    Group,
    Say,
    data_out,
    remark,
    screen,
    shared,
)
from extractor.formats.source import whole
from extractor.model.issues import ExtractorError, Issue, ReadError

if TYPE_CHECKING:
    from extractor.lexicon.lexicon import Template
    from extractor.model.disclosure import Disclosure

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The group in one language."""
    group = Group("templates", say=say, help=say("HELP_TEMPLATES"))

    @shared(say, "json", "templates", "lang")
    def list_(as_json: bool, templates: Path | None, lang: str | None) -> int:
        from extractor.lexicon.lexicon import built_in, load

        known = load(templates) if templates else built_in()
        rows = [
            {
                "name": name,
                "applies": {
                    key: list(values)
                    for key, values in sorted(template.applies.items())
                },
                "vocabularies": len(template.vocabularies),
                "words": sum(len(words) for words in template.vocabularies.values()),
            }
            for name, template in sorted(known.items())
        ]
        if as_json:
            data_out(rows)
            return Exit.OK
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head in ("COL_TEMPLATE", "COL_APPLIES", "COL_WORDS"):
            table.add_column(
                say(head),
                justify="right" if head == "COL_WORDS" else "left",
                overflow="fold",
            )
        for name, template in sorted(known.items()):
            applies = "; ".join(
                f"{key}: {'、'.join(values)}"
                for key, values in sorted(template.applies.items())
            )
            table.add_row(
                name,
                applies or "—",
                str(sum(len(words) for words in template.vocabularies.values())),
            )
        screen().print(table)
        return Exit.OK

    @click.argument(
        "paths",
        metavar=say("META_PATHS"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    @click.option(
        "--most",
        default=40,
        type=click.IntRange(1),
        metavar="N",
        help=say("HELP_OPT_MOST"),
    )
    @shared(say, "json", "templates", "lang")
    def coverage(
        paths: tuple[Path, ...],
        most: int,
        as_json: bool,
        templates: Path | None,
        lang: str | None,
    ) -> int:
        from extractor.evaluation.lexicon_coverage import unknown_words
        from extractor.lexicon.lexicon import built_in, load

        known = load(templates) if templates else built_in()
        words = unknown_words(_read(paths, known, say), known)
        if as_json:
            data_out(
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
            return Exit.OK
        if not words:
            screen().print(say("COVERAGE_ALL_KNOWN"))
            return Exit.OK
        table = Table(box=None, pad_edge=False, header_style="dim")
        for head, numeric in (
            ("COL_KIND", False), ("COL_FILES", True), ("COL_TIMES", True), ("COL_WORD", False), ("COL_WHERE", False),
        ):  # fmt: skip
            table.add_column(
                say(head), justify="right" if numeric else "left", overflow="fold"
            )
        for word in words[:most]:
            kind = say(f"KIND_{word.kind.upper()}")
            table.add_row(
                kind, str(len(word.files)), str(word.count), word.text, word.places[0]
            )
        screen().print(table)
        return Exit.OK

    group.add_command(
        click.command(
            "coverage", cls=Command, say=say, help=say("HELP_TEMPLATES_COVERAGE")
        )(coverage)
    )
    group.add_command(
        click.command("list", cls=Command, say=say, help=say("HELP_TEMPLATES_LIST"))(
            list_
        )
    )
    return group


def _read(
    paths: Iterable[Path], known: Mapping[str, Template], say: Say
) -> Iterator[tuple[str, Disclosure]]:
    """Every disclosure below the paths with the name of its file; what cannot be read is said and left out."""
    from extractor.pipeline import Options, parse

    options = Options(templates=known)
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
                parsed = parse(whole(file), file.name, options)
            except (ReadError, OSError) as error:
                remark(Issue.of("COVERAGE_UNREAD", path=file, reason=error), say)
                continue
            for disclosure in parsed.disclosures:
                yield file.name, disclosure
