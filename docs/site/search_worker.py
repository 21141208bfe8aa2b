"""The search of the built site: Chinese words whole, and from disk too. A hook of MkDocs.

The worker of the theme cuts a query of Chinese characters at words of the index, but never
tries the piece that ends the query: 中断 was searched as 中. One comparison is put right in
the worker of the built site. A page opened from disk may not fetch its index, so that the
index stands beside it as a script; ``iframe-worker.js`` runs the worker there.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

# for (i = 0; i < query.length; i++) for (j = i + 1; j < query.length; j++) query.slice(i, j) in index
PIECES = re.compile(
    r"(for\(let (\w+)=(\w+)\+1;\2)<=?(\w+\.length;\2\+\+\)\w+\.slice\(\3,\2\)in )"
)


@event_priority(-200)  # the index holds the other language by then
def on_post_build(config: MkDocsConfig) -> None:
    """Mend the worker, write the script. Raises PluginError for a worker of another theme."""
    site = Path(config.site_dir)
    for worker in (site / "assets" / "javascripts" / "workers").glob("search.*.js"):
        script = worker.read_text(encoding="utf-8")
        mended, places = PIECES.subn(r"\1<=\4", script)
        if places != 1:
            raise PluginError(f"{worker.name}: its segmentation of queries is another")
        worker.write_text(mended, encoding="utf-8")
    index = site / "search" / "search_index.json"
    entries = index.read_text(encoding="utf-8")
    index.with_suffix(".js").write_text(f"var __index = {entries}", encoding="utf-8")
