"""Which files make one disclosure: prose here, tables there, attachments beside.

A file joins a main text where both are of one office, year and kind, or
have one name, or lie alone in one folder or archive; where nothing they
say conflicts; and where one completes the other. What may belong
together but is not certain is not joined: it is a doubt, and is told
of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence, Set
from dataclasses import field
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from extractor.batch.portraits import (
    FilePortrait,
    agree_on_figures,
    has_other_name,
    match_offices,
    split_folder,
    state_same_figures,
)
from extractor.dataclass import dataclass

__all__ = [
    "FileDoubt",
    "FileGroup",
    "FileGrouping",
    "PortraitStore",
]

JOIN_SCORE = 3
"""The score from which a file joins."""
DOUBT_SCORE = 2
"""The score from which it is told that a file may belong to another."""
_SCORES = {"office": 2, "name": 2, "year": 1, "figures": 2}
_OTHER_NAME_SCORE = -4
_SIBLING_SCORE = -1
_ELSEWHERE_SCORE = -3
_MAX_SHARED_FIGURES = 0.5
"""Share of the figures of a text that a main text may state, too, for it to be a
part."""
_PLACE_REASONS = {False: "folder", True: "archive"}
_FOLDER_SCORE = 1
_ALONE_SCORE = 3
MAX_HOSTS = 20
"""Main texts that one file is compared with."""
MAX_CACHED_PORTRAITS = 512
"""Portraits held at a time: files of one folder are compared with the same ones."""
_INDEXED_COLUMNS = (
    "office",
    "tail",
    "tail, folder",
    "stem",
    "stem, folder",
    "folder",
    "parent",
)
"""What main texts are found by; with their paths behind, the first of a thousand in one
folder are found without the others."""
_MAX_SHARED_SECTIONS = 1


class FileGroup(NamedTuple):
    """The files of one disclosure: path of the
    main text, then paths and reasons."""

    main: str
    parts: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """All files, the main text first."""
        return (self.main, *self.parts)


class FileDoubt(NamedTuple):
    """Two files that may belong together, and why that is not certain."""

    path: str
    other: str
    reason: str


@dataclass
class FileGrouping:
    """The groups by each of their paths, and the
    doubts by the path of either file."""

    groups: dict[str, FileGroup] = field(default_factory=dict)
    doubts: dict[str, list[FileDoubt]] = field(default_factory=dict)

    def add_group(self, group: FileGroup) -> None:
        """Add a group."""
        for path in group.paths:
            self.groups[path] = group

    def remove_group(self, group: FileGroup, reason: str) -> None:
        """Leave the files of a group apart, with the reason."""
        for path in group.paths:
            del self.groups[path]
        for path in group.parts:
            self.add_doubt(FileDoubt(path, group.main, reason))

    def add_doubt(self, doubt: FileDoubt) -> None:
        """Add a doubt to both of its files."""
        for path in (doubt.path, doubt.other):
            self.doubts.setdefault(path, []).append(doubt)

    def list_groups(self) -> list[FileGroup]:
        """The groups in the order of their main texts."""
        unique = {group.main: group for group in self.groups.values()}
        return [unique[path] for path in sorted(unique)]


class _Fit(IntEnum):
    """Whether one file completes another, only has
    no part in it, or contradicts it."""

    COMPLETES = 0
    REPEATS = 1
    DIFFERS = 2


class _Match(NamedTuple):
    """How well a file fits a main text."""

    score: int
    reasons: tuple[str, ...]
    path: str
    host: FilePortrait
    fit: _Fit


_Members = dict[str, list[tuple[str, tuple[str, ...]]]]
"""Path of a main text -> path and reasons of each part."""


def _build_group(main: str, parts: list[tuple[str, tuple[str, ...]]]) -> FileGroup:
    paths = tuple(path for path, _ in sorted(parts))
    reasons = tuple(";".join(reasons) for _, reasons in sorted(parts))
    return FileGroup(main, paths, reasons)


class PortraitStore:
    """The portraits of a run in a temporary file. Close it after use."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._load_cached = lru_cache(MAX_CACHED_PORTRAITS)(self._load)
        self._select = lru_cache(MAX_CACHED_PORTRAITS)(self._query_mains)
        self._count_mains = lru_cache(MAX_CACHED_PORTRAITS)(self._query_count)
        self._db.execute(
            "CREATE TABLE portraits (path TEXT PRIMARY KEY, folder TEXT, parent TEXT, "
            "office TEXT, tail TEXT, stem TEXT, is_main INTEGER, portrait TEXT, "
            "sha256 TEXT UNIQUE)"
        )

    def add_portrait(self, path: str, portrait: FilePortrait, sha256: str) -> None:
        """Add the portrait of a file that may belong to a disclosure; copies add
        nothing."""
        if not portrait.holds_anything or portrait.n_disclosures > 1:
            return
        folder = split_folder(path)
        self._db.execute(
            "INSERT OR IGNORE INTO portraits VALUES (?,?,?,?,?,?,?,?,?)",
            (
                path,
                folder,
                split_folder(folder),
                portrait.office,
                portrait.office_tail,
                portrait.stem,
                portrait.is_main_text,
                json.dumps(portrait, ensure_ascii=False),
                sha256,
            ),
        )

    def close(self) -> None:
        """Let the temporary file go."""
        self._db.close()

    def group_files(self) -> FileGrouping:
        """Find the groups.

        Returns:
            The groups and doubts; the same whatever the order in which files came.
        """
        for number, columns in enumerate(_INDEXED_COLUMNS):
            self._db.execute(
                f"CREATE INDEX mains_{number} ON portraits ({columns}, path) "
                "WHERE is_main"
            )
        grouping = FileGrouping()
        members: _Members = {}
        left: list[str] = []
        joined: set[str] = set()
        for path, is_main in self._list_paths():
            portrait = self._load(path)
            hosts = self._match_hosts(path, portrait, bool(is_main), joined)
            match = _choose_host(path, hosts, grouping)
            if match is not None:
                members.setdefault(match.path, []).append((path, match.reasons))
                joined.add(path)
            elif not is_main and not any(one.score >= DOUBT_SCORE for one in hosts):
                left.append(path)
        self._group_tables(left, members)
        for main, parts in members.items():
            grouping.add_group(_build_group(main, parts))
        return grouping

    def _list_paths(self) -> list[tuple[str, int]]:
        """Paths, main texts first, so that what joined
        another takes no part itself."""
        query = "SELECT path, is_main FROM portraits ORDER BY is_main DESC, path"
        return self._db.execute(query).fetchall()

    def _load(self, path: str) -> FilePortrait:
        query = "SELECT portrait FROM portraits WHERE path = ?"
        ((text,),) = self._db.execute(query, (path,))
        return FilePortrait.parse_json(json.loads(text))

    def _match_hosts(
        self, path: str, portrait: FilePortrait, is_main: bool, joined: Set[str]
    ) -> list[_Match]:
        """The main texts that a file may belong to, the best first."""
        matches: list[_Match] = []
        for other in self._find_hosts(path, portrait):
            if other in joined or (is_main and other >= path):
                continue
            match = self._compare(path, portrait, other, self._load_cached(other))
            if match is not None:
                matches.append(match)
        return sorted(matches, key=lambda m: (m.fit, -m.score, m.path))

    def _find_hosts(self, path: str, portrait: FilePortrait) -> Iterator[str]:
        """Main texts of the same office or name, then those nearby where they are
        few."""
        folder = split_folder(path)
        found: dict[str, None] = {}
        if portrait.office:
            found |= self._select("office = ?", portrait.office)
            tail = portrait.office_tail
            found |= self._select("tail = ? AND folder = ?", tail, folder)
            found |= self._select("tail = ?", tail)
        if portrait.stem:
            found |= self._select("stem = ? AND folder = ?", portrait.stem, folder)
            found |= self._select("stem = ?", portrait.stem)
        found |= self._select("folder = ?", folder)
        found |= self._select("folder = ?", split_folder(folder))
        found |= self._select("parent = ? AND folder <> ''", folder)
        if folder:
            found |= self._select("parent = ? AND folder <> ''", split_folder(folder))
        found.pop(path, None)
        return iter(found)

    def _query_mains(self, condition: str, *values: str) -> dict[str, None]:
        query = (
            f"SELECT path FROM portraits WHERE is_main AND {condition} "
            f"ORDER BY path LIMIT {MAX_HOSTS}"
        )
        return dict.fromkeys(path for (path,) in self._db.execute(query, values))

    def _query_count(self, folder: str) -> int:
        """Main texts in a folder; beyond one, their number says nothing."""
        query = (
            "SELECT count(*) FROM (SELECT 1 FROM portraits "
            "WHERE is_main AND folder = ? LIMIT 2)"
        )
        ((count,),) = self._db.execute(query, (folder,))
        return int(count)

    def _compare(
        self, path: str, portrait: FilePortrait, other: str, host: FilePortrait
    ) -> _Match | None:
        """How well a file fits a main text; None where they conflict."""
        if find_conflict(portrait, host):
            return None
        fit = find_fit(portrait, host)
        if fit is not _Fit.COMPLETES and portrait.is_main_text:
            return None
        reasons = list(_list_reasons(portrait, host))
        score = sum(_SCORES[reason] for reason in reasons)
        nearness = self._compare_folders(path, other, reasons)
        if portrait.n_prose and nearness < _ALONE_SCORE and "name" not in reasons:
            return None  # a text of its own, unless a name or a folder joins it
        score += nearness
        if has_other_name(portrait, host):
            score += _OTHER_NAME_SCORE
        return _Match(score, tuple(reasons), other, host, fit)

    def _compare_folders(self, path: str, other: str, reasons: list[str]) -> int:
        folder, host_folder = split_folder(path), split_folder(other)
        if folder == host_folder or split_folder(folder) == host_folder:
            is_alone = bool(host_folder) and self._count_mains(host_folder) == 1
        elif split_folder(host_folder) == folder and folder:
            is_alone = self._count_mains(folder) == 0
        elif folder and split_folder(folder) == split_folder(host_folder):
            return _SIBLING_SCORE
        else:
            return _ELSEWHERE_SCORE
        reasons.append(_PLACE_REASONS["!/" in path and "!/" in other])
        if is_alone:
            return _ALONE_SCORE
        return _FOLDER_SCORE

    def _group_tables(
        self,
        paths: Sequence[str],
        members: dict[str, list[tuple[str, tuple[str, ...]]]],
    ) -> None:
        """Join tables without a main text to the first of them."""
        heads: list[str] = []
        for path in paths:
            portrait = self._load_cached(path)
            for head in self._find_heads(path, portrait, heads):
                members.setdefault(head.path, []).append((path, head.reasons))
                break
            else:
                heads.append(path)

    def _find_heads(
        self, path: str, portrait: FilePortrait, heads: Sequence[str]
    ) -> Iterator[_Match]:
        near = [h for h in heads if split_folder(h) == split_folder(path)]
        for head in near[-MAX_HOSTS:]:
            match = self._compare(path, portrait, head, self._load_cached(head))
            if match is None or match.fit or match.score < JOIN_SCORE:
                continue
            yield match


