"""Is it a disclosure at all? Of a readable document that is none: the reason, and the word that told."""

from __future__ import annotations

from typing import NamedTuple

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Template
from extractor.model.document import Document
from extractor.prose import AmountSaid
from extractor.text.normalize import squeeze

__all__ = ["Refusal", "outcome", "refusal"]

_ERROR_PAGE = (
    600  # characters; what a web server says when a file is not there is shorter
)
_MARKS = (
    3  # words of the field that a document without a title must hold to be a disclosure
)


class Refusal(NamedTuple):
    """Why a readable document is no disclosure: the code of a sentence, and the word that told."""

    code: str
    word: str = ""


def refusal(context: Context) -> Refusal | None:
    """None for a disclosure: it speaks of the budget or final accounts of one office (not of a whole government), and has
    sections or tables that a template knows."""
    words, title = (
        context.template.words_of,
        squeeze(context.profile.title.value) if context.profile.title else "",
    )
    head = title or "\n".join(
        squeeze(entry.line.text) for entry in list(context.lines())[:2]
    )
    office = (
        squeeze(context.profile.department_name.value)
        if context.profile.department_name
        else ""
    )
    if not office.endswith(words("not_disclosure", "whole")):
        head = (
            head.replace(office, "") if office else head
        )  # 巡察工作领导小组办公室 has a budget like any other
    named = next(
        (word for word in words("not_disclosure", "title") if word in head), None
    )
    if named is None and not any(
        word in head for word in words("not_disclosure", "unless")
    ):
        named = next(
            (word for word in words("not_disclosure", "government") if word in head),
            None,
        )
    if named is not None:
        return Refusal("WHY_NOT_TITLE", named)
    text = squeeze(context.document.text)
    if context.profile.department_name is None:
        summed = next(
            (word for word in words("not_disclosure", "summed") if word in text), None
        )
        if summed is not None:
            return Refusal("WHY_NOT_SUMMED", summed)
    marks = sum(word in text for word in words("disclosure", "mark"))
    if marks < (1 if title else _MARKS):
        return Refusal("WHY_NOT_WORDS")
    keys = {section.key for section in context.outline.sections if section.key}
    kinds = {view.kind for view in context.tables} - {"unknown", "layout"}
    items = {
        said.subject.item
        for _, said in context.said
        if isinstance(said, AmountSaid) and said.subject.item
    }
    alone = (
        bool(title and context.profile.department_name) and len(items) >= 2
    )  # one paragraph without any heading
    known = (
        len(keys) >= 2
        or len(kinds) >= 2
        or (bool(keys or kinds) and bool(context.said))
        or alone
    )
    return None if known else Refusal("WHY_NOT_SECTIONS")


def outcome(document: Document, base: Template) -> str:
    """Why a document gives no disclosure: downloads that failed are pages of a few words, saved under the file's name."""
    text = squeeze(document.text).lower()
    failed = document.format in ("html", "mht", "txt") and len(text) < _ERROR_PAGE
    marks = base.words_of("error_page", "mark")
    return (
        "WEB_ERROR_PAGE"
        if failed and any(word.lower() in text for word in marks)
        else "NOT_A_DISCLOSURE"
    )
