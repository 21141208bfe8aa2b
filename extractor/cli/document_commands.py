"""Commands that work on one file: show, explain."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.padding import Padding
from rich.text import Text

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
    build_translator,
    print_error,
    write_json,
)
from extractor.cli.wrap import WrappedText

if TYPE_CHECKING:
    from extractor.provenance.explain import Explanation

__all__ = [
    "build_show_command",
    "build_explain_command",
]


def build_show_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @add_shared_options(translate, "json", "templates", "lang")
    @click.argument(
        "files",
        metavar=translate("META_FILES"),
        nargs=-1,
        required=True,
        type=click.Path(path_type=Path),
    )
    def show(
        files: tuple[Path, ...],
        as_json: bool,
        templates: Path | None,
        lang: str | None,
    ) -> int:
        from extractor.api import read

        file = files[0]
        source: Path | tuple[Path, ...] = file
        if len(files) > 1:
            source = files
        doc = read(source, lang=lang or translate("LANG"), templates=templates)
        if as_json:
            write_json(_convert_rows(doc.rows))
        elif doc.records:
            build_console().print(doc)
        if doc.records:
            return ExitCode.OK
        reason = doc.rejection_reason
        translate_to = build_translator(lang or translate("LANG"))
        text = translate_to(reason, why=doc.rejection_message)
        print_error(reason, f"{file}: {text}")
        return ExitCode.NOTHING_READ

    return build_command("show", translate, show)


def _convert_rows(rows: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Rows of all tables with values that JSON has."""
    converted = {}
    for table, table_rows in rows.items():
        converted[table] = [
            {column: to_json_value(value) for column, value in row.items()}
            for row in table_rows
        ]
    return converted


def to_json_value(value: object) -> object:
    """A value as JSON has it: decimals, dates and places as text, so that no digit is
    lost."""
    if value is None or isinstance(value, bool | int | str):
        return value
    return str(value)


def build_explain_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @add_shared_options(translate, "json", "templates", "lang")
    @click.argument("source", metavar=translate("META_SOURCE"))
    @click.argument("reference", metavar=translate("META_REFERENCE"))
    def explain(
        source: str,
        reference: str,
        as_json: bool,
        templates: Path | None,
        lang: str | None,
    ) -> int:
        answer = _explain(source, reference, lang or translate("LANG"), templates)
        if as_json:
            write_json(answer.as_dict())
        else:
            _print_explanation(answer)
        return ExitCode.OK

    return build_command("explain", translate, explain)


def _explain(
    source: str, reference: str, lang: str, templates: Path | None
) -> Explanation:
    """Explain a place of a file, or what a dataset
    has by an id; in either order."""
    from extractor.dataset.datapackage import DESCRIPTOR

    if Path(reference).exists() and not Path(source).exists():
        source, reference = reference, source
    path = Path(source)
    if path.is_dir() or path.name == DESCRIPTOR:
        from extractor.dataset.dataset import open_dataset

        return open_dataset(path).explain(reference, lang)
    from extractor.api import read

    return read(path, lang=lang, templates=templates).explain(reference)


def _print_explanation(answer: Explanation) -> None:
    """The quote in its context, then what was read from it, a line each."""
    console = build_console()
    first, *further_lines = answer.format_lines()
    head: Text = WrappedText(first)
    if console.is_terminal and not console.no_color:
        head = WrappedText.assemble(
            (answer.place, "cyan"),
            "  ",
            answer.before,
            (answer.quote, "bold reverse"),
            answer.after,
        )
    # within a padding it breaks as Chinese text does; printed by itself it would not
    console.print(Padding(head, 0))
    unbroken = set(answer.format_correction())
    for line in further_lines:
        if line in unbroken or (answer.link and answer.link in line):
            console.print(Text(line), soft_wrap=True)  # to be copied
            continue
        text = line.lstrip(" ")
        indent = len(line) - len(text)
        console.print(Padding(WrappedText(text), (0, 0, 0, indent)))
