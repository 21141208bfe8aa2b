"""Which styles hide their text, found in the bytes of a styles part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

__all__ = [
    "find_hidden_styles",
]

_OFF_VALUES = ("0", "false", "off")


def find_hidden_styles(styles: bytes) -> frozenset[str]:
    """Ids of styles that hide their text, by themselves or by the style they are based on."""
    switches: dict[str, bool] = {}
    children: dict[str, list[str]] = {}
    for id, base, hides in (
        _scan_styles(styles) if b"<w:style " in styles else _parse_styles(styles)
    ):
        children.setdefault(base, []).append(id)
        if hides is not None:
            switches[id] = hides
    found = [id for id, hides in switches.items() if hides]
    for id in found:  # grows while we go
        found += [child for child in children.pop(id, ()) if child not in switches]
    return frozenset(found)


def _scan_styles(styles: bytes) -> Iterator[tuple[str, str, bool | None]]:
    """(id, id of its base, whether it hides or says nothing of it) of each style, by cutting the bytes."""
    for entry in styles.split(b"<w:style ")[1:]:
        switch = (
            re.search(rb'<w:vanish(?: w:val="(\w*)")?', entry)
            if b"vanish" in entry
            else None
        )
        hides = (
            None if switch is None else (switch[1] or b"1").decode() not in _OFF_VALUES
        )
        yield (
            _find_quoted(entry, b'w:styleId="'),
            _find_quoted(entry, b'<w:basedOn w:val="'),
            hides,
        )


def _parse_styles(styles: bytes) -> Iterator[tuple[str, str, bool | None]]:
    """The same by a tree, for any prefix."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    for style in etree.fromstring(styles, parser).iterchildren("{*}style"):
        said = {
            etree.QName(part).localname: _get_attribute(part, "val")
            for part in style.iter("{*}*")
        }
        hides = None if "vanish" not in said else said["vanish"] not in _OFF_VALUES
        yield _get_attribute(style, "styleId"), said.get("basedOn", ""), hides


def _get_attribute(element: etree._Element, name: str) -> str:
    """The first attribute of a local name, '' where there is none."""
    return next(
        (
            str(value)
            for key, value in element.attrib.items()
            if str(key).rpartition("}")[2] == name
        ),
        "",
    )


def _find_quoted(entry: bytes, prefix: bytes) -> str:
    """What stands in quotes behind some bytes, '' where they do not occur."""
    at = entry.find(prefix)
    return (
        ""
        if at < 0
        else unescape(
            entry[at + len(prefix) : entry.find(b'"', at + len(prefix))].decode()
        )
    )
