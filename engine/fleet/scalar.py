"""One generated Python function for a whole rule set: the verdicts of a single subject, and nothing else.

It is written from the same graph that sweeps a fleet: every node becomes an expression, every child table a loop
(nested tables a loop within), every fact is looked up once a row. Rules that ask about other subjects, or that pair
the rows of two tables, are left to the record evaluation: ``Verdicts.left`` names them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.facts.values import BLANK, key_text
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.graph import AGGREGATES, NO_LEAST, NO_MOST, Expr
from anwei.engine.fleet.lowering.rules import Lowered
from anwei.engine.fleet.plan import Plan, reach
from anwei.engine.ir.rules import Rule
from anwei.engine.record.periods import add_months

MOST = 10**90  # no bound, among integers of any size
NESTED = 12  # how deep expressions stand within each other before one gets a name

_BINARY = {"and": "and", "or": "or", "ge": ">=", "gt": ">", "eq": "=="}
_START = {"sum": "0", "least": "MOST", "most": "-MOST", "any": "False"}


class Verdicts:
    """Judges one subject of a kind at a time. ``rules`` are those it judges, in the order of the codes it gives."""

    def __init__(self, plan: Plan, kind: str) -> None:
        mine = [r for r in plan.rules if r.rule.subject == kind]
        alone = [r for r in mine if _stands_alone(r)]
        self.rules: tuple[Rule, ...] = tuple(r.rule for r in alone)
        self.left: tuple[Rule, ...] = tuple(r.rule for r in mine if r not in alone)
        writer = _Writer(plan, plan.vocabulary.subjects[kind])
        self.source = writer.function([r.verdict for r in alone])
        names: dict[str, Any] = dict(writer.names)
        exec(compile(self.source, f"<rules of {kind}>", "exec"), names)  # noqa: S102 - our own text, from a typed graph
        self._judge: Callable[[Subject], tuple[int, ...]] = names["judge"]

    def __call__(self, subject: Subject) -> tuple[int, ...]:
        """The verdict codes (see ``results.VERDICTS``) of ``rules``, waivers not applied."""
        return self._judge(subject)


def _stands_alone(rule: Lowered) -> bool:
    """Whether a verdict follows from the subject's own records, table by table."""
    grains = set()
    for node in reach([rule.verdict]):
        if node.op in ("refers", "global"):
            return False
        grains |= {g for g in (node.grain, node.data if node.op in AGGREGATES else None) if g is not None}
    family = {g.family for g in grains}
    return len(family) <= 1 and all(a.base is None for g in grains for a in (g, *g.ancestors))


