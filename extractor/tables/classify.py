"""What a table is about, told by its columns and its title.

Each kind says which names of columns it cannot do without. A statutory table is told by its title, or by a column of
subjects beside columns of money. Numbers behind a label column belong to that label: a table that lists revenue beside
expenditure has two sides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.tables.caption import Caption
from extractor.tables.cells import GridCell, is_blank
from extractor.tables.column_roles import (
    SMALL_TABLE_VALUE_COLUMNS,
    FieldNames,
    assign_statutory_fields,
    drop_numeric,
    match_headers,
    match_keywords,
    split_header,
)
from extractor.text.affixes import BRACKETED_TEXT, strip_list_number_and_connective
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import match_key

__all__ = [
    "TABLE_KINDS",
    "KIND_BY_TABLE_KEY",
    "resolve_final_key",
    "classify_table",
]

# Kind -> sets of fields of which one must be among a table's columns whatever its title; tried in this order.
_STRONG_SIGNATURES: Mapping[str, tuple[frozenset[str], ...]] = {
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

TABLE_KINDS = tuple(_STRONG_SIGNATURES)
"""Kinds of tables that are told by their columns."""

# Kind -> the same where the title says that it is of the kind.
_TITLED_SIGNATURES: Mapping[str, tuple[frozenset[str], ...]] = {
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
_KEYWORD_SIGNATURES: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_grades": _STRONG_SIGNATURES["performance_grades"],
    "performance_targets": _STRONG_SIGNATURES["performance_targets"],
    "procurement": tuple(
        frozenset({thing, figure, total})
        for thing in ("item_name", "project_name")
        for figure in ("quantity", "unit_price")
        for total in ("total", "current_year", "general_public_budget")
    ),
    "fixed_assets": _STRONG_SIGNATURES["fixed_assets"],
    "org_units": _STRONG_SIGNATURES["org_units"],
}

# Kind -> the same where nothing else is known of the table.
_WEAK_SIGNATURES: Mapping[str, tuple[frozenset[str], ...]] = {
    "performance_targets": (
        frozenset({"project", "goal"}),
        frozenset({"project", "score"}),
    ),
}

KIND_BY_TABLE_KEY: Mapping[str, str] = {
    "B11": "procurement", "B13": "performance_targets", "B14": "performance_targets", "B16": "performance_grades",
    "B17": "fixed_assets", "B18": "org_units",
}  # fmt: skip
"""Statutory keys whose numbers have a table of their own; all other keys are budget lines."""

_MIN_ASSET_COLUMNS = 3  # columns that are kinds of assets
_THREE_PUBLIC_CONCEPTS = frozenset(
    {
        "three_public.overseas",
        "three_public.hospitality",
        "three_public.vehicles.running",
    }
)
_FINAL_KEY_BY_BUDGET_KEY = {f"B{n}": f"F{n}" for n in range(1, 10)}


def resolve_final_key(
    key: str | None, header_cells: Sequence[Sequence[GridCell]], lexicon: Lexicon
) -> str | None:
    """The key of the final accounts' table where a column of 决算 says that a budget's title is short for it."""
    texts = [match_key(slot.text) for path in header_cells for slot in path]
    if key in _FINAL_KEY_BY_BUDGET_KEY and any(
        word in text
        for text in texts
        for word in lexicon.get_words("doc_type", "final")
    ):
        return _FINAL_KEY_BY_BUDGET_KEY[key]
    return key


def classify_table(
    header_cells: Sequence[Sequence[GridCell]],
    caption: Caption,
    rows: Sequence[Sequence[Cell | None]],
    lexicon: Lexicon,
) -> tuple[str, str | None, FieldNames]:
    """Kind, statutory key and the name of each column."""
    key = caption.title_key
    if key == "other":
        return (
            "unknown",
            None,
            (None,) * len(header_cells),
        )  # known by its title to be of no kind that has a table
    titled = (
        KIND_BY_TABLE_KEY.get(key or "", key if key in _TITLED_SIGNATURES else None)
        or ""
    )
    statutory = (
        key if key is not None and key[:1] in "BF" and key[1:].isdigit() else None
    )
    for kind, signatures in _STRONG_SIGNATURES.items():
        fields = split_header(
            match_headers(header_cells, kind, lexicon), header_cells, rows
        )
        if _matches_signature(fields, signatures) and (
            kind == titled or _fits_content(kind, key, fields, rows, lexicon)
        ):
            return (
                kind,
                _select_key_of_kind(kind, key),
                drop_numeric(match_keywords(fields, header_cells, kind, lexicon), rows),
            )
    if titled in _TITLED_SIGNATURES:
        fields = match_keywords(
            split_header(
                match_headers(header_cells, titled, lexicon), header_cells, rows
            ),
            header_cells,
            titled,
            lexicon,
        )
        fields = drop_numeric(fields, rows)
        if _matches_signature(fields, _TITLED_SIGNATURES[titled]):
            return titled, statutory, fields
    if (
        titled == "fixed_assets"
        and len(across := _find_asset_columns(header_cells, lexicon))
        >= _MIN_ASSET_COLUMNS
    ):
        return (
            titled,
            statutory,
            tuple("asset" if j in across else None for j in range(len(header_cells))),
        )
    for kind, signatures in (
        _KEYWORD_SIGNATURES.items() if key is None or titled else ()
    ):
        fields = drop_numeric(
            match_keywords(
                split_header(
                    match_headers(header_cells, kind, lexicon), header_cells, rows
                ),
                header_cells,
                kind,
                lexicon,
            ),
            rows,
        )
        if _matches_signature(fields, signatures) and (
            kind == titled
            or (not titled and _fits_content(kind, key, fields, rows, lexicon))
        ):
            return kind, _select_key_of_kind(kind, key), fields
    fields = match_headers(header_cells, "org_units", lexicon)
    if "name" in fields and set(fields) <= {"name", "index"}:
        return "org_units", statutory if statutory == "B18" else None, fields
    lines = assign_statutory_fields(
        header_cells, rows, lexicon, key is not None and not titled
    )
    if key is None or titled:
        for kind, signatures in _WEAK_SIGNATURES.items():
            fields = match_headers(header_cells, kind, lexicon)
            if _matches_signature(fields, signatures):
                return kind, None, fields
    if key is None and _is_three_public(header_cells, rows, lines, lexicon):
        return "statutory", resolve_final_key("B7", header_cells, lexicon), lines
    if (key is not None and not titled) or (
        _has_subject_column(lines) and "value" in lines
    ):
        if (
            key is None
            and "code" not in lines
            and lines.count("label") == 1
            and lines.count("value") <= SMALL_TABLE_VALUE_COLUMNS
        ):
            return (
                "unknown",
                None,
                lines,
            )  # a small table of labels and values, of no statutory form
        return (
            "statutory",
            resolve_final_key(None if titled else statutory, header_cells, lexicon),
            lines,
        )
    return "unknown", None, (None,) * len(header_cells)


def _fits_content(
    kind: str,
    key: str | None,
    fields: FieldNames,
    rows: Sequence[Sequence[Cell | None]],
    lexicon: Lexicon,
) -> bool:
    """True when what stands in a table agrees with what its columns say it is: 名称, 数量 and 金额 head many a table."""
    if kind == "fixed_assets":
        if key is not None:
            return False
        words = (
            strip_list_number_and_connective(match_key(text))
            for text in _list_column_texts(fields, "label", rows)
        )
        marks = [
            mark
            for mark, item in lexicon.get_vocabulary("row_marks.fixed_assets").items()
            if item != "assets.fixed.other"
        ]
        return any(mark in word for word in words for mark in marks)
    if kind == "org_units":
        tails = lexicon.get_words("units", "tail")
        names = [
            BRACKETED_TEXT.sub("", match_key(text))
            for text in _list_column_texts(fields, "name", rows)
        ]
        return sum(name.endswith(tails) for name in names) * 2 >= len(names)
    return True


def _list_column_texts(
    fields: FieldNames, name: str, rows: Sequence[Sequence[Cell | None]]
) -> list[str]:
    """What stands in the first column of a name, blanks left out."""
    at = fields.index(name) if name in fields else None
    cells = [row[at] for row in rows if at is not None and at < len(row)]
    return [cell.text for cell in cells if cell is not None and not is_blank(cell.text)]


def _find_asset_columns(
    header_cells: Sequence[Sequence[GridCell]], lexicon: Lexicon
) -> frozenset[int]:
    """Columns that are kinds of assets: ``资产总额 | 流动资产 | 固定资产[小计 | 房屋 | 车辆]``."""
    known = {
        **lexicon.get_vocabulary("rows.fixed_assets"),
        **lexicon.get_vocabulary("assets_across"),
    }
    marks = lexicon.get_vocabulary("row_marks.fixed_assets")
    found = set()
    for j, path in enumerate(header_cells):
        words = [match_key(slot.text) for slot in path]
        while len(words) > 1 and lexicon.find_key("rows.sums", words[-1]) is not None:
            words.pop()
        if words and (
            words[-1] in known or any(mark in word for word in words for mark in marks)
        ):
            found.add(j)
    return frozenset(found)


def _is_three_public(
    header_cells: Sequence[Sequence[GridCell]],
    rows: Sequence[Sequence[Cell | None]],
    fields: FieldNames,
    lexicon: Lexicon,
) -> bool:
    """True when the columns, or the rows, are the three expenses whatever the title says."""
    if "value" not in fields:
        return False
    across = {
        lexicon.find_key(
            "lines.three_public", LEADING_YEAR.sub("", match_key(slot.text))
        )
        for path in header_cells
        for slot in path
    }
    if across >= _THREE_PUBLIC_CONCEPTS:
        return True
    if "label" not in fields:
        return False
    labels = (row[fields.index("label")] for row in rows)
    down = {
        lexicon.find_key(
            "lines.three_public", strip_list_number_and_connective(match_key(cell.text))
        )
        for cell in labels
        if cell is not None
    }
    return down >= _THREE_PUBLIC_CONCEPTS


def _select_key_of_kind(kind: str, key: str | None) -> str | None:
    return key if key is not None and KIND_BY_TABLE_KEY.get(key) == kind else None


def _matches_signature(
    fields: FieldNames, signatures: Sequence[frozenset[str]]
) -> bool:
    return any(signature <= set(fields) for signature in signatures)


def _has_subject_column(fields: FieldNames) -> bool:
    return bool({"label", "code"} & set(fields))
