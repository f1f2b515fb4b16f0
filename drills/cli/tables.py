"""Tables of drills, unmet duties and conflicts on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click

from anwei.drills.cli.common import LANG
from anwei.drills.model import AnnualPlan, PlannedDrill
from anwei.drills.record.conflicts import Clash
from anwei.drills.words import planned_title
from anwei.engine.api import Vocabulary, show_date
from anwei.engine.services import label, note, text_table


def shown_what(drill: PlannedDrill, vocabulary: Vocabulary) -> str:
    """Topics, or kinds where it has none."""
    topics = [vocabulary.code_label("drill_topic", t).lang(LANG) for t in drill.topics]
    kinds = [vocabulary.code_label("drill_kind", k).lang(LANG) for k in drill.kinds]
    return "、".join(kinds + topics) if LANG == "zh" else ", ".join(kinds + topics)


def put_drills(drills: Iterable[PlannedDrill], vocabulary: Vocabulary, areas: Mapping[str, str]) -> None:
    """One line a drill; ``areas`` are the names of division codes."""
    heads = [label(f"head.{h}", LANG) for h in ("day", "drill", "area", "units", "evaluators")]
    rows = [
        [
            show_date(d.day) + ("*" if d.basis == "estimated" else ""),
            planned_title(d, shown_what(d, vocabulary), areas, LANG),
            areas.get(d.area, d.area),
            str(len(d.participations)),
            str(d.evaluator_days),
        ]
        for d in drills
    ]
    click.echo(text_table(heads, rows))


def put_unmet(plan: AnnualPlan) -> None:
    """What is not met, with its reason, and the bottlenecks."""
    owed = {o.id: o for o in plan.obligations}
    if plan.unmet:
        heads = [label(f"head.{h}", LANG) for h in ("unit", "duty", "window", "reason")]
        rows = []
        for u in plan.unmet:
            o = owed[u.obligation]
            window = f"{show_date(max(1, o.first))} – {show_date(o.last)}"
            rows.append([o.duty.unit_name or o.duty.unit, o.duty.title.lang(LANG), window, u.reason.lang(LANG)])
        click.echo()
        click.echo(text_table(heads, rows))
    for bottleneck in plan.bottlenecks:
        note(bottleneck.text.lang(LANG))


def put_conflicts(conflicts: Iterable[Clash]) -> None:
    """One line a conflict, in words."""
    heads = [label(f"head.{h}", LANG) for h in ("reason", "drill_id", "drill", "unit", "duty", "day")]
    rows = [
        [c.why, ", ".join(c.drills), c.drill, c.unit, c.duty, show_date(c.conflict.day) if c.conflict.day else ""]
        for c in conflicts
    ]
    click.echo(text_table(heads, rows))
