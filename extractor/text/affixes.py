"""Names without their qualifiers: ``政府采购预算总额`` is ``政府采购`` with 预算 and 总额 behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = ["without"]


def without(
    phrase: str, tails: Iterable[str], heads: Iterable[str] = ()
) -> Iterator[str]:
    """The phrase, then every form of two characters or more left when qualifiers go from its ends, longest first.

    >>> list(without("政府采购预算总额", ("预算", "总额", "额")))
    ['政府采购预算总额', '政府采购预算总', '政府采购预算', '政府采购']
    """
    tails, heads = tuple(tails), tuple(heads)
    waiting, seen = [phrase], {phrase}
    while waiting:
        waiting.sort(key=lambda form: (-len(form), form))
        form = waiting.pop(0)
        yield form
        if not form.endswith(tails) and not form.startswith(heads):
            continue  # most names bear none
        for rest in [form.removesuffix(word) for word in tails] + [
            form.removeprefix(word) for word in heads
        ]:
            if 1 < len(rest) < len(form) and rest not in seen:
                seen.add(rest)
                waiting.append(rest)
