"""The selects of a schedule, from what is recorded to the results, as sqlglot trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sqlglot import exp

from anwei.engine.facts.subject import significant
from anwei.engine.fleet.graph import NO_LEAST, NO_MOST
from anwei.engine.fleet.sql.dialects import Dialect, column, kept, named
from anwei.engine.fleet.sql.expressions import Expressions, name_of
from anwei.engine.fleet.sql.keys import Keys
from anwei.engine.fleet.sql.layers import Demands, layers
from anwei.engine.fleet.sql.recorded import Recorded
from anwei.engine.fleet.sql.schedule import Batch, Pairs, Schedule, Station
from anwei.engine.fleet.sql.terms import Term, of_others

FOUND, AREA, DIVISION = "found", "area", "division"


class Selects:
    """Writes each station and batch of a schedule as one select, to stand in a WITH."""

    def __init__(self, plan: Schedule, recorded: Recorded, dialect: Dialect, pairs: Pairs) -> None:
        self.plan = plan
        self.recorded = recorded
        self.dialect = dialect
        self.pairs = pairs
        self.keys = Keys(plan)
        self.demands = Demands(plan, pairs)
        self.expressions = Expressions(plan, dialect, self._placed)

    def all(self) -> Iterator[tuple[str, exp.Select]]:
        """Every select that is needed, with its name, those that others read first."""
        for one in self.demands.order:
            if isinstance(one, Batch):
                if self.demands.of[one]:
                    yield self.name(one), self._batch(one)
            elif one in self.demands.of:
                yield from self._station(one)

    def name(self, one: Station | Batch) -> str:
        """Of its rows and level; grains of one name (pairs by different owners) are told apart by number."""
        grain = one.rows if isinstance(one, Batch) else one.grain
        alike = sorted((g for g in self.plan.stations if g.name == grain.name), key=list(self.plan.stations).index)
        twin = f"~{alike.index(grain)}" if alike.index(grain) else ""
        to = f" to {one.target.name}" if isinstance(one, Batch) else ""
        name = f"{grain.name}{twin}{to} {one.level}"
        return name if len(name.encode()) <= 60 else f"{name.encode()[:52].decode(errors='ignore')}~{self._number(one)}"

    def _number(self, one: Station | Batch) -> int:
        return self.demands.order.index(one)

    def _placed(self, term: Term) -> exp.Expr:
        """Whether all subjects of a kind say where they are."""
        grain, division = term.data
        count = self._from(exp.select(exp.Count(this=exp.Star())), Station(grain, 0), "p")
        unknown = exp.EQ(this=self.expressions.write(division, "p"), expression=exp.Literal.string(""))
        return exp.EQ(this=exp.Subquery(this=count.where(unknown, copy=False)), expression=exp.Literal.number(0))

    # -- stations ---------------------------------------------------------------------------------------------------

    def _station(self, station: Station) -> Iterator[tuple[str, exp.Select]]:
        """The rows with all that is read of them afterwards: joined first, then computed layer by layer."""
        keys = self.keys.columns(station.grain)
        found = layers(self.plan, station, self.demands.of[station])
        name, select = self.name(station), self._joined(station, keys, found.joined)
        for number, layer in enumerate(found.computed):
            below = f"{name}.{number}"
            yield below, self._fenced(select)
            source = exp.table_(below, quoted=True, alias=exp.to_identifier("l", quoted=True))
            select = exp.select(*(kept(k, "l") for k in keys)).from_(source, copy=False)
            for term in layer.carried:
                select.select(kept(name_of(term), "l"), copy=False)
            for term in layer.made:
                value = self._page(select, term) if term.op == "page" else self.expressions.computed(term, "l")
                select.select(named(value, name_of(term)), copy=False)
        yield name, select

    def _fenced(self, select: exp.Select) -> exp.Select:
        return select.offset(0, copy=False) if self.dialect.fence else select

    def _page(self, select: exp.Select, term: Term) -> exp.Expr:
        """The digits of a day, found by joining its page."""
        pages, alias = term.data, f"p{term.index}"
        rows = self.dialect.rows(pages.rows, ("page", "digits"), alias)
        page, place = (self.expressions.write(a, "l") for a in term.args)
        test = exp.EQ(this=column("page", alias), expression=page)
        select.join(rows, on=test, join_type="left", copy=False)
        first = exp.Mul(this=exp.Paren(this=place), expression=exp.Literal.number(pages.digits))
        start: exp.Expr = exp.Add(this=first, expression=exp.Literal.number(1))
        start = self.dialect.cast(exp.Paren(this=start), "INT")
        digits = exp.Substring(this=column("digits", alias), start=start, length=exp.Literal.number(pages.digits))
        # a join that found nothing gives a null or, in ClickHouse, an empty text
        return self.dialect.digits(exp.Coalesce(this=digits, expressions=[exp.Literal.string("")]))

    def _joined(self, station: Station, keys: list[str], terms: list[Term]) -> exp.Select:
        grain, before = station.grain, self.plan.before(station)
        by_source: dict[Station | Batch, list[Term]] = defaultdict(list)
        own: list[Term] = []
        for term in terms:
            source = self.demands.source(station, term)
            if source is None:
                own.append(term)
            else:
                by_source[source].append(term)
        if grain.base is not None and before is None:
            return self._paired(station, keys, by_source)
        if before is None:
            recorded = self.recorded.select(grain, own, keys)
            if not by_source:
                return recorded
            inner = exp.Subquery(this=self._fenced(recorded), alias=exp.to_identifier("g", quoted=True))
            select = exp.select().from_(inner, copy=False)
        else:
            select = self._from(exp.select(), before, "g")
        select.select(*(kept(k, "g") for k in keys), copy=False)
        select.select(*(kept(name_of(t), "g") for t in own), copy=False)
        self._join(select, station, by_source, "g")
        return select

    def _join(
        self, select: exp.Select, station: Station, by_source: dict[Station | Batch, list[Term]], alias: str
    ) -> None:
        """Joins what other selects have computed; what a batch has not found is what none adds up to."""
        for number, (source, terms) in enumerate(by_source.items()):
            other = f"j{number}"
            if isinstance(source, Batch):
                self._join_batch(select, station, source, terms, (alias, other))
                continue
            keys = self.keys.of(station.grain)[source.grain]
            theirs = self.keys.of(source.grain)[source.grain]
            on = [self._same(column(a, alias), column(b, other)) for a, b in zip(keys, theirs, strict=True)]
            select.join(self._table(source, other), on=exp.and_(*on), copy=False)
            select.select(*(self._mapped(t, other) for t in terms), copy=False)

    def _join_batch(
        self, select: exp.Select, station: Station, source: Batch, terms: list[Term], aliases: tuple[str, str]
    ) -> None:
        alias, other = aliases
        if not of_others(source.rows):
            keys = self.keys.of(station.grain)[station.grain]
            on: exp.Expr = exp.and_(*(self._same(column(k, alias), column(k, other)) for k in keys))
        else:
            on = self._same(self.expressions.write(terms[0].args[2], alias), column(AREA, other))
        select.join(self._table(source, other), on=on, join_type="left", copy=False)
        found = exp.EQ(this=column(FOUND, other), expression=exp.Literal.number(1))
        for term in terms:
            value: exp.Expr = column(name_of(term), other)
            if term.op == "any":
                none: exp.Expr = exp.false()
                value = exp.EQ(this=value, expression=exp.Literal.number(1))
            else:
                number = self.dialect.wide_number if term.wide else self.dialect.number
                none = number({"sum": 0, "least": NO_MOST, "most": NO_LEAST}[term.op])
            case = exp.Case(ifs=[exp.If(this=found.copy(), true=value)], default=none)
            select.select(named(case, name_of(term)), copy=False)

    @staticmethod
    def _same(left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return exp.EQ(this=left, expression=right)

    def _mapped(self, term: Term, alias: str) -> exp.Expr:
        return named(self.expressions.write(term.args[0], alias), name_of(term))

    def _paired(self, station: Station, keys: list[str], by_source: dict[Station | Batch, list[Term]]) -> exp.Select:
        """Each row of the parent with each row of the base that belongs to the same owner."""
        grain = station.grain
        assert grain.parent is not None
        assert grain.base is not None
        assert grain.owner is not None
        left, right = (self.plan.at_or_below(g, station.level) for g in (grain.parent, grain.base))
        select = self._from(exp.select(), left, "a")
        mine, row = self.keys.of(grain.parent), self.keys.of(grain)[grain][-1]
        select.select(*(kept(k, "a") for k in keys if k != row), copy=False)
        base = self.keys.of(grain.base)
        if row in keys:
            select.select(named(column(base[grain.base][-1], "b"), row), copy=False)
        if grain.base.table:
            assert grain.base.parent is not None
            owner = mine[grain.owner.base or grain.owner]
            on = [
                self._same(column(a, "a"), column(b, "b")) for a, b in zip(owner, base[grain.base.parent], strict=True)
            ]
            select.join(self._table(right, "b"), on=exp.and_(*on), copy=False)
        else:
            holds, lies = self.pairs[grain]
            area, division = self.expressions.write(holds, "a"), self.expressions.write(lies, "b")
            select.join(self._table(right, "b"), join_type="cross", copy=False)
            select.where(self._within(division, area), copy=False)
        for source, alias in ((left, "a"), (right, "b")):
            select.select(*(self._mapped(t, alias) for t in by_source.pop(source, ())), copy=False)
        rest = exp.Subquery(this=select, alias=exp.to_identifier("g", quoted=True))
        if not by_source:
            return select
        outer = exp.select(*(kept(k, "g") for k in keys)).from_(rest, copy=False)
        outer.select(*(kept(one.alias, "g") for one in select.selects[len(keys) :]), copy=False)
        self._join(outer, station, by_source, "g")
        return outer

    def _within(self, division: exp.Expr, area: exp.Expr) -> exp.Expr:
        """Whether a division lies in an area that is known."""
        known = exp.NEQ(this=area, expression=exp.Literal.string(""))
        return exp.and_(known, self.dialect.starts(division, self._significant(area.copy())))

    def _significant(self, area: exp.Expr) -> exp.Expr:
        """The significant digits of a division code, as ``facts.subject.significant`` has them."""
        assert (significant("340000"), significant("341500"), significant("341502001")) == ("34", "3415", "341502001")
        number = exp.Literal.number

        def zeros(start: int) -> exp.Expr:
            tail = exp.Substring(this=area.copy(), start=number(start), length=number(7 - start))
            return exp.and_(
                exp.EQ(this=exp.Length(this=area.copy()), expression=number(6)),
                exp.EQ(this=tail, expression=exp.Literal.string("0" * (7 - start))),
            )

        def first(digits: int) -> exp.Expr:
            return exp.Substring(this=area.copy(), start=number(1), length=number(digits))

        ifs = [exp.If(this=zeros(3), true=first(2)), exp.If(this=zeros(5), true=first(4))]
        return exp.Case(ifs=ifs, default=area)

    # -- batches ----------------------------------------------------------------------------------------------------

    def _batch(self, batch: Batch) -> exp.Select:
        terms = sorted(self.demands.of[batch], key=lambda t: t.index)
        rows = self.plan.at_or_below(batch.rows, batch.level - 1)
        if of_others(batch.rows):
            return self._by_area(batch, rows, terms)
        keys = self.keys.of(batch.rows)[batch.target]
        theirs = self.keys.of(batch.target)[batch.target]
        select = self._from(exp.select(), rows, "s")
        for mine, name in zip(keys, theirs, strict=True):
            select.select(named(column(mine, "s"), name), copy=False)
        select.select(named(self.dialect.number(1), FOUND), copy=False)
        for term in terms:
            select.select(named(self.expressions.aggregate(term, "s"), name_of(term)), copy=False)
        return select.group_by(*(column(k, "s") for k in keys), copy=False)

    def _by_area(self, batch: Batch, rows: Station, terms: list[Term]) -> exp.Select:
        """Added up by division first, and then for each area that is asked about: no row of a subject is moved."""
        lies, holds = terms[0].args[1:]
        inner = self._from(exp.select(), rows, "s")
        division = self.expressions.write(lies, "s")
        inner.select(named(division, DIVISION), copy=False).group_by(division.copy(), copy=False)
        for term in terms:
            inner.select(named(self.expressions.aggregate(term, "s"), name_of(term)), copy=False)
        areas = self._from(exp.select(), self.plan.at_or_below(batch.target, batch.level - 1), "h").distinct(copy=False)
        areas.select(named(self.expressions.write(holds, "h"), AREA), copy=False)
        area = column(AREA, "d")
        select = exp.select(named(area, AREA), named(self.dialect.number(1), FOUND))
        for term in terms:
            part = column(name_of(term), "x")
            value = exp.Max(this=part) if term.op == "any" else self.expressions.added(term, part)
            select.select(named(value, name_of(term)), copy=False)
        select.from_(exp.Subquery(this=areas, alias=exp.to_identifier("d", quoted=True)), copy=False)
        parts = exp.Subquery(this=inner, alias=exp.to_identifier("x", quoted=True))
        select.join(parts, join_type="cross", copy=False)
        select.where(self._within(column(DIVISION, "x"), area.copy()), copy=False)
        return select.group_by(area.copy(), copy=False)

    # -- tables -----------------------------------------------------------------------------------------------------

    def _table(self, one: Station | Batch, alias: str) -> exp.Table:
        return exp.table_(self.name(one), quoted=True, alias=exp.to_identifier(alias, quoted=True))

    def _from(self, select: exp.Select, one: Station, alias: str) -> exp.Select:
        return select.from_(self._table(one, alias), copy=False)


def widest(selects: Iterable[exp.Select]) -> int:
    """The greatest number of columns of any select."""
    return max((len(s.selects) for select in selects for s in select.find_all(exp.Select)), default=0)
