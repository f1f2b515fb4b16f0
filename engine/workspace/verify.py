"""Finding changes made behind the journal's back: every hash and every row is calculated again from what is on file.

A journal row covers the row before it and the digest of everything its command wrote, so that a direct change of a
fact, a document, a verdict or the journal itself shows at the first row that no longer fits. Whoever rewrites all
hashes to the end escapes that; the head hash, noted elsewhere (a backup prints it), catches it: ``head``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import select, text
from sqlalchemy.engine import Connection, Row

from anwei.engine.documents.diagnostics import Diagnostic, Place
from anwei.engine.workspace import journal
from anwei.engine.workspace.encoding import MARK, fact_digest, item_digest
from anwei.engine.workspace.rows import OWN, projection
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import about, audit, facts, items, runs, subjects, touched

_FETCH = 20_000
_SHOWN = 20


@dataclass
class Verified:
    """What a verification found: how much it looked at, the head, and every problem, the first one first."""

    entries: int = 0
    rows: int = 0
    head: int = 0
    hash: str = journal.FIRST_HASH
    problems: list[Diagnostic] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.problems


def verify(workspace: Workspace, head: str = "") -> Verified:
    """Check database, journal and every row. ``head``: a hash noted earlier, which must be in the chain.

    Problems are returned, at most 20 of each sort; AnweiError is raised only where the database cannot be read.
    """
    found = Verified()
    with workspace.database.read() as connection:
        check = _Check(connection, workspace, found)
        check.database()
        check.chain(head)
        check.about()
        check.facts()
        check.documents()
        check.shown()
        check.contents()
    return found


class _Check:
    """One verification. ``told`` maps a journal number to the content digest its row claims."""

    def __init__(self, connection: Connection, workspace: Workspace, found: Verified) -> None:
        self.connection = connection
        self.sqlite = workspace.database.sqlite
        self.place = Place(workspace.place)
        self.found = found
        self.told: dict[int, str] = {}
        self.who: dict[int, str] = {}
        self.digests: dict[int, list[tuple[tuple[str, str], bytes]]] = {}  # by command: subject -> what it wrote
        self.documents_of: dict[int, list[tuple[tuple[str, str], bytes]]] = {}
        self.named: dict[int, tuple[str, str]] = {}

    def problem(self, code: str, **params: object) -> None:
        if sum(p.code == code for p in self.found.problems) < _SHOWN:
            self.found.problems.append(Diagnostic(code, self.place, params))

    def row_problem(self, what: str, seq: int) -> None:
        self.problem("WSP-030", what=what, seq=seq, who=self.who.get(seq, "?"))

    def database(self) -> None:
        """The file itself: SQLite's own integrity check."""
        if not self.sqlite:
            return
        rows = self.connection.execute(text("PRAGMA integrity_check(5)")).fetchall()
        if [r[0] for r in rows] != ["ok"]:
            self.problem("WSP-008", reason="; ".join(str(r[0]) for r in rows)[:200])

    def chain(self, head: str) -> None:
        """Journal rows follow one another, each hash covers the one before."""
        previous, expected, seen = journal.FIRST_HASH, 1, not head
        for r in self.rows(select(audit).order_by(audit.c.seq)):
            fits = r.seq == expected and r.previous == previous
            wanted = journal.entry_hash(previous, r.seq, r.at, r.who, r.kind, r.target, r.command, r.content)
            if not fits or r.hash != wanted:
                self.problem("WSP-029", seq=r.seq, expected=expected)
            previous, expected, seen = r.hash, r.seq + 1, seen or r.hash == head
            self.told[r.seq], self.who[r.seq] = r.content, f"{r.who}, {r.at}"
            self.found.entries += 1
        self.found.head, self.found.hash = expected - 1, previous
        if not seen:
            self.problem("WSP-031", head=head)

    def about(self) -> None:
        """What the workspace says of itself is what its first command said, and the schema its last upgrade."""
        wanted: dict[str, object] = {}
        firsts = select(audit).where(audit.c.kind.in_((journal.INIT, journal.MIGRATE))).order_by(audit.c.seq)
        for row in self.rows(firsts):
            told = journal.as_entry(row).command
            wanted.update(msgspec.convert(told.get("about", {}), dict[str, object]))
            wanted.update({"schema": str(told["schema"])} if "schema" in told else {})
        for row in self.rows(select(about)):
            if wanted.get(row.name) != row.value:
                self.row_problem(f"about {row.name}", 1)

    def facts(self) -> None:
        """Every version of every record, and that versions follow one another."""
        self.named = {r.no: (r.kind, r.id) for r in self.rows(select(subjects))}
        query = select(facts).order_by(facts.c.subject, facts.c.tab, facts.c.rec, facts.c.since)
        for no, versions in groupby(self.rows(query), key=lambda r: r.subject):
            kind, id_ = self.named.get(no, ("?", str(no)))
            by_command: dict[int, hashlib._Hash] = {}
            for (tab, rec), group in groupby(versions, key=lambda r: (r.tab, r.rec)):
                name = f"{kind} {id_} {tab}[{rec.replace(chr(31), '.')}]" if tab else f"{kind} {id_}"
                self.versions(name, list(group), by_command, (kind, id_))
            for seq, whole in by_command.items():
                self.digests.setdefault(seq, []).append(((kind, id_), whole.digest()))

    def versions(
        self, name: str, rows: list[Row[Any]], by_command: dict[int, hashlib._Hash], who: tuple[str, str]
    ) -> None:
        for row, following in zip(rows, [*rows[1:], None], strict=True):
            whole = fact_digest(*who, row.tab, row.rec, row.since, row.body, row.said)
            by_command.setdefault(row.since, hashlib.sha256()).update(whole)
            ends = following.since if following is not None else None
            if bytes(row.mark) != whole[:MARK] or row.until != ends or row.since not in self.told:
                self.row_problem(name, row.since)
            self.found.rows += 1

    def documents(self) -> None:
        """Every version of every document."""
        query = select(items).order_by(items.c.collection, items.c.id, items.c.since)
        for key, group in groupby(self.rows(query), key=lambda r: (r.collection, r.id)):
            rows = list(group)
            for row, following in zip(rows, [*rows[1:], None], strict=True):
                whole = item_digest(*key, row.since, row.body)
                self.documents_of.setdefault(row.since, []).append((key, whole))
                ends = following.since if following is not None else None
                if bytes(row.mark) != whole[:MARK] or row.until != ends or row.since not in self.told:
                    self.row_problem(" ".join(key), row.since)
                self.found.rows += 1

    def shown(self) -> None:
        """What lists show of a subject is what its own record says."""
        own = (facts.c.subject == subjects.c.no) & (facts.c.tab == OWN[0]) & facts.c.until.is_(None)
        query = select(subjects, facts.c.body).select_from(subjects.outerjoin(facts, own)).order_by(subjects.c.no)
        for row in self.rows(query):
            wanted = projection(row.no, _values(row.body), row.body)
            if any(getattr(row, n[2:]) != v for n, v in wanted.items()):
                self.row_problem(f"{row.kind} {row.id} (subjects)", 0)

    def contents(self) -> None:
        """Every command's digest over all that it wrote."""
        stored = {(r.seq, r.subject): bytes(r.digest) for r in self.rows(select(touched))}
        numbers = {key: no for no, key in self.named.items()}
        for seq, wrote in self.digests.items():
            for key, whole in wrote:
                if stored.pop((seq, numbers.get(key, -1)), b"") != whole:
                    self.row_problem(" ".join(key), seq)
        for seq, no in stored:
            self.row_problem(" ".join(self.named.get(no, ("?", str(no)))), seq)
        further = dict(run_digests(self.connection, self.named))
        for seq in further.keys() - self.told.keys():
            self.row_problem("runs", seq)
        for seq, told in self.told.items():
            if self.content(seq, further.get(seq, [])) != told:
                self.problem("WSP-032", seq=seq, who=self.who[seq])

    def content(self, seq: int, further: list[bytes]) -> str:
        whole = hashlib.sha256()
        for _, part in sorted(self.digests.get(seq, ())):
            whole.update(part)
        whole.update(b"|")
        for _, part in sorted(self.documents_of.get(seq, ())):
            whole.update(part)
        for part in further:
            whole.update(b"|" + part)
        return whole.hexdigest()

    def rows(self, query: object) -> Iterator[Row[Any]]:
        """Rows as a stream; no table has to fit into memory."""
        stream = self.connection.execution_options(stream_results=True, yield_per=_FETCH)
        yield from stream.execute(query)  # type: ignore[call-overload]


def _values(body: str | None) -> dict[str, object]:
    from anwei.engine.workspace.encoding import decode_body

    return decode_body(body) if body is not None else {}


def run_digests(connection: Connection, named: dict[int, tuple[str, str]]) -> Iterator[tuple[int, list[bytes]]]:
    """What the journal covers of every stored run."""
    from anwei.engine.workspace.runs import run_parts

    for row in connection.execute(select(runs).order_by(runs.c.run)).fetchall():
        yield row.run, run_parts(connection, row, named)
