"""Headings: which lines read as one, which the table of contents lists, and which are
the top of the outline.

The numbered candidates of one kind form chains; the chain with the most
evidence wins (known words weigh most, gaps
cost), so a list ``一、…二、…`` inside a section does not break the outline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from extractor.layout.lines import TextLine
from extractor.layout.titles import (
    LONGEST_TITLE,
    NAMELESS,
    TOP_LEVEL_KINDS,
    TitleNames,
    extract_core_title,
    is_known_title,
    is_sentence,
    look_up_title,
    looks_like_title,
    name_title,
    normalize_title,
    strip_toc_leader,
)
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Table
from extractor.text import regex
from extractor.text.dates import YEAR_DIGITS
from extractor.text.list_numbers import (
    ListNumber,
    parse_list_number,
    parse_unmarked_number,
)
from extractor.text.normalize import match_key, normalize

__all__ = [
    "DocumentHeadings",
    "HeadingCandidate",
    "find_headings",
    "parse_lead_in",
]

_LONGEST_UNNUMBERED_TITLE = 30
_LONGEST_RUN_IN_TITLE = 16
_RUN_IN_WINDOW = 80  # characters behind a run-in title that tell what it is
_NO_TITLE = regex.compile(r"[\d,，、;；]")
_FRAMED_LINE = regex.compile(r"\s*\[\s*(?P<title>[^\[\]]*?)\s*\]\s*")  # 【三公经费】
_LONGEST_LEAD_IN = 24
_LONGEST_LEAD_IN_SUBHEADING = 8
_TITLE_LINES_AHEAD = 3  # lines behind a bare part number in which its title may follow
_PRINTED_YEAR = regex.compile(YEAR_DIGITS)
_PRINTED_MONEY = regex.compile(r"\d[\d,.]*(?:万|亿)?元")
_TOC_ENTRY_BREAK = regex.compile(
    r"\t+|(?<=[.…·\s)）\d])(?=第[一二三四五六七八九十]+部分|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）])"
)
_PAGE_LEADER = regex.compile(r"[.…·]{3,}|\s\d{1,3}\s*$")
_MIN_TOC_ENTRIES = 5  # entries that make a table of contents without a title
_UNTITLED_TOC_WINDOW = 15  # elements at the head of the document in which one may begin

# Evidence of a chain of numbered headings, in tenths.
_KNOWN_WEIGHT = 30
_NAMED_WEIGHT = 15  # for a known word within a title that is not known
_UNKNOWN_WEIGHT = 10
_INNER_LIST_COST = 6  # for a number of a list within the list
_GAP_COST = 6  # for a number that is missing within the chain
_LATE_START_COST = 4  # for a number that is missing before its first
_MAX_LATE_START = 5

_MIN_PARTS = 2
_MIN_LISTED_HEADINGS = 3
_MIN_KNOWN_IN_CHAIN = 2
_MIN_CHAIN_LENGTH = 4


class HeadingCandidate(NamedTuple):
    """A line that reads as a heading.

    ``title_start`` and ``title_end`` bound its title; running text
    begins at ``body_start``, the length of the line
    where it is only the heading. ``is_in_toc``: the table of contents
    lists it; ``is_framed``: 【】 stand round it. A part number alone
    on its line has its title on the line ``title_index`` (-1
    elsewhere), behind a year alone on a line
    (``year_text``).
    """

    element_index: int
    list_number: ListNumber | None
    title_start: int
    title_end: int
    key: str | None
    is_known: bool
    body_start: int
    is_in_toc: bool = False
    year_text: str = ""
    title_index: int = -1
    has_year: bool = False
    is_framed: bool = False


class DocumentHeadings(NamedTuple):
    """The headings of a document by the index of their line: all candidates, and those
    of level 1.

    ``toc_indexes`` are the lines of the table of contents, which are no headings; so is
    ``title_index``, the title of the whole (-1 where that reads as none).
    ``listed_titles`` are all titles of the table of contents, without their numbers.
    """

    candidates: dict[int, HeadingCandidate]
    top: dict[int, HeadingCandidate]
    toc_indexes: set[int]
    title_index: int = -1
    listed_titles: Set[str] = frozenset()

    def is_listed(self, line: TextLine) -> bool:
        """True for a line that the table of contents lists."""
        return _normalize_toc_entry(line.text) in self.listed_titles


def find_headings(
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    name_variants: Sequence[str] = (),
    title_path: str | None = None,
) -> DocumentHeadings:
    """Find the lines of a document that read as headings, and those at the top of its
    outline.

    Args:
        elements: The lines and tables of the disclosure.
        lexicon: The words of titles.
        name_variants: Match keys of the department's name that titles
            may contain, longest first.
        title_path: The paragraph of the title of the whole.

    Returns:
        Candidates, level 1 headings and the lines of the table of
        contents, by their index in ``elements``.
    """
    toc_indexes = _find_toc_lines(elements, lexicon, name_variants)
    toc_titles = _collect_toc_titles(elements, toc_indexes)
    core_titles = {
        extract_core_title(title, lexicon, name_variants) for title in toc_titles
    }
    core_titles.discard("")
    candidates = list(
        _iterate_candidates(elements, toc_indexes, core_titles, lexicon, name_variants)
    )
    title_index = _find_title_index(candidates, elements, title_path)
    candidates = [one for one in candidates if one.element_index != title_index]
    candidates = _keep_unmarked_chain(candidates)
    candidates = _drop_lone_frames(candidates)
    candidates = _drop_lone_run_in_titles(candidates, elements)
    listed = _list_whole_contents(candidates, elements, toc_titles)
    top = listed or _select_top_headings(candidates, toc_titles)
    return DocumentHeadings(
        {candidate.element_index: candidate for candidate in candidates},
        {candidate.element_index: candidate for candidate in top},
        toc_indexes,
        title_index,
        {
            title
            for index in toc_indexes
            for title in _split_toc_entries(_get_line_text(elements[index]))
        },
    )


def _iterate_candidates(
    elements: Sequence[TextLine | Table],
    toc_indexes: Set[int],
    core_titles: Set[str],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> Iterator[HeadingCandidate]:
    """The lines that read as headings, in their order."""
    for index, line in enumerate(elements):
        if isinstance(line, Table) or index in toc_indexes:
            continue
        candidate = _parse_candidate(index, line, core_titles, lexicon, name_variants)
        if candidate is not None and _is_bare_part_number(candidate):
            candidate = _attach_title_line(candidate, elements, lexicon, name_variants)
        if candidate is not None:
            yield candidate


def _find_title_index(
    candidates: Sequence[HeadingCandidate],
    elements: Sequence[TextLine | Table],
    title_path: str | None,
) -> int:
    """The line of the title of the whole, where it reads as a heading without a number;
    -1 else."""
    for candidate in candidates:
        line = elements[candidate.element_index]
        if isinstance(line, Table) or candidate.list_number or not candidate.has_year:
            continue
        if line.segments[0].path == title_path:
            return candidate.element_index
    return -1


# Lines that read as headings


def _parse_candidate(
    index: int,
    line: TextLine,
    core_titles: Set[str],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> HeadingCandidate | None:
    """How a line reads as a heading, by its form or since the table of
    contents lists it.
    """
    candidate = _parse_heading(index, line, lexicon, name_variants)
    if candidate is None and line.list_number is None:
        candidate = _parse_unmarked_heading(index, line, lexicon, name_variants)
    if candidate is None and line.list_number is not None:
        return None
    is_listed = bool(core_titles) and (
        extract_core_title(line.text, lexicon, name_variants) in core_titles
    )
    if candidate is None and is_listed:
        names = name_title(line.text, lexicon, name_variants)
        end = len(line.text)
        candidate = _build_candidate(index, line, (0, end), names, end)
    return candidate and candidate._replace(is_in_toc=is_listed)


def _build_candidate(
    index: int,
    line: TextLine,
    title_span: tuple[int, int],
    names: TitleNames,
    body_start: int,
) -> HeadingCandidate:
    return HeadingCandidate(
        index,
        line.list_number,
        *title_span,
        next(iter(names.keys), None),
        names.is_known,
        body_start,
    )


def _parse_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """How a line reads as a heading, or None when it cannot be one."""
    number = line.list_number
    if number is None:
        return _parse_unnumbered_heading(index, line, lexicon, name_variants)
    if line.text[number.end :].strip():
        return _parse_numbered_heading(
            index, line, lexicon, name_variants
        ) or _parse_run_in_heading(index, line, lexicon, name_variants)
    if number.kind != "part":
        return None
    return _build_candidate(
        index, line, (number.end, number.end), NAMELESS, len(line.text)
    )


def _parse_unnumbered_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """A title without a number: known, framed, or marked as a heading by the file."""
    plain = match_key(line.text)
    if not looks_like_title(line.text) or len(plain) > _LONGEST_UNNUMBERED_TITLE:
        return None
    if plain.endswith((":", "：")):
        return None
    frame = _FRAMED_LINE.fullmatch(line.normalized)
    is_marked = bool(line.outline_level) or frame is not None
    is_title = not plain.endswith("。") and not _has_sentence_marks(plain)
    if not (is_marked and is_title) and not is_known_title(
        line.text, lexicon, name_variants
    ):
        return None
    heading = _build_whole_line_heading(index, line, 0, lexicon, name_variants)
    has_year = _PRINTED_YEAR.search(line.normalized) is not None
    heading = heading._replace(has_year=has_year)
    if frame is None:
        return heading
    start, end = frame.span("title")
    return heading._replace(title_start=start, title_end=end, is_framed=True)


def _parse_unmarked_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """A title behind a bare digit."""
    number = parse_unmarked_number(line.text[:LONGEST_TITLE])
    if number is None:
        return None
    text = line.text[number.end :]
    plain = match_key(text)
    if not looks_like_title(text) or _has_sentence_marks(plain):
        return None
    if plain.endswith(("。", ":", "：")):
        return None
    heading = _build_whole_line_heading(index, line, number.end, lexicon, name_variants)
    return heading._replace(list_number=number)


def _parse_numbered_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """A numbered line that is only a title."""
    assert line.list_number is not None
    start = line.list_number.end
    text = line.text[start:]
    if not looks_like_title(text):
        return None
    plain = match_key(text)
    is_closed = plain.endswith("。") and not _ends_as_title(plain, lexicon)
    if (is_closed or _has_sentence_marks(plain)) and not is_known_title(
        text, lexicon, name_variants
    ):
        return None
    return _build_whole_line_heading(index, line, start, lexicon, name_variants)


def _build_whole_line_heading(
    index: int,
    line: TextLine,
    start: int,
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> HeadingCandidate:
    text = line.text[start:]
    names = name_title(text, lexicon, name_variants)
    end = start + len(text.rstrip().rstrip(":：。"))
    return _build_candidate(index, line, (start, end), names, len(line.text))


def _parse_run_in_heading(
    index: int, line: TextLine, lexicon: Lexicon, name_variants: Sequence[str]
) -> HeadingCandidate | None:
    """A numbered line that opens with a title and runs on in text behind it."""
    assert line.list_number is not None
    start = line.list_number.end
    for mark in _compile_run_in_pattern(lexicon).finditer(line.normalized, start):
        title = line.text[start : mark.start()]
        plain = match_key(title)
        if len(plain) > LONGEST_TITLE:
            return None
        if not plain or not _closes_title(mark, line, title, lexicon, name_variants):
            continue
        names = name_title(title, lexicon, name_variants)
        title_end, body_start = mark.start(), mark.end()
        if mark.group().isspace():
            body_start = mark.start()
        elif mark.group().startswith("("):
            title_end = mark.end()
        return _build_candidate(index, line, (start, title_end), names, body_start)
    return None


@cache
def _compile_run_in_pattern(lexicon: Lexicon) -> regex.Pattern[str]:
    """Where running text may begin behind a title: at a mark, at
    （详见附表）, at white space.
    """
    see = build_alternation(lexicon.get_words("title_words", "see"))
    return regex.compile(rf"[:：。]|[(（](?:{see}).*?[)）]|\s")


def _closes_title(
    mark: regex.Match[str],
    line: TextLine,
    title: str,
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> bool:
    """True when the text before a mark is a title: by its words, or set
    apart by a tab or a remark in brackets.
    """
    if is_known_title(title, lexicon, name_variants):
        return True
    if mark.group() in "。:：":
        return _is_introduced_by(title, line.normalized[mark.end() :], lexicon)
    is_apart = line.text[mark.start()] == "\t" or mark.group().startswith("(")
    return is_apart and looks_like_title(title)


def _is_introduced_by(title: str, behind: str, lexicon: Lexicon) -> bool:
    """True for a short title that the text behind it names again, or that ends as
    titles do.

    A label whose text only goes on (公务接待费。2026年预算数2.88万元) is none.
    """
    plain = match_key(title)
    if len(plain) > _LONGEST_RUN_IN_TITLE or _NO_TITLE.search(plain):
        return False
    text = match_key(behind[:_RUN_IN_WINDOW])
    if not text:
        return False
    return _ends_as_title(plain, lexicon) or plain in text[: 2 * len(plain) + 12]


def _has_sentence_marks(plain: str) -> bool:
    return "," in plain or _PRINTED_MONEY.search(plain) is not None


def _ends_as_title(title: str, lexicon: Lexicon) -> bool:
    """True for words that close as titles do (收入决算情况。), not as sentences."""
    title = title.rstrip("。")
    return (
        title.endswith(lexicon.get_words("heading_ends", "word"))
        and _compile_run_in_pattern(lexicon).search(title) is None
    )


def parse_lead_in(line: TextLine, lexicon: Lexicon) -> HeadingCandidate | None:
    """A known label that opens a line without a
    number: ``部门职责：``, ``总体绩效目标： 深入…``."""
    if line.list_number is not None:
        return None
    colon = line.normalized.find(":", 0, _LONGEST_LEAD_IN)
    if colon < 0:
        return None
    plain = match_key(line.text[:colon])
    key = look_up_title(plain, lexicon, "lead_ins")
    if not key and len(plain) <= _LONGEST_LEAD_IN_SUBHEADING:
        key = look_up_title(plain, lexicon, "sub_headings")
    if key is None:
        return None
    return HeadingCandidate(-1, None, 0, colon, key, True, colon + 1)


def _is_bare_part_number(heading: HeadingCandidate) -> bool:
    return (
        heading.title_start == heading.title_end
        and heading.list_number is not None
        and heading.list_number.kind == "part"
    )


def _attach_title_line(
    heading: HeadingCandidate,
    elements: Sequence[TextLine | Table],
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> HeadingCandidate:
    """A part number alone on its line with its title from one of the next lines."""
    first = heading.element_index + 1
    following = elements[first : first + _TITLE_LINES_AHEAD]
    for index, line in enumerate(following, first):
        if isinstance(line, Table):
            heading = heading._replace(year_text="")
        elif not normalize_title(line.text, lexicon):  # a year alone on its line
            heading = heading._replace(year_text=line.text.strip())
        elif line.list_number is None and looks_like_title(line.text):
            names = name_title(line.text, lexicon, name_variants)
            key = next(iter(names.keys), None)
            return heading._replace(key=key, is_known=names.is_known, title_index=index)
    return heading


def _drop_lone_run_in_titles(
    headings: Sequence[HeadingCandidate], elements: Sequence[TextLine | Table]
) -> list[HeadingCandidate]:
    """The headings without unknown run-in titles in lists whose other items have
    none.
    """
    list_starts = _find_list_starts(elements)
    headed = {heading.element_index for heading in headings}
    plain_lists = {start for index, start in list_starts.items() if index not in headed}
    return [
        heading
        for heading in headings
        if list_starts.get(heading.element_index) not in plain_lists
        or not _is_unknown_run_in(heading, elements)
    ]


def _find_list_starts(elements: Sequence[TextLine | Table]) -> dict[int, int]:
    """The index of the first item of its list, by the index of each numbered line;
    a list counts on by one.
    """
    starts: dict[int, int] = {}
    last: dict[tuple[str, int], int] = {}
    for index, element in enumerate(elements):
        number = None
        if isinstance(element, TextLine):
            number = element.list_number
        if number is None:
            continue
        before = last.pop((number.kind, number.value - 1), index)
        starts[index] = starts.get(before, index)
        last[number.kind, number.value] = index
    return starts


def _is_unknown_run_in(
    heading: HeadingCandidate, elements: Sequence[TextLine | Table]
) -> bool:
    if heading.is_known or heading.key:
        return False
    line = elements[heading.element_index]
    return isinstance(line, TextLine) and heading.body_start < len(line.text)


# The top of the outline


def _keep_unmarked_chain(
    headings: Sequence[HeadingCandidate],
) -> list[HeadingCandidate]:
    """The headings without those behind bare digits
    that are no convincing sequence."""
    chain = _find_best_chain(_filter_kind(headings, "unmarked"))
    kept: set[int] = set()
    is_sequence = _is_listed_chain(chain) or _is_convincing(chain)
    if is_sequence and chain[0].list_number.value == 1:  # type: ignore[union-attr]
        kept = {heading.element_index for heading in chain}
    return [
        heading
        for heading in headings
        if heading.list_number is None
        or heading.list_number.kind != "unmarked"
        or heading.element_index in kept
    ]


def _is_listed_chain(chain: Sequence[HeadingCandidate]) -> bool:
    """True for enough headings, all of which the table of contents lists."""
    is_listed = all(heading.is_in_toc for heading in chain)
    return is_listed and len(chain) >= _MIN_LISTED_HEADINGS


def _drop_lone_frames(headings: Sequence[HeadingCandidate]) -> list[HeadingCandidate]:
    """The headings without unknown framed ones, unless there are several and one is
    known: 【总量】, 【三公经费】, 【其他】."""
    framed = [heading for heading in headings if heading.is_framed]
    if len(framed) >= _MIN_LISTED_HEADINGS and any(h.is_known for h in framed):
        return list(headings)
    return [one for one in headings if one.is_known or not one.is_framed]


def _list_whole_contents(
    headings: Sequence[HeadingCandidate],
    elements: Sequence[TextLine | Table],
    toc_titles: frozenset[str],
) -> list[HeadingCandidate]:
    """The numbered headings that the table of contents lists at its top, where these are
    all of it and count from 1.
    """
    if len(toc_titles) < _MIN_LISTED_HEADINGS:
        return []
    chain: list[HeadingCandidate] = []
    kinds: set[str] = set()
    values: list[int] = []
    for one in headings:
        title = _get_line_text(elements[one.element_index])
        number = one.list_number
        if number and _normalize_toc_entry(title) in toc_titles:
            chain.append(one)
            kinds.add(number.kind)
            values.append(number.value)
    is_whole = values == list(range(1, len(toc_titles) + 1))
    if is_whole and len(kinds) == 1:
        return chain
    return []


def _select_top_headings(
    headings: Sequence[HeadingCandidate], toc_titles: frozenset[str]
) -> list[HeadingCandidate]:
    """The level 1 headings.

    They are the parts where there are two; titles of the table of
    contents that occur without their number; else the
    kind of number with the best chain.
    """
    parts = _find_best_chain(_filter_kind(headings, "part"))
    if len(parts) >= _MIN_PARTS:
        return parts
    without_number = [h for h in headings if h.list_number is None]
    listed = [h for h in without_number if h.is_in_toc]
    if _are_toc_headings(listed, toc_titles):
        return listed
    known = list(filter(_opens_section, without_number))
    known = known[_opens_document(known, headings) :]
    return _select_numbered_headings(headings, known) or known


def _opens_document(
    unnumbered: Sequence[HeadingCandidate], headings: Sequence[HeadingCandidate]
) -> bool:
    """True where the first of the headings is the first line, behind a year: the
    title of the whole.
    """
    if not unnumbered or len(headings) < 2:
        return False
    return unnumbered[0].element_index == 0 and unnumbered[0].has_year


def _opens_section(heading: HeadingCandidate) -> bool:
    return heading.is_framed or (heading.is_known and heading.key is not None)


def _are_toc_headings(
    listed: Sequence[HeadingCandidate], toc_titles: frozenset[str]
) -> bool:
    """True for enough headings to be those of the table of contents."""
    return len(listed) >= _MIN_LISTED_HEADINGS and 2 * len(listed) >= len(toc_titles)


def _select_numbered_headings(
    headings: Sequence[HeadingCandidate], unnumbered: Sequence[HeadingCandidate]
) -> list[HeadingCandidate]:
    """The first convincing chain, with the known headings without a
    number behind it.
    """
    chains = [
        _find_best_chain(_filter_kind(headings, kind)) for kind in TOP_LEVEL_KINDS[1:]
    ]
    convincing = list(filter(_is_convincing, chains))
    for chain in convincing:
        if any(_is_enclosed(chain, other, headings) for other in convincing):
            continue
        if _counts_anew_below(unnumbered, chain, headings):
            return list(unnumbered)
        return _append_unnumbered(chain, unnumbered)
    chinese = _find_best_chain(_filter_kind(headings, "chinese"))
    chain = chinese or _find_whole_sequence(headings)
    is_first = bool(chain) and not any(
        heading.element_index < chain[0].element_index for heading in unnumbered
    )
    if not is_first:
        return []
    return _append_unnumbered(chain, unnumbered)


def _find_whole_sequence(
    headings: Sequence[HeadingCandidate],
) -> list[HeadingCandidate]:
    """The headings where all numbers of the document are one sequence from 1, at the
    head of it a number in brackets.
    """
    numbered = [h for h in headings if h.list_number is not None]
    alike = _filter_kind(numbered, "chinese_bracket")
    values = [h.list_number.value for h in alike if h.list_number is not None]
    is_whole = numbered[:1] == alike[:1] and len(alike) >= _MIN_LISTED_HEADINGS
    if not is_whole or values != list(range(1, len(values) + 1)):
        return []
    return alike


def _is_enclosed(
    chain: Sequence[HeadingCandidate],
    other: Sequence[HeadingCandidate],
    headings: Sequence[HeadingCandidate],
) -> bool:
    """True for a chain whose numbers begin anew, or all stand, between the numbers
    of another that began before it.
    """
    if other is chain or other[0].element_index >= chain[0].element_index:
        return False
    borders = [heading.element_index for heading in other]

    def find_gaps(members: Iterable[HeadingCandidate]) -> set[int]:
        return {bisect_right(borders, member.element_index) for member in members}

    n_starts = len(find_gaps(_filter_first_numbers(headings, chain[0])))
    is_in_one_gap = len(find_gaps(chain)) == 1 and len(other) > n_starts + 1
    return n_starts > 1 or is_in_one_gap


def _counts_anew_below(
    unnumbered: Sequence[HeadingCandidate],
    chain: Sequence[HeadingCandidate],
    headings: Sequence[HeadingCandidate],
) -> bool:
    """True for known titles without a number below which the numbers of a chain begin
    anew."""
    borders = [heading.element_index for heading in unnumbered]
    starts = _filter_first_numbers(headings, chain[0])
    if not borders or not starts or starts[0].element_index < borders[0]:
        return False
    gaps = {bisect_right(borders, start.element_index) for start in starts}
    return len(gaps) == len(starts) > 1


def _filter_first_numbers(
    headings: Sequence[HeadingCandidate], like: HeadingCandidate
) -> list[HeadingCandidate]:
    """The headings numbered 1 in the kind of one."""
    assert like.list_number is not None
    alike = _filter_kind(headings, like.list_number.kind)
    return [h for h in alike if h.list_number is not None and h.list_number.value == 1]


def _filter_kind(
    headings: Sequence[HeadingCandidate], kind: str
) -> list[HeadingCandidate]:
    return [h for h in headings if h.list_number and h.list_number.kind == kind]


def _is_convincing(chain: Sequence[HeadingCandidate]) -> bool:
    n_known = sum(heading.key is not None or heading.is_known for heading in chain)
    return n_known >= _MIN_KNOWN_IN_CHAIN or len(chain) >= _MIN_CHAIN_LENGTH


def _append_unnumbered(
    chain: Sequence[HeadingCandidate], unnumbered: Sequence[HeadingCandidate]
) -> list[HeadingCandidate]:
    """The chain with the known headings behind it that have no number
    and name something new.
    """
    keys = {heading.key for heading in chain}
    last = chain[-1].element_index
    behind = [h for h in unnumbered if h.element_index > last and h.key not in keys]
    return [*chain, *behind]


_ChainEntry = tuple[int, int]
"""Score in tenths made free of gaps, and the negated index of the
heading, so that the first of equals is largest.
"""


class _PrefixMaxima:
    """Largest entry among the first ranks: a Fenwick tree of maxima."""

    def __init__(self, n_ranks: int) -> None:
        self._tree: list[_ChainEntry | None] = [None] * (n_ranks + 1)

    def find_max(self, rank: int) -> _ChainEntry | None:
        """The largest entry of the ranks from 1 to ``rank``."""
        best: _ChainEntry | None = None
        while rank:
            best = max(filter(None, (best, self._tree[rank])), default=None)
            rank &= rank - 1
        return best

    def add_entry(self, rank: int, entry: _ChainEntry) -> None:
        while rank < len(self._tree):
            self._tree[rank] = max(filter(None, (self._tree[rank], entry)))
            rank += rank & -rank


def _find_best_chain(headings: Sequence[HeadingCandidate]) -> list[HeadingCandidate]:
    """The best chain of headings with one kind of number: values rise,
    known words weigh most, gaps cost.
    """
    values = [h.list_number.value for h in headings if h.list_number is not None]
    if not values:
        return []
    ranks = {value: rank for rank, value in enumerate(sorted(set(values)), 1)}
    maxima = _PrefixMaxima(len(ranks))
    scores: list[int] = []
    predecessors: list[int] = []
    depths = _measure_list_depths(values)
    for index, (heading, value) in enumerate(zip(headings, values, strict=True)):
        weight = _weigh_heading(heading) - _INNER_LIST_COST * (depths[index] > 0)
        score = weight - _compute_late_start_cost(value)
        predecessor = -1
        before = maxima.find_max(ranks[value] - 1)
        if before is not None:
            continued = before[0] + weight - _GAP_COST * (value - 1)
            if continued >= score:
                score, predecessor = continued, -before[1]
        scores.append(score)
        predecessors.append(predecessor)
        maxima.add_entry(ranks[value], (score + _GAP_COST * value, -index))
    index = max(range(len(scores)), key=lambda i: (scores[i], i))
    chain: list[HeadingCandidate] = []
    while index >= 0:
        chain.append(headings[index])
        index = predecessors[index]
    return chain[::-1]


def _measure_list_depths(values: Sequence[int]) -> list[int]:
    """How many lists are open around each number, where a list that begins anew is
    within the one before.

    ``[1, 2, 1, 2, 3, 3]`` has the depths ``[0, 0, 1, 1, 1, 0]``.
    """
    last_values: list[int] = []  # of the open lists, from the outside in
    depths: list[int] = []
    for value in values:
        while len(last_values) > 1 and not _continues_list(last_values, value):
            last_values.pop()
        if not last_values or value == 1 and last_values[-1] != 0:
            last_values.append(value)
        else:
            last_values[-1] = max(value, last_values[-1])
        depths.append(len(last_values) - 1)
    return depths


def _continues_list(last_values: Sequence[int], value: int) -> bool:
    """True for the next number of the inner list, and for one that no list around
    it expects.
    """
    if value in (1, last_values[-1] + 1):
        return True
    return value - 1 not in last_values


def _weigh_heading(heading: HeadingCandidate) -> int:
    if heading.is_known:
        return _KNOWN_WEIGHT
    if heading.key:
        return _NAMED_WEIGHT
    return _UNKNOWN_WEIGHT


def _compute_late_start_cost(value: int) -> int:
    """What it costs a chain to begin at another number than 1."""
    if value == 1:
        return 0
    return _LATE_START_COST * min(value - 1, _MAX_LATE_START)


# The table of contents


def _find_toc_lines(
    elements: Sequence[TextLine | Table], lexicon: Lexicon, name_variants: Sequence[str]
) -> set[int]:
    """Indexes of the lines of a table of contents, from its title to where its first
    entries come again.

    It may be typed, or generated by the word processor (its lines are marked then).
    """
    generated = {
        index
        for index, element in enumerate(elements)
        if isinstance(element, TextLine) and element.in_toc
    }
    title = _find_toc_title(elements, lexicon)
    if title is not None and generated:
        return generated | {title}
    if title is not None:
        return {title, *_iter_typed_toc(elements, title + 1, lexicon, name_variants)}
    return generated or _find_untitled_toc(elements, lexicon, name_variants)


def _find_toc_title(
    elements: Sequence[TextLine | Table], lexicon: Lexicon
) -> int | None:
    words = lexicon.get_vocabulary("contents")
    for index, element in enumerate(elements):
        if isinstance(element, Table):
            continue
        title = element.text.partition("\n")[0].rpartition("\t")[2]
        if match_key(title) in words:
            return index
    return None


def _find_untitled_toc(
    elements: Sequence[TextLine | Table], lexicon: Lexicon, name_variants: Sequence[str]
) -> set[int]:
    """A table of contents whose title is a picture or is in a text box.

    It is a run of titles at the head of the document, most of which come again.
    """
    start = _find_first_numbered_line(elements[:_UNTITLED_TOC_WINDOW])
    if start is None:
        return set()
    indexes = list(_iter_typed_toc(elements, start, lexicon, name_variants))
    texts = [_get_line_text(elements[index]) for index in indexes]
    if len(texts) < _MIN_TOC_ENTRIES or any(map(is_sentence, texts)):
        return set()
    later = {
        _normalize_toc_entry(element.text)
        for element in elements[indexes[-1] + 1 :]
        if isinstance(element, TextLine)
    }
    n_repeated = sum(_normalize_toc_entry(text) in later for text in texts)
    if 2 * n_repeated < len(texts):
        return set()
    return set(indexes)


def _find_first_numbered_line(elements: Sequence[TextLine | Table]) -> int | None:
    for index, element in enumerate(elements):
        if isinstance(element, TextLine) and element.list_number is not None:
            return index
    return None


def _get_line_text(element: TextLine | Table) -> str:
    assert isinstance(element, TextLine)
    return element.text


def _iter_typed_toc(
    elements: Sequence[TextLine | Table],
    start: int,
    lexicon: Lexicon,
    name_variants: Sequence[str],
) -> Iterator[int]:
    """Indexes of the entries of a typed table of
    contents that begins at ``start``."""
    lines: list[TextLine] = []
    for element in elements[start:]:
        if isinstance(element, Table) or _ends_toc(element, lines):
            break
        lines.append(element)
    n_entries = _find_restart(lines, lexicon, name_variants)
    if n_entries == len(lines) and start + n_entries < len(elements):
        n_entries = _find_first_headings(lines)
    yield from range(start, start + n_entries)


def _ends_toc(line: TextLine, entries: Sequence[TextLine]) -> bool:
    """True for a sentence, and for the first line
    that the file marks as a heading."""
    if _has_page_leader(line):
        return False
    is_marked = line.outline_level > 0 and bool(entries)
    if is_marked and not any(entry.outline_level for entry in entries):
        return True
    return is_sentence(line.text)


def _has_page_leader(line: TextLine) -> bool:
    return _PAGE_LEADER.search(line.text) is not None


class _TocEntry(NamedTuple):
    """An entry with the number that stands above it in the table of contents."""

    title: str
    number: tuple[str, int] | None
    top_value: int


class _TocReader:
    """The entries of a typed table of contents so far."""

    def __init__(self, lexicon: Lexicon, name_variants: Sequence[str]) -> None:
        self._lexicon = lexicon
        self._name_variants = name_variants
        self._known: dict[str, _TocEntry] = {}
        self._first: _TocEntry | None = None  # the first with a number
        self._top_value = 0

    def parse_entries(self, line: TextLine) -> list[_TocEntry]:
        """The entries on a line."""
        number = _get_number_key(line)
        if number is not None and self._has_top_number(number):
            self._top_value = number[1]
        titles = [
            extract_core_title(title, self._lexicon, self._name_variants)
            for title in _split_numbered_entries(line.text)
        ]
        return [_TocEntry(title, number, self._top_value) for title in titles]

    def add_entries(self, entries: Sequence[_TocEntry]) -> None:
        """Note entries as those of the table of contents."""
        numbered = (entry for entry in entries if entry.number)
        self._first = self._first or next(numbered, None)
        self._known.update((entry.title, entry) for entry in entries if entry.title)

    def is_anew(self, entries: Sequence[_TocEntry]) -> bool:
        """True where the body begins: the first number stands there again, or a
        title does.
        """
        return any(map(self._is_first_anew, entries)) or any(
            map(self._is_repeated, entries)
        )

    def _has_top_number(self, number: tuple[str, int]) -> bool:
        first = self._first and self._first.number
        return not first or first[0] == number[0]

    def _is_first_anew(self, entry: _TocEntry) -> bool:
        """True for the number of the first entry before a title like its own; parts
        are never numbered anew.
        """
        first = self._first
        if first is None or first.number != entry.number:
            return False
        is_part = entry.number is not None and entry.number[0] == "part"
        return is_part or _are_alike(first.title, entry.title)

    def _is_repeated(self, entry: _TocEntry) -> bool:
        """True for a title that was there, unless it stands below another number of
        the table of contents.
        """
        earlier = self._known.get(entry.title)
        if earlier is None:
            return False
        is_top = entry.number is None or self._has_top_number(entry.number)
        return is_top or earlier.top_value == entry.top_value


def _split_numbered_entries(text: str) -> list[str]:
    """The titles on a line of a table of contents: the first, and those that a
    number opens.
    """
    pieces = [
        piece for piece in _TOC_ENTRY_BREAK.split(text) if piece and piece.strip()
    ]
    kept = [p for p in pieces[1:] if parse_list_number(p) is not None]
    return [_normalize_toc_entry(piece) for piece in (*pieces[:1], *kept)]


def _find_restart(
    lines: Sequence[TextLine], lexicon: Lexicon, name_variants: Sequence[str]
) -> int:
    """The number of lines before the first with which the body begins."""
    reader = _TocReader(lexicon, name_variants)
    for n_lines, line in enumerate(lines):
        entries = reader.parse_entries(line)
        if not _has_page_leader(line) and reader.is_anew(entries):
            return n_lines - _is_number_alone(lines[:n_lines])
        reader.add_entries(entries)
    return len(lines)


def _get_number_key(line: TextLine) -> tuple[str, int] | None:
    number = line.list_number
    if number is None:
        number = parse_list_number(strip_toc_leader(line.normalized))
    return number and (number.kind, number.value)


def _is_number_alone(lines: Sequence[TextLine]) -> bool:
    """True where the last line is a number whose title follows."""
    if not lines:
        return False
    number = lines[-1].list_number
    return number is not None and not lines[-1].text[number.end :].strip()


def _are_alike(first: str, second: str) -> bool:
    """True for two titles that share most of their characters in pairs."""
    pairs = [set(pairwise(title)) for title in (first, second)]
    n_shared = len(pairs[0] & pairs[1])
    return 2 * n_shared >= max(1, min(map(len, pairs)))


def _find_first_headings(lines: Sequence[TextLine]) -> int:
    """The number of lines before the headings that lead to the text behind: 第一部分,
    一、, （一）, each the first of its kind.
    """
    n_lines = len(lines)
    kinds: set[str] = set()
    while n_lines > 1:
        number = lines[n_lines - 1].list_number
        if number is None or number.value != 1 or number.kind in kinds:
            break
        kinds.add(number.kind)
        n_lines -= 1
    earlier = {_get_number_key(line) for line in lines[:n_lines]}
    if kinds and not any((kind, 1) in earlier for kind in kinds):
        return len(lines)
    return n_lines


def _split_toc_entries(text: str) -> Iterator[str]:
    """The entries on a line of a table of contents, normalized."""
    for part in _TOC_ENTRY_BREAK.split(text):
        if part and part.strip():
            yield _normalize_toc_entry(part)


def _normalize_toc_entry(text: str) -> str:
    """One entry in the form of its heading: without number, leaders and page."""
    text = strip_toc_leader(normalize(text))
    number = parse_list_number(text)
    if number is not None:
        text = text[number.end :]
    return match_key(text.rstrip())


def _collect_toc_titles(
    elements: Sequence[TextLine | Table], toc_indexes: set[int]
) -> frozenset[str]:
    """Titles that the table of contents gives to the top of the outline."""
    titles: dict[str, set[str]] = {}
    for index in toc_indexes:
        for entry in _TOC_ENTRY_BREAK.split(_get_line_text(elements[index])):
            if not entry:
                continue
            number = parse_list_number(entry) or parse_unmarked_number(entry)
            if number is not None:
                titles.setdefault(number.kind, set()).add(_normalize_toc_entry(entry))
    for kind in TOP_LEVEL_KINDS:
        if kind in titles:
            return frozenset(titles[kind] - {""})
    return frozenset()
