"""Coverage: what was read is quoted exactly, and no number and no cell is lost.

Every number token of the document is inside the span of some extracted
value or among the unmatched numbers with the kind of thing it seems to
be; every cell of every table has its use; a value whose text is not at
its span is an issue.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple, cast

from extractor.layout.sections import find_prose_cells
from extractor.model.document import (
    MARGIN_KINDS,
    Cell,
    Document,
    ElementKey,
    Paragraph,
    Span,
    Table,
)
from extractor.model.enums import CellUsage, Qualifier
from extractor.model.issues import Issue
from extractor.model.records import (
    CellUse,
    Extracted,
    Record,
    UnmatchedNumber,
)
from extractor.tables.model import ParsedTable, RecordedTable
from extractor.text import regex
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import (
    ANOMALY_KINDS,
    OBFUSCATION_MARK,
    AnomalyKind,
    cache_words,
    escape_invisible,
    find_obfuscated_numbers,
    has_anomaly,
    normalize,
)
from extractor.text.numbers import (
    NumberToken,
    find_number_spans,
    find_split_numbers,
    has_odd_grouping,
    tokenize_numbers,
)

__all__ = [
    "CONTEXT_CHARACTERS",
    "Coverage",
    "Evidence",
    "ReadSpans",
    "collect_evidence",
    "find_number_tokens",
    "find_section_key",
    "find_unicode_issues",
    "measure_coverage",
]

CONTEXT_CHARACTERS = 16  # characters shown on each side of an unmatched number
_LABEL_COLUMNS = frozenset(
    {
        "label",
        "row_label",
        "name",
        "number",
        "item_name",
        "project_name",
        "term",
        "title",
        "entity",
        "level1",
        "level2",
        "activity",
    }
)


class Evidence(NamedTuple):
    """One reading of one record: the column it fills and its span."""

    table: str
    column: str
    extracted: Extracted[object]


@cache
def _list_extracted_fields(record_type: type[Any]) -> tuple[str, ...]:
    """The fields of a record that may hold what was read."""
    return tuple(
        f.name for f in fields(record_type) if Extracted.__name__ in str(f.type)
    )


def collect_evidence(records: Iterable[Record]) -> Iterator[Evidence]:
    """Every reading of every record, in order."""
    for record in records:
        for name in _list_extracted_fields(cast(Any, type(record))):
            value = getattr(record, name)
            if isinstance(value, Extracted):
                yield Evidence(record.TABLE, name, value)


class Coverage(NamedTuple):
    """What was read of a disclosure, counted, and what was not."""

    cells: tuple[CellUse, ...]
    unmatched_numbers: tuple[UnmatchedNumber, ...]
    n_numbers: int
    n_paragraphs: int
    issues: tuple[Issue, ...]


def measure_coverage(
    document: Document,
    block_paths: Set[str],
    records: Iterable[Record],
    tables: Sequence[RecordedTable],
    section_keys: Mapping[str, str | None],
    page_furniture: Mapping[str, str],
    ignored: Mapping[Span, str],
) -> Coverage:
    """Compare what was read with all that the blocks of a disclosure hold.

    Args:
        document: The document that holds the disclosure.
        block_paths: Paths of the blocks of stories that belong to the disclosure.
        records: Its records, those of tables left out.
        tables: Its tables with their records.
        section_keys: Key of the section by the path of each paragraph and table in the
            outline.
        page_furniture: Kind of page furniture by the path of its paragraph.
        ignored: Cells that hold no value of their own, and why.

    Returns:
        The use of every cell, the numbers that no value took up, counts, and issues for
        quotes that do not match.
    """
    evidence = list(collect_evidence([*records, *(table.record for table in tables)]))
    read_spans = ReadSpans(row.extracted.place for row in evidence)
    reasons = {Span(path): kind for path, kind in page_furniture.items()}
    reasons.update(ignored)
    unmatched, n_numbers = _find_unmatched_numbers(
        document, block_paths, read_spans, section_keys, reasons
    )
    doubtful = _find_doubtful_numbers(document, unmatched)
    n_paragraphs = sum(p.path in block_paths for p in document.iter_paragraphs())
    labels = _find_label_cells(evidence)
    return Coverage(
        tuple(_classify_cells(tables, read_spans, labels, ignored.keys())),
        tuple(unmatched),
        n_numbers,
        n_paragraphs,
        (
            *_find_invalid_quotes(document, evidence),
            *_find_odd_groupings(unmatched),
            *doubtful,
            *_find_unclear_cells(evidence),
        ),
    )


def _find_invalid_quotes(
    document: Document, evidence: Iterable[Evidence]
) -> Iterator[Issue]:
    """An issue for each value whose raw text is not at its span: none, or there is a
    bug."""
    for row in evidence:
        extracted = row.extracted
        try:
            is_exact = document.text_at(extracted.place) == extracted.raw
        except KeyError:
            is_exact = False
        if not is_exact:
            yield Issue.build("QUOTE_BROKEN", extracted.place, raw=extracted.raw)


def _find_odd_groupings(unmatched: Iterable[UnmatchedNumber]) -> Iterator[Issue]:
    for number in unmatched:
        if has_odd_grouping(number.raw):
            yield Issue.build("NUMBER_GROUPING", number.place, text=number.raw)


def _find_doubtful_numbers(
    document: Document, unmatched: Iterable[UnmatchedNumber]
) -> Iterator[Issue]:
    """An issue for each sum that no value took up since its sign or its blanks leave
    open what it is."""
    starts_by_element: dict[Span, set[int]] = {}
    for number in unmatched:
        starts = starts_by_element.setdefault(number.place.element, set())
        starts.add(number.place.start or 0)
    for element, starts in starts_by_element.items():
        text = document.text_at(element)
        normalized = normalize(text)
        for start, end in find_split_numbers(normalized):
            if start in starts:
                place = element.slice(start, end)
                yield Issue.build("NUMBER_SPLIT", place, text=text[start:end])
        for token in tokenize_numbers(text, normalized):
            if token.start in starts and _has_unclear_sign(token):
                start, end = token.value_start, token.unit_end
                place = element.slice(start, end)
                yield Issue.build("NUMBER_SIGN", place, text=text[start:end])


def _find_unclear_cells(evidence: Iterable[Evidence]) -> Iterator[Issue]:
    """An issue for each cell that a value is expected in and whose number is
    unclear."""
    places: set[Span] = set()
    for row in evidence:
        extracted = row.extracted
        if extracted.value is not None or extracted.place.row is None:
            continue
        has_number = bool(find_number_spans(extracted.raw))
        is_range = extracted.bounds.qualifier is Qualifier.RANGE
        if has_number and not is_range and extracted.place not in places:
            places.add(extracted.place)
            yield Issue.build("CELL_UNREAD", extracted.place, text=extracted.raw)


def _has_unclear_sign(token: NumberToken) -> bool:
    if not (token.unit or token.percent):
        return False
    return token.is_negative or token.is_doubtful


MAX_NUMBER_ISSUES = 50  # issues about numbers, then their count alone


def find_unicode_issues(document: Document) -> Iterator[Issue]:
    """Issues about characters that mislead: each number with one, and a count of each
    kind at the first element."""
    if not has_anomaly(document.text):
        return
    counts: Counter[AnomalyKind] = Counter()
    first: dict[AnomalyKind, Span] = {}
    n_numbers = 0
    for element, text in _iter_anomalous_texts(document):
        for start, end in find_obfuscated_numbers(text):
            n_numbers += 1
            if n_numbers <= MAX_NUMBER_ISSUES:
                yield Issue.build(
                    "NUMBER_DISGUISED",
                    element.slice(start, end),
                    text=escape_invisible(text[start:end]),
                )
        for kind in ANOMALY_KINDS:
            n_characters = len(kind.pattern.findall(text))
            if n_characters:
                counts[kind] += n_characters
                first.setdefault(kind, element)
    if n_numbers > MAX_NUMBER_ISSUES:
        yield Issue.build("NUMBERS_DISGUISED", count=n_numbers)
    for kind in ANOMALY_KINDS:
        if counts[kind]:
            yield Issue.build(
                kind.issue_code,
                first[kind],
                what=kind.description,
                count=counts[kind],
            )


def _iter_anomalous_texts(document: Document) -> Iterator[tuple[Span, str]]:
    """Paragraphs outside tables and cells that hold an anomaly."""
    for visit in document.walk():
        item = visit.item
        if isinstance(item, Table):
            continue
        if isinstance(item, Paragraph) and visit.cell is not None:
            continue  # its text is that of the cell
        if has_anomaly(item.text):
            yield item.span, item.text


class ReadSpans:
    """The spans that were read, indexed by their paragraph or cell."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._whole: set[Span] = set()
        offsets: dict[ElementKey, list[tuple[int, int]]] = {}
        for span in spans:
            _, _, _, start, end = span
            if start is None or end is None:
                self._whole.add(span)
            else:
                offsets.setdefault(span[:3], []).append((start, end))
        self._offsets: dict[ElementKey, tuple[list[int], list[int]]] = {}
        for element, pairs in offsets.items():
            pairs.sort()
            starts = [start for start, _ in pairs]
            self._offsets[element] = (
                starts,
                list(accumulate((e for _, e in pairs), max)),
            )

    def covers_whole(self, element: Span) -> bool:
        """True when all of a paragraph or cell was read."""
        return element in self._whole

    def contains_span(self, element: Span, start: int, end: int) -> bool:
        """True when characters of a paragraph or cell are inside one span that was
        read."""
        if element in self._whole:
            return True
        found = self._offsets.get(element[:3])
        if found is None:
            return False
        starts, ends = found
        at = bisect_right(starts, start)
        return at > 0 and bisect_left(ends, end) < at

    def has_any_span(self, element: Span) -> bool:
        """True when anything of a paragraph or cell was read."""
        return element in self._whole or element[:3] in self._offsets


