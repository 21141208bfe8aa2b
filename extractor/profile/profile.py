"""Title, department, division, fiscal year and kind of a disclosure, from the document itself.

File names are often wrong, so the document alone counts. The title is the first line that speaks of a budget or final accounts; the
department's name is the longest form printed that ends in the name of the title (唐山市开平区信访局 over 开平区信访局).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from extractor.layout.lines import TextLine
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.disclosure import Profile
from extractor.model.document import Span, Table
from extractor.model.enums import DivisionMatch, DocumentType
from extractor.model.issues import Issue
from extractor.model.records import Extracted
from extractor.profile.divisions import Division, parse_division_names, resolve_division
from extractor.schema.codelists import load_codelist
from extractor.text.dates import find_years
from extractor.text.normalize import match_key, normalize, with_offsets

__all__ = [
    "collect_lexicon_criteria",
    "list_name_variants",
    "extract_profile",
]

_TITLE_WINDOW = 14  # lines at the head in which the title stands
_DIVISION_WINDOW = 60  # lines at the head in which names of divisions count
_CHINESE_DIGITS = "〇一二三四五六七八九"


def extract_profile(
    elements: Sequence[TextLine | Table], lexicon: Lexicon
) -> tuple[Profile, list[Issue]]:
    """Find out whose disclosure it is, of which year and kind.

    Args:
        elements: The lines and tables of the disclosure.
        lexicon: The words of offices, titles and kinds of documents.

    Returns:
        The profile, and issues about what could not be decided.
    """
    lines = [element for element in elements if isinstance(element, TextLine)]
    patterns = _compile_profile_patterns(lexicon)
    title = _find_title(lines, patterns)
    named = _find_department_name(title, lines, patterns)
    code, names = _collect_caption_names(elements, patterns)
    department = _select_longest_name(named, names, lines)
    year = _find_fiscal_year(title, lines, patterns)
    division = _find_division(department, year, lines)
    level = _classify_document_level(title, lines, lexicon)
    kind = _classify_document_kind(title, lines, lexicon)
    profile = Profile(
        title=title,
        doc_type=DocumentType(f"{level}_{kind}"),
        fiscal_year=year,
        department_name=department,
        budget_unit_code=code,
        department_type=_classify_department_type(department),
        province=division.province,
        city=division.city,
        county=division.county,
        division_code=division.code,
        division_match=division.match,
        template=lexicon.name,
    )
    return profile, list(_find_profile_issues(profile, division))


def _find_division(
    department: Extracted[str] | None,
    year: Extracted[int] | None,
    lines: Sequence[TextLine],
) -> Division:
    """The division of an office, from its name and the head of the document."""
    if department is None:
        return Division()
    head = "".join(line.text for line in lines[:_DIVISION_WINDOW])
    name = match_key(department.value)
    division = resolve_division(name, head, year.value if year else None)
    if division.match == DivisionMatch.NONE:
        return _resolve_division_in_context(department.value, head)
    return division


def _find_profile_issues(profile: Profile, division: Division) -> Iterator[Issue]:
    department = profile.department_name
    if department is not None and division.match == DivisionMatch.AMBIGUOUS:
        candidates = ";".join(division.candidates)
        yield Issue.build("DIVISION_AMBIGUOUS", department.place, candidates=candidates)
    if profile.fiscal_year is None:
        yield Issue.build("YEAR_UNKNOWN")
    if department is None:
        yield Issue.build("DEPARTMENT_UNKNOWN")


def _find_title(
    lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[str] | None:
    """The first line at the head that names a budget or final accounts and is no sentence."""
    best: TextLine | None = None
    for line in lines[:_TITLE_WINDOW]:
        plain = match_key(line.text)
        if ":" in plain:
            continue
        if (
            line.in_toc
            or plain.startswith(patterns.toc_headings)
            or line.list_number is not None
        ):
            if best is None and line.list_number is None:
                continue
            break
        if (
            patterns.disclosure_subject.search(plain)
            and len(plain) <= 60
            and not regex.search("[。；]", plain)
        ):
            if best is None or (
                patterns.department_word.search(plain)
                and not patterns.department_word.search(match_key(best.text))
            ):
                best = line
            if patterns.department_word.search(plain):
                break
    if best is None:
        return None
    end = patterns.trailing_toc_heading.search(best.text)
    if end is not None:
        return best.extract_text(0, end.start())
    return _extend_title(best, lines)


def _extend_title(title_line: TextLine, lines: Sequence[TextLine]) -> Extracted[str]:
    """The title with the lines right around it in its own paragraph (a title set over two or three lines)."""
    at = next(i for i, line in enumerate(lines) if line is title_line)
    first = last = at
    while first > 0 and _are_adjacent(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines) and _are_adjacent(lines[last], lines[last + 1]):
        last += 1
    run = lines[first : last + 1]
    whole = "\n".join(line.text for line in run)
    apart = {piece.path for line in run for piece in line.segments} != {
        title_line.path
    }  # read on over paragraphs
    if (
        apart
        or len(match_key(whole)) > 60
        or any(line.list_number or regex.search("[。；：:]", line.text) for line in run)
    ):
        return title_line.extract_text(0, len(title_line.text))
    start = run[0].segments[0].paragraph_offset
    head = len(whole) - len(whole.lstrip())
    raw = whole.strip()
    place = Span(title_line.path).slice(start + head, start + head + len(raw))
    return Extracted(raw.replace("\n", "").strip(), raw, place)


def _are_adjacent(line: TextLine, next_line: TextLine) -> bool:
    """True when one break alone parts two lines of one paragraph."""
    first, second = line.segments[-1], next_line.segments[0]
    return (
        first.path == second.path
        and first.paragraph_offset + first.length + 1 == second.paragraph_offset
    )


def _find_department_name(
    title: Extracted[str] | None, lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[str] | None:
    """The office that the title names, else one alone on a line at the head of the document."""
    if title is not None:
        found = _locate_department(title.raw, patterns)
        if found:
            start = title.place.start or 0
            raw = title.raw[found[0] : found[1]]
            return Extracted(
                match_key(raw),
                raw,
                title.place.slice(start + found[0], start + found[1]),
            )
    for line in lines[:_TITLE_WINDOW]:
        plain = match_key(line.text)
        if not 3 <= len(plain) <= 36:
            continue
        alone = patterns.department_line.fullmatch(line.normalized)
        if alone is not None:
            whole = line.extract_text(*alone.span("name"))
            return Extracted(match_key(whole.raw), whole.raw, whole.place)
    return None


def _locate_department(text: str, patterns: _ProfilePatterns) -> tuple[int, int] | None:
    """Span of the office in a title, whatever white space stands in it."""
    plain, at = with_offsets(text)
    best: tuple[int, int] | None = None
    start = 0
    for match in patterns.title_separator.finditer(plain):
        if best is None and match.start() - start >= 3:
            best = _search_department(plain, start, match.start(), patterns)
        start = match.end()
    span = best or _search_department(plain, start, len(plain), patterns)
    return (at[span[0]], at[span[1] - 1] + 1) if span else None


def _search_department(
    plain: str, start: int, stop: int, patterns: _ProfilePatterns
) -> tuple[int, int] | None:
    match = (
        patterns.title_department.search(plain, start, stop) if stop > start else None
    )
    if match is None and stop > start:
        match = patterns.trailing_department.search(plain[:stop], start)
    return match.span("name") if match else None


def _collect_caption_names(
    elements: Iterable[TextLine | Table], patterns: _ProfilePatterns
) -> tuple[Extracted[str] | None, list[Extracted[str]]]:
    """Names and the unit code that captions of tables and lines above them print."""
    code: Extracted[str] | None = None
    names: list[Extracted[str]] = []
    for item in elements:
        texts: list[tuple[str, Span, int]] = []
        if isinstance(item, Table):
            texts = [
                (cell.text, cell.span, 0)
                for cell in item.cells
                if cell.row <= 3 and cell.text.strip()
            ]
        elif len(item.text) < 80 and regex.search("[:：]", item.text):
            texts = [(item.text, Span(item.path), item.segments[0].paragraph_offset)]
        for text, element, offset in texts:
            coded = (
                patterns.cell_with_unit_code
                if isinstance(item, Table)
                else patterns.line_with_unit_code
            ).match(normalize(text))
            match = coded or patterns.department_caption.search(normalize(text))
            if match is None or not patterns.trailing_department_word.search(
                match["name"]
            ):
                continue
            start, end = match.span("name")
            names.append(
                Extracted(
                    "".join(text[start:end].split()),
                    text[start:end],
                    element.slice(offset + start, offset + end),
                )
            )
            if match["code"] and code is None:
                start, end = match.span("code")
                code = Extracted(
                    text[start:end],
                    text[start:end],
                    element.slice(offset + start, offset + end),
                )
    return code, names


def _select_longest_name(
    title_name: Extracted[str] | None,
    caption_names: Sequence[Extracted[str]],
    lines: Sequence[TextLine],
) -> Extracted[str] | None:
    """The longest printed form of the name: of the captions, or in the prose behind the names of its divisions."""
    if title_name is None:
        counted = Counter(match_key(c.value) for c in caption_names)
        if not counted:
            return None
        common = max(counted, key=lambda n: (counted[n], len(n), n))
        return next(c for c in caption_names if match_key(c.value) == common)
    best = title_name
    short = match_key(title_name.value)
    for caption in caption_names:
        full = match_key(caption.value)
        if (
            full.endswith(short)
            and len(full) > len(match_key(best.value))
            and _consists_of_divisions(full[: -len(short)])
        ):
            best = caption
    for line in lines[:40]:
        for match in regex.finditer(regex.escape(short), line.normalized):
            for back in range(min(16, match.start()), 0, -1):
                prefix = line.normalized[match.start() - back : match.start()]
                if _consists_of_divisions(prefix) and back + len(short) > len(
                    match_key(best.value)
                ):
                    best = line.extract_text(match.start() - back, match.end())
                    break
    return best


def _consists_of_divisions(prefix: str) -> bool:
    return bool(prefix) and "".join(parse_division_names(prefix)) == prefix


def _find_fiscal_year(
    title: Extracted[str] | None, lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[int] | None:
    """The year of the title, else the one printed most often before 预算 or 决算."""
    if title is not None:
        start = title.place.start or 0
        kind_at = next(
            (m.start() for m in patterns.spaced_document_kind.finditer(title.raw)),
            len(title.raw),
        )
        printed = list(find_years(title.raw))
        for year in [y for y in printed if y.suffix_end <= kind_at][-1:] or printed[
            :1
        ]:  # 2021年公开2020年度部门决算
            raw = title.raw[year.start : year.end]
            return Extracted(
                year.value,
                raw,
                title.place.slice(start + year.start, start + year.end),
            )
        for match in regex.finditer(_CHINESE_YEAR, title.raw):
            digits = int(
                "".join(
                    str(max(0, _CHINESE_DIGITS.find(char))) for char in match["year"]
                )
            )
            place = title.place.slice(
                start + match.start("year"),
                start + match.end("year"),
            )
            return Extracted(digits, match["year"], place)
    counted: Counter[int] = Counter()
    first: dict[int, Extracted[int]] = {}
    for line in lines:
        for year in find_years(line.text):
            near = patterns.year_suffix.match(
                line.normalized[year.suffix_end :].lstrip()
            )
            counted[year.value] += 3 if near else 1
            if year.value not in first:
                span = line.extract_text(year.start, year.end)
                first[year.value] = Extracted(year.value, span.raw, span.place)
    if not counted:
        return None
    return first[max(counted, key=lambda y: (counted[y], y))]


def _classify_document_kind(
    title: Extracted[str] | None, lines: Sequence[TextLine], lexicon: Lexicon
) -> str:
    """budget or final, as the title has it once the names of budgets (一般公共预算) are set aside; else the commoner one."""
    words, kinds = (
        _compile_profile_patterns(lexicon),
        lexicon.get_vocabulary("doc_type"),
    )
    if title is not None:
        funds = build_alternation(lexicon.get_words("funds", "word"))
        found = {
            kinds[word]
            for word in words.document_kind.findall(
                regex.sub(funds, "", match_key(title.value))
            )
        }
        if len(found) == 1:
            return found.pop()
    counted = Counter(
        kinds[m["kind"] or m["named"]]
        for line in lines
        for m in words.qualified_document_kind.finditer(match_key(line.text))
    )
    return "final" if counted["final"] > counted["budget"] else "budget"


def _classify_document_level(
    title: Extracted[str] | None, lines: Sequence[TextLine], lexicon: Lexicon
) -> str:
    def has_word(text: str, key: str) -> bool:
        return any(word in text for word in lexicon.get_words("doc_level", key))

    named = match_key(title.value) if title is not None else ""
    if has_word(named, "department_title"):
        return "department"
    if has_word(named, "unit"):
        return "unit"
    head = "".join(match_key(line.text) for line in lines[:30])
    return (
        "unit"
        if has_word(head, "unit") and not has_word(head, "department")
        else "department"
    )


def _classify_department_type(department: Extracted[str] | None) -> str | None:
    """The type whose pattern ends last in the name, the longest of those."""
    name = match_key(department.value) if department else ""
    if not name:
        return None
    best = (0, 0, "other")
    for row in load_codelist("department_types"):
        for pattern in filter(None, row["patterns"].split(";")):
            start = name.rfind(pattern)
            rank = (start + len(pattern), len(pattern))
            if start >= 0 and rank > best[:2]:
                best = (*rank, row["type"])
    return best[2]


def _resolve_division_in_context(name: str, context: str) -> Division:
    """A division for a name that prints none (市信访局): only one that the head of the document prints in full."""
    found = {
        m
        for m in regex.findall(r"[一-鿿]{2,8}(?:省|市|县|区)", context)
        if parse_division_names(m)
    }
    codes = {d.code: d for m in found if (d := resolve_division(m)).match == "exact"}
    counties = [d for d in codes.values() if d.county]
    if len(counties) == 1 and regex.search("县|区", name):
        return counties[0]._replace(match=DivisionMatch.INFERRED)
    return Division()


def collect_lexicon_criteria(profile: Profile) -> dict[str, str | None]:
    """What a template may ask of a document before it claims it."""
    return {
        "province": profile.province,
        "city": profile.city,
        "county": profile.county,
        "fiscal_year": str(profile.fiscal_year.value) if profile.fiscal_year else None,
        "doc_type": profile.doc_type,
    }


def list_name_variants(profile: Profile) -> tuple[str, ...]:
    """Forms of the department's name that headings may carry, with and without its divisions."""
    if profile.department_name is None:
        return ()
    name = profile.department_name.value
    short = name
    for division in (profile.province, profile.city, profile.county):
        if division:
            short = short.removeprefix(division)
    county = (
        name[name.find(profile.county) :]
        if profile.county and profile.county in name
        else name
    )
    return tuple(sorted({name, county, short}, key=lambda n: (-len(n), n)))


