"""Sheets of an embedded workbook that print again what the document prints itself.

An office that pastes one sheet of its workbook leaves all of them in the file: a reader of the page sees one, and the
others are the very tables typed or pasted elsewhere. Such a sheet is marked in the note of its flow, so that no figure
counts twice: ``Excel.Sheet.8!GK02 (repeats b22)``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extractor.model.document import Document, Story, Table

__all__ = [
    "mark_repeated_sheets",
]

MIN_OVERLAP = 0.9  # share of a sheet's figures that the other table prints too
MIN_NUMBERS = 4  # with fewer figures than this a likeness means nothing

_PRINTED_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def mark_repeated_sheets(document: Document) -> Document:
    """The document with a mark in the note of each embedded sheet that a table of the body repeats."""
    if not any(flow.name.startswith("ole") for flow in document.stories):
        return document
    tables = [
        (block.path, _count_numbers(block))
        for block in document.blocks
        if isinstance(block, Table)
    ]
    return replace(
        document,
        stories=tuple(_mark_repeated_sheet(flow, tables) for flow in document.stories),
    )


def _mark_repeated_sheet(story: Story, tables: list[tuple[str, Counter[str]]]) -> Story:
    if not story.name.startswith("ole"):
        return story
    own: Counter[str] = Counter()
    for block in story.blocks:
        if isinstance(block, Table):
            own += _count_numbers(block)
    size = own.total()
    if size < MIN_NUMBERS or not tables:
        return story
    likeness, address = max(
        ((own & figures).total() / size, address) for address, figures in tables
    )
    return (
        story._replace(description=f"{story.description} (repeats {address})".lstrip())
        if likeness >= MIN_OVERLAP
        else story
    )


def _count_numbers(table: Table) -> Counter[str]:
    """The figures a table prints, without separators and trailing zeros; bare noughts tell nothing."""
    found: Counter[str] = Counter()
    for cell in table.cells:
        for figure in _PRINTED_NUMBER.findall(cell.text):
            plain = figure.replace(",", "").replace("，", "")
            plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
            if plain.strip("0"):
                found[plain] += 1
    return found
