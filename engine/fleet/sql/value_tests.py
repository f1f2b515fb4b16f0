"""Tests of recorded values, as SQL: true for those that no fact of the kind can have, null where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sqlglot import exp

from anwei.engine.facts.subject import Coverage
from anwei.engine.facts.values import UNKNOWN_MARKS
from anwei.engine.facts.vocabulary import FieldSpec, Vocabulary
from anwei.engine.fleet.plan import FieldNeed
from anwei.engine.fleet.sql.dialects import Dialect, function, wrapped
from anwei.engine.fleet.sql.layout import Stored

CLOSE, EXACT = "0.001", 10**15  # how near to a whole number a float must be, and up to where it is exact
DIVISION = "^[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$"


class ValueTests:
    """``largest`` is the greatest number, at its declared scale, that can be used."""

    def __init__(self, dialect: Dialect, vocabulary: Vocabulary, largest: int) -> None:
        self.dialect = dialect
        self.vocabulary = vocabulary
        self.largest = largest

    def of(self, raw: exp.Expr, spec: FieldSpec, stored: Stored, need: FieldNeed) -> Iterator[tuple[str, exp.Expr]]:
        """The diagnostics that a fact may call for, as far as it is needed, each with its test."""
        words = need.parts & {"known", "code", "area", "text"}
        if spec.numeric and "value" in need.parts:
            yield "FLT-041", self._unusable(raw, spec, stored)
            if spec.minimum is not None or spec.maximum is not None:
                yield "FLT-048", self._outside(raw, spec, stored)
        elif spec.type == "date" and "value" in need.parts and not stored.sure:
            yield "FLT-001", exp.Not(this=self._type_in(raw, self.dialect.dates))
        elif spec.type == "date" and "value" in need.parts and self.dialect.endless_days:
            yield "FLT-048", exp.Not(this=function("ISFINITE", raw))
        elif spec.type == "code" and words:
            yield "FLT-048", self._none_of(raw, stored, self.vocabulary.codes[spec.codes].codes)
        elif spec.type == "codes" and need.groups:
            yield "FLT-048", self.dialect.strange(raw, ["", *self.vocabulary.codes[spec.codes].codes])
        elif spec.type == "division" and words:
            yield "FLT-048", self.division(raw, stored)
        elif spec.type in ("text", "ref") and words:
            yield "FLT-048", self._unlike_held(raw, stored)

    # -- words ------------------------------------------------------------------------------------------------------

    def division(self, raw: exp.Expr, stored: Stored) -> exp.Expr:
        text = self.dialect.words(raw, stored)
        strange = exp.Not(this=exp.Paren(this=self.dialect.matches(text.copy(), DIVISION)))
        return exp.and_(exp.NEQ(this=text, expression=exp.Literal.string("")), strange, wrap=False)

    def coverage(self, raw: exp.Expr, stored: Stored) -> exp.Expr:
        return self._none_of(raw, stored, [c.value for c in Coverage])

    def _none_of(self, raw: exp.Expr, stored: Stored, words: Iterable[str]) -> exp.Expr:
        return exp.Not(this=_one_of(self.dialect.words(raw, stored), ["", *words]))

    def _unlike_held(self, raw: exp.Expr, stored: Stored) -> exp.Expr:
        """Text that a record would not hold as it stands: with blanks around it, or a mark for what is not known."""
        text = self.dialect.words(raw, stored)
        blanks = exp.NEQ(this=text, expression=function("TRIM", text.copy()))
        return exp.or_(blanks, _one_of(function("LOWER", text.copy()), sorted(UNKNOWN_MARKS)), wrap=False)

    # -- numbers ----------------------------------------------------------------------------------------------------

    def _unusable(self, raw: exp.Expr, spec: FieldSpec, stored: Stored) -> exp.Expr:
        """Whether a number has more digits than declared, or is too large."""
        if stored.kind == "float":
            return self._inexact_float(raw, spec)
        exact = self._too_fine_or_large(raw, spec, stored)
        if stored.sure:
            return exact
        is_float = exp.If(this=self._type_in(raw.copy(), self.dialect.floats), true=self._inexact_float(raw, spec))
        return exp.Case(ifs=[is_float], default=exact)

    def _type_in(self, raw: exp.Expr, types: Iterable[str]) -> exp.Expr:
        """Whether a value has one of some types; null where there is none."""
        there = exp.Not(this=exp.Is(this=raw, expression=exp.null()))
        return exp.Case(ifs=[exp.If(this=there, true=_one_of(self.dialect.type_of(raw.copy()), types))])

    def _inexact_float(self, raw: exp.Expr, spec: FieldSpec) -> exp.Expr:
        whole = self.dialect.magnified(raw.copy(), 10**spec.scale)
        apart = function("ABS", exp.Sub(this=whole, expression=function("ROUND", whole.copy())))
        size, most = function("ABS", whole.copy()), f"{min(EXACT, self.largest)}.0"
        close = exp.LT(this=apart, expression=exp.Literal.number(CLOSE))
        small = exp.LTE(this=size, expression=exp.Literal.number(most))
        return exp.Not(this=exp.Paren(this=exp.and_(close, small, wrap=False)))  # no number at all is neither

    def _too_fine_or_large(self, raw: exp.Expr, spec: FieldSpec, stored: Stored) -> exp.Expr:
        limit = self.largest // 10**spec.scale
        amount = self._comparable(raw, stored)
        tests: list[exp.Expr] = [
            exp.GT(this=amount, expression=exp.Literal.number(limit)),
            exp.LT(this=amount.copy(), expression=exp.Literal.number(-limit)),
        ]
        if stored.scale > spec.scale or not stored.sure:
            tests.append(self.dialect.too_fine(raw.copy(), spec.scale))
        return exp.or_(*map(wrapped, tests), wrap=False)

    def _comparable(self, raw: exp.Expr, stored: Stored) -> exp.Expr:
        exact = self.dialect.compares or (stored.kind == "integer" and stored.sure)
        return raw if exact else self.dialect.double(raw)

    def _outside(self, raw: exp.Expr, spec: FieldSpec, stored: Stored) -> exp.Expr:
        """Whether a number lies outside the declared range; a float that is all but at its end does not."""
        scale, slack = spec.scale, Decimal(0)
        if stored.kind == "float":
            raw, scale, slack = self.dialect.magnified(raw, 10**scale), 0, Decimal("0.5")
        else:
            raw = self._comparable(raw, stored)
        tests: list[exp.Expr] = []
        if spec.minimum is not None:
            tests.append(exp.LT(this=raw, expression=_literal(Decimal(spec.minimum).scaleb(-scale) - slack)))
        if spec.maximum is not None:
            tests.append(exp.GT(this=raw.copy(), expression=_literal(Decimal(spec.maximum).scaleb(-scale) + slack)))
        return exp.or_(*map(wrapped, tests), wrap=False)


def _literal(number: Decimal) -> exp.Expr:
    return exp.Literal.number(f"{number:f}")


def _one_of(node: exp.Expr, texts: Iterable[str]) -> exp.Expr:
    return exp.Paren(this=exp.In(this=node, expressions=[exp.Literal.string(t) for t in texts]))
