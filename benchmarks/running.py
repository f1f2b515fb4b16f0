"""CPU time of a full run over a demo county, of an incremental one on the quiet day after it, and of a brief from that.

    .venv/bin/python benchmarks/running.py [ENTERPRISES]

Makes the county first (default 10,000 enterprises, about 65 records each). Each step runs in a process of its own, as
a user would run it; printed are CPU seconds (user and system), the most memory it took, and what a run judged.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ANWEI = Path(sys.executable).with_name("anwei")


def measured(*words: str) -> tuple[float, int, str]:
    """CPU seconds and peak megabytes of a command, and its last line."""
    process = subprocess.Popen([ANWEI, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    told = process.stderr.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("\n".join(told))
    line = next((t for t in reversed(told) if "judged" in t), told[-1] if told else "")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, line


def main(enterprises: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = str(Path(name) / "demo.anwei")
        steps = {
            "demo": ("demo", name, "--scale", str(enterprises), "--no-runs"),
            "full run": ("run", "-w", place),
            "next day": ("run", "-w", place, "--as-of", "2026-11-22", "--incremental"),
            "brief": (
                "report",
                "leader",
                "-w",
                place,
                "--as-of",
                "2026-11-22",
                "--within",
                "30d",
                "-o",
                f"{name}/b.md",
            ),
        }
        print(f"{enterprises:,} enterprises, Python {sys.version.split()[0]}, {time.strftime('%F')}")
        seconds = {}
        for step, words in steps.items():
            seconds[step], memory, line = measured("--lang", "en", *words)
            print(f"{step:10}{seconds[step]:8.1f} s CPU{memory:8,} MB   {line}", flush=True)
        print(f"the next day costs {seconds['next day'] / seconds['full run']:.1%} of a full run")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
