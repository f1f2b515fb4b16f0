"""What is taken on each day: units, evaluators, vehicles and places, and whether one more drill fits beside it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from anwei.drills.model import PlannedDrill
from anwei.drills.planning.policy import Policy, Resource, Venue

TRIPS = 3  # drills of one township that one vehicle reaches in a day


@dataclass(frozen=True)
class Wanted:
    """One more drill: where, about what, and what holding it takes."""

    area: str
    topics: tuple[str, ...]
    evaluators: int
    units: int

    @property
    def joint(self) -> bool:
        return self.units > 1


def serving(venues: Sequence[Venue], area: str) -> list[Venue]:
    """The places that units of an area may use: the nearest ones first, then the smallest."""
    found = [v for v in venues if area.startswith(v.area) or v.area.startswith(area)]
    return sorted(found, key=lambda v: (-len(v.area), v.capacity, v.name))


def is_open(venue: Venue, day: int) -> bool:
    """Whether a place can be used on a day."""
    inside = venue.first <= day and (not venue.last or day <= venue.last)
    weekday = not venue.weekdays or (day - 1) % 7 in venue.weekdays
    return inside and weekday and not any(first <= day <= last for first, last in venue.closed)


def room_of(venues: Sequence[Venue], area: str, capacity: int) -> int:
    """How many units may meet in a drill of an area: no more than its largest place holds, where it has places."""
    places = serving(venues, area)
    return min(capacity, max(v.capacity for v in places)) if places and capacity > 1 else capacity


@dataclass
class Loads:
    """The drills of each day, who is busy and which places are used."""

    policy: Policy
    by_day: dict[int, list[PlannedDrill]] = field(default_factory=lambda: defaultdict(list))
    busy: set[tuple[str, str, int]] = field(default_factory=set)
    places: Counter[tuple[int, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, policy: Policy, drills: Iterable[PlannedDrill]) -> Loads:
        loads = cls(policy)
        for drill in drills:
            loads.add(drill)
        return loads

    def add(self, drill: PlannedDrill) -> None:
        self.by_day[drill.day].append(drill)
        self.busy.update((p.unit_kind, p.unit, drill.day) for p in drill.participations)
        if drill.venue:
            self.places[drill.day, drill.venue] += 1

    def drills(self, day: int) -> int:
        """How many drills a day has."""
        return len(self.by_day.get(day, ()))

    def best(self, days: Iterable[int], area: str) -> int:
        """The day to choose: one on which a vehicle goes to the area anyway, then the least loaded; 0 of no days."""
        limited = any(r.kind == "vehicle" for r in self.policy.resource)

        def trips(day: int) -> int:
            there = sum(d.area == area for d in self.by_day.get(day, ())) if limited else 0
            return 0 if there % TRIPS else 1

        return min(days, key=lambda d: (trips(d), self.drills(d), d), default=0)

    def vehicles(self, days: Iterable[int], wanted: Wanted | None = None, topic: str = "") -> int:
        """The vehicles that some days take, the first of them with one more drill."""
        total = 0
        for number, day in enumerate(days):
            there = Counter(d.area for d in self.by_day.get(day, ()) if not topic or topic in d.topics)
            if wanted is not None and not number:
                there[wanted.area] += 1
            total += sum(-(-n // TRIPS) for n in there.values())
        return total

    def lacking(self, day: int, wanted: Wanted, *, whole: bool = False) -> str:
        """The resource that one more drill on a day would exceed; empty if it fits.

        ``whole`` looks at the limits of weeks and months too, which the choice of segments has kept otherwise.
        """
        for r in self.policy.resource:
            within = not r.first or r.first <= day <= r.last
            if within and (whole or r.every == "day") and self._used(r, day, wanted) > r.at_most:
                return r.kind
        return "" if self.place(day, wanted) is not None else "place"

    def _used(self, r: Resource, day: int, wanted: Wanted) -> int:
        if r.topic and r.topic not in wanted.topics:
            return 0
        days = [day, *(d for d in period(r.every, day) if d != day and (not r.first or r.first <= d <= r.last))]
        if r.kind == "vehicle":
            return self.vehicles(days, wanted, r.topic)
        there = [d for n in days for d in self.by_day.get(n, ()) if not r.topic or r.topic in d.topics]
        if r.kind == "evaluator":
            return sum(d.evaluator_days for d in there) + wanted.evaluators
        return sum(d.joint for d in there) + 1 if wanted.joint else 0

    def place(self, day: int, wanted: Wanted) -> str | None:
        """The place for one more drill: empty where it needs none, None where none is free."""
        places = serving(self.policy.venues, wanted.area) if wanted.joint else []
        if not places:
            return ""
        free = (
            v.name
            for v in places
            if v.capacity >= wanted.units and is_open(v, day) and self.places[day, v.name] < v.a_day
        )
        return next(free, None)


def period(every: str, day: int) -> range:
    """The days of the day, week or month that a day lies in."""
    if every == "day":
        return range(day, day + 1)
    if every == "week":
        monday = day - (day - 1) % 7
        return range(monday, monday + 7)
    on = date.fromordinal(day)
    first = on.replace(day=1).toordinal()
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1).toordinal()
    return range(first, following)
