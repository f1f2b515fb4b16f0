"""The exact day on which each verdict changes by itself, and to what.

``recheck_on`` is a day before which nothing changes; often nothing changes on it either. Here whoever's day comes
within some days is judged again on it, and on the day that this yields, until the verdict differs or the time is up:
just as ``record.judge`` does for one subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from anwei.engine.fleet.arrays import Array
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.lowering.rules import ERROR
from anwei.engine.fleet.others import asked_about
from anwei.engine.fleet.plan import Plan
from anwei.engine.fleet.reread import Reread
from anwei.engine.fleet.run import Batch, Outcome, Runner, Source, batches, run
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule, Waiver

NEVER = 255  # in ``lapses_to``: the verdict does not change within the days looked at
_FEW = 5000  # subjects below which the plain way is faster than preparing the compiled one

MakeRunner = Callable[[], Runner]
PlanOn = Callable[[int, Sequence[Rule]], Plan]  # the plan of some rules on a day, with dates
_Cells = dict[str, Array]  # rows by rule
_Judged = Callable[[int, Sequence[str], Array], tuple[Outcome, Array]]  # day, rules, rows -> outcome, places in it


def plainly() -> Runner:
    """The runner that needs NumPy alone."""
    return run_pass


@dataclass
class Later:
    """What a search needs: the plans of later days (each grows with the rules asked for), how and over what to run
    them, and the last day looked at (ordinal, inclusive). A runner keeps arrays for its plans: each run makes one."""

    plan_on: PlanOn
    rules: Mapping[str, Rule]
    source: Source
    runner: MakeRunner
    waivers: Sequence[Waiver]
    last: int
    _plans: dict[tuple[str, int], tuple[frozenset[str], Plan]] = field(default_factory=dict)

    def plan(self, kind: str, day: int, names: Iterable[str]) -> Plan:
        """A plan that holds the rules named."""
        held, plan = self._plans.get((kind, day), (frozenset(), None))
        if plan is None or not held.issuperset(names):
            held |= frozenset(names)
            plan = self.plan_on(day, [self.rules[n] for n in sorted(held)])
            self._plans[kind, day] = held, plan
        return plan


def with_lapses(
    plan: Plan,
    plan_on: PlanOn,
    laws: Mapping[str, Rule],
    source: Source,
    days: int,
    runner: MakeRunner = plainly,
    waivers: Sequence[Waiver] = (),
) -> Iterator[Batch]:
    """The batches of ``plan`` (made with dates) with two further columns for each rule.

    ``lapses_on`` is the first day within ``days`` on which the verdict is another one, ``FOREVER`` where there is none;
    ``lapses_to`` is the code of that verdict, or ``NEVER``. ``laws`` are all rules by id, those that rules rest on too.
    """
    rules = {r.rule.id: r.rule for r in plan.rules}
    later = Later(plan_on, rules, source, runner, waivers, plan.day + days)
    apart = [r for r in rules.values() if asked_about(r, laws)]
    found = _of_those_asking(later, plan.day, apart) if apart else {}
    readers: dict[str, Reread] = {}
    numbers: dict[str, int] = {}
    offsets: dict[str, int] = {}
    for batch in batches(plan, source, runner(), waivers):
        reader = readers.setdefault(batch.kind, Reread(source, plan, batch.kind))
        number, offset = numbers.get(batch.kind, 0), offsets.get(batch.kind, 0)
        count = len(batch.divisions)
        numbers[batch.kind], offsets[batch.kind] = number + 1, offset + count
        plain = [r for r, name in batch.columns if name == "verdict" and (batch.kind, r) not in found]
        changes = _follow(batch.columns, plain, later.last, _within(later, reader, number, batch.kind))
        for (kind, rule), columns in found.items():
            if kind == batch.kind:
                changes[rule] = tuple(c[offset : offset + count] for c in columns)
        for rule, (on, to) in changes.items():
            batch.columns[rule, "lapses_on"], batch.columns[rule, "lapses_to"] = on, to
        yield batch


def _within(later: Later, reader: Reread, number: int, kind: str) -> _Judged:
    """Judges subjects of one partition: rules that look at their own subject alone."""

    def judged(day: int, names: Sequence[str], rows: Array) -> tuple[Outcome, Array]:
        plan = later.plan(kind, day, names)
        source = reader.at(number, plan).take(rows)
        runner = later.runner() if len(rows) >= _FEW else run_pass
        return run(plan, source, runner, later.waivers)[kind], np.arange(len(rows))

    return judged


def _of_those_asking(later: Later, day: int, rules: Sequence[Rule]) -> dict[tuple[str, str], tuple[Array, ...]]:
    """The changes of rules that ask about other subjects, by kind and rule: everything they ask about is read again for
    each day."""
    today = run(later.plan("", day, [r.id for r in rules]), later.source, later.runner(), later.waivers)
    found: dict[tuple[str, str], tuple[Array, ...]] = {}
    for kind, outcome in today.items():

        def judged(on: int, names: Sequence[str], rows: Array, kind: str = kind) -> tuple[Outcome, Array]:
            return run(later.plan(kind, on, names), later.source, later.runner(), later.waivers)[kind], rows

        names = [r.id for r in rules if r.subject == kind and outcome.batches]
        columns = {(n, c): outcome.column(n, c) for n in names for c in ("verdict", "recheck_on")}
        found |= {(kind, n): pair for n, pair in _follow(columns, names, later.last, judged).items()}
    return found


def _follow(
    columns: Mapping[tuple[str, str], Array], names: Sequence[str], last: int, judged: _Judged
) -> dict[str, tuple[Array, ...]]:
    """For each rule, the days on which verdicts change and to what. Cells go from one possible change to the next."""
    before = {n: columns[n, "verdict"] for n in names}
    found = {n: (np.full(len(v), FOREVER, np.int64), np.full(len(v), NEVER, np.uint8)) for n, v in before.items()}
    waiting: dict[int, _Cells] = {}
    for name in names:
        rows = np.flatnonzero(before[name] != ERROR)
        _wait(waiting, name, rows, columns[name, "recheck_on"][rows], last)
    while waiting:
        day = min(waiting)
        cells = waiting.pop(day)
        rows = np.unique(np.concatenate(list(cells.values())))
        outcome, places = judged(day, sorted(cells), rows)
        for name, mine in cells.items():
            at = places[np.searchsorted(rows, mine)]
            after, until = outcome.column(name)[at], outcome.column(name, "recheck_on")[at]
            differs = after != before[name][mine]
            found[name][0][mine[differs]] = day
            found[name][1][mine[differs]] = after[differs]
            _wait(waiting, name, mine[~differs], np.maximum(until[~differs], day + 1), last)
    return dict(found)


def _wait(waiting: dict[int, _Cells], name: str, rows: Array, until: Array, last: int) -> None:
    """Put cells down for the days on which they may change, up to the last."""
    near = until <= last
    rows, until = rows[near], until[near]
    order = np.argsort(until, kind="stable")
    days, starts = np.unique(until[order], return_index=True)
    for day, some in zip(days.tolist(), np.split(rows[order], starts[1:]), strict=False):
        cells = waiting.setdefault(int(day), {})
        cells[name] = np.concatenate([cells[name], some]) if name in cells else some
