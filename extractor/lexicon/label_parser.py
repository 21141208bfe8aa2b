"""Parse the label of a figure: ``[owner] [period] [fund] HEAD [aspect]``.

Aspects (预算, 决算, 安排, 总额, 情况 ...) change nothing. The head is the longest form of
the label without owner, period, fund and aspects that is a known name; a word that is
none of these restricts the head, so that nothing is known of the label (信访专项经费 is a
project, not all projects). The fund is kept apart from the head: basic expenditure of
one budget is a concept in a fund, not another concept.

Classes of the classifications of expenditure are known by their code, by the level in
brackets behind their name (（类）（款）（项）), and the highest of them by name alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.enums import Fund, Scope
from extractor.model.records import NO_CONTEXT, FigureContext
from extractor.schema.codelists import list_class_names, load_codelist
from extractor.schema.concepts import (
    Concept,
    find_item,
    load_compositions,
    load_concepts,
)
from extractor.text import regex
from extractor.text.affixes import (
    BRACKETED_TEXT,
    CONJUNCTION,
    COORDINATORS,
    PARTICLE,
    strip_affixes,
)
from extractor.text.dates import LEADING_YEAR
from extractor.text.normalize import is_abbreviation, match_key

__all__ = [
    "SIDE_CONCEPTS",
    "ParsedLabel",
    "compose_item_of_path",
    "describe_class",
    "describe_figure",
    "describe_item",
    "drop_excluded",
    "find_abbreviated_class",
    "find_class_code",
    "find_item_by_name",
    "find_fund",
    "find_lower_class",
    "find_scope",
    "has_fund_clause",
    "is_economic_class",
    "is_functional_name",
    "is_highest_class",
    "iterate_unqualified_forms",
    "name_class",
    "names_money",
    "parse_label",
]

SIDE_CONCEPTS = ("revenue", "expenditure")
"""The concepts of the two sides of a budget, each as a whole."""

_APPROPRIATIONS = frozenset(
    {Fund.GENERAL_PUBLIC_BUDGET, Fund.GOVERNMENT_FUNDS, Fund.STATE_CAPITAL}
)
"""The budgets that fiscal appropriation consists of."""
_FUNCTIONAL_PREFIX = "2"
_CLASSIFICATIONS = (
    "functional_classification",
    "economic_department",
    "economic_government",
)
_CLASS_CODE_LENGTH = 3
_FEWEST_LEVELS = 2  # classes of a path
_LONGEST_LABEL = 1000  # characters, with the remarks of a cell; a longer text is none
_CODE_DIGITS = r"(?P<code>2\d{2}(?:\d{2}){0,2}|[35]\d{2}(?:\d{2})?)"
_CODE = regex.compile(
    rf"^\(?{_CODE_DIGITS}(?!\d)\)?[-–.、]?|(?<!\d){_CODE_DIGITS}$|\({_CODE_DIGITS}\)"
)
"""The code of a class before, behind or in brackets within its name."""
_ALTERNATIVE = regex.compile(r"(?P<first>[^()]+)\((?P<second>[^()]+)\)(?P<end>[^()]+)")


class ParsedLabel(NamedTuple):
    """What a label says: an item, where one is known, and the context of its figure.

    ``context.fund`` may be known where the concept is not: 一般公共预算财政拨款 alone.
    """

    item: str | None
    context: FigureContext


@lru_cache(maxsize=16384)
def parse_label(
    lexicon: Lexicon,
    label: str,
    section_key: str | None = None,
    value_kind: str = "money",
) -> ParsedLabel:
    """Parse a printed label.

    Args:
        lexicon: The words to look it up in.
        label: The label as it is printed.
        section_key: Its section, whose labels take precedence.
        value_kind: ``money`` or ``count``: a number of people is never the concept of
            a sum.

    Returns:
        The item and context; both unknown for a label that nothing is known of.
    """
    if len(label) > _LONGEST_LABEL:
        return ParsedLabel(None, NO_CONTEXT)
    word = _compile_patterns(lexicon).remark.sub("", match_key(label))
    marked = _parse_marked_class(lexicon, word)
    if marked is not None:
        return marked
    item = find_item_by_name(lexicon, word, section_key, value_kind)
    if item is not None:
        return _complete_item(lexicon, word, item)
    fund = find_fund(lexicon, word)
    if fund is not None:
        return _parse_fund_label(lexicon, word, fund, section_key, value_kind)
    return _parse_named_class(lexicon, word)


@lru_cache(maxsize=16384)
def describe_figure(
    lexicon: Lexicon, item: str | None, label: str, section_key: str | None = None
) -> FigureContext:
    """Give the context of a figure whose item is known, from its label.

    Args:
        lexicon: The words to look the label up in.
        item: The item that was found for the figure.
        label: Its label as it is printed.
        section_key: Its section.

    Returns:
        What the label says, where it says the item; else what the item stands for.
    """
    parsed = parse_label(lexicon, label, section_key)
    is_known = (parsed.item or name_class(parsed.context)) == item
    context = parsed.context if is_known else describe_item(item)
    if item in _ITEMS.values() and not _names_class(context):
        # a class that the classification lacks is no total either
        return _name_class_by_label(context, item, label)
    if is_known:
        return context
    if context.concept in SIDE_CONCEPTS and context.fund is not None:
        return context._replace(scope=find_scope(lexicon, label))
    return context


def _names_class(context: FigureContext) -> bool:
    return bool(context.function_name or context.economic_name)


def _name_class_by_label(
    context: FigureContext, item: str | None, label: str
) -> FigureContext:
    """The context of a class that has the name
    that is printed, and no code.
    """
    if item == _ITEMS[True]:
        return context._replace(function_name=label)
    return context._replace(economic_name=label)


def name_class(context: FigureContext) -> str | None:
    """Name the item of a class of any level that a label names exactly.

    >>> name_class(describe_class("30201"))
    'expenditure.economic'
    """
    if context.function_code is not None:
        return _ITEMS[True]
    if context.economic_code is not None:
        return _ITEMS[False]
    return None


@cache
def describe_item(item: str | None) -> FigureContext:
    """Give the context that an item stands for by itself.

    >>> describe_item("revenue.government_funds").fund
    <Fund.GOVERNMENT_FUNDS: 'government_funds'>
    """
    concept = load_concepts().get(item or "")
    if concept is None:
        return NO_CONTEXT
    return FigureContext(concept.concept, _get_fund(concept))


def _get_fund(concept: Concept) -> Fund | None:
    if not concept.fund:
        return None
    return Fund(concept.fund)


# --- Funds and scope -----------------------------------------------------------


class _Patterns(NamedTuple):
    """Patterns of the words of one lexicon."""

    remark: regex.Pattern[str]
    fund: regex.Pattern[str]
    # a fund with the words that lead from it to the head
    fund_phrase: regex.Pattern[str]
    carryover_phrase: regex.Pattern[str]
    # a fund that a verb joins to the head: 财政拨款安排的“三公”经费
    fund_clause: regex.Pattern[str]
    level: regex.Pattern[str]


@cache
def _compile_patterns(lexicon: Lexicon) -> _Patterns:
    opens_remark = build_alternation(lexicon.get_words("remark", "in_label"))
    names = lexicon.get_vocabulary("funds_named")
    carryover = build_alternation(lexicon.get_words("funds_named", Fund.CARRYOVER))
    fund = build_alternation(
        tuple(word for word, key in names.items() if key != Fund.CARRYOVER)
    )
    verbs = build_alternation(lexicon.get_words("fund_verbs"))
    joins = build_alternation(
        lexicon.get_words("fund_joins"), lexicon.get_words("fund_verbs")
    )
    before = build_alternation(lexicon.get_words("fund_leads"))
    levels = build_alternation(
        lexicon.get_words("class_level", "top"),
        lexicon.get_words("class_level", "word"),
    )
    return _Patterns(
        remark=regex.compile(rf"\((?:万元|元|(?:{opens_remark})[^()]*)\)"),
        fund=regex.compile(fund),
        fund_phrase=regex.compile(rf"(?:{before})*(?:{fund})(?:{joins})*"),
        carryover_phrase=regex.compile(rf"(?:{before})*(?:{carryover})(?:{joins})*"),
        fund_clause=regex.compile(rf"(?:{fund})(?:{joins})*?(?:{verbs})."),
        level=regex.compile(
            rf"(?P<name>(?:[^()]|\((?!{levels})[^()]*\))+)\((?P<level>{levels})\)"
        ),
    )


@lru_cache(maxsize=16384)
def find_fund(lexicon: Lexicon, text: str) -> Fund | None:
    """Find the fund that a label or a heading names.

    Args:
        lexicon: The words of funds.
        text: The words, as they are printed.

    Returns:
        The narrowest fund; fiscal appropriation where several of its budgets are named
        together; None where none is named, or several that have no common name.
    """
    patterns = _compile_patterns(lexicon)
    word = match_key(text)
    keys = lexicon.get_vocabulary("funds_named")
    funds = {Fund(keys[name]) for name in patterns.fund.findall(word)}
    if not funds:
        return _find_carryover(lexicon, word)
    budgets = funds & _APPROPRIATIONS
    if budgets:
        funds.discard(Fund.FISCAL_APPROPRIATION)
    if len(funds) == 1:
        return funds.pop()
    if funds == budgets:
        return Fund.FISCAL_APPROPRIATION
    return None


def _find_carryover(lexicon: Lexicon, word: str) -> Fund | None:
    """Find carry-over as the fund of something:
    上年结转 alone is a concept of its own.
    """
    parts = _compile_patterns(lexicon).carryover_phrase.split(word)
    rest = "".join(parts)
    is_spent = any(mark in rest for mark in lexicon.get_words("spending"))
    if len(parts) > 1 and (is_spent or find_item_by_name(lexicon, rest)):
        return Fund.CARRYOVER
    return None


def has_fund_clause(lexicon: Lexicon, label: str) -> bool:
    """True where a verb stands between a fund and what it pays: the head is the
    label."""
    word = match_key(label)
    return _compile_patterns(lexicon).fund_clause.search(word) is not None


@lru_cache(maxsize=16384)
def names_money(lexicon: Lexicon, label: str) -> bool:
    """True for the name of a fund, of an expense or of any money: 其他资金, 培训费.

    Args:
        lexicon: The words of money.
        label: A name, as a match key without list number and brackets.
    """
    heads = (
        *lexicon.get_words("head_components", "money"),
        *lexicon.get_words("head_components", "fee"),
    )
    if label.endswith(heads) or find_fund(lexicon, label) is not None:
        return True
    said = parse_label(lexicon, label).context
    return said.concept is not None or said.fund is not None


@lru_cache(maxsize=16384)
def find_scope(lexicon: Lexicon, label: str) -> Scope | None:
    """Find whether a total is that of the year or holds what is carried over.

    Args:
        lexicon: The words of totals.
        label: The label of a total, as it is printed.

    Returns:
        ``year`` for 本年收入合计, ``all`` for 收入总计; None where the label does not tell.
    """
    word = match_key(label)
    if any(start in word for start in lexicon.get_words("sum_ends", "own_year")):
        return Scope.YEAR
    if word.endswith(lexicon.get_words("sum_ends", "all")):
        return Scope.ALL
    return None


@lru_cache(maxsize=4096)
def drop_excluded(lexicon: Lexicon, label: str) -> str:
    """Drop what a name leaves out: ``设备(不含车辆)``.

    Args:
        lexicon: The words before what is left out.
        label: A name, as a match key.

    Returns:
        The name without the brackets that say so.
    """
    words = lexicon.get_words("excluded")
    for bracket in BRACKETED_TEXT.findall(label):
        if bracket[1:].startswith(words):
            label = label.replace(bracket, "")
    return label


@lru_cache(maxsize=4096)
def is_economic_class(lexicon: Lexicon, label: str) -> bool:
    """True for the name of an economic class,
    though a function may have it, too,
    or two classes: 机关资本性支出.
    """
    economic = _index_economic_codes(lexicon.get_words("spending"))
    parts = ("", *lexicon.get_words("class_parts"))
    return any(
        form + part in economic
        for form in _iterate_heads(lexicon, match_key(label))
        for part in parts
    )


def _complete_item(lexicon: Lexicon, word: str, item: str) -> ParsedLabel:
    """Complete a known item by the fund, scope
    and class that its label names.
    """
    concept = load_concepts()[item]
    if concept.breakdown:
        return _complete_class(lexicon, word, item)
    context = describe_item(item)
    fund = find_fund(lexicon, word)
    if fund not in (None, Fund.CARRYOVER) and _takes_fund(concept):
        context = context._replace(fund=fund)
    if context.concept in SIDE_CONCEPTS:
        context = context._replace(scope=find_scope(lexicon, word))
    return ParsedLabel(find_item(context.concept, context.fund), context)


def _takes_fund(concept: Concept) -> bool:
    """True for an item that names no fund of
    its own: its label may name one.
    """
    return concept.fund == Fund.ALL or concept.fund not in concept.id


def _parse_fund_label(
    lexicon: Lexicon,
    word: str,
    fund: Fund,
    section_key: str | None,
    value_kind: str,
) -> ParsedLabel:
    """Parse a label that names a fund before or behind a head."""
    rest = _strip_fund(lexicon, _strip_owner(lexicon, word), fund)
    concept = _find_side(lexicon, rest)
    if concept is None:
        item = find_item_by_name(lexicon, rest, section_key, value_kind)
        inner = _parse_named_class(lexicon, rest)
        if item is not None:
            inner = _complete_item(lexicon, rest, item)
        context = inner.context._replace(fund=fund)
        return ParsedLabel(_name_item(context, inner.item), context)
    if (concept, fund) == ("revenue", Fund.CARRYOVER):
        return ParsedLabel("revenue.carryover", describe_item("revenue.carryover"))
    scope = find_scope(lexicon, word)
    context = FigureContext(concept, fund, scope)
    return ParsedLabel(find_item(concept, fund), context)


def _strip_fund(lexicon: Lexicon, word: str, fund: Fund | None) -> str:
    """Strip the fund and the words that lead from it to the head.

    '' where the fund stands between two names: nothing is known of such a label.
    """
    patterns = _compile_patterns(lexicon)
    pattern = patterns.fund_phrase
    if fund == Fund.CARRYOVER:
        pattern = patterns.carryover_phrase
    parts = [part for part in pattern.split(word) if part]
    rest = "".join(parts)
    # 年初财政拨款结转和结余: the fund stands inside the name
    if len(parts) > 1 and _compose_item(lexicon, rest) is None:
        return ""
    return rest


def _name_item(context: FigureContext, item: str | None) -> str | None:
    """Name the item of a concept in a fund; a class keeps its own."""
    if context.function_name or context.economic_name:
        return item
    return find_item(context.concept, context.fund)


def _find_side(lexicon: Lexicon, rest: str) -> str | None:
    """Find the side that a head names alone: 收入, 支出总计, 收."""
    short = lexicon.get_vocabulary("short_heads").get(rest)
    if short is not None:
        return short
    for form in iterate_unqualified_forms(lexicon, rest):
        if form in lexicon.get_vocabulary("heads"):
            return lexicon.get_vocabulary("heads")[form]
    return None


# --- Known names ---------------------------------------------------------------


def iterate_unqualified_forms(lexicon: Lexicon, label: str) -> Iterator[str]:
    """Iterate over a label and its forms without owner, period and aspects.

    Args:
        lexicon: The words of aspects.
        label: The label, normalized.

    Returns:
        The forms, longest first.
    """
    return iter(_list_unqualified_forms(lexicon, label))


@lru_cache(maxsize=16384)
def _list_unqualified_forms(lexicon: Lexicon, label: str) -> tuple[str, ...]:
    leading = lexicon.get_vocabulary("prose.qualifier_head")
    return tuple(strip_affixes(label, _list_aspects(lexicon), leading))


@cache
def _list_aspects(lexicon: Lexicon) -> tuple[str, ...]:
    """List the words behind a head that change nothing."""
    qualifiers = lexicon.get_vocabulary("prose.qualifier")
    return (*qualifiers, *lexicon.get_words("aspects"))


def _iterate_heads(lexicon: Lexicon, label: str) -> Iterator[str]:
    """Iterate over the forms of a label; at last without a year or speaker before
    it."""
    yield from iterate_unqualified_forms(lexicon, label)
    rest = _strip_owner(lexicon, label)
    if rest != label:
        yield from iterate_unqualified_forms(lexicon, rest)


@lru_cache(maxsize=16384)
def _strip_owner(lexicon: Lexicon, label: str) -> str:
    """Strip a year and a speaker (我部门) before a label."""
    rest = LEADING_YEAR.sub("", label)
    for owner in lexicon.get_words("prose.owner"):
        rest = rest.removeprefix(owner)
    return LEADING_YEAR.sub("", rest)


def find_item_by_name(
    lexicon: Lexicon,
    label: str,
    section_key: str | None = None,
    value_kind: str = "money",
) -> str | None:
    """Find the item that the lexicon gives to a label or to a form of it.

    Args:
        lexicon: The words to look it up in.
        label: The label, as it is printed or normalized.
        section_key: Its section, whose labels take precedence.
        value_kind: As for :func:`parse_label`.

    Returns:
        The item; None when no form of the label is in the lexicon.
    """
    word = _compile_patterns(lexicon).remark.sub("", match_key(label))
    # an expenditure is never a revenue
    is_expenditure = any(mark in word for mark in lexicon.get_words("spending"))
    vocabularies = ["labels"]
    if section_key:
        vocabularies.insert(0, f"labels_in.{section_key}")
    for form in _iterate_heads(lexicon, word):
        for vocabulary in vocabularies:
            item = lexicon.get_vocabulary(vocabulary).get(form)
            if item is not None and _may_be(item, is_expenditure, value_kind):
                return item
    composed = _compose_item(lexicon, word)
    if composed is not None and _may_be(composed, is_expenditure, value_kind):
        return composed
    total = _find_total(lexicon, word)
    return total or _find_alternative(lexicon, word, section_key, value_kind)


def _find_alternative(
    lexicon: Lexicon, word: str, section_key: str | None, value_kind: str
) -> str | None:
    """Find the item that a label names with its bracket
    and without it: 医疗(事业)收入.
    """
    match = _ALTERNATIVE.fullmatch(word)
    if match is None:
        return None
    names = (match["first"] + match["end"], match["second"] + match["end"])
    found = {
        find_item_by_name(lexicon, name, section_key, value_kind) for name in names
    }
    return found.pop() if len(found) == 1 else None


def _may_be(item: str, is_expenditure: bool, value_kind: str) -> bool:
    """True for an item that is no revenue where spending is named, and no count where
    money is."""
    if is_expenditure and item.startswith("revenue."):
        return False
    return value_kind == "count" or load_concepts()[item].kind != "count"


def _find_total(lexicon: Lexicon, word: str) -> str | None:
    """Find the side of which a label names the
    total, in any order: 预算总支出, 收入总预算.
    """
    match = _compile_total(lexicon).fullmatch(_strip_owner(lexicon, word))
    if match is None or len(match.captures("side")) != 1:
        return None
    if not any(match.captures("sum")):
        return None
    side = lexicon.get_vocabulary("heads")[match["side"]]
    return find_item(side, Fund.ALL)


@cache
def _compile_total(lexicon: Lexicon) -> regex.Pattern[str]:
    sides = build_alternation(tuple(lexicon.get_vocabulary("heads")))
    sums = build_alternation(
        *(lexicon.get_words("sum_ends", key) for key in ("mark", "all", "sum"))
    )
    kinds = build_alternation(
        lexicon.get_words("doc_type", "budget"),
        lexicon.get_words("doc_type", "final"),
    )
    return regex.compile(rf"(?:(?P<side>{sides})|(?P<sum>{sums})|{kinds})+")


_PARTS_OF_VEHICLES = frozenset({"purchase", "running"})
_HEADS_OF_MONEY = frozenset({"money", "fee", "carry", "reserve"})


def _compose_item(lexicon: Lexicon, word: str) -> str | None:
    """Find the item whose components a label
    consists of, with nothing else in it.
    """
    named = _split_components(lexicon, _strip_owner(lexicon, word))
    if named is None or _HEADS_OF_MONEY.isdisjoint(named):
        return None
    if named[0] in ("money", "fee"):
        return None  # 支出公务接待费: a verb
    found = frozenset(named) - {"money", "joint"}
    # 培训支出 is a class of functions, 培训费 the expense
    items = load_compositions()[""]
    return items.get(found) or items.get(found - {"fee"})


def _split_components(lexicon: Lexicon, word: str) -> list[str] | None:
    """Split a label into the keys of its components; None where a part of it is
    none."""
    keys = lexicon.get_vocabulary("head_components")
    pattern = _compile_components(lexicon)
    named: list[str] = []
    end = 0
    for match in pattern.finditer(word):
        if match.start() != end:
            return None
        named.append(keys[match.group()])
        end = match.end()
    return named if end == len(word) else None


def compose_item_of_path(lexicon: Lexicon, names: Sequence[str]) -> str | None:
    """Find the item that headers name together: 公务用车购置及运行费 over 购置.

    Args:
        lexicon: The components of names.
        names: The headers from top to bottom, normalized.

    Returns:
        The item of their components; of purchase and running the lowest header tells
        which. None where a header holds anything else.
    """
    found: set[str] = set()
    for name in names:
        named = _split_components(lexicon, name)
        if named is None:
            return None
        if not _PARTS_OF_VEHICLES.isdisjoint(named):
            found -= _PARTS_OF_VEHICLES
        found.update(named)
    found -= {"money", "joint"}
    items = load_compositions()[""]
    return items.get(frozenset(found)) or items.get(frozenset(found - {"fee"}))


@cache
def _compile_components(lexicon: Lexicon) -> regex.Pattern[str]:
    words = tuple(lexicon.get_vocabulary("head_components"))
    return regex.compile(build_alternation(words))


# --- Classes of expenditure ----------------------------------------------------


class _Class(NamedTuple):
    """One class of a classification of expenditure;
    its code is None if not known.
    """

    code: str | None
    name: str
    is_functional: bool = True

    @property
    def item(self) -> str:
        """The item of a class of any level: its
        context says which class it is.
        """
        return _ITEMS[self.is_functional]

    @property
    def context(self) -> FigureContext:
        """Expenditure on the class, whatever the fund."""
        if self.is_functional:
            return FigureContext(
                "expenditure",
                function_code=self.code,
                function_name=self.name or None,
            )
        return FigureContext(
            "expenditure",
            economic_code=self.code,
            economic_name=self.name or None,
        )


_ITEMS = {True: "expenditure.functional", False: "expenditure.economic"}


def describe_class(code: str, name: str | None = None) -> FigureContext:
    """Give the context of expenditure on one class.

    Args:
        code: The code of the functional or of an economic classification.
        name: The name that is printed; that of the code list unless given.

    Returns:
        Expenditure on the class; its fund is not known.

    >>> describe_class("30201").economic_name
    '办公费'
    """
    return _build_class(code, name).context


def _build_class(code: str, name: str | None = None) -> _Class:
    known = _index_class_names().get(code, "")
    return _Class(code, name or known, code.startswith(_FUNCTIONAL_PREFIX))


@cache
def _index_class_names() -> dict[str, str]:
    """Index the names of the classes of all
    three classifications by code.
    """
    return {
        row["code"]: row["name"]
        for codelist in _CLASSIFICATIONS
        for row in load_codelist(codelist)
    }


@cache
def _index_functional_codes(endings: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Index functional codes by a code above and a name.

    The code above is '' for a class; a lower level is indexed below each code above it
    and below ``*``, there only where one code alone has the name.
    """
    codes: dict[tuple[str, str], set[str]] = {}
    for row in load_codelist("functional_classification"):
        code = row["code"]
        parents = [code[:length] for length in (3, 5) if length < len(code)]
        parents = [*parents, "*"][: 3 * len(parents)] or [""]
        for name in _list_class_names(row, endings):
            for parent in parents:
                codes.setdefault((parent, name), set()).add(code)
    return {key: found.pop() for key, found in codes.items() if len(found) == 1}


