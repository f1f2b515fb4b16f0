"""What will lapse within some days, with nothing new on file: exact days, and the verdict that follows."""

from __future__ import annotations

from dataclasses import dataclass

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace.running.ahead import Waivers, look_ahead
from anwei.engine.workspace.running.cells import judge_cells
from anwei.engine.workspace.running.evidence import Evidence
from anwei.engine.workspace.running.law import LawBook
from anwei.engine.workspace.runs import CODES


@dataclass(frozen=True, slots=True)
class Lapse:
    """A verdict that changes by itself: the first day on which it no longer holds, and what follows."""

    kind: str
    id: str
    rule: str
    on: int
    before: Verdict
    after: Verdict


def lapsing(law: LawBook, evidence: Evidence, day: int, within: int, *, every: bool = False) -> list[Lapse]:
    """What lapses within days of ``day``, the earliest first: passes and waived ones that turn into anything worse.

    ``every`` takes in all changes, also those for the better.
    """
    waivers = Waivers((*law.catalogue.waivers, *evidence.waivers))
    cells = judge_cells(law, evidence, day, dict.fromkeys(evidence.kinds()))
    outlook = look_ahead(law, evidence, cells.values(), day, waivers, within)
    places = {k: {i: p for p, i in enumerate(part.ids)} for k, part in cells.items()}
    rows = {k: {r.id: i for i, r in enumerate(part.rules)} for k, part in cells.items()}
    found = []
    for ((kind, id_), rule), (on, after) in outlook.lapses.items():
        raw = CODES[cells[kind].codes[rows[kind][rule], places[kind][id_]]]
        before, _ = waivers.applied(raw, rule, id_, day)
        if every or worse(before, after):
            found.append(Lapse(kind, id_, rule, on, before, after))
    return sorted(found, key=lambda f: (f.on, f.kind, f.id, f.rule))


def worse(before: Verdict, after: Verdict) -> bool:
    """Whether a verdict that needed nothing done turns into one that does."""
    quiet = (Verdict.PASS, Verdict.WAIVED, Verdict.NOT_APPLICABLE)
    return before in quiet and after in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.ERROR)
