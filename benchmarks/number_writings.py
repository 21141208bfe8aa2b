"""Write random numbers in the ways offices write them, read them back, and count what became of each.

A number stands in a sentence or in a cell, in one of six formats. It is read right, or it has no value and the disclosure
says so (an issue, or an unmatched number); it is never another number.

    python -m benchmarks.number_writings 20000 --seed 1
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.formats import read
from extractor.model.disclosure import Disclosure
from extractor.model.document import Document
from extractor.model.records import MoneyRecord
from extractor.pipeline import extract_disclosures
from tests.hostile import valid_files

__all__ = ["Outcome", "WrittenNumber", "check_numbers", "write_numbers"]

NAMES = "甲乙丙丁戊己庚辛子丑寅卯辰巳午未申酉戌亥"
DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
MINUS_SIGNS = ("-", "－", "–", "—", "\u2212", "﹣", "△", "▲", "负")
QUALIFIERS = {
    "约": "about",
    "近": "about",
    "超过": "over",
    "不足": "under",
    "不少于": "at_least",
    "不超过": "at_most",
}
FORMATS: dict[str, Callable[[], bytes]] = {
    "docx": valid_files.render_docx,
    "doc": valid_files.render_doc,
    "rtf": valid_files.render_rtf,
    "odt": valid_files.render_odt,
    "html": valid_files.render_html,
}
NUMBERS_PER_FILE = 40


class WrittenNumber(NamedTuple):
    """A number as it is printed, and what may be read of it (in 万元)."""

    way: str
    text: str
    value: Decimal | None
    qualifier: str = "exact"
    lower: Decimal | None = None
    upper: Decimal | None = None


class Outcome(NamedTuple):
    """What became of one number: right, none (with a remark), silent (without one), or wrong."""

    result: str
    written: WrittenNumber
    found: str


def write_chinese(number: int) -> str:
    """Write a number below ten thousand as an accountant says it: 一千零五."""
    out, zero = "", False
    for mark, scale in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // scale % 10
        if digit and zero and out:
            out += "零"
        if digit:
            out += DIGITS[digit] + mark
        zero = digit == 0
    return out


def _draw(rng: random.Random) -> Decimal:
    return Decimal(rng.randrange(1, 10 ** rng.randrange(3, 9))).scaleb(-2)


def _write_common(rng: random.Random) -> WrittenNumber:
    """The ways that sentences and cells share."""
    number, whole = _draw(rng), rng.randrange(11, 9999)
    upper = number + rng.randrange(1, 50)
    word = rng.choice(list(QUALIFIERS))
    tens = rng.randrange(2, 99) * 10
    sign = rng.choice(MINUS_SIGNS)
    ways = [
        WrittenNumber("plain", f"{number}万元", number),
        WrittenNumber("grouped", f"{number:,}万元", number),
        WrittenNumber(
            "full width", f"{number:,}".translate(FULL_WIDTH) + "万元", number
        ),
        WrittenNumber("blank before the unit", f"{number} 万 元", number),
        WrittenNumber("traditional", f"{number}萬元", number),
        WrittenNumber("minus", f"{sign}{number}万元", -number),
        WrittenNumber("numeral", f"{write_chinese(whole)}万元", Decimal(whole)),
        WrittenNumber(
            "formal numeral",
            f"{write_chinese(whole).translate(FORMAL)}万元整",
            Decimal(whole),
        ),
        WrittenNumber(
            "two scales", f"{whole}亿{tens}万元", Decimal(whole * 10_000 + tens)
        ),
        WrittenNumber("ten millions", f"{number}千万元", number * 1000),
        WrittenNumber(
            "range",
            f"{number}{rng.choice('-—～~至')}{upper}万元",
            None,
            "range",
            number,
            upper,
        ),
        WrittenNumber(
            "more than", f"{tens}{rng.choice('余多')}万元", None, "range", Decimal(tens)
        ),
        WrittenNumber("word", f"{word}{number}万元", number, QUALIFIERS[word]),
        WrittenNumber("about, behind", f"{number}万元左右", number, "about"),
        WrittenNumber(
            "odd groups", f"{whole // 100},{whole % 100:02}00,{whole}万元", None
        ),
    ]
    return rng.choice(ways)


def _write_for_cell(rng: random.Random) -> WrittenNumber:
    """The ways of cells alone."""
    number = _draw(rng) + 1000
    plain, grouped = f"{number:.2f}", f"{number:,.2f}"
    cut = len(plain) - rng.randrange(1, 4)
    ways = [
        WrittenNumber("bare", grouped, number),
        WrittenNumber("bare minus", f"{rng.choice(MINUS_SIGNS)}{plain}", -number),
        WrittenNumber("brackets", f"（{plain}）", -number),
        WrittenNumber("remark", f"{plain}（注1）", number),
        WrittenNumber(
            "note mark", f"{plain}{rng.choice(['①', '*', '[1]', '¹'])}", number
        ),
        WrittenNumber("wrapped", f"{plain[:cut]}\n{plain[cut:]}", number),
        WrittenNumber("blank inside", f"{plain[:cut]} {plain[cut:]}", number),
        WrittenNumber(
            "grouped by blanks",
            grouped.replace(",", rng.choice(" \u00a0\u2009")),
            number,
        ),
        WrittenNumber("two numbers", f"{plain}\n{plain}", None),
    ]
    return rng.choice(ways)


def write_numbers(rng: random.Random, in_cells: bool) -> list[WrittenNumber]:
    """The numbers of one file, each written in a way of its own."""
    writers = [_write_common]
    if in_cells:
        writers.append(_write_for_cell)
    return [rng.choice(writers)(rng) for _ in range(NUMBERS_PER_FILE)]


def _name(index: int) -> str:
    return f"{NAMES[index // 20]}{NAMES[index % 20]}项目经费"


def check_numbers(rng: random.Random, format: str, in_cells: bool) -> Iterator[Outcome]:
    """Write numbers into one file, read it, and compare."""
    numbers = write_numbers(rng, in_cells)
    blocks: list[object] = [
        "开平区信访局2020年部门预算",
        "一、预算收支情况",
        "2020年预算收入20万元。",
    ]
    if in_cells:
        rows = [[_name(i), written.text] for i, written in enumerate(numbers)]
        blocks += ["部门收支预算总表", "单位：万元", [["项目", "预算数"], *rows]]
    else:
        blocks += [f"{_name(i)}为{written.text}。" for i, written in enumerate(numbers)]
    document = _render(blocks, format)
    (found,) = extract_disclosures(document)
    records = _index_records(document, found, in_cells)
    remarks = [
        *(number.place.path for number in found.unmatched_numbers),
        *(issue.place.partition("[")[0] for issue in found.issues),
    ]
    remarked = {_find_name(document, place) for place in remarks if place}
    remarked |= {
        _find_row_name(number.place, document) for number in found.unmatched_numbers
    }
    remarked |= {
        _find_row_name(issue.place, document)
        for issue in found.issues
        if ".r" in issue.place
    }
    for index, written in enumerate(numbers):
        yield _compare(written, records.get(_name(index), []), _name(index) in remarked)


def _render(blocks: list[object], format: str) -> Document:
    if format == "txt":
        return read("\n".join(map(str, blocks)).encode())
    kept = valid_files.DISCLOSURE_BLOCKS
    valid_files.DISCLOSURE_BLOCKS = blocks
    try:
        return read(FORMATS[format]())
    finally:
        valid_files.DISCLOSURE_BLOCKS = kept


def _find_name(document: Document, path: str) -> str:
    """The name at the head of a paragraph."""
    try:
        return document.text_at(path).partition("为")[0]
    except (KeyError, ValueError):
        return ""


def _find_row_name(place: object, document: Document) -> str:
    """The name in the first cell of a place's row."""
    row, mark, _ = str(place).partition("[")[0].rpartition(".c")
    return _find_name(document, f"{row}.c1") if mark else ""


