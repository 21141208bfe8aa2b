"""Is it a disclosure at all? Of a readable document that is none: the reason, and the word that told."""

from __future__ import annotations

from extractor.extractors.context import Context
from extractor.lexicon.lexicon import Lexicon
from extractor.model.disclosure import RejectionReason
from extractor.model.document import Document
from extractor.prose.mentions import AmountMention
from extractor.text.normalize import match_key

__all__ = [
    "find_rejection_code",
    "find_rejection_reason",
]

_LONGEST_ERROR_PAGE = (
    600  # characters; what a web server says when a file is not there is shorter
)
_MIN_DISCLOSURE_WORDS = (
    3  # words of the field that a document without a title must hold to be a disclosure
)


def find_rejection_reason(context: Context) -> RejectionReason | None:
    """None for a disclosure: it speaks of the budget or final accounts of one office (not of a whole government), and has
    sections or tables that a template knows."""
    words, title = (
        context.lexicon.get_words,
        match_key(context.profile.title.value) if context.profile.title else "",
    )
    head = title or "\n".join(
        match_key(entry.line.text) for entry in list(context.iter_prose_entries())[:2]
    )
    office = (
        match_key(context.profile.department_name.value)
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
        return RejectionReason("WHY_NOT_TITLE", named)
    text = match_key(context.document.text)
    if context.profile.department_name is None:
        summed = next(
            (word for word in words("not_disclosure", "summed") if word in text), None
        )
        if summed is not None:
            return RejectionReason("WHY_NOT_SUMMED", summed)
    marks = sum(word in text for word in words("disclosure", "mark"))
    if marks < (1 if title else _MIN_DISCLOSURE_WORDS):
        return RejectionReason("WHY_NOT_WORDS")
    keys = {section.key for section in context.outline.sections if section.key}
    kinds = {view.kind for view in context.tables} - {"unknown", "layout"}
    items = {
        said.subject.concept
        for _, said in context.mentions
        if isinstance(said, AmountMention) and said.subject.concept
    }
    alone = (
        bool(title and context.profile.department_name) and len(items) >= 2
    )  # one paragraph without any heading
    known = (
        len(keys) >= 2
        or len(kinds) >= 2
        or (bool(keys or kinds) and bool(context.mentions))
        or alone
    )
    return None if known else RejectionReason("WHY_NOT_SECTIONS")


def find_rejection_code(document: Document, base_lexicon: Lexicon) -> str:
    """Why a document gives no disclosure: downloads that failed are pages of a few words, saved under the file's name."""
    text = match_key(document.text).lower()
    failed = (
        document.format in ("html", "mht", "txt") and len(text) < _LONGEST_ERROR_PAGE
    )
    marks = base_lexicon.get_words("error_page", "mark")
    return (
        "WEB_ERROR_PAGE"
        if failed and any(word.lower() in text for word in marks)
        else "NOT_A_DISCLOSURE"
    )
