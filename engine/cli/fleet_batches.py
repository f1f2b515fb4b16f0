"""What a fleet run yields: everything judged, with exact days of lapse, or only what may have changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from anwei.engine.cli.fleet_engines import Embedded, Engine
from anwei.engine.cli.main import LANG
from anwei.engine.cli.narrate import note
from anwei.engine.messages import label

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.fleet.plan import Plan
    from anwei.engine.fleet.run import Batch


MOST = 0.5  # of all subjects: where more are due, judging everyone anew costs less than taking over the rest


def batches_of(source: Engine, plan: Plan, opened: Opened, lapses: int) -> Iterator[Batch]:
    """What the rules say, with the days on which verdicts change within ``lapses`` days (0: without)."""
    from anwei.engine.fleet.equivalence import later_plans
    from anwei.engine.fleet.lapses import with_lapses

    catalogue = opened.catalogue
    if not lapses:
        return source.batches(plan, catalogue.waivers)
    if not isinstance(source, Embedded):
        raise click.UsageError(label("cli.fleet.lapses_here", LANG))
    plan_on = later_plans(catalogue, opened.environment)
    return with_lapses(plan, plan_on, catalogue.rules, source.source, lapses, lambda: source.runner, catalogue.waivers)


@dataclass(frozen=True)
class Earlier:
    """Results to start from, files with the ids of subjects with new evidence, and what results of today say of
    themselves."""

    folder: Path
    changed: Sequence[Path]
    told: Mapping[bytes, bytes]


def batches_again(source: Embedded, plan: Plan, opened: Opened, earlier: Earlier) -> Iterator[Batch]:
    """The same as a full run gives, in another order: only who may have changed is judged. Where nothing can be taken
    over everything is judged, and why is said."""
    from anwei.engine.fleet.changes import again, due
    from anwei.engine.fleet.earlier import came_or_went, changed_ids, read, unusable

    waivers = opened.catalogue.waivers
    kinds = list(dict.fromkeys(r.rule.subject for r in plan.rules))
    named = changed_ids(earlier.changed)
    why = unusable(earlier.folder, kinds, earlier.told)
    if why:
        note(label("cli.fleet.whole", LANG, reason=label(why, LANG)))
        yield from source.batches(plan, waivers)
        return
    held = {k: read(earlier.folder, k) for k in kinds}
    changed = {k: named | came_or_went(source.data, o) for k, o in held.items()}
    judged = sum(len(changed[k] | due(o, plan.day)) for k, o in held.items())
    if judged > MOST * sum(len(b.divisions) for o in held.values() for b in o.batches):
        note(label("cli.fleet.whole", LANG, reason=label("cli.fleet.whole.most", LANG, count=judged)))
        yield from source.batches(plan, waivers)
        return
    note(label("cli.fleet.again", LANG, count=judged))
    for outcome in again(plan, source.source, held, changed, source.runner, waivers).values():
        yield from outcome.batches
