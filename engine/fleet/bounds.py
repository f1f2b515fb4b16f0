"""Bounds and truths as expressions: the same arithmetic as ``record.bounds``, for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from anwei.engine.fleet.graph import NO_LEAST, NO_MOST, Expr, Graph
from anwei.engine.ir.parameters import FOREVER


@dataclass(frozen=True, slots=True)
class FleetBounds:
    """At least ``low``, at most ``high``; where ``blank`` holds it rests on something that has not happened.

    It moves by ``slope`` a day, and nothing else about it changes before ``until``.
    """

    low: Expr
    high: Expr
    blank: Expr
    slope: int
    until: Expr


@dataclass(frozen=True, slots=True)
class FleetTruth:
    """Surely so, may be so, and until when."""

    sure: Expr
    may: Expr
    until: Expr


class Algebra:
    """Makes bounds and truths in a graph. ``dates``: whether it is followed until when each of them holds."""

    def __init__(self, graph: Graph, day: int, *, dates: bool) -> None:
        self.graph = graph
        self.day = day
        self.dates = dates
        self.forever = graph.number(FOREVER)
        self.true = self.known(graph.true)
        self.false = self.known(graph.false)
        self.unknown = FleetTruth(graph.false, graph.true, self.forever)

    # -- until ------------------------------------------------------------------------------------------------------

    def earliest(self, *days: Expr) -> Expr:
        return self.graph.least(*days, self.forever) if self.dates else self.forever

    def at(self, day: int) -> Expr:
        return self.graph.number(min(day, FOREVER)) if self.dates else self.forever

    # -- truths -----------------------------------------------------------------------------------------------------

    def known(self, holds: Expr, until: Expr | None = None) -> FleetTruth:
        return FleetTruth(holds, holds, self.forever if until is None else until)

    def decided(self, holds: Expr, known: Expr, *, blank: Expr | None = None) -> FleetTruth:
        """``holds`` where its fact is known; false where it has not happened; else undecided."""
        graph = self.graph
        unknown = graph.no(known) if blank is None else graph.all(graph.no(known), graph.no(blank))
        sure = graph.all(known, holds)
        return FleetTruth(sure, graph.any(sure, unknown), self.forever)

    def negate(self, truth: FleetTruth) -> FleetTruth:
        return FleetTruth(self.graph.no(truth.may), self.graph.no(truth.sure), truth.until)

    def all_of(self, truths: Sequence[FleetTruth]) -> FleetTruth:
        """Whether all hold. It fails as long as any one of them does, whatever happens to the others."""
        graph = self.graph
        may = graph.all(*(t.may for t in truths))
        until = self.earliest(*(t.until for t in truths))
        if until is not self.forever:
            fails = graph.most(*(graph.choose(t.may, graph.number(0), t.until) for t in truths))
            until = graph.choose(may, until, fails)
        return FleetTruth(graph.all(*(t.sure for t in truths)), may, until)

    def any_of(self, truths: Sequence[FleetTruth]) -> FleetTruth:
        """Whether any holds. It holds as long as any one of them does, whatever happens to the others."""
        graph = self.graph
        sure = graph.any(*(t.sure for t in truths))
        until = self.earliest(*(t.until for t in truths))
        if until is not self.forever:
            holds = graph.most(*(graph.choose(t.sure, t.until, graph.number(0)) for t in truths))
            until = graph.choose(sure, holds, until)
        return FleetTruth(sure, graph.any(*(t.may for t in truths)), until)

    def chosen(self, test: Expr, yes: FleetTruth, no: FleetTruth) -> FleetTruth:
        choose = self.graph.choose
        return FleetTruth(
            choose(test, yes.sure, no.sure), choose(test, yes.may, no.may), choose(test, yes.until, no.until)
        )

    # -- bounds -----------------------------------------------------------------------------------------------------

    def exactly(self, value: int | Expr, slope: int = 0) -> FleetBounds:
        expr = value if isinstance(value, Expr) else self.graph.number(value)
        return FleetBounds(expr, expr, self.graph.false, slope, self.forever)

    def between(
        self, low: Expr, high: Expr, *, blank: Expr | None = None, slope: int = 0, until: Expr | None = None
    ) -> FleetBounds:
        none = self.graph.false
        return FleetBounds(low, high, none if blank is None else blank, slope, self.forever if until is None else until)

    def anything(self, until: Expr | None = None) -> FleetBounds:
        return self.between(self.graph.number(NO_LEAST), self.graph.number(NO_MOST), until=until)

    def either(self, test: Expr, yes: FleetBounds, no: FleetBounds) -> FleetBounds:
        """One of two still values."""
        choose = self.graph.choose
        return FleetBounds(
            choose(test, yes.low, no.low),
            choose(test, yes.high, no.high),
            choose(test, yes.blank, no.blank),
            0,
            choose(test, yes.until, no.until),
        )

    def still(self, value: FleetBounds) -> FleetBounds:
        """A moving value as a still one that must be looked at again the next day."""
        if not value.slope:
            return value
        return replace(value, slope=0, until=self.earliest(value.until, self.at(self.day + 1)))

    def exact(self, value: FleetBounds) -> Expr:
        return self.graph.eq(value.low, value.high)

    def shapeless(self, value: FleetBounds) -> Expr:
        """Whether nothing at all is known of a number."""
        graph = self.graph
        if not (value.low.infinite & 1 and value.high.infinite & 2):
            return graph.false
        return graph.all(graph.eq(value.low, graph.number(NO_LEAST)), graph.eq(value.high, graph.number(NO_MOST)))

    # -- comparison -------------------------------------------------------------------------------------------------

    def at_least(self, left: FleetBounds, right: FleetBounds, *, strict: bool = False) -> FleetTruth:
        """``left >= right`` (or ``>``); what has not happened compares false."""
        graph = self.graph
        happened = graph.all(graph.no(left.blank), graph.no(right.blank))
        sure = graph.all(happened, self._surely(left.low, right.high, strict))
        may = graph.all(happened, self._maybe(left.high, right.low, strict))
        until = self.earliest(left.until, right.until)
        slope = left.slope - right.slope
        if slope and self.dates:
            need = 1 if strict else 0
            crossings = (
                self._crossing(left.low, right.high, need, slope),
                self._crossing(left.high, right.low, need, slope),
            )
            until = self.earliest(until, *crossings)
        return FleetTruth(sure, may, graph.choose(happened, until, self.forever))

    def _surely(self, low: Expr, high: Expr, strict: bool) -> Expr:
        """No bound against the same no bound settles nothing."""
        graph = self.graph
        if strict:
            return graph.gt(low, high)
        if not low.infinite & high.infinite:
            return graph.ge(low, high)
        return graph.any(graph.gt(low, high), graph.all(graph.eq(low, high), graph.is_bounded(low)))

    def _maybe(self, high: Expr, low: Expr, strict: bool) -> Expr:
        graph = self.graph
        if not strict:
            return graph.ge(high, low)
        if not low.infinite & high.infinite:
            return graph.gt(high, low)
        return graph.any(graph.gt(high, low), graph.all(graph.eq(high, low), graph.no(graph.is_bounded(high))))

    def _crossing(self, left: Expr, right: Expr, need: int, slope: int) -> Expr:
        """The first later day on which ``left - right - need`` has another sign."""
        graph = self.graph
        zero, day = graph.number(0), graph.number(self.day)
        bounded = graph.all(graph.is_bounded(left), graph.is_bounded(right))
        margin = graph.subtract(graph.subtract(left, right), graph.number(need))
        if slope > 0:
            moves = graph.gt(zero, margin)
            days = graph.divide(graph.minus(margin), graph.number(slope), 1, up=True)
        else:
            moves = graph.ge(margin, zero)
            days = graph.add(graph.divide(margin, graph.number(-slope), 1, up=False), graph.number(1))
        return graph.choose(graph.all(bounded, moves), graph.add(day, days), self.forever)

    # -- arithmetic -------------------------------------------------------------------------------------------------

    def corners(self, left: FleetBounds, right: FleetBounds) -> list[tuple[Expr, Expr]]:
        """The pairs of ends that the extremes of a monotone operation lie among, each once."""
        return list(dict.fromkeys((a, b) for a in (left.low, left.high) for b in (right.low, right.high)))

    def either_blank(self, *values: FleetBounds) -> Expr:
        return self.graph.any(*(v.blank for v in values))

    def hull(self, parts: Sequence[FleetBounds], until: Expr) -> FleetBounds:
        """The bounds that hold whichever of the values counts; anything where there is none."""
        if not parts:
            return self.anything(until)
        graph = self.graph
        return self.between(graph.least(*(p.low for p in parts)), graph.most(*(p.high for p in parts)), until=until)
