"""Money of performance forms: 资金总额 = 财政拨款 + 其他资金, of each project and column.

A form prints the sum of a project first and its sources below, as
budget, adjusted budget and what was spent side by side; a list of
projects prints the same in columns, with the sum of all projects in a
row without a name. The sources may be told in several ways below one
another (by source, by nature), and parts of a source right below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.lexicon.label_parser import names_money
from extractor.lexicon.lexicon import Lexicon
from extractor.model.enums import Fund
from extractor.model.records import BudgetLine, Check
from extractor.text.affixes import BRACKETED_TEXT
from extractor.validation.context import CheckContext
from extractor.validation.statutory_model import strip_list_number
from extractor.validation.tolerance import (
    EquationTerm,
    balances,
    compare_sums,
    drop_nested_terms,
    is_supported,
    report_not_checkable,
)

__all__ = ["check_form_funds"]

_RULE = "FORM_FUNDS"
_KIND = "performance_targets"
_WHOLE = (None, Fund.ALL)
_MIN_PROJECTS = 2


class _FormFigure(NamedTuple):
    """A line of a form with its figure."""

    line: BudgetLine
    term: EquationTerm

    @property
    def label(self) -> str:
        label = self.line.row_label
        if label is None:
            return ""
        return strip_list_number(label.value).rstrip(":")

    @property
    def is_total(self) -> bool:
        """True for money that no source is named of."""
        return self.line.context.fund in _WHOLE


def check_form_funds(context: CheckContext) -> Iterator[Check]:
    """FORM_FUNDS: the money of a project is the sum of its sources, and that of a list
    of projects the sum of these."""
    figures = list(_iterate_figures(context))
    forms: dict[object, list[_FormFigure]] = {}
    lists: dict[object, list[_FormFigure]] = {}
    rows: dict[object, list[_FormFigure]] = {}
    for figure in figures:
        line = figure.line
        path, period = line.parent.place.path, (line.fiscal_year, line.phase)
        column = path, line.place.column, period
        if not _names_sum_or_source(figure, context.lexicon):
            lists.setdefault(column, []).append(figure)
            rows.setdefault((line.place.row_span, period), []).append(figure)
        else:
            forms.setdefault((*column, line.context.project), []).append(figure)
    for lines in forms.values():
        for form in _split_forms(lines):
            yield from _check_form(form)
    for lines in rows.values():
        if lines[0].is_total and len(lines) > 1:
            yield from _check_form(lines)
    for lines in lists.values():
        yield from _check_list(lines, context.lexicon)


def _iterate_figures(context: CheckContext) -> Iterator[_FormFigure]:
    """The money of all forms of one year."""
    for line in context.disclosure.budget_lines:
        if line.parent.kind != _KIND or line.phase is None:
            continue
        term = context.build_line_term(line)
        if term is not None:
            yield _FormFigure(line, term)


def _names_sum_or_source(figure: _FormFigure, lexicon: Lexicon) -> bool:
    """True for the label of a sum or of a source, no name of a project or task."""
    label, project = figure.line.row_label, figure.line.context.project
    if label is None or label.value == project or _names_all(figure, lexicon):
        return False
    return names_money(lexicon, BRACKETED_TEXT.sub("", figure.label))


# --- sources below a sum --------------------------------------------------------------


def _split_forms(figures: Iterable[_FormFigure]) -> Iterator[list[_FormFigure]]:
    """The figures of one column, form by form: a
    label that comes again opens one."""
    form: list[_FormFigure] = []
    labels: set[str] = set()
    for figure in figures:
        if figure.label in labels:
            yield form
            form, labels = [], set()
        form.append(figure)
        labels.add(figure.label)
    yield form


def _check_form(form: Sequence[_FormFigure]) -> Iterator[Check]:
    first, *rest = form
    if not first.is_total:
        if rest:
            places = [first.term.place]
            yield report_not_checkable(_RULE, "TOTAL_NOT_PRINTED", places)
        return
    total = first.term
    parts = drop_nested_terms([figure.term for figure in rest])
    for group in _split_parts(total, parts):
        yield balances(_RULE, [total], group)


def _split_parts(
    total: EquationTerm, parts: Sequence[EquationTerm]
) -> Iterator[list[EquationTerm]]:
    """The ways in which parts are told: those that make the total one after another.

    What is left behind one that does is told of a part alone.
    """
    group: list[EquationTerm] = []
    missing, slack = total.value, total.half_step
    n_groups = 0
    for part in parts:
        group.append(part)
        missing, slack = missing - part.value, slack + part.half_step
        is_near = abs(missing) <= slack  # else no sum of the group is needed
        if is_near and is_supported(compare_sums(_RULE, [total], group)):
            yield group
            group, n_groups = [], n_groups + 1
            missing, slack = total.value, total.half_step
    if group and (not n_groups or missing < 0):
        yield group


# --- lists of projects ----------------------------------------------------------------


def _check_list(figures: Sequence[_FormFigure], lexicon: Lexicon) -> Iterator[Check]:
    """The sum of a list, a row that names no project, above or below it."""
    totals: list[int] = []
    parts: list[EquationTerm] = []
    for index, figure in enumerate(figures):
        if _names_all(figure, lexicon):
            totals.append(index)
        else:
            parts.append(figure.term)
    if len(totals) != 1 or len(parts) < _MIN_PROJECTS:
        return
    if totals[0] in (0, len(figures) - 1):
        total = figures[totals[0]].term
        yield balances(_RULE, [total], drop_nested_terms(parts))


def _names_all(figure: _FormFigure, lexicon: Lexicon) -> bool:
    """True for a row without a name, and for 金额合计."""
    if figure.line.row_label is None:
        return True
    return figure.label.endswith(tuple(lexicon.get_vocabulary("rows.sums")))
