"""Which facts a form must ask for: those that the rules for a kind of subject can read.

A rule counts unless its scope can never hold for the sectors given. Asking for too much costs a clerk a minute, asking
for too little leaves a verdict unknown for ever: whatever is not plainly out of scope is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from anwei.engine.catalogue.load import referred
from anwei.engine.catalogue.model import Catalogue
from anwei.engine.facts.subject import Subject
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import ATTESTATIONS, SECTOR_CODES, FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.rules import Rule

ALWAYS = ("id", "name", "division")


@dataclass
class Needs:
    """The facts a form asks for: own fields, columns by table, kinds of other subjects whose coverage counts, and items
    to be seen on site."""

    fields: set[str] = field(default_factory=set)
    tables: dict[str, set[str]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)

    def table(self, name: str) -> set[str]:
        return self.tables.setdefault(name, set())

    def complete(self, spec: SubjectSpec) -> Needs:
        """The same with what every form needs: identity, sectors, keys, the tables that others hang on."""
        self.fields |= {n for n in ALWAYS if n in spec.fields} | {f.name for f in sector_fields(spec)}
        for name in list(self.tables):
            parent = spec.tables[name].parent
            while parent:
                self.table(parent)
                parent = spec.tables[parent].parent
        for name in [f.to for t in self.tables for f in spec.tables[t].fields.values() if f.name in self.tables[t]]:
            if name:
                self.table(name)
        for name, chosen in self.tables.items():
            table = spec.tables[name]
            plain = [n for n, f in table.fields.items() if not f.not_yet]
            if table.key:
                chosen.add(table.key)
            elif not chosen.intersection(plain):  # where all cells may be blank, nothing would show a record
                chosen.add(next(iter(plain or table.fields)))
        return self


def sector_fields(spec: SubjectSpec) -> list[FieldSpec]:
    """The fields that hold the subject's sectors."""
    return [f for f in spec.fields.values() if f.codes == SECTOR_CODES and f.type == "codes"]


def everything(spec: SubjectSpec) -> Needs:
    """Every fact of the kind; of other subjects only what is asked elsewhere."""
    return Needs(set(spec.fields), {t.name: set(t.fields) for t in spec.tables.values()})


def needed(catalogue: Catalogue, spec: SubjectSpec, rules: Iterable[Rule]) -> Needs:
    """The facts of a kind that ``rules``, and the rules those rest on, can read."""
    found = Needs()
    for rule in _with_referred(catalogue, rules):
        if rule.subject == spec.name:
            _Walk(spec, found).rule(rule)
    return found.complete(spec)


def recorded(subject: Subject, spec: SubjectSpec, vocabulary: Vocabulary) -> Needs:
    """The facts that a subject has, so that a form filled with them loses none."""
    found = Needs(_told(subject.values, spec.fields))
    waiting = [(name, row) for name, rows in subject.children.items() for row in rows]
    while waiting:
        name, row = waiting.pop()
        found.table(name).update(_told(row.values, spec.tables[name].fields))
        waiting += [(child, r) for child, rows in row.children.items() for r in rows]
    for name in subject.coverage:
        if name in vocabulary.subjects:
            found.others.add(name)
        elif not spec.tables[name].always_complete:
            found.table(name)
    return found.complete(spec)


def _told(values: dict[str, Value], fields: dict[str, FieldSpec]) -> set[str]:
    """The facts that say something: where a blank means "has not happened", the blank does too."""
    return {n for n, v in values.items() if n in fields and (v is not None or fields[n].not_yet)}


def merged(first: Needs, second: Needs) -> Needs:
    """What either asks for."""
    tables = {n: first.tables.get(n, set()) | second.tables.get(n, set()) for n in {*first.tables, *second.tables}}
    return Needs(first.fields | second.fields, tables, first.others | second.others, first.items | second.items)


def concerned(
    catalogue: Catalogue, spec: SubjectSpec, sectors: Iterable[str], division: str = "", names: Iterable[str] = ()
) -> list[Rule]:
    """The rules for a kind in a division that may apply to the sectors (any, where none are given)."""
    rules = catalogue.rules_for(spec.name, division)
    wanted = list(names)
    if wanted:
        chosen = {r.id for r in catalogue.select(wanted)}
        rules = [r for r in rules if r.id in chosen]
    given = frozenset(sectors)
    if not given:
        return rules
    scope = _Sectors(given, catalogue.vocabulary, {f.name for f in sector_fields(spec)})
    return [r for r in rules if scope.may_apply(r)]


