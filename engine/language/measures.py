"""The measures of the language: each form and how it becomes a node."""

from __future__ import annotations

from typing import Any

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.ir.nodes import (
    Aggregate,
    Brackets,
    Call,
    CodeIs,
    Compare,
    Condition,
    Field,
    Item,
    Lookup,
    Number,
    Share,
    Single,
    Tier,
    type_of,
)
from anwei.engine.ir.parameters import Parameter
from anwei.engine.ir.types import COUNT, DATE, Source, Type
from anwei.engine.language import conditions
from anwei.engine.language.arithmetic import divided
from anwei.engine.language.forms import measure_form
from anwei.engine.language.operands import item, measured, numeric, operand, operands
from anwei.engine.language.scope import Scope, rescale

SOURCE_KEYS = {"where": Key("condition")}


def _rows(reader: Reader, key: str, scope: Scope) -> tuple[Source, Scope, Condition | None] | None:
    node = reader.node_of(key)
    found = scope.source(node) if node is not None else None
    if found is None:
        return None
    source, inner = found
    where_node = reader.node_of("where")
    where = conditions.condition(where_node, inner) if where_node is not None else None
    return source, inner, conditions.with_view(source, inner, where)


@measure_form(
    "count",
    zh="符合条件的记录数",
    en="number of matching records",
    example="{count: people, where: {fact: role, is: safety_officer}}",
    count=Key("source", True),
    **SOURCE_KEYS,
)
def _count(reader: Reader, scope: Scope) -> Number | None:
    rows = _rows(reader, "count", scope)
    return Aggregate("count", rows[0], COUNT, rows[2]) if rows else None


def _aggregate(op: str, head: str) -> None:
    def build(reader: Reader, scope: Scope) -> Number | None:
        rows = _rows(reader, head, scope)
        of_node = reader.node_of("of")
        if rows is None or of_node is None:
            return None
        of = operand(of_node, rows[1])
        if of is None:
            return None
        type_ = type_of(of)
        if op == "mean":
            scale = max(4, type_.scale)
            total = Aggregate("sum", rows[0], type_, rows[2], of)
            return divided(total, Aggregate("count", rows[0], COUNT, rows[2]), scale, type_.unit)
        kind: Any = op
        return Aggregate(kind, rows[0], type_, rows[2], of)

    words = {
        "sum": ("某项的合计", "total of a fact"),
        "min": ("最小值", "least value"),
        "max": ("最大值", "greatest value"),
        "mean": ("平均值", "mean value"),
        "latest": ("最近日期", "latest date"),
        "earliest": ("最早日期", "earliest date"),
    }[head]
    measure_form(
        head,
        zh=words[0],
        en=words[1],
        example=f"{{{head}: TABLE, of: FIELD, where: CONDITION}}",
        **{head: Key("source", True), "of": Key("operand", True)},
        **SOURCE_KEYS,
    )(build)


for _head, _op in {
    "sum": "sum",
    "min": "min",
    "max": "max",
    "mean": "mean",
    "latest": "max",
    "earliest": "min",
}.items():
    _aggregate(_op, _head)


@measure_form(
    "value",
    zh="唯一符合记录的某项；没有则未知",
    en="a fact of the one matching record; unknown without one",
    example="{value: indicators, of: value, where: {fact: year, equals: 2025}}",
    value=Key("source", True),
    of=Key("operand", True),
    **SOURCE_KEYS,
)
def _value(reader: Reader, scope: Scope) -> Number | None:
    rows = _rows(reader, "value", scope)
    of_node = reader.node_of("of")
    of = operand(of_node, rows[1]) if rows and of_node is not None else None
    return Single(rows[0], of, type_of(of), rows[2]) if rows and of is not None else None


@measure_form(
    "indicator",
    zh="年度指标值",
    en="value of a yearly series",
    example="{indicator: work_safety_deaths, year: 2025}",
    indicator=Key("name", True),
    year=Key("operand", True),
)
def _indicator(reader: Reader, scope: Scope) -> Number | None:
    name = Node("indicators", reader.place("indicator"), "indicators")
    found = scope.source(name)
    year_node = reader.node_of("year")
    if found is None or year_node is None:
        return None
    source, inner = found
    code, year = inner.field("indicator", name.place), inner.field("year", name.place)
    value, wanted = inner.field("value", name.place), operand(year_node, inner)
    if code is None or year is None or value is None or wanted is None:
        return None
    codes = conditions.code_group(reader.text("indicator"), code, reader.place("indicator"), scope)
    sides = scope.align(year, wanted, year_node.place)
    if codes is None or sides is None:
        return None
    where = conditions.both(CodeIs(code, codes), Compare("equals", *sides))
    return Single(source, value, value.type, where)


PARAM_KEYS = {"param": Key("name", True), "at": Key("operand")}


def _named_parameter(reader: Reader, scope: Scope, head: str, kind: str) -> tuple[Parameter, Number | None] | None:
    """The parameter of ``{head: {param: p, at: date}}``, which must hold values of a kind."""
    node = reader.node_of(head)
    if node is None or not node.is_map:
        scope.error("SHP-004", reader.place(head), key=head, expected="{param: NAME}")
        return None
    named = Reader(node, PARAM_KEYS, scope.diagnostics, rule=scope.rule)
    found = scope.parameter(named.text("param"), named.place("param")) if named.ok else None
    if found is None:
        return None
    kinds = {v.kind for v in found.values} - {"unset"}
    if not kinds <= {kind}:
        scope.error("RUL-017", node.place, name=found.name, kind=", ".join(sorted(kinds)), wanted=kind)
        return None
    at_node = named.node_of("at")
    return found, operand(at_node, scope, DATE) if at_node is not None else None


