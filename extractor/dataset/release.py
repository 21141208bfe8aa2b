"""A release: a dataset that others can cite, checked before it is made.

The folder of a release holds the tables of the dataset, the codebook in
two languages, how to cite it (CITATION.cff, BibTeX, GB/T 7714),
descriptions for machines (datapackage.json, croissant.json,
ro-crate-metadata.json), the values that changed since the former
release, and the hash of every file. The same dataset and the same
``release.toml`` give the same bytes.
"""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.dataclass import dataclass
from extractor.dataset.citation import (
    Creator,
    Publication,
    format_bibtex,
    format_citation_cff,
    format_gbt7714,
)
from extractor.dataset.codebook import render_codebook
from extractor.dataset.datapackage import (
    DESCRIPTOR,
    compute_size_and_hash,
    get_row_count,
    iter_file_entries,
)
from extractor.dataset.dataset import Dataset, open_dataset
from extractor.dataset.diff import encode_differences_csv, find_differences
from extractor.dataset.release_metadata import (
    build_croissant,
    build_datapackage_v2,
    build_ro_crate,
    find_license,
)
from extractor.i18n import format_message
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ExtractorError, Issue

__all__ = [
    "Release",
    "ReleasePlan",
    "check_release",
    "load_release_plan",
    "render_accepted_entries",
    "write_release",
]

_READ_STATUSES = frozenset(
    {
        ManifestStatus.OK,
        ManifestStatus.PARTIAL,
        ManifestStatus.UNCERTAIN,
        ManifestStatus.DUPLICATE,
        ManifestStatus.NOT_A_DISCLOSURE,
        ManifestStatus.SKIPPED,
    }
)
"""What may become of an input file in a release; for any other see ``accepted``."""
_DATA_FORMATS = ("csv", "parquet")
_ACCEPTABLE_CODES = ("RELEASE_UNREAD_FILE", "RELEASE_FAILED_CHECK")
_CHANGES_FILE = "changes-since-previous.csv"
_CRATE_FILE = "ro-crate-metadata.json"
_HASHES_FILE = "SHA256SUMS"


@dataclass(frozen=True)
class AcceptedProblem:
    """A problem that the release knows: a file that cannot be read, a failed check.

    ``rule`` is empty for a file.
    """

    path: str
    rule: str
    reason: str


@dataclass(frozen=True)
class ReleasePlan:
    """What ``release.toml`` says.

    ``expected`` are the rows that a table must have. ``previous`` is
    the folder of the former release.
    """

    publication: Publication
    expected: Mapping[str, int]
    accepted: tuple[AcceptedProblem, ...]
    previous: Path | None


@dataclass(frozen=True)
class Release:
    """A release that was written; ``n_changes`` is None without a former one."""

    folder: Path
    files: tuple[str, ...]
    n_changes: int | None


# --- the plan -----------------------------------------------------------------


def load_release_plan(path: Path) -> ReleasePlan:
    """Load ``release.toml``.

    Args:
        path: the file; ``previous`` in it is relative to its folder.

    Raises:
        ExtractorError: the file is missing (RELEASE_NO_PLAN), no TOML (RELEASE_FILE),
            or an entry is missing, unknown or of the wrong type (RELEASE_ENTRY).
    """
    if not path.is_file():
        raise ExtractorError("RELEASE_NO_PLAN", path=path)
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, UnicodeError) as error:
        raise ExtractorError("RELEASE_FILE", path=path, reason=str(error)) from error
    reader = _PlanReader(path, entries)
    creators = tuple(_read_creators(reader))
    publication = Publication(
        title_zh=reader.read("title_zh", str),
        title_en=reader.read("title_en", str),
        version=reader.read("version", str),
        date=reader.read_date("date"),
        license=reader.read("license", str),
        creators=creators,
        publisher=reader.read("publisher", str, ""),
        publisher_url=reader.read("publisher_url", str, ""),
        doi=reader.read("doi", str, ""),
        url=reader.read("url", str, ""),
        description_zh=reader.read("description_zh", str, ""),
        description_en=reader.read("description_en", str, ""),
        keywords=tuple(reader.read("keywords", list, [])),
    )
    expected = reader.read("expected", dict, {})
    unknown = [name for name in expected if not _is_table(name)]
    if unknown:
        reader.fail(f"expected.{unknown[0]}")
    previous = reader.read("previous", str, "")
    accepted = tuple(_read_accepted(reader))
    reader.refuse_unknown()
    previous_folder = None
    if previous:
        previous_folder = path.parent / previous
    return ReleasePlan(publication, expected, accepted, previous_folder)


