"""The inside of a paragraph: runs, and what may stand around them, to the text a person reads.

Inserted and moved-to text stays, deleted and moved-from text goes, hidden text goes. Of a field the result stays and
the instruction goes. Content controls, smart tags, hyperlinks and the base of a ruby are as if they stood alone.

A tab is ``\\t``, every break (line, column, page) ``\\n``, a no-break hyphen ``-``; an optional hyphen shows nothing.
Signs from symbol fonts become the characters they show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from extractor.formats.docx.fields import render_equation_field
from extractor.formats.docx.styles import (
    PLAIN_STYLE,
    ResolvedStyle,
    Styles,
    find_symbol_font,
)
from extractor.formats.symbols import decode_symbol, decode_symbol_text
from extractor.formats.xml import (
    MC,
    Element,
    M,
    R,
    V,
    W,
    choose_branch,
    is_off,
    parse_integer,
)

__all__ = [
    "RunContentHandler",
    "RunReader",
]

P_PR, RUN, RUN_PR, TEXT, FIELD = W + "pPr", W + "r", W + "rPr", W + "t", W + "fldChar"
INSTRUCTION = W + "instrText"
_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"


class RunContentHandler(Protocol):
    """Where the things go that a paragraph carries beside its text."""

    def add_text_box(self, content: Element) -> None: ...
    def add_drawn_text(self, texts: list[str], description: str) -> None: ...
    def add_note_reference(self, kind: str, id: str) -> None: ...
    def add_embedded_object(self, element: Element) -> None: ...
    def add_diagram(self, id: str) -> None: ...
    def count_unread(self, what: str) -> None: ...
    def report_issue(self, code: str, **details: object) -> None: ...
    def find_paragraph_style(self, properties: Element) -> ResolvedStyle: ...
    def has_balanced_fields(self) -> bool: ...


@dataclass(slots=True)
class _ComplexField:
    """A field whose end has not come yet."""

    begin_mark: Element
    instruction_parts: list[str]
    result_started: bool = False  # behind its separator: what comes is the result
    is_toc: bool = False

    @property
    def instruction(self) -> str:
        return "".join(self.instruction_parts)


class RunReader:
    """Writes the text of paragraphs. ``hidden`` and ``font`` are what the style of the paragraph being read says.

    ``private``: there may be characters without meaning outside a symbol font.
    """

    def __init__(self, styles: Styles, handler: RunContentHandler) -> None:
        self._styles = styles
        self._handler = handler
        self.styles_affect_text = bool(
            styles.hiding_style_ids or styles.symbol_style_ids
        )  # some style hides text or sets it in signs
        self.start_paragraph(PLAIN_STYLE)
        self.has_private_use = True
        self.open_fields: list[_ComplexField] = []
        self.open_instructions = 0  # open fields that are still at their instruction
        self._open_tocs = 0  # open tables of contents
        self.toc_ended_after_text = (
            False  # the last table of contents ended behind text of its own paragraph
        )
        self._ignore_fields: bool | None = None

    def start_paragraph(self, style: ResolvedStyle) -> None:
        """A paragraph of this style is read next."""
        self.hidden, self.font = style.hidden, style.symbol_font

    @property
    def is_in_toc(self) -> bool:
        """True inside a table-of-contents field."""
        return self._open_tocs > 0

    def append_text(self, element: Element, out: list[str]) -> Element | None:
        """Append the text of all runs in a paragraph or in what wraps runs; gives the paragraph's properties."""
        properties = None
        for child in element:
            tag = child.tag
            if tag == RUN:
                self.append_run(child, out)
            elif tag == P_PR:
                properties = child
                if self.styles_affect_text:
                    self.start_paragraph(self._handler.find_paragraph_style(child))
            else:
                handler = _PARAGRAPH_HANDLERS.get(tag)
                if handler is not None:
                    handler(self, child, out)
                elif tag not in _IGNORED_TAGS and isinstance(tag, str):
                    self._append_unknown_element(child, out)
        return properties

    def append_run(self, run: Element, out: list[str]) -> None:
        """Append the text of one run."""
        hidden, font = self.hidden, self.font
        for piece in run:
            tag = piece.tag
            if tag == TEXT:
                if not self.open_instructions and not hidden:
                    text = piece.text or ""
                    if "\n" in text:
                        text = text.replace(
                            "\n", " "
                        )  # a break of the markup; those of the page are elements
                    if font:
                        text = decode_symbol_text(text, font)
                    elif self.has_private_use:
                        self._report_private_use(text)
                    out.append(text)
            elif tag == RUN:
                self.append_run(piece, out)
            elif tag == RUN_PR:
                hidden, font = self._resolve_run_properties(piece)
            elif tag == FIELD:
                self._process_field_mark(piece, out)
            elif tag == INSTRUCTION:
                if self.open_fields and not self.open_fields[-1].result_started:
                    self.open_fields[-1].instruction_parts.append(piece.text or "")
            elif not hidden and not self.open_instructions:
                handler = _RUN_HANDLERS.get(tag) or _PARAGRAPH_HANDLERS.get(
                    tag
                )  # converters put hyperlinks into runs
                if handler is not None:
                    handler(self, piece, out)
                elif tag not in _IGNORED_TAGS and isinstance(tag, str):
                    self._append_unknown_element(piece, out)

    def _resolve_run_properties(self, properties: Element) -> tuple[bool, str]:
        """Whether the run is hidden, and its symbol font or ''. Hiding by two styles cancels out, as switches do."""
        direct: bool | None = None
        styled, font = self.hidden, self.font
        for child in properties:
            tag = child.tag
            if tag == _VANISH:
                direct = not is_off(child)
            elif tag == _RUN_STYLE:
                id = child.get(W + "val", "")
                if (
                    id in self._styles.hiding_style_ids
                    and self._styles.find_style(id).hidden
                ):
                    styled = not styled
                if id in self._styles.symbol_style_ids:
                    font = self._styles.find_style(id).symbol_font
            elif tag == _FONTS:
                font = find_symbol_font(child, font)
        return (styled if direct is None else direct), font

    def _report_private_use(self, text: str) -> None:
        """Signs of a symbol font that is named nowhere: kept as they are, and said so."""
        for sign in _PRIVATE_USE.findall(text):
            self._handler.report_issue(
                "SYMBOL_UNKNOWN", font="", sign=f"{ord(sign):04X}"
            )

    def _process_field_mark(self, mark: Element, out: list[str]) -> None:
        if self._ignore_fields is None:
            self._ignore_fields = not self._handler.has_balanced_fields()
        if self._ignore_fields:
            return
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.open_fields.append(_ComplexField(mark, []))
            self.open_instructions += 1
        elif not self.open_fields:
            return
        elif kind == "separate":
            field = self.open_fields[-1]
            if not field.result_started:
                field.result_started = True
                field.is_toc = field.instruction.split(maxsplit=1)[:1] == ["TOC"]
                self._open_tocs += field.is_toc
                self.open_instructions -= 1
        elif kind == "end":
            field = self.open_fields.pop()
            self._open_tocs -= field.is_toc
            if not field.result_started:
                self.open_instructions -= 1
                if not self.open_instructions and not self.hidden:
                    self._append_field_without_result(field, out)
            elif field.is_toc:
                self.toc_ended_after_text = any(out)

    def _append_field_without_result(
        self, field: _ComplexField, out: list[str]
    ) -> None:
        """Fields Word shows without storing what it shows."""
        words = field.instruction.split()
        name = words[0].upper() if words else ""
        if name == "EQ":
            shown = render_equation_field(field.instruction)
            if shown is None:
                self._handler.report_issue(
                    "FIELD_NOT_SHOWN", field=field.instruction.strip()
                )
            else:
                out.append(shown)
        elif name == "SYMBOL":
            font = re.search(r'\\f\s+"?([^"\\]+)', field.instruction)
            code = (
                parse_integer(words[1], 0)
                if len(words) > 1 and words[1].isdigit()
                else 0
            )
            if len(words) > 1 and words[1].lower().startswith("0x"):
                code = _parse_hexadecimal(words[1][2:])
            self._append_symbol_code(
                code, font[1].strip() if font is not None else "", out
            )
        elif name in _COUNTER_FIELDS:
            self._handler.report_issue(
                "FIELD_NOT_SHOWN", field=field.instruction.strip()
            )
        elif name == "MACROBUTTON":
            out.append(" ".join(words[2:]))
        elif name == "FORMCHECKBOX":
            box = field.begin_mark.find(f"{W}ffData/{W}checkBox")
            marks = (
                [box.find(W + name) for name in ("checked", "default")]
                if box is not None
                else []
            )
            state = next((mark for mark in marks if mark is not None), None)
            out.append("☒" if state is not None and not is_off(state) else "☐")
        elif name == "FORMDROPDOWN":
            entries = field.begin_mark.findall(f"{W}ffData/{W}ddList/{W}listEntry")
            picked = field.begin_mark.find(f"{W}ffData/{W}ddList/{W}result")
            index = parse_integer(picked.get(W + "val"), 0) if picked is not None else 0
            if 0 <= index < len(entries):
                out.append(entries[index].get(W + "val", ""))

    def close_fields(self, depth: int) -> None:
        """A cell ends: fields opened in it and never closed end with it."""
        while len(self.open_fields) > depth:
            field = self.open_fields.pop()
            self._open_tocs -= field.is_toc
            if not field.result_started:
                self.open_instructions -= 1
            self._handler.report_issue(
                "FIELD_UNCLOSED", field=field.instruction.strip()
            )

    def _append_unknown_element(self, element: Element, out: list[str]) -> None:
        """An element this room does not know: text in it is read as if it stood alone, and said so."""
        if next(element.iter(TEXT), None) is not None:
            self._handler.report_issue(
                "READ_THROUGH", element=element.tag.rpartition("}")[2]
            )
            self.append_run(element, out)

    # What stands around runs

    def _append_simple_field(self, element: Element, out: list[str]) -> None:
        said = len(out)
        self.append_text(element, out)
        instruction = element.get(W + "instr", "").strip()
        if len(out) == said and instruction.split(" ")[0].upper() in _COUNTER_FIELDS:
            self._handler.report_issue("FIELD_NOT_SHOWN", field=instruction)

    def _count_subdocument(self, element: Element, out: list[str]) -> None:
        self._handler.count_unread("subDoc")

    def _append_content_control(self, element: Element, out: list[str]) -> None:
        for content in element.iterchildren(W + "sdtContent"):
            self.append_text(content, out)

    def _append_alternate_content(self, element: Element, out: list[str]) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self.append_text(branch, out)

    def _append_math(self, element: Element, out: list[str]) -> None:
        if not self.open_instructions and not self.hidden:
            out.append(_linearize_math(element))

    # What stands in a run

    def _append_tab(self, element: Element, out: list[str]) -> None:
        out.append("\t")

    def _append_break(self, element: Element, out: list[str]) -> None:
        out.append("\n")

    def _append_hyphen(self, element: Element, out: list[str]) -> None:
        out.append("-")

    def _append_symbol(self, element: Element, out: list[str]) -> None:
        self._append_symbol_code(
            _parse_hexadecimal(element.get(W + "char", "")),
            element.get(W + "font", ""),
            out,
        )

    def _append_symbol_code(self, code: int, font: str, out: list[str]) -> None:
        shown = decode_symbol(code, font)
        if shown is None:
            shown = chr(code) if 0xE000 <= code <= 0xF8FF else "\ufffd"
            self._handler.report_issue("SYMBOL_UNKNOWN", font=font, sign=f"{code:04X}")
        out.append(shown)

    def _append_ruby_base(self, element: Element, out: list[str]) -> None:
        for base in element.iterchildren(W + "rubyBase"):
            self.append_text(base, out)

    def _append_run_alternate_content(self, element: Element, out: list[str]) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self.append_run(branch, out)

    def _add_note_reference(self, element: Element, out: list[str]) -> None:
        self._handler.add_note_reference(
            "fn" if element.tag == W + "footnoteReference" else "en",
            element.get(W + "id", ""),
        )

    def _read_shapes(self, element: Element, out: list[str]) -> None:
        """Text boxes, embedded objects and drawn text of a shape, in order, each once."""
        for child in element:
            tag = child.tag
            if tag == W + "txbxContent":
                self._handler.add_text_box(child)
            elif tag == MC + "AlternateContent":
                branch = choose_branch(child)
                if branch is not None:
                    self._read_shapes(branch, out)
            elif tag == _A + "txBody":
                self._handler.add_drawn_text(
                    [
                        "".join(t.text or "" for t in p.iter(_A + "t"))
                        for p in child.iterchildren(_A + "p")
                    ],
                    "drawing",
                )
            elif tag == V + "textpath":
                if child.get("string"):
                    self._handler.add_drawn_text([child.get("string", "")], "wordart")
            elif tag == _OLE:
                self._handler.add_embedded_object(child)
            elif tag == _CHART:
                self._handler.count_unread("chart")
            elif tag == _DIAGRAM:
                self._handler.add_diagram(child.get(R + "dm", ""))
            elif tag in _PICTURES:
                self._handler.count_unread("picture")
            elif len(child):
                self._read_shapes(child, out)


