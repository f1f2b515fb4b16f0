"""Operands and measures: from YAML to number nodes."""

from __future__ import annotations

from anwei.engine.documents.diagnostics import nearest
from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.facts.units import parse_quantity
from anwei.engine.ir.nodes import (
    COUNT, DATE, DAYS, Add, Aggregate, AsOf, Brackets, Call, Condition, Constant, Divide, Field, Item, Larger, Lookup,
    Measured, Multiply, Number, Param, Share, Shift, Single, Smaller, Source, Subtract, Tier, Type, Years, type_of,
)
from anwei.engine.language import conditions
from anwei.engine.language.forms import MEASURES, head_of, measure_form
from anwei.engine.language.scope import Scope, parse_length, rescale

NUMBER = Type("number")
SOURCE_KEYS = {"where": Key("condition")}


def operand(node: Node, scope: Scope, wanted: Type = NUMBER) -> Number | None:
    """A literal, ``as_of``, a name, a fact, a parameter, an item key or an inline measure."""
    if node.is_map:
        return _mapping(node, scope)
    if node.is_list:
        scope.error("SHP-004", node.place, key="operand", expected="number, name or mapping")
        return None
    text = node.text
    if text == "as_of":
        return AsOf()
    if isinstance(node.value, str) and not _is_literal(text):
        return named(text, node, scope)
    return scope.constant(node, wanted)


def _is_literal(text: str) -> bool:
    return parse_quantity(text) is not None or (len(text) >= 8 and text[:4].isdigit())


def named(name: str, node: Node, scope: Scope) -> Number | None:
    """A measure of the rule or, failing that, a fact."""
    measure = scope.measures.get(name)
    if measure is not None:
        return measured(name, node, scope)
    field = scope.field(name, node.place)
    return numeric(field, node, scope) if field else None


def measured(name: str, node: Node, scope: Scope) -> Number | None:
    measure = scope.measures.get(name)
    if measure is None:
        scope.error("RUL-011", node.place, name=name, hint=nearest(name, scope.measures) or "-")
        return None
    table = scope.level.table.name if scope.level.table else ""
    if measure.scope not in ("", table, "*item"):
        scope.error("RUL-003", node.place, name=name, parent=measure.scope)
        return None
    return Measured(name, measure.type)


def numeric(field: Field, node: Node, scope: Scope) -> Field | None:
    if field.type.kind not in ("number", "date"):
        scope.error("RUL-005", node.place, left=field.type.kind, right="number | date")
        return None
    return field


def _mapping(node: Node, scope: Scope) -> Number | None:
    if node.get("as_of") is not None:
        return _as_of(node, scope)
    if node.get("param") is not None:
        return _param(node, scope)
    if node.get("item") is not None:
        return item(node, scope)
    return measure(node, scope)


def _as_of(node: Node, scope: Scope) -> Number | None:
    reader = Reader(node, {"as_of": Key("text", True)}, scope.diagnostics, rule=scope.rule)
    text = reader.text("as_of").strip()
    length = parse_length(text.lstrip("+-"))
    if length is None or length.unit != "days":
        scope.error("RUL-019", node.place)
        return None
    return AsOf(-length.count if text.startswith("-") else length.count)


def _param(node: Node, scope: Scope) -> Number | None:
    reader = Reader(node, {"param": Key("name", True), "at": Key("operand")}, scope.diagnostics, rule=scope.rule)
    found = scope.parameter(reader.text("param"), reader.place("param"))
    if not reader.ok or found is None:
        return None
    kinds = {v.kind for v in found.values} - {"unset"}
    if not kinds <= {"number", "date"}:
        scope.error("RUL-017", node.place, name=found.name, kind=", ".join(kinds), wanted="number | date")
        return None
    at_node = reader.node_of("at")
    at = operand(at_node, scope, DATE) if at_node is not None else None
    return Param(found.name, found.type, at)


def item(node: Node, scope: Scope) -> Item | None:
    """``{item: key}`` inside ``for_each``."""
    reader = Reader(node, {"item": Key("name", True)}, scope.diagnostics, rule=scope.rule)
    key = reader.text("item")
    types = scope.item_types
    if types is None or key not in types:
        scope.error("RUL-018", node.place, item=key, hint=", ".join(types or {}) or "-")
        return None
    return Item(key, types[key])


def measure(node: Node, scope: Scope) -> Number | None:
    """An inline or named measure mapping."""
    head = head_of(list(dict(node.items())), MEASURES)
    if head is None:
        keys = [k for k, _ in node.items()]
        hint = nearest(keys[0], MEASURES) if keys else ""
        scope.error("RUL-007", node.place, hint=hint or ", ".join(MEASURES))
        return None
    form = MEASURES[head]
    reader = Reader(node, {**form.keys, "label": Key("bilingual")}, scope.diagnostics, rule=scope.rule)
    return form.build(reader, scope) if reader.ok else None  # type: ignore[return-value]


