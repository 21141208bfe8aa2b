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

from extractor.layout.lines import TextLine
from extractor.layout.sections import build_outline
from extractor.lexicon.lexicon import Lexicon, build_alternation
from extractor.model.document import Table
from extractor.text.normalize import match_key

__all__ = [
    "split_disclosures",
]

_LONGEST_DISCLOSURE_TITLE = 50
_MIN_KNOWN_HEADINGS = 3  # known top headings that make an outline of its own


def split_disclosures(
    elements: Sequence[TextLine | Table], lexicon: Lexicon
) -> list[Sequence[TextLine | Table]]:
    """The items of a document parted into disclosures, in order; one part where there is one."""
    starts = _find_disclosure_titles(elements, lexicon)
    if len(starts) < 2:
        return [elements]
    bounds = [0, *starts[1:], len(elements)]
    parts = [
        elements[first:last] for first, last in zip(bounds, bounds[1:], strict=False)
    ]
    done: list[Sequence[TextLine | Table]] = []
    for part in parts:
        if done and not _has_own_outline(part, lexicon):
            done[-1] = [*done[-1], *part]
        else:
            done.append(part)
    return done if all(_has_own_outline(part, lexicon) for part in done) else [elements]


@cache
def _compile_disclosure_title(lexicon: Lexicon) -> regex.Pattern[str]:
    """The end of a title of a disclosure: 2022年部门预算信息公开情况说明（汇总）."""
    whose, kind = (
        build_alternation(lexicon.get_words("doc_scope", "word")),
        build_alternation(tuple(lexicon.get_vocabulary("doc_type"))),
    )
    whole, ends = (
        build_alternation(lexicon.get_words("volumes", key)) for key in ("whole", "end")
    )
    return regex.compile(
        rf"(?:19|20)\d{{2}}年?度?(?:{whose})?(?:{whole})?(?:{kind})(?:{ends})*(?:[(（].{{2,6}}[)）])?$"
    )


def _find_disclosure_titles(
    elements: Sequence[TextLine | Table], lexicon: Lexicon
) -> list[int]:
    """Indexes of lines that read as the title of a disclosure, each of other words than those before."""
    title, numbered = (
        _compile_disclosure_title(lexicon),
        lexicon.get_words("volumes", "numbered"),
    )
    found: dict[str, int] = {}
    seen: Counter[str] = Counter()
    for index, item in enumerate(elements):
        if (
            isinstance(item, Table)
            or item.list_number is not None
            or item.in_toc
            or len(item.text) > 2 * _LONGEST_DISCLOSURE_TITLE
        ):
            continue
        plain = match_key(item.text)
        if (
            len(plain) <= _LONGEST_DISCLOSURE_TITLE
            and title.search(plain)
            and not plain.startswith(numbered)
        ):
            seen[plain] += 1
            found.setdefault(plain, index)
    return sorted(index for plain, index in found.items() if seen[plain] == 1)


def _has_own_outline(part: Sequence[TextLine | Table], lexicon: Lexicon) -> bool:
    known = {
        s.key for s in build_outline(part, lexicon).sections if s.level == 1 and s.key
    }
    return len(known) >= _MIN_KNOWN_HEADINGS
