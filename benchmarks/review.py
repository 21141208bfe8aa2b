"""How the review page of 500 documents fares: its weight, opening, scrolling, in a real browser.

    python benchmarks/review.py [--documents 500]          # writes docs/benchmarks-review.md

The documents are the samples written 500 times with other names of offices, so that no two files are the same. Frames are
counted by the page itself while it is scrolled by the wheel; how long a frame takes hangs on the machine, so the share
of frames that came late (beyond twice the usual time between two) is given beside the times.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import extractor
from benchmarks import vary
from extractor.review import write_review
from tests.browser import open_browser

FRAME_COUNTER_SCRIPT = """async () => {
  const times = [];
  let last = performance.now();
  let going = true;
  const frame = (now) => { times.push(now - last); last = now; if (going) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  window.stopFrames = () => { going = false; return times.slice(1); };
}"""


def measure_scrolling(page: Any, steps: int = 60) -> tuple[float, float, float, float]:
    """Milliseconds between frames while the wheel turns: median, 95 of 100, most; and the share of late frames."""
    page.mouse.move(500, 500)
    page.evaluate(FRAME_COUNTER_SCRIPT)
    for _ in range(steps):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(16)
    times = sorted(page.evaluate("() => window.stopFrames()"))
    middle = statistics.median(times)
    return (
        middle,
        times[int(len(times) * 0.95)],
        times[-1],
        sum(t > 2 * middle for t in times) / len(times),
    )


def measure_review_page() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--dataset", type=Path, help="a dataset that is there instead")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        if asked.dataset is None:
            inputs = folder / "inputs"
            inputs.mkdir()
            vary.generate_documents(str(inputs), str(asked.documents))
            dataset = extractor.convert(
                inputs, folder / "ds", formats=("parquet",), jobs=os.cpu_count() or 1
            )
        else:
            dataset = extractor.open_dataset(asked.dataset)
        before = time.process_time()
        written = write_review(dataset, folder / "page.html")
        spent = time.process_time() - before
        size = written.page.stat().st_size
        with open_browser() as opened:
            page = opened.new_page(viewport={"width": 1280, "height": 860})
            page.goto(written.page.as_uri())
            page.wait_for_selector("html[data-ready]")
            timing = page.evaluate(
                "() => { const n = performance.getEntriesByType('navigation')[0];"
                " return [n.domContentLoadedEventEnd, performance.memory ? performance.memory.usedJSHeapSize : 0]; }"
            )
            ready = page.evaluate(
                "() => performance.getEntriesByName('ready')[0].startTime"
            )
            listed = measure_scrolling(page)
            page.evaluate(
                "() => { const a = document.querySelector('.documents a'); window.t0 = performance.now(); a.click(); }"
            )
            page.wait_for_selector("#page")
            shown = page.evaluate(
                "() => performance.getEntriesByName('shown').at(-1).startTime - window.t0"
            )
            page.wait_for_timeout(500)
            read = measure_scrolling(page)
            heap = page.evaluate(
                "() => performance.memory ? performance.memory.usedJSHeapSize : 0"
            )
            version = opened.version
    rows = [
        ("documents", f"{written.document_count}"),
        (
            "weight of the page",
            f"{size / 1e6:.1f} MB ({size / written.document_count / 1e3:.1f} kB a document)",
        ),
        ("writing it", f"{spent:.1f} s of CPU"),
        (
            "from opening until the list can be used",
            f"{ready / 1e3:.2f} s (the file parsed after {timing[0] / 1e3:.2f} s)",
        ),
        ("from a click until a document is shown", f"{shown:.0f} ms"),
        ("memory of its script", f"{heap / 1e6:.0f} MB"),
        (
            "scrolling the list: between frames",
            "median {:.0f} ms, 95 of 100 within {:.0f} ms, longest {:.0f} ms, late {:.1%}".format(
                *listed
            ),
        ),
        (
            "scrolling a document: between frames",
            "median {:.0f} ms, 95 of 100 within {:.0f} ms, longest {:.0f} ms, late {:.1%}".format(
                *read
            ),
        ),
    ]
    text = (
        "# The review page of many documents\n\n"
        f"`python benchmarks/review.py`: {written.document_count} documents (the samples, each with other words), Chromium {version.split('.')[0]} "
        f"without a window or graphics card, Python {platform.python_version()}, {os.cpu_count()} cores shared with other work. "
        "The times are of this one run; a page is drawn by software here, so that a desk computer draws faster.\n\n"
        "| | |\n|---|---|\n"
        + "".join(f"| {what} | {value} |\n" for what, value in rows)
    )
    (ROOT / "docs" / "benchmarks-review.md").write_text(
        text, encoding="utf-8", newline="\n"
    )
    print(text)


if __name__ == "__main__":
    measure_review_page()
