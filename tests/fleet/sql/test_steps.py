"""ClickHouse plans a long WITH without end, so its statements come in steps: tables made, read and dropped in order."""

from __future__ import annotations

import pyarrow as pa
from sqlglot import exp

from anwei.engine.fleet.sql.execute import emit
from anwei.engine.fleet.sql.execute import run as run_sql
from anwei.engine.fleet.sql.layout import Layout
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.render import Renderer, Statement
from tests.fleet.sql.conftest import Opened
from tests.fleet.sql.equal import DAYS, cells
from tests.fleet.sql.test_statements import REQUIRE, TABLES, plan_for

RECORDED = {"firm", "firm__people", "firm__trainings"}


def statement(*names: str) -> Statement:
    layout = Layout.of({n: t.schema for n, t in TABLES.items()})
    plan = plan_for(*(REQUIRE[n] for n in names))
    (found,) = Renderer(plan, dialect_of("clickhouse"), layout, days=DAYS).statements()
    return found


def read(node: exp.Expr) -> set[str]:
    return {t.name for t in node.find_all(exp.Table)} - RECORDED


def test_each_table_is_there_when_it_is_read_and_gone_in_the_end() -> None:
    found = statement(*(n for n in REQUIRE if n != "listed"))  # no null list there
    there: set[str] = set()
    dropped: list[str] = []
    for step in (*found.before, found.select, *found.after):
        if isinstance(step, exp.Drop):
            (table,) = step.args["tables"]
            there.remove(table.name)
            dropped.append(table.name)
        elif isinstance(step, exp.Create):
            assert read(step.expression) <= there
            assert not step.expression.args.get("with_")
            assert step.this.name not in {*there, *dropped}
            there.add(step.this.name)
        else:
            assert step is found.select and read(step) == there
    assert not there
    assert len(dropped) > 3


def test_other_dialects_say_it_in_one_select() -> None:
    layout = Layout.of({n: t.schema for n, t in TABLES.items()})
    (found,) = Renderer(plan_for(REQUIRE["trained"]), dialect_of("duckdb"), layout, days=DAYS).statements()
    assert (list(found.before), list(found.after)) == ([], [])
    assert len(found.select.ctes) > 3


def test_the_emitted_script_runs_as_it_is(clickhouse: Opened) -> None:
    """Settings, checks that count nothing, steps, the select, and the tables are gone."""
    plan = plan_for(REQUIRE["size"], REQUIRE["trained"])
    here = clickhouse(TABLES)
    found = {}
    for part in emit(plan, "clickhouse", layout=here.layout(), days=DAYS).rstrip(";\n").split(";\n"):
        text = "\n".join(line for line in part.splitlines() if not line.startswith("--"))
        rows = pa.Table.from_batches(list(here.query(text))) if "SELECT" in text and "CREATE" not in text else None
        if rows is None:
            assert list(here.query(text)) == []
        elif "id" in rows.schema.names:
            found = dict(zip(rows.column("id").to_pylist(), rows.column("random.r1").to_pylist(), strict=True))
        else:
            assert not any(value for row in rows.to_pylist() for value in row.values())
    got = cells(run_sql(plan, here, days=DAYS))
    assert {str(i): v for i, v in found.items()} == {i: got["firm", i, "random.r1", "verdict"] for i in "ABCD"}
