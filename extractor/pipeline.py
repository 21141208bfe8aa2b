"""The program's table of contents: bytes in, disclosures out.

bytes -> Document -> lines -> outline -> tables, statements -> records -> checks -> Disclosure
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractor import validation
from extractor.extractors import SUBJECTS
from extractor.extractors.context import Context
from extractor.formats import read
from extractor.formats.limits import LARGEST_PAGE, extracting
from extractor.i18n import sentence
from extractor.layout.blocks import blocks
from extractor.layout.lines import Line, read_on
from extractor.layout.lines import Sequence as Lines
from extractor.layout.sections import outline
from extractor.layout.split import volumes
from extractor.lexicon.lexicon import Template, built_in, choose
from extractor.model.disclosure import Disclosure
from extractor.model.document import Document, Place, Table
from extractor.model.issues import Issue, ReadError, part
from extractor.model.page_records import TableRecord
from extractor.model.record import Record
from extractor.profile import profile
from extractor.profile.filter import Refusal, outcome, refusal
from extractor.provenance import corrections, grade
from extractor.provenance.coverage import (
    Evidence,
    Read,
    broken_quotes,
    cells,
    evidence,
    label_addresses,
    leftovers,
)
from extractor.tables.declared import with_units
from extractor.tables.model import TableView, record
from extractor.tables.parse import views
from extractor.tables.placement import in_embedded, in_place, repeated
from extractor.tables.unknown import unknown_columns
from extractor.text.unicode_anomalies import oddities
from extractor.verify import completeness

__all__ = ["Options", "Parsed", "Refusal", "parse", "understand"]


@dataclass(frozen=True)
class Options:
    """What a user may choose about understanding (not about running)."""

    lang: str = "zh"
    templates: Mapping[str, Template] = field(default_factory=built_in)
    corrections: corrections.Corrections = field(
        default_factory=dict
    )  # by the hash of their document


@dataclass(frozen=True)
class Parsed:
    """One file understood: the document and the disclosures it holds (none when it is no disclosure)."""

    document: Document
    disclosures: tuple[Disclosure, ...]
    refusal: Refusal | None = None
    reason: str = ""  # code that says why there are none

    def why(self, lang: str = "zh") -> str:
        """Why it holds no disclosure, in words; '' when it holds one."""
        return (
            sentence(self.refusal.code, {"word": self.refusal.word}, lang)
            if self.refusal
            else ""
        )


@dataclass(frozen=True)
class _Found:
    """A disclosure and the addresses of the blocks it answers for."""

    disclosure: Disclosure
    own: frozenset[str]


def parse(data: bytes, name: str = "", options: Options | None = None) -> Parsed:
    """Understand one file. Pure: the same bytes and options give the same records.

    Raises ReadError when the bytes are no readable document; a readable document that is no disclosure gives no
    disclosures.
    """
    with extracting():
        document = read(data, name)
    count = sum(1 for _ in document.paragraphs()) + sum(
        len(table.cells) for table in document.tables
    )
    if count > LARGEST_PAGE:
        raise ReadError(
            "PAGE_TOO_LARGE",
            "refused_limit",
            document.format,
            count=count,
            limit=LARGEST_PAGE,
        )
    options = options or Options()
    disclosures, refusal = _understood(document, options)
    if disclosures:
        kept = completeness.compare(
            data, document
        )  # counted again, by code that shares nothing with the reader
        disclosures = tuple(
            _graded(
                replace(
                    disclosure,
                    share_characters=kept.characters,
                    share_numbers=kept.numbers,
                    issues=(*disclosure.issues, *(kept.issues if index == 0 else ())),
                )
            )
            for index, disclosure in enumerate(disclosures)
        )
    return Parsed(
        document,
        disclosures,
        refusal,
        "" if disclosures else outcome(document, options.templates["base"]),
    )


def understand(
    document: Document, options: Options | None = None
) -> tuple[Disclosure, ...]:
    """The disclosures of a document that was read."""
    return _understood(document, options)[0]


def _understood(
    document: Document, options: Options | None
) -> tuple[tuple[Disclosure, ...], Refusal | None]:
    options = options or Options()
    lines = read_on(document)
    parts = volumes(lines.items, options.templates["base"])
    found = [
        _one(document, lines, part, options, first=index == 0)
        for index, part in enumerate(parts)
    ]
    kept = [one for one in found if isinstance(one, _Found)]
    asked = options.corrections.get(document.sha256, ())
    if kept and (
        nowhere := [
            c for c in asked if not any(_block_of(c.place) in one.own for one in kept)
        ]
    ):
        kept[0] = replace(
            kept[0], disclosure=corrections.refused(kept[0].disclosure, nowhere)
        )
    refusal = (
        next((one for one in found if isinstance(one, Refusal)), None)
        if not kept
        else None
    )
    return tuple(_graded(one.disclosure) for one in kept), refusal


def _graded(disclosure: Disclosure) -> Disclosure:
    return replace(disclosure, quality=grade.graded(disclosure))


def _one(
    document: Document,
    lines: Lines,
    items: Sequence[Line | Table],
    options: Options,
    first: bool,
) -> _Found | Refusal:
    """One disclosure of a document; ``first`` also answers for what stands beside the body (headers, notes)."""
    found, remarks = part(profile.read(items, options.templates["base"]))
    who = found[0]
    template = choose(options.templates.values(), profile.facts(who))
    who = replace(who, template=template.name)
    names = profile.names(who)
    plan = outline(items, template, names)
    embedded = in_embedded(document) if first else ()
    seen = views(
        [*in_place(document, plan), *embedded], template, dump=document.format == "txt"
    )
    tables, odd = part(with_units(seen, template))
    context = Context(document, plan, tuple(tables), template, who, names)
    refused = refusal(context)
    if refused is not None:
        return refused
    records, issues = part(thing for subject in SUBJECTS for thing in subject(context))
    issues = [
        *((*document.issues, *oddities(document)) if first else ()),
        *remarks,
        *plan.issues,
        *unknown_columns(tables),
        *odd,
        *issues,
    ]
    own = _own(document, lines, items, first)
    asked = [
        c
        for c in options.corrections.get(document.sha256, ())
        if _block_of(c.place) in own
    ]
    return _Found(_disclosure(context, lines, own, records, issues, asked), own)


def _own(
    document: Document, lines: Lines, items: Sequence[Line | Table], first: bool
) -> frozenset[str]:
    """Addresses of the blocks a disclosure answers for: all of the document but what other disclosures hold."""
    mine = {_block(item) for item in items}
    others = {_block(item) for item in lines.items} - mine
    everything = {block.address for block in document.reading_order()}
    everything |= {block.address for flow in document.flows for block in flow.blocks}
    return frozenset(everything - others if first else mine)


def _block(item: Line | Table) -> str:
    return item.address.partition(".")[0]


def _block_of(place: str) -> str:
    return place.partition("[")[0].partition(".")[0].strip()


def _disclosure(
    context: Context,
    lines: Lines,
    own: frozenset[str],
    records: Sequence[Record],
    issues: Sequence[Issue],
    asked: Sequence[corrections.Correction],
) -> Disclosure:
    document = context.document
    by_view = {
        id(view.table): view for view in reversed(context.tables)
    }  # of several in one grid the first
    tables = [
        table for table in document.tables if table.address.partition(".")[0] in own
    ]
    table_records = tuple(
        _table_record(table, by_view.get(id(table))) for table in tables
    )
    kept = [*context.outline.sections, *records, *table_records]
    found: list[Evidence] = [*evidence([context.profile]), *evidence(kept)]
    places = Read(row.reading.place for row in found)
    asides = {
        address: what
        for view in context.tables
        for address, what in view.asides.items()
    } | repeated(document)
    left, n_numbers = leftovers(
        document, own, places, _section_of(context), _noise(lines) | asides
    )
    uses = cells(
        [
            (r, t, by_view.get(id(t)))
            for r, t in zip(table_records, tables, strict=True)
        ],
        places,
        label_addresses(found),
        asides,
    )
    broken = [
        Issue.of("QUOTE_BROKEN", row.reading.place, raw=row.reading.raw)
        for row in broken_quotes(document, found)
    ]
    disclosure = Disclosure(
        profile=context.profile,
        sections=context.outline.sections,
        tables=table_records,
        cells=tuple(uses),
        blocks=tuple(blocks(document, own, context.outline.entries, _noise(lines))),
        leftovers=tuple(left),
        n_paragraphs=sum(
            1 for p in document.paragraphs() if p.address.partition(".")[0] in own
        ),
        n_tables=len(tables),
        n_numbers=n_numbers,
        n_numbers_read=n_numbers - len(left),
        text_boxes=";".join(
            f"{flow.name}={flow.anchor}" for flow in document.flows if flow.anchor
        )
        or None,
        **_by_table(records),  # type: ignore[arg-type]
    )
    disclosure, checked = corrections.apply(document, disclosure, asked)
    tried, remarks = validation.run(checked, context.template)
    return replace(
        disclosure,
        checks=tuple(tried),
        issues=(*issues, *broken, *disclosure.issues, *remarks),
    )


def _by_table(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for row in records:
        found.setdefault(row.TABLE, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _table_record(table: Table, seen: TableView | None) -> TableRecord:
    if seen is not None:
        return record(seen)
    return TableRecord(
        "layout",
        None,
        None,
        None,
        None,
        table.n_rows,
        table.n_columns,
        0,
        Place(table.address),
    )


def _section_of(context: Context) -> dict[str, str | None]:
    """Key of the level 1 section by the address of a paragraph or table, those in frames too."""
    found: dict[str, str | None] = {}
    for entry in context.outline.entries:
        if isinstance(entry.item, Line):
            for piece in entry.item.pieces:
                found.setdefault(piece.address, entry.section_key)
        else:
            found.setdefault(entry.item.address, entry.section_key)
    return found


def _noise(lines: Lines) -> dict[str, str]:
    return {noise.address: noise.reason for noise in lines.noise}
