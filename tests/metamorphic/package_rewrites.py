"""The file around the text: names, order and packing of parts, encodings and prefixes, what other programs add."""

from __future__ import annotations

import base64
import io
import zipfile
from random import Random
from xml.sax.saxutils import quoteattr

from lxml import etree

from tests.metamorphic.compare_records import NO_CHANGES, AllowedChanges
from tests.metamorphic.docx_editor import (
    MAIN,
    XML_SPACE,
    DocxEditor,
    Element,
    Parts,
    R,
    Rewrite,
    W,
    is_plain,
    list_paragraphs,
    list_text_runs,
    serialize_utf8,
    w,
)

ALL_SAMPLES = 99
_STRICT = "http://purl.oclc.org/ooxml/"
_STRICT_NAMESPACES = {
    MAIN: _STRICT + "wordprocessingml/main",
    R[1:-1]: _STRICT + "officeDocument/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": _STRICT + "officeDocument/math",
    "http://schemas.openxmlformats.org/drawingml/2006/main": _STRICT + "drawingml/main",
}
_WORD_PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/settings.xml")
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PKG = "http://schemas.microsoft.com/office/2006/xmlPackage"


def strict_namespaces(word: DocxEditor, rng: Random) -> int:
    """Saved as Strict Open XML: other namespaces, other types of relationships."""

    def written(tree: Element) -> bytes:
        data = serialize_utf8(tree)
        for loose, strict in _STRICT_NAMESPACES.items():
            data = data.replace(loose.encode(), strict.encode())
        return data

    word.serialize = written
    return _load_parts(word, *_WORD_PARTS, "_rels/.rels", "word/_rels/document.xml.rels")


def another_prefix(word: DocxEditor, rng: Random) -> int:
    """Written by a program that calls Word's elements ns0."""
    word.serialize = _build_prefix_serializer("ns0")
    return _load_parts(word, *_WORD_PARTS)


def no_prefix(word: DocxEditor, rng: Random) -> int:
    """Word's namespace as the default one of elements; attributes keep a prefix."""

    def written(tree: Element) -> bytes:
        root = etree.Element(tree.tag, tree.attrib, nsmap={None: MAIN, "a": MAIN} | {k: v for k, v in tree.nsmap.items() if v != MAIN})
        root.extend(list(tree))
        return serialize_utf8(etree.fromstring(etree.tostring(root).replace(b"<a:", b"<").replace(b"</a:", b"</")))

    word.serialize = written
    return _load_parts(word, *_WORD_PARTS)


def _build_prefix_serializer(prefix: str) -> object:
    def written(tree: Element) -> bytes:
        text = etree.tostring(tree, encoding="unicode")
        for old, new in (("<w:", f"<{prefix}:"), ("</w:", f"</{prefix}:"), (" w:", f" {prefix}:"), ("xmlns:w=", f"xmlns:{prefix}=")):
            text = text.replace(old, new)
        return (_DECLARATION + text).encode()

    return written


def wide_encoding(word: DocxEditor, rng: Random) -> int:
    """All parts in UTF-16."""
    word.serialize = lambda tree: bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-16"))
    return _load_parts(word, *_WORD_PARTS, "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels")


def chinese_encoding(word: DocxEditor, rng: Random) -> int:
    """The document in GB18030."""
    word.serialize = lambda tree: bytes(etree.tostring(tree, xml_declaration=True, encoding="GB18030"))
    return _load_parts(word, "word/document.xml")


def byte_order_mark(word: DocxEditor, rng: Random) -> int:
    """UTF-8 with a mark before it, and no declaration."""
    word.serialize = lambda tree: b"\xef\xbb\xbf" + etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
    return _load_parts(word, *_WORD_PARTS, "word/_rels/document.xml.rels")


def references_for_characters(word: DocxEditor, rng: Random) -> int:
    """Every Chinese character written as a reference."""
    word.serialize = lambda tree: bytes(etree.tostring(tree, encoding="US-ASCII", xml_declaration=True))
    return _load_parts(word, *_WORD_PARTS)


