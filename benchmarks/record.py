"""CPU time to judge one subject by every rule that concerns it, with and without lapse dates and words.

    .venv/bin/python benchmarks/record.py [REPEATS]

Prints a table over the shipped examples: rules judged, milliseconds of CPU for verdicts alone, with the date on which
each verdict changes, and with the whole explanation in words; the least of the repeats. Nothing is asserted.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from tabulate import tabulate

from anwei.engine.catalogue.assess import Assessment, judge_for
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.forms import read_paths
from anwei.engine.record.finding import Verdict
from anwei.engine.reports import writer
from anwei.engine.reports.view import Report

ROOT = Path(__file__).resolve().parent.parent
DAY = date(2026, 11, 21).toordinal()


def least(run: Callable[[], object], repeats: int) -> float:
    """The least CPU time of several runs, in milliseconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
    return best * 1000


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    start = time.process_time()
    opened = open_catalogue()
    opening = (time.process_time() - start) * 1000
    catalogue, diagnostics = opened.catalogue, Diagnostics()
    folders = [ROOT / "examples" / name for name in ("enterprises", "districts")]
    subjects = read_paths(folders, catalogue.vocabulary, diagnostics)
    diagnostics.raise_errors()
    write = writer("text")
    rows, total = [], [0, 0.0, 0.0, 0.0]
    for subject in subjects:
        rules = catalogue.rules_for(subject.kind, subject.division)

        def judged(horizon: dict[str, int], subject=subject, rules=rules) -> Assessment:  # type: ignore[no-untyped-def]
            judge = judge_for(catalogue, subjects, opened.environment)
            found = tuple(judge.finding(rule, subject, DAY, **horizon) for rule in rules)
            return Assessment(DAY, catalogue.digest, (subject,), found)

        def worded(judged=judged) -> str:  # type: ignore[no-untyped-def]
            return write(Report(judged({}), catalogue, "zh", frozenset(Verdict), (), True))

        runs = (partial(judged, {"horizon": 0}), partial(judged, {}), worded)
        times = [least(run, repeats) for run in runs]
        rows.append([subject.id, len(rules), *(f"{t:.1f}" for t in times)])
        total = [a + b for a, b in zip(total, [len(rules), *times], strict=True)]
    rows.append(["total", int(total[0]), *(f"{t:.1f}" for t in total[1:])])
    print(f"opening the catalogue: {opening:.0f} ms CPU ({len(catalogue.rules)} rules), least of {repeats} runs")
    print(
        tabulate(
            rows,
            ["subject", "rules", "verdict ms", "+ lapse dates ms", "+ words ms"],
            tablefmt="simple",
            disable_numparse=True,
            colalign=("left", "right", "right", "right", "right"),
        )
    )


if __name__ == "__main__":
    main()
