"""A folder of Parquet or Arrow files as a source: one partition of subjects in memory at a time.

Files are named as tables are (``enterprise.parquet``, ``enterprise.people.parquet``), or are folders of that name with
any number of parts. Where the records of a table follow the order of their subjects they are read along with them;
where they do not they are first dealt out to the partitions they belong to, on disk if they are too many to hold.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.vocabulary import SubjectSpec, Vocabulary
from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.children import Children, Index
from anwei.engine.fleet.columns import Columns, Reader
from anwei.engine.fleet.faults import Faults
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.intake import taken
from anwei.engine.fleet.memory import keep_freed
from anwei.engine.fleet.owners import parent_rows
from anwei.engine.fleet.pieces import Piece, pieces, there
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Subjects
from anwei.engine.fleet.sources import name_of, reader_of, who
from anwei.engine.fleet.tables import OWNER, ROW, SUBJECT

PARTITION = 1 << 15  # subjects in memory at a time: fresh memory costs more than another turn
LEAST, MOST = 1 << 10, 1 << 16  # of these, where memory decides
ROW_BYTES = 200  # of a subject or record while it is judged: measured with twenty rules over six tables


def fitting(folder: Path, memory: int, vocabulary: Vocabulary) -> int:
    """How many subjects with their records take up at most half of ``memory`` bytes: a power of two within limits."""
    subjects: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for kind, spec in vocabulary.subjects.items():
        subjects[kind] = sum(p.rows for p in pieces(folder, kind))
        records[kind] = sum(p.rows for t in spec.tables for p in pieces(folder, f"{kind}.{t}"))
    rows = max((1 + records[k] / n for k, n in subjects.items() if n), default=1)
    return max(LEAST, min(MOST, 1 << int(math.log2(max(1, memory / 2 / (rows * ROW_BYTES))))))


class Folder:
    """The tables of a folder. ``memory`` is about how many bytes dealt-out records may take before they go to disk."""

    def __init__(self, folder: Path, *, partition: int = PARTITION, memory: int = 1 << 30) -> None:
        keep_freed()
        self.folder = folder
        self.partition = partition
        self.memory = memory

    def count(self, kind: str) -> int:
        """How many subjects of a kind there are."""
        return sum(p.rows for p in pieces(self.folder, kind))

    def partitions(
        self, plan: Plan, family: Grain, grains: set[Grain]
    ) -> Iterator[tuple[Subjects, dict[Grain, Columns]]]:
        kind = family.kind
        if not there(self.folder, kind):
            return
        spec, faults = plan.vocabulary.subjects[kind], Faults()
        subjects = taken(self.folder, spec)
        wanted = {g for grain in grains for g in (grain, *grain.ancestors) if g.family is family and g.base is None}
        ordered = sorted(wanted, key=lambda g: (len(g.ancestors), g.name))
        parts = {g: taken(self.folder, spec, g.table) for g in ordered if g.table}
        for grain, found in parts.items():
            if found and grain.parent is not None and grain.parent.table:
                _owned(grain, parts[grain.parent], spec)
        absent = frozenset(t for t in spec.tables if not there(self.folder, f"{kind}.{t}"))
        readers = {g: reader_of(g, spec, plan, absent, faults) for g in ordered}
        owns = {g.parent for g in ordered if g.parent is not None}
        index = Index(kind, subjects, self.partition)
        root = next(g for g in ordered if not g.table)
        with tempfile.TemporaryDirectory(prefix="anwei-") as spill:
            children = {
                g: Children(name_of(g), found, index, _names(readers[g], g, owns), Path(spill) / g.name, self.memory)
                for g, found in parts.items()
            }
            names = list(dict.fromkeys(["id", "division", *readers[root].wanted]))
            for number, batch in enumerate(_rebatched(subjects, names, self.partition)):
                columns, present = {root: readers[root].read(batch)}, who(batch, spec, plan.vocabulary, faults)
                tables: dict[Grain, pa.Table] = {}
                places: dict[Grain, Array] = {}
                for grain, child in children.items():
                    tables[grain], places[grain] = child.take(number)
                    columns[grain] = readers[grain].read(tables[grain])
                    columns[grain].parents = places[grain]
                for grain in (g for g in children if g.parent is not None and g.parent.table):
                    assert grain.parent is not None
                    key = spec.tables[grain.parent.table].key
                    above, below = (tables[grain.parent], places[grain.parent]), (tables[grain], places[grain])
                    columns[grain].parents = parent_rows(
                        (name_of(grain), name_of(grain.parent)), *below, *above, key, present.ids
                    )
                rows = {name_of(g): p for g, p in places.items()}
                faults.settle(present.ids, rows)
                if not faults:  # else read on for what else is wrong
                    yield present, columns
            faults.raise_any()


def _names(reader: Reader, grain: Grain, owns: set[Grain]) -> list[str]:
    """The columns to read of a child table."""
    names = [SUBJECT, *reader.wanted]
    if grain.parent is not None and grain.parent.table:
        names.append(OWNER)
    if grain in owns:
        names += [ROW, *([reader.table.key] if reader.table is not None and reader.table.key else [])]
    return list(dict.fromkeys(names))


def _owned(grain: Grain, above: Sequence[Piece], spec: SubjectSpec) -> None:
    """Check that the records of a nested table can find those that own them."""
    assert grain.parent is not None
    key = spec.tables[grain.parent.table].key
    if not above:
        raise AnweiError([Diagnostic("FLT-016", Place(name_of(grain)), {"table": name_of(grain.parent)})])
    if not all(ROW in p.names for p in above) and not all(key in p.names for p in above):
        raise AnweiError([Diagnostic("FLT-010", Place(name_of(grain.parent)), {"field": key or ROW})])


def _rebatched(parts: Sequence[Piece], names: Sequence[str], size: int) -> Iterator[pa.Table]:
    """The rows of all pieces in tables of ``size`` rows."""
    held: list[pa.Table] = []
    rows = 0
    for part in parts:
        held.append(part.read([n for n in names if n in part.names]))
        rows += held[-1].num_rows
        while rows >= size:
            whole = pa.concat_tables(held, promote_options="permissive")
            yield whole.slice(0, size)
            held, rows = [whole.slice(size)], rows - size
    if rows:
        yield pa.concat_tables(held, promote_options="permissive")