def find_number_tokens(
    text: str, normalized: str | None = None
) -> list[tuple[int, int]]:
    """Spans of the number tokens of a text; ``normalized`` is the same normalized,
    where the caller has it."""
    if normalized is None:
        normalized = normalize(text)
    found = find_number_spans(text, normalized)
    if OBFUSCATION_MARK in normalized:
        found = sorted([*found, *find_obfuscated_numbers(text)])
    return found


@cache_words
def _find_tokens(text: str) -> tuple[Sequence[tuple[int, int]], bool]:
    """The number tokens of a text, and whether some may be grouped by commas."""
    normalized = normalize(text)
    return find_number_tokens(text, normalized), "," in normalized


def _iter_texts(
    document: Document, block_paths: Set[str], prose_cells: Set[Span]
) -> Iterator[tuple[Span, str, bool]]:
    """Every paragraph outside tables, then every cell, each with its text and whether
    it is a cell.

    A cell that only frames prose gives its paragraphs.
    """
    for paragraph in document.iter_paragraphs():
        if paragraph.path in block_paths:
            yield paragraph.span, paragraph.text, False
    for table in document.tables:
        if table.span.top_path not in block_paths:
            continue
        for cell in table.cells:
            element = cell.span
            if element in prose_cells:
                for block in cell.blocks:
                    if isinstance(block, Paragraph):
                        yield block.span, block.text, False
            elif cell.text:
                yield element, cell.text, True


