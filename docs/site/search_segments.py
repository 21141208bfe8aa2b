"""Search in Chinese takes the last word of a query whole. A hook of MkDocs.

The worker of the theme cuts a query of Chinese characters at words of the index, but never
tries the piece that ends the query: 中断 was searched as 中. One comparison is put right in
the worker of the built site.
"""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

# for (i = 0; i < query.length; i++) for (j = i + 1; j < query.length; j++) query.slice(i, j) in index
PIECES = re.compile(
    r"(for\(let (\w+)=(\w+)\+1;\2)<(=?)(\w+\.length;\2\+\+\)\w+\.slice\(\3,\2\)in )"
)


def on_post_build(config: MkDocsConfig) -> None:
    """Mend the worker. Raises PluginError where the theme has another one."""
    workers = Path(config.site_dir) / "assets" / "javascripts" / "workers"
    for worker in workers.glob("search.*.min.js"):
        script = worker.read_text(encoding="utf-8")
        mended, places = PIECES.subn(r"\1<=\5", script)
        if places != 1:
            raise PluginError(f"{worker.name}: its segmentation of queries is another")
        worker.write_text(mended, encoding="utf-8")
