"""Does a disclosure agree with itself? Every identity that its records allow is tried.

Checks use records only, never the document, so a dataset that was
written can be checked again. Each check is a generator of
:class:`~extractor.model.records.Check` (an identity tried; those that
hold are kept too) and :class:`~extractor.model.issues.Issue` (a flag).
:data:`CHECKS` holds them in the order they run.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Set
from functools import cache
from itertools import chain
from typing import NamedTuple

from extractor.i18n import list_codes
from extractor.lexicon.lexicon import Lexicon, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.document import Span
from extractor.model.issues import Issue, partition
from extractor.model.records import Check
from extractor.schema import load_rules
from extractor.schema.concepts import SchemaError, load_calculations
from extractor.validation import (
    changes,
    completeness,
    contradictions,
    form_funds,
    indicator_checks,
    narrative_checks,
    procurement_and_assets,
    ratios,
    statutory_identities,
    sums,
    table_checks,
)
from extractor.validation.context import CheckContext
from extractor.validation.tolerance import find_unit_mismatches

__all__ = [
    "CHECKS",
    "CheckRule",
    "run_checks",
    "verify_checks",
]


class CheckRule(NamedTuple):
    """A check, the rules it tests, and the records that it requires.

    ``rules`` are ids of checks.csv, a blank between them. ``needs`` are tables of
    records: in each group (``a|b``) one must hold a record; groups have a blank between
        them.
    """

    check: Callable[
        [CheckContext], Iterator[Check] | Iterator[Issue] | Iterator[Check | Issue]
    ]
    rules: str
    needs: str

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of the rules that the check tests."""
        return tuple(self.rules.split())

    @property
    def needed_tables(self) -> tuple[tuple[str, ...], ...]:
        """Groups of tables of which one must hold a record each."""
        return _parse_needs(self.needs)

    def applies_to(self, disclosure: Disclosure) -> bool:
        """True when a disclosure has what the check looks at."""
        return self.is_met_by(_find_filled_tables(disclosure))

    def is_met_by(self, filled: Set[str]) -> bool:
        """True when tables that hold records are what the check looks at."""
        return not any(map(filled.isdisjoint, self.needed_tables))


@cache
def _parse_needs(needs: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(group.split("|")) for group in needs.split())


_LIST_RULES = " ".join(one.rule_id for one in load_calculations("list"))
_MONEY = "amounts|changes|activities|assets|budget_lines|procurement"

