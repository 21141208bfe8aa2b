"""The program's table of contents: bytes in, disclosures out.

    bytes -> Document -> lines -> outline -> tables, statements -> records -> checks -> Disclosure
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from extractor import checks, corrections, profile, quality
from extractor.clauses import AmountSaid
from extractor.context import Context
from extractor.declared import with_units
from extractor.document import Document, Paragraph, Place, Table
from extractor.issues import Issue, ReadError, part
from extractor.language.fold import squeeze
from extractor.laws import Evidence, Read, broken_quotes, cells, evidence, label_addresses, leftovers
from extractor.layout import blocks
from extractor.lines import Line, read_on
from extractor.lines import Sequence as Lines
from extractor.messages import sentence
from extractor.oddities import oddities
from extractor.outline import Entry, Outline, outline
from extractor.readers import conservation, read
from extractor.readers.bounds import LARGEST_PAGE, extracting
from extractor.records import Disclosure, Profile, Record, TableRecord
from extractor.subjects import SUBJECTS
from extractor.tables import TableView, record, views
from extractor.template import Template, built_in, choose
from extractor.volumes import volumes

__all__ = ["Options", "Parsed", "Refusal", "parse", "understand"]


_ERROR_PAGE = 600  # characters; what a web server says when a file is not there is shorter
_MARKS = 3  # words of the field that a document without a title must hold to be a disclosure


@dataclass(frozen=True)
class Options:
    """What a user may choose about understanding (not about running)."""

    lang: str = "zh"
    templates: Mapping[str, Template] = field(default_factory=built_in)
    corrections: corrections.Corrections = field(default_factory=dict)  # by the hash of their document


class Refusal(NamedTuple):
    """Why a readable document is no disclosure: the code of a sentence, and the word that told."""

    code: str
    word: str = ""


@dataclass(frozen=True)
class Parsed:
    """One file understood: the document and the disclosures it holds (none when it is no disclosure)."""

    document: Document
    disclosures: tuple[Disclosure, ...]
    refusal: Refusal | None = None
    reason: str = ""  # code that says why there are none

    def why(self, lang: str = "zh") -> str:
        """Why it holds no disclosure, in words; '' when it holds one."""
        return sentence(self.refusal.code, {"word": self.refusal.word}, lang) if self.refusal else ""


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
    count = sum(1 for _ in document.paragraphs()) + sum(len(table.cells) for table in document.tables)
    if count > LARGEST_PAGE:
        raise ReadError("PAGE_TOO_LARGE", "refused_limit", document.format, count=count, limit=LARGEST_PAGE)
    options = options or Options()
    disclosures, refusal = _understood(document, options)
    if disclosures:
        kept = conservation.compare(data, document)  # counted again, by code that shares nothing with the reader
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
    return Parsed(document, disclosures, refusal, "" if disclosures else _reason(document, options.templates["base"]))


def understand(document: Document, options: Options | None = None) -> tuple[Disclosure, ...]:
    """The disclosures of a document that was read."""
    return _understood(document, options)[0]


def _understood(document: Document, options: Options | None) -> tuple[tuple[Disclosure, ...], Refusal | None]:
    options = options or Options()
    lines = read_on(document)
    parts = volumes(lines.items, options.templates["base"])
    found = [_one(document, lines, part, options, first=index == 0) for index, part in enumerate(parts)]
    kept = [one for one in found if isinstance(one, _Found)]
    asked = options.corrections.get(document.sha256, ())
    if kept and (nowhere := [c for c in asked if not any(_block_of(c.place) in one.own for one in kept)]):
        kept[0] = replace(kept[0], disclosure=corrections.refused(kept[0].disclosure, nowhere))
    refusal = next((one for one in found if isinstance(one, Refusal)), None) if not kept else None
    return tuple(_graded(one.disclosure) for one in kept), refusal


def _graded(disclosure: Disclosure) -> Disclosure:
    return replace(disclosure, quality=quality.graded(disclosure))


def _one(
    document: Document, lines: Lines, items: Sequence[Line | Table], options: Options, first: bool
) -> _Found | Refusal:
    """One disclosure of a document; ``first`` also answers for what stands beside the body (headers, notes)."""
    found, remarks = part(profile.read(items, options.templates["base"]))
    who = found[0]
    template = choose(options.templates.values(), _facts(who))
    who = replace(who, template=template.name)
    names = _names(who)
    plan = outline(items, template, names)
    embedded = _embedded(document) if first else ()
    seen = views([*_tables_in_place(document, plan), *embedded], template, dump=document.format == "txt")
    tables, odd = part(with_units(seen, template))
    context = Context(document, plan, tuple(tables), template, who, names)
    refusal = _refusal(context)
    if refusal is not None:
        return refusal
    records, issues = part(thing for subject in SUBJECTS for thing in subject(context))
    issues = [*((*document.issues, *oddities(document)) if first else ()), *remarks, *plan.issues, *_unknown_columns(tables), *odd, *issues]
    own = _own(document, lines, items, first)
    asked = [c for c in options.corrections.get(document.sha256, ()) if _block_of(c.place) in own]
    return _Found(_disclosure(context, lines, own, records, issues, asked), own)


def _unknown_columns(tables: Iterable[TableView]) -> Iterator[Issue]:
    """Columns of known tables whose header no template knows."""
    for view in tables:
        if view.kind in ("unknown", "layout", "statutory") or view.continues:
            continue
        for column, (field_name, path) in enumerate(zip(view.fields, view.columns, strict=True), 1):
            head = "/".join(text for text in path if text.strip())
            if field_name is None and head:
                at = view.grid[column - 1] if view.grid else column
                yield Issue.of("COLUMN_UNKNOWN", f"{view.table.address}.r1.c{at}", column=head, kind=view.kind)


def _own(document: Document, lines: Lines, items: Sequence[Line | Table], first: bool) -> frozenset[str]:
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


def _facts(who: Profile) -> dict[str, str | None]:
    return {
        "province": who.province,
        "city": who.city,
        "county": who.county,
        "fiscal_year": str(who.fiscal_year.value) if who.fiscal_year else None,
        "doc_type": who.doc_type,
    }


def _names(who: Profile) -> tuple[str, ...]:
    """Forms of the department's name that headings may carry, with and without its divisions."""
    if who.department_name is None:
        return ()
    name = who.department_name.value
    short = name
    for division in (who.province, who.city, who.county):
        if division:
            short = short.removeprefix(division)
    county = name[name.find(who.county) :] if who.county and who.county in name else name
    return tuple(sorted({name, county, short}, key=lambda n: (-len(n), n)))


