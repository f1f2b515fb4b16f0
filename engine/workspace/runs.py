"""Runs: every verdict of an evaluation, compactly, with what it was made from.

A run of 100,000 subjects by 60 rules is 100,000 rows: one byte a rule (its verdict and, for a waived one, the raw
verdict), and packed details only where there are any (dates on which it changes, waiver, shortfall, missing facts).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import delete, insert, literal, select
from sqlalchemy.engine import Connection, Row

from anwei.engine.record.finding import Verdict
from anwei.engine.workspace import journal
from anwei.engine.workspace.changes import Source
from anwei.engine.workspace.encoding import canonical, digest
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.rows import batches, content_digest, numbers
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import runs, subjects, verdicts

#: The order is stored in bytes: append only.
CODES: tuple[Verdict, ...] = (
    Verdict.PASS,
    Verdict.FAIL,
    Verdict.UNKNOWN,
    Verdict.NOT_APPLICABLE,
    Verdict.WAIVED,
    Verdict.ERROR,
)
_CODE = {verdict: code for code, verdict in enumerate(CODES)}
NOT_JUDGED = 0xFF
_FETCH = 5000


class Detail(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """What not every verdict has. Days are ordinals, 0 for none; ``lapses_to`` is a position in ``CODES`` or -1.

    ``waiver`` is the waiver's id, ``reason`` a label key, ``shortfall`` text for people (amount and unit), ``missing``
    the stable paths of facts that would decide.
    """

    lapses_on: int = 0
    lapses_to: int = -1
    due_by: int = 0
    recheck_on: int = 0
    waiver: str = ""
    reason: str = ""
    shortfall: str = ""
    missing: tuple[str, ...] = ()


NO_DETAIL = Detail()


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule's verdict for a subject; ``raw`` is what it would be without a waiver."""

    rule: str
    verdict: Verdict
    raw: Verdict
    detail: Detail = NO_DETAIL


@dataclass(frozen=True, slots=True)
class SubjectVerdicts:
    """Every verdict of one subject. ``evidence`` is the digest of the facts they were made from (hex, 32 digits)."""

    kind: str
    id: str
    evidence: str
    verdicts: tuple[Judged, ...]


@dataclass(frozen=True)
class RunInfo:
    """What a run says of itself. ``run`` is its number (that of the journal); 0 before it is saved.

    ``head`` is the journal number up to which it read the facts, ``ruleset`` the catalogue's digest, ``evidence`` the
    digest over all facts read, ``counts`` verdict -> how many, ``meta`` plain data of the caller's.
    """

    as_of: int
    head: int
    ruleset: str
    evidence: str
    rules: Mapping[str, Sequence[str]]  # kind of subject -> its rule ids, in the order of the stored bytes
    run: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    meta: Mapping[str, object] = field(default_factory=dict)
    at: str = ""
    by: str = ""


@dataclass(frozen=True)
class TakenOver:
    """The verdicts of an earlier run by the same rules, but for the subjects left out: they are copied as they lie."""

    run: int
    left_out: Collection[tuple[str, str]]


def save_run(
    workspace: Workspace,
    info: RunInfo,
    judged: Iterable[SubjectVerdicts],
    source: Source,
    over: TakenOver | None = None,
) -> RunInfo:
    """Keep a run as one command; ``judged`` may be a generator and is read once. Returns it with number and counts.

    Raises AnweiError for a subject that is not on file (WSP-012), ValueError for a rule that ``info.rules`` lacks or
    that stands elsewhere in the run that verdicts are taken over from.
    """
    with workspace.database.write() as connection:
        seq = journal.head(connection)[0] + 1
        positions = {kind: {rule: i for i, rule in enumerate(rules)} for kind, rules in info.rules.items()}
        counts: Counter[str] = Counter()
        for batch in batches(judged):
            known = numbers(connection, ((s.kind, s.id) for s in batch))
            rows = []
            for subject in batch:
                no = known.get((subject.kind, subject.id))
                if no is None:
                    refuse("WSP-012", workspace.place, kind=subject.kind, id=subject.id)
                rows.append({"run": seq, "subject": no, **_packed(subject, positions[subject.kind], counts)})
            connection.execute(insert(verdicts), rows)
        if over is not None:
            counts.update(_copied(connection, seq, info, over))
        row = {
            "run": seq,
            "as_of": info.as_of,
            "head": info.head,
            "ruleset": info.ruleset,
            "evidence": info.evidence,
            "rules": canonical({k: list(v) for k, v in info.rules.items()}),
            "counts": canonical(dict(+counts)),
            "meta": canonical(dict(info.meta)),
        }
        connection.execute(insert(runs), row)
        saved = connection.execute(select(runs).where(runs.c.run == seq)).one()
        named = {n: (k, i) for n, k, i in connection.execute(select(subjects.c.no, subjects.c.kind, subjects.c.id))}
        content = content_digest(connection, seq, run_parts(connection, saved, named))
        journal.append(connection, seq, source, content, kind=journal.RUN, counts=dict(+counts), as_of=info.as_of)
    return _info(saved, source.at, source.by)


