"""``extractor doctor``: what of the program's surroundings works, for a report of a fault."""

from __future__ import annotations

import locale
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version

import click
from rich.table import Table

from extractor.cli.base import Command, Exit, Say, data_out, screen, shared
from extractor.version import __version__, digest

__all__ = ["command"]

NEEDED = ("click", "lxml", "olefile", "pandas", "psutil", "pyarrow", "python-docx", "regex", "rich", "xlrd")


def command(say: Say) -> click.Command:
    """The command in one language."""

    @shared(say, "json", "lang")
    def doctor(as_json: bool, lang: str | None) -> int:
        facts = _facts()
        missing = [name for name in NEEDED if facts[name] is None]
        if as_json:
            data_out(facts)
        else:
            table = Table(box=None, pad_edge=False, show_header=False)
            for name, value in facts.items():
                table.add_row(name, value if value is not None else say("DOCTOR_MISSING"))
            screen().print(table)
            screen().print(say("DOCTOR_BAD", names=", ".join(missing)) if missing else say("DOCTOR_GOOD"))
        return Exit.STOPPED if missing else Exit.OK

    return click.command("doctor", cls=Command, say=say, help=say("HELP_DOCTOR"))(doctor)


def _facts() -> dict[str, str | None]:
    from extractor.messages import catalogue
    from extractor.template import built_in

    facts: dict[str, str | None] = {
        "extractor": f"{__version__} ({digest()})",
        "python": f"{platform.python_version()} {sys.platform} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "encodings": f"stdout {sys.stdout.encoding}, files {sys.getfilesystemencoding()}",
        "locale": str(locale.getlocale()[0]),
        "templates": ", ".join(sorted(built_in())),
        "messages": str(len(catalogue())),
    }
    for name in NEEDED:
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = None
    return facts
