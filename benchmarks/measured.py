"""What the program reads against rows written by hand, document by document.

Measured are the samples, the blind set, and, where their documents lie in ../shared beside this repository, the example
document, the labelled documents of tests/gold and the two held out. Strict: a row counts when all columns of the gold
agree. Relaxed: when those of RELAXED do.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from extractor.dataset.to_rows import build_file_rows
from extractor.evaluation import EvaluationReport, TableScore, evaluate
from extractor.evaluation.gold import normalize_value
from extractor.pipeline import parse_file

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
GOLD_FOLDER = ROOT / "tests" / "gold"

# What begins the name of the gold of documents held out, in the order they were labelled, and beside it the figures of the
# first run on them (benchmarks/<name>-first-run.json), never written again.
HOLDOUT_SETS = ("holdout", "holdout2")

RELAXED_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "disclosures": ("doc_type", "fiscal_year", "department_name", "division_code"),
    "sections": ("number", "title"),
    "sections_level2": ("number", "title"),
    "amounts": ("item", "value_yuan", "fiscal_year"),
    "changes": ("item", "direction", "value_yuan", "fiscal_year"),
    "counts": ("value", "unit"),
    "nil_statements": ("subject",),
    "indicators": ("level1", "name"),
    "thresholds": ("indicator", "operator", "lower", "upper"),
    "glossary": ("term",),
    "budget_lines": ("table_key", "value_yuan", "fiscal_year"),
}

# Tables whose money stands in a cell or a sentence of its own: the unit is compared number by number, at its place.
MONEY_TABLES = ("amounts", "changes", "budget_lines")

GoldRow = Mapping[str, Any]


@dataclass(frozen=True)
class LabelledDocument:
    """A document and the gold that speaks of it."""

    name: str
    document: Path
    gold: tuple[Path, ...]
    family: str = ""


@dataclass(frozen=True)
class UnitAgreement:
    """Numbers of money at their places: labelled, read there with the same value in 元, off by a power of ten."""

    labelled: int = 0
    matched: int = 0
    power_of_ten: int = 0

    def __add__(self, other: UnitAgreement) -> UnitAgreement:
        return UnitAgreement(
            self.labelled + other.labelled,
            self.matched + other.matched,
            self.power_of_ten + other.power_of_ten,
        )


@dataclass(frozen=True)
class ReasonAgreement:
    """Changes whose number is read at its place: in how many the gold says there is a reason, or none; what agrees."""

    compared: int = 0
    presence: int = 0
    with_text: int = 0
    same_text: int = 0

    def __add__(self, other: ReasonAgreement) -> ReasonAgreement:
        return ReasonAgreement(
            self.compared + other.compared,
            self.presence + other.presence,
            self.with_text + other.with_text,
            self.same_text + other.same_text,
        )


@dataclass(frozen=True)
class DocumentScores:
    """One document, measured."""

    labelled: LabelledDocument
    strict: EvaluationReport
    relaxed: EvaluationReport
    units: UnitAgreement
    reasons: ReasonAgreement
    amounts: int  # amounts in prose
    without_item: int
    unmatched_numbers: Mapping[str, int]  # by reason
    numbers: int
    grade: str  # the program's own word for how far to trust the document; it does not see the gold

    @property
    def unit_mistakes(self) -> int:
        """Money off by a power of ten, at its place or among rows that are otherwise alike."""
        return max(self.units.power_of_ten, len(self.strict.unit_mistakes))


# --- what there is to measure -----------------------------------------------------------------------------------------


def list_samples() -> tuple[LabelledDocument, ...]:
    """The authored samples."""
    several = sorted((ROOT / "samples").glob("*.docx"))
    return tuple(
        LabelledDocument(one.stem, one, (one.parent / "expected" / f"{one.stem}.json",))
        for one in several
    )


def list_blind_set() -> tuple[LabelledDocument, ...]:
    """The authored documents whose wordings no template lists."""
    several = sorted((ROOT / "tests" / "blind").glob("*.docx"))
    return tuple(
        LabelledDocument(one.stem, one, (one.with_name(f"{one.stem}.gold.json"),))
        for one in several
    )


def list_example() -> tuple[LabelledDocument, ...]:
    """The example document, where it lies beside the repository."""
    folder = SHARED / "seed"
    several = sorted(folder.glob("*.docx"))
    return tuple(
        LabelledDocument(
            one.stem, one, (folder / "gold.json", folder / "places.json"), "A"
        )
        for one in several
    )


def list_published(holdout_set: str | None = None) -> tuple[LabelledDocument, ...]:
    """The labelled published documents that lie beside the repository: those developed with, or some held out."""
    found = []
    for path in sorted(GOLD_FOLDER.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        document = SHARED / "corpus" / data["file"]
        group, dash, name = path.stem.partition("-")
        if (group if dash else None) == holdout_set and document.exists():
            found.append(
                LabelledDocument(
                    name or group, document, (path,), data.get("family", "")
                )
            )
    return tuple(found)


# --- measuring --------------------------------------------------------------------------------------------------------


@cache
def measure_document(labelled: LabelledDocument) -> DocumentScores:
    """Read one document and compare it with its gold."""
    found = build_file_rows(
        parse_file(labelled.document.read_bytes(), labelled.document.name),
        labelled.document.name,
    )
    gold = json.loads(labelled.gold[0].read_text(encoding="utf-8"))
    places = [
        place
        for path in labelled.gold
        for place in _index_places(json.loads(path.read_text(encoding="utf-8")))
    ]
    prose = [row for row in found["amounts"] if row["source"] == "prose"]
    return DocumentScores(
        labelled,
        evaluate(found, labelled.gold, "en"),
        evaluate(found, labelled.gold, "en", RELAXED_COLUMNS),
        _compare_units(gold, places, found),
        _compare_reasons(gold, places, found["changes"]),
        len(prose),
        sum(row["item"] is None for row in prose),
        Counter(
            str(row.get("reason") or "other") for row in found["unmatched_numbers"]
        ),
        sum(row["n_numbers"] for row in found["disclosures"]),
        max((row["grade"] for row in found["disclosures"]), default="D"),
    )


def _index_places(data: Any) -> list[GoldRow]:
    return data if isinstance(data, list) else data.get("places", [])


def _pair_with_places(
    gold: GoldRow, places: Iterable[GoldRow], table: str
) -> Iterator[tuple[GoldRow, str]]:
    """Rows of the gold with the place of their number: places stand in the order of the rows."""
    standing = [
        place["place"]
        for place in places
        if place["table"] == table and place["column"] == "value"
    ]
    wanted = [
        row
        for row in gold.get(table, ())
        if row.get("stated") is not False and row.get("value_yuan") is not None
    ]
    if len(standing) == len(wanted):
        yield from zip(wanted, standing, strict=True)


def _compare_units(
    gold: GoldRow, places: Sequence[GoldRow], found: Mapping[str, Sequence[GoldRow]]
) -> UnitAgreement:
    total = UnitAgreement()
    for table in MONEY_TABLES:
        here: dict[str, list[Decimal]] = {}
        for row in found[table]:
            if row["value_yuan"] is not None:
                here.setdefault(row["place"], []).append(row["value_yuan"])
        for row, place in _pair_with_places(gold, places, table):
            wanted, values = Decimal(str(row["value_yuan"])), here.get(place, [])
            slipped = wanted not in values and any(
                _differ_by_power_of_ten(wanted, value) for value in values
            )
            total += UnitAgreement(1, int(wanted in values), int(slipped))
    return total


def _differ_by_power_of_ten(one: Decimal, other: Decimal) -> bool:
    return bool(one and other and one != other) and (
        one / other
    ).normalize().as_tuple().digits == (1,)


def _compare_reasons(
    gold: GoldRow, places: Sequence[GoldRow], found: Sequence[GoldRow]
) -> ReasonAgreement:
    total = ReasonAgreement()
    for row, place in _pair_with_places(gold, places, "changes"):
        here = [
            one for one in found if one["place"] == place and one["item"] == row["item"]
        ]
        if here and "has_reason" in row:
            text = normalize_value(here[0]["reason"], "reason", "changes")
            digest = hashlib.sha256(text.encode()).hexdigest()[:12] if text else None
            has = row["has_reason"]
            total += ReasonAgreement(
                1,
                int(has == (text is not None)),
                int(has),
                int(has and digest == row["reason_sha"]),
            )
    return total


def aggregate_scores(
    documents: Iterable[DocumentScores], relaxed: bool = False
) -> dict[str, TableScore]:
    """Scores by table over several documents."""
    reports = [one.relaxed if relaxed else one.strict for one in documents]
    return EvaluationReport(
        tuple(case for report in reports for case in report.comparisons)
    ).scores


def compute_column_accuracy(score: TableScore) -> dict[str, float]:
    """Column -> share of the gold's rows in which it is right; a row with no like is wrong in all."""
    if not score.n_gold:
        return {}
    columns = list(
        dict.fromkeys(column for one in score.missing for column in one.gold_row)
    )
    wrong = {
        c: sum(one.nearest_row is None or c in one.columns for one in score.missing)
        for c in columns
    }
    return {column: 1 - count / score.n_gold for column, count in wrong.items()}
