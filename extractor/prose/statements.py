"""Parse what one line states in numbers: amounts, changes against another year, counts
of things.

``2020年预算收入共计165.47万元，比上年增加23.53万元，增长16.6%，主要原因是人员调资。其中：人员经费146.27万元（…）`` is one amount
with one change, and one amount that is a part of it. One state machine walks over the
tokens of the line. The words right before a number determine its role: a verb of change
makes a change, a base (比2019年预算数) an amount of that year, anything else an amount. The
phrase before a number is its label; where that phrase is generic (涉及金额), the label is
inherited from the line, its lead-in, or the heading. What cannot be named has no label;
a number that is no amount (20万元以上的设备) is left alone.

The module holds the whole algorithm, since all of its steps read and write the same
state: tokens and clause ends, amounts, periods and bases, changes, changes of zero,
    counts, breakdowns (其中), and, in a second pass, reasons.
Positions are those of the compact text: the normalized line without white space.
``ParserState.extract_text`` leads back to the line.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import field, replace
from decimal import Decimal
from functools import cache, lru_cache, partial, reduce
from itertools import accumulate, islice, pairwise, takewhile
from operator import attrgetter
from os.path import commonprefix
from typing import Any, NamedTuple

from extractor.dataclass import dataclass
from extractor.layout.lines import TextLine
from extractor.lexicon.label_parser import (
    describe_item,
    find_abbreviated_class,
    find_class_code,
    find_fund,
    find_lower_class,
    is_functional_name,
    name_class,
    names_money,
    parse_label,
)
from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import (
    BaseKind,
    Direction,
    Fund,
    Phase,
    Qualifier,
    UnitSource,
)
from extractor.model.records import Bounds, Extracted, FigureContext, Unit
from extractor.prose.labels import (
    EXPENSES,
    LABEL_EDGE_CHARACTERS,
    MASK,
    SINGLE_SUBJECT_SECTIONS,
    LabelResolver,
    compose_part,
    find_class_paths,
    find_concept,
    find_concept_pair,
    find_sides,
    keep_result,
    may_open_mark,
)
from extractor.prose.mentions import (
    UNLABELLED,
    AmountMention,
    ChangeMention,
    CountMention,
    LabelledThing,
    LineContext,
    Mention,
)
from extractor.prose.patterns import (
    AMOUNT_OR_PERCENT_END,
    ARRIVALS,
    AS_OF_DATE,
    ASKS_WHY,
    ATTRIBUTIVE,
    BASE_KINDS,
    BASE_SIGNS,
    BOTH_WAYS,
    CLASS_CODE,
    COORDINATOR,
    COUNT_BEHIND_LIST,
    COUNTED_BEHIND,
    COUNTED_NOUN,
    COUNTS_AHEAD,
    DASHES,
    EXTENT_SIGNS,
    FOLDS,
    GRAND,
    INNER_SIGNS,
    ITEM_MARK,
    LEADS_TO_LEVEL,
    LEGEND_OF_BRACKETS,
    LEGEND_WORD,
    LIST_END,
    LISTED_REASONS_END,
    MARK_IN_CHANGE,
    MONEY_RECEIVED,
    NEXT_PRICE,
    NOUN_FOLLOWS_MARKERS,
    NUMBER_OF_NAME,
    NUMBER_SEPARATOR,
    OPENING_OF_YEAR,
    ORDER_OF_TWO,
    PAID_BEHIND,
    PAYING_SIGNS,
    PUNCTUATION,
    RATE_LEAD,
    RISES,
    SHARES,
    SIGNS,
    SMALL_NUMERALS,
    SPLICED_PAGE_NUMBER,
    TARGET_WORD,
    TELLS_OF_ALL,
    TELLS_WHAT,
    THAT_IS,
    THRESHOLD_SUFFIX,
    TIMES,
    TOWARDS,
    UNIT_PRICE,
    UNIT_PRICE_SIGNS,
    YEAR,
    ProsePatterns,
    compile_prose_patterns,
)
from extractor.schema.concepts import find_item, load_concepts
from extractor.text import regex
from extractor.text.affixes import OF_WHICH
from extractor.text.dates import YEAR_DIGITS
from extractor.text.normalize import is_abbreviation, list_offsets, match_key
from extractor.text.numbers import (
    Grouping,
    NumberToken,
    find_split_numbers,
    is_counted_in_words,
    parse_number_suffix,
    tokenize_numbers,
)

__all__ = [
    "parse_line",
    "parse_opening_reason",
]

_LIST_MARK = "、"
_DECIMAL_POINT = "."
_COLON, _COMMA = ":", ","
# behind a number of which a unit may be declared elsewhere
_UNIT_FREE_END = regex.compile("[,:。;、)(]|$")
_ITEM = regex.compile("[^。;]+")
_SENTENCE = regex.compile("[^。;]+[。;]?")
_SENTENCE_END = regex.compile("。")
_COMMA_OR_COLON = regex.compile("[,:]")
_CLAUSE_SEPARATOR = regex.compile("[,:;]")
_CLAUSE_END = regex.compile("[。;,]")
_LONGEST_CONJUNCTION = 2  # characters
_LONGEST_OPENING = 6  # characters that may open a clause: 决算数, 实际支出
_NUMBERED_ITEM = regex.compile(r"(?:^|[。;])(\d{1,2})\.")
_NUMBERED_COUNT = regex.compile(r"(\d{1,2})\.(\d{1,4})")
_AMOUNT_IN_BRACKETS = regex.compile(r"\([\d,.]+\s*[万亿]?元\)")
_REMARK_BEFORE_SUM = regex.compile(r"\([^()\d。]{2,40}\)(?=[\d.,]+[万亿]?元)")
_REMARK_BEHIND = regex.compile(r"[(（][^()（）]*[)）]$")
_BRACKET = regex.compile("[()]")
_REMARK_INSIDE = regex.compile(r"(?<=\p{Han})\([^()]{2,16}\)(?=\p{Han})")
_DIGITS_OF_YEAR = regex.compile(f"({YEAR_DIGITS})")
_SHORT_YEAR = regex.compile(r"\D*(?<!\d)([012]\d)年\D*$")  # 较13年预算
_LONGEST_SHORT_BASE = 20  # characters
_CENTURY = 2000
_REASON_LIST = regex.compile(r"一是|\(?[一1][)、.]")
_GOVERNING_FUNDS = frozenset(
    {
        Fund.FISCAL_APPROPRIATION,
        Fund.GENERAL_PUBLIC_BUDGET,
        Fund.GOVERNMENT_FUNDS,
        Fund.STATE_CAPITAL,
        Fund.FISCAL_SPECIAL_ACCOUNT,
    }
)
_BUDGETS = (Fund.GENERAL_PUBLIC_BUDGET, Fund.GOVERNMENT_FUNDS, Fund.STATE_CAPITAL)
_FUNDS_OF_EXPENSES = (
    *_BUDGETS,
    Fund.FISCAL_SPECIAL_ACCOUNT,
    Fund.UNIT_FUNDS,
    Fund.INSTITUTION_SERVICE,
    Fund.INSTITUTION_BUSINESS,
)
"""What may pay expenses of “三公”经费 but all of 财政拨款."""
_BUDGETS_OF_PROJECTS = (Fund.GOVERNMENT_FUNDS, Fund.STATE_CAPITAL)
_TOTALS = ("revenue", "expenditure")
"""Items of classes, which are parts and never totals."""
_LONGEST_TOTAL_OF_UNIT = 30  # characters: 某某中心支出预算
_SHORTEST_TOTAL = 2
_CONCEPTS_OF_ANY_FUND = (*_TOTALS, "carried_", "procurement", "government_purchase")
_BASIC = "expenditure.basic"
_PROJECT = "expenditure.project"
_TOTAL_REVENUE = "revenue.total"
_SUMS = (_TOTAL_REVENUE, "expenditure.total")
_SOURCES_OF_REVENUE = frozenset(
    {
        "revenue.institution_service",
        "revenue.institution_business",
        "revenue.superior_subsidy",
        "revenue.affiliated_remittance",
        "revenue.other",
    }
)
"""Revenues that no other revenue is a part of."""
_TARGETS = "performance.project_amount"
_FUNCTIONAL = "expenditure.functional"
_ECONOMIC = "expenditure.economic"
_HOSPITALITY = "three_public.hospitality"
_PURCHASED_VEHICLES = "three_public.vehicles.purchase"
_STOCKS = "assets."
_PLANNED = "assets.planned_purchase"
_SERVICES = "government_purchase_of_services"
_LARGE_EQUIPMENT = "assets.fixed.large_equipment"
_TOTAL, _REST = ".total", ".other"
_CODE_OF_CLASS = regex.compile(r"[235]\d{2}")
_LONGEST_END = 3  # characters: 培训费
_RUNNING = "three_public.vehicles.running"
_CARRIED_IN, _CARRIED_OUT = "revenue.carryover", "expenditure.carryforward"
_CARRIED = dict(zip(_TOTALS, (_CARRIED_IN, _CARRIED_OUT), strict=True))
_EXPENDITURES_BY_USE = frozenset({"expenditure.basic", "expenditure.project"})
_NATURES = frozenset({"expenditure.personnel", "expenditure.public"})
_FEWEST_PARTS = 2
_SHORT_CLAUSE = regex.compile(r"(?<![^,。;:)])(?P<words>[^,。;:()\d]{2,16})[,:]$")
_CLAUSE_WORDS = regex.compile(r"[^,]{2,}")
_LONGEST_ITEM = 40  # characters of the words that open an item before its sum
_LISTING_CLAUSE = regex.compile("(?<![^,。;:])(?P<names>[^,。;:]+)[,:]$")
_LONGEST_LIST = 120  # characters of a clause that lists names
_LONGEST_FUND_CLAUSE = 80  # characters from the start of a clause to its label
_LONGEST_BEHIND = 40  # characters behind a sum that tell whose it is
_LONGEST_LEAD_TO_LEVEL = 16  # characters: 到2021年度的决算数
_MOST_LISTED = 60  # numbers of one list that are looked at together
_MOST_SUMMED = 24  # sums of a list that are looked at for parts of one another
_KEPT_LABELS = 4096
_MOST_MENTIONS = 240  # mentions that are looked back for what a statement tells of
_LONGEST_CLAUSE_LEAD = 20  # characters before the name of what pays
_LONGEST_CLAUSE = 400  # characters that are looked back for what a clause tells of
_LONGEST_SENTENCE = 2000  # characters that are looked back for what a sentence tells of
_NAMED_EXPENSES = ("conference", "training", "travel", "three_public")
"""Beginnings of items that are classes, too."""
_CLASSES = (".functional", ".economic")
_STATE_ASSETS = "state_assets"
_SUBJECTS = {
    "three_public": "three_public.total",
    "procurement": "procurement.total",
    _STATE_ASSETS: "assets.total",
}
"""What a section is about whose heading has other words."""
_PURCHASES = "procurement"
_SHORTEST_PROJECT = 4  # characters of the name of a project
_KINDS_OF_PURCHASES = ("goods", "works", "services")
_KINDS = frozenset(f"{_PURCHASES}.{one}" for one in _KINDS_OF_PURCHASES)
_ALL_PURCHASES = "procurement.total"
_RUN_IN_WHOLES = {"assets": "assets.total", _PURCHASES: _ALL_PURCHASES}
"""What a run-in head with one word of a family is about."""
_SECTIONS_OF_TOTALS = frozenset(
    {"budget_overview", "results_overview", "revenue", "expenditure", "changes"}
)
_SECTIONS_OF_THINGS = frozenset({"performance", "procurement", "state_assets"})
_SECTIONS_OF_EXPENSES = frozenset({"operating_expenses", "three_public"})
_LONGEST_TITLE_CLAUSE = 28  # characters of a clause that may be a title whole
_KINDS_OF_BUDGETS = {
    Phase.BUDGET: BaseKind.INITIAL_BUDGET,
    Phase.ADJUSTED_BUDGET: BaseKind.ADJUSTED_BUDGET,
}
_STAGES_OF_BUDGETS = {kind: stage for stage, kind in _KINDS_OF_BUDGETS.items()}
_SHORTEST_NOUN = 2
_SHORTEST_UNIT, _LONGEST_UNIT = 3, 24  # characters of the name of a unit
_SHORTEST_NAME = 2  # characters of a name that stands for a longer one
_WAYS = (Direction.INCREASE, Direction.DECREASE)
_LONGEST_BASE_LEAD_IN = 12  # characters before a base in a clause that only compares


# --- State ---


class Base(NamedTuple):
    """What a change is measured against: a year, and the kind of figure (of
    ``BASE_KINDS``, or ``unstated``).
    """

    year: int | None
    kind: BaseKind


class Period(NamedTuple):
    """Year and stage of an amount."""

    year: int | None
    stage: Phase | None


class LocatedMention(NamedTuple):
    """A mention and its span in the compact text."""

    mention: Mention
    start: int
    end: int


class _LocatedAmount(NamedTuple):
    """An amount and where it ends in the compact text."""

    mention: AmountMention
    end: int


class ClauseNumber(NamedTuple):
    """A number: its value, where its clause
    begins, and its own span.
    """

    extracted: Extracted[Decimal | None]
    clause_start: int
    start: int
    end: int


class _Excess(NamedTuple):
    """A level that a figure is set against, and where
    it ends.
    """

    end: int
    direction: Direction | None
    base: Base
    subject: LabelledThing


class _FlatList(NamedTuple):
    """What says that the sums behind it have not
    moved: against what, where it stands, and
    how many mentions were before them.
    """

    base: Base
    span: tuple[int, int]
    n_before: int


class StatedAmount(NamedTuple):
    """An amount of the present sentence, as
    later numbers may refer to it.
    """

    subject: LabelledThing
    value: Decimal | None


@dataclass(slots=True)
class ClauseState:
    """What is open in one clause and its sentence; a bracket with its own
    statements opens another one.
    """

    clause_start: int = 0
    last_subject: LabelledThing = UNLABELLED
    first_subject: LabelledThing = UNLABELLED
    # named without a number: 公务用车购置及运行费。共计安排2万元
    topic: LabelledThing = UNLABELLED
    # named in an earlier clause of the sentence
    base: Base | None = None
    # base of the sentence before: 其中 continues it
    previous_base: Base | None = None
    # base before a semicolon of the sentence, which holds where no other is named
    sentence_base: Base | None = None
    # 其中 was met: later numbers of the sentence are parts of the first amount
    in_breakdown: bool = False
    # of the amount that 其中 divides, or that a bracket explains
    whole_period: Period | None = None
    # which way the sums of a list have moved: 增加：人员经费5万元
    led_way: Direction | None = None
    # that the sums of a list have not moved: 持平的有：人员经费5万元
    led_flat: _FlatList | None = None
    # year that a colon leads in: 上年：5万元
    led_year: int | None = None
    # year that the sentence opens with: 2020年会议费2万元，培训费3万元
    opening_year: int | None = None
    # indexes of the changes of this sentence that may still get a percent
    change_indexes: set[int] = field(default_factory=set)
    line_first_subject: LabelledThing = UNLABELLED
    # an item that is marked within the line (2.公务接待费5万元), and its first subject
    in_item: bool = False
    item_subject: LabelledThing = UNLABELLED
    # later sentences are about parts of the first subject of the line
    line_in_breakdown: bool = False
    # no number was met in this sentence
    at_sentence_start: bool = True
    mentioned_year: int | None = None
    sentence_amounts: list[StatedAmount] = field(default_factory=list)
    # concepts of these amounts, the one stated last at the end
    sentence_concepts: dict[str, None] = field(default_factory=dict)
    # what was counted last in this sentence
    counted_subject: Extracted[str] | None = None
    # names that shared the last statement: 收入和支出分别为…
    coordinated: tuple[LabelledThing, ...] = ()
    # indexes of the changes that were stated of them one by one
    ordered_changes: tuple[int, ...] = ()
    # fund of the whole whose parts follow: what leads a list, else the first amount
    # of the sentence; that of the sentence before; of the line
    fund: Fund | None = None
    previous_fund: Fund | None = None
    line_fund: Fund | None = None
    # a list was led in: none of its members gives its fund to the next
    fund_is_of_list: bool = False
    # what the list divides
    whole: LabelledThing = UNLABELLED
    # what the clause before leads from is a class: 农林水支出中，
    divides_class: bool = False
    # both sides have changed: 收支均有增长，其中：收入由5万元增加到6万元
    tells_both_sides: bool = False
    # of the years that a list of the sentence names one by one
    listed_periods: tuple[Period, ...] = ()

    def end_sentence(self) -> None:
        """Forget what holds for one sentence alone."""
        last, first = self.last_subject, self.first_subject
        is_part = last.concept is None and first.concept is not None
        back_to_whole = self.in_breakdown or last.label is None or is_part
        if back_to_whole and self.first_subject.label:
            self.last_subject = self.first_subject
        self.previous_base = self.base or self.sentence_base or self.previous_base
        self.sentence_base = None
        self.first_subject = UNLABELLED
        self.base = None
        self.in_breakdown = False
        self.change_indexes = set()
        self.ordered_changes = ()
        self.at_sentence_start = True
        self.sentence_amounts = []
        self.sentence_concepts = {}
        self.counted_subject = None
        self.whole_period = None
        self.opening_year = None
        self.previous_fund = self.fund or self.previous_fund
        self.fund = None
        self.fund_is_of_list = False
        self.whole = UNLABELLED
        self.tells_both_sides = False
        self.divides_class = False
        self.listed_periods = ()

    def open_item(self) -> None:
        """Begin an item that is marked within the line."""
        self.in_item = True
        self.item_subject = UNLABELLED
        if not self.fund_is_of_list:
            self.fund = None

    def lead_in(self, fund: Fund | None) -> None:
        """Open a list of the parts of a whole that is of some fund."""
        self.fund = fund
        self.fund_is_of_list = True

    def end_semicolon_clause(self) -> None:
        """Close the changes before a semicolon; a
        base is kept among parts only.
        """
        self.sentence_base = self.base or self.sentence_base
        if not self.in_breakdown:
            self.base = None
        self.change_indexes = set()


@dataclass(slots=True)
class ParserState:
    """A line that is being parsed: its text, the mentions so far, and the open
    clauses, the innermost last.
    """

    line: TextLine
    offsets: Sequence[int]
    text: str
    context: LineContext
    lexicon: Lexicon
    patterns: ProsePatterns
    extract_text: Callable[[int, int], Extracted[str]]
    label_resolver: LabelResolver
    numbers: Sequence[NumberToken]
    mentions: list[LocatedMention] = field(default_factory=list)
    clause_stack: list[ClauseState] = field(default_factory=lambda: [ClauseState()])
    # the innermost open clause
    clause: ClauseState = field(init=False)
    # tokens before it were read together with an earlier one
    consumed_until: int = 0
    # what the figures in brackets are of: 2010年预算
    legend: str | None = None
    # where the last price ends: 小学每生650元
    price_end: int = -1
    # where the last sum ends that a reason adds or takes away
    moved_end: int = -1
    # where 由5万元 ends, which another level follows
    start_level_end: int = -1
    # the level that was set against a figure last: 超过预算5万元
    excess: _Excess | None = None
    # where the first reason of a sentence is opened, by the start of the sentence
    reason_ends: dict[int, int | None] = field(default_factory=dict)
    # what a statement is of that stands before its name, by its start
    names_ahead: Mapping[int, LabelledThing] | None = None
    # what the changes may be of that name nothing, by their index
    unnamed_changes: dict[int, tuple[StatedAmount, ...]] = field(default_factory=dict)
    # the family of an expense that was told to be of all money
    family_of_all: str | None = None
    # what each sum of an item is of: 本年预算、上年预算依次为：
    columns: tuple[Period, ...] = ()
    # the line has the word of targets
    has_targets: bool = False
    # items that a colon leads in and that tell of a sum, once they are counted
    n_led_items: int | None = None

    def __post_init__(self) -> None:
        self.clause = self.clause_stack[-1]

    def open_clause(self, inner: ClauseState) -> None:
        """Open a clause within the innermost one."""
        self.clause_stack.append(inner)
        self.clause = inner

    def close_clause(self) -> None:
        """Return from the innermost clause to the one around it."""
        self.clause_stack.pop()
        self.clause = self.clause_stack[-1]

    @property
    def prior_year(self) -> int | None:
        """The year before the document's."""
        if not self.context.year:
            return None
        return self.context.year - 1

    @property
    def recent_mentions(self) -> Sequence[LocatedMention]:
        """The last mentions of the line, as many as a statement may be about."""
        return self.mentions[-_MOST_MENTIONS:]

    def enumerate_recent_mentions(self) -> Iterator[tuple[int, LocatedMention]]:
        """The last mentions of the line, each with its index."""
        recent = self.recent_mentions
        return enumerate(recent, len(self.mentions) - len(recent))

    def is_document_year(self, year: int | None) -> bool:
        """True for the document's own year, where it has one."""
        return year is not None and year == self.context.year

    def count_led_items(self) -> int:
        """Count the items of the line that a colon leads in and that tell of a sum."""
        if self.n_led_items is None:
            found = self.patterns.led_item.findall(self.text)
            self.n_led_items = len(found) + (self.line.list_number is not None)
        return self.n_led_items

    def find_pending_base(self) -> Base | None:
        """Find the base that an earlier clause named,
        in this bracket or around it.
        """
        bases = (clause.base for clause in reversed(self.clause_stack))
        return next((base for base in bases if base), None)

    def find_sentence_start(self, position: int) -> int:
        """Find where the sentence of a position begins."""
        return self.text.rfind("。", 0, position) + 1

    def find_reason_end(self, sentence_start: int) -> int | None:
        """Find where the words end that open the
        first reason of a sentence.
        """
        if sentence_start not in self.reason_ends:
            stop = self.text.find("。", sentence_start)
            if stop < 0:
                stop = len(self.text)
            end = None
            if not self.patterns.reason_signs.isdisjoint(
                self.text[sentence_start:stop]
            ):
                end = self._find_first_lead(sentence_start, stop)
            self.reason_ends[sentence_start] = end
        return self.reason_ends[sentence_start]

    def _find_first_lead(self, start: int, stop: int) -> int | None:
        opened = self.patterns.reason_lead.search(self.text, start, stop)
        return opened and opened.end("why")


def _start_parsing(
    line: TextLine, start: int, context: LineContext, lexicon: Lexicon
) -> ParserState:
    normalized = _mask_split_numbers(line.normalized)
    text = "".join(normalized[start:].split())
    offsets: Sequence[int] = range(start, len(normalized))
    printed = line.text[start:]
    if len(text) < len(offsets):
        offsets = list_offsets(normalized, start)
        printed = "".join(map(line.text.__getitem__, offsets))
    if not DASHES.isdisjoint(text):
        text = SPLICED_PAGE_NUMBER.sub(lambda m: MASK * len(m.group()), text)
    if ";" in text:
        text = MARK_IN_CHANGE.sub(_COMMA, text)
    legend = None
    if LEGEND_WORD in text:
        legend = LEGEND_OF_BRACKETS.search(text)
    if legend is not None:
        text = text.replace(legend.group(), MASK * len(legend.group()))
    patterns = compile_prose_patterns(lexicon)
    paths = find_class_paths(lexicon, text)
    if paths:
        spans = [span for path in paths for span in path.codes]
        text = _mask_spans(text, spans)
    text, numbers = _list_numbers(printed, text, patterns)

    texts: dict[tuple[int, int], Extracted[str]] = {}

    def extract_text(first: int, last: int) -> Extracted[str]:
        found = texts.get((first, last))
        if found is None:
            found = line.extract_text(offsets[first], offsets[last - 1] + 1)
            keep_result(texts, (first, last), found)
        return found

    return ParserState(
        line,
        offsets,
        text,
        context,
        lexicon,
        patterns,
        extract_text,
        LabelResolver(text, extract_text, context, lexicon, paths),
        numbers,
        clause_stack=[ClauseState(whole=context.whole)],
        legend=legend and legend["what"],
        has_targets=TARGET_WORD in text,
    )


def _counts_model(text: str, token: NumberToken, patterns: ProsePatterns) -> bool:
    """True for CT1台: a number of things whose name ends in letters."""
    letters = text[token.start - _SHORTEST_NOUN : token.start]
    is_word = len(letters) == _SHORTEST_NOUN and letters.isascii() and letters.isalpha()
    return is_word and patterns.count_unit.match(text, token.end) is not None


def _list_numbers(
    printed: str, text: str, patterns: ProsePatterns
) -> tuple[str, list[NumberToken]]:
    """The numbers of a text, and the text without those whose digits are grouped oddly:
    nothing may be read from their digits and commas."""
    tokens = list(tokenize_numbers(printed, text))
    if _DECIMAL_POINT in text:
        tokens = _part_from_list_numbers(text, tokens, patterns)
    odd = [one for one in tokens if one.grouping is Grouping.ODD]
    if odd:
        text = _mask_spans(text, [(token.start, token.end) for token in odd])
    numbers = [
        token
        for token in tokens
        if token.grouping is not Grouping.ODD
        and (not token.is_glued or _counts_model(text, token, patterns))
    ]
    return text, numbers


def _part_from_list_numbers(
    text: str, tokens: Iterable[NumberToken], patterns: ProsePatterns
) -> list[NumberToken]:
    """Numbers without the numbers of list items before them."""
    marks: dict[str, int] = {}  # where each stands first
    for match in _NUMBERED_ITEM.finditer(text):
        marks.setdefault(match[1], match.end())
    return [_part_from_list_number(text, one, marks, patterns) for one in tokens]


def _part_from_list_number(
    text: str, token: NumberToken, marks: Mapping[str, int], patterns: ProsePatterns
) -> NumberToken:
    """4.3个项目 at the head of a sentence, behind 1. to 3.: the fourth item, which counts
    3."""
    if text[token.start - 1 : token.start] not in ("。", ";"):
        return token
    marked = _NUMBERED_COUNT.fullmatch(token.digits)
    if marked is None:
        return token
    before = marks.get(str(int(marked[1]) - 1))
    if patterns.count_unit.match(text, token.end) is None:
        return token
    if before is None or before > token.start:
        return token
    start = token.start + marked.start(2)
    return token._replace(
        start=start,
        digits=marked[2],
        value=Decimal(marked[2]),
        before="",
    )


def _mask_split_numbers(normalized: str) -> str:
    """Hide digits that blanks part: 附表1 165.47万元 is not 1165.47."""
    spans = list(find_split_numbers(normalized))
    if not spans:
        return normalized
    return _mask_spans(normalized, spans)


def _mask_spans(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """A text with masks in place of some spans, which are in order."""
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        pieces += text[end:start], MASK * (stop - start)
        end = stop
    return "".join((*pieces, text[end:]))


# --- Entry: tokens in their order ---


def parse_line(
    line: TextLine, start: int, context: LineContext, lexicon: Lexicon
) -> Iterator[Mention]:
    """Parse the running text of a line into its mentions.

    Args:
        line: A line of the document.
        start: Where its text begins, behind a list number or a heading.
        context: What the line inherits: year and type of the document, section,
            heading.
        lexicon: The words of the office, its province and year.

    Returns:
        Amounts, changes and counts in reading order.
    """
    state = _start_parsing(line, start, context, lexicon)
    if state.numbers or any(char.isdigit() for char in state.text):
        _parse_tokens(state)
    else:
        _parse_line_without_digits(state)
    _fit_unnamed_changes(state)
    _join_rates(state)
    _name_sums_of_uses(state)
    _drop_doubled_purchases(state)
    mentions = _attach_reasons(state)
    mentions.sort(key=lambda one: one.start)
    has_amount = False
    for one in mentions:
        if has_amount or not _says_nothing(one.mention):
            yield one.mention
        has_amount = has_amount or isinstance(one.mention, AmountMention)


def _name_sums_of_uses(state: ParserState) -> None:
    """财力安排9万元，其中基本支出6万元、项目支出3万元: what these two
    add up to is the expenditure, whatever its name.
    """
    mentions = state.mentions
    if state.context.section_key == "performance":
        return  # what has targets
    for index in range(len(mentions) - 2):
        located = mentions[index]
        whole = located.mention
        if not isinstance(whole, AmountMention) or whole.subject.concept:
            continue
        parts = mentions[index + 1 : index + 3]
        if not _adds_up_to_uses(whole, [one.mention for one in parts]):
            continue
        between = state.text[located.end : parts[0].start]
        if state.patterns.breakdown_lead.search(between) is None:
            continue
        fund = whole.subject.fund or state.context.fund or Fund.ALL
        named = whole.subject._replace(concept=find_item(_TOTALS[1], fund))
        mentions[index] = located._replace(mention=replace(whole, subject=named))


def _drop_doubled_purchases(state: ParserState) -> None:
    """家具5万元、空调3万元: two things of one kind are each a part of what
    is bought of it, and none the sum."""
    if state.context.section_key != _PURCHASES:
        return
    of_kinds: dict[tuple[object, ...], list[int]] = {}
    for index, one in enumerate(state.mentions):
        amount = one.mention
        if isinstance(amount, AmountMention) and amount.subject.concept in _KINDS:
            key = amount.subject.concept, amount.year, amount.stage
            of_kinds.setdefault(key, []).append(index)
    for indexes in of_kinds.values():
        if len(indexes) > 1:
            _drop_things_of_kind(state, indexes)


def _drop_things_of_kind(state: ParserState, indexes: Iterable[int]) -> None:
    """Leave the concept of a kind of purchases to what has its name: 货物."""
    for index in indexes:
        located = state.mentions[index]
        amount = located.mention
        if not isinstance(amount, AmountMention) or amount.subject.label is None:
            continue
        name = match_key(amount.subject.label.value)
        if _find_part(state, _ALL_PURCHASES, name) is not None:
            continue
        if state.label_resolver.find_concept(name) is not None:
            continue
        subject = amount.subject._replace(concept=None)
        state.mentions[index] = located._replace(
            mention=replace(amount, subject=subject)
        )


def _adds_up_to_uses(whole: AmountMention, parts: Sequence[Mention]) -> bool:
    """True for a sum of basic and project expenditure of one period."""
    total = Decimal(0)
    concepts: set[str | None] = set()
    for one in parts:
        if not isinstance(one, AmountMention):
            return False
        if (one.year, one.stage) != (whole.year, whole.stage):
            return False
        total += one.value.value or 0
        concepts.add(one.subject.concept)
    is_named = whole.subject.label is not None
    return is_named and concepts == _EXPENDITURES_BY_USE and total == whole.value.value


def _says_nothing(mention: Mention) -> bool:
    """True for the rate of what is no sum of money, where none was stated before:
    执行率98%，同比提高3%."""
    if not isinstance(mention, ChangeMention):
        return False
    return mention.subject.label is None and mention.value.value is None


def _parse_tokens(state: ParserState) -> None:
    brackets = _find_statement_brackets(state.text)
    brackets -= _find_base_brackets(state, brackets)
    remarks = _list_remarks_in_names(state, brackets)
    for token in _list_tokens(state):
        if any(first < _get_token_start(token) < last for first, last in remarks):
            continue
        if _get_token_start(token) < state.consumed_until:
            continue
        if isinstance(token, NumberToken):
            _parse_number(state, token)
        elif token.lastgroup in ("open", "close"):
            if token.start() in brackets:
                _parse_bracket(state, token)
        elif not _leads_to_change(state, token):
            ends_sentence = token.group() == "。"
            _end_clause(state, token.start(), token.end(), ends_sentence)
    _end_clause(state, len(state.text), len(state.text), True)


def _leads_to_change(state: ParserState, mark: regex.Match[str]) -> bool:
    """True for the colon of 减幅：5% and of 较上年：减少, which ends no clause."""
    if mark.group() != _COLON:
        return False
    start, end = state.clause.clause_start, mark.end()
    left = state.text[start:end]
    number = _find_number_behind(state, end)
    if number is not None and number.start == end and number.unit + number.percent:
        change = _find_change(state, left, start)
        return change is not None or _tells_sum_of_change(state, mark.start())
    if state.patterns.comparison_clause.fullmatch(left[:-1]) is None:
        return False
    return state.patterns.led_movement.match(state.text, end) is not None


def _tells_sum_of_change(state: ParserState, stop: int) -> bool:
    """较上年：减少；金额|：1万元: True behind a change without a number."""
    last = len(state.mentions) - 1
    if last not in state.clause.change_indexes:
        return False
    change = state.mentions[last]
    if not isinstance(change.mention, ChangeMention):
        return False
    is_vague = change.mention.value.value is None
    between = state.patterns.reaches.fullmatch(state.text, change.end, stop)
    return is_vague and between is not None


def _get_token_start(token: NumberToken | regex.Match[str]) -> int:
    return token.start if isinstance(token, NumberToken) else token.start()


def _list_tokens(state: ParserState) -> list[NumberToken | regex.Match[str]]:
    """Numbers and punctuation in their order."""
    positions: list[tuple[int, NumberToken | regex.Match[str]]] = []
    positions += [(token.start, token) for token in state.numbers]
    positions += [(match.start(), match) for match in PUNCTUATION.finditer(state.text)]
    positions.sort(key=lambda pair: pair[0])
    return [token for _, token in positions]


def _parse_number(state: ParserState, token: NumberToken) -> None:
    """A sum of money or a percent; any other number is looked at when its clause
    ends."""
    token = _inherit_unit(state, token)
    if token.unit or token.percent:
        _open_inner_whole(state, token)
    if _emit_coordinated_statement(state, token):
        return
    if token.unit:
        _emit_money(state, token)
    elif token.percent and token.percent != "‰":
        _emit_percent(state, token)
    elif state.text.startswith(TIMES, token.end):
        _emit_percent(state, _convert_to_percent(token))


def _inherit_unit(state: ParserState, token: NumberToken) -> NumberToken:
    """收入总计842.36 below （单位：万元）: a number without a unit that is an amount or a change
    by its grammar takes the unit that is declared.

    A mark follows it, and a known name, a verb of change or, beside such amounts, any
    name precedes it: no year, code, ordinal or number of things.
    """
    unit = state.context.unit
    is_alone = not (token.unit or token.percent) and token.value is not None
    if unit is None or not is_alone or token.before in NUMBER_OF_NAME:
        return token
    if _UNIT_FREE_END.match(state.text, token.end) is None:
        return token
    _skip_declaration(state)
    if not _may_measure_money(state, token):
        return token
    return token._replace(unit=unit.name)


def _skip_declaration(state: ParserState) -> None:
    """（单位：万元）|收入总计: begin a clause behind the unit it declares."""
    unit = state.context.unit
    if unit is None:
        return
    declaration = f"{unit.name})"
    if state.text.startswith(declaration, state.clause.clause_start):
        state.clause.clause_start += len(declaration)


def _may_measure_money(state: ParserState, token: NumberToken) -> bool:
    """True for a number behind a known name of money, a verb of change, or the base of
    one; for a decimal behind any name beside such amounts."""
    start = state.clause.clause_start
    left = state.text[start : token.start]
    name = YEAR.sub("", ITEM_MARK.sub("", left, count=1))
    if not name.strip(LABEL_EDGE_CHARACTERS):
        return False
    if _find_change(state, left, start) is not None:
        return True
    inner = state.patterns.inner_whole.match(state.text, start, token.start)
    if inner is not None:
        start = inner.end()  # 公用经费中办公费5
    named = state.label_resolver.resolve_label(start, token.start)
    if named.concept is not None:
        return load_concepts()[named.concept].kind != "count"
    if _names_part_of_section(state, named) or _sums_led_thing(state, name):
        return True
    if _find_pair(state, named) or state.patterns.base_level.search(left):
        return True
    return _is_sum_beside(state, token, left)


def _sums_led_thing(state: ParserState, words: str) -> bool:
    """收入预算：合计|5: True for a word of sums alone behind a thing with
    a sum, or at the head of a text whose heading names it."""
    words = words.strip(LABEL_EDGE_CHARACTERS)
    if state.patterns.sum_alone.match(words) is None:
        return False
    start = state.clause.clause_start
    if state.text[start - 1 : start] == _COLON:
        return state.clause.topic.concept is not None
    return _opens_sentence(state) and _is_total(state.context.heading)


def _names_part_of_section(state: ParserState, named: LabelledThing) -> bool:
    """True for the short name of a part of what the section is about: 接待5.2."""
    whole = _SUBJECTS.get(state.context.section_key or "")
    if whole is None or named.label is None:
        return False
    return _find_part(state, whole, match_key(named.label.value)) is not None


def _is_sum_beside(state: ParserState, token: NumberToken, left: str) -> bool:
    """True for 4.5 and 4,000 beside such amounts, and for
    the level of another year.
    """
    is_beside = bool(state.clause.sentence_amounts)
    is_beside = is_beside or _is_below_projects(state)
    words = state.patterns.prior_year_word.search(left)
    is_sum = _DECIMAL_POINT in token.digits or token.grouping is Grouping.VALID
    return is_beside and (words is not None or is_sum)


def _open_inner_whole(state: ParserState, token: NumberToken) -> None:
    """基本支出中|人员经费5万元: a clause that names
    a whole, then a part of it.
    """
    clause = state.clause
    start = clause.clause_start
    if INNER_SIGNS.isdisjoint(state.text[start : token.start]):
        return
    inner = state.patterns.inner_whole.match(state.text, start, token.start)
    if inner is None or inner.end() >= token.start:
        return
    whole = state.label_resolver.resolve_label(*inner.span("whole"))
    whole = _resolve_side(state, whole, *inner.span("whole"), is_head=True)
    if whole.concept is None:
        return
    named = state.label_resolver.resolve_label(start, token.start)
    if named.concept is not None and named.label != whole.label:
        behind = state.label_resolver.resolve_label(inner.end(), token.start)
        if behind.label is None or behind.concept is None:
            return  # a name that holds the word
    clause.topic = clause.whole = whole
    clause.first_subject = whole
    clause.in_breakdown = True
    clause.clause_start = inner.end()


def _convert_to_percent(token: NumberToken) -> NumberToken:
    """增长1.5倍 is a growth of 150%."""
    value = token.value and token.value * 100
    end = token.end + len(TIMES)
    return token._replace(value=value, percent="%", unit_end=end)


def _parse_bracket(state: ParserState, match: regex.Match[str]) -> None:
    if match.lastgroup == "open":
        _open_bracket(state, match)
    else:
        _close_bracket(state, match)


def _open_bracket(state: ParserState, match: regex.Match[str]) -> None:
    _emit_unquantified_change(state, state.clause.clause_start, match.start())
    outer = state.clause
    _emit_counts(state, outer.clause_start, match.start())
    named = state.label_resolver.resolve_label(outer.clause_start, match.start())
    named = _resolve_predicate(state, named, match.start())
    if _is_known_subject(state, named):
        outer.last_subject = named  # 公务接待费（2万元，下降5%）
    elif named.label is not None and _begins_with_level(state, match.end()):
        outer.last_subject = _resolve_led_project(state, named, match)
    subject = outer.last_subject
    inner = ClauseState(match.end(), subject, subject)
    inner.whole_period = outer.whole_period
    inner.line_fund = subject.fund
    inner.lead_in(subject.fund)
    inner.whole = subject
    state.open_clause(inner)


def _begins_with_sum(state: ParserState, start: int) -> bool:
    """True where a sum stands at a position: 馆藏数字化（21.6万元）."""
    number = _find_number_behind(state, start)
    return number is not None and number.start == start and bool(number.unit)


def _resolve_led_project(
    state: ParserState, named: LabelledThing, bracket: regex.Match[str]
) -> LabelledThing:
    """对“饮水工程”（预算5万元，支出4万元）: a name in quotes whose stages a bracket
    tells is a project.
    """
    start, stop = state.clause.clause_start, bracket.start()
    quoted = state.patterns.quoted_thing.search(state.text, start, stop)
    is_sum = _begins_with_sum(state, bracket.end())
    if quoted is None or is_sum or named.concept is not None:
        return _resolve_project(state, named, stop)
    return LabelledThing(state.extract_text(*quoted.span()), _PROJECT)


def _begins_with_level(state: ParserState, start: int) -> bool:
    """True where a sum stands at a position, or behind words of stage alone:
    “饮水工程”（预算5万元，支出4万元）."""
    number = _find_number_behind(state, start)
    if number is None or not number.unit:
        return False
    if number.start == start:
        return True
    words = state.text[start : number.start]
    return state.patterns.aspect.fullmatch(words) is not None


def _close_bracket(state: ParserState, match: regex.Match[str]) -> None:
    if len(state.clause_stack) == 1:
        return
    _end_clause(state, match.start(), match.end(), True)
    state.close_clause()
    state.clause.clause_start = match.end()


def _parse_line_without_digits(state: ParserState) -> None:
    """A line without any digit may still contain 与上年持平."""
    clauses = list(_iterate_clauses(state.text))
    if not any(_may_state_change(state, *clause) for clause in clauses):
        return  # topics of nothing
    for start, end in clauses:
        state.clause.clause_start = start
        _end_clause(state, end, min(end + 1, len(state.text)), False)


def _iterate_clauses(text: str) -> Iterator[tuple[int, int]]:
    """Iterate over the clauses of all sentences,
    each without the mark behind it.
    """
    for sentence in _SENTENCE.finditer(text):
        start = sentence.start()
        for mark in _COMMA_OR_COLON.finditer(text, *sentence.span()):
            yield start, mark.start()
            start = min(mark.start() + 1, len(text))
        yield start, sentence.end()


def _may_state_change(state: ParserState, start: int, stop: int) -> bool:
    """True for words of a change that no number states."""
    clause = state.text[start : stop + 1]
    patterns = state.patterns
    if _find_no_change(patterns, clause) is not None:
        return True
    if patterns.change_signs.isdisjoint(clause):
        return False
    return patterns.vague_change.search(clause) is not None


def _find_statement_brackets(text: str) -> set[int]:
    """Positions of brackets that hold statements of their own; others (（境）,
    （2080101）) are part of a name.
    """
    if "(" not in text:
        return set()
    open_brackets: list[int] = []
    amounts = [match.start() for match in AMOUNT_OR_PERCENT_END.finditer(text)]
    positions: set[int] = set()
    for match in _BRACKET.finditer(text):
        position = match.start()
        if match.group() == "(":
            open_brackets.append(position)
            continue
        if not open_brackets:
            continue
        start = open_brackets.pop()
        at = bisect_left(amounts, start)
        holds_amount = at < len(amounts) and amounts[at] < position
        if holds_amount and not THRESHOLD_SUFFIX.match(text, position + 1):
            positions |= {start, position}
    return positions


def _list_remarks_in_names(
    state: ParserState, brackets: set[int]
) -> list[tuple[int, int]]:
    """List the brackets without a number that stand right before a sum: marks in them
    end no clause (事业收入（培训费，缴专户后返还）5万元)."""
    if "(" not in state.text:
        return []
    return [
        match.span()
        for match in _REMARK_BEFORE_SUM.finditer(state.text)
        if match.start() not in brackets
    ]


def _find_base_brackets(state: ParserState, brackets: set[int]) -> set[int]:
    """Positions of brackets around the level
    of a base alone: 比上年(5万元)减少.
    """
    found: set[int] = set()
    for position in brackets:
        match = _AMOUNT_IN_BRACKETS.match(state.text, position)
        if match is None:
            continue
        start = max(state.text.rfind(mark, 0, position) for mark in "。;,") + 1
        if state.patterns.base_level.search(state.text[start:position]):
            found |= {position, match.end() - 1}
    return found


def _emit_mention(state: ParserState, mention: Mention, start: int, end: int) -> None:
    """Add a mention; a phrase for two things (收、支总计) makes two."""
    if isinstance(mention, CountMention):
        state.mentions.append(LocatedMention(mention, start, end))
        return
    pair = _find_pair(state, mention.subject)
    if not pair:
        state.mentions.append(LocatedMention(mention, start, end))
        return
    subjects = [_apply_heading_fund(state, mention.subject, one) for one in pair]
    if isinstance(mention, ChangeMention):
        subjects = [_find_stated_total(state, subject) for subject in subjects]
    for subject in subjects:
        one = replace(mention, subject=subject)
        state.mentions.append(LocatedMention(one, start, end))


def _find_stated_total(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """财政拨款收入总计…，财政拨款支出总计…，收、支各增加5万元: the total of a side in the fund
    that was stated.
    """
    side = _find_side(subject)
    if side is None or subject.label is None or not _is_of_all_money(subject):
        return subject
    stated = _find_stated_side(state, side, subject.label)
    if stated.concept is None:
        return subject
    return subject._replace(concept=stated.concept, fund=stated.fund)


def _apply_heading_fund(
    state: ParserState, subject: LabelledThing, item: str
) -> LabelledThing:
    """One of two sides in its own fund, else that of the heading."""
    described, fund = describe_item(item), state.context.fund
    if described.fund is not Fund.ALL:
        return subject._replace(concept=item, fund=described.fund)
    if fund is None or describe_item(state.context.heading.concept).fund is Fund.ALL:
        return subject._replace(concept=item, fund=None)
    named = find_item(described.concept, fund)
    return subject._replace(concept=named or item, fund=fund)


def _find_pair(state: ParserState, subject: LabelledThing) -> tuple[str, ...]:
    """The two concepts of a label for both; none where the subject is one of them
    already."""
    if subject.label is None or subject.concept is not None:
        return ()
    return find_concept_pair(state.lexicon, subject.label.value)


def _resolve_or_inherit_subject(
    state: ParserState, start: int, stop: int
) -> LabelledThing:
    subject = state.label_resolver.resolve_label(start, stop)
    if subject.label is not None:
        return subject
    return _inherit_subject(state)


def _inherit_subject(state: ParserState, prefer_topic: bool = False) -> LabelledThing:
    """The thing meant where a number's own clause names none: named before it
    in the line, else the heading.
    """
    clause = state.clause
    candidates = [clause.last_subject, clause.topic, clause.first_subject]
    if prefer_topic:
        candidates = [clause.topic, clause.last_subject, clause.first_subject]
    candidates += [outer.last_subject for outer in reversed(state.clause_stack[:-1])]
    for subject in candidates:
        if subject.label is not None:
            return subject
    return state.context.heading


# --- Ends of clauses ---


def _end_clause(
    state: ParserState, end: int, next_start: int, ends_sentence: bool
) -> None:
    """Close the clause that ends at ``end``; the
    next one begins at ``next_start``.
    """
    open_clause = state.clause
    mark = state.text[end:next_start]
    if open_clause.clause_start == end and mark != _COLON:
        open_clause.led_year = None  # right behind a number
        _end_way(open_clause, mark)
    else:
        _keep_words_of_clause(state, end, next_start, ends_sentence)
    if ends_sentence or mark == ";":
        _emit_flat_list(state, ends_sentence)
    open_clause.clause_start = next_start
    first = state.text[next_start : next_start + 1]
    if may_open_mark(first) and ITEM_MARK.match(state.text, next_start):
        open_clause.open_item()
    if ends_sentence:
        open_clause.end_sentence()
    elif mark == ";":
        open_clause.end_semicolon_clause()


def _keep_words_of_clause(
    state: ParserState, end: int, next_start: int, ends_sentence: bool
) -> None:
    """Emit what a clause states without a sum, and keep
    what it says for those behind it.
    """
    _skip_declaration(state)
    start, topic = state.clause.clause_start, state.clause.topic
    clause = state.text[start:end]
    _emit_unquantified_change(state, start, end)
    has_digit = any(map(str.isdigit, clause))
    _emit_counts(state, start, end)
    if has_digit:
        _remember_named_project(state, end)
    if clause and not (has_digit and _holds_number(clause)):
        _end_clause_without_number(state, clause, end, next_start, ends_sentence)
    _mark_breakdown(state, clause)
    _lead_in_parts(state, clause, state.text[end:next_start], topic)
    if has_digit:
        _remember_year(state, clause)
    _remember_lead(state, clause, end, next_start)


def _holds_number(clause: str) -> bool:
    """True for digits other than those of a code,
    a mark or a year.
    """
    body = CLASS_CODE.sub("", clause)
    body = YEAR.sub("", ITEM_MARK.sub("", body, count=1))
    return any(map(str.isdigit, body))


def _lead_in_parts(
    state: ParserState, clause: str, mark: str, topic: LabelledThing
) -> None:
    """Keep what the parts behind a clause are of; the topic is the one before it."""
    lead = state.patterns.breakdown_lead.search(clause)
    if mark == _COLON and _names_next_item(state, topic):
        state.clause.whole = state.clause.topic
    elif lead is not None or mark == _COLON:
        _open_list(state, clause[: lead and lead.start()])
    elif state.patterns.divided_by.match(clause):
        _open_division(state)


def _names_next_item(state: ParserState, topic: LabelledThing) -> bool:
    """True for the known name that a clause behind a
    semicolon is: 购置费：1辆，5万元；|运行费：8辆，6万元.
    """
    named = state.clause.topic
    if named is topic or named.concept is None:
        return False
    before = state.clause.clause_start - 1
    return state.text.startswith(";", before)


def _remember_year(state: ParserState, clause: str) -> None:
    """Keep the last year that a clause prints."""
    for match in YEAR.finditer(clause):
        state.clause.mentioned_year = int(match[1])


def _remember_lead(state: ParserState, clause: str, end: int, next_start: int) -> None:
    """Keep the year that a clause leads in: 上年：5万元 for one number,
    2020年：会议费2万元，培训费3万元 for its sentence."""
    state.clause.led_year = None
    mark = state.text[end:next_start]
    _remember_way(state, clause, mark)
    if mark == _COLON:
        _read_columns(state, clause)
    is_led = mark == _COLON or (mark == _COMMA and _opens_item(state))
    if not is_led or state.patterns.led_period.fullmatch(clause) is None:
        return
    year = _find_clause_year(state, clause)
    if _begins_with_sum(state, next_start):
        state.clause.led_year = year
    else:
        state.clause.opening_year = year


def _opens_item(state: ParserState) -> bool:
    """True for the first clause of a sentence, or
    behind a semicolon.
    """
    start = state.clause.clause_start
    return start == 0 or state.text[start - 1] in "。;"


def _remember_way(state: ParserState, clause: str, mark: str) -> None:
    """Keep 增加： for the sums behind it, up to the next
    semicolon or sentence.
    """
    _end_way(state.clause, mark)
    if mark != _COLON:
        return
    head = state.patterns.change_head.fullmatch(clause)
    if head is not None:
        state.clause.led_way = _find_direction(head)
        state.clause.led_flat = None
        return
    flat = state.patterns.flat_head.fullmatch(clause)
    if flat is not None:
        _open_flat_list(state, flat)


def _open_flat_list(state: ParserState, flat: regex.Match[str]) -> None:
    """Keep 与上年持平的有： for the sums behind it."""
    base = Base(state.prior_year, BaseKind.UNSTATED)
    if flat["base"]:
        base = _parse_base(state, flat["base"], flat["what"])
    start = state.clause.clause_start
    span = start + flat.start(), start + flat.end()
    n_before = len(state.mentions)
    state.clause.led_flat = _FlatList(base, span, n_before)


def _emit_flat_list(state: ParserState, ends_sentence: bool) -> None:
    """Emit that the sums of a list have not moved,
    unless one of them has a change of its own.
    """
    led = state.clause.led_flat
    if led is None:
        return
    state.clause.led_flat = None
    listed = [one.mention for one in state.mentions[led.n_before :]]
    if any(isinstance(one, ChangeMention) for one in listed):
        return
    things = [one.subject for one in listed if isinstance(one, AmountMention)]
    for thing in dict.fromkeys(things):
        _emit_statement_without_number(
            state, thing, Direction.FLAT, led.base, led.span, Decimal(0)
        )
    if not ends_sentence:
        n_before = len(state.mentions)
        state.clause.led_flat = led._replace(n_before=n_before)


def _end_way(clause: ClauseState, mark: str) -> None:
    if mark in (";", "。", ")"):
        clause.led_way = None


def _remember_named_project(state: ParserState, end: int) -> None:
    """“饮水安全”项目自评得分95分，全年预算数5万元: the project that a clause with a count
    is about."""
    start = state.clause.clause_start
    named = state.patterns.named_project.search(state.text, start, end)
    if named is None:
        return
    label = state.label_resolver.resolve_label(*named.span()).label
    if label is not None:
        state.clause.topic = LabelledThing(label, _PROJECT)


def _end_clause_without_number(
    state: ParserState, clause: str, end: int, next_start: int, ends_sentence: bool
) -> None:
    """A clause without a number names a base (与2018年度决算相比，) or the topic of what
    follows."""
    based = _find_leading_base(state, clause)
    if based is not None:
        _remember_comparison_clause(state, based)
        return
    project = _find_project_of_fund(state, end)
    if project is not None:
        state.clause.topic = project
        return
    lead = _find_reason_lead(state.patterns, clause)
    if lead is not None and not state.patterns.told_next.match(
        state.text, state.clause.clause_start
    ):
        _remember_explained(state, lead)
        _emit_change_of_reason(state, lead)
        return
    is_lead = _divides_named_whole(state, clause)
    if is_lead or _remember_paid_thing(state, clause):
        return
    if not _describes(state, clause, ends_sentence):
        _remember_topic(state, clause, end, next_start, ends_sentence)


def _find_leading_base(state: ParserState, clause: str) -> regex.Match[str] | None:
    """与2018年度决算相比: the base that a clause begins with."""
    if BASE_SIGNS.isdisjoint(clause):
        return None
    based = state.patterns.comparison_clause.search(clause)
    if based is None or based.start() > _LONGEST_BASE_LEAD_IN:
        return None
    return based


def _remember_explained(state: ParserState, lead: regex.Match[str]) -> None:
    """基本支出主要是工资，上年5万元: keep the known thing at the head of a
    sentence that a clause says what it is."""
    start = state.clause.clause_start
    told = state.patterns.described.match(state.text, start, start + lead.end())
    if told is None or not _opens_sentence(state):
        return
    named = state.label_resolver.resolve_label(*told.span("name"))
    if named.concept is None or named.label is None:
        return
    if told["name"].endswith(match_key(named.label.value)):
        state.clause.topic = state.clause.last_subject = named
        state.clause.at_sentence_start = False


def _describes(state: ParserState, clause: str, ends_sentence: bool) -> bool:
    """True for a clause about what was told of before."""
    if _describes_topic(clause, ends_sentence):
        return True
    return _describes_project(state, clause)


def _describes_project(state: ParserState, clause: str) -> bool:
    """True for 新增项目， behind the name of a project, which it is no name of."""
    if state.clause.topic.concept != _PROJECT:
        return False
    return state.patterns.own_project.fullmatch(clause) is not None


def _describes_topic(clause: str, ends_sentence: bool) -> bool:
    """True for a clause that says what was told of before, and is no topic:
    支出5万元，为国债安排的支出，年初预算0万元."""
    if TELLS_OF_ALL.match(clause):
        return True
    return TELLS_WHAT.match(clause) is not None and not ends_sentence


def _remember_paid_thing(state: ParserState, clause: str) -> bool:
    """运行费用由事业收入列支，全年5万元: keep what is paid, where that has no known name, as what
    the sum is of; False for a known name."""
    if PAYING_SIGNS.isdisjoint(clause):
        return False
    paid = state.patterns.paid_clause.fullmatch(clause)
    if paid is None:
        return False
    start = state.clause.clause_start
    first, last = (start + at for at in paid.span("name"))
    named = state.label_resolver.resolve_label(first, last)
    if named.label is None or named.concept is not None:
        return False
    fund = find_fund(state.lexicon, paid["payer"])
    state.clause.topic = named._replace(fund=fund)
    return True


def _divides_named_whole(state: ParserState, clause: str) -> bool:
    """True for a clause that only says what the parts
    behind it are of.
    """
    inner = state.patterns.inner_side.fullmatch(clause)
    if inner is not None and _is_right_behind(state, state.clause.clause_start):
        _divide_side(state, inner)
        return True
    return _divides_inner_whole(state, clause)


def _divides_inner_whole(state: ParserState, clause: str) -> bool:
    """农林水支出中，防汛5万元: keep the known whole that a clause
    leads from.
    """
    if INNER_SIGNS.isdisjoint(clause):
        return False
    inner = state.patterns.inner_whole.fullmatch(clause)
    if inner is None:
        return False
    start = state.clause.clause_start
    span = start + inner.start("whole"), start + inner.end("whole")
    whole = state.label_resolver.resolve_label(*span)
    if whole.concept != _FUNCTIONAL:
        return False
    opened = state.clause
    opened.topic = opened.whole = whole
    opened.first_subject = whole
    opened.in_breakdown = opened.divides_class = True
    return True


def _divide_side(state: ParserState, inner: regex.Match[str]) -> None:
    """80万元的支出里，50万元用于…: what a sum is of, whose parts follow."""
    clause = state.clause
    start, end = (clause.clause_start + at for at in inner.span("side"))
    item = find_item(state.lexicon.get_vocabulary("heads")[inner["side"]], Fund.ALL)
    whole = LabelledThing(state.extract_text(start, end), item)
    last = state.mentions[-1]
    if isinstance(last.mention, AmountMention) and last.mention.subject.concept is None:
        stated = replace(last.mention, subject=whole)
        state.mentions[-1] = last._replace(mention=stated)
    clause.first_subject = clause.line_first_subject = clause.whole = whole
    clause.in_breakdown = True


def _find_reason_lead(patterns: ProsePatterns, clause: str) -> regex.Match[str] | None:
    if patterns.reason_signs.isdisjoint(clause):
        return None
    return patterns.reason_lead.search(clause)


def _remember_topic(
    state: ParserState, clause: str, end: int, next_start: int, ends_sentence: bool
) -> None:
    """What a clause names that states nothing of it."""
    summed = _find_sum_topic(state, clause, end)
    if summed is not None:
        state.clause.topic = summed
        return
    subject = _resolve_named_thing(state, clause, end)
    subject = _resolve_predicate(state, subject, end)
    if subject.concept is None:
        subject = _resolve_topic(state, subject, end)
    if _leads_in_project(state, subject, next_start):
        subject = _name_led_project(state, subject, end)
    if subject.concept and state.patterns.moved_most.search(clause):
        state.clause.last_subject = subject  # 减少的主要是项目支出，减6万元
    item = _find_item_of_change(state, subject, clause, next_start)
    if item is not None:
        subject = state.clause.last_subject = item
        state.clause.at_sentence_start = False
    subject = _find_most_moved(state, clause) or subject
    names_amount = subject.concept is None and (
        _is_whole_title(state, clause, ends_sentence)
        or _is_amount_lead_in(state, end, next_start)
    )
    _remember_named_topic(state, subject, names_amount)


def _find_item_of_change(
    state: ParserState, subject: LabelledThing, clause: str, start: int
) -> LabelledThing | None:
    """The known thing that opens an item,
    where its change follows:
    公务接待费，|减少5万元，为3万元.
    """
    if subject.label is None:
        return None
    at = state.clause.clause_start
    is_led = state.text.startswith(_COLON, at - 1)
    if not (is_led or _opens_item(state)):
        return None
    name = ITEM_MARK.sub("", clause, count=1)
    name = match_key(name.removeprefix(OF_WHICH))
    if name != match_key(subject.label.value):
        return None
    moves = state.patterns.movement_behind
    if moves.match(state.text, start) is None:
        return None
    named = _resolve_breakdown_part(state, subject)
    if named.concept is None:
        return None
    return named


def _find_most_moved(state: ParserState, clause: str) -> LabelledThing | None:
    """办公费增加最多，比上年多5万元: what a clause says has moved most,
    known or not.
    """
    if EXTENT_SIGNS.isdisjoint(clause):
        return None
    moved = state.patterns.moves_most.fullmatch(clause)
    moved = moved or state.patterns.ranked.fullmatch(clause)
    if moved is None:
        return None
    start = state.clause.clause_start
    span = start + moved.start("name"), start + moved.end("name")
    named = _resolve_breakdown_part(state, state.label_resolver.resolve_label(*span))
    if named.label is None:
        return None
    named = _find_longer_name(state, named)
    state.clause.topic = state.clause.last_subject = named
    state.clause.at_sentence_start = False
    return named


def _remember_named_topic(
    state: ParserState, subject: LabelledThing, names_amount: bool
) -> None:
    """Keep what a clause names for the sums behind it,
    over what was counted before.
    """
    if subject.concept is not None:
        state.clause.counted_subject = None
        state.clause.topic = subject
    elif names_amount and subject.label is not None:
        state.clause.topic = subject


def _name_led_project(
    state: ParserState, subject: LabelledThing, end: int
) -> LabelledThing:
    """延续的重点是某某工程: the project that a clause says it is."""
    start = state.clause.clause_start
    told = list(state.patterns.told_copula.finditer(state.text, start, end))
    label = subject.label
    if told:
        label = state.label_resolver.extract_words(told[-1].end(), end) or label
    return subject._replace(label=label, concept=_PROJECT)


def _names_sum_of_heading(state: ParserState, clause: str) -> bool:
    """True for 合计， behind the parts of what the heading names."""
    heading = state.context.heading
    if not _is_total(heading) or not state.clause.sentence_amounts:
        return False
    if state.patterns.sum_mark.fullmatch(clause) is None:
        return False
    last = state.clause.sentence_amounts[-1].subject.concept
    if last is None or heading.concept is None or last == heading.concept:
        return False
    return _find_family(last) == _find_family(heading.concept)


def _find_sum_topic(state: ParserState, clause: str, end: int) -> LabelledThing | None:
    """What a clause announces the sum of: the whole of the heading, or what was
    listed (三项合计，), whatever that is.
    """
    if _names_sum_of_heading(state, clause):
        return state.context.heading
    if not _names_sum_of_listed(state, clause):
        return None
    words = state.extract_text(state.clause.clause_start, end)
    return LabelledThing(words, None)


def _names_sum_of_listed(state: ParserState, clause: str) -> bool:
    """True for 三项合计， behind what was listed: it is
    the sum of these, whatever they are.
    """
    if len(state.clause.sentence_concepts) < _FEWEST_PARTS:
        return False
    return state.patterns.sum_alone.match(clause) is not None


def _leads_in_project(
    state: ParserState, subject: LabelledThing, next_start: int
) -> bool:
    """True for the name that opens an item below 重点项目, or stands
    behind 项目名称：, where the next words are those of its sum:
    饮水工程，预算5万元.
    """
    if subject.concept is not None or subject.label is None:
        return False
    if not _opens_project_item(state):
        return False
    return _leads_to_sum(state, next_start) or _opens_item_of_sum(
        state, subject.label.value, next_start
    )


def _opens_item_of_sum(state: ParserState, name: str, start: int) -> bool:
    """True for 1.农田建设：建设3万亩，涉及4个乡，安排5万元 below 重点项目: the name of an item
    that tells of a sum, beside others or by its end."""
    if not _is_below_projects(state) or state.text[start - 1] != _COLON:
        return False
    if not any(_list_sums_behind(state, start)):
        return False
    at = state.clause.clause_start
    is_marked = ITEM_MARK.match(state.text, at) is not None
    is_marked = is_marked or (at == 0 and state.line.list_number is not None)
    if is_marked and state.count_led_items() >= _FEWEST_PARTS:
        return True
    return names_money(state.lexicon, match_key(name))


def _opens_project_item(state: ParserState) -> bool:
    """True behind 项目名称：, and for the first clause
    of an item below a heading on projects.
    """
    start = state.clause.clause_start
    before = state.text[max(0, start - _LONGEST_OPENING) : start]
    if state.patterns.name_field.search(before) is not None:
        return True
    if not _is_below_projects(state):
        return False
    if not before or before[-1] in "。;":
        return True
    return ITEM_MARK.match(state.text, start) is not None


def _leads_to_sum(state: ParserState, start: int) -> bool:
    """True where only words of stage and measure stand
    between a position and a sum.
    """
    number = _find_number_behind(state, start)
    if number is None or not number.unit:
        return False
    if number.start == start:
        return state.text[start - 1] == _COLON
    told = state.patterns.own_project.match(state.text, start, number.start)
    if told is not None and state.text.startswith(_COMMA, told.end()):
        start = told.end() + 1  # 某某工程。新增项目，|安排5万元
    words = state.text[start : number.start].rstrip(_COLON)
    if state.patterns.aspect.fullmatch(words) is not None:
        return True
    named = state.label_resolver.resolve_label(start, number.start)
    return named.label is None


def _resolve_named_thing(state: ParserState, clause: str, end: int) -> LabelledThing:
    """What a clause names; 会议费为零 is told of as any amount is."""
    start = state.clause.clause_start
    zero = state.patterns.zero_behind.search(clause)
    if zero is None:
        return _resolve_compared_thing(state, clause, end)
    subject = state.label_resolver.resolve_label(start, start + zero.start())
    if _is_known_subject(state, subject):
        state.clause.last_subject = subject
    return subject


def _resolve_compared_thing(state: ParserState, clause: str, end: int) -> LabelledThing:
    """What a clause names; “三公”经费较上年只减不增
    names the thing before its base.
    """
    start = state.clause.clause_start
    subject = state.label_resolver.resolve_label(start, end)
    if _is_known_subject(state, subject):
        return subject
    based = state.patterns.equals_it.search(clause)
    based = based or state.patterns.unknown_comparison.search(clause)
    if based is None:
        return subject
    compared = state.label_resolver.resolve_label(start, start + based.start())
    if not _is_known_subject(state, compared):
        return subject
    return compared


def _resolve_topic(
    state: ParserState, subject: LabelledThing, end: int
) -> LabelledThing:
    """收入方面, 收入按来源分, （三）国有资产占有使用: the side or the whole that is led to."""
    start = state.clause.clause_start
    divided = state.patterns.divided_by.search(state.text, start, end)
    if divided is not None:
        end = divided.start()
    subject = _resolve_side(state, subject, start, end, is_head=True)
    if subject.concept is not None or subject.label is None:
        return subject
    if _names_project(state, subject, end):
        return subject._replace(concept=_PROJECT)
    label, names = match_key(subject.label.value), state.context.owner_names
    for family, whole in _RUN_IN_WHOLES.items():
        if compose_part(state.lexicon, label, family, names) == whole:
            return subject._replace(concept=whole)
    if _is_led_expense(state, end):
        return _resolve_breakdown_part(state, subject)  # 接待：5万元
    return subject


def _is_led_expense(state: ParserState, end: int) -> bool:
    """True for a name before a colon in a section on
    expenses: 接待：5万元.
    """
    is_of_expense = state.context.section_key in _SECTIONS_OF_EXPENSES
    return is_of_expense and state.text.startswith(_COLON, end)


def _resolve_predicate(
    state: ParserState, subject: LabelledThing, end: int
) -> LabelledThing:
    """增长最多的是项目支出，由5万元增至8万元: the known thing that a clause says what
    is told to be.
    """
    start = state.clause.clause_start
    if subject.concept is not None:
        return subject
    share = state.text.find(SHARES, start, end)
    if share > start:
        named = state.label_resolver.resolve_label(start, share)
        if named.concept is None:
            return subject
        return named
    copulas = list(state.patterns.predicate.finditer(state.text, start + 1, end))
    if not copulas:
        return subject
    told = state.label_resolver.resolve_label(copulas[-1].end(), end)
    if told.concept is None:
        return _resolve_described(state, copulas[0]) or subject
    state.clause.at_sentence_start = False
    return told


def _resolve_described(
    state: ParserState, copula: regex.Match[str]
) -> LabelledThing | None:
    """其他收入是利息，上年为5万元: the known thing that a clause
    at the head of a sentence says what it is."""
    start = state.clause.clause_start
    told = state.patterns.described.match(state.text, start, copula.end())
    if told is None or not _opens_sentence(state):
        return None
    named = state.label_resolver.resolve_label(*told.span("name"))
    if named.concept is None:
        return None
    state.clause.last_subject = named
    state.clause.at_sentence_start = False
    return named


def _find_project_of_fund(state: ParserState, end: int) -> LabelledThing | None:
    """“饮水安全”为政府性基金安排的项目: the project that a
    fund is said to pay, not the fund.
    """
    told = state.patterns.project_of_fund.fullmatch(
        state.text, state.clause.clause_start, end
    )
    if told is None:
        return None
    fund = find_fund(state.lexicon, told["what"])
    named = state.label_resolver.resolve_label(*told.span("name"))
    if named.label is None or named.concept or fund is None:
        return None
    return LabelledThing(named.label, _PROJECT, fund)


def _emit_change_of_reason(state: ParserState, lead: regex.Match[str]) -> None:
    """今年5万元，去年6万元，下降的原因: the direction of a
    change whose levels were stated.
    """
    clause = state.clause
    excess = state.patterns.versus_budget_word.search(lead.group())
    if excess is not None:
        _emit_excess_of_reason(state, lead, excess)
        return
    said = state.patterns.any_change_verb.search(lead.group())
    direction = None if said is None else _find_direction(said)
    if said is None or direction is None or clause.change_indexes:
        return
    if not _has_two_levels(state):
        return
    at = clause.clause_start + lead.start()
    span = at + said.start(), at + said.end()
    base = Base(state.prior_year, BaseKind.UNSTATED)
    subject = _inherit_subject(state)
    _emit_statement_without_number(state, subject, direction, base, span)


def _emit_excess_of_reason(
    state: ParserState, lead: regex.Match[str], excess: regex.Match[str]
) -> None:
    """决算数小于预算数的主要原因是…: a change against the year's own budget that no number
    states."""
    start = state.clause.clause_start + lead.start()
    span = start + excess.start(), start + excess.end()
    subject = state.label_resolver.resolve_label(start, span[0])
    if not _is_known_subject(state, subject):
        subject = _inherit_change_subject(state)
    base = _parse_base(state, excess["what"], excess["kind"] or "")
    direction = _find_direction(excess)
    kind = _find_completed_kind(state)
    if base.kind is BaseKind.UNSTATED and kind is not None:
        base = base._replace(kind=kind)
    if direction is None or subject.concept is None:
        return
    if not _is_excess_stated(state, subject, base):
        _emit_statement_without_number(state, subject, direction, base, span)


def _is_excess_stated(state: ParserState, subject: LabelledThing, base: Base) -> bool:
    """True where the line states the change of
    a thing against a year already.
    """
    return any(
        isinstance(one.mention, ChangeMention)
        and one.mention.subject.concept == subject.concept
        and one.mention.base_year == base.year
        for one in state.recent_mentions
    )


def _has_two_levels(state: ParserState) -> bool:
    """True where the sentence states one thing alone, of this year and of the year
    before."""
    start = state.find_sentence_start(state.clause.clause_start)
    amounts = [
        one.mention
        for one in state.recent_mentions
        if one.start >= start and isinstance(one.mention, AmountMention)
    ]
    if len({one.subject for one in amounts}) != 1:
        return False
    return {state.prior_year, state.context.year} <= {one.year for one in amounts}


def _remember_comparison_clause(state: ParserState, based: regex.Match[str]) -> None:
    """Keep base and subject of a clause that
    only compares (公用经费与2018年度决算相比，).
    """
    clause = state.clause
    clause.base = _parse_base(state, based["base"] + based["what"], based["what"])
    start = clause.clause_start
    subject = state.label_resolver.resolve_label(start, start + based.start())
    if _is_known_subject(state, subject):
        clause.topic = clause.last_subject = subject
        clause.at_sentence_start = False


def _is_known_subject(state: ParserState, subject: LabelledThing) -> bool:
    if subject.label is None:
        return False
    pair = find_concept_pair(state.lexicon, subject.label.value)
    return bool(subject.concept or pair)


def _is_whole_title(state: ParserState, clause: str, ends_sentence: bool) -> bool:
    """True for the numbered title that opens a line (1．行政运行（项）。)."""
    opens_line = (
        ends_sentence
        and state.line.list_number is not None
        and state.clause.topic is UNLABELLED
        and not state.mentions
    )
    if not opens_line:
        return False
    if len(clause) <= _LONGEST_TITLE_CLAUSE:
        return True
    return state.patterns.class_level_suffix.search(clause) is not None


def _is_amount_lead_in(state: ParserState, end: int, next_start: int) -> bool:
    """True at a colon with a sum right behind it, or behind words of its stage
    (饮水工程：年初预算5万元) or counts (饮水工程：3处，5万元): the text before it is its
    name, known or not.
    """
    if state.text[end:next_start] != ":":
        return False
    counts = COUNTS_AHEAD.match(state.text, next_start)
    if counts is not None:
        next_start = counts.end()
    number = _find_number_behind(state, next_start)
    if number is None or not number.unit:
        return False
    words = state.text[next_start : number.start]
    return not words or state.patterns.aspect.fullmatch(words) is not None


def _find_number_behind(state: ParserState, position: int) -> NumberToken | None:
    """The first number at a position or behind it."""
    index = bisect_left(state.numbers, position, key=attrgetter("start"))
    return next(iter(state.numbers[index : index + 1]), None)


# --- Amounts ---


def _emit_money(state: ParserState, token: NumberToken) -> None:
    """Emit the mention of a number with a unit
    of money: an amount or a change.
    """
    if token.is_limit:
        return
    token = _read_verb_before(state, token)
    number = _extract_number(state, token)
    if _completes_statement(state, token, number):
        state.clause.clause_start = number.end
        return
    left = state.text[number.clause_start : number.start]
    if _is_price(state, left, number):
        state.price_end = number.end
        _emit_counts(state, number.clause_start, number.start)
        state.clause.clause_start = number.end
        return
    _emit_level_or_change(state, left, number)
    state.clause.clause_start = max(number.end, token.phrase_end)


def _emit_level_or_change(state: ParserState, left: str, number: ClauseNumber) -> None:
    """Emit a sum as the words before it tell: a change, a level that a change led to, a
    level."""
    if (found := state.patterns.versus_budget.search(left)) is not None:
        _emit_change_versus_budget(state, found, number)
    elif _is_level(state, left, number):
        _emit_amount(state, number)
    elif (found := _find_movement_to_level(state, left, number)) is not None:
        _emit_level_behind_verb(state, found, number)
    elif (found := _find_change_before(state, left, number)) is not None:
        _emit_change(state, found, number)
    else:
        _emit_listed_sum(state, number)
        # 车辆4辆价值60万元
        _emit_counts(state, number.clause_start, number.start)


def _completes_statement(
    state: ParserState, token: NumberToken, number: ClauseNumber
) -> bool:
    """True for a sum that completes what was stated
    before, or is no level and no change.
    """
    if _emit_excess(state, number):
        return True
    if _complete_percent(state, number) or _complete_vague_change(state, number):
        return True
    if token.signed_value is None and token.lower is None:
        return True  # a dash that may be a minus or not
    return _tells_of_saving(state, number.clause_start, number.start)


def _emit_excess(state: ParserState, number: ClauseNumber) -> bool:
    """超过预算5万元|2万元: emit by how much, right behind the
    level.
    """
    excess = state.excess
    if excess is None or excess.end != number.start:
        return False
    _emit_one_change(state, excess.subject, excess.direction, number, excess.base)
    return True


def _tells_of_saving(state: ParserState, start: int, stop: int) -> bool:
    """True for 节约资金5万元，节约率3% below 政府采购: measured
    against the price, not a year.
    """
    if state.context.section_key != _PURCHASES or state.find_pending_base():
        return False
    return state.patterns.saved_sum.fullmatch(state.text, start, stop) is not None


def _is_level(state: ParserState, left: str, number: ClauseNumber) -> bool:
    """True for a level that a verb of change stands before."""
    if _reaches_level(state, left, number):
        return True
    return _names_listed_project(state, number)


def _names_listed_project(state: ParserState, number: ClauseNumber) -> bool:
    """True for 饮水工程5万元；道路项目3万元；|外贸稳增长2万元: a name that ends as a verb, in a
    list of projects that tells of no change.
    """
    if not state.context.names_projects or not _opens_part_of_list(state):
        return False
    start = state.find_sentence_start(number.start)
    near = [one for one in state.mentions[-_MOST_LISTED:] if one.start >= start]
    if any(isinstance(one.mention, ChangeMention) for one in near):
        return False
    stated = [
        one.mention.subject.concept
        for one in near
        if isinstance(one.mention, AmountMention)
    ]
    return stated.count(_PROJECT) >= _FEWEST_PARTS and state.clause.base is None


def _find_movement_to_level(
    state: ParserState, left: str, number: ClauseNumber
) -> regex.Match[str] | None:
    """较上年下降至3万元, 减少为3万元: the verb that leads to a level; 支出5万元，较上年减少为1万元 tells of a
    change, for the level was stated."""
    near = left[-_LONGEST_LEAD_TO_LEVEL:]
    if LEADS_TO_LEVEL.isdisjoint(near):
        return None
    # 降为, 降成 tell by the verb alone that it moves
    if ARRIVALS.isdisjoint(near) and state.patterns.change_signs.isdisjoint(left):
        return None
    moved = state.patterns.moved_to.search(left)
    if moved is None:
        return None
    if _find_direction(moved) is None and not moved["base"]:
        return None
    if moved["turned"] is None:
        return moved
    span = _find_span_of_name(state, moved, number.clause_start)
    thing = _resolve_changed_thing(state, *span)
    value = number.extracted.value
    if _has_other_level(state, thing, value):
        return None
    return moved


def _has_other_level(
    state: ParserState, thing: LabelledThing, value: Decimal | None
) -> bool:
    """True where the sentence states another level of a
    thing for the document's own year.
    """
    start = state.find_sentence_start(state.clause.clause_start)
    amounts = (
        one.mention
        for one in state.mentions[-_MOST_LISTED:]
        if one.start >= start and isinstance(one.mention, AmountMention)
    )
    return any(
        one.subject.concept == thing.concept
        and state.is_document_year(one.year)
        and one.value.value != value
        for one in amounts
    )


def _emit_level_behind_verb(
    state: ParserState, moved: regex.Match[str], number: ClauseNumber
) -> None:
    """Emit the level that a change led to and, where
    it is measured against another year, which way."""
    start = number.clause_start
    first, last = _find_span_of_name(state, moved, start)
    named = number._replace(clause_start=first, start=last)
    subject = _resolve_amount_subject(state, named)
    index = len(state.mentions)
    _emit_way_to_level(state, moved, subject, number)
    year = _find_clause_year(state, moved.string[: moved.start()])
    state.clause.led_year = year or state.clause.led_year
    tail = number._replace(clause_start=start + moved.start("tail"))
    period = _resolve_amount_period(state, tail, subject, moved["tail"])
    changes = range(index, len(state.mentions))
    _emit_level(state, number, subject, period)
    _keep_changes(state, changes, number.end)


def _emit_way_to_level(
    state: ParserState,
    moved: regex.Match[str],
    subject: LabelledThing,
    number: ClauseNumber,
) -> None:
    """Emit which way a thing went, as the verb before its level tells."""
    direction = _find_direction(moved)
    is_measured = moved["base"] or moved["alike"] or state.find_pending_base()
    if direction is None or not is_measured or subject.label is None:
        return
    if _explains_change(state, moved, number.clause_start):
        return
    if not moved["base"] and _is_told_again(state, subject, direction):
        return
    base = _find_base_of_vague_change(state, moved)
    start = number.clause_start
    span = start + moved.start(), start + moved.start("tail")
    _emit_statement_without_number(state, subject, direction, base, span)


def _keep_changes(state: ParserState, indexes: Iterable[int], end: int) -> None:
    """Keep changes that are told of on behind the
    level that they led to: 下降至3万元，降幅5%，主要是…"""
    for index in indexes:
        state.mentions[index] = state.mentions[index]._replace(end=end)
        state.clause.change_indexes.add(index)


def _emit_listed_sum(state: ParserState, number: ClauseNumber) -> None:
    """Emit a level, or the change of what stands
    below 增加： or 减少：.
    """
    way = state.clause.led_way
    if way is None or _follows_own_change(state, number):
        _emit_amount(state, number)
        return
    subject = _resolve_amount_subject(state, number)
    base = state.find_pending_base() or Base(state.prior_year, BaseKind.UNSTATED)
    _emit_one_change(state, subject, way, number, base)
    state.clause.last_subject = subject


def _follows_own_change(state: ParserState, number: ClauseNumber) -> bool:
    """True for the level behind the change of an
    item: 减少的有：接待费，减少5万元，|为3万元.
    """
    if len(state.mentions) - 1 not in state.clause.change_indexes:
        return False
    words = number.clause_start, number.start
    reached = state.patterns.reached_by
    return reached.fullmatch(state.text, *words) is not None


def _is_price(state: ParserState, left: str, number: ClauseNumber) -> bool:
    """True for 生均小学650元, and for another price behind it, of what
    has no name of money: |初中850元.
    """
    if not UNIT_PRICE_SIGNS.isdisjoint(left) and UNIT_PRICE.search(left):
        return True
    if state.price_end < 0:
        return False
    if state.patterns.price_behind.fullmatch(state.text, state.price_end, number.start):
        return True
    between = NEXT_PRICE.fullmatch(state.text, state.price_end, number.start)
    if between is None:
        return False
    named = state.label_resolver.resolve_label(between.start("of"), number.start)
    is_money = named.label is not None and _is_about_money(state, named)
    return named.concept is None and not is_money


def _find_change_before(
    state: ParserState, left: str, number: ClauseNumber
) -> regex.Match[str] | None:
    """What makes a sum a change: a verb before it, with or without its
    object, or a sign behind a base.
    """
    return (
        _find_change(state, left, number.clause_start)
        or _find_change_of_object(state, left, number)
        or _find_signed_change(state, left, number.start)
    )


def _find_signed_change(
    state: ParserState, left: str, start: int
) -> regex.Match[str] | None:
    """比上年+3万元, 同比-4%: the sign is the verb."""
    if not state.text.startswith(SIGNS, start):
        return None
    change = state.patterns.signed_change.search(left)
    if change is None or change["bare"] is None:
        return change
    # 基本支出+3万元，项目支出-2万元, in a list of changes
    clause = state.clause
    is_list = bool(state.find_pending_base() or clause.change_indexes)
    is_known = bool(left.strip(LABEL_EDGE_CHARACTERS))
    if not left:
        return change if _is_led_change(state, start) else None
    if not (is_list and is_known):
        return None
    return change


def _is_led_change(state: ParserState, start: int) -> bool:
    """True for a sum in brackets behind a level, 会议费3万元（+1万元）; for a plus that a colon opens,
    人员经费：+2万元, and a minus behind it in a list of changes."""
    if len(state.clause_stack) > 1:
        last = state.mentions[-1] if state.mentions else None
        return last is not None and last.end == start - 1 and not state.legend
    if not _find_led_topic(state).label:
        return False
    return state.text[start] == SIGNS[0] or _lists_changes(state, start)


def _reaches_level(state: ParserState, left: str, number: ClauseNumber) -> bool:
    """True for the second level of 由5万元降为3万元,
    which is no change of 3.
    """
    if state.start_level_end != number.clause_start:
        return False
    return state.patterns.reached.search(left) is not None


def _read_verb_before(state: ParserState, token: NumberToken) -> NumberToken:
    """A dash behind a verb of change is a minus; a word that is the verb
    (比上年超3万元) is no bound.
    """
    start = state.clause.clause_start
    if token.phrase_start < token.value_start:
        before = state.text[start : token.phrase_start]
        with_word = state.text[start : token.value_start]
        change = _find_change(state, with_word, start)
        if not _find_change(state, before, start) and _has_base(state, change):
            return token._replace(
                qualifier=Qualifier.EXACT, phrase_start=token.value_start
            )
    if token.is_doubtful and token.value is not None:
        before = state.text[start : token.phrase_start]
        change = _find_change(state, before, start)
        change = change or _find_signed_change(state, before, token.phrase_start)
        return token._replace(is_doubtful=change is None)
    return token


def _has_base(state: ParserState, change: regex.Match[str] | None) -> bool:
    """True for a verb of change with something
    that it is measured against.
    """
    if change is None:
        return False
    if change.groupdict().get("base") or state.find_pending_base():
        return True
    # 年初预算5万元，决算6万元，超1万元
    return _find_stated_base(state).kind is not BaseKind.UNSTATED


def _build_bounds(token: NumberToken) -> Bounds:
    return Bounds(token.qualifier, token.lower, token.upper)


def _find_change(state: ParserState, left: str, start: int) -> regex.Match[str] | None:
    """The verb of change at the end of some words.

    A short one (增, 降) needs its base, or an amount or a known name right before it.
    """
    if state.patterns.change_signs.isdisjoint(left):
        return None
    change = state.patterns.change.search(left)
    if change is not None:
        return None if _adjusts_budget(state, change, start) else change
    change = state.patterns.short_change.search(left)
    if change is None or change["bare"] is None:
        return change
    return change if _tells_change(state, change, start) else None


def _tells_change(state: ParserState, change: regex.Match[str], start: int) -> bool:
    """True for a short verb without a base that is said of a sum."""
    if change["undecided"] and _is_balance(state, change, start):
        return False
    if change["spares"] and not _find_base_of_saving(state):
        return False  # 中央2万元，省1万元
    if change.group().endswith(_COLON) and state.mentions:
        return True
    return _has_subject(state, change.string[: change.start()], start)


def _is_balance(state: ParserState, change: regex.Match[str], start: int) -> bool:
    """True for 收支差额5万元, the balance of both sides,
    and for a difference that is paid for.
    """
    name = change.string[: change.start()].strip(LABEL_EDGE_CHARACTERS)
    if find_concept_pair(state.lexicon, name):
        return True
    return _is_paid(state, start + len(change.string))


def _is_paid(state: ParserState, position: int) -> bool:
    """差额|5万元由上年结转弥补: True for a sum that money is found for."""
    number = _find_number_behind(state, position)
    if number is None:
        return False
    return PAID_BEHIND.match(state.text, number.unit_end) is not None


def _find_base_of_saving(state: ParserState) -> Base | None:
    """比预算省了3万元。…，省1万元: the year's own budget that was named before."""
    clause = state.clause
    bases = (clause.base, clause.sentence_base, clause.previous_base)
    return next(
        (one for one in bases if one and state.is_document_year(one.year)), None
    )


def _has_subject(state: ParserState, before: str, start: int) -> bool:
    """True for a known name before a short verb, and for none behind an amount or a
    change."""
    before = YEAR.sub("", state.patterns.both_kinds.sub("", before))
    if _is_behind_stock(state):
        before = state.patterns.period.sub("", before)  # 原值5万元，当年新增3万元
    if before.strip(LABEL_EDGE_CHARACTERS):
        name = state.label_resolver.resolve_label(start, start + len(before))
        if _is_known_subject(state, name) or _lists_changes(state, start):
            return True
        return state.clause.base is not None  # 同比：人员增3万元
    if _may_change_behind(state) or _is_right_behind(state, start):
        return True
    return _follows_level(state, start)


def _follows_level(state: ParserState, start: int) -> bool:
    """True right behind a sentence that an amount
    ends: 5万元。|降3%.
    """
    last = next(reversed(state.mentions), None)
    if last is None or not isinstance(last.mention, AmountMention):
        return False
    return state.text[last.end : start] == "。"


def _may_change_behind(state: ParserState) -> bool:
    """True behind an amount, a base, a change, or what is told to have changed."""
    if any(one.sentence_amounts for one in state.clause_stack):
        return True
    clause = state.clause
    if clause.topic.concept is not None and clause.topic == clause.last_subject:
        return True  # 增加的主要是人员经费，增5万元
    if clause.base is not None:
        return True  # 与上年相比，增5万元
    return bool(clause.change_indexes)


def _is_behind_stock(state: ParserState) -> bool:
    """True where what an office holds at a date was stated last."""
    last = next(reversed(state.mentions), None)
    if last is None or not isinstance(last.mention, AmountMention):
        return False
    return last.mention.stage is Phase.STOCK


def _lists_changes(state: ParserState, start: int) -> bool:
    """True behind a change of the sentence: 增加9万元，其中人员类增8万元、公用类增1万元."""
    last = state.mentions[-1] if state.mentions else None
    if last is None or last.start < state.find_sentence_start(start):
        return False
    return isinstance(last.mention, ChangeMention)


def _adjusts_budget(state: ParserState, change: regex.Match[str], start: int) -> bool:
    """True for 执行中追加5万元: what was done in the
    year, measured against no other.
    """
    if change["base"] or change["alike"] or state.find_pending_base():
        return False
    if state.patterns.adjusting_verb.match(change.group()) is None:
        return False
    before = state.text[start : start + change.start()]
    if not before.strip(LABEL_EDGE_CHARACTERS):
        return not state.clause.sentence_amounts
    name = state.label_resolver.resolve_label(start, start + change.start())
    return not _is_known_subject(state, name)


def _is_right_behind(state: ParserState, start: int) -> bool:
    """True where a clause goes on right
    behind an amount: 比上年25万元|多5万元.
    """
    return bool(state.mentions) and state.mentions[-1].end == start


def _complete_percent(state: ParserState, number: ClauseNumber) -> bool:
    """增长5%，增加3万元; 下降5%（3万元）: the sum of a
    change that was stated in percent.
    """
    last = _find_change_of_rate(state, number.clause_start)
    if last is None:
        return False
    left = state.text[number.clause_start : number.start]
    words = state.patterns.each_marker.sub("", left.lstrip(LABEL_EDGE_CHARACTERS))
    verb = state.patterns.change_verb.fullmatch(words.removeprefix(THAT_IS))
    in_bracket = not state.clause.change_indexes
    if verb is None and (left or not in_bracket):
        return False
    return _add_sum(state, last, verb, number)


def _find_change_of_rate(state: ParserState, start: int) -> int | None:
    """Index of the change that a sum may complete: the last of
    the clause, else that right before its bracket.
    """
    indexes = state.clause.change_indexes
    if indexes or len(state.clause_stack) == 1:
        return max(indexes, default=None)
    last = max(state.clause_stack[-2].change_indexes, default=None)
    if last is None or state.mentions[last].end != start - 1:
        return None
    return last


def _complete_vague_change(state: ParserState, number: ClauseNumber) -> bool:
    """增加较多，达5万元: the sum of a change that
    was stated without a number.
    """
    last = len(state.mentions) - 1
    if last not in state.clause.change_indexes:
        return False
    located = state.mentions[last]
    change = located.mention
    if not isinstance(change, ChangeMention) or change.direction not in _WAYS:
        return False
    if change.value.value is not None or change.percent is not None:
        return False
    between = state.text[located.end : number.start]
    verb = state.patterns.told_again.fullmatch(between)
    if verb is not None and _find_direction(verb) is not change.direction:
        return False
    if verb is None and not _reaches_sum(state, located, between):
        return False
    change = replace(change, value=number.extracted, stated=True)
    state.mentions[last] = LocatedMention(change, number.start, number.end)
    return True


def _reaches_sum(state: ParserState, change: LocatedMention, between: str) -> bool:
    """True for 增加较多，达5万元; not for 有所减少，为2万元, the level."""
    if state.patterns.is_level.fullmatch(between) is not None:
        return False
    if state.patterns.share.search(state.text, change.start, change.end):
        return False
    return state.patterns.reaches.fullmatch(between) is not None


def _add_sum(
    state: ParserState,
    index: int,
    verb: regex.Match[str] | None,
    number: ClauseNumber,
) -> bool:
    """Give a sum to a change without one that goes the same way."""
    located = state.mentions[index]
    change = located.mention
    if not isinstance(change, ChangeMention) or change.value.value is not None:
        return False
    if change.percent is None or number.extracted.value is None:
        return False
    if verb is not None and _find_direction(verb) is not change.direction:
        return False
    for twin, one in state.enumerate_recent_mentions():
        if one[1:] == located[1:] and isinstance(one.mention, ChangeMention):
            change = replace(one.mention, value=number.extracted, stated=True)
            state.mentions[twin] = one._replace(mention=change)
    return True


def _find_change_of_object(
    state: ParserState, left: str, number: ClauseNumber
) -> regex.Match[str] | None:
    """较上年增加项目支出5万元: a verb with the name of what changed behind it."""
    if state.patterns.change_signs.isdisjoint(left):
        return None
    match = state.patterns.change_of_object.search(left)
    if match is None:
        return None
    if match["base"] is None and state.patterns.class_level_suffix.search(left):
        return None  # 林业防灾减灾（项）
    at = number.clause_start + match.start("object")
    subject = state.label_resolver.resolve_label(at, number.start)
    if not _is_known_subject(state, subject):
        return None
    return match


def _extract_number(state: ParserState, token: NumberToken) -> ClauseNumber:
    """The value of a money token, with its
    unit and where that is printed.
    """
    start, end = token.phrase_start, token.unit_end
    whole = state.extract_text(token.value_start, end)
    unit = state.context.unit
    if token.unit_start < end:
        unit_span = state.line.locate_span(
            state.offsets[token.unit_start], state.offsets[end - 1] + 1
        )
        unit = Unit(token.unit, UnitSource.NUMBER, unit_span)
    value: Extracted[Decimal | None] = Extracted(
        token.signed_value, whole.raw, whole.place, unit, bounds=_build_bounds(token)
    )
    return ClauseNumber(value, state.clause.clause_start, start, end)


def _emit_amount(state: ParserState, number: ClauseNumber) -> None:
    """A sum with no verb of change before it: the level of a base, a change by
    an unknown word, else an amount.
    """
    left = state.text[number.clause_start : number.start]
    if _emit_compared(state, number, left):
        return
    if _is_no_level(state, number, left):
        return
    _open_amount(state, left, number.end)
    subject = _drop_concept_of_difference(state, _resolve_amount_subject(state, number))
    if subject.concept is None and state.mentions and _is_of_others(state, number):
        return
    subject = _resolve_planned_purchase(state, subject, number)
    period = _resolve_amount_period(state, number, subject, left)
    led = _list_changes_led_to(state, number)
    other = _find_equal_side(state, number, subject, period)
    _emit_level(state, number, subject, period)
    if other is not None:
        _emit_level(state, number, other, period)
    _keep_changes(state, led, number.end)


def _list_changes_led_to(state: ParserState, number: ClauseNumber) -> list[int]:
    """The index of the change right before a level that it led to: 有所减少，为5万元."""
    last = len(state.mentions) - 1
    if last not in state.clause.change_indexes:
        return []
    change = state.mentions[last]
    is_level = state.patterns.is_level
    if is_level.fullmatch(state.text, change.end, number.start) is None:
        return []
    is_vague = isinstance(change.mention, ChangeMention) and not change.mention.stated
    if not is_vague:
        return []
    return [last]


def _is_of_others(state: ParserState, number: ClauseNumber) -> bool:
    """True for 收取诉讼费5万元，全额上缴国库: money that is none of the office's."""
    stop = number.end + _LONGEST_BEHIND
    for mark in "。;":
        end = state.text.find(mark, number.end, stop)
        if end >= 0:
            stop = end
    behind = _find_number_behind(state, number.end)
    if behind is not None and behind.start < stop:
        stop = behind.start
        # the clause of a number is its own
        last = state.text.rfind(_COMMA, number.end, stop)
        if last >= 0:
            stop = last
    start = number.clause_start
    return state.patterns.others_money.search(state.text, start, stop) is not None


def _find_equal_side(
    state: ParserState, number: ClauseNumber, subject: LabelledThing, period: Period
) -> LabelledThing | None:
    """收支预算均为5万元。上年预算4万元: the other side, where both shared the
    last level and a sentence names only another year."""
    if state.is_document_year(period.year) or state.clause.sentence_amounts:
        return None
    named = state.label_resolver.resolve_label(number.clause_start, number.start)
    sides = _list_last_sides(state)
    if named.label is not None or subject not in sides:
        return None
    return next(one for one in sides if one != subject)


def _list_last_sides(state: ParserState) -> list[LabelledThing]:
    """Both sides, where the last number is that of both; [] else."""
    last = list(state.mentions[-_FEWEST_PARTS:])
    sides = [
        one.mention.subject for one in last if isinstance(one.mention, AmountMention)
    ]
    is_shared = len({one[1:] for one in last}) == 1
    if is_shared and {one.concept for one in sides} == set(_SUMS):
        return sides
    return []


def _emit_level(
    state: ParserState, number: ClauseNumber, subject: LabelledThing, period: Period
) -> None:
    """Emit a sum of what is known, and keep it for later ones."""
    is_in_reason = _is_inside_reason(state, number.start)
    mention = AmountMention(
        subject, number.extracted, period.year, period.stage, is_in_reason
    )
    _emit_mention(state, mention, number.start, number.end)
    left = state.text[number.clause_start : number.start]
    _remember_amount(state, subject, number, left)
    if period.stage != Phase.STOCK:
        _remember_opening_year(state, number)


def _emit_compared(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """Emit the level of a base, or a change by an unknown word; false for neither."""
    based = state.patterns.base_level.search(left)
    if based is None and _emit_named_budget(state, number, left):
        return True
    if based is not None and _is_level_of_base(state, based, number.end):
        base = _parse_base(state, left[based.start() :], based["what"])
        # 经比较，2020年度“三公”经费41万元
        is_own = state.is_document_year(base.year) and base.kind == "unstated"
        if is_own and YEAR.search(based.group()) is not None:
            return False
        _emit_base_level(state, number, based.start(), base)
        return True
    comparison = _find_unknown_comparison(state, left)
    if comparison is None:
        return False
    _emit_compared_sum(state, number, comparison, left)
    return True


def _emit_named_budget(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """支出6万元，较采购预算7万元节约1万元: emit the budget that a change is measured from, where it
    is named by what it is for."""
    named = state.patterns.named_budget.fullmatch(left)
    if named is None or not state.context.is_final:
        return False
    if not state.clause.sentence_amounts:
        return False
    if state.patterns.change_behind_level.match(state.text, number.end) is None:
        return False
    kind = _find_base_kind(state, left)
    if kind not in _KINDS_OF_BUDGETS.values():
        kind = BaseKind.INITIAL_BUDGET
    base = Base(state.context.year, kind)
    _emit_base_level(state, number, 0, base)
    return True


def _emit_compared_sum(
    state: ParserState, number: ClauseNumber, compared: regex.Match[str], left: str
) -> None:
    """比年初结转和结余5万元减少1万元: the level of a base; 较上年净增5万元: a change by a word that no
    lexicon has."""
    if state.patterns.change_behind_level.match(state.text, number.end) is None:
        _emit_unknown_direction(state, compared, number)
        return
    base = _parse_base(state, left[compared.start() :], compared["what"])
    _emit_base_level(state, number, compared.start(), base)


def _drop_concept_of_difference(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """差额5万元: what two figures differ by is the level of none."""
    if subject.label is None or subject.concept is None:
        return subject
    name = match_key(subject.label.value)
    if state.patterns.difference.fullmatch(name) is None:
        return subject
    return subject._replace(concept=None)


def _is_no_level(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """True for a sum that explains a change, or is what two sums differ by."""
    return _is_part_of_change(state, number) or _is_excess(state, number, left)


def _is_part_of_change(state: ParserState, number: ClauseNumber) -> bool:
    """True for a sum that is told as a part of a change, and is no level: 增加的5万元里，
    人员经费占3万元; behind a reason that adds or withdraws it: 追加拨款3万元."""
    start = number.clause_start
    opening = state.find_sentence_start(start)
    divided = state.patterns.divided_change.match(state.text, opening, number.start)
    if divided is not None:
        return True
    if not _is_inside_reason(state, number.start):
        return False
    if _continues_moved(state, number):
        return True
    moved = state.patterns.moved_object.match(state.text, start, number.start)
    if moved is None:
        return False
    named = state.label_resolver.resolve_label(moved.end(), number.start)
    is_added = moved["up"] is not None
    if is_added and _resolve_project(state, named, number.start).concept == _PROJECT:
        return False  # 新增某专项经费3万元 is in the budget of the year
    state.moved_end = number.end
    return True


def _continues_moved(state: ParserState, number: ClauseNumber) -> bool:
    """True for 压减培训费6万元、|会议费4万元: the next of what was taken away."""
    if state.moved_end != number.clause_start:
        return False
    if NUMBER_SEPARATOR.match(state.text, number.clause_start) is None:
        return False
    state.moved_end = number.end
    return True


def _is_excess(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """True for 收大于支5万元, 差异3万元: what the two sums before it differ by."""
    if PAID_BEHIND.match(state.text, number.end) is not None:
        return False  # 差额5万元由上年结转弥补
    if not _may_be_excess(state, number, left):
        return False
    amounts = [one.mention for one in state.mentions[-_MOST_LISTED:]]
    values = [
        one.value.value
        for one in amounts
        if isinstance(one, AmountMention) and one.value.value is not None
    ]
    near = values[-_FEWEST_PARTS:]
    return (
        len(near) == _FEWEST_PARTS and abs(near[0] - near[1]) == number.extracted.value
    )


def _may_be_excess(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """True for words of a difference, which are the name of no expense: 差旅费."""
    if state.patterns.balance.search(left) is None:
        return False
    if state.patterns.covered_gap.search(left) is not None:
        return False  # 用事业基金弥补收支差额5万元
    resolver = state.label_resolver
    named = resolver.resolve_label(number.clause_start, number.start)
    return named.concept is None or named.concept in _SUMS


def _open_amount(state: ParserState, left: str, end: int) -> None:
    """Keep that an amount is a part, or
    the first level of 由5万元降为3万元.
    """
    patterns = state.patterns
    if patterns.part_opening.match(left):
        _mark_breakdown(state, left)
        _open_list(state, "")
    starts = patterns.starting_level.search(left) is not None
    if starts and patterns.reached_level.match(state.text, end):
        state.start_level_end = end


def _is_level_of_base(state: ParserState, based: regex.Match[str], behind: int) -> bool:
    """True where a number behind a base is the base's own figure: it is called
    one (预算数), or its change follows.
    """
    if _find_base_kind(state, based["what"]) != BaseKind.UNSTATED:
        return True
    if state.is_document_year(_parse_base(state, based.group(), based["what"]).year):
        return True
    if based.group().endswith(ATTRIBUTIVE):
        return True  # 较2022年的5万元
    return state.patterns.change_behind_level.match(state.text, behind) is not None


def _find_unknown_comparison(
    state: ParserState, left_context: str
) -> regex.Match[str] | None:
    match = state.patterns.unknown_comparison.search(left_context)
    if match is None:
        return None
    if COORDINATOR.match(match.group()) and find_concept(
        state.lexicon, left_context[match.start() + 1 :]
    ):
        return None  # 事业收入150万元和上年结转40万元
    base_text = match.group().removesuffix(match["what"])
    # 2021年当年项目3万元和2021年以前项目2万元: the own year is no base
    return None if str(state.context.year) in base_text else match


def _emit_base_level(
    state: ParserState, number: ClauseNumber, base_start: int, base: Base
) -> None:
    """比2025年预算数 9819.98 万元 减少…: the level of the base year."""
    state.clause.base = base
    state.clause.change_indexes = set()
    start = number.clause_start
    subject = state.label_resolver.resolve_label(start, start + base_start)
    if subject.label is None or _is_conjunction(state, subject):
        subject = _inherit_change_subject(state)
    state.clause.at_sentence_start = False
    stage = _find_base_stage(state, base)
    if (subject.concept or "").startswith(_STOCKS) and subject.concept != _PLANNED:
        base, stage = _find_base_of_stock(state, base), Phase.STOCK
        state.clause.base = base
    if subject.concept == _CARRIED_OUT and OPENING_OF_YEAR.search(
        state.text, start + base_start, number.start
    ):
        # 年末结转5万元，较年初的4万元: what was carried in
        subject = subject._replace(concept=_CARRIED_IN)
        base, stage = base._replace(year=state.context.year), Phase.EXECUTED
    elif subject.label is not None:
        state.clause.last_subject = subject
    _remember_equal_sides(state, subject, number.end)
    for one in _list_stated_together(state, subject):
        mention = AmountMention(one, number.extracted, base.year, stage)
        _emit_mention(state, mention, number.start, number.end)


def _remember_equal_sides(state: ParserState, subject: LabelledThing, end: int) -> None:
    """收入5万元，支出5万元。较上年4万元增加1万元, 较上年4万元|均增加1万元: a level at the head of a
    sentence, or of all, is that of both sides, where the line states them alone and
    they are equal."""
    is_of_all = state.patterns.shared_marker.match(state.text, end) is not None
    if state.clause.sentence_amounts and not is_of_all:
        return
    sides = _list_equal_totals(_list_possible_wholes(state))
    if subject in sides:
        state.clause.coordinated = sides


def _is_conjunction(state: ParserState, subject: LabelledThing) -> bool:
    """True for one or two characters that name nothing: 但较2024年预算数."""
    if _is_known_subject(state, subject) or subject.label is None:
        return False
    return len(subject.label.value) <= _LONGEST_CONJUNCTION


def _find_base_stage(state: ParserState, base: Base) -> Phase:
    """The stage of the level of a base."""
    if base.kind == BaseKind.PRIOR_YEAR_EXECUTED:
        return Phase.PRIOR_EXECUTED
    if state.is_document_year(base.year):  # 决算比年初预算数2100万元增加…
        if base.kind == BaseKind.ADJUSTED_BUDGET:
            return Phase.ADJUSTED_BUDGET
        return Phase.BUDGET
    if state.context.is_final and base.kind == BaseKind.UNSTATED:
        return Phase.PRIOR_EXECUTED
    return Phase.PRIOR_BUDGET


def _list_stated_together(
    state: ParserState, subject: LabelledThing
) -> tuple[LabelledThing, ...]:
    """A thing with those that shared its statement: 收、支总预算…较上年90万元."""
    together = state.clause.coordinated
    if subject not in together:
        return (subject,)
    sides = set(map(_find_side, together))
    if subject.label is together[0].label or sides == set(_TOTALS):
        return together
    return (subject,)


def _resolve_amount_subject(state: ParserState, number: ClauseNumber) -> LabelledThing:
    """The thing that an amount measures; where its clause names none, what was
    counted or named before.
    """
    clause = state.clause
    number = _start_with_name(state, number)
    start, stop = number.clause_start, number.start
    base = _resolve_base_of_share(state, number)
    if base is not None:
        return base
    if state.patterns.added_sum.fullmatch(state.text, start, stop):
        # 年中追加5万元: no level of what was named before
        return LabelledThing(state.label_resolver.extract_words(start, stop), None)
    subject = state.label_resolver.resolve_label(start, stop)
    if _is_named_before(state, subject):
        subject = UNLABELLED
    for resolve in _AMOUNT_RULES:
        subject = resolve(state, subject, number)
    counted = clause.counted_subject
    clause.counted_subject = None
    if subject.label is not None:
        clause.topic = UNLABELLED
        return subject
    if counted is not None:
        return _resolve_cost_of_counted(state, counted, number)
    if _sums_unknown_parts(state, number):
        return LabelledThing(state.label_resolver.extract_words(start, stop), None)
    if state.patterns.order_alone.fullmatch(state.text, start, stop) is not None:
        return UNLABELLED
    return _inherit_amount_subject(state, start, stop)


def _has_rate_behind(state: ParserState, number: ClauseNumber) -> bool:
    """True for a sum that a share is told of: 5万元|的20%."""
    behind = _find_number_behind(state, number.end)
    if behind is None or not behind.percent:
        return False
    between = state.text[number.end : behind.start]
    return state.patterns.share_lead.fullmatch(between) is not None


def _resolve_base_of_share(
    state: ParserState, number: ClauseNumber
) -> LabelledThing | None:
    """分别占|全部支出5万元的20%和80%: the known thing that
    shares are told of.
    """
    start, stop = number.clause_start, number.start
    share = state.patterns.base_of_share.match(state.text, start, stop)
    if share is None or not _has_rate_behind(state, number):
        return None
    start = share.end()
    named = state.label_resolver.resolve_label(start, stop)
    side = state.label_resolver.find_side(start, stop)
    if named.concept is not None:
        return _apply_fund(state, named, start)
    if side is None or not _is_about_totals(state):
        return None
    label = named.label or state.label_resolver.extract_words(start, stop)
    return LabelledThing(label, find_item(side, Fund.ALL))


def _is_about_totals(state: ParserState) -> bool:
    """True outside of sections on one subject."""
    return state.context.section_key not in SINGLE_SUBJECT_SECTIONS


def _resolve_sum_or_fund(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """The sum of the parts stated, else the thing
    in the fund that governs it.
    """
    summed = _resolve_sum_of_parts(state, subject, number)
    if summed != subject:
        return summed
    return _apply_fund(state, subject, number.clause_start)


def _resolve_part_before(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """货物类，采购预算5万元: the part that the clause before names, where this one names
    the whole of it again.
    """
    whole = subject.concept
    if whole is None or whole not in _SUBJECTS.values():
        return subject
    part = _resolve_item_before(state, start)
    counted = state.clause.counted_subject
    if part.label is None and whole == _ALL_PURCHASES:
        part = LabelledThing(counted, None)  # 采购货物5批，采购金额3万元
    if part.label is None:
        return subject
    concept = part.concept or _find_part(state, whole, match_key(part.label.value))
    if concept in (None, whole) or _find_family(concept) != _find_family(whole):
        return subject
    return subject._replace(label=part.label, concept=concept)


def _resolve_item_before(state: ParserState, start: int) -> LabelledThing:
    """The name that opens an item of a list, with a comma behind it; nothing for a
    denial: 没有接待费，|三公经费为0元.
    """
    before = _find_clause_before(state, start)
    if before is None:
        return UNLABELLED
    first = before[0]
    part = state.label_resolver.resolve_label(*before)
    opens_item = first == 0 or state.text[first - 1] == ";"
    if part.label is None or not opens_item:
        return UNLABELLED
    name = match_key(part.label.value)
    if not state.text.startswith(name, first):
        return UNLABELLED
    return part


def _find_clause_before(state: ParserState, start: int) -> tuple[int, int] | None:
    """Where the short clause stands that a comma ends right before a position; None
    for a clause with a number."""
    first = max(start - _LONGEST_SHORT_BASE, 0)
    before = _SHORT_CLAUSE.search(state.text, first, start)
    return before and before.span("words")


def _start_with_name(state: ParserState, number: ClauseNumber) -> ClauseNumber:
    """财政拨款支出9万元：一般公共预算，|5万元: a part that is told of by its fund alone, with a
    comma before its sum.
    """
    if number.clause_start != number.start:
        return number
    item = _find_name_of_item(state, number.start)
    if item is not None:
        return number._replace(clause_start=item)
    before = _find_clause_before(state, number.start)
    if before is None or not state.clause.sentence_amounts:
        return number
    words = state.text[slice(*before)]
    if find_fund(state.lexicon, words) is None or not _is_money_alone(state, words):
        return number
    return number._replace(clause_start=before[0])


def _find_name_of_item(state: ParserState, stop: int) -> int | None:
    """货物，|5万元；服务，|3万元: where the words begin that an item of a list opens with and
    that name a part of what is divided, or a known thing."""
    first = max(stop - _LONGEST_ITEM, 0)
    opened = max(state.text.rfind(mark, first, stop) for mark in "。;:") + 1
    words = state.text[opened : stop - 1]
    if 0 < opened <= first or not words or state.text[stop - 1] != _COMMA:
        return None
    if any(map(str.isdigit, words)) or state.patterns.not_name.search(words):
        return None
    if state.patterns.inner_whole.search(words) is not None:
        return None  # 基本支出中，|5万元用于…
    clauses = list(_CLAUSE_WORDS.finditer(state.text, opened, stop - 1))
    for clause in reversed(clauses[:_FEWEST_PARTS]):
        named = state.label_resolver.resolve_label(*clause.span())
        named = _resolve_breakdown_part(state, named)
        if named.concept is not None:
            return clause.start()
    return None


def _resolve_class_behind(
    state: ParserState, subject: LabelledThing, end: int
) -> LabelledThing:
    """复印机5万元（货物）, 复印机5万元，属货物: the part of the subject of the section that
    stands behind the sum.
    """
    whole = _SUBJECTS.get(state.context.section_key or "")
    if subject.label is None or subject.concept is not None or whole is None:
        return subject
    behind = state.patterns.class_behind.match(state.text, end)
    part = behind and _find_part(state, whole, behind["name"])
    is_open = part is None and len(state.clause_stack) == 1
    if is_open and whole == _ALL_PURCHASES:
        part = _find_kind_of_purchase(state, subject.label.value)
    return subject._replace(concept=part)


def _find_kind_of_purchase(state: ParserState, label: str) -> str | None:
    """The kind of purchases that a name ends as: 防水工程, 保洁服务,
    医疗设备.
    """
    name = state.patterns.remark_behind.sub("", match_key(label))
    ends = partial(state.lexicon.get_words, "purchase_ends")
    kinds = (one for one in _KINDS_OF_PURCHASES if name.endswith(ends(one)))
    kind = next(kinds, None)
    return kind and f"{_PURCHASES}.{kind}"


def _resolve_finer_class(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """对个人和家庭的补助5万元（含助学金3万元）: an unknown part of an economic
    class is one of its own."""
    if subject.label is None or subject.concept or len(state.clause_stack) < 2:
        return subject
    whole = state.clause_stack[-2].last_subject.concept
    if whole != _ECONOMIC or state.clause.sentence_amounts:
        return subject
    if state.patterns.bracket_part.match(state.text, start) is None:
        return subject
    return subject._replace(concept=_ECONOMIC)


def _resolve_cost_of_counted(
    state: ParserState, counted: Extracted[str], number: ClauseNumber
) -> LabelledThing:
    """国内公务接待67批次，660人次，共12.8万元: what was counted before a sum."""
    concept = _find_counted_concept(state, counted.value)
    concept = concept or _find_same_reception(state, counted.value, number)
    if concept is None and _sums_heading(state, number):
        return state.context.heading
    if concept is not None:
        return LabelledThing(counted, concept)
    if _is_sum_of_project(state, number):
        return state.clause.topic
    if _counts_targets(state, counted.value):
        return LabelledThing(counted, _TARGETS)
    if _counts_planned_assets(state, counted.value):
        return LabelledThing(counted, _PLANNED)
    if _is_of_other_year(state, number):
        return state.clause.last_subject
    if _counts_below_topic(state):
        return _inherit_amount_subject(state, number.clause_start, number.start)
    return _resolve_large_equipment(state, LabelledThing(counted, None))


def _is_sum_of_project(state: ParserState, number: ClauseNumber) -> bool:
    """True for 农田建设：涉及4个乡，安排5万元: the sum of the project that opens the item, by its
    words or as the only one."""
    topic = state.clause.topic
    if topic.concept != _PROJECT or not _is_below_projects(state):
        return False
    resolver = state.label_resolver
    start, stop = number.clause_start, number.start
    if resolver.extract_generic_label(start, stop) is not None:
        return True
    behind = _list_sums_behind(state, number.end)
    return not (state.clause.sentence_amounts or any(behind))


def _sums_heading(state: ParserState, number: ClauseNumber) -> bool:
    """True for 新增3个，退出2个，总额5万元 below 项目支出: what the
    heading names.
    """
    words = state.text[number.clause_start : number.start]
    is_sum = state.patterns.sum_mark.search(words) is not None
    is_first = not state.clause.sentence_amounts
    return is_sum and is_first and state.context.heading.concept == _PROJECT


def _counts_planned_assets(state: ParserState, counted: str) -> bool:
    """True for 拟购置仪器3台，金额5万元 in a section that is not of assets alone."""
    if state.context.section_key in (None, "three_public", _STATE_ASSETS):
        return False
    bought = state.patterns.bought.search(match_key(counted))
    return bought is not None and not state.clause.sentence_amounts


def _counts_targets(state: ParserState, counted: str) -> bool:
    """True for 自评项目3个，金额5万元 in a section on performance."""
    if state.context.section_key != "performance":
        return False
    return state.patterns.project_end.search(match_key(counted)) is not None


def _resolve_expense_of_heading(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """教师培训费5万元 below 培训费: the first sum below the
    heading of an expense, with more words before
    its name than the heading has.
    """
    expense = state.context.heading.concept
    if expense not in EXPENSES or subject.concept is not None:
        return subject
    if subject.label is None or not _is_only_expense(state, subject.label.value):
        return subject
    label = match_key(subject.label.value)
    ends = (label[start:] for start in range(1, len(label) - 1))
    if any(state.label_resolver.find_concept(end) == expense for end in ends):
        return subject._replace(concept=expense)
    return subject


def _is_only_expense(state: ParserState, label: str) -> bool:
    """True for a first sum of a line that names
    nothing else that ends in the same words.
    """
    stated = (one.mention for one in state.mentions)
    if any(isinstance(one, AmountMention) for one in stated):
        return False
    if state.patterns.reception_scope.search(match_key(label)) is not None:
        return False
    return state.text.count(label[-_LONGEST_END:]) == 1


def _drop_words_of_movement(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """由5万元|压缩到3万元: no name, but what became of the thing named before."""
    left = state.text[number.clause_start : number.start]
    if _is_known_subject(state, subject) or not _reaches_level(state, left, number):
        return subject
    return UNLABELLED


def _resolve_named_sum(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """以上四项合计即为支出预算80万元: the known thing that is said
    to be the sum.
    """
    if subject.concept is not None:
        return subject
    summed = state.patterns.named_sum.search(state.text, start, stop)
    if summed is None:
        return subject
    named = state.label_resolver.resolve_label(summed.end(), stop)
    if named.concept is None:
        return subject
    return named


def _counts_below_topic(state: ParserState) -> bool:
    """True for 公务用车费。实有9辆，预算27万元: what is counted of an expense is no expense."""
    is_of_expense = state.context.section_key in _SECTIONS_OF_EXPENSES
    return is_of_expense and state.clause.topic.concept is not None


def _is_of_other_year(state: ParserState, number: ClauseNumber) -> bool:
    """True for 培训费2万元，培训60人次，上年为3万元: a level of what
    was stated before, in another year.
    """
    clause = state.clause
    if not clause.sentence_amounts or clause.last_subject.concept is None:
        return False
    left = state.text[number.clause_start : number.start]
    year = _find_clause_year(state, left)
    return year is not None and year != state.context.year


def _sums_unknown_parts(state: ParserState, number: ClauseNumber) -> bool:
    """True for 以上三项合计 of what adds up to nothing
    known, and for 会议费2万元，培训费3万元，合计5万元: none of its
    parts.
    """
    words = state.text[number.clause_start : number.start]
    if state.patterns.sum_mark.search(words) is None:
        return False
    if state.patterns.counted_sum.search(words) is not None:
        return True
    return _adds_up_unlike(state, number.extracted.value)


def _adds_up_unlike(state: ParserState, total: Decimal | None) -> bool:
    """True for the sum of the things stated last,
    which differ.
    """
    added = Decimal(0)
    names: set[str | Extracted[str] | None] = set()
    stated = state.clause.sentence_amounts[-_MOST_SUMMED:]
    for one in reversed(stated):
        added += one.value or 0
        names.add(one.subject.concept or one.subject.label)
        if added == total:
            return len(names) >= _FEWEST_PARTS
    return False


def _resolve_before_cause(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """会议费因换届28万元: the known thing before a reason."""
    if subject.label is None or subject.concept is not None:
        return subject
    if state.patterns.part_copula.search(state.text, start, stop) is not None:
        return subject  # 项目支出主要是河道保洁3万元
    named = _resolve_before_reason(state, start, stop) or UNLABELLED
    if named.label is None:
        return subject
    return named


def _resolve_ordered_amount(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """均为接待费和用车费，前者2万元: one of two things that were named."""
    if subject.label is None or subject.concept is not None:
        return subject
    name = match_key(subject.label.value)
    led = state.patterns.ordered_aspect.fullmatch(name)
    if led is not None:
        name = led["order"]
    return _resolve_order(state, name) or subject


def _resolve_divided_money(
    state: ParserState, subject: LabelledThing, end: int
) -> LabelledThing:
    """一般公共预算拨款5万元，其中：基本支出3万元: money of a fund whose parts are expenditure is
    its expenditure."""
    revenue = subject.concept or ""
    label = subject.label
    if label is None or _names_side(state, label):
        return subject
    fund = state.context.fund
    if revenue.startswith("revenue.") and _divides_into_uses(state, end):
        concept = _find_expenditure_beside(revenue)
        return subject._replace(concept=concept or subject.concept)
    if fund is not None and _is_spent_of_fund(state, label, end):
        return subject._replace(concept=find_item(_TOTALS[1], fund), fund=fund)
    return subject


def _is_spent_of_fund(state: ParserState, label: Extracted[str], end: int) -> bool:
    """True for 政府性基金预算5万元，用于… below the heading of the fund."""
    context = state.context
    title = context.heading.label
    names_side = title is not None and _names_side(state, title)
    if names_side or context.fund not in _BUDGETS or state.mentions:
        return False
    if find_fund(state.lexicon, label.value) is not context.fund:
        return False
    return _is_money_alone(state, label.value) and _is_spent_behind(state, end)


def _divides_into_uses(state: ParserState, end: int) -> bool:
    """True where basic or project expenditure follows 其中."""
    opened = state.patterns.part_opening.match(state.text, end)
    if opened is None:
        return False
    first = _find_number_behind(state, opened.end())
    if first is None:
        return False
    part = state.label_resolver.resolve_label(opened.end(), first.start)
    return part.concept in _EXPENDITURES_BY_USE


def _is_spent_behind(state: ParserState, end: int) -> bool:
    """True for 5万元，用于…, and where what follows 其中 ends as 支出."""
    spent = state.patterns.spent_behind.match(state.text, end, end + _LONGEST_LIST)
    if spent is None or spent["parts"] is None:
        return spent is not None
    first = _find_number_behind(state, spent.end())
    if first is None:
        return False
    part = state.label_resolver.extract_words(spent.end(), first.start)
    return part is not None and _ends_as_expenditure(state, part)


def _ends_as_expenditure(state: ParserState, label: Extracted[str]) -> bool:
    """True for 土地出让收入安排的支出."""
    return match_key(label.value).endswith(
        state.lexicon.get_words("heads", "expenditure")
    )


def _names_side(state: ParserState, label: Extracted[str]) -> bool:
    """True for a label that says 收入 or 支出 itself."""
    heads = state.lexicon.get_vocabulary("heads")
    return any(word in match_key(label.value) for word in heads)


def _inherit_amount_subject(state: ParserState, start: int, stop: int) -> LabelledThing:
    """What an amount measures that its own clause does not name."""
    clause = state.clause
    if clause.at_sentence_start and not clause.topic.label and _is_divided(state):
        return clause.line_first_subject
    inherited = _find_name_around(state, start, stop)
    if inherited.label is None:
        inherited = _inherit_subject(state, prefer_topic=True)
    side = _find_told_side(state, start, stop)
    own_side = _find_side(clause.first_subject)
    if side in (None, own_side) and _follows_all_parts(state, start):
        return clause.first_subject
    if side is not None and _find_side(inherited) not in (None, side):
        return _resolve_other_side(state, side, start, stop)
    if inherited.fund is None:
        return _apply_fund(state, inherited, start)
    return inherited


def _follows_all_parts(state: ParserState, start: int) -> bool:
    """True behind 共5万元，其中甲3万元，乙2万元；: the parts are told of
    in full, and what follows is of the whole.
    """
    clause = state.clause
    if not clause.in_breakdown or state.text[start - 1 : start] != ";":
        return False
    stated = clause.sentence_amounts[: _MOST_SUMMED + 1]
    values = [one.value or Decimal(0) for one in stated]
    return len(values) > 1 and sum(values[1:]) == values[0]


def _find_whole_of_heading(state: ParserState, start: int, stop: int) -> LabelledThing:
    """接待费5万元；出国费3万元；总预算8万元: the whole of the heading,
    behind its parts.
    """
    heading = state.context.heading
    words = state.patterns.grand_total.fullmatch(state.text, start, stop)
    if words is None or heading.concept is None:
        return UNLABELLED
    family = _find_family(heading.concept)
    stated = state.clause.sentence_concepts
    parts = {one for one in stated if _find_family(one) == family}
    return heading if parts - {heading.concept} else UNLABELLED


def _find_name_around(state: ParserState, start: int, stop: int) -> LabelledThing:
    """The thing that is named behind a level, or has changed before it."""
    ahead = _find_name_ahead(state, start)
    if ahead.label is None:
        ahead = _find_whole_of_heading(state, start, stop)
    if ahead.label is not None:
        return ahead
    return _find_changed_before(state, start, stop)


def _find_told_side(state: ParserState, start: int, stop: int) -> str | None:
    """The side that words name alone, or by a verb of
    spending.
    """
    if state.patterns.spends.search(state.text, start, stop) is not None:
        return _TOTALS[1]
    return state.label_resolver.find_side(start, stop)


def _find_changed_before(state: ParserState, start: int, stop: int) -> LabelledThing:
    """基本支出较上年增长2%，达80万元: what the clause before says has changed, or tells the
    share of."""
    reached = state.patterns.reached_by.fullmatch(state.text, start, stop)
    if reached is None:
        return _find_shared_before(state, start, stop)
    for one in state.mentions[-1:]:
        between = state.text[one.end : start]
        if isinstance(one.mention, ChangeMention) and len(between) <= 1:
            return one.mention.subject
    return _find_shared_before(state, start, stop)


def _find_shared_before(state: ParserState, start: int, stop: int) -> LabelledThing:
    """财政拨款占96%，计80万元: what the clause before tells the share of."""
    words = state.patterns.amounts_to.fullmatch(state.text, start, stop)
    if words is None and start < stop:
        return UNLABELLED
    opening = max(state.find_sentence_start(start), start - _LONGEST_CLAUSE)
    share = state.patterns.share_before.search(state.text, opening, start)
    if share is None:
        return UNLABELLED
    named = state.label_resolver.resolve_label(*share.span("name"))
    part = _resolve_breakdown_part(state, named)
    if part.concept is None and share["of"] is None:
        return UNLABELLED
    return part


def _resolve_last_of_list(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """培训费2万元，办公费、会议费3万元: the last of some names, in a list whose other sums
    are of one name each.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    if state.patterns.shared_sum.search(state.text, start, stop):
        return subject
    at = state.text.rfind(_LIST_MARK, start, stop) + 1
    if not at or not _stands_in_list_of_sums(state, stop):
        return subject
    last = state.label_resolver.resolve_label(at, stop)
    if last.concept is None:
        return subject
    return last


def _stands_in_list_of_sums(state: ParserState, stop: int) -> bool:
    """True among parts, behind a whole and a part
    that the sentence stated before."""
    if not state.clause.in_breakdown:
        return False
    opening = state.find_sentence_start(stop)
    before = takewhile(
        lambda one: one.start >= opening, reversed(state.recent_mentions)
    )
    amounts = (one for one in before if isinstance(one.mention, AmountMention))
    return len(list(islice(amounts, _FEWEST_PARTS))) == _FEWEST_PARTS


def _resolve_name_behind(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """153.9万元是财政拨款: the thing behind a number that none precedes."""
    if subject.concept is not None or not _leaves_name_open(state, subject):
        return subject
    carried = state.patterns.carried_behind.match(state.text, number.end)
    if carried is not None:
        return _resolve_carried_out(state, subject, number)
    match = state.patterns.name_behind.match(state.text, number.end)
    if match is None:
        return subject
    named = state.label_resolver.resolve_label(*match.span("name"))
    named = _resolve_breakdown_part(state, named)
    if named.concept is None:
        return _resolve_kind_behind(state, subject, named)
    return named


def _resolve_kind_behind(
    state: ParserState, subject: LabelledThing, named: LabelledThing
) -> LabelledThing:
    """其中12万元为防水工程: the kind of a purchase that only its name tells."""
    is_purchase = _SUBJECTS.get(state.context.section_key or "") == _ALL_PURCHASES
    if not is_purchase or named.label is None or not state.clause.in_breakdown:
        return subject
    kind = _find_kind_of_purchase(state, match_key(named.label.value))
    return named._replace(concept=kind) if kind else subject


def _resolve_complement(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """支出80万元，基本支出50万元，另有30万元用来办事: what is left of
    expenditure without basic expenditure is that of projects.
    """
    if subject.concept is not None:
        return subject
    whole, basic = (_find_stated_value(state, key) for key in (_TOTALS[1], _BASIC))
    value = number.extracted.value
    if not (whole and basic and value) or basic + value != whole:
        return subject
    words = state.label_resolver.extract_words(number.clause_start, number.start)
    return subject._replace(label=subject.label or words, concept=_PROJECT)


def _resolve_covered_gap(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """动用历年结余弥补收支差额5万元: money of years before that comes in."""
    covered = state.patterns.covered_gap.search(state.text, start, stop)
    if covered is None:
        return subject
    words = state.label_resolver.extract_words(covered.start(), stop)
    return subject._replace(label=subject.label or words, concept=_CARRIED_IN)


def _find_stated_value(state: ParserState, concept: str) -> Decimal | None:
    """The value that the line states first of a concept for its own year."""
    for one in state.mentions[:_MOST_LISTED]:
        amount = one.mention
        if not isinstance(amount, AmountMention) or amount.year != state.context.year:
            continue
        if describe_item(amount.subject.concept).concept == concept:
            return amount.value.value
    return None


def _leaves_name_open(state: ParserState, subject: LabelledThing) -> bool:
    """True for no name, and for what is left or carried: 其余, 剩下, 结转."""
    if subject.label is None:
        return True
    word = match_key(subject.label.value)
    carried = state.lexicon.get_words("part_components", "carry")
    return word in (*state.lexicon.get_words("prose.rest"), *carried)


def _resolve_carried_out(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """剩余15万元结转下年: what is left for the next year."""
    start, stop = number.clause_start, number.start
    label = subject.label or state.label_resolver.extract_generic_label(start, stop)
    if label is None and start < stop:
        label = state.extract_text(start, stop)
    return LabelledThing(label, _CARRIED_OUT)


def _resolve_purpose(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """用于保障机构运转的日常支出 below 基本支出情况: what the heading names."""
    heading = state.context.heading
    if subject.concept is not None or heading.concept is None:
        return subject
    if state.patterns.purpose.search(state.text, start, stop) is None:
        return subject
    return subject._replace(
        label=subject.label or heading.label, concept=heading.concept
    )


def _resolve_other_side(
    state: ParserState, side: str, start: int, stop: int
) -> LabelledThing:
    """预计支出8万元 behind the parts of revenue: the
    total of the other side, or unknown.
    """
    label = state.label_resolver.extract_words(start, stop)
    stated = reversed(state.clause.sentence_concepts)
    last = describe_item(next(stated, None))
    if _is_total(state.clause.first_subject):
        return LabelledThing(label, find_item(side, Fund.ALL))
    if last.fund not in _GOVERNING_FUNDS or side != _TOTALS[1]:
        return LabelledThing(label, None)
    return LabelledThing(label, find_item(side, last.fund), last.fund)


# --- Names that the structure around them completes ---


def _resolve_side(
    state: ParserState,
    subject: LabelledThing,
    start: int,
    stop: int,
    is_head: bool = False,
) -> LabelledThing:
    """2021年我园收入215万元，支出210万元: a side of the
    budget by itself is its total.
    """
    subject = _turn_to_side_of_heading(state, subject)
    if subject.concept is not None:
        return subject
    if _is_money_of_heading(state, subject):
        heading = state.context.heading
        return subject._replace(concept=heading.concept, fund=heading.fund)
    if not _may_name_side(state, is_head):
        return subject
    side = state.label_resolver.find_side(start, stop)
    if side is None:
        return subject
    label = subject.label or state.label_resolver.extract_generic_label(start, stop)
    if label is None:
        label = state.extract_text(start, stop)
    return LabelledThing(label, find_item(side, Fund.ALL))


def _is_below_fund(state: ParserState) -> bool:
    """True for a whole below a heading that names a
    fund and no side of it.
    """
    context, clause = state.context, state.clause
    if context.fund not in _BUDGETS or context.heading.label is not None:
        return False
    if clause.topic.label is not None or state.line.list_number is not None:
        return False
    first = clause.line_first_subject
    if first.label is not None and first.fund is not context.fund:
        return False
    return not clause.in_breakdown and len(state.clause_stack) == 1


def _resolve_side_of_fund(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """年初预算5万元；支出决算5万元 below 国有资本经营预算: the side
    that its sum names, or the next one.
    """
    if subject.label is not None or not _is_below_fund(state):
        return subject
    resolver = state.label_resolver
    side = resolver.find_side(start, stop) or _find_side_of_next(state, start, stop)
    if side is None:
        return subject
    label = resolver.extract_generic_label(start, stop)
    label = label or state.extract_text(start, stop)
    fund = state.context.fund or Fund.ALL
    return LabelledThing(label, find_item(side, fund), fund)


def _find_side_of_next(state: ParserState, start: int, stop: int) -> str | None:
    """The side of the sum behind the next semicolon, for words of stage alone."""
    if state.patterns.aspect.fullmatch(state.text, start, stop) is None:
        return None
    behind = _find_number_behind(state, stop + 1)
    if behind is None or not behind.unit:
        return None
    clause = state.text.rfind(";", stop, behind.start) + 1
    if not clause:
        return None
    return state.label_resolver.find_side(clause, behind.start)


def _turn_to_side_of_heading(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """一般公共预算财政拨款5万元 below 一般公共预算支出: the expenditure of
    the heading.
    """
    heading = state.context.heading
    is_first = not state.clause.sentence_amounts and not state.mentions
    if subject.label is None or not is_first or _find_side(heading) != _TOTALS[1]:
        return subject
    described = describe_item(heading.concept)
    if described.fund not in _BUDGETS or _find_side(subject) != _TOTALS[0]:
        return subject
    same_fund = describe_item(subject.concept).fund is described.fund
    if not same_fund or not _is_money_alone(state, subject.label.value):
        return subject
    return subject._replace(concept=heading.concept)


def _is_money_of_heading(state: ParserState, subject: LabelledThing) -> bool:
    """True for 当年拨款 below 一般公共预算支出: a name that with that of the fund is the whole of
    it."""
    heading, fund = state.context.heading, state.context.fund
    is_part = state.clause.in_breakdown or len(state.clause_stack) > 1
    if subject.label is None or is_part or fund is None:
        return False
    if _find_side(heading) is None or describe_item(heading.concept).fund is not fund:
        return False
    name = match_key(subject.label.value)
    if name not in state.lexicon.get_words("prose.appropriation"):
        return False
    return not state.clause.sentence_amounts


def _speaks_of_totals(state: ParserState) -> bool:
    """True where a bare 支出 is the office's: not
    that of a project or of a part.
    """
    context, clause = state.context, state.clause
    is_part = clause.in_breakdown or len(state.clause_stack) > 1
    if is_part or context.section_key in SINGLE_SUBJECT_SECTIONS:
        return False
    named = [one.subject for one in clause.sentence_amounts[-1:]]
    if not named and not _opens_sentence(state):
        return False
    named += filter(_has_label, (clause.topic, context.heading))
    if named:
        return all(map(_is_total, named))
    return context.names_totals or context.section_key in _SECTIONS_OF_TOTALS


def _may_name_side(state: ParserState, is_head: bool) -> bool:
    """True where a side by itself is that of the office: behind 收支均有增长，其中：, too."""
    if state.clause.tells_both_sides and len(state.clause_stack) == 1:
        return True
    return _speaks_of_totals(state) or (is_head and _may_open_side(state))


def _may_open_side(state: ParserState) -> bool:
    """True where 收入方面 may lead in the figures of a side."""
    opens = _opens_sentence(state) or _opens_item(state)
    if len(state.clause_stack) > 1 or not opens:
        return False
    return state.context.section_key not in SINGLE_SUBJECT_SECTIONS


def _opens_sentence(state: ParserState) -> bool:
    """True where nothing was stated in the sentence yet."""
    start = state.find_sentence_start(state.clause.clause_start)
    return not any(one.end > start for one in state.mentions[-1:])


def _has_label(subject: LabelledThing) -> bool:
    return subject.label is not None


def _is_total(subject: LabelledThing) -> bool:
    """True for a side of the whole budget, not for 事业收入."""
    described = describe_item(subject.concept)
    return described.fund == Fund.ALL and _find_side(subject) is not None


def _resolve_fund_of_whole(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """支出中：财政拨款安排80万元: money named alone pays a part of the expenditure that is
    divided."""
    described = describe_item(subject.concept)
    if subject.label is None or described.concept not in ("revenue", "carried_in"):
        return subject
    label = subject.label.value
    whole = _find_divided_expenditure(state)
    words = state.lexicon.get_words("heads", "revenue")
    if whole is None or any(map(label.count, words)):
        return subject
    fund = described.fund
    if described.concept == "carried_in":
        pays = state.patterns.paying_verb.search(state.text, start, stop)
        if pays is None or describe_item(whole).fund in _BUDGETS:
            return subject  # of one fund: carried into it, not all that it pays
        fund = Fund.CARRYOVER
    if fund is None or _is_class(whole):
        return subject._replace(concept=None)
    return subject._replace(concept=_find_item_in_fund(whole, fund), fund=fund)


def _resolve_fund_of_list(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """本年支出80万元，其中一般公共预算60万元: a fund alone is the whole in this fund."""
    whole = state.clause.whole.concept
    if subject.label is None or whole is None or _is_class(whole):
        return subject
    if not _leaves_concept_open(subject):
        return subject
    if not _is_money_alone(state, subject.label.value):
        return subject
    fund = find_fund(state.lexicon, subject.label.value)
    described = describe_item(whole)
    family = _find_family(whole)
    if fund is None or not family.startswith((*_TOTALS, "carried_")):
        return subject
    if described.fund is Fund.ALL or _find_side(state.clause.whole) is not None:
        return subject._replace(concept=_find_item_in_fund(whole, fund), fund=fund)
    return subject


def _resolve_fund_of_led_side(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """收入全部为一般公共预算拨款5万元、|政府性基金拨款3万元: a fund alone is
    of the side that the sentence divides.
    """
    if subject.label is None or not _is_money_alone(state, subject.label.value):
        return subject
    side = _find_led_side(state, start)
    fund = find_fund(state.lexicon, subject.label.value)
    if side is None or fund not in _BUDGETS:
        return subject
    item = find_item(side, fund)
    return subject._replace(concept=item, fund=fund)


def _find_led_side(state: ParserState, start: int) -> str | None:
    """Revenue behind 收入包括, to the end of its sentence."""
    first = max(0, start - _LONGEST_SENTENCE)
    opening = max(state.text.rfind(mark, first, start) for mark in "。;") + 1
    lead = state.patterns.side_lead.match(state.text, opening)
    if lead is None or opening < first:
        return None
    return state.lexicon.get_vocabulary("heads")[lead["side"]]


def _resolve_part_of_led_side(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """收入包括一般公共预算5万元、|结转3万元, 支出包括|基本5万元: a part of the
    side, by its short name."""
    if subject.concept is not None or subject.label is None:
        return subject
    side = _find_led_side(state, start)
    if side is None:
        return subject
    word = match_key(subject.label.value)
    names = state.context.owner_names
    part = compose_part(state.lexicon, word, side, names)
    last = next(reversed(state.clause.sentence_concepts), None)
    is_carried = word in state.lexicon.get_words("part_components", "carry")
    if is_carried and last and not _is_total(LabelledThing(None, last)):
        part = _CARRIED[side]
    return subject._replace(concept=part)


def _resolve_domestic_reception(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """“三公”经费9万元，其中国内接待费2万元: all that is spent
    on receptions, where the line tells of
    no others."""
    if subject.label is None or subject.concept is not None:
        return subject
    whole, clause = _SUBJECTS["three_public"], state.clause
    if clause.line_first_subject.concept != whole:
        return subject
    name = match_key(subject.label.value)
    inland = state.patterns.inland_reception.match(name)
    if inland is None:
        return subject
    name = name[inland.end() :]
    if _find_part(state, whole, name) != _HOSPITALITY:
        return subject
    if _tells_of_receptions(state, number.end):
        return subject
    return subject._replace(concept=_HOSPITALITY)


def _tells_of_receptions(state: ParserState, end: int) -> bool:
    """True for a line that states what receptions
    cost, or goes on to those of foreigners.
    """
    stated = (
        one.mention.subject.concept
        for one in state.recent_mentions
        if isinstance(one.mention, AmountMention)
    )
    if _HOSPITALITY in stated:
        return True
    stop = end + _LONGEST_SENTENCE
    foreign = state.patterns.foreign_reception
    return foreign.search(state.text, end, stop) is not None


def _resolve_bare_expense(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """会议5万元、培训3万元: an expense without that word,
    outside of projects.
    """
    if subject.label is None or subject.concept is not None:
        return subject
    whole = state.clause.whole.concept
    section = state.context.section_key
    if section in _SECTIONS_OF_THINGS or whole is not None or _is_below_projects(state):
        return subject
    name = match_key(subject.label.value)
    for word in state.lexicon.get_words("head_components", "fee"):
        concept = state.label_resolver.find_concept(name + word)
        if concept in EXPENSES:
            return subject._replace(concept=concept)
    return subject


def _resolve_received(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """收到政府性基金拨款5万元: money of a fund that came in is
    its revenue.
    """
    if subject.label is None or subject.concept is not None:
        return subject
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS:
        return subject
    name = match_key(subject.label.value)
    if state.patterns.received.match(name) is None:
        return subject
    fund = find_fund(state.lexicon, name)
    if fund not in _GOVERNING_FUNDS or not _is_money_alone(state, name):
        return subject
    return subject._replace(concept=find_item(_TOTALS[0], fund), fund=fund)


def _leaves_concept_open(subject: LabelledThing) -> bool:
    """True for a name of no concept, or of the
    revenue that a fund alone stands for.
    """
    return subject.concept is None or _find_side(subject) == "revenue"


def _resolve_carried(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """财政拨款结转: carried as the whole it is a part of; else into the budget of a year
    and out of its accounts.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS:
        return subject
    word = match_key(subject.label.value)
    is_bare = word in state.lexicon.get_words("part_components", "carry")
    is_bare = is_bare and state.context.names_totals
    if not is_bare and state.patterns.carried_name.fullmatch(word) is None:
        return subject
    whole = describe_item(state.clause.whole.concept).concept or ""
    is_out = state.context.is_final
    if whole.startswith("carried_"):
        is_out = whole == "carried_out"
    if is_out:
        return subject._replace(concept=_CARRIED_OUT)
    return subject._replace(concept=_CARRIED_IN)


def _resolve_left_of_year(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """预算收入9万元，其中拨款8万元、上年实户资金余额1万元: what the year before left is a part
    of the revenue."""
    if subject.concept is not None:
        return subject
    first = max(start, stop - _LONGEST_ITEM)
    left = state.patterns.left_of_year.search(state.text, first, stop)
    if left is None:
        return subject
    label = state.extract_text(*left.span())
    if _find_divided_side(state, label.value) != _TOTALS[0]:
        return subject
    return LabelledThing(label, _CARRIED_IN)


def _resolve_carried_way(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """用年初财政拨款结转5万元解决，年末还结转3万元: what comes in
    from years before, or is left for those to come."""
    if subject.concept is not None:
        return subject
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS:
        return subject
    way = state.patterns.carried_way.search(state.text, start, stop)
    if way is None:
        return subject
    label = subject.label or state.label_resolver.extract_words(way.start(), stop)
    concept = _CARRIED_OUT
    if way["into"] is not None:
        concept = _CARRIED_IN
    return subject._replace(label=label, concept=concept)


def _resolve_fund_of_purchase(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """按资金：财政资金5万元，自有资金3万元: money that pays a part of the purchases, or of
    one project."""
    if subject.label is None or not _leaves_concept_open(subject):
        return subject
    paid = _find_paid_thing(state)
    if paid is None:
        return subject
    fund = find_fund(state.lexicon, subject.label.value)
    is_alone = _is_money_alone(state, subject.label.value)
    if fund is None or not (is_alone or _tells_source(state)):
        return subject
    return subject._replace(concept=paid, fund=fund)


def _tells_source(state: ParserState) -> bool:
    """True behind 资金来源为 in a sentence."""
    at = state.clause.clause_start
    start = max(state.find_sentence_start(at), at - _LONGEST_CLAUSE)
    words = state.text[start : at + _LONGEST_CLAUSE_LEAD]
    return state.patterns.source_lead.search(words) is not None


def _find_paid_thing(state: ParserState) -> str | None:
    """The purchases that the sentence speaks of, or the project whose sources it tells."""
    at = state.clause.clause_start
    start = max(state.find_sentence_start(at), at - _LONGEST_CLAUSE)
    before = state.text[start : at + _LONGEST_CLAUSE_LEAD]
    stated = next(reversed(state.clause.sentence_concepts), "")
    told_before = state.patterns.paid_purchase.search(before) is not None
    if _find_family(stated) == _PURCHASES or told_before:
        return _ALL_PURCHASES
    paid = stated or state.clause.line_first_subject.concept
    if paid in (_PROJECT, _SERVICES) and _tells_source(state):
        return paid
    return None


def _find_item_in_fund(item: str, fund: Fund) -> str:
    """The key of what an item is of, in a fund; that of the whole where none has
    one."""
    concept = describe_item(item).concept
    return find_item(concept, fund) or find_item(concept, Fund.ALL) or item


def _find_divided_expenditure(state: ParserState) -> str | None:
    """The expenditure whose parts are named: that of the topic, the sentence or the
    line."""
    clause = state.clause
    heading = state.context.heading
    is_divided = clause.in_breakdown or clause.line_in_breakdown
    is_divided = is_divided or _find_side(heading) is not None
    if not (is_divided or clause.topic.label or _continues_funds(state)):
        return None
    wholes = (clause.topic, clause.first_subject, clause.line_first_subject, heading)
    named = next((one.concept for one in wholes if one.concept), None)
    concept = describe_item(named).concept or ""
    if not concept.startswith("expenditure"):
        return None
    return named


def _continues_funds(state: ParserState) -> bool:
    """True behind a part that was named by its
    fund alone: 财政拨款安排80万元，单位资金安排5万元.
    """
    stated = [one.subject for one in state.clause.sentence_amounts[-1:]]
    return any(
        one.label is not None
        and describe_item(one.concept).concept == "expenditure"
        and _is_money_alone(state, one.label.value)
        for one in stated
    )


def _is_money_alone(state: ParserState, label: str) -> bool:
    """True for a fund that neither 收入 nor 支出 follows: 财政拨款."""
    return _is_fund_alone(state.lexicon, label)


@lru_cache(maxsize=_KEPT_LABELS)
def _is_fund_alone(lexicon: Lexicon, label: str) -> bool:
    words = lexicon.get_vocabulary("heads")
    if any(word in label for word in words):
        return False
    return find_fund(lexicon, label) is not None


def _resolve_target_amount(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """4个项目设置绩效目标，金额194万元: money of the projects
    whose targets the sentence tells of.
    """
    opening = max(state.find_sentence_start(start), start - _LONGEST_SENTENCE)
    sentence = state.text[opening:start]
    label = _find_target_label(state, subject, sentence, (start, stop))
    if label is None:
        return subject
    if _tells_of_project(state, start, stop):
        return UNLABELLED
    one = _find_only_project(state, sentence, opening)
    if one is not None and _is_stage_alone(state, start, stop):
        return LabelledThing(one, _PROJECT)
    fund = find_fund(state.lexicon, label.value)
    fund = fund or find_fund(state.lexicon, sentence)
    return subject._replace(label=label, concept=_TARGETS, fund=fund)


def _tells_of_project(state: ParserState, start: int, stop: int) -> bool:
    """True for 某某专项5万元，|实际支出4万元: another figure of one
    project.
    """
    last = state.clause.last_subject
    if last.concept != _PROJECT or not state.clause.sentence_amounts:
        return False
    return _is_stage_alone(state, start, stop)


def _find_target_label(
    state: ParserState,
    subject: LabelledThing,
    sentence: str,
    span: tuple[int, int],
) -> Extracted[str] | None:
    """What the money of projects with targets is
    called; None for other money.
    """
    if not _may_tell_targets(state):
        return None
    start, stop = span
    patterns, resolver = state.patterns, state.label_resolver
    clause = state.text[start : _find_clause_end(state.text, stop)]
    if not (_is_of_targets(state, sentence, clause) or _continues_targets(state)):
        money = patterns.target_money.search(state.text, start, stop)
        if money is None or not _tells_of_targets(state, sentence):
            return None
    label = subject.label
    if label is not None:
        if _names_other_money(state, label, start, stop):
            return None
        return label
    label = resolver.extract_generic_label(start, stop)
    if label is None and patterns.target_clause.match(clause):
        label = resolver.extract_words(start, stop)  # 3个项目、5万元纳入绩效评价
    return label


def _may_tell_targets(state: ParserState) -> bool:
    """False where neither the line nor its section has a
    word of targets, nor the sum before is of them.
    """
    if state.has_targets or state.context.section_key == "performance":
        return True
    stated = state.clause.sentence_amounts[-1:]
    return any(one.subject.concept == _TARGETS for one in stated)


def _continues_targets(state: ParserState) -> bool:
    """True for 涉及一般公共预算5万元、|政府性基金3万元: other money of the same projects."""
    stated = state.clause.sentence_amounts[-1:]
    start = state.clause.clause_start
    is_next = NUMBER_SEPARATOR.match(state.text, start) is not None
    is_next = is_next or state.text.startswith(_COMMA, start - 1)
    return is_next and any(one.subject.concept == _TARGETS for one in stated)


def _resolve_one_project(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """该项目预算5万元: of one project, wherever its
    name stands, and not of all with targets.
    """
    if subject.concept != _TARGETS:
        return subject
    one = state.patterns.one_project.search(state.text, start, stop)
    if one is None:
        return subject
    return subject._replace(concept=_PROJECT)


def _find_only_project(
    state: ParserState, sentence: str, opening: int
) -> Extracted[str] | None:
    """The name of the project that a sentence tells
    of, where it counts none: 对“饮水工程”项目开展自评.
    """
    if state.patterns.counted_projects.search(sentence) is not None:
        return None
    named = list(state.patterns.named_project.finditer(sentence))
    if not named:
        named = list(state.patterns.quoted_end.finditer(sentence))
    if len(named) != 1:
        return None
    start, end = (opening + at for at in named[0].span())
    return state.extract_text(start, end)


def _is_stage_alone(state: ParserState, start: int, stop: int) -> bool:
    """True for 实际支出, 全年预算, 项目预算数: which figure of a project it is."""
    words = state.text[start:stop].strip(LABEL_EDGE_CHARACTERS)
    if state.patterns.own_project.fullmatch(words) is not None:
        return True
    return state.patterns.aspect.fullmatch(words) is not None


def _names_other_money(
    state: ParserState, label: Extracted[str], start: int, stop: int
) -> bool:
    """True for a name that is not of the money of all projects with targets."""
    money = state.patterns.target_money.search(state.text, start, stop)
    if money is not None and money["of_fund"]:
        return False
    if not _is_money_alone(state, label.value):
        return True
    return _names_one_with_targets(state, start, stop)


def _names_one_with_targets(state: ParserState, start: int, stop: int) -> bool:
    """3个项目设置绩效目标，涉及资金9万元，分别为|饮水工程5万元: True for a name of no fund and no money, behind
    the sum of all.
    """
    stated = state.clause.sentence_amounts[-_MOST_SUMMED:]
    if all(one.subject.concept != _TARGETS for one in stated):
        return False
    if find_fund(state.lexicon, state.text[start:stop]) is not None:
        return False
    return state.patterns.target_money.search(state.text, start, stop) is None


def _tells_of_targets(state: ParserState, sentence: str) -> bool:
    """True for words about targets, and for projects
    that are counted in a section on them:
    对3个项目开展自评，金额5万元.
    """
    if state.patterns.target_word.search(sentence) is not None:
        return True
    is_below = state.context.section_key == "performance"
    return is_below and state.patterns.counted_projects.search(sentence) is not None


def _is_of_targets(state: ParserState, sentence: str, clause: str) -> bool:
    """True behind words about projects and their targets, and in a clause that goes on to
    them: 3个项目涉及5万元实行绩效目标管理."""
    patterns = state.patterns
    words = patterns.target_word, patterns.target_project
    if all(word.search(sentence) for word in words):
        return True
    return patterns.target_clause.match(clause) is not None


def _resolve_short_class(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """社保就业支出: the short form of a class, where classes are listed."""
    subject = _turn_to_function(state, subject)
    if subject.concept is not None or subject.label is None:
        return subject
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS:
        return subject
    label = subject.label.value
    if state.patterns.project_end.search(label):
        return subject
    found = _find_listed_class(state, label)
    if found is not None:
        code = found.function_code or found.economic_code
        return subject._replace(concept=name_class(found), class_code=code)
    if _is_class_in_short(state, label):
        return subject._replace(concept=_ECONOMIC)
    return subject


def _turn_to_function(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """教育5万元、医疗3万元: a short name among functions is one of
    them, though an economic class has it, too."""
    if subject.concept != _ECONOMIC or subject.label is None:
        return subject
    label = subject.label.value
    if len(label) > _SHORTEST_NOUN or not _divides_class(state):
        return subject
    found = _find_short_class(state, label)
    if found is None:
        return subject
    return subject._replace(concept=name_class(found), class_code=found.function_code)


def _find_listed_class(state: ParserState, label: str) -> FigureContext | None:
    """The class of a short form, or where classes
    are listed of any name that it alone has.
    """
    found = find_abbreviated_class(state.lexicon, label)
    if found is None and _divides_class(state):
        found = find_lower_class(state.lexicon, label)
        found = found or _find_short_class(state, label)
    return found


def _is_class_in_short(state: ParserState, label: str) -> bool:
    """True for an economic class with whose it is, or
    without its first word: 教职工工资福利, 个人家庭补助.
    """
    name = match_key(label)
    forms = [
        name.removeprefix(noun)
        for noun in state.lexicon.get_words("counts", "noun")
        if name.startswith(noun)
    ]
    if name[:1] in _list_heads_behind(state.lexicon, TOWARDS):
        forms.append(TOWARDS + name)
    find = state.label_resolver.find_concept
    return any(find(one) == _ECONOMIC for one in forms if one)


@cache
def _list_heads_behind(lexicon: Lexicon, word: str) -> frozenset[str]:
    """The characters that follow a word at the head of economic classes."""
    names = lexicon.get_words("labels", _ECONOMIC)
    at = len(word)
    return frozenset(one[at : at + 1] for one in names if one.startswith(word))


def _resolve_listed_class(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """行政运行, where expenditure is divided: one
    of several classes of this name.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    if not _lists_expenditure(state):
        return subject
    name = _REMARK_BEHIND.sub("", subject.label.value)
    if not is_functional_name(state.lexicon, name):
        return subject
    return subject._replace(concept=_FUNCTIONAL)


def _drop_class_among_projects(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """河道保洁5万元、路灯维护4万元，预备费1万元: the name of a class that no word for expenditure
    ends is none beside projects, and no project either."""
    if subject.concept != _FUNCTIONAL or subject.label is None:
        return subject
    if state.patterns.expenditure_word.search(subject.label.value) is not None:
        return subject
    if _stands_behind_project(state, start) or _stands_behind_project(state, start - 1):
        return subject._replace(concept=None)
    return subject


def _resolve_class_below(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """法院（款）：行政运行5万元，案件审判4万元: what is listed below a class that is marked as
    such is a class below it, whatever its name."""
    if subject.label is None or subject.concept is not None:
        return subject
    if state.clause.divides_class:
        return _resolve_named_below(state, subject)
    above = _find_marked_class(state)
    if above is None:
        return subject
    code = find_class_code(state.lexicon, subject.label.value, True, above)
    if above == "" or not (code or "").startswith(above):
        code = None
    return subject._replace(concept=_FUNCTIONAL, class_code=code)


def _resolve_named_below(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """农林水支出中，防汛5万元: a class by its name, below the one
    that the sentence divides.
    """
    whole, label = state.clause.whole.label, subject.label
    if whole is None or label is None:
        return subject
    described = parse_label(state.lexicon, whole.value).context
    above = described.function_code
    name = label.value
    code = above and find_class_code(state.lexicon, name, True, above)
    if not (above and code and code.startswith(above)):
        return subject
    return subject._replace(concept=_FUNCTIONAL, class_code=code)


def _find_marked_class(state: ParserState) -> str | None:
    """The code of the class that leads in a list, '' where that is not known; None where
    none does that is marked: 法院（款）."""
    whole = state.clause.whole
    if whole.label is None or whole.concept != _FUNCTIONAL:
        return None
    label = whole.label.value
    is_marked = state.patterns.class_level_suffix.search(match_key(label)) is not None
    if not is_marked and whole.class_code is None:
        return None
    stated = state.clause.sentence_amounts[-_MOST_LISTED:]
    if any(one.subject.label is whole.label for one in stated):
        return None  # 行政运行（项）5万元，主要原因：人员增资1万元
    if whole.class_code is not None:
        return whole.class_code
    return parse_label(state.lexicon, label).context.function_code or ""


def _lists_expenditure(state: ParserState) -> bool:
    """True where expenditure is divided, by the
    line, its list or its heading.
    """
    clause, context = state.clause, state.context
    wholes = (clause.whole, clause.line_first_subject, context.heading)
    named = next((side for side in map(_find_side, wholes) if side), None)
    return named == "expenditure" or (
        named is None and context.section_key == "expenditure"
    )


def _divides_class(state: ParserState) -> bool:
    """True behind a class of functions: 教育支出23万元，其中高中教育22万元."""
    stated = state.clause.sentence_amounts
    recent = stated[-_MOST_LISTED:]
    if any(one.subject.concept == _FUNCTIONAL for one in recent):
        return True
    at = state.clause.clause_start
    start = max(state.find_sentence_start(at), at - _LONGEST_SENTENCE)
    return state.patterns.by_function.search(state.text, start, at) is not None


def _find_short_class(state: ParserState, label: str) -> FigureContext | None:
    """A class without the word for expenditure: 社保就业."""
    for word in state.lexicon.get_words("spending"):
        found = find_abbreviated_class(state.lexicon, label + word, is_listed=True)
        if found is not None and found.function_code is not None:
            return found
    return None


def _resolve_unit(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """其中：局本级180万元，各分局220万元: parts of the whole that units have."""
    if subject.concept is not None or _stands_behind_project(state, start):
        return subject
    label = subject.label or _extract_own_scope(state, start, stop)
    if label is None:
        return subject
    owned = _resolve_owned(state, start, stop)
    if owned is not None:
        return owned
    whole = _find_whole_of_units(state, start)
    if whole is None or not (
        state.label_resolver.names_unit(label.value) or _continues_units(state, start)
    ):
        return subject
    return subject._replace(label=label, concept=whole, unit=label.value)


def _stands_behind_project(state: ParserState, start: int) -> bool:
    """True right behind one of a list of projects: 敬老院改造5万元、|照料中心3万元."""
    for last in state.mentions[-1:]:
        if last.end != start or not isinstance(last.mention, AmountMention):
            continue
        subject = last.mention.subject
        if subject.concept == _PROJECT and subject.label is not None:
            return not _names_item(state, subject.label.value)
    return False


def _resolve_total_of_unit(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """其中：校本级支出预算80万元，培训中心支出预算20万元: the total of a part of the office."""
    if not _may_be_of_unit(state, subject, start):
        return subject
    words = state.text[start:stop].lstrip(LABEL_EDGE_CHARACTERS)
    words = words.removeprefix(OF_WHICH).lstrip(LABEL_EDGE_CHARACTERS)
    if len(words) > _LONGEST_TOTAL_OF_UNIT:
        return subject
    for end in range(len(words) - _SHORTEST_TOTAL, 1, -1):
        unit, total = words[:end], words[end:]
        if not state.label_resolver.names_unit(unit) or _is_office(state, unit):
            continue
        concept = state.label_resolver.find_concept(total)
        if not _is_class(concept) and describe_item(concept).concept in _TOTALS:
            label = state.extract_text(stop - len(words), stop)
            return LabelledThing(label, concept, unit=unit)
    return subject


def _may_be_of_unit(state: ParserState, subject: LabelledThing, start: int) -> bool:
    """True for a part that no unit is known of; no class that ends as a unit:
    城乡社区支出."""
    opening = state.find_sentence_start(start)
    if subject.unit is not None or not state.text.startswith(OF_WHICH, opening):
        return False
    label = subject.label
    return label is None or not is_functional_name(state.lexicon, label.value)


def _is_office(state: ParserState, words: str) -> bool:
    """True for words that stand for the whole
    office: 全校, 我局, a form of its name."""
    if state.patterns.owner_form.fullmatch(words):
        return True
    return state.label_resolver.is_part_of_owner(words)


def _resolve_owned(state: ParserState, start: int, stop: int) -> LabelledThing | None:
    """派出检察室收入, 局机关及4个中队运行经费: a known thing behind the name of its unit."""
    words, names = state.text[start:stop], state.context.owner_names
    words = words.lstrip(LABEL_EDGE_CHARACTERS).removeprefix(OF_WHICH)
    at = stop - len(words.lstrip(LABEL_EDGE_CHARACTERS))
    for match in state.patterns.office_ending.finditer(state.text, at, stop):
        scope = state.patterns.owner_scope.match(state.text, match.end(), stop)
        end = (scope or match).end()
        name = state.text[at:end]
        if not _SHORTEST_UNIT <= len(name) <= _LONGEST_UNIT or "," in name:
            continue
        if _begins_with_verb(state, end, stop):
            continue  # 教育局拨入经费: who gives it
        owned = _resolve_side_or_name(state, end, stop)
        if owned.concept is not None and not _is_class(owned.concept):
            label = state.label_resolver.extract_words(at, stop)
            is_own = find_sides(state.lexicon, name + MONEY_RECEIVED, names)
            thing = LabelledThing(label, owned.concept, owned.fund)
            if is_own and scope is None:
                return thing
            return thing._replace(unit=name)
    return None


def _begins_with_verb(state: ParserState, start: int, stop: int) -> bool:
    """True for words that a verb of giving or receiving opens, no noun: 拨入项目经费."""
    verbs = state.lexicon.get_words("prose.act")
    nouns = state.lexicon.get_words("spending")
    words = state.text[start:stop]
    return words.startswith(verbs) and not words.startswith(nouns)


def _resolve_side_or_name(state: ParserState, start: int, stop: int) -> LabelledThing:
    """What words name: a known thing, or below the heading of a side this side."""
    named = state.label_resolver.resolve_composition(start, stop)
    side = state.label_resolver.find_side(start, stop)
    if named.concept is None and side is not None:
        is_of_heading = _find_side(state.context.heading) == side
        if is_of_heading or state.context.names_totals:
            return LabelledThing(named.label, find_item(side, Fund.ALL))
    return named


def _find_whole_of_units(state: ParserState, start: int) -> str | None:
    """The concept that is divided, by units
    or after 其中; never a class.
    """
    opening = state.find_sentence_start(start)
    words = state.text[opening : min(start, opening + _LONGEST_SENTENCE)]
    by_unit = state.patterns.by_unit.search(words) is not None
    by_unit = by_unit or words.startswith(OF_WHICH)
    clause = state.clause
    beside = _find_unit_beside(state, opening) or _find_added_whole(state, start)
    if beside is not None:
        return beside
    led = clause.whole.concept
    if not (by_unit or clause.in_breakdown or led):
        return None
    wholes = [clause.topic.concept, clause.first_subject.concept, led]
    if by_unit:
        wholes.append(clause.line_first_subject.concept)
    whole = next(filter(None, wholes), None)
    if _is_class(whole):
        return None
    return whole


def _find_unit_beside(state: ParserState, opening: int) -> str | None:
    """The concept of what the sentence stated last, where that is of a unit."""
    for last in reversed(state.recent_mentions):
        if last.start < opening:
            return None
        if isinstance(last.mention, AmountMention):
            subject = last.mention.subject
            return subject.unit and subject.concept
    return None


def _continues_units(state: ParserState, start: int) -> bool:
    """True behind the figure of a unit in a list that adds up to the whole."""
    beside = _find_unit_beside(state, state.find_sentence_start(start))
    return beside is not None and _find_added_whole(state, start) == beside


def _find_added_whole(state: ParserState, start: int) -> str | None:
    """局机关120万元，管理站80万元 behind a sum of 200万元: the
    concept of the sum that what follows it adds up to.
    """
    opening = state.find_sentence_start(start)
    whole = _find_whole_of_list(state, opening)
    if whole is None:
        return None
    stated, end = whole
    rest = stated.value.value or Decimal(0)
    for token in _list_sums_behind(state, max(end, opening)):
        rest -= token.value or Decimal(0)
        if rest <= 0:
            break
    if rest:
        return None
    return stated.subject.concept


def _find_whole_of_list(
    state: ParserState, opening: int
) -> tuple[AmountMention, int] | None:
    """The first sum of a sentence, where it is known and of no unit; else the last one
    before it; and where it ends."""
    before: tuple[AmountMention, int] | None = None
    for one in state.recent_mentions:
        if not isinstance(one.mention, AmountMention):
            continue
        if one.start < opening:
            before = one.mention, one.end
        elif _is_known_whole(state, one.mention.subject):
            return one.mention, one.end
        else:
            return before
    return before


def _is_known_whole(state: ParserState, subject: LabelledThing) -> bool:
    """True for a known thing that is not named by its unit."""
    if subject.concept is None or subject.label is None:
        return False
    return not state.label_resolver.names_unit(subject.label.value)


def _list_sums_behind(
    state: ParserState, start: int, sentences: int = 1
) -> Iterator[NumberToken]:
    """Iterate over the sums of money behind a position,
    to the end of its sentence, or of so many.
    """
    first = bisect_left(state.numbers, start, key=attrgetter("start"))
    ends = 0
    for token in state.numbers[first : first + _MOST_LISTED]:
        ends += state.text.count("。", start, token.start)
        if ends >= sentences:
            return
        if token.unit:
            yield token
        start = token.start


def _extract_own_scope(
    state: ParserState, start: int, stop: int
) -> Extracted[str] | None:
    """局本级: the office without its units, which else is no label."""
    words = state.text[start:stop]
    lead = len(words) - len(words.lstrip(LABEL_EDGE_CHARACTERS))
    scopes = state.lexicon.get_words("office", "scope")
    if not words.endswith(scopes):
        return None
    return state.extract_text(start + lead, stop)


def _is_named_before(state: ParserState, subject: LabelledThing) -> bool:
    """True for words that name nothing, but stand for what was named before."""
    return (
        _repeats_subject(state, subject)
        or _names_side_of_expense(state, subject)
        or _names_side_of_project(state, subject)
        or _repeats_project(state, subject)
        or _names_same_figure(state, subject)
    )


def _names_side_of_project(state: ParserState, subject: LabelledThing) -> bool:
    """True for “饮水工程”（预算支出5万元）: no total of the
    office is a part of a project.
    """
    is_part = len(state.clause_stack) > 1 and _is_total(subject)
    return is_part and state.clause.whole.concept == _PROJECT


def _names_same_figure(state: ParserState, subject: LabelledThing) -> bool:
    """True for 这个盘子扩大为: the figure stated before, in
    another year.
    """
    if subject.label is None or subject.concept is not None:
        return False
    name = match_key(subject.label.value)
    return state.patterns.same_figure.fullmatch(name) is not None


def _repeats_project(state: ParserState, subject: LabelledThing) -> bool:
    """True for 该项目全年预算数 behind the name of a project."""
    if subject.label is None or subject.concept is not None:
        return False
    clause = state.clause
    stated = (clause.topic, clause.last_subject)
    named = next(filter(_has_label, stated), UNLABELLED)
    if named.concept != _PROJECT:
        return False
    name = match_key(subject.label.value)
    return state.patterns.own_project.fullmatch(name) is not None


def _repeats_subject(state: ParserState, subject: LabelledThing) -> bool:
    """True for the second figure of one thing: 培训费全年预算6万元，支出决算4万元."""
    if state.start_level_end == state.clause.clause_start:
        return True  # 由5万元降为3万元
    clause = state.clause
    if subject.label is None:
        return False
    if not clause.sentence_amounts and clause.topic.label is None:
        return False
    if state.patterns.document_kind.search(subject.label.value) is None:
        return False
    generic_words = state.lexicon.get_vocabulary("prose.generic")
    return match_key(subject.label.value) in generic_words


def _names_side_of_expense(state: ParserState, subject: LabelledThing) -> bool:
    """True for 本年支出5万元 below the heading
    of one expense, whose it is.
    """
    is_of_expense = state.context.heading.concept in EXPENSES
    if state.context.section_key not in _SECTIONS_OF_EXPENSES and not is_of_expense:
        return False
    if not _is_total(subject) or _find_side(subject) != "expenditure":
        return False
    stated = (state.clause.topic, state.context.heading)
    named = next((one for one in stated if one.concept is not None), UNLABELLED)
    return named.concept is not None and _find_side(named) is None


def _find_section_concept(state: ParserState, label: str) -> str | None:
    return find_concept(state.lexicon, label, state.context.section_key)


def _find_counted_concept(state: ParserState, label: str) -> str | None:
    """The concept of what counted things cost; projects that are told of as those with
    targets are measured by them."""
    concept = _find_section_concept(state, label)
    patterns = state.patterns
    if concept is not None:
        return concept
    if state.context.section_key == "three_public":
        part = _find_unstated_reception(state, label)
        return part or _find_purchased_vehicle(state, label)
    if state.context.section_key == _PURCHASES:
        return _find_supplier_part(state, label)
    if state.context.section_key == _STATE_ASSETS:
        name = patterns.measured.sub("", match_key(label))
        return _find_held_assets(state, name)
    heading = state.context.heading.concept
    if heading in EXPENSES or heading in _NATURES:
        return _find_counted_expense(state)
    return _find_counted_project(state, label)


def _find_held_assets(state: ParserState, name: str) -> str | None:
    """我局机关有用车2辆，价值9万元: assets whose holder is named before."""
    whole = _SUBJECTS[_STATE_ASSETS]
    held = state.patterns.holding.split(name)[-1]
    return _find_part(state, whole, name) or _find_part(state, whole, held)


def _find_counted_project(state: ParserState, label: str) -> str | None:
    """What projects cost that are counted: those
    with targets, or those of the heading.
    """
    patterns = state.patterns
    is_of_targets = patterns.project_end.search(label) is not None
    if is_of_targets and state.context.section_key == "performance":
        return _TARGETS
    if _is_below_projects(state) and patterns.counted_project.search(label):
        return _PROJECT
    words = state.text[: state.clause.clause_start]
    if is_of_targets and patterns.target_word.search(words):
        return _TARGETS
    return None


def _find_supplier_part(state: ParserState, label: str) -> str | None:
    """与小微企业签订3份，金额5万元: the part of the purchases that
    such suppliers have.
    """
    words = [
        word
        for kind in ("micro", "small")
        for word in state.lexicon.get_words("part_components", kind)
        if word in label
    ]
    if not words:
        return None
    return _find_part(state, _ALL_PURCHASES, max(words, key=len))


def _resolve_supplier(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """其中5万元由小微企业承接; 工程整体预留给小微企业，金额5万元: the part of the
    purchases that the clause itself, or the one
    before a sum of no name, says who has.
    """
    whole = _ALL_PURCHASES
    is_open = subject.concept in (None, whole)
    if state.context.section_key != _PURCHASES or not is_open:
        return subject
    span = _find_supplier(state, subject, number)
    if subject.label is not None and subject.concept is None:
        return _resolve_named_supplier(state, subject)
    concept = span and _find_supplier_part(state, state.text[slice(*span)])
    if span is None or concept is None:
        return subject
    label = subject.label or state.label_resolver.extract_words(*span)
    return LabelledThing(label, concept)


def _resolve_purchased_services(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """采购9万元，其中货物5万元、购买服务4万元: what with
    the other kinds adds up to the purchases
    is a kind of them."""
    if subject.concept != _SERVICES or not _adds_to_purchases(state, number):
        return subject
    return subject._replace(concept=f"{_PURCHASES}.services")


def _adds_to_purchases(state: ParserState, number: ClauseNumber) -> bool:
    """True for one of the sums that add up to the
    purchases the sentence is about.
    """
    opening = state.find_sentence_start(number.start)
    found = _find_whole_of_list(state, opening)
    if found is None or found[0].subject.concept != _ALL_PURCHASES:
        return False
    whole, end = found
    rest = whole.value.value or Decimal(0)
    sums = _list_sums_behind(state, max(end, opening))
    for count, token in enumerate(sums, start=1):
        rest -= token.value or Decimal(0)
        if rest <= 0:
            is_within = token.start >= number.start
            return not rest and is_within and count >= _FEWEST_PARTS
    return False


def _resolve_named_supplier(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """小微企业得5万元, 中小企业拿到合同5万元: who has the purchases, and a
    verb."""
    if subject.label is None:
        return subject
    name = match_key(subject.label.value)
    got = state.patterns.supplier_gets.fullmatch(name)
    concept = got and _find_supplier_part(state, got["who"])
    return subject._replace(concept=concept)


def _find_supplier(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> tuple[int, int] | None:
    """Where it may stand who has a purchase."""
    behind = state.patterns.supplier_behind
    found = behind.match(state.text, number.end)
    if found is not None:
        return found.span()
    if subject.label is not None:
        return None
    return _find_clause_before(state, number.clause_start)


def _find_counted_expense(state: ParserState) -> str | None:
    """接待8批次，支出5万元 below 公务接待费: what the counted
    things cost is the expense of the heading,
    where the line states no other sum.
    """
    stated = (one.mention for one in state.mentions)
    if any(isinstance(one, AmountMention) for one in stated):
        return None
    return state.context.heading.concept


def _find_unstated_reception(state: ParserState, label: str) -> str | None:
    """国内接待8批次，支出5万元: what is spent on all
    receptions, where the line states no
    other sum of them."""
    name = state.patterns.reception_scope.sub("", match_key(label))
    name = state.patterns.counted_groups.sub("", name)
    part = _find_part(state, _SUBJECTS["three_public"], name)
    words = state.lexicon.get_words("part_components", "hospitality")
    if part is None and name.startswith(words):
        part = _HOSPITALITY  # 接待上级检查8批
    stated = (
        one.mention.subject.concept
        for one in state.recent_mentions
        if isinstance(one.mention, AmountMention)
    )
    if part in stated:
        return None
    return part


def _find_same_reception(
    state: ParserState, label: str, number: ClauseNumber
) -> str | None:
    """公务接待费5万元。其中：国内接待8批次，支出5万元: all of it, where the
    sum is the same."""
    if state.context.section_key != "three_public":
        return None
    scoped = state.patterns.reception_scope.search(match_key(label))
    same = any(
        one.mention.subject.concept == _HOSPITALITY
        and one.mention.value.value == number.extracted.value
        for one in state.recent_mentions
        if isinstance(one.mention, AmountMention)
    )
    return _HOSPITALITY if scoped is not None and same else None


def _find_purchased_vehicle(state: ParserState, label: str) -> str | None:
    """购置囚车: a purchase of vehicles of any kind."""
    parts = partial(state.lexicon.get_words, "part_components")
    word = match_key(label)
    if word.startswith(parts("purchase")) and word.endswith(parts("vehicle")):
        return _PURCHASED_VEHICLES
    return None


def _resolve_large_equipment(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """单价50万元以上的设备: equipment of a high price, of any kind."""
    if subject.concept is not None or subject.label is None:
        return subject
    held = any(one.startswith(_STOCKS) for one in state.clause.sentence_concepts)
    if state.context.section_key != _STATE_ASSETS and not held:
        return subject
    if state.patterns.large_equipment.search(match_key(subject.label.value)) is None:
        return subject
    start = state.clause.clause_start
    if not _is_stock(state, start, start, subject):
        return subject  # 计划购置
    return subject._replace(concept=_LARGE_EQUIPMENT)


def _resolve_planned_purchase(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """拟购置电脑6台，金额5万元: the only sum of a
    sentence that plans to buy, below 国有资产.
    """
    if subject.label is None or not _may_be_bought(state, subject.concept):
        return subject
    start = state.find_sentence_start(number.clause_start)
    start = max(start, number.clause_start - _LONGEST_CLAUSE)
    start = max(start, _find_end_of_amounts(state))
    plan = state.patterns.plans_purchase.search(state.text, start, number.start)
    is_led = state.clause.whole.concept == _PLANNED
    if plan is None and not is_led:
        return subject
    behind = _list_sums_behind(state, number.end)
    stated = state.clause.sentence_amounts[-_MOST_LISTED:]
    if any(behind) or not all(_is_held(one.subject) for one in stated):
        return subject  # what each of several costs
    return subject._replace(concept=_PLANNED)


def _find_end_of_amounts(state: ParserState) -> int:
    """Where the last amount ends; 0 before the first one."""
    for one in reversed(state.mentions[-_MOST_LISTED:]):
        if isinstance(one.mention, AmountMention):
            return one.end
    return 0


def _is_held(subject: LabelledThing) -> bool:
    """True for an asset that an office has."""
    concept = subject.concept or ""
    return concept.startswith(_STOCKS) and concept != _PLANNED


def _may_be_bought(state: ParserState, concept: str | None) -> bool:
    """True below a heading on assets, for a name
    of no figure of the budget but a class.
    """
    heading = state.context.heading.concept
    is_below = state.context.section_key == _STATE_ASSETS or heading == _PLANNED
    return is_below and (concept is None or _is_class(concept))


def _remember_amount(
    state: ParserState, subject: LabelledThing, number: ClauseNumber, left_context: str
) -> None:
    """Keep in the clause what later numbers may refer to."""
    clause = state.clause
    clause.sentence_amounts.append(StatedAmount(subject, number.extracted.value))
    if subject.concept is not None:
        clause.sentence_concepts.pop(subject.concept, None)
        clause.sentence_concepts[subject.concept] = None
    _mark_breakdown(state, left_context)
    if clause.first_subject.label is None:
        clause.first_subject = subject
    if clause.line_first_subject.label is None:
        clause.line_first_subject = subject
    if clause.in_item and clause.item_subject.label is None:
        clause.item_subject = subject
    clause.last_subject = subject
    clause.change_indexes = set()
    clause.at_sentence_start = False


# --- Coordinated names: several names, one number or one for each ---


def _emit_coordinated_statement(state: ParserState, token: NumberToken) -> bool:
    """收入和支出分别为5万元、4万元，分别增加1万元、2万元，分别增长25%、100%;
    False for any other number.
    """
    group = _list_coordinated_numbers(state, token)
    if not group or not all(map(_is_plain, group)):
        return False
    left = state.text[state.clause.clause_start : token.start]
    change = _find_change(state, left, state.clause.clause_start)
    if change is not None and _emit_change_of_counted(state, group, change, left):
        return True
    if token.percent:
        return _attach_ordered_percents(state, group)
    if change is not None and _complete_percent_of_each(state, group):
        return True
    if change is None:
        group, emitted = _emit_listed_sums(state, group, left)
    else:
        emitted = _emit_coordinated_changes(state, group, change, left)
    if emitted:
        state.consumed_until = state.clause.clause_start = group[-1].unit_end
    return emitted


def _emit_listed_sums(
    state: ParserState, group: list[NumberToken], left: str
) -> tuple[list[NumberToken], bool]:
    """Emit a list of sums without a verb; the
    numbers that it reaches to, and whether
    they were emitted."""
    group = _cut_before_verb(state, group)
    if _emit_changes_both_ways(state, group, left):
        return group, True
    if _emit_amounts_of_years(state, group, left):
        return group, True
    return group, _emit_coordinated_amounts(state, group, left)


def _emit_changes_both_ways(
    state: ParserState, group: Sequence[NumberToken], left: str
) -> bool:
    """基本支出由3万元增至5万元，项目支出由4万元降至3万元。一增一减，分别为2万元和1万元:
    the changes of the two things
    whose levels were stated."""
    if len(group) != _FEWEST_PARTS:
        return False
    if state.patterns.ordered_marker.search(left) is None:
        return False
    start = state.find_sentence_start(group[0].start)
    ways = BOTH_WAYS.search(state.text, start, group[0].start)
    if ways is None:
        return False
    things = _list_things_of_two_levels(state, start)[-_FEWEST_PARTS:]
    if len(things) != _FEWEST_PARTS:
        return False
    base = Base(state.prior_year, BaseKind.UNSTATED)
    for name, token, way in zip(things, group, ways.groups(), strict=True):
        number = _extract_grouped_number(state, token, group)
        _emit_one_change(state, name, _WAYS[way not in RISES], number, base)
    return True


def _emit_amounts_of_years(
    state: ParserState, group: Sequence[NumberToken], left: str
) -> bool:
    """2020年、2021年会议费分别为5万元、4万元: one
    thing in each of some years.
    """
    if state.patterns.ordered_marker.search(left) is None:
        return False
    listed = state.patterns.years_of_list.search(left)
    if listed is None:
        subject, periods = _continue_years(state, group)
    else:
        subject = _resolve_thing_of_years(state, listed, group[0].start)
        years = state.patterns.listed_year.finditer(listed.group())
        periods = tuple(_read_listed_year(state, year[0]) for year in years)
    if len(periods) != len(group):
        return False
    for (of_year, stage), token in zip(periods, group, strict=True):
        number = _extract_grouped_number(state, token, group)
        mention = AmountMention(subject, number.extracted, of_year, stage)
        _emit_mention(state, mention, number.start, number.end)
        _remember_amount(state, subject, number, left)
    state.clause.listed_periods = periods
    return True


def _read_listed_year(state: ParserState, words: str) -> Period:
    """The year that a list prints, with the
    stage of its figures.
    """
    printed = _DIGITS_OF_YEAR.search(words)
    year = int(printed[1]) if printed else _find_clause_year(state, words)
    return Period(year, _find_stage(state, year, words))


def _continue_years(
    state: ParserState, group: Sequence[NumberToken]
) -> tuple[LabelledThing, tuple[Period, ...]]:
    """2020年、2021年会议费分别为5万元、4万元，|培训费分别为3万元、2万元:
    another thing in the same
    years; no years where it is no one thing.
    """
    start, stop = state.clause.clause_start, group[0].start
    subject = state.label_resolver.resolve_label(start, stop)
    subject = _resolve_breakdown_part(state, subject)
    if subject.concept is None:
        return subject, ()
    told = _list_two_years(state, start)
    names = state.label_resolver.resolve_coordination(start, stop, len(group))
    if names and not (told and state.label_resolver.names_one(start, stop)):
        return subject, ()
    subject = _apply_fund(state, subject, start)
    return subject, state.clause.listed_periods or told


def _list_two_years(state: ParserState, start: int) -> tuple[Period, ...]:
    """两年里，接待费分别为5万元、4万元: the periods of the two sums that the line stated last
    before the sentence, else the year before and this one."""
    opening = state.find_sentence_start(start)
    if state.patterns.two_years.search(state.text, opening, start) is None:
        return ()
    stated = [
        Period(one.mention.year, one.mention.stage)
        for one in state.recent_mentions
        if one.start < opening and isinstance(one.mention, AmountMention)
    ]
    last = tuple(stated[-_FEWEST_PARTS:])
    if len({one.year for one in last}) == _FEWEST_PARTS:
        return last
    years = (state.prior_year, state.context.year)
    return tuple(Period(year, _find_stage(state, year, "")) for year in years)


def _resolve_thing_of_years(
    state: ParserState, listed: regex.Match[str], stop: int
) -> LabelledThing:
    """The thing that is named before
    some years or behind them.
    """
    start = state.clause.clause_start
    spans = (start + listed.end(), stop), (start, start + listed.start())
    named = (state.label_resolver.resolve_label(*span) for span in spans)
    subject = next((one for one in named if one.label is not None), None)
    if subject is None:
        return _inherit_subject(state, prefer_topic=True)
    return _apply_fund(state, subject, start)


def _list_things_of_two_levels(state: ParserState, end: int) -> list[LabelledThing]:
    """What the sentence before a position, or that
    at it, stated of this year and of the one before.
    """
    years: dict[str | None, set[int | None]] = {}
    things: dict[str | None, LabelledThing] = {}
    start = state.find_sentence_start(end - 1)
    for located in state.recent_mentions:
        amount = located.mention
        if located.start >= start and isinstance(amount, AmountMention):
            concept = amount.subject.concept
            things.setdefault(concept, amount.subject)
            years.setdefault(concept, set()).add(amount.year)
    both = {state.prior_year, state.context.year}
    return [things[concept] for concept, stated in years.items() if stated == both]


def _complete_percent_of_each(state: ParserState, group: Sequence[NumberToken]) -> bool:
    """各增长5%、各增加3万元: one sum for the
    changes of several things.
    """
    number = _extract_grouped_number(state, group[0], group)
    if len(group) > 1 or not _complete_percent(state, number):
        return False
    state.consumed_until = state.clause.clause_start = group[0].unit_end
    return True


def _is_plain(token: NumberToken) -> bool:
    """True for a number without a sign that is no range."""
    return token.signed_value is not None and not token.is_negative


def _list_coordinated_numbers(
    state: ParserState, token: NumberToken
) -> list[NumberToken]:
    """A number and those listed behind it; the
    last one names the unit of all.
    """
    first = bisect_left(state.numbers, token.start, key=lambda one: one.start)
    group = [token]
    for other in state.numbers[first + 1 : first + _MOST_LISTED]:
        if not _continues_numbers(state, group[-1], other):
            break
        group.append(other)
    measures = {one.unit or one.percent for one in group}
    if len(measures - {""}) == 1 and (group[-1].unit or group[-1].percent):
        return group
    return [token] if token.unit else []


def _ends_with_flat(state: ParserState, group: Sequence[NumberToken]) -> bool:
    """分别增长5%、与上年持平: True where the
    last of a list did not change.
    """
    end = group[-1].unit_end
    return state.patterns.flat_of_list.match(state.text, end) is not None


def _continues_numbers(
    state: ParserState, number: NumberToken, other: NumberToken
) -> bool:
    """True for the next number of a list:
    not for 分别增加5万元和4万元，|增幅均为3%.
    """
    if other.percent and number.unit:
        return False
    if not _is_number_separator(state, state.text[number.unit_end : other.start]):
        return False
    # 分别增加5万元、4万元，|2018年
    return not (number.unit and YEAR.match(state.text, other.start))


def _is_number_separator(state: ParserState, between: str) -> bool:
    """True for 、 and 和, and for 和减少: a verb of its own."""
    separator = NUMBER_SEPARATOR.match(between)
    if separator is None:
        return False
    verb = between[separator.end() :]
    return not verb or state.patterns.change_verb.fullmatch(verb) is not None


def _cut_before_verb(state: ParserState, group: list[NumberToken]) -> list[NumberToken]:
    """收支预算688.9万元，|压缩15.6万元: the numbers
    of a list of sums, none of a change.
    """
    for index, (one, other) in enumerate(pairwise(group), 1):
        between = state.text[one.unit_end : other.start]
        if NUMBER_SEPARATOR.fullmatch(between) is None:
            return group[:index]
    return group


def _extract_grouped_number(
    state: ParserState, token: NumberToken, group: Sequence[NumberToken]
) -> ClauseNumber:
    """The value of one number of a group, with
    the unit that the last one may hold for
    all."""
    if token.unit:
        return _extract_number(state, token)
    whole = state.extract_text(token.start, token.end)
    unit = _extract_number(state, group[-1]).extracted.unit
    value: Extracted[Decimal | None] = Extracted(
        token.value, whole.raw, whole.place, unit, bounds=_build_bounds(token)
    )
    return ClauseNumber(value, state.clause.clause_start, token.start, token.end)


def _pair_with_numbers(
    state: ParserState,
    names: Sequence[LabelledThing],
    group: Sequence[NumberToken],
    left: str,
) -> list[tuple[LabelledThing, NumberToken]]:
    """Each name with its number: one for
    all (均为), or one for each in order; []
    where neither is said.
    """
    if len(names) < 2:
        return []
    if len(group) == len(names):
        return list(zip(names, group, strict=True))
    is_shared = state.patterns.shared_marker.search(left) is not None
    is_ordered = state.patterns.ordered_marker.search(left) is not None
    if len(group) > 1 or not (is_shared or is_ordered):
        return []
    return [(name, group[0]) for name in names]


def _emit_coordinated_amounts(
    state: ParserState, group: Sequence[NumberToken], left: str
) -> bool:
    start = state.clause.clause_start
    names = _list_named_things(state, group, left)
    pairs = _pair_with_numbers(state, names, group, left)
    pairs = pairs or _pair_equal_names(state, names, group)
    if not pairs or state.patterns.base_level.search(left):
        return False
    first = _extract_grouped_number(state, group[0], group)
    named = (_resolve_fund_of_led_side(state, name, start) for name, _ in pairs)
    parts = (_resolve_breakdown_part(state, name) for name in named)
    subjects = tuple(
        _resolve_project(state, _apply_fund(state, part, start), group[0].start)
        for part in parts
    )
    for subject, (_, token) in zip(subjects, pairs, strict=True):
        number = _extract_grouped_number(state, token, group)
        period = _resolve_amount_period(state, first, subject, left)
        mention = AmountMention(subject, number.extracted, period.year, period.stage)
        state.mentions.append(LocatedMention(mention, number.start, number.end))
        _remember_amount(state, subject, number, left)
    _remember_opening_year(state, first)
    state.clause.topic = UNLABELLED
    state.clause.coordinated = subjects
    equal = _find_equal_value(state, start, group[0].start)
    if equal is not None and not equal["both"]:
        # 支出与收入一致，为5万元，增加1万元: the first is what is told of
        state.clause.coordinated = ()
        state.clause.last_subject = subjects[0]
    return True


def _pair_equal_names(
    state: ParserState, names: Sequence[LabelledThing], group: Sequence[NumberToken]
) -> list[tuple[LabelledThing, NumberToken]]:
    """Each of some names that are equal with
    the one sum of all: 收入与支出一致，|为|5万元.
    """
    if not names or len(group) >= _FEWEST_PARTS:
        return []
    if _find_equal_value(state, state.clause.clause_start, group[0].start) is None:
        return []
    return [(name, group[0]) for name in names]


def _list_named_things(
    state: ParserState, group: Sequence[NumberToken], left: str
) -> tuple[LabelledThing, ...]:
    """What some sums are of: the
    names before them, else those that
    were told of before.
    """
    start, stop = state.clause.clause_start, group[0].start
    count = len(group)
    if count < _FEWEST_PARTS and _find_equal_value(state, start, stop):
        return (
            _list_equal_names(state, start)
            or _list_changed_last(state)
            or _list_stated_last(state, start, stop)
        )
    if state.patterns.amounts_to.fullmatch(state.text, start, stop):
        return _list_names_of_shares(state, start, count)
    if count < _FEWEST_PARTS or state.patterns.ordered_marker.search(left) is None:
        return state.label_resolver.resolve_coordination(start, stop)
    return _list_ordered_things(state, (start, stop), count, left)


def _list_ordered_things(
    state: ParserState, span: tuple[int, int], count: int, left: str
) -> tuple[LabelledThing, ...]:
    """What some sums are of, each in its order: the names
    before them, else those that were told of."""
    start, stop = span
    names = state.label_resolver.resolve_coordination(start, stop, count)
    if count == _FEWEST_PARTS:
        names = state.label_resolver.resolve_two_names(start, stop) or names
    if names:
        return names
    if state.patterns.named_above.search(left) is not None:
        return _list_last_amounts(state, count)
    names = _list_names_again(state, left, stop)
    return names or _list_told_names(state, start, stop, count)


def _list_told_names(
    state: ParserState, start: int, stop: int, count: int
) -> tuple[LabelledThing, ...]:
    """All that the sentence stated, else the
    names that the clause before tells of.
    """
    stated = _list_last_of_sentence(state, start, stop, count)
    return stated or _list_names_before(state, start, stop, count)


def _list_last_of_sentence(
    state: ParserState, start: int, stop: int, count: int
) -> tuple[LabelledThing, ...]:
    """上年基本支出5万元、项目支出4万元，本年依次为6万元、3万元: all that the
    sentence stated, as many as there are numbers.
    """
    stated = state.clause.sentence_amounts
    named = state.label_resolver.resolve_label(start, stop)
    if len(stated) != count or named.label is not None:
        return ()
    things = tuple(one.subject for one in stated)
    return things if len(set(things)) == count else ()


def _list_changed_last(state: ParserState) -> tuple[LabelledThing, ...]:
    """收、支总计较上年均增长5%，|均为|9万元: the things whose changes the
    sentence has stated so far, one by one.
    """
    together = state.clause.coordinated
    if state.clause.sentence_amounts or not state.clause.change_indexes:
        return ()
    last = state.mentions[-_MOST_LISTED:][-(len(together) or _FEWEST_PARTS) :]
    things = tuple(
        one.mention.subject for one in last if isinstance(one.mention, ChangeMention)
    )
    is_both = {one.concept for one in things} == set(_SUMS)
    if things != together and not (is_both and not together):
        return ()
    return things


def _list_stated_last(
    state: ParserState, start: int, stop: int
) -> tuple[LabelledThing, ...]:
    """收、支2020年均为5万元，|2021年均为6万元: the things that shared the
    last statement of the sentence."""
    together, stated = state.clause.coordinated, state.clause.sentence_amounts
    shared = state.patterns.shared_marker.search(state.text, start, stop)
    last = tuple(one.subject for one in stated[-len(together) :])
    if shared is None or not together or last != together:
        return ()
    return together


def _list_names_of_shares(
    state: ParserState, start: int, count: int
) -> tuple[LabelledThing, ...]:
    """人员经费和公用经费分别占90%和10%，|即|9万元、1万元: the
    names whose shares are told right before.
    """
    first = max(start - _LONGEST_LIST, 0)
    shares = state.patterns.shares_of_list.search(state.text, first, start)
    if shares is None or count < _FEWEST_PARTS:
        return ()
    span = shares.span("names")
    names = state.label_resolver.resolve_coordination(*span, count)
    if len(names) != count:
        return ()
    return names


def _find_equal_value(
    state: ParserState, start: int, stop: int
) -> regex.Match[str] | None:
    """The words between names of one
    sum and that sum: 收入与支出相等，|均为|5万元.
    """
    return state.patterns.equal_value.fullmatch(state.text, start, stop)


def _find_names_before(state: ParserState, start: int) -> tuple[int, int]:
    """Where the clause before a position lists names;
    an empty span where there is none."""
    first = max(start - _LONGEST_LIST, 0)
    listed = _LISTING_CLAUSE.search(state.text, first, start)
    return listed.span("names") if listed else (start, start)


def _list_equal_names(state: ParserState, start: int) -> tuple[LabelledThing, ...]:
    """The known things that the clause
    before tells to be equal: 收入合计与支出合计相等.
    """
    first, last = _find_names_before(state, start)
    equal = state.patterns.equal_names.search(state.text, first, last)
    if equal is None:
        return ()
    names = state.label_resolver.resolve_coordination(first, equal.start())
    if any(one.concept is None for one in names):
        return ()
    return names


def _list_names_before(
    state: ParserState, start: int, stop: int, count: int
) -> tuple[LabelledThing, ...]:
    """甲经费、乙经费为2个主要项目，|预算分别为5万元、4万元: the names that the clause
    before tells of, where this one names nothing.
    """
    if state.label_resolver.resolve_label(start, stop).label is not None:
        return ()
    first, last = _find_names_before(state, start)
    lead = state.patterns.side_lead.match(state.text, first, last)
    told = state.patterns.told_of_list.search(state.text, first, last)
    if lead is not None:
        first = lead.end()
    elif told is not None:
        last = told.start()
    names = state.label_resolver.resolve_coordination(first, last, count)
    return names if len(names) == count else ()


def _list_names_again(
    state: ParserState, left: str, stop: int
) -> tuple[LabelledThing, ...]:
    """收入和支出分别为5万元、4万元，|上年分别为3万元、2万元: what
    shared the last statement, where the clause
    names nothing or tells what they became."""
    together = state.clause.coordinated
    stated = state.clause.sentence_amounts[-_MOST_LISTED:]
    things = tuple(one.subject for one in stated)
    starts = range(len(things) - len(together) + 1)
    is_told = any(things[at : at + len(together)] == together for at in starts)
    if things and not is_told:
        return ()
    named = state.label_resolver.resolve_label(state.clause.clause_start, stop)
    is_moved = state.patterns.reached_level.search(left) is not None
    return together if named.label is None or is_moved else ()


def _emit_coordinated_changes(
    state: ParserState,
    group: Sequence[NumberToken],
    change: regex.Match[str],
    left: str,
) -> bool:
    """均增加5万元, 分别增加5万元和减少2万元: of the names
    in the clause, else of those that
    shared the last statement.
    """
    is_ordered = state.patterns.ordered_marker.search(left) is not None
    has_flat = is_ordered and _ends_with_flat(state, group)
    if len(group) > 1 and not is_ordered:
        return False
    names = _list_changed_names(state, change, len(group) + has_flat, left)
    pairs = _pair_with_numbers(state, names, group, left)
    if has_flat:
        pairs = _pair_before_flat(names, group)
    if not pairs:
        return False
    number = _extract_grouped_number(state, group[0], group)
    _, kind_text = _resolve_change_subject(state, change, number)
    base = _resolve_change_base(state, change, number, kind_text)
    direction = _find_direction(change)
    indexes: list[int] = []
    previous = group[0]
    for name, token in pairs:
        verb = state.patterns.change.search(state.text, previous.unit_end, token.start)
        if verb is not None and token is not group[0]:
            direction = _find_direction(verb)
        previous = token
        indexes.append(len(state.mentions))
        number = _extract_grouped_number(state, token, group)
        _emit_one_change(state, name, direction, number, base)
    state.clause.last_subject = names[0]
    state.clause.coordinated = names
    state.clause.ordered_changes = tuple(indexes)
    if has_flat:
        _emit_last_as_flat(state, names[-1], base, group[-1].unit_end)
    return True


def _list_changed_names(
    state: ParserState, change: regex.Match[str], count: int, left: str
) -> tuple[LabelledThing, ...]:
    """What changed, by its names; else
    as many things as are told of.
    """
    names = _resolve_changed_names(state, change)
    names = tuple(_find_stated_total(state, name) for name in names)
    names = tuple(_resolve_changed_part(state, name) for name in names)
    names = names or _list_unnamed_things(state, count, left)
    return names or _list_names_behind(state, count)


def _list_names_behind(state: ParserState, count: int) -> tuple[LabelledThing, ...]:
    """分别增加2万元、1万元，|财政拨款收入、支出分别为9万元、8万元: what the
    clause behind some changes names, one for each.
    """
    first = bisect_left(
        state.numbers, state.clause.clause_start, key=attrgetter("start")
    )
    near = state.numbers[first : first + _MOST_LISTED]
    sums = [one for one in near if one.unit][: count + 1]
    if len(sums) <= count:
        return ()
    start, stop = sums[count - 1].unit_end, sums[count].start
    left = state.text[start:stop]
    if "。" in left or state.patterns.ordered_marker.search(left) is None:
        return ()
    return _list_ordered_things(state, (start, stop), count, left)


def _pair_before_flat(
    names: Sequence[LabelledThing], group: Sequence[NumberToken]
) -> list[tuple[LabelledThing, NumberToken]]:
    """Each name with its number, but for the last,
    which did not change.
    """
    if len(names) != len(group) + 1:
        return []
    return list(zip(names, group, strict=False))


def _emit_last_as_flat(
    state: ParserState, subject: LabelledThing, base: Base, start: int
) -> int:
    """Emit 与上年持平 behind the other
    changes of a list; where it ends.
    """
    flat = state.patterns.flat_of_list.match(state.text, start)
    if flat is None:
        return start
    span, zero = flat.span("flat"), Decimal(0)
    _emit_statement_without_number(state, subject, Direction.FLAT, base, span, zero)
    return flat.end()


def _emit_change_of_counted(
    state: ParserState,
    group: Sequence[NumberToken],
    change: regex.Match[str],
    left: str,
) -> bool:
    """两项均比上年减少5%: the change of each
    of the things stated last, as
    many as are counted.
    """
    counted = state.patterns.counted_things.match(left)
    if counted is None or len(group) > 1:
        return False
    names = _list_things_before(state, counted["count"])
    if not names:
        return False
    token, percent = group[0], None
    if token.percent:
        number, percent = _extract_rate(state, token)
    else:
        number = _extract_grouped_number(state, token, group)
    base = _resolve_change_base(state, change, number, change["what"] or "")
    for name in names:
        direction = _find_direction(change)
        _emit_one_change(state, name, direction, number, base, percent)
    state.consumed_until = state.clause.clause_start = token.unit_end
    return True


def _list_things_before(state: ParserState, count: str) -> tuple[LabelledThing, ...]:
    """The things of the last amounts,
    as many as 两项 counts; () where
    there are not so many.
    """
    wanted = SMALL_NUMERALS.index(count)
    if wanted == len(SMALL_NUMERALS) - 1:
        wanted = 2  # 两
    things = [
        one.mention.subject
        for one in state.recent_mentions
        if isinstance(one.mention, AmountMention)
    ]
    if not 1 < wanted <= len(things):
        return ()
    return tuple(things[-wanted:])


def _resolve_changed_names(
    state: ParserState, change: regex.Match[str]
) -> tuple[LabelledThing, ...]:
    left, resolver = state.clause.clause_start, state.label_resolver
    spans = [(0, _find_end_of_names(change.string[: change.start()]))]
    if change["base"]:
        spans.append(change.span("what"))
    for start, stop in spans:
        names = resolver.resolve_coordination(left + start, left + stop)
        if names:
            return _match_earlier_names(names, state.clause.coordinated)
        if resolver.resolve_label(left + start, left + stop).concept is not None:
            return ()
    last = state.clause.last_subject
    if state.clause.coordinated and last in state.clause.coordinated:
        return state.clause.coordinated
    if last.label is None:
        return ()
    pair = find_concept_pair(state.lexicon, last.label.value)
    return tuple(LabelledThing(last.label, concept) for concept in pair)


def _find_end_of_names(words: str) -> int:
    """Where some names end, before their
    number: 人员、公用|两项.
    """
    counted = COUNT_BEHIND_LIST.search(words)
    if counted is None or not counted.start():
        return len(words)
    return counted.start()


def _list_unnamed_things(
    state: ParserState, count: int, left: str
) -> tuple[LabelledThing, ...]:
    """The things of the last amounts, one
    for each number; all that were stated, for
    均增加5万元."""
    names = _list_last_amounts(state, count)
    if names or state.patterns.shared_marker.search(left) is None:
        return names
    return _list_sentence_subjects(state)


def _list_last_amounts(state: ParserState, count: int) -> tuple[LabelledThing, ...]:
    """基本支出5万元、项目支出4万元，分别增加1万元、2万元: the things
    stated last, one for each number.
    """
    amounts = state.clause.sentence_amounts
    if not amounts:
        return _list_amounts_before(state, count)
    if not 1 < count <= len(amounts):
        return ()
    return tuple(one.subject for one in amounts[-count:])


def _list_amounts_before(state: ParserState, count: int) -> tuple[LabelledThing, ...]:
    """The things that the sentence before
    stated, where it stated as many and no
    change."""
    stated: list[LabelledThing] = []
    end = state.find_sentence_start(state.clause.clause_start)
    start = state.find_sentence_start(end - 1)
    for located in state.recent_mentions:
        if not start <= located.start < end:
            continue
        if isinstance(located.mention, ChangeMention):
            return ()
        if isinstance(located.mention, AmountMention):
            stated.append(located.mention.subject)
    if len(stated) < count or count < _FEWEST_PARTS:
        return ()
    return tuple(stated[-count:])


def _match_earlier_names(
    names: tuple[LabelledThing, ...], earlier: tuple[LabelledThing, ...]
) -> tuple[LabelledThing, ...]:
    """The names that were said in full
    before: 财政拨款收入总计… 收入总计、支出总计均增加.
    """
    if len(names) != len(earlier):
        return names
    for short, full in zip(names, earlier, strict=True):
        if short.label is None or full.label is None:
            return names
        if not full.label.value.endswith(short.label.value):
            return names
    return earlier


def _attach_ordered_percents(state: ParserState, group: Sequence[NumberToken]) -> bool:
    """分别增长5%、3%: the rates of changes
    that were stated one by one.
    """
    indexes = state.clause.ordered_changes
    if _ends_with_flat(state, group):
        return _emit_ordered_rates(state, group)
    if len(group) < _FEWEST_PARTS:
        return False
    indexes = indexes or _list_changes_apart(state, group)
    if not indexes:
        return _emit_ordered_rates(state, group)
    if len(indexes) != len(group):
        return False
    for index, token in zip(indexes, group, strict=True):
        located = state.mentions[index]
        whole = state.extract_text(token.start, token.unit_end)
        value = token.value or Decimal(0)
        bounds = _build_bounds(token)
        percent = Extracted(value, whole.raw, whole.place, bounds=bounds)
        if isinstance(located.mention, ChangeMention):
            mention = replace(located.mention, percent=percent)
            state.mentions[index] = located._replace(mention=mention)
    state.consumed_until = state.clause.clause_start = group[-1].unit_end
    return True


def _list_changes_apart(
    state: ParserState, group: Sequence[NumberToken]
) -> tuple[int, ...]:
    """收入增加5万元，支出减少3万元，分别增长8%、下降2%: the
    changes of the sentence without a rate
    that go the same ways."""
    start = state.clause.clause_start
    left = state.text[start : group[0].phrase_start]
    marked = state.patterns.ordered_marker.search(left)
    change = state.patterns.change_verb.search(left)
    if marked is None or change is None:
        return ()
    indexes = sorted(state.clause.change_indexes)[-len(group) :]
    changes = [state.mentions[index].mention for index in indexes]
    ways = _list_directions(state, group, change)
    stated = [
        one.direction
        for one in changes
        if isinstance(one, ChangeMention)
        and one.percent is None
        and one.value.value is not None
    ]
    return tuple(indexes) if stated == ways else ()


def _list_directions(
    state: ParserState, group: Sequence[NumberToken], change: regex.Match[str]
) -> list[Direction | None]:
    """The direction of each number of a list, by
    the verb before it or the one before that.
    """
    ways = [_find_direction(change)]
    for one, other in pairwise(group):
        verb = state.patterns.change_verb.search(
            state.text, one.unit_end, other.phrase_start
        )
        ways.append(ways[-1] if verb is None else _find_direction(verb))
    return ways


def _emit_ordered_rates(state: ParserState, group: Sequence[NumberToken]) -> bool:
    """会议费由2万元增至3万元，培训费由4万元增至5万元，增幅分别为50%和25%: a
    rate for each of the last things.
    """
    start = state.clause.clause_start
    left = state.text[start : group[0].phrase_start]
    change = _find_change(state, state.patterns.ordered_marker.sub("", left), start)
    if change is None or not state.patterns.ordered_marker.search(left):
        return False
    has_flat = _ends_with_flat(state, group)
    count = len(group) + has_flat
    names = state.label_resolver.resolve_coordination(start, start + change.start())
    names = tuple(_find_longer_name(state, one) for one in names)
    names = names or _list_current_things(state)[-count:]
    if len(names) != count:
        return False
    names = tuple(_find_stated_total(state, name) for name in names)
    base = _resolve_change_base(state, change, _extract_rate(state, group[0])[0], "")
    direction = _find_direction(change)
    previous = group[0].phrase_start
    for name, token in zip(names, group, strict=False):
        verb = state.patterns.change.search(state.text, previous, token.start)
        if verb is not None:
            direction = _find_direction(verb)
        previous = token.unit_end
        number, percent = _extract_rate(state, token)
        _emit_one_change(state, name, direction, number, base, percent)
    if has_flat:
        previous = _emit_last_as_flat(state, names[-1], base, previous)
    state.clause.coordinated = tuple(names)
    state.consumed_until = state.clause.clause_start = previous
    return True


def _list_current_things(state: ParserState) -> tuple[LabelledThing, ...]:
    """What the sentence stated for the
    document's own year, in its order.
    """
    start = state.find_sentence_start(state.clause.clause_start)
    things: dict[LabelledThing, None] = {}
    for located in state.recent_mentions:
        amount = located.mention
        if located.start < start or not isinstance(amount, AmountMention):
            continue
        if amount.year == state.context.year:
            things[amount.subject] = None
    return tuple(things)


def _extract_rate(
    state: ParserState, token: NumberToken
) -> tuple[ClauseNumber, Extracted[Decimal]]:
    """A number of percent, as the number
    of a change that has no sum, and as its
    rate."""
    start, end = token.phrase_start, token.unit_end
    whole = state.extract_text(token.value_start, end)
    value = token.signed_value or Decimal(0)
    percent = Extracted(value, whole.raw, whole.place, bounds=_build_bounds(token))
    unstated: Extracted[Decimal | None] = Extracted(None, whole.raw, whole.place)
    clause_start = state.clause.clause_start
    return ClauseNumber(unstated, clause_start, start, end), percent


# --- Funds: which money an amount is of ---


def _apply_fund(
    state: ParserState, subject: LabelledThing, start: int
) -> LabelledThing:
    """A thing in its fund: the one its label
    or its clause names, else the one that
    governs it.

    A part never has a wider fund than its
    whole, so 基本支出 behind 一般公共预算支出 is that of
    this budget.
    """
    if subject.label is None or subject.fund is Fund.CARRYOVER:
        return subject
    described = describe_item(subject.concept)
    own = _find_named_fund(state, subject, start)
    if own is not None:
        subject = _put_into_fund(subject, own, _narrow_fund(state, subject, own))
        _remember_fund(state, subject, subject.fund)
        return subject
    if not _takes_fund(described):
        return _apply_narrower_fund(state, subject)
    is_total = _names_totals(state, subject)
    fund = _resolve_unnamed_fund(state, subject, is_total)
    _remember_fund(state, subject, fund)
    if fund is None or _is_unknown_source(state, subject, fund):
        return subject
    concept = subject.concept
    if described.fund is not None:
        concept = find_item(described.concept, fund)
    return subject._replace(concept=concept, fund=fund)


def _is_unknown_source(state: ParserState, subject: LabelledThing, fund: Fund) -> bool:
    """True for a part of all revenue that no name
    is known of: its fund is not, too.
    """
    if fund is not Fund.ALL or subject.concept is not None:
        return False
    return not _names_totals(state, subject) and "revenue" in map(
        _find_side, (state.clause.first_subject, state.clause.line_first_subject)
    )


def _put_into_fund(subject: LabelledThing, named: Fund, fund: Fund) -> LabelledThing:
    """A thing in a fund that is narrower than the
    one it is named with, or is this.
    """
    concept = subject.concept
    if fund is not named and _find_side(subject) is not None:
        concept = find_item(describe_item(concept).concept, fund)
    return subject._replace(concept=concept, fund=fund)


def _names_totals(state: ParserState, subject: LabelledThing) -> bool:
    """True for the total of a side, or of both: 收支总预算."""
    return bool(_find_side(subject) or _find_pair(state, subject))


def _find_named_fund(
    state: ParserState, subject: LabelledThing, start: int
) -> Fund | None:
    """The fund that a label names, or its
    clause before it: 一般公共预算安排的机关运行经费.
    """
    if subject.label is None:
        return None
    label = subject.label.value
    own = find_fund(state.lexicon, label)
    if own is not None:
        return own
    words = state.text[start : start + _LONGEST_FUND_CLAUSE].replace('"', "")
    return find_fund(state.lexicon, words[: max(words.find(match_key(label)), 0)])


def _narrow_fund(state: ParserState, subject: LabelledThing, fund: Fund) -> Fund:
    """财政拨款 where the whole, or the heading, is of
    one of its budgets: this budget.
    """
    if fund is not Fund.FISCAL_APPROPRIATION or _find_side(subject) == "revenue":
        return fund
    clause = state.clause
    whole = (clause.fund_is_of_list and clause.fund) or state.context.fund
    if whole not in _BUDGETS:
        return fund
    return whole


def _apply_narrower_fund(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """“三公”经费 of one budget, where its
    whole or the heading names it.
    """
    implied = describe_item(subject.concept).fund
    if implied is not Fund.FISCAL_APPROPRIATION or _find_side(subject) is not None:
        return subject
    if state.family_of_all == _find_family(subject.concept or ""):
        return subject._replace(fund=Fund.ALL)
    fund = _find_fund_of_expense(state, subject)
    _remember_fund(state, subject, fund)
    if fund is None:
        return subject
    return subject._replace(fund=fund)


def _find_fund_of_expense(state: ParserState, subject: LabelledThing) -> Fund | None:
    """The fund that the whole, the line
    or the heading of an expense names.
    """
    clause = state.clause
    funds = [state.context.fund]
    if _continues_family(state, subject):
        funds = [clause.previous_fund, clause.line_fund, *funds]
    if clause.fund_is_of_list or _belongs_to_head(state, subject, is_total=False):
        funds.insert(0, clause.fund)
    return next((one for one in funds if one in _FUNDS_OF_EXPENSES), None)


def _continues_family(state: ParserState, subject: LabelledThing) -> bool:
    """True for a part of what the line, or
    an item of it, spoke of first.
    """
    clause = state.clause
    first = clause.item_subject if clause.in_item else clause.line_first_subject
    if first.concept is None or subject.concept is None:
        return False
    return _find_family(first.concept) == _find_family(subject.concept)


def _remember_fund(
    state: ParserState, subject: LabelledThing, fund: Fund | None
) -> None:
    """Keep the fund of the amount that
    opens a sentence, for what belongs to it.

    A total opens anew; the revenue of one
    fund is no whole of an expenditure.
    """
    clause = state.clause
    is_total = _names_totals(state, subject) and fund is Fund.ALL
    opens = not clause.sentence_amounts or is_total or clause.fund is None
    if not clause.fund_is_of_list and opens:
        clause.fund = fund
    if state.mentions or (_find_side(subject) == "revenue" and fund is not Fund.ALL):
        return
    clause.line_fund = fund


def _takes_fund(described: FigureContext) -> bool:
    """True for what may be of any fund: 支出,
    基本支出, a class, a name that nothing is known
    of."""
    if described.concept is None:
        return True
    if described.fund not in (None, Fund.ALL):
        return False
    return described.concept.startswith(_CONCEPTS_OF_ANY_FUND)


def _find_governing_fund(
    state: ParserState, subject: LabelledThing, is_total: bool
) -> Fund | None:
    """The fund of what is not named with
    one: of its whole, its sentence, its
    line, its heading.
    """
    clause, heading = state.clause, state.context.fund
    if clause.fund_is_of_list:
        return (not is_total and clause.fund) or heading
    if _belongs_to_head(state, subject, is_total):
        return clause.fund or heading
    if is_total or not _continues_line(state, subject):
        return heading
    return clause.line_fund or heading


def _resolve_unnamed_fund(
    state: ParserState, subject: LabelledThing, is_total: bool
) -> Fund | None:
    """The fund that governs, or all money of a
    total or a class that none governs.
    """
    if is_total and _is_base_of_share(state):
        return Fund.ALL
    fund = _find_governing_fund(state, subject, is_total)
    if fund is None and (is_total or _is_class(subject.concept)):
        return Fund.ALL
    return fund


def _is_base_of_share(state: ParserState) -> bool:
    """True for a total that a part is
    told of: 占本年支出合计8万元的62.5%.
    """
    start = state.clause.clause_start
    words = state.text[start : start + _LONGEST_OPENING]
    return words.lstrip(LABEL_EDGE_CHARACTERS).startswith(SHARES)


def _continues_line(state: ParserState, subject: LabelledThing) -> bool:
    """False for purchases behind what is none of them."""
    if (subject.concept or "").startswith(_PURCHASES):
        return _continues_family(state, subject)
    return True


def _belongs_to_head(
    state: ParserState, subject: LabelledThing, is_total: bool
) -> bool:
    """True for what may be a part of the
    first amount of its sentence: no other
    revenue beside 财政拨款收入, no total behind two funds.
    """
    stated = state.clause.sentence_amounts
    if not stated:
        return False
    recent = stated[-_MOST_MENTIONS:]
    if is_total and len({one.subject.fund for one in recent}) > 1:
        return False
    head = stated[0].subject
    if head.fund is Fund.ALL:
        return True
    if _find_side(head) == "revenue":
        return _find_side(subject) == "expenditure"
    # 使用非财政拨款结余，年末结转和结余
    is_carried = (describe_item(head.concept).concept or "").startswith("carried_")
    return not is_carried or head.fund in _GOVERNING_FUNDS


def _open_list(state: ParserState, text: str) -> None:
    """Keep the fund of the whole whose parts
    some words lead in: 其中, 支出包括.
    """
    clause = state.clause
    if clause.fund_is_of_list and _is_side_alone(state, text):
        clause.lead_in(clause.line_fund)
        return
    stated = [one.subject for one in clause.sentence_amounts[-1:]]
    if not stated:
        clause.lead_in(_find_fund_of_lead(state, text))
        if clause.topic.label is not None or len(state.clause_stack) == 1:
            clause.whole = clause.topic
        return
    if not clause.fund_is_of_list or _find_side(stated[0]) != "revenue":
        clause.lead_in(_get_fund(stated[0]) or clause.fund)
    clause.whole = stated[0]


def _open_division(state: ParserState) -> None:
    """按资金分，…；|按类别分，…: the parts of the
    whole once more, each of its fund.
    """
    stated = state.clause.sentence_amounts[: _MOST_LISTED + 1]
    families = {_find_family(one.subject.concept or "") for one in stated}
    if stated and len(families) == 1:
        state.clause.lead_in(_get_fund(stated[0].subject))
        state.clause.whole = stated[0].subject


def _find_fund_of_lead(state: ParserState, text: str) -> Fund | None:
    """The fund that a lead names, or that of
    what it leads from: 财政拨款支出主要内容如下.
    """
    clause, heading = state.clause, state.context.fund
    named = find_fund(state.lexicon, text)
    if named is not None:
        return _narrow_fund(state, UNLABELLED, named)
    if _is_side_alone(state, text):
        return heading or Fund.ALL
    funds = (clause.fund, clause.previous_fund, clause.line_fund, heading)
    return next((fund for fund in funds if fund is not None), None)


def _get_fund(subject: LabelledThing) -> Fund | None:
    """The fund of an amount, or the one that
    its item implies; of assets none.
    """
    described = describe_item(subject.concept)
    is_flow = (described.concept or "").startswith(_TOTALS)
    if is_flow or described.fund is Fund.FISCAL_APPROPRIATION:
        return subject.fund or described.fund
    return subject.fund


# --- Periods and bases ---


def _resolve_amount_period(
    state: ParserState, number: ClauseNumber, subject: LabelledThing, left_context: str
) -> Period:
    """Period of an amount; that of its whole,
    where it is a part without its own.
    """
    placed = _find_period_of_place(state, number)
    if placed is not None:
        return placed
    period = _resolve_period(state, number.clause_start, number.start, subject)
    clause = state.clause
    if _opens_period(state, number, subject, period):
        if not _is_aside(state, period, subject):
            clause.whole_period = period
        return period
    if period.stage == Phase.STOCK or _has_own_year(state, number, left_context):
        return period
    if _leaves_period_of_whole(state, subject, period, left_context):
        return period
    if _names_stage(state, left_context):
        return period
    # parts are of the year of their whole
    return clause.whole_period or period


def _opens_period(
    state: ParserState,
    number: ClauseNumber,
    subject: LabelledThing,
    period: Period,
) -> bool:
    """True for what is no part, and for
    the whole in another year, whose parts
    follow once more: 2020年支出5万元，其中…；2021年支出6万元，其中…
    """
    clause = state.clause
    whole = clause.whole_period
    is_part = clause.in_breakdown or len(state.clause_stack) > 1
    if not is_part or whole is None:
        return True
    first = clause.first_subject.concept
    if first is None or first != subject.concept:
        return False
    if whole.year == period.year:
        return False
    parts = state.patterns.parts_behind
    return parts.match(state.text, number.end) is not None


def _leaves_period_of_whole(
    state: ParserState, subject: LabelledThing, period: Period, left: str
) -> bool:
    """True for 资产5万元，其中房屋8间，本年拟购置设备3万元:
    what is bought is no part of a stock;
    for what was spent of a budget: 饮水工程（预算5万元，支出4万元）."""
    whole = state.clause.whole_period
    if whole is None or (whole.stage is Phase.STOCK and subject.concept is not None):
        return True
    is_spent = state.patterns.expenditure_word.search(left) is not None
    is_other_stage = period.stage is Phase.EXECUTED and whole.stage is Phase.BUDGET
    return is_spent and is_other_stage and subject == state.clause.whole


def _names_stage(state: ParserState, left: str) -> bool:
    """True for words of a stage that are no fund's, and for 年初 alone."""
    without_funds = state.patterns.fund_name.sub("", left)
    if state.patterns.opens_year.search(left) is not None:
        return True
    return state.patterns.stage_word.search(without_funds) is not None


def _find_period_of_place(state: ParserState, number: ClauseNumber) -> Period | None:
    """The period of a bracket or of a column."""
    in_bracket = _find_period_of_bracket(state, number)
    return in_bracket or _find_period_of_column(state, number)


def _find_period_of_column(state: ParserState, number: ClauseNumber) -> Period | None:
    """The period that a line says the sums of each item
    have in their order: 本年、上年依次为：会议费，5万元，4万元."""
    if not state.columns:
        return None
    opened = max(state.text.rfind(mark, 0, number.start) for mark in "。;:")
    before = takewhile(lambda one: one.start > opened, reversed(state.recent_mentions))
    count = sum(isinstance(one.mention, AmountMention) for one in before)
    return next(iter(state.columns[count : count + 1]), None)


def _read_columns(state: ParserState, clause: str) -> None:
    """Keep the periods that a clause says the sums behind it
    have, one by one.
    """
    legend = state.patterns.columns_of_items.fullmatch(clause)
    if legend is None:
        return
    names = COORDINATOR.split(legend["names"])
    years = state.patterns.listed_year
    columns = [
        _read_listed_year(state, name)
        for name in names
        if years.search(name) is not None
    ]
    if len(columns) >= _FEWEST_PARTS:
        state.columns = tuple(columns)


def _has_own_year(state: ParserState, number: ClauseNumber, left: str) -> bool:
    """True for a part with its year before it, and
    for the first level of 由5万元降为3万元.
    """
    if YEAR.search(left) or state.clause.led_year is not None:
        return True
    return state.start_level_end > number.start


def _find_period_of_bracket(state: ParserState, number: ClauseNumber) -> Period | None:
    """The period of a figure in brackets
    that words outside of them tell.
    """
    budget = _find_budget_before_bracket(state, number)
    if budget is not None:
        return Period(state.context.year, budget)
    return _find_period_of_legend(state, number)


def _find_budget_before_bracket(
    state: ParserState, number: ClauseNumber
) -> Phase | None:
    """完成年初预算（5万元）的90%: the stage that stands
    before the bracket of a figure.
    """
    opened = number.start - 1
    if not _is_bare_in_bracket(state, number) or not state.context.is_final:
        return None
    before = state.text[state.clause_stack[-2].clause_start : opened]
    for kind, stage in _STAGES_OF_BUDGETS.items():
        if before.endswith(state.lexicon.get_words("base_kind", kind)):
            return stage
    return None


def _find_period_of_legend(state: ParserState, number: ClauseNumber) -> Period | None:
    """括号内为2010年预算数: the period of a figure
    that stands in brackets alone.
    """
    is_bare = number.start == number.clause_start and len(state.clause_stack) > 1
    if not is_bare or state.legend is None:
        return None
    year = _find_clause_year(state, state.legend) or state.context.year
    return Period(year, _find_stage(state, year, state.legend))


def _is_bare_in_bracket(state: ParserState, number: ClauseNumber) -> bool:
    """True for a figure right behind
    the bracket that opens its clause.
    """
    is_bare = number.start == number.clause_start
    is_bare = is_bare and state.text[number.start - 1] == "("
    return is_bare and len(state.clause_stack) > 1


def _is_aside(state: ParserState, period: Period, subject: LabelledThing) -> bool:
    """True for 支出5万元，年初预算4万元，其中…: the
    budget of a thing whose execution is
    divided; for 今年5万元，去年6万元，其中…:
    its level of the year before."""
    clause = state.clause
    whole = clause.whole_period
    if whole is None or subject != clause.last_subject:
        return False
    if whole.year != period.year:
        is_own = state.is_document_year(whole.year)
        return is_own and period.year == state.prior_year
    is_budget = period.stage in _KINDS_OF_BUDGETS
    return is_budget and whole.stage is Phase.EXECUTED


def _resolve_period(
    state: ParserState, start: int, stop: int, subject: LabelledThing
) -> Period:
    """Period of an amount from its own
    clause, else from the sentence, else the
    document's."""
    left, context = state.text[start:stop], state.context
    year = _find_clause_year(state, left) or state.clause.led_year
    if year is None and state.start_level_end > stop:
        return _find_starting_period(state, left)
    if _is_stock(state, start, stop, subject):
        document_year = context.year if context.is_final else state.prior_year
        return Period(year or state.clause.mentioned_year or document_year, Phase.STOCK)
    year = year or _find_sentence_year(state, left)
    if _is_carried_into_budget(state, subject, year):
        year = context.year
    return Period(year, _find_stage_of(state, subject, year, left))


def _find_stage_of(
    state: ParserState,
    subject: LabelledThing,
    year: int | None,
    left: str,
) -> Phase:
    """The stage of a figure; that of the budget, where
    年初 is all that tells it.
    """
    is_own = state.is_document_year(year)
    if is_own and _opens_year(state, subject, left):
        return Phase.BUDGET
    return _find_stage(state, year, left)


def _opens_year(state: ParserState, subject: LabelledThing, left: str) -> bool:
    """True for 支出年初5万元，年终6万元: the budget, but of what
    is carried over.
    """
    concept = describe_item(subject.concept).concept or "carried_"
    is_flow = not concept.startswith("carried_")
    return is_flow and state.patterns.opens_year.search(left) is not None


def _is_carried_into_budget(
    state: ParserState, subject: LabelledThing, year: int | None
) -> bool:
    """True for 2020年结转5万元 in the budget of 2021: what the
    year before leaves is of this budget.
    """
    is_past = year is not None and year == state.prior_year
    if state.context.is_final or not is_past:
        return False
    concept = describe_item(subject.concept).concept
    return concept == "carried_in"


def _find_sentence_year(state: ParserState, left_context: str) -> int | None:
    """The year that the sentence
    opens with, else the document's.
    """
    opening = state.clause.opening_year
    if opening is None or _is_carried_over(state, left_context):
        return state.context.year
    return state.context.year and opening


def _find_starting_period(state: ParserState, left: str) -> Period:
    """The period of a level that another
    follows: its own budget, the base of
    the sentence, else the year before.
    """
    kind = _find_base_kind(state, left)
    base = Base(state.context.year, kind)
    if kind not in _KINDS_OF_BUDGETS.values():
        pending = state.find_pending_base()
        base = pending or Base(state.prior_year, BaseKind.UNSTATED)
    return Period(base.year, _find_base_stage(state, base))


def _find_stage(state: ParserState, year: int | None, left_context: str) -> Phase:
    """The stage of a figure: of the word
    that governs it, else of the document
    and its year.
    """
    patterns, context = state.patterns, state.context
    document_year = context.year or year
    if year is None or document_year is None or year == document_year:
        words = patterns.fund_name.sub("", left_context)
        return _find_stage_of_own_year(state, words)
    if year > document_year:
        return Phase.BUDGET
    if (
        context.is_final
        or context.is_past
        or patterns.executed_word.search(left_context)
    ):
        return Phase.PRIOR_EXECUTED
    return Phase.PRIOR_BUDGET


def _find_stage_of_own_year(state: ParserState, words: str) -> Phase:
    patterns = state.patterns
    if not state.context.is_final:
        return Phase.BUDGET
    if patterns.adjusted_word.search(words):
        return Phase.ADJUSTED_BUDGET
    if patterns.planned_level.search(words):
        return Phase.BUDGET
    budgets = [match.end() for match in patterns.budget_word.finditer(words)]
    executed = [match.end() for match in patterns.executed_word.finditer(words)]
    if max(executed, default=-1) >= max(budgets, default=-1):
        return Phase.EXECUTED
    return Phase.BUDGET


def _is_carried_over(state: ParserState, words: str) -> bool:
    """True for money that came over from
    the year before: it is of this year's
    budget."""
    return state.patterns.carryover_word.search(words) is not None


def _remember_opening_year(state: ParserState, number: ClauseNumber) -> None:
    """Keep the year that the clause of
    an amount opens with: it holds until
    another is printed.
    """
    left = state.text[number.clause_start : number.start]
    opening = state.patterns.opening_year.match(left)
    if opening is None or _is_carried_over(state, left):
        return
    before = state.text[state.find_sentence_start(number.start) : number.clause_start]
    if state.clause.opening_year is None and _is_of_one_year(state, number, before):
        return
    printed = YEAR.search(opening.group())
    year = state.context.year
    if printed is not None:
        year = int(printed[1])
    elif state.patterns.prior_year_word.search(opening.group()):
        if state.clause.opening_year == state.context.year:
            return  # 2021年收入5万元，上年4万元；支出5万元
        year = state.prior_year
    state.clause.opening_year = year


def _is_of_one_year(state: ParserState, number: ClauseNumber, before: str) -> bool:
    """True for a year that holds for one sum alone: behind other sums, and
    behind what it is of: 出国费没有支出，|上年5万元；接待费3万元."""
    if any(map(str.isdigit, before)):
        return True
    start, stop = number.clause_start, number.start
    if not before or YEAR.search(state.text, start, stop) is not None:
        return False
    if state.patterns.prior_year_word.search(state.text, start, stop) is None:
        return False
    return state.label_resolver.resolve_label(start, stop).label is None


def _find_clause_year(state: ParserState, left_context: str) -> int | None:
    """The year printed last before a number; the
    one before the document's for 上年.
    """
    printed = [int(match[1]) for match in YEAR.finditer(left_context)]
    if printed:
        return printed[-1]
    if not state.patterns.prior_year_word.search(left_context):
        if state.patterns.own_year_word.search(left_context):
            return state.context.year
        return None
    if _is_carried_over(state, left_context):
        return None
    return state.prior_year


def _is_stock(
    state: ParserState, start: int, stop: int, subject: LabelledThing
) -> bool:
    """True for what an office holds at
    a date: an asset, and below 国有资产
    whatever is not bought or sold.
    """
    if subject.concept is not None:
        return subject.concept.startswith("assets.") and subject.concept != _PLANNED
    if state.patterns.stock_word.search(state.text, start, stop):
        return True
    sentence_start = state.find_sentence_start(start)
    opening_stop = min(stop, sentence_start + _LONGEST_CLAUSE)
    words = state.text[sentence_start:opening_stop]
    opening = _CLAUSE_SEPARATOR.split(words, 1)[0]
    is_dated = AS_OF_DATE.search(opening) is not None
    if state.context.section_key != _STATE_ASSETS and not is_dated:
        return False
    for clause in state.clause_stack:
        first = clause.line_first_subject.concept, clause.first_subject.concept
        if _PLANNED in (*first, clause.whole.concept):
            return False
    # 处置房屋0平方米，账面原值0万元
    nearby = opening + state.text[start:stop]
    return not any(word in nearby for word in state.lexicon.get_words("flow", "word"))


def _parse_base(state: ParserState, base_text: str, kind_text: str) -> Base:
    """Parse what a change is measured against.

    Args:
        base_text: The base with its year (比2019年预算数).
        kind_text: The words at its end (预算数).
    """
    printed = YEAR.search(base_text) or _DIGITS_OF_YEAR.search(base_text)
    base_text = base_text.rstrip("(")  # 与年初预算（5万元）比
    # only 比, 对照 before it: what follows is the year's own budget
    named = base_text.removesuffix(kind_text)
    bare = state.patterns.against_word.fullmatch(named) is not None
    own = (
        printed is None
        and bare
        and state.patterns.own_budget.match(kind_text) is not None
    )
    kind = _find_base_kind(state, kind_text)
    if printed:
        return Base(int(printed[1]), kind)
    short = _SHORT_YEAR.match(base_text[-_LONGEST_SHORT_BASE:])
    if short is not None and not own:
        return Base(_CENTURY + int(short[1]), kind)
    if not own:
        return Base(state.prior_year, kind)
    if kind == "prior_year_budget":
        kind = BaseKind.UNSTATED
    return Base(state.context.year, kind)


def _find_base_kind(state: ParserState, kind_text: str) -> BaseKind:
    for kind in BASE_KINDS:
        words = state.lexicon.get_words("base_kind", kind)
        if any(word in kind_text for word in words):
            return kind
    return BaseKind.UNSTATED


# --- Changes ---


def _emit_change(
    state: ParserState,
    match: regex.Match[str],
    number: ClauseNumber,
    percent: Extracted[Decimal] | None = None,
) -> None:
    """比上年增加20万元: a change, its base (where
    it names one) before its verb.
    """
    subject, kind_text = _resolve_change_subject(state, match, number)
    subject = _resolve_changed_part(state, subject)
    subject = _apply_fund(state, subject, number.clause_start)
    before = state.text[number.clause_start : number.clause_start + match.start()]
    if subject.label is None and _sums_changes(state, before, match, number):
        subject = _find_whole_of_changes(state, before)
    elif subject.label is None:
        subject = _find_thing_of_way(state, match, number, percent)
        if not _is_of_both_sides(state, subject):
            state.unnamed_changes[len(state.mentions)] = _list_possible_wholes(state)
    else:
        state.clause.last_subject = subject
        if state.clause.first_subject.label is None:
            state.clause.first_subject = subject
    state.clause.at_sentence_start = False
    base = _resolve_change_base(state, match, number, kind_text)
    direction = _decide_direction(state, match, number)
    if _is_zero(number, percent):
        direction = Direction.FLAT
    signed = _apply_sign(direction, number, percent)
    if signed is None or _repeats_change(state, direction, number, bool(match["base"])):
        return  # 减少-3万元: less, or less of less
    direction, number, percent = signed
    left = number.clause_start
    clause = state.text[left : left + match.end()]
    for one in _list_changed_subjects(state, subject, clause):
        _emit_one_change(state, one, direction, number, base, percent)


def _find_landing(state: ParserState, number: ClauseNumber) -> LabelledThing | None:
    """增加的5万元|都落在教育支出上: the known thing that a change is said to be
    in."""
    lands = state.patterns.lands_on.match(state.text, number.end)
    if lands is None:
        return None
    named = state.label_resolver.resolve_label(*lands.span("name"))
    named = _resolve_short_class(state, named)
    return named if named.concept is not None else None


def _find_thing_of_way(
    state: ParserState,
    match: regex.Match[str],
    number: ClauseNumber,
    percent: Extracted[Decimal] | None,
) -> LabelledThing:
    """基本支出5万元、项目支出3万元，一升一降，升5%、降3%: the one of
    two things that went this way; else what
    is told of."""
    landed = _find_landing(state, number)
    if landed is not None:
        return landed
    stop = number.start
    ways = BOTH_WAYS.search(state.text, state.find_sentence_start(stop), stop)
    direction = _find_direction(match)
    if _is_zero(number, percent):
        direction = None  # 较上年增加0万元
    if ways is not None and direction is not None:
        told = [_WAYS[way not in RISES] for way in ways.groups()]
        stated = state.clause.sentence_amounts[-_FEWEST_PARTS:]
        if told.count(direction) == 1 and len(stated) == len(told):
            return stated[told.index(direction)].subject
    return _find_grown_whole(state, direction) or _inherit_change_subject(state)


def _find_grown_whole(
    state: ParserState, direction: Direction | None
) -> LabelledThing | None:
    """其中：拨款5万元，基金0万元，较上年增加1万元: the whole, for the
    part of which there is nothing has not grown.
    """
    clause, stated = state.clause, state.clause.sentence_amounts
    if not clause.in_breakdown or direction is not Direction.INCREASE:
        return None
    if len(stated) < _FEWEST_PARTS or stated[-1].value != 0:
        return None
    if stated[0].subject != clause.first_subject or not stated[0].value:
        return None
    if _inherit_change_subject(state) != stated[-1].subject:
        return None
    return clause.first_subject


def _resolve_changed_part(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """人员经费增加6万元，公用经费减少1万元，专项增加3万元: a
    part that its whole names.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    if _find_pair(state, subject) or state.label_resolver.names_unit(
        subject.label.value
    ):
        return subject
    part = _resolve_breakdown_part(state, subject)
    if part.concept is None and _is_changed_project(state, part):
        return part._replace(concept=_PROJECT)
    return part


def _is_changed_project(state: ParserState, subject: LabelledThing) -> bool:
    """True for 驻村经费增加3万元 below a heading on projects: a
    name of its own, outside of reasons."""
    if not _is_below_projects(state) or subject.label is None:
        return False
    if _is_inside_reason(state, state.clause.clause_start):
        return False
    name = match_key(subject.label.value)
    rests = state.lexicon.get_words("prose.rest")
    is_rest = name.startswith(rests) or len(name) < _SHORTEST_PROJECT
    return not is_rest and _may_name_project(state, subject)


def _sums_changes(
    state: ParserState, words: str, match: regex.Match[str], number: ClauseNumber
) -> bool:
    """True for 合计 and 增减相抵后, before the change of a whole, and for what the
    changes of the sentence add up to."""
    patterns = state.patterns
    if any(one.search(words) for one in (patterns.sum_mark, patterns.net_mark)):
        return True
    return _adds_up_changes(state, _find_direction(match), number)


def _adds_up_changes(
    state: ParserState, direction: Direction | None, number: ClauseNumber
) -> bool:
    """True for what the changes of the sentence add up to, none of which is of what
    the line is about."""
    moved = _list_moved(state, number.start)
    things = {one.subject.concept for one in moved}
    if len(things) < _FEWEST_PARTS or state.clause.line_first_subject.concept in things:
        return False
    if _inherit_change_subject(state).concept not in things:
        return False
    total = sum(_sign_change(one.direction, one.value.value) for one in moved)
    own = _sign_change(direction, number.extracted.value)
    return own != 0 and total == own


def _list_moved(state: ParserState, stop: int) -> list[ChangeMention]:
    """The changes of a sum that the sentence states before a position."""
    start = state.find_sentence_start(stop)
    near = (one.mention for one in state.mentions[-_MOST_SUMMED:] if one.start >= start)
    changes = (one for one in near if isinstance(one, ChangeMention))
    return [one for one in changes if one.value.value]


def _sign_change(direction: Direction | None, value: Decimal | None) -> Decimal:
    """A change with a minus where it is a decrease."""
    if direction is Direction.DECREASE:
        return -(value or Decimal(0))
    return value or Decimal(0)


def _find_whole_of_changes(state: ParserState, words: str) -> LabelledThing:
    """基本支出增加3万元，项目支出减少5万元，合计减少2万元: what
    both are parts of, by the heading, by
    the head of the line or by themselves."""
    inherited = _inherit_change_subject(state)
    heading, first = state.context.heading, state.clause.line_first_subject
    if inherited.concept is None:
        return first
    parents = _list_wholes(inherited.concept)[1:]
    for whole in (first, heading):
        if whole.label is not None and whole.concept in parents:
            return whole
    common = _find_common_whole(state)
    if common is None:
        return inherited
    start = state.clause.clause_start
    label = state.label_resolver.extract_words(start, start + len(words))
    return LabelledThing(label or inherited.label, common)


def _find_common_whole(state: ParserState) -> str | None:
    """The nearest whole of all that the
    sentence says has changed, which is none of
    it."""
    opening = state.find_sentence_start(state.clause.clause_start)
    moved = [
        one.mention.subject.concept
        for one in state.recent_mentions
        if one.start >= opening and isinstance(one.mention, ChangeMention)
    ]
    if len(set(moved)) < _FEWEST_PARTS or None in moved:
        return None
    wholes = map(_list_wholes, moved)
    common = reduce(lambda one, other: [key for key in one if key in other], wholes)
    return next((key for key in common if key not in moved), None)


def _decide_direction(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> Direction | None:
    """The direction of the verb, of the
    sign, or of the levels that the sentence
    states."""
    direction = _find_direction(match)
    if direction is None and state.text.startswith("+", number.start):
        return Direction.INCREASE
    if direction is None and "undecided" in match.re.groupindex:
        return _compare_levels(state, number.extracted.value)
    return direction


def _compare_levels(state: ParserState, moved: Decimal | None) -> Direction | None:
    """The direction of 年初预算5万元，决算6万元，相差1万元,
    which the two levels of
    the sentence tell.
    """
    levels = _map_levels(state)
    own_stage = Phase.BUDGET
    if state.context.is_final:
        own_stage = Phase.EXECUTED
    own = levels.pop((state.context.year, own_stage), None)
    if own is None or len(levels) != 1:
        return None
    difference = own - next(iter(levels.values()))
    if not difference or abs(moved or difference) != abs(difference):
        return None
    return _WAYS[difference < 0]


def _map_levels(
    state: ParserState,
) -> dict[tuple[int | None, Phase | None], Decimal]:
    """The amounts of the sentence by their
    periods, the last one of each.
    """
    start = state.find_sentence_start(state.clause.clause_start)
    levels = {}
    for located in state.recent_mentions:
        amount = located.mention
        if located.start >= start and isinstance(amount, AmountMention):
            levels[amount.year, amount.stage] = amount.value.value or Decimal(0)
    return levels


def _is_zero(number: ClauseNumber, percent: Extracted[Decimal] | None) -> bool:
    """True for 增加0万元 and 增长0%: no change, for any verb."""
    value = number.extracted.value
    if value is None and percent is not None:
        value = percent.value
    return value == 0


def _repeats_change(
    state: ParserState,
    direction: Direction | None,
    number: ClauseNumber,
    has_base: bool,
) -> bool:
    """True inside a reason for the change
    that it explains: 减少5万元，主要是移交，相应减少5万元;
    and for what names nothing there: 二是新增2人，增支3万元.
    """
    is_unnamed = len(state.mentions) in state.unnamed_changes
    if not is_unnamed or not state.mentions:
        return False
    is_attribute = state.text.startswith(ATTRIBUTIVE, number.start - 1)
    if is_attribute and not has_base:
        # 增加5万元，增加的5万元用于…
        return _has_same_sum(state.mentions[-1].mention, direction, number)
    if not _is_inside_reason(state, number.start) or _is_clause_of_own(state, number):
        return False
    last = state.mentions[-1].mention
    if isinstance(last, CountMention):
        return not has_base
    return _has_same_sum(last, direction, number)


def _is_clause_of_own(state: ParserState, number: ClauseNumber) -> bool:
    """True for a clause behind a semicolon
    that states a level of its own.
    """
    start = state.text.rfind(";", 0, number.start)
    return start >= 0 and any(
        start < one.start < number.start and isinstance(one.mention, AmountMention)
        for one in state.recent_mentions
    )


def _has_same_sum(
    last: Mention, direction: Direction | None, number: ClauseNumber
) -> bool:
    """True for the sum of a change, told of again."""
    if not isinstance(last, ChangeMention) or last.direction is not direction:
        return False
    value = number.extracted.value
    return value is not None and last.value.value == value


def _emit_one_change(
    state: ParserState,
    subject: LabelledThing,
    direction: Direction | None,
    number: ClauseNumber,
    base: Base,
    percent: Extracted[Decimal] | None = None,
) -> None:
    """Add a change that may get the
    percent printed behind it.
    """
    _drop_vague_change(state, subject, direction)
    state.clause.change_indexes.add(len(state.mentions))
    mention = ChangeMention(
        subject,
        direction,
        number.extracted,
        True,
        base.year,
        base.kind,
        state.context.year,
        percent,
    )
    _emit_mention(state, mention, number.start, number.end)


def _drop_vague_change(
    state: ParserState, subject: LabelledThing, direction: Direction | None
) -> None:
    """Drop 较上年有所减少 where a number follows: 减少3万元."""
    last = max(state.clause.change_indexes, default=None)
    if last is None or not _ends_with_change(state, last):
        return
    vague = state.mentions[last].mention
    if not isinstance(vague, ChangeMention) or vague.value.value is not None:
        return
    is_same = vague.subject == subject and (
        vague.direction in (direction, Direction.FLAT)
    )
    if is_same and vague.percent is None:
        del state.mentions[last]
        state.clause.change_indexes.discard(last)


def _ends_with_change(state: ParserState, index: int) -> bool:
    """True for the last mention, and for one
    with the level that it led to behind it.
    """
    if len(state.mentions) - index > _FEWEST_PARTS:
        return False
    end = state.mentions[index].end
    return all(one.end == end for one in state.mentions[index:])


def _apply_sign(
    direction: Direction | None,
    number: ClauseNumber,
    percent: Extracted[Decimal] | None,
) -> tuple[Direction | None, ClauseNumber, Extracted[Decimal] | None] | None:
    """增加-23.53万元 is a decrease of 23.53;
    None where verb and minus both tell of a
    decrease."""
    value = number.extracted.value
    if value is None and percent is not None:
        value = percent.value
    if value is None or value >= 0:
        return direction, number, percent
    if direction is Direction.DECREASE:
        return None
    number = number._replace(extracted=_drop_sign(number.extracted))
    return Direction.DECREASE, number, percent and _drop_sign(percent)


def _drop_sign(extracted: Extracted[Any]) -> Extracted[Any]:
    if extracted.value is None:
        return extracted
    return replace(extracted, value=abs(extracted.value))


def _find_direction(match: regex.Match[str]) -> Direction | None:
    if match["up"]:
        return Direction.INCREASE
    if match["down"]:
        return Direction.DECREASE
    return None


def _resolve_change_subject(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> tuple[LabelledThing, str]:
    """The thing that changed, named before
    the base or between base and verb;
    and the words for the kind of base.
    """
    left = number.clause_start
    kind_text = match["what"] or ""
    if "object" in match.re.groupindex:
        named = left + match.start("object")
        return state.label_resolver.resolve_label(named, number.start), kind_text
    subject = _resolve_name_before_change(state, left, left + match.start())
    if subject.label is not None or not match["base"] or not kind_text:
        return subject, kind_text
    between = left + match.start("what"), left + match.end("what")
    subject = state.label_resolver.resolve_label(*between)
    if subject.label is None or not _is_known_subject(state, subject):
        side = _resolve_name_before_change(state, *between)
        known = side if _is_known_subject(state, side) else UNLABELLED
        return known, state.patterns.fund_name.sub("", kind_text)
    if state.patterns.comparison_word.match(kind_text):
        # 与上年相比，收、支预算总计各增加: the name is this year's
        kind_text = kind_text.replace(match_key(subject.label.value), "")
    return subject, state.patterns.fund_name.sub("", kind_text)


def _resolve_name_before_change(
    state: ParserState, start: int, stop: int
) -> LabelledThing:
    """The thing before a verb of change;
    a bare 收入 is the revenue that the line
    stated."""
    if _names_companion(state, start, stop):
        return UNLABELLED  # 与收入预算同口径
    subject = _resolve_plain_name(state, start, stop)
    if subject.concept is None or not _names_side_of_expense(state, subject):
        return subject
    return UNLABELLED  # 支出减少5万元, below 公务接待费


def _resolve_plain_name(state: ParserState, start: int, stop: int) -> LabelledThing:
    """The thing before a verb of change, whatever
    the heading is.
    """
    subject = state.label_resolver.resolve_label(start, stop)
    if subject.label is not None:
        name = match_key(subject.label.value)
        is_name = not any(
            pattern.fullmatch(name)
            for pattern in (
                state.patterns.comparison_word,
                state.patterns.both_kinds,
                state.patterns.adverbs,
            )
        )
        if not is_name:
            return UNLABELLED
        if _is_known_subject(state, subject):
            return subject
        named = _resolve_order_or_side(state, subject)
        named = named or _resolve_before_reason(state, start, stop)
        named = named or _resolve_without_adverb(state, start, stop)
        return named or _find_longer_name(state, subject)
    generic = state.label_resolver.extract_generic_label(start, stop)
    if generic is None:
        return UNLABELLED
    head = state.patterns.document_kind.sub("", match_key(generic.value))
    side = state.lexicon.get_vocabulary("heads").get(head)
    return _find_stated_side(state, side, generic)


def _resolve_order_or_side(
    state: ParserState, subject: LabelledThing
) -> LabelledThing | None:
    """前者, and 收 for one of both sides."""
    if subject.label is None:
        return None
    order = _resolve_order(state, match_key(subject.label.value))
    return order or _find_short_side(state, subject)


def _find_short_side(
    state: ParserState, subject: LabelledThing
) -> LabelledThing | None:
    """收比上年少5%: the side that one character names, where the
    line speaks of sides.
    """
    if subject.label is None:
        return None
    heads = state.lexicon.get_vocabulary("short_heads")
    side = heads.get(match_key(subject.label.value))
    if side is None or not (
        state.context.names_totals or _list_side_subjects(state, side)
    ):
        return None
    return _find_stated_side(state, side, subject.label)


def _resolve_before_reason(
    state: ParserState, start: int, stop: int
) -> LabelledThing | None:
    """运行费因报废1辆|减少2万元: the known thing before
    a reason; none where the reason opens the
    clause."""
    lead = state.patterns.reason_lead.match(state.text[start:stop].lstrip(",、"))
    if lead is None:
        return None
    first = stop - len(state.text[start:stop].lstrip(",、"))
    if lead.start("why") == 0:
        return UNLABELLED
    subject = state.label_resolver.resolve_label(first, first + lead.start("why"))
    if not _is_known_subject(state, subject):
        return None
    return subject


def _resolve_order(state: ParserState, name: str) -> LabelledThing | None:
    """后一项, 前者: the second or the first of two things
    that the sentence stated last."""
    order = ORDER_OF_TWO.fullmatch(name)
    if order is None:
        return None
    recent = state.clause.sentence_amounts[-_MOST_LISTED:]
    stated = [one.subject for one in recent]
    together = list(state.clause.coordinated)
    if len(together) == _FEWEST_PARTS and set(together) <= set(stated):
        stated = together
    stated = list(_list_named_last(state)) or stated[-_FEWEST_PARTS:]
    stated = list(_list_two_projects(state)) or stated
    stated = _list_two_changed(state, stated) or stated
    if not stated:
        stated = list(_list_amounts_before(state, _FEWEST_PARTS))
    if len(stated) < _FEWEST_PARTS:
        return None
    return stated[order["former"] is None]


def _list_two_changed(
    state: ParserState, stated: Sequence[LabelledThing]
) -> list[LabelledThing]:
    """The two known things whose changes the sentence has
    stated, one of them as a level at most; [] for others.
    """
    start = state.find_sentence_start(state.clause.clause_start)
    changed = {
        one.mention.subject: None
        for one in state.mentions[-_MOST_LISTED:]
        if one.start >= start and isinstance(one.mention, ChangeMention)
    }
    known = [one for one in changed if one.concept is not None]
    if len(known) == _FEWEST_PARTS and set(stated) < set(known):
        return known
    return []


def _list_named_last(state: ParserState) -> tuple[LabelledThing, ...]:
    """The two things that a clause names
    without a number, right before 前者:
    均为公务接待费和公务用车费."""
    stop = state.clause.clause_start
    opening = state.find_sentence_start(stop)
    former = ORDER_OF_TWO.search(state.text, opening, stop)
    if former is not None:
        stop = state.text.rfind(_COMMA, opening, former.start()) + 1
    stop -= 1
    start = max(state.text.rfind(_COMMA, opening, stop) + 1, opening)
    if start >= stop or any(map(str.isdigit, state.text[start:stop])):
        return ()
    names = state.label_resolver.resolve_coordination(start, stop)
    named = tuple(_resolve_breakdown_part(state, one) for one in names)
    if len(named) != _FEWEST_PARTS or not all(one.concept for one in named):
        return ()
    return named


def _list_two_projects(state: ParserState) -> tuple[LabelledThing, ...]:
    """“饮水安全”“农村公路”两个项目: the projects that 前者 and 后者 are."""
    stop = state.clause.clause_start
    start = max(0, stop - _LONGEST_CLAUSE)
    found = list(state.patterns.two_projects.finditer(state.text, start, stop))
    names = ("former", "latter")
    spans = [last.span(name) for last in found[-1:] for name in names]
    return tuple(LabelledThing(state.extract_text(*one), _PROJECT) for one in spans)


def _names_companion(state: ParserState, start: int, stop: int) -> bool:
    """True for what changed in the same way: 与收入预算|同口径增长."""
    companion = state.patterns.companion.match(state.text, start)
    return companion is not None and companion.end() >= stop


def _find_longer_name(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """补助收入 behind 上级主管部门补助收入: the thing that
    the line named in full before.
    """
    if subject.label is None or subject.concept is not None:
        return subject
    name = match_key(subject.label.value)
    short = name.removesuffix(MONEY_RECEIVED)
    ends = (name, short) if len(short) > _SHORTEST_NAME else (name,)
    longer = {
        one.mention.subject
        for one in state.recent_mentions
        if isinstance(one.mention, AmountMention)
        and one.mention.subject.label is not None
        and match_key(one.mention.subject.label.value).endswith(ends)
    }
    if len(name) < _SHORTEST_NAME or len(longer) != 1:
        return subject
    return next(iter(longer))


def _resolve_without_adverb(
    state: ParserState, start: int, stop: int
) -> LabelledThing | None:
    """基本支出反而, “三公”经费同口径: the known
    name before a few words that say
    how it changed.
    """
    adverb = state.patterns.adverbs.search(state.text, start, stop)
    if adverb is None or adverb.start() == start:
        return None
    subject = state.label_resolver.resolve_label(start, adverb.start())
    if not _is_known_subject(state, subject):
        return None
    return subject


def _find_stated_side(
    state: ParserState, side: str | None, label: Extracted[str]
) -> LabelledThing:
    """The total of a side that the line stated
    last; of all money where it stated parts
    alone or nothing."""
    if side is None:
        return UNLABELLED
    sided = _list_side_subjects(state, side)
    whole = [one for one in sided if _is_of_all_money(one)]
    if whole or len(set(sided)) == 1:
        return (whole or sided)[-1]
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS:
        return UNLABELLED
    fund = state.context.fund
    return LabelledThing(label, find_item(side, fund or Fund.ALL), fund)


def _list_side_subjects(state: ParserState, side: str) -> list[LabelledThing]:
    """What the line stated of a side, in its order."""
    stated = (
        located.mention.subject
        for located in state.recent_mentions
        if isinstance(located.mention, AmountMention)
    )
    return [one for one in stated if _find_side(one) == side]


def _is_of_all_money(subject: LabelledThing) -> bool:
    """True for a total that is of no fund alone."""
    if subject.fund not in (None, Fund.ALL):
        return False
    return describe_item(subject.concept).fund is Fund.ALL


def _find_side(subject: LabelledThing) -> str | None:
    """The side that an amount is of, 收入 or
    支出; None for a class and for what is
    neither."""
    described = describe_item(subject.concept)
    if described.concept not in _TOTALS or _is_class(subject.concept):
        return None
    return described.concept


def _is_class(item: str | None) -> bool:
    """True for the item of a class of
    expenditure, which every class has.
    """
    return item is not None and item.endswith(_CLASSES)


def _inherit_change_subject(state: ParserState) -> LabelledThing:
    """What changed, where it has no
    name: the whole line at the head of a
    sentence behind its parts, else as for amounts.
    """
    clause = state.clause
    led = _find_led_topic(state)
    if led.label is not None:
        return led
    if clause.at_sentence_start and clause.item_subject.label is not None:
        return clause.item_subject
    of_line = clause.at_sentence_start and (
        clause.line_in_breakdown or _is_divided(state)
    )
    if of_line and clause.line_first_subject.label is not None:
        return clause.line_first_subject
    if _compares_whole_again(state):
        return clause.first_subject
    return _find_earlier_thing(state)


def _find_earlier_thing(state: ParserState) -> LabelledThing:
    """What was named or stated before
    a change without a name.
    """
    other = _find_other_project(state)
    return other or _find_whole_before(state) or _inherit_subject(state)


def _find_other_project(state: ParserState) -> LabelledThing | None:
    """取消“某某”项目，|减少5万元: a project that
    nothing was stated of before.
    """
    topic, last = state.clause.topic, state.clause.last_subject
    if {topic.concept, last.concept} != {_PROJECT} or topic == last:
        return None
    return topic


def _compares_whole_again(state: ParserState) -> bool:
    """True behind a semicolon for
    5万元，比上年增加2万元，其中办公费增加1万元；|比年初预算增加3万元: the whole, where its
    part has no level of its own.
    """
    clause = state.clause
    opened = state.text[clause.clause_start - 1 : clause.clause_start]
    if opened != ";" or clause.first_subject.label is None or not state.mentions:
        return False
    last = state.mentions[-1].mention
    if not isinstance(last, ChangeMention) or last.subject == clause.first_subject:
        return False
    stated = [one.subject for one in clause.sentence_amounts[-_MOST_LISTED:]]
    return last.subject not in stated and _is_compared(state, clause.first_subject)


def _is_compared(state: ParserState, subject: LabelledThing) -> bool:
    """True for a thing whose change the sentence has stated."""
    start = state.find_sentence_start(state.clause.clause_start)
    return any(
        one.start >= start
        and isinstance(one.mention, ChangeMention)
        and one.mention.subject == subject
        for one in state.mentions[-_MOST_LISTED:]
    )


def _find_name_ahead(state: ParserState, start: int) -> LabelledThing:
    """与上年持平，因公出国费3万元；|较上年下降5%，公务接待费4万元:
    the name behind a statement at
    the head of an item.
    """
    if state.names_ahead is None:
        state.names_ahead = _map_names_ahead(state)
    return state.names_ahead.get(start, UNLABELLED)


def _map_names_ahead(state: ParserState) -> dict[int, LabelledThing]:
    """What is named behind its statement, by where that
    begins: in a line that opens so, and does it
    again.
    """
    names: dict[int, LabelledThing] = {}
    for item in _ITEM.finditer(state.text):
        named = _resolve_behind_statement(state, *item.span())
        if named is not None:
            names[item.start()] = named
        elif not names:
            return names
    if len(names) >= _FEWEST_PARTS or state.context.heading.concept is None:
        return names
    return {}


def _resolve_behind_statement(
    state: ParserState, start: int, stop: int
) -> LabelledThing | None:
    """The first known thing of an item that
    opens with a statement of nothing.
    """
    opening = state.patterns.bare_statement.match(state.text, start, stop)
    if opening is None:
        return None
    end = opening.end()
    stop = min(stop, _find_sum_behind(state, end, stop))
    clause = state.text[end:stop]
    words = state.patterns.breakdown_lead, state.patterns.reason_lead
    if any(one.search(clause) for one in words) or "," in clause[1:]:
        return None
    zero = state.patterns.zero_behind.search(clause)
    if zero is not None:
        stop = end + zero.start()
    named = state.label_resolver.resolve_label(end, stop)
    if named.concept is None:
        return None
    return named


def _find_sum_behind(state: ParserState, start: int, stop: int) -> int:
    """Where the first sum of money behind a
    position begins; ``stop`` without one.
    """
    number = _find_number_behind(state, start)
    while number is not None and not number.unit and number.end <= stop:
        number = _find_number_behind(state, number.end)
    if number is None:
        return stop
    return number.start


def _find_led_topic(state: ParserState) -> LabelledThing:
    """人员经费：|+2万元, 项目支出：|持平: what a colon right before
    a clause leads to, or is named behind it."""
    opened = state.clause.clause_start
    if opened == 0 or state.text[opened - 1] != _COLON:
        return _find_name_ahead(state, opened)
    return state.clause.topic


def _find_whole_before(state: ParserState) -> LabelledThing | None:
    """What the amounts right before
    are the parts of, by their sum:
    5万元，其中：加油2万元，保险3万元，比上年减少1万元."""
    total, parts = Decimal(0), 0
    start = state.find_sentence_start(state.clause.clause_start)
    if _opens_item_with_nothing(state):
        return None
    for located in reversed(state.recent_mentions):
        one = located.mention
        if located.start < start or isinstance(one, ChangeMention):
            return None
        if not isinstance(one, AmountMention) or not one.value.value:
            continue
        if parts >= _FEWEST_PARTS and one.value.value == total:
            return one.subject
        total += one.value.value
        parts += 1
    return None


def _opens_item_with_nothing(state: ParserState) -> bool:
    """True behind ；年末结转0万元: beside
    the whole, none of its parts.
    """
    near = state.mentions[-_FEWEST_PARTS:]
    if len(near) < _FEWEST_PARTS:
        return False
    before, last = near
    if not isinstance(last.mention, AmountMention) or last.mention.value.value != 0:
        return False
    return ";" in state.text[before.end : last.start]


def _is_divided(state: ParserState) -> bool:
    """True where what the line stated first
    is the sum of what it stated behind, or of
    the last of it: 5万元。按功能：教育3万元，住房2万元。按性质：基本4万元，项目1万元."""
    if len(state.clause_stack) > 1 or len(state.mentions) > _MOST_MENTIONS:
        return False
    amounts = [
        located.mention.value.value
        for located in state.recent_mentions
        if isinstance(located.mention, AmountMention)
        and located.mention.year in (None, state.context.year)
    ]
    if len(amounts) <= _FEWEST_PARTS:
        return False
    whole, *parts = amounts
    sums = accumulate(one or Decimal(0) for one in reversed(parts))
    return whole in list(sums)[1:]


def _list_possible_wholes(state: ParserState) -> tuple[StatedAmount, ...]:
    """The amounts of the sentence and of
    those around it, the nearest first; of the
    line, where the sentence states none."""
    amounts = [
        one
        for clause in state.clause_stack[-_MOST_LISTED:]
        for one in clause.sentence_amounts[-_MOST_MENTIONS:]
    ]
    if not amounts:
        amounts = [
            StatedAmount(one.mention.subject, one.mention.value.value)
            for one in state.recent_mentions
            if isinstance(one.mention, AmountMention)
            and state.is_document_year(one.mention.year)
        ]
    return tuple(reversed(amounts[-_MOST_MENTIONS:]))


def _find_fitting_subject(
    change: ChangeMention, amounts: Sequence[StatedAmount]
) -> LabelledThing:
    """The amount that sum and rate of a change fit:
    62.8万元，其中其他22.8万元，比上年减少9.1万元，下降12.66%.

    The nearest is meant unless another one alone fits.
    """
    if change.percent is None:
        return change.subject
    fitting = [one.subject for one in amounts if _fits_rate(change, one.value)]
    label = change.subject.label
    if not fitting or any(one.label is label for one in fitting):
        return change.subject
    return fitting[0] if len(set(fitting)) == 1 else change.subject


def _fits_rate(change: ChangeMention, level: Decimal | None) -> bool:
    """True where the change of a level has
    the rate that is printed, to its last
    digit."""
    moved, rate = change.value.value, change.percent
    if not level or not moved or rate is None or change.direction is None:
        return False
    grown = moved if change.direction is Direction.INCREASE else -moved
    return _is_rate_of(rate.value, moved, level - grown)


def _is_rate_of(rate: Decimal, moved: Decimal, base: Decimal) -> bool:
    """True for the percent by which a
    base has moved, to its last digit.
    """
    if base <= 0 or not moved:
        return False
    exponent = rate.as_tuple().exponent
    digit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(moved / base * 100 - rate) <= digit


def _join_rates(state: ParserState) -> None:
    """减少2万元；2019年40万元，下降的5%: one change of a sum and a
    rate that were stated apart, where the levels tell
    that they are one."""
    apart = _group_changes(state)
    if not apart:
        return
    levels = _map_stated_levels(state)
    stated = [one.mention for one in state.mentions]
    joined: set[int] = set()
    for of_sum, rate in apart:
        change, told = stated[of_sum], stated[rate]
        if not isinstance(change, ChangeMention) or not isinstance(told, ChangeMention):
            continue
        if _fits_stated_level(change, told, levels):
            whole = replace(change, percent=told.percent)
            located = state.mentions[of_sum]
            state.mentions[of_sum] = located._replace(mention=whole)
            joined.add(rate)
    if joined:
        kept = enumerate(state.mentions)
        state.mentions = [one for at, one in kept if at not in joined]


def _group_changes(state: ParserState) -> list[tuple[int, int]]:
    """The only sum and the only rate of one thing, one
    way and one base in a sentence, each by its index.
    """
    stops = [match.start() for match in _SENTENCE_END.finditer(state.text)]
    sums: dict[tuple[object, ...], list[int]] = {}
    rates: dict[tuple[object, ...], list[int]] = {}
    for index, located in enumerate(state.mentions):
        change = located.mention
        if not isinstance(change, ChangeMention) or change.subject.concept is None:
            continue
        sentence = bisect_left(stops, located.start)
        key = change.subject.concept, change.direction, change.base_year, sentence
        if change.percent is None:
            sums.setdefault(key, []).append(index)
        elif change.value.value is None:
            rates.setdefault(key, []).append(index)
    pairs = [(found, rates.get(key, [])) for key, found in sums.items()]
    return [(a[0], b[0]) for a, b in pairs if len(a) == 1 == len(b)]


def _fits_stated_level(
    change: ChangeMention,
    told: ChangeMention,
    levels: Mapping[str | None, list[Decimal]],
) -> bool:
    """True where a rate is that of a sum, by a level
    that the line states of the thing."""
    moved, percent = change.value.value, told.percent
    if moved is None or percent is None:
        return False
    signed = moved if change.direction is Direction.INCREASE else -moved
    stated = levels.get(change.subject.concept, [])
    bases = (*stated, *(level - signed for level in stated))
    return any(_is_rate_of(percent.value, moved, base) for base in bases)


def _map_stated_levels(state: ParserState) -> dict[str | None, list[Decimal]]:
    """The sums that the line states of each thing."""
    levels: dict[str | None, list[Decimal]] = {}
    for one in state.mentions:
        if isinstance(one.mention, AmountMention) and one.mention.value.value:
            of_thing = levels.setdefault(one.mention.subject.concept, [])
            if len(of_thing) < _MOST_LISTED:
                of_thing.append(one.mention.value.value)
    return levels


class _MentionOrder(NamedTuple):
    """Where the mentions of a line
    stand, and the amounts among them.
    """

    starts: Sequence[int]
    n_by_place: Mapping[tuple[int, int], int]
    # each amount with its start
    amounts: Sequence[tuple[int, StatedAmount]]
    # the last start of the amounts up to each, and the first of it and those behind
    last_starts: Sequence[int]
    first_starts: Sequence[int]

    @classmethod
    def build(cls, mentions: Sequence[LocatedMention]) -> _MentionOrder:
        """Sort the mentions of a line."""
        amounts = [
            (one.start, StatedAmount(one.mention.subject, one.mention.value.value))
            for one in mentions
            if isinstance(one.mention, AmountMention)
        ]
        starts = [start for start, _ in amounts]
        return cls(
            sorted(one.start for one in mentions),
            Counter((one.start, one.end) for one in mentions),
            amounts,
            list(accumulate(starts, max)),
            list(accumulate(reversed(starts), min))[::-1],
        )

    def is_alone(self, located: LocatedMention, sentence_start: int) -> bool:
        """True for the first mention of a sentence
        that is the only one at its place.
        """
        before = bisect_left(self.starts, sentence_start)
        is_first = before == bisect_left(self.starts, located.start)
        return is_first and self.n_by_place[located.start, located.end] == 1

    def list_amounts(self, start: int, stop: int) -> list[StatedAmount]:
        """List the first two amounts between two positions."""
        found: list[StatedAmount] = []
        for at in range(bisect_left(self.last_starts, start), len(self.amounts)):
            if self.first_starts[at] > stop or len(found) == _FEWEST_PARTS:
                break
            place, stated = self.amounts[at]
            if start <= place <= stop:
                found.append(stated)
        return found


def _fit_unnamed_changes(state: ParserState) -> None:
    """Give each change that names nothing to
    the amount that its rate fits; one of a
    sentence of its own to both sides where they are equal."""
    if not state.unnamed_changes:
        return
    twins: list[LocatedMention] = []
    order = _MentionOrder.build(state.mentions)
    for index, amounts in state.unnamed_changes.items():
        if index >= len(state.mentions):
            continue
        located = state.mentions[index]
        change = located.mention
        if not isinstance(change, ChangeMention):
            continue
        amounts = amounts or _list_amounts_behind(state, located, order)
        if change.subject.label is None:
            behind = next((one.subject for one in amounts), UNLABELLED)
            change = replace(change, subject=behind)
        sides = _find_fitting_sides(state, index, amounts, order)
        fitting = (*sides, _find_fitting_subject(change, amounts))[0]
        change = replace(change, subject=fitting)
        state.mentions[index] = located._replace(mention=change)
        twins += [
            located._replace(mention=replace(change, subject=side))
            for side in sides[1:]
        ]
    state.mentions.extend(twins)


def _find_fitting_sides(
    state: ParserState,
    index: int,
    amounts: Sequence[StatedAmount],
    order: _MentionOrder,
) -> tuple[LabelledThing, ...]:
    """收入总计5万元…；支出总计5万元…。与上年相比增加1万元，增长25%:
    both sides of the budget, which are
    equal and which the rate fits; () else."""
    located = state.mentions[index]
    change = located.mention
    start = state.find_sentence_start(located.start)
    if not isinstance(change, ChangeMention) or not order.is_alone(located, start):
        return ()
    fitting = [one for one in amounts if _fits_rate(change, one.value)]
    if change.percent is None and _opens_with_base(state, start, located.start):
        fitting = list(amounts[-_FEWEST_PARTS:])  # what the line states first
        fitting = [one for one in fitting if _sums_all(one.subject)]
    return _list_equal_totals(fitting)


def _opens_with_base(state: ParserState, start: int, stop: int) -> bool:
    """True for a sentence that opens
    with 比上年 and goes on to a change.
    """
    return state.patterns.unknown_comparison.match(state.text, start, stop) is not None


def _sums_all(subject: LabelledThing) -> bool:
    """True for 收入总计, 支出总额: a side with what is carried over."""
    return subject.label is not None and GRAND in subject.label.value


def _list_equal_totals(amounts: Sequence[StatedAmount]) -> tuple[LabelledThing, ...]:
    """The totals of both sides of one fund
    among amounts of one sum; () where one is
    missing."""
    if len({one.value for one in amounts}) != 1:
        return ()
    by_fund: dict[Fund | None, dict[str | None, LabelledThing]] = {}
    for one in amounts:
        fund = describe_item(one.subject.concept).fund
        sides = by_fund.setdefault(fund, {})
        sides[_find_side(one.subject)] = one.subject
        if set(_TOTALS) <= set(sides):
            return tuple(sides[side] for side in _TOTALS)
    return ()


def _list_amounts_behind(
    state: ParserState, located: LocatedMention, order: _MentionOrder
) -> tuple[StatedAmount, ...]:
    """较上年减少1万元，公务接待费安排3万元: the things
    whose level follows their change, two at
    most."""
    stop = state.text.find("。", located.end) % (len(state.text) + 1)
    if state.find_sentence_start(located.start) == 0:
        stop = len(state.text)  # nothing was stated before
    return tuple(order.list_amounts(located.end, stop))


def _resolve_change_base(
    state: ParserState, match: regex.Match[str], number: ClauseNumber, kind_text: str
) -> Base:
    """The base of a change: its own, that of
    the sentence, or the year before.
    """
    clause = state.clause
    if match["base"]:
        clause.base = _parse_base(state, match["base"], kind_text)
    elif match.groupdict().get("spares"):
        clause.base = _find_base_of_saving(state)
    elif clause.base is None:
        sentence_start = state.find_sentence_start(number.clause_start)
        if state.text.startswith(OF_WHICH, sentence_start):
            clause.base = clause.previous_base
    pending = clause.base or state.find_pending_base() or _find_stated_base(state)
    pending = _measure_against_year_before(state, match, pending)
    if pending.kind is BaseKind.UNSTATED and clause.sentence_base is not None:
        pending = _prefer_stated_kind(pending, clause.sentence_base)
    return _find_base_of_stock(state, pending)


def _measure_against_year_before(
    state: ParserState, match: regex.Match[str], base: Base
) -> Base:
    """完成预算的90%，同比减少5万元: the year before, not the
    budget that was met.
    """
    is_alike = match.groupdict().get("alike") is not None
    if is_alike and state.is_document_year(base.year):
        return Base(state.prior_year, BaseKind.UNSTATED)
    return base


def _prefer_stated_kind(base: Base, earlier: Base) -> Base:
    """A base that names nothing is that before the
    semicolon, where the years agree.
    """
    if earlier.year != base.year:
        return base
    return earlier


def _find_base_of_stock(state: ParserState, base: Base) -> Base:
    """2022年末资产5万元，比上年增加3万元, in a budget
    of 2023: the year before that of the
    stock."""
    amounts = (
        one.mention
        for one in reversed(state.recent_mentions)
        if isinstance(one.mention, AmountMention)
    )
    last = next(amounts, None)
    if last is None or last.stage is not Phase.STOCK or base.year is None:
        return base
    if state.context.is_final:
        return base  # 年末资产5万元，较年初4万元增加1万元
    if base.year != state.prior_year or last.year != base.year:
        return base
    return base._replace(year=base.year - 1)


def _find_stated_base(state: ParserState) -> Base:
    """What a change is measured against that
    names nothing: the own year's budget,
    where its level stands beside the executed
    one (年初预算5万元，决算6万元，多支1万元), else the year
    before.
    """
    before = Base(state.prior_year, BaseKind.UNSTATED)
    levels = list(reversed(_map_levels(state)))
    stages = [stage for year, stage in levels if state.is_document_year(year)]
    is_last = bool(levels) and state.is_document_year(levels[0][0])
    if not is_last or not _tells_of_execution(state, stages):
        return before
    kinds = [_KINDS_OF_BUDGETS[one] for one in stages if one in _KINDS_OF_BUDGETS]
    kind = next(iter(kinds), None) or _find_completed_kind(state)
    if kind is None:
        return before
    return Base(state.context.year, kind)


def _tells_of_execution(state: ParserState, stages: Sequence[Phase | None]) -> bool:
    """True beside what was executed, and in
    a clause about it: 年初预算5万元，决算|多1万元.
    """
    if Phase.EXECUTED in stages:
        return True
    start = state.clause.clause_start
    words = state.text[start : start + _LONGEST_OPENING].lstrip(LABEL_EDGE_CHARACTERS)
    opened = state.patterns.executed_word.match(words)
    return state.context.is_final and opened is not None


def _find_completed_kind(state: ParserState) -> BaseKind | None:
    """The kind of budget that was met
    in percent: 为年初预算的90%，少支5万元.
    """
    stop = state.clause.clause_start
    words = state.text[state.find_sentence_start(stop) : stop]
    completed = state.patterns.completion.search(words)
    if completed is None:
        return None
    kind = _find_base_kind(state, completed.group())
    if kind is BaseKind.ADJUSTED_BUDGET:
        return kind
    return BaseKind.INITIAL_BUDGET


def _is_of_both_sides(state: ParserState, subject: LabelledThing) -> bool:
    """True right behind a level that was
    stated of both sides of the budget.
    """
    twins = state.mentions[-_FEWEST_PARTS:]
    subjects = [
        one.mention.subject
        for one in twins
        if isinstance(one.mention, AmountMention) and one.start == twins[0].start
    ]
    return subject in subjects and set(map(_find_side, subjects)) == set(_TOTALS)


def _list_changed_subjects(
    state: ParserState, subject: LabelledThing, clause: str
) -> tuple[LabelledThing, ...]:
    """收入总计…，支出总计…，各增加…: both that the
    sentence named last; any other change has
    one subject.
    """
    if _is_of_both_sides(state, subject) and subject in state.clause.coordinated:
        return state.clause.coordinated
    is_of_each = state.patterns.change_of_each.search(clause) is not None
    if is_of_each and subject in state.clause.coordinated:
        return state.clause.coordinated
    if is_of_each or _follows_both_sides(state, subject):
        return _list_last_two(state, subject) or (subject,)
    return (subject,)


def _follows_both_sides(state: ParserState, subject: LabelledThing) -> bool:
    """True right behind 收入总计5万元，支出总计5万元，: what follows without a
    name is said of both."""
    named = state.clause.sentence_amounts
    last = state.mentions[-_FEWEST_PARTS:]
    if len(named) != _FEWEST_PARTS or len(last) != _FEWEST_PARTS:
        return False
    if subject is not named[-1].subject or not _list_equal_totals(named):
        return False
    stated = [
        one.mention.subject for one in last if isinstance(one.mention, AmountMention)
    ]
    if {one.concept for one in stated} != set(_SUMS):
        return False
    return ";" not in state.text[last[0].end : last[1].start]


def _list_last_two(
    state: ParserState, subject: LabelledThing
) -> tuple[LabelledThing, ...]:
    """The two amounts of one sum that the sentence stated
    last, else the totals of the sentences before it.
    """
    named = state.clause.sentence_amounts[-_FEWEST_PARTS:]
    if not named:  # 收入5万元。支出5万元。均比上年减少1万元
        return _list_equal_totals(_list_possible_wholes(state)[:_FEWEST_PARTS])
    if len(named) < _FEWEST_PARTS or subject is not named[1].subject:
        return ()
    first, second = named
    differ = first.subject.label is not second.subject.label
    if first.value == second.value and differ:
        return first.subject, second.subject
    return ()


def _emit_change_versus_budget(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> None:
    """决算数大于预算数55.93万元: a change against the
    year's own budget, its verb before the
    base.

    低于年初预算2万元 of a figure of 1.64万元 is the budget itself.
    """
    start = number.clause_start
    subject = _resolve_or_inherit_subject(state, start, start + match.start())
    direction = _find_direction(match)
    base = _parse_base(state, match["what"], match["kind"] or "")
    is_level = _is_number_right_behind(state, number.end)
    if is_level or _is_nearer_as_level(state, direction, number.extracted.value):
        _emit_base_level(state, number, match.start(), base)
        state.excess = _Excess(number.end, direction, base, subject)
        return
    if number.extracted.value == 0:
        direction = Direction.FLAT
    state.clause.base = base
    _emit_one_change(state, subject, direction, number, base)


def _is_number_right_behind(state: ParserState, end: int) -> bool:
    """True for 超过预算5万元|2万元: the level, and by how much."""
    behind = _find_number_behind(state, end)
    return behind is not None and behind.start == end and bool(behind.unit)


def _is_nearer_as_level(
    state: ParserState, direction: Direction | None, value: Decimal | None
) -> bool:
    """True where the base is nearer to the
    figure stated last if a number is the base,
    than if it is the difference from it.
    """
    stated = state.clause.sentence_amounts
    level = stated[-1].value if stated else None
    if not level or not value:
        return False
    fits = value > level if direction is Direction.DECREASE else value < level
    return fits and abs(level - value) < value


def _emit_unknown_direction(
    state: ParserState, match: regex.Match[str], number: ClauseNumber
) -> None:
    """A figure set against another year
    by an unknown word: a change whose
    direction is left open, of no concept.
    """
    start = number.clause_start
    subject = _resolve_or_inherit_subject(state, start, start + match.start())
    base = _parse_base(state, match.group(), match["what"])
    direction: Direction | None = None
    if number.extracted.value == 0:
        direction = Direction.FLAT  # 比上年变化0万元 is no change, for any verb
    else:
        subject = LabelledThing(subject.label, None)
    mention = ChangeMention(
        subject,
        direction,
        number.extracted,
        True,
        base.year,
        base.kind,
        state.context.year,
    )
    _emit_mention(state, mention, number.start, number.end)


def _emit_percent(state: ParserState, token: NumberToken) -> None:
    """增长16.6%: the rate of the change
    before it, else a change that is stated
    in percent alone.
    """
    token = _read_verb_before(state, token)
    clause, start, end = state.clause, token.phrase_start, token.unit_end
    if _tells_of_saving(state, clause.clause_start, start):
        clause.clause_start = end
        return
    left = state.text[clause.clause_start : start]
    value = token.signed_value
    is_change = _is_rate_of_change(state, left, start)
    if token.percent == "%" and is_change and value is not None:
        number, percent = _extract_rate(state, token)
        change = _find_change(state, left, clause.clause_start)
        change = change or _find_signed_change(state, left, start)
        if _fits_levels_before(state, change, percent):
            clause.base = _find_stated_base(state)
        is_own = _states_other_change(state, change, number, percent)
        if is_own or not _attach_percent(state, percent, start):
            _emit_change_in_percent(state, change, number, percent)
    clause.clause_start = end


def _is_rate_of_change(state: ParserState, left: str, start: int) -> bool:
    """True behind a verb of change or a base
    with a sign, and for a percent that stands
    alone behind a change: 减少20万元（5.3%）, 多支5万元，超10%.
    """
    if _find_change(state, left, state.clause.clause_start):
        return True
    if _find_signed_change(state, left, start) or _follows_change(state, start):
        return True
    in_bracket = len(state.clause_stack) > 1 and not state.clause.sentence_amounts
    if not in_bracket or any(char.isalpha() for char in left):
        return False
    last = max(state.clause_stack[-2].change_indexes, default=None)
    opened = state.clause.clause_start - 1
    return last is not None and state.mentions[last].end == opened


def _follows_change(state: ParserState, start: int) -> bool:
    """True right behind the sum of a
    change, with no word between.
    """
    last = max(state.clause.change_indexes, default=None)
    if last is None or last != len(state.mentions) - 1:
        return False
    between = state.text[state.mentions[last].end : start]
    return RATE_LEAD.fullmatch(between) is not None


def _states_other_change(
    state: ParserState,
    change: regex.Match[str] | None,
    number: ClauseNumber,
    percent: Extracted[Decimal],
) -> bool:
    """True where a rate is none of the change
    before it: of another thing, against
    another base, or the other way.
    """
    last = max(state.clause.change_indexes, default=None)
    if change is None or last is None:
        return False
    before = state.mentions[last].mention
    if not isinstance(before, ChangeMention):
        return False
    if percent.value > 0 and _goes_other_way(change, before):
        return True
    if change["base"] and _has_other_base(state, change, before):
        return True
    start = number.clause_start
    named = _resolve_name_before_change(state, start, start + change.start())
    concept = named.concept
    return concept is not None and concept != before.subject.concept


def _goes_other_way(change: regex.Match[str], before: ChangeMention) -> bool:
    """True for 增加5万元 and 下降3%, which are no
    sum and rate of one change.
    """
    if before.value.value is None or before.direction is Direction.FLAT:
        return False
    return {_find_direction(change), before.direction} == set(_WAYS)


def _has_other_base(
    state: ParserState, change: regex.Match[str], before: ChangeMention
) -> bool:
    """True for a rate against another year
    or figure: 比预算增加5万元，比上年增长3%.
    """
    base = _parse_base(state, change["base"], change["what"] or "")
    if base.year != before.base_year:
        return True
    if BaseKind.UNSTATED in (base.kind, before.base_kind):
        return False
    return base.kind != before.base_kind


def _emit_change_in_percent(
    state: ParserState,
    change: regex.Match[str] | None,
    number: ClauseNumber,
    percent: Extracted[Decimal],
) -> None:
    """同比增长5%: a change without a sum;
    only where the phrase names a base or
    what changed, or follows an amount.
    """
    if change is None:
        return
    start = number.clause_start
    named = _resolve_name_before_change(state, start, start + change.start())
    is_named = _names_what_changed(state, named, number)
    has_base = _has_own_base(state, change)
    if _is_inside_reason(state, number.start) and not change["base"]:
        # 主要是补助标准提高10%
        has_base = False
        is_money = named.label is not None and _is_about_money(state, named)
        is_named = is_named or is_money
    if has_base or is_named:
        _emit_change(state, change, number, percent)


def _has_own_base(state: ParserState, change: regex.Match[str]) -> bool:
    """True for a rate with a base or of a form: 减幅：5%."""
    if change["base"] or change["alike"] or state.clause.base:
        return True
    return change.group().endswith(_COLON)


def _fits_levels_before(
    state: ParserState,
    change: regex.Match[str] | None,
    percent: Extracted[Decimal],
) -> bool:
    """2022年5万元，2023年4万元。下降20%: the rate from
    the level before to the last one.
    """
    levels = _list_levels_before(state)
    if change is None or len(levels) != _FEWEST_PARTS:
        return False
    before, last = levels
    if not last or _find_direction(change) is not _WAYS[last < before]:
        return False
    return _is_rate_of(percent.value, abs(last - before), before)


def _list_levels_before(state: ParserState) -> list[Decimal]:
    """The two sums of one thing that the
    sentence before ends with; [] else.
    """
    if not state.clause.at_sentence_start:
        return []
    amounts = [
        one.mention
        for one in state.mentions[-_FEWEST_PARTS:]
        if isinstance(one.mention, AmountMention)
    ]
    if len({one.subject for one in amounts}) != 1:
        return []
    return [one.value.value for one in amounts if one.value.value is not None]


def _names_what_changed(
    state: ParserState, named: LabelledThing, number: ClauseNumber
) -> bool:
    """True for a known name before a rate,
    and for a rate behind an amount.
    """
    is_known = _is_known_subject(state, named)
    if named.label is not None and not state.clause.change_indexes:
        return is_known
    is_money = _is_about_money(state, named)
    return is_known or (is_money and _follows_amount(state, number))


def _follows_amount(state: ParserState, number: ClauseNumber) -> bool:
    """True for 5万元，增长20%: a rate behind
    an amount of its sentence, outside of
    reasons."""
    is_reason = _is_inside_reason(state, number.start)
    if is_reason and not _is_clause_of_own(state, number):
        return False
    is_stated = any(one.sentence_amounts for one in state.clause_stack)
    has_change = bool(state.clause.change_indexes)
    start = number.clause_start
    if is_stated or has_change or _is_right_behind(state, start):
        return True
    return _follows_level(state, start)


def _agrees_in_sign(mention: ChangeMention, percent: Extracted[Decimal]) -> bool:
    """增加-23.53万元，增长-12.45% agree; 增加23.53万元，增长-12.45% do not."""
    return percent.value >= 0 or mention.direction is Direction.DECREASE


def _attach_percent(
    state: ParserState, percent: Extracted[Decimal], percent_start: int
) -> bool:
    """Give a percent to the last change
    of the sentence (to both, where one
    phrase stated two); False if there is none.
    """
    last = max(state.clause.change_indexes, default=None)
    in_bracket = len(state.clause_stack) > 1 and not state.clause.sentence_amounts
    if last is None and in_bracket:  # 减少20万元（下降5.3%）
        last = max(state.clause_stack[-2].change_indexes, default=None)
    if last is None:
        return False
    spans = {state.mentions[last][1:]}
    if _is_shared(state, state.clause.clause_start, percent_start):
        # 收入增加3万元，支出增加3万元，均增长2%
        spans |= {state.mentions[one][1:] for one in state.clause.change_indexes}
    return _set_percent(state, spans, percent)


def _set_percent(
    state: ParserState, spans: set[tuple[int, int]], percent: Extracted[Decimal]
) -> bool:
    """Give a percent to the changes at some
    places that have none; False if there is
    none."""
    attached = False
    for index, one in state.enumerate_recent_mentions():
        mention = one.mention
        if one[1:] not in spans or not isinstance(mention, ChangeMention):
            continue
        if mention.percent is None:
            has_number = mention.stated or mention.value.value is None
            with_percent = replace(
                mention, percent=_drop_sign(percent), stated=has_number
            )
            state.mentions[index] = one._replace(mention=with_percent)
            attached = True
    return attached


# --- Changes of zero ---


def _emit_unquantified_change(state: ParserState, start: int, stop: int) -> None:
    """与上年持平, 较上年有所减少: a change that no number
    states, of the thing named before.
    """
    clause = state.text[start : stop + 1]
    if (flat := _find_no_change(state.patterns, clause)) is not None:
        _emit_no_change(state, flat, start)
    elif not state.patterns.change_signs.isdisjoint(clause):
        _emit_vague_changes(state, start, clause)


def _find_no_change(patterns: ProsePatterns, clause: str) -> regex.Match[str] | None:
    if patterns.flat_signs.isdisjoint(clause):
        return None
    return patterns.no_change.search(clause)


def _emit_vague_changes(state: ParserState, start: int, clause: str) -> None:
    """人员经费有所减少、公用经费有所增加: each of the
    directions that a clause lists.
    """
    for _ in range(_MOST_LISTED):
        vague = state.patterns.vague_change.search(clause)
        if vague is None:
            return
        _emit_vague_change(state, vague, start)
        end = vague.end()
        if clause[end : end + 1] != _LIST_MARK:
            return
        start, clause = start + end + 1, clause[end + 1 :]


def _emit_vague_change(state: ParserState, match: regex.Match[str], start: int) -> None:
    """较上年有所减少: the direction of a change alone;
    no cause of another change (因人员减少).
    """
    direction = _find_vague_direction(match)
    if direction is None or _explains_change(state, match, start):
        return
    span = start + match.start(), start + match.end()
    name = _find_span_of_name(state, match, start)
    subject = _resolve_changed_thing(state, *name)
    if not _may_change_vaguely(state, match, subject):
        return
    subjects = _list_unquantified_subjects(state, subject, name, span)
    if _opens_both_sides(state, subjects, span[1]):
        return
    if len(subjects) == 1:
        state.clause.last_subject = subject
    sides = tuple(one.concept for one in subjects)
    state.clause.tells_both_sides = sides == _SUMS
    base = _find_base_of_vague_change(state, match)
    for one in subjects:
        if match["base"] or not _is_told_again(state, one, direction):
            alike = _find_like_change(state, span, direction)
            _emit_statement_without_number(state, one, direction, base, span)
            _set_fold(state, match, span)
            _copy_change(state, alike, one)


def _find_like_change(
    state: ParserState, span: tuple[int, int], direction: Direction
) -> ChangeMention | None:
    """The change right before in the sentence that another one is
    said to equal: 收入增加5万元，支出|同额增加."""
    before = state.text[max(0, span[0] - _LONGEST_OPENING) : span[1]]
    if state.patterns.alike.search(before) is None:
        return None
    start = state.find_sentence_start(span[0])
    near = (one.mention for one in state.recent_mentions if one.start >= start)
    changes = [one for one in near if isinstance(one, ChangeMention)]
    return next((one for one in changes[-1:] if one.direction is direction), None)


def _copy_change(
    state: ParserState, alike: ChangeMention | None, of: LabelledThing
) -> None:
    """Give the last change sum and rate of another that it
    equals, both of sides of the budget.
    """
    located = state.mentions[-1]
    if alike is None:
        return
    sides = {_find_side(alike.subject), _find_side(of)}
    if sides != set(_TOTALS) or not isinstance(located.mention, ChangeMention):
        return
    change = replace(
        located.mention,
        value=alike.value,
        percent=alike.percent,
        stated=alike.stated,
        base_year=alike.base_year,
        base_kind=alike.base_kind,
    )
    state.mentions[-1] = located._replace(mention=change)


def _find_base_of_vague_change(state: ParserState, match: regex.Match[str]) -> Base:
    """The base that a change names or its
    clause keeps, else the year before.
    """
    if match["base"]:
        state.clause.base = _parse_base(state, match["base"], match["what"])
    return state.clause.base or Base(state.prior_year, BaseKind.UNSTATED)


def _explains_change(state: ParserState, match: regex.Match[str], start: int) -> bool:
    """True inside a reason, and for 之所以增加: told before."""
    if ASKS_WHY.search(match.string, 0, match.start()):
        return True
    return _is_inside_reason(state, start + match.end())


def _opens_both_sides(
    state: ParserState, subjects: Sequence[LabelledThing], end: int
) -> bool:
    """True for 收支规模扩大：收入由5万元升至6万元: each side is
    told of behind the colon.
    """
    is_both = len(subjects) == _FEWEST_PARTS
    return is_both and state.text[end : end + 1] == ":"


def _list_both_sides(
    state: ParserState, subject: LabelledThing
) -> tuple[LabelledThing, ...]:
    """Both things of a label like 收支, of which one is given."""
    if subject.label is None:
        return ()
    pair = find_concept_pair(state.lexicon, subject.label.value)
    return tuple(LabelledThing(subject.label, concept) for concept in pair)


def _find_vague_direction(match: regex.Match[str]) -> Direction | None:
    """The direction of a verb; 翻番 is an increase."""
    if _is_multiple(match) and not match["undecided"]:
        return Direction.INCREASE
    return _find_direction(match)


def _is_told_again(
    state: ParserState, subject: LabelledThing, direction: Direction
) -> bool:
    """True for 接待费上升，是由于…, where its sum or
    its rate was stated before.
    """
    if _is_class(subject.concept):
        return False
    return any(
        isinstance(one.mention, ChangeMention)
        and one.mention.subject.concept == subject.concept
        and one.mention.direction is direction
        for one in state.recent_mentions
    )


def _resolve_changed_thing(state: ParserState, start: int, stop: int) -> LabelledThing:
    subject = _resolve_name_before_change(state, start, stop)
    if subject.label is None:
        return _inherit_subject(state)
    if subject.concept is not None:
        return subject
    return (subject, *_list_both_sides(state, subject))[-1]


def _is_multiple(match: regex.Match[str]) -> bool:
    """True for 翻番, 翻了一番."""
    return not (match["up"] or match["down"])


def _set_fold(
    state: ParserState, match: regex.Match[str], span: tuple[int, int]
) -> None:
    """翻一番 is a growth of 100%, 翻两番 of 300%; 近一番
    and any other change has no rate.
    """
    if not _is_multiple(match) or match["more"] or match["near"]:
        return
    located = state.mentions[-1]
    whole = state.extract_text(*span)
    value = Decimal(FOLDS[match["fold"] or ""])
    percent = Extracted(value, whole.raw, whole.place)
    if isinstance(located.mention, ChangeMention):
        change = replace(located.mention, percent=percent)
        state.mentions[-1] = located._replace(mention=change)


def _may_change_vaguely(
    state: ParserState, match: regex.Match[str], subject: LabelledThing
) -> bool:
    """True for a sum of money whose change
    has a base or that is known.
    """
    if subject.label is None or not _is_about_money(state, subject):
        return False
    if match["base"] or match["alike"]:
        return True
    if state.patterns.adjustment_end.search(match.string, 0, match.end()):
        return False  # 年初无预算，年中追加: measured against no other year
    return _is_known_subject(state, subject)


def _list_unquantified_subjects(
    state: ParserState,
    subject: LabelledThing,
    name: tuple[int, int],
    span: tuple[int, int],
) -> tuple[LabelledThing, ...]:
    """会议费3万元、培训费6万元均有所减少, 会议费、培训费均与上年持平: each of the things."""
    names = state.label_resolver.resolve_coordination(*name)
    names = names or _list_both_sides(state, subject)
    if not names and state.clause.at_sentence_start:
        sides = _list_equal_totals(_list_possible_wholes(state))
        if subject in sides:
            return sides
    return _list_things_of_marker(state, subject, names, span)


def _list_things_of_marker(
    state: ParserState,
    subject: LabelledThing,
    names: tuple[LabelledThing, ...],
    span: tuple[int, int],
) -> tuple[LabelledThing, ...]:
    """The things that 均 is said of, else one."""
    start = state.clause.clause_start
    is_shared = _is_shared(state, start, span[1])
    concepts = {one.concept for one in names}
    is_listed = subject.concept is None or subject.concept in concepts
    if names and (is_listed or is_shared):
        return names
    if not is_shared:
        return (subject,)
    before = state.patterns.shared_marker.sub("", state.text[start : span[0]])
    if not before.strip(LABEL_EDGE_CHARACTERS):
        return _list_sentence_subjects(state) or (subject,)
    return _list_coordinated_amounts(state, subject)


def _is_shared(state: ParserState, start: int, stop: int) -> bool:
    """True for 均, 都: what is said
    holds for each of several things.
    """
    return state.patterns.shared_marker.search(state.text, start, stop) is not None


def _list_coordinated_amounts(
    state: ParserState, subject: LabelledThing
) -> tuple[LabelledThing, ...]:
    """会议费3万元、培训费6万元: a thing with
    those listed right before it.
    """
    together = [subject]
    follower: LocatedMention | None = None
    for one in reversed(state.recent_mentions):
        if not isinstance(one.mention, AmountMention):
            continue
        if follower is None and one.mention.subject != subject:
            break
        if follower is not None:
            if not COORDINATOR.match(state.text, one.end, follower.start):
                break
            together.insert(0, one.mention.subject)
        follower = one
    return tuple(together)


def _list_sentence_subjects(state: ParserState) -> tuple[LabelledThing, ...]:
    """因公出国费0万元，公务接待费2万元，均与上年持平: all that was
    stated since the last change; the parts,
    where they divide a sum."""
    stated: list[LabelledThing] = []
    start = state.find_sentence_start(state.clause.clause_start)
    for located in reversed(state.recent_mentions):
        if located.start < start or isinstance(located.mention, ChangeMention):
            break
        if isinstance(located.mention, AmountMention):
            stated.insert(0, located.mention.subject)
    if state.clause.in_breakdown and len(stated) > _FEWEST_PARTS:
        stated.pop(0)
    return tuple(dict.fromkeys(stated))


def _is_inside_reason(state: ParserState, position: int) -> bool:
    """True behind the words that open
    a reason, in their sentence.
    """
    end = state.find_reason_end(state.find_sentence_start(position))
    return end is not None and end <= position


def _emit_statement_without_number(
    state: ParserState,
    subject: LabelledThing,
    direction: Direction,
    base: Base,
    span: tuple[int, int],
    value: Decimal | None = None,
) -> None:
    whole = state.extract_text(*span)
    state.clause.change_indexes.add(len(state.mentions))
    number: Extracted[Decimal | None] = Extracted(value, whole.raw, whole.place)
    mention = ChangeMention(
        subject, direction, number, False, base.year, base.kind, state.context.year
    )
    _emit_mention(state, mention, *span)


def _emit_no_change(state: ParserState, match: regex.Match[str], start: int) -> None:
    """与上年持平: a change of zero for the
    thing named before, unless the sentence
    has a change already.
    """
    name = _find_span_of_name(state, match, start)
    named = _resolve_unchanged_name(state, name)
    subject = _resolve_unchanged_subject(state, match, named)
    if subject is None:
        _complete_zero(state)
        return
    base = _resolve_no_change_base(state, match, named)
    if base is None or not _may_stay_unchanged(state, match, subject):
        return
    value = _find_flat_value(match)
    span = start + match.start(), start + match.end()
    subjects = _list_unquantified_subjects(state, subject, name, span)
    if named.label is None and len(subjects) == 1:
        subjects = _list_equal_sides(state, subject)
    subjects = _list_counted_unchanged(state, span[1]) or subjects
    for one in subjects:
        _emit_statement_without_number(state, one, Direction.FLAT, base, span, value)


def _list_counted_unchanged(state: ParserState, stop: int) -> tuple[LabelledThing, ...]:
    """三项均与上年持平: the things stated last,
    as many as are counted; () where none
    are."""
    counted = state.patterns.counted_things.match(
        state.text, state.clause.clause_start, stop
    )
    if counted is None:
        return ()
    return _list_things_before(state, counted["count"])


def _find_span_of_name(
    state: ParserState, match: regex.Match[str], start: int
) -> tuple[int, int]:
    """Where the thing that changed is named: before the words of
    change, or behind their base (与上年相比接待费无变化).
    """
    before = start, start + match.start()
    resolver = state.label_resolver
    if not match["base"] or not match["what"]:
        return before
    if resolver.resolve_label(*before).label is not None:
        return before
    first, last = match.span("what")
    behind = start + first, start + last
    is_known = resolver.resolve_label(*behind).concept is not None
    if is_known or resolver.resolve_coordination(*behind):
        return behind
    return before


def _resolve_unchanged_name(state: ParserState, name: tuple[int, int]) -> LabelledThing:
    """The thing that a span names; the side of the office for a
    bare 支出.
    """
    resolver = state.label_resolver
    named = resolver.resolve_label(*name)
    named = _resolve_changed_part(state, _find_longer_name(state, named))
    if named.label is None:
        named = _resolve_name_before_change(state, *name)
    return _resolve_last_name(state, named, name)


def _resolve_last_name(
    state: ParserState, named: LabelledThing, span: tuple[int, int]
) -> LabelledThing:
    """The last of several things in
    a span that is no name of one
    (收支: expenditure).
    """
    if named.concept is not None:
        return named
    names = state.label_resolver.resolve_coordination(*span)
    return names[-1] if names else named


def _find_flat_value(match: regex.Match[str]) -> Decimal | None:
    """0 for what is the same; None for 变化不大, which is not 0."""
    groups = match.groupdict().items()
    if any(words for name, words in groups if name.startswith("vague")):
        return None
    return Decimal(0)


def _stands_beside_change(state: ParserState, named: LabelledThing) -> bool:
    """True for a known thing whose base
    the changes before it have named.
    """
    has_base = state.clause.base or state.clause.sentence_base
    return bool(has_base) and named.concept is not None


def _may_stay_unchanged(
    state: ParserState, match: regex.Match[str], subject: LabelledThing
) -> bool:
    """True for a thing with a name; with a
    known one where 预决算 are compared.
    """
    if match["both"]:
        return subject.concept is not None
    return any(map(_has_label, (subject, state.context.heading)))


def _list_equal_sides(
    state: ParserState, subject: LabelledThing
) -> tuple[LabelledThing, ...]:
    """收入0万元，支出0万元，与上年持平: both sides of
    one fund, where they are equal; all
    things of which there is nothing."""
    stated = state.clause.sentence_amounts
    nothing = _list_things_of_zero(state)
    if len(nothing) > 1 and nothing[-1] == subject:
        return nothing
    if len(stated) != _FEWEST_PARTS or stated[1].subject != subject:
        return (subject,)
    sides = {_find_side(one.subject) for one in stated}
    if sides != set(_TOTALS) or stated[0].value != stated[1].value:
        return (subject,)
    return tuple(one.subject for one in stated)


def _list_things_of_zero(state: ParserState) -> tuple[LabelledThing, ...]:
    """出国费0万元，购置费0万元，与上年一致: the things right before,
    side by side, whose sums are 0.
    """
    things: list[LabelledThing] = []
    start = state.text.rfind(";", 0, state.clause.clause_start)
    start = max(start, state.find_sentence_start(state.clause.clause_start))
    for one in reversed(state.recent_mentions):
        amount = one.mention
        if one.start < start or not isinstance(amount, AmountMention):
            break
        if amount.value.value != 0 or state.clause.in_breakdown:
            break
        things.insert(0, amount.subject)
    return tuple(dict.fromkeys(things))


def _complete_zero(state: ParserState) -> None:
    """增长0%，保持不变: no change in money, either."""
    spans = {state.mentions[index][1:] for index in state.clause.change_indexes}
    for index, located in state.enumerate_recent_mentions():
        if located[1:] not in spans:
            continue
        change = located.mention
        if not isinstance(change, ChangeMention) or change.value.value is not None:
            continue
        if change.percent is not None and change.percent.value == 0:
            zero = replace(change.value, value=Decimal(0))
            state.mentions[index] = located._replace(
                mention=replace(change, value=zero)
            )


def _resolve_unchanged_subject(
    state: ParserState, match: regex.Match[str], named: LabelledThing
) -> LabelledThing | None:
    """What did not change; None where that
    is no sum, or where its change was
    stated already.
    """
    if match["kept"] and named.concept is None:
        return None  # 公用支出未作调整, but not: 工作重点保持不变
    if match["beside"] and not _stands_beside_change(state, named):
        return None
    if named.label is None:
        if _is_change_stated(state, match):
            return None
        if _list_things_of_zero(state):
            return _inherit_subject(state)
        return _inherit_change_subject(state)
    if not _is_about_money(state, named):
        return None  # 车辆数量与上年持平
    state.clause.last_subject = named
    return named


def _is_change_stated(state: ParserState, match: regex.Match[str]) -> bool:
    """True behind a change of the sentence
    against the same base, which 持平 tells of
    again."""
    last = max(state.clause.change_indexes, default=None)
    if last is None or _is_behind_level(state, match):
        return False
    before = state.mentions[last].mention
    if not match["base"] or not isinstance(before, ChangeMention):
        return True
    return not _has_other_base(state, match, before)


def _is_behind_level(state: ParserState, match: regex.Match[str]) -> bool:
    """True right behind a figure that
    is compared with: 与调整预算数5万元持平.
    """
    if match.start() or not state.mentions:
        return False
    last = state.mentions[-1]
    is_amount = isinstance(last.mention, AmountMention)
    return is_amount and last.end == state.clause.clause_start


def _is_about_money(state: ParserState, subject: LabelledThing) -> bool:
    if subject.concept is not None or subject.label is None:
        return True
    words = state.lexicon.get_words("prose.money", "word")
    return match_key(subject.label.value).endswith(words)


def _resolve_no_change_base(
    state: ParserState, match: regex.Match[str], subject: LabelledThing
) -> Base | None:
    """The base of a change of zero; None
    where the phrase is not about money
    (车辆数量不变)."""
    if match["base"]:
        return _parse_base(state, match["base"], match["what"] or "")
    if match["both"]:
        return Base(state.context.year, BaseKind.UNSTATED)
    if state.clause.base or state.clause.sentence_base:
        return state.clause.base or state.clause.sentence_base
    if match.start() and subject.concept is None:
        return None
    return _find_stated_base(state)


# --- Counts ---


class _CountedNumber(NamedTuple):
    """A number with the measure behind
    it; its span begins with its sign or
    qualifier."""

    token: NumberToken
    unit: str
    qualifier: Qualifier
    start: int
    end: int


class _CountSubject(NamedTuple):
    """The thing counted, where the search
    for the next one begins, and whether
    it is in brackets.
    """

    label: Extracted[str] | None
    next_start: int
    in_bracket: bool


def _emit_counts(state: ParserState, start: int, stop: int) -> None:
    """Emit every number of things in a
    clause; the thing precedes its number,
    or follows it (2个科室).
    """
    previous = start
    subject: _CountSubject | None = None
    if _is_goal(state, start):
        return
    for counted in _list_counted_numbers(state, start, stop):
        if _counts_change(state, start, counted.start):
            previous = counted.end
            continue
        between = state.text[previous : counted.start]
        if subject is not None and not between.strip(LABEL_EDGE_CHARACTERS):
            subject = subject._replace(next_start=counted.end)  # 7批56人次
        else:
            subject = _resolve_count_subject(state, previous, stop, counted)
        previous = subject.next_start
        whole = state.extract_text(counted.token.value_start, counted.end)
        bounds = Bounds(counted.qualifier, counted.token.lower, counted.token.upper)
        number = Extracted(
            counted.token.signed_value, whole.raw, whole.place, bounds=bounds
        )
        mention = CountMention(subject.label, number, counted.unit)
        _emit_mention(state, mention, counted.start, counted.end)
        if subject.label is not None and not subject.in_bracket:
            _remember_counted_subject(state, subject.label)


def _counts_change(state: ParserState, start: int, stop: int) -> bool:
    """True for 较上年减少2人: how many more or less,
    and not how many there are.
    """
    start = max(start, stop - _LONGEST_CLAUSE)
    change = _find_change(state, state.text[start:stop], start)
    change = change or state.patterns.short_change.search(state.text[start:stop])
    if change is None:
        return False
    if change["base"] or change["alike"]:
        return True
    before = state.text[start : start + change.start()]
    return state.clause.base is not None and not before.strip(LABEL_EDGE_CHARACTERS)


def _is_goal(state: ParserState, position: int) -> bool:
    """True for the numbers of a goal
    in words (总目标：维修支渠12公里), which
    is no list of targets.
    """
    if state.context.section_key != "performance":
        return False
    start = state.find_sentence_start(position)
    return state.patterns.goal_lead.search(state.text, start, position) is not None


def _list_counted_numbers(
    state: ParserState, start: int, stop: int
) -> Iterator[_CountedNumber]:
    """The numbers between two positions
    that a measure follows; 5人以上会议 and A4张
    count nothing.
    """
    first = bisect_left(state.numbers, start, key=attrgetter("start"))
    for at in range(first, len(state.numbers)):
        token = state.numbers[at]
        if token.end > stop:
            return
        unit = state.patterns.count_unit.match(state.text, token.end, stop)
        is_number = token.signed_value is not None or token.lower is not None
        if unit is None or not is_number or _is_in_word(state.text, token):
            continue
        if _is_class_code(state, token, unit["unit"]):
            continue
        qualifier = _find_count_qualifier(state, token, start, unit.end())
        if qualifier is not None:
            yield _CountedNumber(
                token, unit["unit"], qualifier, token.phrase_start, unit.end()
            )


def _is_class_code(state: ParserState, token: NumberToken, unit: str) -> bool:
    """True for 208类: the code of a class, no number of
    classes.
    """
    is_class = state.patterns.kind_of_things.fullmatch(unit) is not None
    return is_class and _CODE_OF_CLASS.fullmatch(token.digits) is not None


def _find_count_qualifier(
    state: ParserState, token: NumberToken, start: int, behind: int
) -> Qualifier | None:
    """How exact a number of things is; None where
    it says which things are meant.
    """
    suffix = parse_number_suffix(state.text, behind)
    if not suffix.is_limit:
        return suffix.qualifier or token.qualifier
    if _expects_noun_behind(state, state.text[start : token.start]):
        return Qualifier.AT_LEAST  # 对3个以上项目
    return None


def _is_in_word(text: str, token: NumberToken) -> bool:
    """True for 表3, 第3, and for a numeral of
    one character (报废一辆) but where it counts
    what an office has (科室七个)."""
    if len(token.digits) == 1 and not token.digits.isdecimal():
        return not is_counted_in_words(text, token.start, token.end)
    if text.endswith(COUNTED_BEHIND, 0, token.start):
        return False
    return token.before in NUMBER_OF_NAME


def _resolve_count_subject(
    state: ParserState, previous: int, stop: int, counted: _CountedNumber
) -> _CountSubject:
    before = state.text[previous : counted.start]
    # 139批次(其中外事接待0批次)
    in_bracket = before.rfind("(") > before.rfind(")")
    if in_bracket:
        previous += before.rfind("(") + 1
        before = state.text[previous : counted.start]
    reason = None
    if not state.patterns.reason_signs.isdisjoint(before):
        reason = state.patterns.reason_lead.match(before)
    if reason is not None:
        previous += reason.end()
        before = before[reason.end() :]
    behind = _find_noun_behind(state, counted, stop)
    label = None
    if behind is None or not _expects_noun_behind(state, before):
        lead_in = state.patterns.count_lead_in.match(before)
        if lead_in:
            previous += lead_in.end()
        label = state.label_resolver.resolve_label(
            previous, counted.start, is_counted=True
        ).label
    label = _keep_counted_noun(state, label, previous, counted)
    if label is not None:
        return _CountSubject(label, counted.end, in_bracket)
    if behind is not None:
        noun_end = behind[1]
        label = state.extract_text(*behind)
        return _CountSubject(label, noun_end, in_bracket)
    label = _get_counted_before(state)
    return _CountSubject(label, counted.end, in_bracket)


def _get_counted_before(state: ParserState) -> Extracted[str] | None:
    """What a count without a noun is of: what was counted or
    named last, before all what leads in the count (运行费：8辆).
    """
    known = state.clause
    labels = [known.counted_subject, known.last_subject.label, known.topic.label]
    if state.text.startswith(_COLON, known.clause_start - 1):
        labels.insert(0, known.topic.label)
    return next(filter(None, labels), None)


def _keep_counted_noun(
    state: ParserState,
    label: Extracted[str] | None,
    start: int,
    counted: _CountedNumber,
) -> Extracted[str] | None:
    """A name with what else would go from its
    ends: 编制68名, 实有9人, 100万元以上设备3台.
    """
    words = state.text[start : counted.start]
    words = words.lstrip(LABEL_EDGE_CHARACTERS)
    first = counted.start - len(words)
    limit = state.patterns.limit.match(words)
    if limit is not None and limit.end() < len(words) and label is not None:
        return state.extract_text(first, counted.start)
    nouns = state.label_resolver.count_nouns
    is_cut = label is None or len(label.value) < _SHORTEST_NOUN
    if is_cut and words and (words.endswith(tuple(nouns)) or words.isascii()):
        return state.extract_text(first, counted.start)
    return label


def _find_noun_behind(
    state: ParserState, counted: _CountedNumber, stop: int
) -> tuple[int, int] | None:
    """The noun behind a number, up
    to its predicate: 8个项目|开展绩效自评.
    """
    behind = COUNTED_NOUN.match(state.text, counted.end, stop)
    if behind is None:
        return None
    start, end = behind.span("noun")
    if state.text[end : end + 1].isdigit():
        # 下属2个单位出国团组1个: the next number has a noun of its own
        office = state.patterns.counted_office.match(state.text, start, end)
        if office is not None:
            end = office.end()
    predicate = state.patterns.counted_predicate.search(
        state.text, start + _SHORTEST_NOUN, end
    )
    if predicate is not None:
        end = predicate.start()
    return start, end


def _expects_noun_behind(state: ParserState, before: str) -> bool:
    before = YEAR.sub("", before)
    if before.endswith(NOUN_FOLLOWS_MARKERS):
        return True
    if state.patterns.counted_predicate.fullmatch(before.lstrip(LABEL_EDGE_CHARACTERS)):
        return True  # 分别委托2家机构
    last = before[-_LONGEST_CONJUNCTION:]
    if any(COORDINATOR.fullmatch(last[at:]) for at in range(len(last))):
        return True  # 局机关及4个下属单位
    return state.patterns.count_verb.match(before) is not None


def _remember_counted_subject(state: ParserState, label: Extracted[str]) -> None:
    """Keep the thing counted: a sum
    behind it may be what it cost.
    """
    clause = state.clause
    clause.counted_subject = label
    concept = _find_section_concept(state, label.value)
    if concept is not None or clause.topic is UNLABELLED:
        clause.topic = LabelledThing(label, concept)
    if concept is not None:
        clause.last_subject = clause.topic


# --- Breakdowns: what 其中 opens ---


def _mark_breakdown(state: ParserState, text: str) -> None:
    """其中, 包括, 主要用于: what follows are parts
    of the first amount, of the sentence
    or of the line.
    """
    clause, patterns = state.clause, state.patterns
    if clause.first_subject.label is not None and not clause.in_breakdown:
        clause.in_breakdown = patterns.breakdown_lead.search(text) is not None
    if clause.line_first_subject.label is not None and not clause.line_in_breakdown:
        in_line = patterns.line_breakdown_lead.search(text)
        clause.line_in_breakdown = in_line is not None


def _is_side_alone(state: ParserState, text: str) -> bool:
    """True for a side that is divided anew,
    of no fund of its own: ；支出包括.
    """
    word = match_key(text).strip(";,:。")
    return bool(find_sides(state.lexicon, word, ()))


def _resolve_breakdown_part(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """A short name (货物) with the concept it has
    as a part of what was named before.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    word = match_key(subject.label.value)
    if _is_left_behind_opening(state, word):
        return subject._replace(concept=_CARRIED_OUT)
    concept = _find_part_of_named(state, word)
    if concept is not None:
        return subject._replace(concept=concept)
    subject = _resolve_part_of_side(state, subject)
    if subject.concept is not None or _find_side(state.clause.first_subject):
        return subject
    if _counts_vehicles(state):
        concept = _find_part(state, _SUBJECTS["three_public"], word)
        if concept is not None:
            return subject._replace(concept=concept)
    names = state.context.owner_names
    return subject._replace(concept=compose_part(state.lexicon, word, "basic", names))


def _find_part_of_named(state: ParserState, word: str) -> str | None:
    """The part that a short name is of what was named,
    the nearest first.
    """
    plain = state.patterns.remark_behind.sub("", word)  # 货物（图书、桌椅）
    for whole in _iter_named_concepts(state):
        concept = _find_part(state, whole, word) or _find_part(state, whole, plain)
        if concept:
            return concept
    return None


def _is_left_behind_opening(state: ParserState, word: str) -> bool:
    """年初结转1万元，收到5万元，支出4万元，|结余2万元: True for what
    accounts leave, beside what they began with.
    """
    if word not in state.lexicon.get_words("part_components", "carry"):
        return False
    stated = state.clause.sentence_concepts
    is_beside = len(stated) >= _FEWEST_PARTS or not state.clause.in_breakdown
    return state.context.is_final and is_beside and _CARRIED_IN in stated


def _counts_vehicles(state: ParserState) -> bool:
    """True behind 公务用车7辆, of which 运行维护费 is told."""
    counted = state.clause.counted_subject
    words = state.lexicon.get_words("part_components", "vehicle")
    return counted is not None and any(map(counted.value.count, words))


def _find_part(state: ParserState, whole: str, name: str) -> str | None:
    """The concept of a short name as a part
    of a whole: 公车运行维护 of 三公经费.
    """
    if name in state.lexicon.get_words("prose.rest"):
        return None
    family = _find_family(whole)
    # 物业、保安等服务; 油料、保险等
    heads = (name, name.rpartition(LIST_END)[2], name.removesuffix(LIST_END))
    for head in filter(None, dict.fromkeys(heads)):
        part = compose_part(state.lexicon, head, family, state.context.owner_names)
        if part is not None and not _divides_running(state, part, head):
            return part
    for word in state.lexicon.get_words("head_components", "fee"):
        concept = state.label_resolver.find_concept(name + word)
        if concept is not None and concept.startswith(family):
            return concept
    return None


def _divides_running(state: ParserState, part: str, name: str) -> bool:
    """True for 燃油费 alone, and behind 运行费: a part of what vehicles cost, not all."""
    words = state.lexicon.get_words("part_components", "upkeep")
    if part != _RUNNING or not any(map(name.count, words)):
        return False
    return "、" not in name or _RUNNING in state.clause.sentence_concepts


def _find_family(item: str) -> str:
    """The family of concepts whose parts share their words."""
    concept = describe_item(item).concept or item
    return concept.partition(".")[0]


def _resolve_part_of_side(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """A part of revenue or expenditure
    whose name leaves that word out: 上级补助,
    政府性基金拨款."""
    if subject.label is None:
        return subject
    side = _find_divided_side(state, subject.label.value)
    if side is None or _is_beside_side(state, side, subject.label.value):
        return subject
    # 政府性基金（彩票公益金）拨款
    name = _REMARK_INSIDE.sub("", match_key(subject.label.value))
    for word in state.lexicon.get_words("heads", side):
        concept = state.label_resolver.find_concept(name + word)
        if (describe_item(concept).concept or "").startswith(side):
            return subject._replace(concept=concept)
    fund = _find_fund_of_source(state, subject.label.value)
    if side == "revenue" and fund is not None:
        # 教育收费缴入财政专户后返还: whatever came in of a fund is its revenue
        return subject._replace(concept=find_item(side, fund))
    return subject


def _find_fund_of_source(state: ParserState, label: str) -> Fund | None:
    """The fund of what came in, by its name."""
    fund = find_fund(state.lexicon, label)
    fund = fund or _find_fund_of_appropriation(state, label)
    return fund or _find_levied_fund(state, label)


def _find_fund_of_appropriation(state: ParserState, label: str) -> Fund | None:
    """The fund of 拨款, 财政给的经费: that of the list or of the heading."""
    if state.patterns.fiscal_money.fullmatch(match_key(label)) is None:
        return None
    whole = describe_item(state.clause.whole.concept).fund
    funds = (whole, state.clause.fund, state.context.fund)
    governing = (one for one in funds if one in _GOVERNING_FUNDS)
    return next(governing, Fund.FISCAL_APPROPRIATION)


def _find_levied_fund(state: ParserState, label: str) -> Fund | None:
    """Government funds, for the name of one: 水利建设基金."""
    if state.patterns.levied_fund.fullmatch(match_key(label)) is None:
        return None
    return Fund.GOVERNMENT_FUNDS


def _is_beside_side(state: ParserState, side: str, label: str) -> bool:
    """True for what is left of expenditure, and for
    财政拨款支出总预算 among the parts of revenue.
    """
    name = match_key(label)
    if side == _TOTALS[1] and name in state.lexicon.get_words("prose.rest"):
        return True
    heads = state.lexicon.get_vocabulary("heads")
    return any(one != side and word in name for word, one in heads.items())


def _find_divided_side(state: ParserState, label: str) -> str | None:
    """The side whose total is being divided,
    or that a named fund belongs to.
    """
    clause = state.clause
    is_part = clause.in_breakdown or clause.line_in_breakdown
    if not is_part and find_fund(state.lexicon, label) is None:
        return _find_added_side(state, clause.clause_start)
    wholes = (
        clause.topic,
        clause.whole,
        clause.first_subject,
        clause.line_first_subject,
    )
    named = next((side for side in map(_find_side, wholes) if side), None)
    return named or _find_side_of_heading(state, label)


def _find_added_side(state: ParserState, start: int) -> str | None:
    """收入80万元。|拨款70万元，其他10万元: the side whose total was
    stated last before sums of a sentence that add up to it,
    or opens the sentence.
    """
    first = (state.clause.line_first_subject, state.clause.first_subject)
    if not any(map(_is_total, first)):
        return None
    opening = state.find_sentence_start(start)
    wholes = _list_wholes_before(state, opening)
    added = (one for one in wholes if _adds_up_behind(state, one, opening))
    whole = next(added, None)
    return whole and _find_side(whole.mention.subject)


def _list_wholes_before(state: ParserState, opening: int) -> list[_LocatedAmount]:
    """The total at the head of a sentence, and the one stated
    last before it.
    """
    first = before = None
    for one in state.recent_mentions:
        if isinstance(one.mention, AmountMention):
            located = _LocatedAmount(one.mention, one.end)
            if one.start < opening:
                before = located
            elif first is None:
                first = located
    found = (first, before)
    return [one for one in found if one and _is_total(one.mention.subject)]


def _adds_up_behind(state: ParserState, whole: _LocatedAmount, opening: int) -> bool:
    """True where the sums of a sentence behind a whole add up to it."""
    rest = whole.mention.value.value or Decimal(0)
    for token in _list_sums_behind(state, max(opening, whole.end)):
        rest -= token.value or Decimal(0)
        if rest <= 0:
            break
    return not rest


def _find_side_of_heading(state: ParserState, label: str) -> str | None:
    """Revenue below its heading, for
    what is not named as both sides.
    """
    context = state.context
    side = _find_side(context.heading) or context.section_key
    if side != "revenue" or find_concept_pair(state.lexicon, label):
        return None
    return side


def _iter_named_concepts(state: ParserState) -> Iterator[str]:
    """Concepts that a part may belong to, the nearest first."""
    for clause in reversed(state.clause_stack):
        subjects = (
            clause.topic,
            clause.last_subject,
            clause.first_subject,
            clause.line_first_subject,
        )
        yield from (subject.concept for subject in subjects if subject.concept)
        yield from reversed(clause.sentence_concepts)
    heading = state.context.heading.concept
    section = state.context.section_key or ""
    yield from filter(None, (heading, _SUBJECTS.get(section)))


@cache
def _index_summands() -> Mapping[str, frozenset[str]]:
    """The parts that add up to each item, of items
    that have several.
    """
    parts: dict[str, set[str]] = {}
    for key, concept in load_concepts().items():
        if concept.parent and concept.sign:
            parts.setdefault(concept.parent, set()).add(key)
    return {key: frozenset(found) for key, found in parts.items() if len(found) > 1}


def _find_sum_of(items: Collection[str]) -> str | None:
    """The item that some items add up to, all
    of its parts; 车辆购置费 and 运行费 stand for the
    part that they add up to."""
    found = set(items)
    for _ in items:
        for whole, parts in _index_summands().items():
            if parts <= found:
                found = found - parts | {whole}
    if len(found) > 1 or found == set(items):
        return None
    return found.pop()


def _resolve_sum_of_names(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """人员经费、公用经费合计5万元: what all of its
    parts are named to add up to.
    """
    if subject.concept is not None:
        return subject
    summed = state.patterns.sum_behind.search(state.text, start, stop)
    if summed is None:
        return subject
    names = state.label_resolver.resolve_coordination(start, summed.start())
    items = [one.concept for one in names if one.concept is not None]
    whole = _find_sum_of(items)
    if whole is None or len(items) < len(names):
        return subject
    label = state.label_resolver.extract_words(start, stop)
    return LabelledThing(label, whole)


def _resolve_sum_of_parts(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """三项合计21万元, where the parts of one
    concept were stated and add up to it: this
    concept."""
    if subject.concept is not None:
        return subject
    if not state.patterns.sum_mark.search(_get_words_of_sum(state, number)):
        return subject
    if _follows_name_of_sum(state, number):
        return subject
    total = number.extracted.value
    whole = _find_led_whole(state, total) or _find_whole_of_listed(state, total)
    whole = _narrow_to_heading(state, whole)
    if whole is None:
        return subject
    label = subject.label or _label_sum(state, whole, number)
    fund = _find_fund_of_parts(state)
    if whole in _SUMS and fund in _GOVERNING_FUNDS:
        return LabelledThing(label, _find_item_in_fund(whole, fund), fund)
    return LabelledThing(label, whole)


def _narrow_to_heading(state: ParserState, whole: str | None) -> str | None:
    """工资80万元，办公20万元，合计100万元 below 基本支出: what
    classes alone add up to is what the heading says
    is divided by them.
    """
    heading = state.context.heading.concept
    parts = _EXPENDITURES_BY_USE | _NATURES
    if whole != _SUMS[1] or heading not in parts:
        return whole
    stated = state.clause.sentence_concepts
    if not all(map(_is_class, stated)):
        return whole
    return heading


def _follows_name_of_sum(state: ParserState, number: ClauseNumber) -> bool:
    """True for 两项归人员经费，|计5万元 and 支出预算：|合计5万元: the clause before says
    what the sum is.
    """
    start = number.clause_start
    is_led = state.text[start - 1 : start] == _COLON
    if is_led and _is_total(state.clause.topic):
        return True
    opening = max(start - _LONGEST_SHORT_BASE, 0)
    named = state.patterns.told_sum.search(state.text, opening, start)
    return named is not None and state.clause.topic.concept is not None


def _get_words_of_sum(state: ParserState, number: ClauseNumber) -> str:
    """The words before a number, or those
    that announce it: 三项合计，2019年|5万元.
    """
    text = YEAR.sub("", state.text[number.clause_start : number.start])
    topic = state.clause.topic
    if text or topic.label is None or topic.concept is not None:
        return text
    return topic.label.value


def _find_led_whole(state: ParserState, total: Decimal | None) -> str | None:
    """公用经费中，办公费2万元，水费1万元，|合计3万元: what led
    in the parts that add up to the sum.
    """
    clause = state.clause
    stated = clause.sentence_amounts[: _MOST_SUMMED + 1]
    parts = [one.value or Decimal(0) for one in stated]
    whole = clause.whole.concept
    if whole in clause.sentence_concepts or len(parts) < _FEWEST_PARTS:
        return None
    if sum(parts) != total:
        return None
    return whole


def _find_fund_of_parts(state: ParserState) -> Fund | None:
    """The fund of a sum: that of its
    parts, where these are of one fund.
    """
    clause = state.clause
    stated = (one.subject for one in clause.sentence_amounts[-_MOST_SUMMED:])
    funds = {one.fund for one in stated if one.fund is not None}
    if len(funds) > 1:
        return state.context.fund
    return clause.last_subject.fund or state.context.fund


def _label_sum(
    state: ParserState, whole: str, number: ClauseNumber
) -> Extracted[str] | None:
    """What a sum without a name is called: as the
    heading is, where it is the sum of that, else
    by its words or as what was named last.
    """
    heading = state.context.heading
    if whole == heading.concept:
        return heading.label
    resolver = state.label_resolver
    start, stop = number.clause_start, number.start
    words = resolver.extract_generic_label(start, stop)
    words = words or resolver.extract_words(start, stop)
    topic = state.clause.topic
    if words is None and topic.concept is None:
        words = topic.label  # 合计，|5万元
    return words or state.clause.last_subject.label


def _find_whole_of_listed(state: ParserState, total: Decimal | None) -> str | None:
    """The nearest item that the amounts stated last
    add up to, with or without those that
    one of them is the sum of.
    """
    for year in (state.context.year, state.prior_year):
        amounts = [
            one.mention
            for one in reversed(state.recent_mentions)
            if isinstance(one.mention, AmountMention) and one.mention.year == year
        ]
        near = amounts[:_MOST_SUMMED]
        for listed in (_drop_parts_of_sums(near), amounts, _fold_parts(near)):
            whole = _find_whole_of_sums(state, listed, total)
            if whole is not None:
                return whole
    return None


def _find_whole_of_sums(
    state: ParserState, amounts: Iterable[AmountMention], total: Decimal | None
) -> str | None:
    """The nearest item of amounts that add up to a sum."""
    common: list[str] | None = None
    stated: set[str | None] = set()
    added, parts = Decimal(0), 0
    for one in amounts:
        stated.add(one.subject.concept)
        common = _intersect_wholes(common, one.subject.concept)
        added, parts = added + (one.value.value or 0), parts + 1
        if added == total and parts >= _FEWEST_PARTS:
            return _pick_whole(state, common or [], stated)
    return None


def _drop_parts_of_sums(amounts: Sequence[AmountMention]) -> list[AmountMention]:
    """人员80万元（工资50万元、补贴30万元）: amounts, the last
    one first, in that order without those
    that the one before them is the sum of.
    """
    kept: list[AmountMention] = []
    for one in amounts:
        added = accumulate(part.value.value or Decimal(0) for part in reversed(kept))
        sums = list(added)
        count = 0
        if one.value.value in sums:
            count = sums.index(one.value.value) + 1
        if count >= _FEWEST_PARTS:
            del kept[-count:]
        kept.append(one)
    return kept


def _fold_parts(amounts: Sequence[AmountMention]) -> list[AmountMention]:
    """工资50万元、补贴30万元，两项计80万元: amounts, the last one
    first, in that order without those right before
    their sum.
    """
    kept: list[AmountMention] = []
    for one in reversed(amounts):
        added = accumulate(part.value.value or Decimal(0) for part in reversed(kept))
        sums = list(added)[1:]
        if one.value.value in sums:
            del kept[-sums.index(one.value.value) - _FEWEST_PARTS :]
        kept.append(one)
    return kept[::-1]


def _pick_whole(
    state: ParserState, common: Sequence[str], stated: Collection[str | None]
) -> str | None:
    """The nearest whole of what was added up; where
    a part of it has a name that is not known,
    that of the heading, else one that is none of
    the parts.
    """
    if None not in stated:
        return next(iter(common), None)
    heading = state.context.heading.concept
    if heading in common or not common:
        return heading
    return next((one for one in common if one not in stated), None)


def _intersect_wholes(common: list[str] | None, item: str | None) -> list[str] | None:
    """The wholes of some items that another
    is a part of, too; what has none limits
    nothing."""
    wholes = _list_wholes(item)
    if not wholes:
        return common
    if common is None:
        return wholes
    shared = [whole for whole in common if whole in wholes]
    return shared or _find_whole_of_classes(common, wholes)


def _find_whole_of_classes(common: list[str], wholes: list[str]) -> list[str]:
    """What is common to classes and to an
    expense that is a class among them: 培训费.
    """
    for known, other in ((common, wholes), (wholes, common)):
        are_expenses = all(one.startswith(_NAMED_EXPENSES) for one in other)
        if _SUMS[1] in known and other and are_expenses:
            return known
    return []


def _list_wholes(item: str | None) -> list[str]:
    """An item that is no class, and
    its wholes, the nearest first.
    """
    wholes = [item] if item is not None and not _is_class(item) else []
    concept = load_concepts().get(item or "")
    while concept is not None and concept.parent:
        wholes.append(concept.parent)
        concept = load_concepts().get(concept.parent)
    return wholes


def _resolve_rest(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """房屋5万元，其他2万元: what is left of a whole when all
    parts before it are taken off.
    """
    if subject.concept is not None or subject.label is None:
        return subject
    rests = state.lexicon.get_words("prose.rest")
    stated = state.clause.sentence_amounts
    is_rest = match_key(subject.label.value) in rests
    if not is_rest or len(stated) < _FEWEST_PARTS:
        return subject
    values = [one.value for one in stated]
    values.append(number.extracted.value)
    first, *parts = map(Decimal, filter(None, values))
    if first != sum(parts):
        return subject
    whole = stated[0].subject.concept or ""
    rest = whole.removesuffix(_TOTAL) + _REST
    if rest not in load_concepts():
        return subject
    return subject._replace(concept=rest, fund=None)


def _resolve_project(
    state: ParserState, subject: LabelledThing, stop: int
) -> LabelledThing:
    """A part of project expenditure, or a
    thing named in quotes as a project, is one
    project."""
    if _divides_services(state, subject):
        return subject._replace(concept=_SERVICES)
    if _is_kind_of_project(state, subject):
        return subject._replace(concept=_PROJECT)
    if subject.label is None or not _may_name_project(state, subject):
        return subject
    is_named = _names_project(state, subject, stop)
    is_named = is_named or _divides_project_fund(state, subject, stop)
    is_named = is_named or _is_rest_by_nature(state, subject)
    if is_named or _is_one_of_projects(state, subject, stop):
        return subject._replace(concept=_PROJECT)
    return subject


def _is_one_of_projects(state: ParserState, subject: LabelledThing, stop: int) -> bool:
    """True for a part of project expenditure, and
    for one of the things that money is planned for.
    """
    if _divides_projects(state, stop) or _adds_to_projects(state, stop):
        return True
    return _lists_quoted_things(state, subject, stop)


def _lists_quoted_things(state: ParserState, subject: LabelledThing, stop: int) -> bool:
    """安排“饮水安全”5万元，农村道路4万元: True in a list of what
    money is planned for, which a name in quotes
    opens.
    """
    if subject.concept is not None or _is_inside_reason(state, stop):
        return False
    section = state.context.section_key
    if section in SINGLE_SUBJECT_SECTIONS - {"performance"}:
        return False
    opening = state.find_sentence_start(stop)
    opening = max(opening, stop - _LONGEST_SENTENCE)
    lead = state.patterns.quoted_list.search(state.text, opening, stop)
    return lead is not None and not _lists_known_things(state, opening)


def _divides_services(state: ParserState, subject: LabelledThing) -> bool:
    """True for 政府购买服务9万元：耕地监测5万元、抽样检测4万元:
    a part of what is bought.
    """
    if subject.concept is not None or subject.label is None:
        return False
    rests = state.lexicon.get_words("prose.rest")
    is_rest = match_key(subject.label.value) in rests
    return state.clause.whole.concept == _SERVICES and not is_rest


def _is_kind_of_project(state: ParserState, subject: LabelledThing) -> bool:
    """项目支出5万元，其中：运转类2万元: True for a kind of
    projects that is named as a nature of
    expenditure is."""
    if subject.label is None or subject.concept not in _NATURES:
        return False
    name = match_key(subject.label.value)
    is_kind = state.patterns.kind_of_things.search(name) is not None
    return is_kind and state.clause.whole.concept == _PROJECT


def _is_project_told_of(state: ParserState, subject: LabelledThing) -> bool:
    """True for 本项目预算, whichever the project is."""
    if subject.label is None or subject.concept is not None:
        return False
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS - {"performance"}:
        return False
    name = match_key(subject.label.value)
    return state.patterns.own_project.fullmatch(name) is not None


def _names_project(state: ParserState, subject: LabelledThing, stop: int) -> bool:
    """True for a name that is called
    a project, or ends as one.
    """
    words = state.text[state.clause.clause_start : stop]
    is_named = state.patterns.named_project.search(words) is not None
    is_named = is_named or _is_project_told_of(state, subject)
    return is_named or _ends_as_project(state, subject)


def _divides_project_fund(
    state: ParserState, subject: LabelledThing, stop: int
) -> bool:
    """True for a name in a list of what 政府性基金
    or 国有资本经营预算 pays: these budgets have no
    basic expenditure.
    """
    clause = state.clause
    if subject.concept is not None or subject.fund not in _BUDGETS_OF_PROJECTS:
        return False
    if subject.label and (
        is_functional_name(state.lexicon, subject.label.value)
        or state.patterns.paid_by_source.search(match_key(subject.label.value))
    ):
        return False
    wholes = (clause.whole, clause.first_subject, clause.line_first_subject)
    if any(
        one.fund is subject.fund and describe_item(one.concept).concept == _TOTALS[1]
        for one in wholes
    ):
        return True
    return _divides_last(state, subject.fund, stop)


def _divides_last(state: ParserState, fund: Fund, stop: int) -> bool:
    """True in a list of the parts of the
    expenditure that the sentence stated last.
    """
    clause = state.clause
    last = describe_item(next(reversed(clause.sentence_concepts), None))
    if last.concept != _TOTALS[1] or last.fund is not fund:
        return False
    words = state.text[clause.clause_start : stop]
    lead = state.patterns.line_breakdown_lead.search(words)
    return lead is not None or clause.in_breakdown or clause.line_in_breakdown


def _is_rest_by_nature(state: ParserState, subject: LabelledThing) -> bool:
    """True for a name behind 人员经费 and 公用经费,
    where expenditure is divided by nature:
    what is none of them is a project.
    """
    if subject.concept is not None or subject.label is None:
        return False
    stated = state.clause.sentence_concepts
    if not _NATURES.issubset(stated) or _is_class(next(reversed(stated))):
        return False
    if state.clause.whole.concept in _NATURES:
        return False  # 公用经费5万元，包括：邮寄3万元
    words = state.lexicon.get_words("prose.rest")
    return not match_key(subject.label.value).startswith(words)


def _ends_as_project(state: ParserState, subject: LabelledThing) -> bool:
    """True for a name that ends as
    a project, outside of revenue.
    """
    if subject.label is None or subject.concept not in (None, _ECONOMIC):
        return False
    if state.context.section_key in SINGLE_SUBJECT_SECTIONS - {"performance"}:
        return False
    whole = state.clause.first_subject, state.clause.line_first_subject
    if "revenue" in map(_find_side, whole):
        return False
    label = match_key(subject.label.value)
    return state.patterns.project_name.fullmatch(label) is not None


def _may_name_project(state: ParserState, subject: LabelledThing) -> bool:
    """True for a name that nothing is known
    of, or that a class below the highest has,
    too."""
    label = subject.label
    if label is None or subject.unit is not None:
        return False
    if state.context.section_key == _PURCHASES:
        return False  # what is bought
    if find_sides(state.lexicon, match_key(label.value), ()):
        return False  # 支出盘子
    if subject.concept not in (None, _ECONOMIC):
        return False
    name = match_key(label.value)
    if state.patterns.money_of_project.fullmatch(name) is not None:
        return False
    if state.patterns.others_money.search(name) is not None:
        return False  # 实现总产值5亿元
    parsed = parse_label(state.lexicon, label.value)
    if parsed.context.fund is not None:
        return False
    if subject.concept is None:
        return parsed.context.concept is None
    return parsed.item is None


def _divides_projects(state: ParserState, stop: int) -> bool:
    """True for what is listed behind project
    expenditure, or behind projects, and
    words that divide it.
    """
    amounts = (
        one
        for one in reversed(state.recent_mentions)
        if isinstance(one.mention, AmountMention) and _is_beside(state, one, stop)
    )
    last = next(amounts, None)
    if _lists_projects_of_heading(state, stop):
        return True
    if last is None:
        return _lists_projects(state, 0, stop)
    before = state.text[last.end : stop]
    is_near = "。" not in before or state.patterns.of_which.search(before)
    if _names_again(last.mention, before):
        return True
    if is_near and _opens_projects(state, last.mention, before):
        return True
    return _lists_projects(state, last.start, stop)


def _adds_to_projects(state: ParserState, stop: int) -> bool:
    """True for a number of a list that adds up
    to the project expenditure stated before
    it, in any words: 共2项：|河道保洁2万元；水库除险3万元.
    """
    whole = _find_project_whole(state)
    if whole is None or not isinstance(whole.mention, AmountMention):
        return False
    rest = whole.mention.value.value or Decimal(0)
    parts = _list_sums_behind(state, whole.end, sentences=2)
    for count, token in enumerate(parts, start=1):
        rest -= token.value or Decimal(0)
        if rest <= 0:
            return not rest and token.start >= stop and count >= _FEWEST_PARTS
    return False


def _find_project_whole(state: ParserState) -> LocatedMention | None:
    """The project expenditure of the line that
    nothing else known was stated behind."""
    for one in reversed(state.mentions[-_MOST_LISTED:]):
        if not isinstance(one.mention, AmountMention):
            continue
        subject = one.mention.subject
        if subject.concept not in (None, _PROJECT):
            return None
        label = subject.label
        if subject.concept is None or label is None:
            continue
        if _may_list_projects(state, one, label.value):
            return one
    return None


def _may_list_projects(state: ParserState, whole: LocatedMention, label: str) -> bool:
    """True for project expenditure that is named as such or
    by the heading, or that opens its parts.
    """
    opened = state.patterns.parts_behind.match(state.text, whole.end)
    if opened is not None or _names_item(state, label):
        return True
    is_first = whole.start == state.mentions[0].start
    if is_first and state.context.heading.concept == _PROJECT:
        return True
    return state.patterns.project_money.search(match_key(label)) is not None


def _names_again(last: Mention, before: str) -> bool:
    """True where a sentence leads in the
    parts of what was stated last by its name:
    特定目标类里，…"""
    if not isinstance(last, AmountMention) or last.subject.label is None:
        return False
    if last.subject.concept != _PROJECT or "。" not in before:
        return False
    lead = _CLAUSE_SEPARATOR.split(before.rpartition("。")[2], 1)[0]
    label = match_key(last.subject.label.value)
    head = label[:_LONGEST_OPENING]
    shared = len(commonprefix((lead, head)))
    if not lead.startswith(label[:1]):
        return False  # 非项目类里
    return shared > _SHORTEST_NOUN or (
        len(label) > _SHORTEST_NOUN and is_abbreviation(label, lead)
    )


def _lists_projects_of_heading(state: ParserState, stop: int) -> bool:
    """True for the name that an item
    begins with below 重点项目情况.
    """
    clause = state.clause
    if not _is_below_projects(state) or len(state.clause_stack) > 1:
        return False
    is_first = not clause.sentence_amounts or clause.in_item
    if not (is_first or _opens_part_of_list(state)):
        return False
    words = state.text[clause.clause_start : stop].lstrip(LABEL_EDGE_CHARACTERS)
    return not words.startswith(state.lexicon.get_words("prose.rest"))


def _is_below_projects(state: ParserState) -> bool:
    """True below a heading on projects
    or project expenditure.
    """
    context = state.context
    return context.names_projects or context.heading.concept == _PROJECT


def _opens_part_of_list(state: ParserState) -> bool:
    """True for the name right behind the
    semicolon that parts two items.
    """
    start = state.clause.clause_start
    return ";" in state.text[max(0, start - 1) : start + 1]


def _is_beside(state: ParserState, one: LocatedMention, stop: int) -> bool:
    """False for what stands in a bracket that was closed."""
    between = state.text[one.end : stop]
    return between.count(")") <= between.count("(")


def _opens_projects(state: ParserState, last: Mention, before: str) -> bool:
    """True behind project expenditure
    where a bracket, a colon or 其中 opens its
    parts, and behind one of them.
    """
    if not isinstance(last, AmountMention):
        return False
    label = last.subject.label
    opens_bracket = _opens_bracket(state)
    if last.subject.concept == _TARGETS:
        return opens_bracket or state.patterns.breakdown_lead.search(before) is not None
    if last.subject.concept != _PROJECT:
        return False
    if label is not None and not _names_item(state, label.value):
        # 免费开放50万元（中央补助40万元）
        is_beside = not opens_bracket and not _tells_more_of_item(state, before)
        return is_beside and _continues_projects(state, label.value)
    return opens_bracket or state.patterns.project_lead.search(before) is not None


def _opens_bracket(state: ParserState) -> bool:
    """True in a bracket that has stated nothing yet."""
    return len(state.clause_stack) > 1 and not state.clause.sentence_amounts


def _tells_more_of_item(state: ParserState, before: str) -> bool:
    """True for 饮水工程5万元，惠及3村，|群众自筹2万元；…:
    no item of its own, in a list that
    semicolons part.
    """
    if ";" in before or len(_CLAUSE_SEPARATOR.findall(before)) < _FEWEST_PARTS:
        return False
    stop = state.clause.clause_start
    start = max(state.find_sentence_start(stop), stop - _LONGEST_SENTENCE)
    if ";" in state.text[start:stop]:
        return True
    behind = _ITEM.match(state.text, stop, stop + _LONGEST_SENTENCE)
    return behind is not None and state.text.startswith(";", behind.end())


def _continues_projects(state: ParserState, label: str) -> bool:
    """True behind one of a list of
    projects, not behind 路灯项目 alone.
    """
    if state.patterns.project_name.fullmatch(match_key(label)) is None:
        return True
    return any(
        one.mention.subject.label is not None
        and one.mention.subject.concept == _PROJECT
        and _names_item(state, one.mention.subject.label.value)
        for one in state.mentions[-_MOST_LISTED:]
        if isinstance(one.mention, AmountMention)
    )


def _lists_projects(state: ParserState, last: int, stop: int) -> bool:
    """True behind what leads in a list: 主要项目有, 3个项目…分别为."""
    start = state.find_sentence_start(stop)
    if _lists_counted_projects(state, start):
        return True
    if state.text.startswith(OF_WHICH, start):
        start = state.find_sentence_start(start - 1)
    start = max(start, stop - _LONGEST_SENTENCE)
    leads = state.patterns.project_list.finditer(state.text, start, stop)
    ends = (lead.end() for lead in leads)
    return any(end >= last or not _lists_known_things(state, end) for end in ends)


def _lists_counted_projects(state: ParserState, start: int) -> bool:
    """True in a sentence that opens with
    分别是, behind one that counts projects.
    """
    if state.patterns.parts_lead.match(state.text, start) is None:
        return False
    before = state.find_sentence_start(start - 1)
    before = max(before, start - _LONGEST_SENTENCE)
    counted = state.patterns.counted_projects.search(state.text, before, start)
    return counted is not None and not _lists_known_things(state, before)


def _lists_known_things(state: ParserState, start: int) -> bool:
    """True where what was stated behind a
    position has a name of its own.
    """
    stated = (
        one.mention.subject.concept
        for one in state.recent_mentions
        if one.start >= start and isinstance(one.mention, AmountMention)
    )
    return any(one not in (None, _PROJECT, _TARGETS) for one in stated)


def _names_item(state: ParserState, label: str) -> bool:
    """True for a label that names more than
    a class below the highest.
    """
    parsed = parse_label(state.lexicon, label, state.context.section_key)
    return parsed.item is not None


def _resolve_fund_expenditure(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """支出总计 right after 财政拨款收入总计 is the
    expenditure of that money, not of all;
    so is a bare 支出.
    """
    if not state.clause.sentence_amounts or state.clause.in_breakdown:
        return subject
    label = subject.label
    label = label or state.label_resolver.extract_generic_label(start, stop)
    if label is None:
        return subject
    before = list(reversed(state.clause.sentence_concepts))
    if _TOTAL_REVENUE in before:
        before = [_TOTAL_REVENUE]  # a fund behind it is a part of it
    for stated in before:
        concept = state.lexicon.find_key(f"beside.{stated}", label.value)
        if concept:
            return LabelledThing(label, concept)
    is_open = _leaves_side_open(state, subject)
    if is_open and _is_expenditure_of_revenue(state, label.value, before):
        return LabelledThing(label, _find_expenditure_beside(before[0]))
    return subject


def _leaves_side_open(state: ParserState, subject: LabelledThing) -> bool:
    """True for no label, or for 支 alone."""
    if subject.label is None:
        return True
    short = state.lexicon.get_words("short_heads", _TOTALS[1])
    return subject.concept is None and subject.label.value in short


def _find_expenditure_beside(revenue: str) -> str | None:
    """The expenditure of the fund that
    a revenue came in; None for a revenue
    that is no budget's (事业收入).
    """
    fund = describe_item(revenue).fund
    if fund not in _GOVERNING_FUNDS:
        return None
    return find_item("expenditure", fund)


def _is_expenditure_of_revenue(
    state: ParserState, label: str, stated_before: Sequence[str]
) -> bool:
    if not stated_before or not stated_before[0].startswith("revenue."):
        return False
    if find_sides(state.lexicon, label, ()) == {_TOTALS[1]}:
        return True
    return state.patterns.expenditure_word.search(label) is not None


def _resolve_use_of_fund(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """基金支出9万元，其中用于社会福利的彩票公益金支出5万元: what
    a part of a fund is spent on, never
    the fund again."""
    use = state.patterns.use_of_money.search(state.text, start, stop)
    if use is None or (subject.concept and _find_side(subject) != _TOTALS[1]):
        return subject
    label = state.extract_text(use.start("name"), stop)
    fund = describe_item(subject.concept).fund
    fund = fund or find_fund(state.lexicon, label.value)
    found = find_lower_class(state.lexicon, label.value)
    code = found and found.function_code
    if code is not None:
        return LabelledThing(label, _FUNCTIONAL, fund, code)
    if subject.concept is None or not _divides_fund(state, fund):
        return subject
    concept = None
    if fund in _BUDGETS_OF_PROJECTS:
        concept = _PROJECT
    return LabelledThing(label, concept, fund)


def _resolve_paid_project(
    state: ParserState, subject: LabelledThing, start: int, stop: int
) -> LabelledThing:
    """示范点项目使用政府性基金5万元: the project that the
    money of a fund is spent on.
    """
    paid = state.patterns.paid_project.fullmatch(state.text, start, stop)
    if paid is None or subject.label is None:
        return subject
    fund = find_fund(state.lexicon, paid["payer"])
    named = state.label_resolver.resolve_label(*paid.span("name"))
    if fund is None or named.label is None or named.concept is not None:
        return subject
    return LabelledThing(named.label, _PROJECT, fund)


def _divides_fund(state: ParserState, fund: Fund | None) -> bool:
    """True behind the expenditure of a
    fund, in its sentence or its line.
    """
    clause = state.clause
    wholes = (clause.whole, clause.first_subject, clause.line_first_subject)
    return fund in _BUDGETS and any(
        _find_side(one) == _TOTALS[1] and describe_item(one.concept).fund is fund
        for one in wholes
    )


def _resolve_payer(
    state: ParserState, subject: LabelledThing, number: ClauseNumber
) -> LabelledThing:
    """“三公”经费9万元，其中财政拨款安排5万元: the expense in
    the fund that pays a part of it; then
    the whole is of all money, unless it says of which."""
    whole = _find_divided_expense(state)
    if whole.concept is None or subject.label is None:
        return subject
    fund = find_fund(state.lexicon, subject.label.value)
    if fund is None or not _leaves_concept_open(subject):
        return subject
    start, stop = number.clause_start, number.start
    pays = state.patterns.paying_verb.search(state.text, start, stop)
    if pays is None and not _is_money_alone(state, subject.label.value):
        return subject
    if whole.fund is None and state.context.fund is None:
        _widen_whole(state, whole, number.extracted.value)
    return subject._replace(concept=whole.concept, fund=fund)


def _find_divided_expense(state: ParserState) -> LabelledThing:
    """The expense of fiscal money whose
    parts are told, such as “三公”经费.
    """
    whole = state.clause.whole
    if whole.concept is None and state.clause.in_breakdown:
        whole = state.clause.first_subject
    implied = describe_item(whole.concept).fund
    if implied is not Fund.FISCAL_APPROPRIATION or _find_side(whole) is not None:
        return UNLABELLED
    return whole


def _widen_whole(
    state: ParserState, whole: LabelledThing, part: Decimal | None
) -> None:
    """Put an expense into all money whose
    fund pays less than all of it.
    """
    for index, located in state.enumerate_recent_mentions():
        amount = located.mention
        if not isinstance(amount, AmountMention) or amount.subject != whole:
            continue
        if amount.value.value == part:
            continue
        widened = replace(amount, subject=whole._replace(fund=Fund.ALL))
        state.mentions[index] = located._replace(mention=widened)
        state.family_of_all = _find_family(whole.concept or "")


def _drop_partial_revenue_concept(
    state: ParserState, subject: LabelledThing
) -> LabelledThing:
    """A source of revenue named as a part
    of something that is none (上年结转 of
    one project) is not the office's.
    """
    first = state.clause.line_first_subject
    if not state.clause.line_in_breakdown or first.label is None:
        return subject
    if _is_known_subject(state, first):
        return subject
    if subject.concept is None or not subject.concept.startswith("revenue."):
        return subject
    return subject._replace(concept=None)


def _drop_part_of_source(state: ParserState, subject: LabelledThing) -> LabelledThing:
    """事业收入5万元，其中：医疗收入4万元: a part of one
    source of revenue is no source beside
    it."""
    whole, start = state.clause.whole, state.clause.clause_start
    is_revenue = (subject.concept or "").startswith("revenue.")
    if (
        whole.label is None
        or whole.concept not in _SOURCES_OF_REVENUE
        or not is_revenue
    ):
        return subject
    opening = max(state.text.rfind(";", 0, start), state.find_sentence_start(start))
    if match_key(whole.label.value) not in state.text[opening:start]:
        return subject  # 事业收入5万元，其中：医疗收入4万元；其他收入1万元
    return subject._replace(concept=None)


# --- Second pass: reasons ---


class _ExplainedKind(NamedTuple):
    """What a mention is to a reason that
    looks for the change that it explains.
    """

    is_change: bool
    is_of_own_budget: bool
    direction: Direction | None

    @classmethod
    def classify(cls, mention: Mention) -> _ExplainedKind | None:
        """The kind of a mention; None for a
        count, which no reason explains.
        """
        if isinstance(mention, ChangeMention):
            return cls(True, mention.base_year == mention.year, mention.direction)
        if isinstance(mention, CountMention):
            return None
        return cls(False, False, None)


class _ReasonFinder:
    """The mentions of a line by where they
    stand, each change with the reason given
    for it so far."""

    def __init__(self, state: ParserState) -> None:
        self.mentions = list(state.mentions)
        self._state = state
        self._ends: list[tuple[int, int]] = []
        self._starts: list[tuple[int, int]] = []
        self._unexplained: list[tuple[int, int]] = []
        self._ends_by_kind: dict[_ExplainedKind, list[tuple[int, int]]] = {}
        self._indexes_by_place: dict[tuple[int, int], list[int]] = {}
        for index, one in enumerate(self.mentions):
            self._ends.append((one.end, -index))
            self._starts.append((one.start, index))
            place = one.start, one.end
            self._indexes_by_place.setdefault(place, []).append(index)
        self._ends.sort()
        self._starts.sort()
        self._first_by_start: dict[int, int] = {}
        for key in self._ends:
            self._add_end(key)

    def _add_end(self, key: tuple[int, int]) -> None:
        index = -key[1]
        one = self.mentions[index]
        self._first_by_start.setdefault(one.start, index)
        kind = _ExplainedKind.classify(one.mention)
        if kind is not None:
            self._ends_by_kind.setdefault(kind, []).append(key)
        if isinstance(one.mention, ChangeMention) and one.mention.reason is None:
            self._unexplained.append(key)

    def set_reason(self, owner: LocatedMention, reason: Extracted[str]) -> None:
        """Give a reason to a change, and to
        the other one where one phrase stated
        two (收、支总计各增加…).
        """
        for index in self._indexes_by_place[owner.start, owner.end]:
            one = self.mentions[index]
            if isinstance(one.mention, ChangeMention) and one.mention.reason is None:
                explained = replace(one.mention, reason=reason)
                self.mentions[index] = one._replace(mention=explained)
                key = one.end, -index
                del self._unexplained[bisect_left(self._unexplained, key)]

    def find_owners(self, lead: regex.Match[str]) -> tuple[list[int], int]:
        """Indexes of the changes that a reason belongs
        to, and where the reason ends.
        """
        state = self._state
        owners = self._list_changes_inside(lead.span())
        owners = owners or [
            index
            for index in self._find_explained_changes(lead)
            if _fits_reason(state, self.mentions[index], lead)
        ]
        if owners:
            return owners, _find_reason_end(state.text, lead.end(), state.patterns)
        end = _find_clause_end(state.text, lead.end())
        return self._find_change_behind_reason(lead, end), end

    def _list_starting(self, start: int, end: int) -> list[int]:
        """Indexes of the changes that
        start in a stretch of text.
        """
        first = bisect_left(self._starts, (start,))
        last = bisect_left(self._starts, (end,))
        return sorted(
            index
            for _, index in self._starts[first:last]
            if isinstance(self.mentions[index].mention, ChangeMention)
        )

    def _get_reason(self, index: int) -> Extracted[str] | None:
        mention = self.mentions[index].mention
        return mention.reason if isinstance(mention, ChangeMention) else None

    def _list_changes_inside(self, span: tuple[int, int]) -> list[int]:
        """决算数小于预算数的主要原因是, 减少5万元主要原因是: the
        change that the words tell of.
        """
        found = self._list_starting(*span)
        return [index for index in found if self._get_reason(index) is None][-1:]

    def _find_explained_changes(self, lead: regex.Match[str]) -> list[int]:
        """Indexes of the changes that a reason
        belongs to: the nearest mention before
        it but for counts, in its sentence or
        the one before; further off where the
        reason names its change (决算数较上年减少的主要原因)."""
        state, position = self._state, lead.start()
        behind = bisect_left(self._ends, (position + 1,))
        if not behind:
            return []
        allowed_sentences = 1
        is_against_prior = state.patterns.prior_year_reason.search(lead.group())
        if is_against_prior:
            allowed_sentences = 3
        nearest = self.mentions[-self._ends[behind - 1][1]]
        first = _find_sentences_back(state.text, position, allowed_sentences)
        if nearest.end < first:
            return []
        if state.patterns.joint_reason.search(lead.group()):
            return self._list_sentence_changes(nearest, position)
        latest = self._list_latest(position, first, is_against_prior is not None)
        owner = _pick_explained_change(state, latest, lead)
        if owner is None:
            return []
        return [self._first_by_start[self.mentions[owner].start]]

    def _list_sentence_changes(
        self, nearest: LocatedMention, position: int
    ) -> list[int]:
        """All changes without a reason of the
        sentence that a mention stands in.
        """
        start = self._state.find_sentence_start(nearest.start)
        first = bisect_left(self._unexplained, (start,))
        last = bisect_left(self._unexplained, (position + 1,))
        first = max(first, last - _MOST_MENTIONS)
        indexes = [-negative for _, negative in self._unexplained[first:last]]
        return [index for index in indexes if self.mentions[index].start >= start]

    def _list_latest(
        self, position: int, first: int, is_against_prior: bool
    ) -> list[tuple[tuple[int, int], _ExplainedKind]]:
        """The last mention of each kind that ends
        between two positions; where a reason
        speaks of another year (较上年减少的原因),
        none against the year's own budget."""
        latest: list[tuple[tuple[int, int], _ExplainedKind]] = []
        for kind, ends in self._ends_by_kind.items():
            if is_against_prior and kind.is_of_own_budget:
                continue
            behind = bisect_left(ends, (position + 1,))
            if behind and ends[behind - 1][0] >= first:
                latest.append((ends[behind - 1], kind))
        return latest

    def _find_change_behind_reason(self, lead: regex.Match[str], end: int) -> list[int]:
        """因人员增加，人员经费较上年增加6万元: a reason that opens
        the sentence of its change.
        """
        state = self._state
        if "。" in lead.group() or state.text[
            max(lead.start() - 1, 0) : lead.start()
        ] not in ("", "。"):
            return []
        if state.patterns.explicit_reason.search(lead.group()):
            return []
        sentence_end = state.text.find("。", end)
        if sentence_end < 0:
            sentence_end = len(state.text)
        found = self._list_starting(end, sentence_end)[:1]
        return [index for index in found if self._get_reason(index) is None]


def _attach_reasons(state: ParserState) -> list[LocatedMention]:
    """The same mentions, each change with
    the reason that the text gives for it.

    A change whose reason is its components
    (主要是：人员经费增加19.22万元…) has none: these are
    changes of their own.
    """
    text = state.text
    leads = _list_reason_leads(state)
    if not leads:
        return list(state.mentions)
    finder = _ReasonFinder(state)
    change_starts = sorted(
        one.start
        for one in finder.mentions
        if isinstance(one.mention, ChangeMention) and one.mention.subject.label
    )
    for lead in leads:
        owners, end = finder.find_owners(lead)
        if bisect_left(change_starts, lead.end()) < bisect_left(change_starts, end):
            continue  # its components
        cause = _cut_at_closing_bracket(text[lead.end() : end])
        cause = cause.rstrip(LABEL_EDGE_CHARACTERS)
        if not cause or not owners:
            continue
        reason = state.extract_text(lead.end(), lead.end() + len(cause))
        for owner in owners:
            finder.set_reason(finder.mentions[owner], reason)
    return finder.mentions


def _list_reason_leads(state: ParserState) -> list[regex.Match[str]]:
    if state.patterns.reason_signs.isdisjoint(state.text):
        return []
    return list(state.patterns.reason_lead.finditer(state.text))


def _fits_reason(
    state: ParserState, owner: LocatedMention, lead: regex.Match[str]
) -> bool:
    """True where a change may have
    the reason that ``lead`` opens.
    """
    change = owner.mention
    if not isinstance(change, ChangeMention) or change.reason is not None:
        return False
    of_own_budget = state.patterns.own_budget_reason.search(lead.group())
    if of_own_budget and change.base_year != change.year:
        # 决算数小于预算数的主要原因 is none of a change against the year before
        return False
    if state.text.find("。", owner.end, lead.start()) < 0:
        return True
    # 因… at the head of a sentence opens its own statement
    return state.patterns.sentence_initial_reason.search(lead.group()) is not None


def _find_sentences_back(text: str, position: int, n_sentences: int) -> int:
    """Where so many sentences before
    that of a position begin.
    """
    for _ in range(n_sentences + 1):
        position = text.rfind("。", 0, position)
        if position < 0:
            return 0
    return position + 1


def _pick_explained_change(
    state: ParserState,
    latest: Sequence[tuple[tuple[int, int], _ExplainedKind]],
    lead: regex.Match[str],
) -> int | None:
    """Index of the nearest change, over
    counts; where the reason says a direction
    (减少的原因), over what went another way.
    """
    said = state.patterns.any_change_verb.search(lead.group())
    direction = None if said is None else _find_direction(said)
    nearest = latest
    if direction is not None:
        changes = [one for one in latest if one[1].is_change]
        alike = [one for one in changes if one[1].direction == direction]
        nearest = alike or changes
    if not nearest:
        return None
    (_, negative), kind = max(nearest)
    return -negative if kind.is_change else None


def _find_clause_end(text: str, start: int) -> int:
    stop = min(start + _LONGEST_SENTENCE, len(text))
    match = _CLAUSE_END.search(text, start, stop)
    return stop if match is None else match.start()


def parse_opening_reason(
    line: TextLine, start: int, context: LineContext, lexicon: Lexicon
) -> Extracted[str] | None:
    """Parse a line that only gives the reason of what the line above states:
    增长的主要原因是项目增加。

    Args:
        line: A line of the document.
        start: Where its text begins.
        context: What the line inherits.
        lexicon: The words of the office, its province and year.

    Returns:
        The reason; None for any other line.
    """
    signs = compile_prose_patterns(lexicon).reason_signs
    if signs.isdisjoint(line.normalized[start:]):
        return None
    state = _start_parsing(line, start, context, lexicon)
    lead = state.patterns.reason_lead.match(state.text)
    if lead is None or not state.patterns.explicit_reason.search(lead.group()):
        return None
    end = _find_reason_end(state.text, lead.end(), state.patterns)
    cause = state.text[lead.end() : end].rstrip(LABEL_EDGE_CHARACTERS)
    if not cause:
        return None
    return state.extract_text(lead.end(), lead.end() + len(cause))


def _find_reason_end(text: str, start: int, patterns: ProsePatterns) -> int:
    """Where a reason ends: with its
    sentence; with its clause unless it is a
    list (一是…；二是…); before 其中.
    """
    end = len(text)
    if _REASON_LIST.match(text, start):
        stop = LISTED_REASONS_END.search(text, start)
        if stop:
            end = stop.start()
    else:
        stop = patterns.reason_end.search(text, start)
        if stop:
            end = stop.start()
    breakdown = text.find(OF_WHICH, start, end)
    return breakdown if breakdown >= 0 else end


def _cut_at_closing_bracket(cause: str) -> str:
    """The cause up to a bracket that was opened before it."""
    depth = 0
    for index, char in enumerate(cause):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return cause[:index]
    return cause


# --- What an amount measures: rules in their order ---

_AmountRule = Callable[[ParserState, LabelledThing, ClauseNumber], LabelledThing]


def _give_name(
    rule: Callable[[ParserState, LabelledThing], LabelledThing],
) -> _AmountRule:
    """A rule that looks at the thing alone."""

    def resolve(
        state: ParserState, subject: LabelledThing, number: ClauseNumber
    ) -> LabelledThing:
        return rule(state, subject)

    return resolve


def _give_start(
    rule: Callable[[ParserState, LabelledThing, int], LabelledThing],
) -> _AmountRule:
    """A rule that needs where the clause begins."""

    def resolve(
        state: ParserState, subject: LabelledThing, number: ClauseNumber
    ) -> LabelledThing:
        return rule(state, subject, number.clause_start)

    return resolve


def _give_stop(
    rule: Callable[[ParserState, LabelledThing, int], LabelledThing],
) -> _AmountRule:
    """A rule that needs where the number begins."""

    def resolve(
        state: ParserState, subject: LabelledThing, number: ClauseNumber
    ) -> LabelledThing:
        return rule(state, subject, number.start)

    return resolve


def _give_end(
    rule: Callable[[ParserState, LabelledThing, int], LabelledThing],
) -> _AmountRule:
    """A rule that needs where the number ends."""

    def resolve(
        state: ParserState, subject: LabelledThing, number: ClauseNumber
    ) -> LabelledThing:
        return rule(state, subject, number.end)

    return resolve


def _give_span(
    rule: Callable[[ParserState, LabelledThing, int, int], LabelledThing],
) -> _AmountRule:
    """A rule that needs the words before the number."""

    def resolve(
        state: ParserState, subject: LabelledThing, number: ClauseNumber
    ) -> LabelledThing:
        return rule(state, subject, number.clause_start, number.start)

    return resolve


# each takes what the one before it left: first names around the number, then sides and
# funds, sums of parts, the section, at last what a bracket or a class tells
_AMOUNT_RULES: tuple[_AmountRule, ...] = (
    _drop_words_of_movement,
    _give_span(_resolve_named_sum),
    _give_span(_resolve_sum_of_names),
    _give_span(_resolve_last_of_list),
    _resolve_name_behind,
    _resolve_supplier,
    _resolve_purchased_services,
    _resolve_complement,
    _give_span(_resolve_covered_gap),
    _give_span(_resolve_left_of_year),
    _give_span(_resolve_carried_way),
    _give_span(_resolve_purpose),
    _give_span(_resolve_before_cause),
    _give_name(_resolve_ordered_amount),
    _give_span(_resolve_target_amount),
    _give_span(_resolve_one_project),
    _give_span(_resolve_side),
    _give_span(_resolve_side_of_fund),
    _give_name(_resolve_fund_of_list),
    _give_start(_resolve_fund_of_led_side),
    _give_start(_resolve_part_of_led_side),
    _give_name(_resolve_received),
    _give_name(_resolve_breakdown_part),
    _resolve_domestic_reception,
    _give_name(_resolve_bare_expense),
    _give_name(_resolve_carried),
    _give_name(_resolve_fund_of_purchase),
    _give_span(_resolve_fund_of_whole),
    _resolve_payer,
    _give_span(_resolve_fund_expenditure),
    _give_span(_resolve_use_of_fund),
    _give_span(_resolve_paid_project),
    _give_end(_resolve_divided_money),
    _give_name(_resolve_short_class),
    _give_span(_resolve_unit),
    _give_name(_drop_partial_revenue_concept),
    _resolve_sum_or_fund,
    _give_span(_resolve_total_of_unit),
    _resolve_rest,
    _give_name(_resolve_expense_of_heading),
    _give_name(_resolve_class_below),
    _give_start(_drop_class_among_projects),
    _give_stop(_resolve_project),
    _give_name(_resolve_listed_class),
    _give_name(_resolve_large_equipment),
    _give_name(_drop_part_of_source),
    _give_start(_resolve_part_before),
    _give_end(_resolve_class_behind),
    _give_start(_resolve_finer_class),
)
