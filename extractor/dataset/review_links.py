"""Addresses of places on the review page of a dataset, and the page itself where one
was written near it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

__all__ = [
    "MAX_SINGLE_PAGE_DOCUMENTS",
    "build_review_link",
    "build_version_tag",
    "find_review_page",
    "name_review",
]

MAX_SINGLE_PAGE_DOCUMENTS = 1000
"""Documents of one page, unless the user says what is wanted."""


_PAGE_PATTERNS = ("*.html", "*.htm", "*/index.html")
_HEAD_BYTES = 2048  # the tags that tell what a page is stand first
_MOST_PAGES = 200  # looked into in one folder; people have folders of many


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


def build_version_tag(version: str) -> str:
    """Build the tag by which a review page tells of which dataset it is."""
    return f'<meta name="extractor-dataset" content="{escape(version)}">'


def find_review_page(folder: Path, version: str) -> Path | None:
    """Find the review page of a dataset, whatever its name.

    Args:
        folder: the folder of the dataset.
        version: version of the dataset: a page of another one shows other values.

    Returns:
        The page in the folder, beside it or in the working folder.
    """
    tag = build_version_tag(version).encode()
    for place in (folder, folder.resolve().parent, Path.cwd()):
        for page in _iterate_pages(place):
            if tag in _read_head(page):
                return page.resolve()
    return None


def _iterate_pages(folder: Path) -> Iterator[Path]:
    for pattern in _PAGE_PATTERNS:
        yield from sorted(folder.glob(pattern))[:_MOST_PAGES]


def _read_head(page: Path) -> bytes:
    try:
        with page.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError:
        return b""