def operands(reader: Reader, key: str, scope: Scope, count: int | None = None, wanted: Type = NUMBER) -> list[Number]:
    """The operands of a list key, or an empty list after reporting."""
    nodes = reader.elements(key)
    if count is not None and len(nodes) != count:
        scope.error("SHP-004", reader.place(key), key=key, expected=f"{count} operands")
        return []
    built = [operand(n, scope, wanted) for n in nodes]
    return [b for b in built if b is not None] if all(b is not None for b in built) else []


def _rows(reader: Reader, key: str, scope: Scope) -> tuple[Source, Scope, Condition | None] | None:
    node = reader.node_of(key)
    found = scope.source(node) if node is not None else None
    if found is None:
        return None
    source, inner = found
    where_node = reader.node_of("where")
    where = conditions.condition(where_node, inner) if where_node is not None else None
    return source, inner, conditions.with_view(source, inner, where)


@measure_form("count", zh="符合条件的记录数", en="number of matching records",
              example="{count: people, where: {fact: role, is: safety_officer}}",
              count=Key("source", True), **SOURCE_KEYS)
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
            total = rescale(Aggregate("sum", rows[0], type_, rows[2], of), scale)
            number = Aggregate("count", rows[0], COUNT, rows[2])
            return Divide(total, number, Type("number", scale, type_.unit))
        return Aggregate(op, rows[0], type_, rows[2], of)  # type: ignore[arg-type]

    words = {
        "sum": ("某项的合计", "total of a fact"), "min": ("最小值", "least value"), "max": ("最大值", "greatest value"),
        "mean": ("平均值", "mean value"), "latest": ("最近日期", "latest date"), "earliest": ("最早日期", "earliest date"),
    }[head]
    measure_form(head, zh=words[0], en=words[1], example=f"{{{head}: TABLE, of: FIELD, where: CONDITION}}",
                 **{head: Key("source", True), "of": Key("operand", True)}, **SOURCE_KEYS)(build)


for _head, _op in {"sum": "sum", "min": "min", "max": "max", "mean": "mean", "latest": "max", "earliest": "min"}.items():
    _aggregate(_op, _head)


@measure_form("value", zh="唯一符合记录的某项；没有则未知", en="a fact of the one matching record; unknown without one",
              example="{value: indicators, of: value, where: {fact: year, equals: 2025}}",
              value=Key("source", True), of=Key("operand", True), **SOURCE_KEYS)
def _value(reader: Reader, scope: Scope) -> Number | None:
    rows = _rows(reader, "value", scope)
    of_node = reader.node_of("of")
    of = operand(of_node, rows[1]) if rows and of_node is not None else None
    return Single(rows[0], of, type_of(of), rows[2]) if rows and of is not None else None


@measure_form("indicator", zh="年度指标值", en="value of a yearly series",
              example="{indicator: work_safety_deaths, year: 2025}",
              indicator=Key("name", True), year=Key("operand", True))
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
    where = conditions.both(conditions.CodeIs(code, codes), conditions.Compare("equals", *sides))
    return Single(source, value, value.type, where)


def _stepped(reader: Reader, scope: Scope, head: str, kind: str) -> tuple[str, Number, Type] | None:
    """The parameter of ``{head: {param: p}}`` and the number it is read by, scaled to the parameter's bounds."""
    node, by_node = reader.node_of(head), reader.node_of("by")
    name_node = node.get("param") if node is not None else None
    if name_node is None or by_node is None:
        scope.error("SHP-004", reader.place(head), key=head, expected="{param: NAME}")
        return None
    found = scope.parameter(name_node.text, name_node.place)
    by = operand(by_node, scope)
    if found is None or by is None:
        return None
    kinds = {v.kind for v in found.values} - {"unset"}
    if not kinds <= {kind}:
        scope.error("RUL-017", name_node.place, name=found.name, kind=", ".join(sorted(kinds)), wanted=kind)
        return None
    return found.name, rescale(by, found.bound_scale), found.type


@measure_form("tier", zh="按档取值", en="the tier of a stepped parameter", example="{tier: {param: staff.tiers}, by: employees}",
              tier=Key("param", True), by=Key("operand", True))
def _tier(reader: Reader, scope: Scope) -> Number | None:
    found = _stepped(reader, scope, "tier", "tiers")
    return Tier(found[0], found[1], found[2]) if found else None