@cache
def _index_economic_codes(endings: tuple[str, ...]) -> dict[str, str]:
    """Index economic codes by name; of two
    classifications that of departments.
    """
    codes: dict[str, str] = {}
    for codelist in ("economic_department", "economic_government"):
        for row in load_codelist(codelist):
            for name in _list_class_names(row, endings):
                codes.setdefault(name, row["code"])
    return codes


def find_class_code(
    lexicon: Lexicon, label: str, is_functional: bool, above: str = ""
) -> str | None:
    """Find the code of a class that a row names without it, below the row of another.

    Args:
        lexicon: The words to strip from the label.
        label: The name, as it is printed.
        is_functional: Classes by function, or by economic purpose.
        above: The code of the class in the row above, '' where there is none.

    Returns:
        The code of a class of the next level below one of the classes above, else of a
        class of the highest level; None where several classes have the name.
    """
    for form in _iterate_heads(lexicon, match_key(label)):
        codes = _list_codes(lexicon, form, is_functional)
        if codes:
            return _select_class_code(codes, above)
    return None


def _list_codes(lexicon: Lexicon, name: str, is_functional: bool) -> tuple[str, ...]:
    """List the codes of a name; 国有资本经营预算 alone is a fund, no class."""
    endings = lexicon.get_words("spending")
    codes = _index_codes_by_name(is_functional, endings).get(name, ())
    is_short = not name.endswith(endings)
    if codes and is_short and find_fund(lexicon, name) is not None:
        return ()
    return codes


