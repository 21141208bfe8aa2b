"""Whose disclosure it is, of which year and kind, from all witnesses of the document.

Witnesses are the title, lines above and below it, page headers, titles outside the text
(of the web page, of the properties), the captions of tables, headings and the subjects
of sentences; the file's name is the weakest. Each names candidates; the office whose
witnesses weigh most wins, and the others are kept as variants. Grammar decides what a
name is: in a title, all that stands before its year and the words of the field
(部门预算公开说明); the words that offices end in are only needed where grammar alone is
no proof. Of years, only those that open a title, a paragraph or a clause count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from extractor.layout.lines import LineSegment, TextLine
from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    build_repeated_alternation,
)
from extractor.model.disclosure import Profile, RejectionReason
from extractor.model.document import (
    SHEET_NAME,
    Document,
    Paragraph,
    Span,
    Story,
    StoryKind,
    Table,
)
from extractor.model.enums import DivisionMatch, DocumentType
from extractor.model.issues import Issue
from extractor.model.records import Extracted
from extractor.profile.divisions import Division, parse_division_names, resolve_division
from extractor.schema.codelists import list_class_names, load_codelist
from extractor.text import regex
from extractor.text.dates import (
    CHINESE_YEAR,
    COMPARISON,
    ENTERED_YEAR,
    YEAR_DIGITS,
    YEAR_RANGE,
    YEAR_WORD,
    YearRole,
    find_year_mentions,
    parse_signature_year,
)
from extractor.text.normalize import is_abbreviation, match_key, normalize, with_offsets

__all__ = [
    "ProfileReading",
    "collect_lexicon_criteria",
    "classify_office",
    "extract_profile",
    "find_plain_rejection",
    "find_titled_place",
]

_TITLE_WINDOW = 14  # lines at the head that may hold the title
_SHORTEST_HEAD_LINE = 6  # characters; the shorter lines of a site do not count
_INSTITUTIONS = ("school", "hospital")  # types of offices below a department
_LEVEL_WINDOW = 30  # lines at the head in which 部门 or 单位 tells the level
_NAME_WINDOW = 40  # lines at the head in which longer forms of the name count
_YEAR_BEHIND = regex.compile(f"{YEAR_DIGITS}年")
_SIGNER_AND_DATE = 2  # words of a line below the text: 某局  2018年9月14日
_SIGNATURE_WINDOW = 6  # lines below the text that may hold who signs it
_LONGEST_OWNER_LINE = 600  # characters of a line in which an office is looked for
_SHORTEST_QUALIFIER = 2  # characters that make the name of an office another's
_SENTENCE_WINDOW = 400  # lines whose subjects count where nothing else names an office
_DIVISION_WINDOW = 60  # lines at the head in which names of divisions count
_CAPTION_ROWS = 3  # rows at the top of a table that may hold its caption
_LONGEST_ENTRY = 40  # characters of a line that holds entries: 预算年度：2020
_HEAD_ROWS = 4  # rows at the top of a table that may print the year of its columns
_LONGEST_TITLE = 60
_LONGEST_HEADING = 50
_LONGEST_CAPTION = 80
_LONGEST_DIVISION_PREFIX = 16
_SHORTEST_OWNER = 3
_LONGEST_OWNER = 40
_SHORTEST_VARIANT = 3  # characters of a name that may be cut from a label
_NAMED_YEAR_WEIGHT = 3  # of a year right before 预算 or 决算, against 1 of any other
_FIRST_YEAR_WEIGHT = 2  # of a year that opens its line
_DEFAULT_KIND = "budget"  # where no word decides; an issue says so
_QUOTES = frozenset("\"'")

_SENTENCE_STOP = regex.compile("[。；]")
_TITLE_BREAK = regex.compile("[。；：:]")
_COLON = regex.compile("[:：]")
_COUNTY_SUFFIX = regex.compile("县|区")
_DIVISION_IN_TEXT = regex.compile(r"[一-鿿]{2,8}(?:省|市|县|区)")
# Between the crumbs of a site, and between the parts of a page's title.
_PART_SEPARATOR = regex.compile(r"[|>»›_]|(?<=[一-鿿)])\s*[-—–]+\s*(?=[一-鿿])")
_NAVIGATION = regex.compile(r"[>»›|]")
_NO_TITLE = regex.compile(r"[:>»›|。;；]")
_JSON_STARTS = ("{", "[{", "[[", '["', "[\n")
_JSON_ENDS = ("}", "]")
_DATA_WINDOW = 50  # lines of a file of data that are looked at
_MIN_DATA_LINES = 3
_MIN_DATA_SHARE = 0.9  # of its lines with one number of separators
_NO_NAME = regex.compile(r"[。;,:!?|>》《%=…]|\d{6,}")
_LEADING_MARKS = regex.compile(r"^[-—–:、,.·*#\s》\]]+|^\([^()]*\)|^\[[^\[\]]*\]")
_TRAILING_MARKS = regex.compile(r"[-—–:、,.·*#\s《\[(]+$|\([^()]*\)$|\[[^\[\]]*\]$")
# What the name of a place ends in: one that has a budget of its own, and any.
_GOVERNMENT_ENDING = "省|市|县|区|旗|州|盟"
_PLACE_ENDING = f"{_GOVERNMENT_ENDING}|镇|乡|街道"
_GOVERNMENT = regex.compile(rf"(?:[一-鿿]{{1,3}}(?:{_GOVERNMENT_ENDING}))+")
_PLACES = regex.compile(rf"^(?:[一-鿿]{{1,9}}?(?:{_PLACE_ENDING}))+")
_YEAR_OF_OFFICE = regex.compile(rf"[)）]?\s*{YEAR_DIGITS}\s*年")  # whose year it is
_CHINESE_NAME = regex.compile("[一-鿿]+")
_PLACE = regex.compile(rf"[一-鿿]{{2}}(?:{_PLACE_ENDING})")
_CLAUSE_HEAD = regex.compile(
    rf"(?:^|[。;,:、\s]|\d{YEAR_WORD})(?P<run>[一-鿿]{{2,12}})$"
)
_CHINESE_WORD = regex.compile("[一-鿿]{2}")
_SIGN_BOARD = regex.compile(r"\((?P<name>[^()]{4,30})\)")


class Witness(IntEnum):
    """What names an office, ranked by how far it is trusted; a sign-board gives a
    second name."""

    SIGN_BOARD = 0
    FILE_NAME = 1
    SENTENCE = 2
    NEARBY_LINE = 3
    METADATA = 4
    HEADING = 5
    CAPTION = 6
    HEADER = 7
    ADJACENT_LINE = 8
    TITLE = 10


_METADATA_WITNESSES = {"file_name": Witness.FILE_NAME}


class NameCandidate(NamedTuple):
    """A name that some witness gives to the office."""

    name: Extracted[str]
    witness: Witness

    @property
    def key(self) -> str:
        """The name as it is compared."""
        return match_key(self.name.value)


class WitnessLine(NamedTuple):
    """A line outside the body: of a page header,
    or a title outside the text.
    """

    line: TextLine
    witness: Witness


class ProfileReading(NamedTuple):
    """A profile, with the forms of the office's name, longest first, and what could not
    be decided."""

    profile: Profile
    name_variants: tuple[str, ...]
    issues: list[Issue]


def extract_profile(
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    document: Document | None = None,
) -> ProfileReading:
    """Find out whose disclosure it is, of which year and kind.

    Args:
        elements: The lines and tables of the disclosure.
        lexicon: The words of offices, titles and kinds of documents.
        document: The document, where its headers and titles speak for the disclosure.

    Returns:
        The profile, the forms of the office's name, and issues about what could not be
        decided.
    """
    lines = [element for element in elements if isinstance(element, TextLine)]
    patterns = _compile_profile_patterns(lexicon)
    outside = list(_iter_outside_lines(document))
    heading_lines = _find_title_lines(lines, outside, patterns)
    title = heading_lines.title
    captions = _collect_caption_names(elements, patterns)
    alone = tuple(_find_names_alone(lines, outside, patterns))
    candidates = _collect_candidates(heading_lines, lines, outside, captions, patterns)
    candidates = _add_names_alone(candidates, alone, patterns)
    printed = [*candidates, *alone]
    office = _complete_name(_select_office(candidates, lines), printed, patterns)
    office = _spell_out_name(office, lines, patterns)
    votes = _count_years(
        (line for line in lines if line is not heading_lines.line), patterns
    )
    year = _find_fiscal_year(heading_lines, votes, elements, outside, patterns)
    department = office and office.name
    division = _find_division(department, year, lines)
    office_type = _classify_department_type(department)
    owner = _Owner(department, office_type)
    level = _classify_document_level(title, lines, outside, owner, lexicon)
    kind = _classify_document_kind(heading_lines, lines, year, lexicon)
    profile = Profile(
        title=title,
        doc_type=DocumentType(f"{level}_{kind or _DEFAULT_KIND}"),
        fiscal_year=year,
        department_name=department,
        budget_unit_code=captions.unit_code,
        department_type=office_type,
        province=division.province,
        city=division.city,
        county=division.county,
        division_code=division.code,
        division_match=division.match,
        template=lexicon.name,
    )
    issues = [
        *_find_profile_issues(profile, division, kind),
        *_find_office_conflicts(office, candidates, patterns),
        *_find_year_conflicts(year, votes, outside, patterns),
    ]
    variants = _list_name_variants(profile, office, candidates, patterns)
    return ProfileReading(profile, variants, issues)


def classify_office(profile: Profile, elements: Sequence[TextLine | Table]) -> Profile:
    """Find division and kind of the office again, where its name was put right.

    Args:
        profile: The profile with the name and year.
        elements: The lines and tables of the disclosure.
    """
    lines = [element for element in elements if isinstance(element, TextLine)]
    division = _find_division(profile.department_name, profile.fiscal_year, lines)
    return replace(
        profile,
        department_type=_classify_department_type(profile.department_name),
        province=division.province,
        city=division.city,
        county=division.county,
        division_code=division.code,
        division_match=division.match,
    )


def _iter_outside_lines(document: Document | None) -> Iterator[WitnessLine]:
    """The lines of page headers, then the titles outside the text, the strongest
    first."""
    if document is None:
        return
    for story in document.stories:
        if story.kind is StoryKind.HEADER:
            for line in _iter_story_lines(story):
                if not _NAVIGATION.search(line.text):  # the path of a page in its site
                    yield WitnessLine(line, Witness.HEADER)
    for story in document.metadata:
        if story.description == SHEET_NAME:
            continue
        witness = _METADATA_WITNESSES.get(story.description, Witness.METADATA)
        for line in _iter_story_lines(story):
            yield WitnessLine(line, witness)


def _iter_story_lines(story: Story) -> Iterator[TextLine]:
    for block in story.blocks:
        if isinstance(block, Paragraph) and block.text.strip():
            segment = LineSegment(0, len(block.text), block.path, 0)
            yield TextLine(block.text, (segment,))


def _find_division(
    department: Extracted[str] | None,
    year: Extracted[int] | None,
    lines: Sequence[TextLine],
) -> Division:
    """The division of an office, from its name
    and the head of the document.
    """
    if department is None:
        return Division()
    head = "".join(line.text for line in lines[:_DIVISION_WINDOW])
    name = match_key(department.value)
    division = resolve_division(name, head, None if year is None else year.value)
    if division.match == DivisionMatch.NONE:
        return _resolve_division_in_context(department.value, head)
    return division


def _find_profile_issues(
    profile: Profile, division: Division, kind: str | None
) -> Iterator[Issue]:
    department = profile.department_name
    if department is not None and division.match == DivisionMatch.AMBIGUOUS:
        candidates = ";".join(division.candidates)
        yield Issue.build("DIVISION_AMBIGUOUS", department.place, candidates=candidates)
    if kind is None:
        yield Issue.build("KIND_ASSUMED")
    if profile.fiscal_year is None:
        yield Issue.build("YEAR_UNKNOWN")
    if department is None:
        yield Issue.build("DEPARTMENT_UNKNOWN")


# Title


class _TitleLines(NamedTuple):
    """The title with the lines around it that may belong to it.

    ``line`` is the line of the title in the body or in a page header; ``neighbours``
    are the lines above and below it; ``substitute`` is a title outside the text, where
    the text has none.
    """

    title: Extracted[str] | None
    line: TextLine | None
    neighbours: tuple[TextLine, ...]
    substitute: WitnessLine | None

    @property
    def kind_text(self) -> str:
        """The text that says what kind of document it is."""
        if self.title is not None:
            return self.title.value
        if self.substitute is not None:
            return self.substitute.line.text
        return ""


def _find_title_lines(
    lines: Sequence[TextLine],
    outside: Sequence[WitnessLine],
    patterns: _ProfilePatterns,
) -> _TitleLines:
    """The title of the disclosure, from its first
    lines, else from outside its text.
    """
    line = _find_title_line(_list_head_lines(lines), patterns)
    if line is not None:
        neighbours = _find_neighbours(line, lines)
        return _TitleLines(_trim_title(line, lines, patterns), line, neighbours, None)
    titles = [w for w in outside if _entitles_disclosure(w.line, patterns)]
    owned = [w for w in titles if _locate_owner(w.line.text, patterns)]
    substitute = next(iter([*owned, *titles]), None)
    title: Extracted[str] | None = None
    if substitute is not None and substitute.witness is not Witness.FILE_NAME:
        title = substitute.line.extract_text(0, len(substitute.line.text))
    return _TitleLines(title, None, (), substitute)


def _list_head_lines(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines in which a title may stand; short
    lines of a site are not counted.
    """
    head: list[TextLine] = []
    count = 0
    for line in lines:
        head.append(line)
        count += len(line.text.strip()) >= _SHORTEST_HEAD_LINE
        if count >= _TITLE_WINDOW:
            break
    return head