class _PlanReader:
    """Reads entries of ``release.toml``, and knows which nobody asked for."""

    def __init__(self, path: Path, entries: Mapping[str, Any]) -> None:
        self._path = path
        self._entries = entries
        self._known: set[str] = set()

    def read(
        self, name: str, kind: type | tuple[type, ...], default: Any = None
    ) -> Any:
        """Read an entry; one without a default must be there."""
        self._known.add(name)
        value = self._entries.get(name, default)
        if not isinstance(value, kind) or (default is None and not value):
            self.fail(name)
        return value

    def read_date(self, name: str) -> date:
        """Read a date, with or without the quotes
        that TOML does not want round it."""
        value = self.read(name, (date, str))
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(name)
            raise

    def fail(self, name: str) -> None:
        """Raise the error that an entry is missing or wrong."""
        raise ExtractorError("RELEASE_ENTRY", path=self._path, name=name)

    def refuse_unknown(self) -> None:
        """Raise an error where there is an entry that nobody read."""
        unknown = sorted(self._entries.keys() - self._known)
        if unknown:
            self.fail(unknown[0])


def _read_creators(reader: _PlanReader) -> Iterator[Creator]:
    for entry in reader.read("creators", list):
        family, given = entry.get("family", ""), entry.get("given", "")
        name = entry.get("name") or _join_name(family, given)
        if not name:
            reader.fail("creators.name")
        yield Creator(
            name=name,
            family=family,
            given=given,
            orcid=entry.get("orcid", ""),
            affiliation=entry.get("affiliation", ""),
        )


def _join_name(family: str, given: str) -> str:
    """Join a name in the order of its script."""
    if family.isascii():
        return f"{given} {family}".strip()
    return family + given


def _read_accepted(reader: _PlanReader) -> Iterator[AcceptedProblem]:
    for entry in reader.read("accepted", list, []):
        if not entry.get("path") or not entry.get("reason"):
            reader.fail("accepted.path, accepted.reason")
        yield AcceptedProblem(entry["path"], entry.get("rule", ""), entry["reason"])


def _is_table(name: str) -> bool:
    return any(table.name == name for table in schema.load_tables())


# --- the gate -----------------------------------------------------------------


def check_release(dataset: Dataset, plan: ReleasePlan) -> list[Issue]:
    """Check what must hold before a dataset is released.

    Every input file was read, no check of severity error failed, the
    tables have the expected number of rows, and the files of the
    dataset are as they were written. What ``accepted`` names, with its
    reason, passes.

    Args:
        dataset: the dataset.
        plan: the plan of the release.

    Returns:
        One issue for each thing that does not hold.
    """
    return [
        *_check_files(dataset, plan),
        *_check_checks(dataset, plan),
        *_check_counts(dataset, plan),
        *(Issue.build("RELEASE_DAMAGED", path=name) for name in dataset.verify()),
    ]


def render_accepted_entries(problems: Iterable[Issue]) -> str:
    """Render the entries of ``release.toml`` that would accept problems.

    Args:
        problems: what :func:`check_release` found.

    Returns:
        The entries as TOML, each once; their reasons are to be written by a person.
    """
    entries: dict[str, None] = {}
    for problem in problems:
        lines = ["[[accepted]]"]
        for name, value in problem.details:
            if name in ("path", "rule"):
                lines.append(f"{name} = {_quote_toml(value)}")
        if problem.code in _ACCEPTABLE_CODES:
            entries["\n".join([*lines, 'reason = ""\n'])] = None
    return "\n".join(entries)


def _quote_toml(text: str) -> str:
    """A basic string of TOML; those of JSON are."""
    return json.dumps(text, ensure_ascii=False)


def _check_files(dataset: Dataset, plan: ReleasePlan) -> Iterator[Issue]:
    accepted = {each.path for each in plan.accepted if not each.rule}
    for row in dataset.iter_rows("manifest"):
        if row["status"] not in _READ_STATUSES and row["path"] not in accepted:
            yield Issue.build(
                "RELEASE_UNREAD_FILE", path=row["path"], status=row["status"]
            )


def _check_checks(dataset: Dataset, plan: ReleasePlan) -> Iterator[Issue]:
    accepted = {(each.path, each.rule) for each in plan.accepted if each.rule}
    required = {
        rule.id for rule in schema.load_rules().values() if rule.severity == "error"
    }
    paths = {
        row["disclosure_id"]: row["path"] for row in dataset.iter_rows("disclosures")
    }
    for row in dataset.iter_rows("checks"):
        if row["result"] != "fail" or row["rule"] not in required:
            continue
        path = paths[row["disclosure_id"]]
        if (path, row["rule"]) not in accepted:
            yield Issue.build(
                "RELEASE_FAILED_CHECK",
                row["places"],
                path=path,
                rule=row["rule"],
                message=row["message"],
                places=row["places"],
            )


def _check_counts(dataset: Dataset, plan: ReleasePlan) -> Iterator[Issue]:
    for name, expected in plan.expected.items():
        found = dataset.read_arrow(name).num_rows
        if found != expected:
            yield Issue.build(
                "RELEASE_COUNT", table=name, expected=expected, found=found
            )


# --- the folder ---------------------------------------------------------------


