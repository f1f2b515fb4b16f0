"""Two laws, or two days, over the same data: read once, judged up to four times."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from anwei.engine.cli.fleet_data import rules_for

if TYPE_CHECKING:
    from anwei.engine.catalogue.open import Opened
    from anwei.engine.cli.fleet_engines import Embedded
    from anwei.engine.fleet.changes import Impact
    from anwei.engine.fleet.run import Outcome


def compared(here: Embedded, before: Opened, after: Opened, day: int, later: int, only: Sequence[str] = ()) -> Impact:
    """Every verdict that differs between ``before`` on ``day`` and ``after`` on ``later``, with its cause."""
    from anwei.engine.fleet.changes import Causes, Runs, impact, with_waivers
    from anwei.engine.fleet.equivalence import plan_for
    from anwei.engine.fleet.loaded import Loaded
    from anwei.engine.fleet.run import run
    from anwei.engine.ir.frozen import frozen_parameters, frozen_rules
    from anwei.engine.record.context import Law

    source, runner = Loaded(here.source), here.runner

    def judged(opened: Opened, on: int, *, frozen: bool = False) -> dict[str, Outcome]:
        law = opened.catalogue
        chosen = rules_for(opened, here.kinds(law.vocabulary), only, str(here.data))
        if frozen:
            rules, parameters = frozen_rules(law.rules, day), frozen_parameters(law.parameters, day)
            law = msgspec.structs.replace(law, rules=rules, parameters=parameters)
        plan = plan_for(law, [law.rules[r.id] for r in chosen], on, opened.environment)
        return with_waivers(run(plan, source, runner), law.waivers, on)

    first = judged(before, day)
    frozen, between = first, first
    if later != day:
        frozen, between = judged(before, later, frozen=True), judged(before, later)
    last = judged(after, later) if after is not before else between
    old, new = (Law(o.catalogue.parameters, o.catalogue.rules) for o in (before, after))
    return impact(Runs(first, frozen, between, last), Causes(old, new, day, later))
