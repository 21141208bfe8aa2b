"""Parse style sheets and style attributes: hidden, raised, lowered and struck text,
symbol fonts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from extractor.formats.symbols import SYMBOL_FONTS
from extractor.model.document import MarkKind

__all__ = [
    "StyleSheets",
    "find_marks_of_style",
    "find_symbol_font",
    "is_hidden_by_style",
    "list_selectors",
    "parse_style_sheets",
]

_HIDING_PROPERTIES = re.compile(
    r"display\s*:\s*none"
    r"|mso-hide\s*:\s*all"
    r"|visibility\s*:\s*hidden"
    r"|mso-element\s*:\s*comment-list",
    re.I,
)
_STRIKING_PROPERTIES = re.compile(
    r"text-decoration(?:-line)?\s*:[^;]*line-through|text-line-through\s*:\s*(?!none)",
    re.I,
)
# Raised by a word, by a length, or as Word writes it.
_SHIFT = re.compile(
    r"(?<![\w-])vertical-align\s*:\s*(super|sub\b|[+-]?[\d.]+(?:pt|px|r?em|ex|%))"
    r"|mso-text-raise\s*:\s*(-?[\d.]+pt)",
    re.I,
)
_LENGTH = re.compile(r"([+-]?\d*\.?\d*)(pt|px|r?em|ex|%)", re.I)
# Lengths from which text stands apart: a note mark is raised by a quarter of its line.
_MIN_SHIFTS = {"pt": 2.5, "px": 3.0, "em": 0.2, "rem": 0.2, "ex": 0.4, "%": 15.0}
_SIMPLE_SELECTOR = re.compile(r"[a-z0-9]*(?:[.#][\w-]+)?", re.I)
_FONT_FAMILY = re.compile(
    r"""(?<![\w-])font(?:-family\s*:\s*["']?([^;,"']+)|\s*:[^;"']*["']([^;"']+))""",
    re.I,
)


def is_hidden_by_style(style: str) -> bool:
    """Whether a style attribute hides its element,
    or marks a generated note number."""
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


class StyleSheets(NamedTuple):
    """What style sheets say of the simple selectors (``p``, ``.x``, ``p.x``, ``#y``)
    they name."""

    hidden: frozenset[str]
    marks: Mapping[str, tuple[MarkKind, ...]]


def parse_style_sheets(root: etree._Element) -> StyleSheets:
    """Parse the style sheets of a page.

    Args:
        root: The tree of the page.

    Returns:
        The selectors as written, those that hide and those that set text apart.
    """
    hidden: set[str] = set()
    marks: dict[str, tuple[MarkKind, ...]] = {}
    for sheet in root.iter("style"):
        text = (sheet.text or "").replace("<!--", " ").replace("-->", " ")
        for rule in _strip_comments(text).split("}"):
            selectors, _, properties = rule.partition("{")
            named = _split_selectors(selectors)
            if _HIDING_PROPERTIES.search(properties):
                hidden.update(named)
            kinds = find_marks_of_style(properties)
            if kinds:
                marks.update(dict.fromkeys(named, kinds))
    return StyleSheets(frozenset(hidden), marks)


def _split_selectors(selectors: str) -> list[str]:
    """The simple ones of the selectors of a rule."""
    named = map(str.strip, selectors.split(","))
    return [name for name in named if name and _SIMPLE_SELECTOR.fullmatch(name)]


def list_selectors(tag: str, element: etree._Element) -> list[str]:
    """List the simple selectors that may name an element."""
    selectors = [f".{name}" for name in (element.get("class") or "").split()]
    id = element.get("id")
    if id:
        selectors.append(f"#{id}")
    return [tag, *selectors, *(tag + selector for selector in selectors)]


def find_marks_of_style(style: str) -> tuple[MarkKind, ...]:
    """Find how a style attribute sets its text apart."""
    kinds: list[MarkKind] = []
    shift = _SHIFT.search(style)
    if shift is not None:
        kinds.extend(_classify_shift((shift[1] or shift[2]).lower()))
    if _STRIKING_PROPERTIES.search(style):
        kinds.append(MarkKind.STRUCK)
    return tuple(kinds)


def _classify_shift(shift: str) -> tuple[MarkKind, ...]:
    """What ``super``, ``sub`` or a length does; a small one does nothing."""
    if shift == "super":
        return (MarkKind.RAISED,)
    if shift == "sub":
        return (MarkKind.LOWERED,)
    length = _LENGTH.fullmatch(shift)
    if length is None:
        return ()
    try:
        value = float(length[1])
    except ValueError:
        return ()
    if abs(value) < _MIN_SHIFTS[length[2]]:
        return ()
    if value < 0:
        return (MarkKind.LOWERED,)
    return (MarkKind.RAISED,)


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
