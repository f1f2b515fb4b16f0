"""What a plan gives on an SQL engine against what it gives with NumPy, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from anwei.engine.fleet.arithmetic import WIDE_MOST
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.run import Outcome, run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.sql.execute import Engine
from anwei.engine.fleet.sql.execute import run as run_sql
from anwei.engine.fleet.sql.pages import DayRange
from anwei.engine.fleet.tables import to_tables
from anwei.engine.record.context import Law
from tests.semantics.test_random_rules import World, less_known, world

ENDS = {WIDE_MOST: NO_MOST, -WIDE_MOST: NO_LEAST}
Cells = dict[tuple[str, str, str, str], int]
DAYS = DayRange(date(2015, 1, 1).toordinal(), date(2036, 12, 31).toordinal())


def cells(outcomes: Mapping[str, Outcome]) -> Cells:
    """Every cell by kind, subject, rule and column."""
    found: Cells = {}
    for kind, outcome in outcomes.items():
        for batch in outcome.batches:
            ids = [str(i) for i in batch.ids.to_pylist()]
            for (rule, name), column in batch.columns.items():
                for id_, value in zip(ids, column.tolist(), strict=True):
                    assert (kind, id_, rule, name) not in found, "a subject came twice"
                    found[kind, id_, rule, name] = ENDS.get(value, int(value))
    return found


def differences(plan: Plan, tables: Mapping[str, pa.Table], engine: Engine, days: DayRange = DAYS) -> list[str]:
    """Each cell in which the two differ."""
    wanted = cells(run(plan, Tables(tables)))
    got = cells(run_sql(plan, engine, days=days))
    keys = sorted(wanted.keys() | got.keys())
    return [f"{k}: {wanted.get(k)}, SQL says {got.get(k)}" for k in keys if wanted.get(k) != got.get(k)]


def plan_of(here: World, subjects: Any) -> tuple[Plan, dict[str, pa.Table]]:
    law = Law(here.catalogue.parameters, here.catalogue.rules)
    plan = Plan(here.rules, law, here.catalogue.vocabulary, here.day, dates=True, bounds=True)
    return plan, to_tables(subjects, here.catalogue.vocabulary)


def worlds(seeds: range, rules: int = 3) -> Iterator[tuple[int, Plan, dict[str, pa.Table]]]:
    """Random rules over random facts with some hidden."""
    for seed in seeds:
        random = Random(seed)
        here = world(random, rules)
        if here is not None:
            yield (seed, *plan_of(here, less_known(here, random)))


def random_differences(
    opened: Callable[[dict[str, pa.Table]], Engine], seeds: range, done: Callable[[Any], None] = lambda _: None
) -> list[str]:
    found = []
    for seed, plan, tables in worlds(seeds):
        engine = opened(tables)
        found += [f"seed {seed}: {d}" for d in differences(plan, tables, engine)]
        done(engine)
    return found
