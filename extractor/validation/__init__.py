"""Does a disclosure agree with itself? Every identity its records can carry is tried; those that hold are kept too.

Checks see records only, never the document, so a dataset that was written can be checked again. Each check is a
generator of :class:`~extractor.model.audit_records.Check` (an identity tried) and :class:`~extractor.model.issues.Issue` (a flag);
``CHECKS`` holds them in the order they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.lexicon.lexicon import Template, built_in
from extractor.model.audit_records import Check
from extractor.model.disclosure import Disclosure
from extractor.model.issues import Issue, part
from extractor.validation import (
    asset_totals,
    changes,
    classification,
    completeness,
    cross_section,
    indicator_checks,
    procurement_totals,
    prose_checks,
    ratios,
    statutory_identities,
    sums,
    table_checks,
    text_checks,
)
from extractor.validation.context import Case
from extractor.validation.units import unit_slips

__all__ = ["CHECKS", "Case", "run"]

CHECKS: tuple[
    Callable[[Case], Iterator[Check | Issue] | Iterator[Check] | Iterator[Issue]], ...
] = (
    sums.list_sums,
    sums.revenue_meets_expenditure,
    changes.changes_add_up,
    changes.change_against_levels,
    changes.percent_recomputed,
    changes.word_agrees_with_sign,
    changes.reason_given,
    cross_section.operating_expenses_are_public,
    cross_section.institutions_have_none,
    cross_section.offices_counted,
    cross_section.institutions_counted,
    cross_section.counts_are_whole,
    procurement_totals.price_times_quantity,
    procurement_totals.sources_add_up,
    procurement_totals.rows_add_up,
    procurement_totals.funds_of_project,
    procurement_totals.text_and_table,
    procurement_totals.categories_counted,
    procurement_totals.catalog_codes,
    procurement_totals.reserved_for_small_firms,
    cross_section.public_in_procurement,
    indicator_checks.activities_add_up,
    indicator_checks.duties_against_budget,
    indicator_checks.grades_monotone,
    indicator_checks.grades_contiguous,
    indicator_checks.gaps_between_bare_grades,
    indicator_checks.grades_complete,
    indicator_checks.compound_indicators,
    indicator_checks.activities_have_indicators,
    asset_totals.assets_add_up,
    asset_totals.text_and_table,
    asset_totals.purchase_in_procurement,
    asset_totals.date_of_assets,
    asset_totals.running_cost_needs_a_vehicle,
    completeness.nil_statements_hold,
    completeness.empty_budgets_declared,
    completeness.sections_present,
    completeness.tables_present,
    completeness.units_stated,
    statutory_identities.codes_roll_up,
    statutory_identities.lists_add_up,
    statutory_identities.columns_add_up,
    statutory_identities.sides_add_up,
    statutory_identities.three_public_add_up,
    classification.levels_complete,
    classification.items_within_all,
    classification.classes_across,
    table_checks.same_item_in_tables,
    table_checks.appropriation_within_all,
    table_checks.basic_by_economic_class,
    table_checks.same_item_in_text,
    prose_checks.classes_in_tables,
    prose_checks.lists_by_class,
    prose_checks.stated_twice,
    prose_checks.forms_add_up,
    ratios.shares_agree,
    ratios.completion_rates,
    ratios.word_for_final_against_budget,
    text_checks.years_agree,
    text_checks.names_agree,
    text_checks.placeholders_left,
    text_checks.terms_with_a_character_missing,
    text_checks.precision_beyond_the_unit,
)


def run(
    disclosure: Disclosure, template: Template | None = None
) -> tuple[list[Check], list[Issue]]:
    """Try every identity on one disclosure. ``template`` gives the words (``base`` unless told)."""
    case = Case(disclosure, template or built_in()["base"])
    checks, issues = part(found for check in CHECKS for found in check(case))
    checks.extend(list(unit_slips(checks)))  # a list: the slips are not looked at again
    return checks, issues
