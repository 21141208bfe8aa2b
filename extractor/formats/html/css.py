"""What style sheets and style attributes say that matters here: what is hidden, and which font shows symbols."""

from __future__ import annotations

import re

from lxml import etree

from extractor.formats.symbols import SYMBOL_FONTS

__all__ = [
    "HIDING_CSS",
    "find_hidden_selectors",
    "find_symbol_font",
]

HIDING_CSS = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|mso-element\s*:\s*comment-list",
    re.I,
)
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)?", re.I)
_FONT_FAMILY = re.compile(
    r"""(?<![\w-])font(?:-family\s*:\s*["']?([^;,"']+)|\s*:[^;"']*["']([^;"']+))""",
    re.I,
)


def find_symbol_font(element: etree._Element, style: str, inherited_font: str) -> str:
    """The symbol font an element sets its text in, '' for an ordinary one; the one around it where it names none."""
    face = element.get("face") or ""
    named = _FONT_FAMILY.search(style)
    name = (
        ((named[1] or named[2]) if named else face.partition(",")[0])
        .strip(" '\"\t\r\n")
        .lower()
    )
    if not name:
        return inherited_font
    return name if name in SYMBOL_FONTS else ""


def find_hidden_selectors(root: etree._Element) -> frozenset[str]:
    """The simple selectors (``p``, ``.x``, ``p.x``, ``#y``) that style sheets of the page hide."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        text = _strip_comments(
            (sheet.text or "").replace("<!--", " ").replace("-->", " ")
        )
        for rule in text.split("}"):
            selectors, _, properties = rule.partition("{")
            if HIDING_CSS.search(properties):
                found.update(
                    one.strip()
                    for one in selectors.split(",")
                    if _SIMPLE_SELECTOR.fullmatch(one.strip())
                )
    return frozenset(found - {""})


def _strip_comments(sheet: str) -> str:
    """A style sheet without its comments."""
    parts: list[str] = []
    at = 0
    while (start := sheet.find("/*", at)) >= 0:
        parts.append(sheet[at:start])
        end = sheet.find("*/", start + 2)
        at = len(sheet) if end < 0 else end + 2
    return "".join([*parts, sheet[at:]])
