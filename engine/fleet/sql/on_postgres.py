"""PostgreSQL as an engine: a database whose tables or views are named as the layout asks, or made and filled here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from anwei.engine.fleet.sql.dialects import dialect_of
from anwei.engine.fleet.sql.layout import Layout, Storage, Stored, layout_name, table_name

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1 << 14  # of a result at a time
KINDS: dict[str, Storage] = {
    "smallint": "integer", "integer": "integer", "bigint": "integer", "numeric": "decimal", "real": "float",
    "double precision": "float", "boolean": "boolean", "date": "date", "timestamp without time zone": "timestamp",
    "timestamp with time zone": "timestamp", "text": "text", "character varying": "text", "character": "text",
    "ARRAY": "list",
}  # fmt: skip
COLUMNS = """
    SELECT table_name, column_name, data_type, numeric_precision, numeric_scale
    FROM information_schema.columns
    WHERE table_schema = coalesce(nullif(%s, ''), current_schema())
    ORDER BY table_name, ordinal_position
"""


class PostgreSQL:
    """``url`` is a connection string; ``schema`` names the schema of the tables (empty: the current one)."""

    def __init__(self, url: str, schema: str = "") -> None:
        import psycopg

        self.dialect = dialect_of("postgres")
        self.schema = schema
        self.connection = psycopg.connect(url)
        for setting in self.dialect.settings:
            self.connection.execute(setting)

    def close(self) -> None:
        self.connection.close()

    def layout(self) -> Layout:
        tables: dict[str, dict[str, Stored]] = {}
        for table, name, kind, digits, scale in self.connection.execute(COLUMNS, [self.schema]):
            stored = Stored(KINDS.get(kind, "other"), digits or 1000, scale or 0)
            if kind in ("smallint", "integer", "bigint"):
                stored = Stored("integer", {"smallint": 5, "integer": 10}.get(kind, 19))
            elif kind == "numeric" and digits is None:
                stored = Stored("decimal", 1000, 1000)  # any number of digits: each is checked
            tables.setdefault(layout_name(table), {})[name] = stored
        return Layout(tables)

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        # a transaction of its own: the cursor reads some rows at a time
        with self.connection.transaction(), self.connection.cursor("anwei") as cursor:
            cursor.execute(sql)
            names = [str(i) for i in range(len(cursor.description or ()))]
            while rows := cursor.fetchmany(ROWS):
                columns = [pa.array(c) for c in zip(*rows, strict=True)]
                yield pa.RecordBatch.from_arrays(columns, names=names)

    def load(self, tables: Mapping[str, pa.Table]) -> None:
        """Makes the tables in the schema (and that, if need be) and copies rows into them."""
        from psycopg import sql

        where = (self.schema,) if self.schema else ()
        if where:
            self.connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(*where)))
        for name, table in tables.items():
            types = [_type(f.type) for f in table.schema]
            target = sql.Identifier(*where, table_name(name))
            fields = [
                sql.SQL("{} {}").format(sql.Identifier(f.name), sql.SQL(t))
                for f, t in zip(table.schema, types, strict=True)
            ]
            self.connection.execute(sql.SQL("CREATE TABLE {} ({})").format(target, sql.SQL(", ").join(fields)))
            with self.connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
                for batch in table.to_batches():
                    for row in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                        copy.write_row(row)
            self.connection.execute(sql.SQL("ANALYZE {}").format(target))
        self.connection.commit()


def _type(kind: Any) -> Any:
    """The column type for a type of the layout."""
    import pyarrow.types as is_

    if is_.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        ("BIGINT", is_.is_integer), ("BOOLEAN", is_.is_boolean), ("DATE", is_.is_date), ("TIMESTAMP", is_.is_timestamp),
        ("DOUBLE PRECISION", is_.is_floating), ("TEXT[]", is_.is_list), ("TEXT[]", is_.is_large_list),
    )  # fmt: skip
    if is_.is_decimal(kind):
        return f"NUMERIC({kind.precision}, {kind.scale})"
    return next((name for name, test in tests if test(kind)), "TEXT")
