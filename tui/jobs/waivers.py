"""Waivers of a requirement: put on file for some subjects, and taken back; each is one command."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import say

Keys = tuple[tuple[str, str], ...]  # kind and id of subjects
_STANDS = frozenset({"valid", "expiring", "future"})


def waive(office: Office, keys: Keys, rule: str, told: Mapping[str, str]) -> str:
    """Put a waiver of a rule on file for each subject, as one command; in words. Raises AnweiError."""
    until = services.parse_date(told["until"])
    if until < office.day:
        services.refuse("WVR-002", services.Place(" ".join(i for _, i in keys[:3])))
    collection = services.Collection(office.workspace, services.WAIVERS)
    seen, number = office.workspace.head, len(collection.ids())
    changes = []
    for place, (kind, id_) in enumerate(keys, number + 1):
        paper = services.WaiverPaper(kind, id_, rule, told["reason"], told["by"], office.day, until)
        changes.append(services.SetDocument(services.WAIVERS, f"W-{place:04d}", msgspec.to_builtins(paper)))
    office.workspace.apply(services.Write(office.source("waiver", told["reason"]), tuple(changes), seen))
    return say("waive.done", count=len(changes))


def revoke(office: Office, keys: Keys, rule: str, told: Mapping[str, str]) -> str:
    """Take back the waivers of a rule that stand for some subjects, as one command; in words.

    They stay listed with the reason. Raises AnweiError (WSP-034) where none stands: it has run out, was taken back, or
    stands in a file of rules and not in the workspace.
    """
    seen, wanted = office.workspace.head, set(keys)
    listed = services.list_waivers(office.workspace, office.day)
    found = [
        w for w in listed if w.paper.rule == rule and (w.paper.kind, w.paper.subject) in wanted and w.state in _STANDS
    ]
    if not found:
        services.refuse("WSP-034", services.Place(" ".join(i for _, i in keys[:3])), id=rule)
    changes = tuple(
        services.SetDocument(
            services.WAIVERS, w.id, msgspec.to_builtins(msgspec.structs.replace(w.paper, revoked=told["reason"]))
        )
        for w in found
    )
    office.workspace.apply(services.Write(office.source("waiver", told["reason"]), changes, seen))
    return say("revoke.done", count=len(found), ids=" ".join(w.id for w in found[:3]))
