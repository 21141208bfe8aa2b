"""Where an office is: administrative divisions (GB/T 2260) from the names a document prints.

Names repeat (桥西区 stands in three cities), change (抚宁县 became 抚宁区 in 2015) and are left out. A division is taken only
when the names printed leave one code; otherwise the code stays null and the candidates are reported.
"""

from __future__ import annotations

from collections.abc import Mapping
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
_PLACE_NAME_CONTINUATIONS = frozenset(
    "路街镇乡县区村巷里道"
)  # 北京路小学 is not in 北京市
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


class Division(NamedTuple):
    """A place found: names and codes as far as they are certain, and how: exact, inferred, ambiguous, none."""

    province: str | None = None
    city: str | None = None
    county: str | None = None
    code: str | None = None
    match: DivisionMatch = DivisionMatch.NONE
    candidates: tuple[str, ...] = ()


@cache
def _index_by_name() -> Mapping[str, tuple[Mapping[str, str], ...]]:
    """Current rows before former ones, by full name and by former name."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for status in ("current", "former"):
        for row in load_codelist("divisions"):
            if row["status"] == status and row["level"] in _LEVELS:
                found.setdefault(row["name"], []).append(row)
                for former in filter(None, (row["former_names"] or "").split(";")):
                    found.setdefault(former, []).append(row)
    return {name: tuple(places) for name, places in found.items()}


@cache
def _list_name_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _index_by_name()}, reverse=True))


def parse_division_names(text: str) -> tuple[str, ...]:
    """Full names of divisions that open a text one behind the other: 唐山市开平区信访局 -> 唐山市, 开平区."""
    names: list[str] = []
    at = 0
    while at < len(text):
        name = next(
            (
                text[at : at + n]
                for n in _list_name_lengths()
                if text[at : at + n] in _index_by_name()
            ),
            None,
        )
        if name is None:
            break
        names.append(name)
        at += len(name)
    return tuple(names)


def _list_code_ancestry(code: str) -> tuple[str, ...]:
    """The code with its parents, as far as the list goes."""
    return tuple(dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")))


def resolve_division(name: str, context: str = "", year: int | None = None) -> Division:
    """The division of a department's name; ``context`` is text in which the names of its city or province may stand.

    A former name is taken for its code only when no current division bears it (in the same city); of a place that moved
    to another city, the ``year`` tells the code. A name that no division opens may hold one (中共成安县委宣传部).
    """
    printed = parse_division_names(name)
    if not printed:
        return _resolve_embedded_division(
            name, context, year
        ) or _resolve_by_short_name(name)
    last = printed[-1]
    places = [
        p
        for p in _index_by_name()[last]
        if all(_list_ancestry_names(p["code"]) & {above} for above in printed[:-1])
    ]
    places = _select_valid_rows(places, year)
    whole = [p for p in places if p["level"] == "city"]
    if len(whole) == 1 and len({p["code"][:4] for p in places}) == 1:
        places = whole  # a city without counties (嘉峪关市) has a code of each level
    if len(places) == 1:
        return _build_division(places[0], DivisionMatch.EXACT)
    if len(places) > 1:
        near = [
            p
            for p in places
            if any(
                word and word in context
                for word in _list_ancestry_names(p["code"]) - {last}
            )
        ]
        if len(near) == 1:
            return _build_division(near[0], DivisionMatch.INFERRED)
        candidates = tuple(sorted(p["code"] for p in places))
        return Division(
            match=DivisionMatch.AMBIGUOUS,
            candidates=candidates,
            county=last if places[0]["level"] == "county" else None,
        )
    return Division()


def _resolve_embedded_division(
    name: str, context: str, year: int | None
) -> Division | None:
    """The first division named within: 国家税务总局阜平县税务局, 青岛西海岸新区黄岛区财政局 (in 青岛市); of an office
    that stands for one place in another (驻天津市办事处) none."""
    for start in range(1, len(name) - 2):
        found = parse_division_names(name[start:])
        if not found or len(found[0]) < 3 or name[start - 1] == "驻":
            continue
        above = _resolve_by_short_name(name)
        place = resolve_division(
            name[start:],
            "".join(filter(None, (above.province, above.city, context))),
            year,
        )
        if place.match == "none" or (
            above.province and place.province and above.province != place.province
        ):
            return None
        return (
            place._replace(match=DivisionMatch.INFERRED)
            if place.match == "exact"
            else place
        )
    return None


@cache
def _index_short_names() -> Mapping[str, frozenset[str]]:
    """Names without their suffix (福州 for 福州市) of provinces and cities, with the codes that bear them."""
    found: dict[str, set[str]] = {}
    for row in load_codelist("divisions"):
        if row["level"] in ("province", "city") and row["status"] == "current":
            short = next(
                (
                    row["name"].removesuffix(s)
                    for s in _DIVISION_SUFFIXES
                    if row["name"].endswith(s)
                ),
                row["name"],
            )
            if len(short) >= 2:
                found.setdefault(short, set()).add(row["code"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _resolve_by_short_name(name: str) -> Division:
    """The city or province whose name without its suffix opens the name, when only one bears it."""
    for length in (4, 3, 2):
        codes = _index_short_names().get(name[:length], frozenset())
        if (
            len(codes) == 1
            and name[length : length + 1] not in _PLACE_NAME_CONTINUATIONS
        ):
            return _build_division(
                index_codelist("divisions")[next(iter(codes))], DivisionMatch.INFERRED
            )
    return Division()


def _select_valid_rows(
    division_rows: list[Mapping[str, str]], year: int | None = None
) -> list[Mapping[str, str]]:
    """Without former rows where a current one of the same city is among them, and without repeats of one code. Of a
    place that moved, only the row that holds in the year; both in the year of the move."""
    moved = (
        {row["code"]: row for row in load_codelist("divisions_moved")}
        if year is not None
        else {}
    )
    for move in [
        moved[place["code"]] for place in division_rows if place["code"] in moved
    ]:
        until = int(move["until"])
        gone = (
            move["code"]
            if (year or 0) > until
            else move["now"]
            if (year or 0) < until
            else ""
        )
        division_rows = [p for p in division_rows if p["code"] != gone]
    current = {p["code"][:4] for p in division_rows if p["status"] == "current"}
    kept = [
        p
        for p in division_rows
        if p["status"] == "current" or p["code"][:4] not in current
    ]
    return list({p["code"]: p for p in kept}.values())


def _list_ancestry_names(code: str) -> set[str]:
    return {
        row["name"]
        for c in _list_code_ancestry(code)
        if (row := index_codelist("divisions").get(c)) is not None
    }


def _build_division(division_row: Mapping[str, str], match: DivisionMatch) -> Division:
    names: dict[str, str] = {}
    for code in _list_code_ancestry(division_row["code"]):
        row = (
            division_row
            if code == division_row["code"]
            else index_codelist("divisions").get(code)
        )
        if row is not None:
            names.setdefault(row["level"], row["name"])
    province = names.get("province")
    return Division(
        province, names.get("city"), names.get("county"), division_row["code"], match
    )
