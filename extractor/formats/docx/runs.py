"""The inside of a paragraph: runs and the elements around them, to the text on the
page.

Inserted and moved-to text stays, deleted, moved-from and hidden text is dropped. Of a
field the result stays and the instruction is dropped. Content controls, smart tags,
hyperlinks and the base of a ruby are read as if not wrapped them.

A tab is ``\\t``, every break (line, column, page) ``\\n``, a no-break hyphen ``-``; an
optional hyphen is dropped. Characters of symbol fonts become the Unicode characters
they show.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from extractor.dataclass import dataclass
from extractor.formats.builder import (
    NO_MARKS,
    Attachment,
    DraftParagraph,
    MarkedParts,
    RunMarks,
)
from extractor.formats.docx.fields import render_equation_field
from extractor.formats.docx.styles import (
    ResolvedStyle,
    Styles,
    find_symbol_font,
    parse_run_marks,
)
from extractor.formats.symbols import decode_symbol, decode_symbol_text
from extractor.formats.xml import (
    MC,
    Element,
    M,
    W,
    choose_branch,
    get_child_value,
    is_off,
    list_children,
    parse_integer,
)
from extractor.model.issues import Issue

__all__ = [
    "RunReader",
]

P_PR, P_STYLE = W + "pPr", W + "pStyle"
RUN, RUN_PR, TEXT, FIELD = W + "r", W + "rPr", W + "t", W + "fldChar"
INSTRUCTION = W + "instrText"
_VAL = W + "val"
_VANISH, _RUN_STYLE, _FONTS = W + "vanish", W + "rStyle", W + "rFonts"

_PRIVATE_USE = re.compile("[\uf000-\uf0ff]")
_SYMBOL_FIELD_FONT = re.compile(r'\\f\s+"?([^"\\]+)')
# Numbers that no file stores.
_COUNTER_FIELDS = frozenset(("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM"))


@dataclass(slots=True)
class _ComplexField:
    """A field whose end has not come yet."""

    begin_mark: Element
    instruction_parts: list[str]
    # Behind its separator: what comes is the result.
    result_started: bool = False
    is_toc: bool = False

    @property
    def instruction(self) -> str:
        return "".join(self.instruction_parts)

    @property
    def name(self) -> str:
        """First word of the instruction, in capitals."""
        return _get_field_name(self.instruction)


class RunReader:
    """Reads the paragraphs of one story to drafts with their text, attachments and
    issues."""

    def __init__(
        self,
        styles: Styles,
        root: Element,
        read_attachments: Callable[[Element], Iterable[Attachment | Issue]],
        unread_counts: Counter[str],
    ) -> None:
        """Start a story.

        Args:
            styles: the styles of the file.
            root: the element that holds the story, searched for field ends.
            read_attachments: reads the contents of a shape or a note mark.
            unread_counts: where things that are not read are counted.
        """
        self._styles = styles
        self._root = root
        self._read_attachments = read_attachments
        self._unread_counts = unread_counts
        # Whether some style hides text, sets it in a symbol font or sets it apart.
        self._styles_affect_text = bool(
            styles.hiding_style_ids
            or styles.symbol_style_ids
            or styles.marking_style_ids
        )
        # Whether there may be characters without meaning outside a symbol font.
        self.has_private_use = True
        # From the style of the paragraph.
        self._default_style = styles.default
        self._use_style(self._default_style)
        self._marked_parts = MarkedParts()
        self._attachments: list[Attachment] = []
        # Parts of other programs that stand in the paragraph; their blocks follow it.
        self.alt_chunks: list[Element] = []
        self._issues: list[Issue] = []
        self.open_fields: list[_ComplexField] = []
        # Open fields that are still at their instruction.
        self._open_instructions = 0
        self._open_tocs = 0
        # The last table of contents ended behind text of the same paragraph.
        self._toc_ended_after_text = False
        self._ignores_fields: bool | None = None

    def read_paragraph(
        self, element: Element
    ) -> tuple[DraftParagraph | str, Element | None]:
        """Read the text of a paragraph and what hangs on it.

        Returns:
            The draft, without the values of the paragraph's properties (label, style,
            level), or the text where nothing hangs on it; and the properties.
        """
        if self._styles_affect_text:
            self._use_style(self._default_style)
        starts_in_toc = self._open_tocs > 0
        out: list[str] = []
        properties = self._append_children(element, out)
        in_toc = self._open_tocs > 0 or (starts_in_toc and self._toc_ended_after_text)
        text = "".join(out)
        if not (in_toc or self._attachments or self._issues or self._marked_parts.runs):
            return text, properties
        draft = DraftParagraph(text, in_toc=in_toc)
        draft.marks = self._marked_parts.take_marks(out)
        draft.attachments, self._attachments = self._attachments, []
        draft.issues, self._issues = self._issues, []
        return draft, properties

    def close_fields(self, depth: int) -> None:
        """End the fields opened in a cell and never closed, down to the depth at its
        start."""
        while len(self.open_fields) > depth:
            field = self.open_fields.pop()
            self._open_tocs -= field.is_toc
            if not field.result_started:
                self._open_instructions -= 1

    def _report_issue(self, code: str, **details: object) -> None:
        self._issues.append(Issue.build(code, **details))

    # Paragraphs and runs

    def _use_style(self, style: ResolvedStyle) -> None:
        self._hidden, self._font = style.hidden, style.symbol_font
        self._marks = style.marks

    def _append_children(self, element: Element, out: list[str]) -> Element | None:
        """Append the text of all runs in a paragraph or in what wraps runs; gives the
        paragraph's properties."""
        properties = None
        for child in list_children(element):
            tag = child.tag
            if tag == RUN:
                self._append_run(child, out)
            elif tag == P_PR:
                properties = child
                if self._styles_affect_text:
                    self._use_style(self._find_paragraph_style(child))
            else:
                self._append_other(child, _PARAGRAPH_HANDLERS.get(tag), out)
        return properties

    def _find_paragraph_style(self, properties: Element) -> ResolvedStyle:
        named = next(properties.iterchildren(P_STYLE), None)
        if named is None:
            return self._default_style
        return self._styles.find_style(named.get(_VAL, ""))

    def _append_run(self, run: Element, out: list[str]) -> None:
        hidden, font, marks = self._hidden, self._font, self._marks
        first_part = len(out)
        for piece in list_children(run):
            tag = piece.tag
            if tag == TEXT:
                if not hidden and not self._open_instructions:
                    out.append(self._decode_text(piece.text, font))
            elif tag == RUN_PR:
                hidden, font = self._resolve_run_properties(piece)
                marks = self._resolve_run_marks(piece)
            elif tag in _RUN_STRUCTURE_HANDLERS:
                _RUN_STRUCTURE_HANDLERS[tag](self, piece, out)
            elif not hidden and not self._open_instructions:
                self._append_other(piece, _RUN_HANDLERS.get(tag), out)
        if marks is not NO_MARKS:
            self._marked_parts.add_run(first_part, len(out), marks.kinds)

    def _append_other(
        self, element: Element, handler: _ElementHandler | None, out: list[str]
    ) -> None:
        """Append an element by its handler; text of an unknown element is read and
        reported."""
        if handler is not None:
            handler(self, element, out)
            return
        tag = element.tag
        if tag in _IGNORED_TAGS or not isinstance(tag, str):
            return
        if next(element.iter(TEXT), None) is not None:
            self._report_issue("READ_THROUGH", element=tag.rpartition("}")[2])
            self._append_run(element, out)

    def _decode_text(self, text: str | None, font: str) -> str:
        """Text as the page shows it; a break of the markup is a space, breaks of the
        page are elements."""
        if not text:
            return ""
        if "\n" in text:
            text = text.replace("\n", " ")
        if font:
            return decode_symbol_text(text, font)
        if self.has_private_use:
            # Characters of a symbol font that is named nowhere stay as they are.
            for character in _PRIVATE_USE.findall(text):
                self._report_issue(
                    "SYMBOL_UNKNOWN", font="", sign=f"{ord(character):04X}"
                )
        return text

    def _resolve_run_properties(self, properties: Element) -> tuple[bool, str]:
        """Whether the run is hidden, and its symbol font or ''. Hiding by two styles
        cancels out, as switches do."""
        direct: bool | None = None
        styled, font = self._hidden, self._font
        for child in properties:
            tag = child.tag
            if tag == _VANISH:
                direct = not is_off(child)
            elif tag == _FONTS:
                font = find_symbol_font(child, font)
            elif tag == _RUN_STYLE:
                id = child.get(_VAL, "")
                if id in self._styles.hiding_style_ids:
                    styled ^= self._styles.find_style(id).hidden
                if id in self._styles.symbol_style_ids:
                    font = self._styles.find_style(id).symbol_font
        if direct is None:
            return styled, font
        return direct, font

    def _resolve_run_marks(self, properties: Element) -> RunMarks:
        """How a run is set apart: by its style and by itself."""
        inherited = self._marks
        if self._styles.marking_style_ids:
            id = get_child_value(properties, "rStyle") or ""
            if id in self._styles.marking_style_ids:
                style = self._styles.find_style(id)
                inherited = inherited.combine_with_style(style.marks)
        return parse_run_marks(properties, inherited)

    # Fields

    def _add_instruction(self, element: Element, out: list[str]) -> None:
        if self.open_fields and not self.open_fields[-1].result_started:
            self.open_fields[-1].instruction_parts.append(element.text or "")

    def _process_field_mark(self, mark: Element, out: list[str]) -> None:
        if self._ignores_fields is None:
            self._ignores_fields = not self._has_balanced_fields()
        if self._ignores_fields:
            return
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.open_fields.append(_ComplexField(mark, []))
            self._open_instructions += 1
        elif not self.open_fields:
            return
        elif kind == "separate":
            self._start_field_result(self.open_fields[-1])
        elif kind == "end":
            self._end_field(self.open_fields.pop(), out)

    def _has_balanced_fields(self) -> bool:
        """Whether every field of the story that begins also ends; else field marks mean
        nothing."""
        kinds = Counter(mark.get(W + "fldCharType") for mark in self._root.iter(FIELD))
        if kinds["begin"] == kinds["end"]:
            return True
        self._report_issue("FIELD_UNCLOSED", field="")
        return False

    def _start_field_result(self, field: _ComplexField) -> None:
        if field.result_started:
            return
        field.result_started = True
        field.is_toc = field.instruction.split(maxsplit=1)[:1] == ["TOC"]
        self._open_tocs += field.is_toc
        self._open_instructions -= 1

    def _end_field(self, field: _ComplexField, out: list[str]) -> None:
        self._open_tocs -= field.is_toc
        if field.result_started:
            if field.is_toc:
                self._toc_ended_after_text = any(out)
            return
        self._open_instructions -= 1
        if not self._open_instructions and not self._hidden:
            render = _FIELD_HANDLERS.get(field.name)
            if render is not None:
                render(self, field, out)

    def _append_equation(self, field: _ComplexField, out: list[str]) -> None:
        shown = render_equation_field(field.instruction)
        if shown is None:
            self._report_unshown_field(field, out)
        else:
            out.append(shown)

    def _append_symbol_field(self, field: _ComplexField, out: list[str]) -> None:
        words = field.instruction.split()
        code = 0
        if len(words) > 1 and words[1].isdigit():
            code = parse_integer(words[1], 0)
        elif len(words) > 1 and words[1].lower().startswith("0x"):
            code = _parse_hexadecimal(words[1][2:])
        font = _SYMBOL_FIELD_FONT.search(field.instruction)
        if font is None:
            self._append_symbol_code(code, "", out)
        else:
            self._append_symbol_code(code, font[1].strip(), out)

    def _report_unshown_field(self, field: _ComplexField, out: list[str]) -> None:
        self._report_issue("FIELD_NOT_SHOWN", field=field.instruction.strip())

    def _append_macro_button(self, field: _ComplexField, out: list[str]) -> None:
        out.append(" ".join(field.instruction.split()[2:]))

    def _append_check_box(self, field: _ComplexField, out: list[str]) -> None:
        out.append(_render_check_box(field.begin_mark))

    def _append_drop_down(self, field: _ComplexField, out: list[str]) -> None:
        out.append(_get_drop_down_choice(field.begin_mark))

    def _append_simple_field(self, element: Element, out: list[str]) -> None:
        length = len(out)
        self._append_children(element, out)
        instruction = element.get(W + "instr", "").strip()
        if len(out) == length and _get_field_name(instruction) in _COUNTER_FIELDS:
            self._report_issue("FIELD_NOT_SHOWN", field=instruction)

    # Elements around runs

    def _append_wrapped(self, element: Element, out: list[str]) -> None:
        self._append_children(element, out)

    def _count_subdocument(self, element: Element, out: list[str]) -> None:
        self._unread_counts["subDoc"] += 1

    def _keep_alt_chunk(self, element: Element, out: list[str]) -> None:
        self.alt_chunks.append(element)

    def _append_content_control(self, element: Element, out: list[str]) -> None:
        for content in element.iterchildren(W + "sdtContent"):
            self._append_children(content, out)

    def _append_branch(self, element: Element, out: list[str]) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self._append_children(branch, out)

    def _append_ruby_base(self, element: Element, out: list[str]) -> None:
        for base in element.iterchildren(W + "rubyBase"):
            self._append_children(base, out)

    def _append_math(self, element: Element, out: list[str]) -> None:
        if not self._open_instructions and not self._hidden:
            out.append(_linearize_math(element))

    # Elements in a run

    def _append_tab(self, element: Element, out: list[str]) -> None:
        out.append("\t")

    def _append_break(self, element: Element, out: list[str]) -> None:
        out.append("\n")

    def _append_hyphen(self, element: Element, out: list[str]) -> None:
        out.append("-")

    def _append_symbol(self, element: Element, out: list[str]) -> None:
        code = _parse_hexadecimal(element.get(W + "char", ""))
        self._append_symbol_code(code, element.get(W + "font", ""), out)

    def _append_symbol_code(self, code: int, font: str, out: list[str]) -> None:
        shown = decode_symbol(code, font)
        if shown is None:
            self._report_issue("SYMBOL_UNKNOWN", font=font, sign=f"{code:04X}")
            shown = "\ufffd"
            if 0xE000 <= code <= 0xF8FF:
                shown = chr(code)
        out.append(shown)

    def _append_run_branch(self, element: Element, out: list[str]) -> None:
        branch = choose_branch(element)
        if branch is not None:
            self._append_run(branch, out)

    def _collect_attachments(self, element: Element, out: list[str]) -> None:
        for attachment in self._read_attachments(element):
            if isinstance(attachment, Issue):
                self._issues.append(attachment)
            else:
                self._attachments.append(attachment)


