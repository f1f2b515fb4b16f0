"""The planning process: ``python -m anwei.drills.planning.child FOLDER``.

Reads the job in the folder, tells its progress as JSON lines on standard output, keeps the best plan so far in the
folder, and leaves the result there. A line on standard input, or its end, stops the search; the best plan is kept.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from anwei.drills.model import AnnualPlan
from anwei.drills.planning.job import BEST, JOB, RESULT, Job, Result, Told, write
from anwei.drills.planning.make import make_plan
from anwei.drills.planning.search import Progress


def main(folder: Path) -> None:
    """Run the job of a folder."""
    job = msgspec.json.decode((folder / JOB).read_bytes(), type=Job)
    stop = threading.Event()
    threading.Thread(target=_listen, args=(stop,), daemon=True).start()
    kept: list[int] = []

    def tell(progress: Progress, plan: Callable[[], AnnualPlan]) -> bool:
        say(Told("progress", progress.round, progress.done, progress.of, progress.cost, progress.bound))
        if not kept or progress.cost < kept[-1]:
            kept.append(progress.cost)
            write(folder / BEST, Result(plan()))
        return not stop.is_set()

    made = make_plan(job.gathered(), job.policy, job.options, former=job.former, tell=tell)
    write(folder / RESULT, Result.of(made))
    say(Told("done", cost=made.plan.solver.cost, bound=made.plan.solver.bound))


def say(told: Told) -> None:
    """One line of JSON."""
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    sys.stdout.flush()


def _listen(stop: threading.Event) -> None:
    sys.stdin.readline()
    stop.set()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
