"""Statutory tables against themselves: codes roll up, columns add up along a row, lists add up to their total.

``2010301 行政运行`` is part of ``20103`` and of ``201``; ``合计 = 基本支出 + 项目支出`` in every row; ``收入总计 = 本年收入合计
+ 上年结转结余``. How a table is built (a total first or last, parts printed beside their whole) is told by what holds in most
of its rows or columns; a table in which nothing holds is said to be not checkable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from extractor.lexicon.lexicon import Template
from extractor.model.audit_records import Check
from extractor.validation.context import Case
from extractor.validation.statutory_model import TWO_SIDED, Column, Row, Sheet, is_sum
from extractor.validation.sums import SUMS, Sum, practices, within
from extractor.validation.tolerance import (
    Number,
    balance,
    best,
    nests,
    not_checkable,
    unnested,
)

__all__ = [
    "codes_roll_up",
    "columns_add_up",
    "lists_add_up",
    "sides_add_up",
    "three_public_add_up",
]

_THREE_PUBLIC = ("B7", "F7")
_NESTED = dict(pair for rule in SUMS for pair in rule.nested)

Entry = tuple[Row, Number]


def _most(tried: Iterable[list[Check]]) -> list[Check]:
    """Of several readings of one structure the one that holds most often (the first of equals)."""
    found = [checks for checks in tried if checks]
    return max(
        found,
        key=lambda checks: sum(c.result in ("pass", "rounding") for c in checks),
        default=[],
    )


# -------------------------------------------------------------------------------------------------- codes


def codes_roll_up(case: Case) -> Iterator[Check]:
    """LEVEL_ROLLUP: 类 = Σ 款 = Σ 项, in every column."""
    for sheet in case.sheets:
        for column in sheet.columns:
            entries = [
                (row, row.cells[column]) for row in sheet.rows if column in row.cells
            ]
            for at, (row, number) in enumerate(entries):
                if row.code:
                    parts = _below(entries, at)
                    if parts:
                        named = number._replace(label=f"{row.code} {row.label}".strip())
                        yield balance("LEVEL_ROLLUP", [named], parts)


def _below(entries: Sequence[Entry], at: int) -> list[Number]:
    """The figures one level below a coded row: the next longer codes that begin with its own, up to the next of its level."""
    code = entries[at][0].code
    inside: list[Entry] = []
    for row, number in entries[at + 1 :]:
        if not row.code.startswith(code) or len(row.code) <= len(code):
            break
        inside.append((row, number))
    shortest = min((len(row.code) for row, _ in inside), default=0)
    return [number for row, number in inside if len(row.code) == shortest]


def lists_add_up(case: Case) -> Iterator[Check]:
    """LEVEL_ROLLUP and TABLE_SUM: 合计 = Σ of the rows below it (or above): of the highest codes, or of all rows."""
    for sheet in case.sheets:
        if sheet.key in TWO_SIDED or sheet.key in _THREE_PUBLIC:
            continue
        rule = "LEVEL_ROLLUP" if sheet.coded else "TABLE_SUM"
        tried = [
            [c for column in sheet.columns for c in _totals(sheet, column, rule, way)]
            for way in _WAYS
        ]
        found = _most(tried)
        if any(c.result in ("pass", "rounding") for c in found) or sheet.coded:
            yield from found
            if not sheet.coded:
                for column, check in zip(sheet.columns, found, strict=False):
                    rows = [
                        (row, row.cells[column])
                        for row in sheet.rows
                        if column in row.cells and not row.total
                    ]
                    yield from _inside(
                        [n._replace(label=row.label) for row, n in rows], check
                    )
        elif found:
            yield not_checkable(
                rule, "STRUCTURE_UNKNOWN", found[0].places_read, name=sheet.name
            )


def _tops(entries: Sequence[Entry]) -> list[Number]:
    """Coded rows that no coded row above them holds."""
    found: list[Number] = []
    over = ""
    for row, number in entries:
        if row.code and not (
            over and row.code.startswith(over) and len(row.code) > len(over)
        ):
            over = row.code
            found.append(number)
    return found


_WAYS: tuple[Callable[[Sequence[Entry]], list[Number]], ...] = (
    _tops,
    lambda entries: [n for row, n in entries if not row.code and not row.total],
    lambda entries: [
        n for row, n in entries if not row.code and not row.total and not row.inner
    ],
    lambda entries: [n for row, n in entries if not row.total and row.unit],
    lambda entries: [n for row, n in entries if not row.total and not row.unit],
    lambda entries: [n for row, n in entries if row.total],
    lambda entries: unnested([n for row, n in entries if not row.total]),
)


def _totals(
    sheet: Sheet,
    column: Column,
    rule: str,
    way: Callable[[Sequence[Entry]], list[Number]],
) -> Iterator[Check]:
    entries: list[Entry] = []
    again: Entry | None = None
    for row in sheet.rows:
        if column in row.cells:
            entry = row, row.cells[column]
            repeated = (
                row.total
                and again
                and (row.label, entry[1].value) == (again[0].label, again[1].value)
            )
            if not repeated:  # a page that repeats the total of the one before
                entries.append(entry)
            again = entry if row.total else again
    marks = [i for i, (row, _) in enumerate(entries) if row.total]
    for n, i in enumerate(marks):
        end = marks[n + 1] if n + 1 < len(marks) else len(entries)
        start = marks[n - 1] + 1 if n else 0
        row, number = entries[i]
        sides = [
            parts
            for part in (entries[i + 1 : end], entries[start:i])
            if (parts := way(part))
        ]
        if sides:
            named = number._replace(label=" ".join((row.label, *column.path)))
            yield best(balance(rule, [named], parts) for parts in sides)


# -------------------------------------------------------------------------------------------------- columns


def columns_add_up(case: Case) -> Iterator[Check]:
    """ROW_SUM: along a row, 合计 = Σ of the columns it sums, as the header says."""
    for sheet in case.sheets:
        if sheet.key in _THREE_PUBLIC:
            continue
        groups: dict[tuple[object, ...], list[Column]] = {}
        for column in sheet.columns:
            if column.phase is not None:
                groups.setdefault((column.side, column.year, column.phase), []).append(
                    column
                )
        for columns in groups.values():
            if len(columns) < 2:
                continue
            found = _header(sheet.rows, columns, case.template)
            yield from found[0]
            if found[1]:
                read = found[1][0].places_read
                yield not_checkable(
                    "ROW_SUM", "STRUCTURE_UNKNOWN", read, name=sheet.name
                )


Split = tuple[tuple[Column, tuple[Column, ...]], ...]


def _score(checks: Sequence[Check]) -> int:
    return sum(c.result in ("pass", "rounding") for c in checks)


def _held(rows: Sequence[Row], split: Split) -> tuple[list[Check], list[Check]]:
    """The checks of the sums that hold in at least half the rows where there is anything to sum, and the others."""
    kept: list[Check] = []
    unknown: list[Check] = []
    for head, parts in split:
        checks = [c for row in rows for c in _along(row, head, parts)]
        real = [c for c in checks if c.actual or c.expected]
        (kept if 2 * _score(real) >= len(real) else unknown).extend(checks)
    return kept, unknown


def _header(
    rows: Sequence[Row], columns: Sequence[Column], template: Template
) -> tuple[list[Check], list[Check]]:
    """A header as it is read: all columns, or without those that others hold; without a block of columns that stands
    beside the sum (the 政府采购 behind 项目支出) only where plainly more rows hold then."""
    plainly = [
        _held(rows, tuple(_node(columns, (), template, leave_out)))
        for leave_out in (False, True)
    ]
    found = max(plainly, key=lambda pair: _score(pair[0]))
    for split in _without_a_block(columns, template):
        other = _held(rows, split)
        if _score(other[0]) >= _score(found[0]) + max(2, len(rows) // 5):
            found = other
    return found


def _without_a_block(columns: Sequence[Column], template: Template) -> Iterator[Split]:
    blocks = list(dict.fromkeys(c.path[:1] for c in columns if len(c.path) > 1))
    for block in blocks:
        rest = [c for c in columns if c.path[:1] != block]
        inner = [c for c in columns if c.path[:1] == block]
        yield (*_node(rest, (), template, False), *_node(inner, block, template, False))


def _node(
    columns: Sequence[Column],
    prefix: tuple[str, ...],
    template: Template,
    leave_out: bool,
) -> Iterator[tuple[Column, tuple[Column, ...]]]:
    """The sums below one header: its 合计 or 小计 against the other headers beside it."""
    depth = len(prefix)
    below = [c for c in columns if c.path[:depth] == prefix and len(c.path) > depth]
    heads = [
        c for c in below if len(c.path) == depth + 1 and is_sum(c.path[depth], template)
    ]
    words = list(dict.fromkeys(c.path[depth] for c in below if c not in heads))
    if leave_out:
        words = _outermost(words, template)
    for word in words:
        yield from _node(columns, (*prefix, word), template, leave_out)
    if heads and words:
        parts = tuple(
            p
            for word in words
            for p in _worth(columns, (*prefix, word), template, leave_out)
        )
        if parts:
            yield heads[0], parts


def _worth(
    columns: Sequence[Column],
    prefix: tuple[str, ...],
    template: Template,
    leave_out: bool,
) -> list[Column]:
    """The columns that stand for one header: itself, its 小计, or all that stand below it."""
    depth = len(prefix)
    own = [c for c in columns if c.path == prefix]
    if own:
        return own[:1]
    below = [c for c in columns if c.path[:depth] == prefix]
    sums = [
        c for c in below if len(c.path) == depth + 1 and is_sum(c.path[depth], template)
    ]
    if sums:
        return sums[:1]
    words = list(dict.fromkeys(c.path[depth] for c in below))
    words = _outermost(words, template) if leave_out else words
    return [
        p
        for word in words
        for p in _worth(columns, (*prefix, word), template, leave_out)
    ]


def _outermost(words: Sequence[str], template: Template) -> list[str]:
    """Headers without those that another header beside them holds (人员经费 beside 基本支出)."""
    named = {
        w: template.find("lines.revenue", w) or template.find("lines.expenditure", w)
        for w in words
    }
    inner = {
        item
        for whole, pieces in _NESTED.items()
        if whole in named.values()
        for item in pieces
    }
    return [w for w in words if named[w] not in inner]


def _along(row: Row, head: Column, parts: Sequence[Column]) -> Iterator[Check]:
    total = row.cells.get(head)
    numbers = [row.cells[p] for p in parts if p in row.cells]
    if total is not None and numbers:
        named = total._replace(label=f"{row.code} {row.label}".strip())
        yield balance("ROW_SUM", [named], numbers)


# -------------------------------------------------------------------------------------------------- lists


def sides_add_up(case: Case) -> Iterator[Check]:
    """Summary tables (B1, B4, F1, F4): this year's total = Σ rows, the grand total = that + what is carried, both meet."""
    for sheet in case.sheets:
        if sheet.key not in TWO_SIDED:
            continue
        grand: dict[str | None, list[Number]] = {}
        for side, rule in (("revenue", "REV_SUM"), ("expenditure", "EXP_SUM")):
            rows = sheet.side(side)
            for column in dict.fromkeys(
                c for row in rows for c in row.cells if c.phase is not None
            ):
                entries = [
                    (row, row.cells[column]) for row in rows if column in row.cells
                ]
                last = rule if sheet.key.startswith("B") else "FINAL_BALANCE"
                yield from _one_side(case, entries, rule, last)
                marks = [number for row, number in entries if row.total]
                if (
                    marks
                    and column.phase in ("budget", "executed")
                    and side not in grand
                ):
                    grand[side] = marks[-1:]
        if len(grand) == 2:
            rule = "REV_EXP_BALANCE" if sheet.key.startswith("B") else "FINAL_BALANCE"
            yield balance(rule, grand["revenue"], grand["expenditure"])


