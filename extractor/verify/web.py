"""The visible lines of a web page: tags as they come, by the parser of the standard library."""

from __future__ import annotations

import email
import email.policy
import re
from html.parser import HTMLParser

from extractor.verify.unclear import UncountableError

__all__ = [
    "extract_mht_lines",
    "extract_html_lines",
]

_INLINE_TAG_NAMES = """
    a abbr acronym b bdi bdo big cite code em font i ins kbd label mark nobr q rb ruby s samp small span strike strong
    sub sup tt u var wbr
"""
_INLINE_TAGS = frozenset(_INLINE_TAG_NAMES.split())
_VOID_TAG_NAMES = """
    area base basefont bgsound br col embed frame hr img input link meta param source track wbr
"""
_VOID_TAGS = frozenset(_VOID_TAG_NAMES.split())
_SKIPPED_TAG_NAMES = """
    head script style title template noscript xml object applet iframe select datalist button rt rp del svg math audio
    video canvas map
"""
_SKIPPED_TAGS = frozenset(_SKIPPED_TAG_NAMES.split())
_HIDING_CSS = re.compile(
    r"display:none|mso-hide:all|visibility:hidden|mso-element:comment-list|mso-special-character:footnote"
)
_SIMPLE_SELECTOR = re.compile(r"\w*(?:[.#][\w-]+)?", re.A)
_DECLARED_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_HEADER_FOOTER_CSS = re.compile(r"mso-element:(?:header|footer)\b(?!-)")


def extract_html_lines(data: bytes, charset: str = "") -> list[str]:
    """The lines of a page; ``charset`` is what a message around it declares."""
    return _extract_lines(_decode_page(data, charset))


def extract_mht_lines(data: bytes) -> list[str]:
    """The lines of a page packed as one message, with the headers and footers that stand in a page of their own."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not pages:
        raise UncountableError
    start = (
        str(message["Content-Type"].params.get("start", ""))
        if message["Content-Type"]
        else ""
    )
    root = next(
        (part for part in pages if start and part["Content-ID"] == start), pages[0]
    )
    found: list[str] = []
    for part in pages:
        content = part.get_payload(decode=True)
        text = _decode_page(
            content if isinstance(content, bytes) else b"",
            part.get_content_charset() or "",
        )
        if part is root:
            found += _extract_lines(text)
        elif "header" in str(part["Content-Location"] or "").rpartition("/")[2].lower():
            found += _extract_lines(text, headers_footers_only=True)
    return found


def _decode_page(data: bytes, charset: str) -> str:
    if b"\0" not in data[1:2]:
        data = data.rstrip(b"\0")  # they fill up the file
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if b"\0" in data[:2]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    said = _DECLARED_CHARSET.search(data[:4096])
    names = [
        charset,
        said[1].decode() if said is not None else "",
        "utf-8-sig",
        "gb18030",
    ]
    if data[:3] == b"\xef\xbb\xbf":
        names = ["utf-8-sig"]
    for name in names:
        if name and not name.lower().startswith("utf-16"):
            try:
                return data.decode(
                    "gb18030"
                    if name.lower() in ("gb2312", "gbk", "x-gbk", "cp936")
                    else name
                )
            except (UnicodeDecodeError, LookupError):
                continue
    raise UncountableError  # bytes that mean nothing in any encoding: the reader says how many


def _extract_lines(text: str, headers_footers_only: bool = False) -> list[str]:
    page = _HtmlLineParser(_find_hidden_selectors(text), headers_footers_only)
    page.feed(
        text[: text.rfind("<")] if text.rfind(">") < text.rfind("<") else text
    )  # a page may end within a tag
    page.close()
    return "".join(page.text_parts).split("\n")


def _find_hidden_selectors(text: str) -> frozenset[str]:
    """Simple selectors that style sheets of the page hide."""
    found: set[str] = set()
    for sheet in re.findall(r"<style\b[^>]*>(.*?)</style", text, re.I | re.S):
        sheet = re.sub(r"/\*.*?\*/|<!--|-->", " ", sheet, flags=re.S)
        for selectors, properties in re.findall(r"([^{}]*)\{([^{}]*)\}", sheet):
            if _HIDING_CSS.search("".join(properties.split()).lower()):
                names = [name.strip() for name in selectors.split(",")]
                found.update(
                    name for name in names if name and _SIMPLE_SELECTOR.fullmatch(name)
                )
    return frozenset(found)


class _HtmlLineParser(HTMLParser):
    """Words with line feeds where elements that make lines begin and end."""

    def __init__(
        self, hidden_selectors: frozenset[str], headers_footers_only: bool
    ) -> None:
        super().__init__(convert_charrefs=True)
        self.text_parts: list[str] = []
        self._hidden_selectors = hidden_selectors
        self._headers_footers_only = (
            headers_footers_only  # count headers and footers alone
        )
        self._hidden_tags: list[
            str
        ] = []  # names of open elements from the outermost hidden one on
        self._header_footer_depth = 0
        self._label_tags: list[
            str
        ] = []  # names of open elements from the number of a list on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        style = "".join(said.get("style", "").split()).lower()
        if (
            self._hidden_tags
            and self._hidden_tags[0] == "p"
            and tag not in _INLINE_TAGS | _VOID_TAGS
        ):
            self._hidden_tags.clear()  # a paragraph ends where a block begins
        if tag not in _INLINE_TAGS:
            self.text_parts.append("\n")
        if self._header_footer_depth or (
            self._headers_footers_only and _HEADER_FOOTER_CSS.search(style)
        ):
            self._header_footer_depth += tag == "div"
        if tag in _VOID_TAGS:
            return
        for names in (self._hidden_tags, self._label_tags):
            if names and tag == names[0]:
                names.append(tag)
        if not self._hidden_tags and (
            tag in _SKIPPED_TAGS or self._is_hidden(tag, style, said)
        ):
            self._hidden_tags.append(tag)
        if not self._label_tags and "mso-list:ignore" in style:
            self._label_tags.append(tag)
        if "mso-tab-count" in style:
            self.text_parts.append("\n")

    def _is_hidden(self, tag: str, style: str, attributes: dict[str, str]) -> bool:
        if (
            "hidden" in attributes
            or _HIDING_CSS.search(style)
            or (tag == "tr" and attributes.get("height") == "0")
        ):
            return True
        names = [
            tag,
            *(f".{name}" for name in attributes.get("class", "").split()),
            f"#{attributes.get('id', '')}",
        ]
        return any(
            name in self._hidden_selectors or tag + name in self._hidden_selectors
            for name in names
        )

    def handle_endtag(self, tag: str) -> None:
        for names in (self._hidden_tags, self._label_tags):
            if names and names[-1] == tag:
                names.pop()
        if tag not in _INLINE_TAGS:
            self.text_parts.append("\n")
        if self._header_footer_depth and tag == "div":
            self._header_footer_depth -= 1

    def handle_data(self, data: str) -> None:
        if (
            not self._hidden_tags
            and not self._label_tags
            and (self._header_footer_depth or not self._headers_footers_only)
        ):
            self.text_parts.append(data.replace("\n", " "))
