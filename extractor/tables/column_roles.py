"""The name of each column of a table, in the words of the template, told by its head and by what stands below.

A head that no word names may hold a mark that does (``科室性质``: the mark that stands last decides, as the head of a
Chinese compound does). A column of a statutory table that has neither is told by what stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import regex

from extractor.lexicon.lexicon import Lexicon
from extractor.model.document import Cell
from extractor.tables.cells import GridCell, is_blank, is_number, is_value_text
from extractor.text.affixes import BRACKETED_TEXT, LEADING_OF_WHICH
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import match_key

__all__ = [
    "SMALL_TABLE_VALUE_COLUMNS",
    "FieldNames",
    "collect_header_words",
    "count_matches",
    "assign_statutory_fields",
    "match_keywords",
    "match_headers",
    "split_header",
    "drop_numeric",
]

FieldNames = tuple[str | None, ...]
"""The name of each column; None where it has none."""

_CATALOG_CODE = regex.compile(r"[ABC]\d{2,12}")

SMALL_TABLE_VALUE_COLUMNS = 3  # columns of figures of a small table


def _iterate_lookup_forms(path: Sequence[GridCell]) -> Iterator[str]:
    """The words a column may be known by, most particular first: the whole path, its lower parts; then without
    brackets, years and 其中."""
    texts = [match_key(slot.text) for slot in path]
    bare = [
        LEADING_OF_WHICH.sub("", LEADING_YEAR.sub("", BRACKETED_TEXT.sub("", text)))
        for text in texts
    ]
    for line in (texts, bare) if bare != texts else (texts,):
        for begin in range(len(line)):
            yield "/".join(line[begin:])


def match_headers(
    header_cells: Sequence[Sequence[GridCell]], kind: str, lexicon: Lexicon
) -> FieldNames:
    words = lexicon.get_vocabulary(f"columns.{kind}")
    return tuple(
        next(
            (words[form] for form in _iterate_lookup_forms(path) if form in words), None
        )
        for path in header_cells
    )


def match_keywords(
    fields: FieldNames,
    header_cells: Sequence[Sequence[GridCell]],
    kind: str,
    lexicon: Lexicon,
) -> FieldNames:
    """Names for the columns that have none yet, by the marks in their heads; no name of ours is given twice."""
    found = list(fields)
    for vocabulary in ("column_marks", "weak_marks"):
        marks = lexicon.get_vocabulary(f"{vocabulary}.{kind}")
        if marks:
            _match_column_keywords(found, header_cells, marks, lexicon)
            found = (
                _infer_by_position(found, header_cells, lexicon)
                if kind == "procurement"
                else found
            )
    if kind == "performance_grades":
        _infer_indicator_column(found)
    return tuple(
        _drop_duplicate_fields(found, header_cells)
        if kind == "performance_targets"
        else found
    )


def _drop_duplicate_fields(
    fields: list[str | None], header_cells: Sequence[Sequence[GridCell]]
) -> list[str | None]:
    """Columns of indicators that carry one name twice: the first is meant (三级指标 before 指标内容), others explain it. What
    stands left of the first level (``绩效指标`` down the side of a form) names none."""
    for j, name in enumerate(fields):
        if name == "name" and "level1" in fields[j:] and "name" in fields[j + 1 :]:
            fields[j] = None
    for j, name in enumerate(fields):
        first = fields.index(name)
        if (
            name in ("name", "target")
            and first != j
            and header_cells[first] != header_cells[j]
        ):
            fields[j] = "rubric"
    return fields


def _match_column_keywords(
    fields: list[str | None],
    header_cells: Sequence[Sequence[GridCell]],
    keywords: Mapping[str, str],
    lexicon: Lexicon,
) -> None:
    for j, path in enumerate(header_cells):
        if fields[j] is None and path:
            words = [
                BRACKETED_TEXT.sub("", match_key(slot.text)) or match_key(slot.text)
                for slot in path
            ]
            name = _find_last_keyword(words[-1], keywords)
            if (
                len(words) > 1 and lexicon.find_key("rows.sums", words[-1]) is not None
            ):  # a sum of what stands above it
                above = _find_last_keyword(words[-2], keywords)
                name = above if above is not None and above != "project_name" else name
            fields[j] = (
                name if name == "other" or name not in fields else None
            )  # several columns may be none of ours


def _infer_indicator_column(fields: list[str | None]) -> None:
    """What the grades grade stands right before them, whatever its head says (考核内容)."""
    if "indicator" in fields or "优" not in fields:
        return
    at = fields.index("优") - 1
    while at >= 0 and fields[at] == "unit":
        at -= 1
    if at >= 0 and fields[at] is None:
        fields[at] = "indicator"


def _infer_by_position(
    fields: list[str | None],
    header_cells: Sequence[Sequence[GridCell]],
    lexicon: Lexicon,
) -> list[str | None]:
    """Columns of a procurement table that where they stand tells: the sum of the sources below a total, the first one."""
    sources = [
        j
        for j, name in enumerate(fields)
        if name in ("general_public_budget", "government_funds")
    ]
    for j, path in enumerate(header_cells):
        if (
            fields[j] not in (None, "total")
            or len(path) < 2
            or "current_year" in fields
        ):
            continue
        beside = any(header_cells[k][-2:-1] == path[-2:-1] for k in sources)
        if lexicon.find_key("rows.sums", path[-1].text) is None or not beside:
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


def _find_last_keyword(text: str, keywords: Mapping[str, str]) -> str | None:
    """The key of the mark that ends last in a text; of two that end together the longer."""
    inside = [
        (text.rfind(mark) + len(mark), len(mark), key)
        for mark, key in keywords.items()
        if mark in text
    ]
    return max(inside)[2] if inside else None


def collect_header_words(lexicon: Lexicon) -> frozenset[str]:
    """Every word that heads a column of any kind."""
    found: set[str] = set()
    for name, words in lexicon.vocabularies.items():
        if name.startswith("columns.") or name in (
            "sides",
            "column_phase",
            "header_words",
        ):
            found.update(word.rpartition("/")[2] for word in words)
    return frozenset(found)


def count_matches(row: Sequence[GridCell], words: frozenset[str]) -> int:
    """How many cells of a row are words that head columns."""
    count = 0
    for slot in row:
        text = match_key(slot.text)
        bare = LEADING_OF_WHICH.sub(
            "", LEADING_YEAR.sub("", BRACKETED_TEXT.sub("", text))
        )
        count += text in words or bare in words
    return count


def drop_numeric(
    fields: FieldNames, rows: Sequence[Sequence[Cell | None]]
) -> FieldNames:
    """Columns that name what is bought hold words: 货物 above figures is a sum of money."""
    found = list(fields)
    for j, name in enumerate(fields):
        cells = (
            [row[j] for row in rows if j < len(row)]
            if name in ("item_name", "project_name")
            else []
        )
        texts = [
            cell.text for cell in cells if cell is not None and not is_blank(cell.text)
        ]
        if texts and sum(map(is_number, texts)) * 2 > len(texts):
            found[j] = None
    return tuple(found)


def assign_statutory_fields(
    header_cells: Sequence[Sequence[GridCell]],
    rows: Sequence[Sequence[Cell | None]],
    lexicon: Lexicon,
    has_known_title: bool,
) -> FieldNames:
    """The columns of a statutory table; one that no word names is told by what stands in it. Where the title is known,
    or codes are, some column of words before the figures names the rows."""
    marks = lexicon.get_vocabulary("column_marks.statutory")
    by_mark = [
        _find_last_keyword(match_key(path[-1].text), marks) if path else None
        for path in header_cells
    ]
    fields = [
        name
        if name is not None
        else "text"
        if by_mark[j] == "text"
        else _infer_by_content([row[j] for row in rows if j < len(row)])
        for j, name in enumerate(
            split_header(
                match_headers(header_cells, "statutory", lexicon), header_cells, rows
            )
        )
    ]
    bare = (
        not {"label", "unit_name", "code"} & set(fields)
        and fields[:1] == ["text"]
        and by_mark[0] != "text"
    )
    if bare and (
        has_known_title
        or fields.count("value") <= SMALL_TABLE_VALUE_COLUMNS
        or _has_money_headers(header_cells, lexicon)
    ):
        fields[0] = "label"
    if (
        "label" not in fields
        and "year" not in fields
        and (has_known_title or "code" in fields)
    ):
        before = fields.index("value") if "value" in fields else 0
        words = [j for j in range(before) if fields[j] == "text" and header_cells[j]]
        naming = [j for j in words if by_mark[j] == "label"]
        words = [j for j in words if by_mark[j] != "text"]
        if naming or (words and "unit_name" not in fields):
            fields[(naming or words)[0]] = "label"
    return tuple(fields)


def _has_money_headers(
    header_cells: Sequence[Sequence[GridCell]], lexicon: Lexicon
) -> bool:
    """True where two columns or more are what statutory tables have for columns: 合计, 基本支出, 预算数."""
    words = (
        BRACKETED_TEXT.sub("", LEADING_YEAR.sub("", match_key(path[-1].text)))
        for path in header_cells
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
            any(lexicon.find_key(name, word) is not None for name in vocabularies)
            for word in words
        )
        > 1
    )


def split_header(
    fields: FieldNames,
    header_cells: Sequence[Sequence[GridCell]],
    rows: Sequence[Sequence[Cell | None]],
) -> FieldNames:
    """A column of line numbers below a head that spans it and the labels (``项目 | | 统计数``) is none of labels."""
    found = list(fields)
    for j in range(1, len(fields)):
        if (
            fields[j] == fields[j - 1] == "label"
            and header_cells[j] == header_cells[j - 1]
        ):
            cells = [row[j] for row in rows if j < len(row)]
            found[j] = "line" if _has_line_numbers(cells) else found[j]
    if (
        "item_name" in found and "catalog_code" not in found
    ):  # 采购目录 heads the classes in one form, their codes in another
        at = found.index("item_name")
        texts = [
            match_key(cell.text)
            for row in rows
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


def _has_line_numbers(cells: Sequence[Cell | None]) -> bool:
    """True for line numbers below a head that spans them and the labels."""
    texts = [
        "".join(cell.text.split())
        for cell in cells
        if cell is not None and not is_blank(cell.text)
    ]
    return bool(texts) and all(text.isdigit() and len(text) < 4 for text in texts)


def _infer_by_content(cells: Sequence[Cell | None]) -> str:
    texts = [
        cell.text for cell in cells if cell is not None and not is_blank(cell.text)
    ]
    words = sum(1 for text in texts if not is_value_text(text))
    return "text" if words * 2 > len(texts) else "value"
