"""The plan of a year as a proposal: made in a process, shown as a difference, and kept as far as it is accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from msgspec.structs import replace

from anwei.drills.model import AnnualPlan, PlannedDrill, Unmet, from_json, to_json, to_plain
from anwei.drills.planning.keep import POLICIES, kept_notice, kept_plan, kept_policy
from anwei.drills.record.adopt import adopted, drill_of, plan_name, replanned
from anwei.drills.record.book import PLANS, Book, Change
from anwei.drills.record.states import DrillState
from anwei.engine.api import AnweiError, Diagnostic, Place, Text
from anwei.engine.services import SetDocument
from anwei.tui.calendar.told import Item, Proposal, Unplanned
from anwei.tui.jobs.drill_steps import clerk_of
from anwei.tui.jobs.drills import book_of, title_of
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, say, word

_NOT_TAKEN = Text("该项未采纳", "this part was not accepted")
_OPEN = frozenset({DrillState.DRAFT, DrillState.PLANNED, DrillState.POSTPONED})


def propose(office: Office, year: int) -> Proposal:
    """Make the plan of a year with progress. Nothing is written. Raises AnweiError."""
    from anwei.drills.duties.gather import of_workspace
    from anwei.drills.planning.job import Told, job_of
    from anwei.drills.planning.make import Options
    from anwei.drills.planning.process import plan_apart

    office.tell(0, 0, say("drills.duties"))
    notice = kept_notice(office.workspace)
    gathered, _ = of_workspace(office.workspace, office.opened, year, office.day, notice=notice)
    if not any(o.needed for o in gathered.obligations):
        reason = word("drill.no_duties", year=year)
        raise AnweiError([Diagnostic("DRL-011", Place(str(year)), {"reason": reason})])
    former = kept_plan(office.workspace, year)

    def hear(told: Told) -> None:
        if told.event == "progress":
            office.tell(told.done, told.of, say("drills.solving", round=told.round, cost=told.cost))

    office.tell(0, 0, say("drills.solving.begin", units=len(gathered.units)))
    policy = kept_policy(office.workspace, year)
    made = plan_apart(job_of(gathered, policy, Options(), notice, former), hear)
    return proposal(office, made.plan, gathered.head)


def proposal(office: Office, plan: AnnualPlan, head: int) -> Proposal:
    """A plan beside the books."""
    book = book_of(office)
    owed = {o.id: o for o in plan.obligations}
    unmet = []
    for u in plan.unmet:
        o = owed.get(u.obligation)
        if o is not None:
            span = f"{day(max(1, o.first))} – {day(o.last)}"
            name = o.duty.unit_name or o.duty.unit
            unmet.append(Unplanned(clean(name), clean(_lang(o.duty.title)), span, clean(_lang(u.reason))))
    gap = plan.solver.gap
    quality = (
        say("drills.quality", cost=plan.solver.cost, gap=f"{gap:.2%}")
        if gap is not None
        else say("drills.quality.plain")
    )
    return Proposal(
        plan.year,
        to_json(plan),
        head,
        tuple(_items(office, book, plan)),
        tuple(unmet),
        tuple(clean(_lang(b.text)) for b in plan.bottlenecks),
        quality,
        sum(d.basis == "estimated" for d in plan.drills),
    )


def _lang(text: Text) -> str:
    from anwei.tui.words import lang

    return text.lang(lang())


def _items(office: Office, book: Book, plan: AnnualPlan) -> list[Item]:
    known = book.logs
    found = []
    for planned in plan.drills:
        old = known[planned.id].drill if planned.id in known else None
        if old is None or (old.day != planned.day and old.state in _OPEN):
            what = "added" if old is None else "moved"
            found.append(_item(office, planned, what, old.day if old is not None else 0))
    kept = {d.id for d in plan.drills}
    for log in known.values():
        drill = log.drill
        if drill.id not in kept and drill.state in _OPEN and drill.plan.startswith(f"{plan.year}/"):
            title = title_of(office, drill)
            found.append(Item(drill.id, "dropped", title, drill.day, 0, drill.area, len(drill.seats), False))
    return sorted(found, key=lambda i: (i.new or i.old, i.title))


def _item(office: Office, planned: PlannedDrill, what: str, old: int) -> Item:
    count, estimated = len(planned.participations), planned.basis == "estimated"
    return Item(planned.id, what, title_of(office, planned), old, planned.day, planned.area, count, estimated)


def accept(office: Office, plan_json: bytes, ids: Collection[str], head: int) -> tuple[str, int]:
    """Keep the differences with these ids: plan, policy and drills as one command; words and the new head.

    Raises AnweiError (WSP-011) where somebody else has planned since ``head``.
    """
    plan, wanted = from_json(plan_json, AnnualPlan), frozenset(ids)
    book, clerk = book_of(office), clerk_of(office)
    book.seen = head
    taken = _taken(office, plan, wanted)
    new = [d for d in plan.drills if d.id in wanted]
    part = replace(plan, drills=tuple(new))
    logs = list(adopted(part, book.logs, clerk, lambda p: title_of(office, p)))
    owed = {o.id: o for o in plan.obligations}
    for planned in new:
        if planned.id in book.logs:
            drill = drill_of(planned, plan, owed, title_of(office, planned))
            logs.append(replanned(book.logs[planned.id], drill, clerk, say("drills.replan")))
    known = {d.id for d in plan.drills}
    removed = tuple(i for i in wanted if i not in known)
    policy = kept_policy(office.workspace, plan.year)
    documents = (
        SetDocument(PLANS, str(plan.year), to_plain(taken)),
        SetDocument(POLICIES, str(plan.year), to_plain(policy)),
    )
    change = Change(drills=tuple(logs), removed=removed, documents=documents)
    book.apply(change, office.source("drill", f"drill plan {plan_name(plan)}"))
    return say("drills.accepted", count=len(wanted), year=plan.year), office.workspace.head


def _taken(office: Office, plan: AnnualPlan, wanted: frozenset[str]) -> AnnualPlan:
    """The plan as far as it is accepted: other drills stay as the plan before had them, what lacks is unmet."""
    former = kept_plan(office.workspace, plan.year)
    before = {d.id: d for d in former.drills} if former is not None else {}
    known = {d.id for d in plan.drills}
    drills = [d if d.id in wanted or d.id not in before else before[d.id] for d in plan.drills]
    drills = [d for d in drills if d.id in wanted or d.id in before]
    drills += [d for i, d in before.items() if i not in known and i not in wanted]
    given = Counter(o for d in drills for o in d.obligations)
    reasons = {u.obligation: u.reason for u in plan.unmet}
    owed = [o for o in plan.obligations if o.status in ("scheduled",) or o.needed]
    unmet = tuple(
        Unmet(o.id, o.needed - given[o.id], reasons.get(o.id, _NOT_TAKEN))
        for o in owed
        if o.needed > given[o.id] and (o.status == "scheduled" or o.id in reasons)
    )
    scheduled = {o.id for o in owed if given[o.id] >= o.needed}
    obligations = tuple(
        replace(o, status="open") if o.status == "scheduled" and o.id not in scheduled else o for o in plan.obligations
    )
    ordered = tuple(sorted(drills, key=lambda d: (d.day, d.id)))
    return replace(plan, drills=ordered, obligations=obligations, unmet=unmet)
