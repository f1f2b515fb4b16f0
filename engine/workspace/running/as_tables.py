"""A workspace as a folder of tables in the columns layout, for runs over very many subjects."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.rows import batches
from anwei.engine.workspace.running.evidence import Evidence

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 1000  # subjects in memory at a time


def write_tables(evidence: Evidence, folder: Path) -> None:
    """Write everything on file as ``<table>.parquet``, one file for each table of each kind that is on file."""
    import pyarrow.parquet as pq

    from anwei.engine.fleet.tables import to_tables

    with ExitStack() as open_files:
        writers: dict[str, Any] = {}
        for kind in evidence.kinds():
            for batch in batches(evidence.of_kind(kind), _BATCH):
                for name, found in to_tables(batch, evidence.vocabulary).items():
                    table = found if "." in name else with_coverage(found, evidence.vocabulary)
                    if name not in writers:
                        made = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
                        writers[name] = open_files.enter_context(made)
                    writers[name].write_table(table)


def with_coverage(table: pa.Table, vocabulary: Vocabulary) -> pa.Table:
    """The subjects of one batch with a column for every statement of coverage that another batch may have."""
    import pyarrow as pa

    from anwei.engine.fleet.tables import COVERAGE

    every = {*vocabulary.subjects, *(t for kind in vocabulary.subjects.values() for t in kind.tables)}
    facts = [n for n in table.column_names if not n.startswith(COVERAGE)]
    columns = {n: table.column(n) for n in facts}
    for name in sorted(COVERAGE + n for n in every):
        there = name in table.column_names
        columns[name] = table.column(name) if there else pa.nulls(table.num_rows, pa.string())
    return pa.table(columns)
