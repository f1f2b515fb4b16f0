"""The command line that the peers over single records share: ``PEER LINES.jsonl --out MATRIX.npy --rounds 5``.

Reads one JSON text a line, judges each from its text, and prints one JSON line: CPU seconds a record of each round
over all lines. Reading the file and compiling the rules is not counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

Judge = Callable[[str], Sequence[float]]


def run(doc: str | None, make: Callable[[], Judge]) -> None:
    """Judge every line with the judge that ``make`` compiles: from a JSON text to the verdict codes of the rules."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    lines = given.lines.read_text(encoding="utf-8").splitlines()
    judge = make()
    times, found = [], []
    for _ in range(given.rounds):
        start = time.process_time()
        found = [judge(line) for line in lines]
        times.append((time.process_time() - start) / len(lines))
    print(json.dumps({"rounds": times}))
    if given.out is not None:
        np.save(given.out, np.array(found, dtype=np.uint8))
