"""Does a disclosure agree with itself? Every identity its records can carry is tried; those that hold are kept too.

Checks see records only, never the document, so a dataset that was written can be checked again. Each check is a
generator of :class:`~extractor.model.records.Check` (an identity tried) and :class:`~extractor.model.issues.Issue` (a flag);
``CHECKS`` holds them in the order they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.lexicon.lexicon import Lexicon, load_bundled_lexicons
from extractor.model.disclosure import Disclosure
from extractor.model.issues import Issue, partition
from extractor.model.records import Check
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
from extractor.validation.context import CheckContext
from extractor.validation.units import find_unit_mismatches

__all__ = [
    "CHECKS",
    "CheckContext",
    "run_checks",
]

CHECKS: tuple[
    Callable[
        [CheckContext], Iterator[Check | Issue] | Iterator[Check] | Iterator[Issue]
    ],
    ...,
] = (
    sums.check_list_sums,
    sums.check_revenue_equals_expenditure,
    changes.check_change_sums,
    changes.check_change_against_amounts,
    changes.check_change_percents,
    changes.check_change_directions,
    changes.check_change_reasons,
    cross_section.check_operating_expenses_equal_public,
    cross_section.check_institutions_without_operating_expenses,
    cross_section.check_office_count,
    cross_section.check_institution_count,
    cross_section.check_whole_counts,
    procurement_totals.check_price_times_quantity,
    procurement_totals.check_funding_sources,
    procurement_totals.check_procurement_totals,
    procurement_totals.check_project_funds,
    procurement_totals.check_procurement_prose_against_table,
    procurement_totals.check_category_count,
    procurement_totals.check_catalog_codes,
    procurement_totals.check_small_firm_reserves,
    cross_section.check_public_expenditure_in_procurement,
    indicator_checks.check_activity_budgets,
    indicator_checks.check_duty_budgets,
    indicator_checks.check_grades_monotone,
    indicator_checks.check_grades_contiguous,
    indicator_checks.flag_bare_grade_gaps,
    indicator_checks.check_grades_complete,
    indicator_checks.flag_compound_indicators,
    indicator_checks.check_activities_have_indicators,
    asset_totals.check_asset_sums,
    asset_totals.check_asset_prose_against_table,
    asset_totals.check_purchases_in_procurement,
    asset_totals.check_asset_dates,
    asset_totals.check_vehicle_running_costs,
    completeness.check_nil_statements,
    completeness.check_empty_budgets_declared,
    completeness.check_required_sections,
    completeness.check_required_tables,
    completeness.check_units_declared,
    statutory_identities.check_code_rollup,
    statutory_identities.check_list_totals,
    statutory_identities.check_row_sums,
    statutory_identities.check_side_totals,
    statutory_identities.check_three_public_sums,
    classification.check_code_levels,
    classification.check_items_within_expenditure,
    classification.check_classes_between_tables,
    table_checks.check_concepts_between_tables,
    table_checks.check_appropriation_within_total,
    table_checks.check_basic_expenditure_by_class,
    table_checks.check_prose_against_tables,
    prose_checks.check_prose_classes_against_tables,
    prose_checks.check_class_lists,
    prose_checks.check_repeated_amounts,
    prose_checks.check_form_funds,
    ratios.check_shares,
    ratios.check_completion_rates,
    ratios.check_final_versus_budget_words,
    text_checks.check_years,
    text_checks.check_department_names,
    text_checks.flag_placeholders,
    text_checks.flag_misspelled_terms,
    text_checks.flag_excess_precision,
)


def run_checks(
    disclosure: Disclosure, lexicon: Lexicon | None = None
) -> tuple[list[Check], list[Issue]]:
    """Try every identity on one disclosure. ``template`` gives the words (``base`` unless told)."""
    case = CheckContext(disclosure, lexicon or load_bundled_lexicons()["base"])
    checks, issues = partition(found for check in CHECKS for found in check(case))
    checks.extend(
        list(find_unit_mismatches(checks))
    )  # a list: the slips are not looked at again
    return checks, issues
