"""Addresses of places on the review page of a dataset."""

from __future__ import annotations

from urllib.parse import quote

__all__ = ["MAX_SINGLE_PAGE_DOCUMENTS", "build_review_link", "name_review"]

MAX_SINGLE_PAGE_DOCUMENTS = 1000
"""Documents of one page, unless the user says what is wanted."""


def name_review(n_documents: int) -> str:
    """Name what ``extractor review`` writes by default: a page, of many documents a
    folder."""
    if n_documents <= MAX_SINGLE_PAGE_DOCUMENTS:
        return "review.html"
    return "review"


def build_review_link(n_documents: int, disclosure_id: str, place: str) -> str:
    """Build the address of a place, relative to where the review is.

    >>> build_review_link(3, "4b1d62c0a8f3e917", "b12[3:9]")
    'review.html#d=4b1d62c0a8f3e917&p=b12%5B3%3A9%5D'
    """
    page = name_review(n_documents)
    if not page.endswith(".html"):
        page += "/index.html"
    return f"{page}#d={disclosure_id}&p={quote(place)}"
