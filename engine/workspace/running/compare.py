"""Comparing two evaluations: every verdict that differs, with its causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.running.causes import Cause, Causes, Side
from anwei.engine.workspace.running.evidence import Evidence, Key
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.running.run import Evaluated, evaluate
from anwei.engine.workspace.runs import Judged, RunInfo, SubjectVerdicts, load_run, load_verdicts
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import subjects

Order = Callable[[Key], tuple[str | int, int]]


@dataclass(frozen=True, slots=True)
class Flip:
    """One verdict that differs; None where there is none (a subject or a rule that the other side does not have)."""

    kind: str
    id: str
    rule: str
    before: Verdict | None
    after: Verdict | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Compared:
    """Two evaluations side by side: their counts and every difference."""

    before: RunInfo
    after: RunInfo
    flips: tuple[Flip, ...]

    def by_cause(self) -> Counter[str]:
        """How many differences have a cause; one with two causes counts under both."""
        return Counter(c.kind for f in self.flips for c in f.causes)


def compare_runs(workspace: Workspace, law: LawBook, before: int, after: int) -> Compared:
    """What changed between two stored runs and why. Raises AnweiError (WSP-024) for a run that is not there.

    Where the later run was made by other rules than those at hand, causes are what differs instead of what was found
    by judging again.
    """
    old, new = load_run(workspace, before), load_run(workspace, after)
    causes = Causes(_side(workspace, law, old), _side(workspace, law, new))
    numbers = _numbers(workspace)
    found = _differences(
        load_verdicts(workspace, before), load_verdicts(workspace, after), lambda key: (0, numbers[key])
    )
    return Compared(old, new, tuple(_flips(found, causes)))


def _side(workspace: Workspace, law: LawBook, info: RunInfo) -> Side:
    told = info.meta.get("law")
    fingerprints = told if isinstance(told, dict) else {}
    at_hand = fingerprints == law.fingerprints and info.meta.get("plugins") == law.plugins
    evidence = Evidence(workspace, law.vocabulary, info.head)
    return Side(info.as_of, evidence, fingerprints, law if at_hand else None, info.rules)


def impact(evidence: Evidence, now: LawBook, day: int, then: LawBook, on: int) -> Compared:
    """Whom other rules (``then``), or the same ones on another day (``on``), would hit: two full runs, not kept."""
    old = evaluate(now, evidence, day, 0)
    later = Evidence(evidence.workspace, then.vocabulary, evidence.head)
    new = evaluate(then, later, on, 0)
    causes = Causes(
        Side(day, evidence, now.fingerprints, now, old.info.rules),
        Side(on, later, then.fingerprints, then, new.info.rules),
    )
    first, second = _Counted(old), _Counted(new)
    numbers = _numbers(evidence.workspace)
    found = _differences(first, second, lambda key: (key[0], numbers[key]))
    flips = tuple(_flips(found, causes))
    return Compared(first.info, second.info, flips)


class _Counted:
    """The verdicts of an evaluation, counted as they go by."""

    def __init__(self, done: Evaluated) -> None:
        self.done = done
        self.counts: Counter[str] = Counter()

    def __iter__(self) -> Iterator[SubjectVerdicts]:
        for subject in self.done.verdicts:
            self.counts.update(j.verdict.value for j in subject.verdicts)
            yield subject

    @property
    def info(self) -> RunInfo:
        return replace(self.done.info, counts=dict(self.counts))


def _key(subject: SubjectVerdicts) -> Key:
    return subject.kind, subject.id


def _numbers(workspace: Workspace) -> dict[Key, int]:
    """The numbers of all subjects: both sides of a comparison come in their order."""
    with workspace.database.read() as connection:
        query = select(subjects.c.kind, subjects.c.id, subjects.c.no)
        return {(kind, id_): no for kind, id_, no in connection.execute(query)}


def _differences(
    before: Iterable[SubjectVerdicts], after: Iterable[SubjectVerdicts], order: Order
) -> Iterator[tuple[Key, str, Judged | None, Judged | None]]:
    """Every verdict that differs, by subject and rule. Both sides come in the order that ``order`` gives."""
    for key, old, new in _paired(iter(before), iter(after), order):
        if old is not None and new is not None and old.verdicts == new.verdicts:
            continue
        one = {j.rule: j for j in old.verdicts} if old is not None else {}
        other = {j.rule: j for j in new.verdicts} if new is not None else {}
        for rule in dict.fromkeys([*one, *other]):
            first, second = one.get(rule), other.get(rule)
            if (first and first.verdict) is not (second and second.verdict):
                yield key, rule, first, second


def _paired(
    before: Iterator[SubjectVerdicts], after: Iterator[SubjectVerdicts], order: Order
) -> Iterator[tuple[Key, SubjectVerdicts | None, SubjectVerdicts | None]]:
    old, new = next(before, None), next(after, None)
    while old is not None or new is not None:
        keys = [_key(s) for s in (old, new) if s is not None]
        key = min(keys, key=order)
        one = old if old is not None and _key(old) == key else None
        other = new if new is not None and _key(new) == key else None
        yield key, one, other
        old = next(before, None) if one is not None else old
        new = next(after, None) if other is not None else new


def _flips(found: Iterable[tuple[Key, str, Judged | None, Judged | None]], causes: Causes) -> Iterator[Flip]:
    for key, rule, old, new in found:
        verdicts = (old.verdict if old else None, new.verdict if new else None)
        yield Flip(*key, rule, *verdicts, causes.of(key, rule, old, new))
