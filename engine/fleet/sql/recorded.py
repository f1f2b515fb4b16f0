"""The innermost selects: one over each recorded table, with its key columns and its facts without nulls."""

from __future__ import annotations

from sqlglot import exp

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.sql.dialects import Dialect, column, named
from anwei.engine.fleet.sql.expressions import name_of
from anwei.engine.fleet.sql.keys import ID, OWNER, SUBJECT
from anwei.engine.fleet.sql.layout import Storage, table_name
from anwei.engine.fleet.sql.leaves import Leaves
from anwei.engine.fleet.sql.terms import Term
from anwei.engine.fleet.sql.translate import Translation, table_of
from anwei.engine.fleet.tables import ROW as ROW_NUMBER


class Recorded:
    """``schema`` names the database schema in which the tables stand; empty: the one that is current."""

    def __init__(self, translation: Translation, dialect: Dialect, schema: str = "") -> None:
        self.translation = translation
        self.dialect = dialect
        self.schema = schema
        self.leaves = Leaves(translation, dialect)
        self.owners: set[Grain] = set()  # the grains that own the records of others

    def select(self, grain: Grain, terms: list[Term], keys: list[str]) -> exp.Select:
        found = exp.select(*(named(self._key(grain, k, terms), k) for k in keys))
        found.select(*(named(self.leaves.write(t), name_of(t)) for t in terms), copy=False)
        return found.from_(self.table(grain), copy=False)

    def table(self, grain: Grain) -> exp.Table:
        name = table_name(table_of(grain))
        schema = exp.to_identifier(self.schema, quoted=True) if self.schema else None
        return exp.table_(exp.to_identifier(name, quoted=True), db=schema, alias=exp.to_identifier("r", quoted=True))

    def _key(self, grain: Grain, key: str, terms: list[Term]) -> exp.Expr:
        if key in (ID, SUBJECT):
            return self.subject(grain)
        if key == OWNER:
            assert grain.parent is not None
            return self._compared(grain, OWNER, self._owning(grain.parent, self._row_name(grain.parent)))
        name = self._row_name(grain)
        return self._compared(grain, name, self._owning(grain, name)) if name else self._numbered(terms)

    def subject(self, grain: Grain) -> exp.Expr:
        """The id of a row's subject, alike in all tables of its kind: text where it is not a whole number in all."""
        layout, kind = self.translation.layout, grain.kind
        tables = {kind: ID} | {t: SUBJECT for t in layout.tables if t.startswith(f"{kind}.")}
        kinds = {s.kind for t, name in tables.items() if (s := layout.column(t, name)) is not None}
        return self._compared(grain, SUBJECT if grain.table else ID, kinds)

    def _compared(self, grain: Grain, name: str, kinds: set[Storage]) -> exp.Expr:
        """A key column as it can be compared with others that stand for it, stored in some kinds."""
        raw, stored = column(name, "r"), self.translation.layout.column(table_of(grain), name)
        if stored is None or kinds in ({"text"}, {"integer"}):
            return raw
        return self.dialect.integer(raw) if kinds <= {"integer", "decimal"} else self.dialect.words(raw, stored)

    def _row_name(self, grain: Grain) -> str:
        """The column that tells the records of a subject apart; empty where none is sure to.

        A key may be missing, and two records without one are two: it serves only to find the records that it owns.
        """
        found = [ROW_NUMBER] + [self.translation.key(grain)] * (grain in self.owners)
        there = (n for n in found if n and self.translation.layout.column(table_of(grain), n) is not None)
        return next(there, "")

    def _owning(self, grain: Grain, name: str) -> set[Storage]:
        """How the keys of a grain's rows are stored there, in column ``name``, and where other records name them."""
        layout, spec = self.translation.layout, self.translation.plan.vocabulary.subjects[grain.kind]
        found = [layout.column(table_of(grain), name)]
        found += [layout.column(f"{grain.kind}.{t.name}", OWNER) for t in spec.children(grain.table)]
        return {s.kind for s in found if s is not None}

    def _numbered(self, terms: list[Term]) -> exp.Expr:
        """A number within the subject, by the order of all that is read: records it does not tell apart are alike."""
        order = exp.Order(expressions=[exp.Ordered(this=self.leaves.write(t), nulls_first=False) for t in terms])
        if not terms:
            order = exp.Order(expressions=[exp.Ordered(this=column(SUBJECT, "r"), nulls_first=False)])
        return self.dialect.integer(exp.Window(this=exp.RowNumber(), partition_by=[column(SUBJECT, "r")], order=order))
