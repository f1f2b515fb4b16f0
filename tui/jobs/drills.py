"""Jobs about drills: the year for the calendar, the duties behind it, one drill, and papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from anwei.drills.model import AnnualPlan, Obligation, PlannedDrill
from anwei.drills.planning.keep import kept_notice, kept_plan, kept_policy
from anwei.drills.record.book import Book
from anwei.drills.record.decisions import decisions, holds
from anwei.drills.record.model import Action, Drill, Seat, Settled
from anwei.drills.record.states import ACTION_EDGES, ActionState, Standing
from anwei.drills.words import area_names, planned_title
from anwei.engine import services
from anwei.engine.api import FOREVER
from anwei.tui.calendar.clashes import clashes
from anwei.tui.calendar.model import Closed, DayNote, DrillLine, DutyLine, Excuse, Owed, Year
from anwei.tui.calendar.told import Doing, Marked, Seated, WeekLine, Whole
from anwei.tui.jobs.office import Office
from anwei.tui.words import clean, day, lang, say, word

LIVE_SUBJECTS = 5000  # subjects up to which duties are worked out without asking


def book_of(office: Office) -> Book:
    """The drills on the books now."""
    return Book(office.workspace, office.law.vocabulary)


def year(office: Office, number: int = 0) -> Year:
    """A year (0: that of today) without its duties. Raises AnweiError where something kept cannot be read."""
    number = number or date.fromordinal(office.day).year
    book, policy = book_of(office), kept_policy(office.workspace, number)
    span = range(date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1)
    drills = tuple(_line(office, d) for d in book.drills if not d.on or d.on in span)
    closed = tuple(
        Closed(b.first, b.last, clean(b.reason) or say("drills.closed"), b.unit, b.area, b.kind)
        for b in policy.blackout
        if not b.sector  # sectors of units are not known here; the check of the plan looks at them
    )
    plan = book.plans.get(str(number))
    return Year(
        number,
        office.day,
        tuple(_days(office, span)),
        drills,
        closed,
        policy.spacing,
        _plan_words(plan) if plan else "",
        let_off={i: _let_off(s) for i, s in decided(office).items()},
    )


def decided(office: Office) -> dict[str, Settled]:
    """The obligations that are let off as of today, with who let them off and why."""
    return {i: s for i, s in decisions(office.workspace).items() if holds(s, office.day)}


def _let_off(decision: Settled) -> Excuse:
    """A decision as the calendar shows it."""
    waived = decision.standing == Standing.WAIVED
    told = say("let_off.until.told", day=day(decision.until)) if decision.until else ""
    parts = (
        say(f"let_off.{decision.standing}.told"),
        told,
        decision.authority,
        decision.reason,
        f"{day(decision.on)} {decision.by}",
    )
    return Excuse(clean("  ".join(p for p in parts if p)), waived)


def week(office: Office) -> list[WeekLine]:
    """The drills from Monday to Sunday of today's week, by day. Raises AnweiError like ``year``."""
    monday = office.day - (office.day - 1) % 7
    found = year(office, date.fromordinal(monday + 3).year)
    clashing = {c.drill.id for c in clashes(found)}
    return [
        WeekLine(on, d.title, len(d.units), d.state_word, d.id in clashing)
        for on in range(monday, monday + 7)
        for d in found.by_day.get(on, ())
    ]


def _plan_words(plan: AnnualPlan) -> str:
    approved = say("drills.plan.approved", by=plan.approved_by, day=day(plan.approved_on)) if plan.approved_by else ""
    return say("drills.plan", version=plan.version, drills=len(plan.drills), approved=approved).strip()


def _days(office: Office, span: range) -> Iterator[DayNote]:
    from anwei.drills.calendar import WorkCalendar

    calendar = WorkCalendar(kept_notice(office.workspace))
    for ordinal in span:
        found = calendar.day(ordinal)
        usual = (ordinal - 1) % 7 < 5
        name = clean(found.name.lang(lang())) if found.workday != usual or not usual else ""
        yield DayNote(found.workday, name, found.basis, found.workday != usual)


def _line(office: Office, drill: Drill) -> DrillLine:
    seats = [s for s in drill.seats if s.role in ("host", "player")]
    return DrillLine(
        drill.id,
        title_of(office, drill),
        _short(office, drill),
        drill.on,
        drill.state.value,
        word(f"drill.state.{drill.state.value}"),
        drill.first,
        drill.last,
        drill.area,
        tuple(s.key for s in seats),
        tuple(clean(s.name or s.unit) for s in seats),
        tuple(o for s in seats for o in s.obligations),
        drill.basis,
        drill.slot if drill.slot != "day" else "",
    )


