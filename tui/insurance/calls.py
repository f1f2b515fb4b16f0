"""Who was called up about which policy, and when: one document a policy, written in one command."""

from __future__ import annotations

from collections.abc import Sequence

from anwei.engine import services
from anwei.tui.jobs.office import Office
from anwei.tui.words import say

COLLECTION = "call-ups"
_KEPT = 50  # calls remembered of a policy


def key_of(kind: str, id_: str, policy: str) -> str:
    """The id of the document about a policy."""
    return f"insurance/{kind}/{id_}/{policy}"


def called(office: Office) -> dict[str, list[int]]:
    """The days on which was called up, by document."""
    found: dict[str, list[int]] = {}
    for kept in services.Collection(office.workspace, COLLECTION).all():
        body = kept.body
        days = body.get("days") if isinstance(body, dict) else None
        if isinstance(days, list):
            found[kept.id] = [d for d in days if isinstance(d, int)]
    return found


def note(office: Office, keys: Sequence[str], path: str) -> str:
    """Keep that today was called up about some policies; in words. Raises AnweiError."""
    before, on = called(office), office.day
    changes = tuple(
        services.SetDocument(COLLECTION, k, {"days": [*before.get(k, []), on][-_KEPT:], "file": path})
        for k in dict.fromkeys(keys)
    )
    office.workspace.apply(services.Write(office.source("entry", say("insurance.called_note")), changes))
    return say("insurance.called", count=len(changes), path=path)
