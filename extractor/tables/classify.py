"""What a table is about, told by its columns and its title.

Each kind says which names of columns it cannot do without. A statutory table is told by its title, or by a column of
subjects beside columns of money. Numbers behind a label column belong to that label: a table that lists revenue beside
expenditure has two sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.lexicon.lexicon import Template
from extractor.model.document import Cell
from extractor.tables.caption import Caption
from extractor.tables.column_roles import (
    FEW,
    Fields,
    lines_of,
    marked,
    named,
    split,
    worded,
)
from extractor.tables.grid import Slot, is_blank
from extractor.text.brackets import BRACKETS, unnumbered
from extractor.text.dates import YEAR_HEAD
from extractor.text.normalize import squeeze

__all__ = ["KINDS", "KIND_OF_KEY", "final_key", "kind_of"]

# Kind -> sets of fields of which one must be among a table's columns whatever its title; tried in this order.
_STRONG: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": (
        frozenset({"indicator", "优", "良"}),
        frozenset({"activity", "优", "良"}),
    ),
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
    "org_units": (
        frozenset({"name", "nature"}),
        frozenset({"name", "rank"}),
        frozenset({"name", "funding"}),
    ),
}

KINDS = tuple(_STRONG)
"""Kinds of tables that are told by their columns."""

# Kind -> the same where the title says that it is of the kind.
_TITLED: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": (frozenset({"indicator"}), frozenset({"activity"})),
    "performance_targets": (
        frozenset({"name"}),
        frozenset({"project", "goal"}),
        frozenset({"target"}),
    ),
    "procurement": (
        frozenset({"total"}),
        frozenset({"current_year"}),
        frozenset({"general_public_budget"}),
    ),
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
    "performance_targets": (
        frozenset({"project", "goal"}),
        frozenset({"project", "score"}),
    ),
}

KIND_OF_KEY: Mapping[str, str] = {
    "B11": "procurement", "B13": "performance_targets", "B14": "performance_targets", "B16": "performance_grades",
    "B17": "fixed_assets", "B18": "org_units",
}  # fmt: skip
"""Statutory keys whose numbers have a table of their own; all other keys are budget lines."""

_SEVERAL = 3  # columns that are kinds of assets
_THREE = frozenset(
    {
        "three_public.overseas",
        "three_public.hospitality",
        "three_public.vehicles.running",
    }
)
_FINAL = {f"B{n}": f"F{n}" for n in range(1, 10)}


def final_key(
    key: str | None, heads: Sequence[Sequence[Slot]], template: Template
) -> str | None:
    """The key of the final accounts' table where a column of 决算 says that a budget's title is short for it."""
    texts = [squeeze(slot.text) for path in heads for slot in path]
    if key in _FINAL and any(
        word in text
        for text in texts
        for word in template.words_of("doc_type", "final")
    ):
        return _FINAL[key]
    return key


def kind_of(
    heads: Sequence[Sequence[Slot]],
    caption: Caption,
    body: Sequence[Sequence[Cell | None]],
    template: Template,
) -> tuple[str, str | None, Fields]:
    """Kind, statutory key and the name of each column."""
    key = caption.key
    if key == "other":
        return (
            "unknown",
            None,
            (None,) * len(heads),
        )  # known by its title to be of no kind that has a table
    titled = KIND_OF_KEY.get(key or "", key if key in _TITLED else None) or ""
    statutory = (
        key if key is not None and key[:1] in "BF" and key[1:].isdigit() else None
    )
    for kind, signatures in _STRONG.items():
        fields = split(named(heads, kind, template), heads, body)
        if _has(fields, signatures) and (
            kind == titled or _is_shown(kind, key, fields, body, template)
        ):
            return (
                kind,
                _key_of(kind, key),
                worded(marked(fields, heads, kind, template), body),
            )
    if titled in _TITLED:
        fields = marked(
            split(named(heads, titled, template), heads, body), heads, titled, template
        )
        fields = worded(fields, body)
        if _has(fields, _TITLED[titled]):
            return titled, statutory, fields
    if (
        titled == "fixed_assets"
        and len(across := _assets_across(heads, template)) >= _SEVERAL
    ):
        return (
            titled,
            statutory,
            tuple("asset" if j in across else None for j in range(len(heads))),
        )
    for kind, signatures in _MARKED.items() if key is None or titled else ():
        fields = worded(
            marked(
                split(named(heads, kind, template), heads, body), heads, kind, template
            ),
            body,
        )
        if _has(fields, signatures) and (
            kind == titled
            or (not titled and _is_shown(kind, key, fields, body, template))
        ):
            return kind, _key_of(kind, key), fields
    fields = named(heads, "org_units", template)
    if "name" in fields and set(fields) <= {"name", "index"}:
        return "org_units", statutory if statutory == "B18" else None, fields
    lines = lines_of(heads, body, template, key is not None and not titled)
    if key is None or titled:
        for kind, signatures in _WEAK.items():
            fields = named(heads, kind, template)
            if _has(fields, signatures):
                return kind, None, fields
    if key is None and _is_three_public(heads, body, lines, template):
        return "statutory", final_key("B7", heads, template), lines
    if (key is not None and not titled) or (_subject(lines) and "value" in lines):
        if (
            key is None
            and "code" not in lines
            and lines.count("label") == 1
            and lines.count("value") <= FEW
        ):
            return (
                "unknown",
                None,
                lines,
            )  # a small table of labels and values, of no statutory form
        return (
            "statutory",
            final_key(None if titled else statutory, heads, template),
            lines,
        )
    return "unknown", None, (None,) * len(heads)


def _is_shown(
    kind: str,
    key: str | None,
    fields: Fields,
    body: Sequence[Sequence[Cell | None]],
    template: Template,
) -> bool:
    """True when what stands in a table agrees with what its columns say it is: 名称, 数量 and 金额 head many a table."""
    if kind == "fixed_assets":
        if key is not None:
            return False
        words = (unnumbered(squeeze(text)) for text in _texts(fields, "label", body))
        marks = [
            mark
            for mark, item in template.words("row_marks.fixed_assets").items()
            if item != "assets.fixed.other"
        ]
        return any(mark in word for word in words for mark in marks)
    if kind == "org_units":
        tails = template.words_of("units", "tail")
        names = [
            BRACKETS.sub("", squeeze(text)) for text in _texts(fields, "name", body)
        ]
        return sum(name.endswith(tails) for name in names) * 2 >= len(names)
    return True


def _texts(
    fields: Fields, name: str, body: Sequence[Sequence[Cell | None]]
) -> list[str]:
    """What stands in the first column of a name, blanks left out."""
    at = fields.index(name) if name in fields else None
    cells = [row[at] for row in body if at is not None and at < len(row)]
    return [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]


def _assets_across(
    heads: Sequence[Sequence[Slot]], template: Template
) -> frozenset[int]:
    """Columns that are kinds of assets: ``资产总额 | 流动资产 | 固定资产[小计 | 房屋 | 车辆]``."""
    known = {**template.words("rows.fixed_assets"), **template.words("assets_across")}
    marks = template.words("row_marks.fixed_assets")
    found = set()
    for j, path in enumerate(heads):
        words = [squeeze(slot.text) for slot in path]
        while len(words) > 1 and template.find("rows.sums", words[-1]) is not None:
            words.pop()
        if words and (
            words[-1] in known or any(mark in word for word in words for mark in marks)
        ):
            found.add(j)
    return frozenset(found)


def _is_three_public(
    heads: Sequence[Sequence[Slot]],
    body: Sequence[Sequence[Cell | None]],
    fields: Fields,
    template: Template,
) -> bool:
    """True when the columns, or the rows, are the three expenses whatever the title says."""
    if "value" not in fields:
        return False
    across = {
        template.find("lines.three_public", YEAR_HEAD.sub("", squeeze(slot.text)))
        for path in heads
        for slot in path
    }
    if across >= _THREE:
        return True
    if "label" not in fields:
        return False
    labels = (row[fields.index("label")] for row in body)
    down = {
        template.find("lines.three_public", unnumbered(squeeze(cell.text)))
        for cell in labels
        if cell is not None
    }
    return down >= _THREE


def _key_of(kind: str, key: str | None) -> str | None:
    return key if key is not None and KIND_OF_KEY.get(key) == kind else None


def _has(fields: Fields, signatures: Sequence[frozenset[str]]) -> bool:
    return any(signature <= set(fields) for signature in signatures)


def _subject(fields: Fields) -> bool:
    return bool({"label", "code"} & set(fields))
