"""Pending revisions, as they look when all are accepted: what is inserted stands, what is deleted is gone."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from random import Random

from tests.metamorphic.compare_records import NO_CHANGES
from tests.metamorphic.docx_editor import (
    CELL,
    ROW,
    RUN,
    TABLE,
    TEXT,
    DocxEditor,
    Element,
    P,
    Rewrite,
    W,
    build_run,
    ensure_properties,
    get_text,
    is_plain,
    list_blocks,
    list_paragraphs,
    list_prose_paragraphs,
    list_text_runs,
    sample_elements,
    w,
    wrap_elements,
)

ALL_SAMPLES = 99
_DELETED_TEXTS = ("9,876.54万元", "增加", "（二）", "三、", "2011年", "其中：", "≥")


def _build_revision(word: DocxEditor, name: str, /, *children: Element) -> Element:
    return w(name, *children, id=word.next_id(), author="局办公室", date="2020-02-02T08:00:00Z")


def _mark_deleted(runs: Element) -> Element:
    """Runs as deletion writes them."""
    for text in list(runs.iter(TEXT)):
        text.tag = W + "delText"
    return runs


def _list_unrevised(found: list[Element]) -> list[Element]:
    """Paragraphs whose mark no revision has touched yet."""
    return [p for p in found if p.find(f"{W}pPr/{W}rPr") is None]


def inserted_text(word: DocxEditor, rng: Random) -> int:
    """Runs, paragraph marks and rows that someone put in; tables of inserted rows."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.5]
    for r in chosen:
        wrap_elements([r], _build_revision(word, "ins"))
    for paragraph in sample_elements(_list_unrevised(list_paragraphs(word)), rng, 0.3):
        ensure_properties(paragraph).append(w("rPr", _build_revision(word, "ins")))
    for row in sample_elements(word.body.iter(ROW), rng, 0.3):
        ensure_properties(row).append(_build_revision(word, "ins"))
    for cell in sample_elements(word.body.iter(CELL), rng, 0.1):
        ensure_properties(cell).append(_build_revision(word, "cellIns"))
    return len(chosen)


def deleted_text_beside(word: DocxEditor, rng: Random) -> int:
    """Other words and other numbers, struck out before and behind those that stand."""
    chosen = sample_elements(list_text_runs(word), rng, 0.4)
    for r in chosen:
        old = _build_revision(word, "del", _mark_deleted(build_run(rng.choice(_DELETED_TEXTS))))
        (r.addprevious if rng.random() < 0.5 else r.addnext)(old)
    return len(chosen)


