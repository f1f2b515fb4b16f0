"""What the desk makes ready while nobody asks it anything: the law, the evidence, and the planner's modules."""

from __future__ import annotations

from importlib import import_module

from anwei.tui.jobs.office import Office

_ASKED_SOON = ("anwei.tui.jobs.subject", "anwei.tui.jobs.drill_offers", "anwei.drills.duties.gather")


def ready(office: Office) -> None:
    """Load what the first questions need. Raises AnweiError where something kept cannot be read."""
    for module in _ASKED_SOON:
        import_module(module)
    law, _ = office.law, office.evidence
    law.asks(next(iter(law.rules.values())))  # which rules look at other subjects is worked out for all of them at once
