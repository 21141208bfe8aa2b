"""Kill a run again and again at random moments; the dataset at the end must be that of an undisturbed run.

    python benchmarks/interrupt.py FOLDER [KILLS]

Prints one line a round (a round ends when a run is let through) and fails when a byte differs. POSIX only.
"""

from __future__ import annotations

import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def hash_files(out: Path) -> dict[str, str]:
    """Hashes of the files of a dataset (its subfolders are volatile)."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.iterdir())
        if path.is_file()
    }


def run_interruptions(folder: str, kills: str = "30") -> int:
    """Returns 1 when a resumed run gave other bytes."""
    dice = random.Random(1)
    left = int(kills)
    with tempfile.TemporaryDirectory() as home:

        def command(out: str) -> list[str]:
            return [
                sys.executable,
                "-m",
                "extractor",
                "run",
                folder,
                "-o",
                str(Path(home, out)),
                "--jobs",
                "2",
                "--json",
            ]

        start = time.monotonic()
        subprocess.run(command("calm"), stdout=subprocess.DEVNULL, check=False)
        length = time.monotonic() - start
        calm = hash_files(Path(home, "calm"))
        print(f"undisturbed: {length:.1f} s, {len(calm)} files")
        disturbed = 0
        while left > 0:
            disturbed += 1
            out = f"disturbed{disturbed}"
            met = 0
            while left > 0:
                process = subprocess.Popen(
                    command(out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                time.sleep(dice.uniform(0.05, length))
                process.send_signal(signal.SIGKILL)
                if process.wait() != -signal.SIGKILL:  # it had ended before
                    break
                met += 1
                left -= 1
            done = subprocess.run(command(out), capture_output=True, check=False)
            told = json.loads(done.stdout)
            same = hash_files(Path(home, out)) == calm
            print(
                f"{met} kills: {'the same bytes' if same else 'OTHER BYTES'}, {told['reused']} of {told['total']} kept"
            )
            if not same:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(run_interruptions(*sys.argv[1:]))
