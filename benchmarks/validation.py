"""The checks, measured: which identities were tried where, what failed and why, and which mutations they detect.

    python benchmarks/validation.py [PAGE]

Writes docs/validation.md from the samples, the blind set and, where they are in ../shared beside this repository, the
example document and the published ones. Every failure was compared with the page of its document; ``REVIEWED_FAILURES``
says what it is. A failure without a review is shown as such.

A mutation is an error of a page or of its reading: one digit of a number, the unit of a whole table, a missing row, two
columns in each other's place. It is detected when a check gets worse (pass, rounding, fail), or an issue names it. The
same disclosure gives the same mutations.

Some leave no trace: a row that its neighbour repeats figure by figure, a table of which no figure stands anywhere else.
They count as missed, and the share without them stands beside. What a trace is does not look at any check.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.bilingual import write_pages
from benchmarks.command_line import read_arguments
from extractor.dataset.row_mapping import ROW_MAPPINGS
from extractor.facts import build_facts, separate_lines
from extractor.lexicon.lexicon import Lexicon, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.records import YUAN_PER_UNIT, BudgetLine, Check, Extracted, Unit
from extractor.pipeline import parse_file
from extractor.schema import load_rules
from extractor.text.numbers import parse_decimal, tokenize_numbers
from extractor.validation import run_checks

RESULT_RANK = {"pass": 0, "rounding": 1, "not_checkable": 2, "fail": 3}


class DetectionCount(NamedTuple):
    """Mutations of one kind: how many were made, and how many a check detected."""

    n_mutations: int = 0
    n_detected: int = 0
    missed: tuple[str, ...] = ()  # where the undetected ones were made
    n_traceless: int = 0  # undetected ones that leave no trace in the document

    def __add__(self, other: object) -> DetectionCount:
        assert isinstance(other, DetectionCount)
        return DetectionCount(
            self.n_mutations + other.n_mutations,
            self.n_detected + other.n_detected,
            self.missed + other.missed,
            self.n_traceless + other.n_traceless,
        )

    @property
    def detection_rate(self) -> float:
        return self.n_detected / self.n_mutations if self.n_mutations else 1.0

    @property
    def traced_rate(self) -> float:
        """The share of those that leave a trace."""
        n_traced = self.n_mutations - self.n_traceless
        return self.n_detected / n_traced if n_traced else 1.0


# --- looking and changing ---------------------------------------------------------------------------------------------


def iter_record_tables(disclosure: Disclosure) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The record tables of a disclosure, by attribute."""
    for name in ROW_MAPPINGS:
        if name not in ("disclosures", "checks", "quality"):
            yield name, getattr(disclosure, name)


def iter_number_values(disclosure: Disclosure) -> Iterator[Extracted[Any]]:
    """Every reading of a number."""
    for _, records in iter_record_tables(disclosure):
        for record in records:
            for field in fields(record):
                value = getattr(record, field.name)
                if isinstance(value, Extracted) and isinstance(value.value, Decimal):
                    yield value


def reparse_number(reading: Extracted[Any], raw: str) -> Extracted[Any]:
    """The reading of a number after its raw text was changed."""
    found = next(iter(tokenize_numbers(raw)))
    return Extracted(
        parse_decimal(raw[found.start : found.end]), raw, reading.place, reading.unit
    )


def replace_values(
    disclosure: Disclosure, changed: dict[Span, Extracted[Any]]
) -> Disclosure:
    """The same disclosure with other readings at some places."""
    new: dict[str, tuple[Any, ...]] = {}
    for name, records in iter_record_tables(disclosure):
        rows = []
        touched = False
        for record in records:
            swaps = {
                f.name: changed[value.place]
                for f in fields(record)
                if isinstance(value := getattr(record, f.name), Extracted)
                and value.place in changed
                and isinstance(value.value, Decimal)
            }
            touched = touched or bool(swaps)
            rows.append(replace(record, **swaps) if swaps else record)
        if touched:
            new[name] = tuple(rows)
    return replace(disclosure, **new)  # type: ignore[arg-type]


def iter_digit_changes(raw: str) -> Iterator[tuple[int, str]]:
    """Each digit of a raw number, once, turned into another one: (position, the raw text)."""
    for at, char in enumerate(raw):
        if char.isascii() and char.isdigit():
            yield at, raw[:at] + str((int(char) + 3) % 10) + raw[at + 1 :]