def _packed(subject: SubjectVerdicts, positions: Mapping[str, int], counts: Counter[str]) -> dict[str, bytes]:
    codes = bytearray(b"\xff" * len(positions))
    details: dict[int, Detail] = {}
    for found in subject.verdicts:
        if found.rule not in positions:
            raise ValueError(f"rule {found.rule} is not among the rules of the run")
        position = positions[found.rule]
        codes[position] = _CODE[found.verdict] | _CODE[found.raw] << 4
        counts[found.verdict] += 1
        if found.detail != NO_DETAIL:
            details[position] = found.detail
    packed = msgspec.msgpack.encode(sorted(details.items())) if details else b""
    return {"evidence": bytes.fromhex(subject.evidence), "codes": bytes(codes), "details": packed}


def _copied(connection: Connection, seq: int, info: RunInfo, over: TakenOver) -> Counter[str]:
    """Copy what is taken over; how many of each verdict that is. A hundred thousand rows are never turned into objects:
    that alone would cost more than judging what changed."""
    base = _info(connection.execute(select(runs).where(runs.c.run == over.run)).one(), "", "")
    if any(rules != info.rules.get(kind, rules) for kind, rules in base.rules.items()):
        raise ValueError(f"run {over.run} was made by other rules")
    counts = Counter(base.counts)
    judged = set(connection.execute(select(verdicts.c.subject).where(verdicts.c.run == seq)).scalars())
    left = numbers(connection, over.left_out).values()
    columns = (verdicts.c.subject, verdicts.c.evidence, verdicts.c.codes, verdicts.c.details)
    there = select(verdicts.c.subject).where(verdicts.c.run == seq)
    taken = select(literal(seq), *columns).where(verdicts.c.run == over.run, verdicts.c.subject.not_in(there))
    connection.execute(insert(verdicts).from_select(["run", *(c.name for c in columns)], taken))
    for batch in batches(left):
        old = select(verdicts.c.codes).where(verdicts.c.run == over.run, verdicts.c.subject.in_(batch))
        for (codes,) in connection.execute(old):
            counts.subtract(CODES[c & 0xF].value for c in bytes(codes) if c != NOT_JUDGED)
        gone = [no for no in batch if no not in judged]  # they were copied with the rest
        connection.execute(delete(verdicts).where(verdicts.c.run == seq, verdicts.c.subject.in_(gone)))
    return counts


_details = msgspec.msgpack.Decoder(list[tuple[int, Detail]])


def _unpacked(row: Row[Any], kind: str, id_: str, rules: Sequence[str]) -> SubjectVerdicts:
    details = dict(_details.decode(row.details)) if row.details else {}
    found = tuple(
        Judged(rule, CODES[code & 0xF], CODES[code >> 4], details.get(i, NO_DETAIL))
        for i, (rule, code) in enumerate(zip(rules, bytes(row.codes), strict=True))
        if code != NOT_JUDGED
    )
    return SubjectVerdicts(kind, id_, bytes(row.evidence).hex(), found)


