"""Exact dates on which verdicts change by themselves, for the few cells whose earliest possible change is near."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from anwei.engine.ir.parameters import FOREVER
from anwei.engine.ir.rules import Waiver
from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.running.cells import Cells
from anwei.engine.workspace.running.evidence import Evidence, Key
from anwei.engine.workspace.running.later import Cell, Later, rounds
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES, NOT_JUDGED

Array = Any


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
    """The lapses of all cells within ``days`` days, found by judging again on the days that matter.

    ``again`` never lies after the day on which a verdict, a due date or what is seen within ``days`` changes.
    """
    outlook = Outlook()
    later = Later(law, evidence)
    for part in cells:
        again, near = _first_changes(part, day, waivers, days)
        for batch, verdicts in rounds(later, part, near):
            _find(part, batch, verdicts, _Search(day, days, waivers, again, outlook))
        for place, id_ in enumerate(part.ids):
            if again[place] < FOREVER:
                outlook.again[part.kind, id_] = int(again[place])
    return outlook


def _first_changes(part: Cells, day: int, waivers: Waivers, days: int) -> tuple[Array, dict[int, list[Cell]]]:
    """For each subject the first day on which it has to be judged again for what is not near; and the near cells by
    the first day on which they may change."""
    import numpy as np

    again = np.full(len(part.ids), FOREVER, np.int64)
    near: dict[int, list[Cell]] = {}
    place_of = {id_: place for place, id_ in enumerate(part.ids)} if waivers.given else {}
    for row, rule in enumerate(part.rules):
        judged = part.codes[row] != NOT_JUDGED
        first = np.where(judged, part.recheck[row], FOREVER)
        for waiver in waivers.given:
            place = place_of.get(waiver.subject) if waiver.rule == rule.id else None
            if place is not None and judged[place]:
                first[place] = min(int(first[place]), waivers.next_change(rule.id, waiver.subject, day))
        soon = (first <= day + days) & (part.codes[row] != _ERROR) if days else np.zeros(len(first), bool)
        for place in np.flatnonzero(soon).tolist():
            near.setdefault(int(first[place]), []).append((place, row))
        np.minimum(again, first - days, out=again, where=~soon & (first < FOREVER))
        # a term that is over already says nothing of when anything changes
        due = judged & (part.due[row] >= day)
        np.minimum(again, part.due[row] + 1, out=again, where=due)
    return again, near


_ERROR = CODES.index(Verdict.ERROR)


@dataclass(frozen=True)
class _Search:
    """What is looked for: changes of the verdicts of ``day`` within ``days``, and where they are noted."""

    day: int
    days: int
    waivers: Waivers
    again: Array
    outlook: Outlook

    def note(self, place: int, day: int) -> None:
        self.again[place] = min(int(self.again[place]), day)


def _find(part: Cells, near: dict[int, list[Cell]], verdicts: Any, search: _Search) -> None:
    """Follow each cell from one possible change to the next until its verdict differs or the time is up."""
    waivers = search.waivers
    while near:
        day = min(near)
        cells = near.pop(day)
        for (place, row), (raw, until) in zip(cells, verdicts(day, cells), strict=True):
            id_, rule = part.ids[place], part.rules[row].id
            before, _ = waivers.applied(CODES[part.codes[row, place]], rule, id_, search.day)
            after, _ = waivers.applied(raw, rule, id_, day)
            following = max(min(until, waivers.next_change(rule, id_, day)), day + 1)
            if after is not before:
                search.outlook.lapses[(part.kind, id_), rule] = (day, after)
                search.note(place, day)  # looked at again on its day
            elif following <= search.day + search.days:
                near.setdefault(following, []).append((place, row))
            else:
                search.note(place, following - search.days)  # looked at again when it comes into sight
