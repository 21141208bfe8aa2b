"""The file around the text: names, order and packing of parts, encodings and prefixes, what other programs add."""

from __future__ import annotations

import base64
import io
import zipfile
from random import Random
from xml.sax.saxutils import quoteattr

from lxml import etree

from tests.metamorphic.facts import SAME, Allowed
from tests.metamorphic.word import (
    MAIN,
    XML_SPACE,
    Element,
    Parts,
    R,
    Rewrite,
    W,
    Word,
    is_plain,
    paragraphs,
    text_runs,
    utf8,
    w,
)

ALL = 99
_STRICT = "http://purl.oclc.org/ooxml/"
_LOOSE = {
    MAIN: _STRICT + "wordprocessingml/main",
    R[1:-1]: _STRICT + "officeDocument/relationships",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": _STRICT + "officeDocument/math",
    "http://schemas.openxmlformats.org/drawingml/2006/main": _STRICT + "drawingml/main",
}
_WORD_PARTS = ("word/document.xml", "word/styles.xml", "word/numbering.xml", "word/settings.xml")
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
_PKG = "http://schemas.microsoft.com/office/2006/xmlPackage"


def strict_namespaces(word: Word, rng: Random) -> int:
    """Saved as Strict Open XML: other namespaces, other types of relationships."""

    def written(tree: Element) -> bytes:
        data = utf8(tree)
        for loose, strict in _LOOSE.items():
            data = data.replace(loose.encode(), strict.encode())
        return data

    word.written = written
    return _touch(word, *_WORD_PARTS, "_rels/.rels", "word/_rels/document.xml.rels")


def another_prefix(word: Word, rng: Random) -> int:
    """Written by a program that calls Word's elements ns0."""
    word.written = _with_prefix("ns0")
    return _touch(word, *_WORD_PARTS)


def no_prefix(word: Word, rng: Random) -> int:
    """Word's namespace as the default one of elements; attributes keep a prefix."""

    def written(tree: Element) -> bytes:
        root = etree.Element(tree.tag, tree.attrib, nsmap={None: MAIN, "a": MAIN} | {k: v for k, v in tree.nsmap.items() if v != MAIN})
        root.extend(list(tree))
        return utf8(etree.fromstring(etree.tostring(root).replace(b"<a:", b"<").replace(b"</a:", b"</")))

    word.written = written
    return _touch(word, *_WORD_PARTS)


def _with_prefix(prefix: str) -> object:
    def written(tree: Element) -> bytes:
        text = etree.tostring(tree, encoding="unicode")
        for old, new in (("<w:", f"<{prefix}:"), ("</w:", f"</{prefix}:"), (" w:", f" {prefix}:"), ("xmlns:w=", f"xmlns:{prefix}=")):
            text = text.replace(old, new)
        return (_DECLARATION + text).encode()

    return written


def wide_encoding(word: Word, rng: Random) -> int:
    """All parts in UTF-16."""
    word.written = lambda tree: bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-16"))
    return _touch(word, *_WORD_PARTS, "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels")


def chinese_encoding(word: Word, rng: Random) -> int:
    """The document in GB18030."""
    word.written = lambda tree: bytes(etree.tostring(tree, xml_declaration=True, encoding="GB18030"))
    return _touch(word, "word/document.xml")


def byte_order_mark(word: Word, rng: Random) -> int:
    """UTF-8 with a mark before it, and no declaration."""
    word.written = lambda tree: b"\xef\xbb\xbf" + etree.tostring(tree, encoding="UTF-8", xml_declaration=False)
    return _touch(word, *_WORD_PARTS, "word/_rels/document.xml.rels")


def references_for_characters(word: Word, rng: Random) -> int:
    """Every Chinese character written as a reference."""
    word.written = lambda tree: bytes(etree.tostring(tree, encoding="US-ASCII", xml_declaration=True))
    return _touch(word, *_WORD_PARTS)


def sections_of_plain_text(word: Word, rng: Random) -> int:
    """Texts in CDATA, remarks and instructions of programs between the elements."""
    for text in word.body.iter(W + "t"):
        text.text = etree.CDATA(text.text or "")
    for r in text_runs(word):
        r.addprevious(etree.Comment(" 1,234.56万元 "))
        r.append(etree.ProcessingInstruction("editor", "line 12"))
    word.body.addprevious(etree.Comment("<w:p><w:r><w:t>不见</w:t></w:r></w:p>"))
    return 1


