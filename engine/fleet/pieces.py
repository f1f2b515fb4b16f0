"""The pieces of a table in files: row groups of Parquet, record batches of Arrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.tables import SUBJECT

SUFFIXES = (".parquet", ".arrow", ".feather")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a table that is read at once: a row group or a record batch."""

    rows: int
    names: tuple[str, ...]
    read: Callable[[Sequence[str]], pa.Table]
    bounds: tuple[int, int] | None = None  # of the subject, where the file says so


def pieces(folder: Path, name: str) -> list[Piece]:
    """The pieces of a table, in order. Empty if there is no such table."""
    found: list[Piece] = []
    for suffix in SUFFIXES:
        file = folder / f"{name}{suffix}"
        files = sorted(file.glob(f"*{suffix}")) if file.is_dir() else [file] if file.exists() else []
        files = files or sorted((folder / name).glob(f"*{suffix}"))
        for one in files:
            found += _row_groups(one) if suffix == ".parquet" else _batches(one)
    return found


def there(folder: Path, name: str) -> bool:
    return any((folder / f"{name}{s}").exists() for s in ("", *SUFFIXES))


def _row_groups(file: Path) -> list[Piece]:
    try:
        opened = pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise AnweiError([Diagnostic("FLT-002", Place(str(file)), {"reason": str(error)})]) from error
    names = tuple(opened.schema_arrow.names)
    texts = [n for n in names if pa.types.is_string(opened.schema_arrow.field(n).type)]
    if texts and SUBJECT not in texts:  # texts repeat: read them as codes of a dictionary
        opened = pq.ParquetFile(file, read_dictionary=texts)

    def reader(group: int) -> Callable[[Sequence[str]], pa.Table]:
        return lambda columns: opened.read_row_group(group, columns=list(columns), use_threads=False)

    place = names.index(SUBJECT) if SUBJECT in names else -1
    return [
        Piece(meta.num_rows, names, reader(i), _bounds(meta, place))
        for i in range(opened.metadata.num_row_groups)
        if (meta := opened.metadata.row_group(i)) is not None
    ]


def _bounds(meta: Any, place: int) -> tuple[int, int] | None:
    statistics = meta.column(place).statistics if place >= 0 else None
    if statistics is None or not statistics.has_min_max or not isinstance(statistics.min, int):
        return None
    return statistics.min, statistics.max


def _batches(file: Path) -> list[Piece]:
    try:
        opened = pa.ipc.open_file(pa.memory_map(str(file)))
    except (pa.ArrowInvalid, OSError) as error:
        raise AnweiError([Diagnostic("FLT-002", Place(str(file)), {"reason": str(error)})]) from error

    def reader(index: int) -> Callable[[Sequence[str]], pa.Table]:
        return lambda columns: pa.Table.from_batches([opened.get_batch(index)]).select(list(columns))

    batches = [opened.get_batch(i).num_rows for i in range(opened.num_record_batches)]
    return [Piece(n, tuple(opened.schema.names), reader(i)) for i, n in enumerate(batches)]
