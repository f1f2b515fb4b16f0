"""Citations and parameter values in words, in one language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from anwei.engine.facts.values import show_date, show_number
from anwei.engine.ir.parameters import FOREVER, Citation, ItemValue, Law, Parameter, Slice, Step, Value
from anwei.engine.language.sentences import LABELLED_UNITS, show_amount
from anwei.engine.messages import Lang, Text, label
from anwei.engine.record.context import UsedParameter

_ARTICLE = re.compile(r"(\d+)(?:\((\d+)\))?(?:\((\d+)\))?\Z")
_RANGE = re.compile(r"(\d+)\s*[-~至]\s*(\d+)\Z")


def article(where: str, lang: Lang) -> str:
    """An article as law writes it: ``24(2)`` is 第24条第2款 or art. 24(2); a form that is not known stays as it is.

    >>> article("24(2)", "zh"), article("24", "en"), article("附件1", "zh")
    ('第24条第2款', 'art. 24', '附件1')
    """
    found = _ARTICLE.match(where)
    if found:
        number, paragraph, item = found.groups()
        key = "cite.item" if item else "cite.paragraph" if paragraph else "cite.number"
        return label(key, lang, number=number, paragraph=paragraph, item=item)
    span = _RANGE.match(where)
    return label("cite.range", lang, first=span[1], last=span[2]) if span else where


def cite(citation: Citation, laws: Mapping[str, Law], lang: Lang) -> str:
    """``《中华人民共和国安全生产法》第24条`` / ``Work Safety Law, art. 24``."""
    law = laws.get(citation.law)
    title = law.title.lang(lang) if law is not None else citation.law
    if citation.article:
        return label("cite.article", lang, title=title, where=article(citation.article, lang))
    if citation.section:
        return label("cite.section", lang, title=title, where=citation.section)
    return label("cite.law", lang, title=title)


def cite_all(citations: tuple[Citation, ...], laws: Mapping[str, Law], lang: Lang) -> str:
    """Citations in one line."""
    return label("mark.list", lang).join(cite(c, laws, lang) for c in citations)


def used(used_: UsedParameter, laws: Mapping[str, Law], lang: Lang) -> str:
    """One parameter value: what it is, from when, by which article."""
    value, name = used_.value, used_.parameter.label.lang(lang)
    if value is None:
        return label("param.not_in_force", lang, name=name)
    text = label(
        "param.used",
        lang,
        name=name,
        value=show_value(used_.parameter, value, lang),
        start=show_start(value),
        cites=cite_all(value.cites, laws, lang),
    )
    return text + review_mark(value, lang)


def review_mark(value: Value, lang: Lang) -> str:
    """A mark on what still has to be compared with the official text; otherwise empty."""
    return label("param.review", lang) if value.confidence != "seen" else ""


def show_start(value: Value) -> str:
    return show_date(value.start or 1)


def show_end(value: Value) -> str:
    """The last day, or an empty text where none is set."""
    return show_date(value.end) if value.end < FOREVER else ""


def show_value(parameter: Parameter, value: Value, lang: Lang) -> str:
    """A parameter value in a few words; how many steps or items where it is a list."""
    match value.kind:
        case "items":
            return label("param.items", lang, count=len(value.items))
        case "tiers" | "brackets":
            return label("param.steps", lang, count=len(value.tiers) or len(value.slices))
        case "unset":
            return label("param.unset", lang)
    return label("mark.list", lang).join(value_lines(parameter, value, lang))


def value_lines(parameter: Parameter, value: Value, lang: Lang) -> list[str]:
    """A parameter value in full: one line for each step, slice, code, season or item."""
    type_ = parameter.type
    match value.kind:
        case "number" | "date":
            key = "param.strict" if value.strict else "param.plain"
            return [label(key, lang, value=show_amount(value.amount, type_, lang))]
        case "length" if value.length is not None:
            unit = "years_long" if value.length.unit == "years" else value.length.unit
            return [label(f"sentence.{unit}", lang, n=value.length.count)]
        case "tiers":
            return [_step(s, parameter, lang) for s in value.tiers]
        case "brackets":
            return [_slice(s, parameter, lang) for s in value.slices]
        case "table":
            return [f"{k} = {show_amount(v, type_, lang)}" for k, v in value.table.items()]
        case "season":
            return [label("param.season", lang, start=_month_day(a), end=_month_day(b)) for a, b in value.seasons]
        case "items":
            return [_item(i, parameter, lang) for i in value.items]
    return [label("param.unset", lang)]


def _step(step: Step, parameter: Parameter, lang: Lang) -> str:
    start = show_number(step.start or 0, parameter.bound_scale)
    if step.rate is None:
        return label("param.step", lang, start=start, value=show_amount(step.value or 0, parameter.type, lang))
    rate = show_number(step.rate, step.rate_scale, "%") + "%"
    return label("param.step.rate", lang, start=start, rate=rate)


def _slice(slice_: Slice, parameter: Parameter, lang: Lang) -> str:
    # the rate of a slice is held at the parameter's scale, whatever unit the bounds have
    rate = show_number(slice_.rate, parameter.type.scale, "%") + "%"
    if slice_.up_to is None:
        return label("param.slice.rest", lang, rate=rate)
    bound = show_number(slice_.up_to, parameter.bound_scale)
    return label("param.slice", lang, bound=bound, unit=unit(parameter, lang), rate=rate)


def _item(item: Mapping[str, ItemValue], parameter: Parameter, lang: Lang) -> str:
    return ", ".join(f"{k}={_entry(k, v, parameter, lang)}" for k, v in item.items())


def _entry(key: str, value: ItemValue, parameter: Parameter, lang: Lang) -> str:
    if isinstance(value, Text):
        return value.lang(lang)
    known = parameter.item_types.get(key)
    return show_number(value, known.scale) if isinstance(value, int) and known is not None else str(value)


def unit(parameter: Parameter, lang: Lang) -> str:
    """The unit in words; a ratio keeps its sign."""
    name = parameter.type.unit
    return label(LABELLED_UNITS[name], lang) if name in LABELLED_UNITS else name


def _month_day(value: int) -> str:
    return f"{value // 100:02d}-{value % 100:02d}"
