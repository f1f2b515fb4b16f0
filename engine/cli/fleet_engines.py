"""Where a fleet run is executed: here, compiled or with NumPy alone, or as SQL elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from anwei.engine.cli.main import LANG
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Batch, Runner
    from anwei.engine.ir.rules import Waiver


ADDRESSES = ("postgresql://", "spark://", "sc://", "local[")


class Engine(Protocol):
    """Yields the batches of a run."""

    @property
    def runner(self) -> Runner: ...

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]: ...


class Embedded:
    """In this process, partition by partition; compiled where the compiler is installed."""

    def __init__(self, data: Path, partition: int, memory: int, *, compiled: bool) -> None:
        self.data = data
        self.partition = partition
        self.memory = memory
        self.compiled = compiled

    @property
    def runner(self) -> Runner:
        if self.compiled and find_spec("numba") is not None:
            from anwei.engine.fleet.compiled import Compiled

            return Compiled()
        from anwei.engine.fleet.interpret import run_pass

        return run_pass

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]:
        from anwei.engine.fleet.folder import Folder
        from anwei.engine.fleet.run import batches

        return batches(plan, Folder(self.data, partition=self.partition, memory=self.memory), self.runner, waivers)


class Elsewhere:
    """The plan as SQL in a database or a cluster; ``--data`` are its tables where it reads files."""

    def __init__(self, name: str, data: Path) -> None:
        self.name = name
        self.data = data

    @property
    def runner(self) -> Runner:
        from anwei.engine.fleet.interpret import run_pass

        return run_pass

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]:
        from anwei.engine.fleet.sql.execute import batches

        return batches(plan, self._connected(), waivers)

    def _connected(self) -> Any:
        """The connection that a name stands for."""
        tables = {f.stem: f for f in sorted(self.data.glob("*.parquet"))}
        tables |= {f.name: f for f in sorted(self.data.iterdir()) if f.is_dir()}
        if self.name == "duckdb":
            from anwei.engine.fleet.sql.on_duckdb import DuckDB

            return DuckDB(tables)
        if self.name == "clickhouse":
            from anwei.engine.fleet.sql.on_clickhouse import ClickHouse

            return ClickHouse(tables)
        if self.name.startswith("postgresql://"):
            from anwei.engine.fleet.sql.on_postgres import PostgreSQL

            return PostgreSQL(self.name)
        from anwei.engine.fleet.sql.on_spark import Spark

        return Spark(self.name, tables)


def engine_of(name: str, data: Path, partition: int, memory: int) -> Engine:
    """The engine of a name. Raises click.BadParameter for one that there is not."""
    if name in ("embedded", "numpy"):
        return Embedded(data, partition, memory, compiled=name == "embedded")
    if name in ("duckdb", "clickhouse") or name.startswith(ADDRESSES):
        return Elsewhere(name, data)
    names = ", ".join(("embedded", "numpy", "duckdb", "clickhouse", *(f"{a}..." for a in ADDRESSES)))
    raise click.BadParameter(label("cli.no_format", LANG, name=name, names=names), param_hint="--engine")