def _get_field_name(instruction: str) -> str:
    """The first word of a field's instruction, in capitals."""
    words = instruction.split(maxsplit=1)
    return "".join(words[:1]).upper()


def _render_check_box(begin_mark: Element) -> str:
    """The sign of a check box: what was chosen, else its default."""
    box = begin_mark.find(f"{W}ffData/{W}checkBox")
    if box is None:
        return "☐"
    for name in ("checked", "default"):
        state = box.find(W + name)
        if state is not None:
            return "☐☒"[not is_off(state)]
    return "☐"


def _get_drop_down_choice(begin_mark: Element) -> str:
    """The entry chosen in a drop-down list; the first where none is."""
    entries = begin_mark.findall(f"{W}ffData/{W}ddList/{W}listEntry")
    chosen = begin_mark.find(f"{W}ffData/{W}ddList/{W}result")
    index = 0
    if chosen is not None:
        index = parse_integer(chosen.get(_VAL), 0)
    if 0 <= index < len(entries):
        return entries[index].get(_VAL, "")
    return ""


def _parse_hexadecimal(text: str) -> int:
    try:
        return int(text[:8], 16)
    except ValueError:
        return 0


_MATH_SEPARATORS = {M + "f": "/", M + "sSup": "^", M + "sSub": "_"}