def find_checked_places(checks: Iterable[Check]) -> set[Span]:
    """Places of the numbers that stand in an identity of figures."""
    return {
        place
        for check in checks
        if check.actual is not None and check.result in ("pass", "rounding")
        for place in check.spans
    }


def map_money_places(disclosure: Disclosure) -> dict[Span, str]:
    """Where each sum of money stands, with the table of the dataset it is in."""
    return {
        value.place: name
        for name, records in iter_record_tables(disclosure)
        for record in records
        for field in fields(record)
        if isinstance(value := getattr(record, field.name), Extracted)
        and isinstance(value.value, Decimal)
        and value.unit is not None
        and value.unit.name in YUAN_PER_UNIT
    }


def count_checked_money(disclosure: Disclosure) -> tuple[int, int]:
    """Places of money that stand in an identity, and all of them."""
    places = map_money_places(disclosure).keys()
    return len(places & find_checked_places(disclosure.checks)), len(places)


def score_checks(
    disclosure: Disclosure, template: Lexicon | None = None
) -> Counter[tuple[str, int]]:
    """How many checks of each rule are worse than a rank; a flag, or a fact in conflict, is a failure."""
    lexicons = load_bundled_lexicons()
    lexicon = template or lexicons.get(disclosure.profile.template or "base")
    checks, issues = run_checks(disclosure, lexicon)
    _, conflicts = build_facts(separate_lines(disclosure), lexicon or lexicons["base"])
    bad: Counter[tuple[str, int]] = Counter()
    for check in checks:
        bad.update((check.rule, rank) for rank in range(RESULT_RANK[check.result]))
    for issue in (*issues, *conflicts):
        bad[issue.code, RESULT_RANK["fail"]] += 1
    return bad


def is_worse(before: Counter[tuple[str, int]], after: Counter[tuple[str, int]]) -> bool:
    """True when some rule fails, is not checkable or is met by rounding more often."""
    return any(after[key] > before[key] for key in after)


# --- the errors -------------------------------------------------------------------------------------------------------


def detect_mutations(
    disclosure: Disclosure, errors: Iterable[tuple[str, Disclosure]]
) -> DetectionCount:
    """Apply each mutation by itself, and count those that the checks detect."""
    before = score_checks(disclosure)
    count, missed, n_traceless = 0, [], 0
    for where, other in errors:
        count += 1
        if not is_worse(before, score_checks(other)):
            missed.append(where)
            n_traceless += leaves_no_trace(disclosure, other)
    return DetectionCount(count, count - len(missed), tuple(missed), n_traceless)


def leaves_no_trace(disclosure: Disclosure, other: Disclosure) -> bool:
    """True where the document says after an error what it said before, as far as it repeats anything.

    The rows that are gone have neighbours in their table with the same figures in the same columns; or figures in
    another unit, or other columns, stand nowhere else in the document.
    """
    kept = {id(line) for line in other.budget_lines}
    changed = [line for line in disclosure.budget_lines if id(line) not in kept]
    is_gone = len(other.budget_lines) < len(disclosure.budget_lines)
    if is_gone:
        return _is_repeated_beside(changed, other.budget_lines)
    before, after = (_map_yuan(one) for one in (disclosure, other))
    moved = {place for place in before if before[place] != after.get(place)}
    elsewhere = {value for place, value in before.items() if place not in moved}
    own = {before[place] for place in moved if before[place]}
    return bool(moved) and own.isdisjoint(elsewhere)


def _map_yuan(disclosure: Disclosure) -> dict[Span, Decimal]:
    """The money of every place."""
    return {
        value.place: value.value * YUAN_PER_UNIT[value.unit.name]
        for value in iter_number_values(disclosure)
        if value.unit is not None and value.unit.name in YUAN_PER_UNIT
    }


def _is_repeated_beside(
    gone: Sequence[BudgetLine], lines: Sequence[BudgetLine]
) -> bool:
    """True where the row above or below prints the same figure in each column."""
    by_cell = {
        (line.place.table_path, line.place.column, line.value.value): line
        for line in lines
    }
    return all(
        (line.place.table_path, line.place.column, line.value.value) in by_cell
        for line in gone
        if line.value.value
    )


