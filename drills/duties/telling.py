"""Obligations in words and as plain data: windows, sorts of drill, sources, states."""

from __future__ import annotations

from anwei.drills.model import Accepts, Obligation
from anwei.engine.api import Lang, Vocabulary, show_date
from anwei.engine.services import label

LISTS = {"main": "drill_kind", "kinds": "drill_kind", "modes": "drill_mode", "topics": "drill_topic"}


def shown_window(obligation: Obligation) -> str:
    """The first and last day, ``2027-01-01 - 2027-06-30``; empty where no period is set.

    The last day is that on which a drill is still asked for, so of the month in which the term ends the last of term.
    """
    if not obligation.last:
        return ""
    first = max(obligation.first, 1)
    return f"{show_date(first)} – {show_date(obligation.latest)}"


def shown_sorts(obligation: Obligation, vocabulary: Vocabulary, lang: Lang) -> str:
    """Which drills count, in words."""
    sorts = [shown_sort(s, vocabulary, lang) for s in obligation.accepts]
    told = list(dict.fromkeys(s for s in sorts if s))
    return " / ".join(told) if told and len(told) == len(set(sorts)) else label("drill.any", lang)


def shown_sort(sort: Accepts, vocabulary: Vocabulary, lang: Lang) -> str:
    """One sort of drill: kinds, modes, topics and features by their labels."""

    def names(codes: tuple[str, ...], list_: str) -> str:
        return "/".join(vocabulary.code_label(list_, c).lang(lang) for c in codes)

    parts = [
        names(sort.main or sort.kinds, "drill_kind"),
        names(sort.modes, "drill_mode"),
        *(names(group, "drill_topic") for group in sort.topics),
        *(names(group, "drill_feature") for group in sort.features),
    ]
    return " + ".join(p for p in parts if p)


def shown_cites(obligation: Obligation, lang: Lang) -> str:
    """The articles, with a mark where the reading still has to be confirmed."""
    cites = [f"{c.title.lang(lang) or c.law} {c.article}".strip() for c in obligation.duty.cites]
    mark = label("drill.interpretation", lang) if obligation.duty.interpretation else ""
    return "; ".join(cites) + mark


def plain(obligation: Obligation) -> dict[str, object]:
    """An obligation as data for programs: days as ISO text."""
    duty = obligation.duty
    return {
        "id": obligation.id,
        "rule": duty.rule,
        "title": {"zh": duty.title.zh, "en": duty.title.en},
        "unit": {"kind": duty.unit_kind, "id": duty.unit, "name": duty.unit_name, "division": duty.division},
        "item": duty.item or None,
        "record": duty.record or None,
        "first": show_date(obligation.first) if obligation.first else None,
        "last": show_date(obligation.last) if obligation.last else None,
        "until": show_date(obligation.until) if obligation.until else None,
        "count": obligation.count,
        "held": obligation.held,
        "satisfied_by": list(obligation.satisfied_by),
        "form": obligation.form,
        "status": obligation.status,
        "not_set": obligation.not_set or None,
        "basis": obligation.basis,
        "strength": duty.strength,
        "severity": duty.severity,
        "rank": duty.rank,
        "interpretation": duty.interpretation,
        "accepts": [_sort(a) for a in obligation.accepts],
        "follow_ups": [
            {"fact": f.fact, "count": f.count or None, "unit": f.unit if f.count else None}
            for f in obligation.follow_ups
        ],
        "cites": [{"law": c.law, "article": c.article} for c in duty.cites],
    }


def _sort(sort: Accepts) -> dict[str, object]:
    return {
        "main": list(sort.main),
        "kinds": list(sort.kinds),
        "modes": list(sort.modes),
        "topics": [list(g) for g in sort.topics],
        "features": [list(g) for g in sort.features],
        "promises": list(sort.promises),
    }