def inserted_then_deleted(word: DocxEditor, rng: Random) -> int:
    """Words that one put in and another struck out, and words put in beside struck ones, in one insertion."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.4]
    for r in chosen:
        old = _build_revision(word, "del", _mark_deleted(build_run(rng.choice(_DELETED_TEXTS))))
        insertion = _build_revision(word, "ins")
        wrap_elements([r], insertion)
        insertion.insert(rng.randint(0, 1), old)
    return len(chosen)


def moved_text(word: DocxEditor, rng: Random) -> int:
    """Runs moved to where they stand, from another paragraph where they still lie."""
    chosen = [r for r in list_text_runs(word) if r.getparent().tag == P and rng.random() < 0.2]
    others = list_paragraphs(word)
    for r in chosen:
        name = f"move{word.next_id()}"
        source = _build_revision(word, "moveFrom", deepcopy(r))
        where = rng.choice(others)
        where.append(w("moveFromRangeStart", id=word.next_id(), name=name))
        where.append(source)
        wrap_elements([r], _build_revision(word, "moveTo"))
    return len(chosen)


def moved_paragraphs(word: DocxEditor, rng: Random) -> int:
    """Whole paragraphs moved to where they stand; where they were, text and mark are gone."""
    chosen = sample_elements(_list_unrevised(list_prose_paragraphs(word)), rng, 0.2)
    for paragraph in chosen:
        copy = deepcopy(paragraph)
        for r in copy.findall(RUN):
            wrap_elements([r], _build_revision(word, "moveFrom"))
        ensure_properties(copy).append(w("rPr", _build_revision(word, "moveFrom")))
        rng.choice(chosen).addprevious(copy)
        for r in paragraph.findall(RUN):
            wrap_elements([r], _build_revision(word, "moveTo"))
        ensure_properties(paragraph).append(w("rPr", _build_revision(word, "moveTo")))
    return len(chosen)


def deleted_paragraph_marks(word: DocxEditor, rng: Random) -> int:
    """Paragraphs that were two: the mark between them is struck out."""
    chosen = [p for p in _list_unrevised(list_paragraphs(word)) if is_plain(p) and len(p.findall(RUN)) > 1 and rng.random() < 0.5]
    for second in chosen:
        runs = second.findall(RUN)
        first = w("p", w("pPr", w("jc", val="left"), w("rPr", _build_revision(word, "del"))))
        for r in runs[: rng.randint(1, len(runs) - 1)]:
            first.append(r)
        second.addprevious(first)
    return len(chosen)


def _insert_removed_copies(word: DocxEditor, rng: Random, mark_run: Callable[[Element], object], build_mark: Callable[[], Element]) -> int:
    """Before some paragraphs a copy of which nothing is shown: its runs and its mark are said to be gone."""
    chosen = sample_elements(_list_unrevised(list_prose_paragraphs(word)), rng, 0.3)
    for paragraph in chosen:
        old = deepcopy(paragraph)
        for r in old.findall(RUN):
            mark_run(r)
        ensure_properties(old).append(w("rPr", build_mark()))
        paragraph.addprevious(old)
    return len(chosen)


def deleted_paragraphs(word: DocxEditor, rng: Random) -> int:
    """Whole paragraphs struck out, text and mark, numbered ones too: they take no number from the list."""
    return _insert_removed_copies(word, rng, lambda r: wrap_elements([_mark_deleted(r)], _build_revision(word, "del")), lambda: _build_revision(word, "del"))


def hidden_paragraphs(word: DocxEditor, rng: Random) -> int:
    """Whole paragraphs that are hidden, text and mark; numbered ones take no number from the list."""
    return _insert_removed_copies(word, rng, lambda r: ensure_properties(r).append(w("vanish")), lambda: w("vanish"))


def deleted_rows(word: DocxEditor, rng: Random) -> int:
    """Rows struck out that stand twice, with the mark alone or with all their text struck."""
    chosen = [row for row in word.body.iter(ROW) if row.find(f".//{W}vMerge") is None and rng.random() < 0.3]
    for row in chosen:
        old = deepcopy(row)
        ensure_properties(old).append(_build_revision(word, "del"))
        if rng.random() < 0.5:
            for r in list(old.iter(RUN)):
                wrap_elements([_mark_deleted(r)], _build_revision(word, "del"))
        (row.addprevious if rng.random() < 0.5 else row.addnext)(old)
    return len(chosen)


def deleted_tables(word: DocxEditor, rng: Random) -> int:
    """A table all of whose rows are struck out is gone with its title."""
    chosen = [block for block in list_blocks(word) if block.tag == TABLE]
    for table in chosen:
        old = deepcopy(table)
        for row in old.iter(ROW):
            ensure_properties(row).append(_build_revision(word, "del"))
        rng.choice(list(word.body.iterchildren(P)) or [table]).addprevious(old)
    return len(chosen)


def changes_of_form(word: DocxEditor, rng: Random) -> int:
    """What formats were before: other styles, other lists, other widths. Nothing of it holds any more."""
    for paragraph in list_paragraphs(word):
        old = w("pPr", w("pStyle", val="Heading1"), w("numPr", w("numId", val="101")), w("outlineLvl", val="0"))
        ensure_properties(paragraph).append(_build_revision(word, "pPrChange", old))
    for r in list_text_runs(word):
        ensure_properties(r).append(_build_revision(word, "rPrChange", w("rPr", w("vanish"))))
    for cell in word.body.iter(CELL):
        ensure_properties(cell).append(_build_revision(word, "tcPrChange", w("tcPr", w("gridSpan", val="3"), w("vMerge"))))
    for row in word.body.iter(ROW):
        ensure_properties(row).append(_build_revision(word, "trPrChange", w("trPr", w("gridBefore", val="2"), w("hidden"))))
    for table in word.body.iter(TABLE):
        ensure_properties(table).append(_build_revision(word, "tblPrChange", w("tblPr")))
        for grid in table.findall(W + "tblGrid"):
            grid.append(w("tblGridChange", w("tblGrid", w("gridCol", w="1"), w("gridCol", w="2")), id="1"))
    return len(get_text(word.body))


REVISION_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(inserted_text, NO_CHANGES, 6),
    Rewrite(deleted_text_beside, NO_CHANGES, ALL_SAMPLES),
    Rewrite(inserted_then_deleted, NO_CHANGES),
    Rewrite(moved_text, NO_CHANGES),
    Rewrite(moved_paragraphs, NO_CHANGES),
    Rewrite(deleted_paragraph_marks, NO_CHANGES, 6),
    Rewrite(deleted_paragraphs, NO_CHANGES, 6, lambda xml: "w:numPr" in xml),
    Rewrite(hidden_paragraphs, NO_CHANGES, 4),
    Rewrite(deleted_rows, NO_CHANGES),
    Rewrite(deleted_tables, NO_CHANGES),
    Rewrite(changes_of_form, NO_CHANGES),
)
