"""A rule that looks at a table's records from one of them: neither is taken for the other."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from anwei.engine.facts.subject import Record
from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.compiled import Compiled
from anwei.engine.fleet.equivalence import differences, plan_for
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.loaded import Loaded
from anwei.engine.fleet.run import run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.tables import to_tables
from anwei.engine.record.periods import add_months
from tests.semantics.random_documents import written
from tests.semantics.random_rules import whole
from tests.semantics.test_random_rules import compiled
from tests.semantics.test_shortfalls import DAY, firm

RULE = whole("random.r0", {"held": "drills", "at_least": 2, "every": {"rolling": "6 months"}, "since": "opened"})


def subjects() -> list:  # type: ignore[type-arg]
    """Too few within half a year: due by half a year from the second latest, which is long past."""
    drills = [Record(f"drills[{n}]", str(n), {"kind": "a", "date": DAY - n}) for n in (900, 400, 10)]
    return [firm({"opened": DAY - 2000}, drills=drills)]


@pytest.mark.parametrize("runner", [run_pass, Compiled()], ids=["numpy", "compiled"])
def test_the_second_latest_is_found_among_the_others(runner, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    catalogue, errors = compiled(written([RULE]))
    assert errors == []
    rules, people = list(catalogue.rules.values()), subjects()
    assert list(differences(catalogue, people, rules, DAY, runner=runner)) == []
    plan = plan_for(catalogue, rules, DAY, dates=True)
    tables = to_tables(people, catalogue.vocabulary)
    expected = run(plan, Tables(tables), runner)
    assert expected["firm"].column("random.r0", "due_by").tolist() == [add_months(DAY - 400, 6)]
    for name, table in tables.items():
        pq.write_table(table, tmp_path / f"{name}.parquet")
    assert outcomes_equal(run(plan, Folder(tmp_path), runner), expected)
    assert outcomes_equal(run(plan, Loaded(Folder(tmp_path)), runner), expected)
