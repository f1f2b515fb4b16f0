"""Where a fleet run is executed: here, compiled or with NumPy alone, or as SQL elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from anwei.engine.cli.fleet_data import kinds_in
from anwei.engine.cli.main import LANG
from anwei.engine.messages import label

if TYPE_CHECKING:
    import pyarrow as pa

    from anwei.engine.cli.fleet_sectors import SectorsOf
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Batch, Runner, Source
    from anwei.engine.fleet.sql.execute import Engine as Database
    from anwei.engine.ir.rules import Waiver

HERE = ("embedded", "numpy")


class Engine(Protocol):
    """What a run is made with."""

    def kinds(self, vocabulary: Vocabulary) -> Collection[str]:
        """The kinds of subjects that it has tables of."""
        ...

    def count(self, kind: str) -> int:
        """How many subjects of a kind there are."""
        ...

    def sectors(self, kind: str) -> SectorsOf | None:
        """What gives the sectors of a batch's subjects; None where the kind has none."""
        ...

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]:
        """What the rules say of all subjects, some at a time."""
        ...


class Embedded:
    """In this process, partition by partition; ``compiled`` where that pays.

    ``partition``: subjects at a time; without it as many as ``memory`` bytes allow. ``ordered``: results come in the
    order of the tables, as they do unless earlier ones are taken over.
    """

    def __init__(
        self,
        data: Path,
        vocabulary: Vocabulary,
        partition: int | None,
        memory: int,
        *,
        compiled: bool = True,
        ordered: bool = True,
    ) -> None:
        self.data = data
        self.vocabulary = vocabulary
        self.partition = partition
        self.memory = memory
        self.compiled = compiled
        self.ordered = ordered

    @property
    def runner(self) -> Runner:
        from anwei.engine.fleet.runners import runner_for

        return runner_for(sum(map(self.count, self.vocabulary.subjects)) if self.compiled else 0)

    @property
    def source(self) -> Source:
        from anwei.engine.fleet.folder import Folder, fitting

        partition = self.partition or fitting(self.data, self.memory, self.vocabulary)
        return Folder(self.data, partition=partition, memory=self.memory)

    def kinds(self, vocabulary: Vocabulary) -> Collection[str]:
        return kinds_in(self.data, vocabulary)

    def count(self, kind: str) -> int:
        from anwei.engine.fleet.pieces import pieces

        return sum(p.rows for p in pieces(self.data, kind))

    def sectors(self, kind: str) -> SectorsOf | None:
        import pyarrow as pa

        from anwei.engine.cli.fleet_sectors import SECTORS, by_id, in_order
        from anwei.engine.fleet.intake import taken

        found = taken(self.data, self.vocabulary.subjects[kind])
        if not found or not all(SECTORS in p.names for p in found):
            return None
        if self.ordered:
            return in_order(p.read([SECTORS]) for p in found)
        return by_id(pa.concat_tables([p.read(["id", SECTORS]) for p in found], promote_options="permissive"))

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]:
        from anwei.engine.fleet.run import batches

        return batches(plan, self.source, self.runner, waivers)


class Elsewhere:
    """The plan as SQL in a database or a cluster. Raises AnweiError for tables that do not fit the vocabulary."""

    def __init__(self, database: Database, vocabulary: Vocabulary) -> None:
        from anwei.engine.fleet.sql.fitting import fit

        layout = database.layout()
        fit(layout, vocabulary)
        self.database = database
        self.tables = layout.tables

    def kinds(self, vocabulary: Vocabulary) -> Collection[str]:
        return [k for k in vocabulary.subjects if k in self.tables]

    def count(self, kind: str) -> int:
        from sqlglot import exp

        [rows] = (b for b in self._select(kind, exp.Count(this=exp.Star())) if b.num_rows)
        return int(rows.column(0)[0].as_py())

    def sectors(self, kind: str) -> SectorsOf | None:
        import pyarrow as pa
        from sqlglot import exp

        from anwei.engine.cli.fleet_sectors import SECTORS, by_id

        if self.tables[kind].get(SECTORS) is None or self.tables[kind][SECTORS].kind != "list":
            return None
        raw, sectors = (exp.column(n, quoted=True) for n in ("id", SECTORS))
        turned = self.tables[kind]["id"].kind == "word"
        found = self._select(kind, self.database.dialect.text(raw) if turned else raw, sectors)
        parts = [pa.table(b.columns, names=["id", SECTORS]) for b in found]
        return by_id(pa.concat_tables(parts, promote_options="permissive")) if parts else None

    def _select(self, kind: str, *columns: Any) -> Iterator[pa.RecordBatch]:
        from sqlglot import exp

        from anwei.engine.fleet.sql.layout import table_name

        table = exp.table_(table_name(kind), db=self.database.schema or None, quoted=True)
        return self.database.query(self.database.dialect.write(exp.select(*columns).from_(table)))

    def batches(self, plan: Plan, waivers: Sequence[Waiver]) -> Iterator[Batch]:
        from anwei.engine.fleet.sql.execute import batches

        return batches(plan, self.database, waivers)


def engine_of(
    name: str,
    data: Path | None,
    vocabulary: Vocabulary,
    schema: str,
    partition: int | None,
    memory: int,
    *,
    ordered: bool = True,
) -> Engine:
    """The engine of a name, until the command ends. Raises AnweiError for one that there is not, UsageError where it
    needs ``--data``."""
    if name in HERE or name in ("duckdb", "clickhouse"):
        if data is None:
            raise click.UsageError(label("cli.fleet.needs_data", LANG, engine=name))
        if name in HERE:
            return Embedded(data, vocabulary, partition, memory, compiled=name == "embedded", ordered=ordered)
    from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
    from anwei.engine.fleet.sql.troubles import shown

    place = Place(shown(name))
    if find_spec("sqlglot") is None:
        raise AnweiError([Diagnostic("FLT-047", place, {"package": "sqlglot", "install": "anwei[fleet]"})])
    from anwei.engine.fleet.sql.engines import opened

    found = Elsewhere(click.get_current_context().with_resource(opened(name, data, schema)), vocabulary)
    if data is None and not found.kinds(vocabulary):
        raise AnweiError([Diagnostic("FLT-042", place, {"engine": found.database.dialect.name})])
    return found
