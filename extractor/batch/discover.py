"""Discover the files of a run, each with its name in the dataset.

A folder of downloads holds more than documents: Word's lock files
(``~$预算.docx``), the shadows that macOS leaves (``._预算.docx``), half a
download (``预算.docx.crdownload``), archives whose names are GBK, links
that lead elsewhere. Each of them is found and named, so that files in =
rows out; files that need no reading have the reason.

The name of a file is its path below the folder given, ``/`` between
the parts, NFC; the bare name for a file given by itself;
``archive.zip!/member.docx`` for a member of an archive.
"""

from __future__ import annotations

import glob
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from extractor.batch.archives import (
    MAX_NESTED_ARCHIVES,
    is_foreign_archive,
    iter_unpacked_files,
    unpack_archive,
    unpack_member,
)
from extractor.batch.source_file import SourceFile
from extractor.batch.staging import STATE_FOLDER
from extractor.batch.urls import (
    is_remote,
    list_files,
    normalize_url,
    open_file,
    to_local_path,
)
from extractor.formats import READERS
from extractor.formats.detect import FORMATS_BY_EXTENSION
from extractor.formats.opc import find_overlapping_entry, read_directory_size
from extractor.model.enums import ManifestStatus
from extractor.model.issues import ExtractorError, ReadError

__all__ = [
    "find_sources",
    "has_files",
]

# (pattern of the file's own name in lower case, code of the reason it is not read)
SKIPPED_PATTERNS: tuple[tuple[str, str], ...] = (
    ("~$*", "SKIP_LOCK_FILE"),
    (".~lock.*#", "SKIP_LOCK_FILE"),
    ("~wrl*.tmp", "SKIP_LOCK_FILE"),
    ("._*", "SKIP_SYSTEM_FILE"),
    (".ds_store", "SKIP_SYSTEM_FILE"),
    ("thumbs.db", "SKIP_SYSTEM_FILE"),
    ("desktop.ini", "SKIP_SYSTEM_FILE"),
    ("*.crdownload", "SKIP_PARTIAL"),
    ("*.part", "SKIP_PARTIAL"),
    ("*.partial", "SKIP_PARTIAL"),
    ("*.download", "SKIP_PARTIAL"),
    ("*.opdownload", "SKIP_PARTIAL"),
    ("*.!ut", "SKIP_PARTIAL"),
    ("*.aria2", "SKIP_PARTIAL"),
    ("*.td", "SKIP_PARTIAL"),
)

_FOREIGN_ARCHIVES = (".7z", ".rar")
_ARCHIVES = (".zip", *_FOREIGN_ARCHIVES)

DOCUMENT_SUFFIXES = tuple(
    sorted(
        f".{ending}"
        for ending, promised in FORMATS_BY_EXTENSION.items()
        if not promised.isdisjoint(READERS)
    )
)
"""Endings that promise a document; a folder so named is told of, and its files are read
as those of any other."""

MAX_ZIP_DIRECTORY_BYTES = 32 << 20
"""Bytes of an archive's central directory, checked before it is read."""
MAX_ZIP_MEMBERS = 100_000
"""Entries of one archive; a usual one has a few hundred."""
_PACKAGE_ROOTS = frozenset({"[content_types].xml", "content.xml"})
"""Entries that make a zip file a document (.docx, .odt) and not an archive of
documents."""


def find_sources(
    paths: Iterable[str | os.PathLike[str]],
    exclude: Iterable[str] = (),
    out: str | None = None,
) -> Iterator[SourceFile]:
    """List every file under paths, as they are met.

    Args:
        paths: files, folders, patterns with ``*``, or URLs of any
            kind that fsspec knows.
        exclude: patterns compared with a file's name in the dataset
            and with each part of it.
        out: the output folder, never read.

    Returns:
        The sources; a missing path gives a source with that reason.
    """
    patterns = tuple(exclude)
    for given in paths:
        for source in _list_sources(os.fspath(given), out):
            if any(_matches_pattern(source.path, pattern) for pattern in patterns):
                source = source._replace(
                    skip_code="SKIP_EXCLUDED", status=ManifestStatus.SKIPPED
                )
            yield source


