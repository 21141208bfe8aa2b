"""A second, independent count of the text that a file stores.

No code is shared with ``extractor.formats`` (a test holds it), and the
methods differ: bytes are scanned where a reader walks a tree, parser
events are handled where it queries a tree, the piece table is read from
its start where it is looked up by position. Embedded objects and
generated list numbers are not counted. The order of the lines does not
matter; where a line ends does, for its numbers.
"""

from __future__ import annotations

__all__ = [
    "UncountableError",
]


class UncountableError(Exception):
    """The displayed text cannot be determined: no
    share is better than a wrong one."""