def title_of(office: Office, drill: Drill | PlannedDrill) -> str:
    """What a drill is called: its title, else made of what it is about and who takes part; a sealed one has none."""
    if isinstance(drill, Drill):
        if drill.secret:
            return f"{word('drill.secret.title')} {drill.seal.alias}"
        if drill.title:
            return clean(drill.title)
        return clean(_about(office, drill) or drill.id)
    return clean(planned_title(drill, _about(office, drill), area_names(office.workspace), lang()))


def _about(office: Office, drill: Drill | PlannedDrill) -> str:
    label = office.law.vocabulary.code_label
    topics = [label("drill_topic", t).lang(lang()) for t in drill.topics]
    return word("mark.list").join(topics or [label("drill_kind", k).lang(lang()) for k in drill.kinds])


def _short(office: Office, drill: Drill) -> str:
    """Two cells that stand for a drill in a small calendar."""
    if drill.secret:
        return "??"
    about = clean(_about(office, drill)) or drill.title or drill.id
    return about[:1] if not about[:1].isascii() else about[:2]


# -- duties --------------------------------------------------------------------------------------------------------


def duties(office: Office, number: int) -> Owed:
    """What is owed in a year, worked out from the rules; from the kept plan, where there are very many subjects.

    Nothing is said of duties where there are very many and no plan was made yet.
    """
    if sum(services.count_subjects(office.workspace).values()) > LIVE_SUBJECTS:
        plan = kept_plan(office.workspace, number)
        return Owed(None) if plan is None else _owed(office, plan.obligations, ())
    from anwei.drills.duties.gather import of_workspace

    office.tell(0, 0, say("drills.duties"))
    notice = kept_notice(office.workspace)
    found, evidence = of_workspace(office.workspace, office.opened, number, office.day, notice=notice)
    booked = {d.id for d in book_of(office).drills}
    owed = _owed(office, found.obligations, sorted(_recorded(evidence, number, booked).items()))
    never = _never(office, evidence, found.obligations)
    lines = (replace(d, never=d.id in never) for d in owed.duties or ())
    return replace(owed, duties=tuple(lines))


def _never(office: Office, evidence: services.Evidence, obligations: Iterable[Obligation]) -> set[str]:
    """The obligations that are late only since their first term: nothing was ever on file for them."""
    from anwei.tui.jobs.never import first_due

    law, found, first = office.law, set[str](), dict[tuple[str, str, str], int | None]()
    judge = services.judge_over(law, evidence, (), (*law.catalogue.waivers, *evidence.waivers))
    for o in obligations:
        rule = law.rules.get(o.duty.rule)
        if o.form == "rolling" and o.needed and 0 < o.last < office.day and rule is not None and not law.asks(rule):
            unit = o.duty.unit_kind, o.duty.unit, rule.id
            subject = evidence.subject(*unit[:2]) if unit not in first else None
            if subject is not None:
                first[unit] = first_due(judge, rule, subject, office.day)
            if first.get(unit) == o.last:
                found.add(o.id)
    return found


#: What no drill is asked for: facts are missing, no period is set, or it was let off.
_NOT_ASKED = frozenset({"unknown", "not_set", "waived", "lapsed"})


def _owed(office: Office, obligations: Iterable[Obligation], recorded: Sequence[tuple[int, int]]) -> Owed:
    """What is owed, and of each sort of drill how many are asked for and held.

    What is undecided or let off is not asked for. What was let off is among the duties, so that undoing the decision
    needs no working out; the calendar leaves it out.
    """
    owed: list[DutyLine] = []
    settled = decided(office)
    asked: dict[str, tuple[int, int]] = {}
    for o in obligations:
        if o.last and o.status not in _NOT_ASKED:
            sort = _sort(office, o)
            whole, held = asked.get(sort, (0, 0))
            done = o.count if o.status in ("met", "met_late") else min(o.held, o.count)
            asked[sort] = whole + o.count, held + done
        if _dated(o):
            owed.append(duty_line(office, o))
        elif o.last and o.id in settled and o.count > o.held:
            owed.append(replace(duty_line(office, o), needed=o.count - o.held))
    return Owed(tuple(owed), tuple(recorded), tuple((s, *n) for s, n in sorted(asked.items())))


def _sort(office: Office, o: Obligation) -> str:
    """The kind of drill that an obligation asks for first, in words."""
    kinds = (o.accepts[0].main or o.accepts[0].kinds) if o.accepts else ()
    return office.law.vocabulary.code_label("drill_kind", kinds[0]).lang(lang()) if kinds else say("drills.any")


def _recorded(evidence: services.Evidence, number: int, booked: set[str]) -> Counter[int]:
    """The days of the drills that units have on record, those on the books aside."""
    found: Counter[int] = Counter()
    for kind in evidence.kinds():
        if "drills" not in evidence.vocabulary.subjects[kind].tables:
            continue
        for subject in evidence.of_kind(kind):
            for record in subject.children.get("drills", ()):
                on = record.values.get("date")
                if isinstance(on, int) and date.fromordinal(on).year == number and record.key not in booked:
                    found[on] += 1
    return found


