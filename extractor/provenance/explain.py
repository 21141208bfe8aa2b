"""Where a value came from: the quote in its context, what was read from it, its unit, the checks it took part in."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor import schema
from extractor.i18n import format_message
from extractor.model.document import Document, Span
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import load_concepts
from extractor.text.unicode_anomalies import escape_invisible

__all__ = [
    "Explanation",
    "ExplainedConcept",
    "ExplainedValue",
    "explain_place",
]

DatasetRow = Mapping[str, Any]

CONTEXT_CHARACTERS = 40  # characters shown on each side of a quote


@dataclass(frozen=True)
class ExplainedValue:
    """One value that was read from the place or from a part of it."""

    table: str
    record_id: str
    column: str
    value: str  # as the dataset has it, '' where it is null
    raw: str
    place: str
    unit: str | None
    unit_source: str | None
    unit_place: str | None
    unit_quote: str  # what declares the unit, as printed


@dataclass(frozen=True)
class ExplainedConcept:
    """The canonical item of a record and the words of the page that named it: its label, in a table also its column."""

    record_id: str
    item: str
    label: str  # what the item means
    word: str
    place: str  # of the word, '' where there is none
    column: str = ""  # the head of the column, in a table


@dataclass(frozen=True)
class Explanation:
    """The answer to :func:`explain`; ``str()`` is for a terminal, a notebook shows it as HTML."""

    place: str
    before: str
    quote: str
    after: str
    values: tuple[ExplainedValue, ...]
    records: tuple[
        tuple[str, DatasetRow], ...
    ]  # (table, row) of every record that a value was read into
    checks: tuple[DatasetRow, ...]
    issues: tuple[DatasetRow, ...]
    concepts: tuple[ExplainedConcept, ...] = ()
    unmatched_numbers: tuple[
        DatasetRow, ...
    ] = ()  # numbers of the place that no value took up, with the reason
    use: str | None = None  # of the cell that the place is (cells.use)
    lang: str = "zh"

    def format_lines(self) -> Iterator[str]:
        """The explanation line by line, the quote marked 【so】."""

        def say(code: str, **details: object) -> str:
            return format_message(
                code, {name: str(value) for name, value in details.items()}, self.lang
            )

        yield f"{self.place}: {self.before}【{self.quote}】{self.after}"
        if not self.values:
            yield say("EXPLAIN_NOTHING")
            if self.use:
                yield "  " + say("EXPLAIN_USE", use=self.use)
        for r in self.values:
            yield f"  {r.table}.{r.column} = {r.value or '—'}  ← {r.place} “{_shorten(r.raw)}”  ({r.record_id})"
            if r.unit:
                location = (
                    f"{r.unit_place} “{_shorten(r.unit_quote)}”"
                    if r.unit_place
                    else "—"
                )
                yield "    " + say(
                    "EXPLAIN_UNIT",
                    unit=r.unit,
                    source=say(f"UNIT_SOURCE_{r.unit_source}"),
                    where=location,
                )
        for name in self.concepts:
            words = [
                f"{place} “{_shorten(word)}”"
                for place, word in ((name.place, name.word), ("", name.column))
                if word
            ]
            yield "  " + say(
                "EXPLAIN_ITEM",
                item=name.item,
                label=name.label,
                where=" / ".join(words).strip() or "—",
            )
        for table, row in self.records:
            facts = ", ".join(
                f"{name} {_shorten(str(value))}"
                for name, value in row.items()
                if _is_informative(name, value)
            )
            yield f"  {table}: {facts}"
        for left in self.unmatched_numbers:
            yield "  " + say(
                "EXPLAIN_LEFT",
                raw=left["raw"],
                reason=left["reason"],
                place=left["place"],
            )
        for check in self.checks:
            yield "  " + say(
                "EXPLAIN_CHECK",
                rule=check["rule"],
                result=check["result"],
                message=check["message"] or "",
            )
        for issue in self.issues:
            yield f"  {issue['code']}: {issue['message']}"

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "place": self.place,
            "before": self.before,
            "quote": self.quote,
            "after": self.after,
            "read": [vars(r) for r in self.values],
            "named": [vars(n) for n in self.concepts],
            "records": [
                {
                    "table": table,
                    **{name: _to_text(value) for name, value in row.items()},
                }
                for table, row in self.records
            ],
            "checks": [
                {name: _to_text(value) for name, value in row.items()}
                for row in self.checks
            ],
            "issues": [
                {name: _to_text(value) for name, value in row.items()}
                for row in self.issues
            ],
            "unmatched_numbers": [
                {name: _to_text(value) for name, value in row.items()}
                for row in self.unmatched_numbers
            ],
            "use": self.use,
        }

    def __str__(self) -> str:
        return "\n".join(map(escape_invisible, self.format_lines()))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = f"{html.escape(self.before)}<mark>{html.escape(self.quote)}</mark>{html.escape(self.after)}"
        rest = "<br>".join(
            html.escape(line).replace("  ", "&ensp;")
            for line in list(self.format_lines())[1:]
        )
        return f"<p><code>{html.escape(self.place)}</code> {head}</p><p>{rest}</p>"


def explain_place(
    document: Document,
    rows: Mapping[str, Sequence[DatasetRow]],
    place: str,
    lang: str = "zh",
) -> Explanation:
    """Explain a place (``b31.r4.c2``, ``b12[3:9]``) of a document whose rows are given.

    Raises ExtractorError (NO_SUCH_PLACE) when the text is no place or the document has none of that name.
    """
    try:
        wanted = Span.parse(place)
        quote = document.text_at(wanted)
        whole = document.text_at(wanted.element)
    except (KeyError, ValueError) as error:
        raise ExtractorError("NO_SUCH_PLACE", place=place) from error
    start, end = wanted.start, wanted.end
    if start is None or end is None:
        start, end = 0, len(whole)
    if start > end or end > len(whole):
        raise ExtractorError("NO_SUCH_PLACE", place=place)

    def select(table: str) -> list[DatasetRow]:
        return [
            row
            for row in rows.get(table, ())
            if row["place"] and overlaps_place(str(row["place"]), wanted)
        ]

    evidence = select("evidence")
    records = _find_records(rows, evidence)
    left, right = _find_row_context(document, wanted)
    return Explanation(
        place=str(wanted),
        before=left + _cut_start(whole[:start]),
        quote=quote,
        after=_cut_end(whole[end:]) + right,
        values=tuple(_explain_values(document, records, evidence)),
        records=tuple((table, row) for (table, _), row in records.items()),
        concepts=tuple(_explain_concepts(rows, records, lang)),
        checks=tuple(c for c in rows.get("checks", ()) if _is_checked(c, wanted)),
        issues=tuple(select("issues")),
        unmatched_numbers=tuple(select("unmatched_numbers")),
        use=_find_cell_use(rows, wanted),
        lang=lang,
    )


def _cut_start(text: str) -> str:
    """The end of a text before a quote."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    return "…" + text[-CONTEXT_CHARACTERS:]


