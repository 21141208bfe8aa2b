"""``extractor show FILE``: the document in the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.cli.base import (
    Command,
    Exit,
    Say,
    data_out,
    error,
    screen,
    shared,
    speaker,
)

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The command in one language."""

    @shared(say, "json", "templates", "lang")
    @click.argument("file", metavar=say("META_FILE"), type=click.Path(path_type=Path))
    def show(
        file: Path, as_json: bool, templates: Path | None, lang: str | None
    ) -> int:
        from extractor.api import read

        doc = read(file, lang=lang or say("LANG"), templates=templates)
        if as_json:
            data_out(
                {
                    name: [{k: plain(v) for k, v in row.items()} for row in rows]
                    for name, rows in doc.rows.items()
                }
            )
        elif doc.disclosures:
            screen().print(doc)
        if doc.disclosures:
            return Exit.OK
        speak = speaker(lang) if lang else say
        error(doc.reason, f"{file}: {speak(doc.reason, why=doc.why)}")
        return Exit.NOTHING_READ

    return click.command("show", cls=Command, say=say, help=say("HELP_SHOW"))(show)


def plain(value: object) -> object:
    """A value as JSON has it: decimals, dates and places as text, so that no digit is lost."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
