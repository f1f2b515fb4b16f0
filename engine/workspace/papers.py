"""Waivers, attestations and the rulesets in force: what an office decides and sees for itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from anwei.engine.documents.diagnostics import Place
from anwei.engine.facts.subject import Record, Subject
from anwei.engine.facts.values import Value
from anwei.engine.facts.vocabulary import Vocabulary
from anwei.engine.ir.rules import Waiver
from anwei.engine.workspace.changes import NEXT, Change, Receipt, SetDocument, SetRecord, Source, Write
from anwei.engine.workspace.documents import Collection, Kept
from anwei.engine.workspace.errors import refuse
from anwei.engine.workspace.evidence import keep_file
from anwei.engine.workspace.lists import find
from anwei.engine.workspace.read import Reader
from anwei.engine.workspace.store import Workspace

WAIVERS = "waiver"
RULESETS = "ruleset"
ATTESTATIONS = "attestations"
State = Literal["valid", "expiring", "expired", "future", "revoked"]


class WaiverPaper(msgspec.Struct, frozen=True, omit_defaults=True):
    """A waiver as it is kept. ``start`` and ``end`` are inclusive day ordinals; ``evidence`` digests of kept files."""

    kind: str
    subject: str
    rule: str
    reason: str
    approved_by: str
    start: int
    end: int
    evidence: tuple[str, ...] = ()
    revoked: str = ""  # the reason, if it was revoked


@dataclass(frozen=True, slots=True)
class ListedWaiver:
    """A waiver with its id, who put it on file and when, and its state on a day."""

    id: str
    paper: WaiverPaper
    state: State


@dataclass(frozen=True, slots=True)
class ListedAttestation:
    """One attestation on file and its state on a day."""

    subject: Subject
    record: Record
    state: State


def add_waiver(
    workspace: Workspace, paper: WaiverPaper, source: Source, files: Sequence[Path] = ()
) -> tuple[str, Receipt]:
    """Put a waiver on file with its evidence; its id and the receipt.

    Raises AnweiError: the subject is not on file (WSP-012), the end lies before the start (WVR-002), it names no single
    subject (WVR-001).
    """
    place = Place(f"{paper.kind} {paper.subject}")
    if any(c in paper.subject for c in "*?"):
        refuse("WVR-001", place, subject=paper.subject)
    if paper.end < paper.start:
        refuse("WVR-002", place)
    if not _on_file(workspace, paper.kind, paper.subject):
        refuse("WSP-012", workspace.place, id=paper.subject, kind=paper.kind)
    digests, documents = _kept(workspace, files)
    paper = msgspec.structs.replace(paper, evidence=(*paper.evidence, *digests))
    seen = workspace.head  # before the id is chosen: a waiver that gets the same one meanwhile is a conflict
    id_ = f"W-{len(Collection(workspace, WAIVERS).ids()) + 1:04d}"
    changes = (*documents, SetDocument(WAIVERS, id_, msgspec.to_builtins(paper)))
    return id_, workspace.apply(Write(source, changes, seen))


def revoke_waiver(workspace: Workspace, id_: str, reason: str, source: Source) -> Receipt:
    """Revoke a waiver; it stays listed with the reason. Raises AnweiError (WSP-034) where there is none."""
    seen = workspace.head
    found = Collection(workspace, WAIVERS).get(id_)
    paper = _paper(found) if found is not None else None
    if paper is None or paper.revoked:
        refuse("WSP-034", workspace.place, id=id_)
    revoked = msgspec.structs.replace(paper, revoked=reason)
    return Collection(workspace, WAIVERS).put(id_, msgspec.to_builtins(revoked), source, seen=seen)


def list_waivers(workspace: Workspace, day: int, within: int = 30, at: int | None = None) -> list[ListedWaiver]:
    """Every waiver with its state on ``day``; *expiring* means that it ends within so many days."""
    listed = []
    for kept in Collection(workspace, WAIVERS).all(at):
        paper = _paper(kept)
        state: State = "revoked" if paper.revoked else state_of(day, paper.start, paper.end, within)
        listed.append(ListedWaiver(kept.id, paper, state))
    return listed


def waivers(workspace: Workspace, at: int | None = None) -> tuple[Waiver, ...]:
    """The waivers that were not revoked, as an evaluation takes them; it looks at their days itself."""
    return tuple(
        Waiver(p.rule, p.subject, p.reason, p.approved_by, p.start, p.end, kept.id)
        for kept in Collection(workspace, WAIVERS).all(at)
        if not (p := _paper(kept)).revoked
    )


def attest(
    workspace: Workspace,
    vocabulary: Vocabulary,
    kind: str,
    subject: str,
    item: str,
    source: Source,
    *,
    holds: bool,
    seen_on: int,
    valid_until: int,
    by: str,
    files: Sequence[Path] = (),
) -> Receipt:
    """Put on file what somebody saw on site, with evidence files. Days are ordinals, ``valid_until`` inclusive.

    Raises AnweiError: the subject is not on file (WSP-012), it ends before it was seen (WVR-002).
    """
    if valid_until < seen_on:
        refuse("WVR-002", Place(f"{kind} {subject}"))
    digests, documents = _kept(workspace, files)
    values: dict[str, Value] = {"item": item, "holds": holds, "seen_on": seen_on, "valid_until": valid_until, "by": by}
    record = SetRecord(kind, subject, values, ATTESTATIONS, (NEXT,), evidence=digests)
    return workspace.apply(Write(source, (*documents, record)), vocabulary)


def list_attestations(reader: Reader, day: int, within: int = 30) -> Iterator[ListedAttestation]:
    """Every attestation on file with its state on ``day``, subject by subject."""
    for subject in reader.subjects():
        for record in subject.children.get(ATTESTATIONS, ()):
            start, end = record.values.get("seen_on"), record.values.get("valid_until")
            state = state_of(
                day, start if isinstance(start, int) else day, end if isinstance(end, int) else None, within
            )
            yield ListedAttestation(subject, record, state)


def state_of(day: int, start: int, end: int | None, within: int) -> State:
    """What a paper valid from ``start`` to ``end`` (inclusive; None: no end) is on a day."""
    if day < start:
        return "future"
    if end is None:
        return "valid"
    if end < day:
        return "expired"
    return "expiring" if end < day + within else "valid"


def pin_rulesets(workspace: Workspace, digest: str, folders: Sequence[str], source: Source) -> Receipt:
    """Say by which catalogue this workspace is judged: its digest, and further folders beside the shipped ones."""
    return Collection(workspace, RULESETS).put("in-force", {"digest": digest, "folders": list(folders)}, source)


def pinned_rulesets(workspace: Workspace, at: int | None = None) -> tuple[str, tuple[str, ...]]:
    """The digest and folders pinned; empty where nothing was."""
    found = Collection(workspace, RULESETS).get("in-force", at)
    body = found.body if found is not None and isinstance(found.body, dict) else {}
    return str(body.get("digest", "")), tuple(map(str, body.get("folders", ())))


def _kept(workspace: Workspace, files: Sequence[Path]) -> tuple[tuple[str, ...], tuple[Change, ...]]:
    """Evidence files in the folder: their digests and the documents that record them."""
    kept = [keep_file(workspace, path) for path in files]
    return tuple(d for d, _ in kept), tuple(document for _, document in kept)


def _paper(kept: Kept) -> WaiverPaper:
    return msgspec.convert(kept.body, WaiverPaper)


def _on_file(workspace: Workspace, kind: str, id_: str) -> bool:
    return bool(find(workspace, kind=kind, id_=id_, limit=1))
