"""The papers of a year: plan with its annexes, month sheet, changes of the plan, filing sheet."""

from __future__ import annotations

from datetime import date

from anwei.drills.papers.contexts import Ask, Row, cites_of, drill_cites, estimated, form_of, state_of, units_of
from anwei.drills.papers.contexts_drill import grade_of
from anwei.drills.papers.layout import Context
from anwei.drills.record.findings import overdue
from anwei.drills.record.model import Drill
from anwei.drills.record.states import ACTION_DONE, TOOK_PLACE, DrillState, Standing
from anwei.drills.seal.views import DutyLine, Shown, View
from anwei.drills.words import drill_title, shown_date, shown_when
from anwei.engine.api import Lang, show_date
from anwei.engine.services import label

_OPEN = frozenset({Standing.OPEN, Standing.DUE_SOON, Standing.OVERDUE})
_UNDECIDED = frozenset({Standing.UNKNOWN, Standing.NOT_SET})
_OFF = frozenset({DrillState.DRAFT, DrillState.CANCELLED, DrillState.ABORTED})


def plan(view: View, ask: Ask) -> Context:
    lang, kept = view.office.lang, view.plan
    drills = [s for s in view.drills if s.drill.state not in _OFF and _year(s, ask.year)]
    duties = [x for x in view.duties if x.obligation.first]
    binding = [x for x in duties if x.standing not in _UNDECIDED and x.obligation.duty.strength != "encouraged"]
    cites, titles = drill_cites(view), {s.drill.id: s for s in view.drills}
    known = kept is not None and kept.approved_on > 0
    return {
        "year": str(ask.year),
        "number": kept.number if kept is not None else "",
        "approved_on": shown_date(kept.approved_on, lang, weekday=False) if known and kept is not None else "",
        "drill_count": str(len(drills)),
        "part_count": str(sum(len(s.drill.seats) for s in drills)),
        "duty_count": str(len(binding)),
        "open_count": str(sum(x.standing in _OPEN for x in binding)),
        "basis": estimated(view) + _apart(duties, lang),
        "seal_line": label("drill.paper.root", lang, root=view.root) if view.root else "",
        "drills": [_plan_row(s, cites.get(s.drill.id, ""), lang) for s in drills],
        "duties": [_duty_row(x, titles, lang) for x in duties],
    }


def _apart(duties: list[DutyLine], lang: Lang) -> str:
    """What annex 2 lists and the counts leave out: what nobody can decide yet, and what is only encouraged."""
    undecided = sum(x.standing in _UNDECIDED for x in duties)
    wished = sum(x.obligation.duty.strength == "encouraged" and x.standing not in _UNDECIDED for x in duties)
    if not undecided and not wished:
        return ""
    return label("drill.paper.apart", lang, undecided=undecided, encouraged=wished)


def _lead(drill: Drill) -> str:
    """Who is in charge: by name, else the unit that holds it."""
    host = next((s.name for s in drill.seats if s.unit == drill.host and s.name), drill.host)
    return drill.lead or host


def _plan_row(shown: Shown, cites: str, lang: Lang) -> Row:
    drill = shown.drill
    return {
        "title": drill_title(shown, lang),
        "form": form_of(shown, lang),
        "when": shown_when(shown, lang),
        "venue": drill.venue,
        "lead": _lead(drill),
        "units": units_of(shown, lang) or (label("drill.secret", lang) if shown.secret else ""),
        "cites": cites,
        "evaluator_days": str(drill.evaluator_days or ""),
        "remark": label("drill.secret", lang) if shown.secret else state_of(shown, lang),
    }


