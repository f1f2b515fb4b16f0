"""Reading subjects as the rules see them: as they are now, or as they were after any command; one, some or all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import Select

from anwei.engine.documents.diagnostics import Diagnostics, Place
from anwei.engine.facts.subject import Coverage, Record, Subject, significant, within
from anwei.engine.facts.values import BLANK, Value
from anwei.engine.facts.vocabulary import FieldSpec, SubjectSpec, Vocabulary
from anwei.engine.workspace.changes import record_id, split_id
from anwei.engine.workspace.encoding import decode_body, from_stored, parted
from anwei.engine.workspace.rows import COVERAGE, FORMS
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import facts, items, subjects, touched

_FETCH = 20_000
#: Types that hold the same kind of value: a field may change within a group without losing what is on file.
_ALIKE = (
    {"integer", "decimal", "money"},
    {"text", "code", "ref", "division"},
    {"codes", "refs"},
    {"date"},
    {"boolean"},
)
S = TypeVar("S", bound=tuple[Any, ...])


@dataclass(frozen=True)
class Selection:
    """Which subjects: of one kind, within a division, with these ids (at most 30,000), or those that commands after
    ``changed_since`` touched. ``tables``: only the records of these tables. Everything is optional."""

    kind: str = ""
    division: str = ""
    ids: tuple[str, ...] = ()
    changed_since: int | None = None
    tables: frozenset[str] | None = None


EVERYTHING = Selection()


class Reader:
    """Reads subjects through a vocabulary. What it does not know (a plugin that is not installed) is left out and told
    in ``diagnostics``; nothing of it is lost on file.
    """

    def __init__(self, workspace: Workspace, vocabulary: Vocabulary) -> None:
        self.workspace = workspace
        self.vocabulary = vocabulary
        self.diagnostics = Diagnostics()
        self._plans: dict[tuple[str, str], _Plan | None] = {}
        self._foreign: frozenset[str] | None = None

    def subjects(self, selection: Selection = EVERYTHING, at: int | None = None) -> Iterator[Subject]:
        """The subjects in a stable order, one by one, from one state of the workspace.

        ``at`` is a journal number (``Workspace.seq_at``): as everything was after that command; now by default.
        """
        with self.workspace.database.read() as connection:
            names = _names(connection, selection if at is None else replace(selection, division=""))
            query = _query(selection, at)
            stream = connection.execution_options(stream_results=True, yield_per=_FETCH)
            for no, rows in groupby(stream.execute(query), key=_number):
                if no not in names:
                    continue
                subject = self._subject(connection, *names[no], rows)
                if subject is not None and (at is None or _lies_within(subject, selection.division)):
                    yield subject

    def subject(self, kind: str, id_: str, at: int | None = None) -> Subject | None:
        """One subject, or None where it is not on file."""
        return next(self.subjects(Selection(kind, ids=(id_,)), at), None)

    # -- one subject ---------------------------------------------------------------------------------------------

    def _subject(self, connection: Connection, kind: str, id_: str, rows: Iterable[Any]) -> Subject | None:
        spec = self.vocabulary.subjects.get(kind)
        own: dict[str, Value] | None = None
        coverage: dict[str, Coverage] = {}
        by_table: dict[str, dict[str, dict[str, Value]]] = {}
        if spec is None:
            self._unknown(kind)
            return None
        for tab, found in groupby(rows, key=_table):
            if tab == COVERAGE:
                coverage = {rec: Coverage(str(decode_body(body)["coverage"])) for _, _, rec, body in found}
                continue
            plan = self._plan(connection, spec, tab)
            if plan is None:
                continue
            held = {rec: plan.values(body, id_) for _, _, rec, body in found}
            if tab:
                by_table[tab] = held
            else:
                own = held[""]
        if own is None:
            return None
        subject = Subject("", id_, own, {}, Place(self.workspace.place), kind, coverage)
        _nest(subject, spec, by_table)
        return subject

    def _plan(self, connection: Connection, spec: SubjectSpec, tab: str) -> _Plan | None:
        key = (spec.name, tab)
        if key not in self._plans:
            table = spec.tables.get(tab) if tab else None
            if tab and table is None:
                self._unknown(f"{spec.name}.{tab}")
                self._plans[key] = None
            else:
                fields = table.fields if table is not None else spec.fields
                foreign = self._other_types(connection)
                prefix = f"{spec.name}/{tab}/"
                self._plans[key] = _Plan(
                    fields, frozenset(n for n in fields if prefix + n in foreign), self.diagnostics, prefix
                )
        return self._plans[key]

    def _other_types(self, connection: Connection) -> frozenset[str]:
        """Fields on file as another kind of value than the vocabulary says today: told, and read as not known."""
        if self._foreign is None:
            found = set()
            query = select(items.c.id, items.c.body).where(items.c.collection == FORMS, items.c.until.is_(None))
            for id_, body in connection.execute(query):
                kind, tab, name = str(id_).split("/", 2)
                spec = self.vocabulary.subjects.get(kind)
                fields = _fields(spec, tab) if spec is not None else {}
                then, now = str(body).strip('"'), fields[name].type if name in fields else ""
                if now and not any(then in group and now in group for group in _ALIKE):
                    found.add(id_)
                    self.diagnostics.warning("WSP-019", Place(self.workspace.place), name=id_, then=then, now=now)
            self._foreign = frozenset(found)
        return self._foreign

    def _unknown(self, name: str) -> None:
        self.diagnostics.warning("WSP-018", Place(self.workspace.place), name=name)


class _Plan:
    """How the stored values of one table become held values."""

    def __init__(
        self, fields: Mapping[str, FieldSpec], foreign: frozenset[str], diagnostics: Diagnostics, prefix: str
    ) -> None:
        self.fields = fields
        self.foreign = foreign
        self.diagnostics = diagnostics
        self.prefix = prefix
        self.base: dict[str, Value] = {n: BLANK for n, s in fields.items() if s.not_yet}
        self.plain = frozenset(n for n, s in fields.items() if not s.scale and n not in foreign)
        self.scaled = tuple(n for n, s in fields.items() if s.scale and n not in foreign)

    def values(self, text: str, subject: str) -> dict[str, Value]:
        """The held values of a stored body. Most hold neither sets nor events: these are taken as they stand."""
        body = decode_body(text)
        if "[" not in text and "{}" not in text and not self.foreign and body.keys() <= self.fields.keys():
            for name in self.scaled:
                if name in body:
                    body[name] = self.held(name, body[name], subject)
            return {**self.base, **body}  # type: ignore[dict-item]
        held = dict(self.base)
        for name, value in body.items():
            if name in self.plain and not isinstance(value, (list, dict)):
                held[name] = value  # type: ignore[assignment]
            elif name in self.fields:
                held[name] = self.held(name, value, subject)
            else:
                self.diagnostics.warning("WSP-018", Place(subject), name=self.prefix + name)
        return held

    def held(self, name: str, value: object, subject: str) -> Value:
        if name in self.foreign:
            return None
        try:
            return from_stored(value, self.fields[name])
        except ValueError:
            place = Place(f"{subject} {self.prefix}{name}")
            self.diagnostics.error("INP-008", place, text=value, digits=self.fields[name].scale)
            return None


def _nest(subject: Subject, spec: SubjectSpec, by_table: dict[str, dict[str, dict[str, Value]]]) -> None:
    """Make records and put each below its owner, owners first."""
    for name in [t for t in by_table if not spec.tables[t].parent]:
        subject.children[name] = [_record(name, rec, values) for rec, values in by_table[name].items()]
    nested = [t for t in by_table if spec.tables[t].parent]
    for name in sorted(nested, key=lambda t: _depth(spec, t)):
        _place(subject, spec, name, by_table[name])


def _record(name: str, id_: str, values: dict[str, Value], above: str = "") -> Record:
    key, shown = split_id(id_)
    return Record(f"{above}{name}[{shown}]", key, values)


def _depth(spec: SubjectSpec, table: str) -> int:
    parent = spec.tables[table].parent
    return 1 + _depth(spec, parent) if parent else 0


def _place(subject: Subject, spec: SubjectSpec, name: str, rows: dict[str, dict[str, Value]]) -> None:
    owners = _records(subject, spec, spec.tables[name].parent)
    for rec, values in rows.items():
        ids = parted(rec)
        owner = owners.get(ids[:-1])
        if owner is None:
            continue  # its owner was taken out by a vocabulary that knew nothing of this table
        owner.children.setdefault(name, []).append(_record(name, ids[-1], values, f"{owner.path}."))


def _records(subject: Subject, spec: SubjectSpec, table: str) -> dict[tuple[str, ...], Record]:
    """The records of a table by their ids."""
    parent = spec.tables[table].parent
    owners: dict[tuple[str, ...], Record] = _records(subject, spec, parent) if parent else {(): subject}
    return {(*ids, _id_of(r)): r for ids, owner in owners.items() for r in owner.children.get(table, ())}


def _id_of(record: Record) -> str:
    position = record.path.rpartition("[")[2].rstrip("]")
    return record_id(record.key, int(position) if not record.key else 0)


def _fields(spec: SubjectSpec, tab: str) -> dict[str, FieldSpec]:
    if not tab:
        return spec.fields
    return spec.tables[tab].fields if tab in spec.tables else {}


_number: Callable[[Row[Any]], int] = itemgetter(0)
_table: Callable[[Row[Any]], str] = itemgetter(1)


def _lies_within(subject: Subject, division: str) -> bool:
    return not division or within(subject.division, division)


def _names(connection: Connection, selection: Selection) -> dict[int, tuple[str, str]]:
    """The kind and id of each selected subject by its number. A division selects by where subjects are now."""
    query = select(subjects.c.no, subjects.c.kind, subjects.c.id)
    rows: Iterable[Row[Any]] = connection.execute(_narrowed(query, selection, None))
    return {row.no: (row.kind, row.id) for row in rows}


def _query(selection: Selection, at: int | None) -> Select[tuple[int, str, str, str]]:
    """The bodies of the versions in force, in the order of subjects, tables and records."""
    query = select(facts.c.subject, facts.c.tab, facts.c.rec, facts.c.body).where(facts.c.body.is_not(None))
    if at is None:
        query = query.where(facts.c.until.is_(None))
    else:
        query = query.where(and_(facts.c.since <= at, or_(facts.c.until.is_(None), facts.c.until > at)))
    if selection.tables is not None:
        query = query.where(facts.c.tab.in_(["", COVERAGE, *sorted(selection.tables)]))
    if selection != EVERYTHING:
        query = query.where(facts.c.subject.in_(_narrowed(select(subjects.c.no), selection, at)))
    return query.order_by(facts.c.subject, facts.c.tab, facts.c.rec)


def _narrowed(query: Select[S], selection: Selection, at: int | None) -> Select[S]:
    if selection.kind:
        query = query.where(subjects.c.kind == selection.kind)
    if selection.division and at is None:
        query = query.where(subjects.c.division.startswith(significant(selection.division), autoescape=True))
    if selection.ids:
        query = query.where(subjects.c.id.in_(selection.ids))
    if selection.changed_since is not None:
        changed = select(touched.c.subject).where(touched.c.seq > selection.changed_since)
        query = query.where(subjects.c.no.in_(changed))
    return query
