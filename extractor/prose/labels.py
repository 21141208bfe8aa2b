"""Resolve labels: the thing that the words before a number name.

``2020年我部门“三公”经费预算安排`` names “三公”经费预算: list marks, years, speakers (我部门, the office's
own name) and lead words (其中) are removed from the head, verbs (安排) and years from the
end, until a known label is left or nothing more can be removed. Which concept is meant
is decided by the words of the label alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter
from typing import NamedTuple, TypeVar

from extractor.lexicon.label_parser import (
    SIDE_CONCEPTS,
    describe_class,
    describe_item,
    find_class_code,
    find_item_by_name,
    has_fund_clause,
    iterate_unqualified_forms,
    name_class,
    parse_label,
)
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.enums import Fund
from extractor.model.records import Extracted
from extractor.prose.mentions import UNLABELLED, LabelledThing, LineContext
from extractor.prose.patterns import (
    APPROVAL_SIGN,
    CLASS_LEVEL,
    COORDINATING_SIGNS,
    COORDINATOR,
    COPULA,
    LEVEL_NAME,
    LIST_END,
    LIST_MARK_AHEAD,
    SPEAKER_HEADS,
    YEAR,
    ProsePatterns,
    compile_prose_patterns,
)
from extractor.schema.concepts import find_item, load_compositions, load_concepts
from extractor.text import regex
from extractor.text.affixes import OF_WHICH
from extractor.text.normalize import is_abbreviation, match_key

__all__ = [
    "EXPENSES",
    "LABEL_EDGE_CHARACTERS",
    "MASK",
    "SINGLE_SUBJECT_SECTIONS",
    "ClassPath",
    "LabelResolver",
    "compose_part",
    "find_class_paths",
    "find_concept",
    "find_concept_pair",
    "find_sides",
    "is_surrounding",
    "keep_result",
    "may_open_mark",
]

MASK = "\ufffc"
LABEL_EDGE_CHARACTERS = " 、,，;；:：。.-—–…·)）》/+=" + MASK
_TRAILING_EDGE_CHARACTERS = frozenset(LABEL_EDGE_CHARACTERS) - frozenset(")）》")
_LEADING_CODE = regex.compile(r"^(\d{3,7})[-—–.、]?(?=[一-鿿“\"])")
_HAN = regex.compile("[\u4e00-\u9fff]")
# 政府性基金（彩票公益金）收入: a remark between the words of a name
_INNER_REMARK = regex.compile(r"(?<=[\u4e00-\u9fff])\([^()]{2,16}\)(?=[\u4e00-\u9fff])")
_CODE_BEHIND = regex.compile(r"\((\d{3,7})\)")
# codes below the highest level, of functions and of the department's economic classes
_LOWER_CODE = r"(?P<code>2\d{4}(?:\d\d)?|30[1-9]\d\d|3[1-9]\d{3})"
_CODE_BEFORE = regex.compile(rf"(?<!\d){_LOWER_CODE}[-—–.、]?[“\"]?$")
_LOWER_CODE_BEHIND = regex.compile(rf"[”\"]?\({_LOWER_CODE}\)")
_LONGEST_CODE_BEFORE = 10  # characters
_ITEMS_OF_CODES = {"2": "expenditure.functional", "3": "expenditure.economic"}
_CLASS_ITEMS = frozenset({"expenditure.functional", "expenditure.economic"})
_FEWEST_NAMES = 2
_MOST_PARTS = 12  # parts of a list that are joined into names
_SHORTEST_COMMON_HEAD = 3  # characters that a short form shares with the name
# Characters of a stretch in which a name is looked for; none is nearly as long.
_LONGEST_LABEL_CONTEXT = 400
# Marks, years, owners and verbs around a name; none has nearly as many.
_MAX_AFFIXES = 30
_K = TypeVar("_K")
_R = TypeVar("_R")
_LIST_MARK = regex.compile(
    r"^(?:\(?[一二三四五六七八九十\d]{1,3}[)、.．]|[一二三四五六七八九]是)+"
)
# Sections of one subject. A source of money (一般公共预算拨款) below their heading is that of
# the purchase or the project, never the revenue of the department.
EXPENSES = frozenset(
    {"conference", "training", "three_public.hospitality", "three_public.overseas"}
)
"""Expenses that a heading names whole, whatever
it says of those who cause them.
"""
SINGLE_SUBJECT_SECTIONS = frozenset(
    {"operating_expenses", "three_public", "performance", "procurement", "state_assets"}
)
_PAID_EXPENSES = ("three_public", "operating_expenses", "conference", "training")
_DEPARTMENT_REVENUE_PREFIXES = ("revenue.", "fiscal_appropriation.")
_ASSETS = "assets."
_TOTALS = ("revenue.total", "expenditure.total")
_OF_BOTH_SIDES = (
    Fund.FISCAL_APPROPRIATION,
    Fund.GENERAL_PUBLIC_BUDGET,
    Fund.GOVERNMENT_FUNDS,
    Fund.STATE_CAPITAL,
)
"""Funds that have an expenditure of their own."""
_TOTALS_OF_APPROPRIATION = (
    "revenue.fiscal_appropriation",
    "fiscal_appropriation.total",
)


@lru_cache(maxsize=16384)
def find_concept(
    lexicon: Lexicon,
    label: str,
    section_key: str | None = None,
    value_kind: str = "money",
) -> str | None:
    """Find the concept of a printed label.

    Args:
        lexicon: The words to look it up in.
        label: The label as it is printed; qualifiers (预算, 总额) may go from its ends.
        section_key: Its section, whose labels take precedence.
        value_kind: ``money`` or ``count``: a number of people is never the concept of a
            sum.

    Returns:
        The key of the concept; None when the label is in no lexicon.
    """
    if match_key(label) in lexicon.get_words("prose.rest"):
        return None  # what is left of a list, not 其他支出
    if has_fund_clause(lexicon, label):
        item = find_item_by_name(lexicon, label, section_key, value_kind)
        side = parse_label(lexicon, label, section_key, value_kind)
        if item is None and side.context.concept in SIDE_CONCEPTS:
            return side.item
        return item
    parsed = parse_label(lexicon, label, section_key, value_kind)
    return parsed.item or name_class(parsed.context)


@lru_cache(maxsize=16384)
def _find_concept_in_section(
    lexicon: Lexicon, phrase: str, section: str | None
) -> str | None:
    """The concept of a phrase, which may be none
    that its section has.
    """
    concept = find_concept(lexicon, phrase, section)
    own = lexicon.get_vocabulary(f"labels_in.{section}")
    if concept is None or concept in own.values():
        return concept
    in_one_subject = section in SINGLE_SUBJECT_SECTIONS
    if in_one_subject and concept.startswith(_DEPARTMENT_REVENUE_PREFIXES):
        return None
    if section == "three_public" and concept.startswith(_ASSETS):
        return None  # 车辆60万元: what is spent on vehicles
    return concept


@lru_cache(maxsize=16384)
def find_concept_pair(lexicon: Lexicon, label: str) -> tuple[str, ...]:
    """Find the two concepts of a label that names two things at once (收、支预算总计).

    Returns:
        The keys of both; () for any other label.
    """
    pairs = lexicon.get_vocabulary("pairs")
    word = match_key(label)
    if word.endswith(lexicon.get_words("change_part", "difference")):
        return ()  # 收支差额 is neither side
    found = next(
        (f for f in iterate_unqualified_forms(lexicon, word) if f in pairs), ""
    )
    if found:
        return tuple(pairs[found].split(";"))
    return _find_sides_of_fund(lexicon, word)


def _find_sides_of_fund(lexicon: Lexicon, word: str) -> tuple[str, ...]:
    """Find both sides of a fund that a name begins with: 一般公共预算收支."""
    fund = next((one for one in _list_funds(lexicon) if word.startswith(one)), "")
    if not fund:
        return ()
    rest = word.removeprefix(fund)
    words = lexicon.get_words("prose.appropriation")
    # 一般公共预算拨款收支
    rests = [rest, *(rest.removeprefix(one) for one in words)]
    named = next(filter(None, (find_concept_pair(lexicon, one) for one in rests)), ())
    # 一般公共预算财政拨款收支: 财政拨款 adds nothing
    if named not in (_TOTALS, _TOTALS_OF_APPROPRIATION):
        return ()
    key = Fund(lexicon.get_vocabulary("funds_named")[fund])
    items = (find_item(side, key) for side in SIDE_CONCEPTS)
    return tuple(item for item in items if item is not None)


@cache
def _list_funds(lexicon: Lexicon) -> tuple[str, ...]:
    """List the names of funds, longest first."""
    return tuple(sorted(lexicon.get_vocabulary("funds_named"), key=len, reverse=True))


class _LabelPatterns(NamedTuple):
    """Where a stretch of words may be cut to leave a label."""

    leading_verb: regex.Pattern[str]
    introducing_word: regex.Pattern[str]
    separator: regex.Pattern[str]
    boundary: regex.Pattern[str]
    # a remark or a code in brackets at the end of a name
    trailing_bracket: regex.Pattern[str]
    # （以下简称“三公”经费）
    short_name: regex.Pattern[str]


@cache
def _compile_label_patterns(lexicon: Lexicon) -> _LabelPatterns:
    def alternate(vocabulary: str, key: str = "word") -> str:
        return build_alternation(lexicon.get_words(vocabulary, key))

    separator = alternate("prose.split")
    opens_remark = alternate("remark", "in_label")
    opens_any_remark = f"{alternate('remark', 'in_name')}|{opens_remark}"
    return _LabelPatterns(
        leading_verb=regex.compile(alternate("prose.verb_head")),
        introducing_word=regex.compile(alternate("prose.into")),
        separator=regex.compile(separator),
        boundary=regex.compile(
            rf"{separator}|的|{LIST_END}|{alternate('prose.owner_end')}|[:,]"
        ),
        trailing_bracket=regex.compile(
            rf"\((?:\d{{3,7}}|(?:{opens_any_remark})[^()]*)\)$"
        ),
        short_name=regex.compile(
            rf"\((?:{alternate('remark', 'short')})(?P<name>[^()]+)\)"
        ),
    )


def _abbreviates(words: str, name: str) -> bool:
    """True for a name with characters left out
    behind its first ones: 新区管委会.
    """
    head = name[:_SHORTEST_COMMON_HEAD]
    return words.startswith(head) and is_abbreviation(words, name)


LabelSpan = tuple[int, int]
"""Start and end of a label in the compact text."""


# --- Paths of classes, each level with its code ------------------------------------


_CODE_LENGTHS = 3, 5, 7  # digits of the codes of 类, 款 and 项
_LONGEST_LEVEL = 60  # characters of the name of a class
_SHORTEST_LEVEL = 2
_ENDS_BEFORE_LEVEL = frozenset(",:;。.、")
_LONGEST_JOINT = 2  # characters between a level and the name of the next


class ClassPath(NamedTuple):
    """A class below those that are named before it.

    ``name`` is where its name stands, ``code`` that of the lowest level, ``codes`` are
    the places of all printed digits with their brackets.
    """

    name: LabelSpan
    end: int
    code: str
    codes: tuple[LabelSpan, ...]


class _CodedLevel(NamedTuple):
    """A name with the digits behind it."""

    name: LabelSpan
    digits: str
    span: LabelSpan
    is_behind: bool  # 教育支出（类）205

    @property
    def has_digits_alone(self) -> bool:
        """True for two digits, which need the levels above."""
        return len(self.digits) < _CODE_LENGTHS[0]


def find_class_paths(lexicon: Lexicon, text: str) -> list[ClassPath]:
    """Find the classes of which levels have codes of their own.

    ``公共安全支出（204）法院（05）案件审判（04）`` is 2040504, and ``案件执行（05）`` behind it
    2040505.

    Args:
        lexicon: The words of names.
        text: The compact text.

    Returns:
        The classes in their order.
    """
    found = []
    above = ""
    for levels in _group_levels(text):
        code = _compose_code(text, levels, above)
        last = levels[-1]
        above = code
        if not _has_class_above(lexicon, text, last, code):
            above = ""
            continue
        if last.has_digits_alone or last.is_behind:
            codes = tuple(one.span for one in levels)
            found.append(ClassPath(last.name, last.span[1], code, codes))
    return found


def _group_levels(text: str) -> Iterator[list[_CodedLevel]]:
    """The levels of each path."""
    group: list[_CodedLevel] = []
    for level in _iterate_levels(text):
        if group and not _continues_path(text, group[-1], level):
            yield group
            group = []
        group.append(level)
    if group:
        yield group


def _iterate_levels(text: str) -> Iterator[_CodedLevel]:
    """The names with the code of a level behind them."""
    end = 0
    for match in CLASS_LEVEL.finditer(text):
        at = match.start()
        first = max(end, at - _LONGEST_LEVEL)
        name = LEVEL_NAME.search(text, first, at)
        end = match.end()
        if name is None:
            continue
        start = _skip_list_mark(text, *name.span())
        if at - start < _SHORTEST_LEVEL:
            continue
        behind = match["behind"]
        span = match.span()
        if behind is not None:
            span = match.span("behind")
        digits = behind or match["inner"]
        yield _CodedLevel((start, at), digits, span, behind is not None)


def _skip_list_mark(text: str, start: int, stop: int) -> int:
    """Where a name begins behind a mark of a list."""
    mark = LIST_MARK_AHEAD.match(text, start, stop)
    if mark is not None:
        start = mark.end()
    while start < stop and text[start] in _ENDS_BEFORE_LEVEL:
        start += 1
    if text.startswith(OF_WHICH, start):
        start += len(OF_WHICH)
    return start


def _continues_path(text: str, above: _CodedLevel, level: _CodedLevel) -> bool:
    """True for a name right behind the level above it."""
    between = text[above.span[1] : level.name[0]]
    is_joint = len(between) <= _LONGEST_JOINT
    return is_joint and _ENDS_BEFORE_LEVEL.isdisjoint(between)


def _compose_code(text: str, levels: Sequence[_CodedLevel], above: str) -> str:
    """The code of the last level; two digits alone are below the level above, or stand
    beside the class of the path before."""
    code = above[: max(_CODE_LENGTHS[0], len(above) - 2 * len(levels))]
    if _is_part_of(text, levels[0]):
        code = above
    for level in levels:
        if level.has_digits_alone:
            code = code and code + level.digits
        else:
            code = level.digits
        if len(code) > _CODE_LENGTHS[-1]:
            return ""
    return code


def _is_part_of(text: str, level: _CodedLevel) -> bool:
    """True for 其中：案件审判（04）: below the class before."""
    start = level.name[0]
    lead = text[max(0, start - len(OF_WHICH) - 1) : start]
    return lead.rstrip(":,").endswith(OF_WHICH)


def _has_class_above(
    lexicon: Lexicon, text: str, level: _CodedLevel, code: str
) -> bool:
    """True for the code of a level of a known class."""
    if len(code) not in _CODE_LENGTHS:
        return False
    if level.is_behind and len(level.digits) == _CODE_LENGTHS[0]:
        name = text[slice(*level.name)]
        return find_class_code(lexicon, name, True) == code
    top = describe_class(code[: _CODE_LENGTHS[0]])
    return bool(top.function_name)


# --- Composition: what stands around a head ---------------------------------------


_LONGEST_COMPOSITION = 60  # characters of a stretch that is parsed as one label
_LONGEST_OWNER = 16
_SHORTEST_OWNER = 2
_KEPT_SECTIONS = 256  # of offices, with the phrases that were looked at in them
_KEPT_PHRASES = 4096
_LONGEST_PLACE = 8


class _Surroundings(NamedTuple):
    """The closed classes of what may stand
    around the head of a label.
    """

    # words before a head, and behind it, by their first character
    before: dict[str, tuple[str, ...]]
    behind: dict[str, tuple[str, ...]]
    # words that name nothing by themselves
    empty: dict[str, tuple[str, ...]]
    # words beside the sides of a budget: 收支情况说明
    of_totals: dict[str, tuple[str, ...]]


@cache
def _compile_surroundings(lexicon: Lexicon) -> _Surroundings:
    before = (
        *lexicon.get_words("prose.lead"),
        *lexicon.get_words("prose.lead", "weak"),
        *lexicon.get_words("prose.owner"),
        *lexicon.get_words("prose.qualifier_head"),
        *lexicon.get_words("prose.act"),
        *lexicon.get_words("prose.adverb"),
        *lexicon.get_words("prose.basis"),
        *lexicon.get_words("doc_type", "budget"),
        *lexicon.get_words("doc_type", "final"),
    )
    empty = (
        *lexicon.get_words("prose.tail"),
        *lexicon.get_words("prose.generic"),
        *lexicon.get_words("prose.aspect"),
        *lexicon.get_words("prose.extent"),
        *lexicon.get_words("prose.act"),
        *lexicon.get_words("prose.adverb"),
        *lexicon.get_words("doc_type", "budget"),
        *lexicon.get_words("doc_type", "final"),
    )
    totals = (
        *(word for word, _ in _list_sides(lexicon)),
        *lexicon.get_words("heading_qualifiers"),
        *lexicon.get_words("beside_totals"),
    )
    qualifiers = (
        *lexicon.get_words("prose.qualifier"),
        *lexicon.get_words("aspects"),
    )
    return _Surroundings(
        _index_by_first_character(before),
        _index_by_first_character((*empty, *qualifiers)),
        _index_by_first_character(empty),
        _index_by_first_character((*before, *empty, *totals)),
    )


def _index_by_first_character(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = {}
    for word in words:
        index.setdefault(word[0], set()).add(word)
    return {first: tuple(sorted(found)) for first, found in index.items()}


class Composition(NamedTuple):
    """The parts of a label: its head lies between two positions; nothing else
    than what changes no concept stands around it.
    """

    start: int
    stop: int
    concept: str | None  # None for the name of both sides


@lru_cache(maxsize=16384)
def parse_composition(
    lexicon: Lexicon,
    phrase: str,
    owner_names: tuple[str, ...],
    section_key: str | None = None,
) -> Composition | None:
    """Parse a phrase as owner, period, verb, head, aspect and copula.

    Args:
        lexicon: The words of all of these.
        phrase: The words before a number, compact.
        owner_names: The forms of the name of the office.
        section_key: The section, whose labels take precedence.

    Returns:
        The longest head that is known, around which every token belongs to a
        closed class; None where a word that may restrict it stands there.
    """
    if not 1 < len(phrase) <= _LONGEST_COMPOSITION:
        return None
    words = _compile_surroundings(lexicon).before
    starts = _list_head_starts(lexicon, phrase, owner_names, words)
    stops = _list_head_stops(lexicon, phrase)
    spans = [(i, j) for i in starts for j in stops if j - i > 1]
    for start, stop in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        concept = find_concept(lexicon, phrase[start:stop], section_key)
        rest = phrase[:start], phrase[stop:]
        if find_concept_pair(lexicon, phrase[start:stop]):
            return Composition(start, stop, None)
        if concept is not None and _agrees_in_side(lexicon, concept, rest):
            return Composition(start, stop, concept)
    return None


def _agrees_in_side(lexicon: Lexicon, concept: str, rest: tuple[str, str]) -> bool:
    """False where a word of the other side
    stands beside a head: 培训费收入.
    """
    around = "|".join(rest)
    other = SIDE_CONCEPTS[concept.startswith("revenue.")]
    words = lexicon.get_words("heads", other)
    return not any(word in around for word in words)


def _list_head_starts(
    lexicon: Lexicon,
    phrase: str,
    owner_names: tuple[str, ...] | None,
    words: Mapping[str, tuple[str, ...]],
) -> list[int]:
    """List the positions before which every token is a word of time, one of some
    words, or an owner; no owner where there are no names.
    """
    forms = _list_period_forms(compile_prose_patterns(lexicon), phrase)
    reached = {0}
    for start, first in enumerate(phrase):
        if start not in reached:
            continue
        found = words.get(first, ())
        reached |= {start + len(w) for w in found if phrase.startswith(w, start)}
        reached |= _find_period_ends(forms, phrase, start)
        if owner_names is not None:
            reached |= _find_owner_ends(lexicon, phrase, start, owner_names)
    return sorted(reached)


@lru_cache(maxsize=16384)
def compose_part(
    lexicon: Lexicon, phrase: str, family: str, owner_names: tuple[str, ...]
) -> str | None:
    """Find the part of a family that a phrase makes up: 用车 of “三公”经费.

    Args:
        lexicon: The components, and the words that may stand around them.
        phrase: The words before a number, normalized.
        family: What is divided, as a key of its concept.
        owner_names: The forms of the name of the office.

    Returns:
        Its item; None where a word is neither a component nor of a closed class.
    """
    parts = load_compositions().get(family)
    if parts is None or len(phrase) > _LONGEST_COMPOSITION:
        return None
    keys = lexicon.get_vocabulary("part_components")
    components = _index_components(lexicon)
    around = _index_part_surroundings(lexicon)
    reached: dict[int, frozenset[str]] = {0: frozenset()}
    for start, first in enumerate(phrase):
        named = reached.get(start)
        if named is None:
            continue
        for word in components.get(first, ()):
            if phrase.startswith(word, start):
                reached.setdefault(start + len(word), named | {keys[word]})
        for end in _find_neutral_ends(lexicon, phrase, start, owner_names, around):
            reached.setdefault(end, named)
    return parts.get(reached.get(len(phrase), frozenset()))


def _find_neutral_ends(
    lexicon: Lexicon,
    phrase: str,
    start: int,
    owner_names: tuple[str, ...],
    words: Mapping[str, tuple[str, ...]],
) -> set[int]:
    """Find where a token that changes no concept may end."""
    found = words.get(phrase[start], ())
    ends = {start + len(w) for w in found if phrase.startswith(w, start)}
    forms = _list_period_forms(compile_prose_patterns(lexicon), phrase)
    ends |= _find_period_ends(forms, phrase, start)
    return ends | _find_owner_ends(lexicon, phrase, start, owner_names)


@cache
def _index_components(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    return _index_longest_first(lexicon.get_vocabulary("part_components"))


@cache
def _index_part_surroundings(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    kinds = ("fee", "joint", "money")
    words = [one for k in kinds for one in lexicon.get_words("head_components", k)]
    around = _compile_surroundings(lexicon)
    for index in (around.before, around.behind):
        words += [word for found in index.values() for word in found]
    return _index_by_first_character(words)


def _index_longest_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    index = _index_by_first_character(words)
    return {
        first: tuple(sorted(found, key=len, reverse=True))
        for first, found in index.items()
    }


@lru_cache(maxsize=16384)
def find_sides(
    lexicon: Lexicon, phrase: str, owner_names: tuple[str, ...]
) -> frozenset[str]:
    """Find the sides of the budget that a phrase names with nothing else in it.

    Args:
        lexicon: The words of sides, and of what may stand around them.
        phrase: The words before a number, or a title.
        owner_names: The forms of the name of the office.

    Returns:
        ``revenue`` for 2021年我园收入, both for 收支情况; none where any word is
        not of a closed class.
    """
    sides = frozenset(side for word, side in _list_sides(lexicon) if word in phrase)
    if not sides:
        sides, phrase = _cut_short_side(lexicon, phrase)
    if not sides or len(phrase) > _LONGEST_COMPOSITION:
        return frozenset()
    phrase = _LIST_MARK.sub("", phrase)
    around = _compile_surroundings(lexicon)
    reached = _list_head_starts(lexicon, phrase, owner_names, around.of_totals)
    if len(phrase) not in reached:
        return frozenset()
    return sides


def _cut_short_side(lexicon: Lexicon, phrase: str) -> tuple[frozenset[str], str]:
    """Cut a head of one character from the end: 当年收."""
    side = lexicon.get_vocabulary("short_heads").get(phrase[-1:])
    if side is None:
        return frozenset(), phrase
    return frozenset((side,)), phrase[:-1]


@cache
def _list_sides(lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
    """List the words of sides, with those that name both: 收支."""
    heads = lexicon.get_vocabulary("heads")
    both = lexicon.get_words("both_sides")
    pairs = ((word, side) for word in both for side in heads.values())
    return (*heads.items(), *pairs)


@lru_cache(maxsize=16384)
def is_surrounding(lexicon: Lexicon, phrase: str) -> bool:
    """True for words that name nothing by themselves: 上年决算, 今年控制在."""
    words = _compile_surroundings(lexicon).empty
    return len(phrase) in _list_head_starts(lexicon, phrase, None, words)


def _list_period_forms(
    patterns: ProsePatterns, phrase: str
) -> tuple[regex.Pattern[str], ...]:
    """The patterns of times, counts and stages
    of which a phrase has the signs.
    """
    forms = []
    has_digit = any(map(str.isdigit, phrase))
    if has_digit or not patterns.period_heads.isdisjoint(phrase):
        forms.append(patterns.period)
    if has_digit:
        forms.append(patterns.counted_thing)
    if not COORDINATING_SIGNS.isdisjoint(phrase):
        forms.append(patterns.both_stages)
    if APPROVAL_SIGN in phrase:
        forms.append(patterns.approval)
    return tuple(forms)


def _find_period_ends(
    forms: tuple[regex.Pattern[str], ...], phrase: str, start: int
) -> set[int]:
    if not forms:
        return set()
    found = [one.match(phrase, start) for one in forms]
    return {match.end() for match in found if match is not None}


def _find_owner_ends(
    lexicon: Lexicon, phrase: str, start: int, owner_names: tuple[str, ...]
) -> set[int]:
    """Find where an owner that begins at a position may end."""
    patterns = compile_prose_patterns(lexicon)
    names = (*owner_names, *_list_self_names(lexicon, owner_names))
    ends = {start + len(one) for one in names if phrase.startswith(one, start)}
    ends |= _find_ends_behind_place(lexicon, phrase, start, owner_names)
    if phrase[start] in SPEAKER_HEADS:
        match = patterns.speaker.match(phrase, start)
        if match is not None:
            ends.add(match.end())
    ends |= _find_office_ends(patterns, phrase, start, owner_names)
    if patterns.scope_heads.isdisjoint(phrase):
        return ends
    scoped = (patterns.owner_scope.match(phrase, end) for end in (start, *ends))
    return ends | {match.end() for match in scoped if match is not None}


def _find_office_ends(
    patterns: ProsePatterns, phrase: str, start: int, owner_names: tuple[str, ...]
) -> set[int]:
    """Find where a short form of the office's name ends."""
    if not _opens_in_name(phrase[start], owner_names):
        return set()
    limit = start + _LONGEST_OWNER
    found = patterns.office_ending.finditer(phrase, start, limit)
    ends = {match.end() for match in found}
    return {end for end in ends if _shortens_name(phrase[start:end], owner_names)}


