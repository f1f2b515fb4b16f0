"""``anwei fleet check --since``: from earlier results, only who may have changed is judged; the files say the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.earlier import LAW, changed_ids, read, unusable
from tests.cli.run import Ran, anwei
from tests.fleet.support import FILES, generate

LAWFUL = ("--facts", str(FILES[0]), "--rules", str(FILES[1]), "--rules", str(FILES[2]), "--lang", "en")
Check = Callable[..., tuple[Ran, Path]]


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> Check:
    def run(data: Path, day: str, *more: str) -> tuple[Ran, Path]:
        out = tmp_path_factory.mktemp("out")
        words = ("--data", str(data), "--as-of", day, "--out", str(out), *more)
        done = anwei("fleet", "check", *LAWFUL, *words)
        assert done.code == 1, done.err
        return done, out

    return run


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("data"), 200)


@pytest.fixture(scope="module")
def first(check: Check, data: Path) -> Path:
    return check(data, "2026-07-08", "--dates")[1]


def edited(data: Path, folder: Path) -> tuple[Path, str]:
    """The data with one more subject, one less, and one whose licence has another date; and the last one's id."""
    folder.mkdir()
    for file in data.glob("*.parquet"):
        (folder / file.name).symlink_to(file)
    rows = pq.read_table(data / "enterprise.parquet")
    dates = rows.column("licence_until").to_pylist()
    dates[5] = dates[5].replace(year=2020) if dates[5] else None
    place = rows.schema.names.index("licence_until")
    rows = rows.set_column(place, "licence_until", pa.array(dates, pa.date32()))
    new = rows.slice(3, 1).set_column(0, "id", pa.array([10**7], rows.schema.field("id").type))
    (folder / "enterprise.parquet").unlink()
    (folder / "enterprise.people.parquet").unlink()  # a table that nobody has now
    pq.write_table(pa.concat_tables([rows, new]), folder / "enterprise.parquet")
    people = pq.read_table(data / "enterprise.people.parquet")
    pq.write_table(people, folder / "enterprise.people.parquet")
    return folder, str(rows.column("id")[5].as_py())


def test_days_later_the_files_equal_a_full_run(check: Check, data: Path, first: Path, tmp_path: Path) -> None:
    later, who = edited(data, tmp_path / "edited")
    (tmp_path / "ids.txt").write_text(f"{who}\n", encoding="utf-8")
    since = ("--since", str(first), "--changed", str(tmp_path / "ids.txt"))
    again, found = check(later, "2026-07-10", *since)
    _, whole = check(later, "2026-07-10", "--dates")
    results = [{"enterprise": read(f, "enterprise")} for f in (found, whole)]
    assert outcomes_equal(*results)
    assert outcomes_equal({"enterprise": read(first, "enterprise")}, results[1]) is False
    counts = [pq.read_table(f / "counts.parquet").to_pylist() for f in (found, whole)]
    assert counts[0] == counts[1]
    judged = int(re.search(r"(\d+) subjects changed or are due", again.err)[1])  # type: ignore[index]
    assert 3 <= judged < 150


def test_another_law_is_judged_wholly_and_said(check: Check, data: Path, first: Path) -> None:
    done, out = check(data, "2026-07-08", "--since", str(first), "--only", "licence.*")
    assert "everything is judged again: the rules" in done.err
    assert pq.read_schema(out / "enterprise.parquet").names[2:5] == [
        "licence.valid", "licence.valid:recheck_on", "licence.valid:due_by",
    ]  # fmt: skip


def test_where_most_are_due_everyone_is_judged(check: Check, data: Path, first: Path) -> None:
    """A half-year begins: the drills of all are asked about anew."""
    done, found = check(data, "2027-01-01", "--since", str(first))
    _, whole = check(data, "2027-01-01", "--dates")
    count = int(re.search(r"judged again: as many as (\d+) subjects changed or are due", done.err)[1])  # type: ignore[index]
    assert count > 100
    assert outcomes_equal(*({"enterprise": read(f, "enterprise")} for f in (found, whole)))
    assert (found / "counts.parquet").read_bytes() == (whole / "counts.parquet").read_bytes()


def test_what_cannot_be_taken_over_is_told_apart(first: Path, tmp_path: Path) -> None:
    told = pq.read_schema(first / "enterprise.parquet").metadata
    assert unusable(first, ["enterprise"], told) == ""
    assert unusable(tmp_path, ["enterprise"], told) == "cli.fleet.whole.kind"
    assert unusable(first, ["enterprise"], {**told, LAW: b"other"}) == "cli.fleet.whole.law"
    assert unusable(first, ["enterprise"], {**told, b"anwei.as_of": b"1"}) == "cli.fleet.whole.earlier"
    rows = pq.read_table(first / "enterprise.parquet")
    pq.write_table(rows.select(["id", "division", "licence.valid"]), tmp_path / "enterprise.parquet")
    assert unusable(tmp_path, ["enterprise"], told) == "cli.fleet.whole.dates"


def test_ids_stand_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("\ufeffE-1\n\n  甲 \n", encoding="utf-8")
    assert changed_ids([tmp_path / "ids.txt"]) == {"E-1", "甲"}
