"""Again: only where something may have changed; on other days, under other numbers, and why verdicts differ."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from anwei.engine.catalogue.assess import Environment
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import Opened
from anwei.engine.cli.fleet_engines import Embedded
from anwei.engine.cli.fleet_impact import compared
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.changes import Causes, Runs, again, impact, outcomes_equal
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.loaded import Loaded
from anwei.engine.fleet.run import run
from anwei.engine.fleet.sources import Tables
from anwei.engine.fleet.subjects import read_from
from anwei.engine.fleet.tables import to_tables
from anwei.engine.ir.rules import Waiver
from anwei.engine.plugins.manager import Plugins
from anwei.engine.record.context import Law
from tests.fleet.support import DAY, catalogue, generate, plan


@pytest.fixture(scope="module")
def subjects(tmp_path_factory: pytest.TempPathFactory) -> list[Subject]:
    return read_from(generate(tmp_path_factory.mktemp("data"), 80), catalogue().vocabulary, "enterprise", None)


def source(subjects: list[Subject]) -> Tables:
    return Tables(to_tables(subjects, catalogue().vocabulary))


def edited(subject: Subject, chance: random.Random) -> Subject:
    """A subject with one fact changed or forgotten."""
    name = chance.choice(["employees", "licence_until", "has_committee", "plan_filed_on", "safety_cost"])
    value = {"employees": chance.randrange(1, 2000), "has_committee": chance.random() < 0.5}.get(name)
    if name == "licence_until":
        value = DAY + chance.randrange(-40, 80)
    return replace(subject, values={**subject.values, name: value})


def test_thirty_days_of_changes_equal_thirty_full_runs(subjects: list[Subject]) -> None:
    chance = random.Random(5)
    today, held = list(subjects), None
    judged = 0
    for day in range(DAY, DAY + 30):
        made = plan(day, dates=True)
        changed: set[str] = set()
        for place in chance.sample(range(len(today)), chance.choice([0, 0, 1, 3])):
            today[place] = edited(today[place], chance)
            changed.add(today[place].id)
        whole = run(made, source(today))
        if held is not None:
            found = again(made, source(today), held, {"enterprise": changed})
            assert outcomes_equal(found, whole)
            judged += sum(len(b.divisions) for b in found["enterprise"].batches[1:])
        held = whole
    assert judged < 29 * len(subjects)


def test_loaded_columns_answer_another_day_and_number(tmp_path: Path) -> None:
    folder = generate(tmp_path, 120)
    loaded = Loaded(Folder(folder, partition=50))
    for day in (DAY, DAY + 45):
        assert outcomes_equal(run(plan(day), loaded), run(plan(day), Folder(folder)))


def changed_law(**changes: object) -> Catalogue:
    """The benchmark's law with other values of some parameters."""
    law = catalogue()
    return msgspec.structs.replace(law, parameters={**law.parameters, **changes})


def test_impact_names_the_cause_of_every_flip(subjects: list[Subject]) -> None:
    law, name = catalogue(), "liability.per_person"
    parameter = law.parameters[name]
    last = parameter.values[-1]
    dearer = msgspec.structs.replace(last, amount=last.amount * 3)
    new = changed_law(**{name: msgspec.structs.replace(parameter, values=(*parameter.values[:-1], dearer))})
    rules, later = list(law.rules.values()), DAY + 30
    before, between = run(plan(DAY), source(subjects)), run(plan(later), source(subjects))
    after = run(plan_for(new, rules, later), source(subjects))
    laws = [Law(c.parameters, c.rules) for c in (law, new)]
    found = impact(Runs(before, between, between, after), Causes(*laws, DAY, later))
    flips = sum(int((before["enterprise"].column(r.id) != after["enterprise"].column(r.id)).sum()) for r in rules)
    assert len(found.flips) == flips
    causes = {f.cause for f in found.flips}
    assert causes == {"time", f"parameter {name}"}
    assert all(f.rule.startswith("insurance") for f in found.flips if f.cause == f"parameter {name}")


def test_impact_tells_a_number_that_comes_into_force_from_time(tmp_path: Path) -> None:
    """On Parquet: more hours are owed from the tenth day on; what changes by itself until then stays ``time``."""
    folder, name, later = generate(tmp_path, 120), "training.hours", DAY + 30
    parameter = catalogue().parameters[name]
    ends = msgspec.structs.replace(parameter.values[-1], end=DAY + 9)
    begins = msgspec.structs.replace(parameter.values[-1], start=DAY + 10, amount=parameter.values[-1].amount * 3)
    dated = msgspec.structs.replace(parameter, values=(*parameter.values[:-1], ends, begins))
    opened = Opened(changed_law(**{name: dated}), Plugins(found=()), Environment(), ())
    found = compared(Embedded(folder, catalogue().vocabulary, 50, 1 << 30), opened, opened, DAY, later)
    causes = Counter(f.cause for f in found.flips)
    assert causes.keys() == {"time", f"parameter {name}"}
    plain = Opened(catalogue(), Plugins(found=()), Environment(), ())
    without = compared(Embedded(folder, catalogue().vocabulary, 50, 1 << 30), plain, plain, DAY, later)
    assert {f.cause for f in without.flips} == {"time"}
    assert {f for f in found.flips if f.cause == "time"} <= set(without.flips)


def test_impact_tells_waivers(tmp_path: Path) -> None:
    folder, rule = generate(tmp_path, 60), "licence.valid"
    fails = run(plan(), Folder(folder))["enterprise"]
    who = next(i for i, v in zip(fails.ids, fails.column(rule).tolist(), strict=True) if v == 1)
    law = msgspec.structs.replace(catalogue(), waivers=(Waiver(rule, who, "r", "a", DAY, DAY + 9),))
    opened = Opened(law, Plugins(found=()), Environment(), ())
    found = compared(Embedded(folder, catalogue().vocabulary, 50, 1 << 30), opened, opened, DAY, DAY + 10, [rule])
    assert [(f.subject, f.before, f.after) for f in found.flips if f.cause == "waiver"] == [(who, "waived", "fail")]


def test_waivers_count_on_their_days_alone(subjects: list[Subject]) -> None:
    made = plan(dates=True)
    plain = run(made, source(subjects))["enterprise"]
    row = next(i for i, v in enumerate(plain.column("licence.valid").tolist()) if v == 1)
    waiver = Waiver("licence.valid", plain.ids[row], "r", "a", DAY, DAY + 9)
    waived = run(made, source(subjects), waivers=(waiver,))["enterprise"]
    assert waived.column("licence.valid")[row] == 4
    assert waived.column("licence.valid", "recheck_on")[row] <= DAY + 10
    late = run(plan(DAY + 10, dates=True), source(subjects), waivers=(waiver,))["enterprise"]
    assert late.column("licence.valid")[row] != 4
