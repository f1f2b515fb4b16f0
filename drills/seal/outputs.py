"""What the exporters make: data as JSON, calendars and papers, each from a view alone."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from anwei.drills.ics import write as ics
from anwei.drills.papers.build import OF_A_DRILL, paper
from anwei.drills.papers.contexts import Ask, units_of
from anwei.drills.papers.contexts_drill import action_row, grade_of, one
from anwei.drills.planning.telling import with_dates
from anwei.drills.record.model import Drill, Event
from anwei.drills.seal.views import Shown, View
from anwei.drills.words import drill_title, reason_words, shown_when
from anwei.engine.api import Lang, show_date
from anwei.engine.services import label

SCHEMA = 1
Files = dict[str, bytes]


def listed(view: View, _ask: Ask) -> Files:
    """Every drill in a line, as JSON."""
    return _json("drills.json", {"schema": SCHEMA, "drills": [line(s, view) for s in view.drills]})


def line(shown: Shown, view: View) -> dict[str, Any]:
    """A drill in a line."""
    drill, lang = shown.drill, view.office.lang
    return {
        "id": drill.id,
        "title": drill_title(shown, lang),
        "state": drill.state.value,
        "day": show_date(drill.on) if drill.on else "",
        "when": shown_when(shown, lang),
        "slot": drill.slot,
        "kinds": list(drill.kinds),
        "topics": list(drill.topics),
        "mode": drill.mode,
        "units": [s.unit for s in drill.seats],
        "secret": shown.secret,
        "revision": drill.revision,
    }


def shown_drill(view: View, ask: Ask) -> Files:
    """One drill with everything that may be seen of it, as JSON; days as dates."""
    shown = one(view, ask)
    plain: dict[str, Any] = msgspec.to_builtins(shown.drill)
    plain.pop("seal", None)
    told = {**with_dates(plain, _DAYS), "when": shown_when(shown, view.office.lang), "secret": shown.secret}
    told["grade"] = grade_of(shown, view.office.lang)
    if shown.drill.reason:
        told["reason"] = reason_words(shown.drill, shown.drill.reason, view.office.lang)
    told["seal"] = _seal(shown, view)
    return _json(f"{shown.drill.id}.json", {"schema": SCHEMA, "drill": told})


#: The fields of a drill, its seats and its evaluation that hold a day.
_DAYS = frozenset(
    {"day", "first", "last", "approved_on", "notified_on", "announced_on", "held_on", "reported_on"}
    | {"confirmed_on", "on"}
)


def _seal(shown: Shown, view: View) -> dict[str, str]:
    """What may be told of a seal: that there is one, and its commitment; the nonce is on the reveal sheet alone."""
    seal = shown.drill.seal
    if view.viewer.role != "controller":
        return {"state": "sealed" if shown.secret else seal.state.value}
    return {"state": seal.state.value, "commitment": seal.commitment, "alias": seal.alias}


def listed_actions(view: View, _ask: Ask) -> Files:
    """The corrective actions, as JSON."""
    rows = []
    for action in view.actions:
        due = show_date(action.due) if action.due else ""
        told = {"drill": action.drill, "finding": action.finding, "due": due, "state": action.state.value}
        rows.append({**action_row(action, view.office.lang), **told})
    return _json("actions.json", {"schema": SCHEMA, "actions": rows})


def listed_duties(view: View, _ask: Ask) -> Files:
    """The obligations with where they stand, as JSON."""
    rows = [
        {
            "id": x.obligation.id,
            "rule": x.obligation.duty.rule,
            "unit": x.obligation.duty.unit,
            "record": x.obligation.duty.record,
            "first": show_date(x.obligation.first) if x.obligation.first else "",
            "last": show_date(x.obligation.last) if x.obligation.last else "",
            "standing": x.standing.value,
            "drill": x.drill,
            "day": show_date(x.day) if x.day else "",
        }
        for x in view.duties
    ]
    return _json("duties.json", {"schema": SCHEMA, "duties": rows})


def log(view: View, ask: Ask) -> Files:
    """Every step of a drill, as JSON."""
    shown = one(view, ask)
    events = [_event(e, shown.drill, view.office.lang) for e in view.events.get(shown.drill.id, ())]
    return _json(f"{shown.drill.id}-log.json", {"schema": SCHEMA, "events": events})


def _event(event: Event, drill: Drill, lang: Lang) -> dict[str, Any]:
    """A step with what it changed, old and new; days as dates."""
    plain: dict[str, Any] = msgspec.to_builtins(event)
    if event.reason:
        plain["reason"] = reason_words(drill, event.reason, lang)
    changes = {
        k: [show_date(v) if k in _DAYS and v else with_dates(v, _DAYS) for v in values]
        for k, values in plain.get("changes", {}).items()
    }
    return {**plain, "changes": changes} if changes else plain


def calendar(view: View, _ask: Ask) -> Files:
    """One calendar."""
    return {"drills.ics": ics.write(view)}


def calendars(view: View, _ask: Ask) -> Files:
    """A calendar for each township."""
    return ics.by_area(view)


def paper_files(view: View, ask: Ask, option: str) -> Files:
    """A paper; its name says the kind and, for a paper of one drill, the id that this viewer knows."""
    kind, _, format_ = option.partition(".")
    data = paper(kind, view, ask, format_, ask.diagnostics, ask.templates)
    name = f"{kind}-{ask.drill}" if kind in OF_A_DRILL else kind
    return {f"{name}.{format_}": data}


def reveal(view: View, ask: Ask) -> Files:
    """The sheet of a revealed drill: commitment, nonce and content, for anybody's SHA-256 program."""
    sheet = view.sheets[ask.drill]
    plain = {"schema": SCHEMA, "how": label("drill.reveal.how", view.office.lang), **msgspec.to_builtins(sheet)}
    return _json(f"{ask.drill}-reveal.json", plain)


def units_line(shown: Shown, view: View) -> str:
    """Who takes part, for a list on a screen."""
    return units_of(shown, view.office.lang)


def _json(name: str, value: object) -> Files:
    return {name: (json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()}