def _tables_in_place(
    document: Document, plan: Outline
) -> Iterator[tuple[Table, Sequence[Paragraph], str | None]]:
    """Each table with the paragraphs right above it (nearest last) and the key of its section."""
    paragraphs = _paragraphs(document, plan)
    above: list[Paragraph] = []
    for entry in plan.entries:
        if isinstance(entry.item, Table):
            yield entry.item, tuple(above[-4:]), entry.section_key
            for nested in _nested(entry.item):
                yield nested, (), entry.section_key
            above = []
        elif not _heads_prose(entry):
            above.extend(
                found for piece in entry.item.pieces if (found := paragraphs.get(piece.address)) and found not in above[-2:]
            )


def _heads_prose(entry: Entry) -> bool:
    """True for a heading that names a section and no table: no title of the table below it (七、政府采购)."""
    alone = entry.kind in ("heading", "title") and entry.start >= len(entry.line.text)
    return alone and entry.line.ordinal is not None and "表" not in entry.line.text


def _paragraphs(document: Document, plan: Outline) -> dict[str, Paragraph]:
    """Paragraphs by their address, those in frames too where prose was read from some."""
    found = {p.address: p for p in document.paragraphs()}
    if any("." in entry.item.address for entry in plan.entries):
        cells = (cell for table in document.tables for cell in table.cells)
        found.update((block.address, block) for cell in cells for block in cell.blocks if isinstance(block, Paragraph))
    return found


def _embedded(document: Document) -> Iterator[tuple[Table, Sequence[Paragraph], str | None]]:
    """Tables of embedded workbooks, those left out that a table of the body repeats."""
    for flow in document.flows:
        if flow.name.startswith("ole") and "(repeats " not in flow.note:
            yield from ((block, (), None) for block in flow.blocks if isinstance(block, Table))


def _repeated(document: Document) -> dict[str, str]:
    """Cells of embedded tables that a table of the body repeats."""
    tables = [
        block
        for flow in document.flows
        if flow.name.startswith("ole") and "(repeats " in flow.note
        for block in flow.blocks
        if isinstance(block, Table)
    ]
    return {cell.address: "repeated" for table in tables for cell in table.cells}


def _nested(table: Table) -> Iterator[Table]:
    for cell in table.cells:
        for block in cell.blocks:
            if isinstance(block, Table):
                yield block
                yield from _nested(block)