_COUNTER_FIELDS = frozenset(
    ("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM")
)  # numbers that no file stores
_VANISH, _RUN_STYLE, _FONTS = W + "vanish", W + "rStyle", W + "rFonts"
_PICTURES = {_A + "blip", V + "imagedata"}


def _parse_hexadecimal(text: str) -> int:
    try:
        return int(text[:8], 16)
    except ValueError:
        return 0


def _linearize_math(element: Element) -> str:
    """An equation in one line: fractions with ``/``, powers with ``^``, so that no two numbers run together."""
    if element.tag == M + "t":
        return element.text or ""
    parts = [_linearize_math(child) for child in element]
    if element.tag == M + "f":
        return "/".join(part for part in parts if part)
    if element.tag in (M + "sSup", M + "sSub"):
        return ("^" if element.tag == M + "sSup" else "_").join(
            part for part in parts if part
        )
    return "".join(parts)


_ElementHandler = Callable[[RunReader, Element, list[str]], object]

_PARAGRAPH_HANDLERS: Mapping[str, _ElementHandler] = {
    **{
        W + name: RunReader.append_text
        for name in (
            "hyperlink",
            "smartTag",
            "customXml",
            "ins",
            "moveTo",
            "dir",
            "bdo",
        )
    },
    W + "fldSimple": RunReader._append_simple_field,
    W + "sdt": RunReader._append_content_control,
    W + "ruby": RunReader._append_ruby_base,
    W + "subDoc": RunReader._count_subdocument,
    MC + "AlternateContent": RunReader._append_alternate_content,
    M + "oMath": RunReader._append_math,
    M + "oMathPara": RunReader._append_math,
}

