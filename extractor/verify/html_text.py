"""The visible text of a web page, from the tags of the standard library's parser."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser

from extractor.verify import UncountableError

__all__ = [
    "extract_html_lines",
    "extract_mht_lines",
]

_INLINE_TAG_NAMES = """
    a abbr acronym b bdi bdo big cite code del em font i ins kbd label
    mark nobr q rb ruby s samp small span strike strong sub sup tt u
    var wbr
"""
_INLINE_TAGS = frozenset(_INLINE_TAG_NAMES.split())
_VOID_TAG_NAMES = """
    area base basefont bgsound br col embed frame hr img input link
    meta param source track wbr
"""
_VOID_TAGS = frozenset(_VOID_TAG_NAMES.split())
_SKIPPED_TAG_NAMES = """
    head script style title template noscript xml object applet iframe
    select datalist button rt rp svg math audio video canvas map
"""
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
# A deletion that says when or why it was made is a tracked revision.
_REVISION_ATTRIBUTES = ("cite", "datetime")
_HIDING_CSS = re.compile(
    r"display:none|mso-hide:all|visibility:hidden"
    r"|mso-element:comment-list|mso-special-character:footnote"
)
_SIMPLE_SELECTOR = re.compile(r"\w*(?:[.#][\w-]+)?", re.A)
_STYLE_SHEET = re.compile(r"<style\b[^>]*>(.*?)</style", re.I | re.S)
_CSS_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_HEADER_FOOTER_CSS = re.compile(r"mso-element:(?:header|footer)\b(?!-)")
_DECLARED_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
# Pages that declare one of these use characters beyond it.
_WESTERN_NAMES = frozenset(
    ["windows-1252", "iso-8859-1", "latin1", "us-ascii", "ascii"]
)
_GB18030_NAMES = frozenset(["gb2312", "gbk", "x-gbk", "cp936"])


def extract_html_lines(data: bytes, charset: str = "") -> list[str]:
    """Extract the visible lines of a web page.

    Args:
        data: The bytes of the page.
        charset: The character set that a message around the page
            declares.

    Returns:
        One string a block, or a piece of one between tabs and line
        breaks.

    Raises:
        UncountableError: The bytes fit no encoding.
    """
    return _extract_lines(_decode_page(data, charset))


def extract_mht_lines(data: bytes) -> list[str]:
    """Extract the visible lines of a page packed as one MIME message.

    Args:
        data: The bytes of the message.

    Returns:
        One string a block; headers and footers, which Word keeps in a
        page of their own, come with it.

    Raises:
        UncountableError: The message holds no page.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    root = _find_root_page(message, pages)
    lines: list[str] = []
    for page in pages:
        location = str(page["Content-Location"] or "").rpartition("/")[2]
        if page is root:
            lines += _extract_lines(_decode_message_part(page))
        elif "header" in location.lower():
            lines += _extract_lines(
                _decode_message_part(page), headers_footers_only=True
            )
    return lines


def _find_root_page(message: EmailMessage, pages: list[EmailMessage]) -> EmailMessage:
    """The page that the message names as its start, else the first one."""
    if not pages:
        raise UncountableError
    content_type = message["Content-Type"]
    if content_type:
        start = str(content_type.params.get("start", ""))
        for page in pages:
            if start and page["Content-ID"] == start:
                return page
    return pages[0]


