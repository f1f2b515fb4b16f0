"""What a fleet run costs on an SQL engine: ``python benchmarks/fleet_sql.py duckdb|spark|embedded DATA
[--address A]``.

``DATA`` is a folder that ``benchmarks/fleet/generate.py`` made; the rules are the twenty of ``benchmarks/fleet``. Each
round prints the seconds and the CPU seconds (this process and all that it started), the engine's start left out, and
on Spark the bytes that were moved between workers. ``embedded`` is anwei's own evaluation, for comparison;
``fleet_cost.py`` fits a line to what is printed for several sizes.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "fleet"))

TICKS = os.sysconf("SC_CLK_TCK")


def plan() -> Any:
    from ours import Ours
    from workload import HERE as WORKLOAD

    return Ours(WORKLOAD / "rules.yaml").plan()


def cpu(names: tuple[str, ...] = ()) -> float:
    """CPU seconds of this process and all below it, and of other processes whose command line has one of the names."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    extra: set[int] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                line = (folder / "cmdline").read_text()
            except OSError:
                continue  # it has ended
            number = int(folder.name)
            parents[number], used[number] = int(fields[1]), (int(fields[11]) + int(fields[12])) / TICKS
            if any(n in line for n in names):
                extra.add(number)

    def ours(number: int) -> Iterator[int]:
        while number in parents:
            yield number
            number = parents[number]

    return sum(u for n, u in used.items() if n in extra or os.getpid() in ours(n))


def opened(engine: str, folder: Path, address: str) -> Any:
    from anwei.engine.fleet.sql.on_duckdb import DuckDB, parquet_tables

    tables = parquet_tables(folder)
    if engine == "duckdb":
        return DuckDB(tables)
    from anwei.engine.fleet.sql.on_spark import Spark

    settings = {"spark.ui.enabled": "true", "spark.driver.memory": "4g", "spark.sql.shuffle.partitions": "8"}
    return Spark(address, {n: p.resolve() for n, p in tables.items()}, **settings)


def moved(engine: Any) -> int:
    """The bytes that Spark's stages have written to be read by others, so far."""
    import json
    import urllib.request

    context = engine.session.sparkContext
    address = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/stages"
    with urllib.request.urlopen(address, timeout=30) as found:
        return sum(int(stage["shuffleWriteBytes"]) for stage in json.load(found))


def judged(made: Any, engine: Any, folder: Path) -> Iterator[Any]:
    """The batches of one run, on an engine or here."""
    if engine is None:
        from anwei.engine.fleet.compiled import Compiled
        from anwei.engine.fleet.folder import Folder
        from anwei.engine.fleet.run import batches as here

        return here(made, Folder(folder), Compiled())
    from anwei.engine.fleet.sql.execute import batches

    return batches(made, engine)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("engine", choices=["duckdb", "spark", "embedded"])
    words.add_argument("folder", type=Path)
    words.add_argument("--address", default="local[2]", help="of Spark")
    words.add_argument("--rounds", type=int, default=3)
    given = words.parse_args()
    made = plan()
    engine = opened(given.engine, given.folder, given.address) if given.engine != "embedded" else None
    names = ("CoarseGrainedExecutorBackend",)
    for number in range(given.rounds):
        clock, used = time.perf_counter(), cpu(names)
        before = moved(engine) if given.engine == "spark" else 0
        rows = sum(len(b.divisions) for b in judged(made, engine, given.folder))
        shown = f" moved={(moved(engine) - before) / 1e6:.1f}MB" if given.engine == "spark" else ""
        print(f"{given.engine} subjects={rows} round={number} wall={time.perf_counter() - clock:.2f}s "
              f"cpu={cpu(names) - used:.2f}s{shown}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