def _choose_host(
    path: str, matches: Sequence[_Match], grouping: FileGrouping
) -> _Match | None:
    """The one main text that a file joins; doubts
    where several fit or none well."""
    if not matches or matches[0].score < DOUBT_SCORE:
        return None
    best = matches[0]
    if best.fit is _Fit.REPEATS:
        return None
    if best.fit is _Fit.DIFFERS:
        grouping.add_doubt(FileDoubt(path, best.path, "figures"))
        return None
    if best.score < JOIN_SCORE:
        grouping.add_doubt(FileDoubt(path, best.path, "weak"))
        return None
    for other in matches[1:]:
        is_rival = other.fit is not _Fit.DIFFERS and other.score >= best.score
        if is_rival and best.host.figures != other.host.figures:
            grouping.add_doubt(FileDoubt(path, best.path, "several"))
            return None
    return best


def _list_reasons(one: FilePortrait, other: FilePortrait) -> Iterator[str]:
    """What two files have in common."""
    if match_offices(one.office, other.office):
        yield "office"
    if one.year is not None and one.year == other.year:
        yield "year"
    if one.stem and one.stem == other.stem:
        yield "name"
    if state_same_figures(one, other):
        yield "figures"


def find_conflict(one: FilePortrait, other: FilePortrait) -> str:
    """What two files say that cannot hold of one disclosure; '' for nothing."""
    if match_offices(one.office, other.office) is False:
        return "office"
    for name in ("year", "kind", "level"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if ours and theirs and ours != theirs:
            return name
    if one.coverage != other.coverage:
        return "coverage"
    return ""


def find_fit(part: FilePortrait, main: FilePortrait) -> _Fit:
    """Whether a file adds to a main text, or is another version of it."""
    if agree_on_figures(part, main) is False:
        return _Fit.DIFFERS
    shared = set(part.sections) & set(main.sections)
    if part.n_prose and len(shared) > _MAX_SHARED_SECTIONS:
        return _Fit.REPEATS
    if part.n_prose and set(part.tables) & set(main.tables):
        return _Fit.REPEATS
    n_shared = len(part.figures.keys() & main.figures.keys())
    if part.n_prose and n_shared > _MAX_SHARED_FIGURES * len(part.figures):
        return _Fit.REPEATS
    return _Fit.COMPLETES
