"""The program's table of contents: bytes in, disclosures out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.document import Document
from extractor.records import Disclosure
from extractor.template import Template, built_in

__all__ = ["Options", "Parsed", "parse"]


@dataclass(frozen=True)
class Options:
    """What a user may choose about understanding (not about running)."""

    lang: str = "zh"
    templates: Mapping[str, Template] = field(default_factory=built_in)


@dataclass(frozen=True)
class Parsed:
    """One file understood: the document and the disclosures it holds (none when it is no disclosure)."""

    document: Document
    disclosures: tuple[Disclosure, ...]


def parse(data: bytes, name: str = "", options: Options | None = None) -> Parsed:
    """Understand one file. Pure: the same bytes and options give the same records.

    Raises ReadError when the bytes are no readable document; a readable document that is no disclosure gives no
    disclosures.
    """
    raise NotImplementedError
