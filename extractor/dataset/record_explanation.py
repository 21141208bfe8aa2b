"""Explain what a dataset holds by its id: a fact, a cell of the panel, a record, a
check.

The files need not exist any more: the dataset stores their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from extractor import schema
from extractor.dataset.frames import build_frame
from extractor.dataset.item_names import resolve_items, select_offices
from extractor.dataset.load import convert_arrow_to_rows
from extractor.dataset.panel import list_panel_items, select_whole_values
from extractor.dataset.review_links import build_review_link, find_review_page
from extractor.dataset.stored_document import build_stored_document
from extractor.dataset.to_rows import RowsByTable
from extractor.model.document import Document, Span
from extractor.model.issues import ExtractorError
from extractor.provenance.explain import (
    Explanation,
    build_correction_row,
    explain_place,
)

__all__ = ["explain_reference", "load_disclosure_rows", "load_stored_document"]

_REFERENCE = re.compile(r"([0-9a-f]{16}(?:-\d+)?)(?:-[a-z_]+-\d+|:(?P<inner>.+))?")
"""``ID``, ``ID-fact-3``, ``ID:three_public.total`` or ``ID:b31.r4.c2``."""
_NAMED_REFERENCE = re.compile(
    r"(?P<office>[^:：]+?)\s*(?:(?P<year>\d{4})年?)?\s*[:：]\s*(?P<inner>[^:：]+)"
)
"""``桃城区财政局2020:三公经费``: an office, a year where it has several, and an item."""
_MOST_LISTED = 6


class StoredTables(Protocol):
    """What is asked of a dataset: its folder, its language and its tables."""

    folder: Path

    @property
    def lang(self) -> str:
        """Language of its messages, zh or en."""

    @property
    def version(self) -> str:
        """Version of the program that wrote it and a digest of its inputs."""

    def iter_batches(self, name: str) -> Iterator[pa.Table]:
        """Iterate over the row groups of a table."""


def explain_reference(data: StoredTables, reference: str, lang: str) -> Explanation:
    """Explain what a reference names in a dataset.

    Args:
        data: the dataset.
        reference: the id of a row (``4b1d…-fact-3``), or the id of a disclosure, a
            colon and an item of the panel or a place; instead of the id also the office
            and its year (``桃城区财政局2020:三公经费``).
        lang: language of the messages, zh or en.

    Returns:
        The explanation, with the file and the address on the review page.

    Raises:
        ExtractorError: the dataset has no such row (NO_SUCH_RECORD), its panel has no
            value of the item (NO_PANEL_VALUE), or several disclosures are of that
            office and year (OFFICE_AMBIGUOUS).
    """
    match = _match_reference(data, reference)
    rows = load_disclosure_rows(data, match[1])
    document = build_stored_document(rows)
    wanted = _resolve_inner(rows, match["inner"] or "") or reference
    try:
        found = explain_place(document, rows, wanted, lang)
    except ExtractorError as error:
        if error.code != "NO_SUCH_PLACE" or match["inner"]:
            raise
        raise _refuse_reference(data, reference) from error
    return replace(
        found,
        file=_find_file(rows, found.place),
        dataset=Path(data.folder).as_posix(),
        correction=build_correction_row(found, rows["disclosures"][0]["sha256"]),
        **_locate_on_review_page(data, match[1], found.place),
    )


def load_stored_document(data: StoredTables, reference: str) -> tuple[Document, str]:
    """Load the page that a reference is on, and the place that it names there.

    Raises:
        ExtractorError: as :func:`explain_reference`.
    """
    match = _match_reference(data, reference)
    place = explain_reference(data, reference, data.lang).place
    return build_stored_document(load_disclosure_rows(data, match[1])), place


def load_disclosure_rows(data: StoredTables, disclosure_id: str) -> RowsByTable:
    """Load the rows of one disclosure from all tables."""
    rows: RowsByTable = {}
    for table in schema.load_tables():
        if "disclosure_id" not in schema.list_column_names(table.name):
            continue
        rows[table.name] = []
        for batch in data.iter_batches(table.name):
            own = batch.filter(pc.equal(batch["disclosure_id"], disclosure_id))
            rows[table.name] += convert_arrow_to_rows(table.name, own)
    return rows


def _locate_on_review_page(
    data: StoredTables, disclosure_id: str, place: str
) -> dict[str, Any]:
    """The address on the review page that is there,
    else on the one to be written."""
    n_documents = sum(batch.num_rows for batch in data.iter_batches("disclosures"))
    link = build_review_link(n_documents, disclosure_id, place)
    page = find_review_page(data.folder, data.version)
    if page is None:
        return {"link": link, "has_page": False}
    _, _, anchor = link.partition("#")
    return {"link": f"{page.as_uri()}#{anchor}", "has_page": True}


def _match_reference(data: StoredTables, reference: str) -> re.Match[str]:
    """Read a reference to a disclosure that the dataset has."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        match = _REFERENCE.fullmatch(_replace_office(data, reference))
    if match is None:
        raise _refuse_reference(data, reference)
    ids = (
        pc.equal(batch["disclosure_id"], match[1])
        for batch in data.iter_batches("disclosures")
    )
    if not any(pc.any(found).as_py() for found in ids):
        raise _refuse_reference(data, reference)
    return match


