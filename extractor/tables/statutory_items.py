"""What a figure of a statutory table is called: the canonical item of its table, side, row and column.

``收入总表`` names things by its columns and sums them in one row; ``收支总表`` by its rows; 三公 tables by either. The words are
in the template (``lines.*``); a sum is one only where nothing in the table sums more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from extractor.lexicon.lexicon import Template
from extractor.schema.codelists import rows as code_rows
from extractor.tables.model import TableView
from extractor.tables.sides import Label, Side, word
from extractor.text.dates import YEAR_HEAD
from extractor.text.normalize import squeeze

__all__ = ["Naming"]

_TOTALS = frozenset(
    {
        "revenue.total",
        "expenditure.total",
        "fiscal_appropriation.total",
        "three_public.total",
    }
)
_FUNDS = {"5": "general_public_budget", "8": "government_funds", "9": "state_capital"}


class Naming:
    """The items of one table, with the tables that carry it on; an item is named once a side, year and phase."""

    def __init__(
        self, topic: str, labels: Iterable[tuple[str | None, str]], template: Template
    ) -> None:
        """``topic`` is the table's statutory key or what its title says; ``labels`` are the words of its rows by side."""
        self.topic = topic
        self.template = template
        words = set(labels)
        self.grandest: dict[str | None, int] = {}
        for name, text in words:
            self.grandest[name] = max(self.grandest.get(name, 0), self._grade(text))
        self.has_sum = {
            name for name, text in words if template.find("rows.sums", text) == "total"
        }
        self._named: set[tuple[str, str | None, int | None, str | None]] = set()

    def once(
        self,
        item: str | None,
        side: Side,
        year: int | None,
        phase: str | None,
        said: bool,
    ) -> str | None:
        """An item is named by the first row that does and has a figure (``said``): below 年初结转和结余 the same words are
        parts of that."""
        if item is None or item == "expenditure.functional":
            return item
        known = (item, side.name, year, phase)
        if known in self._named:
            return None
        if said:
            self._named.add(known)
        return item

    def item(
        self,
        view: TableView,
        side: Side,
        column: int,
        label: Label | None,
        top: bool,
        total: bool,
    ) -> str | None:
        """The item of a figure. ``top``: the row's code is one of a class; ``total``: the row sums its side."""
        key, digit = self.topic[:1], self.topic[1:]
        heads = [word(cell.text) for cell in view.heads[column - 1]]
        if key in "BF" and digit in ("1", "4") and side.name:
            return self._of_side(digit, side, heads, label)
        if digit == "2" and key in "BF":
            return (
                self._of_column("revenue", heads)
                if total
                else self._of_list("revenue", side, heads, label)
            )
        if digit == "3" and key in "BF":
            if total:
                return self._of_column("expenditure", heads)
            if not top and not side.codes:
                return self._of_list("expenditure", side, heads, label)
            return (
                "expenditure.functional"
                if top and self._is_sum_column("expenditure", heads)
                else None
            )
        if digit == "7" and key in "BF":
            return self._of_three_public(view, side, heads, label, total)
        if not total:
            return None
        if (
            digit in _FUNDS
            and key in "BF"
            and self._is_sum_column("appropriation", heads, spent=True)
        ):
            return f"fiscal_appropriation.{_FUNDS[digit]}"
        if self.topic == "B10" and self._is_sum_column("expenditure", heads):
            title = squeeze(view.title.value) if view.title else ""
            return None if self._says(title, "not_project") else "expenditure.project"
        return (
            "operating_expenses.total" if self.topic == "operating_expenses" else None
        )

    def _of_side(
        self, digit: str, side: Side, heads: Sequence[str], label: Label | None
    ) -> str | None:
        """Revenue beside expenditure: the row names the thing, the column must be its sum."""
        if label is None:
            return None
        if side.name == "revenue":
            found = self.template.find("lines.revenue", label.word)
            if found == "revenue.total" and not self._is_grand(label.word, side.name):
                return None
            if digit == "4":
                return {
                    "revenue.total": "revenue.fiscal_appropriation",
                    "revenue.carryover": None,
                }.get(found or "", found)
            return found
        family = "expenditure" if digit == "1" else "appropriation"
        found = self.template.find(f"lines.{family}", label.word)
        if digit == "4":
            if found != "fiscal_appropriation.total" or not self._is_grand(
                label.word, side.name
            ):
                return None
            column = self._of_column("appropriation", heads)
            return column or "fiscal_appropriation.total"
        if found == "expenditure.total" and not self._is_grand(label.word, side.name):
            return None
        total = self._is_sum_column(family, heads)
        if found is not None:
            return found if total else None
        return "expenditure.functional" if total and label.word in _classes() else None

    def _of_list(
        self, family: str, side: Side, heads: Sequence[str], label: Label | None
    ) -> str | None:
        """A table that lists revenue, or expenditure, down the page, as it was printed until about 2016."""
        if (
            label is None
            or side.codes
            or side.units
            or not self._is_sum_column(family, heads)
        ):
            return None
        found = self.template.find(f"lines.{family}", label.word)
        return (
            found
            if found not in _TOTALS or self._is_grand(label.word, side.name)
            else None
        )

    def _says(self, text: str, vocabulary: str) -> bool:
        """True where a word of a vocabulary of marks stands in a text."""
        return any(word in text for word in self.template.words_of(vocabulary, "word"))

    def _grade(self, text: str) -> int:
        """How much a word sums up: 收入总计 is more than 收入合计, that more than 本年收入合计."""

        def ends(key: str) -> tuple[str, ...]:
            return self.template.words_of("sum_ends", key)

        if text.endswith(ends("all")):
            return 3
        return (
            0
            if not text.endswith((*ends("sum"), *ends("part")))
            else 1
            if text.startswith(ends("own_year"))
            else 2
        )

    def _is_grand(self, text: str, side: str | None) -> bool:
        """Of 本年收入合计, 收入合计 and 收入总计 the last that is printed is the total."""
        return self._grade(text) == self.grandest.get(side, 0)

    def _of_column(self, family: str, heads: Sequence[str]) -> str | None:
        """What a column holds: its lowest head, or the one above where that is only a sum; no part of a carry-over."""
        words = [text for text in heads if text]
        while len(words) > 1 and self.is_plain(words[-1]):
            words.pop()  # 本级财政拨款/金额
        if not words:
            return None
        found = self.template.find(f"lines.{family}", words[-1])
        above = [self.template.find(f"lines.{family}", text) for text in words[:-1]]
        known = [item for item in above if item is not None and item not in _TOTALS]
        if found in _TOTALS and known:
            return known[-1]
        if "revenue.carryover" in known:
            return None
        return found

    def _is_sum_column(
        self, family: str, heads: Sequence[str], spent: bool = False
    ) -> bool:
        """True for the column that sums the row: 合计, or the only column of figures (预算数).

        ``spent``: opening balance, revenue and closing balance may stand beside expenditure and are none.
        """
        words = [text for text in heads if text]
        if not words:
            return False
        above = [self.template.find(f"lines.{family}", text) for text in words[:-1]]
        if any(item is not None and item not in _TOTALS for item in above):
            return False
        if spent and not any(self._says(text, "spending") for text in words):
            if self.topic[:1] == "F" and self.topic[1:] in ("8", "9"):
                return False
            if any(self._says(text, "not_spending") for text in words):
                return False
        return self.template.find(
            f"lines.{family}", words[-1]
        ) in _TOTALS or self.is_plain(words[-1])

    def is_plain(self, text: str) -> bool:
        """True for a head that only says that figures follow: 预算数, 2026年预算数, 决算数, 金额."""
        bare = YEAR_HEAD.sub("", text)
        return (
            not bare
            or self.template.find("column_phase", bare)
            not in (None, "difference", "rate")
            or self.template.find("lines.plain", bare) is not None
        )

    def _of_three_public(
        self,
        view: TableView,
        side: Side,
        heads: Sequence[str],
        label: Label | None,
        total: bool,
    ) -> str | None:
        row = self._three_public(label.word) if label is not None else None
        if row is not None and not side.units and not (total and self._names(heads)):
            words = [text for text in heads if text]
            return (
                row
                if words
                and (
                    self.is_plain(words[-1])
                    or self.template.find("sum_ends", words[-1]) in ("sum", "all")
                )
                else None
            )
        if label is not None and not total and not self.is_plain(label.word):
            return None
        words = [
            YEAR_HEAD.sub("", text)
            for text in heads
            if text and not self.is_plain(text)
        ]
        found = self._of_column("three_public", words)
        if found is None and words:
            return self._three_public(words[-1])
        if (
            found == "three_public.total"
            and not self._says(words[-1], "three_public")
            and self._beside(view, side)
        ):
            return None  # 合计 of the three and of what stands beside them
        return found

    def _three_public(self, text: str) -> str | None:
        found = self.template.find("lines.three_public", text)
        marked = self._says(text, "three_public") and text.endswith(
            self.template.words_of("three_public", "end")
        )
        return found or ("three_public.total" if marked else None)

    def _beside(self, view: TableView, side: Side) -> bool:
        """True where a column of a side is the three expenses' own sum, so that 合计 sums more."""
        lowest = (
            view.heads[c - 1][-1].text for c in side.values if len(view.heads[c - 1])
        )
        return any(self._says(text, "three_public") for text in lowest)

    def _names(self, heads: Sequence[str]) -> bool:
        """True when a column is of one of the three expenses, so that the row does not say which."""
        items = [self.template.find("lines.three_public", text) for text in heads]
        return any(item is not None and item not in _TOTALS for item in items)


@cache
def _classes() -> frozenset[str]:
    """Names of the classes of the functional classification, of all years."""
    return frozenset(
        squeeze(row["name"])
        for row in code_rows("functional_classification")
        if len(row["code"]) == 3
    )
