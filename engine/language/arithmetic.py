"""Measures that compute with other measures: sums, quotients, ratios, differences of dates."""

from __future__ import annotations

from anwei.engine.documents.shape import Key, Reader
from anwei.engine.ir.nodes import Add, AsOf, Divide, Larger, Multiply, Number, Shift, Smaller, Subtract, Years, type_of
from anwei.engine.ir.types import DATE, DAYS, Type
from anwei.engine.language import conditions
from anwei.engine.language.forms import measure_form
from anwei.engine.language.operands import operand, operands, pair
from anwei.engine.language.scope import Scope, rescale


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
    found = _aligned(operands(reader, "subtract", scope), reader, "subtract", scope)
    if found is None or len(found[0]) != 2:
        return None
    (left, right), type_ = found
    return Subtract(left, right, DAYS if type_.kind == "date" else type_)


@measure_form(
    "days_between",
    zh="两日期相隔天数",
    en="days from one date to another",
    example="{days_between: [start, end]}",
    days_between=Key("operands", True),
)
def _days_between(reader: Reader, scope: Scope) -> Number | None:
    terms = pair(reader, "days_between", scope, DATE)
    return Subtract(terms[1], terms[0], DAYS) if terms and scope.align(*terms, reader.node.place) else None


@measure_form(
    "years",
    zh="周年数",
    en="complete years between two dates",
    example="{years: [born_on, as_of]}",
    years=Key("operands", True),
)
def _years(reader: Reader, scope: Scope) -> Number | None:
    terms = pair(reader, "years", scope, DATE)
    if not terms or scope.align(*terms, reader.node.place) is None:
        return None
    return Years(terms[0], terms[1], Type("number", 0, "year"))


@measure_form("multiply", zh="相乘", en="product", example="{multiply: [a, b]}", multiply=Key("operands", True))
def _multiply(reader: Reader, scope: Scope) -> Number | None:
    terms = pair(reader, "multiply", scope)
    if not terms:
        return None
    a, b = type_of(terms[0]), type_of(terms[1])
    ratios = ("%", "‰", "1", "")
    unit = next((u for u in (a.unit, b.unit) if u not in ratios), a.unit if a.unit == b.unit else "")
    return Multiply(terms[0], terms[1], Type("number", a.scale + b.scale, unit))


def divided(left: Number, right: Number, scale: int, unit: str, up: bool = False) -> Divide:
    """A division whose operands are at one scale, so that only the declared rounding applies."""
    common = max(type_of(left).scale, type_of(right).scale)
    return Divide(rescale(left, common), rescale(right, common), Type("number", scale, unit), up)


@measure_form(
    "divide",
    zh="相除，按声明取整",
    en="quotient, rounded as declared",
    example="{divide: [a, b], scale: 2, round: up}",
    divide=Key("operands", True),
    scale=Key("integer"),
    round=Key("choice", False, ("up", "down")),
)
def _divide(reader: Reader, scope: Scope) -> Number | None:
    terms = pair(reader, "divide", scope)
    if terms is None:
        return None
    left, right = (type_of(t).unit for t in terms)
    unit = left if right in ("", "1", "%", "‰") else ""  # 元 by a number are 元; 元 by 元 are a number
    return divided(*terms, reader.integer("scale", 4), unit, reader.text("round") == "up")


@measure_form(
    "ratio", zh="占比（%）", en="part of a whole, in %", example="{ratio: [trained, all]}", ratio=Key("operands", True)
)
def _ratio(reader: Reader, scope: Scope) -> Number | None:
    terms = pair(reader, "ratio", scope)
    return divided(*terms, 4, "%") if terms else None


@measure_form(
    "relative_change",
    zh="相对基期的变化（%）",
    en="change against a base, in %",
    example="{relative_change: [base, now]}",
    relative_change=Key("operands", True),
)
def _relative_change(reader: Reader, scope: Scope) -> Number | None:
    found = _aligned(operands(reader, "relative_change", scope), reader, "relative_change", scope)
    if found is None or len(found[0]) != 2:
        return None
    (base, now), type_ = found
    return divided(Subtract(now, base, type_), base, 4, "%")


@measure_form(
    "plus",
    zh="日期加时长",
    en="a date counted forward",
    example="{plus: [signed_on, 3 years]}",
    plus=Key("operands", True),
)
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
