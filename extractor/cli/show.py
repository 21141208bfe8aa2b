"""``extractor show FILE``: the document in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.base import (
    ExitCode,
    LocalizedCommand,
    Translator,
    add_shared_options,
    build_console,
    build_translator,
    print_error,
    write_json,
)

__all__ = [
    "build_command",
]


def build_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @add_shared_options(translate, "json", "templates", "lang")
    @click.argument(
        "file", metavar=translate("META_FILE"), type=click.Path(path_type=Path)
    )
    def show(
        file: Path, as_json: bool, templates: Path | None, lang: str | None
    ) -> int:
        from extractor.api import read

        doc = read(file, lang=lang or translate("LANG"), templates=templates)
        if as_json:
            write_json(
                {
                    name: [
                        {k: to_json_value(v) for k, v in row.items()} for row in rows
                    ]
                    for name, rows in doc.rows.items()
                }
            )
        elif doc.disclosures:
            build_console().print(doc)
        if doc.disclosures:
            return ExitCode.OK
        speak = build_translator(lang) if lang else translate
        print_error(
            doc.rejection_reason,
            f"{file}: {speak(doc.rejection_reason, why=doc.rejection_message)}",
        )
        return ExitCode.NOTHING_READ

    return click.command(
        "show", cls=LocalizedCommand, translate=translate, help=translate("HELP_SHOW")
    )(show)


def to_json_value(value: object) -> object:
    """A value as JSON has it: decimals, dates and places as text, so that no digit is lost."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
