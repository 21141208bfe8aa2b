"""What all records are, and the ways one of them has a unit."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from extractor import schema
from extractor.model.document import Span
from extractor.model.extracted import Extracted, Unit, convert_to_yuan
from extractor.model.notebook_html import render_record_html

__all__ = [
    "UnitRecord",
    "UnitRowRecord",
    "TextRecord",
    "ValueRecord",
    "Record",
    "MoneyRecord",
]


class Record:
    """Base of the records: names the table and keeps ``place``; a notebook shows one as a small table."""

    __slots__ = ()
    TABLE: ClassVar[str]

    def _repr_html_(self) -> str:
        table = schema.get_table(self.TABLE)
        rows = [
            (column.label_zh, getattr(self, column.name, None))
            for column in table.columns
        ]
        return render_record_html(
            table.label_zh,
            [(label, value) for label, value in rows if not callable(value)],
        )


class UnitRecord(Record):
    """A record with one unit and what declared it."""

    __slots__ = ()

    def _get_unit(self) -> Unit | None:
        """The unit; a method, for a property would be a column."""
        raise NotImplementedError

    @property
    def unit(self) -> str | None:
        unit = self._get_unit()
        return unit.name if unit else None

    @property
    def unit_source(self) -> str | None:
        unit = self._get_unit()
        return unit.source if unit else None

    @property
    def unit_place(self) -> str | None:
        unit = self._get_unit()
        return str(unit.place) if unit else None


class TextRecord(Record):
    """A record of one text: its place is that of the text."""

    __slots__ = ()
    text: Extracted[str]

    @property
    def place(self) -> Span:
        return self.text.place


class ValueRecord(Record):
    """A record of one value: its text and place are those of the value."""

    __slots__ = ()
    value: Extracted[Decimal] | Extracted[Decimal | None]

    @property
    def raw(self) -> str:
        return self.value.raw

    @property
    def place(self) -> Span:
        return self.value.place


class MoneyRecord(ValueRecord, UnitRecord):
    """A record of one stated value of money: its unit is that of the value, too."""

    __slots__ = ()
    value: Extracted[Decimal | None]

    def _get_unit(self) -> Unit | None:
        return self.value.unit

    @property
    def value_yuan(self) -> Decimal | None:
        return convert_to_yuan(self.value)


class UnitRowRecord(UnitRecord):
    """A row of a table for which one unit is in force, also where a cell is blank."""

    __slots__ = ()
    unit_in_force: Unit | None

    def _get_unit(self) -> Unit | None:
        return self.unit_in_force
