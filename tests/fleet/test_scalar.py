"""The generated function says of each subject what the record evaluation says."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from anwei.engine.catalogue.assess import judge_for
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.scalar import Verdicts
from anwei.engine.ir.rules import Rule
from tests.fleet.test_cases import jobs, opened
from tests.semantics.test_random_rules import world

SPREAD = 25  # one batch of cases in so many


def compared(catalogue: Catalogue, subjects: Sequence[Subject], rules: Sequence[Rule], day: int) -> tuple[int, int]:
    """Judge every subject both ways: how many rules the function took, and how many it left."""
    taken = left = 0
    environment = opened().environment
    plan = plan_for(catalogue, rules, day, environment)
    judge = judge_for(catalogue, subjects, environment, ())
    for kind in {s.kind for s in subjects} & {r.subject for r in rules}:
        judged = Verdicts(plan, kind)
        taken, left = taken + len(judged.rules), left + len(judged.left)
        for subject in (s for s in subjects if s.kind == kind):
            said = [judge.verdict(rule, subject, day)[0].value for rule in judged.rules]
            assert [VERDICTS[code] for code in judged(subject)] == said, f"{subject.id}\n{judged.source}"
    return taken, left


@settings(max_examples=200, deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_random_rules(random) -> None:
    made = world(random, count=3)
    assume(made is not None)
    assert made is not None
    people = list({(s.kind, s.id): s for s in made.subjects}.values())
    compared(made.catalogue, people, made.rules, made.day)


def test_shipped_rules_on_their_cases() -> None:
    counts = [compared(opened().catalogue, *job) for job in jobs()[::SPREAD]]
    assert sum(taken for taken, _ in counts) > 0


def test_most_rules_of_an_enterprise_are_taken() -> None:
    rules = list(opened().catalogue.rules.values())
    judged = Verdicts(plan_for(opened().catalogue, rules, 739942, opened().environment), "enterprise")
    assert len(judged.rules) > 9 * len(judged.left)


def test_facts_taken_once_serve_on_other_days() -> None:
    """What one function took of a subject is judged by that of another day, if both ask the same."""
    catalogue, environment, served = opened().catalogue, opened().environment, 0
    for subjects, rules, day in jobs()[::SPREAD]:
        for kind in {s.kind for s in subjects} & {r.subject for r in rules}:
            first, later = (Verdicts(plan_for(catalogue, rules, d, environment), kind) for d in (day, day + 40))
            for subject in (s for s in subjects if s.kind == kind and first.asks == later.asks):
                assert later.judge(first.facts_of(subject)) == later(subject)
                served += first(subject) != later(subject)
    assert served > 0
