"""The facts that a rule reads, and where they stand in the subjects of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule
from anwei.engine.ir.walk import inner_fields

#: They say which record this is and whose law governs it; not to know them is another question.
IDENTITY = frozenset({"id", "name", "division"})
#: Descriptions of a duty; its body holds the same facts once more, as they are judged.
_DESCRIPTIONS = frozenset({"met", "due", "next_due", "where", "also", "covering", "at_least", "since", "trigger"})


class Leaf(NamedTuple):
    """A fact that a rule reads: of which kind of subject, in which table (empty: its own), and its name."""

    kind: str
    table: str
    name: str

    def spec(self, vocabulary: Vocabulary) -> FieldSpec:
        kind = vocabulary.subjects[self.kind]
        return (kind.tables[self.table].fields if self.table else kind.fields)[self.name]

    @property
    def path(self) -> str:
        """As people name it: ``people.role``."""
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True)
class Spot:
    """One place of a fact in a case: of the subject (0) or one of the others, through records by position."""

    subject: int
    rows: tuple[tuple[str, int], ...]
    name: str


Row = tuple[str, str]  # kind of subject and table
Edit = tuple[Spot, Value]


def leaves(rule: Rule) -> list[Leaf]:
    """The facts a rule reads by itself, without those of rules it refers to, identity left out."""
    subject: list[Row] = [(rule.subject, "")]
    found = [*_leaves((rule.applies, rule.require), subject)]
    for measures in (rule.measures, *(e.measures for e in rule.extras)):
        for measure in measures:
            table = measure.scope.removeprefix("*item")
            found += _leaves(measure.node, [*subject, (rule.subject, table)] if table else subject)
    found += _leaves(tuple((e.applies, e.require) for e in rule.extras), subject)
    return sorted({leaf for leaf in found if leaf.name not in IDENTITY})


def _leaves(node: object, stack: list[Row]) -> Iterator[Leaf]:
    if isinstance(node, ir.Field):
        kind, table = stack[node.depth] if node.depth < len(stack) else (stack[0][0], node.table)
        yield Leaf(kind, table, node.name)
    elif isinstance(node, tuple):
        for item in node:
            yield from _leaves(item, stack)
    elif isinstance(node, ir.Held):
        yield from _leaves(node.body, stack)
    elif isinstance(node, msgspec.Struct):
        source = getattr(node, "source", None)
        inner = [*stack, _row(source, stack)] if isinstance(source, ir.Source) else stack
        for name in inner_fields(type(node)):
            yield from _leaves(getattr(node, name), inner)


def _row(source: ir.Source, stack: list[Row]) -> Row:
    return (source.table, "") if source.subjects else (stack[source.depth][0], source.table)


def spots(leaf: Leaf, subjects: Sequence[Subject]) -> Iterator[Spot]:
    """Every place where the fact is, or could be, written."""
    for index, subject in enumerate(subjects):
        if subject.kind == leaf.kind:
            yield from (Spot(index, rows, leaf.name) for rows in _rows(subject, leaf.table))


def _rows(record: Record, table: str) -> Iterator[tuple[tuple[str, int], ...]]:
    if not table:
        yield ()
        return
    for name, rows in record.children.items():
        for position, row in enumerate(rows):
            if name == table:
                yield ((name, position),)
            yield from (((name, position), *rest) for rest in _rows(row, table))


def record_at(spot: Spot, subjects: Sequence[Subject]) -> Record:
    record: Record = subjects[spot.subject]
    for table, position in spot.rows:
        record = record.children[table][position]
    return record


def value_at(spot: Spot, subjects: Sequence[Subject]) -> Value:
    return record_at(spot, subjects).values.get(spot.name)


def never_unknown(rule: Rule, cases: Sequence[Sequence[Subject]]) -> list[Leaf]:
    """The facts of a rule that are known wherever they stand, in every one of its cases (the subjects of each)."""
    found = leaves(rule)
    unknown = unknown_in(found, cases)
    return [leaf for leaf in found if leaf not in unknown]


def unknown_in(wanted: Sequence[Leaf], cases: Sequence[Sequence[Subject]]) -> set[Leaf]:
    """Those of the facts that are not known somewhere in one of the cases (the subjects of each)."""
    return {leaf for leaf in wanted if any(_unknown(leaf, s) for subjects in cases for s in subjects)}


def _unknown(leaf: Leaf, subject: Subject) -> bool:
    if subject.kind != leaf.kind:
        return False
    records = _records(subject, leaf.table) if leaf.table else (subject,)
    return any(r.values.get(leaf.name) is None for r in records)


def _records(record: Record, table: str) -> Iterator[Record]:
    """The records of a table, at whatever depth."""
    for name, rows in record.children.items():
        if name == table:
            yield from rows
        for row in rows:
            yield from _records(row, table) if row.children else ()


def changed(subjects: Sequence[Subject], edits: Sequence[Edit]) -> list[Subject]:
    """Copies of the subjects with facts changed."""
    found = list(subjects)
    for spot, value in edits:
        copied = _with(found[spot.subject], spot.rows, spot.name, value)
        assert isinstance(copied, Subject)
        found[spot.subject] = copied
    return found


def _with(record: Record, rows: tuple[tuple[str, int], ...], name: str, value: Value) -> Record:
    new = copy(record)
    if not rows:
        new.values = {**record.values, name: value}
        return new
    (table, position), rest = rows[0], rows[1:]
    children = list(record.children[table])
    children[position] = _with(children[position], rest, name, value)
    new.children = {**record.children, table: children}
    return new