def _cut_end(text: str) -> str:
    """The start of a text behind a quote."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    return text[:CONTEXT_CHARACTERS] + "…"


def _is_checked(check: DatasetRow, wanted: Span) -> bool:
    """True for a check that read something at the place."""
    places = str(check["places"] or "").split(";")
    return any(overlaps_place(place, wanted) for place in places)


def _find_cell_use(
    rows: Mapping[str, Sequence[DatasetRow]], wanted: Span
) -> str | None:
    cell = str(wanted.element)
    return next(
        (c["use"] for c in rows.get("cells", ()) if str(c["place"]) == cell), None
    )


def _explain_concepts(
    rows: Mapping[str, Sequence[DatasetRow]],
    records: Mapping[tuple[str, str], DatasetRow],
    lang: str,
) -> Iterator[ExplainedConcept]:
    """What each record that has an item was named by: its row label, and the head of its column."""
    words = {
        (row["table"], row["record_id"]): row
        for row in rows.get("evidence", ())
        if row["column"] in ("label", "row_label")
        and (row["table"], row["record_id"]) in records
    }
    for place, row in records.items():
        known = load_concepts().get(row.get("item") or "")
        if known is not None:
            word = words.get(place, {})
            label = known.label_zh if lang == "zh" else known.label_en
            column = row.get("column_label") or ""
            yield ExplainedConcept(
                place[1],
                known.id,
                label,
                word.get("raw", ""),
                str(word.get("place", "")),
                column,
            )


def _find_row_context(document: Document, span: Span) -> tuple[str, str]:
    """The other cells of the row, where the span is in a cell: those to the left and those to the right."""
    row, column = span.row, span.column
    table = next((t for t in document.tables if t.path == span.table_path), None)
    if table is None or row is None or column is None:
        return "", ""
    left = right = ""
    for cell in table.rows()[row - 1]:
        if cell.column < column:
            left += f"{_shorten(cell.text)} │ "
        elif cell.column > column:
            right += f" │ {_shorten(cell.text)}"
    return left, right


def overlaps_place(place_text: str, wanted: Span) -> bool:
    """True when a printed span overlaps the wanted one."""
    try:
        return Span.parse(place_text).overlaps(wanted)
    except ValueError:
        return False


def _find_records(
    rows: Mapping[str, Sequence[DatasetRow]], evidence: Sequence[DatasetRow]
) -> dict[tuple[str, str], DatasetRow]:
    """The records that the evidence supports, in the order of the evidence: (table, id) -> row."""
    ids: dict[tuple[str, str], DatasetRow] = {}
    wanted = dict.fromkeys(
        (str(row["table"]), str(row["record_id"])) for row in evidence
    )
    for name in dict.fromkeys(table for table, _ in wanted):
        key = schema.get_table(name).id_column or "disclosure_id"
        ids.update({(name, str(record[key])): record for record in rows.get(name, ())})
    return {place: ids[place] for place in wanted if place in ids}


def _explain_values(
    document: Document,
    records: Mapping[tuple[str, str], DatasetRow],
    evidence: Sequence[DatasetRow],
) -> Iterator[ExplainedValue]:
    for row in evidence:
        record = records.get((row["table"], row["record_id"]), {})
        unit_place = row.get("unit_place")
        yield ExplainedValue(
            table=row["table"],
            record_id=row["record_id"],
            column=row["column"],
            value=_to_text(record.get(row["column"])) or "",
            raw=row["raw"],
            place=str(row["place"]),
            unit=row.get("unit"),
            unit_source=row.get("unit_source"),
            unit_place=str(unit_place) if unit_place else None,
            unit_quote=_find_quote(document, unit_place),
        )


def _find_quote(document: Document, place: object) -> str:
    if not place:
        return ""
    try:
        return document.text_at(str(place))
    except (KeyError, ValueError):
        return ""


def _to_text(value: object) -> str | None:
    return None if value is None else str(value)


def _is_informative(name: str, value: object) -> bool:
    """Whether a column adds something to the quote: no ids, no repetition of quote and place."""
    return (
        value is not None
        and value != ""
        and not name.endswith("_id")
        and name not in ("raw", "place", "text")
    )


def _shorten(text: str) -> str:
    flat = text.replace("\n", " ")
    return flat if len(flat) <= 60 else flat[:59] + "…"
