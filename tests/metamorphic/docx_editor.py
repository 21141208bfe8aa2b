"""A Word file opened for rewriting: its parts as trees, and what a rewrite needs to move about in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from random import Random
from typing import Any, NamedTuple

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{MAIN}}}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
P, RUN, TEXT, TABLE, ROW, CELL = W + "p", W + "r", W + "t", W + "tbl", W + "tr", W + "tc"

Element = Any
Parts = dict[str, bytes]

_PLAIN_RUN_CHILDREN = {W + "rPr", TEXT, W + "tab", W + "br"}
_IGNORED_MARKERS = {W + "bookmarkStart", W + "bookmarkEnd", W + "sectPr"}


class DocxEditor:
    """One file. ``tree(name)`` is a part to be changed in place; ``data()`` writes everything back.

    ``written`` makes a tree into bytes, ``packed`` the parts into a file; both may be put in place of the usual ones.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts: Parts = {name: archive.read(name) for name in archive.namelist()}
        self.main = "word/document.xml"
        self.serialize: Callable[[Element], bytes] = serialize_utf8
        self.pack: Callable[[Parts], bytes] = pack_zip
        self._trees: dict[str, Element] = {}
        self._ids = 0

    def tree(self, name: str) -> Element:
        if name not in self._trees:
            self._trees[name] = etree.fromstring(self.parts[name])
        return self._trees[name]

    @property
    def body(self) -> Element:
        return self.tree(self.main)[0]

    def data(self) -> bytes:
        return self.pack(self.parts | {name: self.serialize(tree) for name, tree in self._trees.items()})

    def rename(self, old: str, new: str) -> None:
        """Give a part another name; what leads to it is the caller's business."""
        if old in self._trees:
            self._trees[new] = self._trees.pop(old)
        self.parts = {new if name == old else name: content for name, content in self.parts.items()}

    def add(self, name: str, content: bytes | Element, kind: str = "", content_type: str = "application/xml") -> str:
        """A new part; with ``kind`` tied to the document. Gives the id of the tie."""
        if isinstance(content, bytes):
            self.parts[name] = content
        else:
            self.parts[name] = b""
            self._trees[name] = content
        types = self.tree("[Content_Types].xml")
        override = etree.SubElement(types, types.tag.replace("Types", "Override"))
        override.set("PartName", "/" + name)
        override.set("ContentType", content_type)
        if not kind:
            return ""
        arrows = self.relationships()
        id = f"rIdNew{len(arrows)}"
        arrow = etree.SubElement(arrows, arrows.tag.replace("Relationships", "Relationship"))
        arrow.set("Id", id)
        arrow.set("Type", f"{R[1:-1]}/{kind}")
        arrow.set("Target", "/" + name)
        return id

    def relationships(self) -> Element:
        """The relationships of the document."""
        folder, _, base = self.main.rpartition("/")
        return self.tree(f"{folder}/_rels/{base}.rels".lstrip("/"))

    def next_id(self) -> str:
        """A number no other element of the file has."""
        self._ids += 1
        return str(9000 + self._ids)


class Rewrite(NamedTuple):
    """One way of writing a page otherwise.

    ``apply`` changes the file and gives the number of places it changed. ``allowed`` is what of the records it may
    change, ``is_applicable`` tells from document.xml whether a file has what it rewrites, ``sample_count`` how many samples it is tried on.
    ``known_failure`` is why it is known to fail, ``exclusive`` says that it needs a file no other one has rewritten.
    """

    apply: Callable[[DocxEditor, Random], int]
    allowed: Any
    sample_count: int = 3
    is_applicable: Callable[[str], bool] = lambda xml: True
    known_failure: str = ""
    exclusive: bool = False

    @property
    def name(self) -> str:
        return self.apply.__name__


