"""Files that would have somebody fetch, open or run something: entities, links, templates, scripts, macros."""

from __future__ import annotations

from collections.abc import Iterator

from tests.formats.docx_builder import (
    build_document_part,
    build_docx,
    build_parts,
    build_relationships,
    p,
    pack_zip,
    r,
)
from tests.hostile.hostile_file import CORRUPT, POLICY, READ, HostileFile
from tests.hostile.valid_files import (
    build_docx_body,
    render_flat_opc,
    render_fodt,
    render_html,
    render_mht,
    render_odt,
    render_rtf,
    render_wordml,
)

UNROUTABLE_URL = "http://192.0.2.1/x"  # an address that is nobody's, by the book
NAMED_HOST_URL = "http://hostile.example/x"
LOCAL_FILE_URL = "file:///etc/hostname"
UNC_PATH = "//192.0.2.1/share/x"

DOCTYPES = {
    "plain": "<!DOCTYPE w>",
    "laughs": "<!DOCTYPE w [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)) + "]>",
    "quadratic": f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]>',
    "file": f'<!DOCTYPE w [<!ENTITY a SYSTEM "{LOCAL_FILE_URL}">]>',
    "http": f'<!DOCTYPE w [<!ENTITY a SYSTEM "{UNROUTABLE_URL}">]>',
    "subset": f'<!DOCTYPE w SYSTEM "{UNROUTABLE_URL}">',
    "public": f'<!DOCTYPE w PUBLIC "-//X//Y" "{NAMED_HOST_URL}">',
    "parameter": f'<!DOCTYPE w [<!ENTITY % a SYSTEM "{UNROUTABLE_URL}"> %a;]>',
    "attributes": '<!DOCTYPE w [<!ATTLIST w a CDATA "x">]>',
    "empty": "<!DOCTYPE w []>",
}