def _duty_row(line: DutyLine, titles: dict[str, Shown], lang: Lang) -> Row:
    obligation, duty = line.obligation, line.obligation.duty
    shown = titles.get(line.drill)
    record = f"（{duty.record_name or duty.record}）" if duty.record else ""
    doubt = label("drill.interpretation", lang) if duty.interpretation else ""
    return {
        "unit": duty.unit_name or duty.unit,
        "duty": f"{duty.title.lang(lang)}{record}{doubt}",
        "cites": cites_of(duty.cites, lang),
        "window": f"{show_date(obligation.first)} – {show_date(obligation.last)}",
        "last": shown_date(obligation.last, lang, weekday=False),
        "state": label(f"drill.status.{line.standing.value}", lang),
        "drill": drill_title(shown, lang) if shown is not None else "",
        "drill_on": shown_when(shown, lang) if shown is not None else "",
    }


def month(view: View, ask: Ask) -> Context:
    lang = view.office.lang
    first, last = month_days(ask.year, ask.month)
    drills = [s for s in view.drills if first <= s.drill.on <= last and s.drill.state is not DrillState.DRAFT]
    due = [x for x in view.duties if first <= x.obligation.last <= last]
    titles = {s.drill.id: s for s in view.drills}
    late = {a.id for a in overdue(view.actions, first)}
    actions = [a for a in view.actions if a.state not in ACTION_DONE and (first <= a.due <= last or a.id in late)]
    return {
        "year": str(ask.year),
        "month": str(ask.month),
        "basis": estimated(view),
        "drills": [_plan_row(s, "", lang) | {"state": state_of(s, lang)} for s in drills],
        "duties": [_duty_row(x, titles, lang) for x in due],
        "actions": [
            {
                "id": a.id,
                "measure": a.measure,
                "owner": a.owner,
                "due": shown_date(a.due, lang, weekday=False),
                "state": label(f"drill.action.{a.state.value}", lang),
            }
            for a in actions
        ],
    }


def month_days(year: int, number: int) -> tuple[int, int]:
    """The first and last day of a month."""
    first = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return first.toordinal(), after.toordinal() - 1


def replan(view: View, ask: Ask) -> Context:
    lang, kept = view.office.lang, view.plan
    titles = {s.drill.id: drill_title(s, lang) for s in view.drills}
    names = {x.obligation.duty.unit: x.obligation.duty.unit_name for x in view.duties}
    moves = kept.changes if kept is not None else ()
    return {
        "year": str(ask.year),
        "version": str(kept.version) if kept is not None else "",
        "number": kept.number if kept is not None else "",
        "reason": ask.reason,
        "moves": [
            {
                "unit": names.get(m.unit) or m.unit,
                "what": label(f"drill.paper.move.{m.what}", lang),
                "old_drill": titles.get(m.old_drill, m.old_drill),
                "old_day": shown_date(m.old_day, lang),
                "new_drill": titles.get(m.new_drill, m.new_drill),
                "new_day": shown_date(m.new_day, lang),
            }
            for m in moves
        ],
    }


def filing(view: View, ask: Ask) -> Context:
    lang = view.office.lang
    first, last = ask.first or month_days(ask.year, 1)[0], ask.last or month_days(ask.year, 12)[1]
    held = [s for s in view.drills if s.drill.state in TOOK_PLACE and first <= s.drill.on <= last]
    waiting = {(a.drill, a.finding) for a in view.actions if a.state not in ACTION_DONE}
    to = next((s.drill.reported_to for s in held if s.drill.reported_to), "")
    return {
        "reported_to": to,
        "period": f"{show_date(first)} – {show_date(last)}",
        "held": [
            {
                "units": units_of(s, lang, [x for x in s.drill.seats if x.attended]),
                "title": drill_title(s, lang),
                "when": shown_when(s, lang),
                "form": form_of(s, lang),
                "heads": str(sum(x.actual for x in s.drill.seats if x.attended) or ""),
                "grade": grade_of(s, lang),
                "found": label(
                    "drill.paper.found",
                    lang,
                    found=len(s.drill.findings),
                    closed=sum((s.drill.id, f.id) not in waiting for f in s.drill.findings),
                ),
            }
            for s in held
        ],
    }


def _year(shown: Shown, year: int) -> bool:
    day = shown.drill.on or shown.drill.first
    return not day or date.fromordinal(day).year == year
