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

__all__ = ["Bounds", "extracting", "one_file", "spent"]

MEGABYTE = 2**20


@dataclass(slots=True)
class Bounds:
    """What is left of each purse."""

    inflated: int = 256 * MEGABYTE  # bytes out of packages, all parts together
    tags: int = 12_000_000  # opening and closing ones, in markup of every kind; control words of RTF too
    cells: int = 1_500_000  # cells made out of repeats, and those of embedded sheets
    documents: int = 500  # documents written into the document, and documents in those
    nested: int = 32  # how deep documents may stand in documents

    def spend(self, purse: str, amount: int, part: str = "") -> None:
        """Take from a purse. Raises ReadError (TOO_MUCH, refused_limit) when it does not hold as much."""
        left = getattr(self, purse) - amount
        if left < 0:
            raise ReadError("TOO_MUCH", "refused_limit", part=part, what=purse)
        setattr(self, purse, left)


_EXTRACTING = {"tags": 4_000_000, "cells": 400_000}
LARGEST_PAGE = 250_000  # paragraphs and cells of a document that is to be understood, not only read

_open: ContextVar[Bounds | None] = ContextVar("bounds", default=None)


def spent(purse: str, amount: int, part: str = "") -> None:
    """Take from a purse of the file that is being read. Raises ReadError (TOO_MUCH, refused_limit)."""
    bounds = _open.get()
    if bounds is not None:
        bounds.spend(purse, amount, part)


@contextmanager
def extracting() -> Iterator[None]:
    """Narrower purses for a file whose pages are to be understood: a row costs more there than it does to read."""
    token = _open.set(Bounds(**_EXTRACTING))
    try:
        yield
    finally:
        _open.reset(token)


@contextmanager
def one_file() -> Iterator[None]:
    """The account of one file; a file inside another spends from the account that is open."""
    outer = _open.get()
    if outer is None:
        token = _open.set(Bounds())
        try:
            yield
        finally:
            _open.reset(token)
        return
    outer.spend("documents", 1)
    outer.spend("nested", 1)
    try:
        yield
    finally:
        outer.nested += 1
