"""``extractor doctor``: what is installed, what is missing and what it is needed for;
for a first look and a report of a fault."""

from __future__ import annotations

import locale
import os
import platform
import re
import sys
from collections.abc import Mapping
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
    write_json,
)
from extractor.version import __version__, compute_code_digest

__all__ = [
    "build_doctor_command",
    "list_requirements",
]

DEVELOPER_EXTRAS = frozenset({"dev", "test"})
"""Extras that nobody needs to use the program."""


def build_doctor_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @add_shared_options(translate, "json", "lang")
    def doctor(as_json: bool, lang: str | None) -> int:
        wanted = {
            extra: {name: _find_version(name) for name in names}
            for extra, names in list_requirements().items()
        }
        needed = wanted.pop("", {})
        missing = [name for name, found in needed.items() if found is None]
        if as_json:
            environment = _describe_environment()
            write_json({**environment, "needed": needed, "optional": wanted})
        else:
            _print_report(translate, needed, wanted)
            verdict = translate("DOCTOR_GOOD")
            if missing:
                verdict = translate("DOCTOR_BAD", names=" ".join(missing))
            build_console().print(verdict)
        return ExitCode.STOPPED if missing else ExitCode.OK

    return build_command("doctor", translate, doctor)


def list_requirements() -> dict[str, tuple[str, ...]]:
    """Names of the packages each extra requires, as the installed program declares
    them; '' holds what is always needed."""
    from importlib.metadata import PackageNotFoundError, requires

    requirements: dict[str, list[str]] = {"": []}
    try:
        lines = requires("budget-disclosures") or []
    except PackageNotFoundError:  # run from its source, not installed
        lines = []
    for line in lines:
        name = re.match(r"[\w.-]+", line)
        condition = re.search(r"extra == ['\"]([\w-]+)", line)
        extra = condition[1] if condition else ""
        if name and extra not in DEVELOPER_EXTRAS:
            requirements.setdefault(extra, []).append(name[0])
    return {extra: tuple(names) for extra, names in requirements.items()}


def _find_version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _describe_environment() -> dict[str, Any]:
    from extractor.i18n import load_catalogue
    from extractor.lexicon.lexicon import load_bundled_lexicons

    return {
        "extractor": f"{__version__} ({compute_code_digest()})",
        "python": f"{platform.python_version()} {sys.platform} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "encodings": f"stdout {sys.stdout.encoding}, files {sys.getfilesystemencoding()}",
        "locale": str(locale.getlocale()[0]),
        "templates": ", ".join(sorted(load_bundled_lexicons())),
        "messages": str(len(load_catalogue())),
    }


def _print_report(
    translate: Translator,
    needed: Mapping[str, str | None],
    optional: Mapping[str, Mapping[str, str | None]],
) -> None:
    installed = _build_grid()
    for name, value in _describe_environment().items():
        installed.add_row(name, value)
    for name, found in needed.items():
        missing = Text(translate("DOCTOR_MISSING"), style="bold red")
        installed.add_row(name, found or missing)
    console = build_console()
    console.print(installed)
    console.print()
    console.print(Text(translate("DOCTOR_OPTIONAL"), style="bold"))
    extras = _build_grid()
    extras.add_column(no_wrap=True)
    extras.add_column(no_wrap=True)
    extras.add_column(overflow="fold")
    for extra, names in optional.items():
        remedy = Text(translate("DOCTOR_THERE"))
        if None in names.values():
            command = f'pip install "budget-disclosures[{extra}]"'
            remedy = Text(command, style="yellow")
        purpose = Text.assemble(translate(f"DOCTOR_FOR_{extra}"))
        extras.add_row(extra, purpose, remedy)
    console.print(extras)


def _build_grid() -> Table:
    return Table(box=None, pad_edge=False, show_header=False)
