"""List numbers that Word prints before paragraphs (一、 （一） 1. ①), which are not part of
any text.

A paragraph names a list (``numId``) and a level. Lists that share an abstract
definition share its counters; a list may set a level anew on its first paragraph
(``startOverride``). A level's text (``%1.%2``) shows the counters of the levels above
it too, each in its own format, or all in digits (``isLgl``).

The label is the number's own text (``一、``), without the tab or space between it and the
paragraph. A level that has not been used yet shows its start value. Source: ECMA-376
Part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from extractor.formats.number_formats import format_counter
from extractor.formats.symbols import decode_symbol_text
from extractor.formats.xml import MC, Element, W, get_child_value, is_off, parse_integer

__all__ = [
    "ListCounters",
    "ListLevel",
    "ListDefinition",
    "parse_lists",
]

_PLACEHOLDER = re.compile(r"%([1-9])")
# Levels of a list.
_MAX_LEVELS = 9
# Characters of a level's text, as in Word.
_MAX_LEVEL_TEXT = 255


class ListLevel(NamedTuple):
    """One level of a list; paragraphs of ``paragraph_style`` belong to it.

    It restarts behind every higher level (``restart_after`` None), never (0) or behind
    the first n levels.
    """

    start: int
    format: str
    text: str
    restart_after: int | None = None
    legal: bool = False
    paragraph_style: str = ""
    font: str = ""
    hidden: bool = False


class ListDefinition(NamedTuple):
    """A list as paragraphs name it; lists of one ``counter_key`` count together."""

    counter_key: str
    levels: Mapping[int, ListLevel]
    start_overrides: Mapping[int, int] = {}

    def find_style_level(self, style_id: str) -> int:
        """The level that names a paragraph style; 0 where none does."""
        for index, level in self.levels.items():
            if level.paragraph_style and level.paragraph_style == style_id:
                return index
        return 0


class _AbstractList(NamedTuple):
    """A definition that lists share; ``style_link`` is the numbering style that defines
    it elsewhere."""

    levels: Mapping[int, ListLevel]
    style_link: str | None


class ListCounters:
    """The counters of one story, advanced in reading order, once for each numbered
    paragraph."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._counts: dict[str, dict[int, int]] = {}
        self._started_levels: set[tuple[str, int]] = set()
        # Formats that had to be written as plain digits.
        self.unknown_formats: set[str] = set()

    def generate_list_label(
        self, number_id: str, list_definition: ListDefinition, index: int
    ) -> str:
        """Count a paragraph and give its label.

        Args:
            number_id: id of the list, as the paragraph names it.
            list_definition: the list.
            index: level from 0.

        Returns:
            The label; '' on a level that is not there or hides its number.
        """
        level = list_definition.levels.get(index)
        if level is None:
            return ""
        counts = self._count_paragraph(number_id, list_definition, index, level.start)
        if level.hidden:
            return ""
        if level.format == "bullet":
            return decode_symbol_text(level.text, level.font)

        def render_level(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            part = list_definition.levels.get(other)
            if part is None or other > index:
                return ""
            start = list_definition.start_overrides.get(other, part.start)
            format = part.format
            if level.legal and format != "none":
                format = "decimal"
            return self._format_number(counts.get(other, start), format)

        return _PLACEHOLDER.sub(render_level, level.text)

    def _count_paragraph(
        self, number_id: str, list_definition: ListDefinition, index: int, start: int
    ) -> Mapping[int, int]:
        """Count a level on and restart the deeper ones; gives the counters of all
        levels."""
        counts = self._counts.setdefault(list_definition.counter_key, {})
        is_first = (number_id, index) not in self._started_levels
        self._started_levels.add((number_id, index))
        if is_first and index in list_definition.start_overrides:
            counts[index] = list_definition.start_overrides[index]
        elif index in counts:
            counts[index] += 1
        else:
            counts[index] = start
        for deeper in [other for other in counts if other > index]:
            restart_after = None
            if deeper in list_definition.levels:
                restart_after = list_definition.levels[deeper].restart_after
            if restart_after is None or index < restart_after:
                del counts[deeper]
        return counts

    def _format_number(self, number: int, format: str) -> str:
        if format.startswith("pad:"):
            return str(number).zfill(int(format[4:]))
        text = format_counter(number, format)
        if text is None:
            self.unknown_formats.add(format)
            return str(number)
        return text


def parse_lists(
    root: Element, find_style_list: Callable[[str], str | None]
) -> dict[str, ListDefinition]:
    """Parse the root of numbering.xml.

    Args:
        root: the root element.
        find_style_list: gives the list that a numbering style names.

    Returns:
        Lists by ``numId``.
    """
    abstract_lists = {
        element.get(W + "abstractNumId", ""): _AbstractList(
            _parse_levels(element), get_child_value(element, "numStyleLink")
        )
        for element in root.iterchildren(W + "abstractNum")
    }
    lists: dict[str, ListDefinition] = {}
    linked_styles: dict[str, str] = {}
    for number in root.iterchildren(W + "num"):
        name = number.get(W + "numId", "")
        key = get_child_value(number, "abstractNumId") or ""
        abstract = abstract_lists.get(key)
        if abstract is None:
            continue
        if abstract.style_link is not None and not abstract.levels:
            linked_styles[name] = abstract.style_link
        overrides, starts = _parse_overrides(number)
        lists[name] = ListDefinition(key, {**abstract.levels, **overrides}, starts)
    for name, style in linked_styles.items():
        target = find_style_list(style) or ""
        if target in lists:
            lists[name] = _link_list(lists[name], lists[target])
    return lists


def _link_list(linked: ListDefinition, target: ListDefinition) -> ListDefinition:
    """A list that a numbering style links to another: it counts with that one and may
    override levels."""
    levels = {**target.levels, **linked.levels}
    return ListDefinition(target.counter_key, levels, linked.start_overrides)


def _parse_overrides(
    number: Element,
) -> tuple[dict[int, ListLevel], dict[int, int]]:
    """The levels that a list defines anew, and its start values."""
    levels: dict[int, ListLevel] = {}
    starts: dict[int, int] = {}
    for override in number.iterchildren(W + "lvlOverride"):
        index = parse_integer(override.get(W + "ilvl"), -1)
        if not 0 <= index < _MAX_LEVELS:
            continue
        definition = override.find(W + "lvl")
        if definition is not None:
            levels[index] = _parse_level(definition)
        start = get_child_value(override, "startOverride")
        if start is not None:
            starts[index] = parse_integer(start, 0)
    return levels, starts


def _parse_levels(abstract: Element) -> dict[int, ListLevel]:
    elements = {
        parse_integer(level.get(W + "ilvl"), -1): level
        for level in abstract.iterchildren(W + "lvl")
    }
    return {
        index: _parse_level(level)
        for index, level in elements.items()
        if 0 <= index < _MAX_LEVELS
    }


def _parse_level(element: Element) -> ListLevel:
    values = {
        child.tag: child.get(W + "val", "")
        for child in element
        if isinstance(child.tag, str)
    }
    restart_after: int | None = None
    if W + "lvlRestart" in values:
        restart_after = parse_integer(values[W + "lvlRestart"], 0)
    font, hidden = _parse_level_run_properties(element)
    return ListLevel(
        start=parse_integer(values.get(W + "start"), 0),
        format=_parse_number_format(element),
        text=values.get(W + "lvlText", "")[:_MAX_LEVEL_TEXT],
        restart_after=restart_after,
        legal=_is_switched_on(element, "isLgl"),
        paragraph_style=values.get(W + "pStyle", ""),
        font=font,
        hidden=hidden,
    )


def _parse_level_run_properties(element: Element) -> tuple[str, bool]:
    """Font of the number, and whether it is hidden."""
    properties = element.find(W + "rPr")
    if properties is None:
        return "", False
    fonts = properties.find(W + "rFonts")
    font = ""
    if fonts is not None:
        font = fonts.get(W + "ascii", "")
    return font, _is_switched_on(properties, "vanish")


def _is_switched_on(properties: Element, name: str) -> bool:
    switch = properties.find(W + name)
    return switch is not None and not is_off(switch)


def _parse_number_format(level: Element) -> str:
    """The format's name; a custom one (``001, 002, 003, ...``) pads to the width of its
    first example."""
    element: Element | None = None
    for child in level.iterchildren(W + "numFmt", MC + "AlternateContent"):
        # Of alternatives the first is the newest, with the custom format.
        element = next(child.iter(W + "numFmt"), element)
    if element is None:
        return "decimal"
    name = element.get(W + "val", "decimal")
    if name != "custom":
        return name
    example = element.get(W + "format", "").partition(",")[0].strip()
    if not example.isdigit():
        return "decimal"
    return f"pad:{min(len(example), _MAX_LEVEL_TEXT)}"