def _find_unmatched_numbers(
    document: Document,
    block_paths: Set[str],
    read_spans: ReadSpans,
    section_keys: Mapping[str, str | None],
    known_reasons: Mapping[Span, str],
) -> tuple[list[UnmatchedNumber], int]:
    """Number tokens that no value took up, and how many tokens there are in all."""
    unmatched: list[UnmatchedNumber] = []
    n_numbers = 0
    prose_cells = find_prose_cells(section_keys)
    for element, text, is_cell in _iter_texts(document, block_paths, prose_cells):
        tokens, is_grouped = _find_tokens(text)
        if not tokens:
            continue
        n_numbers += len(tokens)
        if not is_grouped and read_spans.covers_whole(element):
            continue
        normalized = normalize(text)
        unread = _list_unread_tokens(tokens, element, normalized, read_spans)
        if not unread:
            continue
        section_key = find_section_key(section_keys, element)
        reason_of_all = known_reasons.get(element) or _classify_margin(element, text)
        for start, end in unread:
            reason = reason_of_all or _classify_number(
                text, normalized, start, end, is_cell
            )
            first = max(0, start - CONTEXT_CHARACTERS)
            unmatched.append(
                UnmatchedNumber(
                    section_key,
                    text[start:end],
                    text[first : end + CONTEXT_CHARACTERS],
                    reason,
                    element.slice(start, end),
                )
            )
    return unmatched, n_numbers


