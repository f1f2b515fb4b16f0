"""What a screen reads of all subjects at once: their own facts as they stand, and the verdicts of a run as bytes.

Turning every verdict into an object costs more than drawing them; who shows 100,000 subjects takes the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from anwei.engine.workspace.encoding import decode_body
from anwei.engine.workspace.runs import Detail
from anwei.engine.workspace.store import Workspace
from anwei.engine.workspace.tables import subjects, verdicts

_FETCH = 5000
_details = msgspec.msgpack.Decoder(list[tuple[int, Detail]])


@dataclass(frozen=True, slots=True)
class Card:
    """One subject on file with its own facts as stored (days as ordinals, codes as lists); ``no`` is its number."""

    no: int
    kind: str
    id: str
    name: str
    division: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Bytes:
    """The verdicts of a subject in a run: one byte a rule of its kind (``runs.CODES``; the raw verdict in the upper
    four bits; 255: not judged) and the details by position."""

    no: int
    codes: bytes
    details: list[tuple[int, Detail]]


def cards(workspace: Workspace) -> Iterator[Card]:
    """Every subject on file, by number."""
    c = subjects.c
    query = select(c.no, c.kind, c.id, c.name, c.division, c.facts).where(c.alive).order_by(c.no)
    with workspace.database.read() as connection:
        stream = connection.execution_options(stream_results=True, yield_per=_FETCH)
        for no, kind, id_, name, division, body in stream.execute(query):
            yield Card(no, kind, id_, name, division, decode_body(body))


def verdict_bytes(workspace: Workspace, run: int) -> Iterator[Bytes]:
    """The verdicts of a run, by number of the subject; nothing for a run that is not there."""
    c = verdicts.c
    query = select(c.subject, c.codes, c.details).where(c.run == run).order_by(c.subject)
    with workspace.database.read() as connection:
        stream = connection.execution_options(stream_results=True, yield_per=_FETCH)
        for no, codes, details in stream.execute(query):
            yield Bytes(no, bytes(codes), _details.decode(details) if details else [])
