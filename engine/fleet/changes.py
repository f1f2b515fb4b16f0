"""Asking again: only where something may have changed, under another law, or on another day, and why it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from anwei.engine.fleet.columns import indices
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.loaded import Chosen
from anwei.engine.fleet.plan import Plan, crosses
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.run import Batch, Outcome, Runner, Source, run
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.ir.walk import parameters_of
from anwei.engine.record.context import Law

# -- again ----------------------------------------------------------------------------------------------------------


def again(
    plan: Plan,
    source: Source,
    earlier: dict[str, Outcome],
    changed: dict[str, set[str]],
    runner: Runner = run_pass,
    waivers: Sequence[Waiver] = (),
) -> dict[str, Outcome]:
    """A full run's outcome from an earlier one: only subjects with new evidence or a change date that has come are
    judged, and, if any of them is asked about by other kinds, those kinds.

    ``plan`` is that of the new day, made with dates; ``changed`` holds by kind the ids with new evidence. Subjects
    that came or went count as changed: an id in ``changed`` that the source no longer has is left out.
    """
    wanted = {k: set(changed.get(k, ())) | due(found, plan.day) for k, found in earlier.items()}
    asked = _asked(plan)
    touched = {k for k in {*changed, *wanted} if changed.get(k)} | {k for k, ids in wanted.items() if ids}
    for kind in list(wanted):
        if asked.get(kind, set()) & touched:
            del wanted[kind]  # judged wholly: what it asks about has changed
    fresh = run(plan, Chosen(source, wanted), runner, waivers)
    return {k: (_merged(earlier[k], fresh[k], wanted[k]) if k in wanted else fresh[k]) for k in fresh}


def due(outcome: Outcome, day: int) -> set[str]:
    """The subjects for which some verdict may have changed by ``day``."""
    found: set[str] = set()
    for batch in outcome.batches:
        rows = np.zeros(len(batch.divisions), bool)
        for (_, name), values in batch.columns.items():
            if name == "recheck_on":
                rows |= values <= day
        ids = batch.ids.to_pylist()
        found |= {str(ids[i]) for i in np.flatnonzero(rows)}
    return found


def _asked(plan: Plan) -> dict[str, set[str]]:
    """By kind, the other kinds that its rules ask about, directly or through them."""
    direct: dict[str, set[str]] = {}
    for one in plan.passes:
        for node in one.nodes:
            if crosses(node):
                direct.setdefault(one.family.kind, set()).add(node.data.kind)
            elif node.grain is not None and node.grain.base is not None and not node.grain.base.table:
                direct.setdefault(one.family.kind, set()).add(node.grain.base.kind)
    grew = True
    while grew:
        grew = False
        for kinds in direct.values():
            more = {k for kind in kinds for k in direct.get(kind, ())} - kinds
            kinds.update(more)
            grew = grew or bool(more)
    return direct


def _merged(earlier: Outcome, fresh: Outcome, judged: set[str]) -> Outcome:
    """The earlier rows of everyone who was not judged again, and the fresh ones."""
    kept: list[Batch] = []
    for batch in earlier.batches:
        rows = np.array([str(i) not in judged for i in batch.ids.to_pylist()], bool)
        places = np.flatnonzero(rows)
        if len(places):
            columns = {k: v[places] for k, v in batch.columns.items()}
            divisions = [batch.divisions[i] for i in places]
            kept.append(Batch(batch.kind, batch.ids.take(indices(places)), divisions, columns))
    return Outcome(earlier.kind, [*kept, *fresh.batches])


# -- impact ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flip:
    """One verdict that differs between two runs, with the cause: ``time``, ``rule``, or ``parameter <name>``."""

    kind: str
    subject: str
    rule: str
    before: str
    after: str
    cause: str


@dataclass(slots=True)
class Impact:
    """Every flip, and how many there are of each rule and cause."""

    flips: list[Flip] = field(default_factory=list)

    @property
    def counts(self) -> Counter[tuple[str, str, str, str]]:
        """By rule, verdict before, verdict after and cause."""
        return Counter((f.rule, f.before, f.after, f.cause) for f in self.flips)


def impact(
    before: dict[str, Outcome], between: dict[str, Outcome], after: dict[str, Outcome], causes: Causes
) -> Impact:
    """What differs from ``before`` to ``after``. ``between`` is the old law on the new day: what changed by then
    is the work of time, the rest that of the law.
    """
    found = Impact()
    for kind, outcome in after.items():
        found.flips += _flips(kind, before[kind], between[kind], outcome, causes)
    return found


def _flips(kind: str, before: Outcome, between: Outcome, after: Outcome, causes: Causes) -> Iterator[Flip]:
    ids = after.ids
    for rule, name in sorted(after.columns):
        if name != "verdict":
            continue
        new = after.column(rule)
        old = before.column(rule) if (rule, name) in before.columns else np.full(len(new), 3, np.uint8)
        mid = between.column(rule) if (rule, name) in between.columns else old
        for row in np.flatnonzero(old != new).tolist():
            cause = "time" if mid[row] == new[row] else causes.of(rule)
            yield Flip(kind, ids[row], rule, VERDICTS[old[row]], VERDICTS[new[row]], cause)


class Causes:
    """What differs between two laws, rule by rule."""

    def __init__(self, before: Law, after: Law, day: int) -> None:
        self.before = before
        self.after = after
        self.day = day

    def of(self, rule: str) -> str:
        """``rule`` where its text differs, ``parameter <names>`` where a number it reads does."""
        old, new = self.before.rules.get(rule), self.after.rules.get(rule)
        if old is None or new is None or _meaning(old) != _meaning(new):
            return "rule"
        names = parameters_of(new)
        changed = [n for n in sorted(names) if _values(self.before, n) != _values(self.after, n)]
        if changed:
            return f"parameter {', '.join(changed)}"
        return next((f"rule {r}" for r in sorted(_rests_on(new)) if self.of(r) != "time"), "time")


def _meaning(rule: Rule) -> tuple[object, ...]:
    """What a rule asks, without its words and place."""
    return (
        rule.applies,
        rule.require,
        rule.measures,
        rule.start,
        rule.end,
        rule.division,
        rule.extras,
        rule.exclusions,
    )


def _values(law: Law, name: str) -> object:
    parameter: Parameter | None = law.parameters.get(name)
    return (
        None
        if parameter is None
        else [
            (
                v.start,
                v.end,
                v.division,
                v.kind,
                v.amount,
                v.strict,
                v.length,
                v.tiers,
                v.slices,
                v.table,
                v.items,
                v.seasons,
            )
            for v in parameter.values
        ]
    )


def _rests_on(rule: Rule) -> set[str]:
    from anwei.engine.ir import nodes as ir
    from anwei.engine.ir.walk import walk

    return {n.rule for n in walk(rule) if isinstance(n, ir.RuleHolds)}


# -- exact lapse dates ----------------------------------------------------------------------------------------------


def outcomes_equal(left: dict[str, Outcome], right: dict[str, Outcome]) -> bool:
    """Whether two runs say the same of the same subjects, in any order."""

    def rows(outcome: Outcome) -> dict[str, tuple[object, ...]]:
        names = sorted(outcome.columns)
        columns = [outcome.column(*n).tolist() for n in names]
        return dict(zip(outcome.ids, zip(*columns, strict=True), strict=True)) if names else {}

    return left.keys() == right.keys() and all(rows(left[k]) == rows(right[k]) for k in left)