def _list_unread_tokens(
    tokens: Sequence[tuple[int, int]],
    element: Span,
    normalized: str,
    read_spans: ReadSpans,
) -> Sequence[tuple[int, int]]:
    """The tokens of an element that are in no span that was read.

    An odd grouping is no number, even inside a text that was read.
    """
    is_grouped = "," in normalized
    return [
        (start, end)
        for start, end in tokens
        if (is_grouped and has_odd_grouping(normalized[start:end]))
        or not read_spans.contains_span(element, start, end)
    ]


def find_section_key(
    section_keys: Mapping[str, str | None], element: Span
) -> str | None:
    """Find the section of the nearest block around an element."""
    block: Span | None = element
    while block is not None:
        if block.path in section_keys:
            return section_keys[block.path]
        block = block.parent_cell
    return None


def _classify_margin(element: Span, text: str) -> str:
    """What all numbers of a header or footer are; '' elsewhere."""
    if element.story_kind not in MARGIN_KINDS:
        return ""
    if any(char.isalpha() and char not in "第页共" for char in text):
        return "running_header"
    return "page_number"


class _NumberReason(NamedTuple):
    """What a number seems to be by the text that ends with it (``before``) and by the
    text behind it.

    ``before`` is searched in the ``window`` characters before the
    number, in the raw text where ``in_raw_text`` (a tab shows there
    alone).
    """

    reason: str
    before: regex.Pattern[str] | None = None
    behind: regex.Pattern[str] | None = None
    window: int = 0
    in_raw_text: bool = False


_WINDOW_CHARACTERS = 64  # characters around a number that are looked at; a bound for the engine's look ahead
_CODE_PREFIX = regex.compile(r"[A-Za-z\d\-_.〔\[]$")
_LINE_START = regex.compile(r"(?:\A|\n)\s*[(（第]?\s*\d{1,3}\Z")

_NUMBER_REASONS: tuple[_NumberReason, ...] = (
    _NumberReason("year", regex.compile(rf"(?<!\d){YEAR_DIGITS}\Z"), window=4),
    _NumberReason("list_number", _LINE_START, window=_WINDOW_CHARACTERS),
    _NumberReason(
        "table_number",
        regex.compile(r"[表图]\s*\d{1,2}\Z"),
        window=_WINDOW_CHARACTERS,
    ),
    # An entry of a table of contents.
    _NumberReason(
        "page_number",
        regex.compile(r"(?:\t|[.·…]{4,})\s*[(（]?\d{1,4}\Z"),
        regex.compile(r"\s*[)]?\s*(?:\n|\Z)"),
        window=12,
        in_raw_text=True,
    ),
    # 项：1.一般公共预算 and 元;2、财政专项: an item of a list that runs on in its paragraph.
    _NumberReason(
        "list_number",
        regex.compile(r"(?:[:：;；,，。、\s]|元|[)）])[(（]?\d{1,2}\Z"),
        regex.compile(r"[.、)]\s*[^\d\s]"),
        window=12,
        in_raw_text=True,
    ),
    # （一）2010301-行政运行, 行政运行（2010401）: a class of expenditure by its code.
    _NumberReason(
        "code",
        regex.compile(r"(?<!\d)(?:[2-5]\d{2}|2\d{4}|2\d{6})\Z"),
        regex.compile(r"\s*[-—_)]"),
        window=12,
        in_raw_text=True,
    ),
    _NumberReason("date", behind=regex.compile(r"\s*[月日号]")),
    _NumberReason(
        "limit",
        behind=regex.compile(
            r"\s*(?:亿|万|千)?元?(?:/|[(（]含[)）])?\s*(?:及|\(含\))?(?:以上|以下|以内|起)"
        ),
    ),
    _NumberReason("percent", behind=regex.compile(r"\s*%")),
    _NumberReason("money", behind=regex.compile(r"\s*(?:亿|万|千)?\s*元")),
    _NumberReason("ordinal", behind=regex.compile(r"\s*(?:号|条|期|届|次会议|部分)")),
    # 0.00二、外交支出: the number of the cell before.
    _NumberReason("cell", behind=regex.compile(r"\s*[一二三四五六七八九十]+、")),
    _NumberReason("count", behind=regex.compile(r"\s*[一-鿿]")),
)
"""What a number is called, in the order of the attempts."""


