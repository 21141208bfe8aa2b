"""``extractor templates list``: the words the program knows, and for whom."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from extractor.cli.base import Command, Exit, Group, Say, data_out, screen, shared

__all__ = ["command"]


def command(say: Say) -> click.Command:
    """The group in one language."""
    group = Group("templates", say=say, help=say("HELP_TEMPLATES"))

    @shared(say, "json", "templates", "lang")
    def list_(as_json: bool, templates: Path | None, lang: str | None) -> int:
        from extractor.template import built_in, load

        known = load(templates) if templates else built_in()
        rows = [
            {
                "name": name,
                "applies": {key: list(values) for key, values in sorted(template.applies.items())},
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
            table.add_column(say(head), justify="right" if head == "COL_WORDS" else "left", overflow="fold")
        for name, template in sorted(known.items()):
            applies = "; ".join(f"{key}: {'、'.join(values)}" for key, values in sorted(template.applies.items()))
            table.add_row(name, applies or "—", str(sum(len(words) for words in template.vocabularies.values())))
        screen().print(table)
        return Exit.OK

    group.add_command(click.command("list", cls=Command, say=say, help=say("HELP_TEMPLATES_LIST"))(list_))
    return group
