"""When a duty is owed: the spans of a ``held`` requirement in a year, by the engine's own edges, terms and intervals.

Nothing here repeats a frequency. A period is what the engine calls the open one on a day, walked through the year; an
interval runs from the drills on file; an event gives its own term. What the source leaves unset, and what facts are
missing for, is said instead of a date.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from anwei.drills.periods import Span, belongs_to, corresponding_day, rolling_spans, year_of, year_span
from anwei.engine.services import Context, ir, length_of, number_of, walk, windows_of

#: A context of the duty's rule on a day, with the covered record (if any) on top of the subject.
At = Callable[[int], Context]


@dataclass(frozen=True)
class Dated:
    """A span with what kind of state it is in; ``not_set`` names the parameter that the source leaves unset.

    ``following`` is the last day of the next period: until then a closed period is the one by which check judges.
    """

    span: Span
    state: Literal["period", "interval", "event", "not_set", "unknown"]
    following: int = 0
    not_set: str = ""
    over: bool = False  # an interval that has run out


NOTHING = Span(0, 0)


def dates_of(node: ir.Held, at: At, year: int, as_of: int) -> list[Dated]:
    """The spans of a duty that belong to a year; empty if nothing has begun."""
    match node.recurrence.kind:
        case "rolling":
            return _rolling(node, at, year, as_of)
        case "triggered":
            return _triggered(node, at, year, as_of)
    return _periods(node, at, year)


def _periods(node: ir.Held, at: At, year: int) -> list[Dated]:
    whole = year_span(year)
    spans: list[Span] = []
    day = whole.first
    while not spans or spans[-1].first <= whole.last:
        context = at(day)
        found, _ = windows_of(node.recurrence, context)
        if found is None:
            return _undated(node, context)
        if spans and found.open.end <= spans[-1].last:
            break
        spans.append(Span(found.open.start, found.open.end))
        day = found.open.end + 1
    later = [s.last for s in spans[1:]] + [spans[-1].last]
    return [
        Dated(span, "period", following)
        for span, following in zip(spans, later, strict=True)
        if belongs_to(span) == year and span.first <= span.last
    ]


def _undated(node: ir.Held, context: Context) -> list[Dated]:
    """Why there is no period: nothing has begun, a number is not set, or a fact is missing."""
    anchor = node.recurrence.anchor
    if anchor is not None:
        value = number_of(anchor, context)
        if value is None:
            return []
        if not value.exact or not math.isfinite(value.low):
            return [Dated(NOTHING, "unknown")]
    return [Dated(NOTHING, "not_set", not_set=unset_parameter(node.recurrence, context))]


def unset_parameter(recurrence: ir.Recurrence, context: Context) -> str:
    """The first parameter of a recurrence without a value in force."""
    lengths = [s.param for s in (recurrence.length, recurrence.first) if s is not None and s.param]
    for name in (*lengths, *([recurrence.season] if recurrence.season else [])):
        value = context.parameter(name)
        if value is None or value.kind == "unset":
            return name
    return ""


def _rolling(node: ir.Held, at: At, year: int, as_of: int) -> list[Dated]:
    context = at(as_of)
    span = length_of(node.recurrence.length, context) if node.recurrence.length is not None else None
    if span is None:
        return [Dated(NOTHING, "not_set", not_set=unset_parameter(node.recurrence, context))]
    due = number_of(due_of(node), context)
    if due is None:
        return []
    calendar, until = context.law.calendar, year_span(year).last
    start = max(as_of + 1, year_span(year).first)
    found: list[Dated] = []
    if not math.isfinite(due.low) or due.low < as_of:
        # run out, or never held: owed at once, and again one interval after it can first be made good
        last = int(due.low) if math.isfinite(due.low) else as_of
        found.append(Dated(Span(min(_first_of(node, context), last), last), "interval", over=True))
        spans = rolling_spans(start, *span, until, calendar)
    else:
        begun = _back(int(due.low), span, context)
        spans = rolling_spans(begun, *span, until, calendar)
        if spans:  # the engine's date is the exact one for the interval that runs now
            spans[0] = Span(spans[0].first, int(due.low))
    return found + [Dated(s, "interval") for s in spans if year_of(s.last) == year]


def _back(due: int, span: tuple[int, str], context: Context) -> int:
    """The latest day from which an interval runs until ``due``."""
    day = due
    step = {"days": 1, "working_days": 1, "months": 31, "years": 366}[span[1]] * span[0]
    day = max(1, due - step - 7)
    while corresponding_day(day + 1, *span, context.law.calendar) <= due:
        day += 1
    return day


def _first_of(node: ir.Held, context: Context) -> int:
    since = number_of(node.since, context) if node.since is not None else None
    known = int(since.low) if since is not None and math.isfinite(since.low) else 0
    return max(context.rule.start, known, 1)


def _triggered(node: ir.Held, at: At, year: int, as_of: int) -> list[Dated]:
    context = at(as_of)
    if node.trigger is None or node.recurrence.length is None:
        return []
    event = number_of(node.trigger, context)
    if event is None or event.high < 1:  # the latest of no records is never
        return []
    if not event.exact:
        return [Dated(NOTHING, "unknown")]
    span = length_of(node.recurrence.length, context)
    if span is None:
        return [Dated(NOTHING, "not_set", not_set=unset_parameter(node.recurrence, context))]
    begun = int(event.low)
    found = Span(begun, corresponding_day(begun, *span, context.law.calendar))
    return [Dated(found, "event")] if belongs_to(found) == year else []


# -- the parts of a duty, for one covered record or for the unit -----------------------------------------------------


def body_of(node: ir.Held) -> ir.Condition:
    """What must hold of the unit, or of one covered record."""
    return node.body.satisfies if node.covering is not None and isinstance(node.body, ir.Every) else node.body


def due_of(node: ir.Held) -> ir.Number:
    """The last day of the open term of the unit, or of one covered record."""
    covered = node.covering is not None and isinstance(node.due, ir.Aggregate) and node.due.of is not None
    return node.due.of if covered and isinstance(node.due, ir.Aggregate) and node.due.of is not None else node.due


def date_of(node: ir.Held) -> ir.Field | None:
    """The date fact of the records that are counted."""
    for part in walk(body_of(node)):
        match part:
            case ir.Recent(date=ir.Field() as date):
                return date
            case ir.Compare(left=ir.Field() as date) if date.table == node.source.table and date.type.kind == "date":
                return date
    return None


def rests_on_working_days(node: ir.Held, context: Context) -> bool:
    """Whether a date of the duty is counted in working days."""
    lengths = [x for x in (node.recurrence.length, node.recurrence.first) if x is not None]
    return any((length_of(x, context) or (0, ""))[1] == "working_days" for x in lengths)
