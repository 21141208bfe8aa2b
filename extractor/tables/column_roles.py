"""The name of each column of a table, in the words of the template, told by its head and by what stands below.

A head that no word names may hold a mark that does (``科室性质``: the mark that stands last decides, as the head of a
Chinese compound does). A column of a statutory table that has neither is told by what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell
from extractor.tables.cells import is_figure
from extractor.tables.grid import Slot, is_blank, is_number
from extractor.text.brackets import BRACKETS
from extractor.text.connectives import AMONG_HEAD
from extractor.text.dates import YEAR_HEAD
from extractor.text.normalize import squeeze

__all__ = [
    "FEW",
    "Fields",
    "header_words",
    "hits",
    "lines_of",
    "marked",
    "named",
    "split",
    "worded",
]

Fields = tuple[str | None, ...]
"""The name of each column; None where it has none."""

_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")

FEW = 3  # columns of figures of a small table


def _forms(path: Sequence[Slot]) -> Iterator[str]:
    """The words a column may be known by, most particular first: the whole path, its lower parts; then without
    brackets, years and 其中."""
    texts = [squeeze(slot.text) for slot in path]
    bare = [
        AMONG_HEAD.sub("", YEAR_HEAD.sub("", BRACKETS.sub("", text))) for text in texts
    ]
    for line in (texts, bare) if bare != texts else (texts,):
        for begin in range(len(line)):
            yield "/".join(line[begin:])


def named(heads: Sequence[Sequence[Slot]], kind: str, template: Template) -> Fields:
    words = template.words(f"columns.{kind}")
    return tuple(
        next((words[form] for form in _forms(path) if form in words), None)
        for path in heads
    )


def marked(
    fields: Fields, heads: Sequence[Sequence[Slot]], kind: str, template: Template
) -> Fields:
    """Names for the columns that have none yet, by the marks in their heads; no name of ours is given twice."""
    found = list(fields)
    for vocabulary in ("column_marks", "weak_marks"):
        marks = template.words(f"{vocabulary}.{kind}")
        if marks:
            _mark_columns(found, heads, marks, template)
            found = _placed(found, heads, template) if kind == "procurement" else found
    if kind == "performance_grades":
        _beside_grades(found)
    return tuple(_single(found, heads) if kind == "performance_targets" else found)


def _single(
    fields: list[str | None], heads: Sequence[Sequence[Slot]]
) -> list[str | None]:
    """Columns of indicators that carry one name twice: the first is meant (三级指标 before 指标内容), others explain it. What
    stands left of the first level (``绩效指标`` down the side of a form) names none."""
    for j, name in enumerate(fields):
        if name == "name" and "level1" in fields[j:] and "name" in fields[j + 1 :]:
            fields[j] = None
    for j, name in enumerate(fields):
        first = fields.index(name)
        if name in ("name", "target") and first != j and heads[first] != heads[j]:
            fields[j] = "rubric"
    return fields


def _mark_columns(
    found: list[str | None],
    heads: Sequence[Sequence[Slot]],
    marks: Mapping[str, str],
    template: Template,
) -> None:
    for j, path in enumerate(heads):
        if found[j] is None and path:
            words = [
                BRACKETS.sub("", squeeze(slot.text)) or squeeze(slot.text)
                for slot in path
            ]
            name = _mark(words[-1], marks)
            if (
                len(words) > 1 and template.find("rows.sums", words[-1]) is not None
            ):  # a sum of what stands above it
                above = _mark(words[-2], marks)
                name = above if above is not None and above != "project_name" else name
            found[j] = (
                name if name == "other" or name not in found else None
            )  # several columns may be none of ours


def _beside_grades(found: list[str | None]) -> None:
    """What the grades grade stands right before them, whatever its head says (考核内容)."""
    if "indicator" in found or "优" not in found:
        return
    at = found.index("优") - 1
    while at >= 0 and found[at] == "unit":
        at -= 1
    if at >= 0 and found[at] is None:
        found[at] = "indicator"


def _placed(
    fields: list[str | None], heads: Sequence[Sequence[Slot]], template: Template
) -> list[str | None]:
    """Columns of a procurement table that where they stand tells: the sum of the sources below a total, the first one."""
    sources = [
        j
        for j, name in enumerate(fields)
        if name in ("general_public_budget", "government_funds")
    ]
    for j, path in enumerate(heads):
        if (
            fields[j] not in (None, "total")
            or len(path) < 2
            or "current_year" in fields
        ):
            continue
        beside = any(heads[k][-2:-1] == path[-2:-1] for k in sources)
        if template.find("rows.sums", path[-1].text) is None or not beside:
            continue
        if any(name == "total" and k != j for k, name in enumerate(fields)):
            fields[j] = "current_year"
    between = {
        j
        for j in range(1, len(fields))
        if fields[j - 1] == "total" and j + 1 in sources
    }
    for j in between:
        if fields[j] is None and "current_year" not in fields:
            fields[j] = "current_year"
    if fields and fields[0] is None and "project_name" not in fields:
        fields[0] = "project_name"
    return fields


def _mark(text: str, marks: Mapping[str, str]) -> str | None:
    """The key of the mark that ends last in a text; of two that end together the longer."""
    inside = [
        (text.rfind(mark) + len(mark), len(mark), key)
        for mark, key in marks.items()
        if mark in text
    ]
    return max(inside)[2] if inside else None


def header_words(template: Template) -> frozenset[str]:
    """Every word that heads a column of any kind."""
    found: set[str] = set()
    for name, words in template.vocabularies.items():
        if name.startswith("columns.") or name in (
            "sides",
            "column_phase",
            "header_words",
        ):
            found.update(word.rpartition("/")[2] for word in words)
    return frozenset(found)


def hits(row: Sequence[Slot], words: frozenset[str]) -> int:
    """How many cells of a row are words that head columns."""
    count = 0
    for slot in row:
        text = squeeze(slot.text)
        bare = AMONG_HEAD.sub("", YEAR_HEAD.sub("", BRACKETS.sub("", text)))
        count += text in words or bare in words
    return count


def worded(fields: Fields, body: Sequence[Sequence[Cell | None]]) -> Fields:
    """Columns that name what is bought hold words: 货物 above figures is a sum of money."""
    found = list(fields)
    for j, name in enumerate(fields):
        cells = (
            [row[j] for row in body if j < len(row)]
            if name in ("item_name", "project_name")
            else []
        )
        texts = [
            cell.text for cell in cells if cell is not None and not is_blank(cell.text)
        ]
        if texts and sum(map(is_number, texts)) * 2 > len(texts):
            found[j] = None
    return tuple(found)


def lines_of(
    heads: Sequence[Sequence[Slot]],
    body: Sequence[Sequence[Cell | None]],
    template: Template,
    known: bool,
) -> Fields:
    """The columns of a statutory table; one that no word names is told by what stands in it. Where the title is known,
    or codes are, some column of words before the figures names the rows."""
    marks = template.words("column_marks.statutory")
    by_mark = [_mark(squeeze(path[-1].text), marks) if path else None for path in heads]
    fields = [
        name
        if name is not None
        else "text"
        if by_mark[j] == "text"
        else _by_content([row[j] for row in body if j < len(row)])
        for j, name in enumerate(
            split(named(heads, "statutory", template), heads, body)
        )
    ]
    bare = (
        not {"label", "unit_name", "code"} & set(fields)
        and fields[:1] == ["text"]
        and by_mark[0] != "text"
    )
    if bare and (known or fields.count("value") <= FEW or _of_money(heads, template)):
        fields[0] = "label"
    if "label" not in fields and "year" not in fields and (known or "code" in fields):
        before = fields.index("value") if "value" in fields else 0
        words = [j for j in range(before) if fields[j] == "text" and heads[j]]
        naming = [j for j in words if by_mark[j] == "label"]
        words = [j for j in words if by_mark[j] != "text"]
        if naming or (words and "unit_name" not in fields):
            fields[(naming or words)[0]] = "label"
    return tuple(fields)


def _of_money(heads: Sequence[Sequence[Slot]], template: Template) -> bool:
    """True where two columns or more are what statutory tables have for columns: 合计, 基本支出, 预算数."""
    words = (
        BRACKETS.sub("", YEAR_HEAD.sub("", squeeze(path[-1].text)))
        for path in heads
        if path
    )
    vocabularies = (
        "lines.revenue",
        "lines.expenditure",
        "lines.appropriation",
        "lines.three_public",
        "column_phase",
    )
    return (
        sum(
            any(template.find(name, word) is not None for name in vocabularies)
            for word in words
        )
        > 1
    )


def split(
    fields: Fields,
    heads: Sequence[Sequence[Slot]],
    body: Sequence[Sequence[Cell | None]],
) -> Fields:
    """A column of line numbers below a head that spans it and the labels (``项目 | | 统计数``) is none of labels."""
    found = list(fields)
    for j in range(1, len(fields)):
        if fields[j] == fields[j - 1] == "label" and heads[j] == heads[j - 1]:
            cells = [row[j] for row in body if j < len(row)]
            found[j] = "line" if _counts(cells) else found[j]
    if (
        "item_name" in found and "catalog_code" not in found
    ):  # 采购目录 heads the classes in one form, their codes in another
        at = found.index("item_name")
        texts = [
            squeeze(cell.text)
            for row in body
            if at < len(row) and (cell := row[at]) is not None
        ]
        filled = [text for text in texts if text]
        if filled and all(_CATALOG_CODE.fullmatch(text) for text in filled):
            found[at] = "catalog_code"
    if (
        found.count("activity") == 2
    ):  # duties and their activities in columns of their own
        found[found.index("activity")] = "duty"
    return tuple(found)


def _counts(cells: Sequence[Cell | None]) -> bool:
    """True for line numbers below a head that spans them and the labels."""
    texts = [
        "".join(cell.text.split())
        for cell in cells
        if cell is not None and not is_blank(cell.text)
    ]
    return bool(texts) and all(text.isdigit() and len(text) < 4 for text in texts)


def _by_content(cells: Sequence[Cell | None]) -> str:
    texts = [
        cell.text for cell in cells if cell is not None and not is_blank(cell.text)
    ]
    words = sum(1 for text in texts if not is_figure(text))
    return "text" if words * 2 > len(texts) else "value"