def has_files(paths: Iterable[str], out: str) -> bool:
    """True when some path holds a file: a mistyped one must not leave an empty dataset,
    or replace a full one.

    URLs count as such: to list them twice is dear.
    """
    given = list(paths)
    if any(is_remote(to_local_path(path)) for path in given):
        return True
    return any(
        source.skip_code not in ("NOT_FOUND", "NO_MATCH")
        for source in find_sources(given, out=out)
    )


def _list_sources(location: str, out: str | None) -> Iterator[SourceFile]:
    location = to_local_path(location)
    path = Path(location)
    if is_remote(location):
        yield from _list_remote(location, out)
    elif path.is_dir():
        yield from _walk_folder(path, out)
    elif path.exists() or path.is_symlink():
        yield from _list_file(path, _normalize_file_name(path.name), explicit=True)
    elif glob.has_magic(location):
        matches = sorted(glob.glob(location, recursive=True))  # noqa: PTH207 - the pattern may be absolute
        if not matches:
            yield _report_missing(location, "NO_MATCH")
        for match in matches:
            yield from _list_sources(match, out)
    else:
        missing = _report_missing(location, "NOT_FOUND")
        yield missing._replace(path=_normalize_file_name(path.name))


def _walk_folder(root: Path, out: str | None) -> Iterator[SourceFile]:
    walk = _FolderWalk(root, out)
    for folder, folders, names in os.walk(root, onerror=walk.errors.append):
        yield from walk.prune_folders(Path(folder), folders)
        for name in sorted(names):
            yield from walk.list_file(Path(folder, name))
    yield from walk.list_errors()


class _FolderWalk:
    """The walk over one folder: links that lead out of it are never followed, the
    output folder is never read."""

    def __init__(self, root: Path, out: str | None) -> None:
        self.root = root
        self.errors: list[OSError] = []
        self._real_root = os.path.realpath(root)
        self._real_out = None
        if out is not None:
            self._real_out = os.path.realpath(out)

    def prune_folders(self, folder: Path, names: list[str]) -> Iterator[SourceFile]:
        """Take from ``names`` the folders not to be walked; yield those to be
        reported."""
        for name in sorted(names):
            path = folder / name
            if path.is_symlink():  # its files are found at their real path
                names.remove(name)
                if self._leads_outside(path):
                    yield self._skip(path, "SKIP_LINK_OUTSIDE")
            elif os.path.realpath(path) == self._real_out or name == STATE_FOLDER:
                names.remove(name)
            elif name.lower().endswith(DOCUMENT_SUFFIXES):
                skipped = self._skip(path, "SKIP_NO_FILE")
                yield skipped._replace(path=skipped.path + "/")

    def list_file(self, path: Path) -> Iterator[SourceFile]:
        if path.is_symlink() and self._leads_outside(path):
            yield self._skip(path, "SKIP_LINK_OUTSIDE")
        else:
            yield from _list_file(path, self._name_path(path))

    def list_errors(self) -> Iterator[SourceFile]:
        for error in self.errors:
            path = Path(os.fsdecode(error.filename or self.root))
            name = self._name_path(path) or _normalize_file_name(self.root.name)
            yield SourceFile(
                name, str(path), -1, "UNREADABLE_FOLDER", ManifestStatus.IO_ERROR
            )

    def _skip(self, path: Path, code: str) -> SourceFile:
        return SourceFile(
            self._name_path(path), str(path), -1, code, ManifestStatus.SKIPPED
        )

    def _leads_outside(self, path: Path) -> bool:
        return not _is_inside(os.path.realpath(path), self._real_root)

    def _name_path(self, path: Path) -> str:
        parts = path.relative_to(self.root).parts
        return "/".join(_normalize_file_name(part) for part in parts)


def _list_file(
    path: Path, dataset_path: str, explicit: bool = False
) -> Iterator[SourceFile]:
    name = path.name.lower()
    reason = _find_skip_reason(name)
    if reason:
        yield SourceFile(
            dataset_path, str(path), -1, reason, ManifestStatus.SKIPPED, explicit
        )
    elif _is_special_file(path):  # a socket, a pipe: reading one may never end
        yield SourceFile(
            dataset_path,
            str(path),
            -1,
            "SKIP_NO_FILE",
            ManifestStatus.SKIPPED,
            explicit,
        )
    elif name.endswith(".zip"):
        yield from _list_archive(str(path), dataset_path, explicit)
    elif name.endswith(_FOREIGN_ARCHIVES) and is_foreign_archive(path):
        yield from _list_foreign_archive(path, dataset_path, explicit)
    else:
        yield SourceFile(dataset_path, str(path), explicit=explicit)


