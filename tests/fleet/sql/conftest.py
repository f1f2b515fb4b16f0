"""Engines for the tests: each run for real, or skipped with the reason in words."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.fleet.sql import spark_cluster
from tests.workspace.postgres import running

Opened = Callable[[Mapping[str, pa.Table]], Any]
WHOLE = "ANWEI_SQL_WHOLE"  # every rule, every engine
ALL = "run `python3 .ci/engines.py`, which installs it and runs every dialect"
whole = pytest.mark.skipif(not os.environ.get(WHOLE), reason=f"takes minutes: {ALL}")


@pytest.fixture
def duckdb() -> Iterator[Opened]:
    from anwei.engine.fleet.sql.on_duckdb import DuckDB

    yield lambda tables: DuckDB(tables, threads=2)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with running() as address:
        if address is None:
            pytest.skip("NO POSTGRESQL: neither found nor installable; nothing was run on it")
        yield address


@pytest.fixture
def postgres(postgres_server: str, request: pytest.FixtureRequest) -> Iterator[Opened]:
    from uuid import uuid4

    from anwei.engine.fleet.sql.on_postgres import PostgreSQL

    with ExitStack() as stack:

        def opened(tables: Mapping[str, pa.Table]) -> PostgreSQL:
            engine = PostgreSQL(postgres_server, schema=f"t{uuid4().hex}")
            stack.callback(engine.close)
            engine.load(tables)
            return engine

        yield opened


@pytest.fixture
def clickhouse() -> Iterator[Opened]:
    if importlib.util.find_spec("chdb") is None:
        pytest.skip(f"NO CLICKHOUSE: the package chdb is not installed, nothing was run on it; {ALL}")
    from anwei.engine.fleet.sql.on_clickhouse import ClickHouse

    last: list[ClickHouse] = []

    def opened(tables: Mapping[str, pa.Table]) -> ClickHouse:
        for engine in last:  # chdb holds one session at a time
            engine.close()
        last[:] = [ClickHouse(tables)]
        return last[0]

    yield opened
    for engine in last:
        engine.close()


@pytest.fixture(params=["duckdb", "postgres", "clickhouse"])
def engine(request: pytest.FixtureRequest) -> Opened:
    """Each engine that runs without a server of its own, and PostgreSQL."""
    found: Opened = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def spark_master() -> Iterator[str]:
    if reason := spark_cluster.missing():
        pytest.skip(reason)
    with spark_cluster.cluster() as address:
        yield address


def files(tables: Mapping[str, pa.Table], folder: Path) -> dict[str, Path]:
    """Tables as Parquet files, by their names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in tables}
