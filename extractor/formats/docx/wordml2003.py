"""Word's XML of 2003, one file with all parts inside; web systems still write it and call it ``.doc``.

It says the same things as today's format under slightly other names. The tree is renamed and cut into the parts a
package would hold; then it is read as any .docx.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from extractor.formats.docx.document import read_package
from extractor.formats.docx.story import EmbeddedReader
from extractor.formats.number_formats import find_format_name
from extractor.formats.opc import Package, Relationship
from extractor.formats.xml import Element, R, W, parse_integer, parse_xml
from extractor.model.document import Document

__all__ = [
    "read_wordml",
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
_MAIN_PART = "word/document.xml"


def read_wordml(data: bytes, name: str, read_embedded: EmbeddedReader) -> Document:
    """Read Word 2003 XML. Raises ReadError as the .docx reader does."""
    new = W[1:-1].encode()
    root = parse_xml(
        data, name or "wordml", lambda text: text.replace(_WORDML_NAMESPACE, new)
    )
    for element in root.iter():
        if isinstance(element.tag, str):
            _rename_element(element)
    parts: dict[str, Element] = {_MAIN_PART: root}
    kinds: dict[str, str] = {}
    for child in list(root):
        if child.tag in (W + "styles", W + "numbering"):
            kind = child.tag[len(W) :]
            parts[f"word/{kind}.xml"], kinds[kind] = child, f"word/{kind}.xml"
            root.remove(child)
    _extract_notes(root, parts, kinds)
    _extract_headers_footers(root, parts, kinds)
    arrows = {
        id: Relationship(id, id.rstrip("0123456789"), target, False)
        for id, target in kinds.items()
    }
    package = Package(
        {part.lower(): part for part in parts},
        lambda part: etree.tostring(parts[part], encoding="UTF-8", with_tail=False),
        lambda part: arrows if part == _MAIN_PART else {},
    )
    return read_package(package, _MAIN_PART, "wordml", read_embedded)


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


def _extract_notes(
    root: Element, parts: dict[str, Element], targets: dict[str, str]
) -> None:
    """Notes stand inside their mark; they go to a part of their own."""
    for word in ("footnote", "endnote"):
        found = [
            note for run in root.iter(W + "r") for note in run.iterchildren(W + word)
        ]
        if not found:
            continue
        holder = etree.Element(W + word + "s")
        for number, note in enumerate(found):
            mark = etree.Element(W + word + "Reference", {W + "id": str(number)})
            note.addprevious(mark)
            note.set(W + "id", str(number))
            holder.append(note)
        parts[f"word/{word}s.xml"], targets[word + "s"] = holder, f"word/{word}s.xml"


def _extract_headers_footers(
    root: Element, parts: dict[str, Element], targets: dict[str, str]
) -> None:
    """Headers and footers stand inside their section."""
    number = 0
    for section in list(root.iter(W + "sectPr")):
        for child in list(section):
            word = _HEADER_FOOTER_TAGS.get(child.tag)
            if word is None:
                continue
            number += 1
            page = child.get(W + "type", "odd")
            reference = etree.Element(W + word + "Reference")
            reference.set(W + "type", "default" if page == "odd" else page)
            reference.set(R + "id", f"{word}{number}")
            section.replace(child, reference)
            parts[f"word/{word}{number}.xml"], targets[f"{word}{number}"] = (
                child,
                f"word/{word}{number}.xml",
            )