CHECKS: tuple[CheckRule, ...] = (
    CheckRule(sums.check_list_sums, _LIST_RULES, "amounts"),
    CheckRule(sums.check_revenue_equals_expenditure, "REV_EXP_BALANCE", "amounts"),
    CheckRule(changes.check_change_sums, "DELTA_SUM", "changes"),
    CheckRule(changes.check_change_against_amounts, "DELTA_LEVEL", "changes"),
    CheckRule(changes.check_change_percents, "PCT_RECOMPUTE", "changes"),
    CheckRule(
        changes.check_change_directions, "DIRECTION_SIGN DIRECTION_DOUBTFUL", "changes"
    ),
    CheckRule(contradictions.check_reason_directions, "DIRECTION_SIGN", "changes"),
    CheckRule(
        contradictions.flag_reasons_against_directions,
        "REASON_AGAINST_DIRECTION",
        "changes",
    ),
    CheckRule(changes.flag_base_years, "BASE_YEAR", "changes"),
    CheckRule(changes.check_change_reasons, "REASON_REQUIRED", "changes"),
    CheckRule(
        narrative_checks.check_operating_expenses_equal_public,
        "OPEX_EQ_PUBLIC",
        "amounts",
    ),
    CheckRule(
        narrative_checks.check_institutions_without_operating_expenses,
        "OPEX_ZERO_FOR_INSTITUTION",
        "org_units",
    ),
    CheckRule(
        narrative_checks.check_office_count, "ORG_COUNT_ADMIN", "counts org_units"
    ),
    CheckRule(
        narrative_checks.check_institution_count, "ORG_COUNT_INST", "counts org_units"
    ),
    CheckRule(narrative_checks.check_whole_counts, "COUNT_WHOLE", "procurement|assets"),
    CheckRule(
        procurement_and_assets.check_price_times_quantity,
        "PROC_QTY_PRICE",
        "procurement",
    ),
    CheckRule(
        procurement_and_assets.check_funding_sources, "PROC_SOURCE_SUM", "procurement"
    ),
    CheckRule(
        procurement_and_assets.check_procurement_totals,
        "PROC_TOTAL_SUM",
        "procurement",
    ),
    CheckRule(
        procurement_and_assets.check_project_funds,
        "PROC_FUND_LE_BUDGET",
        "procurement",
    ),
    CheckRule(
        procurement_and_assets.check_procurement_prose_against_table,
        "PROC_TEXT_TABLE",
        "amounts procurement",
    ),
    CheckRule(
        procurement_and_assets.check_category_count,
        "PROC_CATEGORY_COUNT",
        "counts procurement",
    ),
    CheckRule(
        procurement_and_assets.check_catalog_codes, "CATALOG_CODE_VALID", "procurement"
    ),
    CheckRule(
        procurement_and_assets.check_small_firm_reserves, "PROC_SME_LE", "amounts"
    ),
    CheckRule(
        narrative_checks.check_public_expenditure_in_procurement,
        "PUBLIC_TEXT_TABLE",
        "amounts procurement",
    ),
    CheckRule(
        indicator_checks.check_activity_budgets, "PERF_PARENT_CHILD", "activities"
    ),
    CheckRule(indicator_checks.check_duty_budgets, "PERF_PROJECT", "activities"),
    CheckRule(
        indicator_checks.check_grades_monotone, "THR_MONOTONE", "indicators thresholds"
    ),
    CheckRule(
        indicator_checks.check_grades_contiguous,
        "THR_CONTIGUOUS",
        "indicators thresholds",
    ),
    CheckRule(
        indicator_checks.flag_bare_grade_gaps, "THR_GAP_BARE", "indicators thresholds"
    ),
    CheckRule(indicator_checks.check_grades_complete, "THR_COMPLETE", "indicators"),
    CheckRule(indicator_checks.flag_compound_indicators, "IND_COMPOUND", "indicators"),
    CheckRule(
        indicator_checks.check_activities_have_indicators, "IND_MISSING", "activities"
    ),
    CheckRule(procurement_and_assets.check_asset_sums, "ASSET_SUM", "assets"),
    CheckRule(
        procurement_and_assets.check_asset_prose_against_table,
        "ASSET_TEXT_TABLE",
        "amounts assets",
    ),
    CheckRule(
        procurement_and_assets.check_purchases_in_procurement,
        "ASSET_PURCHASE_EQ_PROC",
        "amounts sections",
    ),
    CheckRule(procurement_and_assets.check_asset_dates, "ASSET_DATE", "assets"),
    CheckRule(
        procurement_and_assets.check_vehicle_running_costs,
        "VEHICLE_RUNNING_WITH_VEHICLE ASSET_TEXT_TABLE",
        "amounts assets|counts",
    ),
    CheckRule(completeness.check_nil_statements, "NIL_CONSISTENT", "nil_statements"),
    CheckRule(
        completeness.check_empty_budgets_declared,
        "NIL_REQUIRED",
        "nil_statements|tables",
    ),
    CheckRule(completeness.check_required_sections, "SECTION_REQUIRED", "sections"),
    CheckRule(completeness.check_required_tables, "TABLE_REQUIRED", "tables"),
    CheckRule(completeness.check_units_declared, "UNIT_STATED", "tables"),
    CheckRule(statutory_identities.check_code_rollup, "LEVEL_ROLLUP", "budget_lines"),
    CheckRule(
        statutory_identities.check_list_totals,
        "LEVEL_ROLLUP TABLE_SUM",
        "budget_lines",
    ),
    CheckRule(statutory_identities.check_unit_groups, "TABLE_SUM", "budget_lines"),
    CheckRule(statutory_identities.check_row_sums, "ROW_SUM", "budget_lines"),
    CheckRule(
        statutory_identities.check_side_totals,
        "REV_SUM EXP_SUM TABLE_SUM REV_EXP_BALANCE FINAL_BALANCE LINES_DOUBTFUL",
        "budget_lines",
    ),
    CheckRule(
        statutory_identities.check_three_public_sums,
        "TP_SUM TP_VEHICLE_SUM TP_FOUR_WAY",
        "budget_lines",
    ),
    CheckRule(statutory_identities.check_code_levels, "LEVEL_CHAIN", "budget_lines"),
    CheckRule(
        table_checks.check_items_within_expenditure, "CROSS_CODES", "budget_lines"
    ),
    CheckRule(
        table_checks.check_classes_between_tables, "CLASS_TABLES", "budget_lines"
    ),
    CheckRule(statutory_identities.check_row_numbers, "LIST_NUMBERS", "budget_lines"),
    CheckRule(statutory_identities.check_row_groups, "ROW_GROUPS", "budget_lines"),
    CheckRule(table_checks.check_same_lists, "SAME_LISTS", "budget_lines"),
    CheckRule(table_checks.check_figures_within_fund, "FUND_LIMIT", "budget_lines"),
    CheckRule(
        table_checks.check_concepts_between_tables,
        "CROSS_TABLES CROSS_B1_B4 CROSS_B4_B5_B8_B9",
        "budget_lines",
    ),
    CheckRule(
        table_checks.check_appropriation_within_total, "CROSS_B1_B4", "budget_lines"
    ),
    CheckRule(
        table_checks.check_basic_expenditure_by_class, "CROSS_B5_B6", "budget_lines"
    ),
    CheckRule(
        table_checks.check_prose_against_tables,
        "BUDGET_TEXT_TABLE",
        "amounts budget_lines",
    ),
    CheckRule(
        table_checks.check_prose_classes_against_tables,
        "BUDGET_TEXT_TABLE",
        "amounts budget_lines",
    ),
    CheckRule(sums.check_class_lists, "EXP_SUM", "amounts"),
    CheckRule(contradictions.check_unit_slips, "UNIT_MISMATCH", "amounts"),
    CheckRule(contradictions.check_table_units, "UNIT_MISMATCH", "tables"),
    CheckRule(contradictions.flag_implausible_units, "UNIT_DOUBTFUL", "amounts tables"),
    CheckRule(narrative_checks.check_repeated_amounts, "TEXT_REPEAT", "amounts"),
    CheckRule(form_funds.check_form_funds, "FORM_FUNDS", "budget_lines"),
    CheckRule(
        ratios.check_shares,
        "SHARE_RECOMPUTE SHARE_SUM",
        "amounts unmatched_numbers",
    ),
    CheckRule(
        ratios.check_completion_rates, "COMPLETION_RATE", "amounts unmatched_numbers"
    ),
    CheckRule(
        ratios.check_final_versus_budget_words,
        "BUDGET_FINAL_WORD",
        "amounts sections",
    ),
    CheckRule(narrative_checks.check_years, "YEAR_CONSISTENT", ""),
    CheckRule(narrative_checks.check_department_names, "NAME_CONSISTENT", "tables"),
    CheckRule(narrative_checks.flag_placeholders, "PLACEHOLDER", "sections"),
    CheckRule(narrative_checks.flag_misspelled_terms, "TYPO_TERM", "sections|glossary"),
    CheckRule(narrative_checks.flag_excess_precision, "PRECISION", _MONEY),
)
"""All checks in the order they run."""