def _find_neighbours(line: TextLine, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The line above and the line below, where
    they may be parts of the title.
    """
    index = next(i for i, one in enumerate(lines) if one is line)
    around = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return tuple(one for one in around if _may_belong_to_title(one))


def _may_belong_to_title(line: TextLine) -> bool:
    if line.list_number is not None or len(line.text) > _LONGEST_TITLE:
        return False
    return not _SENTENCE_STOP.search(line.text) and not _NAVIGATION.search(line.text)


def _trim_title(
    line: TextLine, lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Extracted[str]:
    """The title without a 目录 behind it in its paragraph."""
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
        opens_toc = line.in_toc or plain.startswith(patterns.toc_headings)
        if line.list_number is not None or (opens_toc and best):
            break
        if opens_toc or not _names_disclosure(plain, patterns):
            continue
        if _locate_owner(line.text, patterns):
            return line
        best = best or line
    return best


def _names_disclosure(plain: str, patterns: _ProfilePatterns) -> bool:
    plain = patterns.annex.sub("", plain)
    if len(plain) > _LONGEST_TITLE or _NO_TITLE.search(plain):
        return False
    return patterns.disclosure_subject.search(plain) is not None


def _extend_title(title_line: TextLine, lines: Sequence[TextLine]) -> Extracted[str]:
    """The title with the lines around it in its own paragraph: it may be set over two
    or three."""
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


def _entitles_disclosure(line: TextLine, patterns: _ProfilePatterns) -> bool:
    """True where a part of a title outside the text names a disclosure:
    某局2022年部门预算_某县政府."""
    parts = _PART_SEPARATOR.split(match_key(line.text))
    return any(_names_disclosure(part, patterns) for part in parts)


# The owner in a title: what stands before its year and the words of the field


class _CompactTitle(NamedTuple):
    """A text without white space and quotes, and the offset of each of its
    characters."""

    plain: str
    offsets: Sequence[int]

    def locate(self, start: int, stop: int) -> tuple[int, int]:
        """Where characters stand in the text itself."""
        return self.offsets[start], self.offsets[stop - 1] + 1


def _compact(text: str) -> _CompactTitle:
    plain, offsets = with_offsets(text)
    if _QUOTES.isdisjoint(plain):
        return _CompactTitle(plain, offsets)
    kept = [index for index, char in enumerate(plain) if char not in _QUOTES]
    return _CompactTitle(
        "".join(plain[index] for index in kept), [offsets[index] for index in kept]
    )


def _locate_owner(
    text: str, patterns: _ProfilePatterns, needs_office_word: bool = False
) -> tuple[int, int] | None:
    """Start and end of the office in a title,
    with any white space inside.
    """
    compact = _compact(text[:_LONGEST_OWNER_LINE])
    plain = compact.plain
    subject_end = max(
        (match.end() for match in patterns.disclosure_subject.finditer(plain)),
        default=0,
    )
    for start, stop, in_title in _iter_segments(plain, patterns):
        span = _trim_owner(plain, start, stop, patterns)
        if span is None:
            continue
        grammar_proves = in_title and span[1] < subject_end and not needs_office_word
        name = plain[span[0] : span[1]]
        if _may_be_owner(name, patterns, not grammar_proves):
            return compact.locate(*span)
    for match in _SIGN_BOARD.finditer(plain):
        if _may_be_owner(match["name"], patterns, True):
            return compact.locate(*match.span("name"))
    return None


def _iter_segments(
    plain: str, patterns: _ProfilePatterns
) -> Iterator[tuple[int, int, bool]]:
    """The stretches between years; those of the part that names a disclosure come
    first."""
    parts: list[tuple[int, int]] = []
    start = 0
    for match in _PART_SEPARATOR.finditer(plain):
        parts.append((start, match.start()))
        start = match.end()
    parts.append((start, len(plain)))
    named = [p for p in parts if patterns.disclosure_subject.search(plain, *p)]
    for part in [*named, *(p for p in parts if p not in named)]:
        in_title = part in named
        first = part[0]
        for match in patterns.year.finditer(plain, *part):
            yield first, match.start(), in_title
            first = match.end()
        yield first, part[1], in_title


def _trim_owner(
    plain: str, start: int, stop: int, patterns: _ProfilePatterns
) -> tuple[int, int] | None:
    """A stretch without what is no part of a name at its ends; None where nothing is
    left."""
    changed = True
    while changed and start < stop:
        before = start, stop
        for pattern in (_LEADING_MARKS, patterns.leading_words):
            match = pattern.match(plain[start:stop])
            if match is not None:
                start += match.end()
        match = _TRAILING_MARKS.search(plain[start:stop])
        if match is not None:
            stop = start + match.start()
        if plain[start:stop][-1:] in patterns.title_ends:
            match = patterns.trailing_words.search(plain[start:stop])
            if match is not None:
                stop = start + match.start()
        changed = (start, stop) != before
    if start >= stop:
        return None
    return _cut_before_subject(plain, start, stop, patterns)


def _cut_before_subject(
    plain: str, start: int, stop: int, patterns: _ProfilePatterns
) -> tuple[int, int] | None:
    """A stretch up to the words of the field, unless these are part of a name (预算评审中心).

    A name may follow them: 部门预算公开说明（某局）.
    """
    name = plain[start:stop]
    if patterns.disclosure_subject.search(name) is None:
        return start, stop
    for match in patterns.subject_run.finditer(name):
        behind = name[match.end() :]
        if patterns.trailing_department_word.search(behind) and match.start():
            continue
        if match.start():
            return _trim_owner(plain, start, start + match.start(), patterns)
        return _trim_owner(plain, start + match.end(), stop, patterns)
    return start, stop


def _may_be_owner(
    name: str, patterns: _ProfilePatterns, needs_office_word: bool
) -> bool:
    """True for what may be the name of an office, not of a place, a level or a
    project."""
    if not _SHORTEST_OWNER <= len(name) <= _LONGEST_OWNER or _NO_NAME.search(name):
        return False
    if not _CHINESE_WORD.search(name) or patterns.office_word.fullmatch(name):
        return False
    if patterns.general_owner.match(name) or name in patterns.classes:
        return False
    if patterns.trailing_department_word.search(name):
        return True
    return not needs_office_word and not _is_government(name, patterns)


def _is_government(name: str, patterns: _ProfilePatterns) -> bool:
    """True for a place, a level of government (市本级) or a word of money, and for what
    begins with no place."""
    if _GOVERNMENT.fullmatch(name) or patterns.money.search(name):
        return True
    places = _PLACES.match(name)
    divisions = len("".join(parse_division_names(name)))
    if places is None and not divisions:
        return True
    if divisions == len(name):
        return True
    ends = [divisions, *(match.end() for match in (places,) if match)]
    return any(patterns.level.fullmatch(name, end) for end in ends if end)


def _extract_owner(
    line: TextLine, patterns: _ProfilePatterns, needs_office_word: bool = False
) -> Extracted[str] | None:
    """The office that a line names, without white space."""
    span = _locate_owner(line.text, patterns, needs_office_word)
    if span is None:
        return None
    start, end = line.clip_span(*span)
    if (start, end) != span:
        return None
    name = line.extract_text(start, end)
    return replace(name, value=match_key(name.raw))


# Candidates: what each witness calls the office


def _collect_candidates(
    heading: _TitleLines,
    lines: Sequence[TextLine],
    outside: Sequence[WitnessLine],
    captions: _CaptionNames,
    patterns: _ProfilePatterns,
) -> list[NameCandidate]:
    """What every witness calls the office, in the order of the page.

    Subjects of sentences are only asked where no other witness of the text names an
    office.
    """
    candidates = [
        *_find_title_candidates(heading, lines, patterns),
        *(NameCandidate(name, Witness.CAPTION) for name in captions.names),
        *_find_heading_candidates(lines, patterns),
    ]
    for line, witness in outside:
        name = _extract_owner(line, patterns)
        if name is not None and _entitles_disclosure(line, patterns):
            candidates.append(NameCandidate(name, witness))
    if all(candidate.witness <= Witness.NEARBY_LINE for candidate in candidates):
        candidates += _find_subject_candidates(lines, patterns)
    return candidates


def _find_title_candidates(
    heading: _TitleLines, lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Iterator[NameCandidate]:
    """The office of the title, of a line beside it, of a line of its own at the
    head."""
    if heading.title is not None and heading.line is not None:
        span = _locate_owner(heading.title.raw, patterns)
        if span is not None:
            name = _slice_title(heading.title, *span)
            place = _find_place_before(heading.title.raw[: span[0]], name, patterns)
            place = place or _find_place_above(heading, name, lines)
            name = replace(name, value=place + match_key(name.raw))
            yield NameCandidate(name, Witness.TITLE)
            yield from _find_sign_boards(heading.title, name, patterns)
            return
    neighbours = set(map(id, heading.neighbours))
    for line in _list_head_lines(lines):
        is_adjacent = id(line) in neighbours
        named = _extract_line_name(line, is_adjacent, lines, patterns)
        if named is not None:
            witness = Witness.NEARBY_LINE
            if is_adjacent and not named.value.endswith(patterns.governments):
                witness = Witness.ADJACENT_LINE  # a government's name is the site's
            yield NameCandidate(named, witness)


def _find_place_before(
    before: str, name: Extracted[str], patterns: _ProfilePatterns
) -> str:
    """The place that a year parts from an office that begins with none: 某县2019年度水利局部门决算;
    '' else."""
    plain = _compact(before).plain
    if _PLACES.match(match_key(name.raw)) or not patterns.year.search(plain):
        return ""
    for start, stop, _ in _iter_segments(plain, patterns):
        span = _trim_owner(plain, start, stop, patterns)
        if span is not None and _GOVERNMENT.fullmatch(plain[slice(*span)]):
            return plain[slice(*span)]
    return ""


def _find_place_above(
    heading: _TitleLines, name: Extracted[str], lines: Sequence[TextLine]
) -> str:
    """The place that stands alone above a title whose office begins with none: 某县 over
    水利局2022年部门预算; '' else."""
    if _PLACES.match(match_key(name.raw)) or heading.line is None:
        return ""
    above = [one for one in heading.neighbours if _stands_before(one, heading, lines)]
    for line in above:
        place = match_key(line.text)
        if _GOVERNMENT.fullmatch(place):
            return place
    return ""


def _stands_before(
    line: TextLine, heading: _TitleLines, lines: Sequence[TextLine]
) -> bool:
    """True for a line above that of the title."""
    both = [one for one in lines if one is line or one is heading.line]
    return bool(both) and both[0] is line


def _find_sign_boards(
    title: Extracted[str], name: Extracted[str], patterns: _ProfilePatterns
) -> Iterator[NameCandidate]:
    """Other offices in brackets behind the name: 某局（某办）."""
    compact = _compact(title.raw)
    for match in _SIGN_BOARD.finditer(compact.plain):
        board = match["name"]
        if board != name.value and _may_be_owner(board, patterns, True):
            second = _slice_title(title, *compact.locate(*match.span("name")))
            yield NameCandidate(replace(second, value=board), Witness.SIGN_BOARD)


def _extract_line_name(
    line: TextLine,
    is_adjacent: bool,
    lines: Sequence[TextLine],
    patterns: _ProfilePatterns,
) -> Extracted[str] | None:
    """The office alone on a line, with or without its year.

    Beside a title it may be any name that the text prints again.
    """
    if not _may_belong_to_title(line) or _COLON.search(line.text):
        return None
    if not _SHORTEST_OWNER <= len(match_key(line.text)) <= _LONGEST_OWNER:
        return None
    name = _extract_owner(line, patterns, needs_office_word=True)
    if name is not None or not is_adjacent:
        return name
    name = _extract_owner(line, patterns) or _extract_bare_name(line, patterns)
    if name is not None and _is_printed_again(name, line, lines):
        return name
    return None


def _extract_bare_name(
    line: TextLine, patterns: _ProfilePatterns
) -> Extracted[str] | None:
    """A line without its year and brackets, where
    it may be the name of an office.
    """
    compact = _compact(line.text)
    for start, stop, _ in _iter_segments(compact.plain, patterns):
        span = _trim_owner(compact.plain, start, stop, patterns)
        if span and _may_be_owner(compact.plain[slice(*span)], patterns, False):
            name = line.extract_text(*compact.locate(*span))
            return replace(name, value=match_key(name.raw))
    return None


def _is_printed_again(
    name: Extracted[str], line: TextLine, lines: Sequence[TextLine]
) -> bool:
    key = match_key(name.value)
    return any(key in match_key(one.text) for one in lines if one is not line)


def _find_heading_candidates(
    lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Iterator[NameCandidate]:
    """Offices that numbered headings name:
    第一部分 某局概况, 二、某局2022年部门预算说明.
    """
    for line in lines:
        number = line.list_number
        if number is None or len(line.text) > _LONGEST_HEADING:
            continue
        title = line.text[number.end :]
        if not patterns.heading_subject.search(match_key(title)):
            continue
        span = _locate_owner(title, patterns, needs_office_word=True)
        if span is not None and span[1] - span[0] > _SHORTEST_OWNER:
            name = line.extract_text(number.end + span[0], number.end + span[1])
            name = replace(name, value=match_key(name.raw))
            yield NameCandidate(name, Witness.HEADING)


def _find_subject_candidates(
    lines: Sequence[TextLine], patterns: _ProfilePatterns
) -> Iterator[NameCandidate]:
    """Offices that are the subject of a clause:
    某局是县政府部门, 2022年某局收入预算88万元.
    """
    for line in lines[:_SENTENCE_WINDOW]:
        compact = _compact(line.text)
        for pattern in (patterns.clause_subject, patterns.budget_owner):
            is_office_word = pattern is patterns.clause_subject
            for match in pattern.finditer(compact.plain):
                span = _trim_owner(compact.plain, *match.span("name"), patterns)
                if span is None:
                    continue
                key = compact.plain[slice(*span)]
                if patterns.agent.match(key):
                    continue  # 经市财政局核定
                if _may_be_owner(key, patterns, is_office_word):
                    name = line.extract_text(*compact.locate(*span))
                    name = replace(name, value=match_key(name.raw))
                    opens = line is lines[0] and span[0] == 0
                    year = _YEAR_BEHIND.match(compact.plain, span[1])
                    is_title = opens and year is not None
                    witness = Witness.HEADING if is_title else Witness.SENTENCE
                    yield NameCandidate(name, witness)


# The office: the candidates whose witnesses weigh most


def _select_office(
    candidates: Sequence[NameCandidate], lines: Sequence[TextLine]
) -> NameCandidate | None:
    """The name of the office, in its longest printed form.

    Names that differ by names of places before them are one office. A kind of witness
    counts once for each office, that of sentences and captions for the name that it
    gives most often.
    """
    if not candidates:
        return None
    counts = Counter(candidate.key for candidate in candidates)

    def weigh(candidate: NameCandidate) -> tuple[int, int, int]:
        same = [one for one in candidates if _are_one_office(candidate, one)]
        witnesses = {one.witness for one in same}
        strength = 2 * max(witnesses) + len(witnesses)
        return (
            strength,
            sum(counts[key] for key in {o.key for o in same}),
            candidate.witness,
        )

    best = max(candidates, key=weigh)
    same = [one for one in candidates if _are_one_office(best, one)]
    strongest = max(same, key=lambda one: one.witness)
    captions = [one.name for one in same if one.witness is Witness.CAPTION]
    name = _select_longest_name(strongest.name, captions, lines)
    return NameCandidate(name, strongest.witness)


def _find_names_alone(
    lines: Sequence[TextLine],
    outside: Sequence[WitnessLine],
    patterns: _ProfilePatterns,
) -> Iterator[NameCandidate]:
    """Names that stand alone in a page header, or
    in the signature below the text.
    """
    headers = (one for one in outside if one.witness is Witness.HEADER)
    signatures = (
        WitnessLine(line, Witness.NEARBY_LINE) for line in lines[-_SIGNATURE_WINDOW:]
    )
    for line, witness in (*headers, *signatures):
        if line.list_number is None and _SENTENCE_STOP.search(line.text) is None:
            name = _extract_owner(line, patterns, needs_office_word=True)
            if name is not None and match_key(line.text) == name.value:
                yield NameCandidate(name, witness)


def _add_names_alone(
    candidates: list[NameCandidate],
    alone: Iterable[NameCandidate],
    patterns: _ProfilePatterns,
) -> list[NameCandidate]:
    """The candidates, with names that stand alone where the title and the lines beside it
    name no office; a government's name is the site's."""
    if any(one.witness >= Witness.ADJACENT_LINE for one in candidates):
        return candidates
    sites = patterns.governments
    named = [one for one in alone if not any(word in one.key for word in sites)]
    known = {(one.key, one.witness) for one in candidates}
    added = (one for one in named if (one.key, one.witness) not in known)
    return [*candidates, *added]


def _complete_name(
    office: NameCandidate | None,
    printed: Iterable[NameCandidate],
    patterns: _ProfilePatterns,
) -> NameCandidate | None:
    """The office with its full name, where the one that is chosen shortens another:
    共青团某县委 for 中国共产主义青年团某县委员会."""
    if office is None:
        return None
    full = [one for one in printed if _is_full_form(office.key, one.key, patterns)]
    if not full:
        return office
    longest = max(full, key=lambda one: (len(one.key), one.witness))
    return office._replace(name=longest.name)


def _spell_out_name(
    office: NameCandidate | None,
    lines: Sequence[TextLine],
    patterns: _ProfilePatterns,
) -> NameCandidate | None:
    """The office with the name that the text spells out behind the same place and before
    a year: 某县人社局, 现将某县人力资源和社会保障局2020年…."""
    places = _PLACES.match(office.key) if office is not None else None
    if office is None or places is None:
        return office
    for line in lines[:_NAME_WINDOW]:
        for start in _iterate_occurrences(line.normalized, places.group()):
            stop = _find_end_of_full_name(line.normalized, start, office.key, patterns)
            if stop is not None:
                first = start - _measure_division_prefix(line.normalized, start)
                return office._replace(name=line.extract_text(first, stop))
    return office


def _find_end_of_full_name(
    text: str, start: int, short: str, patterns: _ProfilePatterns
) -> int | None:
    """Where the name ends that begins at a position and is shortened by another;
    None where none does."""
    places = _PLACES.match(short)
    core = short[places.end() :] if places else ""
    first = start + len(short) - len(core)
    if len(core) <= 1 or not text.startswith(core[0], first):
        return None
    behind = text[first : first + _LONGEST_OWNER]
    for ending in patterns.office_word.finditer(behind):
        full = text[start : first + ending.end()]
        word = core.removesuffix(full[-1])
        if word in full or _CHINESE_NAME.fullmatch(full) is None:
            return None  # 某县教育局, 某县教育管理局
        is_followed = _YEAR_OF_OFFICE.match(text, start + len(full)) is not None
        if is_followed and _is_full_form(short, full, patterns):
            return start + len(full)
    return None


def _is_full_form(short: str, full: str, patterns: _ProfilePatterns) -> bool:
    """True for a name of the same place that a shorter one leaves characters out of, and
    that ends in the same word."""
    if len(full) <= len(short) or "(" in full:
        return False  # a sign-board gives a second name
    if _PLACES.fullmatch(short) and full.startswith(short):
        return full.removeprefix(short) in patterns.town_governments
    places = _PLACE.findall(short)
    if not places or places[-1] not in full or _is_qualified(short, full):
        return False
    ending = patterns.trailing_department_word.search(full)
    has_ending = ending is not None and short[-1] in ending.group()
    return has_ending and is_abbreviation(short, full)


def _is_qualified(short: str, full: str) -> bool:
    """True for another office, whose name has a word more before the same ending:
    某县水利局, 某县水利工程管理局; a short form leaves characters out of the words."""
    is_same_word = full[-1] == short[-1] and short[:-1] in full
    is_longer = len(full) - len(short) >= _SHORTEST_QUALIFIER
    return is_same_word and is_longer and not full.endswith(short)


def _are_one_office(candidate: NameCandidate, other: NameCandidate) -> bool:
    """True for one name, with or without names of places before it."""
    longer, shorter = candidate.key, other.key
    if len(longer) < len(shorter):
        longer, shorter = shorter, longer
    if not longer.endswith(shorter):
        return False
    prefix = longer.removesuffix(shorter)
    return not prefix or _PLACES.fullmatch(prefix) is not None


def _select_longest_name(
    title_name: Extracted[str],
    caption_names: Sequence[Extracted[str]],
    lines: Sequence[TextLine],
) -> Extracted[str]:
    """The longest printed form of a name: with the divisions before it, in a caption or
    in the prose."""
    short = match_key(title_name.value)
    best = title_name
    for caption in caption_names:
        full = match_key(caption.value)
        if len(full) > _measure_name(best) and _adds_divisions(full, short):
            best = caption
    for line in lines[:_NAME_WINDOW]:
        for start in _iterate_occurrences(line.normalized, short):
            length = _measure_division_prefix(line.normalized, start)
            length = length or _measure_place(line.normalized, start, short)
            if length and length + len(short) > _measure_name(best):
                best = line.extract_text(start - length, start + len(short))
    return best


def _iterate_occurrences(text: str, word: str) -> Iterator[int]:
    """Where a word begins in a text; those in
    another of them are no matches.
    """
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + max(len(word), 1))


def _measure_name(name: Extracted[str]) -> int:
    return len(match_key(name.value))


# Captions


def _slice_title(title: Extracted[str], start: int, end: int) -> Extracted[str]:
    """Characters of the title."""
    raw = title.raw[start:end]
    offset = title.place.start or 0
    return Extracted(raw, raw, title.place.slice(offset + start, offset + end))


class _CaptionNames(NamedTuple):
    """What captions of tables and lines above them print: the first unit code, and all
    names."""

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
        """What a group of a match holds, its white
        space left out of the value.
        """
        start, end = match.span(group)
        raw = self.text[start:end]
        place = self.element.slice(self.offset + start, self.offset + end)
        return Extracted("".join(raw.split()), raw, place)


def _collect_caption_names(
    elements: Iterable[TextLine | Table], patterns: _ProfilePatterns
) -> _CaptionNames:
    """Names and the unit code that captions of
    tables and lines above them print.
    """
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
                if cell.row > _CAPTION_ROWS:
                    break
                if cell.text.strip():
                    yield _CaptionText(
                        cell.text, cell.span, 0, patterns.cell_with_unit_code
                    )
            continue
        for segment in element.segments:  # a caption never goes over two paragraphs
            text = element.text[segment.line_offset :][: segment.length]
            if len(text) < _LONGEST_CAPTION and _COLON.search(text):
                span = Span(segment.path)
                offset = segment.paragraph_offset
                yield _CaptionText(text, span, offset, patterns.line_with_unit_code)


def _match_caption(
    caption: _CaptionText, patterns: _ProfilePatterns
) -> regex.Match[str] | None:
    """The match of a name: behind its code, where it ends as offices do, or behind
    编制单位."""
    normalized = normalize(caption.text)
    match = caption.coded_name.match(normalized)
    if match and patterns.trailing_department_word.search(match["name"]):
        return match
    if ":" not in normalized:
        return None
    # 单位： stands before the unit of money as well: there only an office is a name.
    for pattern, needs_office_word in (
        (patterns.department_caption, False),
        (patterns.unit_caption, True),
    ):
        match = pattern.search(normalized)
        if match is None:
            continue
        if _may_be_owner(match_key(match["name"]), patterns, needs_office_word):
            return match
    return None


def _measure_division_prefix(text: str, end: int) -> int:
    """How many characters before an offset
    are names of divisions only.
    """
    for length in range(min(_LONGEST_DIVISION_PREFIX, end), 0, -1):
        if _consists_of_divisions(text[end - length : end]):
            return length
    return 0


def _measure_place(text: str, end: int, name: str) -> int:
    """How many characters at the head of a clause before a name are the place that it
    belongs to: 某县|农业农村局; of a name that begins within its place: 某|县农业农村局.
    """
    match = _CLAUSE_HEAD.search(text, 0, end)
    if match is None:
        return 0
    run = match["run"]
    for place in (run, run + name[0]):
        if _PLACES.fullmatch(place):
            return len(run)
    return 0


def _adds_divisions(full: str, short: str) -> bool:
    return full.endswith(short) and _consists_of_divisions(full.removesuffix(short))


def _consists_of_divisions(prefix: str) -> bool:
    return bool(prefix) and "".join(parse_division_names(prefix)) == prefix


# Year and kind


def _find_fiscal_year(
    heading: _TitleLines,
    votes: _YearVotes,
    elements: Sequence[TextLine | Table],
    outside: Sequence[WitnessLine],
    patterns: _ProfilePatterns,
) -> Extracted[int] | None:
    """The year of the title, else of a page header or a title outside the text, else of
    the text.

    The file's name counts where nothing else prints a year.
    """

    def iterate() -> Iterator[Extracted[int] | None]:
        yield from _iter_heading_years(heading, patterns)
        yield from _iter_outside_years(outside, patterns, of_file_name=False)
        yield _find_entered_year(elements)
        yield votes.select()
        yield _find_table_year(elements)
        yield from _iter_outside_years(outside, patterns, of_file_name=True)

    return next(filter(None, iterate()), None)


def _iter_heading_years(
    heading: _TitleLines, patterns: _ProfilePatterns
) -> Iterator[Extracted[int] | None]:
    """The year of the title, then of the lines beside it."""
    if heading.line is not None and heading.title is not None:
        yield _find_title_year(heading.title, patterns)
    for line in heading.neighbours:
        yield _find_title_year(line.extract_text(0, len(line.text)), patterns)


def _iter_outside_years(
    outside: Iterable[WitnessLine], patterns: _ProfilePatterns, of_file_name: bool
) -> Iterator[Extracted[int] | None]:
    """The years of page headers and of titles outside the text that name a
    disclosure."""
    for line, witness in outside:
        if (witness is Witness.FILE_NAME) is not of_file_name:
            continue
        if _entitles_disclosure(line, patterns):
            yield _find_title_year(line.extract_text(0, len(line.text)), patterns)


def _find_title_year(
    title: Extracted[str], patterns: _ProfilePatterns
) -> Extracted[int] | None:
    """The last year before the kind of document
    (2021年公开2020年度部门决算), else the first.
    """
    mentions = list(find_year_mentions(title.raw))
    if not mentions:
        return _find_bare_year(title)
    roles = {role for _, role in mentions}
    wanted = YearRole.TIME  # 2020—2021年
    if YearRole.OPENING in roles:
        wanted = YearRole.OPENING
    years = [token for token, role in mentions if role is wanted]
    if not years:
        return None
    kind = patterns.spaced_document_kind.search(title.raw)
    year = years[0]
    for later in years:
        if kind is None or later.suffix_end <= kind.start():
            year = later
    digits = _slice_title(title, year.start, year.end)
    return Extracted(year.value, digits.raw, digits.place)


def _find_bare_year(title: Extracted[str]) -> Extracted[int] | None:
    """The last year of a title that prints
    none in the usual way (部门预算2022).
    """
    numerals = list(regex.finditer(rf"(?<!\d){YEAR_DIGITS}(?!\d)", title.raw))
    if not numerals:
        return None
    digits = _slice_title(title, *numerals[-1].span())
    return Extracted(int(digits.raw), digits.raw, digits.place)


class _YearVotes(NamedTuple):
    """How much speaks for each year, and
    where each is first printed.
    """

    weights: Counter[int]
    first: dict[int, Extracted[int]]

    def add(
        self, line: TextLine, start: int, end: int, value: int, weight: int
    ) -> None:
        """Count a printed year."""
        self.weights[value] += weight
        if value not in self.first:
            digits = line.extract_text(start, end)
            self.first[value] = Extracted(value, digits.raw, digits.place)

    def select(self) -> Extracted[int] | None:
        """The year for which most speaks, the later of two."""
        if not self.weights:
            return None
        best = max(self.weights, key=lambda value: (self.weights[value], value))
        return self.first[best]


def _count_years(lines: Iterable[TextLine], patterns: _ProfilePatterns) -> _YearVotes:
    """What speaks for each year that opens a line or a clause."""
    votes = _YearVotes(Counter(), {})
    for line in lines:
        if line.in_toc:
            continue
        for token, role in find_year_mentions(line.text):
            if role is not YearRole.OPENING:
                continue
            behind = line.normalized[token.suffix_end :].lstrip()
            weight = 1
            if patterns.year_suffix.match(behind):
                weight = _NAMED_YEAR_WEIGHT
            if not line.text[: token.start].strip():
                weight += _FIRST_YEAR_WEIGHT
            votes.add(line, token.start, token.end, token.value, weight)
    return votes


def _find_entered_year(elements: Iterable[TextLine | Table]) -> Extracted[int] | None:
    """The year that is entered behind its name (预算年度：2020), in a line or in the head of
    a table; None where two are."""
    years: list[Extracted[int]] = []
    for text, span in _iterate_entries(elements):
        entered = ENTERED_YEAR.search(text)
        if entered is not None:
            start, end = entered.span("year")
            digits = text[start:end]
            years.append(Extracted(int(digits), digits, span.slice(start, end)))
    if len({year.value for year in years}) != 1:
        return None
    return years[0]


def _iterate_entries(
    elements: Iterable[TextLine | Table],
) -> Iterator[tuple[str, Span]]:
    """Iterate over what may hold an entry: short lines, and the cells at the head of
    tables."""
    for element in elements:
        if isinstance(element, TextLine):
            if len(element.text) <= _LONGEST_ENTRY:
                yield element.text, element.locate_span(0, len(element.text))
            continue
        for cell in element.cells:
            if cell.row > _HEAD_ROWS:
                break
            yield cell.text, cell.span


def _find_table_year(elements: Iterable[TextLine | Table]) -> Extracted[int] | None:
    """The latest year that the heads of tables print: columns of two years stand side
    by side."""
    years: list[Extracted[int]] = []
    for element in elements:
        if not isinstance(element, Table):
            continue
        for cell in element.cells:
            if cell.row > _HEAD_ROWS:
                break
            years.extend(
                Extracted(
                    token.value,
                    cell.text[token.start : token.end],
                    cell.span.slice(token.start, token.end),
                )
                for token, role in find_year_mentions(cell.text)
                if role is YearRole.OPENING
            )
    return max(years, key=lambda year: year.value, default=None)


def _classify_document_kind(
    heading: _TitleLines,
    lines: Sequence[TextLine],
    year: Extracted[int] | None,
    lexicon: Lexicon,
) -> str | None:
    """``budget`` or ``final``, by the title, else by the date below the text, else by
    what the text says it is about; None if it does not.

    What is signed after its year tells of what was spent.

    Names of budgets in the title (一般公共预算) do not count, nor do the words of a site
    round the text.
    """
    patterns = _compile_profile_patterns(lexicon)
    kinds = lexicon.get_vocabulary("doc_type")
    words = patterns.fund.sub("", match_key(heading.kind_text))
    title_kinds = {kinds[word] for word in patterns.document_kind.findall(words)}
    if len(title_kinds) == 1:
        return title_kinds.pop()
    if year is not None and _is_signed_later(lines, year.value):
        return "final"
    named, mentioned = _count_kinds(lines, kinds, patterns)
    for counts in (named, mentioned):
        if counts["final"] != counts["budget"]:
            return max(counts, key=lambda kind: counts[kind])
    if mentioned:
        return None
    if _tells_of_execution(lines, lexicon) or _is_titled_as_spent(
        words, lines, lexicon
    ):
        return "final"
    return None


def _is_signed_later(lines: Iterable[TextLine], year: int) -> bool:
    """True where a line that is only a date is of a later year, or one below the text
    with a date behind who signs."""
    texts = [line.text for line in lines]
    pairs = (text.split() for text in texts[-_SIGNATURE_WINDOW:])
    texts += [pair[1] for pair in pairs if len(pair) == _SIGNER_AND_DATE]
    signed = map(parse_signature_year, texts)
    return any(one is not None and one > year for one in signed)


def _count_kinds(
    lines: Iterable[TextLine], kinds: Mapping[str, str], patterns: _ProfilePatterns
) -> tuple[Counter[str], Counter[str]]:
    """What the text says it is about (部门预算), and the other words of budgets and final
    accounts."""
    named: Counter[str] = Counter()
    mentioned: Counter[str] = Counter()
    for line in lines:
        plain = match_key(line.text)
        if line.in_toc or _NAVIGATION.search(plain):
            continue
        for match in patterns.qualified_document_kind.finditer(plain):
            named[kinds[match["kind"] or match["named"]]] += 1
        mentioned += _count_mentioned_kinds(plain, kinds, patterns)
    return named, mentioned


def _tells_of_execution(lines: Iterable[TextLine], lexicon: Lexicon) -> bool:
    """True for a text that names neither a budget nor final accounts but what was spent
    (实际支出)."""
    words = lexicon.get_words("base_kind", "prior_year_executed")
    texts = (match_key(line.text) for line in lines)
    return any(word in text for text in texts for word in words)


def _is_titled_as_spent(
    title: str, lines: Iterable[TextLine], lexicon: Lexicon
) -> bool:
    """True for a title that tells of money that went
    out (“三公”经费支出情况), over a text that plans
    nothing.
    """
    if not any(map(title.__contains__, lexicon.get_words("doc_phase", "spent"))):
        return False
    planned = lexicon.get_words("doc_phase", "planned")
    return not any(word in line.text for line in lines for word in planned)


def _count_mentioned_kinds(
    plain: str, kinds: Mapping[str, str], patterns: _ProfilePatterns
) -> Counter[str]:
    """Words of budgets and of final accounts that are no name of a fund and no base of
    a comparison.

    Who compares with the budget of the year (年初预算) speaks of its execution.
    """
    counts: Counter[str] = Counter()
    text = patterns.fund.sub("", plain)
    counts["final"] += len(patterns.own_budget.findall(text))
    text = patterns.own_budget.sub("", text)
    text = patterns.compared_kind.sub("", text)
    for word in patterns.document_kind.findall(text):
        counts[kinds[word]] += 1
    return counts


class _Owner(NamedTuple):
    """The office as far as it tells whether it
    is a department or a unit of one.
    """

    name: Extracted[str] | None
    type: str | None

    @property
    def key(self) -> str:
        """The name as it is compared, '' without one."""
        return "" if self.name is None else match_key(self.name.value)

    def is_institution(self, lexicon: Lexicon) -> bool:
        """True for a school, a hospital, a station:
        what a department has below it.
        """
        if self.type in _INSTITUTIONS:
            return True
        if self.key.endswith(lexicon.get_words("doc_level", "no_institution")):
            return False
        return self.key.endswith(lexicon.get_words("doc_level", "institution"))


def _classify_document_level(
    title: Extracted[str] | None,
    lines: Sequence[TextLine],
    outside: Sequence[WitnessLine],
    owner: _Owner,
    lexicon: Lexicon,
) -> str:
    """``department`` or ``unit``, by the words of the title, else of a page header, else
    of the head; what a department has below it is a unit where nothing calls it either.
    """
    titles = [] if title is None else [title.value]
    titles += [one.line.text for one in outside if one.witness is Witness.HEADER]
    name = owner.key
    found = (_find_level_word(match_key(t).replace(name, ""), lexicon) for t in titles)
    level = next((one for one in found if one is not None), None)
    return level or _find_level_in_head(lines, owner, lexicon)


def _find_level_in_head(
    lines: Sequence[TextLine], owner: _Owner, lexicon: Lexicon
) -> str:
    """The level that the first lines name,
    else that of the kind of office.
    """
    head = "".join(match_key(line.text) for line in lines[:_LEVEL_WINDOW])
    for level in ("department", "unit"):
        if any(word in head for word in lexicon.get_words("doc_level", level)):
            return level
    if owner.is_institution(lexicon):
        return "unit"
    return "department"


def _find_level_word(title: str, lexicon: Lexicon) -> str | None:
    """What a title calls the office without its name: 2024年单位综合预算."""
    for level in ("department", "unit"):
        words = lexicon.get_words("doc_level", f"{level}_title")
        if any(word in title for word in words):
            return level
    return None


def _classify_department_type(department: Extracted[str] | None) -> str | None:
    """The type whose pattern ends last in
    the name, the longest of those.
    """
    if department is None or not match_key(department.value):
        return None
    name = match_key(department.value)
    best = (0, 0)
    best_type = "other"
    for pattern, its_type in _list_department_words():
        start = name.rfind(pattern)
        if start < 0:
            continue
        rank = (start + len(pattern), len(pattern))
        if rank > best:
            best, best_type = rank, its_type
    return best_type


@cache
def _list_department_words() -> tuple[tuple[str, str], ...]:
    """List words in the names of departments, each with the type that it tells."""
    return tuple(
        (pattern, row["type"])
        for row in load_codelist("department_types")
        for pattern in filter(None, row["patterns"].split(";"))
    )


def _resolve_division_in_context(name: str, context: str) -> Division:
    """The division of a name that prints none (县信访局): the only county that the context
    prints."""
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


# Witnesses that disagree


def _find_office_conflicts(
    office: NameCandidate | None,
    candidates: Sequence[NameCandidate],
    patterns: _ProfilePatterns,
) -> Iterator[Issue]:
    """Another office that all captions, a page header or a title outside the text
    name."""
    if office is None:
        return
    for witness in (
        Witness.CAPTION,
        Witness.HEADER,
        Witness.METADATA,
        Witness.FILE_NAME,
    ):
        others = [one for one in candidates if one.witness is witness]
        if not others or any(_may_be_same(office, one, patterns) for one in others):
            continue
        other = others[0].name
        code = "OFFICE_CONFLICT"
        if witness is Witness.FILE_NAME:
            code = "FILE_NAME_DIFFERS"
        yield Issue.build(
            code,
            office.name.place,
            found=office.name.value,
            other=other.value,
            other_place=other.place,
        )


def _may_be_same(
    office: NameCandidate, other: NameCandidate, patterns: _ProfilePatterns
) -> bool:
    """True where one name is part of the other: a unit of the office, or a short
    form."""
    if _is_full_form(other.key, office.key, patterns):
        return True
    short = _PLACES.sub("", office.key, count=1)
    return other.key in office.key or (bool(short) and short in other.key)


def _find_year_conflicts(
    year: Extracted[int] | None,
    votes: _YearVotes,
    outside: Sequence[WitnessLine],
    patterns: _ProfilePatterns,
) -> Iterator[Issue]:
    """Another year that the text, a page header or a title outside the text prints in
    its place."""
    if year is None:
        return
    other = votes.select()
    if other is not None and _outweighs(votes, other.value, year.value):
        yield _build_year_issue("YEAR_CONFLICT", year, other)
    for code, of_file_name in (("YEAR_CONFLICT", False), ("FILE_NAME_DIFFERS", True)):
        for other in _iter_outside_years(outside, patterns, of_file_name):
            if other is not None and other.value != year.value:
                yield _build_year_issue(code, year, other)


def _outweighs(votes: _YearVotes, other: int, year: int) -> bool:
    """True where the text names another year more than once and never the year
    itself."""
    return not votes.weights[year] and votes.weights[other] > _NAMED_YEAR_WEIGHT


def _build_year_issue(code: str, year: Extracted[int], other: Extracted[int]) -> Issue:
    return Issue.build(
        code,
        year.place,
        found=year.value,
        other=other.value,
        other_place=other.place,
    )


# What other packages derive from a profile


def _list_name_variants(
    profile: Profile,
    office: NameCandidate | None,
    candidates: Sequence[NameCandidate],
    patterns: _ProfilePatterns,
) -> tuple[str, ...]:
    """The forms of the office's name that headings and labels may print, longest first.

    These are all forms that witnesses print, the name from its county on, the name
    without its divisions, also behind the word of its level (县水利局), and the name on the
    sign-board in brackets.
    """
    if office is None:
        return ()
    name = office.name.value
    variants = {
        one.key
        for one in candidates
        if one.witness is Witness.SIGN_BOARD
        or _are_one_office(office, one)
        or _is_full_form(one.key, office.key, patterns)
    }
    variants |= {name, *_list_short_names(profile, name)}
    long_enough = (one for one in variants if len(one) >= _SHORTEST_VARIANT)
    return tuple(sorted(long_enough, key=lambda variant: (-len(variant), variant)))


def _list_short_names(profile: Profile, name: str) -> Iterator[str]:
    """A name without the divisions before
    it, and from its county on.
    """
    short = name
    for division in (profile.province, profile.city, profile.county):
        short = short.removeprefix(division or "")
    yield short
    for division in (profile.county, profile.city):
        if division and short != name:
            yield division[-1] + short
    if profile.county and profile.county in name:
        yield name[name.find(profile.county) :]


def find_plain_rejection(
    document: Document, lexicon: Lexicon
) -> RejectionReason | None:
    """Refuse early what is plainly no disclosure: files of data, and texts without a
    word of the field.

    Args:
        document: The document as it was read.
        lexicon: The words of disclosures.

    Returns:
        The reason; None where all that is read must decide.
    """
    if document.format == "txt":
        notation = _detect_data_notation(document.text)
        if notation:
            return RejectionReason("WHY_NOT_DATA", notation)
    words = [
        word
        for key in ("kind", "field")
        for word in lexicon.get_words("disclosure", key)
    ]
    for text in (document.text, match_key(document.text)):
        if any(word in text for word in words):
            return None
    return RejectionReason("WHY_NOT_WORDS")


def find_titled_place(title: str, lexicon: Lexicon) -> str | None:
    """Find the place that a title names as the owner of the money: 某县2023年政府性基金预算表.

    Args:
        title: The title.
        lexicon: The words of titles.

    Returns:
        The place; None where the title names an office or nobody.
    """
    patterns = _compile_profile_patterns(lexicon)
    plain = _compact(title).plain
    for start, stop, _ in _iter_segments(plain, patterns):
        place = patterns.trailing_words.sub("", plain[start:stop])
        if _GOVERNMENT.fullmatch(place):
            return place
    return None


def _detect_data_notation(text: str) -> str:
    """``JSON`` or ``CSV`` for a text that is
    nothing else; '' for any other.
    """
    text = text.strip()
    if text.startswith(_JSON_STARTS) and text.endswith(_JSON_ENDS):
        return "JSON"
    lines = text.splitlines()[:_DATA_WINDOW]
    separators = max((",", ";"), key=text.count)
    counts = Counter(line.count(separators) for line in lines if line.strip())
    if not counts or len(lines) < _MIN_DATA_LINES:
        return ""
    commonest, n_lines = counts.most_common(1)[0]
    if commonest and n_lines >= _MIN_DATA_SHARE * sum(counts.values()):
        return "CSV"
    return ""


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


# Patterns over text, printed or without white space. The words themselves (局, 编制部门, 预算)
# are the lexicon's.

_UNIT_CODE = r"[\[［]?(?P<code>\d{3,9})[\]］]?"
_DEPARTMENT_NAME = r"(?P<name>[一-鿿（）()]{3,40}"


class _ProfilePatterns(NamedTuple):
    """Patterns of one lexicon. A name is the
    group ``name``, its code ``code``.
    """

    trailing_department_word: regex.Pattern[str]
    office_word: regex.Pattern[str]  # 办公室, 宣传部: no name without its place
    governments: tuple[str, ...]
    town_governments: tuple[str, ...]  # 人民政府, 办事处: behind the name of a town
    # What stands before a name in a title (关于公布), and behind it (部门预算公开说明).
    leading_words: regex.Pattern[str]
    trailing_words: regex.Pattern[str]
    title_ends: frozenset[str]  # what these words end in
    # The words of the field wherever they stand, with the words of titles round them.
    subject_run: regex.Pattern[str]
    annex: regex.Pattern[str]
    year: regex.Pattern[str]
    level: regex.Pattern[str]
    agent: regex.Pattern[str]  # 经市财政局: who approves, and is not the office
    general_owner: regex.Pattern[str]  # who is no office by name: 本部门, 全县
    money: regex.Pattern[str]  # a word of income and spending
    clause_subject: regex.Pattern[str]
    budget_owner: regex.Pattern[str]  # 纳入某校部门预算编制范围
    classes: frozenset[str]  # 城乡社区, which ends as an office does
    department_caption: regex.Pattern[str]
    unit_caption: regex.Pattern[str]
    line_with_unit_code: regex.Pattern[str]
    cell_with_unit_code: regex.Pattern[str]
    disclosure_subject: regex.Pattern[str]  # what the title of a disclosure names
    heading_subject: regex.Pattern[str]  # what the heading of a section names
    document_kind: regex.Pattern[str]
    spaced_document_kind: regex.Pattern[str]  # the same, where the title is set wide
    # The kind of document behind a year (group kind) or the office (group named).
    qualified_document_kind: regex.Pattern[str]
    fund: regex.Pattern[str]
    own_budget: regex.Pattern[str]  # the year's own budget, as a base
    compared_kind: regex.Pattern[str]  # the base of a comparison
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
    toc_headings = get_words("contents", "word")
    titles = (
        budget,
        final,
        other_titles,
        owner_words,
        get_words("doc_title", "figures"),
        get_words("doc_title", "tail"),
        get_words("doc_title", "about"),
        get_words("office", "behind"),
        get_words("funds", "word"),
        toc_headings,
    )
    title_words = build_repeated_alternation(*titles)
    kind = build_alternation(budget, final)
    subject = build_alternation(budget, final, other_titles)
    owner = build_alternation(owner_words)
    office = build_alternation(get_words("office", "ending"))
    level = build_alternation(
        get_words("office", "level"), get_words("office", "scope")
    )
    levels = build_repeated_alternation(
        get_words("office", "level"), get_words("office", "scope"), owner_words
    )
    lead = build_alternation(get_words("office", "lead"))
    general = build_alternation(get_words("office", "general"))
    predicate = build_alternation(get_words("office", "predicate"))
    included = build_alternation(get_words("office", "included"))
    composed = build_alternation(get_words("office", "composed"))
    figures = build_alternation(get_words("doc_title", "figures"))
    about = build_alternation(
        get_words("doc_title", "heading"), get_words("doc_title", "about")
    )
    own_budget = build_alternation(
        get_words("base_kind", "initial_budget"),
        get_words("base_kind", "adjusted_budget"),
    )
    prior = build_alternation(get_words("base_when", "prior"))
    follower = rf"{YEAR_DIGITS}|{owner}|{figures}|{subject}|{predicate}"
    name = "[一-鿿·]"
    return _ProfilePatterns(
        trailing_department_word=regex.compile(rf"(?:{office})(?:[（(].*)?$"),
        office_word=regex.compile(office),
        governments=get_words("not_disclosure", "whole"),
        town_governments=get_words("office_town"),
        leading_words=regex.compile(
            rf"^(?:{lead}|{included}|(?:{level}|{owner})(?=(?:{title_words})*$))"
        ),
        trailing_words=regex.compile(rf"(?:{title_words})+$"),
        title_ends=frozenset(word[-1] for words in titles for word in words),
        subject_run=regex.compile(
            rf"(?:{title_words})*(?:{subject})(?:{title_words})*"
        ),
        annex=regex.compile(rf"^(?:{lead})*\d*[:、.]"),
        year=regex.compile(
            rf"(?<!\d)(?:{YEAR_DIGITS}(?:{YEAR_WORD}|(?={owner}|{subject}|$|[一-鿿]|{YEAR_RANGE}))"
            rf"|{CHINESE_YEAR}{YEAR_WORD}){YEAR_RANGE}?"
        ),
        level=regex.compile(rf"(?:{levels})+"),
        agent=regex.compile(
            rf"(?:{build_alternation(get_words('office_agent'))})"
            rf"(?:{build_alternation(get_words('prose.region', 'word'))})"
        ),
        general_owner=regex.compile(general),
        money=regex.compile(rf"{figures}|{subject}"),
        clause_subject=regex.compile(
            rf"(?:^|[。;,:)、])(?:{lead})*+(?:{YEAR_DIGITS}年?+度?+)?+"
            rf"(?P<name>{name}{{1,30}}(?:{office}))(?:\([^()]{{1,20}}\))?(?={follower})"
        ),
        budget_owner=regex.compile(
            rf"(?:^|[。;,:]|{included})(?P<name>{name}{{3,30}}?)(?:{YEAR_DIGITS}年?度?)?"
            rf"(?:{owner})(?:{kind})(?={composed})"
        ),
        classes=_list_bare_classes(get_words("heads", "expenditure")),
        department_caption=_compile_caption(get_words("captions", "entity")),
        unit_caption=_compile_caption(get_words("captions", "unit")),
        line_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME}?)(?=\s{{2,}}|\s*$)"
        ),
        cell_with_unit_code=regex.compile(
            rf"^\s*{_UNIT_CODE}\s*[-_]?\s*{_DEPARTMENT_NAME})\s*$"
        ),
        disclosure_subject=regex.compile(subject),
        heading_subject=regex.compile(rf"{subject}|{figures}|{about}"),
        document_kind=regex.compile(kind),
        spaced_document_kind=regex.compile(_build_spaced_pattern((*budget, *final))),
        qualified_document_kind=regex.compile(
            rf"{YEAR_DIGITS}\s*年?度?\s*(?:{owner})?(?P<kind>{kind})"
            rf"|(?:{owner})(?P<named>{kind})"
        ),
        fund=regex.compile(build_alternation(lexicon.get_words("funds", "word"))),
        own_budget=regex.compile(own_budget),
        compared_kind=regex.compile(
            rf"{COMPARISON}(?:{prior}|{YEAR_DIGITS}年?度?)[^。;,]{{0,12}}?(?:{kind})"
            rf"|(?:{prior})(?:{kind})"
        ),
        year_suffix=regex.compile(rf"(?:{owner})?(?:{kind}|{figures})"),
        toc_headings=toc_headings,
        trailing_toc_heading=regex.compile(
            rf"\s*(?:{_build_spaced_pattern(toc_headings)})\s*$"
        ),
    )


def _list_bare_classes(heads: Sequence[str]) -> frozenset[str]:
    """The names of the classes by function
    without the word for expenditure.
    """
    names = list_class_names("functional_classification")
    return frozenset(name.removesuffix(head) for name in names for head in heads)


def _compile_caption(labels: Sequence[str]) -> regex.Pattern[str]:
    """Compile the pattern of a name behind one of some labels and a colon."""
    return regex.compile(
        rf"(?<![一-鿿])(?:{build_alternation(labels)})(?:\([^()]{{1,6}}\))?\s*[:：]"
        rf"\s*(?:{_UNIT_CODE}|)[-_ ]?\s*{_DEPARTMENT_NAME})"
    )


def _build_spaced_pattern(words: Iterable[str]) -> str:
    """A pattern that any of the words fits with
    white space between its characters.
    """
    spaced = [r"\s*".join(map(regex.escape, word)) for word in words]
    return "|".join(spaced) or "(?!)"