@measure_form("brackets", zh="超额累退（累进）计算", en="progressive slices, each at its own rate",
              example="{brackets: {param: safety_cost.machinery}, by: revenue_last_year}",
              brackets=Key("param", True), by=Key("operand", True))
def _brackets(reader: Reader, scope: Scope) -> Number | None:
    found = _stepped(reader, scope, "brackets", "brackets")
    if found is None:
        return None
    by = type_of(found[1])
    return Brackets(found[0], found[1], Type("number", by.scale + found[2].scale, by.unit))


@measure_form("lookup", zh="按代码查表", en="the number a table gives for a code", example="{lookup: {param: team.size}, by: class}",
              lookup=Key("param", True), by=Key("operand", True))
def _lookup(reader: Reader, scope: Scope) -> Number | None:
    node, by_node = reader.node_of("lookup"), reader.node_of("by")
    name = node.get("param") if node is not None else None
    if name is None or by_node is None:
        scope.error("SHP-004", reader.place("lookup"), key="lookup", expected="{param: NAME}")
        return None
    found = scope.parameter(name.text, name.place)
    if by_node.is_map and by_node.get("item") is not None:
        by: Field | Item | None = item(by_node, scope)
    else:
        fact = by_node.get("fact") if by_node.is_map else by_node
        by = scope.field(fact.text, fact.place) if fact is not None else None
    if found is None or by is None:
        return None
    kinds = {v.kind for v in found.values} - {"unset"}
    if not kinds <= {"table"}:
        scope.error("RUL-017", name.place, name=found.name, kind=", ".join(sorted(kinds)), wanted="table")
        return None
    return Lookup(found.name, by, found.type)


def _aligned(terms: list[Number], reader: Reader, key: str, scope: Scope) -> tuple[tuple[Number, ...], Type] | None:
    if len(terms) < 2:
        return None
    scale = max(type_of(t).scale for t in terms)
    first = type_of(terms[0])
    for other in terms[1:]:
        if scope.align(terms[0], other, reader.place(key)) is None:
            return None
    unit = next((type_of(t).unit for t in terms if type_of(t).unit), "")
    return tuple(rescale(t, scale) for t in terms), Type(first.kind, scale, unit)


def _terms_form(head: str, node: type[Add] | type[Larger] | type[Smaller], zh: str, en: str) -> None:
    def build(reader: Reader, scope: Scope) -> Number | None:
        found = _aligned(operands(reader, head, scope), reader, head, scope)
        return node(found[0], found[1]) if found else None

    measure_form(head, zh=zh, en=en, example=f"{{{head}: [a, b]}}", **{head: Key("operands", True)})(build)


_terms_form("add", Add, "相加", "sum of operands")
_terms_form("larger_of", Larger, "取大", "the larger operand")
_terms_form("smaller_of", Smaller, "取小", "the smaller operand")


@measure_form("subtract", zh="相减", en="difference", example="{subtract: [a, b]}", subtract=Key("operands", True))
def _subtract(reader: Reader, scope: Scope) -> Number | None:
    found = _aligned(operands(reader, "subtract", scope, 2), reader, "subtract", scope)
    if found is None:
        return None
    (left, right), type_ = found
    return Subtract(left, right, DAYS if type_.kind == "date" else type_)


@measure_form("days_between", zh="两日期相隔天数", en="days from one date to another",
              example="{days_between: [start, end]}", days_between=Key("operands", True))
def _days_between(reader: Reader, scope: Scope) -> Number | None:
    terms = operands(reader, "days_between", scope, 2, DATE)
    return Subtract(terms[1], terms[0], DAYS) if terms and scope.align(*terms, reader.node.place) else None


@measure_form("years", zh="周年数", en="complete years between two dates", example="{years: [born_on, as_of]}",
              years=Key("operands", True))
def _years(reader: Reader, scope: Scope) -> Number | None:
    terms = operands(reader, "years", scope, 2, DATE)
    if not terms or scope.align(*terms, reader.node.place) is None:
        return None
    return Years(terms[0], terms[1], Type("number", 0, "year"))


@measure_form("multiply", zh="相乘", en="product", example="{multiply: [a, b]}", multiply=Key("operands", True))
def _multiply(reader: Reader, scope: Scope) -> Number | None:
    terms = operands(reader, "multiply", scope, 2)
    if not terms:
        return None
    a, b = type_of(terms[0]), type_of(terms[1])
    unit = next((u for u in (a.unit, b.unit) if u and u not in ("%", "‰", "1")), "")
    return Multiply(terms[0], terms[1], Type("number", a.scale + b.scale, unit))


