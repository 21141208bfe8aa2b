"""Which numbers the dataset can hold."""

from __future__ import annotations

from decimal import Context, Decimal
from functools import lru_cache
from typing import cast

__all__ = [
    "DECIMAL_SCALE",
    "DECIMAL_PRECISION",
    "is_in_range",
]

DECIMAL_PRECISION, DECIMAL_SCALE = 38, 18
"""A decimal of the dataset has up to 38 digits, 18 of them behind the point; one that needs more becomes an issue."""

_EXACT_CONTEXT = Context(prec=400)


@lru_cache(maxsize=8192)
def is_in_range(value: Decimal) -> bool:
    """True when the dataset can hold a number to its last digit.

    >>> fits(Decimal("157856.40")), fits(Decimal(1) / 3)
    (True, False)
    """
    if not value.is_finite():
        return False
    least = cast(int, value.normalize(_EXACT_CONTEXT).as_tuple().exponent)
    return (
        least >= -DECIMAL_SCALE and value.adjusted() < DECIMAL_PRECISION - DECIMAL_SCALE
    )
