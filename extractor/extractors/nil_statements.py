"""Nil statements: ``未安排政府性基金预算，故政府性基金预算支出表为空``.

A budget or a table is stated to be empty. The statement is a row of its own and never
an amount of 0. A note on its own table only (本表无数据) takes its subject from the title
above.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractor.extractors.context import Context
from extractor.layout.lines import TextLine
from extractor.layout.sections import OutlineEntry
from extractor.lexicon.lexicon import (
    Lexicon,
    build_alternation,
    build_repeated_alternation,
)
from extractor.model.records import Count, Extracted, NilStatement
from extractor.prose.labels import (
    compose_part,
    find_concept,
    find_concept_pair,
)
from extractor.prose.patterns import (
    ATTRIBUTIVE,
    BY_RULE,
    COORDINATOR,
    COPULAS,
    COUNT_BEHIND_LIST,
    DENIAL_BEHIND_COLON,
    HAN,
    ITEM_MARK,
    MONEY_WORD,
    NEITHER,
    NO_MORE,
    NO_NAME,
    SMALL_NUMERALS,
    TO_ZERO,
    YEAR,
    YEARS_IN_A_ROW,
    ZERO,
    build_counted_list,
    compile_prose_patterns,
)
from extractor.text import regex
from extractor.text.affixes import OF_WHICH
from extractor.text.normalize import match_key
from extractor.text.numbers import NUMBER_PATTERN

__all__ = [
    "extract_nil_statements",
]

_NONZERO_MONEY = regex.compile(r"[1-9]\d*(?:\.\d+)?(?:万|亿)?元")
_CLAUSE = regex.compile(rf"[^。;,:]+(?:{DENIAL_BEHIND_COLON})?")
_LIST_MARK = "、"
_LIST_SEPARATOR = regex.compile(_LIST_MARK)
_PURCHASES = "procurement"
_SENTENCE_ENDS = "。；;"
_SENTENCE = regex.compile(r"[^。；;]+[。；;]?")
# Entries above a note in which the title of its table is looked for.
_TITLE_LOOKBACK = 6
_MAX_TITLE_LENGTH = 60
_KEPT_LEXICONS = 8
_KEPT_OFFICES = 16  # offices whose openings are kept; a run meets each once
_MAX_LEAD = 24  # characters before who denies
_CLAUSE_MARKS = (",", ";", "")
_FOUR_DIGITS = regex.compile(r"\d{4}")
_QUOTES = frozenset("\"'")
_LONGEST_THING = 20  # characters of one thing that is denied
_LONGEST_KIND = 2  # characters of a kind of purchases: 工程
_SHORTEST_LISTED_NAME = 3  # characters of a name in a list that no vocabulary has


class _NilPatterns(NamedTuple):
    """How nil statements are worded.

    Attributes:
        nil_statement: Nothing of a subject: 未安排政府性基金预算, 政府性基金预算未作安排.
        subject: A budget or fund.
        empty: That something is empty.
        none: That there is nothing, or nothing was done.
        table_name: The table that is stated to be empty.
        this_table: 本表: the table that the note belongs to.
        exclusion: What is no statement: 如无数字则表示…, 没有超预算.
        hint: The first characters of all denials: without one there is no statement.
        out_of_range: 不在机关运行经费统计范围之内.
        limit: 50万元以上: which things are meant, not how many.
        nil_of_thing: Behind who denies, that nothing of a thing is there: 没有出国计划.
        thing_without: The same with the thing first: 公务接待费未发生支出.
        none_behind: What such a clause ends in: 未发生支出.
        thing: A name that ends with a thing that budgets list.
        things: Such things alone: 购车.
        not_thing: A name of none, or what restricts one: 变化, 结转的.
        not_head: A name of none by its head: 变化, 结转项目; not 上年结转.
        purpose: What is told behind it is what money is for.
        reason: The words that open a reason.
        pronoun: 此项支出: what was named before.
        other_year: 上年: nothing is said of the year of the document.
        chained: The coordinator before another denial: 无车、无出国任务.
        nil_of_concept: Behind who denies, any act on something: 不核定机关运行经费.
        undone_act: Behind who denies, what a thing is spent on: 不出国.
        own_denial: What opens a denial that is no part of a purpose: 本年度未.
        bare: Behind who denies, a denial without a thing: 不涉及.
        naught: A clause that says that nothing is left: 本年归零.
    """

    nil_statement: regex.Pattern[str]
    subject: regex.Pattern[str]
    empty: regex.Pattern[str]
    none: regex.Pattern[str]
    table_name: regex.Pattern[str]
    this_table: regex.Pattern[str]
    exclusion: regex.Pattern[str]
    hint: regex.Pattern[str]
    denial: regex.Pattern[str]
    nil_of_thing: regex.Pattern[str]
    out_of_range: regex.Pattern[str]
    limit: regex.Pattern[str]
    thing_without: regex.Pattern[str]
    none_behind: regex.Pattern[str]
    thing: regex.Pattern[str]
    things: regex.Pattern[str]
    not_thing: regex.Pattern[str]
    not_head: regex.Pattern[str]
    purpose: regex.Pattern[str]
    reason: regex.Pattern[str]
    pronoun: regex.Pattern[str]
    other_year: regex.Pattern[str]
    chained: regex.Pattern[str]
    nil_of_concept: regex.Pattern[str]
    undone_act: regex.Pattern[str]
    own_denial: regex.Pattern[str]
    bare: regex.Pattern[str]
    naught: regex.Pattern[str]


class _Openings(NamedTuple):
    """Words before a denial, by what they may open; the names of an office among them.

    Attributes:
        owners: Who denies.
        leads: Who denies, when, and of how much.
        lengths: Lengths of all words, longest first.
        heads: What the words begin with.
    """

    owners: frozenset[str]
    leads: frozenset[str]
    lengths: tuple[int, ...]
    heads: frozenset[str]

    def list_starts(self, clause: str) -> list[int]:
        """Where a denial may begin: behind each owner near the front, longest first,
        behind a year, at the front."""
        starts: list[int] = []
        mark = ITEM_MARK.match(clause)
        if mark is not None and mark.end():
            starts.append(mark.end())
        for start in range(_MAX_LEAD + 1):
            starts += self._list_ends(clause, start, self.owners)
            if clause[start : start + 1] in _CLAUSE_MARKS:
                break
        if _FOUR_DIGITS.match(clause):
            starts.append(4)
        rules = (BY_RULE.match(clause, start) for start in (0, *starts))
        return [*(rule.end() for rule in rules if rule), *starts, 0]

    def list_bare_starts(self, sentence: str) -> list[int]:
        """Where a denial may begin behind nothing but leads, years and commas."""
        starts = [0]
        for start in starts:  # it grows by what follows each
            ends = self._list_ends(sentence, start, self.leads)
            if sentence.startswith(",", start):
                ends.append(start + 1)
            if (rule := BY_RULE.match(sentence, start)) is not None:
                ends.append(rule.end())
            if _FOUR_DIGITS.match(sentence, start):
                ends.append(start + 4)
            starts += [end for end in ends if end not in starts]
        return starts

    def _list_ends(self, text: str, start: int, words: frozenset[str]) -> list[int]:
        if text[start : start + 1] not in self.heads:
            return []
        return [
            start + length
            for length in self.lengths
            if text[start : start + length] in words
        ]


@lru_cache(maxsize=_KEPT_OFFICES)
def _build_openings(lexicon: Lexicon, names: tuple[str, ...]) -> _Openings:
    common, own = _build_common_openings(lexicon), frozenset(names) - {""}
    return _Openings(
        common.owners | own,
        common.leads | own,
        _sort_lengths({*common.lengths, *map(len, own)}),
        common.heads.union(word[0] for word in own),
    )


@lru_cache(maxsize=_KEPT_LEXICONS)
def _build_common_openings(lexicon: Lexicon) -> _Openings:
    """The words before a denial that are no names."""
    get_words = lexicon.get_words
    owners = frozenset((*get_words("nil_lead"), *get_words("office", "ending")))
    leads = owners.union(
        get_words("nil_time"),
        get_words("nil_range", "all"),
        get_words("nil_range", "also"),
    )
    heads = frozenset(word[0] for word in leads)
    return _Openings(owners, leads, _sort_lengths(map(len, leads)), heads)


def _sort_lengths(lengths: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(lengths), reverse=True))


@lru_cache(maxsize=_KEPT_LEXICONS)
def _compile_nil_patterns(lexicon: Lexicon) -> _NilPatterns:
    none = build_alternation(lexicon.get_words("nil", "none"))
    empty = build_alternation(lexicon.get_words("nil", "empty"))
    table_lead = build_alternation(lexicon.get_words("nil_table", "lead"))
    this = build_alternation(lexicon.get_words("nil_table", "this"))
    exclusion = build_alternation(lexicon.get_words("nil_not", "not"))
    subjects = build_alternation(tuple(lexicon.get_vocabulary("nil_subject")))
    document_types = build_alternation(
        tuple(lexicon.get_vocabulary("doc_type")),
        lexicon.get_words("doc_title", "figures"),
    )
    name = rf"(?P<name>[一-鿿()]{{0,24}}?(?:{document_types})[一-鿿()]{{0,12}}?表)"
    no_thing = build_alternation(lexicon.get_words("nil_not_thing"))
    carried_words = lexicon.get_words("phase", "carried")
    carried = build_alternation(carried_words)
    # what is carried over restricts a name (结转的经费), and is one itself (上年结转)
    no_head = build_alternation(
        tuple(
            word
            for word in lexicon.get_words("nil_not_thing")
            if word not in carried_words
        )
    )
    carried_only = rf"(?:{carried}|{COORDINATOR.pattern}|{MONEY_WORD})*$"
    none = rf"(?:{none})(?!{no_thing})"
    none_first = rf"(?:{none})[^。；;，,]{{0,16}}?(?P<subject>{subjects})"
    subject_first = rf"(?P<before>{subjects})[^。；;，,0-9]{{0,10}}?(?:{none})"
    denial = build_alternation(lexicon.get_words("nil_denial"))
    denied_act = build_alternation(lexicon.get_words("nil_denied_act"))
    act = build_alternation(lexicon.get_words("nil_act"))
    anything = build_alternation(lexicon.get_words("nil_any"))
    thing = build_alternation(lexicon.get_words("nil_thing"))
    repeated_thing = build_repeated_alternation(lexicon.get_words("nil_thing"))
    whole = build_alternation(lexicon.get_words("nil_range", "all"))
    ranges = build_alternation(lexicon.get_words("nil_range", "lead"))
    range_end = build_alternation(lexicon.get_words("nil_range", "end"))
    bounds = build_alternation(lexicon.get_words("nil_range", "limit"))
    plan = build_alternation(lexicon.get_words("nil_plan"))
    tail = build_alternation(lexicon.get_words("nil_tail"))
    pronoun = build_alternation(lexicon.get_words("nil_pronoun"))
    time = build_alternation(lexicon.get_words("nil_time"))
    nothing_of = build_alternation(lexicon.get_words("nil_zero", "of"))
    reached = build_alternation(lexicon.get_words("nil_zero", "reached"))
    zero = (
        rf"(?:{reached})(?:{ZERO}|(?P<digit>0))(?:{nothing_of})?|{ZERO}(?:{nothing_of})"
    )
    denials = (
        *lexicon.get_words("nil", "none"),
        *lexicon.get_words("nil", "empty"),
        *lexicon.get_words("nil_denial"),
        *lexicon.get_words("nil_denied_act"),
        *lexicon.get_words("nil_zero", "reached"),
        ZERO,
    )
    also = build_alternation(lexicon.get_words("nil_range", "also"))
    undone = build_alternation(
        tuple(
            word
            for word in lexicon.get_words("nil_denied_act")
            if word not in lexicon.get_words("nil_denial")
        )
    )
    owner = build_alternation(lexicon.get_words("prose.owner"))
    whose = build_alternation(
        lexicon.get_words("prose.owner"), lexicon.get_words("prose.owner_end")
    )
    no_act = build_alternation(lexicon.get_words("nil_not", "act"))
    reason = build_alternation(lexicon.get_words("reason", "lead"))
    second_reason = build_repeated_alternation(
        lexicon.get_words("reason", "lead"), COPULAS
    )
    no_reason = build_alternation(lexicon.get_words("reason", "not"))
    none_behind = (
        rf"(?:(?:{denied_act})"
        rf"(?:(?P<plan>{plan})"
        rf"|(?P<act>{act}))"
        rf"(?:{anything}|{thing})*"
        rf"|(?P<zero>{zero}"
        rf"|{ZERO})|(?P<end>"
        rf"(?:{denial})(?:{plan}"
        rf"|{thing})*|{NEITHER}))$"
    )
    first_characters = tuple(sorted({word[0] for word in denials}))
    return _NilPatterns(
        hint=regex.compile(build_alternation(first_characters)),
        denial=regex.compile(build_alternation(denials)),
        nil_of_thing=regex.compile(
            rf"(?:(?:{denial})(?=(?:{thing}))"
            rf"|(?:{denied_act})(?:{act}|{plan})"
            rf"|(?:{denial}))"
            rf"(?:{anything})*(?P<thing>[^,;。]{{1,60}})$"
        ),
        out_of_range=regex.compile(
            rf"^.{{0,24}}?(?:{denied_act})"
            rf"(?:{ranges})(?P<thing>[^,;。]{{2,28}}?)"
            rf"(?:{range_end})"
        ),
        limit=regex.compile(rf"{NUMBER_PATTERN}(?:万|亿)?元(?:\([^()]\))?(?:{bounds})"),
        thing_without=regex.compile(
            rf"^(?:\([^()]{{1,3}}\)"
            rf"|{ITEM_MARK.pattern})?"
            rf"(?P<thing>[^,;:。]{{2,60}}?)"
            rf"{build_counted_list(thing)}(?:{owner})?"
            rf"(?:{time}|{YEARS_IN_A_ROW})?(?P<all>{whole})?"
            rf"(?:{also})?(?:{time})?"
            rf"(?:{YEARS_IN_A_ROW})?"
            rf"(?::(?:{document_types}|{COORDINATOR.pattern}|{whole}){{0,5}})?"
            rf"{none_behind}"
        ),
        none_behind=regex.compile(none_behind),
        nil_of_concept=regex.compile(
            rf"(?:{undone})(?!{no_act}){HAN}{{2}}"
            rf"(?:{anything})*(?!{ATTRIBUTIVE})"
            rf"(?P<thing>[^,;。]{{2,60}})$"
        ),
        bare=regex.compile(
            rf"(?:(?:{denied_act})"
            rf"(?:{act}|{plan})"
            rf"|(?:{denial}))"
            rf"(?:{pronoun})?(?:{whose})?(?:{plan}|{nothing_of})*$"
        ),
        own_denial=regex.compile(rf"(?:{owner}|{time})+(?:{denied_act}|{denial})"),
        naught=regex.compile(
            rf"^(?:{time}|{whole}"
            rf"|{also}|{YEAR.pattern}"
            rf"|{document_types})*"
            rf"(?:{TO_ZERO}|(?:{reached})"
            rf"(?:{ZERO}|0)(?:{nothing_of})?)$"
            rf"|^(?:{document_types}|{COORDINATOR.pattern})+"
            rf"(?:{reached}){ZERO}$"
        ),
        chained=regex.compile(
            rf"(?:{COORDINATOR.pattern})"
            rf"(?=(?:{denial}){NO_NAME}"
            rf"|(?:{denied_act})"
            rf"(?:{act}|{plan}))"
        ),
        undone_act=regex.compile(
            rf"(?:{undone})(?!(?:{act}"
            rf"|{plan})$)(?P<thing>"
            rf"(?:{thing}){{1,2}})$"
        ),
        pronoun=regex.compile(rf"(?:{pronoun}){HAN}{{0,4}}"),
        other_year=regex.compile(
            build_alternation(lexicon.get_words("phase", "prior"))
        ),
        thing=regex.compile(rf"(?:{thing})(?:(?:{tail})|{ATTRIBUTIVE}(?:{plan}))?$"),
        things=regex.compile(rf"(?:{repeated_thing})+"),
        purpose=regex.compile(build_alternation(lexicon.get_words("divides", "line"))),
        reason=regex.compile(
            rf"(?:(?!{denial})[^,;]){{0,8}}?(?!{no_reason}|{table_lead})"
            rf"(?:{reason})(?:{second_reason})*"
        ),
        not_thing=regex.compile(no_thing),
        not_head=regex.compile(rf"(?:{no_head})|(?:{carried})(?!{carried_only})"),
        nil_statement=regex.compile(f"{none_first}|{subject_first}"),
        subject=regex.compile(subjects),
        empty=regex.compile(empty),
        none=regex.compile(none),
        table_name=regex.compile(rf"(?:{table_lead})*{name}"),
        this_table=regex.compile(this),
        exclusion=regex.compile(exclusion),
    )


class _CompactText(NamedTuple):
    """Part of a line without white space and quotes,
    with the offsets in the line."""

    line: TextLine
    offsets: list[int]
    text: str

    @classmethod
    def build(cls, line: TextLine, start: int, end: int) -> _CompactText:
        text = line.normalized
        piece = text[start:end]
        if piece.split() == [piece] and _QUOTES.isdisjoint(piece):
            return cls(line, list(range(start, end)), piece)
        offsets = [
            index
            for index in range(start, end)
            if not text[index].isspace() and text[index] not in _QUOTES
        ]
        return cls(line, offsets, "".join(text[index] for index in offsets))

    def extract_span(self, start: int, end: int) -> Extracted[str]:
        return self.line.extract_text(self.offsets[start], self.offsets[end - 1] + 1)


def extract_nil_statements(context: Context) -> Iterator[NilStatement | Count]:
    """Extract the statements that a budget or a table is empty.

    Args:
        context: The disclosure.

    Returns:
        One record a subject of each such sentence, in the order of the text.
    """
    preceding: list[OutlineEntry] = []
    for entry in context.outline.entries:
        if entry.kind in ("toc", "table") or not isinstance(entry.element, TextLine):
            continue
        has_text = entry.kind != "title" or entry.text_start < len(entry.line.text)
        if has_text and "glossary" not in (entry.section_key, entry.heading_key):
            yield from _extract_line_statements(
                entry, preceding[-_TITLE_LOOKBACK:], context
            )
        preceding.append(entry)


def _iterate_denials_of_line(
    entry: OutlineEntry, patterns: _NilPatterns
) -> Iterator[tuple[int, int, _CompactText]]:
    """The sentences of a line that deny
    something, each with its span.
    """
    text = entry.line.normalized
    for match in _SENTENCE.finditer(text, entry.text_start):
        if patterns.hint.search(match.group()) is None:
            continue
        sentence = _CompactText.build(entry.line, *match.span())
        if patterns.exclusion.search(sentence.text) is None:
            yield *match.span(), sentence


def _extract_line_statements(
    entry: OutlineEntry, preceding_entries: Sequence[OutlineEntry], context: Context
) -> Iterator[NilStatement | Count]:
    patterns = _compile_nil_patterns(context.lexicon)
    line = entry.line
    for start, end, sentence in _iterate_denials_of_line(entry, patterns):
        if _NONZERO_MONEY.search(sentence.text):
            yield from _extract_nil_clauses(
                sentence, patterns, context, preceding_entries
            )
            continue
        whole = line.extract_text(start, end)
        headed = _find_headed_subject(entry, sentence, patterns, context)
        if headed is not None:
            yield NilStatement(headed, None, context.year, whole)
            continue
        found = patterns.nil_statement.search(sentence.text)
        if found is not None and not _is_restricted(found, patterns, context):
            yield from _extract_found(
                sentence, found, patterns, context, whole, preceding_entries
            )
            continue
        tables = _list_empty_tables(sentence, preceding_entries, patterns, context)
        for subject, table_name in tables or ():
            yield NilStatement(subject, table_name, context.year, whole)
        if tables is None:
            yield from _extract_nil_clauses(
                sentence, patterns, context, preceding_entries
            )


def _is_restricted(
    found: regex.Match[str], patterns: _NilPatterns, context: Context
) -> bool:
    """True for a denial of a part alone: 无2020年结转的“三公”经费支出."""
    if not found["subject"]:
        return False
    before = found.string[found.start() : found.start("subject")]
    if patterns.not_thing.search(before):
        return True
    return _is_of_other_year(before, patterns, context)


def _find_headed_subject(
    entry: OutlineEntry,
    sentence: _CompactText,
    patterns: _NilPatterns,
    context: Context,
) -> Extracted[str] | None:
    """What a denial without a thing is about: the subject of the
    heading above it.
    """
    if not _denies_barely(sentence.text.rstrip(_SENTENCE_ENDS), patterns, context):
        return None
    is_other = _is_of_other_year(sentence.text, patterns, context)
    if entry.heading is None or is_other:
        return None
    stop = len(entry.heading.text)
    if entry.heading is entry.element:
        stop = entry.text_start
    title = _CompactText.build(entry.heading, 0, stop)
    named = patterns.subject.search(title.text)
    if named is not None:
        return _canonicalize_subject(title, named.span(), context.lexicon)
    return context.resolve_heading(entry).label


def _denies_barely(sentence: str, patterns: _NilPatterns, context: Context) -> bool:
    """True for a denial without a thing: 本单位2020年不涉及."""
    if patterns.bare.search(sentence) is None:
        return False
    openings = _build_openings(context.lexicon, context.name_variants)
    starts = openings.list_bare_starts(sentence)
    return any(patterns.bare.match(sentence, start) for start in starts)


def _extract_found(
    sentence: _CompactText,
    found: regex.Match[str],
    patterns: _NilPatterns,
    context: Context,
    whole: Extracted[str],
    preceding_entries: Sequence[OutlineEntry],
) -> Iterator[NilStatement | Count]:
    """The known subjects of a sentence, and what its clauses deny beside them."""
    table_name = _extract_table_name(sentence, found.end(), patterns)
    stated: list[Extracted[str]] = []
    for subject in _extract_subjects(sentence, found, patterns, context.lexicon):
        stated.append(subject)
        yield NilStatement(subject, table_name, context.year, whole)
    for other in _extract_nil_clauses(sentence, patterns, context, preceding_entries):
        is_stated = isinstance(other, NilStatement) and any(
            _is_one_statement(sentence, found, one, other, context) for one in stated
        )
        if not is_stated:
            yield other


def _is_one_statement(
    sentence: _CompactText,
    found: regex.Match[str],
    one: Extracted[str],
    statement: NilStatement,
    context: Context,
) -> bool:
    """True for a subject that was found there, for one that the sentence concludes to
    (不属于…范围，故无…), for its table, and for the sides of it (没有收支)."""
    other = statement.subject
    if other is None or find_concept_pair(context.lexicon, other.value):
        return True
    if one.place == other.place:
        return True
    if one.value != other.value:
        return False
    patterns = _compile_nil_patterns(context.lexicon)
    clause = match_key(statement.text.value)
    if patterns.out_of_range.match(clause):
        return True  # 不属于机关运行经费统计范围，2022年无机关运行经费预算
    # 没有…收入，也没有…安排的支出，故本表无数据: of one table
    if patterns.table_name.search(clause) or _is_empty_table_note(sentence, patterns):
        return True
    return _is_concluded(sentence, found, clause, context)


def _is_concluded(
    sentence: _CompactText, found: regex.Match[str], clause: str, context: Context
) -> bool:
    """True for a clause that a sentence concludes to, or that alone denies."""
    patterns = _compile_nil_patterns(context.lexicon)
    at = found.start("subject" if found["subject"] else "before")
    if patterns.denial.search(sentence.text, 0, at) is None:
        return True  # 国有资本经营预算支出情况：没有国有资本经营预算支出
    conclusions = context.lexicon.get_words("nil_table", "lead")
    between = sentence.text[slice(*sorted((at, sentence.text.find(clause))))]
    return any(word in between for word in conclusions)


def _extract_nil_clauses(
    sentence: _CompactText,
    patterns: _NilPatterns,
    context: Context,
    preceding: Sequence[OutlineEntry],
) -> Iterator[NilStatement | Count]:
    """The clauses of a sentence that say there is nothing of a thing, whatever
    the thing: 没有出国计划.
    """
    purpose = patterns.purpose.search(sentence.text)
    stop = len(sentence.text) if purpose is None else purpose.start()
    for clause in _CLAUSE.finditer(sentence.text):
        if clause.start() > stop and patterns.own_denial.match(clause.group()) is None:
            continue
        if clause.end() > stop > clause.start():
            continue
        if patterns.denial.search(clause.group()) is not None:
            yield from _extract_nil_clause(
                sentence, clause, patterns, context, preceding
            )


def _extract_nil_clause(
    sentence: _CompactText,
    clause: regex.Match[str],
    patterns: _NilPatterns,
    context: Context,
    preceding: Sequence[OutlineEntry],
) -> Iterator[NilStatement | Count]:
    """The statements of one clause that denies; none of a reason alone."""
    words, start = _skip_reason(*_open_bracket(clause), patterns)
    if start >= clause.end():
        return
    before = _list_subjects_before(sentence, clause, patterns, context)
    if before:
        whole = sentence.extract_span(start, clause.end())
        yield from (NilStatement(one, None, context.year, whole) for one in before)
        return
    things = _list_denied_things(words, patterns, context)
    if not things:
        return
    whole = sentence.extract_span(start, clause.end())
    for first, last in things:
        span = start + first, start + last
        subject = _resolve_thing(sentence, span, preceding, patterns, context)
        if subject is not None:
            yield NilStatement(subject, None, context.year, whole)
            yield from _build_zero_count(subject, clause.group(), whole, context)


def _open_bracket(clause: regex.Match[str]) -> tuple[str, int]:
    """A clause from the bracket that it opens in, and where it begins:
    运行费5万元（无购置，保有5辆）."""
    words = clause.group()
    opened = words.rfind("(") + 1
    if not opened or ")" in words[opened:]:
        if "(" not in words:
            words = words.rstrip(")")
        return words, clause.start()
    return words[opened:], clause.start() + opened


def _skip_reason(words: str, start: int, patterns: _NilPatterns) -> tuple[str, int]:
    """A clause behind the words that open a reason, and where that begins:
    主要原因是|没有出国计划."""
    opened = patterns.reason.match(words)
    if opened is None:
        return words, start
    if NO_MORE.search(words, opened.end()):
        return "", start  # 因本年不再购置车辆: what has changed
    return words[opened.end() :], start + opened.end()


def _list_subjects_before(
    sentence: _CompactText,
    clause: regex.Match[str],
    patterns: _NilPatterns,
    context: Context,
) -> list[Extracted[str]]:
    """What a clause denies that names nothing: all that
    the clause before lists (事业收入、经营收入，均无), else what
    was named last.
    """
    words = clause.group()
    is_naught = patterns.naught.match(words) is not None
    if not is_naught and not _denies_barely(words, patterns, context):
        return []
    if _is_of_other_year(words, patterns, context):
        return []
    listed = _list_names_before(sentence, clause.start(), context)
    if listed:
        return listed
    named = _find_subject_before(sentence, clause, patterns, context, is_naught)
    return [one for one in (named,) if one is not None]


def _list_names_before(
    sentence: _CompactText, stop: int, context: Context
) -> list[Extracted[str]]:
    """The known names, two or more, that the clause right before a position lists."""
    end = stop - 1
    marks = (sentence.text.rfind(one, 0, end) for one in _CLAUSE_MARKS[:2])
    start = max(marks) + 1
    if not sentence.text.startswith(_CLAUSE_MARKS[0], end):
        return []
    counted = COUNT_BEHIND_LIST.search(sentence.text, start, end)
    if counted is not None:
        end = counted.start()
    if any(map(str.isdigit, sentence.text[start:end])):
        return []  # what sums were stated of
    for separator in (_LIST_SEPARATOR, COORDINATOR):
        spans = _split_names(sentence.text, start, end, separator)
        names = [sentence.text[slice(*one)] for one in spans]
        if len(names) > 1 and _is_list_of_names(names, context):
            return [sentence.extract_span(*one) for one in spans]
    return []


def _split_names(
    text: str, start: int, end: int, separator: regex.Pattern[str]
) -> list[tuple[int, int]]:
    """Where the names stand that separators part
    between two positions.
    """
    spans = []
    for mark in separator.finditer(text, start, end):
        spans.append((start, mark.start()))
        start = mark.end()
    return [*spans, (start, end)]


def _find_subject_before(
    sentence: _CompactText,
    clause: regex.Match[str],
    patterns: _NilPatterns,
    context: Context,
    is_naught: bool,
) -> Extracted[str] | None:
    """因公出国（境）费由市外办统筹，本单位不单独安排: what was named last;
    None where the sentence gives it a sum."""
    before = sentence.text[: clause.start()]
    named = list(patterns.subject.finditer(before))
    if not named:
        return None
    last = named[-1]
    if _NONZERO_MONEY.search(before, last.end()) and not (
        is_naught or _changes_year(before[last.end() :], clause.group(), context)
    ):
        return None
    if patterns.denial.search(before, last.start()):
        return None
    return _canonicalize_subject(sentence, last.span(), context.lexicon)


def _changes_year(before: str, clause: str, context: Context) -> bool:
    """True for 接待费，2015年3万元，2016年未安排 in the year 2016: the sum is of another year."""
    own = compile_prose_patterns(context.lexicon).own_year_word
    stated, denied = (
        {int(one[1]) for one in YEAR.finditer(words)} for words in (before, clause)
    )
    if own.search(before) or not stated or context.year in stated:
        return False
    return context.year in denied or own.search(clause) is not None


def _build_zero_count(
    subject: Extracted[str], clause: str, whole: Extracted[str], context: Context
) -> Iterator[Count]:
    """The count of 0 that the denial of something counted is: 无车辆 is 车辆0辆."""
    words = context.lexicon.get_words("nil_denial")
    if not any(word in clause for word in words):
        return  # 未购置公务用车
    units = context.lexicon.get_vocabulary("nil_counted")
    unit = units.get(subject.value)
    if unit is not None:
        number: Extracted[Decimal | None] = Extracted(
            Decimal(0), whole.raw, whole.place
        )
        yield Count(subject, number, unit, None)


def _resolve_thing(
    sentence: _CompactText,
    span: tuple[int, int],
    preceding: Sequence[OutlineEntry],
    patterns: _NilPatterns,
    context: Context,
) -> Extracted[str] | None:
    """The name of a thing; for 此项支出 that of the subject named last, in the sentence
    or a title above.
    """
    if patterns.pronoun.fullmatch(sentence.text, *span) is None:
        return _name_thing(sentence, span, patterns, context)
    named = list(patterns.subject.finditer(sentence.text, 0, span[0]))
    if named:
        return _canonicalize_subject(sentence, named[-1].span(), context.lexicon)
    return _find_subject_above(preceding, patterns, context.lexicon)


def _list_denied_things(
    clause: str, patterns: _NilPatterns, context: Context
) -> list[tuple[int, int]]:
    """Spans of the things of which a clause says that there are none,
    in each of its denials.
    """
    if _is_of_other_year(clause, patterns, context):
        return []
    starts = [0, *(one.start() for one in patterns.chained.finditer(clause))]
    things: list[tuple[int, int]] = []
    for start, stop in pairwise([*starts, len(clause)]):
        part = clause[start:stop]
        begin = start + len(part) - len(part.lstrip(_LIST_MARK))
        found = _list_things_of_denial(clause[begin:stop], patterns, context)
        things += [(begin + first, begin + last) for first, last in found]
    return things


def _list_things_of_denial(
    clause: str, patterns: _NilPatterns, context: Context
) -> list[tuple[int, int]]:
    """Spans of the things that one denial is about."""
    match = _match_thing_without(clause, patterns)
    if match is not None:
        things = _split_things(match, patterns, context)
        if _may_be_nil(match, things, patterns, context):
            return things
    for pattern, match in _iterate_denials(clause, patterns, context):
        things = _split_things(match, patterns, context)
        names = [clause[slice(*one)] for one in things]
        if _shares_head(names, context):
            is_nil = True
        elif pattern in (patterns.nil_of_thing, patterns.undone_act):
            is_nil = all(_names_thing(one, patterns, context) for one in names)
        else:
            is_nil = all(_names_concept(one, context) for one in names)
        if is_nil:
            return things
    return []


def _match_thing_without(
    clause: str, patterns: _NilPatterns
) -> regex.Match[str] | None:
    if patterns.none_behind.search(clause) is None:
        return None
    return patterns.thing_without.match(clause)


def _iterate_denials(
    clause: str, patterns: _NilPatterns, context: Context
) -> Iterator[tuple[regex.Pattern[str], regex.Match[str]]]:
    """The patterns that a clause fits whose denial comes before its thing."""
    match = patterns.out_of_range.match(clause)
    if match is not None:
        yield patterns.out_of_range, match
    forms = (patterns.nil_of_thing, patterns.nil_of_concept, patterns.undone_act)
    fitting = [one for one in forms if one.search(clause) is not None]
    if not fitting:
        return
    openings = _build_openings(context.lexicon, context.name_variants)
    starts = openings.list_starts(clause)
    for pattern in fitting:
        found = (pattern.match(clause, start) for start in starts)
        match = next(filter(None, found), None)
        if match is not None:
            yield pattern, match


def _is_of_other_year(clause: str, patterns: _NilPatterns, context: Context) -> bool:
    """True for 上年未安排会议费: nothing of the year before."""
    if compile_prose_patterns(context.lexicon).own_year_word.search(clause):
        return False  # 上年末、本年末均没有
    if patterns.other_year.match(clause):
        return True
    years = [int(one[1]) for one in YEAR.finditer(clause)]
    return bool(years) and context.year is not None and context.year not in years


def _may_be_nil(
    match: regex.Match[str],
    things: Sequence[tuple[int, int]],
    patterns: _NilPatterns,
    context: Context,
) -> bool:
    """True for names before a denial that are known; any name of money where its budget
    is denied (项目未安排)."""
    words = [match.string[slice(*one)] for one in things]
    if _is_sum_of_zero(match, words, patterns):
        return False
    if _is_known_list(match, words, context):
        return True
    if any(patterns.not_head.search(one) for one in words):
        return False
    if len(words) > 1:
        return _may_list_nil(match, words, patterns, context)
    if match["act"] and words[0].endswith(context.lexicon.get_words("prose.money")):
        return False  # 项目资金未拨付
    return _names_thing(words[0], patterns, context)


def _is_sum_of_zero(
    match: regex.Match[str], words: Sequence[str], patterns: _NilPatterns
) -> bool:
    """True for a digit behind names that are no
    subjects of such statements: 购置费为0.
    """
    return bool(match["digit"]) and not any(map(patterns.subject.search, words))


def _is_known_list(
    match: regex.Match[str], words: Sequence[str], context: Context
) -> bool:
    """True for known names, and for kinds of
    purchases that nothing was planned of.
    """
    if all(_names_concept(one, context) for one in words):
        return True
    head = match["head"]
    if head and all(_names_concept(one + head, context) for one in words):
        return True  # 上缴上级、经营等支出
    is_kind = all(_names_part_of_purchases(one, context) for one in words)
    is_spent = all(len(one) > _LONGEST_KIND for one in words)
    return is_kind and (is_spent or match["plan"] is not None)


def _names_part_of_purchases(words: str, context: Context) -> bool:
    """True for 工程, 服务类: a kind of purchases."""
    names = context.name_variants
    for word in context.lexicon.get_words("class_level", "top"):
        words = words.removesuffix(word)
    return (
        words != ""
        and compose_part(context.lexicon, words, _PURCHASES, names) is not None
    )


def _may_list_nil(
    match: regex.Match[str],
    words: Sequence[str],
    patterns: _NilPatterns,
    context: Context,
) -> bool:
    """True for a list that holds a known name, and for one that counts its names
    (两项未列预算)."""
    if match["count"] and (match["plan"] or match["zero"]):
        return True
    return any(_is_name(one, patterns, context) for one in words)


def _split_things(
    match: regex.Match[str], patterns: _NilPatterns, context: Context
) -> list[tuple[int, int]]:
    """Spans of the names that a list of things consists of; of the whole where they
    are not names of their own (节庆、论坛活动).
    """
    start, end = match.span("thing")
    text = match.string
    if text.startswith(OF_WHICH, start):
        start += len(OF_WHICH)
    cuts = [one.span() for one in COORDINATOR.finditer(text, start, end)]
    starts = [start, *(after for _, after in cuts)]
    ends = [*(before for before, _ in cuts), end]
    spans = list(zip(starts, ends, strict=True))
    names = [text[slice(*one)] for one in spans]
    if _is_list_of_names(names, context) or _is_plain_list(match, len(spans)):
        return spans
    return _join_names(text, spans, patterns, context) or [(start, end)]


def _is_list_of_names(names: Sequence[str], context: Context) -> bool:
    """True for names that are known, or that one head completes."""
    is_known = all(_names_concept(one, context) for one in names)
    is_kind = all(_names_part_of_purchases(one, context) for one in names)
    return is_known or is_kind or _shares_head(names, context)


def _shares_head(names: Sequence[str], context: Context) -> bool:
    """True for names that the head of the last completes: 工程、服务采购."""
    *first, last = names
    heads = (last[at:] for at in range(1, len(last)))
    return bool(first) and any(
        all(_names_concept(one + head, context) for one in first)
        and _names_concept(last, context)
        for head in heads
    )


def _join_names(
    text: str,
    spans: Sequence[tuple[int, int]],
    patterns: _NilPatterns,
    context: Context,
) -> list[tuple[int, int]]:
    """Spans of the longest names that the parts of a list make; [] where some are no
    names."""
    things: list[tuple[int, int]] = []
    at = 0
    marks = {text[one[1] : two[0]] for one, two in pairwise(spans)}
    if marks != {_LIST_MARK} and not _names_apart(text, spans, patterns, context):
        return []  # 购车和用车费用
    while at < len(spans):
        start = spans[at][0]
        candidates = range(len(spans) - 1, at - 1, -1)
        until = next(
            (
                one
                for one in candidates
                if _is_name(text[start : spans[one][1]], patterns, context)
            ),
            None,
        )
        if until is None:
            return []
        things.append((start, spans[until][1]))
        at = until + 1
    return things


def _names_apart(
    text: str,
    spans: Sequence[tuple[int, int]],
    patterns: _NilPatterns,
    context: Context,
) -> bool:
    """True where none of some parts is only a thing
    that shares the head of the last.
    """
    words = [text[slice(*one)] for one in spans]
    return not any(
        patterns.things.fullmatch(one)
        and not _names_concept(one, context)
        and not _names_act(one, patterns, context)
        for one in words[:-1]
    )


def _names_act(words: str, patterns: _NilPatterns, context: Context) -> bool:
    """True for an act with its thing: 购置车辆."""
    acts = context.lexicon.get_words("nil_act")
    return any(
        patterns.things.fullmatch(words, len(act))
        for act in acts
        if words.startswith(act)
    )


def _is_plain_list(match: regex.Match[str], length: int) -> bool:
    """True for a list that counts its names or ends as one: 出国、购车两项, 事业收入等."""
    groups = match.groupdict()
    if length < 2:
        return False
    if groups.get("count"):
        number = SMALL_NUMERALS.index(groups["count"])
        return length == (2 if number == len(SMALL_NUMERALS) - 1 else number)
    return bool(groups.get("many"))


def _is_name(words: str, patterns: _NilPatterns, context: Context) -> bool:
    """True for a name that may stand alone in a list."""
    if patterns.subject.fullmatch(words):
        return True
    if _LIST_MARK in words:
        return False  # a list has the head of its last name
    if _names_concept(words, context) or patterns.things.fullmatch(words):
        return True
    if COORDINATOR.search(words) or len(words) < _SHORTEST_LISTED_NAME:
        return False
    return patterns.thing.search(words) is not None


def _names_thing(thing: str, patterns: _NilPatterns, context: Context) -> bool:
    """True for a thing that budgets list; 无公害… and 不动产 begin names, 没有变化 denies
    none."""
    bare = patterns.limit.sub("", thing)
    # 无特殊原因不安排出国
    if patterns.none.search(bare) or any(map(str.isdigit, bare)):
        return False
    is_name = ATTRIBUTIVE not in bare and _names_concept(bare, context)
    if _restricts_thing(bare, patterns) and not is_name:
        return False
    # 不列入本单位收入预算; 也没有支出
    owners = context.lexicon.get_words("prose.owner")
    is_generic = bare in context.lexicon.get_vocabulary("prose.generic")
    if is_generic or bare.startswith(owners):
        return False
    if patterns.subject.search(thing) or _names_concept(thing, context):
        return True
    return _ends_as_thing(bare, thing, patterns, context)


def _ends_as_thing(
    bare: str, thing: str, patterns: _NilPatterns, context: Context
) -> bool:
    """True for a kind of purchases (无工程), and for a name that ends as
    what budgets list."""
    if len(bare) == _LONGEST_KIND and _names_part_of_purchases(bare, context):
        return True
    return patterns.thing.search(thing) is not None


def _restricts_thing(words: str, patterns: _NilPatterns) -> bool:
    """True for words that tell of more than
    a thing: 变化, 购置需求及根据实际需要增加运行费.
    """
    if patterns.not_head.search(words):
        return True
    return len(words) > _LONGEST_THING and COORDINATOR.search(words) is not None


def _names_concept(words: str, context: Context) -> bool:
    return find_concept(context.lexicon, words) is not None


def _name_thing(
    sentence: _CompactText,
    span: tuple[int, int],
    patterns: _NilPatterns,
    context: Context,
) -> Extracted[str]:
    """The canonical name of a thing that has one, else the words of the page."""
    known = patterns.subject.search(sentence.text, *span)
    if known is not None:
        return _canonicalize_subject(sentence, known.span(), context.lexicon)
    start, end = span
    for word in context.lexicon.get_words("doc_type", "budget"):
        if sentence.text.endswith(word, start, end) and end - start > len(word) + 2:
            end -= len(word)
    return sentence.extract_span(start, end)


def _is_empty_table_note(sentence: _CompactText, patterns: _NilPatterns) -> bool:
    """True for a note that its own table is empty: ``本表无数据``."""
    return bool(
        patterns.this_table.search(sentence.text)
        and patterns.empty.search(sentence.text)
    )


def _list_empty_tables(
    sentence: _CompactText,
    preceding_entries: Sequence[OutlineEntry],
    patterns: _NilPatterns,
    context: Context,
) -> list[tuple[Extracted[str], Extracted[str] | None]] | None:
    """The subjects of tables that a sentence states to be empty, with the names that it
    gives them: 本表无数据, 政府性基金预算支出表为空表; None where it tells of none.
    """
    if _is_empty_table_note(sentence, patterns):
        titled = _find_subject_above(preceding_entries, patterns, context.lexicon)
        return [(subject, None) for subject in (titled,) if subject is not None]
    if patterns.empty.search(sentence.text) is None:
        return None
    if patterns.none.search(patterns.empty.sub("", sentence.text)):
        return None
    tables: list[tuple[Extracted[str], Extracted[str] | None]] = []
    for named in patterns.table_name.finditer(sentence.text):
        known = patterns.subject.search(sentence.text, *named.span("name"))
        if known is not None:
            subject = _canonicalize_subject(sentence, known.span(), context.lexicon)
            tables.append((subject, sentence.extract_span(*named.span("name"))))
    return tables or None


def _extract_subjects(
    sentence: _CompactText,
    match: regex.Match[str],
    patterns: _NilPatterns,
    lexicon: Lexicon,
) -> Iterator[Extracted[str]]:
    """The subject found and those listed with it: ``政府性基金预算、国有资本经营预算``."""
    group = "subject" if match["subject"] else "before"
    yield _canonicalize_subject(sentence, match.span(group), lexicon)
    for other in patterns.subject.finditer(sentence.text, match.end()):
        between = sentence.text[match.end() : other.start()]
        if regex.fullmatch(r"[一-鿿]{0,4}[、和及]", between):
            yield _canonicalize_subject(sentence, other.span(), lexicon)


def _canonicalize_subject(
    sentence: _CompactText, span: tuple[int, int], lexicon: Lexicon
) -> Extracted[str]:
    """The canonical name of a printed subject."""
    printed = sentence.extract_span(*span)
    name = lexicon.get_vocabulary("nil_subject")[sentence.text[slice(*span)]]
    return Extracted(name, printed.raw, printed.place)


def _extract_table_name(
    sentence: _CompactText, start: int, patterns: _NilPatterns
) -> Extracted[str] | None:
    """The table that is stated to be empty, where it is named (not 本表)."""
    if not patterns.empty.search(sentence.text):
        return None
    named = patterns.table_name.search(sentence.text, start)
    if named is None or patterns.this_table.match(named["name"]):
        return None
    return sentence.extract_span(*named.span("name"))


def _find_subject_above(
    preceding_entries: Sequence[OutlineEntry], patterns: _NilPatterns, lexicon: Lexicon
) -> Extracted[str] | None:
    """The subject of the nearest short line above that names one."""
    for entry in reversed(preceding_entries):
        line = _CompactText.build(entry.line, 0, len(entry.line.text))
        match = patterns.subject.search(line.text)
        if match is not None and len(line.text) <= _MAX_TITLE_LENGTH:
            return _canonicalize_subject(line, match.span(), lexicon)
    return None
