"""Files that would have somebody fetch, open or run something: entities, links, templates, scripts, macros."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import CORRUPT, POLICY, READ, Case
from tests.hostile.honest import (
    as_flat_opc,
    as_fodt,
    as_html,
    as_mht,
    as_odt,
    as_rtf,
    as_wordml,
    body,
)
from tests.readers.authored import document, docx, p, parts_of, r, relationships, zipped

ELSEWHERE = "http://192.0.2.1/x"  # an address that is nobody's, by the book
NAMED = "http://hostile.example/x"
FILE = "file:///etc/hostname"
SHARE = "//192.0.2.1/share/x"

DOCTYPES = {
    "plain": "<!DOCTYPE w>",
    "laughs": "<!DOCTYPE w [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)) + "]>",
    "quadratic": f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]>',
    "file": f'<!DOCTYPE w [<!ENTITY a SYSTEM "{FILE}">]>',
    "http": f'<!DOCTYPE w [<!ENTITY a SYSTEM "{ELSEWHERE}">]>',
    "subset": f'<!DOCTYPE w SYSTEM "{ELSEWHERE}">',
    "public": f'<!DOCTYPE w PUBLIC "-//X//Y" "{NAMED}">',
    "parameter": f'<!DOCTYPE w [<!ENTITY % a SYSTEM "{ELSEWHERE}"> %a;]>',
    "attributes": '<!DOCTYPE w [<!ATTLIST w a CDATA "x">]>',
    "empty": "<!DOCTYPE w []>",
}


def _entities() -> Iterator[Case]:
    for name, doctype in DOCTYPES.items():
        used = {"laughs": "&l11;", "quadratic": "&a;" * 5000, "file": "&a;", "http": "&a;"}.get(name, "x")
        main = zipped({**parts_of(""), "word/document.xml": f"{doctype}{document(p(used))}"})
        yield Case(f"doctype.{name}.docx", main, POLICY, bomb=True)
    bad = DOCTYPES["http"]
    for part in ("word/styles.xml", "word/_rels/document.xml.rels", "_rels/.rels", "word/numbering.xml"):
        parts = parts_of(p("x", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'), parts={"styles.xml": "<x/>", "numbering.xml": "<x/>"})
        yield Case(f"doctype.in_{part.replace('/', '_')}.docx", zipped({**parts, part: f"{bad}{parts[part]}"}), POLICY)
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + bad + document(p("&a;"))).encode("utf-16")
    yield Case("doctype.utf16.docx", zipped({**parts_of(""), "word/document.xml": wide}), POLICY)
    yield Case("doctype.behind_comment.docx", zipped({**parts_of(""), "word/document.xml": f"<!-- x -->{bad}{document(p('&a;'))}"}), POLICY)
    for name, make in (("fodt", as_fodt), ("wordml.xml", as_wordml), ("flat_opc.xml", as_flat_opc)):
        yield Case(f"doctype.{name}", make().replace(b"?>", b"?>" + bad.encode(), 1), POLICY)
    odt = as_odt(f"{bad}<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>")
    yield Case("doctype.odt", odt, POLICY)
    yield Case("entity.undeclared.docx", docx(p("&nbsp;")), CORRUPT)
    yield Case("doctype.html", f"<!DOCTYPE html SYSTEM '{ELSEWHERE}'>".encode() + as_html(), READ)
    yield Case("doctype.entities.html", f"<!DOCTYPE html [<!ENTITY a SYSTEM '{ELSEWHERE}'>]>".encode() + as_html(), READ)


def _links() -> Iterator[Case]:
    """Every kind of arrow that may lead out of a Word file, to every kind of address."""
    kinds = ("image", "hyperlink", "attachedTemplate", "oleObject", "aFChunk", "subDocument", "frame", "video", "mailMergeSource", "externalLinkPath", "styles", "footnotes", "header")
    uses = {
        "image": '<w:p><w:r><w:drawing><a:blip r:link="x"/></w:drawing></w:r></w:p>', "aFChunk": '<w:altChunk r:id="x"/>', "subDocument": '<w:subDoc r:id="x"/>',
        "oleObject": '<w:p><w:r><w:object><o:OLEObject Type="Link" ProgID="Excel.Sheet.12" r:id="x"/></w:object></w:r></w:p>',
        "hyperlink": f'<w:p><w:hyperlink r:id="x">{r("link")}</w:hyperlink></w:p>', "header": '<w:sectPr><w:headerReference w:type="default" r:id="x"/></w:sectPr>',
    }  # fmt: skip
    for kind in kinds:
        for name, address in (("http", ELSEWHERE), ("file", FILE), ("share", SHARE)):
            data = docx(body() + uses.get(kind, ""), arrows=(("x", kind, address),), external=("x",))
            yield Case(f"link.{kind}.{name}.docx", data, READ)
    yield Case("link.internal_up_and_out.docx", docx(body() + uses["aFChunk"], arrows=(("x", "aFChunk", "../../../../etc/hostname"),)), READ)
    root = relationships(("r", "officeDocument", ELSEWHERE), external=("r",))
    yield Case("link.main_part.docx", zipped({**parts_of(body()), "_rels/.rels": root}), READ | CORRUPT)
    for code in (f'INCLUDETEXT "{FILE}"', f'INCLUDEPICTURE "{ELSEWHERE}" \\d', f'LINK Excel.Sheet.12 "{ELSEWHERE}" "A1"', 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', f'HYPERLINK "{NAMED}"', f'IMPORT "{FILE}"'):
        escaped = code.replace('"', "&quot;")
        yield Case(f"field.{code.split()[0].lower()}.docx", docx(body() + f'<w:p><w:fldSimple w:instr="{escaped}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'), READ)
        yield Case(f"field.{code.split()[0].lower()}.rtf", as_rtf()[:-1] + b"{\\field{\\*\\fldinst " + code.replace("\\", "\\\\").encode() + b"}{\\fldrslt x}}\\par}", READ)


def _pages() -> Iterator[Case]:
    tags = {
        "img": f"<img src='{ELSEWHERE}'>", "stylesheet": f"<link rel=stylesheet href='{ELSEWHERE}'>", "script": f"<script src='{ELSEWHERE}'></script>",
        "iframe": f"<iframe src='{FILE}'></iframe>", "object": f"<object data='{ELSEWHERE}'></object>", "base": f"<base href='{ELSEWHERE}'>",
        "refresh": f"<meta http-equiv=refresh content='0;url={ELSEWHERE}'>", "import": f"<style>@import url({ELSEWHERE});</style>", "embed": f"<embed src='{SHARE}'>",
        "form": f"<form action='{ELSEWHERE}'><input autofocus onfocus='alert(1)'></form>", "svg": f"<svg><image href='{ELSEWHERE}'/></svg>", "include": f"<xi:include href='{FILE}'/>",
    }  # fmt: skip
    for name, tag in tags.items():
        yield Case(f"page.{name}.html", as_html().replace(b"<body>", b"<body>" + tag.encode()), READ)
    yield Case("page.content_location.mht", as_mht().replace(b"file:///C:/a.htm", ELSEWHERE.encode()), READ)
    yield Case("page.external_body.mht", as_mht().replace(b"Content-Transfer-Encoding: base64", b"Content-Type: message/external-body; access-type=URL; URL=\"" + ELSEWHERE.encode() + b'"'), READ | CORRUPT)
    ns = "xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
    frame = f"<text:p><draw:frame {ns}><draw:image xlink:href='{ELSEWHERE}'/><draw:object xlink:href='{FILE}'/></draw:frame></text:p>"
    yield Case("page.frame.fodt", as_fodt().replace(b"<office:text>", b"<office:text>" + frame.encode()), READ)
    yield Case("page.include.docx", docx(body() + f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{FILE}' parse='text'/>"), READ)
    yield Case("page.stylesheet.docx", zipped({**parts_of(""), "word/document.xml": f"<?xml-stylesheet href='{ELSEWHERE}' type='text/xsl'?>{document(body())}"}), READ)
    yield Case("page.schema.docx", docx(body() + f"<x xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:x {ELSEWHERE}'/>"), READ)
    yield Case("macro.docm", docx(body(), parts={"vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}, arrows=(("m", "vbaProject", "vbaProject.bin"),)), READ)
    yield Case("template.rtf", as_rtf().replace(b"\\f0 ", b"{\\*\\template " + ELSEWHERE.encode() + b"}\\f0 ", 1), READ)


def cases() -> Iterator[Case]:
    """All of them."""
    yield from _entities()
    yield from _links()
    yield from _pages()
