"""Messages of the program in Chinese and English, from one catalogue
(``messages.toml``).

What is stored in a dataset is in the language chosen (zh by default); the terminal
follows the locale.
"""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = [
    "load_catalogue",
    "format_message",
    "find_severity",
    "detect_terminal_language",
]


@cache
def load_catalogue() -> dict[str, dict[str, str]]:
    """code -> {severity, zh, en} as the catalogue holds it."""
    data = tomllib.loads(
        files("extractor").joinpath("messages.toml").read_text(encoding="utf-8")
    )
    return {code: entry for part in data.values() for code, entry in part.items()}


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
