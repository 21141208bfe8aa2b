"""What readers keep of a page: one Word file for each feature, and whether text, grid and numbers come out as shown.

The features are those of the tests (tests/formats/docx_features.py). A reader keeps one when every line comes out in its
order, once, with the number Word prints before it; nothing hidden comes out; and a table's grid is right, merged cells
given once or repeated. Text readers fail grids, of course; that is what the table is for.

    python benchmarks/fidelity.py [--write docs/fidelity.md] [--libreoffice]
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

resource = (
    importlib.import_module("resource")
    if importlib.util.find_spec("resource")
    else None
)
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.others import (
    READER_ADAPTERS,
    ReaderOutput,
    get_version,
    list_available_adapters,
    parse_html,
)
from tests.formats.docx_features import FEATURES, Feature

_FILE_SECONDS = 30  # for one file
_MEMORY_LIMIT = 6 * 2**30
_RESTART_CODE = 3
_FORMATTING_CHARACTERS = str.maketrans(
    "", "", " \t\n\r\u3000\xa0|#*\\`_-\ufeff\u200b\u2011\u00ad<>"
)
_EXCLUDED_READERS = {
    "extractor, second count",
    "extractor.extract",
    "office_oxide text",
    "python-docx, style names",
}  # no readers of their own


def iter_lines(blocks: Sequence[object]) -> Iterator[str]:
    """The lines a reader of the page sees, numbers joined to their text."""
    for block in blocks:
        if isinstance(block, str):
            yield from block.replace("¦", "").split("\n")
        elif isinstance(block, list) and block and isinstance(block[0], list):
            for row in block:
                for cell in row:
                    if isinstance(cell, list):
                        yield from iter_lines(cell)
                    elif cell not in (None, "<", "^"):
                        yield from str(cell).replace("¦", "").split("\n")


def list_flat_grids(blocks: Sequence[object]) -> list[list[list[object]]]:
    """The grids that can be compared: tables without tables inside."""
    found = []
    for block in blocks:
        if isinstance(block, list) and not any(
            isinstance(c, list) and any(isinstance(x, list) for x in c)
            for r in block
            for c in r
        ):
            found.append(block)
    return found


def is_preserved(feature: Feature, output: ReaderOutput) -> bool:
    """Whether an output shows what the page shows."""
    text = output.text.translate(_FORMATTING_CHARACTERS)
    flows = [line for blocks in feature.stories.values() for line in iter_lines(blocks)]  # type: ignore[call-overload]
    body = [
        line.translate(_FORMATTING_CHARACTERS) for line in iter_lines(feature.blocks)
    ]
    beside = [line.translate(_FORMATTING_CHARACTERS) for line in flows]
    at = 0
    for line in filter(None, body):
        at = text.find(line, at)
        if at < 0:
            return False
        at += len(line)
    if any(line not in text for line in beside):
        return False
    if any(word.translate(_FORMATTING_CHARACTERS) in text for word in feature.hidden):
        return False
    wanted = list_flat_grids(feature.blocks)
    if wanted:
        return len(output.grids) >= len(wanted) and all(
            map(_grids_match, wanted, output.grids)
        )
    return len(text) == sum(map(len, body)) + sum(map(len, beside))


def _grids_match(expected: list[list[object]], actual: list[list[str]]) -> bool:
    """Cells equal; a covered cell empty or the same as its origin; missing cells empty or left out."""
    if len(actual) != len(expected):
        return False
    origin: dict[tuple[int, int], str] = {}
    for i, row in enumerate(expected):
        if len(actual[i]) > len(row) and any(
            cell.strip() for cell in actual[i][len(row) :]
        ):
            return False
        for j, cell in enumerate(row):
            said = (
                actual[i][j].translate(_FORMATTING_CHARACTERS)
                if j < len(actual[i])
                else ""
            )
            if cell in ("<", "^"):
                text = origin[i, j - 1] if cell == "<" else origin[i - 1, j]
                origin[i, j] = text
                if said not in ("", text):
                    return False
                continue
            text = "".join(iter_lines([[[cell]]])).translate(_FORMATTING_CHARACTERS)
            origin[i, j] = text
            if said != text:
                return False
    return True


def _run_reader_child(name: str, first: int) -> None:
    """In a child: read the features from the first on and print a line for each."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_LIMIT, _MEMORY_LIMIT))
    tool = next(other for other in READER_ADAPTERS if other.name == name)
    for number in range(first, len(FEATURES)):
        try:
            result = is_preserved(
                FEATURES[number], tool.to_output(tool.run(FEATURES[number].data))
            )
        except (Exception, MemoryError):
            result = False
        print(json.dumps([number, result]), flush=True)
        if (
            resource is not None
            and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 2 * 2**20
        ):
            sys.exit(
                _RESTART_CODE
            )  # what a runaway file left behind must not fail the next one


