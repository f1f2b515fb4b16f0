"""Recorded columns as columns without nulls: each part of a fact, and the groups of codes asked for."""

from __future__ import annotations

from sqlglot import exp

from anwei.engine.documents.diagnostics import AnweiError, Diagnostic, Place
from anwei.engine.facts.subject import significant
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.lowering.scope import ELSEWHERE, NOWHERE
from anwei.engine.fleet.sql.dialects import Dialect, column
from anwei.engine.fleet.sql.layout import KNOWN, Stored
from anwei.engine.fleet.sql.terms import Term
from anwei.engine.fleet.sql.translate import Translation, table_of
from anwei.engine.fleet.tables import COVERAGE, UNKNOWN

LIST = Stored("list")


class Leaves:
    """Writes the leaf terms of a translation. ``alias`` is that of the recorded table."""

    def __init__(self, translation: Translation, dialect: Dialect, alias: str = "r") -> None:
        self.translation = translation
        self.dialect = dialect
        self.alias = alias

    def write(self, term: Term) -> exp.Expr:
        assert term.grain is not None
        name, part = term.data
        grain = term.grain
        if part in ("keys", "keyed") and not name:
            key = self._key(grain)
            return key if part == "keys" else exp.NEQ(this=key, expression=exp.Literal.string(""))
        match part:
            case "complete":
                stated = self._text(self._raw(COVERAGE + name), self._stored(grain, COVERAGE + name))
                return exp.EQ(this=stated, expression=exp.Literal.string("complete"))
            case "doubtful":
                return self._filled(self._raw(name + UNKNOWN))
        raw, spec, stored = self._raw(name), self.translation.field(grain, name), self._stored(grain, name)
        if isinstance(part, frozenset):
            return self._filled(self.dialect.overlaps(raw, sorted(part)))
        match part:
            case "known":
                return self._list_known(grain, name, raw) if stored.kind == "list" else self._known(raw, spec, stored)
            case "code" | "text":
                return self._text(raw, stored)
            case "area":
                return self._area(self._text(raw, stored))
            case "some":
                return self._filled(self.dialect.some(raw))
            case "list":
                return self.dialect.items(raw)
        assert part == "value"
        if term.truth:
            return self._filled(raw)
        assert spec is not None
        return self._number(raw, spec, stored)

    def _raw(self, name: str) -> exp.Expr:
        return column(name, self.alias)

    def _stored(self, grain: Grain, name: str) -> Stored:
        found = self.translation.layout.column(table_of(grain), name)
        assert found is not None
        return found

    def _filled(self, test: exp.Expr) -> exp.Expr:
        """A truth, false where it is null."""
        return exp.Coalesce(this=test, expressions=[exp.false()])

    def _known(self, raw: exp.Expr, spec: FieldSpec | None, stored: Stored) -> exp.Expr:
        there = exp.Not(this=exp.Is(this=raw, expression=exp.null()))
        if spec is None or spec.type not in ("code", "text", "ref", "division"):
            return there
        text = self.dialect.words(raw.copy(), stored)
        return exp.and_(there, exp.NEQ(this=text, expression=exp.Literal.string("")), wrap=False)

    def _list_known(self, grain: Grain, name: str, raw: exp.Expr) -> exp.Expr:
        if self.translation.layout.column(table_of(grain), name + KNOWN) is not None:
            return self._filled(self._raw(name + KNOWN))
        if not self.dialect.null_lists:
            params = {"field": name + KNOWN, "engine": self.dialect.name}
            raise AnweiError([Diagnostic("FLT-045", Place(table_of(grain)), params)])
        return self._known(raw, None, LIST)

    def _text(self, raw: exp.Expr, stored: Stored) -> exp.Expr:
        return exp.Coalesce(this=self.dialect.words(raw, stored), expressions=[exp.Literal.string("")])

    def _key(self, grain: Grain) -> exp.Expr:
        name = self.translation.key(grain)
        stored = self._stored(grain, name)
        if stored.kind not in ("text", "word", "integer", "date"):
            params = {"field": name, "type": "text", "got": stored.shown}
            raise AnweiError([Diagnostic("FLT-044", Place(table_of(grain)), params)])
        return self._text(self._raw(name), stored)

    def _area(self, division: exp.Expr) -> exp.Expr:
        """The longest of the areas told apart that a division lies in; NOWHERE where it is not known."""
        tests: list[tuple[exp.Expr, str]] = [(exp.EQ(this=division, expression=exp.Literal.string("")), NOWHERE)]
        codes = self.translation.plan.areas.codes
        tests += [(self.dialect.starts(division.copy(), significant(code)), code) for code in codes]
        ifs = [exp.If(this=test, true=exp.Literal.string(area)) for test, area in tests]
        return exp.Case(ifs=ifs, default=exp.Literal.string(ELSEWHERE))

    def _number(self, raw: exp.Expr, spec: FieldSpec, stored: Stored) -> exp.Expr:
        """Whole units of the declared scale, or the ordinal of a day; 0 where it is not known."""
        dialect, zero = self.dialect, self.dialect.number(0)
        if spec.type == "date":
            days = {"timestamp": dialect.date, "instant": dialect.day_here}
            day = days[stored.kind](raw) if stored.kind in days else raw
            return exp.Coalesce(this=dialect.ordinal(day), expressions=[zero])
        return exp.Coalesce(this=scaled(dialect, raw, stored, spec.scale), expressions=[zero])


def scaled(dialect: Dialect, raw: exp.Expr, stored: Stored, scale: int) -> exp.Expr:
    """A recorded number in whole units of ``scale`` digits."""
    factor = 10**scale
    if stored.kind == "integer" and stored.sure:
        whole = dialect.integer(raw)
        return whole if factor == 1 else exp.Mul(this=whole, expression=dialect.number(factor))
    return dialect.scaled(raw, stored, factor)
