"""Broken and hostile files before every tool, each in a child that is watched: 60 CPU seconds, 1 GiB more than at its start.

The files are the .docx of tests/hostile; of the links that differ in their address only, one of each kind. A child works until
a file ends it or leaves it large, then a new one goes on. The rule is one for all, ours among them:

- ``read``: a result, and of the honest texts whole in the well-formed main part none is missing; a damaged package that is read
  gives the text of the whole one;
- ``silent``: a result without an error, and a text is missing or another, or it is empty though the file is no readable document;
- ``refused``: an exception that says what is wrong (of the tool, of the zip, the XML, the system, a ``ValueError``);
- ``raw``: an exception of the program rather than of the file (:data:`BARE`);
- ``memory``, ``hang``, ``died``: over 1 GiB, over the CPU seconds (or ten minutes), ended by a signal.

    python benchmarks/attacks.py NAME [words of file names] > lines
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import psutil
from lxml import etree

from benchmarks.fidelity import _FORMATTING_CHARACTERS
from benchmarks.ways import USAGE_EXAMPLES, UsageExample
from tests.hostile.catalog import list_cases
from tests.hostile.hostile_file import HostileFile
from tests.hostile.valid_files import TEXTS, render_docx

TOOL_CPU_LIMIT, TOOL_WALL_LIMIT, TOOL_MEMORY_LIMIT, RESTART_MEMORY = (
    60.0,
    600.0,
    1 << 30,
    1 << 28,
)
OUTCOMES = ("read", "refused", "silent", "raw", "memory", "hang", "died")
PROGRAMMING_ERRORS = (
    "KeyError", "IndexError", "LookupError", "AttributeError", "TypeError", "RecursionError", "AssertionError", "UnboundLocalError",
    "NameError", "UnicodeDecodeError", "UnicodeEncodeError", "StopIteration", "PanicException", "ZeroDivisionError", "OverflowError",
    "SystemError",
)  # fmt: skip
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def select_hostile_files() -> list[tuple[str, HostileFile]]:
    """The files, by room: every .docx, of links to other addresses only the first of its kind."""
    found, links = [], set()
    for room, case in list_cases():
        kind = case.name.split(".")
        if not case.name.endswith(".docx") or (kind[0] == "link" and kind[1] in links):
            continue
        if kind[0] == "link":
            links.add(kind[1])
        found.append((room, case))
    return found


def strip_formatting(text: str) -> str:
    return text.translate(_FORMATTING_CHARACTERS)


def find_expected_texts(data: bytes) -> list[str] | None:
    """The honest texts that stand in the main part, None where there is no well-formed one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > 1 << 26:
                return []
            xml = archive.read("word/document.xml")
        root = etree.fromstring(
            xml,
            etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True),
        )
    except Exception:
        return None
    there = {
        "".join(t.text or "" for t in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")
    }
    return [text for text in TEXTS if text in there]


def classify_outcome(
    error: str,
    is_tool_error: bool,
    text: str,
    baseline_text: str,
    expected_texts: list[str] | None,
    must_match: bool,
) -> str:
    """The outcome of a file that the tool came back from."""
    if error == "MemoryError":
        return "memory"
    if error:
        return "raw" if error in PROGRAMMING_ERRORS and not is_tool_error else "refused"
    got = strip_formatting(text)
    if must_match:
        return "read" if got == strip_formatting(baseline_text) else "silent"
    if expected_texts is None:
        return "read" if got else "silent"
    return (
        "read"
        if all(strip_formatting(one) in got for one in expected_texts)
        else "silent"
    )


def _run_attack_child(name: str) -> None:
    """Reads names of files from stdin, writes what came of each to stdout."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.filterwarnings("ignore")
    way = next(one for one in USAGE_EXAMPLES if one.name == name)
    honest = way.to_output(
        way.run(render_docx(), ".docx")
    ).text  # imports, and what the tool makes of the whole file
    print(json.dumps({"honest": honest}), file=out, flush=True)
    for line in sys.stdin:
        data = Path(line.strip()).read_bytes()
        told: dict[str, Any] = {"error": "", "own": False, "text": ""}
        try:
            told["text"] = (
                way.to_output(way.run(data, ".docx"))
                .text.encode("utf-8", "replace")
                .decode()
            )
        except BaseException as error:  # whatever it is, it is told of
            told |= {
                "error": type(error).__name__,
                "own": type(error).__module__.split(".")[0] in way.exception_packages,
                "said": str(error)[:200],
            }
        print(json.dumps(told), file=out, flush=True)


class _ToolProcess:
    """A child of one tool and what it says."""

    def __init__(self, example: UsageExample) -> None:
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--child",
            example.name,
        ]
        self.child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.output_lines: Queue[str] = Queue()
        threading.Thread(target=self._collect_output, daemon=True).start()
        self.baseline_text: str = json.loads(self.output_lines.get(timeout=180))[
            "honest"
        ]
        self.baseline_memory = self.measure_memory()

    def _collect_output(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self.output_lines.put(line)
        self.output_lines.put("")

    def measure_memory(self) -> int:
        """Resident bytes of the child and of what it started."""
        return sum(process.memory_info().rss for process in self._list_processes())

    def measure_cpu(self) -> float:
        """Their CPU seconds."""
        return sum(sum(process.cpu_times()[:2]) for process in self._list_processes())

    def _list_processes(self) -> Iterator[psutil.Process]:
        with contextlib.suppress(psutil.Error):
            me = psutil.Process(self.child.pid)
            for process in [me, *me.children(recursive=True)]:
                with contextlib.suppress(psutil.Error), process.oneshot():
                    yield process

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def read_file(self, path: Path) -> tuple[str, dict[str, Any], int]:
        """(what ended it or '', what it said, most bytes above its start)."""
        assert self.child.stdin is not None
        self.child.stdin.write(f"{path}\n")
        self.child.stdin.flush()
        most, since, before = 0, time.monotonic(), self.measure_cpu()
        while True:
            try:
                line = self.output_lines.get(timeout=0.03)
                return ("", json.loads(line), most) if line else ("died", {}, most)
            except Empty:
                most = max(most, self.measure_memory() - self.baseline_memory)
            if most > TOOL_MEMORY_LIMIT:
                return "memory", {}, most
            if (
                self.measure_cpu() - before > TOOL_CPU_LIMIT
                or time.monotonic() - since > TOOL_WALL_LIMIT
            ):
                return "hang", {}, most


def run_attacks(
    example: UsageExample, only: tuple[str, ...] = ()
) -> Iterator[dict[str, Any]]:
    """What became of each file, in their order."""
    worker: _ToolProcess | None = None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.docx"
        for room, case in select_hostile_files():
            if only and case.name not in only:
                continue
            worker = worker or _ToolProcess(example)
            path.write_bytes(case.data)
            since = time.monotonic()
            outcome, told, most = worker.read_file(path)
            seconds = time.monotonic() - since
            if not outcome:
                outcome = classify_outcome(
                    told["error"],
                    told["own"],
                    told["text"],
                    worker.baseline_text,
                    find_expected_texts(case.data),
                    case.must_match_original,
                )
            yield {"room": room, "file": case.name, "outcome": outcome, "error": told.get("error", ""), "said": told.get("said", ""),
                   "seconds": round(seconds, 2), "mb": most >> 20}  # fmt: skip
            if outcome in ("memory", "hang", "died") or most > RESTART_MEMORY:
                worker.kill()
                worker = None
    if worker:
        worker.kill()


if __name__ == "__main__":
    if sys.argv[1] == "--child":
        _run_attack_child(sys.argv[2])
    else:
        for found in run_attacks(
            next(one for one in USAGE_EXAMPLES if one.name == sys.argv[1]),
            tuple(sys.argv[2:]),
        ):
            print(json.dumps(found, ensure_ascii=False), flush=True)