# Made from the checks that failed, behind all others.
_RULES_OF_FAILURES = ("UNIT_MISMATCH",)
# Known to a run alone: validation.cross_document, batch.publications.
_FAMILIES_OF_RUNS = ("cross_document", "publication")
_OWN_FILE = "extractor/validation/__init__.py"


def verify_checks(checks: Iterable[CheckRule]) -> None:
    """Hold the checks against the files that describe them.

    Args:
        checks: all checks of one disclosure.

    Raises:
        SchemaError: a check without its row in checks.csv or without its message, a row
            without its check, or a need that is no table of records. The message names
            the file to edit.
    """
    checks = tuple(checks)
    tested = {rule_id for check in checks for rule_id in check.rule_ids}
    tested.update(_RULES_OF_FAILURES)
    _verify_rules(tested)
    for check in checks:
        for table in chain.from_iterable(check.needed_tables):
            if table not in Disclosure.__dataclass_fields__:
                raise SchemaError(f"{_OWN_FILE}: {table} is no table of records")


def _verify_rules(tested: Collection[str]) -> None:
    """Raise SchemaError where tested rules, rows
    of checks.csv and messages differ."""
    listed, codes = load_rules(), list_codes()
    for rule_id in sorted(tested):
        if rule_id not in listed:
            raise SchemaError(
                f"extractor/schema/data/checks.csv: no row for the rule {rule_id}"
            )
    for rule in listed.values():
        if rule.id not in codes:
            raise SchemaError(f"extractor/messages.toml: no message for {rule.id}")
        if rule.id not in tested and rule.family not in _FAMILIES_OF_RUNS:
            raise SchemaError(f"{_OWN_FILE}: no entry of CHECKS tests {rule.id}")


verify_checks(CHECKS)
_NEEDED_TABLES = {
    table for rule in CHECKS for group in rule.needed_tables for table in group
}


def _find_filled_tables(disclosure: Disclosure) -> Set[str]:
    """The tables that hold a record, of those that checks look at."""
    return {table for table in _NEEDED_TABLES if getattr(disclosure, table)}


def run_checks(
    disclosure: Disclosure, lexicon: Lexicon | None = None
) -> tuple[list[Check], list[Issue]]:
    """Try every identity on one disclosure.

    Args:
        disclosure: the records to check.
        lexicon: the words; None for those of ``base``.

    Returns:
        The checks tried, in the order of :data:`CHECKS`, and the flags.
    """
    context = CheckContext(disclosure, lexicon or load_bundled_lexicons()["base"])
    filled = _find_filled_tables(disclosure)
    checks, issues = partition(
        check
        for rule in CHECKS
        if rule.is_met_by(filled)
        for check in rule.check(context)
    )
    # Listed before they are added: a mismatch is not looked at again.
    checks.extend(list(find_unit_mismatches(checks)))
    return _drop_repeated_slips(checks), issues


def _drop_repeated_slips(checks: Iterable[Check]) -> list[Check]:
    """The checks, a slip of units between the same places only once."""
    known: set[frozenset[Span]] = set()
    kept: list[Check] = []
    for check in checks:
        places = frozenset(check.spans)
        is_slip = check.rule == "UNIT_MISMATCH"
        if is_slip and places in known:
            continue
        if is_slip:
            known.add(places)
        kept.append(check)
    return kept
