"""Obligations of a unit in a year: every drill duty of every rule that concerns it, dated, counted and compared with
the drills on file.

The state of a closed period is the verdict that ``anwei check`` gives for it, the date of an open one is the due date
that it shows. Both come from the same conditions, evaluated by the engine on the day in question.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from anwei.drills.duties.dating import At, Dated, body_of, date_of, dates_of, rests_on_working_days
from anwei.drills.duties.find import DRILLS, Found, duties_of, has_duties
from anwei.drills.duties.sorts import accepted
from anwei.drills.duties.words import cites_of, follow_ups_of, rank_of, record_name
from anwei.drills.model import Basis, Duty, Obligation, Status, stable_id
from anwei.drills.periods import LONGEST_YEAR, year_span
from anwei.engine.api import Catalogue, Coverage, Environment, Record, Subject
from anwei.engine.services import (
    Context,
    Judge,
    Rule,
    condition_of,
    ir,
    judge_for,
    matching,
    number_of,
    scope_and_requirement,
    walk,
    within,
)

DUE_SOON = 30  # days before the last one from which an open obligation counts as near


class Waiver(Protocol):
    """What is asked of a waiver: the rule and unit it names, its first and last day."""

    @property
    def rule(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Expander:
    """Makes obligations for a year, as things are known on a day (``as_of``, an ordinal)."""

    def __init__(
        self,
        catalogue: Catalogue,
        environment: Environment,
        year: int,
        as_of: int,
        *,
        population: Iterable[Subject] = (),
        waivers: Sequence[Waiver] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.year, self.as_of = year, as_of
        self.calendar = environment.calendar
        self.judge: Judge = judge_for(catalogue, population, environment, ())
        self.waivers = tuple(catalogue.waivers if waivers is None else waivers)
        self._rules: dict[str, list[Rule]] = {}
        vocabulary = catalogue.vocabulary
        self._codes = tuple(
            code
            for name in ("drill_kind", "drill_mode")
            if name in vocabulary.codes
            for code in vocabulary.codes[name].codes
        )

    def unit(self, subject: Subject) -> list[Obligation]:
        """The obligations of a unit, in the order of rules, records and dates."""
        return [
            obligation
            for rule in self._rules_for(subject.kind)
            if not rule.division or within(subject.division, rule.division)
            for found in duties_of(rule, subject.division)
            for obligation in self._duty(found, subject)
        ]

    def _rules_for(self, kind: str) -> list[Rule]:
        if kind not in self._rules:
            mine = [r for r in self.catalogue.rules.values() if r.subject == kind and not r.broken]
            self._rules[kind] = [r for r in mine if has_duties(r)]
        return self._rules[kind]

    def _duty(self, found: Found, subject: Subject) -> Iterator[Obligation]:
        if self._never(found.rule, subject):
            return
        first = max(self.as_of, found.rule.start)
        for item in self._items(found, subject, first):
            context = self._at(found, subject, item, None, first)
            if found.node.covering is None:
                yield from self._dated(found, subject, item, None, True)
                continue
            own = found.node.body.where if isinstance(found.node.body, ir.Every) else None
            rows = [(row, truth) for row, truth in matching(found.node.covering, own, context)]
            for row, truth in rows:
                if truth.may:
                    yield from self._dated(found, subject, item, row, truth.sure)
            if subject.covered(found.node.covering.table) is not Coverage.COMPLETE:
                yield from self._further(found, subject, item, context)

    def _never(self, rule: Rule, subject: Subject) -> bool:
        """Whether a rule surely does not concern a unit on any day that counts for the year."""
        applies, _ = scope_and_requirement(rule, subject.division)
        if applies is None:
            return False
        year = year_span(self.year)
        truth = condition_of(applies, self.judge.context(rule, subject, min(self.as_of, year.first)))
        return not truth.may and truth.until > max(self.as_of, year.last) + 2 * LONGEST_YEAR

    def _items(self, found: Found, subject: Subject, day: int) -> list[dict[str, object] | None]:
        """The items of the catalogue that the duty is asked for; ``[None]`` where there is none."""
        if not found.items:
            return [None]
        value = self.judge.context(found.rule, subject, day).parameter(found.items)
        return [dict(i) for i in value.items] if value is not None else []

    def _at(
        self, found: Found, subject: Subject, item: dict[str, object] | None, row: Record | None, day: int
    ) -> Context:
        context = self.judge.context(found.rule, subject, day)
        context.item = item
        if row is not None:
            context.rows.append(row)
        return context

    def _dated(
        self, found: Found, subject: Subject, item: dict[str, object] | None, row: Record | None, sure: bool
    ) -> Iterator[Obligation]:
        def at(day: int) -> Context:
            return self._at(found, subject, item, row, day)

        node, duty = found.node, self._named(found, subject, item, row)
        for dated in dates_of(node, at, self.year, self.as_of):
            on = self._judged_on(found.rule, dated)
            context = at(on)
            scope, change = self._scope(found.rule, subject, context)
            owed = self._owed(node, dated, context)
            if "no" in (scope, owed):
                continue
            doubtful = not sure or "maybe" in (scope, owed)
            until = self._until(found.rule, subject, at, change, dated)
            yield self._obligation(found, duty, dated, context, doubtful, until)

    def _judged_on(self, rule: Rule, dated: Dated) -> int:
        """The day whose verdict counts: of a closed period the last on which it is the latest one."""
        span = dated.span
        if dated.state == "period" and span.last < self.as_of:
            return min(self.as_of, max(dated.following, span.last + 1))
        if dated.state == "period":
            return max(self.as_of, span.first)
        return max(self.as_of, rule.start)

    def _scope(self, rule: Rule, subject: Subject, context: Context) -> tuple[str, int]:
        """Whether a rule concerns a unit on the day of the context (yes, maybe or no), and when that may change."""
        if not rule.start <= context.day <= rule.end:
            return "no", context.day + 1
        if any(within(subject.division, e.division) for e in rule.exclusions):
            return "no", rule.end + 1
        applies, _ = scope_and_requirement(rule, subject.division)
        if applies is None:
            return "yes", rule.end + 1
        rows, context.rows = context.rows, context.rows[:1]
        truth = condition_of(applies, context)
        context.rows = rows
        return "yes" if truth.sure else "maybe" if truth.may else "no", min(truth.until, rule.end + 1)

    def _until(self, rule: Rule, subject: Subject, at: At, day: int, dated: Dated) -> int:
        """The last day of a period on which the rule may concern the unit, as it does before ``day``; 0 where that is
        the period's own last day."""
        while dated.state == "period" and day <= dated.span.last:
            scope, change = self._scope(rule, subject, at(day))
            if scope == "no":
                return day - 1
            day = max(day + 1, change)
        return 0

    def _owed(self, node: ir.Held, dated: Dated, context: Context) -> str:
        """Whether a period began neither before the rule nor before what it is counted from."""
        since = number_of(node.since, context) if node.since is not None else None
        if node.since is not None and since is None:
            return "no"  # what it is counted from has not happened
        if dated.state != "period":
            return "yes"
        if dated.span.first < context.rule.start:
            return "no"
        if since is None:
            return "yes"
        if since.low > dated.span.first:
            return "no"
        # what is on file today began no later than today, whenever that was: a later period is owed
        begun = since.high if since.exact else min(since.high, self.as_of)
        return "yes" if begun <= dated.span.first else "maybe"

    def _further(
        self, found: Found, subject: Subject, item: dict[str, object] | None, context: Context
    ) -> Iterator[Obligation]:
        """The records to be covered are not all on file: there may be more that are owed."""
        if self._scope(found.rule, subject, context)[0] == "no":
            return
        duty = self._named(found, subject, item, None)
        form = found.node.recurrence.kind
        yield Obligation(stable_id(duty.key, self.year, "further"), duty, form=form, status="unknown")

    def _named(self, found: Found, subject: Subject, item: dict[str, object] | None, row: Record | None) -> Duty:
        rule = found.rule
        laws = self.catalogue.laws
        return Duty(
            rule.id,
            rule.title,
            subject.kind,
            subject.id,
            subject.name,
            subject.division,
            found.part,
            str(item.get("code", "")) if item else "",
            row.key if row is not None else "",
            record_name(row) if row is not None else "",
            str(row.values.get("kind") or "") if row is not None else "",
            cites_of(rule, laws),
            rank_of(rule, laws),
            rule.severity,
            rule.strength,
            rule.confidence != "seen",
        )

    def _obligation(
        self, found: Found, duty: Duty, dated: Dated, context: Context, doubtful: bool, until: int
    ) -> Obligation:
        node, span = found.node, dated.span
        least = number_of(node.at_least, context)
        unset = dated.not_set or next((n for n, why in context.unset.items() if why and not _bounded(least)), "")
        held = self._held(node, dated, context)
        if unset:
            status: Status = "not_set"
        elif dated.state == "unknown" or doubtful or not _bounded(least):
            status = "unknown"
        else:
            status = self._status(found, dated, context, len(held), _whole(node, least))
        if status not in ("not_set", "unknown") and self._waived(found.rule, duty.unit, dated, context.day):
            status = status if status == "met" else "waived"
        uses = any(u.value is not None and u.value.confidence != "seen" for u in context.used.values())
        duty = duty if duty.interpretation or not uses else _doubted(duty)
        covered = node.covering is not None
        return Obligation(
            stable_id(duty.key, span.first if dated.state == "period" else "", span.last or "unset"),
            duty,
            span.first,
            span.last,
            _whole(node, least),
            len(held),
            accepted(node.where, duty.item, self._codes),
            _refs_field(node) if covered else "",
            0,
            node.recurrence.kind,
            status,
            tuple(held),
            follow_ups_of(node, self.catalogue.vocabulary, duty.unit_kind, context),
            self._basis(node, span.first, span.last, context),
            unset,
            until,
        )

    def _status(self, found: Found, dated: Dated, context: Context, held: int, count: int) -> Status:
        node, span = found.node, dated.span
        if span.last < self.as_of:
            truth = condition_of(body_of(node), context)
            return "met" if truth.sure else "unknown" if truth.may else "overdue"
        if dated.over:
            return "unknown" if condition_of(body_of(node), context).may else "overdue"
        if dated.state != "interval" and held >= count:
            return "met"
        return "due_soon" if span.first <= self.as_of and span.last - self.as_of <= DUE_SOON else "open"

    def _held(self, node: ir.Held, dated: Dated, context: Context) -> list[str]:
        """The drills on file that surely count: inside the span, of the right sort, up to the day of the plan."""
        date = date_of(node)
        if date is None or dated.state in ("not_set", "unknown", "interval"):
            return []
        wanted = ir.All((*((node.where,) if node.where is not None else ()), *node.also))
        found: list[str] = []
        for row, truth in matching(node.source, wanted, context):
            day = row.values.get(date.name)
            last = min(dated.span.last, self.as_of)
            if truth.sure and isinstance(day, int) and dated.span.first <= day <= last:
                found.append(row.key)
        return found

    def _waived(self, rule: Rule, unit: str, dated: Dated, day: int) -> bool:
        on = day if dated.over or dated.span.last < self.as_of else dated.span.last + 1
        return any(w.rule == rule.id and w.subject == unit and w.start <= on <= w.end for w in self.waivers)

    def _basis(self, node: ir.Held, first: int, last: int, context: Context) -> Basis:
        if not rests_on_working_days(node, context):
            return "law"
        estimated = getattr(self.calendar, "estimated", None)
        if estimated is None or estimated(first, last):
            return "estimated"
        return "notice" if any(self.calendar.basis(d) == "notice" for d in (first, last)) else "official"  # type: ignore[attr-defined]


def _bounded(value: object) -> bool:
    low = getattr(value, "low", None)
    return low is not None and math.isfinite(low)


def _whole(node: ir.Held, least: object) -> int:
    """How many drills a number asks for, whatever decimals it is written with."""
    if not _bounded(least):
        return 1
    one = int(10 ** ir.type_of(node.at_least).scale)
    return -(-int(getattr(least, "low", 1)) // one)


def _doubted(duty: Duty) -> Duty:
    return msgspec.structs.replace(duty, interpretation=True)


def _refs_field(node: ir.Held) -> str:
    return next((n.field.name for n in walk(node.where) if isinstance(n, ir.Refers)), "")


__all__ = ["DRILLS", "DUE_SOON", "Expander"]