# Patterns over text, printed or without white space. Which words there are (局, 编制部门, 预算) the lexicon says.

_CHINESE_YEAR = r"(?P<year>二[〇○零OＯ0][一二三四五六七八九〇○零OＯ0]{2})\s*年"
_UNIT_CODE = r"[\[［]?(?P<code>\d{3,9})[\]］]?"
_DEPARTMENT_NAME = r"(?P<name>[一-鿿（）()]{3,40}"


class _ProfilePatterns(NamedTuple):
    """Patterns of one template. A name is the group ``name``, its code ``code``."""

    department_word: regex.Pattern[str]  # anywhere: what an office is called by
    trailing_department_word: regex.Pattern[str]
    title_department: regex.Pattern[
        str
    ]  # the office in a title, before what follows it there
    trailing_department: regex.Pattern[str]  # the office at the end
    department_line: regex.Pattern[str]  # an office alone on a line
    department_caption: regex.Pattern[str]
    line_with_unit_code: regex.Pattern[str]
    cell_with_unit_code: regex.Pattern[str]
    title_separator: regex.Pattern[
        str
    ]  # parts a title, not a word of the office's name
    disclosure_subject: regex.Pattern[str]  # what the title of a disclosure speaks of
    document_kind: regex.Pattern[str]
    spaced_document_kind: regex.Pattern[str]  # the same, where the title is set wide
    qualified_document_kind: regex.Pattern[
        str
    ]  # of a year or of the office: group kind
    year_suffix: regex.Pattern[str]
    toc_headings: tuple[str, ...]
    trailing_toc_heading: regex.Pattern[str]  # 目录 behind a title in its own paragraph


