"""The command line that the peers over whole tables share.

``PEER check DATA --out MATRIX.npy`` reads the Parquet files once and writes the verdict matrix (uint8, a row an
enterprise in the order of ids, a column a rule). ``PEER recheck DATA --rounds 5`` loads the tables into memory first,
then judges several times and prints one JSON line: CPU seconds of loading and of each round.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Protocol

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


class Peer(Protocol):
    """A way to judge all enterprises."""

    def check(self, folder: Path) -> np.ndarray:
        """From Parquet to the verdict matrix."""
        ...

    def load(self, folder: Path) -> None:
        """Bring the tables into memory."""
        ...

    def recheck(self) -> np.ndarray:
        """From the tables in memory to the verdict matrix."""
        ...


def parser(doc: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("what", choices=("check", "recheck"))
    made.add_argument("data", type=Path)
    made.add_argument("--out", type=Path, help="where to write the matrix")
    made.add_argument("--rounds", type=int, default=5, help="rounds of recheck")
    return made


def run(peer: Peer, given: argparse.Namespace) -> None:
    if given.what == "check":
        matrix = peer.check(given.data)
    else:
        start = time.process_time()
        peer.load(given.data)
        times = [time.process_time() - start]
        for _ in range(given.rounds):
            start = time.process_time()
            matrix = peer.recheck()
            times.append(time.process_time() - start)
        print(json.dumps({"load": times[0], "rounds": times[1:]}))
    if given.out is not None:
        np.save(given.out, matrix)