def _find_ends_behind_place(
    lexicon: Lexicon, phrase: str, start: int, owner_names: tuple[str, ...]
) -> set[int]:
    """Find where the name of the office ends
    behind that of a place: 永丰县供销社.
    """
    levels = lexicon.get_words("prose.region")
    ends = set()
    for name in owner_names:
        at = phrase.find(name, start, start + _LONGEST_PLACE + len(name))
        if at > start and (name.startswith(levels) or phrase[:at].endswith(levels)):
            ends.add(at + len(name))
    return ends


@lru_cache(maxsize=1024)
def _list_self_names(lexicon: Lexicon, owner_names: tuple[str, ...]) -> tuple[str, ...]:
    """List what an office calls itself by
    its kind: a primary school 学校.
    """
    if not owner_names:
        return ()
    name = owner_names[0]
    words = lexicon.get_words("prose.self")
    scopes = lexicon.get_words("office", "scope")
    endings = lexicon.get_words("office", "ending")
    kinds = [one for one in endings if len(one) == 1 and one in name]
    return (
        *(word for word in words if not frozenset(name[-2:]).isdisjoint(word)),
        *(kind + scope for kind in kinds for scope in scopes),
    )


def _shortens_name(words: str, names: Iterable[str]) -> bool:
    """True for a short form of a name, its
    characters in their order: 县残联.
    """
    return len(words) >= _SHORTEST_OWNER and any(
        is_abbreviation(words, name) for name in names
    )


