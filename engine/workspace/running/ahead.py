"""Exact dates on which verdicts change by themselves, for the few cells whose earliest possible change is near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.engine.facts.subject import Subject
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Rule, Waiver
from anwei.engine.record.context import PluginFailure
from anwei.engine.record.finding import Verdict
from anwei.engine.record.judge import Judge
from anwei.engine.workspace.running.cells import Cells, judge_over
from anwei.engine.workspace.running.evidence import Evidence, Key
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES, NOT_JUDGED


class Waivers:
    """Waivers by rule and subject, applied the same way above both evaluations."""

    def __init__(self, given: Iterable[Waiver]) -> None:
        self.given = tuple(given)
        self._by_cell: dict[tuple[str, str], list[Waiver]] = {}
        for waiver in self.given:
            self._by_cell.setdefault((waiver.rule, waiver.subject), []).append(waiver)

    def on(self, rule: str, subject: str, day: int) -> Waiver | None:
        """The waiver in force, if any."""
        return next((w for w in self._by_cell.get((rule, subject), ()) if w.start <= day <= w.end), None)

    def applied(self, raw: Verdict, rule: str, subject: str, day: int) -> tuple[Verdict, Waiver | None]:
        """The verdict with waivers: one takes the place of a fail or an unknown, never of a pass."""
        waiver = self.on(rule, subject, day) if raw in (Verdict.FAIL, Verdict.UNKNOWN) else None
        return (Verdict.WAIVED, waiver) if waiver is not None else (raw, None)

    def next_change(self, rule: str, subject: str, day: int) -> int:
        """The first day after ``day`` on which a waiver begins or no longer holds."""
        waivers = self._by_cell.get((rule, subject), ())
        return min((d for w in waivers for d in (w.start, w.end + 1) if d > day), default=FOREVER)


@dataclass
class Outlook:
    """What lies ahead: the lapses found (subject and rule -> day and next verdict), and for each subject the first day
    on which it has to be judged again."""

    lapses: dict[tuple[Key, str], tuple[int, Verdict]] = field(default_factory=dict)
    again: dict[Key, int] = field(default_factory=dict)


def look_ahead(
    law: LawBook, evidence: Evidence, cells: Iterable[Cells], day: int, waivers: Waivers, days: int
) -> Outlook:
    """The lapses of all cells within ``days`` days, found by judging record by record on the days that matter.

    ``again`` never lies after the day on which a verdict, a due date or what is seen within ``days`` changes.
    """
    outlook = Outlook()
    limit = day + days
    for part in cells:
        near: dict[int, list[tuple[int, Rule, int]]] = {}
        for place, row, rule, first in _first_changes(part, day, waivers):
            key = (part.kind, part.ids[place])
            if first <= limit and days and CODES[part.codes[row, place]] is not Verdict.ERROR:
                near.setdefault(place, []).append((row, rule, first))
            else:
                _again(outlook, key, first - days if days else first)
            _again(outlook, key, int(part.due[row, place]) + 1 if part.due[row, place] else FOREVER)
        _find(law, evidence, part, near, day, waivers, days, outlook)
    return outlook


def _again(outlook: Outlook, key: Key, day: int) -> None:
    if day < outlook.again.get(key, FOREVER):
        outlook.again[key] = day


def _first_changes(part: Cells, day: int, waivers: Waivers) -> Iterator[tuple[int, int, Rule, int]]:
    """Subject, rule and first possible change of every cell that has one or is due."""
    import numpy as np

    for row, rule in enumerate(part.rules):
        waived = {w.subject for w in waivers.given if w.rule == rule.id}
        places = np.flatnonzero((part.recheck[row] < FOREVER) | (part.due[row] > 0))
        also = [i for i, id_ in enumerate(part.ids) if id_ in waived] if waived else []
        for place in sorted({*places.tolist(), *also}):
            if part.codes[row, place] != NOT_JUDGED:
                change = waivers.next_change(rule.id, part.ids[place], day)
                yield place, row, rule, min(int(part.recheck[row, place]), change)


def _find(
    law: LawBook,
    evidence: Evidence,
    part: Cells,
    near: Mapping[int, Sequence[tuple[int, Rule, int]]],
    day: int,
    waivers: Waivers,
    days: int,
    outlook: Outlook,
) -> None:
    if not near:
        return
    asked = {k for found in near.values() for _, rule, _ in found for k in law.asks(rule)}
    judge = judge_over(law, evidence, asked, waivers.given)
    place_of = {part.ids[p]: p for p in near}
    for subject in evidence.some(part.kind, [part.ids[p] for p in sorted(near)]):
        place = place_of[subject.id]
        for row, rule, first in near[place]:
            raw = CODES[part.codes[row, place]]
            verdict, _ = waivers.applied(raw, rule.id, subject.id, day)
            lapse, until = next_change(judge, rule, subject, verdict, first, day + days)
            if lapse is not None:
                outlook.lapses[(part.kind, subject.id), rule.id] = lapse
            # a lapse is looked at again on its day; without one, when the next possible change comes into sight
            _again(outlook, (part.kind, subject.id), until if lapse is not None else until - days)


def next_change(
    judge: Judge, rule: Rule, subject: Subject, verdict: Verdict, first: int, limit: int
) -> tuple[tuple[int, Verdict] | None, int]:
    """The first day from ``first`` to ``limit`` on which a verdict is another one, and which; and the first day that
    has not been ruled out."""
    until = first
    while until <= limit:
        try:
            following, after = judge.verdict(rule, subject, until)
        except PluginFailure:
            following, after = Verdict.ERROR, FOREVER
        if following is not verdict:
            return (until, following), until
        until = max(after, until + 1)
    return None, until