def _replace_office(data: StoredTables, reference: str) -> str:
    """Put the id of a disclosure in the place of its office and year; the reference as
    it is where it names no office."""
    named = _NAMED_REFERENCE.fullmatch(reference.strip())
    if named is None:
        return reference
    found = _find_disclosures(data, named["office"], named["year"])
    if not found:
        raise _refuse_reference(data, reference)
    if len(found) > 1:
        described = "; ".join(
            f"{row['disclosure_id']} {row['department_name']} {row['fiscal_year']} "
            f"{row['doc_type']}"
            for row in found[:_MOST_LISTED]
        )
        raise ExtractorError(
            "OFFICE_AMBIGUOUS", office=named["office"], n=len(found), found=described
        )
    return f"{found[0]['disclosure_id']}:{named['inner']}"


def _find_disclosures(
    data: StoredTables, office: str, year: str | None
) -> list[dict[str, Any]]:
    """Find the disclosures of an office, by its full name, else by a part of it."""
    rows = [
        row
        for batch in data.iter_batches("disclosures")
        for row in convert_arrow_to_rows("disclosures", batch)
        if row["department_name"] and year in (None, str(row["fiscal_year"]))
    ]
    found = select_offices((row["department_name"] for row in rows), office)
    return [row for row in rows if row["department_name"] in found]


def _refuse_reference(data: StoredTables, reference: str) -> ExtractorError:
    return ExtractorError("NO_SUCH_RECORD", id=reference, path=data.folder)


def _resolve_inner(rows: RowsByTable, inner: str) -> str:
    """The place, or the fact of the item, that stands behind the colon; '' where
    nothing does."""
    if not inner:
        return ""
    try:
        Span.parse(inner)
    except ValueError:
        return _find_panel_fact(rows, inner)
    return inner


def _find_panel_fact(rows: RowsByTable, name: str) -> str:
    """The fact that gives the panel its value of an item."""
    (item,) = resolve_items([name], list_panel_items())
    values = select_whole_values(
        build_frame("disclosures", rows["disclosures"]),
        build_frame("facts", rows["facts"]),
    )
    facts = values["fact_id"][values["item"] == item]
    if facts.empty:
        raise ExtractorError("NO_PANEL_VALUE", item=item)
    return str(facts.iloc[0])


def _find_file(rows: Mapping[str, list[dict[str, Any]]], place: str) -> str:
    """The file that a place is in."""
    ordinal = Span.parse(place).file_ordinal
    for file in rows["disclosure_files"]:
        if file["ordinal"] == ordinal:
            return str(file["file"])
    return str(rows["disclosures"][0]["path"])