def _index_records(
    document: Document, found: Disclosure, in_cells: bool
) -> dict[str, list[MoneyRecord]]:
    records: dict[str, list[MoneyRecord]] = {}
    for line in found.budget_lines if in_cells else ():
        if line.row_label is not None:
            records.setdefault(line.row_label.value, []).append(line)
    for amount in found.amounts if not in_cells else ():
        records.setdefault(_find_name(document, amount.place.path), []).append(amount)
    return records


def _compare(
    written: WrittenNumber, records: list[MoneyRecord], is_remarked: bool
) -> Outcome:
    stated = [one for one in records if one.qualifier is not None]
    if not stated:
        return Outcome(
            "none" if is_remarked or written.value is None else "silent", written, ""
        )
    for one in stated:
        factor = (
            1
            if one.unit is None
            else {"千万元": 1000, "百万元": 100, "亿元": 10_000}.get(one.unit, 1)
        )
        value = None if one.value.value is None else one.value.value * factor
        same_upper = written.upper is None or one.upper == written.upper
        if (value, one.qualifier, one.lower) != (
            written.value,
            written.qualifier,
            written.lower,
        ) or not same_upper:
            return Outcome(
                "wrong",
                written,
                f"{one.value.raw}: {value} {one.qualifier} {one.lower}–{one.upper}",
            )
    return Outcome("right", written, "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    counts: Counter[tuple[str, str]] = Counter()
    places = [
        (format, in_cells)
        for format in (*FORMATS, "txt")
        for in_cells in (False, True)
        if format != "txt" or not in_cells
    ]
    n_cases = 0
    while n_cases < options.cases:
        for format, in_cells in places:
            for outcome in check_numbers(rng, format, in_cells):
                n_cases += 1
                counts[outcome.result, outcome.written.way] += 1
                if outcome.result in ("wrong", "silent"):
                    print(
                        outcome.result,
                        format,
                        "cell" if in_cells else "prose",
                        outcome.written,
                        outcome.found,
                        flush=True,
                    )
    for (result, way), n in sorted(counts.items()):
        print(f"{result:8} {way:24} {n}")
    print(f"{n_cases} numbers, seed {options.seed}")


if __name__ == "__main__":
    main()
