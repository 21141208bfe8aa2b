"""Score sets that were written and labelled before the program ran on them.

    python benchmarks/first_readings.py prose SET.jsonl [--show]
    python benchmarks/first_readings.py documents FOLDER [--show]
    python benchmarks/first_readings.py tables SET.jsonl [--show]

Each entry becomes a .docx of its own; all are run as a folder, and the CSV tables are
compared with the labels. ``--show`` prints what differs, row by row.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tempfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import parse_xml

from extractor.batch import run_batch
from extractor.dataset.dataset import open_dataset
from extractor.dataset.panel import write_panel
from extractor.lexicon.label_parser import describe_item

Row = Mapping[str, Any]
Key = tuple[Any, ...]

_TITLES = {
    "department_budget": "部门预算公开说明",
    "department_final": "部门决算公开说明",
    "unit_budget": "单位预算公开说明",
    "unit_final": "单位决算公开说明",
}


# --- Scores ------------------------------------------------------------------


@dataclass
class Score:
    """Rows of the labels, rows found, rows in both; and what differs."""

    expected: int = 0
    found: int = 0
    matched: int = 0
    differences: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * self.matched / total if total else 1.0

    def add(self, name: str, expected: Sequence[Key], found: Sequence[Key]) -> None:
        """Count the rows of one entry."""
        wanted, got = Counter(expected), Counter(found)
        both = wanted & got
        self.expected += len(expected)
        self.found += len(found)
        self.matched += sum(both.values())
        self.differences += [f"{name} - {key}" for key in (wanted - both).elements()]
        self.differences += [f"{name} + {key}" for key in (got - both).elements()]


def print_scores(scores: Mapping[str, Score], show: bool) -> None:
    """Print a line a score, and the differences where they are wanted."""
    for name, score in scores.items():
        print(
            f"{name:24} F1 {score.f1:.4f}   labelled {score.expected:5}"
            f"   found {score.found:5}   matched {score.matched:5}"
        )
    if not show:
        return
    for name, score in scores.items():
        print(f"\n== {name}")
        print("\n".join(score.differences))


# --- Documents ---------------------------------------------------------------


class _Grid:
    """Cells of a table; None is merged with the cell on the left, "^" with the one above.

    Only rectangles are merged, as Word does it.
    """

    def __init__(self, rows: Sequence[Sequence[str | None]]) -> None:
        self.width = max(len(row) for row in rows)
        self.height = len(rows)
        self.texts: dict[tuple[int, int], str] = {}
        origins: dict[tuple[int, int], tuple[int, int]] = {}
        for i, row in enumerate(rows):
            for j in range(self.width):
                text = row[j] if j < len(row) else ""
                if text is None:
                    origins[i, j] = origins[i, j - 1]
                elif text == "^":
                    origins[i, j] = origins[i - 1, j]
                else:
                    origins[i, j] = (i, j)
                    self.texts[i, j] = text
        self.merged: dict[tuple[int, int], tuple[int, int]] = {}
        """The first cell of the rectangle that a cell is merged into."""
        self.columns: dict[tuple[int, int], int] = {}
        """Columns of a rectangle by its first cell."""
        covered: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for cell, origin in origins.items():
            covered.setdefault(origin, []).append(cell)
        for origin, cells in covered.items():
            height = max(i for i, _ in cells) - origin[0] + 1
            columns = max(j for _, j in cells) - origin[1] + 1
            if height * columns == len(cells) > 1:
                self.merged |= dict.fromkeys(cells, origin)
                self.columns[origin] = columns

    def is_merged_down(self, origin: tuple[int, int]) -> bool:
        """Whether a rectangle has more than one row."""
        return self.merged.get((origin[0] + 1, origin[1])) == origin


_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
_TEXT_WIDTH = 8640  # twips between the margins


def _render_text(text: str) -> str:
    """A paragraph of one run; a break of a line is an element of its own."""
    pieces = []
    for piece in filter(None, re.split(r"([\t\n\r])", text)):
        space = "" if piece == piece.strip() else ' xml:space="preserve"'
        words = f"<w:t{space}>{escape(piece)}</w:t>"
        pieces.append(_BREAKS.get(piece, words))
    return f"<w:p><w:r>{''.join(pieces)}</w:r></w:p>"


def _render_cells(grid: _Grid, row: int) -> Iterator[str]:
    width = _TEXT_WIDTH // grid.width
    for column in range(grid.width):
        cell = (row, column)
        origin = grid.merged.get(cell, cell)
        if origin[1] < column:
            continue  # the first cell of the row stands for it
        columns = grid.columns.get(origin, 1)
        properties = f'<w:tcW w:type="dxa" w:w="{width * columns}"/>'
        if columns > 1:
            properties += f'<w:gridSpan w:val="{columns}"/>'
        if origin != cell:
            properties += "<w:vMerge/>"
        elif grid.is_merged_down(origin):
            properties += '<w:vMerge w:val="restart"/>'
        text = grid.texts.get(cell)
        paragraph = "<w:p/>" if text is None else _render_text(text)
        yield f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph}</w:tc>"


def _render_table(rows: Sequence[Sequence[str | None]]) -> str:
    grid = _Grid(rows)
    column = f'<w:gridCol w:w="{_TEXT_WIDTH // grid.width}"/>'
    lines = ("".join(_render_cells(grid, row)) for row in range(grid.height))
    body = "".join(f"<w:tr>{line}</w:tr>" for line in lines)
    return (
        '<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/></w:tblPr>'
        f"<w:tblGrid>{column * grid.width}</w:tblGrid>{body}</w:tbl>"
    )


# Parts of the template that say nothing of text or its order.
_DECORATIONS = ("theme", "webSettings", "fontTable", "stylesWithEffects", "customXml")
_TEXT_PART = "word/document.xml"


@cache
def _pack_other_parts() -> tuple[bytes, str, str]:
    """The file of an empty document but for its text, and what stands around that text.

    Styles that nobody uses are left out: to read them takes longer than the text.
    """
    document = docx.Document()
    for id, relationship in list(document.part.rels.items()):
        if relationship.reltype.endswith(_DECORATIONS):
            del document.part.rels[id]
    styles = document.styles.element
    for style in [*styles.style_lst, *styles.findall(qn("w:latentStyles"))]:
        if style.get(qn("w:default")) is None:
            styles.remove(style)
    file, others = io.BytesIO(), io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as whole, zipfile.ZipFile(others, "w") as archive:
        for entry in whole.infolist():
            if entry.filename != _TEXT_PART:
                archive.writestr(entry, whole.read(entry))
    head, tail = document.part.blob.decode().split("<w:sectPr", 1)
    return others.getvalue(), head, f"<w:sectPr{tail}"


def _save_text(text: str, path: Path) -> None:
    """Write the text beside the other parts of the empty document."""
    others, head, tail = _pack_other_parts()
    path.write_bytes(others)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(_TEXT_PART, f"{head}{text}{tail}")


def _save_text_with_header(text: str, header: str, path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = header
    body = document.element.body
    words = parse_xml(f'<w:body xmlns:w="{nsmap["w"]}">{text}</w:body>')
    for position, element in enumerate(list(words)):
        body.insert(position, element)
    document.save(str(path))


def write_document(
    path: Path, blocks: Iterable[Row], header: str | None = None
) -> dict[int, str]:
    """Write a .docx and give the path of each block by its index."""
    paths: dict[int, str] = {}
    texts: list[str] = []
    for index, block in enumerate(blocks):
        if "p" in block:
            texts.append(_render_text(block["p"]))
        else:
            texts += map(_render_text, block.get("caption_above", ()))
            texts.append(_render_table(block["table"]))
        paths[index] = f"b{len(texts)}"
    if header:
        _save_text_with_header("".join(texts), header, path)
    else:
        _save_text("".join(texts), path)
    return paths


# --- Running -----------------------------------------------------------------


class Tables:
    """The CSV tables of a dataset, by the path of the file."""

    def __init__(self, inputs: Path) -> None:
        self._folder = inputs.parent / "out"
        run_batch([inputs], self._folder, formats=("csv",), lang="zh", fresh=True)
        data = open_dataset(self._folder)
        paths = [self._folder / one["path"] for one in data.package["resources"]]
        rows = {path.stem: _read_rows(path) for path in paths}
        self._manifest = {row["path"]: row for row in rows.pop("manifest")}
        self._rows = {table: _group_by_disclosure(rows[table]) for table in rows}

    @cached_property
    def _panel(self) -> dict[str, list[dict[str, str]]]:
        """Rows of the panel by disclosure."""
        path = self._folder / "panel.of.folder.csv"
        write_panel(open_dataset(self._folder).panel(), path)
        return _group_by_disclosure(_read_rows(path))

    def select_rows(self, table: str, path: str) -> list[dict[str, str]]:
        """The rows of one file."""
        entry = self._manifest.get(path)
        if entry is None:
            return []
        if table == "manifest":
            return [entry]
        groups = self._panel if table == "panel" else self._rows.get(table, {})
        ids = dict.fromkeys(entry["disclosure_ids"].split(";"))
        return [row for one in ids if one for row in groups.get(one, ())]


def _group_by_disclosure(
    rows: Iterable[dict[str, str]],
) -> dict[str, list[dict[str, str]]]:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.get("disclosure_id", ""), []).append(row)
    return groups


def _read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


# --- Keys of rows ------------------------------------------------------------


def _normalize_number(value: object) -> str | None:
    if value is None or value == "":
        return None
    return str(Decimal(str(value).replace(",", "")).normalize() + 0)


def _find_start(row: Row, text: str) -> int:
    """Where a labelled number begins in its text."""
    if "start" in row:
        return int(row["start"])
    position = -1
    for _ in range(row.get("nth", 1)):
        position = text.find(row["raw"], position + 1)
    return position


def _parse_start(place: str) -> tuple[str, int]:
    match = re.fullmatch(r"(.+?)\[(\d+):\d+\]", place)
    if match is None:
        return place, 0
    return match[1], int(match[2])


def list_expected_amounts(gold: Iterable[Row], text: str) -> list[Key]:
    """Keys of the labelled amounts of one text; those on which experts may differ are left out."""
    keys = []
    for row in gold:
        if row.get("unsure"):
            continue
        items = [row["item"]]
        if row.get("also_item"):
            items.append(row["also_item"])
        value = _normalize_number(row["value"])
        rest = (row["fiscal_year"], row["stage"], row.get("fund"))
        start = _find_start(row, text)
        keys += [(start, value, row["unit"], item, *rest) for item in items]
    return keys


def list_found_amounts(
    rows: Iterable[Row], path: str, gold: Sequence[Row], text: str
) -> list[Key]:
    """Keys of the amounts that were read in one paragraph.

    An item that the labels allow beside their own counts as their own.
    """
    unsure = {_find_start(row, text) for row in gold if row.get("unsure")}
    other_items = {
        (_find_start(row, text), row["alt_item"]): row["item"]
        for row in gold
        if "alt_item" in row
    }
    keys = []
    for row in rows:
        block, start = _parse_start(row["place"])
        if block != path or start in unsure:
            continue
        year = int(row["fiscal_year"]) if row["fiscal_year"] else None
        value = _normalize_number(row["value"])
        # the fiscal year tells whether a stage is that of the year before
        stage = row["phase"].removeprefix("prior_") or None
        item = row["item"] or None
        item = other_items.get((start, item), item)
        fund = row.get("fund") or None
        keys.append((start, value, row["unit"], item, year, stage, fund))
    return keys


def drop_unsure_changes(
    gold: Iterable[Row], found: Sequence[Key]
) -> tuple[list[Row], list[Key]]:
    """The labelled changes that are certain, and what was read without the others."""
    certain, rest = [], list(found)
    sure = [row for row in gold if not (row.get("soft") or row.get("unsure"))]
    claimed = Counter(list_expected_changes(sure))
    for row in gold:
        if not (row.get("soft") or row.get("unsure")):
            certain.append(row)
            continue
        twin = _find_unsure_change(row, rest, claimed)
        if twin is not None:
            rest.remove(twin)
    return certain, rest


def _find_unsure_change(
    row: Row, found: Sequence[Key], claimed: Counter[Key]
) -> Key | None:
    """What was read of a change that is not scored: of its sum and its item or direction.

    A row that a certain label names is that one's; 增加0万元 has no direction or its verb's.
    """
    number = _normalize_number(row["value"])
    alike = [key for key in found if key[2] == number]
    alike = [key for key in alike if found.count(key) > claimed[key]]
    of_item = [key for key in alike if key[0] == row["item"]]
    of_direction = [key for key in alike if key[1] == row["direction"]]
    return next(iter(of_item or of_direction), None)


def list_expected_changes(gold: Iterable[Row]) -> list[Key]:
    """Keys of the labelled changes: item, direction, value, percent, base year.

    A change of two things at once (收、支总计各增加5万元) is one of each.
    """
    return [
        (
            item,
            row["direction"],
            _normalize_number(row["value"]),
            _normalize_number(row["percent"]),
            row["base_year"],
        )
        for row in gold
        for item in [row["item"], *filter(None, [row.get("also_item")])]
    ]


def accept_other_items(gold: Iterable[Row], found: Sequence[Key]) -> list[Key]:
    """What was read, where an item that the labels allow counts as their own."""
    keys = list(found)
    for row in gold:
        if "alt_item" not in row:
            continue
        (own,) = list_expected_changes([{**row, "also_item": None}])
        other = (row["alt_item"], *own[1:])
        if other in keys and own not in keys:
            keys[keys.index(other)] = own
    return keys


def list_found_changes(rows: Iterable[Row], path: str) -> list[Key]:
    """Keys of the changes that were read in one paragraph."""
    return [
        (
            row["item"] or None,
            row["direction"] or None,
            _normalize_number(row["value"]),
            _normalize_number(row["percent"]),
            int(row["base_year"]) if row["base_year"] else None,
        )
        for row in rows
        if _parse_start(row["place"])[0] == path
    ]


# --- Sets --------------------------------------------------------------------


def score_prose(source: Path, folder: Path) -> dict[str, Score]:
    """Score paragraphs of prose, each in a document of a title, a heading and itself."""
    entries = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    inputs = folder / "in"
    inputs.mkdir()
    for entry in entries:
        title = f"{entry['year']}年{_TITLES[entry['doc_type']]}"
        lines = (entry["department"], title, entry["heading"], entry["text"])
        write_document(inputs / f"{entry['id']}.docx", [{"p": one} for one in lines])
    tables = Tables(inputs)
    names = (
        "accepted", "amounts", "amounts with fund", "amounts: numbers",
        "changes", "changes: numbers", "nil statements", "counts",
    )  # fmt: skip
    scores = {name: Score() for name in names}
    for entry in entries:
        _score_paragraph(entry, tables, scores)
    return scores


def _score_paragraph(entry: Row, tables: Tables, scores: Mapping[str, Score]) -> None:
    name, path = entry["id"], f"{entry['id']}.docx"
    is_read = bool(tables.select_rows("disclosures", path))
    scores["accepted"].add(name, [(True,)], [(True,)] if is_read else [])
    expected = list_expected_amounts(entry["amounts"], entry["text"])
    found = list_found_amounts(
        tables.select_rows("amounts", path), "b4", entry["amounts"], entry["text"]
    )
    scores["amounts with fund"].add(name, expected, found)
    scores["amounts"].add(
        name, [key[:-1] for key in expected], [key[:-1] for key in found]
    )
    scores["amounts: numbers"].add(
        name,
        sorted({key[:3] for key in expected}),
        sorted({key[:3] for key in found}),
    )
    certain, found = drop_unsure_changes(
        entry["changes"], list_found_changes(tables.select_rows("changes", path), "b4")
    )
    expected = list_expected_changes(certain)
    found = accept_other_items(certain, found)
    scores["changes"].add(name, expected, found)
    scores["changes: numbers"].add(
        name, [key[1:4] for key in expected], [key[1:4] for key in found]
    )
    nil_rows = tables.select_rows("nil_statements", path)
    expected, found = _pair_subjects(
        [row["subject"] for row in entry["nil"]],
        [row["subject"] for row in nil_rows],
    )
    unsure = [
        (_strip_marks(row["subject"]),) for row in entry["nil"] if _is_unsure(row)
    ]
    scores["nil statements"].add(name, *_drop_keys(unsure, expected, found))
    expected = [_list_count_key(row) for row in entry["counts"]]
    counts = [
        row
        for row in tables.select_rows("counts", path)
        if _parse_start(row["place"])[0] == "b4"
    ]
    found = [
        _list_count_key(row)
        for row in counts
        if not _is_implied(row) or _list_count_key(row) in expected
    ]
    unsure = [_list_count_key(row) for row in entry["counts"] if _is_unsure(row)]
    scores["counts"].add(name, *_drop_keys(unsure, expected, found))


def _is_unsure(row: Row) -> bool:
    return bool(row.get("unsure"))


def _drop_keys(
    unsure: Iterable[Key], expected: Iterable[Key], found: Iterable[Key]
) -> tuple[list[Key], list[Key]]:
    """Keys of both sides without those on which experts may differ."""
    dropped = Counter(unsure)
    expected, found = Counter(expected) - dropped, Counter(found) - dropped
    return list(expected.elements()), list(found.elements())


def _list_count_key(row: Row) -> Key:
    return (_normalize_number(row["value"]), _normalize_unit(row["unit"]))


def _is_implied(row: Row) -> bool:
    """True for the 0 that a denial implies (无车辆), which the labels may list or not."""
    return not any(char.isdigit() for char in row["raw"])


def _pair_subjects(
    expected: Sequence[str], found: Sequence[str]
) -> tuple[list[Key], list[Key]]:
    """Keys of subjects; a subject found gets the key of the labelled one that holds it or that it holds."""
    left = [_strip_marks(subject) for subject in expected]
    keys = [(subject,) for subject in left]
    found_keys = []
    for subject in map(_strip_marks, found):
        twin = next((one for one in left if one in subject or subject in one), None)
        if twin is not None:
            left.remove(twin)
        found_keys.append((twin or subject,))
    return keys, found_keys


def _strip_marks(subject: str) -> str:
    """A subject without quotes, brackets and the words for any expenditure."""
    plain = re.sub(r"[“”\"（）()、，\s]", "", subject)
    return re.sub(r"(预算|决算|安排|支出|费用|经费|费|的)+$", "", plain)


def _normalize_unit(unit: str | None) -> str:
    return (unit or "").replace("（", "(").replace("）", ")")


def score_documents(source: Path, folder: Path) -> dict[str, Score]:
    """Score whole documents: whose, when, what kind, headings, amounts, panel."""
    inputs = folder / "in"
    inputs.mkdir()
    entries: dict[str, tuple[Row, dict[int, str]]] = {}
    for path in sorted(source.glob("*.json")):
        entry = json.loads(path.read_text("utf-8"))
        name = f"{path.stem}.docx"
        titles = [{"p": line} for line in entry["title_lines"]]
        blocks = [*titles, *entry["blocks"]]
        header = entry.get("page_header")
        paths = write_document(inputs / name, blocks, header)
        shift = len(titles)
        entries[name] = (
            entry,
            {i - shift: place for i, place in paths.items() if i >= shift},
        )
    tables = Tables(inputs)
    names = (
        "accepted", "department_name", "fiscal_year", "doc_type", "headings",
        "amounts", "amounts with fund", "amounts in tables", "panel",
    )  # fmt: skip
    scores = {name: Score() for name in names}
    for name, (entry, paths) in entries.items():
        _score_document(name, entry, paths, tables, scores)
    return scores


def _score_document(
    name: str,
    entry: Row,
    paths: Mapping[int, str],
    tables: Tables,
    scores: Mapping[str, Score],
) -> None:
    gold = entry["gold"]
    documents = tables.select_rows("disclosures", name)
    scores["accepted"].add(name, [(True,)], [(True,)] if documents else [])
    columns = ["department_name", "fiscal_year", "doc_type"]
    if gold.get("doc_type_unsure"):
        columns.remove("doc_type")
    for column in columns:
        own = str(gold[column])
        others = _list_alternatives(gold, f"{column}_alt")
        values = [row[column] for row in documents[:1]]
        values = [own if value in others else value for value in values]
        scores[column].add(name, [(own,)], [(value,) for value in values])
    headings = list(map(_build_heading_key, gold["headings"]))
    unsure = [_build_heading_key(row) for row in gold["headings"] if row.get("unsure")]
    texts = {path: entry["blocks"][index].get("p", "") for index, path in paths.items()}
    sections = [
        _build_heading_key(row)
        for row in tables.select_rows("sections", name)
        if not _is_run_in(row, texts, headings)
    ]
    scores["headings"].add(name, *_drop_keys(unsure, headings, sections))
    amounts = tables.select_rows("amounts", name)
    _score_cells(name, gold["amounts"], paths, tables, scores["amounts in tables"])
    prose = [row for row in gold["amounts"] if "row" not in row]
    for index in sorted({row["block"] for row in prose}):
        text = entry["blocks"][index].get("p", "")
        rows = [row for row in prose if row["block"] == index]
        expected = list_expected_amounts(rows, text)
        found = list_found_amounts(amounts, paths[index], rows, text)
        label = f"{name} {index}"
        scores["amounts with fund"].add(label, expected, found)
        scores["amounts"].add(
            label, [key[:-1] for key in expected], [key[:-1] for key in found]
        )
    panel = tables.select_rows("panel", name)
    expected = [
        (item, _normalize_number(value))
        for item, value in gold["panel"].items()
        if value is not None and item not in gold.get("panel_unsure", ())
    ]
    found = [
        (item, _normalize_number(panel[0].get(item)))
        for item in gold["panel"]
        if panel and panel[0].get(item) and item not in gold.get("panel_unsure", ())
    ]
    scores["panel"].add(name, expected, found)


def _build_heading_key(row: Row) -> Key:
    number = unicodedata.normalize("NFKC", row["number"] or "")
    return int(row["level"]), number, row["title"].strip("：:。 ")


def _is_run_in(row: Row, texts: Mapping[str, str], headings: Sequence[Key]) -> bool:
    """True for a title with text behind it that the labels do not list."""
    title = row["title"].strip("：:。 ")
    text = texts.get(_parse_start(row["place"])[0], "")
    behind = text.partition(title)[2].strip("：:。 ")
    return bool(behind) and all(title != heading for _, _, heading in headings)


def _score_cells(
    name: str,
    gold: Iterable[Row],
    paths: Mapping[int, str],
    tables: Tables,
    score: Score,
) -> None:
    """Count the labelled cells whose value and item stand in some table of figures."""
    found = {}
    for table in ("budget_lines", "amounts", "assets"):
        for row in tables.select_rows(table, name):
            place = row["place"].partition("[")[0]
            value = _normalize_number(row["value"])
            concept = row.get("concept") or _get_concept(row["item"])
            found[place, value] = concept
    for row in gold:
        if "row" not in row or row.get("unsure"):
            continue
        place = f"{paths[row['block']]}.r{row['row']}"
        value = _normalize_number(row["value"])
        keys = ((f"{place}.c{row['col']}", value), (place, value))
        concept = next((found[key] for key in keys if key in found), "not read")
        wanted = _get_concept(row["item"])
        if concept in map(_get_concept, _list_alternatives(row, "alt_item")):
            concept = wanted
        score.add(name, [(place, value, wanted)], [(place, value, concept)])


def score_tables(source: Path, folder: Path) -> dict[str, Score]:
    """Score forms of tables, each in a document of its own: lines, and forms that are wholly right."""
    entries = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    inputs = folder / "in"
    inputs.mkdir()
    tables_paths = {}
    for entry in entries:
        title = f"{entry['fiscal_year']}年{_TITLES[entry['doc_type']]}"
        lines = [entry["department"], title, *entry["title_lines"]]
        if entry.get("unit_line"):
            lines.append(entry["unit_line"])
        blocks: list[Row] = [{"p": line} for line in lines]
        blocks.append({"table": entry["rows"]})
        blocks += [{"p": line} for line in entry.get("notes_below", ())]
        write_document(inputs / f"{entry['id']}.docx", blocks)
        tables_paths[entry["id"]] = f"b{len(lines) + 1}"
    tables = Tables(inputs)
    names = ("forms wholly right", "accepted", "lines", "lines: numbers", "other rows")
    scores = {name: Score() for name in names}
    for entry in entries:
        _score_form(entry, tables_paths[entry["id"]], tables, scores)
    return scores


def _score_form(
    entry: Row, block: str, tables: Tables, scores: Mapping[str, Score]
) -> None:
    name, path = entry["id"], f"{entry['id']}.docx"
    documents = tables.select_rows("disclosures", path)
    scores["accepted"].add(name, [(True,)], [(True,)] if documents else [])
    gold = entry["gold"]
    lines = [row for row in gold.get("lines", ()) if "row" in row]
    expected = [
        _build_line_key(row, row["row"], row["col"])
        for row in lines
        if not row.get("unsure")
    ]
    found = []
    if lines or gold.get("kind") != "indicators":
        read = tables.select_rows("budget_lines", path)
        found = _list_found_lines(read, block, lines)
    is_right = bool(documents) and Counter(expected) == Counter(found)
    scores["lines"].add(name, expected, found)
    scores["lines: numbers"].add(
        name, [key[:4] for key in expected], [key[:4] for key in found]
    )
    for table, build_key in _ROW_KEYS.items():
        labelled = gold.get(table, ())
        rows = [build_key(row) for row in labelled if not row.get("unsure")]
        got: list[Key] = []
        if labelled:
            read = tables.select_rows(table, path)
            got = _list_found_records(read, build_key, labelled)
        scores["other rows"].add(f"{name} {table}", rows, got)
        is_right = is_right and Counter(rows) == Counter(got)
    scores["forms wholly right"].add(name, [(True,)], [(True,)] if is_right else [])


def _build_line_key(row: Row, line: int, column: int) -> Key:
    # a code in brackets before a name is its code, with or without it in the label
    label = re.sub(r"\s", "", row["row_label"] or "")
    label = re.sub(r"^\[\d+\]", "", label)
    year = int(row["fiscal_year"]) if row["fiscal_year"] else None
    stage = (row.get("stage") or row.get("phase") or "").removeprefix("prior_")
    value = _normalize_number(row["value"])
    concept = row.get("concept") or _get_concept(row["item"])
    return (line, column, value, row["unit"], label, year, stage, concept)


def _get_concept(item: str | None) -> str | None:
    """The concept of an item: lines of a table have items for the main ones alone."""
    return describe_item(item or None).concept


def _list_found_lines(
    rows: Iterable[Row], block: str, gold: Iterable[Row]
) -> list[Key]:
    """Keys of the lines of one table, without the cells on which experts may differ."""
    labelled = {(row["row"], row["col"]): row for row in gold}
    keys = []
    for row in rows:
        match = re.match(rf"{block}\.r(\d+)\.c(\d+)", row["place"])
        if match is None or not row["value"]:
            continue
        cell = (int(match[1]), int(match[2]))
        is_level = row["phase"] or row["concept"]
        if not is_level and cell not in labelled:
            continue  # a difference of money: the labels list levels alone
        twin = labelled.get(cell, {})
        if twin.get("unsure"):
            continue
        key = _build_line_key(row, *cell)
        if key[-1] in map(_get_concept, _list_alternatives(twin, "alt_item")):
            key = (*key[:-1], _get_concept(twin["item"]))
        if key[-2] in _list_alternatives(twin, "alt_stage"):
            key = (*key[:-2], twin.get("stage") or "", key[-1])
        keys.append(key)
    return keys


def _list_found_records(
    rows: Iterable[Row], build_key: Callable[[Row], Key], gold: Sequence[Row]
) -> list[Key]:
    """Keys of the rows of a record, without those on which experts may differ.

    An item that the labels of a row allow beside their own counts as their own.
    """
    keys = []
    for row in rows:
        twin = _find_twin(row, gold)
        if twin.get("unsure"):
            continue
        item = row.get("item") or None
        is_other = item in _list_alternatives(twin, "alt_item")
        keys.append(build_key({**row, "item": twin["item"]} if is_other else row))
    return keys


def _find_twin(row: Row, gold: Sequence[Row]) -> Row:
    """The label of the row of a table, where the labels have one alone for it."""
    match = re.search(r"\.r(\d+)", row.get("place", ""))
    number = int(match[1]) if match else 0
    twins = [label for label in gold if label.get("row") == number]
    return twins[0] if len(twins) == 1 else {}


def _list_alternatives(row: Row, name: str) -> list[Any]:
    """What a label allows beside its own value: nothing, one value, or a list."""
    found = row.get(name, [])
    if isinstance(found, list):
        return found
    return [found]


def _build_procurement_key(row: Row) -> Key:
    total = row.get("amount_total", row.get("total"))
    return (
        row["row_type"],
        row["item_name"] or "",
        _normalize_number(row["quantity"]),
        _normalize_number(row["unit_price"]),
        _normalize_number(total),
        row["unit"],
    )


def _build_asset_key(row: Row) -> Key:
    return (
        row["row_type"],
        row["item"] or "",
        _normalize_number(row["quantity"]),
        _normalize_number(row["value"]),
    )


def _build_indicator_key(row: Row) -> Key:
    return (_strip_level(row["level1"]), row["level2"] or "", row["name"])


def _strip_level(level: str | None) -> str:
    """The kind of a first level: 产出指标（50分） is 产出 by the definition of the column."""
    plain = re.sub(r"[（(][^（()）]*[)）]|\s|^[一二三四\d]+[、.．]", "", level or "")
    return plain.removesuffix("指标")


_ROW_KEYS = {
    "procurement": _build_procurement_key,
    "assets": _build_asset_key,
    "indicators": _build_indicator_key,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Score one set and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=sorted(SCORERS))
    parser.add_argument("source", type=Path)
    parser.add_argument("--show", action="store_true")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        scores = SCORERS[chosen.kind](chosen.source, Path(folder))
    print_scores(scores, chosen.show)


SCORERS = {
    "prose": score_prose,
    "documents": score_documents,
    "tables": score_tables,
}

if __name__ == "__main__":
    main()
