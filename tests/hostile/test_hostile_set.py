"""The whole hostile set in one folder with good files, and what a folder can hold beside files: a row each, no more."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from extractor.batch import TaskLimits, run_batch
from extractor.batch.task import build_task
from extractor.formats import READERS, detect_format
from tests.hostile.catalog import list_cases
from tests.hostile.mutate import make_mutant
from tests.hostile.oracle import (
    STATUSES,
    find_text_difference,
    find_undetected_damage,
    find_violation,
)
from tests.hostile.seeds import list_builtin_seeds
from tests.hostile.valid_files import FORMATS
from tests.paths import ROOT

POSIX = os.name == "posix"
SHARE_OF_GROWTH = 0.1
"""Files that only grow: what a tenth of them does here, the whole does in benchmarks/robustness.py, which measures it."""


def _read_manifest(out: Path) -> dict[str, dict[str, str]]:
    with (out / "manifest.csv").open(encoding="utf-8-sig", newline="") as handle:
        return {row["path"]: row for row in csv.DictReader(handle)}


def _list_table_lines(out: Path, ids: set[str]) -> dict[str, list[str]]:
    """Lines of each table that belong to some documents, those that compare documents left out."""
    found = {}
    for path in sorted([*out.glob("*.csv"), *out.glob("audit/*.csv")]):
        csv.field_size_limit(2**30)
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(keepends=True)))
        if path.name not in ("cross_document_checks.csv", "disclosures.csv", "manifest.csv"):  # those tell of copies met first, and of other files
            kept = [row for row in rows if row.get("disclosure_id") in ids]
            found[path.name] = sorted(str([value for name, value in row.items() if name not in ("path", "file", "sha256")]) for row in kept)
    return found


def test_hundreds_of_hostile_files_have_a_row_each_and_leave_the_good_ones_alone(tmp_path: Path) -> None:
    good, folder = tmp_path / "good", tmp_path / "folder"
    for home in (good, folder):
        (home / "good").mkdir(parents=True)
        for kind, make in FORMATS.items():
            (home / "good" / f"{kind}.{kind}").write_bytes(make())
    wanted = {}
    for _, case in list_cases(SHARE_OF_GROWTH):
        (folder / case.name).write_bytes(case.data)
        wanted[case.name] = case
    assert len(wanted) >= 200
    alone, among = tmp_path / "alone", tmp_path / "among"
    run_batch([good], alone, formats=("csv",))
    report = run_batch([folder], among, formats=("csv",), jobs=2, limits=TaskLimits(seconds=3600, memory=1 << 30))
    rows = _read_manifest(among)
    assert report.total == len(rows) == len(wanted) + len(FORMATS)
    assert not {row["status"] for row in rows.values()} - STATUSES
    read = frozenset({"duplicate"})
    odd = {name: rows[name]["status"] for name, case in wanted.items() if rows[name]["status"] not in case.outcomes | read}
    assert odd == {}
    ids = {i for row in _read_manifest(alone).values() for i in row["disclosure_ids"].split(";") if i}
    assert len(ids) == len(FORMATS)
    assert _list_table_lines(among, ids) == _list_table_lines(alone, ids)


def test_a_damaged_package_that_is_read_reads_as_the_valid_one() -> None:
    work = build_task("zh", None)
    damaged = [case for _, case in list_cases(SHARE_OF_GROWTH) if case.must_match_original]
    assert len(damaged) > 50
    assert [(case.name, wrong) for case in damaged if (wrong := find_text_difference(case, work(case.data, case.name).status))] == []


@pytest.mark.skipif(not POSIX, reason="pipes, sockets and link loops of this kind are POSIX")
def test_pipes_sockets_devices_loops_and_folders_named_as_documents_have_a_row_and_nobody_waits(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "good.docx").write_bytes(FORMATS["docx"]())
    os.mkfifo(folder / "pipe.docx")
    plug = socket.socket(socket.AF_UNIX)
    home = os.open(folder, os.O_RDONLY)
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket has to be short
    plug.bind("socket.docx")
    os.chdir(here)
    os.close(home)
    (folder / "folder.docx").mkdir()
    (folder / "loop.docx").symlink_to("loop2.docx")
    (folder / "loop2.docx").symlink_to("loop.docx")
    (folder / "nowhere.docx").symlink_to("gone.docx")
    (folder / "to_pipe.docx").symlink_to("pipe.docx")
    (folder / "device.docx").symlink_to("/dev/zero")
    run_batch([folder], tmp_path / "out", formats=("csv",))
    plug.close()
    rows = {name: row["status"] for name, row in _read_manifest(tmp_path / "out").items()}
    assert rows == {
        "good.docx": "ok", "pipe.docx": "skipped", "socket.docx": "skipped", "folder.docx/": "skipped", "loop.docx": "io_error",
        "loop2.docx": "io_error", "nowhere.docx": "io_error", "to_pipe.docx": "skipped", "device.docx": "skipped",
    }  # fmt: skip


@pytest.mark.skipif(not POSIX, reason="named pipes are POSIX")
def test_a_file_that_becomes_a_pipe_before_it_is_opened_is_not_waited_for(tmp_path: Path) -> None:
    from extractor.batch.discover import find_sources
    from extractor.batch.fetch import SourceLoader

    path = tmp_path / "a.docx"
    path.write_bytes(b"x")
    (source,) = find_sources([path])
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(OSError, match="not a regular file"):
        SourceLoader(1000).load(source)


def test_the_manifest_says_where_a_name_is_not_what_the_bytes_are(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(FORMATS["html"]())
    (tmp_path / "b.docx").write_bytes(FORMATS["docx"]())
    (tmp_path / "c").write_bytes(FORMATS["rtf"]())
    run_batch([tmp_path], tmp_path / "out", formats=("csv",))
    assert [(name, row["misnamed"]) for name, row in sorted(_read_manifest(tmp_path / "out").items())] == [
        ("a.doc", "true"), ("b.docx", "false"), ("c", ""),
    ]  # fmt: skip


MUTANTS = int(os.environ.get("EXTRACTOR_MUTANTS", "150"))
"""Changed files that are tried; each is a number, so that more of them hold the same first ones."""


def test_changed_files_break_no_promise() -> None:
    """A few cases of the fuzzer; ``python benchmarks/robustness.py fuzz`` does them by the hundred thousand."""
    seeds, work = list_builtin_seeds(), build_task("zh", None)
    broken = {}
    for number in range(MUTANTS):
        case = make_mutant(seeds, number)
        outcome = work(case.data, "x")
        wrong = find_violation(outcome) or (find_undetected_damage(case) if case.strict and outcome.status in ("ok", "not_a_disclosure") else "")
        if wrong:
            broken[number] = wrong
    assert broken == {}


LISTENER = """
import socket, subprocess, sys, threading, time
subprocess.run("ip link set lo up && ip address add 192.0.2.1/32 dev lo && ip route add local 0.0.0.0/0 dev lo", shell=True, check=True)
met = []
def tcp(port, plug):
    while True:
        met.append(("tcp", port, plug.accept()[1]))
