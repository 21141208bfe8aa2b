"""The visible lines of a web page: tags as they come, by the parser of the standard library."""

from __future__ import annotations

import email
import email.policy
import re
from html.parser import HTMLParser

from extractor.verify.unclear import Unclear

__all__ = ["in_message", "in_page"]

_INSIDE_WORDS = """
    a abbr acronym b bdi bdo big cite code em font i ins kbd label mark nobr q rb ruby s samp small span strike strong
    sub sup tt u var wbr
"""
_INSIDE = frozenset(_INSIDE_WORDS.split())
_EMPTY_WORDS = """
    area base basefont bgsound br col embed frame hr img input link meta param source track wbr
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_SILENT_WORDS = """
    head script style title template noscript xml object applet iframe select datalist button rt rp del svg math audio
    video canvas map
"""
_SILENT = frozenset(_SILENT_WORDS.split())
_HIDES = re.compile(
    r"display:none|mso-hide:all|visibility:hidden|mso-element:comment-list|mso-special-character:footnote"
)
_SELECTOR = re.compile(r"\w*(?:[.#][\w-]+)?", re.A)
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_MARGIN = re.compile(r"mso-element:(?:header|footer)\b(?!-)")


def in_page(data: bytes, charset: str = "") -> list[str]:
    """The lines of a page; ``charset`` is what a message around it declares."""
    return _lines(_text(data, charset))


def in_message(data: bytes) -> list[str]:
    """The lines of a page packed as one message, with the headers and footers that stand in a page of their own."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    pages = [
        part
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml")
    ]
    if not pages:
        raise Unclear
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
        text = _text(
            content if isinstance(content, bytes) else b"",
            part.get_content_charset() or "",
        )
        if part is root:
            found += _lines(text)
        elif "header" in str(part["Content-Location"] or "").rpartition("/")[2].lower():
            found += _lines(text, margins=True)
    return found


def _text(data: bytes, charset: str) -> str:
    if b"\0" not in data[1:2]:
        data = data.rstrip(b"\0")  # they fill up the file
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if b"\0" in data[:2]:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    said = _CHARSET.search(data[:4096])
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
    raise Unclear  # bytes that mean nothing in any encoding: the reader says how many


def _lines(text: str, margins: bool = False) -> list[str]:
    page = _Page(_hiding(text), margins)
    page.feed(
        text[: text.rfind("<")] if text.rfind(">") < text.rfind("<") else text
    )  # a page may end within a tag
    page.close()
    return "".join(page.words).split("\n")


def _hiding(text: str) -> frozenset[str]:
    """Simple selectors that style sheets of the page hide."""
    found: set[str] = set()
    for sheet in re.findall(r"<style\b[^>]*>(.*?)</style", text, re.I | re.S):
        sheet = re.sub(r"/\*.*?\*/|<!--|-->", " ", sheet, flags=re.S)
        for selectors, properties in re.findall(r"([^{}]*)\{([^{}]*)\}", sheet):
            if _HIDES.search("".join(properties.split()).lower()):
                names = [name.strip() for name in selectors.split(",")]
                found.update(
                    name for name in names if name and _SELECTOR.fullmatch(name)
                )
    return frozenset(found)


class _Page(HTMLParser):
    """Words with line feeds where elements that make lines begin and end."""

    def __init__(self, hiding: frozenset[str], margins: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hiding = hiding
        self._margins = margins  # count headers and footers alone
        self._gone: list[
            str
        ] = []  # names of open elements from the outermost hidden one on
        self._in_margin = 0
        self._labels: list[
            str
        ] = []  # names of open elements from the number of a list on

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        style = "".join(said.get("style", "").split()).lower()
        if self._gone and self._gone[0] == "p" and tag not in _INSIDE | _EMPTY:
            self._gone.clear()  # a paragraph ends where a block begins
        if tag not in _INSIDE:
            self.words.append("\n")
        if self._in_margin or (self._margins and _MARGIN.search(style)):
            self._in_margin += tag == "div"
        if tag in _EMPTY:
            return
        for names in (self._gone, self._labels):
            if names and tag == names[0]:
                names.append(tag)
        if not self._gone and (tag in _SILENT or self._hidden(tag, style, said)):
            self._gone.append(tag)
        if not self._labels and "mso-list:ignore" in style:
            self._labels.append(tag)
        if "mso-tab-count" in style:
            self.words.append("\n")

    def _hidden(self, tag: str, style: str, said: dict[str, str]) -> bool:
        if (
            "hidden" in said
            or _HIDES.search(style)
            or (tag == "tr" and said.get("height") == "0")
        ):
            return True
        names = [
            tag,
            *(f".{name}" for name in said.get("class", "").split()),
            f"#{said.get('id', '')}",
        ]
        return any(name in self._hiding or tag + name in self._hiding for name in names)

    def handle_endtag(self, tag: str) -> None:
        for names in (self._gone, self._labels):
            if names and names[-1] == tag:
                names.pop()
        if tag not in _INSIDE:
            self.words.append("\n")
        if self._in_margin and tag == "div":
            self._in_margin -= 1

    def handle_data(self, data: str) -> None:
        if (
            not self._gone
            and not self._labels
            and (self._in_margin or not self._margins)
        ):
            self.words.append(data.replace("\n", " "))
