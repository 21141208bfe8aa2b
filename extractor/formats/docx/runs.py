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

from extractor.formats.docx.fields import equation
from extractor.formats.docx.styles import PLAIN, Style, Styles, symbol_font
from extractor.formats.symbols import symbol, symbols
from extractor.formats.xml import MC, Element, M, R, V, W, chosen, integer, off

__all__ = ["Host", "Runs"]

P_PR, RUN, RUN_PR, TEXT, FIELD = W + "pPr", W + "r", W + "rPr", W + "t", W + "fldChar"
INSTRUCTION = W + "instrText"
_PRIVATE = re.compile("[\uf000-\uf0ff]")

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"


class Host(Protocol):
    """Where the things go that a paragraph carries beside its text."""

    def box(self, content: Element) -> None: ...
    def lines(self, texts: list[str], note: str) -> None: ...
    def note(self, kind: str, id: str) -> None: ...
    def embedded(self, element: Element) -> None: ...
    def diagram(self, id: str) -> None: ...
    def unread(self, what: str) -> None: ...
    def trouble(self, code: str, **details: object) -> None: ...
    def style_of(self, properties: Element) -> Style: ...
    def fields_close(self) -> bool: ...


@dataclass(slots=True)
class _Field:
    """A field whose end has not come yet."""

    begin: Element
    words: list[str]
    showing: bool = False  # behind its separator: what comes is the result
    toc: bool = False

    @property
    def instruction(self) -> str:
        return "".join(self.words)