def write_release(dataset: Dataset, plan: ReleasePlan, folder: Path) -> Release:
    """Write the folder of a release; it is there wholly or not at all.

    Args:
        dataset: the dataset, which must pass :func:`check_release`.
        plan: the plan of the release.
        folder: the folder; one that is there must hold a release, and is replaced.

    Raises:
        ExtractorError: the folder holds something else (OUT_IS_NO_RELEASE), or the
            former release cannot be opened.
    """
    is_used = folder.exists() and any(folder.iterdir())
    if is_used and not (folder / _CRATE_FILE).exists():
        raise ExtractorError("OUT_IS_NO_RELEASE", path=folder)
    temporary = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        n_changes = _fill_folder(dataset, plan, temporary)
        if folder.exists():
            shutil.rmtree(folder)
        temporary.replace(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Release(folder, tuple(_list_files(folder)), n_changes)


def _fill_folder(dataset: Dataset, plan: ReleasePlan, folder: Path) -> int | None:
    publication = plan.publication
    package = _copy_tables(dataset, folder)
    _write_json(folder / DESCRIPTOR, build_datapackage_v2(package, publication))
    _write_json(folder / "croissant.json", build_croissant(package, publication))
    _write_text(folder / "CITATION.cff", format_citation_cff(publication))
    _write_text(folder / "CITATION.bib", format_bibtex(publication))
    _write_text(folder / "CITATION.gbt7714.txt", format_gbt7714(publication))
    _write_text(folder / "codebook.md", render_codebook(dataset, "zh"))
    _write_text(folder / "codebook.en.md", render_codebook(dataset, "en"))
    n_changes = None
    if plan.previous is not None:
        changes = list(find_differences(open_dataset(plan.previous), dataset))
        (folder / _CHANGES_FILE).write_bytes(encode_differences_csv(changes))
        n_changes = len(changes)
    _write_text(folder / "README.md", _render_readme(dataset, plan, n_changes))
    _write_hashes(folder)
    names = _list_files(folder)
    _write_json(folder / _CRATE_FILE, build_ro_crate(folder, publication, names))
    return n_changes


def _list_files(folder: Path) -> list[str]:
    """List the paths of all files of a folder, relative to it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _copy_tables(dataset: Dataset, folder: Path) -> dict[str, Any]:
    """Copy the tables, CSV first.

    Returns:
        The descriptor of the dataset with the files that were copied.
    """
    package = dict(dataset.package)
    package["resources"] = []
    for resource in dataset.package["resources"]:
        entries = [
            entry
            for entry in iter_file_entries({"resources": [resource]})
            if entry["format"] in _DATA_FORMATS
        ]
        for entry in entries:
            target = folder / entry["path"]
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(dataset.folder / entry["path"], target)
        kept = {
            name: value for name, value in resource.items() if name != "other_formats"
        }
        if len(entries) > 1:
            kept["other_formats"] = entries[1:]
        package["resources"].append(kept)
    return package


def _render_readme(dataset: Dataset, plan: ReleasePlan, n_changes: int | None) -> str:
    """Render what people read first, in two languages."""
    lines: list[str] = []
    for lang in ("zh", "en"):
        lines += _list_readme_lines(dataset, plan, n_changes, lang)
    return "\n".join(lines).rstrip("\n") + "\n"


def _list_readme_lines(
    dataset: Dataset, plan: ReleasePlan, n_changes: int | None, lang: str
) -> list[str]:
    publication = plan.publication
    titles = {"zh": publication.title_zh, "en": publication.title_en}
    descriptions = {
        "zh": publication.description_zh,
        "en": publication.description_en,
    }
    title, address = find_license(publication.license)
    license_details = {"title": title, "address": address}
    lines = [f"# {titles[lang]} {publication.version}", ""]
    if descriptions[lang]:
        lines += [descriptions[lang], ""]
    counts = {
        resource["name"]: str(get_row_count(resource))
        for resource in dataset.package["resources"]
    }
    counts["dataset"] = dataset.version
    lines += [
        format_message("RELEASE_README", counts, lang),
        "",
        format_message("RELEASE_README_RULES", {}, lang),
        "",
        format_message("RELEASE_README_LICENSE", license_details, lang),
        "",
        "```",
        format_gbt7714(publication).rstrip(),
        "```",
        "",
    ]
    if n_changes is not None:
        details = {"count": str(n_changes), "file": _CHANGES_FILE}
        lines += [format_message("RELEASE_README_CHANGES", details, lang), ""]
    if plan.accepted:
        lines += [format_message("RELEASE_README_ACCEPTED", {}, lang), ""]
        lines += [_format_accepted(problem) for problem in plan.accepted]
        lines.append("")
    return lines


def _format_accepted(problem: AcceptedProblem) -> str:
    parts = [problem.path, problem.rule, problem.reason]
    return "- " + " · ".join(part for part in parts if part)


def _write_hashes(folder: Path) -> None:
    lines = []
    for name in _list_files(folder):
        digest = compute_size_and_hash(folder / name)[1].removeprefix("sha256:")
        lines.append(f"{digest}  {name}")
    _write_text(folder / _HASHES_FILE, "\n".join(lines) + "\n")


def _write_json(path: Path, data: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
