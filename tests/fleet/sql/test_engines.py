"""Random rules over random facts, and the rules that ship: SQL gives cell for cell what NumPy gives."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anwei.engine.fleet.sql.layout import table_name
from anwei.engine.fleet.sql.on_duckdb import DuckDB
from anwei.engine.fleet.sql.render import Renderer
from tests.fleet.sql import shipped, spark_cluster
from tests.fleet.sql.conftest import Opened, files, whole
from tests.fleet.sql.equal import DAYS, differences, plan_of, worlds
from tests.fleet.sql.test_statements import REQUIRE, TABLES, plan_for
from tests.semantics.test_random_rules import less_known, world

PARTS = 40  # of all that ships
SPARK = 40  # every so many pieces of what ships are run on Spark


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_random_rules_on_duckdb(random: Random) -> None:
    made = world(random, 3)
    assume(made is not None)
    assert made is not None
    plan, tables = plan_of(made, less_known(made, random))
    assert differences(plan, tables, DuckDB(tables, threads=1)) == []


@pytest.mark.parametrize("seed", range(4))
def test_random_rules_on_each_engine(engine: Opened, seed: int) -> None:
    for _, plan, tables in worlds(range(10 * seed, 10 * seed + 3)):
        assert differences(plan, tables, engine(tables)) == []


@whole
@pytest.mark.parametrize("seed", range(40))
def test_more_random_rules_on_each_engine(engine: Opened, seed: int) -> None:
    for _, plan, tables in worlds(range(1000 + 10 * seed, 1000 + 10 * seed + 10)):
        assert differences(plan, tables, engine(tables)) == []


@pytest.mark.parametrize(("name", "every"), [("duckdb", 60), ("postgres", 120), ("clickhouse", 200)])
def test_some_shipped_rules(name: str, every: int, request: pytest.FixtureRequest) -> None:
    """A spread of what ships; ``ANWEI_SQL_SEED`` chooses another one."""
    engine: Opened = request.getfixturevalue(name)
    for piece in shipped.some(every):
        assert of_piece(piece, engine) == []


def of_piece(piece: shipped.Piece, opened: Opened) -> list[str]:
    """Where an engine differs over some rules and the subjects of their cases on a day."""
    tables = shipped.tables_of(shipped.population(piece.cases))
    return differences(shipped.plan_on(piece.day, piece.rules), tables, opened(tables))


@whole
@pytest.mark.parametrize("part", range(PARTS))
def test_every_shipped_rule(engine: Opened, part: int) -> None:
    """Every rule that ships over the subjects of all its cases, each on the day of the case."""
    for piece in shipped.pieces()[part::PARTS]:
        assert of_piece(piece, engine) == []


@whole
def test_spark_moves_nothing_of_tables_that_lie_by_subject(tmp_path: Path) -> None:
    """Tables in buckets by subject are joined and added up where they lie, nested ones too.

    It comes before the cluster: the Java process of a stopped application ends with its master.
    """
    if reason := spark_cluster.missing():
        pytest.skip(reason)
    from anwei.engine.fleet.sql.on_spark import Spark

    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.warehouse.dir": str(tmp_path / "warehouse"),
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.autoBroadcastJoinThreshold": "-1",
    }
    spark = Spark("local[2]", {}, schema="fleet", **settings)
    try:
        spark.session.sql("CREATE DATABASE fleet")
        for name, file in files(TABLES, tmp_path / "files").items():
            key = "subject" if "." in name else "id"
            rows = spark.session.read.parquet(str(file))
            rows.write.bucketBy(4, key).sortBy(key).saveAsTable(f"fleet.{table_name(name)}")
        plan = plan_for(*(REQUIRE[n] for n in ("size", "sum", "lapsed", "trained")))
        assert differences(plan, TABLES, spark) == []
        [statement] = Renderer(plan, spark.dialect, spark.layout(), schema="fleet").statements()
        said = spark.session.sql(f"EXPLAIN {spark.dialect.write(statement.select)}").collect()[0][0]
        assert "SortMergeJoin" in said
        assert "Exchange" not in said
    finally:
        spark.close()


@whole
def test_spark_on_a_cluster(spark_master: str, tmp_path: Path) -> None:
    """A master and two workers, each a process of its own: random rules, and some that ship."""
    from anwei.engine.fleet.sql.on_spark import Spark

    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "4", "spark.executor.memory": "512m"}
    made = itertools.count()

    def opened(tables: Mapping[str, pa.Table]) -> Spark:
        return Spark(spark_master, files(tables, tmp_path / str(next(made))), **settings)

    spark = opened({})
    try:
        status = spark.session._jsc.sc().getExecutorMemoryStatus  # type: ignore[union-attr]
        spark_cluster.wait_until(lambda: status().size() - 1 == spark_cluster.WORKERS, "the workers have not come")
        for piece in shipped.some(SPARK):
            assert of_piece(piece, opened) == []
        for seed, plan, found in worlds(range(68, 74)):
            assert (seed, differences(plan, found, opened(found))) == (seed, [])
    finally:
        spark.close()


@whole
def test_spark_connect(spark_master: str, tmp_path: Path) -> None:
    """The light client: what is sent is a plan, and what comes back is Arrow."""
    from anwei.engine.fleet.sql.on_spark import Spark

    with spark_cluster.connect_server(spark_master) as address:
        for seed, plan, tables in worlds(range(68, 71)):
            spark = Spark(address, files(tables, tmp_path / str(seed)))
            assert differences(plan, tables, spark, DAYS) == []
        spark.close()
