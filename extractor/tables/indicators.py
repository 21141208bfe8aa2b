"""Indicators and their bounds, from the cells that print them.

One cell may list several indicators, line by line or numbered, with
their targets in the cell beside it or behind each name
(``建设基地≥2个；培训场次≥10场``). A wrapped name is one indicator: lines are
taken apart only where each has a bound of its own, or a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Cell
from extractor.model.enums import ThresholdOperator
from extractor.model.records import Extracted, Indicator, Threshold
from extractor.tables.cells import GridCell, clean_cell_text, extract_text
from extractor.text import regex
from extractor.text.affixes import BRACKETED_TEXT
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import match_key, normalize
from extractor.text.thresholds import ParsedThreshold, find_bound, parse_threshold

__all__ = [
    "IndicatorLevels",
    "PrintedIndicator",
    "build_threshold",
    "count_measures",
    "infer_level_fields",
    "name_level_column",
    "name_project_column",
    "parse_levels",
    "split_indicators",
]

_MEASURE_SEPARATORS = regex.compile(r"[、，,;；。]+")
_PIECE_SEPARATORS = regex.compile(r"[;；\n]+")
_COUNTER = regex.compile(r"\s*(\d{1,2})\s*[.、)]\s*(?=\S)")
_LINE_BREAKS = regex.compile(r"\n+")
_LEVEL_SEPARATORS = regex.compile(r"\s*[-—－–/:：\n]+\s*")


def count_measures(name: str, lexicon: Lexicon) -> int:
    """Count the measures that the name of an indicator lists.

    Args:
        name: The name as printed: ``受理率、答复率、群众满意率`` lists three.
        lexicon: Holds the last words of measures and their
            conjunctions.

    Returns:
        The number of measures, at least 1.
    """
    suffixes = tuple(lexicon.get_words("measures", "tail"))
    conjunctions = "".join(lexicon.get_words("measures", "joint"))
    count = 0
    for part in _MEASURE_SEPARATORS.split(match_key(name)):
        for measure in _split_conjunctions(part, conjunctions, suffixes):
            count += measure.endswith(suffixes)
    return max(count, 1)


def _split_conjunctions(
    part: str, conjunctions: str, suffixes: tuple[str, ...]
) -> list[str]:
    """Cut at 及, 和, 与 where the name of a measure ends before it (not in 及时率)."""
    measures = [""]
    for char in part:
        if char in conjunctions and measures[-1].endswith(suffixes):
            measures.append("")
        else:
            measures[-1] += char
    return measures


def build_threshold(
    indicator: Indicator,
    grade: str,
    order: int,
    text: Extracted[str],
    bound: ParsedThreshold,
    unit: Extracted[str] | None,
) -> Threshold:
    """Build the record of a grade or target.

    Args:
        indicator: Whose bound it is.
        grade: Its grade.
        order: The order of the grade.
        text: Its text.
        bound: What was parsed of the text.
        unit: The unit of its own column; one inside the text is
            nearer.

    Returns:
        The record.
    """
    if (
        bound.unit is not None
        and bound.unit_start is not None
        and bound.unit_end is not None
    ):
        offset = text.place.start or 0
        place = text.place.slice(bound.unit_start + offset, bound.unit_end + offset)
        unit = Extracted(bound.unit.replace("％", "%"), bound.unit, place)
    operator = None
    if bound.operator is not None:
        operator = ThresholdOperator(bound.operator)
    return Threshold(
        parent=indicator,
        grade=grade,
        grade_order=order,
        text=text,
        operator=operator,
        lower=bound.lower,
        upper=bound.upper,
        lower_inclusive=bound.lower_inclusive,
        upper_inclusive=bound.upper_inclusive,
        unit=unit,
    )


# --- several indicators in one cell


class PrintedIndicator(NamedTuple):
    """The name of an indicator and its target, None where none is printed."""

    name: Extracted[str]
    target: Extracted[str] | None


def split_indicators(
    name: Extracted[str], target: Extracted[str] | None, lexicon: Lexicon
) -> list[PrintedIndicator]:
    """Split a cell of names and the cell of their targets into indicators.

    Args:
        name: The cell of names.
        target: The cell of targets; None where the table has no such
            column.
        lexicon: Holds what precedes the number of an indicator
            (指标1：).

    Returns:
        The indicators, at least one. Without a target of its own the
        name is parted from the bound that it ends in.
    """
    if target is None:
        return _split_names(name, lexicon)
    names = _list_names(name, _LINE_BREAKS, lexicon)
    targets = _list_targets(target)
    if len(names) < 2 or len(names) != len(targets):
        return [PrintedIndicator(_strip_mark(name, lexicon), target)]
    if not _are_own_lines(name, targets, lexicon):
        return [PrintedIndicator(_strip_mark(name, lexicon), target)]
    return list(map(PrintedIndicator, names, targets))


def _split_names(name: Extracted[str], lexicon: Lexicon) -> list[PrintedIndicator]:
    """The indicators of a cell that holds their bounds, too."""
    pieces = _list_names(name, _PIECE_SEPARATORS, lexicon)
    if not _are_listed(name, pieces, lexicon):
        pieces = [_strip_mark(name, lexicon)]
    return [_split_bound(piece) for piece in pieces]


def _list_names(
    text: Extracted[str], separators: regex.Pattern[str], lexicon: Lexicon
) -> list[Extracted[str]]:
    """The pieces of a cell between separators, without their numbers."""
    pieces = list(_list_pieces(text, separators))
    if not _are_numbered(pieces, lexicon):
        return pieces
    return [_strip_number(piece, lexicon) for piece in pieces]


def _list_targets(text: Extracted[str]) -> list[Extracted[str]]:
    """The targets of a cell; 1., 2., 3. before them only count."""
    pieces = list(_list_pieces(text, _PIECE_SEPARATORS))
    if _count_on(pieces):
        pieces = [_drop_counter(piece) for piece in pieces]
    return pieces


def _list_pieces(
    text: Extracted[str], separators: regex.Pattern[str]
) -> Iterator[Extracted[str]]:
    """The pieces of a cell between separators, blank ones left out."""
    start = 0
    for match in separators.finditer(text.raw):
        if text.raw[start : match.start()].strip():
            yield _extract_piece(text, start, match.start())
        start = match.end()
    if text.raw[start:].strip():
        yield _extract_piece(text, start, len(text.raw))


def _extract_piece(text: Extracted[str], start: int, end: int) -> Extracted[str]:
    """A piece of a cell without the white space around it."""
    raw = text.raw[start:end]
    start += len(raw) - len(raw.lstrip())
    raw = raw.strip()
    if raw == text.raw.strip():
        return text
    offset = text.place.start or 0
    place = text.place.slice(start + offset, start + len(raw) + offset)
    return Extracted(clean_cell_text(raw), raw, place)


def _strip_mark(text: Extracted[str], lexicon: Lexicon) -> Extracted[str]:
    """A name without ``指标1：``; a list number may be part of it (``6.5宣传日``)."""
    match = _compile_mark(lexicon).match(normalize(text.raw))
    if match is None or not text.raw[match.end() :].strip():
        return text
    return _extract_piece(text, match.end(), len(text.raw))


def _strip_number(text: Extracted[str], lexicon: Lexicon) -> Extracted[str]:
    """A name of several, all of which have a mark or a list number."""
    end = _measure_mark(text.raw, lexicon)
    if not text.raw[end:].strip():
        return text
    return _extract_piece(text, end, len(text.raw))


def _measure_mark(raw: str, lexicon: Lexicon) -> int:
    """The length of the mark that numbers a piece; 0 for none."""
    match = _compile_mark(lexicon).match(normalize(raw))
    if match is not None:
        return match.end()
    found = parse_list_number(raw)
    return found.end if found else 0


@cache
def _compile_mark(lexicon: Lexicon) -> regex.Pattern[str]:
    word = build_alternation(lexicon.get_words("indicator_number"))
    return regex.compile(rf"\s*(?:{word})\s*[\d一二三四五六七八九十]+\s*[:.、]\s*")


def _are_numbered(pieces: Sequence[Extracted[str]], lexicon: Lexicon) -> bool:
    """True where each of several pieces has a number of its own."""
    if len(pieces) < 2:
        return False
    return all(_measure_mark(piece.raw, lexicon) for piece in pieces)


def _are_listed(
    text: Extracted[str], pieces: Sequence[Extracted[str]], lexicon: Lexicon
) -> bool:
    """True where pieces are indicators of their
    own: numbered, or each with a bound."""
    if len(pieces) < 2:
        return True
    if _are_numbered(list(_list_pieces(text, _PIECE_SEPARATORS)), lexicon):
        return True
    return all(find_bound(piece.raw) is not None for piece in pieces)


def _count_on(pieces: Sequence[Extracted[str]]) -> bool:
    """True where pieces begin with 1., 2., 3.: ``1.10场`` is 10场."""
    found = [_COUNTER.match(normalize(piece.raw)) for piece in pieces]
    return len(pieces) > 1 and all(
        match is not None and int(match[1]) == number
        for number, match in enumerate(found, 1)
    )


def _drop_counter(piece: Extracted[str]) -> Extracted[str]:
    match = _COUNTER.match(normalize(piece.raw))
    if match is None:
        return piece
    return _extract_piece(piece, match.end(), len(piece.raw))


def _are_own_lines(
    name: Extracted[str], targets: Sequence[Extracted[str]], lexicon: Lexicon
) -> bool:
    """True where lines are no wrapped ones: each target is a bound, or each name
    numbered."""
    if all(map(_is_bound, targets)):
        return True
    return _are_numbered(list(_list_pieces(name, _LINE_BREAKS)), lexicon)


def _is_bound(text: Extracted[str]) -> bool:
    return parse_threshold(text.raw, None).operator is not None


def _split_bound(text: Extracted[str]) -> PrintedIndicator:
    """The name of an indicator parted from the bound it ends in."""
    start = find_bound(text.raw)
    if start is None:
        return PrintedIndicator(text, None)
    name = _extract_piece(text, 0, start)
    return PrintedIndicator(name, _extract_piece(text, start, len(text.raw)))


# --- levels


class IndicatorLevels(NamedTuple):
    """What a cell of levels names: the known first level, and a second one behind
    it."""

    level1: Extracted[str]
    level2: Extracted[str] | None = None


def parse_levels(text: Extracted[str], lexicon: Lexicon) -> IndicatorLevels | None:
    """Parse a cell that names the level of indicators.

    Args:
        text: ``产出指标``, ``一、效益指标（30分）``, ``产出指标-数量指标``.
        lexicon: The words of first levels.

    Returns:
        The first level with its known name, and what stands behind
        it; None where the cell begins with no known level.
    """
    known = _find_level(text.raw, lexicon)
    if known is not None:
        return IndicatorLevels(_rename(text, known))
    separator = _LEVEL_SEPARATORS.search(text.raw.strip())
    if separator is None:
        return None
    offset = len(text.raw) - len(text.raw.lstrip())
    start, end = separator.start() + offset, separator.end() + offset
    known = _find_level(text.raw[:start], lexicon)
    if known is None or not text.raw[end:].strip():
        return None
    first = _rename(_extract_piece(text, 0, start), known)
    return IndicatorLevels(first, _extract_piece(text, end, len(text.raw)))


def _rename(text: Extracted[str], value: str) -> Extracted[str]:
    return Extracted(value, text.raw, text.place)


def _find_level(raw: str, lexicon: Lexicon) -> str | None:
    """The known level of a text, without its list number and brackets."""
    found = parse_list_number(raw)
    forms = [raw]
    if found is not None:
        forms.append(raw[found.end :])
    for form in forms:
        known = lexicon.find_key("levels", BRACKETED_TEXT.sub("", match_key(form)))
        if known is not None:
            return known
    return None


def infer_level_fields(
    fields: Sequence[str | None],
    header_cells: Sequence[Sequence[GridCell]],
    rows: Sequence[Sequence[Cell | None]],
    lexicon: Lexicon,
) -> tuple[str | None, ...]:
    """Name the columns of levels that no word of their header names.

    Args:
        fields: The field of each column of a table of targets.
        header_cells: The header cells above each column.
        rows: The cells below the header.
        lexicon: The words of first levels.

    Returns:
        The fields. A column of first levels is told by its cells, one
        right of it and left of the names is the second, and a column
        headed by a first level holds its indicators.
    """
    inferred = list(fields)
    for column, name in enumerate(fields):
        if name is not None:
            continue
        if _is_headed_by_level(header_cells[column], lexicon):
            inferred[column] = "measure"
        elif "level1" not in inferred and _holds_levels(rows, column, lexicon):
            inferred[column] = "level1"
    if "level1" in inferred and "level2" not in inferred:
        column = inferred.index("level1") + 1
        if inferred[column : column + 2] == [None, "name"]:
            inferred[column] = "level2"
    return tuple(inferred)


def name_level_column(
    fields: Sequence[str | None],
    rows: Sequence[Sequence[Cell | None]],
    lexicon: Lexicon,
) -> tuple[str | None, ...]:
    """Name the column of levels that a head calls indicators: 绩效指标｜指标名称.

    Args:
        fields: The fields of a table of targets by the words of its heads.
        rows: The cells below the header.
        lexicon: The words that levels end in, and those of second levels.

    Returns:
        The fields; of two columns of names the first is the second
        level where all its cells end as levels do or are known ones, and
        none where its head reaches down the side of the table.
    """
    named = list(fields)
    if named.count("name") < 2 or "level2" in named:
        return tuple(named)
    column = named.index("name")
    cells = [row[column] for row in rows if column < len(row)]
    texts = [match_key(text.value) for text in map(extract_text, cells) if text]
    if not texts:
        named[column] = None
    elif all(_names_second_level(text, lexicon) for text in texts):
        named[column] = "level2"
    return tuple(named)


def name_project_column(
    fields: Sequence[str | None],
    header_cells: Sequence[Sequence[GridCell]],
    lexicon: Lexicon,
) -> tuple[str | None, ...]:
    """Name the column of projects that any word of them heads: 专项名称.

    Args:
        fields: The fields of a table of targets so far.
        header_cells: The header cells above each column.
        lexicon: The words that head projects.

    Returns:
        The fields; where none is of projects, the first unnamed one so headed is.
    """
    if "project" in fields:
        return tuple(fields)
    for column, path in enumerate(header_cells):
        if fields[column] is None and _heads_projects(path, lexicon):
            return (*fields[:column], "project", *fields[column + 1 :])
    return tuple(fields)


def _heads_projects(path: Sequence[GridCell], lexicon: Lexicon) -> bool:
    find = lexicon.find_key
    return any(find("project_heads", cell.text) for cell in path[-1:])


def _names_second_level(text: str, lexicon: Lexicon) -> bool:
    """True for 数量指标, and for 社会效益 alone."""
    bare = BRACKETED_TEXT.sub("", text)
    is_level = bare in lexicon.get_words("second_levels")
    return is_level or bare.endswith(lexicon.get_words("level_ends"))


def _is_headed_by_level(path: Sequence[GridCell], lexicon: Lexicon) -> bool:
    return any(_find_level(cell.text, lexicon) is not None for cell in path)


def _holds_levels(
    rows: Sequence[Sequence[Cell | None]], column: int, lexicon: Lexicon
) -> bool:
    """True for a column all cells of which begin with a known level."""
    cells = [row[column] for row in rows if column < len(row)]
    texts = [text for text in map(extract_text, cells) if text is not None]
    return bool(texts) and all(parse_levels(t, lexicon) is not None for t in texts)