def mutate_digits(
    disclosure: Disclosure, at_most: int | None = None
) -> Iterator[tuple[str, Disclosure]]:
    """One digit of a number that stands in an identity. ``at_most`` of them, spread evenly, where there are more."""
    known = find_checked_places(disclosure.checks)
    ways = [
        (reading, at, raw)
        for reading in {
            r.place: r for r in iter_number_values(disclosure) if r.place in known
        }.values()
        for at, raw in iter_digit_changes(reading.raw)
    ]
    step = max(1, -(-len(ways) // at_most)) if at_most else 1
    for reading, at, raw in ways[step // 2 :: step]:
        yield (
            f"{reading.place} digit {at + 1}",
            replace_values(disclosure, {reading.place: reparse_number(reading, raw)}),
        )


def switch_table_unit(disclosure: Disclosure, table: str) -> Disclosure:
    """All money of a table in 元 where it was 万元, and the other way; the printed numbers stay."""
    turned = {"元": "万元", "万元": "元"}
    changed: dict[Span, Extracted[Any]] = {}
    for reading in iter_number_values(disclosure):
        if (
            reading.unit is not None
            and reading.unit.name in turned
            and reading.place.table_path == table
        ):
            unit = Unit(
                turned[reading.unit.name], reading.unit.source, reading.unit.place
            )
            changed[reading.place] = Extracted(
                reading.value, reading.raw, reading.place, unit
            )
    return replace_values(disclosure, changed)


def mutate_units(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """The unit of a whole table taken wrongly; a table of nothing but zeros is the same in both."""
    sums = {
        r.place.table_path
        for r in iter_number_values(disclosure)
        if r.unit is not None and r.value
    }
    for table in disclosure.tables:
        whole = [
            table.place.path,
            *(
                a
                for a, first in disclosure.table_predecessors.items()
                if first == table.place.path
            ),
        ]
        if table.place.path in disclosure.table_predecessors or not (
            sums.intersection(whole)
        ):
            continue
        other = disclosure
        for address in whole:
            other = switch_table_unit(other, address)
        if other != disclosure:
            yield f"{table.place} {table.table_key or table.kind}", other


def drop_rows(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """A row that adds to a total is missing."""
    for row in disclosure.procurement:
        if row.row_type == "item" and row.total and row.total.value:
            yield (
                str(row.place),
                replace(
                    disclosure,
                    procurement=tuple(
                        r for r in disclosure.procurement if r is not row
                    ),
                ),
            )
    for asset in disclosure.assets:
        if asset.row_type == "item" and asset.value and asset.value.value:
            yield (
                str(asset.place),
                replace(
                    disclosure,
                    assets=tuple(a for a in disclosure.assets if a is not asset),
                ),
            )
    for activity in disclosure.activities:
        if activity.budget and activity.budget.value:
            yield (
                str(activity.place),
                replace(
                    disclosure,
                    activities=tuple(
                        a for a in disclosure.activities if a is not activity
                    ),
                ),
            )
    for group in _group_rows(disclosure.budget_lines).values():
        own = {id(line) for line in group}
        if any(line.value.value for line in group):
            kept = tuple(
                line for line in disclosure.budget_lines if id(line) not in own
            )
            yield (
                f"{group[0].place} {group[0].table_key}",
                replace(disclosure, budget_lines=kept),
            )


def _group_rows(
    lines: Iterable[BudgetLine],
) -> dict[tuple[Span, Span | None], list[BudgetLine]]:
    """The lines of statutory tables by their row: grid row and label, for two lists may stand side by side."""
    found: dict[tuple[Span, Span | None], list[BudgetLine]] = {}
    for line in lines:
        named = line.row_label or line.functional_code or line.economic_code
        key = line.place.row_span, named.place if named else None
        found.setdefault(key, []).append(line)
    return found


def swap_columns(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """Two columns of a table in each other's place."""
    for one, other in (
        ("unit_price", "total"),
        ("quantity", "total"),
        ("project_funds", "total"),
    ):
        rows = []
        for r in disclosure.procurement:
            left, right = getattr(r, one), getattr(r, other)
            units = None if one == "quantity" else r.unit_in_force, r.unit_in_force
            rows.append(
                replace(
                    r,
                    **{
                        one: _convert_to_column_unit(right, units[0]),
                        other: _convert_to_column_unit(left, units[1]),
                    },
                )
            )
        if any(
            getattr(r, one)
            and getattr(r, other)
            and getattr(r, one).value != getattr(r, other).value
            for r in rows
        ):
            yield (
                f"procurement {one} {other}",
                replace(disclosure, procurement=tuple(rows)),
            )
    assets = tuple(
        replace(
            a,
            quantity=_convert_to_column_unit(a.value, None),
            value=_convert_to_column_unit(a.quantity, a.unit_in_force),
        )
        for a in disclosure.assets
    )
    if assets and assets != disclosure.assets:
        yield "assets quantity value", replace(disclosure, assets=assets)
    yield from _swap_statutory_columns(disclosure)


def _convert_to_column_unit(
    reading: Extracted[Any] | None, unit: Unit | None
) -> Extracted[Any] | None:
    """A reading as it would be read in the column of another unit."""
    return (
        Extracted(reading.value, reading.raw, reading.place, unit)
        if reading is not None
        else None
    )


def _swap_statutory_columns(disclosure: Disclosure) -> Iterator[tuple[str, Disclosure]]:
    """Figures of neighbouring columns of a statutory table, in every row that prints both."""
    by_table: dict[str, list[list[BudgetLine]]] = {}
    for (row_span, _), row in _group_rows(disclosure.budget_lines).items():
        table = row_span.path
        by_table.setdefault(disclosure.table_predecessors.get(table, table), []).append(
            row
        )
    for table, rows in by_table.items():
        heads = list(dict.fromkeys(line.column_label for row in rows for line in row))
        for one, other in zip(heads, heads[1:], strict=False):
            swaps: dict[Span, Extracted[Any]] = {}
            for row in rows:
                left = next(
                    (line.value for line in row if line.column_label == one), None
                )
                right = next(
                    (line.value for line in row if line.column_label == other), None
                )
                if (
                    left
                    and right
                    and left.value is not None
                    and right.value is not None
                    and left.value != right.value
                ):
                    swaps[left.place] = replace(left, value=right.value, raw=right.raw)
                    swaps[right.place] = replace(right, value=left.value, raw=left.raw)
            if swaps:
                yield f"{table} {one} | {other}", replace_values(disclosure, swaps)


SHARED = ROOT.parent / "shared"

PAGE = ROOT / "docs" / "validation.md"

RESULTS = ("pass", "rounding", "fail", "not_checkable")

MAX_DIGIT_MUTATIONS = 60  # changed digits tried in each published document, spread evenly over its numbers

REVIEWED_FAILURES: dict[tuple[str, str, str], str] = {
    (
        "西安",
        "PCT_RECOMPUTE",
        "b213[144:147]",
    ): "source: 24.5 less than 43.1 is 56.84 %, not 43 %",
    (
        "西安",
        "PCT_RECOMPUTE",
        "b213[270:275]",
    ): "source: 1.5 more than 7.1 is 21.13 %, not 1.21 %",
    (
        "西安",
        "PCT_RECOMPUTE",
        "b213[313:317]",
    ): "source: 1 less than 11 is 9.09 %, not 1.1 %",
    (
        "太原",
        "BUDGET_TEXT_TABLE",
        "b71[49:56]",
    ): "source: the prose rounds 764.59 to 764.6 among figures of two decimals",
    (
        "太原",
        "BUDGET_TEXT_TABLE",
        "b77[38:44]",
    ): "source: the prose prints 7.32, the table 73055.58 (7.31)",
}

"""Failures read by hand, by a word of the file's name, rule and first place ('' any)."""

UNTRIED_RULES: dict[str, str] = {
    "PROC_SME_LE": "no document at hand states all that it compares; tried in the tests on records made by hand",
    "UNIT_MISMATCH": "has a row only where another identity failed by a factor of 10,000; tried in the tests",
    "PRECISION": "no document at hand prints such a number; tried in the tests",
    "PLACEHOLDER": "no document at hand has one left in; tried in the tests",
    "PRIOR_YEAR_CHANGE": "takes the files of two years: the samples hold three of one office (table across)",
    "PRIOR_YEAR_LEVEL": "takes the files of two years: the samples hold three of one office (table across)",
    "SAME_UNIT": "takes the files of a department and of its unit; tried in the tests",
    "REVISION": "takes two versions of one disclosure; tried in the tests",
}

"""Why a rule shows no row below."""


@cache
def load_disclosures(path: Path) -> tuple[Disclosure, ...]:
    """The disclosures of a file."""
    return parse_file(path.read_bytes(), path.name).disclosures


def list_document_groups() -> dict[str, list[Path]]:
    """What there is to audit."""
    found = {
        "example": sorted((SHARED / "seed").glob("*.docx")),
        "published": sorted(path for path in (SHARED / "corpus").glob("*.doc*")),
        "samples": sorted((ROOT / "samples").glob("*.docx")),
        "blind": sorted((ROOT / "tests" / "blind").glob("*.docx")),
    }
    return {name: paths for name, paths in found.items() if paths}


def _iter_disclosures(paths: Sequence[Path]) -> Iterator[Disclosure]:
    for path in paths:
        yield from load_disclosures(path)


def render_page() -> Iterator[str]:
    """docs/validation.md, line by line."""
    yield from (
        "# Audit",
        "",
        "Written by `python benchmarks/validation.py`; figures of this page are not edited by hand. What each rule says:",
        "`extractor/schema/data/checks.csv`. Checks see records only, so `extractor check DATASET` gives the same again.",
        "",
    )
    if "published" in list_document_groups():
        yield from _render_documents(list_document_groups()["published"])
        yield from _render_failures()
    yield from _render_rules()
    yield from _render_mutations()
    yield from _render_unchecked_money()


def _render_documents(paths: Sequence[Path]) -> Iterator[str]:
    yield from (
        "## Published documents",
        "",
        "Not all of the slips described of published files lie in these; those that do are found: the figures of 太原 below, and",
        "its total of three public expenses, which its parts miss by 0.01 (`rounding`).",
        "",
        "| document | grade | tried | pass | rounding | fail | not checkable | money | in an identity |",
        "|---|---|---|---|---|---|---|---|---|",
    )
    total: Counter[str] = Counter()
    for path in paths:
        for one in load_disclosures(path):
            counts = Counter(check.result for check in one.checks)
            inside, places = count_checked_money(one)
            total.update(counts)
            total.update(money=places, held=inside)
            yield _format_row(path.stem, one.grade or "", counts, places, inside)
    yield from (_format_row("all", "", total, total["money"], total["held"]), "")


def _format_row(
    name: str, grade: str, counts: Counter[str], places: int, n_checked: int
) -> str:
    numbers = " | ".join(str(counts[result]) for result in RESULTS)
    share = f"{n_checked / places:.3f}" if places else ""
    return f"| {name} | {grade} | {sum(counts[r] for r in RESULTS)} | {numbers} | {places} | {share} |"


def _render_failures() -> Iterator[str]:
    yield from (
        "Every failure, read on the page:",
        "",
        "| document | rule | places | expected | actual | what it is |",
        "|---|---|---|---|---|---|",
    )
    for path in list_document_groups()["published"]:
        for one in load_disclosures(path):
            for check in one.checks:
                if check.result == "fail":
                    places = [str(place) for place in check.spans]
                    shown = "; ".join(places[:2]) + (" ..." if len(places) > 2 else "")
                    review = _find_review(path.name, check.rule, places[0])
                    yield f"| {path.stem} | {check.rule} | {shown} | {_format_value(check.expected)} | {_format_value(check.actual)} | {review} |"
    yield ""


def _format_value(value: object) -> str:
    return "" if value is None else str(value)


def _find_review(name: str, rule: str, place: str) -> str:
    for (word, of, where), what in REVIEWED_FAILURES.items():
        if word in name and of == rule and where in ("", place):
            return what
    return "NOT READ YET"


def _render_rules() -> Iterator[str]:
    names = list(list_document_groups())
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    results: dict[str, Counter[str]] = {}
    for name in names:
        for one in _iter_disclosures(list_document_groups()[name]):
            found = [check.rule for check in one.checks] + [
                i.code for i in one.issues if i.code in load_rules()
            ]
            counts[name].update(found)
            for check in one.checks:
                results.setdefault(check.rule, Counter())[check.result] += 1
    yield from (
        "## Rules",
        "",
        "How often each was tried (a flag: raised); with what result over all groups.",
        "",
        f"| rule | {' | '.join(names)} | pass | rounding | fail | not checkable |",
        "|---" * (len(names) + 5) + "|",
    )
    for rule in load_rules():
        tries = " | ".join(str(counts[name][rule] or "") for name in names)
        done = results.get(rule, Counter())
        yield f"| {rule} | {tries} | {' | '.join(str(done[result] or '') for result in RESULTS)} |"
    silent = [
        rule for rule in load_rules() if not any(counts[name][rule] for name in names)
    ]
    yield from ("", "Without a row above:", "")
    yield from (
        f"- `{rule}`: {UNTRIED_RULES.get(rule, 'tried on records made by hand')}."
        for rule in silent
    )
    yield ""


def measure_mutations(
    paths: Sequence[Path], at_most: int | None
) -> dict[str, DetectionCount]:
    """Mutations of each kind, and how many were detected."""
    kinds: dict[str, DetectionCount] = dict.fromkeys(
        ("one digit", "unit of a table", "columns swapped", "row missing"),
        DetectionCount(),
    )
    for one in _iter_disclosures(paths):
        errors = (
            mutate_digits(one, at_most),
            mutate_units(one),
            swap_columns(one),
            drop_rows(one),
        )
        for kind, several in zip(kinds, errors, strict=True):
            kinds[kind] += detect_mutations(one, several)
    return kinds


def _render_mutations() -> Iterator[str]:
    yield from (
        "## Mutations",
        "",
        "A mutation is detected when some rule gets worse (pass, rounding, fail), or a flag or a conflict of facts is new. Digits are those of numbers that stand in an",
        f"identity: in the samples each of them in every third document, in published documents {MAX_DIGIT_MUTATIONS} a document. A table of",
        "zeros is the same in any unit and is left out. Columns: neighbours in each other's place, in the whole table.",
        "",
        "`without trace`: missed ones that change nothing that the document says twice: a row whose figures another row of its",
        "table repeats column by column, a table or columns of which no figure stands anywhere else. They count as missed; the",
        "last column is the share without them.",
        "",
        "| documents | mutation | made | detected | share | without trace | share of the others |",
        "|---|---|---|---|---|---|---|",
    )
    for name, at_most in (("samples", None), ("published", MAX_DIGIT_MUTATIONS)):
        paths = list_document_groups().get(name, [])
        for kind, found in (
            measure_mutations(
                paths[::3] if name == "samples" else paths, at_most
            ).items()
            if paths
            else ()
        ):
            yield f"| {name} | {kind} | {found.n_mutations} | {found.n_detected} | {found.detection_rate:.3f} | {found.n_traceless} | {found.traced_rate:.3f} |"
    yield ""


def _render_unchecked_money() -> Iterator[str]:
    yield from (
        "## Money in no identity",
        "",
        "| documents | table | sums of money | in no identity | share |",
        "|---|---|---|---|---|",
    )
    for name in list_document_groups():
        all_money: Counter[str] = Counter()
        outside: Counter[str] = Counter()
        for one in _iter_disclosures(list_document_groups()[name]):
            known = find_checked_places(one.checks)
            for place, table in map_money_places(one).items():
                all_money[table] += 1
                outside[table] += place not in known
        for table in sorted(all_money):
            yield f"| {name} | {table} | {all_money[table]} | {outside[table]} | {outside[table] / all_money[table]:.3f} |"
    yield from ("", *_UNCHECKED_MONEY_NOTE, "")


_UNCHECKED_MONEY_NOTE = (
    "What stands in none is, by and large: amounts of single projects in prose (no table repeats them), changes without the",
    "figure of the other year and without a percentage, funds on forms of projects that no list of projects repeats. Plan: the",
    "change against last year's file (`cross_document_checks`) reaches the second kind wherever a run holds both years; projects by name",
    "in the list of projects, on their forms and in prose reach the others; a document of the rest says so in its grade",
    "(`money_unchecked`).",
)


def main(target: str = str(PAGE)) -> None:
    """Write the page in Chinese, and in English beside it."""
    write_pages(Path(target), "\n".join(render_page()))


if __name__ == "__main__":
    main(*read_arguments(__doc__))