class _Writer:
    """Writes the function: row scopes from the subject inwards."""

    def __init__(self, plan: Plan, spec: SubjectSpec) -> None:
        self.plan = plan
        self.spec = spec
        self.lines: list[str] = []
        self.names: dict[str, Any] = {
            "BLANK": BLANK,
            "MOST": MOST,
            "COMPLETE": Coverage.COMPLETE,
            "key_text": key_text,
            "area_of": plan.areas.of,
            "months": _months_later,
            "years": _years_between,
            "plus": _plus,
            "times": _times,
            "quotient": _quotient,
        }
        self.texts: dict[int, str] = {}  # what stands for a node where it is read
        self.depths: dict[int, int] = {}
        self.uses: dict[int, int] = {}

    def function(self, verdicts: Sequence[Expr]) -> str:
        for node in reach(verdicts):
            for arg in node.args:
                # what another scope reads is needed under a name
                here = node.data if node.op in AGGREGATES else node.grain
                self.uses[arg.index] = self.uses.get(arg.index, 0) + (1 if here is arg.grain else 2)
        for node in reach(verdicts):  # what no fact enters is known before any subject comes
            if node.grain is None and not node.constant:
                self._define(node, 0)
        self.lines.append("def judge(subject):")
        root = next((n.grain.family for n in reach(verdicts) if n.grain is not None), None)
        if root is not None:
            self._put(1, "row_0 = subject")
            self._put(1, "facts_0 = subject.values")
            self._rows(root, verdicts, 1)
        self._put(1, f"return ({''.join(f'{self._read(v)}, ' for v in verdicts)})")
        return "\n".join(self.lines) + "\n"

    def _put(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def _named(self, prefix: str, value: object) -> str:
        name = f"{prefix}_{len(self.names)}"
        self.names[name] = value
        return name

    # -- scopes -----------------------------------------------------------------------------------------------------

    def _rows(self, grain: Grain, targets: Iterable[Expr], depth: int) -> None:
        """Everything that the targets need of one row of a grain, in an order in which each finds what it needs."""
        mine = [n for n in reach(targets) if n.grain is grain]
        levels = _levels(mine, grain)
        for level in sorted(set(levels.values())):
            here = [n for n in mine if levels[n.index] == level and n.index not in self.texts]
            loops: dict[Grain, list[Expr]] = defaultdict(list)
            for node in here:
                if node.op in AGGREGATES:
                    loops[node.data].append(node)
            for rows, folds in loops.items():
                self._loop(rows, folds, depth)
            self._columns([n for n in here if n.op in ("column", "has")], depth)
            for node in here:
                if node.op not in AGGREGATES and node.op not in ("column", "has"):
                    self._define(node, depth)

    def _loop(self, rows: Grain, folds: list[Expr], depth: int) -> None:
        """One pass over the records of a table: what they add up to."""
        for fold in folds:
            self.texts[fold.index] = f"n{fold.index}"
            self._put(depth, f"n{fold.index} = {_START[fold.op]}")
        level = len(rows.ancestors)
        self._put(depth, f"for row_{level} in row_{level - 1}.children.get({rows.table!r}, ()):")
        self._put(depth + 1, f"facts_{level} = row_{level}.values")
        known = dict(self.texts)
        self._rows(rows, [f.args[0].args[0] if _one_or_none(f.args[0]) else f.args[0] for f in folds], depth + 1)
        for fold in folds:
            total, of = f"n{fold.index}", fold.args[0]
            if fold.op == "sum" and _one_or_none(of):
                self._put(depth + 1, f"if {self._read(of.args[0])}:")
                self._put(depth + 2, f"{total} += 1")
                continue
            value = self._read(of)
            match fold.op:
                case "sum":
                    self._put(depth + 1, f"{total} += {value}")
                case "any":
                    self._put(depth + 1, f"{total} = {total} or {value}")
                case _:
                    sign = "<" if fold.op == "least" else ">"
                    self._put(depth + 1, f"found = {value}")
                    self._put(depth + 1, f"{total} = found if found {sign} {total} else {total}")
        self.texts = known  # the rows are gone; what was computed of them is computed again where it is needed

    # -- nodes ------------------------------------------------------------------------------------------------------

    def _define(self, node: Expr, depth: int) -> None:
        text = self._expression(node)
        deep = 1 + max((self.depths.get(a.index, 0) for a in node.args), default=0)
        if node.op == "map":
            self.texts[node.index] = text
        elif deep < NESTED and (node.op == "not" or self.uses.get(node.index) == 1):
            self.texts[node.index], self.depths[node.index] = f"({text})", deep
        if node.index in self.texts:
            return
        self._put(depth, f"n{node.index} = {text}")
        self.texts[node.index] = f"n{node.index}"

    def _read(self, node: Expr) -> str:
        if not node.constant:
            return self.texts[node.index]
        if node.truth:
            return str(bool(node.data))
        return {NO_MOST: "MOST", NO_LEAST: "-MOST"}.get(node.data, str(node.data))

    def _expression(self, node: Expr) -> str:
        args = [self._read(a) for a in node.args]
        match node.op:
            case "map":
                return args[0]
            case "and" | "or" | "ge" | "gt" | "eq":
                return f"{args[0]} {_BINARY[node.op]} {args[1]}"
            case "not":
                return f"not {args[0]}"
            case "select":
                return f"{args[1]} if {args[0]} else {args[2]}"
            case "min" | "max":
                sign = "<" if node.op == "min" else ">"
                return (
                    f"{args[0]} if {args[0]} {sign} {args[1]} else {args[1]}"
                    if _short(args)
                    else (f"{node.op}({args[0]}, {args[1]})")
                )
            case "table":
                entries, otherwise = node.data
                return f"{self._named('table', _sized(dict(entries)))}.get({args[0]}, {_sized_text(otherwise)})"
            case "day_map":
                return f"{self._named('day', node.data.function)}({args[0]}) if -MOST < {args[0]} < MOST else {args[0]}"
        return self._arithmetic(node, args)

    @staticmethod
    def _arithmetic(node: Expr, args: list[str]) -> str:
        match node.op:
            case "add" | "subtract":
                sign = "-" if node.op == "subtract" else ""
                if node.data is None:
                    return f"{args[0]} {sign or '+'} {args[1]}"
                return f"plus({args[0]}, {sign}({args[1]}), {'MOST' if node.data > 0 else '-MOST'})"
            case "multiply":
                return f"times({args[0]}, {args[1]})" if node.data else f"{args[0]} * {args[1]}"
            case "divide":
                return f"quotient({args[0]}, {args[1]}, {node.data[0]}, {node.data[1]})"
            case "months" | "years":
                return f"{node.op}({args[0]}, {args[1]})"
        raise AssertionError(node.op)

    # -- facts ------------------------------------------------------------------------------------------------------

    def _columns(self, nodes: list[Expr], depth: int) -> None:
        """The facts of one row: each is looked up once, and what is asked of it gets a name."""
        fetched: set[str] = set()
        for node in nodes:
            assert node.grain is not None
            level = len(node.grain.ancestors)
            table = self.spec.tables.get(node.grain.table)
            name, part = node.data
            raw = f"raw_{level}_{self._place(name)}"
            spec = (table.fields if table is not None else self.spec.fields).get(name)
            if spec is not None and raw not in fetched:
                fetched.add(raw)
                self._put(depth, f"{raw} = facts_{level}.get({name!r})")
            if node.op == "has":
                text = f"{_there(raw, spec)} and not {self._named('group', part)}.isdisjoint({raw})"
            else:
                text = self._part(raw, part, spec, table, level, name)
            if text == raw:
                self.texts[node.index] = raw
                continue
            self._put(depth, f"n{node.index} = {text}")
            self.texts[node.index] = f"n{node.index}"

    def _place(self, name: str) -> str:
        return "".join(c if c.isalnum() else "_" for c in name)

    def _part(self, raw: str, part: str, spec: FieldSpec | None, table: TableSpec | None, level: int, name: str) -> str:
        if part == "complete":
            return f"row_{level}.coverage.get({name!r}) is COMPLETE" if not level else "False"
        if part == "keyed":
            key = table.key if table is not None else "id"
            fields = table.fields if table is not None else self.spec.fields
            return f"key_text(facts_{level}.get({key!r}), {self._named('spec', fields.get(key))}) != ''"
        assert spec is not None
        there = _there(raw, spec)
        match part:
            case "value" if spec.type == "boolean":
                return f"{raw} is True"
            case "value":
                return f"{raw} if {raw}.__class__ is int else 0"
            case "code":
                return raw
            case "area":
                return f"area_of({raw} or '')"
            case "known":
                return f"{there} and {raw} != ''" if spec.type in ("code", "text", "ref", "division") else there
            case "doubtful":
                return f"{raw} is None and {name!r} in facts_{level}" if spec.not_yet else "False"
            case "some":
                return f"{there} and len({raw}) > 0"
        raise AssertionError(part)


def _there(raw: str, spec: FieldSpec | None) -> str:
    """That a fact is recorded, and has happened."""
    return f"{raw} is not None" + (f" and {raw} is not BLANK" if spec is None or spec.not_yet else "")


def _levels(nodes: list[Expr], grain: Grain) -> dict[int, int]:
    """In which round each node of a row is known: an aggregate after what its records read of the row itself."""
    levels: dict[int, int] = {}
    for node in nodes:
        if node.op in AGGREGATES:
            read = [n for n in reach(node.args) if n.grain is grain]
            levels[node.index] = 1 + max((levels[n.index] for n in read), default=0)
        else:
            levels[node.index] = max((levels[a.index] for a in node.args if a.index in levels), default=0)
    return levels


def _one_or_none(node: Expr) -> bool:
    """Whether a number counts a truth."""
    return node.op == "select" and all(a.constant for a in node.args[1:]) and [a.data for a in node.args[1:]] == [1, 0]


def _short(texts: list[str]) -> bool:
    return all(len(t) < 12 and "(" not in t for t in texts)


def _sized(entries: dict[Any, Any]) -> dict[Any, Any]:
    return {k: {NO_MOST: MOST, NO_LEAST: -MOST}.get(v, v) if not isinstance(v, bool) else v for k, v in entries.items()}


def _sized_text(value: int | bool) -> str:
    return str(value) if isinstance(value, bool) else {NO_MOST: "MOST", NO_LEAST: "-MOST"}.get(value, str(value))


# -- arithmetic with no bound, as in ``arithmetic`` -------------------------------------------------------------------


def _plus(left: int, right: int, doubt: int) -> int:
    if doubt in (left, right):
        return doubt
    return -doubt if -doubt in (left, right) else left + right


def _times(left: int, right: int) -> int:
    if not left or not right:
        return 0
    if MOST in (abs(left), abs(right)):
        return MOST if (left > 0) == (right > 0) else -MOST
    return left * right


def _quotient(left: int, right: int, factor: int, up: bool) -> int:
    size = abs(right)
    if not right or size == MOST:
        return 0
    if abs(left) == MOST:
        return left if right > 0 else -left
    amount = abs(left) * factor
    whole = -(-amount // size) if up else amount // size
    return whole if (left < 0) == (right < 0) else -whole


def _months_later(day: int, months: int) -> int:
    return day if abs(day) == MOST else add_months(day, months)


def _years_between(start: int, end: int) -> int:
    from datetime import date

    if MOST in (abs(start), abs(end)):
        return 0
    first, last = date.fromordinal(start), date.fromordinal(end)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
