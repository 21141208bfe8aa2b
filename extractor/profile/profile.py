"""Who and when: title, department, division, fiscal year and kind of a disclosure, from the document itself.

File names lie; the document is the witness. The title is the first line that speaks of a budget or final accounts; the
department's name is the longest form printed that ends in the name of the title (唐山市开平区信访局 over 开平区信访局).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import regex

from extractor.layout.lines import Line
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.disclosure import Profile
from extractor.model.document import Place, Table
from extractor.model.extracted import Reading
from extractor.model.issues import Issue
from extractor.profile.divisions import Division, locate, names_in
from extractor.profile.words import CHINESE_YEAR, Words, words_of
from extractor.schema.codelists import rows
from extractor.text.dates import years
from extractor.text.normalize import fold, squeeze, squeezed

__all__ = ["facts", "names", "read"]

_HEAD_LINES = 14
_CHINESE_DIGITS = "〇一二三四五六七八九"


def read(
    items: Sequence[Line | Table], template: Template
) -> Iterator[Profile | Issue]:
    """The profile of a document, and what could not be decided."""
    lines = [item for item in items if isinstance(item, Line)]
    words = words_of(template)
    title = _title(lines, words)
    named = _name_in_title(title, lines, words)
    code, names = _captions(items, words)
    department = _longest(named, names, lines)
    year = _year(title, lines, words)
    context = "".join(line.text for line in lines[:60])
    place = (
        locate(squeeze(department.value), context, year.value if year else None)
        if department
        else Division()
    )
    if place.match == "none" and department is not None:
        place = _from_context(department.value, context)
    if place.match == "ambiguous":
        yield Issue.of(
            "DIVISION_AMBIGUOUS",
            department.place if department else "",
            candidates=";".join(place.candidates),
        )
    if year is None:
        yield Issue.of("YEAR_UNKNOWN")
    if department is None:
        yield Issue.of("DEPARTMENT_UNKNOWN")
    yield Profile(
        title=title,
        doc_type=f"{_level(title, lines, template)}_{_kind(title, lines, template)}",
        fiscal_year=year,
        department_name=department,
        budget_unit_code=code,
        department_type=_department_type(department.value if department else ""),
        province=place.province,
        city=place.city,
        county=place.county,
        division_code=place.code,
        division_match=place.match,
        template=template.name,
    )


def _title(lines: Sequence[Line], words: Words) -> Reading[str] | None:
    """The first line at the head that names a budget or final accounts and is no sentence."""
    best: Line | None = None
    for line in lines[:_HEAD_LINES]:
        plain = squeeze(line.text)
        if ":" in plain:
            continue
        if line.toc or plain.startswith(words.contents) or line.ordinal is not None:
            if best is None and line.ordinal is None:
                continue
            break
        if (
            words.subject.search(plain)
            and len(plain) <= 60
            and not regex.search("[。；]", plain)
        ):
            if best is None or (
                words.office.search(plain)
                and not words.office.search(squeeze(best.text))
            ):
                best = line
            if words.office.search(plain):
                break
    if best is None:
        return None
    end = words.contents_end.search(best.text)
    if end is not None:
        return best.reading(0, end.start())
    return _over_lines(best, lines)


def _over_lines(best: Line, lines: Sequence[Line]) -> Reading[str]:
    """The title with the lines right around it in its own paragraph (a title set over two or three lines)."""
    at = next(i for i, line in enumerate(lines) if line is best)
    first = last = at
    while first > 0 and _touch(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _touch(lines[last], lines[last + 1]):
        last += 1
    run = lines[first : last + 1]
    whole = "\n".join(line.text for line in run)
    apart = {piece.address for line in run for piece in line.pieces} != {
        best.address
    }  # read on over paragraphs
    if (
        apart
        or len(squeeze(whole)) > 60
        or any(line.ordinal or regex.search("[。；：:]", line.text) for line in run)
    ):
        return best.reading(0, len(best.text))
    start = run[0].pieces[0].start
    head = len(whole) - len(whole.lstrip())
    raw = whole.strip()
    place = Place(best.address, start + head, start + head + len(raw))
    return Reading(raw.replace("\n", "").strip(), raw, place)


def _touch(before: Line, after: Line) -> bool:
    """True when one break alone parts two lines of one paragraph."""
    first, second = before.pieces[-1], after.pieces[0]
    return (
        first.address == second.address
        and first.start + first.length + 1 == second.start
    )


def _name_in_title(
    title: Reading[str] | None, lines: Sequence[Line], words: Words
) -> Reading[str] | None:
    """The office that the title names, else one alone on a line at the head of the document."""
    if title is not None:
        found = _office(title.raw, words)
        if found:
            start = title.place.start or 0
            raw = title.raw[found[0] : found[1]]
            return Reading(
                squeeze(raw),
                raw,
                Place(title.place.address, start + found[0], start + found[1]),
            )
    for line in lines[:_HEAD_LINES]:
        plain = squeeze(line.text)
        if not 3 <= len(plain) <= 36:
            continue
        alone = words.alone.fullmatch(line.twin)
        if alone is not None:
            whole = line.reading(*alone.span("name"))
            return Reading(squeeze(whole.raw), whole.raw, whole.place)
    return None


def _office(text: str, words: Words) -> tuple[int, int] | None:
    """Span of the office in a title, whatever white space stands in it."""
    plain, at = squeezed(text)
    best: tuple[int, int] | None = None
    start = 0
    for match in words.between.finditer(plain):
        if best is None and match.start() - start >= 3:
            best = _office_in(plain, start, match.start(), words)
        start = match.end()
    span = best or _office_in(plain, start, len(plain), words)
    return (at[span[0]], at[span[1] - 1] + 1) if span else None


def _office_in(
    plain: str, start: int, stop: int, words: Words
) -> tuple[int, int] | None:
    match = words.title_name.search(plain, start, stop) if stop > start else None
    if match is None and stop > start:
        match = words.last_name.search(plain[:stop], start)
    return match.span("name") if match else None


def _captions(
    items: Iterable[Line | Table], words: Words
) -> tuple[Reading[str] | None, list[Reading[str]]]:
    """Names and the unit code that captions of tables and lines above them print."""
    code: Reading[str] | None = None
    names: list[Reading[str]] = []
    for item in items:
        texts: list[tuple[str, str, int]] = []
        if isinstance(item, Table):
            texts = [
                (cell.text, cell.address, 0)
                for cell in item.cells
                if cell.row <= 3 and cell.text.strip()
            ]
        elif len(item.text) < 80 and regex.search("[:：]", item.text):
            texts = [(item.text, item.address, item.pieces[0].start)]
        for text, address, offset in texts:
            coded = (
                words.coded_cell if isinstance(item, Table) else words.coded_line
            ).match(fold(text))
            match = coded or words.caption.search(fold(text))
            if match is None or not words.ends_in_office.search(match["name"]):
                continue
            start, end = match.span("name")
            names.append(
                Reading(
                    "".join(text[start:end].split()),
                    text[start:end],
                    Place(address, offset + start, offset + end),
                )
            )
            if match["code"] and code is None:
                start, end = match.span("code")
                code = Reading(
                    text[start:end],
                    text[start:end],
                    Place(address, offset + start, offset + end),
                )
    return code, names


def _longest(
    named: Reading[str] | None, captions: Sequence[Reading[str]], lines: Sequence[Line]
) -> Reading[str] | None:
    """The longest printed form of the name: of the captions, or in the prose behind the names of its divisions."""
    if named is None:
        counted = Counter(squeeze(c.value) for c in captions)
        if not counted:
            return None
        common = max(counted, key=lambda n: (counted[n], len(n), n))
        return next(c for c in captions if squeeze(c.value) == common)
    best = named
    short = squeeze(named.value)
    for caption in captions:
        full = squeeze(caption.value)
        if (
            full.endswith(short)
            and len(full) > len(squeeze(best.value))
            and _only_divisions(full[: -len(short)])
        ):
            best = caption
    for line in lines[:40]:
        for match in regex.finditer(regex.escape(short), line.twin):
            for back in range(min(16, match.start()), 0, -1):
                prefix = line.twin[match.start() - back : match.start()]
                if _only_divisions(prefix) and back + len(short) > len(
                    squeeze(best.value)
                ):
                    best = line.reading(match.start() - back, match.end())
                    break
    return best


def _only_divisions(prefix: str) -> bool:
    return bool(prefix) and "".join(names_in(prefix)) == prefix


def _year(
    title: Reading[str] | None, lines: Sequence[Line], words: Words
) -> Reading[int] | None:
    """The year of the title, else the one printed most often before 预算 or 决算."""
    if title is not None:
        start = title.place.start or 0
        kind_at = next(
            (m.start() for m in words.kind_spaced.finditer(title.raw)), len(title.raw)
        )
        printed = list(years(title.raw))
        for year in [y for y in printed if y.stop <= kind_at][-1:] or printed[
            :1
        ]:  # 2021年公开2020年度部门决算
            raw = title.raw[year.start : year.end]
            return Reading(
                year.value,
                raw,
                Place(title.place.address, start + year.start, start + year.end),
            )
        for match in regex.finditer(CHINESE_YEAR, title.raw):
            digits = int(
                "".join(
                    str(max(0, _CHINESE_DIGITS.find(char))) for char in match["year"]
                )
            )
            place = Place(
                title.place.address,
                start + match.start("year"),
                start + match.end("year"),
            )
            return Reading(digits, match["year"], place)
    counted: Counter[int] = Counter()
    first: dict[int, Reading[int]] = {}
    for line in lines:
        for year in years(line.text):
            near = words.behind_year.match(line.twin[year.stop :].lstrip())
            counted[year.value] += 3 if near else 1
            if year.value not in first:
                span = line.reading(year.start, year.end)
                first[year.value] = Reading(year.value, span.raw, span.place)
    if not counted:
        return None
    return first[max(counted, key=lambda y: (counted[y], y))]


def _kind(title: Reading[str] | None, lines: Sequence[Line], template: Template) -> str:
    """budget or final, as the title has it once the names of budgets (一般公共预算) are set aside; else the commoner one."""
    words, kinds = words_of(template), template.words("doc_type")
    if title is not None:
        funds = any_of(template.words_of("funds", "word"))
        found = {
            kinds[word]
            for word in words.kind.findall(regex.sub(funds, "", squeeze(title.value)))
        }
        if len(found) == 1:
            return found.pop()
    counted = Counter(
        kinds[m["kind"] or m["named"]]
        for line in lines
        for m in words.kind_named.finditer(squeeze(line.text))
    )
    return "final" if counted["final"] > counted["budget"] else "budget"


def _level(
    title: Reading[str] | None, lines: Sequence[Line], template: Template
) -> str:
    def says(text: str, key: str) -> bool:
        return any(word in text for word in template.words_of("doc_level", key))

    named = squeeze(title.value) if title is not None else ""
    if says(named, "department_title"):
        return "department"
    if says(named, "unit"):
        return "unit"
    head = "".join(squeeze(line.text) for line in lines[:30])
    return (
        "unit" if says(head, "unit") and not says(head, "department") else "department"
    )


def _department_type(name: str) -> str | None:
    plain = squeeze(name)
    found: tuple[int, int, str] | None = None
    for row in rows("department_types"):
        for pattern in filter(None, row["patterns"].split(";")):
            at = plain.rfind(pattern)
            if at >= 0 and (
                found is None or (at + len(pattern), len(pattern)) > found[:2]
            ):
                found = (at + len(pattern), len(pattern), row["type"])
    return found[2] if found else ("other" if plain else None)


def _from_context(name: str, context: str) -> Division:
    """A division for a name that prints none (市信访局): only one that the head of the document prints in full."""
    found = {
        m for m in regex.findall(r"[一-鿿]{2,8}(?:省|市|县|区)", context) if names_in(m)
    }
    codes = {d.code: d for m in found if (d := locate(m)).match == "exact"}
    counties = [d for d in codes.values() if d.county]
    if len(counties) == 1 and regex.search("县|区", name):
        return counties[0]._replace(match="inferred")
    return Division()


def facts(who: Profile) -> dict[str, str | None]:
    """What a template may ask of a document before it claims it."""
    return {
        "province": who.province,
        "city": who.city,
        "county": who.county,
        "fiscal_year": str(who.fiscal_year.value) if who.fiscal_year else None,
        "doc_type": who.doc_type,
    }


def names(who: Profile) -> tuple[str, ...]:
    """Forms of the department's name that headings may carry, with and without its divisions."""
    if who.department_name is None:
        return ()
    name = who.department_name.value
    short = name
    for division in (who.province, who.city, who.county):
        if division:
            short = short.removeprefix(division)
    county = (
        name[name.find(who.county) :] if who.county and who.county in name else name
    )
    return tuple(sorted({name, county, short}, key=lambda n: (-len(n), n)))
