"""What holds whatever people do: a state machine that takes random steps with random dates, people and mistakes.

Invariants: nothing is credited without held, evaluated, attended and confirmed; nothing outside its window is *met*;
observers never; an approved date moves only through *postponed* with a reason; late never becomes met while its
drill is there; a drill taken off the books reopens what it met; the log alone gives the same drills and the same table.
"""

from __future__ import annotations

from contextlib import suppress

from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from anwei.drills.record import credit, injects, steps
from anwei.drills.record.evaluate import scored
from anwei.drills.record.forms import form_for
from anwei.drills.record.model import Drill, Inject, Log, Seat, Settled
from anwei.drills.record.states import ASSESSED, DATE_FIXED, DrillState, Standing
from anwei.drills.record.steps import Clerk
from anwei.engine.api import AnweiError
from tests.drills.record.support import KIND, day, marks, obligation

OBLIGATIONS = {
    o.id: o
    for o in (
        obligation("O-1", "E-1"),
        obligation("O-2", "E-2", "2026-01-01", "2026-12-31", count=2),
        obligation("O-3", "E-3"),
    )
}
DAYS = st.integers(day("2025-12-01"), day("2026-12-31"))
FREE_TEXT = st.sampled_from(["", "  ", "台风"])


class Office(RuleBasedStateMachine):
    """Drills on the books, their settlements, and a memory of what must not change."""

    def __init__(self) -> None:
        super().__init__()
        self.logs: dict[str, Log] = {}
        self.settled: dict[str, Settled] = {}
        self.made = 0
        self.late: dict[str, tuple[str, ...]] = {}

    def clerk(self, on: int) -> Clerk:
        return Clerk("李四", "2026-06-01T08:00:00Z", on)

    def keep(self, log: Log) -> None:
        """As the book does: the drill is written and everything settled anew."""
        self.logs[log.drill.id] = log
        self.settle()

    def settle(self) -> None:
        earned = credit.credits((x.drill for x in self.logs.values()), OBLIGATIONS)
        self.settled = credit.settled(OBLIGATIONS.values(), earned, self.settled)
        for id_, found in self.settled.items():
            event(f"{id_} {found.standing}")
            if found.standing == Standing.MET_LATE:
                self.late.setdefault(id_, found.drills)

    def one(self, data: st.DataObject) -> Log:
        return self.logs[data.draw(st.sampled_from(sorted(self.logs)))]

    @initialize(on=DAYS)
    def begin(self, on: int) -> None:
        self.add(on)

    @rule(on=DAYS)
    def add(self, on: int) -> None:
        self.made += 1
        seats = (
            Seat(KIND, "E-1", role="host", planned=5, obligations=("O-1",)),
            Seat(KIND, "E-2", planned=5, obligations=("O-2",)),
            Seat(KIND, "E-3", role="observer", planned=5, obligations=("O-3",)),
        )
        made = Drill(f"D-{self.made}", title="演练", kinds=("special",), seats=seats, injects=(Inject(1, "x"),))
        self.keep(steps.plan(steps.started(made, self.clerk(on)), self.clerk(on), on))

    @precondition(lambda self: self.logs)
    @rule(data=st.data(), on=DAYS, reason=FREE_TEXT, step=st.integers(0, 12), heads=st.integers(0, 9))
    def take_a_step(self, data: st.DataObject, on: int, reason: str, step: int, heads: int) -> None:
        log, clerk = self.one(data), self.clerk(on)
        came = {f"{KIND} E-1": heads, f"{KIND} E-2": heads // 2, f"{KIND} E-3": 9}
        result = scored(form_for("live"), marks(50 + 10 * (heads % 5)), on=on)
        taken = (
            lambda: steps.approve(log, clerk, by="张局长"),
            lambda: steps.notify(log, clerk),
            lambda: steps.prepare(log, clerk),
            lambda: steps.start(log, clerk),
            lambda: steps.hold(log, clerk, min(on, log.drill.day + heads), came),
            lambda: steps.evaluate(log, clerk, result),
            lambda: credit.confirm(log, clerk),
            lambda: steps.report(log, clerk, on),
            lambda: steps.close(log, clerk, ()),
            lambda: steps.postpone(log, clerk, reason),
            lambda: steps.cancel(log, clerk, reason),
            lambda: injects.approve_injects(log, clerk),
            lambda: credit.confirm(log, clerk, [f"{KIND} E-3"]),
        )[step]
        with suppress(AnweiError):
            self.keep(taken())

    @precondition(lambda self: self.logs)
    @rule(data=st.data(), on=DAYS, reason=FREE_TEXT)
    def move(self, data: st.DataObject, on: int, reason: str) -> None:
        log = self.one(data)
        fixed, old = log.drill.state in DATE_FIXED, log.drill.day
        try:
            moved = steps.reschedule(log, self.clerk(on), on, reason)
        except AnweiError:
            return
        if fixed and old != moved.drill.day:
            new = moved.events[len(log.events) :]
            assert reason.strip() and [e.step for e in new] == ["postpone", "plan"]
            assert moved.drill.revision > log.drill.revision
        self.keep(moved)

    @precondition(lambda self: self.logs)
    @rule(data=st.data(), count=st.integers(1, 8), after=st.integers(0, 200))
    def walk_on(self, data: st.DataObject, count: int, after: int) -> None:
        """Some steps of the straight way, so that many drills get to their end, some of them late."""
        id_ = self.one(data).drill.id
        for _ in range(count):
            self.straight(self.logs[id_], after)

    def straight(self, log: Log, after: int) -> None:
        on = log.drill.on + after
        clerk = self.clerk(on)
        came = {f"{KIND} E-1": 3, f"{KIND} E-2": 4}
        way = {
            DrillState.PLANNED: lambda: steps.approve(log, clerk, by="张局长"),
            DrillState.APPROVED: lambda: steps.notify(log, clerk),
            DrillState.NOTIFIED: lambda: steps.prepare(log, clerk),
            DrillState.PREPARED: lambda: steps.start(log, clerk),
            DrillState.RUNNING: lambda: steps.hold(log, clerk, on, came),
            DrillState.HELD: lambda: steps.evaluate(log, clerk, scored(form_for("live"), marks(), on=on)),
            DrillState.EVALUATED: lambda: credit.confirm(log, clerk),
        }
        if log.drill.state in way:
            self.keep(way[log.drill.state]())

    @precondition(lambda self: self.logs)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        gone = self.one(data).drill.id
        del self.logs[gone]
        self.late = {o: d for o, d in self.late.items() if gone not in d}
        self.settle()
        assert all(gone not in s.drills for s in self.settled.values())

    # -- what holds always -------------------------------------------------------------------------------------

    @invariant()
    def credit_needs_everything(self) -> None:
        for log in self.logs.values():
            for seat in credit.credited(log.drill):
                assert log.drill.state in ASSESSED and log.drill.evaluation is not None and log.drill.evaluation.passed
                assert seat.role in ("host", "player") and seat.actual > 0 and seat.confirmed_by

    @invariant()
    def met_is_inside_the_window_and_late_after_it(self) -> None:
        for id_, found in self.settled.items():
            days = [self.logs[d].drill.held_on for d in found.drills]
            first, last = OBLIGATIONS[id_].first, OBLIGATIONS[id_].last
            assert len(found.drills) == OBLIGATIONS[id_].count and all(d >= first for d in days)
            assert (max(days) <= last) == (found.standing == Standing.MET) or id_ in self.late

    @invariant()
    def observers_are_never_credited(self) -> None:
        assert "O-3" not in self.settled

    @invariant()
    def late_stays_late(self) -> None:
        for id_, drills in self.late.items():
            if set(drills) <= {i for i, x in self.logs.items() if credit.credited(x.drill)}:
                assert self.settled[id_].standing == Standing.MET_LATE

    @invariant()
    def the_log_gives_the_same(self) -> None:
        again = {i: steps.replayed(x) for i, x in self.logs.items()}
        assert again == {i: x.drill for i, x in self.logs.items()}
        earned = credit.credits(again.values(), OBLIGATIONS)
        assert credit.settled(OBLIGATIONS.values(), earned, self.settled) == self.settled


Office.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestOffice = Office.TestCase
