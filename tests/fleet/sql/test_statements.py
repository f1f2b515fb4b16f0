"""What the SQL looks like, what it refuses, and the wrong answers that engines and libraries were seen to give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import sqlglot
from sqlglot import exp

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.sql.dialects import DIALECTS
from anwei.engine.fleet.sql.engines import opened
from anwei.engine.fleet.sql.execute import emit
from anwei.engine.fleet.sql.execute import run as run_sql
from anwei.engine.fleet.sql.layout import LONGEST, Layout, result_name
from anwei.engine.fleet.sql.on_duckdb import DuckDB
from anwei.engine.fleet.sql.other_dialects import dialect_of
from anwei.engine.fleet.sql.render import Renderer
from tests.fleet.sql.conftest import Opened, files
from tests.fleet.sql.equal import DAYS, cells, differences, plan_of
from tests.semantics.random_documents import written
from tests.semantics.random_rules import whole
from tests.semantics.test_random_rules import World, compiled

AS_OF = date(2026, 3, 31)
FIRMS: dict[str, Any] = {
    "id": ["A", "B", "C", "D"],
    "division": ["370102", "370102", "340100", None],
    "size": pa.array([10, None, 0, 7], pa.int64()),
    "balance": pa.array([Decimal("0.01"), None, Decimal("-12.50"), Decimal("10000000000000.00")], pa.decimal128(38, 2)),
    "opened": pa.array([date(2024, 2, 29), date(2025, 8, 31), None, date(2025, 12, 31)], pa.date32()),
    "closed": pa.array([None, date(2026, 2, 28), None, None], pa.date32()),
    "tags": pa.array([["a"], [], None, ["b", None]], pa.list_(pa.string())),
    "class": ["a", "b", None, ""],
    "coverage.people": ["complete", "complete", "partial", None],
    "coverage.checks": ["complete"] * 4,
    "coverage.trainings": ["complete"] * 4,
}
PEOPLE: dict[str, Any] = {
    "subject": ["A", "A", "A", "B", "C"],
    "pid": ["1", "it's", None, "1", "1"],
    "role": ["a", "a", "a11", None, "c"],
    "age": pa.array([30, 30, None, 50, 120], pa.int64()),
    "pay": pa.array([Decimal("1.00"), Decimal("2.00"), None, Decimal("3.00"), Decimal("0.00")], pa.decimal128(38, 2)),
    "cert": pa.array([date(2025, 1, 31), date(2024, 8, 31), None, None, date(2026, 2, 28)], pa.date32()),
}
TRAININGS: dict[str, Any] = {
    "subject": ["A", "A", "B", "A"],
    "owner": ["1", "1", "1", "it's"],
    "hours": pa.array([Decimal("1.5"), Decimal("2.0"), None, Decimal("8.0")], pa.decimal128(10, 1)),
    "date": pa.array([date(2026, 1, 31), date(2025, 3, 31), date(2026, 3, 1), None], pa.date32()),
}
TABLES = {"firm": pa.table(FIRMS), "firm.people": pa.table(PEOPLE), "firm.trainings": pa.table(TRAININGS)}
REQUIRE = {
    "size": {"fact": "size", "at_least": 5},
    "sum": {"measure": "paid", "at_least": "1 元"},
    "lapsed": {"every": "people", "satisfies": {"fact": "cert", "within_last": "13 months"}, "if_none": "fail"},
    "a month": {"fact": "opened", "within_last": "1 months"},
    "days": {"fact": "opened", "within_last": "30 days"},
    "trained": {"every": "people", "satisfies": {"measure": "hours", "at_least": 2}, "if_none": "fail"},
    "listed": {"fact": "tags", "includes_any": ["a", "b"]},
    "class": {"fact": "class", "is": "a"},
    "within": {"fact": "division", "within": ["37"]},
}
MEASURES = {
    "paid": {"sum": "people", "of": "pay"},
    "hours": {"each": "people", "sum": "trainings", "of": "hours"},
    "product": {"multiply": ["balance", "size"]},
}


def plan_for(*requires: object) -> Plan:
    """A plan of rules that require this and that of a firm."""
    rules = [whole(f"random.r{i}", r) | {"measures": MEASURES} for i, r in enumerate(requires)]  # type: ignore[arg-type]
    text = written(rules)
    catalogue, errors = compiled(text)
    assert not errors, errors
    here = World(text, catalogue, [], AS_OF.toordinal())
    return plan_of(here, [])[0]


def statements(plan: Plan, tables: Mapping[str, pa.Table] = TABLES, dialect: str = "duckdb") -> list[exp.Select]:
    layout = Layout.of({n: t.schema for n, t in tables.items()})
    return [s.select for s in Renderer(plan, dialect_of(dialect), layout, days=DAYS).statements()]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", REQUIRE)
def test_nulls_ties_and_leap_days_by_hand(engine: Opened, name: str) -> None:
    """Nulls in every column, a null key, a null in a list, empty texts, quotes in texts, month ends."""
    assert differences(plan_for(REQUIRE[name]), TABLES, engine(TABLES)) == []


def test_a_month_and_thirty_days_in_one_query(engine: Opened) -> None:
    """DuckDB 1.5.5 and 2.0.0 take ``d + INTERVAL 1 MONTH`` and ``d + INTERVAL 30 DAY`` for one expression."""
    plan = plan_for(REQUIRE["a month"], REQUIRE["days"])
    assert differences(plan, TABLES, engine(TABLES)) == []
    assert not list(statements(plan)[0].find_all(exp.Interval))


def test_a_key_that_is_missing_does_not_join_two_records(engine: Opened) -> None:
    """Two plans without a key are two: what drills there are is asked of each."""
    plans = {
        "subject": ["A", "A", "A", "B"],
        "plan_id": pa.array([None, "P", None, "P"], pa.string()),
        "date": pa.array([date(2026, 1, 1), date(2026, 3, 1), None, date(2026, 1, 1)]),
    }
    exercised = pa.array([["P"], ["P", None]], pa.list_(pa.string()))
    drills = {"subject": ["A", "B"], "date": pa.array([date(2026, 2, 1), date(2025, 2, 1)]), "plans": exercised}
    tables = {**TABLES, "firm.plans": pa.table(plans), "firm.drills": pa.table(drills)}
    plan = plan_for({"held": "drills", "every": {"rolling": "12 months"}, "covering": "plans"})
    assert differences(plan, tables, engine(tables)) == []


def test_amounts_past_64_bits(engine: Opened) -> None:
    """Products and sums of the largest amounts: exact, where ClickHouse alone would wrap in silence."""
    huge = pa.array([Decimal(10**16 - 1), Decimal(-(10**16)), Decimal(5), None], pa.decimal128(38, 2))
    tables = {**TABLES, "firm": pa.table({**FIRMS, "balance": huge, "size": pa.array([10**17, 3, 10**17, 1])})}
    product = {"measure": "product", "at_least": "1 元"}
    assert differences(plan_for(product), tables, engine(tables)) == []


def test_each_group_of_rows_is_read_once() -> None:
    """However many rules ask of a table: one group-by for each table and what it is added up to."""
    plan = plan_for(*(v for k, v in REQUIRE.items() if k in ("sum", "lapsed", "trained")))
    groups = [s for s in statements(plan)[0].find_all(exp.Select) if s.args.get("group")]
    assert len(groups) == 2  # trainings of people, people of firms
    assert {len(s.args["group"].expressions) for s in groups} == {1, 2}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_everything_is_quoted_and_nothing_is_foreign(dialect: str) -> None:
    """Every name is quoted; there is no function but the engine's own, and the text is one that its parser reads."""
    text = emit(plan_for(*REQUIRE.values()), dialect, days=DAYS)  # type: ignore[arg-type]
    parsed = [t for t in sqlglot.parse(text, dialect=dialect) if isinstance(t, (exp.Select, exp.Create))]
    assert parsed
    for tree in parsed:
        assert all(i.quoted for c in tree.find_all(exp.Column) for i in c.find_all(exp.Identifier))
        assert all(t.this.quoted for t in tree.find_all(exp.Table) if isinstance(t.this, exp.Identifier))
    assert "coverage.people" in text and "firm__people" in text


