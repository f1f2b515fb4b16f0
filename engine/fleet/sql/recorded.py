"""The innermost selects: one over each recorded table, with its key columns and its facts without nulls."""

from __future__ import annotations

from sqlglot import exp

from anwei.engine.fleet.grains import Grain
from anwei.engine.fleet.sql.dialects import Dialect, column, named
from anwei.engine.fleet.sql.expressions import name_of
from anwei.engine.fleet.sql.keys import ID, OWNER, SUBJECT
from anwei.engine.fleet.sql.layout import Stored, table_name
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
            return column(key, "r")
        if key == OWNER:
            assert grain.parent is not None
            return self._alike(grain, OWNER, self._row_type(grain.parent))
        name = self._row_name(grain)
        return column(name, "r") if name else self._numbered(terms)

    def _row_name(self, grain: Grain) -> str:
        """The column that tells the records of a subject apart; empty where none is sure to.

        A key may be missing, and two records without one are two: it serves only to find the records that it owns.
        """
        found = [ROW_NUMBER] + [self.translation.key(grain)] * (grain in self.owners)
        there = (n for n in found if n and self.translation.layout.column(table_of(grain), n) is not None)
        return next(there, "")

    def _row_type(self, grain: Grain) -> Stored | None:
        return self.translation.layout.column(table_of(grain), self._row_name(grain))

    def _alike(self, grain: Grain, name: str, other: Stored | None) -> exp.Expr:
        """The owner as it is compared with the owner's own number or key."""
        stored = self.translation.layout.column(table_of(grain), name)
        if stored is not None and other is not None and stored.kind != other.kind:
            if other.kind == "text":
                return self.dialect.text(column(name, "r"))
            return self.dialect.integer(column(name, "r"))
        return column(name, "r")

    def _numbered(self, terms: list[Term]) -> exp.Expr:
        """A number within the subject, by the order of all that is read: records it does not tell apart are alike."""
        order = exp.Order(expressions=[exp.Ordered(this=self.leaves.write(t), nulls_first=False) for t in terms])
        if not terms:
            order = exp.Order(expressions=[exp.Ordered(this=column(SUBJECT, "r"), nulls_first=False)])
        return self.dialect.integer(exp.Window(this=exp.RowNumber(), partition_by=[column(SUBJECT, "r")], order=order))
