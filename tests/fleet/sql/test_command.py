"""``anwei fleet check`` on a database says what it says by itself: verdicts, dates, counts by division and sector."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anwei.engine.fleet.sql.on_postgres import PostgreSQL
from tests.cli.run import anwei
from tests.fleet.support import FILES, generate

LAW = ("--facts", str(FILES[0]), "--rules", str(FILES[1]), "--rules", str(FILES[2]))
ON = ("--as-of", "2026-06-30", "--dates")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("data"), 150)


def results(out: Path) -> tuple[pa.Table, pa.Table]:
    """Verdicts in the order of ids (as text: databases have types of their own), and counts."""
    rows = pq.read_table(out / "enterprise.parquet")
    rows = rows.set_column(0, "id", rows.column("id").cast(pa.string())).sort_by("id")
    return rows.replace_schema_metadata(None), pq.read_table(out / "counts.parquet")


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, pa.Table]:
    out = tmp_path_factory.mktemp("out")
    done = anwei("fleet", "check", *LAW, *ON, "--data", str(folder), "--out", str(out))
    assert done.code == 1, done.err
    rows, counts = results(out)
    assert set(counts.column("by").to_pylist()) == {"all", "division", "sector"}
    return rows, counts


def same(found: tuple[pa.Table, pa.Table], expected: tuple[pa.Table, pa.Table]) -> bool:
    return found[0].to_pylist() == expected[0].to_pylist() and found[1].to_pylist() == expected[1].to_pylist()


def test_duckdb(folder: Path, expected: tuple[pa.Table, pa.Table], tmp_path: Path) -> None:
    """Files out of order, so that what is counted by sector cannot come out right by chance."""
    shuffled = tmp_path / "data"
    shuffled.mkdir()
    for file in folder.glob("*.parquet"):
        table = pq.read_table(file)
        pq.write_table(table.take(pa.array(range(table.num_rows - 1, -1, -1))), shuffled / file.name)
    words = ("--data", str(shuffled), "--out", str(tmp_path / "out"), "--engine", "duckdb")
    done = anwei("fleet", "check", *LAW, *ON, *words)
    assert done.code == 1, done.err
    assert same(results(tmp_path / "out"), expected)


def test_postgres_needs_no_folder(
    folder: Path, expected: tuple[pa.Table, pa.Table], tmp_path: Path, postgres_server: str
) -> None:
    schema = f"t{uuid4().hex}"
    engine = PostgreSQL(postgres_server, schema=schema)
    engine.load({f.stem: pq.read_table(f) for f in folder.glob("*.parquet")})
    engine.close()
    words = ("--engine", postgres_server, "--schema", schema, "--out", str(tmp_path / "out"))
    done = anwei("fleet", "check", *LAW, *ON, *words)
    assert done.code == 1, done.err
    assert same(results(tmp_path / "out"), expected)


WRONG = {
    "an engine that there is not": (("--engine", "oracle://here"), 3, "FLT-046"),
    "no data": (("--engine", "duckdb"), 2, "--data"),
    "days of lapse": (("--engine", "duckdb", "--lapses", "30d", "--data", "."), 2, "--lapses"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_done_is_said(name: str, folder: Path, tmp_path: Path) -> None:
    words, code, said = WRONG[name]
    words = tuple(str(folder) if w == "." else w for w in words)
    done = anwei("fleet", "check", *LAW, *ON, *words, "--out", str(tmp_path / "out"), "--lang", "en")
    assert (done.code, said in done.err) == (code, True), done.err
    assert not (tmp_path / "out").exists()
