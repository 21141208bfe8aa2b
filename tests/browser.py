"""A real browser for the tests of the review page: Chromium, driven by Playwright, closed off from every network."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
LONGEST_WAIT = 1_800_000
"""Milliseconds: against a browser that hangs, not one of a busy machine."""
BROWSER_REQUIRED = bool(os.environ.get("EXTRACTOR_BROWSER_MUST"))
"""Set where the tests are to fail, not to skip, without a browser (.ci/run sets it)."""


def find_chromium() -> str | None:
    """Path of a Chromium of this machine."""
    return next((path for name in EXECUTABLES if (path := shutil.which(name))), None)


def explain_missing_browser() -> str:
    """Why there is no browser to test with; '' when there is one."""
    if importlib.util.find_spec("playwright") is None:
        return 'needs: pip install "playwright>=1.49"'
    return "" if find_chromium() else "needs Chromium or Chrome on the PATH"


@contextmanager
def open_browser() -> Iterator[Any]:
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS), timeout=LONGEST_WAIT)
        yield opened
        opened.close()


class MonitoredPage:
    """A page with a record of what it must not do: errors, dialogs, requests for anything but files of the disk."""

    def __init__(self, opened: Any, path: Path, **context: Any) -> None:
        self.context = opened.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True, **context)
        self.page = self.context.new_page()
        self.page.set_default_timeout(LONGEST_WAIT)
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.dialogs: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("dialog", self._dialog)
        self.context.on("request", lambda asked: self.requests.append(asked.url))
        self.page.goto(path.resolve().as_uri())
        self.page.wait_for_selector("html[data-ready]")

    def _dialog(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def __enter__(self) -> MonitoredPage:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self.context.close()
        if kind is None:
            assert (self.errors, self.dialogs) == ([], [])
            assert [url for url in self.requests if not url.startswith(("file:", "blob:"))] == []
