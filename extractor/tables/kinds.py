"""What a table is about, told by its columns and its title.

The words of the template name the columns; each kind says which names it cannot do without. A head that no word names
may hold a mark that does (``科室性质``: the mark that stands last decides, as the head of a Chinese compound does). A
statutory table is told by its title, or by a column of subjects beside columns of money. Numbers behind a label column belong to that label: a table
that lists revenue beside expenditure has two sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from extractor.document import Cell
from extractor.language.fold import squeeze
from extractor.language.numerals import ordinal
from extractor.language.particles import AMONG_HEAD
from extractor.language.periods import YEAR_HEAD
from extractor.tables.captions import Caption
from extractor.tables.cells import is_figure
from extractor.tables.grid import Slot, is_blank, is_number
from extractor.template import Template

__all__ = ["KIND_OF_KEY", "final_key", "header_words", "hits", "kind_of"]

Fields = tuple[str | None, ...]

_BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")
_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")

# Kind -> sets of fields of which one must be among a table's columns whatever its title; tried in this order.
_STRONG: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": (frozenset({"indicator", "优", "良"}), frozenset({"activity", "优", "良"})),
    "performance_targets": (
        frozenset({"level2", "target"}),
        frozenset({"level1", "target"}),
        frozenset({"name", "target", "operator"}),
        frozenset({"level1", "level2", "name"}),
    ),
    "procurement": (
        frozenset({"item_name", "total"}),
        frozenset({"item_name", "current_year"}),
        frozenset({"catalog_code", "total"}),
    ),
    "fixed_assets": (frozenset({"label", "quantity", "value"}),),
    "org_units": (frozenset({"name", "nature"}), frozenset({"name", "rank"}), frozenset({"name", "funding"})),
}

# Kind -> the same where the title says that it is of the kind.
_TITLED: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": (frozenset({"indicator"}), frozenset({"activity"})),
    "performance_targets": (frozenset({"name"}), frozenset({"project", "goal"}), frozenset({"target"})),
    "procurement": (frozenset({"total"}), frozenset({"current_year"}), frozenset({"general_public_budget"})),
    "fixed_assets": (frozenset({"label", "quantity"}), frozenset({"label", "value"})),
    "org_units": (frozenset({"name"}),),
}

# Kind -> the same where marks name some of the columns.
_MARKED: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": _STRONG["performance_grades"],
    "performance_targets": _STRONG["performance_targets"],
    "procurement": tuple(
        frozenset({thing, figure, total})
        for thing in ("item_name", "project_name")
        for figure in ("quantity", "unit_price")
        for total in ("total", "current_year", "general_public_budget")
    ),
    "fixed_assets": _STRONG["fixed_assets"],
    "org_units": _STRONG["org_units"],
}

# Kind -> the same where nothing else is known of the table.
_WEAK: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_targets": (frozenset({"project", "goal"}), frozenset({"project", "score"})),
}

KIND_OF_KEY: Mapping[str, str] = {
    "B11": "procurement", "B13": "performance_targets", "B14": "performance_targets", "B16": "performance_grades",
    "B17": "fixed_assets", "B18": "org_units",
}  # fmt: skip
"""Statutory keys whose numbers have a table of their own; all other keys are budget lines."""

_FEW = 3  # columns of figures of a small table
_SEVERAL = 3  # columns that are kinds of assets
_THREE = frozenset({"three_public.overseas", "three_public.hospitality", "three_public.vehicles.running"})
_FINAL = {f"B{n}": f"F{n}" for n in range(1, 10)}


def final_key(key: str | None, heads: Sequence[Sequence[Slot]], template: Template) -> str | None:
    """The key of the final accounts' table where a column of 决算 says that a budget's title is short for it."""
    texts = [squeeze(slot.text) for path in heads for slot in path]
    if key in _FINAL and any(word in text for text in texts for word in template.words_of("doc_type", "final")):
        return _FINAL[key]
    return key


def _forms(path: Sequence[Slot]) -> Iterator[str]:
    """The words a column may be known by, most particular first: the whole path, its lower parts; then without
    brackets, years and 其中."""
    texts = [squeeze(slot.text) for slot in path]
    bare = [AMONG_HEAD.sub("", YEAR_HEAD.sub("", _BRACKETS.sub("", text))) for text in texts]
    for line in (texts, bare) if bare != texts else (texts,):
        for begin in range(len(line)):
            yield "/".join(line[begin:])


def _named(heads: Sequence[Sequence[Slot]], kind: str, template: Template) -> Fields:
    words = template.words(f"columns.{kind}")
    return tuple(next((words[form] for form in _forms(path) if form in words), None) for path in heads)


def _marked(fields: Fields, heads: Sequence[Sequence[Slot]], kind: str, template: Template) -> Fields:
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


def _single(fields: list[str | None], heads: Sequence[Sequence[Slot]]) -> list[str | None]:
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
    found: list[str | None], heads: Sequence[Sequence[Slot]], marks: Mapping[str, str], template: Template
) -> None:
    for j, path in enumerate(heads):
        if found[j] is None and path:
            words = [_BRACKETS.sub("", squeeze(slot.text)) or squeeze(slot.text) for slot in path]
            name = _mark(words[-1], marks)
            if len(words) > 1 and template.find("rows.sums", words[-1]) is not None:  # a sum of what stands above it
                above = _mark(words[-2], marks)
                name = above if above is not None and above != "project_name" else name
            found[j] = name if name == "other" or name not in found else None  # several columns may be none of ours


def _beside_grades(found: list[str | None]) -> None:
    """What the grades grade stands right before them, whatever its head says (考核内容)."""
    if "indicator" in found or "优" not in found:
        return
    at = found.index("优") - 1
    while at >= 0 and found[at] == "unit":
        at -= 1
    if at >= 0 and found[at] is None:
        found[at] = "indicator"


def _placed(fields: list[str | None], heads: Sequence[Sequence[Slot]], template: Template) -> list[str | None]:
    """Columns of a procurement table that where they stand tells: the sum of the sources below a total, the first one."""
    sources = [j for j, name in enumerate(fields) if name in ("general_public_budget", "government_funds")]
    for j, path in enumerate(heads):
        if fields[j] not in (None, "total") or len(path) < 2 or "current_year" in fields:
            continue
        beside = any(heads[k][-2:-1] == path[-2:-1] for k in sources)
        if template.find("rows.sums", path[-1].text) is None or not beside:
            continue
        if any(name == "total" and k != j for k, name in enumerate(fields)):
            fields[j] = "current_year"
    between = {j for j in range(1, len(fields)) if fields[j - 1] == "total" and j + 1 in sources}
    for j in between:
        if fields[j] is None and "current_year" not in fields:
            fields[j] = "current_year"
    if fields and fields[0] is None and "project_name" not in fields:
        fields[0] = "project_name"
    return fields


def _mark(text: str, marks: Mapping[str, str]) -> str | None:
    """The key of the mark that ends last in a text; of two that end together the longer."""
    inside = [(text.rfind(mark) + len(mark), len(mark), key) for mark, key in marks.items() if mark in text]
    return max(inside)[2] if inside else None


def header_words(template: Template) -> frozenset[str]:
    """Every word that heads a column of any kind."""
    found: set[str] = set()
    for name, words in template.vocabularies.items():
        if name.startswith("columns.") or name in ("sides", "column_phase", "header_words"):
            found.update(word.rpartition("/")[2] for word in words)
    return frozenset(found)


def hits(row: Sequence[Slot], words: frozenset[str]) -> int:
    """How many cells of a row are words that head columns."""
    count = 0
    for slot in row:
        text = squeeze(slot.text)
        bare = AMONG_HEAD.sub("", YEAR_HEAD.sub("", _BRACKETS.sub("", text)))
        count += text in words or bare in words
    return count


def kind_of(
    heads: Sequence[Sequence[Slot]], caption: Caption, body: Sequence[Sequence[Cell | None]], template: Template
) -> tuple[str, str | None, Fields]:
    """Kind, statutory key and the name of each column."""
    key = caption.key
    if key == "other":
        return "unknown", None, (None,) * len(heads)  # known by its title to be of no kind that has a table
    titled = KIND_OF_KEY.get(key or "", key if key in _TITLED else None) or ""
    statutory = key if key is not None and key[:1] in "BF" and key[1:].isdigit() else None
    for kind, signatures in _STRONG.items():
        fields = _split(_named(heads, kind, template), heads, body)
        if _has(fields, signatures) and (kind == titled or _is_shown(kind, key, fields, body, template)):
            return kind, _key_of(kind, key), _worded(_marked(fields, heads, kind, template), body)
    if titled in _TITLED:
        fields = _marked(_split(_named(heads, titled, template), heads, body), heads, titled, template)
        fields = _worded(fields, body)
        if _has(fields, _TITLED[titled]):
            return titled, statutory, fields
    if titled == "fixed_assets" and len(across := _assets_across(heads, template)) >= _SEVERAL:
        return titled, statutory, tuple("asset" if j in across else None for j in range(len(heads)))
    for kind, signatures in _MARKED.items() if key is None or titled else ():
        fields = _worded(_marked(_split(_named(heads, kind, template), heads, body), heads, kind, template), body)
        if _has(fields, signatures) and (kind == titled or (not titled and _is_shown(kind, key, fields, body, template))):
            return kind, _key_of(kind, key), fields
    fields = _named(heads, "org_units", template)
    if "name" in fields and set(fields) <= {"name", "index"}:
        return "org_units", statutory if statutory == "B18" else None, fields
    lines = _lines(heads, body, template, key is not None and not titled)
    if key is None or titled:
        for kind, signatures in _WEAK.items():
            fields = _named(heads, kind, template)
            if _has(fields, signatures):
                return kind, None, fields
    if key is None and _is_three_public(heads, body, lines, template):
        return "statutory", final_key("B7", heads, template), lines
    if (key is not None and not titled) or (_subject(lines) and "value" in lines):
        if key is None and "code" not in lines and lines.count("label") == 1 and lines.count("value") <= _FEW:
            return "unknown", None, lines  # a small table of labels and values, of no statutory form
        return "statutory", final_key(None if titled else statutory, heads, template), lines
    return "unknown", None, (None,) * len(heads)


def _worded(fields: Fields, body: Sequence[Sequence[Cell | None]]) -> Fields:
    """Columns that name what is bought hold words: 货物 above figures is a sum of money."""
    found = list(fields)
    for j, name in enumerate(fields):
        cells = [row[j] for row in body if j < len(row)] if name in ("item_name", "project_name") else []
        texts = [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]
        if texts and sum(map(is_number, texts)) * 2 > len(texts):
            found[j] = None
    return tuple(found)


def _is_shown(
    kind: str, key: str | None, fields: Fields, body: Sequence[Sequence[Cell | None]], template: Template
) -> bool:
    """True when what stands in a table agrees with what its columns say it is: 名称, 数量 and 金额 head many a table."""
    if kind == "fixed_assets":
        if key is not None:
            return False
        words = (_unnumbered(text) for text in _texts(fields, "label", body))
        marks = [mark for mark, item in template.words("row_marks.fixed_assets").items() if item != "assets.fixed.other"]
        return any(mark in word for word in words for mark in marks)
    if kind == "org_units":
        tails = template.words_of("units", "tail")
        names = [_BRACKETS.sub("", squeeze(text)) for text in _texts(fields, "name", body)]
        return sum(name.endswith(tails) for name in names) * 2 >= len(names)
    return True


def _texts(fields: Fields, name: str, body: Sequence[Sequence[Cell | None]]) -> list[str]:
    """What stands in the first column of a name, blanks left out."""
    at = fields.index(name) if name in fields else None
    cells = [row[at] for row in body if at is not None and at < len(row)]
    return [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]


def _assets_across(heads: Sequence[Sequence[Slot]], template: Template) -> frozenset[int]:
    """Columns that are kinds of assets: ``资产总额 | 流动资产 | 固定资产[小计 | 房屋 | 车辆]``."""
    known = {**template.words("rows.fixed_assets"), **template.words("assets_across")}
    marks = template.words("row_marks.fixed_assets")
    found = set()
    for j, path in enumerate(heads):
        words = [squeeze(slot.text) for slot in path]
        while len(words) > 1 and template.find("rows.sums", words[-1]) is not None:
            words.pop()
        if words and (words[-1] in known or any(mark in word for word in words for mark in marks)):
            found.add(j)
    return frozenset(found)


def _is_three_public(
    heads: Sequence[Sequence[Slot]], body: Sequence[Sequence[Cell | None]], fields: Fields, template: Template
) -> bool:
    """True when the columns, or the rows, are the three expenses whatever the title says."""
    if "value" not in fields:
        return False
    across = {template.find("lines.three_public", YEAR_HEAD.sub("", squeeze(slot.text))) for path in heads for slot in path}
    if across >= _THREE:
        return True
    if "label" not in fields:
        return False
    labels = (row[fields.index("label")] for row in body)
    down = {template.find("lines.three_public", _unnumbered(cell.text)) for cell in labels if cell is not None}
    return down >= _THREE


def _unnumbered(text: str) -> str:
    word = squeeze(text)
    for _ in range(2):
        found = ordinal(word)
        word = AMONG_HEAD.sub("", word[found.end :] if found else word)
    return word


def _key_of(kind: str, key: str | None) -> str | None:
    return key if key is not None and KIND_OF_KEY.get(key) == kind else None


def _has(fields: Fields, signatures: Sequence[frozenset[str]]) -> bool:
    return any(signature <= set(fields) for signature in signatures)


def _subject(fields: Fields) -> bool:
    return bool({"label", "code"} & set(fields))


def _lines(
    heads: Sequence[Sequence[Slot]], body: Sequence[Sequence[Cell | None]], template: Template, known: bool
) -> Fields:
    """The columns of a statutory table; one that no word names is told by what stands in it. Where the title is known,
    or codes are, some column of words before the figures names the rows."""
    named = _named(heads, "statutory", template)
    cells = [[row[j] for row in body if j < len(row)] for j in range(len(named))]
    split = _split(named, heads, body)
    marks = template.words("column_marks.statutory")
    marked = [_mark(squeeze(path[-1].text), marks) if path else None for path in heads]
    fields = [
        name if name is not None else "text" if marked[j] == "text" else _by_content(cells[j])
        for j, name in enumerate(split)
    ]
    bare = not {"label", "unit_name", "code"} & set(fields) and fields[:1] == ["text"] and marked[0] != "text"
    if bare and (known or fields.count("value") <= _FEW or _of_money(heads, template)):
        fields[0] = "label"
    if "label" not in fields and "year" not in fields and (known or "code" in fields):
        before = fields.index("value") if "value" in fields else 0
        words = [j for j in range(before) if fields[j] == "text" and heads[j]]
        naming = [j for j in words if marked[j] == "label"]
        words = [j for j in words if marked[j] != "text"]
        if naming or (words and "unit_name" not in fields):
            fields[(naming or words)[0]] = "label"
    return tuple(fields)


def _of_money(heads: Sequence[Sequence[Slot]], template: Template) -> bool:
    """True where two columns or more are what statutory tables have for columns: 合计, 基本支出, 预算数."""
    words = (_BRACKETS.sub("", YEAR_HEAD.sub("", squeeze(path[-1].text))) for path in heads if path)
    vocabularies = ("lines.revenue", "lines.expenditure", "lines.appropriation", "lines.three_public", "column_phase")
    return sum(any(template.find(name, word) is not None for name in vocabularies) for word in words) > 1


def _split(fields: Fields, heads: Sequence[Sequence[Slot]], body: Sequence[Sequence[Cell | None]]) -> Fields:
    """A column of line numbers below a head that spans it and the labels (``项目 | | 统计数``) is none of labels."""
    found = list(fields)
    for j in range(1, len(fields)):
        if fields[j] == fields[j - 1] == "label" and heads[j] == heads[j - 1]:
            cells = [row[j] for row in body if j < len(row)]
            found[j] = "line" if _counts(cells) else found[j]
    if "item_name" in found and "catalog_code" not in found:  # 采购目录 heads the classes in one form, their codes in another
        at = found.index("item_name")
        texts = [squeeze(cell.text) for row in body if at < len(row) and (cell := row[at]) is not None]
        filled = [text for text in texts if text]
        if filled and all(_CATALOG_CODE.fullmatch(text) for text in filled):
            found[at] = "catalog_code"
    if found.count("activity") == 2:  # duties and their activities in columns of their own
        found[found.index("activity")] = "duty"
    return tuple(found)


def _counts(cells: Sequence[Cell | None]) -> bool:
    """True for line numbers below a head that spans them and the labels."""
    texts = ["".join(cell.text.split()) for cell in cells if cell is not None and not is_blank(cell.text)]
    return bool(texts) and all(text.isdigit() and len(text) < 4 for text in texts)


def _by_content(cells: Sequence[Cell | None]) -> str:
    texts = [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]
    words = sum(1 for text in texts if not is_figure(text))
    return "text" if words * 2 > len(texts) else "value"