def _list_foreign_archive(
    path: Path, dataset_path: str, explicit: bool
) -> Iterator[SourceFile]:
    """The files of a .7z or .rar archive; itself where nothing can unpack it."""
    source = SourceFile(dataset_path, str(path), explicit=explicit)
    try:
        folder = unpack_archive(path)
    except ReadError as error:
        yield source._replace(skip_code=error.code, status=error.status)
        return
    except OSError:
        folder = None
    if folder is None:
        yield source
        return
    files = list(iter_unpacked_files(folder))
    if not files:
        yield source._replace(skip_code="ARCHIVE_EMPTY", status=ManifestStatus.SKIPPED)
    for name, file in files:
        inner = f"{dataset_path}!/{unicodedata.normalize('NFC', name)}"
        yield from _list_nested(file, inner, explicit)


def _list_nested(path: Path, dataset_path: str, explicit: bool) -> Iterator[SourceFile]:
    """A file of an archive, or the files in it where it is an archive, too."""
    if dataset_path.count("!/") > MAX_NESTED_ARCHIVES:
        yield SourceFile(dataset_path, str(path), explicit=explicit)
        return
    for source in _list_file(path, dataset_path, explicit):
        skipped = bool(source.skip_code)
        yield source._replace(explicit=source.explicit and not skipped)