def test_emitted_sql_runs_as_it_is() -> None:
    """The script for a closed network, on tables as documented, gives what running here gives."""
    plan = plan_for(REQUIRE["size"], REQUIRE["sum"])
    here = DuckDB(TABLES)
    script = emit(plan, "duckdb", layout=here.layout())
    *checks, last = [p for p in script.split(";\n") if "SELECT" in p]
    assert all(n == 0 for c in checks for row in here.connection.execute(c).fetchall() for n in row)
    rows = here.connection.execute(last).fetchall()
    names = [d[0] for d in here.connection.description]
    assert names[:3] == ["id", "division", "random.r0"]
    assert names[-1] == "@outside"
    got = cells(run_sql(plan, here, days=DAYS))
    assert {r[0]: r[2] for r in rows} == {i: got["firm", i, "random.r0", "verdict"] for i in "ABCD"}


def refusal(plan: Plan, tables: Mapping[str, pa.Table], engine: Any = None) -> list[str]:
    with pytest.raises(AnweiError) as caught:
        run_sql(plan, engine or DuckDB(tables), days=DAYS)
    return [d.line("en") for d in caught.value.diagnostics]


def test_too_many_digits_are_refused(engine: Opened) -> None:
    fine = pa.array([Decimal("0.001"), Decimal("0.010"), None, Decimal("1.000")], pa.decimal128(20, 3))
    tables = {**TABLES, "firm": pa.table({**FIRMS, "balance": fine})}
    plan = plan_for({"fact": "balance", "at_least": "1 元"})
    said = "firm: FLT-041 1 numbers of column 'balance' have too many digits or are too large, such as 0.001"
    assert refusal(plan, tables, engine(tables)) == [said]


