"""The guard of overlays: a value of a division must be at least as strict as the value above it."""

from __future__ import annotations

from collections.abc import Mapping

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.facts.subject import significant, within
from anwei.engine.ir.parameters import Parameter, Value
from anwei.engine.ir.types import Length
from anwei.engine.language.sentences import show_amount
from anwei.engine.messages import Lang, Text, label

#: Where overlays set values: parameter, division and first day of the value.
Places = Mapping[tuple[str, str, int], Place]
NATIONAL = Text("全国", "the whole country")
MONTHS_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)  # days of so many months, never fewer
MONTHS_LONGEST = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)

#: More days off in one go than any year's holiday calendar has held: weekends and make-up days are in the factor of 2.
DAYS_OFF = 20


def guard_parameters(
    parameters: Mapping[str, Parameter], diagnostics: Diagnostics, places: Places | None = None
) -> None:
    """Refuse what a division loosens, unless the parameter may be relaxed; reported where the division sets it."""
    for parameter in parameters.values():
        if parameter.may_relax:
            continue
        for value in parameter.values:
            if value.division:
                own = Place(parameter.file, parameter.line, 1)
                place = (places or {}).get((parameter.name, value.division, value.start), own)
                _guard(parameter, value, diagnostics, place)


def _guard(parameter: Parameter, value: Value, diagnostics: Diagnostics, place: Place) -> None:
    for day in sorted({value.start, *(v.start for v in parameter.values if value.start <= v.start <= value.end)}):
        upper = _above(parameter, value, day)
        if upper is None:
            continue
        code = _refused(parameter, value, upper)
        if code:
            diagnostics.error(
                code,
                place,
                name=parameter.name,
                division=value.division,
                value=said(value, parameter),
                upper=upper.division or NATIONAL,
                above=said(upper, parameter),
            )
            return


def _above(parameter: Parameter, value: Value, day: int) -> Value | None:
    """The value of the nearest division around it (or of the whole country) that is in force on a day."""
    found = [
        v
        for v in parameter.values
        if v.start <= day <= v.end
        and len(significant(v.division)) < len(significant(value.division))
        and (not v.division or within(value.division, v.division))
        and v.kind != "unset"
    ]
    return max(found, key=lambda v: (len(significant(v.division)), v.start), default=None)


def _refused(parameter: Parameter, value: Value, upper: Value) -> str:
    """The code of what is wrong with a value below another; empty where nothing is."""
    if value.kind == "unset" or upper.kind != value.kind:
        return "OVL-001"
    if not parameter.stricter:
        return "OVL-003"
    return "" if stricter_or_equal(value, upper, parameter.stricter) else "OVL-001"


def stricter_or_equal(lower: Value, upper: Value, direction: str) -> bool:
    """Whether ``lower`` asks at least as much as ``upper``. Kinds without an order are compared for equality."""
    sign = 1 if direction == "higher" else -1
    match lower.kind:
        case "number" | "date":
            a, b = sign * lower.amount, sign * upper.amount
            return a > b or (a == b and lower.strict >= upper.strict)
        case "length":
            assert lower.length is not None and upper.length is not None
            pair = (lower.length, upper.length) if sign < 0 else (upper.length, lower.length)
            return surely_at_most(*pair)
        case "tiers":
            starts = {s.start or 0 for v in (lower, upper) for s in v.tiers}
            points = sorted({p + d for p in starts for d in (-1, 0, 1) if p + d >= 0})
            return all(sign * _at(lower, p) >= sign * _at(upper, p) for p in points)
        case "table":
            return all(k in lower.table and sign * lower.table[k] >= sign * v for k, v in upper.table.items())
        case "brackets":
            return lower.slices == upper.slices
        case "items":
            mine = {str(i.get("code")): i for i in lower.items}
            return all(
                str(i.get("code")) in mine
                and all(
                    not isinstance(v, int)
                    or (isinstance(w := mine[str(i["code"])].get(k), int) and sign * w >= sign * v)
                    for k, v in i.items()
                )
                for i in upper.items
            )
        case _:
            return lower.seasons == upper.seasons


def surely_at_most(a: Length, b: Length) -> bool:
    """Whether ``a`` never ends after ``b``, from whatever day both are counted.

    Months differ in length, and how many days so many working days take depends on the calendar: never fewer than
    themselves, and surely no more than twice as many and ``DAYS_OFF``.
    """
    mine, other = _months(a), _months(b)
    if a.unit == b.unit:
        return a.count <= b.count
    if mine is not None and other is not None:
        return mine <= other
    return _longest(a) <= _shortest(b)


def _months(length: Length) -> int | None:
    return {"months": length.count, "years": 12 * length.count}.get(length.unit)


def _shortest(length: Length) -> int:
    """The fewest days that a length takes."""
    months = _months(length)
    if months is None:
        return length.count
    years, rest = divmod(months, 12)
    return 365 * years + MONTHS_SHORTEST[rest]


def _longest(length: Length) -> int:
    """The most days that a length takes."""
    months = _months(length)
    if months is None:
        return 2 * length.count + DAYS_OFF if length.unit == "working_days" else length.count
    years, rest = divmod(months, 12)
    return 365 * years + MONTHS_LONGEST[rest] + (years // 4 + 1 if years else 0)


def _at(value: Value, point: int) -> int:
    """A tier's value at a point, in ten-thousandths so that rates compare with fixed values."""
    found = 0
    for step in value.tiers:
        if (step.start or 0) <= point:
            found = (
                (step.value or 0) * 10_000 if step.rate is None else step.rate * point * 10_000 // 10**step.rate_scale
            )
    return found


def said(value: Value, parameter: Parameter) -> Text:
    """A value in a few words, both languages; its kind where it is more than one number."""
    return Text(_said(value, parameter, "zh"), _said(value, parameter, "en"))


def _said(value: Value, parameter: Parameter, lang: Lang) -> str:
    match value.kind:
        case "number" | "date":
            return show_amount(value.amount, parameter.type, lang)
        case "length":
            assert value.length is not None
            unit = "years_long" if value.length.unit == "years" else value.length.unit
            return label(f"sentence.{unit}", lang, n=value.length.count)
        case "items":
            return label("param.items", lang, count=len(value.items))
        case "tiers" | "brackets":
            return label("param.steps", lang, count=len(value.tiers) or len(value.slices))
        case "table":
            return ", ".join(f"{k} = {show_amount(v, parameter.type, lang)}" for k, v in value.table.items())
        case "unset":
            return label("param.unset", lang)
    return ", ".join(f"{a // 100:02d}-{a % 100:02d}..{b // 100:02d}-{b % 100:02d}" for a, b in value.seasons)
