"""Takes the pictures of the review page: in a real browser, light and dark, wide and narrow.

    python docs/images/review.py        # needs Chromium and: pip install playwright

The page is that of the samples, one of which gets a sum that is wrong so that a failed check can be seen.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import docx

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

import extractor  # noqa: E402
from extractor.review import write_review  # noqa: E402
from tests.browser import open_browser  # noqa: E402

SAMPLE = "桃城区财政局2020年部门预算公开.docx"
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 780}


def build_dataset(folder: Path) -> extractor.Dataset:
    """The samples, with 10.00 of one sum printed as 11.00."""
    inputs = folder / "inputs"
    inputs.mkdir()
    for path in sorted((ROOT / "samples").glob("*.docx")):
        (inputs / path.name).write_bytes(path.read_bytes())
    wrong = docx.Document(str(inputs / SAMPLE))
    for run in (run for paragraph in wrong.paragraphs for run in paragraph.runs):
        run.text = run.text.replace("三公”经费合计为10.00", "三公”经费合计为11.00")
    wrong.save(str(inputs / SAMPLE))
    return extractor.convert(inputs, folder / "ds")


def take_screenshot(
    opened: Any,
    page: Path,
    name: str,
    scheme: str,
    size: dict[str, int],
    keys: str,
    lang: str = "zh",
) -> None:
    """One picture: open, press keys, wait, shoot. ``o`` opens the first document."""
    context = opened.new_context(
        viewport=size,
        color_scheme=scheme,
        reduced_motion="reduce",
        device_scale_factor=1,
    )
    shown = context.new_page()
    shown.goto(page.as_uri())
    shown.wait_for_selector("html[data-ready]")
    if lang == "en":
        shown.keyboard.press("l")
    for key in keys:
        if key == "o":
            shown.locator(".documents a").first.click()
            shown.wait_for_selector("#page")
        else:
            shown.keyboard.press(key)
    shown.wait_for_timeout(400)
    shown.screenshot(path=HERE / f"{name}.png")
    context.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch, open_browser() as opened:
        page = write_review(
            build_dataset(Path(scratch)), Path(scratch) / "page.html"
        ).page
        take_screenshot(opened, page, "review.zh", "light", WIDE, "of")
        take_screenshot(opened, page, "review.en", "light", WIDE, "of", "en")
        take_screenshot(opened, page, "review-dark", "dark", WIDE, "of2")
        take_screenshot(opened, page, "review-list", "light", WIDE, "")
        take_screenshot(
            opened, page, "review-report", "light", {"width": 1280, "height": 1500}, "r"
        )
        take_screenshot(opened, page, "review-narrow", "light", NARROW, "of")
        take_screenshot(opened, page, "review-narrow-dark", "dark", NARROW, "")


if __name__ == "__main__":
    main()
