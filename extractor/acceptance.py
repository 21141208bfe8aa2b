"""Acceptance: whether a readable document is a disclosure, and why it is none."""

from __future__ import annotations

from itertools import islice

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

# Characters; the error page of a web server is shorter.
_LONGEST_ERROR_PAGE = 600
# Words of the field that a document without a title must hold to be a disclosure.
_MIN_DISCLOSURE_WORDS = 3
_MIN_SECTIONS = 2
_MIN_TABLE_KINDS = 2
_MIN_CONCEPTS = 2


def find_rejection_reason(context: Context) -> RejectionReason | None:
    """Decide whether a document is a disclosure.

    It is one if it covers the budget or final accounts of one office (not of a whole government), and has sections
    or tables of the lexicon.

    Args:
        context: The document as far as it was read.

    Returns:
        None for a disclosure; else the reason, with the decisive word.
    """
    word = _find_word_of_other_title(context)
    if word is not None:
        return RejectionReason("WHY_NOT_TITLE", word)
    text = match_key(context.document.text)
    if context.profile.department_name is None:
        word = _find_word(context, "summed", text)
        if word is not None:
            return RejectionReason("WHY_NOT_SUMMED", word)
    marks = context.lexicon.get_words("disclosure", "mark")
    n_needed = 1 if _get_title(context) else _MIN_DISCLOSURE_WORDS
    if sum(mark in text for mark in marks) < n_needed:
        return RejectionReason("WHY_NOT_WORDS")
    if not _has_known_contents(context):
        return RejectionReason("WHY_NOT_SECTIONS")
    return None


def _find_word(context: Context, key: str, text: str) -> str | None:
    """The first word of a vocabulary of other documents that occurs in a text."""
    words = context.lexicon.get_words("not_disclosure", key)
    return next((word for word in words if word in text), None)


def _get_title(context: Context) -> str:
    title = context.profile.title
    return match_key(title.value) if title else ""


def _find_word_of_other_title(context: Context) -> str | None:
    """The word by which the title (else the first two lines) names another kind of document, or a government."""
    head = _get_title(context)
    if not head:
        entries = islice(context.iter_prose_entries(), 2)
        head = "\n".join(match_key(entry.line.text) for entry in entries)
    department = context.profile.department_name
    if department is not None:
        name = match_key(department.value)
        whole = context.lexicon.get_words("not_disclosure", "whole")
        if name and not name.endswith(whole):
            # 巡察工作领导小组办公室 has a budget like any other.
            head = head.replace(name, "")
    word = _find_word(context, "title", head)
    if word is None and _find_word(context, "unless", head) is None:
        word = _find_word(context, "government", head)
    return word


def _has_known_contents(context: Context) -> bool:
    """True for known sections or tables enough, or for one paragraph without headings that names what it states."""
    mentions = context.mentions
    keys = {section.key for section in context.outline.sections if section.key}
    kinds = context.table_kinds - {"unknown", "layout"}
    if len(keys) >= _MIN_SECTIONS or len(kinds) >= _MIN_TABLE_KINDS:
        return True
    if mentions and (keys or kinds):
        return True
    if not _get_title(context) or context.profile.department_name is None:
        return False
    concepts = {
        mention.subject.concept
        for _, mention in mentions
        if isinstance(mention, AmountMention) and mention.subject.concept
    }
    return len(concepts) >= _MIN_CONCEPTS


def find_rejection_code(document: Document, base_lexicon: Lexicon) -> str:
    """The code of a document without a disclosure.

    A download that failed is a page of a few words, saved under the name of the file.
    """
    text = match_key(document.text).lower()
    marks = base_lexicon.get_words("error_page", "mark")
    is_short_page = (
        document.format in ("html", "mht", "txt") and len(text) < _LONGEST_ERROR_PAGE
    )
    if is_short_page and any(mark.lower() in text for mark in marks):
        return "WEB_ERROR_PAGE"
    return "NOT_A_DISCLOSURE"
