"""Lines of Chinese text joined without the space that a line break would become. A hook of MkDocs."""

from __future__ import annotations

import re
from typing import Any

WIDE_CHARACTERS = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”]"
CHINESE_LINE_BREAK = re.compile(rf"(?<={WIDE_CHARACTERS})\n *(?={WIDE_CHARACTERS})")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Join them, outside code."""
    parts = markdown.split("```")
    return "```".join(
        part if index % 2 else CHINESE_LINE_BREAK.sub("", part)
        for index, part in enumerate(parts)
    )
