"""One generated Python function for a whole rule set: the verdicts of a single subject, and nothing else.

It is written from the same graph that sweeps a fleet: every node becomes an expression, every child table a loop
(nested tables a loop within). Facts come in an order of their own (``layout``), so that each is looked up once for all
days and parameters. Where everything that a rule asks of a row is known, the certain and the possible are one, and only
one of them is computed (``ideal``). Rules that ask about other subjects, or that pair the rows of two tables, are left
to the record evaluation: ``Verdicts.left`` names them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anwei.engine.facts.subject import Subject
from anwei.engine.fleet.graph import AGGREGATES
from anwei.engine.fleet.lowering.rules import Lowered
from anwei.engine.fleet.plan import Plan, reach
from anwei.engine.fleet.scalar.writer import Writer
from anwei.engine.ir.rules import Rule

#: The facts of a subject or a record in a fixed order, and a list of such for each of its tables.
Facts = tuple[Any, ...]


class Verdicts:
    """Judges one subject of a kind at a time. ``rules`` are those it judges, in the order of the codes it gives."""

    def __init__(self, plan: Plan, kind: str) -> None:
        mine = [r for r in plan.rules if r.rule.subject == kind]
        alone = [r for r in mine if _stands_alone(r)]
        self.rules: tuple[Rule, ...] = tuple(r.rule for r in alone)
        self.left: tuple[Rule, ...] = tuple(r.rule for r in mine if r not in alone)
        writer = Writer(plan, plan.vocabulary.subjects[kind], [r.verdict for r in alone])
        #: What is taken of a subject: facts that one function took serve every other with the same text here.
        self.asks = writer.layout.text
        self.source = writer.function()
        names: dict[str, Any] = dict(writer.texts.names)
        text = f"{self.asks}\n\n{self.source}"
        exec(compile(text, f"<rules of {kind}>", "exec"), names)  # noqa: S102 - our own text, from a typed graph
        #: Takes the facts that the rules ask for out of a subject.
        self.facts_of: Callable[[Subject], Facts] = names["facts_of"]
        #: The verdict codes (see ``results.VERDICTS``) of ``rules`` by such facts, waivers not applied.
        self.judge: Callable[[Facts], tuple[int, ...]] = names["judge"]

    def __call__(self, subject: Subject) -> tuple[int, ...]:
        """The verdict codes of a subject."""
        return self.judge(self.facts_of(subject))


def _stands_alone(rule: Lowered) -> bool:
    """Whether a verdict follows from the subject's own records, table by table."""
    grains = set()
    for node in reach([rule.verdict]):
        if node.op in ("refers", "global"):
            return False
        grains |= {g for g in (node.grain, node.data if node.op in AGGREGATES else None) if g is not None}
    family = {g.family for g in grains}
    return len(family) <= 1 and all(a.base is None for g in grains for a in (g, *g.ancestors))
