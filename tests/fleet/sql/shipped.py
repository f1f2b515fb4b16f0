"""All that ships: every rule's test cases, in pieces of one day and some rules, and the plan of rules on a day."""

from __future__ import annotations

import os
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cache

import pyarrow as pa

from anwei.engine.api import open_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import Opened, tests_of
from anwei.engine.catalogue.testing import Case, read_cases, subjects_of
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.equivalence import plan_for
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.tables import to_tables

TOGETHER = 32  # rules: engines take much longer to plan very long selects


@dataclass(frozen=True)
class Piece:
    """Some rules with their cases of one day."""

    day: int
    rules: tuple[str, ...]
    cases: tuple[Case, ...]


@cache
def catalogue() -> Opened:
    return open_catalogue()


@cache
def cases() -> tuple[Case, ...]:
    opened = catalogue()
    return tuple(read_cases(opened.catalogue, tests_of((), opened.plugins)))


@cache
def pieces(together: int = TOGETHER) -> tuple[Piece, ...]:
    """Every case of every rule once, on its own day; large pieces first."""
    known = catalogue().catalogue.rules
    by_day: dict[int, dict[str, list[Case]]] = {}
    for case in cases():
        by_day.setdefault(case.as_of, {}).setdefault(case.rule, []).append(case)
    found = []
    for day, judged in by_day.items():
        names = sorted(judged, key=lambda r: (known[r].subject, r))  # one kind of subject, one select
        for start in range(0, len(names), together):
            part = names[start : start + together]
            found.append(Piece(day, tuple(part), tuple(c for r in part for c in judged[r])))
    return tuple(sorted(found, key=lambda p: (-len(p.cases), p.day, p.rules)))


def some(every: int) -> tuple[Piece, ...]:
    """One of ``every`` pieces, large and small; which ones depends on the seed in the environment."""
    seed = int(os.environ.get("ANWEI_SQL_SEED", "0"))
    return pieces()[seed % every :: every]


def population(chosen: Iterable[Case]) -> list[Subject]:
    """The subjects of cases, each under an id of its own."""
    known: Catalogue = catalogue().catalogue
    found = []
    for number, case in enumerate(chosen):
        for place, subject in enumerate(subjects_of(case, known)):
            one = copy(subject)
            one.values = {**subject.values, "id": f"{number}-{place}"}
            found.append(one)
    return found


def plan_on(day: int, rules: Iterable[str], *, dates: bool = True, bounds: bool = True) -> Plan:
    known, environment = catalogue().catalogue, catalogue().environment
    return plan_for(known, [known.rules[r] for r in rules], day, environment, dates=dates, bounds=bounds)


def tables_of(subjects: Iterable[Subject]) -> dict[str, pa.Table]:
    return to_tables(subjects, catalogue().catalogue.vocabulary)