def _classify_number(
    text: str, normalized: str, start: int, end: int, is_cell: bool
) -> str:
    """What an unmatched number seems to be; it is shown, never used to drop the
    number."""
    is_short = len(normalized) - (end - start) < _WINDOW_CHARACTERS
    if is_cell and is_short and normalized.strip() == normalized[start:end]:
        return "cell"
    for attempt in _NUMBER_REASONS:
        if _applies_to_number(attempt, text, normalized, start, end):
            return attempt.reason
    if _CODE_PREFIX.search(normalized[max(0, start - 2) : start]):
        return "code"
    return "cell" if is_cell else "other"


def _applies_to_number(
    attempt: _NumberReason, text: str, normalized: str, start: int, end: int
) -> bool:
    if attempt.before is not None:
        first = max(0, start - attempt.window)
        source = normalized
        if attempt.in_raw_text:
            source = text
        if attempt.before is _LINE_START and first and "\n" not in source[first:start]:
            return False  # the window begins within a line
        if attempt.before.search(source[first:end]) is None:
            return False
    if attempt.behind is None:
        return True
    return attempt.behind.match(normalized, end, end + _WINDOW_CHARACTERS) is not None


def _classify_cells(
    tables: Iterable[RecordedTable],
    read_spans: ReadSpans,
    labels: Set[Span],
    ignored: Set[Span],
) -> Iterator[CellUse]:
    """Every cell with its use.

    ``labels`` are the cells that name a row; ``ignored`` hold line
    numbers, scores, rules of scoring, codes of empty rows and tables
    printed twice.
    """
    for table, parsed, record in tables:
        for cell in table.cells:
            element = cell.span
            yield CellUse(
                record,
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                cell.text,
                _classify_cell(cell, element, parsed, read_spans, labels, ignored),
                element,
            )


def _classify_cell(
    cell: Cell,
    element: Span,
    parsed: ParsedTable | None,
    read_spans: ReadSpans,
    labels: Set[Span],
    ignored: Set[Span],
) -> CellUsage:
    if not cell.text.strip():
        return CellUsage.BLANK
    if element in labels:
        return CellUsage.LABEL
    if parsed is not None and cell.row in parsed.header_rows:
        return CellUsage.HEADER
    if read_spans.has_any_span(element):
        return CellUsage.VALUE
    if element in ignored:
        return CellUsage.IGNORED
    if _is_known_table(parsed) and not any(map(str.isdigit, cell.text)):
        return CellUsage.IGNORED
    return CellUsage.UNREAD


def _is_known_table(parsed: ParsedTable | None) -> bool:
    return parsed is not None and parsed.kind not in ("unknown", "layout")


def _find_label_cells(evidence: Iterable[Evidence]) -> set[Span]:
    """The cells whose text names a row: read into a column of labels."""
    return {
        row.extracted.place.element for row in evidence if row.column in _LABEL_COLUMNS
    }