def sections_of_plain_text(word: DocxEditor, rng: Random) -> int:
    """Texts in CDATA, remarks and instructions of programs between the elements."""
    for text in word.body.iter(W + "t"):
        text.text = etree.CDATA(text.text or "")
    for r in list_text_runs(word):
        r.addprevious(etree.Comment(" 1,234.56万元 "))
        r.append(etree.ProcessingInstruction("editor", "line 12"))
    word.body.addprevious(etree.Comment("<w:p><w:r><w:t>不见</w:t></w:r></w:p>"))
    return 1


def indented_markup(word: DocxEditor, rng: Random) -> int:
    """Markup set out on lines of its own: white space between elements is no text."""

    def written(tree: Element) -> bytes:
        for element in tree.iter():
            if len(element) and not (element.text or "").strip():
                element.text = "\n  "
                for child in element:
                    child.tail = "\n  "
        return serialize_utf8(tree)

    word.serialize = written
    return _load_parts(word, *_WORD_PARTS)


def texts_over_lines(word: DocxEditor, rng: Random) -> int:
    """Texts that go over several lines of the markup: such a break is a space."""
    done = 0
    for text in word.body.iter(W + "t"):
        broken = (text.text or "").replace(" ", "\n")
        done += broken != text.text
        text.text = broken
    return done


def texts_without_space_mark(word: DocxEditor, rng: Random) -> int:
    """xml:space left out where a text neither begins nor ends with white space."""
    done = 0
    for text in word.body.iter(W + "t"):
        if (text.text or "") == (text.text or "").strip() and text.attrib.pop(XML_SPACE, None):
            done += 1
    return done + 1


def main_part_elsewhere(word: DocxEditor, rng: Random) -> int:
    """The document is /content/文本 1.xml, its relationships lead up and across."""
    name = "content/文本 1.xml"
    word.rename("word/document.xml", name)
    word.rename("word/_rels/document.xml.rels", "content/_rels/文本 1.xml.rels")
    word.main = name
    for arrow in word.relationships():
        arrow.set("Target", "../word/" + arrow.get("Target").removeprefix("../"))
        if "customXml" in arrow.get("Target"):
            arrow.set("Target", "/customXml/item1.xml")
    for arrow in word.tree("_rels/.rels"):
        if arrow.get("Target") == "word/document.xml":
            arrow.set("Target", "content/%E6%96%87%E6%9C%AC%201.xml")
    for override in word.tree("[Content_Types].xml"):
        if override.get("PartName") == "/word/document.xml":
            override.set("PartName", "/" + name)
    return 1


def main_part_at_the_root(word: DocxEditor, rng: Random) -> int:
    """The document part is beside [Content_Types].xml."""
    word.rename("word/document.xml", "document2.xml")
    word.rename("word/_rels/document.xml.rels", "_rels/document2.xml.rels")
    word.main = "document2.xml"
    for arrow in word.relationships():
        arrow.set("Target", "word/" + arrow.get("Target") if not arrow.get("Target").startswith("..") else "customXml/item1.xml")
    for arrow in word.tree("_rels/.rels"):
        if arrow.get("Target") == "word/document.xml":
            arrow.set("Target", "document2.xml")
    return 1


def targets_of_every_kind(word: DocxEditor, rng: Random) -> int:
    """Relationships with absolute, dotted, upper-case and backslash targets."""
    ways = ("/word/{}", "./{}", "../word/{}", "/WORD/{}", "..\\word\\{}", "\\word\\{}")
    for n, arrow in enumerate(word.relationships()):
        if not arrow.get("Target").startswith(".."):
            arrow.set("Target", ways[n % len(ways)].format(arrow.get("Target")))
    for arrow in word.tree("_rels/.rels"):
        arrow.set("Target", "/" + arrow.get("Target"))
    return len(word.relationships())


