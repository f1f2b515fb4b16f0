"""The files that a fleet run writes: verdicts by kind, and counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.earlier import DAY, schema_of
from anwei.engine.fleet.results import Counts, long, wide

if TYPE_CHECKING:
    from anwei.engine.fleet.changes import Impact
    from anwei.engine.fleet.run import Batch

COUNTS = "counts"
_RESULTS = (".parquet", ".arrow")


class Writers:
    """One file a kind, written batch by batch; nothing is left under its name if the run is broken off.

    An engine that cannot hold all columns at once gives some rules after the others: these make further files,
    ``enterprise.2.parquet`` and so on.
    """

    def __init__(self, out: Path, layout: str, *, arrow: bool, notes: Mapping[bytes, bytes] | None = None) -> None:
        self.out = out
        self.shape: Callable[[Batch], pa.Table] = wide if layout == "wide" else long
        self.suffix = ".arrow" if arrow else ".parquet"
        self.notes = dict(notes or {})
        self._open: dict[str, Any] = {}
        self._names: dict[tuple[str, ...], str] = {}

    def __enter__(self) -> Self:
        """Raises AnweiError (FLT-019) for a folder with tables that are no results: they would be overwritten."""
        self.out.mkdir(parents=True, exist_ok=True)
        others = sorted(p for p in self._stored() if not _is_result(p))
        if others:
            raise AnweiError([Diagnostic("FLT-019", Place(str(p))) for p in others])
        return self

    def _stored(self) -> Iterator[Path]:
        return (p for p in self.out.iterdir() if p.suffix in _RESULTS and p.name[0] != ".")

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for writer in self._open.values():
            writer.close()
        names = [*(f"{n}{self.suffix}" for n in self._names.values()), f"{COUNTS}.parquet"]  # named before opened
        for name in names:
            part = self._part(name)
            if kind is not None:
                part.unlink(missing_ok=True)
            elif part.exists():
                part.replace(self.out / name)
        if kind is None:
            for earlier in [p for p in self._stored() if p.name not in names]:
                earlier.unlink()  # of a run in another form, or of kinds that are gone: who reads these reads it too

    def _part(self, name: str) -> Path:
        return self.out / f".{name}.part"

    def write(self, batch: Batch) -> None:
        table = self.shape(batch).replace_schema_metadata(self.notes)
        name = self._name(batch)
        if name not in self._open:
            path = str(self._part(f"{name}{self.suffix}"))
            made = pa.ipc.new_file if self.suffix == ".arrow" else pq.ParquetWriter
            self._open[name] = made(path, table.schema)
        self._open[name].write_table(table)

    def _name(self, batch: Batch) -> str:
        """The file for a batch: of its kind, or a further one for further rules."""
        key = (batch.kind, *(f"{r}:{n}" for r, n in batch.columns))
        if key not in self._names:
            before = sum(k[0] == batch.kind for k in self._names)
            self._names[key] = f"{batch.kind}.{before + 1}" if before else batch.kind
        return self._names[key]

    def counts(self, counts: Counts) -> None:
        table = counts.table().replace_schema_metadata(self.notes)
        pq.write_table(table, self._part(f"{COUNTS}.parquet"))


def _is_result(file: Path) -> bool:
    """Whether a file was written by a run: it says so itself."""
    return file.stem == COUNTS or DAY in (schema_of(file).metadata or {})


def write_flips(found: Impact, path: Path) -> None:
    """Every verdict that changes, with the cause."""
    names = ("kind", "subject", "rule", "before", "after", "cause")
    pq.write_table(pa.table({n: [getattr(f, n) for f in found.flips] for n in names}), path)
