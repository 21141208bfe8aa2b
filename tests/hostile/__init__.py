"""Files that are broken, lie or mean harm, each kind in a room of its own, and what the program must do with them.

Everything is made by code when it is asked for; no bomb is ever unfolded, not in memory and not on disk.
"""

from __future__ import annotations

import sys
from pathlib import Path

_READERS = str(Path(__file__).resolve().parents[1] / "readers")
if _READERS not in sys.path:
    sys.path.append(_READERS)  # the rooms there that author files import one another by their bare names
