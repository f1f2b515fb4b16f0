"""Data as data centres keep it: what means the same is read the same, what no fact can be is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from anwei.engine.documents.diagnostics import AnweiError
from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.equivalence import differences
from anwei.engine.fleet.faults import MOST
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.intake import strangers
from anwei.engine.fleet.run import Outcome, run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.subjects import read_from
from tests.cli.run import anwei
from tests.fleet.support import DAY, FILES, catalogue, generate, plan

Change = Callable[[pa.Table], pa.Table]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("stored"), 120)


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Outcome]:
    return run(plan(dates=True), Folder(folder))


def column(name: str, of: Callable[[pa.ChunkedArray], pa.ChunkedArray | pa.Array]) -> Change:
    return lambda t: t.set_column(t.schema.names.index(name), name, of(t.column(name)))


def cast(name: str, kind: pa.DataType) -> Change:
    return column(name, lambda c: c.cast(kind))


def written(table: pa.Table, place: Path) -> None:
    pq.write_table(table, place)


def changed(tmp_path: Path, folder: Path, name: str, change: Change) -> Path:
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    written(change(pq.read_table(data / f"{name}.parquet")), data / f"{name}.parquet")
    return data


def in_utc(days: pa.ChunkedArray) -> pa.ChunkedArray:
    """Midnight in China, as a clock in Greenwich shows it: the day before."""
    return pc.assume_timezone(days.cast(pa.timestamp("us")), "Asia/Shanghai").cast(pa.timestamp("us", "UTC"))


def in_the_afternoon(days: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(days.cast(pa.timestamp("ns")), timedelta(hours=15))


def by_label(codes: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring(codes.cast(pa.string()), "first", " Class one ")


def past_64_bits(numbers: pa.ChunkedArray) -> pa.Array:
    return pa.array([2**64 - 1] * len(numbers), pa.uint64())


SAME: dict[str, tuple[str, Change]] = {
    "unsigned": ("enterprise", cast("employees", pa.uint16())),
    "unsigned, wide": ("enterprise.policies", cast("insured", pa.uint64())),
    "whole numbers as decimals": ("enterprise", cast("employees", pa.decimal128(12, 2))),
    "decimals of many digits": ("enterprise", cast("revenue", pa.decimal128(38, 18))),
    "wide decimals": ("enterprise", cast("revenue", pa.decimal256(40, 2))),
    "times of day": ("enterprise", column("licence_until", in_the_afternoon)),
    "times in UTC": ("enterprise", column("licence_until", in_utc)),
    "date64": ("enterprise", cast("licence_until", pa.date64())),
    "large text": ("enterprise", cast("site_class", pa.large_string())),
    "views of text": ("enterprise", lambda t: cast("site_class", pa.string_view())(cast("site_class", pa.string())(t))),
    "large lists": ("enterprise", cast("sectors", pa.large_list(pa.large_string()))),
    "divisions as numbers": ("enterprise", lambda t: cast("division", pa.int32())(cast("division", pa.string())(t))),
    "labels in place of codes": ("enterprise", column("site_class", by_label)),
    "unknown in words": ("enterprise", column("site_class", lambda c: pc.fill_null(c.cast(pa.string()), "不详"))),
    "ids as text": ("enterprise", cast("id", pa.string())),
    "columns of no fact": ("enterprise", lambda t: t.append_column("etl_time", pa.array([1.5] * t.num_rows))),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
def test_what_means_the_same_is_read_the_same(
    tmp_path: Path, folder: Path, expected: dict[str, Outcome], name: str
) -> None:
    data = changed(tmp_path, folder, *SAME[name])
    found = run(plan(dates=True), Folder(data, partition=50))
    assert {k: v.columns for k, v in found.items()} == {k: v.columns for k, v in expected.items()}
    for rule, what in expected["enterprise"].columns:
        assert (found["enterprise"].column(rule, what) == expected["enterprise"].column(rule, what)).all(), (rule, what)
    assert [s.id for s in read_from(data, catalogue().vocabulary, "enterprise", None, 5)]


def first(name: str, value: object) -> Change:
    """One value in the first row."""
    return column(name, lambda c: pa.chunked_array([pa.array([value, *c.to_pylist()[1:]])]))


WRONG: dict[str, tuple[str, str, Change]] = {
    "a code of no list": ("FLT-008", "enterprise", first("site_class", "eleventh")),
    "a code of a set": ("FLT-008", "enterprise", first("sectors", ["mine;construction"])),
    "a number below its range": ("FLT-008", "enterprise", first("employees", -1)),
    "a part of a person": ("FLT-008", "enterprise", first("employees", 7.5)),
    "no number": ("FLT-008", "enterprise", first("employees", float("nan"))),
    "without end": ("FLT-008", "enterprise", first("employees", float("inf"))),
    "a tenth of a fen": ("FLT-008", "enterprise", first("revenue", Decimal("1.001"))),
    "too large": ("FLT-008", "enterprise", first("revenue", Decimal(10) ** 25)),
    "a place that is none": ("FLT-008", "enterprise", first("division", "合肥市")),
    "a word for coverage": ("FLT-008", "enterprise", first("coverage.people", "COMPLETE")),
    "a truth in words": ("FLT-001", "enterprise", cast("has_committee", pa.string())),
    "a day as a number": ("FLT-001", "enterprise", cast("licence_until", pa.int32())),
    "past 64 bits": ("FLT-012", "enterprise", column("employees", past_64_bits)),
    "no id": ("FLT-010", "enterprise", lambda t: t.drop_columns(["id"])),
    "an id that is null": ("FLT-017", "enterprise", first("id", None)),
    "an id of two": ("FLT-018", "enterprise", lambda t: pa.concat_tables([t, t.slice(3, 2)])),
    "no subject": ("FLT-010", "enterprise.people", lambda t: t.drop_columns(["subject"])),
    "no owner": ("FLT-010", "enterprise.trainings", lambda t: t.drop_columns(["owner"])),
    "owners without a key": ("FLT-010", "enterprise.people", lambda t: t.drop_columns(["person_id"])),
    "a key of two": ("FLT-020", "enterprise.people", lambda t: pa.concat_tables([t.slice(0, 1), t])),
    "a column twice": ("FLT-011", "enterprise", lambda t: t.append_column("employees", t.column("employees"))),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_no_fact_can_be_is_told(tmp_path: Path, folder: Path, name: str) -> None:
    code, table, change = WRONG[name]
    with pytest.raises(AnweiError) as error:
        run(plan(), Folder(changed(tmp_path, folder, table, change), partition=50))
    assert {d.code for d in error.value.diagnostics} == {code}
    assert error.value.diagnostics[0].place.file == table


def test_all_faults_are_told_at_once_with_their_rows(tmp_path: Path, folder: Path) -> None:
    """Also those of later partitions and of other tables, each once."""
    data = changed(
        tmp_path, folder, "enterprise", column("employees", lambda c: pa.array([-1, *[5] * (len(c) - 2), -1]))
    )
    rows = pq.read_table(data / "enterprise.people.parquet")
    roles = ["boss", *rows.column("role").to_pylist()[1:]]
    written(
        rows.set_column(rows.schema.names.index("role"), "role", pa.array(roles)), data / "enterprise.people.parquet"
    )
    with pytest.raises(AnweiError) as error:
        run(plan(), Folder(data, partition=50))
    told = {(d.place.file, d.params["name"], d.params["rows"]) for d in error.value.diagnostics}
    assert told == {("enterprise", "employees", 2), ("enterprise.people", "role", 1)}
    owner = str(rows.column("subject")[0].as_py())
    assert [d.params["subject"] for d in error.value.diagnostics if d.place.file.endswith("people")] == [owner]


def test_a_column_of_something_else_is_told_in_bounds(tmp_path: Path, folder: Path) -> None:
    data = changed(
        tmp_path, folder, "enterprise.people", column("role", lambda c: pa.array([f"w{i}" for i in range(len(c))]))
    )
    with pytest.raises(AnweiError) as error:
        run(plan(), Folder(data, partition=50))
    assert [d.code for d in error.value.diagnostics] == ["FLT-008"] * MOST + ["FLT-009"]


def test_tables_in_memory_are_read_alike(folder: Path, expected: dict[str, Outcome]) -> None:
    tables = {f.stem: pq.read_table(f) for f in folder.glob("*.parquet")}
    assert outcomes_equal(run(plan(dates=True), Tables(tables)), expected)
    tables["enterprise"] = first("site_class", "eleventh")(tables["enterprise"])
    with pytest.raises(AnweiError, match="FLT-008"):
        run(plan(), Tables(tables))


# -- files ----------------------------------------------------------------------------------------------------------


def parts(data: Path, name: str, change: Callable[[int, pa.Table], pa.Table]) -> None:
    """A table as a folder of three parts."""
    whole = pq.read_table(data / f"{name}.parquet")
    (data / f"{name}.parquet").unlink()
    (data / name).mkdir()
    third = -(-whole.num_rows // 3)
    for number in range(3):
        written(change(number, whole.slice(number * third, third)), data / name / f"part-{number}.parquet")


PARTS: dict[str, tuple[str, str, list[pa.DataType]]] = {
    "whole numbers": ("enterprise", "employees", [pa.int32(), pa.int64(), pa.decimal128(12, 0)]),
    "decimals": ("enterprise", "revenue", [pa.decimal128(18, 2), pa.decimal128(20, 3), pa.float64()]),
    "ids": ("enterprise", "id", [pa.int64(), pa.int32(), pa.string()]),
    "texts": ("enterprise", "site_class", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]),
    "days": ("enterprise", "licence_until", [pa.date32(), pa.timestamp("us"), pa.date64()]),
    "subjects": ("enterprise.people", "subject", [pa.int32(), pa.int64(), pa.int16()]),
    "days of records": ("enterprise.people", "certificate_until", [pa.date32(), pa.timestamp("ms"), pa.date32()]),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_may_differ_in_type(tmp_path: Path, folder: Path, expected: dict[str, Outcome], name: str) -> None:
    table, of, kinds = PARTS[name]
    shutil.copytree(folder, tmp_path / "data")
    plainly = cast(of, pa.string()) if name == "texts" else lambda t: t
    parts(tmp_path / "data", table, lambda n, t: cast(of, kinds[n])(plainly(t)))
    found = run(plan(dates=True), Folder(tmp_path / "data", partition=50))["enterprise"]
    for rule, what in expected["enterprise"].columns:
        assert (found.column(rule, what) == expected["enterprise"].column(rule, what)).all(), (rule, what)


def test_folders_named_by_a_column_are_read(tmp_path: Path, folder: Path, expected: dict[str, Outcome]) -> None:
    """``division=3415/part-0.parquet``: at any depth, the column taken from the name."""
    data = tmp_path / "data"
    shutil.copytree(folder, data)
    for name, by in (("enterprise", "division"), ("enterprise.hazards", "year")):
        table = pq.read_table(data / f"{name}.parquet")
        if by == "year":
            table = table.append_column("year", pa.array([str(2020 + i % 3) for i in range(table.num_rows)]))
        else:
            table = cast("division", pa.string())(table)
        (data / f"{name}.parquet").unlink()
        ds.write_dataset(table, data / name, format="parquet", partitioning=[by], partitioning_flavor="hive")
    (data / "enterprise" / "_SUCCESS").touch()
    found = run(plan(), Folder(data, partition=50))["enterprise"]
    by_id = dict(zip(found.ids, found.column("hazards.rate").tolist(), strict=True))
    wanted = dict(zip(expected["enterprise"].ids, expected["enterprise"].column("hazards.rate").tolist(), strict=True))
    assert by_id == wanted
    known = dict(zip(expected["enterprise"].ids, expected["enterprise"].divisions, strict=True))
    assert dict(zip(found.ids, found.divisions, strict=True)) == known


def test_a_table_stands_in_one_place(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    feather.write_feather(pq.read_table(folder / "enterprise.parquet"), tmp_path / "data" / "enterprise.feather")
    with pytest.raises(AnweiError, match="FLT-013"):
        run(plan(), Folder(tmp_path / "data"))


def test_an_empty_folder_is_no_table_without_records(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "enterprise.hazards.parquet").unlink()
    (tmp_path / "data" / "enterprise.hazards").mkdir()
    with pytest.raises(AnweiError, match="FLT-014"):
        run(plan(), Folder(tmp_path / "data"))


def test_nested_records_need_the_table_above(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "enterprise.people.parquet").unlink()
    with pytest.raises(AnweiError, match="FLT-016"):
        run(plan(), Folder(tmp_path / "data"))


def test_what_is_no_table_is_told_and_not_read(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    (tmp_path / "data" / "enterprise.hazard.parquet").write_bytes(b"x")
    (tmp_path / "data" / "_SUCCESS").touch()
    found = list(strangers(tmp_path / "data", catalogue().vocabulary))
    assert [(d.code, d.params["hint"]) for d in found] == [("FLT-015", "enterprise.hazards")]
    run(plan(), Folder(tmp_path / "data"))


# -- results --------------------------------------------------------------------------------------------------------

LAW = ("--facts", str(FILES[0]), "--rules", str(FILES[1]), "--rules", str(FILES[2]), "--lang", "en")


def checked(data: Path, out: Path, *more: str) -> tuple[int, str]:
    done = anwei("fleet", "check", *LAW, "--data", str(data), "--as-of", "2026-06-30", "--out", str(out), *more)
    return done.code, done.err


def test_results_never_take_the_place_of_data(tmp_path: Path, folder: Path) -> None:
    shutil.copytree(folder, tmp_path / "data")
    before = (tmp_path / "data" / "enterprise.parquet").read_bytes()
    code, said = checked(tmp_path / "data", tmp_path / "data")
    assert code == 3
    assert "FLT-019" in said
    assert (tmp_path / "data" / "enterprise.parquet").read_bytes() == before


def test_results_of_another_form_do_not_stay_beside_fresh_ones(tmp_path: Path, folder: Path) -> None:
    assert checked(folder, tmp_path / "out", "--arrow")[0] == 1
    assert checked(folder, tmp_path / "out")[0] == 1
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["counts.parquet", "enterprise.parquet"]


def test_results_without_dates_are_not_taken_over(tmp_path: Path, folder: Path) -> None:
    """They do not say when they lapse: everything is judged again."""
    assert checked(folder, tmp_path / "plain")[0] == 1
    names = pq.read_schema(tmp_path / "plain" / "enterprise.parquet").names
    assert not [n for n in names if n.endswith((":recheck_on", ":due_by"))]
    code, said = checked(folder, tmp_path / "again", "--since", str(tmp_path / "plain"))
    assert code == 1
    assert "everything is judged again" in said


def test_a_day_is_that_of_china(tmp_path: Path, folder: Path) -> None:
    """The last moment of a day in China and the first of the next are two days, whatever Greenwich says."""
    table = pq.read_table(folder / "enterprise.parquet")
    moments = [1782835199, 1782835200]  # 2026-06-30 23:59:59 and 2026-07-01 00:00:00 in China
    stamps = pa.array([moments[i % 2] for i in range(table.num_rows)], pa.int64()).cast(pa.timestamp("s", "UTC"))
    data = changed(tmp_path, folder, "enterprise", column("licence_until", lambda _: stamps))
    found = read_from(data, catalogue().vocabulary, "enterprise", None)
    assert [date.fromordinal(s.values["licence_until"]).isoformat() for s in found[:2]] == ["2026-06-30", "2026-07-01"]  # type: ignore[arg-type]


def test_what_is_on_file_is_judged_though_the_vocabulary_has_changed(folder: Path) -> None:
    """A code that is no longer in its list is another code, for one subject and for many; it stops nobody's run."""
    (subject,) = read_from(folder, catalogue().vocabulary, "enterprise", None, 1)
    subject.values["site_class"] = "eleventh"
    rules = list(catalogue().rules.values())
    assert list(differences(catalogue(), [subject], rules, DAY)) == []