def _opens_in_name(first: str, names: Iterable[str]) -> bool:
    """False for a character that opens no short
    form of a name.
    """
    return any(first in name for name in names)


def _list_head_stops(lexicon: Lexicon, phrase: str) -> list[int]:
    """List the positions behind which every
    token is of a closed class.
    """
    around = _compile_surroundings(lexicon)
    forms = _list_period_forms(compile_prose_patterns(lexicon), phrase)
    reached = {len(phrase)}
    for stop in range(len(phrase) - 1, 0, -1):
        words = around.behind.get(phrase[stop], ())
        ends = {stop + len(w) for w in words if phrase.startswith(w, stop)}
        ends |= _find_period_ends(forms, phrase, stop)
        if ends & reached:
            reached.add(stop)
    return sorted(reached)


@lru_cache(maxsize=_KEPT_SECTIONS)
def _get_affixes(
    lexicon: Lexicon, section_key: str | None, owner_names: tuple[str, ...]
) -> dict[tuple[str, bool], tuple[int, int]]:
    """What is no part of a label at the ends of phrases that were looked at in one
    section of an office."""
    return {}


@lru_cache(maxsize=_KEPT_SECTIONS)
def _get_trimmed(
    lexicon: Lexicon, section_key: str | None, owner_names: tuple[str, ...]
) -> dict[tuple[str, bool, bool], LabelSpan | None]:
    """Where the labels stand in the phrases that were looked at in one section of an
    office."""
    return {}