@cache
def _compile_profile_patterns(lexicon: Lexicon) -> _ProfilePatterns:
    def get_words(vocabulary: str, key: str = "word") -> tuple[str, ...]:
        return lexicon.get_words(vocabulary, key)

    def build_spaced_pattern(words: tuple[str, ...]) -> str:
        return (
            "|".join(r"\s*".join(map(regex.escape, word)) for word in words) or "(?!)"
        )

    budget, final, whose = (
        get_words("doc_type", "budget"),
        get_words("doc_type", "final"),
        build_alternation(get_words("doc_scope")),
    )
    office, kind = (
        build_alternation(get_words("office", "ending")),
        build_alternation(budget, final),
    )
    year = r"(?:19|20)\d{2}"
    scope = rf"(?:[（(](?:{build_alternation(get_words('office', 'scope'))})[）)])?"
    behind = build_alternation(
        get_words("office", "behind"),
        get_words("office", "scope"),
        get_words("doc_scope"),
        budget,
        final,
        get_words("doc_title", "other"),
    )
    return _ProfilePatterns(
        department_word=regex.compile(office),
        trailing_department_word=regex.compile(rf"(?:{office})(?:[（(].*)?$"),
        title_department=regex.compile(
            rf"(?P<name>[一-鿿（）()·]{{2,40}}?(?:{office})){scope}(?=(?:19|20)?\d|$|[(（]|[“\"]?(?:{behind}))"
        ),
        trailing_department=regex.compile(rf"(?P<name>[一-鿿()]{{2,40}}(?:{office}))$"),
        department_line=regex.compile(
            rf"\s*(?:{year}\s*年?\s*度?)?\s*(?P<name>[一-鿿()\s]+(?:{office}))\s*"
        ),
        department_caption=regex.compile(
            rf"(?:{build_alternation(get_words('captions', 'entity'))})\s*[:：]\s*(?:{_UNIT_CODE}|)[-_ ]?\s*{_DEPARTMENT_NAME})"
        ),
        line_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME}?)(?=\s{{2,}}|\s*$)"
        ),
        cell_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME})\s*$"
        ),
        title_separator=regex.compile(
            rf"{year}年?度?|{_CHINESE_YEAR}度?|{build_alternation(get_words('office', 'between'))}"
        ),
        disclosure_subject=regex.compile(
            build_alternation(budget, final, get_words("doc_title", "other"))
        ),
        document_kind=regex.compile(kind),
        spaced_document_kind=regex.compile(build_spaced_pattern((*budget, *final))),
        qualified_document_kind=regex.compile(
            rf"{year}\s*年?度?\s*(?:{whose})?(?P<kind>{kind})|(?:{whose})(?P<named>{kind})"
        ),
        year_suffix=regex.compile(
            rf"(?:{whose})?(?:{kind}|{build_alternation(get_words('doc_title', 'figures'))})"
        ),
        toc_headings=get_words("contents", "word"),
        trailing_toc_heading=regex.compile(
            rf"\s*(?:{build_spaced_pattern(get_words('contents', 'word'))})\s*$"
        ),
    )