def _one_side(
    case: Case, entries: Sequence[Entry], rule: str, last: str
) -> Iterator[Check]:
    """One list of one side: rows, 本年合计, what is carried over, 总计."""
    marks = [i for i, (row, _) in enumerate(entries) if row.total]
    if not marks:
        if any(number.value for _, number in entries):
            yield not_checkable(
                rule, "TOTAL_NOT_PRINTED", [number.place for _, number in entries]
            )
        return
    first = marks[0]
    parts = entries[:first]
    if parts:
        total = entries[first][1]._replace(label=entries[first][0].label)
        named = _named(case, parts)
        check = best(
            balance(rule, [total], numbers) for numbers in _readings(parts, named)
        )
        yield check
        yield from _inside([n._replace(label=row.label) for row, n in parts], check)
        yield from within(rule, named)
    elif entries[first][1].value and all(row.total for row, _ in entries):
        head = entries[first][0].label
        yield not_checkable(
            rule,
            "PARTS_NOT_PRINTED",
            [entries[first][1].place],
            head=head,
            printed=entries[first][1].printed,
        )
    for before, at in zip(marks, marks[1:], strict=False):
        total = entries[at][1]._replace(label=entries[at][0].label)
        run = entries[before:at]  # 本年支出 may head its rows as well as end them
        outer = [n for i, (row, n) in enumerate(run) if not row.inner or i == 0]
        ways = [[n for _, n in run], outer, unnested([n for _, n in run])]
        ways.append([run[0][1], *unnested([n for _, n in run[1:]])])
        yield best(balance(last, [total], numbers) for numbers in ways)


