"""Small counties for the tests of planning, from a seed or drawn by Hypothesis."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from hypothesis import strategies as st

from anwei.drills.calendar import WorkCalendar
from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import Accepts, Duty, Obligation, stable_id
from anwei.drills.periods import Span, calendar_spans, year_span
from anwei.drills.planning.make import Options
from anwei.drills.planning.policy import Blackout, Joint, Policy, Resource
from anwei.engine.api import Text

YEAR = 2026
AS_OF = date(2025, 11, 22).toordinal()
WHOLE = year_span(YEAR)
FIRE = Accepts(topics=(("fire", "evacuation"),))
FLOOD = Accepts(topics=(("flood",),))
PLAN = Accepts(kinds=("comprehensive", "special"))
CARD = Accepts(kinds=("on_site",))
SORTS = {"fire": (FIRE,), "flood": (FLOOD,), "plan": (PLAN,), "card": (CARD,), "any": (Accepts(),)}
JOINT = (Joint("comprehensive", capacity=4), Joint("special", capacity=3), Joint(capacity=1))
QUICK = Options(rounds=1, nodes=50)
SPRING = Span(date(YEAR, 3, 1).toordinal(), date(YEAR, 4, 30).toordinal())


def unit(number: int, township: int = 1) -> Unit:
    return Unit("enterprise", f"E{number:03d}", f"单位{number}", f"999901{township:03d}", ("factory",))


def owed(of: Unit, name: str, span: Span, *, record: str = "", count: int = 1, **duty: Any) -> Obligation:
    """One obligation of a unit."""
    plan = {"record": record, "record_kind": "on_site"} if record else {}
    told = {"rank": 20, "cites": (), **plan, **duty}
    found = Duty(f"test.{name}", Text(name, name), of.kind, of.id, of.name, of.division, **told)
    field = "plans" if record else ""
    key = stable_id(found.key, span.first, span.last)
    return Obligation(key, found, span.first, span.last, count, 0, SORTS[name], field, form="year")


def gathered(units: list[Unit], obligations: list[Obligation], as_of: int = AS_OF) -> Gathered:
    return Gathered(YEAR, as_of, tuple(units), tuple(obligations), "test", 0, WorkCalendar())


def county(number: int, seed: int = 1, townships: int = 2) -> Gathered:
    """A county from a seed: yearly, half-yearly and quarterly duties, a spring season, cards of each unit."""
    rng = random.Random(seed)
    units = [unit(i, rng.randint(1, townships)) for i in range(number)]
    found: list[Obligation] = []
    for one in units:
        found += [owed(one, "plan", s) for s in calendar_spans("year", *WHOLE)]
        if rng.random() < 0.6:
            found += [owed(one, "fire", s, rank=30) for s in calendar_spans("half_year", *WHOLE)]
        if rng.random() < 0.3:
            found.append(owed(one, "flood", SPRING))
        for card in range(rng.choice([0, 0, 2, 8])):
            found += [owed(one, "card", s, record=f"X{card}") for s in calendar_spans("half_year", *WHOLE)]
    return gathered(units, found)


@st.composite
def counties(draw: st.DrawFn) -> tuple[Gathered, Policy]:
    """A small county with whatever windows, limits and closed days: often too tight to meet everything."""
    units = [unit(i, draw(st.integers(1, 2))) for i in range(draw(st.integers(1, 6)))]
    found: dict[str, Obligation] = {}
    for one in units:
        for name in draw(st.lists(st.sampled_from(sorted(SORTS)), min_size=1, max_size=3, unique=True)):
            first = draw(st.integers(WHOLE.first, WHOLE.last - 5))
            span = Span(first, min(WHOLE.last, first + draw(st.integers(0, 200))))
            record = draw(st.sampled_from(["", "X1"])) if name == "card" else ""
            made = owed(one, name, span, record=record, count=draw(st.integers(1, 2)))
            found[made.id] = made
    resources = draw(st.lists(st.sampled_from(RESOURCES), max_size=2, unique=True))
    blackouts = draw(st.lists(blackout_of(units), max_size=2))
    policy = Policy(
        "drawn",
        joint=JOINT,
        spacing=draw(st.sampled_from([0, 14, 60])),
        notice=draw(st.sampled_from([(0, "days"), (20, "working_days")])),
        resource=tuple(resources),
        blackout=tuple(blackouts),
    )
    return gathered(units, list(found.values())), policy


RESOURCES = [
    Resource("evaluator", "week", 1),
    Resource("evaluator", "week", 0, WHOLE.first + 60, WHOLE.first + 120),
    Resource("evaluator", "month", 2),
    Resource("evaluator", "day", 1),
    Resource("vehicle", "day", 1),
    Resource("venue", "week", 1),
]


@st.composite
def blackout_of(draw: st.DrawFn, units: list[Unit]) -> Blackout:
    first = draw(st.integers(WHOLE.first, WHOLE.last))
    who = draw(st.sampled_from(["", units[0].id]))
    return Blackout(first, first + draw(st.integers(0, 40)), unit=who)
