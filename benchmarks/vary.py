"""Thousands of disclosures out of a few: every copy of a sample has other figures, so that no two files are the same.

    python benchmarks/vary.py FOLDER COUNT [SAMPLES]

Each figure with decimals in the text of the document gets another last digit, which keeps the form of the file and the
size of its parts. The same arguments give the same files.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

FIGURE = re.compile(rb"(\d)(\.\d*)(\d)(?=[^\d<>]{0,8}<)")


def varied(sample: Path, number: int) -> bytes:
    """The bytes of one copy."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(sample) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "word/document.xml":
                pieces = FIGURE.split(data)  # text, first digits, point and digits, last digit, text ...
                for turn, at in enumerate(range(3, len(pieces), 4)):
                    pieces[at] = str((int(pieces[at]) + number + turn) % 10).encode()
                data = b"".join(pieces)
                data = data.replace(b"</w:body>", f"<!-- {number} --></w:body>".encode())
            new.writestr(zipfile.ZipInfo(entry.filename), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def main(folder: str, count: str, samples: str = str(Path(__file__).parents[1] / "samples")) -> None:
    """Write the files, a thousand a folder."""
    known = sorted(Path(samples).glob("*.docx"))
    for number in range(int(count)):
        sample = known[number % len(known)]
        path = Path(folder) / f"{number // 1000:03}" / f"{number:06} {sample.name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(varied(sample, number))


if __name__ == "__main__":
    main(*sys.argv[1:])
