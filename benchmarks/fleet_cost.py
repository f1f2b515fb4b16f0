"""What a fleet run would cost elsewhere: ``python benchmarks/fleet_cost.py FILE... [--to 100000000]``.

Each ``FILE`` holds lines that ``fleet_sql.py`` printed, for several sizes. Of every engine and size the round with the
least CPU counts. A line ``fixed + each x subjects`` is fitted to them so that the largest error, as a share of what was
measured, is least; it is printed with its errors and, far beyond what was measured, with what it gives.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

LINE = re.compile(r"(\w+) subjects=(\d+) round=\d+ wall=[\d.]+s cpu=([\d.]+)s(?: moved=([\d.]+)MB)?")
Costs = dict[int, float]  # CPU seconds, or bytes moved, by number of subjects


@dataclass(frozen=True)
class Fit:
    """A line: a fixed part and one for each subject; ``error`` is the largest, as a share of what was measured."""

    fixed: float
    each: float
    error: float

    def at(self, subjects: int) -> float:
        return self.fixed + self.each * subjects


def measured(lines: Iterable[str]) -> tuple[dict[str, Costs], dict[str, Costs]]:
    """The least CPU seconds, and the bytes moved, by engine and size."""
    cpu: dict[str, Costs] = {}
    moved: dict[str, Costs] = {}
    for line in lines:
        if found := LINE.match(line):
            engine, subjects, seconds = found[1], int(found[2]), float(found[3])
            costs = cpu.setdefault(engine, {})
            costs[subjects] = min(costs.get(subjects, seconds), seconds)
            if found[4]:
                moved.setdefault(engine, {})[subjects] = float(found[4]) * 1e6
    return cpu, moved


def fitted(costs: Costs) -> Fit:
    """The line of least largest relative error. It has the same error, above or below, at three sizes (or none at two):
    every three are tried. Raises ValueError for fewer than two sizes."""
    points = sorted(costs.items())
    if len(points) < 2:
        raise ValueError("a line needs two sizes")
    groups = list(combinations(points, min(3, len(points))))
    return min((_through(group, costs) for group in groups), key=lambda f: f.error)


def _through(group: tuple[tuple[int, float], ...], costs: Costs) -> Fit:
    """The line that misses the sizes of a group by one share, up and down in turn."""
    if len(group) == 2:
        (n1, c1), (n2, c2) = group
        each = (c2 - c1) / (n2 - n1)
        return _judged(c1 - each * n1, each, costs)
    (n1, c1), (n2, c2), (n3, c3) = group
    weight = (n2 - n1) / (n3 - n1)
    chord = c1 + (c3 - c1) * weight  # what the line through the outer two gives in the middle
    share = (c2 - chord) / (c2 + chord)
    each = (c3 - c1) * (1 + share) / (n3 - n1)
    return _judged(c1 * (1 + share) - each * n1, each, costs)


def _judged(fixed: float, each: float, costs: Costs) -> Fit:
    return Fit(fixed, each, max(abs(fixed + each * n - c) / c for n, c in costs.items()))


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("files", nargs="+", type=Path)
    words.add_argument("--to", type=int, default=10**8)
    given = words.parse_args()
    cpu, moved = measured(line for f in given.files for line in f.read_text(encoding="utf-8").splitlines())
    for engine, costs in cpu.items():
        for subjects, seconds in sorted(costs.items()):
            print(f"{engine} {subjects}: {seconds:.1f} CPU s")
        if len(costs) < 2:
            continue
        line = fitted(costs)
        print(f"{engine}: {line.fixed:.1f} s + {line.each * 1e6:.1f} us a subject, at most {line.error:.0%} off")
        print(f"{engine} {given.to}: {line.at(given.to) / 3600:.2f} core hours (extrapolated)")
    for engine, sizes in ((e, s) for e, s in moved.items() if len(s) > 1):
        line = fitted(sizes)
        print(f"{engine}: moves {line.each:.0f} bytes a subject; {given.to}: {line.at(given.to) / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
