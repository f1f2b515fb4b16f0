"""Values that no fact can have: an SQL run refuses them as the embedded run does, and an emitted script counts them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.sql.execute import Engine, emit
from anwei.engine.fleet.sql.execute import run as run_sql
from anwei.engine.fleet.sql.layout import KNOWN
from tests.fleet.sql.conftest import Opened
from tests.fleet.sql.equal import DAYS, cells, differences
from tests.fleet.sql.test_statements import FIRMS, PEOPLE, REQUIRE, TABLES, TRAININGS, plan_for

FACTS: dict[str, Any] = {
    "size": REQUIRE["size"],
    "balance": {"fact": "balance", "at_least": "1 元"},
    "level": {"fact": "level", "at_least": 5},
    "class": REQUIRE["class"],
    "tags": REQUIRE["listed"],
    "within": REQUIRE["within"],
    "remark": {"fact": "remark", "is": "甲"},
    "lapsed": REQUIRE["lapsed"],
    "trained": REQUIRE["trained"],
    "a month": REQUIRE["a month"],
}


def firms(**columns: Any) -> dict[str, pa.Table]:
    return {**TABLES, "firm": pa.table({**FIRMS, **{n.replace("__", "."): c for n, c in columns.items()}})}


def people(**columns: Any) -> dict[str, pa.Table]:
    return {**TABLES, "firm.people": pa.table({**PEOPLE, **columns})}


def trainings(**columns: Any) -> dict[str, pa.Table]:
    return {**TABLES, "firm.trainings": pa.table({**TRAININGS, **columns})}


def decimals(scale: int, *values: str | None) -> pa.Array:
    return pa.array([None if v is None else Decimal(v) for v in values], pa.decimal128(18, scale))


WRONG: dict[str, tuple[str, dict[str, pa.Table], str]] = {
    "a decimal with a digit too many": (
        "balance", firms(balance=decimals(3, "999.960", "999.996", None, "1.000")),
        "firm: FLT-041 1 numbers of column 'balance' have too many digits or are too large, such as 999.996"),
    "a float with a digit too many": (
        "balance", firms(balance=pa.array([999.96, 999.996, None, 1.0])),
        "firm: FLT-041 1 numbers of column 'balance' have too many digits or are too large, such as 999.996"),
    "a narrow float with a digit too many": (
        "level", firms(level=pa.array([1.5, 2.25, None, 3.0], pa.float32())),
        "firm: FLT-041 1 numbers of column 'level' have too many digits or are too large, such as 2.25"),
    "parts of a whole number": (
        "size", firms(size=pa.array([10.0, 10.6, None, 7.0])),
        "firm: FLT-041 1 numbers of column 'size' have too many digits or are too large, such as 10.6"),
    "no number at all": ("size", firms(size=pa.array([10.0, float("nan"), None, 7.0])), "firm: FLT-041 1 "),
    "an endless number": ("size", firms(size=pa.array([10.0, float("inf"), None, 7.0])), "firm: FLT-041 1 "),
    "hours with a digit too many": (
        "trained", trainings(hours=decimals(2, "7.96", "2.00", None, "8.00")),
        "firm__trainings: FLT-041 1 numbers of column 'hours' have too many digits or are too large, such as 7.96"),
    "less than the least": (
        "size", firms(size=pa.array([-1, 0, None, 7])),
        "firm: FLT-048 1 values of column 'size' are none that it can have, such as '-1'"),
    "more than the most": (
        "level", firms(level=decimals(1, "80.0", "80.1", None, "-40.0")),
        "firm: FLT-048 1 values of column 'level' are none that it can have, such as '80.1'"),
    "more than the most, as floats": (
        "level", firms(level=pa.array([80.0, 80.1, None, -40.0])), "firm: FLT-048 1 values of column 'level' "),
    "a code that is none": (
        "class", firms(**{"class": ["a", "aa", None, ""]}),
        "firm: FLT-048 1 values of column 'class' are none that it can have, such as 'aa'"),
    "codes that are none": (
        "tags", firms(tags=pa.array([["a"], ["b", "A?"], None, ["b", None]], pa.list_(pa.string()))),
        "firm: FLT-048 1 values of column 'tags' are none that it can have, such as "),
    "numbers for codes": ("class", firms(**{"class": pa.array([1, None, None, None])}), "firm: FLT-048 1 "),
    "codes of records": ("trained", people(role=["a", "x", "a11", None, "c"]), ""),
    "a division that is none": (
        "size", firms(division=["370102", "shandong", "37", None]),
        "firm: FLT-048 1 values of column 'division' are none that it can have, such as 'shandong'"),
    "a coverage that is none": (
        "lapsed", firms(coverage__people=["COMPLETE", "complete", "", None]),
        "firm: FLT-048 1 values of column 'coverage.people' are none that it can have, such as 'COMPLETE'"),
    "a subject without id": ("size", firms(id=["A", "B", None, "D"]), "firm: FLT-017 1 subjects have no id (null)"),
    "ids that stand for two": (
        "size", firms(id=["A", "B", "A", "B"]), "firm: FLT-018 2 ids stand for several subjects: A, B"),
}  # fmt: skip


def said(plan: Plan, engine: Engine) -> list[str]:
    with pytest.raises(AnweiError) as caught:
        run_sql(plan, engine, days=DAYS)
    return [d.line("en") for d in caught.value.diagnostics]


@pytest.mark.parametrize("name", [n for n in WRONG if WRONG[n][2]])
def test_what_no_fact_can_be_is_refused(engine: Opened, name: str) -> None:
    """It is never rounded, nor taken for another code or for nowhere."""
    fact, tables, wanted = WRONG[name]
    (found,) = said(plan_for(FACTS[fact]), engine(tables))
    assert found.startswith(wanted), found


@pytest.mark.parametrize("name", [n for n in WRONG if WRONG[n][2] and "id" not in n])
def test_the_embedded_run_refuses_it_too(name: str) -> None:
    fact, tables, _ = WRONG[name]
    with pytest.raises(AnweiError):
        run(plan_for(FACTS[fact]), Tables(tables))


def test_what_is_not_needed_is_not_asked(engine: Opened) -> None:
    """Another column may hold what it will: the rules do not read it."""
    fact, tables, _ = WRONG["codes of records"]
    assert differences(plan_for(FACTS[fact]), tables, engine(tables)) == []


RIGHT: dict[str, tuple[str, dict[str, pa.Table]]] = {
    "floats": ("balance", firms(balance=pa.array([0.29, 1.1, None, 4503599627.37]))),
    "narrow floats": ("size", firms(size=pa.array([16777215.0, 1234567.0, None, 4.0], pa.float32()))),
    "floats all but whole": ("size", firms(size=pa.array([5.0001, 4.9999, None, 5.0]))),
    "ends of the range": ("level", firms(level=decimals(1, "80.0", "-40.0", None, "5.0"))),
    "ends of the range, as floats": ("level", firms(level=pa.array([80.0, -40.0, None, 5.0]))),
    "lists with nulls and without anything": (
        "tags", firms(tags=pa.array([["a", None], [], None, [None]], pa.list_(pa.string())))),
    "divisions of every length": ("within", firms(division=["37", "3701", "370102001", "370102001002"])),
    "divisions as numbers": ("within", firms(division=pa.array([37, 370102, 340100, None]))),
    "numbers with more digits than they use": ("size", firms(size=decimals(2, "5.00", "4.00", None, "7.00"))),
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHT)
def test_what_means_the_same_is_taken(engine: Opened, name: str) -> None:
    fact, tables = RIGHT[name]
    assert differences(plan_for(FACTS[fact]), tables, engine(tables)) == []


def test_text_is_taken_as_it_would_be_held(duckdb: Opened) -> None:
    """A mark for what is not known is no text; the embedded run takes it for unknown, SQL refuses it."""
    tables = firms(remark=["here", "不详", None, ""])
    wanted = "firm: FLT-048 1 values of column 'remark' are none that it can have, such as '不详'"
    assert said(plan_for(FACTS["remark"]), duckdb(tables)) == [wanted]


# -- emitted scripts, which do not know how the data is stored -------------------------------------------------------


def known(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The tables with every column that an emitted script may ask for of these rules."""
    found = dict(tables)
    for name in ("tags", "kinds"):
        for table, data in tables.items():
            if name in data.column_names:
                found[table] = data.append_column(name + KNOWN, data.column(name).is_valid())
    return found


