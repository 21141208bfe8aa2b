"""Parse style sheets and style attributes: hidden text, symbol fonts."""

from __future__ import annotations

import re

from lxml import etree

from extractor.formats.symbols import SYMBOL_FONTS

__all__ = [
    "find_hidden_selectors",
    "find_symbol_font",
    "is_hidden_by_style",
]

_HIDING_PROPERTIES = re.compile(
    r"display\s*:\s*none"
    r"|mso-hide\s*:\s*all"
    r"|visibility\s*:\s*hidden"
    r"|mso-element\s*:\s*comment-list",
    re.I,
)
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)?", re.I)
_FONT_FAMILY = re.compile(
    r"""(?<![\w-])font(?:-family\s*:\s*["']?([^;,"']+)|\s*:[^;"']*["']([^;"']+))""",
    re.I,
)


def is_hidden_by_style(style: str) -> bool:
    """Whether a style attribute hides its element, or marks a generated note number."""
    if not style:
        return False
    if _HIDING_PROPERTIES.search(style):
        return True
    return "mso-special-character:footnote" in style.replace(" ", "")


def find_symbol_font(element: etree._Element, style: str, inherited_font: str) -> str:
    """Find the symbol font of the text of an element.

    Args:
        element: The element; ``<font face>`` names a font.
        style: Its style attribute.
        inherited_font: The symbol font of the text around it.

    Returns:
        Name of the font in lower case, '' for an ordinary one.
    """
    name = (element.get("face") or "").partition(",")[0]
    family = _FONT_FAMILY.search(style)
    if family:
        name = family[1] or family[2]
    name = name.strip(" '\"\t\r\n").lower()
    if not name:
        return inherited_font
    if name in SYMBOL_FONTS:
        return name
    return ""


def find_hidden_selectors(root: etree._Element) -> frozenset[str]:
    """Find the simple selectors (``p``, ``.x``, ``p.x``, ``#y``) that style sheets hide.

    Args:
        root: The tree of a page.

    Returns:
        The selectors as written.
    """
    hidden: set[str] = set()
    for sheet in root.iter("style"):
        text = (sheet.text or "").replace("<!--", " ").replace("-->", " ")
        for rule in _strip_comments(text).split("}"):
            selectors, _, properties = rule.partition("{")
            if _HIDING_PROPERTIES.search(properties):
                hidden.update(selector.strip() for selector in selectors.split(","))
    return frozenset(
        selector
        for selector in hidden
        if selector and _SIMPLE_SELECTOR.fullmatch(selector)
    )


def _strip_comments(sheet: str) -> str:
    """A style sheet without its comments."""
    parts: list[str] = []
    at = 0
    while (start := sheet.find("/*", at)) >= 0:
        parts.append(sheet[at:start])
        end = sheet.find("*/", start + 2)
        if end < 0:
            return "".join(parts)
        at = end + 2
    return "".join([*parts, sheet[at:]])