def indented_markup(word: Word, rng: Random) -> int:
    """Markup set out on lines of its own: white space between elements is no text."""

    def written(tree: Element) -> bytes:
        for element in tree.iter():
            if len(element) and not (element.text or "").strip():
                element.text = "\n  "
                for child in element:
                    child.tail = "\n  "
        return utf8(tree)

    word.written = written
    return _touch(word, *_WORD_PARTS)


def texts_over_lines(word: Word, rng: Random) -> int:
    """Texts that go over several lines of the markup: such a break is a space."""
    done = 0
    for text in word.body.iter(W + "t"):
        broken = (text.text or "").replace(" ", "\n")
        done += broken != text.text
        text.text = broken
    return done


def texts_without_space_mark(word: Word, rng: Random) -> int:
    """xml:space left out where a text neither begins nor ends with white space."""
    done = 0
    for text in word.body.iter(W + "t"):
        if (text.text or "") == (text.text or "").strip() and text.attrib.pop(XML_SPACE, None):
            done += 1
    return done + 1


def main_part_elsewhere(word: Word, rng: Random) -> int:
    """The document is /content/文本 1.xml, its relationships lead up and across."""
    name = "content/文本 1.xml"
    word.rename("word/document.xml", name)
    word.rename("word/_rels/document.xml.rels", "content/_rels/文本 1.xml.rels")
    word.main = name
    for arrow in word.arrows():
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


def main_part_at_the_root(word: Word, rng: Random) -> int:
    """The document lies beside [Content_Types].xml."""
    word.rename("word/document.xml", "document2.xml")
    word.rename("word/_rels/document.xml.rels", "_rels/document2.xml.rels")
    word.main = "document2.xml"
    for arrow in word.arrows():
        arrow.set("Target", "word/" + arrow.get("Target") if not arrow.get("Target").startswith("..") else "customXml/item1.xml")
    for arrow in word.tree("_rels/.rels"):
        if arrow.get("Target") == "word/document.xml":
            arrow.set("Target", "document2.xml")
    return 1


def targets_of_every_kind(word: Word, rng: Random) -> int:
    """Relationships with absolute, dotted, upper-case and backslash targets."""
    ways = ("/word/{}", "./{}", "../word/{}", "/WORD/{}", "..\\word\\{}", "\\word\\{}")
    for n, arrow in enumerate(word.arrows()):
        if not arrow.get("Target").startswith(".."):
            arrow.set("Target", ways[n % len(ways)].format(arrow.get("Target")))
    for arrow in word.tree("_rels/.rels"):
        arrow.set("Target", "/" + arrow.get("Target"))
    return len(word.arrows())


def dead_targets(word: Word, rng: Random) -> int:
    """Relationships that lead to no part, or have no target, beside those that hold; the reader names what is missing."""
    for target in ("NULL", "media/image9.png", "", "../none/styles.xml"):
        arrow = word.arrows()[0].makeelement(word.arrows()[0].tag, {"Id": f"rIdDead{len(target)}", "Target": target})
        arrow.set("Type", R[1:-1] + "/styles")
        word.arrows().insert(0, arrow)
    return 1


