"""``extractor.toml``: the inputs, output and options of a project, so that a run needs
no words.

``extractor init`` writes the file; ``extractor run`` in its folder
takes from it what the command line leaves out.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from extractor.cli.base import (
    ExitCode,
    Translator,
    add_shared_options,
    build_command,
    build_console,
)
from extractor.model.issues import ExtractorError

__all__ = ["PROJECT_FILE", "build_init_command", "load_project"]

PROJECT_FILE = "extractor.toml"

# entry of the file -> parameter of the command, and the type of its value
_ENTRIES: Mapping[str, tuple[str, type]] = {
    "inputs": ("paths", list),
    "out": ("out", str),
    "formats": ("formats", list),
    "exclude": ("exclude", list),
    "corrections": ("corrections", str),
    "sources": ("sources", str),
    "templates": ("templates", str),
    "lang": ("lang", str),
    "jobs": ("jobs", int),
    "timeout": ("timeout", int),
    "memory": ("memory", int),
}


def load_project(folder: Path) -> dict[str, Any]:
    """Load the options of the project of a folder.

    Args:
        folder: the folder; without the file there are none.

    Returns:
        Parameters of the command ``run``.

    Raises:
        ExtractorError: the file is no TOML, or an entry is unknown or of the wrong
            type (PROJECT_FILE).
    """
    path = folder / PROJECT_FILE
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeError) as error:
        raise ExtractorError("PROJECT_FILE", path=path, reason=str(error)) from error
    options: dict[str, Any] = {}
    for name, value in entries.items():
        parameter, kind = _ENTRIES.get(name, ("", object))
        if not parameter or not isinstance(value, kind):
            known = ", ".join(_ENTRIES)
            raise ExtractorError("PROJECT_ENTRY", path=path, name=name, known=known)
        options[parameter] = value
    if "formats" in options:
        options["formats"] = ",".join(map(str, options["formats"]))
    return options


def build_init_command(translate: Translator) -> click.Command:
    """The command in one language."""

    @click.argument(
        "folder",
        metavar=f"[{translate('META_FOLDER')}]",
        default=".",
        type=click.Path(path_type=Path, file_okay=False),
    )
    @add_shared_options(translate, "lang")
    def init(folder: Path, lang: str | None) -> int:
        path = folder / PROJECT_FILE
        if path.exists():
            raise ExtractorError("PROJECT_EXISTS", path=path)
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(translate("PROJECT_TEMPLATE").encode())
        console = build_console()
        console.print(translate("WRITTEN_TO", path=path), soft_wrap=True)
        console.print(translate("PROJECT_NEXT"))
        return ExitCode.OK

    return build_command("init", translate, init)
