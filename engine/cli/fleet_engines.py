"""Where a fleet run is executed: here, compiled or with NumPy alone, or as SQL elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from anwei.engine.cli.main import LANG
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Batch, Runner
    from anwei.engine.ir.rules import Waiver


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


def engine_of(name: str, data: Path, partition: int, memory: int) -> Engine:
    """The engine of a name. Raises click.UsageError for one that there is not."""
    if name in ("embedded", "numpy"):
        return Embedded(data, partition, memory, compiled=name == "embedded")
    raise click.BadParameter(label("cli.no_format", LANG, name=name, names="embedded, numpy"), param_hint="--engine")
