"""Limits of resources as sums over segments of the year: the weekly side of what ``loads`` asks of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from anwei.drills.model import PlannedDrill
from anwei.drills.planning.loads import TRIPS, is_open, serving
from anwei.drills.planning.policy import Resource, Venue
from anwei.drills.planning.themes import Theme
from anwei.drills.planning.weeks import Weeks, bits_of
from anwei.engine.api import Text

CapKey = tuple[str, str, str]  # kind of resource, area, topic
RESOURCES = {
    "evaluator": Text("评估人日", "evaluator-days"),
    "vehicle": Text(f"车辆名额（每车次 {TRIPS} 场）", f"places of vehicles ({TRIPS} drills a trip)"),
    "venue": Text("场地", "venues"),
}


@dataclass(frozen=True)
class Cap:
    """At most ``limit`` of a resource in the segments ``bits``, of drills in an ``area`` or about a ``topic`` only."""

    kind: str
    bits: int
    limit: int
    every: str = "week"
    area: str = ""
    topic: str = ""

    @property
    def binding(self) -> bool:
        """Whether no plan can do with less: drills of single units need no venue, and topics may be chosen."""
        return self.kind != "venue" and not self.topic

    @property
    def key(self) -> CapKey:
        """What is limited, whatever the segments."""
        return self.kind, self.area, self.topic

    def use(self, theme: Theme, area: str) -> int:
        """How much of it one drill of a theme in an area takes."""
        if self.area not in ("", area) or (self.topic and self.topic not in theme.recipe.topics):
            return 0
        if self.kind == "evaluator":
            return theme.evaluators
        return 1 if self.kind == "vehicle" or theme.capacity > 1 else 0


def caps_of(resources: Iterable[Resource], weeks: Weeks) -> Iterable[Cap]:
    """The limits as sums over segments; a limit of a day counts for a week as often as it has working days."""
    for r in resources:
        groups: dict[int, list[int]] = {}
        for s in weeks.segments:
            groups.setdefault(s.month if r.every == "month" else s.week, []).append(s.index)
        for members in groups.values():
            inside = [weeks.segments[i] for i in members]
            if r.first and not any(s.first <= r.last and r.first <= s.last for s in inside):
                continue
            if r.first and r.every == "day" and not all(r.first <= s.first and s.last <= r.last for s in inside):
                continue  # part of a week: settled when days are picked
            bits = sum(1 << s.index for s in inside)
            days = sum(len(s.days) for s in inside)
            times = days if r.every == "day" else 1
            # one vehicle reaches several drills of a township in a day; which ones, days settle
            trips = TRIPS if r.kind == "vehicle" else 1
            yield Cap(r.kind, bits, r.at_most * times * trips, r.every, topic=r.topic)


def caps_of_places(venues: Sequence[Venue], areas: Sequence[str], weeks: Weeks) -> list[Cap]:
    """How many joint drills the places that serve each area can take, and all of them together, segment by segment."""
    served = {area: places for area in areas if (places := serving(venues, area))}
    if len(served) == len(areas) > 1:
        served[""] = list(venues)
    return [
        Cap("venue", 1 << s.index, sum(v.a_day for v in places for d in s.days if is_open(v, d)), "segment", area)
        for area, places in served.items()
        for s in weeks.segments
    ]


def left_of(cap: Cap, fixed: Sequence[PlannedDrill], weeks: Weeks) -> Cap:
    """A limit after what fixed drills take of it."""
    inside = [weeks.segments[i] for i in bits_of(cap.bits)]
    if cap.every == "month":
        taking = [d for d in fixed if any(date.fromordinal(d.day).month == s.month for s in inside)]
    elif cap.every == "segment":
        taking = [d for d in fixed if any(s.first <= d.day <= s.last for s in inside)]
    else:
        taking = [d for d in fixed if any((d.day - 1) // 7 == (s.first - 1) // 7 for s in inside)]
    taking = [d for d in taking if cap.area in ("", d.area) and (not cap.topic or cap.topic in d.topics)]
    uses = {
        "evaluator": sum(d.evaluator_days for d in taking),
        "vehicle": sum(-(-n // TRIPS) * TRIPS for n in Counter((d.day, d.area) for d in taking).values()),
        "venue": sum(d.joint for d in taking),
    }
    return replace(cap, limit=max(0, cap.limit - uses[cap.kind]))


def by_key(caps: Iterable[Cap]) -> dict[CapKey, list[Cap]]:
    """The limits of each resource."""
    found: dict[CapKey, list[Cap]] = {}
    for cap in caps:
        found.setdefault(cap.key, []).append(cap)
    return found


def named(key: CapKey) -> Text:
    """A resource in words, with the area and topic that it is limited for."""
    kind, area, topic = key
    what, more = RESOURCES[kind], "".join(f" {w}" for w in (area, topic) if w)
    return Text(f"{what.zh}（{more.strip()}）", f"{what.en} ({more.strip()})") if more else what
