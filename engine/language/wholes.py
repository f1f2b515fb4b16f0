"""Conditions over whole tables, rules, checklists and catalogues."""

from __future__ import annotations

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.ir.nodes import Aggregate, Attested, Condition, Constant, Every, ForEach, IfNone, RuleHolds, Undefined
from anwei.engine.ir.types import COUNT
from anwei.engine.language import operands
from anwei.engine.language.checklists import checklist
from anwei.engine.language.conditions import compare, condition, with_view
from anwei.engine.language.forms import condition_form
from anwei.engine.language.named import add_measures
from anwei.engine.language.scope import Scope


@condition_form(
    "exists",
    zh="至少有若干条符合的记录",
    en="at least so many records match",
    example="{exists: policies, where: C, at_least: 2}",
    exists=Key("source", True),
    where=Key("condition"),
    at_least=Key("operand"),
)
def _exists(reader: Reader, scope: Scope) -> Condition | None:
    node, where_node, least = reader.node_of("exists"), reader.node_of("where"), reader.node_of("at_least")
    found = scope.source(node) if node is not None else None
    if found is None:
        return None
    where = condition(where_node, found[1]) if where_node is not None else None
    if where_node is not None and where is None:
        return None
    number = operands.operand(least, scope) if least is not None else Constant(1, COUNT)
    if number is None:
        return None
    count = Aggregate("count", found[0], COUNT, with_view(*found, where))
    return compare("at_least", count, number, reader.node.place, scope)


@condition_form(
    "every",
    zh="每条符合的记录都满足",
    en="every matching record satisfies",
    example="{every: hazards, where: C, satisfies: C, if_none: pass}",
    every=Key("source", True),
    where=Key("condition"),
    satisfies=Key("condition", True),
    if_none=Key("choice", True, ("pass", "fail", "unknown", "not_applicable")),
)
def _every(reader: Reader, scope: Scope) -> Condition | None:
    if reader.text("if_none") == "not_applicable":
        scope.error("RUL-016", reader.place("if_none"))
        return None
    return every(reader, scope, reader.choice("if_none"))


def every(reader: Reader, scope: Scope, if_none: IfNone) -> Every | None:
    """``every`` with its ``if_none`` already decided (a whole requirement turns not_applicable into its scope)."""
    node, where_node, satisfies_node = (reader.node_of(k) for k in ("every", "where", "satisfies"))
    found = scope.source(node) if node is not None else None
    if found is None or satisfies_node is None:
        return None
    where = condition(where_node, found[1]) if where_node is not None else None
    satisfies = condition(satisfies_node, found[1])
    if satisfies is None or (where_node is not None and where is None):
        return None
    return Every(found[0], satisfies, if_none, with_view(*found, where))


@condition_form(
    "rule",
    zh="另一条规则成立（或不适用）",
    en="another rule passes or does not apply",
    example="{rule: insurance.liability}",
    rule=Key("name", True),
)
def _rule(reader: Reader, scope: Scope) -> Condition | None:
    name = reader.text("rule")
    if name not in scope.rules:
        scope.error("RUL-014", reader.place("rule"), name=name, hint=nearest(name, scope.rules) or "-")
        return None
    depth = scope.depth
    while depth > 0 and scope.levels[depth].table is not None:
        depth -= 1
    return RuleHolds(name, depth)


@condition_form(
    "attested", zh="现场核实属实", en="seen on site", example="{attested: six-have.team}", attested=Key("name", True)
)
def _attested(reader: Reader, _scope: Scope) -> Condition | None:
    return Attested(reader.text("attested"))


@condition_form(
    "undefined",
    zh="来源未定义，无法判断",
    en="not defined by the source: always unknown",
    example="{undefined: {zh: 文件未列明, en: not listed by the source}}",
    undefined=Key("bilingual", True),
)
def _undefined(reader: Reader, _scope: Scope) -> Condition | None:
    return Undefined(reader.bilingual("undefined"))


@condition_form(
    "checklist",
    zh="清单各项均满足",
    en="every item of a checklist holds",
    example="{checklist: cn.five-in-place}",
    checklist=Key("name", True),
)
def _checklist(reader: Reader, scope: Scope) -> Condition | None:
    return checklist(reader.text("checklist"), reader.place("checklist"), scope)


@condition_form(
    "for_each",
    zh="目录中每一项都满足",
    en="once for each item of a catalogue",
    example="{for_each: {param: stock.catalogue}, measures: {on_hand: M}, satisfies: C}",
    for_each=Key("param", True),
    measures=Key("measures"),
    satisfies=Key("condition", True),
)
def _for_each(reader: Reader, scope: Scope) -> Condition | None:
    node, satisfies_node = reader.node_of("for_each"), reader.node_of("satisfies")
    name = node.get("param") if node is not None else None
    if name is None or satisfies_node is None:
        scope.error("SHP-004", reader.place("for_each"), key="for_each", expected="{param: NAME}")
        return None
    found = scope.parameter(name.text, name.place)
    if found is None:
        return None
    if not {v.kind for v in found.values} <= {"items", "unset"}:
        scope.error("RUL-017", name.place, name=found.name, kind=found.values[0].kind, wanted="items")
        return None
    inner = scope.inside_catalogue(found)
    measures = reader.node_of("measures")
    if measures is not None and scope.depth:
        scope.error("SHP-004", measures.place, key="measures", expected="for_each outside records")
    elif measures is not None:
        add_measures(measures, inner, scope_name="*item")
    satisfies = condition(satisfies_node, inner)
    return ForEach(found.name, satisfies) if satisfies is not None else None
