"""Pending revisions, as they look when all are accepted: what is inserted stands, what is deleted is gone."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from tests.metamorphic.facts import SAME
from tests.metamorphic.word import (
    CELL,
    ROW,
    RUN,
    TABLE,
    TEXT,
    Element,
    P,
    Rewrite,
    W,
    Word,
    blocks,
    is_plain,
    paragraphs,
    properties,
    prose,
    run,
    said,
    some,
    text_runs,
    w,
    wrap,
)

ALL = 99
_OLD = ("9,876.54万元", "增加", "（二）", "三、", "2011年", "其中：", "≥")


def _by(word: Word, name: str, /, *children: Element) -> Element:
    return w(name, *children, id=word.id(), author="局办公室", date="2020-02-02T08:00:00Z")


def _struck(runs: Element) -> Element:
    """Runs as deletion writes them."""
    for text in list(runs.iter(TEXT)):
        text.tag = W + "delText"
    return runs


def _unmarked(found: list[Element]) -> list[Element]:
    """Paragraphs whose mark no revision has touched yet."""
    return [p for p in found if p.find(f"{W}pPr/{W}rPr") is None]


def inserted_text(word: Word, rng: Random) -> int:
    """Runs, paragraph marks and rows that someone put in; tables of inserted rows."""
    chosen = [r for r in text_runs(word) if r.getparent().tag == P and rng.random() < 0.5]
    for r in chosen:
        wrap([r], _by(word, "ins"))
    for paragraph in some(_unmarked(paragraphs(word)), rng, 0.3):
        properties(paragraph).append(w("rPr", _by(word, "ins")))
    for row in some(word.body.iter(ROW), rng, 0.3):
        properties(row).append(_by(word, "ins"))
    for cell in some(word.body.iter(CELL), rng, 0.1):
        properties(cell).append(_by(word, "cellIns"))
    return len(chosen)


def deleted_text_beside(word: Word, rng: Random) -> int:
    """Other words and other numbers, struck out before and behind those that stand."""
    chosen = some(text_runs(word), rng, 0.4)
    for r in chosen:
        old = _by(word, "del", _struck(run(rng.choice(_OLD))))
        (r.addprevious if rng.random() < 0.5 else r.addnext)(old)
    return len(chosen)


def inserted_then_deleted(word: Word, rng: Random) -> int:
    """Words that one put in and another struck out, and words put in beside struck ones, in one insertion."""
    chosen = [r for r in text_runs(word) if r.getparent().tag == P and rng.random() < 0.4]
    for r in chosen:
        old = _by(word, "del", _struck(run(rng.choice(_OLD))))
        insertion = _by(word, "ins")
        wrap([r], insertion)
        insertion.insert(rng.randint(0, 1), old)
    return len(chosen)


def moved_text(word: Word, rng: Random) -> int:
    """Runs moved to where they stand, from another paragraph where they still lie."""
    chosen = [r for r in text_runs(word) if r.getparent().tag == P and rng.random() < 0.2]
    others = paragraphs(word)
    for r in chosen:
        name = f"move{word.id()}"
        source = _by(word, "moveFrom", deepcopy(r))
        where = rng.choice(others)
        where.append(w("moveFromRangeStart", id=word.id(), name=name))
        where.append(source)
        wrap([r], _by(word, "moveTo"))
    return len(chosen)


def moved_paragraphs(word: Word, rng: Random) -> int:
    """Whole paragraphs moved to where they stand; where they were, text and mark are gone."""
    chosen = some(_unmarked(prose(word)), rng, 0.2)
    for paragraph in chosen:
        copy = deepcopy(paragraph)
        for r in copy.findall(RUN):
            wrap([r], _by(word, "moveFrom"))
        properties(copy).append(w("rPr", _by(word, "moveFrom")))
        rng.choice(chosen).addprevious(copy)
        for r in paragraph.findall(RUN):
            wrap([r], _by(word, "moveTo"))
        properties(paragraph).append(w("rPr", _by(word, "moveTo")))
    return len(chosen)


def deleted_paragraph_marks(word: Word, rng: Random) -> int:
    """Paragraphs that were two: the mark between them is struck out."""
    chosen = [p for p in _unmarked(paragraphs(word)) if is_plain(p) and len(p.findall(RUN)) > 1 and rng.random() < 0.5]
    for second in chosen:
        runs = second.findall(RUN)
        first = w("p", w("pPr", w("jc", val="left"), w("rPr", _by(word, "del"))))
        for r in runs[: rng.randint(1, len(runs) - 1)]:
            first.append(r)
        second.addprevious(first)
    return len(chosen)


def _gone(word: Word, rng: Random, of_run: Callable[[Element], object], of_mark: Callable[[], Element]) -> int:
    """Before some paragraphs a copy of which nothing is shown: its runs and its mark are said to be gone."""
    chosen = some(_unmarked(prose(word)), rng, 0.3)
    for paragraph in chosen:
        old = deepcopy(paragraph)
        for r in old.findall(RUN):
            of_run(r)
        properties(old).append(w("rPr", of_mark()))
        paragraph.addprevious(old)
    return len(chosen)


def deleted_paragraphs(word: Word, rng: Random) -> int:
    """Whole paragraphs struck out, text and mark, numbered ones too: they take no number from the list."""
    return _gone(word, rng, lambda r: wrap([_struck(r)], _by(word, "del")), lambda: _by(word, "del"))


def hidden_paragraphs(word: Word, rng: Random) -> int:
    """Whole paragraphs that are hidden, text and mark; numbered ones take no number from the list."""
    return _gone(word, rng, lambda r: properties(r).append(w("vanish")), lambda: w("vanish"))


def deleted_rows(word: Word, rng: Random) -> int:
    """Rows struck out that stand twice, with the mark alone or with all their text struck."""
    chosen = [row for row in word.body.iter(ROW) if row.find(f".//{W}vMerge") is None and rng.random() < 0.3]
    for row in chosen:
        old = deepcopy(row)
        properties(old).append(_by(word, "del"))
        if rng.random() < 0.5:
            for r in list(old.iter(RUN)):
                wrap([_struck(r)], _by(word, "del"))
        (row.addprevious if rng.random() < 0.5 else row.addnext)(old)
    return len(chosen)


def deleted_tables(word: Word, rng: Random) -> int:
    """A table all of whose rows are struck out is gone with its title."""
    chosen = [block for block in blocks(word) if block.tag == TABLE]
    for table in chosen:
        old = deepcopy(table)
        for row in old.iter(ROW):
            properties(row).append(_by(word, "del"))
        rng.choice(list(word.body.iterchildren(P)) or [table]).addprevious(old)
    return len(chosen)


def changes_of_form(word: Word, rng: Random) -> int:
    """What formats were before: other styles, other lists, other widths. Nothing of it holds any more."""
    for paragraph in paragraphs(word):
        old = w("pPr", w("pStyle", val="Heading1"), w("numPr", w("numId", val="101")), w("outlineLvl", val="0"))
        properties(paragraph).append(_by(word, "pPrChange", old))
    for r in text_runs(word):
        properties(r).append(_by(word, "rPrChange", w("rPr", w("vanish"))))
    for cell in word.body.iter(CELL):
        properties(cell).append(_by(word, "tcPrChange", w("tcPr", w("gridSpan", val="3"), w("vMerge"))))
    for row in word.body.iter(ROW):
        properties(row).append(_by(word, "trPrChange", w("trPr", w("gridBefore", val="2"), w("hidden"))))
    for table in word.body.iter(TABLE):
        properties(table).append(_by(word, "tblPrChange", w("tblPr")))
        for grid in table.findall(W + "tblGrid"):
            grid.append(w("tblGridChange", w("tblGrid", w("gridCol", w="1"), w("gridCol", w="2")), id="1"))
    return len(said(word.body))


REVISIONS: tuple[Rewrite, ...] = (
    Rewrite(inserted_text, SAME, 6),
    Rewrite(deleted_text_beside, SAME, ALL),
    Rewrite(inserted_then_deleted, SAME),
    Rewrite(moved_text, SAME),
    Rewrite(moved_paragraphs, SAME),
    Rewrite(deleted_paragraph_marks, SAME, 6),
    Rewrite(deleted_paragraphs, SAME, 6, lambda xml: "w:numPr" in xml),
    Rewrite(hidden_paragraphs, SAME, 4),
    Rewrite(deleted_rows, SAME),
    Rewrite(deleted_tables, SAME),
    Rewrite(changes_of_form, SAME),
)
