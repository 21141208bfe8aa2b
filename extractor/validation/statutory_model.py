"""Statutory tables for validation: rows with codes, columns with header paths, figures.

Two lists side by side in one grid (收入 | 支出) are two sides of one table.
A table that a page break cut is one table again, for its pieces follow
one another under one key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple

from extractor.dataclass import dataclass
from extractor.lexicon.lexicon import Lexicon, find_sum_key
from extractor.model.document import Span
from extractor.model.enums import Phase
from extractor.model.records import BudgetLine
from extractor.schema.codelists import load_codelist
from extractor.text.affixes import LEADING_OF_WHICH, OF_WHICH
from extractor.text.list_numbers import ListNumber, parse_list_number
from extractor.text.normalize import cache_words, match_key
from extractor.validation.tolerance import Dimensions, EquationTerm, describe_dimensions

__all__ = [
    "StatutoryColumn",
    "StatutoryRow",
    "StatutoryTable",
    "TWO_SIDED_TABLES",
    "build_statutory_tables",
    "is_row_sum_column",
    "is_sum_header",
    "strip_list_number",
]

TWO_SIDED_TABLES = ("B1", "B4", "F1", "F4")
"""Tables whose revenue stands beside their expenditure."""

# Rows that a list without codes needs for codes to be inferred from its names, and how
# many of them may stand below a level that the list does not print.
_MIN_NAMED_ROWS = 3
_MAX_ORPHANS = 1
# Digits of a class and of a group (类, 款) of the functional classification.
_LEVEL_LENGTHS = (5, 3)
# Heads of columns come again in every row.
_MAX_LABELS_KEPT = 4096
_CARRIED_CONCEPTS = ("carried_in", "carried_out", "surplus_distribution")

TermBuilder = Callable[[BudgetLine], EquationTerm | None]

# Vocabulary of the names of rows -> the concept that is a grand total among them: what
# joins the lexicon's lists of lines with the tree of concepts.
_TOTAL_BY_VOCABULARY = {
    "lines.revenue": "revenue.total",
    "lines.expenditure": "expenditure.total",
    "lines.appropriation": "fiscal_appropriation.total",
}
_SUBITEM_HEAD = re.compile(
    rf"^(?:{OF_WHICH}|\(?\d{{1,2}}[)、.]|\([一二三四五六七八九十]+\)|[①-⑳])"
)


class StatutoryColumn(NamedTuple):
    """One column of figures.

    ``header_path`` goes from top to bottom, without the name of its
    side (revenue, expenditure). ``grid_column`` is 0 where no other
    column has the same header.
    """

    header_path: tuple[str, ...]
    side: str | None
    year: int | None
    phase: Phase | None
    grid_column: int


class StatutoryRow(NamedTuple):
    """One row of one side.

    ``label`` is without its list number. A subitem is part of a row
    above (其中, （1）). What is carried over, or distributed, stands beside
    the classes of a list.
    """

    label: str
    code: str
    org_unit: str
    is_subitem: bool
    is_total: bool
    side: str | None
    cells: dict[StatutoryColumn, EquationTerm]
    concepts: dict[StatutoryColumn, str]
    dimensions: dict[StatutoryColumn, Dimensions]
    label_column: int | None = None
    number: ListNumber | None = None
    is_carried: bool = False

    @property
    def is_of_list(self) -> bool:
        """True but for totals and what is carried over."""
        return not self.is_total and not self.is_carried

    @property
    def full_label(self) -> str:
        """Code and label, as messages name the row."""
        return f"{self.code} {self.label}".strip()

    @property
    def first_term(self) -> EquationTerm:
        """The figure of the first column that holds one."""
        return next(iter(self.cells.values()))


class ConceptTerm(NamedTuple):
    """A figure that has a concept, with its row and column."""

    row: StatutoryRow
    column: StatutoryColumn
    concept: str
    term: EquationTerm


@dataclass(frozen=True)
class StatutoryTable:
    """One statutory table."""

    table_key: str | None
    title: str
    rows: tuple[StatutoryRow, ...]

    @property
    def number(self) -> str:
        """The table's number without the letter of budget or final accounts: 5 of
        B5."""
        return (self.table_key or "")[1:]

    @cached_property
    def columns(self) -> tuple[StatutoryColumn, ...]:
        """Every column that holds a figure, in the order met."""
        return tuple(dict.fromkeys(column for row in self.rows for column in row.cells))

    @cached_property
    def is_coded(self) -> bool:
        """True when most rows have a code of a classification."""
        return 2 * sum(1 for row in self.rows if row.code) >= len(self.rows)

    def find_side_rows(self, side: str | None) -> list[StatutoryRow]:
        """The rows of one side, in order."""
        return [row for row in self.rows if row.side == side]

    def find_total_rows(self) -> list[StatutoryRow]:
        """The rows that are totals, in order."""
        return [row for row in self.rows if row.is_total]

    def iter_concept_terms(self) -> Iterator[ConceptTerm]:
        """Every figure that has a concept, row by row."""
        for row in self.rows:
            for column, concept in row.concepts.items():
                yield ConceptTerm(row, column, concept, row.cells[column])

    def find_other_totals(
        self, row: StatutoryRow, column: StatutoryColumn
    ) -> list[EquationTerm]:
        """The other totals of a total's own side and column.

        本年收入合计 and 收入总计; none for a row that is no total.
        """
        if not row.is_total:
            return []
        others = (one for one in self.find_side_rows(row.side) if one is not row)
        totals = (one for one in others if one.is_total)
        return [one.cells[column] for one in totals if column in one.cells]


@lru_cache(maxsize=_MAX_LABELS_KEPT)
def strip_list_number(label: str) -> str:
    """The match key of a label, without its list number and 其中.

    >>> strip_list_number("一、一般公共 预算拨款收入"), strip_list_number("其中：（1）公务用车购置费")
    ('一般公共预算拨款收入', '公务用车购置费')
    """
    return _split_list_number(match_key(label))[0]


def _split_list_number(key: str) -> tuple[str, ListNumber | None]:
    """The match key of a label without 其中 and its list number, and that number."""
    text = LEADING_OF_WHICH.sub("", key)
    number = parse_list_number(text)
    if number is None or number.end >= len(text):
        return text, number
    return text[number.end :], number


def build_statutory_tables(
    lines: Iterable[BudgetLine],
    lexicon: Lexicon,
    build_term: TermBuilder,
    office: str = "",
) -> tuple[StatutoryTable, ...]:
    """The statutory tables of a disclosure.

    Args:
        lines: the budget lines in reading order.
        lexicon: words of totals, sides and lines.
        build_term: makes the term of a line, None where it holds no money.
        office: the match key of the name of the office.

    Returns:
        The tables in order; pieces that follow one another under one key are one.
    """

    lines = list(lines)
    classifications = _find_classifications(lines)
    codes_by_name = _collect_codes(lines)

    def find_table(line: BudgetLine) -> tuple[str | None, str, str]:
        path = line.parent.place.path
        return line.table_key, line.table_key or path, classifications[path]

    statutory_tables = []
    for (key, *_), group in groupby(lines, key=find_table):
        members = list(group)
        title = members[0].parent.title
        name = title.value if title else key or ""
        rows = _build_rows(members, lexicon, build_term)
        rows = _infer_codes(rows, codes_by_name)
        rows = _mark_office_total(rows, office)
        statutory_tables.append(StatutoryTable(key, name, tuple(rows)))
    return tuple(statutory_tables)


def _find_classifications(lines: Iterable[BudgetLine]) -> dict[str, str]:
    """Path of each table -> the classification of its codes.

    One key may be of two tables, one by function and one by economic
    class. A piece without codes is of the classification of the piece
    before it.
    """
    classifications: dict[str, str] = {}
    for line in lines:
        path = line.parent.place.path
        known = classifications.setdefault(path, "")
        if known:
            continue
        if line.functional_code is not None:
            classifications[path] = "function"
        elif line.economic_code is not None:
            classifications[path] = "economic"
    before = ""
    for path, found in classifications.items():
        before = found or before
        classifications[path] = before
    return classifications


def _collect_codes(lines: Iterable[BudgetLine]) -> dict[str, set[str]]:
    """The codes that a disclosure prints beside each name of a class."""
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        code = line.functional_code or line.economic_code
        if code is not None and line.row_label is not None:
            pairs.add((line.row_name, code.value))
    codes: dict[str, set[str]] = {}
    for label, printed in pairs:
        codes.setdefault(strip_list_number(label), set()).add(match_key(printed))
    return codes


@cache
def _index_class_codes() -> Mapping[str, frozenset[str]]:
    """Index the codes of the functional and of the
    economic classification by name."""
    codes: dict[str, set[str]] = {}
    for codelist in ("functional_classification", "economic_department"):
        for row in load_codelist(codelist):
            former = (row.get("former_name") or "").split(";")
            for name in filter(None, (row["name"], *former)):
                codes.setdefault(match_key(name), set()).add(row["code"])
    return {name: frozenset(found) for name, found in codes.items()}


def _infer_codes(
    rows: Sequence[StatutoryRow], codes_by_name: Mapping[str, set[str]]
) -> list[StatutoryRow]:
    """Rows of lists without codes with the codes that their names stand for.

    Of a list that prints several levels, each row by a name of the
    classification: 类, 款 and 项 by indentation alone.
    """
    lists: dict[tuple[str | None, int | None], list[int]] = {}
    for at, row in enumerate(rows):
        if row.cells:
            key = row.side, row.label_column
            lists.setdefault(key, []).append(at)
    coded = list(rows)
    for indexes in lists.values():
        members = [rows[at] for at in indexes]
        if any(row.code for row in members):
            continue
        codes = _infer_list_codes(members, codes_by_name)
        for at, code in zip(indexes, codes, strict=False):
            coded[at] = rows[at]._replace(code=code)
    return coded


def _infer_list_codes(
    rows: Sequence[StatutoryRow], codes_by_name: Mapping[str, set[str]]
) -> list[str]:
    """The code of each row of one list, '' for totals; nothing where a name is unknown.

    The first row may be of the office: it heads the list.
    """
    named = [row for row in rows if row.is_of_list]
    candidates = [_find_codes(row.label, codes_by_name) for row in named]
    if candidates and not candidates[0]:
        named, candidates = named[1:], candidates[1:]
    chosen = _choose_codes(candidates)
    if not _is_code_tree(chosen):
        return []
    codes = {id(row): code for row, code in zip(named, chosen, strict=True)}
    return [codes.get(id(row), "") for row in rows]


def _choose_codes(candidates: Sequence[Sequence[str]]) -> list[str]:
    """One code of each row, all of the classification that most rows are of."""
    is_functional = 2 * sum(map(_has_functional, candidates)) > len(candidates)
    chosen: list[str] = []
    for found in candidates:
        fitting = [code for code in found if code.startswith("2") == is_functional]
        last = chosen[-1] if chosen else ""
        chosen.append(_choose_code(fitting, last, chosen))
    return chosen


def _find_codes(label: str, codes_by_name: Mapping[str, set[str]]) -> list[str]:
    """The codes that a name stands for, shortest first: in the document, else at
    all."""
    known = _index_class_codes().get(label, frozenset())
    return sorted({*codes_by_name.get(label, ()), *known}, key=_rank_code)


def _rank_code(code: str) -> tuple[int, str]:
    return len(code), code


def _has_functional(codes: Iterable[str]) -> bool:
    return any(code.startswith("2") for code in codes)


def _choose_code(codes: Sequence[str], last: str, used: Iterable[str]) -> str:
    """The code of a name that is of several classes: below the row before, or beside
    it."""
    free = [code for code in codes if code not in set(used)]
    above = (last, *(last[:length] for length in _LEVEL_LENGTHS))
    for prefix in filter(None, above):
        inside = [code for code in free if code.startswith(prefix)]
        if inside:
            return inside[0]
    return next(iter(free), "")


def _is_code_tree(codes: Sequence[str]) -> bool:
    """True for codes of several levels that stand below their own, but for one of
    these."""
    lengths = sorted({len(code) for code in codes})
    if "" in codes or len(lengths) < 2 or len(codes) < _MIN_NAMED_ROWS:
        return False
    above = {
        code[:shorter]
        for code in codes
        for shorter, length in zip(lengths, lengths[1:], strict=False)
        if len(code) == length
    }
    classes = {code[: lengths[0]] for code in above - set(codes)}
    return len(classes) <= _MAX_ORPHANS


def _mark_office_total(rows: list[StatutoryRow], office: str) -> list[StatutoryRow]:
    """Rows of which the first is a total where it is the office's and no other row is
    one."""
    figures = [at for at, row in enumerate(rows) if row.cells]
    if len(figures) < _MIN_NAMED_ROWS or any(row.is_total for row in rows):
        return rows
    first = rows[figures[0]]
    name = first.label.partition("(")[0]
    if not office or first.code or name != office.partition("(")[0]:
        return rows
    marked = list(rows)
    marked[figures[0]] = first._replace(is_total=True)
    return marked


def _find_row_key(line: BudgetLine) -> tuple[Span, Span | None]:
    """What the figures of one row of one side share: the row, and the cell that names
    it."""
    named = line.row_label or line.functional_code or line.economic_code
    return line.place.row_span, named.place if named else None


def _build_rows(
    lines: list[BudgetLine], lexicon: Lexicon, build_term: TermBuilder
) -> list[StatutoryRow]:
    repeated = _find_repeated_headers(lines)
    rows: list[StatutoryRow] = []
    for _, group in groupby(lines, key=_find_row_key):
        members = list(group)
        columns = [_build_column(line, lexicon, repeated) for line in members]
        rows.append(_build_row(members, columns, lexicon, build_term))
    return rows


def _build_row(
    lines: Sequence[BudgetLine],
    columns: Sequence[StatutoryColumn],
    lexicon: Lexicon,
    build_term: TermBuilder,
) -> StatutoryRow:
    """The row of some lines; of two figures in one column the first counts."""
    first = lines[0]
    code = first.functional_code or first.economic_code
    label_column = None
    if first.row_label is not None:
        label_column = first.row_label.place.column
    key = match_key(first.row_name)
    label, number = _split_list_number(key)
    cells: dict[StatutoryColumn, EquationTerm] = {}
    concepts: dict[StatutoryColumn, str] = {}
    dimensions: dict[StatutoryColumn, Dimensions] = {}
    for line, column in zip(lines, columns, strict=True):
        term = build_term(line)
        if term is None or column in cells:
            continue
        cells[column] = term
        if line.item:
            concepts[column] = line.item
            dimensions[column] = describe_dimensions(line)
    return StatutoryRow(
        label,
        match_key(code.value) if code else "",
        match_key(first.unit_name.value) if first.unit_name else "",
        bool(_SUBITEM_HEAD.match(key)),
        code is None and _is_total_label(label, lexicon),
        columns[-1].side,
        cells,
        concepts,
        dimensions,
        label_column,
        number,
        first.context.concept in _CARRIED_CONCEPTS,
    )


@cache_words
def _is_total_label(word: str, lexicon: Lexicon) -> bool:
    """True for a word of sums (合计) or of a grand total (收入总计)."""
    if find_sum_key(lexicon, word) is not None:
        return True
    return _is_grand_total(word, lexicon)


def _is_grand_total(word: str, lexicon: Lexicon) -> bool:
    return any(
        lexicon.find_key(vocabulary, word) == total
        for vocabulary, total in _TOTAL_BY_VOCABULARY.items()
    )


@cache_words
def is_sum_header(word: str, lexicon: Lexicon) -> bool:
    """True for the header of a column that sums others: 合计, 小计, 本年支出合计."""
    return (
        lexicon.find_key("rows.sums", word) is not None
        or lexicon.find_key("checks.sum_column", word) is not None
        or _is_grand_total(word, lexicon)
    )


def is_row_sum_column(column: StatutoryColumn, lexicon: Lexicon) -> bool:
    """True for the column that sums a whole row: 合计 without a header above."""
    if len(column.header_path) != 1:
        return False
    return is_sum_header(column.header_path[0], lexicon)


def _find_repeated_headers(lines: list[BudgetLine]) -> frozenset[str]:
    """Headers that span several columns of one row and side."""
    known: set[tuple[Span, Span | None, str]] = set()
    repeated: set[str] = set()
    for line in lines:
        place = line.row_label.place if line.row_label else None
        header = line.column_label or ""
        key = (line.place.row_span, place, header)
        if key in known:
            repeated.add(header)
        known.add(key)
    return frozenset(repeated)


@cache_words
def _split_header(header: str) -> tuple[str, ...]:
    """The words of a header from top to bottom, without list numbers."""
    words = (word for word in header.split("/") if match_key(word))
    return tuple(map(strip_list_number, words))


def _build_column(
    line: BudgetLine, lexicon: Lexicon, repeated_headers: frozenset[str]
) -> StatutoryColumn:
    header = line.column_label or ""
    path = _split_header(header)
    side = None
    if path and line.table_key in TWO_SIDED_TABLES:
        side = lexicon.find_key("sides", path[0])
    if side and len(path) > 1:
        path = path[1:]
    grid_column = 0
    if header in repeated_headers:
        grid_column = line.place.column or 0
    return StatutoryColumn(path, side, line.fiscal_year, line.phase, grid_column)
