"""Word's XML of 2003, one file with all parts inside; web systems still write it and
call it ``.doc``.

It has the same content as today's format under slightly other names. The tree is
renamed and cut into the parts a package would hold; then it is read as any .docx.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from extractor.formats.number_formats import find_format_name
from extractor.formats.opc import Package, Relationship
from extractor.formats.xml import Element, R, W, parse_integer, parse_xml

__all__ = [
    "open_wordml_package",
]

_WORDML_NAMESPACE = b"http://schemas.microsoft.com/office/word/2003/wordml"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_WX = "{http://schemas.microsoft.com/office/word/2003/auxHint}"

_TAG_NAMES: Mapping[str, str] = {
    W + "hlink": "hyperlink",
    W + "vmerge": "vMerge",
    W + "hmerge": "hMerge",
    W + "listPr": "numPr",
    W + "ilfo": "numId",
    W + "lists": "numbering",
    W + "listDef": "abstractNum",
    W + "list": "num",
    W + "ilst": "abstractNumId",
    W + "nfc": "numFmt",
    W + "listStyleLink": "numStyleLink",
    W + "wordDocument": "document",
    _WX + "sect": "customXml",
    _WX + "sub-section": "customXml",
    _WX + "pBdrGroup": "customXml",
    _AML + "content": "customXml",
}
_ATTRIBUTE_NAMES: Mapping[str, tuple[str, str]] = {
    W + "abstractNum": ("listDefId", "abstractNumId"),
    W + "num": ("ilfo", "numId"),
}
_ANNOTATIONS: Mapping[str, str] = {"Word.Insertion": "ins", "Word.Deletion": "del"}
_HEADER_FOOTER_TAGS: Mapping[str, str] = {W + "hdr": "header", W + "ftr": "footer"}
# Pages of a header -> the same in today's format.
_PAGE_TYPES: Mapping[str, str] = {"odd": "default"}
_MAIN_PART = "word/document.xml"


def open_wordml_package(data: bytes, name: str) -> Package:
    """Open Word 2003 XML as the package that holds the same document.

    Args:
        data: bytes of the file.
        name: its name, for messages.

    Returns:
        The package; its main part is ``word/document.xml``.

    Raises:
        ReadError: the XML is broken or refused.
    """
    new_namespace = W[1:-1].encode()
    root = parse_xml(
        data,
        name or "wordml",
        lambda text: text.replace(_WORDML_NAMESPACE, new_namespace),
    )
    for element in root.iter():
        if isinstance(element.tag, str):
            _rename_element(element)
    parts = _PartCollection(root)
    for child in list(root):
        if child.tag in (W + "styles", W + "numbering"):
            root.remove(child)
            parts.add_part(child.tag[len(W) :], child)
    _extract_notes(root, parts)
    _extract_headers_footers(root, parts)
    return parts.build_package()


class _PartCollection:
    """The parts cut out of one tree; each has the relationship id that its name is made
    of."""

    def __init__(self, root: Element) -> None:
        self._elements: dict[str, Element] = {_MAIN_PART: root}
        self._relationships: dict[str, Relationship] = {}

    def add_part(self, id: str, element: Element) -> None:
        """Add a part; its id without the number is its kind (``header2``,
        ``styles``)."""
        name = f"word/{id}.xml"
        kind = id.rstrip("0123456789")
        self._elements[name] = element
        self._relationships[id] = Relationship(id, kind, name, False)

    def build_package(self) -> Package:
        """Give the package of all parts."""
        return Package(
            {name: name for name in self._elements},
            lambda name: etree.tostring(
                self._elements[name], encoding="UTF-8", with_tail=False
            ),
            lambda name: self._relationships if name == _MAIN_PART else {},
        )


def _rename_element(element: Element) -> None:
    if element.tag == _AML + "annotation":
        element.tag = W + _ANNOTATIONS.get(element.get(W + "type", ""), "proofErr")
        return
    if element.tag in _TAG_NAMES:
        element.tag = W + _TAG_NAMES[element.tag]
    old, new = _ATTRIBUTE_NAMES.get(element.tag, ("", ""))
    if old and element.get(W + old) is not None:
        element.set(W + new, element.get(W + old, ""))
    if element.tag == W + "numFmt":
        element.set(
            W + "val", find_format_name(parse_integer(element.get(W + "val"), 0))
        )
    elif element.tag == W + "style" and element.get(W + "default") == "on":
        element.set(W + "default", "1")


def _extract_notes(root: Element, parts: _PartCollection) -> None:
    """Notes are stored inside their mark; they are moved to a part of their own."""
    for word in ("footnote", "endnote"):
        notes = [
            note for run in root.iter(W + "r") for note in run.iterchildren(W + word)
        ]
        if not notes:
            continue
        holder = etree.Element(W + word + "s")
        for number, note in enumerate(notes):
            mark = etree.Element(W + word + "Reference", {W + "id": str(number)})
            note.addprevious(mark)
            note.set(W + "id", str(number))
            holder.append(note)
        parts.add_part(word + "s", holder)


def _extract_headers_footers(root: Element, parts: _PartCollection) -> None:
    """Headers and footers are stored inside their section; they are moved to parts of
    their own."""
    number = 0
    for section in list(root.iter(W + "sectPr")):
        for child in list(section):
            word = _HEADER_FOOTER_TAGS.get(child.tag)
            if word is None:
                continue
            number += 1
            pages = child.get(W + "type", "odd")
            reference = etree.Element(W + word + "Reference")
            reference.set(W + "type", _PAGE_TYPES.get(pages, pages))
            reference.set(R + "id", f"{word}{number}")
            section.replace(child, reference)
            parts.add_part(f"{word}{number}", child)