def divided(left: Number, right: Number, scale: int, unit: str, up: bool = False) -> Divide:
    """A division whose operands are at one scale, so that only the declared rounding applies."""
    common = max(type_of(left).scale, type_of(right).scale)
    return Divide(rescale(left, common), rescale(right, common), Type("number", scale, unit), up)


@measure_form("divide", zh="相除，按声明取整", en="quotient, rounded as declared", example="{divide: [a, b], scale: 2, round: up}",
              divide=Key("operands", True), scale=Key("integer"), round=Key("choice", False, ("up", "down")))
def _divide(reader: Reader, scope: Scope) -> Number | None:
    terms = operands(reader, "divide", scope, 2)
    return divided(*terms, reader.integer("scale", 4), "", reader.text("round") == "up") if terms else None


@measure_form("ratio", zh="占比（%）", en="part of a whole, in %", example="{ratio: [trained, all]}", ratio=Key("operands", True))
def _ratio(reader: Reader, scope: Scope) -> Number | None:
    terms = operands(reader, "ratio", scope, 2)
    return divided(*terms, 4, "%") if terms else None


@measure_form("relative_change", zh="相对基期的变化（%）", en="change against a base, in %",
              example="{relative_change: [base, now]}", relative_change=Key("operands", True))
def _relative_change(reader: Reader, scope: Scope) -> Number | None:
    found = _aligned(operands(reader, "relative_change", scope, 2), reader, "relative_change", scope)
    if found is None:
        return None
    (base, now), type_ = found
    return divided(Subtract(now, base, type_), base, 4, "%")


@measure_form("plus", zh="日期加时长", en="a date counted forward", example="{plus: [signed_on, 3 years]}",
              plus=Key("operands", True))
def _plus(reader: Reader, scope: Scope) -> Number | None:
    nodes = reader.elements("plus")
    if len(nodes) != 2:
        scope.error("SHP-004", reader.place("plus"), key="plus", expected="[date, length]")
        return None
    start, length = operand(nodes[0], scope, DATE), conditions.length(nodes[1], scope)
    if start is None or length is None:
        return None
    if isinstance(start, AsOf) and length.unit in ("months", "years"):
        scope.error("RUL-019", nodes[0].place)
        return None
    return Shift(start, length)


@measure_form("share", zh="其他对象中达标的占比", en="share of other subjects that satisfy",
              example="{share: enterprise, where: {fact: employees, above: 10}, satisfies: {rule: insurance.liability}}",
              share=Key("name", True), satisfies=Key("condition", True), **SOURCE_KEYS)
def _share(reader: Reader, scope: Scope) -> Number | None:
    found = scope.source(Node({"subjects": reader.node_of("share") or reader.node}, reader.place("share")))
    satisfies_node, where_node = reader.node_of("satisfies"), reader.node_of("where")
    if found is None or satisfies_node is None:
        return None
    source, inner = found
    satisfies = conditions.condition(satisfies_node, inner)
    where = conditions.condition(where_node, inner) if where_node is not None else None
    return Share(source, satisfies, where) if satisfies is not None else None


@measure_form("fact", zh="某项事实", en="a fact under a name of its own", example="{fact: employees}", fact=Key("name", True))
def _fact(reader: Reader, scope: Scope) -> Number | None:
    field = scope.field(reader.text("fact"), reader.place("fact"))
    return numeric(field, reader.node, scope) if field else None


@measure_form("measure", zh="前面的指标", en="an earlier measure", example="{measure: in_post}", measure=Key("name", True))
def _measure(reader: Reader, scope: Scope) -> Number | None:
    return measured(reader.text("measure"), reader.node, scope)


@measure_form("call", zh="插件指标", en="a plugin's measure", example="{call: NAME, args: [a, b]}",
              call=Key("name", True), args=Key("operands", True))
def _call(reader: Reader, scope: Scope) -> Number | None:
    function = scope.functions.get(reader.text("call"))
    if function is None:
        scope.error("RUL-027", reader.place("call"), name=reader.text("call"),
                    hint=nearest(reader.text("call"), scope.functions) or "-")
        return None
    args = operands(reader, "args", scope, len(function.argument_scales))
    scaled = [rescale(a, s) for a, s in zip(args, function.argument_scales, strict=False)]
    for arg, scale in zip(scaled, function.argument_scales, strict=False):
        if type_of(arg).scale != scale:
            scope.error("SHP-004", reader.place("args"), key="args", expected=f"scale {scale}")
            return None
    return Call(reader.text("call"), tuple(scaled), Type("number", function.scale, function.unit)) if args else None


__all__ = ["Constant", "measure", "operand"]
