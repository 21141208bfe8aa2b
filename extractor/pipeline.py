"""The program's table of contents: bytes in, disclosures out.

bytes -> Document -> lines -> outline -> tables, statements -> records -> checks -> Disclosure
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractor import validation
from extractor.acceptance import (
    find_rejection_code,
    find_rejection_reason,
)
from extractor.extractors import extract_records
from extractor.extractors.context import Context
from extractor.formats import read
from extractor.formats.limits import MAX_EXTRACTION_SIZE, apply_extraction_limits
from extractor.layout.blocks import build_page_blocks
from extractor.layout.lines import BodyLayout, TextLine, build_body_layout
from extractor.layout.sections import build_outline
from extractor.layout.split import split_disclosures
from extractor.lexicon.lexicon import Lexicon, choose_lexicon, load_bundled_lexicons
from extractor.model.disclosure import Disclosure, ParsedFile, RejectionReason
from extractor.model.document import Document, Span, Table
from extractor.model.enums import TableKind
from extractor.model.issues import Issue, ReadError, partition
from extractor.model.records import Record, TableRecord
from extractor.profile import profile
from extractor.provenance import corrections, grade
from extractor.provenance.corrections import CorrectionsByHash
from extractor.provenance.coverage import (
    Evidence,
    ReadSpans,
    classify_cells,
    collect_evidence,
    find_invalid_quotes,
    find_label_cells,
    find_unmatched_numbers,
)
from extractor.tables.model import ParsedTable, build_table_record
from extractor.tables.parse import find_unknown_columns, parse_tables, resolve_units
from extractor.tables.placement import (
    find_repeated_cells,
    iterate_body_tables,
    iterate_embedded_tables,
)
from extractor.text.numbers import has_odd_grouping
from extractor.text.unicode_anomalies import find_unicode_anomalies
from extractor.verify import completeness

__all__ = [
    "Options",
    "parse_file",
    "extract_disclosures",
]


@dataclass(frozen=True)
class Options:
    """What a user may choose about understanding (not about running)."""

    lang: str = "zh"
    lexicons: Mapping[str, Lexicon] = field(default_factory=load_bundled_lexicons)
    corrections: CorrectionsByHash = field(
        default_factory=dict
    )  # by the hash of their document


@dataclass(frozen=True)
class _OwnedDisclosure:
    """A disclosure and the addresses of the blocks it answers for."""

    disclosure: Disclosure
    block_paths: frozenset[str]


def parse_file(
    data: bytes, name: str = "", options: Options | None = None
) -> ParsedFile:
    """Understand one file. Pure: the same bytes and options give the same records.

    Raises ReadError when the bytes are no readable document; a readable document that is no disclosure gives no
    disclosures.
    """
    with apply_extraction_limits():
        document = read(data, name)
    count = sum(1 for _ in document.iter_paragraphs()) + sum(
        len(table.cells) for table in document.tables
    )
    if count > MAX_EXTRACTION_SIZE:
        raise ReadError(
            "PAGE_TOO_LARGE",
            "refused_limit",
            document.format,
            count=count,
            limit=MAX_EXTRACTION_SIZE,
        )
    options = options or Options()
    disclosures, refusal = _extract_disclosures(document, options)
    if disclosures:
        kept = completeness.measure_completeness(
            data, document
        )  # counted again, by code that shares nothing with the reader
        disclosures = tuple(
            _assign_grade(
                replace(
                    disclosure,
                    share_characters=kept.share_characters,
                    share_numbers=kept.share_numbers,
                    issues=(*disclosure.issues, *(kept.issues if index == 0 else ())),
                )
            )
            for index, disclosure in enumerate(disclosures)
        )
    return ParsedFile(
        document,
        disclosures,
        refusal,
        "" if disclosures else find_rejection_code(document, options.lexicons["base"]),
    )


def extract_disclosures(
    document: Document, options: Options | None = None
) -> tuple[Disclosure, ...]:
    """The disclosures of a document that was read."""
    return _extract_disclosures(document, options)[0]


def _extract_disclosures(
    document: Document, options: Options | None
) -> tuple[tuple[Disclosure, ...], RejectionReason | None]:
    options = options or Options()
    lines = build_body_layout(document)
    parts = split_disclosures(lines.elements, options.lexicons["base"])
    found = [
        _extract_disclosure(document, lines, part, options, is_first=index == 0)
        for index, part in enumerate(parts)
    ]
    kept = [one for one in found if isinstance(one, _OwnedDisclosure)]
    asked = options.corrections.get(document.sha256, ())
    if kept and (
        nowhere := [
            c
            for c in asked
            if not any(_parse_block_path(c.place) in one.block_paths for one in kept)
        ]
    ):
        kept[0] = replace(
            kept[0],
            disclosure=corrections.add_refused_corrections(kept[0].disclosure, nowhere),
        )
    refusal = (
        next((one for one in found if isinstance(one, RejectionReason)), None)
        if not kept
        else None
    )
    return tuple(_assign_grade(one.disclosure) for one in kept), refusal


def _assign_grade(disclosure: Disclosure) -> Disclosure:
    return replace(disclosure, quality=grade.grade_disclosure(disclosure))


def _extract_disclosure(
    document: Document,
    body: BodyLayout,
    elements: Sequence[TextLine | Table],
    options: Options,
    is_first: bool,
) -> _OwnedDisclosure | RejectionReason:
    """One disclosure of a document; ``first`` also answers for what stands beside the body (headers, notes)."""
    found, remarks = partition(
        profile.extract_profile(elements, options.lexicons["base"])
    )
    who = found[0]
    template = choose_lexicon(
        options.lexicons.values(), profile.collect_lexicon_criteria(who)
    )
    who = replace(who, template=template.name)
    names = profile.list_name_variants(who)
    plan = build_outline(elements, template, names)
    embedded = iterate_embedded_tables(document) if is_first else ()
    seen = parse_tables(
        [*iterate_body_tables(document, plan), *embedded],
        template,
        is_plaintext=document.format == "txt",
    )
    tables, odd = partition(resolve_units(seen, template))
    context = Context(document, plan, tuple(tables), template, who, names)
    refused = find_rejection_reason(context)
    if refused is not None:
        return refused
    records, issues = partition(extract_records(context))
    issues = [
        *((*document.issues, *find_unicode_anomalies(document)) if is_first else ()),
        *remarks,
        *plan.issues,
        *find_unknown_columns(tables),
        *odd,
        *issues,
    ]
    own = _collect_block_paths(document, body, elements, is_first)
    asked = [
        c
        for c in options.corrections.get(document.sha256, ())
        if _parse_block_path(c.place) in own
    ]
    return _OwnedDisclosure(
        _build_disclosure(context, body, own, records, issues, asked), own
    )


def _collect_block_paths(
    document: Document,
    body: BodyLayout,
    elements: Sequence[TextLine | Table],
    is_first: bool,
) -> frozenset[str]:
    """Addresses of the blocks a disclosure answers for: all of the document but what other disclosures hold."""
    mine = {_find_block_path(item) for item in elements}
    others = {_find_block_path(item) for item in body.elements} - mine
    everything = {block.path for block in document.iter_body_blocks()}
    everything |= {block.path for flow in document.stories for block in flow.blocks}
    return frozenset(everything - others if is_first else mine)


def _find_block_path(element: TextLine | Table) -> str:
    return Span(element.path).top_path


def _parse_block_path(place: str) -> str:
    try:
        return Span.parse(place).top_path
    except ValueError:
        return ""


def _build_disclosure(
    context: Context,
    body: BodyLayout,
    block_paths: frozenset[str],
    records: Sequence[Record],
    issues: Sequence[Issue],
    requested_corrections: Sequence[corrections.Correction],
) -> Disclosure:
    document = context.document
    by_view = {
        id(view.source_table): view for view in reversed(context.tables)
    }  # of several in one grid the first
    tables = [table for table in document.tables if table.span.top_path in block_paths]
    table_records = tuple(
        _build_table_record(table, by_view.get(id(table))) for table in tables
    )
    kept = [*context.outline.sections, *records, *table_records]
    found: list[Evidence] = [
        *collect_evidence([context.profile]),
        *collect_evidence(kept),
    ]
    places = ReadSpans(row.extracted.place for row in found)
    asides = find_repeated_cells(document)
    for view in context.tables:
        asides.update(view.ignored)
    left, n_numbers = find_unmatched_numbers(
        document,
        block_paths,
        places,
        _map_section_keys(context),
        {Span(path): kind for path, kind in _map_page_furniture(body).items()} | asides,
    )
    uses = classify_cells(
        [
            (r, t, by_view.get(id(t)))
            for r, t in zip(table_records, tables, strict=True)
        ],
        places,
        find_label_cells(found),
        set(asides),
    )
    odd_groupings = [
        Issue.build("NUMBER_GROUPING", number.place, text=number.raw)
        for number in left
        if has_odd_grouping(number.raw)
    ]
    broken = [
        Issue.build("QUOTE_BROKEN", row.extracted.place, raw=row.extracted.raw)
        for row in find_invalid_quotes(document, found)
    ]
    disclosure = Disclosure(
        profile=context.profile,
        sections=context.outline.sections,
        tables=table_records,
        cells=tuple(uses),
        blocks=tuple(
            build_page_blocks(
                document,
                block_paths,
                context.outline.entries,
                _map_page_furniture(body),
            )
        ),
        unmatched_numbers=tuple(left),
        n_paragraphs=sum(
            1 for p in document.iter_paragraphs() if p.path in block_paths
        ),
        n_tables=len(tables),
        n_numbers=n_numbers,
        n_numbers_read=n_numbers - len(left),
        text_boxes=";".join(
            f"{flow.name}={flow.anchor}" for flow in document.stories if flow.anchor
        )
        or None,
        **_group_by_table(records),  # type: ignore[arg-type]
    )
    disclosure, checked = corrections.apply_corrections(
        document, disclosure, requested_corrections
    )
    tried, remarks = validation.run_checks(checked, context.lexicon)
    return replace(
        disclosure,
        checks=tuple(tried),
        issues=(
            *issues,
            *broken,
            *odd_groupings,
            *disclosure.issues,
            *remarks,
        ),
    )


def _group_by_table(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for row in records:
        found.setdefault(row.TABLE, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _build_table_record(table: Table, parsed_table: ParsedTable | None) -> TableRecord:
    if parsed_table is not None:
        return build_table_record(parsed_table)
    return TableRecord(
        TableKind.LAYOUT,
        None,
        None,
        None,
        None,
        table.n_rows,
        table.n_columns,
        0,
        table.span,
    )


def _map_section_keys(context: Context) -> dict[str, str | None]:
    """Key of the level 1 section by the address of a paragraph or table, those in frames too."""
    found: dict[str, str | None] = {}
    for entry in context.outline.entries:
        if isinstance(entry.element, TextLine):
            for piece in entry.element.segments:
                found.setdefault(piece.path, entry.section_key)
        else:
            found.setdefault(entry.element.path, entry.section_key)
    return found


def _map_page_furniture(body: BodyLayout) -> dict[str, str]:
    return {noise.path: noise.kind for noise in body.page_furniture}