def with_macros(word: Word, rng: Random) -> int:
    """A .docm: another type of the main part, and macros."""
    word.add("word/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(100), content_type="application/vnd.ms-office.vbaProject")
    return _main_type(word, "application/vnd.ms-word.document.macroEnabled.main+xml")


def as_template(word: Word, rng: Random) -> int:
    """A .dotx."""
    return _main_type(word, "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")


def _main_type(word: Word, kind: str) -> int:
    for override in word.tree("[Content_Types].xml"):
        if override.get("PartName") == "/word/document.xml":
            override.set("ContentType", kind)
            return 1
    return 0


def flat_file(word: Word, rng: Random) -> int:
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

    word.packed = packed
    return 1


def stored_not_packed(word: Word, rng: Random) -> int:
    """A zip that packs nothing, with a remark at its end and attributes of another system."""

    def packed(parts: Parts) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
            archive.comment = "办公室 2020".encode()
        return out.getvalue()

    word.packed = packed
    return 1


def streamed_zip(word: Word, rng: Random) -> int:
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

    word.packed = packed
    return 1


def parts_in_another_order(word: Word, rng: Random) -> int:
    """Zip entries shuffled, the list of types last."""
    names = [name for name in word.parts if name != "[Content_Types].xml"]
    rng.shuffle(names)
    word.parts = {name: word.parts[name] for name in [*names, "[Content_Types].xml"]}
    return len(names)


def backslash_names(word: Word, rng: Random) -> int:
    r"""Zip entries named word\document.xml."""
    word.packed = _renaming(lambda name: name.replace("/", "\\"))
    return 1


def names_in_other_case(word: Word, rng: Random) -> int:
    """Zip entries named WORD/Document.XML."""
    word.packed = _renaming(lambda name: name if name.startswith(("[", "_rels")) else name.upper())
    return 1


def _renaming(name_of: object) -> object:
    def packed(parts: Parts) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                info = zipfile.ZipInfo("x")
                info.filename = name_of(name)  # type: ignore[operator]
                archive.writestr(info, data)
        return out.getvalue()

    return packed


def parts_nobody_asked_for(word: Word, rng: Random) -> int:
    """Data of other programs, a second document no relationship leads to, a signature, a thumbnail."""
    other = utf8(w("document", w("body", w("p", w("r", w("t", "另一份：共计9.99万元"))))))
    word.add("word/document_old.xml", other)
    word.add("word/afchunk.mht", b"MIME-Version: 1.0\n\n<html>9.99</html>", content_type="message/rfc822")
    word.add("customXml/item9.xml", "<root><总计>1,234.56</总计></root>".encode())
    word.add("_xmlsignatures/sig1.xml", b"<Signature/>")
    word.add("word/media/image1.png", b"\x89PNG\r\n\x1a\n", "image", "image/png")
    word.parts["Thumbs.db"] = word.parts["[trash]/0000.dat"] = bytes(64)
    return 1


def parts_nobody_needs_gone(word: Word, rng: Random) -> int:
    """Settings, fonts, theme and properties gone, their relationships left."""
    lost = [name for name in word.parts if name.startswith(("docProps/", "customXml/", "word/theme/"))]
    for name in [*lost, "word/settings.xml", "word/webSettings.xml", "word/fontTable.xml"]:
        word.parts.pop(name, None)
    return len(lost)


def styles_under_another_name(word: Word, rng: Random) -> int:
    """styles.xml and numbering.xml are called otherwise."""
    for old, new in (("styles.xml", "样式.xml"), ("numbering.xml", "numbering1.xml")):
        word.rename(f"word/{old}", f"word/{new}")
        for arrow in word.arrows():
            if arrow.get("Target") == old:
                arrow.set("Target", new)
    return 1


def paragraphs_marked_for_later_versions(word: Word, rng: Random) -> int:
    """Attributes and elements of later versions, which older programs pass over."""
    later = "{http://schemas.microsoft.com/office/word/2010/wordml}"
    for paragraph in paragraphs(word):
        paragraph.set(later + "paraId", "77A1B2C3")
        paragraph.set(later + "textId", "77777777")
        if is_plain(paragraph):
            entry = paragraph.makeelement(later + "conflictIns", {later + "id": "1"})
            paragraph.append(entry)
    return len(paragraphs(word))


def _touch(word: Word, *names: str) -> int:
    return sum(len(word.tree(name)) for name in names if name in word.parts)


PACKAGES: tuple[Rewrite, ...] = (
    Rewrite(strict_namespaces, SAME, ALL),
    Rewrite(another_prefix, SAME, ALL),
    Rewrite(no_prefix, SAME),
    Rewrite(wide_encoding, SAME),
    Rewrite(chinese_encoding, SAME, 2),
    Rewrite(byte_order_mark, SAME, 2),
    Rewrite(references_for_characters, SAME, 2),
    Rewrite(sections_of_plain_text, SAME),
    Rewrite(indented_markup, SAME),
    Rewrite(texts_over_lines, SAME, 2, lambda xml: "目    录" in xml),
    Rewrite(texts_without_space_mark, SAME, 2),
    Rewrite(main_part_elsewhere, SAME, 2),
    Rewrite(main_part_at_the_root, SAME, 2),
    Rewrite(targets_of_every_kind, SAME),
    Rewrite(dead_targets, Allowed(aside=frozenset({"PART_MISSING"})), 2),
    Rewrite(with_macros, SAME, 2),
    Rewrite(as_template, SAME, 2),
    Rewrite(flat_file, SAME),
    Rewrite(stored_not_packed, SAME, 2),
    Rewrite(streamed_zip, SAME, 2),
    Rewrite(parts_in_another_order, SAME, 2),
    Rewrite(backslash_names, SAME, 2),
    Rewrite(names_in_other_case, SAME, 2),
    Rewrite(parts_nobody_asked_for, SAME, 2),
    Rewrite(parts_nobody_needs_gone, SAME, 2),
    Rewrite(styles_under_another_name, SAME, 2, lambda xml: "w:numPr" in xml),
    Rewrite(paragraphs_marked_for_later_versions, SAME, 2),
)
