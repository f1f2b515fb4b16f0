"""The drills of a workspace: read as they stand, written as single commands that carry everything they change.

One command holds the drills and actions that a step changed, the facts that they now prove (or no longer do) and what
that settles of the year's obligations; ``anwei undo`` takes all of it back together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import msgspec

from anwei.drills.model import AnnualPlan, Obligation, from_plain, to_plain
from anwei.drills.record import proofs
from anwei.drills.record.credit import credits, settled
from anwei.drills.record.decisions import DECIDED, SETTLED
from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Action, Drill, Log, Settled
from anwei.engine.services import Collection, SetDocument, Write

if TYPE_CHECKING:
    from anwei.engine.api import Vocabulary
    from anwei.engine.services import Receipt, RemoveRecord, SetRecord, Source, Workspace

    Fact = SetRecord | RemoveRecord

DRILLS, ACTIONS, PLANS = "drill", "drill_action", "drill_plan"
T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True)
class Change:
    """What a command is to write: drills and actions as they become, ids to be taken off the books."""

    drills: tuple[Log, ...] = ()
    actions: tuple[Action, ...] = ()
    removed: tuple[str, ...] = ()  # drills
    settled: tuple[Settled, ...] = ()  # waivers of obligations and closed units
    revoked: tuple[str, ...] = ()  # obligations whose waiver is taken back
    documents: tuple[SetDocument, ...] = ()  # evidence files


class Book:
    """The drills, actions and settled obligations of one workspace, at one moment of its journal."""

    def __init__(self, workspace: Workspace, vocabulary: Vocabulary) -> None:
        self.workspace = workspace
        self.vocabulary = vocabulary
        self.seen = workspace.head

    @cached_property
    def logs(self) -> dict[str, Log]:
        """Every drill on the books with its log, by id."""
        return self._all(DRILLS, Log)

    @cached_property
    def actions(self) -> dict[str, Action]:
        """Every corrective action, by id."""
        return self._all(ACTIONS, Action)

    @cached_property
    def settlements(self) -> dict[str, Settled]:
        """What is settled, by obligation."""
        return self._all(SETTLED, Settled)

    @cached_property
    def plans(self) -> dict[str, AnnualPlan]:
        """The annual plans kept, by id."""
        return self._all(PLANS, AnnualPlan)

    @cached_property
    def obligations(self) -> dict[str, Obligation]:
        """The obligations of every plan kept, by id; those of a later plan replace those of an earlier one."""
        plans = sorted(self.plans.values(), key=lambda p: (p.year, p.version))
        return {o.id: o for plan in plans for o in plan.obligations}

    @property
    def drills(self) -> list[Drill]:
        """The drills as they stand, by day and id; those without a day last."""
        return sorted((log.drill for log in self.logs.values()), key=lambda d: (d.on or 10**7, d.id))

    def log(self, id_: str) -> Log:
        """One drill with its log. Raises AnweiError (DRL-124) with the nearest id where there is none."""
        from anwei.engine.services import nearest

        kept = Collection(self.workspace, DRILLS).get(id_)
        if kept is None:
            refuse("DRL-124", self.workspace.place, id=id_, hint=nearest(id_, self.logs) or "-")
        return self._read(kept.body, Log)

    def action(self, id_: str) -> Action:
        """One corrective action. Raises AnweiError (DRL-125) where there is none."""
        from anwei.engine.services import nearest

        found = self.actions.get(id_)
        if found is None:
            refuse("DRL-125", self.workspace.place, id=id_, hint=nearest(id_, self.actions) or "-")
        return found

    def new_id(self, year: int) -> str:
        """An id that no drill ever had, those taken off the books included: ``D2027-0001``."""
        return _next(Collection(self.workspace, DRILLS).ids(), f"D{year}-")

    def new_action_ids(self, count: int) -> list[str]:
        """Ids for new actions: ``A-0001`` and so on."""
        taken = Collection(self.workspace, ACTIONS).ids()
        first = _next(taken, "A-")
        number = int(first.rpartition("-")[2])
        return [f"A-{number + i:04d}" for i in range(count)]

    def write(self, change: Change, source: Source) -> Write:
        """The command for a change: documents, facts and what they settle; ``apply`` carries it out."""
        return Write(source, tuple(self._changes(change)), self.seen)

    def apply(self, change: Change, source: Source) -> Receipt:
        """Carry out a change as one command. Raises AnweiError: a conflict with somebody else (WSP-011) ..."""
        receipt = self.workspace.apply(self.write(change, source), self.vocabulary)
        self.refresh()
        return receipt

    def refresh(self) -> None:
        """Read everything anew when next asked."""
        for name in ("logs", "actions", "settlements", "plans", "obligations"):
            self.__dict__.pop(name, None)
        self.seen = self.workspace.head

    # -- what a command holds ------------------------------------------------------------------------------------

    def _changes(self, change: Change) -> Iterator[Fact | SetDocument]:
        after = {a.id: a for a in (*self.actions.values(), *change.actions)}
        kept = {i: a for i, a in after.items() if a.drill not in change.removed}
        yield from change.documents
        for log in change.drills:
            yield SetDocument(DRILLS, log.drill.id, to_plain(log))
        for action in change.actions:
            yield SetDocument(ACTIONS, action.id, to_plain(action))
        for id_ in change.removed:
            yield SetDocument(DRILLS, id_, None)
        yield from self._owed_again(change.revoked)
        yield from (SetDocument(ACTIONS, i, None) for i, a in after.items() if i not in kept and i in self.actions)
        concerned = {log.drill.id: log.drill for log in change.drills}
        concerned |= {a.drill: self.logs[a.drill].drill for a in change.actions if a.drill not in concerned}
        facts = [*self._facts(concerned, kept), *self._removed(change.removed)]
        yield from facts
        yield from self._settling(change, facts)

    def _owed_again(self, revoked: tuple[str, ...]) -> Iterator[SetDocument]:
        """The kept plans in which an obligation stands as let off whose waiver is taken back."""
        for id_, plan in self.plans.items():
            owed = tuple(
                msgspec.structs.replace(o, status="open") if o.id in revoked and o.status in DECIDED else o
                for o in plan.obligations
            )
            if owed != plan.obligations:
                yield SetDocument(PLANS, id_, to_plain(msgspec.structs.replace(plan, obligations=owed)))

    def _facts(self, concerned: Mapping[str, Drill], kept: Mapping[str, Action]) -> Iterator[Fact]:
        for id_, drill in concerned.items():
            old = self.logs[id_].drill if id_ in self.logs else None
            yield from proofs.changes(old, drill, self.actions.values(), kept.values(), self.vocabulary)

    def _removed(self, removed: Iterable[str]) -> Iterator[Fact]:
        for id_ in removed:
            yield from proofs.changes(self.log(id_).drill, None, self.actions.values(), (), self.vocabulary)

    def _settling(self, change: Change, facts: list[Fact]) -> Iterator[SetDocument]:
        """What the change settles or reopens. Asked only where a credit may have changed."""
        decided = {s.obligation: s for s in change.settled}
        if not facts and not decided and not change.revoked:
            return
        drills = {i: log.drill for i, log in self.logs.items()} | {x.drill.id: x.drill for x in change.drills}
        staying = [d for i, d in drills.items() if i not in change.removed]
        before = {i: s for i, s in {**self.settlements, **decided}.items() if i not in change.revoked}
        new = settled(self.obligations.values(), credits(staying, self.obligations), before)
        # what was decided about an obligation that no kept plan knows stands all the same
        new |= {i: s for i, s in before.items() if s.standing in DECIDED and i not in self.obligations}
        for id_ in sorted(self.settlements.keys() | new.keys()):
            if self.settlements.get(id_) != new.get(id_):
                yield SetDocument(SETTLED, id_, to_plain(new[id_]) if id_ in new else None)

    def _all(self, name: str, kind: type[T]) -> dict[str, T]:
        return {k.id: self._read(k.body, kind) for k in Collection(self.workspace, name).all()}

    def _read(self, body: object, kind: type[T]) -> T:
        try:
            return from_plain(body, kind)
        except msgspec.ValidationError as error:
            refuse("DRL-126", self.workspace.place, reason=str(error))


def _next(taken: Iterable[str], prefix: str) -> str:
    numbers = [int(t[len(prefix) :]) for t in taken if t.startswith(prefix) and t[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:04d}"
