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

from extractor.formats.number_formats import written
from extractor.formats.symbols import symbols
from extractor.formats.xml import MC, Element, W, integer, off

__all__ = ["Counters", "Level", "List", "lists_of"]

_PLACEHOLDER = re.compile(r"%([1-9])")
_DEEPEST = 9  # levels of a list
_LONGEST = 255  # characters of a level's text, as in Word


class Level(NamedTuple):
    """One level of a list. ``restart`` None: behind every higher level; 0: never; n: behind the first n levels."""

    start: int
    format: str
    text: str
    restart: int | None = None
    legal: bool = False
    style: str = ""  # paragraphs of this style stand on this level
    font: str = ""
    hidden: bool = False


class List(NamedTuple):
    """A list as paragraphs name it. Lists of one ``key`` count together."""

    key: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int] = {}


class Counters:
    """The counters of one flow: ask in reading order, one call for each numbered paragraph."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        self.unknown: set[str] = set()  # formats that had to be written as plain digits

    def label(self, number_id: str, numbered: List, index: int) -> str:
        """Count the paragraph and give its label. ``index`` is the level from 0."""
        level = numbered.levels.get(index)
        if level is None:
            return ""
        counts = self._counts.setdefault(numbered.key, {})
        first = (number_id, index) not in self._begun
        self._begun.add((number_id, index))
        if first and index in numbered.starts:
            counts[index] = numbered.starts[index]
        else:
            counts[index] = counts[index] + 1 if index in counts else level.start
        for deeper in [other for other in counts if other > index]:
            rule = (
                numbered.levels[deeper].restart if deeper in numbered.levels else None
            )
            if rule is None or index < rule:
                del counts[deeper]
        if level.hidden:
            return ""
        if level.format == "bullet":
            return symbols(level.text, level.font)

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            part = numbered.levels.get(other)
            if part is None or other > index:
                return ""
            number = counts.get(other, numbered.starts.get(other, part.start))
            return self._written(
                number,
                "decimal" if level.legal and part.format != "none" else part.format,
            )

        return _PLACEHOLDER.sub(shown, level.text)

    def _written(self, number: int, format: str) -> str:
        if format.startswith("pad:"):
            return str(number).zfill(int(format[4:]))
        text = written(number, format)
        if text is None:
            self.unknown.add(format)
            return str(number)
        return text


def lists_of(
    root: Element, list_of_style: Callable[[str], str | None]
) -> dict[str, List]:
    """Lists by ``numId`` from the root of numbering.xml; ``list_of_style`` gives the list a numbering style names."""
    abstract = {
        element.get(W + "abstractNumId", ""): element
        for element in root.iterchildren(W + "abstractNum")
    }
    lists: dict[str, List] = {}
    links: dict[str, str] = {}
    levels = {key: _levels(element) for key, element in abstract.items()}
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
            index = integer(override.get(W + "ilvl"), -1)
            if not 0 <= index < _DEEPEST:
                continue
            definition = override.find(W + "lvl")
            if definition is not None:
                own[index] = _level(definition)
            start = override.find(W + "startOverride")
            if start is not None:
                starts[index] = integer(start.get(W + "val"), 0)
        lists[name] = List(key, own, starts)
    for name, style in links.items():
        target_list = lists.get(list_of_style(style) or "")
        if target_list is not None:
            lists[name] = List(
                target_list.key,
                {**target_list.levels, **lists[name].levels},
                lists[name].starts,
            )
    return lists


def _levels(abstract: Element) -> dict[int, Level]:
    found = {
        integer(level.get(W + "ilvl"), -1): level
        for level in abstract.iterchildren(W + "lvl")
    }
    return {
        index: _level(level) for index, level in found.items() if 0 <= index < _DEEPEST
    }


def _level(element: Element) -> Level:
    values: dict[str, str] = {}
    font, hidden, format = "", False, "decimal"
    for child in element:
        if child.tag == W + "rPr":
            fonts = child.find(W + "rFonts")
            font = fonts.get(W + "ascii", "") if fonts is not None else ""
            vanish = child.find(W + "vanish")
            hidden = vanish is not None and not off(vanish)
        elif child.tag == W + "numFmt":
            format = _format(child)
        elif child.tag == MC + "AlternateContent":
            for candidate in child.iter(W + "numFmt"):
                format = _format(candidate)
                break
        elif isinstance(child.tag, str):
            values[child.tag] = child.get(W + "val", "")
    legal = element.find(W + "isLgl")
    restart = values.get(W + "lvlRestart")
    return Level(
        start=integer(values.get(W + "start"), 0),
        format=format,
        text=values.get(W + "lvlText", "")[:_LONGEST],
        restart=None if restart is None else integer(restart, 0),
        legal=legal is not None and not off(legal),
        style=values.get(W + "pStyle", ""),
        font=font,
        hidden=hidden,
    )


def _format(element: Element) -> str:
    """The format's name; a custom one (``001, 002, 003, ...``) pads to the width of its first example."""
    name = element.get(W + "val", "decimal")
    if name != "custom":
        return name
    example = element.get(W + "format", "").partition(",")[0].strip()
    return f"pad:{min(len(example), _LONGEST)}" if example.isdigit() else "decimal"
