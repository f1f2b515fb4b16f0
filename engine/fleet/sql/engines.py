"""Engines by the address that a user gives: ``--engine spark://host:7077``."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.fleet.sql.execute import Engine
from anwei.engine.fleet.sql.on_duckdb import parquet_tables
from anwei.engine.fleet.sql.troubles import shown

#: What an address begins with, the package that it needs and the extra that brings it.
ADDRESSES = {
    "duckdb": ("duckdb", "duckdb"),
    "clickhouse": ("chdb", "anwei[clickhouse]"),
    "postgresql://": ("psycopg", "anwei[postgres]"),
    "spark://": ("pyspark", "anwei[spark]"),
    "local[": ("pyspark", "anwei[spark]"),
    "sc://": ("pyspark", "anwei[spark]"),
}


@contextmanager
def opened(address: str, data: Path | None, schema: str = "") -> Iterator[Engine]:
    """The engine at an address, closed at the end.

    ``data`` is a folder of Parquet files that the engine itself can read; without it (always on PostgreSQL) the tables
    and views of ``schema`` are used. Raises FLT-046 for an address of no known engine, FLT-047 where the engine's
    package is not installed, FLT-049 where it cannot be reached or a file cannot be read.
    """
    start = next((a for a in ADDRESSES if address.startswith(a)), None)
    if start is None:
        raise AnweiError([Diagnostic("FLT-046", Place(shown(address)), {"known": ", ".join(ADDRESSES)})])
    package, install = ADDRESSES[start]
    if importlib.util.find_spec(package) is None:
        raise AnweiError([Diagnostic("FLT-047", Place(shown(address)), {"package": package, "install": install})])
    engine = _open(start, address, parquet_tables(data) if data is not None else {}, schema)
    try:
        yield engine
    finally:
        engine.close()


def _open(start: str, address: str, tables: dict[str, Path], schema: str) -> Engine:
    match start:
        case "duckdb":
            from anwei.engine.fleet.sql.on_duckdb import DuckDB

            return DuckDB(tables)
        case "clickhouse":
            from anwei.engine.fleet.sql.on_clickhouse import ClickHouse

            return ClickHouse(tables)
        case "postgresql://":
            from anwei.engine.fleet.sql.on_postgres import PostgreSQL

            return PostgreSQL(address, schema)
    from anwei.engine.fleet.sql.on_spark import Spark

    return Spark(address, {n: p.resolve() for n, p in tables.items()}, schema)
