"""Tables as offices publish them, form by form: each gives the rows that were written down for it before it was read."""

from __future__ import annotations

import pytest

from tests.variants.table_cases import HERE, TableCase, parse_cases, render_rows

CASES = [case for path in sorted(HERE.glob("*.txt")) for case in parse_cases(path)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_form_gives_its_rows(case: TableCase) -> None:
    assert render_rows(case) == case.expected
