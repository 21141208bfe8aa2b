"""The ``dataclass`` of the standard library, with ``frozen`` held by the type checker.

A document is understood by making thousands of small objects. To refuse a change of
one at run time, the standard library sets each of its fields through a function, which
makes an object three times as expensive to create. The type checker refuses the same
changes before the program runs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(
        cls: type | None = None, /, *, frozen: bool = False, **options: Any
    ) -> type | Callable[[type], type]:
        """Make a class a dataclass.

        Args:
            cls: The class; None where options are given.
            frozen: Type checkers refuse changes, and objects can be hashed.
            options: Those of the standard library.

        Returns:
            The class, or a decorator with these options.
        """
        is_hashed = frozen and options.get("eq", True)
        decorate = dataclasses.dataclass(unsafe_hash=is_hashed, **options)
        return decorate if cls is None else decorate(cls)
