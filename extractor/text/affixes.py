"""Names without their qualifiers: ``政府采购预算总额`` is ``政府采购`` with 预算 and 总额 behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

__all__ = [
    "strip_affixes",
]


def strip_affixes(
    phrase: str, suffixes: Iterable[str], prefixes: Iterable[str] = ()
) -> Iterator[str]:
    """The phrase, then every form of two characters or more left when qualifiers go from its ends, longest first.

    >>> list(without("政府采购预算总额", ("预算", "总额", "额")))
    ['政府采购预算总额', '政府采购预算总', '政府采购预算', '政府采购']
    """
    suffixes, prefixes = tuple(suffixes), tuple(prefixes)
    waiting, seen = [phrase], {phrase}
    while waiting:
        waiting.sort(key=lambda form: (-len(form), form))
        form = waiting.pop(0)
        yield form
        if not form.endswith(suffixes) and not form.startswith(prefixes):
            continue  # most names bear none
        for rest in [form.removesuffix(word) for word in suffixes] + [
            form.removeprefix(word) for word in prefixes
        ]:
            if 1 < len(rest) < len(form) and rest not in seen:
                seen.add(rest)
                waiting.append(rest)