def _linearize_math(element: Element) -> str:
    """An equation in one line: fractions with ``/``, powers with ``^``, so that no two
    numbers run together."""
    if element.tag == M + "t":
        return element.text or ""
    parts = (_linearize_math(child) for child in element)
    separator = _MATH_SEPARATORS.get(element.tag, "")
    return separator.join(part for part in parts if part)


_ElementHandler = Callable[[RunReader, Element, list[str]], None]

_PARAGRAPH_HANDLERS: Mapping[str, _ElementHandler] = {
    **{
        W + name: RunReader._append_wrapped
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
    W + "altChunk": RunReader._keep_alt_chunk,
    MC + "AlternateContent": RunReader._append_branch,
    M + "oMath": RunReader._append_math,
    M + "oMathPara": RunReader._append_math,
}

_RUN_HANDLERS: Mapping[str, _ElementHandler] = {
    # Converters put hyperlinks into runs.
    **_PARAGRAPH_HANDLERS,
    W + "tab": RunReader._append_tab,
    W + "ptab": RunReader._append_tab,
    W + "br": RunReader._append_break,
    W + "cr": RunReader._append_break,
    W + "noBreakHyphen": RunReader._append_hyphen,
    W + "sym": RunReader._append_symbol,
    W + "footnoteReference": RunReader._collect_attachments,
    W + "endnoteReference": RunReader._collect_attachments,
    W + "drawing": RunReader._collect_attachments,
    W + "pict": RunReader._collect_attachments,
    W + "object": RunReader._collect_attachments,
    MC + "AlternateContent": RunReader._append_run_branch,
}

# Marks that structure the text of a run and are read in hidden text, too.
_RUN_STRUCTURE_HANDLERS: Mapping[str, _ElementHandler] = {
    RUN: RunReader._append_run,
    FIELD: RunReader._process_field_mark,
    INSTRUCTION: RunReader._add_instruction,
}

_FIELD_HANDLERS: Mapping[str, Callable[[RunReader, _ComplexField, list[str]], None]] = {
    **dict.fromkeys(_COUNTER_FIELDS, RunReader._report_unshown_field),
    "EQ": RunReader._append_equation,
    "SYMBOL": RunReader._append_symbol_field,
    "MACROBUTTON": RunReader._append_macro_button,
    "FORMCHECKBOX": RunReader._append_check_box,
    "FORMDROPDOWN": RunReader._append_drop_down,
}

# Elements whose text no page shows.
_IGNORED_TAGS = {
    W + name
    for name in (
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
