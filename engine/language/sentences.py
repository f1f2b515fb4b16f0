"""Rules as sentences in zh and en, rendered from the ir itself, so that an officer can review them without YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from anwei.engine.facts.units import RATIO_SIGNS
from anwei.engine.facts.values import show_date, show_number
from anwei.engine.facts.vocabulary import FieldSpec, TableSpec, Vocabulary
from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.rules import Rule
from anwei.engine.messages import Lang, label


class Words(Protocol):
    """What sentences must look up: labels of facts, parameters and rules."""

    @property
    def vocabulary(self) -> Vocabulary: ...
    @property
    def parameters(self) -> Mapping[str, Parameter]: ...
    @property
    def rules(self) -> Mapping[str, Rule]: ...


def show_amount(amount: float, type_: ir.Type, lang: Lang) -> str:
    """A number or day for people, with its unit: ``400,000 CNY``, ``15%``, ``2026-03-05``, ``never``."""
    if amount in (float("inf"), float("-inf")):
        return label("amount.never" if type_.kind == "date" else "amount.unbounded", lang)
    if type_.kind == "date":
        return show_date(amount)
    text = show_number(amount, type_.scale, type_.unit)
    if type_.unit in RATIO_SIGNS:
        return text + type_.unit
    unit = LABELLED_UNITS.get(type_.unit)
    return f"{text} {label(unit, lang)}" if unit else f"{text} {type_.unit}".strip()


LABELLED_UNITS = {
    u: f"unit.{u}"
    for u in ("CNY", "person", "household", "day", "month", "year", "h", "class_hour", "min", "s", "piece")
}


class Sentences:
    """Renders nodes of one rule. ``kinds`` is the stack of rows: subject kind and table."""

    def __init__(self, words: Words, rule: Rule, lang: Lang) -> None:
        self.words = words
        self.rule = rule
        self.lang = lang
        self.kinds: list[tuple[str, str]] = [(rule.subject, "")]

    def say(self, key: str, **slots: object) -> str:
        return label(f"sentence.{key}", self.lang, **slots)

    # -- whole rules ------------------------------------------------------------------------------------------------

    def whole(self) -> str:
        """Scope, measures and requirement as one paragraph."""
        rule = self.rule
        kind = self.words.vocabulary.subjects[rule.subject].label.lang(self.lang)
        scope = (
            self.say("rule.scope", a=kind, b=self.condition(rule.applies))
            if rule.applies is not None
            else self.say("rule.scope.all", a=kind)
        )
        parts = [scope, self.say("rule.require", a=self.condition(rule.require))]
        parts += [self.say("rule.measure", a=self.measure_name(m.name), b=self.measure(m.name)) for m in rule.measures]
        return ("" if self.lang == "zh" else " ").join(parts)

    def measure_name(self, name: str) -> str:
        found = self.rule.measure(name)
        return found.label.lang(self.lang) if found is not None and found.label is not None else name

    def measure(self, name: str) -> str:
        """What a named measure is."""
        found = self.rule.measure(name)
        if found is None:
            return name
        depth = len(self.kinds)
        if found.scope and found.scope != "*item":
            self.kinds.append((self.rule.subject, found.scope))
        try:
            return self.number(found.node)
        finally:
            del self.kinds[depth:]

    # -- names ------------------------------------------------------------------------------------------------------

    def table(self, source: ir.Source) -> str:
        subjects = self.words.vocabulary.subjects
        if source.subjects:
            return subjects[source.table].label.lang(self.lang)
        spec = subjects[self._kind()]
        if source.view and source.view in spec.views:
            return spec.views[source.view].label.lang(self.lang)
        found = spec.tables.get(source.table)
        return found.label.lang(self.lang) if found else source.table

    def _kind(self) -> str:
        return self.kinds[-1][0]

    def field(self, node: ir.Field) -> str:
        spec = self._spec(node)
        return spec.label.lang(self.lang) if spec is not None else node.name

    def _spec(self, node: ir.Field) -> FieldSpec | None:
        kind = self.kinds[min(node.depth, len(self.kinds) - 1)][0]
        subject = self.words.vocabulary.subjects[kind]
        table: TableSpec | None = subject.tables.get(node.table) if node.table else None
        return (table.fields if table else subject.fields).get(node.name)

    def parameter(self, name: str) -> str:
        found = self.words.parameters.get(name)
        return found.label.lang(self.lang) if found else name

    def codes(self, node: ir.Field, codes: tuple[str, ...]) -> str:
        """The broadest codes of a group by their labels."""
        listed = self.words.vocabulary.codes.get(node.codes)
        if listed is None:
            return self.say("or").join(codes)
        top = [c for c in codes if listed.codes[c].broader not in codes] if set(codes) <= listed.codes.keys() else codes
        return self.say("or").join(self.words.vocabulary.code_label(node.codes, c).lang(self.lang) for c in top)

    def length(self, node: ir.Length) -> str:
        if node.param:
            return self.say("param", a=self.parameter(node.param))
        return self.say("years_long" if node.unit == "years" else node.unit, n=node.count)

    def _where(self, source: ir.Source, where: ir.Condition | None) -> str:
        if source.view and isinstance(where, ir.All):
            where = ir.All(where.terms[1:]) if where.terms[1:] else None  # the view's name says its own filter
        if where is None:
            return ""
        text = self._inside(source, where)
        return self.say("where", a=text) if text else ""

    def _inside(self, source: ir.Source, node: ir.Condition) -> str:
        self.kinds.append((source.table, "") if source.subjects else (self._kind(), source.table))
        try:
            return self.condition(node)
        finally:
            self.kinds.pop()

    def _of(self, source: ir.Source, node: ir.Number | None) -> str:
        if node is None:
            return ""
        self.kinds.append((source.table, "") if source.subjects else (self._kind(), source.table))
        try:
            return self.number(node)
        finally:
            self.kinds.pop()

    # -- conditions -------------------------------------------------------------------------------------------------

    def condition(self, node: ir.Condition) -> str:
        match node:
            case ir.Compare():
                return self._compare(node)
            case ir.Flag():
                return self.say(f"flag.{str(node.expected).lower()}", a=self.field(node.field))
            case ir.CodeIs():
                text = self.say("item", a=node.item) if node.item else self.codes(node.field, node.codes)
                return self.say("code.is_not" if node.negated else "code.is", a=self.field(node.field), b=text)
            case ir.CodesHave():
                texts = (
                    [self.say("item", a=node.item)] if node.item else [self.codes(node.field, g) for g in node.groups]
                )
                joined = self.say("list" if node.mode == "all" else "or").join(texts)
                return self.say(f"codes.{node.mode}", a=self.field(node.field), b=joined)
            case ir.Refers():
                kind, table = self.kinds[node.depth]
                name = self.words.vocabulary.subjects[kind].tables[table].label.lang(self.lang)
                return self.say("refers", a=self.field(node.field), b=name)
            case ir.Blank():
                return self.say(f"blank.{str(node.expected).lower()}", a=self.field(node.field))
            case ir.Within():
                return self.say("within", a=self.say("list").join(node.areas))
            case ir.All():
                return self.say("and").join(self.condition(t) for t in node.terms) or self.say("nothing")
            case ir.AnyOf():
                return self.say("any", a=self.say("or").join(self.condition(t) for t in node.terms))
            case ir.Not():
                return self.say("not", a=self.condition(node.term))
        return self._whole(node)

    def _whole(self, node: ir.Condition) -> str:
        match node:
            case ir.Every():
                return self.say(
                    f"every.{node.if_none}",
                    a=self.table(node.source),
                    b=self._where(node.source, node.where),
                    c=self._inside(node.source, node.satisfies),
                )
            case ir.Deadline():
                return self.say(
                    "deadline", a=self.number(node.done), b=self.number(node.start), c=self.length(node.within)
                )
            case ir.Recent():
                return self.say("recent", a=self.number(node.date), b=self.length(node.within))
            case ir.Attested():
                return self.say("attested", a=node.item)
            case ir.RuleHolds():
                found = self.words.rules.get(node.rule)
                return self.say("rule", a=found.title.lang(self.lang) if found else node.rule)
            case ir.Undefined():
                return self.say("undefined", a=node.reason.lang(self.lang))
            case ir.Checklist():
                items = self.say("list").join(i.label.lang(self.lang) for i in node.items)
                return self.say("checklist", a=node.title.lang(self.lang), b=items)
            case ir.ForEach():
                return self.say("for_each", a=self.parameter(node.param), b=self.condition(node.satisfies))
            case ir.Held():
                return self._held(node)
        raise AssertionError(node)

    def _compare(self, node: ir.Compare) -> str:
        left = node.left
        while isinstance(left, ir.Rescale):
            left = left.of
        if node.op == "at_least" and isinstance(left, ir.Aggregate) and left.op == "count":
            return self.say(
                "exists", a=self.table(left.source), b=self._where(left.source, left.where), n=self.number(node.right)
            )
        kind = "date" if ir.type_of(node.left).kind == "date" else "number"
        return self.say(f"{kind}.{node.op}", a=self.number(left), b=self.number(node.right))

    def _held(self, node: ir.Held) -> str:
        depth = len(self.kinds)
        each = ""
        if node.covering is not None:
            each = self.table(node.covering)
            self.kinds.append((self._kind(), node.covering.table))
        also = [self._inside(node.source, a) for a in node.also]
        more = self.say("held.also", a=self.say("and").join(also)) if also else ""
        where = node.where
        if node.covering is not None and isinstance(where, ir.All):
            where = ir.All(tuple(t for t in where.terms if not isinstance(t, ir.Refers)))
            where = where if where.terms else None
        elif isinstance(where, ir.Refers):
            where = None
        text = self._where(node.source, where)
        slots = {
            "p": self._period(node),
            "a": self.table(node.source),
            "b": text,
            "n": self.number(node.at_least),
            "more": more,
        }
        said = self.say("held.each", e=each, **slots) if each else self.say("held", **slots)
        del self.kinds[depth:]
        return said

    def _period(self, node: ir.Held) -> str:
        found = node.recurrence
        length = self.length(found.length) if found.length is not None else ""
        match found.kind:
            case "season":
                said = self.say("every.season", a=self.parameter(found.season))
            case "ahead":
                said = self.say("every.ahead", a=length, b=self.parameter(found.season))
            case "rolling":
                said = self.say("every.rolling", a=length)
            case "anchored":
                said = self.say("every.anchored", a=length, b=self.number(found.anchor) if found.anchor else "")
            case "triggered":
                said = self.say("every.triggered", a=length, b=self.number(node.trigger) if node.trigger else "")
            case _:
                said = self.say(f"every.{found.kind}")
        if found.between is not None:
            said = self.say("every.between", a=_month_day(found.between[0]), b=_month_day(found.between[1]))
        return self.say("every.first", p=said, a=self.length(found.first)) if found.first is not None else said

    # -- numbers ----------------------------------------------------------------------------------------------------

    def number(self, node: ir.Number) -> str:
        match node:
            case ir.Constant():
                return show_amount(node.amount, node.type, self.lang)
            case ir.AsOf():
                key = "as_of" if not node.offset else "as_of.plus" if node.offset > 0 else "as_of.minus"
                return self.say(key, n=abs(node.offset))
            case ir.Field():
                return self.field(node)
            case ir.Param():
                if node.at is not None:
                    return self.say("param.at", a=self.parameter(node.name), b=self.number(node.at))
                return self.say("param", a=self.parameter(node.name))
            case ir.Item():
                return self.say("item.number", a=node.key)
            case ir.Measured():
                return self.measure_name(node.name)
            case ir.Aggregate():
                key = (
                    {"max": "latest", "min": "earliest"}.get(node.op, node.op) if node.type.kind == "date" else node.op
                )
                return self.say(
                    key,
                    a=self.table(node.source),
                    b=self._where(node.source, node.where),
                    c=self._of(node.source, node.of),
                )
            case ir.Single():
                return self.say(
                    "single",
                    a=self.table(node.source),
                    b=self._where(node.source, node.where),
                    c=self._of(node.source, node.of),
                )
            case ir.Tier() | ir.Brackets() | ir.Lookup():
                return self.say(type(node).__name__.lower(), a=self.parameter(node.param), b=self.number(node.by))
        return self._arithmetic(node)

    def _arithmetic(self, node: ir.Number) -> str:
        match node:
            case ir.Add() | ir.Larger() | ir.Smaller():
                return self.say(
                    type(node).__name__.lower(), a=self.say("list").join(self.number(t) for t in node.terms)
                )
            case ir.Subtract() | ir.Multiply() | ir.Divide():
                return self.say(type(node).__name__.lower(), a=self.number(node.left), b=self.number(node.right))
            case ir.Rescale():
                return self.number(node.of)
            case ir.Years():
                return self.say("years", a=self.number(node.start), b=self.number(node.end))
            case ir.Shift():
                return self.say("shift", a=self.number(node.of), b=self.length(node.by))
            case ir.Share():
                return self.say(
                    "share",
                    a=self.table(node.source),
                    b=self._where(node.source, node.where),
                    c=self._inside(node.source, node.satisfies),
                )
            case ir.Call():
                return self.say("call", a=node.function, b=self.say("list").join(self.number(a) for a in node.args))
        assert isinstance(node, ir.Edge)
        return self.say(f"edge.{node.period}.{node.edge}")


def _month_day(value: int) -> str:
    return f"{value // 100:02d}-{value % 100:02d}"


def sentence(words: Words, rule: Rule, lang: Lang) -> str:
    """The rule as one paragraph in a language."""
    return Sentences(words, rule, lang).whole()
