"""The facts of test cases as typed subjects. What variations of a case do not change is read once for all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.documents.nodes import Node
from anwei.engine.facts.read import Filler, read_subject
from anwei.engine.facts.subject import Coverage, Record, Subject
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, TableSpec, Vocabulary

if TYPE_CHECKING:
    from anwei.engine.catalogue.testing import Case

#: What was read from which node: by the node's identity and what it was read as. The node is kept with it, so that no
#: other one is given its identity.
_Seen = dict[tuple[object, ...], tuple[Node, object]]


class CaseReader:
    """Types the facts of cases. Subjects share records, which are therefore not to be changed."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.seen: _Seen = {}
        self.fillers: dict[str, _Filler] = {}

    def subjects(self, case: Case) -> list[Subject]:
        """The subject of a case, first, and the others of its population. Raises AnweiError."""
        diagnostics = Diagnostics()
        others = [s for n in case.others if (s := self._other(n, diagnostics)) is not None]
        subjects = [self._subject(case, diagnostics), *others]
        diagnostics.raise_errors()
        return subjects

    def _subject(self, case: Case, diagnostics: Diagnostics) -> Subject:
        """The subject that a case judges. A table that it lists is complete unless the case says otherwise."""
        filler = self._filler(case.kind, diagnostics)
        tables: dict[str, Node] = {}
        fields: dict[str, Node] = {}
        for name, node in case.given.items():
            (tables if name in filler.spec.tables else fields)[name] = node
        fields.setdefault("id", Node(case.id, case.place, case.id))
        if case.division:
            fields["division"] = Node(case.division, case.place, case.division)
        body = Node(fields, case.given.place, key_places=case.given.key_places)
        subject = filler.subject(body, tables, case.coverage, case.place)
        for table in tables:
            for name in filler.with_children(table):
                subject.coverage.setdefault(name, Coverage.COMPLETE)
        return subject

    def _filler(self, kind: str, diagnostics: Diagnostics) -> _Filler:
        filler = self.fillers.get(kind)
        if filler is None:
            filler = self.fillers[kind] = _Filler(self.vocabulary.subjects[kind], self.vocabulary, self.seen)
        filler.diagnostics = diagnostics
        return filler

    def _other(self, node: Node, diagnostics: Diagnostics) -> Subject | None:
        known = self.seen.get((id(node),))
        if known is not None:
            assert isinstance(known[1], Subject)
            return known[1]
        subject = read_subject(node, self.vocabulary, diagnostics)
        if subject is not None:
            self.seen[id(node),] = node, subject
        return subject


class _Filler(Filler):
    """A filler that remembers records and values; what could not be read is read, and reported, again."""

    def __init__(self, spec: SubjectSpec, vocabulary: Vocabulary, seen: _Seen) -> None:
        super().__init__(spec, vocabulary, Diagnostics())
        self.seen = seen
        self.with_children = cache(lambda table: (table, *(t.name for t in spec.children(table))))
        self.nested_in = cache(super().nested)
        self.blanks_of: dict[int, dict[str, Value]] = {}

    def nowhere(self, name: str, place: Place) -> None:
        """A case without a division is judged by national law, as its author knows."""

    def broad_sectors(self, values: dict[str, Value], fields: Node) -> None:
        """A case may be of a sector as a whole."""

    def check_references(self, subject: Subject) -> None:
        """A case holds the records that it is about."""

    def seen_item(self, values: dict[str, Value], node: Node) -> None:
        """A case names items as its rule does."""

    def rows(self, table: TableSpec, node: Node, parent: str) -> list[Record]:
        place = (id(node), table.name, parent, self.spec.name)
        known = self.seen.get(place)
        if known is None:
            before = len(self.diagnostics.items)
            found = super().rows(table, node, parent)
            if len(self.diagnostics.items) == before:
                self.seen[place] = node, found
            return found
        assert isinstance(known[1], list)
        return known[1]

    def row(self, table: TableSpec, node: Node, parent: str, index: int) -> Record:
        place = (id(node), table.name, parent, self.spec.name, index)
        known = self.seen.get(place)
        if known is None:
            before = len(self.diagnostics.items)
            found = super().row(table, node, parent, index)
            if len(self.diagnostics.items) == before:
                self.seen[place] = node, found
            return found
        assert isinstance(known[1], Record)
        return known[1]

    def value(self, node: Node, spec: FieldSpec) -> Value:
        place = (id(node), id(spec))
        known = self.seen.get(place)
        if known is None:
            known = self.seen[place] = node, super().value(node, spec)
        return known[1]  # type: ignore[return-value]

    def nested(self, table: str) -> dict[str, TableSpec]:
        return self.nested_in(table)

    def blanks(self, specs: dict[str, FieldSpec]) -> dict[str, Value]:
        found = self.blanks_of.get(id(specs))
        if found is None:
            found = self.blanks_of[id(specs)] = super().blanks(specs)
        return found.copy()
