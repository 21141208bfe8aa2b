"""Affixes of a name: qualifiers, list numbers, brackets, connectives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extractor.text import regex
from extractor.text.list_numbers import parse_list_number
from extractor.text.normalize import cache_words

__all__ = [
    "BRACKETED_TEXT",
    "CONJUNCTION",
    "LEADING_OF_WHICH",
    "OF_WHICH",
    "PARTICLE",
    "TABLE_ENDING",
    "TITLE_ENDINGS",
    "strip_affixes",
    "strip_list_number_and_connective",
]

OF_WHICH = "其中"
"""*Of which*: what follows are parts of what was named before it."""

PARTICLE = "的"
"""A particle that names leave out: 对个人和家庭[的]补助."""
CONJUNCTION = "和"
"""A conjunction that names leave out: 商品[和]服务支出."""

COORDINATORS = regex.compile("[与和及、]")
"""What joins the parts of a name, one for the other: 社会保障与就业."""

LEADING_OF_WHICH = regex.compile(rf"^{OF_WHICH}[:,]?")
"""The same at the head of a name (其中：财政拨款), normalized."""

TABLE_ENDING = "表"
"""What the title of a table ends in."""
TITLE_ENDINGS = ("说明", "情况", "公开", "预算", "决算", "报告", TABLE_ENDING)
"""What the title of a document, a section or a table ends in."""

BRACKETED_TEXT = regex.compile(r"[(\[][^()\[\]]*[)\]]")


def strip_affixes(
    phrase: str, suffixes: Iterable[str], prefixes: Iterable[str] = ()
) -> Iterator[str]:
    """Yield the phrase and every shorter form without qualifiers at its ends, longest
    first.

    Args:
        phrase: A name, normalized and without white space.
        suffixes: Qualifiers that may go from its end (预算, 总额).
        prefixes: Qualifiers that may go from its head.

    Returns:
        The forms of two characters or more, each once.

    >>> list(strip_affixes("政府采购预算总额", ("预算", "总额", "额")))
    ['政府采购预算总额', '政府采购预算总', '政府采购预算', '政府采购']
    """
    suffixes, prefixes = tuple(suffixes), tuple(prefixes)
    if not phrase.endswith(suffixes) and not phrase.startswith(prefixes):
        yield phrase  # most names have none
        return
    pending, known = [phrase], {phrase}
    while pending:
        pending.sort(key=lambda form: (-len(form), form))
        form = pending.pop(0)
        yield form
        for rest in _list_shorter_forms(form, suffixes, prefixes):
            if 1 < len(rest) < len(form) and rest not in known:
                known.add(rest)
                pending.append(rest)


def _list_shorter_forms(
    form: str, suffixes: tuple[str, ...], prefixes: tuple[str, ...]
) -> list[str]:
    """The form without each of the qualifiers that it ends or begins with."""
    shorter: list[str] = []
    if form.endswith(suffixes):
        shorter += [form.removesuffix(end) for end in suffixes if form.endswith(end)]
    if form.startswith(prefixes):
        shorter += [form[len(one) :] for one in prefixes if form.startswith(one)]
    return shorter


@cache_words
def strip_list_number_and_connective(label: str) -> str:
    """Strip the list number and the 其中 before a label, in either order.

    Args:
        label: A label, normalized.

    Returns:
        The label without them.

    >>> strip_list_number_and_connective("1.其中:办公费")
    '办公费'
    >>> strip_list_number_and_connective("其中:一、人员经费")
    '人员经费'
    """
    for _ in range(2):
        number = parse_list_number(label)
        if number is not None:
            label = label[number.end :]
        label = LEADING_OF_WHICH.sub("", label)
    return label
