"""Several disclosures in one file: a department and the units under it, each with a title and an outline of its own.

    沧州市某局2022年部门预算信息公开 … 九、名词解释 …        one
    沧州市某中心2022年单位预算信息公开 … 九、名词解释 …      another

A file is parted only where a title of a budget or final accounts stands again, names another office or another scope
(汇总, 本级), and what follows has known headings of its own; otherwise it is one disclosure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import regex

from extractor.layout.lines import Line
from extractor.layout.sections import outline
from extractor.lexicon.lexicon import Template, any_of
from extractor.model.document import Table
from extractor.text.normalize import squeeze

__all__ = ["volumes"]

_LONGEST = 50
_HEADINGS = 3  # known top headings that make an outline of its own


def volumes(
    items: Sequence[Line | Table], template: Template
) -> list[Sequence[Line | Table]]:
    """The items of a document parted into disclosures, in order; one part where there is one."""
    starts = _titles(items, template)
    if len(starts) < 2:
        return [items]
    bounds = [0, *starts[1:], len(items)]
    parts = [items[first:last] for first, last in zip(bounds, bounds[1:], strict=False)]
    done: list[Sequence[Line | Table]] = []
    for part in parts:
        if done and not _stands_alone(part, template):
            done[-1] = [*done[-1], *part]
        else:
            done.append(part)
    return done if all(_stands_alone(part, template) for part in done) else [items]


@cache
def _title(template: Template) -> regex.Pattern[str]:
    """The end of a title of a disclosure: 2022年部门预算信息公开情况说明（汇总）."""
    whose, kind = (
        any_of(template.words_of("doc_scope", "word")),
        any_of(tuple(template.words("doc_type"))),
    )
    whole, ends = (
        any_of(template.words_of("volumes", key)) for key in ("whole", "end")
    )
    return regex.compile(
        rf"(?:19|20)\d{{2}}年?度?(?:{whose})?(?:{whole})?(?:{kind})(?:{ends})*(?:[(（].{{2,6}}[)）])?$"
    )


def _titles(items: Sequence[Line | Table], template: Template) -> list[int]:
    """Indexes of lines that read as the title of a disclosure, each of other words than those before."""
    title, numbered = _title(template), template.words_of("volumes", "numbered")
    found: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for index, item in enumerate(items):
        if (
            isinstance(item, Table)
            or item.ordinal is not None
            or item.toc
            or len(item.text) > 2 * _LONGEST
        ):
            continue
        plain = squeeze(item.text)
        if (
            len(plain) <= _LONGEST
            and title.search(plain)
            and not plain.startswith(numbered)
        ):
            seen[plain] += 1
            found.setdefault(plain, index)
    return sorted(index for plain, index in found.items() if seen[plain] == 1)


def _stands_alone(part: Sequence[Line | Table], template: Template) -> bool:
    known = {s.key for s in outline(part, template).sections if s.level == 1 and s.key}
    return len(known) >= _HEADINGS
