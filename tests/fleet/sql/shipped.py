"""All that ships as one population: the subjects of every rule's test cases, and a plan of every rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

import anwei.rulesets
from anwei.engine.api import open_catalogue
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.catalogue.open import Opened, sources_of
from anwei.engine.catalogue.testing import Case, read_cases, subjects_of
from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.bounds import Algebra, FleetBounds
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.tables import to_tables
from anwei.engine.record.context import Law

ROOT = Path(next(iter(anwei.rulesets.__path__)))


@cache
def catalogue() -> Opened:
    return open_catalogue([ROOT / "cn", ROOT / "provinces", ROOT / "plans" / "hard"], base=False)


@cache
def cases() -> tuple[Case, ...]:
    opened = catalogue()
    sources = sources_of([ROOT / "cn", ROOT / "provinces", ROOT / "plans" / "hard"], opened.plugins, base=False)
    return tuple(read_cases(opened.catalogue, sources.documents["tests"]))


def common_days(count: int) -> list[int]:
    """The days on which most cases are judged."""
    return [day for day, _ in Counter(c.as_of for c in cases()).most_common(count)]


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


def anything(algebra: Algebra, *_: Any) -> FleetBounds:
    """In the place of a plugin's measure that is computed elsewhere."""
    return algebra.anything()


def plan_on(day: int, rules: Iterable[str] | None = None, *, dates: bool = True, bounds: bool = True) -> Plan:
    opened = catalogue()
    known, environment = opened.catalogue, opened.environment
    law = Law(known.parameters, known.rules, environment.calendar, environment.functions)
    wanted = [known.rules[r] for r in rules] if rules is not None else list(known.rules.values())
    measures = dict.fromkeys(environment.functions, anything)
    return Plan(wanted, law, known.vocabulary, day, dates=dates, bounds=bounds, measures=measures)


def tables_of(subjects: Iterable[Subject]) -> dict[str, pa.Table]:
    return to_tables(subjects, catalogue().catalogue.vocabulary)
