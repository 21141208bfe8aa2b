"""``extractor doctor``: what is installed, what is missing and what it is needed for; for a first look and a report of a fault."""

from __future__ import annotations

import locale
import os
import platform
import re
import sys
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared
from extractor.version import __version__, digest

__all__ = ["command", "packages"]

DEVELOPERS = frozenset({"dev", "test"})  # extras that nobody needs to use the program


def command(say: Say) -> click.Command:
    """The command in one language."""

    @shared(say, "json", "lang")
    def doctor(as_json: bool, lang: str | None) -> int:
        wanted = {
            extra: {name: _version(name) for name in names}
            for extra, names in packages().items()
        }
        needed = wanted.pop("", {})
        missing = [name for name, found in needed.items() if found is None]
        if as_json:
            data_out({**_surroundings(), "needed": needed, "optional": wanted})
        else:
            _print(say, needed, wanted)
            screen().print(
                say("DOCTOR_BAD", names=" ".join(missing))
                if missing
                else say("DOCTOR_GOOD")
            )
        return Exit.STOPPED if missing else Exit.OK

    return click.command("doctor", cls=Command, say=say, help=say("HELP_DOCTOR"))(
        doctor
    )


def packages() -> dict[str, tuple[str, ...]]:
    """Names of the packages each extra asks for, as the installed program declares them; '' holds what is always needed."""
    found: dict[str, list[str]] = {"": []}
    try:
        lines = requires("extractor") or []
    except PackageNotFoundError:  # run from its source, not installed
        lines = []
    for line in lines:
        name = re.match(r"[\w.-]+", line)
        extra = re.search(r"extra == ['\"]([\w-]+)", line)
        if name and not (extra and extra[1] in DEVELOPERS):
            found.setdefault(extra[1] if extra else "", []).append(name[0])
    return {extra: tuple(names) for extra, names in found.items()}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _surroundings() -> dict[str, Any]:
    from extractor.i18n import catalogue
    from extractor.lexicon.lexicon import built_in

    return {
        "extractor": f"{__version__} ({digest()})",
        "python": f"{platform.python_version()} {sys.platform} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "encodings": f"stdout {sys.stdout.encoding}, files {sys.getfilesystemencoding()}",
        "locale": str(locale.getlocale()[0]),
        "templates": ", ".join(sorted(built_in())),
        "messages": str(len(catalogue())),
    }


def _print(
    say: Say,
    needed: Mapping[str, str | None],
    wanted: Mapping[str, Mapping[str, str | None]],
) -> None:
    def grid() -> Table:
        return Table(box=None, pad_edge=False, show_header=False)

    table = grid()
    for name, value in _surroundings().items():
        table.add_row(name, value)
    for name, found in needed.items():
        table.add_row(name, found or Text(say("DOCTOR_MISSING"), style="bold red"))
    screen().print(table)
    screen().print()
    screen().print(Text(say("DOCTOR_OPTIONAL"), style="bold"))
    table = grid()
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for extra, names in wanted.items():
        lacking = [name for name, found in names.items() if found is None]
        how = (
            Text(f'pip install "extractor[{extra}]"', style="yellow")
            if lacking
            else Text(say("DOCTOR_THERE"))
        )
        table.add_row(extra, Text.assemble(say(f"DOCTOR_FOR_{extra}")), how)
    screen().print(table)
