"""Title, department, division, fiscal year and kind of a disclosure, from the document itself.

File names are often wrong, so the document alone counts. The title is the first line that
names a budget or final accounts; the department's name is the longest form printed that
ends in the name of the title (唐山市开平区信访局 over 开平区信访局).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
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

_TITLE_WINDOW = 14  # lines at the head that may hold the title
_LEVEL_WINDOW = 30  # lines at the head in which 部门 or 单位 tells the level
_NAME_WINDOW = 40  # lines at the head in which longer forms of the name count
_DIVISION_WINDOW = 60  # lines at the head in which names of divisions count
_CAPTION_ROWS = 3  # rows at the top of a table that may hold its caption
_LONGEST_TITLE = 60
_LONGEST_CAPTION = 80
_LONGEST_DIVISION_PREFIX = 16
_SHORTEST_DEPARTMENT = 3
_LONGEST_DEPARTMENT_LINE = 36
_NAMED_YEAR_WEIGHT = 3  # of a year right before 预算 or 决算, against 1 of any other
_CHINESE_DIGITS = "〇一二三四五六七八九"

_SENTENCE_STOP = regex.compile("[。；]")
_TITLE_BREAK = regex.compile("[。；：:]")
_COLON = regex.compile("[:：]")
_COUNTY_SUFFIX = regex.compile("县|区")
_DIVISION_IN_TEXT = regex.compile(r"[一-鿿]{2,8}(?:省|市|县|区)")


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
    title_name = _find_department_name(title, lines, patterns)
    captions = _collect_caption_names(elements, patterns)
    department = _select_longest_name(title_name, captions.names, lines)
    year = _find_fiscal_year(title, lines, patterns)
    division = _find_division(department, year, lines)
    level = _classify_document_level(title, lines, lexicon)
    kind = _classify_document_kind(title, lines, lexicon)
    profile = Profile(
        title=title,
        doc_type=DocumentType(f"{level}_{kind}"),
        fiscal_year=year,
        department_name=department,
        budget_unit_code=captions.unit_code,
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
    division = resolve_division(name, head, None if year is None else year.value)
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


# Title


def _find_title(
    lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[str] | None:
    """The title of the disclosure, without a 目录 behind it in its paragraph."""
    line = _find_title_line(lines[:_TITLE_WINDOW], patterns)
    if line is None:
        return None
    toc_heading = patterns.trailing_toc_heading.search(line.text)
    if toc_heading is not None:
        return line.extract_text(0, toc_heading.start())
    return _extend_title(line, lines)


def _find_title_line(
    lines: Iterable[TextLine], patterns: _ProfilePatterns
) -> TextLine | None:
    """The first line that names a disclosure and an office, else one without an office.

    The search ends at a numbered line, and at a table of contents behind a title.
    """
    best: TextLine | None = None
    for line in lines:
        plain = match_key(line.text)
        if ":" in plain:
            continue
        if line.list_number is not None:
            return best
        if line.in_toc or plain.startswith(patterns.toc_headings):
            if best is not None:
                return best
        elif _names_disclosure(plain, patterns):
            if patterns.department_word.search(plain):
                return line
            best = best or line
    return best


def _names_disclosure(plain: str, patterns: _ProfilePatterns) -> bool:
    if len(plain) > _LONGEST_TITLE or _SENTENCE_STOP.search(plain):
        return False
    return patterns.disclosure_subject.search(plain) is not None


def _extend_title(title_line: TextLine, lines: Sequence[TextLine]) -> Extracted[str]:
    """The title with the lines around it in its own paragraph: it may be set over two or three."""
    title_lines = _collect_adjacent_lines(title_line, lines)
    whole = "\n".join(line.text for line in title_lines)
    if not _is_one_title(title_lines, title_line.path):
        return title_line.extract_text(0, len(title_line.text))
    raw = whole.strip()
    start = title_lines[0].segments[0].paragraph_offset
    start += len(whole) - len(whole.lstrip())
    place = Span(title_line.path).slice(start, start + len(raw))
    return Extracted(raw.replace("\n", "").strip(), raw, place)


def _collect_adjacent_lines(
    line: TextLine, lines: Sequence[TextLine]
) -> Sequence[TextLine]:
    """A line with those that only breaks part from it."""
    first = next(index for index, one in enumerate(lines) if one is line)
    stop = first + 1
    while first > 0 and _are_adjacent(lines[first - 1], lines[first]):
        first -= 1
    while stop < len(lines) and _are_adjacent(lines[stop - 1], lines[stop]):
        stop += 1
    return lines[first:stop]


def _is_one_title(lines: Sequence[TextLine], path: str) -> bool:
    """True for lines of one paragraph that may be one title."""
    segments = (segment for line in lines for segment in line.segments)
    if any(segment.path != path for segment in segments):
        return False
    if len(match_key("".join(line.text for line in lines))) > _LONGEST_TITLE:
        return False
    return not any(line.list_number or _TITLE_BREAK.search(line.text) for line in lines)


def _are_adjacent(line: TextLine, next_line: TextLine) -> bool:
    """True when one break alone parts two lines of one paragraph."""
    first, second = line.segments[-1], next_line.segments[0]
    return (
        first.path == second.path
        and first.paragraph_offset + first.length + 1 == second.paragraph_offset
    )


# Department


def _find_department_name(
    title: Extracted[str] | None, lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[str] | None:
    """The office that the title names, else one alone on a line at the head of the document."""
    if title is not None:
        span = _locate_department(title.raw, patterns)
        if span is not None:
            name = _slice_title(title, *span)
            return replace(name, value=match_key(name.raw))
    for line in lines[:_TITLE_WINDOW]:
        length = len(match_key(line.text))
        if not _SHORTEST_DEPARTMENT <= length <= _LONGEST_DEPARTMENT_LINE:
            continue
        match = patterns.department_line.fullmatch(line.normalized)
        if match is not None:
            name = line.extract_text(*match.span("name"))
            return replace(name, value=match_key(name.raw))
    return None


def _slice_title(title: Extracted[str], start: int, end: int) -> Extracted[str]:
    """Characters of the title."""
    raw = title.raw[start:end]
    offset = title.place.start or 0
    return Extracted(raw, raw, title.place.slice(offset + start, offset + end))


def _locate_department(text: str, patterns: _ProfilePatterns) -> tuple[int, int] | None:
    """Start and end of the office in a title, with any white space inside."""
    plain, offsets = with_offsets(text)
    span: tuple[int, int] | None = None
    start = 0
    for match in patterns.title_separator.finditer(plain):
        if span is None and match.start() - start >= _SHORTEST_DEPARTMENT:
            span = _search_department(plain, start, match.start(), patterns)
        start = match.end()
    if span is None:
        span = _search_department(plain, start, len(plain), patterns)
    if span is None:
        return None
    first, end = span
    return offsets[first], offsets[end - 1] + 1


def _search_department(
    plain: str, start: int, stop: int, patterns: _ProfilePatterns
) -> tuple[int, int] | None:
    if stop <= start:
        return None
    match = patterns.title_department.search(plain, start, stop)
    if match is None:
        match = patterns.trailing_department.search(plain[:stop], start)
    if match is None:
        return None
    return match.span("name")


class _CaptionNames(NamedTuple):
    """What captions of tables and lines above them print: the first unit code, and all names."""

    unit_code: Extracted[str] | None
    names: tuple[Extracted[str], ...]


class _CaptionText(NamedTuple):
    """A cell or line that may name the office.

    ``element`` is its paragraph or cell, ``offset`` where it begins there;
    ``coded_name`` is the pattern of a name behind its unit code.
    """

    text: str
    element: Span
    offset: int
    coded_name: regex.Pattern[str]

    def extract_group(self, match: regex.Match[str], group: str) -> Extracted[str]:
        """What a group of a match holds, its white space left out of the value."""
        start, end = match.span(group)
        raw = self.text[start:end]
        place = self.element.slice(self.offset + start, self.offset + end)
        return Extracted("".join(raw.split()), raw, place)


def _collect_caption_names(
    elements: Iterable[TextLine | Table], patterns: _ProfilePatterns
) -> _CaptionNames:
    """Names and the unit code that captions of tables and lines above them print."""
    unit_code: Extracted[str] | None = None
    names: list[Extracted[str]] = []
    for caption in _iter_caption_texts(elements, patterns):
        match = _match_caption(caption, patterns)
        if match is None:
            continue
        names.append(caption.extract_group(match, "name"))
        if unit_code is None and match["code"]:
            unit_code = caption.extract_group(match, "code")
    return _CaptionNames(unit_code, tuple(names))


def _iter_caption_texts(
    elements: Iterable[TextLine | Table], patterns: _ProfilePatterns
) -> Iterator[_CaptionText]:
    for element in elements:
        if isinstance(element, Table):
            for cell in element.cells:
                if cell.row <= _CAPTION_ROWS and cell.text.strip():
                    yield _CaptionText(
                        cell.text, cell.span, 0, patterns.cell_with_unit_code
                    )
        elif len(element.text) < _LONGEST_CAPTION and _COLON.search(element.text):
            offset = element.segments[0].paragraph_offset
            span = Span(element.path)
            yield _CaptionText(element.text, span, offset, patterns.line_with_unit_code)


def _match_caption(
    caption: _CaptionText, patterns: _ProfilePatterns
) -> regex.Match[str] | None:
    """The match of a name that ends as offices do: behind its code, or behind 编制单位."""
    normalized = normalize(caption.text)
    match = caption.coded_name.match(normalized)
    if match is None:
        match = patterns.department_caption.search(normalized)
    if match and patterns.trailing_department_word.search(match["name"]):
        return match
    return None


def _select_longest_name(
    title_name: Extracted[str] | None,
    caption_names: Sequence[Extracted[str]],
    lines: Sequence[TextLine],
) -> Extracted[str] | None:
    """The longest printed form of the name of the title: with the divisions before it.

    It may be in a caption or in the prose. Without a title, the commonest name of
    the captions.
    """
    if title_name is None:
        return _select_commonest_name(caption_names)
    short = match_key(title_name.value)
    best = title_name
    for caption in caption_names:
        full = match_key(caption.value)
        if len(full) > _measure_name(best) and _adds_divisions(full, short):
            best = caption
    pattern = regex.compile(regex.escape(short))
    for line in lines[:_NAME_WINDOW]:
        for match in pattern.finditer(line.normalized):
            length = _measure_division_prefix(line.normalized, match.start())
            if length and length + len(short) > _measure_name(best):
                best = line.extract_text(match.start() - length, match.end())
    return best


def _measure_name(name: Extracted[str]) -> int:
    return len(match_key(name.value))


def _select_commonest_name(names: Sequence[Extracted[str]]) -> Extracted[str] | None:
    """The first of the names printed most often, the longer of two that are alike common."""
    if not names:
        return None
    counts = Counter(match_key(name.value) for name in names)
    commonest = max(counts, key=lambda key: (counts[key], len(key), key))
    return next(name for name in names if match_key(name.value) == commonest)


def _measure_division_prefix(text: str, end: int) -> int:
    """How many characters before an offset are names of divisions only."""
    for length in range(min(_LONGEST_DIVISION_PREFIX, end), 0, -1):
        if _consists_of_divisions(text[end - length : end]):
            return length
    return 0


def _adds_divisions(full: str, short: str) -> bool:
    return full.endswith(short) and _consists_of_divisions(full.removesuffix(short))


def _consists_of_divisions(prefix: str) -> bool:
    return bool(prefix) and "".join(parse_division_names(prefix)) == prefix


# Year and kind


def _find_fiscal_year(
    title: Extracted[str] | None, lines: Iterable[TextLine], patterns: _ProfilePatterns
) -> Extracted[int] | None:
    """The year of the title, else the one printed most often, before 预算 or 决算 above all."""
    year: Extracted[int] | None = None
    if title is not None:
        year = _find_title_year(title, patterns) or _find_chinese_year(title)
    return year or _find_commonest_year(lines, patterns)


def _find_title_year(
    title: Extracted[str], patterns: _ProfilePatterns
) -> Extracted[int] | None:
    """The last year before the kind of document (2021年公开2020年度部门决算), else the first."""
    years = list(find_years(title.raw))
    if not years:
        return None
    kind = patterns.spaced_document_kind.search(title.raw)
    year = years[0]
    for later in years:
        if kind is None or later.suffix_end <= kind.start():
            year = later
    digits = _slice_title(title, year.start, year.end)
    return Extracted(year.value, digits.raw, digits.place)


def _find_chinese_year(title: Extracted[str]) -> Extracted[int] | None:
    """A year in Chinese digits: 二〇二〇年."""
    match = regex.search(_CHINESE_YEAR, title.raw)
    if match is None:
        return None
    numeral = _slice_title(title, *match.span("year"))
    # What is none of the digits (○, 零, O) is a zero.
    digits = (max(0, _CHINESE_DIGITS.find(char)) for char in numeral.raw)
    value = int("".join(map(str, digits)))
    return Extracted(value, numeral.raw, numeral.place)


def _find_commonest_year(
    lines: Iterable[TextLine], patterns: _ProfilePatterns
) -> Extracted[int] | None:
    weights: Counter[int] = Counter()
    first: dict[int, Extracted[int]] = {}
    for line in lines:
        for year in find_years(line.text):
            behind = line.normalized[year.suffix_end :].lstrip()
            weight = 1
            if patterns.year_suffix.match(behind):
                weight = _NAMED_YEAR_WEIGHT
            weights[year.value] += weight
            if year.value not in first:
                digits = line.extract_text(year.start, year.end)
                first[year.value] = Extracted(year.value, digits.raw, digits.place)
    if not weights:
        return None
    return first[max(weights, key=lambda value: (weights[value], value))]


def _classify_document_kind(
    title: Extracted[str] | None, lines: Iterable[TextLine], lexicon: Lexicon
) -> str:
    """``budget`` or ``final``, by the title, else the commoner one.

    Names of budgets in the title (一般公共预算) do not count.
    """
    patterns = _compile_profile_patterns(lexicon)
    kinds = lexicon.get_vocabulary("doc_type")
    if title is not None:
        funds = build_alternation(lexicon.get_words("funds", "word"))
        words = regex.sub(funds, "", match_key(title.value))
        title_kinds = {kinds[word] for word in patterns.document_kind.findall(words)}
        if len(title_kinds) == 1:
            return title_kinds.pop()
    counts: Counter[str] = Counter()
    for line in lines:
        for match in patterns.qualified_document_kind.finditer(match_key(line.text)):
            counts[kinds[match["kind"] or match["named"]]] += 1
    if counts["final"] > counts["budget"]:
        return "final"
    return "budget"


def _classify_document_level(
    title: Extracted[str] | None, lines: Sequence[TextLine], lexicon: Lexicon
) -> str:
    """``department`` or ``unit``, by the words of the title, else of the head."""

    def has_word(text: str, key: str) -> bool:
        return any(word in text for word in lexicon.get_words("doc_level", key))

    if title is not None:
        plain = match_key(title.value)
        if has_word(plain, "department_title"):
            return "department"
        if has_word(plain, "unit"):
            return "unit"
    head = "".join(match_key(line.text) for line in lines[:_LEVEL_WINDOW])
    if has_word(head, "unit") and not has_word(head, "department"):
        return "unit"
    return "department"


def _classify_department_type(department: Extracted[str] | None) -> str | None:
    """The type whose pattern ends last in the name, the longest of those."""
    if department is None or not match_key(department.value):
        return None
    name = match_key(department.value)
    best = (0, 0)
    best_type = "other"
    for row in load_codelist("department_types"):
        for pattern in filter(None, row["patterns"].split(";")):
            start = name.rfind(pattern)
            rank = (start + len(pattern), len(pattern))
            if start >= 0 and rank > best:
                best, best_type = rank, row["type"]
    return best_type


def _resolve_division_in_context(name: str, context: str) -> Division:
    """The division of a name that prints none (县信访局): the only county that the context prints."""
    if not _COUNTY_SUFFIX.search(name):
        return Division()
    counties: dict[str | None, Division] = {}
    for text in set(_DIVISION_IN_TEXT.findall(context)):
        if parse_division_names(text):
            division = resolve_division(text)
            if division.match == DivisionMatch.EXACT and division.county:
                counties[division.code] = division
    if len(counties) != 1:
        return Division()
    return next(iter(counties.values()))._replace(match=DivisionMatch.INFERRED)


# What other packages derive from a profile


def collect_lexicon_criteria(profile: Profile) -> dict[str, str | None]:
    """Collect the properties of a disclosure that a lexicon may be limited to.

    Args:
        profile: The profile of the disclosure.

    Returns:
        Value by the name of the criterion; None where it is unknown.
    """
    year = profile.fiscal_year
    return {
        "province": profile.province,
        "city": profile.city,
        "county": profile.county,
        "fiscal_year": None if year is None else str(year.value),
        "doc_type": profile.doc_type,
    }


def list_name_variants(profile: Profile) -> tuple[str, ...]:
    """List the forms of the department's name that headings may print.

    Args:
        profile: The profile of the disclosure.

    Returns:
        The name as it is, from its county on, and without its divisions, longest first;
        () when the name is unknown.
    """
    if profile.department_name is None:
        return ()
    name = profile.department_name.value
    short = name
    for division in (profile.province, profile.city, profile.county):
        short = short.removeprefix(division or "")
    variants = {name, short}
    if profile.county and profile.county in name:
        variants.add(name[name.find(profile.county) :])
    return tuple(sorted(variants, key=lambda variant: (-len(variant), variant)))


# Patterns over text, printed or without white space. The words themselves (局, 编制部门, 预算)
# are the lexicon's.

_CHINESE_YEAR = r"(?P<year>二[〇○零OＯ0][一二三四五六七八九〇○零OＯ0]{2})\s*年"
_UNIT_CODE = r"[\[［]?(?P<code>\d{3,9})[\]］]?"
_DEPARTMENT_NAME = r"(?P<name>[一-鿿（）()]{3,40}"
_YEAR = r"(?:19|20)\d{2}"


class _ProfilePatterns(NamedTuple):
    """Patterns of one lexicon. A name is the group ``name``, its code ``code``."""

    department_word: regex.Pattern[str]  # anywhere: what an office is called by
    trailing_department_word: regex.Pattern[str]
    # The office in a title, before what follows it there.
    title_department: regex.Pattern[str]
    trailing_department: regex.Pattern[str]  # the office at the end
    department_line: regex.Pattern[str]  # an office alone on a line
    department_caption: regex.Pattern[str]
    line_with_unit_code: regex.Pattern[str]
    cell_with_unit_code: regex.Pattern[str]
    # Parts a title, and is no word of the office's name.
    title_separator: regex.Pattern[str]
    disclosure_subject: regex.Pattern[str]  # what the title of a disclosure names
    document_kind: regex.Pattern[str]
    spaced_document_kind: regex.Pattern[str]  # the same, where the title is set wide
    # The kind of document behind a year (group kind) or the office (group named).
    qualified_document_kind: regex.Pattern[str]
    year_suffix: regex.Pattern[str]
    toc_headings: tuple[str, ...]
    trailing_toc_heading: regex.Pattern[str]  # 目录 behind a title in its own paragraph


@cache
def _compile_profile_patterns(lexicon: Lexicon) -> _ProfilePatterns:
    get_words = lexicon.get_words
    budget = get_words("doc_type", "budget")
    final = get_words("doc_type", "final")
    other_titles = get_words("doc_title", "other")
    owner_words = get_words("doc_scope", "word")
    scope_words = get_words("office", "scope")
    toc_headings = get_words("contents", "word")
    kind = build_alternation(budget, final)
    owner = build_alternation(owner_words)
    office = build_alternation(get_words("office", "ending"))
    scope = rf"(?:[（(](?:{build_alternation(scope_words)})[）)])?"
    separators = build_alternation(get_words("office", "between"))
    entity = build_alternation(get_words("captions", "entity"))
    figures = build_alternation(get_words("doc_title", "figures"))
    follower = build_alternation(
        get_words("office", "behind"),
        scope_words,
        owner_words,
        budget,
        final,
        other_titles,
    )
    return _ProfilePatterns(
        department_word=regex.compile(office),
        trailing_department_word=regex.compile(rf"(?:{office})(?:[（(].*)?$"),
        title_department=regex.compile(
            rf"(?P<name>[一-鿿（）()·]{{2,40}}?(?:{office})){scope}"
            rf"(?=(?:19|20)?\d|$|[(（]|[“\"]?(?:{follower}))"
        ),
        trailing_department=regex.compile(rf"(?P<name>[一-鿿()]{{2,40}}(?:{office}))$"),
        department_line=regex.compile(
            rf"\s*(?:{_YEAR}\s*年?\s*度?)?\s*(?P<name>[一-鿿()\s]+(?:{office}))\s*"
        ),
        department_caption=regex.compile(
            rf"(?:{entity})\s*[:：]\s*(?:{_UNIT_CODE}|)[-_ ]?\s*{_DEPARTMENT_NAME})"
        ),
        line_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME}?)(?=\s{{2,}}|\s*$)"
        ),
        cell_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME})\s*$"
        ),
        title_separator=regex.compile(
            rf"{_YEAR}年?度?|{_CHINESE_YEAR}度?|{separators}"
        ),
        disclosure_subject=regex.compile(
            build_alternation(budget, final, other_titles)
        ),
        document_kind=regex.compile(kind),
        spaced_document_kind=regex.compile(_build_spaced_pattern((*budget, *final))),
        qualified_document_kind=regex.compile(
            rf"{_YEAR}\s*年?度?\s*(?:{owner})?(?P<kind>{kind})"
            rf"|(?:{owner})(?P<named>{kind})"
        ),
        year_suffix=regex.compile(rf"(?:{owner})?(?:{kind}|{figures})"),
        toc_headings=toc_headings,
        trailing_toc_heading=regex.compile(
            rf"\s*(?:{_build_spaced_pattern(toc_headings)})\s*$"
        ),
    )


def _build_spaced_pattern(words: Iterable[str]) -> str:
    """A pattern that any of the words fits with white space between its characters."""
    spaced = [r"\s*".join(map(regex.escape, word)) for word in words]
    return "|".join(spaced) or "(?!)"
