"""What a dataset was made with, and what a run that replaces it was not given.

A dataset remembers its corrections, wordings, sources, formats and
options; a run without them does not revert it in silence.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

__all__ = ["UNJOINED_EDITION", "find_dropped_options"]

UNJOINED_EDITION = "one-file-one-disclosure"
"""What the edition of a dataset says whose files were not joined."""


def find_dropped_options(
    descriptor: bytes | None, given: Mapping[str, object], formats: tuple[str, ...]
) -> list[tuple[str, dict[str, object]]]:
    """Find what the dataset that a run replaces was made with and the run was not
    given.

    Args:
        descriptor: the data package of the dataset, None where there is none.
        given: what the run was given besides files, None or False where there is
            nothing.
        formats: the formats of the run.

    Returns:
        Codes of the catalogue with their details.
    """
    former = _parse_settings(descriptor or b"{}")
    lacked = {option: code for option, code in _CODES.items() if not given[option]}
    dropped: list[tuple[str, dict[str, object]]] = []
    for option, code in lacked.items():
        count = former.row_counts.get(option)
        if count:
            dropped.append((code, {"count": count}))
        elif option in former.edition:
            dropped.append((code, {}))
    lacking = [name for name in former.formats if name not in formats]
    if lacking:
        every = ",".join((*formats, *lacking))
        details: dict[str, object] = {"formats": ", ".join(lacking), "all": every}
        dropped.append(("RUN_FORMATS_DROPPED", details))
    return dropped


class _DatasetSettings(NamedTuple):
    """What a dataset tells of how it was made."""

    edition: Sequence[str] = ()
    formats: Sequence[str] = ()
    row_counts: Mapping[str, int] = {}


def _parse_settings(descriptor: bytes) -> _DatasetSettings:
    """What a data package tells; nothing where it is none of a dataset."""
    try:
        package = json.loads(descriptor)
        resources = {each["name"]: each for each in package["resources"]}
        return _DatasetSettings(
            str(package["extractor"].get("edition", "")).split(),
            _list_formats(resources["disclosures"], package),
            {name: each.get("rows", 0) for name, each in resources.items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return _DatasetSettings()


_CODES = {
    "corrections": "RUN_CORRECTIONS_DROPPED",
    "sources": "RUN_SOURCES_DROPPED",
    "templates": "RUN_TEMPLATES_DROPPED",
    UNJOINED_EDITION: "RUN_JOINED_AGAIN",
}
"""Tables that an option of a run fills, or words of the edition of a dataset -> what to
say where a run lacks the option."""


def _list_formats(resource: Mapping[str, Any], package: Mapping[str, Any]) -> list[str]:
    """List the formats of a dataset, of a table of it first."""
    entries = (resource, *resource.get("other_formats", ()), *package.get("books", ()))
    return [str(entry["format"]) for entry in entries if "format" in entry]
