"""Asking again: only where something may have changed, under another law, or on another day, and why it differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from anwei.engine.fleet.arrays import Array, indices
from anwei.engine.fleet.interpret import run_pass
from anwei.engine.fleet.loaded import Chosen
from anwei.engine.fleet.lowering.rules import NOT_APPLICABLE
from anwei.engine.fleet.plan import Plan, crosses
from anwei.engine.fleet.results import VERDICTS
from anwei.engine.fleet.run import Batch, Outcome, Runner, Source, run, waive
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.frozen import begins_or_ends, changes_value
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.ir.walk import parameters_of, walk
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
        found |= {str(i) for i in batch.ids.filter(pa.array(rows)).to_pylist()}
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
    known = pa.array(sorted(judged), pa.string())
    for batch in earlier.batches:
        again = pc.is_in(batch.ids.cast(pa.string()), value_set=known)
        places = np.flatnonzero(~again.to_numpy(zero_copy_only=False))
        if len(places):
            columns = {k: v[places] for k, v in batch.columns.items()}
            divisions = [batch.divisions[i] for i in places]
            kept.append(Batch(batch.kind, batch.ids.take(indices(places)), divisions, columns))
    return Outcome(earlier.kind, [*kept, *fresh.batches])


# -- impact ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flip:
    """One verdict that differs between two runs, with the cause: ``time``, ``waiver``, ``rule`` (or ``rule <names>`` of
    those it rests on), ``parameter <names>``."""

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


@dataclass(frozen=True, slots=True)
class Runs:
    """What lies between two runs: ``frozen`` is the law as it stood on the first day, judged on the later one (what
    differs by then is the work of time), ``between`` the same rules and parameters with what they say of that day."""

    before: dict[str, Outcome]
    frozen: dict[str, Outcome]
    between: dict[str, Outcome]
    after: dict[str, Outcome]


def with_waivers(outcomes: dict[str, Outcome], waivers: Sequence[Waiver], day: int) -> dict[str, Outcome]:
    """Outcomes judged without waivers, with them; of rules that have any, ``raw`` keeps the verdict without."""
    for outcome in outcomes.values():
        for batch in outcome.batches:
            for rule in {w.rule for w in waivers}:
                if (rule, "verdict") in batch.columns:
                    batch.columns[rule, "raw"] = batch.columns[rule, "verdict"].copy()
            waive(batch, waivers, day)
    return outcomes


def impact(runs: Runs, causes: Causes) -> Impact:
    """What differs from the first run to the last."""
    found = Impact()
    for kind in runs.after:
        found.flips += _flips(kind, runs, causes)
    return found


def _flips(kind: str, runs: Runs, causes: Causes) -> Iterator[Flip]:
    sides = [side.get(kind, Outcome(kind)) for side in (runs.before, runs.frozen, runs.between, runs.after)]
    ids, divisions = sides[3].ids, sides[3].divisions
    for rule in sorted({r for side in (sides[0], sides[3]) for r, _ in side.columns}):
        verdicts = [_verdicts(side, rule, "verdict", len(ids)) for side in sides]
        raw = [_verdicts(side, rule, "raw", len(ids)) for side in sides]
        for row in np.flatnonzero(verdicts[0] != verdicts[3]).tolist():
            first, frozen, between, last = (r[row] for r in raw)
            if first == last:
                cause = "waiver"
            elif frozen == last:
                cause = "time"
            else:
                cause = causes.of_date(rule, divisions[row]) if between == last else causes.of(rule)
            yield Flip(kind, ids[row], rule, VERDICTS[verdicts[0][row]], VERDICTS[verdicts[3][row]], cause)


def _verdicts(outcome: Outcome, rule: str, name: str, count: int) -> Array:
    """The verdicts of a rule; a rule that there is not applies to nobody."""
    columns = outcome.columns
    if (rule, name) in columns:
        return outcome.column(rule, name)
    return outcome.column(rule) if (rule, "verdict") in columns else np.full(count, NOT_APPLICABLE, np.uint8)


_TEXT = "text"  # in the place of a division


class Causes:
    """What differs between two laws, and between the days ``day`` and ``later``, rule by rule."""

    def __init__(self, before: Law, after: Law, day: int, later: int) -> None:
        self.before = before
        self.after = after
        self.day = day
        self.later = later
        self._known: dict[tuple[str, str], str] = {}

    def of(self, rule: str) -> str:
        """What is written otherwise of a rule, of those it rests on, and of the parameters that they read."""
        if (rule, _TEXT) not in self._known:
            self._known[rule, _TEXT] = self._by_text(rule)
        return self._known[rule, _TEXT]

    def _by_text(self, rule: str) -> str:
        old, new = self.before.rules.get(rule), self.after.rules.get(rule)
        if old is None or new is None:
            return "rule"
        closed = _closure(self.after, rule)
        rules = [r for r in sorted(closed) if self._rewritten(r)]
        names = sorted({n for r in closed for n in parameters_of(self.after.rules[r])})
        return _told(rule, rules, [n for n in names if _values(self.before, n) != _values(self.after, n)])

    def _rewritten(self, rule: str) -> bool:
        old = self.before.rules.get(rule)
        return old is None or _meaning(old) != _meaning(self.after.rules[rule])

    def of_date(self, rule: str, division: str) -> str:
        """What of the law, as it is written, comes or goes between the two days for a division."""
        if (rule, division) not in self._known:
            self._known[rule, division] = self._by_date(rule, division)
        return self._known[rule, division]

    def _by_date(self, rule: str, division: str) -> str:
        law, closed = self.before, _closure(self.before, rule)
        rules = [r for r in sorted(closed) if begins_or_ends(law.rules[r], self.day, self.later)]
        names = sorted({n for r in closed for n in parameters_of(law.rules[r])})
        changed = [n for n in names if changes_value(law.parameters[n], division, self.day, self.later)]
        return _told(rule, rules, changed)


def _told(rule: str, rules: Sequence[str], parameters: Sequence[str]) -> str:
    """Causes in words: the rule itself, others by their ids, parameters by their names."""
    others = [r for r in rules if r != rule]
    parts = ["rule"] if rule in rules else []
    parts += [f"rule {', '.join(others)}"] if others else []
    parts += [f"parameter {', '.join(parameters)}"] if parameters else []
    return "; ".join(parts) or "time"


def _closure(law: Law, rule: str) -> set[str]:
    """A rule and all those that it rests on."""
    found: set[str] = set()
    waiting = [rule]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _rests_on(law.rules[one])
    return found


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
    """What a parameter says, without its notes and citations."""
    parameter: Parameter | None = law.parameters.get(name)
    if parameter is None:
        return None
    names = ("start", "end", "division", "kind", "amount", "strict", "length", "tiers", "slices", "table", "items")
    return [(*(getattr(v, n) for n in names), v.seasons) for v in parameter.values]


def _rests_on(rule: Rule) -> set[str]:
    return {n.rule for n in walk(rule) if isinstance(n, ir.RuleHolds)}


def outcomes_equal(left: dict[str, Outcome], right: dict[str, Outcome]) -> bool:
    """Whether two runs say the same of the same subjects, in any order."""

    def rows(outcome: Outcome) -> dict[str, tuple[object, ...]]:
        names = sorted(outcome.columns)
        columns = [outcome.column(*n).tolist() for n in names]
        return dict(zip(outcome.ids, zip(*columns, strict=True), strict=True)) if names else {}

    return left.keys() == right.keys() and all(rows(left[k]) == rows(right[k]) for k in left)