def _stepped(reader: Reader, scope: Scope, head: str, kind: str) -> tuple[Parameter, Number, Number | None] | None:
    """A stepped parameter, the number it is read by (scaled to its bounds), and the day that selects its value."""
    found, by_node = _named_parameter(reader, scope, head, kind), reader.node_of("by")
    by = operand(by_node, scope) if by_node is not None else None
    if found is None or by is None:
        return None
    return found[0], rescale(by, found[0].bound_scale), found[1]


@measure_form(
    "tier",
    zh="按档取值",
    en="the tier of a stepped parameter",
    example="{tier: {param: staff.tiers}, by: employees}",
    tier=Key("param", True),
    by=Key("operand", True),
)
def _tier(reader: Reader, scope: Scope) -> Number | None:
    found = _stepped(reader, scope, "tier", "tiers")
    return Tier(found[0].name, found[1], found[0].type, found[2]) if found else None


@measure_form(
    "brackets",
    zh="超额累退（累进）计算",
    en="progressive slices, each at its own rate",
    example="{brackets: {param: safety_cost.machinery}, by: revenue_last_year}",
    brackets=Key("param", True),
    by=Key("operand", True),
)
def _brackets(reader: Reader, scope: Scope) -> Number | None:
    found = _stepped(reader, scope, "brackets", "brackets")
    if found is None:
        return None
    by = type_of(found[1])
    return Brackets(found[0].name, found[1], Type("number", by.scale + found[0].type.scale, by.unit), found[2])


@measure_form(
    "lookup",
    zh="按代码查表",
    en="the number a table gives for a code",
    example="{lookup: {param: team.size}, by: class}",
    lookup=Key("param", True),
    by=Key("operand", True),
)
def _lookup(reader: Reader, scope: Scope) -> Number | None:
    found, by_node = _named_parameter(reader, scope, "lookup", "table"), reader.node_of("by")
    if found is None or by_node is None:
        return None
    if by_node.is_map and by_node.get("item") is not None:
        by: Field | Item | None = item(by_node, scope)
    else:
        fact = by_node.get("fact") if by_node.is_map else by_node
        by = scope.field(fact.text, fact.place) if fact is not None else None
    return Lookup(found[0].name, by, found[0].type, found[1]) if by is not None else None


@measure_form(
    "share",
    zh="其他对象中达标的占比",
    en="share of other subjects that satisfy",
    example="{share: enterprise, where: {fact: employees, above: 10}, satisfies: {rule: insurance.liability}}",
    share=Key("name", True),
    satisfies=Key("condition", True),
    **SOURCE_KEYS,
)
def _share(reader: Reader, scope: Scope) -> Number | None:
    found = scope.source(Node({"subjects": reader.node_of("share") or reader.node}, reader.place("share")))
    satisfies_node, where_node = reader.node_of("satisfies"), reader.node_of("where")
    if found is None or satisfies_node is None:
        return None
    source, inner = found
    satisfies = conditions.condition(satisfies_node, inner)
    where = conditions.condition(where_node, inner) if where_node is not None else None
    return Share(source, satisfies, where) if satisfies is not None else None


@measure_form(
    "fact", zh="某项事实", en="a fact under a name of its own", example="{fact: employees}", fact=Key("name", True)
)
def _fact(reader: Reader, scope: Scope) -> Number | None:
    field = scope.field(reader.text("fact"), reader.place("fact"))
    return numeric(field, reader.node, scope) if field else None


@measure_form(
    "measure", zh="前面的指标", en="an earlier measure", example="{measure: in_post}", measure=Key("name", True)
)
def _measure(reader: Reader, scope: Scope) -> Number | None:
    return measured(reader.text("measure"), reader.node, scope)


@measure_form(
    "call",
    zh="插件指标",
    en="a plugin's measure",
    example="{call: NAME, args: [a, b]}",
    call=Key("name", True),
    args=Key("operands", True),
)
def _call(reader: Reader, scope: Scope) -> Number | None:
    function = scope.functions.get(reader.text("call"))
    if function is None:
        scope.error(
            "RUL-027",
            reader.place("call"),
            name=reader.text("call"),
            hint=nearest(reader.text("call"), scope.functions) or "-",
        )
        return None
    args = operands(reader, "args", scope)
    if len(args) != len(function.argument_scales):
        scope.error("SHP-004", reader.place("args"), key="args", expected=f"{len(function.argument_scales)} operands")
        return None
    scaled = [rescale(a, s) for a, s in zip(args, function.argument_scales, strict=True)]
    for at, (arg, scale) in enumerate(zip(scaled, function.argument_scales, strict=True)):
        digits = type_of(arg).scale
        if digits != scale:
            place = reader.elements("args")[at].place
            scope.error("RUL-031", place, name=reader.text("call"), number=at + 1, digits=digits, scale=scale)
            return None
    return Call(reader.text("call"), tuple(scaled), Type("number", function.scale, function.unit))
