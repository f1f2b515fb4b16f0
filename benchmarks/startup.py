"""How long the command line takes to start: ``python benchmarks/startup.py [RUNS]``.

Prints CPU seconds (user and system, median of 7 runs) of a bare interpreter, of ``anwei --help``, and of ``anwei
check`` of one enterprise against every rule that concerns it. One run before each measurement compiles the sources
and the catalogue, as the first use of an installation does. Wall time is left out: the machine may be busy.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENTERPRISE = "examples/enterprises/hazardous-chemicals-maker.yaml"
START = "from anwei.engine.cli.main import run; run()"
COMMANDS: dict[str, tuple[list[str], float]] = {
    "python -c pass": (["-c", "pass"], 0.0),
    "anwei --help": (["-c", START, "--help"], 0.15),
    "anwei check (one enterprise)": (["-c", START, "check", ENTERPRISE, "--date", "2026-11-21", "--exit-zero"], 0.6),
}


def cpu_seconds(words: list[str]) -> float:
    """CPU seconds of one run and its children. Raises CalledProcessError if the command fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main(runs: int) -> None:
    print(
        f"{'command':32}{'median':>8}{'least':>8}{'bar':>8}   CPU seconds, {runs} runs, Python {sys.version.split()[0]}"
    )
    for name, (words, bar) in COMMANDS.items():
        cpu_seconds(words)
        times = [cpu_seconds(words) for _ in range(runs)]
        print(f"{name:32}{statistics.median(times):8.3f}{min(times):8.3f}{bar or '-':>8}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
