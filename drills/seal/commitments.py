"""Commit and reveal: a hash made before the drill that fixes date, scenario and units, and can be checked afterwards.

The commitment is SHA-256 over a tag, 32 random bytes and canonical JSON. Without the random bytes a date could be found
by trying the days of a year. The Merkle root over all commitments stands in the approved plan: stamped paper dates it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from anwei.drills.record.errors import refuse
from anwei.drills.record.model import Drill, Log, Seal
from anwei.drills.record.states import BEFORE_RUNNING, DrillState, SealState, move
from anwei.drills.record.steps import Clerk, recorded
from anwei.drills.seal.views import TAG, Reveal, quarter_of

NONCE_BYTES = 32
_LEAF, _NODE = b"\0", b"\1"
Side = Literal["left", "right"]
_encoder = msgspec.json.Encoder(order="deterministic")


def content(drill: Drill) -> str:
    """What is sealed, as canonical JSON: date, units, scenario with its injects."""
    told = {
        "id": drill.id,
        "day": _iso(drill.day),
        "slot": drill.slot,
        "title": drill.title,
        "kinds": drill.kinds,
        "topics": drill.topics,
        "mode": drill.mode,
        "venue": drill.venue,
        "scenario": drill.scenario,
        "injects": [(i.no, i.planned, i.content) for i in drill.injects],
        "units": sorted(s.key for s in drill.seats),
    }
    return _encoder.encode(told).decode()


def committed(nonce: bytes, text: str) -> str:
    """The commitment (hex) to a text with a nonce."""
    return hashlib.sha256(TAG + nonce + text.encode()).hexdigest()


def seal(log: Log, clerk: Clerk, nonce: bytes, days: tuple[int, int] | None = None) -> Log:
    """Seal a drill that has a date and has not begun; ``days`` is what participants may know of the date.

    Refused (DRL-131): no date, no unit, already running, a nonce that is too short, or days that do not hold the date.
    """
    drill = log.drill
    state = move(drill.id, drill.seal.state, SealState.SEALED)
    first, last = days or quarter_of(max(drill.day, 1))
    ready = drill.day and drill.seats and drill.state in BEFORE_RUNNING and drill.state is not DrillState.POSTPONED
    if not ready or len(nonce) != NONCE_BYTES or not first <= drill.day <= last:
        refuse("DRL-131", drill.id)
    return recorded(log, replace(drill, seal=_sealed(drill, state, clerk, nonce, first, last)), "seal", clerk)


def renew(log: Log, clerk: Clerk, nonce: bytes, reason: str) -> Log:
    """Seal a drill again after it was postponed while secret. The log keeps the first commitment."""
    drill = log.drill
    if not drill.secret:
        refuse("DRL-131", drill.id)
    first, last = drill.seal.first, drill.seal.last
    if not first <= drill.day <= last:
        first, last = quarter_of(drill.day)
    new = _sealed(drill, SealState.SEALED, clerk, nonce, first, last)
    return recorded(log, replace(drill, seal=new), "seal again", clerk, reason)


def _sealed(drill: Drill, state: SealState, clerk: Clerk, nonce: bytes, first: int, last: int) -> Seal:
    commitment = committed(nonce, content(drill))
    name = drill.seal.alias or f"S-{commitment[:10]}"
    return Seal(state, name, commitment, nonce.hex(), first, last, sealed_at=clerk.at)


def reveal(log: Log, clerk: Clerk) -> Log:
    """Open a seal, only after the drill was held or will not be (DRL-132)."""
    drill = log.drill
    state = move(drill.id, drill.seal.state, SealState.REVEALED)
    if drill.state in BEFORE_RUNNING or drill.state is DrillState.RUNNING:
        refuse("DRL-132", drill.id)
    return recorded(log, replace(drill, seal=replace(drill.seal, state=state, revealed_at=clerk.at)), "reveal", clerk)


def sheet(log: Log, commitments: Sequence[str] = ()) -> Reveal:
    """The sheet of a revealed drill, with the way to the root of all seals. Refused while it is secret (DRL-132)."""
    drill = log.drill
    if drill.seal.state is not SealState.REVEALED:
        refuse("DRL-132", drill.id)
    sealed_as = _as_sealed(log)
    own = drill.seal.commitment
    path = proof(commitments, own) if own in commitments else ()
    root_ = root(commitments) if own in commitments else ""
    return Reveal(own, drill.seal.nonce, content(sealed_as), root_, path)


def _as_sealed(log: Log) -> Drill:
    """The drill as it stood when its present commitment was made."""
    from anwei.drills.record.steps import as_of_event

    for number, event in reversed(list(enumerate(log.events))):
        if event.step in ("seal", "seal again"):
            return as_of_event(log, number)
    return log.drill


def check(found: Reveal) -> bool:
    """Whether a sheet is true: the content gives the commitment, and that leads to the root, if one is named."""
    try:
        nonce = bytes.fromhex(found.nonce)
    except ValueError:
        return False
    right = hmac.compare_digest(committed(nonce, found.content), found.commitment)
    return right and len(nonce) == NONCE_BYTES and (not found.root or leads(found.commitment, found.path, found.root))


# -- the root over all seals ---------------------------------------------------------------------------------------


def root(commitments: Sequence[str]) -> str:
    """The Merkle root (hex) over commitments, whatever their order; of none, that of an empty list.

    >>> root(["ab"]) == hashlib.sha256(_LEAF + bytes.fromhex("ab")).hexdigest()
    True
    """
    level = _leaves(commitments)
    if not level:
        return hashlib.sha256(_LEAF).hexdigest()
    while len(level) > 1:
        level = _next_level(level)
    return level[0].hex()


def proof(commitments: Sequence[str], commitment: str) -> tuple[tuple[str, str], ...]:
    """The siblings from a commitment up to the root, each with its side. Raises ValueError for one not among them."""
    level = _leaves(commitments)
    at = sorted(set(commitments)).index(commitment)
    path: list[tuple[str, str]] = []
    while len(level) > 1:
        other = at ^ 1
        if other < len(level):
            path.append(("left" if other < at else "right", level[other].hex()))
        level, at = _next_level(level), at // 2
    return tuple(path)


def leads(commitment: str, path: Sequence[tuple[str, str]], wanted: str) -> bool:
    """Whether a path leads from a commitment to a root."""
    try:
        node = hashlib.sha256(_LEAF + bytes.fromhex(commitment)).digest()
        for side, sibling in path:
            pair = bytes.fromhex(sibling) + node if side == "left" else node + bytes.fromhex(sibling)
            node = hashlib.sha256(_NODE + pair).digest()
    except ValueError:
        return False
    return hmac.compare_digest(node.hex(), wanted)


def _leaves(commitments: Sequence[str]) -> list[bytes]:
    return [hashlib.sha256(_LEAF + bytes.fromhex(c)).digest() for c in sorted(set(commitments))]


def _next_level(level: list[bytes]) -> list[bytes]:
    """Pairs hashed together; a last one without a partner goes up as it is."""
    pairs = [level[i : i + 2] for i in range(0, len(level), 2)]
    return [hashlib.sha256(_NODE + b"".join(p)).digest() if len(p) > 1 else p[0] for p in pairs]


def _iso(day: int) -> str:
    from anwei.engine.api import show_date

    return show_date(day) if day else ""
