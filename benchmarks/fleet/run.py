"""The fleet benchmark: ``python run.py [--size 1000000] [--rounds 5] [--only parquet,loaded] [--work DIR]``.

Measures anwei against hand-written DuckDB and Polars, record engines and plain Python on the same twenty rules: CPU
seconds of fresh processes, in turn, median of the rounds. Prints the bars, writes ``results.json`` into the work
folder, and ends with exit code 1 where any verdict differs. The bar at ten times the size (``memory-ten-times``) runs
only if asked for by name, or with ``--only all``. Data are kept in the work folder and made again only if they are
gone.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bars import BARS, Bar
from jobs import Work, jobs
from measure import Failed, Samples, measured, out_path, rounds
from tabulate import tabulate

PACKAGES = ("numpy", "pyarrow", "numba", "duckdb", "polars", "datalogic-py", "zen-engine", "common-expression-language")
SPARING = "memory-ten-times"


def chosen(only: str) -> list[Bar]:
    """The bars asked for. Exits where a name is unknown."""
    if only == "all":
        return list(BARS)
    names = [n for n in only.split(",") if n]
    unknown = set(names) - {b.name for b in BARS}
    if unknown:
        sys.exit(f"no bar {', '.join(sorted(unknown))}; there are {', '.join(b.name for b in BARS)}")
    return [b for b in BARS if (b.name in names if names else b.name != SPARING)]


def report(bars: list[Bar], samples: dict[str, Samples], work: Work) -> list[dict[str, object]]:
    """Prints the jobs and the bars; the bars as data."""
    own = {name: f"{s.inner():.3g}" for name, s in samples.items() if s.said[0].get("rounds")}
    print(
        tabulate(
            [[n, f"{s.median_cpu():.2f}", f"{max(s.peak):.2f}", own.get(n, "")] for n, s in samples.items()],
            ["job", "CPU s", "peak GB", "own figure, CPU s"],
            disable_numparse=True,
            colalign=("left", "right", "right", "right"),
        )
    )
    rows, data = [], []
    for bar in bars:
        figure = bar.figure(samples, work)
        sign = "≥" if bar.higher else "≤"
        limits = [f"{sign} {limit:g} {bar.unit}" for limit in (bar.must, bar.aim)]
        rows.append([bar.name, bar.what, *limits, f"{figure:.3g} {bar.unit}", bar.reached(figure)])
        data.append(
            {"bar": bar.name, "must": bar.must, "aim": bar.aim, "measured": figure, "reached": bar.reached(figure)}
        )
    print()
    print(tabulate(rows, ["bar", "what", "must", "aim", "measured", "reached"], disable_numparse=True))
    return data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000, help="how many enterprises")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="bars, separated by commas; or all")
    parser.add_argument(
        "--work", type=Path, default=Path(tempfile.gettempdir()) / "anwei-fleet", help="data and results"
    )
    given = parser.parse_args()
    bars, work = chosen(given.only), Work(given.work, given.size)
    needed = {name for bar in bars for name in bar.needs}
    work.prepare(shuffled="ours, shuffled" in needed, huge="ours, ten times" in needed)
    ran = [job for name, job in jobs(work).items() if name in needed]
    try:
        for job in ran:
            if job.name in ("anwei check", "ours"):  # the first use of an installation compiles what later ones find
                measured(job, out_path(work.outs, job), Samples())
        samples = rounds(ran, given.rounds, work.outs)
    except Failed as failure:
        sys.exit(str(failure))
    data = report(bars, samples, work)
    from compare import differences  # after measuring: a child's peak memory begins with what its parent holds

    differing = differences(ran, work)
    results = {
        "size": given.size,
        "rounds": given.rounds,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "packages": {name: version(name) for name in PACKAGES},
        "bars": data,
        "jobs": {name: s.as_json() for name, s in samples.items()},
        "differences": differing,
    }
    path = work.folder / "results.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{len(differing)} differences; {path}")
    for line in differing:
        print(line)
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
