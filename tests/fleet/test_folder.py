"""Folders of tables: order, partitions, spilling, missing tables and wrong data."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.compiled import Compiled
from anwei.engine.fleet.equivalence import differences
from anwei.engine.fleet.folder import LEAST, MOST, Folder, fitting
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.run import Outcome, run
from anwei.engine.fleet.subjects import read_from
from tests.fleet.support import DAY, catalogue, generate, plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("sorted"))


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Outcome]:
    return run(plan(dates=True, bounds=True), Folder(folder))


def test_what_is_read_from_parquet_is_what_the_record_evaluation_says(folder: Path) -> None:
    subjects = read_from(folder, catalogue().vocabulary, "enterprise", None, 40)
    rules = list(catalogue().rules.values())
    assert next(differences(catalogue(), subjects, rules, DAY), None) is None


def test_the_folder_says_what_its_subjects_say(folder: Path, expected: dict[str, Outcome]) -> None:
    subjects = read_from(folder, catalogue().vocabulary, "enterprise", None)
    from anwei.engine.fleet.sources import Tables
    from anwei.engine.fleet.tables import to_tables

    assert outcomes_equal(
        run(plan(dates=True, bounds=True), Tables(to_tables(subjects, catalogue().vocabulary))), expected
    )


@pytest.mark.parametrize("size", [1, 7, 64, 300, 5000])
def test_partitions_of_any_size_say_the_same(folder: Path, expected: dict[str, Outcome], size: int) -> None:
    found = run(plan(dates=True, bounds=True), Folder(folder, partition=size), Compiled())
    assert outcomes_equal(found, expected)


def test_memory_decides_how_many_are_judged_at_a_time(folder: Path) -> None:
    """Some thirty rows of a subject: half of the memory, in powers of two, within limits."""
    sizes = [fitting(folder, memory << 20, catalogue().vocabulary) for memory in (1, 64, 128, 256, 100_000)]
    assert sizes == [LEAST, 4096, 8192, 16384, MOST]


@pytest.mark.parametrize("memory", [1 << 30, 1])
@pytest.mark.parametrize("size", [50, 1000])
def test_records_out_of_order_say_the_same(
    tmp_path: Path, expected: dict[str, Outcome], memory: int, size: int
) -> None:
    """With so little memory that every piece goes to disk, too."""
    shuffled = generate(tmp_path, 300, "--shuffled")
    found = run(plan(dates=True, bounds=True), Folder(shuffled, partition=size, memory=memory))
    assert outcomes_equal(found, expected)


def test_parts_in_folders_and_arrow_files_say_the_same(
    tmp_path: Path, folder: Path, expected: dict[str, Outcome]
) -> None:
    for file in folder.glob("*.parquet"):
        table = pq.read_table(file)
        if file.stem == "enterprise.people":
            parts = tmp_path / file.stem
            parts.mkdir()
            half = table.num_rows // 2
            pq.write_table(table.slice(0, half), parts / "part-0.parquet")
            pq.write_table(table.slice(half), parts / "part-1.parquet")
        else:
            with pa.ipc.new_file(str(tmp_path / f"{file.stem}.arrow"), table.schema) as sink:
                sink.write_table(table)
    assert outcomes_equal(run(plan(dates=True, bounds=True), Folder(tmp_path, partition=90)), expected)


def test_a_table_that_is_not_there_was_not_reported(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "enterprise.drills.parquet").unlink()
    verdicts = run(plan(only="drills.half-year"), Folder(tmp_path / "data"))["enterprise"].column("drills.half-year")
    assert 1 not in set(verdicts.tolist())
    assert 2 in set(verdicts.tolist())


def _changed(tmp_path: Path, folder: Path, name: str, change) -> Path:  # type: ignore[no-untyped-def]
    shutil.copytree(folder, tmp_path / "data")
    file = tmp_path / "data" / f"{name}.parquet"
    pq.write_table(change(pq.read_table(file)), file)
    return tmp_path / "data"


def _replaced(name: str, column):  # type: ignore[no-untyped-def]
    return lambda t: t.set_column(t.schema.names.index(name), name, column(t))


WRONG = {
    "FLT-001": ("enterprise.drills", _replaced("date", lambda t: pa.array(["2026-03-05"] * t.num_rows))),
    "FLT-003": ("enterprise.drills", _replaced("subject", lambda t: pa.array([10**9] * t.num_rows, pa.int64()))),
    "FLT-004": ("enterprise.trainings", _replaced("owner", lambda t: pa.array(["nobody"] * t.num_rows))),
}


@pytest.mark.parametrize("code", WRONG)
def test_wrong_data_gets_a_clear_error(tmp_path: Path, folder: Path, code: str) -> None:
    data = _changed(tmp_path, folder, *WRONG[code])
    with pytest.raises(AnweiError) as error:
        run(plan(), Folder(data))
    assert [d.code for d in error.value.diagnostics] == [code]


def test_a_damaged_file_gets_a_clear_error(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "enterprise.stock.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(AnweiError) as error:
        run(plan(), Folder(tmp_path / "data"))
    assert [d.code for d in error.value.diagnostics] == ["FLT-002"]


def test_floats_and_narrow_integers_are_exact(tmp_path: Path, folder: Path, expected: dict[str, Outcome]) -> None:
    """Money as float is taken where it is exact to the fen."""
    data = _changed(
        tmp_path, folder, "enterprise", _replaced("revenue", lambda t: t.column("revenue").cast(pa.float64()))
    )
    assert outcomes_equal(run(plan(dates=True, bounds=True), Folder(data)), expected)


def test_numpy_and_compiled_are_one(folder: Path, expected: dict[str, Outcome]) -> None:
    made = plan(dates=True, bounds=True)
    for runner in (run_pass, Compiled()):
        assert outcomes_equal(run(made, Folder(folder), runner), expected)


def test_the_day_is_that_of_the_workload() -> None:
    assert date.fromordinal(DAY) == date(2026, 6, 30)
