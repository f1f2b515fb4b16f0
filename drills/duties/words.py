"""What a duty is called by: its citations with the titles of their instruments, their rank, and what must follow."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.drills.duties.find import DRILLS
from anwei.drills.model import Citation, FollowUp
from anwei.engine.api import Record, Text, Vocabulary
from anwei.engine.services import Context, Law, Rule, ir, length_of, walk

#: Rank of an instrument -> the price of leaving a duty unmet, as a multiple.
RANKS = {
    "law": 30,
    "regulation": 30,
    "local_regulation": 30,
    "ministry_rule": 20,
    "notice": 15,
    "standard": 15,
    "local_plan": 10,
    "guide": 10,
}


def cites_of(rule: Rule, laws: Mapping[str, Law]) -> tuple[Citation, ...]:
    """The citations of a rule with the titles of their instruments."""
    none = Text("", "")
    return tuple(Citation(c.law, c.article, laws[c.law].title if c.law in laws else none, c.note) for c in rule.cites)


def rank_of(rule: Rule, laws: Mapping[str, Law]) -> int:
    """The rank of the highest instrument cited."""
    return max((RANKS.get(laws[c.law].rank, 0) for c in rule.cites if c.law in laws), default=0)


def record_name(row: Record) -> str:
    """What people call a record: its title or name, else its key."""
    return next((str(row.values[n]) for n in ("title", "name") if row.values.get(n)), row.key)


def follow_ups_of(node: ir.Held, vocabulary: Vocabulary, kind: str, context: Context) -> tuple[FollowUp, ...]:
    """What must be true of the drill's record afterwards, with the term where the rule sets one."""
    return tuple(_follow_up(term, vocabulary, kind, context) for term in node.also)


def _follow_up(term: ir.Condition, vocabulary: Vocabulary, kind: str, context: Context) -> FollowUp:
    if isinstance(term, ir.Deadline):
        span = length_of(term.within, context) or (0, "days")
        return FollowUp(term.done.name, _label(vocabulary, kind, term.done.name), *span)
    name = next((n.name for n in walk(term) if isinstance(n, ir.Field)), "")
    return FollowUp(name, _label(vocabulary, kind, name))


def _label(vocabulary: Vocabulary, kind: str, name: str) -> Text:
    spec = vocabulary.subjects.get(kind)
    table = spec.tables.get(DRILLS) if spec is not None else None
    found = table.fields.get(name) if table is not None else None
    return found.label if found is not None else Text(name, name)
