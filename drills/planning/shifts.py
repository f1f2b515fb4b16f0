"""Shifts as part of the plan: of some units each shift takes part in a drill every so often.

The wish becomes an obligation of its own that any drill meets, once for each shift and time; which shift takes part in
which drill is said when the days are known. It never makes a verdict, and its price is that of an internal wish.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import msgspec

from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import Accepts, Duty, Obligation, Participation, PlannedDrill, stable_id
from anwei.drills.periods import Span, calendar_spans, year_span
from anwei.drills.planning.policy import Policy, Shifts
from anwei.engine.api import Text

RULE = "policy.shifts"
TITLE = Text("每班参加演练", "a drill for each shift")
RANK = 10


def with_shifts(gathered: Gathered, policy: Policy) -> Gathered:
    """What is owed, and what the policy asks for shifts."""
    further = [o for _, _, o in asked(gathered, policy)]
    return replace(gathered, obligations=(*gathered.obligations, *further)) if further else gathered


def asked(gathered: Gathered, policy: Policy) -> Iterator[tuple[Shifts, Unit, Obligation]]:
    """Each entry of the policy with a unit that it means and the obligation of one period."""
    held = _held(gathered) if policy.shifts else {}
    whole = year_span(gathered.year)
    for number, entry in enumerate(policy.shifts):
        for unit in gathered.units:
            if _means(entry, unit):
                for span in calendar_spans(entry.every, *whole):
                    yield entry, unit, _obligation(entry, number, unit, span, held.get((unit.kind, unit.id), ()))


def _means(entry: Shifts, unit: Unit) -> bool:
    return (
        entry.unit in ("", unit.id)
        and entry.kind in ("", unit.kind)
        and (not entry.sector or entry.sector in unit.tags)
        and unit.division.startswith(entry.area)
    )


def _held(gathered: Gathered) -> Mapping[tuple[str, str], list[Obligation]]:
    """The obligations of each unit that drills on file count for."""
    found: dict[tuple[str, str], list[Obligation]] = {}
    for o in gathered.obligations:
        if o.satisfied_by:
            found.setdefault((o.duty.unit_kind, o.duty.unit), []).append(o)
    return found


def _obligation(entry: Shifts, number: int, unit: Unit, span: Span, met: Sequence[Obligation]) -> Obligation:
    duty = Duty(
        RULE, TITLE, unit.kind, unit.id, unit.name, unit.division, number, rank=RANK, severity="minor",
        strength="expected",
    )  # fmt: skip
    done = {d for o in met if span.first <= o.first and o.last <= span.last for d in o.satisfied_by}
    count = len(entry.names) * entry.at_least
    held = min(count, len(done))
    return Obligation(
        stable_id(duty.key, span.first, span.last), duty, span.first, span.last, count, held, (Accepts(),),
        form=entry.every, status="met" if held >= count else "open", satisfied_by=tuple(sorted(done)) if held else (),
    )  # fmt: skip


def name_shifts(drills: Sequence[PlannedDrill], gathered: Gathered, policy: Policy) -> list[PlannedDrill]:
    """The drills with the shift of each unit that takes part: the one that had the fewest so far."""
    made = list(drills)
    for entry, _, owed in asked(gathered, policy):
        counts: Counter[str] = Counter()
        for at, drill in enumerate(made):
            part = next((p for p in drill.participations if owed.id in p.obligations), None)
            if part is None:
                continue
            shift = part.shift or min(entry.names, key=lambda n: (counts[n], entry.names.index(n)))
            counts[shift] += 1
            if not part.shift:
                made[at] = _with(drill, part, shift)
    return made


def _with(drill: PlannedDrill, part: Participation, shift: str) -> PlannedDrill:
    told = tuple(msgspec.structs.replace(p, shift=shift) if p is part else p for p in drill.participations)
    return msgspec.structs.replace(drill, participations=told)
