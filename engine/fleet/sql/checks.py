"""Statements that look at recorded values before they are used: which cannot be, and how large the numbers are.

A number with more digits than declared, or too large, is an error, as it is where a run reads the data itself; the
results would otherwise rest on rounding. So are values that no such fact can have, and ids that stand for several
subjects. How large the numbers are says which results may pass 64 bits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlglot import exp

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.plan import FieldNeed
from anwei.engine.fleet.sql.dialects import Dialect, column, named
from anwei.engine.fleet.sql.layout import Stored
from anwei.engine.fleet.sql.leaves import scaled
from anwei.engine.fleet.sql.recorded import Recorded
from anwei.engine.fleet.sql.translate import Translation, table_of
from anwei.engine.fleet.sql.value_tests import ValueTests
from anwei.engine.fleet.tables import COVERAGE

LARGEST = 1 << 60  # of a recorded number at its scale
SHOWN = 5  # ids that stand for several subjects


@dataclass(frozen=True, slots=True)
class Fault:
    """What may be wrong with a column, by its diagnostic, and the select that gives some of what is wrong."""

    code: str
    field: str
    some: exp.Select


@dataclass(frozen=True, slots=True)
class Check:
    """Selects of one row. ``counts``: how many rows of a table have each of the faults; ``range``: the least and the
    greatest of each of the ``numbers``, to be asked only where nothing is wrong (None without numbers)."""

    table: str
    faults: tuple[Fault, ...]
    counts: exp.Select
    numbers: tuple[str, ...] = ()
    range: exp.Select | None = None


def checks(translation: Translation, dialect: Dialect, recorded: Recorded, largest: int = LARGEST) -> Iterator[Check]:
    """For each table that the plan needs. ``largest``: what is too large."""
    needs = translation.plan.needs
    grains = dict.fromkeys([*needs, *(p.family for p in translation.plan.passes)])
    for grain in grains:
        if grain.base is None and table_of(grain) in translation.layout.tables:
            writer = _Writer(translation, dialect, recorded, grain, largest)
            yield from writer.checks(needs.get(grain, {}))


class _Writer:
    """The checks of one table."""

    def __init__(
        self, translation: Translation, dialect: Dialect, recorded: Recorded, grain: Grain, largest: int
    ) -> None:
        self.translation = translation
        self.dialect = dialect
        self.grain = grain
        self.table = table_of(grain)
        self.source = recorded.table(grain)
        self.tests = ValueTests(dialect, translation.plan.vocabulary, largest)

    def checks(self, needs: dict[str, FieldNeed]) -> Iterator[Check]:
        found = list(self._faults(needs))
        numbers = [n for n, need in needs.items() if self._numeric(n, need)]
        if found:
            counts = exp.select()
            for code, field, test in found:
                counts.select(named(self.dialect.count(_sure(test)), f"{field}.{code}"), copy=False)
            faults = tuple(Fault(c, f, self._some(f, test)) for c, f, test in found)
            bad = counts.from_(self.source.copy(), copy=False)
            yield Check(self.table, faults, bad, tuple(numbers), self._range(numbers))
        if not self.grain.table:
            yield self._repeated()

    def _faults(self, needs: dict[str, FieldNeed]) -> Iterator[tuple[str, str, exp.Expr]]:
        """The diagnostic, the column and the test of each fault there may be."""
        if not self.grain.table:
            yield "FLT-017", "id", exp.Is(this=column("id", "r"), expression=exp.null())
            if (stored := self._stored("division")) is not None:
                yield "FLT-048", "division", self.tests.division(column("division", "r"), stored)
        for name, need in needs.items():
            stated = self._stored(COVERAGE + name) if "complete" in need.parts else None
            if stated is not None:
                yield "FLT-048", COVERAGE + name, self.tests.coverage(column(COVERAGE + name, "r"), stated)
            spec, stored = self.translation.field(self.grain, name), self._stored(name)
            if spec is None or stored is None or name in ("id", "division"):
                continue
            raw = column(name, "r")
            yield from ((code, name, test) for code, test in self.tests.of(raw, spec, stored, need))

    def _stored(self, name: str) -> Stored | None:
        return self.translation.layout.column(self.table, name)

    def _numeric(self, name: str, need: FieldNeed) -> bool:
        spec = self.translation.field(self.grain, name)
        return spec is not None and spec.numeric and "value" in need.parts and self._stored(name) is not None

    def _some(self, field: str, test: exp.Expr) -> exp.Select:
        """One of the values that are wrong, as text: not every engine hands on every value."""
        return (
            exp.select(self.dialect.text(column(field, "r")))
            .from_(self.source.copy())
            .where(_sure(test.copy()))
            .limit(1)
        )

    def _range(self, numbers: Sequence[str]) -> exp.Select | None:
        if not numbers:
            return None
        found, zero = exp.select(), self.dialect.number(0)
        for name in numbers:
            spec, stored = self.translation.field(self.grain, name), self._stored(name)
            assert spec is not None
            assert stored is not None
            value = scaled(self.dialect, column(name, "r"), stored, spec.scale)
            value = exp.Coalesce(this=value, expressions=[zero])
            for end, pick in (("least", exp.Min), ("most", exp.Max)):
                amount = exp.Coalesce(this=pick(this=value.copy()), expressions=[zero.copy()])
                found.select(named(amount, f"{name}.{end}"), copy=False)
        return found.from_(self.source.copy(), copy=False)

    def _repeated(self) -> Check:
        """Ids that stand for several subjects."""
        id_, one = column("id", "r"), exp.Literal.number(1)
        twice = exp.select(named(self.dialect.text(id_), "id")).from_(self.source.copy()).group_by(id_)
        twice = twice.where(exp.Not(this=exp.Is(this=id_.copy(), expression=exp.null())))
        twice = twice.having(exp.GT(this=exp.Count(this=exp.Star()), expression=one))
        count = self.dialect.integer(exp.Count(this=exp.Star()))
        inner = twice.copy().subquery(exp.to_identifier("d", quoted=True))
        return Check(
            self.table,
            (Fault("FLT-018", "id", twice.limit(SHOWN)),),
            exp.select(named(count, "id.FLT-018")).from_(inner),
        )


def _sure(test: exp.Expr) -> exp.Expr:
    """A test that is false where there is no value."""
    return exp.Coalesce(this=test, expressions=[exp.false()])
