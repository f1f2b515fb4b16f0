"""A planning problem: classes of like units with their needs and patterns, the segments of the year, and the limits.

Units with the same township, needs and closed days are interchangeable, so that a county of thousands of units is a few
hundred classes. Everything is whole numbers; the same input gives the same problem, whatever order it came in.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from anwei.drills.calendar import WorkCalendar
from anwei.drills.duties.gather import Gathered, Unit
from anwei.drills.model import Obligation, PlannedDrill, to_json
from anwei.drills.periods import Span, calendar_spans, corresponding_day, year_span
from anwei.drills.planning.caps import Cap, caps_of, caps_of_places, left_of
from anwei.drills.planning.loads import room_of
from anwei.drills.planning.policy import Blackout, Policy
from anwei.drills.planning.themes import Need, Pattern, Patterns, Theme
from anwei.drills.planning.weeks import Weeks, make_weeks

TOWNSHIP, COUNTY = 9, 6  # digits of a division code
STRENGTHS = {"mandatory": 10, "expected": 5, "encouraged": 1}
PRICE = 100  # points of an unmet duty, times its rank (10 to 30) and its strength
OVERLOAD = 5  # points for each drill of a week above the usual level
SHARING = 1000  # how many classes times themes: the fewer classes, the more sorts of drill of others they may join
LEVEL = 1.5  # the usual level: so many times the average


@dataclass(frozen=True)
class UnitClass:
    """Units that are alike. ``owed[u][i]`` are the obligations of unit ``u`` behind need ``i``."""

    index: int
    area: str
    units: tuple[Unit, ...]
    needs: tuple[Need, ...]
    patterns: tuple[Pattern, ...]
    owed: tuple[tuple[tuple[Obligation, ...], ...], ...]

    @property
    def size(self) -> int:
        return len(self.units)


@dataclass(frozen=True)
class Problem:
    """Everything a planner works on."""

    year: int
    start: int
    weeks: Weeks
    classes: tuple[UnitClass, ...]
    themes: tuple[Theme, ...]
    caps: tuple[Cap, ...]
    policy: Policy
    calendar: WorkCalendar
    obligations: dict[str, Obligation]
    barred: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    digest: str = ""
    fixed: tuple[PlannedDrill, ...] = ()
    as_of: int = 0
    duties: dict[str, str] = field(default_factory=dict)  # obligation -> duty, of all that are owed in the year

    def counts(self, drill: PlannedDrill) -> bool:
        """Whether what a drill is credited with may be counted on: one that has passed counts once it is on file."""
        return drill.day >= self.as_of

    def capacity(self, area: str, theme: int) -> int:
        """How many units may meet for a theme in an area."""
        return room_of(self.policy.venues, area, self.themes[theme].capacity)

    def area_of(self, unit_class: UnitClass, theme: Theme) -> str:
        """Where units of a class meet for a theme: their township, or the county."""
        return unit_class.area[:COUNTY] if theme.wide else unit_class.area


def make_problem(
    gathered: Gathered, policy: Policy, *, encouraged: bool = False, fixed: Sequence[PlannedDrill] = ()
) -> Problem:
    """The problem of a year: what is still owed and can still be planned, under a policy.

    ``fixed`` drills stay as they are: what they are credited with is no longer owed, and what they use is gone.
    """
    start = first_day(gathered, policy)
    done = {o for d in fixed for o in d.obligations}
    given = Counter(o for d in fixed if d.day >= gathered.as_of for o in d.obligations)
    wanting = [o for o in gathered.obligations if plannable(o, start, encouraged) and o.needed > given[o.id]]
    owed = [msgspec.structs.replace(o, held=o.held + given[o.id]) if given[o.id] else o for o in wanting]
    spans = {o.id: window_of(o, gathered.year, start, policy) for o in owed}
    cuts = set(spans.values())
    if any(r.every == "month" for r in policy.resource):
        whole = year_span(gathered.year)
        cuts |= set(calendar_spans("month", whole.first, whole.last))
    weeks = make_weeks(gathered.year, start, sorted(cuts), gathered.calendar)
    units = {(u.kind, u.id): u for u in gathered.units}
    barred = {key: barred_days(u, policy.blackout) for key, u in units.items()}
    mine: dict[tuple[str, str], list[Obligation]] = {}
    for obligation in sorted(owed, key=lambda o: (o.duty.key, o.last, o.id)):
        mine.setdefault((obligation.duty.unit_kind, obligation.duty.unit), []).append(obligation)
    # what duties ask for in the first place: units meet in drills of what most of them need
    weights = Counter(g[0] for o in owed for a in o.accepts for g in (*a.topics, *a.features, a.kinds, a.main) if g)
    patterns = Patterns(policy, dict(weights))
    credited = {o.id: o.duty.key for o in gathered.obligations if o.id in done}
    grouped: dict[tuple[object, ...], list[tuple[Unit, tuple[tuple[Obligation, ...], ...]]]] = {}
    for key in sorted(mine, key=lambda k: (area_of(units[k].division), k)):
        near = {o.duty.key: _near(o.duty.key, fixed, credited, policy) for o in mine[key]} if policy.spacing else {}
        needs = _needs(mine[key], spans, weeks, barred[key], policy, near)
        grouped.setdefault((area_of(units[key].division), tuple(n for n, _ in needs)), []).append(
            (units[key], tuple(o for _, o in needs))
        )
    classes = tuple(
        UnitClass(
            index, str(area), tuple(u for u, _ in members), needs, patterns.of(needs), tuple(o for _, o in members)
        )
        for index, ((area, needs), members) in enumerate(_typed(grouped))
    )
    classes = joined(classes, patterns)
    meeting = {c.area[:COUNTY] if t.wide else c.area for c in classes for t in patterns.themes if t.capacity > 1}
    places = caps_of_places(policy.venues, sorted(meeting), weeks)
    return Problem(
        gathered.year,
        start,
        weeks,
        classes,
        tuple(patterns.themes),
        tuple(left_of(cap, fixed, weeks) for cap in (*caps_of(policy.resource, weeks), *places)),
        policy,
        gathered.calendar,
        {o.id: o for o in wanting},
        {k: v for k, v in barred.items() if v},
        digest_of(gathered, policy, encouraged, fixed),
        tuple(fixed),
        gathered.as_of,
        {o.id: o.duty.key for o in gathered.obligations},
    )


def joined(classes: Sequence[UnitClass], patterns: Patterns) -> tuple[UnitClass, ...]:
    """The classes with patterns for the joint drills that others of their area hold, the most usual ones first."""
    digits = COUNTY if any(t.wide for t in patterns.themes) else TOWNSHIP
    held: dict[str, Counter[int]] = {}
    for c in classes:
        counts = held.setdefault(c.area[:digits], Counter())
        for theme in {p.theme for p in c.patterns if patterns.themes[p.theme].capacity > 1}:
            counts[theme] += c.size
    most = SHARING // max(1, len(classes))
    usual = {area: [t for t, _ in sorted(n.items(), key=lambda x: (-x[1], x[0]))[:most]] for area, n in held.items()}
    return tuple(replace(c, patterns=patterns.shared(c.needs, c.patterns, usual[c.area[:digits]])) for c in classes)


def _typed(
    grouped: dict[tuple[object, ...], list[tuple[Unit, tuple[tuple[Obligation, ...], ...]]]],
) -> Iterable[tuple[tuple[str, tuple[Need, ...]], list[tuple[Unit, tuple[tuple[Obligation, ...], ...]]]]]:
    for (area, needs), members in grouped.items():
        assert isinstance(area, str)
        assert isinstance(needs, tuple)
        yield (area, needs), members


def first_day(gathered: Gathered, policy: Policy) -> int:
    """The first day on which a drill can be held: after today and the lead times, and not before the year."""
    leads = (policy.notice, policy.papers)
    waits = [corresponding_day(gathered.as_of, n, unit, gathered.calendar) for n, unit in leads]
    return max(year_span(gathered.year).first, gathered.as_of + 1, *waits)


def plannable(obligation: Obligation, start: int, encouraged: bool) -> bool:
    """Whether an obligation still needs a drill that can count. A closed period cannot be made good."""
    if not obligation.needed or (obligation.duty.strength == "encouraged" and not encouraged):
        return False
    return obligation.latest >= start or (obligation.form == "rolling" and obligation.status == "overdue")


def window_of(obligation: Obligation, year: int, start: int, policy: Policy) -> Span:
    """The days of the year in which a drill counts for it; what is overdue is made good soon. Once the rule no longer
    concerns the unit (after the last day of term) no drill is asked for."""
    whole = year_span(year)
    if obligation.last < start or (obligation.form == "rolling" and obligation.status == "overdue"):
        return Span(start, min(start + policy.overdue, whole.last))
    return Span(max(obligation.first, start), min(obligation.latest, whole.last))


def area_of(division: str) -> str:
    """The township of a division code, or the code itself where it names none."""
    return division[:TOWNSHIP]


def barred_days(unit: Unit, blackouts: Sequence[Blackout]) -> frozenset[int]:
    """The days on which a unit does not drill."""
    days: set[int] = set()
    for b in blackouts:
        if (
            b.unit in ("", unit.id)
            and b.kind in ("", unit.kind)
            and (not b.sector or b.sector in unit.tags)
            and unit.division.startswith(b.area)
        ):
            days.update(range(b.first, b.last + 1))
    return frozenset(days)


def _near(duty: str, fixed: Sequence[PlannedDrill], credited: dict[str, str], policy: Policy) -> frozenset[int]:
    """The days too near to a fixed drill of the same duty."""
    days = [d.day for d in fixed if any(credited.get(o) == duty for o in d.obligations)]
    return frozenset(day + i for day in days for i in range(1 - policy.spacing, policy.spacing))


def _needs(
    owed: Sequence[Obligation],
    spans: dict[str, Span],
    weeks: Weeks,
    barred: frozenset[int],
    policy: Policy,
    near: dict[str, frozenset[int]],
) -> list[tuple[Need, tuple[Obligation, ...]]]:
    """The obligations of a unit as needs: those that ask each of several plans are grouped, so many to a drill."""
    groups: dict[tuple[object, ...], list[Obligation]] = {}
    for o in owed:
        key: tuple[object, ...] = (
            o.duty.rule,
            o.duty.part,
            o.duty.item,
            spans[o.id],
            o.needed,
            o.accepts,
            o.duty.record_kind,
        )
        groups.setdefault(key if o.duty.record else (*key, o.id), []).append(o)
    size = max(1, policy.combine.plans)
    duties: dict[object, int] = {}
    records: dict[tuple[str, ...], int] = {}
    found: list[tuple[Need, tuple[Obligation, ...]]] = []
    for key, members in groups.items():
        for at in range(0, len(members), size):
            part = tuple(members[at : at + size])
            closed = barred.union(*(near.get(o.duty.key, frozenset()) for o in part))
            found.append((_need(part, spans[part[0].id], key, weeks, closed, duties, records), part))
    return found


def price_of(obligation: Obligation) -> int:
    """The points of one drill that is lacking for an obligation: what its source weighs, by how binding it is."""
    return max(obligation.duty.rank, 5) * STRENGTHS[obligation.duty.strength] * PRICE // 10


def _need(
    part: tuple[Obligation, ...],
    span: Span,
    key: tuple[object, ...],
    weeks: Weeks,
    barred: frozenset[int],
    duties: dict[object, int],
    records: dict[tuple[str, ...], int],
) -> Need:
    first = part[0]
    named = tuple(o.duty.record for o in part if o.duty.record)
    group = records.setdefault(named, len(records)) if named else -1
    duty = duties.setdefault((*key[:3], named), len(duties))
    price = sum(map(price_of, part))
    bits = weeks.inside(span, barred)
    return Need(bits, first.needed, price, duty, first.accepts, group, len(named), first.duty.record_kind)


def digest_of(gathered: Gathered, policy: Policy, encouraged: bool, fixed: Sequence[PlannedDrill] = ()) -> str:
    """What a plan depends on, as 32 hex digits."""
    whole = hashlib.sha256()
    for obligation in sorted(gathered.obligations, key=lambda o: o.id):
        whole.update(to_json(obligation))
    for unit in sorted(gathered.units, key=lambda u: (u.kind, u.id)):
        whole.update(repr((unit.kind, unit.id, unit.division, unit.tags)).encode())
    span = year_span(gathered.year)
    whole.update(gathered.calendar.digest(span.first, span.last).encode())
    whole.update(msgspec.json.encode(policy, order="deterministic"))
    whole.update(repr((gathered.year, gathered.as_of, encouraged)).encode())
    for drill in fixed:
        whole.update(to_json(drill))
    return whole.hexdigest()[:32]
