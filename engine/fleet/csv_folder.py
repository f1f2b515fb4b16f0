"""A folder of CSV files as a folder of Parquet: each column typed as the vocabulary declares it, block by block.

One file for each table of the columns layout (``enterprise.csv``, ``enterprise.people.csv``), the first line naming the
columns. UTF-8 or GBK, dates as ``2026-03-05``, truths as ``true`` and ``false``, sets of codes and references separated
by ``;`` (alone it says: none), an empty cell for what is not known (or, for a fact declared ``blank: not_yet``, has not
happened).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.fleet.intake import KINDS
from anwei.engine.fleet.pieces import SUFFIXES
from anwei.engine.fleet.tables import COVERAGE, OWNER, ROW, SUBJECT, UNKNOWN, arrow_type
from anwei.engine.messages import Text

SEPARATOR = ";"
_BLOCK = 16 << 20  # bytes of a file in memory at a time
_PEEK = 1 << 16
_TOLD = 100  # wrong cells that are told


def tables_in(folder: Path, vocabulary: Vocabulary) -> dict[str, Path]:
    """The CSV files of a folder that hold a table of the layout, by the table's name. A table that is there as Parquet
    or Arrow is not taken from CSV."""
    names = [
        n for kind in vocabulary.subjects.values() for n in (kind.name, *(f"{kind.name}.{t}" for t in kind.tables))
    ]
    found = {n: folder / f"{n}.csv" for n in names if (folder / f"{n}.csv").is_file()}
    return {n: p for n, p in found.items() if not any((folder / f"{n}{s}").exists() for s in SUFFIXES)}


def convert(files: dict[str, Path], vocabulary: Vocabulary, out: Path) -> None:
    """Write each CSV file as ``<table>.parquet`` in ``out``.

    Raises AnweiError: FLT-002 for a file that cannot be read, FLT-021 for one without a column of the layout, FLT-022
    for each cell that is not what its column holds.
    """
    for name, path in files.items():
        keyed = _heads(files[parent]) if (parent := _parent(name, vocabulary)) in files else []
        heads = _heads(path)
        schema = _schema(name, vocabulary, heads, by_row=ROW in keyed)
        if heads != [""] and not len(schema):
            raise AnweiError([Diagnostic("FLT-021", Place(str(path), 1, 1), {"text": ", ".join(heads)[:60]})])
        with pq.ParquetWriter(out / f"{name}.parquet", schema) as writer:
            for batch in _batches(path, schema):
                writer.write_batch(batch)


def write(table: pa.Table, path: Path) -> None:
    """Write a table of the layout as CSV."""
    columns = [_joined(c) if pa.types.is_list(c.type) else c for c in table.columns]
    csv.write_csv(pa.table(dict(zip(table.column_names, columns, strict=True))), path)


def _joined(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Sets as one cell: what is empty is no word, which is not the same as not known."""
    joined = pc.binary_join(column, SEPARATOR)
    return pc.if_else(pc.equal(pc.list_value_length(column), 0), SEPARATOR, joined)


def _parent(name: str, vocabulary: Vocabulary) -> str:
    """The table that a nested table's records belong to; empty for others."""
    kind, _, table = name.partition(".")
    parent = vocabulary.subjects[kind].tables[table].parent if table else ""
    return f"{kind}.{parent}" if parent else ""


def _heads(path: Path) -> list[str]:
    """The columns that the first line names."""
    with path.open("rb") as file:
        line = file.readline(_PEEK)
    text = line.decode(_encoding(path), errors="replace").removeprefix("\ufeff")
    return [h.strip().strip('"') for h in text.strip("\r\n").split(",")]


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8"


def _schema(name: str, vocabulary: Vocabulary, heads: list[str], *, by_row: bool) -> pa.Schema:
    """The columns of a file that the layout knows, as they are declared. ``by_row``: owners are named by row number."""
    kind, _, table = name.partition(".")
    spec = vocabulary.subjects[kind]
    fields = spec.tables[table].fields if table else spec.fields
    known = {n: arrow_type(f) for n, f in fields.items()}
    known |= {n + UNKNOWN: pa.bool_() for n, f in fields.items() if f.not_yet}
    known |= {h: pa.string() for h in heads if h.startswith(COVERAGE)}
    if table:
        known |= {SUBJECT: pa.string(), ROW: pa.int64(), OWNER: pa.int64() if by_row else pa.string()}
    return pa.schema([(h, known[h]) for h in heads if h in known])


def _batches(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    plain = {f.name: pa.string() if pa.types.is_list(f.type) else f.type for f in schema}
    convert_options = csv.ConvertOptions(
        column_types=plain,
        include_columns=schema.names,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )
    reading = csv.ReadOptions(block_size=_BLOCK, encoding=_encoding(path))
    try:
        with csv.open_csv(path, reading, csv.ParseOptions(newlines_in_values=True), convert_options) as reader:
            for batch in reader:
                columns = [_split(c) if pa.types.is_list(f.type) else c for c, f in zip(batch, schema, strict=True)]
                yield pa.RecordBatch.from_arrays(columns, schema=schema)
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        wrong = _wrong_cells(path, reading, plain)
        raise AnweiError(wrong or [Diagnostic("FLT-002", Place(str(path)), {"reason": str(error)})]) from error


def _wrong_cells(path: Path, reading: csv.ReadOptions, types: dict[str, pa.DataType]) -> list[Diagnostic]:
    """The cells that are not what their columns hold, as far as the file can be read as text; the first hundred."""
    found: list[Diagnostic] = []
    texts = csv.ConvertOptions(column_types=dict.fromkeys(types, pa.string()), include_columns=list(types))
    line = 2
    try:
        with csv.open_csv(path, reading, csv.ParseOptions(newlines_in_values=True), texts) as reader:
            for batch in reader:
                for place, (name, kind) in enumerate(types.items()):
                    found += _not_of(batch.column(place).to_pylist(), name, kind, path, line)
                line += batch.num_rows
                if len(found) >= _TOLD:
                    break
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError):
        pass  # rows that are too short or too long are told by the one who reads
    return sorted(found, key=lambda d: (d.place.line, d.place.col))[:_TOLD]


def _not_of(texts: list[str | None], name: str, kind: pa.DataType, path: Path, line: int) -> Iterator[Diagnostic]:
    """The texts of a column that are not of its type, with their lines."""
    try:
        _read_as(texts, kind)
    except pa.ArrowInvalid:
        for number, text in enumerate(texts):
            try:
                _read_as([text], kind)
            except pa.ArrowInvalid:
                params = {"field": name, "text": text, "type": _word(kind)}
                yield Diagnostic("FLT-022", Place(str(path), line + number, 1), params)


def _word(kind: pa.DataType) -> Text:
    """What a column holds, in words."""
    if pa.types.is_decimal(kind):
        return KINDS["decimal"]
    if pa.types.is_date(kind):
        return KINDS["date"]
    return KINDS["boolean" if pa.types.is_boolean(kind) else "integer"]


def _read_as(texts: list[str | None], kind: pa.DataType) -> None:
    pa.array([t or None for t in texts], pa.string()).cast(kind)


def _split(column: pa.Array) -> pa.Array:
    """Cells that hold several words, or none of them (``;``); blanks around words do not count."""
    parts = pc.split_pattern(column, SEPARATOR)
    words = pc.utf8_trim_whitespace(parts.flatten())
    filled = pc.not_equal(words, "")
    owners = pc.list_parent_indices(parts).filter(filled).to_numpy()
    offsets = np.append(0, np.cumsum(np.bincount(owners, minlength=len(column)))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), words.filter(filled), mask=pc.is_null(parts))
