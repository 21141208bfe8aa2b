"""Limits on the resources of one file: inflated bytes, tags, cells, documents within
it.

No real file comes near a limit (the largest of 2,773 packages: 554 entries, 82 MB
inflated, 17,000 cells, 8 tables in tables); a file made to hurt meets one before it
costs much. The limits are shared by a file and all files embedded in
it: a document inside a document inside a document uses up the same limits, and so does
    a part that is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, replace

from extractor.dataclass import dataclass
from extractor.model.document import Document
from extractor.model.issues import ReadError

__all__ = [
    "ReadLimits",
    "apply_extraction_limits",
    "apply_file_limits",
    "check_extraction_size",
    "consume_limit",
    "copy_limits",
]

MEGABYTE = 2**20


@dataclass(slots=True)
class ReadLimits:
    """What is left of each limit."""

    # Bytes out of packages, all parts together.
    inflated: int = 256 * MEGABYTE
    # Opening and closing tags in markup of every kind; control words of RTF too.
    tags: int = 12_000_000
    # Cells made out of repeats, and those of embedded sheets.
    cells: int = 1_500_000
    # Documents embedded in the document, and documents in those.
    documents: int = 500
    # How deep documents may be embedded in documents.
    nested: int = 32

    def consume(self, resource: str, amount: int, part: str = "") -> None:
        """Use up a part of a limit. Raises ReadError (TOO_MUCH, refused_limit) when
        less is left."""
        left: int = getattr(self, resource) - amount
        if left < 0:
            raise ReadError("TOO_MUCH", "refused_limit", part=part, what=resource)
        setattr(self, resource, left)

    def subtract(self, later: ReadLimits) -> dict[str, int]:
        """How much of each limit was used up between this state and a later one."""
        return {
            field.name: getattr(self, field.name) - getattr(later, field.name)
            for field in fields(self)
        }


_EXTRACTION_LIMITS = {"tags": 4_000_000, "cells": 400_000}
# Paragraphs and cells of a document that is to be understood, not only read.
MAX_EXTRACTION_SIZE = 250_000

_active_limits: ContextVar[ReadLimits | None] = ContextVar("limits", default=None)


def consume_limit(resource: str, amount: int, part: str = "") -> None:
    """Use up a part of a limit of the file that is being read.

    Args:
        resource: a field of :class:`ReadLimits`.
        amount: how much is used.
        part: what uses it, for messages.

    Raises:
        ReadError: TOO_MUCH (refused_limit).
    """
    limits = _active_limits.get()
    if limits is not None:
        limits.consume(resource, amount, part)


def copy_limits() -> ReadLimits:
    """What is left of each limit of the file that is being read."""
    return replace(_active_limits.get() or ReadLimits())


@contextmanager
def apply_extraction_limits() -> Iterator[None]:
    """Apply narrower limits to a file that is to be understood: a row costs more there
    than it does to read."""
    token = _active_limits.set(ReadLimits(**_EXTRACTION_LIMITS))
    try:
        yield
    finally:
        _active_limits.reset(token)


@contextmanager
def apply_file_limits() -> Iterator[None]:
    """Apply the limits of one file; a file inside another shares the limits of the
    outer one."""
    outer = _active_limits.get()
    if outer is None:
        token = _active_limits.set(ReadLimits())
        try:
            yield
        finally:
            _active_limits.reset(token)
        return
    outer.consume("documents", 1)
    outer.consume("nested", 1)
    try:
        yield
    finally:
        outer.nested += 1


def check_extraction_size(document: Document) -> None:
    """Refuse a document that is too large to be understood.

    Raises:
        ReadError: PAGE_TOO_LARGE (refused_limit), more than ``MAX_EXTRACTION_SIZE``
            paragraphs and cells.
    """
    n_paragraphs = sum(1 for _ in document.iter_paragraphs())
    n_cells = sum(len(table.cells) for table in document.tables)
    if n_paragraphs + n_cells > MAX_EXTRACTION_SIZE:
        raise ReadError(
            "PAGE_TOO_LARGE",
            "refused_limit",
            document.format,
            count=n_paragraphs + n_cells,
            limit=MAX_EXTRACTION_SIZE,
        )
