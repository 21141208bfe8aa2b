"""Completeness of reading: the text a file stores against the text its Document holds.

A reader that skips a content control or a text box loses it without an
error. So the stored text is extracted a second time by the other
modules of this package, and both are counted: visible characters (no
white space, no generated list numbers) and number tokens, in the body,
notes, headers, footers and text boxes. Embedded objects are not
counted.
"""

from __future__ import annotations

import binascii
import re
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple
from xml.parsers.expat import ExpatError

from lxml import etree

from extractor.model.document import Block, Document, Paragraph
from extractor.model.issues import Issue
from extractor.verify import UncountableError

__all__ = [
    "LINE_EXTRACTORS",
    "ReadCompleteness",
    "TextCounts",
    "count_document_text",
    "combine_completeness",
    "count_stored_text",
    "extract_stored_lines",
    "find_lost_text",
    "measure_completeness",
]


class TextCounts(NamedTuple):
    """Visible characters and number tokens."""

    characters: int
    numbers: int


class ReadCompleteness(NamedTuple):
    """Shares of the stored text that the Document holds, 1 for all of it.

    They are None where the format, or this file of it, cannot be
    counted.
    """

    share_characters: Decimal | None
    share_numbers: Decimal | None
    issues: tuple[Issue, ...] = ()


def measure_completeness(data: bytes, document: Document) -> ReadCompleteness:
    """Compare the text that a file stores with the text that was read.

    Args:
        data: The bytes of the file.
        document: What was read from them.

    Returns:
        The shares, and an issue TEXT_LOST with the size and the first lines of what is
        missing.
    """
    lines = extract_stored_lines(data, document.format)
    if lines is None:
        return ReadCompleteness(None, None)
    stored = _count_text(lines)
    read = count_document_text(document)
    characters = _compute_share(read.characters, stored.characters)
    numbers = _compute_share(read.numbers, stored.numbers)
    if characters == numbers == 1:
        return ReadCompleteness(characters, numbers)
    missing = list(_iter_missing_lines(lines, document))
    issue = Issue.build(
        "TEXT_LOST",
        missing[0].preceding_path if missing else "",
        characters=max(stored.characters - read.characters, 0),
        numbers=max(stored.numbers - read.numbers, 0),
        text="；".join(line.text[:60] for line in missing[:5]),
    )
    return ReadCompleteness(characters, numbers, (issue,))


def combine_completeness(counts: Sequence[ReadCompleteness]) -> ReadCompleteness:
    """Combine the counts of the files of one disclosure.

    Args:
        counts: Those of each file, in their order.

    Returns:
        The least shares that are known; issues at their places among several files.
    """
    if len(counts) == 1:
        return counts[0]
    characters = [c.share_characters for c in counts if c.share_characters is not None]
    numbers = [c.share_numbers for c in counts if c.share_numbers is not None]
    issues: list[Issue] = []
    for ordinal, one in enumerate(counts, 1):
        issues.extend(issue.move_to_file(ordinal) for issue in one.issues)
    least_characters = min(characters, default=None)
    least_numbers = min(numbers, default=None)
    return ReadCompleteness(least_characters, least_numbers, tuple(issues))


def _compute_share(read_count: int, stored_count: int) -> Decimal:
    if read_count >= stored_count:
        return Decimal(1)
    share = Decimal(read_count) / stored_count
    return share.quantize(Decimal("0.000001"), rounding=ROUND_DOWN)


def count_stored_text(data: bytes, format: str) -> TextCounts | None:
    """Count the text that a file stores.

    Args:
        data: The bytes of the file.
        format: Name of the format, a key of LINE_EXTRACTORS.

    Returns:
        The counts; None for a format or a file that cannot be counted.
    """
    lines = extract_stored_lines(data, format)
    if lines is None:
        return None
    return _count_text(lines)


def count_document_text(document: Document) -> TextCounts:
    """Count the text that a Document holds, embedded objects left out."""
    return _count_text(paragraph.text for paragraph in _iter_paragraphs(document))


def find_lost_text(data: bytes, format: str, document: Document) -> list[str]:
    """Find the stored paragraphs, or their pieces between tabs, that a Document lacks.

    Args:
        data: The bytes of the file.
        format: Name of the format, a key of LINE_EXTRACTORS.
        document: What was read from them.

    Returns:
        Texts without white space, each as often as it is missing.
    """
    lines = extract_stored_lines(data, format) or ()
    return [line.text for line in _iter_missing_lines(lines, document)]


class _MissingLine(NamedTuple):
    """A stored line that was not read, and the path of the last line before it that
    was."""

    preceding_path: str
    text: str


