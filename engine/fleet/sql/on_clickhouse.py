"""ClickHouse as an engine, embedded by chdb: Parquet files, or Arrow tables written as such for the while.

It holds no null list. Tables with lists are written again with a column that says where a list is known.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from anwei.engine.fleet.sql.layout import KNOWN, Layout, table_name
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.troubles import told

if TYPE_CHECKING:
    import pyarrow as pa


class ClickHouse:
    """``tables`` by their names in the layout, as Arrow or as Parquet files or folders of them."""

    schema = ""

    def __init__(self, tables: Mapping[str, pa.Table | Path]) -> None:
        from chdb import session

        self.dialect = dialect_of("clickhouse")
        opened: Any = session.Session
        self.session: Any = opened()
        self._written = tempfile.TemporaryDirectory(prefix="anwei-")
        self.schemas: dict[str, pa.Schema] = {}
        for name, data in tables.items():
            with told(str(data) if isinstance(data, Path) else "clickhouse", RuntimeError, OSError, ValueError):
                self.session.query(self.dialect.write(self._view(name, data)))
        for setting in self.dialect.settings:
            self.session.query(setting)

    def close(self) -> None:
        self.session.close()
        self._written.cleanup()

    def _view(self, name: str, data: pa.Table | Path) -> exp.Expr:
        import pyarrow.dataset as ds

        found = ds.dataset(data, format="parquet") if isinstance(data, Path) else ds.dataset(data)
        self.schemas[name] = found.schema
        if not isinstance(data, Path) or _lists(found.schema):
            file = Path(self._written.name) / f"{name}.parquet"
            self.schemas[name] = _write_marked(file, found.schema, found.to_batches())
        else:
            file = data / "*.parquet" if data.is_dir() else data
        source = exp.select("*").from_(exp.Anonymous(this="file", expressions=[exp.Literal.string(str(file))]))
        return exp.Create(this=exp.table_(table_name(name), quoted=True), kind="VIEW", expression=source)

    def layout(self) -> Layout:
        return Layout.of(self.schemas)

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        with told("clickhouse", RuntimeError):
            found = self.session.query(sql, "Arrow").bytes()
        if not found:  # of a statement that is no select
            return
        with pa.ipc.open_file(found) as reader:
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)


def _lists(schema: pa.Schema) -> list[str]:
    """The lists that nothing yet says of whether they are known."""
    import pyarrow.types as is_

    listed = [f.name for f in schema if is_.is_list(f.type) or is_.is_large_list(f.type)]
    return [n for n in listed if n + KNOWN not in schema.names]


def _write_marked(file: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> pa.Schema:
    import pyarrow as pa
    import pyarrow.parquet as pq

    lists = _lists(schema)
    for name in lists:
        schema = schema.append(pa.field(name + KNOWN, pa.bool_()))
    with pq.ParquetWriter(file, schema) as writer:
        for batch in batches:
            known = [batch.column(name).is_valid() for name in lists]
            writer.write_batch(pa.RecordBatch.from_arrays([*batch.columns, *known], schema=schema))
    return schema
