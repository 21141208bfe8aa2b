"""Unit slips: two figures that should agree differ by ten thousand, 元 written as 万元 or the other way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractor.model.enums import CheckResult
from extractor.model.records import Check

__all__ = [
    "find_unit_mismatches",
]

_LOW, _HIGH = Decimal(9990), Decimal(10010)


def find_unit_mismatches(checks: Iterable[Check]) -> Iterator[Check]:
    """UNIT_MISMATCH: an identity that failed by a factor of 10,000."""
    for check in checks:
        if check.result != "fail" or not check.expected or not check.actual:
            continue
        large, small = sorted((abs(check.expected), abs(check.actual)), reverse=True)
        if _LOW <= large / small <= _HIGH:
            formula = dict(check.message[1]).get("formula", "")
            yield Check(
                "UNIT_MISMATCH", CheckResult.FAIL, check.expected, check.actual, check.difference, check.tolerance,
                ("UNIT_MISMATCH", (("formula", formula), ("rule", check.rule))), check.spans,
            )  # fmt: skip
