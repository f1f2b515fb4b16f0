"""Words for drills that calendars, papers and lists share: titles, dates with their basis, codes by their labels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from anwei.drills.record.model import Drill, Finding
from anwei.engine.api import Lang
from anwei.engine.services import label

if TYPE_CHECKING:
    from anwei.drills.model import PlannedDrill
    from anwei.drills.record.forms import Form
    from anwei.drills.seal.views import Shown
    from anwei.engine.api import Vocabulary
    from anwei.engine.services import Workspace

_CHINA = timezone(timedelta(hours=8))
_WEEKDAYS = "一二三四五六日"


@cache
def _vocabulary() -> Vocabulary:
    from anwei.engine.api import open_catalogue

    return open_catalogue().catalogue.vocabulary


def code_of(list_: str, code: str, lang: Lang) -> str:
    """The label of a code; the code itself where the list does not know it."""
    codes = _vocabulary().codes.get(list_)
    found = codes.codes.get(code) if codes is not None else None
    return found.label.lang(lang) if found is not None else code


def codes_of(list_: str, codes: Iterable[str], lang: Lang) -> list[str]:
    """The labels of codes, in their order."""
    return [code_of(list_, c, lang) for c in codes]


def joined(words: Iterable[str], lang: Lang) -> str:
    """Words as a list in running text."""
    return label("drill.mark.list", lang).join(words)


def drill_title(shown: Shown, lang: Lang) -> str:
    """What a drill is called: its title, else its topics; a secret one has no name."""
    drill = shown.drill
    if shown.no_scenario:
        return label("drill.secret.title", lang)
    return drill.title or joined(codes_of("drill_topic", drill.topics, lang), lang) or drill.id


#: Kinds of subjects that are areas; their names stand for their division codes.
AREAS = ("township", "county", "city")


@lru_cache(maxsize=1)
def _area_names(workspace: Workspace, _head: int) -> dict[str, str]:
    from anwei.engine.services import find_subjects

    lines = (line for kind in AREAS for line in find_subjects(workspace, kind=kind, limit=100_000))
    return {line.division: line.name for line in lines if line.division and line.name}


def area_names(workspace: Workspace) -> Mapping[str, str]:
    """The names of the townships, counties and cities on file, by division code."""
    return _area_names(workspace, workspace.head)


def planned_title(planned: PlannedDrill, about: str, areas: Mapping[str, str], lang: Lang) -> str:
    """What a planned drill is called: the name given, else its one unit or its area, and what it is about."""
    if planned.name:
        return planned.name
    names = [p.unit_name or p.unit for p in planned.participations if p.role in ("host", "player")]
    if len(names) == 1:
        return label("drill.title.single", lang, unit=names[0], topic=about)
    area = areas.get(planned.area, planned.area)
    return label("drill.title.joint", lang, area=area, topic=about, count=len(names))


def about(planned: PlannedDrill, lang: Lang) -> str:
    """The topics of a drill in words, its kinds where it has none."""
    topics = codes_of("drill_topic", planned.topics, lang)
    return joined(topics or codes_of("drill_kind", planned.kinds, lang), lang)


def form_of_drill(drill: Drill) -> Form:
    """The form by which a drill was evaluated if it is one of ours, else the shipped one for its mode."""
    from anwei.drills.record.forms import form_for, shipped_forms

    kept = drill.evaluation
    found = shipped_forms().get(kept.form) if kept is not None else None
    return found or form_for(drill.mode)


def grade_words(drill: Drill, lang: Lang) -> str:
    """The conclusion of an evaluation in the words of its form; empty where there is none."""
    return reason_words(drill, drill.evaluation.grade, lang) if drill.evaluation is not None else ""


def reason_words(drill: Drill, reason: str, lang: Lang) -> str:
    """A reason for people: a failed evaluation gives its grade, or the items that veto, where nobody gave another."""
    if not reason or drill.evaluation is None:
        return reason
    form = form_of_drill(drill)
    known = {b.grade: b.title.lang(lang) for b in form.bands} | {i.id: i.text.lang(lang) for i in form.items}
    parts = reason.split(", ")
    return joined([known[p] for p in parts], lang) if all(p in known for p in parts) else reason


def seat_name(name: str, shift: str, lang: Lang) -> str:
    """A unit in a drill, with the shift that takes part where one is named."""
    return label("drill.unit_shift", lang, unit=name, shift=shift) if shift else name


def shown_date(day: int, lang: Lang, *, weekday: bool = True) -> str:
    """A day for people: 2027年5月12日（周三）."""
    if not day:
        return ""
    on = date.fromordinal(day)
    if lang == "en":
        return f"{on.isoformat()} ({on:%a})" if weekday else on.isoformat()
    words = f"{on.year}年{on.month}月{on.day}日"
    return f"{words}（周{_WEEKDAYS[on.weekday()]}）" if weekday else words


def shown_moment(at: str) -> str:
    """A moment of the journal (UTC, ISO text) by the clock that papers go by: ``2026-11-21 08:30`` in China."""
    return datetime.fromisoformat(at).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")


def shown_when(shown: Shown, lang: Lang) -> str:
    """The date as it may be told, with the slot, and a word where it rests on an estimate."""
    drill = shown.drill
    if shown.no_date:
        return shown.when.lang(lang)
    if not drill.on:
        return ""
    slot = label(f"drill.slot.{drill.slot}", lang) if drill.slot != "day" else ""
    return f"{shown_date(drill.on, lang)}{slot}{shown_basis(drill, lang)}"


def shown_basis(drill: Drill, lang: Lang) -> str:
    """Said with every date that rests on an estimate of the days off; empty for others and for what has been held."""
    if drill.held_on or drill.basis != "estimated" or not drill.day:
        return ""
    return label("drill.estimated", lang)


def finding_words(finding: Finding, lang: Lang) -> str:
    """A finding with how often it has come back."""
    again = label("drill.finding.again", lang, times=finding.times, drill=finding.first_seen)
    return f"{finding.text}{again}" if finding.times > 1 else finding.text
