"""PostgreSQL as an engine: a database whose tables or views are named as the layout asks, or made and filled here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from anwei.engine.fleet.sql.layout import Layout, Storage, Stored, layout_name, table_name
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.troubles import told

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 1 << 14  # of a result at a time
KINDS: dict[str, Storage] = {
    "smallint": "integer", "integer": "integer", "bigint": "integer", "numeric": "decimal", "real": "float",
    "double precision": "float", "boolean": "boolean", "date": "date", "timestamp without time zone": "timestamp",
    "timestamp with time zone": "instant", "text": "text", "character varying": "text", "character": "word",
    "uuid": "word", "text[]": "list", "character varying[]": "list",
}  # fmt: skip
WHOLE = {"smallint": 5, "integer": 10, "bigint": 19}
#: Of tables, views, materialized views, foreign and partitioned tables; of a domain the type that it is made of.
COLUMNS = """
    SELECT c.relname, a.attname, t.typtype = 'e',
        format_type(
            coalesce(nullif(t.typbasetype, 0), a.atttypid),
            CASE t.typtype WHEN 'd' THEN t.typtypmod ELSE a.atttypmod END
        )
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    WHERE n.nspname = coalesce(nullif(%s, ''), current_schema()) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    ORDER BY c.relname, a.attnum
"""


class PostgreSQL:
    """``url`` is a connection string; ``schema`` names the schema of the tables (empty: the current one)."""

    def __init__(self, url: str, schema: str = "") -> None:
        import psycopg

        self.dialect = dialect_of("postgres")
        self.schema = schema
        self.url = url
        self.errors = psycopg.Error
        with self._told():
            self.connection = psycopg.connect(url)
            for setting in self.dialect.settings:
                self.connection.execute(setting)

    def _told(self) -> AbstractContextManager[None]:
        return told(self.url, self.errors)

    def close(self) -> None:
        self.connection.close()

    def layout(self) -> Layout:
        tables: dict[str, dict[str, Stored]] = {}
        with self._told():
            found = self.connection.execute(COLUMNS, [self.schema]).fetchall()
        for table, name, listed, shown in found:
            tables.setdefault(layout_name(table), {})[name] = Stored("word", type=shown) if listed else _stored(shown)
        return Layout(tables)

    def query(self, sql: str) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        # a transaction of its own: the cursor reads some rows at a time
        with self._told(), self.connection.transaction(), self.connection.cursor("anwei") as cursor:
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


def _stored(shown: str) -> Stored:
    """How a column of a type is stored: ``numeric(18,2)``, ``character varying(20)[]``."""
    name = re.sub(r"\([\d,]*\)", "", shown)
    if name in WHOLE:
        return Stored("integer", WHOLE[name], type=shown)
    if name != "numeric":
        return Stored(KINDS.get(name, "other"), type=shown)
    digits = re.search(r"\((\d+),(-?\d+)\)", shown)
    if digits is None:
        return Stored("decimal", 1000, 1000, shown)  # any number of digits: each is checked
    return Stored("decimal", int(digits[1]), max(int(digits[2]), 0), shown)


def _type(kind: Any) -> Any:
    """The column type for a type of the layout."""
    import pyarrow.types as is_

    if is_.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        ("BIGINT", is_.is_integer), ("BOOLEAN", is_.is_boolean), ("DATE", is_.is_date),
        ("TIMESTAMPTZ", lambda k: is_.is_timestamp(k) and k.tz is not None), ("TIMESTAMP", is_.is_timestamp),
        ("DOUBLE PRECISION", is_.is_floating), ("TEXT[]", is_.is_list), ("TEXT[]", is_.is_large_list),
    )  # fmt: skip
    if is_.is_decimal(kind):
        return f"NUMERIC({kind.precision}, {kind.scale})"
    return next((name for name, test in tests if test(kind)), "TEXT")