def _dated(obligation: Obligation) -> bool:
    return bool(obligation.needed and obligation.last)


def duty_line(office: Office, o: Obligation) -> DutyLine:
    """What a unit owes, in words."""
    duty = o.duty
    cites = word("mark.list").join(f"{c.title.lang(lang()) or c.law} {c.article}".strip() for c in duty.cites)
    unit = f"{duty.unit_kind} {duty.unit}"
    status = word(f"drill.status.{o.status}")
    last = min(o.last, FOREVER)
    return DutyLine(
        o.id,
        duty.key,
        unit,
        clean(duty.unit_name or duty.unit),
        clean(duty.title.lang(lang())),
        o.first,
        last,
        o.needed,
        status,
        clean(cites),
        clean(_accepted(office, o)),
        duty.division[:9],
        clean(duty.record_name or duty.record),
        _sort(office, o),
    )


def _accepted(office: Office, o: Obligation) -> str:
    """The first sort of drill that counts, in words."""
    if not o.accepts:
        return say("drills.any")
    label, sort = office.law.vocabulary.code_label, o.accepts[0]
    kinds = [label("drill_kind", k).lang(lang()) for k in (sort.main or sort.kinds)]
    topics = [label("drill_topic", t).lang(lang()) for group in sort.topics for t in group[:4]]
    modes = [label("drill_mode", m).lang(lang()) for m in sort.modes]
    parts = (word("mark.list").join(x) for x in (kinds, topics, modes) if x)
    return " / ".join(parts) or say("drills.any")


# -- one drill -----------------------------------------------------------------------------------------------------


def drill(office: Office, id_: str) -> Whole:
    """One drill. Raises AnweiError (DRL-124) where it is not on the books."""
    from anwei.drills.record.forms import form_for
    from anwei.tui.jobs.drill_words import entries, steps

    book = book_of(office)
    log = book.log(id_)
    found = log.drill
    form = form_for(found.mode)
    actions = [a for a in book.actions.values() if a.drill == id_]
    return Whole(
        found.id,
        title_of(office, found),
        found.state.value,
        found.on,
        tuple(entries(log, actions)),
        steps(found, actions),
        tuple(_seated(found, s) for s in found.seats),
        tuple(Marked(i.id, clean(i.text.lang(lang())), i.weight, i.veto) for i in form.items),
        " ".join(form.words),
        tuple((f.id, clean(f.text)) for f in found.findings),
        tuple(_doing(a) for a in actions),
    )


def _seated(drill: Drill, seat: Seat) -> Seated:
    from anwei.tui.jobs.drill_words import few_words, named

    few, role = few_words(drill, seat), word(f"drill.role.{seat.role}")
    due = seat.attended and not seat.confirmed_by and not few
    return Seated(seat.key, clean(named(seat)), role, seat.planned, seat.actual, due, few)


def _doing(action: Action) -> Doing:
    following = sorted(s.value for s in ACTION_EDGES[action.state] if s is not ActionState.RETESTED_OK)
    shown = word(f"drill.action.{action.state.value}")
    return Doing(action.id, clean(action.measure), clean(action.owner), day(action.due), shown, tuple(following))


def export(
    office: Office, what: str, number: int, month: int, drill_id: str, folder: str, days: tuple[int, int] = (0, 0)
) -> list[str]:
    """Write a calendar or a paper of the year, a month or a drill into a folder; the paths. Raises AnweiError.

    ``days`` (ordinals, both included): only the drills between them, and the names of the files say so.
    """
    from anwei.drills.papers.contexts import Ask
    from anwei.drills.seal.exporters import export as made
    from anwei.drills.seal.office import office_of, raw_of
    from anwei.drills.seal.views import CONTROLLER, view_of

    book = book_of(office)
    view = view_of(
        raw_of(book, number, office.day if what[:5] in ("plan.", "month") else 0),
        CONTROLLER,
        office_of(book, office.day, lang()),
    )
    first, last = days
    if last:
        view = replace(view, drills=tuple(s for s in view.drills if first <= s.drill.on <= last))
    files = made(what, view, Ask(drill=drill_id, year=number, month=month))
    paths = []
    for name, data in files.items():
        path = Path(folder) / "".join(c if c.isalnum() or c in "-_." else "_" for c in name)
        path = path.with_stem(f"{path.stem}-{day(first)}-{day(last)}") if last else path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise services.AnweiError(
                [services.Diagnostic("DOC-011", services.Place(str(path)), {"reason": reason})]
            ) from error
        paths.append(str(path))
    return paths
