"""The statutory tables of budgets and final accounts: every number a budget line under its row and column.

A small table of labels and values that is of no statutory form (``项目｜金额``, in the text) states amounts instead.

Subjects are coded 类 款 项 in one column or three, 三公 tables lie or stand, and a page break cuts any of them. ``sides`` says
what names a row, ``figures`` what a figure is called; here each figure gets its unit, year and phase.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Cell
from extractor.model.enums import AmountSource, Phase, UnitSource
from extractor.model.issues import Issue
from extractor.model.records import (
    YUAN_PER_UNIT,
    Amount,
    BudgetLine,
    Extracted,
    TableRecord,
    Unit,
)
from extractor.tables.cells import (
    determine_value_status,
    extract_number,
    extract_text,
    is_note_row,
)
from extractor.tables.grid import is_blank, remove_whitespace
from extractor.tables.model import CellRow, ParsedTable, build_table_record
from extractor.tables.sides import (
    RowLabel,
    Side,
    find_code_cells,
    find_last_text_cell,
    find_row_label,
    find_sides,
    parse_code_digits,
)
from extractor.tables.statutory_items import StatutoryConceptResolver
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.dates import LEADING_YEAR, find_years
from extractor.text.normalize import match_key, normalize

__all__ = [
    "extract_budget_lines",
]

_TRAILING_BRACKET = regex.compile(r"\(([^()]*)\)\s*$")
_PRIOR_STAGE = {"budget": "prior_budget", "executed": "prior_executed"}


def extract_budget_lines(context: Context) -> Iterator[BudgetLine | Amount | Issue]:
    """One record for each figure of each statutory or small table, and what the table hand noted on any table."""
    chains: dict[tuple[str, int], list[ParsedTable]] = {}
    lasts: dict[
        str, list[ParsedTable]
    ] = {}  # the chain that a table's last part belongs to
    for view in context.tables:
        if view.kind == "statutory" or (
            view.kind == "unknown" and "value" in view.fields
        ):
            chain = lasts.get(view.continues or "") if view.continues else None
            if chain is None:
                chain = []
            chain.append(view)
            chains[view.source_table.path, view.index] = lasts[
                view.source_table.path
            ] = chain
    records = {
        view.source_table.path: build_table_record(view)
        for view in reversed(context.tables)
    }
    done: set[int] = set()
    for chain in chains.values():
        if id(chain) not in done:
            done.add(id(chain))
            reader = _StatutoryExtractor(chain, records, context)
            yield from (
                reader.extract_lines()
                if chain[0].kind == "statutory"
                else reader.extract_amounts()
            )


class _PeriodMention(NamedTuple):
    """What a head or label says of time: a phase (or that it is a difference or rate), and a year."""

    stage: str | None
    year: int | None


class _StatutoryExtractor:
    """One statutory table, with the tables that carry it on."""

    def __init__(
        self,
        chain: Sequence[ParsedTable],
        table_records: Mapping[str, TableRecord],
        context: Context,
    ) -> None:
        self.chain = chain
        self.table_records = table_records
        self.lexicon = context.lexicon
        first = chain[0]
        topic = first.table_key or first.title_key or ""
        self.is_final = topic.startswith("F") or (
            context.is_final and not topic.startswith("B")
        )
        self.fiscal_year = (
            first.year.value if first.year else self._find_title_year() or context.year
        )
        self.is_prior_year = first.title is not None and self._is_prior_year_title(
            match_key(first.title.value)
        )
        labels = (
            (side.name, label.lookup_word)
            for view in chain
            for side in find_sides(view, self.lexicon)
            for row in view.filled_rows
            if (label := find_row_label(side, row)) is not None
        )
        self.concept_resolver = StatutoryConceptResolver(topic, labels, self.lexicon)
        self.codes_above: dict[
            int, str
        ] = {}  # digits of the code of the row above, by column
        self.carried_tables: list[str] = []  # tables in which codes were carried down
        self.summed_sides: set[str | None] = set()
        self.period_cache: dict[tuple[str, bool], _PeriodMention] = {}

    def _find_title_year(self) -> int | None:
        title = self.chain[0].title
        return (
            next((year.value for year in find_years(title.value)), None)
            if title
            else None
        )

    def extract_lines(self) -> Iterator[BudgetLine | Issue]:
        for view in self.chain:
            parent = self.table_records[view.source_table.path]
            found = find_sides(view, self.lexicon)
            for row, covered in zip(view.rows, view.filled_rows, strict=True):
                if is_note_row(row):
                    continue
                for side in found:
                    yield from self._extract_row(view, parent, side, row, covered)
        yield from (
            Issue.build("CODE_CARRIED", address) for address in self.carried_tables
        )

    def extract_amounts(self) -> Iterator[Amount]:
        """Amounts of money of a small table, each under its row's label."""
        for view in self.chain:
            for row, covered in zip(view.rows, view.filled_rows, strict=True):
                for side in () if is_note_row(row) else find_sides(view, self.lexicon):
                    label = find_row_label(side, covered)
                    for column in side.value_columns if label is not None else ():
                        found = self._build_amount(
                            view, side, column, row[column - 1], covered, label
                        )
                        if found is not None:
                            yield found

    def _build_amount(
        self,
        parsed: ParsedTable,
        side: Side,
        column: int,
        cell: Cell | None,
        filled_row: CellRow,
        label: RowLabel | None,
    ) -> Amount | None:
        value = extract_number(
            cell,
            _parse_counted_unit(label, self.lexicon)
            or self._resolve_unit(parsed, column),
        )
        year, phase, level = self._resolve_period(
            parsed, column, side, filled_row, label
        )
        if (
            label is None
            or value is None
            or value.unit is None
            or value.unit.name not in YUAN_PER_UNIT
            or not level
        ):
            return None
        return Amount(
            item=self.lexicon.find_key("labels", label.lookup_word),
            label=label.extracted,
            value=value,
            value_status=determine_value_status(cell),
            fiscal_year=year,
            phase=phase,
            source=AmountSource.TABLE,
            section=parsed.section_key,
        )

    def _extract_row(
        self,
        parsed: ParsedTable,
        parent: TableRecord,
        side: Side,
        row: CellRow,
        filled_row: CellRow,
    ) -> Iterator[BudgetLine | Issue]:
        label = find_row_label(side, filled_row)
        codes = self._resolve_codes(parsed, side, filled_row)
        code = codes[-1] if codes else (label.code if label else None)
        more = self._find_second_code(side, filled_row)
        named, unit = (
            find_last_text_cell(side.label_columns, filled_row),
            find_last_text_cell(side.unit_name_columns, filled_row),
        )
        total = self._is_total_row(side, label, filled_row, parsed)
        counted = _parse_counted_unit(label, self.lexicon)
        printed = self._find_printed_unit(parsed, filled_row)
        things = counted is not None or (
            printed is not None and printed.name not in YUAN_PER_UNIT
        )
        top = code is not None and len(code.value) == 3 and code.value.startswith("2")
        for column in side.value_columns:
            cell = row[column - 1]
            said = determine_value_status(cell)
            if cell is None or said == "blank":
                continue
            if said == "unparsed" and not any(char.isdigit() for char in cell.text):
                continue
            if remove_whitespace(cell.text) in parsed.header_texts[column - 1]:
                continue  # the header, printed again
            value = extract_number(
                cell, counted or printed or self._resolve_unit(parsed, column)
            )
            assert value is not None
            year, phase, level = self._resolve_period(
                parsed, column, side, filled_row, label
            )
            item = (
                self.concept_resolver.resolve_concept(
                    parsed, side, column, label, top, total
                )
                if level and not things
                else None
            )
            yield BudgetLine(
                parent=parent,
                table_key=parsed.table_key,
                row_label=label.extracted if label else None,
                column_label="/".join(parsed.header_texts[column - 1]) or None,
                functional_code=next(
                    (c for c in (code, more) if c and c.value.startswith("2")), None
                ),
                economic_code=next(
                    (c for c in (code, more) if c and not c.value.startswith("2")), None
                ),
                item=self.concept_resolver.claim_concept(
                    item, side, year, phase, value.value is not None
                ),
                value=value,
                value_status=said,
                fiscal_year=year,
                phase=phase,
                class_code=codes[0]
                if len(codes) > 1 and len(codes[0].value) == 3
                else None,
                group_code=codes[-2]
                if len(codes) > 1 and len(codes[-2].value) == 2
                else None,
                unit_name=extract_text(unit)
                if named is not None and unit is not named
                else None,
            )
        if total:
            self.summed_sides.add(side.name)

    def _find_printed_unit(
        self, parsed: ParsedTable, filled_row: CellRow
    ) -> Unit | None:
        """The unit that a column of its own prints for a row: money, or what is counted."""
        at = parsed.find_column("unit")
        cell = filled_row[at - 1] if at is not None else None
        name = match_key(cell.text) if cell is not None else ""
        if cell is None or (
            name not in YUAN_PER_UNIT
            and self.lexicon.find_key("counts", name) != "unit"
        ):
            return None
        start = len(cell.text) - len(cell.text.lstrip())
        return Unit(
            cell.text.strip(),
            UnitSource.CELL,
            cell.span.slice(start, start + len(cell.text.strip())),
        )

    def _resolve_unit(self, parsed: ParsedTable, column: int) -> Unit | None:
        """The unit of a column: money, or what its head counts (``人数（人）``); a rate is in per cent or in none."""
        for cell in reversed(parsed.header_cells[column - 1]):
            twin = normalize(cell.text)
            if "%" in twin:
                at = twin.index("%")
                return Unit("%", UnitSource.COLUMN, cell.span.slice(at, at + 1))
            match = _TRAILING_BRACKET.search(twin)
            if (
                match is not None
                and self.lexicon.find_key("counts", match[1]) == "unit"
            ):
                return Unit(
                    match[1].strip(), UnitSource.COLUMN, cell.span.slice(*match.span(1))
                )
        if any(
            self._parse_period(cell.text, is_header=True).stage == "rate"
            for cell in parsed.header_cells[column - 1]
        ):
            return None
        return parsed.get_unit(column)

    def _is_total_row(
        self,
        side: Side,
        label: RowLabel | None,
        filled_row: CellRow,
        parsed: ParsedTable,
    ) -> bool:
        """True for the row that sums its side, the first time it stands there."""
        if side.name in self.summed_sides:
            return False
        if (
            label is not None
            and self.lexicon.find_key("rows.sums", label.lookup_word) == "total"
        ):
            return True
        if side.name in self.concept_resolver.sides_with_total or side.year_columns:
            return False
        if (
            not side.label_columns and not side.code_columns
        ):  # a table that lists no subjects: its only row
            return (
                sum(
                    1
                    for row in parsed.rows
                    if any(cell and not is_blank(cell.text) for cell in row)
                )
                == 1
            )
        bare = find_last_text_cell(
            side.label_columns, filled_row
        ) is None and not find_code_cells(side.code_columns, filled_row)
        return (
            bare
            and bool(side.label_columns)
            and find_last_text_cell(side.unit_name_columns, filled_row) is not None
        )

    # ------------------------------------------------------------------ when

    def _resolve_period(
        self,
        parsed: ParsedTable,
        column: int,
        side: Side,
        filled_row: CellRow,
        label: RowLabel | None,
    ) -> tuple[int | None, Phase | None, bool]:
        """Year and phase of a figure, and whether it is a level at all (no difference, share or rate)."""
        year = self.fiscal_year
        phase = "executed" if self.is_final else "budget"
        phase = _PRIOR_STAGE[phase] if self.is_prior_year else phase
        said = [(cell.text, True) for cell in parsed.header_cells[column - 1]]
        said += [
            (cell.text, False)
            for c in side.year_columns
            if (cell := filled_row[c - 1]) is not None
        ]
        if label is not None and len(side.value_columns) <= 20:
            said.append((label.extracted.value, False))
        printed: int | None = None
        for words, head in said:
            spoken = self._parse_period(words, head)
            if spoken.stage in ("difference", "rate"):
                return year, None, False
            phase = spoken.stage or phase
            printed = spoken.year or printed
        if printed is not None:
            if year is not None and printed < year and not phase.startswith("prior"):
                phase = _PRIOR_STAGE.get(phase, phase)
            return printed, Phase(phase), True
        if phase.startswith("prior") and year is not None:
            year -= 1
        return year, Phase(phase), True

    def _is_prior_year_title(self, title: str) -> bool:
        """“三公”经费支出表（上年）: the table of the year before, set beside this year's."""
        prior = build_alternation(self.lexicon.get_words("phase", "prior"))
        return regex.search(rf"[(\[](?:{prior})度?[)\]]$", title) is not None

    def _parse_period(self, text: str, is_header: bool) -> _PeriodMention:
        """What some words say of time: as a whole, without year, without brackets; of a head its marks count too."""
        kept = self.period_cache.get((text, is_header))
        if kept is not None:
            return kept
        squeezed = match_key(text)
        bare = LEADING_YEAR.sub("", squeezed)
        forms = (squeezed, bare, BRACKETED_TEXT.sub("", bare))
        known = next(
            (
                found
                for form in forms
                if (found := self.lexicon.find_key("column_phase", form)) is not None
            ),
            None,
        )
        if known is None and is_header:
            marks = self.lexicon.get_vocabulary("column_phase_marks")
            known = max(
                ((len(mark), key) for mark, key in marks.items() if mark in squeezed),
                default=(0, None),
            )[1]
        year = next(find_years(text), None) if known is not None or not bare else None
        self.period_cache[text, is_header] = kept = _PeriodMention(
            known, year.value if year else None
        )
        return kept

    # ------------------------------------------------------------------ codes

    def _resolve_codes(
        self, parsed: ParsedTable, side: Side, filled_row: CellRow
    ) -> tuple[Extracted[str], ...]:
        """Readings of 类, 款, 项 where they stand apart, the last with the whole code; of one column just that.

        A row that leaves out what stands above it (`` | 03 | ``) carries it down.
        """
        cells = find_code_cells(side.code_columns, filled_row)
        if not cells:
            return ()
        first = min(cells)
        digits = {c: parse_code_digits(cell) for c, cell in cells.items()}
        if (
            len(side.code_columns) > 1
            and first > side.code_columns[0]
            and len(digits[first]) < 3
        ):
            above = {
                c: self.codes_above[c]
                for c in side.code_columns
                if c < first and c in self.codes_above
            }
            if len(above) == sum(1 for c in side.code_columns if c < first):
                if parsed.source_table.path not in self.carried_tables:
                    self.carried_tables.append(parsed.source_table.path)
                digits = above | digits
        for c in side.code_columns:
            self.codes_above.pop(c, None)
        self.codes_above.update(digits)
        whole = ""
        for c in sorted(digits):
            whole = (
                digits[c]
                if whole and digits[c].startswith(whole)
                else whole + digits[c]
            )
        if len(whole) < 3:
            return ()
        *parts, tail = (
            Extracted(digits[c], cells[c].text, cells[c].span) for c in sorted(cells)
        )
        return (*parts, replace(tail, value=whole))

    def _find_second_code(
        self, side: Side, filled_row: CellRow
    ) -> Extracted[str] | None:
        """The code of another classification that names the row again."""
        cells = find_code_cells(side.second_code_columns, filled_row)
        whole = "".join(parse_code_digits(cells[c]) for c in sorted(cells))
        if len(whole) < 3:
            return None
        cell = cells[max(cells)]
        return Extracted(whole, cell.text, cell.span)


def _parse_counted_unit(label: RowLabel | None, lexicon: Lexicon) -> Unit | None:
    """The unit of things counted that a row's label has in brackets: ``公务用车保有量（辆）``."""
    if label is None:
        return None
    match = _TRAILING_BRACKET.search(normalize(label.extracted.raw))
    if match is None or lexicon.find_key("counts", match[1]) != "unit":
        return None
    offset = label.extracted.place.start or 0
    start, end = (at + offset for at in match.span(1))
    return Unit(
        match[1].strip(), UnitSource.CELL, label.extracted.place.slice(start, end)
    )
