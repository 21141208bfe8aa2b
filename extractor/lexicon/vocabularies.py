"""Every vocabulary of the lexicons, declared once: its form, its meaning, and the keys
it may have.

A vocabulary that is not declared here is neither read from a TOML file nor given to
code: a misspelled name fails, and
names the file to edit. The words themselves are in ``base.*.toml`` and in the files of
places.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from extractor.model.enums import Fund

__all__ = [
    "OTHER_GENRES",
    "VOCABULARIES",
    "Form",
    "KeySource",
    "UnknownVocabularyError",
    "Vocabulary",
    "get_declaration",
]


class Form(Enum):
    """How a vocabulary is looked up."""

    WORDS = "one list of words, under the key ``word``"
    LISTS = "several lists of words, one a key"
    KEYS = "words, each with the key of what it names"
    MARKS = "words that tell a key by standing anywhere in a text"
    PAIRS = "words that name two things in this order, ``first;second``"


class KeySource(Enum):
    """Closed lists of the schema that the keys of a vocabulary come from."""

    CONCEPTS = "the concepts of the schema"
    SECTIONS = "the closed list of sections.key"


class Vocabulary(NamedTuple):
    """A declared vocabulary.

    A name that ends in ``.*`` declares one vocabulary for each concept, section or
    family of that name.
    """

    name: str
    form: Form
    meaning: str
    keys: tuple[str, ...] = ()
    source: KeySource | None = None


class UnknownVocabularyError(LookupError):
    """A vocabulary or key that is not declared: a word that would never be looked
    up."""

    def __init__(self, vocabulary: str, key: str = "") -> None:
        description = f"vocabulary {vocabulary!r}"
        if key:
            description = f"key {key!r} of {description}"
        super().__init__(
            f"{description} is not declared: correct the name, "
            "or declare it in extractor/lexicon/vocabularies.py"
        )


_STATUTORY_TABLES = (
    *(f"B{number}" for number in range(1, 19)),
    *(f"F{number}" for number in range(1, 10)),
)
_TITLES = (
    *_STATUTORY_TABLES,
    "statutory",
    "operating_expenses",
    "procurement",
    "fixed_assets",
    "other",
)
_SHEET_FUNDS = (
    "appropriation",
    "general_public_budget",
    "government_funds",
    "state_capital",
    "other",
)
_SHEET_KINDS = (
    "basic",
    "both",
    "expenditure",
    "government_economic",
    "limited",
    "operating_expenses",
    "project",
    "purchased_services",
    "revenue",
    "three_public",
    "transfers",
)
_ORG_UNITS = ("funding", "index", "name", "nature", "rank")
_FIXED_ASSETS = (
    "accumulated_depreciation",
    "label",
    "line",
    "net_value",
    "price",
    "quantity",
    "quantity_unit",
    "value",
)
_PROCUREMENT = (
    "catalog_code",
    "catalog_name",
    "current_year",
    "fiscal_special_account",
    "general_public_budget",
    "government_funds",
    "item_name",
    "kind",
    "line",
    "other",
    "other_channels",
    "other_sources",
    "project_funds",
    "project_name",
    "purchase",
    "quantity",
    "quantity_unit",
    "total",
    "unit_price",
)
_GRADES = (
    "activity",
    "budget",
    "description",
    "duty",
    "goal",
    "indicator",
    "unit",
    "优",
    "良",
    "中",
    "差",
)
_TARGETS = (
    "actual",
    "funds",
    "goal",
    "level1",
    "level2",
    "measure",
    "name",
    "operator",
    "project",
    "rubric",
    "score",
    "target",
    "unit",
    "unit_code",
    "unit_name",
)
_STATUTORY = (
    "code",
    "goal",
    "label",
    "line",
    "text",
    "unit",
    "unit_code",
    "unit_name",
    "value",
    "year",
)
_FUNDS = tuple(fund.value for fund in Fund if fund is not Fund.ALL)
OTHER_GENRES = (
    "audit",
    "company",
    "congress",
    "contract",
    "court",
    "evaluation",
    "form",
    "letter",
    "meeting",
    "news",
    "paper",
    "plan",
    "recruitment",
    "rules",
    "statistics",
    "tender",
)
"""Kinds of other documents that have phrases of their own."""
_NO_LEVELS = ("difference", "rate", "share", "several_years")


def _words(name: str, meaning: str) -> Vocabulary:
    return Vocabulary(name, Form.WORDS, meaning, ("word",))


def _lists(name: str, meaning: str, *keys: str) -> Vocabulary:
    return Vocabulary(name, Form.LISTS, meaning, keys)


def _keys(
    name: str, meaning: str, *keys: str, source: KeySource | None = None
) -> Vocabulary:
    return Vocabulary(name, Form.KEYS, meaning, keys, source)


def _marks(
    name: str, meaning: str, *keys: str, source: KeySource | None = None
) -> Vocabulary:
    return Vocabulary(name, Form.MARKS, meaning, keys, source)


_HEADINGS = (
    _keys("headings", "titles of sections", source=KeySource.SECTIONS),
    _keys("sub_headings", "titles inside a section", source=KeySource.SECTIONS),
    _marks("heading_marks", "words of a section's title", source=KeySource.SECTIONS),
    _words("heading_qualifiers", "words that may stand at the ends of a title"),
    _words("heading_ends", "ends of a title that change nothing"),
    _keys(
        "lead_ins",
        "first words of a line that opens a section",
        source=KeySource.SECTIONS,
    ),
    _lists(
        "title_words",
        "words of titles",
        "about",
        "and",
        "last_year",
        "remark",
        "see",
    ),
    _words("table_ends", "ends of the title of a table, and of the part of all tables"),
    _lists("contents", "the heading of a table of contents", "whole", "word"),
    _lists("volumes", "titles of parts of a file", "end", "numbered", "whole"),
    _lists("duties", "words of what an office does", "mark"),
)
_PROFILE = (
    _lists(
        "office",
        "names of offices, and words around them",
        "behind",
        "composed",
        "ending",
        "general",
        "included",
        "lead",
        "level",
        "predicate",
        "scope",
    ),
    _words("office_town", "what the office of a town is called behind its name"),
    _words("office_agent", "prepositions before an office that approves or is told"),
    _keys("doc_type", "a budget or final accounts", "budget", "final"),
    _lists("doc_phase", "words of texts that say neither", "planned", "spent"),
    _lists(
        "doc_level",
        "department or unit",
        "department",
        "department_title",
        "institution",
        "no_institution",
        "unit",
        "unit_title",
    ),
    _words("doc_scope", "whose budget a title says it is"),
    _lists("doc_coverage", "the office itself, or all that is under it", "own", "sum"),
    _words("file_name", "what names of files hold beside words of titles"),
    _lists(
        "doc_title",
        "other words of a disclosure's title",
        "about",
        "figures",
        "heading",
        "other",
        "tail",
    ),
    _lists("disclosure", "words of disclosures", "field", "kind", "title"),
    _lists(
        "not_disclosure",
        "titles of other documents",
        "government",
        "region",
        "summed",
        "title",
        "unless",
        "whole",
    ),
    _lists(
        "other_documents",
        "phrases of other documents",
        *OTHER_GENRES,
    ),
    _lists("error_page", "words of a web server's error pages", "mark"),
)
_LABELS = (
    _keys("labels", "names of money", source=KeySource.CONCEPTS),
    _keys("labels_in.*", "names of money in one section", source=KeySource.CONCEPTS),
    _keys(
        "part_components",
        "short words of the parts of what is divided",
        "abroad",
        "asset",
        "basic",
        "building",
        "carry",
        "fixed",
        "goods",
        "hospitality",
        "micro",
        "person",
        "procure",
        "project",
        "public",
        "purchase",
        "running",
        "service",
        "small",
        "upkeep",
        "vehicle",
        "works",
    ),
    _lists(
        "purchase_ends",
        "last words of what is bought, by its kind",
        "goods",
        "works",
        "services",
    ),
    _keys(
        "beside.*",
        "names that mean something else right behind a concept",
        source=KeySource.CONCEPTS,
    ),
    _keys(
        "head_components",
        "words that names of expenses are made of, in any order",
        "abroad",
        "after",
        "before",
        "carry",
        "fee",
        "hospitality",
        "joint",
        "meeting",
        "micro",
        "money",
        "operation",
        "purchase",
        "reserve",
        "running",
        "service",
        "small",
        "training",
        "travel",
        "vehicle",
    ),
    Vocabulary("pairs", Form.PAIRS, "names of two concepts", (), KeySource.CONCEPTS),
    _words("funds", "names of funds that contain 预算"),
    _keys("funds_named", "names of funds", *_FUNDS),
    _words("aspects", "words behind a head that change nothing"),
    _words("fund_leads", "words before a fund that lead to it"),
    _words("fund_joins", "words between a fund and what it pays"),
    _words("fund_verbs", "verbs between a fund and what it pays"),
    _keys(
        "heads", "heads that name a side once a fund is named", "revenue", "expenditure"
    ),
    _keys("short_heads", "heads of one character", "revenue", "expenditure"),
    _words("both_sides", "words that name revenue and expenditure together"),
    _words("beside_totals", "words beside the sides of a budget in a title"),
    _words("spending", "words of an expenditure"),
    _words("not_spending", "heads of columns beside expenditure that are none"),
    _lists("class_level", "levels of the functional classification", "top", "word"),
    _lists(
        "remark", "words that open a remark in brackets", "in_label", "in_name", "short"
    ),
    _lists("three_public", "words of the three expenses", "end", "word"),
)
_PROSE = (
    _lists(
        "prose.lead",
        "words before a name that only lead to it; weak ones only before a known word",
        "word",
        "weak",
    ),
    _words("prose.time", "words of time that may be part of a name"),
    _words("prose.owner", "who speaks: no part of a label"),
    _words("prose.owner_end", "ends of an owner's name before the thing"),
    _words("prose.whose", "owners before a name known without them"),
    _words("prose.tail", "words between a name and its number"),
    _words("prose.act", "verbs of planning, spending and receiving around a name"),
    _words("prose.adverb", "adverbs and particles around a verb or a name"),
    _words("prose.basis", "what the parts of a sum are told by"),
    _words("prose.cost", "words for what a thing costs, not what it is worth"),
    _words("prose.rest", "names of what is left of a list"),
    _words("prose.appropriation", "money of a fund that the heading names"),
    _words("others_money", "what is said of money that is none of the office's"),
    _words("prose.extent", "words behind a name that say how much there is of it"),
    _lists("prose.period", "words of time and of a place in it", "unit", "place"),
    _words("prose.region", "levels of divisions, which name no office by themselves"),
    _words("prose.self", "what an office calls itself by its kind"),
    _words("prose.money", "ends of names of money"),
    _words("prose.generic", "phrases that name nothing by themselves"),
    _words("prose.aspect", "words that say what a figure is, never of what"),
    _words("prose.restricts", "words before 的 that make a part of the whole"),
    _words("prose.verb_head", "verbs before a known name"),
    _words("prose.split", "words between a name and its description"),
    _words("prose.into", "words right before a name"),
    _words("prose.qualifier", "qualifiers behind a known name"),
    _words("prose.qualifier_head", "qualifiers before a known name"),
    _lists(
        "change",
        "verbs of change, and the words around them",
        "increase",
        "decrease",
        "undecided",
        "flat",
        "action",
        "degree",
        "denial",
        "least",
        "movement",
    ),
    _lists(
        "change_part",
        "parts of verbs of change, by their direction",
        "adjusts",
        "before",
        "behind",
        "difference",
        "fall",
        "rise",
    ),
    _lists(
        "excess",
        "verbs before the budget that a figure is held against",
        "above",
        "below",
    ),
    _lists(
        "base_kind",
        "what a change is measured against",
        "initial_budget",
        "adjusted_budget",
        "prior_year_executed",
        "prior_year_budget",
    ),
    _lists("base_when", "the year a change is measured against", "own", "prior"),
    _lists("reason", "words that open a reason, and that do not", "lead", "not"),
    _lists(
        "reason_end", "words that end a reason or open its sentence", "opens", "word"
    ),
    _lists(
        "counts",
        "words around a number of things",
        "act",
        "noun",
        "owner",
        "unit",
        "verb",
    ),
    _words("counts_predicate", "words that open a predicate behind a noun"),
    _words("flow", "words of what happens to assets in a year"),
    _lists("divides", "words before the parts of a sum", "line", "sentence", "unit"),
    _lists(
        "phase",
        "words of a stage beside those of doc_type",
        "carried",
        "executed",
        "prior",
        "stock",
    ),
    _lists("nil", "words that say a thing is empty", "empty", "none"),
    _words("nil_denial", "words of a denial: there is no"),
    _words("nil_denied_act", "words of a denial that a verb follows"),
    _words("nil_act", "what was not done: 未安排"),
    _words("nil_plan", "verbs of planning money that are denied: 未安排"),
    _words("nil_pronoun", "words for what was named before"),
    _words("nil_tail", "words behind a thing that change nothing"),
    _words("nil_time", "words for the document's year before a denial"),
    _lists("nil_zero", "words around a zero", "of", "reached"),
    _words("nil_any", "words between a denial and its thing"),
    _words("nil_thing", "ends of the names of things that budgets list"),
    _words("nil_not_thing", "what is denied and no thing: 变化"),
    _words("nil_lead", "ends of the words before a denial"),
    _lists("nil_not", "words that only seem to say so", "act", "not"),
    _lists("nil_range", "words around a range", "all", "also", "end", "lead", "limit"),
    _lists("nil_table", "words of a table that is empty", "lead", "this"),
    Vocabulary(
        "nil_counted",
        Form.KEYS,
        "what is counted, by its measure",
        ("辆",),
    ),
    Vocabulary(
        "nil_subject",
        Form.KEYS,
        "what is said to be empty, and its full name",
        (
            "“三公”经费",
            "公务接待费",
            "公务用车购置费",
            "因公出国（境）费",
            "国有资本经营预算",
            "政府性基金预算",
            "政府采购预算",
            "机关运行经费",
            "财政专户管理资金",
        ),
    ),
    _lists("term", "first words of a definition", "means", "other", "shows"),
)
_TABLES = (
    _keys(
        "captions",
        "words before a colon in a caption",
        "as_of",
        "entity",
        "unit",
        "year",
    ),
    _words("as_of", "words beside the date of a table"),
    _lists("unit_said", "sentences that name the unit of the tables", "all", "label"),
    _lists("units", "ends of a column's head that are a unit of things", "tail"),
    _words("own_entity", "ends of the name of an office without its units"),
    _keys(
        "assumed_unit",
        "kinds of tables by the unit that a place never prints",
        "元",
        "千元",
        "万元",
        "亿元",
    ),
    _lists(
        "table_number", "words of a table's number", "annex", "around", "before", "part"
    ),
    _keys("tables", "titles of tables", *_TITLES),
    _marks("title_marks", "words of a title", *_TITLES),
    _words("title_limits", "words of a title that is not the whole"),
    _words("sheet_ends", "ends of the title of a sheet"),
    _marks("sheet_funds", "words of the money a sheet is about", *_SHEET_FUNDS),
    _marks("sheet_kinds", "words of what a sheet lists of it", *_SHEET_KINDS),
    _lists(
        "form",
        "labels on the left of a form",
        "funds",
        "funds_head",
        "goal",
        "head",
        "phase_adjusted_budget",
        "phase_budget",
        "phase_executed",
        "plain",
        "project",
    ),
    _lists("form_title", "titles of a form of targets", "end", "level", "span"),
    _words("goes_on", "words of a continued table"),
    _lists("note", "words that open a note below a table", "alone", "colon"),
    _lists("fillers", "words of columns that are only numbered", "columns"),
    _words("not_project", "titles of tables that list other things than projects"),
    _lists("header_words", "words of a head that name no column", "other"),
    _keys("sides", "the two sides of a table", "revenue", "expenditure"),
    _marks("side_marks", "words of the head of a side", "revenue", "expenditure"),
    _keys("columns.org_units", "heads of columns", *_ORG_UNITS),
    _keys("columns.fixed_assets", "heads of columns", *_FIXED_ASSETS),
    _keys("columns.procurement", "heads of columns", *_PROCUREMENT),
    _keys("columns.performance_grades", "heads of columns", *_GRADES),
    _keys("columns.performance_targets", "heads of columns", *_TARGETS),
    _keys("columns.statutory", "heads of columns", *_STATUTORY),
    _marks("column_marks.org_units", "words of a column's head", *_ORG_UNITS),
    _marks("column_marks.fixed_assets", "words of a column's head", *_FIXED_ASSETS),
    _marks("column_marks.procurement", "words of a column's head", *_PROCUREMENT),
    _marks("column_marks.performance_grades", "words of a column's head", *_GRADES),
    _marks("column_marks.performance_targets", "words of a column's head", *_TARGETS),
    _marks("column_marks.statutory", "words of a column's head", *_STATUTORY),
    _marks(
        "weak_marks.org_units",
        "words that name a column where nothing else does",
        *_ORG_UNITS,
    ),
    _marks(
        "weak_marks.fixed_assets",
        "words that name a column where nothing else does",
        *_FIXED_ASSETS,
    ),
    _marks(
        "weak_marks.procurement",
        "words that name a column where nothing else does",
        *_PROCUREMENT,
    ),
    _marks(
        "weak_marks.performance_grades",
        "words that name a column where nothing else does",
        *_GRADES,
    ),
    _marks(
        "weak_marks.performance_targets",
        "words that name a column where nothing else does",
        *_TARGETS,
    ),
    _marks(
        "weak_marks.statutory",
        "words that name a column where nothing else does",
        *_STATUTORY,
    ),
    _keys("column_phase", "heads of columns that hold no level", *_NO_LEVELS),
    _lists(
        "period_words",
        "words that the period of a column consists of",
        "against",
        "own",
        "prior",
        "budget",
        "adjusted_budget",
        "annual_budget",
        "executed",
        "spent",
        "figures",
    ),
    _marks(
        "column_phase_marks",
        "words of columns that tell a stage, or that the figures are no level",
        "budget",
        "executed",
        *_NO_LEVELS,
    ),
    _keys(
        "column_funds",
        "headers of columns of money",
        Fund.FISCAL_APPROPRIATION,
        Fund.FISCAL_SPECIAL_ACCOUNT,
    ),
    _words("project_heads", "headers of columns that list projects"),
    _words("own_balances", "what units have left of their own money"),
    _words("project_ends", "ends of the name of a project"),
    _words("class_ends", "ends of the name of a class in a table"),
    _words("person_units", "units in which persons are counted"),
    _words("class_parts", "marks of two classes of one name"),
    _words("quantifiers", "words of a label that change nothing: 其他各项收入"),
    _words("excluded", "words before what a title leaves out"),
    _words("list_ends", "words of a list at the end of a title, before 表"),
    _words("column_counts", "units in the heads of columns that make them counts"),
    _words("bare_counts", "headers that only say that a column counts"),
    _keys(
        "count_heads",
        "ends of a header or label that counts persons or institutions",
        "人",
        "个",
        "个月",
        "天",
        "none",
    ),
    _keys(
        "person_heads",
        "ends of a header or label that counts persons where no money is",
        "人",
        "张",
    ),
    _lists(
        "staff_words",
        "words that the name of persons consists of",
        "staff.retired",
        "staff.actual",
        "staff.establishment",
        "plain",
    ),
    _words("opening", "words of figures at the beginning of a year"),
    _words("closing", "words of figures at the end of a year"),
    _keys("rows.sums", "labels of rows that sum", "total", "subtotal"),
    _keys("rows.procurement", "labels of rows that sum a kind of purchase", "kind"),
    _keys("rows.fixed_assets", "labels of assets", source=KeySource.CONCEPTS),
    _marks(
        "row_marks.fixed_assets", "words of an asset's label", source=KeySource.CONCEPTS
    ),
    _words("asset_things", "ends of the names of things that assets are"),
    _words("planned_assets", "words of a title of assets to be bought"),
    _words("wear", "words of what a thing has lost in value"),
    _words("book_values", "words of a column that values assets"),
    _keys(
        "assets_across", "assets that head columns", "none", source=KeySource.CONCEPTS
    ),
    _keys("lines.revenue", "lines of revenue", source=KeySource.CONCEPTS),
    _keys("lines.expenditure", "lines of expenditure", source=KeySource.CONCEPTS),
    _keys(
        "lines.appropriation",
        "lines of fiscal appropriation",
        source=KeySource.CONCEPTS,
    ),
    _keys(
        "lines.three_public", "lines of the three expenses", source=KeySource.CONCEPTS
    ),
    _keys("lines.plain", "lines that only say figures", "figures"),
    _lists(
        "sum_ends",
        "ends of a label that sums, by what it sums",
        "all",
        "mark",
        "own_year",
        "part",
        "sum",
    ),
    _keys(
        "levels",
        "first words of the levels of indicators",
        "产出",
        "决策",
        "可持续发展能力",
        "履职效能",
        "影响力",
        "成本",
        "投入",
        "投入管理",
        "效益",
        "满意度",
        "社会效应",
        "管理效率",
        "过程",
        "运行成本",
    ),
    _lists(
        "purchase_heads", "heads of what is bought, and of its class", "class", "name"
    ),
    _words("level_ends", "ends of the names of levels of indicators"),
    _words("second_levels", "second levels of indicators without such an end"),
    _words("indicator_number", "words before the number of an indicator in a cell"),
    _lists("measures", "ends of a measure's name and what joins two", "joint", "tail"),
)
_CHECKS = (
    _keys("checks.nature", "the nature of a unit", "admin", "inst", "other"),
    _words("checks.org_admin", "inner offices"),
    _words("checks.org_inst", "institutions"),
    _words("checks.procurement_count", "names of a number of purchases"),
    _words("checks.purchase_in_procurement", "purchases told in prose"),
    _words("checks.purchase", "what a number of kinds of purchases is said of"),
    _words("checks.vehicle", "vehicles"),
    _words("checks.vehicle_unit", "what vehicles are counted in"),
    _lists(
        "checks.nil_subject",
        "what a nil statement speaks of",
        "fiscal_special_account",
        "government_funds",
        "operating_expenses",
        "procurement",
        "project",
        "state_capital",
        "three_public",
    ),
    _lists(
        "checks.section",
        "words of a subject that has no heading; the first is its name",
        "budget_overview",
        "changes",
        "duties",
        "glossary",
        "nil",
        "operating_expenses",
        "organization",
        "performance",
        "procurement",
        "state_assets",
        "three_public",
    ),
    _words("checks.attached", "words that say a table is attached"),
    _words("checks.whole_unit", "units of things whose number is whole"),
    _words("checks.sum_column", "heads of a column that sums others"),
    _words("checks.share", "words between an amount and its share"),
    _words("checks.completion", "words of a rate of completion"),
    _lists(
        "checks.final_word",
        "words that hold the final against the budget",
        "equal",
        "less",
        "more",
    ),
    _words("checks.civil_service", "institutions under the civil service law"),
    _words("checks.reason", "words that give a reason beside those that open one"),
    _words("checks.year_of", "words behind the year of a budget or of final accounts"),
    _words("checks.placeholder", "marks of a form that was not filled in"),
    _words("checks.term", "terms that are looked for with a character missing"),
    _words("checks.variant", "shorter forms of terms that are no slips"),
    _words("checks.nearly", "words that allow a small change"),
    _words("checks.carried", "words of what is carried over, before a budget"),
)

VOCABULARIES: tuple[Vocabulary, ...] = (
    *_HEADINGS,
    *_PROFILE,
    *_LABELS,
    *_PROSE,
    *_TABLES,
    *_CHECKS,
)
"""All vocabularies, by subject."""

_BY_NAME = {vocabulary.name: vocabulary for vocabulary in VOCABULARIES}


@lru_cache(maxsize=4096)
def get_declaration(name: str) -> Vocabulary:
    """Get the declaration of a vocabulary.

    Args:
        name: Its full name, such as ``labels_in.procurement``.

    Returns:
        Its own declaration, or that of its family (``labels_in.*``).

    Raises:
        UnknownVocabularyError: No vocabulary of that name is declared.
    """
    family = name.partition(".")[0] + ".*"
    declaration = _BY_NAME.get(name) or _BY_NAME.get(family)
    if declaration is None:
        raise UnknownVocabularyError(name)
    return declaration
