"""Tables from elsewhere: a folder of CSV and a workspace give the verdicts of the Parquet folder."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anwei.engine.cli.fleet_data import tables_of
from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet import csv_folder
from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.run import Outcome, run
from anwei.engine.fleet.subjects import read_from
from anwei.engine.fleet.tables import to_tables
from anwei.engine.workspace.changes import Source, Write
from anwei.engine.workspace.places import Location
from anwei.engine.workspace.statements import changes_of
from anwei.engine.workspace.store import Workspace
from tests.cli.run import ROOT, anwei
from tests.fleet.support import catalogue, generate, plan

VOCABULARY = catalogue().vocabulary


@pytest.fixture(scope="module")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the writers of the layout make of the benchmark's enterprises, in the order in which they stand there."""
    subjects = read_from(generate(tmp_path_factory.mktemp("made")), VOCABULARY, "enterprise", None)
    folder = tmp_path_factory.mktemp("parquet")
    for name, table in to_tables(subjects, VOCABULARY).items():
        pq.write_table(table, folder / f"{name}.parquet")
    return folder


@pytest.fixture(scope="module")
def expected(parquet: Path) -> dict[str, Outcome]:
    found = run(plan(dates=True, bounds=True), Folder(parquet))
    assert {v for o in found.values() for r, n in o.columns if n == "verdict" for v in o.column(r).tolist()} >= {0, 1}
    return found


def judged(data: Path) -> dict[str, Outcome]:
    with tables_of(data, VOCABULARY) as folder:
        return run(plan(dates=True, bounds=True), Folder(folder))


def as_csv(parquet: Path, folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for file in parquet.glob("*.parquet"):
        target = folder / f"{file.stem}.csv"
        csv_folder.write(pq.read_table(file), target)
        target.write_bytes(target.read_text(encoding="utf-8").encode(encoding))
    return folder


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_says_what_parquet_says(parquet: Path, expected: dict[str, Outcome], tmp_path: Path, encoding: str) -> None:
    assert outcomes_equal(judged(as_csv(parquet, tmp_path / "csv", encoding)), expected)


def test_every_value_comes_back_from_csv(parquet: Path, tmp_path: Path) -> None:
    with tables_of(as_csv(parquet, tmp_path / "csv"), VOCABULARY) as folder:
        for file in parquet.glob("*.parquet"):
            assert pq.read_table(folder / file.name).equals(pq.read_table(file)), file.name


def test_sets_keep_what_is_none_apart_from_what_is_not_known(tmp_path: Path) -> None:
    sets = [[], None, ["mine"], ["mine", "trade"]]
    column = pa.chunked_array([pa.array(sets, pa.list_(pa.string()))])
    csv_folder.write(pa.table({"id": list("abcd"), "sectors": column}), tmp_path / "sets.csv")
    schema = pa.schema([("id", pa.string()), ("sectors", pa.list_(pa.string()))])
    (batch,) = csv_folder._batches(tmp_path / "sets.csv", schema)
    assert batch.column("sectors").to_pylist() == sets


def test_files_are_read_block_by_block(
    parquet: Path, expected: dict[str, Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_folder, "_BLOCK", 4096)
    assert outcomes_equal(judged(as_csv(parquet, tmp_path / "csv")), expected)


def test_csv_beside_parquet_is_taken_where_parquet_is_not(
    parquet: Path, expected: dict[str, Outcome], tmp_path: Path
) -> None:
    mixed = as_csv(parquet, tmp_path / "mixed")
    (mixed / "enterprise.csv").unlink()
    (mixed / "enterprise.parquet").write_bytes((parquet / "enterprise.parquet").read_bytes())
    (mixed / "enterprise.people.csv").write_text("subject\nnobody\n", encoding="utf-8")
    (mixed / "enterprise.people.parquet").write_bytes((parquet / "enterprise.people.parquet").read_bytes())
    assert outcomes_equal(judged(mixed), expected)


def test_a_workspace_says_what_parquet_says(parquet: Path, expected: dict[str, Outcome], tmp_path: Path) -> None:
    told = Source("import", "张三", "2026-11-21T08:00:00Z")
    with Workspace.create(Location(tmp_path / "w.anwei"), told) as workspace:
        subjects = read_from(parquet, VOCABULARY, "enterprise", None)
        workspace.apply(Write(told, [c for s in subjects for c in changes_of(s)]), VOCABULARY)
    assert outcomes_equal(judged(tmp_path / "w.anwei"), expected)


def test_what_does_not_fit_is_located(parquet: Path, tmp_path: Path) -> None:
    folder = as_csv(parquet, tmp_path / "csv")
    text = (folder / "enterprise.csv").read_text(encoding="utf-8").splitlines()
    place = text[0].split(",").index('"employees"')
    cells = text[7].split(",")
    cells[place] = "many"
    text[7] = ",".join(cells)
    text[9] = text[9].replace("2", "two")
    (folder / "enterprise.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(AnweiError) as error, tables_of(folder, VOCABULARY):
        pass
    found = error.value.diagnostics
    assert {(d.code, d.place.file) for d in found} == {("FLT-022", str(folder / "enterprise.csv"))}
    assert (found[0].place.line, found[0].params["field"], found[0].params["text"]) == (8, "employees", "many")
    assert {d.place.line for d in found} == {8, 10}


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_columns_are_separated_by_commas(tmp_path: Path, sign: str) -> None:
    (tmp_path / "enterprise.csv").write_text(sign.join(["id", "division", "employees"]) + "\n", encoding="utf-8")
    with pytest.raises(AnweiError, match="FLT-021"), tables_of(tmp_path, VOCABULARY):
        pass


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "enterprise.csv").write_bytes("id,division\n1,3415\n".encode("utf-16"))
    with pytest.raises(AnweiError, match="FLT-021"), tables_of(tmp_path, VOCABULARY):
        pass


def test_the_command_takes_them(tmp_path: Path) -> None:
    shop = str(ROOT / "examples/enterprises/small-shop.yaml")
    for name, more in (("parquet", ()), ("csv", ("--csv",))):
        assert anwei("fleet", "tables", shop, *more, "--out", str(tmp_path / name)).code == 0
    assert anwei("init", str(tmp_path / "w")).code == 0
    assert anwei("import", shop, "--workspace", str(tmp_path / "w.anwei")).code == 0
    told = []
    for data in ("parquet", "csv", "w.anwei"):
        words = ("--data", str(tmp_path / data), "--as-of", "2026-06-30", "--engine", "numpy")
        done = anwei("fleet", "check", *words, "--out", str(tmp_path / f"out-{data}"))
        assert done.code in (0, 1), done.err
        told.append(done.out)
    assert len(set(told)) == 1
    assert len(told[0].splitlines()) > 100
