"""Plans side by side: one row for each obligation that several plans hold, with its numbers and who is strictest.

Two clauses are taken to say the same where the same thing decides them: a limit, a yearly indicator, a rule (or rules
of two plans that bear the same name), or an item to be seen on site. The first that they share makes the row; what
further plans share with all of its plans joins it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, NamedTuple

from anwei.engine.catalogue.model import Catalogue
from anwei.engine.ir.nodes import Attested, CodeIs
from anwei.engine.ir.parameters import Parameter, Value
from anwei.engine.ir.rules import DOMAINS, Clause, Controls, Rule
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.messages import Text

#: What clauses can share, the most telling first.
KINDS = ("limit", "indicator", "rule", "item")
Standing = Literal["strictest", "between", "laxest", "equal", ""]

#: Rules that hold a word for the kind of subject at the end: the same duty at another level.
_LEVELS = frozenset({"city", "county", "township", "village", "department", "enterprise", "team", "post"})


class Key(NamedTuple):
    """What clauses share: a kind of KINDS and the name of the parameter, indicator, rule or item."""

    kind: str
    name: str


class Limit(NamedTuple):
    """A number of a plan: the parameter and the value in force in its division."""

    parameter: Parameter
    value: Value


@dataclass(frozen=True)
class Plan:
    """A plan and where it holds; an empty division where its rules hold everywhere."""

    controls: Controls
    title: Text
    division: str

    @property
    def id(self) -> str:
        return self.controls.id


@dataclass(frozen=True)
class Cell:
    """What one plan says on an obligation."""

    clauses: tuple[Clause, ...]
    limits: tuple[Limit, ...] = ()
    standing: Standing = ""


@dataclass(frozen=True)
class Row:
    """One obligation: what it is recognised by, its name, and a cell for each plan that holds it."""

    key: Key
    name: Text
    domain: str
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def numbered(self) -> bool:
        return any(cell.limits for cell in self.cells.values())

    @property
    def differs(self) -> bool:
        """Whether the numbers differ, or one plan sets what another leaves open."""
        return any(c.standing in ("strictest", "laxest") for c in self.cells.values()) or (
            len({limit.value.kind == "unset" for c in self.cells.values() for limit in c.limits}) > 1
        )


def plan_of(catalogue: Catalogue, controls: Controls) -> Plan:
    """A plan with its division: that of most of the rules its clauses name."""
    named = (catalogue.rules[r].division for c in controls.clauses for r in c.rules)
    counts = Counter(d for d in named if d)
    division = max(sorted(counts), key=counts.__getitem__, default="")
    return Plan(controls, controls.title or catalogue.laws[controls.source].title, division)


def compare(catalogue: Catalogue, plans: Sequence[Plan], day: int) -> list[Row]:
    """The obligations that at least two of the plans hold on a day, by field of work in the order of the first plan."""
    found: list[Row] = []
    held = _held(catalogue, plans, day)
    for kind in KINDS:
        for key, clauses in held.items():
            if key.kind == kind and len(clauses) > 1:
                _join(found, _row(catalogue, plans, key, clauses, day))
    place = {c.id: n for plan in plans for n, c in enumerate(plan.controls.clauses)}
    order = {domain: n for n, domain in enumerate(DOMAINS)}
    return sorted(found, key=lambda r: (order.get(r.domain, len(order)), place[_first(r).id], r.key))


def _first(row: Row) -> Clause:
    return next(iter(row.cells.values())).clauses[0]


Held = dict[str, list[Clause]]


def _held(catalogue: Catalogue, plans: Sequence[Plan], day: int) -> dict[Key, Held]:
    """Key -> plan -> the clauses that are decided by it; in the order of the plans and their clauses."""
    found: dict[Key, Held] = {}
    prefixes = {"plan", *(plan.id for plan in plans)}
    for plan in plans:
        for clause in plan.controls.clauses:
            for key in dict.fromkeys(_keys(catalogue, plan, clause, prefixes, day)):
                found.setdefault(key, {}).setdefault(plan.id, []).append(clause)
    return found


def _keys(catalogue: Catalogue, plan: Plan, clause: Clause, prefixes: set[str], day: int) -> Iterator[Key]:
    for rule in (catalogue.rules[r] for r in clause.rules):
        if rule.topic == "record":  # checks figures of the past, no obligation
            continue
        for limit in _limits(catalogue, rule, plan.division, day):
            yield Key("limit", limit.parameter.name)
        for code in _indicators(rule):
            yield Key("indicator", code)
        if rule.topic != "attested":  # such a rule only gathers items, under a name of its own
            yield Key("rule", duty(rule.id, prefixes))
    for item in clause.items:
        yield Key("item", item)


def duty(rule: str, prefixes: Iterable[str]) -> str:
    """The name of a rule without the plan it stands in and without the level it is about.

    >>> duty("luan.leading-group.township", {"plan", "luan"}), duty("stock.rotation", {"plan", "luan"})
    ('leading-group', 'stock.rotation')
    """
    head, _, rest = rule.partition(".")
    if head not in prefixes or not rest:
        return rule
    name, _, level = rest.rpartition(".")
    return name if name and level in _LEVELS else rest


def _limits(catalogue: Catalogue, rule: Rule, division: str, day: int) -> list[Limit]:
    """The numbers that a rule holds somebody to: parameters that can be stricter or laxer, in force in the division."""
    named = (catalogue.parameters[p] for p in sorted(parameters_of(rule)))
    values = ((p, p.in_force(division, day)) for p in named if p.stricter)
    return [Limit(p, value) for p, value in values if value is not None and value.kind != "date"]


def _indicators(rule: Rule) -> set[str]:
    """The yearly indicators that a rule reads."""
    read = (n for n in walk(rule) if isinstance(n, CodeIs) and n.field.codes == "indicator" and not n.negated)
    return {code for node in read for code in node.codes}


def _join(rows: list[Row], new: Row) -> None:
    """Put a row where it belongs: nowhere if an earlier one says it, into one that it widens, or at the end."""
    for n, row in enumerate(rows):
        common = row.cells.keys() & new.cells.keys()
        if common in (row.cells.keys(), new.cells.keys()) and all(_meet(row.cells[p], new.cells[p]) for p in common):
            if len(new.cells) > len(common):
                cells = {p: row.cells.get(p, cell) for p, cell in new.cells.items()}
                rows[n] = Row(row.key, row.name, row.domain, _ranked(cells))
            return
    rows.append(new)


def _meet(one: Cell, other: Cell) -> bool:
    """Whether two cells of a plan have a clause in common."""
    return not {c.id for c in one.clauses}.isdisjoint(c.id for c in other.clauses)


def _row(catalogue: Catalogue, plans: Sequence[Plan], key: Key, clauses: Held, day: int) -> Row:
    prefixes = {"plan", *(plan.id for plan in plans)}
    cells = {}
    for plan in plans:
        if plan.id in clauses:
            limits = _cell_limits(catalogue, plan, key, clauses[plan.id], prefixes, day)
            cells[plan.id] = Cell(tuple(clauses[plan.id]), limits)
    first = next(iter(cells.values())).clauses[0]
    return Row(key, _name(catalogue, key, first), first.domain, _ranked(cells))


def _ranked(cells: dict[str, Cell]) -> dict[str, Cell]:
    """The cells with who is strictest."""
    ranked = standings({p: c.limits for p, c in cells.items()})
    return {p: Cell(c.clauses, c.limits, ranked.get(p, "")) for p, c in cells.items()}


def _cell_limits(
    catalogue: Catalogue, plan: Plan, key: Key, clauses: Iterable[Clause], prefixes: set[str], day: int
) -> tuple[Limit, ...]:
    """The numbers of a plan on what the row is recognised by, each once."""
    found: dict[str, Limit] = {}
    for rule in (catalogue.rules[r] for c in clauses for r in c.rules):
        for limit in _limits(catalogue, rule, plan.division, day):
            wanted = {
                "limit": limit.parameter.name == key.name,
                "indicator": key.name in _indicators(rule),
                "rule": duty(rule.id, prefixes) == key.name,
                "item": any(isinstance(n, Attested) and n.item == key.name for n in walk(rule)),
            }
            if wanted[key.kind]:
                found[limit.parameter.name] = limit
    return tuple(found.values())


def _name(catalogue: Catalogue, key: Key, clause: Clause) -> Text:
    """The name of an obligation: that of the number or indicator, otherwise the words of the first plan."""
    if key.kind == "limit":
        return catalogue.parameters[key.name].label
    if key.kind == "indicator":
        return catalogue.vocabulary.codes["indicator"].codes[key.name].label
    return clause.text


# -- who is strictest -------------------------------------------------------------------------------------------------


def standings(limits: dict[str, tuple[Limit, ...]]) -> dict[str, Standing]:
    """Plan -> how strict it is among those with one number that can be compared.

    Empty where fewer than two plans have one, or where their numbers have another unit or direction.
    """
    single = {plan: found[0] for plan, found in limits.items() if len(found) == 1}
    scores = {plan: score for plan, limit in single.items() if (score := _score(limit)) is not None}
    measured = {(single[p].parameter.stricter, _unit(single[p])) for p in scores}
    if len(scores) < 2 or len(measured) > 1:
        return {}
    best, worst = max(scores.values()), min(scores.values())
    if best == worst:
        return dict.fromkeys(scores, "equal")
    return {p: "strictest" if s == best else "laxest" if s == worst else "between" for p, s in scores.items()}


def _unit(limit: Limit) -> str:
    length = limit.value.length
    return limit.parameter.type.unit if length is None else length.unit


def _score(limit: Limit) -> tuple[Fraction, bool] | None:
    """Higher is stricter; a limit that must not itself be reached is stricter than one that may. None: not a number."""
    parameter, value = limit
    if value.kind == "number":
        number = Fraction(value.amount, 10**parameter.type.scale)
    elif value.kind == "length" and value.length is not None:
        number = Fraction(value.length.count)
    else:
        return None
    return (number if parameter.stricter == "higher" else -number, value.strict)
