"""Forms of tables of money as accountants write them: what each figure means, and that nothing else is read."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.first_readings import write_document
from extractor.pipeline import parse_file

FORMS_FILE = Path(__file__).with_name("money_forms.txt")
CONCEPTS = {
    "-": None, "R": "revenue", "E": "expenditure", "CI": "carried_in", "CO": "carried_out",
    "EB": "expenditure.basic", "EP": "expenditure.project", "EPE": "expenditure.personnel", "EPU": "expenditure.public",
    "T": "three_public", "TO": "three_public.overseas", "TV": "three_public.vehicles", "TVP": "three_public.vehicles.purchase",
    "TVR": "three_public.vehicles.running", "TH": "three_public.hospitality", "OP": "operating_expenses",
    "CF": "conference", "TR": "training", "TL": "travel", "PR": "procurement", "PRG": "procurement.goods",
    "PRW": "procurement.works", "PRS": "procurement.services", "PRR": "procurement.sme_reserved", "PS": "government_purchase_of_services",
}  # fmt: skip
FUNDS = {
    "A": "all", "F": "fiscal_appropriation", "G": "general_public_budget", "V": "government_funds",
    "S": "state_capital", "Z": "fiscal_special_account", "U": "unit_funds", "O": "other",
}  # fmt: skip
ANNOTATION = re.compile(r"\{(?P<concept>[A-Z-]+)(?:@(?P<fund>[A-Z]))?(?:#(?P<codes>[\d+]+))?\}")
OFFICE = "某县水务局"


@dataclass
class Form:
    """One form: the lines around the table, its cells, and the periods of its columns and rows."""

    name: str
    year: int
    stage: str
    label_column: int = 0
    titles: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    periods: dict[tuple[str, int], tuple[int, str]] = field(default_factory=dict)
    cells: list[list[str]] = field(default_factory=list)

    def list_rows(self) -> list[list[str | None]]:
        """The cells as they are written: None is merged with the one on the left."""
        bare = [[re.sub(r"\{.*\}", "", cell) for cell in row] for row in self.cells]
        return [[None if text == "<" else text for text in row] for row in bare]

    def list_expected(self) -> dict[tuple[int, int], tuple[object, ...]]:
        """What each annotated figure means, by row and column."""
        expected: dict[tuple[int, int], tuple[object, ...]] = {}
        for r, row in enumerate(self.cells, 1):
            for c, cell in enumerate(row, 1):
                match = ANNOTATION.search(cell)
                if match is None:
                    continue
                year, stage = self.periods.get(("rows", r)) or self.periods.get(("head", c)) or (self.year, self.stage)
                codes = sorted((match["codes"] or "").split("+"))
                expected[r, c] = (self.find_label(r, c), year, stage, CONCEPTS[match["concept"]], FUNDS.get(match["fund"] or ""), codes)
        return expected

    def find_label(self, row: int, column: int) -> str:
        """The nearest words on the left, or those of the label column."""
        columns = [self.label_column] if self.label_column else range(column - 1, 0, -1)
        for c in columns:
            text = self.find_text(row, c)
            if text and not re.fullmatch(r"[\d,.\s—-]*", text):
                return re.sub(r"\s", "", text)
        return ""

    def find_text(self, row: int, column: int) -> str:
        text = re.sub(r"\{.*\}", "", self.cells[row - 1][column - 1])
        if text == "^":
            return self.find_text(row - 1, column)
        return self.find_text(row, column - 1) if text == "<" else text


def read_forms(text: str) -> list[Form]:
    forms: list[Form] = []
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "form":
            name, period, *options = (part.strip() for part in rest.split("|"))
            stage = "executed" if period.endswith("final") else "budget"
            forms.append(Form(name, int(period[:4]), stage, int(options[0].split()[1]) if options else 0))
        elif word in ("title", "unit", "note"):
            getattr(forms[-1], f"{word}s").append(rest)
        elif word in ("head", "rows"):
            number, _, year, stage = rest.split()
            forms[-1].periods[word, int(number)] = (int(year), stage)
        elif word == "|":
            forms[-1].cells.append([cell.strip(" ") for cell in line.strip().strip("|").split("|")])
    return forms


def extract_lines(form: Form) -> dict[tuple[int, int], tuple[object, ...]]:
    title = f"{form.year}年部门{'决算' if form.stage == 'executed' else '预算'}公开说明"
    lines = [OFFICE, title, *form.titles, *form.units]
    blocks = [*({"p": line} for line in lines), {"table": form.list_rows()}, *({"p": line} for line in form.notes)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{form.name}.docx"
        write_document(path, blocks)
        disclosures = parse_file(path.read_bytes(), path.name).disclosures
    found: dict[tuple[int, int], tuple[object, ...]] = {}
    for disclosure in disclosures:
        for line in disclosure.budget_lines:
            if line.value.value is None or line.phase is None:
                continue  # a difference is a line without stage and concept
            label = re.sub(r"\s|^\[\d+\]", "", line.row_label.value) if line.row_label else ""
            context = line.context
            phase = str(line.phase.value if line.phase else "").removeprefix("prior_")
            codes = sorted(filter(None, {context.function_code, context.economic_code}))
            found[line.place.row or 0, line.place.column or 0] = (label, line.fiscal_year, phase, context.concept, context.fund, codes)
    return found


def select_stated(expected: tuple[object, ...], found: tuple[object, ...]) -> tuple[object, ...]:
    """What was found, without a fund or codes that the form does not state."""
    fund = found[4] if expected[4] is not None else None
    codes = found[5] if expected[5] != [""] else [""]
    return (*found[:4], fund, codes)


def list_differences(form: Form) -> list[str]:
    expected, found = form.list_expected(), extract_lines(form)
    differences = []
    for cell in sorted(expected.keys() | found.keys()):
        wanted, got = expected.get(cell), found.get(cell)
        if wanted and got:
            got = select_stated(wanted, got)
        if wanted != got:
            differences.append(f"{cell}: {wanted} but {got}")
    return differences


FORMS = read_forms(FORMS_FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_each_figure_of_a_form_means_what_its_row_column_and_title_say(form: Form) -> None:
    assert list_differences(form) == []
