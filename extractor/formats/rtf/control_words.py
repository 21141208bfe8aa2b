"""Control words and what each does to the walk."""

from __future__ import annotations

from collections.abc import Mapping

from extractor.formats.rtf.parser import Handler, Reader
from extractor.formats.rtf.state import Format, Row

__all__ = ["HANDLERS"]


def _toggle(name: str) -> Handler:
    def handle(reader: Reader, value: int | None) -> None:
        setattr(reader.state, name, value != 0)

    return handle


def _merge(kind: str) -> Handler:
    def handle(reader: Reader, value: int | None) -> None:
        reader.defined().merged += kind

    return handle


def _to(where: str, opens: str = "") -> Handler:
    def handle(reader: Reader, value: int | None) -> None:
        reader.state.to = where
        reader.state.opens = opens or reader.state.opens

    return handle


def _code_page(reader: Reader, value: int | None) -> None:
    reader.letters.declare(value or 0)


def _font(reader: Reader, value: int | None) -> None:
    reader.state.font = value if value is not None else -1
    if reader.state.to == "font":
        reader.letters.begin_font(reader.state.font)


def _charset(reader: Reader, value: int | None) -> None:
    if reader.state.to == "font":
        reader.letters.set_charset(reader.state.font, value or 0)


def _plain(reader: Reader, value: int | None) -> None:
    reader.state.hidden = reader.state.deleted = False
    reader.state.font = reader.letters.default_font


def _default_font(reader: Reader, value: int | None) -> None:
    reader.letters.default_font = reader.state.font = value if value is not None else -1


def _paragraph_default(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format = Format()


def _in_table(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.level = max(reader.flows[-1].format.level, 1)


def _depth(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.level = max(value or 0, 0)


def _style(reader: Reader, value: int | None) -> None:
    if reader.state.to == "style":
        reader.style = [value or 0, 0]
    elif reader.state.to == "page":
        reader.flows[-1].format.style = value or 0


def _outline(reader: Reader, value: int | None) -> None:
    level = (value or 0) + 1 if 0 <= (value or 0) <= 8 else 0
    if reader.state.to == "style":
        reader.style[1] = level
    elif reader.state.to == "page":
        reader.flows[-1].format.outline = level


def _listed(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.flows[-1].format.listed = bool(value)


def _style_entry(reader: Reader, value: int | None) -> None:
    reader.state.to = "nowhere"  # styles of characters, sections and tables
    reader.style = [-1, 0]


def _row_start(reader: Reader, value: int | None) -> None:
    reader.flows[-1].rows[reader.row_level()] = Row()


def _row_left(reader: Reader, value: int | None) -> None:
    reader.defined().left = value or 0


def _cell_edge(reader: Reader, value: int | None) -> None:
    row = reader.defined()
    if len(row.cells) < 4096:
        row.cells.append((value or 0, row.merged))
    row.merged = ""


def _cell(reader: Reader, value: int | None) -> None:
    reader.cell(1)


def _nested_cell(reader: Reader, value: int | None) -> None:
    reader.cell(max(reader.flows[-1].format.level, 2))


def _row(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.row(1)


def _nested_properties(reader: Reader, value: int | None) -> None:
    reader.state.nested = True


def _nested_row(reader: Reader, value: int | None) -> None:
    reader.row(max(reader.flows[-1].format.level, 2))


def _field(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.state.opens = "field"
        reader.codes.append([])
        reader.results.append(-1)


def _result(reader: Reader, value: int | None) -> None:
    if reader.results:
        reader.results[-1] = len(reader.flows[-1].words)
    if (
        reader.state.to == "page"
        and reader.codes
        and "".join(reader.codes[-1]).split()[:1] == ["TOC"]
    ):
        reader.state.contents = True


def _endnote(reader: Reader, value: int | None) -> None:
    if reader.flows[-1].kind == "fn":
        reader.flows[-1].kind = "en"


def _label(reader: Reader, value: int | None) -> None:
    if reader.state.to == "page":
        reader.state.to = "label"
        reader.flows[-1].label.clear()


def _fallback(reader: Reader, value: int | None) -> None:
    reader.state.fallback = min(max(value if value is not None else 1, 0), 16)


def _both_ways(reader: Reader, value: int | None) -> None:
    reader.state.to = "nowhere"  # \upr: a copy in bytes first, then one in Unicode


def _in_unicode(reader: Reader, value: int | None) -> None:
    reader.state.to = reader.outer.to


HANDLERS: Mapping[str, Handler] = {
    "ansicpg": _code_page,
    "mac": lambda reader, value: setattr(reader.letters, "code_page", "mac-roman"),
    "deff": _default_font,
    "uc": _fallback,
    "fonttbl": _to("font"),
    "f": _font,
    "fcharset": _charset,
    "stylesheet": _to("style", "sheet"),
    "s": _style,
    "cs": lambda reader, value: (
        _style_entry(reader, value) if reader.state.to == "style" else None
    ),
    "ds": lambda reader, value: (
        _style_entry(reader, value) if reader.state.to == "style" else None
    ),
    "ts": lambda reader, value: (
        _style_entry(reader, value) if reader.state.to == "style" else None
    ),
    "outlinelevel": _outline,
    "ls": _listed,
    "plain": _plain,
    "v": _toggle("hidden"),
    "deleted": _toggle("deleted"),
    "pard": _paragraph_default,
    "par": Reader.par,
    "sect": Reader.section,
    "intbl": _in_table,
    "itap": _depth,
    "trowd": _row_start,
    "trleft": _row_left,
    "clmgf": lambda reader, value: None,
    "clmrg": _merge("across"),
    "clvmgf": lambda reader, value: None,
    "clvmrg": _merge("down"),
    "cellx": _cell_edge,
    "cell": _cell,
    "row": _row,
    "nestcell": _nested_cell,
    "nesttableprops": _nested_properties,
    "nestrow": _nested_row,
    "field": _field,
    "fldinst": _to("code"),
    "fldrslt": _result,
    "ftnalt": _endnote,
    "objdata": lambda reader, value: (
        _to("object", "object")(reader, value) if reader.state.to == "page" else None
    ),
    "listtext": _label,
    "pntext": _label,
    "upr": _both_ways,
    "ud": _in_unicode,
}