def udp(port, plug):
    while True:
        met.append(("udp", port, plug.recvfrom(99)[1]))
for heard, ports in ((tcp, (21, 25, 80, 139, 443, 445, 8080)), (udp, (53, 137, 1900, 5353))):
    for port in ports:  # bound here, so that no call comes too early
        plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM if heard is tcp else socket.SOCK_DGRAM)
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); plug.bind(("0.0.0.0", port))
        if heard is tcp:
            plug.listen()
        threading.Thread(target=heard, args=(port, plug), daemon=True).start()
for command in sys.stdin.read().splitlines():
    told = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=3600)
    if "Traceback" in told.stderr:
        print(command, told.stderr)
if len(sys.argv) > 1:
    socket.create_connection(("198.51.100.7", 80), timeout=3600).close()
def call(kind, port, data=b""):  # one's own, last of all: what was called before is heard by then
    plug = socket.socket(socket.AF_INET, kind); plug.connect(("127.0.0.1", port)); plug.send(data) if data else None
    return plug.getsockname()[1]
own = {call(socket.SOCK_STREAM, port) for port in (21, 25, 80, 139, 443, 445, 8080)} | {call(socket.SOCK_DGRAM, port, b"x") for port in (53, 137, 1900, 5353)}
while not own <= {address[1] for _, _, address in met}:
    time.sleep(0.01)
print([heard for heard in met if heard[2][1] not in own])
"""


def _run_isolated(commands: list[str], *words: str) -> str:
    """What the listener of a private network met while commands ran in it; every address leads to it."""
    command = ["unshare", "-rn", sys.executable, "-c", LISTENER, *words]
    told = subprocess.run(command, input="\n".join(commands), capture_output=True, text=True, timeout=7200, cwd=ROOT)
    return told.stdout.strip() if told.returncode == 0 else f"failed: {told.stderr[-300:]}"


def test_no_command_and_no_file_reaches_for_the_network(tmp_path: Path) -> None:
    if not shutil.which("unshare") or not shutil.which("ip") or _run_isolated([]) != "[]":
        pytest.skip("this system gives no private network namespace to a test (unshare -rn, ip)")
    assert "tcp" in _run_isolated([], "try")  # the listener hears what is there to hear
    folder = tmp_path / "f"
    folder.mkdir()
    for category, case in list_cases(SHARE_OF_GROWTH):
        if category == "reaching":
            (folder / case.name).write_bytes(case.data)
    (folder / "good.docx").write_bytes(FORMATS["docx"]())
    out, file = tmp_path / "out", folder / "link.image.http.docx"
    commands = [
        f"run {folder} -o {out} --jobs 2", f"show {file}", f"explain {file} b1", f"check {out}", f"panel {out} -o {tmp_path}/p.csv",
        f"codebook {out} -o {tmp_path}/c.md", "templates list", f"templates coverage {file}", "doctor", f"evaluate {out} samples/expected",
    ]  # fmt: skip
    script = (  # all in one process, which would say what it does not expect
        "import extractor, extractor.api, extractor.dataset.panel, extractor.dataset.codebook, extractor.dataset.frames\n"
        f"from extractor.cli import main\nif __name__ == '__main__':\n    for command in {commands}:\n        main(command.split())\n"
        f"    open({str(tmp_path / 'done')!r}, 'w').close()\n"
    )
    (tmp_path / "commands.py").write_text(script, encoding="utf-8")
    assert _run_isolated([f"{sys.executable} {tmp_path / 'commands.py'}"]) == "[]"
    assert (out / "manifest.csv").exists() and (tmp_path / "done").exists()


def test_every_format_that_is_read_has_a_valid_file_recognized_by_its_bytes() -> None:
    assert set(FORMATS) == set(READERS)
    assert [kind for kind, make in FORMATS.items() if detect_format(make()) != kind] == []