def script(plan: Plan, engine: Engine) -> tuple[dict[str, int], dict[str, int]]:
    """What the checks of an emitted script count (where they count anything), and the verdicts of its select."""
    counts: dict[str, int] = {}
    verdicts: dict[str, int] = {}
    for part in emit(plan, engine.dialect.name, schema=engine.schema, days=DAYS).rstrip(";\n").split(";\n"):
        text = "\n".join(line for line in part.strip().splitlines() if not line.startswith("--"))
        rows: list[dict[str, Any]] = []
        checks = ".FLT-" in text
        if text.startswith("SET") or (counts and not checks):  # what is counted must not be judged
            continue
        for batch in engine.query(text):
            rows += pa.RecordBatch.from_arrays(batch.columns, [str(i) for i in range(batch.num_columns)]).to_pylist()
        if checks:
            asked = [line.rsplit(" AS ", 1)[-1].strip(' ,"') for line in text.splitlines() if ".FLT-" in line]
            counts |= {n: v for n, v in zip(asked, rows[0].values(), strict=True) if v}
        elif rows:
            verdicts = {str(r["0"]): int(r["2"]) for r in rows}
    return counts, verdicts


@pytest.mark.parametrize("name", WRONG)
def test_an_emitted_script_counts_it(engine: Opened, name: str) -> None:
    fact, tables, wanted = WRONG[name]
    counts, _ = script(plan_for(FACTS[fact]), engine(known(tables)))
    expected = {} if not wanted else {wanted.split()[1]: int(wanted.split()[2]) if wanted.split()[2].isdigit() else 1}
    assert {n.rsplit(".", 1)[1]: v for n, v in counts.items()} == expected


