"""Draws the pictures of the READMEs: what ``extractor show`` and ``extractor explain`` print, as SVG.

    python docs/images/terminal.py

Long lists are cut where ⋮ stands; nothing else differs from the terminal. (The plot is made by docs/notebooks/build.py.)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from io import StringIO
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

import extractor
from extractor.i18n import format_message

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parents[1] / "samples" / "桃城区财政局2020年部门预算公开.docx"
PLACE = "b34[14:21]"
WIDTH = 86  # cells

# (code of a part's title, how many lines of its rows are drawn)
PARTS = (
    ("SHOW_SECTIONS", 4),
    ("SHOW_AMOUNTS", 6),
    ("SHOW_CHANGES", 3),
    ("SHOW_INDICATORS", 3),
    ("SHOW_PROCUREMENT", 4),
)

CELL_WIDTH, LINE_HEIGHT, FONT_SIZE, MARGIN = (
    8.6,
    21.0,
    14.5,
    18.0,
)  # pixels: width of a cell, height of a line, size of type, margin
PAPER, INK, DIM = "#fbfbf9", "#24292f", "#6e7781"
COLOURS = {"cyan": "#0a6c74", "green": "#1a6e3c", "yellow": "#8a5a00", "red": "#b42318"}
# Latin before Chinese: a quotation mark and ≥ are one cell wide on a terminal, two in a Chinese font.
FONTS = "Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC','PingFang SC','Microsoft YaHei',monospace"

TerminalLine = list[Segment]


def render_terminal(lang: str) -> str:
    """The terminal in one language, as SVG."""
    console = Console(
        width=WIDTH,
        file=StringIO(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
    )

    def printed(thing: RenderableType) -> list[TerminalLine]:
        return console.render_lines(thing, pad=False)

    doc = extractor.read(SAMPLE, lang=lang)
    answer = doc.explain(PLACE)
    head = Text.assemble(
        (answer.place, "cyan"),
        "  ",
        answer.before,
        (answer.quote, "bold reverse"),
        answer.after,
    )
    lines = printed(_format_command(f"extractor show samples/{SAMPLE.name}"))
    lines += _select_lines(printed(doc), lang)
    lines += printed(
        _format_command(f'extractor explain samples/{SAMPLE.name} "{PLACE}"')
    )
    lines += printed(head)
    for text in list(answer.format_lines())[1:]:
        lines += printed(
            Padding(Text(text.lstrip()), (0, 0, 0, len(text) - len(text.lstrip())))
        )
    return _render_svg(lines)


def _format_command(words: str) -> Text:
    return Text.assemble(("$ ", "bold green"), (words, "bold"))


def _select_lines(lines: list[TerminalLine], lang: str) -> Iterator[TerminalLine]:
    """The head of the page, then of each part its title, its columns and the first rows."""
    plain = ["".join(segment.text for segment in line).rstrip() for line in lines]
    gaps = [number for number, text in enumerate(plain) if not text] + [len(plain)]
    yield from lines[: gaps[0]]
    for code, rows in PARTS:
        title = format_message(code, {}, lang)
        start = next(
            number for number in gaps if plain[number + 1].startswith(f"{title} (")
        )
        end = next(number for number in gaps if number > start)
        yield from lines[start : min(end, start + 3 + rows)]
        if end > start + 3 + rows:
            yield [Segment("⋮", Style(dim=True))]
    yield []


def _render_svg(lines: list[TerminalLine]) -> str:
    """Every character stands where its cell stands, whatever font the reader's machine has."""
    width, height = (
        2 * MARGIN + WIDTH * CELL_WIDTH,
        2 * MARGIN + len(lines) * LINE_HEIGHT,
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}" stroke="#d0d7de"/>',
        f'<g font-family="{FONTS}" font-size="{FONT_SIZE:g}" fill="{INK}">',
    ]
    for number, line in enumerate(lines):
        at = 0
        for segment in line:
            parts += _render_segment(
                segment.text,
                segment.style or Style(),
                at,
                MARGIN + number * LINE_HEIGHT,
            )
            at += cell_len(segment.text)
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _render_segment(text: str, style: Style, at: int, top: float) -> Iterator[str]:
    cells = cell_len(text)
    if style.reverse:
        yield f'<rect x="{MARGIN + at * CELL_WIDTH:g}" y="{top + 2:g}" width="{cells * CELL_WIDTH:g}" height="{LINE_HEIGHT - 3:g}" fill="{INK}"/>'
    looks = _format_style(style)
    for word, places in _iter_words(text, at):
        xs = " ".join(f"{MARGIN + place * CELL_WIDTH:g}" for place in places)
        yield f'<text x="{xs}" y="{top + LINE_HEIGHT * 0.72:g}"{looks}>{escape(word)}</text>'


def _format_style(style: Style) -> str:
    colour = (
        PAPER
        if style.reverse
        else COLOURS.get(
            style.color.name if style.color else "", DIM if style.dim else ""
        )
    )
    return (f' fill="{colour}"' if colour else "") + (
        ' font-weight="bold"' if style.bold else ""
    )


def _iter_words(text: str, at: int) -> Iterator[tuple[str, Iterable[int]]]:
    """Stretches between white space, each character with the cell it stands in."""
    placed: list[tuple[str, int]] = []
    for character in text:
        placed.append((character, at))
        at += cell_len(character)
    for blank, several in groupby(placed, key=lambda one: one[0].isspace()):
        if not blank:
            characters, places = zip(*several, strict=True)
            yield "".join(characters), places


def main() -> None:
    for lang in ("zh", "en"):
        (HERE / f"show.{lang}.svg").write_bytes(render_terminal(lang).encode())


if __name__ == "__main__":
    main()
