"""What is unmet and why: the bottleneck that it lies in, else what stands in the way on each day of its window."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anwei.drills.model import Bottleneck, Obligation, PlannedDrill, Unmet
from anwei.drills.planning.problem import Problem, window_of
from anwei.drills.planning.repair import Repair
from anwei.engine.api import Text, show_date

#: What may stand in the way of a drill on a day.
IN_THE_WAY = {
    "closed": Text("停演", "closed"),
    "near": Text("距同一义务的演练过近", "too near to a drill of the same duty"),
    "busy": Text("该单位当天已有演练", "with another drill of the unit"),
    "evaluator": Text("评估人日用完", "without evaluators left"),
    "vehicle": Text("车辆用完", "without vehicles left"),
    "venue": Text("场地用完", "without venues left"),
    "place": Text("没有可用场地", "without a place that is open and free"),
    "sort": Text("没有能计入的演练类型", "without a sort of drill that counts"),
}
MANY = 200  # unmet obligations that are looked at day by day


def unmet_of(problem: Problem, drills: Sequence[PlannedDrill], bottlenecks: Sequence[Bottleneck]) -> list[Unmet]:
    """The obligations that the drills do not meet, each with its reason."""
    work = Repair(problem, drills)
    found: list[Unmet] = []
    for owed in sorted(work.unmet(), key=lambda o: o.id):
        named = next((b.text for b in bottlenecks if owed.id in b.obligations), None)
        if named is None and len(found) < MANY:
            named = day_by_day(work, owed)
        reason = named or Text("窗口期内的资源已用于其他义务", "what its window holds went to other duties")
        found.append(Unmet(owed.id, work.missing(owed), reason))
    return found


def day_by_day(work: Repair, owed: Obligation) -> Text:
    """How many days of a window each obstacle takes."""
    theme = next(iter(work.themes(owed)), None)
    days = work.window(owed)
    counts = Counter(work.stopped(owed, day, theme) for day in days)
    told = [(IN_THE_WAY[w], n) for w, n in counts.most_common() if w in IN_THE_WAY]
    span = window_of(owed, work.problem.year, work.problem.start, work.problem.policy)
    window = f"{show_date(span.first)} – {show_date(span.last)}"
    zh = "，".join(f"{n} 天{what.zh}" for what, n in told)
    en = ", ".join(f"{n} {what.en}" for what, n in told)
    return Text(
        f"{window} 的 {len(days)} 个可排工作日：{zh}" if told else f"{window} 没有可排的工作日",
        f"of {len(days)} working days in {window}: {en}" if told else f"no working day in {window}",
    )
