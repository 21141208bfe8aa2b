"""Sheets of an embedded workbook that print again what the document prints itself.

An office that pastes one sheet of its workbook leaves all of them in the file: a reader of the page sees one, and the
others are the very tables typed or pasted elsewhere. Such a sheet is marked in the note of its flow, so that no figure
counts twice: ``Excel.Sheet.8!GK02 (repeats b22)``.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from extractor.model.document import Document, Flow, Table

__all__ = ["marked_repeats"]

ENOUGH = 0.9  # share of a sheet's figures that the other table prints too
FEWEST = 4  # with fewer figures than this a likeness means nothing

_FIGURE = re.compile(r"\d[\d,，]*(?:\.\d+)?")


def marked_repeats(document: Document) -> Document:
    """The document with a mark in the note of each embedded sheet that a table of the body repeats."""
    if not any(flow.name.startswith("ole") for flow in document.flows):
        return document
    tables = [
        (block.address, _figures(block))
        for block in document.blocks
        if isinstance(block, Table)
    ]
    return replace(
        document, flows=tuple(_marked(flow, tables) for flow in document.flows)
    )


def _marked(flow: Flow, tables: list[tuple[str, Counter[str]]]) -> Flow:
    if not flow.name.startswith("ole"):
        return flow
    own: Counter[str] = Counter()
    for block in flow.blocks:
        if isinstance(block, Table):
            own += _figures(block)
    size = own.total()
    if size < FEWEST or not tables:
        return flow
    likeness, address = max(
        ((own & figures).total() / size, address) for address, figures in tables
    )
    return (
        flow._replace(note=f"{flow.note} (repeats {address})".lstrip())
        if likeness >= ENOUGH
        else flow
    )


def _figures(table: Table) -> Counter[str]:
    """The figures a table prints, without separators and trailing zeros; bare noughts tell nothing."""
    found: Counter[str] = Counter()
    for cell in table.cells:
        for figure in _FIGURE.findall(cell.text):
            plain = figure.replace(",", "").replace("，", "")
            plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
            if plain.strip("0"):
                found[plain] += 1
    return found
