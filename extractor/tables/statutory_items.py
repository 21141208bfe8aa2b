"""What a figure of a statutory table is called: the canonical item of its table, side, row and column.

``收入总表`` names things by its columns and sums them in one row; ``收支总表`` by its rows; 三公 tables by either. The words are
in the template (``lines.*``); a sum is one only where nothing in the table sums more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from extractor.lexicon.lexicon import Lexicon
from extractor.schema.codelists import load_codelist as code_rows
from extractor.tables.model import ParsedTable
from extractor.tables.sides import RowLabel, Side, build_lookup_word
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import match_key

__all__ = [
    "StatutoryConceptResolver",
]

_TOTAL_CONCEPTS = frozenset(
    {
        "revenue.total",
        "expenditure.total",
        "fiscal_appropriation.total",
        "three_public.total",
    }
)
_FUND_BY_TABLE_NUMBER = {
    "5": "general_public_budget",
    "8": "government_funds",
    "9": "state_capital",
}


class StatutoryConceptResolver:
    """The items of one table, with the tables that carry it on; an item is named once a side, year and phase."""

    def __init__(
        self, title_key: str, labels: Iterable[tuple[str | None, str]], lexicon: Lexicon
    ) -> None:
        """``topic`` is the table's statutory key or what its title says; ``labels`` are the words of its rows by side."""
        self.title_key = title_key
        self.lexicon = lexicon
        words = set(labels)
        self.top_rank: dict[str | None, int] = {}
        for name, text in words:
            self.top_rank[name] = max(
                self.top_rank.get(name, 0), self._rank_total(text)
            )
        self.sides_with_total = {
            name
            for name, text in words
            if lexicon.find_key("rows.sums", text) == "total"
        }
        self._claimed: set[tuple[str, str | None, int | None, str | None]] = set()

    def claim_concept(
        self,
        concept: str | None,
        side: Side,
        year: int | None,
        stage: str | None,
        has_value: bool,
    ) -> str | None:
        """An item is named by the first row that does and has a figure (``said``): below 年初结转和结余 the same words are
        parts of that."""
        if concept is None or concept == "expenditure.functional":
            return concept
        known = (concept, side.name, year, stage)
        if known in self._claimed:
            return None
        if has_value:
            self._claimed.add(known)
        return concept

    def resolve_concept(
        self,
        parsed: ParsedTable,
        side: Side,
        column: int,
        label: RowLabel | None,
        is_class: bool,
        is_total: bool,
    ) -> str | None:
        """The item of a figure. ``top``: the row's code is one of a class; ``total``: the row sums its side."""
        key, digit = self.title_key[:1], self.title_key[1:]
        heads = [
            build_lookup_word(cell.text) for cell in parsed.header_cells[column - 1]
        ]
        if key in "BF" and digit in ("1", "4") and side.name:
            return self._resolve_two_sided(digit, side, heads, label)
        if digit == "2" and key in "BF":
            return (
                self._resolve_by_column("revenue", heads)
                if is_total
                else self._resolve_by_row("revenue", side, heads, label)
            )
        if digit == "3" and key in "BF":
            if is_total:
                return self._resolve_by_column("expenditure", heads)
            if not is_class and not side.code_columns:
                return self._resolve_by_row("expenditure", side, heads, label)
            return (
                "expenditure.functional"
                if is_class and self._is_sum_column("expenditure", heads)
                else None
            )
        if digit == "7" and key in "BF":
            return self._resolve_three_public(parsed, side, heads, label, is_total)
        if not is_total:
            return None
        if (
            digit in _FUND_BY_TABLE_NUMBER
            and key in "BF"
            and self._is_sum_column("appropriation", heads, spending_only=True)
        ):
            return f"fiscal_appropriation.{_FUND_BY_TABLE_NUMBER[digit]}"
        if self.title_key == "B10" and self._is_sum_column("expenditure", heads):
            title = match_key(parsed.title.value) if parsed.title else ""
            return (
                None
                if self._contains_keyword(title, "not_project")
                else "expenditure.project"
            )
        return (
            "operating_expenses.total"
            if self.title_key == "operating_expenses"
            else None
        )

    def _resolve_two_sided(
        self,
        digit: str,
        side: Side,
        header_words: Sequence[str],
        label: RowLabel | None,
    ) -> str | None:
        """Revenue beside expenditure: the row names the thing, the column must be its sum."""
        if label is None:
            return None
        if side.name == "revenue":
            found = self.lexicon.find_key("lines.revenue", label.lookup_word)
            if found == "revenue.total" and not self._is_grand_total(
                label.lookup_word, side.name
            ):
                return None
            if digit == "4":
                return {
                    "revenue.total": "revenue.fiscal_appropriation",
                    "revenue.carryover": None,
                }.get(found or "", found)
            return found
        family = "expenditure" if digit == "1" else "appropriation"
        found = self.lexicon.find_key(f"lines.{family}", label.lookup_word)
        if digit == "4":
            if found != "fiscal_appropriation.total" or not self._is_grand_total(
                label.lookup_word, side.name
            ):
                return None
            column = self._resolve_by_column("appropriation", header_words)
            return column or "fiscal_appropriation.total"
        if found == "expenditure.total" and not self._is_grand_total(
            label.lookup_word, side.name
        ):
            return None
        total = self._is_sum_column(family, header_words)
        if found is not None:
            return found if total else None
        return (
            "expenditure.functional"
            if total and label.lookup_word in _list_functional_classes()
            else None
        )

    def _resolve_by_row(
        self,
        family: str,
        side: Side,
        header_words: Sequence[str],
        label: RowLabel | None,
    ) -> str | None:
        """A table that lists revenue, or expenditure, down the page, as it was printed until about 2016."""
        if (
            label is None
            or side.code_columns
            or side.unit_name_columns
            or not self._is_sum_column(family, header_words)
        ):
            return None
        found = self.lexicon.find_key(f"lines.{family}", label.lookup_word)
        return (
            found
            if found not in _TOTAL_CONCEPTS
            or self._is_grand_total(label.lookup_word, side.name)
            else None
        )

    def _contains_keyword(self, text: str, vocabulary: str) -> bool:
        """True where a word of a vocabulary of marks stands in a text."""
        return any(word in text for word in self.lexicon.get_words(vocabulary, "word"))

    def _rank_total(self, text: str) -> int:
        """How much a word sums up: 收入总计 is more than 收入合计, that more than 本年收入合计."""

        def get_endings(key: str) -> tuple[str, ...]:
            return self.lexicon.get_words("sum_ends", key)

        if text.endswith(get_endings("all")):
            return 3
        return (
            0
            if not text.endswith((*get_endings("sum"), *get_endings("part")))
            else 1
            if text.startswith(get_endings("own_year"))
            else 2
        )

    def _is_grand_total(self, text: str, side: str | None) -> bool:
        """Of 本年收入合计, 收入合计 and 收入总计 the last that is printed is the total."""
        return self._rank_total(text) == self.top_rank.get(side, 0)

    def _resolve_by_column(
        self, family: str, header_words: Sequence[str]
    ) -> str | None:
        """What a column holds: its lowest head, or the one above where that is only a sum; no part of a carry-over."""
        words = [text for text in header_words if text]
        while len(words) > 1 and self.is_generic_header(words[-1]):
            words.pop()  # 本级财政拨款/金额
        if not words:
            return None
        found = self.lexicon.find_key(f"lines.{family}", words[-1])
        above = [self.lexicon.find_key(f"lines.{family}", text) for text in words[:-1]]
        known = [
            item for item in above if item is not None and item not in _TOTAL_CONCEPTS
        ]
        if found in _TOTAL_CONCEPTS and known:
            return known[-1]
        if "revenue.carryover" in known:
            return None
        return found

    def _is_sum_column(
        self, family: str, header_words: Sequence[str], spending_only: bool = False
    ) -> bool:
        """True for the column that sums the row: 合计, or the only column of figures (预算数).

        ``spent``: opening balance, revenue and closing balance may stand beside expenditure and are none.
        """
        words = [text for text in header_words if text]
        if not words:
            return False
        above = [self.lexicon.find_key(f"lines.{family}", text) for text in words[:-1]]
        if any(item is not None and item not in _TOTAL_CONCEPTS for item in above):
            return False
        if spending_only and not any(
            self._contains_keyword(text, "spending") for text in words
        ):
            if self.title_key[:1] == "F" and self.title_key[1:] in ("8", "9"):
                return False
            if any(self._contains_keyword(text, "not_spending") for text in words):
                return False
        return self.lexicon.find_key(
            f"lines.{family}", words[-1]
        ) in _TOTAL_CONCEPTS or self.is_generic_header(words[-1])

    def is_generic_header(self, text: str) -> bool:
        """True for a head that only says that figures follow: 预算数, 2026年预算数, 决算数, 金额."""
        bare = LEADING_YEAR.sub("", text)
        return (
            not bare
            or self.lexicon.find_key("column_phase", bare)
            not in (None, "difference", "rate")
            or self.lexicon.find_key("lines.plain", bare) is not None
        )

    def _resolve_three_public(
        self,
        parsed: ParsedTable,
        side: Side,
        header_words: Sequence[str],
        label: RowLabel | None,
        is_total: bool,
    ) -> str | None:
        row = (
            self._resolve_three_public_label(label.lookup_word)
            if label is not None
            else None
        )
        if (
            row is not None
            and not side.unit_name_columns
            and not (is_total and self._has_three_public_part(header_words))
        ):
            words = [text for text in header_words if text]
            return (
                row
                if words
                and (
                    self.is_generic_header(words[-1])
                    or self.lexicon.find_key("sum_ends", words[-1]) in ("sum", "all")
                )
                else None
            )
        if (
            label is not None
            and not is_total
            and not self.is_generic_header(label.lookup_word)
        ):
            return None
        words = [
            LEADING_YEAR.sub("", text)
            for text in header_words
            if text and not self.is_generic_header(text)
        ]
        found = self._resolve_by_column("three_public", words)
        if found is None and words:
            return self._resolve_three_public_label(words[-1])
        if (
            found == "three_public.total"
            and not self._contains_keyword(words[-1], "three_public")
            and self._has_three_public_total(parsed, side)
        ):
            return None  # 合计 of the three and of what stands beside them
        return found

    def _resolve_three_public_label(self, text: str) -> str | None:
        found = self.lexicon.find_key("lines.three_public", text)
        marked = self._contains_keyword(text, "three_public") and text.endswith(
            self.lexicon.get_words("three_public", "end")
        )
        return found or ("three_public.total" if marked else None)

    def _has_three_public_total(self, parsed: ParsedTable, side: Side) -> bool:
        """True where a column of a side is the three expenses' own sum, so that 合计 sums more."""
        lowest = (
            parsed.header_cells[c - 1][-1].text
            for c in side.value_columns
            if len(parsed.header_cells[c - 1])
        )
        return any(self._contains_keyword(text, "three_public") for text in lowest)

    def _has_three_public_part(self, header_words: Sequence[str]) -> bool:
        """True when a column is of one of the three expenses, so that the row does not say which."""
        items = [
            self.lexicon.find_key("lines.three_public", text) for text in header_words
        ]
        return any(item is not None and item not in _TOTAL_CONCEPTS for item in items)


@cache
def _list_functional_classes() -> frozenset[str]:
    """Names of the classes of the functional classification, of all years."""
    return frozenset(
        match_key(row["name"])
        for row in code_rows("functional_classification")
        if len(row["code"]) == 3
    )
