"""The papers of one drill: notice, work plan, evaluation form and report, summary with actions, archive index."""

from __future__ import annotations

from datetime import date

from anwei.drills.papers.contexts import Ask, Row, drill_cites, form_of, state_of, units_of
from anwei.drills.papers.layout import Context
from anwei.drills.record.errors import refuse
from anwei.drills.record.evaluate import item_spread
from anwei.drills.record.forms import Form
from anwei.drills.record.model import CREDITED_ROLES, Action, Drill, Inject, Mark
from anwei.drills.seal.views import Shown, View
from anwei.drills.words import (
    codes_of,
    drill_title,
    finding_words,
    form_of_drill,
    grade_words,
    joined,
    seat_name,
    shown_date,
    shown_moment,
    shown_when,
)
from anwei.engine.api import Lang
from anwei.engine.services import label


def one(view: View, ask: Ask) -> Shown:
    """The drill that a paper is about. Raises AnweiError (DRL-124) where this viewer has none of that id."""
    from anwei.engine.services import nearest

    found = view.shown(ask.drill)
    if found is None:
        refuse(
            "DRL-124", view.office.name, id=ask.drill, hint=nearest(ask.drill, [s.drill.id for s in view.drills]) or "-"
        )
    return found


def head(shown: Shown, lang: Lang) -> Context:
    """The particulars on every paper of a drill."""
    drill = shown.drill
    return {
        "id": drill.id,
        "title": drill_title(shown, lang),
        "form": form_of(shown, lang),
        "topics": joined(codes_of("drill_topic", drill.topics, lang), lang),
        "when": shown_when(shown, lang),
        "venue": drill.venue,
        "host": next((s.name for s in drill.seats if drill.host in (s.unit, s.name) and s.name), drill.host),
        "lead": drill.lead,
        "state": state_of(shown, lang),
        "number": drill.number,
        "evaluators": joined(drill.evaluators, lang),
        "grade": grade_of(shown, lang),
        "seats": _seats(drill, lang),
    }


def notice(view: View, ask: Ask) -> Context:
    lang, shown = view.office.lang, one(view, ask)
    drill = shown.drill
    day = drill.on or drill.first
    to = [s for s in drill.seats if s.role in CREDITED_ROLES]
    return head(shown, lang) | {
        "year": str(date.fromordinal(day).year) if day else "",
        "recipients": units_of(shown, lang, to),
        "cites": drill_cites(view).get(drill.id, ""),
        "remark": label("drill.paper.estimated", lang) if drill.basis == "estimated" and drill.day else "",
    }


def work_plan(view: View, ask: Ask) -> Context:
    lang, shown = view.office.lang, one(view, ask)
    drill = shown.drill
    return head(shown, lang) | {
        "purpose": drill.purpose,
        "script": label(f"drill.script.{drill.script}", lang) if drill.script else "",
        "cites": drill_cites(view).get(drill.id, ""),
        "objectives": drill.objectives,
        "scenario": drill.scenario,
        "safety": drill.safety,
        "safety_notice": joined(drill.safety_notice, lang),
        "evaluator_days": str(drill.evaluator_days or ""),
        "injects": [_inject(i) for i in drill.injects],
    }


def evaluation(view: View, ask: Ask) -> Context:
    """The form: blank before the evaluation, filled afterwards."""
    lang, shown = view.office.lang, one(view, ask)
    form = form_of_drill(shown.drill)
    return head(shown, lang) | _form(form, lang) | _result(shown, form, lang)


def report(view: View, ask: Ask) -> Context:
    lang, shown = view.office.lang, one(view, ask)
    form = form_of_drill(shown.drill)
    return head(shown, lang) | _form(form, lang) | _result(shown, form, lang) | _found(view, shown, lang)


def summary(view: View, ask: Ask) -> Context:
    lang, shown = view.office.lang, one(view, ask)
    drill = shown.drill
    heads = sum(s.actual for s in drill.seats if s.attended)
    return head(shown, lang) | _found(view, shown, lang) | {"heads": str(heads or ""), "remarks": drill.remarks}


def archive(view: View, ask: Ask) -> Context:
    """What belongs to the file of a drill, what of it is there, and every step that was taken."""
    lang, shown = view.office.lang, one(view, ask)
    events = view.events.get(shown.drill.id, ())
    return head(shown, lang) | {
        "contents": [_archived(name, day, note, lang) for name, day, note in _contents(shown.drill, view)],
        "events": [
            {
                "at": shown_moment(e.at),
                "by": e.by,
                "step": label(f"drill.step.{e.step}", lang),
                "reason": e.reason,
            }
            for e in events
        ],
    }


def grade_of(shown: Shown, lang: Lang) -> str:
    """The conclusion in the words of its form."""
    return grade_words(shown.drill, lang)


def _form(form: Form, lang: Lang) -> Context:
    return {"form_title": form.title.lang(lang), "form_note": form.note.lang(lang)}


