"""The version of the program, for every module that writes it down; the digest tells
apart what one version hides."""

from __future__ import annotations

from functools import cache

__all__ = [
    "__version__",
    "compute_code_digest",
]

__version__ = "0.3.0"


@cache
def compute_code_digest() -> str:
    """Sixteen hex digits of the package's own code and data.

    Work done by other code is done again, also between two states of one version (a
    checkout under development).
    """
    # Not needed for the version, which every command asks for.
    import hashlib
    from pathlib import Path

    home = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted(home.rglob("*"), key=lambda p: p.relative_to(home).as_posix()):
        if path.suffix in {".py", ".toml", ".csv", ".json"}:
            total.update(path.relative_to(home).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
