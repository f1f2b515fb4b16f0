"""Measuring commands in fresh processes, one after the other in turn, and their medians."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workload import HERE

PEERS = HERE / "peers"


@dataclass(frozen=True)
class Job:
    """A command to measure. ``group`` names the jobs whose verdict matrices must be equal; empty: it writes none."""

    name: str
    script: Path | None
    args: tuple[str, ...] = ()
    group: str = ""

    def command(self, out: Path) -> list[str]:
        script = [str(self.script)] if self.script is not None else []
        return [sys.executable, *script, *self.args, *(["--out", str(out)] if self.group else [])]


@dataclass
class Samples:
    """What the rounds of one job showed: CPU seconds (user and system, with children), peak memory, its own figures."""

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)  # GB
    said: list[dict[str, Any]] = field(default_factory=list)

    def median_cpu(self) -> float:
        return statistics.median(self.cpu)

    def inner(self, key: str = "rounds") -> float:
        """The median of a figure that the process measured itself."""
        values: list[float] = []
        for said in self.said:
            values += said[key] if isinstance(said[key], list) else [said[key]]
        return statistics.median(values)

    def as_json(self) -> dict[str, Any]:
        return {"cpu": self.cpu, "wall": self.wall, "peak_gb": self.peak, "own": self.said}


class Failed(Exception):
    """A measured command ended with an error; the message holds its last words."""


def measured(job: Job, out: Path, into: Samples) -> None:
    """Runs a job once in a fresh process. Raises Failed."""
    start = time.perf_counter()
    with subprocess.Popen(
        job.command(out), stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=HERE.parent.parent, env=_as_installed()
    ) as run:
        assert run.stdout is not None and run.stderr is not None
        said = run.stdout.read()  # little is said on either stream, so neither fills up while the other is read
        complaint = run.stderr.read()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise Failed(f"{job.name}: exit {run.returncode}\n{complaint.decode()[-2000:]}")
    into.wall.append(time.perf_counter() - start)
    into.cpu.append(usage.ru_utime + usage.ru_stime)
    into.peak.append(usage.ru_maxrss / 2**20)
    last = said.decode().strip().rpartition("\n")[2]
    into.said.append(json.loads(last) if last.startswith("{") else {})


def _as_installed() -> dict[str, str]:
    """The environment in which modules stay compiled from one run to the next, as they do for users.

    Nobody here computes with matrices: threads for them, which NumPy starts for each process, are left out for all.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"OPENBLAS_NUM_THREADS": "1"}


def rounds(jobs: Iterable[Job], count: int, outs: Path) -> dict[str, Samples]:
    """Every job once a round, so that a busy machine is busy for all of them. Raises Failed."""
    jobs = list(jobs)
    found = {job.name: Samples() for job in jobs}
    for number in range(count):
        for job in jobs:
            print(f"round {number + 1}/{count}: {job.name}", file=sys.stderr, flush=True)
            measured(job, out_path(outs, job), found[job.name])
    return found


def out_path(outs: Path, job: Job) -> Path:
    return outs / f"{job.name.replace(' ', '-').replace(',', '').replace('+', 'and')}.npy"