def _decode_message_part(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        content = b""
    return _decode_page(content, part.get_content_charset() or "")


def _decode_page(data: bytes, charset: str) -> str:
    if b"\0" not in data[1:2]:
        data = data.rstrip(b"\0")  # they fill up the file
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if data[:1] == b"\0":
        return data.decode("utf-16-be")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le")
    for encoding in _list_encodings(data, charset):
        try:
            # A3 A0 is a blank in old GB encodings.
            return data.decode(encoding).replace("\ue5e5", " ")
        except (UnicodeDecodeError, LookupError):
            continue
    raise UncountableError  # the reader reports how many bytes it cannot decode


def _list_encodings(data: bytes, charset: str) -> list[str]:
    """The encodings to try, in order."""
    if data[:3] == b"\xef\xbb\xbf":
        return ["utf-8-sig"]
    names = [charset]
    declaration = _DECLARED_CHARSET.search(data[:4096])
    if declaration is not None:
        names.append(declaration[1].decode())
    names = _doubt_western_names(names, data)
    encodings = []
    for name in (*names, "utf-8-sig", "gb18030"):
        if name.lower() in _GB18030_NAMES:
            encodings.append("gb18030")
        elif name and not name.lower().startswith("utf-16"):
            encodings.append(name)
    return encodings


def _doubt_western_names(names: list[str], data: bytes) -> list[str]:
    """The names, without those in which any bytes are some text where the bytes are
    Chinese."""
    others = [name for name in names if name.lower() not in _WESTERN_NAMES]
    if others == names:
        return names
    n_pairs = len(re.findall(rb"[\xa1-\xf7][\xa1-\xfe]", data))
    n_high = sum(byte > 127 for byte in data)
    if n_pairs >= 10 and 20 * n_pairs >= 9 * n_high:
        return others
    return [*others, "utf-8-sig", "cp1252", "latin-1"]


def _extract_lines(text: str, headers_footers_only: bool = False) -> list[str]:
    parser = _HtmlLineParser(_find_hidden_selectors(text), headers_footers_only)
    last_tag = text.rfind("<")
    if text.rfind(">") < last_tag:
        text = text[:last_tag]  # the page ends within a tag
    parser.feed(text)
    parser.close()
    return "".join(parser.text_parts).split("\n")


def _find_hidden_selectors(text: str) -> frozenset[str]:
    """The simple selectors (``p``, ``.x``, ``p.x``,
    ``#y``) that style sheets hide."""
    hidden: set[str] = set()
    for sheet in _STYLE_SHEET.findall(text):
        for selectors, properties in _CSS_RULE.findall(_CSS_COMMENT.sub(" ", sheet)):
            if _HIDING_CSS.search("".join(properties.split()).lower()):
                hidden.update(selector.strip() for selector in selectors.split(","))
    return frozenset(
        selector
        for selector in hidden
        if selector and _SIMPLE_SELECTOR.fullmatch(selector)
    )


class _HtmlLineParser(HTMLParser):
    """Text with line feeds where elements that make lines begin and end.

    Args:
        hidden_selectors: Simple selectors that style sheets hide.
        headers_footers_only: Count headers and footers only.
    """

    def __init__(
        self, hidden_selectors: frozenset[str], headers_footers_only: bool
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.text_parts: list[str] = []
        self._hidden_selectors = hidden_selectors
        self._headers_footers_only = headers_footers_only
        # names of open elements from the outermost hidden one on
        self._hidden_tags: list[str] = []
        # names of open elements from a generated list number on
        self._label_tags: list[str] = []
        self._header_footer_depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        style = "".join(attributes.get("style", "").split()).lower()
        if tag not in _INLINE_TAGS:
            self._start_line(tag)
        self._track_header_footer(tag, style)
        if tag in _VOID_TAGS:
            return
        if self._hidden_tags:
            _append_same_tag(self._hidden_tags, tag)
        elif self._is_hidden(tag, style, attributes):
            self._hidden_tags.append(tag)
        if self._label_tags:
            _append_same_tag(self._label_tags, tag)
        elif "mso-list:ignore" in style:
            self._label_tags.append(tag)
        if "mso-tab-count" in style:
            self.text_parts.append("\n")

    def _start_line(self, tag: str) -> None:
        """Start a line; a block ends a paragraph that is still open."""
        if self._hidden_tags[:1] == ["p"] and tag not in _VOID_TAGS:
            self._hidden_tags.clear()
        self.text_parts.append("\n")

    def _track_header_footer(self, tag: str, style: str) -> None:
        """Count the open ``div`` from that of a header or footer on."""
        if tag != "div":
            return
        if self._header_footer_depth or (
            self._headers_footers_only and _HEADER_FOOTER_CSS.search(style)
        ):
            self._header_footer_depth += 1

    def _is_hidden(self, tag: str, style: str, attributes: dict[str, str]) -> bool:
        if tag in _SKIPPED_TAGS or "hidden" in attributes:
            return True
        if _is_unseen_tag(tag, attributes):
            return True
        if _HIDING_CSS.search(style):
            return True
        selectors = [f".{name}" for name in attributes.get("class", "").split()]
        selectors.append(f"#{attributes.get('id', '')}")
        if tag in self._hidden_selectors:
            return True
        return any(
            selector in self._hidden_selectors
            or tag + selector in self._hidden_selectors
            for selector in selectors
        )

    def handle_endtag(self, tag: str) -> None:
        for open_tags in (self._hidden_tags, self._label_tags):
            if open_tags and open_tags[-1] == tag:
                open_tags.pop()
        if tag not in _INLINE_TAGS:
            self.text_parts.append("\n")
        if self._header_footer_depth and tag == "div":
            self._header_footer_depth -= 1

    def handle_data(self, data: str) -> None:
        if self._hidden_tags or self._label_tags:
            return
        if self._header_footer_depth or not self._headers_footers_only:
            self.text_parts.append(data.replace("\n", " "))


def _is_unseen_tag(tag: str, attributes: dict[str, str]) -> bool:
    """True for a tracked deletion and for a row of no height."""
    if tag == "del":
        return any(map(attributes.get, _REVISION_ATTRIBUTES))
    return tag == "tr" and attributes.get("height") == "0"


def _append_same_tag(open_tags: list[str], tag: str) -> None:
    """Count a tag in where it is named as the outermost open one: its end is not
    theirs."""
    if tag == open_tags[0]:
        open_tags.append(tag)
