"""Carrying out a write inside one transaction: changes become new versions of records and documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from anwei.engine.documents.diagnostics import Diagnostics
from anwei.engine.facts.vocabulary import FieldSpec
from anwei.engine.workspace.changes import (
    NEXT,
    POSITION,
    Change,
    RemoveRecord,
    RemoveSubject,
    SetCoverage,
    SetDocument,
    SetRecord,
    Write,
    record_id,
)
from anwei.engine.workspace.checks import Checker
from anwei.engine.workspace.conflicts import check_seen, check_seen_document
from anwei.engine.workspace.encoding import JOINT, body_of, canonical, joined
from anwei.engine.workspace.rows import (
    COVERAGE,
    EVERY,
    FORMS,
    Held,
    Key,
    Said,
    Version,
    batches,
    current,
    document,
    flush,
    numbers,
    put_document,
    redigest,
    same,
)
from anwei.engine.workspace.tables import subjects

FactChange = SetRecord | RemoveRecord | RemoveSubject | SetCoverage
_ABSENT = object()


class Writer:
    """One command being written. Problems of all changes are collected; the caller raises them and rolls back."""

    def __init__(self, connection: Connection, seq: int, write: Write, checker: Checker) -> None:
        self.connection = connection
        self.seq = seq
        self.seen = write.seen
        self.checker = checker
        self.diagnostics: Diagnostics = checker.diagnostics
        self.created = self.changed = self.removed = self.unchanged = 0
        self.again: dict[int, Held] = {}
        self.forms: dict[tuple[str, str], set[str]] = {}

    def run(self, changes: Iterable[Change]) -> None:
        """Carry out all changes. Nothing is written any more once a problem has been found."""
        for batch in batches(changes):
            fitting = [c for c in batch if self.checker.fits(c)]
            stated = [c for c in fitting if isinstance(c, FactChange)]
            held = self.load(stated)
            for fact in stated:
                self.state(fact, held[fact.kind, fact.subject])
            if self.diagnostics.errors:
                continue
            self.number(held.values())
            flush(self.connection, self.seq, held.values())
            for change in fitting:
                if isinstance(change, SetDocument):
                    self.put(change)
        if not self.diagnostics.errors:
            redigest(self.connection, self.seq, self.again.values())
            self.put_forms()

    def load(self, changes: list[FactChange]) -> dict[tuple[str, str], Held]:
        """The subjects of a batch with the current versions of their records."""
        wanted = dict.fromkeys((c.kind, c.subject) for c in changes)
        known = numbers(self.connection, wanted)
        held = {key: Held(known.get(key, 0), *key, {}) for key in wanted}
        current(self.connection, {h.no: h for h in held.values() if h.no})
        for subject in held.values():
            if any(v.since == self.seq for v in subject.records.values()):
                subject.again = True
                self.again[subject.no] = subject
        return held

    def number(self, held: Iterable[Held]) -> None:
        """Give subjects that are named for the first time their number."""
        new = [h for h in held if not h.no and h.records]
        if not new:
            return
        last = self.connection.execute(select(func.max(subjects.c.no))).scalar() or 0
        for no, subject in enumerate(new, last + 1):
            subject.no = no
        rows = [{"no": h.no, "kind": h.kind, "id": h.id, "alive": False, "name": "", "division": ""} for h in new]
        self.connection.execute(insert(subjects), [{**row, "facts": "{}"} for row in rows])

    # -- one change ----------------------------------------------------------------------------------------------

    def state(self, change: FactChange, subject: Held) -> None:
        if not subject.alive and not (isinstance(change, SetRecord) and not change.table):
            self.checker.error("WSP-012", change, id=change.subject, kind=change.kind)
        elif isinstance(change, SetRecord):
            self.set_record(change, subject)
        elif isinstance(change, SetCoverage):
            body: dict[str, object] = {"coverage": str(change.coverage), "on": change.on}
            said = Said({"coverage": change.cell}, change.file)
            self.guard(change, subject, (COVERAGE, change.table), said.fields)
            self.put_version(subject, (COVERAGE, change.table), body, said)
        else:
            self.remove(change, subject)

    def set_record(self, change: SetRecord, subject: Held) -> None:
        record = self.placed(change, subject)
        fields = self.fields(change)
        if len(record) > 1 and not self.has_owner(change, record, subject):
            self.checker.error("WSP-014", change, record=".".join(record[:-1]), table=change.table)
            return
        key = (change.table, joined(record))
        old = subject.records.get(key)
        self.guard(change, subject, key, change.values)
        stated = body_of(change.values, fields)
        if not change.table:
            stated = {"id": change.subject, **stated}
        before = old.body if old is not None and old.body is not None else {}
        whole = {**before, **stated} if before else stated
        try:
            text = canonical(whole)
        except UnicodeEncodeError:
            self.checker.error("WSP-035", change)
            return
        new = {n: v for n, v in stated.items() if not same(before.get(n, _ABSENT), v)} if before else stated
        kept = old.said.evidence if old is not None and old.body is not None else ()
        evidence = tuple(dict.fromkeys((*kept, *change.evidence)))
        if old is not None and old.body is not None and not new and evidence == kept:
            self.unchanged += 1
            return
        self.forms.setdefault((change.kind, change.table), set()).update(new)
        self.put_version(subject, key, whole, self.said(change, new, whole, evidence), text)

    @staticmethod
    def said(
        change: SetRecord, new: Mapping[str, object], whole: Mapping[str, object], evidence: tuple[str, ...]
    ) -> Said:
        """Where the fields that are new come from."""
        if change.cells or len(new) != len(whole):
            return Said({n: change.cells.get(n, "") for n in new}, change.file, evidence)
        return Said({}, change.file, evidence, every=True) if change.file or evidence else EVERY

    def placed(self, change: SetRecord, subject: Held) -> tuple[str, ...]:
        """The ids of the record, with the next free position where that is asked for."""
        if not change.record or change.record[-1] != NEXT:
            return change.record
        owner = "".join(part + JOINT for part in change.record[:-1])
        taken = [
            rec[len(owner) :]
            for tab, rec in subject.records
            if tab == change.table and rec.startswith(owner + POSITION) and not rec.startswith(owner + POSITION * 2)
        ]
        position = 1 + max((int(t[1:]) for t in taken), default=-1)
        return (*change.record[:-1], record_id("", position))

    def has_owner(self, change: SetRecord, record: tuple[str, ...], subject: Held) -> bool:
        chain = self.checker.chain(self.checker.vocabulary.subjects[change.kind], change.table)
        owner = subject.records.get((chain[-2], joined(record[:-1])))
        return owner is not None and owner.body is not None

    def fields(self, change: SetRecord) -> Mapping[str, FieldSpec]:
        spec = self.checker.vocabulary.subjects[change.kind]
        return spec.tables[change.table].fields if change.table else spec.fields

    def remove(self, change: RemoveRecord | RemoveSubject, subject: Held) -> None:
        if isinstance(change, RemoveSubject):
            keys = [k for k, v in subject.records.items() if v.body is not None]
        else:
            own, rec = (change.table, joined(change.record)), joined(change.record)
            if own not in subject.records or subject.records[own].body is None:
                self.checker.error("WSP-014", change, record=".".join(change.record), table=change.table)
                return
            below = self.checker.below(change.kind, change.table)
            nested = [
                k for k, v in subject.records.items() if k[0] in below and k[1].startswith(rec + JOINT) and v.body
            ]
            keys = [own, *nested]
        for key in keys:
            self.guard(change, subject, key, None)
            self.put_version(subject, key, None, Said())

    def guard(self, change: FactChange, subject: Held, key: Key, fields: Collection[str] | None) -> None:
        """Report a conflict where somebody stated the same since the writer looked, be it with the same value: whoever
        adds one to what they read must not be told that it is done. ``fields`` is None where the record goes."""
        old = subject.records.get(key)
        if old is not None and self.seen is not None and self.seen < old.since < self.seq:
            check_seen(self.connection, self.diagnostics, self.checker.place(change), self.seen, subject, key, fields)

    def put_version(
        self, subject: Held, key: Key, body: dict[str, object] | None, said: Said, text: str | None = None
    ) -> None:
        """The next version of a record, unless nothing differs. ``text`` is the body encoded, if it is already."""
        old = subject.records.get(key)
        if old is not None and same(old.body, body) and old.said.evidence == said.evidence:
            self.unchanged += 1
            return
        if body is None:
            self.removed += 1
        elif old is None or old.body is None:
            self.created += 1
        else:
            self.changed += 1
        if old is not None and old.since == self.seq:  # stated twice in one command: one version says both
            said = Said({**old.said.cells(old.body), **said.cells(body)}, said.file, said.evidence)
        closes = None if old is None else old.closes if old.dirty else old.since
        subject.records[key] = Version(self.seq, body, said, closes, True, text)

    # -- documents -----------------------------------------------------------------------------------------------

    def put(self, change: SetDocument) -> None:
        old = document(self.connection, change.collection, change.id)
        body = None if change.body is None else canonical(change.body)
        before = old.body if old is not None else None
        if old is not None and self.seen is not None and self.seen < old.since < self.seq:
            check_seen_document(self.connection, self.diagnostics, change, old.since)
        if before == body:
            self.unchanged += 1
            return
        if body is None:
            self.removed += 1
        elif before is None:
            self.created += 1
        else:
            self.changed += 1
        put_document(self.connection, self.seq, change.collection, change.id, body, old)

    def put_forms(self) -> None:
        """Record the type of fields written for the first time, so that a later change of it is noticed."""
        for (kind, table), names in sorted(self.forms.items()):
            spec = self.checker.vocabulary.subjects[kind]
            fields = spec.tables[table].fields if table else spec.fields
            for name in sorted(names):
                id_ = f"{kind}/{table}/{name}"
                if document(self.connection, FORMS, id_) is None:
                    put_document(self.connection, self.seq, FORMS, id_, canonical(fields[name].type), None)
