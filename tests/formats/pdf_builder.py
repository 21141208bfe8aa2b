"""PDF files written by hand: text at places, lines, pictures, tables, and a page of prose as a program sets it.

The font is one of those that every reader of PDF knows by name (Adobe-GB1), so none is embedded: a Chinese character is
as wide as it is high, a Latin one half of that.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 595.0, 842.0
LEFT, RIGHT, TOP = 90.0, 505.0, 760.0

FONT_OBJECTS = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    " /FontDescriptor 5 0 R /DW 1000 /W [1 95 500] >>",
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
    " /CapHeight 880 /StemV 93 >>",
)


def measure_text(text: str, size: float) -> float:
    """Width of a text."""
    return sum(size / 2 if char.isascii() else size for char in text)


def wrap_text(text: str, size: float, width: float, indent: float = 0) -> list[str]:
    """Break a text into lines as wide as they may be; numbers stay whole where they fit."""
    lines, line, room = [], "", width - indent
    for word in _split_words(text, int(width / size * 2)):
        if line and measure_text(line + word, size) > room:
            lines.append(line)
            line, room = "", width
        line += word
    return [*lines, line]


def _split_words(text: str, longest: int) -> Iterable[str]:
    word = ""
    for char in text:
        if char.isascii() and not char.isspace() and len(word) < longest:
            word += char
            continue
        if word:
            yield word
        word = ""
        if char.isascii() and not char.isspace():
            word = char
        else:
            yield char
    if word:
        yield word


class PdfPageBuilder:
    """The content of one page, and where its next line goes."""

    def __init__(self, width: float = WIDTH, height: float = HEIGHT, rotate: int = 0) -> None:
        self.width, self.height, self.rotate = width, height, rotate
        self.content: list[str] = []
        self.has_image = False
        self.y = TOP * height / HEIGHT

    def text(self, x: float, y: float, text: str, size: float = 12, matrix: str = "1 0 0 1", mode: int = 0) -> PdfPageBuilder:
        """Text with its baseline at a place."""
        code = text.encode("utf-16-be").hex()
        self.content.append(f"BT /F1 {size} Tf {mode} Tr {matrix} {x} {y} Tm <{code}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> PdfPageBuilder:
        """A stroked line."""
        self.content.append(f"{width} w {x0} {y0} m {x1} {y1} l S")
        return self

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> PdfPageBuilder:
        """A filled rectangle."""
        self.content.append(f"{x0} {y0} {x1 - x0} {y1 - y0} re f")
        return self

    def raw(self, content: str) -> PdfPageBuilder:
        """Operators as they are."""
        self.content.append(content)
        return self

    def image(self, x: float, y: float, width: float, height: float) -> PdfPageBuilder:
        """A grey picture."""
        self.has_image = True
        self.content.append(f"q {width} 0 0 {height} {x} {y} cm /Im0 Do Q")
        return self

    def title(self, text: str, size: float = 22) -> PdfPageBuilder:
        """A centred line."""
        return self.put((self.width - measure_text(text, size)) / 2, text, size)

    def put(self, x: float, text: str, size: float = 16) -> PdfPageBuilder:
        """A line, and the next one goes below it."""
        self.y -= size * 1.75
        return self.text(x, self.y, text, size)

    def paragraph(self, text: str, size: float = 16, left: float = LEFT, right: float = RIGHT, indent: float = 2) -> PdfPageBuilder:
        """A paragraph: its first line indented by some characters, all but the last as wide as they may be."""
        for number, line in enumerate(wrap_text(text, size, right - left, indent * size)):
            self.put(left + (indent * size if number == 0 else 0), line, size)
        return self

    def table(self, rows: Sequence[Sequence[str | None]], edges: Sequence[float], height: float = 24, size: float = 10) -> PdfPageBuilder:
        """A ruled table; None is a cell that the one to its left takes, "^" one that the one above takes."""
        top = self.y - 8
        for index, row in enumerate(rows):
            y1, y0 = top - index * height, top - (index + 1) * height
            for column, text in enumerate(row):
                x0, x1 = edges[column], edges[column + 1]
                if text != "^":
                    self.line(x0, y1, x1, y1)
                if text is not None:
                    self.line(x0, y0, x0, y1)
                    end = column + 1
                    while end < len(row) and row[end] is None:
                        end += 1
                    if text and text != "^":
                        self._fill_cell(text, x0, y1, edges[end] - x0, size)
            self.line(edges[-1], y0, edges[-1], y1)
        self.y = top - len(rows) * height
        self.line(edges[0], self.y, edges[-1], self.y)
        return self

    def _fill_cell(self, text: str, x: float, top: float, width: float, size: float) -> None:
        lines = wrap_text(text, size, width - 6)
        for number, line in enumerate(lines):
            self.text(x + 3, top - (number + 1) * size * 1.15, line, size)


def build_pdf(pages: Sequence[PdfPageBuilder], compress: bool = False) -> bytes:
    """Write the pages to a file.

    Args:
        pages: the pages.
        compress: deflate their content.

    Returns:
        The bytes.
    """
    first = 6 + len(FONT_OBJECTS) - 3
    kids = " ".join(f"{first + 1 + 2 * index} 0 R" for index in range(len(pages)))
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        *(text.encode() for text in FONT_OBJECTS),
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n\x80\nendstream",
    ]
    for index, page in enumerate(pages):
        content = "\n".join(page.content).encode("ascii")
        coding = ""
        if compress:
            content, coding = zlib.compress(content), " /Filter /FlateDecode"
        image = " /XObject << /Im0 6 0 R >>" if page.has_image else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.width} {page.height}] /Rotate {page.rotate}"
            f" /Resources << /Font << /F1 3 0 R >>{image} >> /Contents {first + 2 + 2 * index} 0 R >>".encode()
        )
        objects.append(f"<< /Length {len(content)}{coding} >>\nstream\n".encode() + content + b"\nendstream")
    return assemble_pdf(objects)


def assemble_pdf(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A file of objects numbered from 1, the first of them its catalog."""
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(data)
    entries = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    data += f"xref\n0 {size}\n0000000000 65535 f \n{entries}trailer\n<< /Size {size} /Root 1 0 R{trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)
