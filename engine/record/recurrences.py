"""The legal periods of a recurring duty around a day."""

from __future__ import annotations

import math
from collections.abc import Sequence

from anwei.engine.ir import nodes as ir
from anwei.engine.ir.parameters import FOREVER
from anwei.engine.record import lookups, periods
from anwei.engine.record.context import Context
from anwei.engine.record.dispatch import still


def windows_of(recurrence: ir.Recurrence, context: Context) -> tuple[periods.Windows | None, int]:
    """The windows of a recurrence around the day; None where its season, term or anchor is not set."""
    day = context.day
    lengths = [s.param for s in (recurrence.length, recurrence.first) if s is not None and s.param]
    until = min([context.next_change(p) for p in lengths], default=FOREVER)
    spans: Sequence[periods.Period]
    if recurrence.kind in ("season", "ahead"):
        value = context.parameter(recurrence.season)
        until = min(until, context.next_change(recurrence.season))
        if value is None or not value.seasons:
            return None, until
        spans = periods.yearly(day, value.seasons)
    elif recurrence.kind == "anchored":
        anchor = still(recurrence.anchor, context) if recurrence.anchor is not None else None
        until = min(until, anchor.until) if anchor is not None else until
        term = lookups.length_of(recurrence.length, context) if recurrence.length else None
        if anchor is None or not anchor.exact or not math.isfinite(anchor.low) or term is None:
            return None, until
        spans = periods.anchored(day, int(anchor.low), term[0], term[1], context.law.calendar)
    elif recurrence.between is not None:
        spans = periods.yearly(day, (recurrence.between,))
    else:
        spans = periods.periods_around(recurrence.kind, day)
    if recurrence.kind == "ahead":
        spans = _ahead(spans, recurrence, context)
    if recurrence.first is not None:
        spans = _first(spans, recurrence.first, context)
    found = periods.windows(spans, day) if spans else None
    return found, until if found is None else min(until, found.open.end + 1)


def _ahead(spans: Sequence[periods.Period], recurrence: ir.Recurrence, context: Context) -> list[periods.Period]:
    lead = lookups.length_of(recurrence.length, context) if recurrence.length else None
    if lead is None:
        return []
    calendar = context.law.calendar
    return [periods.Period(periods.add(s.start, -lead[0], lead[1], calendar), s.start - 1) for s in spans]


def _first(spans: Sequence[periods.Period], first: ir.Length, context: Context) -> list[periods.Period]:
    part = lookups.length_of(first, context)
    if part is None:
        return []
    calendar = context.law.calendar
    return [periods.Period(s.start, min(s.end, periods.add(s.start, part[0], part[1], calendar) - 1)) for s in spans]