def _inside(numbers: Sequence[Number], check: Check) -> Iterator[Check]:
    """TABLE_SUM for each row that sums the rows below it, where the total was reached without those."""
    if check.result in ("pass", "rounding") and len(check.places_read) <= len(numbers):
        for whole, parts in nests(numbers):
            yield balance("TABLE_SUM", [whole], parts)


def _named(case: Case, entries: Sequence[Entry]) -> dict[str, tuple[Number, ...]]:
    """The figures of a list by what their rows are."""
    items: dict[str, tuple[Number, ...]] = {}
    for row, number in entries:
        item = case.template.find("lines.revenue", row.label) or case.template.find(
            "lines.expenditure", row.label
        )
        if item is not None:
            items[item] = (*items.get(item, ()), number._replace(label=row.label))
    return items


def _readings(
    entries: Sequence[Entry], items: Mapping[str, tuple[Number, ...]]
) -> Iterator[list[Number]]:
    """Ways the rows of a list may add up: all, those not within another, by items with nested ones left out."""
    yield [n for _, n in entries]
    yield unnested([n for _, n in entries])
    outer = [n for row, n in entries if not row.inner]
    if outer:
        yield outer
    rule = _spec(
        "REV_SUM" if any(i.startswith("revenue.") for i in items) else "EXP_SUM"
    )
    yield from (numbers for numbers in practices(rule, items) if numbers)


def _spec(rule: str) -> Sum:
    return next(s for s in SUMS if s.rule == rule)


def three_public_add_up(case: Case) -> Iterator[Check]:
    """TP_SUM, TP_VEHICLE_SUM, TP_FOUR_WAY in the table of three public expenses, for each year and phase it prints."""
    for sheet in case.sheets:
        if sheet.key not in _THREE_PUBLIC:
            continue
        found: dict[tuple[int | None, str | None], dict[str, tuple[Number, ...]]] = {}
        for _, column, item, number in sheet.items():
            found.setdefault((column.year, column.phase), {}).setdefault(
                item, (number,)
            )
        for items in found.values():
            yield from _three_public(items)


def _three_public(items: Mapping[str, tuple[Number, ...]]) -> Iterator[Check]:
    for rule in SUMS:
        parts = [items[item][0] for item in rule.parts if item in items]
        elsewhere = rule.despite not in items and any(
            item in items for item in rule.unless
        )
        if (
            rule.rule.startswith("TP_")
            and rule.head in items
            and len(parts) > 1
            and not elsewhere
        ):
            yield balance(rule.rule, list(items[rule.head]), parts)
