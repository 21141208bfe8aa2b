"""One HTML file that needs nothing beside it: style, script and data inside, and a policy that lets nothing else in.

The data of each document is packed by itself and unpacked when it is looked at, so that a page of hundreds opens at once.
Nothing of a document is ever markup: data is base64, and the script sets text as text. The policy (CSP) names the hashes
of the one script and the one style of the page; what is not these does not run, and no request is made.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib.resources import files

__all__ = [
    "encode_data",
    "render_page",
]

STYLE_FILES = ("page.css", "print.css")
SCRIPT_FILES = (
    "base.js", "places.js", "corrections.js", "documents.js", "sheet.js", "panel.js", "report.js", "main.js",
)  # fmt: skip


def encode_data(data: object) -> str:
    """Data as the page holds it: JSON, deflated (zlib), base64."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(
        zlib.compress(text.encode("utf-8", "surrogatepass"), 9)
    ).decode("ascii")


def render_page(
    title: str,
    lang: str,
    initial_data: object,
    encoded_documents: Iterable[str],
    no_script_text: str,
) -> Iterator[str]:
    """The pieces of the file in order; ``head`` is what the page needs at once, ``packed`` its documents.

    ``script_off`` is what stands there where scripts do not run.
    """
    style, script = _read_assets(STYLE_FILES), _read_assets(SCRIPT_FILES)
    policy = (
        f"default-src 'none'; script-src '{_hash_source(script)}'; style-src '{_hash_source(style)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    yield (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f"<noscript>{escape(no_script_text)}</noscript>\n"
    )
    yield f'<script type="text/plain" id="head">{encode_data(initial_data)}</script>\n'
    for number, data in enumerate(encoded_documents):
        yield f'<script type="text/plain" id="d{number}">{data}</script>\n'
    yield f"<script>{script}</script>\n</body>\n</html>\n"


@cache
def _read_assets(names: tuple[str, ...]) -> str:
    folder = files("extractor").joinpath("review", "assets")
    return "\n" + "".join(
        folder.joinpath(name).read_text(encoding="utf-8") for name in names
    )


def _hash_source(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode(
        "ascii"
    )