def _is_special_file(path: Path) -> bool:
    """True for an existing path that is no regular file; errors are left to the code
    that opens it."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _list_remote(location: str, out: str | None) -> Iterator[SourceFile]:
    """The files below a URL."""
    try:
        files = list_files(location)
    except ExtractorError:
        raise
    except Exception:  # each file system raises its own types
        yield _report_missing(location, "UNREADABLE_FOLDER")
        return
    if not files:
        code = "NO_MATCH" if "*" in location else "NOT_FOUND"
        yield _report_missing(location, code)
    own_url = _normalize_output_url(out)
    explicit = [url for _, url in files] == [location]
    for name, url in files:
        is_output = bool(own_url) and url.startswith(own_url)
        if not is_output and f"/{STATE_FOLDER}/" not in f"/{name}":
            yield from _list_remote_file(name, url, explicit)


def _normalize_output_url(out: str | None) -> str:
    """What the names of files in an output folder at a URL begin with; '' where the
    output is no URL."""
    if out is None or not is_remote(out):
        return ""
    return normalize_url(out) + "/"


def _list_remote_file(name: str, url: str, explicit: bool) -> Iterator[SourceFile]:
    dataset_path = unicodedata.normalize("NFC", name)
    base_name = name.rpartition("/")[2].lower()
    reason = _find_skip_reason(base_name)
    if reason:
        yield SourceFile(
            dataset_path, url, -1, reason, ManifestStatus.SKIPPED, explicit
        )
    elif base_name.endswith(".zip"):
        yield from _list_archive(url, dataset_path, explicit)
    else:
        yield SourceFile(dataset_path, url, explicit=explicit)


def _report_missing(location: str, code: str) -> SourceFile:
    return SourceFile(
        location, location, -1, code, ManifestStatus.IO_ERROR, explicit=True
    )


def _find_skip_reason(name: str) -> str:
    """Code of the reason why a file of that name is not read (in lower case); '' where
    there is none."""
    return next(
        (code for pattern, code in SKIPPED_PATTERNS if fnmatchcase(name, pattern)), ""
    )


def _list_archive(
    location: str, dataset_path: str, explicit: bool
) -> Iterator[SourceFile]:
    """The members of an archive; the file itself where it is a package (a .docx named
    .zip) or cannot be opened."""
    source = SourceFile(dataset_path, location, explicit=explicit)
    try:
        entries = _read_archive_entries(location)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        yield source
        return
    members = []
    refusal = _find_archive_refusal(entries)
    if not refusal and entries is not None:
        members = [
            (number, _decode_member_name(entry))
            for number, entry in enumerate(entries)
            if not entry.is_dir()
        ]
        if any(_is_package_part(name) for _, name in members):
            yield source
            return
        refusal = _find_member_refusal(len(members))
    if refusal:
        code, status = refusal
        yield source._replace(skip_code=code, status=status)
        return
    yield from _list_members(source, members)


def _list_members(
    archive: SourceFile, members: Iterable[tuple[int, str]]
) -> Iterator[SourceFile]:
    """The members of an archive, and those of archives in it."""
    for number, name in members:
        member = _build_member(archive, number, name)
        if not member.skip_code and _is_nested_archive(member):
            yield from _list_member_archive(member)
        else:
            yield member


def _is_nested_archive(member: SourceFile) -> bool:
    """True for an archive in a local archive, unless it lies too deep."""
    if is_remote(member.location) or not member.path.lower().endswith(_ARCHIVES):
        return False
    return member.path.count("!/") <= MAX_NESTED_ARCHIVES


def _list_member_archive(member: SourceFile) -> Iterator[SourceFile]:
    """The files of an archive in an archive."""
    try:
        with zipfile.ZipFile(member.location) as archive:
            entry = archive.infolist()[member.member_index]
            path = unpack_member(archive, entry)
    except ReadError as error:
        yield member._replace(skip_code=error.code, status=error.status)
        return
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError):
        yield member
        return
    found = list(_list_nested(path, member.path, member.explicit))
    if len(found) == 1 and found[0].path == member.path and not found[0].skip_code:
        found = [member]
    yield from found


def _read_archive_entries(location: str) -> list[zipfile.ZipInfo] | None:
    """The entries of an archive; None where their list exceeds the limit."""
    with open_file(location) as handle:
        if read_directory_size(handle) > MAX_ZIP_DIRECTORY_BYTES:
            return None
        with zipfile.ZipFile(handle) as archive:
            return archive.infolist()


def _find_archive_refusal(
    entries: list[zipfile.ZipInfo] | None,
) -> tuple[str, str] | None:
    """Code and status where the list of entries forbids to read the archive."""
    if entries is None:
        return "ARCHIVE_ENTRIES", ManifestStatus.REFUSED_LIMIT
    if find_overlapping_entry(entries):
        return "ARCHIVE_OVERLAP", ManifestStatus.REFUSED_POLICY
    return None


def _find_member_refusal(member_count: int) -> tuple[str, str] | None:
    if member_count > MAX_ZIP_MEMBERS:
        return "ARCHIVE_ENTRIES", ManifestStatus.REFUSED_LIMIT
    if not member_count:
        return "ARCHIVE_EMPTY", ManifestStatus.SKIPPED
    return None


def _is_package_part(name: str) -> bool:
    return name.lower() in _PACKAGE_ROOTS or name.endswith("word/document.xml")


def _build_member(archive: SourceFile, number: int, name: str) -> SourceFile:
    reason = _find_skip_reason(name.rpartition("/")[2].lower())
    if name.startswith("__MACOSX/"):
        reason = "SKIP_SYSTEM_FILE"
    return archive._replace(
        path=f"{archive.path}!/{name}",
        member_index=number,
        skip_code=reason,
        status=ManifestStatus.SKIPPED if reason else "",
        explicit=archive.explicit and not reason,
    )


def _decode_member_name(entry: zipfile.ZipInfo) -> str:
    """The entry's name as its author typed it: old Chinese archivers write GBK without
    the UTF-8 flag."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:  # zipfile has read it as cp437
        for encoding in ("utf-8", "gb18030"):
            try:
                name = name.encode("cp437").decode(encoding)
                break
            except UnicodeError:
                continue
    return unicodedata.normalize(
        "NFC", name.replace("\\", "/").lstrip("/").split("\0")[0]
    )


def _normalize_file_name(name: str) -> str:
    """A file name as text: ``/`` between parts, NFC (macOS stores NFD); bytes that are
    no UTF-8 are read as GBK."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        name = os.fsencode(name).decode("gb18030", "replace")
    if os.sep == "\\":
        name = name.replace("\\", "/")
    return unicodedata.normalize("NFC", name)


def _is_inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _matches_pattern(name: str, pattern: str) -> bool:
    pattern = unicodedata.normalize("NFC", pattern.rstrip("/"))
    parts = name.replace("!/", "/").split("/")
    return fnmatchcase(name, pattern) or any(
        fnmatchcase(part, pattern) for part in parts
    )