def keep_result(results: dict[_K, _R], key: _K, result: _R) -> None:
    """Keep a result beside no more than so many others.

    Args:
        results: What is kept, which is forgotten where it is too much.
        key: What the result is of.
        result: The result.
    """
    if len(results) >= _KEPT_PHRASES:
        results.clear()
    results[key] = result


def may_open_mark(first: str) -> bool:
    """Tell what no list mark, year or code begins with.

    Args:
        first: A character; none at the end of a text.

    Returns:
        False where ``ITEM_MARK`` and ``YEAR`` have no match.
    """
    return first == "(" or first.isnumeric()


@lru_cache(maxsize=_KEPT_SECTIONS)
def _collect_characters(lexicon: Lexicon, names: tuple[str, ...]) -> frozenset[str]:
    """Characters of the names of an office, and of what it calls itself."""
    return frozenset("".join((*names, *_list_self_names(lexicon, names))))


class LabelResolver:
    """Resolves the labels of one text; positions are those of the compact text.

    ``extract_text`` leads from a span of the compact text to the printed line.
    """

    def __init__(
        self,
        text: str,
        extract_text: Callable[[int, int], Extracted[str]],
        context: LineContext,
        lexicon: Lexicon,
        class_paths: Sequence[ClassPath] = (),
    ) -> None:
        self.text = text
        self.class_paths = class_paths
        self.extract_text = extract_text
        self.context = context
        self.lexicon = lexicon
        self.patterns = compile_prose_patterns(lexicon)
        self.label_patterns = _compile_label_patterns(lexicon)
        section, names = context.section_key, context.owner_names
        self.affixes = _get_affixes(lexicon, section, names)
        self.trimmed = _get_trimmed(lexicon, section, names)
        self.common_affixes = _get_affixes(lexicon, section, ())
        self.common_trimmed = _get_trimmed(lexicon, section, ())
        self.name_characters = _collect_characters(lexicon, names)
        self.labels = lexicon.get_vocabulary("labels")
        self.section_labels = lexicon.get_vocabulary(f"labels_in.{context.section_key}")
        self.generic_words = lexicon.get_vocabulary("prose.generic")
        self.count_nouns = lexicon.get_words("counts", "noun")
        self.resolved: dict[tuple[int, int, bool], LabelledThing] = {}
        self.listed: dict[tuple[int, int, int], tuple[LabelledThing, ...]] = {}

    def resolve_label(
        self, start: int, stop: int, is_counted: bool = False
    ) -> LabelledThing:
        """Resolve the thing that a piece of text names.

        Args:
            start: Where the stretch begins.
            stop: Where it ends: at the number.
            is_counted: The number counts things. These may be named by words that only
                lead to a sum of money (行政编制25人).

        Returns:
            Its label and concept; ``UNLABELLED`` when it names nothing.
        """
        key = start, stop, is_counted
        found = self.resolved.get(key)
        if found is None:
            found = self._resolve_class_path(*key) or self._resolve_span(*key)
            if self._is_cost_of_stock(found, start, stop):
                found = found._replace(concept=None)
            keep_result(self.resolved, key, found)
        return found

    def _resolve_class_path(
        self, start: int, stop: int, is_counted: bool
    ) -> LabelledThing | None:
        """Resolve the class whose levels have codes; what is named behind it is no
        class."""
        paths = self.class_paths
        at = bisect_right(paths, stop, key=attrgetter("end"))
        if at == 0 or is_counted:
            return None
        path = paths[at - 1]
        if path.name[0] < start:
            return None
        if path.end < stop:
            rest = self._resolve_span(path.end, stop, False)
            if rest.label is not None and rest.concept not in _TOTALS:
                return rest
        label = self.extract_text(*path.name)
        item = _ITEMS_OF_CODES[path.code[0]]
        return LabelledThing(label, item, class_code=path.code)

    def _is_cost_of_stock(self, named: LabelledThing, start: int, stop: int) -> bool:
        """True for what a thing costs, which is not what it is worth: 车辆支出."""
        if named.concept is None or not named.concept.startswith(_ASSETS):
            return False
        if load_concepts()[named.concept].kind != "stock":
            return False
        assert named.label is not None
        name = match_key(named.label.value)
        costs = self.lexicon.get_words("prose.cost")
        if name.endswith(costs):
            return True
        return self.text[start:stop].rpartition(name)[2].startswith(costs)

    def _resolve_span(self, start: int, stop: int, is_counted: bool) -> LabelledThing:
        span = self.trim_label(start, stop, is_counted=is_counted)
        if span is None:
            return self._resolve_head(start, stop, is_counted)
        marked = self._resolve_marked_class(span, stop)
        if marked is not None:
            return marked
        named = self._resolve_name(*span) or self._resolve_around_remark(*span)
        if named is not None:
            return named
        if self._is_unknown_generic(self.text[slice(*span)]):
            return self._resolve_head(start, stop, is_counted)
        cut = self._cut_to_known_label(*span) or span
        concept = self.find_concept(self.text[slice(*cut)])
        if concept is not None:
            return LabelledThing(self.extract_text(*cut), concept)
        head = self._resolve_head(start, stop, is_counted)
        if head.label is not None:
            return head
        if is_counted:
            return LabelledThing(self.extract_text(*cut), None)
        return self._resolve_coded_class(cut, stop)

    def _resolve_coded_class(self, span: LabelSpan, stop: int) -> LabelledThing:
        """Resolve a name that no list has, by the code of a 款 or 项 that is
        printed beside it: 2130119防灾救灾, 渔业发展(2130148)."""
        first, last = span
        before = self.text[max(0, first - _LONGEST_CODE_BEFORE) : first]
        match = _CODE_BEFORE.search(before) or _LOWER_CODE_BEHIND.match(
            self.text, last, stop
        )
        label = self.extract_text(first, last)
        if match is None:
            return LabelledThing(label, None)
        code = match["code"]
        return LabelledThing(label, _ITEMS_OF_CODES[code[0]], class_code=code)

    def _resolve_marked_class(self, span: LabelSpan, stop: int) -> LabelledThing | None:
        """Resolve a class by the code in brackets behind its name."""
        first, last = span
        code = _CODE_BEHIND.match(self.text, last, stop)
        if code is None:
            return None
        concept = self.find_concept(self.text[first:last] + code.group())
        if concept not in _CLASS_ITEMS:
            return None
        label = self.extract_text(first, last)
        return LabelledThing(label, concept, class_code=code[1])

    def _resolve_name(self, first: int, last: int) -> LabelledThing | None:
        """Resolve a phrase that is a known name
        as it stands, without its owner.
        """
        phrase = self.text[first:last]
        concept = self.find_concept(phrase)
        if concept is None:
            return None
        if not self.is_known_label(phrase):
            first = self._skip_owner(first, last, concept)
        return LabelledThing(self.extract_text(first, last), concept)

    def _resolve_around_remark(self, first: int, last: int) -> LabelledThing | None:
        """政府性基金（彩票公益金）收入: a name with a remark inside it."""
        phrase = self.text[first:last]
        remark = _INNER_REMARK.search(phrase)
        if remark is None:
            return None
        plain = phrase[: remark.start()] + phrase[remark.end() :]
        concept = self.find_concept(plain)
        if concept is None:
            found = parse_composition(
                self.lexicon,
                plain,
                self.context.owner_names,
                self.context.section_key,
            )
            concept = found and found.concept
        if concept is None:
            return None
        return LabelledThing(self.extract_text(first, last), concept)

    def _is_unknown_generic(self, phrase: str) -> bool:
        return not self.is_known_label(phrase) and self._is_generic(phrase)

    def resolve_composition(self, start: int, stop: int) -> LabelledThing:
        """Resolve a stretch of which every token is known; ``UNLABELLED`` for any
        other."""
        return self._resolve_head(start, stop)

    def _resolve_head(
        self, start: int, stop: int, is_counted: bool = False
    ) -> LabelledThing:
        """Resolve a stretch of which every token is known; ``UNLABELLED`` for any
        other."""
        if is_counted:
            return UNLABELLED
        start, stop = _trim_edges(self.text, start, stop)
        phrase, names = self.text[start:stop], self.context.owner_names
        if self.name_characters.isdisjoint(phrase):
            names = ()  # no name is in it
        found = parse_composition(self.lexicon, phrase, names, self.context.section_key)
        if found is None:
            return UNLABELLED
        span = start + found.start, start + found.stop
        concept = self.find_concept(self.text[slice(*span)])
        if found.concept is not None and concept is None:
            return UNLABELLED
        trimmed = self.trim_label(*span)
        if trimmed and self.find_concept(self.text[slice(*trimmed)]) == concept:
            span = trimmed
        return self._split_code(span, concept)

    def _split_code(self, span: LabelSpan, concept: str | None) -> LabelledThing:
        """A thing without the code of the class before its name."""
        first, last = span
        phrase = self.text[first:last]
        code = _LEADING_CODE.match(phrase)
        if code is None or YEAR.match(phrase) or concept not in _CLASS_ITEMS:
            return LabelledThing(self.extract_text(first, last), concept)
        label = self.extract_text(first + code.end(), last)
        return LabelledThing(label, concept, class_code=code[1])

    def resolve_coordination(
        self, start: int, stop: int, count: int = 0
    ) -> tuple[LabelledThing, ...]:
        """Resolve several names that share one statement: 收入总计、支出总计均为.

        Args:
            start: Where the stretch begins.
            stop: Where it ends: at the number.
            count: How many names have a number of their own (人员经费和公用经费分别为),
                though all of them are one name, too; 0 where none is said to.

        Returns:
            The things in their order, two or more; () where there is one name or none.
        """
        key = start, stop, count
        found = self.listed.get(key)
        if found is None:
            found = self._resolve_names(*key)
            keep_result(self.listed, key, found)
        return found

    def _resolve_names(
        self, start: int, stop: int, count: int
    ) -> tuple[LabelledThing, ...]:
        span = self.trim_label(start, stop)
        if span is None:
            label = self.extract_generic_label(start, stop)
        else:
            label = self.extract_text(*span)
        if label is None:
            return ()
        pair = self._find_pair(label.value)
        if pair or span is None:
            return tuple(LabelledThing(label, concept) for concept in pair)
        is_one_name = self._names_concept(span) and not count
        is_one_name = is_one_name and not self._lists_known_labels(*span)
        spans = [span]
        if not is_one_name:
            spans = self._split_coordination(*span, count)
        return self._resolve_listed_names(spans)

    def _lists_known_labels(self, first: int, last: int) -> bool:
        """True for 经营收入和其他收入: two labels of different things, which
        are not one label."""
        if self.is_known_label(self.text[first:last]):
            return False
        cuts = list(self._iterate_coordinators(first, last))
        if len(cuts) != 1:
            return False
        parts = self.text[first : cuts[0][0]], self.text[cuts[0][1] : last]
        concepts = {self.find_concept(one) for one in parts}
        return len(concepts) == len(parts) and all(map(self.is_known_label, parts))

    def _find_pair(self, label: str) -> tuple[str, ...]:
        """The two concepts of a label, with a word
        of time before it or not: 上年收、支总计.
        """
        pair = find_concept_pair(self.lexicon, label)
        times = self.lexicon.get_words("prose.time")
        if pair or not label.startswith(times):
            return pair
        time = next(one for one in times if label.startswith(one))
        return find_concept_pair(self.lexicon, label.removeprefix(time))

    def resolve_two_names(self, start: int, stop: int) -> tuple[LabelledThing, ...]:
        """Resolve two names of different things: 年初结转和结余与年末结转和结余.

        Of several places to part them at, that of the most equal names is taken.

        Args:
            start: Where the stretch begins.
            stop: Where it ends: at the first of two numbers.

        Returns:
            Both; () where it can be parted nowhere.
        """
        found = {}
        for first, last in self._iterate_coordinators(start, stop):
            names = self.resolve_label(start, first), self.resolve_label(last, stop)
            concepts = {one.concept for one in names}
            if None in concepts or len(concepts) < len(names):
                continue
            label = names[1].label
            if label and match_key(self.text[last:stop]).startswith(
                match_key(label.value)
            ):
                found[abs(stop - last - (first - start))] = names
        if not found:
            return ()
        one, other = found[min(found)]
        if other.concept == _TOTALS[1]:
            side = _find_side_beside(one, other)
            other = other._replace(concept=side)
        return one, other

    def _resolve_listed_names(
        self, spans: Sequence[LabelSpan]
    ) -> tuple[LabelledThing, ...]:
        """The things that some names stand for;
        () where there are not two.
        """
        if len(spans) < 2:
            return ()
        things = [self.resolve_label(*one) for one in spans]
        if describe_item(things[0].concept).concept in SIDE_CONCEPTS:
            things = [self._resolve_listed_name(*one) for one in spans]
        if any(one.label is None for one in things):
            return ()
        first, last_phrase = things[0], self.text[slice(*spans[-1])]
        return tuple(
            self._complete_coordinated_name(one, first, last_phrase) for one in things
        )

    def _resolve_listed_name(self, start: int, stop: int) -> LabelledThing:
        """One of some names; a side alone, too: 财政拨款收入决算、|支出决算."""
        thing = self.resolve_label(start, stop)
        side = self.find_side(start, stop)
        if thing.label is not None or side is None:
            return thing
        item = find_item(side, Fund.ALL)
        return LabelledThing(self.extract_generic_label(start, stop), item)

    def _split_coordination(
        self, first: int, last: int, count: int = 0
    ) -> list[LabelSpan]:
        """The names between coordinators; a name that holds one (购置和运行费) stays
        whole, unless each of its parts has a number."""
        cuts = list(self._iterate_coordinators(first, last))
        starts = [first, *(end for _, end in cuts)]
        ends = [*(start for start, _ in cuts), last]
        if count and len(starts) in (count, _FEWEST_NAMES):
            spans = list(zip(starts, ends, strict=True))
        else:
            spans = self._join_into_names(starts, ends, count)
            spans = spans or self._join_longest_names(starts, ends)
        return [(start, end) for start, end in spans if start < end]

    def _join_longest_names(
        self, starts: Sequence[int], ends: Sequence[int]
    ) -> list[LabelSpan]:
        """The longest known names that the parts of a list make, from its head on."""
        spans: list[LabelSpan] = []
        at = 0
        while at < len(starts):
            until = self._find_end_of_name(starts, ends, at)
            spans.append((starts[at], ends[until]))
            at = until + 1
        return spans

    def _join_into_names(
        self, starts: Sequence[int], ends: Sequence[int], count: int
    ) -> list[LabelSpan]:
        """As many known names as are counted, of parts that coordinators make
        (出国费、购车及用车费、接待费分别为); [] where the parts make others."""
        if not 0 < count < len(starts) <= _MOST_PARTS:
            return []
        ways: dict[tuple[int, int], list[LabelSpan]] = {(0, 0): []}
        for at, first in enumerate(starts):
            for n_names in range(count):
                spans = ways.get((at, n_names))
                if spans is None:
                    continue
                for until, last in enumerate(ends[at:], at + 1):
                    if self._names_concept((first, last)):
                        joined = [*spans, (first, last)]
                        ways.setdefault((until, n_names + 1), joined)
        return ways.get((len(starts), count), [])

    def _iterate_coordinators(self, first: int, last: int) -> Iterator[LabelSpan]:
        """Iterate over the coordinators
        outside of brackets.
        """
        for match in COORDINATOR.finditer(self.text[first:last]):
            before = self.text[first : first + match.start()]
            if before.count("(") == before.count(")"):
                yield first + match.start(), first + match.end()

    def _find_end_of_name(
        self, starts: Sequence[int], ends: Sequence[int], at: int
    ) -> int:
        """The last part of the longest known name that
        begins with one part of a list.
        """
        known = (
            until
            for until in range(len(ends) - 1, at, -1)
            if self._names_concept((starts[at], ends[until]))
        )
        return next(known, at)

    def _complete_coordinated_name(
        self, thing: LabelledThing, first: LabelledThing, last_phrase: str
    ) -> LabelledThing:
        """A name with what it shares with the
        others: 财政拨款收入和支出, 人员和公用经费.
        """
        label = thing.label
        if label is None or thing is first and thing.concept is not None:
            return thing
        if first.concept is not None:
            beside = self.lexicon.find_key(f"beside.{first.concept}", label.value)
            if beside is not None:
                return LabelledThing(label, beside)
        if thing.concept == _TOTALS[1]:
            return thing._replace(concept=_find_side_beside(first, thing))
        if thing.concept is not None:
            return thing
        for cut in range(1, len(last_phrase)):
            concept = self.find_concept(label.value + last_phrase[cut:])
            if concept is not None:
                return LabelledThing(label, concept)
        return thing

    def find_side(self, start: int, stop: int) -> str | None:
        """Find the side of the budget that a
        stretch names alone: 支出共计.
        """
        start, stop = _trim_edges(self.text, start, stop)
        sides = find_sides(
            self.lexicon, self.text[start:stop], self.context.owner_names
        )
        if len(sides) != 1:
            return None
        return next(iter(sides))

    def names_unit(self, phrase: str) -> bool:
        """True for an office or a part of one: 局机关, 各分局, 5个管理站."""
        word = match_key(phrase)
        return word.endswith(
            (
                *self.lexicon.get_words("office", "ending"),
                *self.lexicon.get_words("office", "scope"),
            )
        )

    def extract_words(self, start: int, stop: int) -> Extracted[str] | None:
        """Extract what stands between two positions without its edges."""
        start, stop = _trim_edges(self.text, start, stop)
        if start >= stop:
            return None
        return self.extract_text(start, stop)

    def extract_generic_label(self, start: int, stop: int) -> Extracted[str] | None:
        """Extract a generic phrase (支出), as it is printed."""
        span = self.trim_label(start, stop, allow_generic=True)
        if span is None:
            return None
        return self.extract_text(*span)

    def is_known_label(self, phrase: str) -> bool:
        """True for a label that the lexicon
        has in exactly this form.
        """
        return self._is_known_word(match_key(phrase))

    def _is_known_word(self, word: str) -> bool:
        return word in self.labels or word in self.section_labels

    def find_concept(self, phrase: str) -> str | None:
        """Find the concept of a label in the section of the line."""
        return _find_concept_in_section(self.lexicon, phrase, self.context.section_key)

    def _is_generic(self, phrase: str) -> bool:
        """True for generic words: 金额; 上年, which is only a period."""
        if self._names_nothing(phrase):
            return True
        word = match_key(phrase)
        return word in self.lexicon.get_vocabulary("prose.time")

    def _is_aspect(self, word: str) -> bool:
        """True for 调整预算数, 实际支出: what a figure is, not of what."""
        if self.patterns.aspect.fullmatch(word) is None:
            return False
        return self.find_concept(word) is None

    def names_one(self, start: int, stop: int) -> bool:
        """True for words that are one known label."""
        return self._names_concept(self.trim_label(start, stop))

    def _names_concept(self, span: LabelSpan | None) -> bool:
        return (
            span is not None and self.find_concept(self.text[slice(*span)]) is not None
        )

    def _skip_owner(self, first: int, last: int, concept: str) -> int:
        """Where a label begins behind the word for its owner, when it names the
        same concept without it.
        """
        for word in self.lexicon.get_words("prose.whose"):
            rest = first + len(word)
            if not self.text.startswith(word, first) or last - rest <= 1:
                continue
            if self.find_concept(self.text[rest:last]) == concept:
                return rest
        return first

    # --- Cutting: a known label inside a phrase --------------------------------

    def _cut_to_known_label(self, first: int, last: int) -> LabelSpan | None:
        """The known label inside a phrase: its short name; behind a word like
        安排; before a word like 为; around 的.
        """
        return (
            self._cut_short_name(first, last)
            or self._cut_remark(first, last)
            or self._cut_behind_verb(first, last)
            or self._cut_behind_introducing_word(first, last)
            or self._cut_before_separator(first, last)
            or self._cut_at_boundary(first, last)
        )

    def _cut_short_name(self, first: int, last: int) -> LabelSpan | None:
        short = self.label_patterns.short_name.search(self.text[first:last])
        if short is None:
            return None
        span = self.trim_label(first + short.start("name"), first + short.end("name"))
        return span if self._names_concept(span) else None

    def _cut_remark(self, first: int, last: int) -> LabelSpan | None:
        """其他收入（利息）: the name before a remark."""
        opened = self.text.find("(", first, last)
        if opened <= first or not self.text.endswith(")", first, last):
            return None
        span = first, opened
        return span if self._names_concept(span) else None

    def _cut_behind_verb(self, first: int, last: int) -> LabelSpan | None:
        verb = self.label_patterns.leading_verb.match(self.text[first:last])
        if verb is None:
            return None
        span = self.trim_label(first + verb.end(), last)
        return span if self._names_concept(span) else None

    def _cut_behind_introducing_word(self, first: int, last: int) -> LabelSpan | None:
        phrase = self.text[first:last]
        for match in self.label_patterns.introducing_word.finditer(phrase):
            span = self.trim_label(first + match.end(), last)
            if span is None or span[1] - span[0] <= 2:
                continue
            # 专项债务收入安排的支出（款） is one name
            needs_concept = self.text.startswith("的", first + match.end())
            subject = self.resolve_label(*span)
            if subject.concept or (subject.label and not needs_concept):
                return span
        return None

    def _cut_before_separator(self, first: int, last: int) -> LabelSpan | None:
        phrase = self.text[first:last]
        for match in self.label_patterns.separator.finditer(phrase):
            if match.start() > 1:
                span = self.trim_label(first, first + match.start())
                if self._names_concept(span):
                    return span
        return None

    def _cut_at_boundary(self, first: int, last: int) -> LabelSpan | None:
        """A known label at the end of a phrase; or its owner before 的, where
        nothing is named behind it.
        """
        phrase = self.text[first:last]
        restrictions = self.lexicon.get_words("prose.restricts")
        for match in self.label_patterns.boundary.finditer(phrase):
            behind = first + match.end()
            if match.group() == "的":
                owner = self._trim_owner(first, first + match.start())
                if self._names_concept(owner):
                    # 政府采购预算的金额 is its owner, 上年结转的一般公共预算收入 neither
                    names_nothing = self._is_generic(self.text[behind:last])
                    expense = self._find_expense(behind, last)
                    return owner if names_nothing else expense
                if any(word in phrase[: match.start()] for word in restrictions):
                    return None  # 预留给小微企业的政府采购预算 is not the whole
            span = self.trim_label(behind, last)
            if span and self._names_concept(span) and not self._is_lower_class(span):
                return span
        return None

    def _find_expense(self, first: int, last: int) -> LabelSpan | None:
        """由财政拨款负担的|“三公”经费: an expense, which money before it pays."""
        span = self.trim_label(first, last)
        if span is None:
            return None
        concept = self.find_concept(self.text[slice(*span)]) or ""
        return span if concept.startswith(_PAID_EXPENSES) else None

    def _trim_owner(self, first: int, last: int) -> LabelSpan | None:
        """The name before 的; 政府采购预算管理的: without the word that what
        it names governs the money.
        """
        owner = self.trim_label(first, last)
        if self._names_concept(owner):
            return owner
        frame = self.patterns.frame_end.search(self.text, first, last)
        if frame is None:
            return owner
        return self.trim_label(first, frame.start())

    def _is_lower_class(self, span: LabelSpan) -> bool:
        """True for a class below the highest, which
        words before it may restrict.
        """
        phrase = self.text[slice(*span)]
        is_class = self.find_concept(phrase) in _CLASS_ITEMS
        return is_class and parse_label(self.lexicon, phrase).item is None

    # --- Trimming: what is no part of a label at its ends ----------------------

    def trim_label(
        self,
        start: int,
        stop: int,
        allow_generic: bool = False,
        is_counted: bool = False,
    ) -> LabelSpan | None:
        """Trim a stretch of text to its label.

        Args:
            start: Where the stretch begins.
            stop: Where it ends.
            allow_generic: A generic phrase is a label, too.
            is_counted: The number behind the label counts things.

        Returns:
            The label without list marks, years, speakers and lead words before it and
            verbs behind it; None when nothing is left.
        """
        if stop - start > _LONGEST_LABEL_CONTEXT:
            return None
        key = self.text[start:stop], allow_generic, is_counted
        if key not in self.trimmed:
            keep_result(self.trimmed, key, self._trim_anew(key))
        span = self.trimmed[key]
        if span is None:
            return None
        return self._trim_quotes(start + span[0], start + span[1])

    def _trim_anew(self, key: tuple[str, bool, bool]) -> LabelSpan | None:
        """Where the label of a phrase stands, the same for every
        office where no part of a name is in it.
        """
        if not self.name_characters.isdisjoint(key[0]):
            return self._trim_phrase(*key)
        if key not in self.common_trimmed:
            keep_result(self.common_trimmed, key, self._trim_phrase(*key))
        return self.common_trimmed[key]

    def _trim_phrase(
        self, text: str, allow_generic: bool, is_counted: bool
    ) -> LabelSpan | None:
        """Where the label of a phrase stands in it."""
        span = self._trim_affixes(text, is_counted)
        if span is None:
            return None
        phrase = text[slice(*span)]
        if not _HAN.search(phrase):
            return None
        if not allow_generic and self._names_nothing(phrase):
            return None
        return span

    def _trim_affixes(self, text: str, is_counted: bool) -> LabelSpan | None:
        """A phrase without its affixes; None where it has more than a name has."""
        start, stop = 0, len(text)
        for _ in range(_MAX_AFFIXES):
            start, stop = _trim_edges(text, start, stop)
            phrase = text[start:stop]
            word = match_key(phrase)
            if self._is_known_word(word) or word in self.generic_words:
                return start, stop
            head, tail = self._measure_affix(phrase, is_counted)
            if not head and not tail:
                return start, stop
            start, stop = start + head, stop - tail
        return None

    def _names_nothing(self, phrase: str) -> bool:
        """True for 金额, 调整预算数: words that are no label by themselves."""
        word = match_key(phrase)
        if self._is_known_word(word):
            return False
        if word in self.generic_words or self._is_aspect(word):
            return True
        return self.find_concept(word) is None and is_surrounding(self.lexicon, word)

    def _measure_affix(self, phrase: str, is_counted: bool) -> tuple[int, int]:
        """How many characters at the head or at the end of a phrase are no part
        of its label: the first kind that fits.
        """
        key = phrase, is_counted
        affixes = self.common_affixes
        if phrase[:1] in self.name_characters:
            affixes = self.affixes
        if key not in affixes:
            keep_result(affixes, key, self._find_affix(phrase, is_counted))
        return affixes[key]

    def _find_affix(self, phrase: str, is_counted: bool) -> tuple[int, int]:
        head = self._measure_mark_or_owner(phrase)
        if head:
            return head, 0
        head = self._measure_period(phrase)
        if head:
            return head, 0
        head = self._measure_lead(phrase)
        if head and self.is_known_label(phrase[head:]):
            return head, 0
        tail = self._measure_trailing_words(phrase, is_counted)
        if tail:
            return 0, tail
        if not head and phrase.startswith("(") and ")" in phrase:
            head = phrase.index(")") + 1
        return head, 0

    def _measure_lead(self, phrase: str) -> int:
        """Length of the words that lead to a name; of none without which it is no name
        (年末结余)."""
        lead = self.patterns.leading_words.match(phrase)
        if lead is not None:
            rest = phrase[lead.end() :]
            whole = self.find_concept(phrase)
            # 年末结转结余 is what is carried out, 结转结余 what is carried in
            is_part = whole is not None and whole != self.find_concept(rest)
            return 0 if is_part else lead.end()
        opening = COORDINATOR.match(phrase)
        if opening is not None and self.find_concept(phrase[opening.end() :]):
            return opening.end()
        if COPULA.match(phrase) and self._names_nothing(phrase[1:]):
            return 1
        return 0

    def _measure_mark_or_owner(self, phrase: str) -> int:
        """Length of a list mark, a year, a code or the department's name before a
        label."""
        if may_open_mark(phrase[:1]):
            patterns = (_LIST_MARK, YEAR, _LEADING_CODE)
            marks = (pattern.match(phrase) for pattern in patterns)
            mark = next(filter(None, marks), None)
            if mark is not None:
                return mark.end()
        names = self.context.owner_names
        if phrase.startswith(names):
            return next(len(name) for name in names if phrase.startswith(name))
        return self._measure_owner(phrase)

    def _measure_owner(self, phrase: str) -> int:
        """Length of an owner before a name that is known without it: 县幼儿园（本级）, 本园, 机关;
        of none that begins a known name (机关运行经费)."""
        if self.find_concept(phrase) is not None:
            return 0
        ends = self._list_ends_of_owner(phrase)
        for end in [*sorted(ends, reverse=True), 0]:
            scope = self.patterns.owner_scope.match(phrase, end)
            for length in (end if scope is None else scope.end(), end):
                if length and self._is_known_behind(phrase[length:]):
                    return length
        return 0

    def _list_ends_of_owner(self, phrase: str) -> list[int]:
        """Where words of the office's name end that
        a phrase opens with, or of what it calls itself.
        """
        first, ends = phrase[:1], []
        if first in self.name_characters:
            ends += [
                match.end()
                for match in self.patterns.office_ending.finditer(phrase)
                if self.is_part_of_owner(phrase[: match.end()])
            ]
        if first in SPEAKER_HEADS:
            form = self.patterns.owner_form.match(phrase)
            if form is not None:
                ends.append(form.end())
        return ends

    def _is_known_behind(self, rest: str) -> bool:
        """True for what is known without the years in it."""
        return self.find_concept(YEAR.sub("", rest)) is not None

    def is_part_of_owner(self, words: str) -> bool:
        """True for words of the office's name, or a short form of it."""
        # 政府 of a people's government begins 政府采购, too
        return len(words) > 2 and any(
            words in name or _abbreviates(words, name)
            for name in self.context.owner_names
        )

    def _measure_period(self, phrase: str) -> int:
        """Length of a word of time before a name that is known without it
        (上年公务接待费), but not with it (上年结转).
        """
        times = self.lexicon.get_words("prose.time")
        if not phrase.startswith(times):
            return 0
        for word in times:
            rest = phrase[len(word) :]
            if not phrase.startswith(word) or self.find_concept(phrase) is not None:
                continue
            if self.find_concept(rest) is not None:
                return len(word)
        return 0

    def _find_trailing_words(self, phrase: str) -> regex.Match[str] | None:
        if phrase[-1:] not in self.patterns.tail_ends:
            return None
        return self.patterns.trailing_words.search(phrase)

    def _measure_trailing_words(self, phrase: str, is_counted: bool) -> int:
        """Length of a remark in brackets, a verb, a period or a count behind a
        label."""
        match = (
            self.label_patterns.trailing_bracket.search(phrase)
            or self._find_trailing_words(phrase)
            or self.patterns.trailing_period_or_count.search(phrase)
        )
        if match is None or (is_counted and match.group() in self.count_nouns):
            return 0
        return len(phrase) - match.start()

    def _trim_quotes(self, start: int, stop: int) -> LabelSpan:
        """Take a quotation mark in that belongs to the label; leave out those around
        the whole."""
        text = self.text
        if text[start - 1 : start] == '"' and '"' in text[start:stop]:
            start -= 1
        # “农林水支出”: the quotes are not the label's
        if text[start] == text[stop - 1] == '"' and stop - start > 2:
            start, stop = start + 1, stop - 1
        return start, stop


def _find_side_beside(first: LabelledThing, thing: LabelledThing) -> str | None:
    """财政拨款收入、支出决算总额: the expenditure of the fund
    whose revenue is named beside it.
    """
    described = describe_item(first.concept)
    if described.concept != SIDE_CONCEPTS[0] or described.fund not in _OF_BOTH_SIDES:
        return thing.concept
    return find_item(SIDE_CONCEPTS[1], described.fund) or thing.concept


def _trim_edges(text: str, start: int, stop: int) -> LabelSpan:
    """A stretch without the marks at its ends."""
    while start < stop and text[start] in LABEL_EDGE_CHARACTERS:
        start += 1
    while start < stop and text[stop - 1] in _TRAILING_EDGE_CHARACTERS:
        stop -= 1
    return start, stop