@pytest.mark.parametrize("name", [n for n in RIGHT if n != "divisions as numbers"])
def test_an_emitted_script_judges_what_means_the_same(engine: Opened, name: str) -> None:
    fact, tables = RIGHT[name]
    plan = plan_for(FACTS[fact])
    got = cells(run(plan, Tables(tables)))
    wanted = {i: got["firm", i, "random.r0", "verdict"] for i in "ABCD"}
    assert script(plan, engine(known(tables))) == ({}, wanted)


def test_an_emitted_script_wants_days_as_dates(engine: Opened) -> None:
    """A time of day is another day elsewhere: a view must say which."""
    times = [datetime(2026, 3, 1, 16, 30, tzinfo=UTC), None, None, None]
    tables = firms(opened=pa.array(times, pa.timestamp("us", "UTC")))
    plan = plan_for(FACTS["a month"])
    assert script(plan, engine(known(tables)))[0] == {"opened.FLT-001": 1}


def naive(*texts: str | None) -> list[datetime | None]:
    return [None if t is None else datetime.fromisoformat(t) for t in texts]


DATES = [date(2026, 3, 31), date(1960, 2, 29), None, date(2026, 2, 28)]
TIMES = {
    "with a zone, the first moment": [datetime(2026, 3, 30, 16, tzinfo=UTC), datetime(1960, 2, 28, 16, tzinfo=UTC),
                                      None, datetime(2026, 2, 27, 16, tzinfo=UTC)],
    "with a zone, the last": [datetime(2026, 3, 31, 15, 59, 59, 999999, UTC), datetime(1960, 2, 29, 15, 59, 59, 0, UTC),
                              None, datetime(2026, 2, 28, 15, 59, 59, 999999, UTC)],
    "without, the first": naive("2026-03-31", "1960-02-29", None, "2026-02-28"),
    "without, the last": naive("2026-03-31 23:59:59", "1960-02-29 23:59:59", None, "2026-02-28 23:59:59"),
}  # fmt: skip
ZONES = {
    "duckdb": "SET TimeZone = '{}'", "postgres": "SET timezone = '{}'", "clickhouse": "SET session_timezone = '{}'",
}  # fmt: skip


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Shanghai"])
@pytest.mark.parametrize("name", TIMES)
def test_a_time_is_of_its_day_in_china(engine: Opened, name: str, zone: str) -> None:
    """Whatever zone the session has: the same dates (months, and so month ends, tell days apart)."""
    plan = plan_for(FACTS["a month"])
    kind = pa.timestamp("us", "UTC") if "with a zone" in name else pa.timestamp("us")
    there = engine(firms(opened=pa.array(TIMES[name], kind)))
    wanted = cells(run(plan, Tables(firms(opened=pa.array(DATES, pa.date32())))))
    execute(there, ZONES[there.dialect.name].format(zone))
    assert cells(run_sql(plan, there, days=DAYS)) == wanted


def execute(engine: Any, sql: str) -> None:
    if engine.dialect.name == "clickhouse":
        engine.session.query(sql)
    else:
        engine.connection.execute(sql)
