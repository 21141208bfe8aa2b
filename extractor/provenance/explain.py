"""Explanations: the quote of a place, what was read from it, its unit, the checks that
used it."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from extractor import schema
from extractor.dataclass import dataclass
from extractor.i18n import format_message
from extractor.model.document import Document, Span
from extractor.model.issues import ExtractorError
from extractor.schema.concepts import load_concepts
from extractor.schema.value_labels import get_value_label
from extractor.text.normalize import escape_invisible

__all__ = [
    "Explanation",
    "ExplainedConcept",
    "ExplainedValue",
    "build_correction_row",
    "explain_place",
    "explain_record",
]

DatasetRow = Mapping[str, Any]

_RecordKey = tuple[str, str]
"""Table and id of a record."""

_CHECK_TABLES = ("checks", "cross_document_checks")
CONTEXT_CHARACTERS = 40  # characters shown on each side of a quote
_LONGEST_TEXT = 60  # characters of a value that are shown
_REPEATING_COLUMNS = ("raw", "place", "text", "path", "file")
"""Columns that the quote, the place and the line of the file tell."""
_NAME_COLUMNS = ("label", "row_label")
_CODES_OF_TRUTH = {True: "REVIEW_YES", False: "REVIEW_NO"}
CORRECTION_COLUMNS = ("sha256", "table", "column", "place", "old", "new")
"""The columns that every file of corrections has."""


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
    """The concept of a record and the words of the page that named it.

    ``word`` is its label, '' where there is none, ``place`` that of the
    label; ``column`` is the head of the column, in a table.
    """

    record_id: str
    item: str
    label: str  # of the concept, in the language of the explanation
    word: str
    place: str
    column: str = ""

    @property
    def has_words(self) -> bool:
        """True where the page has words that name the concept."""
        return bool(self.word or self.column)


@dataclass(frozen=True)
class Explanation:
    """The answer to :func:`explain`; ``str()`` is for a terminal, a notebook shows it
    as HTML.

    ``records`` are (table, row) of every record that a value was read
    into; ``unmatched_numbers`` are numbers of the place that no value
    covers, with the reason; ``use`` is that of the cell that the place
    is (``cells.use``). Of an explanation from a dataset, ``file`` is
    the file, ``link`` the address on the review page, which
    ``has_page`` tells to be written; ``correction`` is the line of a
    file of corrections that would change the value, without the new
    one.
    """

    place: str
    before: str
    quote: str
    after: str
    values: tuple[ExplainedValue, ...]
    records: tuple[tuple[str, DatasetRow], ...]
    checks: tuple[DatasetRow, ...]
    issues: tuple[DatasetRow, ...]
    concepts: tuple[ExplainedConcept, ...] = ()
    unmatched_numbers: tuple[DatasetRow, ...] = ()
    use: str | None = None
    lang: str = "zh"
    file: str = ""
    dataset: str = ""
    link: str = ""
    has_page: bool = True
    correction: tuple[str, ...] = ()

    def format_lines(self) -> Iterator[str]:
        """Format the explanation line by line, the quote marked 【so】."""
        yield f"{self.place}: {self.before}【{self.quote}】{self.after}"
        if not self.values:
            yield self._format_message("EXPLAIN_NOTHING")
            if self.use:
                use = get_value_label("cells", "use", self.use, self.lang)
                yield "  " + self._format_message("EXPLAIN_USE", use=use)
        for value in self.values:
            yield from self._format_value(value)
        named = dict.fromkeys(map(self._format_concept, self._list_named_concepts()))
        for line in named:
            yield "  " + line
        for table, row in self.records:
            yield "  " + _format_record(table, row, self.lang)
        for number in self.unmatched_numbers:
            yield "  " + self._format_number(number)
        for check in self.checks:
            yield "  " + self._format_check(check)
        for issue in self.issues:
            yield f"  {issue['code']}: {issue['message']}"
        yield from self._format_origin()

    def _format_origin(self) -> Iterator[str]:
        """The file and the address on the review page, of an explanation from a
        dataset."""
        if self.file:
            yield "  " + self._format_message("EXPLAIN_FILE", file=self.file)
        code = "EXPLAIN_LINK"
        if not self.has_page:
            code = "EXPLAIN_LINK_UNWRITTEN"
        if self.link:
            message = self._format_message(code, link=self.link, dataset=self.dataset)
            yield "  " + message
        if self.correction:
            yield "  " + self._format_message("EXPLAIN_CORRECT")
            yield from self.format_correction()

    def _get_correction(self) -> dict[str, str]:
        if not self.correction:
            return {}
        return dict(zip(CORRECTION_COLUMNS, self.correction, strict=True))

    def format_correction(self) -> Iterator[str]:
        """The line of a file of corrections under its header, to be copied."""
        if self.correction:
            yield _format_csv_line(CORRECTION_COLUMNS)
            yield _format_csv_line(self.correction)

    def _format_message(self, code: str, **details: object) -> str:
        texts = {name: str(value) for name, value in details.items()}
        return format_message(code, texts, self.lang)

    def _format_value(self, value: ExplainedValue) -> Iterator[str]:
        """A value with its quote, and its unit where it has one."""
        quote = f"{value.place} “{_shorten(value.raw)}”"
        yield (
            f"  {value.table}.{value.column} = {value.value or '—'}"
            f"  ← {quote}  ({value.record_id})"
        )
        if not value.unit:
            return
        where = "—"
        if value.unit_place:
            where = f"{value.unit_place} “{_shorten(value.unit_quote)}”"
        yield "    " + self._format_message(
            "EXPLAIN_UNIT",
            unit=value.unit,
            source=self._format_message(f"UNIT_SOURCE_{value.unit_source}"),
            where=where,
        )

    def _list_named_concepts(self) -> list[ExplainedConcept]:
        """The concepts; of one that some words name only the rows with words."""
        worded = {concept.item for concept in self.concepts if concept.has_words}
        return [
            concept
            for concept in self.concepts
            if concept.has_words or concept.item not in worded
        ]

    def _format_concept(self, concept: ExplainedConcept) -> str:
        """A concept with the words that named it."""
        words: list[str] = []
        if concept.word:
            words.append(f"{concept.place} “{_shorten(concept.word)}”")
        if concept.column:
            words.append(f" “{_shorten(concept.column)}”")
        return self._format_message(
            "EXPLAIN_ITEM",
            item=concept.item,
            label=concept.label,
            where=" / ".join(words).strip() or "—",
        )

    def _format_number(self, number: DatasetRow) -> str:
        return self._format_message(
            "EXPLAIN_LEFT",
            raw=number["raw"],
            reason=number["reason"],
            place=number["place"],
        )

    def _format_check(self, check: DatasetRow) -> str:
        return self._format_message(
            "EXPLAIN_CHECK",
            rule=check["rule"],
            result=get_value_label("checks", "result", check["result"], self.lang),
            message=check["message"] or "",
        )

    def as_dict(self) -> dict[str, Any]:
        """Convert the explanation to plain data for JSON: every value of a row as text
        or None."""
        return {
            "place": self.place,
            "before": self.before,
            "quote": self.quote,
            "after": self.after,
            "read": [vars(value) for value in self.values],
            "named": [vars(concept) for concept in self.concepts],
            "records": [
                {"table": table, **_render_row(row)} for table, row in self.records
            ],
            "checks": list(map(_render_row, self.checks)),
            "issues": list(map(_render_row, self.issues)),
            "unmatched_numbers": list(map(_render_row, self.unmatched_numbers)),
            "use": self.use,
            "file": self.file or None,
            "link": self.link or None,
            "correction": self._get_correction() or None,
        }

    def __str__(self) -> str:
        return "\n".join(map(escape_invisible, self.format_lines()))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        before, quote, after = map(html.escape, (self.before, self.quote, self.after))
        lines = list(self.format_lines())[1:]
        rest = "<br>".join(html.escape(line).replace("  ", "&ensp;") for line in lines)
        if self.link and self.has_page:
            link = html.escape(self.link)
            rest = rest.replace(link, f'<a href="{link}">{link}</a>')
        return (
            f"<p><code>{html.escape(self.place)}</code> "
            f"{before}<mark>{quote}</mark>{after}</p><p>{rest}</p>"
        )


def explain_place(
    document: Document,
    rows: Mapping[str, Sequence[DatasetRow]],
    place: str,
    lang: str = "zh",
) -> Explanation:
    """Explain what was read at a place of a document.

    Args:
        document: The document.
        rows: Its rows by the name of their table.
        place: The place as the tables print it: ``b31.r4.c2``, ``b12[3:9]``; or the id
            of a fact, a record or a check.
        lang: Language of the messages, zh or en.

    Returns:
        The quote in its context, and all that was read from it, checked and reported.
        Of a fact the place that gives its value, the fact, and every record that states
        it with its own quote.

    Raises:
        ExtractorError: ``NO_SUCH_PLACE``: the text is no place, or the document has
            none of that name.
    """
    found = _find_record(rows, place)
    if found is not None:
        return explain_record(document, rows, *found, lang)
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
    evidence = _select_rows(rows, "evidence", wanted)
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
        issues=tuple(_select_rows(rows, "issues", wanted)),
        unmatched_numbers=tuple(_select_rows(rows, "unmatched_numbers", wanted)),
        use=_find_cell_use(rows, wanted),
        lang=lang,
    )


def build_correction_row(found: Explanation, sha256: str) -> tuple[str, ...]:
    """Build the line of a file of corrections for the value at a place.

    Args:
        found: The explanation of the place.
        sha256: Hash of the document.

    Returns:
        Its columns as in :data:`CORRECTION_COLUMNS`; () where no value was read.
    """
    for value in found.values:
        if value.place == found.place and value.column not in _NAME_COLUMNS:
            return (sha256, value.table, value.column, value.place, value.raw, "")
    return ()


def _find_record(
    rows: Mapping[str, Sequence[DatasetRow]], record_id: str
) -> tuple[str, DatasetRow] | None:
    """Find the table and the row of an id; None where no row has it."""
    for table in schema.load_tables():
        if table.id_column is None:
            continue
        for row in rows.get(table.name, ()):
            if row[table.id_column] == record_id:
                return table.name, row
    return None


def explain_record(
    document: Document,
    rows: Mapping[str, Sequence[DatasetRow]],
    table: str,
    row: DatasetRow,
    lang: str = "zh",
) -> Explanation:
    """Explain a row: its places, what else states the same fact, its checks.

    Args:
        document: The document.
        rows: Its rows by the name of their table.
        table: The table of the row.
        row: The row.
        lang: Language of the messages, zh or en.

    Returns:
        The first place of the row, with the row, every record that states its fact (of
        a check every record that it compares), and what was read for them.

    Raises:
        ExtractorError: ``NO_SUCH_PLACE``: the row has no place that the page shows.
    """
    key = (table, str(row[schema.get_table(table).id_column or "disclosure_id"]))
    places = _list_places(rows, key, row)
    related = dict(_iterate_related(rows, key, row, places))
    evidence = [
        each
        for each in rows.get("evidence", ())
        if (each["table"], each["record_id"]) in related
    ]
    at_place = _explain_first_place(document, rows, places, lang)
    checks = tuple(_iterate_checks(rows, related.values()))
    if table in _CHECK_TABLES:
        checks = (row,)
    return replace(
        at_place,
        values=tuple(_explain_values(document, related, evidence)),
        records=tuple((name, each) for (name, _), each in related.items()),
        concepts=tuple(_explain_concepts(rows, related, lang)),
        checks=checks,
    )


def _list_places(
    rows: Mapping[str, Sequence[DatasetRow]], key: _RecordKey, row: DatasetRow
) -> list[str]:
    """The places of a row; of one that has none those of its evidence."""
    printed = row.get("places") or row.get("place") or ""
    owner = str(row.get("disclosure_id")) + ":"
    own_places = (place.removeprefix(owner) for place in str(printed).split(";"))
    places = [
        place for place in own_places if place and ":" not in place.partition("[")[0]
    ]
    if places:
        return places
    return [
        str(each["place"])
        for each in rows.get("evidence", ())
        if (each["table"], each["record_id"]) == key
    ]


def _explain_first_place(
    document: Document,
    rows: Mapping[str, Sequence[DatasetRow]],
    places: Sequence[str],
    lang: str,
) -> Explanation:
    """Explain the first of some places that the page has."""
    for place in places:
        try:
            document.text_at(place)
        except (KeyError, ValueError):
            continue
        return explain_place(document, rows, place, lang)
    raise ExtractorError("NO_SUCH_PLACE", place="; ".join(places) or "—")


def _iterate_checks(
    rows: Mapping[str, Sequence[DatasetRow]], related: Iterable[DatasetRow]
) -> Iterator[DatasetRow]:
    """Iterate over the checks that compare one of some rows."""
    spans = [Span.parse(str(row["place"])) for row in related if row.get("place")]
    for table in _CHECK_TABLES:
        for check in rows.get(table, ()):
            if any(_is_checked(check, span) for span in spans):
                yield check


def _iterate_related(
    rows: Mapping[str, Sequence[DatasetRow]],
    key: _RecordKey,
    row: DatasetRow,
    places: Sequence[str],
) -> Iterator[tuple[_RecordKey, DatasetRow]]:
    """Iterate over a row, its fact and all that state it; over what a check
    compares."""
    if key[0] in _CHECK_TABLES:
        for place in places:
            evidence = _select_rows(rows, "evidence", Span.parse(place))
            yield from _find_records(rows, evidence).items()
        return
    yield key, row
    fact_id = row.get("fact_id")
    if fact_id is None:
        return
    for fact in rows.get("facts", ()):
        if fact["fact_id"] == fact_id:
            yield ("facts", str(fact_id)), fact
    yield from _iterate_sources(rows, str(fact_id))


def _iterate_sources(
    rows: Mapping[str, Sequence[DatasetRow]], fact_id: str
) -> Iterator[tuple[_RecordKey, DatasetRow]]:
    """Iterate over the records that state a fact or how it changed."""
    for table in schema.load_tables():
        if table.name == "facts" or table.id_column is None:
            continue
        for row in rows.get(table.name, ()):
            if row.get("fact_id") == fact_id:
                yield (table.name, str(row[table.id_column])), row


def _select_rows(
    rows: Mapping[str, Sequence[DatasetRow]], table: str, wanted: Span
) -> list[DatasetRow]:
    """The rows of a table whose place overlaps the wanted one."""
    return [
        row
        for row in rows.get(table, ())
        if row["place"] and overlaps_place(str(row["place"]), wanted)
    ]


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
    owner = f"{check.get('disclosure_id')}:"
    places = str(check["places"] or "").replace(owner, "").split(";")
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
    records: Mapping[_RecordKey, DatasetRow],
    lang: str,
) -> Iterator[ExplainedConcept]:
    """The concept of each record that has one, with its label and the head of its
    column."""
    labels = _index_labels(rows.get("evidence", ()))
    for key, row in records.items():
        concept = load_concepts().get(row.get("item") or "")
        if concept is None:
            continue
        label = labels.get(key, {})
        meaning = concept.label_en
        if lang == "zh":
            meaning = concept.label_zh
        yield ExplainedConcept(
            record_id=key[1],
            item=concept.id,
            label=meaning,
            word=label.get("raw", ""),
            place=str(label.get("place", "")),
            column=row.get("column_label") or "",
        )


def _index_labels(evidence: Sequence[DatasetRow]) -> dict[_RecordKey, DatasetRow]:
    """Evidence of the label of each record."""
    return {
        (row["table"], row["record_id"]): row
        for row in evidence
        if row["column"] in ("label", "row_label")
    }


def _find_row_context(document: Document, span: Span) -> tuple[str, str]:
    """The cells to the left and to the right of a cell in its row; '' outside
    tables."""
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
    """Tell whether a printed place lies in the wanted one, holds it, or shares
    characters with it.

    Args:
        place_text: A place as the tables print it; what is none overlaps nothing.
        wanted: The span to compare it with.
    """
    try:
        return Span.parse(place_text).overlaps(wanted)
    except ValueError:
        return False


def _find_records(
    rows: Mapping[str, Sequence[DatasetRow]], evidence: Sequence[DatasetRow]
) -> dict[_RecordKey, DatasetRow]:
    """The records that the evidence is of, in the order of the evidence."""
    keys = dict.fromkeys((str(row["table"]), str(row["record_id"])) for row in evidence)
    index: dict[_RecordKey, DatasetRow] = {}
    for table in dict.fromkeys(table for table, _ in keys):
        id_column = schema.get_table(table).id_column or "disclosure_id"
        for row in rows.get(table, ()):
            index[table, str(row[id_column])] = row
    return {key: index[key] for key in keys if key in index}


def _explain_values(
    document: Document,
    records: Mapping[_RecordKey, DatasetRow],
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
    if value is None:
        return None
    return str(value)


def _render_row(row: DatasetRow) -> dict[str, str | None]:
    return {name: _to_text(value) for name, value in row.items()}


def _format_record(table: str, row: DatasetRow, lang: str) -> str:
    """The columns of a record that add something to the quote, under their labels in
    Chinese."""
    shown = {
        name: _shorten(str(value))
        for name, value in row.items()
        if _is_informative(name, value)
    }
    if lang != "zh":
        return f"{table}: " + ", ".join(f"{n} {value}" for n, value in shown.items())
    shown = {
        name: _format_value_in_words(table, name, row[name], value)
        for name, value in shown.items()
    }
    described = schema.get_table(table)
    labels = {column.name: column.get_label(lang) for column in described.columns}
    pairs = (f"{labels.get(name, name)} {value}" for name, value in shown.items())
    return f"{described.get_label(lang)} {table}：" + "，".join(pairs)


def _is_informative(name: str, value: object) -> bool:
    """False for an empty column, for ids, and for what repeats quote and place."""
    if value is None or value == "":
        return False
    return not name.endswith("_id") and name not in _REPEATING_COLUMNS


def _format_value_in_words(table: str, column: str, value: object, text: str) -> str:
    """A value of a record for a reader of Chinese: codes by their labels."""
    if isinstance(value, bool):
        return format_message(_CODES_OF_TRUTH[value], {}, "zh")
    if column == "item" and text in load_concepts():
        return f"{load_concepts()[text].label_zh} {text}"
    if column == "department_type":
        return text
    return get_value_label(table, column, text, "zh")


def _format_csv_line(values: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()


def _shorten(text: str) -> str:
    flat = text.replace("\n", " ")
    if len(flat) <= _LONGEST_TEXT:
        return flat
    return flat[: _LONGEST_TEXT - 1] + "…"
