"""Making the lowered form of a set of rules on a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.fleet.bounds import Algebra, FleetBounds
from anwei.engine.fleet.graph import Graph
from anwei.engine.fleet.lowering import conditions, lookups, numbers, records
from anwei.engine.fleet.lowering.rules import Lowered, lower_rule
from anwei.engine.fleet.lowering.scope import Areas, Lowering
from anwei.engine.ir.rules import Rule
from anwei.engine.record.context import Law

#: The modules whose import registers the lowerings of all nodes.
LOWERING_MODULES = (conditions, lookups, numbers, records)


def lower(
    rules: Sequence[Rule],
    law: Law,
    vocabulary: Vocabulary,
    day: int,
    *,
    dates: bool = False,
    bounds: bool = False,
    measures: Mapping[str, Callable[..., FleetBounds]] | None = None,
) -> tuple[Lowering, list[Lowered]]:
    """The graph of all rules together, and each rule's columns in it.

    ``dates`` adds ``recheck_on`` and ``due_by``, ``bounds`` the bounds of the measures; ``measures`` are the lowerings
    of plugins' measures by name.
    """
    plan = Lowering(law, vocabulary, day, Algebra(Graph(), day, dates=dates), Areas(law), lowered=measures or {})
    return plan, [lower_rule(r, plan, due=dates, bounds=bounds) for r in rules]
