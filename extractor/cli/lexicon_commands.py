"""``extractor templates``: the lexicons, where they apply, and the words of a folder
that none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from extractor.model.issues import ExtractorError, Issue, ReadError

if TYPE_CHECKING:
    from extractor.evaluation.lexicon_coverage import UnknownWord
    from extractor.lexicon.lexicon import Lexicon
    from extractor.model.disclosure import Disclosure

__all__ = [
    "build_templates_command",
]


def build_templates_command(translate: Translator) -> click.Command:
    """The group ``templates`` in one language."""
    group = LocalizedGroup(
        "templates", translate=translate, help=translate("HELP_TEMPLATES")
    )

    @add_shared_options(translate, "json", "templates", "lang")
    def list_lexicons(as_json: bool, templates: Path | None, lang: str | None) -> int:
        rows = [
            _describe_lexicon(lexicon)
            for _, lexicon in sorted(_load_lexicons(templates).items())
        ]
        if as_json:
            write_json(rows)
        else:
            build_console().print(_build_lexicon_table(rows, translate))
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
    def measure_coverage(
        paths: tuple[Path, ...],
        most: int,
        as_json: bool,
        templates: Path | None,
        lang: str | None,
    ) -> int:
        from extractor.evaluation.lexicon_coverage import find_unknown_words

        lexicons = _load_lexicons(templates)
        disclosures = _read_disclosures(paths, lexicons, translate)
        words = find_unknown_words(disclosures, lexicons)
        if as_json:
            write_json([_describe_word(word) for word in words])
        elif words:
            build_console().print(_build_word_table(words[:most], translate))
        else:
            build_console().print(translate("COVERAGE_ALL_KNOWN"))
        return ExitCode.OK

    for name, function in (("coverage", measure_coverage), ("list", list_lexicons)):
        help_text = translate(f"HELP_TEMPLATES_{name.upper()}")
        decorate = click.command(
            name, cls=LocalizedCommand, translate=translate, help=help_text
        )
        group.add_command(decorate(function))
    return group


def _load_lexicons(folder: Path | None) -> Mapping[str, Lexicon]:
    from extractor.lexicon.lexicon import load_bundled_lexicons, load_lexicons

    if folder is None:
        return load_bundled_lexicons()
    return load_lexicons(folder)


def _describe_lexicon(lexicon: Lexicon) -> dict[str, Any]:
    conditions = {
        key: list(values) for key, values in sorted(lexicon.conditions.items())
    }
    return {
        "name": lexicon.name,
        "applies": conditions,
        "vocabularies": len(lexicon.vocabularies),
        "words": sum(len(words) for words in lexicon.vocabularies.values()),
    }


def _build_lexicon_table(
    rows: Iterable[Mapping[str, Any]], translate: Translator
) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(translate("COL_TEMPLATE"), overflow="fold")
    table.add_column(translate("COL_APPLIES"), overflow="fold")
    table.add_column(translate("COL_WORDS"), overflow="fold", justify="right")
    for row in rows:
        conditions = "; ".join(
            f"{key}: {'、'.join(values)}" for key, values in row["applies"].items()
        )
        table.add_row(row["name"], conditions or "—", str(row["words"]))
    return table


def _describe_word(word: UnknownWord) -> dict[str, Any]:
    return {
        "kind": word.kind,
        "text": word.text,
        "files": len(word.files),
        "count": word.count,
        "places": word.places,
    }


def _build_word_table(words: Iterable[UnknownWord], translate: Translator) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(translate("COL_KIND"), overflow="fold")
    table.add_column(translate("COL_FILES"), overflow="fold", justify="right")
    table.add_column(translate("COL_TIMES"), overflow="fold", justify="right")
    table.add_column(translate("COL_WORD"), overflow="fold")
    table.add_column(translate("COL_WHERE"), overflow="fold")
    for word in words:
        kind = translate(f"KIND_{word.kind.upper()}")
        counts = (str(len(word.files)), str(word.count))
        table.add_row(kind, *counts, word.text, word.places[0])
    return table


def _read_disclosures(
    paths: Iterable[Path], lexicons: Mapping[str, Lexicon], translate: Translator
) -> Iterator[tuple[str, Disclosure]]:
    """Every disclosure below the paths with the name of its file; unreadable files are
    reported and left out."""
    from extractor.formats.source import read_regular_file
    from extractor.pipeline import Options, parse_file

    options = Options(lexicons=lexicons)
    for file in _list_files(paths):
        try:
            parsed = parse_file(read_regular_file(file), file.name, options)
        except (ReadError, OSError) as error:
            issue = Issue.build("COVERAGE_UNREAD", path=file, reason=error)
            print_issue(issue, translate)
            continue
        for disclosure in parsed.disclosures:
            yield file.name, disclosure


def _list_files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files at and below the paths, without
    temporary files of Office and macOS."""
    for path in paths:
        if not path.exists():
            raise ExtractorError("NOT_FOUND", path=path)
        files = [path]
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.is_file())
        yield from (file for file in files if not file.name.startswith(("~$", "._")))