def dead_targets(word: DocxEditor, rng: Random) -> int:
    """Relationships that lead to no part, or have no target, beside those that hold; the reader names what is missing."""
    for target in ("NULL", "media/image9.png", "", "../none/styles.xml"):
        arrow = word.relationships()[0].makeelement(word.relationships()[0].tag, {"Id": f"rIdDead{len(target)}", "Target": target})
        arrow.set("Type", R[1:-1] + "/styles")
        word.relationships().insert(0, arrow)
    return 1


def with_macros(word: DocxEditor, rng: Random) -> int:
    """A .docm: another type of the main part, and macros."""
    word.add("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(100), content_type="application/vnd.ms-office.vbaProject")
    return _set_main_type(word, "application/vnd.ms-word.document.macroEnabled.main+xml")


def as_template(word: DocxEditor, rng: Random) -> int:
    """A .dotx."""
    return _set_main_type(word, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")


def _set_main_type(word: DocxEditor, kind: str) -> int:
    for override in word.tree("[Content_Types].xml"):
        if override.get("PartName") == "/word/document.xml":
            override.set("ContentType", kind)
            return 1
    return 0


def flat_file(word: DocxEditor, rng: Random) -> int:
    """Saved as one XML file."""

    def packed(parts: Parts) -> bytes:
        out = [f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="{_PKG}">']
        for name, data in parts.items():
            if name == "[Content_Types].xml":
                continue
            if name.endswith((".xml", ".rels")):
                inner = etree.tostring(etree.fromstring(data), encoding="unicode")
                holder = f"<pkg:xmlData>{inner}</pkg:xmlData>"
            else:
                holder = f"<pkg:binaryData>{base64.encodebytes(data).decode()}</pkg:binaryData>"
            out.append(f'<pkg:part pkg:name={quoteattr("/" + name)} pkg:contentType="x">{holder}</pkg:part>')
        return "".join([*out, "</pkg:package>"]).encode()

    word.pack = packed
    return 1


def stored_not_packed(word: DocxEditor, rng: Random) -> int:
    """A zip that packs nothing, with a remark at its end and attributes of another system."""

    def packed(parts: Parts) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
            archive.comment = "办公室 2020".encode()
        return out.getvalue()

    word.pack = packed
    return 1


def streamed_zip(word: DocxEditor, rng: Random) -> int:
    """A zip written to a pipe: sizes stand behind each entry; folders have entries too."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.data += data
            return len(data)

    def packed(parts: Parts) -> bytes:
        pipe = Pipe()
        with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
            archive.writestr("word/", b"")
            for name, data in parts.items():
                archive.writestr(name, data)
        return bytes(pipe.data)

    word.pack = packed
    return 1


def parts_in_another_order(word: DocxEditor, rng: Random) -> int:
    """Zip entries shuffled, the list of types last."""
    names = [name for name in word.parts if name != "[Content_Types].xml"]
    rng.shuffle(names)
    word.parts = {name: word.parts[name] for name in [*names, "[Content_Types].xml"]}
    return len(names)


def backslash_names(word: DocxEditor, rng: Random) -> int:
    r"""Zip entries named word\document.xml."""
    word.pack = _build_renaming_packer(lambda name: name.replace("/", "\\"))
    return 1


def names_in_other_case(word: DocxEditor, rng: Random) -> int:
    """Zip entries named WORD/Document.XML."""
    word.pack = _build_renaming_packer(lambda name: name if name.startswith(("[", "_rels")) else name.upper())
    return 1


def _build_renaming_packer(rename_entry: object) -> object:
    def packed(parts: Parts) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                info = zipfile.ZipInfo("x")
                info.filename = rename_entry(name)  # type: ignore[operator]
                archive.writestr(info, data)
        return out.getvalue()

    return packed


def parts_nobody_asked_for(word: DocxEditor, rng: Random) -> int:
    """Data of other programs, a second document no relationship leads to, a signature, a thumbnail."""
    other = serialize_utf8(w("document", w("body", w("p", w("r", w("t", "另一份：共计9.99万元"))))))
    word.add("word/document_old.xml", other)
    word.add("word/afchunk.mht", b"MIME-Version: 1.0\n\n<html>9.99</html>", content_type="message/rfc822")
    word.add("customXml/item9.xml", "<root><总计>1,234.56</总计></root>".encode())
    word.add("_xmlsignatures/sig1.xml", b"<Signature/>")
    word.add("word/media/image1.png", b"\x89PNG\r\n\x1a\n", "image", "image/png")
    word.parts["Thumbs.db"] = word.parts["[trash]/0000.dat"] = bytes(64)
    return 1


def parts_nobody_needs_gone(word: DocxEditor, rng: Random) -> int:
    """Settings, fonts, theme and properties gone, their relationships left."""
    lost = [name for name in word.parts if name.startswith(("docProps/", "customXml/", "word/theme/"))]
    for name in [*lost, "word/settings.xml", "word/webSettings.xml", "word/fontTable.xml"]:
        word.parts.pop(name, None)
    return len(lost)


def styles_under_another_name(word: DocxEditor, rng: Random) -> int:
    """styles.xml and numbering.xml are called otherwise."""
    for old, new in (("styles.xml", "样式.xml"), ("numbering.xml", "numbering1.xml")):
        word.rename(f"word/{old}", f"word/{new}")
        for arrow in word.relationships():
            if arrow.get("Target") == old:
                arrow.set("Target", new)
    return 1


def paragraphs_marked_for_later_versions(word: DocxEditor, rng: Random) -> int:
    """Attributes and elements of later versions, which older programs pass over."""
    later = "{http://schemas.microsoft.com/office/word/2010/wordml}"
    for paragraph in list_paragraphs(word):
        paragraph.set(later + "paraId", "77A1B2C3")
        paragraph.set(later + "textId", "77777777")
        if is_plain(paragraph):
            entry = paragraph.makeelement(later + "conflictIns", {later + "id": "1"})
            paragraph.append(entry)
    return len(list_paragraphs(word))


def _load_parts(word: DocxEditor, *names: str) -> int:
    return sum(len(word.tree(name)) for name in names if name in word.parts)


PACKAGE_REWRITES: tuple[Rewrite, ...] = (
    Rewrite(strict_namespaces, NO_CHANGES, ALL_SAMPLES),
    Rewrite(another_prefix, NO_CHANGES, ALL_SAMPLES),
    Rewrite(no_prefix, NO_CHANGES),
    Rewrite(wide_encoding, NO_CHANGES),
    Rewrite(chinese_encoding, NO_CHANGES, 2),
    Rewrite(byte_order_mark, NO_CHANGES, 2),
    Rewrite(references_for_characters, NO_CHANGES, 2),
    Rewrite(sections_of_plain_text, NO_CHANGES),
    Rewrite(indented_markup, NO_CHANGES),
    Rewrite(texts_over_lines, NO_CHANGES, 2, lambda xml: "目    录" in xml),
    Rewrite(texts_without_space_mark, NO_CHANGES, 2),
    Rewrite(main_part_elsewhere, NO_CHANGES, 2),
    Rewrite(main_part_at_the_root, NO_CHANGES, 2),
    Rewrite(targets_of_every_kind, NO_CHANGES),
    Rewrite(dead_targets, AllowedChanges(ignored_kinds=frozenset({"PART_MISSING"})), 2),
    Rewrite(with_macros, NO_CHANGES, 2),
    Rewrite(as_template, NO_CHANGES, 2),
    Rewrite(flat_file, NO_CHANGES),
    Rewrite(stored_not_packed, NO_CHANGES, 2),
    Rewrite(streamed_zip, NO_CHANGES, 2),
    Rewrite(parts_in_another_order, NO_CHANGES, 2),
    Rewrite(backslash_names, NO_CHANGES, 2),
    Rewrite(names_in_other_case, NO_CHANGES, 2),
    Rewrite(parts_nobody_asked_for, NO_CHANGES, 2),
    Rewrite(parts_nobody_needs_gone, NO_CHANGES, 2),
    Rewrite(styles_under_another_name, NO_CHANGES, 2, lambda xml: "w:numPr" in xml),
    Rewrite(paragraphs_marked_for_later_versions, NO_CHANGES, 2),
)
