"""XML of parts, parsed as untrusted input: no document type, no entities, no network,
no repair.

Whatever the part's encoding and whichever of the two editions of the standard it
follows, the result is in UTF-8 and the namespaces of the transitional edition (ECMA-376
Part 4).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from operator import itemgetter
from typing import TypeAlias

from lxml import etree

from extractor.formats.limits import consume_limit
from extractor.model.issues import ReadError

__all__ = [
    "MC",
    "Element",
    "M",
    "R",
    "V",
    "W",
    "choose_branch",
    "escape_attribute",
    "get_child_value",
    "list_children",
    "parse_integer",
    "normalize_xml",
    "is_off",
    "parse_xml",
    "unescape_attribute",
]

Element: TypeAlias = etree._Element

list_children: Callable[[Element], list[Element]] = itemgetter(slice(None))
"""Gives the children of an element; few of them are sooner listed than iterated over."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
V = "{urn:schemas-microsoft-com:vml}"

# Strict edition -> transitional edition, longest first; one replaces the other in the
# bytes before parsing.
_STRICT_NAMESPACES: tuple[tuple[bytes, bytes], ...] = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/math",
        b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/main",
        b"http://schemas.openxmlformats.org/drawingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/chart",
        b"http://schemas.openxmlformats.org/drawingml/2006/chart",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/diagram",
        b"http://schemas.openxmlformats.org/drawingml/2006/diagram",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
)

_XML_DECLARATION = re.compile(
    rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*?\?>"""
)
_ENCODINGS = {
    "utf-8",
    "ascii",
    "iso8859-1",
    "cp1252",
    "gbk",
    "gb2312",
    "gb18030",
    "big5",
}
# Parts beyond this size need the parser's larger limits; its depth limit stays for all
# smaller ones.
_HUGE_PART_BYTES = 8 * 2**20


def normalize_xml(data: bytes, part: str = "") -> bytes:
    """Give the same XML in UTF-8 with transitional namespaces.

    Args:
        data: bytes of the part.
        part: its name, for messages.

    Returns:
        The bytes, without mark.

    Raises:
        ReadError: XML_BROKEN, XML_DOCTYPE, XML_ENCODING.
    """
    data = _convert_declared_encoding(_convert_utf16(data, part), part)
    # The single character is found much faster, and is rare.
    if b"!" in data and b"<!DOCTYPE" in data:
        raise ReadError("XML_DOCTYPE", status="refused_policy", part=part)
    if b"http://purl.oclc.org/ooxml/" in data[:20000]:
        for strict, transitional in _STRICT_NAMESPACES:
            data = data.replace(strict, transitional)
    return data


def _convert_utf16(data: bytes, part: str) -> bytes:
    """UTF-16 (by its mark or its first tag) as UTF-8; other bytes without the mark of
    UTF-8."""
    start = data[:2]
    if start in (codecs.BOM_UTF16_BE, b"\0<"):
        return _recode_utf8(data, "utf-16-be", part)
    if start in (codecs.BOM_UTF16_LE, b"<\0"):
        return _recode_utf8(data, "utf-16-le", part)
    return data.removeprefix(codecs.BOM_UTF8)


def _convert_declared_encoding(data: bytes, part: str) -> bytes:
    """Bytes in the encoding that their declaration names as UTF-8."""
    declaration = _XML_DECLARATION.match(data[:200])
    if declaration is None:
        return data
    declared = declaration[1].decode("ascii")
    try:
        encoding = codecs.lookup(declared).name
    except LookupError:
        encoding = ""
    if encoding == "utf-8":
        return data
    # UTF-16 has been converted; the declaration was left.
    if encoding.startswith("utf-16"):
        return data[declaration.end() :]
    if encoding not in _ENCODINGS:
        raise ReadError("XML_ENCODING", status="corrupt", part=part, encoding=declared)
    return _recode_utf8(data, encoding, part)


def _recode_utf8(data: bytes, encoding: str, part: str) -> bytes:
    try:
        text = data.decode(encoding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise ReadError(
            "XML_BROKEN", status="corrupt", part=part, reason=error.reason
        ) from None
    return re.sub(r"^<\?xml[^>]*\?>", "", text).encode("utf-8", "surrogatepass")


def parse_xml(
    data: bytes, part: str = "", prepare: Callable[[bytes], bytes] | None = None
) -> Element:
    """Parse a part.

    Args:
        data: bytes of the part.
        part: its name, for messages.
        prepare: takes markup out of the normalized bytes before they are parsed.

    Returns:
        The root element.

    Raises:
        ReadError: XML_BROKEN, XML_DOCTYPE, XML_ENCODING, XML_DEEP.
    """
    data = normalize_xml(data, part)
    if prepare is not None:
        data = prepare(data)
    consume_limit("tags", data.count(b"<"), part)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=len(data) > _HUGE_PART_BYTES,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise ReadError("XML_DEEP", status="refused_limit", part=part) from None
        raise ReadError(
            "XML_BROKEN", status="corrupt", part=part, reason=error
        ) from None


def is_off(element: Element) -> bool:
    """Tell whether a switch (``w:vanish``) is turned off by its value."""
    return element.get(W + "val", "1").lower() in ("0", "false", "off", "none")


def get_child_value(element: Element, name: str) -> str | None:
    """Get ``w:val`` of a child, '' where it has none; None where there is no such
    child."""
    child = element.find(W + name)
    if child is None:
        return None
    return child.get(W + "val", "")


def parse_integer(text: str | None, default: int) -> int:
    """Parse a number of an attribute; the default where there is none. Absurdly long
    ones are cut, not converted."""
    try:
        return int((text or "")[:18])
    except ValueError:
        return default


# Namespaces of extensions that are read here; a Choice that requires another gives way
# to the Fallback.
_SUPPORTED_NAMESPACES = (
    "http://schemas.microsoft.com/office/word/20",
    "http://schemas.microsoft.com/office/drawing/2010/",
)


def choose_branch(alternate: Element) -> Element | None:
    """Choose the one branch of an ``mc:AlternateContent`` that counts.

    Source: ECMA-376 Part 3, 9.3. Where no branch is understood the first is taken, so
        that no text is lost.
    """
    first_choice = fallback = None
    for branch in alternate:
        if branch.tag == MC + "Fallback":
            fallback = branch
        elif branch.tag == MC + "Choice":
            if _is_supported(branch):
                return branch
            if first_choice is None:
                first_choice = branch
    if fallback is None:
        return first_choice
    return fallback


def _is_supported(choice: Element) -> bool:
    prefixes = choice.get("Requires", "").split()
    namespaces = [choice.nsmap.get(prefix, "") for prefix in prefixes]
    return all(namespace.startswith(_SUPPORTED_NAMESPACES) for namespace in namespaces)


# Characters that an attribute in double quotes cannot hold; the ampersand goes first.
_ATTRIBUTE_REFERENCES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"))


def escape_attribute(value: str) -> str:
    """Write a value as a part has it in an attribute in double quotes.

    >>> escape_attribute('a "b" & c')
    'a &quot;b&quot; &amp; c'
    """
    for character, reference in _ATTRIBUTE_REFERENCES:
        value = value.replace(character, reference)
    return value


def unescape_attribute(value: str) -> str:
    """Read such a value back.

    >>> unescape_attribute("a &quot;b&quot; &amp; c")
    'a "b" & c'
    """
    for character, reference in reversed(_ATTRIBUTE_REFERENCES):
        value = value.replace(reference, character)
    return value
