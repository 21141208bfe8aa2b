"""What stands around a word of a label and is no part of it."""

from __future__ import annotations

import regex

__all__ = ["BRACKETS", "LED_BY", "YEAR"]

BRACKETS = regex.compile(r"[(\[][^()\[\]]*[)\]]")
YEAR = regex.compile(r"^(?:19|20)\d{2}年?度?")
LED_BY = regex.compile(r"^其中:?")
