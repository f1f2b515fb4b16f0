"""Spark as an engine: a cluster (``spark://host:7077``), this machine (``local[2]``) or Spark Connect (``sc://host``).

The workers read Parquet and run what Spark itself compiles from SQL: no Python, no function of ours and no archive is
sent to them. Through Spark Connect not even Java is needed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anwei.engine.fleet.sql.layout import Layout, Storage, Stored, table_name
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.troubles import told

if TYPE_CHECKING:
    import pyarrow as pa

KINDS: dict[str, Stored] = {
    "tinyint": Stored("integer", 3), "smallint": Stored("integer", 5), "int": Stored("integer", 10),
    "bigint": Stored("integer", 19), "float": Stored("float"), "double": Stored("float"), "boolean": Stored("boolean"),
    "date": Stored("date"), "timestamp": Stored("instant"), "timestamp_ntz": Stored("timestamp"),
    "string": Stored("text"), "void": Stored("null"),
}  # fmt: skip


class Spark:
    """``address`` is a master or an ``sc://`` address; ``tables`` are Parquet paths as the cluster sees them.

    Without ``tables`` those of the catalogue are used: tables and views of ``schema`` (empty: the current database).
    """

    def __init__(
        self, address: str, tables: Mapping[str, Path | str] | None = None, schema: str = "", **settings: str
    ) -> None:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        self.address = address
        self.errors = PySparkException
        self.dialect = dialect_of("spark")
        self.schema = schema
        builder = SparkSession.builder.appName("anwei")
        if address.startswith("sc://"):
            builder = builder.remote(address)
        else:  # its own bars would be written over ours
            builder = builder.master(address).config("spark.ui.showConsoleProgress", "false")
        for name, value in settings.items():
            builder = builder.config(name, value)
        with self._told():
            self.session = builder.getOrCreate()
            for setting in self.dialect.settings:
                self.session.sql(setting)
        self.tables = dict(tables or {})
        for name, path in self.tables.items():
            with told(str(path), self.errors):
                self.session.read.parquet(str(path)).createOrReplaceTempView(table_name(name))

    def _told(self) -> AbstractContextManager[None]:
        return told(self.address, self.errors)

    def close(self) -> None:
        self.session.stop()

    def layout(self) -> Layout:
        from anwei.engine.fleet.sql.layout import layout_name

        names = list(self.tables)
        if not names:
            with self._told():
                found = self.session.catalog.listTables(self.schema or None)
            names = [layout_name(t.name) for t in found]
        prefix = f"`{self.schema}`." if self.schema else ""
        with self._told():
            tables = {n: self.session.table(f"{prefix}`{table_name(n)}`").schema for n in names}
        return Layout({n: {f.name: _stored(f.dataType) for f in schema.fields} for n, schema in tables.items()})

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        with self._told():
            found = self.session.sql(sql).toArrow()
        yield from found.to_batches()

    def write(self, sql: str, folder: str) -> None:
        """Writes the rows of a select as Parquet where the cluster sees ``folder``; nothing is brought here."""
        self.session.sql(sql).write.mode("errorifexists").parquet(folder)


def _stored(kind: Any) -> Stored:
    shown = kind.simpleString()
    if shown.startswith("decimal"):
        return Stored("decimal", kind.precision, kind.scale, shown)
    other: Storage = "list" if shown == "array<string>" else "other"
    return KINDS.get(shown, Stored("text" if shown.startswith(("varchar", "char")) else other, type=shown))
