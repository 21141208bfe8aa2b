"""What all records are, and the ways one of them has a unit."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from extractor import schema
from extractor.model.document import Place
from extractor.model.extracted import Reading, Unit, yuan
from extractor.model.notebook_html import record_html

__all__ = ["Declared", "InUnit", "OfText", "OfValue", "Record", "Stated"]


class Record:
    """Base of the records: names the table and keeps ``place``; a notebook shows one as a small table."""

    __slots__ = ()
    TABLE: ClassVar[str]

    def _repr_html_(self) -> str:
        table = schema.table(self.TABLE)
        rows = [
            (column.label_zh, getattr(self, column.name, None))
            for column in table.columns
        ]
        return record_html(
            table.label_zh,
            [(label, value) for label, value in rows if not callable(value)],
        )


class Declared(Record):
    """A record with one unit and what declared it."""

    __slots__ = ()

    def _unit(self) -> Unit | None:
        """The unit; a method, for a property would be a column."""
        raise NotImplementedError

    @property
    def unit(self) -> str | None:
        unit = self._unit()
        return unit.name if unit else None

    @property
    def unit_source(self) -> str | None:
        unit = self._unit()
        return unit.source if unit else None

    @property
    def unit_place(self) -> str | None:
        unit = self._unit()
        return str(unit.place) if unit else None


class OfText(Record):
    """A record of one text: its place is that of the text."""

    __slots__ = ()
    text: Reading[str]

    @property
    def place(self) -> Place:
        return self.text.place


class OfValue(Record):
    """A record of one value: its text and place are those of the value."""

    __slots__ = ()
    value: Reading[Decimal] | Reading[Decimal | None]

    @property
    def raw(self) -> str:
        return self.value.raw

    @property
    def place(self) -> Place:
        return self.value.place


class Stated(OfValue, Declared):
    """A record of one stated value of money: its unit is that of the value, too."""

    __slots__ = ()
    value: Reading[Decimal | None]

    def _unit(self) -> Unit | None:
        return self.value.unit

    @property
    def value_yuan(self) -> Decimal | None:
        return yuan(self.value)


class InUnit(Declared):
    """A row of a table for which one unit is in force, also where a cell is blank."""

    __slots__ = ()
    unit_in_force: Unit | None

    def _unit(self) -> Unit | None:
        return self.unit_in_force
