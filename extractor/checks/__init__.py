"""Does a disclosure agree with itself? Every identity its records can carry is tried; those that hold are kept too.

Checks see records only, never the document, so a dataset that was written can be checked again. Each check is a
generator of :class:`~extractor.model.Check` (an identity tried) and :class:`~extractor.model.issues.Issue` (a flag);
``CHECKS`` holds them in the order they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractor.checks import (
    assets,
    changes,
    classes,
    cross,
    performance,
    presence,
    procurement,
    prose,
    shares,
    statutory,
    sums,
    tables,
    text,
)
from extractor.checks.case import Case
from extractor.checks.units import unit_slips
from extractor.lexicon.lexicon import Template, built_in
from extractor.model import Check, Disclosure
from extractor.model.issues import Issue, part

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
    cross.operating_expenses_are_public,
    cross.institutions_have_none,
    cross.offices_counted,
    cross.institutions_counted,
    cross.counts_are_whole,
    procurement.price_times_quantity,
    procurement.sources_add_up,
    procurement.rows_add_up,
    procurement.funds_of_project,
    procurement.text_and_table,
    procurement.categories_counted,
    procurement.catalog_codes,
    procurement.reserved_for_small_firms,
    cross.public_in_procurement,
    performance.activities_add_up,
    performance.duties_against_budget,
    performance.grades_monotone,
    performance.grades_contiguous,
    performance.gaps_between_bare_grades,
    performance.grades_complete,
    performance.compound_indicators,
    performance.activities_have_indicators,
    assets.assets_add_up,
    assets.text_and_table,
    assets.purchase_in_procurement,
    assets.date_of_assets,
    assets.running_cost_needs_a_vehicle,
    presence.nil_statements_hold,
    presence.empty_budgets_declared,
    presence.sections_present,
    presence.tables_present,
    presence.units_stated,
    statutory.codes_roll_up,
    statutory.lists_add_up,
    statutory.columns_add_up,
    statutory.sides_add_up,
    statutory.three_public_add_up,
    classes.levels_complete,
    classes.items_within_all,
    classes.classes_across,
    tables.same_item_in_tables,
    tables.appropriation_within_all,
    tables.basic_by_economic_class,
    tables.same_item_in_text,
    prose.classes_in_tables,
    prose.lists_by_class,
    prose.stated_twice,
    prose.forms_add_up,
    shares.shares_agree,
    shares.completion_rates,
    shares.word_for_final_against_budget,
    text.years_agree,
    text.names_agree,
    text.placeholders_left,
    text.terms_with_a_character_missing,
    text.precision_beyond_the_unit,
)


def run(
    disclosure: Disclosure, template: Template | None = None
) -> tuple[list[Check], list[Issue]]:
    """Try every identity on one disclosure. ``template`` gives the words (``base`` unless told)."""
    case = Case(disclosure, template or built_in()["base"])
    checks, issues = part(found for check in CHECKS for found in check(case))
    checks.extend(list(unit_slips(checks)))  # a list: the slips are not looked at again
    return checks, issues
