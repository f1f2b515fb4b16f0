"""The subjects of rules' test cases as work for ``equivalence.differences``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.testing import read_cases, subjects_of
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.others import asked_about
from anwei.engine.ir.rules import Rule

#: Subjects, the rules to judge them by, and the day.
Job = tuple[list[Subject], list[Rule], int]
ROUND = 200  # subjects compared at a time


def of_cases(catalogue: Catalogue, rules: Sequence[Rule], tests: Sequence[Node], limit: int = 0) -> Iterator[Job]:
    """The subjects of the rules' cases in the documents ``tests``, each on its own day; ``limit`` spreads so many.

    Those that stand alone come together by day, populations one by one. Raises AnweiError for tests that do not load.
    """
    wanted = {r.id for r in rules}
    cases = [c for c in read_cases(catalogue, tests) if c.rule in wanted]
    step = max(1, len(cases) // limit) if limit else 1
    together: dict[int, list[tuple[Subject, Rule]]] = {}
    for case in cases[::step][: limit or None]:
        rule = catalogue.rules[case.rule]
        subjects = subjects_of(case, catalogue)
        if len(subjects) > 1 or asked_about(rule, catalogue.rules):
            yield _renamed(subjects), [rule], case.as_of
        else:
            together.setdefault(case.as_of, []).append((subjects[0], rule))
    for day, pairs in sorted(together.items()):
        for start in range(0, len(pairs), ROUND):
            part = pairs[start : start + ROUND]
            subjects = _renamed([s for s, _ in part])
            yield subjects, list({r.id: r for _, r in part}.values()), day


def _renamed(subjects: Sequence[Subject]) -> list[Subject]:
    """The same subjects under ids of their own: cases re-use theirs."""
    return [replace(s, values={**s.values, "id": f"{i}"}) for i, s in enumerate(subjects)]
