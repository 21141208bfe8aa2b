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
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data

__all__ = [
    "list_codes",
    "load_catalogue",
    "format_message",
    "find_severity",
    "detect_terminal_language",
    "find_chosen_language",
]

_ENTRY_START = re.compile(r"^([A-Z]\w*) = \{", re.MULTILINE)
"""Codes begin their lines; no line within a message is written so."""


@cache
def _index_sources() -> dict[str, str]:
    """code -> its entry as it is written.

    A command needs a few of the hundreds, and to parse all of them takes longer than
    to start Python.
    """
    text = (get_data("extractor", "messages.toml") or b"").decode("utf-8")
    starts = list(_ENTRY_START.finditer(text))
    ends = [*(start.start() for start in starts[1:]), len(text)]
    return {
        start[1]: text[start.start() : end]
        for start, end in zip(starts, ends, strict=True)
    }


@cache
def _parse_entry(code: str) -> dict[str, str] | None:
    """What the catalogue says of a code; None for a code it lacks."""
    source = _index_sources().get(code)
    if source is None:
        return None
    return tomllib.loads(source)[code]  # type: ignore[no-any-return]


@cache
def list_codes() -> frozenset[str]:
    """The codes of all messages."""
    return frozenset(_index_sources())


@cache
def load_catalogue() -> dict[str, dict[str, str]]:
    """code -> {severity, zh, en} as the catalogue holds it."""
    entries = {code: _parse_entry(code) for code in _index_sources()}
    return {code: entry for code, entry in entries.items() if entry is not None}


def format_message(
    code: str, details: Mapping[str, str] | None = None, lang: str = "zh"
) -> str:
    """The sentence of a code with its details filled in; the bare code when the
    catalogue lacks it."""
    entry = _parse_entry(code)
    if entry is None:
        return " ".join(
            [code, *(f"{name}={value}" for name, value in (details or {}).items())]
        )
    return entry[lang].format_map(_EmptyDefaultDict(details or {}))


def find_severity(code: str) -> str:
    """info, warning or error, from the catalogue; warning for a code it lacks."""
    return (_parse_entry(code) or {}).get("severity", "warning")


def find_chosen_language() -> str:
    """zh or en as EXTRACTOR_LANG has it; '' where it has neither."""
    chosen = os.environ.get("EXTRACTOR_LANG", "").lower()[:2]
    if chosen in ("zh", "en"):
        return chosen
    return ""


def detect_terminal_language() -> str:
    """zh or en from the usual environment variables,
    then from the system's locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        if os.environ.get(name):
            return _name_language(os.environ[name])
    return _name_language(locale.getlocale()[0] or "")


def _name_language(locale_name: str) -> str:
    """zh or en of a name as systems write it:
    ``zh_CN.UTF-8``, ``Chinese_China``."""
    if locale_name.lower().startswith(("zh", "chinese")):
        return "zh"
    return "en"


class _EmptyDefaultDict(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
