"""The files of a fleet run: where its tables come from; verdicts by kind, and counts."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from anwei.engine.fleet.pieces import pieces
from anwei.engine.fleet.results import Counts, long, wide

if TYPE_CHECKING:
    from anwei.engine.facts.vocabulary import Vocabulary
    from anwei.engine.fleet.changes import Impact
    from anwei.engine.fleet.run import Batch


@contextmanager
def tables_of(data: Path, vocabulary: Vocabulary) -> Iterator[Path]:
    """The folder of Parquet or Arrow tables that ``--data`` stands for: itself, or made for as long as it is needed
    from a folder of CSV files or from a workspace. Raises AnweiError for what cannot be read."""
    from anwei.engine.fleet.csv_folder import convert, tables_in

    files = tables_in(data, vocabulary) if data.is_dir() else {}
    if data.is_dir() and not files:
        yield data
        return
    with tempfile.TemporaryDirectory(prefix="anwei-tables-") as name:
        made = Path(name)
        if files:
            for other in data.iterdir():
                if other not in files.values():
                    (made / other.name).symlink_to(other.resolve())
            convert(files, vocabulary, made)
        else:
            _from_workspace(data, vocabulary, made)
        yield made


def _from_workspace(place: Path, vocabulary: Vocabulary, made: Path) -> None:
    from anwei.engine.cli.main import LANG
    from anwei.engine.cli.narrate import report_diagnostics
    from anwei.engine.cli.workspace import opened_workspace
    from anwei.engine.workspace.running.as_tables import write_tables
    from anwei.engine.workspace.running.evidence import Evidence

    with opened_workspace(str(place)) as workspace:
        evidence = Evidence(workspace, vocabulary)
        write_tables(evidence, made)
    if evidence.diagnostics.items:
        report_diagnostics(evidence.diagnostics.items, LANG)


class Writers:
    """One file a kind, written batch by batch; nothing is left under its name if the run is broken off."""

    def __init__(self, out: Path, layout: str, *, arrow: bool) -> None:
        self.out = out
        self.shape: Callable[[Batch], pa.Table] = wide if layout == "wide" else long
        self.suffix = ".arrow" if arrow else ".parquet"
        self._open: dict[str, Any] = {}
        self._sectors: dict[str, tuple[pa.ChunkedArray | None, int]] = {}

    def __enter__(self) -> Self:
        self.out.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for name, writer in self._open.items():
            writer.close()
            part = self._part(name)
            if kind is None:
                part.replace(self.out / f"{name}{self.suffix}")
            else:
                part.unlink(missing_ok=True)

    def _part(self, name: str) -> Path:
        return self.out / f".{name}{self.suffix}.part"

    def write(self, batch: Batch) -> None:
        table = self.shape(batch)
        if batch.kind not in self._open:
            path = str(self._part(batch.kind))
            made = pa.ipc.new_file if self.suffix == ".arrow" else pq.ParquetWriter
            self._open[batch.kind] = made(path, table.schema)
        self._open[batch.kind].write_table(table)

    def counts(self, counts: Counts) -> None:
        pq.write_table(counts.table(), self.out / "counts.parquet")

    def sectors(self, data: Path, batch: Batch, vocabulary: Vocabulary) -> pa.Array | None:
        """The sector codes of a batch's subjects, where their kind has them."""
        if "sectors" not in vocabulary.subjects[batch.kind].fields:
            return None
        if batch.kind not in self._sectors:
            read = [p.read(["sectors"]).column(0) for p in pieces(data, batch.kind) if "sectors" in p.names]
            self._sectors[batch.kind] = (pa.chunked_array([c for r in read for c in r.chunks]) if read else None), 0
        column, start = self._sectors[batch.kind]
        self._sectors[batch.kind] = column, start + len(batch.divisions)
        return column.slice(start, len(batch.divisions)).combine_chunks() if column is not None else None


def write_flips(found: Impact, path: Path) -> None:
    """Every verdict that changes, with the cause."""
    names = ("kind", "subject", "rule", "before", "after", "cause")
    pq.write_table(pa.table({n: [getattr(f, n) for f in found.flips] for n in names}), path)
