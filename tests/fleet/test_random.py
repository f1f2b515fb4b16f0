"""Random rules over random facts: record and fleet say the same, on verdicts, dates and bounds."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anwei.engine.fleet.compiled import Compiled
from anwei.engine.fleet.equivalence import differences
from anwei.engine.fleet.interpret import run_pass
from tests.semantics.test_random_rules import world

RANDOMS = st.randoms(use_true_random=False)


@pytest.mark.parametrize("compiled", [False, True], ids=["numpy", "compiled"])
@settings(max_examples=150, deadline=None)
@given(random=RANDOMS)
def test_record_and_fleet_say_the_same(compiled: bool, random) -> None:
    made = world(random, count=3)
    assume(made is not None)
    assert made is not None
    people = list({(s.kind, s.id): s for s in made.subjects}.values())
    runner = Compiled() if compiled else run_pass
    found = list(differences(made.catalogue, people, made.rules, made.day, runner=runner))
    assert not found, f"{found[0]}\n{made.text}"