def judge_reader(name: str) -> list[bool]:
    """The features a reader keeps. It works in a child that is ended when one file takes too long, then begun anew."""
    results = [False] * len(FEATURES)
    first = 0
    while first < len(FEATURES):
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--work",
            name,
            str(first),
        ]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as child:
            assert child.stdout is not None
            try:
                out, _ = child.communicate(
                    timeout=_FILE_SECONDS + len(FEATURES) - first
                )
            except subprocess.TimeoutExpired:
                child.kill()
                out, _ = child.communicate()
        done = [json.loads(line) for line in out.splitlines()]
        for number, result in done:
            results[number] = result
        first = done[-1][0] + 1 if done else first
        if first < len(FEATURES) and child.returncode != _RESTART_CODE:
            first += 1  # the file it died of
    return results


def _judge_libreoffice() -> list[bool]:
    """LibreOffice's HTML, all files in one run with a profile of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for number, feature in enumerate(FEATURES):
            (Path(folder) / f"{number}.docx").write_bytes(feature.data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        files = [
            str(Path(folder) / f"{number}.docx") for number in range(len(FEATURES))
        ]
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "html:HTML:EmbedImages",
            "--outdir",
            folder,
            *files,
        ]
        subprocess.run(command, capture_output=True, timeout=900, check=False)
        results = []
        for number, feature in enumerate(FEATURES):
            page = Path(folder) / f"{number}.html"
            html = page.read_bytes().decode("utf-8", "replace") if page.exists() else ""
            try:
                results.append(
                    bool(html)
                    and is_preserved(
                        feature,
                        parse_html(html.partition("<body")[2].partition(">")[2]),
                    )
                )
            except Exception:
                results.append(False)
        return results


def _render_report(results: dict[str, list[bool]]) -> str:
    names = list(results)
    lines = [
        "# What readers keep of a page",
        "",
        "Written by `python benchmarks/fidelity.py`; run it again rather than editing it. One Word file for each feature,",
        "authored in `tests/formats/docx_features.py` with the text, grid and numbers a person sees; ✓ where a reader gives them",
        "whole (in order, once, nothing hidden, the right grid), · where it does not.",
        "",
        "| | " + " | ".join(names) + " |",
        "|---|" + ":-:|" * len(names),
    ]
    said = {
        other.name: get_version(other.package)
        for other in READER_ADAPTERS
        if other.name in results and other.name != "extractor"
    }
    lines.append(
        "| version | " + " | ".join(said.get(name, "") for name in names) + " |"
    )
    lines.append(
        f"| **all {len(FEATURES)}** | "
        + " | ".join(f"**{sum(results[name])}**" for name in names)
        + " |"
    )
    group = ""
    for number, feature in enumerate(FEATURES):
        if feature.group != group:
            group = feature.group
            own = [n for n, other in enumerate(FEATURES) if other.group == group]
            sums = " | ".join(
                f"*{sum(results[name][n] for n in own)}*" for name in names
            )
            lines.append(f"| *{group} ({len(own)})* | {sums} |")
        lines.append(
            f"| {feature.name} | "
            + " | ".join("✓" if results[name][number] else "·" for name in names)
            + " |"
        )
    return "\n".join([*lines, ""])


def main() -> None:
    """Judge every installed reader and print, or write, the table."""
    parser = argparse.ArgumentParser(
        description="Hold readers against one-feature Word files."
    )
    parser.add_argument("--write", type=Path, help="file for the table")
    parser.add_argument(
        "--libreoffice",
        action="store_true",
        help="hold LibreOffice against them too (a minute)",
    )
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.work:
        _run_reader_child(told.work[0], int(told.work[1]))
        return
    found = {
        other.name: judge_reader(other.name)
        for other in list_available_adapters()
        if other.name not in _EXCLUDED_READERS
    }
    if told.libreoffice:
        found["LibreOffice html"] = _judge_libreoffice()
    found = dict(sorted(found.items(), key=lambda item: -sum(item[1])))
    text = _render_report(found)
    if told.write:
        told.write.write_text(text, encoding="utf-8", newline="\n")
    else:
        print(text)


if __name__ == "__main__":
    main()
