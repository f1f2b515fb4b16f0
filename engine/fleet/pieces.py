"""The pieces of a table in files: row groups of Parquet, record batches of Arrow, as they are stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.tables import SUBJECT

SUFFIXES = (".parquet", ".arrow", ".feather")
_NOBODY = "__HIVE_DEFAULT_PARTITION__"  # how a folder says that a column is null
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a table that is read at once: a row group or a record batch."""

    rows: int
    schema: pa.Schema
    read: Callable[[Sequence[str]], pa.Table]
    bounds: tuple[int, int] | None = None  # of the subject, where the file says so

    @property
    def names(self) -> list[str]:
        """The columns that it has."""
        found: list[str] = self.schema.names
        return found


def pieces(folder: Path, name: str) -> list[Piece]:
    """The pieces of a table, in order. Empty if there is no such table."""
    found: list[Piece] = []
    for place in places(folder, name):
        for file in sorted(_files(place)):
            stored = _row_groups(file) if file.suffix == ".parquet" else _batches(file)
            fixed = _fixed(file.relative_to(place).parts[:-1]) if place.is_dir() else {}
            found += [_with(piece, fixed) for piece in stored] if fixed else stored
    return found


def places(folder: Path, name: str) -> list[Path]:
    """The files and folders that hold a table; more than one hold it twice."""
    return [p for s in ("", *SUFFIXES) if (p := folder / f"{name}{s}").exists() and (s or p.is_dir())]


def there(folder: Path, name: str) -> bool:
    return bool(places(folder, name))


def _files(place: Path) -> Iterator[Path]:
    """A file, or those of a folder at any depth; what begins with a point or an underscore is not data."""
    if not place.is_dir():
        yield place
        return
    for file in place.rglob("*"):
        hidden = any(part[0] in "._" for part in file.relative_to(place).parts)
        if file.suffix in SUFFIXES and file.is_file() and not hidden:
            yield file


# -- columns that folders are named by (year=2026) ------------------------------------------------------------------


def _fixed(folders: Sequence[str]) -> dict[str, pa.Scalar]:
    """What the names of the folders say of every row below."""
    pairs = (part.partition("=") for part in folders)
    return {name: _scalar(unquote(value)) for name, sign, value in pairs if sign}


def _scalar(text: str) -> pa.Scalar:
    if text == _NOBODY:
        return pa.scalar(None)
    if text.isdecimal() and str(int(text)) == text and len(text) < 18:
        return pa.scalar(int(text), pa.int64())
    return pa.scalar(date.fromisoformat(text)) if _ISO.match(text) else pa.scalar(text)


def _with(piece: Piece, fixed: dict[str, pa.Scalar]) -> Piece:
    """A piece with further columns of one value each."""
    fresh = {n: v for n, v in fixed.items() if n not in piece.schema.names}
    schema = piece.schema
    for name, value in fresh.items():
        schema = schema.append(pa.field(name, value.type))

    def read(columns: Sequence[str]) -> pa.Table:
        table = piece.read([c for c in columns if c not in fresh])
        for name in columns:
            if name in fresh:
                table = table.append_column(name, pa.repeat(fresh[name], piece.rows))
        return table

    return replace(piece, schema=schema, read=read)


# -- files ----------------------------------------------------------------------------------------------------------


def _row_groups(file: Path) -> list[Piece]:
    try:
        opened = pq.ParquetFile(file)
        schema = opened.schema_arrow
        texts = [f.name for f in schema if pa.types.is_string(f.type)]
        if texts and SUBJECT not in texts:  # texts repeat: read them as codes of a dictionary
            opened = pq.ParquetFile(file, read_dictionary=texts)
    except (pa.ArrowInvalid, OSError) as error:
        raise AnweiError([Diagnostic("FLT-002", Place(str(file)), {"reason": str(error)})]) from error

    def reader(group: int) -> Callable[[Sequence[str]], pa.Table]:
        return lambda columns: opened.read_row_group(group, columns=list(columns), use_threads=False)

    found = []
    for number in range(opened.metadata.num_row_groups):
        meta = opened.metadata.row_group(number)
        found.append(Piece(meta.num_rows, schema, reader(number), _bounds(meta)))
    return found


def _bounds(meta: Any) -> tuple[int, int] | None:
    """The least and the greatest subject of a row group, where the file says so."""
    columns = (meta.column(i) for i in range(meta.num_columns))
    statistics = next((c.statistics for c in columns if c.path_in_schema == SUBJECT), None)
    if statistics is None or not statistics.has_min_max or not isinstance(statistics.min, int):
        return None
    return statistics.min, statistics.max


def _batches(file: Path) -> list[Piece]:
    try:
        opened = pa.ipc.open_file(pa.memory_map(str(file)))
        rows = [opened.get_batch(i).num_rows for i in range(opened.num_record_batches)]
    except (pa.ArrowInvalid, OSError) as error:
        raise AnweiError([Diagnostic("FLT-002", Place(str(file)), {"reason": str(error)})]) from error

    def reader(index: int) -> Callable[[Sequence[str]], pa.Table]:
        return lambda columns: pa.Table.from_batches([opened.get_batch(index)]).select(list(columns))

    return [Piece(n, opened.schema, reader(i)) for i, n in enumerate(rows)]