def _refusal(context: Context) -> Refusal | None:
    """None for a disclosure: it speaks of the budget or final accounts of one office (not of a whole government), and has
    sections or tables that a template knows."""
    words, title = context.template.words_of, squeeze(context.profile.title.value) if context.profile.title else ""
    head = title or "\n".join(squeeze(entry.line.text) for entry in list(context.lines())[:2])
    office = squeeze(context.profile.department_name.value) if context.profile.department_name else ""
    if not office.endswith(words("not_disclosure", "whole")):
        head = head.replace(office, "") if office else head  # 巡察工作领导小组办公室 has a budget like any other
    named = next((word for word in words("not_disclosure", "title") if word in head), None)
    if named is None and not any(word in head for word in words("not_disclosure", "unless")):
        named = next((word for word in words("not_disclosure", "government") if word in head), None)
    if named is not None:
        return Refusal("WHY_NOT_TITLE", named)
    text = squeeze(context.document.text)
    if context.profile.department_name is None:
        summed = next((word for word in words("not_disclosure", "summed") if word in text), None)
        if summed is not None:
            return Refusal("WHY_NOT_SUMMED", summed)
    marks = sum(word in text for word in words("disclosure", "mark"))
    if marks < (1 if title else _MARKS):
        return Refusal("WHY_NOT_WORDS")
    keys = {section.key for section in context.outline.sections if section.key}
    kinds = {view.kind for view in context.tables} - {"unknown", "layout"}
    items = {said.subject.item for _, said in context.said if isinstance(said, AmountSaid) and said.subject.item}
    alone = bool(title and context.profile.department_name) and len(items) >= 2  # one paragraph without any heading
    known = len(keys) >= 2 or len(kinds) >= 2 or (bool(keys or kinds) and bool(context.said)) or alone
    return None if known else Refusal("WHY_NOT_SECTIONS")


def _reason(document: Document, base: Template) -> str:
    """Why a document gives no disclosure: downloads that failed are pages of a few words, saved under the file's name."""
    text = squeeze(document.text).lower()
    failed = document.format in ("html", "mht", "txt") and len(text) < _ERROR_PAGE
    marks = base.words_of("error_page", "mark")
    return "WEB_ERROR_PAGE" if failed and any(word.lower() in text for word in marks) else "NOT_A_DISCLOSURE"


def _disclosure(
    context: Context,
    lines: Lines,
    own: frozenset[str],
    records: Sequence[Record],
    issues: Sequence[Issue],
    asked: Sequence[corrections.Correction],
) -> Disclosure:
    document = context.document
    by_view = {id(view.table): view for view in reversed(context.tables)}  # of several in one grid the first
    tables = [table for table in document.tables if table.address.partition(".")[0] in own]
    table_records = tuple(_table_record(table, by_view.get(id(table))) for table in tables)
    kept = [*context.outline.sections, *records, *table_records]
    found: list[Evidence] = [*evidence([context.profile]), *evidence(kept)]
    places = Read(row.reading.place for row in found)
    asides = {address: what for view in context.tables for address, what in view.asides.items()} | _repeated(document)
    left, n_numbers = leftovers(document, own, places, _section_of(context), _noise(lines) | asides)
    uses = cells(
        [(r, t, by_view.get(id(t))) for r, t in zip(table_records, tables, strict=True)],
        places,
        label_addresses(found),
        asides,
    )
    broken = [Issue.of("QUOTE_BROKEN", row.reading.place, raw=row.reading.raw) for row in broken_quotes(document, found)]
    disclosure = Disclosure(
        profile=context.profile,
        sections=context.outline.sections,
        tables=table_records,
        cells=tuple(uses),
        blocks=tuple(blocks(document, own, context.outline.entries, _noise(lines))),
        leftovers=tuple(left),
        n_paragraphs=sum(1 for p in document.paragraphs() if p.address.partition(".")[0] in own),
        n_tables=len(tables),
        n_numbers=n_numbers,
        n_numbers_read=n_numbers - len(left),
        text_boxes=";".join(f"{flow.name}={flow.anchor}" for flow in document.flows if flow.anchor) or None,
        **_by_table(records),  # type: ignore[arg-type]
    )
    disclosure, checked = corrections.apply(document, disclosure, asked)
    tried, remarks = checks.run(checked, context.template)
    return replace(disclosure, checks=tuple(tried), issues=(*issues, *broken, *disclosure.issues, *remarks))


def _by_table(records: Iterable[Record]) -> dict[str, tuple[Record, ...]]:
    found: dict[str, list[Record]] = {}
    for row in records:
        found.setdefault(row.TABLE, []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def _table_record(table: Table, seen: TableView | None) -> TableRecord:
    if seen is not None:
        return record(seen)
    return TableRecord("layout", None, None, None, None, table.n_rows, table.n_columns, 0, Place(table.address))


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
