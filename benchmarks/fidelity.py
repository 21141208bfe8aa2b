"""What readers keep of a page: one Word file for each feature, judged by one rule for every reader.

    python benchmarks/fidelity.py features [--write docs/fidelity.md] [--libreoffice]
    python benchmarks/fidelity.py probes [names of usage examples]

``features`` are those of the tests (tests/formats/docx_features.py). A reader keeps one when every line comes out in its
order, once, with the number Word prints before it; nothing hidden comes out; and a table's grid is right, merged cells
given once or repeated. Text readers fail grids, of course; that is what the table is for.

``probes`` are files with marker codes in them. Three questions of each file, each answered yes, partly or no:

- **text**: the codes a reader of the page sees are in the text, with the numbers and symbols Word puts there, and those
  that nobody sees (deleted, hidden) are not;
- **order**: they stand in the order of the page, among the codes around them, each once (in tables also repeated);
- **cell**: in one of the tables each stands in its row and column (partly: the codes of a row stand in one row). A merged
  cell may give its text once, at its origin, or again in each place that it covers.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import re
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.adapters import (
    FORMATTING_CHARACTERS,
    READER_ADAPTERS,
    USAGE_EXAMPLES,
    ReaderOutput,
    TextGrid,
    get_version,
    list_available_adapters,
    list_usage_examples,
    parse_html,
)
from benchmarks.bilingual import write_pages
from benchmarks.command_line import run_command
from tests.formats import docx_features
from tests.formats.docx_builder import (
    NAMESPACES,
    R,
    W,
    build_docx,
    build_numbering_part,
    build_numbering_properties,
    build_parts,
    level,
    p,
    pack_zip,
    r,
    tbl,
    tc,
    tr,
)
from tests.formats.docx_features import FEATURES, Feature

resource = (
    importlib.import_module("resource")
    if importlib.util.find_spec("resource")
    else None
)

_FILE_SECONDS = 30  # for one file

_MEMORY_LIMIT = 6 * 2**30

_RESTART_CODE = 3


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
    text = output.text.translate(FORMATTING_CHARACTERS)
    flows = [line for blocks in feature.stories.values() for line in iter_lines(blocks)]  # type: ignore[call-overload]
    body = [
        line.translate(FORMATTING_CHARACTERS) for line in iter_lines(feature.blocks)
    ]
    other_stories = [line.translate(FORMATTING_CHARACTERS) for line in flows]
    at = 0
    for line in filter(None, body):
        at = text.find(line, at)
        if at < 0:
            return False
        at += len(line)
    if any(line not in text for line in other_stories):
        return False
    if any(word.translate(FORMATTING_CHARACTERS) in text for word in feature.hidden):
        return False
    wanted = list_flat_grids(feature.blocks)
    if wanted:
        return len(output.grids) >= len(wanted) and all(
            map(_grids_match, wanted, output.grids)
        )
    return len(text) == sum(map(len, body)) + sum(map(len, other_stories))


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
            actual = (
                actual[i][j].translate(FORMATTING_CHARACTERS)
                if j < len(actual[i])
                else ""
            )
            if cell in ("<", "^"):
                text = origin[i, j - 1] if cell == "<" else origin[i - 1, j]
                origin[i, j] = text
                if actual not in ("", text):
                    return False
                continue
            text = "".join(iter_lines([[[cell]]])).translate(FORMATTING_CHARACTERS)
            origin[i, j] = text
            if actual != text:
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
            "features",
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
        "Written by `python benchmarks/fidelity.py features`; run it again rather than editing it. One Word file for each feature,",
        "authored in `tests/formats/docx_features.py` with the text, grid and numbers a person sees; ✓ where a reader gives them",
        "whole (in order, once, nothing hidden, the right grid), · where it does not.",
        "",
        "| | " + " | ".join(names) + " |",
        "|---|" + ":-:|" * len(names),
    ]
    versions = {
        other.name: get_version(other.package)
        for other in READER_ADAPTERS
        if other.name in results and other.name != "extractor"
    }
    lines.append(
        "| version | " + " | ".join(versions.get(name, "") for name in names) + " |"
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


def judge_features() -> None:
    """Judge every installed reader and print, or write, the table."""
    parser = argparse.ArgumentParser(
        description="Hold readers against one-feature Word files."
    )
    parser.add_argument("--write", type=Path, help="Chinese page; NAME.en.md beside it")
    parser.add_argument(
        "--libreoffice",
        action="store_true",
        help="hold LibreOffice against them too (a minute)",
    )
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        _run_reader_child(options.work[0], int(options.work[1]))
        return
    found = {
        other.name: judge_reader(other.name)
        for other in list_available_adapters()
        if other.name not in _EXCLUDED_READERS
    }
    if options.libreoffice:
        found["LibreOffice html"] = _judge_libreoffice()
    found = dict(sorted(found.items(), key=lambda item: -sum(item[1])))
    text = _render_report(found)
    if options.write:
        write_pages(options.write, text)
    else:
        print(text)


YES, PARTLY, NO, NOT_APPLICABLE = "yes", "partly", "no", ""

_MARKER_CODE = re.compile(r"Q[A-Z]\d\d")

_FORMATTING = re.compile(r"[\s\\*|#`\u200b\ufeff]")


class Probe(NamedTuple):
    """``expected`` in the order of the page, with ``sentinels`` before and behind it; ``forbidden`` must show nowhere; ``grid`` by row and
    column from 0; ``unordered``: no place in the order of the body; ``raw``: looked for in what the tool gave, not in its text."""

    key: str
    label_zh: str
    label_en: str
    data: bytes
    expected: tuple[str, ...] = ()
    sentinels: tuple[str, str] = ("", "")
    forbidden: tuple[str, ...] = ()
    grid: Mapping[tuple[int, int], str] = {}
    unordered: bool = False
    in_markup: bool = False
    extension: str = ".docx"


def normalize_text(text: str) -> str:
    return _FORMATTING.sub("", text)


def list_marker_codes(marks: tuple[str, ...]) -> list[str]:
    """The letters of the marks without what Word made beside them (numbers, symbols): these tell order and cell."""
    return [
        core
        for mark in marks
        for core in (_MARKER_CODE.findall(mark) or [mark])
        if core
    ]


def judge_text(probe: Probe, text: str) -> str:
    """yes where all is there and nothing that must not be; partly where the letters are, a number, a symbol or some are not."""
    if probe.in_markup:
        return YES if all(re.search(mark, text) for mark in probe.expected) else NO
    given = normalize_text(text)
    there = [
        normalize_text(mark) in given for mark in list_marker_codes(probe.expected)
    ]
    whole = all(normalize_text(mark) in given for mark in probe.expected) and not any(
        normalize_text(mark) in given for mark in probe.forbidden
    )
    return NO if not any(there) else YES if whole and all(there) else PARTLY


def judge_order(probe: Probe, text: str) -> str:
    """yes where the marks follow one another as on the page; partly where all are there in another order or twice."""
    if probe.unordered or probe.in_markup or not probe.expected:
        return NOT_APPLICABLE
    given, marks = (
        normalize_text(text),
        [normalize_text(mark) for mark in list_marker_codes(probe.expected)],
    )
    if any(mark not in given for mark in marks):
        return NO
    at = -1
    for mark in (probe.sentinels[0], *marks, probe.sentinels[1]):
        if not mark:
            continue
        at = given.find(mark, at + 1)
        if at < 0 or (not probe.grid and given.count(mark) > 1):
            return PARTLY
    return YES


def judge_cells(probe: Probe, grids: list[TextGrid]) -> str:
    """yes where one grid has each mark in its cell."""
    if not probe.grid:
        return NOT_APPLICABLE
    wanted = {at: list_marker_codes((mark,))[0] for at, mark in probe.grid.items()}
    best = NO
    for grid in grids:
        if all(_cell_matches(grid, at, wanted) for at in wanted):
            return YES
        rows = [[normalize_text("\t".join(row))] for row in grid]
        if all(
            any(
                all(
                    normalize_text(mark) in row[0]
                    for (y, _), mark in wanted.items()
                    if y == number
                )
                for row in rows
            )
            for number in {y for y, _ in wanted}
        ):
            best = PARTLY
    return best


def _cell_matches(
    grid: TextGrid, at: tuple[int, int], wanted: Mapping[tuple[int, int], str]
) -> bool:
    row, column = at
    if row >= len(grid) or column >= len(grid[row]):
        return False
    text = normalize_text(grid[row][column])
    return normalize_text(wanted[at]) in text and not any(
        normalize_text(one) in text for one in wanted.values() if one != wanted[at]
    )


def judge_output(probe: Probe, output: ReaderOutput, raw: str) -> tuple[str, str, str]:
    """(text, order, cell) of an output."""
    text = raw if probe.in_markup else output.text
    return (
        judge_text(probe, text),
        judge_order(probe, text),
        judge_cells(probe, output.grids),
    )


# The files


def _wrap_in_sentinels(middle: str, **more: object) -> bytes:
    return build_docx(p("QA01") + middle + p("QZ09"), **more)


SENTINELS = ("QA01", "QZ09")

_GRID_SPAN = '<w:gridSpan w:val="2"/>'

_MERGE_START, _MERGE_CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"

_NUMBERING = build_numbering_part(level(0, "%1、", "chineseCounting") + level(1, "（%2）", "chineseCounting"), level(0, "%1.") + level(1, "%1.%2"),
                  level(0, "%1", "decimalEnclosedCircle"))  # fmt: skip

_TEXT_BOX = docx_features._build_alternate_content(
    docx_features._build_drawing_text_box(p("QB11") + p("QB12")),
    docx_features._build_vml_text_box(p("QB11") + p("QB12")),
)

_PICTURE = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="1" name="x" descr="QI11"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="0" name="x.png" descr="QI11"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdP"/></pic:blipFill><pic:spPr/></pic:pic>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)

_PIXEL_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)


def _build_strict() -> bytes:
    """The ISO strict edition: other namespaces throughout."""
    parts = build_parts(
        p("QA01") + tbl(tr("QS11", "QS12"), tr("QS21", "QS22")) + p("QZ09")
    )
    return pack_zip({
        name: str(text).replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in parts.items()
    })  # fmt: skip


def _load_binary() -> bytes:
    """Written by LibreOffice 7.4 (MS Word 97): the .doc that our own tests author byte by byte is read by few tools."""
    return (HERE / "fidelity_probe.doc").read_bytes()


def _build_embedded_workbook() -> bytes:
    body = build_parts(
        p("QA01", docx_features._OBJECT) + p("QZ09"),
        arrows=(("rIdX", "package", "embeddings/book.xlsx"),),
    )
    return pack_zip({**body, "word/embeddings/book.xlsx": docx_features._build_xlsx()})


def _build_alt_chunk() -> bytes:
    body = build_parts(
        p("QA01") + '<w:altChunk r:id="rIdA"/>' + p("QZ09"),
        arrows=(("rIdA", "aFChunk", "afchunk.htm"),),
    )
    return pack_zip(
        {
            **body,
            "word/afchunk.htm": b"<html><body><p>QH11</p><p>QH12</p></body></html>",
        }
    )


def _build_header_and_footer() -> bytes:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rIdH"/><w:footerReference w:type="default" r:id="rIdF"/></w:sectPr>'
    named = {
        "header1.xml": f"<w:hdr {NAMESPACES}>{p('QE11')}</w:hdr>",
        "footer1.xml": f"<w:ftr {NAMESPACES}>{p('QE12')}</w:ftr>",
    }
    return build_docx(
        p("QA01") + section,
        parts=named,
        arrows=(("rIdH", "header", "header1.xml"), ("rIdF", "footer", "footer1.xml")),
    )


def _build_field_char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


_HYPERLINK = '<w:hyperlink r:id="rIdL">' + r("QL11") + "</w:hyperlink>"

_HYPERLINK_RELATIONSHIP = {
    "arrows": (("rIdL", "hyperlink", "https://example.org/QL12"),),
    "external": ("rIdL",),
}

_INSERTION, _DELETION = '<w:ins w:id="9" w:author="x">', '<w:del w:id="9" w:author="x">'

_FOOTNOTE_REFERENCE = "<w:r><w:footnoteReference w:id='2'/></w:r>"

_SYMBOL_RUN = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'

PROBES: tuple[Probe, ...] = (
    Probe("plain", "普通表格", "plain table", _wrap_in_sentinels(tbl(tr("QP11", "QP12"), tr("QP21", "QP22"))), ("QP11", "QP12", "QP21", "QP22"), SENTINELS,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP21", (1, 1): "QP22"}),
    Probe("span", "横向合并", "cell across columns", _wrap_in_sentinels(tbl(tr(tc("QP11", _GRID_SPAN), "QP13"), tr("QP21", "QP22", "QP23"))), ("QP11", "QP13", "QP21", "QP22", "QP23"), SENTINELS,
           grid={(0, 0): "QP11", (0, 2): "QP13", (1, 0): "QP21", (1, 1): "QP22", (1, 2): "QP23"}),
    Probe("vmerge", "纵向合并", "cell down rows", _wrap_in_sentinels(tbl(tr(tc("QP11", _MERGE_START), "QP12"), tr(tc("", _MERGE_CONTINUE), "QP22"), tr("QP31", "QP32"))), ("QP11", "QP12", "QP22", "QP31", "QP32"), SENTINELS,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 1): "QP22", (2, 0): "QP31", (2, 1): "QP32"}),
    Probe("both", "横纵都合并的表头", "header merged both ways", _wrap_in_sentinels(tbl(
        tr(tc("QP11", _GRID_SPAN + _MERGE_START), tc("QP13", _GRID_SPAN)), tr(tc("", _GRID_SPAN + _MERGE_CONTINUE), "QP23", "QP24"), tr("QP31", "QP32", "QP33", "QP34"))), ("QP11", "QP13", "QP23", "QP24", "QP31", "QP34"), SENTINELS,
           grid={(0, 0): "QP11", (0, 2): "QP13", (1, 2): "QP23", (1, 3): "QP24", (2, 1): "QP32", (2, 3): "QP34"}),
    Probe("before", "行首空出的列", "row that skips its first columns", _wrap_in_sentinels(tbl(tr("QP11", "QP12", "QP13"), tr("QP23", props='<w:gridBefore w:val="2"/>'))), ("QP11", "QP12", "QP13", "QP23"), SENTINELS,
           grid={(0, 0): "QP11", (0, 1): "QP12", (0, 2): "QP13", (1, 2): "QP23"}),
    Probe("nested", "表中表", "table in a cell", _wrap_in_sentinels(tbl(tr(tc(p("QP11") + tbl(tr("QN11", "QN12"), tr("QN21", "QN22")) + p("")), "QP12"))), ("QP11", "QN11", "QN12", "QN21", "QN22", "QP12"), SENTINELS,
           grid={(0, 0): "QN11", (0, 1): "QN12", (1, 0): "QN21", (1, 1): "QN22"}),
    Probe("control row", "内容控件包住的行", "row within a content control", _wrap_in_sentinels(tbl(tr("QP11", "QP12"), docx_features._build_content_control(tr("QP21", "QP22")), columns=2)), ("QP11", "QP12", "QP21", "QP22"), SENTINELS,
           grid={(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP21", (1, 1): "QP22"}),
    Probe("deleted row", "修订：删除的行", "tracked: deleted row", _wrap_in_sentinels(tbl(tr("QP11", "QP12"), tr(tc(p(f"{_DELETION}<w:r><w:delText>QX21</w:delText></w:r></w:del>")), tc(p(f"{_DELETION}<w:r><w:delText>QX22</w:delText></w:r></w:del>")), props='<w:del w:id="1" w:author="x"/>'), tr("QP31", "QP32"))),
           ("QP11", "QP12", "QP31", "QP32"), SENTINELS, ("QX21", "QX22"), {(0, 0): "QP11", (0, 1): "QP12", (1, 0): "QP31", (1, 1): "QP32"}),
    Probe("less", "格中的 <70%", "<70% in a cell", _wrap_in_sentinels(tbl(tr("QP11", "&lt;70%"), tr("QP21", "&gt;90%"))), ("<70%", ">90%"), SENTINELS, grid={(0, 1): "<70%", (1, 1): ">90%"}),
    Probe("cell numbers", "格中的自动编号 ①", "automatic ① in cells", _wrap_in_sentinels(tbl(tr(tc(p("QP11", props=build_numbering_properties(3))), "QP12"), tr(tc(p("QP21", props=build_numbering_properties(3))), "QP22")), parts={"numbering.xml": _NUMBERING}), ("①QP11", "②QP21"), SENTINELS,
           grid={(0, 0): "①QP11", (1, 0): "②QP21"}),
    Probe("chinese numbers", "自动编号 一、（一）", "automatic 一、（一）", _wrap_in_sentinels(p("QM11", props=build_numbering_properties(1)) + p("QM12", props=build_numbering_properties(1, 1)) + p("QM13", props=build_numbering_properties(1)), parts={"numbering.xml": _NUMBERING}), ("一、QM11", "（一）QM12", "二、QM13"), SENTINELS),
    Probe("numbers", "自动编号 1. 1.1", "automatic 1. 1.1", _wrap_in_sentinels(p("QM11", props=build_numbering_properties(2)) + p("QM12", props=build_numbering_properties(2, 1)) + p("QM13", props=build_numbering_properties(2)), parts={"numbering.xml": _NUMBERING}), ("1.QM11", "1.1QM12", "2.QM13"), SENTINELS),
    Probe("box", "文本框", "text box", _wrap_in_sentinels(p(f"<w:r>{_TEXT_BOX}</w:r>")), ("QB11", "QB12"), SENTINELS),
    Probe("control", "内容控件中的段落", "paragraph within a content control", _wrap_in_sentinels(docx_features._build_content_control(p("QC11"))), ("QC11",), SENTINELS),
    Probe("control run", "内容控件中的文字", "words within a content control", _wrap_in_sentinels(p("QC10", docx_features._build_content_control(r("QC11")), "QC12")), ("QC10QC11QC12",), SENTINELS),
    Probe("field", "复杂域的结果", "result of a field", _wrap_in_sentinels(p(_build_field_char("begin"), docx_features._build_field_instruction(" =QX11 "), _build_field_char("separate"), r("QF11"), _build_field_char("end"))), ("QF11",), SENTINELS, ("QX11",)),
    Probe("simple field", "简单域的结果", "result of a simple field", _wrap_in_sentinels(p('<w:fldSimple w:instr=" QX11 ">' + r("QF11") + "</w:fldSimple>")), ("QF11",), SENTINELS, ("QX11",)),
    Probe("inserted", "修订：插入", "tracked: insertion", _wrap_in_sentinels(p("QT10", f"{_INSERTION}{r('QT11')}</w:ins>", "QT12")), ("QT10QT11QT12",), SENTINELS),
    Probe("deleted", "修订：删除", "tracked: deletion", _wrap_in_sentinels(p("QT10", f"{_DELETION}<w:r><w:delText>QX11</w:delText></w:r></w:del>", "QT12")), ("QT10QT12",), SENTINELS, ("QX11",)),
    Probe("moved", "修订：移动", "tracked: move", _wrap_in_sentinels(p(f'<w:moveFrom w:id="5" w:author="x">{r("QT11")}</w:moveFrom>', "QT10") + p(f'<w:moveTo w:id="6" w:author="x">{r("QT11")}</w:moveTo>')), ("QT10", "QT11"), SENTINELS),
    Probe("hidden", "隐藏文字", "hidden text", _wrap_in_sentinels(p("QV10", r("QX11", "<w:vanish/>"), "QV12")), ("QV10QV12",), SENTINELS, ("QX11",)),
    Probe("symbol", "Symbol 字体的 ≥（w:sym）", "≥ as w:sym of the font Symbol", _wrap_in_sentinels(p("QY11", _SYMBOL_RUN, "95%")), ("QY11≥95%",), SENTINELS),
    Probe("private", "Symbol 字体的 ≥（专用区字符）", "≥ as a private character", _wrap_in_sentinels(p("QY11", r("\uf0b3", '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'), "95%")), ("QY11≥95%",), SENTINELS),
    Probe("equation", "公式中的文字", "words of an equation", _wrap_in_sentinels(p("<m:oMath><m:r><m:t>QG11</m:t></m:r></m:oMath>")), ("QG11",), SENTINELS),
    Probe("link", "超链接的文字", "words of a hyperlink", _wrap_in_sentinels(p(_HYPERLINK), **_HYPERLINK_RELATIONSHIP), ("QL11",), SENTINELS),
    Probe("note", "脚注", "footnote", build_docx(p("QA01", _FOOTNOTE_REFERENCE), parts={"footnotes.xml": docx_features._NOTES(NAMESPACES, p("<w:r><w:footnoteRef/></w:r>", "QK11"))}), ("QK11",), unordered=True),
    Probe("edges", "页眉和页脚", "header and footer", _build_header_and_footer(), ("QE11", "QE12"), unordered=True),
    Probe("chunk", "写入文档的 HTML（altChunk）", "HTML written in (altChunk)", _build_alt_chunk(), ("QH11", "QH12"), SENTINELS),
    Probe("workbook", "嵌入的工作簿", "embedded workbook", _build_embedded_workbook(), ("合计", "占比"), unordered=True, grid={(1, 0): "合计", (2, 0): "占比"}),
    Probe("strict", "严格版 OOXML", "strict OOXML", _build_strict(), ("QS11", "QS12", "QS21", "QS22"), SENTINELS, grid={(0, 0): "QS11", (0, 1): "QS12", (1, 0): "QS21", (1, 1): "QS22"}),
    Probe("doc", "旧格式 .doc", "binary .doc", _load_binary(), ("QD11", "QD12", "QD21", "QD22"), SENTINELS, grid={(0, 0): "QD11", (0, 1): "QD12", (1, 0): "QD21", (1, 1): "QD22"}, extension=".doc"),
    Probe("doc named docx", "名为 .docx 的 .doc", ".doc named .docx", _load_binary(), ("QD11", "QD12", "QD21", "QD22"), SENTINELS, grid={(0, 0): "QD11", (0, 1): "QD12", (1, 0): "QD21", (1, 1): "QD22"}),
    Probe("address", "超链接的地址", "address of a hyperlink", _wrap_in_sentinels(p(_HYPERLINK), **_HYPERLINK_RELATIONSHIP), (r"example\.org/QL12",), in_markup=True),
    Probe("picture", "图片的替代文字", "alternative text of a picture", _wrap_in_sentinels(p(_PICTURE), parts={"word/media/x.png": _PIXEL_PNG}, arrows=(("rIdP", "image", "media/x.png"),)), ("QI11",), in_markup=True),
    Probe("bold", "加粗的标记", "bold marked as bold", _wrap_in_sentinels(p("QO10 ", r("QO11", "<w:b/>"), " QO12")), (r"(\*\*|__|<strong>|<b>)\s*QO11",), in_markup=True),
)  # fmt: skip


def convert_to_markup(result: Any) -> str:
    """What a tool gave, as one text: its markup where it gives markup."""
    return str(getattr(result, "content", result))


def _run_probe_child(name: str) -> None:
    warnings.filterwarnings("ignore")
    example = next(one for one in USAGE_EXAMPLES if one.name == name)
    for item in PROBES:
        try:
            result = example.run(item.data, item.extension)
            found = judge_output(
                item, example.to_output(result), convert_to_markup(result)
            )
        except Exception:
            found = (
                NO,
                NOT_APPLICABLE
                if item.unordered or item.in_markup or not item.expected
                else NO,
                NO if item.grid else NOT_APPLICABLE,
            )
        print("\1" + json.dumps([item.key, found]), flush=True)


def run_probes(name: str) -> dict[str, list[str]]:
    """The answers of one way, each file in turn in a child of its own tool."""
    command = [sys.executable, str(Path(__file__).resolve()), "probes", "--child", name]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        timeout=900,
        check=True,
    )
    return dict(
        json.loads(line[1:]) for line in done.stdout.splitlines() if line[:1] == "\1"
    )


def judge_probes() -> None:
    """Print the answers of each installed usage example."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--child"]:
        _run_probe_child(arguments[1])
        return
    for example in list_usage_examples(",".join(arguments)):
        answers = run_probes(example.name)
        counts = [
            sum(answer[i] == YES for answer in answers.values()) for i in range(3)
        ]
        lacking = {k: v for k, v in answers.items() if NO in v or PARTLY in v}
        print(example.name, counts, lacking)


COMMANDS = {"features": judge_features, "probes": judge_probes}


if __name__ == "__main__":
    sys.exit(run_command(COMMANDS, __doc__))
