"""Why something cannot be planned, in words a secretary can check with a pencil.

Tier 1 looks at one obligation: no working day is left in its window, or no week can hold a single drill of its sort.
Tier 2 looks at every pair of weeks: the drills that must lie between them need more of a resource than there is.
Tier 3 (``farkas``) adds up rows of the linear programme, for what neither explains. Each finding is a certificate:
``holds`` works its numbers out again from the problem. What is unmet for none of these reasons is told day by day
(``reasons``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from anwei.drills.model import Bottleneck
from anwei.drills.planning import farkas, linear
from anwei.drills.planning.caps import Cap, CapKey, by_key, named
from anwei.drills.planning.problem import Problem, UnitClass
from anwei.drills.planning.themes import Need
from anwei.drills.planning.weeks import Segment, bits_of
from anwei.engine.api import Text, show_date

MOST = 20  # bottlenecks told


def explain(problem: Problem) -> list[Bottleneck]:
    """The bottlenecks of a problem, the most pressing first; empty where nothing surely stands in the way."""
    found = [*_single(problem), *_intervals(problem)]
    return sorted(found, key=lambda b: (b.tier, b.available - b.need, b.first, b.last))[:MOST]


def explain_further(problem: Problem, found: Sequence[Bottleneck], unmet: Iterable[str]) -> list[Bottleneck]:
    """The bottlenecks with those of tier 3, where something is unmet that they do not name."""
    known = {o for b in found for o in b.obligations}
    if not linear.available() or known.issuperset(unmet):
        return list(found)
    left = set(unmet) - known
    further = [b for b in farkas.contradictions(problem, known) if left.intersection(b.obligations)]
    return [*found, *further]


def _single(problem: Problem) -> Iterable[Bottleneck]:
    """Tier 1: needs without a segment, or without one that can hold a drill."""
    for c in problem.classes:
        for i, need in enumerate(c.needs):
            ids = tuple(o.id for unit in c.owed for o in unit[i])
            owed = c.owed[0][i][0]
            title, first, last = owed.duty.title, max(owed.first, problem.start), owed.latest
            if not need.bits:
                days = f"{show_date(min(first, last))} – {show_date(last)}"
                text = Text(
                    f"{title.zh}：{days} 内没有可用的工作日（停演日期或临近同一义务的演练占满）",
                    f"{title.en}: no working day is free in {days} (closed days, or too near to a drill of the duty)",
                )
                yield Bottleneck(1, "days", min(first, last), last, need.count, 0, text, ids)
                continue
            short = _never(problem, c, i)
            if short is not None:
                key, use, most = short
                what = named(key)
                text = Text(
                    f"{title.zh}：一场演练需 {use} {what.zh}，任何一周都不超过 {most}",
                    f"{title.en}: one drill needs {use} {what.en}, no week has more than {most}",
                )
                yield Bottleneck(1, key[0], first, last, use, most, text, ids, *key[1:])


def _never(problem: Problem, c: UnitClass, need: int) -> tuple[CapKey, int, int] | None:
    """The resource of which no segment has enough for one drill of any theme that serves a need."""
    themes = [problem.themes[t] for t in sorted({p.theme for p in c.patterns if need in p.covers})]
    for key, mine in by_key(problem.caps).items():
        if not forced(mine[0], c.needs[need]):
            continue
        least = min((mine[0].use(t, problem.area_of(c, t)) for t in themes), default=0)
        rooms = [min((x.limit for x in mine if x.bits >> s & 1), default=least) for s in bits_of(c.needs[need].bits)]
        if least and all(r < least for r in rooms):
            return key, least, max(rooms)
    return None


def forced(cap: Cap, need: Need) -> bool:
    """Whether every drill that meets a need takes of a resource: any drill, or each sort is about the topic alone."""
    if cap.topic:
        return cap.kind != "venue" and all((cap.topic,) in a.topics for a in need.accepts)
    return cap.binding


def _intervals(problem: Problem) -> Iterable[Bottleneck]:
    """Tier 2: of all pairs of weeks those in which too little is there; only the shortest of each shortage."""
    segments = problem.weeks.segments
    for key, caps in by_key(problem.caps).items():
        demands = list(_demands(problem, caps[0]))
        found: list[Bottleneck] = []
        starts = sorted({_low(bits) for bits, _, _ in demands})
        ends = sorted({bits.bit_length() - 1 for bits, _, _ in demands})
        for first in starts:
            for last in ends:
                if last < first:
                    continue
                inside = ((1 << last + 1) - 1) & ~((1 << first) - 1)
                room = available(caps, inside)
                need, ids = needed(demands, inside) if room is not None else (0, ())
                if room is not None and need > room:
                    found.append(_short(key, segments[first], segments[last], need, room, ids))
        yield from _tightest(found)


def _short(key: CapKey, first: Segment, last: Segment, need: int, room: int, ids: tuple[str, ...]) -> Bottleneck:
    what, days = named(key), f"{show_date(first.first)} – {show_date(last.last)}"
    weeks = f"{first.week + 1}–{last.week + 1}"
    text = Text(
        f"第 {weeks} 周（{days}）：至少需要 {need} {what.zh}，只有 {room}，缺 {need - room}",
        f"weeks {weeks} ({days}): at least {need} {what.en} needed, {room} available, short {need - room}",
    )
    return Bottleneck(2, key[0], first.first, last.last, need, room, text, ids, *key[1:])


def _tightest(found: Sequence[Bottleneck]) -> Iterable[Bottleneck]:
    """Those that hold no shorter stretch with at least the same shortage."""
    for b in found:
        inner = (
            o
            for o in found
            if o is not b and b.first <= o.first and o.last <= b.last and o.need - o.available >= b.need - b.available
        )
        if not any((o.first, o.last) != (b.first, b.last) for o in inner):
            yield b


Demand = tuple[int, int, tuple[str, ...]]


def _demands(problem: Problem, cap: Cap) -> Iterable[tuple[int, tuple[str, int, int, int, int], tuple[str, ...]]]:
    """For each need: its window, (area, class, units, least use of a drill, capacity), its obligations."""
    for c in problem.classes:
        for i, need in enumerate(c.needs):
            themes = [problem.themes[p.theme] for p in c.patterns if i in p.covers]
            if not need.bits or not themes or not forced(cap, need):
                continue
            use = min(cap.use(t, problem.area_of(c, t)) for t in themes)
            if not use:
                continue
            capacity = max(problem.capacity(problem.area_of(c, t), t.index) for t in themes)
            wide = any(t.wide for t in themes)
            ids = tuple(o.id for unit in c.owed for o in unit[i])
            yield need.bits, ("" if wide else c.area, c.index, need.count * c.size, use, capacity), ids


def needed(
    demands: Iterable[tuple[int, tuple[str, int, int, int, int], tuple[str, ...]]], inside: int
) -> tuple[int, tuple[str, ...]]:
    """The least of a resource that needs wholly inside some segments take, and their obligations.

    One part may meet several needs of a unit, so of each class only the need that asks most is counted; the units of a
    township fill as few drills as the largest capacity allows.
    """
    most: dict[tuple[str, int], tuple[int, int, int, tuple[str, ...]]] = {}
    for bits, (area, cls, units, use, capacity), ids in demands:
        if bits & ~inside == 0:
            old = most.get((area, cls), (0, use, capacity, ()))
            best = (units, ids) if units > old[0] else (old[0], old[3])
            most[area, cls] = (best[0], min(use, old[1]), max(capacity, old[2]), best[1])
    areas: dict[str, list[tuple[int, int, int, tuple[str, ...]]]] = defaultdict(list)
    for (area, _), entry in most.items():
        areas[area].append(entry)
    total, named = 0, []
    for entries in areas.values():
        drills = -(-sum(e[0] for e in entries) // max(e[2] for e in entries))
        total += drills * min(e[1] for e in entries)
        named += [i for e in entries for i in e[3]]
    return total, tuple(named)


def available(caps: Sequence[Cap], inside: int) -> int | None:
    """How much of a resource there is in some segments; None where a segment is not limited."""
    covered = total = 0
    seen: set[int] = set()
    for cap in sorted(caps, key=lambda c: c.limit):
        part = cap.bits & inside
        if part and part not in seen and part & ~covered:
            seen.add(part)
            covered |= part
            total += cap.limit
    return total if covered == inside else None


def _low(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def holds(problem: Problem, found: Bottleneck) -> bool:
    """Whether a bottleneck's numbers come out again from the problem."""
    if found.tier == 1:
        return any(
            o.id in found.obligations and (not n.bits or _never(problem, c, i) is not None)
            for c in problem.classes
            for i, n in enumerate(c.needs)
            for o in c.owed[0][i]
        )
    if found.tier == 3:
        return farkas.proves(problem, found)
    caps = by_key(problem.caps)[found.resource, found.area, found.topic]
    inside = 0
    for s in problem.weeks.segments:
        if found.first <= s.first and s.last <= found.last:
            inside |= 1 << s.index
    need, _ = needed(list(_demands(problem, caps[0])), inside)
    return need == found.need > found.available == available(caps, inside)