def _result(shown: Shown, form: Form, lang: Lang) -> Context:
    kept = shown.drill.evaluation
    marks = kept.marks if kept is not None else ()
    rows: list[Row] = []
    for item in form.items:
        own = [m for m in marks if m.item == item.id]
        rows.append(
            {
                "section": item.section.lang(lang),
                "item": item.text.lang(lang) + (label("drill.paper.veto", lang) if item.veto else ""),
                "weight": str(item.weight),
                "points": joined((_points(m, lang) for m in own), lang),
                "spread": str(item_spread(own, item.id)) if len(own) > 1 else "",
                "evidence": joined((m.evidence for m in own if m.evidence), lang),
            }
        )
    if kept is None:
        return {"items": rows, "total": "", "observed": "", "spread": "", "comment": "", "veto_line": ""}
    vetoed = [i.text.lang(lang) for i in form.items if i.id in kept.vetoes]
    return {
        "items": rows,
        "evaluators": joined(kept.by, lang),
        "total": _tenths(kept.total),
        "observed": f"{kept.observed}%",
        "spread": _tenths(kept.spread),
        "comment": kept.comment,
        "veto_line": label("drill.paper.vetoed", lang, items=joined(vetoed, lang)) if vetoed else "",
    }


def _points(mark: Mark, lang: Lang) -> str:
    points = str(mark.points) if mark.points >= 0 else label("drill.paper.unobserved", lang)
    return f"{mark.evaluator} {points}"


def _tenths(value: int) -> str:
    return f"{value // 10}.{value % 10}"


def _found(view: View, shown: Shown, lang: Lang) -> Context:
    drill = shown.drill
    return {
        "findings": [
            {
                "finding": finding_words(f, lang),
                "severity": label(f"drill.severity.{f.severity}", lang),
                "clause": f.clause,
                "cause": label(f"drill.cause.{f.cause}", lang),
            }
            for f in drill.findings
        ],
        "actions": [action_row(a, lang) for a in view.actions if a.drill == drill.id],
    }


def action_row(action: Action, lang: Lang) -> Row:
    """A corrective action as a row."""
    checked = f"{action.verified_by} {shown_date(action.verified_on, lang, weekday=False)}".strip()
    return {
        "id": action.id,
        "measure": action.measure,
        "element": label(f"drill.cause.{action.element}", lang),
        "owner": action.owner,
        "due": shown_date(action.due, lang, weekday=False),
        "state": label(f"drill.action.{action.state.value}", lang),
        "verified": checked,
        "retest": action.retest,
    }


def _seats(drill: Drill, lang: Lang) -> list[Row]:
    held = drill.held_on > 0
    return [
        {
            "unit": seat_name(s.name or s.unit, s.shift, lang),
            "role": label(f"drill.role.{s.role}", lang),
            "planned": str(s.planned or ""),
            "actual": str(s.actual) if held else "",
            "plans": joined((p for ids in s.refs.values() for p in ids), lang),
        }
        for s in drill.seats
    ]


def _inject(inject: Inject) -> Row:
    time = f"T+{inject.planned // 60}:{inject.planned % 60:02d}" if inject.planned >= 0 else inject.trigger
    return {
        "time": time,
        "sender": inject.sender,
        "receiver": inject.receiver,
        "channel": inject.channel,
        "content": inject.content,
        "expected": inject.expected,
        "clause": inject.clause,
        "evaluator": inject.evaluator,
    }


def _contents(drill: Drill, view: View) -> list[tuple[str, int, str]]:
    """What belongs to the file: its key, the day it is there since (0: missing, -1: there without a day), a note."""
    kept = drill.evaluation
    actions = [a for a in view.actions if a.drill == drill.id]
    attended = any(s.attended for s in drill.seats)
    sealed = drill.seal.commitment
    found = [
        ("approval", drill.approved_on, drill.number or drill.approved_by),
        ("notice", drill.notified_on, ""),
        ("work-plan", -1 if drill.objectives and drill.scenario else 0, ""),
        ("injects", -1 if drill.injects else 0, str(len(drill.injects) or "")),
        ("attendance", drill.held_on if attended else 0, ""),
        ("evaluation", kept.on if kept is not None else 0, ""),
        ("summary", -1 if drill.remarks else 0, ""),
        ("actions", -1 if actions or (kept is not None and not drill.findings) else 0, str(len(actions) or "")),
        ("filing", drill.reported_on, drill.reported_to),
    ]
    return [*found, ("seal", -1, sealed[:16])] if sealed else found


def _archived(name: str, day: int, note: str, lang: Lang) -> Row:
    return {
        "paper": label(f"drill.archive.{name}", lang),
        "there": label("drill.paper.there" if day else "drill.paper.lacking", lang),
        "date": shown_date(day, lang, weekday=False) if day > 0 else "",
        "note": note,
    }
