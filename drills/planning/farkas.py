"""Tier 3 of the explanations: duties that cannot all be met together, shown by multipliers of a linear programme.

HiGHS says that the programme without any unmet duty has no solution and gives a ray: so many times each row, added up,
contradicts itself. The ray is turned into whole numbers and added up here again without HiGHS; only what still is a
contradiction then is told, as how much of which resource the duties take and how much there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import gcd, lcm

from anwei.drills.model import Bottleneck
from anwei.drills.planning.caps import named
from anwei.drills.planning.problem import Problem
from anwei.drills.planning.programme import INF, Built, build, cells_of, room_in
from anwei.drills.planning.weeks import bits_of
from anwei.engine.api import Text, show_date

ROUNDS = 5  # contradictions looked for, one after the other
FINEST = 10_000  # the greatest denominator of a multiplier
TITLES, SPANS = 6, 4  # duties and stretches of days that a sentence names

Proof = tuple[tuple[int, int], ...]


def contradictions(problem: Problem, known: Iterable[str]) -> Iterator[Bottleneck]:
    """Sets of duties that cannot all be met, apart from the obligations whose reason is known."""
    explained = set(known)
    for _ in range(ROUNDS):
        found = _contradiction(problem, explained)
        if found is None:
            return
        yield found
        explained |= set(found.obligations)


def _contradiction(problem: Problem, explained: set[str]) -> Bottleneck | None:
    built = _built(problem)
    for (cls, need), column in built.slack.items():
        if not any(o.id in explained for unit in problem.classes[cls].owed for o in unit[need]):
            built.programme.high[column] = 0.0
    proof = whole_proof(built.programme.ray())
    for signed in (proof, tuple((r, -y) for r, y in proof)):
        sums = added_up(built, signed)
        if sums is not None and sums[0] > sums[1]:
            return _told(problem, built, signed, *sums)
    return None


def _built(problem: Problem) -> Built:
    cells = cells_of(problem.classes)
    return build(problem, problem.classes, cells, room=room_in(problem, cells, binding=True))


def whole_proof(ray: Sequence[float]) -> Proof:
    """A ray as the smallest whole multipliers in its proportions."""
    most = max((abs(y) for y in ray), default=0.0)
    if not most:
        return ()
    parts = [(r, Fraction(y / most).limit_denominator(FINEST)) for r, y in enumerate(ray) if abs(y) > most / FINEST]
    times = lcm(*(y.denominator for _, y in parts))
    found = [(r, int(y * times)) for r, y in parts]
    least = gcd(*(y for _, y in found))
    return tuple((r, y // least) for r, y in found)


def added_up(built: Built, proof: Proof) -> tuple[int, int] | None:
    """What the rows of a proof ask together, and how much of the resources they allow; None if a row has no such side.

    The needs of the proof have to be met in full. Asking for more than is there is the contradiction.
    """
    programme, limits = built.programme, set(built.cap_rows.values())
    asked, there = Fraction(0), Fraction(0)
    columns: Counter[int] = Counter()
    for row, times in proof:
        side = programme.row_low[row] if times > 0 else programme.row_high[row]
        if abs(side) == INF:
            return None
        if row in limits and times < 0:
            there -= Fraction(side) * times
        else:
            asked += Fraction(side) * times
        for at in range(programme.starts[row], programme.starts[row + 1]):
            columns[programme.index[at]] += times * int(programme.value[at])
    met = {built.slack[key] for key, row in built.need_rows.items() if row in dict(proof)}
    for column, times in columns.items():
        high = 0.0 if column in met else programme.high[column]
        if times > 0 and high == INF:
            return None
        asked -= Fraction(high if times > 0 else programme.low[column]) * times
    return -int(-asked // 1), int(there)


def proves(problem: Problem, found: Bottleneck) -> bool:
    """Whether the multipliers of a bottleneck add up to its numbers again, and contradict each other."""
    built = _built(problem)
    sums = added_up(built, found.proof)
    return (
        sums is not None
        and sums[0] > sums[1]
        and _numbers(built, found.proof, *sums)
        == (
            found.need,
            found.available,
        )
    )


def _numbers(built: Built, proof: Proof, asked: int, there: int) -> tuple[int, int]:
    """Need and supply in the resource's own unit; where resources weigh differently, as the weighted sums."""
    weight = _weight(built, proof)
    return -(-asked // weight), there // weight


def _weight(built: Built, proof: Proof) -> int:
    """The multiplier that all limits of a proof share; 1 if they differ."""
    limits = set(built.cap_rows.values())
    found = {-times for row, times in proof if row in limits}
    return found.pop() if len(found) == 1 else 1


def _told(problem: Problem, built: Built, proof: Proof, asked: int, there: int) -> Bottleneck:
    rows = dict(proof)
    needs = [key for key, row in built.need_rows.items() if row in rows]
    limits = [key for key, row in built.cap_rows.items() if row in rows]
    keys = sorted({key for key, _ in limits})
    need, available = _numbers(built, proof, asked, there)
    spans = _spans(problem, [built.cells[cell] for _, cell in limits])
    ids = tuple(o.id for cls, i in needs for unit in problem.classes[cls].owed for o in unit[i])
    same = len({times for row, times in proof if row in set(built.cap_rows.values())}) <= 1
    text = _sentence(_titles(problem, needs), spans, [named(k) for k in keys], need, available, weighted=not same)
    first, last = (spans[0][0], spans[-1][1]) if spans else (problem.start, problem.start)
    key = keys[0] if len(keys) == 1 else ("several" if keys else "days", "", "")
    return Bottleneck(3, key[0], first, last, need, available, text, ids, key[1], key[2], proof)


def _titles(problem: Problem, needs: Iterable[tuple[int, int]]) -> list[tuple[Text, int]]:
    """The duties of some needs with the number of their obligations, the most frequent first."""
    counts: Counter[Text] = Counter()
    for cls, i in needs:
        for unit in problem.classes[cls].owed:
            for owed in unit[i]:
                counts[owed.duty.title] += 1
    return sorted(counts.items(), key=lambda c: (-c[1], c[0].zh))


def _spans(problem: Problem, cells: Iterable[int]) -> list[tuple[int, int]]:
    """The stretches of days that some cells make."""
    bits = 0
    for cell in cells:
        bits |= cell
    found: list[tuple[int, int]] = []
    for at in bits_of(bits):
        s = problem.weeks.segments[at]
        if found and found[-1][1] == s.first - 1:
            found[-1] = (found[-1][0], s.last)
        else:
            found.append((s.first, s.last))
    return found


def _sentence(
    titles: Sequence[tuple[Text, int]],
    spans: Sequence[tuple[int, int]],
    resources: Sequence[Text],
    need: int,
    available: int,
    *,
    weighted: bool,
) -> Text:
    days = ", ".join(f"{show_date(a)} – {show_date(b)}" for a, b in spans[:SPANS]) + (" ..." if spans[SPANS:] else "")
    duties_zh = "、".join(f"{t.zh}（{n} 件）" for t, n in titles[:TITLES]) + ("等" if titles[TITLES:] else "")
    duties_en = ", ".join(f"{t.en} ({n})" for t, n in titles[:TITLES]) + (" and others" if titles[TITLES:] else "")
    what_zh, what_en = "、".join(r.zh for r in resources), ", ".join(r.en for r in resources)
    sum_zh, sum_en = ("加权合计", " (weighted sum)") if weighted else ("", "")
    return Text(
        f"这些义务不能同时满足：{duties_zh}；{days} 内{sum_zh}至少需要 {need} {what_zh}，只有 {available}",
        f"these duties cannot all be met: {duties_en}; in {days} at least {need} {what_en}{sum_en} needed, "
        f"{available} available",
    )
