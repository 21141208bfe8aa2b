"""Administrative divisions (GB/T 2260) of an office, from the names a document prints.

Names repeat (桥西区 exists in three cities), change (抚宁县 became 抚宁区 in 2015) and are
left out. A division is taken only when the names printed leave one code; otherwise the
code stays null and the candidates are reported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from extractor.model.enums import DivisionMatch
from extractor.schema.codelists import index_codelist, load_codelist

__all__ = [
    "Division",
    "resolve_division",
    "parse_division_names",
]

_LEVELS = ("province", "city", "county")

# Characters that show that a short name is part of another one: 北京路小学 is not in 北京市.
_PLACE_NAME_CONTINUATIONS = frozenset("路街镇乡县区村巷里道")
_SHORTEST_EMBEDDED_NAME = 3
_LONGEST_SHORT_NAME = 4
_SHORTEST_SHORT_NAME = 2
_SEAT_MARK = "驻"  # 驻天津市办事处: the city of the seat, not of the owner
_DIVISION_SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "地区",
    "省",
    "市",
    "县",
    "区",
    "盟",
    "旗",
)

DivisionRow = Mapping[str, str]
"""A row of the code list ``divisions``."""


class Division(NamedTuple):
    """A division as far as the names leave it certain.

    ``match`` is how it was found; ``candidates`` are the codes that an ambiguous name
    may refer to.
    """

    province: str | None = None
    city: str | None = None
    county: str | None = None
    code: str | None = None
    match: DivisionMatch = DivisionMatch.NONE
    candidates: tuple[str, ...] = ()


@cache
def _index_by_name() -> Mapping[str, tuple[DivisionRow, ...]]:
    """Current rows before former ones, by full name and by former name."""
    rows_by_name: dict[str, list[DivisionRow]] = {}
    for status in ("current", "former"):
        for row in load_codelist("divisions"):
            if row["status"] == status and row["level"] in _LEVELS:
                for name in (row["name"], *_list_former_names(row)):
                    rows_by_name.setdefault(name, []).append(row)
    return {name: tuple(rows) for name, rows in rows_by_name.items()}


def _list_former_names(row: DivisionRow) -> list[str]:
    return [name for name in (row["former_names"] or "").split(";") if name]


@cache
def _list_name_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _index_by_name()}, reverse=True))


def parse_division_names(text: str) -> tuple[str, ...]:
    """Parse the full names of divisions that open a text, one behind the other.

    Args:
        text: A name without white space: 唐山市开平区信访局.

    Returns:
        The names from the outside in: 唐山市, 开平区; () when the text opens with none.
    """
    names: list[str] = []
    start = 0
    while name := _find_name_at(text, start):
        names.append(name)
        start += len(name)
    return tuple(names)


def _find_name_at(text: str, start: int) -> str:
    """The longest name of a division at an offset; '' when none does."""
    index = _index_by_name()
    for length in _list_name_lengths():
        name = text[start : start + length]
        if name in index:
            return name
    return ""


def resolve_division(name: str, context: str = "", year: int | None = None) -> Division:
    """Resolve the division of a department from its name.

    A former name is taken for its code only when no current division has it in the
    same city. A name that no division opens may hold one (中共成安县委宣传部).

    Args:
        name: The name of the department, without white space.
        context: Text that may contain the names of its city or province.
        year: The fiscal year, which tells the code of a place that moved to another
            city.

    Returns:
        The division; one without a code when the name leaves none or several.
    """
    names = parse_division_names(name)
    if not names:
        embedded = _resolve_embedded_division(name, context, year)
        return embedded or _resolve_by_short_name(name)
    rows = _find_division_rows(names, year)
    if len(rows) > 1:
        return _choose_by_context(rows, names[-1], context)
    if rows:
        return _build_division(rows[0], DivisionMatch.EXACT)
    return Division()


def _find_division_rows(names: Sequence[str], year: int | None) -> list[DivisionRow]:
    """The rows of the last name within the divisions named before it."""
    *ancestors, name = names
    rows = [
        row
        for row in _index_by_name()[name]
        if _list_ancestry_names(row["code"]).issuperset(ancestors)
    ]
    return _prefer_city(_select_valid_rows(rows, year))


def _prefer_city(rows: list[DivisionRow]) -> list[DivisionRow]:
    """A city without counties (嘉峪关市) has a code of each level: its own is taken."""
    cities = [row for row in rows if row["level"] == "city"]
    if len(cities) == 1 and len({row["code"][:4] for row in rows}) == 1:
        return cities
    return rows


def _choose_by_context(
    rows: Sequence[DivisionRow], name: str, context: str
) -> Division:
    """The only row whose city or province is in
    the context, else all candidates."""
    supported_rows = [
        row for row in rows if _has_ancestor_in_context(row["code"], name, context)
    ]
    if len(supported_rows) == 1:
        return _build_division(supported_rows[0], DivisionMatch.INFERRED)
    county = None
    if rows[0]["level"] == "county":
        county = name
    return Division(
        county=county,
        match=DivisionMatch.AMBIGUOUS,
        candidates=tuple(sorted(row["code"] for row in rows)),
    )


def _has_ancestor_in_context(code: str, name: str, context: str) -> bool:
    ancestors = _list_ancestry_names(code) - {name, ""}
    return any(ancestor in context for ancestor in ancestors)


def _resolve_embedded_division(
    name: str, context: str, year: int | None
) -> Division | None:
    """The first division named within a name: 国家税务总局阜平县税务局.

    An office of one place in another (驻天津市办事处) has none.
    """
    for start in range(1, len(name) - 2):
        names = parse_division_names(name[start:])
        if not names or len(names[0]) < _SHORTEST_EMBEDDED_NAME:
            continue
        if name[start - 1] != _SEAT_MARK:
            return _resolve_division_at(name, start, context, year)
    return None


def _resolve_division_at(
    name: str, start: int, context: str, year: int | None
) -> Division | None:
    """The division at an offset of a name.

    The city or province whose short name opens the name narrows it: 青岛西海岸新区黄岛区财政局
    is in 青岛市. None when the two contradict each other.
    """
    outer = _resolve_by_short_name(name)
    outer_names = filter(None, (outer.province, outer.city))
    division = resolve_division(name[start:], "".join(outer_names) + context, year)
    if division.match == DivisionMatch.NONE:
        return None
    provinces = {division.province, outer.province} - {None, ""}
    if len(provinces) > 1:
        return None
    if division.match == DivisionMatch.EXACT:
        return division._replace(match=DivisionMatch.INFERRED)
    return division


@cache
def _index_short_names() -> Mapping[str, frozenset[str]]:
    """Codes of provinces and cities by their name
    without its suffix: 福州 for 福州市."""
    codes_by_name: dict[str, set[str]] = {}
    for row in load_codelist("divisions"):
        if row["level"] in ("province", "city") and row["status"] == "current":
            short = _strip_suffix(row["name"])
            if len(short) >= _SHORTEST_SHORT_NAME:
                codes_by_name.setdefault(short, set()).add(row["code"])
    return {name: frozenset(codes) for name, codes in codes_by_name.items()}


def _strip_suffix(name: str) -> str:
    for suffix in _DIVISION_SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def _resolve_by_short_name(name: str) -> Division:
    """The only city or province whose name without its suffix opens the name."""
    for length in range(_LONGEST_SHORT_NAME, _SHORTEST_SHORT_NAME - 1, -1):
        codes = _index_short_names().get(name[:length], frozenset())
        if name[length : length + 1] in _PLACE_NAME_CONTINUATIONS:
            continue
        if len(codes) == 1:
            row = index_codelist("divisions")[next(iter(codes))]
            return _build_division(row, DivisionMatch.INFERRED)
    return Division()


def _select_valid_rows(
    rows: Sequence[DivisionRow], year: int | None
) -> list[DivisionRow]:
    """The rows that hold in a year, one a code.

    A former row is dropped where a current one of the same city is among them.
    """
    rows = _drop_moved_rows(rows, year)
    cities = {row["code"][:4] for row in rows if row["status"] == "current"}
    valid_rows = [
        row
        for row in rows
        if row["status"] == "current" or row["code"][:4] not in cities
    ]
    return list({row["code"]: row for row in valid_rows}.values())


def _drop_moved_rows(
    rows: Sequence[DivisionRow], year: int | None
) -> Sequence[DivisionRow]:
    """Without the rows of places that had moved to,
    or from, another city in a year."""
    if year is None:
        return rows
    moves = index_codelist("divisions_moved")
    invalid = {
        _find_invalid_code(moves[row["code"]], year)
        for row in rows
        if row["code"] in moves
    }
    return [row for row in rows if row["code"] not in invalid]


def _find_invalid_code(move: Mapping[str, str], year: int) -> str | None:
    """The code of a place that moved which does not hold in a year.

    Both hold in the year of the move.
    """
    last_year = int(move["until"])
    if year > last_year:
        return move["code"]
    if year < last_year:
        return move["now"]
    return None


def _list_code_ancestry(code: str) -> tuple[str, ...]:
    """The code with those of its city and its province."""
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")))


def _list_ancestry_names(code: str) -> set[str]:
    """The names of a division, its city and its province, as far as the list has
    them."""
    index = index_codelist("divisions")
    codes = _list_code_ancestry(code)
    return {index[one]["name"] for one in codes if one in index}


def _build_division(division_row: DivisionRow, match: DivisionMatch) -> Division:
    index = index_codelist("divisions")
    names = {division_row["level"]: division_row["name"]}
    for code in _list_code_ancestry(division_row["code"])[1:]:
        if code in index:
            names.setdefault(index[code]["level"], index[code]["name"])
    return Division(
        names.get("province"),
        names.get("city"),
        names.get("county"),
        division_row["code"],
        match,
    )