def run_digest(connection: Connection, row: Row[Any], named: Mapping[int, tuple[str, str]]) -> bytes:
    """The digest of a stored run: the same inputs give the same bytes, whatever numbers subjects have on file.

    Its own number is not part of it, nor is the journal number it had read.
    """
    heads = digest("run", str(row.as_of), row.ruleset, row.evidence, row.rules, row.counts, row.meta)
    parts = []
    for v in connection.execute(select(verdicts).where(verdicts.c.run == row.run)):
        kind, id_ = named.get(v.subject, ("?", str(v.subject)))
        whole = hashlib.sha256(digest(kind, id_) + bytes(v.evidence) + bytes(v.codes) + b"|" + bytes(v.details))
        parts.append(((kind, id_), whole.digest()))
    return hashlib.sha256(heads + b"".join(p for _, p in sorted(parts))).digest()


def run_parts(connection: Connection, row: Row[Any], named: Mapping[int, tuple[str, str]]) -> list[bytes]:
    """What the journal covers of a run: its digest and the journal number it had read."""
    return [run_digest(connection, row, named), digest(str(row.head))]


def list_runs(workspace: Workspace, limit: int | None = None) -> list[RunInfo]:
    """Runs, the latest first."""
    from anwei.engine.workspace.tables import audit

    query = select(runs, audit.c.at, audit.c.who).join(audit, audit.c.seq == runs.c.run).order_by(runs.c.run.desc())
    with workspace.database.read() as connection:
        return [_info(r, r.at, r.who) for r in connection.execute(query if limit is None else query.limit(limit))]


def latest_run(workspace: Workspace) -> RunInfo | None:
    """The last run, or None."""
    return next(iter(list_runs(workspace, 1)), None)


def load_run(workspace: Workspace, run: int) -> RunInfo:
    """What a run says of itself. Raises AnweiError (WSP-024) where there is none with that number."""
    found = next((r for r in list_runs(workspace) if r.run == run), None)
    if found is None:
        refuse("WSP-024", workspace.place, seq=run)
    return found


def stored_digest(workspace: Workspace, run: int) -> str:
    """The digest (hex) of a stored run: equal for equal inputs, on whatever system. Raises AnweiError (WSP-024)."""
    with workspace.database.read() as connection:
        row = connection.execute(select(runs).where(runs.c.run == run)).first()
        if row is None:
            refuse("WSP-024", workspace.place, seq=run)
        named = {s.no: (s.kind, s.id) for s in connection.execute(select(subjects))}
        return run_digest(connection, row, named).hex()


def load_verdicts(workspace: Workspace, run: int, ids: Sequence[tuple[str, str]] = ()) -> Iterator[SubjectVerdicts]:
    """The verdicts of a run, subject by subject in a stable order; ``ids`` (kind and id) narrows it to some."""
    info = load_run(workspace, run)
    query = (
        select(verdicts, subjects.c.kind, subjects.c.id)
        .join(subjects, subjects.c.no == verdicts.c.subject)
        .where(verdicts.c.run == run)
        .order_by(verdicts.c.subject)
    )
    with workspace.database.read() as connection:
        if ids:
            query = query.where(verdicts.c.subject.in_(numbers(connection, ids).values()))
        stream = connection.execution_options(stream_results=True, yield_per=_FETCH)
        for row in stream.execute(query):
            yield _unpacked(row, row.kind, row.id, info.rules[row.kind])


def evidence_of(workspace: Workspace, run: int) -> dict[tuple[str, str], str]:
    """Of each subject of a run the digest of the facts that it was judged by (hex)."""
    query = (
        select(subjects.c.kind, subjects.c.id, verdicts.c.evidence)
        .join(subjects, subjects.c.no == verdicts.c.subject)
        .where(verdicts.c.run == run)
        .order_by(verdicts.c.subject)
    )
    with workspace.database.read() as connection:
        return {(kind, id_): bytes(digest).hex() for kind, id_, digest in connection.execute(query)}


def _info(row: Row[Any], at: str, by: str) -> RunInfo:
    decode = msgspec.json.decode
    return RunInfo(
        row.as_of,
        row.head,
        row.ruleset,
        row.evidence,
        {k: tuple(v) for k, v in decode(row.rules).items()},
        row.run,
        decode(row.counts),
        decode(row.meta),
        at,
        by,
    )
