"""DuckDB as an engine: Arrow tables in memory, or Parquet files as they lie in a folder."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.engine.fleet.sql.layout import Layout, table_name
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.troubles import told

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1 << 17  # of a result at a time


class DuckDB:
    """``tables`` by their names in the layout. ``settings`` are DuckDB's own, such as ``threads``."""

    schema = ""

    def __init__(self, tables: Mapping[str, pa.Table | Path], **settings: str | int) -> None:
        import duckdb

        atexit.register(gc.unfreeze)  # what is frozen when Python ends is not let go of, which DuckDB reports as leaks
        self.dialect = dialect_of("duckdb")
        self.errors = duckdb.Error
        self.connection = duckdb.connect(config={k: str(v) for k, v in settings.items()})
        for setting in self.dialect.settings:
            self.connection.execute(setting)
        self.tables = dict(tables)
        for name, data in self.tables.items():
            with told(str(data) if isinstance(data, Path) else "duckdb", self.errors):
                self._add(name, data)

    def _add(self, name: str, data: pa.Table | Path) -> None:
        if isinstance(data, Path):
            source: Any = self.connection.read_parquet(str(data / "*.parquet" if data.is_dir() else data))
            source.create_view(table_name(name))
        else:
            self.connection.register(table_name(name), data)

    def close(self) -> None:
        self.connection.close()

    def layout(self) -> Layout:
        schemas = {n: self.connection.table(table_name(n)).limit(0).to_arrow_table().schema for n in self.tables}
        return Layout.of(schemas)

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        with told("duckdb", self.errors):
            found: pa.RecordBatchReader = self.connection.sql(sql).to_arrow_reader(ROWS)
            yield from found


def parquet_tables(folder: Path) -> dict[str, Path]:
    """The tables of a folder: files (``enterprise.people.parquet``) or folders of parts, by their names."""
    found = (p for p in sorted(folder.iterdir()) if p.suffix == ".parquet" or any(p.glob("*.parquet")))
    return {p.name.removesuffix(".parquet"): p for p in found}