def _with_referred(catalogue: Catalogue, rules: Iterable[Rule]) -> list[Rule]:
    waiting, found = list(rules), dict[str, Rule]()
    while waiting:
        rule = waiting.pop()
        if rule.id not in found:
            found[rule.id] = rule
            waiting += [catalogue.rules[r] for r in sorted(referred(rule)) if r in catalogue.rules]
    return list(found.values())


class _Walk:
    """Collects the facts of the subject itself; those of other subjects, met inside a share or count, are not asked.

    ``depth`` is the level of rows at which a node is read; ``foreign`` the level from which rows belong to others.
    """

    def __init__(self, spec: SubjectSpec, found: Needs) -> None:
        self.spec = spec
        self.found = found

    def rule(self, rule: Rule) -> None:
        for condition in (rule.applies, rule.require, *(c for e in rule.extras for c in (e.applies, e.require))):
            self.node(condition, 0, None)
        for measure in (*rule.measures, *(m for e in rule.extras for m in e.measures)):
            self.node(measure.node, self.levels(measure.scope), None)

    def levels(self, table: str) -> int:
        """How deep the records of a table lie below the subject."""
        count = 0
        while table:
            count, table = count + 1, self.spec.tables[table].parent if table in self.spec.tables else ""
        return count

    def node(self, node: object, depth: int, foreign: int | None) -> None:
        match node:
            case ir.Field():
                self.field(node, foreign)
            case ir.Attested():
                self.found.table(ATTESTATIONS).update(self.spec.tables[ATTESTATIONS].fields)
                self.found.items.add(node.item)
            case ir.Held():  # its body is what is checked; the rest describes the duty
                self.node(node.body, depth, foreign)
                self.node(node.due, depth, foreign)
                self.node(node.next_due, depth, foreign)
            case tuple():
                for item in node:
                    self.node(item, depth, foreign)
            case msgspec.Struct():
                self.struct(node, depth, foreign)

    def struct(self, node: msgspec.Struct, depth: int, foreign: int | None) -> None:
        source = getattr(node, "source", None)
        if isinstance(source, ir.Source):
            self.source(source, foreign)
            depth += 1
            if source.subjects and foreign is None:
                foreign = depth
        for name in node.__struct_fields__:
            self.node(getattr(node, name), depth, foreign)

    def source(self, source: ir.Source, foreign: int | None) -> None:
        if foreign is not None and source.depth >= foreign:
            return
        if source.subjects:
            self.found.others.add(source.table)
        elif source.table in self.spec.tables:
            self.found.table(source.table)

    def field(self, field: ir.Field, foreign: int | None) -> None:
        if foreign is not None and field.depth >= foreign:
            return
        if not field.table:
            self.found.fields.add(field.name)
        elif field.table in self.spec.tables:
            self.found.table(field.table).add(field.name)


class _Sectors:
    """Whether a scope may hold for a subject of the given sectors: True, False, or None where facts decide.

    A sector given broadly (mines) stands for any below it: a form made for it serves coal mines too.
    """

    def __init__(self, given: frozenset[str], vocabulary: Vocabulary, fields: set[str]) -> None:
        codes = vocabulary.codes[SECTOR_CODES]
        self.given = given
        self.possible = frozenset().union(*(codes.narrower(g) for g in given))
        self.fields = fields

    def may_apply(self, rule: Rule) -> bool:
        scopes = [rule.applies, *(e.applies for e in rule.extras if e.applies is not None)]
        return any(s is None or self.holds(s) is not False for s in scopes)

    def holds(self, node: ir.Condition) -> bool | None:
        match node:
            case ir.All():
                return _all([self.holds(t) for t in node.terms])
            case ir.AnyOf():
                return _not(_all([_not(self.holds(t)) for t in node.terms]))
            case ir.Not():
                return _not(self.holds(node.term))
            case ir.CodesHave() if node.field.name in self.fields and not node.field.table and not node.item:
                return self.have(node)
            case _:
                return None

    def have(self, node: ir.CodesHave) -> bool | None:
        has = [self.group(frozenset(g)) for g in node.groups]
        if node.mode == "all":
            return _all(has)
        some = _not(_all([_not(h) for h in has]))
        return _not(some) if node.mode == "none" else some

    def group(self, codes: frozenset[str]) -> bool | None:
        if codes & self.given:
            return True
        return None if codes & self.possible else False


def _all(truths: list[bool | None]) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth
