"""Messages of the program in Chinese and English, from one catalogue
(``messages.toml``).

What is stored in a dataset is in the language chosen (zh by default); the terminal
follows the locale.
"""

from __future__ import annotations

import locale
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

__all__ = [
    "load_catalogue",
    "format_message",
    "find_severity",
    "detect_terminal_language",
]

_ENTRY_START = re.compile(r"^([A-Z]\w*) = \{", re.MULTILINE)
"""Codes begin their lines; no line within a message is written so."""


class _Catalogue(Mapping[str, Mapping[str, str]]):
    """The messages by their code; each is parsed when it is asked for.

    A command needs a few of the hundreds, and to parse all of them takes longer than
    to start Python.
    """

    def __init__(self, text: str) -> None:
        starts = list(_ENTRY_START.finditer(text))
        ends = [*(start.start() for start in starts[1:]), len(text)]
        self._sources = {
            start[1]: text[start.start() : end]
            for start, end in zip(starts, ends, strict=True)
        }
        self._entries: dict[str, Mapping[str, str]] = {}

    def __getitem__(self, code: str) -> Mapping[str, str]:
        if code not in self._entries:
            self._entries[code] = tomllib.loads(self._sources[code])[code]
        return self._entries[code]

    def __contains__(self, code: object) -> bool:
        return code in self._sources

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


@cache
def load_catalogue() -> Mapping[str, Mapping[str, str]]:
    """code -> {severity, zh, en} as the catalogue holds it."""
    catalogue = files("extractor").joinpath("messages.toml")
    return _Catalogue(catalogue.read_text(encoding="utf-8"))


def format_message(
    code: str, details: Mapping[str, str] | None = None, lang: str = "zh"
) -> str:
    """The sentence of a code with its details filled in; the bare code when the
    catalogue lacks it."""
    entry = load_catalogue().get(code)
    if entry is None:
        return " ".join(
            [code, *(f"{name}={value}" for name, value in (details or {}).items())]
        )
    return entry[lang].format_map(_EmptyDefaultDict(details or {}))


def find_severity(code: str) -> str:
    """info, warning or error, from the catalogue; warning for a code it lacks."""
    return load_catalogue().get(code, {}).get("severity", "warning")


def detect_terminal_language() -> str:
    """zh or en from the usual environment variables, then from the system's locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if os.environ.get(name):
            return "zh" if os.environ[name].lower().startswith("zh") else "en"
    return (
        "zh"
        if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))
        else "en"
    )


class _EmptyDefaultDict(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
