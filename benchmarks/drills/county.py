"""Synthetic counties of units with drill duties, from a fixed seed: seven sorts of unit, six topics, townships.

The duties only have the shape of real ones (a year, half-years, quarters, months in term, intervals, each of several
plans); the numbers are those of no law. ``county(units, seed)`` gives the units with their obligations and a policy
whose evaluators are 1.35 times what the cheapest plan needs on an average week.
"""

from __future__ import annotations

import random
from datetime import date

from anwei.drills.calendar import WorkCalendar
from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import Accepts, Duty, Obligation, stable_id
from anwei.drills.periods import Span, calendar_spans, year_span
from anwei.drills.planning.policy import Joint, Policy, Resource
from anwei.engine.api import Text

YEAR = 2026
AS_OF = date(2025, 11, 22).toordinal()
TOWNSHIPS = {50: 5, 500: 12, 5000: 24}
SHARES = {"small": 40, "factory": 20, "hazchem": 8, "mine": 4, "crowded": 14, "school": 8, "government": 6}
TOPIC = {t: Accepts(topics=((t,),)) for t in ("fire", "chemical_leak", "evacuation", "flood", "earthquake", "gas")}
PLAN = Accepts(kinds=("comprehensive", "special"))
CARD = Accepts(kinds=("on_site",))

#: Sort of unit -> its duties: name, period, sorts of drill, rank.
DUTIES: dict[str, tuple[tuple[str, str, tuple[Accepts, ...], int], ...]] = {
    "small": (("plan", "year", (PLAN,), 20), ("fire", "year", (TOPIC["fire"],), 30)),
    "factory": (
        ("plan", "year", (PLAN,), 20),
        ("card", "half_year", (CARD,), 20),
        ("fire", "half_year", (TOPIC["fire"],), 30),
    ),
    "hazchem": (
        ("any", "half_year", (), 30),
        ("plan", "half_year", (PLAN,), 20),
        ("card", "half_year", (CARD,), 20),
        ("leak", "quarter", (TOPIC["chemical_leak"],), 20),
    ),
    "mine": (
        ("any", "half_year", (), 30),
        ("plan", "half_year", (PLAN,), 20),
        ("card", "half_year", (CARD,), 20),
        ("flood", "spring", (TOPIC["flood"],), 20),
    ),
    "crowded": (
        ("any", "half_year", (), 30),
        ("fire", "half_year", (Accepts(topics=(("fire", "evacuation"),)),), 30),
        ("plan", "year", (PLAN,), 20),
    ),
    "school": (
        ("evacuation", "quarter", (TOPIC["evacuation"],), 15),
        ("fire", "half_year", (Accepts(topics=(("fire", "evacuation"),)),), 30),
        ("earthquake", "year", (TOPIC["earthquake"],), 15),
    ),
    "government": (
        ("flood", "spring", (TOPIC["flood"],), 20),
        ("any", "year", (), 30),
        ("gas", "year", (TOPIC["gas"],), 20),
    ),
}
SPRING = Span(date(YEAR, 2, 1).toordinal(), date(YEAR, 5, 31).toordinal())


def county(units: int, seed: int = 1) -> tuple[Gathered, Policy]:
    """A county with so many units, and the policy to plan it by."""
    rng = random.Random(seed)
    townships = TOWNSHIPS.get(units, max(2, units // 40))
    sorts = rng.choices(list(SHARES), list(SHARES.values()), k=units)
    made = [
        Unit("enterprise", f"E{i:05d}", f"单位{i}", f"999901{rng.randrange(townships):03d}", (sort,))
        for i, sort in enumerate(sorts)
    ]
    found = [o for unit in made for o in owed_by(unit, rng)]
    joint = (Joint("comprehensive", capacity=6), Joint("special", capacity=5), Joint(capacity=1))
    need = sum(o.needed for o in found) / 6
    per_week = max(3, int(need * 1.35 / 52) + 1)
    policy = Policy("benchmark", joint=joint, spacing=14, resource=(Resource("evaluator", "week", per_week),))
    return Gathered(YEAR, AS_OF, tuple(made), tuple(found), "benchmark", 0, WorkCalendar()), policy


def owed_by(unit: Unit, rng: random.Random) -> list[Obligation]:
    """What a unit owes; now and then a drill is on file already, so that units differ."""
    year = year_span(YEAR)
    found: list[Obligation] = []
    for name, period, sorts, rank in DUTIES[unit.tags[0]]:
        duty = Duty(
            f"bench.{unit.tags[0]}.{name}",
            Text(name, name),
            unit.kind,
            unit.id,
            unit.name,
            unit.division,
            rank=rank,
        )
        spans = [SPRING] if period == "spring" else calendar_spans(period, year.first, year.last)
        if period == "half_year" and rng.random() < 0.15:
            spans = spans[1:]
        found += [
            Obligation(stable_id(duty.key, s.last), duty, s.first, s.last, accepts=sorts or (Accepts(),), form="year")
            for s in spans
        ]
    return found