def _select_class_code(codes: tuple[str, ...], above: str) -> str | None:
    """Select the code that stands below the
    code above, or begins anew.
    """
    for length in range(len(above), _CLASS_CODE_LENGTH - 1, -2):
        below = [code for code in codes if _is_child(code, above[:length])]
        if len(below) == 1:
            return below[0]
    return _select_highest(codes, above[:1]) or _select_within(codes, above)


def _select_highest(codes: tuple[str, ...], classification: str) -> str | None:
    """Select a class of the highest level, if there is one of the same
    classification."""
    highest = [code for code in codes if len(code) == _CLASS_CODE_LENGTH]
    ranked = sorted(highest, key=lambda code: code[:1] != classification)
    return next(iter(ranked), None)


def _select_within(codes: tuple[str, ...], above: str) -> str | None:
    """Select the only code within the class of the code above."""
    parent = above[:_CLASS_CODE_LENGTH]
    within = [code for code in codes if code.startswith(parent)]
    if len(within) != 1:
        return None
    return within[0]


def _is_child(code: str, parent: str) -> bool:
    """True for a code of the next level below another."""
    return code.startswith(parent) and len(code) == len(parent) + 2


@cache
def _index_codes_by_name(
    is_functional: bool, endings: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Index the codes of one kind of classification
    by each of their names.
    """
    names = [
        name for name in _CLASSIFICATIONS if is_functional == _is_by_function(name)
    ]
    codes: dict[str, tuple[str, ...]] = {}
    for row in (row for name in names for row in load_codelist(name)):
        for word in _list_class_names(row, endings):
            codes[word] = (*codes.get(word, ()), row["code"])
    return codes


def _is_by_function(classification: str) -> bool:
    return classification == _CLASSIFICATIONS[0]


@cache
def _list_shared_names() -> frozenset[str]:
    """List the names that the highest classes
    of several classifications have.
    """
    lists = map(list_class_names, _CLASSIFICATIONS)
    counts = Counter(name for names in lists for name in names)
    return frozenset(name for name, count in counts.items() if count > 1)


def is_highest_class(lexicon: Lexicon, label: str, is_functional: bool) -> bool:
    """True for a name of a class (类), today's or a former one, with or without 支出.

    Args:
        lexicon: The words that end such names.
        label: The name, normalized.
        is_functional: Classes by function, or by economic purpose.
    """
    codes = _list_codes(lexicon, label, is_functional)
    return any(len(code) == _CLASS_CODE_LENGTH for code in codes)


def _list_class_names(
    row: Mapping[str, str], endings: tuple[str, ...]
) -> tuple[str, ...]:
    """List the names of a class: today's,
    former ones, and those without 支出.
    """
    former = (row.get("former_name") or "").split(";")
    printed = [match_key(name) for name in (row["name"], *former) if name]
    named_once = [name for name in printed if name not in _list_shared_names()]
    short = [name.removesuffix(word) for name in named_once for word in endings]
    names = [*printed, *(name for name in short if len(name) > 1)]
    return _add_terse_names(names)


def _add_terse_names(names: Sequence[str]) -> tuple[str, ...]:
    """Some names, then those of them that leave out 的, then also 和."""
    terse = [name.replace(PARTICLE, "") for name in names]
    shortest = (name.replace(CONJUNCTION, "") for name in terse)
    return tuple(dict.fromkeys((*names, *terse, *shortest)))


def _parse_marked_class(lexicon: Lexicon, word: str) -> ParsedLabel | None:
    """Parse a label with the code of a class,
    or the levels behind its names.
    """
    word = _cut_class_path(word)
    match = _find_code(word)
    if match is not None:
        bare = word.replace(match.group(), "")
        names = _list_level_names(lexicon, bare) or [_strip_class_name(lexicon, bare)]
        found = _build_class(match.group("code"), names[-1])
    else:
        names = _list_level_names(lexicon, word)
        if not names:
            return None
        found = _resolve_class(lexicon, names)
    fund = find_fund(lexicon, word)
    return ParsedLabel(found.item, found.context._replace(fund=fund))


def _cut_class_path(word: str) -> str:
    """教育支出(205)-普通教育(20502)-小学教育(2050202): the last
    of some classes, each below the one before.
    """
    codes = list(_CODE.finditer(word))
    for above, code in pairwise(codes):
        if not code["code"].startswith(above["code"]):
            return word
    if len(codes) < _FEWEST_LEVELS:
        return word
    return word[codes[-2].end() :].lstrip("-–— ")


def _find_code(word: str) -> regex.Match[str] | None:
    """Find the code of a class that the code
    lists know, at least by its class.
    """
    for match in _CODE.finditer(word):
        if match.group("code")[:_CLASS_CODE_LENGTH] in _index_class_names():
            return match
    return None


def _list_level_names(lexicon: Lexicon, word: str) -> list[str]:
    """List the names before the levels in brackets: 类, 款, 项."""
    matches = _compile_patterns(lexicon).level.finditer(word)
    return [_strip_class_name(lexicon, match.group("name")) for match in matches]


def _strip_class_name(lexicon: Lexicon, name: str) -> str:
    """Strip the fund and the marks around the name of a class."""
    name = _strip_fund(lexicon, name, None)
    return name.strip("-–、.,:()/")


def _resolve_class(lexicon: Lexicon, names: list[str]) -> _Class:
    """Resolve the names of class, group and
    item, highest first, to a code.
    """
    endings = lexicon.get_words("spending")
    functional = _index_functional_codes(endings)
    parent = ""
    for name in names:
        code = functional.get((parent, name)) or functional.get(("*", name))
        if code is None or not code.startswith(parent):
            break
        parent = code
    else:
        return _Class(parent, names[-1])
    economic = _index_economic_codes(endings).get(names[-1])
    if economic is not None and names[0] in _index_economic_codes(endings):
        return _Class(economic, names[-1], is_functional=False)
    return _Class(None, names[-1])


def _complete_class(lexicon: Lexicon, word: str, item: str) -> ParsedLabel:
    """Complete the item of a class by its code, and by the fund that its label
    names."""
    fund = find_fund(lexicon, word)
    is_functional = item == _ITEMS[True]
    found = _find_named_class(lexicon, word, is_functional)
    context = FigureContext("expenditure", fund)
    if found is not None:
        context = found.context._replace(fund=fund)
    return ParsedLabel(item, context)


def _parse_named_class(lexicon: Lexicon, word: str) -> ParsedLabel:
    """Parse the name of a functional class, or
    of an economic class of any level.
    """
    for is_functional in (True, False):
        found = _find_named_class(lexicon, word, is_functional)
        if found is not None:
            is_highest = len(found.code or "") == _CLASS_CODE_LENGTH
            return ParsedLabel(found.item if is_highest else None, found.context)
    return ParsedLabel(None, NO_CONTEXT)


_SHORTEST_ABBREVIATION = 3  # characters of the short form of a class without 支出
_SHORTEST_ECONOMIC_ABBREVIATION = 4


@lru_cache(maxsize=4096)
def find_abbreviated_class(
    lexicon: Lexicon, label: str, is_listed: bool = False
) -> FigureContext | None:
    """Find the highest class that a short form of its name stands for.

    Args:
        lexicon: The words of expenditure.
        label: The label, such as 社保就业支出, its characters in the order of the name.
        is_listed: True beside other classes, where two characters are enough: 住房.

    Returns:
        The context of the class; None for any other label, and for one that several
        classes may have.
    """
    endings = lexicon.get_words("spending")
    word = next(_iterate_spending(match_key(label), endings), "")
    if len(word) < _SHORTEST_ABBREVIATION - is_listed:
        return None
    whole = {word + ending for ending in endings}  # 其他 is not 其他支出
    plain = _drop_conjunctions(word)
    codes = {
        code
        for name, code in _list_highest(endings)
        if name not in whole and _names_in_short(word, plain, name)
    }
    if len(word) < _SHORTEST_ECONOMIC_ABBREVIATION:
        codes = {code for code in codes if code.startswith(_FUNCTIONAL_PREFIX)}
    if len(codes) != 1:
        return None
    return describe_class(codes.pop())


def _names_in_short(word: str, plain: str, name: str) -> bool:
    """True for a short form of a name, and for the name with other words or none that
    join its parts: 社会保障与就业."""
    if plain != word and plain == _drop_conjunctions(name):
        return True
    return any(_abbreviates(one, name) for one in (word, plain) if one)


def _drop_conjunctions(word: str) -> str:
    """The characters of a name without those that join its parts."""
    return COORDINATORS.sub("", word)


@cache
def _list_highest(endings: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """List the names of the highest classes of both classifications with their
    codes."""
    functional = _index_functional_codes(endings)
    economic = _index_economic_codes(endings).items()
    return (
        *((name, code) for (parent, name), code in functional.items() if not parent),
        *((name, code) for name, code in economic if len(code) == _CLASS_CODE_LENGTH),
    )


@lru_cache(maxsize=4096)
def find_lower_class(lexicon: Lexicon, label: str) -> FigureContext | None:
    """Find a functional class of any level by a name that it alone has.

    Args:
        lexicon: The words of expenditure.
        label: The label, such as 高中教育.

    Returns:
        The context of the class; None for a name of none or of several.
    """
    functional = _index_functional_codes(lexicon.get_words("spending"))
    for form in _iterate_heads(lexicon, match_key(label)):
        code = functional.get(("*", form))
        if code is not None:
            return describe_class(code)
    return None


@lru_cache(maxsize=4096)
def is_functional_name(lexicon: Lexicon, label: str) -> bool:
    """True for the name of functional classes of any level, whichever of them it is:
    行政运行; False where an economic class has it, too."""
    endings = lexicon.get_words("spending")
    names = _index_codes_by_name(True, endings)
    economic = _index_codes_by_name(False, endings)
    return any(
        form in names and form not in economic and len(form) > _SHORTEST_ABBREVIATION
        for form in _iterate_heads(lexicon, match_key(label))
    )


def _iterate_spending(word: str, endings: tuple[str, ...]) -> Iterator[str]:
    """Iterate over an expenditure without the word that says so."""
    for ending in endings:
        if word.endswith(ending):
            yield word.removesuffix(ending)


def _abbreviates(word: str, name: str) -> bool:
    """True for a name of which characters
    behind the first are left out.
    """
    return word[0] == name[0] and is_abbreviation(word, name)


def _find_named_class(
    lexicon: Lexicon, word: str, is_functional: bool
) -> _Class | None:
    """Find a class by a name alone, of one kind of classification."""
    endings = lexicon.get_words("spending")
    functional = _index_functional_codes(endings)
    economic = _index_economic_codes(endings)
    for form in _iterate_heads(lexicon, _strip_fund(lexicon, word, None)):
        code = economic.get(form)
        if is_functional:
            code = functional.get(("", form))
        elif ("*", form) in functional:
            code = None  # 住房公积金 is an item of functions, too
        if code is not None:
            return _Class(code, form, is_functional)
    return None
