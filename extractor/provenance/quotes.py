"""Quotes from the printed document, for what was read from its copy with folded texts.

Values come from the text as it is understood
(:mod:`extractor.layout.reading_copy`), quotes from the text as it is
printed; the spans are the same. Numbers that were masked, of note marks
and of text that is struck out, are listed with those that no value took
up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import Any

from extractor.layout.reading_copy import ReadingCopy
from extractor.layout.sections import find_prose_cells
from extractor.model.disclosure import Disclosure
from extractor.model.document import Document, Span
from extractor.model.records import CellUse, Extracted, UnmatchedNumber
from extractor.provenance.corrections import replace_extracted
from extractor.provenance.coverage import (
    CONTEXT_CHARACTERS,
    find_number_tokens,
    find_section_key,
)
from extractor.text.folding import MaskReason

__all__ = [
    "find_masked_numbers",
    "restore_quotes",
]


def restore_quotes(document: Document, disclosure: Disclosure) -> Disclosure:
    """Restore the quotes of a disclosure that was read from a folded copy.

    Args:
        document: The document as it is printed.
        disclosure: What was read from its copy.

    Returns:
        The disclosure, with every quote as it is printed.
    """

    def restore_quote(key: object, extracted: Extracted[Any]) -> Extracted[Any]:
        printed = document.text_at(extracted.place)
        if printed == extracted.raw:
            return extracted
        return replace(extracted, raw=printed)

    restored = replace_extracted(disclosure, restore_quote)
    return replace(
        restored,
        cells=tuple(_restore_cell(document, cell) for cell in restored.cells),
        unmatched_numbers=tuple(
            _quote_number(document, number) for number in restored.unmatched_numbers
        ),
    )


def _restore_cell(document: Document, cell: CellUse) -> CellUse:
    printed = document.text_at(cell.place)
    if printed == cell.text:
        return cell
    return replace(cell, text=printed)


def _quote_number(document: Document, number: UnmatchedNumber) -> UnmatchedNumber:
    """The number with its text and context as they are printed."""
    place = number.place
    text = document.text_at(place.element)
    assert place.start is not None and place.end is not None
    first = max(0, place.start - CONTEXT_CHARACTERS)
    return replace(
        number,
        raw=text[place.start : place.end],
        context=text[first : place.end + CONTEXT_CHARACTERS],
    )


def find_masked_numbers(
    document: Document,
    copy: ReadingCopy,
    block_paths: Set[str],
    section_keys: Mapping[str, str | None],
) -> Iterator[UnmatchedNumber]:
    """Find the numbers that were masked, so that none is lost.

    Args:
        document: The document as it is printed.
        copy: Its copy, and what was masked.
        block_paths: Paths of the blocks of stories that belong to the disclosure.
        section_keys: Key of the section by the path of each paragraph and table.

    Returns:
        The numbers, each with why it does not count.
    """
    prose_cells = find_prose_cells(section_keys)
    for element, masked in copy.masked.items():
        if element.top_path not in block_paths:
            continue
        if not _is_counted(element, prose_cells):
            continue
        text = document.text_at(element)
        for start, end, reason in masked:
            if reason is MaskReason.UNDECIDED:
                continue  # It is still seen in the copy.
            for first, last in find_number_tokens(text[start:end]):
                place = element.slice(start + first, start + last)
                section_key = find_section_key(section_keys, element)
                number = UnmatchedNumber(section_key, "", "", reason.value, place)
                yield _quote_number(document, number)


def _is_counted(element: Span, prose_cells: Set[Span]) -> bool:
    """True for a cell, and for a paragraph outside of tables or in a cell that only
    frames prose."""
    if element.row is not None:
        return element not in prose_cells
    return element.parent_cell is None or element.parent_cell in prose_cells