def test_digits_that_say_nothing_are_no_more_digits(engine: Opened) -> None:
    fine = pa.array([Decimal("0.020"), Decimal("0.010"), None, Decimal("1.000")], pa.decimal128(20, 3))
    tables = {**TABLES, "firm": pa.table({**FIRMS, "balance": fine})}
    assert differences(plan_for({"fact": "balance", "at_least": "0.02 元"}), tables, engine(tables)) == []


def test_floats_of_whole_units(engine: Opened) -> None:
    floats = pa.array([0.29, 1.1, None, 4503599627.37], pa.float64())
    tables = {**TABLES, "firm": pa.table({**FIRMS, "balance": floats})}
    assert differences(plan_for({"fact": "balance", "at_least": "1.1 元"}), tables, engine(tables)) == []
    tables["firm"] = pa.table({**FIRMS, "balance": pa.array([0.295, 1.0, None, 2.0])})
    assert "FLT-041" in refusal(plan_for({"fact": "balance", "at_least": "1 元"}), tables, engine(tables))[0]


def test_numbers_that_are_too_large_are_refused() -> None:
    large = pa.array([1 << 61, 1, None, 2], pa.int64())
    tables = {**TABLES, "firm": pa.table({**FIRMS, "size": large})}
    assert "FLT-041" in refusal(plan_for(REQUIRE["size"]), tables)[0]


def test_a_day_without_a_calendar_is_refused(engine: Opened) -> None:
    """Working days are tabulated for some years: outside them nothing is guessed."""
    require = {"fact": "closed", "within": "20 working_days", "after": "opened"}
    assert differences(plan_for(require), TABLES, engine(TABLES)) == []
    early = pa.array([date(1960, 1, 1), None, None, None], pa.date32())
    tables = {**TABLES, "firm": pa.table({**FIRMS, "opened": early})}
    [said] = refusal(plan_for(require), tables, engine(tables))
    assert said.startswith("firm: FLT-040 a day lies outside 2015-01-01 to 2036-12-31")


def test_a_column_of_another_type_is_refused() -> None:
    tables = {**TABLES, "firm": pa.table({**FIRMS, "opened": ["2024-02-29", None, None, None]})}
    said = refusal(plan_for(REQUIRE["days"]), tables)
    assert said == ["firm: FLT-001 column 'opened' should hold dates; its type in the data is string"]


def test_no_table_of_subjects_is_refused() -> None:
    said = "duckdb: FLT-042 duckdb has no table of subjects"
    assert refusal(plan_for(REQUIRE["size"]), {"other": pa.table({"id": ["A"]})}) == [said]


def test_columns_and_tables_that_are_not_there(engine: Opened) -> None:
    """What has no column is not known; a table that is not there at all has been reported by nobody."""
    tables = {"firm": pa.table({"id": [1, 2], "division": ["370102", None]})}
    assert differences(plan_for(*REQUIRE.values()), tables, engine(tables)) == []


def test_ids_may_be_numbers_and_tables_empty(engine: Opened) -> None:
    firms = pa.table({**FIRMS, "id": pa.array([1, 2, 3, 4], pa.int64())})
    people = pa.table(PEOPLE).slice(0, 0).set_column(0, "subject", pa.array([], pa.int64()))
    tables = {"firm": firms, "firm.people": people}
    assert differences(plan_for(REQUIRE["sum"], REQUIRE["lapsed"]), tables, engine(tables)) == []


def test_names_are_short_enough_for_every_engine() -> None:
    long = ["省级规则." * 20 + end for end in ("甲", "乙")]
    names = [result_name(n, "verdict") for n in long]
    assert len(set(names)) == 2
    assert all(len(n.encode()) <= LONGEST for n in names)
    assert result_name("hazchem.officers", "recheck_on") == "hazchem.officers.recheck_on"


def test_engines_by_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``--engine duckdb`` reads a folder; an unknown address and a missing package are said in words."""
    files(TABLES, tmp_path)
    plan = plan_for(REQUIRE["sum"])
    with opened("duckdb", tmp_path) as engine:
        assert differences(plan, TABLES, engine) == []
    with pytest.raises(AnweiError, match="FLT-046 no engine is known by this address"), opened("oracle://x", None):
        pass
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(AnweiError, match="FLT-047 the package pyspark is missing"), opened("sc://x", None):
        pass