_RUN_HANDLERS: Mapping[str, _ElementHandler] = {
    W + "tab": RunReader._append_tab,
    W + "ptab": RunReader._append_tab,
    W + "br": RunReader._append_break,
    W + "cr": RunReader._append_break,
    W + "noBreakHyphen": RunReader._append_hyphen,
    W + "sym": RunReader._append_symbol,
    W + "ruby": RunReader._append_ruby_base,
    W + "footnoteReference": RunReader._add_note_reference,
    W + "endnoteReference": RunReader._add_note_reference,
    W + "drawing": RunReader._read_shapes,
    W + "pict": RunReader._read_shapes,
    W + "object": RunReader._read_shapes,
    MC + "AlternateContent": RunReader._append_run_alternate_content,
    M + "oMath": RunReader._append_math,
}

# Read and shown nowhere on the page, or on purpose left out.
_IGNORED_TAGS = {
    W + name
    for name in (  # fmt: skip
        "annotationRef",
        "bookmarkEnd",
        "bookmarkStart",
        "commentRangeEnd",
        "commentRangeStart",
        "commentReference",
        "continuationSeparator",
        "customXmlDelRangeEnd",
        "customXmlDelRangeStart",
        "customXmlInsRangeEnd",
        "customXmlInsRangeStart",
        "customXmlPr",
        "dayLong",
        "dayShort",
        "del",
        "delInstrText",
        "delText",
        "endnoteRef",
        "footnoteRef",
        "lastRenderedPageBreak",
        "monthLong",
        "monthShort",
        "moveFrom",
        "moveFromRangeEnd",
        "moveFromRangeStart",
        "moveToRangeEnd",
        "moveToRangeStart",
        "permEnd",
        "permStart",
        "pgNum",
        "proofErr",
        "rt",
        "rubyPr",
        "sdtEndPr",
        "sdtPr",
        "separator",
        "smartTagPr",
        "softHyphen",
        "yearLong",
        "yearShort",
    )
}
