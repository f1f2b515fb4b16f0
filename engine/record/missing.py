"""What is missing: the facts, coverage, records, parameters and definitions that would decide an unknown verdict."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from anwei.engine.facts.subject import Coverage, Subject
from anwei.engine.facts.values import key_number, show_date
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.walk import parameters_of, walk
from anwei.engine.messages import Text
from anwei.engine.record import lookups, records, standing
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import condition, number
from anwei.engine.record.finding import Missing


class Missings:
    """Walks what is unknown and collects, in order and once each, the facts that would decide it."""

    def __init__(self, context: Context, vocabulary: Vocabulary) -> None:
        self.context = context
        self.vocabulary = vocabulary
        self.found: dict[str, Missing] = {}
        self.nothing_else = False  # no fact is missing, and still the verdict is open

    def condition(self, node: ir.Condition) -> None:
        """Collect for a condition whose truth is unknown; a decided one adds nothing."""
        if not condition(node, self.context).unknown:
            return
        match node:
            case ir.Compare():
                self.number(node.left)
                self.number(node.right)
                if self.nothing_else:
                    self._unsettled(node.left, node.right)
            case ir.Flag() | ir.CodeIs() | ir.CodesHave() | ir.Blank():
                self._field(node.field)
            case ir.Refers():
                self._field(node.field)
                self._key(node.depth)
            case ir.Within():
                self._add("fact", self._owner(node.depth) + "division", None)
            case ir.All() | ir.AnyOf():
                for term in node.terms:
                    self.condition(term)
            case ir.Not():
                self.condition(node.term)
            case ir.Every():
                self._every(node)
            case ir.Deadline():
                self.number(node.start)
                self.number(node.done)
                self._parameter(node.within.param)
            case ir.Recent():
                self.number(node.date)
                self._parameter(node.within.param)
            case _:
                self._whole(node)

    def _whole(self, node: ir.Condition) -> None:
        match node:
            case ir.Attested():
                label = self.vocabulary.attested.get(self.context.subject_at(0).kind, {}).get(node.item)
                self._add("attestation", f"attestation:{node.item}", label)
            case ir.RuleHolds():
                self._rule(node)
            case ir.Undefined():
                self._add("definition", "definition", node.reason)
            case ir.Checklist():
                for item in node.items:
                    self.condition(item.holds)
            case ir.ForEach():
                self._for_each(node)
            case ir.Held():
                self.condition(node.body)

    def number(self, node: ir.Number) -> None:
        """Collect for a number that is not exact."""
        value = number(node, self.context)
        if value is None or value.exact:
            return
        match node:
            case ir.Field():
                self._field(node)
            case ir.Param():
                self._dated(node.name, node.at)
            case ir.Measured():
                self._measured(node)
            case ir.Aggregate():
                self._rows(node.source, node.where, node.of)
            case ir.Single():
                self._single(node)
            case ir.Share():
                self._share(node)
            case ir.Tier() | ir.Brackets():
                self.number(node.by)
                self._dated(node.param, node.at)
            case ir.Lookup():
                if isinstance(node.by, ir.Field):
                    self._field(node.by)
                self._dated(node.param, node.at)
                if self.context.unset.get(node.param) == "not_in_table":
                    code = lookups.code_of(node, self.context)
                    label = self.context.law.parameters[node.param].label
                    self._add("parameter", f"parameter:{node.param}[{code}]", label)
            case ir.Shift():
                self.number(node.of)
                self._parameter(node.by.param)
            case ir.Edge():
                self._recurrence(node.recurrence)
            case _:
                self._parts(node)

    def _parts(self, node: ir.Number) -> None:
        match node:
            case ir.Add() | ir.Larger() | ir.Smaller():
                for term in node.terms:
                    self.number(term)
            case ir.Subtract() | ir.Multiply() | ir.Divide():
                self.number(node.left)
                self.number(node.right)
                right = number(node.right, self.context) if isinstance(node, ir.Divide) else None
                if right is not None and right.exact and right.low == 0:
                    self._add("definition", "division_by_zero", Text("基数为零，无法相除", "the base is zero"))
            case ir.Rescale():
                self.number(node.of)
            case ir.Call():
                for arg in node.args:
                    self.number(arg)
            case ir.Years():
                self.number(node.start)
                self.number(node.end)

    # -- leaves -----------------------------------------------------------------------------------------------------

    def _add(self, kind: Any, path: str, label: Text | None) -> None:
        self.found.setdefault(path, Missing(kind, path, label))

    def _owner(self, depth: int) -> str:
        """The prefix of another subject's facts: ``township:T-01.``; empty for the subject itself."""
        subject = self.context.subject_at(depth)
        return "" if subject is self.context.rows[0] else f"{subject.kind}:{subject.id}."

    def _path(self, depth: int, name: str) -> str:
        row = self.context.rows[depth]
        return self._owner(depth) + (name if isinstance(row, Subject) else f"{row.path}.{name}")

    def _field(self, node: ir.Field) -> None:
        row = self.context.rows[node.depth]
        if row.values.get(node.name) is not None:
            return
        subject = self.context.subject_at(node.depth)
        spec = self.vocabulary.subjects[subject.kind]
        fields = spec.tables[node.table].fields if node.table else spec.fields
        self._add("fact", self._path(node.depth, node.name), fields[node.name].label if node.name in fields else None)

    def _key(self, depth: int) -> None:
        """The key of the record at ``depth``, where it is not known."""
        row, subject = self.context.rows[depth], self.context.subject_at(depth)
        name = row.path.rsplit(".", 1)[-1].partition("[")[0]
        table = self.vocabulary.subjects[subject.kind].tables.get(name)
        if table is not None and table.key and not row.key:
            self._add("fact", self._path(depth, table.key), table.fields[table.key].label)

    def _parameter(self, name: str) -> None:
        if not name:
            return
        value = self.context.parameter(name)
        if value is None or value.kind == "unset":
            self._add("parameter", f"parameter:{name}", self.context.law.parameters[name].label)

    def _dated(self, name: str, at: ir.Number | None) -> None:
        """A parameter with the date that selects its value: the date, or the value that nobody has set for it."""
        day = number(at, self.context) if at is not None else None
        if at is not None and day is not None and not day.exact:
            self.number(at)
        elif not lookups.values_of(name, at, self.context)[0]:
            self._add("parameter", f"parameter:{name}", self.context.law.parameters[name].label)

    def _recurrence(self, node: ir.Recurrence) -> None:
        self._parameter(node.season)
        self._parameter(node.length.param if node.length else "")
        if node.anchor is not None:
            self.number(node.anchor)

    def _coverage(self, source: ir.Source) -> None:
        if records.complete(source, self.context):
            return
        subject = self.context.subject_at(source.depth)
        own = self._owner(source.depth)
        if source.subjects and not subject.division:
            self._add("fact", f"{own}division", None)
            return
        spec = self.vocabulary.subjects[subject.kind]
        if source.subjects and subject.coverage.get(source.table) is Coverage.COMPLETE:
            for other in self.context.population.unplaced(source.table):
                self._add("fact", f"{other.kind}:{other.id}.division", None)
            return
        label = self.vocabulary.subjects[source.table].label if source.subjects else spec.tables[source.table].label
        self._add("coverage", f"{own}coverage:{source.table}", label)

    def _unseen(self, *parts: object) -> None:
        """Records not yet on file would be judged by these parameters: the unset ones are missing too."""
        for name in sorted({n for part in parts for n in parameters_of(part)}):
            self._parameter(name)

    # -- records ----------------------------------------------------------------------------------------------------

    def _rows(self, source: ir.Source, where: ir.Condition | None, of: ir.Number | None) -> None:
        for _, truth in records.matching(source, where, self.context):
            if truth.unknown and where is not None:
                self.condition(where)
            if truth.may and of is not None:
                self.number(of)
        self._coverage(source)

    def _single(self, node: ir.Single) -> None:
        sure, before = False, len(self.found)
        for _, truth in records.matching(node.source, node.where, self.context):
            if truth.unknown and node.where is not None:
                self.condition(node.where)
            if truth.may:
                self.number(node.of)
            sure = sure or truth.sure
        if not sure:
            self._unseen_record(node, before)

    def _unseen_record(self, node: ir.Single, before: int) -> None:
        """No record surely matches: what says which record it is may be missing, else the record itself."""
        for part in walk(node.where):
            if isinstance(part, ir.Compare) and not self._reads_record(part.right):
                self.number(part.right)
        self._unseen(node.where)
        if len(self.found) == before:
            self._add("record", self._record_path(node), None)

    def _wanted(self, where: ir.Condition | None) -> Iterator[str]:
        """What the wanted record must be, in words of the data: its codes and equal numbers."""
        match where:
            case ir.All():
                for term in where.terms:
                    yield from self._wanted(term)
            case ir.CodeIs(negated=False):
                yield from where.codes[:1]
            case ir.Compare(op="equals") if not self._reads_record(where.right):
                value = number(where.right, self.context)
                if value is None or not value.exact or not math.isfinite(value.low):
                    yield "?"
                elif (type_ := ir.type_of(where.right)).kind == "date":
                    yield show_date(int(value.low))
                else:
                    yield key_number(value.low, type_.scale)

    def _unsettled(self, *numbers: ir.Number) -> None:
        """Every fact is known, and still open (never against never, two records for one): a record decides."""
        for node in walk(numbers):
            match node:
                case ir.Single() if self._several(node):
                    self._add("several", self._record_path(node), None)
                case ir.Aggregate(op="min" | "max") if self._found_several():
                    pass  # which of the records counts is what is open
                case ir.Single() | ir.Aggregate(op="min" | "max"):
                    self._add("record", self._record_path(node), None)
                case ir.Measured():
                    self._unsettled(self.context.measures[node.name].node)

    def _several(self, node: ir.Single) -> bool:
        """Whether more than one record may be the one, so that nothing is missing but one of them too many."""
        if node.source.depth >= len(self.context.rows):
            return False  # of a record that is not on the stack
        return sum(t.may for _, t in records.matching(node.source, node.where, self.context)) > 1

    def _found_several(self) -> bool:
        return any(m.kind == "several" for m in self.found.values())

    def _record_path(self, node: ir.Single | ir.Aggregate) -> str:
        wanted = ", ".join(self._wanted(node.where))
        return f"{self._owner(node.source.depth)}{node.source.table}[{wanted}]"

    def _reads_record(self, node: ir.Number) -> bool:
        """Whether a number is read from a record that is not on the stack."""
        return any(isinstance(n, ir.Field) and n.depth >= len(self.context.rows) for n in walk(node))

    def _share(self, node: ir.Share) -> None:
        if not any(t.may for _, t in records.matching(node.source, node.where, self.context)):
            self._add("record", f"{self._owner(node.source.depth)}{node.source.table}[]", None)
        for _, truth in records.matching(node.source, node.where, self.context):
            if truth.unknown and node.where is not None:
                self.condition(node.where)
            if truth.may:
                self.condition(node.satisfies)
        self._coverage(node.source)

    def _every(self, node: ir.Every) -> None:
        certain = any(t.sure for _, t in records.matching(node.source, node.where, self.context))
        for _, truth in records.matching(node.source, node.where, self.context):
            holds = condition(node.satisfies, self.context)
            if truth.may and holds.unknown:
                self.condition(node.satisfies)
            matters = not holds.sure or (not certain and node.if_none != "pass")
            if truth.unknown and node.where is not None and matters:
                self.condition(node.where)
        self._coverage(node.source)
        if node.if_none == "unknown" and not certain:
            wanted = ", ".join(self._wanted(node.where))
            self._add("record", f"{self._owner(node.source.depth)}{node.source.table}[{wanted}]", None)

    def _measured(self, node: ir.Measured) -> None:
        measure, context = self.context.measures[node.name], self.context
        rows = context.rows
        if measure.scope != "*item":
            context.rows = [rows[0], rows[-1]] if measure.scope else rows[:1]
        try:
            self.number(measure.node)
        finally:
            context.rows = rows

    def _for_each(self, node: ir.ForEach) -> None:
        self._parameter(node.param)
        value = self.context.parameter(node.param)
        outer = self.context.item
        try:
            for item in value.items if value is not None else ():
                self.context.item = item
                self.condition(node.satisfies)
        finally:
            self.context.item = outer

    def _rule(self, node: ir.RuleHolds) -> None:
        rule, subject = self.context.law.rules[node.rule], self.context.subject_at(node.depth)
        inner = Missings(standing.nested(rule, subject, self.context), self.vocabulary)
        inner.rule()
        own = self._owner(node.depth)
        for missing in inner.found.values():
            self._add(missing.kind, own + missing.path, missing.label)

    def rule(self) -> None:
        """Collect for the whole rule of the context: its scope, and its requirement unless it surely does not apply."""
        self._rule_parts()
        if not self.found:
            self.nothing_else = True
            self._rule_parts()

    def _rule_parts(self) -> None:
        applies, require = standing.scope_and_requirement(self.context.rule, self.context.subject_at(0).division)
        if applies is not None:
            self.condition(applies)
            if not condition(applies, self.context).may:
                return
        self.condition(require)
