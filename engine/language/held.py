"""``held``: recurring and triggered duties, built from ordinary nodes so that both evaluations share one meaning."""

from __future__ import annotations

from typing import Any

from anwei.engine.documents.nodes import Node
from anwei.engine.documents.shape import Key, Reader
from anwei.engine.facts.values import BadValue, parse_date
from anwei.engine.ir.nodes import (
    Aggregate,
    All,
    AnyOf,
    AsOf,
    Blank,
    Compare,
    Condition,
    Constant,
    Edge,
    Every,
    Field,
    Held,
    Larger,
    Measured,
    Not,
    Number,
    Recent,
    Recurrence,
    Refers,
    Share,
    Shift,
    Single,
    type_of,
)
from anwei.engine.ir.types import COUNT, DATE, Length, Source
from anwei.engine.ir.walk import walk
from anwei.engine.language import conditions, operands
from anwei.engine.language.forms import condition_form
from anwei.engine.language.scope import Scope, rescale

PERIODS = ("month", "quarter", "half_year", "year")
WINDOWED = (*PERIODS, "season", "ahead", "anchored")
EVERY_SHAPES = {
    "rolling": {"rolling": Key("duration", True)},
    "years": {"years": Key("integer", True), "anchor": Key("operand", True)},
    "season": {"season": Key("param", True)},
    "param": {"param": Key("name", True)},
}


@condition_form(
    "held",
    zh="应按周期或触发事件开展并记录的事项",
    en="a recurring or triggered duty",
    example="{held: drills, where: C, at_least: 1, every: half_year}",
    held=Key("source", True),
    where=Key("condition"),
    at_least=Key("operand"),
    every=Key("recurrence"),
    first=Key("duration"),
    between=Key("monthdays"),
    ahead_of=Key("map"),
    after=Key("operand"),
    within=Key("value"),
    also=Key("conditions"),
    covering=Key("source"),
    by=Key("name"),
    on=Key("name"),
    since=Key("operand"),
)
def _held(reader: Reader, scope: Scope) -> Condition | None:
    if sum(reader.has(k) for k in ("every", "ahead_of", "after")) != 1:
        scope.error("RUL-024", reader.node.place)
        return None
    return _Duty(reader, scope).build()