class Runs:
    """Writes the text of paragraphs. ``hidden`` and ``font`` are what the style of the paragraph being read says.

    ``private``: there may be characters without meaning outside a symbol font.
    """

    def __init__(self, styles: Styles, host: Host) -> None:
        self._styles = styles
        self._host = host
        self.watch = bool(
            styles.hiding or styles.signing
        )  # some style hides text or sets it in signs
        self.begin(PLAIN)
        self.private = True
        self.fields: list[_Field] = []
        self.muted = 0  # open fields that are still at their instruction
        self._contents = 0  # open tables of contents
        self.contents_end = (
            False  # the last table of contents ended behind text of its own paragraph
        )
        self._ignore_fields: bool | None = None

    def begin(self, style: Style) -> None:
        """A paragraph of this style is read next."""
        self.hidden, self.font = style.hidden, style.font

    @property
    def in_contents(self) -> bool:
        """True inside a table-of-contents field."""
        return self._contents > 0

    def write(self, element: Element, out: list[str]) -> Element | None:
        """Append the text of all runs in a paragraph or in what wraps runs; gives the paragraph's properties."""
        properties = None
        for child in element:
            tag = child.tag
            if tag == RUN:
                self.run(child, out)
            elif tag == P_PR:
                properties = child
                if self.watch:
                    self.begin(self._host.style_of(child))
            else:
                handler = _AROUND.get(tag)
                if handler is not None:
                    handler(self, child, out)
                elif tag not in _IGNORED and isinstance(tag, str):
                    self._unknown(child, out)
        return properties

    def run(self, run: Element, out: list[str]) -> None:
        """Append the text of one run."""
        hidden, font = self.hidden, self.font
        for piece in run:
            tag = piece.tag
            if tag == TEXT:
                if not self.muted and not hidden:
                    text = piece.text or ""
                    if "\n" in text:
                        text = text.replace(
                            "\n", " "
                        )  # a break of the markup; those of the page are elements
                    if font:
                        text = symbols(text, font)
                    elif self.private:
                        self._private(text)
                    out.append(text)
            elif tag == RUN:
                self.run(piece, out)
            elif tag == RUN_PR:
                hidden, font = self._properties(piece)
            elif tag == FIELD:
                self._field(piece, out)
            elif tag == INSTRUCTION:
                if self.fields and not self.fields[-1].showing:
                    self.fields[-1].words.append(piece.text or "")
            elif not hidden and not self.muted:
                handler = _INSIDE.get(tag) or _AROUND.get(
                    tag
                )  # converters put hyperlinks into runs
                if handler is not None:
                    handler(self, piece, out)
                elif tag not in _IGNORED and isinstance(tag, str):
                    self._unknown(piece, out)

    def _properties(self, properties: Element) -> tuple[bool, str]:
        """Whether the run is hidden, and its symbol font or ''. Hiding by two styles cancels out, as switches do."""
        direct: bool | None = None
        styled, font = self.hidden, self.font
        for child in properties:
            tag = child.tag
            if tag == _VANISH:
                direct = not off(child)
            elif tag == _RUN_STYLE:
                id = child.get(W + "val", "")
                if id in self._styles.hiding and self._styles.style(id).hidden:
                    styled = not styled
                if id in self._styles.signing:
                    font = self._styles.style(id).font
            elif tag == _FONTS:
                font = symbol_font(child, font)
        return (styled if direct is None else direct), font

    def _private(self, text: str) -> None:
        """Signs of a symbol font that is named nowhere: kept as they are, and said so."""
        for sign in _PRIVATE.findall(text):
            self._host.trouble("SYMBOL_UNKNOWN", font="", sign=f"{ord(sign):04X}")

    def _field(self, mark: Element, out: list[str]) -> None:
        if self._ignore_fields is None:
            self._ignore_fields = not self._host.fields_close()
        if self._ignore_fields:
            return
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self.fields.append(_Field(mark, []))
            self.muted += 1
        elif not self.fields:
            return
        elif kind == "separate":
            field = self.fields[-1]
            if not field.showing:
                field.showing = True
                field.toc = field.instruction.split(maxsplit=1)[:1] == ["TOC"]
                self._contents += field.toc
                self.muted -= 1
        elif kind == "end":
            field = self.fields.pop()
            self._contents -= field.toc
            if not field.showing:
                self.muted -= 1
                if not self.muted and not self.hidden:
                    self._without_result(field, out)
            elif field.toc:
                self.contents_end = any(out)

    def _without_result(self, field: _Field, out: list[str]) -> None:
        """Fields Word shows without storing what it shows."""
        words = field.instruction.split()
        name = words[0].upper() if words else ""
        if name == "EQ":
            shown = equation(field.instruction)
            if shown is None:
                self._host.trouble("FIELD_NOT_SHOWN", field=field.instruction.strip())
            else:
                out.append(shown)
        elif name == "SYMBOL":
            font = re.search(r'\\f\s+"?([^"\\]+)', field.instruction)
            code = integer(words[1], 0) if len(words) > 1 and words[1].isdigit() else 0
            if len(words) > 1 and words[1].lower().startswith("0x"):
                code = _hexadecimal(words[1][2:])
            self._sign(code, font[1].strip() if font is not None else "", out)
        elif name in _COUNTING:
            self._host.trouble("FIELD_NOT_SHOWN", field=field.instruction.strip())
        elif name == "MACROBUTTON":
            out.append(" ".join(words[2:]))
        elif name == "FORMCHECKBOX":
            box = field.begin.find(f"{W}ffData/{W}checkBox")
            marks = (
                [box.find(W + name) for name in ("checked", "default")]
                if box is not None
                else []
            )
            state = next((mark for mark in marks if mark is not None), None)
            out.append("☒" if state is not None and not off(state) else "☐")
        elif name == "FORMDROPDOWN":
            entries = field.begin.findall(f"{W}ffData/{W}ddList/{W}listEntry")
            picked = field.begin.find(f"{W}ffData/{W}ddList/{W}result")
            index = integer(picked.get(W + "val"), 0) if picked is not None else 0
            if 0 <= index < len(entries):
                out.append(entries[index].get(W + "val", ""))

    def leave(self, depth: int) -> None:
        """A cell ends: fields opened in it and never closed end with it."""
        while len(self.fields) > depth:
            field = self.fields.pop()
            self._contents -= field.toc
            if not field.showing:
                self.muted -= 1
            self._host.trouble("FIELD_UNCLOSED", field=field.instruction.strip())

    def _unknown(self, element: Element, out: list[str]) -> None:
        """An element this room does not know: text in it is read as if it stood alone, and said so."""
        if next(element.iter(TEXT), None) is not None:
            self._host.trouble("READ_THROUGH", element=element.tag.rpartition("}")[2])
            self.run(element, out)

    # What stands around runs

    def _simple_field(self, element: Element, out: list[str]) -> None:
        said = len(out)
        self.write(element, out)
        instruction = element.get(W + "instr", "").strip()
        if len(out) == said and instruction.split(" ")[0].upper() in _COUNTING:
            self._host.trouble("FIELD_NOT_SHOWN", field=instruction)

    def _part_elsewhere(self, element: Element, out: list[str]) -> None:
        self._host.unread("subDoc")

    def _control(self, element: Element, out: list[str]) -> None:
        for content in element.iterchildren(W + "sdtContent"):
            self.write(content, out)

    def _alternatives(self, element: Element, out: list[str]) -> None:
        branch = chosen(element)
        if branch is not None:
            self.write(branch, out)

    def _math(self, element: Element, out: list[str]) -> None:
        if not self.muted and not self.hidden:
            out.append(_math_text(element))

    # What stands in a run

    def _tab(self, element: Element, out: list[str]) -> None:
        out.append("\t")

    def _break(self, element: Element, out: list[str]) -> None:
        out.append("\n")

    def _hyphen(self, element: Element, out: list[str]) -> None:
        out.append("-")

    def _symbol(self, element: Element, out: list[str]) -> None:
        self._sign(
            _hexadecimal(element.get(W + "char", "")), element.get(W + "font", ""), out
        )

    def _sign(self, code: int, font: str, out: list[str]) -> None:
        shown = symbol(code, font)
        if shown is None:
            shown = chr(code) if 0xE000 <= code <= 0xF8FF else "\ufffd"
            self._host.trouble("SYMBOL_UNKNOWN", font=font, sign=f"{code:04X}")
        out.append(shown)

    def _ruby(self, element: Element, out: list[str]) -> None:
        for base in element.iterchildren(W + "rubyBase"):
            self.write(base, out)

    def _run_alternatives(self, element: Element, out: list[str]) -> None:
        branch = chosen(element)
        if branch is not None:
            self.run(branch, out)

    def _note(self, element: Element, out: list[str]) -> None:
        self._host.note(
            "fn" if element.tag == W + "footnoteReference" else "en",
            element.get(W + "id", ""),
        )

    def _shapes(self, element: Element, out: list[str]) -> None:
        """Text boxes, embedded objects and drawn text of a shape, in order, each once."""
        for child in element:
            tag = child.tag
            if tag == W + "txbxContent":
                self._host.box(child)
            elif tag == MC + "AlternateContent":
                branch = chosen(child)
                if branch is not None:
                    self._shapes(branch, out)
            elif tag == _A + "txBody":
                self._host.lines(
                    [
                        "".join(t.text or "" for t in p.iter(_A + "t"))
                        for p in child.iterchildren(_A + "p")
                    ],
                    "drawing",
                )
            elif tag == V + "textpath":
                if child.get("string"):
                    self._host.lines([child.get("string", "")], "wordart")
            elif tag == _OLE:
                self._host.embedded(child)
            elif tag == _CHART:
                self._host.unread("chart")
            elif tag == _DIAGRAM:
                self._host.diagram(child.get(R + "dm", ""))
            elif tag in _PICTURES:
                self._host.unread("picture")
            elif len(child):
                self._shapes(child, out)


