"""A rule's verdict for a subject on a day, with its explanation and the date on which it lapses."""

from __future__ import annotations

import math
from collections.abc import Sequence

from anwei.engine.facts.subject import Subject, within
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.record import conditions, gaps, lookups, numbers, records, standing
from anwei.engine.record.bounds import FOREVER
from anwei.engine.record.context import Context, Law, PluginFailure, Population, Said
from anwei.engine.record.dispatch import condition, number
from anwei.engine.record.finding import Finding, Missing, Quantity, Step, Verdict, quantity
from anwei.engine.record.missing import Missings
from anwei.engine.record.standing import Standing, parts_in_force, scope_and_requirement, standing_of

#: The modules whose import registers the evaluators of all nodes.
EVALUATOR_MODULES = (conditions, lookups, numbers, records, standing)
HORIZON = 1096  # days looked ahead for lapse dates: three years


class Judge:
    """Judges rules under one law, vocabulary and population."""

    def __init__(
        self, law: Law, vocabulary: Vocabulary, population: Population, waivers: Sequence[Waiver] = ()
    ) -> None:
        self.law = law
        self.vocabulary = vocabulary
        self.population = population
        self._waivers: dict[tuple[str, str], list[Waiver]] = {}
        for waiver in waivers:
            self._waivers.setdefault((waiver.rule, waiver.subject), []).append(waiver)
        self._said = Said()
        self._said_in_brief = Said(self._said)  # their ends come later than those of the whole truths

    def finding(self, rule: Rule, subject: Subject, day: int, *, horizon: int = HORIZON) -> Finding:
        """The verdict on a day with steps, gaps, missing facts, due date and lapse date.

        ``horizon`` is how many days ahead a lapse is looked for; 0 leaves it out.
        """
        if rule.broken:
            return self._error(rule, subject, day, rule.broken)
        try:
            return self._finding(rule, subject, day, horizon)
        except PluginFailure as failure:
            return self._error(rule, subject, day, str(failure))

    @staticmethod
    def _error(rule: Rule, subject: Subject, day: int, error: str) -> Finding:
        only = frozenset({Verdict.ERROR})
        return Finding(rule, subject, day, Verdict.ERROR, Verdict.ERROR, only, "reason.plugin", error=error)

    def verdict(self, rule: Rule, subject: Subject, day: int) -> tuple[Verdict, int]:
        """The verdict alone (waivers applied), and the first day on which it may change without new evidence."""
        return self._verdict(self.context(rule, subject, day))

    def _verdict(self, context: Context) -> tuple[Verdict, int]:
        rule, subject, day = context.rule, context.subject_at(0), context.day
        found = self._standing(context)
        waiver = self._waiver(rule, subject, day)
        return _waived(_verdict_of(found.possible), waiver), min(found.until, self._waiver_change(rule, subject, day))

    def context(self, rule: Rule, subject: Subject, day: int, *, brief: bool = False) -> Context:
        """What a rule sees of a subject on a day; ``brief`` where only its truth is wanted."""
        measures, _ = parts_in_force(rule, subject.division)
        said = self._said_in_brief if brief else self._said
        named = {m.name: m for m in measures}
        return Context(self.law, rule, day, [subject], self.population, said, named, brief=brief)

    def _standing(self, context: Context) -> Standing:
        """How the rule stands, which roll-ups that ask about the same subject need not find out again."""
        found = standing_of(context)
        context.said.note(context.rule.id, context.subject_at(0), context.day, found.truth)
        return found

    def _finding(self, rule: Rule, subject: Subject, day: int, horizon: int) -> Finding:
        context = self.context(rule, subject, day)
        stands = self._standing(context)
        possible = stands.possible
        raw = _verdict_of(possible)
        waiver = self._waiver(rule, subject, day)
        verdict = _waived(raw, waiver)
        exclusion = next((e for e in rule.exclusions if within(subject.division, e.division)), None)
        _, require = scope_and_requirement(rule, subject.division)
        judged = raw is not Verdict.NOT_APPLICABLE
        steps = tuple(self._steps(context)) if judged else ()
        due = self._due(require, context) if judged else None
        if due is not None and due < day and raw is not Verdict.FAIL:
            due = None  # a term already over says something only of a duty that was surely missed
        found = tuple(gaps.gaps(require, context)) if raw is Verdict.FAIL else ()
        near = gaps.nearest(require, context) if raw is Verdict.FAIL else None
        missing = self._missing(context) if raw is Verdict.UNKNOWN else ()
        until = min(stands.until, self._waiver_change(rule, subject, day))
        lapse = self._lapse(rule, subject, day, verdict, until, horizon)
        return Finding(
            rule,
            subject,
            day,
            verdict,
            raw,
            possible,
            stands.reason,
            steps,
            found,
            near,
            missing,
            tuple(context.used.values()),
            due,
            lapse[0],
            lapse[1],
            waiver if verdict is Verdict.WAIVED else None,
            exclusion if stands.reason == "reason.excluded" else None,
            until=until,
        )

    def _steps(self, context: Context) -> list[Step]:
        found: list[Step] = []
        for measure in context.measures.values():
            if measure.scope:
                continue
            value = number(ir.Measured(measure.name, measure.type), context)
            found.append(Step(measure.name, measure.label, measure.node, quantity(value, measure.type)))
        return found

    def _missing(self, context: Context) -> tuple[Missing, ...]:
        walker = Missings(context, self.vocabulary)
        walker.rule()
        return tuple(walker.found.values())

    def _due(self, node: ir.Condition, context: Context) -> int | None:
        """The earliest last day on which a duty in the requirement can still be met."""
        match node:
            case ir.Held():
                term = node.next_due if condition(node.met, context).sure else node.due
                value = number(term, context) if term is not None else None
                if value is None or not math.isfinite(value.low) or value.low >= FOREVER:
                    return None
                if node.covering is None and term is not None and not self._owed(node, term, context):
                    return None
                return int(value.low)
            case ir.All() | ir.AnyOf():
                return min((d for t in node.terms if (d := self._due(t, context)) is not None), default=None)
            case ir.ForEach():
                value_ = context.parameter(node.param)
                days: list[int | None] = []
                for item in value_.items if value_ is not None else ():
                    context.item = item
                    days.append(self._due(node.satisfies, context))
                context.item = None
                return min((d for d in days if d is not None), default=None)
        return None

    @staticmethod
    def _owed(node: ir.Held, term: ir.Number, context: Context) -> bool:
        """Whether a period can be owed: it does not surely begin before the rule, or before what it is counted from."""
        since = number(node.since, context) if node.since is not None else None
        if node.since is not None and since is None:
            return False  # what it is counted from has not happened
        if not isinstance(term, ir.Edge):
            return True
        start = number(ir.Edge(term.recurrence, term.period, "start"), context)
        first = max(context.rule.start, since.low if since is not None else 0)
        return start is not None and first <= start.low

    def _lapse(
        self, rule: Rule, subject: Subject, day: int, verdict: Verdict, until: int, horizon: int
    ) -> tuple[int | None, Verdict | None]:
        """The first day within the horizon on which the verdict changes with no new evidence."""
        while until <= day + horizon:
            following, after = self._verdict(self.context(rule, subject, until, brief=True))
            if following is not verdict:
                return until, following
            until = max(after, until + 1)
        return None, None

    def _waiver(self, rule: Rule, subject: Subject, day: int) -> Waiver | None:
        waivers = self._waivers.get((rule.id, subject.id), ())
        return next((w for w in waivers if w.start <= day <= w.end), None)

    def _waiver_change(self, rule: Rule, subject: Subject, day: int) -> int:
        waivers = self._waivers.get((rule.id, subject.id))
        if waivers is None:
            return FOREVER
        return min((d for w in waivers for d in (w.start, w.end + 1) if d > day), default=FOREVER)


def _verdict_of(possible: frozenset[Verdict]) -> Verdict:
    """The only verdict there can be, or unknown."""
    return next(iter(possible)) if len(possible) == 1 else Verdict.UNKNOWN


def _waived(raw: Verdict, waiver: Waiver | None) -> Verdict:
    """A waiver takes the place of a fail or an unknown; it never hides a pass."""
    return Verdict.WAIVED if waiver is not None and raw in (Verdict.FAIL, Verdict.UNKNOWN) else raw


__all__ = ["HORIZON", "Judge", "PluginFailure", "Quantity"]