def _iter_missing_lines(
    lines: Iterable[str], document: Document
) -> Iterator[_MissingLine]:
    paths_by_text: dict[str, deque[str]] = {}
    for paragraph in _iter_paragraphs(document):
        for piece in re.split("[\n\t]", paragraph.text):
            text = "".join(piece.split())
            paths_by_text.setdefault(text, deque()).append(paragraph.path)
    preceding_path = ""
    for line in lines:
        for piece in re.split("[\n\t]", line):
            text = "".join(piece.split())
            paths = paths_by_text.get(text)
            if paths:
                preceding_path = paths.popleft()
            elif text:
                yield _MissingLine(preceding_path, text)


_NUMBER_TOKEN = re.compile(r"[0-9０-９]+(?:[.,．，][0-9０-９]+)*")


def _count_text(lines: Iterable[str]) -> TextCounts:
    text = "\n".join(lines)
    return TextCounts(len("".join(text.split())), len(_NUMBER_TOKEN.findall(text)))


def _iter_paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the body, then of the
    stories that are counted, in order."""
    blocks: list[Block] = list(document.blocks)
    for story in document.stories:
        if not story.name.startswith("ole"):
            blocks.extend(story.blocks)
    stack = blocks[::-1]
    while stack:
        block = stack.pop()
        if isinstance(block, Paragraph):
            yield block
        else:
            for cell in reversed(block.cells):
                stack.extend(reversed(cell.blocks))


_UNCOUNTABLE_ERRORS = (
    UncountableError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    binascii.Error,
    struct.error,
    etree.XMLSyntaxError,
    ExpatError,
    RecursionError,
    LookupError,
    ValueError,
    OSError,
)


def extract_stored_lines(data: bytes, format: str) -> list[str] | None:
    """Extract the visible lines that a file stores.

    Args:
        data: The bytes of the file.
        format: Name of the format, a key of LINE_EXTRACTORS.

    Returns:
        The lines; None for a format that is not counted, and for a file in which it
        cannot be determined what is visible.
    """
    extract = LINE_EXTRACTORS.get(format)
    if extract is None:
        return None
    try:
        return extract(data)
    except _UNCOUNTABLE_ERRORS:
        return None


def _extract_plain_text_lines(data: bytes) -> list[str]:
    encodings = ["utf-8-sig", "gb18030"]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return re.sub(r"\[bookmark: [^\]\n]*\]", "", text).splitlines()
    raise UncountableError


_FORMATS_BY_EXTENSION = {
    "htm": "html",
    "xhtml": "html",
    "mhtml": "mht",
    "docm": "docx",
    "dotx": "docx",
}


def _extract_chunk_lines(data: bytes, extension: str) -> list[str]:
    """The visible lines of a file that is embedded in another one."""
    format = _FORMATS_BY_EXTENSION.get(extension, extension)
    if format not in LINE_EXTRACTORS:
        raise UncountableError
    return LINE_EXTRACTORS[format](data)


# The second reader of a format is imported when the first file of it is met.


def _extract_docx_lines(data: bytes) -> list[str]:
    from extractor.verify.ooxml_text import extract_docx_lines

    return extract_docx_lines(data, _extract_chunk_lines)


def _extract_flat_opc_lines(data: bytes) -> list[str]:
    from extractor.verify.ooxml_text import extract_flat_opc_lines

    return extract_flat_opc_lines(data, _extract_chunk_lines)


def _extract_wordml_lines(data: bytes) -> list[str]:
    from extractor.verify.wordml_text import extract_wordml_lines

    return extract_wordml_lines(data)


def _extract_doc_lines(data: bytes) -> list[str]:
    from extractor.verify.doc_text import extract_doc_lines

    return extract_doc_lines(data)


def _extract_rtf_lines(data: bytes) -> list[str]:
    from extractor.verify.rtf_text import extract_rtf_lines

    return extract_rtf_lines(data)


def _extract_odt_lines(data: bytes) -> list[str]:
    from extractor.verify.odt_text import extract_odt_lines

    return extract_odt_lines(data)


def _extract_flat_odt_lines(data: bytes) -> list[str]:
    from extractor.verify.odt_text import extract_flat_odt_lines

    return extract_flat_odt_lines(data)


def _extract_html_lines(data: bytes) -> list[str]:
    from extractor.verify.html_text import extract_html_lines

    return extract_html_lines(data)


def _extract_mht_lines(data: bytes) -> list[str]:
    from extractor.verify.html_text import extract_mht_lines

    return extract_mht_lines(data)


def _extract_pdf_lines(data: bytes) -> list[str]:
    from extractor.verify.pdf_text import extract_pdf_lines

    return extract_pdf_lines(data)


LINE_EXTRACTORS: Mapping[str, Callable[[bytes], list[str]]] = {
    "docx": _extract_docx_lines,
    "flat_opc": _extract_flat_opc_lines,
    "wordml": _extract_wordml_lines,
    "doc": _extract_doc_lines,
    "rtf": _extract_rtf_lines,
    "odt": _extract_odt_lines,
    "flat_odt": _extract_flat_odt_lines,
    "html": _extract_html_lines,
    "mht": _extract_mht_lines,
    "txt": _extract_plain_text_lines,
    "pdf": _extract_pdf_lines,
}
