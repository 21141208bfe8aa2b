"""How a release is cited: CITATION.cff, BibTeX and GB/T 7714."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date

from extractor.dataclass import dataclass
from extractor.i18n import format_message

__all__ = [
    "Creator",
    "Publication",
    "format_bibtex",
    "format_citation_cff",
    "format_gbt7714",
]


@dataclass(frozen=True)
class Creator:
    """A person or body that made a release; ``family`` is empty for a body."""

    name: str
    family: str = ""
    given: str = ""
    orcid: str = ""
    affiliation: str = ""


@dataclass(frozen=True)
class Publication:
    """What a release says of itself; texts that are not given are empty."""

    title_zh: str
    title_en: str
    version: str
    date: date
    license: str
    creators: tuple[Creator, ...]
    publisher: str = ""
    publisher_url: str = ""
    doi: str = ""
    url: str = ""
    description_zh: str = ""
    description_en: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it is found: the DOI as a link, else the URL."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return self.url


def format_citation_cff(publication: Publication) -> str:
    """Format CITATION.cff (Citation File Format 1.2.0).

    Texts are JSON strings, which YAML reads as they are.
    """
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this dataset, please cite it as below."',
        "type: dataset",
        f"title: {_quote(publication.title_en)}",
    ]
    if publication.description_en:
        lines.append(f"abstract: {_quote(publication.description_en)}")
    lines.append("authors:")
    for creator in publication.creators:
        lines += _list_cff_author(creator)
    lines += [
        f"version: {_quote(publication.version)}",
        f"date-released: {publication.date.isoformat()}",
        f"license: {publication.license}",
    ]
    if publication.doi:
        lines.append(f"doi: {publication.doi}")
    if publication.url:
        lines.append(f"url: {_quote(publication.url)}")
    if publication.keywords:
        lines.append("keywords:")
        lines += [f"  - {_quote(word)}" for word in publication.keywords]
    return "\n".join(lines) + "\n"


def _list_cff_author(creator: Creator) -> list[str]:
    if creator.family:
        lines = [f"  - family-names: {_quote(creator.family)}"]
        if creator.given:
            lines.append(f"    given-names: {_quote(creator.given)}")
        if creator.affiliation:
            lines.append(f"    affiliation: {_quote(creator.affiliation)}")
    else:
        lines = [f"  - name: {_quote(creator.name)}"]
    if creator.orcid:
        lines.append(f"    orcid: {_quote(_format_orcid_address(creator.orcid))}")
    return lines


def format_bibtex(publication: Publication) -> str:
    """Format a BibTeX entry of type @dataset
    (biblatex; others read it as @misc)."""
    year = publication.date.year
    fields = [
        ("author", " and ".join(_list_bibtex_names(publication.creators))),
        ("title", "{" + publication.title_en + "}"),
        ("year", str(year)),
        ("date", publication.date.isoformat()),
        ("version", publication.version),
        ("publisher", publication.publisher),
        ("doi", publication.doi),
        ("url", publication.url),
    ]
    key = re.sub(r"[^A-Za-z]", "", publication.creators[0].family) or "dataset"
    lines = [f"@dataset{{{key}{year},"]
    lines += [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([*lines, "}", ""])


def _list_bibtex_names(creators: Sequence[Creator]) -> list[str]:
    names = []
    for creator in creators:
        if creator.family:
            names.append(f"{creator.family}, {creator.given}".rstrip(", "))
        else:
            names.append("{" + creator.name + "}")
    return names


def format_gbt7714(publication: Publication) -> str:
    """Format a reference by GB/T 7714-2015, type DS/OL (a dataset on line)."""
    names = [creator.name for creator in publication.creators[:3]]
    if len(publication.creators) > 3:
        names.append(format_message("RELEASE_ET_AL", {}, "zh"))
    carrier = "[DS]"
    if publication.address:
        carrier = "[DS/OL]"
    title = f"{publication.title_zh}{carrier}. V{publication.version}"
    issued = publication.date.isoformat()
    place = f"{publication.date.year}"
    if publication.publisher:
        place = f"{publication.publisher}, {publication.date.year}"
    parts = [", ".join(names), title, f"{place}({issued})"]
    if publication.address:
        parts.append(publication.address)
    return ". ".join(parts) + ".\n"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _format_orcid_address(orcid: str) -> str:
    return f"https://orcid.org/{orcid.rsplit('/', 1)[-1]}"
