"""Draws the plots of the page "from a folder to a regression" by running the page.

    python docs/images/regression.py

The code of the page is what a reader types; the tests run it the same way.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
import tempfile
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path

from extractor.cli import main as run_command

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PAGES = {
    "zh": "from-folder-to-regression.md",
    "en": "from-folder-to-regression.en.md",
}
CODE_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def list_code_blocks(lang: str) -> list[tuple[str, str]]:
    """Language and text of each block of code of the page."""
    page = HERE.parent / PAGES[lang]
    return CODE_BLOCK.findall(page.read_text(encoding="utf-8"))


def run_page(lang: str, folder: Path) -> str:
    """Run the page in a folder that holds the samples.

    Args:
        lang: Which page.
        folder: Where it works; the dataset and the plot are left there.

    Returns:
        What its Python prints.
    """
    blocks = list_code_blocks(lang)
    script = folder / "page.py"
    script.write_text(
        "\n".join(text for language, text in blocks if language == "python"),
        encoding="utf-8",
    )
    printed = StringIO()
    with chdir(folder):
        for command in (text for language, text in blocks if not language):
            run_command(command.split()[1:])
        with redirect_stdout(printed):
            runpy.run_path(os.fspath(script))
    return printed.getvalue()


def main() -> None:
    """Draw both plots."""
    for lang in PAGES:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            shutil.copytree(ROOT / "samples", folder / "samples")
            run_page(lang, folder)
            shutil.copy(folder / "regression.png", HERE / f"regression.{lang}.png")


if __name__ == "__main__":
    main()
