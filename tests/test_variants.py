"""Tables as offices publish them, form by form: each gives the rows that were written down for it before it was read."""

from __future__ import annotations

import pytest

from tests.variants import HERE, Case, cases, said

CASES = [case for path in sorted(HERE.glob("*.txt")) for case in cases(path)]


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
def test_a_form_gives_its_rows(case: Case) -> None:
    assert said(case) == case.expected
