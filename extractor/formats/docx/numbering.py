"""The numbers Word prints before paragraphs (一、 （一） 1. ①), which stand in no text.

A paragraph names a list (``numId``) and a level. Lists that share an abstract definition share its counters; a list may
set a level anew on its first paragraph (``startOverride``). A level's text (``%1.%2``) shows the counters of the levels
above it too, each in its own format, or all in digits (``isLgl``).

The label is the number's own text (``一、``), without the tab or space that parts it from the paragraph. A level that
has not been used yet shows its start value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from extractor.formats.number_formats import format_counter
from extractor.formats.symbols import decode_symbol_text
from extractor.formats.xml import MC, Element, W, is_off, parse_integer

__all__ = [
    "ListCounters",
    "ListLevel",
    "ListDefinition",
    "parse_lists",
]

_PLACEHOLDER = re.compile(r"%([1-9])")
_MAX_LEVELS = 9  # levels of a list
_MAX_LEVEL_TEXT = 255  # characters of a level's text, as in Word


class ListLevel(NamedTuple):
    """One level of a list. ``restart`` None: behind every higher level; 0: never; n: behind the first n levels."""

    start: int
    format: str
    text: str
    restart_after: int | None = None
    legal: bool = False
    paragraph_style: str = ""  # paragraphs of this style stand on this level
    font: str = ""
    hidden: bool = False


class ListDefinition(NamedTuple):
    """A list as paragraphs name it. Lists of one ``key`` count together."""

    counter_key: str
    levels: Mapping[int, ListLevel]
    start_overrides: Mapping[int, int] = {}

    def find_style_level(self, style_id: str) -> int:
        """The level that names a paragraph style; 0 where none does."""
        for index, level in self.levels.items():
            if level.paragraph_style and level.paragraph_style == style_id:
                return index
        return 0


class ListCounters:
    """The counters of one flow: ask in reading order, one call for each numbered paragraph."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._started_levels: set[tuple[str, int]] = set()
        self.unknown_formats: set[str] = (
            set()
        )  # formats that had to be written as plain digits

    def generate_list_label(
        self, number_id: str, list_definition: ListDefinition, index: int
    ) -> str:
        """Count the paragraph and give its label. ``index`` is the level from 0."""
        level = list_definition.levels.get(index)
        if level is None:
            return ""
        counts = self._counts.setdefault(list_definition.counter_key, {})
        first = (number_id, index) not in self._started_levels
        self._started_levels.add((number_id, index))
        if first and index in list_definition.start_overrides:
            counts[index] = list_definition.start_overrides[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else level.start
        for deeper in [other for other in counts if other > index]:
            rule = (
                list_definition.levels[deeper].restart_after
                if deeper in list_definition.levels
                else None
            )
            if rule is None or index < rule:
                del counts[deeper]
        if level.hidden:
            return ""
        if level.format == "bullet":
            return decode_symbol_text(level.text, level.font)

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            part = list_definition.levels.get(other)
            if part is None or other > index:
                return ""
            number = counts.get(
                other, list_definition.start_overrides.get(other, part.start)
            )
            return self._format_number(
                number,
                "decimal" if level.legal and part.format != "none" else part.format,
            )

        return _PLACEHOLDER.sub(shown, level.text)

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
    """Lists by ``numId`` from the root of numbering.xml; ``list_of_style`` gives the list a numbering style names."""
    abstract = {
        element.get(W + "abstractNumId", ""): element
        for element in root.iterchildren(W + "abstractNum")
    }
    lists: dict[str, ListDefinition] = {}
    links: dict[str, str] = {}
    levels = {key: _parse_levels(element) for key, element in abstract.items()}
    for number in root.iterchildren(W + "num"):
        name = number.get(W + "numId", "")
        target = number.find(W + "abstractNumId")
        key = target.get(W + "val", "") if target is not None else ""
        if key not in abstract:
            continue
        link = abstract[key].find(W + "numStyleLink")
        if link is not None and not levels[key]:
            links[name] = link.get(W + "val", "")
        own = dict(levels[key])
        starts: dict[int, int] = {}
        for override in number.iterchildren(W + "lvlOverride"):
            index = parse_integer(override.get(W + "ilvl"), -1)
            if not 0 <= index < _MAX_LEVELS:
                continue
            definition = override.find(W + "lvl")
            if definition is not None:
                own[index] = _parse_level(definition)
            start = override.find(W + "startOverride")
            if start is not None:
                starts[index] = parse_integer(start.get(W + "val"), 0)
        lists[name] = ListDefinition(key, own, starts)
    for name, style in links.items():
        target_list = lists.get(find_style_list(style) or "")
        if target_list is not None:
            lists[name] = ListDefinition(
                target_list.counter_key,
                {**target_list.levels, **lists[name].levels},
                lists[name].start_overrides,
            )
    return lists


def _parse_levels(abstract: Element) -> dict[int, ListLevel]:
    found = {
        parse_integer(level.get(W + "ilvl"), -1): level
        for level in abstract.iterchildren(W + "lvl")
    }
    return {
        index: _parse_level(level)
        for index, level in found.items()
        if 0 <= index < _MAX_LEVELS
    }


def _parse_level(element: Element) -> ListLevel:
    values: dict[str, str] = {}
    font, hidden, format = "", False, "decimal"
    for child in element:
        if child.tag == W + "rPr":
            fonts = child.find(W + "rFonts")
            font = fonts.get(W + "ascii", "") if fonts is not None else ""
            vanish = child.find(W + "vanish")
            hidden = vanish is not None and not is_off(vanish)
        elif child.tag == W + "numFmt":
            format = _parse_number_format(child)
        elif child.tag == MC + "AlternateContent":
            for candidate in child.iter(W + "numFmt"):
                format = _parse_number_format(candidate)
                break
        elif isinstance(child.tag, str):
            values[child.tag] = child.get(W + "val", "")
    legal = element.find(W + "isLgl")
    restart = values.get(W + "lvlRestart")
    return ListLevel(
        start=parse_integer(values.get(W + "start"), 0),
        format=format,
        text=values.get(W + "lvlText", "")[:_MAX_LEVEL_TEXT],
        restart_after=None if restart is None else parse_integer(restart, 0),
        legal=legal is not None and not is_off(legal),
        paragraph_style=values.get(W + "pStyle", ""),
        font=font,
        hidden=hidden,
    )


def _parse_number_format(element: Element) -> str:
    """The format's name; a custom one (``001, 002, 003, ...``) pads to the width of its first example."""
    name = element.get(W + "val", "decimal")
    if name != "custom":
        return name
    example = element.get(W + "format", "").partition(",")[0].strip()
    return (
        f"pad:{min(len(example), _MAX_LEVEL_TEXT)}" if example.isdigit() else "decimal"
    )