class _Duty:
    """Reads one ``held`` mapping and assembles its nodes."""

    def __init__(self, reader: Reader, scope: Scope) -> None:
        self.reader = reader
        self.outer = scope
        self.scope = scope
        self.cover: Source | None = None
        self.covered = 0  # the depth of its records

    def build(self) -> Condition | None:
        if self.reader.has("covering") and not self._enter_covering():
            return None
        if not self._find():
            return None
        read, recurrence, least = self._read(), self._recurrence(), self._least()
        if not read or recurrence is None or least is None:
            return None
        self.least = least
        return self._assemble(recurrence)

    def _find(self) -> bool:
        """The records that are counted."""
        node = self.reader.node_of("held")
        found = self.scope.source(node) if node is not None else None
        if found is not None:
            self.source, self.inner = found
        return found is not None

    def _read(self) -> bool:
        """What is asked of each of them."""
        date = self.inner.field(self.reader.text("on", "date"), self.reader.place("on"))
        filters = self._filters()
        if date is None or filters is None:
            return False
        self.date, (self.where, self.also) = date, filters
        return True

    def _beside(self) -> _Duty:
        """The same duty as one of its records sees it: all the records once more."""
        other = _Duty(self.reader, self.outer)
        other.scope, other.cover, other.covered, other.least = self.inner, self.cover, self.covered, self.least
        read = other._find() and other._read()
        assert read, "it has been read before"
        return other

    def _enter_covering(self) -> bool:
        node = self.reader.node_of("covering")
        found = self.outer.source(node) if node is not None else None
        if found is None:
            return False
        self.cover, self.scope = found
        self.covered = self.scope.depth
        return True

    def _least(self) -> Number | None:
        node = self.reader.node_of("at_least")
        return operands.operand(node, self.outer, COUNT) if node is not None else Constant(1, COUNT)

    def _filters(self) -> tuple[Condition | None, tuple[Condition, ...]] | None:
        where_node = self.reader.node_of("where")
        where = conditions.condition(where_node, self.inner) if where_node is not None else None
        also = [conditions.condition(n, self.inner) for n in self.reader.elements("also")]
        if (where_node is not None and where is None) or any(a is None for a in also):
            return None
        where = conditions.with_view(self.source, self.inner, where)
        if self.cover is not None:
            refers = self._refers()
            if refers is None:
                return None
            where = conditions.both(where, refers)
        return where, tuple(a for a in also if a is not None)

    def _refers(self) -> Condition | None:
        assert self.cover is not None and self.inner.level.table is not None
        name = self.reader.text("by")
        candidates = [
            f.name
            for f in self.inner.level.table.fields.values()
            if f.type == "refs" and f.to == self.cover.table and name in ("", f.name)
        ]
        if not candidates:
            self.outer.error("RUL-023", self.reader.node.place, table=self.cover.table)
            return None
        field = self.inner.field(candidates[0], self.reader.node.place)
        return Refers(field, self.covered) if field is not None else None

    # -- recurrence -------------------------------------------------------------------------------------------------

    def _recurrence(self) -> Recurrence | None:
        if self.reader.has("after"):
            within = self.reader.node_of("within")
            span = conditions.length(within, self.outer) if within is not None else None
            if within is None:
                self.outer.error("SHP-003", self.reader.node.place, key="within")
            return Recurrence("triggered", length=span) if span else None
        if self.reader.has("ahead_of"):
            return self._ahead()
        node = self.reader.node_of("every")
        assert node is not None
        if not node.is_map:
            return self._period(node)
        head = next((k for k in EVERY_SHAPES if node.get(k) is not None), None)
        if head is None:
            self.outer.error("RUL-007", node.place, hint=", ".join([*PERIODS, *EVERY_SHAPES]))
            return None
        shape = Reader(node, EVERY_SHAPES[head], self.outer.diagnostics, rule=self.outer.rule)
        return self._special(head, shape) if shape.ok else None

    def _special(self, head: str, shape: Reader) -> Recurrence | None:
        if head == "season":
            name = self._season(shape.node_of("season"))
            return Recurrence("season", season=name, first=self._first()) if name else None
        if head == "years":
            anchor_node = shape.node_of("anchor")
            anchor = operands.operand(anchor_node, self.scope, DATE) if anchor_node is not None else None
            span = Length(shape.integer("years"), "years")
            if span.count < 1:
                self.outer.error("RUL-013", shape.place("years"), text=shape.text("years"))
                return None
            if anchor_node is None or anchor is None or not self._free(anchor, anchor_node):
                return None
            return Recurrence("anchored", length=span, anchor=anchor)
        node = shape.node_of("rolling") if head == "rolling" else shape.node
        span_found = conditions.length(node, self.outer) if node is not None else None
        return Recurrence("rolling", length=span_found) if span_found else None

    def _free(self, event: Number, node: Node) -> bool:
        """Whether an event reads no records of its own: it is looked at beside each record of the duty as well."""
        if not any(isinstance(n, (Aggregate, Single, Share)) for n in walk(event)):
            return True
        self.outer.error("SHP-004", node.place, key="after | anchor", expected="a fact, a parameter or a named measure")
        return False

    def _period(self, node: Node) -> Recurrence | None:
        if node.text not in PERIODS:
            self.outer.error("RUL-007", node.place, hint=", ".join([*PERIODS, *EVERY_SHAPES]))
            return None
        between = None
        if self.reader.has("between"):
            days = [month_day(n.text) for n in self.reader.elements("between")]
            if len(days) != 2 or None in days or node.text != "year":
                place = self.reader.place("between")
                self.outer.error("SHP-004", place, key="between", expected="[MM-DD, MM-DD] with every: year")
                return None
            between = (days[0] or 0, days[1] or 0)
        kind: Any = node.text  # one of PERIODS, checked above
        return Recurrence(kind, first=self._first(), between=between)

    def _first(self) -> Length | None:
        node = self.reader.node_of("first")
        return conditions.length(node, self.outer) if node is not None else None

    def _ahead(self) -> Recurrence | None:
        node = self.reader.node_of("ahead_of")
        assert node is not None
        shape = Reader(
            node, {"season": Key("param", True), "by": Key("value", True)}, self.outer.diagnostics, rule=self.outer.rule
        )
        by, name = shape.node_of("by"), self._season(shape.node_of("season"))
        span = conditions.length(by, self.outer) if by is not None else None
        return Recurrence("ahead", length=span, season=name) if shape.ok and span and name else None

    def _season(self, node: Node | None) -> str:
        name = node.get("param") if node is not None else None
        if node is None or name is None:
            self.outer.error("SHP-004", self.reader.node.place, key="season", expected="{param: NAME}")
            return ""
        found = self.outer.parameter(name.text, name.place)
        if found is None:
            return ""
        if not {v.kind for v in found.values} <= {"season", "unset"}:
            self.outer.error("RUL-017", name.place, name=found.name, kind=found.values[0].kind, wanted="season")
        return found.name

    # -- assembly ---------------------------------------------------------------------------------------------------

    def _count(self, *more: Condition) -> Condition:
        terms = conditions.both(self.where, All((*self.also, *more)))
        count: Number = Aggregate("count", self.source, COUNT, terms)
        scale = type_of(self.least).scale
        return Compare("at_least", rescale(count, scale), self.least)

    def _past(self) -> Condition:
        return Compare("at_most", self.date, AsOf())

    def _since(self) -> tuple[Number, ...]:
        node = self.reader.node_of("since")
        fact = operands.operand(node, self.scope, DATE) if node is not None else None
        start = self.scope.effective_from
        in_force: tuple[Number, ...] = (Constant(start, DATE),) if start else ()
        return (*in_force, fact) if fact is not None else in_force

    def _assemble(self, recurrence: Recurrence) -> Condition | None:
        trigger: Number | None = None
        since = self._since()
        if recurrence.kind in WINDOWED:
            body, met, due, after = self._windowed(recurrence, since)
        elif recurrence.kind == "rolling":
            body, met, due, after = self._rolling(recurrence, since)
        else:
            node = self.reader.node_of("after")
            trigger = operands.operand(node, self.scope, DATE) if node is not None else None
            if node is None or trigger is None or not self._free(trigger, node):
                return None
            body, met, due, after = self._triggered(recurrence, trigger)
        if self.cover is not None:
            body, met, due, after = self._covered(body, met, due, after, recurrence, since)
        return Held(
            self.source,
            recurrence,
            body,
            met,
            due,
            self.least,
            after,
            self.where,
            self.also,
            self.cover,
            trigger,
            since[-1] if self.reader.has("since") else None,
        )

    def _windowed(
        self, recurrence: Recurrence, since: tuple[Number, ...]
    ) -> tuple[Condition, Condition, Number, Number | None]:
        start, end = Edge(recurrence, "closed", "start"), Edge(recurrence, "closed", "end")
        enough = self._count(Compare("at_least", self.date, start), Compare("at_most", self.date, end))
        events = (*since, recurrence.anchor) if recurrence.anchor is not None else since
        owed_from = (*_not_begun(events), *(Compare("below", start, s) for s in since))
        now, until = Edge(recurrence, "open", "start"), Edge(recurrence, "open", "end")
        met = self._count(Compare("at_least", self.date, now), Compare("at_most", self.date, until), self._past())
        if since:  # an open period that began before is not owed either: the next one is
            met = AnyOf((*(Compare("below", now, s) for s in since), met))
        body: Condition = AnyOf((*owed_from, enough)) if owed_from else enough
        return body, met, until, Edge(recurrence, "after", "end")

    def _rolling(
        self, recurrence: Recurrence, since: tuple[Number, ...]
    ) -> tuple[Condition, Condition, Number, Number | None]:
        span = recurrence.length
        assert span is not None
        enough = self._count(Recent(self.date, span))
        owed_from = (*_not_begun(since), *(Compare("at_least", Shift(s, span), AsOf()) for s in since))
        if span.param:  # unknown while the interval is not set, also with nothing on file; false once it is
            owed_from = (*owed_from, Compare("below", Shift(Constant(1, DATE), span), Constant(1, DATE)))
        counted = conditions.both(self.where, All((*self.also, self._past(), *self._enough_since())))
        due: Number = Shift(Aggregate("max", self.source, DATE, counted, self.date), span)
        if since:
            due = Larger((due, *(Shift(s, span) for s in since)), DATE)
        return (AnyOf((*owed_from, enough)) if owed_from else enough), All(()), due, due

    def _enough_since(self) -> tuple[Condition, ...]:
        """Of a record: with those of its day and of later ones there are enough. One is in itself."""
        if isinstance(self.least, Constant) and self.least.amount <= 1:
            return ()
        other = self._beside()
        return (other._count(other._past(), Compare("at_least", other.date, self.date)),)

    def _triggered(self, recurrence: Recurrence, trigger: Number) -> tuple[Condition, Condition, Number, Number | None]:
        assert recurrence.length is not None
        limit = Shift(trigger, recurrence.length)
        enough = self._count(
            Compare("at_least", self.date, trigger), Compare("at_most", self.date, limit), self._past()
        )
        # the latest of no records lies before every day: it has never happened
        never = (Compare("below", trigger, Constant(1, DATE)),) if isinstance(trigger, Measured) else ()
        owed = (*_not_begun((trigger,)), *never)
        return AnyOf((*owed, enough, Compare("at_least", limit, AsOf()))), enough, limit, None

    def _covered(
        self,
        body: Condition,
        met: Condition,
        due: Number,
        after: Number | None,
        recurrence: Recurrence,
        since: tuple[Number, ...],
    ) -> tuple[Condition, Condition, Number, Number | None]:
        cover = self.cover
        assert cover is not None
        own = conditions.with_view(cover, self.scope, None)
        events = (*since, recurrence.anchor) if recurrence.anchor is not None else since
        started = [Not(b) for b in _not_begun(events)]
        begun = conditions.both(own, All(tuple(started))) if started else own
        if recurrence.kind == "rolling":
            due = after = Aggregate("min", cover, DATE, begun, due)
        else:
            # terms differ from record to record: the earliest of those that are still to be met
            due = Aggregate("min", cover, DATE, conditions.both(begun, Not(met)), due)
            later = All(tuple(Not(Compare("below", Edge(recurrence, "after", "start"), s)) for s in since))
            after = Aggregate("min", cover, DATE, conditions.both(begun, later), after) if after is not None else None
        return Every(cover, body, "pass", own), Every(cover, met, "pass", own), due, after


def _not_begun(events: tuple[Number, ...]) -> tuple[Condition, ...]:
    """What has not happened starts no duty."""
    return tuple(Blank(e) for e in events if isinstance(e, Field) and e.not_yet)


def month_day(text: str) -> int | None:
    """``09-01`` as 901; None if there is no such day (29 February is allowed)."""
    try:
        parse_date(f"2024-{text}")
    except BadValue:
        return None
    month, _, day = text.replace(".", "-").replace("/", "-").partition("-")
    return int(month) * 100 + int(day)
