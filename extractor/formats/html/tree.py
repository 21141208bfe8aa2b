"""The text of a page as a tree of elements."""

from __future__ import annotations

import re

from lxml import etree

from extractor.formats.limits import consume_limit
from extractor.model.issues import ReadError

__all__ = [
    "parse_html",
]


def parse_html(text: str) -> etree._Element:
    text = re.sub(
        r"^\s*<\?xml[^>]*\?>", "", text.replace("\0", "\ufffd")
    )  # the parser would end there
    consume_limit("tags", 2 * text.count("<"))  # the parser ends every element itself
    parser = etree.HTMLParser(
        encoding="utf-8",
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("FILE_DAMAGED", format="html", what=str(error)) from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise ReadError(
            "TOO_DEEP", "refused_limit", format="html", depth=2048
        )  # the parser drops what lies deeper
    if root is None:
        raise ReadError("FILE_DAMAGED", format="html", what="no element")
    return root