def _iter_doctypes() -> Iterator[HostileFile]:
    for name, doctype in DOCTYPES.items():
        used = {"laughs": "&l11;", "quadratic": "&a;" * 5000, "file": "&a;", "http": "&a;"}.get(name, "x")
        main = pack_zip({**build_parts(""), "word/document.xml": f"{doctype}{build_document_part(p(used))}"})
        yield HostileFile(f"doctype.{name}.docx", main, POLICY, bomb=True)
    bad = DOCTYPES["http"]
    for part in ("word/styles.xml", "word/_rels/document.xml.rels", "_rels/.rels", "word/numbering.xml"):
        parts = build_parts(p("x", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'), parts={"styles.xml": "<x/>", "numbering.xml": "<x/>"})
        yield HostileFile(f"doctype.in_{part.replace('/', '_')}.docx", pack_zip({**parts, part: f"{bad}{parts[part]}"}), POLICY)
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + bad + build_document_part(p("&a;"))).encode("utf-16")
    yield HostileFile("doctype.utf16.docx", pack_zip({**build_parts(""), "word/document.xml": wide}), POLICY)
    yield HostileFile("doctype.behind_comment.docx", pack_zip({**build_parts(""), "word/document.xml": f"<!-- x -->{bad}{build_document_part(p('&a;'))}"}), POLICY)
    for name, make in (("fodt", render_fodt), ("wordml.xml", render_wordml), ("flat_opc.xml", render_flat_opc)):
        yield HostileFile(f"doctype.{name}", make().replace(b"?>", b"?>" + bad.encode(), 1), POLICY)
    odt = render_odt(f"{bad}<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>")
    yield HostileFile("doctype.odt", odt, POLICY)
    yield HostileFile("entity.undeclared.docx", build_docx(p("&nbsp;")), CORRUPT)
    yield HostileFile("doctype.html", f"<!DOCTYPE html SYSTEM '{UNROUTABLE_URL}'>".encode() + render_html(), READ)
    yield HostileFile("doctype.entities.html", f"<!DOCTYPE html [<!ENTITY a SYSTEM '{UNROUTABLE_URL}'>]>".encode() + render_html(), READ)


def _iter_external_links() -> Iterator[HostileFile]:
    """Every kind of arrow that may lead out of a Word file, to every kind of address."""
    kinds = ("image", "hyperlink", "attachedTemplate", "oleObject", "aFChunk", "subDocument", "frame", "video", "mailMergeSource", "externalLinkPath", "styles", "footnotes", "header")
    uses = {
        "image": '<w:p><w:r><w:drawing><a:blip r:link="x"/></w:drawing></w:r></w:p>', "aFChunk": '<w:altChunk r:id="x"/>', "subDocument": '<w:subDoc r:id="x"/>',
        "oleObject": '<w:p><w:r><w:object><o:OLEObject Type="Link" ProgID="Excel.Sheet.12" r:id="x"/></w:object></w:r></w:p>',
        "hyperlink": f'<w:p><w:hyperlink r:id="x">{r("link")}</w:hyperlink></w:p>', "header": '<w:sectPr><w:headerReference w:type="default" r:id="x"/></w:sectPr>',
    }  # fmt: skip
    for kind in kinds:
        for name, address in (("http", UNROUTABLE_URL), ("file", LOCAL_FILE_URL), ("share", UNC_PATH)):
            data = build_docx(build_docx_body() + uses.get(kind, ""), arrows=(("x", kind, address),), external=("x",))
            yield HostileFile(f"link.{kind}.{name}.docx", data, READ)
    yield HostileFile("link.internal_up_and_out.docx", build_docx(build_docx_body() + uses["aFChunk"], arrows=(("x", "aFChunk", "../../../../etc/hostname"),)), READ)
    root = build_relationships(("r", "officeDocument", UNROUTABLE_URL), external=("r",))
    yield HostileFile("link.main_part.docx", pack_zip({**build_parts(build_docx_body()), "_rels/.rels": root}), READ | CORRUPT)
    for code in (f'INCLUDETEXT "{LOCAL_FILE_URL}"', f'INCLUDEPICTURE "{UNROUTABLE_URL}" \\d', f'LINK Excel.Sheet.12 "{UNROUTABLE_URL}" "A1"', 'DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc"', f'HYPERLINK "{NAMED_HOST_URL}"', f'IMPORT "{LOCAL_FILE_URL}"'):
        escaped = code.replace('"', "&quot;")
        yield HostileFile(f"field.{code.split()[0].lower()}.docx", build_docx(build_docx_body() + f'<w:p><w:fldSimple w:instr="{escaped}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>'), READ)
        yield HostileFile(f"field.{code.split()[0].lower()}.rtf", render_rtf()[:-1] + b"{\\field{\\*\\fldinst " + code.replace("\\", "\\\\").encode() + b"}{\\fldrslt x}}\\par}", READ)


def _iter_active_pages() -> Iterator[HostileFile]:
    tags = {
        "img": f"<img src='{UNROUTABLE_URL}'>", "stylesheet": f"<link rel=stylesheet href='{UNROUTABLE_URL}'>", "script": f"<script src='{UNROUTABLE_URL}'></script>",
        "iframe": f"<iframe src='{LOCAL_FILE_URL}'></iframe>", "object": f"<object data='{UNROUTABLE_URL}'></object>", "base": f"<base href='{UNROUTABLE_URL}'>",
        "refresh": f"<meta http-equiv=refresh content='0;url={UNROUTABLE_URL}'>", "import": f"<style>@import url({UNROUTABLE_URL});</style>", "embed": f"<embed src='{UNC_PATH}'>",
        "form": f"<form action='{UNROUTABLE_URL}'><input autofocus onfocus='alert(1)'></form>", "svg": f"<svg><image href='{UNROUTABLE_URL}'/></svg>", "include": f"<xi:include href='{LOCAL_FILE_URL}'/>",
    }  # fmt: skip
    for name, tag in tags.items():
        yield HostileFile(f"page.{name}.html", render_html().replace(b"<body>", b"<body>" + tag.encode()), READ)
    yield HostileFile("page.content_location.mht", render_mht().replace(b"file:///C:/a.htm", UNROUTABLE_URL.encode()), READ)
    yield HostileFile("page.external_body.mht", render_mht().replace(b"Content-Transfer-Encoding: base64", b"Content-Type: message/external-body; access-type=URL; URL=\"" + UNROUTABLE_URL.encode() + b'"'), READ | CORRUPT)
    ns = "xmlns:xlink='http://www.w3.org/1999/xlink' xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0'"
    frame = f"<text:p><draw:frame {ns}><draw:image xlink:href='{UNROUTABLE_URL}'/><draw:object xlink:href='{LOCAL_FILE_URL}'/></draw:frame></text:p>"
    yield HostileFile("page.frame.fodt", render_fodt().replace(b"<office:text>", b"<office:text>" + frame.encode()), READ)
    yield HostileFile("page.include.docx", build_docx(build_docx_body() + f"<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{LOCAL_FILE_URL}' parse='text'/>"), READ)
    yield HostileFile("page.stylesheet.docx", pack_zip({**build_parts(""), "word/document.xml": f"<?xml-stylesheet href='{UNROUTABLE_URL}' type='text/xsl'?>{build_document_part(build_docx_body())}"}), READ)
    yield HostileFile("page.schema.docx", build_docx(build_docx_body() + f"<x xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:x {UNROUTABLE_URL}'/>"), READ)
    yield HostileFile("macro.docm", build_docx(build_docx_body(), parts={"vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)}, arrows=(("m", "vbaProject", "vbaProject.bin"),)), READ)
    yield HostileFile("template.rtf", render_rtf().replace(b"\\f0 ", b"{\\*\\template " + UNROUTABLE_URL.encode() + b"}\\f0 ", 1), READ)


def iter_cases() -> Iterator[HostileFile]:
    """All of them."""
    yield from _iter_doctypes()
    yield from _iter_external_links()
    yield from _iter_active_pages()
