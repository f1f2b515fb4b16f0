"""How long reading and linting all shipped rules takes: ``python benchmarks/loading.py [RUNS]``.

Prints CPU seconds (user and system, median and least) of ``anwei rules lint`` with nothing kept from before, with
everything kept, and after a file of tests or a file of law beside the shipped ones has changed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

ROOT = Path(__file__).resolve().parent.parent
START = "from anwei.engine.cli.main import run; run()"


def lint(cache: Path, extra: Path) -> float:
    """CPU seconds of one run. Raises CalledProcessError if it finds anything wrong."""
    before = getrusage(RUSAGE_CHILDREN)
    words = [sys.executable, "-c", START, "rules", "lint", "--rules", str(extra)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True, env={**os.environ, "XDG_CACHE_HOME": str(cache)})
    after = getrusage(RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def one_round(folder: Path, times: dict[str, list[float]]) -> None:
    """Each kind once, one after the other, with a cache of its own."""
    extra = folder / "extra"
    extra.mkdir()
    (extra / "extra.yaml").write_text("waivers: extra\nentries: []\n", "utf-8")
    (extra / "extra.tests.yaml").write_text("tests: extra\ncases: []\n", "utf-8")
    times["nothing kept"].append(lint(folder / "cache", extra))
    times["nothing changed"].append(lint(folder / "cache", extra))
    (extra / "extra.tests.yaml").write_text("tests: extra\ncases: []\n# changed\n", "utf-8")
    times["tests changed"].append(lint(folder / "cache", extra))
    (extra / "extra.yaml").write_text("waivers: extra\nentries: []\n# changed\n", "utf-8")
    times["law changed"].append(lint(folder / "cache", extra))


def main(runs: int) -> None:
    times: dict[str, list[float]] = {n: [] for n in ("nothing kept", "nothing changed", "tests changed", "law changed")}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), times)
    print(
        f"{'anwei rules lint':20}{'median':>8}{'least':>8}   CPU seconds, {runs} runs, Python {sys.version.split()[0]}"
    )
    for name, found in times.items():
        print(f"{name:20}{statistics.median(found):8.2f}{min(found):8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
