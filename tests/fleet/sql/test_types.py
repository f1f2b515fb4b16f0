"""Tables as databases keep them: what is stored in another type is turned or refused, all at once and located."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyarrow as pa
import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.sql.engines import opened
from anwei.engine.fleet.sql.execute import run as run_sql
from anwei.engine.fleet.sql.on_duckdb import DuckDB
from anwei.engine.fleet.sql.on_postgres import PostgreSQL
from anwei.engine.fleet.sql.troubles import shown
from tests.cli.run import anwei
from tests.fleet.sql.conftest import Opened, files
from tests.fleet.sql.equal import DAYS, cells, differences
from tests.fleet.sql.test_command import LAW, ON
from tests.fleet.sql.test_statements import FIRMS, PEOPLE, REQUIRE, TABLES, TRAININGS, plan_for

RULES = ("size", "sum", "lapsed", "listed", "class", "trained", "within")


def said(engine: Any) -> list[str]:
    with pytest.raises(AnweiError) as caught:
        run_sql(plan_for(*(REQUIRE[n] for n in RULES)), engine, days=DAYS)
    return [d.line("en") for d in caught.value.diagnostics]


def without(table: dict[str, Any], *names: str) -> pa.Table:
    return pa.table({n: c for n, c in table.items() if n not in names})


def test_all_that_does_not_fit_is_told_at_once() -> None:
    wrong = {
        "size": ["10", None, "0", "7"],
        "opened": pa.array([20240229, None, None, None]),
        "tags": ["a;b", "", None, "b"],
        "balance": [True, False, None, True],
        "coverage.people": [True, True, False, None],
    }
    tables = {
        "firm": without({**FIRMS, **wrong}, "id"),
        "firm.people": without(PEOPLE, "subject"),
        "firm.trainings": without(TRAININGS, "owner"),
    }
    assert said(DuckDB(tables)) == [
        "firm: FLT-010 column 'id' is missing",
        "firm: FLT-001 column 'opened' should hold dates; its type in the data is int64",
        "firm: FLT-001 column 'size' should hold whole numbers; its type in the data is string",
        "firm: FLT-001 column 'balance' should hold amounts of money; its type in the data is bool",
        "firm: FLT-001 column 'tags' should hold lists of codes; its type in the data is string",
        "firm: FLT-001 column 'coverage.people' should hold text; its type in the data is bool",
        "firm__people: FLT-010 column 'subject' is missing",
        "firm__trainings: FLT-010 column 'owner' is missing",
    ]


def test_a_nested_table_needs_the_one_above(duckdb: Opened) -> None:
    tables = {n: t for n, t in TABLES.items() if n != "firm.people"}
    assert said(duckdb(tables)) == ["firm__trainings: FLT-016 the table above it, firm__people, is missing"]
    tables = {**TABLES, "firm.people": without(PEOPLE, "pid")}
    assert said(duckdb(tables)) == ["firm__people: FLT-010 column 'pid' is missing"]


def test_ids_of_two_types_are_compared_as_text(engine: Opened) -> None:
    numbers = dict(zip("ABCD", range(1, 5), strict=True))
    people = pa.table({**PEOPLE, "subject": [numbers[s] for s in PEOPLE["subject"]]})
    trainings = pa.table({**TRAININGS, "subject": [numbers[s] for s in TRAININGS["subject"]]})
    firms = pa.table({**FIRMS, "id": [str(numbers[i]) for i in FIRMS["id"]]})
    plan = plan_for(*(REQUIRE[n] for n in RULES))
    found = cells(run_sql(plan, engine({"firm": firms, "firm.people": people, "firm.trainings": trainings}), days=DAYS))
    wanted = cells(run_sql(plan, engine(TABLES), days=DAYS))
    assert {(k, i, r, n): found[k, str(numbers[i]), r, n] for k, i, r, n in wanted} == wanted


@pytest.fixture
def stored(postgres: Opened) -> PostgreSQL:
    engine: PostgreSQL = postgres(TABLES)
    engine.connection.execute(f'SET search_path = "{engine.schema}"')
    return engine


@pytest.mark.parametrize("every", [True, False])
def test_materialized_views_are_seen(stored: PostgreSQL, every: bool) -> None:
    """One alone, or all: a table that is not seen would count as not reported."""
    schema = f"t{uuid4().hex}"
    stored.connection.execute(f'CREATE SCHEMA "{schema}"')
    for name in ("firm", "firm__people", "firm__trainings"):
        kind = "MATERIALIZED VIEW" if every or name == "firm__people" else "VIEW"
        stored.connection.execute(f'CREATE {kind} "{schema}"."{name}" AS SELECT * FROM "{name}"')
    stored.schema = schema
    assert differences(plan_for(*(REQUIRE[n] for n in RULES)), TABLES, stored) == []


CLASS, TAGS, SIZE = (f'ALTER TABLE firm ALTER "{n}" TYPE' for n in ("class", "tags", "size"))
CASTS = {
    "an enumeration": f"CREATE TYPE kind AS ENUM ('a', 'b', ''); {CLASS} kind USING \"class\"::kind",
    "padded text": f"{CLASS} char(9)",
    "text of a length": f"{CLASS} varchar(9); {TAGS} varchar(9)[]",
    "a domain": f"CREATE DOMAIN code AS varchar(9); {CLASS} code",
    "numbers of any length": f"ALTER TABLE firm ALTER balance TYPE numeric; {SIZE} numeric(9, 0)",
    "narrow floats": f"{SIZE} real",
    "words for keys": 'ALTER TABLE firm__people ALTER "pid" TYPE char(4)',
}


@pytest.mark.parametrize("name", CASTS)
def test_what_can_be_cast_exactly_is_cast(stored: PostgreSQL, name: str) -> None:
    for statement in CASTS[name].split(";"):
        stored.connection.execute(statement)
    assert differences(plan_for(*(REQUIRE[n] for n in RULES)), TABLES, stored) == []


def test_ids_may_be_uuids(stored: PostgreSQL) -> None:
    plan = plan_for(*(REQUIRE[n] for n in RULES))
    wanted = cells(run_sql(plan, stored, days=DAYS))
    for table, column in (("firm", "id"), ("firm__people", "subject"), ("firm__trainings", "subject")):
        made = f"('00000000-0000-0000-0000-00000000000' || \"{column}\")::uuid"
        stored.connection.execute(f'ALTER TABLE "{table}" ALTER "{column}" TYPE uuid USING {made}')
    found = cells(run_sql(plan, stored, days=DAYS))
    assert {(k, str(UUID(int=int(i, 16))), r, n): v for (k, i, r, n), v in wanted.items()} == found


REFUSED = {
    "money": ('ALTER TABLE firm ALTER "balance" TYPE money USING 1::money',
              "firm: FLT-001 column 'balance' should hold amounts of money; its type in the data is money"),
    "numbers in lists": (f"{TAGS} int[] USING null",
                         "firm: FLT-001 column 'tags' should hold lists of codes; its type in the data is integer[]"),
    "no day": ("UPDATE firm SET opened = 'infinity' WHERE id = 'A'",
               "firm: FLT-048 1 values of column 'opened' are none that it can have, such as 'infinity'"),
    "no number": ("ALTER TABLE firm ALTER balance TYPE numeric; UPDATE firm SET balance = 'NaN' WHERE id = 'A'",
                  "firm: FLT-041 1 numbers of column 'balance' have too many digits or are too large, such as NaN"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_is_refused(stored: PostgreSQL, name: str) -> None:
    statements, wanted = REFUSED[name]
    for statement in statements.split(";"):
        stored.connection.execute(statement)
    plan = plan_for(REQUIRE["a month"], REQUIRE["listed"], {"fact": "balance", "at_least": "1 元"})
    with pytest.raises(AnweiError) as caught:
        run_sql(plan, stored, days=DAYS)
    assert [d.line("en") for d in caught.value.diagnostics] == [wanted]


# -- what the engine itself says -------------------------------------------------------------------------------------


def test_what_the_engine_refuses_is_a_located_error(engine: Opened) -> None:
    here = engine(TABLES)
    with pytest.raises(AnweiError, match=r"FLT-049 the engine reports an error: .*no_such") as caught:
        list(here.query("SELECT * FROM no_such"))
    assert str(caught.value.diagnostics[0].place).split(":", maxsplit=1)[0] in ("duckdb", "postgresql", "clickhouse")


def test_a_file_that_is_none_is_a_located_error(tmp_path: Path) -> None:
    (tmp_path / "firm.parquet").write_text("nothing")
    for name in ("duckdb", "clickhouse"):
        if name == "clickhouse":
            pytest.importorskip("chdb")
        with pytest.raises(AnweiError, match="FLT-049") as caught, opened(name, tmp_path):
            pass
        assert str(caught.value.diagnostics[0].place).endswith("firm.parquet")


ADDRESSES = {
    "postgresql://anwei:S3cret@db:5432/law": "postgresql://anwei:***@db:5432/law",
    "postgresql://anwei:S3@c/r:et@db/law?sslmode=require": "postgresql://anwei:***@db/law?sslmode=require",
    "postgresql://anwei@db/law?user=a&password=S3cret&x=1": "postgresql://anwei@db/law?user=a&password=***&x=1",
    "sc://db:15002/;token=S3cret;user_id=a": "sc://db:15002/;token=***;user_id=a",
    "postgresql://anwei@db:5432/law": "postgresql://anwei@db:5432/law",
    "spark://host:7077": "spark://host:7077",
    "local[2]": "local[2]",
}


def test_a_password_is_never_shown() -> None:
    assert {a: shown(a) for a in ADDRESSES} == ADDRESSES


def check(address: str, tmp_path: Path, *more: str) -> tuple[int, str]:
    words = ("--engine", address, "--out", str(tmp_path / "out"), "--lang", "en", *more)
    done = anwei("fleet", "check", *LAW, *ON, *words)
    return done.code, done.err


def test_no_connection_is_an_error_without_password(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    code, err = check("postgresql://anwei:S3cret@127.0.0.1:1/law", tmp_path)
    assert (code, "FLT-049" in err, "S3cret" in err) == (3, True, False), err
    assert "postgresql://anwei:***@127.0.0.1:1/law" in err


def test_a_schema_without_tables_is_said(postgres_server: str, tmp_path: Path) -> None:
    address = postgres_server.replace("anwei@", "anwei:S3cret@")
    code, err = check(address, tmp_path, "--schema", f"t{uuid4().hex}")
    assert (code, "FLT-042 postgres has no table of subjects" in err, "S3cret" in err) == (3, True, False), err


def test_duckdb_ends_quietly(tmp_path: Path) -> None:
    """Nothing is said of leaks in its binding, whether a run ends well or not."""
    files({"enterprise": pa.table({"name": ["A"]})}, tmp_path / "data")
    code, err = check("duckdb", tmp_path, "--data", str(tmp_path / "data"))
    assert (code, "FLT-010" in err, "leaked" in err) == (3, True, False), err