_COUNTING = frozenset(
    ("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM")
)  # numbers that no file stores
_VANISH, _RUN_STYLE, _FONTS = W + "vanish", W + "rStyle", W + "rFonts"
_PICTURES = {_A + "blip", V + "imagedata"}


def _hexadecimal(text: str) -> int:
    try:
        return int(text[:8], 16)
    except ValueError:
        return 0


def _math_text(element: Element) -> str:
    """An equation in one line: fractions with ``/``, powers with ``^``, so that no two numbers run together."""
    if element.tag == M + "t":
        return element.text or ""
    parts = [_math_text(child) for child in element]
    if element.tag == M + "f":
        return "/".join(part for part in parts if part)
    if element.tag in (M + "sSup", M + "sSub"):
        return ("^" if element.tag == M + "sSup" else "_").join(
            part for part in parts if part
        )
    return "".join(parts)


_Handler = Callable[[Runs, Element, list[str]], object]

_AROUND: Mapping[str, _Handler] = {
    **{
        W + name: Runs.write
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
    W + "fldSimple": Runs._simple_field,
    W + "sdt": Runs._control,
    W + "ruby": Runs._ruby,
    W + "subDoc": Runs._part_elsewhere,
    MC + "AlternateContent": Runs._alternatives,
    M + "oMath": Runs._math,
    M + "oMathPara": Runs._math,
}

_INSIDE: Mapping[str, _Handler] = {
    W + "tab": Runs._tab,
    W + "ptab": Runs._tab,
    W + "br": Runs._break,
    W + "cr": Runs._break,
    W + "noBreakHyphen": Runs._hyphen,
    W + "sym": Runs._symbol,
    W + "ruby": Runs._ruby,
    W + "footnoteReference": Runs._note,
    W + "endnoteReference": Runs._note,
    W + "drawing": Runs._shapes,
    W + "pict": Runs._shapes,
    W + "object": Runs._shapes,
    MC + "AlternateContent": Runs._run_alternatives,
    M + "oMath": Runs._math,
}

# Read and shown nowhere on the page, or on purpose left out.
_IGNORED = {
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
