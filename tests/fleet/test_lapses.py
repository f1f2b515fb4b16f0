"""The days on which verdicts change, for many at once: those that the record evaluation finds one by one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import open_catalogue
from anwei.engine.fleet.changes import outcomes_equal
from anwei.engine.fleet.compiled import Compiled
from anwei.engine.fleet.equivalence import differences, later_plans
from anwei.engine.fleet.folder import Folder
from anwei.engine.fleet.lapses import NEVER, with_lapses
from anwei.engine.fleet.others import asked_about
from anwei.engine.fleet.results import long, wide
from anwei.engine.fleet.run import Outcome, Source, collected, run
from anwei.engine.fleet.subjects import read_from
from anwei.engine.ir.rules import Waiver
from anwei.engine.plugins.manager import Plugins
from tests.cli.run import anwei
from tests.fleet.support import DAY, FILES, catalogue, generate, plan
from tests.fleet.test_cases import jobs, opened
from tests.semantics.test_random_rules import world

AHEAD = 35


def lapses(
    source: Source, law: Catalogue | None = None, waivers: Sequence[Waiver] = (), days: int = AHEAD, only: str = "*"
) -> Outcome:
    law = law or catalogue()
    made = later_plans(law)(DAY, law.select([only]))
    return collected(made, with_lapses(made, later_plans(law), law.rules, source, days, Compiled, waivers))[
        "enterprise"
    ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("data"), 200)


@pytest.fixture(scope="module")
def expected(folder: Path) -> Outcome:
    found = lapses(Folder(folder))
    assert sum(int((found.column(r, "lapses_to") != NEVER).sum()) for r, n in found.columns if n == "verdict") > 50
    return found


@settings(max_examples=60, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_random_rules_lapse_on_the_same_day(random) -> None:
    made = world(random, count=3)
    assume(made is not None)
    assert made is not None
    people = list({(s.kind, s.id): s for s in made.subjects}.values())
    found = list(differences(made.catalogue, people, made.rules, made.day, ahead=400))
    assert not found, f"{found[0]}\n{made.text}"


@pytest.mark.parametrize("asking", [False, True])
def test_shipped_rules_lapse_on_the_same_day(asking: bool) -> None:
    """Those that look at their own subject, and those that ask about others."""
    law = opened().catalogue
    chosen = [j for j in jobs() if any(asked_about(r, law.rules) for r in j[1]) == asking]
    assert len(chosen) > 30
    for subjects, rules, day in chosen[:: len(chosen) // 15]:
        found = differences(law, subjects, rules, day, opened().environment, ahead=45)
        assert (first := next(found, None)) is None, first


def test_subjects_of_a_folder_lapse_as_one_by_one(folder: Path) -> None:
    subjects = read_from(folder, catalogue().vocabulary, "enterprise", None, 40)
    rules = list(catalogue().rules.values())
    assert next(differences(catalogue(), subjects, rules, DAY, ahead=AHEAD), None) is None


@pytest.mark.parametrize("size", [30, 64])
def test_partitions_and_order_do_not_matter(tmp_path: Path, expected: Outcome, size: int) -> None:
    shuffled = generate(tmp_path, 200, "--shuffled")
    found = lapses(Folder(shuffled, partition=size))
    assert outcomes_equal({"enterprise": found}, {"enterprise": expected})


def test_nothing_changes_before_the_day_and_something_on_it(folder: Path, expected: Outcome) -> None:
    """Judged on the very days, rule by rule: the same until the day before, the other verdict from the day on."""
    rule = "licence.valid"
    today, on, to = (expected.column(rule, n) for n in ("verdict", "lapses_on", "lapses_to"))
    days = sorted({int(d) for d in on[to != NEVER]})
    assert days
    for day in days:
        before = run(plan(day - 1, only=rule), Folder(folder))["enterprise"].column(rule)
        after = run(plan(day, only=rule), Folder(folder))["enterprise"].column(rule)
        mine = on == day
        assert np.array_equal(before[mine], today[mine])
        assert np.array_equal(after[mine], to[mine])


def test_a_code_that_the_law_names_later_is_read_again(folder: Path) -> None:
    """Columns are read with the codes that the rules tell apart; a list that changes within the days names others."""
    files = [*FILES, Path(__file__).parent / "later_codes.yaml"]
    extended = open_catalogue(files, Plugins(found=()), base=False).catalogue
    one, many = (lapses(Folder(folder, partition=p), extended, only="later.*") for p in (1000, 40))
    assert outcomes_equal({"enterprise": one}, {"enterprise": many})
    subjects = read_from(folder, extended.vocabulary, "enterprise", None, 60)
    assert next(differences(extended, subjects, extended.select(["later.*"]), DAY, ahead=AHEAD), None) is None
    assert (one.column("later.stock", "lapses_on") == DAY + 31).any()


def test_a_waiver_that_ends_is_a_day_of_lapse(folder: Path, expected: Outcome) -> None:
    verdicts = expected.column("licence.valid").tolist()
    still = expected.column("licence.valid", "lapses_to").tolist()
    row = next(i for i, v in enumerate(verdicts) if v == 1 and still[i] == NEVER)
    waiver = Waiver("licence.valid", expected.ids[row], "r", "a", DAY, DAY + 9)
    found = lapses(Folder(folder, partition=64), waivers=(waiver,))
    assert found.column("licence.valid")[row] == 4
    assert found.column("licence.valid", "lapses_on")[row] == DAY + 10
    assert found.column("licence.valid", "lapses_to")[row] == 1


def test_results_hold_days_and_verdicts(expected: Outcome) -> None:
    (batch,) = expected.batches
    rows, cells = wide(batch), long(batch)
    on, to = rows.column("licence.valid:lapses_on"), rows.column("licence.valid:lapses_to")
    assert on.null_count == to.null_count == int((expected.column("licence.valid", "lapses_to") == NEVER).sum())
    assert set(cells.column("lapses_to").unique().to_pylist()) <= {None, "pass", "fail", "unknown", "not_applicable"}
    assert cells.column("lapses_on").null_count == cells.column("lapses_to").null_count


def test_the_command_writes_them(folder: Path, expected: Outcome, tmp_path: Path) -> None:
    named = [w for f in FILES[:1] for w in ("--facts", str(f))] + [w for f in FILES[1:] for w in ("--rules", str(f))]
    words = ("--data", str(folder), "--as-of", "2026-06-30", "--out", str(tmp_path / "out"))
    done = anwei("fleet", "check", *named, *words, "--lapses", "35d")
    assert done.code == 1, done.err
    found = pq.read_table(tmp_path / "out" / "enterprise.parquet")
    told = [d.toordinal() if d else 0 for d in found.column("licence.valid:lapses_on").to_pylist()]
    wanted = expected.column("licence.valid", "lapses_on")
    assert told == np.where(expected.column("licence.valid", "lapses_to") == NEVER, 0, wanted).tolist()
