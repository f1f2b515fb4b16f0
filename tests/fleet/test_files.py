"""The files of a run whose engine gives some rules after the others: none is lost, no subject counts twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from anwei.engine.cli.fleet_files import Writers
from anwei.engine.cli.fleet_sectors import by_id, in_order
from anwei.engine.fleet.results import Counts
from anwei.engine.fleet.run import Batch


def batch(ids: list[str], *rules: str) -> Batch:
    columns = {(r, "verdict"): np.full(len(ids), i, np.uint8) for i, r in enumerate(rules)}
    return Batch("enterprise", pa.array(ids), ["37"] * len(ids), columns)


@pytest.mark.parametrize("arrow", [False, True])
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_further_rules_make_further_files(tmp_path: Path, layout: str, arrow: bool) -> None:
    counts = Counts()
    given = [batch(["a", "b"], "x", "y"), batch(["c"], "x", "y"), batch(["b", "a"], "z"), batch(["c"], "z")]
    with Writers(tmp_path, layout, arrow=arrow) as writers:
        for one in given:
            counts.add(one)
            writers.write(one)
        writers.counts(counts)
    suffix = "arrow" if arrow else "parquet"
    assert {f.name for f in tmp_path.iterdir()} == {f"enterprise.{suffix}", f"enterprise.2.{suffix}", "counts.parquet"}
    assert counts.subjects == 3
    assert counts.rules == {("x", "pass"): 3, ("y", "fail"): 3, ("z", "pass"): 3}


def test_nothing_is_left_of_a_run_that_fails(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), Writers(tmp_path, "wide", arrow=False) as writers:
        writers.write(batch(["a"], "x"))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_sectors_come_in_the_order_of_a_batch() -> None:
    sets = pa.array([["mine"], None, [], ["trade", "mine"]], pa.list_(pa.string()))
    table = pa.table({"id": ["a", "b", "c", "d"], "sectors": sets})
    streamed = in_order([table.select(["sectors"]).slice(0, 1), table.select(["sectors"]).slice(1)])
    assert streamed(batch(["a", "b", "c"], "x")).to_pylist() == sets.to_pylist()[:3]
    assert streamed(batch(["d"], "x")).to_pylist() == sets.to_pylist()[3:]
    assert by_id(table)(batch(["d", "a"], "x")).to_pylist() == [["trade", "mine"], ["mine"]]


def test_ids_of_another_type_are_found() -> None:
    table = pa.table({"id": pa.array([1, 2]), "sectors": pa.array([["mine"], ["trade"]])})
    assert by_id(table)(batch(["2"], "x")).to_pylist() == [["trade"]]
