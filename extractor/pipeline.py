"""The pipeline: bytes in, disclosures out.

bytes -> Document -> lines -> outline -> tables, mentions -> records -> coverage ->
facts -> checks -> Disclosure
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from extractor import validation
from extractor.acceptance import Verdict, find_rejection_code, judge_disclosure
from extractor.dataclass import dataclass
from extractor.extractors import extract_records
from extractor.extractors.context import Context
from extractor.facts import attach_facts, separate_lines
from extractor.formats import read
from extractor.formats.joining import join_documents
from extractor.formats.limits import apply_extraction_limits, check_extraction_size
from extractor.layout.lines import BodyLayout, build_body_layout
from extractor.layout.reading_copy import ReadingCopy, build_reading_copy
from extractor.layout.sections import build_outline, build_page_blocks
from extractor.layout.split import DisclosurePart, split_disclosures
from extractor.lexicon.lexicon import Lexicon, choose_lexicon, load_bundled_lexicons
from extractor.model.disclosure import (
    Disclosure,
    ParsedFile,
    Refusal,
    describe_text_boxes,
    group_by_table,
)
from extractor.model.document import Document
from extractor.model.issues import Issue, partition
from extractor.model.records import Record
from extractor.profile import profile
from extractor.provenance import corrections, grade
from extractor.provenance.corrections import Correction, CorrectionsByHash
from extractor.provenance.coverage import find_unicode_issues, measure_coverage
from extractor.provenance.quotes import find_masked_numbers, restore_quotes
from extractor.tables.model import ParsedTable, build_table_records
from extractor.tables.parse import parse_document_tables
from extractor.tables.placement import (
    find_ignored_cells,
    iterate_body_tables,
    iterate_embedded_tables,
)
from extractor.text.folding import FOLDED_CHARACTERS, FOLDING_HINT
from extractor.verify.completeness import combine_completeness, measure_completeness

__all__ = [
    "Options",
    "extract_disclosures",
    "parse_file",
    "parse_files",
]


@dataclass(frozen=True)
class Options:
    """What a user may choose about understanding (not about running).

    ``corrections`` are by the hash of their document.
    """

    lang: str = "zh"
    lexicons: Mapping[str, Lexicon] = field(default_factory=load_bundled_lexicons)
    corrections: CorrectionsByHash = field(default_factory=dict)

    def get_corrections(self, document: Document) -> Sequence[Correction]:
        """The corrections of one document."""
        return self.corrections.get(document.sha256, ())


def parse_file(
    data: bytes, name: str = "", options: Options | None = None
) -> ParsedFile:
    """Understand one file.

    Args:
        data: The bytes of the file.
        name: Its name, by which a format without a signature is detected.
        options: Lexicons, corrections and language; the bundled ones unless given.

    Returns:
        The document with its disclosures; without any, and with the reason, when it is
        readable but no disclosure. The same bytes and options give the same records.

    Raises:
        ReadError: The bytes are no readable document.
    """
    return parse_files([(data, name)], options)


def parse_files(
    files: Sequence[tuple[bytes, str]], options: Options | None = None
) -> ParsedFile:
    """Understand the files of one disclosure together.

    Args:
        files: The bytes and the name of each, the main text first.
        options: As for :func:`parse_file`.

    Returns:
        The document of all files with its disclosures; places in the second file begin
        with ``f2/``.

    Raises:
        ReadError: The bytes of a file are no readable document.
    """
    options = options or Options()
    documents: list[Document] = []
    for data, name in files:
        with apply_extraction_limits():
            documents.append(read(data, name))
    document = documents[0]
    if len(documents) > 1:
        document = join_documents(documents)
    check_extraction_size(document)
    disclosures, refusal = _extract_disclosures(document, options)
    if not disclosures:
        code = find_rejection_code(document, options.lexicons["base"])
        return ParsedFile(
            document, (), refusal.reason, code, tuple(documents), refusal.disclosure
        )
    # An independent count; it shares no code with the reader.
    counts = [
        measure_completeness(data, one)
        for (data, _), one in zip(files, documents, strict=True)
    ]
    stored = combine_completeness(counts)
    first = replace(disclosures[0], issues=(*disclosures[0].issues, *stored.issues))
    counted = (
        replace(
            disclosure,
            share_characters=stored.share_characters,
            share_numbers=stored.share_numbers,
        )
        for disclosure in (first, *disclosures[1:])
    )
    graded = tuple(map(grade.assign_grade, counted))
    return ParsedFile(document, graded, files=tuple(documents))


def extract_disclosures(
    document: Document, options: Options | None = None
) -> tuple[Disclosure, ...]:
    """The disclosures of a document that was read.

    Args:
        document: The document.
        options: As for :func:`parse_file`.

    Returns:
        The disclosures in the order of the document, none when it is no disclosure.
        What an independent count of the file tells is missing from their grades.
    """
    disclosures, _ = _extract_disclosures(document, options or Options())
    return tuple(map(grade.assign_grade, disclosures))


def _extract_disclosures(
    document: Document, options: Options
) -> tuple[list[Disclosure], Refusal]:
    copy = ReadingCopy(document)
    text = document.text
    is_folded = FOLDING_HINT.search(text) and FOLDED_CHARACTERS.search(text)
    if document.marks or is_folded:
        copy = build_reading_copy(document)
    base_lexicon = options.lexicons["base"]
    layout = build_body_layout(copy.document)
    parts = split_disclosures(copy.document, layout, base_lexicon)
    rejection = profile.find_plain_rejection(copy.document, base_lexicon)
    if rejection is not None:
        return [], Refusal(rejection)
    disclosures: list[Disclosure] = []
    refusals: list[Refusal] = []
    accepted_paths: set[str] = set()
    for part in parts:
        result = _extract_disclosure(document, copy, layout, part, options)
        if isinstance(result, Refusal):
            refusals.append(result)
        else:
            disclosures.append(result)
            accepted_paths |= part.block_paths
    if not disclosures:
        return [], next(iter(refusals), Refusal(None))
    requested = options.get_corrections(document)
    if requested:
        disclosures[0] = corrections.refuse_misplaced_corrections(
            disclosures[0], requested, accepted_paths
        )
    return disclosures, Refusal(None)


def _extract_disclosure(
    document: Document,
    copy: ReadingCopy,
    layout: BodyLayout,
    part: DisclosurePart,
    options: Options,
) -> Disclosure | Refusal:
    """One disclosure of a document, or why a part of it is none; what is understood is
    read from its copy."""
    context, issues = _read_context(copy.document, part, options)
    records, record_issues = partition(extract_records(context))
    acceptance = judge_disclosure(context, records)
    if acceptance.verdict is Verdict.REFUSED:
        return Refusal(acceptance.reason, _outline_refused(context, records, part))
    if acceptance.verdict is Verdict.UNCERTAIN:
        issues.append(acceptance.build_issue())
    sections = context.outline.sections
    furniture = layout.map_furniture_kinds()
    tables = build_table_records(copy.document, part.block_paths, context.tables)
    section_keys = context.outline.map_section_keys()
    coverage = measure_coverage(
        copy.document,
        part.block_paths,
        [context.profile, *sections, *records],
        tables,
        section_keys,
        furniture,
        find_ignored_cells(copy.document, context.tables),
    )
    blocks = build_page_blocks(
        document, part.block_paths, context.outline, furniture.keys()
    )
    disclosure = Disclosure(
        profile=context.profile,
        sections=sections,
        tables=tuple(table.record for table in tables),
        cells=coverage.cells,
        blocks=tuple(blocks),
        unmatched_numbers=coverage.unmatched_numbers,
        n_paragraphs=coverage.n_paragraphs,
        n_tables=len(tables),
        n_numbers=coverage.n_numbers,
        n_numbers_read=coverage.n_numbers - len(coverage.unmatched_numbers),
        text_boxes=describe_text_boxes(document),
        **group_by_table(records),  # type: ignore[arg-type]
    )
    disclosure = separate_lines(disclosure)
    corrected = disclosure
    if copy.document is not document:
        masked = tuple(
            find_masked_numbers(document, copy, part.block_paths, section_keys)
        )
        disclosure = restore_quotes(document, disclosure)
        disclosure = replace(
            disclosure,
            unmatched_numbers=(*disclosure.unmatched_numbers, *masked),
            n_numbers=disclosure.n_numbers + len(masked),
        )
    requested = [
        correction
        for correction in options.get_corrections(document)
        if correction.block_path in part.block_paths
    ]
    if requested:
        disclosure, corrected = corrections.apply_corrections(
            document, disclosure, requested
        )
    disclosure = attach_facts(disclosure, context.lexicon)
    corrected = replace(corrected, facts=disclosure.facts)
    document_issues: list[Issue] = []
    if part.is_first:
        document_issues = [
            *document.issues,
            *find_unicode_issues(document),
        ]
        if copy.masked:
            document_issues.extend(copy.list_issues(document))
    checks, check_issues = validation.run_checks(corrected, context.lexicon)
    return replace(
        disclosure,
        checks=tuple(checks),
        issues=(
            *document_issues,
            *issues,
            *record_issues,
            *coverage.issues,
            *disclosure.issues,
            *check_issues,
        ),
    )


def _outline_refused(
    context: Context, records: list[Record], part: DisclosurePart
) -> Disclosure:
    """What was read of a part that is no disclosure
    by itself, but may complete one."""
    tables = build_table_records(context.document, part.block_paths, context.tables)
    return Disclosure(
        profile=context.profile,
        sections=context.outline.sections,
        tables=tuple(table.record for table in tables),
        **group_by_table(records),  # type: ignore[arg-type]
    )


def _read_context(
    document: Document, part: DisclosurePart, options: Options
) -> tuple[Context, list[Issue]]:
    """What extractors read a disclosure from: whose it is, its outline and its
    tables."""
    witness: Document | None = None
    if part.is_first:
        witness = document
    reading = profile.extract_profile(part.elements, options.lexicons["base"], witness)
    document_profile, names, profile_issues = reading
    wanted = [
        correction
        for correction in options.get_corrections(document)
        if correction.block_path in part.block_paths
    ]
    if wanted:
        document_profile = corrections.apply_profile_corrections(
            document_profile, document, wanted
        )
        document_profile = profile.classify_office(document_profile, part.elements)
        if document_profile.department_name is not None:
            names = (*names, document_profile.department_name.value)
    lexicon = choose_lexicon(
        options.lexicons.values(), profile.collect_lexicon_criteria(document_profile)
    )
    document_profile = replace(document_profile, template=lexicon.name)
    title = document_profile.title
    title_path = None if title is None else title.place.path
    outline = build_outline(part.elements, lexicon, names, title_path)
    placed = list(iterate_body_tables(document, outline))
    if part.is_first:
        placed.extend(iterate_embedded_tables(document))
    tables: list[ParsedTable] = []
    table_issues: list[Issue] = []
    if placed:
        is_plaintext = document.format == "txt"
        tables, table_issues = parse_document_tables(placed, lexicon, is_plaintext)
    issues = [
        *profile_issues,
        *outline.issues,
        *table_issues,
    ]
    return Context(
        document, outline, tuple(tables), lexicon, document_profile, names
    ), issues
