"""Putting together what all files say of each subject, then comparing subject by subject with what is on file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from anwei.engine.facts.subject import Subject
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.workspace.changes import Change, SetCoverage
from anwei.engine.workspace.importing.columns import CREDIT_CODE
from anwei.engine.workspace.importing.coverage_file import Stated, coverage_changes
from anwei.engine.workspace.importing.differ import Differ, Said
from anwei.engine.workspace.importing.identity import Identifier, Known, running_numbers
from anwei.engine.workspace.importing.mapping import FileMapping
from anwei.engine.workspace.importing.names import plain_name
from anwei.engine.workspace.importing.problems import Kind, Level, Problem
from anwei.engine.workspace.importing.proposal import Entry, Outcome, Present
from anwei.engine.workspace.importing.records import RecordFinder
from anwei.engine.workspace.importing.rows import Statement
from anwei.engine.workspace.importing.sheets import Default
from anwei.engine.workspace.importing.told import Told, place_records

_BATCH = 500  # subjects read from the store at once
_SHORTEST_NAME = 4  # a shorter name may stand in a title by chance


@dataclass(slots=True)
class Result:
    """The outcome of comparing."""

    changes: list[Change] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class Assembler:
    """Collects statements of all files; ``finish`` identifies and compares them."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        present: Present,
        accepted: frozenset[Kind],
        mapping: FileMapping,
        division: str,
        exported: str,
    ) -> None:
        self.vocabulary = vocabulary
        self.present = present
        self.accepted = accepted
        self.mapping = mapping
        self.division = division
        self.exported = exported
        self.rows: list[Statement] = []
        self.records: list[tuple[list[Statement], Default]] = []
        self.told: list[Told] = []
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.said: dict[tuple[str, str], Said] = {}
        self.tellers: dict[tuple[str, str], list[Told]] = {}
        self.child_rows: dict[tuple[str, str], list[Statement]] = {}
        self.stated: list[Stated] = []  # lines of coverage files

    def add_rows(self, statements: list[Statement], default: Default) -> None:
        """The rows of one sheet."""
        if statements and statements[0].table is None:
            self.rows += self.numbered(statements)
        elif statements:
            self.records.append((statements, default))

    def add_told(self, told: Told) -> None:
        """A whole subject."""
        self.told.append(told)

    def numbered(self, statements: list[Statement]) -> list[Statement]:
        """Rows whose ids are only running numbers lose them: 编号 1, 2, 3 names nobody."""
        if not any("id" in s.values for s in statements):
            return statements
        others = any(n in s.values for s in statements for n in ("name", CREDIT_CODE))
        if others and running_numbers((s.values.get("id") for s in statements), {}):
            first = statements[0]
            params = {"text": "1, 2, 3 …", "count": len(statements)}
            self.problems.append(first.problem(Kind.IDENTITY, Level.NOTE, "IMP-028", "id", **params))
            for statement in statements:
                statement.values.pop("id", None)
                statement.blank = tuple(n for n in statement.blank if n != "id")
        return statements

    def finish(self, on: int) -> Result:
        """Identify every statement and compare subject by subject."""
        identifier = Identifier(self.present.known(), self.accepted, self.mapping.same, self.mapping.different)
        for statement in self.rows:
            if self.division and "division" not in statement.values and "division" not in statement.doubtful:
                statement.values["division"] = self.division
            self.own(statement, identifier)
        for told in self.told:
            id_ = self.own(told.own, identifier)
            if id_:
                self.tellers.setdefault((told.own.kind.name, id_), []).append(told)
        for statements, default in self.records:
            self.place(statements, default, identifier)
        differ = self.compared(on)
        for found in coverage_changes(self.stated, identifier, self.vocabulary, self.present, on):
            if isinstance(found, Problem):
                self.problems.append(found)
            else:
                differ.changes.append(found)
        problems = [*self.problems, *identifier.problems, *differ.problems, *differ.kept_notes()]
        return Result(differ.changes, [*differ.entries, *self.entries], problems)

    # -- whom it concerns --------------------------------------------------------------------------------------------

    def subject(self, statement: Statement, id_: str) -> Said:
        return self.said.setdefault((statement.kind.name, id_), Said(statement.kind, id_))

    def own(self, statement: Statement, identifier: Identifier) -> str:
        """Put a subject's own row under its id; the id, or empty where it is held back."""
        id_ = identifier.subject(statement)
        if id_:
            self.subject(statement, id_).own.append(statement)
        else:
            self.hold(statement)
        return id_

    def place(self, statements: Sequence[Statement], default: Default, identifier: Identifier) -> None:
        """Put the rows of a table's sheet under their subjects."""
        kind = statements[0].kind.name
        index = identifier.index(kind)
        chosen = default.subject or _named_in(default.texts, index.by_id.values())
        for statement in statements:
            id_ = identifier.owner(statement, chosen)
            if id_:
                self.subject(statement, id_)
                self.child_rows.setdefault((kind, id_), []).append(statement)
            else:
                self.hold(statement)

    def hold(self, statement: Statement) -> None:
        """A row that is left out, in the list of rows."""
        table = statement.table.name if statement.table else ""
        origin = statement.origin
        where = (origin.file, origin.sheet, statement.number)
        values = statement.values
        self.entries.append(Entry(Outcome.HELD, statement.kind.name, "", table, (), values, {}, *where))

    # -- comparing ---------------------------------------------------------------------------------------------------

    def compared(self, on: int) -> Differ:
        differ = Differ(self.present, self.accepted, self.exported)
        for (kind, id_), said, current in self.with_current():
            finder = RecordFinder(said, current, self.accepted)
            for told in self.tellers.get((kind, id_), ()):
                for table, ids, statement in place_records(told, said.kind, current):
                    said.records.setdefault(table.name, []).append((ids, statement))
                    finder.index(table).add(ids, statement.values)
                said.complete |= told.complete
            for statement in self.parents_first(said, self.child_rows.get((kind, id_), [])):
                if statement.table is not None and not finder.add(statement.table, statement):
                    self.hold(statement)
            self.problems += finder.problems
            differ.subject(said, current)
            for told in self.tellers.get((kind, id_), ()):
                differ.changes += self.coverage(told, id_, current, on)
        return differ

    def with_current(self) -> Iterator[tuple[tuple[str, str], Said, Subject | None]]:
        """Every subject with what is on file for it, read in batches."""
        by_kind: dict[str, list[str]] = {}
        for kind, id_ in self.said:
            by_kind.setdefault(kind, []).append(id_)
        for kind, ids in by_kind.items():
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                current: Mapping[str, Subject] = self.present.subjects(kind, batch)
                for id_ in batch:
                    yield (kind, id_), self.said[kind, id_], current.get(id_)

    def parents_first(self, said: Said, rows: list[Statement]) -> list[Statement]:
        """Rows of outer tables before those of the tables nested in them."""

        def depth(statement: Statement) -> int:
            count, table = 0, statement.table
            while table is not None and table.parent:
                count, table = count + 1, said.kind.tables[table.parent]
            return count

        return sorted(rows, key=depth)

    def coverage(self, told: Told, id_: str, current: Subject | None, on: int) -> Iterator[Change]:
        """What a file states of how complete each table is, where that is news."""
        stated = current.coverage if current is not None else {}
        for table, (coverage, cell) in told.coverage.items():
            if stated.get(table) != coverage:
                yield SetCoverage(told.own.kind.name, id_, table, coverage, on, cell, told.own.origin.file)


def _named_in(texts: Iterable[str], known: Iterable[Known]) -> str:
    """The id of the only subject whose name stands in a title, a sheet's or a file's name; empty if there is none."""
    plain = [plain_name(t) for t in texts if t]
    if not plain:
        return ""
    found = {
        k.id: n for k in known if len(n := plain_name(k.name)) >= _SHORTEST_NAME and any(n in text for text in plain)
    }
    longest = [i for i, n in found.items() if not any(n != o and n in o for o in found.values())]
    return longest[0] if len(longest) == 1 else ""
