"""Why a verdict is another one than it was: evidence, time, a rule, a parameter or a waiver.

The old verdict becomes the new one by changing one thing after another: the text of the law, the evidence, the day
under the law as it stood, the law of the day. Each step on which the verdict changes is a cause, so a difference always
has one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import PluginFailure
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import Judge
from anwei.engine.workspace.running.cells import judge_over
from anwei.engine.workspace.running.evidence import Evidence, Key
from anwei.engine.workspace.running.law import LawBook, changed_by_date, changed_by_text, frozen
from anwei.engine.workspace.runs import Judged

CauseKind = Literal["evidence", "time", "rule", "parameter", "waiver"]
Fingerprints = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause; ``names`` are the rules or parameters that changed."""

    kind: CauseKind
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Side:
    """One of two evaluations: the day, what was on file, and the law, as far as it is still at hand."""

    day: int
    evidence: Evidence
    fingerprints: Fingerprints
    law: LawBook | None
    rules: Mapping[str, Sequence[str]]

    def knows(self, kind: str, rule: str) -> bool:
        """Whether the evaluation had a rule for a kind of subject."""
        return rule in self._known.get(kind, ())

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {k: frozenset(v) for k, v in self.rules.items()}


class Causes:
    """Finds the causes of single differences between two sides. Only the later law has to be at hand."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after
        self._judges: dict[tuple[str, bool, frozenset[str]], Judge] = {}

    def of(self, key: Key, rule_id: str, old: Judged | None, new: Judged | None) -> tuple[Cause, ...]:
        """The causes of a difference; ``old`` or ``new`` is None where there was no verdict on that side."""
        found = list(self._of_raw(key, rule_id, old, new))
        waived = (old is not None and old.verdict is Verdict.WAIVED) != (
            new is not None and new.verdict is Verdict.WAIVED
        )
        if waived or not found:
            found.append(Cause("waiver"))
        return tuple(found)

    def _of_raw(self, key: Key, rule_id: str, old: Judged | None, new: Judged | None) -> Iterator[Cause]:
        if old is None or new is None:
            told = self.before if old is None else self.after
            kind: CauseKind = "evidence" if told.knows(key[0], rule_id) or key[0] not in told.rules else "rule"
            yield Cause(kind, (rule_id,) if kind == "rule" else ())
            return
        if old.raw is new.raw:
            return
        law = self.after.law
        rule = law.rules.get(rule_id) if law is not None else None
        if law is None or rule is None:
            yield from self._possible(key, rule_id)
            return
        yield from self._steps(key, rule, law, old.raw, new.raw)

    def _possible(self, key: Key, rule_id: str) -> Iterator[Cause]:
        """Without the law at hand: everything that differs."""
        for kind in ("rules", "parameters"):
            one, other = self.before.fingerprints.get(kind, {}), self.after.fingerprints.get(kind, {})
            if kind == "rules" and one.get(rule_id) != other.get(rule_id):
                yield Cause("rule", (rule_id,))
            if kind == "parameters" and (names := sorted(n for n in one if one[n] != other.get(n))):
                yield Cause("parameter", tuple(names))
        if self._differs(key):
            yield Cause("evidence")
        if self.before.day != self.after.day:
            yield Cause("time")

    def _differs(self, key: Key) -> bool:
        one, other = self.before.evidence.subject(*key), self.after.evidence.subject(*key)
        if one is None or other is None:
            return True
        return self.before.evidence.digest(*key) != self.after.evidence.digest(*key)

    def _steps(self, key: Key, rule: Rule, law: LawBook, old: Verdict, new: Verdict) -> Iterator[Cause]:
        first, last = self.before.day, self.after.day
        held = min(first, last)  # the law as it stood on the earlier day never looks into the future
        verdict = self._raw("law", key, rule, first, later=False)
        if verdict is not old:
            yield from self._by_text(law, rule)
        verdict, before = self._raw("law", key, rule, first, later=True), verdict
        if verdict is not before:
            yield Cause("evidence")
        if first == last:
            if verdict is not new:  # other subjects that the rule asks about
                yield Cause("evidence")
            return
        division = self._division(key)
        steps: list[tuple[Verdict, Callable[[], Iterator[Cause]]]] = [
            (self._raw("held", key, rule, max(first, last), later=True), lambda: iter((Cause("time"),))),
            (new, lambda: self._by_date(law, rule, division)),
        ]
        if held == last:  # looking back: the law goes first, then the days
            steps[0], steps[1] = (steps[0][0], steps[1][1]), (new, steps[0][1])
        for following, causes in steps:
            if following is not verdict:
                yield from causes()
            verdict = following

    def _by_text(self, law: LawBook, rule: Rule) -> Iterator[Cause]:
        rules, parameters = changed_by_text(self.before.fingerprints, self.after.fingerprints, law, rule)
        yield from _named(rules or ([] if parameters else [rule.id]), parameters)

    def _by_date(self, law: LawBook, rule: Rule, division: str) -> Iterator[Cause]:
        days = sorted((self.before.day, self.after.day))
        rules, parameters = changed_by_date(law, rule, division, days[0], days[1])
        yield from _named(rules or ([] if parameters else [rule.id]), parameters)

    def _division(self, key: Key) -> str:
        subject = self.after.evidence.subject(*key)
        return subject.division if subject is not None else ""

    def _raw(self, variant: Literal["law", "held"], key: Key, rule: Rule, day: int, *, later: bool) -> Verdict:
        """The verdict before waivers on a day, by the later law or by it as it stood on the earlier day."""
        evidence = self.after.evidence if later else self.before.evidence
        law = self._held if variant == "held" else self.after.law
        assert law is not None
        subject = evidence.subject(*key)
        if subject is None or rule.broken:
            return Verdict.ERROR
        asks = law.asks(rule)
        name = (variant, later, asks)
        if name not in self._judges:
            self._judges[name] = judge_over(law, evidence, asks)
        try:
            return self._judges[name].verdict(law.rules[rule.id], subject, day)[0]
        except PluginFailure:
            return Verdict.ERROR

    @cached_property
    def _held(self) -> LawBook:
        assert self.after.law is not None
        return frozen(self.after.law, min(self.before.day, self.after.day))


def _named(rules: Sequence[str], parameters: Sequence[str]) -> Iterator[Cause]:
    if rules:
        yield Cause("rule", tuple(rules))
    if parameters:
        yield Cause("parameter", tuple(parameters))