def serialize_utf8(tree: Element) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def pack_zip(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:  # the styles alone are half a megabyte
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def w(name: str, /, *children: Element | str, **attributes: object) -> Element:
    """An element of Word; a text child becomes its text."""
    element = etree.Element(W + name, {W + key: str(value) for key, value in attributes.items()}, nsmap={"w": MAIN})
    for child in children:
        if isinstance(child, str):
            element.text = child
            element.set(XML_SPACE, "preserve")
        else:
            element.append(child)
    return element


def build_run(text: str, *properties: Element) -> Element:
    return w("r", *([w("rPr", *properties)] if properties else []), w("t", text))


def wrap_elements(elements: list[Element], wrapper: Element, inner: Element | None = None) -> None:
    """Put a stretch of neighbours into a wrapper that takes their place; ``inner`` is where in it they go."""
    parent, at = elements[0].getparent(), elements[0].getparent().index(elements[0])
    for element in elements:
        (wrapper if inner is None else inner).append(element)
    parent.insert(at, wrapper)


def ensure_properties(element: Element) -> Element:
    """pPr, rPr, tcPr, trPr of an element, made where there is none."""
    name = {P: "pPr", RUN: "rPr", CELL: "tcPr", ROW: "trPr", TABLE: "tblPr"}[element.tag]
    found = element.find(W + name)
    if found is None:
        found = w(name)
        element.insert(0, found)
    return found


def list_paragraphs(word: DocxEditor) -> list[Element]:
    """Every paragraph, those of cells included."""
    return list(word.body.iter(P))


def list_blocks(word: DocxEditor) -> list[Element]:
    """Paragraphs and tables of the body itself."""
    return [element for element in word.body if element.tag in (P, TABLE)]


def list_prose_paragraphs(word: DocxEditor) -> list[Element]:
    """Paragraphs of the body itself that hold text and nothing but plain runs."""
    return [p for p in word.body.iterchildren(P) if get_text(p) and is_plain(p)]


def is_plain(paragraph: Element) -> bool:
    """True for a paragraph of runs of text and nothing else (no fields, breaks of sections, boxes)."""
    return all(
        element.tag == W + "pPr" and element.find(W + "sectPr") is None or element.tag in _IGNORED_MARKERS or is_text_run(element)
        for element in paragraph
    )


def is_text_run(element: Element) -> bool:
    return element.tag == RUN and all(child.tag in _PLAIN_RUN_CHILDREN for child in element)


def list_text_runs(word: DocxEditor) -> list[Element]:
    """Runs that hold text and nothing a field, a revision or a box is made of."""
    return [r for r in word.body.iter(RUN) if is_text_run(r) and r.find(TEXT) is not None]


def get_text(element: Element) -> str:
    """The text of a paragraph or of what wraps runs: tabs and breaks as the reader gives them."""
    signs = {W + "tab": "\t", W + "br": "\n"}
    return "".join(
        child.text or "" if child.tag == TEXT else signs[child.tag]
        for child in element.iter(TEXT, *signs)
        if child.getparent().tag == RUN
    )


def set_text(paragraph: Element, text: str) -> None:
    """Write a paragraph's text anew into its first run; the other runs go."""
    runs = paragraph.findall(RUN)
    keep = deepcopy(runs[0].find(W + "rPr")) if runs and runs[0].find(W + "rPr") is not None else None
    for old in runs:
        paragraph.remove(old)
    paragraph.append(w("r", *([] if keep is None else [keep]), *_build_text_elements(text)))


def _build_text_elements(text: str) -> Iterator[Element]:
    for n, stretch in enumerate(text.split("\t")):
        if n:
            yield w("tab")
        if stretch:
            yield w("t", stretch)


def split_text(text: str, rng: Random, most: int = 4) -> list[str]:
    """A text in a few pieces, cut at random."""
    places = sorted(rng.sample(range(1, len(text)), min(len(text) - 1, rng.randint(1, most)))) if len(text) > 1 else []
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


def sample_elements(elements: Iterable[Element], rng: Random, share: float = 0.5) -> list[Element]:
    """A random part of them, in order; at least one."""
    everything = list(elements)
    return [e for e in everything if rng.random() < share] or everything[:1]


def sample_stretches(elements: list[Element], rng: Random, longest: int = 4) -> Iterator[list[Element]]:
    """Random stretches of neighbours, at most so long; about half of the elements are in one."""
    at = 0
    while at < len(elements):
        found = elements[at : at + rng.randint(1, longest)]
        if rng.random() < 0.5 and all(b is a.getnext() for a, b in pairwise(found)):
            yield found
        at += len(found)


def list_grid_cells(row: Element) -> list[tuple[int, int, Element]]:
    """(first grid column from 0, columns, cell) of each cell of a row."""
    found = []
    before = row.find(f"{W}trPr/{W}gridBefore")
    column = 0 if before is None else int(before.get(W + "val"))
    for cell in row.iter(CELL):
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = 1 if span is None else int(span.get(W + "val"))
        found.append((column, width, cell))
        column += width
    return found
