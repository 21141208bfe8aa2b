"""How much one file may ask for, whatever it is made of: bytes when inflated, tags, cells, documents within it.

No honest file comes near a bound (the largest of 2,773 packages: 554 entries, 82 MB inflated, 17,000 cells, 8 tables in
tables); a file made to hurt meets one before it costs much. The account is one for a file and all that is written into
it: a document inside a document inside a document spends from the same purse, and so does a part that is read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from extractor.model.issues import ReadError

__all__ = [
    "ReadLimits",
    "apply_extraction_limits",
    "apply_file_limits",
    "consume_limit",
]

MEGABYTE = 2**20


@dataclass(slots=True)
class ReadLimits:
    """What is left of each purse."""

    inflated: int = 256 * MEGABYTE  # bytes out of packages, all parts together
    tags: int = 12_000_000  # opening and closing ones, in markup of every kind; control words of RTF too
    cells: int = 1_500_000  # cells made out of repeats, and those of embedded sheets
    documents: int = 500  # documents written into the document, and documents in those
    nested: int = 32  # how deep documents may stand in documents

    def consume(self, resource: str, amount: int, part: str = "") -> None:
        """Take from a purse. Raises ReadError (TOO_MUCH, refused_limit) when it does not hold as much."""
        left = getattr(self, resource) - amount
        if left < 0:
            raise ReadError("TOO_MUCH", "refused_limit", part=part, what=resource)
        setattr(self, resource, left)


_EXTRACTION_LIMITS = {"tags": 4_000_000, "cells": 400_000}
MAX_EXTRACTION_SIZE = 250_000  # paragraphs and cells of a document that is to be understood, not only read

_active_limits: ContextVar[ReadLimits | None] = ContextVar("bounds", default=None)


def consume_limit(resource: str, amount: int, part: str = "") -> None:
    """Take from a purse of the file that is being read. Raises ReadError (TOO_MUCH, refused_limit)."""
    bounds = _active_limits.get()
    if bounds is not None:
        bounds.consume(resource, amount, part)


@contextmanager
def apply_extraction_limits() -> Iterator[None]:
    """Narrower purses for a file whose pages are to be understood: a row costs more there than it does to read."""
    token = _active_limits.set(ReadLimits(**_EXTRACTION_LIMITS))
    try:
        yield
    finally:
        _active_limits.reset(token)


@contextmanager
def apply_file_limits() -> Iterator[None]:
    """The account of one file; a file inside another spends from the account that is open."""
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
